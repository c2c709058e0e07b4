"""Taking in what people did in a copy of the project, by id: new work goes in, other work with the same id is a
conflict and the project's stays, and reading a copy twice adds nothing."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qualcode.errors import NotPossible, QualcodeError, UnknownDocument, Withdrawn, shorten
from qualcode.model import Code, Memo, MemoOn, Span, same_specification
from qualcode.store import schema
from qualcode.store.action import Action, Row
from qualcode.store.codings import Conflict, Desk, Entry, mark_all_done
from qualcode.store.corrections import Corrected, correct, differing, shown_place
from qualcode.store.merging import (
    ORPHANED,
    CodesHere,
    Holding,
    bring_codes,
    bring_memos,
    bring_suggestions,
    identity,
    keys_by_id,
    read_holding,
    span_of,
)
from qualcode.store.reading import grade_of, text_of
from qualcode.text.find import locate

_UNDO = "undo"
#: Wraps what is gone through, to show how far it is.
Watch = Callable[[Sequence[Any], str], Iterable[Any]]


@dataclass
class Merged:
    """What taking in a copy did. `added`, `changed` and `unchanged` count codings, and quotations of which no coding
    is here; `changed`: corrected there after it came in. `changes` says what each correction was. `conflicts`: the same
    id with something else, the project's was kept; `errors`: what did not go in; `done`: the documents that were marked
    done; `gone`: what is here and was removed there; `notes`: what else a person should know; `codes`: the paths of
    codes that were made here; `coders`: whose work the copy holds. `answers`: to suggestions, and `showings` of
    them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    changes: list[str] = field(default_factory=list)
    conflicts: list[QualcodeError] = field(default_factory=list)
    errors: list[QualcodeError] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    memos: int = 0
    answers: int = 0
    showings: int = 0
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
    corrected = correct(action, here, there)
    if corrected.rows:
        here = read_holding(action.connection)
    report.changes = corrected.told
    work = _Joining(action, here, there, report, corrected, name)
    for document in watch(list(there.quotations_in), "documents"):
        work.document(document)
    work.desk.finish()
    work.memos()
    work.done()
    work.suggestions()
    work.finish()
    return report


def _make_codes(action: Action, here: Holding, there: Holding, coming: list[Code]) -> None:
    found, new = CodesHere(here, there), {code.id for code in coming}

    def parent_of(code: Code) -> str:
        return code.parent if code.parent in new or not code.parent else found.find(code.parent)

    bring_codes(action, here.tree, coming, parent_of)


class _Joining:
    """The work under way: the project's holding beside the copy's, and the desk on which new entries are laid."""

    def __init__(
        self, action: Action, here: Holding, there: Holding, report: Merged, corrected: Corrected, name: str
    ) -> None:
        self.action, self.here, self.there, self.report, self.name = action, here, there, report, name
        self.corrected = corrected
        self.codes = CodesHere(here, there)
        self.desk = Desk(action, from_content=True)
        self._placed: dict[str, str] = {}  # the ids here of the copy's quotations
        self._alike: set[str] = set()  # the ids of codings here that say what one of the copy says under another id
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
        new, differs = mine is None, False
        if mine is None:
            mine = self._lay(label, _free(row, span))
        else:
            differs = self._compare_quotation(row, mine, span)
        if mine is None:
            return
        self._placed[row["id"]] = mine["id"]
        taken = [self._coding(coding, mine) for coding in self.there.codings_of.get(row["id"], [])]
        if not any(taken) and not differs:
            self._count(mine["id"], new=new)

    def _count(self, *rows: str, new: bool = False) -> None:
        """Count a coding (with its quotation), or a quotation of which no coding is here."""
        corrected = not self.corrected.rows.isdisjoint(rows)
        self.report.added += new
        self.report.changed += corrected and not new
        self.report.unchanged += not corrected and not new

    def _place(self, row: Row) -> Span:
        """Where a quotation of the copy stands in the text here: at its place in the same text, by its words in
        another. Raises the errors of a quote."""
        name = row["document_id"]
        if self._same_text(name) and row["anchor"] != ORPHANED:
            return span_of(row)
        if name not in self._texts:
            self._texts[name] = text_of(self.action.connection, self.here.documents[name]["text_hash"])
        return locate(name, self._texts[name], quote=row["words"])

    def _same_text(self, name: str) -> bool:
        return bool(self.here.documents[name]["text_hash"] == self.there.documents[name]["text_hash"])

    def _compare_quotation(self, row: Row, mine: Row, span: Span | None) -> bool:
        """Whether a quotation that is here differs; says how. One that was made here too, under another id, may only
        lack the comment."""
        told = []
        if (row["document_id"], row["coder_name"]) != (mine["document_id"], mine["coder_name"]):
            told.append("the document or the coder")
        elif span is not None and mine["anchor"] != ORPHANED and span != span_of(mine):
            there = {"start": span.start, "end": span.end}
            told.append(f"the place (characters {shown_place(there)} there, {shown_place(mine)} here)")
        elif self._same_text(mine["document_id"]):
            told += differing(row, mine, ["verbatim"])
        told += differing(row, mine, ["released"])
        if row["id"] == mine["id"] or (row["comment"] and mine["comment"]):
            told += differing(row, mine, ["comment"])
        elif row["comment"]:
            self._lay(self.there.label(row["id"]), replace(_free(row, span_of(mine)), verbatim=None, released=None))
        return self._differs(self.here.label(mine["id"]), told, mine["id"], self._mend_quotation(row, mine, span))

    def _coding(self, coding: Row, mine: Row) -> bool:
        """Take in a coding on a quotation that is here; whether it is here now, as it is there or otherwise."""
        called, known = self.there.called(coding), self.here.codings.get(coding["id"])
        if known is not None:
            self._weigh(known, self._compare_coding(coding, known))
            return True
        if self._left(coding["id"], called) or self._of_review(mine):
            return False
        try:
            code = self.codes.find(coding["code_id"])
        except NotPossible as err:
            self._fail(called, err)
            return False
        same = self.here.identities.get(identity(mine["id"], code, coding))
        if same is not None:
            self._alike.add(same["id"])
            self._weigh(same, differing(coding, same, ["status", "comment", "source"]))
            return True
        if mine["anchor"] == ORPHANED:
            self._fail(called, NotPossible("Its words stand no longer in the text here: the quotation is orphaned."))
            return False
        laid = self._lay(called, _with_code(coding, mine, code)) is not None
        self._follow(coding["code_id"], code, laid)
        self.report.added += laid
        return laid

    def _weigh(self, mine: Row, told: Sequence[str]) -> None:
        """Count a coding that is here, or say how it differs."""
        label, path = self.here.label(mine["quotation_id"]), self.here.path(mine["code_id"])
        uncode = f"qualcode uncode {label} --code {shlex.quote(path)} --coder {shlex.quote(mine['coder_name'])}"
        mend = f"To have it as it is there: {uncode}, and then code it so."
        if not self._differs(self.here.called(mine), told, mine["id"], mend):
            self._count(mine["id"], mine["quotation_id"])

    def _mend_quotation(self, row: Row, mine: Row, span: Span | None) -> str:
        """What to type to have a quotation as it is in the copy."""
        label, coder = self.here.label(mine["id"]), shlex.quote(mine["coder_name"])
        if span is not None and mine["anchor"] != ORPHANED and span != span_of(mine):
            place = f"--start {span.start} --end {span.end}"
            return f"To have it as it is there: qualcode resize {label} {place} --coder {coder}"
        flags = {"verbatim": ("--summarised", "--verbatim"), "released": ("--not-released", "--released")}
        marks = [words[row[name]] for name, words in flags.items() if row[name] != mine[name]]
        marks += [f"--comment {shlex.quote(row['comment'])}"] if row["comment"] != mine["comment"] else []
        return f"To have it as it is there: qualcode mark {label} {' '.join(marks)} --coder {coder}"

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
                told += differing(coding, mine, ["specification"])
        return told + differing(coding, mine, ["value", "status", "origin", "comment", "source"])

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
                told = [] if mine.text == memo.text else [f"the text ({shorten(mine.text, 30)!r} here)"]
                mend = f"To have it as it is there: qualcode memo --change {memo.id}, with that text."
                self._differs(called, told, memo.id, mend)
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

    def suggestions(self) -> None:
        """Take in what was seen of suggestions, and answered."""
        brought = bring_suggestions(self.action, self.here, self.there, self.codes)
        self.report.answers, left_out, self.report.showings = brought
        if left_out:
            self.report.notes.append(f"{left_out} answers to suggestions were left out: their codes are not here.")

    def finish(self) -> None:
        """Say what was removed there and is here still, and what was laid otherwise than it was there."""
        self.report.gone += _gone(self.here, self.there, self._alike)
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

    def _differs(self, called: str, told: Sequence[str], row: str, mend: str) -> bool:
        """Whether anything differs; says so, and what to do about it."""
        if told:
            verb = "differs" if len(told) == 1 else "differ"
            why = "it was changed here too" if row in self.corrected.came else "it was made here"
            why, mend = (self.corrected.refused[row], "") if row in self.corrected.refused else (f"{why}.", f" {mend}")
            said = f"{self.name}, {called}: {' and '.join(told)} {verb}. The project's was kept: {why}{mend}"
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


def _last_shared(here: Holding, there: Holding) -> int:
    """The last version of the codebook that means the same in the copy and here: the one the copy was carried with,
    or the last that was made before the two parted; the present one where they share none."""
    shared = [version for version, day in there.versions.items() if here.versions.get(version) == day]
    carried = [version for each, version in there.samples.items() if each in here.samples]
    return min(max([*shared, *carried], default=here.tree.version), here.tree.version)


def _gone(here: Holding, there: Holding, alike: set[str]) -> list[str]:
    """What was removed in the copy and is here still; not what was made there anew."""
    told, away = [], {each for each in there.removed if each in here.quotations and each not in there.quotations}
    for row in here.quotations.values():
        if row["id"] in away:
            words = shorten(row["words"], 40)
            told.append(f"{here.label(row['id'])} by {row['coder_name']} ({words!r}) is no longer there.")
    for row in here.codings.values():
        removed = row["id"] in there.removed and row["id"] not in (*there.codings, *alike)
        if removed and row["quotation_id"] not in away:
            told.append(f"{here.called(row)} by {row['coder_name']} is no longer there.")
    for memo in here.memos.values():
        if memo.id in there.removed and memo.id not in there.memos:
            told.append(f"A memo of {memo.coder} ({shorten(memo.text, 30)!r}) is no longer there.")
    for document, coder in here.finished:
        if (document, coder) in there.unmarked and (document, coder) not in there.finished:
            told.append(f"{document} is no longer marked done by {coder} there.")
    return told
