"""Units that coders cut out of the text themselves: unitizing alphas, and segments matched one to one."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.agreement import coefficients as of
from qualcode.analysis.agreement import krippendorff, segments
from qualcode.analysis.agreement import unitizing as cut
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.score import Score
from qualcode.errors import QualcodeError


def number(score: Score) -> Any:
    """To compare by: the value nearly, or else the reason."""
    return score.reason if score.value is None else pytest.approx(score.value, abs=1e-9)


# Unitizing.

SIZE = 12


@st.composite
def continua(draw: st.DrawFn, read: bool = False) -> cut.Continuum:
    """Two documents of 12 characters and two or three coders, who cut them into units of value x or y, or gaps."""
    coders = draw(st.integers(2, 3))
    done = np.ones((2, coders), dtype=bool)
    if read:
        done = np.array(
            draw(st.lists(st.lists(st.booleans(), min_size=coders, max_size=coders), min_size=2, max_size=2))
        )
    units: list[list[tuple[int, int, object]]] = []
    for coder in range(coders):
        own: list[tuple[int, int, object]] = []
        for document in np.flatnonzero(done[:, coder]).tolist():
            cuts = sorted(draw(st.sets(st.integers(0, SIZE), max_size=6)))
            for start, end in pairwise(cuts):
                value = draw(st.sampled_from(["", "x", "y"]))
                own += [(start + document * SIZE, end + document * SIZE, value)] if value else []
        units.append(own)
    return cut.Continuum.of(units, lengths=[SIZE, SIZE], read=done)


def sections(continuum: cut.Continuum, coder: int) -> list[tuple[int, int, object]]:
    """Units and gaps of a coder, as (start, end, value), the gaps with None; gaps are cut at documents."""
    found: list[tuple[int, int, object]] = []
    for document in range(len(continuum.lengths)):
        if not continuum.read[document, coder]:
            continue
        at = document * SIZE
        for start, end, value in zip(
            *(each[coder] for each in (continuum.starts, continuum.ends, continuum.values)), strict=True
        ):
            if start // SIZE == document:
                found += [(at, int(start), None)] if at < start else []
                found.append((int(start), int(end), continuum.categories[value]))
                at = int(end)
        found += [(at, (document + 1) * SIZE, None)] if at < (document + 1) * SIZE else []
    return found


def by_loops(continuum: cut.Continuum) -> dict[str, float | None]:
    """uα, |uα and cuα written out from Krippendorff et al. (2016), with every coder having done every document."""
    coders = [sections(continuum, coder) for coder in range(continuum.coders)]
    kinds = [None, *continuum.categories]
    seen = {(c, k): 0.0 for c in kinds for k in kinds}
    within, met = dict.fromkeys(kinds, 0.0), dict.fromkeys(kinds, 0.0)
    for own in coders:
        for start, end, value in own:
            within[value] += (end - start) if value is None else (end - start) ** 2
    for one, other in permutations(coders, 2):
        for start, end, value in one:
            shared = [(max(0, min(end, stop) - max(start, begin)), kind) for begin, stop, kind in other]
            for length, kind in shared:
                seen[value, kind] += length / (len(coders) - 1)
            if value is not None:
                met[value] += sum(length for length, kind in shared if kind is not None) ** 2 / (len(coders) - 1)

    def coefficient(some: list[object], inside: dict[Any, float], pairs: list[tuple[object, object]]) -> float | None:
        total = {c: sum(seen[c, k] for k in some) for c in some}
        whole = sum(total.values())
        room = whole**2 - sum(inside[c] for c in some)
        chance = sum(whole * (total[c] * total[k] - (c == k) * inside[c]) for c, k in pairs)
        return 1 - sum(seen[pair] for pair in pairs) * room / chance if chance > 0 and room > 0 else None

    different = [(c, k) for c in kinds for k in kinds if c != k]
    return {
        "u": coefficient(kinds, within, different),
        "bar_u": coefficient(kinds, within, [(None, k) for k in kinds[1:]]),
        "cu": coefficient(kinds[1:], met, [pair for pair in different if None not in pair]),
    }


def family(continuum: cut.Continuum) -> dict[str, Score]:
    return {
        "u": cut.u_alpha(continuum),
        "bar_u": cut.bar_u_alpha(continuum),
        "cu": cut.cu_alpha(continuum).score,
        "alpha_u": cut.alpha_u(continuum).overall,
    }


@given(continua())
def test_unitizing_written_out_in_loops(continuum: cut.Continuum) -> None:
    found = family(continuum)
    for name, value in by_loops(continuum).items():
        assert found[name].value == (None if value is None else pytest.approx(value, abs=1e-9)), name


@given(continua(read=True), st.data())
def test_the_order_of_coders_changes_no_unitizing(continuum: cut.Continuum, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(continuum.coders)))
    starts, ends, values = (
        tuple(each[place] for place in order) for each in (continuum.starts, continuum.ends, continuum.values)
    )
    turned = cut.Continuum(continuum.lengths, starts, ends, values, continuum.categories, continuum.read[:, order])
    assert {name: number(each) for name, each in family(continuum).items()} == family_numbers(turned)
    for one, other in zip(cut.k_u_alpha(continuum), cut.k_u_alpha(turned), strict=True):
        assert number(one.score) == number(other.score)


def family_numbers(continuum: cut.Continuum) -> dict[str, Any]:
    return {name: each.reason if each.value is None else each.value for name, each in family(continuum).items()}


@given(continua())
def test_the_same_units_by_all_coders_are_perfect(continuum: cut.Continuum) -> None:
    starts, ends, values = ((each[0],) * 3 for each in (continuum.starts, continuum.ends, continuum.values))
    same = cut.Continuum(continuum.lengths, starts, ends, values, continuum.categories, np.ones((2, 3), dtype=bool))
    for name, each in family(same).items():
        assert each.value in (1.0, None), name
    if len(set(values[0].tolist())) == 2:
        assert {name: each.value for name, each in family(same).items()} == dict.fromkeys(family(same), 1.0)
        assert [each.score.value for each in cut.k_u_alpha(same)] == [1.0, 1.0]


@given(continua(read=True))
def test_a_document_done_by_one_coder_is_missing(continuum: cut.Continuum) -> None:
    """Leaving out what one coder alone did changes nothing."""
    alone = continuum.read.sum(axis=1) < 2
    keep = [~alone[continuum.document_of(starts)] for starts in continuum.starts]
    starts, ends, values = (
        tuple(each[kept] for each, kept in zip(every, keep, strict=True))
        for every in (continuum.starts, continuum.ends, continuum.values)
    )
    less = cut.Continuum(
        continuum.lengths, starts, ends, values, continuum.categories, continuum.read & ~alone[:, None]
    )
    assert family_numbers(less) == {name: number(each) for name, each in family(continuum).items()}


def test_a_cut_in_a_unit_changes_unitizing_but_no_character() -> None:
    whole = cut.Continuum.of([[(0, 8, "x")], [(2, 10, "x"), (12, 14, "y")]], lengths=[20])
    halves = cut.Continuum.of([[(0, 4, "x"), (4, 8, "x")], [(2, 10, "x"), (12, 14, "y")]], lengths=[20])
    assert krippendorff.alpha(whole.ratings).value == pytest.approx(krippendorff.alpha(halves.ratings).value)
    assert of.percent(whole.ratings) == of.percent(halves.ratings)
    assert cut.u_alpha(whole).value != pytest.approx(cut.u_alpha(halves).value)
    assert cut.alpha_u(whole).overall.value != pytest.approx(cut.alpha_u(halves).overall.value)


@given(continua())
def test_runs_are_the_characters(continuum: cut.Continuum) -> None:
    rows: list[list[object]] = [[None] * continuum.coders for _ in range(2 * SIZE)]
    for coder in range(continuum.coders):
        for start, end, value in sections(continuum, coder):
            for character in range(start, end):
                rows[character][coder] = value or "gap"
    assert number(krippendorff.alpha(Ratings.of(rows))) == number(krippendorff.alpha(continuum.ratings))


NOTHING: list[list[tuple[int, int, object]]] = [[], []]


@pytest.mark.parametrize(
    ("units", "reasons"),
    [
        (NOTHING, ["nobody marked anything"] * 2 + ["no two coders marked the same text", "nobody marked anything"]),
        (
            [[(0, 20, "x")]] * 2,
            [
                "everybody gave the whole text the same value",
                "the whole text is marked by everybody",
                "text that two coders marked has one value only",
                "",
            ],
        ),
        ([[(0, 5, "x")], [(10, 15, "y")]], ["", "", "no two coders marked the same text", ""]),
    ],
)
def test_unitizing_without_variation_is_undefined(units: Any, reasons: list[str]) -> None:
    found = family(cut.Continuum.of(units, lengths=[20]))
    assert [each.reason.removeprefix("undefined, because ") for each in found.values()] == reasons


@pytest.mark.parametrize(
    ("units", "read", "said"),
    [
        ([[(0, 0, "x")]], None, "empty"),
        ([[(0, 30, "x")]], None, "outside the text of 20"),
        ([[(8, 12, "x")]], None, "crosses from one document"),
        ([[(11, 12, "x")]], np.array([[True], [False]]), "did not do"),
    ],
)
def test_units_lie_within_a_document(units: Any, read: Any, said: str) -> None:
    with pytest.raises(QualcodeError, match=said):
        cut.Continuum.of(units, lengths=[10, 10], read=read)


def test_overlapping_units_have_no_unitizing_alpha_but_alpha_u_by_value() -> None:
    overlapping = cut.Continuum.of([[(0, 5, "x"), (3, 8, "y")], [(0, 5, "x")]], lengths=[20])
    with pytest.raises(QualcodeError, match="Units of coder 1 overlap"):
        cut.u_alpha(overlapping)
    assert cut.alpha_u(overlapping).by_category[0].value == 1.0


# Segments.

spans = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 8)).map(lambda each: (each[0], sum(each))), max_size=5)


@given(spans, spans, st.sampled_from([0, 0.1, 0.5, 0.9, 1]))
def test_no_matching_is_larger(one: list[tuple[int, int]], other: list[tuple[int, int]], least: float) -> None:
    """Against every way to pair them off."""

    def near(a: tuple[int, int], b: tuple[int, int]) -> bool:
        common = len(set(range(*a)) & set(range(*b)))
        return common > 0 and common / len(set(range(*a)) | set(range(*b))) >= least

    few, many = sorted([one, other], key=len)
    best = max(sum(near(a, b) for a, b in zip(few, picked, strict=True)) for picked in permutations(many, len(few)))
    assert segments.match_segments(one, other, least=least) == best
    assert segments.match_segments(other, one, least=least) == best


def test_a_segment_is_matched_once() -> None:
    found = segments.segment_scores([(0, 10), (0, 10), (50, 60)], [(0, 10), (52, 60)], least=0.9)
    assert (found.matches, found.precision.value) == (1, 0.5)
    assert found.recall.value == pytest.approx(1 / 3)
    assert found.f1.value == pytest.approx(2 / 5)
    assert segments.match_segments([(0, 10)], [(0, 9)], least=0.9) == 1


def test_a_segment_moves_over_to_another_partner() -> None:
    """The first takes what it meets first, which is all that the next could have."""
    assert segments.match_segments([(0, 6), (1, 3)], [(0, 4), (5, 12)], least=0.05) == 2
    chain = [(0, 7), (2, 14), (3, 4)]
    assert segments.match_segments(chain, [(0, 5), (6, 10), (12, 20)], least=0.05) == 3


def test_an_overlap_is_a_share() -> None:
    with pytest.raises(QualcodeError, match="from 0 to 1"):
        segments.match_segments([], [], least=90)


def test_without_segments_there_is_no_share() -> None:
    found = segments.segment_scores([(0, 10)], [])
    assert (found.matches, found.recall.value, found.f1.value) == (0, 0.0, 0.0)
    assert found.precision.reason == "undefined, because nobody used it"
