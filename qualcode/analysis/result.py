"""What every result of an analysis has in common: a table, the rule it was counted by, and what to be careful about.

A table is there twice: `to_frame()` for programs, by the names of fields and values of the library; `told(result)` for
people, in the language and the words of the project (`qualcode.headings`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from qualcode import headings
from qualcode.display import result, short
from qualcode.i18n import ENGLISH, Language

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

    @property
    def language(self) -> Language: ...

    def to_frame(self) -> pd.DataFrame:
        """One row per thing counted; a missing number is NaN or None."""
        ...

    def heads(self) -> Mapping[str, str]:
        """Per field what stands above its column, where that is other than the usual (`headings.heads`)."""
        ...

    def states(self) -> Mapping[str, Mapping[str, str]]:
        """Per field whose values are the library's own, what people read for each value."""
        ...

    def brief(self) -> Sequence[str]:
        """The fields that a notebook shows; none: all."""
        ...


def told(result: Result, frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """A result as people read it: its table, or `frame`, another one or a part of it."""
    shown = result.to_frame() if frame is None else frame
    return headings.told(shown, result.language, result.heads(), result.states())


@dataclass(frozen=True, repr=False, eq=False)
class Shown:
    """Shows a result: in a notebook its table, its warnings and its rule; elsewhere what it is and its rule.
    `language` is that of the project, with its own words."""

    language: Language = field(default=ENGLISH, kw_only=True, repr=False, compare=False)

    def __init_subclass__(cls) -> None:
        """A dataclass would write out every field of a result; it leaves a `__repr__` of its own as it is."""
        super().__init_subclass__()
        cls.__repr__ = cls.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {short(getattr(self, 'rule', ''), 160)}>"

    def heads(self) -> Mapping[str, str]:
        return {}

    def states(self) -> Mapping[str, Mapping[str, str]]:
        return {}

    def brief(self) -> Sequence[str]:
        """The fields that a notebook shows, of a table wider than a page; none: all."""
        return ()

    def _repr_html_(self: Result) -> str:
        frame = self.to_frame()
        shown = frame[[each for each in self.brief() if each in frame]] if self.brief() else frame
        return result(told(self, shown), self.rule, self.warnings, point=self.language.point)
