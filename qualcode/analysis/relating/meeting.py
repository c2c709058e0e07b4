"""Where codes meet, as numbers: passages of codes, how often two codes meet, and the coefficient c.

`Passages` hold one place per passage of a row (a code, or a code with those folded into it). Everything is counted
twice over as a square table: rows × rows, the same both ways, of which the diagonal says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qualcode.query.spans import overlapping_pairs
from qualcode.tables import Bools, Floats, Ints

#: From this on the one code is so much more frequent than the other that c says little (ATLAS.ti's yellow dot).
FAR_MORE = 5


class Passages(NamedTuple):
    """One place per passage, in the order of row, document and text: the row it belongs to, where it is, and a coding
    (by place among the marks) that it comes from."""

    row: Ints
    document: Ints
    start: Ints
    end: Ints
    coding: Ints

    def at(self, chosen: Bools | Ints) -> Passages:
        """Some of them."""
        return Passages(*(each[chosen] for each in self))


def passages(row: Ints, document: Ints, start: Ints, end: Ints, coding: Ints) -> Passages:
    """Codings as passages: the same span twice in one row is one passage, of the first coding on it."""
    order = np.lexsort((coding, end, start, document, row))
    every = Passages(row, document, start, end, coding).at(order)
    return every.at(_begins(every.row, every.document, every.start, every.end))


def clustered(of: Passages, *, touching: bool = False) -> Passages:
    """Passages of one row that overlap as one, from the start of the first to the end of the last; with `touching`
    also those that only meet, which leaves the characters as they are.

    >>> one = np.array([0, 0, 0])
    >>> made = clustered(Passages(one, one, np.array([0, 4, 9]), np.array([5, 9, 12]), np.arange(3)))
    >>> made.start.tolist(), made.end.tolist()
    ([0, 9], [9, 12])
    """
    if not len(of.row):
        return of
    longest = int(of.end.max()) + 1
    home = np.cumsum(_begins(of.row, of.document)) - 1
    start, reached = home * longest + of.start, np.maximum.accumulate(home * longest + of.end)
    before = np.concatenate([[-1], reached[:-1]])
    first = np.flatnonzero(start > before if touching else start >= before)
    last = np.concatenate([first[1:], [len(start)]]) - 1
    return of.at(first)._replace(end=(reached - home * longest)[last])


def _begins(*columns: Ints) -> Bools:
    """True where a place differs from the one before it in any of the columns."""
    found = np.ones(len(columns[0]), bool)
    if len(found):
        found[1:] = np.any([each[1:] != each[:-1] for each in columns], axis=0)
    return found


def meetings(of: Passages) -> Iterator[tuple[Ints, Ints]]:
    """Pairs (places) of passages of different rows with a character in common, a piece at a time; each pair once."""
    spans = (of.document, of.start, of.end)
    for one, two in overlapping_pairs(*spans, *spans):
        chosen = (one < two) & (of.row[one] != of.row[two])
        yield one[chosen], two[chosen]


@dataclass(frozen=True)
class Meetings:
    """Passages (places) of different rows with a character in common, in the order of `pair`: the number of the lower
    row times `rows`, plus that of the higher."""

    pair: Ints
    lower: Ints
    higher: Ints
    rows: int

    @classmethod
    def of(cls, every: Passages, rows: int) -> Meetings:
        """All that meet among these passages, which are in the order of their rows."""
        found = [*meetings(every)]
        lower, higher = (
            np.concatenate([np.empty(0, np.int64), *(each[side] for each in found)]) for side in (0, 1)
        )  # fmt: skip
        pair = every.row[lower] * rows + every.row[higher]
        order = np.argsort(pair, kind="stable")
        return cls(pair[order], lower[order], higher[order], rows)

    def between(self, one: int, two: int) -> tuple[Ints, Ints]:
        """The passages of these two rows that meet, those of the first one first."""
        number = min(one, two) * self.rows + max(one, two)
        low, high = np.searchsorted(self.pair, [number, number + 1])
        lower, higher = self.lower[low:high], self.higher[low:high]
        return (lower, higher) if one <= two else (higher, lower)


def times_met(of: Passages, rows: int) -> Ints:
    """Rows × rows: how many pairs of their passages have a character in common."""
    found = np.zeros(rows * rows, np.int64)
    for one, two in meetings(of):
        found += np.bincount(of.row[one] * rows + of.row[two], minlength=rows * rows)
    return _both_ways(found, rows)


def characters_shared(of: Passages, rows: int) -> Ints:
    """Rows × rows: how many characters two rows have in common. No row has a character twice (see `clustered`)."""
    found = np.zeros(rows * rows, np.int64)
    for one, two in meetings(of):
        shared = np.minimum(of.end[one], of.end[two]) - np.maximum(of.start[one], of.start[two])
        sums = np.bincount(of.row[one] * rows + of.row[two], weights=shared, minlength=rows * rows)
        found += np.rint(sums).astype(np.int64)
    return _both_ways(found, rows)


def _both_ways(found: Ints, rows: int) -> Ints:
    square = found.reshape(rows, rows)
    both: Ints = square + square.T
    return both


def presence(of: Passages, documents: int, rows: int) -> Bools:
    """Documents × rows: where a row has any passage."""
    found = np.zeros((documents, rows), bool)
    found[of.document, of.row] = True
    return found


def documents_shared(of: Passages, documents: int, rows: int) -> Ints:
    """Rows × rows: in how many documents both have a passage, anywhere."""
    there = presence(of, documents, rows).astype(np.float32)  # exact up to 16 million documents
    both: Ints = np.rint(there.T @ there).astype(np.int64)
    return both


def c_coefficient(both: int, one: int, two: int) -> float | None:
    """c = n12 / (n1 + n2 - n12), as in ATLAS.ti's code co-occurrence tools: 0 never, 1 always together. None where the
    two are counted together more often than apart, so that there is nothing to divide by.

    >>> round(c_coefficient(5, 100, 10), 3)
    0.048
    """
    apart = one + two - both
    return both / apart if apart > 0 else None


def c_coefficients(both: Ints, one: Ints, two: Ints) -> Floats:
    """`c_coefficient` of many pairs; NaN where it is None."""
    apart = one + two - both
    return np.where(apart > 0, both / np.where(apart > 0, apart, 1), np.nan)
