"""Laying quotations and codings on documents: one at a time or a file of them, by the same rules."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from qualcode.errors import BadMark, NotPossible, QualcodeError
from qualcode.model import (
    Anchor,
    Codebook,
    Grade,
    Origin,
    Span,
    Status,
    read_origin,
    read_status,
    same_specification,
)
from qualcode.store import schema
from qualcode.store.action import Action, Row
from qualcode.store.documents import place
from qualcode.store.reading import CodeTree, code_tree, coders, find_document, text_of
from qualcode.text.citation import is_cited
from qualcode.text.find import locate
from qualcode.text.words import Words

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "qualcode:coding")


@dataclass(frozen=True, slots=True)
class Entry:
    """A coding as somebody asks for it, in words; an empty `code` makes a free quotation.

    `verbatim` and `released` are None where the entry says nothing of them. `id` is empty for a new one.
    """

    document: str
    coder: str
    code: str = ""
    quote: str = ""
    start: int | None = None
    end: int | None = None
    value: str | float | Grade | None = None
    specification: str = ""
    comment: str = ""
    origin: str = Origin.MANUAL
    status: str = Status.FINAL
    source: str = ""
    created: str = ""
    id: str = ""
    verbatim: bool | None = None
    released: bool | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of an entry. `added` is False where it was there already. `coding` is empty for a free quotation."""

    quotation: str
    label: str
    coding: str
    added: bool
    document: str = ""
    coder: str = ""


class Conflict(QualcodeError):
    """An entry with the id of a coding that says something else."""


@dataclass
class _Page:
    """A document being coded: its text, its words and the quotations on it."""

    row: Row
    text: str
    words: Words
    quotations: dict[tuple[int, int, int], Row] = field(default_factory=dict)


class Desk:
    """The documents, codes and coders that entries refer to, read once; and the rows they become."""

    def __init__(self, action: Action, *, from_content: bool = False) -> None:
        self.action = action
        self.from_content = from_content  # ids from the content (imports) or at random (work by hand)
        self.tree: CodeTree = code_tree(action.connection)
        self.coders = coders(action.connection)
        self._pages: dict[str, _Page] = {}
        self._codings: dict[tuple[Any, ...], Row] = {}
        self._by_id: dict[str, Row] = {}
        self._new_quotations: list[Row] = []
        self._new_codings: list[Row] = []
        self._marks: dict[int, Row] = {}

    @property
    def codebook(self) -> Codebook:
        return self.tree.codebook

    def lay(self, entry: Entry) -> Laid:
        """Check an entry and add what it asks for; raises a `QualcodeError` and then adds nothing of it."""
        page = self._page(entry.document)
        span = locate(entry.document, page.text, quote=entry.quote, start=entry.start, end=entry.end)
        coding = self._coding_row(entry) if entry.code.strip() else None
        coder = self._coder(entry.coder)
        quotation = page.quotations.get((span.start, span.end, coder))
        if coding is None:
            return self._free(entry, page, span, coder, quotation)
        coding["coder"] = coder
        identity = _identity(page.row["key"], span, coding)
        there = self._by_id.get(entry.id) or self._codings.get(identity)
        if there is not None:
            self._check_same(entry, coding, identity, there)
            self._mark(there["quotation_row"], entry)
            return self._laid(entry, there["quotation_row"], there["id"], added=False)
        if quotation is None:
            quotation = self._quote(entry, page, span, coder, comment="")
        else:
            self._mark(quotation, entry)
        coding["id"] = entry.id or self._new_id(entry, span, coding)
        self._remember(identity, {**coding, "quotation_row": quotation})
        self._new_codings.append({**coding, "quotation_id": quotation["id"]})
        return self._laid(entry, quotation, coding["id"], added=True)

    def finish(self) -> None:
        """Write everything that was laid."""
        made = self.action.insert(schema.quotation, self._new_quotations)
        keys = {row["id"]: row["key"] for row in made}
        for page in self._pages.values():
            keys.update({row["id"]: row["key"] for row in page.quotations.values() if "key" in row})
        rows = []
        for coding in self._new_codings:
            coding["quotation"] = keys[coding.pop("quotation_id")]
            rows.append(coding)
        self.action.insert(schema.coding, rows)
        self.action.update(schema.quotation, self._marks)

    def _page(self, name: str) -> _Page:
        if name not in self._pages:
            connection = self.action.connection
            row = find_document(connection, name)
            text = text_of(connection, row["text_hash"])
            page = _Page(row, text, Words.of(text))
            self._pages[name] = page
            self._read_page(connection, page)
        return self._pages[name]

    def _read_page(self, connection: Connection, page: _Page) -> None:
        """The quotations and codings that are there already."""
        chosen = select(schema.quotation).where(schema.quotation.c.document == page.row["key"])
        by_key: dict[int, Row] = {}
        for each in connection.execute(chosen).mappings():
            row = dict(each)
            by_key[row["key"]] = row
            if row["anchor"] != Anchor.ORPHANED:
                page.quotations[(row["start"], row["end"], row["coder"])] = row
        codings = (
            select(schema.coding)
            .join(schema.quotation, schema.quotation.c.key == schema.coding.c.quotation)
            .where(schema.quotation.c.document == page.row["key"])
        )
        for each in connection.execute(codings).mappings():
            quotation = by_key[each["quotation"]]
            row = {**each, "quotation_row": quotation}
            identity = _identity(page.row["key"], Span(quotation["start"], quotation["end"]), row)
            self._remember(identity if quotation["anchor"] != Anchor.ORPHANED else None, row)

    def _remember(self, identity: tuple[Any, ...] | None, row: Row) -> None:
        if identity is not None:
            self._codings.setdefault(identity, row)
        self._by_id[row["id"]] = row

    def _coder(self, name: str) -> int:
        name = name.strip()
        if not name:
            raise BadMark("the coder", name, self.coders or ["a name"])
        if name not in self.coders:
            self.coders[name] = self.action.insert(schema.coder, [{"name": name}])[0]["key"]
        return self.coders[name]

    def _coding_row(self, entry: Entry) -> Row:
        """The columns of a coding, each checked against its code."""
        code = self.codebook.find(entry.code)
        path = self.codebook.path(code.id)
        if code.retired:
            raise NotPossible(f"The code {path!r} is retired and takes no new codings. Choose another, or restore it.")
        if not entry.coder.strip():
            raise BadMark("the coder", entry.coder, self.coders or ["a name"])
        grade = code.read_value(entry.value, path)
        if code.grade is not None and grade is None:
            raise NotPossible(
                f"{path} is a grade and needs a value: a number, a range, words, a condition or a refusal."
            )
        return {
            "code": self.tree.keys[code.id],
            "origin": str(read_origin(entry.origin)),
            "status": str(read_status(entry.status)),
            "form": str(grade.form) if grade else "",
            "value": grade.text if grade else "",
            "low": grade.low if grade else None,
            "high": grade.high if grade else None,
            "specification": code.read_specification(entry.specification, path),
            "comment": entry.comment.strip(),
            "source": entry.source.strip(),
            "created": entry.created,
        }

    def _free(self, entry: Entry, page: _Page, span: Span, coder: int, quotation: Row | None) -> Laid:
        """A quotation without a code."""
        if entry.value not in (None, "") or entry.specification.strip():
            raise NotPossible("A value or a specification needs a code; this entry has none.")
        if quotation is None:
            quotation = self._quote(entry, page, span, coder, comment=entry.comment.strip())
            return self._laid(entry, quotation, "", added=True)
        self._mark(quotation, entry)
        comment = entry.comment.strip()
        if comment and comment != quotation["comment"]:
            if quotation["comment"]:
                raise Conflict(f"{self._label(entry, quotation)} has the comment {quotation['comment']!r} already.")
            self._change(quotation, {"comment": comment})
        return self._laid(entry, quotation, "", added=False)

    def _quote(self, entry: Entry, page: _Page, span: Span, coder: int, *, comment: str) -> Row:
        verbatim = is_cited(page.text, span) if entry.verbatim is None else entry.verbatim
        identity = f"{entry.document}\0{span.start}\0{span.end}\0{entry.coder}"
        free = entry.id if not entry.code.strip() else ""
        row: Row = {
            "id": free or (str(uuid.uuid5(_NAMESPACE, identity)) if self.from_content else str(uuid.uuid4())),
            "document": page.row["key"],
            "number": self._number(page.row["key"]),
            **place(page.text, span, page.words, page.row["text_hash"]),
            "coder": coder,
            "comment": comment,
            "verbatim": verbatim,
            "released": bool(entry.released),
            "anchor": str(Anchor.FIRM),
            "created": entry.created,
        }
        self._new_quotations.append(row)
        page.quotations[(span.start, span.end, coder)] = row
        return row

    def _number(self, document: int) -> int:
        return self.action.numbers(f"quotation of document {document}", 1)

    def _mark(self, quotation: Row, entry: Entry) -> None:
        given = {"verbatim": entry.verbatim, "released": entry.released}
        self._change(quotation, {name: mark for name, mark in given.items() if mark is not None})

    def _change(self, quotation: Row, change: Row) -> None:
        quotation.update(change)
        if change and "key" in quotation:
            self._marks.setdefault(quotation["key"], {}).update(change)

    def _new_id(self, entry: Entry, span: Span, coding: Row) -> str:
        if not self.from_content:
            return str(uuid.uuid4())
        code = self.codebook.find(entry.code)
        parts = (
            entry.document,
            span.start,
            span.end,
            self.codebook.path(code.id),
            entry.coder,
            coding["value"],
        )
        return str(uuid.uuid5(_NAMESPACE, "\0".join(map(str, (*parts, same_specification(coding["specification"]))))))

    def _check_same(self, entry: Entry, coding: Row, identity: tuple[Any, ...], there: Row) -> None:
        """An entry that is there already must not say something else about it."""
        quotation = there["quotation_row"]
        other = _identity(quotation["document"], Span(quotation["start"], quotation["end"]), there)
        differing = []
        if identity != other:
            differing.append("the place, code, coder, value or specification")
        for name in ("comment", "source", "status"):
            if coding[name] and coding[name] != there[name]:
                differing.append(f"the {name}")
        if differing:
            raise Conflict(
                f"The coding {there['id']} ({self._label(entry, quotation)}) is in the project with other content: "
                f"{' and '.join(differing)} differ. The project's was kept; remove the id here to add this as a new "
                "coding, or change the one in the project."
            )

    def _label(self, entry: Entry, quotation: Row) -> str:
        return f"{entry.document}:{quotation['number']}"

    def _laid(self, entry: Entry, quotation: Row, coding: str, *, added: bool) -> Laid:
        return Laid(quotation["id"], self._label(entry, quotation), coding, added, entry.document, entry.coder)


def _identity(document: int, span: Span, coding: Row) -> tuple[Any, ...]:
    """What makes two codings the same when their ids do not say."""
    return (
        document,
        span.start,
        span.end,
        coding["code"],
        coding["coder"],
        coding["value"],
        same_specification(coding["specification"]),
    )


def mark_done(
    action: Action, documents: Iterable[str], coder: str, *, created: str, finished: bool = True
) -> list[str]:
    """Mark documents as finished by a coder (or not finished any more); returns those that changed."""
    known = coders(action.connection)
    if coder not in known:
        known[coder] = action.insert(schema.coder, [{"name": coder}])[0]["key"]
    version = code_tree(action.connection).version
    changed = []
    for name in dict.fromkeys(documents):
        row = find_document(action.connection, name)
        chosen = select(schema.done.c.key).where(
            schema.done.c.document == row["key"], schema.done.c.coder == known[coder]
        )
        key = action.connection.execute(chosen).scalar()
        if finished and key is None:
            mark = {"document": row["key"], "coder": known[coder], "version": version, "created": created}
            action.insert(schema.done, [mark])
            changed.append(name)
        elif not finished and key is not None:
            action.delete(schema.done, [key])
            changed.append(name)
    return changed


def resize(action: Action, quotation: Row, start: int, end: int) -> None:
    """Give a quotation another span; its codings move with it."""
    document = find_document(action.connection, quotation["document_id"])
    text = text_of(action.connection, document["text_hash"])
    span = locate(document["id"], text, start=start, end=end)
    taken = select(schema.quotation.c.number).where(
        schema.quotation.c.document == document["key"],
        schema.quotation.c.start == start,
        schema.quotation.c.end == end,
        schema.quotation.c.coder == quotation["coder"],
        schema.quotation.c.key != quotation["key"],
        schema.quotation.c.anchor != Anchor.ORPHANED,
    )
    number = action.connection.execute(taken).scalar()
    if number is not None:
        raise NotPossible(f"{document['id']}:{number} has this span already; code that one, or remove it first.")
    row = place(text, span, Words.of(text), document["text_hash"])
    action.update(schema.quotation, {quotation["key"]: {**row, "anchor": str(Anchor.FIRM)}})


def changed_columns(
    connection: Connection,
    row: Row,
    *,
    code: str | None,
    value: str | float | None,
    specification: str | None,
    comment: str | None,
    status: str | None,
) -> Row:
    """The columns of a coding that change, each checked against the code it then has."""
    tree = code_tree(connection)
    kept = tree.codebook[row["code_id"]] if code is None else tree.codebook.find(code)
    path = tree.codebook.path(kept.id)
    change: Row = {"code": tree.keys[kept.id]}
    if value is not None or (code is not None and row["form"]):
        grade = kept.read_value(value if value is not None else row["value"], path)
        change.update(
            form=str(grade.form) if grade else "",
            value=grade.text if grade else "",
            low=grade.low if grade else None,
            high=grade.high if grade else None,
        )
    if kept.grade is not None and not change.get("form", row["form"]):
        raise NotPossible(f"{path} is a grade and needs a value: a number, a range, words, a condition or a refusal.")
    if specification is not None or code is not None:
        text = row["specification"] if specification is None else specification
        change["specification"] = kept.read_specification(text, path)
    if comment is not None:
        change["comment"] = comment.strip()
    if status is not None:
        change["status"] = str(read_status(status))
    return change
