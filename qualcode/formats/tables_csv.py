"""The rows of a table beside the interviews, read as its setting says: CSV in any dress, or .xlsx.

What cannot be read in a row is an error with its number and what would be allowed; the other rows go in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qualcode.errors import FileError, RowError, did_you_mean, listing
from qualcode.formats import sheets
from qualcode.formats.sheets import Row
from qualcode.model import CountSetting, TableSetting

_EMPTY = frozenset({"", "-", "–", "—"})
#: Grades run from the first to the last of these, with at most two decimals.
GRADES = (1.0, 10.0)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row, read. `case` is the case's name; `period` is empty where the row does not say. In `answers`, `grades` and
    `values` (by column) None is a blank."""

    number: int
    case: str
    period: str
    answers: Mapping[str, int | None]
    grades: Mapping[str, float | None]
    values: Mapping[str, str | None]
    rest: Mapping[str, str]


@dataclass(frozen=True)
class TableRows:
    """The rows of a table that could be read, in the order of the file, and what was wrong with the others.

    `columns` are those of the setting that the file has, `missing` the others.
    """

    setting: TableSetting
    rows: tuple[TableRow, ...]
    errors: tuple[RowError, ...]
    columns: tuple[str, ...]
    missing: tuple[str, ...]


def read(data: bytes, path: Path | str, setting: TableSetting, cases: Mapping[str, str]) -> TableRows:
    """The rows of a file. `cases` gives the names of the project's cases by key; an empty one lets any through.

    Raises `FileError` for a file that is no table, or has no column for the case or the period.
    """
    sheet = sheets.read(data, path)
    missing = tuple(name for name in setting.columns if name not in sheet.header)
    for name in filter(None, (setting.case, setting.period)):
        if name in missing:
            raise FileError(path, _no_column(name, sheet.header), line=1)
    errors = [RowError(path, 1, _no_column(name, sheet.header)) for name in missing]
    reader = _Reader(path, setting, dict(cases), missing)
    rows: list[TableRow] = []
    for row in sheet.rows:
        try:
            rows.append(reader.row(row))
        except RowError as err:
            errors.append(err)
    columns = tuple(name for name in setting.columns if name not in missing)
    return TableRows(setting, tuple(rows), tuple(errors), columns, missing)


def _no_column(name: str, header: Sequence[str]) -> str:
    there = [each for each in header if each]
    return f"There is no column {name!r}.{did_you_mean(name, there)} The file has {listing(there, 20)}."


class _Reader:
    """Reads one row after the other; of a value that is spelled with other capitals the first spelling stays."""

    def __init__(self, path: Path | str, setting: TableSetting, cases: Mapping[str, str], missing: Sequence[str]):
        self.path, self.setting, self.missing = path, setting, frozenset(missing)
        self.cases = {each.casefold(): name for key, name in cases.items() for each in (key, name)}
        self.case_names = list(dict.fromkeys(cases.values()))
        self.blanks = _EMPTY | {word.casefold() for word in setting.blanks}
        self.spelled: dict[str, dict[str, str]] = {}

    def row(self, row: Row) -> TableRow:
        """Raises `RowError`."""
        setting = self.setting
        if row.more:
            raise RowError(
                self.path, row.number, f"The row has more cells than the header ({row.more!r} is left over)."
            )
        answers = {name: self._answer(row, name) for name in self._there(setting.items)}
        grades = {name: self._grade(row, name) for name in self._there(setting.grades)}
        counted = [each for each in setting.counts if each.column not in self.missing]
        values = {each.column: self._value(row, each) for each in counted}
        rest = {name: cell for name, cell in row.cells.items() if name not in setting.columns}
        return TableRow(row.number, self._case(row), self._period(row), answers, grades, values, rest)

    def _there(self, columns: Iterable[str]) -> list[str]:
        return [name for name in columns if name not in self.missing]

    def _cell(self, row: Row, name: str) -> str | None:
        """The text of a cell; None for a blank one."""
        text = " ".join(row.cells.get(name, "").split())
        return None if text.casefold() in self.blanks else text

    def _wrong(self, row: Row, name: str, text: str, allowed: str, hint: str = "") -> RowError:
        return RowError(self.path, row.number, f"{name} is {text!r}; {allowed}.{hint}")

    def _case(self, row: Row) -> str:
        name = self.setting.case
        text = self._cell(row, name)
        if text is None:
            raise RowError(self.path, row.number, f"{name} is empty; it should be one of {listing(self.case_names)}.")
        if not self.cases:
            return self._as_spelled(name, text)
        if text.casefold() not in self.cases:
            hint = did_you_mean(text, list(self.cases.values()))
            raise self._wrong(row, name, text, f"the cases are {listing(self.case_names)}", hint)
        return self.cases[text.casefold()]

    def _period(self, row: Row) -> str:
        setting = self.setting
        text = self._cell(row, setting.period) if setting.period else None
        if text is None:
            return ""
        found = _folded(text, setting.by)
        if not found:
            allowed = f"it should be a day such as 2021-06-17 or 17-6-2021, to be taken by {setting.by}"
            raise self._wrong(row, setting.period, text, allowed)
        if setting.periods and found not in setting.periods:
            raise self._wrong(row, setting.period, text, f"the periods are {listing(setting.periods)}")
        return found

    def _answer(self, row: Row, name: str) -> int | None:
        """A whole number on the scale, which a label may follow (`7 – helemaal mee eens`)."""
        text = self._cell(row, name)
        if text is None:
            return None
        assert self.setting.scale is not None, "items have a scale"
        found = re.fullmatch(r"(\d+)(?:[.,]0+)?(?:\s*[-–:.)(=]?\s*[^\W\d].*)?", text)
        if found is None or not 1 <= int(found[1]) <= self.setting.scale.points:
            raise self._wrong(row, name, text, f"allowed are 1 to {self.setting.scale.points}, or empty")
        return int(found[1])

    def _grade(self, row: Row, name: str) -> float | None:
        text = self._cell(row, name)
        if text is None:
            return None
        grade = float(text.replace(",", ".")) if re.fullmatch(r"\d{1,2}(?:[.,]\d{1,2})?", text) else 0.0
        if not GRADES[0] <= grade <= GRADES[1]:
            raise self._wrong(row, name, text, "allowed are 1 to 10, such as 7,5, or empty")
        return grade

    def _value(self, row: Row, count: CountSetting) -> str | None:
        text = self._cell(row, count.column)
        if text is None or not count.values:
            return None if text is None else self._as_spelled(count.column, text)
        known = {value.casefold(): value for value in count.values}
        if text.casefold() not in known:
            hint = did_you_mean(text, count.values)
            raise self._wrong(row, count.column, text, f"allowed are {listing(count.values)}, or empty", hint)
        return known[text.casefold()]

    def _as_spelled(self, name: str, text: str) -> str:
        return self.spelled.setdefault(name, {}).setdefault(text.casefold(), text)


def _folded(text: str, by: str) -> str:
    """The period a text stands for: a day as ISO, folded as asked; what is no day stays where days are not folded.
    Empty for what cannot be folded.

    >>> _folded("17-6-2021", "quarter"), _folded("2021-06-17", "year"), _folded("2021", "year"), _folded("3", "day")
    ('2021-Q2', '2021', '2021', '3')
    """
    day = _day(text)
    if day is None:
        ready = {"day": ".+", "month": r"\d{4}-\d\d", "quarter": r"\d{4}-Q[1-4]", "year": r"\d{4}"}
        return text if re.fullmatch(ready[by], text) else ""
    quarter = (day.month + 2) // 3
    return {
        "day": day.isoformat(),
        "month": f"{day:%Y-%m}",
        "quarter": f"{day:%Y}-Q{quarter}",
        "year": f"{day:%Y}",
    }[by]


def _day(text: str) -> date | None:
    """A day in ISO, or as a Dutch spreadsheet writes it; a time behind it is left out."""
    dutch = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T].*)?", text)
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[ T].*)?", text)
    if dutch is None and iso is None:
        return None
    parts = [int(each) for each in (iso.groups() if iso else reversed(dutch.groups() if dutch else ()))]
    try:
        return date(*parts)
    except ValueError:
        return None


def ordered_periods(found: Iterable[str], declared: Sequence[str] = ()) -> tuple[str, ...]:
    """Declared ones first; then numbers and days in their order, words as they come; last the empty one, where a row
    does not say."""
    every = list(dict.fromkeys(found))
    named = [each for each in every if each and each not in declared]
    if all(each.isdecimal() for each in named):
        named.sort(key=int)
    elif all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?|-Q[1-4])?", each) for each in named):
        named.sort()
    return (*declared, *named, *([""] if "" in every else []))
