"""Agreement on sets of codes: a unit may carry several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from qualcode.analysis.agreement.score import Score, undefined
from qualcode.errors import QualcodeError
from qualcode.tables import Bools, Floats, Ints

#: So many sets are compared with all others at a time: with 10,000 sets a block takes some tens of megabytes.
BLOCK = 256
#: From so many different sets on, pairs are counted by what they share, where the sets have no more subsets than ROOM.
MANY, ROOM = 1_000, 10_000_000


def masi(a: Set[object], b: Set[object]) -> float:
    """The distance between two sets, 1 − J·M: 0 the same, 1 disjoint; two empty sets are the same.

    J = |a ∩ b| / |a ∪ b|; M = 1 for the same set, 2/3 for a subset, 1/3 for another overlap. Passonneau (2006),
    "Measuring agreement on set-valued items (MASI)".

    >>> masi({"rust"}, {"rust", "tijd"})
    0.6666666666666667
    """
    if a == b:
        return 0.0
    common = len(a & b)
    nested = 2 / 3 if common == min(len(a), len(b)) else 1 / 3
    return 1 - nested * common / len(a | b)


def masi_alpha(rows: Sequence[Sequence[Set[object] | None]], *, weights: npt.ArrayLike | None = None) -> Score:
    """Krippendorff's alpha with MASI as distance (not squared once more, as Passonneau has it).

    `rows` are units × coders: frozensets, the empty set being a value, None for missing. `weights`: how many
    units a row stands for.
    """
    place: dict[frozenset[object], int] = {}
    codes = [[-1 if each is None else place.setdefault(frozenset(each), len(place)) for each in row] for row in rows]
    if not codes:
        return undefined("no unit has a value from two coders")
    if len({len(row) for row in codes}) != 1:
        raise QualcodeError("Give each unit one set per coder, and None where a coder gave none.")
    share = np.ones(len(codes)) if weights is None else np.asarray(weights, dtype=np.float64)
    return masi_alpha_of(np.array(codes, dtype=np.int64), members(place), share)


def members(sets: Iterable[Set[object]]) -> Bools:
    """Sets × labels: True where the label is in the set. Labels as they first appear in a set's text order."""
    every = [sorted(each, key=repr) for each in sets]
    place: dict[object, int] = {}
    for each in every:
        for label in each:
            place.setdefault(label, len(place))
    table = np.zeros((len(every), len(place)), dtype=bool)
    for row, each in enumerate(every):
        table[row, [place[label] for label in each]] = True
    return table


def masi_alpha_of(codes: Ints, members: Bools, weights: Floats) -> Score:
    """`masi_alpha` on arrays: `codes[unit, coder]` is a row of `members` (sets × labels), or -1 for missing.

    The rows of `members` must all differ. Takes the distinct sets in blocks: 10,000 of them need seconds, not
    the gigabyte that all their distances would fill.
    """
    present = codes >= 0
    values = present.sum(axis=1)
    paired = values >= 2
    at = present & paired[:, None]
    given = np.bincount(codes[at], weights=(weights[:, None] * at)[at], minlength=len(members))
    totals = np.asarray(given, dtype=np.float64)
    if not totals.any():
        return undefined("no unit has a value from two coders")
    expected = _expected(members, totals)
    if expected == 0:
        return undefined("everybody gave every unit the same set of codes")
    share = weights / np.maximum(values - 1, 1)
    seen = 0.0
    for one, other in combinations(range(codes.shape[1]), 2):
        both = present[:, one] & present[:, other] & (codes[:, one] != codes[:, other])
        seen += 2 * _observed(codes[both, one], codes[both, other], share[both], members)
    return Score(float(1 - (totals.sum() - 1) * seen / expected))


def _observed(left: Ints, right: Ints, share: Floats, members: Bools) -> float:
    """Σ share · distance over pairs of different sets; each pair of sets is measured once."""
    pairs, at = np.unique(np.minimum(left, right) * len(members) + np.maximum(left, right), return_inverse=True)
    weight = np.bincount(at, weights=share, minlength=len(pairs))
    sizes = members.sum(axis=1).astype(np.float64)
    total = 0.0
    for first in range(0, len(pairs), 4 * BLOCK):
        one, other = np.divmod(pairs[first : first + 4 * BLOCK], len(members))
        common = (members[one] & members[other]).sum(axis=1).astype(np.float64)
        apart = 1 - _likeness(common, sizes[one], sizes[other])
        total += float(weight[first : first + 4 * BLOCK] @ apart)
    return total


def _expected(members: Bools, totals: Floats) -> float:
    """Σ n_c n_k · distance over all pairs of different sets, both ways round."""
    used = totals > 0
    counts, table = totals[used], members[used]
    subsets = float(np.sum(2.0 ** table.sum(axis=1)))
    if len(table) > MANY and subsets < min(len(table) ** 2 / 8, ROOM):
        return expected_by_subsets(table, counts)
    return expected_by_pairs(table, counts)


def expected_by_pairs(members: Bools, counts: Floats) -> float:
    """As `_expected`, each pair of sets measured: quadratic in the number of sets."""
    table = members.astype(np.float32)
    sizes = table.sum(axis=1, dtype=np.float64)
    total = 0.0
    for first in range(0, len(table), BLOCK):
        rows = slice(first, first + BLOCK)
        common = (table[rows] @ table[first:].T).astype(np.float64)
        apart = 1 - _likeness(common, sizes[rows, None], sizes[None, first:])
        total += 2 * float(counts[rows] @ np.triu(apart, 1) @ counts[first:])
    return total


def expected_by_subsets(members: Bools, counts: Floats) -> float:
    """As `_expected`, for many small sets. J·M depends on the sizes of two sets and of what they share only, so it is
    enough to know how many pairs of sizes a and b share c labels. Pairs that share a given subset of t labels count
    C(c, t) times over all subsets; binomial inversion gives the pairs that share exactly c."""
    sizes = members.sum(axis=1)
    largest = int(sizes.max(initial=0))
    sharing = np.array([_sharing(members, counts, sizes, part) for part in range(1, largest + 1)])
    alike = 0.0
    size = np.arange(largest + 1.0)
    for common in range(1, largest + 1):
        exactly = sum(
            (-1) ** (part - common) * comb(part, common) * sharing[part - 1] for part in range(common, largest + 1)
        )
        possible = (size[:, None] >= common) & (size[None, :] >= common)
        union = np.maximum(size[:, None] + size[None, :] - common, 1)
        share = np.where(common == np.minimum(size[:, None], size[None, :]), 2 / 3, 1 / 3) * common / union
        alike += float((exactly * share * possible).sum())
    squares = counts**2  # a set is no pair with itself; above, it is one that shares all its labels
    return float(counts.sum() ** 2 - squares.sum() - (alike - 2 / 3 * squares[sizes > 0].sum()))


def _sharing(members: Bools, counts: Floats, sizes: Ints, part: int) -> Floats:
    """Sizes × sizes: Σ over subsets of `part` labels of the weight of the sets of each size that hold it, times."""
    labels, weights, of_size = [], [], []
    for size in range(part, int(sizes.max()) + 1):
        chosen = sizes == size
        held = np.nonzero(members[chosen])[1].reshape(-1, size)
        for places in combinations(range(size), part):
            labels.append(held[:, places])
            weights.append(counts[chosen])
            of_size.append(np.full(len(held), size))
    rows, key = np.concatenate(labels), np.zeros(sum(map(len, labels)), np.int64)
    for column in range(part):
        _, key = np.unique(key * members.shape[1] + rows[:, column], return_inverse=True)
    width = int(sizes.max()) + 1
    cell = key * width + np.concatenate(of_size)
    table = np.bincount(cell, weights=np.concatenate(weights), minlength=(int(key.max(initial=0)) + 1) * width)
    table = table.reshape(-1, width)
    return np.asarray(table.T @ table)


def _likeness(common: Floats, one: Floats, other: Floats) -> Floats:
    """J·M of pairs of different sets from the sizes of their intersection and of each."""
    union = np.maximum(one + other - common, 1)
    return np.asarray(np.where(common == np.minimum(one, other), 2 / 3, 1 / 3) * common / union)
