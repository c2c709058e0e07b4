"""Which cases are alike: the formulas beside scipy, scikit-learn and plain loops; then stories of small projects."""

from __future__ import annotations

import json
from itertools import product
from math import isclose, sqrt
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeProject, Run
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import cophenet
from scipy.spatial.distance import cdist, pdist, squareform
from sklearn.metrics.pairwise import cosine_similarity, nan_euclidean_distances

from qualcode.analysis.likening.branching import grow
from qualcode.analysis.likening.fourfold import EXISTENCE, FREQUENCY, fourfold
from qualcode.errors import NotPossible, UnknownChoice, UnknownOption, WrongUsage
from qualcode.i18n import language
from qualcode.project import Project
from qualcode.reports.likening.branches import tree_lines

SETTINGS = """
title: T
cases: {A: Aalten, B: Borne, C: Culemborg}
guide:
  - {id: money, question: "Is there enough money?", codes: [Money], rounds: [1], roles: [policy]}
  - {id: rest, question: "How does it go?", rounds: [1]}
"""
CODEBOOK = "codes: [Coach, Money, Trust, Door, {name: Mark, grade: {min: 1, max: 10}}]"


def document(case: str, role: str = "welfare", kind: str = "interview") -> str:
    return f"---\ncase: {case}\nround: 1\nrole: {role}\nkind: {kind}\n---\nThe coach came. We trust her. A door."


def coded(project: Project, given: dict[str, str]) -> Project:
    """`{"a1": "Coach Trust"}`: these codes on the first word of a document, and the document done."""
    for name, codes in given.items():
        for code in codes.split():
            project.code(name, quote="coach", code=code, coder="anna", value="7" if code == "Mark" else None)
        project.done([name], coder="anna")
    return project


# --- the formulas ----------------------------------------------------------------------------------------------------

SQUARES = st.integers(2, 6).flatmap(
    lambda wide: st.lists(
        st.lists(st.sampled_from(["there", "not", "unknown"]), min_size=wide, max_size=wide), min_size=2, max_size=5
    )
)


@given(SQUARES)
def test_presence_is_as_counted_one_by_one(rows: list[list[str]]) -> None:
    table = np.array(rows)
    four = fourfold(table == "there", table != "unknown")
    for one, other in product(range(len(rows)), repeat=2):
        pairs = [pair for pair in zip(rows[one], rows[other], strict=True) if "unknown" not in pair]
        a, b = pairs.count(("there", "there")), pairs.count(("there", "not"))
        c, d = pairs.count(("not", "there")), pairs.count(("not", "not"))
        assert (four.a[one, other], four.b[one, other], four.c[one, other], four.d[one, other]) == (a, b, c, d)
        n = a + b + c + d
        wanted = {
            "jaccard": (a, a + b + c),
            "simple": (a + d, n),
            "zeta": (2 * a + d, 2 * a + b + c + d),
            "russel-rao": (a, n),
        }
        for name, (above, below) in wanted.items():
            value = float(EXISTENCE[name](four)[one, other])
            assert np.isnan(value) if not below else isclose(value, above / below)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("jaccard", "jaccard"), ("simple", "hamming"), ("russel-rao", "russellrao")]
)
def test_presence_is_as_scipy_has_it(ours: str, theirs: str) -> None:
    there = np.random.default_rng(3).random((7, 20)) < 0.4
    found = EXISTENCE[ours](fourfold(there, np.ones_like(there)))
    assert np.allclose(found, 1 - cdist(there, there, theirs))


def test_frequencies_are_as_scikit_learn_and_scipy_have_them() -> None:
    random = np.random.default_rng(5)
    values, whole = random.integers(0, 9, (6, 15)).astype(float), np.ones((6, 15), bool)
    assert np.allclose(FREQUENCY["cosine"](values, whole), cosine_similarity(values))
    assert np.allclose(FREQUENCY["city-block"](values, whole), cdist(values, values, "cityblock"))
    known = random.random((6, 15)) < 0.7
    gaps = np.where(known, values, np.nan)
    assert np.allclose(FREQUENCY["euclidean"](values, known), nan_euclidean_distances(gaps))


@given(SQUARES)
def test_frequencies_with_gaps_are_as_counted_one_by_one(rows: list[list[str]]) -> None:
    known = np.array(rows) != "unknown"
    values = np.where(known, np.arange(known.size).reshape(known.shape) % 4, 99.0)
    for one, other in product(range(len(rows)), repeat=2):
        both = [
            (values[one, code], values[other, code])
            for code in range(known.shape[1])
            if known[one, code] and known[other, code]
        ]
        block = float(FREQUENCY["city-block"](values, known)[one, other])
        angle = float(FREQUENCY["cosine"](values, known)[one, other])
        below = sqrt(sum(x * x for x, _y in both) * sum(y * y for _x, y in both))
        if not both:
            assert np.isnan(block)
        else:
            assert isclose(block, sum(abs(x - y) for x, y in both) / len(both) * known.shape[1], abs_tol=1e-9)
        assert np.isnan(angle) if not below else isclose(angle, sum(x * y for x, y in both) / below, abs_tol=1e-9)


def test_a_tree_is_made_by_hand() -> None:
    """A and B are 2 apart; C is 6 from A and 4 from B, so 5 from the two together, and D is 10 from all."""
    distances = np.array([[0, 2, 6, 10], [2, 0, 4, 10], [6, 4, 0, 10], [10, 10, 10, 0.0]])
    tree = grow(("A", "B", "C", "D"), distances)
    assert [(set(each.members), each.height) for each in tree.merges] == [
        ({"A", "B"}, 2), ({"A", "B", "C"}, 5), ({"A", "B", "C", "D"}, 10)
    ]  # fmt: skip
    assert grow(("A", "B", "C", "D"), distances, "single").merges[1].height == 4
    assert grow(("A", "B", "C", "D"), distances, "complete").merges[1].height == 6


def test_a_tree_keeps_its_branches_together_and_says_how_well_it_fits() -> None:
    points = np.random.default_rng(1).random((12, 3))
    distances = squareform(pdist(points))
    tree = grow([f"n{place}" for place in range(12)], distances)
    for merge in tree.merges:
        places = sorted(tree.order.index(name) for name in merge.members)
        assert places == list(range(places[0], places[-1] + 1))
    assert tree.fit is not None
    assert isclose(tree.fit, float(cophenet(tree.to_linkage(), squareform(distances))[0]))


def test_a_tree_can_be_read_as_text() -> None:
    tree = grow(("Ede", "Hoorn", "Sneek"), np.array([[0, 1, 4], [1, 0, 4], [4, 4, 0.0]]))
    assert tree_lines(tree, language("nl"), 30) == [
        "Ede    ──────┬───────────────┐",
        "Hoorn  ──────┘               │",
        "Sneek  ──────────────────────┘",
        "       0                  4,00",
    ]


# --- a project -------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(project: MakeProject) -> Project:
    """Aalten spoke of Coach, Money and Trust (of Money in the interview with policy), Borne of Coach and Trust and was
    not asked about Money, Culemborg of Door."""
    texts = {"a1": document("A"), "a2": document("A", "policy"), "b1": document("B"), "c1": document("C", "policy")}
    return coded(
        project(texts, CODEBOOK, SETTINGS), {"a1": "Coach Mark", "a2": "Money Trust", "b1": "Coach Trust", "c1": "Door"}
    )


def test_a_code_that_was_not_asked_is_left_out_of_the_pair(three: Project) -> None:
    pair = three.similarity().pair("Aalten", "Borne")
    assert (pair.a, pair.b, pair.c, pair.d, pair.n, pair.value) == (2, 0, 0, 1, 3, 1.0)
    whole = three.similarity(missing="absent").pair("A", "B")
    assert (whole.a, whole.b, whole.n, whole.value) == (2, 1, 4, 2 / 3)


def test_how_many_codes_a_pair_rests_on_is_said(three: Project) -> None:
    found = three.similarity()
    assert found.codes == ("Coach", "Money", "Trust", "Door")
    assert any("The pairs rest on 3 to 4 of the 4 codes" in each for each in found.warnings)
    assert "codes that take a grade left out" in found.rule
    assert three.similarity(grades=True).codes[-1] == "Mark"


def test_what_two_share_and_what_tells_them_apart(three: Project) -> None:
    told = three.similarity().tell("A", "B")
    assert [each.code for each in told.both] == ["Coach", "Trust"]
    assert [each.code for each in told.unknown] == ["Money"]
    assert (told.unknown[0].one.n, told.unknown[0].one.m, told.unknown[0].other.reason) == (1, 1, "not asked")
    assert told.both[0].one.labels == ("a1:1",)
    assert [each.code for each in told.neither] == ["Door"]
    assert told.to_frame()["Aalten"].tolist() == ["1 of 2", "1 of 2", "1 of 1"]
    other = three.similarity().tell("Borne", "C")
    assert [each.code for each in other.only_one] == ["Coach", "Trust"]
    assert [each.code for each in other.only_other] == ["Door"]


def test_nothing_in_common_is_nought_and_nothing_at_all_is_not_a_number(project: MakeProject) -> None:
    texts = {"a1": document("A"), "b1": document("B"), "c1": document("C")}
    found = coded(project(texts, CODEBOOK, SETTINGS), {"a1": "Coach", "b1": "", "c1": ""}).similarity()
    assert found.pair("A", "B").value == 0
    empty = found.pair("B", "C")
    assert (empty.value, empty.reason) == (None, "no code was found in either, so there is nothing to compare")
    assert found.values[1][2] is None
    assert found.tree is not None
    assert len(found.tree.names) == 2
    assert any(each.startswith("Not in the tree") for each in found.warnings)
    assert found.pairs[-1] == empty
    assert found.to_frame()["similarity"].isna().sum() == 1


def test_minutes_take_no_part_and_a_case_without_an_interview_is_left_out(project: MakeProject) -> None:
    texts = {"a1": document("A"), "b1": document("B"), "c1": document("C", kind="minutes")}
    found = coded(project(texts, CODEBOOK, SETTINGS), {"a1": "Coach", "b1": "Coach", "c1": "Coach"}).similarity()
    assert found.names == ("Aalten", "Borne")
    assert any("no interview: Culemborg" in each for each in found.warnings)
    assert any(each.startswith("1 document that is no interview") for each in found.warnings)


@pytest.mark.parametrize(("measure", "value"), [("simple", 1 / 2), ("zeta", 2 / 3), ("russel-rao", 1 / 2)])
def test_a_code_that_only_the_minutes_have_does_not_count(project: MakeProject, measure: str, value: float) -> None:
    """Nobody could tell two cases apart by Door: it is in no interview, and in neither it is not what makes them alike.
    So a = 1 (Coach), b = 1 (Trust) and d = 0."""
    texts = {"a1": document("A"), "b1": document("B"), "a2": document("A", kind="minutes")}
    one = coded(project(texts, CODEBOOK, SETTINGS), {"a1": "Coach Trust", "b1": "Coach", "a2": "Door"})
    found = one.similarity(measure=measure)
    pair = found.pair("A", "B")
    assert (found.codes, pair.a, pair.b, pair.c, pair.d, pair.n) == (("Coach", "Trust"), 1, 1, 0, 0, 2)
    assert pair.value == pytest.approx(value)
    assert pair == one.similarity(measure=measure, where={"kind": "interview"}).pair("A", "B")
    assert "2 codes that were used at least once in an interview" in found.rule
    assert one.similarity(measure=measure, codes=["Trust", "Door"]).codes == ("Trust",)


def test_two_speakers_of_one_conversation_are_one_interview(project: MakeProject) -> None:
    texts = {"A1a": document("A"), "A1b": document("A"), "B1": document("B")}
    found = coded(project(texts, CODEBOOK, SETTINGS), {"A1a": "Coach", "A1b": "Trust", "B1": "Trust"}).similarity()
    assert found.interviews == (1, 1)
    assert (found.said.n[:2].tolist(), found.said.m[:2].tolist()) == ([[1, 1], [0, 1]], [[1, 1], [1, 1]])


def test_shares_even_out_the_number_of_interviews(project: MakeProject) -> None:
    texts = {**{f"a{place}": document("A") for place in range(4)}, "b0": document("B")}
    one = coded(project(texts, CODEBOOK, SETTINGS), {**{f"a{place}": "Coach" for place in range(4)}, "b0": "Coach"})
    assert one.similarity(measure="city-block").pair("A", "B").value == 0
    assert one.similarity(measure="city-block", count="interviews").pair("A", "B").value == 3
    assert one.similarity(measure="cosine", count="codings").pair("A", "B").value == 1
    assert any("rests on 4 interviews" in each for each in one.similarity().warnings)
    assert not any("rests on 4 interviews" in each for each in one.similarity(measure="cosine").warnings)


def test_deeper_codes_fold_into_a_level(project: MakeProject) -> None:
    book = "codes: [{name: Now, codes: [{name: Coach, codes: [Visits]}, Money]}, Wish]"
    texts = {"a1": document("A"), "b1": document("B")}
    one = coded(project(texts, book, "title: T"), {"a1": "Visits", "b1": "Coach"})
    assert one.similarity().codes == ("Now/Coach", "Now/Coach/Visits")
    assert one.similarity().pair("A", "B").value == 0
    assert one.similarity(level=2).codes == ("Now/Coach",)
    assert one.similarity(level=2).pair("A", "B").value == 1
    assert one.similarity(codes=["Coach"], level=1).codes == ("Now",)


def test_what_cannot_be_asked_is_said(three: Project) -> None:
    with pytest.raises(UnknownOption, match="jaccard"):
        three.similarity(measure="jacard")
    with pytest.raises(WrongUsage, match="cosine"):
        three.similarity(count="codings")
    with pytest.raises(UnknownChoice, match="municipality"):
        three.similarity("municipality")
    with pytest.raises(NotPossible, match="two at least"):
        three.similarity(where={"case": "Aalten"})
    with pytest.raises(NotPossible, match="no codings"):
        three.similarity(layer="final", where={"code": "Mark"})
    with pytest.raises(UnknownChoice, match="Aalten"):
        three.similarity().tell("Alten", "Borne")
    with pytest.raises(NotPossible, match="itself"):
        three.similarity().tell("Borne", "B")


def test_the_sample_is_counted_again_from_its_frame(sample: Project) -> None:
    """Interviews of the sample were all finished, and every code was open somewhere in each case: plain sets do."""
    frame = sample.codings
    frame = frame[(frame["coder"] == "interviewer") & (frame["kind"] == "interview")]
    book = sample.codebook
    graded = {code.id for code in book if code.grade is not None}
    codes = {case: set(own["code_id"]) - graded for case, own in frame.groupby("case")}
    found = sample.similarity()
    for pair in found.pairs:
        one, other = codes[pair.one], codes[pair.other]
        assert (pair.a, pair.b, pair.c) == (len(one & other), len(one - other), len(other - one))
        assert pair.value == len(one & other) / len(one | other)
    assert found.order[-1] == "Steenwijkerland"  # the one municipality with another activity
    assert found.pairs[0].value == max(pair.value or 0 for pair in found.pairs)


def test_documents_and_roles_are_compared_too(sample: Project) -> None:
    documents = sample.similarity("document")
    assert len(documents.names) == 63
    assert documents.tree is not None
    assert sorted(documents.order) == sorted(documents.names)
    roles = sample.similarity("role", "cosine")
    assert "welzijn" in roles.names
    assert roles.count == "interviews share"
    assert documents.alike("KAF2.1.1")[0].one == "KAF2.1.1"


def test_the_same_is_said_twice(sample: Project) -> None:
    one, other = sample.similarity("document"), sample.similarity("document")
    assert one.order == other.order
    assert one.pairs == other.pairs


def test_on_the_command_line(sample: Project, run: Run, tmp_path: Path) -> None:
    root = ("-C", sample.root, "similarity")
    said = run(*root)
    assert said.code == 0
    assert "Steenwijkerland" in said.out
    assert "┐" in said.out
    assert "0,95" in said.out
    assert "7" in said.err
    told = run(*root, "--tell", "KA,ZW")
    assert "KAF2.1.1:2" in told.out
    machine = json.loads(run(*root, "--measure", "cosine", "--json").out)
    assert {"one", "other", "similarity"} <= set(machine["rows"][0])
    assert len(machine["rows"]) == 15
    assert run(*root, "--out", tmp_path / "pairs.xlsx").code == 0
    assert (tmp_path / "pairs.xlsx").stat().st_size > 2000
    assert run(*root, "--tell", "KA").code == 2
    assert run(*root, "--measure", "nearest").code == 2


def test_the_manual_shows_this_tree(sample: Project) -> None:
    manual = (Path(__file__).parent.parent / "docs" / "exploring.md").read_text(encoding="utf-8")
    found = sample.similarity()
    assert found.tree is not None
    assert "\n".join(tree_lines(found.tree, language("nl"), 100)) in manual
