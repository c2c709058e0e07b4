"""Tagging: quotations, codings, marks, documents done, undo and redo. Every reply says what there is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from qualcode.errors import UnknownQuotation
from qualcode.model import Quotation
from qualcode.project import Project
from qualcode.store.codings import Entry as Laying
from qualcode.store.history import Event
from qualcode.web.asked import Asked, Point
from qualcode.web.mistakes import check_unchanged
from qualcode.web.seat import Seat, Seated
from qualcode.workbench import opened
from qualcode.workbench.opened import Entry, Passage, Tag

router = APIRouter(tags=["coding"])


class Place(Asked):
    """A passage: its span, and the words that the page shows there. They must be the same."""

    document: str
    start: Point
    end: Point
    words: str = Field(min_length=1)


class NewCoding(Place):
    """A code on a passage; with `new` a code that is not there yet is made, as an open code: of that path, or with
    `under` (a code, or empty for the top) of that name just below it. `id` and `quotation` are ids for what is made; a
    quotation of this coder that is there already keeps its own."""

    code: str = Field(pattern=r"\S")
    value: str | None = None
    specification: str = ""
    comment: str = ""
    new: bool = False
    under: str | None = None
    id: UUID | None = None
    quotation: UUID | None = None


class NewQuotation(Place):
    comment: str = ""
    verbatim: bool | None = None
    released: bool | None = None
    id: UUID | None = None


class SawTag(Asked):
    """What a page saw of a coding before it asked to change it; None where it says nothing of that."""

    code: str | None = None
    value: str | None = None
    specification: str | None = None
    comment: str | None = None


class ChangedCoding(Asked):
    code: str | None = None
    value: str | None = None
    specification: str | None = None
    comment: str | None = None
    status: Literal["final", "draft"] | None = None
    was: SawTag | None = None


class ChangedQuotation(Asked):
    """What is None stays. `was` is the span or comment that the page saw."""

    start: Point | None = None
    end: Point | None = None
    verbatim: bool | None = None
    released: bool | None = None
    comment: str | None = None
    was_span: tuple[int, int] | None = None
    was_comment: str | None = None


class Done(Asked):
    document: str
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Laid:
    """What a change left: the passages it touched as they are now, and the ids of those that are gone. `coding` is the
    coding that was asked for."""

    document: str
    passages: tuple[Passage, ...] = ()
    gone: tuple[str, ...] = ()
    coding: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An action that was undone or redone: what it was, and of what (a quotation's label, a document, a code); the
    document it is about and the id of the quotation, where it has them."""

    what: str
    summary: str
    document: str
    quotation: str


@router.post("/codings", status_code=201)
def add_coding(seat: Seat, asked: NewCoding) -> Laid:
    """Give a passage a code. Coding the same again changes nothing."""
    coder = seat.must_code()
    asked_for = _entry(
        asked, coder, code=asked.code, value=asked.value or None, specification=asked.specification,
        comment=asked.comment, id=_said(asked.id), of=_said(asked.quotation),
    )  # fmt: skip
    with seat.quick() as project:
        laid = opened.lay(project, asked_for, open=asked.new, under=asked.under if asked.new else None)
        return _laid(project, seat, asked.document, {laid.quotation}, laid.coding)


@router.patch("/codings/{coding}")
def change_coding(seat: Seat, coding: str, asked: ChangedCoding) -> Laid:
    """Change what is given of a coding of one's own."""
    coder = seat.must_code()
    given = asked.model_dump(exclude={"was"})
    with seat.quick() as project:
        there = _passage_with(project, seat, coding)
        tag = next(each for each in there.tags if each.id == coding)
        if tag.coder == coder and _is_so(project, tag, given):  # asked once more: the first reply was lost
            return _laid(project, seat, there.document, {there.id}, tag.id)
        saw = asked.was.model_dump(exclude_none=True) if asked.was is not None else {}
        check_unchanged("The coding", saw, {name: getattr(tag, name) for name in saw})
        changed = project.change(coding, coder=coder, **given)
        return _laid(project, seat, there.document, {there.id, changed.quotation}, changed.id)


@router.delete("/codings/{coding}")
def remove_coding(seat: Seat, coding: str) -> Laid:
    """Remove a coding of one's own; its quotation stays."""
    coder = seat.must_code()
    with seat.quick() as project:
        there = _passage_with(project, seat, coding)
        project.uncode(coding, coder=coder)
        return _laid(project, seat, there.document, {there.id})


@router.post("/quotations", status_code=201)
def add_quotation(seat: Seat, asked: NewQuotation) -> Laid:
    """Make a quotation without a code."""
    coder = seat.must_code()
    asked_for = _entry(
        asked, coder, comment=asked.comment, verbatim=asked.verbatim, released=asked.released, id=_said(asked.id)
    )
    with seat.quick() as project:
        laid = opened.lay(project, asked_for)
        return _laid(project, seat, asked.document, {laid.quotation})


@router.patch("/quotations/{quotation}")
def change_quotation(seat: Seat, quotation: str, asked: ChangedQuotation) -> Laid:
    """Give a quotation of one's own another span or comment; set its marks."""
    coder = seat.must_code()
    with seat.quick() as project:
        there = _seen(project, seat, quotation)
        span = (there.span.start, there.span.end)
        start = span[0] if asked.start is None else asked.start
        end = span[1] if asked.end is None else asked.end
        if (start, end) != span or (asked.start is None and asked.end is None):
            check_unchanged("The quotation's span", asked.was_span, span)
        if asked.comment is None or asked.comment.strip() != there.comment:
            check_unchanged("The comment", asked.was_comment, there.comment)
        if asked.start is not None or asked.end is not None:
            project.resize(there.id, start, end, coder=coder)
        marks = (asked.verbatim, asked.released, asked.comment)
        if any(each is not None for each in marks):
            verbatim, released, comment = marks
            project.mark(there.id, coder=coder, verbatim=verbatim, released=released, comment=comment)
        return _laid(project, seat, there.document, {there.id})


@router.delete("/quotations/{quotation}")
def remove_quotation(seat: Seat, quotation: str) -> Laid:
    """Remove a quotation of one's own with its codings and memos."""
    coder = seat.must_code()
    with seat.quick() as project:
        there = _seen(project, seat, quotation)
        project.remove(there.id, coder=coder)
        return _laid(project, seat, there.document, {there.id})


@router.post("/done")
def done(seat: Seat, asked: Done) -> Entry:
    """Mark a document as finished, or not."""
    coder = seat.must_code()
    with seat.quick() as project:
        project.done([asked.document], coder=coder, finished=asked.finished)
        return opened.entry(project, asked.document, only=seat.only)


@router.post("/undo")
def undo(seat: Seat) -> TakenBack:
    """Take back the last thing this coder did."""
    coder = seat.must_code()
    with seat.quick() as project:
        return _taken_back(project, project.undo(coder))


@router.post("/redo")
def redo(seat: Seat) -> TakenBack:
    """Do the last thing that was undone again."""
    coder = seat.must_code()
    with seat.quick() as project:
        return _taken_back(project, project.redo(coder))


def _laid(project: Project, seat: Seated, document: str, ids: set[str], coding: str = "") -> Laid:
    now = opened.passages(project, document, only=seat.only, ids=ids)
    return Laid(document, now, tuple(sorted(ids - {each.id for each in now})), coding)


def _is_so(project: Project, tag: Tag, given: dict[str, str | None]) -> bool:
    """Whether a coding is already what it is asked to become."""
    book = project.codebook
    code = book.find(tag.code if given["code"] is None else given["code"], giving=True)
    grade = code.read_value(given["value"], book.path(code.id)) if given["value"] else None
    now = {
        "code": code.id == tag.code,
        "value": (grade.text if grade else "") == tag.value,
        "specification": (given["specification"] or "").strip() == tag.specification,
        "comment": (given["comment"] or "").strip() == tag.comment,
        "status": given["status"] == tag.status,
    }
    asked = [now[name] for name, each in given.items() if each is not None]
    return bool(asked) and all(asked)


def _seen(project: Project, seat: Seated, quotation: str) -> Quotation:
    """A quotation, for somebody who may see it: to who codes blind, another's is as if it were not there."""
    found = project.quotation(quotation)
    if seat.only is not None and found.coder != seat.only:
        raise UnknownQuotation(quotation)
    return found


def _passage_with(project: Project, seat: Seated, coding: str) -> Passage:
    """The passage a coding is on, for somebody who may see it."""
    return opened.passage_with(project, coding, only=seat.only)


def _taken_back(project: Project, event: Event) -> TakenBack:
    return TakenBack(event.what, event.summary, *opened.place_of(project, event))


def _entry(asked: Place, coder: str, **said: Any) -> Laying:
    return Laying(asked.document, coder, quote=asked.words, start=asked.start, end=asked.end, **said)


def _said(identity: UUID | None) -> str:
    return "" if identity is None else str(identity)
