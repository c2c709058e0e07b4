"""Counting words: a word is a run of non-space characters with a letter or a digit."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from qualcode.model import Span

_RUN = re.compile(r"\S+")


@dataclass(frozen=True)
class Words:
    """The words of a text, by where they start and end (code points)."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        spans = [run.span() for run in _RUN.finditer(text) if run[0].isalnum() or any(map(str.isalnum, run[0]))]
        return cls(tuple(start for start, _ in spans), tuple(end for _, end in spans))

    def __len__(self) -> int:
        return len(self.starts)

    def touched(self, span: Span) -> tuple[int, int]:
        """The half-open range of the numbers of the words of which any character is inside.

        >>> Words.of("een, twee – drie").touched(Span(6, 9))
        (1, 2)
        """
        first = bisect_right(self.ends, span.start)
        return first, max(first, bisect_left(self.starts, span.end))
