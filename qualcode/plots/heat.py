"""A matrix as a heat map: rows × columns, each cell with its number or the sign of its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes

from qualcode.matrices import Matrix, build
from qualcode.plots.theme import FAINT, INK, QUIET, Picture, heat_ramp, picture, theme
from qualcode.reports.cells import Cells

_ROW, _SIZE = 0.215, 7.5  # inches, points
_LETTER = 0.6 * _SIZE / 72  # inches a letter takes, about
_NOTE = 0.145
_SMALL = 5.2
_LONGEST = 46


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
            figure.text(0.1 / plan.width, 1 - 0.1 / plan.height, title, va="top", fontsize=10, fontweight="bold")
        figure.text(0.1 / plan.width, 0.08 / plan.height, "\n".join(plan.notes), va="bottom", fontsize=6.5, color=QUIET)
    return figure


def alt(matrix: Matrix) -> str:
    """What the figure shows, for who cannot see it: how large it is, and its highest cells."""
    cells, _ = Cells(matrix), matrix.language
    shown = [
        (cells.heat(row, column), row, column)
        for row in range(len(cells.row_names))
        for column in range(len(cells.column_names))
    ]
    highest = sorted((each for each in shown if each[0]), key=lambda each: -each[0])[:3]
    told = "; ".join(
        f"{' › '.join(cells.paths[row])}, {cells.column_names[column]}: {cells.text(row, column)}"
        for _heat, row, column in highest
    )
    said = _(
        "Heat map of %(rows)s rows and %(columns)s columns.",
        rows=len(cells.row_names), columns=len(cells.column_names),
    )  # fmt: skip
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
        return 0.2 + _NOTE * len(self.notes)

    @property
    def width(self) -> float:
        return self.left + self.cell * max(len(self.columns), 1) + 0.15

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
    brief = len(cells.column_names) > 8
    names = [len(cut(line.name)) + 2 * line.depth for line in cells.lines]
    shown = [
        _width(_shown(cells, row, column, brief))
        for row in range(len(cells.row_names))
        for column in range(len(cells.column_names))
    ]
    wide = max([0.3, *shown]) + 0.1
    upright = brief or any(
        len(word) * _LETTER > max(wide, 0.95) for name in cells.column_names for word in name.split()
    )
    columns = tuple(cut(name) if upright else _stacked(name, max(wide, 0.95)) for name in cells.column_names)
    deep = (
        max([1, *(len(name) for name in columns)]) * _LETTER
        if upright
        else _ROW * 0.75 * max([1, *(name.count("\n") + 1 for name in columns)])
    )
    left = 0.25 + _LETTER * max([8, *names])
    cell = wide if upright else max(wide, 0.95)
    letters = int((left + cell * len(columns)) / (0.56 * 6.5 / 72))
    return _Plan(
        left=left,
        top=(0.4 if title else 0.12) + deep + 0.08,
        cell=cell,
        rows=len(cells.lines),
        columns=columns,
        notes=_notes(cells, letters, rule, brief),
        brief=brief,
        upright=upright,
    )


def _shown(cells: Cells, row: int, column: int, brief: bool) -> str:
    """What the cell shows; grades too few for a mean each on a line."""
    return cells.marked(row, column, brief=brief).replace("; ", "\n")


def _width(text: str) -> float:
    """Inches the text takes; what stands on several lines is set smaller."""
    longest = max((len(line) for line in text.split("\n")), default=0)
    return longest * _LETTER * (_SMALL / _SIZE if "\n" in text else 1)


def cut(name: str) -> str:
    """The name on one line, cut where it is very long."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _stacked(name: str, width: float) -> str:
    return "\n".join(wrap(cut(name), max(int(width / _LETTER), 4)))


def _notes(cells: Cells, letters: int, rule: bool, brief: bool) -> tuple[str, ...]:
    legend = "   ".join(f"{mark} {text}" for mark, _short, text in cells.legend)
    few = "; ".join(cells.few) if brief else ""
    paragraphs = [legend, few, cells.matrix.rule if rule else ""]
    return tuple(line for each in paragraphs if each for line in wrap(each, max(letters, 40)))


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
        indent = (0.12 + 2 * _LETTER * line.depth) / plan.cell
        weight = "bold" if line.parent or line.total else "normal"
        axes.text(
            start + indent, number + 0.5, cut(line.name), va="center", ha="left", fontsize=_SIZE, fontweight=weight
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
