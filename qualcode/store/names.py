"""What people call the rows of the database: ids, labels, paths and names in place of its keys."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from qualcode.model import join_path
from qualcode.store import schema

_Rows = dict[int, dict[str, Any]]

#: The table whose row gives a row of this one its name, and the column that refers to it.
_NAMED_BY = {
    "revision": "document",
    "done": "document",
    "review": "document",
    "assignment": "document",
    "resolution": "document",
    "lineage": "source",
    "relation": "source",
    "verdict": "coding",
    "answer": "document",
    "query_name": "query",
}
_OWN = {
    "document": "id", "coder": "name", "coding": "id", "memo": "id", "sample": "id", "release": "name", "query": "name",
}  # fmt: skip
_BARE = {"session": "reason", "version": "key"}


@dataclass(frozen=True)
class Names:
    """Per table from keys to names, of rows that are gone too; `sessions` from an analysis session's id to its
    reason."""

    by_table: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)

    def of(self, table: str, key: Any) -> str:
        return self.by_table.get(table, {}).get(key, "")

    def entity(self, table: str, row: Mapping[str, Any]) -> str:
        """What people call a row of a table; see `Change.entity`."""
        if table in _NAMED_BY:
            return self.refers(table, _NAMED_BY[table], row)
        if table == "quotation":
            return f"{self.of('document', row['document'])}:{row['number']}"
        column = _OWN.get(table) or _BARE.get(table)
        return str(row[column]) if column else self.of(table, row["key"])

    def refers(self, table: str, column: str, row: Mapping[str, Any]) -> str:
        """The name of what a column refers to; empty where it refers to nothing."""
        other = row["about"] if (table, column) == ("memo", "target") else _target(table, column)
        return self.of(other, row[column]) if other else ""


def _target(table: str, column: str) -> str:
    """The table that a column refers to by key, empty for other columns."""
    for foreign in schema.metadata.tables[table].c[column].foreign_keys:
        if foreign.column.name == "key":
            return foreign.column.table.name
    return ""


def read_names(connection: Connection, tables: Collection[str]) -> Names:
    """The names that changes to these tables need."""
    documents = _ever(connection, schema.document, "id")
    codes = _ever(connection, schema.code, "name", "parent")
    named = {
        "document": {key: row["id"] for key, row in documents.items()},
        "coder": {key: row["name"] for key, row in _ever(connection, schema.coder, "name").items()},
        "code": {key: join_path(_upwards(codes, key)) for key in codes},
    }
    if {"coding", "memo"} & {*tables}:
        quotations = _ever(connection, schema.quotation, "document", "number")
        named["quotation"] = {
            key: f"{named['document'].get(row['document'], '')}:{row['number']}" for key, row in quotations.items()
        }
    if "verdict" in tables:
        named["coding"] = {key: row["id"] for key, row in _ever(connection, schema.coding, "id").items()}
    if "query_name" in tables:
        named["query"] = {key: row["name"] for key, row in _ever(connection, schema.query, "name").items()}
    if "assignment" in tables:
        named["sample"] = {key: row["id"] for key, row in _ever(connection, schema.sample, "id").items()}
    return Names(
        named, {row["id"]: row["reason"] for row in _ever(connection, schema.session, "id", "reason").values()}
    )


def _ever(connection: Connection, table: Table, *columns: str) -> _Rows:
    """These columns of all rows, of those that are gone as they last were."""
    rows: _Rows = {}
    change = schema.change
    gone = select(change.c.row, change.c.before).where(
        change.c.table == table.name, change.c.after.is_(None), change.c.before.is_not(None)
    )
    for key, image in connection.execute(gone.order_by(change.c.key)):
        rows[key] = json.loads(image)
    living = select(table.c.key, *(table.c[name] for name in columns))
    rows.update({row["key"]: dict(row) for row in connection.execute(living).mappings()})
    return rows


def _upwards(codes: _Rows, key: int | None) -> Iterator[str]:
    """The names from the top down to a code."""
    row = codes.get(key) if key is not None else None
    if row is not None:
        yield from _upwards(codes, row["parent"])
        yield row["name"]
