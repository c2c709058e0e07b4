"""Withdrawn consent: the one thing that takes out of the history."""

from __future__ import annotations

from sqlalchemy import func, select

from qualcode.model import MemoOn
from qualcode.store import schema
from qualcode.store.action import Action, now
from qualcode.store.database import Database
from qualcode.store.reading import find_document


def purge(database: Database, name: str, *, who: str = "", reason: str = "") -> int:
    """Remove a document with its texts, quotations, codings and memos, and what the history holds of them; a
    tombstone stays. Returns how many quotations went. It cannot be undone."""
    with Action.begin(database, "purge", who=who) as action:
        connection = action.connection
        document = find_document(connection, name)
        quotations = _keys(action, schema.quotation, schema.quotation.c.document == document["key"])
        codings = _keys(action, schema.coding, schema.coding.c.quotation.in_(quotations))
        done = _keys(action, schema.done, schema.done.c.document == document["key"])
        revisions = _keys(action, schema.revision, schema.revision.c.document == document["key"])
        memos = [
            *_keys(
                action,
                schema.memo,
                (schema.memo.c.about == MemoOn.DOCUMENT) & (schema.memo.c.target == document["key"]),
            ),
            *_keys(
                action,
                schema.memo,
                (schema.memo.c.about == MemoOn.QUOTATION) & schema.memo.c.target.in_(quotations),
            ),
        ]
        texts = set(
            connection.execute(
                select(schema.revision.c.text_hash).where(schema.revision.c.key.in_(revisions))
            ).scalars()
        )
        removed = (
            (schema.memo, memos),
            (schema.coding, codings),
            (schema.quotation, quotations),
            (schema.done, done),
            (schema.revision, revisions),
            (schema.document, [document["key"]]),
        )
        _forget_gone(action, document["key"], quotations)
        for table, keys in removed:
            action.delete(table, keys)
            _redact(action, table.name, keys)
        _drop_texts(action, texts)
        grave = {"document": name, "created": now(), "who": who, "reason": reason}
        connection.execute(schema.tombstone.insert(), [grave])
        action.summary = name
    database.compact()
    return len(quotations)


def _keys(action: Action, table, chosen) -> list[int]:  # type: ignore[no-untyped-def]  # SQLAlchemy's table and condition
    return list(action.connection.execute(select(table.c.key).where(chosen)).scalars())


def _redact(action: Action, table: str, keys: list[int]) -> None:
    """The history keeps that rows changed, when and by whom; not what was in them."""
    change = schema.change
    for at in range(0, len(keys), 500):
        chosen = (change.c.table == table) & change.c.row.in_(keys[at : at + 500])
        action.connection.execute(change.update().where(chosen).values(before=None, after=None))


def _forget_gone(action: Action, document: int, quotations: list[int]) -> None:
    """Quotations and codings of this document that were deleted earlier live on in the history only."""
    change = schema.change

    def of(field: str, values: list[int]) -> list[tuple[str, int]]:
        side = func.coalesce(change.c.after, change.c.before)
        chosen = select(change.c.table, change.c.row).where(func.json_extract(side, f"$.{field}").in_(values))
        return [(row.table, row.row) for row in action.connection.execute(chosen)]

    gone = {key for table, key in of("document", [document]) if table == schema.quotation.name}
    every = sorted(gone | set(quotations))
    traces: dict[str, list[int]] = {schema.quotation.name: every}
    for at in range(0, len(every), 500):
        for table, key in of("quotation", every[at : at + 500]):
            if table == schema.coding.name:
                traces.setdefault(table, []).append(key)
        for table, key in of("target", every[at : at + 500]):
            if table == schema.memo.name:
                traces.setdefault(table, []).append(key)
    for table, keys in traces.items():
        _redact(action, table, keys)


def _drop_texts(action: Action, hashes: set[str]) -> None:
    """Texts that no other document has."""
    for each in sorted(hashes):
        used = select(func.count()).select_from(schema.revision).where(schema.revision.c.text_hash == each)
        if not action.connection.execute(used).scalar():
            action.connection.execute(schema.text.delete().where(schema.text.c.hash == each))
