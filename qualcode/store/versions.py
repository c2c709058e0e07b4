"""Versions of the codebook: which there are, how the tree was under one, and the codings of today under it.

Every change of the tree makes a version with a number; a release gives one a name. Nothing is kept twice: the tree
of an older version is rebuilt from the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Table, select

from qualcode.errors import NotPossible, UnknownChoice, WrongUsage
from qualcode.store import schema
from qualcode.store.action import Action, Row, now
from qualcode.store.history import events
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
    if text.isdigit() and int(text) in numbers:
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


def tree_at(connection: Connection, version: int) -> CodeTree:
    """The codebook as it was under a version."""
    with under(connection, version):
        return code_tree(connection)


@dataclass(frozen=True, slots=True)
class Under:
    """What reading under an older version left out: codings of codes that it did not have."""

    version: int
    left_out: int


@contextmanager
def under(connection: Connection, version: int) -> Iterator[Under]:
    """Read under an older version of the codebook, within a reading transaction: the tree as it was then, and the
    codings as they are now, each with the code it would have had.

    What changes of the tree did to codings since (merging, splitting, promoting) is taken back; what people coded
    and corrected since stays. A coding of a code that came out of another counts as that other; one of a code that
    has nothing to do with any code of then is left out, and counted.
    """
    since = begun(connection)[version]
    for table in (schema.code, schema.coding, schema.version):
        connection.exec_driver_sql(f"CREATE TEMP TABLE {table.name} AS SELECT * FROM main.{table.name}")
    try:
        # from here on these names mean the copies
        _put(connection, schema.code, _before(connection, "code", since))
        connection.execute(schema.version.delete().where(schema.version.c.key > version))
        _put(connection, schema.coding, _recoded(connection, since))
        yield Under(version, _leave_out(connection, version))
    finally:
        for table in (schema.code, schema.coding, schema.version):
            connection.exec_driver_sql(f"DROP TABLE temp.{table.name}")


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


def _recoded(connection: Connection, since: int) -> dict[int, Row | None]:
    """The codings that changes of the tree gave another code since, as they were before that; what a person did to
    one after that stays."""
    by_tree = _of_tree(connection, since)
    change = schema.change
    steps: dict[int, list[Any]] = {}
    chosen = select(change).where(change.c.table == "coding", change.c.action > since)
    touched = chosen.with_only_columns(change.c.row).where(change.c.action.in_(by_tree)).distinct()
    for step in connection.execute(chosen.where(change.c.row.in_(touched)).order_by(change.c.key.desc())):
        steps.setdefault(step.row, []).append(step)
    found: dict[int, Row | None] = {}
    for row, own in steps.items():
        for step in takewhile(lambda step: step.action in by_tree and (step.before or step.after), own):
            found[row] = json.loads(step.before) if step.before else None
    quotations = set(connection.execute(select(schema.quotation.c.key)).scalars())
    return {key: row for key, row in found.items() if row is None or row["quotation"] in quotations}


def _of_tree(connection: Connection, since: int) -> set[int]:
    """The actions since that changed the tree, and those that undid or redid one."""
    found: set[int] = set()
    for event in events(connection):
        if event.what.startswith(f"{CODEBOOK} ") or event.undoes in found:
            found.add(event.number)
    return {number for number in found if number > since}


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
