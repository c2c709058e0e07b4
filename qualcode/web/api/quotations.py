"""The quotations of a code, to be compared with each other: read, given another code, split off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from qualcode.query.layers import UNION
from qualcode.store.tree import Touched
from qualcode.web.asked import Asked
from qualcode.web.mistakes import ChangedMeanwhile
from qualcode.web.seat import Seat
from qualcode.workbench import quoted
from qualcode.workbench.quoted import Quoted

router = APIRouter(tags=["quotations"])

#: So many codings may be changed at once.
MOST = 20_000


class Recoded(Asked):
    """Codings by their ids, each with the code that the page saw on it; and the code they are to have."""

    codings: dict[str, str] = Field(min_length=1, max_length=MOST)
    code: str = Field(min_length=1)


class Split(Asked):
    """Codings (ids) of a code that are to have a new one, beside it or below it."""

    code: str = Field(min_length=1)
    name: str = Field(min_length=1, max_length=200)
    codings: list[str] = Field(min_length=1, max_length=MOST)
    below: bool = False
    because: str = Field(default="", max_length=10_000)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """The ids of the quotations that were changed."""

    quotations: tuple[str, ...]


@router.get("/quotations")
def quotations(seat: Seat, code: Annotated[str, Query(min_length=1)], below: bool = True, layer: str = "") -> Quoted:
    """The quotations of a code, and of the codes below it. `layer` says whose codings count, as in a matrix; without
    it everybody's, for who codes blind one's own."""
    if layer not in ("", seat.only):
        seat.must_see_others()
    with seat.slow() as project:
        return quoted.quotes_of_code(project, code, below=below, layer=layer or UNION, only=seat.only)


@router.post("/quotations/recode")
def recode(seat: Seat, asked: Recoded) -> Changed:
    """Give codings of one's own another code, all as one action."""
    coder = seat.must_code()
    with seat.quick() as project:
        try:
            return Changed(tuple(quoted.recode(project, asked.codings, asked.code, coder=coder, only=seat.only)))
        except quoted.Changed as err:
            raise ChangedMeanwhile("A coding", err.code) from err


@router.post("/quotations/split")
def split(seat: Seat, asked: Split) -> Touched:
    """Give some codings of a code to a new one; with `dry_run` only say what that would touch. Not for who codes blind:
    the tree is everybody's."""
    seat.must_see_others()
    coder = seat.must_code()
    with seat.slow() as project:
        return quoted.split(
            project, asked.code, asked.name, asked.codings, who=coder, below=asked.below, because=asked.because,
            dry_run=asked.dry_run, only=seat.only,
        )  # fmt: skip
