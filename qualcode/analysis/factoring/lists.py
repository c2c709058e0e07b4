"""The lists of helping and hindering factors as a report has them: each with the cases it was found in, those of
several cases over all, the rest in the chapter of its case.

    lists = listed(file, places, path="analyses/factors.md")  # from the file of factors, what people confirmed
    lists = drawn(found, quoted, places, paths)               # without one: specifications, which nobody confirmed
    lists.shared, lists.of("Kampen").factors
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qualcode.analysis.factoring.noted import Factors, Spread, spread_of
from qualcode.analysis.factoring.places import Places
from qualcode.analysis.quotes import Quotes
from qualcode.analysis.result import Shown
from qualcode.formats.factor_words import directions
from qualcode.model.factor import Direction, Factor, FactorFile, InCase, Standing, Variant, factor_id, unique

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotation behind a factor, and the name of the case it is from."""

    label: str
    case: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A wording (after a beginning, its ending) with its cases by name, in the project's order: those it is listed with
    and those it is only proposed for. `spread` is that of the listed ones. The evidence is of all of them."""

    wording: str
    cases: tuple[str, ...]
    proposed: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    spread: Spread

    def labels(self, cases: Sequence[str]) -> tuple[str, ...]:
        """The quotations from these cases, and those from none."""
        return tuple(each.label for each in self.evidence if each.case in cases or not each.case)


@dataclass(frozen=True, slots=True)
class Listed:
    """A factor in a list. `beginning` is what its wordings have in common at the front, often nothing. `cases` are
    those it is listed with, `proposed` those that nobody confirmed."""

    id: str
    direction: Direction
    beginning: str
    wordings: tuple[Worded, ...]
    cases: tuple[str, ...]
    proposed: tuple[str, ...]

    def labels(self, cases: Sequence[str] | None = None) -> tuple[str, ...]:
        """The quotations behind it from these cases, those it is listed with when none are named."""
        asked = self.cases if cases is None else cases
        return unique(label for each in self.wordings for label in each.labels(asked))


@dataclass(frozen=True)
class FactorLists(Shown):
    """Factors, those of most cases first, then in the order of their file. `cases` are those of the lists, in the
    project's order. `confirmed`: whether a person stands behind what is listed; if not, it is drawn from specifications
    under `codes` (paths, per direction). `path` is the file of factors, empty without one."""

    factors: tuple[Listed, ...]
    cases: tuple[str, ...]
    confirmed: bool
    path: str
    rule: str = ""
    warnings: tuple[str, ...] = ()
    codes: Mapping[Direction, tuple[str, ...]] = field(default_factory=dict)

    @property
    def helping(self) -> tuple[Listed, ...]:
        return tuple(each for each in self._listed() if each.direction is Direction.HELPS)

    @property
    def hindering(self) -> tuple[Listed, ...]:
        return tuple(each for each in self._listed() if each.direction is Direction.HINDERS)

    @property
    def shared(self) -> tuple[Listed, ...]:
        """Found in two or more cases: the list over all."""
        return tuple(each for each in self._listed() if len(each.cases) > 1)

    @property
    def single(self) -> tuple[Listed, ...]:
        """Found in one case: what stays in its chapter."""
        return tuple(each for each in self._listed() if len(each.cases) == 1)

    @property
    def proposals(self) -> tuple[Listed, ...]:
        """What nobody has confirmed in any case."""
        return tuple(each for each in self.factors if not each.cases)

    def _listed(self) -> tuple[Listed, ...]:
        return tuple(each for each in self.factors if each.cases)

    def of(self, case: str) -> FactorLists:
        """The lists of one case (its name): its factors and proposals, in the wordings that are about it."""
        own = [_within(each, case) for each in self.factors if case in (*each.cases, *each.proposed)]
        return replace(self, factors=tuple(own), cases=(case,))

    def states(self) -> Mapping[str, Mapping[str, str]]:
        return {"direction": directions(self.language)}

    def to_frame(self) -> pd.DataFrame:
        """One row per wording: direction, factor (its id), wording, the cases it is listed with and how many, those
        it is proposed for, how many quotations are behind it and which."""
        import pandas as pd

        rows = [
            (each.direction.value, each.id, f"{each.beginning} {one.wording}".strip(), len(one.cases),
             ", ".join(one.cases), ", ".join(one.proposed), len(one.evidence),
             "; ".join(quote.label for quote in one.evidence))
            for each in self.factors
            for one in each.wordings
        ]  # fmt: skip
        columns = ["direction", "factor", "wording", "cases", "found in", "proposed in", "quotations", "evidence"]
        return pd.DataFrame(rows, columns=columns)


def listed(file: FactorFile, places: Places, *, path: str) -> FactorLists:
    """What people confirmed, and what they still have to look at; what they set aside is left out."""
    found = [_listed(each, places) for each in file.factors if not each.set_aside]
    ranked = sorted((each for each in found if each.cases or each.proposed), key=lambda each: -len(each.cases))
    return FactorLists(tuple(ranked), places.cases, True, path)


def drawn(
    found: Mapping[Direction, Factors | None], quoted: Quotes, places: Places, code_paths: Mapping[str, str]
) -> FactorLists:
    """The factors of the codes under which specifications were noted, as they were found; nobody confirmed them."""
    every: list[Listed] = []
    for direction, factors in found.items():
        for each in factors.factors if factors else ():
            labels = [quoted[place].label for place in quoted.behind(each.codings)]
            evidence = tuple(Evidence(label, places.quotations.get(label, "")) for label in labels)
            own = Worded(each.wording, each.cases, (), evidence, each.spread)
            name = factor_id(each.wording, [one.id for one in every])
            every.append(Listed(name, direction, "", (own,), each.cases, ()))
    codes = {each: tuple(code_paths[code] for code in factors.codes) for each, factors in found.items() if factors}
    return FactorLists(tuple(every), places.cases, False, "", codes=codes)


def _listed(factor: Factor, places: Places) -> Listed:
    common = factor.evidence if factor.begins else ()
    each_wording = factor.variants if factor.begins else factor.wordings()
    wordings = tuple(_worded(each, common, places) for each in each_wording)
    cases = _in_order((case for each in wordings for case in each.cases), places)
    proposed = _in_order((case for each in wordings for case in each.proposed if case not in cases), places)
    return Listed(factor.id, factor.direction, factor.wording if factor.begins else "", wordings, cases, proposed)


def _worded(each: Variant, common: Sequence[str], places: Places) -> Worded:
    cases = _standing(each.cases, Standing.CONFIRMED, places)
    proposed = tuple(case for case in _standing(each.cases, Standing.PROPOSED, places) if case not in cases)
    labels = [label for label in unique((*each.evidence, *common)) if label in places.quotations]
    evidence = tuple(Evidence(label, places.quotations[label]) for label in labels)
    spread = spread_of(set(cases), set(places.interviewed), set(places.cases))
    return Worded(each.wording, cases, proposed, evidence, spread)


def _standing(cases: Iterable[InCase], standing: Standing, places: Places) -> tuple[str, ...]:
    return _in_order((places.name(each.case) for each in cases if each.standing is standing), places)


def _in_order(names: Iterable[str], places: Places) -> tuple[str, ...]:
    found = set(names)
    return tuple(case for case in places.cases if case in found)


def _within(each: Listed, case: str) -> Listed:
    """The factor with only what is about this case."""
    wordings = tuple(
        replace(
            one,
            cases=tuple(name for name in one.cases if name == case),
            proposed=tuple(name for name in one.proposed if name == case),
            evidence=tuple(quote for quote in one.evidence if quote.case in (case, "")),
            spread=Spread.SOME,
        )
        for one in each.wordings
        if case in (*one.cases, *one.proposed)
    )
    listed_here = (case,) if case in each.cases else ()
    return replace(each, wordings=wordings, cases=listed_here, proposed=() if listed_here else (case,))
