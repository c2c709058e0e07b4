"""Codings as stretches of text: what each coder cut out of the continuum of characters, and with which code.

Krippendorff's unitizing coefficients need one value per place, so they are taken per code (with or without) and per
domain: a branch at the second level, whose codes exclude each other, as in ATLAS.ti. Text to which one coder gave
two codes of a domain is taken out for everybody, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qualcode.analysis.agreement.compared import Compared
from qualcode.analysis.agreement.score import Score, undefined, withheld
from qualcode.analysis.agreement.segments import SegmentScores, segment_scores
from qualcode.analysis.agreement.tally import Covers, Line, merged
from qualcode.analysis.agreement.unitizing import (
    Continuum,
    Covered,
    alpha_u,
    bar_u_alpha,
    cu_alpha,
    k_u_alpha,
    u_alpha,
)
from qualcode.analysis.agreement.units import Scores, lay, too_few
from qualcode.tables import Ints


def domains(compared: Compared) -> Ints:
    """Per code the domain it belongs to (a code): its ancestor at the second level; a code at the top is its own."""
    level = np.array([compared.level(code) for code in range(len(compared.parent))], np.int64)
    found = np.arange(len(level))
    while np.any(deep := level[found] > 2):
        found[deep] = compared.parent[found[deep]]
    return found


@dataclass(frozen=True, eq=False)
class Stretches:
    """The codings of all coders on the line of characters, one cover per stretch of a code: overlapping codings of
    one code by one coder are one, codings that touch stay two. `whole` has parents too."""

    compared: Compared
    line: Line
    own: Covers
    whole: Covers

    @classmethod
    def of(cls, compared: Compared) -> Stretches:
        laid = lay(compared, "character")
        covers, coders = laid.of_codes(compared.code), len(compared.coders)
        own = merged(covers, laid.line, coders, touching=False)
        whole = merged(compared.with_ancestors(covers), laid.line, coders, touching=False)
        return cls(compared, laid.line, own, whole)

    def of_code(self, code: int) -> Continuum:
        """With or without a code or one below it."""
        low, high = np.searchsorted(self.whole.item, [code, code + 1])
        part = self.whole.of(np.arange(low, high))
        return self._continuum(part.as_items(np.zeros(high - low, np.int64)), (self.compared.path(code),))

    def of_domain(self, codes: Ints) -> tuple[Continuum, int]:
        """The codes given within a domain, and how many characters were left out."""
        part = self.own.of(np.isin(self.own.item, codes))
        part = part.of(np.lexsort((part.low, part.coder)))
        used, place = np.unique(part.item, return_inverse=True)
        names = tuple(self.compared.path(code) for code in used.tolist())
        begins, ends = doubled(part, self.line)
        return self._continuum(part.as_items(place), names, begins, ends), int((ends - begins).sum())

    def _continuum(self, part: Covers, names: tuple[str, ...], *out: Ints) -> Continuum:
        """Covers in order of coder and place; what is `out` (begins, ends) is cut away."""
        begins, ends = out or (np.empty(0, np.int64), np.empty(0, np.int64))
        document = self.line.document_of(part.low)
        low = part.low - removed_before(part.low, begins, ends) - document
        high = part.high - removed_before(part.high, begins, ends) - document
        first = self.line.first[:-1]
        bounds = np.stack([first, first + self.line.sizes])
        lengths = self.line.sizes - np.diff(removed_before(bounds, begins, ends), axis=0)[0]
        kept = [(part.coder == coder) & (low < high) for coder in range(len(self.compared.coders))]
        starts, stops, values = (tuple(each[chosen] for chosen in kept) for each in (low, high, part.item))
        return Continuum(lengths, starts, stops, values, names, self.compared.read)


def doubled(part: Covers, line: Line) -> tuple[Ints, Ints]:
    """Where some coder gave two items to the same text: begins and ends, in order, apart."""
    if not len(part.low):
        return part.low, part.high
    room = line.length + 1
    at = np.concatenate([part.coder * room + part.low, part.coder * room + part.high])
    step = np.repeat([1, -1], len(part.low))
    order = np.lexsort((step, at))
    at, depth = at[order], np.cumsum(step[order])
    twice = np.flatnonzero((depth[:-1] > 1) & (np.diff(at) > 0))
    zeros = np.zeros(len(twice), np.int64)
    found = merged(Covers(zeros, zeros, at[twice] % room, at[twice + 1] % room), line, 1)
    return found.low, found.high


def removed_before(positions: Ints, begins: Ints, ends: Ints) -> Ints:
    """How many characters of the stretches lie before each position."""
    before = np.concatenate([[0], np.cumsum(ends - begins)])
    at = np.searchsorted(begins, positions, side="right")
    beyond = np.maximum(np.append(0, ends)[at] - positions, 0)
    return np.asarray(before[at] - np.where(at > 0, beyond, 0), np.int64)


@dataclass(frozen=True, eq=False)
class Unitized:
    """The unitizing coefficients of a code or a domain: `scores` has u_alpha, bar_u_alpha, cu_alpha and alpha_u;
    `coverage` is that of cu_alpha. `values` has (k)uα with its coverage per code of a domain, of a code its own.
    `left_out` characters carried two codes of the domain."""

    name: str
    scores: Scores
    coverage: float | None
    values: tuple[tuple[str, Covered], ...]
    left_out: int = 0


def unitize(stretches: Stretches, *, min_count: int) -> tuple[tuple[Unitized, ...], tuple[Unitized, ...]]:
    """Per code and parent, and per domain. Withheld where a coder gave fewer than `min_count` codings of it."""
    compared = stretches.compared
    counts, own = compared.codings, compared.own_codings

    def rare(codings: Ints) -> str:
        return too_few(codings, compared.coders, min_count, "codings")

    codes = []
    for code in compared.rows:
        why, continuum = rare(counts[code]), stretches.of_code(code)
        codes.append(_unitized(continuum, compared.path(code), why, [why]))
    of_code, found = domains(compared), []
    for domain in np.unique(of_code[compared.code]).tolist():
        codes_in = np.flatnonzero(of_code == domain)
        continuum, left_out = stretches.of_domain(codes_in)
        each = [rare(own[code]) for code in codes_in.tolist() if own[code].any()]
        found.append(_unitized(continuum, compared.path(domain), rare(counts[domain]), each, left_out))
    return tuple(codes), tuple(found)


_MAKE: dict[str, Callable[[Continuum], Score]] = {
    "u_alpha": u_alpha,
    "bar_u_alpha": bar_u_alpha,
    "alpha_u": lambda continuum: alpha_u(continuum).overall,
}


def _unitized(continuum: Continuum, name: str, rare: str, rare_values: Sequence[str], left_out: int = 0) -> Unitized:
    """`rare` is why the whole is withheld, `rare_values` why each value is; empty where it is not."""
    names = tuple(map(str, continuum.categories))
    if rare:
        none = withheld(rare)
        values = tuple((value, Covered(none, None)) for value in names)
        return Unitized(name, dict.fromkeys((*_MAKE, "cu_alpha"), none), None, values, left_out)
    choice = cu_alpha(continuum)
    scores = {each: make(continuum) for each, make in _MAKE.items()} | {"cu_alpha": choice.score}
    found = [
        Covered(withheld(why), each.coverage) if why else each
        for why, each in zip(rare_values, k_u_alpha(continuum), strict=True)
    ]
    return Unitized(name, scores, choice.coverage, tuple(zip(names, found, strict=True)), left_out)


@dataclass(frozen=True, eq=False)
class Segments:
    """Two coders' segments of a code (or of all, `code` empty) matched one to one: recall is the matched share of
    the first coder's, precision that of the second's."""

    code: str
    coders: tuple[str, str]
    counts: tuple[int, int]
    matches: int
    scores: Scores


def segments(compared: Compared, *, overlap: float) -> tuple[tuple[Segments, ...], tuple[Segments, ...]]:
    """Per pair of coders over all codes, and per code and pair; in the documents that both did."""
    line = Line(compared.lengths)
    first = line.first[compared.document]
    spans = np.stack([compared.code, compared.coder, first + compared.start, first + compared.end], axis=1)
    spans = np.unique(spans, axis=0)
    overall, by_code = [], []
    for one, other in combinations(range(len(compared.coders)), 2):
        both = compared.read[:, one] & compared.read[:, other]
        kept = spans[both[line.document_of(spans[:, 2])]]
        names, total = (compared.coders[one], compared.coders[other]), np.zeros(3, np.int64)
        for code in compared.used:
            of_code = kept[kept[:, 0] == code]
            sides = [_bounds(of_code, coder) for coder in (one, other)]
            if any(sides):
                made = segment_scores(sides[0], sides[1], least=overlap)
                total += [len(sides[0]), len(sides[1]), made.matches]
                by_code.append(_segments(compared.path(code), names, len(sides[0]), len(sides[1]), made))
        overall.append(_pooled(names, *total.tolist()))
    place = {compared.path(code): number for number, code in enumerate(compared.used)}
    return tuple(overall), tuple(sorted(by_code, key=lambda each: place[each.code]))


def _bounds(spans: Ints, coder: int) -> list[tuple[int, int]]:
    return [(low, high) for low, high in spans[spans[:, 1] == coder][:, 2:].tolist()]


def _segments(code: str, coders: tuple[str, str], one: int, other: int, made: SegmentScores) -> Segments:
    scores = {"precision": made.precision, "recall": made.recall, "f1": made.f1}
    return Segments(code, coders, (one, other), made.matches, scores)


def _pooled(coders: tuple[str, str], one: int, other: int, matches: int) -> Segments:
    """Matches of all codes together."""

    def share(part: int, whole: int) -> Score:
        return Score(part / whole) if whole else undefined("nobody coded anything")

    scores = {"precision": share(matches, other), "recall": share(matches, one), "f1": share(2 * matches, one + other)}
    return Segments("", coders, (one, other), matches, scores)
