"""The audit trail, by what somebody asks for: of whom, of what, when.

changes(connection, Asked(document="KAF2.4.1", coder="anna", since="2024-03-01"))
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select, union

from qualcode.display import Listed
from qualcode.errors import (
    NotPossible,
    UnknownChoice,
    UnknownCode,
    UnknownCoder,
    UnknownCoding,
    UnknownDocument,
    UnknownQuotation,
    WrongUsage,
)
from qualcode.model import split_path
from qualcode.store import schema
from qualcode.store.history import Change, Event, events
from qualcode.store.names import read_names
from qualcode.store.reading import code_tree, coders, documents

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the trail; everything that is given must hold.

    `coder`: what somebody did, and what happened to rows in their name. `document`, `quotation` (label or id),
    `coding`, `code` (path), `memo`: a row's changes and those of the rows that rest on it, of rows that are gone too.
    `what`: one kind of action, or the first word of several (`codebook`). `since`, `until`: days (ISO), both included;
    times are in UTC. `session`: the reason or the id of an analysis session.
    """

    coder: str | None = None
    document: str | None = None
    quotation: str | None = None
    coding: str | None = None
    code: str | None = None
    memo: str | None = None
    what: str | None = None
    since: str | None = None
    until: str | None = None
    session: str | None = None


def chosen_events(connection: Connection, asked: Asked, listed: Sequence[str] = ()) -> list[Event]:
    """The actions that are asked for, oldest first; `changes` counts those that are. `listed` names coders who may
    have done nothing yet. Raises `UnknownCoder`, `UnknownDocument` and so on for what neither the project nor its
    history knows, `WrongUsage` for a day that is none."""
    if asked == Asked():
        return Listed(events(connection))
    action, change = schema.action, schema.change
    counted = select(action.c.key, func.count(change.c.key)).select_from(_joined(outer=True)).group_by(action.c.key)
    counts = dict(tuple(row) for row in connection.execute(counted.where(*_conditions(connection, asked, listed))))
    found = [event for event in events(connection) if event.number in counts]
    return Listed(replace(event, changes=counts[event.number]) for event in found)


def chosen_changes(connection: Connection, asked: Asked, listed: Sequence[str] = ()) -> list[Change]:
    """The changes that are asked for, oldest first. Raises as `chosen_events`."""
    change = schema.change
    chosen = select(change).select_from(_joined(outer=False)).where(*_conditions(connection, asked, listed))
    rows = list(connection.execute(chosen.order_by(change.c.key)))
    by_number = {event.number: event for event in events(connection)}
    names = read_names(connection, {row.table for row in rows})
    return Listed(Change(by_number[row.action], row.table, row.row, row.before, row.after, names) for row in rows)


def _joined(*, outer: bool) -> Any:
    action, change, decision = schema.action, schema.change, schema.decision
    both = action.join(change, change.c.action == action.c.key, isouter=outer)
    return both.join(decision, decision.c.action == action.c.key, isouter=True)


def _conditions(connection: Connection, asked: Asked, listed: Sequence[str]) -> list[ColumnElement[bool]]:
    action, found = schema.action, []
    since, until = read_day(asked.since, "since"), read_day(asked.until, "until")
    if since and until and since > until:
        raise WrongUsage(f"Nothing is since {since} and until {until}: the first day comes after the last.")
    if since:
        found.append(action.c.created >= since.isoformat())
    if until:
        found.append(action.c.created < (until + timedelta(days=1)).isoformat())
    if asked.what is not None:
        found.append(action.c.what.in_(_kinds(connection, asked.what)))
    if asked.session is not None:
        found.append(_in_session(connection, asked.session))
    if asked.coder is not None:
        found.append(_by(connection, asked.coder, listed))
    return [*found, *_about(connection, asked)]


def read_day(text: str | None, name: str) -> date | None:
    """A day as people give it; raises `WrongUsage` for what is none."""
    if text is None:
        return None
    try:
        if _ISO_DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass  # 2024-02-30: said below
    raise WrongUsage(f"--{name} {text!r} is no day: write year, month and day, such as 2024-03-01.")


def _kinds(connection: Connection, what: str) -> list[str]:
    """The kinds of action a name means: itself, or all that begin with it (`codebook`: every change of the tree)."""
    known = sorted(connection.execute(select(schema.action.c.what).distinct()).scalars())
    found = [each for each in known if each == what or each.startswith(f"{what.strip()} ")]
    if not found:
        raise UnknownChoice("The action", what, known)
    return found


def _in_session(connection: Connection, name: str) -> ColumnElement[bool]:
    """What was done in the analysis sessions with this reason or id, their begin and end included."""
    rows = list(connection.execute(select(schema.session)))
    wanted = name.strip().casefold()
    found = [row for row in rows if name == row.id or row.reason.strip().casefold() == wanted]
    if not rows:
        raise NotPossible(f"There is no analysis session {name!r}: none was held in this project yet.")
    if not found:
        raise UnknownChoice("The analysis session", name, [row.reason for row in rows])
    held = schema.decision.c.session.in_([row.id for row in found])
    return or_(held, _among([(schema.session, {row.key for row in found})]))


def _by(connection: Connection, name: str, listed: Sequence[str]) -> ColumnElement[bool]:
    """What somebody did, and what happened to the rows in their name (an import of their codings)."""
    action = schema.action
    people = [who for who in connection.execute(select(action.c.who).distinct()).scalars() if who]
    known = list(dict.fromkeys([*listed, *coders(connection), *people]))
    if name not in known:
        raise UnknownCoder(name, known)
    keys = ever(connection, schema.coder, "name", [name])
    rows = [(table, ever(connection, table, column, keys)) for table, column in referring(schema.coder)]
    return or_(action.c.who == name, _among(rows))


def _about(connection: Connection, asked: Asked) -> list[ColumnElement[bool]]:
    finders = {
        schema.document: (asked.document, _document),
        schema.quotation: (asked.quotation, _quotation),
        schema.coding: (asked.coding, _coding),
        schema.code: (asked.code, _code),
        schema.memo: (asked.memo, _memo),
    }
    return [
        _among(list(_resting(connection, table, find(connection, name))))
        for table, (name, find) in finders.items()
        if name is not None
    ]


def _document(connection: Connection, name: str) -> set[int]:
    found = ever(connection, schema.document, "id", [name])
    if not found:
        grave = select(schema.tombstone.c.created).where(schema.tombstone.c.document == name)
        buried = connection.execute(grave).scalar()
        if buried:
            raise NotPossible(
                f"{name} was purged on {buried[:10]}: what happened to it is no longer in the history. "
                "qualcode history --what purge shows by whom."
            )
        raise UnknownDocument(name, list(documents(connection)))
    return found


def _quotation(connection: Connection, name: str) -> set[int]:
    found = ever(connection, schema.quotation, "id", [name])
    document, _, number = name.rpartition(":")
    if document and number.isascii() and number.isdigit():
        inside = ever(connection, schema.quotation, "document", ever(connection, schema.document, "id", [document]))
        found |= inside & ever(connection, schema.quotation, "number", [int(number)])
    if not found:
        raise UnknownQuotation(name)
    return found


def _coding(connection: Connection, name: str) -> set[int]:
    found = ever(connection, schema.coding, "id", [name])
    if not found:
        raise UnknownCoding(name)
    return found


def _memo(connection: Connection, name: str) -> set[int]:
    found = ever(connection, schema.memo, "id", [name])
    if not found:
        raise NotPossible(f"There is no memo {name!r}. The ids are in the column id of qualcode memos --json.")
    return found


def _code(connection: Connection, path: str) -> set[int]:
    """A code by its path at present, a retired one too; else by its id or a name it once had."""
    tree = code_tree(connection)
    same = {tree.keys[code.id] for code in tree.codebook if tree.codebook.path(code.id) == path}
    try:
        return same or {tree.keys[tree.codebook.find(path).id]}
    except UnknownCode:
        found = ever(connection, schema.code, "id", [path])
        found |= ever(connection, schema.code, "name", [split_path(path)[-1]])
        if not found:
            raise
        return found


def ever(connection: Connection, table: Table, column: str, values: Collection[Any]) -> set[int]:
    """The keys of the rows that have, or once had, one of these values in a column."""
    if not values:
        return set()
    change, listed = schema.change, _listed(values)
    sides = [func.json_extract(side, f"$.{column}").in_(listed) for side in (change.c.before, change.c.after)]
    now_there = select(table.c.key).where(table.c[column].in_(listed))
    once_there = select(change.c.row).where(change.c.table == table.name, or_(*sides))
    return set(connection.execute(union(now_there, once_there)).scalars())


def referring(table: Table) -> Iterator[tuple[Table, str]]:
    """The tables, and their columns, that refer to rows of this one; a code's place under another does not count."""
    for other in schema.TRACKED:
        for column in other.columns:
            if other is not table and any(foreign.column.table is table for foreign in column.foreign_keys):
                yield other, column.name


def _resting(connection: Connection, table: Table, keys: set[int]) -> Iterator[tuple[Table, set[int]]]:
    """These rows, and those that refer to them, now or ever, and so on."""
    if not keys:
        return
    yield table, keys
    for other, column in referring(table):
        yield from _resting(connection, other, ever(connection, other, column, keys))
    about = ever(connection, schema.memo, "target", keys) & ever(connection, schema.memo, "about", [table.name])
    yield schema.memo, about


def _among(rows: Sequence[tuple[Table, set[int]]]) -> ColumnElement[bool]:
    """Changes to these rows."""
    by_table: dict[str, set[int]] = {}
    for table, keys in rows:
        by_table.setdefault(table.name, set()).update(keys)
    change = schema.change
    return or_(
        False,
        *(and_(change.c.table == name, change.c.row.in_(_listed(keys))) for name, keys in by_table.items() if keys),
    )


def _listed(values: Collection[Any]) -> Select[Any]:
    """Any number of values to look among, as one parameter."""
    each = func.json_each(json.dumps(sorted(values), ensure_ascii=False)).table_valued("value")
    return select(each.c.value)
