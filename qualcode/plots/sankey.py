"""From cases to themes: bands as thick as the cells of a matrix.

data = save(sankey(project.matrix(level=2)), Path("sankey.svg"))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Way

from qualcode.errors import NotPossible
from qualcode.i18n import Language
from qualcode.matrices import MEAN, Matrix
from qualcode.plots.lettering import column_labels, fitted, note_lines, width_of
from qualcode.plots.sheet import head, sheet
from qualcode.plots.theme import INK, PALETTE, QUIET, Picture
from qualcode.reports.cells import Cells
from qualcode.rules import measure_text

_SIZE, _ROW, _GAP = 7.5, 0.15, 0.06  # points of a name; inches that a name needs, and between two nodes
_MIDDLE, _NODE = 3.4, 0.09  # inches of the bands, and of a node
_LONGEST, _LEAST = 2.6, 2.8  # inches of a name, and of the height
_OTHER = "#8A929A"


@dataclass(frozen=True)
class _Node:
    """A case or theme: its name, colour, and what all its bands come to; `top` and `bottom` in inches."""

    name: str
    shade: str
    total: float
    top: float = 0.0
    bottom: float = 0.0


def sankey(matrix: Matrix, *, title: str = "", rule: bool = True) -> Picture:
    """The columns of a matrix (cases) on the left and its rows (themes; of codes those without others below them) on
    the right, both in their order; each cell above zero is a band, its value thick. With `rule` the rule below.
    Raises `NotPossible` for a mean or a share, and where all cells are empty."""
    flow = _flow(matrix)
    high = max(_wanted(flow.left), _wanted(flow.right), _LEAST)
    left, right = (_placed(nodes, high, flow.scale(high)) for nodes in (flow.left, flow.right))
    names = [_labels(nodes, matrix.language) for nodes in (left, right)]
    room = [max(width_of(name, _SIZE) for name in each) + 0.22 for each in names]
    width = room[0] + _MIDDLE + 2 * _NODE + room[1]
    notes = note_lines(_notes(flow, matrix, rule), width)
    with sheet(width, high, notes, title=title) as (figure, axes):
        top = head(title)
        _bands(axes, flow, (left, right), flow.scale(high), (room[0] + _NODE, room[0] + _NODE + _MIDDLE), top)
        _draw(axes, left, names[0], (room[0], room[0] - 0.06), "right", top)
        _draw(axes, right, names[1], (room[0] + _NODE + _MIDDLE, width - room[1] + 0.06), "left", top)
    return figure


def alt(matrix: Matrix) -> str:
    """What the figure shows, for who cannot see it."""
    flow, _ = _flow(matrix), matrix.language
    most = sorted(flow.cells, key=lambda each: -each[2])[:3]
    told = "; ".join(f"{flow.left[a].name} → {flow.right[b].name} ({_.number(n)})" for a, b, n in most)
    return _(
        "Bands from %(left)s to %(right)s names, %(count)s in all, as thick as the cell of the matrix (%(measure)s). "
        "The thickest: %(cells)s.",
        left=len(flow.left), right=len(flow.right), count=len(flow.cells),
        measure=measure_text(matrix.request.measure, _), cells=told,
    )  # fmt: skip


@dataclass(frozen=True)
class _Flow:
    """The nodes on both sides with the cells (left, right, value) between them; `without` has none."""

    left: tuple[_Node, ...]
    right: tuple[_Node, ...]
    cells: tuple[tuple[int, int, float], ...]
    without: tuple[str, ...]

    @property
    def total(self) -> float:
        return sum(value for _left, _right, value in self.cells)

    def scale(self, high: float) -> float:
        """Inches per unit: the bands fill nearly half the height at least, and leave room for the names."""
        most = max(len(self.left), len(self.right))
        return max(high - (_ROW + _GAP) * (most - 1), 0.45 * high) / self.total if self.total else 0.0


def _flow(matrix: Matrix) -> _Flow:
    if matrix.request.measure == MEAN or matrix.request.share:
        raise NotPossible("The bands of a Sankey are counts that add up: ask for a measure other than mean, no share.")
    cells = Cells(matrix)
    rows = [line.row for line in cells.lines if line.row is not None and not line.parent and not line.total]
    columns = [each for each in range(len(cells.column_names)) if not cells.is_total_column(each)]
    values = matrix.frame.to_numpy()
    kept_rows = [row for row in rows if values[row, columns].sum() > 0]
    kept = [column for column in columns if values[rows, column].sum() > 0]
    if not kept:
        raise NotPossible("Every cell here is empty, so there is nothing to draw.")
    shades = _shades([cells.paths[row] for row in kept_rows])
    names = column_labels(cells)
    without = [names[each] for each in columns if each not in kept]
    without += [" › ".join(cells.paths[row]) for row in rows if row not in kept_rows]
    return _Flow(
        tuple(_Node(names[each], QUIET, float(values[kept_rows, each].sum())) for each in kept),
        tuple(
            _Node(" › ".join(cells.paths[row]), shade, float(values[row, kept].sum()))
            for row, shade in zip(kept_rows, shades, strict=True)
        ),
        tuple(
            (a, b, float(values[row, column]))
            for b, row in enumerate(kept_rows) for a, column in enumerate(kept) if values[row, column] > 0
        ),
        tuple(without),
    )  # fmt: skip


def _shades(paths: Sequence[tuple[str, ...]]) -> list[str]:
    """A colour per theme; where there are too many, per branch of the tree."""
    for size in range(max(map(len, paths)), 0, -1):
        branches = list(dict.fromkeys(path[:size] for path in paths))
        if len(branches) <= len(PALETTE) - 1:
            return [PALETTE[branches.index(path[:size])] for path in paths]
    return [_OTHER for _path in paths]


def _wanted(nodes: Sequence[_Node]) -> float:
    """Inches in which all names fit and the bands have some body."""
    return (_ROW + _GAP) * len(nodes) * 1.35


def _placed(nodes: Sequence[_Node], high: float, scale: float) -> list[_Node]:
    """The nodes from the top down, each at least as far from the next as its name needs, spread over the height."""
    need = [max(node.total * scale, _ROW) for node in nodes]
    gap = max((high - sum(need)) / max(len(nodes) - 1, 1), 0.0) if len(nodes) > 1 else 0.0
    gap = min(gap, 0.5)
    top = (high - sum(need) - gap * (len(nodes) - 1)) / 2
    placed = []
    for node, room in zip(nodes, need, strict=True):
        body = node.total * scale
        start = top + (room - body) / 2
        placed.append(_Node(node.name, node.shade, node.total, start, start + body))
        top += room + gap
    return placed


def _labels(nodes: Sequence[_Node], _: Language) -> list[str]:
    return [f"{fitted(node.name, _LONGEST, _SIZE)} ({_.number(node.total)})" for node in nodes]


def _draw(
    axes: Axes, nodes: Sequence[_Node], names: Sequence[str], at: tuple[float, float], side: str, top: float
) -> None:
    """The nodes of one side and their names; `at` has the left edge of the nodes, and where names begin."""
    for node, name in zip(nodes, names, strict=True):
        box = Rectangle((at[0], top + node.top), _NODE, node.bottom - node.top, color=node.shade, linewidth=0)
        axes.add_patch(box)
        middle = top + (node.top + node.bottom) / 2
        axes.text(at[1], middle, name, ha=side, va="center", fontsize=_SIZE, color=INK)


def _bands(
    axes: Axes, flow: _Flow, nodes: tuple[Sequence[_Node], Sequence[_Node]], scale: float, ends: tuple[float, float],
    top: float,
) -> None:  # fmt: skip
    """A band per cell; on the left in the order of themes, on the right in that of cases, so that few cross."""
    from_top = [node.top for node in nodes[0]]
    to_top = [node.top for node in nodes[1]]
    for left, right, value in sorted(flow.cells):
        thick = value * scale
        axes.add_patch(
            PathPatch(
                _band(ends, top + from_top[left], top + to_top[right], thick), facecolor=nodes[1][right].shade,
                alpha=0.45, linewidth=0, gid=f"band-{left}-{right}",
            )
        )  # fmt: skip
        from_top[left] += thick
        to_top[right] += thick


def _band(ends: tuple[float, float], start: float, end: float, thick: float) -> Way:
    """A band of the same thickness all the way, from one side to the other and back along its lower edge."""
    (x0, x1), middle = ends, sum(ends) / 2
    points = [
        (x0, start), (middle, start), (middle, end), (x1, end),
        (x1, end + thick), (middle, end + thick), (middle, start + thick), (x0, start + thick), (x0, start),
    ]  # fmt: skip
    codes = [Way.MOVETO, *[Way.CURVE4] * 3, Way.LINETO, *[Way.CURVE4] * 3, Way.CLOSEPOLY]
    return Way(points, codes)


def _notes(flow: _Flow, matrix: Matrix, rule: bool) -> list[str]:
    _ = matrix.language
    said = _(
        "A band is as thick as the cell of the matrix; cells of zero have none. In brackets the sum of the bands: one "
        "interview may be in several, so it may be more than there are."
    )
    if matrix.request.measure in ("codings", "words", "characters"):
        said = _(
            "A band is as thick as the cell of the matrix; cells of zero have none. In brackets the sum of the bands."
        )
    none = _("Without any: %(names)s.", names=", ".join(flow.without)) if flow.without else ""
    return [said, none, matrix.rule if rule else ""]
