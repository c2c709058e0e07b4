"""An evaluation as plain values, for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from qualcode.analysis.agreement.score import Score
from qualcode.assist.evaluation.measured import Measured


def plain(found: Measured, in_words: str) -> dict[str, Any]:
    """Everything there is, with what it comes to `in_words`; a score without a value has its reason."""
    return {
        **asdict(found.about),
        "learn_from": list(found.about.learn_from),
        "suggester": found.name,
        "groups": list(found.groups),
        "fragments": found.fragments,
        "codings": found.codings,
        "documents": found.documents,
        "few": found.few,
        "intervals_by": found.drawn,
        "in_words": in_words,
        "scores": {name: _scores(each) for name, each in found.scores.items()},
        "gains": _scores(found.gains),
        "calibration": _calibration(found),
        "codes": [
            {**asdict(each), "never_found": each.never_found, "too_few": each.too_few} for each in found.codes
        ],
        "cannot_predict": {
            name: [each.path for each in getattr(found, name)] for name in ("never_found", "too_few", "never_given")
        },
        "parts": [
            {
                "attribute": each.attribute, "value": each.value, "fragments": each.fragments,
                "documents": each.documents, "scores": _scores(each.scores), "difference": _scores(each.difference),
            }
            for each in found.parts
        ],
        "shuffled": _shuffled(found),
        "curve": [
            {"fragments": each.fragments, "MAP": each.average_precision, "R@5": each.recall_at_5, "draws": each.draws}
            for each in found.curve
        ],
    }  # fmt: skip


def _calibration(found: Measured) -> dict[str, Any]:
    own = found.calibration
    return {
        "error": _score(own.error),
        "brier_skill": _score(own.skill),
        "threshold": own.threshold,
        "bins": [asdict(each) for each in own.bins],
        "cuts": [asdict(each) for each in own.cuts],
    }


def _shuffled(found: Measured) -> dict[str, Any] | None:
    own = found.shuffled
    if own is None:
        return None
    return {"MAP": own.map, "majority": own.majority, "difference": _score(own.difference), "fell": own.fell}


def _scores(scores: Mapping[str, Score]) -> dict[str, Any]:
    return {name: _score(each) for name, each in scores.items()}


def _score(score: Score) -> dict[str, Any]:
    """The value with its interval; a reason only where something lacks."""
    found: dict[str, Any] = {"value": score.value, "low": score.low, "high": score.high}
    return found | {name: each for name in ("reason", "interval_reason") if (each := getattr(score, name))}
