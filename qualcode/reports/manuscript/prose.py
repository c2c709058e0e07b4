"""What researchers write in Markdown as blocks: their words, headings, lists and tables, with the citations kept.

prose("Zij kenden elkaar. [KAF2.1.1:19]", level=3)
# [Paragraph((Run("Zij kenden elkaar. ["), Cite("KAF2.1.1:19"), Run("]")))]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from qualcode.reports.blocks import Block, Bullets, Cell, Cite, Heading, Inline, Link, Paragraph, Run, TableBlock
from qualcode.reports.citations import TOP_LEVEL
from qualcode.reports.manuscript.tables import fitted
from qualcode.reports.prose import Node, tree

_NUMBER = re.compile(r"[\d.,%–<\s-]*|\*+")
_LISTS = ("ul", "ol")


def prose(text: str, *, level: int) -> tuple[Block, ...]:
    """The text as blocks; its highest heading comes at `level`, and none skips a level. A paragraph in italics below a
    table is the table's note."""
    found: list[Block] = []
    above = level - 1
    for block in _blocks(tree(text), level, "body"):
        last = found[-1] if found else None
        if isinstance(block, Heading):
            above = min(block.level, above + 1)
            block = replace(block, level=above)
        if isinstance(last, TableBlock) and not last.notes and _slanted(block):
            found[-1] = replace(last, notes=(_words(block),))
        else:
            found.append(block)
    return tuple(found)


def _slanted(block: Block) -> bool:
    return isinstance(block, Paragraph) and all(isinstance(each, Run) and each.italic for each in block.parts)


def _words(block: Block) -> str:
    parts = block.parts if isinstance(block, Paragraph) else ()
    return "".join(part.text for part in parts if isinstance(part, Run))


def _blocks(nodes: Sequence[Node], level: int, style: str, depth: int = 0) -> Iterator[Block]:
    for node in nodes:
        if isinstance(node, str):
            if node.strip():
                yield Paragraph((Run(node.strip()),), style)
            continue
        name, inside = node[0], node[1]
        if re.fullmatch(r"h[1-6]", name):
            yield Heading(max(level, level + int(name[1]) - TOP_LEVEL), plain_text(inside))
        elif name in _LISTS:
            yield from _list(inside, name == "ol", level, depth)
        elif name == "blockquote":
            yield from _blocks(inside, level, "quote")
        elif name == "pre":
            yield Paragraph((Run(plain_text(inside).rstrip("\n")),), "code")
        elif name == "table":
            yield _table(inside)
        elif name != "hr":
            yield Paragraph(tuple(inline(inside)), style)


def _list(items: Sequence[Node], numbered: bool, level: int, depth: int) -> Iterator[Block]:
    """The items in order; a list inside one, or another block, comes after the items up to it."""
    waiting: list[tuple[Inline, ...]] = []
    for item in items:
        if isinstance(item, str):
            continue
        own, below = _split(item[1])
        if own:
            waiting.append(tuple(inline(own)))
        if below:
            if waiting:
                yield Bullets(tuple(waiting), numbered, depth)
            waiting = []
            for node in below:
                inner = [node]
                yield from (
                    _list(node[1], node[0] == "ol", level, depth + 1)
                    if node[0] in _LISTS
                    else _blocks(inner, level, "body")
                )
    if waiting:
        yield Bullets(tuple(waiting), numbered, depth)


def _split(nodes: Sequence[Node]) -> tuple[list[Node], list[Node]]:
    """The words of an item, and the blocks in it after the first paragraph."""
    own: list[Node] = []
    for place, node in enumerate(nodes):
        if not isinstance(node, str) and node[0] == "p" and not own:
            own = list(node[1])
        elif not isinstance(node, str) and node[0] in (*_LISTS, "p", "blockquote", "pre", "table"):
            return own, [each for each in nodes[place:] if not isinstance(each, str)]
        else:
            own.append(node)
    return own, []


def inline(nodes: Sequence[Node], *, bold: bool = False, italic: bool = False) -> Iterator[Inline]:
    """The pieces of a line."""
    for node in nodes:
        if isinstance(node, str):
            yield Run(" ".join(node.split("\n")), bold, italic)
        elif node[0] == "cite":
            yield from _cites(node[1])
        elif node[0] == "br":
            yield Run("\n")
        elif node[0] == "a":
            yield Link(plain_text(node[1]), node[2])
        else:
            yield from inline(node[1], bold=bold or node[0] == "strong", italic=italic or node[0] == "em")


def _cites(labels: Sequence[str]) -> Iterator[Inline]:
    yield Run("[")
    for number, label in enumerate(labels):
        if number:
            yield Run("; ")
        yield Cite(label)
    yield Run("]")


def plain_text(nodes: Sequence[Any]) -> str:
    """The words alone."""
    return "".join(_text_of(node) for node in nodes)


def _text_of(node: Node) -> str:
    if isinstance(node, str):
        return node
    return f"[{'; '.join(node[1])}]" if node[0] == "cite" else plain_text(node[1])


def _table(parts: Sequence[Node]) -> TableBlock:
    lines = [row for part in parts if not isinstance(part, str) for row in part[1] if not isinstance(row, str)]
    rows = [[plain_text(cell[1]) for cell in row[1] if not isinstance(cell, str)] for row in lines]
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    bold = [[_is_bold(cell[1]) for cell in row[1] if not isinstance(cell, str)] for row in lines[1:]]
    right = [
        column > 0 and bool(body) and all(_NUMBER.fullmatch(row[column]) for row in body)
        for column in range(len(header))
    ]
    aligned = ["right" if each else "left" for each in right]
    return TableBlock(
        "",
        tuple(Cell(text, align=align) for text, align in zip(header, aligned, strict=True)),
        tuple(
            tuple(Cell(text, strong, align=align) for text, strong, align in zip(row, strongs, aligned, strict=True))
            for row, strongs in zip(body, bold, strict=True)
        ),
        widths=fitted(header, body),
    )


def _is_bold(nodes: Sequence[Node]) -> bool:
    return len(nodes) == 1 and not isinstance(nodes[0], str) and nodes[0][0] == "strong"
