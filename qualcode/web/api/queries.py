"""Queries: the quotations that one finds, and those that are kept under a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from qualcode.query.layers import UNION
from qualcode.web.asked import Asked
from qualcode.web.mistakes import ChangedMeanwhile
from qualcode.web.seat import Seat
from qualcode.workbench import queried
from qualcode.workbench.queried import Kept, Queried

router = APIRouter(tags=["queries"])


class NewQuery(Asked):
    """A query to be kept. `was` is how the query so named read on the page, to be replaced; empty for a new name."""

    name: str = Field(min_length=1, max_length=200)
    expression: str = Field(min_length=1, max_length=10_000)
    was: str = ""


@router.get("/quotations/query")
def found(
    seat: Seat,
    query: Annotated[str, Query(min_length=1, max_length=10_000)],
    code: str = "",
    below: bool = True,
    layer: str = "",
) -> Queried:
    """The quotations that a query finds; with `code` those of a code that it finds too. `layer` as for the quotations
    of a code; for who codes blind a query is about one's own work alone."""
    if layer not in ("", seat.only):
        seat.must_see_others()
    counted = seat.only or layer or UNION
    with seat.slow() as project:
        return queried.quotes_of_query(project, query, code=code, below=below, layer=counted, only=seat.only)


@router.get("/queries")
def every(seat: Seat) -> tuple[Kept, ...]:
    """The saved queries, oldest first. For who codes blind there are none: they may say what others noted."""
    if seat.only is not None:
        return ()
    with seat.quick() as project:
        return queried.kept(project)


@router.post("/queries")
def keep(seat: Seat, asked: NewQuery) -> Kept:
    """Keep a query under a name. Not for who codes blind: the code tree is everybody's, and smart codes are in it."""
    seat.must_see_others()
    who = seat.must_code()
    with seat.slow() as project:
        try:
            return queried.keep(project, asked.name, asked.expression, who=who, was=asked.was)
        except queried.QueryChanged as err:
            raise ChangedMeanwhile("The saved query", err.now) from err
