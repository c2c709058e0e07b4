"""Differences between two who coded blind: which come first, what is decided, and what becomes of `final`."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import CODINGS, MakeProject
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import qualcode as qc
from qualcode.analysis.agreement.passages import match_all
from qualcode.errors import NotPossible, QualcodeError, UnknownChoice, UnknownCoder, UnknownQuotation, WrongUsage
from qualcode.project import Project
from qualcode.resolving import find, resolve_rest, standing
from qualcode.store import schema

#: Four sentences, so that a place in the text can be told from its words.
TEXT = "De coach belt elke week. De bus rijdt niet. Vrijwilligers haken af. Het cijfer is een 7."
COACH, BUS, HELPERS, GRADE = (
    "De coach belt elke week.", "De bus rijdt niet.", "Vrijwilligers haken af.", "Het cijfer is een 7.",
)  # fmt: skip
CODEBOOK = """
codes:
  - name: Uitvoering
    codes:
      - {name: Vrijwilligers, specify: true}
      - {name: Vervoer}
      - {name: Cijfer, grade: {min: 1, max: 10}}
  - name: Samenwerking
    codes: [{name: Cohesie}]
"""
SETTINGS = "title: T\ncoders: [{name: anna, role: first}, {name: ben, role: second}]"

Made = Callable[..., Project]


@pytest.fixture
def two(project: MakeProject) -> Made:
    """`two({"k1": [("anna", BUS, "Vervoer"), …]})`: texts coded by anna and ben, who marked all of them done."""

    def make(coded: dict[str, list[tuple[str, ...]]], texts: dict[str, str] | None = None) -> Project:
        one = project(texts or dict.fromkeys(coded, TEXT), codebook=CODEBOOK, settings=SETTINGS)
        for document, codings in coded.items():
            for coder, quote, code, *value in codings:
                one.code(document, quote=quote, code=code, coder=coder, value=value[0] if value else None)
        for coder in ("anna", "ben"):
            one.done(list(coded), coder=coder)
        return one

    return make


@pytest.fixture
def study(sample_folder: Path, tmp_path: Path) -> Iterator[Project]:
    """The sample project, to change."""
    shutil.copytree(sample_folder, tmp_path / "study", ignore=shutil.ignore_patterns(".qualcode"))
    with qc.open(tmp_path / "study") as opened:
        opened.import_codebook()
        opened.import_documents()
        for coder in CODINGS:
            opened.import_codings(tmp_path / "study" / "analyses" / "codings" / f"{coder}.csv", done=True)
        yield opened


def of(one: Project, coder: str, document: str | None = None, status: str | None = None) -> list[tuple[str, str]]:
    """What a coder has: (words, last part of the code), in the order of the text."""
    frame = one.codings
    frame = frame[frame["coder"] == coder]
    if document is not None:
        frame = frame[frame["document"] == document]
    if status is not None:
        frame = frame[frame["status"] == status]
    frame = frame.sort_values(["document", "start", "code"])
    return [(row.quote, row.code.split("/")[-1]) for row in frame.itertuples()]


def rows(one: Project) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the tracked tables."""
    with one._database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.key))]
            for table in schema.TRACKED
        }


def own_work(one: Project) -> list[tuple[object, ...]]:
    """The codings of everybody but the consensus."""
    frame = one.codings
    frame = frame[frame["coder"] != "consensus"].drop(columns=["value", "value_high"])  # `grade` says it too
    return list(frame.itertuples(index=False, name=None))


# --- the worklist ------------------------------------------------------------------------------------------------


def test_the_worklist_has_every_passage_that_does_not_agree(sample: Project) -> None:
    corpus, marks, texts = sample.corpus(), sample.marks(), sample.texts()
    both = {place for place, _ in enumerate(corpus.documents) if {(place, 0), (place, 1)} <= set(corpus.finished)}
    by_place = {place: texts[corpus.documents[place].id] for place in both}
    passages = [each for found in match_all(marks, by_place, dict.fromkeys(both, (0, 1))) for each in found]
    counted = Counter(each.kind for each in passages)
    found = sample.disagreements()
    assert Counter(each.kind for each in found) == Counter({k: n for k, n in counted.items() if k != "agree"})
    assert len(both) == 16
    assert {each.document for each in found} <= {corpus.documents[place].id for place in both}
    labels = [v.label for each in found for v in each.versions.values() if v]
    assert len(set(labels)) == len(labels) == sum(len(each.present) for each in passages if each.kind != "agree")
    assert [each.cells for each in found] == sorted((each.cells for each in found), reverse=True)
    assert found == sample.disagreements()


def test_the_cells_on_the_sample_counted_in_plain_loops(sample: Project) -> None:
    """Per difference: the codes and parents in one version and not in the other, less those that some other passage
    of the interview has in both versions. No interview of the sample has two double-coded documents."""
    by_document: dict[str, list[tuple[str, list[set[str]]]]] = {}
    found = sample.disagreements()
    for each in found:
        versions = [
            {"/".join(given.code.split("/")[: n + 1]) for given in v.codes for n in range(given.code.count("/") + 1)}
            if v
            else set()
            for v in each.versions.values()
        ]
        by_document.setdefault(each.document, []).append((each.quotation, versions))
    differing = {v.label for each in found for v in each.versions.values() if v}
    frame = sample.codings
    for each in found:
        settled: set[str] = set()
        for quotation, (one, other) in by_document[each.document]:
            if quotation != each.quotation:
                settled |= one & other
        agreed = frame[(frame["document"] == each.document) & ~frame["quotation"].isin(differing)]
        for path in agreed["code"]:
            settled |= {"/".join(path.split("/")[: n + 1]) for n in range(path.count("/") + 1)}
        one, other = next(versions for name, versions in by_document[each.document] if name == each.quotation)
        grades = {path for path in each.changed if "Cijfer" in path and path in one & other}
        assert set(each.changed) == ((one ^ other) - settled) | grades, each.quotation
        assert each.cells == len(each.changed)


def test_the_most_consequential_comes_first(two: Made) -> None:
    """A grade that differs and a code of one coder change a cell each; the grade is as good as level 1, the code is
    on level 2. Which code it is comes before how far the words reach; those change nothing."""
    one = two(
        {
            "k1": [
                ("anna", COACH, "Cohesie"), ("ben", COACH, "Vervoer"),
                ("anna", BUS, "Vervoer"), ("ben", BUS[:-1], "Vervoer"),
                ("anna", HELPERS, "Vrijwilligers"),
                ("anna", GRADE, "Cijfer", "7"), ("ben", GRADE, "Cijfer", "8"),
            ]
        }
    )  # fmt: skip
    found = one.disagreements()
    assert [(each.kind, each.cells) for each in found] == [("code", 2), ("grade", 1), ("only", 1), ("span", 0)]
    assert found[0].changed == ("Samenwerking", "Samenwerking/Cohesie")  # Vervoer is settled by the bus
    assert found[1].changed == ("Uitvoering/Cijfer",)
    assert found[0].why == "changes 2 cells of k1: Samenwerking, Samenwerking/Cohesie"
    assert found[1].why == "changes 1 cell of k1: Uitvoering/Cijfer; the grades differ"
    assert found[3].why == "changes no cell: the same codes, 1 character apart"
    versions = found[2].versions
    assert versions["ben"] is None
    assert versions["anna"] is not None
    assert versions["anna"].words == HELPERS


def test_a_grade_in_other_words_is_no_difference(two: Made) -> None:
    one = two({"k1": [("anna", GRADE, "Cijfer", "een voldoende"), ("ben", GRADE, "Cijfer", "voldoende")]})
    assert one.disagreements() == []


def test_what_another_document_of_the_interview_has_is_settled(two: Made) -> None:
    """k2a and k2b are one interview; k2b was coded by anna alone."""
    texts = {"k1": TEXT, "k2a": TEXT, "k2b": TEXT}
    one = two({"k1": [("anna", BUS, "Vervoer")], "k2a": [("anna", BUS, "Vervoer")]}, texts)
    assert [(each.document, each.cells) for each in one.disagreements()] == [("k1", 2), ("k2a", 2)]
    one.code("k2b", quote=COACH, code="Vervoer", coder="anna")
    assert [(each.document, each.cells) for each in one.disagreements()] == [("k1", 2), ("k2a", 0)]
    assert one.disagreements(where={"document": "k2a"})[0].cells == 0


def test_a_resolved_passage_settles_the_next(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("anna", HELPERS, "Vervoer")]})
    assert [each.cells for each in one.disagreements()] == [2, 2]
    one.resolve("k1:1", take="anna", who="anna")
    assert [(each.quotation, each.cells) for each in one.disagreements()] == [("k1:2", 0)]
    one.resolve("k1:1", take="ben", who="anna")
    assert [each.cells for each in one.disagreements()] == [2]


def test_only_documents_that_two_marked_done(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", COACH, "Vervoer")]})
    one.done("k1", coder="ben", finished=False)
    assert one.disagreements() == []
    assert len(one.disagreements(assume_done=True)) == 2
    one.resolve("k1:1", take="anna", who="anna")
    assert [each.quotation for each in one.disagreements(assume_done=True)] == ["k1:2"]


def test_a_reviewed_document_has_no_differences(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer")], "k2": [("anna", BUS, "Vervoer")]})
    one.done(["k1"], coder="ben", finished=False)
    one.review("k1", coder="ben").agree_rest()
    one.done(["k1"], coder="ben")
    assert [each.document for each in one.disagreements(assume_done=True)] == ["k2"]


# --- what is decided ---------------------------------------------------------------------------------------------

DECIDED = {
    "anna": ({"take": "anna"}, [(COACH, "Cohesie")]),
    "ben": ({"take": "ben"}, [(COACH[:-1], "Vervoer"), (COACH[:-1], "Vrijwilligers")]),
    "both": ({"take": "both"}, [(COACH, "Cohesie"), (COACH[:-1], "Vervoer"), (COACH[:-1], "Vrijwilligers")]),
    "none": ({"take": "none", "comment": "geen van beide"}, []),
    "new": ({"codes": ["Cohesie", "Cijfer"], "value": 7, "comment": "beter"}, [(COACH, "Cohesie"), (COACH, "Cijfer")]),
    "new elsewhere": ({"codes": ["Vervoer"], "start": 3, "end": 8, "comment": "korter"}, [("coach", "Vervoer")]),
}  # fmt: skip


@pytest.mark.parametrize("taken", DECIDED)
def test_what_is_decided_is_a_draft_of_the_consensus(two: Made, taken: str) -> None:
    asked, expected = DECIDED[taken]
    shorter = COACH[:-1]
    one = two(
        {
            "k1": [
                ("anna", COACH, "Cohesie"), ("ben", shorter, "Vervoer"), ("ben", shorter, "Vrijwilligers"),
                ("anna", BUS, "Vervoer"),
            ]
        }
    )  # fmt: skip
    before = own_work(one)
    made = one.resolve("k1:2", who="anna en ben", **asked)  # type: ignore[arg-type]
    assert of(one, "consensus", status="draft") == expected
    assert of(one, "consensus", status="final") == []
    assert own_work(one) == before
    assert made.resolution is not None
    assert made.resolution.taken == taken.split()[0]
    assert (made.resolution.who, made.resolution.comment) == ("anna en ben", asked.get("comment", ""))
    assert sorted(given.code.split("/")[-1] for each in made.resolution.laid for given in each.codes) == sorted(
        code for _words, code in expected
    )
    frame = one.codings[one.codings["coder"] == "consensus"]
    assert set(frame["source"]) <= {made.resolution.id}
    assert set(frame["origin"]) <= {"resolved"}
    assert one.matrix(measure="codings").frame.to_numpy().sum() == len(of(one, "anna")) * 2  # with the parents
    assert [each.quotation for each in one.disagreements()] == ["k1:3"]
    assert [each.open for each in one.disagreements(resolved=True)].count(False) == 1


def test_values_and_specifications_go_where_they_belong(two: Made) -> None:
    one = two({"k1": [("anna", GRADE, "Cijfer", "7"), ("ben", GRADE, "Cijfer", "8")]})
    asked = {"value": 7.5, "specification": "werving", "comment": "het midden"}
    made = one.resolve("k1:1", codes=["Cijfer", "Vrijwilligers"], who="anna", **asked)  # type: ignore[arg-type]
    assert made.resolution is not None
    assert [str(each) for each in made.resolution.laid[0].codes] == [
        "Uitvoering/Vrijwilligers (werving)",
        "Uitvoering/Cijfer = 7.5",
    ]


def test_the_last_difference_completes_the_document(two: Made) -> None:
    """What both agree on is copied as anna has it; drafts become final; `final` is the consensus."""
    coded = [
        ("anna", BUS, "Vervoer"), ("ben", f"{BUS} ", "Vervoer"),  # they agree, but for white space
        ("anna", COACH, "Cohesie"), ("ben", HELPERS, "Vrijwilligers"),
    ]  # fmt: skip
    one = two({"k1": coded, "k2": coded})
    final = one.matrix(measure="codings").frame
    one.resolve("k1:3", take="anna", who="anna")
    assert one.matrix(measure="codings").frame.equals(final)
    assert standing(one, "k1").open == 1
    assert not standing(one, "k1").complete
    one.resolve("k1:4", take="ben", who="ben")
    assert of(one, "consensus", "k1", "final") == [(COACH, "Cohesie"), (BUS, "Vervoer"), (HELPERS, "Vrijwilligers")]
    assert (standing(one, "k1").open, standing(one, "k1").complete) == (0, True)
    assert standing(one, "k2").open == 2
    sources = one.codings[one.codings["coder"] == "consensus"].groupby("source")["code"].count()
    assert sources["agreed"] == 1
    assert len(sources) == 3
    counted = one.matrix(measure="codings", columns="document").frame
    assert counted.loc[("Uitvoering", "Vrijwilligers")].tolist() == [1, 0]
    assert counted.loc[("Samenwerking", "Cohesie")].tolist() == [1, 1]


def test_a_consensus_may_be_that_nothing_is_coded(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer")]})
    one.resolve("k1:1", take="ben", who="anna")
    assert standing(one, "k1").complete
    assert one.matrix(measure="codings").frame.to_numpy().sum() == 0


def test_an_older_decision_gives_way_to_a_newer(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", BUS, "Cohesie"), ("anna", COACH, "Cohesie")]})
    one.resolve("k1:1", take="anna", who="anna")
    with pytest.raises(NotPossible, match="anna resolved this"):
        one.resolve("k1:1", take="ben", who="ben")
    made = one.resolve("k1:2", take="ben", who="ben", comment="na overleg")
    assert of(one, "consensus") == [(BUS, "Cohesie")]
    assert made.resolution is not None
    assert made.resolution.who == "ben"
    one.resolve("k1:3", take="anna", who="ben")
    again = one.resolve("k1:1", take="anna", who="ben")
    assert of(one, "consensus", status="final") == [(COACH, "Cohesie"), (BUS, "Vervoer")]
    assert standing(one, "k1").complete
    assert not again.open


def test_a_quotation_whose_version_changed_is_looked_at_again(two: Made) -> None:
    """The consensus keeps what it has until then, complete as it was."""
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", COACH, "Cohesie")]})
    resolve_rest(one, "k1", take="both", who="anna")
    assert one.disagreements() == []
    one.change(one.codings_of("k1:1", "Vervoer", "anna")[0], coder="anna", code="Vrijwilligers")
    (stale,) = one.disagreements()
    assert stale.quotation == "k1:1"
    assert stale.stale
    assert stale.open
    assert stale.resolution is not None
    assert of(one, "consensus", status="final") == [(COACH, "Cohesie"), (BUS, "Vervoer")]
    one.resolve("k1:1", take="anna", who="ben")
    assert of(one, "consensus", status="final") == [(COACH, "Cohesie"), (BUS, "Vrijwilligers")]
    assert one.disagreements() == []


def test_a_new_difference_in_a_complete_document_goes_in_at_once(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", BUS, "Vervoer"), ("anna", COACH, "Cohesie")]})
    resolve_rest(one, "k1", take="anna", who="anna")
    one.change(one.codings_of("k1:2", "Vervoer", "ben")[0], coder="ben", code="Vrijwilligers")
    assert of(one, "consensus") == [(COACH, "Cohesie"), (BUS, "Vervoer")]
    assert [each.kind for each in one.disagreements()] == ["code"]
    one.resolve("k1:1", take="ben", who="anna")
    assert of(one, "consensus", status="final") == [(COACH, "Cohesie"), (BUS, "Vrijwilligers")]


def test_coders_who_come_to_agree_on_something_else_see_what_was_decided(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", BUS, "Cohesie")]})
    one.resolve("k1:1", take="anna", who="anna")
    one.change(one.codings_of("k1:2", "Cohesie", "ben")[0], coder="ben", code="Vervoer")
    assert one.disagreements() == []  # now all have what was decided
    for label, coder in (("k1:1", "anna"), ("k1:2", "ben")):
        one.change(one.codings_of(label, "Vervoer", coder)[0], coder=coder, code="Vrijwilligers")
    (stale,) = one.disagreements()
    assert (stale.kind, stale.stale) == ("agree", True)
    one.resolve("k1:2", take="ben", who="anna")
    assert of(one, "consensus", status="final") == [(BUS, "Vrijwilligers")]


def test_merging_codes_does_not_reopen_what_was_decided(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", COACH, "Cohesie")]})
    one.resolve("k1:1", take="anna", who="anna")
    one.tree.merge(["Vervoer"], into="Vrijwilligers", who="anna")
    assert [each.quotation for each in one.disagreements()] == ["k1:2"]
    assert of(one, "consensus") == [(BUS, "Vrijwilligers")]


def test_three_coders(project: MakeProject) -> None:
    """`both` is everyone's; somebody who finishes later has to be heard."""
    one = project({"k1": TEXT}, codebook=CODEBOOK, settings=SETTINGS)
    for coder, code in (("anna", "Vervoer"), ("ben", "Cohesie"), ("cleo", "Vrijwilligers")):
        one.code("k1", quote=BUS, code=code, coder=coder)
    for coder in ("anna", "ben"):
        one.done("k1", coder=coder)
    assert list(one.disagreements()[0].versions) == ["anna", "ben"]
    one.resolve("k1:1", take="both", who="anna")
    assert of(one, "consensus") == [(BUS, "Cohesie"), (BUS, "Vervoer")]
    one.done("k1", coder="cleo")
    (again,) = one.disagreements()
    assert again.stale
    assert list(again.versions) == ["anna", "ben", "cleo"]
    assert [list(each.versions) for each in one.disagreements(["ben", "cleo"])] == [["ben", "cleo"]]
    one.resolve("k1:3", take="both", who="anna")
    assert of(one, "consensus", status="final") == [(BUS, "Cohesie"), (BUS, "Vervoer"), (BUS, "Vrijwilligers")]


# --- taking back -------------------------------------------------------------------------------------------------


def test_undo_takes_a_completion_back_and_redo_does_it_again(two: Made) -> None:
    agreed = [("anna", BUS, "Vervoer"), ("ben", BUS, "Vervoer")]
    one = two({"k1": [*agreed, ("anna", COACH, "Cohesie"), ("ben", GRADE, "Cohesie")]})
    start = rows(one)
    one.resolve("k1:3", take="anna", who="anna")
    half = rows(one)
    one.resolve("k1:4", take="none", who="anna", comment="te algemeen")
    whole = rows(one)
    assert one.undo("anna").what == "resolve"
    assert rows(one) == half
    assert not standing(one, "k1").complete
    one.redo("anna")
    assert rows(one) == whole
    assert standing(one, "k1").complete
    one.undo("anna")
    one.undo("anna")
    assert rows(one) == start


QUOTES = (COACH, COACH[:-1], f"{COACH} {BUS}", BUS, HELPERS, f"{HELPERS} ")
codings = st.lists(
    st.tuples(st.sampled_from(["anna", "ben"]), st.sampled_from(QUOTES), st.sampled_from(["Vervoer", "Cohesie"])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(coded=codings, takes=st.lists(st.sampled_from(["anna", "ben", "both", "none"]), min_size=8, max_size=8))
def test_whatever_is_decided_the_originals_stay_and_undo_brings_all_back(
    two: Made, coded: list[tuple[str, str, str]], takes: list[str]
) -> None:
    one = two({"k1": list(coded)})
    before, work = rows(one), own_work(one)
    expected: set[tuple[str, str]] = set()
    differing = {v.label for each in one.disagreements() for v in each.versions.values() if v}
    frame = one.codings
    anna = frame[(frame["coder"] == "anna") & ~frame["quotation"].isin(differing)]
    expected |= {(row.quote.strip(), row.code) for row in anna.itertuples()}
    count = 0
    for take in takes:
        still = one.disagreements()
        if not still:
            break
        each, count = still[0], count + 1
        chosen = [v for name, v in each.versions.items() if v and take in (name, "both")]
        expected |= {(v.words.strip(), given.code) for v in chosen for given in v.codes}
        one.resolve(each.quotation, take=take, who="anna", comment="besproken")
    assert one.disagreements() == []
    assert own_work(one) == work
    if count:
        assert standing(one, "k1").complete
        frame = one.codings[one.codings["coder"] == "consensus"]
        assert {(row.quote.strip(), row.code) for row in frame.itertuples()} == expected
        assert set(frame["status"]) <= {"final"}
        assert not frame.duplicated(["quote", "code"]).any()
    for _ in range(count):
        one.undo("anna")
    assert rows(one) == before
    assert one.check() == []


# --- what cannot be ----------------------------------------------------------------------------------------------

WRONG: dict[str, tuple[dict[str, object], type[QualcodeError], str]] = {
    "nothing asked": ({"who": "anna"}, WrongUsage, "take a coder's version"),
    "both asked": ({"who": "anna", "take": "ben", "codes": ["Vervoer"]}, WrongUsage, "One of the two"),
    "nobody": ({"who": " ", "take": "ben"}, WrongUsage, "who decides"),
    "none without why": ({"who": "anna", "take": "none"}, WrongUsage, "comment why"),
    "new without why": ({"who": "anna", "codes": ["Vervoer"]}, WrongUsage, "comment why"),
    "a stranger's version": ({"who": "anna", "take": "bne"}, UnknownChoice, "Did you mean ben"),
    "half a span": ({"who": "a", "codes": ["Vervoer"], "comment": "x", "start": 3}, WrongUsage, "both start and end"),
    "elsewhere": ({"who": "a", "codes": ["Vervoer"], "comment": "x", "start": 60, "end": 70}, NotPossible, "outside"),
    "no such code": ({"who": "a", "codes": ["Vervoor"], "comment": "x"}, QualcodeError, "Vervoer"),
    "a grade for no grade": ({"who": "a", "codes": ["Vervoer"], "value": 7, "comment": "x"}, QualcodeError, "no grade"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_decided_so_is_said_and_changes_nothing(two: Made, what: str) -> None:
    one = two({"k1": [("anna", COACH, "Vervoer")]})
    asked, error, words = WRONG[what]
    before = rows(one)
    with pytest.raises(error, match=words):
        one.resolve("k1:1", **asked)  # type: ignore[arg-type]
    assert rows(one) == before


def test_quotations_in_no_difference(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", BUS, "Vervoer"), ("anna", COACH, "Cohesie")], "k2": []})
    one.quote("k1", quote=HELPERS, coder="anna")
    one.resolve("k1:3", take="anna", who="anna")
    for label, words in {
        "k1:1": "anna and ben gave the same",
        "k1:4": "final codings",
        "k1:5": "in the consensus",
    }.items():
        with pytest.raises(NotPossible, match=words):
            find(one, label)
    with pytest.raises(UnknownQuotation):
        find(one, "k1:9")
    with pytest.raises(NotPossible, match="no open difference"):
        resolve_rest(one, "k1", take="anna", who="anna")
    one.done("k2", coder="ben", finished=False)
    with pytest.raises(NotPossible, match="not coded blind by two"):
        resolve_rest(one, "k2", take="anna", who="anna")


def test_who_cannot_be_compared(sample: Project) -> None:
    with pytest.raises(UnknownCoder, match="tweede"):
        sample.disagreements(["interviewer", "tweedde"])
    with pytest.raises(NotPossible, match="'x' or 'y'"):
        sample.disagreements(["x", "y"])
    with pytest.raises(NotPossible, match="made from what coders gave"):
        sample.disagreements(["interviewer", "consensus"])
    with pytest.raises(WrongUsage, match="another beside tweede"):
        sample.disagreements(["tweede"])


def test_purge_takes_decisions_along(two: Made) -> None:
    one = two({"k1": [("anna", BUS, "Vervoer"), ("ben", COACH, "Cohesie")]})
    one.resolve("k1:1", take="anna", who="anna", comment="over Mien")
    one.purge("k1")
    assert rows(one)["resolution"] == []
    assert one.check() == []


# --- on the sample -----------------------------------------------------------------------------------------------


def test_ten_talked_through_and_one_document_complete(study: Project) -> None:
    """Ten decisions leave `final` as it was. With a document complete in which tweede's version was taken
    throughout, its cells are what tweede gave, counted here by hand, and the others stay."""
    before = study.matrix(columns="document", measure="quotations").frame
    todo = study.disagreements()
    for place, each in enumerate(todo[:10]):
        study.resolve(each.quotation, take=("interviewer", "tweede", "both")[place % 3], who="beiden")
    assert len(study.disagreements()) == len(todo) - 10
    assert study.matrix(columns="document", measure="quotations").frame.equals(before)
    name = next(each.document for each in todo if each.document not in {each.document for each in todo[:10]})
    resolve_rest(study, name, take="tweede", who="beiden")
    frame = study.codings[study.codings["document"] == name]
    tweede = frame[frame["coder"] == "tweede"]  # where they agree, the codes are the same
    by_hand = {(row.quotation, row.code) for row in tweede.itertuples()}
    counted = study.matrix(columns="document", measure="quotations").frame
    for path in before.index:
        names = "/".join(part for part in path if part)
        whole = {label for label, code in by_hand if code == names or code.startswith(f"{names}/")}
        assert counted.loc[path, name] == len(whole), names
    assert counted.drop(columns=name).equals(before.drop(columns=name))
    assert not counted[name].equals(before[name])
    study.undo("beiden")
    assert study.matrix(columns="document", measure="quotations").frame.equals(before)


def test_agree_and_disagreements_count_the_same_passages(project: MakeProject) -> None:
    """An 8 beside "een voldoende" on the same words is no agreement, in the one as in the other."""
    book = "codes: [{name: Cijfer, grade: {min: 1, max: 10}}, Bus]"
    one = project({"k1": "Zij geeft een 8. De bus rijdt."}, codebook=book)
    for coder, value in (("anna", "8"), ("bert", "een voldoende")):
        one.code("k1", quote="een 8", code="Cijfer", value=value, coder=coder)
        one.code("k1", quote="De bus", code="Bus", coder=coder)
        one.done("k1", coder=coder)
    found = one.agree(["anna", "bert"]).to_json()["passages"]
    assert found == {"agree": 1, "code": 0, "span": 0, "grade": 1, "only": {"anna": 0, "bert": 0}}
    assert [each.kind for each in one.disagreements()] == ["grade"]
