"""Undo and redo, per coder and per action; the history as a list. The history itself only grows: taking an
action back is a new action that names the old one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from qualcode.errors import LaterWork, NothingToUndo
from qualcode.store import schema
from qualcode.store.action import Action, Row, image
from qualcode.store.database import Database

_TABLES = {table.name: table for table in schema.TRACKED}
_UNDO, _REDO, _PURGE = "undo", "redo", "purge"


@dataclass(frozen=True, slots=True)
class Event:
    """An action in the history. `undone`: taken back, and not done again since. `purged`: what it changed was
    purged, so that there is nothing left to take back."""

    number: int
    created: str
    who: str
    what: str
    summary: str
    changes: int
    undone: bool = False
    undoes: int | None = None
    purged: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One row's change within an action; `before` and `after` are None where it did not exist (or was purged)."""

    event: Event
    table: str
    row: int
    before: str | None
    after: str | None


def data_version(connection: Connection) -> int:
    """A number that grows with every action."""
    return connection.execute(select(func.max(schema.action.c.key))).scalar() or 0


def events(connection: Connection) -> list[Event]:
    """All actions, oldest first."""
    action, change = schema.action, schema.change
    counted = (
        select(
            action,
            func.count(change.c.key).label("changes"),
            func.count(func.coalesce(change.c.before, change.c.after)).label("left"),
        )
        .join(change, change.c.action == action.c.key, isouter=True)
        .group_by(action.c.key)
        .order_by(action.c.key)
    )
    rows = list(connection.execute(counted).mappings())
    undone: set[int] = set()
    for row in rows:
        if row["what"] == _UNDO:
            undone.add(row["undoes"])
        elif row["what"] == _REDO:
            undone.discard(next(each["undoes"] for each in rows if each["key"] == row["undoes"]))
            undone.add(row["undoes"])
    return [
        Event(
            row["key"], row["created"], row["who"], row["what"], row["summary"], row["changes"],
            row["key"] in undone, row["undoes"], row["changes"] > 0 and not row["left"],
        )
        for row in rows
    ]  # fmt: skip


def changes(connection: Connection) -> list[Change]:
    """Every change of every action, oldest first: the audit trail."""
    by_number = {event.number: event for event in events(connection)}
    change = schema.change
    return [
        Change(by_number[row.action], row.table, row.row, row.before, row.after)
        for row in connection.execute(select(change).order_by(change.c.key))
    ]


def undo(database: Database, coder: str | None = None) -> Event:
    """Take back the last action of a coder (of anyone without one); raises `NothingToUndo` and `LaterWork`."""
    with database.reading() as connection:
        mine = [event for event in events(connection) if coder in (None, event.who)]
    last = next((event for event in reversed(mine) if _may_be_undone(event)), None)
    if last is None or last.what == _PURGE:
        raise NothingToUndo(_UNDO, coder)
    return _take_back(database, last, last, _UNDO)


def _may_be_undone(event: Event) -> bool:
    """A purge counts here, so that undo stops at it and does not take back what was done before."""
    return event.what not in (_UNDO, _REDO) and not event.undone and (not event.purged or event.what == _PURGE)


def redo(database: Database, coder: str | None = None) -> Event:
    """Do the last undone action again, if the coder did nothing else since; raises as `undo` does."""
    with database.reading() as connection:
        every = {event.number: event for event in events(connection)}
    mine = [event for event in every.values() if coder in (None, event.who)]
    for event in reversed(mine):
        if event.what not in (_UNDO, _REDO):
            break
        if event.what == _UNDO and not event.undone and not event.purged and event.undoes is not None:
            return _take_back(database, event, every[event.undoes], _REDO)
    raise NothingToUndo(_REDO, coder)


def _take_back(database: Database, event: Event, meant: Event, verb: str) -> Event:
    with Action.begin(database, verb, who=event.who, undoes=event.number) as action:
        change = schema.change
        chosen = select(change).where(change.c.action == event.number).order_by(change.c.key.desc())
        rows = list(action.connection.execute(chosen))
        last_step = max((row.key for row in rows), default=0)
        for row in rows:
            if row.before is None and row.after is None:
                continue  # purged
            _reverse(action, meant, verb, last_step, _TABLES[row.table], row.row, row.before, row.after)
        action.summary = f"{meant.what}: {meant.summary}" if meant.summary else meant.what
    return meant


def _reverse(
    action: Action,
    event: Event,
    verb: str,
    last_step: int,
    table: Table,
    key: int,
    before: str | None,
    after: str | None,
) -> None:
    """Put one row back as it was before, unless something else happened to it since."""
    found = action.connection.execute(select(table).where(table.c.key == key)).mappings().first()
    if image(dict(found) if found is not None else None) != after:
        raise LaterWork(verb, event.what, _later(action.connection, table, key, last_step))
    if before is None:
        _refuse_if_used(action.connection, event, verb, table, key)
        action.delete(table, [key])
    elif after is None:
        action.restore(table, _row(before))
    else:
        action.update(table, {key: _row(before)})


def _row(text: str) -> Row:
    row: Row = json.loads(text)
    return row


def _later(connection: Connection, table: Table, key: int, last_step: int) -> str:
    """The action that changed a row after the given step, in words."""
    change, action = schema.change, schema.action
    chosen = (
        select(action.c.what, action.c.who)
        .join(change, change.c.action == action.c.key)
        .where(change.c.table == table.name, change.c.row == key, change.c.key > last_step)
        .order_by(change.c.key.desc())
    )
    row = connection.execute(chosen).first()
    return f"{row.what} by {row.who or 'someone'}" if row else f"a change to a {table.name}"


def _refuse_if_used(connection: Connection, event: Event, verb: str, table: Table, key: int) -> None:
    """A row that others refer to stays: their work rests on it."""
    for other in schema.TRACKED:
        for column in other.columns:
            if any(foreign.column.table is table for foreign in column.foreign_keys):
                rests = connection.execute(select(func.count()).where(column == key)).scalar()
                if rests:
                    raise LaterWork(verb, event.what, _resting(other.name, int(rests)))
    about = schema.memo.c.about == table.name
    if connection.execute(select(func.count()).where(about, schema.memo.c.target == key)).scalar():
        raise LaterWork(verb, event.what, _resting("memo", 1))


def _resting(name: str, count: int) -> str:
    return f"a {name}" if count == 1 else f"{count} {name}s"
