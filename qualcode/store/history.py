"""Undo and redo, per coder and per action; the history as a list. The history itself only grows: taking an
action back is a new action that names the old one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select
from sqlalchemy.exc import IntegrityError

from qualcode.errors import LaterWork, NothingToUndo, NotPossible
from qualcode.store import schema
from qualcode.store.action import Action, Row, image
from qualcode.store.database import Database
from qualcode.store.names import Names

_TABLES = {table.name: table for table in schema.TRACKED}
_UNDO, _REDO, _PURGE = "undo", "redo", "purge"


@dataclass(frozen=True, slots=True)
class Event:
    """An action in the history. `undone`: taken back, and not done again since. `purged`: what it changed was
    purged, so that there is nothing left to take back. `remark`: why it was done; `session`: the id of the analysis
    session it was done in."""

    number: int
    created: str
    who: str
    what: str
    summary: str
    changes: int
    undone: bool = False
    undoes: int | None = None
    purged: bool = False
    remark: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One row's change within an action; `before` and `after` (JSON) are None where it did not exist (or was
    purged). `names` knows what people call the rows it is about."""

    event: Event
    table: str
    row: int
    before: str | None
    after: str | None
    names: Names = field(default=Names(), repr=False, compare=False)

    def __repr__(self) -> str:
        kind = "made" if self.before is None else "removed" if self.after is None else "changed"
        return f"<Change {self.event.number}: {self.table} {self.entity} {kind} ({self.event.what})>"

    @property
    def as_row(self) -> dict[str, object]:
        """The cells of a table of changes."""
        event = self.event
        told = {"number": event.number, "created": event.created, "who": event.who, "what": event.what}
        return {**told, "about": self.table, "entity": self.entity, "before": self.before, "after": self.after}

    @property
    def entity(self) -> str:
        """What people call the row: a document's id, a quotation's label, a code's path at present, a coding's id; of
        what hangs on one of these, that. Empty where it was purged."""
        image = self.after or self.before
        return self.names.entity(self.table, json.loads(image)) if image else ""


def data_version(connection: Connection, *, before: int | None = None) -> int:
    """A number that grows with every action; with `before` as it was before that action."""
    chosen = select(func.max(schema.action.c.key))
    if before is not None:
        chosen = chosen.where(schema.action.c.key < before)
    return connection.execute(chosen).scalar() or 0


def events(connection: Connection, only: int | None = None) -> list[Event]:
    """All actions, oldest first; or one, by its number."""
    action, change, decision = schema.action, schema.change, schema.decision
    counted = (
        select(
            action,
            func.count(change.c.key).label("changes"),
            func.count(func.coalesce(change.c.before, change.c.after)).label("left"),
            func.coalesce(decision.c.remark, "").label("remark"),
            func.coalesce(decision.c.session, "").label("session"),
        )
        .join(change, change.c.action == action.c.key, isouter=True)
        .join(decision, decision.c.action == action.c.key, isouter=True)
        .group_by(action.c.key)
        .order_by(action.c.key)
    )
    if only is not None:
        counted = counted.where(action.c.key == only)
    undone = _undone(_steps(connection))
    return [
        Event(
            row["key"], row["created"], row["who"], row["what"], row["summary"], row["changes"],
            row["key"] in undone, row["undoes"], row["changes"] > 0 and not row["left"], row["remark"], row["session"],
        )
        for row in connection.execute(counted).mappings()
    ]  # fmt: skip


def _steps(connection: Connection) -> list[Any]:
    """Of all actions, oldest first, only what undo goes by: (key, who, what, undoes). A long history stays quick."""
    action = schema.action.c
    return list(connection.execute(select(action.key, action.who, action.what, action.undoes).order_by(action.key)))


def _undone(steps: Sequence[Any]) -> set[int]:
    """The numbers of the actions that are taken back, and of the undos that are."""
    taken: dict[int, int] = {}
    undone: set[int] = set()
    for key, _who, what, undoes in steps:
        if what == _UNDO:
            taken[key] = undoes
            undone.add(undoes)
        elif what == _REDO:
            undone.discard(taken[undoes])
            undone.add(undoes)
    return undone


def undo(database: Database, coder: str | None = None, *, what: str | None = None) -> Event:
    """Take back the last action of a coder (of anyone without one), or the last that is called `what`; raises
    `NothingToUndo` and `LaterWork`."""
    with database.reading() as connection:
        steps = _steps(connection)
        undone = _undone(steps)
        mine = (
            each.key
            for each in _of(steps, coder)
            if each.what not in (_UNDO, _REDO) and each.key not in undone and what in (None, each.what)
        )
        last = next((event for event in _each(connection, mine) if may_be_undone(event)), None)
    if last is not None and last.what == _PURGE:
        raise NotPossible(
            f"The last action was to purge {last.summary}, and a purge cannot be undone. To take back what somebody "
            "did before it, name them: qualcode undo --coder NAME."
        )
    if last is None:
        raise NothingToUndo(_UNDO, coder)
    return _take_back(database, last, last, _UNDO)


def may_be_undone(event: Event) -> bool:
    """A purge counts here, so that undo stops at it and does not take back what was done before. What changed nothing
    (the codebook was written to its file) does not."""
    if event.what == _PURGE:
        return True
    return event.what not in (_UNDO, _REDO) and event.changes > 0 and not event.undone and not event.purged


def redo(database: Database, coder: str | None = None, *, what: str | None = None) -> Event:
    """Do the last undone action again, if the coder did nothing else since; raises as `undo` does, also where that
    action is not called `what`."""
    with database.reading() as connection:
        event = _to_redo(connection, coder)
        meant = events(connection, event.undoes)[0]
    if what not in (None, meant.what):
        raise NothingToUndo(_REDO, coder)
    return _take_back(database, event, meant, _REDO)


def _to_redo(connection: Connection, coder: str | None) -> Event:
    """The undo that comes next to be taken back; raises `NothingToUndo`."""
    for event in _each(connection, (each.key for each in _of(_steps(connection), coder) if each.what != _REDO)):
        if event.what != _UNDO and event.changes:
            break
        if event.what == _UNDO and not event.undone and not event.purged and event.undoes is not None:
            return event
    raise NothingToUndo(_REDO, coder)


def _of(steps: Sequence[Any], coder: str | None) -> Iterator[Any]:
    """The steps of a coder (of anyone without one), the last first."""
    return (each for each in reversed(steps) if coder in (None, each.who))


def _each(connection: Connection, numbers: Iterable[int]) -> Iterator[Event]:
    """The actions with these numbers, each read when it is asked for."""
    return (events(connection, number)[0] for number in numbers)


def _take_back(database: Database, event: Event, meant: Event, verb: str) -> Event:
    with Action.begin(database, verb, who=event.who, undoes=event.number) as action:
        change = schema.change
        chosen = select(change).where(change.c.action == event.number).order_by(change.c.key.desc())
        rows = list(action.connection.execute(chosen))
        last_step = max((row.key for row in rows), default=0)
        _refuse_out_of_turn(action.connection, meant, verb, rows)
        for steps in _alike([row for row in rows if (row.before, row.after) != (None, None)]):  # else purged
            try:
                _reverse(action, meant, verb, last_step, steps)
            except IntegrityError as err:
                what = f"another {steps[0].table} is in its place, or what it hangs on is gone"
                raise LaterWork(verb, meant.what, what) from err
        _refuse_two_sessions(action.connection, meant, verb)
        action.summary = f"{meant.what}: {meant.summary}" if meant.summary else meant.what
    return meant


def _refuse_out_of_turn(connection: Connection, event: Event, verb: str, rows: Sequence[Any]) -> None:
    """Versions of the codebook follow each other: only the last is taken back, and none comes back below a later."""
    last = connection.execute(select(func.max(schema.version.c.key))).scalar() or 0
    if any(row.table == schema.version.name and row.row < last for row in rows):
        raise LaterWork(
            verb, event.what, f"a later change of the codebook: {_later(connection, schema.version, last, 0)}"
        )


def _refuse_two_sessions(connection: Connection, event: Event, verb: str) -> None:
    still = select(schema.session.c.reason).where(schema.session.c.closed.is_(False)).order_by(schema.session.c.key)
    found = list(connection.execute(still).scalars())
    if len(found) > 1:
        raise LaterWork(verb, event.what, f"then two sessions would be open: {' and '.join(map(repr, found))}")


def _alike(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Changes that follow each other and may be reversed together: one table, one kind, no row twice."""
    steps: list[Any] = []
    seen: set[int] = set()
    for row in rows:
        if steps and (_kind(row) != _kind(steps[0]) or row.row in seen):
            yield steps
            steps, seen = [], set()
        steps.append(row)
        seen.add(row.row)
    if steps:
        yield steps


def _kind(row: Any) -> tuple[str, bool, bool]:
    return row.table, row.before is None, row.after is None


def _reverse(action: Action, event: Event, verb: str, last_step: int, steps: list[Any]) -> None:
    """Put rows back as they were before, unless something else happened to one of them since."""
    table, keys = _TABLES[steps[0].table], [step.row for step in steps]
    found = action.rows(table, keys)
    for step in steps:
        if image(found.get(step.row)) != step.after:
            raise LaterWork(verb, event.what, _later(action.connection, table, step.row, last_step))
    if steps[0].before is None:
        _refuse_if_used(action.connection, event, verb, table, keys)
        action.delete(table, keys)
    elif steps[0].after is None:
        action.restore(table, [_row(step.before) for step in steps])
    else:
        action.update(table, {step.row: _row(step.before) for step in steps})


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


def _refuse_if_used(connection: Connection, event: Event, verb: str, table: Table, keys: Sequence[int]) -> None:
    """Rows that others refer to stay: their work rests on them."""
    going = set(keys)
    for at in range(0, len(keys), 500):
        piece = keys[at : at + 500]
        for other, refers in _references(table, piece):
            resting = set(connection.execute(select(other.c.key).where(refers)).scalars())
            if other is table:
                resting -= going
            if resting:
                saved = _saved_queries(connection, resting) if other is schema.query_name else []
                raise LaterWork(verb, event.what, _using(saved) if saved else _resting(other.name, len(resting)))


def _references(table: Table, keys: Sequence[int]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """The tables with rows that may refer to these, and how."""
    for other in schema.TRACKED:
        for column in other.columns:
            if any(foreign.column.table is table for foreign in column.foreign_keys):
                yield other, column.in_(keys)
    yield schema.memo, (schema.memo.c.about == table.name) & schema.memo.c.target.in_(keys)


def _resting(name: str, count: int) -> str:
    of = {"verdict": " of a review", "answer": " to a suggestion"}.get(name, "")
    one = "an" if name[0] in "aeiou" else "a"
    return f"{one} {name}{of}" if count == 1 else f"{count} {name}s{of}"


def _saved_queries(connection: Connection, names: Iterable[int]) -> list[str]:
    """The saved queries in which these names (keys) stand."""
    table, query = schema.query_name, schema.query
    chosen = select(query.c.name).join(table, table.c.query == query.c.key).where(table.c.key.in_(sorted(names)))
    return list(connection.execute(chosen.distinct().order_by(query.c.key)).scalars())


def _using(saved: Sequence[str]) -> str:
    names = " and ".join(map(repr, saved))
    return f"the saved query {names} uses it" if len(saved) == 1 else f"the saved queries {names} use it"
