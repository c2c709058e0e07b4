"""Why a cell is empty, and out of how many interviews it counts.

Each interview in a cell supports one reason; the cell's reason is the first, in the order of `Reason`, that
any interview supports. Where a filter on codings left out what is there, that is the reason (`OUTSIDE_FILTER`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from qualcode.i18n import Language
from qualcode.model import INTERVIEW, Asked, Code, Document, Heard, asked
from qualcode.tables import Corpus, Finish


class Reason(IntEnum):
    """In the order in which they are given."""

    NO_INTERVIEW = 0
    NOT_APPLICABLE = 1
    NOT_IN_SUMMARY = 2
    NOT_CODED_YET = 3
    CODE_NOT_THERE = 4
    GUIDE_UNKNOWN = 5
    NOT_ASKED = 6
    OUTSIDE_FILTER = 7  # of a cell, not of an interview


def reason_text(reason: Reason, _: Language) -> str:
    """The reason in the project's language."""
    return {
        Reason.NO_INTERVIEW: _("no interview"),
        Reason.NOT_APPLICABLE: _("not applicable"),
        Reason.NOT_IN_SUMMARY: _("not in the summary"),
        Reason.NOT_CODED_YET: _("not coded yet"),
        Reason.CODE_NOT_THERE: _("code did not exist yet"),
        Reason.GUIDE_UNKNOWN: _("guide unknown"),
        Reason.NOT_ASKED: _("not asked"),
        Reason.OUTSIDE_FILTER: _("outside the filter"),
    }[reason]


@dataclass(frozen=True)
class Sitting:
    """An interview as far as reasons go: how it was finished, and who was heard when. A conversation of several
    summaries has each of its speakers, whichever comes first."""

    finish: Finish | None
    heard: tuple[Heard, ...]
    documents: tuple[int, ...]  # places, for the attributes a code may apply to
    like: int  # interviews with the same number say the same of every set of codes


@dataclass(frozen=True)
class Support:
    """What one interview says of a set of codes: a reason for their absence, whether it counts in m, and whether
    the codes apply to it at all."""

    reason: Reason
    counts: bool
    applies: bool


class Explainer:
    """Knows, for a set of codes and an interview, whether it was finished, asked, and could be coded so."""

    def __init__(self, corpus: Corpus, finishes: list[Finish | None]) -> None:
        self.corpus = corpus
        self.finishes = finishes
        self._known: dict[tuple[frozenset[int], int], Support] = {}
        self._kinds: dict[tuple[object, ...], int] = {}
        self._groups: dict[tuple[int, ...], dict[str, Sitting]] = {}

    def interviews(self, documents: Iterable[int]) -> dict[str, Sitting]:
        """The interviews among these documents (places)."""
        places = tuple(documents)
        if places not in self._groups:
            self._groups[places] = self._interviews(places)
        return self._groups[places]

    def _interviews(self, documents: tuple[int, ...]) -> dict[str, Sitting]:
        groups: dict[str, list[int]] = {}
        for place in documents:
            document = self.corpus.documents[place]
            if document.kind == INTERVIEW:
                groups.setdefault(document.interview, []).append(place)
        return {name: self._sitting(places) for name, places in groups.items()}

    def _sitting(self, places: list[int]) -> Sitting:
        finishes = [self.finishes[place] for place in places]
        there = [each for each in finishes if each is not None]
        whole = max(there) if len(there) == len(finishes) else None
        documents = [self.corpus.documents[place] for place in places]
        heard = tuple(sorted({self._heard(each) for each in documents}))
        told = frozenset(map(self._told, documents))
        like = self._kinds.setdefault((whole, heard, told), len(self._kinds))
        return Sitting(whole, heard, tuple(places), like)

    def _heard(self, document: Document) -> Heard:
        round_ = self.corpus.settings.round_of(document)
        return Heard("" if round_ is None else str(round_), str(document.attributes.get("role", "")))

    def _told(self, document: Document) -> tuple[str, ...]:
        """What a document says under the names that codes may apply to, and its case."""
        said = [self.corpus.attribute(document, name) for name in self._conditions]
        return (document.case, *map(str, said)) if said else ()

    @cached_property
    def _conditions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for code in self.corpus.codebook for name in code.applies))

    def of_interview(self, codes: frozenset[int], sitting: Sitting) -> Support:
        """What this interview says of the codes where they are absent."""
        key = (codes, sitting.like)
        if key not in self._known:
            self._known[key] = self._find(codes, sitting)
        return self._known[key]

    def _find(self, codes: frozenset[int], sitting: Sitting) -> Support:
        codes = self.corpus.going_by(codes)
        guide = self._asked(codes, sitting)
        counts = sitting.finish is not None and guide is not Asked.NOT_ASKED
        applies = any(self._applies(code, place) for code in codes for place in sitting.documents)
        return Support(self._reason(codes, sitting, guide), counts, applies)

    def _reason(self, codes: frozenset[int], sitting: Sitting, guide: Asked) -> Reason:
        if sitting.finish is None:
            return Reason.NOT_CODED_YET
        if not any(self._existed(code, sitting.finish) for code in codes):
            return Reason.CODE_NOT_THERE
        if guide is Asked.UNKNOWN:
            return Reason.GUIDE_UNKNOWN
        return Reason.NOT_ASKED if guide is Asked.NOT_ASKED else Reason.NOT_IN_SUMMARY

    def cell(self, codes: frozenset[int], documents: Iterable[int]) -> Reason:
        """Why a cell without any of these codes is empty."""
        sittings = self.interviews(documents).values()
        if not sittings:
            return Reason.NO_INTERVIEW
        said = [self.of_interview(codes, sitting) for sitting in sittings]
        if not any(each.applies for each in said):
            return Reason.NOT_APPLICABLE
        return min(each.reason for each in said)

    def counting(self, codes: frozenset[int], documents: Iterable[int]) -> set[str]:
        """The interviews that count in m even when the codes are absent."""
        sittings = self.interviews(documents)
        return {name for name, sitting in sittings.items() if self.of_interview(codes, sitting).counts}

    def _existed(self, code: int, finish: Finish) -> bool:
        since = self.corpus.codebook.codes[code].since
        in_version = not self.corpus.code_versions or self.corpus.code_versions[code] <= finish.version
        return in_version and not (since and finish.day and finish.day < since)

    def _applies(self, code: int, place: int) -> bool:
        return applies_to(self.corpus, self.corpus.codebook.codes[code].id, self.corpus.documents[place])

    def _asked(self, codes: frozenset[int], sitting: Sitting) -> Asked:
        """A set of codes is open or asked if any of its codes is."""
        guide = self.corpus.settings.guide
        states = {asked(guide, self._questions.get(code, ()), sitting.heard) for code in codes}
        for state in (Asked.OPEN, Asked.ASKED, Asked.UNKNOWN):
            if state in states:
                return state
        return Asked.NOT_ASKED if states else Asked.OPEN

    @cached_property
    def _questions(self) -> Mapping[int, tuple[str, ...]]:
        """Per code (place) the ids of the questions it is in, itself or through a code above it."""
        found: dict[int, list[str]] = {}
        book = self.corpus.codebook
        for question in self.corpus.settings.guide:
            for name in question.codes:
                if self.corpus.older and name not in book:
                    continue  # a code that this version did not have yet
                for code in book.find_all(name):
                    for each in book.subtree(code.id):
                        found.setdefault(self.corpus.place_of_code[each.id], []).append(question.id)
        return {place: tuple(dict.fromkeys(ids)) for place, ids in found.items()}


def applies_to(corpus: Corpus, code: str, document: Document) -> bool:
    """Whether a code (its id), and each code above it, applies to a document."""
    book = corpus.codebook
    return all(_one_applies(corpus, each, document) for each in (book[code], *book.ancestors(code)))


def _one_applies(corpus: Corpus, code: Code, document: Document) -> bool:
    for name, values in code.applies.items():
        said = corpus.attribute(document, name)
        each_said = {str(each).casefold() for each in (said if isinstance(said, tuple) else (said,))}
        if corpus.settings.is_case(name):
            each_said.add(document.case.casefold())
        if not each_said & {value.casefold() for value in values}:
            return False
    return True
