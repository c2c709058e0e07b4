"""Review: a second coder goes through the work of the first. The first coder's rows stay as they are; the layer `final`
counts them as reviewed, and is held here to a recount in plain loops."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import recount
from conftest import dependent
from hypothesis import given, settings
from hypothesis import strategies as st

import qualcode as qc
from qualcode.errors import (
    DatabaseProblem,
    LaterWork,
    NotPossible,
    QualcodeError,
    UnknownCoder,
    UnknownDocument,
)
from qualcode.project import Project
from qualcode.query import layers
from qualcode.reviewing import Item, Review, review_counts
from qualcode.store import schema
from qualcode.store.history import Event

TEXTS = {
    "k1": "De coach belt elke week. Er zijn te weinig vrijwilligers. De groep geeft het een 7. Samen lukt het.",
    "k2": "De huisarts verwijst door. De groep loopt door. Zij noemt het een 6.",
}
CODEBOOK = """\
codes:
- name: Uitvoering
  codes: [Vrijwilligers, Bellen, {name: Waarom, specify: true}, {name: Cijfer, grade: true}]
- name: Samenwerking
"""
SETTINGS = "title: T\ncoders: [{name: anna}, {name: ben, role: second}, {name: cora}]"
WAY = "Uitvoering/"


@pytest.fixture
def coded(project: Callable[..., Project]) -> Project:
    """Anna coded k1 (four codings on three quotations, one a grade) and k2 (one), and is done with k1."""
    one = project(TEXTS, CODEBOOK, SETTINGS)
    one.code("k1", quote="elke week", code="Bellen", coder="anna")
    one.code("k1", quote="te weinig vrijwilligers", code="Vrijwilligers", coder="anna")
    one.code("k1", quote="te weinig vrijwilligers", code="Waarom", specification="werving", coder="anna")
    one.code("k1", quote="een 7", code="Cijfer", value="7", coder="anna")
    one.code("k2", quote="verwijst door", code="Samenwerking", coder="anna")
    one.done("k1", coder="anna")
    return one


def rows(project: Project, *tables: str) -> dict[str, list[Any]]:
    """What stands in the tracked tables, as SQLite has it."""
    names = tables or tuple(table.name for table in schema.TRACKED)
    with sqlite3.connect(project.root / ".qualcode" / "project.db") as connection:
        found = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY key').fetchall() for name in names}
    connection.close()
    return found


def final(project: Project, document: str = "k1", layer: str = "final") -> list[tuple[str, str, str]]:
    """Whose codes on which words the layer counts in a document, in the order of the text."""
    marks, frame = project.marks(), project.codings
    frame = frame[layers.counting(project.corpus(), marks, layer)]
    frame = frame[frame["document"] == document].sort_values(["start", "code"])
    return list(zip(frame["coder"], frame["code"], frame["quote"], strict=True))


def verdicts(review: Review) -> list[str]:
    return [item.verdict for item in review.items]


# --- what a review does ------------------------------------------------------------------------------------------


def test_final_counts_the_work_as_reviewed(coded: Project) -> None:
    """Ben agrees with one, changes one, removes one, adds one and leaves the grade."""
    before = rows(coded, "coding", "quotation")
    review = coded.review("k1", coder="ben")
    assert (review.author, review.note, verdicts(review)) == ("anna", "", ["", "", "", ""])
    review.agree("1")
    changed = review.change("2/Vrijwilligers", code="Samenwerking", comment="gaat over de ploeg")
    review.remove("2/Waarom", comment="dat zegt zij niet")
    added = review.add(quote="Samen lukt het", code="Samenwerking", comment="gemist")
    assert final(coded) == [
        ("anna", WAY + "Bellen", "elke week"),
        ("ben", "Samenwerking", "te weinig vrijwilligers"),
        ("anna", WAY + "Cijfer", "een 7"),
        ("ben", "Samenwerking", "Samen lukt het"),
    ]
    assert len(final(coded, layer="anna")) == 4
    assert len(final(coded, layer="ben")) == 2
    assert len(final(coded, layer="union")) == 6
    assert (changed.coder, changed.comment, changed.source) == ("ben", "gaat over de ploeg", "review of anna")
    assert verdicts(review) == ["agreed", "changed", "removed", ""]
    replacement = review.items[1].replacement
    assert isinstance(replacement, Item)
    assert (replacement.coding, replacement.quotation) == (changed.id, "k1:4")
    assert [(item.coding, item.verdict_comment) for item in review.additions] == [(added.id, "gemist")]
    after = rows(coded, "coding", "quotation")
    assert [after[name][: len(before[name])] for name in before] == list(before.values()), (
        "Anna's rows stay as they were"
    )


def test_the_rest_and_the_end(coded: Project) -> None:
    review = coded.review("k1", coder="ben")
    review.remove("1", comment="nee")
    with pytest.raises(
        NotPossible, match=r"3 of 4 codings of anna in k1 have no verdict yet: 2/Uitvoering/Vrijw.*, 3\."
    ):
        review.finish()
    assert review.agree_rest() == 3
    assert review.agree_rest() == 0
    assert (review.left, review.finished) == ((), False)
    review.finish()
    assert review.finished
    assert [event.what for event in coded.history()[-3:]] == ["review remove", "review agree", "review done"]
    assert coded.done("k1", coder="ben") == [], "the document is marked done by the reviewer already"


def test_a_matrix_says_that_it_counts_reviewed_work(coded: Project) -> None:
    assert "as reviewed" not in coded.matrix().rule
    before = coded.matrix(measure="codings").frame
    review = coded.review("k1", coder="ben")
    review.agree_rest()
    assert coded.matrix(measure="codings").frame.equals(before)
    assert "else the first who coded it, as reviewed: anna > ben > cora" in coded.matrix().rule
    assert "as reviewed" not in coded.matrix(layer="anna").rule
    review.remove("2/Waarom", comment="dat zegt zij niet")
    light, full = coded.matrix(measure="documents").frame, coded.matrix(measure="words").frame
    for frame in (light, full):
        assert frame.sum(axis=1).loc[("Uitvoering", "Waarom")] == 0
        assert frame.sum(axis=1).loc[("Uitvoering", "Vrijwilligers")] > 0


def test_another_span_another_grade_another_specification(coded: Project) -> None:
    review = coded.review("k1", coder="ben")
    start = TEXTS["k1"].index("De groep geeft")
    moved = review.change("3", start=start, end=start + 8, value="7,5", comment="de groep zelf")
    assert coded.quotation(moved.quotation).words == "De groep"
    assert str(moved.value) == "7.5"
    told = review.change("2/Waarom", specification="werving van jongeren", comment="preciezer")
    assert told.specification == "werving van jongeren"
    left_out = review.change("2/Waarom", code="Vrijwilligers", start=25, end=57, comment="dat is geen reden")
    assert (left_out.specification, left_out.value) == ("", None)


def test_marks_of_the_quotation_go_with_a_change(coded: Project) -> None:
    coded.mark("k1:1", coder="anna", verbatim=True, released=True)
    changed = coded.review("k1", coder="ben").change("1", code="Samenwerking", comment="zo")
    quotation = coded.quotation(changed.quotation)
    assert (quotation.verbatim, quotation.released) == (True, True)


def test_a_second_thought_takes_the_place_of_the_first(coded: Project) -> None:
    """Changed, then changed otherwise, then agreed: of what was laid in between nothing stays."""
    before = rows(coded, "coding", "quotation")
    review = coded.review("k1", coder="ben")
    review.change("1", code="Samenwerking", comment="zo")
    review.change("1", code="Vrijwilligers", comment="of zo")
    assert next(code for _coder, code, _words in final(coded)) == WAY + "Vrijwilligers"
    assert len(rows(coded, "verdict")["verdict"]) == 1
    review.agree("1")
    assert rows(coded, "coding", "quotation") == before
    history = len(coded.history())
    assert review.agree("1") == 0
    assert len(coded.history()) == history, "agreeing again changes nothing"


def test_withdrawing_puts_things_back(coded: Project) -> None:
    """A quotation that Ben had made before stays; one made for the review goes."""
    coded.done("k1", coder="ben")
    coded.quote("k1", quote="elke week", coder="ben")
    before, counted = rows(coded, "coding", "quotation"), final(coded)
    review = coded.review("k1", coder="ben")
    review.change("1", code="Samenwerking", comment="zo")
    review.change("3", value="8", comment="zo")
    review.remove("2/Waarom", comment="zo")
    added = review.add(quote="Samen", code="Samenwerking", comment="zo")
    assert final(coded) != counted
    for name in ("1", "5", "2/Waarom", added.id):  # 5 is the number of what the grade became
        review.withdraw(name)
    assert (rows(coded, "coding", "quotation"), rows(coded, "verdict")) == (before, {"verdict": []})
    assert final(coded) == counted
    with pytest.raises(NotPossible, match="ben has said nothing of k1:1 Uitvoering/Bellen yet"):
        review.withdraw("1")


# --- several reviewers, and who is final -------------------------------------------------------------------------


def test_the_latest_verdict_counts(coded: Project) -> None:
    ben, cora = coded.review("k1", coder="ben"), coded.review("k1", coder="cora")
    ben.change("1", code="Samenwerking", comment="zo")
    cora.agree("1")
    assert ("anna", WAY + "Bellen", "elke week") in final(coded)
    assert ("ben", "Samenwerking", "elke week") not in final(coded)
    cora.remove("1", comment="geen van beide")
    assert "elke week" not in [words for _coder, _code, words in final(coded)]
    ben.change("1", code="Vrijwilligers", comment="toch wel")
    assert ("ben", WAY + "Vrijwilligers", "elke week") in final(coded)
    ben.add(quote="Samen", code="Samenwerking", comment="gemist")
    cora.add(quote="De coach", code="Samenwerking", comment="gemist")
    assert [coder for coder, _code, _words in final(coded)] == ["cora", "ben", "anna", "anna", "anna", "ben"]


def test_a_reviewer_listed_first_does_not_become_the_coder(project: Callable[..., Project]) -> None:
    """Ben coded and Anna, first in the list, reviews and is done: still Ben's work counts, as reviewed."""
    one = project(TEXTS, CODEBOOK, SETTINGS)
    one.code("k1", quote="elke week", code="Bellen", coder="ben")
    one.done("k2", coder="ben")
    for document in ("k1", "k2"):
        review = one.review(document, coder="anna")
        assert review.author == "ben"
        review.add(quote="De groep", code="Samenwerking", comment="gemist")
        review.agree_rest()
        review.finish()
    assert final(one) == [("ben", WAY + "Bellen", "elke week"), ("anna", "Samenwerking", "De groep")]
    assert final(one, "k2") == [("anna", "Samenwerking", "De groep")]
    assert one.matrix(share="interviews").m.loc[("Uitvoering", "Bellen")].sum() == 2  # k2 is done, k1 has it


def test_a_review_is_no_independent_coding(coded: Project) -> None:
    """Ben and Cora coded k2 blind and agree on one passage; Ben's review of Anna adds nothing to what all share."""
    for coder in ("ben", "cora"):
        coded.code("k2", quote="De groep loopt door", code="Samenwerking", coder=coder)
        coded.done("k2", coder=coder)
    shared = coded.matrix(measure="characters", layer="intersection").frame
    assert shared.sum().sum() == 0  # Anna did not code that passage
    review = coded.review("k2", coder="ben")
    assert "ben and anna each coded k2 by themselves" in review.note
    review.add(quote="De groep loopt door", code="Samenwerking", comment="gemist")
    assert coded.matrix(measure="characters", layer="intersection").frame.equals(shared)
    assert len(final(coded, "k2", "ben")) == 2, "what he coded before is another coding than what he adds"
    assert dependent(coded) == {("k2", "anna", "ben"), ("k2", "ben", "anna")}
    assert coded.review("k2", coder="ben").note == "", "it is said before the first step"


def test_who_reviews_a_document_lays_no_codings_of_their_own_beside_it(coded: Project) -> None:
    """It would look as if they had been made blind; the review takes additions."""
    coded.review("k1", coder="ben").agree_rest()
    with pytest.raises(NotPossible, match="review-coding k1 --coder ben --add"):
        coded.code("k1", quote="Samen lukt het", code="Samenwerking", coder="ben")
    coded.code("k2", quote="De groep loopt door", code="Samenwerking", coder="ben")
    assert coded.codings["coder"].tolist().count("ben") == 1


def test_the_consensus_counts_for_itself(coded: Project) -> None:
    coded.review("k1", coder="ben").remove("1", comment="nee")
    coded.code("k1", quote="Samen", code="Samenwerking", coder="consensus")
    assert final(coded) == [("consensus", "Samenwerking", "Samen")]


def test_drafts_and_orphans_are_not_reviewed(coded: Project, revise: Callable[..., object]) -> None:
    coded.code("k1", quote="Samen", code="Samenwerking", coder="anna", draft=True)
    revise(coded, {"k1": "Er zijn te weinig vrijwilligers. De groep geeft het een 7. Samen lukt het."})
    assert [item.quote for item in coded.review("k1", coder="ben").items] == ["te weinig vrijwilligers"] * 2 + ["een 7"]


# --- what may not be -----------------------------------------------------------------------------------------------


def assigned(project: Project) -> Project:
    """A sample in which Ben is to code k1 blind, put straight into the tables."""
    with sqlite3.connect(project.root / ".qualcode" / "project.db") as connection:
        connection.execute("INSERT INTO coder (key, name) VALUES (99, 'ben')")
        connection.execute(
            "INSERT INTO sample (key, id, coder, how, strata, filter, frame, version) "
            "VALUES (1, 's', 99, 'all', '[]', '{}', 2, 1)"
        )
        connection.execute("INSERT INTO assignment (key, sample, document) VALUES (1, 1, 1)")
    connection.close()
    return project


def coding_blind(project: Project) -> Project:
    project.code("k1", quote="een 7", code="Samenwerking", coder="ben")
    return project


@pytest.mark.parametrize(
    ("opening", "sentence"),
    [
        (lambda p: p.review("k1", coder="anna"), "k1 was coded by anna: nobody reviews their own codings"),
        (lambda p: p.review("k1", coder="ben", author="ben"), "nobody reviews their own codings"),
        (lambda p: p.review("k1", coder="ben", author="cora"), "nothing to review in k1 by cora: it was coded by anna"),
        (lambda p: p.review("k1", coder="consensus"), "The consensus is what coders came to together"),
        (lambda p: p.review("k1", coder="ben", author="consensus"), "is not reviewed"),
        (
            lambda p: assigned(p).review("k1", coder="ben"),
            "ben is to code k1 blind: it is in their sample, and not mark",
        ),
        (
            lambda p: coding_blind(p).review("k1", coder="ben"),
            "ben has codings of their own in k1, and did not mark it",
        ),
    ],
    ids=["own", "own by name", "not coded", "consensus", "of the consensus", "assigned", "coding it"],
)
def test_what_cannot_be_reviewed(coded: Project, opening: Callable[[Project], object], sentence: str) -> None:
    with pytest.raises(NotPossible, match=sentence):
        opening(coded)
    assert rows(coded, "review") == {"review": []}


def test_who_has_coded_it_blind_and_is_done_may_review(coded: Project) -> None:
    assigned(coded)
    coding_blind(coded).done("k1", coder="ben")
    assert "qualcode agree then leaves the document out" in coded.review("k1", coder="ben").note


def test_names_that_mean_nothing(coded: Project) -> None:
    with pytest.raises(UnknownDocument, match="Did you mean k1"):
        coded.review("k11", coder="ben")
    with pytest.raises(UnknownCoder, match="Did you mean ben"):
        coded.review("k1", coder="bne")
    with pytest.raises(UnknownCoder, match="Did you mean anna"):
        coded.review("k1", coder="ben", author="ana")
    review = coded.review("k1", coder="ben")
    with pytest.raises(NotPossible, match=r"nothing called '9' to review in k1.*The numbers are 1, 2, 3"):
        review.agree("9")
    with pytest.raises(NotPossible, match=r"'2' may mean 2 codings: 2/Uitvoering/Vrijwilligers, 2/Uitvoering/Waarom"):
        review.agree("2")
    assert review.find("k1:2/uitvoering/waarom") == review.find(review.items[2].coding) == review.items[2]


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda r: r.remove("1"), "To remove a coding of anna, say why in a comment"),
        (lambda r: r.change("1", code="Samenwerking", comment=" "), "To change a coding of anna, say why"),
        (lambda r: r.add(quote="Samen", code="Samenwerking"), "To add a coding to those of anna, say why"),
        (lambda r: r.change("1", comment="zo"), "That is what k1:1 is already"),
        (lambda r: r.change("1", code="Cijfer", comment="zo"), "is a grade and needs a value"),
        (lambda r: r.change("1", code="Belen", comment="zo"), "There is no code 'Belen'.*Uitvoering/Bellen"),
        (
            lambda r: r.add(quote="elke week", code="Bellen", comment="zo"),
            r"has Uitvoering/Bellen already .k1:1, by anna",
        ),
        (lambda r: r.change("2/Waarom", code="Vrijwilligers", comment="zo"), "agree with that one and remove this one"),
        (lambda r: r.add(quote="nergens", code="Bellen", comment="zo"), "do not stand in the text"),
    ],
)
def test_a_step_that_makes_no_sense_leaves_no_trace(
    coded: Project, deed: Callable[[Review], object], sentence: str
) -> None:
    review = coded.review("k1", coder="ben")
    before, history = rows(coded), len(coded.history())
    with pytest.raises(QualcodeError, match=sentence):
        deed(review)
    assert (rows(coded), len(coded.history())) == (before, history)


def test_one_may_add_what_one_removed_elsewhere(coded: Project) -> None:
    """What was removed is not there any more; what was added is."""
    review = coded.review("k1", coder="ben")
    review.remove("1", comment="te kort")
    review.add(quote="elke week", code="Bellen", comment="toch")
    with pytest.raises(NotPossible, match=r"already \(k1:4, by ben\)"):
        review.add(quote="elke week", code="Bellen", comment="nog eens")
    with pytest.raises(NotPossible, match="is what ben added; it is not the work of anna"):
        review.remove("4", comment="nee")


# --- what the author may do afterwards -----------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["agreed", "changed", "removed"])
def test_reviewed_work_is_not_taken_away(coded: Project, verdict: str) -> None:
    review = coded.review("k1", coder="ben")
    said(review, "1", verdict)
    before = rows(coded)
    for deed in (
        lambda: coded.uncode(review.items[0].coding, coder="anna"),
        lambda: coded.remove("k1:1", coder="anna"),
    ):
        with pytest.raises(
            NotPossible, match=rf"ben went through this .*\({verdict}\).* k1 --coder ben --withdraw 1\)"
        ):
            deed()
    assert rows(coded) == before


def said(review: Review, name: str, verdict: str) -> None:
    if verdict == "agreed":
        review.agree(name)
    elif verdict == "removed":
        review.remove(name, comment="nee")
    else:
        review.change(name, code="Samenwerking", comment="liever")


def test_a_reviewers_own_coding_goes_with_the_verdict(coded: Project) -> None:
    review = coded.review("k1", coder="ben")
    changed = review.change("1", code="Samenwerking", comment="zo")
    added = review.add(quote="Samen", code="Samenwerking", comment="zo")
    for coding in (changed, added):
        with pytest.raises(NotPossible, match=r"part of the review by ben of the codings of anna.*--withdraw"):
            coded.uncode(coding.id, coder="ben")
        with pytest.raises(NotPossible, match="part of the review by ben"):
            coded.remove(coding.quotation, coder="ben")
    coded.change(changed.id, coder="ben", code="Vrijwilligers")
    assert ("ben", WAY + "Vrijwilligers", "elke week") in final(coded), "his own he may correct"


CHANGES: dict[str, Callable[[Project, str], object]] = {
    "change": lambda p, coding: p.change(coding, coder="anna", code="Samenwerking"),
    "draft": lambda p, coding: p.change(coding, coder="anna", status="draft"),
    "resize": lambda p, _coding: p.resize("k1:1", 14, 18, coder="anna"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_agreement_ends_when_the_coding_becomes_another(coded: Project, what: str) -> None:
    review = coded.review("k1", coder="ben")
    review.agree("1", "3")
    coding, before = review.items[0].coding, rows(coded)
    CHANGES[what](coded, coding)
    assert [row[2] for row in rows(coded, "verdict")["verdict"]] == [4], "the grade's verdict stays"
    coded.undo("anna")
    assert rows(coded) == before


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("verdict", ["changed", "removed"])
def test_what_a_reviewer_set_aside_stays_as_it_was(coded: Project, what: str, verdict: str) -> None:
    review = coded.review("k1", coder="ben")
    said(review, "1", verdict)
    coding, before = review.items[0].coding, rows(coded)
    with pytest.raises(NotPossible, match=rf"ben {verdict} this coding in a review, with the comment"):
        CHANGES[what](coded, coding)
    assert rows(coded) == before


def test_a_comment_and_the_same_span_change_nothing_of_the_verdict(coded: Project) -> None:
    review = coded.review("k1", coder="ben")
    review.agree("1")
    start, end = review.items[0].start, review.items[0].end
    coded.change(review.items[0].coding, coder="anna", comment="zie ook k2")
    coded.resize("k1:1", start, end, coder="anna")
    assert verdicts(review)[0] == "agreed"


def test_undo_says_that_a_verdict_rests_on_it(coded: Project) -> None:
    coded.review("k2", coder="ben").agree("1")
    coded.undo("anna")  # that she is done
    with pytest.raises(LaterWork, match=r"Cannot undo 'code': later work rests on it \(a verdict of a review\)"):
        coded.undo("anna")
    coded.undo("ben")
    assert coded.undo("anna").summary == "k2:1"
    coded.redo("anna")
    assert coded.redo("ben").what == "review agree"


# --- counts --------------------------------------------------------------------------------------------------------


def test_counts_per_code_document_and_reviewer(coded: Project) -> None:
    """Ben in k1: agrees with one, changes one, removes one, leaves the grade, adds one. Cora agrees with the removed
    one and looks at nothing else; in k2 she agrees with the only coding.

                      agreed  changed  removed  added  left
    Uitvoering             2        1        0      0     1    (Bellen, Waarom; Vrijwilligers; the grade)
    Samenwerking           1        0        0      1     0
    """
    ben = coded.review("k1", coder="ben")
    ben.agree("1")
    ben.change("2/Vrijwilligers", code="Samenwerking", comment="zo")
    ben.remove("2/Waarom", comment="zo")
    ben.add(quote="Samen", code="Samenwerking", comment="zo")
    coded.review("k1", coder="cora").agree("2/Waarom")
    coded.review("k2", coder="cora").agree_rest()
    counts = review_counts(coded)
    frame = counts.to_frame().set_index("code")
    assert frame.columns.tolist() == ["agreed", "changed", "removed", "added", "left"]
    assert frame.to_dict("split")["data"] == [
        [2, 1, 0, 0, 1],
        [0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [1, 0, 0, 1, 0],
    ]
    assert frame.index[0] == "Uitvoering"
    assert frame.loc["Samenwerking"].tolist() == [1, 0, 0, 1, 0]
    assert counts.to_frame("document").to_numpy().tolist() == [["k1", 2, 1, 0, 1, 1], ["k2", 1, 0, 0, 0, 0]]
    assert counts.to_frame("reviewer").to_numpy().tolist() == [["ben", 1, 1, 1, 1, 1], ["cora", 2, 0, 0, 0, 3]]
    assert (counts.total.agreed, counts.total.reviewed, counts.total.left) == (3, 4, 1)
    assert review_counts(coded, document="k2").total.reviewed == 1
    assert review_counts(coded, reviewer="ben").total.removed == 1
    with pytest.raises(UnknownDocument):
        review_counts(coded, document="k9")


def test_nothing_reviewed_counts_nothing(coded: Project) -> None:
    counts = review_counts(coded)
    assert (counts.codes, counts.documents, counts.reviewers, counts.total.reviewed) == ((), (), (), 0)


# --- any sequence of steps -----------------------------------------------------------------------------------------

CODERS = ("anna", "ben", "cora")
CODES = (WAY + "Vrijwilligers", WAY + "Bellen", "Samenwerking")
SPANS = ((0, 8), (3, 13), (14, 18))

Step = tuple[str, str, str | None, str, int, str]
steps = st.tuples(
    st.sampled_from(
        ["agree", "remove", "change", "change", "add", "add", "withdraw", "rest", "finish"] * 2
        + ["code", "uncode", "resize", "recode", "draft", "done", "undo", "undo", "redo"]
    ),
    st.sampled_from(CODERS),
    st.sampled_from((None, "anna", "ben")),
    st.sampled_from(sorted(TEXTS)),
    st.integers(0, 5),
    st.sampled_from(CODES),
)


@pytest.fixture
def crowded(project: Callable[..., Project]) -> Project:
    """k1 was coded by Anna and Ben, each blind and done; k2 by Ben, and Anna comes before him in the list."""
    one = project(TEXTS, CODEBOOK, SETTINGS)
    for coder, document, code, span in (
        ("anna", "k1", CODES[1], SPANS[0]),
        ("anna", "k1", CODES[2], SPANS[1]),
        ("ben", "k1", CODES[1], SPANS[1]),
        ("ben", "k1", CODES[2], SPANS[1]),
        ("ben", "k2", CODES[1], SPANS[0]),
    ):
        one.code(document, start=span[0], end=span[1], code=code, coder=coder)
    one.done("k1", coder="anna")
    one.done(["k1", "k2"], coder="ben")
    return one


def take(project: Project, step: Step) -> None:
    """Do one thing; what is not possible raises a `QualcodeError`."""
    what, coder, author, document, number, code = step
    span = dict(zip(("start", "end"), SPANS[number % 3], strict=True))
    if what in ("undo", "redo"):
        getattr(project, what)(coder)
    elif what == "done":
        project.done(document, coder=coder, finished=number % 2 == 0)
    elif what == "code":
        project.code(document, code=code, coder=coder, **span)
    elif what in ("uncode", "resize", "recode", "draft"):
        change_own(project, what, coder, number, code)
    else:
        review_step(project.review(document, coder=coder, author=author), what, number, code, span)


def change_own(project: Project, what: str, coder: str, number: int, code: str) -> None:
    frame = project.codings
    own = frame[frame["coder"] == coder]
    if own.empty:
        return
    row = own.iloc[number % len(own)]
    if what == "uncode":
        project.uncode(row["coding_id"], coder=coder)
    elif what == "resize":
        project.resize(row["quotation"], *SPANS[number % 3], coder=coder)
    elif what == "recode":
        project.change(row["coding_id"], coder=coder, code=code)
    else:
        project.change(row["coding_id"], coder=coder, status="draft")


def review_step(review: Review, what: str, number: int, code: str, span: dict[str, int]) -> None:
    every = [*review.items, *review.additions]
    item = every[number % len(every)] if every else "1"
    if what == "agree":
        review.agree(item)
    elif what == "remove":
        review.remove(item, comment="nee")
    elif what == "change":
        review.change(item, code=code, comment="liever", **(span if number > 2 else {}))
    elif what == "add":
        review.add(code=code, comment="gemist", **span)
    elif what == "withdraw":
        review.withdraw(item)
    elif what == "rest":
        review.agree_rest()
    else:
        review.finish()


def as_counted(project: Project) -> recount.Project:
    """The same for the recount, from what stands in the tables."""
    found = rows(project, "document", "coder", "coding", "review", "verdict", "done")
    documents, coders, codings = ({row[0]: row[1] for row in found[name]} for name in ("document", "coder", "coding"))
    reviews = {row[0]: recount.Review(documents[row[1]], coders[row[2]], coders[row[3]]) for row in found["review"]}
    said = [
        recount.Verdict(reviews[row[1]], codings[row[2]], row[3], codings.get(row[4], "")) for row in found["verdict"]
    ]
    counted = [
        recount.Row(
            each["document"], each["start"], each["end"], tuple(each["code"].split("/")), each["coder"],
            each["status"], id=each["coding_id"],
        )
        for each in project.codings.to_dict("records")
    ]  # fmt: skip
    docs = [recount.Doc(name, text, None, "interview", name, {}, ()) for name, text in TEXTS.items()]
    done = [recount.Done(documents[row[1]], coders[row[2]], row[3]) for row in found["done"]]
    book = recount.Tree([tuple(project.codebook.names(code.id)) for code in project.codebook])
    return recount.Project(docs, counted, book, [], CODERS, (), done, list(reviews.values()), said)


def hold(project: Project) -> None:
    """Every layer against the recount: codings one by one, and what is shared character by character."""
    counted, corpus = as_counted(project), project.corpus()
    for layer in ("final", "union", *(coder for coder in CODERS if coder in corpus.coders)):
        frame = project.codings[layers.counting(corpus, project.marks(), layer)]
        assert sorted(frame["coding_id"]) == sorted(row.id for row in recount.layer_rows(counted, layer)), layer
        light = project.marks(full=False)
        chosen = layers.counting(corpus, light, layer)
        names = [corpus.documents[place].id for place in light.document[chosen]]
        assert Counter(names) == Counter(frame["document"])
    for measure, layer in (("characters", "intersection"), ("codings", "final")):
        frame = project.matrix(measure=measure, layer=layer, columns="document").frame
        expected = recount.matrix(counted, measure=measure, layer=layer, columns="document")
        for path in counted.tree.paths:
            shown = frame.loc[path if frame.index.nlevels == 2 and len(path) == 2 else (path[0], "")]
            assert [shown[name] for name in TEXTS] == [expected[path, name] for name in TEXTS], (path, layer)
    finals = layers.final_coders(corpus, project.marks())
    chosen_coders = [corpus.coders[place] if place >= 0 else None for place in finals]
    assert chosen_coders == [recount.chosen_coder(counted, name) for name in TEXTS]


@settings(max_examples=40)
@given(st.lists(steps, min_size=4, max_size=14))
def test_any_sequence_of_reviews_and_undos(crowded: Project, taken: list[Step]) -> None:
    """Whatever is done, `final` is what a plain recount finds; and taken back to the start, every byte is as it was."""
    with copied(crowded) as one:
        start, first = rows(one), len(one.history())
        for step in taken:
            before = rows(one)
            if not possible(one, step, first):
                assert rows(one) == before
            assert one.check() == []
        hold(one)
        while any(standing(event) for event in one.history()[first:]):
            one.undo()
        assert rows(one) == start


@contextmanager
def copied(project: Project) -> Iterator[Project]:
    """A copy of a project, so that what one sequence did is not there for the next to undo."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(project.root, Path(folder) / "copy")
        with qc.open(Path(folder) / "copy") as one:
            yield one


def standing(event: Event) -> bool:
    return not event.undone and event.what not in ("undo", "redo")


def possible(project: Project, step: Step, first: int) -> bool:
    """Take a step where that can be done; what was there from the first is not undone."""
    if step[0] == "undo" and not any(standing(event) for event in project.history()[first:] if event.who == step[1]):
        return False
    try:
        take(project, step)
    except DatabaseProblem:
        raise
    except QualcodeError:
        return False
    return True


def test_steps_do_get_somewhere(crowded: Project) -> None:
    """The sequences above are of use only if their steps are possible: here Anna, Ben and Cora review each other."""
    taken: list[Step] = [
        ("change", "ben", None, "k1", 0, CODES[0]),
        ("add", "anna", "ben", "k1", 2, CODES[0]),
        ("remove", "cora", None, "k1", 0, CODES[0]),
        ("change", "anna", "ben", "k1", 1, CODES[0]),
        ("change", "cora", "ben", "k1", 1, CODES[0]),
        ("withdraw", "ben", None, "k1", 0, CODES[0]),
        ("add", "anna", None, "k2", 2, CODES[0]),
        ("rest", "anna", None, "k2", 0, CODES[0]),
        ("finish", "anna", None, "k2", 0, CODES[0]),
        ("undo", "anna", None, "k2", 0, CODES[0]),
    ]
    for step in taken:
        take(crowded, step)
        hold(crowded)
    assert len(dependent(crowded)) == 8
