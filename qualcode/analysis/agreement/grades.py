"""Agreement on grades: per document and grade code the number each coder recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qualcode.analysis.agreement.compared import Compared
from qualcode.analysis.agreement.krippendorff import alpha
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.score import Score, withheld
from qualcode.analysis.agreement.units import Scores, too_few


@dataclass(frozen=True, eq=False)
class GradeAgreement:
    """`n` documents with a number from two coders at least; `counts` documents with one, per coder; in `left_out`
    documents a coder gave several different grades, and is missing there. `scores`: alpha_ordinal, alpha_interval."""

    code: str
    n: int
    counts: tuple[int, ...]
    left_out: int
    scores: Scores


def grades(compared: Compared, *, min_count: int) -> tuple[GradeAgreement, ...]:
    """Per code with grades that count (numbers, and ranges as their middle), in the codebook's order."""
    graded = np.isfinite(compared.value)
    return tuple(_grades(compared, code, min_count) for code in np.unique(compared.code[graded]).tolist())


def _grades(compared: Compared, code: int, min_count: int) -> GradeAgreement:
    given: dict[tuple[int, int], set[float]] = {}
    for place in np.flatnonzero(np.isfinite(compared.value) & (compared.code == code)).tolist():
        cell = int(compared.document[place]), int(compared.coder[place])
        given.setdefault(cell, set()).add(float(compared.value[place]))
    rows = [[_one(given.get((document, coder))) for coder in range(len(compared.coders))]
            for document in range(len(compared.places))]  # fmt: skip
    counts = tuple(sum(row[coder] is not None for row in rows) for coder in range(len(compared.coders)))
    left_out = {document for (document, _coder), values in given.items() if len(values) > 1}
    rare = too_few(counts, compared.coders, min_count, "documents with a grade")
    both = sum(sum(value is not None for value in row) > 1 for row in rows)
    return GradeAgreement(compared.path(code), both, counts, len(left_out), _scores(rows, rare))


def _one(values: set[float] | None) -> float | None:
    return next(iter(values)) if values is not None and len(values) == 1 else None


def _scores(rows: list[list[float | None]], rare: str) -> dict[str, Score]:
    if rare:
        return {"alpha_ordinal": withheld(rare), "alpha_interval": withheld(rare)}
    ratings = Ratings.of(rows)
    return {"alpha_ordinal": alpha(ratings, metric="ordinal"), "alpha_interval": alpha(ratings, metric="interval")}
