"""Grades by case and round: who gave what, when, and what may be summed up of it. Only those given in interviews
count; a grade in an e-mail or in minutes stands beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.sources import Source
from qualcode.counting import FEWEST
from qualcode.model import GradeForm
from qualcode.tables import Bools, Corpus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class GivenGrade:
    """One grade. `low` and `high` are None unless it counts (a number or a range, in an interview); `text` is as
    written; `coding` is the place of its coding."""

    source: Source
    form: GradeForm
    text: str
    low: float | None
    high: float | None
    coding: int

    @property
    def middle(self) -> float | None:
        return None if self.low is None or self.high is None else (self.low + self.high) / 2


@dataclass(frozen=True)
class GradeCell:
    """The grades of one case in one round."""

    given: tuple[GivenGrade, ...]

    @property
    def counting(self) -> tuple[GivenGrade, ...]:
        """Numbers and ranges, given in interviews."""
        return tuple(grade for grade in self.given if grade.low is not None)

    @property
    def others(self) -> tuple[GivenGrade, ...]:
        """In words, on a condition, or refused; and every grade of a document that is no interview."""
        return tuple(grade for grade in self.given if grade.low is None)

    @property
    def n(self) -> int:
        return len(self.counting)

    @property
    def people(self) -> int:
        """How many people gave the grades that count, as far as the documents name them; whoever is not named counts
        as one for every grade, and of several in one conversation no more than there are grades."""
        named = Counter(grade.source.persons for grade in self.counting)
        unnamed = named.pop((), 0)
        together = sum(min(count, len(persons)) for persons, count in named.items())
        return unnamed + min(together, len({person for persons in named for person in persons}))

    @property
    def range(self) -> tuple[float, float] | None:
        """The lowest and the highest, the ends of ranges included; None without grades that count."""
        numbers = [number for grade in self.counting for number in (grade.low, grade.high) if number is not None]
        return (min(numbers), max(numbers)) if numbers else None

    @property
    def mean(self) -> float | None:
        """The mean, a range counting as its middle; None for the grades of fewer than three people."""
        middles = [grade.middle for grade in self.counting if grade.middle is not None]
        return sum(middles) / len(middles) if middles and self.people >= FEWEST else None


@dataclass(frozen=True)
class GradeTable:
    """The grades under one code (id), by case and round."""

    code: str
    cases: tuple[str, ...]
    rounds: tuple[str, ...]
    given: tuple[GivenGrade, ...]

    def cell(self, case: str, round_: str | None = None) -> GradeCell:
        """The grades of a case in one round, or in all."""
        chosen = (each for each in self.given if each.source.case == case and round_ in (None, each.source.round))
        return GradeCell(tuple(chosen))

    def to_frame(self) -> pd.DataFrame:
        """One row per case and round with any grade: n grades of so many people, lowest, highest, mean (from three
        people on), how many were given in words, on a condition or not at all, and how many outside interviews."""
        import pandas as pd

        rows = [
            (case, int(round_) if round_.isdecimal() else round_, *_numbers(self.cell(case, round_)))
            for case in self.cases
            for round_ in self.rounds
            if self.cell(case, round_).given
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def mean_lines(self, case: str) -> list[list[tuple[GradeCell, float]]]:
        """The means of the rounds of a case that follow each other: a round without a mean ends a line."""
        lines: list[list[tuple[GradeCell, float]]] = [[]]
        for round_ in self.rounds:
            cell = self.cell(case, round_)
            mean = cell.mean
            if mean is not None:
                lines[-1].append((cell, mean))
            elif lines[-1]:
                lines.append([])
        return [line for line in lines if line]


_COLUMNS = [
    "case", "round", "n", "people", "lowest", "highest", "mean", "verbal", "conditional", "refused", "no interview",
    "as given",
]  # fmt: skip


def _numbers(cell: GradeCell) -> tuple[object, ...]:
    low, high = cell.range or (None, None)
    said = [each for each in cell.others if each.source.is_interview]
    others = [sum(each.form is form for each in said) for form in _OTHERS]
    outside = len(cell.others) - len(said)
    return cell.n, cell.people, low, high, cell.mean, *others, outside, "; ".join(each.text for each in cell.given)


_OTHERS = (GradeForm.VERBAL, GradeForm.CONDITIONAL, GradeForm.REFUSED)


def grade_tables(
    corpus: Corpus, frame: pd.DataFrame, chosen: Bools, sources: Sequence[Source], cases: Sequence[str],
    rounds: Sequence[str],
) -> tuple[GradeTable, ...]:  # fmt: skip
    """One table per code that takes grades and has any among the chosen rows of `project.codings`."""
    by_document = {source.id: source for source in sources}
    graded = np.flatnonzero(chosen & (frame["grade_form"] != "").to_numpy(bool))
    under = frame["code_id"].to_numpy(object)[graded]
    tables = []
    for code in corpus.codebook:
        given = [_given(frame, place, by_document) for place in graded[under == code.id].tolist()]
        if given:
            given.sort(key=lambda grade: (cases.index(grade.source.case), grade.source.date, grade.source.id))
            tables.append(GradeTable(code.id, tuple(cases), tuple(rounds), tuple(given)))
    return tuple(tables)


def _given(frame: pd.DataFrame, place: int, by_document: dict[str, Source]) -> GivenGrade:
    row = frame.iloc[place]
    form, source = GradeForm(row["grade_form"]), by_document[row["document"]]
    counts = form in (GradeForm.NUMBER, GradeForm.RANGE) and source.is_interview
    low = float(row["value"]) if counts else None
    high = float(row["value_high"]) if counts and form is GradeForm.RANGE else low
    return GivenGrade(source, form, str(row["grade"]), low, high, place)
