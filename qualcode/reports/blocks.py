"""A report as a row of blocks, in the order in which they are read. What writes Word and Markdown sets these and knows
nothing of projects; who has something to tell in a report makes blocks of it.

[Heading(1, "Kampen"), Paragraph((Run("De lunches liepen. "), Cite("KAF2.1.1:19"))), PageBreak()]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Cite:
    """The label of a quotation, as a reference in a sentence."""

    label: str


Inline = Run | Cite


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is a chapter. `anchor` names it for references, unique in the report."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`style`: body, lead (under a heading), or note (the rule under a table, a remark)."""

    parts: tuple[Inline, ...]
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Citaat:
    """A quotation set apart: its words as they are to be read (a citaat with its quotation marks), its label, and who
    said it when (`source`)."""

    words: str
    label: str
    source: str = ""
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered where `numbered`."""

    items: tuple[tuple[Inline, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `heat` colours it (0 not, 1 most); `depth` indents a row's name; `align`: left, right, centre.
    `reason` says why an empty one is empty, in full; `text` then has its sign."""

    text: str
    bold: bool = False
    heat: float = 0.0
    depth: int = 0
    align: str = "left"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: its title, header, rows (each as long as the header), and what stands below it: the rule, a legend."""

    title: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    widths: tuple[float, ...] = field(default=())  # shares of the page's width, one per column; even without


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A picture: PNG bytes and the same as SVG, its caption, and in `alt` what it shows to who cannot see it."""

    title: str
    png: bytes
    alt: str
    name: str  # of its file, where it is written beside the report
    svg: bytes = b""
    width: float = 1.0  # share of the page's width


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents stands here."""

    title: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page begins."""


Block = Heading | Paragraph | Citaat | Bullets | TableBlock | FigureBlock | Contents | PageBreak


def paragraph(text: str, *, style: str = "body") -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph((Run(text),), style)


def bullets(lines: Sequence[str], *, numbered: bool = False) -> Bullets:
    """A list of plain lines."""
    return Bullets(tuple((Run(line),) for line in lines), numbered)
