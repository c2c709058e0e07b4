"""Queries kept under a name, with the codes and queries that the names in them mean.

This room does not read expressions: who saves one says what its names mean (`qualcode.query.saved`).
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, select

from qualcode.errors import NotPossible, UnknownChoice
from qualcode.model.saved import Meant, SavedQuery
from qualcode.store import schema
from qualcode.store.action import Action, Row, image, now
from qualcode.store.reading import code_tree

#: A text in an expression of so many words may be a quote.
_QUOTE = 3
_QUOTED = re.compile(r"""(?P<open>["“„])(?P<text>(?:\\.|[^"“”\\])*)["“”]|'(?P<plain>(?:\\.|[^'\\])*)'""")


def saved_queries(connection: Connection) -> list[SavedQuery]:
    """All of them, oldest first."""
    table, names = schema.query, schema.query_name
    rows = list(connection.execute(select(table).order_by(table.c.key)).mappings())
    if not rows:
        return []
    codes = {row.key: row.id for row in connection.execute(select(schema.code.c.key, schema.code.c.id))}
    ids = {row["key"]: row["id"] for row in rows}
    meant: dict[int, list[Meant]] = {}
    for row in connection.execute(select(names).order_by(names.c.place, names.c.key)).mappings():
        each = Meant(row["place"], codes.get(row["code"], ""), ids.get(row["other"], ""))
        meant.setdefault(row["query"], []).append(each)
    plain = ("id", "name", "expression", "comment", "who", "created")
    return [SavedQuery(**{name: row[name] for name in plain}, meant=tuple(meant.get(row["key"], ()))) for row in rows]


def find(queries: Iterable[SavedQuery], name: str) -> SavedQuery | None:
    """The query with a name, whatever its capitals; None where there is none."""
    wanted = name.strip().casefold()
    return next((each for each in queries if each.name.casefold() == wanted), None)


def find_saved(queries: Sequence[SavedQuery], name: str) -> SavedQuery:
    """As `find`; raises `UnknownChoice`, or `NotPossible` where there are none at all."""
    found = find(queries, name)
    if found is None and not queries:
        raise NotPossible(
            f"There is no saved query {name!r}: none is saved yet. Save one: qualcode query EXPR --save NAME"
        )
    if found is None:
        raise UnknownChoice("The saved query", name, [each.name for each in queries])
    return found


def save(action: Action, name: str, expression: str, meant: Sequence[Meant], *, comment: str, replace: bool) -> None:
    """Keep a query. Saving the same again changes nothing. Raises `NotPossible` where the name is taken by another,
    save with `replace`: then that one changes, and what uses it means the new one."""
    there = find(saved_queries(action.connection), name)
    if there is None:
        row = {"id": str(uuid.uuid4()), "name": name, "expression": expression, "comment": comment, "who": action.who,
               "created": now()}  # fmt: skip
        key = action.insert(schema.query, [row])[0]["key"]
        action.insert(schema.query_name, _rows(action.connection, key, meant))
        action.summary = name
        return
    same = (there.expression, _sorted(there.meant)) == (expression, _sorted(meant))
    if not same and not replace:
        raise NotPossible(
            f"There is a saved query {there.name!r} already: {there.expression}. Choose another name, or replace it "
            "(--replace)."
        )
    key = _key(action.connection, there)
    change = {"expression": expression, "comment": comment or there.comment, "who": action.who}
    if same and change["comment"] == there.comment:
        return
    if not same:
        old = select(schema.query_name.c.key).where(schema.query_name.c.query == key)
        action.delete(schema.query_name, list(action.connection.execute(old).scalars()))
        action.insert(schema.query_name, _rows(action.connection, key, meant))
    action.update(schema.query, {key: change})
    action.summary = there.name


def remove(action: Action, name: str) -> None:
    """Remove a query; raises as `find_saved`, and `NotPossible` where others use it."""
    queries = saved_queries(action.connection)
    found = find_saved(queries, name)
    users = [each.name for each in queries if any(meant.query == found.id for meant in each.meant)]
    if users:
        raise NotPossible(
            f"The saved query {found.name!r} is used by {' and '.join(map(repr, users))}. Change or remove that first."
        )
    key, names = _key(action.connection, found), schema.query_name
    action.delete(names, list(action.connection.execute(select(names.c.key).where(names.c.query == key)).scalars()))
    action.delete(schema.query, [key])
    action.summary = found.name


def follow(action: Action, old: int, new: int) -> int:
    """Let what asked for a code ask for another (both by key): the code was merged. Returns how many queries did."""
    names = schema.query_name
    rows = action.connection.execute(select(names).where(names.c.code.in_([old, new]))).mappings().all()
    there = {(row["query"], row["place"]) for row in rows if row["code"] == new}
    moving = [row for row in rows if row["code"] == old]
    twice = [row["key"] for row in moving if (row["query"], row["place"]) in there]
    action.update(names, {row["key"]: {"code": new} for row in moving if row["key"] not in twice})
    action.delete(names, twice)
    return len({row["query"] for row in moving})


def forget(action: Action, gone: Iterable[str], left: Iterable[str]) -> None:
    """Where a saved query looks for words that stand in the texts that are `gone` for good and in none of those `left`,
    three words or more, it quotes: the words go from it and from the history. Regular expressions are no quotes."""
    table, change = schema.query, schema.change
    past = select(change.c.key, change.c.before, change.c.after).where(change.c.table == table.name)
    if action.connection.execute(past.limit(1)).first() is None:
        return
    texts, others = [_folded(each) for each in gone], [_folded(each) for each in left]

    def emptied(expression: str) -> str:
        return _QUOTED.sub(lambda found: _emptied(found, texts, others), expression)

    rows = action.connection.execute(select(table)).mappings().all()
    changes = {row["key"]: {"expression": emptied(row["expression"])} for row in rows}
    action.update(table, changes)
    for row in action.connection.execute(past).all():  # the change just made too
        images = {"before": _redacted(row.before, emptied), "after": _redacted(row.after, emptied)}
        if images != {"before": row.before, "after": row.after}:
            action.connection.execute(change.update().where(change.c.key == row.key).values(images))


def _redacted(kept: str | None, emptied: Callable[[str], str]) -> str | None:
    row = json.loads(kept) if kept is not None else None
    return None if row is None else image({**row, "expression": emptied(row["expression"])})


def _emptied(found: re.Match[str], texts: Sequence[str], others: Sequence[str]) -> str:
    words = _folded(found["text"] or found["plain"] or "")
    quotes = len(words.split()) >= _QUOTE and any(words in each for each in texts)
    return '"[…]"' if quotes and not any(words in each for each in others) else found[0]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _rows(connection: Connection, key: int, meant: Sequence[Meant]) -> list[Row]:
    codes = code_tree(connection).keys
    queries = {row.id: row.key for row in connection.execute(select(schema.query.c.id, schema.query.c.key))}
    return [
        {
            "query": key,
            "place": each.place,
            "code": codes[each.code] if each.code else None,
            "other": queries[each.query] if each.query else None,
        }
        for each in meant
    ]


def _sorted(meant: Sequence[Meant]) -> list[tuple[int, str, str]]:
    return sorted((each.place, each.code, each.query) for each in meant)


def _key(connection: Connection, query: SavedQuery) -> int:
    found = connection.execute(select(schema.query.c.key).where(schema.query.c.id == query.id)).scalar()
    assert found is not None
    return int(found)
