"""What every result of an analysis has in common: a table, the rule it was counted by, and what to be careful about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from qualcode.display import result, short

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
    """Shows a result: in a notebook its table, its warnings and its rule; elsewhere what it is and its rule."""

    def __init_subclass__(cls) -> None:
        """A dataclass would write out every field of a result; it leaves a `__repr__` of its own as it is."""
        super().__init_subclass__()
        cls.__repr__ = cls.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {short(getattr(self, 'rule', ''), 160)}>"

    def _repr_html_(self: Result) -> str:
        return result(self.to_frame(), self.rule, self.warnings)
