"""What a project holds of people's work, read whole, to lay two copies of a project side by side; and the rows that
come over by their id."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, func, select

from qualcode.errors import NotPossible
from qualcode.model import Code, Memo, MemoOn, Span, same_specification
from qualcode.store import schema
from qualcode.store.action import Action, Row
from qualcode.store.reading import (
    CODINGS,
    QUOTATIONS,
    CodeTree,
    Finished,
    code_tree,
    coders,
    documents,
    finished,
    memos,
)
from qualcode.store.samples import read_samples
from qualcode.store.suggestions import Answered, Showing, answers, row_of, showings

#: What the history calls the taking in of a copy.
MERGE = "merge"
ORPHANED = "orphaned"
#: What makes two codings the same when their ids do not say: place, coder, code, value and specification.
Identity = tuple[Any, ...]


@dataclass(frozen=True)
class Holding:
    """Everything in a project that came from people, by id. Rows of quotations and codings carry the names of what
    they refer to: `document_id`, `coder_name`, `quotation_id`, `code_id`. `lineage` leads from a code to
    those its codings went to and how, the latest first; `versions` is when each version of the codebook was made,
    `samples` under which version each sample was drawn. `removed`: ids of quotations, codings and memos that were
    removed once, with the kind of action that did it last; `unmarked`: the same of marks that a document is done, by
    document and coder; `reviewed`: documents and who went through the codings of another in them. `answers` and
    `showings`: of suggestions."""

    documents: dict[str, Row]
    quotations: dict[str, Row]
    codings: dict[str, Row]
    memos: dict[str, Memo]
    finished: dict[tuple[str, str], Finished]
    tree: CodeTree
    graves: dict[str, str]
    lineage: dict[str, list[tuple[str, str]]]
    versions: dict[int, str]
    samples: dict[str, int]
    removed: dict[str, str]
    unmarked: dict[tuple[str, str], str]
    reviewed: set[tuple[str, str]]
    answers: list[Answered]
    showings: list[Showing]

    @cached_property
    def codings_of(self) -> dict[str, list[Row]]:
        """The codings of each quotation."""
        found: dict[str, list[Row]] = {}
        for row in self.codings.values():
            found.setdefault(row["quotation_id"], []).append(row)
        return found

    @cached_property
    def quotations_in(self) -> dict[str, list[Row]]:
        """The quotations on each document, in the order of their numbers."""
        found: dict[str, list[Row]] = {}
        for row in sorted(self.quotations.values(), key=lambda row: row["number"]):
            found.setdefault(row["document_id"], []).append(row)
        return found

    @cached_property
    def at(self) -> dict[tuple[str, Span, str], Row]:
        """The quotations whose place is known, by document, span and coder."""
        placed = [row for row in self.quotations.values() if row["anchor"] != ORPHANED]
        return {(row["document_id"], span_of(row), row["coder_name"]): row for row in placed}

    @cached_property
    def identities(self) -> dict[Identity, Row]:
        return {identity(row["quotation_id"], row["code_id"], row): row for row in self.codings.values()}

    @property
    def coders(self) -> list[str]:
        """Who did anything, in order of appearance."""
        names = [row["coder_name"] for row in self.quotations.values()]
        names += [memo.coder for memo in self.memos.values()] + [coder for _, coder in self.finished]
        return list(dict.fromkeys(names))

    def label(self, quotation: str) -> str:
        row = self.quotations[quotation]
        return f"{row['document_id']}:{row['number']}"

    def called(self, coding: Row) -> str:
        """A coding as people name it: its quotation's label and its code's path."""
        return f"{self.label(coding['quotation_id'])} {self.path(coding['code_id'])}"

    def path(self, code: str) -> str:
        return self.tree.codebook.path(code)


def span_of(row: Row) -> Span:
    return Span(row["start"], row["end"])


def identity(quotation: str, code: str, coding: Row) -> Identity:
    value = (coding["form"], coding["value"])
    return (quotation, coding["coder_name"], code, *value, same_specification(coding["specification"]))


def read_holding(connection: Connection) -> Holding:
    """All of it, as it is now."""
    tombstones = connection.execute(select(schema.tombstone.c.document, schema.tombstone.c.created))
    return Holding(
        documents=documents(connection),
        quotations=_by_id(connection, QUOTATIONS.order_by(schema.quotation.c.key)),
        codings=_by_id(connection, CODINGS.order_by(schema.coding.c.key)),
        memos={memo.id: memo for memo in memos(connection)},
        finished={(mark.document, mark.coder): mark for mark in finished(connection)},
        tree=code_tree(connection),
        graves={row.document: row.created for row in tombstones},
        lineage=_lineage(connection),
        versions=_versions(connection),
        samples={sample.id: sample.version for sample in read_samples(connection)},
        removed=_removed(connection),
        unmarked=_unmarked(connection),
        reviewed=_reviewed(connection),
        answers=answers(connection),
        showings=showings(connection),
    )


def _by_id(connection: Connection, chosen: Select[Any]) -> dict[str, Row]:
    return {row["id"]: dict(row) for row in connection.execute(chosen).mappings()}


def _lineage(connection: Connection) -> dict[str, list[tuple[str, str]]]:
    ids = {row.key: row.id for row in connection.execute(select(schema.code.c.key, schema.code.c.id))}
    found: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(select(schema.lineage).order_by(schema.lineage.c.key.desc())):
        found.setdefault(ids[row.source], []).append((ids[row.target], row.kind))
    return found


def _versions(connection: Connection) -> dict[int, str]:
    change, action = schema.change, schema.action
    chosen = (
        select(change.c.row, action.c.created)
        .join(action, action.c.key == change.c.action)
        .where(change.c.table == schema.version.name, change.c.before.is_(None))
        .order_by(change.c.key)
    )
    return {row.row: row.created for row in connection.execute(chosen)}


def _removed(connection: Connection) -> dict[str, str]:
    change, action = schema.change, schema.action
    tables = [schema.quotation.name, schema.coding.name, schema.memo.name]
    chosen = (
        select(func.json_extract(change.c.before, "$.id").label("id"), action.c.what)
        .join(action, action.c.key == change.c.action)
        .where(change.c.table.in_(tables), change.c.after.is_(None), change.c.before.is_not(None))
        .order_by(change.c.key)
    )
    return {row.id: row.what for row in connection.execute(chosen)}


def _unmarked(connection: Connection) -> dict[tuple[str, str], str]:
    names = {key: name for name, key in coders(connection).items()}
    ids = {row["key"]: name for name, row in documents(connection).items()}
    change, action = schema.change, schema.action
    chosen = (
        select(change.c.before, action.c.what)
        .join(action, action.c.key == change.c.action)
        .where(change.c.table == schema.done.name, change.c.after.is_(None), change.c.before.is_not(None))
        .order_by(change.c.key)
    )
    rows = [(json.loads(row.before), row.what) for row in connection.execute(chosen)]
    return {(ids.get(row["document"], ""), names.get(row["coder"], "")): what for row, what in rows}


def _reviewed(connection: Connection) -> set[tuple[str, str]]:
    chosen = (
        select(schema.document.c.id, schema.coder.c.name)
        .select_from(schema.review)
        .join(schema.document, schema.document.c.key == schema.review.c.document)
        .join(schema.coder, schema.coder.c.key == schema.review.c.reviewer)
    )
    return {(row[0], row[1]) for row in connection.execute(chosen)}


class CodesHere:
    """Which code of the project a code of the copy is: by id, else by path; one that was merged into another since
    is that other."""

    def __init__(self, here: Holding, there: Holding) -> None:
        self.here, self.there = here, there
        book = here.tree.codebook
        self._paths = {book.names(code.id): code for code in book if code.retired}
        self._paths.update({book.names(code.id): code for code in book if not code.retired})

    def find(self, identity: str) -> str:
        """The id here; raises `NotPossible` for a code that is not here."""
        book, own = self.here.tree.codebook, self.there.tree.codebook
        found = book[identity] if identity in book else self._paths.get(own.names(identity))
        if found is None:
            raise NotPossible(
                f"The code {own.path(identity)!r} is not in this project's codebook. Take it in as a new code "
                "(--new-codes), or make it here first: qualcode codebook create."
            )
        return self._living(found.id)

    def _living(self, identity: str) -> str:
        seen: set[str] = set()
        while self.here.tree.codebook[identity].retired and identity not in seen:
            seen.add(identity)
            heirs = [target for target, kind in self.here.lineage.get(identity, ()) if kind == "merged"]
            identity = heirs[0] if heirs else identity
        return identity

    def find_or_own(self, identity: str) -> str:
        try:
            return self.find(identity)
        except NotPossible:
            return identity

    def descends(self, identity: str, other: str) -> bool:
        """Whether codings of one code may have gone to another here, by merging, splitting or promoting."""
        todo, seen = [identity], set()
        while todo:
            at = todo.pop()
            seen.add(at)
            todo += [target for target, _ in self.here.lineage.get(at, ()) if target not in seen]
        return other in seen - {identity}

    def unknown(self) -> list[Code]:
        """The codes of the copy that codings or memos there use and that are not here, with those above them, a
        parent before its children."""
        own, used = self.there.tree.codebook, {row["code_id"] for row in self.there.codings.values()}
        used |= {memo.target for memo in self.there.memos.values() if memo.on is MemoOn.CODE}
        wanted = {each.id for code in used for each in (own[code], *own.ancestors(code))}
        return [code for code in own if code.id in wanted and not self._is_here(code)]

    def _is_here(self, code: Code) -> bool:
        return code.id in self.here.tree.codebook or self.there.tree.codebook.names(code.id) in self._paths


def bring_codes(action: Action, tree: CodeTree, codes: list[Code], parent_of: Callable[[Code], str]) -> None:
    """Make codes of another codebook here, with their ids, as open codes: a new version of the codebook. `codes` come
    a parent before its children; `parent_of` gives the id here of the code above, empty for the top."""
    header = {"name": tree.codebook.name, "language": tree.codebook.language}
    version = action.insert(schema.version, [header])[0]["key"]
    keys = dict(tree.keys)
    last = action.connection.execute(select(func.max(schema.code.c.position))).scalar() or 0
    for position, code in enumerate(codes, last + 1):
        parent = parent_of(code)
        row: Row = {
            "id": code.id,
            "parent": keys[parent] if parent else None,
            "position": position,
            "name": code.name,
            "version": version,
            "fields": replace(code, open=True, counterpart="").written(),
            "retired": False,
        }
        keys[code.id] = action.insert(schema.code, [row])[0]["key"]


def bring_memos(action: Action, those: list[Memo], found: Mapping[str, int | None]) -> None:
    """Add memos with their ids; `found` is the key of what each is about."""
    known = coders(action.connection)
    rows = []
    for memo in those:
        if memo.coder not in known:
            known[memo.coder] = action.insert(schema.coder, [{"name": memo.coder}])[0]["key"]
        row = {"id": memo.id, "about": str(memo.on), "target": found[memo.id], "coder": known[memo.coder]}
        rows.append({**row, "text": memo.text, "created": memo.created})
    action.insert(schema.memo, rows)


def bring_suggestions(action: Action, here: Holding, there: Holding, codes: CodesHere) -> tuple[int, int, int]:
    """Take in what people of a copy saw of suggestions, and what they answered; of two answers to the same the later
    one stands. Returns how many answers are new or other, how many were left out, as the code is not here, and how many
    showings are new."""
    known = set(here.showings)
    seen = [each for each in there.showings if each.document in here.documents and each not in known]
    if seen:
        action.connection.execute(schema.showing.insert(), [row_of(each) for each in seen])
    mine = {key: each for each in here.answers for key in (each.id, _place_of(each, each.code))}
    coming, left_out = [], 0
    for each in there.answers:
        code = each.code if each.code in here.tree.keys else codes.find_or_own(each.code)
        other = mine.get(each.id) or mine.get(_place_of(each, code))
        if each.document not in here.documents or (other is not None and other.created >= each.created):
            continue
        if code in here.tree.keys:
            coming.append((each, code, other))
        else:
            left_out += 1
    _write_answers(action, here, coming)
    return len(coming), left_out, len(seen)


def _place_of(answer: Answered, code: str) -> tuple[Any, ...]:
    return (answer.document, answer.coder, answer.span, answer.words_hash, code)


def _write_answers(action: Action, here: Holding, coming: list[tuple[Answered, str, Answered | None]]) -> None:
    """Add answers with their ids, or bring those that are here to what they say; each with the id here of its code."""
    known, keys = coders(action.connection), keys_by_id(action.connection, schema.answer)
    fresh, changes = [], {}
    for each, code, mine in coming:
        said = {name: getattr(each, name) for name in ("p", "coding", "source", "comment", "created")}
        said["answer"] = str(each.answer)
        if mine is not None:
            changes[keys[mine.id]] = said
            continue
        if each.coder not in known:
            known[each.coder] = action.insert(schema.coder, [{"name": each.coder}])[0]["key"]
        row: Row = {
            "id": each.id, "document": here.documents[each.document]["key"], "coder": known[each.coder],
            "start": each.span.start, "end": each.span.end, "words_hash": each.words_hash, "code": here.tree.keys[code],
        }  # fmt: skip
        fresh.append({**row, **said})
    action.insert(schema.answer, fresh)
    action.update(schema.answer, changes)


def keys_by_id(connection: Connection, table: Any) -> dict[str, int]:
    """The database's keys of the rows of a table, by their id."""
    return {row.id: row.key for row in connection.execute(select(table.c.key, table.c.id))}
