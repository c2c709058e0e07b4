"""Sheets to an Excel workbook: matrices with their colours, reasons and rule, and tables with one row per thing.

Real numbers stay numbers, whatever they look like. Text stays text: nothing a respondent or a file says becomes a
formula. The same sheets give the same bytes: there is no clock in the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from math import isfinite
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qualcode.i18n import Language, language
from qualcode.matrices import MEAN, Matrix
from qualcode.plots.ramp import heat_colour
from qualcode.reports.archive import DAY, printable, without_clocks
from qualcode.reports.cells import Cells, Line

if TYPE_CHECKING:
    import pandas as pd

_FACE = "Calibri"
_GREY = Font(name=_FACE, color="FF6E7781", size=9)
_PLAIN, _BOLD = Font(name=_FACE, size=11), Font(name=_FACE, size=11, bold=True)
_HEADER = PatternFill("solid", fgColor="FFEAEEF2")
_LINE = Border(bottom=Side("thin", color="FF8C959F"))
_ABOVE = Border(top=Side("thin", color="FF8C959F"))
_WIDEST = 60
_NOTE_WIDTH = 100
_MOST_LETTERS = 32_767
_NUMBER, _DATE = re.compile(r"0|[1-9][0-9]{0,5}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class MatrixSheet:
    """A sheet with a matrix."""

    title: str
    matrix: Matrix


@dataclass(frozen=True)
class TableSheet:
    """A sheet with a table: the columns of `frame` under its column names (its index is left out), `note` below."""

    title: str
    frame: pd.DataFrame
    note: str = ""


def workbook(sheets: Sequence[MatrixSheet | TableSheet], language_code: str, title: str = "") -> bytes:
    """The sheets as an .xlsx file; `language_code` is that of the words the workbook adds itself, `title` that of the
    whole, by default the first sheet's."""
    _ = language(language_code)
    book = Workbook()
    book.remove(book.worksheets[0])
    titles = sheet_titles([sheet.title for sheet in sheets])
    for name, sheet in zip(titles, sheets, strict=True):
        page = book.create_sheet(name)
        if isinstance(sheet, MatrixSheet):
            _write_matrix(page, sheet, name, _)
        else:
            _write_table(page, sheet, name, _)
    if not sheets:
        book.create_sheet(_("Empty"))
    properties = book.properties
    properties.creator = properties.lastModifiedBy = "qualcode"
    properties.created = properties.modified = DAY
    properties.title = printable(title or (sheets[0].title if sheets else ""))[:255]
    properties.language = language_code
    file = io.BytesIO()
    book.save(file)
    return without_clocks(file.getvalue())


def sheet_titles(titles: Iterable[str]) -> list[str]:
    """Titles as Excel takes them: at most 31 letters, none of `[]:*?/\\`, no two the same whatever their case.

    >>> sheet_titles(["n van m: alle", "N van m/alle"])
    ['n van m alle', 'N van m alle (2)']
    """
    found: list[str] = []
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", clean(title)).split()).strip("'") or "Sheet"
        name, number = _cut(plain, 31), 1
        while name.casefold() in {"history", *(each.casefold() for each in found)}:
            number += 1
            name = _cut(plain, 31 - len(f" ({number})")) + f" ({number})"
        found.append(name)
    return found


def _cut(text: str, length: int) -> str:
    """At most so many of the units in which Excel counts (an emoji is two)."""
    while len(text.encode("utf-16-le")) // 2 > length:
        text = text[:-1]
    return text.rstrip(" '")


def clean(text: str) -> str:
    """The text without the characters a spreadsheet cannot hold, cut at what a cell can hold."""
    return printable(text)[:_MOST_LETTERS]


def _at(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell), "only the first of merged cells is written"
    return cell


def _put_text(cell: Cell, text: str) -> None:
    """Text as text: never a formula, a number or an error code."""
    text = clean(text)
    cell.value = text
    cell.data_type = "s"
    if text[:1] in ("=", "+", "-", "@", "\t", "\r", "'"):
        cell.quotePrefix = True


def _put(cell: Cell, value: object) -> None:
    """A value of a table: numbers, truth values and days as such, nothing for what is missing, else as text."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value != value:
        return
    if isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        cell.value = value
    elif isinstance(value, date):
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
    elif value != "":
        _put_text(cell, ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


# --- a table -----------------------------------------------------------------------------------------------------


def _write_table(page: Worksheet, sheet: TableSheet, title: str, _: Language) -> None:
    frame = sheet.frame
    names = [str(name) for name in frame.columns]
    columns = [_values(frame.iloc[:, number]) for number in range(len(names))]
    widths = [_table_width(name, values) for name, values in zip(names, columns, strict=True)]
    top = Alignment(vertical="top", wrap_text=True)
    for column, name in enumerate(names, 1):
        _head(_at(page, 1, column), name)
        page.column_dimensions[get_column_letter(column)].width = widths[column - 1]
        for row, value in enumerate(columns[column - 1], 2):
            cell = _at(page, row, column)
            _put(cell, value)
            if isinstance(value, str) and widths[column - 1] >= _WIDEST:
                cell.alignment = top
    if names:
        page.freeze_panes = "B2"
        page.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(frame) + 1}"
    _notes(page, len(frame) + 3, widths, [*_full_title(sheet.title, title), sheet.note])
    _paper(page, 1, widths)


def _values(column: pd.Series[Any]) -> list[Any]:
    """A column of which every text is a whole number or a day as numbers or days, so that round 10 comes after 2 and
    a date can be counted with; with any other text in it, a label or `007`, all of it stays as it is."""
    values: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    said = [value for value in values if isinstance(value, str) and value]
    if said and all(map(_NUMBER.fullmatch, said)):
        return [int(value) if isinstance(value, str) and value else value for value in values]
    if said and all(map(_is_day, said)):
        return [date.fromisoformat(value) if isinstance(value, str) and value else value for value in values]
    return values


def _is_day(text: str) -> bool:
    """Whether it is a day that a spreadsheet knows: it begins to count in 1900."""
    if not _DATE.fullmatch(text):
        return False
    try:
        return date.fromisoformat(text).year > 1900
    except ValueError:
        return False


def _table_width(name: str, values: Sequence[object]) -> float:
    lengths = sorted(len(str(value)) for value in values if value is not None)
    usual = lengths[int(len(lengths) * 0.95)] if lengths else 0
    return min(max(len(name) + 4, usual + 2, 8), _WIDEST)


def _head(cell: Cell, name: str, *, centre: bool = False) -> None:
    _put_text(cell, name)
    cell.font, cell.fill, cell.border = _BOLD, _HEADER, _LINE
    cell.alignment = Alignment(vertical="bottom", wrap_text=True, horizontal="center" if centre else None)


# --- a matrix ----------------------------------------------------------------------------------------------------


def _write_matrix(page: Worksheet, sheet: MatrixSheet, title: str, _: Language) -> None:
    cells = Cells(sheet.matrix)
    pairs = sheet.matrix.request.share == "interviews"
    first_row = _matrix_header(page, cells, pairs)
    for row, line in enumerate(cells.lines, first_row):
        _row_name(_at(page, row, 1), line)
        if line.row is None:
            continue
        for column in range(len(cells.column_names)):
            if pairs:
                _pair(page, cells, line, (row, 2 + 2 * column), column)
            else:
                _one(_at(page, row, 2 + column), cells, line, column)
    page.freeze_panes = f"B{first_row}"
    widths = _matrix_widths(page, cells, pairs)
    _matrix_heights(page, cells, widths, first_row)
    notes = [*_full_title(sheet.title, title), *_legend(cells, _), sheet.matrix.rule]
    _notes(page, first_row + len(cells.lines) + 1, widths, notes)
    _paper(page, first_row - 1, widths)


def _matrix_header(page: Worksheet, cells: Cells, pairs: bool) -> int:
    """Writes the names of the columns; answers with the first row below them."""
    _head(_at(page, 1, 1), cells.corner)
    if not pairs:
        for column, name in enumerate(cells.column_names, 2):
            _head(_at(page, 1, column), name, centre=True)
        return 2
    _head(_at(page, 2, 1), "")
    page.merge_cells(start_row=1, end_row=2, start_column=1, end_column=1)
    for number, name in enumerate(cells.column_names):
        column = 2 + 2 * number
        _head(_at(page, 1, column), name, centre=True)
        _head(_at(page, 2, column), "n", centre=True)
        _head(_at(page, 2, column + 1), "m", centre=True)
        page.merge_cells(start_row=1, end_row=1, start_column=column, end_column=column + 1)
    return 3


def _row_name(cell: Cell, line: Line) -> None:
    _put_text(cell, line.name)
    cell.alignment = Alignment(horizontal="left", indent=2 * line.depth, vertical="center", wrap_text=True)
    cell.font = Font(name=_FACE, size=11, bold=line.parent or line.total, italic=line.row is None)
    if line.total:
        cell.border = _ABOVE


def _dress(cell: Cell, cells: Cells, line: Line, column: int) -> None:
    """Colour, weight and place of a cell in the body."""
    assert line.row is not None
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    heat = cells.heat(line.row, column)
    if heat > 0:
        cell.fill = PatternFill("solid", fgColor="FF" + heat_colour(heat)[1:])
    if line.total:
        cell.border = _ABOVE
    if cells.reason(line.row, column):
        cell.font = _GREY
    else:
        cell.font = _BOLD if line.parent or line.total or cells.is_total_column(column) else _PLAIN


def _one(cell: Cell, cells: Cells, line: Line, column: int) -> None:
    """A cell with its number, its reason, or the grades that are too few for a mean."""
    assert line.row is not None
    value = cells.number(line.row, column)
    if cells.reason(line.row, column):
        _put_text(cell, cells.short(line.row, column))
    elif value is None:
        _put_text(cell, cells.text(line.row, column).replace("; ", "\n"))
    else:
        cell.value = value
        cell.number_format = _number_format(cells, line.row, column)
    _dress(cell, cells, line, column)


def _pair(page: Worksheet, cells: Cells, line: Line, place: tuple[int, int], column: int) -> None:
    """n and m in two cells; where n is 0 the reason stands in its place, and where m is 0 in both."""
    assert line.row is not None
    (n, m), (row, first) = cells.n_of_m(line.row, column), place
    left, right = _at(page, row, first), _at(page, row, first + 1)
    if n:
        left.value = n
    else:
        _put_text(left, cells.short(line.row, column))
    if m:
        right.value = m
    for cell in (left, right):
        _dress(cell, cells, line, column)


def _number_format(cells: Cells, row: int, column: int) -> str:
    """How Excel writes the number. A share of few things reads as `3 van 4`, and is the fraction all the same."""
    request = cells.matrix.request
    if request.measure == MEAN:
        count = cells.grade_count(row, column)
        return f'0.0" (n = {count})"'
    if request.share:
        if cells.as_percentage(row, column):
            return "0%" if (cells.number(row, column) or 0) >= 0.005 else "0.0%"
        return "0.00" if request.normalise else f'"{cells.text(row, column)}"'
    return "0.0" if request.normalise else "0"


def _matrix_widths(page: Worksheet, cells: Cells, pairs: bool) -> list[float]:
    """Sets the widths of the columns, and answers with them."""
    names = [len(line.name) + 3 * line.depth + 2 for line in cells.lines]
    widths = [float(min(max([14, *names]), 56))]
    for number, name in enumerate(cells.column_names):
        longest = max((len(word) for word in name.split()), default=0)
        if pairs:
            reasons = [len(cells.short(row, number)) for row in range(len(cells.row_names))]
            left = max([6, *reasons])
            widths += [left, max(6, longest + 2 - left)]
        else:
            widths.append(min(max(11, longest + 2, *_shown_widths(cells, number)), 24))
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    return widths


def _shown_widths(cells: Cells, column: int) -> list[int]:
    widths = [0]
    for row in range(len(cells.row_names)):
        shown = cells.short(row, column) or cells.text(row, column)
        widths += [len(part) + 2 for part in shown.split("; ")]
    return widths


def _matrix_heights(page: Worksheet, cells: Cells, widths: Sequence[float], first_row: int) -> None:
    """Rows in which something takes more than one line; spreadsheets do not find that out by themselves."""
    step = 2 if first_row == 3 else 1
    room = [sum(widths[1 + step * each : 1 + step * (each + 1)]) for each in range(len(cells.column_names))]
    names = [len(wrap(name, max(int(wide) - 1, 4))) for name, wide in zip(cells.column_names, room, strict=True)]
    page.row_dimensions[1].height = 15.0 * max([1, *names])
    for number, line in enumerate(cells.lines, first_row):
        grades = [
            cells.text(line.row, column).count("; ") + 1
            for column in range(len(cells.column_names))
            if line.row is not None and cells.matrix.request.measure == MEAN
        ]
        own = len(wrap(line.name, max(int(widths[0]) - 3 * line.depth - 1, 8)))
        page.row_dimensions[number].height = 15.0 * max([1, own, *grades])


def _legend(cells: Cells, _: Language) -> list[str]:
    """What the short reasons mean, and what n and m are."""
    lines = [f"{short}: {text}" for _mark, short, text in cells.legend if short != text]
    return ["; ".join(lines)] if lines else []


# --- below and around --------------------------------------------------------------------------------------------


def _full_title(title: str, sheet_title: str) -> list[str]:
    return [title] if title != sheet_title else []


def _notes(page: Worksheet, row: int, widths: Sequence[float], notes: Iterable[str]) -> None:
    """Writes paragraphs below the table, over as many columns as a readable line takes."""
    across, width = 0, 0.0
    while across < len(widths) and width < _NOTE_WIDTH:
        width += widths[across]
        across += 1
    for note in filter(None, notes):
        cell = _at(page, row, 1)
        _put_text(cell, note)
        cell.font = _GREY
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if across > 1:
            page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)
        lines = sum(1 + int(len(part) / max(width * 1.05, 10)) for part in note.split("\n"))
        page.row_dimensions[row].height = min(13.0 * lines + 2, 400)
        row += 1


def _paper(page: Worksheet, header_rows: int, widths: Sequence[float]) -> None:
    """The table as wide as the paper where it can be read so, lying where it is wide, the header on every page."""
    page.page_setup.orientation = "landscape" if sum(widths) > 2 * _NOTE_WIDTH / 1.5 else "portrait"
    page.page_setup.paperSize = int(page.PAPERSIZE_A4)
    page.print_title_rows, page.print_title_cols = f"1:{header_rows}", "A:A"
    if sum(widths) < 3 * _NOTE_WIDTH:
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
