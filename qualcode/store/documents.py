"""Taking in documents: new ones, changed attributes, revisions with their quotations carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from qualcode.errors import FileError, Withdrawn, shorten
from qualcode.model import Anchor, Document, Span
from qualcode.store import schema
from qualcode.store.action import Action, Row
from qualcode.store.database import Database
from qualcode.store.reading import documents as stored_documents
from qualcode.store.reading import natural, text_of
from qualcode.text.anchor import Fate, Landing, carry
from qualcode.text.citation import is_cited
from qualcode.text.words import Words


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one quotation when its document was corrected."""

    label: str
    fate: Fate
    before: str
    after: str = ""

    def __str__(self) -> str:
        said = f"{self.label} {self.fate}"
        if self.fate is Fate.CHANGED:
            return f"{said}: {shorten(self.before)!r} is now {shorten(self.after)!r}"
        return f"{said}: {shorten(self.before)!r}" if self.fate is Fate.ORPHANED else said


@dataclass
class DocumentImport:
    """What an import of documents did."""

    added: list[str] = field(default_factory=list)
    revised: dict[str, list[Carried]] = field(default_factory=dict)
    attributes: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    errors: list[FileError | Withdrawn] = field(default_factory=list)


def import_documents(
    database: Database, documents: Sequence[Document], report: DocumentImport, *, who: str = ""
) -> DocumentImport:
    """Take in documents, in one action; `report` is filled and returned."""
    with Action.begin(database, "import documents", who=who) as action:
        there = stored_documents(action.connection)
        graves = {row.document: row.created for row in action.connection.execute(select(schema.tombstone))}
        new: list[Document] = []
        for document in _first_of_each_id(documents, report):
            if document.id in graves:
                report.errors.append(Withdrawn(document.id, graves[document.id][:10]))
            elif document.id in there:
                _take_again(action, there[document.id], document, report)
            else:
                new.append(document)
        _add(action, new, report)
        action.summary = (
            f"{len(report.added)} new, {len(report.revised)} revised, {len(report.attributes)} with other attributes"
        )
    return report


def _first_of_each_id(documents: Sequence[Document], report: DocumentImport) -> list[Document]:
    seen: dict[str, Document] = {}
    for document in sorted(documents, key=lambda each: natural(each.id)):
        if document.id in seen:
            first = seen[document.id].path
            report.errors.append(
                FileError(
                    document.path,
                    f"The id {document.id!r} is taken by {first}; this file was left out. Give it another name.",
                )
            )
        else:
            seen[document.id] = document
    return list(seen.values())


def _add(action: Action, documents: Sequence[Document], report: DocumentImport) -> None:
    for document in documents:
        keep_text(action, document)
    rows = action.insert(schema.document, [_row(document) for document in documents])
    revisions = [{"document": row["key"], "number": 1, "text_hash": row["text_hash"]} for row in rows]
    action.insert(schema.revision, revisions)
    report.added += [document.id for document in documents]


def _row(document: Document) -> Row:
    return {**_attributes(document), "id": document.id, "text_hash": document.hash, "revision": 1}


def _attributes(document: Document) -> Row:
    attributes: dict[str, Any] = {name: _plain(value) for name, value in document.attributes.items()}
    return {
        "case": document.case,
        "kind": document.kind,
        "interview": document.interview,
        "attributes": attributes,
        "path": document.path,
    }


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def keep_text(action: Action, document: Document) -> None:
    """Store a text once, by its hash."""
    values = {"hash": document.hash, "text": document.text}
    action.connection.execute(insert_sqlite(schema.text).values(values).on_conflict_do_nothing())


def _take_again(action: Action, row: Row, document: Document, report: DocumentImport) -> None:
    same_text = row["text_hash"] == document.hash
    changed = action.update(schema.document, {row["key"]: _attributes(document)})
    if not same_text:
        report.revised[document.id] = _revise(action, row, document)
    elif changed:
        report.attributes.append(document.id)
    else:
        report.unchanged.append(document.id)


def _revise(action: Action, row: Row, document: Document) -> list[Carried]:
    """Store the new text and carry every quotation over; orphans are tried again from where they last stood."""
    keep_text(action, document)
    number = row["revision"] + 1
    action.insert(schema.revision, [{"document": row["key"], "number": number, "text_hash": document.hash}])
    action.update(schema.document, {row["key"]: {"text_hash": document.hash, "revision": number}})
    chosen = (
        select(schema.quotation).where(schema.quotation.c.document == row["key"]).order_by(schema.quotation.c.number)
    )
    quotations = [dict(each) for each in action.connection.execute(chosen).mappings()]
    by_text: dict[str, list[Row]] = {}
    for quotation in quotations:
        by_text.setdefault(quotation["text_hash"], []).append(quotation)
    words = Words.of(document.text)
    carried: dict[int, Carried] = {}
    updates: dict[int, Row] = {}
    for text_hash, group in by_text.items():
        landings = carry(
            text_of(action.connection, text_hash),
            document.text,
            [Span(quotation["start"], quotation["end"]) for quotation in group],
        )
        for quotation, landing in zip(group, landings, strict=True):
            updates[quotation["key"]] = _landed(quotation, landing, document, words)
            carried[quotation["number"]] = _told(quotation, landing, document)
    action.update(schema.quotation, updates)
    return [carried[each] for each in sorted(carried)]


def _landed(quotation: Row, landing: Landing, document: Document, words: Words) -> Row:
    if landing.span is None:
        return {"anchor": Anchor.ORPHANED}
    changed = landing.fate is Fate.CHANGED
    was_changed = quotation["anchor"] == Anchor.CHANGED
    row = place(document.text, landing.span, words, document.hash)
    row["anchor"] = Anchor.CHANGED if changed or was_changed else Anchor.FIRM
    if changed:
        row["verbatim"] = quotation["verbatim"] and is_cited(document.text, landing.span)
    return row


def _told(quotation: Row, landing: Landing, document: Document) -> Carried:
    after = landing.span.of(document.text) if landing.span else ""
    return Carried(f"{document.id}:{quotation['number']}", landing.fate, quotation["words"], after)


def place(text: str, span: Span, words: Words, text_hash: str) -> Row:
    """The columns of a quotation that say where it stands and what it holds."""
    first, after = words.touched(span)
    return {
        "start": span.start,
        "end": span.end,
        "word_start": first,
        "word_end": after,
        "words": span.of(text),
        "text_hash": text_hash,
    }


def missing_files(database: Database, folder: Path) -> list[str]:
    """Documents of the project whose file is no longer there."""
    with database.reading() as connection:
        rows = stored_documents(connection).values()
    return [row["id"] for row in rows if row["path"] and not (folder / row["path"]).exists()]
