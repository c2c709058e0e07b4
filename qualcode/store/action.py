"""One action of a person: what it changes and its history, in one transaction.

    with Action.begin(database, "code", who="anna") as action:
        action.insert(schema.quotation, [row])

Every row of a tracked table is made, changed and removed through an `Action`; there is no other way in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from qualcode.store import schema
from qualcode.store.database import Database

Row = dict[str, Any]

#: Rows written in one go: enough to be quick, few enough to be light.
_PIECE = 5_000
_CHANGE = 'INSERT INTO change (action, "table", row, before, after) VALUES (?, ?, ?, ?, ?)'
_encode = json.JSONEncoder(ensure_ascii=False).encode


def now() -> str:
    """The time in ISO 8601, UTC, in seconds with six digits."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def image(row: Mapping[str, Any] | None) -> str | None:
    """A row as the history keeps it: its columns by name; what is in them (attributes, fields) in its own order."""
    return None if row is None else _encode({name: row[name] for name in sorted(row)})


@dataclass
class Action:
    """An action under way. Its row in the history is written with its first change: an action that changes
    nothing leaves no trace."""

    connection: Connection
    what: str
    who: str = ""
    summary: str = ""
    undoes: int | None = None
    remark: str = ""  # why, in the words of who did it
    session: str = ""  # the id of the analysis session it belongs to
    key: int | None = None

    @classmethod
    @contextmanager
    def begin(
        cls,
        database: Database,
        what: str,
        *,
        who: str = "",
        undoes: int | None = None,
        remark: str = "",
        dry_run: bool = False,
    ) -> Iterator[Action]:
        """An action on a database; with `dry_run` all is done and nothing kept."""
        with database.writing(keep=not dry_run) as connection:
            action = cls(connection, what, who, undoes=undoes, remark=remark.strip())
            yield action
            action._finish()

    def insert(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        """Add rows; returns them with their keys. Columns left out take their defaults."""
        if not rows:
            return []
        first = self.numbers(table.name, len(rows))
        blank = {column.name: column.default.arg for column in table.columns if column.default is not None}  # type: ignore[attr-defined]
        whole = [{**blank, **row, "key": first + place} for place, row in enumerate(rows)]
        for at in range(0, len(whole), _PIECE):
            piece = whole[at : at + _PIECE]
            self.connection.execute(table.insert(), piece)
            self._record(table, [(row["key"], None, row) for row in piece])
        return whole

    def restore(self, table: Table, rows: Sequence[Row]) -> None:
        """Put removed rows back under their old keys, in this order."""
        self.connection.execute(table.insert(), rows)
        self._record(table, [(row["key"], None, row) for row in rows])

    def update(self, table: Table, changes: Mapping[int, Mapping[str, Any]]) -> int:
        """Change rows by key; returns how many really changed."""
        before = self.rows(table, list(changes))
        found = []
        for key, change in changes.items():
            after = {**before[key], **change}
            if after != before[key]:
                found.append((key, before[key], after))
        if found:
            # all columns are set, so that one statement serves every row
            values: dict[str, Any] = {
                column.name: bindparam(f"new_{column.name}") for column in table.columns if column.name != "key"
            }
            statement = table.update().where(table.c.key == bindparam("old_key")).values(values)
            rows = [{"old_key": key, **{f"new_{name}": after[name] for name in values}} for key, _, after in found]
            self.connection.execute(statement, rows)
            self._record(table, found)
        return len(found)

    def delete(self, table: Table, keys: Sequence[int]) -> None:
        """Remove rows by key, in this order; what is not there is passed over."""
        before = self.rows(table, keys)
        if before:
            self.connection.execute(
                table.delete().where(table.c.key == bindparam("old_key")),
                [{"old_key": key} for key in keys if key in before],
            )
            self._record(table, [(key, before[key], None) for key in keys if key in before])

    def numbers(self, name: str, count: int) -> int:
        """The first of `count` numbers never given before under this name."""
        last = self.last_number(name)
        self.keep_numbers({name: last + count})
        return last + 1

    def last_number(self, name: str) -> int:
        """The last number given under a name, 0 when there is none."""
        table = schema.counter
        return self.connection.execute(select(table.c.value).where(table.c.name == name)).scalar() or 0

    def keep_numbers(self, last: Mapping[str, int]) -> None:
        """Set the last numbers given under these names."""
        added = insert_sqlite(schema.counter)
        kept = added.on_conflict_do_update(index_elements=["name"], set_={"value": added.excluded.value})
        rows = [{"name": name, "value": value} for name, value in last.items() if value]
        if rows:
            self.connection.execute(kept, rows)

    def rows(self, table: Table, keys: Sequence[int]) -> dict[int, Row]:
        """The rows with these keys, as far as they are there."""
        rows: dict[int, Row] = {}
        for at in range(0, len(keys), 500):
            chosen = select(table).where(table.c.key.in_(keys[at : at + 500]))
            rows.update({row["key"]: dict(row) for row in self.connection.execute(chosen).mappings()})
        return rows

    def enter(self) -> int:
        """The action's own row in the history, made when first asked for; its key."""
        if self.key is None:
            row = {"created": now(), "who": self.who, "what": self.what, "summary": "", "undoes": self.undoes}
            self.key = self.connection.execute(schema.action.insert(), row).inserted_primary_key[0]  # type: ignore[index]
        return self.key

    def _record(self, table: Table, changes: Sequence[tuple[int, Row | None, Row | None]]) -> None:
        own = self.enter()
        rows = [(own, table.name, key, image(before), image(after)) for key, before, after in changes]
        self.connection.exec_driver_sql(_CHANGE, rows)

    def _finish(self) -> None:
        if self.key is not None and self.summary:
            chosen = schema.action.c.key == self.key
            self.connection.execute(schema.action.update().where(chosen).values(summary=self.summary))
        if self.key is not None and (self.remark or self.session):
            row = {"action": self.key, "session": self.session, "remark": self.remark}
            self.connection.execute(schema.decision.insert(), row)
