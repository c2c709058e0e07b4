"""Themes followed over the rounds of a case: what is there in each, and why not where it is not.

followed = follow(selection, project.codings, sources, ["Kampen"], ["1", "2", "3"])
followed.held("Kampen", followed.themes[0], "2").quotations
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.sources import Source
from qualcode.model import Codebook, check_level
from qualcode.query import layers
from qualcode.query.selection import Selection
from qualcode.reasons import Explainer, Reason

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Theme:
    """A code (id) with the places in the codebook of itself and what is below it."""

    code: str
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Held:
    """A theme in one round of a case: its quotations (labels) in the order of documents and text, the interviews with
    it (`n`) of those that could have had it (`m`), and who says it. `reason` says why it is not there."""

    round: str
    quotations: tuple[str, ...]
    n: int
    m: int
    persons: frozenset[str]
    reason: Reason | None

    @property
    def comparable(self) -> bool:
        """Whether it is there, or could have been."""
        return self.reason in (None, Reason.NOT_IN_SUMMARY)


@dataclass(frozen=True)
class Followed:
    """Cases, rounds and themes with what is held of them; only interviews count."""

    chosen: Selection
    labels: Sequence[str]  # per coding, in the order of the marks
    sources: Sequence[Source]
    cases: tuple[str, ...]
    rounds: tuple[str, ...]
    themes: tuple[Theme, ...]
    _known: dict[tuple[str, str, str], Held] = field(default_factory=dict, repr=False)

    def held(self, case: str, theme: Theme, round_: str) -> Held:
        """What there is of a theme in a round of a case."""
        key = (case, theme.code, round_)
        if key not in self._known:
            self._known[key] = self._find(case, theme, round_)
        return self._known[key]

    def theme(self, code: str) -> Theme:
        """A code as a theme, whether it is among `themes` or not."""
        return theme_of(self.chosen, code)

    def heard(self, case: str, round_: str) -> frozenset[str]:
        """The persons named in the interviews of a round."""
        return frozenset(
            person for place in self._documents.get((case, round_), ()) for person in self.sources[place].persons
        )

    def again(self, case: str, one: Held, other: Held) -> bool | None:
        """Whether somebody who says it in the one round says it in the other too, or, where it is in one round only,
        was heard in the other; None where nobody is named."""
        saying = one.persons if one.quotations else other.persons
        if one.quotations and other.quotations:
            beside = other.persons
        else:
            beside = self.heard(case, other.round if one.quotations else one.round)
        return bool(saying & beside) if saying and beside else None

    @property
    def unfinished(self) -> int:
        """How many interviews the layer has not finished."""
        places = [place for (case, _round), each in self._documents.items() if case in self.cases for place in each]
        return sum(sitting.finish is None for sitting in self._explain.interviews(places).values())

    def _find(self, case: str, theme: Theme, round_: str) -> Held:
        documents = self._documents.get((case, round_), ())
        codings = sorted(
            (place for code in theme.places for place in self._codings.get((case, round_, code), ())),
            key=lambda place: (self.chosen.marks.document[place], self.chosen.marks.start[place], place),
        )
        present = {self.sources[int(self.chosen.marks.document[place])].interview for place in codings}
        persons = {
            person for place in codings for person in self.sources[int(self.chosen.marks.document[place])].persons
        }
        return Held(
            round_,
            tuple(dict.fromkeys(self.labels[place] for place in codings)),
            len(present),
            len(present | self._explain.counting(theme.places, documents)),
            frozenset(persons),
            None if codings else self._explain.cell(theme.places, documents),
        )

    @cached_property
    def _explain(self) -> Explainer:
        corpus = self.chosen.corpus
        return Explainer(corpus, layers.finishes(corpus, self.chosen.marks, self.chosen.layer))

    @cached_property
    def _documents(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """The interviews' documents (places) by case and round."""
        found: dict[tuple[str, str], list[int]] = {}
        for place in self.chosen.documents.tolist():
            source = self.sources[place]
            if source.is_interview and source.round:
                found.setdefault((source.case, source.round), []).append(place)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def _codings(self) -> Mapping[tuple[str, str, int], list[int]]:
        """The codings (places) in interviews by case, round and code."""
        found: dict[tuple[str, str, int], list[int]] = {}
        marks = self.chosen.marks
        for place in self.chosen.codings.tolist():
            source = self.sources[int(marks.document[place])]
            if source.is_interview and source.round:
                found.setdefault((source.case, source.round, int(marks.code[place])), []).append(place)
        return found


def follow(
    chosen: Selection, frame: pd.DataFrame, sources: Sequence[Source], cases: Sequence[str], rounds: Sequence[str], *,
    codes: Sequence[str] = (), level: int | None = None,
) -> Followed:  # fmt: skip
    """Follow the themes that codes and level name (see `moves.rounds`). Raises `UnknownCode`, and
    `UnknownOption` for a level below 1."""
    check_level(level)
    labels = frame["quotation"].to_list()
    themes = tuple(theme_of(chosen, code) for code in theme_codes(chosen, codes, level))
    return Followed(chosen, labels, tuple(sources), tuple(cases), tuple(rounds), themes)


def theme_of(chosen: Selection, code: str) -> Theme:
    """A code (id) with everything below it."""
    corpus = chosen.corpus
    return Theme(code, frozenset(corpus.place_of_code[each.id] for each in corpus.codebook.subtree(code)))


def theme_codes(chosen: Selection, codes: Sequence[str], level: int | None) -> list[str]:
    """The codes (ids) that are themes, in the codebook's order: those of a level (and shallower ones without codes
    below them), else those that carry codings of their own or have no codes below them. Retired ones only where they
    carry codings, grade codes not at all; with `codes` only these and what is below them."""
    book = chosen.corpus.codebook
    within = {each.id for name in codes for code in book.find_all(name) for each in book.subtree(code.id)}
    carrying = {book.codes[place].id for place in np.unique(chosen.marks.code[chosen.codings]).tolist()}
    found = []
    for code in book:
        if code.grade is not None or (codes and code.id not in within):
            continue
        if code.retired and not any(each.id in carrying for each in book.subtree(code.id)):
            continue
        if _is_theme(book, code.id, level, carrying):
            found.append(code.id)
    return found


def _is_theme(book: Codebook, code: str, level: int | None, carrying: set[str]) -> bool:
    if level is None:
        return code in carrying or not book.children(code)
    depth = book.depth(code)
    return depth == level or (depth < level and not book.children(code))
