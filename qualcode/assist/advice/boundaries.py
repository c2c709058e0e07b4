"""What a codebook says to tell two codes apart: notes at one that name the other."""

from __future__ import annotations

import re
from functools import cached_property

from qualcode.assist.advice.found import Note
from qualcode.model import Code, Codebook, join_path

_NEAR_MISS = "close but no"


class Boundaries:
    """A codebook's exclusions, near misses and remarks, by the codes they name.

    A note counts for the code it stands at and for all below it; naming a code counts for all below that one, as far as
    they are not below the first too.
    """

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def between(self, one: str, two: str) -> tuple[Note, ...]:
        """The notes at either code (ids) that name the other, or a part of the tree only the other is in."""
        return tuple(dict.fromkeys([*self._at(one, two), *self._at(two, one)]))

    def _at(self, one: str, two: str) -> list[Note]:
        own, others = self._line(one), self._line(two)
        here = [code for code in own if code.id == one or code not in others]
        there = {code.id for code in others if code.id == two or code not in own}
        return [
            Note(self.codebook.path(code.id), text)
            for code in here
            for text in _notes(code)
            if self.named(text) & there
        ]

    def _line(self, code: str) -> list[Code]:
        return [self.codebook[code], *self.codebook.ancestors(code)]

    def named(self, text: str) -> frozenset[str]:
        """The ids of the codes that a text names, by as much of the end of their paths as it gives."""
        pattern = self._pattern
        return (
            frozenset().union(*(self._tails[found[0]] for found in pattern.finditer(text))) if pattern else frozenset()
        )

    @cached_property
    def _tails(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for code in self.codebook:
            names = self.codebook.names(code.id)
            for length in range(1, len(names) + 1):
                found.setdefault(join_path(names[-length:]), set()).add(code.id)
        return {tail: frozenset(codes) for tail, codes in found.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        tails = sorted(self._tails, key=lambda tail: (-len(tail), tail))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, tails))})(?!\w)") if tails else None


def _notes(code: Code) -> list[str]:
    return [each for each in (*code.exclude, *code.examples.get(_NEAR_MISS, ()), code.remark) if each]
