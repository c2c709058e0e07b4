"""What a suggester is: qualcode's own, a baseline it is measured against, or a plug-in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, Self, runtime_checkable

from qualcode.model import Fragment, Reason
from qualcode.tables import Floats


@runtime_checkable
class Suggester(Protocol):
    """Learns from fragments that people coded, and says how likely each code is for others.

    `codes` are the ids of the codes it can suggest: the columns of what `predict_proba` returns. A suggester that does
    not learn returns itself from `fit`.
    """

    name: str
    codes: tuple[str, ...]

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        """Learn: `codes[i]` are the ids of the codes that a person gave `fragments[i]`, `groups[i]` the document (or
        other group) it is out of; what is known of a group never tells of its own fragments. Fitting anew forgets."""

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        """Fragments × codes: the probability, 0 to 1, that a person gives the code. Rows need not sum to 1."""

    def explain(self, fragment: Fragment, code: str, top: int = 3) -> tuple[Reason, ...]:
        """The largest reasons for a code, each with a weight above zero; none where nothing speaks for it."""
