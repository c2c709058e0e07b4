"""New codes interview by interview: the codes so far as a line, what random orders gave as a band, base and run marked.

data = save(saturation(project.saturation()), Path("saturation.png"))
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from qualcode.analysis.likening.saturated import Saturation, Series
from qualcode.analysis.likening.saturated_texts import place, share
from qualcode.i18n import Language, language
from qualcode.plots.lettering import LINE, fitted, note_lines, width_of, write_note, write_title
from qualcode.plots.theme import FAINT, INK, PALETTE, QUIET, Picture, picture, theme

_BLUE, _ORANGE = PALETTE[0], PALETTE[1]
_WIDE, _HIGH = 6.6, 3.3  # inches of the single figure, without what stands below it
_PANEL = (2.1, 1.55)  # inches of a panel


def saturation(found: Saturation, *, series: str = "", title: str = "", rule: bool = True) -> Picture:
    """One series (a case by name, or everything) as a figure; with `rule` the rule below it. Raises `UnknownChoice`."""
    shown, _ = found.of(series) if series else found.whole, language(found.language)
    notes = note_lines([_legend(found, shown, _), shown.statement, found.rule if rule else found.about], _WIDE)
    above, below = (0.42 if title else 0.15), 0.5 + LINE * len(notes)
    height = above + _HIGH + below
    with theme():
        figure = picture(_WIDE, height)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0.55 / _WIDE, below / height, (_WIDE - 0.75) / _WIDE, _HIGH / height))
        _curve(axes, shown, found)
        _name_base(axes, found, _)
        axes.set_xlabel(_("interviews in order"), fontsize=8)
        axes.set_ylabel(_("different codes so far"), fontsize=8)
        if title:
            write_title(figure, title)
        write_note(figure, notes)
    return figure


def saturation_panels(
    found: Saturation, *, title: str = "", rule: bool = True, called: Callable[[str], str] = str
) -> Picture:
    """Every series as a small panel on the same axes, everything first: for a saturation `by` case. `called` says
    what a series is called above its panel."""
    _, count = language(found.language), len(found.series)
    across = min(count, 3 if count <= 9 else 6)
    down, width = ceil(count / across), _PANEL[0] * across + 0.5
    dash = _("–: not reached, or too few interviews to say.")
    notes = note_lines([f"{_legend(found, found.whole, _)} {dash}", found.rule if rule else found.about], width)
    above, below = (0.3 if title else 0.0), 0.46 + LINE * len(notes)
    height = above + _PANEL[1] * down + below
    with theme():
        figure = picture(width, height)
        figure.set_layout_engine("none")
        for number, series in enumerate(found.series):
            row, column = divmod(number, across)
            lower = below + _PANEL[1] * (down - 1 - row) + 0.2
            box = (0.42 + _PANEL[0] * column, lower, _PANEL[0] - 0.3, _PANEL[1] - 0.5)
            axes = figure.add_axes((box[0] / width, box[1] / height, box[2] / width, box[3] / height))
            _panel(axes, series, found, called(series.name) if series.name else _("all"))
        figure.text(0.5, (below - 0.12) / height, _("interviews in order"), ha="center", fontsize=8)
        if title:
            write_title(figure, title)
        write_note(figure, notes)
    return figure


def alt(found: Saturation, series: str = "") -> str:
    """What the figure shows, for who cannot see it."""
    shown, _ = found.of(series) if series else found.whole, language(found.language)
    codes = shown.cumulative[-1] if shown.cumulative else 0
    base = shown.cumulative[min(found.base, len(shown.cumulative)) - 1] if shown.cumulative else 0
    said = _.plural(
        "Line of the different codes found in one interview: %(codes)s.",
        "Line of the different codes found in %(count)s interviews: %(base)s after the first %(first)s, %(codes)s in "
        "the end.",
        len(shown.order), base=base, first=min(found.base, len(shown.order)), codes=codes,
    )  # fmt: skip
    return f"{said} {shown.statement}"


def _legend(found: Saturation, shown: Series, _: Language) -> str:
    parts = [_("Line: the interviews as they were held; bars: new codes.")]
    if shown.band:
        parts.append(
            _("Band: 80%% of %(orders)s random orders, dashed the middle one.", orders=shown.band.permutations)
        )
    parts.append(_("Grey: the base of %(base)s interviews.", base=found.base))
    limit = share(found.threshold, _)
    parts.append(_("Orange: the first run of %(run)s with at most %(limit)s new codes.", run=found.run, limit=limit))
    return " ".join(parts)


def _curve(axes: Axes, shown: Series, found: Saturation, *, small: bool = False) -> None:
    """Line, band, bars, base and run on the axes of one figure."""
    numbers = list(range(1, len(shown.order) + 1))
    top = max([1, *shown.cumulative]) * (1.3 if small else 1.18)
    axes.axvspan(0.5, found.base + 0.5, color=FAINT, alpha=0.45, linewidth=0)
    if shown.band:
        axes.fill_between(numbers, shown.band.low, shown.band.high, color=_BLUE, alpha=0.18, linewidth=0)
        axes.plot(numbers, shown.band.middle, color=_BLUE, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.bar(numbers, shown.new, width=0.62, color=QUIET, linewidth=0, zorder=2)
    marker = "o" if len(numbers) <= 60 and not small else ""
    axes.plot(numbers, shown.cumulative, color=_BLUE, linewidth=1.6, marker=marker, markersize=3)
    if shown.reached is not None:
        _mark(axes, shown.reached, found.run, top, small)
    axes.set_xlim(0.5, max(len(numbers), found.base + found.run) + 0.5)
    axes.set_ylim(0, top)
    axes.xaxis.set_major_locator(MaxNLocator(8 if not small else 4, integer=True, min_n_ticks=2))
    axes.yaxis.set_major_locator(MaxNLocator(6 if not small else 3, integer=True))
    axes.tick_params(labelsize=7 if not small else 6)


def _name_base(axes: Axes, found: Saturation, _: Language) -> None:
    """The name of the base above it, where there is room; the note below says it too."""
    (first, last), top = axes.get_xlim(), axes.get_ylim()[1]
    if (_WIDE - 0.75) * found.base / (last - first) > width_of(_("base"), 7):
        axes.text((found.base + 1) / 2, top * 0.985, _("base"), ha="center", va="top", fontsize=7, color=QUIET)


def _mark(axes: Axes, reached: int, run: int, top: float, small: bool) -> None:
    """The run that is within the threshold, with its name above it."""
    axes.axvspan(reached + 0.5, reached + run + 0.5, color=_ORANGE, alpha=0.25, linewidth=0)
    if not small:
        middle = reached + (run + 1) / 2
        axes.text(middle, top * 0.985, place(reached, run), ha="center", va="top", fontsize=8, fontweight="bold")


def _panel(axes: Axes, series: Series, found: Saturation, called: str) -> None:
    _curve(axes, series, found, small=True)
    most = max(len(each.order) for each in found.series[1:] or found.series)
    if series.name:
        axes.set_xlim(0.5, max(most, found.base + found.run) + 0.5)
    top = max(max(each.cumulative, default=1) for each in found.series)
    axes.set_ylim(0, top * 1.08)
    reached = f": {place(series.reached, found.run)}"
    room = _PANEL[0] - 0.25 - width_of(reached, 7.5, bold=True)
    name = fitted(called, room, 7.5, bold=True)
    axes.set_title(name + reached, fontsize=7.5, color=INK, pad=3)
