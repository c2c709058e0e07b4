"""What was said where: units (cases, documents, any attribute) × codes, and where a code could not have been said.

    said = said_in(selection, "case", themes(selection))
    said.present[0, 3], said.known[0, 3], said.reason(0, 3)

Only interviews count, as in n of m. A code is *known* of a unit where it is present, or where an interview of that unit
was finished, was asked the code or left open, and the code was there and applies: its absence then means something.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from qualcode.counting import people
from qualcode.model import INTERVIEW, check_level
from qualcode.query.cut import check_attribute, folded, missing, ordered_values
from qualcode.query.layers import finishes
from qualcode.query.selection import Selection
from qualcode.reasons import Explainer, Reason, Sitting
from qualcode.tables import Bools, Corpus, Ints

#: An interview that does not have a code for these reasons could have had it.
POSSIBLE = (Reason.NOT_IN_SUMMARY, Reason.GUIDE_UNKNOWN)


@dataclass(frozen=True)
class Theme:
    """A code as it is compared: its path, and the codes (places in the codebook) that are folded into it."""

    path: str
    codes: frozenset[int]


def themes(
    chosen: Selection, *, codes: Sequence[str] = (), level: int | None = None, grades: bool = False
) -> tuple[Theme, ...]:
    """The codes that were used in the interviews of a selection, in the codebook's order: those named and what is below
    them, all without any. Deeper ones are folded into the code above them on `level`; codes that take a grade are left
    out unless `grades`. Raises `UnknownCode`, and `UnknownOption` for a level below 1."""
    check_level(level)
    book = chosen.corpus.codebook
    wanted = {each.id for name in codes for code in book.find_all(name) for each in book.subtree(code.id)}
    used = _used(chosen)
    groups: dict[str, set[int]] = {}
    for place, code in enumerate(book):
        if (not codes or code.id in wanted) and (grades or code.grade is None):
            groups.setdefault(folded(chosen.corpus, code.id, level), set()).add(place)
    return tuple(Theme(book.path(name), frozenset(own)) for name, own in groups.items() if own & used)


def _used(chosen: Selection) -> set[int]:
    """The codes (places) with a coding in an interview; one that only minutes or a mail have is not compared."""
    documents, marks = chosen.corpus.documents, chosen.marks
    heard = np.array([document.kind == INTERVIEW for document in documents], bool)
    inside = chosen.codings[heard[marks.document[chosen.codings]]]
    return set(np.unique(marks.code[inside]).tolist())


def interviews(chosen: Selection) -> dict[str, tuple[int, ...]]:
    """The interviews of a selection with their documents (places), in the project's order."""
    found: dict[str, list[int]] = {}
    for place in chosen.documents.tolist():
        document = chosen.corpus.documents[place]
        if document.kind == INTERVIEW:
            found.setdefault(document.interview, []).append(place)
    return {name: tuple(places) for name, places in found.items()}


def aside(chosen: Selection) -> int:
    """How many documents of the selection are no interviews."""
    documents = chosen.corpus.documents
    return sum(documents[place].kind != INTERVIEW for place in chosen.documents.tolist())


def persons(corpus: Corpus, places: Iterable[int]) -> frozenset[object]:
    """Who was heard in these documents, by pseudonym; a document that names nobody is somebody of its own."""
    return frozenset(each for place in places for each in people(corpus, place))


def names_everybody(heard: Iterable[object]) -> bool:
    """Whether all of these `persons` have a pseudonym."""
    return not any(isinstance(each, tuple) for each in heard)


def document_themes(chosen: Selection, wanted: Sequence[Theme]) -> Bools:
    """Documents × themes: True where any of the codes was given."""
    theme_of = np.full(len(chosen.corpus.codebook), -1, np.int64)
    for number, theme in enumerate(wanted):
        theme_of[list(theme.codes)] = number
    given = theme_of[chosen.marks.code[chosen.codings]]
    inside = given >= 0
    found = np.zeros((len(chosen.corpus.documents), len(wanted)), bool)
    found[chosen.marks.document[chosen.codings][inside], given[inside]] = True
    return found


@dataclass(frozen=True, eq=False)
class Said:
    """Units × themes. `present`: said at least once; `known`: present, or could have been. `n` and `m`: interviews with
    at least one, and interviews that could have had one (as in a matrix); `codings`: coding rows. `documents` are those
    of each unit's interviews, by place; `heard` is how many interviews that are."""

    chosen: Selection
    themes: tuple[Theme, ...]
    names: tuple[str, ...]
    documents: tuple[tuple[int, ...], ...]
    heard: tuple[int, ...]
    present: Bools
    known: Bools
    n: Ints
    m: Ints
    codings: Ints
    _explainer: Explainer = field(repr=False)

    def reason(self, unit: int, theme: int) -> Reason:
        """Why a theme that is absent in a unit is so, as in a matrix."""
        return self._explainer.cell(self.themes[theme].codes, self.documents[unit])

    def places(self, unit: int, theme: int) -> Ints:
        """The codings of a theme in a unit, by place among the marks, in the order of the text."""
        marks, counted = self.chosen.marks, self.chosen.codings
        own = counted[np.isin(marks.code[counted], list(self.themes[theme].codes))]
        own = own[np.isin(marks.document[own], self.documents[unit])]
        return own[np.lexsort((marks.start[own], marks.document[own]))]


def said_in(chosen: Selection, of: str, wanted: Sequence[Theme]) -> Said:
    """What was said in each case (`case`), document (`document`) or value of an attribute; raises `UnknownChoice` for
    an attribute there is none of. Units without an interview have no documents."""
    check_attribute(chosen.corpus, "What is compared", of, ("case", "document"))
    names, documents = _units(chosen, of)
    made = _Counter(chosen, tuple(wanted))
    rows = [made.row(places) for places in documents]
    shape = (len(names), len(wanted))
    parts = [np.array([row[part] for row in rows]).reshape(shape) for part in range(4)]
    present, known, n, m = parts[0].astype(bool), parts[1].astype(bool), parts[2], parts[3]
    codings = np.array([made.codings[list(places)].sum(axis=0) for places in documents], np.int64).reshape(shape)
    heard = tuple(len(made.explainer.interviews(places)) for places in documents)
    return Said(chosen, tuple(wanted), names, documents, heard, present, known, n, m, codings, made.explainer)


def _units(chosen: Selection, of: str) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """The names of the units in the project's order, and the documents of each one's interviews."""
    every = [place for places in interviews(chosen).values() for place in places]
    if of == "document":
        return tuple(chosen.corpus.documents[place].id for place in every), tuple((place,) for place in every)
    none: list[object] = [missing(chosen.corpus)]
    said = {place: list(chosen.corpus.said(of)[place]) or none for place in every}
    values = ordered_values(chosen.corpus, of, said, chosen.where)
    places = tuple(tuple(place for place in sorted(every) if value in said[place]) for value in values)
    return tuple(str(value) for value in values), places


class _Counter:
    """Counts one unit after the other."""

    def __init__(self, chosen: Selection, wanted: tuple[Theme, ...]) -> None:
        self.chosen, self.themes = chosen, wanted
        self.there = document_themes(chosen, wanted)
        self.explainer = Explainer(chosen.corpus, finishes(chosen.corpus, chosen.marks, chosen.layer))
        self._supports: dict[int, tuple[Bools, Bools]] = {}

    @cached_property
    def codings(self) -> Ints:
        """Documents × themes: coding rows."""
        marks, counted = self.chosen.marks, self.chosen.codings
        found = np.zeros(self.there.shape, np.int64)
        for number, theme in enumerate(self.themes):
            own = counted[np.isin(marks.code[counted], list(theme.codes))]
            np.add.at(found[:, number], marks.document[own], 1)
        return found

    def row(self, places: Sequence[int]) -> tuple[Ints, Ints, Ints, Ints]:
        """Of a unit with these documents, per theme: present, known, n, m."""
        n, m, possible = (np.zeros(len(self.themes), np.int64) for _ in range(3))
        named = self._by_interview(places)
        for name, sitting in self.explainer.interviews(places).items():
            there = self.there[named[name]].any(axis=0)
            counts, could = self._support(sitting)
            n += there
            m += there | counts
            possible += could
        return (n > 0).astype(np.int64), ((n > 0) | (possible > 0)).astype(np.int64), n, m

    def _by_interview(self, places: Sequence[int]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place in places:
            found.setdefault(self.chosen.corpus.documents[place].interview, []).append(place)
        return found

    def _support(self, sitting: Sitting) -> tuple[Bools, Bools]:
        """Per theme: whether this interview counts in m without it, and whether it could have had it."""
        if sitting.like not in self._supports:
            self._supports[sitting.like] = self._find_support(sitting)
        return self._supports[sitting.like]

    def _find_support(self, sitting: Sitting) -> tuple[Bools, Bools]:
        said = [self.explainer.of_interview(theme.codes, sitting) for theme in self.themes]
        counts = np.array([each.counts for each in said], bool)
        return counts, np.array([each.applies and each.reason in POSSIBLE for each in said], bool)
