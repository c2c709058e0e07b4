"""Agreement on single characters, white space too, and on domains as ATLAS.ti has them.

ATLAS.ti publishes no formulas; these follow its description ("semantic domains", Alpha binary, cu-Alpha, Cu-Alpha)
and are called "ATLAS.ti-style": the same numbers are not promised. A domain is a branch at the second level.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qualcode.analysis.agreement.coefficients import cohen_kappa, fleiss_kappa, percent
from qualcode.analysis.agreement.continua import Stretches, domains
from qualcode.analysis.agreement.krippendorff import alpha, why_undefined
from qualcode.analysis.agreement.ratings import MISSING, Ratings
from qualcode.analysis.agreement.score import Score, score, withheld
from qualcode.analysis.agreement.tally import set_rows, tally
from qualcode.analysis.agreement.unitizing import Continuum
from qualcode.analysis.agreement.units import Scores, too_few
from qualcode.tables import Ints


@dataclass(frozen=True, eq=False)
class CharacterScores:
    """Of a code or parent: percent, kappa, alpha_binary (with or without it, over all characters)."""

    code: str
    level: int
    counts: tuple[int, ...]
    scores: Scores


@dataclass(frozen=True, eq=False)
class DomainScores:
    """alpha_binary (is it about this domain?) and cu_alpha (the same code within it, where both coded within it);
    `left_out` characters carried two of its codes from one coder."""

    domain: str
    codes: tuple[str, ...]
    left_out: int
    scores: Scores


@dataclass(frozen=True, eq=False)
class Characters:
    """`overall`: percent, kappa and alpha_binary of coded or not, and Cu_alpha, the same set of domains where both
    coded."""

    n: int
    overall: Scores
    codes: tuple[CharacterScores, ...]
    domains: tuple[DomainScores, ...]


def characters(stretches: Stretches, *, min_count: int) -> Characters:
    """Every character of the compared documents is a unit."""
    compared, line = stretches.compared, stretches.line
    whole = tally(stretches.whole, line, compared.read, items=len(compared.parent))
    codings = compared.codings
    codes = []
    for code in compared.rows:
        units = whole.of(code).sum(axis=0)
        rare = too_few(codings[code], compared.coders, min_count, "codings")
        counts = tuple(whole.carried(units).tolist())
        scores = _binary(whole.ratings(units), rare)
        codes.append(CharacterScores(compared.path(code), compared.level(code), counts, scores))
    overall = _overall(stretches)
    return Characters(int(line.sizes.sum()), overall, tuple(codes), _domains(stretches, min_count))


def _binary(ratings: Ratings, rare: str = "") -> dict[str, Score]:
    kappa = cohen_kappa if ratings.coders == 2 else fleiss_kappa
    if rare:
        return {"percent": percent(ratings), "kappa": withheld(rare), "alpha_binary": withheld(rare)}
    return {"percent": percent(ratings), "kappa": kappa(ratings), "alpha_binary": alpha(ratings)}


def _overall(stretches: Stretches) -> dict[str, Score]:
    compared, line = stretches.compared, stretches.line
    coded = stretches.own.as_items(np.zeros(len(stretches.own.item), np.int64))
    counted = tally(coded, line, compared.read, items=1)
    found = set_rows(stretches.own.as_items(domains(compared)[stretches.own.item]), line, compared.read)
    codes = np.where((found.codes >= 0) & (found.sizes > 0)[found.codes], found.codes, MISSING)
    of_sets = nominal_alpha(Ratings(codes, found.sets, found.units))
    return _binary(counted.ratings(counted.of(0).sum(axis=0))) | {"Cu_alpha": of_sets}


def nominal_alpha(ratings: Ratings) -> Score:
    """`alpha` without a table of coincidences, for thousands of values: 1 − (n − 1)(n − Σ o_cc) / (n² − Σ n_c²).
    Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C."""
    values = ratings.present.sum(axis=1)
    share = ratings.weights * (values >= 2)
    at = ratings.present & (values >= 2)[:, None]
    totals = np.bincount(ratings.codes[at], weights=(share[:, None] * at)[at], minlength=len(ratings.categories))
    same = 0.0
    for one, other in combinations(range(ratings.coders), 2):
        alike = at[:, one] & at[:, other] & (ratings.codes[:, one] == ratings.codes[:, other])
        same += 2 * float((share[alike] / (values[alike] - 1)).sum())
    n = float(totals.sum())
    chance = n**2 - float((totals**2).sum())
    found = 1 - (n - 1) * (n - same) / chance if chance > 0 else np.nan
    return score(found, why=why_undefined(ratings))


def _domains(stretches: Stretches, min_count: int) -> tuple[DomainScores, ...]:
    compared = stretches.compared
    of_code = domains(compared)
    given = of_code[compared.code]
    spread = tally(
        stretches.own.as_items(of_code[stretches.own.item]), stretches.line, compared.read, items=len(of_code)
    )
    found = []
    for domain in np.unique(given).tolist():
        rare = too_few(compared.codings[domain], compared.coders, min_count, "codings")
        continuum, left_out = stretches.of_domain(np.flatnonzero(of_code == domain))
        about = _binary(spread.ratings(spread.of(domain).sum(axis=0)), rare)["alpha_binary"]
        same = withheld(rare) if rare else alpha(_given(continuum))
        scores = {"alpha_binary": about, "cu_alpha": same}
        names = tuple(map(str, continuum.categories))
        found.append(DomainScores(compared.path(domain), names, left_out, scores))
    return tuple(found)


def _given(continuum: Continuum) -> Ratings:
    """Characters × coders: the code given, missing where the coder gave none."""
    ratings = continuum.ratings
    codes: Ints = np.maximum(ratings.codes - 1, MISSING)
    return Ratings(codes, continuum.categories, ratings.weights)
