"""Analysis sessions: begun and ended, with the decisions made in them."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import Field

from qualcode.analysis.work.evolution import SessionFlow
from qualcode.store.sessions import Decision, Session, outside_sessions
from qualcode.web.asked import Asked
from qualcode.web.seat import Seat

router = APIRouter(tags=["codebook"], prefix="/codebook")


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions in numbers, oldest first, with their decisions; and the decisions made outside any."""

    sessions: list[SessionFlow]
    outside: list[Decision]


class NewSession(Asked):
    """`day` is the day it is held (ISO), today without one."""

    reason: str
    participants: list[str] = Field(default_factory=list, max_length=200)
    day: str = ""


@router.get("/sessions")
def sessions(seat: Seat) -> Sessions:
    """The analysis sessions in numbers, with the decisions and their reasons."""
    seat.must_see_others()
    with seat.slow() as project:
        return Sessions(project.tree.sessions(), outside_sessions(project.tree.decisions()))


@router.get("/decisions")
def decisions(seat: Seat) -> list[Decision]:
    """All changes of the tree that stand, oldest first."""
    seat.must_see_others()
    with seat.quick() as project:
        return project.tree.decisions()


@router.post("/sessions", status_code=201)
def begin_session(seat: Seat, asked: NewSession) -> Session:
    """Begin a session: the changes of the tree until it ends belong to it."""
    who = seat.must_code()
    seat.must_see_others()
    with seat.quick() as project:
        return project.tree.begin_session(asked.reason, participants=asked.participants, day=asked.day, who=who)


@router.post("/sessions/end")
def end_session(seat: Seat) -> Session:
    """End the session that is open."""
    who = seat.must_code()
    seat.must_see_others()
    with seat.quick() as project:
        return project.tree.end_session(who=who)
