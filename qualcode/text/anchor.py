"""Carrying quotations over to a corrected text.

The same words at the same place are *kept*. The same words elsewhere, chosen by what stands around them, are
*moved*. Words at least 0.8 alike are *changed*. Anything else is *orphaned*: a code is never left quietly on
other words, nor on the same words in another sentence: where they stood in the old text too, what stands around
decides whose they are, and a word or two need familiar surroundings in any case.
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
#: How many characters before and after a passage tell where it belongs.
_CONTEXT = 48
#: From this length on (in characters) words are found again without familiar surroundings.
_TELLING = 20
#: Surroundings are familiar when those on one side are so alike; two sentences at random are about 0.5.
_FAMILIAR = 0.65


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
    starts = [start for start in occurrences(new, words) if not _cuts_more(old, new, span, start)]
    start = _best_start(old, new, span, starts, aligned[0])
    if start is None:
        return _changed(old, new, span, aligned)
    fate = Fate.KEPT if start == span.start else Fate.MOVED
    return Landing(fate, Span(start, start + len(words)), 1.0)


def _cuts(text: str, at: int) -> bool:
    """Whether a place lies inside a word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _cuts_more(old: str, new: str, span: Span, start: int) -> bool:
    """Whether the words would begin or end inside a word where they did not before (`nee` in `neen`)."""
    begins = _cuts(new, start) and not _cuts(old, span.start)
    return begins or (_cuts(new, start + len(span)) and not _cuts(old, span.end))


def _around(old: str, new: str, start: int, there: int, length: int) -> tuple[float, float]:
    """How alike the surroundings of a place in the old text and of one in the new are: before and after."""
    before = likeness(old[max(0, start - _CONTEXT) : start], new[max(0, there - _CONTEXT) : there])
    end, after = start + length, there + length
    return before, likeness(old[end : end + _CONTEXT], new[after : after + _CONTEXT])


def _best_start(old: str, new: str, span: Span, starts: Sequence[int], aligned: int) -> int | None:
    """The occurrence with the most alike surroundings; None where nothing tells several apart, and where those
    words are another passage's, that was there before."""
    size = len(span)
    sides = {start: _around(old, new, span.start, start, size) for start in starts}
    known = [start for start in starts if size >= _TELLING or max(sides[start]) >= _FAMILIAR]
    ranked = sorted(known, key=lambda start: (sum(sides[start]), start == aligned, -abs(start - aligned)), reverse=True)
    if not ranked:
        return None
    best = ranked[0]
    others = [start for start in occurrences(old, span.of(old)) if start != span.start]
    theirs = max((sum(_around(old, new, other, best, size)) for other in others), default=0.0)
    mine = sum(sides[best])
    if theirs > mine or (theirs == mine and best != aligned):
        return None
    apart = len(ranked) == 1 or mine - sum(sides[ranked[1]]) > 0.2 or best == aligned
    return best if apart else None


def _changed(old: str, new: str, span: Span, aligned: tuple[int, int]) -> Landing:
    """The window of the new text most like the words: where they stood, or for more than a few words the best one
    anywhere. A passage that stood elsewhere in the old text is not these words, changed."""
    words = span.of(old)
    windows = [_trimmed(new, *aligned), _trimmed(new, *_whole_words(new, *aligned))]
    found = fuzz.partial_ratio_alignment(words, new) if _TELLING <= len(words) <= len(new) else None
    if found is not None:
        windows.append(_trimmed(new, *_whole_words(new, found.dest_start, found.dest_end)))
    best = Landing(Fate.ORPHANED, None, 0.0)
    for window in windows:
        if window is None or _stood_elsewhere(old, span, window.of(new)):
            continue
        alike = likeness(words, window.of(new))
        if alike > best.alike:
            best = Landing(Fate.CHANGED, window, alike)
    return best if best.alike >= ALIKE else Landing(Fate.ORPHANED, None, best.alike)


def _stood_elsewhere(old: str, span: Span, words: str) -> bool:
    """Whether words of the new text are those of the span themselves, or stood in the old text apart from it."""
    starts = occurrences(old, words)
    inside = any(start < span.end and span.start < start + len(words) for start in starts)
    return words == span.of(old) or (bool(starts) and not inside)


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
