"""What every result of an analysis has in common: a table, the rule it was counted by, and what to be careful about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import pandas as pd


@runtime_checkable
class Result(Protocol):
    """What can be shown and written anywhere (`qualcode.reports.results`). `rule` says in the project's language what
    was counted, and `warnings` what a reader should know, a sentence each."""

    @property
    def rule(self) -> str: ...

    @property
    def warnings(self) -> tuple[str, ...]: ...

    def to_frame(self) -> pd.DataFrame:
        """One row per thing counted; a missing number is NaN or None."""
        ...


class Shown:
    """Shows a result in a notebook: its table, its warnings and its rule."""

    def _repr_html_(self: Result) -> str:
        from html import escape

        notes = "".join(f"<p>{escape(each)}</p>" for each in self.warnings)
        table = self.to_frame().to_html(max_rows=60, index=False, border=0)
        return f"{table}{notes}<p><small>{escape(self.rule)}</small></p>"
