"""A matrix as a page shows it: lines and cells in plain values, worded as on paper.

grid = grid_of(matrix)
[(line.name, [cell.text or cell.mark for cell in line.cells]) for line in grid.lines]
"""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.matrices import Matrix
from qualcode.query.cut import CODE, CROSS, SPECIFICATION
from qualcode.reports.cells import Cells, Line
from qualcode.reports.matrix import title_of


@dataclass(frozen=True, slots=True)
class GridCell:
    """`text` is what was counted, empty where there is nothing but a reason; `mark` the reason as a sign, `reason` in
    words; `heat` from 0 to 1."""

    text: str
    mark: str = ""
    reason: str = ""
    heat: float = 0.0


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line of the table. `path` names its row, from the top down, and is empty for a heading that has no row of its
    own; `code` is the id of the row's code, `query` what a smart code asks. `depth` counts from 0; a `parent` has lines
    below it."""

    name: str
    depth: int
    parent: bool
    total: bool
    path: tuple[str, ...]
    code: str
    cells: tuple[GridCell, ...]
    query: str = ""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """`parts` are the values of the attributes that are crossed; the name alone for one attribute, and for totals."""

    name: str
    parts: tuple[str, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class GridReason:
    """A reason for an empty cell: as a sign, in short, in full."""

    mark: str
    short: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix as a table, with its rule and the reasons that occur."""

    title: str
    corner: str
    columns: tuple[GridColumn, ...]
    lines: tuple[GridLine, ...]
    legend: tuple[GridReason, ...]
    rule: str


def grid_of(matrix: Matrix) -> Grid:
    """The matrix as a table."""
    cells = Cells(matrix)
    columns = tuple(_column(cells, place) for place in range(len(cells.column_names)))
    lines = tuple(_line(cells, line) for line in cells.lines)
    legend = tuple(GridReason(*each) for each in cells.legend)
    return Grid(title_of(matrix), cells.corner, columns, lines, legend, matrix.rule)


def _column(cells: Cells, place: int) -> GridColumn:
    name, total = cells.column_names[place], cells.is_total_column(place)
    parts = tuple(name.split(CROSS))
    crossed = len(parts) == len(cells.matrix.request.columns) > 1 and not total
    return GridColumn(name, parts if crossed else (name,), total)


def _line(cells: Cells, line: Line) -> GridLine:
    if line.row is None:
        return GridLine(line.name, line.depth, line.parent, line.total, (), "", ())
    row = line.row
    own = tuple(grid_cell(cells, row, column) for column in range(len(cells.column_names)))
    code = "" if line.total else _code_of(cells.matrix, row)
    asked = "" if line.total else _query_of(cells.matrix, row)
    return GridLine(line.name, line.depth, line.parent, line.total, cells.paths[row], code, own, asked)


def _query_of(matrix: Matrix, row: int) -> str:
    """What the smart code of a row asks, in words."""
    if not matrix.is_smart(row):
        return ""
    name = matrix.selected.rows[matrix.kept[0][row]].names[0]
    return next(each.said for each in matrix.request.smart if each.name == name)


def _code_of(matrix: Matrix, row: int) -> str:
    """The code a row is about: the first of its subtree."""
    if matrix.request.rows not in (CODE, SPECIFICATION) or matrix.is_smart(row) or not matrix.codes[row]:
        return ""
    return matrix.corpus.codebook.codes[min(matrix.codes[row])].id


def grid_cell(cells: Cells, row: int, column: int) -> GridCell:
    """A cell by its numbers."""
    text, reason = cells.text(row, column), cells.reason(row, column)
    heat = round(cells.heat(row, column), 3)
    return GridCell("" if text == reason else text, cells.mark(row, column), reason, heat)
