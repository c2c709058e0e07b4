"""Counting who covered what: the documents laid end to end as a line of units, and what coders covered of it.

An item is a code, a branch, or whatever is compared one by one. How many units carry it for which coders is found
from where covers begin and end, not unit by unit; the ratings of an item are then a handful of patterns (nobody,
the first coder only, …), each with the number of units that show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.analysis.agreement.ratings import MISSING, Ratings
from qualcode.tables import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Line:
    """Documents end to end, `sizes[document]` units each, with one empty place after each so that none touch."""

    sizes: Ints

    @cached_property
    def first(self) -> Ints:
        """Where each document begins, and where one after the last would."""
        return np.concatenate([[0], np.cumsum(self.sizes + 1)]).astype(np.int64)

    @property
    def length(self) -> int:
        return int(self.first[-1])

    def document_of(self, positions: Ints) -> Ints:
        return np.asarray(np.searchsorted(self.first, positions, side="right") - 1)


@dataclass(frozen=True, eq=False)
class Covers:
    """What coders covered: from `low` to before `high` on a line, item by item; coders by place."""

    item: Ints
    coder: Ints
    low: Ints
    high: Ints

    def of(self, chosen: Bools | Ints) -> Covers:
        return Covers(self.item[chosen], self.coder[chosen], self.low[chosen], self.high[chosen])

    def as_items(self, items: Ints) -> Covers:
        """The same places covered with other items."""
        return Covers(items, self.coder, self.low, self.high)


def merged(covers: Covers, line: Line, coders: int, *, touching: bool = True) -> Covers:
    """Overlapping covers of one item by one coder as one, those that touch too; in order of item, coder, place."""
    room = line.length + 1
    lane = (covers.item * coders + covers.coder) * room
    order = np.argsort(lane + covers.low, kind="stable")
    low, high = (lane + covers.low)[order], (lane + covers.high)[order]
    reach = np.maximum.accumulate(high) if len(high) else high
    begins = np.ones(len(low), bool)
    begins[1:] = low[1:] > reach[:-1] if touching else low[1:] >= reach[:-1]
    at = np.flatnonzero(begins)
    last = np.append(at[1:], len(low)) - 1 if len(at) else at
    lanes, start = np.divmod(low[at], room)
    return Covers(lanes // coders, lanes % coders, start, reach[last] - lanes * room)


@dataclass(frozen=True, eq=False)
class Tally:
    """Per item and document how many units show each pattern.

    `patterns` are patterns × coders: 1 with the item, 0 without, -1 missing (the coder did not do the document).
    `plain[document]` is the pattern of a unit that nobody gave the item. `item`, `document`, `pattern` and `units`
    list the rest, in order of item.
    """

    items: int
    sizes: Ints
    patterns: Ints
    plain: Ints
    item: Ints
    document: Ints
    pattern: Ints
    units: Ints

    def of(self, item: int) -> Floats:
        """Documents × patterns: the units of one item."""
        low, high = np.searchsorted(self.item, [item, item + 1])
        return self._counted(slice(int(low), int(high)), 1)

    def pooled(self, items: Sequence[int]) -> Floats:
        """Documents × patterns: the units of several items added up."""
        return self._counted(np.isin(self.item, items), len(items))

    def _counted(self, chosen: slice | Bools, times: int) -> Floats:
        documents, patterns = len(self.sizes), len(self.patterns)
        cell = self.document[chosen] * patterns + self.pattern[chosen]
        counts = np.bincount(cell, weights=self.units[chosen], minlength=documents * patterns)
        table: Floats = counts.astype(np.float64).reshape(documents, patterns)
        table[np.arange(documents), self.plain] += times * self.sizes - table.sum(axis=1)
        return table

    def ratings(self, units: Floats) -> Ratings:
        """Ratings of as many units as there are of each pattern (binary: False, True)."""
        return Ratings(self.patterns, (False, True), units)

    def parts(self, make: Callable[..., Floats]) -> Floats:
        """What one unit of each pattern adds to `contingency`, `sums` or `coincidences`: patterns × …"""
        ones = self.ratings(np.ones(len(self.patterns)))
        return make(ones, places=np.arange(len(self.patterns)), count=len(self.patterns))

    def carried(self, units: Floats) -> Ints:
        """Per coder how many units carry the item."""
        return np.asarray(np.rint(units @ (self.patterns == 1)), np.int64)

    def by_all(self, units: Floats) -> int:
        """How many units carry it for all who did the document, two at least."""
        everyone = ((self.patterns == 1) | (self.patterns == MISSING)).all(axis=1)
        return round(float(units @ (everyone & ((self.patterns == 1).sum(axis=1) > 1))))


def tally(covers: Covers, line: Line, read: Bools, *, items: int) -> Tally:
    """Count covers; `read` (documents × coders) says who did what. Nobody covers what they did not do."""
    coders = read.shape[1]
    item, position, units, state = _stretches(merged(covers, line, coders), line)
    kinds, kind = np.unique(read, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    document = line.document_of(position)
    seen, pattern = np.unique(
        np.concatenate([kind[document] << coders | state, kind << coders]), return_inverse=True
    )  # the last ones are the documents' plain patterns
    bits = (seen[:, None] >> np.arange(coders)) & 1
    patterns = np.where(kinds[seen >> coders], bits, MISSING)
    plain, pattern = pattern[len(state) :], pattern[: len(state)]
    cell = (item * len(line.sizes) + document) * len(seen) + pattern
    cells, at = np.unique(cell, return_inverse=True)
    counts = np.bincount(at, weights=units, minlength=len(cells)).astype(np.int64)
    rest, pattern = np.divmod(cells, len(seen))
    item, document = np.divmod(rest, max(len(line.sizes), 1))
    return Tally(items, line.sizes, patterns, plain, item, document, pattern, counts)


def _stretches(covers: Covers, line: Line) -> tuple[Ints, Ints, Ints, Ints]:
    """Where each item is covered by the same coders: item, place, length, and the coders as bits."""
    room = line.length + 1
    bit = np.left_shift(1, covers.coder)
    at = np.concatenate([covers.item * room + covers.low, covers.item * room + covers.high])
    change = np.concatenate([bit, -bit])
    order = np.argsort(at, kind="stable")
    at, state = at[order], np.cumsum(change[order])
    lengths = np.diff(at, append=at[-1:])
    there = (lengths > 0) & (state > 0)
    item, position = np.divmod(at[there], room)
    return item, position, lengths[there], state[there]


@dataclass(frozen=True, eq=False)
class SetRows:
    """Stretches of units × coders with the set of items each coder gave: `codes` are places in `sets` (tuples of
    items in order), -1 missing; `units` how many units a row stands for. No two rows are alike."""

    codes: Ints
    units: Floats
    sets: tuple[tuple[int, ...], ...]

    @property
    def sizes(self) -> Ints:
        return np.array([len(each) for each in self.sets], np.int64)

    def members(self, items: int) -> Bools:
        """Sets × items: True where the item is in the set."""
        table = np.zeros((len(self.sets), items), bool)
        for row, each in enumerate(self.sets):
            table[row, list(each)] = True
        return table


def set_rows(covers: Covers, line: Line, read: Bools) -> SetRows:
    """The sets of items that coders gave the units of a line, alike rows counted together."""
    coders = read.shape[1]
    whole = merged(covers, line, coders)
    places: dict[int, int] = {0: 0}
    layers = [_set_changes(whole.of(whole.coder == coder), places) for coder in range(coders)]
    ends = line.first[:-1] + line.sizes
    cuts = np.unique(np.concatenate([line.first, ends, *(at for at, _set in layers)]))
    begins, lengths = cuts[:-1], np.diff(cuts)
    document = line.document_of(begins)
    inside = begins < ends[document]
    begins, lengths, document = begins[inside], lengths[inside], document[inside]
    codes = np.empty((len(begins), coders), np.int64)
    for coder, (at, sets) in enumerate(layers):
        codes[:, coder] = sets[np.searchsorted(at, begins, side="right")]
    codes[~read[document]] = MISSING
    rows, units = _alike(codes, lengths, len(places))
    return SetRows(rows, units, tuple(tuple(_bits(mask)) for mask in places))


def _set_changes(covers: Covers, places: dict[int, int]) -> tuple[Ints, Ints]:
    """Where one coder's set changes, and the place of the set before the first change and after each."""
    at = np.concatenate([covers.low, covers.high])
    item = np.concatenate([covers.item, covers.item])
    order = np.argsort(at, kind="stable")
    mask, masks = 0, [0]
    positions: list[int] = []
    for position, number in zip(at[order].tolist(), item[order].tolist(), strict=True):
        mask ^= 1 << number  # merged covers of one item never meet: each change is in or out
        if positions and positions[-1] == position:
            masks[-1] = mask
        else:
            positions.append(position)
            masks.append(mask)
    sets = [places.setdefault(each, len(places)) for each in masks]
    return np.array(positions, np.int64), np.array(sets, np.int64)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _alike(codes: Ints, lengths: Ints, kinds: int) -> tuple[Ints, Floats]:
    """The different rows, and how many units each stands for."""
    at = np.zeros(len(codes), np.int64)
    for column in range(codes.shape[1]):
        _, at = np.unique(at * (kinds + 1) + codes[:, column] + 1, return_inverse=True)
    _, first, at = np.unique(at, return_index=True, return_inverse=True)
    return codes[first], np.bincount(at, weights=lengths, minlength=len(first)).astype(np.float64)
