"""Memos on the project (a research diary), documents, codes and quotations. Who codes blind sees their own."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter

from qualcode import memos
from qualcode.memos import Note
from qualcode.reports.prose import tree
from qualcode.web.asked import Asked
from qualcode.web.mistakes import check_unchanged
from qualcode.web.seat import Seat

router = APIRouter(tags=["memos"])

On = Literal["project", "document", "code", "quotation"]


class NewMemo(Asked):
    """A memo, under an id that the page made: asked for twice it is written once. `target` is the id of what it is
    about (or a label or path), empty for the project."""

    id: UUID
    on: On
    target: str = ""
    text: str


class ChangedMemo(Asked):
    """A memo's text; `was` is the one that the page saw."""

    text: str
    was: str | None = None


class Written(Asked):
    text: str


@router.get("/memos")
def every(seat: Seat, on: On | None = None, target: str = "", words: str = "", coder: str = "") -> list[Note]:
    """The memos, the newest first; those asked for."""
    with seat.quick() as project:
        return memos.notes(project, on=on or "", target=target, words=words, coder=coder, only=seat.only)


@router.post("/memos", status_code=201)
def add(seat: Seat, asked: NewMemo) -> Note:
    """Write a memo."""
    coder = seat.must_code()
    about: dict[str, str] = {} if asked.on == "project" else {asked.on: asked.target}
    with seat.quick() as project:
        memos.check_target(project, asked.on, asked.target, only=seat.only)
        made = project.memo(asked.text, coder=coder, identity=str(asked.id), **about)
        return memos.note(project, made.id, only=seat.only)


@router.patch("/memos/{memo}")
def change(seat: Seat, memo: str, asked: ChangedMemo) -> Note:
    """Give a memo of one's own another text."""
    coder = seat.must_code()
    with seat.quick() as project:
        there = memos.note(project, memo, only=seat.only)
        if there.text != asked.text:
            check_unchanged("The memo", asked.was, there.text)
        project.change_memo(memo, asked.text, coder=coder)
        return memos.note(project, memo, only=seat.only)


@router.delete("/memos/{memo}", status_code=204)
def remove(seat: Seat, memo: str) -> None:
    """Remove a memo of one's own."""
    coder = seat.must_code()
    with seat.quick() as project:
        memos.note(project, memo, only=seat.only)
        project.remove_memo(memo, coder=coder)


@router.post("/memos/preview")
def preview(seat: Seat, asked: Written) -> list[Any]:
    """A text as it will read: a tree, see `qualcode.reports.prose`. Nothing is changed."""
    return tree(asked.text)
