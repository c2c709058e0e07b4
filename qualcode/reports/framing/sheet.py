"""Reading back a workbook of summaries that somebody wrote in (see `qualcode.reports.framing.workbook`): what each cell
says now, what it said when the workbook was written, and what could not be read.

    sheet = read_sheet(data, "framework.xlsx")
    sheet.texts[("KA", "samenwerking", "")].text, sheet.marks[("KA", "samenwerking", "")].shown

Cells are known by their keys, wherever they stand.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from qualcode.analysis.framing.standing import Rests, mark
from qualcode.errors import FileError, listing
from qualcode.reports.framing.workbook import BELOW, CUT, FORMAT, KEYS, MARKS, OWN, RESTS, TEXT, shown_text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: The keys of a cell: of the case, of the theme, and the round.
Keys = tuple[str, str, str]
#: How a spreadsheet writes a return, and an underscore before what looks like a sign of its own (`_x0041_`).
_RETURN, _ESCAPE = re.compile(r"(?<!_x005F)_x000D_", re.IGNORECASE), re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
#: The row of keys is looked for among so many.
_FIRST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What a cell says now, and where it stands (`Framework!F3`)."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Marked:
    """What the workbook remembers of a cell: marks of what it showed and of the file it came from (empty without one),
    whether it showed only part of that, what it rested on, and a mark of the grey cell below it (empty where that is
    not remembered)."""

    shown: str
    file: str
    cut: bool
    rests: Rests
    below: str = ""


@dataclass(frozen=True)
class Sheet:
    """A workbook as it was read; `problems` are sentences about what could not be."""

    texts: dict[Keys, Found]
    marks: dict[Keys, Marked]
    problems: tuple[str, ...]

    def changed(self) -> dict[Keys, Found]:
        """The cells that say something else than when the workbook was written."""
        return {
            keys: found
            for keys, found in self.texts.items()
            if keys in self.marks and mark(found.text) != self.marks[keys].shown
        }


def read_sheet(data: bytes, shown: str) -> Sheet:
    """Read a workbook. Raises `FileError` for a file that is none, or that `qualcode framework write` did not write."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as err:
        raise FileError(shown, "This is no Excel workbook (.xlsx), or it is damaged. Save it anew as .xlsx.") from err
    if MARKS not in book.sheetnames or book[MARKS].cell(1, 1).value != FORMAT:
        raise FileError(
            shown,
            "This workbook was not written by qualcode framework write, or its hidden sheet 'qualcode' was removed. "
            "Write a new one and copy the texts into it.",
        )
    marks = dict(_marks(book[MARKS], shown))
    reading = _Reading(marks)
    for page in book.worksheets:
        if page.title != MARKS:
            reading.page(page)
    return Sheet(reading.texts, marks, (*reading.problems, *reading.lost()))


def _marks(page: Worksheet, shown: str) -> Iterator[tuple[Keys, Marked]]:
    for row in page.iter_rows(min_row=2, values_only=True):
        values = ["" if each is None else str(each) for each in row]
        if not any(values):
            continue
        case, theme, round_, seen, file, cut, *chunks = (*values, *[""] * 6)
        try:
            parts = json.loads("".join(chunks) or "{}")
            rests = Rests(*({**parts.get(name, {})} for name in ("quotations", "cites", "summaries")))
        except (ValueError, AttributeError, TypeError) as err:
            raise FileError(
                shown, "The hidden sheet 'qualcode' was changed and cannot be read. Write a new one."
            ) from err
        yield (case, theme, round_), Marked(seen, file, cut == CUT, rests, str(parts.get(BELOW, "")))


class _Reading:
    """Gathers the cells of all pages."""

    def __init__(self, marks: dict[Keys, Marked]) -> None:
        self.marks = marks
        self.texts: dict[Keys, Found] = {}
        self._met: set[Keys] = set()
        self._refused: set[Keys] = set()
        self.problems: list[str] = []

    def page(self, page: Worksheet) -> None:
        """The cells of one page; a page without keys is one that is not read back, or somebody's own."""
        at = _key_row(page)
        if at is None:
            return
        row, columns = at
        themes = self._theme_columns(page, row, columns)
        for cells in page.iter_rows(min_row=row + 1):
            self._row(page, cells, columns, themes)

    def _theme_columns(self, page: Worksheet, row: int, columns: dict[str, int]) -> dict[int, str]:
        """The keys of the themes by column; a column that somebody added has none."""
        keys = {
            cell.column: str(cell.value)
            for cell in page[row]
            if cell.value is not None and cell.column not in columns.values()
        }
        return {place: key for place, key in keys.items() if place is not None}

    def _row(self, page: Worksheet, cells: tuple[Any, ...], columns: dict[str, int], themes: dict[int, str]) -> None:
        by_column = {cell.column: cell for cell in cells}
        case, theme, round_, kind = (_plain(by_column.get(columns[key])) for key in KEYS)
        own = {place: key for place, key in themes.items() if place in by_column}
        if not kind:
            self._strange(page, [by_column[place] for place in own], "row")
        if kind not in (TEXT, RESTS):
            return
        self._strange(page, [cell for cell in cells if self._is_added(cell, columns, themes)], "column")
        if kind == RESTS:
            left = [each for each in cells if each.column < min(themes, default=0)]
            self._grey(page, [each for each in left if each.column not in columns.values() and _plain(each).strip()])
        take = self._cell if kind == TEXT else self._below
        for place, key in own.items():
            take(page, by_column[place], (case, theme if key == OWN else key, round_))

    def lost(self) -> list[str]:
        """A sentence where cells that were written out were not met: what was typed in them was not read."""
        gone = [" / ".join(filter(None, keys)) for keys in self.marks if keys not in self._met]
        if not gone:
            return []
        several = "cell" if len(gone) == 1 else "cells"
        return [
            f"Not found in the workbook, and so not read: {len(gone)} {several} ({listing(gone, 5)}). A sheet, a row "
            "or a column was removed, or the hidden ones that say which is which. The project's texts stay; to edit "
            "these, write a new workbook."
        ]

    @staticmethod
    def _is_added(cell: Any, columns: dict[str, int], themes: dict[int, str]) -> bool:
        """Whether a cell stands right of the first theme in a column without a key."""
        own = {*columns.values(), *themes}
        return cell.column not in own and bool(themes) and cell.column > min(themes)

    def _strange(self, page: Worksheet, cells: list[Any], what: str) -> None:
        """Say so where somebody wrote in a row or column of their own: it has no place in the project."""
        for cell in cells:
            if _plain(cell).strip():
                self.problems.append(
                    f"{_where(page, cell)}: this {what} was added and belongs to no case and theme; it was not read."
                )

    def _cell(self, page: Worksheet, cell: Any, keys: Keys) -> None:
        where = _where(page, cell)
        self._met.add(keys)
        if keys not in self.marks:
            self.problems.append(
                f"{where}: the keys {' / '.join(keys)} are of no cell of this workbook; it was not read."
            )
        elif cell.data_type == "f":
            self.problems.append(f"{where}: a formula ({cell.value}); it was not read. Write its words instead.")
        elif cell.data_type == "e":
            self.problems.append(f"{where}: an error ({cell.value}); it was not read.")
        elif keys in self._refused:
            self.problems.append(f"{where}: the same cell once more; it was not read either.")
        elif keys in self.texts:
            self._twice(Found(_text(cell), where), keys)
        else:
            self.texts[keys] = Found(_text(cell), where)

    def _below(self, page: Worksheet, cell: Any, keys: Keys) -> None:
        """Say so where somebody wrote in the grey cell under a summary."""
        was, said = self.marks[keys].below if keys in self.marks else "", _plain(cell)
        if was and said.strip() and mark(said) != was:
            self._grey(page, [cell])

    def _grey(self, page: Worksheet, cells: list[Any]) -> None:
        self.problems += [
            f"{_where(page, cell)}: this cell, under a summary, is not for writing; what was typed in it was not read. "
            "Write it in the white cell of the summary."
            for cell in cells
        ]

    def _twice(self, again: Found, keys: Keys) -> None:
        """A row or column that was copied: fine where both say the same; else the one that was changed counts, and two
        that were both changed are not read."""
        first = self.texts[keys]
        if mark(again.text) in (mark(first.text), self.marks[keys].shown):
            return
        if mark(first.text) == self.marks[keys].shown:
            self.texts[keys] = again
            return
        self.problems.append(f"{first.where} and {again.where} are the same cell with two texts; neither was read.")
        del self.texts[keys]
        self._refused.add(keys)


def _key_row(page: Worksheet) -> tuple[int, dict[str, int]] | None:
    """The row of keys of a page, and the columns that hold the keys of rows."""
    for cells in page.iter_rows(max_row=min(_FIRST_ROWS, page.max_row)):
        found = {str(cell.value): cell.column for cell in cells if cell.value in KEYS and cell.column is not None}
        if len(found) == len(KEYS):
            return int(cells[0].row or 1), found
    return None


def _where(page: Worksheet, cell: Cell) -> str:
    return f"{page.title}!{cell.coordinate}"


def _plain(cell: Any) -> str:
    return "" if cell is None or cell.value is None else _text(cell)


def _text(cell: Any) -> str:
    """What a cell says, as text: its line ends as LF, numbers and days as people write them."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    return shown_text(_ESCAPE.sub("_", _RETURN.sub("", str(value))))
