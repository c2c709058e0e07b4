"""What every summary of a table beside the interviews needs: its cases and periods, and why there is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np

from qualcode.analysis.result import Shown
from qualcode.errors import UnknownChoice, did_you_mean, listing
from qualcode.formats.tables_csv import TableRow, TableRows, ordered_periods
from qualcode.i18n import Language, language
from qualcode.model import TableSetting
from qualcode.tables import Ints

#: What is published shows no count under this.
PUBLISHED_FROM = 5


@dataclass(frozen=True)
class Laid:
    """The rows of a table by case and period. `keys` are the cases' names by key, in the project's order; `language` is
    that of the words. `with_path`: whether the rule may say in which file they stand."""

    table: TableRows
    keys: Mapping[str, str]
    language: Language
    with_path: bool = True

    @property
    def setting(self) -> TableSetting:
        return self.table.setting

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The project's cases by name; without any those that the table names."""
        return tuple(dict.fromkeys(self.keys.values() or (row.case for row in self.table.rows)))

    @cached_property
    def periods(self) -> tuple[str, ...]:
        return ordered_periods((row.period for row in self.table.rows), self.setting.periods)

    def one_case(self, asked: str | None) -> str:
        """The name of the case asked for by name or key; empty when none is. Raises `UnknownChoice`."""
        if asked is None:
            return ""
        names = {each.casefold(): name for key, name in self.keys.items() for each in (key, name)}
        names |= {name.casefold(): name for name in self.cases}
        if asked.strip().casefold() not in names:
            raise UnknownChoice("The case", asked, dict.fromkeys([*self.cases, *self.keys]))
        return names[asked.strip().casefold()]

    def place(self, case: str | None, period: str | None) -> tuple[int, int]:
        """Where a case and a period stand in `sizes`; None is the total."""
        row = len(self.cases) if case is None else self.cases.index(case)
        return row, len(self.periods) if period is None else self.periods.index(period)

    def rows(self, case: str | None = None, period: str | None = None) -> list[TableRow]:
        """The rows of a case in a period; None is all of them."""
        return [row for row in self.table.rows if case in (None, row.case) and period in (None, row.period)]

    def sizes(self) -> Ints:
        """How many rows there are, cases × periods; the last of each is the total."""
        return np.array(
            [[len(self.rows(case, period)) for period in (*self.periods, None)] for case in (*self.cases, None)],
            np.int64,
        )

    @cached_property
    def absent(self) -> dict[str, str]:
        """By name of the case why it has no rows, as the settings say."""
        names = {each.casefold(): name for key, name in self.keys.items() for each in (key, name)}
        return {names[case.casefold()]: why for case, why in self.setting.absent.items() if case.casefold() in names}

    def warnings(self) -> tuple[str, ...]:
        """What was left out, and what the settings say of cases that are not there."""
        _, found = self.language, [str(error) for error in self.table.errors if error.row > 1]
        lines = [str(error) for error in self.table.errors if error.row == 1]
        if found:
            lines.append(
                _.plural("%(count)s row was left out: %(rows)s", "%(count)s rows were left out: %(rows)s", len(found),
                         rows=" ".join(found))
            )  # fmt: skip
        known = {each.casefold() for pair in self.keys.items() for each in pair}
        for case in self.setting.absent:
            if known and case.casefold() not in known:
                hint = did_you_mean(case, self.cases)
                cases = listing(self.cases)
                lines.append(f"qualcode.yaml, tables, absent: there is no case {case!r}.{hint} The cases: {cases}.")
        return tuple(lines)

    @property
    def source(self) -> str:
        """Where the rows come from, for the rule."""
        return self.setting.file if self.with_path else f"“{self.setting.title or self.setting.name}”"

    def named(self, period: str) -> str:
        return period_text(period, self.setting, self.language)


@dataclass(frozen=True)
class Summary(Shown):
    """What is told of a table, by case and period; of one case where there is an `only`. `least`: how small a number
    may be to be shown (0 shows all)."""

    table: Laid = field(repr=False)
    only: str = ""
    least: int = 0

    @property
    def setting(self) -> TableSetting:
        return self.table.setting

    @property
    def cases(self) -> tuple[str, ...]:
        return (self.only,) if self.only else self.table.cases

    @property
    def periods(self) -> tuple[str, ...]:
        return self.table.periods

    @property
    def places(self) -> list[tuple[str, str]]:
        """Each case in each period; where there are no periods, in one without a name."""
        return [(case, period) for case in self.cases for period in self.periods or ("",)]

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.table.warnings()

    def published(self) -> Self:
        """As it may leave the house: without small numbers, without the path of the file."""
        return replace(self, table=replace(self.table, with_path=False), least=max(self.least, PUBLISHED_FROM))


def laid(table: TableRows, keys: Mapping[str, str], language_: str | Language) -> Laid:
    return Laid(table, keys, language(language_))


def period_text(period: str, setting: TableSetting, _: Language) -> str:
    """A period in words: a small number behind the name of its column (`meeting 3`), a day in words, else as it is."""
    if not period:
        return _("no period given") if setting.period else ""
    if period.isdecimal() and len(period) < 4:
        return f"{setting.period.replace('_', ' ')} {period}"
    return _.date(period) if setting.by == "day" else period
