"""Helping and hindering factors: specifications of several codes, merged by wording, with the cases they were
found in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.sources import Source
from qualcode.model import Codebook, same_specification
from qualcode.tables import Bools, Corpus

if TYPE_CHECKING:
    import pandas as pd


class Spread(Enum):
    """How far a factor reaches."""

    ALL = "all"  # every case of the project
    INTERVIEWED = "interviewed"  # every case with an interview, and the project has others
    SOME = "some"


@dataclass(frozen=True)
class Factor:
    """A wording with its cases in project order, how many interviews name it, and its codings (places)."""

    wording: str
    cases: tuple[str, ...]
    interviews: int
    spread: Spread
    codings: tuple[int, ...]


@dataclass(frozen=True)
class Factors:
    """Factors of some codes (ids): those in two or more cases first, most cases and interviews before fewer.
    `unspecified`: codings of these codes without a specification."""

    codes: tuple[str, ...]
    factors: tuple[Factor, ...]
    unspecified: tuple[int, ...]

    @property
    def shared(self) -> tuple[Factor, ...]:
        return tuple(factor for factor in self.factors if len(factor.cases) > 1)

    @property
    def single(self) -> tuple[Factor, ...]:
        """Found in one case."""
        return tuple(factor for factor in self.factors if len(factor.cases) == 1)

    def to_frame(self) -> pd.DataFrame:
        """One row per factor: wording, number of cases, interviews, quotations coded so, and the cases."""
        import pandas as pd

        rows = [
            (each.wording, len(each.cases), each.interviews, len(each.codings), ", ".join(each.cases))
            for each in self.factors
        ]
        return pd.DataFrame(rows, columns=["factor", "cases", "interviews", "codings", "found in"])


def codes_named(codebook: Codebook, names: Iterable[str]) -> tuple[str, ...]:
    """The ids of every code these names may mean, with what is below them, in the codebook's order; raises
    `UnknownCode`."""
    found = {each.id for name in names for code in codebook.find_all(name) for each in codebook.subtree(code.id)}
    return tuple(code.id for code in codebook if code.id in found)


def factors(
    corpus: Corpus, frame: pd.DataFrame, chosen: Bools, names: Sequence[str], sources: Sequence[Source],
    cases: Sequence[str],
) -> Factors:  # fmt: skip
    """The specifications of the chosen rows of `project.codings` under the codes with these names."""
    codes = codes_named(corpus.codebook, names)
    columns = {name: [str(value) for value in frame[name]] for name in ("document", "specification")}
    groups: dict[str, list[int]] = {}
    for place in np.flatnonzero(chosen & frame["code_id"].isin(codes).to_numpy(bool)).tolist():
        groups.setdefault(same_specification(columns["specification"][place]), []).append(place)
    unspecified = groups.pop("", [])
    by_document = {source.id: source for source in sources}
    found = []
    for places in groups.values():
        said = Counter(columns["specification"][place].strip() for place in places).most_common(1)[0][0]
        heard = [by_document[columns["document"][place]] for place in places]
        found.append(_factor(said, places, heard, cases, _interviewed(sources)))
    found.sort(key=lambda each: (-len(each.cases), -each.interviews, -len(each.codings), each.wording.casefold()))
    return Factors(codes, tuple(found), tuple(unspecified))


def _interviewed(sources: Iterable[Source]) -> set[str]:
    return {source.case for source in sources if source.is_interview}


def _factor(
    wording: str, places: Sequence[int], heard: Sequence[Source], cases: Sequence[str], interviewed: set[str]
) -> Factor:
    found = {source.case for source in heard}
    return Factor(
        wording,
        tuple(case for case in cases if case in found),
        len({source.interview for source in heard if source.is_interview}),
        spread_of(found, interviewed & set(cases), set(cases)),
        tuple(places),
    )


def spread_of(found: set[str], interviewed: set[str], cases: set[str]) -> Spread:
    """How far some cases reach among those of the project, of which some have an interview.

    >>> spread_of({"Kampen", "Raalte"}, {"Kampen", "Raalte"}, {"Kampen", "Raalte", "Zwolle"}).name
    'INTERVIEWED'
    """
    if found >= cases:
        return Spread.ALL
    return Spread.INTERVIEWED if len(interviewed) > 1 and found >= interviewed else Spread.SOME
