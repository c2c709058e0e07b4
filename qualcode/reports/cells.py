"""What a matrix shows in each cell, in the project's language: the same on a screen, on paper and in a figure.

    cells = Cells(matrix)
    cells.text(0, 0), cells.reason(0, 1)

Rows and columns are numbers, as in `matrix.frame`; where the matrix has totals they come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from qualcode.counting import FEWEST
from qualcode.i18n import Language, rounded
from qualcode.matrices import MEAN, Matrix, build
from qualcode.model import Scale
from qualcode.query.cut import CODE, QUERY, SPECIFICATION
from qualcode.reasons import Reason, reason_text
from qualcode.tables import Floats

#: From this many on a share is shown as a percentage.
PERCENT_FROM = 10

#: One sign per reason, for places where a word does not fit.
MARKS = {
    Reason.NO_INTERVIEW: "–",
    Reason.NOT_APPLICABLE: "×",
    Reason.NOT_IN_SUMMARY: "·",
    Reason.NOT_CODED_YET: "…",
    Reason.CODE_NOT_THERE: "†",
    Reason.GUIDE_UNKNOWN: "?",
    Reason.NOT_ASKED: "○",
    Reason.OUTSIDE_FILTER: "⊘",
}


def short_reason(reason: Reason, _: Language) -> str:
    """The reason in a dozen letters at most."""
    return {
        Reason.NO_INTERVIEW: _("no interv."),
        Reason.NOT_APPLICABLE: _("n/a"),
        Reason.NOT_IN_SUMMARY: _("absent"),
        Reason.NOT_CODED_YET: _("to code"),
        Reason.CODE_NOT_THERE: _("code later"),
        Reason.GUIDE_UNKNOWN: _("guide unkn."),
        Reason.NOT_ASKED: _("not asked"),
        Reason.OUTSIDE_FILTER: _("filtered"),
    }[reason]


def decimals(value: float, _: Language, digits: int = 1) -> str:
    """A number with exactly so many decimals, so that a column lines up."""
    return rounded(value, digits).replace(".", _.number(0.5)[1])


@dataclass(frozen=True)
class Line:
    """A line of the table as people read it: a row of the matrix, or (`row` is None) the name of a code above the
    next rows that has no row of its own. `depth` counts from 0; a `parent` has lines below it."""

    name: str
    depth: int
    row: int | None
    parent: bool = False
    total: bool = False


@dataclass(frozen=True)
class Cells:
    """The cells of a matrix, by number of row and column."""

    matrix: Matrix

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """Per row its names from the top down, without the empty ones."""
        named = (each if isinstance(each, tuple) else (each,) for each in self.matrix.frame.index)
        return tuple(tuple(str(name) for name in names if name != "") for names in named)

    @cached_property
    def row_names(self) -> tuple[str, ...]:
        """Per row its own name, the last of its path."""
        return tuple(path[-1] if path else "" for path in self.paths)

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """Per row how deep it lies, from 0."""
        return tuple(max(len(path) - 1, 0) for path in self.paths)

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        return tuple(str(name) for name in self.matrix.frame.columns)

    @cached_property
    def corner(self) -> str:
        """What the names of the rows are."""
        _, rows = self.matrix.language, self.matrix.request.rows
        fixed = {CODE: _("Code"), SPECIFICATION: _("Code and specification"), QUERY: _("Smart code")}
        return fixed.get(rows) or self.named(rows)

    def named(self, attribute: str) -> str:
        """The name of an attribute in a heading: a case is called what the project calls it."""
        settings = self.matrix.corpus.settings
        names = self.matrix.language.rounds
        if settings.is_round(attribute) and names:
            return names.singular
        return (settings.is_case(attribute) and settings.case.singular) or attribute

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows as they are read, with the names that stand above them."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        above = {path[:length] for path in self.paths for length in range(1, len(path))}
        written: set[tuple[str, ...]] = set()
        for row, path in enumerate(self.paths):
            if self.is_total_row(row):
                yield Line(self.row_names[row], 0, row, total=True)
                continue
            for length in range(1, len(path)):
                if path[:length] not in written:
                    written.add(path[:length])
                    yield Line(path[length - 1], length - 1, None, parent=True)
            written.add(path)
            yield Line(self.row_names[row], self.depths[row], row, parent=path in above)

    def is_total_row(self, row: int) -> bool:
        return self.matrix.has_total and row == self.matrix.frame.shape[0] - 1

    def is_total_column(self, column: int) -> bool:
        return self.matrix.has_total and column == self.matrix.frame.shape[1] - 1

    def text(self, row: int, column: int) -> str:
        """What the cell shows; an empty text where there is nothing but a reason. Of n of m where m is 0 it shows the
        reason, and where only n is 0 both numbers."""
        if self.matrix.request.measure == MEAN:
            return self._mean(row, column)
        if self.matrix.request.share == "interviews":
            return self._of_interviews(row, column)
        if self.reason(row, column):
            return ""
        if self.matrix.request.share:
            return self._share(row, column)
        value = self._values[row][column]
        return decimals(value, self.matrix.language) if self.matrix.request.normalise else str(value)

    def brief(self, row: int, column: int) -> str:
        """As `text`, where there is little room: `8/12` for n of m, `7,2 (4)` for a mean of four grades."""
        if self.matrix.request.share == "interviews":
            n, m = self.n_of_m(row, column)
            return f"{n}/{m}" if m else ""
        if self.matrix.request.measure == MEAN and (count := self.grade_count(row, column)):
            if count < FEWEST:
                return "; ".join(grade for grade, _document in self.grades(row, column))
            return f"{decimals(self._values[row][column], self.matrix.language)} ({count})"
        return self.text(row, column)

    def reason(self, row: int, column: int) -> str:
        """Why the cell is empty, in words; an empty text where it is not."""
        return str(self._reasons[row][column])

    def short(self, row: int, column: int) -> str:
        """The reason in a dozen letters at most."""
        reason = self.reason(row, column)
        return short_reason(self._reason_of[reason], self.matrix.language) if reason else ""

    def marked(self, row: int, column: int, *, brief: bool = False) -> str:
        """What the cell shows, with its reason as a sign before it: `· 0 van 12`, or the sign alone."""
        text = self.brief(row, column) if brief else self.text(row, column)
        mark = self.mark(row, column)
        return mark if text == self.reason(row, column) else f"{mark} {text}".strip()

    def mark(self, row: int, column: int) -> str:
        """The reason as one sign; `legend` explains it."""
        reason = self.reason(row, column)
        return MARKS[self._reason_of[reason]] if reason else ""

    @cached_property
    def legend(self) -> tuple[tuple[str, str, str], ...]:
        """The reasons that occur, each as its sign, in short and in full."""
        _, there = self.matrix.language, {reason for row in self._reasons for reason in row}
        return tuple(
            (MARKS[reason], short_reason(reason, _), text) for text, reason in self._reason_of.items() if text in there
        )

    def number(self, row: int, column: int) -> int | float | None:
        """The number in the cell, unrounded; None for a mean that is not shown and for n of m without an m."""
        value: int | float = self._values[row][column]
        if value != value or (self.matrix.request.share == "interviews" and not self._m[row][column]):
            return None
        return value

    def n_of_m(self, row: int, column: int) -> tuple[int, int]:
        """Interviews with at least one, and interviews that could have had one."""
        return self._n[row][column], self._m[row][column]

    def base(self, row: int, column: int) -> float | None:
        """The total that a share of a row, a column or the whole is a share of; None for another matrix."""
        return self._base_in(self._whole, row, column)

    def part(self, row: int, column: int) -> float:
        """The number of which the cell shows the share."""
        return float(self._whole[row, column])

    def as_percentage(self, row: int, column: int) -> bool:
        """Whether the share is of so many that it is shown as a percentage. What was really counted decides, also
        where the numbers are normalised."""
        if self.matrix.request.share == "interviews":
            return self._m[row][column] >= PERCENT_FROM
        base = self._base_in(self._counted, row, column)
        return base is not None and base >= PERCENT_FROM

    def heat(self, row: int, column: int) -> float:
        """How much colour the cell gets, from 0 to 1: of a mean its place on the scale, else its size against the
        largest cell. Totals get none, and neither do codes above others: they are unions too."""
        value = self.number(row, column)
        if value is None or self.is_total_row(row) or self.is_total_column(column):
            return 0.0
        if self.matrix.request.measure == MEAN:
            scale = self._scales[row]
            return min(max((value - scale.minimum) / ((scale.maximum - scale.minimum) or 1), 0.0), 1.0)
        if row in self._parents or not self._largest:
            return 0.0
        return float(value / self._largest)

    @cached_property
    def few(self) -> tuple[str, ...]:
        """Of a mean: the cells of too few grades, each with who gave what; for places where that does not fit in
        the cell. Codes above others and totals are left out: they would only repeat."""
        if self.matrix.request.measure != MEAN:
            return ()
        found = []
        for row, column in product(range(len(self.row_names)), range(len(self.column_names))):
            again = row in self._parents or self.is_total_row(row) or self.is_total_column(column)
            if not again and 0 < self.grade_count(row, column) < FEWEST:
                place = f"{self.row_names[row]}, {self.column_names[column]}"
                found.append(f"{place}: {self.text(row, column).replace('; ', ', ')}")
        return tuple(found)

    def grade_count(self, row: int, column: int) -> int:
        """How many grades count in the cell."""
        return self._grades[row][column]

    def grades(self, row: int, column: int) -> list[tuple[str, str]]:
        """The grades that count in the cell, as written and with the document of each, in the order of the text."""
        matrix, _ = self.matrix, self.matrix.language
        marks, found = matrix.read(True), []
        for place in matrix.cell_places(row, column).tolist():
            low, high = float(marks.low[place]), float(marks.high[place])
            if low == low:
                grade = _.number(low, 2) if low == high else f"{_.number(low, 2)}–{_.number(high, 2)}"
                found.append((grade, matrix.corpus.documents[marks.document[place]].id))
        return found

    def _mean(self, row: int, column: int) -> str:
        count = self.grade_count(row, column)
        if count == 0:
            _ = self.matrix.language
            return "" if self.reason(row, column) else _("no number")
        if count < FEWEST:
            return "; ".join(f"{grade} ({document})" for grade, document in self.grades(row, column))
        return f"{decimals(self._values[row][column], self.matrix.language)} (n = {count})"

    def _of_interviews(self, row: int, column: int) -> str:
        n, m = self.n_of_m(row, column)
        if m == 0:
            return self.reason(row, column)
        text = self.matrix.language("%(n)s of %(m)s", n=n, m=m)
        return f"{text} ({self._percent(n / m)})" if n and m >= PERCENT_FROM else text

    def _share(self, row: int, column: int) -> str:
        if self.as_percentage(row, column):
            return self._percent(float(self._values[row][column]))
        _ = self.matrix.language
        numbers = (self.part(row, column), self.base(row, column) or 0.0)
        n, m = (decimals(each, _) if self.matrix.request.normalise else f"{each:.0f}" for each in numbers)
        return _("%(n)s of %(m)s", n=n, m=m)

    def _percent(self, fraction: float) -> str:
        return self.matrix.language.percent(fraction) if fraction >= 0.005 or not fraction else "<1%"

    def _base_in(self, table: Floats, row: int, column: int) -> float | None:
        places = {"row": (row, -1), "column": (-1, column), "total": (-1, -1)}
        place = places.get(self.matrix.request.share or "")
        return None if place is None else float(table[place])

    @cached_property
    def _values(self) -> list[list[Any]]:
        rows: list[list[Any]] = self.matrix.frame.to_numpy().tolist()
        return rows

    @cached_property
    def _reasons(self) -> list[list[str]]:
        rows: list[list[str]] = self.matrix.reasons.to_numpy().tolist()
        return rows

    @cached_property
    def _reason_of(self) -> dict[str, Reason]:
        return {reason_text(reason, self.matrix.language): reason for reason in Reason}

    @cached_property
    def _n(self) -> list[list[int]]:
        rows: list[list[int]] = self.matrix.n.to_numpy().tolist()
        return rows

    @cached_property
    def _m(self) -> list[list[int]]:
        rows: list[list[int]] = self.matrix.m.to_numpy().tolist()
        return rows

    @cached_property
    def _grades(self) -> list[list[int]]:
        rows: list[list[int]] = self.matrix.grades.to_numpy().tolist()
        return rows

    @cached_property
    def _counted(self) -> Floats:
        """What was counted, with a last row and column of totals."""
        return self.matrix.extended(self.matrix.request.measure)

    @cached_property
    def _whole(self) -> Floats:
        """As `_counted`, normalised where the matrix is: what its shares are shares of."""
        matrix = self.matrix
        if not matrix.request.normalise:
            return self._counted
        before = build(replace(matrix.request, share=None, totals=True), matrix.corpus, matrix.read)
        return np.asarray(before.frame.to_numpy(), np.float64)

    @cached_property
    def _parents(self) -> frozenset[int]:
        return frozenset(line.row for line in self.lines if line.parent and line.row is not None)

    @cached_property
    def _largest(self) -> float:
        rows, columns = self.matrix.frame.shape
        extra = 1 if self.matrix.has_total else 0
        own = [row for row in range(rows - extra) if row not in self._parents]
        values = self.matrix.frame.to_numpy()[own, : columns - extra]
        return float(np.nan_to_num(values.astype(np.float64)).max(initial=0))

    @cached_property
    def _scales(self) -> list[Scale]:
        """Per row the scale of the grades in it."""
        codes = self.matrix.corpus.codebook.codes
        found = []
        for row in self.matrix.codes:
            scales = [scale for place in sorted(row) if (scale := codes[place].grade) is not None] or [Scale()]
            found.append(Scale(min(each.minimum for each in scales), max(each.maximum for each in scales)))
        return found
