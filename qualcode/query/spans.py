"""How passages stand to each other: within, around, overlapping, before, after.

Each question takes two sets of passages, A and B, and answers for every passage of A whether some passage of B in the
same document stands to it so; with n passages in O(n log n). The definitions, for a = [a0, a1) and b = [b0, b1):

| A … B | |
|---|---|
| within | b0 ≤ a0 and a1 ≤ b1 |
| encloses | a0 ≤ b0 and b1 ≤ a1 |
| overlaps | a0 < b0 < a1 < b1 (a begins first) |
| overlapped by | b0 < a0 < b1 < a1 |
| cooccurs | max(a0, b0) < min(a1, b1): any of these four |
| precedes d | 0 ≤ b0 - a1 ≤ d |
| follows d | 0 ≤ a0 - b1 ≤ d |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from qualcode.tables import Bools, Ints

#: So many pairs are made at a time.
CHUNK = 1_000_000


class Spans(NamedTuple):
    """Passages: the place of the document, and half-open positions in its text; none is empty."""

    document: Ints
    start: Ints
    end: Ints

    def at(self, chosen: Bools | Ints) -> Spans:
        """Some of them."""
        return Spans(self.document[chosen], self.start[chosen], self.end[chosen])


def within(a: Spans, b: Spans) -> Bools:
    """A lies in B, or is the same passage."""
    a0, a1, b0, b1 = _on_one_line(a, b)
    order = np.argsort(b0, kind="stable")
    reached = np.concatenate([[-1], np.maximum.accumulate(b1[order])])
    found: Bools = reached[np.searchsorted(b0[order], a0, "right")] >= a1
    return found


def encloses(a: Spans, b: Spans) -> Bools:
    """B lies in A, or is the same passage."""
    a0, a1, b0, b1 = _on_one_line(a, b)
    order = np.argsort(b0, kind="stable")
    soonest = np.concatenate([np.minimum.accumulate(b1[order][::-1])[::-1], [np.iinfo(np.int64).max]])
    found: Bools = soonest[np.searchsorted(b0[order], a0, "left")] <= a1
    return found


def overlaps(a: Spans, b: Spans) -> Bools:
    """A begins first, and B begins in it and runs on after it."""
    return _runs_into(*_on_one_line(a, b))


def overlapped_by(a: Spans, b: Spans) -> Bools:
    """B begins first, and A begins in it and runs on after it: `overlaps`, read from the end of the text."""
    a0, a1, b0, b1 = _on_one_line(a, b)
    return _runs_into(-a1, -a0, -b1, -b0)


def cooccurs(a: Spans, b: Spans) -> Bools:
    """They have a character in common: more passages of B begin before A's end than end before its start."""
    a0, a1, b0, b1 = _on_one_line(a, b)
    begun, over = np.searchsorted(np.sort(b0), a1, "left"), np.searchsorted(np.sort(b1), a0, "right")
    found: Bools = begun > over
    return found


def precedes(a: Spans, b: Spans, distance: int) -> Bools:
    """A passage of B begins where A ends, or at most so many characters further."""
    place = next_after(a, b)
    found: Bools = (place >= 0) & (b.start[place] - a.end <= distance) if len(b.start) else place >= 0
    return found


def follows(a: Spans, b: Spans, distance: int) -> Bools:
    """A passage of B ends where A begins, or at most so many characters before."""
    place = last_before(a, b)
    found: Bools = (place >= 0) & (a.start - b.end[place] <= distance) if len(b.start) else place >= 0
    return found


def next_after(a: Spans, b: Spans) -> Ints:
    """For every passage of A the place in B of the first that begins at its end or later; -1 where its document has
    none."""
    _a0, a1, b0, _b1 = _on_one_line(a, b)
    order = np.argsort(b0, kind="stable")
    return _same_document(a, b, order, np.searchsorted(b0[order], a1, "left"))


def last_before(a: Spans, b: Spans) -> Ints:
    """For every passage of A the place in B of the last that ends at its start or earlier; -1 where its document has
    none."""
    a0, _a1, _b0, b1 = _on_one_line(a, b)
    order = np.argsort(b1, kind="stable")
    return _same_document(a, b, order, np.searchsorted(b1[order], a0, "right") - 1)


def _same_document(a: Spans, b: Spans, order: Ints, rank: Ints) -> Ints:
    """The places with these ranks, where there is one and it is in the same document."""
    there = (rank >= 0) & (rank < len(order))
    place = np.full(len(rank), -1, np.int64)
    place[there] = order[rank[there]]
    there[there] = b.document[place[there]] == a.document[there]
    place[~there] = -1
    return place


def _on_one_line(a: Spans, b: Spans) -> tuple[Ints, Ints, Ints, Ints]:
    """a0, a1, b0, b1 as positions in all documents laid end to end, with a character between two documents."""
    longest = max(int(a.end.max(initial=0)), int(b.end.max(initial=0))) + 1
    base_a, base_b = a.document * longest, b.document * longest
    return base_a + a.start, base_a + a.end, base_b + b.start, base_b + b.end


def _runs_into(a0: Ints, a1: Ints, b0: Ints, b1: Ints) -> Bools:
    """a0 < b0 < a1 < b1: of the b that begin inside a, the one that reaches furthest reaches further than a."""
    order = np.argsort(b0, kind="stable")
    first = np.searchsorted(b0[order], a0, "right")
    after = np.searchsorted(b0[order], a1, "left")
    found: Bools = _largest(b1[order], first, after, none=np.iinfo(np.int64).min) > a1
    return found


def _largest(values: Ints, first: Ints, after: Ints, *, none: int) -> Ints:
    """The largest of `values[first:after]` for many ranges; `none` for an empty one. A sparse table, of which only
    the level at hand is kept: level k has the largest of each 2**k neighbours, and two of these cover a range."""
    found = np.full(len(first), none, np.int64)
    length = np.maximum(after - first, 0)
    level = np.frexp(length)[1] - 1  # the power of two that still fits, -1 for an empty range
    table = values
    for power in range(int(level.max(initial=-1)) + 1):
        if power:
            half = 2 ** (power - 1)
            table = np.maximum(table[:-half], table[half:])
        here = np.flatnonzero(level == power)
        found[here] = np.maximum(table[first[here]], table[after[here] - 2**power])
    return found


def overlapping_pairs(
    document_a: Ints, start_a: Ints, end_a: Ints, document_b: Ints, start_b: Ints, end_b: Ints, *, chunk: int = CHUNK
) -> Iterator[tuple[Ints, Ints]]:
    """All pairs (place in A, place in B) with a character in common, at most `chunk` of them at a time; each pair once.

    Either b begins in a (at its start too), or a begins in b after its start: both are a range of the sorted starts,
    so that the work is that of sorting and of writing the pairs down.
    """
    a, b = Spans(document_a, start_a, end_a), Spans(document_b, start_b, end_b)
    a0, a1, b0, b1 = _on_one_line(a, b)
    for ones, others in _beginning_in(a0, a1, b0, "left", chunk):
        yield ones, others
    for others, ones in _beginning_in(b0, b1, a0, "right", chunk):
        yield ones, others


def _beginning_in(start: Ints, end: Ints, begins: Ints, side: str, chunk: int) -> Iterator[tuple[Ints, Ints]]:
    """Which of `begins` lie in each range, as pairs of places; at its very start too where `side` is left."""
    order = np.argsort(begins, kind="stable")
    first = np.searchsorted(begins[order], start, "left" if side == "left" else "right")
    counts = np.maximum(np.searchsorted(begins[order], end, "left") - first, 0)
    reached = np.cumsum(counts)
    total = int(reached[-1]) if len(reached) else 0
    for low in range(0, total, chunk):
        numbers = np.arange(low, min(low + chunk, total))
        ranges = np.searchsorted(reached, numbers, "right")
        yield ranges, order[first[ranges] + numbers - (reached - counts)[ranges]]
