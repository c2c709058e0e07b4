"""What stays on one page with what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from qualcode.reports.blocks import Block, Bullets, Contents, FigureBlock, Front, PageBreak, Paragraph, TableBlock
from qualcode.reports.docx.xml import Element, make


def holding(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks (`id`) of which the last line stays with the block after them: a sentence with the table, the figure
    or the list it leads to, and anything with the remark below it. Headings, captions and lines above quotations have
    it in their style."""
    return frozenset(id(one) for one, other in pairwise(blocks) if _holds(one, other))


def _holds(one: Block, other: Block) -> bool:
    if isinstance(other, Paragraph) and other.style == "note":
        return not isinstance(one, Front | Contents | PageBreak)
    if not isinstance(one, Paragraph) or one.style not in ("body", "lead"):
        return False
    return isinstance(other, TableBlock | FigureBlock) or (isinstance(other, Bullets) and _announces(one))


def _announces(block: Paragraph) -> bool:
    last = getattr(block.parts[-1], "text", "") if block.parts else ""
    return last.rstrip().endswith(":")


def hold(line: Element) -> None:
    """Let a paragraph stay with the next one."""
    from docx.oxml.ns import qn

    place = line.get_or_add_pPr()
    for old in place.findall(qn("w:keepNext")):
        place.remove(old)
    place.insert(1 if place.find(qn("w:pStyle")) is not None else 0, make("w:keepNext"))
