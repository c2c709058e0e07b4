"""Queries kept under a name: what their names go on meaning, and smart codes in a matrix, counted again by hand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import recount
from conftest import write_texts
from hypothesis import given, settings
from hypothesis import strategies as st

import qualcode as qc
from qualcode.errors import LaterWork, NotPossible, QueryError, UnknownChoice, UnknownInQuery
from qualcode.project import Project
from qualcode.reports.results import FORMATS

BOOK = """
codes:
- {id: u, name: Uitvoering, codes: [{id: v, name: Vrijwilligers}, {id: g, name: Geld}]}
- {id: w, name: Wens, codes: [{id: wv, name: Vrijwilligers}, {id: wt, name: Tijd}]}
- {id: c, name: Cijfer, grade: {min: 1, max: 10}}
- {id: n, name: Note, grade: {min: 1, max: 10}}
"""
SETTINGS = """
title: T
case: place
cases: {KA: Kampen, OG: Oost Gelre, WW: Winterswijk}
coders: [{name: anna}]
guide:
- {id: money, question: Geld, codes: [Geld], rounds: [1]}
- {id: other, question: Anders, codes: [Tijd], rounds: [2]}
"""


def text(case: str, round_: int, words: str) -> str:
    return f"---\nplace: {case}\nround: {round_}\n---\n{words}"


TEXTS = {
    "k1": text("KA", 1, "Er zijn te weinig vrijwilligers. Geld is er ook niet. Meer tijd zou helpen."),
    "k2": text("KA", 2, "De vrijwilligers blijven. Zij zouden meer geld willen."),
    "o1": text("OG", 1, "Vrijwilligers zijn er genoeg. Een 8 geeft zij. Meer tijd zou helpen."),
    "w1": text("WW", 2, "Niets gezegd over geld. Het was een rustig jaar."),
}
CODED = (
    ("k1", "Er zijn te weinig vrijwilligers.", "Uitvoering/Vrijwilligers"),
    ("k1", "vrijwilligers", "Uitvoering/Vrijwilligers"),
    ("k1", "Geld is er ook niet.", "Geld"),
    ("k1", "Meer tijd zou helpen.", "Tijd"),
    ("k2", "De vrijwilligers blijven.", "Uitvoering/Vrijwilligers"),
    ("k2", "Zij zouden meer geld willen.", "Geld"),
    ("k2", "Zij zouden meer geld willen.", "Wens/Vrijwilligers"),
    ("o1", "Vrijwilligers zijn er genoeg.", "Uitvoering/Vrijwilligers"),
)


@pytest.fixture
def one(project: Any) -> Project:
    made: Project = project(TEXTS, BOOK, SETTINGS)
    for document, quote, code in CODED:
        made.code(document, quote=quote, code=code, coder="anna")
    made.code("o1", quote="Een 8 geeft zij.", code="Cijfer", value=8, coder="anna")
    made.quote("w1", quote="Niets gezegd over geld.", coder="anna")
    made.done(["k1", "k2", "o1", "w1"], coder="anna")
    return made


def expression(project: Project, name: str) -> str:
    return next(each.expression for each in project.saved_queries if each.name == name)


# --- Keeping ---------------------------------------------------------------------------------------------------


def test_a_query_under_a_name_finds_what_it_found(one: Project) -> None:
    kept = one.save_query("Te weinig", "Vrijwilligers AND NOT Wens", who="anna", comment="voor het slot")
    assert (kept.name, kept.expression, kept.who, kept.comment) == (
        "Te weinig", "Vrijwilligers AND NOT Wens", "anna", "voor het slot",
    )  # fmt: skip
    plain = one.query("Vrijwilligers AND NOT Wens").labels
    assert one.query("@Te weinig").labels == one.query("te WEINIG").labels == plain
    assert len(plain) == 4
    assert one.query("@Te weinig AND TEXT 'blijven'").labels == ("k2:1",)
    assert one.query("Geld OR NOT (@Te weinig)").labels == one.query("Geld OR NOT (Vrijwilligers AND NOT Wens)").labels


def test_saved_in_saved(one: Project) -> None:
    one.save_query("Mensen", "Vrijwilligers")
    one.save_query("Mensen nu", "@Mensen AND NOT Wens")
    one.save_query("Mensen later", '"@Mensen nu" WHERE round >= 2')
    assert one.query("@Mensen later").labels == ("k2:1",)
    assert "Uitvoering/Vrijwilligers OR Wens/Vrijwilligers" in one.query("@Mensen later").expression


NAMES_REFUSED = ["Vrijwilligers", "uitvoering/GELD", "a/b", "", "  @ ", 'met "haken"', "(x)", "x" * 81, "een\ntwee\x07"]


@pytest.mark.parametrize("name", NAMES_REFUSED)
def test_names_that_may_mean_something_else(one: Project, name: str) -> None:
    with pytest.raises(NotPossible, match="saved query"):
        one.save_query(name, "Geld")
    assert one.saved_queries == ()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ("Gled", UnknownInQuery),
        ("Geld AND", QueryError),
        ("Geld WHERE rond = 1", UnknownInQuery),
        ("@Nooit", QueryError),
    ],
)
def test_what_cannot_be_answered_is_not_kept(one: Project, wrong: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        one.save_query("X", wrong)
    assert one.saved_queries == ()


def test_a_name_that_is_taken(one: Project) -> None:
    one.save_query("Druk", "Geld")
    before = one.version()
    one.save_query("druk", "Geld")
    assert one.version() == before  # the same again changes nothing
    with pytest.raises(NotPossible, match="already: Geld"):
        one.save_query("Druk", "Tijd")
    one.save_query("Druk", "Tijd", replace=True)
    assert [(each.name, each.expression) for each in one.saved_queries] == [("Druk", "Tijd")]


def test_no_query_uses_itself(one: Project) -> None:
    one.save_query("A", "Geld")
    one.save_query("B", "@A OR Tijd")
    one.save_query("C", "@B AND NOT Geld")
    for name in ("A", "B", "C"):
        with pytest.raises(NotPossible, match="itself"):
            one.save_query(name, "Tijd OR @C", replace=True)
    with pytest.raises(NotPossible, match="'B'"):
        one.remove_query("A")
    for name in ("C", "@b", "A"):
        one.remove_query(name)
    assert one.saved_queries == ()
    with pytest.raises(NotPossible, match="none is saved yet"):
        one.remove_query("A")


def test_a_circle_by_way_of_undo_is_told(one: Project) -> None:
    one.save_query("B", "Geld")
    one.save_query("A", "@B")
    one.save_query("A", "Tijd", who="anna", replace=True)
    one.save_query("B", "@A", who="bert", replace=True)
    one.undo("anna")
    with pytest.raises(NotPossible, match="uses itself by now"):
        one.query("@A")
    one.undo("bert")
    assert one.query("@A").labels == one.query("Geld").labels


def test_undo_and_redo(one: Project) -> None:
    one.save_query("A", "Geld")
    one.save_query("A", "Vrijwilligers OR Tijd", replace=True)
    one.undo()
    assert expression(one, "A") == "Geld"
    assert one.query("@A").labels == one.query("Geld").labels
    one.redo()
    assert one.query("@A").labels == one.query("Vrijwilligers OR Tijd").labels
    one.remove_query("A", who="anna")
    one.undo("anna")
    assert one.query("@A").labels == one.query("Vrijwilligers OR Tijd").labels
    assert [each.what for each in one.history()[-6:]] == [
        "save query", "save query", "undo", "redo", "remove query", "undo",
    ]  # fmt: skip


# --- What the names go on meaning ------------------------------------------------------------------------------


def test_a_code_that_is_renamed_or_moved_is_still_meant(one: Project) -> None:
    one.save_query("A", "Uitvoering/Vrijwilligers AND NOT (=Tijd OR SIBLINGS(Tijd))")
    found = one.query("@A").labels
    one.tree.rename("Uitvoering/Vrijwilligers", "Mensen die helpen")
    assert expression(one, "A").startswith("Uitvoering/Mensen die helpen AND NOT (=Tijd OR SIBLINGS(Tijd))")
    one.tree.move("Uitvoering/Mensen die helpen", "Wens")
    one.tree.rename("Tijd", "Tijd en AND")
    assert expression(one, "A") == (
        'Wens/Mensen die helpen AND NOT (="Wens/Tijd en AND" OR SIBLINGS("Wens/Tijd en AND"))'
    )
    assert one.query("Wens/Mensen die helpen").labels == ("k1:1", "k1:2", "k2:1", "o1:1")
    assert one.query("@A").labels == ()  # it became a sibling
    assert len(found) == 4


def test_a_name_goes_on_meaning_the_codes_of_then(one: Project) -> None:
    """A new code of the same name is another code."""
    one.save_query("A", "NOT Vrijwilligers")
    assert expression(one, "A") == "NOT Vrijwilligers"
    one.tree.create("Cijfer/Vrijwilligers")
    one.code("o1", quote="Een 8 geeft zij.", code="Cijfer/Vrijwilligers", coder="bert")
    assert expression(one, "A") == "NOT (Uitvoering/Vrijwilligers OR Wens/Vrijwilligers)"
    assert "o1:2" in one.query("@A", layer="anna").labels


def test_a_whole_path_and_a_bare_name_of_codes_that_are_called_alike(one: Project) -> None:
    """`Wens` means every code of that name, `/Wens` the one at the top."""
    one.tree.create("Uitvoering/Wens")
    one.code("w1", quote="Niets", code="Uitvoering/Wens", coder="anna")
    one.save_query("Alle", "Wens")
    one.save_query("Bovenste", "/Wens")
    assert one.query("@Alle").labels == ("k1:4", "k2:2", "w1:2")
    assert one.query("@Bovenste").labels == ("k1:4", "k2:2")
    one.tree.rename("Uitvoering/Wens", "Hoop")
    assert expression(one, "Alle") == "(Uitvoering/Hoop OR Wens)"
    assert expression(one, "Bovenste") == "/Wens"
    one.tree.rename("Uitvoering/Hoop", "Wens")
    one.tree.rename("Wens/Tijd", "Uren")
    assert one.query("@Bovenste").labels == ("k1:4", "k2:2")


def test_codes_below_come_along(one: Project) -> None:
    one.save_query("A", "Uitvoering")
    before = one.query("@A").labels
    one.tree.create("Uitvoering/Zorg")
    one.code("w1", quote="Niets gezegd", code="Zorg", coder="anna")
    assert one.query("@A").labels == (*before, "w1:2")


def test_a_code_that_is_merged_is_asked_for_as_the_other(one: Project) -> None:
    one.save_query("A", "Tijd OR Geld")
    touched = one.tree.merge(["Tijd"], into="Geld")
    assert "saved queries that asked for Wens/Tijd" in str(touched)
    assert one.query("@A").labels == one.query("Geld").labels == ("k1:3", "k1:4", "k2:2")
    one.undo()
    assert expression(one, "A") == "Tijd OR Geld"
    assert one.query("@A AND NOT Geld").labels == ("k1:4",)


def test_a_code_that_a_query_asks_for_is_not_taken_back(one: Project) -> None:
    one.tree.create("Uitvoering/Zorg", who="anna")
    one.save_query("A", "Zorg", who="bert")
    with pytest.raises(LaterWork):
        one.undo("anna")
    one.export_codebook(one.root / "codebooks" / "codebook.yaml")
    lines = (one.root / "codebooks" / "codebook.yaml").read_text().splitlines()
    path = one.root / "less.yaml"
    at = next(place for place, line in enumerate(lines) if "Zorg" in line)
    kept = [line for place, line in enumerate(lines) if place not in (at - 1, at)]
    path.write_text("\n".join([*kept, ""]))
    changes = one.import_codebook(path)
    assert [each.what for each in changes] == ["retired"]


def test_under_an_older_codebook(one: Project) -> None:
    one.save_query("A", "Vrijwilligers")
    one.tree.create("Uitvoering/Zorg")
    one.save_query("B", "Zorg")
    assert one.matrix(queries=["A"], version=1, measure="codings").frame.loc[("A", ""), "Kampen"] == 4
    with pytest.raises(NotPossible, match="this version of the codebook does not have"):
        one.matrix(queries=["B"], version=1)


# --- History and withdrawn consent -----------------------------------------------------------------------------


def test_the_trail_tells_of_it(one: Project, run: Any) -> None:
    one.save_query("A", "Geld", who="anna")
    said = run("-C", one.root, "history", "--changes", "--what", "save query").out
    assert 'query\tA\tnew: expression "Geld"' in said
    assert "query_name\tA\tnew: code Uitvoering/Geld" in said
    assert "save query" in run("-C", one.root, "history", "--code", "Geld").out


def test_a_purge_takes_what_a_query_quotes(one: Project) -> None:
    one.save_query("Citaat", 'Geld OR TEXT "geld is ER ook niet"')
    one.save_query("Woord", "TEXT 'weinig vrijwilligers' OR TEXT 'De vrijwilligers blijven'")
    one.save_query("Citaat", "Geld", replace=True)
    one.save_query("Slot", 'TEXT "Er zijn te weinig" AND Tijd')
    one.save_query("Samen", 'TEXT "meer tijd zou helpen"')  # stands in another interview too
    one.purge("k1")
    assert expression(one, "Citaat") == "Geld"
    assert expression(one, "Slot") == 'TEXT "[…]" AND Tijd'
    assert expression(one, "Samen") == 'TEXT "meer tijd zou helpen"'
    assert expression(one, "Woord") == "TEXT \"[…]\" OR TEXT 'De vrijwilligers blijven'"
    with sqlite3.connect(one.root / ".qualcode" / "project.db") as connection:
        kept = "\n".join(connection.iterdump())
    assert "ook niet" not in kept
    assert "Er zijn te weinig" not in kept
    assert "De vrijwilligers blijven" in kept


# --- Smart codes in a matrix -----------------------------------------------------------------------------------

Passage = tuple[str, int, int]


def passages_with(project: Project, *paths: str) -> set[Passage]:
    frame = project.codings
    own = frame[frame["code"].str.startswith(paths)]
    return {(row.document, row.start, row.end) for row in own.itertuples()}


def counted(project: Project) -> recount.Project:
    """What a recount needs to know of the project; one coder, who finished all."""
    frame = project.documents
    docs = [
        recount.Doc(
            row.document, project.text(row.document), row.case, row.kind, row.interview, {"round": row.round}, ()
        )
        for row in frame.itertuples()
    ]
    tree = recount.Tree([project.codebook.names(code.id) for code in project.codebook])
    guide = [
        recount.Question("money", [("Uitvoering", "Geld")], [1]), recount.Question("other", [("Wens", "Tijd")], [2])
    ]  # fmt: skip
    done = [recount.Done(doc.id, "anna", 1) for doc in docs]
    rows = [
        recount.Row(row.document, row.start, row.end, tuple(row.code.split("/")), row.coder)
        for row in project.codings.itertuples()
    ]
    return recount.Project(docs, rows, tree, ["Kampen", "Oost Gelre", "Winterswijk"], ["anna"], guide, done)


def by_hand(found: set[Passage], measure: str, texts: dict[str, str]) -> int:
    if measure in ("codings", "quotations"):
        return len(found)
    if measure in ("interviews", "documents", "persons"):
        return len({document for document, _start, _end in found})
    if measure == "presence":
        return int(bool(found))
    inside = {(document, at) for document, start, end in found for at in range(start, end)}
    if measure == "characters":
        return len(inside)
    words = 0
    for document, said in texts.items():
        at = 0
        for run in said.split():
            at = said.index(run, at)
            touched = any((document, place) in inside for place in range(at, at + len(run)))
            words += touched and any(letter.isalnum() for letter in run)
            at += len(run)
    return words


MEASURES = ("codings", "quotations", "interviews", "documents", "persons", "words", "characters", "presence")
CASES = {"Kampen": ("k1", "k2"), "Oost Gelre": ("o1",), "Winterswijk": ("w1",)}
#: A query, what it finds (from the passages of V = Vrijwilligers, G = Geld, T = Tijd, all), the codes it names.
Sets = dict[str, set[Passage]]
QUERIES: list[tuple[str, Callable[[Sets], set[Passage]], set[recount.Path]]] = [
    ("Geld AND NOT Vrijwilligers", lambda s: s["G"] - s["V"], {("Uitvoering", "Geld")}),
    ("Vrijwilligers OR Tijd", lambda s: s["V"] | s["T"],
     {("Uitvoering", "Vrijwilligers"), ("Wens", "Vrijwilligers"), ("Wens", "Tijd")}),
    ("Geld XOR Vrijwilligers", lambda s: s["G"] ^ s["V"],
     {("Uitvoering", "Geld"), ("Uitvoering", "Vrijwilligers"), ("Wens", "Vrijwilligers")}),
    ("NOT Vrijwilligers", lambda s: s["all"] - s["V"], set()),
    ("Vrijwilligers WITHIN Vrijwilligers", lambda s: s["V"],
     {("Uitvoering", "Vrijwilligers"), ("Wens", "Vrijwilligers")}),
    ("Tijd WHERE round = 2", lambda s: {each for each in s["T"] if each[0] in ("k2", "w1")}, {("Wens", "Tijd")}),
]  # fmt: skip
PLACES = st.tuples(st.sampled_from(list(TEXTS)), st.integers(0, 20), st.integers(1, 20))
CODINGS = st.lists(st.tuples(PLACES, st.sampled_from(["Uitvoering/Vrijwilligers", "Geld", "Tijd"])), max_size=6)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with the texts, nothing coded, and the queries saved."""
    folder = tmp_path_factory.mktemp("smart")
    write_texts(folder / "transcripts", TEXTS)
    (folder / "codebooks").mkdir()
    (folder / "codebooks" / "codebook.yaml").write_text(BOOK)
    (folder / "qualcode.yaml").write_text(SETTINGS)
    with qc.open(folder) as made:
        made.import_codebook()
        made.import_documents()
        made.done(list(TEXTS), coder="anna")
        for number, (query, *_rest) in enumerate(QUERIES):
            made.save_query(f"Vraag {number}", query)
        yield made


@settings(max_examples=40)
@given(CODINGS, st.sampled_from(MEASURES))
def test_a_smart_code_counts_as_its_passages_do(asked: Project, codings: list[Any], measure: str) -> None:
    """All measures, totals, n, m and reasons of every saved query, against sets and plain loops."""
    for (document, start, length), code in codings:
        asked.code(document, start=start, end=start + length, code=code, coder="anna")
    try:
        hold(asked, {name: asked.text(name) for name in TEXTS}, measure)
    finally:
        for label in asked.quotations["quotation"]:
            asked.remove(label, coder="anna")


def hold(project: Project, texts: dict[str, str], measure: str) -> None:
    sets: Sets = {
        "V": passages_with(project, "Uitvoering/Vrijwilligers", "Wens/Vrijwilligers"),
        "G": passages_with(project, "Uitvoering/Geld"),
        "T": passages_with(project, "Wens/Tijd"),
        "all": passages_with(project, ""),
    }
    quoted = project.quotations
    sets["all"] |= {(row.document, row.start, row.end) for row in quoted.itertuples()}
    plain = counted(project)
    matrix = project.matrix(rows="query", measure=measure, totals=True)
    every: set[Passage] = set()
    for row, (_asked, find, codes) in enumerate(QUERIES):
        found = find(sets)
        every |= found
        check_row(matrix.frame, row, found, measure, texts)
        if measure in ("interviews", "words"):
            check_m(matrix, row, found, codes, plain)
    check_row(matrix.frame, len(QUERIES), every, measure, texts)


def check_row(frame: Any, row: int, found: set[Passage], measure: str, texts: dict[str, str]) -> None:
    for column, name in enumerate(CASES):
        own = {each for each in found if each[0] in CASES[name]}
        assert frame.iloc[row, column] == by_hand(own, measure, texts), (measure, row, name)
    assert frame.iloc[row, len(CASES)] == by_hand(found, measure, texts), (measure, row)


def check_m(matrix: Any, row: int, found: set[Passage], codes: set[recount.Path], plain: recount.Project) -> None:
    for column, name in enumerate(CASES):
        docs = [doc for doc in plain.docs if doc.id in CASES[name]]
        present = {doc.interview for doc in docs if any(each[0] == doc.id for each in found)}
        wanted = codes or None
        asked = {
            doc.interview
            for doc in docs
            if recount.finished(plain, [doc], "final") and recount.stance(plain, wanted, [doc]) != "spared"
        }
        assert matrix.m.iloc[row, column] == len(asked | present)
        assert matrix.n.iloc[row, column] == len(present)
        if not present:
            reason = recount.reason(plain, wanted, docs, "final")
            assert matrix.reasons.iloc[row, column] == matrix.language(REASONS[reason])


REASONS = {
    recount.NO_INTERVIEW: "no interview",
    recount.ABSENT: "not in the summary",
    recount.NOT_CODED: "not coded yet",
    recount.GUIDE_UNKNOWN: "guide unknown",
    recount.NOT_ASKED: "not asked",
}


def test_a_row_after_the_codes_that_leaves_them_as_they_are(one: Project) -> None:
    one.save_query("Mensen", "Vrijwilligers OR TEXT 'geld'")
    for measure in (*MEASURES, "mean"):
        plain = one.matrix(measure=measure, totals=True)
        smart = one.matrix(measure=measure, totals=True, queries=["Mensen"])
        assert list(smart.frame.index)[-2][0] == "Mensen"
        assert smart.frame.drop(index=list(smart.frame.index)[-2]).equals(plain.frame), measure
        assert smart.m.iloc[-1].tolist() == plain.m.iloc[-1].tolist()
    assert "smart code Mensen: (Uitvoering/Vrijwilligers OR Wens/Vrijwilligers) OR TEXT" in smart.rule
    assert "without smart codes" in smart.rule


def test_shares_and_compress_and_level(one: Project) -> None:
    one.save_query("Mensen", "Vrijwilligers AND NOT Wens")
    one.save_query("Niets", "Geld AND Tijd")
    of_m = one.matrix(queries=["Mensen"], share="interviews").frame
    assert of_m.loc[("Mensen", "")].tolist() == [1.0, 1.0, 0.0]
    by_row = one.matrix(queries=["Mensen"], measure="codings", share="row", totals=True).frame
    assert by_row.loc[("Mensen", "")].tolist() == [0.75, 0.25, 0.0, 1.0]
    small = one.matrix(queries=["Mensen", "Niets"], level=1, compress=True, measure="codings")
    assert list(small.frame.index) == ["Uitvoering", "Wens", "Cijfer", "Mensen"]


def test_the_quotations_of_a_cell(one: Project) -> None:
    one.save_query("Over geld", "TEXT 'geld'")
    matrix = one.matrix(queries=["Over geld"], measure="codings", totals=True)
    assert matrix.frame.loc[("Over geld", "")].tolist() == [2, 0, 1, 3]
    cell = matrix.quotations("Over geld", "Winterswijk")  # marked, and never coded
    assert cell[["quotation", "code", "quote"]].to_numpy().tolist() == [["w1:1", "", "Niets gezegd over geld."]]
    both = matrix.quotations("Over geld", "Total")
    assert both["quotation"].tolist() == ["k1:3", "k2:2", "k2:2", "w1:1"]
    assert both["code"].tolist() == ["Uitvoering/Geld", "Uitvoering/Geld", "Wens/Vrijwilligers", ""]
    assert matrix.quotations("Geld", "Kampen")["quotation"].tolist() == ["k1:3", "k2:2"]


def test_a_mean_takes_the_grades_of_its_codes(one: Project) -> None:
    for document, quote, value in (("k1", "Geld is er", 6), ("k2", "De vrijwilligers", 7), ("w1", "Niets gezegd", 9)):
        one.code(document, quote=quote, code="Cijfer", value=value, coder="anna")
    one.code("w1", quote="Niets gezegd", code="Note", value=1, coder="anna")  # on the same passage, and not asked for
    one.save_query("Hoog", "Cijfer WHERE grade >= 7")
    matrix = one.matrix(rows="query", measure="mean", totals=True)
    assert matrix.frame["Total"].tolist() == [8.0, 8.0]  # 8, 7 and 9
    assert matrix.grades["Total"].tolist() == [3, 3]
    assert matrix.quotations("Hoog", "Total")["value"].tolist() == [7.0, 8.0, 9.0]


def test_a_filter_takes_a_smart_code(one: Project) -> None:
    one.save_query("Mensen", "Vrijwilligers AND NOT Wens")
    chosen = one.selection(where={"code": "Mensen"})
    assert one.codings.iloc[chosen.codings]["quotation"].tolist() == ["k1:1", "k1:2", "k2:1", "o1:1"]
    both = one.matrix(measure="codings", where={"code": ["@Mensen", "Tijd"]}, totals=True)
    assert both.frame.loc[("Total", ""), "Total"] == 5
    assert "Mensen ((Uitvoering/Vrijwilligers" in both.rule
    assert one.cooccurrence(where={"code": "Mensen"}).pairs == ()
    with pytest.raises(UnknownChoice, match="Mensen"):
        one.selection(where={"code": "@Menzen"})


def test_what_smart_codes_are_not_for(one: Project) -> None:
    with pytest.raises(NotPossible, match="none is saved yet"):
        one.matrix(rows="query")
    one.save_query("A", "Geld")
    with pytest.raises(NotPossible, match="beside codes"):
        one.matrix(rows="specification", queries=["A"])
    with pytest.raises(NotPossible, match="intersection"):
        one.matrix(queries=["A"], layer="intersection")
    with pytest.raises(UnknownChoice, match="Allowed: A"):
        one.matrix(queries=["B"])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".html", ".md"])
def test_a_matrix_with_smart_codes_can_be_written(one: Project, tmp_path: Path, suffix: str) -> None:
    one.save_query("Mensen", "Vrijwilligers")
    path = tmp_path / f"matrix{suffix}"
    one.matrix(queries=["Mensen"], totals=True).write(path)
    assert suffix == ".xlsx" or "Mensen" in path.read_text(encoding="utf-8")
    assert one.matrix(rows="query").plot() is not None


# --- Commands --------------------------------------------------------------------------------------------------


def test_the_commands(one: Project, run: Any) -> None:
    at = ("-C", one.root)
    assert "No query is saved yet" in run(*at, "query", "--saved").out
    said = run(*at, "query", "Vrijwilligers AND NOT Wens", "--save", "Mensen", "--who", "anna")
    assert (said.code, "k2:1" in said.out) == (0, True)
    assert run(*at, "query", "@Mensen").out == said.out
    assert json.loads(run(*at, "query", "--saved", "--json").out)["rows"] == [
        {"name": "Mensen", "query": "Vrijwilligers AND NOT Wens", "who": "anna", "comment": ""}
    ]
    assert "Mensen" in run(*at, "matrix", "--query", "mensen").out
    assert "Mensen" in run(*at, "matrix", "--rows", "query").out
    assert run(*at, "query", "Tijd", "--save", "Mensen").code == 1
    assert run(*at, "query", "Tijd", "--save", "Mensen", "--replace").code == 0
    assert run(*at, "query", "--remove", "Mensen").out == "Removed the saved query Mensen.\n"
    assert run(*at, "query").code == 2


def test_the_list_is_written_as_any_result(one: Project, run: Any, tmp_path: Path) -> None:
    one.save_query("Mensen", "Vrijwilligers AND NOT Wens", who="anna", comment="wie het doet")
    for suffix in FORMATS:
        path = tmp_path / f"saved{suffix}"
        said = run("-C", one.root, "query", "--saved", "--out", path)
        assert (said.code, said.out) == (0, f"Wrote {path}.\n")
    kept = json.loads((tmp_path / "saved.json").read_text())
    assert kept == json.loads(run("-C", one.root, "query", "--saved", "--json").out)
    assert kept["rule"].startswith("1 ")
    assert (tmp_path / "saved.csv").read_text() == (
        "name,query,who,comment\nMensen,Vrijwilligers AND NOT Wens,anna,wie het doet\n"
    )
    assert "wie het doet" in (tmp_path / "saved.md").read_text()
    assert run("-C", one.root, "query", "--remove", "Mensen", "--out", tmp_path / "x.csv").code == 2
    assert [each.name for each in one.saved_queries] == ["Mensen"]


def test_names_stay_apart(one: Project) -> None:
    """A code made later with the name of a saved query: a slash says the code, @ the query, and neither is guessed."""
    one.save_query("Druk", "Geld")
    one.save_query("Meer", "Druk OR Tijd")
    one.tree.create("Druk")
    one.code("w1", quote="Niets", code="Druk", coder="anna")
    with pytest.raises(UnknownInQuery, match="Write @Druk for the query and /Druk for the code"):
        one.query("Druk")
    assert one.query("/Druk").labels == ("w1:2",)
    assert one.query("@Druk").labels == one.query("Geld").labels
    assert expression(one, "Meer") == "@Druk OR Tijd"


# --- What cannot be answered any more --------------------------------------------------------------------------


def without_bert(project: Project) -> Project:
    """The project opened again, after Bert went from the settings."""
    path = project.root / "qualcode.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(", {name: bert}", ""), encoding="utf-8")
    return qc.open(project.root)


def test_one_that_cannot_be_answered_leaves_the_others(one: Project, run: Any) -> None:
    path = one.root / "qualcode.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[{name: anna}]", "[{name: anna}, {name: bert}]"))
    with qc.open(one.root) as both:
        both.save_query("Goed", "Geld")
        both.save_query("Van bert", "Geld WHERE coder = bert")
    with without_bert(one) as now:
        made = now.matrix(rows="query", measure="codings")
        assert list(made.frame.index) == ["Goed"]
        assert "Van bert" in made.rule
        for named in ({"rows": "query", "queries": ["Van bert"]}, {"queries": ["Van bert"]}):
            with pytest.raises(NotPossible, match="'Van bert' cannot be answered any more: nothing has 'bert'"):
                now.matrix(**named)
        said = run("-C", one.root, "matrix", "--rows", "query")
        assert (said.code, "Goed" in said.out, "Left out: The saved query 'Van bert'" in said.err) == (0, True, True)
        alone = run("-C", one.root, "matrix", "--query", "Van bert")
        assert (alone.code, "Van bert" in alone.err) == (1, True)
        now.remove_query("Goed")
        with pytest.raises(NotPossible, match=r"None of the saved queries can be answered. .*'Van bert'"):
            now.matrix(rows="query")


def test_without_replace_a_query_stays_its_authors(one: Project) -> None:
    one.save_query("Druk", "Geld", who="anna", comment="van anna")
    one.save_query("Druk", "Geld", who="bert", comment="van bert")
    (kept,) = one.saved_queries
    assert (kept.who, kept.comment) == ("anna", "van anna")
    one.save_query("Druk", "Tijd", who="bert", replace=True)
    (kept,) = one.saved_queries
    assert (kept.who, kept.comment) == ("bert", "van anna")
    one.save_query("Druk", "Tijd", who="bert", comment="", replace=True)
    assert one.saved_queries[0].comment == ""


def test_a_code_that_is_no_longer_used_is_told_from_a_new_one(one: Project) -> None:
    one.save_query("Q", "Tijd OR Cijfer")
    before = one.query("@Q").labels
    one.tree.retire("Tijd")
    one.tree.retire("Cijfer")
    one.tree.create("Wens/Tijd")
    one.tree.create("Cijfer")
    assert expression(one, "Q") == '"Wens/Tijd (no longer used)" OR "Cijfer (no longer used)"'
    assert '"Cijfer (no longer used)"' in one.query("@Q").rule
    assert one.query("@Q").labels == one.query(expression(one, "Q")).labels == before
    assert one.query("Tijd").labels == ()


def test_what_is_not_taken_back_names_the_query(one: Project) -> None:
    one.save_query("Eerst", "Geld", who="anna")
    one.save_query("Dan", "@Eerst OR Tijd", who="bert")
    with pytest.raises(LaterWork, match=r"\(the saved query 'Dan' uses it\)"):
        one.undo("anna")
