"""Units and what coders gave them: sentences, paragraphs, turns, quotations or characters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.analysis.agreement.bootstrap import interval
from qualcode.analysis.agreement.coefficients import (
    brennan_prediger,
    cohen_kappa,
    cohen_of,
    contingency,
    dice,
    fleiss_kappa,
    fleiss_of,
    gwet_ac1,
    holsti,
    percent,
    scott_pi,
    sums,
)
from qualcode.analysis.agreement.compared import Compared
from qualcode.analysis.agreement.krippendorff import alpha, alpha_of, coincidences, distances
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.score import Interval, Score, undefined, withheld
from qualcode.analysis.agreement.sets import masi_alpha_of
from qualcode.analysis.agreement.tally import Covers, Line, Tally, set_rows, tally
from qualcode.errors import NotPossible, UnknownOption
from qualcode.model import Span
from qualcode.tables import Floats, Ints
from qualcode.text import units as cut

Scores = Mapping[str, Score]
UNITS = ("sentence", "paragraph", "turn", "quotation", "character")
_CUTS: Mapping[str, Callable[[str], list[Span]]] = {
    "sentence": cut.sentences,
    "paragraph": cut.paragraphs,
    "turn": cut.turns,
}
NOTHING = Ratings.binary(np.zeros((0, 2), bool))
_SPACE = np.array([code for code in range(0x3001) if chr(code).isspace()], np.uint32)


@dataclass(frozen=True, eq=False)
class Laid:
    """The units of the compared documents as a line, and what each coding (by place) covers of it: a coding may
    cover several stretches. Covers have codings as items."""

    line: Line
    covers: Covers

    def of_codes(self, codes: Ints) -> Covers:
        """The covers with the code (or branch) of each coding as items."""
        return self.covers.as_items(codes[self.covers.item])


def lay(compared: Compared, unit: str) -> Laid:
    """A unit carries a coding when at least one character of it that is not white space lies inside; a single
    character, white space or not, when it lies inside. Raises `NotPossible` where units need texts that are not
    there."""
    if unit not in UNITS:
        raise UnknownOption("The unit", unit, UNITS)
    if unit == "character":
        line = Line(compared.lengths)
        first = line.first[compared.document]
        every = np.arange(len(compared.coding))
        return Laid(line, Covers(every, compared.coder, first + compared.start, first + compared.end))
    if unit in _CUTS and any(text is None for text in compared.texts):
        raise NotPossible(f"To compare by {unit} the texts are needed: give texts={{document: text}}, or compare "
                          "by quotation or character.")  # fmt: skip
    place = _by_quotation if unit == "quotation" else _by_cut(_CUTS[unit])
    order = np.argsort(compared.document, kind="stable")
    bounds = np.searchsorted(compared.document[order], np.arange(len(compared.texts) + 1))
    sizes, parts = [], []
    for document, text in enumerate(compared.texts):
        codings = order[bounds[document] : bounds[document + 1]]
        letters = _letters_before(text, compared.start[codings]), _letters_before(text, compared.end[codings])
        size, at, low, high = place(text, *letters)
        sizes.append(size)
        parts.append((codings[at], low, high))
    line = Line(np.array(sizes, np.int64))
    coding, low, high = (np.concatenate([part[number] for part in parts]).astype(np.int64) for number in range(3))
    first = line.first[compared.document[coding]]
    return Laid(line, Covers(coding, compared.coder[coding], first + low, first + high))


_Placed = tuple[int, Ints, Ints, Ints]


def _by_cut(cut_up: Callable[[str], list[Span]]) -> Callable[[str | None, Ints, Ints], _Placed]:
    """Units that follow each other: a coding covers from the unit of its first letter through that of its last."""

    def place(text: str | None, start: Ints, end: Ints) -> _Placed:
        spans = cut_up(text or "")
        begins = _letters_before(text, np.array([span.start for span in spans], np.int64))
        at = np.flatnonzero(end > start)
        low = np.searchsorted(begins, start[at], side="right") - 1
        high = np.searchsorted(begins, end[at] - 1, side="right")
        return len(spans), at, low, high

    return place


def _by_quotation(_text: str | None, start: Ints, end: Ints) -> _Placed:
    """The different spans, outer white space aside, are the units; a coding covers those it overlaps."""
    spans = np.unique(np.stack([start, end], axis=1)[end > start], axis=0)
    overlaps = (start[:, None] < spans[None, :, 1]) & (spans[None, :, 0] < end[:, None])
    at, unit = np.nonzero(overlaps & (end > start)[:, None])
    return len(spans), at, unit, unit + 1


def _letters_before(text: str | None, positions: Ints) -> Ints:
    """How many characters that are not white space stand before each position; without a text, all are letters."""
    if text is None:
        return positions
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = np.concatenate([[0], np.cumsum(~np.isin(codes, _SPACE))])
    return np.asarray(letters[positions], np.int64)


@dataclass(frozen=True, eq=False)
class CodeAgreement:
    """One code or parent: `counts` units that carry it and `codings` given, per coder; `both` units that all who did
    the document gave it."""

    code: str
    level: int
    counts: tuple[int, ...]
    codings: tuple[int, ...]
    both: int
    scores: Scores


@dataclass(frozen=True, eq=False)
class UnitTables:
    """The codings of a line of units counted: per code given (`own`) and per code with its subtree (`whole`)."""

    compared: Compared
    laid: Laid
    unit: str

    @cached_property
    def own(self) -> Tally:
        covers = self.laid.of_codes(self.compared.code)
        return tally(covers, self.laid.line, self.compared.read, items=len(self.compared.parent))

    @cached_property
    def whole(self) -> Tally:
        covers = self.compared.with_ancestors(self.laid.of_codes(self.compared.code))
        return tally(covers, self.laid.line, self.compared.read, items=len(self.compared.parent))

    @property
    def units(self) -> int:
        return int(self.laid.line.sizes.sum())

    @cached_property
    def pooled(self) -> Floats:
        """Documents × patterns: units × codes anybody gave."""
        return self.own.pooled(self.compared.used)

    def overall(self, seed: int) -> dict[str, Score]:
        """The family on units × codes, alpha and kappa with intervals, and alpha on the sets of codes."""
        if not self.compared.used:
            return dict.fromkeys((*family(NOTHING), "masi_alpha"), undefined("nobody gave any code"))
        scores = family(self.own.ratings(self.pooled.sum(axis=0)))
        scores["alpha"] = scores["alpha"].between(alpha_interval(self.own, self.pooled, seed))
        scores["kappa"] = scores["kappa"].between(kappa_interval(self.own, self.pooled, seed))
        rows = set_rows(self.laid.of_codes(self.compared.code), self.laid.line, self.compared.read)
        scores["masi_alpha"] = masi_alpha_of(rows.codes, rows.members(len(self.compared.parent)), rows.units)
        return scores

    def codes(self, *, min_count: int, seed: int) -> list[CodeAgreement]:
        """Every code that anybody gave, and the codes above it."""
        codings = self.compared.codings
        return [self._code(code, codings[code], min_count, seed) for code in self.compared.rows]

    def _code(self, code: int, codings: Ints, min_count: int, seed: int) -> CodeAgreement:
        table = self.whole.of(code)
        units = table.sum(axis=0)
        counts = self.whole.carried(units)
        often = codings if self.unit == "character" else counts
        what = "codings" if self.unit == "character" else f"{self.unit}s"
        why = too_few(often, self.compared.coders, min_count, what)
        scores = family(self.whole.ratings(units), why)
        scores["alpha"] = scores["alpha"].between(alpha_interval(self.whole, table, seed) if not why else "")
        return CodeAgreement(
            self.compared.path(code), self.compared.level(code), tuple(counts.tolist()), tuple(codings.tolist()),
            self.whole.by_all(units), scores,
        )  # fmt: skip


def too_few(counts: Sequence[int] | Ints, coders: Sequence[str], least: int, what: str) -> str:
    """Why a coefficient is withheld: who used the code less than that; empty where nobody did."""
    rare = [
        f"{coder} used it {'once' if count == 1 else f'{count} times'}" if count else f"{coder} did not use it"
        for coder, count in zip(coders, counts, strict=True)
        if count < least
    ]
    return f"{' and '.join(rare)} (counted in {what}; the least is {least})" if rare else ""


def family(ratings: Ratings, rare: str = "") -> dict[str, Score]:
    """The coefficients on units; those that allow for chance are withheld for the reason in `rare`. Kappa is Cohen's
    for two coders and Fleiss' for more; Scott's pi is for two."""
    two = ratings.coders == 2
    scores = {
        "percent": percent(ratings),
        "holsti": holsti(ratings),
        "dice": dice(ratings)
        if ratings.categories == (False, True)
        else undefined("it is for one label, given or not"),
    }
    for_chance: dict[str, Callable[[Ratings], Score]] = {
        "kappa": cohen_kappa if two else fleiss_kappa,
        "fleiss_kappa": fleiss_kappa,
        "scott_pi": scott_pi if two else lambda _ratings: undefined("it is for two coders"),
        "ac1": gwet_ac1,
        "brennan_prediger": brennan_prediger,
        "alpha": alpha,
    }
    return scores | {name: withheld(rare) if rare else make(ratings) for name, make in for_chance.items()}


def kappa_kind(coders: Sequence[str]) -> str:
    return "cohen" if len(coders) == 2 else "fleiss"


def alpha_interval(counted: Tally, table: Floats, seed: int) -> Interval:
    """The interval of a nominal alpha, by resampling documents; `table` is documents × patterns."""
    nominal = distances("nominal", (False, True), np.empty(0))
    return interval(_by_document(counted, table, coincidences), lambda drawn: alpha_of(drawn, nominal), seed=seed)


def kappa_interval(counted: Tally, table: Floats, seed: int) -> Interval:
    """The interval of kappa, Cohen's for two coders and Fleiss' for more."""
    if counted.patterns.shape[1] == 2:
        return interval(_by_document(counted, table, contingency), cohen_of, seed=seed)
    return interval(_by_document(counted, table, sums), fleiss_of, seed=seed)


def _by_document(counted: Tally, table: Floats, make: Callable[..., Floats]) -> Floats:
    return np.tensordot(table, counted.parts(make), axes=1)
