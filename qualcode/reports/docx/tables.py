"""Tables in Word: the header on every page, no row over two, heat as shading, the reason of an empty cell as its sign.

Columns have fixed widths, so that Word and LibreOffice show the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from qualcode.plots.ramp import heat_colour
from qualcode.reports.blocks import Cell, TableBlock
from qualcode.reports.docx.styles import CELL, HEAD, SHADE, TABLE, twips
from qualcode.reports.docx.xml import Element, joined, make, paragraph, run, val

#: Up to so many rows a table stays on one page.
ON_ONE_PAGE = 14
#: In a table of more columns the letters are smaller.
_MANY = 10
#: A text of more letters is a long one.
_LONG = 45
_ALIGNED = {"left": "left", "right": "right", "centre": "center", "center": "center"}
_INDENT = 0.3  # centimetres for each level
#: Centimetres: a bold letter in the head, about; one in a table of many columns; a line; the highest head.
_LETTER, _SMALL_LETTER, _LINE, _HIGHEST = 0.17, 0.15, 0.42, 4.5


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is set: `keep` holds its row to the next one, `span` is over how many columns it reaches, a
    `turned` one is read from below, and in a row of long texts words begin at the `top`."""

    style: str = CELL
    shade: str = ""
    keep: bool = False
    span: int = 1
    small: bool = False
    turned: bool = False
    top: bool = False


def table(block: TableBlock, width: float) -> Element:
    """The table, so many centimetres wide; its title and notes are paragraphs of their own."""
    widths = column_widths(block, width)
    upright = _upright(block, widths)
    head = Look(HEAD, SHADE, keep=True, small=len(block.header) > _MANY)
    rows = [_group_row(block, widths)] if block.groups else []
    names = [
        _cell(each, wide, replace(head, turned=upright > 0 and _ALIGNED[each.align] == "center"))
        for each, wide in zip(block.header, widths, strict=True)
    ]
    rows.append(_row(names, head=True, height=upright))
    whole = len(block.rows) <= ON_ONE_PAGE
    for number, row in enumerate(block.rows):
        # the last row stays with the note below it
        keep = whole and (number < len(block.rows) - 1 or bool(block.notes))
        body = Look(keep=keep, small=head.small, top=any(len(cell.text) > _LONG for cell in row))
        rows.append(_row([_body_cell(each, wide, body) for each, wide in zip(row, widths, strict=True)]))
    return make("w:tbl", None, _properties(block, widths), _grid(widths), *rows)


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
    if all(count * letter <= wide - 0.25 for count, (_name, wide) in zip(words, names, strict=True)):
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
        val("w:vAlign", "top" if look.top else "center"),
    )  # fmt: skip
    return make("w:tc", None, properties, inside)
