"""Key words: the formulas against published numbers and plain ones, what is compared, and the figure."""

from __future__ import annotations

from math import log, log2
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeProject, Run
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.wording.keywords import filter_name
from qualcode.analysis.wording.wordstats import log_likelihood, log_ratio
from qualcode.errors import NotPossible, UnknownOption, WrongUsage
from qualcode.plots.keyness import alt, key_words
from qualcode.plots.theme import save
from qualcode.project import Project

SETTINGS = "title: T\nlanguage: nl\ncase: {attribute: gemeente}"


@pytest.fixture
def two(project: MakeProject) -> Project:
    """Two cases; in Kampen two documents about a garden, in Zwolle one about a church; interviewers differ."""
    texts = {
        "k1": "---\ngemeente: Kampen\ninterviewer: A\n---\nDe tuin bloeit. De tuin is open. Iemand noemt de bus.",
        "k2": "---\ngemeente: Kampen\ninterviewer: A\n---\nEen tuin en nog een tuin. Soep, soep, soep.",
        "z1": "---\ngemeente: Zwolle\ninterviewer: B\n---\nDe kerk is open. De kerk, de kerk, de bus.",
    }
    one = project(texts, settings=SETTINGS)
    one.code("k1", quote="De tuin bloeit.", code="A", coder="anna")
    one.code("z1", quote="De kerk is open.", code="B", coder="anna")
    return one


# --- formulas ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "c", "d", "expected"),
    [
        (52, 57, 50_000, 75_000, 2.65),  # the exercise of Lancaster's corpus course with Rayson's calculator
        (57, 52, 75_000, 50_000, -2.65),
        (10, 0, 1000, 1000, 20 * log(2)),
        (0, 0, 1000, 1000, 0),
    ],
)
def test_log_likelihood_against_published_and_plain_numbers(a: int, b: int, c: int, d: int, expected: float) -> None:
    assert float(log_likelihood(a, b, c, d)) == pytest.approx(expected, abs=0.005)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(501, 100_000), st.integers(501, 100_000))
def test_log_likelihood_is_that_of_cressie_and_read(a: int, b: int, c: int, d: int) -> None:
    from scipy.stats import power_divergence

    found = float(log_likelihood(a, b, c, d))
    if a + b:
        expected = [each * (a + b) / (c + d) for each in (c, d)]
        oracle = power_divergence([a, b], expected, lambda_="log-likelihood").statistic
        assert abs(found) == pytest.approx(oracle, abs=1e-7)
        assert (found > 0) == (a / c > b / d) or abs(found) < 1e-9
    assert found == pytest.approx(-float(log_likelihood(b, a, d, c)), abs=1e-9)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 100_000), st.integers(1, 100_000))
def test_log_ratio_is_how_many_times_it_doubles(a: int, b: int, c: int, d: int) -> None:
    plain = log2(((a or 0.5) / c) / ((b or 0.5) / d))
    assert float(log_ratio(a, b, c, d)) == pytest.approx(plain)
    assert float(log_ratio(2 * b, b, c, c)) == pytest.approx(1 if b else 0)


def test_many_words_at_once_are_the_same_as_one_by_one() -> None:
    a, b = np.array([3, 0, 8]), np.array([1, 5, 0])
    assert log_likelihood(a, b, 90, 70).tolist() == [
        float(log_likelihood(x, y, 90, 70)) for x, y in zip(a, b, strict=True)
    ]


# --- what is compared -------------------------------------------------------------------------------------------


def test_a_case_against_the_others(two: Project) -> None:
    found = two.keyness({"case": "Kampen"}, min_count=2)
    assert [each.word for each in found.over] == ["tuin", "soep"]
    assert [each.word for each in found.under] == ["kerk"]
    first = found.over[0]
    assert (first.count, first.other, first.documents, first.other_documents) == (4, 0, 2, 0)
    assert found.sizes == (20, 10)
    assert first.ll == pytest.approx(2 * 4 * log(30 / 20))
    assert first.log_ratio == pytest.approx(log2((4 / 20) / (0.5 / 10)))
    assert found.under[0].log_ratio < 0


def test_numbers_are_those_of_counting_words(sample: Project) -> None:
    """The whole is counted once more, by `words`, and each sum fits."""
    found = sample.keyness({"case": "Kampen"}, min_count=5)
    every = {each.word: each.count for each in sample.words(most=None, min_count=1).items}
    own = {each.word: each.count for each in sample.words(most=None, min_count=1, where={"case": "Kampen"}).items}
    assert found.items
    for each in found.items:
        assert (each.count, each.other) == (own.get(each.word, 0), every[each.word] - own.get(each.word, 0))
        assert each.ll == pytest.approx(float(log_likelihood(each.count, each.other, *found.sizes)))
    assert sum(found.sizes) == sample.words().size


def test_words_of_one_document_are_flagged(two: Project) -> None:
    notes = {each.word: each.note for each in two.keyness({"case": "Kampen"}, min_count=2).items}
    assert notes["soep"] == two.basis().language("in one document")
    assert notes["tuin"] == ""
    assert notes["kerk"] == ""  # Zwolle has one document only: that is said once, as a warning
    fewer = two.keyness({"case": "Kampen"}, min_count=2, min_documents=2)
    assert [each.word for each in fewer.items] == ["tuin"]


def test_words_with_one_interviewer_are_flagged(project: MakeProject) -> None:
    head = "---\ngemeente: {}\ninterviewer: {}\n---\n{}"
    texts = {
        "k1": head.format("Kampen", "A", "Pluis pluis."),
        "k2": head.format("Kampen", "A", "Pluis, en de tuin."),
        "k3": head.format("Kampen", "B", "De tuin."),
        "z1": head.format("Zwolle", "B", "De kerk."),
    }
    one = project(texts, settings=SETTINGS)
    notes = {each.word: each.note for each in one.keyness({"case": "Kampen"}, min_count=2).items}
    assert notes == {"pluis": one.basis().language("with one interviewer"), "tuin": ""}


def test_other_interviewers_and_few_documents_are_a_warning(two: Project) -> None:
    warnings = " ".join(two.keyness({"case": "Kampen"}, min_count=2).warnings)
    assert "Kampen" in warnings
    assert "Zwolle" not in warnings
    assert all(name in warnings for name in ("A", "B", "interviewer"))


def test_a_filter_against_another(two: Project) -> None:
    found = two.keyness({"document": "k2"}, {"document": "k1"}, min_count=1)
    assert found.names == ("document k2", "document k1")
    assert "kerk" not in {each.word for each in found.items}
    assert found.over[0].word == "soep"


def test_a_code_against_what_else_is_coded(two: Project) -> None:
    found = two.keyness(code="A", min_count=1)
    assert {each.word for each in found.over} == {"tuin", "bloeit"}
    assert {each.word for each in found.under} == {"kerk", "open"}
    assert found.sizes == (3, 4)
    assert found.over[0].where == ("k1:1",)


def test_what_cannot_be_compared_says_why(two: Project) -> None:
    with pytest.raises(WrongUsage, match="compared"):
        two.keyness()
    with pytest.raises(WrongUsage, match="compared"):
        two.keyness({"case": "Kampen"}, code="A")
    with pytest.raises(NotPossible, match="nothing to compare"):
        two.keyness({"case": ["Kampen", "Zwolle"]})
    with pytest.raises(UnknownOption):
        two.keyness({"case": "Kampen"}, order="size")


def test_order_by_how_much(two: Project) -> None:
    ratios = [each.log_ratio for each in two.keyness({"case": "Kampen"}, order="log_ratio", min_count=1).over]
    assert ratios == sorted(ratios, reverse=True)
    assert len(ratios) > 1


def test_a_filter_has_a_name(sample: Project) -> None:
    corpus = sample.corpus()
    assert filter_name(corpus, {"case": ["Kampen", "Zwolle"], "round": 3}) == "Kampen, Zwolle · round 3"
    assert filter_name(corpus, {"gemeente": "Kampen"}) == "Kampen"


# --- the figure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["ll", "log_ratio"])
@pytest.mark.parametrize("most", [1, 20])
def test_the_figure_is_the_same_each_time_and_has_its_words(sample: Project, most: int, measure: str) -> None:
    found = sample.keyness({"case": "Kampen"}, names=False)
    drawn = [save(key_words(found, most=most, measure=measure, title="Kampen"), Path("x.svg")) for _time in range(2)]
    assert drawn[0] == drawn[1]
    text = drawn[0].decode()
    for each in (*found.over[:most], *found.under[:most]):
        assert f">{each.word}<" in text
    assert found.over[0].word in alt(found)


def test_a_figure_of_one_side_and_of_nothing(two: Project) -> None:
    one_side = two.keyness({"document": "k2"}, {"document": "k1"}, min_count=3)
    assert not one_side.under
    assert b"soep" in save(key_words(one_side), Path("x.svg"))
    with pytest.raises(NotPossible, match="no key words"):
        key_words(two.keyness({"case": "Kampen"}, min_count=99))
    with pytest.raises(UnknownOption):
        key_words(one_side, measure="size")


def test_key_words_on_the_command_line(run: Run, two: Project, tmp_path: Path) -> None:
    said = run("-C", two.root, "words", "key", "--key", "case=Kampen", "--min-count", "2", "--no-names")
    assert said.code == 0
    assert said.out.splitlines()[1].startswith("tuin\tKampen")
    out = tmp_path / "key.xlsx"
    assert run("-C", two.root, "words", "key", "--code", "A", "--min-count", "1", "--out", out).code == 0
    assert out.stat().st_size > 1000
    assert run("-C", two.root, "words", "key").code == 2
