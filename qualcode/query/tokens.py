"""A query cut into words, quoted texts, regular expressions and signs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from qualcode.errors import QueryError
from qualcode.model import Span


class Kind(Enum):
    WORD = auto()
    QUOTED = auto()
    EXPRESSION = auto()
    SIGN = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what it says: without quotation marks, or the expression between its slashes, with `flags`."""

    kind: Kind
    text: str
    start: int
    end: int
    flags: str = ""

    @property
    def word(self) -> str:
        """A word in capitals, so that it can be compared with a keyword; empty for what is no word."""
        return self.text.upper() if self.kind is Kind.WORD else ""

    @property
    def at(self) -> Span:
        return Span(self.start, max(self.end, self.start + 1))


#: Words that are no part of a name unless it is in quotation marks.
KEYWORDS = frozenset(
    "AND XOR OR NOT WHERE WITHIN ENCLOSES OVERLAPS OVERLAPPED COOCCURS CO-OCCURS PRECEDES FOLLOWS".split()  # noqa: SIM905  reads better
)

#: Marks that open a quoted text, with those that close it.
_CLOSING = {'"': '"', "'": "'", "“": '”“"', "„": '”“"', "‘": "’'"}
_WORD = re.compile(r"(?:[^\s()\"“”„,=<>!]|(?<=\d),(?=\d)|!(?!=))+")
_SIGN = re.compile(r"!=|<=|>=|<>|==|[=<>]")
_SINGLE = {"(": Kind.OPEN, ")": Kind.CLOSE, ",": Kind.COMMA}
_SAME_SIGN = {"<>": "!=", "==": "="}


def tokens(query: str) -> list[Token]:
    """The tokens of a query, last an `END`; raises `QueryError` for a text or an expression that does not end.

    A slash opens a regular expression only after TEXT, or after a sign in a condition: it also stands in the paths of
    codes, as in `A WITHIN =/Samenwerking`.

    >>> [each.text for each in tokens("A/B AND 'c d' WHERE round>=3")]
    ['A/B', 'AND', 'c d', 'WHERE', 'round', '>=', '3', '']
    """
    return [*_cut(query), Token(Kind.END, "", len(query), len(query))]


def _cut(query: str) -> Iterator[Token]:
    at, conditions, before = 0, [False], None
    while at < len(query):
        letter = query[at]
        if letter.isspace():
            at += 1
            continue
        token = _token(query, at, expression=letter == "/" and _may_open(before, in_condition=conditions[-1]))
        _note(token, conditions)
        yield token
        at, before = token.end, token


def _may_open(before: Token | None, *, in_condition: bool) -> bool:
    """Whether a regular expression may begin after a token."""
    return before is not None and (before.word == "TEXT" or (in_condition and before.kind is Kind.SIGN))


def _note(token: Token, conditions: list[bool]) -> None:
    """Keep, for each open parenthesis, whether conditions stand in it: after WHERE, and in what opens there."""
    if token.kind is Kind.OPEN:
        conditions.append(conditions[-1])
    elif token.kind is Kind.CLOSE and len(conditions) > 1:
        conditions.pop()
    elif token.word == "WHERE":
        conditions[-1] = True


def _token(query: str, at: int, *, expression: bool) -> Token:
    letter = query[at]
    if letter in _CLOSING:
        return _quoted(query, at)
    if expression:
        return _expression(query, at)
    if letter in _SINGLE:
        return Token(_SINGLE[letter], letter, at, at + 1)
    sign = _SIGN.match(query, at)
    if sign:
        return Token(Kind.SIGN, _SAME_SIGN.get(sign[0], sign[0]), at, sign.end())
    word = _WORD.match(query, at)
    if word is None:
        raise QueryError(query, at, at + 1, f"nothing can begin with {letter}. Put a name with such signs in quotes.")
    return Token(Kind.WORD, word[0], at, word.end())


def _quoted(query: str, at: int) -> Token:
    closing, text, place = _CLOSING[query[at]], "", at + 1
    while place < len(query):
        letter = query[place]
        if letter in closing:
            return Token(Kind.QUOTED, text, at, place + 1)
        if letter == "\\" and query[place + 1 : place + 2] and query[place + 1] in closing + "\\":
            place += 1
            letter = query[place]
        text += letter
        place += 1
    raise QueryError(query, at, at + 1, f"this quotation mark is never closed: end the text with {closing[0]}.")


def _expression(query: str, at: int) -> Token:
    found = re.compile(r"/((?:\\.|[^\\/])*)/(\w*)", re.DOTALL).match(query, at)
    if found is None:
        raise QueryError(
            query,
            at,
            at + 1,
            "this regular expression never ends: write it between two slashes, as in TEXT /druk\\w*/i.",
        )  # fmt: skip
    return Token(Kind.EXPRESSION, found[1].replace("\\/", "/"), at, found.end(), found[2])
