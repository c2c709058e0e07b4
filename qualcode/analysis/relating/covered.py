"""Coverage: how much of the texts was coded, and what is worth a look.

found = coverage(selection, texts, codings, quotations)
found.documents[0].share, found.finding("redundant").to_frame()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.relating import findings
from qualcode.analysis.relating.explained import explained
from qualcode.analysis.relating.findings import Finding, Found, found_frame
from qualcode.analysis.result import Shown
from qualcode.analysis.sources import Source, case_names, rounds, sources
from qualcode.errors import UnknownOption
from qualcode.i18n import Language, language
from qualcode.query.layers import merge
from qualcode.query.selection import Selection
from qualcode.query.where import needs_codings
from qualcode.rules import rule_of_selection
from qualcode.text.words import Words

if TYPE_CHECKING:
    import pandas as pd

CASES, DOCUMENTS, FINDINGS = "cases", "documents", "findings"


@dataclass(frozen=True, slots=True)
class Covered:
    """A document, or several together: words and characters, and how many of them lie inside a quotation with a code,
    each once. `documents` and `coded` count documents, and those with any coding."""

    name: str
    case: str
    round: str
    documents: int
    coded: int
    quotations: int
    words: int
    coded_words: int
    characters: int
    coded_characters: int

    @property
    def share(self) -> float:
        """Of the words, 0 to 1; 0 for a text without words."""
        return self.coded_words / self.words if self.words else 0.0


@dataclass(frozen=True)
class Coverage(Shown):
    """How far the documents are coded, and what is worth a look. `documents` in the corpus's order, `cases` per case
    and round in the project's, `findings` one of each kind in a fixed order, also where there is nothing to tell."""

    documents: tuple[Covered, ...]
    cases: tuple[Covered, ...]
    findings: tuple[Finding, ...]
    rule: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per document."""
        return _frame(self.documents, ["document", "case", "round"], ["name", "case", "round"], _SIZES[1:])

    def by_case(self) -> pd.DataFrame:
        """One row per case and round."""
        return _frame(self.cases, ["case", "round"], ["case", "round"], _SIZES)

    def finding(self, kind: str) -> Finding:
        """The finding of a kind; raises `UnknownOption`."""
        for each in self.findings:
            if each.kind == kind:
                return each
        raise UnknownOption("The finding", kind, findings.KINDS)

    def table(self, name: str) -> Table:
        """One of the tables as a result of its own: `cases`, `documents`, `findings` (all of them, with their kind), or
        the kind of a finding. Raises `UnknownOption`."""
        if name == CASES:
            return Table(self.by_case(), self.rule, self.warnings, language=self.language)
        if name == DOCUMENTS:
            return Table(self.to_frame(), self.rule, self.warnings, language=self.language)
        if name == FINDINGS:
            kinds = [each.kind for each in self.findings for _one in each.found]
            every = [one for each in self.findings for one in each.found]
            titles = {each.kind: each.title for each in self.findings}
            return Table(found_frame(every, kinds), self.rule, self.warnings, titles, language=self.language)
        if name not in findings.KINDS:
            raise UnknownOption("The table", name, (CASES, DOCUMENTS, FINDINGS, *findings.KINDS))
        chosen = self.finding(name)
        return Table(chosen.to_frame(), self.rule, chosen.warnings, language=self.language)


@dataclass(frozen=True)
class Table(Shown):
    """A table of a coverage, to be shown or written by itself."""

    frame: pd.DataFrame = field(repr=False)
    rule: str
    warnings: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)  # of findings, by their kind

    def states(self) -> Mapping[str, Mapping[str, str]]:
        return {"finding": self.titles}

    def to_frame(self) -> pd.DataFrame:
        return self.frame


_SIZES = (
    "documents", "coded", "quotations", "words", "coded_words", "share", "characters", "coded_characters",
)  # fmt: skip


def _frame(rows: Iterable[Covered], header: Sequence[str], names: Sequence[str], sizes: Sequence[str]) -> pd.DataFrame:
    """A table of them; without a column for rounds where no document says one."""
    import pandas as pd

    rows = list(rows)
    if not any(each.round for each in rows):
        header, names = ([each for each in own if each != "round"] for own in (header, names))
    columns = [*names, *(name for name in sizes if name != "coded" or "documents" in sizes)]
    found = [[getattr(each, name) for name in columns] for each in rows]
    return pd.DataFrame(found, columns=[*header, *columns[len(names) :]])


def coverage(
    selection: Selection, texts: Mapping[str, str], codings: pd.DataFrame, quotations: pd.DataFrame
) -> Coverage:
    """How much of the texts (by document) the codings that count cover, and what is worth a look. `codings` are
    `project.codings`, in the order of the selection's marks; `quotations` are `project.quotations`."""
    corpus = selection.corpus
    _ = language(corpus.settings)
    every, spans = sources(corpus), _spans(selection)
    documents = tuple(_document(selection, every[place], spans.get(place, []), texts) for place in _places(selection))
    rule = rule_of_selection(
        _("Counted: words and characters inside a quotation with a code, each once; headings count as text"), selection
    )
    return Coverage(
        documents, tuple(_by_case(selection, documents, every)), _findings(selection, texts, codings, quotations, rule),
        rule, _warnings(documents, selection, _), language=_,
    )  # fmt: skip


def _places(selection: Selection) -> list[int]:
    return [int(place) for place in selection.documents]


def _spans(selection: Selection) -> dict[int, list[int]]:
    """Per document (place) its codings that count (places)."""
    found: dict[int, list[int]] = {}
    for place in selection.codings.tolist():
        found.setdefault(int(selection.marks.document[place]), []).append(place)
    return found


def _runs(selection: Selection, places: Sequence[int], unit: str) -> list[tuple[int, int]]:
    """The characters or words of these codings as runs, each once; `unit` is empty or `word_`."""
    starts, ends = getattr(selection.marks, f"{unit}start"), getattr(selection.marks, f"{unit}end")
    return merge([(int(starts[place]), int(ends[place])) for place in places])


def _document(selection: Selection, source: Source, places: Sequence[int], texts: Mapping[str, str]) -> Covered:
    text, marks = texts[source.id], selection.marks
    words, characters = (sum(end - start for start, end in _runs(selection, places, unit)) for unit in ("word_", ""))
    passages = {(int(marks.start[place]), int(marks.end[place])) for place in places}
    return Covered(
        source.id, source.case, source.round, 1, int(bool(places)), len(passages), len(Words.of(text)), words,
        len(text), characters,
    )  # fmt: skip


def _by_case(selection: Selection, documents: Sequence[Covered], every: Sequence[Source]) -> Iterable[Covered]:
    """The documents of each case and round together; the cases in the project's order."""
    for case in case_names(selection.corpus):
        for round_ in rounds(selection.corpus, every):
            own = [each for each in documents if (each.case, each.round) == (case, round_)]
            if own:
                sums = [sum(getattr(each, name) for each in own) for name in Covered.__slots__[3:]]
                yield Covered("", case, round_, *sums)


def _warnings(documents: Sequence[Covered], selection: Selection, _: Language) -> tuple[str, ...]:
    if needs_codings(selection.where):
        other = _("The filter is about codings: text, documents and codes with other codings only count as not coded.")
        return (other,)
    bare = sum(not each.coded for each in documents)
    if not bare:
        return ()
    return (
        _.plural(
            "%(count)s document has no codings in this layer; its text counts as not coded.",
            "%(count)s documents have no codings in this layer; their text counts as not coded.",
            bare,
        ),
    )


def _findings(
    selection: Selection, texts: Mapping[str, str], codings: pd.DataFrame, quotations: pd.DataFrame, rule: str
) -> tuple[Finding, ...]:
    _ = language(selection.corpus.settings)
    spans = _spans(selection)
    coded = np.zeros(len(selection.corpus.documents), bool)
    coded[list(spans)] = True
    usual, long, short = findings.unusual(selection, codings)
    found: dict[str, list[Found]] = {
        findings.UNCODED: findings.uncoded(
            selection, texts, {place: _runs(selection, places, "") for place, places in spans.items()}
        ),
        findings.UNTOUCHED: findings.untouched(selection, coded),
        findings.REDUNDANT: findings.redundant(selection, codings, _),
        **findings.hardly_used(selection, _),
        findings.FREE: findings.free(selection, quotations),
        findings.LONG: long,
        findings.SHORT: short,
    }
    words = explained(usual, selection.corpus.settings.case.singular or _("case"), _)
    return tuple(Finding(kind, *words[kind], tuple(found[kind]), rule, language=_) for kind in findings.KINDS)
