"""A place in a text."""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.errors import QualcodeError


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A half-open pair of Unicode code-point offsets, `text[start:end]`; never empty.

    >>> Span(3, 7).of("De coach belt")
    'coac'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise QualcodeError(
                f"A span runs from a start to a later end, counted from 0; got {self.start} to {self.end}."
            )

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words at this place."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True where at least one character is in both."""
        return max(self.start, other.start) < min(self.end, other.end)
