"""What codings teach, as features: fragments like this one that were coded before, and what is given often.

| feature | what it measures |
|---|---|
| `neighbours` | kernel ridge regression on coded fragments: how much those like this one have the code |
| `theme` | the same for the code's theme, whatever its branch and mode |
| `branch` | the same for its branch and mode, whatever the theme |
| `frequency` | how often the code is given: log of 1 plus 20 times its share, smoothed |
| `headings` | how much more often the code is given under this heading than elsewhere (log ratio, smoothed) |

For a fragment that was learned from, each is what the others say without its own group: a fragment never speaks for
itself, and a document not for its own. For ridge regression the predictions without a group come out of one solution:
`y_g − (I − H_gg)⁻¹ (y_g − ŷ_g)` with the hat matrix H (Cook & Weisberg, 1982, Residuals and Influence in Regression,
section 2.2, for a group of cases).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from qualcode.assist.codetexts import CodeTexts
from qualcode.tables import Floats, Ints, Singles

NEIGHBOURS, THEME, BRANCH, FREQUENCY, HEADINGS = "neighbours", "theme", "branch", "frequency", "headings"
NAMES = (NEIGHBOURS, THEME, BRANCH, FREQUENCY, HEADINGS)
#: The penalty of the ridge, and how many fragments a heading or a code is taken to have been seen before.
_RIDGE, _BEFORE = 0.5, 8.0


@dataclass(frozen=True)
class Groupings:
    """Codes × what they belong to, as zeros and ones: each by itself, by theme, by branch and mode."""

    theme: Floats
    branch: Floats

    @classmethod
    def of(cls, texts: CodeTexts) -> Groupings:
        stands = [(branch, str(mode)) for branch, mode in zip(texts.branch, texts.mode, strict=True)]
        known = {each: number for number, each in enumerate(dict.fromkeys(stands))}
        return cls(_membership(texts.theme), _membership([known[each] for each in stands]))


def _membership(numbers: Sequence[int]) -> Floats:
    table = np.zeros((len(numbers), max(numbers, default=-1) + 1))
    table[np.arange(len(numbers)), numbers] = 1
    return table


class Ridge:
    """Kernel ridge regression of labels on fragments.

    `kernel`: coded fragments × coded fragments. `labels`: coded fragments × labels, 0 or 1. `own`: coded fragments ×
    labels, above or below the mean, what the fragments of other groups say. `dual`: coded fragments × labels, what each
    counts for in a prediction: `kernel @ dual`.
    """

    def __init__(self, kernel: Singles, labels: Floats, groups: Ints) -> None:
        given: Singles = labels.astype(np.float32)
        inverse = _inverse(kernel + _RIDGE * np.eye(len(kernel), dtype=np.float32))
        self.dual: Singles = inverse @ (given - given.mean(axis=0))
        self.own = self._without_group(inverse, given, groups)

    def _without_group(self, inverse: Singles, labels: Singles, groups: Ints) -> Singles:
        """I − H is the penalty times the inverse, and so is what is left of the labels: y − ŷ. The mean that labels
        are above or below is that of the other groups too: `ones` carries the difference through."""
        mean, ones, total = labels.mean(axis=0), inverse.sum(axis=1, keepdims=True), labels.sum(axis=0)
        own = np.zeros_like(labels)
        for group in np.unique(groups):
            rows = np.flatnonzero(groups == group)
            block = inverse[np.ix_(rows, rows)]
            solved = linalg.solve(block, np.hstack([self.dual[rows], ones[rows]]), assume_a="pos")
            own[rows] = labels[rows] - mean - solved[:, :-1]
            if len(rows) < len(labels):
                others = (total - labels[rows].sum(axis=0)) / (len(labels) - len(rows))
                own[rows] += (mean - others) * (1 - solved[:, -1:])
        return own


def _inverse(matrix: Singles) -> Singles:
    """The inverse of a symmetric matrix with positive eigenvalues, by Cholesky."""
    factor, _info = linalg.lapack.spotrf(matrix, lower=1)
    inverse, _info = linalg.lapack.spotri(factor, lower=1)
    lower = np.tril(inverse)
    whole: Singles = lower + np.tril(lower, -1).T
    return whole


class Counts:
    """How often each code is given, overall and under each heading, and the same without a group."""

    def __init__(self, labels: Floats, headings: Sequence[str], groups: Ints) -> None:
        self.labels = labels
        self.headings = np.array(headings, object)
        self.groups = groups
        self._prior = max(0.5 * labels.shape[1] / 2, 1.0)

    def share(self, without: int | None = None) -> Floats:
        """Per code the share of fragments that have it, smoothed so that none is zero."""
        kept = self.labels if without is None else self.labels[self.groups != without]
        share: Floats = (kept.sum(axis=0) + 0.5) / (len(kept) + self._prior)
        return share

    def frequency(self) -> Floats:
        return np.log1p(20 * self.share())

    def own_frequency(self) -> Floats:
        """Coded fragments × codes, each without its group."""
        found = np.zeros_like(self.labels)
        for group in np.unique(self.groups):
            found[self.groups == group] = np.log1p(20 * self.share(group))
        return found

    def under(self, headings: Sequence[str], without: int | None = None) -> Floats:
        """Fragments × codes: how much more often under their headings; not below zero."""
        base, rows = self.share(without), {}
        for heading in set(headings):
            there = self.headings == heading
            if without is not None:
                there &= self.groups != without
            given = self.labels[there].sum(axis=0)
            share = (given + _BEFORE * base) / (there.sum() + _BEFORE)
            rows[heading] = np.maximum(np.log(share / base), 0) if heading else np.zeros(len(base))
        return np.array([rows[heading] for heading in headings]).reshape(len(headings), len(base))

    def own_under(self) -> Floats:
        found = np.zeros_like(self.labels)
        for group in np.unique(self.groups):
            rows = self.groups == group
            found[rows] = self.under(self.headings[rows].tolist(), int(group))
        return found


class Learned:
    """The features that a set of codings gives: `own` for the fragments learned from, `of` for others."""

    def __init__(
        self, groupings: Groupings, kernel: Singles, labels: Floats, headings: Sequence[str], groups: Ints
    ) -> None:
        self._parts = (np.eye(labels.shape[1]), groupings.theme, groupings.branch)
        sizes = np.cumsum([part.shape[1] for part in self._parts])[:-1]
        self._cuts = sizes
        grouped = np.concatenate([np.minimum(labels @ part, 1) for part in self._parts], axis=1)
        self.ridge = Ridge(kernel, grouped, groups)
        self.counts = Counts(labels, headings, groups)

    def own(self) -> Singles:
        """Coded fragments × codes × features, each without its group."""
        return self._stack(self.ridge.own, self.counts.own_frequency(), self.counts.own_under())

    def of(self, predicted: Singles, headings: Sequence[str]) -> Singles:
        """Fragments × codes × features; `predicted`: fragments × labels, the kernel times `ridge.dual`."""
        frequency = np.broadcast_to(self.counts.frequency(), (len(predicted), self.counts.labels.shape[1]))
        return self._stack(predicted, frequency, self.counts.under(headings))

    def _stack(self, predicted: Singles, frequency: Floats, headings: Floats) -> Singles:
        pieces = np.split(predicted, self._cuts, axis=1)
        near = [np.maximum(piece @ part.T, 0) for piece, part in zip(pieces, self._parts, strict=True)]
        return np.stack([*near, frequency, headings], axis=-1).astype(np.float32)
