"""The chapters of the report as they are being written: texts beside quotations. Not for who codes blind."""

from __future__ import annotations

from fastapi import APIRouter

from qualcode.web.asked import Asked
from qualcode.web.mistakes import ChangedMeanwhile
from qualcode.web.seat import Seat
from qualcode.workbench import chapters
from qualcode.workbench.chapters import Chapter, Entry, Prose
from qualcode.workbench.writing import Summary

router = APIRouter(tags=["chapters"])


class NewText(Asked):
    """A section's text. `was` is the mark of the text that the page saw, empty where there was none."""

    case: str
    section: str
    text: str
    was: str


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


@router.put("/chapter/text")
def save(seat: Seat, asked: NewText) -> Summary:
    """Write a section's text to its file, unless that is not what the page saw any more."""
    seat.must_see_others()
    seat.must_code()
    with seat.slow() as project:
        try:
            return chapters.save(project, asked.case, asked.section, asked.text, was=asked.was)
        except chapters.TextChanged as err:
            raise ChangedMeanwhile("The text", err.now) from err


@router.post("/prose")
def prose(seat: Seat, asked: Written) -> Prose:
    """A text as it will read in the report, with the quotations it cites. Nothing is changed."""
    seat.must_see_others()
    with seat.slow() as project:
        return chapters.prose(project, asked.text)
