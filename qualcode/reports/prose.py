"""Markdown that people write, as a tree of plain lists: a page makes its elements from it, and no HTML is ever made.

    tree("Zij zegt *het*. [KAF2.4.1:12]")
    # [["p", ["Zij zegt ", ["em", ["het"]], ". ", ["cite", ["KAF2.4.1:12"]]]]]

A text is itself. `["a", words, address]` is a link, `["cite", labels]` a citation, any other `[name, children]` an
element of that name. What people do not write takes no long time and breaks nothing: elements within more than
`DEEPEST` others are only their words, a text of more than `LONGEST` characters is one paragraph of plain text, and
tables of more than some `CELLS` cells stay the lines that they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from qualcode.reports.citations import parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: A text, or [name, children, …].
Node = Any

DEEPEST, LONGEST, CELLS = 50, 200_000, 20_000

#: Addresses that a page may lead to: those of the web and of people, none of this machine.
_ADDRESSES = ("https://", "http://", "mailto:")
_TEXTS = {"softbreak": "\n", "hardbreak": ["br", []], "hr": ["hr", []]}


def tree(text: str) -> list[Node]:
    """Markdown as a tree; citations as in the report, HTML as the text it is."""
    if len(text) > LONGEST:
        return [["p", [text]]]
    root: list[Node] = []
    open_: list[tuple[list[Node], bool]] = [(root, True)]  # the children of what is open, and whether it is an element
    for token in _flat(_parser(tables=_cells(text) <= CELLS).parse(text)):
        children = open_[-1][0]
        if token.nesting < 0:
            open_.pop()
        elif token.nesting == 0:
            _add(children, _leaf(token))
        else:
            element = _element(token) if sum(own for _, own in open_) <= DEEPEST else None
            if element is not None:
                children.append(element)
            open_.append((children if element is None else element[1], element is not None))
    return root


def _cells(text: str) -> int:
    """The most cells that the tables in a text may have: short rows are filled up."""
    bars = [line.count("|") for line in text.splitlines()]
    return max(bars, default=0) * sum(1 for each in bars if each)


@cache
def _parser(*, tables: bool) -> MarkdownIt:
    return parser() if tables else parser().disable("table")


def _flat(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens, those within a line too."""
    for token in tokens:
        if token.type == "inline":
            yield from token.children or []
        else:
            yield token


def _add(children: list[Node], node: Node) -> None:
    if isinstance(node, str) and children and isinstance(children[-1], str):
        children[-1] += node
    elif node:
        children.append(node)


def _leaf(token: Token) -> Node:
    if token.type in _TEXTS:
        node = _TEXTS[token.type]
        return node if isinstance(node, str) else [node[0], []]
    if token.type == "citation":
        return ["cite", list(token.meta["labels"])]
    if token.type in ("fence", "code_block"):
        return ["pre", [["code", [token.content]]]]
    return ["code", [token.content]] if token.type == "code_inline" else token.content


def _element(token: Token) -> Node | None:
    """What a token opens, still empty; None where only what is in it is shown: a link that leads nowhere, a paragraph
    of a tight list."""
    address = str(token.attrs.get("href", ""))
    if token.type == "link_open":
        return ["a", [], address] if address.startswith(_ADDRESSES) else None
    return None if token.hidden or not token.tag else [token.tag, []]
