"""How good a ranking of codes is: one formula per function.

`p` is fragments × codes, `gold` the same shape, true where a person gave the code, `rank` the place of each code, 1
for the likeliest. What a function gives per fragment is nan where the fragment has no code.
"""

from __future__ import annotations

import numpy as np

from qualcode.tables import Bools, Floats, Ints


def ranks(p: Floats) -> Ints:
    """The place of each code, from 1. Of codes that are equally likely the first in the codebook comes first.

    >>> ranks(np.array([[0.1, 0.7, 0.1]])).tolist()
    [[2, 1, 3]]
    """
    order = np.argsort(-p, axis=1, kind="stable")
    places = np.empty(order.shape, np.int64)
    np.put_along_axis(places, order, np.arange(1, p.shape[1] + 1)[None, :], axis=1)
    return places


def first_right(rank: Ints, gold: Bools) -> Floats:
    """Precision at 1 (Manning, Raghavan and Schütze 2008, § 8.4): 1 where the first code is right."""
    return _known(gold, ((rank == 1) & gold).any(axis=1).astype(np.float64))


def recall_at(rank: Ints, gold: Bools, k: int) -> Floats:
    """The share of a fragment's codes that are among the first `k` (Manning, Raghavan and Schütze 2008, § 8.4).

    >>> recall_at(np.array([[1, 2, 3, 4]]), np.array([[True, False, True, True]]), 3).round(2).tolist()
    [0.67]
    """
    return _known(gold, ((rank <= k) & gold).sum(axis=1) / np.maximum(gold.sum(axis=1), 1))


def average_precision(rank: Ints, gold: Bools) -> Floats:
    """The mean, over a fragment's codes, of the precision at the place of each (Manning, Raghavan and Schütze 2008,
    § 8.4). Its mean over fragments is MAP.

    >>> average_precision(np.array([[1, 2, 3, 4]]), np.array([[True, False, True, False]])).round(3).tolist()
    [0.833]
    """
    right = np.take_along_axis(gold, np.argsort(rank, axis=1, kind="stable"), axis=1)
    precision = np.cumsum(right, axis=1) / np.arange(1, gold.shape[1] + 1)
    return _known(gold, (precision * right).sum(axis=1) / np.maximum(gold.sum(axis=1), 1))


def _known(gold: Bools, values: Floats) -> Floats:
    return np.where(gold.any(axis=1), values, np.nan)


def f1(right: Floats, wrong: Floats, missed: Floats) -> Floats:
    """2·right / (2·right + wrong + missed) (van Rijsbergen 1979, ch. 7), nan where nothing is given or said.

    >>> f1(np.array([3.0]), np.array([1.0]), np.array([1.0])).tolist()
    [0.75]
    """
    return divided(2 * right, 2 * right + wrong + missed)


def divided(above: Floats, below: Floats) -> Floats:
    """above / below, nan where there is nothing to divide by."""
    found: Floats = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0)
    return found


def confusion(said: Bools, gold: Bools) -> Floats:
    """Fragments × codes × 3: right, wrong, missed; what adds up to F1 over fragments, codes or both."""
    return np.stack([said & gold, said & ~gold, ~said & gold], axis=-1).astype(np.float64)


def code_precision(p: Floats, gold: Bools) -> float:
    """The average precision of one code over fragments: Σ (recall gained × precision) from the likeliest fragment
    down, equally likely ones together, as scikit-learn's `average_precision_score`; nan where nobody gave it.

    >>> round(code_precision(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, False, True, False])), 3)
    0.833
    """
    if not gold.any():
        return float("nan")
    order = np.argsort(-p, kind="stable")
    last = np.append(p[order][1:] != p[order][:-1], True)
    right = np.cumsum(gold[order])[last]
    precision = right / (np.flatnonzero(last) + 1)
    return float((np.diff(right, prepend=0) * precision).sum() / gold.sum())


def thresholds(p: Floats, gold: Bools, group: Ints) -> Floats:
    """Per group the probability from which on saying yes gives the highest micro F1 in all *other* groups, so that
    what is measured in a group had no part in choosing it.

    >>> thresholds(np.array([[0.9], [0.2], [0.8], [0.4]]), np.array([[True], [False]] * 2), np.array([0, 0, 1, 1]))
    array([0.8, 0.9])
    """
    flat, right = p.ravel(), gold.ravel()
    order = np.argsort(-flat, kind="stable")
    flat, right, owner = flat[order], right[order], np.repeat(group, p.shape[1])[order]
    last = np.append(flat[1:] != flat[:-1], True)
    found = np.empty(int(group.max()) + 1)
    for number in range(len(found)):
        others = owner != number
        said, hit = np.cumsum(others), np.cumsum(others & right)
        reached = 2 * hit / np.maximum(said + hit[-1], 1)
        found[number] = flat[np.argmax(np.where(last, reached, -1.0))]
    return found
