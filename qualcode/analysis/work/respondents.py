"""Who was interviewed: interviews by case, role and round, counted from the documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.sources import Source

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Respondents:
    """Interviews by case, role and round; an empty role or round means that the document does not say.

    An interview with two speakers of different roles stands under both, and once in what is counted over them.
    """

    cases: tuple[str, ...]
    roles: tuple[str, ...]
    rounds: tuple[str, ...]
    sources: tuple[Source, ...]

    def among(self, case: str | None = None, role: str | None = None, round_: str | None = None) -> tuple[Source, ...]:
        """The documents of the interviews; None means any."""
        return tuple(
            source
            for source in self.sources
            if case in (None, source.case) and role in (None, source.role) and round_ in (None, source.round)
        )

    def count(self, case: str | None = None, role: str | None = None, round_: str | None = None) -> int:
        """How many interviews that are."""
        return len({source.interview for source in self.among(case, role, round_)})

    def to_frame(self) -> pd.DataFrame:
        """Cases × (role, round): interviews."""
        import pandas as pd

        pairs = [(role, round_) for role in self.roles for round_ in self.rounds]
        numbers = [[self.count(case, role, round_) for role, round_ in pairs] for case in self.cases]
        columns = pd.MultiIndex.from_tuples(pairs, names=["role", "round"])
        return pd.DataFrame(numbers, index=pd.Index(self.cases, name="case"), columns=columns)


def respondents(every: Sequence[Source], cases: Sequence[str], rounds: Sequence[str]) -> Respondents:
    """Among the interviews of these cases; roles in order of appearance, unsaid ones last."""
    heard = tuple(source for source in every if source.is_interview and source.case in cases)
    roles = sorted(dict.fromkeys(source.role for source in heard), key=lambda role: role == "")
    held = {source.round for source in heard}
    return Respondents(tuple(cases), tuple(roles), tuple(each for each in rounds if each in held), heard)
