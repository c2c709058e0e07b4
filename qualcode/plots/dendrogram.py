"""Which cases or documents are most alike: a tree on its side. The sooner two branches join, the more alike they are.

with theme():
    data = save(dendrogram(project.similarity()), Path("tree.svg"))
"""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from qualcode.analysis.likening.branching import Merge, Tree
from qualcode.analysis.likening.likeness import Similarity
from qualcode.analysis.likening.likeness_texts import measure_name
from qualcode.errors import NotPossible
from qualcode.i18n import Language, language
from qualcode.plots.lettering import LINE, note_lines, one_line, width_of, write_note, write_title
from qualcode.plots.theme import FAINT, INK, PALETTE, QUIET, Picture, decimal_numbers, picture, theme
from qualcode.reports.cells import decimals

_SIZE, _BRANCH = 8.0, 3.6  # points of a name, inches of the branches
#: More merges than this do not carry their number; the axis goes on beyond the last by so many times.
_NUMBERED, _BEYOND = 14, 1.08


def dendrogram(found: Similarity, *, title: str = "", rule: bool = True, called: Callable[[str], str] = str) -> Picture:
    """The tree of a similarity as a figure, with how many interviews each leaf rests on; with `rule` the rule below it.
    `called` says what a leaf is called. Raises `NotPossible` where there is no tree."""
    tree, _ = _tree(found), language(found.language)
    names = [_label(found, name, called(name)) for name in tree.order]
    row = 0.26 if len(names) <= 20 else 0.19
    left = 0.2 + max(width_of(name, _SIZE) for name in names)
    width = left + _BRANCH + 0.35
    notes = note_lines(_notes(found, tree, _, rule), width)
    above, below = (0.42 if title else 0.12), 0.62 + LINE * len(notes)
    height = above + row * len(names) + below
    with theme():
        figure = picture(width, height)
        figure.set_layout_engine("none")
        box = (left / width, below / height, _BRANCH / width, row * len(names) / height)
        axes = figure.add_axes(box)
        _draw(axes, tree, _)
        axes.set_yticks(range(len(names)), names, fontsize=_SIZE)
        axes.set_xlabel(_scale(found, _), fontsize=_SIZE)
        axes.xaxis.set_major_formatter(decimal_numbers(_, 2))
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        if title:
            write_title(figure, title)
        write_note(figure, notes)
    return figure


def alt(found: Similarity, called: Callable[[str], str] = str) -> str:
    """What the figure shows, for who cannot see it."""
    tree, _ = _tree(found), language(found.language)
    first, last = tree.merges[0], tree.merges[-1]
    names = _.joined([called(each) for each in first.members])
    said = _(
        "Tree of %(count)s names by %(measure)s. First to join, at %(height)s: %(names)s.",
        count=len(tree.names), measure=measure_name(found.measure, _), height=decimals(first.height, _, 2), names=names,
    )  # fmt: skip
    if len(tree.merges) < 2:
        return said
    fewest = min((_members(tree, branch) for branch in (last.left, last.right)), key=len)
    return f"{said} " + _(
        "Last to join, at %(height)s: %(names)s.",
        height=decimals(last.height, _, 2),
        names=_.joined([called(each) for each in fewest]) if len(fewest) <= 6 else f"{len(fewest)}",
    )  # fmt: skip


def _tree(found: Similarity) -> Tree:
    if found.tree is None:
        raise NotPossible("There is no tree: fewer than two can be compared with each other.")
    return found.tree


def _members(tree: Tree, branch: int) -> tuple[str, ...]:
    number = branch - len(tree.names)
    return (tree.names[branch],) if number < 0 else tree.merges[number].members


def _label(found: Similarity, name: str, called: str) -> str:
    heard = found.interviews[found.names.index(name)]
    return one_line(called) if found.of in ("document", "interview") else f"{one_line(called)} ({heard})"


def _scale(found: Similarity, _: Language) -> str:
    name = measure_name(found.measure, _)
    return name if found.is_distance else _("1 − %(measure)s: further right is less alike", measure=name)


def _notes(found: Similarity, tree: Tree, _: Language, rule: bool) -> list[str]:
    heard = "" if found.of in ("document", "interview") else _("In brackets the number of interviews.")
    fit = "" if tree.fit is None else _(
        "How well the tree keeps the distances (1 is fully): %(fit)s.", fit=decimals(tree.fit, _, 2)
    )  # fmt: skip
    return [" ".join(part for part in (heard, fit) if part), found.rule if rule else found.about]


def _has_room(text: str, merge: Merge, tree: Tree, end: float) -> bool:
    """Whether a number fits between its bracket and the next, on an axis from 0 to `end`."""
    place = len(tree.names) + tree.merges.index(merge)
    after = [each.height for each in tree.merges if place in (each.left, each.right)]
    return not after or _BRANCH * (after[0] - merge.height) / end > width_of(text, 6.5) + 0.06


def _draw(axes: Axes, tree: Tree, _: Language) -> None:
    """Each merge as a bracket open to the left; its height beside it where there are few."""
    rows: list[float] = [float(tree.order.index(name)) for name in tree.names]
    heights = [0.0] * len(rows)
    top = max(each.height for each in tree.merges) or 1.0
    for merge in tree.merges:
        ends = [(heights[branch], rows[branch]) for branch in (merge.left, merge.right)]
        xs = [ends[0][0], merge.height, merge.height, ends[1][0]]
        axes.plot(xs, [ends[0][1]] * 2 + [ends[1][1]] * 2, color=PALETTE[0], linewidth=1.4, solid_joinstyle="miter")
        rows.append((ends[0][1] + ends[1][1]) / 2)
        heights.append(merge.height)
        text = decimals(merge.height, _, 2)
        if len(tree.merges) <= _NUMBERED and _has_room(text, merge, tree, top * _BEYOND):
            offset = (3, 0 if merge is tree.merges[-1] else 4)  # on the line that goes on, else beside the end
            axes.annotate(text, (merge.height, rows[-1]), offset, textcoords="offset points", va="center",
                          fontsize=6.5, color=QUIET)  # fmt: skip
    axes.set_ylim(len(tree.order) - 0.5, -0.5)
    axes.set_xlim(0, top * _BEYOND)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=2, labelcolor=INK)
    axes.tick_params(axis="x", labelsize=7)
    axes.grid(axis="x", color=FAINT, linewidth=0.5)
    axes.set_axisbelow(True)
