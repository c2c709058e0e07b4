"""A matrix as a heat map: rows × columns, each cell with its number or the sign of its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes

from qualcode.matrices import Matrix, build
from qualcode.plots.lettering import LINE, column_labels, note_lines, one_line, width_of, write_note, write_title
from qualcode.plots.theme import FAINT, INK, QUIET, Picture, heat_ramp, picture, theme
from qualcode.plots.titles import size_text
from qualcode.reports.cells import Cells, Line

_ROW, _SIZE = 0.215, 7.5  # inches, points
_SMALL, _INDENT = 5.2, 0.125  # points of what stands on several lines, inches
#: With more columns than the first their cells are set in brief, with more than the second their names are upright.
_MANY, _CROWD = 8, 16
#: Inches at least: a column with its name, the same in brief, the whole figure.
_ROOM, _LITTLE, _WIDE = 0.95, 0.55, 4.4


def heat_map(matrix: Matrix, *, level: int | None = None, title: str = "", rule: bool = True) -> Picture:
    """The matrix as a figure, to be saved with `theme.save`.

    `level` folds deeper codes into that level first. Colours are those of `Cells.heat`: totals and codes above
    others have none. The legend of the signs stands below, and with `rule` the rule.
    """
    if level is not None and level != matrix.request.level:
        matrix = build(replace(matrix.request, level=level), matrix.corpus, matrix.read)
    cells = Cells(matrix)
    plan = _plan(cells, title, rule)
    with theme():
        figure = picture(plan.width, plan.height)
        figure.set_layout_engine("none")
        axes = figure.add_axes(plan.box)
        _paint(axes, cells)
        _name_rows(axes, cells, plan)
        _name_columns(axes, plan)
        _write(axes, cells, plan)
        if title:
            write_title(figure, title)
        write_note(figure, plan.notes)
    return figure


def alt(matrix: Matrix) -> str:
    """What the figure shows, for who cannot see it: how large it is, and its highest cells."""
    cells, _ = Cells(matrix), matrix.language
    columns = column_labels(cells)
    shown = [
        (cells.heat(row, column), row, column)
        for row, column in product(range(len(cells.row_names)), range(len(columns)))
    ]
    highest = sorted((each for each in shown if each[0]), key=lambda each: -each[0])[:3]
    told = "; ".join(
        f"{' › '.join(cells.paths[row])}, {columns[column]}: {cells.text(row, column)}"
        for _heat, row, column in highest
    )
    said = _("Heat map of %(size)s.", size=size_text(cells, _))
    return f"{said} " + (_("The highest: %(cells)s.", cells=told) if told else _("All cells are empty."))


@dataclass(frozen=True)
class _Plan:
    """Where everything goes; lengths in inches."""

    left: float
    top: float
    cell: float
    rows: int
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    brief: bool
    upright: bool

    @property
    def bottom(self) -> float:
        return 0.22 + LINE * len(self.notes)

    @property
    def width(self) -> float:
        return max(self.left + self.cell * max(len(self.columns), 1) + 0.15, _WIDE)

    @property
    def height(self) -> float:
        return self.top + _ROW * max(self.rows, 1) + self.bottom

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of the cells, as parts of the figure."""
        inner = (self.cell * max(len(self.columns), 1), _ROW * max(self.rows, 1))
        return (
            self.left / self.width,
            self.bottom / self.height,
            inner[0] / self.width,
            inner[1] / self.height,
        )


def _plan(cells: Cells, title: str, rule: bool) -> _Plan:
    names = column_labels(cells)
    brief = len(names) > _MANY
    shown = [_width(_shown(cells, *place, brief)) for place in product(range(len(cells.row_names)), range(len(names)))]
    wide = max([0.13 if brief else 0.3, *shown]) + 0.12
    room = max(wide, _LITTLE if brief else _ROOM)
    words = [word for name in names for word in name.split()]
    upright = len(names) > _CROWD or any(width_of(word, _SIZE) > room for word in words)
    columns = tuple(one_line(name) if upright else _stacked(name, room) for name in names)
    deep = max(
        [_ROW, *(width_of(name, _SIZE) if upright else _ROW * 0.75 * (name.count("\n") + 1) for name in columns)]
    )
    plan = _Plan(
        left=0.25 + max([0.5, *(_width_of_name(line) for line in cells.lines)]),
        top=(0.4 if title else 0.12) + deep + 0.08,
        cell=wide if upright else room,
        rows=len(cells.lines),
        columns=columns,
        notes=(),
        brief=brief,
        upright=upright,
    )
    return replace(plan, notes=tuple(note_lines(_notes(cells, rule, brief), plan.width)))


def _shown(cells: Cells, row: int, column: int, brief: bool) -> str:
    """What the cell shows; grades too few for a mean each on a line, and in brief a mean above how many it is of."""
    shown = cells.marked(row, column, brief=brief).replace("; ", "\n")
    return shown.replace(" (", "\n(") if brief else shown


def _width(text: str) -> float:
    """Inches the text takes; what stands on several lines is set smaller."""
    return width_of(text, _SMALL if "\n" in text else _SIZE - 0.5, bold=True)


def _width_of_name(line: Line) -> float:
    return width_of(one_line(line.name), _SIZE, bold=line.parent or line.total) + _INDENT * line.depth


def _stacked(name: str, width: float) -> str:
    return "\n".join(wrap(one_line(name), max(int(width / (0.6 * _SIZE / 72)), 4)))


def _notes(cells: Cells, rule: bool, brief: bool) -> list[str]:
    legend = "; ".join(f"{mark} {text}" for mark, _short, text in cells.legend)
    few = "; ".join(cells.few) if brief else ""
    return [legend, few, cells.matrix.rule if rule else ""]


def _paint(axes: Axes, cells: Cells) -> None:
    """The colours, and thin lines between rows."""
    lines, width = cells.lines, len(cells.column_names)
    heat = np.array(
        [[0.0 if line.row is None else cells.heat(line.row, each) for each in range(width)] for line in lines]
    )
    axes.set_xlim(0, max(width, 1))
    axes.set_ylim(max(len(lines), 1), 0)
    if heat.size:
        axes.pcolormesh(
            np.ma.masked_equal(heat, 0), cmap=heat_ramp(), vmin=0, vmax=1, edgecolors="white", linewidth=0.8
        )
    for number, line in enumerate(lines):
        if line.depth == 0:
            axes.axhline(number, color=QUIET if line.total else FAINT, linewidth=0.8 if line.total else 0.6)
    axes.set_axis_off()


def _name_rows(axes: Axes, cells: Cells, plan: _Plan) -> None:
    start = -plan.left / plan.cell
    for number, line in enumerate(cells.lines):
        indent = (0.12 + _INDENT * line.depth) / plan.cell
        weight = "bold" if line.parent or line.total else "normal"
        axes.text(
            start + indent,
            number + 0.52,
            one_line(line.name),
            va="center",
            ha="left",
            fontsize=_SIZE,
            fontweight=weight,
        )


def _name_columns(axes: Axes, plan: _Plan) -> None:
    for number, name in enumerate(plan.columns):
        axes.text(
            number + 0.5,
            -0.08 / _ROW,
            name,
            va="bottom" if plan.upright else "baseline",
            ha="center",
            rotation=90 if plan.upright else 0,
            fontsize=_SIZE,
            linespacing=1.1,
        )


def _write(axes: Axes, cells: Cells, plan: _Plan) -> None:
    """The text in each cell: quiet where it is empty, bold in totals and codes above others."""
    for number, line in enumerate(cells.lines):
        if line.row is None:
            continue
        for column in range(len(plan.columns)):
            empty = bool(cells.reason(line.row, column))
            strong = not empty and (line.parent or line.total or cells.is_total_column(column))
            axes.text(
                column + 0.5,
                number + 0.52,
                shown := _shown(cells, line.row, column, plan.brief),
                va="center",
                ha="center",
                fontsize=_SMALL if "\n" in shown else _SIZE - 0.5,
                linespacing=1.05,
                color=QUIET if empty else INK,
                fontweight="bold" if strong else "normal",
            )
