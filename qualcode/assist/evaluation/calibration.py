"""Whether a probability means what it says: one formula per function. `p` and `gold` are fragments × codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.assist.evaluation.ranking import divided
from qualcode.tables import Bools, Floats

#: From this probability on a suggestion is shown at all.
SHOWN = 0.05
BINS = 10
#: The probabilities at which precision and share are told.
CUTS = (0.05, 0.10, 0.20, 0.30, 0.50)


@dataclass(frozen=True, slots=True)
class Bin:
    """The suggestions between two probabilities: how many, the mean of what they say, and the share that was right.
    Both are None where there are none."""

    low: float
    high: float
    suggestions: int
    said: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Cut:
    """What showing every suggestion from a probability on would give: the share of them that is right (None without
    any), the share of the codes given that is among them, and how many there are per fragment."""

    p: float
    suggestions: int
    precision: float | None
    share: float
    per_fragment: float


def in_bins(p: Floats, gold: Bools, *, shown: float = SHOWN, bins: int = BINS) -> Floats:
    """Fragments × bins × 3: how many suggestions of `shown` and more, the sum of their p, and how many were right.
    Bins are equally wide, half-open, the last with 1."""
    found = np.zeros((len(p), bins, 3))
    row, code = np.nonzero(p >= shown)
    said = p[row, code]
    place = np.minimum((said * bins).astype(np.int64), bins - 1)
    for layer, values in enumerate((np.ones(len(row)), said, gold[row, code].astype(np.float64))):
        np.add.at(found[:, :, layer], (row, place), values)
    return found


def calibration_error(sums: Floats) -> Floats:
    """The expected calibration error (Naeini, Cooper and Hauskrecht 2015): |mean p − share right| per bin, weighted
    by how many are in it. `sums` is … × bins × 3 as from `in_bins`; nan where there is nothing.

    >>> calibration_error(np.array([[[4, 0.4, 0], [1, 0.9, 1]]]))
    array([0.1])
    """
    total = sums[..., 0].sum(axis=-1)
    off = np.abs(sums[..., 1] - sums[..., 2]).sum(axis=-1)
    return divided(off, total)


def bins_of(sums: Floats) -> tuple[Bin, ...]:
    """The bins in words and numbers; `sums` is bins × 3."""
    found, width = [], 1 / len(sums)
    for place, (count, said, right) in enumerate(sums.tolist()):
        means = (said / count, right / count) if count else (None, None)
        found.append(Bin(round(place * width, 10), round((place + 1) * width, 10), int(count), *means))
    return tuple(found)


def squared_errors(p: Floats, gold: Bools) -> Floats:
    """Per fragment the sum over codes of (p − given)² (Brier 1950)."""
    errors: Floats = ((p - gold) ** 2).sum(axis=1)
    return errors


def skill(errors: Floats, base: Floats) -> Floats:
    """The Brier skill: 1 − errors / errors of always saying the base rates (Murphy 1973); above 0 is better than
    these, nan where they make no error.

    >>> skill(np.array([3.0]), np.array([4.0])).tolist()
    [0.25]
    """
    return 1 - divided(errors, base)


def cuts(p: Floats, gold: Bools, at: Sequence[float] = CUTS) -> tuple[Cut, ...]:
    """What showing suggestions from each probability on gives."""
    found = []
    for each in at:
        said = p >= each
        count, right = int(said.sum()), int((said & gold).sum())
        share = right / max(int(gold.sum()), 1)
        found.append(Cut(each, count, right / count if count else None, share, count / max(len(p), 1)))
    return tuple(found)
