"""Evaluation forms by case and period: how many agree, are neutral and disagree, and the grades.

A form counts once for each statement that was answered; a blank is no answer and is counted as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.beside.laid import Laid, Summary
from qualcode.analysis.beside.small_cells import protected
from qualcode.counting import FEWEST
from qualcode.formats.tables_csv import TableRow
from qualcode.i18n import ENGLISH, Language
from qualcode.model import SIDES, AnswerScale
from qualcode.tables import Bools

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ItemCount:
    """The answers to a statement: so many on each side of the scale, and so many blanks. `middle`: whether the scale
    has a neutral side."""

    column: str
    statement: str
    agree: int
    neutral: int
    disagree: int
    blank: int
    middle: bool = True

    @property
    def n(self) -> int:
        """How many answered."""
        return self.agree + self.neutral + self.disagree


@dataclass(frozen=True, slots=True)
class GradeCount:
    """The grades given, as on the forms, and how many gave none."""

    column: str
    title: str
    given: tuple[float, ...]
    blank: int

    @property
    def n(self) -> int:
        return len(self.given)

    @property
    def mean(self) -> float | None:
        """None for fewer than three, as everywhere."""
        return sum(self.given) / self.n if self.n >= FEWEST else None

    @property
    def range(self) -> tuple[float, float] | None:
        return (min(self.given), max(self.given)) if self.given else None


@dataclass(frozen=True, slots=True)
class FormCell:
    """The forms of one case in one period. `reason` says in words why there is nothing to read: no form was handed in,
    or too few to show."""

    forms: int
    items: tuple[ItemCount, ...]
    grades: tuple[GradeCount, ...]
    reason: str = ""


@dataclass(frozen=True)
class Forms(Summary):
    """Evaluation forms by case and period. Fewer forms than `least` are not shown, nor single grades where there is a
    `least`."""

    def cell(self, case: str | None = None, period: str | None = None) -> FormCell:
        """The forms of a case in a period; None takes all cases, or all periods, together."""
        rows = self.table.rows(case, period)
        hidden = self._hidden[self.table.place(case, period)]
        reason = self._reason(case, len(rows), bool(hidden))
        shown = [] if hidden else rows
        setting, there = self.setting, self.table.table.columns
        items = tuple(
            _item(shown, column, statement, setting.scale)
            for column, statement in setting.items.items()
            if column in there and setting.scale is not None
        )
        grades = tuple(_grade(shown, column, title) for column, title in setting.grades.items() if column in there)
        return FormCell(0 if hidden else len(rows), items, grades, reason)

    def _reason(self, case: str | None, count: int, hidden: bool) -> str:
        _ = self.table.language
        if hidden:
            return _("too few forms to show")
        if count:
            return ""
        return self.table.absent.get(case or "") or _("no form handed in")

    @cached_property
    def _hidden(self) -> Bools:
        sizes = self.table.sizes()
        return protected(sizes, self.least) if self.least else np.zeros(sizes.shape, bool)

    @property
    def rule(self) -> str:
        return rule(self)

    def to_frame(self) -> pd.DataFrame:
        """One row per case, period and statement or grade; of a case or period without forms one row with the reason.
        `n` counts the answers, `no answer` the blanks; a mean is there from three grades on."""
        import pandas as pd

        rows = [row for place in self.places for row in self._rows(*place)]
        names = ["case", "period", "forms", "column", "question", "agree", "neutral", "disagree", "n", "no answer",
                 "lowest", "highest", "mean", "grades", "reason"]  # fmt: skip
        frame = pd.DataFrame(rows, columns=names, dtype=object).infer_objects()
        return frame.astype(dict.fromkeys(("lowest", "highest", "mean"), "float64"))

    def _rows(self, case: str, period: str) -> list[tuple[object, ...]]:
        cell = self.cell(case, period)
        if cell.reason:
            return [(case, period, cell.forms, *[None] * 11, cell.reason)]
        told: list[tuple[object, ...]] = [
            (case, period, cell.forms, item.column, item.statement, item.agree, item.neutral, item.disagree, item.n,
             item.blank, *[None] * 4, "")
            for item in cell.items
        ]  # fmt: skip
        for grade in cell.grades:
            few = self.least > 0 and grade.n < FEWEST
            low, high = (None, None) if few else grade.range or (None, None)
            given = "" if self.least else "; ".join(ENGLISH.number(each, 2) for each in grade.given)
            told.append(
                (case, period, cell.forms, grade.column, grade.title, None, None, None, grade.n, grade.blank, low, high,
                 grade.mean, given, "")
            )  # fmt: skip
        return told


def forms(table: Laid, *, case: str | None = None, hide_below: int = 0) -> Forms:
    """Sum up evaluation forms by case and period; of one case by name or key. Raises `UnknownChoice` for another.

    `hide_below`: of a case and period with fewer forms nothing is shown, nor of others from which that could be
    reckoned (see `qualcode.analysis.beside.small_cells`).
    """
    return Forms(table, table.one_case(case), hide_below, language=table.language)


def _item(rows: Sequence[TableRow], column: str, statement: str, scale: AnswerScale) -> ItemCount:
    answers = [row.answers[column] for row in rows]
    sides = [scale.side(answer) for answer in answers if answer is not None]
    agree, neutral, disagree = (sides.count(side) for side in SIDES)
    return ItemCount(column, statement, agree, neutral, disagree, answers.count(None), scale.neutral is not None)


def _grade(rows: Sequence[TableRow], column: str, title: str) -> GradeCount:
    given = [row.grades[column] for row in rows]
    return GradeCount(column, title, tuple(sorted(each for each in given if each is not None)), given.count(None))


# --- in words ----------------------------------------------------------------------------------------------------


def rule(found: Forms) -> str:
    """What was counted, and how."""
    _, setting = found.table.language, found.setting
    parts = [_("Counted: forms in %(file)s, one row each", file=found.table.source)]
    if setting.scale is not None:
        parts.append(scale_text(setting.scale, _))
        parts.append(_("n is who answered that statement; a blank is no answer"))
    if setting.grades:
        parts.append(_("grades from 1 to 10, a mean from three on, else the grades themselves"))
    parts.append(_("who handed in a form more than once counts each time"))
    if found.least:
        parts.append(
            _("fewer than %(count)s forms are not shown, nor others from which they could be reckoned",
              count=found.least)
        )  # fmt: skip
    return "; ".join(parts) + "."


def scale_text(scale: AnswerScale, _: Language) -> str:
    """`agree is 5 to 7, neutral 4, disagree 1 to 3, on a scale of 7`."""
    names = {"agree": _("agree"), "neutral": _("neutral"), "disagree": _("disagree")}
    told = []
    for side, (low, high) in scale.ranges():
        first = f"{names[side]} {low}"
        told.append(first if low == high else _("%(first)s to %(last)s", first=first, last=high))
    return _("answers from 1 to %(points)s: %(sides)s", points=scale.points, sides=", ".join(told))
