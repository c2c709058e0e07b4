"""What a coefficient came to, or why it did not come to anything."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

#: What an interval came to: its ends, or a sentence why there is none.
Interval = tuple[float, float] | str


@dataclass(frozen=True, slots=True)
class Score:
    """A coefficient with its interval.

    `value` is None where the coefficient is undefined or withheld; `reason` then begins with "undefined, because"
    or "withheld, because", and is empty otherwise. `low` and `high` are the ends of the interval; where there is
    none, `interval_reason` may say why.
    """

    value: float | None
    reason: str = ""
    low: float | None = None
    high: float | None = None
    interval_reason: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.reason):
            raise ValueError("A score has a value, or else a reason why not.")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"A score is a finite number; got {self.value}.")

    def between(self, interval: Interval) -> Score:
        """This score with an interval, or with the reason why there is none. A score without a value has none."""
        if self.value is None:
            return self
        if isinstance(interval, str):
            return replace(self, low=None, high=None, interval_reason=interval)
        return replace(self, low=interval[0], high=interval[1], interval_reason="")


def undefined(why: str) -> Score:
    """No value, and why: `undefined("nobody used it")` reads "undefined, because nobody used it"."""
    return Score(None, f"undefined, because {why}")


def withheld(why: str) -> Score:
    """A value there would be, but it would mislead: "withheld, because …"."""
    return Score(None, f"withheld, because {why}")


def score(value: float, *, why: str) -> Score:
    """The value; where it is not a finite number, undefined because of `why`."""
    return Score(float(value)) if math.isfinite(value) else undefined(why)
