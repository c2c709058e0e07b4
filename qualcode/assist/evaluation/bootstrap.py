"""Intervals for figures over fragments: whole documents are drawn, with replacement (see
`qualcode.analysis.agreement.bootstrap`), as fragments of one conversation are alike.

With fewer than ten documents the fragments themselves are drawn; the true interval is then wider, and the report says
so.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from qualcode.analysis.agreement.bootstrap import interval
from qualcode.analysis.agreement.score import Score, score
from qualcode.assist.evaluation.ranking import divided
from qualcode.tables import Bools, Floats, Ints

#: So many documents are needed to draw documents.
FEWEST = 10


class Draws:
    """Draws of the documents that fragments are out of; `document` is a number for each fragment. `by` says what is
    drawn."""

    def __init__(self, document: Ints, seed: int) -> None:
        documents, place = np.unique(document, return_inverse=True)
        self.by = "document" if len(documents) >= FEWEST else "fragment"
        self._unit = place if self.by == "document" else np.arange(len(document))
        self._units = len(documents) if self.by == "document" else len(document)
        self._seed = seed

    def score(self, values: Floats, coefficient: Callable[[Floats], Floats], why: str) -> Score:
        """A coefficient of sums over fragments, with its interval. `values` is fragments × …, `coefficient` takes
        draws × … (the sums) and gives draws; `why` is the reason where it is undefined."""
        sums = np.zeros((self._units, *values.shape[1:]))
        np.add.at(sums, self._unit, values)
        value = float(coefficient(sums.sum(axis=0, keepdims=True))[0])
        return score(value, why=why).between(interval(sums, coefficient, seed=self._seed, fewest=2))

    def ratio(self, above: Floats, below: Floats, why: str = "there is nothing to divide by") -> Score:
        """Σ above / Σ below."""
        return self.score(np.stack([above, below], axis=1), _ratio, why)

    def mean(self, values: Floats) -> Score:
        """The mean over fragments."""
        return self.ratio(values, np.ones(len(values)), "there are no fragments")

    def contrast(self, values: Floats, inside: Bools) -> Score:
        """The mean of the fragments inside less that of the rest."""
        parts = [values * inside, inside, values * ~inside, ~inside]
        return self.score(np.stack(parts, axis=1).astype(np.float64), _contrast, "there is nothing to compare with")


def _ratio(sums: Floats) -> Floats:
    return divided(sums[:, 0], sums[:, 1])


def _contrast(sums: Floats) -> Floats:
    return _ratio(sums[:, :2]) - _ratio(sums[:, 2:])
