"""Suggestions for a project: what a coder coded teaches, what they did not code is suggested on.

    for each in project.suggest(coder="anna"):
        each.fragment.quote, [(suggestion.code, suggestion.p) for suggestion in each.suggestions]

A suggestion is no coding; `deciding` makes one of it when a person says so. Who learns from whom is never
left to chance: a coder's suggestions learn from their own codings, and from others' where these are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from qualcode.assist.codetexts import CodeTexts
from qualcode.assist.estimator import Assistant
from qualcode.assist.features import CodeFeatures
from qualcode.assist.grades import GradeFinder
from qualcode.assist.protocol import Suggester
from qualcode.assist.reasons import in_words
from qualcode.assist.shelf import Shelf
from qualcode.assist.themes import Theme, Toggles, themes, toggles
from qualcode.assisted.embedding import switched_off
from qualcode.display import Listed, blockquote, card, paragraph, short, table
from qualcode.errors import NotPossible, UnknownCoder, UnknownOption, WrongUsage, listing
from qualcode.intake import Watch, unwatched
from qualcode.model import Codebook, Fragment, Origin, Settings, Span, Suggestion
from qualcode.reasons import applies_to
from qualcode.store import reading, samples, suggestions
from qualcode.tables import Floats
from qualcode.text.fragments import UNITS, Page

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.assist.consent import Consent
    from qualcode.assist.plugged import Plugged
    from qualcode.reader import Reader

#: Where a showing is logged as seen, when the library is asked; empty is for looking without showing anybody.
LIBRARY = "library"
#: Lines about the text and not of it: all in italics, or a word or two before a colon.
_REMARK = re.compile(r"([*_])(?!\1)[^*_]+\1|(?:\S+\s+){0,2}\S+:", re.DOTALL)
#: So many fragments of finished documents tell how many are coded.
_TELLING = 20
#: So many fragments are looked at together.
_TOGETHER = 256


@dataclass(frozen=True)
class Suggested:
    """A fragment and what is suggested for it, the likeliest first. `codebook` and `settings` are what it is told
    with."""

    fragment: Fragment
    suggestions: tuple[Suggestion, ...]
    codebook: Codebook = field(default=Codebook(), repr=False, compare=False)
    settings: Settings | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Suggested for {self.fragment.document} {short(self.fragment.quote)!r}: {self._codes()}>"

    @property
    def as_row(self) -> dict[str, object]:
        """The cells of a table of suggestions."""
        span = self.fragment.span
        at = {"document": self.fragment.document, "start": span.start, "end": span.end}
        return {**at, "quote": self.fragment.quote, "suggested": self._codes()}

    def to_frame(self) -> pd.DataFrame:
        """One row per suggested code, with its probability and its reasons in words, the largest first."""
        import pandas as pd

        return pd.DataFrame(self._rows(), columns=["code", "p", "why"])

    def why(self, suggestion: Suggestion, most: int = 3) -> list[str]:
        """The reasons for a suggestion in words, the largest first."""
        tongue = self.settings.language if self.settings else "en"
        questions = {each.id: each.question for each in self.settings.guide} if self.settings else {}
        return [in_words(each, self.fragment, tongue, questions) for each in suggestion.reasons[:most]]

    def _repr_html_(self) -> str:
        return card(
            paragraph(self.fragment.document, quiet=True),
            blockquote(self.fragment.quote),
            table(["code", "p", "why"], self._rows()),
        )

    def _rows(self) -> list[tuple[str, float, str]]:
        return [(self._path(each), round(each.p, 2), "; ".join(self.why(each))) for each in self.suggestions]

    def _codes(self) -> str:
        return "; ".join(f"{self._path(each)} {each.p:.2f}" for each in self.suggestions[:3])

    def _path(self, suggestion: Suggestion) -> str:
        return self.codebook.path(suggestion.code) if suggestion.code in self.codebook else suggestion.code


@dataclass(frozen=True)
class Lessons:
    """What coders gave: each passage they coded, with the ids of its codes and its document."""

    fragments: tuple[Fragment, ...]
    codes: tuple[frozenset[str], ...]
    groups: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.fragments)

    def but(self, group: str) -> Lessons:
        """The lessons of all groups but one."""
        kept = [row for row, each in enumerate(self.groups) if each != group]
        return Lessons(
            tuple(self.fragments[row] for row in kept),
            tuple(self.codes[row] for row in kept),
            tuple(self.groups[row] for row in kept),
        )


def suggest(
    project: Reader,
    documents: Sequence[str] = (),
    *,
    unit: str = "paragraph",
    top: int = 5,
    min_p: float = 0.05,
    coder: str | None = None,
    learn_from: Sequence[str] = (),
    all_fragments: bool = False,
    where: str = LIBRARY,
    suggester: str = "",
    consent: Consent | None = None,
    watch: Watch = unwatched,
    tell: Callable[[str], None] = lambda _sentence: None,
) -> list[Suggested]:
    """See `Project.suggest`."""
    check_asked(unit, top, min_p)
    who = coder_of(project, coder)
    teachers = teachers_of(project, who, learn_from)
    names = project.chosen(documents)
    with project._database.reading() as connection:
        seen = suggestions.shown_in(connection, project.settings, names, who)
        if passed := suggestions.passed_over(set(names) - set(seen)):
            tell(passed)
        refused = suggestions.rejected(connection, who)
    desk = Desk.of(project, unit, watch)
    if not desk.codebook.codes:
        raise NotPossible(
            "There is no codebook yet, so there is nothing to suggest. Write one and run qualcode import."
        )
    offered = desk.fragments(seen, () if all_fragments else desk.quoted(who), plain=all_fragments)
    plugged = desk.plugged(suggester, consent)
    if plugged is not None:
        tell(plugged.describe())
    taught = desk.lessons(teachers)
    teach = partial(desk.taught, plugged, taught)
    share = 1.0 if plugged is not None else desk.coded_share(teachers, unit)
    parts = desk.apart(offered, taught) if all_fragments and plugged is None else [("", offered)]
    every = [
        suggested
        for without, fragments in (watch(parts, "Suggesting") if len(parts) > 1 else parts)
        for suggested in desk.suggested(teach(without), fragments, top, min_p, refused, watch, share)
    ]
    found = [each for each in every if each.suggestions]
    for note in plugged.notes() if plugged is not None else ():
        tell(note)
    if where:
        note_shown(project, found, coder=who, where=where)
    return Listed(replace(each, codebook=desk.codebook, settings=project.settings) for each in found)


def note_shown(project: Reader, shown: Sequence[Suggested], *, coder: str | None, where: str) -> None:
    """Log that a coder saw these."""
    every = [suggestion for each in shown for suggestion in each.suggestions]
    suggestions.log_showings(project._database, coder_of(project, coder), every, where=where)


def check_asked(unit: str, top: int, min_p: float) -> None:
    """Raises `UnknownOption` and `WrongUsage` for what cannot be asked."""
    if unit not in UNITS:
        raise UnknownOption("The unit", unit, UNITS)
    if top < 1:
        raise WrongUsage(f"Ask for at least 1 suggestion per fragment; got {top}.")
    if not 0 <= min_p <= 1:
        raise WrongUsage(f"The least probability is from 0 to 1 (0.05 for 5 %); got {min_p}.")


def coder_of(project: Reader, coder: str | None) -> str:
    """Whose suggestions: the one named; in a folder carried to somebody, theirs; the only one who coded or is to code
    blind; the only one listed; else nobody's. Raises `WrongUsage` where several did, and `UnknownCoder`."""
    marks, corpus = project.marks(), project.corpus()
    known = list(dict.fromkeys([*(each.name for each in project.settings.coders), *corpus.coders]))
    if coder is not None:
        if known and coder not in known and not project.settings.coders:
            return coder
        if known and coder not in known:
            raise UnknownCoder(coder, known)
        return coder
    with project._database.reading() as connection:
        carried, asked = samples.carried_for(connection), suggestions.still_blind(connection)
    if carried:
        return carried
    coded = {corpus.coders[place] for place in set(marks.coded[1].tolist())}
    coding = [name for name in known if name in coded or name in asked]
    if len(coding) > 1:
        raise WrongUsage(
            f"{listing(coding)} code in this project, and suggestions learn from one's own codings. Say who is asking: "
            "--coder NAME."
        )
    return (coding or (known if len(known) == 1 else [""]))[0]


def teachers_of(project: Reader, coder: str, learn_from: Sequence[str]) -> tuple[str, ...]:
    """Whose codings teach: the coder's own, and those named. Raises `UnknownCoder`, and `NotPossible` for somebody who
    codes blind."""
    known = project.corpus().coders
    for name in learn_from:
        if name not in known:
            raise UnknownCoder(name, list(known))
    with project._database.reading() as connection:
        suggestions.check_teachers(connection, project.settings, coder, learn_from)
    return tuple(dict.fromkeys([coder, *learn_from]))


class Desk:
    """A project's texts and codebook, ready to suggest on; kept from one call to the next while they stay the same."""

    def __init__(self, project: Reader, unit: str, watch: Watch) -> None:
        self.project = project
        self.settings = project.settings
        self.codebook: Codebook = project.codebook
        texts = project.texts()
        self.pages = {name: Page(name, text, self.settings.guide) for name, text in texts.items()}
        self.units = {name: page.cut(unit) for name, page in self.pages.items()}
        self.shelf = Shelf(self._features(watch))
        self._spares: dict[str, frozenset[str]] = {}

    @classmethod
    def of(cls, project: Reader, unit: str = "paragraph", watch: Watch = unwatched) -> Desk:
        """The desk for this project as it is; fragments and codebook are read anew only where they changed."""
        with project._database.reading() as connection:
            rows = reading.documents(connection)
        documents = tuple((name, row["text_hash"], row["case"], str(row["attributes"])) for name, row in rows.items())
        key = (unit, project.codebook, project.settings, documents, switched_off())
        kept: tuple[object, Desk] | None = project.desk
        if kept is None or kept[0] != key:
            kept = project.desk = (key, cls(project, unit, watch))
        return kept[1]

    def _features(self, watch: Watch) -> CodeFeatures:
        from qualcode.assisted.embedding import embedder_of

        language = self.codebook.language or self.settings.language
        background = [fragment for every in self.units.values() for fragment in every]
        return CodeFeatures(
            CodeTexts.of(self.codebook, self.settings.guide, self.settings.report),
            language,
            background=background,
            embed=embedder_of(self.project, watch=watch),
            grades=GradeFinder(self.codebook, self.settings.guide, language),
        )

    def assistant(self, without: Collection[str] = ()) -> Assistant:
        """Qualcode's own suggester, not yet taught."""
        return Assistant(self.shelf.features, shelf=self.shelf, without=without)

    def plugged(self, name: str, consent: Consent | None) -> Plugged | None:
        """The suggester of a plug-in, where the settings or the caller name one."""
        if not (name or self.settings.assist.suggester) or name == Assistant.name:
            return None
        from qualcode.assist.consent import refuse
        from qualcode.assist.plugins import make_suggester

        return make_suggester(self.settings, self.codebook, consent or refuse, name=name)

    def taught(self, plugged: Plugged | None, lessons: Lessons, without: str = "") -> Suggester:
        """A suggester that learned these lessons, but for those of one document."""
        some = lessons.but(without)
        return (plugged or self.assistant()).fit(some.fragments, some.codes, some.groups)

    def apart(self, fragments: Sequence[Fragment], lessons: Lessons) -> list[tuple[str, list[Fragment]]]:
        """Fragments by document, with the document whose own lessons are not to be learned from: what somebody coded
        in a passage is not to come back as a suggestion for it. Documents without lessons go together."""
        coded = set(lessons.groups)
        parts: dict[str, list[Fragment]] = {}
        for fragment in fragments:
            parts.setdefault(fragment.document if fragment.document in coded else "", []).append(fragment)
        return list(parts.items())

    def fragments(
        self, names: Sequence[str], taken: Sequence[tuple[str, int, int]], *, plain: bool = False
    ) -> list[Fragment]:
        """The fragments of these documents that none of the passages taken touches. Unless `plain`, without remarks
        about the text (a line in italics, "Who:")."""
        spans: dict[str, list[Span]] = {}
        for document, start, end in taken:
            spans.setdefault(document, []).append(Span(start, end))
        return [
            fragment
            for name in names
            for fragment in self.units[name]
            if not any(fragment.span.overlaps(span) for span in spans.get(name, ()))
            and (plain or not self._is_remark(fragment))
        ]

    def _is_remark(self, fragment: Fragment) -> bool:
        return _REMARK.fullmatch(fragment.quote) is not None

    def quoted(self, coder: str) -> list[tuple[str, int, int]]:
        """The passages that a coder quoted, coded or not."""
        frame = self.project.quotations
        own = frame[(frame["coder"] == coder) & (frame["anchor"] != "orphaned")]
        return list(zip(own["document"], own["start"].astype(int), own["end"].astype(int), strict=True))

    def coded_share(self, coders: Collection[str], unit: str) -> float:
        """How many fragments in the documents that these coders finished have a quotation of theirs, as a share; 1 as
        long as too few are finished to tell. What is learned is learned from passages that were found worth a code, and
        not every fragment is."""
        corpus = self.project.corpus()
        done = {
            (corpus.documents[document].id, corpus.coders[coder])
            for document, coder in corpus.finished
            if corpus.coders[coder] in coders
        }
        every = coded = 0
        for coder in coders:
            names = [name for name, who in done if who == coder and name in self.units]
            offered = sum(len(self.units[name]) for name in names)
            every += offered
            coded += offered - len(self.fragments(names, self.quoted(coder), plain=True))
        return coded / every if every >= _TELLING else 1.0

    def lessons(self, coders: Collection[str]) -> Lessons:
        """What these coders gave: final codings; not those that a rule laid, which teach nothing new."""
        frame = self.project.codings
        final = (frame["status"] == "final") & (frame["anchor"] != "orphaned") & (frame["origin"] != Origin.RULE)
        own = frame[frame["coder"].isin(list(coders)) & final]
        given: dict[tuple[str, int, int], set[str]] = {}
        labels: dict[tuple[str, int, int], str] = {}
        columns = (own[name] for name in ("document", "start", "end", "code_id", "quotation"))
        for document, start, end, code, label in zip(*columns, strict=True):
            given.setdefault((document, int(start), int(end)), set()).add(code)
            labels[(document, int(start), int(end))] = label
        fragments = [
            replace(self.pages[document].at(Span(start, end)), label=labels[(document, start, end)])
            for document, start, end in given
        ]
        codes = (frozenset(each) for each in given.values())
        return Lessons(tuple(fragments), tuple(codes), tuple(document for document, _start, _end in given))

    def suggested(
        self,
        suggester: Suggester,
        fragments: Sequence[Fragment],
        top: int,
        min_p: float,
        refused: Collection[tuple[str, str, str]],
        watch: Watch = unwatched,
        share: float = 1.0,
    ) -> list[Suggested]:
        """Per fragment the likeliest codes that its coder did not refuse, with reasons. `share`: of the fragments, how
        many have a code at all."""
        chances = share * _chances(suggester, fragments, watch)
        order = (-chances).argsort(axis=1, kind="stable")
        found = []
        for row, fragment in enumerate(fragments):
            if isinstance(suggester, Assistant) and row % _TOGETHER == 0:
                suggester.look(fragments[row : row + _TOGETHER])
            words, spared = suggestions.words_hash(fragment.quote), self._spared(fragment.document)
            chosen: list[Suggestion] = []
            for place in order[row].tolist():
                code, p = suggester.codes[place], float(chances[row, place])
                if p < min_p or len(chosen) == top:
                    break
                if code in spared or (fragment.document, words, code) in refused:
                    continue
                suggestion = self._suggestion(suggester, fragment, code, p)
                if suggestion.reasons or not min_p:  # what nothing speaks for is no suggestion
                    chosen.append(suggestion)
            found.append(Suggested(fragment, tuple(chosen)))
        return found

    def _spared(self, document: str) -> frozenset[str]:
        """The codes that do not apply to the case of a document."""
        if document not in self._spares:
            corpus = self.project.corpus()
            about = corpus.documents[corpus.place_of_document[document]]
            codes = (code.id for code in self.codebook if code.applies)
            self._spares[document] = frozenset(code for code in codes if not applies_to(corpus, code, about))
        return self._spares[document]

    def _suggestion(self, suggester: Suggester, fragment: Fragment, code: str, p: float) -> Suggestion:
        known = code in self.shelf.features.texts.place
        grade = self.shelf.features.grade_in(fragment, code) if known else None
        return Suggestion(
            fragment.document, fragment.span, fragment.quote, code, p,
            reasons=suggester.explain(fragment, code), source=suggester.name, value=grade.grade if grade else None,
        )  # fmt: skip


def _chances(suggester: Suggester, fragments: Sequence[Fragment], watch: Watch) -> Floats:
    """Fragments × codes. A plug-in may be slow and is asked one by one, so that one sees how far it is."""
    if isinstance(suggester, Assistant) or not fragments:
        return suggester.predict_proba(fragments)
    return np.vstack([suggester.predict_proba([fragment]) for fragment in watch(fragments, "Asking")])


def themes_of(project: Reader, suggested: Suggested) -> list[tuple[Theme, Toggles]]:
    """The themes among what is suggested for a fragment, the likeliest first, with what the likeliest code of each
    becomes when its mode or its branch is turned."""
    texts = _texts(project)
    chances = np.zeros(len(texts))
    for one in suggested.suggestions:
        if one.code in texts.place:
            chances[texts.place[one.code]] = one.p
    return [(theme, toggles(texts, theme.codes[0])) for theme in themes(texts, chances) if theme.p > 0]


def turned(project: Reader, code: str) -> Toggles:
    """What a code (an id) becomes when its mode or its branch is turned."""
    texts = _texts(project)
    return toggles(texts, code) if code in texts.place else Toggles()


def _texts(project: Reader) -> CodeTexts:
    return CodeTexts.of(project.codebook, project.settings.guide, project.settings.report)


def suggester_of(project: Reader, *, without: Collection[str] = ()) -> Callable[[], Suggester]:
    """What makes qualcode's own suggester for a project: each anew, all with the same texts read."""
    desk = Desk.of(project)
    return lambda: desk.assistant(without)
