"""The learning curve, and the check with shuffled codes: a suggester fitted again, on less or on nonsense."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qualcode.analysis.agreement.score import Score
from qualcode.assist.evaluation.bootstrap import Draws
from qualcode.assist.evaluation.folds import Fit, Make, Watch, bundled, folds, scored, together, unwatched
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.ranking import average_precision, ranks, recall_at
from qualcode.tables import Floats, Ints

#: The learning curve goes 0, 5 and twice as many each time.
FIRST = 5
#: How often fragments are drawn for a point of the curve: small draws differ more.
DRAWS_OF_FEW, DRAWS, FEW = 3, 2, 40
SHUFFLES = 3
#: Shuffled codes may leave so much MAP above the majority's.
MARGIN = 0.05


@dataclass(frozen=True, slots=True)
class Point:
    """What a suggester reaches that learned from so many coded fragments: the mean over draws."""

    fragments: int
    draws: int
    average_precision: float
    recall_at_5: float


@dataclass(frozen=True, slots=True)
class Shuffled:
    """MAP after learning from codes dealt to the wrong fragments, that of the majority, and the difference. It `fell`
    where the difference is small, or may be none."""

    map: float
    majority: float
    difference: Score

    @property
    def fell(self) -> bool:
        value, low = self.difference.value, self.difference.low
        return value is None or value <= MARGIN or (low is not None and low <= 0)


def shuffled(
    make: Make, material: Material, majority: Floats, draws: Draws, *, seed: int, watch: Watch = unwatched
) -> Shuffled:
    """Deal the codes of the fragments learned from among these fragments, fit, and measure on true codes: what is left
    is no knowledge of the codes. `majority` is the average precision per tested fragment of the majority."""
    random, group = np.random.default_rng(seed), bundled(material)
    plain = folds(material, group)
    fits = [
        Fit(fit.train, fit.taught[random.permutation(len(fit.train))], fit.test)
        for _round in range(SHUFFLES)
        for fit in plain
    ]
    gold, found = material.gold, np.zeros(len(material))
    for fit, p in scored(make, material, fits, watch, "shuffled codes"):
        found[fit.test] += average_precision(ranks(p), gold[fit.test]) / SHUFFLES
    own = found[material.rows]
    return Shuffled(float(own.mean()), float(majority.mean()), draws.mean(own - majority))


def learning_curve(make: Make, material: Material, *, seed: int, watch: Watch = unwatched) -> tuple[Point, ...]:
    """What is reached with 0, 5, 10, 20, … coded fragments, drawn from the groups that are not left out. The draws
    are nested: one of ten has the five of the draw before it."""
    random, group = np.random.default_rng(seed), bundled(material)
    plain = folds(material, group)
    sizes = steps(min(len(fit.train) for fit in plain))
    orders = [[random.permutation(len(fit.train)) for fit in plain] for _draw in range(DRAWS_OF_FEW)]
    planned = {size: [_drawn(plain, order, size) for order in orders[: times(size)]] for size in sizes}
    planned = {0: [[_cold(material)]], **planned}
    every = [fit for rounds in planned.values() for fits in rounds for fit in fits]
    parts = scored(make, material, every, watch, "learning curve")
    points = []
    for size, rounds in planned.items():
        reached = [_reached(material, together(material, [next(parts) for _fit in fits])) for fits in rounds]
        points.append(Point(size, len(rounds), *np.mean(reached, axis=0).tolist()))
    return tuple(points)


def steps(fewest: int) -> list[int]:
    """5, 10, 20, … as far as every fold has that many to learn from.

    >>> steps(50)
    [5, 10, 20, 40]
    """
    found, size = [], FIRST
    while size <= fewest:
        found.append(size)
        size *= 2
    return found


def times(size: int) -> int:
    """How often so many fragments are drawn."""
    return DRAWS_OF_FEW if size <= FEW else DRAWS


def _drawn(plain: list[Fit], order: list[Ints], size: int) -> list[Fit]:
    return [Fit(fit.train[own[:size]], fit.taught[own[:size]], fit.test) for fit, own in zip(plain, order, strict=True)]


def _cold(material: Material) -> Fit:
    """Learning from nothing is the same whatever is left out: one fitting for all."""
    return Fit(np.empty(0, np.int64), material.taught[:0], material.rows)


def _reached(material: Material, p: Floats) -> tuple[float, float]:
    rank, gold = ranks(p), material.gold[material.rows]
    return float(average_precision(rank, gold).mean()), float(recall_at(rank, gold, 5).mean())
