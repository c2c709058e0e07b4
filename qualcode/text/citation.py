"""Whose words they are: a passage inside quotation marks is a respondent's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qualcode.model import Span

# An opening mark after space or bracket, its closing partner before space or punctuation, within one paragraph.
_PAIRS = (("“", "”"), ("„", "”"), ("‘", "’"), ('"', '"'), ("«", "»"), ("'", "'"))
_PATTERNS = [
    re.compile(
        rf"(?<!\w){re.escape(first)}(?=\S)((?:(?!\n\s*\n)[^{re.escape(last)}]|{re.escape(last)}(?=\w))+?){re.escape(last)}(?!\w)"
    )
    for first, last in _PAIRS
]
_EDGES = "“”„‘’\"'«»"


@lru_cache(maxsize=32)
def cited(text: str) -> tuple[Span, ...]:
    """The passages inside quotation marks, without the marks, in order; a mark opens and closes in one paragraph.

    >>> [span.of("Zij zegt: ‘dat is ’t ’m’.") for span in cited("Zij zegt: ‘dat is ’t ’m’.")]
    ['dat is ’t ’m']
    """
    found = {Span(*match.span(1)) for pattern in _PATTERNS for match in pattern.finditer(text)}
    return tuple(sorted(found))


def is_cited(text: str, span: Span) -> bool:
    """Whether the span, marks and outer punctuation aside, lies inside quotation marks."""
    return lies_in(text, span, cited(text))


def lies_in(text: str, span: Span, passages: Sequence[Span]) -> bool:
    """As `is_cited`, for who has the cited passages of the text at hand."""
    words = span.of(text)
    inner = words.strip().strip(_EDGES)
    if not inner:
        return False
    start = span.start + words.index(inner)
    end = start + len(inner.rstrip(".,;:!? " + _EDGES) or inner)
    return any(each.start <= start and end <= each.end for each in passages)
