"""Queries kept under a name: smart codes."""

from __future__ import annotations

from dataclasses import dataclass

#: Before the name of a saved query in another query, where it might be taken for a code.
SIGN = "@"


@dataclass(frozen=True, slots=True)
class Meant:
    """What the name at a `place` in an expression (the first is 0) means: a code, or a saved query (ids)."""

    place: int
    code: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query under a name. `expression` is as written; `meant` is what its names meant then, so that a code that is
    renamed or moved is still the same code."""

    id: str
    name: str
    expression: str
    comment: str = ""
    who: str = ""
    created: str = ""
    meant: tuple[Meant, ...] = ()
