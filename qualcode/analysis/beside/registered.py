"""Registrations, such as referrals: how many there are by case and period, and by what was noted of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.beside.laid import Laid, Summary
from qualcode.analysis.beside.small_cells import protected
from qualcode.model import CountSetting
from qualcode.tables import Bools, Ints

if TYPE_CHECKING:
    import pandas as pd

#: From this many on a share is shown, as everywhere.
SHARE_FROM = 10


@dataclass(frozen=True, slots=True)
class RegistrationCell:
    """`n` of `m` registrations. None is a number that is not shown; `small` says that it is under the threshold, and
    not only hidden for the sake of another. `reason` says in words why there is nothing."""

    n: int | None
    m: int | None
    small: bool = False
    reason: str = ""

    @property
    def share(self) -> float | None:
        """A fraction; None where there are too few, or a number is not shown."""
        return self.n / self.m if self.n is not None and self.m is not None and self.m >= SHARE_FROM else None


@dataclass(frozen=True)
class Counted:
    """One column counted, cases × periods × values with the totals last. `values` are in the settings' order, else the
    most frequent first; those that stand together as others are next to last, and None, a blank, is last."""

    setting: CountSetting
    values: tuple[str | None, ...]
    counts: Ints
    hidden: Bools


@dataclass(frozen=True)
class Registrations(Summary):
    """Registrations by case and period. Counts from 1 to one less than `least` are not shown."""

    @cached_property
    def columns(self) -> tuple[Counted, ...]:
        """The columns that the file has, counted."""
        there = [each for each in self.setting.counts if each.column in self.table.table.columns]
        made = [_count(self.table, each, self.least) for each in there]
        return tuple(_hide(made, self.least)) if self.least else tuple(made)

    def total(self, case: str | None = None, period: str | None = None) -> RegistrationCell:
        """How many there are in a case and period; None takes all together."""
        at = self.table.place(case, period)
        if self.columns:
            return self._cell(self.columns[0], (*at, -1), case)
        sizes = self.table.sizes()
        small = bool(protected(sizes, self.least)[at]) if self.least else False
        return self._made(int(sizes[at]), int(sizes[at]), (small, small), case)

    def cell(
        self, column: str, value: str | None, case: str | None = None, period: str | None = None
    ) -> RegistrationCell:
        """How many have this value (None: a blank) in a column, of all in that case and period."""
        counted = next(each for each in self.columns if each.setting.column == column)
        at = (*self.table.place(case, period), counted.values.index(value))
        return self._cell(counted, at, case)

    def _cell(self, counted: Counted, at: tuple[int, int, int], case: str | None) -> RegistrationCell:
        total = (*at[:2], -1)
        hidden = (bool(counted.hidden[at]), bool(counted.hidden[total]))
        return self._made(int(counted.counts[at]), int(counted.counts[total]), hidden, case)

    def _made(self, n: int, m: int, hidden: tuple[bool, bool], case: str | None) -> RegistrationCell:
        _ = self.table.language
        reason = "" if m else self.table.absent.get(case or "") or _("nothing registered")
        small = hidden[0] and n < self.least
        return RegistrationCell(None if hidden[0] else n, None if hidden[1] else m, small, reason)

    @property
    def rule(self) -> str:
        return rule(self)

    def to_frame(self) -> pd.DataFrame:
        """One row per case, period, column and value: `n` of `m` and the share from ten on. A number that is not shown
        is missing, and `shown` says how it reads (`< 5`); a case or period without any has one row with the reason."""
        import pandas as pd

        rows = [row for place in self.places for row in self._rows(*place)]
        names = ["case", "period", "column", "value", "n", "m", "share", "shown", "reason"]
        frame = pd.DataFrame(rows, columns=names, dtype=object).infer_objects()
        return frame.astype({"share": "float64"})

    def _rows(self, case: str, period: str) -> list[tuple[object, ...]]:
        total = self.total(case, period)
        if total.reason or not self.columns:
            return [(case, period, "", "", total.n, total.m, None, shown(total, self.least), total.reason)]
        found: list[tuple[object, ...]] = []
        for counted in self.columns:
            for value in self.values_in(counted, case):
                cell = self.cell(counted.setting.column, value, case, period)
                told = (cell.n, cell.m, cell.share, shown(cell, self.least), "")
                found.append((case, period, counted.setting.column, self.value_text(value), *told))
        return found

    def values_in(self, counted: Counted, case: str) -> list[str | None]:
        """The values that are told of a case: the declared ones, and others that occur there."""
        at = self.table.place(case, None)
        every = enumerate(counted.values)
        return [each for place, each in every if each in counted.setting.values or counted.counts[(*at, place)]]

    def value_text(self, value: str | None) -> str:
        """A value in words."""
        _ = self.table.language
        return _("not filled in") if value is None else value


def registrations(table: Laid, *, case: str | None = None, hide_below: int = 0) -> Registrations:
    """Count registrations by case, period and what was noted; of one case by name or key. Raises `UnknownChoice` for
    another. `hide_below`: counts from 1 to one less are not shown, nor others from which they could be reckoned (see
    `qualcode.analysis.beside.small_cells`)."""
    return Registrations(table, table.one_case(case), hide_below, language=table.language)


def shown(cell: RegistrationCell, least: int) -> str:
    """A number as it reads: `12`, `< 5`, or `…` for one that is hidden for the sake of another."""
    if cell.n is not None:
        return str(cell.n)
    return f"< {least}" if cell.small else "…"


def _count(table: Laid, setting: CountSetting, least: int) -> Counted:
    """A value that nobody declared may be somebody's name: where small counts are hidden, the rare ones have none."""
    _, every = table.language, Counter(row.values[setting.column] for row in table.table.rows)
    frequent = sorted((each for each in every if each is not None), key=lambda each: (-every[each], each))
    rare = {} if setting.values else {each: _("other values") for each in frequent if every[each] < least}
    kept = [each for each in frequent if each not in rare and each not in rare.values()]
    values: list[str | None] = [*(setting.values or kept), *dict.fromkeys(rare.values())]
    if None in every:
        values.append(None)
    counts = np.zeros((len(table.cases) + 1, len(table.periods) + 1, len(values) + 1), np.int64)
    for row in table.table.rows:
        value = row.values[setting.column]
        told = value if value is None else rare.get(value, value)
        place = (table.cases.index(row.case), table.periods.index(row.period), values.index(told))
        for cell in np.ndindex(2, 2, 2):
            counts[tuple(-1 if total else at for at, total in zip(place, cell, strict=True))] += 1
    return Counted(setting, tuple(values), counts, np.zeros(counts.shape, bool))


def _hide(made: Sequence[Counted], least: int) -> list[Counted]:
    """The same totals stand under every column: what is hidden of them in one is hidden in all."""
    totals = np.zeros(made[0].counts.shape[:2] if made else (0, 0), bool)
    while True:
        found = []
        for each in made:
            before = np.zeros(each.counts.shape, bool)
            before[:, :, -1] = totals
            found.append(protected(each.counts, least, before))
        together = np.logical_or.reduce([each[:, :, -1] for each in found]) if found else totals
        if (together == totals).all():
            return [
                Counted(each.setting, each.values, each.counts, hidden)
                for each, hidden in zip(made, found, strict=True)
            ]
        totals = together


def rule(found: Registrations) -> str:
    """What was counted, and how."""
    _ = found.table.language
    parts = [_("Counted: registrations in %(file)s, one row each", file=found.table.source)]
    parts.append(_("a blank is counted as not filled in"))
    parts.append(_("shares from ten registrations on"))
    if found.least:
        parts.append(
            _("counts under %(count)s are not shown (< %(count)s), nor others from which they could be reckoned (…)",
              count=found.least)
        )  # fmt: skip
        if any(not each.setting.values for each in found.columns):
            parts.append(
                _("values that the settings do not name and that occur fewer than %(count)s times stand together",
                  count=found.least)
            )  # fmt: skip
    return "; ".join(parts) + "."
