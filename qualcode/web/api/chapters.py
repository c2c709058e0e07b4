"""The chapters of the report as they are being written: texts beside quotations. Not for who codes blind."""

from __future__ import annotations

from fastapi import APIRouter

from qualcode.web.asked import Asked
from qualcode.web.mistakes import ChangedMeanwhile
from qualcode.web.seat import Seat
from qualcode.workbench import chapters, holding
from qualcode.workbench.chapters import Chapter, Entry, Prose
from qualcode.workbench.holding import Standing
from qualcode.workbench.writing import Summary

router = APIRouter(tags=["chapters"])


class NewText(Asked):
    """A section's text. `was` is the mark of the text that the page saw, empty where there was none; `rests` that of
    the quotations beside it, for which the text then holds."""

    case: str
    section: str
    text: str
    was: str
    rests: str = ""


class Holding(Asked):
    """A section whose text holds; the marks of the text and the quotations that the page saw."""

    case: str
    section: str
    was: str
    rests: str


class Written(Asked):
    text: str


@router.get("/chapters")
def every(seat: Seat) -> list[Entry]:
    """The chapters, with how much of each is written."""
    seat.must_see_others()
    with seat.slow() as project:
        return chapters.outline(project)


@router.get("/chapter")
def one(seat: Seat, case: str) -> Chapter:
    """A case's chapter laid open: per section its text, grades and quotations."""
    seat.must_see_others()
    with seat.slow() as project:
        return chapters.chapter(project, case, seat.language)


@router.get("/chapter/texts")
def texts(seat: Seat, case: str) -> list[Summary]:
    """What is written in a chapter now."""
    seat.must_see_others()
    with seat.slow() as project:
        return chapters.texts(project, case)


@router.get("/chapter/standings")
def standings(seat: Seat, case: str) -> dict[str, Standing]:
    """How the texts of a chapter stand to their quotations, by section."""
    seat.must_see_others()
    with seat.slow() as project:
        return holding.standings(project, case, seat.language)


@router.put("/chapter/text")
def save(seat: Seat, asked: NewText) -> Summary:
    """Write a section's text to its file, unless that is not what the page saw any more."""
    seat.must_see_others()
    who = seat.must_code()
    with seat.slow() as project:
        try:
            return chapters.save(
                project, asked.case, asked.section, asked.text, was=asked.was, rests=asked.rests, who=who
            )
        except chapters.TextChanged as err:
            raise ChangedMeanwhile("The text", err.now) from err


@router.post("/chapter/confirm")
def confirm(seat: Seat, asked: Holding) -> Standing:
    """Say that a text still holds, unless the text or its quotations are not what the page saw any more."""
    seat.must_see_others()
    who = seat.must_code()
    with seat.slow() as project:
        try:
            return holding.confirm(
                project, asked.case, asked.section, was=asked.was, rests=asked.rests, who=who, language=seat.language
            )
        except holding.RestsOnOther as err:
            raise ChangedMeanwhile("The text, or what it rests on,", err.now) from err


@router.post("/prose")
def prose(seat: Seat, asked: Written) -> Prose:
    """A text as it will read in the report, with the quotations it cites. Nothing is changed."""
    seat.must_see_others()
    with seat.slow() as project:
        return chapters.prose(project, asked.text)
