"""Weights of features: a logistic regression over all pairs of fragment and code, with no weight below zero.

    log-odds = intercept + Σ prior × worth × feature,   worth ≥ 0

`PRIOR` is what each feature was found to weigh elsewhere; a project learns what each is *worth* here. With no codings
each is worth 1. The penalty draws each worth to their mean, and the mean, ever so lightly, to 1: some thirty coded
fragments are enough to say that none of it means anything here. How often a code is given stands by itself, as it needs
no codebook to be right. As no feature is below zero either, whatever adds to a score really raised it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize
from scipy.special import expit, log_expit

from qualcode.assist import features, learned
from qualcode.tables import Floats

#: What each feature weighs before a project has said anything of its own.
PRIOR = {
    features.TERMS: 1.6, features.DEFINITION_WORDS: 0.25, features.EXAMPLE_WORDS: 0.2,
    features.DEFINITION_SENSE: 0.5, features.EXAMPLE_SENSE: 0.5, features.CONTEXT: 1.0,
    features.WISH: 0.8, features.NOW: 0.7, features.HINDERS: 1.0, features.HELPS: 0.5,
    features.GRADE: 3.5, features.QUESTION: 0.7, features.HEADING: 1.0,
    learned.NEIGHBOURS: 1.5, learned.THEME: 1.2, learned.BRANCH: 0.7, learned.FREQUENCY: 1.4, learned.HEADINGS: 0.5,
}  # fmt: skip
NAMES = (*features.NAMES, *learned.NAMES)
_PRIOR = np.array([PRIOR[name] for name in NAMES])
#: How strongly each worth is drawn to their mean, the mean to 1, and that of the frequency to 1; in pairs that have a
#: code.
_TO_MEAN, _TO_ONE, _FREQUENCY = 10.0, 0.5, 1.0
_OWN = NAMES.index(learned.FREQUENCY)
#: With so many coded fragments half of what is said is learned, with more soon nearly all.
_HALFWAY = 5
#: How strongly the curve of calibration is drawn to the straight one.
_TO_STRAIGHT = 5.0
#: What is left of the weights as long as no coding has confirmed them.
CAUTION = 0.9
#: Codes per fragment where no coding tells; of a few codes so large a part at most.
_USUAL, _PART = 1.7, 0.2


def prior() -> Floats:
    return _PRIOR.copy()


def fit(pairs: Floats, given: Floats, present: Floats | None = None) -> tuple[float, Floats]:
    """Intercept and weights. `pairs`: pairs × features; `given`: 1 where the fragment has the code. A feature that is
    not `present` (0) weighs 0."""
    scale = _PRIOR if present is None else _PRIOR * present
    scaled = pairs * scale
    shared = np.ones(len(scale), bool)
    shared[_OWN] = False

    def loss(at: Floats) -> tuple[float, Floats]:
        score = scaled @ at[1:] + at[0]
        value, slope = _penalty(at[1:], shared)
        wrong = expit(score) - given
        slope = scaled.T @ wrong + slope
        return np.logaddexp(0, score).sum() - given @ score + value, np.concatenate([[wrong.sum()], slope])

    first = intercept_for(scaled.sum(axis=1), float(given.mean()))
    bounds = [(None, None), *[(0, None)] * len(scale)]
    found = minimize(loss, np.concatenate([[first], np.ones(len(scale))]), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(found.x[0]), found.x[1:] * scale


def usual_share(codes: int) -> float:
    """The share of the codes that a fragment has, where no coding tells."""
    return min(_USUAL / max(codes, 1), _PART)


def trust(coded: int) -> float:
    """How much of what so many coded fragments say is taken over, 0 to 1; the rest is the codebook's."""
    return coded**2 / (coded**2 + _HALFWAY**2)


def _penalty(worth: Floats, shared: npt.NDArray[np.bool_]) -> tuple[float, Floats]:
    """The penalty on what features are worth, and its slope."""
    slope = np.zeros_like(worth)
    together = worth[shared]
    mean = together.mean()
    apart = together - mean
    slope[shared] = _TO_MEAN * apart + _TO_ONE * (mean - 1)
    slope[~shared] = _FREQUENCY * (worth[~shared] - 1)
    value = _TO_MEAN * (apart @ apart) + _TO_ONE * len(together) * (mean - 1) ** 2
    return (value + _FREQUENCY * ((worth[~shared] - 1) ** 2).sum()) / 2, slope


@dataclass(frozen=True)
class Curve:
    """From what the model says to how often it is true: `p' = σ(a·ln p − b·ln(1 − p) + c)`, which tells high and low
    probabilities apart, as features that go together make the high ones too high (beta calibration: Kull, Silva Filho &
    Flach, 2017, section 3). It never changes an order."""

    a: float = 1.0
    b: float = 1.0
    c: float = 0.0

    def of(self, scores: Floats) -> Floats:
        """Log-odds to calibrated probabilities."""
        found: Floats = expit(self.a * log_expit(scores) - self.b * log_expit(-scores) + self.c)
        return found

    def part(self, part: float) -> Curve:
        """This part of the way from the straight curve."""
        return Curve(1 + (self.a - 1) * part, 1 + (self.b - 1) * part, self.c * part)

    @classmethod
    def fit(cls, scores: Floats, given: Floats) -> Curve:
        """The curve for log-odds and what was given, drawn to the straight one."""
        low, high = log_expit(scores), log_expit(-scores)
        straight = bent = np.array([1.0, 1.0, 0.0])  # c is free

        def loss(at: Floats) -> tuple[float, Floats]:
            score = at[0] * low - at[1] * high + at[2]
            wrong = expit(score) - given
            away = (at - straight) * bent
            value = np.logaddexp(0, score).sum() - given @ score + _TO_STRAIGHT / 2 * (away @ away)
            return value, np.array([wrong @ low, -(wrong @ high), wrong.sum()]) + _TO_STRAIGHT * away

        bounds = [(0.1, 3.0), (0.1, 3.0), (None, None)]
        found = minimize(loss, straight, jac=True, method="L-BFGS-B", bounds=bounds)
        return cls(*found.x.tolist())


def intercept_for(scores: Floats, share: float) -> float:
    """The intercept with which the mean probability is the share."""
    share = min(max(share, 1e-4), 1 - 1e-4)

    def off(at: float) -> float:
        return float(expit(scores + at).mean()) - share

    low, high = -60.0 - float(scores.max(initial=0)), 60.0
    return float(brentq(off, low, high, xtol=1e-6)) if scores.size else -3.0
