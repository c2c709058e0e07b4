"""The figures of an evaluation, from what a suggester said of fragments that it had not learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qualcode.analysis.agreement.score import Score
from qualcode.assist.evaluation import calibration as calibrated
from qualcode.assist.evaluation.bootstrap import Draws
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.ranking import (
    average_precision,
    code_precision,
    confusion,
    f1,
    first_right,
    ranks,
    recall_at,
    thresholds,
)
from qualcode.tables import Bools, Floats, Ints

#: Per fragment, its mean; over all codings; with a threshold.
MEASURES = ("P@1", "R@3", "R@5", "MAP", "found_in_five", "micro_F1", "macro_F1")
#: What is told per group.
PER_GROUP = ("P@1", "R@5", "MAP")
#: A code with fewer examples outside the group that is left out cannot be learned.
FEWEST_EXAMPLES = 3
FIVE = 5


@dataclass(frozen=True)
class Outcome:
    """What came of one suggester: tested fragments × codes, and per fragment what adds up."""

    p: Floats
    rank: Ints
    gold: Bools
    said: Bools
    thresholds: Floats
    per_fragment: Mapping[str, Floats]

    @classmethod
    def of(cls, p: Floats, material: Material) -> Outcome:
        gold, group, rank = material.gold[material.rows], material.group[material.rows], ranks(p)
        cut = thresholds(p, gold, group)
        values = {
            "P@1": first_right(rank, gold),
            "R@3": recall_at(rank, gold, 3),
            "R@5": recall_at(rank, gold, FIVE),
            "MAP": average_precision(rank, gold),
        }
        return cls(p, rank, gold, p >= cut[group][:, None], cut, values)

    @property
    def found(self) -> Bools:
        """The codes given that were among the first five."""
        return self.gold & (self.rank <= FIVE)


def scores_of(outcome: Outcome, draws: Draws) -> dict[str, Score]:
    """Every measure with its interval."""
    counts = confusion(outcome.said, outcome.gold)
    given = outcome.gold.any(axis=0)
    found, every = outcome.found.sum(axis=1), outcome.gold.sum(axis=1)
    return {
        **{name: draws.mean(values) for name, values in outcome.per_fragment.items()},
        "found_in_five": draws.ratio(found.astype(np.float64), every.astype(np.float64)),
        "micro_F1": draws.score(counts.sum(axis=1), lambda sums: f1(*sums.T), "nothing was said"),
        "macro_F1": draws.score(counts[:, given], _macro, "nothing was said"),
    }


def _macro(sums: Floats) -> Floats:
    """The mean over codes; a code that a draw has nothing of is left out of that draw."""
    each = f1(sums[..., 0], sums[..., 1], sums[..., 2])
    known = np.isfinite(each)
    mean: Floats = np.where(known, each, 0.0).sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)
    return mean


@dataclass(frozen=True, slots=True)
class Calibration:
    """`error` is the expected calibration error of the suggestions that are shown, `skill` the Brier skill against
    base rates, `threshold` the median over groups of where F1 was cut."""

    error: Score
    skill: Score
    threshold: float
    bins: tuple[calibrated.Bin, ...]
    cuts: tuple[calibrated.Cut, ...]


def calibration_of(outcome: Outcome, base: Outcome, draws: Draws) -> Calibration:
    """Whether the probabilities mean what they say; `base` are the base rates."""
    p, gold = outcome.p, outcome.gold
    bins = calibrated.in_bins(p, gold)
    errors = [calibrated.squared_errors(each.p, gold) for each in (outcome, base)]
    return Calibration(
        error=draws.score(bins, calibrated.calibration_error, "no suggestion was as likely as is shown"),
        skill=draws.score(np.stack(errors, axis=1), lambda sums: calibrated.skill(*sums.T), "base rates err nowhere"),
        threshold=float(np.median(outcome.thresholds)),
        bins=calibrated.bins_of(bins.sum(axis=0)),
        cuts=calibrated.cuts(p, gold),
    )


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """How well one code is found. `given`: how many of the tested fragments have it; `found`: of these, how often it
    was among the first five; `examples`: the median, over these, of the examples outside the group left out. Where
    nobody gave it, all but `given` and `found` are None."""

    id: str
    path: str
    given: int
    found: int
    examples: float | None
    median_rank: float | None
    f1: float | None
    average_precision: float | None

    @property
    def never_found(self) -> bool:
        return bool(self.given) and not self.found

    @property
    def too_few(self) -> bool:
        return self.examples is not None and self.examples < FEWEST_EXAMPLES


def code_figures(outcome: Outcome, material: Material) -> tuple[CodeFigures, ...]:
    """Every code, in the codebook's order."""
    counts = confusion(outcome.said, outcome.gold).sum(axis=0)
    elsewhere, found = _elsewhere(material), []
    for place, (code, path) in enumerate(zip(material.codes, material.paths, strict=True)):
        own = outcome.gold[:, place]
        if not own.any():
            found.append(CodeFigures(code, path, 0, 0, None, None, None, None))
            continue
        rank = outcome.rank[own, place]
        found.append(
            CodeFigures(
                code, path, int(own.sum()), int((rank <= FIVE).sum()),
                examples=float(np.median(elsewhere[own, place])),
                median_rank=float(np.median(rank)),
                f1=float(f1(*counts[place])),
                average_precision=code_precision(outcome.p[:, place], own),
            )
        )  # fmt: skip
    return tuple(found)


def _elsewhere(material: Material) -> Ints:
    """Tested fragments × codes: how many fragments outside its group have the code."""
    per_group = np.zeros((len(material.groups), len(material.codes)), np.int64)
    np.add.at(per_group, material.group, material.taught.astype(np.int64))
    outside: Ints = per_group.sum(axis=0) - per_group[material.group[material.rows]]
    return outside


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How well it goes for a part of the material, such as a case or a role, and how that differs from the rest."""

    attribute: str
    value: str
    fragments: int
    documents: int
    scores: Mapping[str, Score]
    difference: Mapping[str, Score]


def group_figures(
    outcome: Outcome, material: Material, parts: Mapping[str, Mapping[str, Bools]], draws: Draws
) -> tuple[GroupFigures, ...]:
    """`parts`: per attribute its values, each with the fragments that have it."""
    found, document = [], material.document[material.rows]
    for attribute, values in parts.items():
        for value, every in values.items():
            inside = every[material.rows]
            if not inside.any():
                continue
            scores, difference = {}, {}
            for name in PER_GROUP:
                own = outcome.per_fragment[name]
                scores[name] = draws.ratio(own * inside, inside.astype(np.float64))
                difference[name] = draws.contrast(own, inside)
            found.append(
                GroupFigures(attribute, value, int(inside.sum()), len(np.unique(document[inside])), scores, difference)
            )
    return tuple(found)
