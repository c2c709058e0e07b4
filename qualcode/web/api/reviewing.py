"""The second coder goes through the codings of another: agree, change, remove, add, finish."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from pydantic import Field

from qualcode.model import Verdict
from qualcode.reviewing import Item, Review
from qualcode.web.asked import Asked, Point
from qualcode.web.mistakes import check_unchanged
from qualcode.web.seat import Seat
from qualcode.web.seen import Saw, stamp
from qualcode.workbench.reviewable import Reviewable, reviewable

router = APIRouter(tags=["reviewing"])


@dataclass(frozen=True, slots=True)
class Judged:
    """A coding in a review, with what the reviewer says of it: `verdict` is empty, `agreed`, `changed` (then
    `replacement` is what it became), `removed` or `added`. `stamp` is what a page sends back to say what it saw."""

    coding: str
    quotation: str
    number: int
    code: str
    words: str
    start: int
    end: int
    value: str
    specification: str
    comment: str
    verdict: str
    verdict_comment: str
    replacement: Judged | None
    stamp: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review: the author's codings and the reviewer's additions, in the order of the text. `note` is what to know
    before it begins; `made` the coding that the last step made."""

    document: str
    reviewer: str
    author: str
    note: str
    finished: bool
    items: list[Judged]
    additions: list[Judged]
    made: str = ""


class Step(Asked):
    """A step in the review of the codings of `author`; without one, of the first who coded the document."""

    author: str | None = None


class Seen(Asked):
    coding: str
    saw: Saw = None


class AgreeStep(Step):
    codings: list[Seen] = Field(min_length=1)


class WithdrawStep(Step):
    coding: str
    saw: Saw = None


class RemoveStep(WithdrawStep):
    comment: str


class ChangeStep(RemoveStep):
    """What is None stays as the author has it. A new place has `start`, `end` and the words that the page shows."""

    code: str | None = None
    value: str | None = None
    specification: str | None = None
    start: Point | None = None
    end: Point | None = None
    words: str = ""


class AddStep(Step):
    code: str = Field(min_length=1)
    start: Point
    end: Point
    words: str = Field(min_length=1)
    value: str | None = None
    specification: str = ""
    comment: str


@router.get("/reviews")
def reviews(seat: Seat) -> list[Reviewable]:
    """The documents that others coded, with how far this coder's review of each is."""
    seat.must_see_others()
    coder = seat.must_code()
    with seat.quick() as project:
        return reviewable(project, coder)


@router.get("/reviews/{document}")
def review(seat: Seat, document: str, author: str | None = None) -> ReviewView:
    """This coder's review of a document, begun or not."""
    with _review(seat, document, author or None) as found:
        return _shown(found, note=found.note)


@router.post("/reviews/{document}/agree")
def agree(seat: Seat, document: str, asked: AgreeStep) -> ReviewView:
    """Agree with codings."""
    with _review(seat, document, asked.author) as found:
        left = [each for each in asked.codings if not _is_so(found, each, Verdict.AGREED)]
        found.agree(*(_seen(found, each.coding, each.saw) for each in left))
        return _shown(found)


@router.post("/reviews/{document}/remove")
def remove(seat: Seat, document: str, asked: RemoveStep) -> ReviewView:
    """Say that a coding should not count, and why."""
    with _review(seat, document, asked.author) as found:
        if not _is_so(found, asked, Verdict.REMOVED, asked.comment):
            found.remove(_seen(found, asked.coding, asked.saw), comment=asked.comment)
        return _shown(found)


@router.post("/reviews/{document}/change")
def change(seat: Seat, document: str, asked: ChangeStep) -> ReviewView:
    """Set a coding of one's own in the place of the author's, and say why."""
    given = asked.model_dump(include={"comment", "code", "value", "specification", "start", "end"})
    with _review(seat, document, asked.author) as found:
        there = _is_so(found, asked, Verdict.CHANGED, asked.comment)
        if there and there.replacement and _says(found, there.replacement, given):
            return _shown(found, there.replacement.coding)
        made = found.change(_seen(found, asked.coding, asked.saw), quote=asked.words, **given)
        return _shown(found, made.id)


@router.post("/reviews/{document}/add")
def add(seat: Seat, document: str, asked: AddStep) -> ReviewView:
    """Add a coding that the author missed, and say why."""
    given = asked.model_dump(include={"comment", "code", "value", "specification", "start", "end"})
    with _review(seat, document, asked.author) as found:
        for each in found.additions:
            if each.verdict_comment == asked.comment.strip() and _says(found, each, given):
                return _shown(found, each.coding)
        made = found.add(quote=asked.words, **given)
        return _shown(found, made.id)


@router.post("/reviews/{document}/withdraw")
def withdraw(seat: Seat, document: str, asked: WithdrawStep) -> ReviewView:
    """Take back a verdict with what was laid for it, or an addition."""
    with _review(seat, document, asked.author) as found:
        if not _is_withdrawn(found, asked):
            found.withdraw(_seen(found, asked.coding, asked.saw))
        return _shown(found)


@router.post("/reviews/{document}/finish")
def finish(seat: Seat, document: str, asked: Step) -> ReviewView:
    """Say that the review is done."""
    with _review(seat, document, asked.author) as found:
        found.finish()
        return _shown(found)


@contextmanager
def _review(seat: Seat, document: str, author: str | None) -> Iterator[Review]:
    """This coder's review of a document, for somebody who may see the work of others."""
    seat.must_see_others()
    coder = seat.must_code()
    with seat.quick() as project:
        yield project.review(document, coder=coder, author=author)


def _seen(review: Review, coding: str, saw: str | None) -> Item:
    """A coding of the review by its id; raises `ChangedMeanwhile` unless it is as the page saw it."""
    item = review.find(coding)
    check_unchanged(item.quotation, saw, stamp(item))
    return item


def _is_so(review: Review, asked: Seen | WithdrawStep, verdict: Verdict, comment: str = "") -> Item | None:
    """The coding that a step is about, where that was said of it already: the step is asked for once more, as the first
    reply was lost."""
    item = review.find(asked.coding)
    said = (item.verdict, item.verdict_comment) == (verdict, comment.strip())
    return item if said and asked.saw not in (None, stamp(item)) else None


def _is_withdrawn(review: Review, asked: WithdrawStep) -> bool:
    """Whether nothing is left to take back of what a page saw."""
    given = {item.coding: item.verdict for item in (*review.items, *review.additions)}
    return asked.saw is not None and not given.get(asked.coding)


def _says(review: Review, item: Item, given: dict[str, Any]) -> bool:
    """Whether a coding is what was asked for; what is None was not asked."""
    book = review.project.codebook
    code = book.find(item.row["code_id"] if given["code"] is None else given["code"], giving=True)
    grade = code.read_value(given["value"], book.path(code.id)) if given["value"] else None
    now = {
        "code": code.id == item.row["code_id"],
        "value": (grade.text if grade else "") == item.value,
        "specification": (given["specification"] or "").strip() == item.specification,
        "start": given["start"] == item.start,
        "end": given["end"] == item.end,
    }
    return all(so for name, so in now.items() if given[name] is not None)


def _shown(review: Review, made: str = "", *, note: str = "") -> ReviewView:
    """A review; after a step it has begun, so that there is nothing to know before."""
    return ReviewView(
        review.document, review.reviewer, review.author, note, review.finished,
        [_judged(item) for item in review.items], [_judged(item) for item in review.additions], made,
    )  # fmt: skip


def _judged(item: Item) -> Judged:
    return Judged(
        item.coding, item.quotation, item.number, item.row["code_id"], item.quote, item.start, item.end, item.value,
        item.specification, item.comment, item.verdict, item.verdict_comment,
        _judged(item.replacement) if item.replacement else None, stamp(item),
    )  # fmt: skip
