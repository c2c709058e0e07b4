"""Analysis sessions: when it was, who took part, why; the changes of the tree made while it is open belong to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from qualcode.errors import NotPossible, WrongUsage
from qualcode.store import schema
from qualcode.store.action import Action, now
from qualcode.store.history import Event, events

IMPORT, RELEASE = "import codebook", "codebook release"
#: The summary of an import that changed the codebook's name or language at most.
UNCHANGED = "0 changes"


@dataclass(frozen=True, slots=True)
class Session:
    """An analysis session. `version` is the codebook version it began with, `day` the day it was held (ISO)."""

    id: str
    reason: str
    day: str
    participants: tuple[str, ...]
    version: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A change of the tree, with the reason given for it; `session` is empty where it was made outside one."""

    number: int
    created: str
    who: str
    what: str
    summary: str
    remark: str
    session: str


def sessions(connection: Connection) -> list[Session]:
    """All sessions, in the order in which they began."""
    rows = connection.execute(select(schema.session).order_by(schema.session.c.key)).mappings()
    return [
        Session(row["id"], row["reason"], row["day"], tuple(row["participants"]), row["version"], row["closed"])
        for row in rows
    ]


def open_session(connection: Connection) -> str:
    """The id of the session that is open, empty when there is none."""
    chosen = select(schema.session.c.id).where(schema.session.c.closed.is_(False))
    return str(connection.execute(chosen).scalar() or "")


def begin_session(action: Action, reason: str, participants: Sequence[str], day: str, version: int) -> str:
    """Begin a session; raises where another is still open. Returns its id."""
    if not reason.strip():
        raise WrongUsage("Say in a few words why you meet: it is the session's name in the trail.")
    there = next((each for each in sessions(action.connection) if not each.closed), None)
    if there is not None:
        raise NotPossible(f"The session {there.reason!r} of {there.day} is still open. End it first.")
    row = {
        "id": str(uuid.uuid4()),
        "reason": " ".join(reason.split()),
        "day": day,
        "participants": list(dict.fromkeys(name.strip() for name in participants if name.strip())),
        "version": version,
        "closed": False,
        "created": now(),
    }
    action.insert(schema.session, [row])
    action.summary = str(row["reason"])
    return str(row["id"])


def end_session(action: Action) -> Session:
    """Close the open session; raises `NotPossible` when there is none."""
    there = next((each for each in sessions(action.connection) if not each.closed), None)
    if there is None:
        raise NotPossible("No analysis session is open.")
    chosen = select(schema.session.c.key).where(schema.session.c.id == there.id)
    action.update(schema.session, {action.connection.execute(chosen).scalar_one(): {"closed": True}})
    action.summary = there.reason
    return there


def decisions(connection: Connection) -> list[Decision]:
    """All changes of the tree and its relations that stand, oldest first; what was undone is left out."""
    notes = {row.action: row for row in connection.execute(select(schema.decision))}
    found = []
    for event in events(connection):
        of_tree = event.what.startswith("codebook ") or event.what == IMPORT
        if of_tree and not event.undone and not event.purged:
            found.append(_decision(event, notes.get(event.number)))
    return found


def outside_sessions(made: Iterable[Decision]) -> list[Decision]:
    """Of these decisions (all of a project's, oldest first) the changes of the tree made outside a session. Naming a
    version is none, nor is taking in the first codebook, nor a file that changed nothing."""
    found, taken_in = [], False
    for each in made:
        first = each.what == IMPORT and not taken_in
        taken_in = taken_in or first
        nothing = each.what == IMPORT and each.summary == UNCHANGED
        if not (each.session or first or nothing or each.what == RELEASE):
            found.append(each)
    return found


def _decision(event: Event, note: object | None) -> Decision:
    remark = str(getattr(note, "remark", ""))
    session = str(getattr(note, "session", ""))
    return Decision(event.number, event.created, event.who, event.what, event.summary, remark, session)
