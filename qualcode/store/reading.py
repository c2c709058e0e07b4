"""From rows to the values of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

from qualcode.errors import UnknownCoder, UnknownCoding, UnknownDocument, UnknownMemo, UnknownQuotation
from qualcode.model import (
    Anchor,
    Code,
    Codebook,
    Coding,
    Document,
    Grade,
    GradeForm,
    Memo,
    MemoOn,
    Origin,
    Quotation,
    Rule,
    Scale,
    Span,
    Specify,
    Status,
    Value,
)
from qualcode.store import schema
from qualcode.store.action import Row


@dataclass(frozen=True, slots=True)
class CodeTree:
    """The codebook, the database's keys of its codes, and the version it is."""

    codebook: Codebook
    keys: Mapping[str, int]
    added: Mapping[str, int]
    version: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A coder marked a document done, under a version of the codebook, on a day (ISO time)."""

    document: str
    coder: str
    version: int
    created: str


def read_value(value: Any) -> Value:
    """An attribute as it comes from JSON: lists become tuples."""
    return tuple(read_value(each) for each in value) if isinstance(value, list) else value


def document_of(row: Mapping[str, Any], text: str = "") -> Document:
    attributes = {name: read_value(value) for name, value in row["attributes"].items()}
    return Document(row["id"], text, row["case"], row["kind"], row["interview"], attributes, row["path"])


def documents(connection: Connection) -> dict[str, Row]:
    """The rows of all documents by id, in the order of their ids."""
    rows = connection.execute(select(schema.document)).mappings()
    return {row["id"]: dict(row) for row in sorted(rows, key=lambda row: natural(row["id"]))}


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts `KAF2.10` after `KAF2.9`."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for letter in [*text, ""]:
        if letter.isascii() and letter.isdigit():
            digits += letter
            continue
        if digits:
            parts.append((0, int(digits), digits))
            digits = ""
        if letter:
            parts.append((1, 0, letter))
    return tuple(parts)


def find_document(connection: Connection, name: str) -> Row:
    """The row of a document; raises `UnknownDocument`."""
    row = connection.execute(select(schema.document).where(schema.document.c.id == name)).mappings().first()
    if row is None:
        raise UnknownDocument(name, list(documents(connection)))
    return dict(row)


def text_of(connection: Connection, text_hash: str) -> str:
    return str(connection.execute(select(schema.text.c.text).where(schema.text.c.hash == text_hash)).scalar_one())


def texts_of(connection: Connection, hashes: Iterable[str]) -> dict[str, str]:
    """Texts by their hash."""
    wanted, found = sorted(set(hashes)), {}
    for at in range(0, len(wanted), 500):
        chosen = select(schema.text).where(schema.text.c.hash.in_(wanted[at : at + 500]))
        found.update({row.hash: row.text for row in connection.execute(chosen)})
    return found


def coders(connection: Connection) -> dict[str, int]:
    """Names to keys, in order of appearance."""
    rows = connection.execute(select(schema.coder).order_by(schema.coder.c.key))
    return {row.name: row.key for row in rows}


def check_coder(connection: Connection, name: str, listed: Iterable[str] = ()) -> None:
    """Raises `UnknownCoder` for a name that neither the settings nor the database know."""
    known = list(dict.fromkeys([*listed, *coders(connection)]))
    if name not in known:
        raise UnknownCoder(name, known)


def code_tree(connection: Connection) -> CodeTree:
    """The codebook as it is now."""
    chosen = select(schema.code).order_by(schema.code.c.position, schema.code.c.key)
    rows = [dict(row) for row in connection.execute(chosen).mappings()]
    ids = {row["key"]: row["id"] for row in rows}
    below: dict[int | None, list[Row]] = {}
    for row in rows:
        below.setdefault(row["parent"], []).append(row)
    ordered: list[Code] = []

    def descend(parent: int | None) -> None:
        for row in below.get(parent, []):
            ordered.append(code_of(row, ids.get(row["parent"], "")))
            descend(row["key"])

    descend(None)
    version = connection.execute(select(schema.version).order_by(schema.version.c.key.desc())).first()
    codebook = Codebook(tuple(ordered), version.name if version else "", version.language if version else "")
    keys = {row["id"]: row["key"] for row in rows}
    return CodeTree(codebook, keys, {row["id"]: row["version"] for row in rows}, version.key if version else 0)


def code_of(row: Mapping[str, Any], parent: str) -> Code:
    fields = dict(row["fields"])
    if fields.get("specify"):
        fields["specify"] = Specify(tuple(fields["specify"]["values"]), fields["specify"]["free"])
    if fields.get("grade"):
        fields["grade"] = Scale(fields["grade"]["min"], fields["grade"]["max"])
    if fields.get("rule"):
        fields["rule"] = Rule.of(fields["rule"])
    for name in ("include", "exclude", "keywords", "former"):
        fields[name] = tuple(fields.get(name, ()))
    for name in ("examples", "applies"):
        fields[name] = {key: tuple(values) for key, values in fields.get(name, {}).items()}
    return Code(id=row["id"], name=row["name"], parent=parent, retired=row["retired"], **fields)


#: Quotations, and codings, with the names of what they refer to.
QUOTATIONS = (
    select(schema.quotation, schema.document.c.id.label("document_id"), schema.coder.c.name.label("coder_name"))
    .join(schema.document, schema.document.c.key == schema.quotation.c.document)
    .join(schema.coder, schema.coder.c.key == schema.quotation.c.coder)
)

CODINGS = (
    select(
        schema.coding,
        schema.quotation.c.id.label("quotation_id"),
        schema.code.c.id.label("code_id"),
        schema.coder.c.name.label("coder_name"),
    )
    .join(schema.quotation, schema.quotation.c.key == schema.coding.c.quotation)
    .join(schema.code, schema.code.c.key == schema.coding.c.code)
    .join(schema.coder, schema.coder.c.key == schema.coding.c.coder)
)


def quotation_of(row: Mapping[str, Any]) -> Quotation:
    return Quotation(
        id=row["id"],
        document=row["document_id"],
        number=row["number"],
        span=Span(row["start"], row["end"]),
        words=row["words"],
        coder=row["coder_name"],
        comment=row["comment"],
        verbatim=row["verbatim"],
        released=row["released"],
        anchor=Anchor(row["anchor"]),
        created=row["created"],
    )


def grade_of(row: Mapping[str, Any]) -> Grade | None:
    return Grade(GradeForm(row["form"]), row["value"], row["low"], row["high"]) if row["form"] else None


def coding_of(row: Mapping[str, Any]) -> Coding:
    return Coding(
        id=row["id"],
        quotation=row["quotation_id"],
        code=row["code_id"],
        coder=row["coder_name"],
        origin=Origin(row["origin"]),
        status=Status(row["status"]),
        value=grade_of(row),
        specification=row["specification"],
        comment=row["comment"],
        source=row["source"],
        created=row["created"],
    )


def find_quotation(connection: Connection, name: str) -> Row:
    """The row of a quotation named by label (`KAF2.4.1:12`) or id; raises `UnknownQuotation`."""
    document, _, number = name.rpartition(":")
    chosen = QUOTATIONS.where(schema.quotation.c.id == name)
    if document and number.isascii() and number.isdigit() and len(number) < 16:
        chosen = QUOTATIONS.where(schema.document.c.id == document, schema.quotation.c.number == int(number))
    row = connection.execute(chosen).mappings().first()
    if row is None:
        raise UnknownQuotation(name)
    return dict(row)


def find_coding(connection: Connection, identity: str) -> Row:
    """The row of a coding; raises `UnknownCoding`."""
    row = connection.execute(CODINGS.where(schema.coding.c.id == identity)).mappings().first()
    if row is None:
        raise UnknownCoding(identity)
    return dict(row)


def resting_on(connection: Connection, quotation: int) -> list[tuple[Table, list[tuple[str, int]]]]:
    """The codings and memos of a quotation: per table the name of whose it is, and its key."""
    chosen = {
        schema.coding: schema.coding.c.quotation == quotation,
        schema.memo: (schema.memo.c.about == MemoOn.QUOTATION) & (schema.memo.c.target == quotation),
    }
    found = []
    for table, condition in chosen.items():
        named = select(schema.coder.c.name, table.c.key).join(schema.coder, schema.coder.c.key == table.c.coder)
        found.append((table, [(row.name, row.key) for row in connection.execute(named.where(condition))]))
    return found


def finished(connection: Connection) -> list[Finished]:
    """All marks that a coder finished a document."""
    done = schema.done
    chosen = (
        select(schema.document.c.id, schema.coder.c.name, done.c.version, done.c.created)
        .join(schema.document, schema.document.c.key == done.c.document)
        .join(schema.coder, schema.coder.c.key == done.c.coder)
        .order_by(done.c.key)
    )
    return [Finished(*row) for row in connection.execute(chosen)]


def reviews(connection: Connection) -> list[tuple[str, str, str]]:
    """All reviews, oldest first: the document, who reviews, and whose codings."""
    review, reviewer, author = schema.review, schema.coder.alias(), schema.coder.alias()
    chosen = (
        select(schema.document.c.id, reviewer.c.name, author.c.name)
        .select_from(review)
        .join(schema.document, schema.document.c.key == review.c.document)
        .join(reviewer, reviewer.c.key == review.c.reviewer)
        .join(author, author.c.key == review.c.author)
        .order_by(review.c.key)
    )
    return [(document, who, whose) for document, who, whose in connection.execute(chosen)]


def memos(connection: Connection, identity: str | None = None) -> list[Memo]:
    """All memos, oldest first, with the id of what they are about; or the one with an id."""
    memo, chosen = schema.memo, select(schema.memo, schema.coder.c.name).select_from(schema.memo).join(schema.coder)
    tables = {MemoOn.DOCUMENT: schema.document, MemoOn.CODE: schema.code, MemoOn.QUOTATION: schema.quotation}
    for about, table in tables.items():
        chosen = chosen.outerjoin(table, (memo.c.about == about) & (memo.c.target == table.c.key))
    target = func.coalesce(*(table.c.id for table in tables.values()), "")
    chosen = chosen.add_columns(target.label("target_id")).order_by(memo.c.key)
    if identity is not None:
        chosen = chosen.where(memo.c.id == identity)
    return [
        Memo(row["id"], MemoOn(row["about"]), row["target_id"], row["name"], row["text"], row["created"])
        for row in connection.execute(chosen).mappings()
    ]


def find_memo(connection: Connection, identity: str) -> Memo:
    """A memo by its id; raises `UnknownMemo`."""
    found = memos(connection, identity)
    if not found:
        raise UnknownMemo(identity)
    return found[0]
