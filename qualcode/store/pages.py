"""One document at a time, straight from its rows: what the workbench shows while somebody codes.

`only` is the name of the coder whose work alone is read; None reads everybody's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, true

from qualcode.errors import UnknownCoding
from qualcode.model import Anchor, Status
from qualcode.store import schema
from qualcode.store.reading import coding_of, quotation_of

_quotation, _coding, _coder, _document = schema.quotation, schema.coding, schema.coder, schema.document


def _mine(only: str | None) -> ColumnElement[bool]:
    return true() if only is None else _coder.c.name == only


def quotations_on(connection: Connection, document: int, only: str | None, ids: Collection[str] | None) -> list[Any]:
    """The quotations of a document by its key, in the order of the text; only those with these ids, where given."""
    chosen = (
        select(_quotation, _document.c.id.label("document_id"), _coder.c.name.label("coder_name"))
        .join(_document, _document.c.key == _quotation.c.document)
        .join(_coder, _coder.c.key == _quotation.c.coder)
        .where(_quotation.c.document == document, _mine(only))
        .order_by(_quotation.c.start, _quotation.c.end.desc(), _quotation.c.number)
    )
    if ids is not None:
        chosen = chosen.where(_quotation.c.id.in_(sorted(ids)))
    return [quotation_of(dict(row)) for row in connection.execute(chosen).mappings()]


def codings_on(connection: Connection, document: int, only: str | None, ids: Collection[str] | None) -> list[Any]:
    """The codings on a document, by its key, in the order of making; only on quotations with these ids, where given."""
    chosen = (
        select(
            _coding,
            _quotation.c.id.label("quotation_id"),
            schema.code.c.id.label("code_id"),
            _coder.c.name.label("coder_name"),
        )
        .join(_quotation, _quotation.c.key == _coding.c.quotation)
        .join(schema.code, schema.code.c.key == _coding.c.code)
        .join(_coder, _coder.c.key == _coding.c.coder)
        .where(_quotation.c.document == document, _mine(only))
        .order_by(_coding.c.key)
    )
    if ids is not None:
        chosen = chosen.where(_quotation.c.id.in_(sorted(ids)))
    return [coding_of(dict(row)) for row in connection.execute(chosen).mappings()]


def finishers(connection: Connection, only: str | None) -> dict[int, list[str]]:
    """Who marked which document done, by the document's key."""
    found: dict[int, list[str]] = {}
    chosen = select(schema.done.c.document, _coder.c.name).join(_coder, _coder.c.key == schema.done.c.coder)
    for document, name in connection.execute(chosen.where(_mine(only)).order_by(schema.done.c.key)):
        found.setdefault(document, []).append(name)
    return found


def coded_by(connection: Connection, only: str | None) -> dict[int, dict[str, int]]:
    """How many quotations each coder has in a document, by the document's key; orphans left out."""
    chosen = (
        select(_quotation.c.document, _coder.c.name, func.count())
        .join(_coder, _coder.c.key == _quotation.c.coder)
        .where(_quotation.c.anchor != Anchor.ORPHANED, _mine(only))
        .group_by(_quotation.c.document, _coder.c.name)
    )
    found: dict[int, dict[str, int]] = {}
    for document, name, count in connection.execute(chosen):
        found.setdefault(document, {})[name] = count
    return found


def code_counts(connection: Connection, only: str | None, document: int | None = None) -> dict[str, int]:
    """Of each code's id, how many passages (document and span) carry it; drafts and orphans left out."""
    spans = (
        select(_coding.c.code, _quotation.c.document, _quotation.c.start, _quotation.c.end)
        .join(_quotation, _quotation.c.key == _coding.c.quotation)
        .where(_coding.c.status == Status.FINAL, _quotation.c.anchor != Anchor.ORPHANED)
        .distinct()
    )
    if only is not None:
        spans = spans.join(_coder, and_(_coder.c.key == _coding.c.coder, _coder.c.name == only))
    if document is not None:
        spans = spans.where(_quotation.c.document == document)
    inner = spans.subquery()
    counted: Select[Any] = (
        select(schema.code.c.id, func.count().label("many"))
        .join(inner, inner.c.code == schema.code.c.key)
        .group_by(schema.code.c.id)
    )
    return {row.id: row.many for row in connection.execute(counted)}


def specifications(connection: Connection, code: str, only: str | None) -> list[str]:
    """What codings of a code specify, the most frequent first, each as it was first spelled."""
    chosen = (
        select(_coding.c.specification, func.count().label("many"), func.min(_coding.c.key).label("first"))
        .join(schema.code, schema.code.c.key == _coding.c.code)
        .join(_coder, _coder.c.key == _coding.c.coder)
        .where(schema.code.c.id == code, _coding.c.specification != "", _mine(only))
        .group_by(_coding.c.specification)
        .order_by(func.count().desc(), func.min(_coding.c.key))
    )
    return [row.specification for row in connection.execute(chosen)]


def lengths(connection: Connection, text_hash: str | None = None) -> dict[str, int]:
    """How many characters each text has by its hash, or only that one. SQLite counts them, which reads the texts; none
    comes out of the database."""
    chosen = select(schema.text.c.hash, func.length(schema.text.c.text))
    if text_hash is not None:
        chosen = chosen.where(schema.text.c.hash == text_hash)
    return {row[0]: row[1] for row in connection.execute(chosen)}


def place_of_action(connection: Connection, number: int) -> tuple[str, str]:
    """The document that an action is about, and the id of the quotation, there or gone; empty where there is none."""
    quotations: dict[int, Any] = {}
    for table, row in _images(connection, number):
        if table == _quotation.name:
            quotations[row["key"]] = row
    for table, row in _images(connection, number):
        document, quotation = row.get("document"), dict[str, Any]()
        key = {_coding.name: row.get("quotation"), _quotation.name: row["key"]}.get(table)
        if key is not None:
            quotation = quotations.get(key) or _row(connection, key)
            document = quotation.get("document")
        named = connection.execute(select(_document.c.id).where(_document.c.key == document)).scalar()
        if named is not None:
            return named, quotation.get("id", "")
    return "", ""


def _images(connection: Connection, number: int, limit: int = 100) -> Iterator[tuple[str, Any]]:
    """The first rows that an action changed, as they were last, by the name of their table."""
    change = schema.change.c
    chosen = select(change.table, func.coalesce(change.after, change.before)).where(change.action == number)
    for table, image in connection.execute(chosen.order_by(change.key).limit(limit)):
        if image is not None:
            yield table, json.loads(image)


def _row(connection: Connection, key: int) -> dict[str, Any]:
    found = connection.execute(select(_quotation).where(_quotation.c.key == key)).mappings().first()
    return dict(found) if found else {}


def place_of_coding(connection: Connection, coding: str, only: str | None) -> tuple[str, str]:
    """The document and the id of the quotation that a coding is on; raises `UnknownCoding`."""
    chosen = (
        select(_document.c.id, _quotation.c.id)
        .select_from(_coding)
        .join(_quotation, _quotation.c.key == _coding.c.quotation)
        .join(_document, _document.c.key == _quotation.c.document)
        .join(_coder, _coder.c.key == _coding.c.coder)
        .where(_coding.c.id == coding, _mine(only))
    )
    row = connection.execute(chosen).first()
    if row is None:
        raise UnknownCoding(coding)
    return row[0], row[1]
