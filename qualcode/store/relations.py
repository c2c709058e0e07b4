"""Named relations between codes: what leads to what, what hinders what, or a kind of one's own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import Connection, select

from qualcode.errors import NotPossible, WrongUsage, listing
from qualcode.model import Code, Codebook
from qualcode.store import schema
from qualcode.store.action import Action, now
from qualcode.store.reading import code_tree

#: Kinds offered by name; any other is as good.
KINDS = ("leidt tot", "belemmert")


@dataclass(frozen=True, slots=True)
class Relation:
    """One code stands in a relation to another; codes by id and by their present path."""

    source: str
    kind: str
    target: str
    source_path: str
    target_path: str
    who: str = ""
    remark: str = ""
    created: str = ""

    def __str__(self) -> str:
        return f"{self.source_path} – {self.kind} – {self.target_path}"


def relations(connection: Connection) -> list[Relation]:
    """All relations, oldest first."""
    book = code_tree(connection).codebook
    ids = {row.key: row.id for row in connection.execute(select(schema.code.c.key, schema.code.c.id))}
    rows = connection.execute(select(schema.relation).order_by(schema.relation.c.key))
    return [
        Relation(
            ids[row.source], row.kind, ids[row.target], book.path(ids[row.source]), book.path(ids[row.target]),
            row.who, row.remark, row.created,
        )
        for row in rows
    ]  # fmt: skip


def relate(action: Action, source: str, kind: str, target: str, *, remark: str = "") -> Relation:
    """Add a relation; raises where it is there already, or would tie a code to itself."""
    tree = code_tree(action.connection)
    one, other, kind = _ends(tree.codebook, source, kind, target)
    if one.id == other.id:
        raise NotPossible(f"{tree.codebook.path(one.id)} cannot be related to itself.")
    made = Relation(
        one.id, kind, other.id, tree.codebook.path(one.id), tree.codebook.path(other.id), action.who, remark, now()
    )
    if _find(action.connection, made) is not None:
        raise NotPossible(f"{made} is there already.")
    row = {
        "id": str(uuid.uuid4()),
        "source": tree.keys[one.id],
        "target": tree.keys[other.id],
        "kind": kind,
        "who": action.who,
        "remark": remark.strip(),
        "created": made.created,
    }
    action.insert(schema.relation, [row])
    action.summary = str(made)
    return made


def unrelate(action: Action, source: str, kind: str, target: str) -> Relation:
    """Remove a relation; raises `NotPossible` where there is none such."""
    one, other, kind = _ends(code_tree(action.connection).codebook, source, kind, target)
    there = relations(action.connection)
    for each in there:
        if (each.source, each.kind, each.target) == (one.id, kind, other.id):
            key = _find(action.connection, each)
            action.delete(schema.relation, [key] if key is not None else [])
            action.summary = str(each)
            return each
    raise NotPossible(f"There is no such relation. There are: {listing(there) or 'none'}.")


def _ends(book: Codebook, source: str, kind: str, target: str) -> tuple[Code, Code, str]:
    kind = " ".join(kind.split())
    if not kind:
        raise WrongUsage(f"Say what the relation is, such as {' or '.join(map(repr, KINDS))}.")
    return book.find(source), book.find(target), kind


def _find(connection: Connection, relation: Relation) -> int | None:
    table, keys = schema.relation, code_tree(connection).keys
    chosen = select(table.c.key).where(
        table.c.source == keys[relation.source], table.c.target == keys[relation.target], table.c.kind == relation.kind
    )
    return connection.execute(chosen).scalar()
