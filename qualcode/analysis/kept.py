"""The queries that a project keeps under a name, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.result import Shown
from qualcode.i18n import Language
from qualcode.model.saved import SavedQuery

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Kept(Shown):
    """Saved queries, oldest first, each as it reads now."""

    queries: tuple[SavedQuery, ...]
    rule: str
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row per query: its name, what it asks, who saved it, and what it is for."""
        import pandas as pd

        rows = [(each.name, each.expression, each.who, each.comment) for each in self.queries]
        return pd.DataFrame(rows, columns=["name", "query", "who", "comment"])

    def heads(self) -> Mapping[str, str]:
        _ = self.language
        return {"name": _("name"), "query": _("query"), "who": _("saved by"), "comment": _("comment")}


def kept(queries: Sequence[SavedQuery], _: Language) -> Kept:
    """The saved queries of a project (`Project.saved_queries`) as a result."""
    rule = _.plural(
        "%(count)s saved query, with the names that its codes have now",
        "%(count)s saved queries, oldest first, with the names that their codes have now",
        len(queries),
    )
    return Kept(tuple(queries), rule, language=_)
