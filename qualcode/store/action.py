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

from qualcode.store import schema
from qualcode.store.database import Database

Row = dict[str, Any]


def now() -> str:
    """The time in ISO 8601, UTC, in seconds with six digits."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def image(row: Mapping[str, Any] | None) -> str | None:
    """A row as the history keeps it."""
    return None if row is None else json.dumps(dict(row), ensure_ascii=False, sort_keys=True)


@dataclass
class Action:
    """An action under way. Its row in the history is written with its first change: an action that changes
    nothing leaves no trace."""

    connection: Connection
    what: str
    who: str = ""
    summary: str = ""
    undoes: int | None = None
    key: int | None = None

    @classmethod
    @contextmanager
    def begin(cls, database: Database, what: str, *, who: str = "", undoes: int | None = None) -> Iterator[Action]:
        with database.writing() as connection:
            action = cls(connection, what, who, undoes=undoes)
            yield action
            action._finish()

    def insert(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        """Add rows; returns them with their keys. Columns left out take their defaults."""
        if not rows:
            return []
        first = self.numbers(table.name, len(rows))
        blank = {column.name: column.default.arg for column in table.columns if column.default is not None}  # type: ignore[attr-defined]
        whole = [{**blank, **row, "key": first + place} for place, row in enumerate(rows)]
        self.connection.execute(table.insert(), whole)
        self._record(table, [(row["key"], None, row) for row in whole])
        return whole

    def restore(self, table: Table, row: Row) -> None:
        """Put a removed row back under its old key."""
        self.connection.execute(table.insert(), [row])
        self._record(table, [(row["key"], None, row)])

    def update(self, table: Table, changes: Mapping[int, Mapping[str, Any]]) -> int:
        """Change rows by key; returns how many really changed."""
        before = self._rows(table, list(changes))
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
        """Remove rows by key."""
        before = self._rows(table, keys)
        if before:
            self.connection.execute(
                table.delete().where(table.c.key == bindparam("old_key")),
                [{"old_key": key} for key in before],
            )
            self._record(table, [(key, row, None) for key, row in before.items()])

    def numbers(self, name: str, count: int) -> int:
        """The first of `count` numbers never given before under this name."""
        table = schema.counter
        last = self.connection.execute(select(table.c.value).where(table.c.name == name)).scalar()
        if last is None:
            self.connection.execute(table.insert(), [{"name": name, "value": count}])
            return 1
        self.connection.execute(table.update().where(table.c.name == name).values(value=last + count))
        return int(last) + 1

    def _rows(self, table: Table, keys: Sequence[int]) -> dict[int, Row]:
        rows: dict[int, Row] = {}
        for at in range(0, len(keys), 500):
            chosen = select(table).where(table.c.key.in_(keys[at : at + 500]))
            rows.update({row["key"]: dict(row) for row in self.connection.execute(chosen).mappings()})
        return rows

    def _record(self, table: Table, changes: Sequence[tuple[int, Row | None, Row | None]]) -> None:
        if self.key is None:
            row = {"created": now(), "who": self.who, "what": self.what, "summary": "", "undoes": self.undoes}
            self.key = self.connection.execute(schema.action.insert(), row).inserted_primary_key[0]  # type: ignore[index]
        rows = [
            {
                "action": self.key,
                "table": table.name,
                "row": key,
                "before": image(before),
                "after": image(after),
            }
            for key, before, after in changes
        ]
        self.connection.execute(schema.change.insert(), rows)

    def _finish(self) -> None:
        if self.key is not None and self.summary:
            chosen = schema.action.c.key == self.key
            self.connection.execute(schema.action.update().where(chosen).values(summary=self.summary))
