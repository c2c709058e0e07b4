"""What a coder took away by hand, of what a rule had laid: so that the rule does not lay it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from qualcode.model import Origin
from qualcode.store import schema
from qualcode.store.action import Row
from qualcode.store.history import events
from qualcode.store.suggestions import words_hash

#: The actions in which a coder says of a coding that it should not be what it is.
_BY_HAND = ("uncode", "remove quotation", "change coding")


def removed_by_hand(connection: Connection, coder: str) -> frozenset[tuple[str, str, str]]:
    """(document, hash of the words, code id) of codings that a rule had laid for a coder, and from which they took the
    code away; what was undone since does not count."""
    gone = _taken_away(connection, coder)
    words = _words_of(connection, {row["quotation"] for row in gone})
    codes = {row.key: row.id for row in connection.execute(select(schema.code.c.key, schema.code.c.id))}
    documents = {row.key: row.id for row in connection.execute(select(schema.document.c.key, schema.document.c.id))}
    found = set()
    for row in gone:
        document, quote = words.get(row["quotation"], (0, ""))
        if document in documents and row["code"] in codes:
            found.add((documents[document], words_hash(quote), codes[row["code"]]))
    return frozenset(found)


def _taken_away(connection: Connection, coder: str) -> list[Row]:
    """The codings as they were before."""
    change, action = schema.change, schema.action
    chosen = (
        select(change.c.action, change.c.before, change.c.after)
        .join(action, action.c.key == change.c.action)
        .where(
            change.c.table == schema.coding.name,
            change.c.before.like(f'%"origin": "{Origin.RULE}"%'),
            action.c.what.in_(_BY_HAND),
            action.c.who == coder,
        )
    )
    rows = connection.execute(chosen).all()
    undone = {event.number for event in events(connection) if event.undone} if rows else set()
    pairs = [(json.loads(row.before), json.loads(row.after or "{}")) for row in rows if row.action not in undone]
    return [
        before for before, after in pairs if before["origin"] == Origin.RULE and after.get("code") != before["code"]
    ]


def _words_of(connection: Connection, keys: Iterable[int]) -> Mapping[int, tuple[int, str]]:
    """The document and the words of quotations, those that are gone too."""
    quotation, change, wanted = schema.quotation, schema.change, sorted(set(keys))
    found: dict[int, tuple[int, str]] = {}
    for at in range(0, len(wanted), 500):
        some = wanted[at : at + 500]
        gone = select(change.c.row, change.c.before).where(
            change.c.table == quotation.name, change.c.row.in_(some), change.c.before.is_not(None)
        )
        for key, before in connection.execute(gone.order_by(change.c.key)):
            row = json.loads(before)
            found[key] = (row["document"], row["words"])
        there = select(quotation.c.key, quotation.c.document, quotation.c.words).where(quotation.c.key.in_(some))
        found.update({key: (document, words) for key, document, words in connection.execute(there)})
    return found
