"""Laying quotations and codings on documents: one at a time or a file of them, by the same rules."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from qualcode.errors import AmbiguousCode, BadMark, NotPossible, QualcodeError, UnknownCode, UnknownDocument
from qualcode.model import (
    RESERVED,
    Anchor,
    Code,
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
from qualcode.text.citation import cited, lies_in
from qualcode.text.find import locate
from qualcode.text.words import Words

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "qualcode:coding")


@dataclass(frozen=True, slots=True)
class Entry:
    """A coding as somebody asks for it, in words; an empty `code` makes a free quotation.

    `verbatim` and `released` are None where the entry says nothing of them. `id` is empty for a new one; `of` may be
    the id for the quotation, where there is none of this coder at the place yet. `anew` lays a coding of its own
    beside one that says the same.
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
    of: str = ""
    anew: bool = False


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
    """A document being coded: its text, its words, what is cited in it, the quotations on it, and the last number
    given to one."""

    row: Row
    text: str
    words: Words
    cited: tuple[Span, ...]
    quotations: dict[tuple[int, int, int], Row]
    last: int

    @property
    def counter(self) -> str:
        return f"quotation of document {self.row['key']}"


class Desk:
    """The documents, codes and coders that entries refer to, read once; and the rows they become."""

    def __init__(self, action: Action, *, from_content: bool = False) -> None:
        self.action = action
        self.from_content = from_content  # ids from the content (imports) or at random (work by hand)
        self.tree: CodeTree = code_tree(action.connection)
        self.coders = coders(action.connection)
        self._cursor = action.connection.connection.cursor()
        self._pages: dict[str, _Page | UnknownDocument] = {}
        self._codes: dict[str, tuple[Code, str] | QualcodeError] = {}
        self._codings: dict[tuple[Any, ...], Row] = {}
        self._by_id: dict[str, Row] = {}
        self._taken: set[str] = set()  # the ids of the quotations on these pages
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
        if not entry.coder.strip():
            raise BadMark("the coder", entry.coder, self.coders or ["a name"])
        if entry.coder.strip() in RESERVED:
            raise NotPossible(f"A coder cannot be called {entry.coder.strip()!r}: that is the name of a layer.")
        coder = self.coders.get(entry.coder.strip())  # None for somebody new
        quotation = page.quotations.get((span.start, span.end, coder)) if coder is not None else None
        if not entry.code.strip():
            return self._free(entry, page, span, quotation)
        coding = self._coding_row(entry)
        coding["coder"] = coder
        identity = _identity(page.row["key"], span, coding)
        there = self._by_id.get(entry.id) if entry.id else None
        if there is None and not entry.anew and not (entry.id and self.from_content):
            there = self._codings.get(identity)
        if there is None:
            coding["id"] = entry.id or self._new_id(entry, span, coding)
            there = self._elsewhere(coding["id"]) if entry.id or self.from_content else None
        if there is not None:
            self._check_same(entry, coding, identity, there)
            self._mark(there["quotation_row"], entry)
            return self._laid(entry, there["quotation_row"], there["id"], added=False)
        if quotation is None:
            quotation = self._quote(entry, page, span, comment="")
        else:
            self._mark(quotation, entry)
        coding.update(coder=quotation["coder"], quotation_row=quotation)
        self._remember(_identity(page.row["key"], span, coding), coding)
        self._new_codings.append(coding)
        return self._laid(entry, quotation, coding["id"], added=True)

    def finish(self) -> None:
        """Write everything that was laid; the desk is done then."""
        made = self.action.insert(schema.quotation, self._new_quotations)
        keys = {row["id"]: row["key"] for row in made}
        pages = [page for page in self._pages.values() if isinstance(page, _Page)]
        for page in pages:
            keys.update({row["id"]: row["key"] for row in page.quotations.values() if "key" in row})
        self.action.keep_numbers({page.counter: page.last for page in pages})
        for coding in self._new_codings:
            coding["quotation"] = keys[coding.pop("quotation_row")["id"]]
        self.action.insert(schema.coding, self._new_codings)
        self.action.update(schema.quotation, self._marks)

    def _page(self, name: str) -> _Page:
        if name not in self._pages:
            try:
                self._pages[name] = self._read_page(name)
            except UnknownDocument as err:
                self._pages[name] = err
        page = self._pages[name]
        if isinstance(page, UnknownDocument):
            raise page.with_traceback(None)
        return page

    def _read_page(self, name: str) -> _Page:
        """A document with the quotations and codings that are there already."""
        connection = self.action.connection
        row = find_document(connection, name)
        text = text_of(connection, row["text_hash"])
        page = _Page(row, text, Words.of(text), cited(text), {}, 0)
        page.last = self.action.last_number(page.counter)
        chosen = select(schema.quotation).where(schema.quotation.c.document == row["key"])
        by_key = {each["key"]: dict(each) for each in connection.execute(chosen).mappings()}
        for quotation in by_key.values():
            self._taken.add(quotation["id"])
            if quotation["anchor"] != Anchor.ORPHANED:
                page.quotations[(quotation["start"], quotation["end"], quotation["coder"])] = quotation
        codings = (
            select(schema.coding)
            .join(schema.quotation, schema.quotation.c.key == schema.coding.c.quotation)
            .where(schema.quotation.c.document == row["key"])
        )
        for each in connection.execute(codings).mappings():
            quotation = by_key[each["quotation"]]
            coding = {**each, "quotation_row": quotation}
            identity = _identity(row["key"], Span(quotation["start"], quotation["end"]), coding)
            self._remember(identity if quotation["anchor"] != Anchor.ORPHANED else None, coding)
        return page

    def _remember(self, identity: tuple[Any, ...] | None, row: Row) -> None:
        if identity is not None:
            self._codings.setdefault(identity, row)
        self._by_id[row["id"]] = row

    def _elsewhere(self, identity: str) -> Row | None:
        """The coding with this id, on a page that was not read yet or laid before in this action."""
        if identity in self._by_id or not self._stands(schema.coding, identity):
            return self._by_id.get(identity)
        connection = self.action.connection
        row = connection.execute(select(schema.coding).where(schema.coding.c.id == identity)).mappings().one()
        of = select(schema.quotation, schema.document.c.id.label("document_id")).join(schema.document)
        quotation = connection.execute(of.where(schema.quotation.c.key == row["quotation"])).mappings().one()
        return {**row, "quotation_row": dict(quotation)}

    def _stands(self, table: Table, identity: str) -> bool:
        """Whether a row with this id is in the database; asked for every row of a file, so without detours."""
        self._cursor.execute(f"SELECT key FROM {table.name} WHERE id = ?", (identity,))
        return self._cursor.fetchone() is not None

    def _coder(self, name: str) -> int:
        name = name.strip()
        if name not in self.coders:
            self.coders[name] = self.action.insert(schema.coder, [{"name": name}])[0]["key"]
        return self.coders[name]

    def _code(self, name: str) -> tuple[Code, str]:
        """The code a path means, and its whole path; looked up once per path, errors too."""
        if name not in self._codes:
            try:
                code = self.codebook.find(name, giving=True)
                self._codes[name] = (code, self.codebook.path(code.id))
            except (UnknownCode, AmbiguousCode) as err:
                self._codes[name] = err
        found = self._codes[name]
        if isinstance(found, QualcodeError):
            raise found.with_traceback(None)
        return found

    def _coding_row(self, entry: Entry) -> Row:
        """The columns of a coding, each checked against its code."""
        code, path = self._code(entry.code)
        _check_in_use(code, path)
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

    def _free(self, entry: Entry, page: _Page, span: Span, quotation: Row | None) -> Laid:
        """A quotation without a code."""
        if entry.value not in (None, "") or entry.specification.strip():
            raise NotPossible("A value or a specification needs a code; this entry has none.")
        comment = entry.comment.strip()
        if quotation is None:
            if entry.id and self._is_taken(entry.id):
                raise Conflict(
                    f"The quotation {entry.id} is in the project at another place. The project's was kept; remove "
                    "the id here to add this as a new quotation."
                )
            return self._laid(entry, self._quote(entry, page, span, comment=comment), "", added=True)
        if comment and quotation["comment"] and comment != quotation["comment"]:
            raise Conflict(f"{self._label(entry, quotation)} has the comment {quotation['comment']!r} already.")
        self._mark(quotation, entry)
        if comment and not quotation["comment"]:
            self._change(quotation, {"comment": comment})
        return self._laid(entry, quotation, "", added=False)

    def _quote(self, entry: Entry, page: _Page, span: Span, *, comment: str) -> Row:
        coder = self._coder(entry.coder)
        page.last += 1
        row: Row = {
            "id": self._quotation_id(entry, span),
            "document": page.row["key"],
            "number": page.last,
            **place(page.text, span, page.words, page.row["text_hash"]),
            "coder": coder,
            "comment": comment,
            "verbatim": lies_in(page.text, span, page.cited) if entry.verbatim is None else entry.verbatim,
            "released": bool(entry.released),
            "anchor": str(Anchor.FIRM),
            "created": entry.created,
        }
        self._taken.add(row["id"])
        self._new_quotations.append(row)
        page.quotations[(span.start, span.end, coder)] = row
        return row

    def _quotation_id(self, entry: Entry, span: Span) -> str:
        """The id an entry gives, one from the content, or one at random. A quotation that was resized keeps the id
        of the place where it was made: one made there anew gets the next."""
        if entry.id and not entry.code.strip():
            return entry.id
        if entry.of and not self._is_taken(entry.of):
            return entry.of
        if not self.from_content:
            return str(uuid.uuid4())
        content = f"{entry.document}\0{span.start}\0{span.end}\0{entry.coder}"
        identity = str(uuid.uuid5(_NAMESPACE, content))
        while self._is_taken(identity):
            identity = str(uuid.uuid5(_NAMESPACE, identity))
        return identity

    def _is_taken(self, identity: str) -> bool:
        return identity in self._taken or self._stands(schema.quotation, identity)

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
        parts = (
            entry.document,
            span.start,
            span.end,
            self._code(entry.code)[1],
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
            mend = "remove the id here to add this as a new coding, or change the one in the project"
            if not entry.id:
                mend = "it was changed there since it was made; to add this as a new coding, give it an id of its own"
            raise Conflict(
                f"The coding {there['id']} ({self._label(entry, quotation)}) is in the project with other content: "
                f"{' and '.join(differing)} differ. The project's was kept; {mend}."
            )

    def _label(self, entry: Entry, quotation: Row) -> str:
        return f"{quotation.get('document_id', entry.document)}:{quotation['number']}"

    def _laid(self, entry: Entry, quotation: Row, coding: str, *, added: bool) -> Laid:
        return Laid(quotation["id"], self._label(entry, quotation), coding, added, entry.document, entry.coder)


def _check_in_use(code: Code, path: str) -> None:
    if code.retired:
        raise NotPossible(f"The code {path!r} is retired and takes no new codings. Choose another, or restore it.")


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
    names = dict.fromkeys(documents)
    if finished:
        return mark_all_done(action, {(name, coder): created for name in names})
    changed = []
    for name in names:
        row = find_document(action.connection, name)
        chosen = (
            select(schema.done.c.key)
            .join(schema.coder)
            .where(schema.done.c.document == row["key"], schema.coder.c.name == coder)
        )
        key = action.connection.execute(chosen).scalar()
        if key is not None:
            action.delete(schema.done, [key])
            changed.append(name)
    return changed


def mark_all_done(action: Action, days: Mapping[tuple[str, str], str], *, version: int | None = None) -> list[str]:
    """Mark documents as finished: (document, coder) to the time it was; returns the documents that changed. The mark
    says under which version of the codebook (the present one); one of an older version is renewed, where it is also
    of an earlier time."""
    connection, known = action.connection, coders(action.connection)
    version = code_tree(connection).version if version is None else version
    there = {(row.document, row.coder): row for row in connection.execute(select(schema.done))}
    marks: list[Row] = []
    renewed: dict[int, Row] = {}
    changed = []
    for (name, coder), created in days.items():
        document = find_document(connection, name)["key"]
        if coder not in known:
            known[coder] = action.insert(schema.coder, [{"name": coder}])[0]["key"]
        mark: Row = {"document": document, "coder": known[coder], "version": version, "created": created}
        old = there.get((document, known[coder]))
        if old is None:
            marks.append(mark)
        elif old.version < version and old.created < created:
            renewed[old.key] = mark
        else:
            continue
        changed.append(name)
    action.insert(schema.done, marks)
    action.update(schema.done, renewed)
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
    kept = tree.codebook[row["code_id"]] if code is None else tree.codebook.find(code, giving=True)
    path = tree.codebook.path(kept.id)
    if kept.id != row["code_id"]:
        _check_in_use(kept, path)
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
