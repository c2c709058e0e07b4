"""Segments of two coders matched one to one, as MAXQDA compares them: the same passage if they overlap enough."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.analysis.agreement.score import Score, undefined
from qualcode.errors import QualcodeError

#: Half-open starts and ends. Documents are laid end to end, or compared one at a time.
Bounds = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class SegmentScores:
    """`matches` segments match one to one. With `one` as the reference: `recall` is their share of the segments of
    `one`, `precision` that of `other`, `f1` = 2 · matches / (both numbers of segments), which needs no reference."""

    matches: int
    precision: Score
    recall: Score
    f1: Score


def match_segments(one: Bounds, other: Bounds, *, least: float = 0.9) -> int:
    """The largest number of one-to-one matches with intersection over union of at least `least` (0 to 1).

    Segments without a common character never match. Segments of one coder may overlap each other, or be the same.
    Raises QualcodeError where `least` is not from 0 to 1.
    """
    if not 0 <= least <= 1:
        raise QualcodeError(f"The overlap is a share from 0 to 1 (0.9 for 90 %); got {least}.")
    near = _near(one, other, least)
    matching = _Matching({}, {})
    return sum(_augment(segment, near, matching) for segment in range(len(near)))


def segment_scores(one: Bounds, other: Bounds, *, least: float = 0.9) -> SegmentScores:
    """Precision, recall and F1 of `match_segments`; undefined where there is no segment to take a share of."""
    matches = match_segments(one, other, least=least)
    return SegmentScores(
        matches,
        precision=_share(matches, len(other)),
        recall=_share(matches, len(one)),
        f1=_share(2 * matches, len(one) + len(other)),
    )


def _share(part: int, whole: int) -> Score:
    return Score(part / whole) if whole else undefined("nobody used it")


@dataclass(frozen=True, slots=True)
class _Matching:
    """Who goes with whom, both ways, as far as it has come."""

    partner: dict[int, int]
    owner: dict[int, int]


def _near(one: Bounds, other: Bounds, least: float) -> list[list[int]]:
    """Per segment of `one`, the segments of `other` (places in order of start) that overlap it enough."""
    second = sorted(other)
    starts = [start for start, _ in second]
    longest = max((end - start for start, end in second), default=0)
    near = []
    for start, end in sorted(one):
        reach = min(longest, (end - start) / least) if least else longest
        window = range(bisect_left(starts, start - reach), bisect_left(starts, end))
        overlaps = ((place, _overlap((start, end), second[place])) for place in window)
        near.append([place for place, share in overlaps if share > 0 and share >= least])
    return near


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union; 0 without a common character."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (one[1] - one[0] + other[1] - other[0] - common) if common > 0 else 0.0


def _augment(segment: int, near: list[list[int]], matching: _Matching) -> bool:
    """Give `segment` a partner, others moving over where they can; True if it got one (an augmenting path, looked
    for breadth first)."""
    reached: dict[int, int] = {}
    queue = [segment]
    for current in queue:
        for partner in near[current]:
            if partner in reached:
                continue
            reached[partner] = current
            if partner not in matching.owner:
                _move_over(partner, reached, matching)
                return True
            queue.append(matching.owner[partner])
    return False


def _move_over(free: int, reached: dict[int, int], matching: _Matching) -> None:
    """Each segment on the path takes the partner it reached; what it held goes to the one before it."""
    partner: int | None = free
    while partner is not None:
        owner = reached[partner]
        before = matching.partner.get(owner)
        matching.partner[owner], matching.owner[partner] = partner, owner
        partner = before
