"""Krippendorff's alphas for units that coders cut out of a continuum themselves, with a value each.

Two families. `alpha_u` (Krippendorff 1995, 2004) compares where units begin and end. `u_alpha`, `bar_u_alpha`,
`cu_alpha` and `k_u_alpha` (Krippendorff, Mathet, Bouvry and Widlöcher 2016; Krippendorff 2019, section 12.6)
compare the lengths that pairs of coders gave the same value. In all of them chance moves whole units about, so they
depend on how long units are: a unit cut in two adjacent halves changes them, and none equals the alpha of single
characters (`alpha` of `Continuum.ratings`), which such a cut leaves as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations

import numpy as np

from qualcode.analysis.agreement.krippendorff import coincidences
from qualcode.analysis.agreement.ratings import MISSING, Ratings
from qualcode.analysis.agreement.score import Score, undefined
from qualcode.errors import QualcodeError
from qualcode.tables import Bools, Floats, Ints

#: In `Runs.unit`: the coder left this text uncoded.
GAP = -1
NOTHING = "nobody marked anything"


@dataclass(frozen=True, eq=False)
class Runs:
    """The continuum cut wherever a unit or a document begins or ends: within a run nothing changes.

    `unit[run, coder]` is the number of that coder's unit, or -1 in a gap; `document[run]` the document it is in.
    """

    lengths: Floats
    unit: Ints
    document: Ints


@dataclass(frozen=True, eq=False)
class Continuum:
    """Documents laid end to end, and the units of each coder on them.

    `lengths` and `read` go by document: `read[document, coder]` is False where the coder did not do the document,
    which is missing, not a gap. `starts`, `ends` (half-open positions on the whole continuum) and `values` (places
    in `categories`) hold an array per coder, in order of starts. Raises QualcodeError where a unit is empty, crosses
    documents, or lies in a document that its coder did not do. Units of one coder may overlap if their values
    differ, but then only `alpha_u`, which takes one value at a time, has an answer; the others raise QualcodeError.
    """

    lengths: Ints
    starts: tuple[Ints, ...]
    ends: tuple[Ints, ...]
    values: tuple[Ints, ...]
    categories: tuple[object, ...]
    read: Bools

    def __post_init__(self) -> None:
        for coder, (starts, ends) in enumerate(zip(self.starts, self.ends, strict=True)):
            if np.any(starts >= ends) or np.any(np.diff(starts) < 0):
                raise QualcodeError(f"Units of coder {coder + 1} are empty, or not in order of their starts.")
            if len(starts) and not 0 <= starts[0] <= ends.max() <= self.bounds[-1]:
                raise QualcodeError(f"Units of coder {coder + 1} lie outside the text of {self.bounds[-1]} characters.")
            documents = self.document_of(starts)
            if np.any(ends > self.bounds[documents + 1]):
                raise QualcodeError(f"A unit of coder {coder + 1} crosses from one document into the next.")
            if not np.all(self.read[documents, coder]):
                raise QualcodeError(f"Coder {coder + 1} has a unit in a document that they did not do.")

    @classmethod
    def of(
        cls,
        coders: Sequence[Sequence[tuple[int, int, object]]],
        *,
        lengths: Sequence[int],
        read: Bools | None = None,
    ) -> Continuum:
        """From a list of (start, end, value) per coder, in any order. `categories`: the values, sorted as text.

        >>> Continuum.of([[(0, 4, "rust")], [(0, 5, "rust")]], lengths=[20]).categories
        ('rust',)
        """
        categories = tuple(sorted({value for units in coders for *_, value in units}, key=str))
        place = {category: number for number, category in enumerate(categories)}
        tables = [
            np.array([(start, end, place[value]) for start, end, value in units], dtype=np.int64).reshape(-1, 3)
            for units in coders
        ]
        tables = [table[np.argsort(table[:, 0], kind="stable")] for table in tables]
        starts, ends, values = (tuple(table[:, column] for table in tables) for column in range(3))
        done = np.ones((len(lengths), len(coders)), dtype=bool) if read is None else read
        return cls(np.asarray(lengths, dtype=np.int64), starts, ends, values, categories, done)

    @property
    def coders(self) -> int:
        return len(self.starts)

    @cached_property
    def bounds(self) -> Ints:
        """Where each document begins, and the end of the last."""
        return np.concatenate([[0], np.cumsum(self.lengths)]).astype(np.int64)

    def document_of(self, positions: Ints) -> Ints:
        """The document that holds the character after each position."""
        return np.asarray(np.searchsorted(self.bounds, positions, side="right") - 1)

    @cached_property
    def runs(self) -> Runs:
        for coder, (starts, ends) in enumerate(zip(self.starts, self.ends, strict=True)):
            if np.any(starts[1:] < ends[:-1]):
                raise QualcodeError(
                    f"Units of coder {coder + 1} overlap; unitizing takes one value per place. Compare one code or "
                    "one branch at a time, and leave out the text to which a coder gave two values."
                )
        cuts = np.unique(np.concatenate([self.bounds, *self.starts, *self.ends]))
        begins = cuts[:-1]
        unit = np.full((len(begins), self.coders), GAP)
        for coder, (starts, ends) in enumerate(zip(self.starts, self.ends, strict=True)):
            last = np.searchsorted(starts, begins, side="right") - 1
            inside = last >= 0
            inside[inside] = begins[inside] < ends[last[inside]]
            unit[inside, coder] = last[inside]
        return Runs(np.diff(cuts).astype(np.float64), unit, self.document_of(begins))

    @cached_property
    def ratings(self) -> Ratings:
        """Runs × coders, weighted by length: category 0 is a gap (None), k + 1 is `categories[k]`."""
        codes = np.zeros_like(self.runs.unit)
        for coder, values in enumerate(self.values):
            inside = self.runs.unit[:, coder] >= 0
            codes[inside, coder] = values[self.runs.unit[inside, coder]] + 1
        codes[~self.read[self.runs.document]] = MISSING
        return Ratings(codes, (None, *self.categories), self.runs.lengths)

    def only(self, category: int) -> Continuum:
        """The units of one category (a place in `categories`); the rest becomes gaps."""
        keep = [values == category for values in self.values]
        starts = tuple(each[kept] for each, kept in zip(self.starts, keep, strict=True))
        ends = tuple(each[kept] for each, kept in zip(self.ends, keep, strict=True))
        values = tuple(np.zeros(int(kept.sum()), dtype=np.int64) for kept in keep)
        return Continuum(self.lengths, starts, ends, values, (self.categories[category],), self.read)


@dataclass(frozen=True, slots=True)
class Covered:
    """A coefficient and its coverage: the share (0 to 1) of the text, or of the text marked with a value, that it
    rests on; None where there is none."""

    score: Score
    coverage: float | None


@dataclass(frozen=True, eq=False)
class AlphaU:
    """alphaU per category (in the order of the continuum) and overall; `observed` and `expected` disagreement per
    category."""

    overall: Score
    by_category: tuple[Score, ...]
    observed: Floats
    expected: Floats


def u_alpha(continuum: Continuum) -> Score:
    """uα: do coders mark the same text with the same values, gaps counting as a value of their own?
    1 − (ℓ.. − Σ ℓ_cc) / (ℓ.. − Σ ε_cc). Krippendorff et al. (2016), "On the reliability of unitizing textual
    continua: further developments"."""
    seen, expected = _lengths(continuum)
    return _ratio(_apart(seen).sum(), _apart(expected).sum(), _why(seen))


def bar_u_alpha(continuum: Continuum) -> Score:
    """|uα: do coders agree on what to mark, whatever value they give it? 1 − (ℓ_φ. − ℓ_φφ) / (ε_φ. − ε_φφ), φ
    being the gaps. Krippendorff et al. (2016)."""
    seen, expected = _lengths(continuum)
    marked = seen[1:].sum() > 0
    why = "the whole text is marked by everybody" if marked else NOTHING
    return _ratio(seen[0, 1:].sum(), expected[0, 1:].sum(), why)


def cu_alpha(continuum: Continuum) -> Covered:
    """cuα: where coders both marked the text, do they give it the same value? 1 − (ℓ*.. − Σ ℓ_cc) / (ℓ*.. − Σ
    ε*_cc) over the intersections of units; coverage ℓ*.. / ℓ.., the share of the text this is about.

    For three or more coders intersections are those of pairs of coders, each weighted 1 / (m − 1), as in ℓ.
    Krippendorff et al. (2016).
    """
    seen, expected = _intersections(continuum)
    whole = coincidences(continuum.ratings).sum()
    coverage = float(seen.sum() / whole) if whole > 0 else None
    score = _ratio(_apart(seen).sum(), _apart(expected).sum(), _why_no_choice(seen))
    return Covered(score, coverage)


def k_u_alpha(continuum: Continuum) -> tuple[Covered, ...]:
    """(k)uα per category, in the order of the continuum: how far is this value told from the others, where both
    coders marked the text? 1 − (ε*_k / ℓ*_k)(ℓ*_k − ℓ_kk) / (ε*_k − ε*_kk); coverage ℓ*_k / ℓ_k, the share of the
    text with this value that the other coders marked too. Krippendorff et al. (2016)."""
    seen, expected = _intersections(continuum)
    marked = coincidences(continuum.ratings).sum(axis=1)[1:]
    found = []
    for kind, whole in enumerate(marked):
        here, chance = seen[kind].sum(), expected[kind].sum()
        coverage = float(here / whole) if whole > 0 else None
        missed = _apart(seen)[kind].sum() * chance
        why = "no two coders marked text of which one gave it this value" if here == 0 else _why_no_choice(seen)
        why = why if whole > 0 else "nobody used it"
        found.append(Covered(_ratio(missed, here * _apart(expected)[kind].sum(), why), coverage))
    return tuple(found)


def _lengths(continuum: Continuum) -> tuple[Floats, Floats]:
    """ℓ and ε, (1 + K) × (1 + K) with the gaps φ first: length seen, and length by chance, that pairs of coders gave
    the values c and k. ε_ck = ℓ.. (ℓ_c. ℓ_k. − [c = k] w_c) / (ℓ..² − Σ w), where w_c sums length² over units and
    length over gaps, which may be cut anywhere."""
    seen = coincidences(continuum.ratings)
    totals, whole = seen.sum(axis=1), seen.sum()
    within = np.zeros(len(totals))
    within[0] = totals[0]
    compared = continuum.read.sum(axis=1) >= 2
    for starts, ends, values in zip(continuum.starts, continuum.ends, continuum.values, strict=True):
        kept = compared[continuum.document_of(starts)]
        within[1:] += np.bincount(values[kept], weights=(ends - starts)[kept] ** 2.0, minlength=len(totals) - 1)
    return seen, _by_chance(totals, within, scale=whole, room=whole**2 - within.sum())


def _intersections(continuum: Continuum) -> tuple[Floats, Floats]:
    """ℓ and ε* on intersections of units only, K × K. ε*_ck = (ℓ*_c ℓ*_k − [c = k] V_c) / (ℓ*.. − V. / ℓ*..), V_c
    the Σ over pairs of coders and units g with value c of (length of g that the other marked)² / (m − 1)."""
    runs, ratings = continuum.runs, continuum.ratings
    seen = coincidences(ratings)[1:, 1:]
    totals, whole = seen.sum(axis=1), seen.sum()
    within = np.zeros(len(totals))
    share = 1 / np.maximum(continuum.read.sum(axis=1) - 1, 1)
    for one, other in permutations(range(continuum.coders), 2):
        both = (runs.unit[:, one] >= 0) & (runs.unit[:, other] >= 0)
        values, starts = continuum.values[one], continuum.starts[one]
        met = np.bincount(runs.unit[both, one], weights=runs.lengths[both], minlength=len(values))
        squares = met**2 * share[continuum.document_of(starts)]
        within += np.bincount(values, weights=squares, minlength=len(totals))
    return seen, _by_chance(totals, within, scale=whole, room=whole**2 - within.sum())


def _by_chance(totals: Floats, within: Floats, *, scale: float, room: float) -> Floats:
    """scale · (ℓ_c ℓ_k − [c = k] within_c) / room; zero where units leave chance no room."""
    expected = np.outer(totals, totals) - np.diag(within)
    return np.asarray(scale * expected / room) if room > 0 else np.zeros_like(expected)


def _apart(table: Floats) -> Floats:
    """The table with zeros on its diagonal: different values only."""
    return np.asarray(table * (1 - np.eye(len(table))))


def _ratio(seen: float, expected: float, why: str) -> Score:
    return Score(float(1 - seen / expected)) if expected > 0 else undefined(why)


def _why(seen: Floats) -> str:
    if seen.sum() == 0:
        return "no document was done by two coders"
    return "everybody gave the whole text the same value" if seen[1:].sum() > 0 else NOTHING


def _why_no_choice(seen: Floats) -> str:
    if seen.sum() == 0:
        return "no two coders marked the same text"
    if (seen.sum(axis=1) > 0).sum() < 2:
        return "text that two coders marked has one value only"
    return "two coders marked the same text in too few places"


def alpha_u(continuum: Continuum) -> AlphaU:
    """alphaU: do units begin and end at the same places? Per category 1 − Do / De; overall 1 − ΣDo / ΣDe.

    Krippendorff (1995), "On the reliability of unitizing continuous data"; (2004), "Measuring the reliability of
    qualitative text analysis data". Documents that not all coders did are left out. A gap ends where a document
    ends: chance never lays a unit across two documents.
    """
    complete: Bools = np.asarray(continuum.read.all(axis=1))
    length = float(continuum.lengths[complete].sum())
    if continuum.coders < 2 or length == 0:
        none = undefined("no document was done by all coders")
        zeros = np.zeros(len(continuum.categories))
        return AlphaU(none, tuple(none for _ in continuum.categories), zeros, zeros)
    parts = [continuum.only(kind) for kind in range(len(continuum.categories))]
    observed = np.array([_observed_u(part, complete) for part in parts])
    expected = np.array([_expected_u(part, complete, length) for part in parts])
    observed /= continuum.coders * (continuum.coders - 1) * length**2
    scores = tuple(_ratio(seen, chance, "nobody used it") for seen, chance in zip(observed, expected, strict=True))
    return AlphaU(_ratio(observed.sum(), expected.sum(), NOTHING), scores, observed, expected)


def _observed_u(part: Continuum, complete: Bools) -> float:
    """Σ over ordered pairs of coders of δ²: for units that overlap (b_g − b_h)² + (e_g − e_h)², for a unit inside
    the other's gap its length²."""
    runs, total = part.runs, 0.0
    for one, other in combinations(range(part.coders), 2):
        both = (runs.unit[:, one] >= 0) & (runs.unit[:, other] >= 0) & complete[runs.document]
        pairs = np.unique(runs.unit[both][:, [one, other]], axis=0)
        g, h = pairs[:, 0], pairs[:, 1]
        total += float(((part.starts[one][g] - part.starts[other][h]) ** 2.0).sum())
        total += float(((part.ends[one][g] - part.ends[other][h]) ** 2.0).sum())
        for coder, met in ((one, g), (other, h)):
            alone = complete[part.document_of(part.starts[coder])]
            alone[met] = False
            total += float(((part.ends[coder] - part.starts[coder])[alone] ** 2.0).sum())
    return 2 * total


def _expected_u(part: Continuum, complete: Bools, length: float) -> float:
    """De = (2 / L) Σ over units [(N − 1) / 3 · (2l³ − 3l² + l) + l² Σ over gaps of l or more (gap − l + 1)]
    / (mL (mL − 1) − Σ l (l − 1)), N all units of all coders, the gaps being those of all coders too."""
    kept = [complete[part.document_of(starts)] for starts in part.starts]
    rows = list(zip(part.starts, part.ends, kept, strict=True))
    sizes = np.concatenate([(ends - starts)[kept] for starts, ends, kept in rows]).astype(np.float64)
    gaps = np.sort(np.concatenate([_gaps(part, coder, complete) for coder in range(part.coders)]))
    first = np.searchsorted(gaps, sizes, side="left")
    longer = np.concatenate([np.cumsum(gaps[::-1])[::-1], [0.0]])[first]
    fits = longer - (len(gaps) - first) * (sizes - 1)
    chance = (len(sizes) - 1) / 3 * (2 * sizes**3 - 3 * sizes**2 + sizes) + sizes**2 * fits
    places = part.coders * length
    room = places * (places - 1) - (sizes * (sizes - 1)).sum()
    return float(2 / length * chance.sum() / room)


def _gaps(part: Continuum, coder: int, complete: Bools) -> Floats:
    """The lengths of the stretches of a document without a unit of this coder."""
    starts, ends = part.starts[coder], part.ends[coder]
    begins = np.sort(np.concatenate([part.bounds[:-1], ends]))
    stops = np.sort(np.concatenate([starts, part.bounds[1:]]))
    sizes = (stops - begins)[(stops > begins)]
    documents = part.document_of(begins[stops > begins])
    return np.asarray(sizes[complete[documents]], dtype=np.float64)
