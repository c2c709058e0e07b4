"""What agreement coefficients hold to, whatever the data."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qualcode.analysis.agreement import bootstrap, krippendorff, sets
from qualcode.analysis.agreement import coefficients as of
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.score import Score, undefined
from qualcode.errors import QualcodeError
from qualcode.tables import Floats

Coefficient = Callable[[Ratings], Score]

TWO: dict[str, Coefficient] = {"cohen": of.cohen_kappa, "scott": of.scott_pi}
CHANCE: dict[str, Coefficient] = {
    "fleiss": of.fleiss_kappa,
    "ac1": of.gwet_ac1,
    "brennan_prediger": of.brennan_prediger,
    "alpha": krippendorff.alpha,
}
PLAIN: dict[str, Coefficient] = {"percent": of.percent, "holsti": of.holsti}
EVERY = {**TWO, **CHANCE, **PLAIN}
METRICS: tuple[krippendorff.Metric, ...] = ("nominal", "ordinal", "interval", "ratio")

values = st.sampled_from([None, 1, 2, 3, 4])


def tables(coders: int) -> st.SearchStrategy[list[tuple[int | None, ...]]]:
    return st.lists(st.tuples(*[values] * coders), min_size=1, max_size=15)


any_table = st.integers(2, 4).flatmap(tables)


def number(score: Score) -> Any:
    """To compare by: the value nearly, or else the reason."""
    return score.reason if score.value is None else pytest.approx(score.value, abs=1e-9)


def fitting(coders: int) -> dict[str, Coefficient]:
    return {name: one for name, one in EVERY.items() if coders == 2 or name not in TWO}


# Scores and ratings.


def test_a_score_has_a_value_or_a_reason() -> None:
    assert undefined("nobody used it").reason == "undefined, because nobody used it"
    for wrong in ({"value": None}, {"value": 0.5, "reason": "undefined, because"}, {"value": math.nan}):
        with pytest.raises(ValueError, match="A score"):
            Score(**wrong)


def test_a_score_takes_an_interval_or_the_reason_for_none() -> None:
    assert Score(0.5).between((0.25, 0.75)) == Score(0.5, low=0.25, high=0.75)
    assert Score(0.5).between("only 4 documents") == Score(0.5, interval_reason="only 4 documents")
    assert undefined("x").between((0.25, 0.75)) == undefined("x")


def test_missing_is_none_nan_and_what_pandas_has_for_it() -> None:
    frame = pd.DataFrame({"a": ["x", None, "y"], "b": ["x", pd.NA, math.nan]})
    assert Ratings.of(frame).codes.tolist() == [[0, 0], [-1, -1], [1, -1]]
    assert Ratings.of(frame).categories == ("x", "y")


def test_numbers_are_in_order_and_sets_as_they_come() -> None:
    assert Ratings.of([(10, 9.5), (None, 2)]).categories == (2, 9.5, 10)
    assert Ratings.of([(frozenset("b"), frozenset("a"))]).categories == (frozenset("b"), frozenset("a"))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Ratings.of([("a", "b"), ("a",)]), "Unit 2 has 1 values and the first has 2"),
        (lambda: Ratings.of([("a", "c")], categories="ab"), "'c' is not one of the categories: a, b"),
        (lambda: Ratings.of([("a", "a")], weights=[-1]), "0 or more"),
        (lambda: Ratings.of([("a", "a")], weights=[1, 1]), "one weight per unit"),
        (lambda: of.cohen_kappa(Ratings.of([("a", "a", "b")])), "compares two coders; got 3"),
        (lambda: of.dice(Ratings.of([("a", "b"), ("c", "c")])), "two categories"),
        (lambda: krippendorff.alpha(Ratings.of([("a", "b")]), metric="interval"), "needs numbers; 'a' is not"),
        (lambda: krippendorff.alpha(Ratings.of([(-1, 1)]), metric="ratio"), "0 or more; -1 is not"),
        (lambda: sets.masi_alpha([(frozenset(), None), (frozenset(),)]), "one set per coder"),
    ],
)
def test_what_does_not_fit_is_said(make: Callable[[], object], said: str) -> None:
    with pytest.raises(QualcodeError, match=said.replace("(", r"\(")):
        make()


# What holds for every coefficient on units.


@given(any_table, st.data())
def test_the_order_of_coders_units_and_labels_changes_nothing(
    rows: list[tuple[int | None, ...]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(rows[0]))))
    names = dict(zip([1, 2, 3, 4], data.draw(st.permutations("wxyz")), strict=True))
    other = [tuple(names.get(row[place]) for place in order) for row in reversed(rows)]  # type: ignore[arg-type]
    one, two = Ratings.of(rows, categories=[1, 2, 3, 4]), Ratings.of(other, categories="wxyz")
    for name, coefficient in fitting(len(order)).items():
        assert number(coefficient(one)) == number(coefficient(two)), name
    for metric in METRICS:
        turned = Ratings.of([tuple(row[place] for place in order) for row in rows], categories=[1, 2, 3, 4])
        assert number(krippendorff.alpha(one, metric=metric)) == number(krippendorff.alpha(turned, metric=metric))


@given(st.lists(st.integers(1, 4), min_size=2, max_size=10), st.integers(2, 4))
def test_perfect_agreement_with_variation_is_one(units: list[int], coders: int) -> None:
    assume(len(set(units)) > 1)
    ratings = Ratings.of([(value,) * coders for value in units])
    assert {name: one(ratings).value for name, one in fitting(coders).items()} == dict.fromkeys(fitting(coders), 1.0)
    assert [krippendorff.alpha(ratings, metric=metric).value for metric in METRICS] == [1.0] * 4
    assert {each.value for each in krippendorff.alpha_by_category(ratings)} == {1.0}


@pytest.mark.parametrize("name", [*TWO, *CHANCE])
@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (Ratings.of([("a", "a")] * 5), "everybody gave every unit the same value"),
        (Ratings.of([("a", "a"), ("b", None)]), "everybody gave every unit the same value"),
        (Ratings.binary([(False, False)] * 5), "nobody used it"),
        (Ratings.binary([(True, True)] * 5), "everybody used it in every unit"),
        (Ratings.of([("a", None), (None, "b")]), "no unit has a value from two coders"),
        (Ratings.of([("a", "b")], weights=[0]), "no unit has a value from two coders"),
        (Ratings.of([("a", "a")] * 5, categories="abc"), "everybody gave every unit the same value"),
    ],
)
def test_no_variation_is_undefined(name: str, ratings: Ratings, reason: str) -> None:
    assert {**TWO, **CHANCE}[name](ratings) == Score(None, f"undefined, because {reason}")


def test_without_units_nothing_is_defined() -> None:
    for ratings in (Ratings.of([]), Ratings.binary(np.zeros((0, 2), dtype=bool)), Ratings.of([("a",), ("b",)])):
        for name, coefficient in EVERY.items():
            if name not in TWO or ratings.coders == 2:
                assert coefficient(ratings).reason.startswith("undefined, because"), name


@given(any_table, st.data())
def test_a_unit_may_be_cut_into_parts_of_the_same_weight(
    rows: list[tuple[int | None, ...]], data: st.DataObject
) -> None:
    """Characters in runs: a run cut in two is the same text."""
    weights = data.draw(st.lists(st.integers(2, 50), min_size=len(rows), max_size=len(rows)))
    first = [data.draw(st.integers(1, weight - 1)) for weight in weights]
    rest = [weight - part for weight, part in zip(weights, first, strict=True)]
    whole = Ratings.of(rows, weights=weights)
    parts = Ratings.of(rows + rows, weights=first + rest)
    characters = Ratings.of([row for row, weight in zip(rows, weights, strict=True) for _ in range(weight)])
    for name, coefficient in fitting(len(rows[0])).items():
        assert number(coefficient(whole)) == number(coefficient(parts)) == number(coefficient(characters)), name


@given(any_table)
def test_a_unit_with_one_value_tells_alpha_nothing(rows: list[tuple[int | None, ...]]) -> None:
    lonely = [(value,) + (None,) * (len(rows[0]) - 1) for value in (1, 2, 3)]
    one, more = Ratings.of(rows, categories=[1, 2, 3, 4]), Ratings.of(rows + lonely, categories=[1, 2, 3, 4])
    for metric in METRICS:
        assert number(krippendorff.alpha(one, metric=metric)) == number(krippendorff.alpha(more, metric=metric))
    assert of.percent(one) == of.percent(more)


def test_missing_is_not_zero() -> None:
    table = [(True, True), (False, False), (True, False), (True, False)]
    present = [(True, True), (True, True), (True, True), (True, False)]
    assert of.percent(Ratings.binary(table)).value == 0.5
    assert of.percent(Ratings.binary(table, present=present)).value == pytest.approx(2 / 3)
    assert of.dice(Ratings.binary(table)).value == 0.5
    assert of.dice(Ratings.binary(table, present=present)).value == pytest.approx(2 / 3)


def test_two_coders_who_each_code_random_halves_have_a_kappa_of_zero() -> None:
    """Independent halves: each of the four cells holds a quarter of the units."""
    halves = Ratings.binary([(a, b) for a in (True, False) for b in (True, False)] * 250)
    assert f"{of.cohen_kappa(halves).value:.3f}" == "0.000"
    assert f"{of.scott_pi(halves).value:.3f}" == "0.000"
    assert of.percent(halves).value == 0.5
    uneven = Ratings.binary([(True, True), (True, False), (False, True), (False, False)], weights=[6, 14, 24, 56])
    assert f"{of.cohen_kappa(uneven).value:.3f}" == "0.000"


@given(any_table)
def test_holsti_is_percent_where_all_coded_the_same_units(rows: list[tuple[int | None, ...]]) -> None:
    filled = [tuple(value or 1 for value in row) for row in rows]
    assert of.holsti(Ratings.of(filled)).value == pytest.approx(of.percent(Ratings.of(filled)).value)


def test_holsti_counts_what_each_coded() -> None:
    assert of.holsti(Ratings.of([("a", "a"), ("b", "c"), ("a", None)])).value == pytest.approx(2 / 5)


@given(any_table)
def test_fleiss_for_two_coders_is_scott(rows: list[tuple[int | None, ...]]) -> None:
    pairs = Ratings.of([(row[0] or 1, row[1] or 2) for row in rows], categories=[1, 2, 3, 4])
    assert number(of.fleiss_kappa(pairs)) == number(of.scott_pi(pairs))


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([(1, 1), (1, 1), (1, 0), (0, 1), (0, 1)], 4 / 7),
        ([(1, 1), (0, 0)], 1.0),
        ([(1, 0), (0, 1)], 0.0),
        ([(1, 1, 1), (1, 1, 0)], 2 * 4 / (2 * 4 + 2)),
        ([(0, 0, 0)], None),
    ],
)
def test_dice_leaves_out_what_nobody_marked(rows: list[tuple[int, ...]], value: float | None) -> None:
    found = of.dice(Ratings.binary(rows))
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.reason == ("undefined, because nobody used it" if value is None else "")


def test_a_category_nobody_used_has_no_alpha() -> None:
    ratings = Ratings.of([("a", "a"), ("a", "b")], categories="abc")
    assert [each.value is None for each in krippendorff.alpha_by_category(ratings)] == [False, False, True]
    assert krippendorff.alpha_by_category(ratings)[2].reason == "undefined, because nobody used it"


@given(any_table)
def test_alpha_of_a_category_is_alpha_against_the_rest(rows: list[tuple[int | None, ...]]) -> None:
    ratings = Ratings.of(rows, categories=[1, 2, 3, 4])
    for kind, score in enumerate(krippendorff.alpha_by_category(ratings)):
        against = krippendorff.alpha(Ratings.binary(ratings.codes == kind, present=ratings.present))
        assert (score.value is None) == (against.value is None)
        assert score.value == (None if against.value is None else pytest.approx(against.value))


def test_every_pair_of_coders_counts_alike() -> None:
    rows = [(1, 1, 2), (2, 2, 2), (1, 3, None), (None, 1, 1)]
    table = krippendorff.coincidences(Ratings.of(rows))
    by_hand = np.zeros((3, 3))
    for row in rows:
        given = [value - 1 for value in row if value is not None]
        for one, other in combinations(given, 2):
            by_hand[one, other] += 1 / (len(given) - 1)
            by_hand[other, one] += 1 / (len(given) - 1)
    assert table == pytest.approx(by_hand)


# Arrays: documents add up, and many at once.

OF_PAIRS: dict[str, Callable[[Floats], Floats]] = {"cohen": of.cohen_of, "scott": of.scott_of}
OF_SUMS: dict[str, Callable[[Floats], Floats]] = {
    "percent": of.percent_of,
    "fleiss": of.fleiss_of,
    "ac1": of.ac1_of,
    "brennan_prediger": of.brennan_prediger_of,
}


@given(any_table, st.data())
def test_documents_add_up(rows: list[tuple[int | None, ...]], data: st.DataObject) -> None:
    places = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows))))
    ratings = Ratings.of(rows, categories=[1, 2, 3, 4])
    makers: list[Callable[..., Floats]] = [krippendorff.coincidences, of.sums]
    makers += [of.contingency] if ratings.coders == 2 else []
    for make in makers:
        each = make(ratings, places=places, count=4)
        assert each[3].sum() == 0
        assert each.sum(axis=0) == pytest.approx(make(ratings))
        for document in range(3):
            part = Ratings(ratings.codes[places == document], (1, 2, 3, 4), ratings.weights[places == document])
            assert each[document] == pytest.approx(make(part))


@given(st.lists(tables(2), min_size=1, max_size=4))
def test_many_at_once_are_as_one_by_one(several: list[list[tuple[int | None, ...]]]) -> None:
    each = [Ratings.of(rows, categories=[1, 2, 3, 4]) for rows in several]
    pairs, totals = np.stack([of.contingency(one) for one in each]), np.stack([of.sums(one) for one in each])
    found = {name: make(pairs) for name, make in OF_PAIRS.items()}
    found |= {name: make(totals) for name, make in OF_SUMS.items()}
    table = np.stack([krippendorff.coincidences(one) for one in each])
    found["alpha"] = krippendorff.alpha_of(table, krippendorff.distances("nominal", (1, 2, 3, 4), table.sum(axis=-1)))
    for name, values in found.items():
        singly = [EVERY[name](one).value for one in each]
        assert values.tolist() == pytest.approx([math.nan if one is None else one for one in singly], nan_ok=True), name
    middles = krippendorff.distances("ordinal", (1, 2, 3, 4), table.sum(axis=-1))
    ordinal = [krippendorff.alpha(one, metric="ordinal").value for one in each]
    assert krippendorff.alpha_of(table, middles).tolist() == pytest.approx(
        [math.nan if one is None else one for one in ordinal], nan_ok=True
    )


# Sets of codes.

labels = st.frozensets(st.sampled_from("abcd"))
label_rows = st.integers(2, 3).flatmap(
    lambda coders: st.lists(st.tuples(*[st.none() | labels] * coders), min_size=1, max_size=12)
)


def test_two_empty_sets_are_the_same() -> None:
    assert sets.masi(frozenset(), frozenset()) == 0.0
    assert sets.masi(frozenset(), frozenset("a")) == 1.0
    assert sets.masi_alpha([(frozenset(), frozenset()), (frozenset("a"), frozenset("a"))]).value == 1.0


@given(label_rows, st.integers(1, 3))
def test_masi_alpha_is_alpha_with_masi_between_categories(
    rows: list[tuple[frozenset[str] | None, ...]], block: int
) -> None:
    ratings = Ratings.of(rows, weights=range(1, len(rows) + 1))
    apart = np.array([[sets.masi(a, b) for b in ratings.categories] for a in ratings.categories])  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "BLOCK", block)
        found = sets.masi_alpha(rows, weights=range(1, len(rows) + 1))
    if ratings.categories:
        expected = krippendorff.alpha(ratings, metric=apart.reshape(len(apart), -1))
        assert (found.value is None) == (expected.value is None)
        assert found.value == (None if expected.value is None else pytest.approx(expected.value))
    else:
        assert found.reason == "undefined, because no unit has a value from two coders"


def test_the_same_set_everywhere_is_undefined() -> None:
    everywhere = sets.masi_alpha([(frozenset("a"), frozenset("a"))] * 3)
    assert everywhere.reason == "undefined, because everybody gave every unit the same set of codes"


def test_thousands_of_sets_need_neither_time_nor_room() -> None:
    """The same answer as from the matrix of all distances, taken in blocks."""
    random = np.random.default_rng(1)
    members = np.unique(random.random((700, 30)) < 0.2, axis=0)
    codes = random.integers(0, len(members), (3000, 3))
    every = [frozenset(np.flatnonzero(row).tolist()) for row in members]
    apart = np.array([[sets.masi(one, other) for other in every] for one in every])
    ratings = Ratings(codes, tuple(range(len(members))), np.ones(3000))
    found = sets.masi_alpha_of(codes, members, np.ones(3000))
    assert found.value == pytest.approx(krippendorff.alpha(ratings, metric=apart).value)


# Intervals.


def pairs_by_document(documents: int) -> Floats:
    random = np.random.default_rng(3)
    return np.asarray(random.integers(0, 20, (documents, 2, 2)) + 10 * np.eye(2))


def ends(*given: Any, **options: Any) -> tuple[float, float]:
    found = bootstrap.interval(*given, **options)
    assert not isinstance(found, str), found
    return found


def test_an_interval_lies_around_the_value_and_is_the_same_each_time() -> None:
    tables = pairs_by_document(30)
    low, high = ends(tables, of.cohen_of)
    assert low < float(of.cohen_of(tables.sum(axis=0))) < high
    assert bootstrap.interval(tables, of.cohen_of) == (low, high)
    assert bootstrap.interval(tables, of.cohen_of, seed=2) != (low, high)


def test_blocks_of_draws_give_the_same_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = pairs_by_document(30)
    at_once = bootstrap.interval(tables, of.cohen_of)
    monkeypatch.setattr(bootstrap, "ROOM", 28)
    assert bootstrap.interval(tables, of.cohen_of) == pytest.approx(at_once)


def test_an_interval_is_that_of_drawing_documents_one_by_one() -> None:
    """Means of documents: the interval comes near to that of the normal distribution."""
    scores = np.random.default_rng(5).normal(0.5, 0.1, 400)
    per_document = np.stack([scores, np.ones(400)], axis=1)
    low, high = ends(per_document, lambda drawn: np.asarray(drawn[:, 0] / drawn[:, 1]), draws=4000)
    half = 1.96 * scores.std() / 20
    assert (low, high) == pytest.approx((scores.mean() - half, scores.mean() + half), abs=0.001)


def test_documents_that_are_all_alike_leave_nothing_open() -> None:
    low, high = ends(np.ones((10, 2, 2)) + np.eye(2), of.cohen_of)
    assert low == pytest.approx(high)


def test_few_documents_give_no_interval() -> None:
    assert bootstrap.interval(pairs_by_document(4), of.cohen_of) == "only 4 documents; an interval needs 10"
    assert bootstrap.interval(pairs_by_document(1), of.cohen_of) == "only 1 document; an interval needs 10"
    assert isinstance(bootstrap.interval(pairs_by_document(4), of.cohen_of, fewest=3), tuple)


def test_variation_in_one_document_gives_no_interval() -> None:
    """Drawn without that document, which happens in a third of the draws, kappa is undefined."""
    tables = np.zeros((20, 2, 2))
    tables[:, 0, 0] = 10
    assert "undefined in" in bootstrap.interval(np.concatenate([tables, np.ones((1, 2, 2))]), of.cohen_of)
    assert isinstance(bootstrap.interval(np.concatenate([tables, np.ones((9, 2, 2))]), of.cohen_of), tuple)
