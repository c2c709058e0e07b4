"""A saved query counts as a code wherever codes are named: held against plain loops over the quotations it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.analysis.found import Found
from qualcode.errors import NotPossible, UnknownChoice, UnknownCode
from qualcode.project import Project
from qualcode.query import layers

BOOK = "codes: [A, {name: B, codes: [{name: D}]}, {name: C, grade: {min: 1, max: 10}}]"
SETTINGS = """
title: T
coders: [{name: anna}, {name: bob}]
guide:
  - {id: q1, codes: [A, B, C], rounds: [1]}
  - {id: q2, codes: [A, C], rounds: [2]}
"""
SAYS = "Vrijwilligers halen koffie. De huisarts belt de coach. Wandelen doen ze samen. Een zeven dan maar."
WORDS = {"x1": "mandarijn", "x2": "tennis", "y1": "schilderen", "y2": "timmeren"}
TEXTS = {
    name: f"---\ncase: {name[0]}\nround: {name[1]}\npersons: [{name}]\n---\n{SAYS} Het gaat over {word}."
    for name, word in WORDS.items()
}
QUOTES = (
    "Vrijwilligers halen koffie.", "halen koffie. De huisarts", "huisarts belt", "De huisarts belt de coach.",
    "Wandelen doen ze samen.", "samen. Een zeven",
)  # fmt: skip
Place = tuple[str, int, int]


@pytest.fixture
def small(project: Any) -> Project:
    made: Project = project(TEXTS, BOOK, settings=SETTINGS)
    for number, name in enumerate(TEXTS):
        made.code(name, quote=QUOTES[0], code="A", coder="anna")
        made.code(name, quote=QUOTES[1], code="C", coder="anna", value="6")
        if number % 2 == 0:
            made.code(name, quote=QUOTES[4], code="B", coder="anna")
        made.done(name, coder="anna")
    made.quote("x1", quote="mandarijn", coder="bob")
    made.save_query("Slim", "A OR C WHERE round = 1")
    made.save_query("Rest", "NOT A")
    return made


def places(found: Found) -> list[Place]:
    return [(each.source.id, each.start, each.end) for each in found.passages]


def spans_of(project: Project, code: str) -> set[Place]:
    """The spans with a coding of this very code, one coder's."""
    frame = project.codings
    rows = frame[frame["code_id"] == project.codebook.find(code).id]
    return set(zip(rows["document"], rows["start"].tolist(), rows["end"].tolist(), strict=True))


def meet(one: Place, other: Place) -> bool:
    return one[0] == other[0] and max(one[1], other[1]) < min(one[2], other[2])


# --- plain loops -----------------------------------------------------------------------------------------------

codings = st.lists(
    st.tuples(st.sampled_from(list(TEXTS)), st.sampled_from(QUOTES), st.sampled_from(["A", "B", "D", ""])),
    min_size=1, max_size=14, unique=True,
)  # fmt: skip
QUERIES = ("A AND NOT B", "A COOCCURS B", "NOT A", "=B", 'TEXT "huisarts" WHERE round = 2')


@settings(max_examples=12)
@given(given_=codings, asked=st.sampled_from(QUERIES))
def test_its_numbers_are_those_of_the_quotations_it_finds(
    project: Callable[..., Project], given_: list[tuple[str, str, str]], asked: str
) -> None:
    made = project(TEXTS, BOOK, settings=SETTINGS)
    for document, quote, code in given_:
        if code:
            made.code(document, quote=quote, code=code, coder="anna")
        else:
            made.quote(document, quote=quote, coder="anna")
    for name in TEXTS:
        made.done(name, coder="anna")
    made.save_query("Slim", asked)
    found = made.query("@Slim")
    holds_in_cooccurrence(made, places(found))
    holds_in_rounds(made, found)
    holds_in_framework(made, found)
    of_case = made.matrix(rows="query", measure="quotations")
    assert [int(each) for each in of_case.frame.to_numpy().ravel()] == [
        sum(each.source.case == case for each in found.passages) for case in of_case.frame.columns
    ]


def holds_in_cooccurrence(made: Project, found: list[Place]) -> None:
    pairs = {each.right: each for each in made.cooccurrence(codes=["@Slim"], least=0).pairs}
    for code in made.codebook:
        other = spans_of(made, code.name)
        met = sum(meet(one, two) for one in found for two in other)
        pair = pairs.get(code.id)
        assert (pair.n, pair.n_left, pair.n_right) == (met, len(found), len(other)) if pair else met == 0


def holds_in_rounds(made: Project, found: Found) -> None:
    def labels(case: str, round_: str) -> list[str]:
        here = (each for each in found.passages if (each.source.case, each.source.round) == (case, round_))
        return [each.labels[0] for each in here]

    moves = {each.case: each for each in made.rounds(codes="@Slim").moves if each.kind.value != "not comparable"}
    for case, move in moves.items():
        assert list(move.before) == labels(case, move.round_from)
        assert list(move.after) == labels(case, move.round_to)
        assert (move.n_before, move.n_after) == (int(bool(move.before)), int(bool(move.after)))
    assert {each.source.case for each in found.passages} <= {each.case for each in made.rounds(codes="@Slim").moves}


def holds_in_framework(made: Project, found: Found) -> None:
    for cell in made.framework("@Slim").cells:
        assert set(cell.quotations) == {each.labels[0] for each in found.passages if each.source.case == cell.case}


# --- a saved query that is a code ------------------------------------------------------------------------------

SAME: dict[str, Callable[[Project, str], object]] = {
    "cooccurrence": lambda project, name: [
        (each.right, each.n, each.n_left, each.n_right, each.c, each.group)
        for each in project.cooccurrence(codes=[name], by="case").pairs
        if {each.left, each.right} != {"@nu", "uit-sq-vrijwilligers"}
    ],
    "rounds": lambda project, name: project.rounds(codes=name).to_frame().drop(columns="theme").to_csv(),
    "framework": lambda project, name: [
        (each.case, each.round, each.quotations) for each in project.framework(name, by_round=True).cells
    ],
    "similarity": lambda project, name: project.similarity(codes=[name], of="document").to_frame().to_csv(),
    "saturation": lambda project, name: (
        project.saturation(codes=[name], permutations=10).to_frame().to_csv().replace(",Nu\n", f",{CODE}\n")
    ),
    "words": lambda project, name: project.words(inside=name).to_frame().to_csv(),
    "keyness": lambda project, name: (
        project.keyness(code=name).to_frame().to_csv().replace(f",{name},", ",X,")
    ),
    "portrait": lambda project, name: [
        (row.start, row.end)
        for row in project.portrait("KAF2.4.1", codes=[name]).to_frame().itertuples()
        if {"Nu", CODE} & set(row.codes.split("; "))
    ],
}  # fmt: skip
CODE = "Uitvoering/Statusquo/Vrijwilligers"


@pytest.fixture(scope="module")
def mine(sample_folder: Path, sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterable[Project]:
    """A copy of the sample with saved queries."""
    import shutil

    import qualcode

    folder = tmp_path_factory.mktemp("smart") / "project"
    shutil.copytree(sample.root, folder)
    with qualcode.open(folder) as opened:
        opened.save_query("Nu", f"={CODE}")
        yield opened


@pytest.mark.parametrize("name", SAME)
def test_one_that_is_a_code_gives_the_numbers_of_that_code(mine: Project, name: str) -> None:
    smart, code = (SAME[name](mine, asked) for asked in ("@Nu", CODE))
    assert smart == code
    assert smart


def test_one_that_is_a_code_is_missing_for_the_reasons_of_that_code(mine: Project) -> None:
    smart, code = (mine.framework(asked, by_round=True).cells for asked in ("@Nu", CODE))
    pairs = [(one, other) for one, other in zip(smart, code, strict=True) if not other.text]
    assert [one.why for one, _ in pairs] == [other.why for _, other in pairs]
    assert {"empty", "no summary yet"} == {one.state.value for one, _ in pairs}


# --- one by one ------------------------------------------------------------------------------------------------


def test_the_rule_says_what_it_asks_and_counts_no_code_too_many(small: Project) -> None:
    with_it, without = small.cooccurrence(codes=["@Slim"]).rule, small.cooccurrence().rule
    assert "smart code Slim: (A OR C) WHERE round = 1; the codings of a smart code are the quotations" in with_it
    assert "(4 codes)" in with_it
    assert "(4 codes)" in without
    assert "smart code" not in without
    for rule in (small.rounds(codes="Slim").rule, small.framework("Slim").rule, small.plot("heat", code="@Slim").rule):
        assert "smart code Slim: (A OR C) WHERE round = 1" in rule


def test_its_reasons_and_m_are_those_of_the_codes_it_asks_for(small: Project) -> None:
    """B is asked in round 1 only, so a query for B was not asked in round 2."""
    small.save_query("Om B", "B AND NOT A")
    moves = small.rounds(codes="@Om B").moves
    assert {each.reason for each in moves} == {"not asked"}
    cells = [each for each in small.framework("@Om B", by_round=True).cells if not each.quotations]
    assert {(each.round, each.why) for each in cells} == {("2", "not asked")}


def test_a_free_quotation_is_found_and_nobody_has_coded_by_it(small: Project) -> None:
    """Bob has a quotation without a code in x1: it is one of "NOT A", and does not make him a coder of x1."""
    chosen = small.selection(codes=["@Rest"])
    labels = set(small.codings_in(chosen)["quotation"][len(small.codings) :])
    assert labels == {label for each in small.query("NOT A").passages for label in each.labels}
    free = small.quotations[small.quotations["codings"] == 0]["quotation"].tolist()
    assert free
    assert set(free) <= labels
    corpus, marks = small.corpus(), small.marks()
    assert layers.finishes(chosen.corpus, chosen.marks, "final") == layers.finishes(corpus, marks, "final")
    assert (layers.coded_by(chosen.corpus, chosen.marks) == layers.coded_by(corpus, marks)).all()


def test_where_two_coders_marked_the_same_words_the_quotation_of_its_code_stands_for_them(project: Any) -> None:
    made: Project = project(TEXTS, BOOK, settings=SETTINGS)
    made.code("x1", quote=QUOTES[4], code="B", coder="bob")
    made.code("x1", quote=QUOTES[4], code="A", coder="anna")
    made.save_query("Om A", "A")
    for coder, layer in (("anna", "union"), ("anna", "anna")):
        chosen = made.selection(layer=layer, codes=["@Om A"])
        assert made.codings_in(chosen)["coder"].tolist()[len(made.codings) :] == [coder]
    assert "smart code" not in made.cooccurrence(codes=["A"]).rule


def test_the_rows_of_its_codings_are_those_of_its_quotations(small: Project) -> None:
    chosen = small.selection(codes=["@Slim", "Rest", "A"])
    frame, marks = small.codings_in(chosen), chosen.marks
    assert len(frame) == len(marks)
    assert frame["start"].tolist() == marks.start.tolist()
    assert frame["end"].tolist() == marks.end.tolist()
    ids = [document.id for document in chosen.corpus.documents]
    assert frame["document"].tolist() == [ids[place] for place in marks.document]
    assert frame["code_id"].tolist() == [chosen.corpus.codebook.codes[place].id for place in marks.code]
    assert frame["coder"].tolist() == [chosen.corpus.coders[place] for place in marks.coder]
    assert frame["value"].iloc[len(small.codings) :].isna().all()
    assert (frame.dtypes == small.codings.dtypes).all()


def test_the_quotations_behind_its_pairs_can_be_read(small: Project) -> None:
    small.code("x1", quote="mandarijn", code="B", coder="anna")
    met = small.together(small.cooccurrence(codes=["@Rest"], against=["B"])).to_frame()
    assert "mandarijn" in met["words in common"].tolist()
    assert set(met["quotation_1"]) <= set(small.quotations["quotation"])


@pytest.mark.parametrize("name", ["Slim", "@Slim", "@SLIM", "slim"])
def test_it_is_named_with_at_or_without(small: Project, name: str) -> None:
    assert small.cooccurrence(codes=[name]).to_frame()["code_1"].unique().tolist() == ["Slim"]
    assert small.framework(name).themes[0].title == "Slim"


def test_a_code_that_comes_to_be_called_so_is_meant_by_the_bare_name(small: Project) -> None:
    small.tree.create("Slim")
    assert small.cooccurrence(codes=["@Slim"]).to_frame()["code_1"].unique().tolist() == ["@Slim"]
    assert small.cooccurrence(codes=["Slim"]).pairs == ()


def test_a_name_that_means_nothing(small: Project) -> None:
    with pytest.raises(UnknownChoice, match=r"The saved query cannot be 'Slimm'. Did you mean Slim"):
        small.cooccurrence(codes=["@Slimm"])
    with pytest.raises(UnknownCode, match=r"codes, not saved queries; use one as a filter: --where code=@Slim\."):
        small.plot("grades", code="@Slim")


def test_figures_of_a_matrix_have_its_row(small: Project) -> None:
    for kind in ("heat", "dots", "sankey"):
        alone, beside = small.plot(kind, code="@Slim"), small.plot(kind, code=["@Slim", "B"])
        assert "Slim" in alone.alt
        assert "Only Slim and" in alone.rule
        assert "Only B, Slim and" in beside.rule
    assert "of 1 row and" in small.plot("heat", code="@Slim").alt
    assert "Slim" in small.plot("network", code="@Slim").alt


def test_a_summary_of_what_it_finds(small: Project, tmp_path: Path) -> None:
    """It is written, confirmed, goes stale and comes back from Excel as that of a code."""
    cell = small.write_summary("Zij halen koffie.", "x", "@Slim", who="anna")
    assert (cell.state.value, cell.note.path) == ("written", "analyses/summaries/x/slim.query.md")
    small.write_summary("Overal koffie.", theme="@Slim", who="anna")
    small.write_summary("In x is er koffie.", "x", "code:", who="anna")
    over = [small.framework(name).over_cases[0] for name in ("A", "@Slim")]  # whichever themes are looked at
    assert [(each.state.value, each.below) for each in over] == [("written", ("x/code:@slim",))] * 2
    book = tmp_path / "chart.xlsx"
    small.write_framework(book, codes=["@Slim"])
    assert small.read_framework(book).complete
    small.code("x1", quote=QUOTES[2], code="A", coder="anna")
    assert small.framework("@Slim").cell("x", "@Slim").state.value == "stale"
    assert small.confirm_summary("x", "Slim", who="anna").state.value == "written"
    assert small.confirm_unchecked() == 0


def test_on_the_command_line(small: Project, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.root)
    said = run("cooccurrence", "--code", "@Slim", "--against", "A")
    assert (said.code, said.err) == (0, "")
    assert "smart code Slim: (A OR C) WHERE round = 1" in said.out
    for command in (["framework", "show"], ["rounds"], ["similarity"], ["saturation"]):
        assert run(*command, "--code", "@Slim").code == 0, command
    with pytest.raises(NotPossible):
        small.matrix(layer="intersection", queries=["Slim"])
