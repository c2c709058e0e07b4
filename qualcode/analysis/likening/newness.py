"""Which codes each next interview adds: runs after Guest, Namey & Chen (2020), and the same in random orders.

The *base* is the number of different codes in the first so many interviews, a *run* the number of new codes in the next
few after that; the runs overlap, each one interview further. Saturation is reached at the first run whose share of the
base is no more than the threshold (Guest, Namey & Chen 2020, PLoS ONE 15(5), e0232076).

>>> there = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0]], bool)
>>> [(each.at, each.new, each.base) for each in runs(new_codes(there), base=2, run=1)]
[(2, 0, 2), (3, 0, 2)]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.tables import Bools, Floats, Ints

#: The percentiles of a band.
LOW, MIDDLE, HIGH = 10, 50, 90


@dataclass(frozen=True, slots=True)
class Run:
    """The run after the first `at` interviews brought `new` codes, over `base` codes; `ratio` is None where the base
    has no codes. `reached` tells whether that is within the threshold."""

    at: int
    new: int
    base: int
    ratio: float | None
    reached: bool


@dataclass(frozen=True)
class Band:
    """What random orders of the same interviews gave: per place the 10th, 50th and 90th percentile of the codes so far;
    the same of where saturation is reached (None where it is not), and in what share of the orders it is reached."""

    permutations: int
    low: tuple[int, ...]
    middle: tuple[int, ...]
    high: tuple[int, ...]
    reached: tuple[int | None, int | None, int | None]
    share: float


def new_codes(there: Bools) -> tuple[int, ...]:
    """Per interview, in order, how many codes no earlier one has (interviews × codes)."""
    used = there.any(axis=0)
    first = there.argmax(axis=0)[used]
    return tuple(np.bincount(first, minlength=len(there)).tolist())


def runs(new: Sequence[int], base: int, run: int, threshold: float = 0.05) -> Iterator[Run]:
    """Every run of a series of new codes per interview."""
    known = sum(new[:base])
    for at in range(base, len(new) - run + 1):
        count = sum(new[at : at + run])
        ratio = count / known if known else None
        yield Run(at, count, known, ratio, ratio is not None and ratio <= threshold)


def first_reached(found: Sequence[Run]) -> int | None:
    """After how many interviews the first run within the threshold begins; None where there is none."""
    return next((each.at for each in found if each.reached), None)


def band(there: Bools, base: int, run: int, threshold: float, permutations: int, seed: int) -> Band | None:
    """Interviews × codes in so many random orders; None without orders or interviews. The same seed gives the same."""
    if not permutations or not len(there):
        return None
    random = np.random.default_rng(seed)
    curves = np.empty((permutations, len(there)), np.int64)
    places = np.full(permutations, np.inf)
    for number in range(permutations):
        new = new_codes(there[random.permutation(len(there))])
        curves[number] = np.cumsum(new)
        at = first_reached(list(runs(new, base, run, threshold)))
        places[number] = np.inf if at is None else at
    low, middle, high = (tuple(map(int, _percentile(curves, each))) for each in (LOW, MIDDLE, HIGH))
    reached = (_place(places, LOW), _place(places, MIDDLE), _place(places, HIGH))
    return Band(permutations, low, middle, high, reached, float(np.isfinite(places).mean()))


def _percentile(values: Ints | Floats, percent: int) -> Floats:
    """The smallest value that so many per cent of the orders do not exceed: one that occurred."""
    return np.asarray(np.quantile(values, percent / 100, axis=0, method="inverted_cdf"), float)


def _place(places: Floats, percent: int) -> int | None:
    value = float(_percentile(places, percent))
    return int(value) if np.isfinite(value) else None
