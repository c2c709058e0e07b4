"""What an evaluation came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis.agreement.score import Score
from qualcode.assist.evaluation.baselines import Majority
from qualcode.assist.evaluation.bootstrap import Draws
from qualcode.assist.evaluation.curve import Point, learning_curve, shuffled
from qualcode.assist.evaluation.figures import (
    MEASURES,
    Outcome,
    calibration_of,
    code_figures,
    group_figures,
    scores_of,
)
from qualcode.assist.evaluation.folds import Make, Watch, out_of_fold, unwatched
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.measured import KEYWORDS, MAJORITY, SUGGESTER, About, Measured
from qualcode.assist.evaluation.plain import plain
from qualcode.assist.evaluation.words import sentences
from qualcode.display import card, heading, of_frame, paragraph
from qualcode.i18n import language as language_of
from qualcode.tables import Bools

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Evaluation(Measured):
    """How good suggestions are: what was measured, as tables, in words and for machines."""

    @property
    def per_code(self) -> pd.DataFrame:
        """One row per code in the codebook's order, those that were never given too."""
        import pandas as pd

        rows = [{**asdict(each), "never_found": each.never_found, "too_few": each.too_few} for each in self.codes]
        return pd.DataFrame(rows)

    @property
    def per_group(self) -> pd.DataFrame:
        """One row per attribute and value: the measures, and the difference to the rest."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "attribute": each.attribute, "value": each.value, "fragments": each.fragments,
                    "documents": each.documents, **_flat(each.scores), **_flat(each.difference, "difference "),
                }
                for each in self.parts
            ]
        )  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """One row per measure: the suggester's value with its interval, and the baselines'."""
        import pandas as pd

        own = self.scores[SUGGESTER]
        rows = [
            {"value": own[name].value, "low": own[name].low, "high": own[name].high}
            | {each: self.scores[each][name].value for each in (MAJORITY, KEYWORDS)}
            for name in MEASURES
        ]
        return pd.DataFrame(rows, index=pd.Index(MEASURES, name="measure"))

    def __repr__(self) -> str:
        return f"<Evaluation of suggestions for {self.about.coder}: {self.fragments} fragments>"

    def _repr_html_(self) -> str:
        said = [paragraph(line) for line in self.in_words().splitlines()]
        return card(heading(repr(self)[1:-1]), of_frame(self.to_frame()), *said)

    def in_words(self, language: str = "en") -> str:
        """What it comes to, in sentences (`nl` or `en`)."""
        return "\n".join(sentences(self, language_of(language)))

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """Everything, as plain values."""
        return plain(self, self.in_words(language))


def _flat(scores: Mapping[str, Score], before: str = "") -> dict[str, float | None]:
    return {
        f"{before}{name}{end}": value
        for name, each in scores.items()
        for end, value in (("", each.value), (" low", each.low), (" high", each.high))
    }


def measure(
    make: Make,
    keywords: Make,
    material: Material,
    about: About,
    *,
    parts: Mapping[str, Mapping[str, Bools]] | None = None,
    quick: bool = False,
    watch: Watch = unwatched,
) -> Evaluation:
    """Evaluate a suggester: fit it once per group, and without `quick` again for shuffled codes and the curve."""
    draws = Draws(material.document[material.rows], about.seed)
    makers: dict[str, Make] = {SUGGESTER: make, MAJORITY: lambda: Majority(material.codes), KEYWORDS: keywords}
    outcomes = {name: Outcome.of(out_of_fold(each, material, watch, name), material) for name, each in makers.items()}
    own, base = outcomes[SUGGESTER], outcomes[MAJORITY]
    precision = {name: each.per_fragment["MAP"] for name, each in outcomes.items()}
    more: dict[str, Any] = {}
    if not quick:
        more["shuffled"] = shuffled(make, material, precision[MAJORITY], draws, seed=about.seed, watch=watch)
        more["curve"] = (*learning_curve(make, material, seed=about.seed, watch=watch), whole(material, own))
    return Evaluation(
        about=about,
        name=make().name,
        groups=_named(material.groups, material),
        fragments=len(material.rows),
        codings=int(own.gold.sum()),
        documents=len(set(material.document[material.rows].tolist())),
        drawn=draws.by,
        scores={name: scores_of(each, draws) for name, each in outcomes.items()},
        gains={name: draws.mean(precision[SUGGESTER] - precision[name]) for name in (MAJORITY, KEYWORDS)},
        calibration=calibration_of(own, base, draws),
        codes=code_figures(own, material),
        parts=group_figures(own, material, parts or {}, draws),
        **more,
    )


def whole(material: Material, own: Outcome) -> Point:
    """The last point of the curve: all there is but the group left out."""
    tested = np.unique(material.group[material.rows])
    left_out = np.bincount(material.group)[tested]
    reached = (float(own.per_fragment[name].mean()) for name in ("MAP", "R@5"))
    return Point(round(len(material) - float(left_out.mean())), 1, *reached)


def _named(groups: Sequence[str], material: Material) -> tuple[str, ...]:
    there = set(material.group[material.rows].tolist())
    return tuple(name for place, name in enumerate(groups) if place in there)
