"""The portrait of a document: its text as a strip from beginning to end, coloured where it has a code.

data = save(portrait(project.portrait(documents=["KAF2.4.1"])), Path("KAF2.4.1.svg"))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from qualcode.analysis.portrayed import OTHER, Portrait, Run, Strip
from qualcode.errors import NotPossible
from qualcode.i18n import Language, language
from qualcode.model import split_path
from qualcode.plots.lettering import fitted, note_lines, one_line, width_of
from qualcode.plots.sheet import head, sheet
from qualcode.plots.theme import INK, PALETTE, QUIET, Picture
from qualcode.reports.page.views import kind_text

#: More documents than this do not fit on one sheet.
MOST = 120
_SIZE, _WIDE = 7.5, 5.2  # points of a name, inches of the text
_STRIP, _STEP = 0.13, 0.19  # inches: a line of text, and from one to the next
_PALE, _GREY = "#ECEFF2", "#CAD0D5"  # lighter than any colour of a group
_LINES = 22  # lines of a single document, about

Box = tuple[float, float, float, float]


def portrait(found: Portrait, *, title: str = "", rule: bool = True) -> Picture:
    """One document as lines of text, or several as a strip each, below each other, as long as their text. A passage
    with codes of several groups is split in bands of the same height. With `rule` the rule below. Raises
    `NotPossible` for more documents than fit."""
    if len(found.strips) > MOST:
        raise NotPossible(f"{len(found.strips)} portraits do not fit on one sheet; name a case, a round or documents.")
    _ = language(found.language)
    lines, letters = _lines(found)
    names = [fitted(name, 2.4, _SIZE) for name, _strip, _from in lines]
    left = 0.2 + max(width_of(name, _SIZE) for name in names)
    width = left + _WIDE + 0.5
    legend = _rows(_legend(found, _), width)
    notes = note_lines(_notes(found, letters, _, rule), width)
    high = 0.2 * len(legend) + 0.06 + _STEP * len(lines)
    with sheet(width, high, notes, title=title) as (figure, axes):
        top = head(title)
        _write_legend(axes, legend, top)
        _paint(axes, lines, letters, left, top + 0.2 * len(legend) + 0.06)
        for number, ((_name, strip, begin), name) in enumerate(zip(lines, names, strict=True)):
            middle = top + 0.2 * len(legend) + 0.06 + _STEP * number + _STRIP / 2
            axes.text(left - 0.08, middle, name, ha="right", va="center", fontsize=_SIZE, color=INK if name else QUIET)
            if len(found.strips) > 1 and not begin:
                end = left + _WIDE * strip.characters / letters + 0.05
                axes.text(end, middle, _.percent(strip.share), va="center", fontsize=6.5, color=QUIET)
    return figure


def alt(found: Portrait) -> str:
    """What the figure shows, for who cannot see it."""
    _ = language(found.language)
    parts = [
        f"{' › '.join(split_path(name))} {_.percent(found.share_of(place))}" for place, name in enumerate(found.names)
    ]
    return _.plural(
        "Portrait of %(name)s: the text from beginning to end, coloured where it has a code (%(share)s): %(parts)s.",
        "Portraits of %(count)s documents: each text from beginning to end, coloured where it has a code (%(share)s): "
        "%(parts)s.",
        len(found.strips), name=found.strips[0].source.id, share=_.percent(found.share), parts=", ".join(parts),
    )  # fmt: skip


def _lines(found: Portrait) -> tuple[list[tuple[str, Strip, int]], int]:
    """What stands on each line: a name, the document, and from which character on; and how many go on a line."""
    if len(found.strips) > 1:
        longest = max([1, *(strip.characters for strip in found.strips)])
        return [(_name(strip, language(found.language)), strip, 0) for strip in found.strips], longest
    strip = found.strips[0]
    letters = max(ceil(strip.characters / _LINES / 10) * 10, 10)
    count = max(ceil(strip.characters / letters), 1)
    return [(strip.source.id if not each else "", strip, each * letters) for each in range(count)], letters


def _name(strip: Strip, _: Language) -> str:
    role = strip.source.role if strip.source.is_interview else kind_text(strip.source.kind, _)
    return " · ".join(part for part in (strip.source.id, role) if part)


def _paint(axes: Axes, lines: Sequence[tuple[str, Strip, int]], letters: int, left: float, top: float) -> None:
    """All pale text, then each colour at once."""
    paper: list[Box] = []
    boxes: dict[int, list[Box]] = {}
    for number, (_name, strip, begin) in enumerate(lines):
        y = top + _STEP * number
        end = min(begin + letters, strip.characters)
        paper.append((left, y, _WIDE * (end - begin) / letters, _STRIP))
        for start, stop, groups in _within(strip.runs, begin, end):
            x, high = left + _WIDE * (start - begin) / letters, _STRIP / len(groups)
            for place, group in enumerate(groups):
                boxes.setdefault(group, []).append((x, y + high * place, _WIDE * (stop - start) / letters, high))
    _fill(axes, paper, _PALE, "text")
    for group, own in sorted(boxes.items()):
        _fill(axes, own, _shade(group), f"group-{group}")


def _within(runs: Sequence[Run], begin: int, end: int) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    for run in runs:
        if run.start < end and run.end > begin:
            yield max(run.start, begin), min(run.end, end), run.groups


def _fill(axes: Axes, boxes: Sequence[Box], shade: str, name: str) -> None:
    corners = [[(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)] for x, y, wide, high in boxes]
    axes.add_collection(PolyCollection(corners, facecolors=shade, linewidths=0, gid=name), autolim=False)


def _shade(group: int) -> str:
    return _GREY if group == OTHER else PALETTE[group]


def _legend(found: Portrait, _: Language) -> list[tuple[str, str]]:
    """Colour and text of each group, with the share of the text it has."""
    items = [
        (PALETTE[place], f"{one_line(' › '.join(split_path(name)))} {_.percent(found.share_of(place))}")
        for place, name in enumerate(found.names)
    ]
    other, none = _("other codes"), _("no code")
    if found.has_other:
        items.append((_GREY, f"{other} {_.percent(found.share_of(OTHER))}"))
    return [*items, (_PALE, f"{none} {_.percent(1 - found.share)}")]


def _rows(items: Sequence[tuple[str, str]], width: float) -> list[list[tuple[float, str, str]]]:
    """The legend in rows that fit: where each item begins, its colour and its text."""
    rows: list[list[tuple[float, str, str]]] = [[]]
    x = 0.1
    for shade, text in items:
        size = 0.17 + width_of(text, _SIZE) + 0.18
        if rows[-1] and x + size > width:
            rows.append([])
            x = 0.1
        rows[-1].append((x, shade, text))
        x += size
    return rows


def _write_legend(axes: Axes, rows: Sequence[Sequence[tuple[float, str, str]]], top: float) -> None:
    for number, row in enumerate(rows):
        y = top + 0.2 * number
        for x, shade, text in row:
            _fill(axes, [(x, y, 0.12, 0.12)], shade, "legend")
            axes.text(x + 0.17, y + 0.06, text, va="center_baseline", fontsize=_SIZE)


def _notes(found: Portrait, letters: int, _: Language, rule: bool) -> list[str]:
    how = (
        _("Each line is a text from beginning to end, as long as its characters; behind it the share with a code.")
        if len(found.strips) > 1
        else _("The text from beginning to end, %(letters)s characters to a line.", letters=letters)
    )
    shares = _(
        "A percentage is of all characters; a passage with several codes counts for each, and is split in bands."
    )
    return [f"{how} {shares}", found.rule if rule else ""]
