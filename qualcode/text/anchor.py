"""Carrying quotations over to a corrected text.

The same words at the same place are *kept*. The same words elsewhere, chosen by what stands around them, are
*moved*. Words at least 0.8 alike are *changed*. Anything else is *orphaned*: a code is never left quietly on
other words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from qualcode.model import Span
from qualcode.text.find import occurrences

#: From this likeness on (see `likeness`) words count as the same passage, changed.
ALIKE = 0.8
_CONTEXT = 48


class Fate(StrEnum):
    KEPT = "kept"
    MOVED = "moved"
    CHANGED = "changed"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a quotation lands in the new text; `span` is None for an orphan, `alike` runs from 0 to 1."""

    fate: Fate
    span: Span | None
    alike: float


def likeness(one: str, other: str) -> float:
    """2 × the longest common subsequence / the lengths together, 0 to 1 (the ratio of Ratcliff and Obershelp's
    family, as `Indel.normalized_similarity` in RapidFuzz)."""
    return Indel.normalized_similarity(one, other)


def carry(old: str, new: str, spans: Sequence[Span]) -> list[Landing]:
    """Where each span of `old` lands in `new`."""
    if old == new:
        return [Landing(Fate.KEPT, span, 1.0) for span in spans]
    follow = _alignment(old, new)
    return [_carry_one(old, new, span, follow(span)) for span in spans]


def _carry_one(old: str, new: str, span: Span, aligned: tuple[int, int]) -> Landing:
    words = span.of(old)
    starts = occurrences(new, words)
    if starts:
        start = _best_start(old, new, span, starts, aligned[0])
        if start is None:
            return Landing(Fate.ORPHANED, None, 1.0)
        fate = Fate.KEPT if start == span.start else Fate.MOVED
        return Landing(fate, Span(start, start + len(words)), 1.0)
    return _changed(new, words, aligned)


def _best_start(old: str, new: str, span: Span, starts: Sequence[int], aligned: int) -> int | None:
    """The occurrence with the most alike surroundings; None where there are several and nothing tells them apart."""

    def around(start: int) -> float:
        before = likeness(old[max(0, span.start - _CONTEXT) : span.start], new[max(0, start - _CONTEXT) : start])
        end = start + len(span)
        after = likeness(old[span.end : span.end + _CONTEXT], new[end : end + _CONTEXT])
        return before + after

    if len(starts) == 1:
        return starts[0]
    scores = {start: (around(start), start == aligned, -abs(start - aligned)) for start in starts}
    best, second = sorted(starts, key=lambda start: scores[start], reverse=True)[:2]
    apart = scores[best][0] - scores[second][0] > 0.2 or scores[best][1]
    return best if apart else None


def _changed(new: str, words: str, aligned: tuple[int, int]) -> Landing:
    """The window of the new text most like the words: where they stood, or the best one anywhere."""
    windows = [_trimmed(new, *aligned)]
    found = fuzz.partial_ratio_alignment(words, new)
    if found is not None and len(new) >= len(words):
        windows.append(_trimmed(new, *_whole_words(new, found.dest_start, found.dest_end)))
    best = Landing(Fate.ORPHANED, None, 0.0)
    for window in windows:
        if window is None:
            continue
        alike = likeness(words, window.of(new))
        if alike > best.alike:
            best = Landing(Fate.CHANGED, window, alike)
    return best if best.alike >= ALIKE else Landing(Fate.ORPHANED, None, best.alike)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The range stretched so that no word is cut."""
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The range without white space at its ends; None when nothing is left."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    return Span(start, end) if start < end else None


def _alignment(old: str, new: str) -> Callable[[Span], tuple[int, int]]:
    """A function from a span of the old text to the range of the new one that an edit script puts in its place."""
    blocks = list(Levenshtein.opcodes(old, new))

    def follow(span: Span) -> tuple[int, int]:
        start, end = len(new), 0
        for block in blocks:
            if block.src_start >= span.end or block.src_end <= span.start:
                continue
            if block.tag == "equal":
                low = block.dest_start + max(0, span.start - block.src_start)
                high = block.dest_end - max(0, block.src_end - span.end)
            else:
                low, high = block.dest_start, block.dest_end
            start, end = min(start, low), max(end, high)
        return (start, end) if start < end else (0, 0)

    return follow
