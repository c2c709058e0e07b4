"""Which codes go together: every number held against plain loops, the coefficient against the manual's example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.relating.meeting import c_coefficient
from qualcode.analysis.relating.pairs import COUNTS, Cooccurrence, cooccurrence
from qualcode.errors import UnknownChoice, UnknownCode, UnknownOption
from qualcode.model import Code, Codebook, Document, Settings
from qualcode.query.selection import Selection, select
from qualcode.tables import Corpus, Marks

#                 A     A/a1   A/a2   B     B/b1
PARENTS = ("", "A", "A", "", "B")
NAMES = ("A", "a1", "a2", "B", "b1")
BOOK = Codebook(tuple(Code(name, name, parent) for name, parent in zip(NAMES, PARENTS, strict=True)))
TOP = {"A": "A", "a1": "A", "a2": "A", "B": "B", "b1": "B"}
CASES = ("KA", "KA", "OG", "")

#: (document, start, end, code)
Row = tuple[int, int, int, str]
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 8), st.sampled_from(NAMES)).map(
        lambda row: (row[0], row[1], row[1] + row[2], row[3])
    ),
    max_size=25,
)


def selection(rows: Sequence[Row], **where: object) -> Selection:
    documents = tuple(Document(f"d{number}", "", case=case) for number, case in enumerate(CASES))
    corpus = Corpus(Settings("T", cases={"KA": "Kampen", "OG": "Oost Gelre"}), documents, BOOK, ("anna",))
    table = np.array([(row[0], NAMES.index(row[3]), row[1], row[2]) for row in rows], np.int64).reshape(-1, 4).T
    every, none = np.ones(len(rows), bool), np.full(len(rows), np.nan)
    marks = Marks(
        table[0], table[1], np.zeros(len(rows), np.int64), every, ~every, full=True,
        start=table[2], end=table[3], low=none, high=none, verbatim=~every, released=~every,
        origin=("manual",) * len(rows), specification=("",) * len(rows),
    )  # fmt: skip
    return select(corpus, marks, where=where)


# --- The same in plain loops -----------------------------------------------------------------------------------


def passages(rows: Sequence[Row], level: int | None) -> dict[str, set[tuple[int, int, int]]]:
    """Per row the distinct passages."""
    found: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    for document, start, end, code in rows:
        found[TOP[code] if level == 1 else code].add((document, start, end))
    return found


def grown_together(spans: set[tuple[int, int, int]]) -> set[tuple[int, int, int]]:
    """Overlapping passages as one, two at a time until none overlaps another."""
    left = set(spans)
    while True:
        for one, two in combinations(sorted(left), 2):
            if meet(one, two):
                left -= {one, two}
                left.add((one[0], min(one[1], two[1]), max(one[2], two[2])))
                break
        else:
            return left


def meet(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    return one[0] == two[0] and max(one[1], two[1]) < min(one[2], two[2])


def units(count: str, spans: set[tuple[int, int, int]]) -> set[Any]:
    if count == "documents":
        return {document for document, _start, _end in spans}
    if count == "characters":
        return {(document, at) for document, start, end in spans for at in range(start, end)}
    return grown_together(spans) if count == "clustered" else spans


def together(count: str, one: set[Any], two: set[Any]) -> int:
    if count in ("documents", "characters"):
        return len(one & two)
    return sum(meet(left, right) for left in one for right in two)


def recounted(rows: Sequence[Row], count: str, level: int | None) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Per pair of codes that go together: n, and n of each by itself."""
    own = {code: units(count, spans) for code, spans in passages(rows, level).items()}
    found = {}
    for one, two in combinations([name for name in NAMES if name in own], 2):
        n = together(count, own[one], own[two])
        if n:
            found[one, two] = (n, len(own[one]), len(own[two]))
    return found


def numbers(found: Cooccurrence, group: object = None) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {(each.left, each.right): (each.n, each.n_left, each.n_right) for each in found.pairs if each.group == group}


@given(ROWS, st.sampled_from(COUNTS), st.sampled_from([None, 1, 2]))
def test_every_number_is_that_of_plain_loops(rows: list[Row], count: str, level: int | None) -> None:
    found = cooccurrence(selection(rows), count=count, level=level)
    assert numbers(found) == recounted(rows, count, level)


@given(ROWS, st.sampled_from(COUNTS))
def test_a_group_is_what_a_project_of_its_documents_would_be(rows: list[Row], count: str) -> None:
    found = cooccurrence(selection(rows), count=count, by="case")
    assert found.groups[:2] == ("Kampen", "Oost Gelre")
    for name, documents in (("Kampen", {0, 1}), ("Oost Gelre", {2}), ("(none)", {3})):
        own = [row for row in rows if row[0] in documents]
        assert numbers(found, name) == recounted(own, count, None)


@given(ROWS, st.sampled_from(COUNTS))
def test_behind_a_number_stand_its_quotations(rows: list[Row], count: str) -> None:
    found = cooccurrence(selection(rows), count=count)
    for pair in found.pairs:
        behind = found.behind(pair.left, pair.right)
        assert {(one, two) for two, one in found.behind(pair.right, pair.left)} == set(behind)
        if count in ("pairs", "documents"):
            assert len(behind) == pair.n
        assert behind
        for one, two in behind:
            assert (rows[one][3], rows[two][3], rows[one][0]) == (pair.left, pair.right, rows[two][0])
            assert count == "documents" or meet(rows[one][:3], rows[two][:3])


@given(ROWS, st.sampled_from(COUNTS))
def test_the_matrix_is_the_pairs_both_ways(rows: list[Row], count: str) -> None:
    found = cooccurrence(selection(rows), count=count)
    square = found.matrix()
    assert (square.to_numpy() == square.to_numpy().T).all()
    assert not np.diag(square).any()
    for each in found.pairs:
        assert square.loc[BOOK.path(each.left), BOOK.path(each.right)] == each.n
        assert (found.total(each.left), found.total(each.right)) == (each.n_left, each.n_right)
    assert square.to_numpy().sum() == 2 * sum(each.n for each in found.pairs)


# --- The coefficient -------------------------------------------------------------------------------------------


def test_the_example_of_the_manual() -> None:
    """ATLAS.ti, Code Co-Occurrence Tools: 100 and 10 quotations that meet 5 times have c = 0.048."""
    together = [(0, 20 * number, 20 * number + 5, "a1") for number in range(100)]
    met = [(0, 20 * number + 4, 20 * number + 9, "b1") for number in range(5)]
    apart = [(0, 20 * number + 10, 20 * number + 15, "b1") for number in range(5, 10)]
    (pair,) = cooccurrence(selection(together + met + apart)).pairs
    assert (pair.n, pair.n_left, pair.n_right) == (5, 100, 10)
    assert pair.c is not None
    assert round(pair.c, 3) == 0.048
    assert ["more than 5 times" in each for each in pair.warnings] == [True]


@pytest.mark.parametrize(
    ("both", "one", "two", "c"),
    [(5, 100, 10, 5 / 105), (0, 3, 4, 0), (3, 3, 3, 1), (4, 3, 2, 4), (5, 3, 2, None), (6, 3, 2, None)],
)
def test_c(both: int, one: int, two: int, c: float | None) -> None:
    assert c_coefficient(both, one, two) == c


def test_overlapping_quotations_of_one_code_make_c_too_large_and_say_so() -> None:
    """Three quotations over each other, all inside a long one: three pairs of three and one."""
    rows: list[Row] = [(0, 0, 6, "a1"), (0, 1, 7, "a1"), (0, 2, 8, "a1"), (0, 0, 12, "b1")]
    found = cooccurrence(selection(rows))
    assert [(each.n, each.c) for each in found.pairs] == [(3, 3.0)]
    assert "overlap each other" in found.pairs[0].warnings[0]
    assert "qualcode coverage" in found.warnings[0]
    one_passage = cooccurrence(selection(rows), count="clustered")
    assert [(each.n, each.c, each.warnings) for each in one_passage.pairs] == [(1, 1.0, ())]


def test_quotations_that_touch_are_two_passages_still() -> None:
    rows: list[Row] = [(0, 0, 5, "a1"), (0, 5, 9, "a1"), (0, 4, 6, "b1")]
    assert numbers(cooccurrence(selection(rows), count="clustered")) == {("a1", "b1"): (2, 2, 1)}


def test_without_anything_to_divide_by_there_is_no_c() -> None:
    """Two by two quotations that all meet: four pairs of two and two."""
    rows: list[Row] = [
        (0, 0, 6, "a1"),
        (0, 1, 7, "a1"),
        (0, 2, 8, "b1"),
        (0, 3, 9, "b1"),
        (1, 0, 2, "A"),
        (1, 0, 2, "B"),
    ]
    found = cooccurrence(selection(rows))
    assert [(each.left, each.n, each.c) for each in found.pairs] == [("a1", 4, None), ("A", 1, 1.0)]
    assert np.isnan(found.to_frame()["c"][0])
    assert np.isnan(found.matrix(values="c").loc["A/a1", "B/b1"])


@pytest.mark.parametrize(("often", "warned"), [(5, 0), (6, 1)])
def test_five_times_as_often_is_not_too_much_yet(often: int, warned: int) -> None:
    rows: list[Row] = [(0, 0, 3, "b1"), *((0, 9 * number, 9 * number + 3, "a1") for number in range(often))]
    assert len(cooccurrence(selection(rows)).pairs[0].warnings) == warned


# --- What is a row, and what is not a pair ---------------------------------------------------------------------

FEW: list[Row] = [(0, 0, 5, "a1"), (0, 3, 8, "a2"), (0, 4, 9, "b1"), (2, 0, 4, "B"), (2, 0, 4, "a1")]


def test_touching_quotations_do_not_meet() -> None:
    assert cooccurrence(selection([(0, 0, 5, "a1"), (0, 5, 9, "b1")])).pairs == ()


def test_a_parent_has_its_own_codings_only_unless_a_level_folds() -> None:
    found = cooccurrence(selection(FEW))
    assert found.codes == ("a1", "a2", "B", "b1")  # A holds others, and was given to nothing itself
    assert numbers(found) == {("a1", "a2"): (1, 2, 1), ("a1", "b1"): (1, 2, 1), ("a2", "b1"): (1, 1, 1),
                              ("a1", "B"): (1, 2, 1)}  # fmt: skip
    top = cooccurrence(selection(FEW), level=1)
    assert numbers(top) == {("A", "B"): (3, 3, 2)}
    assert "without those of the codes below it" in found.rule
    assert "folded into level 1" in top.rule


def test_two_codes_folded_into_one_on_the_same_passage_are_one() -> None:
    rows: list[Row] = [(0, 0, 5, "a1"), (0, 0, 5, "a2"), (0, 0, 5, "b1")]
    assert numbers(cooccurrence(selection(rows), level=1)) == {("A", "B"): (1, 1, 1)}


def test_codes_and_what_they_are_held_against() -> None:
    chosen = selection(FEW)
    assert set(numbers(cooccurrence(chosen, codes=["B"]))) == {("b1", "a1"), ("b1", "a2"), ("B", "a1")}
    assert set(numbers(cooccurrence(chosen, codes=["B"], against=["a2"]))) == {("b1", "a2")}
    assert set(numbers(cooccurrence(chosen, codes=["A"], against=["A"]))) == {("a1", "a2")}
    assert set(numbers(cooccurrence(chosen, least=2))) == set()


def test_a_filter_and_a_group_that_is_filtered_away() -> None:
    found = cooccurrence(selection(FEW, case=["OG"]), by="case")
    assert (found.groups, numbers(found, "Oost Gelre")) == (("Oost Gelre",), {("a1", "B"): (1, 1, 1)})


def test_what_cannot_be_asked() -> None:
    chosen = selection(FEW)
    with pytest.raises(UnknownOption, match="pairs, clustered"):
        cooccurrence(chosen, count="words")
    with pytest.raises(UnknownOption, match="level"):
        cooccurrence(chosen, level=0)
    with pytest.raises(UnknownChoice, match="case"):
        cooccurrence(chosen, by="colour")
    with pytest.raises(UnknownCode):
        cooccurrence(chosen, codes=["zz"])
    found = cooccurrence(chosen, by="case")
    with pytest.raises(UnknownChoice, match="Oost Gelre"):
        found.behind("a1", "B", "Raalte")
    with pytest.raises(UnknownChoice, match="by id"):
        found.behind("A", "B", "Kampen")
    with pytest.raises(UnknownOption, match="n, c"):
        found.matrix("Kampen", values="d")


def test_nothing_coded_has_no_pairs() -> None:
    found = cooccurrence(selection([]))
    assert (found.pairs, len(found.to_frame()), found.matrix().to_numpy().sum()) == ((), 0, 0)
    assert list(found.to_frame().columns) == ["code_1", "code_2", "n", "n_1", "n_2", "c", "note"]


# --- In a project ----------------------------------------------------------------------------------------------


@pytest.fixture
def small(project: Any) -> Any:
    one = project(
        {"k1": "De coach belt iedereen op maandag. Er is geld.", "k2": "De coach belt."}, "codes: [Coach, Geld, Bellen]"
    )
    one.code("k1", quote="De coach belt iedereen", code="Coach", coder="anna")
    one.code("k1", quote="belt iedereen op maandag", code="Bellen", coder="anna")
    one.code("k1", quote="geld", code="Geld", coder="anna")
    one.code("k2", quote="De coach", code="Coach", coder="anna")
    one.code("k2", quote="belt", code="Bellen", coder="anna")
    one.code("k2", quote="De coach belt", code="Bellen", coder="bert")
    return one


def test_a_project_tells_which_quotations_go_together(small: Any) -> None:
    found = small.cooccurrence()
    assert found.to_frame()[["code_1", "code_2", "n", "n_1", "n_2"]].to_numpy().tolist() == [
        ["Coach", "Bellen", 1, 2, 2]
    ]
    (meeting,) = small.together(found).meetings
    assert (meeting.first, meeting.second, meeting.words) == ("k1:1", "k1:2", "belt iedereen")
    assert small.cooccurrence(layer="union").pairs[0].n == 2
    assert found._repr_html_().count("Bellen") == 1


def test_the_quotations_of_documents_that_share_no_words(small: Any) -> None:
    found = small.cooccurrence(count="documents", codes=["Geld"])
    assert [(each.first, each.second, each.words) for each in small.together(found).meetings] == [
        ("k1:3", "k1:1", ""),
        ("k1:3", "k1:2", ""),
    ]


def test_the_command(sample: Any, run: Any, tmp_path: Any) -> None:
    at = ("-C", sample.root, "cooccurrence")
    said = run(*at, "--least", 4)
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0].split("\t") == ["eerste code", "tweede code", "n", "n eerste", "n tweede", "c", "let op"]
    assert all(int(line.split("\t")[2]) >= 4 for line in lines[1 : lines.index("")])
    cs = [float(line.split("\t")[5].replace(",", ".")) for line in lines[1 : lines.index("")]]
    assert cs == sorted(cs, reverse=True)
    assert len(cs) > 5
    behind = run(*at, "--code", "Uitvoering/Gewenst/Vrijwilligers", "--quotations")
    assert "KAF2.4.2:12" in behind.out
    square = tmp_path / "square.csv"
    assert run(*at, "--level", 2, "--by", "case", "--matrix", "--out", square).code == 0
    assert square.read_text().splitlines()[0].startswith("case,code,Samenwerking/Statusquo")
    assert run(*at, "--count", "woorden").code == 2
