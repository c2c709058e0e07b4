"""Differences between coders who coded blind: the list to work through, and what is decided about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import Field, model_validator

from qualcode import resolving
from qualcode.project import Project
from qualcode.resolving import Difference, New, Resolution, Version
from qualcode.resolving.worklist import Progress, worklist
from qualcode.web.asked import Asked, Point
from qualcode.web.mistakes import check_unchanged
from qualcode.web.seat import Seat
from qualcode.web.seen import Saw, stamp

router = APIRouter(tags=["resolving"])
State = Literal["open", "resolved", "all"]


@dataclass(frozen=True, slots=True)
class GivenCode:
    code: str
    value: str
    specification: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A quotation with what somebody gave it; `comments` are those on the quotation and on its codings."""

    label: str
    start: int
    end: int
    words: str
    codes: list[GivenCode]
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What a coder has here; `version` is None for who has nothing."""

    coder: str
    version: VersionView | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: `taken` is a coder's name, `both`, `none` or `new`; `laid` is what `consensus` has of it."""

    taken: str
    who: str
    comment: str
    created: str
    laid: list[VersionView]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A passage where coders differ, named by the label of its first quotation. `cells` are how many cells of
    "interview by code" it can still change, `changed` the codes of these, `why` says it in words. `stale`: a version
    changed since it was resolved. `stamp` is what a page sends back to say what it saw."""

    quotation: str
    document: str
    interview: str
    case: str
    kind: str
    start: int
    end: int
    words: str
    sides: list[Side]
    cells: int
    changed: list[str]
    why: str
    resolution: Decided | None
    stale: bool
    open: bool
    stamp: str


@dataclass(frozen=True, slots=True)
class WorklistView:
    """The first differences of those asked for, the most consequential first, and how many these are; `documents` are
    all with differences, and how many of theirs are open and resolved."""

    differences: list[DifferenceView]
    count: int
    documents: tuple[Progress, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """How a document stands after a decision: all its differences, and whether its consensus is complete."""

    document: str
    differences: list[DifferenceView]
    open: int
    resolved: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Reverted:
    """A decision that was taken back, or made again: of which quotation, or rest of a document."""

    summary: str


class Decision(Asked):
    """Who decides (a name, or all who were at the table), and why."""

    who: str = Field(min_length=1)
    comment: str = ""


class OneDecision(Decision):
    """`take` a coder's name, `both` or `none`; or give new `codes`, on the whole passage or on a span of it."""

    quotation: str
    saw: Saw = None
    take: str | None = None
    codes: tuple[str, ...] = ()
    start: Point | None = None
    end: Point | None = None
    words: str = ""
    value: str | None = None
    specification: str | None = None

    @model_validator(mode="after")
    def _details_go_with_codes(self) -> Self:
        details = (self.start, self.end, self.value, self.specification, self.words or None)
        if not self.codes and any(each is not None for each in details):
            raise ValueError("a span, value or specification goes with new codes")
        return self


class RestDecision(Decision):
    """The same for all open differences of a document; `saw` are those that the page shows, with their stamps."""

    document: str
    take: str
    saw: dict[str, str] | None = None


class Decider(Asked):
    who: str = Field(min_length=1)


@router.get("/differences")
def differences(
    seat: Seat,
    document: str = "",
    case: str = "",
    code: str = "",
    state: State = "open",
    limit: Annotated[int, Query(ge=1, le=2_000)] = 200,
) -> WorklistView:
    """The differences of coders who coded blind."""
    seat.must_see_others()
    with seat.slow() as project:
        found = worklist(project, document=document, case=case, code=code, state=state, limit=limit)
        return WorklistView(_shown(project, found.differences), found.count, found.documents)


@router.post("/differences/resolve")
def resolve(seat: Seat, asked: OneDecision) -> Settled:
    """Settle a difference."""
    seat.must_see_others()
    seat.must_code()
    new = New(asked.codes, asked.start, asked.end, asked.value, asked.specification, asked.words)
    with seat.slow() as project:
        if asked.saw is not None:
            check_unchanged(asked.quotation, asked.saw, _stamp(resolving.find(project, asked.quotation)))
        made = resolving.resolve(
            project, asked.quotation, take=asked.take, new=new if asked.codes else None, who=asked.who,
            comment=asked.comment,
        )  # fmt: skip
        return _settled(project, made.document)


@router.post("/differences/rest")
def rest(seat: Seat, asked: RestDecision) -> Settled:
    """Settle all open differences of a document alike."""
    seat.must_see_others()
    seat.must_code()
    with seat.slow() as project:
        if asked.saw is not None:
            open_ones = project.disagreements(where={"document": [asked.document]})
            now = {each.quotation: _stamp(each) for each in open_ones}
            check_unchanged(asked.document, asked.saw, now)
        resolving.resolve_rest(project, asked.document, take=asked.take, who=asked.who, comment=asked.comment)
        return _settled(project, asked.document)


@router.post("/differences/undo")
def undo(seat: Seat, asked: Decider) -> Reverted:
    """Take back the last decision of these."""
    seat.must_see_others()
    seat.must_code()
    with seat.slow() as project:
        event = resolving.undo(project, asked.who.strip())
    return Reverted(event.summary)


@router.post("/differences/redo")
def redo(seat: Seat, asked: Decider) -> Reverted:
    """Make the last decision of these that was taken back again."""
    seat.must_see_others()
    seat.must_code()
    with seat.slow() as project:
        event = resolving.redo(project, asked.who.strip())
    return Reverted(event.summary)


def _settled(project: Project, document: str) -> Settled:
    every = project.disagreements(resolved=True, where={"document": [document]})
    now = resolving.standing(project, document)
    return Settled(document, _shown(project, every), now.open, now.resolved, now.complete)


def _stamp(difference: Difference) -> str:
    """What is decided on: everybody's version, and what was decided before. What hangs on it may change."""
    return stamp((sorted(difference.versions.items()), difference.resolution, difference.stale))


def _shown(project: Project, found: Iterable[Difference]) -> list[DifferenceView]:
    book = project.codebook
    ids = {book.path(code.id): code.id for code in book}
    return [_view(each, ids) for each in found]


def _view(each: Difference, ids: dict[str, str]) -> DifferenceView:
    sides = [Side(coder, _version(version, ids) if version else None) for coder, version in each.versions.items()]
    return DifferenceView(
        each.quotation, each.document, each.interview, each.case, each.kind, each.start, each.end, each.words, sides,
        each.cells, [ids[path] for path in each.changed], each.why, _decided(each.resolution, ids), each.stale,
        each.open, _stamp(each),
    )  # fmt: skip


def _version(version: Version, ids: dict[str, str]) -> VersionView:
    codes = [GivenCode(ids[each.code], each.value, each.specification) for each in version.codes]
    return VersionView(version.label, version.start, version.end, version.words, codes, version.comments)


def _decided(resolution: Resolution | None, ids: dict[str, str]) -> Decided | None:
    if resolution is None:
        return None
    laid = [_version(each, ids) for each in resolution.laid]
    return Decided(resolution.taken, resolution.who, resolution.comment, resolution.created, laid)
