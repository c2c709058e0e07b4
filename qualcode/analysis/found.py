"""What a query finds: passages with their words, codes and sources, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.result import Shown
from qualcode.analysis.sources import Source, sources
from qualcode.errors import UnknownCodeInQuery
from qualcode.i18n import Language, language
from qualcode.query import where
from qualcode.query.conditions import values_of_none
from qualcode.query.evaluate import Texts, evaluate
from qualcode.query.expression import Named, Query, names_in
from qualcode.query.language import parse
from qualcode.query.layers import of_its_coders
from qualcode.query.names import places_meant, understood
from qualcode.query.passages import Passages, passages
from qualcode.query.selection import Selection
from qualcode.query.texts import several
from qualcode.rules import rule_of_selection
from qualcode.tables import Bools, FreeQuotations, Labels

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with what the selection counts on it. `labels` name its quotations, of several coders perhaps; `codes`
    are paths; `words` is how many words it touches, `quote` what it says; grades are as written."""

    labels: tuple[str, ...]
    source: Source
    start: int
    end: int
    words: int
    quote: str
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    specifications: tuple[str, ...]
    grades: tuple[str, ...]
    verbatim: bool
    released: bool


@dataclass(frozen=True)
class Found(Shown):
    """The passages that a query finds, of the `universe` passages it looked at; `expression` is the query in full."""

    passages: tuple[FoundPassage, ...]
    expression: str
    universe: int
    rule: str
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.passages)

    def __iter__(self) -> Iterator[FoundPassage]:
        return iter(self.passages)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all quotations found."""
        return tuple(label for each in self.passages for label in each.labels)

    def brief(self) -> tuple[str, ...]:
        return ("quotation", "case", "round", "role", "codes", "quote")

    def to_frame(self) -> pd.DataFrame:
        """One row per passage; several labels, codes or coders are joined by a semicolon."""
        import pandas as pd

        rows = [_row(each) for each in self.passages]
        frame = pd.DataFrame(rows, columns=_COLUMNS)
        if all(each.source.round.isdecimal() for each in self.passages):
            frame["round"] = frame["round"].astype("int64")
        return frame


_COLUMNS = [
    "quotation", "document", "interview", "case", "round", "role", "start", "end", "words", "codes", "coders",
    "specifications", "grades", "verbatim", "released", "quote",
]  # fmt: skip


def _row(each: FoundPassage) -> tuple[object, ...]:
    source, joined = each.source, "; ".join
    return (
        joined(each.labels), source.id, source.interview, source.case, source.round, source.role, each.start, each.end,
        each.words, joined(each.codes), joined(each.coders), joined(each.specifications), joined(each.grades),
        each.verbatim, each.released, each.quote,
    )  # fmt: skip


def query(
    expression: str | Query, selection: Selection, free: FreeQuotations, labels: Labels, *, texts: Mapping[str, str]
) -> Found:
    """The passages of a selection that a query finds:

        query("A AND B", project.selection(), project.free_quotations(), project.labels(), texts=project.texts())

    `free` are the quotations without a code, which NOT and texts may find; `texts` are those of the selection's
    documents by id, which a `qualcode.query.texts.StoredTexts` reads only where they matter. Raises `QueryError`, and
    as `qualcode.query.evaluate.evaluate`."""
    read = several(texts)
    asked = parse(expression) if isinstance(expression, str) else expression
    universe = passages(selection, free)
    try:
        found = evaluate(asked, universe, selection, texts=read)
    except UnknownCodeInQuery as err:
        raise _said_in_texts(err, selection, read) from err
    _ = language(selection.corpus.settings)
    said = understood(asked, selection.corpus.codebook)
    return Found(
        _described(found, universe, selection, labels, read),
        said,
        len(universe),
        _rule(said, found, universe, selection, _),
        tuple(_warnings(asked, found, selection, _)),
        language=_,
    )


def _said_in_texts(err: UnknownCodeInQuery, selection: Selection, texts: Texts) -> UnknownCodeInQuery:
    """The error, with how to look for a word that is no code and stands in the texts."""
    documents = [selection.corpus.documents[place].id for place in selection.documents.tolist()]
    word, said = err.name.casefold(), texts(documents)
    if not any(word in said[name].casefold() for name in documents):
        return err
    hint = f'{err.message} The texts have it: TEXT "{err.name}" finds it there.'
    return UnknownCodeInQuery(err.query, err.start, err.end, hint, err.name)


def _described(
    found: Bools, universe: Passages, selection: Selection, labels: Labels, texts: Texts
) -> tuple[FoundPassage, ...]:
    places, every = np.flatnonzero(found).tolist(), sources(selection.corpus)
    names = dict.fromkeys(every[place].id for place in universe.document[found].tolist())
    words = texts(names) if names else {}
    paths = [selection.corpus.codebook.path(code.id) for code in selection.corpus.codebook]
    return tuple(_passage(place, universe, selection, labels, every, words, paths) for place in places)


def _passage(
    place: int, universe: Passages, selection: Selection, labels: Labels, every: tuple[Source, ...],
    words: Mapping[str, str], paths: list[str],
) -> FoundPassage:  # fmt: skip
    source, items = every[int(universe.document[place])], universe.items(place)
    start, end, first = int(universe.start[place]), int(universe.end[place]), len(universe.codings)
    codings, uncoded = universe.codings[items[items < first]], universe.uncoded[items[items >= first] - first]
    marks, free, coders = selection.marks, universe.free, selection.corpus.coders
    numbers = sorted({*labels.number[codings].tolist(), *free.number[uncoded].tolist()})
    by = sorted({*marks.coder[codings].tolist(), *free.coder[uncoded].tolist()})
    here = codings.tolist()
    return FoundPassage(
        labels=tuple(f"{source.id}:{number}" for number in numbers),
        source=source,
        start=start,
        end=end,
        words=int(universe.word_end[place] - universe.word_start[place]),
        quote=words[source.id][start:end],
        codes=tuple(paths[code] for code in sorted(set(marks.code[codings].tolist()))),
        coders=tuple(coders[coder] for coder in by),
        specifications=tuple(
            dict.fromkeys(marks.specification[each].strip() for each in here if marks.specification[each].strip())
        ),
        grades=tuple(dict.fromkeys(labels.grades[each] for each in here if each in labels.grades)),
        verbatim=bool(marks.verbatim[codings].any() or free.verbatim[uncoded].any()),
        released=bool(marks.released[codings].any() or free.released[uncoded].any()),
    )


def _rule(said: str, found: Bools, universe: Passages, selection: Selection, _: Language) -> str:
    count, every = int(found.sum()), len(universe)
    alone = every - int(universe.with_items(np.arange(len(universe.of_item)) < len(universe.codings)).sum())
    parts = [
        _("Query: %(query)s", query=said),
        _("a name stands for its code with all below it, = for that code alone"),
        _("found: %(count)s of %(all)s quotations (distinct passages)", count=count, all=every),
    ]
    if alone:
        parts[-1] = _(
            "found (distinct passages): %(count)s of %(all)s quotations (%(alone)s of those %(all)s without a code)",
            count=count, all=every, alone=alone,
        )  # fmt: skip
    return rule_of_selection("; ".join(parts), selection)


def _warnings(asked: Query, found: Bools, selection: Selection, _: Language) -> Iterator[str]:
    """Codes that nothing here has, drafts with the codes of the query, and that nothing was found."""
    book, marks = selection.corpus.codebook, selection.marks
    used = np.zeros(len(book), bool)
    used[marks.code[selection.codings]] = True
    meant = {named: places_meant(named, asked, book) for named in names_in(asked.expression, negated=True)}
    unused = [_as_written(named) for named, places in meant.items() if not used[list(places)].any()]
    for name in dict.fromkeys(unused):
        yield _("No quotation that counts here has the code %(code)s.", code=name)
    every = sorted(frozenset[int]().union(*meant.values()))
    drafts = ~marks.final & ~marks.orphan & selection.allowed[marks.document] & np.isin(marks.code, every)
    drafts &= of_its_coders(selection.corpus, marks, selection.layer)
    if drafts.any():
        yield _.plural(
            "%(count)s draft with a code of this query is left out: drafts count nowhere.",
            "%(count)s drafts with codes of this query are left out: drafts count nowhere.",
            int(drafts.sum()),
        )
    corpus = selection.corpus
    yield from not_said((*where.values_of_none(corpus, selection.where), *values_of_none(asked, corpus)), _)
    if not found.any() and not unused:
        yield _("Nothing was found: no quotation fits all of this query.")


def not_said(found: Iterable[tuple[str, str, tuple[str, ...]]], _: Language) -> Iterator[str]:
    """A sentence for each value that a filter asks for and no document has: its name, the value, those there are."""
    for name, value, known in found:
        listed = ", ".join(known[:_KNOWN]) + (", …" if len(known) > _KNOWN else "")
        yield _(
            "No document has %(value)s as %(name)s. There are: %(known)s.", value=value, name=name, known=listed or "–"
        )


#: So many values are named in a warning.
_KNOWN = 20


def _as_written(named: Named) -> str:
    return {"=": f"={named.name}", "DOWN": named.name}.get(named.reach, f"{named.reach}({named.name})")
