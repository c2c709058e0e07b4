"""Codes that go together as a network: codes are as large as they are used, lines as thick as two go together.

data = save(network(project.cooccurrence(), language("nl")), Path("network.svg"))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from qualcode.analysis.relating.pairs import Cooccurrence, Pair
from qualcode.errors import NotPossible, UnknownOption
from qualcode.i18n import Language
from qualcode.model import split_path
from qualcode.plots.forces import kept_apart, laid_out
from qualcode.plots.lettering import LINE, note_lines, one_line, width_of, write_note, write_title
from qualcode.plots.theme import FAINT, INK, QUIET, Picture, colour, picture, sign, theme
from qualcode.tables import Floats

#: So many lines at most, the strongest.
MOST = 60
_SIZE, _SMALL, _ROW = 7.5, 6.0, 0.125  # points of a name and of what stands above it, inches of a line
_AIR = 2.6  # times the room that nodes and names take: what the field is


@dataclass(frozen=True)
class _Net:
    """The codes that are shown (ids) with their names, how often each is used, and the branch it belongs to; the pairs
    between them, and how many pairs there are in all."""

    codes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    used: tuple[int, ...]
    branches: tuple[str, ...]
    pairs: tuple[Pair, ...]
    every: int
    by: str

    def ends(self, pair: Pair) -> tuple[int, int]:
        return self.codes.index(pair.left), self.codes.index(pair.right)

    def strength(self, pair: Pair) -> float:
        return float(pair.n) if self.by == "n" else float(pair.c or 0.0)


def network(
    found: Cooccurrence, _: Language, *, edges: str = "n", most: int = MOST, group: object = None, title: str = "",
    rule: bool = True,
) -> Picture:  # fmt: skip
    """The strongest pairs of a co-occurrence as a figure. `edges`: lines are as thick as `n`, or as the coefficient
    `c`; `group` is a value of the attribute the pairs are told apart by. Raises `UnknownOption`, and `NotPossible`
    where no two codes go together."""
    net = _net(found, edges, most, group)
    radii = [0.05 + 0.15 * float(np.sqrt(each / max(net.used))) for each in net.used]
    sizes = np.array([_size(name, radius) for name, radius in zip(net.names, radii, strict=True)])
    wide, high = _field(sizes)
    notes = note_lines([_legend(found, net, _), found.rule if rule else ""], wide)
    above = (0.42 if title else 0.12) + 0.32
    below = 0.2 + LINE * len(notes)
    with theme():
        figure = picture(wide, above + high + below)
        figure.set_layout_engine("none")
        tall = above + high + below
        axes = figure.add_axes((0, below / tall, 1, high / tall))
        axes.set_xlim(0, wide)
        axes.set_ylim(0, high)
        axes.set_axis_off()
        _draw(axes, net, _places(net, radii, sizes, wide, high), radii)
        _branches(axes, net, wide, high)
        if title:
            write_title(figure, title)
        write_note(figure, notes)
    return figure


def alt(found: Cooccurrence, _: Language, *, edges: str = "n", most: int = MOST, group: object = None) -> str:
    """What the figure shows, for who cannot see it."""
    net = _net(found, edges, most, group)
    name = {code: " › ".join(filter(None, reversed(said))) for code, said in zip(net.codes, net.names, strict=True)}
    strongest = [f"{name[pair.left]} – {name[pair.right]} ({_strength(pair, net, _)})" for pair in net.pairs[:3]]
    return _.plural(
        "Network of %(codes)s codes and one pair that goes together: %(strongest)s.",
        "Network of %(codes)s codes and %(count)s pairs that go together. The strongest: %(strongest)s.",
        len(net.pairs), codes=len(net.codes), strongest="; ".join(strongest),
    )  # fmt: skip


def _strength(pair: Pair, net: _Net, _: Language) -> str:
    return str(pair.n) if net.by == "n" else f"c {_.number(pair.c or 0.0, 2)}"


def _net(found: Cooccurrence, edges: str, most: int, group: object) -> _Net:
    if edges not in ("n", "c"):
        raise UnknownOption("The edges", edges, ("n", "c"))
    every = [pair for pair in found.pairs if str(pair.group) == str(group) and pair.n]
    if not every:
        raise NotPossible("No two codes go together here, so there is no network to draw.")
    ranked = sorted(every, key=lambda pair: (-(pair.n if edges == "n" else pair.c or 0.0), -pair.n))[:most]
    there = {code for pair in ranked for code in (pair.left, pair.right)}
    paths = [(code, path) for code, path in zip(found.codes, found.paths, strict=True) if code in there]
    names = _names([path for _code, path in paths], found.paths)
    return _Net(
        tuple(code for code, _path in paths), tuple(names), tuple(found.total(code, group) for code, _path in paths),
        tuple(split_path(path)[0] for _code, path in paths), tuple(ranked), len(every), edges,
    )  # fmt: skip


def _names(paths: Sequence[str], every: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Each code's name, and as much of what stands above it as tells it from its namesakes among these and `every`.

    >>> _names(["Now/Money", "Wish/Money", "Now/Time"])
    [('Money', 'Now'), ('Money', 'Wish'), ('Time', '')]
    """
    parts = [split_path(path) for path in dict.fromkeys([*paths, *every])]
    names = []
    for own in map(split_path, paths):
        sizes = range(1, len(own) + 1)
        length = next((size for size in sizes if sum(each[-size:] == own[-size:] for each in parts) == 1), len(own))
        names.append((one_line(own[-1], 30), _above(own[-length:-1])))
    return names


def _above(parts: Sequence[str], longest: int = 38) -> str:
    """What stands above a code on one line. Of a long one the first names are cut: the last tells namesakes apart.

    >>> _above(["Working together", "Wish"], 16)
    'Working… › Wish'
    """
    line = " › ".join(parts)
    if len(line) <= longest or len(parts) < 2:
        return one_line(line, longest)
    last = one_line(parts[-1], longest // 2)
    each = max((longest - len(last)) // (len(parts) - 1) - 3, 4)
    return " › ".join([*(one_line(part, each) for part in parts[:-1]), last])


def _field(sizes: Floats) -> tuple[float, float]:
    """Inches for codes that take so much room (codes × width and height, in inches)."""
    taken = float(sizes.prod(axis=1).sum())
    side = min(max(2.6 + 0.1 * len(sizes), (_AIR * taken / 1.4) ** 0.5), 9.0)
    return round(side * 1.4, 2), round(side, 2)


def _places(net: _Net, radii: Sequence[float], sizes: Floats, wide: float, high: float) -> Floats:
    """Where the middle of each node comes, so that no node or name lies on another."""
    middles = kept_apart(laid_out(_weights(net)) * (wide, high), sizes, wide, high)
    return np.asarray(middles + np.column_stack([np.zeros(len(radii)), sizes[:, 1] / 2 - radii]), float)


def _draw(axes: Axes, net: _Net, at: Floats, radii: Sequence[float]) -> None:
    """Lines, nodes, and each name below its node."""
    _lines(axes, net, at, _weights(net))
    order = list(dict.fromkeys(net.branches))
    for number, ((x, y), radius) in enumerate(zip(at.tolist(), radii, strict=True)):
        branch = order.index(net.branches[number])
        axes.scatter(x, y, s=(1.8 * radius * 72) ** 2, color=colour(branch), marker=sign(branch), zorder=3,
                     edgecolor="white", linewidth=0.8)  # fmt: skip
        _write_name(axes, net.names[number], x, y - radius)


def _size(name: tuple[str, str], radius: float) -> tuple[float, float]:
    """Inches that a node takes with its name below it."""
    wide = max(width_of(name[0], _SIZE), width_of(name[1], _SMALL), 2 * radius)
    return wide + 0.12, 2 * radius + (2 if name[1] else 1) * _ROW + 0.06


def _write_name(axes: Axes, name: tuple[str, str], x: float, top: float) -> None:
    """The name of a code, and what it needs to be told from its namesakes under that, smaller."""
    veil = {"boxstyle": "square,pad=0.02", "facecolor": "white", "alpha": 0.7, "linewidth": 0}
    for row, (text, size, shade) in enumerate(((name[0], _SIZE, INK), (name[1], _SMALL, QUIET))):
        if text:
            y = top - _ROW * (row + 0.5)
            axes.text(x, y, text, ha="center", va="center_baseline", fontsize=size, color=shade, zorder=4, bbox=veil)


def _weights(net: _Net) -> Floats:
    weights = np.zeros((len(net.codes), len(net.codes)))
    for pair in net.pairs:
        one, other = net.ends(pair)
        weights[one, other] = weights[other, one] = net.strength(pair)
    return weights


def _lines(axes: Axes, net: _Net, at: Floats, weights: Floats) -> None:
    top = weights.max()
    ends = [net.ends(pair) for pair in reversed(net.pairs)]
    shares = [weights[one, other] / top for one, other in ends]
    axes.add_collection(
        LineCollection(
            [(at[one], at[other]) for one, other in ends],
            linewidths=[0.4 + 4.2 * share for share in shares],
            colors=[(0.35, 0.39, 0.43, 0.18 + 0.4 * share) for share in shares],
            capstyle="round",
            zorder=1,
        )
    )


def _branches(axes: Axes, net: _Net, wide: float, high: float) -> None:
    """The branches of the tree with their colours and signs, where there are several."""
    names = list(dict.fromkeys(net.branches))
    if len(names) < 2:
        return
    x, y = 0.15, high + 0.2
    for number, name in enumerate(names):
        axes.scatter(x, y, s=34, color=colour(number), marker=sign(number), clip_on=False, zorder=3)
        axes.text(x + 0.1, y, name, va="center_baseline", fontsize=7.5, clip_on=False)
        x += 0.35 + width_of(name, 7.5)
    axes.plot([0.1, wide - 0.1], [high + 0.06] * 2, color=FAINT, linewidth=0.6, clip_on=False)


def _legend(found: Cooccurrence, net: _Net, _: Language) -> str:
    by = _("how often two go together") if net.by == "n" else _("the coefficient c")
    most = max(net.strength(pair) for pair in net.pairs)
    least = min(net.strength(pair) for pair in net.pairs)
    said = _(
        "Size: how often a code is used (%(least_used)s to %(most_used)s); thickness: %(by)s (%(least)s to %(most)s).",
        least_used=min(net.used), most_used=max(net.used), by=by, least=_.number(least, 2), most=_.number(most, 2),
    )  # fmt: skip
    left = net.every - len(net.pairs)
    more = (
        _.plural("%(count)s weaker pair is not shown.", "%(count)s weaker pairs are not shown.", left) if left else ""
    )
    place = _("Where a code stands has no meaning of its own.")
    return " ".join(part for part in (said, more, place) if part)
