"""Offsets as others count them. Inside qualcode every offset counts Unicode code points."""

from __future__ import annotations

from itertools import accumulate


def to_utf16(text: str, offset: int) -> int:
    """A code-point offset as JavaScript and NVivo count it, in UTF-16 units.

    >>> to_utf16("a😀b", 2)
    3
    """
    return offset + sum(letter > "\uffff" for letter in text[:offset])


def from_utf16(text: str, offset: int) -> int:
    """The code-point offset of a UTF-16 one; inside a pair it is the pair's start.

    >>> from_utf16("a😀b", 3)
    2
    """
    units = accumulate((2 if letter > "\uffff" else 1 for letter in text), initial=0)
    at = 0
    for at, unit in enumerate(units):
        if unit == offset:
            return at
        if unit > offset:
            return at - 1
    return at
