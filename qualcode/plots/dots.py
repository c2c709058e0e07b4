"""n of m as dots: each interview that could have told of a code is a dot, filled where it did.

data = save(dots(project.matrix(share="interviews")), Path("dots.svg"))
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import ceil
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from qualcode.errors import NotPossible
from qualcode.i18n import Language
from qualcode.matrices import Matrix, build
from qualcode.plots.lettering import column_labels, fitted, note_lines, one_line, width_of
from qualcode.plots.sheet import head, sheet
from qualcode.plots.theme import FAINT, INK, PALETTE, QUIET, Picture
from qualcode.plots.titles import size_text
from qualcode.reports.cells import Cells

#: More interviews than this in a cell are a bar with its numbers: nobody counts so many dots.
MOST = 30
_SIZE, _DOT, _FIVE = 7.5, 0.075, 0.03  # points of a name; inches from dot to dot, and more after each five
_AREA, _LINE = 13.0, 0.1  # points² of a dot; inches of a line of dots
_BAR, _NARROW = 0.5, 4.4  # inches of a bar, and of the whole at least
#: Up to so many columns, so many dots stand beside each other.
_ACROSS = ((8, 15), (16, 5), (10**6, 3))
_FULL, _STRIPE = PALETTE[0], "#F3F5F8"


def dots(matrix: Matrix, *, title: str = "", rule: bool = True) -> Picture:
    """The n of m of a matrix as dots: rows × columns, filled for interviews with at least one, open for those without;
    where there is no m the sign of the reason. With `rule` the rule below it. Raises `NotPossible` for a matrix that
    does not count interviews."""
    cells = Cells(of_interviews(matrix))
    plan = _plan(cells)
    notes = note_lines(_notes(cells, plan, rule), plan.width)
    with sheet(plan.width, plan.top + sum(plan.heights), notes, title=title) as (figure, axes):
        _name_columns(axes, plan, head(title) + plan.top)
        _rows(axes, cells, plan, head(title) + plan.top)
    return figure


def alt(matrix: Matrix) -> str:
    """What the figure shows, for who cannot see it: the fullest cells in words."""
    cells = Cells(of_interviews(matrix))
    _, places, columns = cells.matrix.language, _leaves(cells), column_labels(cells)
    said = [(row, column, *cells.n_of_m(row, column)) for row, column in places]
    most = sorted((each for each in said if each[2]), key=lambda each: (-each[2] / each[3], -each[3]))[:3]
    told = "; ".join(
        f"{' › '.join(cells.paths[row])}, {columns[column]}: " + _("%(n)s of %(m)s", n=n, m=m)
        for row, column, n, m in most
    )
    start = _(
        "Dots in %(size)s: filled for an interview with the code, open for one without.",
        size=size_text(cells, _),
    )  # fmt: skip
    return f"{start} " + (_("The fullest: %(cells)s.", cells=told) if told else _("None of them is filled."))


def of_interviews(matrix: Matrix) -> Matrix:
    """The matrix as n of m; raises `NotPossible` where it counts something else."""
    request = matrix.request
    if request.share == "interviews" and not request.totals:
        return matrix
    if request.measure != "interviews" or request.share not in (None, "interviews") or request.normalise:
        raise NotPossible("Dots are interviews, n of m: ask for the measure interviews, without another share.")
    return build(replace(request, share="interviews", totals=False), matrix.corpus, matrix.read)


def _leaves(cells: Cells) -> list[tuple[int, int]]:
    """The cells (rows, columns) of codes without others below them."""
    rows = [line.row for line in cells.lines if line.row is not None and not line.parent]
    return list(product(rows, range(len(cells.column_names))))


@dataclass(frozen=True)
class _Plan:
    """Where everything goes; lengths in inches. `heights` has one per line; `across` dots stand on a line of a cell."""

    left: float
    top: float
    cell: float
    across: int
    columns: tuple[str, ...]
    upright: bool
    heights: tuple[float, ...]
    bars: bool

    @property
    def width(self) -> float:
        return max(self.left + self.cell * max(len(self.columns), 1) + 0.12, _NARROW)


def _plan(cells: Cells) -> _Plan:
    names, m = column_labels(cells), cells.matrix.m.to_numpy()
    most = int(m.max(initial=1))
    bars = most > MOST
    across = max(min(most, next(dots for columns, dots in _ACROSS if len(names) <= columns)), 1)
    wide = max(_BAR + width_of(f" {most}/{most}", 6), 0.3) if bars else _x(across - 1) + _DOT
    words = [word for name in names for word in name.split()]
    upright = len(names) > 8 or any(width_of(word, _SIZE) > max(wide, 0.95) for word in words)
    cell = (wide if upright else max(wide, 0.95)) + 0.12
    shown = [fitted(name, 1.9, _SIZE) if upright else _stacked(name, cell) for name in names]
    deep = [width_of(name, _SIZE) if upright else 0.14 * (name.count("\n") + 1) for name in shown]
    left = 0.3 + max(
        [0.6, *(width_of(one_line(line.name), _SIZE, bold=True) + 0.12 * line.depth for line in cells.lines)]
    )
    heights = tuple(
        0.1 + _LINE * (1 if line.row is None or bars else max(ceil(int(m[line.row].max(initial=1)) / across), 1))
        for line in cells.lines
    )
    return _Plan(left, max([0.2, *deep]) + 0.12, cell, across, tuple(shown), upright, heights, bars)


def _stacked(name: str, width: float) -> str:
    return "\n".join(wrap(one_line(name), max(int(width / (0.6 * _SIZE / 72)), 4)))


def _x(place: int) -> float:
    """Inches from the first dot of a line to the one with this number: a little more room after each five."""
    return _DOT * place + _FIVE * (place // 5)


def _notes(cells: Cells, plan: _Plan, rule: bool) -> list[str]:
    _ = cells.matrix.language
    what = (
        _("Bar: the interviews that could have told of it; filled: those that did.")
        if plan.bars
        else _("Each dot is an interview that could have told of it: ● it did, ○ it did not.")
    )
    there = {cells.mark(row, column) for row, column in product(range(len(cells.row_names)), range(len(plan.columns)))
             if not cells.n_of_m(row, column)[1]}  # fmt: skip
    signs = [f"{mark} {text}" for mark, _short, text in cells.legend if mark in there]
    return [what, _no_dots(signs, _), cells.matrix.rule if rule else ""]


def _no_dots(signs: list[str], _: Language) -> str:
    return _("Where there is no dot: %(signs)s.", signs="; ".join(signs)) if signs else ""


def _name_columns(axes: Axes, plan: _Plan, base: float) -> None:
    for number, name in enumerate(plan.columns):
        start = plan.left + plan.cell * number
        if plan.upright:
            axes.text(
                start + (plan.cell - 0.12) / 2, base - 0.08, name, rotation=90, ha="center", va="bottom", fontsize=_SIZE
            )
        else:
            axes.text(start - _DOT / 2, base - 0.08, name, ha="left", va="bottom", fontsize=_SIZE, linespacing=1.1)


def _rows(axes: Axes, cells: Cells, plan: _Plan, top: float) -> None:
    """Names and thin lines; then all filled dots and all open ones at once."""
    full: list[tuple[float, float]] = []
    hollow: list[tuple[float, float]] = []
    for number, (line, height) in enumerate(zip(cells.lines, plan.heights, strict=True)):
        if number % 2 and len(plan.columns) > _ACROSS[0][0]:
            stripe = Rectangle((0.1, top), plan.width - 0.2, height, color=_STRIPE, linewidth=0, zorder=0)
            axes.add_patch(stripe)
        if line.depth == 0:
            axes.plot([0.1, plan.width - 0.1], [top, top], color=FAINT, linewidth=0.6, zorder=0)
        weight = "bold" if line.parent else "normal"
        axes.text(
            0.1 + 0.12 * line.depth, top + 0.1, one_line(line.name), va="center", fontsize=_SIZE, fontweight=weight
        )
        for column in range(len(plan.columns)) if line.row is not None else ():
            at = (plan.left + plan.cell * column, top + 0.1)
            n, m = cells.n_of_m(line.row or 0, column)
            if not m:
                mark = cells.mark(line.row or 0, column)
                axes.text(at[0], at[1], mark, ha="center", va="center", fontsize=_SIZE, color=QUIET)
            elif plan.bars:
                _bar(axes, n, m, at, cells)
            else:
                spots = [(at[0] + _x(each % plan.across), at[1] + _LINE * (each // plan.across)) for each in range(m)]
                full += spots[:n]
                hollow += spots[n:]
        top += height
    for spots, inside, edge, name in ((full, _FULL, _FULL, "with"), (hollow, "white", QUIET, "without")):
        if spots:
            across, down = ([spot[side] for spot in spots] for side in (0, 1))
            axes.scatter(across, down, s=_AREA, facecolor=inside, edgecolor=edge, linewidth=0.6, gid=name)


def _bar(axes: Axes, n: int, m: int, at: tuple[float, float], cells: Cells) -> None:
    """A cell of many interviews: as long as the most there are, filled as far as n goes."""
    most = int(cells.matrix.m.to_numpy().max(initial=1))
    for count, shade, name in ((m, FAINT, "m"), (n, _FULL, "n")):
        axes.add_patch(Rectangle((at[0], at[1] - 0.04), _BAR * count / most, 0.08, color=shade, linewidth=0, gid=name))
    axes.text(at[0] + _BAR * m / most + 0.03, at[1], f"{n}/{m}", va="center", fontsize=6, color=INK)
