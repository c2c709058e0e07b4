"""Tables beside the interviews, as `qualcode.yaml` declares them: which file, what a row is, how it is summed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

#: What a row is: a form somebody filled in, or something that was registered, such as a referral.
FORMS, REGISTRATIONS = "forms", "registrations"
TABLE_KINDS = (FORMS, REGISTRATIONS)
#: What a column of dates may be folded into.
PERIODS = ("day", "month", "quarter", "year")
#: The side of the scale an answer stands on.
SIDES = ("agree", "neutral", "disagree")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AnswerScale:
    """Answers run from 1 to `points`; each of them lies on one side. Both ends of a range belong to it; a scale without
    a middle has no `neutral`.

    >>> AnswerScale(7, agree=(5, 7), neutral=(4, 4), disagree=(1, 3)).side(5)
    'agree'
    """

    points: int
    agree: Range
    neutral: Range | None
    disagree: Range

    def side(self, answer: int) -> str:
        """The side of an answer, one of `SIDES`."""
        return next(side for side, (low, high) in self.ranges() if low <= answer <= high)

    def ranges(self) -> list[tuple[str, Range]]:
        """The sides that the scale has, with their answers."""
        every: list[tuple[str, Range | None]] = [(side, getattr(self, side)) for side in SIDES]
        return [(side, found) for side, found in every if found is not None]


def usual_scale(points: int) -> AnswerScale:
    """The upper half agrees, the lower half disagrees, and a middle is neutral.

    >>> usual_scale(7).agree, usual_scale(7).neutral, usual_scale(4).neutral
    ((5, 7), (4, 4), None)
    """
    half = points // 2
    middle = (half + 1, half + 1) if points % 2 else None
    return AnswerScale(points, (points - half + 1, points), middle, (1, half))


@dataclass(frozen=True, slots=True)
class CountSetting:
    """A column of registrations that is counted: its name in a report, and the values it may have in their order; any
    value without them."""

    column: str
    title: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSetting:
    """One table. `case` and `period` name columns; `by` folds a column of dates into months, quarters or years.

    Of forms: `items` (column to statement, in order) answered on `scale`, and `grades` (column to name), from 1 to 10.
    Of registrations: `counts`. `periods` are those that should be there, in order; `absent` says by case (key or name)
    why it has no rows; `blanks` are words that mean no answer; `singular` and `plural` what a row is called. `section`
    is the section of a case's chapter it stands in, at its end without one.
    """

    name: str
    file: str
    kind: str
    case: str
    period: str = ""
    by: str = "day"
    title: str = ""
    singular: str = ""
    plural: str = ""
    section: str = ""
    scale: AnswerScale | None = None
    items: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    grades: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    counts: tuple[CountSetting, ...] = ()
    periods: tuple[str, ...] = ()
    absent: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    blanks: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns its file must have."""
        named = [self.case, self.period, *self.items, *self.grades, *(each.column for each in self.counts)]
        return tuple(dict.fromkeys(filter(None, named)))
