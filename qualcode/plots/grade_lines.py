"""Grades over time as a figure for paper: one small panel per case, all on the same axes.

A sign is a grade (one kind per role), a bar a range; a thin line joins the grades of one person. The thick line is the
case's mean per round, where three or more people gave grades in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import ceil

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from qualcode.analysis.grades import GivenGrade, GradeTable
from qualcode.analysis.sources import Source
from qualcode.i18n import Language
from qualcode.model import Scale
from qualcode.plots.grades import Axes as Scales
from qualcode.plots.grades import shared_axes, times_of
from qualcode.plots.lettering import fitted, round_label
from qualcode.plots.theme import FAINT, INK, QUIET, Picture, colour, decimal_numbers, picture, sign, theme

_WIDE, _HIGH, _LEGEND = 2.25, 1.6, 0.2  # inches: a panel, and the legend below
_TICKS = 4  # fit below a panel
_DAYS = 1000  # times above it are days, below it numbers of rounds
#: Panels beside each other, and on one page.
ACROSS, MOST = 3, 15


def grade_lines(
    table: GradeTable, cases: Sequence[str], scale: Scale, who: Callable[[Source], str], _: Language, *,
    across: int = ACROSS,
) -> Picture | None:  # fmt: skip
    """The grades of these cases, `across` panels beside each other; None where none of them has a grade that counts.
    The axes are those of the whole table, so that figures of different cases can be laid beside each other."""
    counting = [grade for grade in table.given if grade.low is not None]
    shown = [case for case in cases if any(grade.source.case == case for grade in counting)]
    if not shown:
        return None
    times = times_of(counting, table.rounds)
    scales = shared_axes(counting, times, scale, table.rounds, _)
    roles = list(dict.fromkeys(who(grade.source) for grade in counting))
    across = min(len(shown), across)
    down = ceil(len(shown) / across)
    width = 4.4 if len(shown) == 1 else _WIDE * across
    with theme():
        legend = _LEGEND * ceil((len(roles) + 1) / _beside(width))
        figure = picture(width, (1.75 if len(shown) == 1 else _HIGH * down) + legend)
        panels = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
        for place, axes in enumerate(panels.flat):
            if place < len(shown):
                own = [grade for grade in counting if grade.source.case == shown[place]]
                _panel(axes, shown[place], own, table, scales, times, roles, who, _)
                axes.tick_params(labelbottom=place + across >= len(shown))
            else:
                axes.set_axis_off()
        used = list(dict.fromkeys(who(grade.source) for grade in counting if grade.source.case in shown))
        _legend(figure, roles, used, any_mean=_any_mean(table, shown), rounds=any(table.rounds), language=_)
    return figure


def _panel(
    axes: Axes, case: str, own: Sequence[GivenGrade], table: GradeTable, scales: Scales,
    times: Mapping[int, float], roles: Sequence[str], who: Callable[[Source], str], _: Language,
) -> None:  # fmt: skip
    axes.set_title(fitted(case, _WIDE - 0.3, 8, bold=True), fontsize=8)
    axes.set_xlim(scales.first - _edge(scales), scales.last + _edge(scales))
    axes.set_ylim(scales.low - 0.3, scales.high + 0.3)
    ticks = scales.ticks[:: max(ceil(len(scales.ticks) / _TICKS), 1)]
    named = [text if scales.last > _DAYS else round_label(text, _) for _time, text in ticks]
    axes.set_xticks([time for time, _text in ticks], named, fontsize=7)
    axes.yaxis.set_major_formatter(decimal_numbers(_))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.tick_params(labelsize=7, length=2)
    axes.grid(axis="y", color=FAINT, linewidth=0.5)
    axes.set_axisbelow(True)
    _persons(axes, own, times)
    _means(axes, case, table, times)
    spread = _edge(scales) * 0.45
    taken: dict[tuple[float, float], int] = {}
    for grade in own:
        middle = grade.middle or 0.0
        again = taken.get((times[grade.coding], middle), 0)
        taken[times[grade.coding], middle] = again + 1
        x, role = times[grade.coding] + again * spread, roles.index(who(grade.source))
        if grade.low != grade.high:
            axes.plot([x, x], [grade.low or 0.0, grade.high or 0.0], color=colour(role), linewidth=1.4, alpha=0.7)
        axes.plot([x], [middle], sign(role), color=colour(role), markersize=4.5, markeredgecolor="white",
                  markeredgewidth=0.4)  # fmt: skip


def _edge(scales: Scales) -> float:
    return 0.06 * ((scales.last - scales.first) or 1)


def _persons(axes: Axes, own: Sequence[GivenGrade], times: Mapping[int, float]) -> None:
    persons: dict[tuple[str, ...], list[GivenGrade]] = {}
    for grade in own:
        if grade.source.persons:
            persons.setdefault(grade.source.persons, []).append(grade)
    for given in persons.values():
        given.sort(key=lambda grade: times[grade.coding])
        for one, other in pairwise(given):
            axes.plot(
                [times[one.coding], times[other.coding]], [one.middle or 0.0, other.middle or 0.0],
                color=QUIET, linewidth=0.6, alpha=0.7,
            )  # fmt: skip


def _means(axes: Axes, case: str, table: GradeTable, times: Mapping[int, float]) -> None:
    """A line through the means of rounds that follow each other; a round without a mean breaks it."""
    for line in table.mean_lines(case):
        points = [(sum(times[grade.coding] for grade in cell.counting) / cell.n, mean) for cell, mean in line]
        axes.plot(*zip(*points, strict=True), "_-", color=INK, linewidth=1.6, markersize=11, markeredgewidth=2)


def _any_mean(table: GradeTable, cases: Sequence[str]) -> bool:
    return any(table.cell(case, each).mean is not None for case in cases for each in table.rounds)


def _beside(width: float) -> int:
    """How many names of the legend fit beside each other in so many inches."""
    return 2 if width < 2.5 * _WIDE else 3


def _legend(
    figure: Picture, roles: Sequence[str], used: Sequence[str], *, any_mean: bool, rounds: bool, language: Language
) -> None:
    _ = language
    handles = [
        Line2D([], [], linestyle="", marker=sign(roles.index(role)), color=colour(roles.index(role)), markersize=5)
        for role in used
        if role
    ]
    names = [role for role in used if role]
    if any_mean:
        handles.append(Line2D([], [], color=INK, linewidth=1.6))
        names.append(_("mean of the round (n ≥ 3)") if rounds else _("mean (n ≥ 3)"))
    if any(names):
        width = float(figure.get_size_inches()[0])
        figure.legend(handles, names, loc="outside lower left", ncols=_beside(width), fontsize=7, handletextpad=0.4)
