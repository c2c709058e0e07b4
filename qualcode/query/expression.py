"""A query as a tree of frozen values, each with its place in what was written.

`A AND NOT B WITHIN C WHERE round >= 3` is

    Filtered(Joined(AND, (A, Standing(WITHIN, Not(B), C))), Compared("round", ">=", "3"))
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qualcode.model import Span


class Reach(StrEnum):
    """Which codes a name stands for: those so named with all below them, only themselves, the codes directly above
    (only themselves), or the other codes under the same parent with all below them."""

    DOWN = "DOWN"
    ONLY = "="
    UP = "UP"
    SIBLINGS = "SIBLINGS"


class Join(StrEnum):
    """`XOR` over several parts holds where exactly one of them does."""

    AND = "AND"
    XOR = "XOR"
    OR = "OR"


class Relation(StrEnum):
    """How a passage stands to another; defined in `qualcode.query.spans`."""

    WITHIN = "WITHIN"
    ENCLOSES = "ENCLOSES"
    OVERLAPS = "OVERLAPS"
    OVERLAPPED_BY = "OVERLAPPED BY"
    COOCCURS = "COOCCURS"
    PRECEDES = "PRECEDES"
    FOLLOWS = "FOLLOWS"


#: The relations that have a distance.
DISTANT = (Relation.PRECEDES, Relation.FOLLOWS)


class Unit(StrEnum):
    """What a distance is counted in."""

    SENTENCES = "sentences"
    PARAGRAPHS = "paragraphs"
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class Everything:
    """All passages: what `WHERE …` without anything before it is about."""


@dataclass(frozen=True, slots=True)
class Named:
    """The passages with a code; `name` as in `Codebook.find_all`."""

    name: str
    reach: Reach
    at: Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or number as written."""

    text: str
    at: Span


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, with its flags (letters)."""

    expression: str
    flags: str
    at: Span

    def __str__(self) -> str:
        return f"/{self.expression.replace('/', chr(92) + '/')}/{self.flags}"


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included: `7..8`."""

    low: Literal
    high: Literal


Value = Literal | Pattern | Range


@dataclass(frozen=True, slots=True)
class Said:
    """The passages in whose words, or whose document, a text stands."""

    pattern: Literal | Pattern
    in_document: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A condition: what is said under a name against values. `sign` is = (one of them suffices, as in IN), != (it is
    none of them, as in NOT IN), or < <= > >= with one value."""

    name: str
    sign: str
    values: tuple[Value, ...]
    at: Span


@dataclass(frozen=True, slots=True)
class Not:
    of: Expression


@dataclass(frozen=True, slots=True)
class Joined:
    join: Join
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The passages of `left` that stand so to one of `right`; `distance` and `unit` for those that have one."""

    relation: Relation
    left: Expression
    right: Expression
    distance: int = 1
    unit: Unit = Unit.SENTENCES


@dataclass(frozen=True, slots=True)
class Filtered:
    """`of`, where the codings it is found by fulfil a condition (`Compared` and `Said`, joined and negated)."""

    of: Expression
    condition: Expression


Expression = Everything | Named | Said | Compared | Not | Joined | Standing | Filtered


@dataclass(frozen=True, slots=True)
class Query:
    """A query: what was written, and what it means."""

    text: str
    expression: Expression


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is made of, from left to right."""
    match expression:
        case Not():
            return (expression.of,)
        case Joined():
            return expression.parts
        case Standing():
            return expression.left, expression.right
        case Filtered():
            return expression.of, expression.condition
        case _:
            return ()


def names_in(expression: Expression, *, negated: bool = False) -> list[Named]:
    """The names of codes in an expression, from left to right; without `negated` not those under NOT."""
    if isinstance(expression, Named):
        return [expression]
    if isinstance(expression, Not) and not negated:
        return []
    return [each for part in parts_of(expression) for each in names_in(part, negated=negated)]


def reads_text(expression: Expression) -> bool:
    """Whether texts are looked at for it."""
    return isinstance(expression, Said) or any(reads_text(part) for part in parts_of(expression))
