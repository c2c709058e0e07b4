"""How codes go together, and what was not coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.asking import Asking

if TYPE_CHECKING:
    from qualcode.analysis.relating.covered import Coverage
    from qualcode.analysis.relating.pairs import Cooccurrence
    from qualcode.analysis.relating.together import Together


class Relating(Asking):
    """The part of a project that tells which codes go together, and how far the texts are coded."""

    def cooccurrence(
        self,
        *,
        count: str = "pairs",
        codes: Sequence[str] = (),
        against: Sequence[str] = (),
        level: int | None = None,
        by: str | None = None,
        least: int = 1,
        layer: str = "final",
        where: Mapping[str, object] | None = None,
    ) -> Cooccurrence:
        """Which codes go together on the same or overlapping quotations, with the coefficient c; `count` is pairs,
        clustered, documents or characters. Saved queries may be among the names of codes. See
        `qualcode.analysis.relating.pairs.cooccurrence`."""
        from qualcode.analysis.relating.pairs import cooccurrence

        chosen = self.selection(layer=layer, where=where, codes=[*codes, *against])
        return cooccurrence(chosen, count=count, codes=codes, against=against, level=level, by=by, least=least)

    def together(self, found: Cooccurrence) -> Together:
        """The quotations behind every pair of a co-occurrence, with the words they have in common."""
        from qualcode.analysis.relating.together import together

        return together(found, self.codings_in(found.laid.selection), self.texts())

    def coverage(self, *, layer: str = "final", where: Mapping[str, object] | None = None) -> Coverage:
        """How much of the texts is coded, per document and per case and round, and what is worth a look: long passages
        without a code, redundant codings, codes hardly used, quotations without a code or of unusual length. See
        `qualcode.analysis.relating.covered.Coverage`."""
        from qualcode.analysis.relating.covered import coverage

        chosen = self.selection(layer=layer, where=where)
        return coverage(chosen, self.texts(), self.codings, self.quotations)
