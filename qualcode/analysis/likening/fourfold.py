"""How alike two rows are: measures of presence from the fourfold table, and of frequencies.

For two units and the codes that could have been said in both: `a` codes are in both, `b` in the first only, `c` in the
second only, `d` in neither; n = a + b + c + d. All functions take and give arrays over pairs of units (square); NaN
stands where a measure is 0/0.

>>> four = fourfold(np.array([[1, 1, 0, 0], [1, 0, 1, 0]], bool), np.ones((2, 4), bool))
>>> [float(EXISTENCE[name](four)[0, 1]) for name in ("jaccard", "simple", "zeta", "russel-rao")]
[0.3333333333333333, 0.5, 0.6, 0.25]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qualcode.tables import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Fourfold:
    """Units × units: codes in both, in the row's unit only, in the column's unit only, in neither."""

    a: Ints
    b: Ints
    c: Ints
    d: Ints

    @property
    def n(self) -> Ints:
        """How many codes a pair rests on."""
        return self.a + self.b + self.c + self.d


def fourfold(present: Bools, known: Bools) -> Fourfold:
    """The fourfold tables of all pairs of rows, over the codes known of both (units × codes)."""
    there, absent = present.astype(np.int64), (known & ~present).astype(np.int64)
    return Fourfold(there @ there.T, there @ absent.T, absent @ there.T, absent @ absent.T)


def _ratio(above: Floats | Ints, below: Floats | Ints) -> Floats:
    return np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)


def jaccard(four: Fourfold) -> Floats:
    """Jaccard (1901): a / (a + b + c); what is in neither does not count."""
    return _ratio(four.a, four.a + four.b + four.c)


def simple(four: Fourfold) -> Floats:
    """Simple matching (Sokal & Michener 1958): (a + d) / n; what is in neither counts as agreement."""
    return _ratio(four.a + four.d, four.n)


def zeta(four: Fourfold) -> Floats:
    """Kuckartz and Rädiker's ζ: (2a + d) / (2a + b + c + d); what is in both counts twice."""
    return _ratio(2 * four.a + four.d, 2 * four.a + four.b + four.c + four.d)


def russel_rao(four: Fourfold) -> Floats:
    """Russel & Rao (1940): a / n; what is in neither counts as disagreement."""
    return _ratio(four.a, four.n)


EXISTENCE: dict[str, Callable[[Fourfold], Floats]] = {
    "jaccard": jaccard,
    "simple": simple,
    "zeta": zeta,
    "russel-rao": russel_rao,
}


def cosine(values: Floats, known: Bools) -> Floats:
    """The cosine of the angle between two rows, over the codes known of both."""
    numbers, there = np.where(known, values, 0.0), known.astype(float)
    squares = (numbers**2) @ there.T
    return np.clip(_ratio(numbers @ numbers.T, np.sqrt(squares * squares.T)), 0.0, 1.0)


def euclidean(values: Floats, known: Bools) -> Floats:
    """The Euclidean distance between two rows; where codes are left out of a pair, scaled up to all codes (Dixon
    1979)."""
    numbers, there = np.where(known, values, 0.0), known.astype(float)
    squares = (numbers**2) @ there.T
    total = np.clip(squares + squares.T - 2 * (numbers @ numbers.T), 0.0, None)
    np.fill_diagonal(total, 0.0)
    return np.sqrt(_scaled(total, known))


def city_block(values: Floats, known: Bools) -> Floats:
    """The sum of the differences between two rows; where codes are left out of a pair, scaled up to all codes."""
    total = np.array(
        [(np.abs(values - row) * (known & own)).sum(axis=1) for row, own in zip(values, known, strict=True)]
    )
    return _scaled(total.reshape(len(values), len(values)), known)


def _scaled(total: Floats, known: Bools) -> Floats:
    there = known.astype(float)
    return _ratio(total * known.shape[1], there @ there.T)


FREQUENCY: dict[str, Callable[[Floats, Bools], Floats]] = {
    "cosine": cosine,
    "euclidean": euclidean,
    "city-block": city_block,
}
#: Measures in which a small number means alike.
DISTANCES = ("euclidean", "city-block")
MEASURES = (*EXISTENCE, *FREQUENCY)
