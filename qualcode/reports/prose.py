"""Markdown that people write, as a tree of plain lists: a page makes its elements from it, and no HTML is ever made.

    tree("Zij zegt *het*. [KAF2.4.1:12]")
    # [["p", ["Zij zegt ", ["em", ["het"]], ". ", ["cite", ["KAF2.4.1:12"]]]]]

A text is itself. `["a", words, address]` is a link, `["cite", labels]` a citation, any other `[name, children]` an
element of that name.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from qualcode.reports.citations import parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

#: A text, or [name, children, …].
Node = Any

#: Addresses that a page may lead to: those of the web and of people, none of this machine.
_ADDRESSES = ("https://", "http://", "mailto:")
_TEXTS = {"softbreak": "\n", "hardbreak": ["br", []], "hr": ["hr", []]}


def tree(text: str) -> list[Node]:
    """Markdown as a tree; citations as in the report, HTML as the text it is."""
    from markdown_it.tree import SyntaxTreeNode

    return _children(SyntaxTreeNode(_parser().parse(text)))


@cache
def _parser() -> MarkdownIt:
    return parser()


def _children(node: SyntaxTreeNode) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        for each in _nodes(child):
            if isinstance(each, str) and found and isinstance(found[-1], str):
                found[-1] += each
            else:
                found.append(each)
    return found


def _nodes(node: SyntaxTreeNode) -> list[Node]:
    if node.type in _TEXTS:
        return [_TEXTS[node.type]]
    if node.type == "citation":
        return [["cite", list(node.meta["labels"])]]
    if node.type in ("fence", "code_block"):
        return [["pre", [["code", [node.content]]]]]
    if node.type == "code_inline":
        return [["code", [node.content]]]
    if not node.children:
        return [node.content] if node.content else []
    return _element(node)


def _element(node: SyntaxTreeNode) -> list[Node]:
    address = str(node.attrs.get("href", ""))
    if node.type == "link" and address.startswith(_ADDRESSES):
        return [["a", _children(node), address]]
    if node.type == "link" or not node.tag or node.hidden:
        return _children(node)  # only what is in it: an inline run, a paragraph of a tight list
    return [[node.tag, _children(node)]]
