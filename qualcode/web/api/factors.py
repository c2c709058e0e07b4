"""What helps and what hinders, as people word and confirm it: the file of factors. Not for who codes blind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from qualcode.analysis.factoring import edits
from qualcode.errors import UnknownQuotation
from qualcode.factoring.file import FactorsChanged
from qualcode.model.factor import Direction, FactorFile, Standing
from qualcode.project import Project
from qualcode.web.asked import Asked
from qualcode.web.mistakes import ChangedMeanwhile
from qualcode.web.seat import Seat, Seated
from qualcode.workbench import factorpage
from qualcode.workbench.factorpage import FactorPage, Offered
from qualcode.workbench.quoted import Quote

router = APIRouter(tags=["factors"])
Number = Annotated[int, Field(ge=0, le=1000)]


class Change(Asked):
    """A change of the file; `was` is the mark of the file that the page saw, None where it says nothing of it."""

    was: str | None = None


class OfFactor(Change):
    """A change of a factor, by id; of one of its wordings, by number."""

    factor: str
    wording: Number = 0


class Standings(OfFactor):
    cases: Annotated[list[str], Field(max_length=1000, default_factory=list)]
    standing: Standing = Standing.CONFIRMED


class Words(OfFactor):
    text: str


class Turned(OfFactor):
    direction: Direction


class Aside(OfFactor):
    aside: bool = True


class Joined(OfFactor):
    other: str


class Evidence(OfFactor):
    """Lay a quotation (label) behind a wording, or with `behind` false take it away."""

    label: str
    behind: bool = True


class New(Change):
    direction: Direction
    wording: str


class Taken(Change):
    """Proposals to take over, by id; with `aside` to set them aside."""

    proposals: Annotated[list[str], Field(max_length=1000)]
    aside: bool = False


@router.get("/factors")
def every(seat: Seat) -> FactorPage:
    """What stands in the file of factors, and the lists it makes."""
    seat.must_see_others()
    with seat.slow() as project:
        return factorpage.page(project, seat.language)


@router.get("/factors/proposals")
def proposals(seat: Seat) -> list[Offered]:
    """What might be added, from what was noted with the codes."""
    seat.must_see_others()
    with seat.slow() as project:
        return factorpage.offered(project)


@router.get("/factors/quotations")
def behind(
    seat: Seat, factor: str = "", wording: Annotated[int | None, Query(ge=0, le=1000)] = None,
    label: Annotated[list[str] | None, Query(max_length=1000)] = None,
) -> tuple[Quote, ...]:  # fmt: skip
    """The quotations behind a factor or one of its wordings, or those with these labels."""
    seat.must_see_others()
    with seat.slow() as project:
        if factor:
            return factorpage.quotes_behind(project, factor, wording)
        return factorpage.quotes_labelled(project, tuple(label or ()))


@router.post("/factors/proposals")
def take(seat: Seat, asked: Taken) -> FactorPage:
    """Take proposals over into the file, or set them aside there."""

    def done(project: Project) -> None:
        news = project.take_proposals(asked.proposals, was=asked.was)
        for name in dict.fromkeys(each.factor for each in news if each.is_new and asked.aside):
            project.set_factor_aside(name)

    return _changed(seat, done)


@router.post("/factors/new")
def new(seat: Seat, asked: New) -> FactorPage:
    """Write a factor of one's own."""
    return _edited(seat, asked, lambda file: edits.new(file, asked.direction, asked.wording)[0])


@router.put("/factors/standing")
def standing(seat: Seat, asked: Standings) -> FactorPage:
    """Confirm a factor in some cases, reject it there, or propose it; all that are proposed without any."""
    coder = seat.must_code()

    def done(project: Project) -> None:
        project.confirm_factor(
            asked.factor, asked.cases, coder=coder, wording=asked.wording, standing=asked.standing, was=asked.was
        )

    return _changed(seat, done)


@router.put("/factors/words")
def words(seat: Seat, asked: Words) -> FactorPage:
    """Put other words in the place of a wording."""
    return _edited(seat, asked, lambda file: edits.reword(file, asked.factor, asked.text, wording=asked.wording))


@router.put("/factors/direction")
def direction(seat: Seat, asked: Turned) -> FactorPage:
    """Put a factor among those that help, or those that hinder."""
    return _edited(seat, asked, lambda file: edits.turn(file, asked.factor, asked.direction))


@router.put("/factors/aside")
def aside(seat: Seat, asked: Aside) -> FactorPage:
    """Leave a factor out of the lists, or take it in again."""
    return _edited(seat, asked, lambda file: edits.set_aside(file, asked.factor, aside=asked.aside))


@router.post("/factors/join")
def join(seat: Seat, asked: Joined) -> FactorPage:
    """Make one line of two factors."""
    return _edited(seat, asked, lambda file: edits.join(file, asked.factor, asked.other))


@router.post("/factors/split")
def split(seat: Seat, asked: OfFactor) -> FactorPage:
    """Make a wording a factor of its own."""
    return _edited(seat, asked, lambda file: edits.split(file, asked.factor, asked.wording))


@router.put("/factors/evidence")
def evidence(seat: Seat, asked: Evidence) -> FactorPage:
    """Lay a quotation behind a wording, or take it away."""

    def done(project: Project) -> None:
        if asked.behind and asked.label not in project.factor_places().quotations:
            raise UnknownQuotation(asked.label)
        how = edits.give_evidence if asked.behind else _taken_away
        labels = (asked.label,)
        factorpage.change(project, lambda file: how(file, asked.factor, labels, wording=asked.wording), was=asked.was)

    return _changed(seat, done)


def _taken_away(file: FactorFile, name: str, labels: tuple[str, ...], *, wording: int) -> FactorFile:
    for label in labels:
        file = edits.take_evidence(file, name, label, wording=wording)
    return file


def _edited(seat: Seated, asked: Change, made: Callable[[FactorFile], FactorFile]) -> FactorPage:
    return _changed(seat, lambda project: factorpage.change(project, made, was=asked.was))


def _changed(seat: Seated, done: Callable[[Project], None]) -> FactorPage:
    """Change the file and say what stands there now, or what another wrote meanwhile."""
    seat.must_see_others()
    seat.must_code()
    with seat.slow() as project:
        try:
            done(project)
        except FactorsChanged as err:
            raise ChangedMeanwhile("The file of factors", factorpage.page(project, seat.language)) from err
        return factorpage.page(project, seat.language)
