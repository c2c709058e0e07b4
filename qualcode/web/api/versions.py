"""The versions of the code tree: names for them, two of them compared, and what is to be reread."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from qualcode.analysis.work.evolution import Difference
from qualcode.store.versions import Release
from qualcode.web.asked import Asked
from qualcode.web.seat import Seat
from qualcode.workbench import codepage
from qualcode.workbench.codepage import Step, Told

router = APIRouter(tags=["codebook"], prefix="/codebook")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of the codebook, oldest first; the last is the present one."""

    present: int
    releases: list[Release]
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class ToReread:
    """A document that a coder coded under an older version. `codings` are those of codes that changed, `changes` the
    place in `Rereading.changes` of what changed since."""

    document: str
    coder: str
    version: int
    codings: int
    changes: int


@dataclass(frozen=True, slots=True)
class Rereading:
    """What is to be reread, those it concerns most first."""

    documents: list[ToReread]
    changes: list[tuple[Difference, ...]]


class NewRelease(Asked):
    name: str
    because: str = ""


@router.get("/versions")
def versions(seat: Seat) -> Versions:
    """The versions there are, and their names."""
    seat.must_see_others()
    with seat.quick() as project:
        return Versions(project.tree.version, project.tree.releases(), codepage.steps(project))


@router.get("/diff")
def diff(seat: Seat, earlier: str, later: str = "") -> Told:
    """Two versions compared, by name or number; with the present one without `later`."""
    seat.must_see_others()
    with seat.slow() as project:
        return codepage.told(project, earlier, later or None)


@router.get("/reread")
def reread(seat: Seat, since: str = "") -> Rereading:
    """The documents that were coded under an older meaning of codes; `since`: only what changed after that version."""
    seat.must_see_others()
    with seat.slow() as project:
        found = project.tree.reread(since or None)
    alike = list(dict.fromkeys(each.changes for each in found))
    rows = [
        ToReread(each.document, each.coder, each.version, each.codings, alike.index(each.changes)) for each in found
    ]
    return Rereading(rows, alike)


@router.post("/release", status_code=201)
def release(seat: Seat, asked: NewRelease) -> Release:
    """Give the codebook as it is now a name."""
    who = seat.must_code()
    seat.must_see_others()
    with seat.quick() as project:
        return project.tree.release(asked.name, who=who, because=asked.because)
