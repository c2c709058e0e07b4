"""Key words as bars to both sides: to the right what one text uses more, to the left what the other does.

data = save(key_words(project.keyness({"case": "Kampen"})), Path("kampen.svg"))
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from qualcode.analysis.wording.keywords import Key, Keyness
from qualcode.errors import NotPossible, UnknownOption, shorten
from qualcode.i18n import Language
from qualcode.plots.lettering import fitted, note_lines, width_of, write_title
from qualcode.plots.theme import FAINT, INK, PALETTE, QUIET, Picture, picture, theme

MEASURES = ("ll", "log_ratio")
_BAR, _WIDTH, _SIZE, _NOTE = 0.19, 6.6, 7.5, 6.5  # inches, inches, points, points
_MORE, _LESS = PALETTE[0], PALETTE[1]
#: A longer word is cut off.
_LONGEST = 28
#: Between the words of one side and those of the other, in rows.
_GAP = 0.6


def key_words(result: Keyness, *, most: int = 20, measure: str = "ll", title: str = "", rule: bool = True) -> Picture:
    """The key words of both texts, `most` to each side, the surest of each on top. Bars are as long as the
    log-likelihood or the log ratio; at their ends how often a word is in both. A lighter bar is a word of one document
    or one interviewer. Raises `UnknownOption`, and `NotPossible` where there are no words."""
    if measure not in MEASURES:
        raise UnknownOption("The measure", measure, MEASURES)
    items = [*result.over[:most], *result.under[:most]]
    if not items:
        raise NotPossible("There are no key words to draw. Ask for words that are used less often (min_count).")
    _ = result.language
    notes = _notes(result, items, measure, _) if rule else []
    top, bottom = 0.36 + (0.28 if title else 0), 0.42 + 0.13 * len(notes)
    height = top + _BAR * len(items) + bottom
    with theme():
        figure = picture(_WIDTH, height)
        figure.set_layout_engine("none")
        axes = figure.add_axes((0.03, bottom / height, 0.94, _BAR * len(items) / height))
        _draw(axes, result, items, measure)
        _name_sides(axes, result, len(items))
        if title:
            write_title(figure, title)
        figure.text(0.03, 0.08 / height, "\n".join(notes), va="bottom", fontsize=_NOTE, color=QUIET)
    return figure


def alt(result: Keyness, *, most: int = 20) -> str:
    """The figure in words."""
    _ = result.language
    more, less = ([each.word for each in side[:most]] for side in (result.over, result.under))
    parts = [
        _("More in %(name)s: %(words)s.", name=name, words=_.joined(words))
        for name, words in zip(result.names, (more, less), strict=True)
        if words
    ]
    head = _("Bars: words of which the use differs between %(one)s and %(other)s.", one=result.names[0],
             other=result.names[1])  # fmt: skip
    return " ".join([head, *parts])


def _draw(axes: Axes, result: Keyness, items: Sequence[Key], measure: str) -> None:
    """Bars from the middle, each word on the other side of it, the counts at its end; a gap between the two sides."""
    _ = result.language
    values = [each.ll if measure == "ll" else each.log_ratio for each in items]
    right, left = (max((sign * value for value in values), default=0.0) for sign in (1, -1))
    widest = max(right, left)
    rows = [number + (_GAP if not each.more and items[0].more else 0.0) for number, each in enumerate(items)]
    for row, each, value in zip(rows, items, values, strict=True):
        colour, side = (_MORE, 1) if each.more else (_LESS, -1)
        axes.barh(row, value, height=0.72, color=colour, alpha=0.45 if each.note else 1.0, linewidth=0)
        before, after = ("right", "left") if side > 0 else ("left", "right")
        pad = side * widest * 0.012
        axes.text(-pad, row, shorten(each.word, _LONGEST), va="center", ha=before, fontsize=_SIZE, color=INK)
        counts = _("%(one)s against %(other)s", one=each.count, other=each.other)
        axes.text(value + pad, row, counts, va="center", ha=after, fontsize=_SIZE - 1, color=QUIET)
    room = 0.3 * (right + left)
    axes.set_xlim(-max(left + 0.6 * room, room), max(right + 0.6 * room, room))
    axes.set_ylim(rows[-1] + 0.6, -0.6)
    axes.axvline(0, color=QUIET, linewidth=0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: _.number(abs(value))))
    axes.tick_params(axis="x", labelsize=_SIZE - 1)


def _name_sides(axes: Axes, result: Keyness, rows: int) -> None:
    """What each side stands for, above it; of names for which there is no room the middle goes."""
    _, room = result.language, 0.94 * _WIDTH / 2 - 0.1
    for name, size, at, ha, colour in (
        (result.names[1], result.sizes[1], 0.0, "left", _LESS),
        (result.names[0], result.sizes[0], 1.0, "right", _MORE),
    ):
        rest = width_of(_("more in %(name)s (%(size)s words)", name="", size=size), _SIZE + 0.5, bold=True)
        short = fitted(name, room - rest, _SIZE + 0.5, bold=True)
        said = _("more in %(name)s (%(size)s words)", name=short, size=size)
        axes.text(at, 1 + 0.1 / (_BAR * rows), said, transform=axes.transAxes, ha=ha, va="bottom", fontsize=_SIZE + 0.5,
                  color=colour, fontweight="bold")  # fmt: skip


def _notes(result: Keyness, items: Sequence[Key], measure: str, _: Language) -> list[str]:
    what = (
        _("log-likelihood: how surely the use differs")
        if measure == "ll"
        else _("log ratio: 1 is twice as often per word, 2 four times")
    )
    parts = [
        _("Length of a bar: %(what)s.", what=what),
        _("At its end: how often in %(one)s against %(other)s.", one=result.names[0], other=result.names[1]),
    ]
    if any(each.note for each in items):
        parts.append(_("Light: of one document or one interviewer."))
    return note_lines([" ".join([*parts, *result.warnings]), result.rule], _WIDTH - 0.2)
