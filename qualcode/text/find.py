"""Finding the place of a quote in a text."""

from __future__ import annotations

from qualcode.errors import QuoteNotFound, QuoteNotUnique, WrongSpan, shorten
from qualcode.model import Span


def occurrences(text: str, words: str) -> list[int]:
    """Every start of `words` in `text`, overlapping ones too."""
    starts, at = [], text.find(words) if words else -1
    while at >= 0:
        starts.append(at)
        at = text.find(words, at + 1)
    return starts


def locate(document: str, text: str, *, quote: str = "", start: int | None = None, end: int | None = None) -> Span:
    """The place that a quote, a start and an end, or all three name.

    Raises `QuoteNotFound`, `QuoteNotUnique`, and `WrongSpan` where the offsets lie outside the text or disagree
    with the quote.
    """
    if start is None and end is None:
        return _by_words(document, text, quote)
    if start is None or end is None:
        raise WrongSpan(document, start or 0, end or 0, "Give both start and end, or neither.")
    if end > len(text):
        raise WrongSpan(document, start, end, f"The end lies beyond the text, which has {len(text)} characters.")
    if not 0 <= start < end <= len(text):
        raise WrongSpan(
            document,
            start,
            end,
            f"The text has {len(text)} characters, counted from 0; end comes after start.",
        )
    span = Span(int(start), int(end))  # a place from a DataFrame is numpy's
    if quote and span.of(text) != quote:
        elsewhere = occurrences(text, quote)
        hint = f"The quote stands at {elsewhere[0]}." if elsewhere else "The quote stands nowhere in the text."
        raise WrongSpan(
            document, start, end, f"There stands {shorten(span.of(text))!r}, not {shorten(quote)!r}. {hint}"
        )
    return span


def _by_words(document: str, text: str, quote: str) -> Span:
    if not quote:
        raise WrongSpan(document, 0, 0, "Name the passage: its words (--quote), or its start and end.")
    starts = occurrences(text, quote)
    if not starts:
        raise QuoteNotFound(document, quote)
    if len(starts) > 1:
        raise QuoteNotUnique(document, quote, starts)
    return Span(starts[0], starts[0] + len(quote))
