"""Intervals by resampling documents.

Neighbouring characters, sentences and codings of one conversation are not independent; conversations are more so.
Whole documents are drawn, with replacement.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from qualcode.analysis.agreement.score import Interval
from qualcode.tables import Floats

#: An interval is not given where more than this share of the draws leaves the coefficient undefined.
TOO_MANY = 0.05
#: Numbers held at a time while drawing.
ROOM = 4_000_000


def interval(
    per_document: Floats,
    coefficient: Callable[[Floats], Floats],
    *,
    seed: int = 1,
    draws: int = 1000,
    level: float = 0.95,
    fewest: int = 10,
) -> Interval:
    """The percentile interval (Efron 1979, 1981) of a coefficient, or a sentence why there is none.

    `per_document` is documents × …: what adds up over documents (coincidences, a contingency, sums).
    `coefficient` takes draws × … and gives draws, nan where undefined. A draw is as many documents as there are;
    undefined draws are left out, up to 5 % of them. The same seed gives the same interval.

    >>> interval(np.ones((4, 2)), lambda drawn: drawn[:, 0])
    'only 4 documents; an interval needs 10'
    """
    documents = len(per_document)
    if documents < fewest:
        plural = "document" if documents == 1 else "documents"
        return f"only {documents} {plural}; an interval needs {fewest}"
    values = _drawn(per_document, coefficient, seed=seed, draws=draws)
    defined = values[np.isfinite(values)]
    lost = draws - len(defined)
    if lost > TOO_MANY * draws:
        return f"undefined in {lost} of {draws} draws of documents; too few documents show any variation"
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _drawn(per_document: Floats, coefficient: Callable[[Floats], Floats], *, seed: int, draws: int) -> Floats:
    """The coefficient in each draw; summed in blocks, so that large tables fit."""
    shape = per_document.shape[1:]
    flat = np.asarray(per_document, dtype=np.float64).reshape(len(per_document), -1)
    times = _times(len(flat), seed, draws)
    block = max(1, ROOM // max(flat.shape[1], 1))
    return np.concatenate(
        [
            coefficient((some @ flat).reshape(len(some), *shape))
            for some in (times[first : first + block] for first in range(0, draws, block))
        ]
    )


@lru_cache(maxsize=2)
def _times(documents: int, seed: int, draws: int) -> Floats:
    """Draws × documents: how often each document is drawn. Kept, as hundreds of codes ask for the same draws."""
    random = np.random.default_rng(seed)
    times = random.multinomial(documents, np.full(documents, 1 / documents), size=draws).astype(np.float64)
    times.flags.writeable = False
    return times
