"""Taking in what people did in a copy of the project, by id: new work goes in, other work with the same id is a
conflict and the project's stays, and reading a copy twice adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qualcode.errors import NotPossible, QualcodeError, UnknownDocument, Withdrawn, shorten
from qualcode.model import Code, Memo, MemoOn, Span, same_specification
from qualcode.store import schema
from qualcode.store.action import Action, Row
from qualcode.store.codings import Conflict, Desk, Entry, mark_all_done
from qualcode.store.merging import (
    Holding,
    bring_codes,
    bring_memos,
    identity,
    keys_by_id,
    read_holding,
    span_of,
)
from qualcode.store.reading import grade_of, text_of
from qualcode.text.find import locate

_ORPHANED, _MERGED, _UNDO = "orphaned", "merged", "undo"
#: Wraps what is gone through, to show how far it is.
Watch = Callable[[Sequence[Any], str], Iterable[Any]]


@dataclass
class Merged:
    """What taking in a copy did. `added` and `unchanged` count codings, and quotations without one. `conflicts`: the
    same id with something else, the project's was kept; `errors`: what did not go in; `done`: the documents that were
    marked done; `gone`: what is here and was removed there; `notes`: what else a person should know; `codes`: the
    paths of codes that were made here; `coders`: whose work the copy holds."""

    added: int = 0
    unchanged: int = 0
    conflicts: list[QualcodeError] = field(default_factory=list)
    errors: list[QualcodeError] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    memos: int = 0
    gone: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    coders: list[str] = field(default_factory=list)


def join(action: Action, there: Holding, *, name: str, new_codes: bool, watch: Watch) -> Merged:
    """Take in what a copy (called `name` in what is said) holds."""
    report = Merged(coders=there.coders)
    here = read_holding(action.connection)
    if new_codes and (coming := CodesHere(here, there).unknown()):
        _make_codes(action, here, there, coming)
        here = read_holding(action.connection)
        report.codes = [here.tree.codebook.path(code.id) for code in coming]
    work = _Joining(action, here, there, report, name)
    for document in watch(list(there.quotations_in), "documents"):
        work.document(document)
    work.desk.finish()
    work.memos()
    work.done()
    work.finish()
    return report


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
            heirs = [target for target, kind in self.here.lineage.get(identity, ()) if kind == _MERGED]
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


def _make_codes(action: Action, here: Holding, there: Holding, coming: list[Code]) -> None:
    found, new = CodesHere(here, there), {code.id for code in coming}

    def parent_of(code: Code) -> str:
        return code.parent if code.parent in new or not code.parent else found.find(code.parent)

    bring_codes(action, here.tree, coming, parent_of)


class _Joining:
    """The work under way: the project's holding beside the copy's, and the desk on which new entries are laid."""

    def __init__(self, action: Action, here: Holding, there: Holding, report: Merged, name: str) -> None:
        self.action, self.here, self.there, self.report, self.name = action, here, there, report, name
        self.codes = CodesHere(here, there)
        self.desk = Desk(action, from_content=True)
        self._placed: dict[str, str] = {}  # the ids here of the copy's quotations
        self._texts: dict[str, str] = {}
        self._followed: Counter[str] = Counter()
        self._reviews: Counter[tuple[str, str]] = Counter()

    # --- quotations and codings ---------------------------------------------------------------------------------

    def document(self, name: str) -> None:
        """Take in the quotations on one document."""
        rows = self.there.quotations_in[name]
        problem = self._no_document(name)
        if problem is not None:
            self._fail(name, problem, f" Quotations left out: {len(rows)}.")
            return
        for row in rows:
            self._quotation(row)

    def _no_document(self, name: str) -> QualcodeError | None:
        if name in self.here.graves:
            return Withdrawn(name, self.here.graves[name][:10])
        return None if name in self.here.documents else UnknownDocument(name, list(self.here.documents))

    def _quotation(self, row: Row) -> None:
        label, mine = self.there.label(row["id"]), self.here.quotations.get(row["id"])
        if mine is None and (self._left(row["id"], label) or self._of_review(row)):
            return
        try:
            span = self._place(row)
        except QualcodeError as err:
            span = None
            if mine is None:
                self._fail(label, err)
                return
        if mine is None and span is not None:
            mine = self.here.at.get((row["document_id"], span, row["coder_name"]))
        new = mine is None
        if mine is None:
            mine = self._lay(label, _free(row, span))
        else:
            self._compare_quotation(row, mine, span)
        if mine is None:
            return
        self._placed[row["id"]] = mine["id"]
        codings = self.there.codings_of.get(row["id"], [])
        laid = [self._coding(coding, mine) for coding in codings]
        self.report.added += new and not any(laid)
        self.report.unchanged += not new and not codings

    def _place(self, row: Row) -> Span:
        """Where a quotation of the copy stands in the text here: at its place in the same text, by its words in
        another. Raises the errors of a quote."""
        name = row["document_id"]
        if self._same_text(name) and row["anchor"] != _ORPHANED:
            return span_of(row)
        if name not in self._texts:
            self._texts[name] = text_of(self.action.connection, self.here.documents[name]["text_hash"])
        return locate(name, self._texts[name], quote=row["words"])

    def _same_text(self, name: str) -> bool:
        return bool(self.here.documents[name]["text_hash"] == self.there.documents[name]["text_hash"])

    def _compare_quotation(self, row: Row, mine: Row, span: Span | None) -> None:
        """Say how a quotation that is here differs. One that was made here too, under another id, may only lack the
        comment."""
        told = []
        if (row["document_id"], row["coder_name"]) != (mine["document_id"], mine["coder_name"]):
            told.append("the document or the coder")
        elif span is not None and mine["anchor"] != _ORPHANED and span != span_of(mine):
            told.append(f"the place (characters {_range(span)} there, {_range(span_of(mine))} here)")
        elif self._same_text(mine["document_id"]):
            told += _differing(row, mine, ["verbatim"])
        told += _differing(row, mine, ["released"])
        if row["id"] == mine["id"] or (row["comment"] and mine["comment"]):
            told += _differing(row, mine, ["comment"])
        elif row["comment"]:
            self._lay(self.there.label(row["id"]), replace(_free(row, span_of(mine)), verbatim=None, released=None))
        self._differs(self.here.label(mine["id"]), told)

    def _coding(self, coding: Row, mine: Row) -> bool:
        """Take in a coding on a quotation that is here; whether it was added."""
        called, known = self.there.called(coding), self.here.codings.get(coding["id"])
        if known is not None:
            self.report.unchanged += not self._differs(self.here.called(known), self._compare_coding(coding, known))
            return False
        if self._left(coding["id"], called) or self._of_review(mine):
            return False
        try:
            code = self.codes.find(coding["code_id"])
        except NotPossible as err:
            self._fail(called, err)
            return False
        same = self.here.identities.get(identity(mine["id"], code, coding))
        if same is not None:
            told = _differing(coding, same, ["status", "comment", "source"])
            self.report.unchanged += not self._differs(self.here.called(same), told)
            return False
        if mine["anchor"] == _ORPHANED:
            self._fail(called, NotPossible("Its words stand no longer in the text here: the quotation is orphaned."))
            return False
        laid = self._lay(called, _with_code(coding, mine, code)) is not None
        self._follow(coding["code_id"], code, laid)
        self.report.added += laid
        return laid

    def _of_review(self, quotation: Row) -> bool:
        """Whether it may belong to a review, which does not travel; without its verdicts it would look like blind
        work."""
        whose = (quotation["document_id"], quotation["coder_name"])
        self._reviews[whose] += whose in self.there.reviewed
        return whose in self.there.reviewed

    def _compare_coding(self, coding: Row, mine: Row) -> list[str]:
        """How a coding that is here differs. That the code was merged, split or promoted here since is no
        difference."""
        placed = self._placed.get(coding["quotation_id"]), coding["coder_name"]
        told = [] if placed == (mine["quotation_id"], mine["coder_name"]) else ["the quotation or the coder"]
        if not self.codes.descends(coding["code_id"], mine["code_id"]):
            if self.codes.find_or_own(coding["code_id"]) != mine["code_id"]:
                paths = self.there.path(coding["code_id"]), self.here.path(mine["code_id"])
                told.append("the code ({} there, {} here)".format(*paths))
            if same_specification(coding["specification"]) != same_specification(mine["specification"]):
                told += _differing(coding, mine, ["specification"])
        return told + _differing(coding, mine, ["value", "status", "origin", "comment", "source"])

    def _follow(self, code: str, target: str, laid: bool) -> None:
        """Keep count of codings laid with the code that theirs was merged into."""
        if laid and code != target and code in self.here.tree.codebook:
            self._followed[f"{self.here.path(code)} were laid as {self.here.path(target)}"] += 1

    # --- what else there is -------------------------------------------------------------------------------------

    def memos(self) -> None:
        """Take in memos; those on a quotation after the quotations."""
        connection, coming = self.action.connection, {}
        tables = {MemoOn.DOCUMENT: schema.document, MemoOn.CODE: schema.code, MemoOn.QUOTATION: schema.quotation}
        keys = {on: keys_by_id(connection, table) for on, table in tables.items()}
        for memo in self.there.memos.values():
            called, mine = f"memo of {memo.coder} ({shorten(memo.text, 30)!r})", self.here.memos.get(memo.id)
            if mine is not None:
                self._differs(called, [] if mine.text == memo.text else [f"the text ({shorten(mine.text, 30)!r} here)"])
                continue
            if self._left(memo.id, called):
                continue
            try:
                coming[memo.id] = None if memo.on is MemoOn.PROJECT else keys[memo.on][self._target(memo)]
            except NotPossible as err:
                self._fail(called, err)
        bring_memos(self.action, [self.there.memos[each] for each in coming], coming)
        self.report.memos = len(coming)

    def _target(self, memo: Memo) -> str:
        """The id here of what a memo is about; raises `NotPossible`."""
        if memo.on is MemoOn.CODE and memo.target:
            return self.codes.find(memo.target)
        known = self.here.documents if memo.on is MemoOn.DOCUMENT else self._placed.values()
        target = self._placed.get(memo.target, memo.target)
        if target not in known:
            raise NotPossible(f"The {memo.on} it is about is not in this project.")
        return target

    def done(self) -> None:
        """Take in the marks that documents are done, under the version of the codebook as it was called here."""
        marks: dict[int, dict[tuple[str, str], str]] = {}
        last = _last_shared(self.here, self.there)
        for (document, coder), mark in self.there.finished.items():
            new = (document, coder) not in self.here.finished
            if new and (document, coder) in self.there.reviewed:
                continue  # of a review, which does not travel
            if document in self.here.documents and not (new and self._unmarked(document, coder)):
                marks.setdefault(min(mark.version, last), {})[(document, coder)] = mark.created
        for version, days in sorted(marks.items()):
            self.report.done += mark_all_done(self.action, days, version=version)

    def _unmarked(self, document: str, coder: str) -> bool:
        taken = self.here.unmarked.get((document, coder), _UNDO) != _UNDO
        if taken:
            self.report.notes.append(f"The mark that {coder} is done with {document} was taken away here; it stays so.")
        return taken

    def finish(self) -> None:
        """Say what was removed there and is here still, and what was laid otherwise than it was there."""
        self.report.gone += _gone(self.here, self.there)
        for name, day in self.there.graves.items():
            if name in self.here.documents:
                said = f"It was purged there on {day[:10]}, as consent was withdrawn, and is here still."
                self._fail(name, NotPossible(said), f" To purge it here: qualcode purge {name}")
        for (name, coder), count in self._reviews.items():
            if count:
                said = f"{coder} went through the work of another in it there. A review does not travel with a copy"
                self._fail(name, NotPossible(f"{said}: {count} new quotations or codings were left out."))
        counted = sorted(self._followed.items())
        self.report.notes += [f"{count} codings of {told}, into which it was merged." for told, count in counted]

    # --- what is said -------------------------------------------------------------------------------------------

    def _lay(self, called: str, entry: Entry) -> Row | None:
        """Lay an entry on the desk; the quotation it is on, as far as codings on it need to know. None where it did
        not go in."""
        try:
            laid = self.desk.lay(entry)
        except QualcodeError as err:
            self._fail(called, err)
            return None
        place = {"start": entry.start, "end": entry.end, "words": entry.quote, "anchor": ""}
        return {"id": laid.quotation, "document_id": entry.document, "coder_name": entry.coder, **place}

    def _fail(self, called: str, err: QualcodeError, more: str = "") -> None:
        error = NotPossible(f"{self.name}, {called}: {err}{more}")
        error.__cause__ = err
        self.report.errors.append(error)

    def _differs(self, called: str, told: Sequence[str]) -> bool:
        """Whether anything differs; says so."""
        if told:
            verb = "differs" if len(told) == 1 else "differ"
            said = f"{self.name}, {called}: {' and '.join(told)} {verb}. The project's was kept."
            self.report.conflicts.append(Conflict(said))
        return bool(told)

    def _left(self, identity: str, called: str) -> bool:
        """Whether it came in before and was removed here since; then it stays out, and that is said."""
        removed = self.here.removed.get(identity, _UNDO) != _UNDO
        if removed:
            self.report.notes.append(f"{called} was removed here since; it is not taken in again.")
        return removed


def _free(row: Row, span: Span | None) -> Entry:
    """A quotation of the copy, to be laid at this place."""
    start, end = (span.start, span.end) if span else (None, None)
    return Entry(
        row["document_id"], row["coder_name"], "", row["words"], start, end, comment=row["comment"],
        created=row["created"], id=row["id"], verbatim=row["verbatim"], released=row["released"],
    )  # fmt: skip


def _with_code(coding: Row, mine: Row, code: str) -> Entry:
    """A coding of the copy, to be laid on a quotation that is here."""
    return Entry(
        mine["document_id"], coding["coder_name"], code, mine["words"], mine["start"], mine["end"], grade_of(coding),
        coding["specification"], coding["comment"], coding["origin"], coding["status"], coding["source"],
        coding["created"], coding["id"],
    )  # fmt: skip


def _differing(row: Row, mine: Row, names: Sequence[str]) -> list[str]:
    return [
        f"the {name} ({_shown(row[name])} there, {_shown(mine[name])} here)"
        for name in names
        if row[name] != mine[name]
    ]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(shorten(str(value), 40)) if value else "none"


def _range(span: Span) -> str:
    return f"{span.start} to {span.end}"


def _last_shared(here: Holding, there: Holding) -> int:
    """The last version of the codebook that means the same in the copy and here: the one the copy was carried with,
    or the last that was made before the two parted; the present one where they share none."""
    shared = [version for version, day in there.versions.items() if here.versions.get(version) == day]
    carried = [version for each, version in there.samples.items() if each in here.samples]
    return min(max([*shared, *carried], default=here.tree.version), here.tree.version)


def _gone(here: Holding, there: Holding) -> list[str]:
    """What was removed in the copy and is here still."""
    told, away = [], {each for each in there.removed if each in here.quotations and each not in there.quotations}
    for row in here.quotations.values():
        if row["id"] in away:
            words = shorten(row["words"], 40)
            told.append(f"{here.label(row['id'])} by {row['coder_name']} ({words!r}) is no longer there.")
    for row in here.codings.values():
        if row["id"] in there.removed and row["id"] not in there.codings and row["quotation_id"] not in away:
            told.append(f"{here.called(row)} by {row['coder_name']} is no longer there.")
    for memo in here.memos.values():
        if memo.id in there.removed and memo.id not in there.memos:
            told.append(f"A memo of {memo.coder} ({shorten(memo.text, 30)!r}) is no longer there.")
    for document, coder in here.finished:
        if (document, coder) in there.unmarked and (document, coder) not in there.finished:
            told.append(f"{document} is no longer marked done by {coder} there.")
    return told
