"""Which cases are alike, and whether more interviews would bring new codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.asking import Asking

if TYPE_CHECKING:
    from qualcode.analysis.likening.likeness import Similarity
    from qualcode.analysis.likening.saturated import Saturation


class Likening(Asking):
    """The part of a project that compares cases and documents as wholes."""

    def similarity(
        self,
        of: str = "case",
        measure: str = "jaccard",
        *,
        count: str | None = None,
        codes: Sequence[str] = (),
        level: int | None = None,
        grades: bool = False,
        missing: str = "leave out",
        linkage: str = "average",
        layer: str = "final",
        where: Mapping[str, object] | None = None,
    ) -> Similarity:
        """Which cases, documents or values of an attribute are alike in what was coded; `tell(one, other)` of the
        result is what two of them share. See `qualcode.analysis.likening.likeness.similarity`."""
        from qualcode.analysis.likening.likeness import similarity

        chosen = self.selection(layer=layer, where=where, codes=codes)
        return similarity(
            chosen, of=of, measure=measure, count=count, codes=codes, level=level, grades=grades, missing=missing,
            linkage=linkage, labels=self.codings_in(chosen)["quotation"].tolist(),
        )  # fmt: skip

    def saturation(
        self,
        base: int = 4,
        run: int = 2,
        threshold: float = 0.05,
        *,
        order: str = "date",
        by: str | None = None,
        codes: Sequence[str] = (),
        level: int | None = None,
        grades: bool = False,
        permutations: int = 1000,
        seed: int = 1,
        layer: str = "final",
        where: Mapping[str, object] | None = None,
    ) -> Saturation:
        """Whether more interviews would bring new codes, after Guest, Namey and Chen (2020), over all and, with `by`,
        per case. See `qualcode.analysis.likening.saturated.saturation`."""
        from qualcode.analysis.likening.saturated import saturation

        chosen = self.selection(layer=layer, where=where, codes=codes)
        return saturation(
            chosen, base=base, run=run, threshold=threshold, order=order, by=by, codes=codes, level=level,
            grades=grades, permutations=permutations, seed=seed,
        )  # fmt: skip
