"""A query without the words of somebody who withdrew: what it looks for is taken out, and it still reads as a query.

A text or regular expression gives words away where three of them follow each other in the interview that is gone, where
one of them (or a part of one) stands in that interview only, or where it finds something in that interview and nothing
anywhere else: `/Jan\\s+de/`, `/J[a]n/` and `/(J.n|coach)/` too, for what is between its bars and parentheses is looked
for apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.errors import NotPossible, QueryError
from qualcode.model import Span
from qualcode.query.expression import (
    Compared,
    Expression,
    Literal,
    Named,
    Pattern,
    Query,
    Range,
    Reach,
    Said,
    Value,
    parts_of,
)
from qualcode.query.language import parse
from qualcode.query.searching import matcher
from qualcode.store.quoting import Left, Quoted

#: What stands where words were.
GONE = "[…]"
#: The attribute in which people write what was said.
_WRITTEN = "specification"
_HEAD = re.compile(r"^\?(?:P?<\w+>|[a-zA-Z-]*:|[=!>|]|<[=!]|[a-zA-Z-]+$)")
_SIGNS = re.compile(r"\\.|\[[^]]*\]|\(\?(?:P?<\w+>|[a-zA-Z-]+[:)])", re.DOTALL)


def without(expression: str, quoted: Quoted) -> Left | None:
    """The expression with `"[…]"` for each text, value, pattern and name in it that gives words away; None where it
    cannot be read as a query. Names keep meaning what they meant: saved queries hold that apart."""
    try:
        query = parse(expression)
    except QueryError:
        return None
    found = list(_texts(query.expression))
    gone = [each for each in found if _gives_away(each, query, quoted)]
    for each in gone:
        quoted.take(each.text)
    for each in sorted(gone, key=lambda each: -each.at.start):
        expression = expression[: each.at.start] + each.instead + expression[each.at.end :]
    return Left(expression, any(_doubtful(each, query, quoted) for each in found if each not in gone))


class _Text:
    """What stands somewhere in an expression: its words, what is to stand there instead, and what is `sought` in texts
    by it."""

    def __init__(self, at: Span, text: str, instead: str, sought: Literal | Pattern | None = None) -> None:
        self.at, self.text, self.instead, self.sought = at, text, instead, sought


def _texts(expression: Expression) -> Iterator[_Text]:
    match expression:
        case Named():
            yield _Text(expression.at, expression.name, _reaching(expression.reach))
        case Said():
            yield _value(expression.pattern, sought=True)
        case Compared():
            for value in expression.values:
                yield _value(value, sought=expression.name.casefold() == _WRITTEN)
    for part in parts_of(expression):
        yield from _texts(part)


def _reaching(reach: Reach) -> str:
    if reach in (Reach.UP, Reach.SIBLINGS):
        return f'{reach}("{GONE}")'
    return f'{"=" if reach is Reach.ONLY else ""}"{GONE}"'


def _value(value: Value, *, sought: bool) -> _Text:
    match value:
        case Literal():
            return _Text(value.at, value.text, f'"{GONE}"', value if sought else None)
        case Pattern():
            return _Text(value.at, _plain(value.expression), f'"{GONE}"', value if sought else None)
        case Range():
            return _Text(value.low.at, f"{value.low.text} {value.high.text}", f'"{GONE}"')


def _gives_away(text: _Text, query: Query, quoted: Quoted) -> bool:
    if quoted.quotes(text.text):
        return True
    if text.sought is None:
        return False
    return bool(quoted.own(text.text)) or any(_only(each, query, quoted) for each in _pieces(text.sought))


def _only(sought: Literal | Pattern, query: Query, quoted: Quoted) -> bool:
    """Whether it finds something in what is gone only; so it is where that takes too long to say."""
    try:
        return quoted.only(matcher(sought, query.text))
    except QueryError:  # a piece that is none by itself, such as a reference to another
        return False
    except NotPossible:
        return True


def _doubtful(text: _Text, query: Query, quoted: Quoted) -> bool:
    """Whether it is a regular expression that finds something in what is gone, and elsewhere too."""
    try:
        return isinstance(text.sought, Pattern) and quoted.found(matcher(text.sought, query.text))
    except QueryError:
        return False


def _pieces(sought: Literal | Pattern) -> Iterator[Literal | Pattern]:
    """What is looked for, and of a regular expression also each part between its bars and parentheses."""
    yield sought
    if isinstance(sought, Pattern):
        for piece in dict.fromkeys(_between(sought.expression)):
            if piece != sought.expression and len(re.findall(r"\w", _SIGNS.sub("", piece))) > 1:
                yield Pattern(piece, sought.flags, sought.at)


def _between(pattern: str) -> Iterator[str]:
    """The pieces of a regular expression between bars and parentheses, the deeper ones first."""
    open_at, bars = [0], [0]
    for sign in re.finditer(r"\\.|\[\^?\]?[^]]*\]|[(|)]", pattern, re.DOTALL):
        if sign[0] == "(":
            open_at.append(sign.end())
            bars.append(sign.end())
        elif sign[0] in "|)":
            yield _HEAD.sub("", pattern[bars[-1] : sign.start()], count=1)
            bars[-1] = sign.end()
        if sign[0] == ")" and len(open_at) > 1:
            bars.pop()
            yield _HEAD.sub("", pattern[open_at.pop() : sign.start()], count=1)
    yield pattern[bars[-1] :]


def _plain(pattern: str) -> str:
    r"""The words of a regular expression: `Een\s+twee` says een twee."""
    return _SIGNS.sub(" ", pattern)
