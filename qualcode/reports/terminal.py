"""A matrix on the terminal. Makes tables for rich; printing is the command line's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.style import Style
from rich.table import Table
from rich.text import Text

from qualcode.matrices import Matrix
from qualcode.query.cut import CROSS
from qualcode.reports.cells import Cells, Line

_QUIET, _STRONG = Style(dim=True), Style(bold=True)
_WIDEST_NAME = 34
_BETWEEN = 2


def matrix_table(matrix: Matrix, width: int = 100) -> Table:
    """The matrix as a table that fits in so many columns of letters: names indented by level, numbers to the right, a
    dim sign where a cell is empty, and below it the legend of the signs and the rule.

    Where `8 van 12 (67%)` is too wide it becomes `8/12`; columns that do not fit even so are counted below.
    """
    cells = Cells(matrix)
    sheet = _fitted(cells, width)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 0, 0, 1), caption=_caption(cells, sheet))
    table.caption_justify = "left"
    table.add_column(_plain(cells.corner), no_wrap=True, overflow="ellipsis", max_width=_WIDEST_NAME)
    for name, wide in zip(sheet.names, sheet.widths, strict=True):
        table.add_column(_header(name, wide), justify="right", no_wrap=True, min_width=wide)
    for line in cells.lines:
        if line.total:
            table.add_section()
        table.add_row(_name(line), *_row(cells, line, sheet), style=_STRONG if line.parent or line.total else None)
    return table


@dataclass(frozen=True)
class _Sheet:
    """Which columns are shown, under which names, how wide each is, and whether cells and names are in their short
    form."""

    columns: list[int]
    names: list[str]
    widths: list[int]
    short: bool

    @property
    def whole(self) -> int:
        return sum(width + _BETWEEN for width in self.widths)


def _fitted(cells: Cells, width: int) -> _Sheet:
    """All columns in full where they fit, else in their short form, else as many of those as fit."""
    names = [cell_len(_name(line).plain) for line in cells.lines]
    room = width - min(max([cell_len(cells.corner), *names]), _WIDEST_NAME) - 2
    every = list(range(len(cells.column_names)))
    sheet = _sheet(cells, every, _cell_widths(cells, False), room, short=False)
    if sheet.whole <= room:
        return sheet
    widths = _cell_widths(cells, True)
    sheet = _sheet(cells, every, widths, room, short=True)
    total = every[-1:] if cells.matrix.has_total else []
    while sheet.whole > room and len(every) > 1:
        every = [*every[: -1 - len(total)], *total]
        sheet = _sheet(cells, every, widths, room, short=True)
    return sheet


def _cell_widths(cells: Cells, short: bool) -> list[int]:
    rows = range(len(cells.row_names))
    return [
        max([1, *(cell_len(cells.marked(row, column, brief=short)) for row in rows)])
        for column in range(len(cells.column_names))
    ]


def _sheet(cells: Cells, columns: Sequence[int], cell_widths: Sequence[int], room: int, *, short: bool) -> _Sheet:
    """A column is as wide as its cells, or as the longest word of its name where there is room for that."""
    each = room // max(len(columns), 1) - _BETWEEN
    names, widths = _column_names(cells, columns, each if short else None), []
    for name, column in zip(names, columns, strict=True):
        word = max((cell_len(word) for word in name.split()), default=0)
        widths.append(max(min(word, each), cell_widths[column]))
    return _Sheet(list(columns), names, widths, short)


def _column_names(cells: Cells, columns: Sequence[int], room: int | None) -> list[str]:
    """The names of columns; where words are longer than the room, all cases go by their keys."""
    names = [cells.column_names[column] for column in columns]
    if room is None or all(cell_len(word) <= room for name in names for word in name.split()):
        return names
    keys = {case: key for key, case in cells.matrix.corpus.settings.cases.items()}
    return [CROSS.join(keys.get(part, part) for part in name.split(CROSS)) for name in names]


def _name(line: Line) -> Text:
    return Text("  " * line.depth).append_text(_plain(line.name))


def _header(name: str, width: int) -> Text:
    """The name over several lines, its long words cut; crossed attributes each on a line of their own."""
    lines: list[str] = []
    for part in name.split(CROSS):
        start = len(lines)
        for word in _plain(part).plain.split():
            word = word if cell_len(word) <= width else word[: max(width - 1, 1)] + "…"
            if len(lines) > start and cell_len(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
    return Text("\n".join(lines))


def _row(cells: Cells, line: Line, sheet: _Sheet) -> list[Text]:
    if line.row is None:
        return []
    row = line.row
    return [
        Text(cells.marked(row, column, brief=sheet.short), style=_QUIET if cells.reason(row, column) else "")
        for column in sheet.columns
    ]


def _caption(cells: Cells, sheet: _Sheet) -> Text:
    _, hidden = cells.matrix.language, len(cells.column_names) - len(sheet.columns)
    legend = [f"{mark} {text}" for mark, _short, text in cells.legend]
    parts = [*_packed(legend, sheet.whole), *_packed(_keys(cells, sheet), sheet.whole)]
    if hidden:
        parts.append(
            _.plural(
                "%(count)s more column does not fit here; write the matrix to a file to see all.",
                "%(count)s more columns do not fit here; write the matrix to a file to see all.",
                hidden,
            )
        )
    if sheet.short:
        parts += [_plain(each).plain for each in cells.few]
    parts.append(_plain(cells.matrix.rule).plain)
    return Text("\n".join(filter(None, parts)), style=_QUIET)


def _keys(cells: Cells, sheet: _Sheet) -> list[str]:
    """What the keys of cases in the header stand for."""
    shown = [part for name in sheet.names for part in name.split(CROSS)]
    whole = {part for name in cells.column_names for part in name.split(CROSS)}
    cases = cells.matrix.corpus.settings.cases.items()
    return [_plain(f"{key} {name}").plain for key, name in cases if key in shown and key not in whole]


def _packed(parts: Iterable[str], width: int) -> list[str]:
    """Short texts side by side, as many as fit on a line; none is broken."""
    lines: list[str] = []
    for part in parts:
        if lines and cell_len(f"{lines[-1]}   {part}") <= width:
            lines[-1] += f"   {part}"
        else:
            lines.append(part)
    return lines


def _plain(text: str) -> Text:
    """Text as it stands: no markup, no line breaks, no signs that move the cursor."""
    return Text("".join(letter if letter.isprintable() else " " for letter in text))
