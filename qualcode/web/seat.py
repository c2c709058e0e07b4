"""The seat somebody has at the workbench: what an endpoint is given of who asks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from qualcode.i18n import Language
from qualcode.project import Project
from qualcode.web.room import Blind, Guest, NobodyCodes, Room


@dataclass(frozen=True, slots=True)
class Seated:
    """Who asks. `coder` is empty for somebody who is only looking; `blind` is true for a coder who must not see
    suggestions nor anyone else's work, whether they asked for that or a sample says so."""

    room: Room
    coder: str
    blind: bool
    mark: str = ""  # what a page says to be of this seat (`Room.seat`)

    @property
    def language(self) -> Language:
        return self.room.language

    @property
    def only(self) -> str | None:
        """The coder whose work alone may be seen; None where everybody's may."""
        return self.coder if self.blind else None

    def quick(self) -> AbstractContextManager[Project]:
        """The project, for short work."""
        return self.room.quick()

    def slow(self) -> AbstractContextManager[Project]:
        """The project, for work that takes longer and must not keep tagging waiting."""
        return self.room.slow()

    def desk(self) -> AbstractContextManager[Project]:
        """The project, for suggestions."""
        return self.room.desk()

    def must_code(self) -> str:
        """The coder; raises `NobodyCodes` for somebody who is only looking."""
        if not self.coder:
            raise NobodyCodes
        return self.coder

    def must_see_others(self) -> None:
        """Raises `Blind` for who must not see others' work."""
        if self.blind:
            raise Blind(self.coder)


def _seat(request: Request) -> Seated:
    room: Room = request.app.state.room
    guest: Guest = request.state.guest
    blind = guest.blind or (bool(guest.coder) and room.must_code_blind(guest.coder))
    return Seated(room, guest.coder, blind, room.seat(guest))


#: The parameter by which an endpoint asks for it: `def done(seat: Seat) -> …`.
Seat = Annotated[Seated, Depends(_seat)]
