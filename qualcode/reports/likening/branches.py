"""A tree of merges as lines of text: leaves below each other, branches joining to the right, the scale below.

print("\n".join(tree_lines(found.tree, language("nl"))))
"""

from __future__ import annotations

from rich.cells import cell_len

from qualcode.analysis.likening.branching import Tree
from qualcode.i18n import Language
from qualcode.reports.cells import decimals

_LEFT, _RIGHT, _UP, _DOWN = 1, 2, 4, 8
#: What is drawn where lines go these ways.
_SIGNS = {
    _LEFT: "─", _RIGHT: "─", _LEFT | _RIGHT: "─", _UP | _DOWN: "│", _UP: "│", _DOWN: "│",
    _LEFT | _DOWN: "┐", _LEFT | _UP: "┘", _LEFT | _UP | _DOWN: "┤", _RIGHT | _UP | _DOWN: "├",
    _RIGHT | _DOWN: "┌", _RIGHT | _UP: "└", _LEFT | _RIGHT | _DOWN: "┬", _LEFT | _RIGHT | _UP: "┴",
    _LEFT | _RIGHT | _UP | _DOWN: "┼", 0: " ",
}  # fmt: skip
#: Names longer than this are cut.
_WIDEST = 34


def tree_lines(tree: Tree, _: Language, width: int = 80) -> list[str]:
    """One line per leaf in the order of the tree, and one with the ends of the scale (0 and the last merge)."""
    names = [_cut(name) for name in tree.order]
    room = max(width - max(map(cell_len, names)) - 2, 20)
    canvas = [[0] * room for _line in names]
    _draw(tree, canvas)
    wide = max(map(cell_len, names))
    lines = [
        _padded(name, wide) + "".join(_SIGNS[each] for each in row).rstrip()
        for name, row in zip(names, canvas, strict=True)
    ]
    top = max((each.height for each in tree.merges), default=0.0)
    return [*lines, _padded("", wide) + _scale(decimals(top, _, 2), room)]


def _cut(name: str) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in name)
    return line if cell_len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _padded(name: str, wide: int) -> str:
    return name + " " * (wide - cell_len(name) + 2)


def _scale(top: str, room: int) -> str:
    return "0" + top.rjust(room - 1)


def _draw(tree: Tree, canvas: list[list[int]]) -> None:
    """Each branch as a row and the column where it begins; a merge joins two of them at its own column."""
    last = len(canvas[0]) - 1
    top = max((each.height for each in tree.merges), default=0.0) or 1.0
    rows = [tree.order.index(name) for name in tree.names]
    columns = [0] * len(rows)
    for merge in tree.merges:
        column = max(round(last * merge.height / top), 1)
        ends = sorted((rows[merge.left], rows[merge.right]))
        for side in (merge.left, merge.right):
            _across(canvas[rows[side]], columns[side], column)
        for row in range(ends[0], ends[1] + 1):
            canvas[row][column] |= (_UP if row > ends[0] else 0) | (_DOWN if row < ends[1] else 0)
        rows.append(sum(ends) // 2)
        columns.append(column)


def _across(row: list[int], start: int, end: int) -> None:
    for place in range(start, end + 1):
        row[place] |= (_LEFT if place > start or not start else 0) | (_RIGHT if place < end else 0)
