"""Published values of agreement coefficients, to their printed digits; and other implementations on random tables."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.agreement import coefficients as of
from qualcode.analysis.agreement import krippendorff, sets
from qualcode.analysis.agreement import unitizing as cut
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.score import Score

PUBLISHED = Path(__file__).parent.parent.parent / "shared" / "reference" / "agreement-oracles.json"


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    if not PUBLISHED.exists():
        pytest.skip(f"the published values are not here: {PUBLISHED}")
    found: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return found


def by_coder(rows: Sequence[Sequence[object]]) -> Ratings:
    """From a row per coder, as papers print them."""
    return Ratings.of(list(zip(*rows, strict=True)))


def crossed(table: list[list[int]]) -> Ratings:
    """From a contingency table, the first coder in rows: a row of ratings per cell, weighted."""
    cells = [(row, column) for row in range(len(table)) for column in range(len(table))]
    return Ratings.of(cells, weights=[table[row][column] for row, column in cells], categories=range(len(table)))


def close(score: Score, value: float, digits: int) -> bool:
    assert score.value is not None, score.reason
    return round(score.value, digits) == pytest.approx(value, abs=1e-12)


METRICS: tuple[krippendorff.Metric, ...] = ("nominal", "ordinal", "interval", "ratio")


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("data", ["krippendorff2011_C", "hayes_krippendorff2007_40x5"])
def test_alpha_with_each_distance(published: dict[str, Any], data: str, metric: krippendorff.Metric) -> None:
    found = krippendorff.alpha(by_coder(published[data]["rows"]), metric=metric)
    assert close(found, published[data]["alpha"][metric], 4)


def test_hayes_and_krippendorff_count_239_pairs(published: dict[str, Any]) -> None:
    case = published["hayes_krippendorff2007_40x5"]
    present = by_coder(case["rows"]).present.sum(axis=1)
    assert (present * (present - 1) // 2).sum() == case["pairs"]


@pytest.mark.parametrize("metric", ["nominal", "interval"])
def test_alpha_of_three_coders_with_gaps(published: dict[str, Any], metric: krippendorff.Metric) -> None:
    case = published["wikipedia_3x15"]
    assert close(krippendorff.alpha(by_coder(case["rows"]), metric=metric), case["alpha"][metric], 6)


def test_the_family_with_missing_values(published: dict[str, Any]) -> None:
    case = published["krippendorff2011_C"]
    ratings = by_coder(case["rows"])
    assert close(of.gwet_ac1(ratings), case["irrCAC"]["gwet_ac1"], 5)
    assert close(of.fleiss_kappa(ratings), case["irrCAC"]["fleiss"], 5)
    assert close(of.brennan_prediger(ratings), case["irrCAC"]["brennan_prediger"], 5)
    pairs = krippendorff.coincidences(ratings)
    seen = np.trace(pairs) / pairs.sum()
    assert seen * (1 - 1 / pairs.sum()) + 1 / pairs.sum() == pytest.approx(case["irrCAC"]["pa_alpha"])


def test_two_coders_ten_units(published: dict[str, Any]) -> None:
    case = published["krippendorff2011_A_binary"]
    manual = [[1, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]]
    for ratings in (by_coder(case["rows"]), by_coder(manual)):
        assert close(krippendorff.alpha(ratings), case["alpha_nominal"], 4)
        assert close(of.percent(ratings), case["percent"], 12)
        assert of.holsti(ratings) == of.percent(ratings)


def test_ben_and_gerry(published: dict[str, Any]) -> None:
    case = published["krippendorff2011_B_bengerry"]
    assert close(krippendorff.alpha(by_coder(case["rows"])), case["alpha_nominal"], 3)


def test_twelve_units_by_two_coders(published: dict[str, Any]) -> None:
    case = published["krippendorff2004_two_coder_12"]
    ratings = Ratings.of([tuple(pair) for pair in case["pairs"]])
    pairs = krippendorff.coincidences(ratings)
    n, totals = pairs.sum(), pairs.sum(axis=0)
    assert round(1 - np.trace(pairs) / n, 4) == case["Do"]
    assert round(1 - (totals * (totals - 1)).sum() / (n * (n - 1)), 4) == case["De"]
    assert close(of.percent(ratings), case["percent"], 3)
    assert close(krippendorff.alpha(ratings), case["alpha_nominal"], 3)


@pytest.mark.parametrize(("page", "digits"), [("p45", (3, 3, 4)), ("p37", (4, 3, 4))])
def test_cohen_1960(published: dict[str, Any], page: str, digits: tuple[int, int, int]) -> None:
    case = published[f"cohen1960_{page}"]
    ratings = crossed(case["table"])
    table = of.contingency(ratings)
    expected = (table.sum(axis=0) @ table.sum(axis=1)) / table.sum() ** 2
    assert close(of.percent(ratings), case["Ao"], 12)
    assert expected == pytest.approx(case["Ae"])
    assert close(of.cohen_kappa(ratings), case["kappa"], digits[0])
    assert close(of.gwet_ac1(ratings), case["gwet_ac1"], digits[1])
    if "alpha_nominal" in case:
        assert close(krippendorff.alpha(ratings), case["alpha_nominal"], digits[2])


@pytest.mark.parametrize(
    ("data", "table", "digits"),
    [("ex1", "table", 3), ("ex2", "table_rows_STAT_IReq_Chck", 5)],
)
def test_artstein_and_poesio(published: dict[str, Any], data: str, table: str, digits: int) -> None:
    case = published[f"artstein_poesio2008_{data}"]
    ratings = crossed(case[table])
    assert close(of.percent(ratings), case["Ao"], 12)
    assert close(of.brennan_prediger(ratings), case["S"], 12)
    assert close(of.scott_pi(ratings), case["pi"], digits)
    assert close(of.cohen_kappa(ratings), case["kappa"], digits)
    assert close(krippendorff.alpha(ratings), case["alpha"], digits)


def test_fleiss_1971(published: dict[str, Any]) -> None:
    """Where the paper rounds on the way (kappa per category .248, .517 …), the exact values."""
    case = published["fleiss1971_30x6"]
    ratings = Ratings.of(case["units_by_raters"])
    share = of.sums(ratings)[3:8] / len(case["units_by_raters"])
    assert close(of.percent(ratings), case["Ao"], 4)
    assert round(float(share @ share), 4) == case["computed"]["Ae"]
    assert close(of.fleiss_kappa(ratings), case["kappa"], 3)
    assert close(of.fleiss_kappa(ratings), case["computed"]["kappa"], 4)
    assert close(krippendorff.alpha(ratings), case["alpha_nominal"], 4)
    each = of.fleiss_kappa_by_category(ratings)
    assert [round(score.value or 0, 3) for score in each] == case["computed"]["kappa_j"]


def test_characters_of_bertha_and_bill(published: dict[str, Any]) -> None:
    case = published["krippendorff1995_A_digitised"]
    ratings = by_coder([list(case["bertha"]), list(case["bill"])])
    assert close(of.cohen_kappa(ratings), case["kappa"], 3)
    assert close(of.scott_pi(ratings), case["scott_pi"], 3)
    assert close(krippendorff.alpha(ratings), case["alpha"], 3)


def test_percent_over_characters(published: dict[str, Any]) -> None:
    case = published["nvivo_percent_agreement"]
    weights = [case["both"], case["one"], case["neither"]]
    ratings = Ratings.binary([(True, True), (True, False), (False, False)], weights=weights)
    assert ratings.weights.sum() == case["chars"]
    assert close(of.percent(ratings), case["pa"], 12)


def test_alpha_u(published: dict[str, Any]) -> None:
    case = published["krippendorff2004_alphaU"]
    coders = [
        [(start - case["begin"], start - case["begin"] + length, value) for start, length, value in case[coder]]
        for coder in ("coder_i", "coder_j")
    ]
    found = cut.alpha_u(cut.Continuum.of(coders, lengths=[case["length"]]))
    for number, kind in enumerate("ck"):
        assert round(found.observed[number], 4) == case[kind]["Do"]
        assert round(found.expected[number], 4) == case[kind]["De"]
        assert close(found.by_category[number], case[kind]["alphaU"], 4)
    assert close(found.overall, case["overall"], 3)


@pytest.mark.parametrize("toy", ["toy3", "toy3b"])
def test_the_unitizing_family(published: dict[str, Any], toy: str) -> None:
    case = published[f"krippendorff2016_u_family_{toy}"]
    continuum = cut.Continuum.of(case["coders"], lengths=[case["L"]])
    assert cut.u_alpha(continuum).value == pytest.approx(case["u"], abs=5e-7)
    assert cut.bar_u_alpha(continuum).value == pytest.approx(case["bar_u"], abs=5e-7)
    same = cut.cu_alpha(continuum)
    assert same.score.value == pytest.approx(case["cu"], abs=5e-7)
    assert same.coverage == pytest.approx(case["cu_coverage"], abs=5e-7)
    for category, each in zip(continuum.categories, cut.k_u_alpha(continuum), strict=True):
        value, coverage = case["ku"][category]
        assert each.score.value == pytest.approx(value, abs=5e-8)
        assert each.coverage == pytest.approx(coverage, abs=5e-8)


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        ("12", "1234", "{1,2}|{1,2,3,4}"),
        ("A", "AB", "{A}|{A,B}"),
        ("AB", "BC", "{A,B}|{B,C}"),
        ("AB", "CD", "disjoint"),
        ("AB", "AB", "identical"),
    ],
)
def test_masi(published: dict[str, Any], one: str, other: str, key: str) -> None:
    assert sets.masi(set(one), set(other)) == pytest.approx(published["masi_distance"][key], abs=1e-7)
    assert sets.masi(set(other), set(one)) == sets.masi(set(one), set(other))


# Other implementations.

complete = st.integers(2, 4).flatmap(
    lambda coders: st.lists(st.tuples(*[st.integers(0, 3)] * coders), min_size=2, max_size=25)
)
pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=25)


def task(rows: list[tuple[Any, ...]], **options: Any) -> Any:
    agreement = pytest.importorskip("nltk.metrics.agreement")
    triples = [
        (coder, unit, value) for unit, row in enumerate(rows) for coder, value in enumerate(row) if value is not None
    ]
    return agreement.AnnotationTask(triples, **options)


def varied(rows: list[tuple[Any, ...]]) -> bool:
    return len({value for row in rows for value in row}) > 1


@given(pairs)
def test_two_coders_as_in_nltk_and_scikit_learn(rows: list[tuple[int, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    ratings = Ratings.of(rows)
    if not varied(rows):
        assert of.cohen_kappa(ratings).value is None
        return
    other = task(rows)
    assert of.percent(ratings).value == pytest.approx(other.avg_Ao())
    assert of.cohen_kappa(ratings).value == pytest.approx(metrics.cohen_kappa_score(*zip(*rows, strict=True)))
    assert of.cohen_kappa(ratings).value == pytest.approx(other.kappa())
    assert of.scott_pi(ratings).value == pytest.approx(other.pi())
    assert of.brennan_prediger(ratings).value == pytest.approx(other.S())


@given(complete)
def test_fleiss_as_in_statsmodels(rows: list[tuple[int, ...]]) -> None:
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    if varied(rows):
        table = inter_rater.aggregate_raters(np.array(rows))[0]
        assert of.fleiss_kappa(Ratings.of(rows)).value == pytest.approx(inter_rater.fleiss_kappa(table))


values = st.sampled_from([None, 0, 1, 2, 3])
with_gaps = st.integers(2, 4).flatmap(lambda coders: st.lists(st.tuples(*[values] * coders), min_size=2, max_size=25))


@given(with_gaps)
def test_alpha_as_in_nltk(rows: list[tuple[int | None, ...]]) -> None:
    distance = pytest.importorskip("nltk.metrics.distance")
    paired = [row for row in rows if sum(value is not None for value in row) > 1]
    found = {value for row in paired for value in row} - {None}
    for metric, name in (("nominal", "binary_distance"), ("interval", "interval_distance")):
        ours = krippendorff.alpha(Ratings.of(rows), metric=metric)  # type: ignore[arg-type]
        if len(found) < 2:
            assert ours.value is None
            assert ours.reason.startswith("undefined, because")
        else:
            assert ours.value == pytest.approx(task(paired, distance=getattr(distance, name)).alpha())


labels = st.frozensets(st.sampled_from("abcde"), min_size=1)
label_rows = st.integers(2, 3).flatmap(
    lambda coders: st.lists(st.tuples(*[st.none() | labels] * coders), min_size=2, max_size=15)
)


@given(label_rows)
def test_masi_alpha_as_in_nltk(rows: list[tuple[frozenset[str] | None, ...]]) -> None:
    distance = pytest.importorskip("nltk.metrics.distance")
    paired = [row for row in rows if sum(value is not None for value in row) > 1]
    ours = sets.masi_alpha(rows)
    if len({value for row in paired for value in row} - {None}) < 2:
        assert ours.value is None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = task(paired, distance=distance.masi_distance)
        assert ours.value == pytest.approx(other.alpha(), abs=0.01)
