"""Drawing interviews in strata, so that a sample has of each case and round its share.

    draw([("K1", ("Kampen", "1")), ("K2", ("Kampen", "2"))], share=0.5, seed=1).chosen

The draw is the same on every machine: no random generator, but the order of the SHA-256 of the seed and the
interview's name. An interview more in the project moves at most the places of its own stratum and of what the
total gives or takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.errors import WrongUsage

if TYPE_CHECKING:
    import pandas as pd

#: What an interview is told apart by: the values of the attributes it is drawn by, in their order.
Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Interviews that say the same: how many were chosen, of how many."""

    values: Values
    chosen: int
    of: int


@dataclass(frozen=True)
class Draw:
    """The interviews chosen, in the order in which they were given, and the strata, in order of appearance."""

    chosen: tuple[str, ...]
    strata: tuple[Stratum, ...]

    @property
    def empty(self) -> tuple[Stratum, ...]:
        """The strata from which nothing was chosen."""
        return tuple(stratum for stratum in self.strata if not stratum.chosen)

    def to_frame(self, names: Sequence[str] = ()) -> pd.DataFrame:
        """One row per stratum: its values (under `names`), `chosen` and `of`."""
        import pandas as pd

        rows = [(*stratum.values, stratum.chosen, stratum.of) for stratum in self.strata]
        return pd.DataFrame(rows, columns=[*names, "chosen", "of"])


def draw(interviews: Sequence[tuple[str, Values]], *, share: float, seed: int) -> Draw:
    """Choose a share (above 0, at most 1) of interviews, given by name with the stratum each is in.

    The total is `round(share * N)`, at least 1. It is divided over the strata in proportion to their size by the
    method of largest remainders (Hamilton's; Balinski & Young 1982, Fair Representation); the seed decides
    between equal remainders. Raises `WrongUsage` for another share.
    """
    check_share(share)
    strata: dict[Values, list[str]] = {}
    for interview, values in interviews:
        strata.setdefault(values, []).append(interview)
    sizes = {values: len(names) for values, names in strata.items()}
    seats = divide(sizes, how_many(share, len(interviews)), seed=seed)
    chosen: set[str] = set()
    for values, names in strata.items():
        chosen.update(sorted(names, key=lambda name: _lot(seed, name))[: seats[values]])
    return Draw(
        tuple(interview for interview, _ in interviews if interview in chosen),
        tuple(Stratum(values, seats[values], len(names)) for values, names in strata.items()),
    )


def check_share(share: float) -> None:
    if not 0 < share <= 1:
        raise WrongUsage(f"The share is {share:g}; it should lie above 0 and be at most 1, such as 0.25 or 25%.")


def how_many(share: float, count: int) -> int:
    """How many a share of so many is: rounded, at least one."""
    return min(count, max(1, round(share * count)))


def divide(sizes: Mapping[Values, int], total: int, *, seed: int) -> dict[Values, int]:
    """How many of `total` each stratum gets, in proportion to its size.

    >>> divide({("a",): 6, ("b",): 3, ("c",): 1}, 3, seed=1)
    {('a',): 2, ('b',): 1, ('c',): 0}
    """
    count = sum(sizes.values())
    seats = {values: total * size // count for values, size in sizes.items()}

    def turn(values: Values) -> tuple[int, str]:
        return -(total * sizes[values] % count), _lot(seed, "\0".join(values))

    for values in sorted(sizes, key=turn)[: total - sum(seats.values())]:
        seats[values] += 1
    return seats


def _lot(seed: int, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
