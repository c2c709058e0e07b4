"""Questions to the quotations of a project: queries, and queries kept under a name as smart codes."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.query.selection import Selection, select
from qualcode.reader import Reader


class Asking(Reader):
    """The part of a project that is asked for its quotations."""

    def selection(self, *, layer: str = "final", where: Mapping[str, object] | None = None) -> Selection:
        """The codings that an analysis counts: those of a layer, in the documents that a filter lets through. What the
        functions of `qualcode.analysis` take. Raises as `qualcode.query.selection.select`."""
        return select(self.corpus(), self.marks(), layer=layer, where=where)
