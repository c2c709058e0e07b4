"""A query without the words of somebody who withdrew: what it looks for is taken out, and it still reads as a query."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qualcode.errors import QueryError
from qualcode.model import Span
from qualcode.query.expression import (
    Compared,
    Expression,
    Literal,
    Named,
    Pattern,
    Range,
    Reach,
    Said,
    Value,
    parts_of,
)
from qualcode.query.language import parse

#: What stands where words were.
GONE = "[…]"


def without(expression: str, quotes: Callable[[str], bool]) -> str | None:
    """The expression with `"[…]"` for each text, value, pattern and name in it that `quotes`; None where it cannot be
    read as a query. Names keep meaning what they meant: saved queries hold that apart."""
    try:
        pieces = {at: new for at, text, new in _texts(parse(expression).expression) if quotes(text)}
    except QueryError:
        return None
    for at in sorted(pieces, key=lambda span: -span.start):
        expression = expression[: at.start] + pieces[at] + expression[at.end :]
    return expression


def _texts(expression: Expression) -> Iterator[tuple[Span, str, str]]:
    """Where each text stands, what it says, and what is to stand there instead."""
    match expression:
        case Named():
            yield expression.at, expression.name, _reaching(expression.reach)
        case Said():
            yield _value(expression.pattern)
        case Compared():
            yield from map(_value, expression.values)
    for part in parts_of(expression):
        yield from _texts(part)


def _reaching(reach: Reach) -> str:
    if reach in (Reach.UP, Reach.SIBLINGS):
        return f'{reach}("{GONE}")'
    return f'{"=" if reach is Reach.ONLY else ""}"{GONE}"'


def _value(value: Value) -> tuple[Span, str, str]:
    match value:
        case Literal():
            return value.at, value.text, f'"{GONE}"'
        case Pattern():
            return value.at, _plain(value.expression), f'"{GONE}"'
        case Range():
            return value.low.at, f"{value.low.text} {value.high.text}", f'"{GONE}"'


def _plain(pattern: str) -> str:
    r"""The words of a regular expression: `Een\s+twee` says een twee."""
    return re.sub(r"\\.|\[[^]]*\]", " ", pattern)
