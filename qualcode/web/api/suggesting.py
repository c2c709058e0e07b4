"""Suggestions beside the text: asked for, shown, and answered one passage at a time. None is a coding before a person
accepts it; who codes blind has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from qualcode.assist.reasons import in_words, strength
from qualcode.assisted import pile
from qualcode.intake import Watch
from qualcode.model import Fragment, Reason
from qualcode.project import Project
from qualcode.web.api.coding import Laid
from qualcode.web.asked import Asked, Point
from qualcode.web.mistakes import check_unchanged
from qualcode.web.seat import Seat, Seated
from qualcode.web.tray import Reading, Tray
from qualcode.workbench import offering, opened

router = APIRouter(prefix="/suggestions", tags=["suggestions"])

Unit = Literal["paragraph", "sentence", "turn"]
Ids = Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in a sentence, with the words of the text it rests on (whole sentences are none), and how much it counts
    beside the others of its suggestion (0 to 1)."""

    sentence: str
    spans: tuple[tuple[int, int], ...]
    strength: float


@dataclass(frozen=True, slots=True)
class OfferedCode:
    """A code suggested for a passage. `strength` is strong, possible or weak, `said` that in a word; `value` the grade
    found in the words; `mode` and `branch` the codes it becomes when these are turned, empty where there is none."""

    id: str
    code: str
    strength: str
    said: str
    p: float
    value: str
    mode: str
    branch: str
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class OfferedPassage:
    document: str
    start: int
    end: int
    words: str
    heading: str
    skipped: bool
    codes: tuple[OfferedCode, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """The next passages to go through; `left` is how many there may be after these."""

    document: str
    passages: tuple[OfferedPassage, ...]
    left: int


class Handed(Asked):
    """Suggestions of one passage, by the ids they were handed out with."""

    ids: Ids


class ReadBefore(Asked):
    """What is to be read before suggestions are asked for."""

    unit: Unit = "paragraph"


class Accepted(Asked):
    """A suggestion that is taken: with another code, with a value and specification where the code takes them, on other
    words of the passage. `words` are what the page shows at that span."""

    id: str = Field(max_length=40)
    code: str | None = None
    value: str | None = None
    specification: str = ""
    comment: str = ""
    start: Point | None = None
    end: Point | None = None
    words: str | None = None


@router.get("")
def suggestions(
    seat: Seat, document: str, unit: Unit = "paragraph", after: Point = 0,
    limit: Annotated[int, Query(ge=1, le=20)] = 6,
) -> Offers:  # fmt: skip
    """The passages of a document that the coder did not code yet, with what is suggested for them, learned from what
    they coded so far."""
    coder, tray = _desk(seat)
    with seat.desk() as project:
        found = offering.offer(
            project, document, coder=coder, unit=unit, after=after, limit=limit, watch=tray.watch
        )  # fmt: skip
        passages = tuple(_passage(project, seat, tray, each) for each in found.passages)
    return Offers(document, passages, found.left)


@router.get("/passage")
def on_passage(
    seat: Seat, document: str, start: Point, end: Point, words: str = "", unit: Unit = "paragraph"
) -> OfferedPassage:
    """What is suggested for words that were chosen in the text."""
    coder, tray = _desk(seat)
    with seat.desk() as project:
        found = offering.offer_on(
            project, document, coder=coder, start=start, end=end, quote=words, unit=unit, watch=tray.watch
        )
        return _passage(project, seat, tray, found)


@router.post("/reading")
def reading(seat: Seat, asked: ReadBefore) -> Reading:
    """Read the texts that suggestions rest on, which takes long the first time; how far that is."""
    coder, tray = _desk(seat)

    def work(watch: Watch) -> None:
        with seat.desk() as project:
            offering.prepare(project, coder=coder, unit=asked.unit, watch=watch)

    return tray.read(asked.unit, work)


@router.post("/shown", status_code=204)
def shown(seat: Seat, asked: Handed) -> None:
    """Note that the coder sees these now; once for each."""
    coder, tray = _desk(seat)
    with seat.quick() as project:
        fresh = tray.not_noted(asked.ids)
        offering.note(project, [(each.suggestion, each.rank) for each in fresh], coder=coder)
        tray.noted(asked.ids)


@router.post("/accept", status_code=201)
def accept(seat: Seat, asked: Accepted) -> Laid:
    """Make a coding of a suggestion."""
    coder, tray = _desk(seat)
    suggestion = tray.taken([asked.id])[0].suggestion
    with seat.quick() as project:
        if asked.words is not None and asked.start is not None and asked.end is not None:
            now = project.text(suggestion.document)[asked.start : asked.end]
            check_unchanged("The text", asked.words, now)
        made = project.accept(
            suggestion, coder=coder, code=asked.code, value=asked.value or None, specification=asked.specification,
            comment=asked.comment, start=asked.start, end=asked.end,
        )  # fmt: skip
        passages = opened.passages(project, suggestion.document, only=seat.only, ids={made.quotation})
    return Laid(suggestion.document, passages, coding=made.id)


@router.post("/reject")
def reject(seat: Seat, asked: Handed) -> list[str]:
    """Say no to suggestions of one passage: they do not come back on these words. The codes (ids) to which it is
    news."""
    coder, tray = _desk(seat)
    said = [each.suggestion for each in tray.taken(asked.ids)]
    with seat.quick() as project:
        return [each.code for each in project.reject(said, coder=coder)]


@router.post("/skip")
def skip(seat: Seat, asked: Handed) -> list[str]:
    """Pass over suggestions of one passage that have no answer yet; the codes (ids) to which it is news."""
    coder, tray = _desk(seat)
    said = [each.suggestion for each in tray.taken(asked.ids)]
    with seat.quick() as project:
        return [each.code for each in project.skip(said, coder=coder)]


def _desk(seat: Seated) -> tuple[str, Tray]:
    """The coder, and the tray of what they were handed; raises `Blind` and `NobodyCodes`."""
    seat.must_see_others()
    coder = seat.must_code()
    return coder, seat.room.trays.of(coder)


def _passage(project: Project, seat: Seated, tray: Tray, found: offering.Offered) -> OfferedPassage:
    fragment = found.fragment
    codes = tuple(_code(project, seat, tray, fragment, each) for each in found.codes)
    return OfferedPassage(
        fragment.document, fragment.span.start, fragment.span.end, fragment.quote, fragment.heading, found.skipped,
        codes,
    )  # fmt: skip


def _code(project: Project, seat: Seated, tray: Tray, fragment: Fragment, offer: offering.Offer) -> OfferedCode:
    one, language = offer.suggestion, seat.language.code
    questions = {question.id: question.question for question in project.settings.guide}
    most = max((each.weight for each in one.reasons), default=1.0)
    reasons = tuple(_why(each, fragment, language, questions, most) for each in one.reasons)
    return OfferedCode(
        tray.lay(one, offer.rank), one.code, one.strength.value, strength(one.strength, language), one.p,
        one.value.text if one.value else "", offer.turned.mode, offer.turned.branch, reasons,
    )  # fmt: skip


def _why(reason: Reason, fragment: Fragment, language: str, questions: dict[str, str], most: float) -> Why:
    spans = tuple((each.start, each.end) for each in reason.spans if len(each) <= pile.LONGEST)
    return Why(in_words(reason, fragment, language, questions), spans, reason.weight / most if most else 0.0)
