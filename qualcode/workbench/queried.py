"""Queries on a page: the saved ones as they are offered, the quotations that one finds, and keeping one under a name.

found = quotes_of_query(project, "Vrijwilligers AND NOT Gewenst")
found.rule, [quote.label for quote in found.quotes]
keep(project, "zonder wens", "Vrijwilligers AND NOT Gewenst", who="anna", was="")
"""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.errors import NotPossible
from qualcode.model import INTERVIEW
from qualcode.model.saved import SIGN, SavedQuery
from qualcode.project import Project
from qualcode.query import layers
from qualcode.query.cut import CODE
from qualcode.query.language import parse
from qualcode.query.names import codes_in
from qualcode.workbench.quoted import Quote, Quoted, quotes_named, quotes_of_code


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved query as a page offers it: how it reads now, or a `problem` that says why it cannot be answered."""

    name: str
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Queried(Quoted):
    """The quotations that a query finds. `said` is the query in full; rule and warnings are in the project's
    language."""

    said: str = ""
    rule: str = ""
    warnings: tuple[str, ...] = ()


class QueryChanged(NotPossible):
    """A saved query is not what who wants to replace it saw any more. `now` is how it reads, empty where it is gone."""

    def __init__(self, name: str, now: str) -> None:
        self.now = now
        super().__init__(f"The saved query {name!r} was changed meanwhile. Nothing was overwritten.")


def kept(project: Project) -> tuple[Kept, ...]:
    """The saved queries, oldest first."""
    return tuple(_kept(project, each) for each in project.saved_queries)


def _kept(project: Project, query: SavedQuery) -> Kept:
    try:
        project.smart_codes(CODE, [query.name])
    except NotPossible as err:
        return Kept(query.name, query.expression, str(err))
    return Kept(query.name, query.expression)


def quotes_of_query(
    project: Project, expression: str, *, code: str = "", below: bool = True, layer: str = layers.UNION,
    only: str | None = None,
) -> Queried:  # fmt: skip
    """The quotations that a query finds among those of a layer; of these with `code` those of the code (and of the
    codes below it). With `only` (a coder's name) others' saved queries are not known: what they ask for may say what
    others noted. Raises `QueryError`, and as `quotes_of_code`."""
    answer = project.query(expression, layer=layer, saved_ones=only is None)
    if code:
        own = quotes_of_code(project, code, below=below, layer=layer, only=only)
        places = {(each.source.id, each.start, each.end) for each in answer}
        quotes = tuple(each for each in own.quotes if (each.document, each.start, each.end) in places)
        about = own.about
    else:
        quotes, about = quotes_named(project, answer.labels, only=only), _named(project, answer.expression)
    passages = {(each.document, each.start, each.end) for each in quotes}
    return Queried(
        quotes, len(passages), _interviews(quotes), 0, about, answer.expression, answer.rule, answer.warnings
    )


def keep(project: Project, name: str, expression: str, *, who: str, was: str) -> Kept:
    """Keep a query under a name. `was` is how the query so named read, to be replaced, and empty where there was none.
    Raises `QueryChanged` where it reads otherwise by now, and as `Project.save_query`."""
    bare = " ".join(name.removeprefix(SIGN).split())
    there = next((each.expression for each in project.saved_queries if each.name.casefold() == bare.casefold()), "")
    if was and there != was:
        raise QueryChanged(bare, there)
    saved = project.save_query(name, expression, who=who, replace=bool(was))
    return Kept(saved.name, saved.expression)


def _named(project: Project, expression: str) -> tuple[str, ...]:
    """The ids of the codes that a query asks for; of all where it names none."""
    every = project.codebook.codes
    places = codes_in(parse(expression), project.codebook) or range(len(every))
    return tuple(every[place].id for place in sorted(places))


def _interviews(quotes: tuple[Quote, ...]) -> int:
    return len({each.interview for each in quotes if each.kind == INTERVIEW})
