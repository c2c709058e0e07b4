"""Versions of the codebook: which there are, how the tree was under one, and the codings of today under it.

Every change of the tree makes a version with a number; a release gives one a name. Nothing is kept twice: the tree
of an older version is rebuilt from the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

from qualcode.errors import NotPossible, UnknownChoice, WrongUsage
from qualcode.model import Codebook, Verdict
from qualcode.store import schema
from qualcode.store.action import Action, Row, now
from qualcode.store.history import Event, events
from qualcode.store.reading import CodeTree, code_tree
from qualcode.store.tree import CODEBOOK


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the codebook that got a name, by whom and when (ISO)."""

    name: str
    version: int
    who: str
    remark: str
    created: str


@dataclass(frozen=True, slots=True)
class Succession:
    """A code that became another: `kind` is merged (it went into the other), split or promoted (the other came out
    of it), in a version of the codebook. Ids of codes."""

    source: str
    target: str
    kind: str
    version: int


def releases(connection: Connection) -> list[Release]:
    """The named versions, oldest first."""
    rows = connection.execute(select(schema.release).order_by(schema.release.c.key)).mappings()
    return [Release(row["name"], row["version"], row["who"], row["remark"], row["created"]) for row in rows]


def release(action: Action, name: str, *, remark: str) -> Release:
    """Give the codebook as it is now a name. Raises where the name is taken, or is a number."""
    name = " ".join(name.split())
    if not name or name.isdigit():
        raise WrongUsage(f"{name!r} is no name for a version: give it words, such as 'na analysesessie 1'.")
    there = {each.name.casefold(): each for each in releases(action.connection)}
    if name.casefold() in there:
        taken = there[name.casefold()]
        raise NotPossible(f"Version {taken.version} is called {taken.name!r} already. Choose another name.")
    version = code_tree(action.connection).version
    if not version:
        raise NotPossible("The codebook is empty: there is nothing to release yet.")
    row = {"version": version, "name": name, "who": action.who, "remark": remark.strip(), "created": now()}
    action.insert(schema.release, [row])
    action.summary = f"version {version}: {name}"
    return Release(name, version, action.who, remark.strip(), str(row["created"]))


def find_version(connection: Connection, name: str | int) -> int:
    """The number of a version that is named by its release or its number; raises `UnknownChoice`."""
    known = {each.name: each.version for each in releases(connection)}
    numbers = set(connection.execute(select(schema.version.c.key)).scalars())
    text = str(name).strip()
    if text in known:
        return known[text]
    folded = {each.casefold(): number for each, number in known.items()}
    if text.casefold() in folded:
        return folded[text.casefold()]
    if text.isdecimal() and int(text) in numbers:
        return int(text)
    last = f"a number from {min(numbers)} to {max(numbers)}" if numbers else "none yet"
    raise UnknownChoice("The version of the codebook", name, [*known, last])


def name_of(connection: Connection, version: int) -> str:
    """The latest name a version was given, empty without one."""
    return next((each.name for each in reversed(releases(connection)) if each.version == version), "")


def successions(connection: Connection) -> list[Succession]:
    """Which code became which, oldest first."""
    ids = {row.key: row.id for row in connection.execute(select(schema.code.c.key, schema.code.c.id))}
    rows = connection.execute(select(schema.lineage).order_by(schema.lineage.c.key))
    return [Succession(ids[row.source], ids[row.target], row.kind, row.version) for row in rows]


def begun(connection: Connection) -> dict[int, int]:
    """Per version the action that made it, or that last brought it back."""
    change = schema.change
    chosen = select(change.c.row, change.c.action).where(
        change.c.table == "version", change.c.before.is_(None), change.c.after.is_not(None)
    )
    there = set(connection.execute(select(schema.version.c.key)).scalars())
    made = connection.execute(chosen.order_by(change.c.key)).all()
    return {row.row: row.action for row in made if row.row in there}


def made_by(connection: Connection) -> dict[int, int]:
    """Per version the action that made it, first of all."""
    change = schema.change
    chosen = select(change.c.row, func.min(change.c.action)).where(change.c.table == "version").group_by(change.c.row)
    there = set(connection.execute(select(schema.version.c.key)).scalars())
    return {version: action for version, action in connection.execute(chosen) if version in there}


def tree_at(connection: Connection, version: int) -> CodeTree:
    """The codebook as it was under a version; an empty one for 0."""
    if not version:
        return CodeTree(Codebook(), {}, {}, 0)
    with _copies(connection, _TREE):
        _put_tree(connection, version)
        return code_tree(connection)


@dataclass(frozen=True, slots=True)
class Under:
    """What reading under an older version left out: codings of codes that it did not have."""

    version: int
    left_out: int


#: The tables that are read as they were under an older version: the tree, and what stands on it.
_TREE = (schema.code, schema.version)
_ON_IT = (schema.coding, schema.verdict)


@contextmanager
def under(connection: Connection, version: int) -> Iterator[Under]:
    """Read under an older version of the codebook, within a reading transaction: the tree as it was then, and the
    codings as they are now, each with the code it would have had.

    What changes of the tree did to codings since (merging, splitting, promoting) is taken back; what people coded
    and corrected since stays, column by column: a comment written after a merge does not keep its code. A coding of a
    code that came out of another counts as that other; one of a code that has nothing to do with any code of then is
    left out, and counted.
    """
    with _copies(connection, (*_TREE, *_ON_IT)):
        since = _put_tree(connection, version)
        for table in _ON_IT:
            _put(connection, table, _without_tree(connection, table, since))
        left_out = _leave_out(connection, version)
        _tidy_verdicts(connection)
        yield Under(version, left_out)


@contextmanager
def _copies(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Copies of tables, to change and read under the same names; the tables themselves stay as they are."""
    for table in tables:
        connection.exec_driver_sql(f"CREATE TEMP TABLE {table.name} AS SELECT * FROM main.{table.name}")
    try:
        yield
    finally:
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE temp.{table.name}")


def _put_tree(connection: Connection, version: int) -> int:
    """Bring the copies of the tree back to a version; returns the action since which it is left."""
    since = begun(connection)[version]
    _put(connection, schema.code, _before(connection, "code", since))
    connection.execute(schema.version.delete().where(schema.version.c.key > version))
    return since


def _put(connection: Connection, table: Table, rows: Mapping[int, Row | None]) -> None:
    """Replace rows by key; None removes one."""
    keys = sorted(rows)
    for at in range(0, len(keys), 500):
        connection.execute(table.delete().where(table.c.key.in_(keys[at : at + 500])))
    there = [row for row in rows.values() if row is not None]
    if there:
        connection.execute(table.insert(), there)


def _before(connection: Connection, table: str, since: int) -> dict[int, Row | None]:
    """The rows of a table that changed since an action, as they were right after it; None where there was none."""
    change = schema.change
    chosen = select(change.c.row, change.c.before).where(change.c.table == table, change.c.action > since)
    rows = connection.execute(chosen.order_by(change.c.key.desc()))
    return {row.row: json.loads(row.before) if row.before else None for row in rows}


def _without_tree(connection: Connection, table: Table, since: int) -> dict[int, Row | None]:
    """The rows of a table that changes of the tree changed since, as they would be without; what people did to a row
    stays."""
    every = events(connection)
    by_tree, idle = _of_tree(every, since), _idle(every, since)
    change = schema.change
    chosen = select(change).where(change.c.table == table.name, change.c.action > since)
    touched = chosen.with_only_columns(change.c.row).where(change.c.action.in_(by_tree)).distinct()
    steps: dict[int, list[Any]] = {}
    for step in connection.execute(chosen.where(change.c.row.in_(touched)).order_by(change.c.key.desc())):
        if step.action not in idle:
            steps.setdefault(step.row, []).append(step)
    found = {key: _row_without(own, by_tree) for key, own in steps.items()}
    on = {schema.coding: schema.quotation, schema.verdict: schema.review}[table]
    there = set(connection.execute(select(on.c.key)).scalars())
    return {key: row for key, row in found.items() if row is None or row[on.name] in there}


def _row_without(steps: list[Any], by_tree: Set[int]) -> Row | None:
    """A row from its changes, the last first, less what changes of the tree did to it; None where it is not there."""
    row: Row = {}
    there, kept = steps[0].after is not None, set[str]()
    for step in steps:
        before, after = (json.loads(each) if each else None for each in (step.before, step.after))
        row = row or after or before or {}
        differing = {name for name in before if before[name] != after[name]} if before and after else set()
        if step.action in by_tree:
            there = before is not None
            row.update({name: before[name] for name in differing - kept} if before else {})
        elif before is None or after is None:
            break  # a person made it, or took it away
        else:
            kept |= differing
    return row if there else None


def _of_tree(every: Iterable[Event], since: int) -> set[int]:
    """The actions since that changed the tree, and those that undid or redid one."""
    found: set[int] = set()
    for event in every:
        if event.what.startswith(f"{CODEBOOK} ") or event.undoes in found:
            found.add(event.number)
    return {number for number in found if number > since}


def _idle(every: Iterable[Event], since: int) -> set[int]:
    """The actions since that on the whole did nothing: done and undone, or undone and done again."""
    first: dict[int, int] = {}
    turns: dict[int, list[int]] = {}
    for event in every:
        first[event.number] = first[event.undoes] if event.undoes is not None else event.number
        if event.number > since:
            turns.setdefault(first[event.number], []).append(event.number)
    return {number for numbers in turns.values() if len(numbers) % 2 == 0 for number in numbers}


def _leave_out(connection: Connection, version: int) -> int:
    """Give codings of later codes the code those came out of; drop, and count, those that came out of none."""
    there = set(connection.execute(select(schema.code.c.key)).scalars())
    lineage = schema.lineage
    chosen = (
        select(lineage).where(lineage.c.version > version, lineage.c.kind != "merged").order_by(lineage.c.key.desc())
    )
    came = {row.target: row.source for row in connection.execute(chosen)}
    later = set(connection.execute(select(schema.coding.c.code).distinct()).scalars()) - there
    left_out = 0
    for code in sorted(later):
        origin = code
        while origin not in there and origin in came:
            origin = came[origin]
        mine = schema.coding.c.code == code
        if origin in there:
            connection.execute(schema.coding.update().where(mine).values(code=origin))
        else:
            left_out += connection.execute(schema.coding.delete().where(mine)).rowcount
    return left_out


def _tidy_verdicts(connection: Connection) -> None:
    """Verdicts on codings that are left out go too; what replaced one of them counts as added."""
    verdict = schema.verdict
    there = select(schema.coding.c.key)
    gone, lost = verdict.c.coding.not_in(there), verdict.c.replacement.not_in(there)
    connection.execute(verdict.update().where(lost).values(replacement=None))
    added = {"coding": verdict.c.replacement, "verdict": str(Verdict.ADDED), "replacement": None}
    connection.execute(verdict.update().where(gone, verdict.c.replacement.is_not(None)).values(added))
    connection.execute(verdict.delete().where(gone))
