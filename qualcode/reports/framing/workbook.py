"""The framework matrix as a workbook to write in: cases as rows, themes as columns, a summary in each cell and under it
what it rests on; the second level on sheets of its own; and the quotations beside it.

data = chart_workbook(project.framework(), "nl")

Every cell to write in is known by keys in hidden rows and columns, so that rows and columns may be moved, sorted and
added. A hidden sheet remembers what stood in each cell and what it rested on, as marks; `sheet` reads it back.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from qualcode.analysis.framing.charting import Cell, Framework
from qualcode.analysis.framing.standing import Rests, State, mark, state_text
from qualcode.analysis.framing.themes import Theme
from qualcode.analysis.sources import case_keys
from qualcode.i18n import Language, language
from qualcode.reports.archive import DAY, printable, without_clocks
from qualcode.reports.page.views import round_text, upper_first
from qualcode.reports.workbook import sheet_titles

#: The hidden sheet, and what its first cell says; the hidden columns before every grid; kinds of rows.
MARKS, FORMAT = "qualcode", "qualcode framework 1"
KEYS = ("qualcode:case", "qualcode:theme", "qualcode:round", "qualcode:row")
HEAD, TEXT, RESTS = "head", "text", "rests"
#: In the marks of a cell: what the grey cell below it said.
BELOW = "below"
#: In the row of keys: the row itself says which theme.
OWN = "*"
#: A cell holds this many UTF-16 units; what the hidden sheet says of a text too long for one.
MOST, CUT = 32_767, "cut"
#: Marks of a cell are spread over so many letters each.
_CHUNK = 30_000
#: So many labels of the quotations that belong to a cell are named in it.
_NAMED = 12

_FACE = "Calibri"
_PLAIN, _BOLD = Font(name=_FACE, size=10), Font(name=_FACE, size=11, bold=True)
_QUIET = Font(name=_FACE, size=9, color="FF59636E")
_HEADER = PatternFill("solid", fgColor="FFEAEEF2")
_FILLS = {
    State.WRITTEN: PatternFill("solid", fgColor="FFE6F2EC"),
    State.STALE: PatternFill("solid", fgColor="FFFBE3C8"),
    State.UNCHECKED: PatternFill("solid", fgColor="FFE1ECF7"),
    State.OPEN: PatternFill("solid", fgColor="FFF6F8FA"),
    State.EMPTY: PatternFill("solid", fgColor="FFF6F8FA"),
}
_THIN, _FAINT = Side("thin", color="FF8C959F"), Side("hair", color="FFB7BEC6")
_TOP = Alignment(vertical="top", wrap_text=True)
#: Widths of columns of text, in letters: the first in which the longest text fits a row as high as one can be.
_WIDTHS, _HIGHEST, _LINE = (44, 56, 70, 90, 110), 400.0, 13.5
#: So many letters beside each other can be read on a lying A4.
_ON_PAPER = 180


def chart_workbook(chart: Framework, language_code: str) -> bytes:
    """The matrix as an .xlsx file: the same matrix, the same bytes."""
    _ = language(chart.material.corpus.settings, language_code)
    book = Workbook()
    book.remove(book.worksheets[0])
    grids = list(_grids(chart, _))
    names = [each.title for each in grids] + [_("Quotations"), _("Explanation")]
    titles = [each if each.casefold() != MARKS else f"{each} (2)" for each in sheet_titles(names)]
    for title, grid in zip(titles, grids, strict=False):
        _Writer(book.create_sheet(title), chart, grid, _).write()
    _quotations(book.create_sheet(titles[-2]), chart, _)
    _explanation(book.create_sheet(titles[-1]), chart, _)
    _marks(book.create_sheet(MARKS), chart, _)
    properties = book.properties
    properties.creator, properties.created, properties.modified = "qualcode", DAY, DAY
    file = io.BytesIO()
    book.save(file)
    return without_clocks(file.getvalue())


def shown_text(text: str) -> str:
    """A text as a cell can hold it: line ends as LF, without signs a spreadsheet cannot hold."""
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def too_long(text: str) -> bool:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 > MOST


@dataclass(frozen=True)
class _Row:
    """A row of a grid: its keys, its name, and its cells, one per column."""

    keys: tuple[str, str, str]
    name: str
    cells: tuple[Cell, ...]
    deep: bool = False


@dataclass(frozen=True)
class _Grid:
    """A sheet to write in: its columns (key and title) and its rows; `corner` names the rows."""

    title: str
    corner: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[_Row, ...]


def _grids(chart: Framework, _: Language) -> Iterator[_Grid]:
    settings = chart.material.corpus.settings
    singular = upper_first(settings.case.singular or _("case"))
    families: dict[str, list[Theme]] = {}
    for theme in chart.themes:
        families.setdefault(theme.family, []).append(theme)
    for family, themes in families.items():
        columns = tuple((each.key, _column_title(each, family)) for each in themes)
        yield _Grid(family or _("Framework"), singular, columns, tuple(_rows(chart, themes, _)))
    text = ((OWN, _("Summary")),)
    rows = [_Row(("", each.theme, ""), chart.title(each.theme), (each,)) for each in chart.over_themes]
    yield _Grid(_("Per theme"), _("Theme"), text, tuple(rows))
    keys = case_keys(chart.material.corpus)
    rows = [_Row((keys.get(each.case, each.case), each.theme, ""), each.case, (each,)) for each in chart.over_cases]
    yield _Grid(_("Per %(case)s", case=singular.lower()), singular, text, tuple(rows))


def _column_title(theme: Theme, family: str) -> str:
    return theme.title.removeprefix(f"{family} › ") if family else theme.title


def _rows(chart: Framework, themes: Sequence[Theme], _: Language) -> Iterator[_Row]:
    keys = case_keys(chart.material.corpus)
    for case in chart.cases:
        for round_ in ("", *chart.rounds):
            cells = tuple(chart.cell(case, theme.key, round_) for theme in themes)
            name = f"{case} · {round_text(round_, _)}" if round_ else case
            yield _Row((keys.get(case, case), "", round_), name, cells, deep=bool(round_))


class _Writer:
    """Writes one grid."""

    def __init__(self, page: Worksheet, chart: Framework, grid: _Grid, _: Language) -> None:
        self.page, self.chart, self.grid, self._ = page, chart, grid, _
        self.first = len(KEYS) + 1  # the column of the names
        texts = [each.text for row in grid.rows for each in row.cells]
        self.width = next((each for each in _WIDTHS if all(_height(text, each) < _HIGHEST for text in texts)), 110)

    def write(self) -> None:
        self._header()
        for number, row in enumerate(self.grid.rows):
            self._row(3 + 2 * number, row)
        for place in range(1, len(KEYS) + 1):
            self.page.column_dimensions[get_column_letter(place)].hidden = True
        self.page.row_dimensions[1].hidden = True
        self.page.column_dimensions[get_column_letter(self.first)].width = 24
        for place in range(len(self.grid.columns)):
            self.page.column_dimensions[get_column_letter(self.first + 1 + place)].width = self.width
        self.page.freeze_panes = f"{get_column_letter(self.first + 1)}3"
        self.page.page_setup.orientation, self.page.page_setup.paperSize = "landscape", int(self.page.PAPERSIZE_A4)
        self._paper()

    def _paper(self) -> None:
        """On paper as many columns beside each other as can be read, the names of rows and columns on every page."""
        name = get_column_letter(self.first)
        self.page.print_title_rows, self.page.print_title_cols = "2:2", f"{name}:{name}"
        if len(self.grid.columns) * self.width <= _ON_PAPER:
            self.page.page_setup.fitToWidth, self.page.page_setup.fitToHeight = 1, 0
            self.page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        else:
            self.page.page_setup.scale = 75

    def _header(self) -> None:
        for place, key in enumerate(KEYS, 1):
            put(self.page, 1, place, key)
        put(self.page, 2, len(KEYS), HEAD)
        for place, (key, title) in enumerate((("", self.grid.corner), *self.grid.columns)):
            put(self.page, 1, self.first + place, key)
            cell = put(self.page, 2, self.first + place, title)
            cell.font, cell.fill, cell.alignment = _BOLD, _HEADER, Alignment(vertical="center", wrap_text=True)
            cell.border = Border(bottom=_THIN)

    def _row(self, at: int, row: _Row) -> None:
        for line, kind in ((at, TEXT), (at + 1, RESTS)):
            for place, key in enumerate((*row.keys, kind), 1):
                put(self.page, line, place, key)
        name = put(self.page, at, self.first, row.name)
        name.font = _PLAIN if row.deep else _BOLD
        name.alignment = Alignment(vertical="top", wrap_text=True, indent=1 if row.deep else 0)
        put(self.page, at + 1, self.first, "").border = Border(bottom=_FAINT)
        heights = [[30.0], [14.0]]
        for place, each in enumerate(row.cells, self.first + 1):
            text = put(self.page, at, place, _in_cell(each.text, self._))
            text.font, text.alignment = _PLAIN, _TOP
            rests = put(self.page, at + 1, place, rests_text(each, self._))
            rests.font, rests.alignment, rests.fill = _QUIET, _TOP, _FILLS[each.state]
            rests.border = Border(bottom=_FAINT)
            heights[0].append(_height(each.text, self.width))
            heights[1].append(_height(str(rests.value or ""), self.width * 1.1, 12.0))
        self.page.row_dimensions[at].height = min(max(heights[0]), 409)
        self.page.row_dimensions[at + 1].height = min(max(heights[1]), 409)


def _height(text: str, width: float, line: float = _LINE) -> float:
    """About how high a text stands in a column of so many letters, in points."""
    return line * sum(1 + int(len(part) / (width * 1.08)) for part in text.split("\n")) + 4


def _in_cell(text: str, _: Language) -> str:
    shown = shown_text(text)
    if not too_long(shown):
        return shown
    note = _("[too long for a cell: the rest is in the file, and this cell is not read back]")
    return f"{shown[: MOST // 2]}\n{note}"


def rests_text(cell: Cell, _: Language) -> str:
    """How a cell stands, why, and what it rests on: the labels it cites, and those that belong there."""
    head = state_text(cell.state, _)
    counted = cell.state is State.OPEN and cell.quotations  # the line below says how many
    lines = [f"{head}: {cell.why}" if cell.why and not counted else head]
    if cell.cited:
        lines.append(_("cites %(labels)s", labels=", ".join(cell.cited)))
    if cell.quotations:
        listed = _.some(cell.quotations, _NAMED)
        lines.append(
            _.plural(
                "%(count)s quotation: %(labels)s",
                "%(count)s quotations: %(labels)s",
                len(cell.quotations),
                labels=listed,
            )
        )
    return "\n".join(lines)


def put(page: Worksheet, row: int, column: int, text: str) -> SheetCell:
    """Text in a cell, as text: what begins with `=` is no formula."""
    cell = page.cell(row, column)
    assert isinstance(cell, SheetCell), "no merged cells here"
    if text:
        cell.value = escaped(text)
        cell.data_type = "s"
        if text[:1] in ("=", "+", "-", "@", "\t", "'"):
            cell.quotePrefix = True
    return cell


def escaped(text: str) -> str:
    """The text with what a spreadsheet would read as a sign of its own (`_x0041_`) kept as it stands."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


# --- the quotations, the explanation, the marks --------------------------------------------------------------------


def _quotations(page: Worksheet, chart: Framework, _: Language) -> None:
    """One row per cell and quotation, with what is proposed of it."""
    case = chart.material.corpus.settings.case.singular or _("case")
    names = (case, _("Theme"), _("round"), _("quotation"), _("words"), _("cited"), _("proposed"))
    widths = (20, 30, 8, 14, 90, 8, 14)
    for place, (name, width) in enumerate(zip(names, widths, strict=True), 1):
        cell = put(page, 1, place, upper_first(name))
        cell.font, cell.fill, cell.border = _BOLD, _HEADER, Border(bottom=_THIN)
        page.column_dimensions[get_column_letter(place)].width = width
    row = 1
    for cell_ in chart.cells:
        for values in _quotation_rows(chart, cell_, _):
            row += 1
            for place, value in enumerate(values, 1):
                put(page, row, place, value).alignment = _TOP
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(names))}{row}"
    page.print_title_rows = "1:1"
    _one_page_wide(page, "landscape")


def _one_page_wide(page: Worksheet, orientation: Literal["landscape", "portrait"]) -> None:
    page.page_setup.paperSize, page.page_setup.orientation = int(page.PAPERSIZE_A4), orientation
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _quotation_rows(chart: Framework, cell: Cell, _: Language) -> Iterator[tuple[str, ...]]:
    proposed = chart.proposed(cell)
    said = {label: _("most typical") for label, _near in proposed.typical}
    said |= {label: _("most different") for label, _near in proposed.different}
    quotes = chart.material.quotes
    title, yes = chart.title(cell.theme), _("yes")
    for label in dict.fromkeys((*cell.quotations, *cell.cited)):
        if label in quotes.of_label:
            words = shown_text(quotes[quotes.of_label[label]].words)[: MOST // 2]
            cited = yes if label in cell.cited else ""
            yield cell.case, title, cell.round, label, words, cited, said.get(label, "")


def _explanation(page: Worksheet, chart: Framework, _: Language) -> None:
    page.column_dimensions["A"].width = 110
    lines = [
        _("Write in the white cells. Under each stands what it rests on; that, and this sheet, are not read back."),
        _("Rows and columns may be moved, sorted and added; the hidden row and columns say which cell is which."),
        _("Read it back with: qualcode framework read FILE.xlsx (--dry-run says first what it would do). Cells that "
          "were not changed are left alone; where the project's text was changed meanwhile, both texts are shown."),
        _("A quotation is cited by its label in brackets, such as [KAF2.4.1:12]."),
        *(f"{state_text(state, _)}: {what}" for state, what in _states(_).items()),
        *chart.warnings,
        chart.rule,
    ]  # fmt: skip
    for row, line in enumerate(lines, 1):
        cell = put(page, row, 1, line)
        cell.alignment, cell.font = _TOP, _PLAIN
        page.row_dimensions[row].height = _height(line, 110)
    _one_page_wide(page, "portrait")


def _states(_: Language) -> Mapping[State, str]:
    return {
        State.WRITTEN: _("a summary, and what it rests on is as it was when it was checked"),
        State.STALE: _("since it was checked quotations came, went or have other words, or one it cites is not there"),
        State.UNCHECKED: _("a summary of which nobody has said that it holds (qualcode framework confirm)"),
        State.OPEN: _("there are quotations"),
        State.EMPTY: _("there are none, for the reason given"),
    }


def _marks(page: Worksheet, chart: Framework, _: Language) -> None:
    """What stood in each cell and in the one below it, and what it rested on: marks of words, never words."""
    page.sheet_state = "hidden"
    keys = case_keys(chart.material.corpus)
    put(page, 1, 1, FORMAT)
    for row, cell in enumerate(chart.every, 2):
        shown = shown_text(cell.text)
        own = [keys.get(cell.case, cell.case), cell.theme, cell.round, mark(_in_cell(cell.text, chart.language))]
        told = {**_rests(cell.rests), BELOW: mark(shown_text(rests_text(cell, _)))}
        rests = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        chunks = [rests[at : at + _CHUNK] for at in range(0, len(rests), _CHUNK)]
        for place, value in enumerate((*own, cell.note.mark, CUT if too_long(shown) else "", *chunks), 1):
            put(page, row, place, value)


def _rests(rests: Rests) -> dict[str, dict[str, str]]:
    return {"quotations": dict(rests.quotations), "cites": dict(rests.cited), "summaries": dict(rests.summaries)}
