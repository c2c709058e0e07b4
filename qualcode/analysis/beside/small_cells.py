"""Small numbers that are not to be read: which cells of a table with totals to hide before it is published.

A count under the threshold is hidden (primary suppression), and with it as many others as it takes that nobody can
reckon it from a total (secondary suppression; Hundepool et al. 2012, Statistical Disclosure Control, ch. 4). What is
held against: subtraction along one row or column at a time. A linear programme over all of them at once may still
narrow a cell down; for tables of which that matters there is τ-ARGUS.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qualcode.tables import Bools, Ints

_MANY = 10**12


def protected(counts: Ints, least: int, hidden: Bools | None = None) -> Bools:
    """Which cells not to show, so that no count from 1 to `least` - 1 can be read or reckoned. Along each axis the last
    place is the total of those before it. `hidden` are cells that stay hidden all the same. A zero is always shown.

    >>> protected(np.array([3, 9, 7, 19]), 5).tolist()
    [True, False, True, False]
    """
    found: Bools = (counts > 0) & (counts < least)
    if hidden is not None:
        found |= hidden
    changed = True
    while changed:
        changed = False
        for line in _lines(counts.shape):
            while _pinned(counts[line], found[line], least) and (place := _next(counts[line], found[line])) is not None:
                found[line][place] = changed = True
    return found


def _lines(shape: tuple[int, ...]) -> Iterator[tuple[int | slice, ...]]:
    """Every line of the table, along each axis, as an index."""
    for axis, length in enumerate(shape):
        if length > 1:
            rest = [1 if place == axis else size for place, size in enumerate(shape)]
            for at in np.ndindex(*rest):
                yield (*at[:axis], slice(None), *at[axis + 1 :])


def _pinned(line: Ints, hidden: Bools, least: int) -> bool:
    """Whether a hidden count under `least` has only one value it can have: the total is the sum of the others, and
    everyone knows that a hidden count is at least 1, under `least` or not."""
    signs = np.where(np.arange(len(line)) == len(line) - 1, -1, 1)
    known = int((signs * line)[~hidden].sum())
    unknown = [(int(sign), int(count)) for sign, count in zip(signs[hidden], line[hidden], strict=True)]
    bounds = [(1, least - 1) if count < least else (least, _MANY) for _sign, count in unknown]
    for place, (sign, count) in enumerate(unknown):
        if count < least:
            rest = [
                (bound if each > 0 else (-bound[1], -bound[0]))
                for other, ((each, _count), bound) in enumerate(zip(unknown, bounds, strict=True))
                if other != place
            ]
            # sign × x = -(known + rest)
            ends = sorted(-sign * (known + sum(bound[side] for bound in rest)) for side in (0, 1))
            if max(ends[0], 1) == min(ends[1], least - 1):
                return True
    return False


def _next(line: Ints, hidden: Bools) -> int | None:
    """The smallest count of the line that can be hidden too; its total only where nothing else is left."""
    parts = [place for place in range(len(line) - 1) if line[place] > 0 and not hidden[place]]
    if parts:
        return min(parts, key=lambda place: (line[place], place))
    last = len(line) - 1
    return last if line[last] > 0 and not hidden[last] else None
