"""Krippendorff's alpha, from coincidences: how often two coders gave one unit the values c and k.

Coincidences of documents add up, so a resampled set of documents is a weighted sum of them: `coincidences` with
`places` gives them per document, and `alpha_of` takes any number of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from numbers import Real
from typing import Literal, cast

import numpy as np

from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.score import Score, score, undefined
from qualcode.errors import QualcodeError
from qualcode.tables import Floats, Ints

Metric = Literal["nominal", "ordinal", "interval", "ratio"]


def coincidences(ratings: Ratings, *, places: Ints | None = None, count: int = 0) -> Floats:
    """K × K: o_ck = Σ over units of the c–k pairs of different coders / (m_u − 1), m_u the coders with a value.

    With `places` (the document of each unit, 0 to `count` − 1) the result is documents × K × K. Units with fewer
    than two values count nowhere. Row sums are the number of values that have a partner. Krippendorff (2011),
    "Computing Krippendorff's Alpha-Reliability".
    """
    kinds, documents = len(ratings.categories), 1 if places is None else count
    present = ratings.present.sum(axis=1)
    share = ratings.weights / np.maximum(present - 1, 1)
    found = np.zeros(documents * kinds * kinds)
    for one, other in combinations(range(ratings.coders), 2):
        both = ratings.present[:, one] & ratings.present[:, other]
        cell = ratings.codes[both, one] * kinds + ratings.codes[both, other]
        if places is not None:
            cell = places[both] * (kinds * kinds) + cell
        found += np.bincount(cell, weights=share[both], minlength=len(found))
    table = found.reshape(documents, kinds, kinds)
    table = table + table.swapaxes(1, 2)
    return table[0] if places is None else table


def distances(metric: Metric, categories: Sequence[object], totals: Floats) -> Floats:
    """Squared distances between categories, K × K, or … × K × K where an ordinal one depends on `totals`.

    `totals` (… × K) are the row sums of the coincidences. Nominal: 1 where different. Ordinal: the values between
    the middles of two categories, in their order. Interval: (c − k)². Ratio: ((c − k) / (c + k))². Krippendorff
    (2011). Raises QualcodeError where interval or ratio meets a category that is no number.
    """
    if metric == "nominal":
        return 1.0 - np.eye(len(categories))
    if metric == "ordinal":
        middles = np.cumsum(totals, axis=-1) - totals / 2
        return np.asarray((middles[..., :, None] - middles[..., None, :]) ** 2)
    numbers = _numbers(metric, categories)
    apart = numbers[:, None] - numbers[None, :]
    if metric == "interval":
        return np.asarray(apart**2)
    together = numbers[:, None] + numbers[None, :]
    return np.asarray(np.divide(apart, together, out=np.zeros_like(apart), where=together > 0) ** 2)


def alpha_of(coincidences: Floats, distances: Floats) -> Floats:
    """α = 1 − (n − 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck, over any leading axes: … × K × K gives …; nan where the
    values do not vary. Krippendorff (2011)."""
    totals = coincidences.sum(axis=-1)
    seen = (coincidences * distances).sum(axis=(-2, -1))
    by_chance = np.einsum("...c,...ck,...k->...", totals, distances, totals)
    ratio = np.divide(seen, by_chance, out=np.full(np.shape(by_chance), np.nan), where=by_chance > 0)
    return np.asarray(1.0 - (totals.sum(axis=-1) - 1.0) * ratio)


def alpha(ratings: Ratings, *, metric: Metric | Floats = "nominal") -> Score:
    """Krippendorff's alpha for any number of coders, with missing values.

    `metric` is one of four names, or K × K squared distances between the categories (zero on the diagonal). An
    ordinal alpha takes the categories in the order given; interval and ratio need numbers.
    """
    found = coincidences(ratings)
    apart = distances(metric, ratings.categories, found.sum(axis=-1)) if isinstance(metric, str) else metric
    return score(float(alpha_of(found, apart)), why=why_undefined(ratings))


def alpha_by_category(ratings: Ratings) -> tuple[Score, ...]:
    """Per category, taken against all others together: 1 − (n − 1)(n_k − o_kk) / (n_k (n − n_k)). Krippendorff
    (2004), Content Analysis, 2nd ed., chapter 11."""
    found = coincidences(ratings)
    totals = found.sum(axis=-1)
    scores = []
    for kind, total in enumerate(totals):
        others = totals.sum() - total
        if total > 0 and others > 0:
            scores.append(Score(float(1 - (totals.sum() - 1) * (total - found[kind, kind]) / (total * others))))
        elif others > 0:
            scores.append(undefined("nobody used it"))
        else:
            scores.append(undefined(why_undefined(ratings)))
    return tuple(scores)


def why_undefined(ratings: Ratings) -> str:
    """Why a coefficient that allows for chance has no value here, as the end of "undefined, because …"."""
    if ratings.coders < 2:
        return "fewer than two coders are compared"
    paired = ratings.codes[ratings.pairable]
    used = np.unique(paired[paired >= 0])
    if not len(used):
        return "no unit has a value from two coders"
    if len(used) > 1:
        return "the values do not vary by this measure"
    if ratings.categories == (False, True):
        return "everybody used it in every unit" if used[0] else "nobody used it"
    return "everybody gave every unit the same value"


def _numbers(metric: Metric, categories: Sequence[object]) -> Floats:
    odd = [each for each in categories if not isinstance(each, Real) or (metric == "ratio" and float(each) < 0)]
    if odd:
        kind = "numbers of 0 or more" if metric == "ratio" else "numbers"
        raise QualcodeError(f"An alpha with {metric} distances needs {kind}; {odd[0]!r} is not. Use nominal.")
    return np.array([float(cast(Real, each)) for each in categories])
