"""What a project still says of a text that is gone for good: out of saved queries, memos, comments and the codebook,
and out of their history.

Of saved queries whatever gives words of the text away goes (`qualcode.store.quoting`, `qualcode.query.without`); of
prose five words or more that follow each other in the text, and in none that is left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Row as Fetched
from sqlalchemy import Table, select

from qualcode.store import schema
from qualcode.store.action import Action, Row, image
from qualcode.store.quoting import LONG, SHORT, Quoted

#: What people write, by table; `fields` holds what the codebook says of a code.
_PROSE: Mapping[str, tuple[str, ...]] = {
    schema.memo.name: ("text",),
    schema.quotation.name: ("comment",),
    schema.coding.name: ("comment",),
    schema.verdict.name: ("comment",),
    schema.resolution.name: ("comment",),
    schema.answer.name: ("comment",),
    schema.session.name: ("reason",),
    schema.code.name: ("fields",),
}


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out of: saved queries by name, and how many rows of what people wrote, by table; and the saved
    queries to `look` at, whose regular expressions found words in the text and find some elsewhere too."""

    queries: tuple[str, ...] = ()
    look: tuple[str, ...] = ()
    prose: tuple[tuple[str, int], ...] = ()


def forget(action: Action, quoted: Quoted) -> Forgotten:
    """Take what is quoted out of all that people wrote in the project and of its history, out of the summaries of the
    actions that changed saved queries, and out of the remarks on actions."""
    queries, look = _forget_queries(action, quoted)
    prose = tuple((name, count) for name in _PROSE if (count := _forget_prose(action, name, quoted)))
    _tell_less(action, schema.action, "key", "summary", quoted, least=SHORT, queries=True)
    _tell_less(action, schema.decision, "action", "remark", quoted, least=SHORT, queries=True)
    _tell_less(action, schema.decision, "action", "remark", quoted, least=LONG)
    return Forgotten(queries, look, prose)


# --- saved queries -----------------------------------------------------------------------------------------------


def _forget_queries(action: Action, quoted: Quoted) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the saved queries from which something went, and of those to look at."""
    table, connection = schema.query, action.connection
    rows = [dict(row) for row in connection.execute(select(table).order_by(table.c.key)).mappings()]
    for row in [*rows, *_kept(_history(action, table.name))]:
        quoted.expression(row["expression"])  # all first: words taken out of one go from every name and comment
    emptied = {row["key"]: _emptied(row, row["key"], quoted) for row in rows}
    action.update(table, emptied)
    for past in _history(action, table.name):  # the change just made too
        _rewrite(action, past, partial(_emptied_image, past.row, quoted))
    changed = [row["key"] for row in rows if any(row[name] != emptied[row["key"]][name] for name in _OF_QUERY)]
    look = [row["key"] for row in rows if quoted.expression(row["expression"]).look]
    return tuple(emptied[key]["name"] for key in changed), tuple(emptied[key]["name"] for key in look)


_OF_QUERY = ("name", "expression", "comment")


def _emptied(row: Mapping[str, Any], key: int, quoted: Quoted) -> Row:
    """What is left of a query; a name that quoted gets the number of its row, so that no two are called alike."""
    name = quoted.prose(row["name"], least=SHORT)
    return {
        "name": row["name"] if name == row["name"] else f"{name} {key}",
        "expression": quoted.expression(row["expression"]).text,
        "comment": quoted.prose(row["comment"], least=SHORT),
    }


def _emptied_image(key: int, quoted: Quoted, kept: Row) -> Row:
    return {**kept, **_emptied(kept, key, quoted)}


# --- what people write -------------------------------------------------------------------------------------------


def _forget_prose(action: Action, name: str, quoted: Quoted) -> int:
    """From how many rows of a table something went."""
    table, columns = schema.metadata.tables[name], _PROSE[name]
    rows = action.connection.execute(select(table.c.key, *(table.c[each] for each in columns))).mappings()
    changed = action.update(table, {row["key"]: _less_of(columns, quoted, dict(row)) for row in rows})
    for past in _history(action, name):
        _rewrite(action, past, partial(_less_of, columns, quoted))
    return changed


def _less_of(columns: Sequence[str], quoted: Quoted, kept: Row) -> Row:
    return {**kept, **{each: _less(kept.get(each), quoted) for each in columns}}


def _less(said: Any, quoted: Quoted) -> Any:
    """A text, or what a code's fields hold, without what it quotes."""
    if isinstance(said, str):
        return quoted.prose(said)
    if isinstance(said, list):
        return [_less(each, quoted) for each in said]
    if isinstance(said, dict):
        return {name: _less(each, quoted) for name, each in said.items()}
    return said


# --- history -----------------------------------------------------------------------------------------------------


_Past = Fetched[int, int, str | None, str | None]


def _history(action: Action, table: str) -> list[_Past]:
    """The changes of the rows of a table: their key, the row, and the row before and after."""
    change = schema.change
    past = select(change.c.key, change.c.row, change.c.before, change.c.after).where(change.c.table == table)
    return list(action.connection.execute(past))


def _kept(past: Iterable[_Past]) -> Iterator[dict[str, Any]]:
    """What the images in the history say."""
    for row in past:
        for side in (row.before, row.after):
            if side is not None:
                yield json.loads(side)


def _rewrite(action: Action, past: _Past, less: Callable[[Row], Row]) -> None:
    """Put in the place of the images of a change what `less` makes of them."""
    images = {side: getattr(past, side) for side in ("before", "after")}
    new = {side: image(less(json.loads(kept))) if kept is not None else None for side, kept in images.items()}
    if any(kept is not None and json.loads(kept) != json.loads(str(new[side])) for side, kept in images.items()):
        action.connection.execute(schema.change.update().where(schema.change.c.key == past.key).values(new))


def _tell_less(
    action: Action, table: Table, key: str, column: str, quoted: Quoted, *, least: int, queries: bool = False
) -> None:
    """Take quotes out of what is said of actions; with `queries` of those that changed saved queries."""
    told = select(table).where(table.c[column] != "")
    if queries:
        changed = select(schema.change.c.action).where(schema.change.c.table == schema.query.name)
        told = told.where(table.c[key].in_(changed))
    for row in action.connection.execute(told).mappings().all():
        less = quoted.prose(row[column], least=least)
        if less != row[column]:
            action.connection.execute(table.update().where(table.c[key] == row[key]).values({column: less}))
