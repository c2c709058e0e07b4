"""Withdrawn consent: the one thing that takes out of the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, exists, func, select

from qualcode.errors import UnknownDocument
from qualcode.model import MemoOn
from qualcode.store import schema
from qualcode.store.action import Action, now
from qualcode.store.database import Database
from qualcode.store.forgetting import Forgotten, forget
from qualcode.store.quoting import Quoted, Without
from qualcode.store.reading import documents, texts_of
from qualcode.store.remains import files_that_quote
from qualcode.store.vectors import cache_file, discard

Keys = dict[Table, set[int]]

#: The order in which rows go: what refers before what is referred to.
_ORDER = (
    schema.answer, schema.verdict, schema.review, schema.resolution, schema.assignment, schema.memo, schema.coding,
    schema.quotation, schema.done, schema.revision, schema.document,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Purged:
    """How many quotations went with a document, what was taken out elsewhere, and the `files` of the project (paths)
    that still quote it or name its quotations: these are for people to change."""

    quotations: int
    forgotten: Forgotten
    files: tuple[str, ...]


def purge(database: Database, root: Path, name: str, *, without: Without, who: str = "", reason: str = "") -> Purged:
    """Remove a document with its texts, quotations, codings and memos, its reviews, resolutions and places in samples,
    the suggestions seen in it and the answers to them, what saved queries, memos, comments and the codebook quote of it
    (`without` takes it out of an expression), and what the history holds of them, of rows that were removed or taken
    back earlier too; a tombstone stays. The cache of sentence vectors in the project's folder goes whole. It cannot be
    undone. Raises `UnknownDocument` for a name that neither the project nor its history knows."""
    with Action.begin(database, "purge", who=who) as action:
        connection = action.connection
        action.enter()
        keys = _everything_of(connection, name)
        texts = _ever(connection, schema.revision, "text_hash", keys[schema.revision])
        said = {
            *_ever(connection, schema.quotation, "words", keys[schema.quotation]),
            *_ever(connection, schema.coding, "specification", keys[schema.coding]),
        }
        quotations = len(list(_living(connection, schema.quotation, keys[schema.quotation])))
        for table in _ORDER:
            action.delete(table, sorted(keys[table]))
            _redact(connection, table, keys[table])
        _drop_remarks(connection)
        gone = [*texts_of(connection, sorted(texts)).values(), *sorted(said)]
        _drop_texts(connection, texts)
        quoted = Quoted(gone, _all_said(connection), without)
        forgotten = forget(action, quoted)
        files = files_that_quote(root, name, quoted)
        connection.execute(schema.showing.delete().where(schema.showing.c.document == name))
        grave = {"document": name, "created": now(), "who": who, "reason": reason}
        connection.execute(schema.tombstone.insert(), [grave])
        action.summary = name
    try:
        discard(cache_file(root))
    finally:
        database.compact()
    return Purged(quotations, forgotten, files)


def _everything_of(connection: Connection, name: str) -> Keys:
    """The keys of all rows, now or ever, of the document with this name."""
    of_document = _rows(connection, schema.document, "id", [name])
    if not of_document:
        raise UnknownDocument(name, list(documents(connection)))
    quotations = _rows(connection, schema.quotation, "document", of_document)
    reviews = _rows(connection, schema.review, "document", of_document)
    plain = (schema.revision, schema.done, schema.resolution, schema.assignment, schema.answer)
    return {
        schema.document: of_document,
        **{table: _rows(connection, table, "document", of_document) for table in plain},
        schema.quotation: quotations,
        schema.coding: _rows(connection, schema.coding, "quotation", quotations),
        schema.review: reviews,
        schema.verdict: _rows(connection, schema.verdict, "review", reviews),
        schema.memo: _rows(connection, schema.memo, "target", of_document, about=MemoOn.DOCUMENT)
        | _rows(connection, schema.memo, "target", quotations, about=MemoOn.QUOTATION),
    }


def _rows(
    connection: Connection, table: Table, column: str, values: Iterable[str | int], *, about: str = ""
) -> set[int]:
    """The keys of the rows that have one of these values in a column, in the table or in its history."""
    change, found = schema.change, set()
    side = func.coalesce(change.c.after, change.c.before)
    now_there = select(table.c.key)
    once_there = select(change.c.row).where(change.c.table == table.name)
    if about:
        now_there = now_there.where(table.c.about == about)
        once_there = once_there.where(func.json_extract(side, "$.about") == about)
    for piece in _pieces(values):
        found |= set(connection.execute(now_there.where(table.c[column].in_(piece))).scalars())
        past = once_there.where(func.json_extract(side, f"$.{column}").in_(piece))
        found |= set(connection.execute(past).scalars())
    return found


def _pieces(values: Iterable[str | int], size: int = 500) -> Iterator[list[str | int]]:
    every = sorted(values)
    for at in range(0, len(every), size):
        yield every[at : at + size]


def _living(connection: Connection, table: Table, keys: Iterable[int]) -> Iterator[int]:
    for piece in _pieces(keys):
        yield from connection.execute(select(table.c.key).where(table.c.key.in_(piece))).scalars()


def _ever(connection: Connection, table: Table, column: str, keys: Iterable[int]) -> set[str]:
    """What these rows say in a column, or ever said."""
    change, found = schema.change, set[str | None]()
    for piece in _pieces(keys):
        found |= set(connection.execute(select(table.c[column]).where(table.c.key.in_(piece))).scalars())
        for side in (change.c.before, change.c.after):
            past = select(func.json_extract(side, f"$.{column}"))
            past = past.where(change.c.table == table.name, change.c.row.in_(piece))
            found |= set(connection.execute(past).scalars())
    return {each for each in found if each}


def _all_said(connection: Connection) -> Iterator[str]:
    """The texts there are, the words of their quotations, and specifications."""
    for column in (schema.text.c.text, schema.quotation.c.words, schema.coding.c.specification):
        yield from connection.execute(select(column).distinct()).scalars()


def _redact(connection: Connection, table: Table, keys: Iterable[int]) -> None:
    """The history keeps that rows changed, when and by whom; not what was in them."""
    change = schema.change
    for piece in _pieces(keys):
        chosen = (change.c.table == table.name) & change.c.row.in_(piece)
        connection.execute(change.update().where(chosen).values(before=None, after=None))


def _drop_remarks(connection: Connection) -> None:
    """The remarks on actions of which nothing is left go too; those on what concerned other documents as well stay."""
    change, decision = schema.change, schema.decision
    changed = exists().where(change.c.action == decision.c.action)
    left = changed.where(func.coalesce(change.c.before, change.c.after).is_not(None))
    connection.execute(decision.update().where(changed, ~left).values(remark=""))


def _drop_texts(connection: Connection, hashes: Iterable[str]) -> None:
    """Remove texts that no other document has."""
    for each in sorted(hashes):
        used = select(func.count()).select_from(schema.revision).where(schema.revision.c.text_hash == each)
        if not connection.execute(used).scalar():
            connection.execute(schema.text.delete().where(schema.text.c.hash == each))
