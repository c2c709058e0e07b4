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


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address of the web or of a person."""

    text: str
    address: str


Inline = Run | Cite | Link


@dataclass(frozen=True, slots=True)
class Front:
    """The title page: title, subtitle, and lines below them."""

    title: str
    subtitle: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is a chapter. `anchor` names it for references, unique in the report."""

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`style`: body, lead (under a heading), note (the rule under a table, a remark), label (a line above what follows,
    less than a heading), quote (words set apart), or code (lines as they stand)."""

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
class Entry:
    """A quotation in the list at the end, to which every `Cite` of its label leads."""

    words: str
    label: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered where `numbered`. One inside another is a block of its own, with `depth` 1."""

    items: tuple[tuple[Inline, ...], ...]
    numbered: bool = False
    depth: int = 0


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
    """A table: its title, header, rows (each as long as the header), and what stands below it: the rule, a legend.
    `groups` (name, columns) stand above the header, from the first column on; one without a name leaves its columns as
    they are. A `wide` table needs a page on its side. Without a title it has no number either."""

    title: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    widths: tuple[float, ...] = field(default=())  # shares of the page's width, one per column; even without
    groups: tuple[tuple[str, int], ...] = ()
    wide: bool = False


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
    """The table of contents stands here, with the headings down to a level."""

    title: str
    levels: int = 2


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page begins."""


Block = Front | Heading | Paragraph | Citaat | Entry | Bullets | TableBlock | FigureBlock | Contents | PageBreak


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document: its title, the code of its language, and its blocks."""

    title: str
    language: str
    blocks: tuple[Block, ...]


def paragraph(text: str, *, style: str = "body") -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph((Run(text),), style)


def bullets(lines: Sequence[str], *, numbered: bool = False) -> Bullets:
    """A list of plain lines."""
    return Bullets(tuple((Run(line),) for line in lines), numbered)
