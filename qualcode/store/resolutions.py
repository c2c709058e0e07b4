"""Decisions on passages where coders differed, and the layer of the coder `consensus` that they make.

A decision is a row of `resolution`; what it lays are codings of `consensus` with origin `resolved` whose source is
the decision's id. They are drafts until nothing in the document is open; then the passages that agree are copied
(source `agreed`), all become final, and `consensus` marks the document done. The coders' own rows stay as they are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from qualcode.errors import NotPossible
from qualcode.model import MemoOn, Origin, Status, same_specification
from qualcode.store import schema
from qualcode.store.action import Action, Row, now
from qualcode.store.codings import Conflict, Desk, Entry, mark_done
from qualcode.store.reading import coders, find_document
from qualcode.tables import CONSENSUS

#: The source of the codings of `consensus` that copy what all coders agree on.
AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a passage. `passage` holds per coder None or the version there was then: `quotations`
    (ids), `words` (their hash) and `codings` (code id, value, specification)."""

    id: str
    document: str
    passage: Mapping[str, Any]
    taken: str
    who: str
    comment: str
    created: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """A code that nobody's version gives so."""

    code: str
    value: str | float | None = None
    specification: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A quotation as `consensus` is to have it: with copies of these codings (by id), or with new ones."""

    start: int
    end: int
    copies: tuple[str, ...] = ()
    fresh: tuple[Fresh, ...] = ()
    verbatim: bool | None = None
    released: bool | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it is taken, the pieces that it lays, and the ids of the decisions it takes the place of."""

    passage: Mapping[str, Any]
    span: tuple[int, int]
    taken: str
    who: str
    comment: str
    pieces: tuple[Piece, ...]
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Laying:
    piece: Piece
    source: str
    comment: str


def decisions(connection: Connection) -> list[Decision]:
    """All decisions that stand, oldest first."""
    table = schema.resolution
    chosen = select(table, schema.document.c.id.label("document_id")).join(schema.document).order_by(table.c.key)
    return [
        Decision(
            row["id"], row["document_id"], row["passage"], row["taken"], row["who"], row["comment"], row["created"]
        )
        for row in connection.execute(chosen).mappings()
    ]


def successors(connection: Connection) -> dict[str, frozenset[str]]:
    """Per code (by id) the codes that it was merged, split or promoted into, and those they were in their turn."""
    ids: dict[int, str] = {row.key: row.id for row in connection.execute(select(schema.code.c.key, schema.code.c.id))}
    into: dict[str, set[str]] = {}
    for row in connection.execute(select(schema.lineage.c.source, schema.lineage.c.target)):
        into.setdefault(ids[row.source], set()).add(ids[row.target])
    found = {}
    for code in into:
        reached: set[str] = set()
        next_ones = [code]
        while next_ones:
            further = into.get(next_ones.pop(), set()) - reached
            reached |= further
            next_ones += further
        found[code] = frozenset(reached)
    return found


def settle(action: Action, document: str, rulings: Sequence[Ruling], *, agreed: Sequence[Piece] | None) -> None:
    """Write decisions on passages of a document. `agreed` are the passages that all coders agree on, given when
    nothing stays open or the document was complete before: then all of it is final."""
    created = now()
    emptied = _withdraw(action, {identity for ruling in rulings for identity in ruling.replaces})
    layings = []
    for ruling in rulings:
        identity = _write(action, document, ruling, created)
        comment = f"{ruling.who}: {ruling.comment}" if ruling.comment else ""
        layings += [_Laying(piece, identity, comment) for piece in ruling.pieces]
    if agreed is not None:
        emptied |= _drop_copies(action, document, agreed, [ruling.span for ruling in rulings])
        layings += [_Laying(piece, AGREED, "") for piece in agreed]
    status = Status.DRAFT if agreed is None else Status.FINAL
    _lay(action, document, layings, status, created)
    _remove_empty(action, emptied)
    if agreed is not None:
        drafts = [row["key"] for row in _consensus(action, document) if row["status"] == Status.DRAFT]
        action.update(schema.coding, {key: {"status": str(Status.FINAL)} for key in drafts})
        mark_done(action, [document], CONSENSUS, created=created)


def _write(action: Action, document: str, ruling: Ruling, created: str) -> str:
    row = {
        "id": str(uuid.uuid4()),
        "document": find_document(action.connection, document)["key"],
        "passage": dict(ruling.passage),
        "taken": ruling.taken,
        "who": ruling.who,
        "comment": ruling.comment,
        "created": created,
    }
    action.insert(schema.resolution, [row])
    return str(row["id"])


def _withdraw(action: Action, identities: Iterable[str]) -> set[int]:
    """Remove decisions and the codings they laid; the keys of the quotations these lay on."""
    wanted = sorted(identities)
    if not wanted:
        return set()
    connection, table = action.connection, schema.resolution
    laid = select(schema.coding).join(schema.coder).where(
        schema.coder.c.name == CONSENSUS,
        schema.coding.c.origin == Origin.RESOLVED,
        schema.coding.c.source.in_(wanted),
    )  # fmt: skip
    quotations = _drop(action, [dict(row) for row in connection.execute(laid).mappings()])
    action.delete(table, list(connection.execute(select(table.c.key).where(table.c.id.in_(wanted))).scalars()))
    return quotations


def _drop(action: Action, codings: Sequence[Row]) -> set[int]:
    keys = [row["key"] for row in codings]
    verdict = schema.verdict
    reviewed = verdict.c.coding.in_(keys) | verdict.c.replacement.in_(keys)
    if keys and action.connection.execute(select(verdict.c.key).where(reviewed)).first():
        raise NotPossible(
            "What was decided here went through a review since, and the review rests on it. Change the coding in the "
            "review, or undo the review first."
        )
    action.delete(schema.coding, keys)
    return {row["quotation"] for row in codings}


def _consensus(action: Action, document: str) -> list[Row]:
    """The codings of a document that resolving laid, with the place of their quotation."""
    quotation, coding = schema.quotation, schema.coding
    chosen = (
        select(coding, quotation.c.start, quotation.c.end)
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(schema.coder, schema.coder.c.key == coding.c.coder)
        .join(schema.document, schema.document.c.key == quotation.c.document)
        .where(schema.document.c.id == document, schema.coder.c.name == CONSENSUS, coding.c.origin == Origin.RESOLVED)
        .order_by(coding.c.key)
    )
    return [dict(row) for row in action.connection.execute(chosen).mappings()]


def _drop_copies(
    action: Action, document: str, agreed: Sequence[Piece], decided: Sequence[tuple[int, int]]
) -> set[int]:
    """Remove copies of what coders agreed on and do not any more: with other codes by now, or decided on now."""
    codes = _codes_of(action.connection, [each for piece in agreed for each in piece.copies])
    wanted = {(piece.start, piece.end): {codes[each] for each in piece.copies} for piece in agreed}
    copies: dict[tuple[int, int], list[Row]] = {}
    for row in _consensus(action, document):
        if row["source"] == AGREED:
            copies.setdefault((row["start"], row["end"]), []).append(row)
    past = []
    for (start, end), rows in copies.items():
        overtaken = any(start < last and first < end for first, last in decided)
        if {row["code"] for row in rows} != wanted.get((start, end), None if overtaken else {r["code"] for r in rows}):
            past += rows
    return _drop(action, past)


def _codes_of(connection: Connection, codings: Sequence[str]) -> dict[str, int]:
    return {identity: row["code"] for identity, row in _rows(connection, codings).items()}


def _rows(connection: Connection, codings: Sequence[str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for at in range(0, len(codings), 500):
        chosen = select(schema.coding).where(schema.coding.c.id.in_(codings[at : at + 500]))
        found.update({row["id"]: dict(row) for row in connection.execute(chosen).mappings()})
    return found


def _lay(action: Action, document: str, layings: Sequence[_Laying], status: Status, created: str) -> None:
    """Lay pieces in the name of `consensus`; what it has on a span already is not laid twice."""
    desk = Desk(action)
    quotations = [_quote(desk, document, laying, status, created) for laying in layings]
    desk.finish()
    sources = _rows(action.connection, [each for laying in layings for each in laying.piece.copies])
    keys = _keys(action.connection, quotations)
    there = {(row["quotation"], *_content(row)) for row in _consensus(action, document)}
    coder = coders(action.connection).get(CONSENSUS)
    rows = []
    for laying, quotation in zip(layings, quotations, strict=True):
        own = [sources[each] for each in laying.piece.copies]
        for source in _told_apart(own):
            content = (keys[quotation], *_content(source))
            if content not in there:
                there.add(content)
                rows.append(_copy(source, keys[quotation], coder, laying, status, created))
    action.insert(schema.coding, rows)


def _quote(desk: Desk, document: str, laying: _Laying, status: Status, created: str) -> str:
    """The quotation of a piece, with its new codings; its id."""
    piece, laid = laying.piece, ""
    bare = Entry(
        document, CONSENSUS, start=piece.start, end=piece.end, verbatim=piece.verbatim, released=piece.released,
        created=created,
    )  # fmt: skip
    for fresh in piece.fresh:
        new = replace(
            bare, code=fresh.code, value=fresh.value, specification=fresh.specification, comment=laying.comment,
            origin=Origin.RESOLVED, status=status, source=laying.source,
        )  # fmt: skip
        try:
            laid = desk.lay(new).quotation
        except Conflict as err:
            raise NotPossible(
                f"{document}: the consensus has {fresh.code!r} on these very words already, from another decision. "
                "Take none here, with a comment that says so, or give other codes."
            ) from err
    return laid or desk.lay(bare).quotation


def _keys(connection: Connection, quotations: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    table = schema.quotation
    for at in range(0, len(quotations), 500):
        chosen = select(table.c.id, table.c.key).where(table.c.id.in_(quotations[at : at + 500]))
        found.update({row.id: row.key for row in connection.execute(chosen)})
    return found


def _content(row: Mapping[str, Any]) -> tuple[int, str, str]:
    return row["code"], row["value"], same_specification(row["specification"])


def _told_apart(rows: Sequence[Row]) -> list[Row]:
    """The codings, but not one without a specification beside one of the same code that has it."""
    said = {(row["code"], row["value"]) for row in rows if row["specification"]}
    return [row for row in rows if row["specification"] or (row["code"], row["value"]) not in said]


def _copy(row: Row, quotation: int, coder: int | None, laying: _Laying, status: Status, created: str) -> Row:
    own = {name: value for name, value in row.items() if name != "key"}
    return {
        **own,
        "id": str(uuid.uuid4()),
        "quotation": quotation,
        "coder": coder,
        "origin": str(Origin.RESOLVED),
        "status": str(status),
        "comment": laying.comment,
        "source": laying.source,
        "created": created,
    }


def _remove_empty(action: Action, quotations: set[int]) -> None:
    """Remove quotations that carry nothing any more, unless a memo is about them."""
    coding, memo = schema.coding, schema.memo
    keys = sorted(quotations)
    used = set(action.connection.execute(select(coding.c.quotation).where(coding.c.quotation.in_(keys))).scalars())
    about = select(memo.c.target).where(memo.c.about == MemoOn.QUOTATION, memo.c.target.in_(keys))
    used |= set(action.connection.execute(about).scalars())
    action.delete(schema.quotation, [key for key in keys if key not in used])
