"""Agreement on predefined units: one formula, one function.

Each takes Ratings (units × coders) and gives a Score. Those that allow for chance are (Ao − Ae) / (1 − Ae): Ao the
agreement seen, Ae what chance would give, which is where they differ. They are undefined where the units that two
coders gave a value hold one value only: nothing shows then whether anybody can tell values apart.

What they are made of adds up over documents: `contingency` for two coders, `sums` for any number. The functions
that end in `_of` take such arrays with any leading axes (documents, or draws of a resampling) and give nan where
undefined; the rest wrap them.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from qualcode.analysis.agreement.krippendorff import why_undefined
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.score import Score, score, undefined
from qualcode.errors import QualcodeError
from qualcode.tables import Floats, Ints

NO_PAIR = "no unit has a value from two coders"


def contingency(ratings: Ratings, *, places: Ints | None = None, count: int = 0) -> Floats:
    """K × K, the first coder in rows: the weight of the units to which both coders gave a value.

    With `places` (the document of each unit, 0 to `count` − 1): documents × K × K. Raises QualcodeError unless
    there are two coders.
    """
    if ratings.coders != 2:
        raise QualcodeError(
            f"This coefficient compares two coders; got {ratings.coders}. For more, use Fleiss' kappa or alpha."
        )
    return _table(ratings, 0, 1, places, count)


def sums(ratings: Ratings, *, places: Ints | None = None, count: int = 0) -> Floats:
    """What the coefficients for any number of coders need, 3 + 2K numbers: Σ agreement over units with two values
    or more; the weight of those units; the weight of units with any value; per category Σ of its share in a
    unit's values, over units with any value; and the same over units with two values or more.

    With `places` and `count`: documents × (3 + 2K). Agreement in a unit is the share of its pairs of coders that
    agree. Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., on missing values.
    """
    kinds, documents = len(ratings.categories), 1 if places is None else count
    place = np.zeros(len(ratings.codes), dtype=np.int64) if places is None else places
    values = ratings.present.sum(axis=1)
    paired = values >= 2
    parts = [ratings.weights * _agreeing(ratings), ratings.weights * paired, ratings.weights * (values >= 1)]
    found = np.zeros((documents, 3 + 2 * kinds))
    for column, part in enumerate(parts):
        found[:, column] = np.bincount(place, weights=part, minlength=documents)
    share = ratings.weights / np.maximum(values, 1)
    for coder in range(ratings.coders):
        for first, rows in ((3, ratings.present[:, coder]), (3 + kinds, ratings.present[:, coder] & paired)):
            cell = place[rows] * kinds + ratings.codes[rows, coder]
            shares = np.bincount(cell, weights=share[rows], minlength=documents * kinds)
            found[:, first : first + kinds] += shares.reshape(documents, kinds)
    return found[0] if places is None else found


def percent(ratings: Ratings) -> Score:
    """Share of agreeing pairs of coders (0 to 1), the mean over units with two values or more."""
    return score(float(percent_of(sums(ratings))), why=NO_PAIR)


def holsti(ratings: Ratings) -> Score:
    """2 M / (N1 + N2): M units with the same value from both, N1 and N2 units with a value from either. For more
    than two coders the mean over pairs. Holsti (1969), Content Analysis for the Social Sciences and Humanities,
    p. 140."""
    given = ratings.weights @ ratings.present
    scores = []
    for one, other in combinations(range(ratings.coders), 2):
        if given[one] + given[other] > 0:
            table = _table(ratings, one, other)
            if not table.sum():
                continue  # no unit that both gave a value: nothing to agree on
            same = np.trace(table)
            scores.append(2 * same / (given[one] + given[other]))
    return Score(float(np.mean(scores))) if scores else undefined(NO_PAIR)


def cohen_kappa(ratings: Ratings) -> Score:
    """Two coders; chance: each draws from their own values, Ae = Σ p1k p2k. Cohen (1960), "A coefficient of
    agreement for nominal scales", p. 40."""
    return score(float(cohen_of(contingency(ratings))), why=why_undefined(ratings))


def scott_pi(ratings: Ratings) -> Score:
    """Two coders; chance: both draw from the values of both together, Ae = Σ p_k². Scott (1955), "Reliability of
    content analysis"."""
    return score(float(scott_of(contingency(ratings))), why=why_undefined(ratings))


def fleiss_kappa(ratings: Ratings) -> Score:
    """Any number of coders; Ae = Σ p_k². Fleiss (1971), "Measuring nominal scale agreement among many raters",
    with missing values as in Gwet (2014): p_k is the mean share of k over the units."""
    return score(float(fleiss_of(sums(ratings))), why=why_undefined(ratings))


def fleiss_kappa_by_category(ratings: Ratings) -> tuple[Score, ...]:
    """Per category, κ_j = 1 − Σ n_ij (n − n_ij) / (N n (n − 1) p_j (1 − p_j)): kappa of the category against all
    others together. Fleiss (1971)."""
    return tuple(
        fleiss_kappa(Ratings.binary(ratings.codes == kind, present=ratings.present, weights=ratings.weights))
        for kind in range(len(ratings.categories))
    )


def gwet_ac1(ratings: Ratings) -> Score:
    """Any number of coders; Ae = Σ p_k (1 − p_k) / (q − 1), q the number of categories. Gwet (2008), "Computing
    inter-rater reliability and its variance in the presence of high agreement"."""
    return score(float(ac1_of(sums(ratings))), why=why_undefined(ratings))


def brennan_prediger(ratings: Ratings) -> Score:
    """Any number of coders; chance: every category alike, Ae = 1 / q, q = len(ratings.categories). Brennan and
    Prediger (1981), "Coefficient kappa: some uses, misuses, and alternatives"; S of Bennett, Alpert and
    Goldstein (1954)."""
    return score(float(brennan_prediger_of(sums(ratings))), why=why_undefined(ratings))


def dice(ratings: Ratings) -> Score:
    """Positive agreement, 2a / (2a + b + c): a units that carry the code for both coders, b and c for one only.

    For more than two coders 2 Σa / (2 Σa + Σb + Σc) over all pairs. Takes binary
    ratings, categories (False, True). Dice (1945), "Measures of the amount of ecologic association between
    species".
    """
    if len(ratings.categories) != 2:
        raise QualcodeError(f"Dice takes two categories (without, with); got {len(ratings.categories)}.")
    tables = [_table(ratings, one, other) for one, other in combinations(range(ratings.coders), 2)]
    whole = sum(tables, np.zeros((2, 2)))
    if whole.sum() > whole[0, 0]:
        return Score(float(2 * whole[1, 1] / (2 * whole[1, 1] + whole[0, 1] + whole[1, 0])))
    return undefined("nobody used it" if any(table.sum() for table in tables) else NO_PAIR)


def cohen_of(tables: Floats) -> Floats:
    """Cohen's kappa of … × K × K contingencies."""
    units = tables.sum(axis=(-2, -1))
    rows, columns = tables.sum(axis=-1), tables.sum(axis=-2)
    expected = _over((rows * columns).sum(axis=-1), units**2)
    return _beyond_chance(_over(_diagonal(tables), units), expected, rows + columns)


def scott_of(tables: Floats) -> Floats:
    """Scott's pi of … × K × K contingencies."""
    units = tables.sum(axis=(-2, -1))
    values = tables.sum(axis=-1) + tables.sum(axis=-2)
    expected = _over((values**2).sum(axis=-1), (2 * units) ** 2)
    return _beyond_chance(_over(_diagonal(tables), units), expected, values)


def percent_of(totals: Floats) -> Floats:
    """Percent agreement of … × (3 + 2K) `sums`."""
    return _over(totals[..., 0], totals[..., 1])


def fleiss_of(totals: Floats) -> Floats:
    """Fleiss' kappa of … × (3 + 2K) `sums`."""
    return _from_sums(totals, lambda shares: (shares**2).sum(axis=-1))


def ac1_of(totals: Floats) -> Floats:
    """Gwet's AC1 of … × (3 + 2K) `sums`."""
    return _from_sums(totals, lambda shares: (shares * (1 - shares)).sum(axis=-1) / max(shares.shape[-1] - 1, 1))


def brennan_prediger_of(totals: Floats) -> Floats:
    """Brennan and Prediger's coefficient of … × (3 + 2K) `sums`."""
    return _from_sums(totals, lambda shares: np.full(shares.shape[:-1], 1 / max(shares.shape[-1], 1)))


def _from_sums(totals: Floats, chance: Callable[[Floats], Floats]) -> Floats:
    kinds = (totals.shape[-1] - 3) // 2
    shares = _over(totals[..., 3 : 3 + kinds], totals[..., 2:3])
    return _beyond_chance(percent_of(totals), chance(shares), totals[..., 3 + kinds :])


def _beyond_chance(seen: Floats, expected: Floats, values: Floats) -> Floats:
    """(Ao − Ae) / (1 − Ae); nan unless two categories occur in `values` (… × K)."""
    varied = (values > 0).sum(axis=-1) > 1
    return _over(seen - expected, np.where(varied, 1 - expected, 0))


def _over(above: Floats, below: Floats) -> Floats:
    """A quotient, nan where it would be over zero."""
    above, below = np.broadcast_arrays(above, below)
    return np.asarray(np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0))


def _diagonal(tables: Floats) -> Floats:
    return np.asarray(np.trace(tables, axis1=-2, axis2=-1))


def _table(ratings: Ratings, one: int, other: int, places: Ints | None = None, count: int = 0) -> Floats:
    kinds, documents = len(ratings.categories), 1 if places is None else count
    both = ratings.present[:, one] & ratings.present[:, other]
    cell = ratings.codes[both, one] * kinds + ratings.codes[both, other]
    if places is not None:
        cell = places[both] * (kinds * kinds) + cell
    found = np.bincount(cell, weights=ratings.weights[both], minlength=documents * kinds * kinds)
    table = found.reshape(documents, kinds, kinds)
    return np.asarray(table[0] if places is None else table, dtype=np.float64)


def _agreeing(ratings: Ratings) -> Floats:
    """Per unit, the share of its pairs of values that are the same; 0 where there is no pair."""
    same, pairs = np.zeros(len(ratings.codes)), np.zeros(len(ratings.codes))
    for one, other in combinations(range(ratings.coders), 2):
        both = ratings.present[:, one] & ratings.present[:, other]
        same += both & (ratings.codes[:, one] == ratings.codes[:, other])
        pairs += both
    return np.asarray(same / np.maximum(pairs, 1))
