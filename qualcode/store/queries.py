"""Queries kept under a name, with the codes and queries that the names in them mean.

This room does not read expressions: who saves one says what its names mean (`qualcode.query.saved`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from qualcode.errors import NotPossible, UnknownChoice
from qualcode.model.saved import Meant, SavedQuery
from qualcode.store import schema
from qualcode.store.action import Action, Row, now
from qualcode.store.reading import code_tree


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


def save(
    action: Action, name: str, expression: str, meant: Sequence[Meant], *, comment: str | None, replace: bool
) -> None:
    """Keep a query. Saving the same again changes nothing, whoever does so and whatever the comment. Raises
    `NotPossible` where the name is taken by another. With `replace` that one gets this expression and author, and this
    comment unless it is None, and what uses it means the new one."""
    there = find(saved_queries(action.connection), name)
    if there is None:
        row = {
            "id": str(uuid.uuid4()),
            "name": name,
            "expression": expression,
            "comment": (comment or "").strip(),
            "who": action.who,
            "created": now(),
        }
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
    said = there.comment if comment is None else comment.strip()
    if same and (not replace or said == there.comment):
        return
    key = _key(action.connection, there)
    change = {"expression": expression, "comment": said, "who": action.who}
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
