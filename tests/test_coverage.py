"""How far the texts are coded, and what is worth a look: numbers against plain loops, findings as short stories."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.relating.covered import Coverage, coverage
from qualcode.analysis.relating.findings import ENOUGH, KINDS, Found, gaps, lengths
from qualcode.analysis.work.progress import progress
from qualcode.errors import UnknownOption
from qualcode.model import Code, Codebook, Document, Settings, Span
from qualcode.query.selection import select
from qualcode.tables import Corpus, Marks
from qualcode.text.words import Words

TEXTS = {
    "d0": "een twee drie vier, vijf – zes",
    "d1": "# Kop\n\naap noot mies\n\n*Fictief verhaal.*\n\nwim zus jet.",
    "d2": "",
}
CASES = {"d0": "KA", "d1": "OG", "d2": "OG"}
NAMES = ("A", "B", "C")
CODERS = ("anna", "bert")
#: (document, start, end, code, coder, specification)
Row = tuple[str, int, int, str, str, str]


def rows_of(document: str) -> st.SearchStrategy[Row]:
    ends = st.tuples(st.integers(0, len(TEXTS[document])), st.integers(0, len(TEXTS[document])))
    return (
        st.tuples(st.just(document), ends, st.sampled_from(NAMES), st.sampled_from(CODERS), st.sampled_from(["", "x"]))
        .filter(lambda row: row[1][0] != row[1][1])
        .map(lambda row: (row[0], min(row[1]), max(row[1]), *row[2:]))
    )  # type: ignore[return-value]


ROWS = st.lists(st.sampled_from(["d0", "d1"]).flatmap(rows_of), max_size=12)


def covered(rows: Sequence[Row], layer: str = "union") -> Coverage:
    names = list(TEXTS)
    documents = tuple(Document(name, "", case=CASES[name], attributes={"round": 1}) for name in names)
    book = Codebook(tuple(Code(name, name) for name in NAMES))
    corpus = Corpus(Settings("T", cases={"KA": "Kampen", "OG": "Oost Gelre"}), documents, book, CODERS)
    touched = [Words.of(TEXTS[row[0]]).touched(Span(row[1], row[2])) for row in rows]

    def column(values: Sequence[int]) -> Any:
        return np.array(values, np.int64)

    every, none = np.ones(len(rows), bool), np.full(len(rows), np.nan)
    marks = Marks(
        column([names.index(row[0]) for row in rows]), column([NAMES.index(row[3]) for row in rows]),
        column([CODERS.index(row[4]) for row in rows]), every, ~every, full=True,
        start=column([row[1] for row in rows]), end=column([row[2] for row in rows]),
        word_start=column([first for first, _ in touched]), word_end=column([after for _, after in touched]),
        low=none, high=none, verbatim=~every, released=~every,
        origin=("manual",) * len(rows), specification=tuple(row[5] for row in rows),
    )  # fmt: skip
    labels = [f"{row[0]}:{number}" for number, row in enumerate(rows)]
    quotes = [TEXTS[row[0]][row[1] : row[2]] for row in rows]
    codings = pd.DataFrame({"quotation": labels, "grade": [""] * len(rows), "quote": quotes}, dtype=object)
    free = pd.DataFrame(columns=["document", "start", "end", "quotation", "words", "quote", "codings", "anchor"])
    return coverage(select(corpus, marks, layer=layer), TEXTS, codings, free)


@given(ROWS)
def test_what_is_coded_is_counted_once(rows: list[Row]) -> None:
    for each in covered(rows).documents:
        text, own = TEXTS[each.name], [row for row in rows if row[0] == each.name]
        inside = [any(row[1] <= at < row[2] for row in own) for at in range(len(text))]
        words = Words.of(text)
        touched = [any(inside[start:end]) for start, end in zip(words.starts, words.ends, strict=True)]
        assert (each.characters, each.coded_characters) == (len(text), sum(inside))
        assert (each.words, each.coded_words) == (len(words), sum(touched))
        assert each.quotations == len({row[1:3] for row in own})
        assert each.share == (sum(touched) / len(words) if len(words) else 0)


@given(ROWS)
def test_a_case_is_the_sum_of_its_documents(rows: list[Row]) -> None:
    found = covered(rows)
    assert [(each.case, each.documents) for each in found.cases] == [("Kampen", 1), ("Oost Gelre", 2)]
    for name in ("words", "coded_words", "characters", "coded_characters", "quotations", "coded"):
        for case in found.cases:
            own = [each for each in found.documents if each.case == case.case]
            assert getattr(case, name) == sum(getattr(each, name) for each in own)


@given(ROWS)
def test_redundant_codings_are_those_of_plain_loops(rows: list[Row]) -> None:
    expected = set()
    for (i, one), (j, two) in combinations(enumerate(rows), 2):
        same = (one[0], *one[3:]) == (two[0], *two[3:])
        if same and max(one[1], two[1]) < min(one[2], two[2]):
            expected.add(frozenset((f"{one[0]}:{i}", f"{two[0]}:{j}")))
    found = covered(rows).finding("redundant").found
    assert {frozenset((each.quotation, each.other)) for each in found} == expected
    assert len(found) == len(expected)


@given(ROWS)
def test_each_code_stands_under_the_narrowest_that_fits(rows: list[Row]) -> None:
    found = covered(rows)
    cases = {CASES[row[0]] for row in rows}
    for code in NAMES:
        own = [row for row in rows if row[3] == code]
        expected = ""
        if not own:
            expected = "never" if rows else ""
        elif len(own) == 1:
            expected = "once"
        elif len({row[0] for row in own}) == 1:
            expected = "one-document"
        elif len({CASES[row[0]] for row in own}) == 1 and len(cases) > 1:
            expected = "one-case"
        kinds = [
            each.kind for each in found.findings if each.kind in KINDS[3:7] and code in [f.code for f in each.found]
        ]
        assert kinds == ([expected] if expected else [])


@given(ROWS)
def test_gaps_hold_the_words_that_no_code_touches(rows: list[Row]) -> None:
    for name, text in TEXTS.items():
        spans = [(row[1], row[2]) for row in rows if row[0] == name]
        words = Words.of(text)
        alone = set()
        for number, (start, end) in enumerate(zip(words.starts, words.ends, strict=True)):
            aside = name == "d1" and text[start:end] in ("Kop", "*Fictief", "verhaal.*")
            if not aside and not any(max(start, low) < min(end, high) for low, high in spans):
                alone.add(number)
        found = list(gaps(text, spans))
        assert sum(count for _span, count in found) == len(alone)
        assert {number for span, _ in found for number in range(*words.touched(span))} == alone


# --- Findings in a project -------------------------------------------------------------------------------------

LONG = " ".join(f"woord{number}" for number in range(30))
BOOK = """
codes:
- {name: Coach}
- {name: Geld, applies: {place: [KA]}}
- {name: Tijd}
- {name: Lof, specify: true}
- {name: Cijfer, grade: {min: 1, max: 10}}
- {name: Nooit}
- {name: Elders, applies: {place: [Raalte]}}
"""
SETTINGS = "title: T\ncase: place\ncases: {KA: Kampen, OG: Oost Gelre}"


def text(case: str, words: str) -> str:
    return f"---\nplace: {case}\nround: 1\n---\n{words}"


@pytest.fixture
def one(project: Any) -> Any:
    made = project(
        {
            "k1": text("KA", f"# Kop\n\nDe coach belt iedereen. Er is geld en tijd. Een 7.\n\n{LONG}\n"),
            "k2": text("KA", "De coach belt. Er is tijd en geld."),
            "o1": text("OG", "De coach belt. Wat een mens."),
            "o2": text("OG", "Niets gezegd."),
        },
        BOOK,
        SETTINGS,
    )
    for document, quote, code in (
        ("k1", "De coach belt iedereen.", "Coach"),
        ("k1", "coach belt", "Coach"),
        ("k2", "De coach belt.", "Coach"),
        ("o1", "De coach belt.", "Coach"),
        ("k1", "geld", "Geld"),
        ("k2", "geld", "Geld"),
        ("k1", "tijd", "Tijd"),
        ("k2", "tijd", "Tijd"),
    ):
        made.code(document, quote=quote, code=code, coder="anna")
    made.code("k1", quote="Een 7.", code="Cijfer", coder="anna", value="7")
    made.code("o1", quote="De coach belt.", code="Lof", specification="belt", coder="anna")
    made.code("o1", quote="coach belt", code="Lof", specification="trouw", coder="anna")
    made.quote("o1", quote="Wat een mens.", coder="anna")
    return made


def found_in(project: Any, kind: str) -> list[Found]:
    return list(project.coverage().finding(kind).found)


def test_the_long_passage_without_a_code(one: Any) -> None:
    (found,) = found_in(one, "uncoded")
    assert (found.document, found.words, found.text[:7]) == ("k1", 30, "woord0 ")
    assert one.text("k1")[found.start : found.end] == LONG


def test_documents_without_codings_are_named_and_told(one: Any) -> None:
    assert [each.document for each in found_in(one, "untouched")] == ["o2"]
    assert "1 document has no codings" in one.coverage().warnings[0]


def test_the_same_code_inside_itself_is_redundant_and_two_specifications_are_not(one: Any) -> None:
    (found,) = found_in(one, "redundant")
    assert (found.quotation, found.other, found.code, found.note) == ("k1:1", "k1:2", "Coach", "one inside the other")


def test_a_code_that_could_not_be_elsewhere_is_not_missed_there(one: Any) -> None:
    assert [each.code for each in found_in(one, "one-case")] == ["Tijd"]  # and not Geld, which is for Kampen
    assert found_in(one, "one-case")[0].note == "2 codings in 2 documents of Kampen; 2 cases were coded"
    assert [each.code for each in found_in(one, "never")] == ["Nooit"]  # and not Elders
    assert [(each.code, each.document) for each in found_in(one, "once")] == [("Cijfer", "k1")]
    assert [(each.code, each.note) for each in found_in(one, "one-document")] == [("Lof", "2 codings")]


def test_a_quotation_without_a_code(one: Any) -> None:
    assert [(each.quotation, each.text) for each in found_in(one, "free")] == [("o1:3", "Wat een mens.")]
    assert one.coverage(where={"place": "KA"}).finding("free").found == ()


def test_a_filter_is_about_its_documents_only(one: Any) -> None:
    found = one.coverage(where={"case": "Kampen"})
    assert [each.name for each in found.documents] == ["k1", "k2"]
    assert found.warnings == ()


def test_each_finding_tells_what_it_means(one: Any) -> None:
    found = one.coverage()
    assert tuple(each.kind for each in found.findings) == KINDS
    assert all(each.title and each.advice for each in found.findings)
    assert found.finding("redundant").warnings[0].startswith("One coder gave a code to two quotations")
    with pytest.raises(UnknownOption, match="redundant"):
        found.finding("redundent")
    with pytest.raises(UnknownOption, match="documents"):
        found.table("document")


# --- Lengths ---------------------------------------------------------------------------------------------------


def test_far_outside_is_three_times_the_middle_half() -> None:
    """Quartiles 10 and 20: on a scale of logarithms 3 × log 2 further is 8 times as long, or an eighth."""
    usual = lengths(np.array([10] * 10 + [20] * 10))
    assert usual is not None
    assert (usual.low, usual.high) == (10, 20)
    assert (round(usual.least, 2), round(usual.most, 2)) == (1.25, 160)


@pytest.mark.parametrize("words", [[10, 20] * (ENOUGH // 2 - 1), [12] * 50, []])
def test_few_or_all_alike_have_no_usual_length(words: list[int]) -> None:
    assert lengths(np.array(words, np.int64)) is None


def test_quotations_of_unusual_length(project: Any) -> None:
    book = "codes: [A, B, {name: Cijfer, grade: {min: 1, max: 10}}]"
    sentences = " ".join(f"Zin {number} is zo lang als de andere." for number in range(30))
    one = project({"k1": f"{sentences}\n\n{LONG} {LONG.replace('w', 'v')} {LONG.replace('w', 'z')}\n\nja, een 8"}, book)
    for number in range(30):
        words = f"Zin {number} is zo lang" + " als de andere." * (number % 2)
        one.code("k1", quote=words, code="A", coder="anna")
    one.code("k1", quote=one.text("k1").split("\n\n")[1], code="A", coder="anna")
    one.code("k1", quote="ja", code="B", coder="anna")
    one.code("k1", quote="een 8", code="Cijfer", coder="anna", value=8)  # a grade is as short as it should be
    found = one.coverage()
    assert [(each.quotation, each.words) for each in found.finding("long").found] == [("k1:31", 90)]
    assert [(each.quotation, each.words) for each in found.finding("short").found] == [("k1:32", 1)]
    assert "5 to 8 words" in found.finding("long").meaning


# --- The sample, and the command -------------------------------------------------------------------------------


def test_the_share_is_that_of_the_status(sample: Any) -> None:
    told = progress(sample.corpus(), sample.marks(), sample.documents["words"].tolist())
    status = {(each.case, each.round): each.coverage for each in told.groups}
    found = sample.coverage()
    assert {(each.case, each.round): each.share for each in found.cases} == pytest.approx(status)
    assert len(status) > 20


def test_the_command(sample: Any, run: Any, tmp_path: Any) -> None:
    at = ("-C", sample.root, "coverage")
    said = run(*at)
    assert said.out.startswith("gemeente\tronde\tdocumenten\tmet coderingen\t")
    assert "uncoded         20  " in said.out
    assert run(*at, "--documents").out.splitlines()[1].startswith("KAF2.1.1\tKampen\t1\t")
    assert "Uitvoering/Gewenst/Eigenaarschap" in run(*at, "--finding", "never").out
    out = tmp_path / "worth.csv"
    assert run(*at, "--findings", "--out", out).code == 0
    lines = out.read_text().splitlines()
    assert lines[0] == "finding,document,start,end,quotation,code,words,text"
    assert sum(line.startswith("uncoded,") for line in lines) == 20
    assert run(*at, "--finding", "oddly").code == 2


@pytest.mark.parametrize("texts", [{}, {"k1": "Er staat iets."}])
def test_without_a_codebook(project: Any, run: Any, texts: dict[str, str]) -> None:
    """Before the first code there is nothing hardly used, and all of it is uncoded."""
    at = project(texts, codebook="codes: []").root
    for options in ((), ("--documents",), ("--findings",)):
        said = run("-C", at, "coverage", *options)
        assert (said.code, "Traceback" in said.err) == (0, False), said.err
    assert ("k1" in run("-C", at, "coverage", "--documents").out) == bool(texts)


def test_a_filter_on_codings_says_what_not_coded_means_then(project: Any) -> None:
    """What has other codings only is not said to have none."""
    one = project({"k1": "De buren helpen. De zaal is koud."}, "codes: [Buren, Zaal]", "title: T")
    one.code("k1", quote="De buren helpen.", code="Buren", coder="ann")
    assert one.coverage().warnings == ()
    [warning] = one.coverage(where={"code": "Zaal"}).warnings
    assert warning.startswith("The filter is about codings")
    assert "no codings" not in warning
