"""The documents: the list, one laid open, and a search over all texts."""

from __future__ import annotations

from fastapi import APIRouter

from qualcode.web.seat import Seat
from qualcode.workbench import opened
from qualcode.workbench.opened import Entry, Found, Passage, Sheet

router = APIRouter(tags=["documents"])


@router.get("/documents")
def documents(seat: Seat) -> list[Entry]:
    """All documents in the project's order, with how far each is."""
    with seat.quick() as project:
        return opened.outline(project, only=seat.only)


@router.get("/documents/{document}")
def document(seat: Seat, document: str) -> Sheet:
    """A document laid open: its text, sentences, headings and quotations."""
    with seat.quick() as project:
        return opened.sheet(project, document, only=seat.only)


@router.get("/documents/{document}/passages")
def passages(seat: Seat, document: str) -> tuple[Passage, ...]:
    """The quotations of a document with their codings."""
    with seat.quick() as project:
        return opened.passages(project, document, only=seat.only)


@router.get("/search")
def search(seat: Seat, words: str = "") -> Found:
    """Where words stand in the texts."""
    with seat.slow() as project:
        return opened.search(project, words)


@router.get("/specifications")
def specifications(seat: Seat, code: str) -> list[str]:
    """What a code's specification may be filled in with."""
    with seat.quick() as project:
        return opened.specifications(project, code, only=seat.only)
