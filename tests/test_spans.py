"""How passages stand to each other: every definition held against plain loops."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.query import spans
from qualcode.query.spans import Spans, overlapping_pairs

Place = tuple[int, int, int]
Test = Callable[[int, int, int, int], bool]

#: The table of definitions, word for word.
DEFINED: dict[str, Test] = {
    "within": lambda a0, a1, b0, b1: b0 <= a0 and a1 <= b1,
    "encloses": lambda a0, a1, b0, b1: a0 <= b0 and b1 <= a1,
    "overlaps": lambda a0, a1, b0, b1: a0 < b0 < a1 < b1,
    "overlapped_by": lambda a0, a1, b0, b1: b0 < a0 < b1 < a1,
    "cooccurs": lambda a0, a1, b0, b1: max(a0, b0) < min(a1, b1),
}
EVERY = [(start, end) for start in range(6) for end in range(start + 1, 7)]

places = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(1, 8)).map(lambda p: (p[0], p[1], p[1] + p[2])),
    max_size=12,
)


def laid(found: list[Place]) -> Spans:
    return Spans(*np.array(found, np.int64).reshape(-1, 3).T)


@pytest.mark.parametrize("name", DEFINED)
@given(a=places, b=places)
def test_a_relation_is_its_definition(name: str, a: list[Place], b: list[Place]) -> None:
    expected = [any(p[0] == q[0] and DEFINED[name](*p[1:], *q[1:]) for q in b) for p in a]
    assert getattr(spans, name)(laid(a), laid(b)).tolist() == expected


@given(a=places, b=places, distance=st.integers(0, 9))
def test_distances_are_counted_from_end_to_start(a: list[Place], b: list[Place], distance: int) -> None:
    before = [any(p[0] == q[0] and 0 <= q[1] - p[2] <= distance for q in b) for p in a]
    after = [any(p[0] == q[0] and 0 <= p[1] - q[2] <= distance for q in b) for p in a]
    assert spans.precedes(laid(a), laid(b), distance).tolist() == before
    assert spans.follows(laid(a), laid(b), distance).tolist() == after


def test_cooccurring_is_any_of_the_four_on_all_441_pairs() -> None:
    seen = 0
    for (a0, a1), (b0, b1) in product(EVERY, EVERY):
        a, b = laid([(0, a0, a1)]), laid([(0, b0, b1)])
        four = [getattr(spans, name)(a, b)[0] for name in list(DEFINED)[:4]]
        assert any(four) == spans.cooccurs(a, b)[0]
        # only the same passage is both within and around; no other two hold at once
        assert sum(four) == (2 if (a0, a1) == (b0, b1) else any(four))
        seen += 1
    assert seen == 441


@given(a=places, b=places, chunk=st.integers(1, 7))
def test_overlapping_pairs_come_once_each_in_chunks(a: list[Place], b: list[Place], chunk: int) -> None:
    met = DEFINED["cooccurs"]
    expected = [(i, j) for i, p in enumerate(a) for j, q in enumerate(b) if p[0] == q[0] and met(*p[1:], *q[1:])]
    parts = list(overlapping_pairs(*laid(a), *laid(b), chunk=chunk))
    assert all(0 < len(ones) == len(others) <= chunk for ones, others in parts)
    found = [pair for ones, others in parts for pair in zip(ones.tolist(), others.tolist(), strict=True)]
    assert sorted(found) == expected
