"""Tables in Word: the header on every page, no row over two, heat as shading, the reason of an empty cell as its sign.

Columns have fixed widths, so that Word and LibreOffice show the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from textwrap import wrap

from qualcode.plots.ramp import heat_colour
from qualcode.reports.blocks import Cell, TableBlock
from qualcode.reports.docx.styles import CELL, HEAD, SHADE, TABLE, twips
from qualcode.reports.docx.xml import Element, joined, make, paragraph, run, val

#: Up to so many lines a table stays on one page; of a longer one the first rows and the last ones stay together.
ON_ONE_PAGE, FIRST, LAST = 16, 2, 3
#: In a table of more columns the letters are smaller.
_MANY = 10
#: A text of more letters is a long one.
_LONG = 45
_ALIGNED = {"left": "left", "right": "right", "centre": "center", "center": "center"}
_INDENT = 0.3  # centimetres for each level
#: Centimetres: a bold letter in the head, about; one in a table of many columns; a line; the highest head.
_LETTER, _SMALL_LETTER, _LINE, _HIGHEST = 0.17, 0.15, 0.42, 4.5
#: And what a cell leaves white at its sides.
_WHITE = 0.25


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is set: `keep` holds its row to the next one, `span` is over how many columns it reaches, a
    `turned` one is read from below; its words stand at the `place` top, center or bottom."""

    style: str = CELL
    shade: str = ""
    keep: bool = False
    span: int = 1
    small: bool = False
    turned: bool = False
    place: str = "center"


def table(block: TableBlock, width: float) -> Element:
    """The table, so many centimetres wide; its title and notes are paragraphs of their own."""
    widths = column_widths(block, width)
    upright = _upright(block, widths)
    head = Look(HEAD, SHADE, keep=True, small=len(block.header) > _MANY)
    rows = [_group_row(block, widths)] if block.groups else []
    names = [_head_cell(each, wide, head, upright) for each, wide in zip(block.header, widths, strict=True)]
    rows.append(_row(names, head=True, height=upright))
    for row, keep in zip(block.rows, keeping(block, widths), strict=True):
        long = any(len(cell.text) > _LONG for cell in row)
        body = Look(keep=keep, small=head.small, place="top" if long else "center")
        rows.append(_row([_body_cell(each, wide, body) for each, wide in zip(row, widths, strict=True)]))
    return make("w:tbl", None, _properties(block, widths), _grid(widths), *rows)


def keeping(block: TableBlock, widths: Sequence[float]) -> list[bool]:
    """Per row whether it stays with the next one: all of a short table, else the first and the last rows, and a row
    with what lies below it. The last row stays with what stands under the table."""
    rows = block.rows
    short = sum(_lines(row, widths) for row in rows) <= ON_ONE_PAGE
    deeper = [len(row) > 0 and below[0].depth > row[0].depth for row, below in pairwise(rows)] + [True]
    last = len(rows) - LAST
    return [short or place < FIRST - 1 or place >= last or deeper[place] for place in range(len(rows))]


def _lines(row: Sequence[Cell], widths: Sequence[float]) -> int:
    """How many lines the highest cell of a row has, about."""
    fitting = [max(int((wide - _WHITE) / _SMALL_LETTER), 1) for wide in widths]
    return max((_height(cell.text, letters) for cell, letters in zip(row, fitting, strict=True)), default=1)


def _height(text: str, letters: int) -> int:
    return sum(max(ceil(len(line) / letters), 1) for line in text.split("\n"))


def column_widths(block: TableBlock, width: float) -> tuple[float, ...]:
    """Centimetres per column."""
    shares = block.widths or (1.0,) * len(block.header)
    return tuple(width * share / sum(shares) for share in shares)


def _upright(block: TableBlock, widths: Sequence[float]) -> float:
    """How high the header must be (centimetres) for names that stand on their side, because a word of them is wider
    than its column; 0 where all names fit."""
    letter = _SMALL_LETTER if len(block.header) > _MANY else _LETTER
    pairs = zip(block.header, widths, strict=True)
    names = [(cell.text, wide) for cell, wide in pairs if _ALIGNED[cell.align] == "center"]
    words = [max((len(word) for word in name.split()), default=0) for name, _wide in names]
    if all(count * letter <= wide - _WHITE for count, (_name, wide) in zip(words, names, strict=True)):
        return 0.0
    longest = max(_stacked(name, max(int((wide - 0.2) / _LINE), 1)) for name, wide in names)
    return min(longest * letter + 0.4, _HIGHEST)


def _stacked(name: str, lines: int) -> int:
    """How many letters the longest line has when a name stands on at most so many."""
    return next(length for length in range(1, len(name) + 2) if _fits(name, length, lines))


def _fits(name: str, length: int, lines: int) -> bool:
    found = wrap(name, length, break_long_words=False)
    return len(found) <= lines and all(len(line) <= length for line in found)


def _properties(block: TableBlock, widths: Sequence[float]) -> Element:
    return make(
        "w:tblPr", None,
        val("w:tblStyle", TABLE),
        make("w:tblW", {"w:w": sum(map(twips, widths)), "w:type": "dxa"}),
        make("w:tblLayout", {"w:type": "fixed"}),
        make("w:tblLook", {"w:val": "0420", "w:firstRow": 1, "w:lastRow": 0, "w:firstColumn": 0, "w:lastColumn": 0,
                           "w:noHBand": 0, "w:noVBand": 1}),
        val("w:tblCaption", block.title) if block.title else None,
    )  # fmt: skip


def _grid(widths: Sequence[float]) -> Element:
    return make("w:tblGrid", None, *(make("w:gridCol", {"w:w": twips(each)}) for each in widths))


def _row(cells: Sequence[Element], *, head: bool = False, height: float = 0.0) -> Element:
    high = make("w:trHeight", {"w:val": twips(height), "w:hRule": "exact"}) if height else None
    properties = make("w:trPr", None, make("w:cantSplit"), high, make("w:tblHeader") if head else None)
    return make("w:tr", None, properties, *cells)


def _group_row(block: TableBlock, widths: Sequence[float]) -> Element:
    """The names above groups of columns."""
    cells, at = [], 0
    for name, span in block.groups:
        cell = Cell(name, align="left" if at == 0 else "centre")
        cells.append(_cell(cell, sum(widths[at : at + span]), Look(HEAD, SHADE, keep=True, span=span)))
        at += span
    return _row(cells, head=True)


def _head_cell(cell: Cell, wide: float, look: Look, upright: float) -> Element:
    """A name in the header; where the others stand on their side, those of the rows stand at its foot."""
    turned = upright > 0 and _ALIGNED[cell.align] == "center"
    return _cell(cell, wide, replace(look, turned=turned, place="bottom" if upright and not turned else "center"))


def _body_cell(cell: Cell, wide: float, look: Look) -> Element:
    return _cell(cell, wide, replace(look, shade=heat_colour(cell.heat)[1:]) if cell.heat > 0 else look)


def _cell(cell: Cell, wide: float, look: Look) -> Element:
    words = run(joined(cell.text), bold=cell.bold)
    if look.small:
        words.get_or_add_rPr().extend([val("w:sz", 15), val("w:szCs", 15)])
    align = "left" if look.turned else _ALIGNED[cell.align]
    inside = paragraph(
        look.style, [words],
        make("w:keepNext") if look.keep else None,
        make("w:ind", {"w:left": twips(_INDENT * cell.depth)}) if cell.depth else None,
        val("w:jc", align) if align != "left" else None,
    )  # fmt: skip
    properties = make(
        "w:tcPr", None,
        make("w:tcW", {"w:w": twips(wide), "w:type": "dxa"}),
        val("w:gridSpan", look.span) if look.span > 1 else None,
        make("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": look.shade}) if look.shade else None,
        val("w:textDirection", "btLr") if look.turned else None,
        val("w:vAlign", look.place),
    )  # fmt: skip
    return make("w:tc", None, properties, inside)
