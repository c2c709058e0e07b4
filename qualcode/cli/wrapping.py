"""Setting a table within a terminal: how wide each column may be, and where its texts break.

Words stay whole; paths and the names of columns may break after a slash, an underscore or a hyphen between letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Blanks between two columns.
GAP = 2
#: Where a word may break.
_BREAK = re.compile(r"(?<=\S[/_])(?=[^\s/_])|(?<=[^\W\d_]-)(?=[^\W\d_])")
#: A column of text is made no narrower than this, unless its words are shorter.
_NARROW = 8


def widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is set: as wide as its texts where all fit in `room`; else each gets at least its longest
    word, and the widest give way first. `columns` are their texts, the heading with them."""
    widest = [max((_length(line) for text in column for line in text.split("\n")), default=0) for column in columns]
    room -= GAP * (len(columns) - 1)
    if sum(widest) <= room:
        return widest
    least = [max((_length(piece) for text in column for piece in _pieces(text)), default=0) for column in columns]
    if sum(least) > room:
        least = _shrunk(least, [_NARROW] * len(least), room)
    return _shrunk(widest, least, room)


def _shrunk(wide: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The widest made narrower, one by one, until all fit or none may give way any more."""
    found = list(wide)
    for _step in range(sum(found) - room):
        givers = [place for place, width in enumerate(found) if width > least[place]]
        if not givers:
            break
        found[max(givers, key=lambda place: found[place])] -= 1
    return found


def wrapped(text: str, width: int) -> str:
    """The text in lines of at most `width`; a word that is longer is cut."""
    return "\n".join(line for whole in text.split("\n") for line in _lines(whole, max(width, 1)))


def _lines(text: str, width: int) -> list[str]:
    if _length(text) <= width:
        return [text]
    lines = [""]
    for word in text.split():
        for number, piece in enumerate(_BREAK.split(word)):
            blank = " " if number == 0 and lines[-1] else ""
            if _length(lines[-1] + blank + piece) <= width:
                lines[-1] += blank + piece
                continue
            cut = _cut(piece, width)
            lines += cut if lines[-1] else []
            if not lines[-1]:
                lines[-1:] = cut
    return lines


def _cut(piece: str, width: int) -> list[str]:
    """A piece as it is, or in parts that fit."""
    if _length(piece) <= width:
        return [piece]
    return [piece[start : start + width] for start in range(0, len(piece), width)]


def _pieces(text: str) -> list[str]:
    return [piece for word in text.split() for piece in _BREAK.split(word)]


def _length(text: str) -> int:
    """How many places of a terminal a text takes."""
    from rich.cells import cell_len

    return cell_len(text)
