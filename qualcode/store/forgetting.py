"""What saved queries quote of a text that is gone for good: out of them, and out of their history.

This room does not read expressions: who purges gives `without` (`qualcode.query.without`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import Table, select

from qualcode.store import schema
from qualcode.store.action import Action, Row, image

#: So many words that follow each other, or more, are a quote.
_QUOTE = 3
_GONE = "[…]"
_WORD = re.compile(r"\w+")

#: An expression without the texts in it that quote; None for what is no expression.
Without = Callable[[str, Callable[[str], bool]], str | None]


class Quoted:
    """Knows the words of the texts that are `gone`, and of those `left`."""

    def __init__(self, gone: Iterable[str], left: Iterable[str], without: Without) -> None:
        self._gone = [_words(each) for each in gone]
        self._given, self._without = left, without

    @cached_property
    def _left(self) -> list[str]:
        return [_words(each) for each in self._given]

    def quotes(self, text: str) -> bool:
        """Whether three or more words of it follow each other in a text that is gone, and in none that is left."""
        return bool(self._places(_words(text).split()))

    def prose(self, text: str) -> str:
        """A text with […] for what it quotes."""
        found = list(_WORD.finditer(text))
        for first, last in reversed(self._places([each[0].casefold() for each in found])):
            text = text[: found[first].start()] + _GONE + text[found[last].end() :]
        return text

    def expression(self, text: str) -> str:
        """An expression with "[…]" for each text in it that quotes."""
        said = self._without(text, self.quotes)
        return self.prose(text) if said is None else said

    def _places(self, words: list[str]) -> list[tuple[int, int]]:
        """The first and last word of each quote; quotes that overlap are one."""
        found: list[tuple[int, int]] = []
        for first in range(len(words) - _QUOTE + 1):
            last = self._reach(words, first)
            if last - first + 1 < _QUOTE or any(" ".join(words[first : last + 1]) in each for each in self._left):
                continue
            if found and first <= found[-1][1]:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
        return found

    def _reach(self, words: list[str], first: int) -> int:
        """How far the words from here on follow each other in one text that is gone: the last of them."""
        last = first - 1
        while last + 1 < len(words) and any(" ".join(words[first : last + 2]) in each for each in self._gone):
            last += 1
        return last


def forget(action: Action, quoted: Quoted) -> None:
    """Take what saved queries quote out of their expressions, names and comments, out of the history of these, and out
    of the summaries of and remarks on the actions that changed them."""
    table, change = schema.query, schema.change
    past = select(change.c.key, change.c.row, change.c.before, change.c.after).where(change.c.table == table.name)
    if action.connection.execute(past.limit(1)).first() is None:
        return
    rows = action.connection.execute(select(table)).mappings().all()
    action.update(table, {row["key"]: _emptied(dict(row), row["key"], quoted) for row in rows})
    for row in action.connection.execute(past).all():  # the change just made too
        images = {side: _redacted(getattr(row, side), row.row, quoted) for side in ("before", "after")}
        if images != {"before": row.before, "after": row.after}:
            action.connection.execute(change.update().where(change.c.key == row.key).values(images))
    _tell_less(action, schema.action, "key", "summary", quoted)
    _tell_less(action, schema.decision, "action", "remark", quoted)


def _emptied(row: Mapping[str, Any], key: int, quoted: Quoted) -> Row:
    """What is left of a query; a name that quoted gets the number of its row, so that no two are called alike."""
    name = quoted.prose(row["name"])
    return {
        "name": row["name"] if name == row["name"] else f"{name} {key}",
        "expression": quoted.expression(row["expression"]),
        "comment": quoted.prose(row["comment"]),
    }


def _redacted(kept: str | None, key: int, quoted: Quoted) -> str | None:
    row = json.loads(kept) if kept is not None else None
    return None if row is None else image({**row, **_emptied(row, key, quoted)})


def _tell_less(action: Action, table: Table, key: str, column: str, quoted: Quoted) -> None:
    """Take quotes out of what is said of the actions that changed saved queries."""
    changed = select(schema.change.c.action).where(schema.change.c.table == schema.query.name)
    for row in action.connection.execute(select(table).where(table.c[key].in_(changed))).mappings().all():
        less = quoted.prose(row[column])
        if less != row[column]:
            action.connection.execute(table.update().where(table.c[key] == row[key]).values({column: less}))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
