"""Coding by rule: what is shown first, what is laid, what is left alone and why; and one undo takes it all back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.assisted.autocoding import Autocoded, Left
from qualcode.errors import NotPossible, UnknownCode, UnknownDocument, UnknownOption, WrongUsage
from qualcode.model import Span, Suggestion
from qualcode.project import Project

BOOK = """
language: nl
codes:
- name: Nu
  codes:
  - {name: Vrijwilligers, rule: vrijwillig*}
  - name: Geld
    rule: [geld, subsidie]
    codes: [{name: Subsidie, rule: subsidie}]
- name: Gewenst
  codes: [{name: Vrijwilligers, rule: vrijwillig*}, {name: Borging, keywords: [borgen]}]
- {name: Cijfer, grade: true, rule: true}
"""
TEXTS = {
    "k1": "# Verloop\n\nDe vrijwilligers lopen mee. Zij zou graag meer vrijwilligers hebben. Het geld is op.",
    "k2": "De subsidie stopt. Hoe het te borgen is, weet niemand. Zij geeft de samenwerking een 7,5.",
    "w1": "Niets.",
}


@pytest.fixture
def one(project) -> Project:
    made: Project = project(TEXTS, BOOK, "title: T\ncoders: [{name: anna}, {name: ben}]")
    return made


def said(found: Autocoded) -> list[tuple[str, str, str]]:
    return [(each.document, each.code, str(each.left or "")) for each in found.passages]


# --- what is laid -----------------------------------------------------------------------------------------------


def test_a_dry_run_shows_and_keeps_nothing(one) -> None:
    found = one.autocode(coder="anna", dry_run=True)
    assert said(found) == [
        ("k1", "Nu/Vrijwilligers", ""),
        ("k1", "Nu/Vrijwilligers", ""),
        ("k1", "Gewenst/Vrijwilligers", ""),
        ("k1", "Nu/Geld", ""),
        ("k2", "Nu/Geld", "narrower"),
        ("k2", "Nu/Geld/Subsidie", ""),
        ("k2", "Cijfer", ""),
    ]
    assert found.without == ("Nu", "Gewenst", "Gewenst/Borging")
    assert (len(found.proposed), found.laid, found.applied) == (6, (), False)
    assert one.codings.empty
    assert "autocode" not in [event.what for event in one.history()]
    assert found.to_frame()["term"].tolist()[:3] == ["vrijwillig*", "vrijwillig*", "vrijwillig* + wish"]


def test_what_is_laid_says_which_rule_it_was(one) -> None:
    found = one.autocode(coder="anna")
    codings = one.codings
    assert len(found.laid) == len(codings) == 6
    assert set(codings["origin"]) == {"rule"}
    assert set(codings["coder"]) == {"anna"}
    assert codings["source"].tolist() == [each.source for each in found.laid]
    assert "rule: vrijwillig* + wish" in codings["source"].tolist()
    assert codings["quotation"].tolist() == [each.label for each in found.laid]
    (grade,) = codings[codings["code"] == "Cijfer"].itertuples()
    assert (grade.value, grade.quote) == (7.5, "Zij geeft de samenwerking een 7,5.")
    event = one.history()[-1]
    assert (event.what, event.who, event.summary) == ("autocode", "anna", "6 codings")


def test_one_undo_takes_all_of_it_back(one) -> None:
    one.code("k1", code="Gewenst/Borging", coder="anna", quote="Het geld is op.")
    before = one.export_codings()
    one.autocode(coder="anna")
    assert one.export_codings() != before
    assert one.undo().what == "autocode"
    assert one.export_codings() == before
    one.redo()
    assert len(one.codings) == 7


def test_again_it_finds_nothing_new(one) -> None:
    one.autocode(coder="anna")
    again = one.autocode(coder="anna")
    assert again.laid == ()
    assert {each.left for each in again.passages} == {Left.CODED}
    assert [event.what for event in one.history()].count("autocode") == 1
    assert len(one.autocode(coder="ben", dry_run=True).proposed) == 6


def test_codes_documents_and_units(one) -> None:
    assert [each.code for each in one.autocode(coder="a", codes=["Gewenst"], dry_run=True).passages] == [
        "Gewenst/Vrijwilligers"
    ]
    found = one.autocode(coder="a", codes=["Nu/Geld"], documents="k*", dry_run=True)
    assert (found.documents, found.codes, found.without) == (("k1", "k2"), ("Nu/Geld", "Nu/Geld/Subsidie"), ())
    assert one.autocode(coder="a", documents=["w1"], dry_run=True).passages == ()
    whole = one.autocode(coder="a", codes=["Nu/Vrijwilligers"], unit="paragraph", dry_run=True)
    assert [each.quote for each in whole.passages] == [TEXTS["k1"].split("\n\n")[1]]
    with_keywords = one.autocode(coder="a", codes=["Borging"], keywords=True, dry_run=True)
    assert [each.left for each in with_keywords.passages] == []  # no words of a wish there
    assert [each.source for each in one.autocode(coder="a", keywords=True).laid][-2:] == [
        "rule: subsidie",
        "rule: grade",
    ]


def test_what_cannot_be_asked(one) -> None:
    with pytest.raises(NotPossible, match=r"Gewenst/Borging has no rule.*--keywords"):
        one.autocode(coder="a", codes=["Borging"])
    with pytest.raises(UnknownCode):
        one.autocode(coder="a", codes=["Bergen"])
    with pytest.raises(UnknownDocument):
        one.autocode(coder="a", documents="x*")
    with pytest.raises(UnknownOption, match="sentence"):
        one.autocode(coder="a", unit="sentense")
    with pytest.raises(WrongUsage):
        one.autocode(coder=" ")
    with pytest.raises(NotPossible, match="name of a layer"):
        one.autocode(coder="final")
    one.tree.retire("Cijfer")
    with pytest.raises(NotPossible, match="Cijfer is retired"):
        one.autocode(coder="a", codes=["Cijfer"])


def test_a_codebook_without_rules(project) -> None:
    with pytest.raises(NotPossible, match=r"The codebook has no rule\. Give a code one"):
        project({"k1": "A."}).autocode(coder="a")
    with pytest.raises(NotPossible, match="no rule and no keywords"):
        project({"k1": "A."}).autocode(coder="a", keywords=True)


# --- what is left alone -----------------------------------------------------------------------------------------


def test_what_the_coder_coded_is_left_alone_and_no_one_elses(one) -> None:
    """With that code or one above or below it, on words that overlap; a draft too."""
    one.code("k1", code="Nu/Geld/Subsidie", coder="anna", quote="geld is", draft=True)
    one.code("k1", code="Nu/Vrijwilligers", coder="ben", quote="De vrijwilligers lopen mee.")
    left = {(each.code, each.quote): each.left for each in one.autocode(coder="anna", dry_run=True).passages}
    assert left[("Nu/Geld", "Het geld is op.")] is Left.CODED
    assert left[("Nu/Vrijwilligers", "De vrijwilligers lopen mee.")] is None


def test_a_rejected_suggestion_does_not_come_by_rule(one) -> None:
    text = one.text("k1")
    sentence = "De vrijwilligers lopen mee."
    span = Span(text.index(sentence), text.index(sentence) + len(sentence))
    code = one.codebook.find("Nu/Vrijwilligers").id
    one.reject(Suggestion("k1", span, sentence, code, 0.4), coder="anna")
    assert lefts(one, "anna") == ["rejected", "", "", "", "narrower", "", ""]
    assert lefts(one, "ben") == ["", "", "", "", "narrower", "", ""]
    paragraph = Span(text.index(sentence), len(text))
    one.reject(Suggestion("k1", paragraph, paragraph.of(text), code, 0.4), coder="anna")
    assert lefts(one, "anna") == ["rejected", "rejected", "", "", "narrower", "", ""]


def lefts(one: Project, coder: str) -> list[str]:
    return [str(each.left or "") for each in one.autocode(coder=coder, dry_run=True).passages]


def test_what_was_taken_away_by_hand_does_not_come_back(one) -> None:
    """Removed, uncoded or given another code; what undo took away may come again."""
    one.autocode(coder="anna")
    first, second, third = one.codings["coding_id"].tolist()[:3]
    one.uncode(first, coder="anna")
    one.remove(one.codings.set_index("coding_id").loc[second, "quotation"], coder="anna")
    assert lefts(one, "anna")[:3] == ["removed", "removed", "removed"]  # with the quotation went both its codings
    one.undo()
    assert lefts(one, "anna")[:3] == ["removed", "coded", "coded"]
    one.change(third, coder="anna", code="Gewenst/Borging")
    assert lefts(one, "anna")[:3] == ["removed", "coded", "removed"]
    assert lefts(one, "ben")[:3] == ["", "", ""]
    while one.undo().what != "autocode":
        pass
    assert lefts(one, "anna")[:3] == ["", "", ""]


def test_a_code_that_does_not_apply_is_not_laid(project) -> None:
    book = "codes: [{name: A, applies: {town: [X]}, codes: [{name: B, rule: coach}]}]"
    texts = {"k1": "---\ntown: X\n---\nDe coach.", "k2": "---\ntown: Y\n---\nDe coach."}
    assert said(project(texts, book).autocode(coder="a")) == [("k1", "A/B", ""), ("k2", "A/B", "applies")]


def test_two_grades_in_a_sentence_are_for_a_person(project) -> None:
    one = project(
        {"k1": "Zij geeft een 6 voor de start en een 8 voor nu."},
        "language: nl\ncodes: [{name: Cijfer, grade: true, rule: true}]",
    )
    assert lefts(one, "a") == ["grades", "grades"]


def test_a_reviewer_adds_in_the_review(one) -> None:
    one.code("k1", code="Nu/Geld", coder="anna", quote="Het geld is op.")
    review = one.review("k1", coder="ben")
    review.agree_rest()
    found = one.autocode(coder="ben")
    assert {each.left for each in found.passages if each.document == "k1"} == {Left.REVIEWED}
    assert {each.document for each in found.laid} == {"k2"}


def test_it_says_what_was_finished_and_what_is_to_be_coded_blind(one) -> None:
    one.done("k2", coder="anna")
    one.sample("anna", documents=["k1"])
    found = one.autocode(coder="anna", dry_run=True)
    assert (found.done, found.blind) == (("k2",), ("k1",))


# --- properties -------------------------------------------------------------------------------------------------

WORDS = (
    "vrijwilligers",
    "geld",
    "subsidie",
    "zou graag",
    "een 7,5",
    "cijfer",
    "de",
    ".",
    ". ",
    "\n\n",
    "👍🏽",
    "é",
    "- ",
)
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join).filter(str.strip)


@settings(max_examples=25)
@given(TEXT, TEXT, st.sampled_from(["sentence", "paragraph", "turn"]))
def test_what_is_laid_stands_in_the_text_and_goes_again(project, first, second, unit) -> None:
    with project({"k1": first, "k2": second}, BOOK) as one:
        before, asked = one.export_codings(), {"coder": "a", "unit": unit, "keywords": True}
        shown = one.autocode(**asked, dry_run=True)
        done = one.autocode(**asked)
        assert [each.span for each in shown.passages] == [each.span for each in done.passages]
        for each in done.passages:
            text = one.text(each.document)
            assert each.span.of(text) == each.quote
            assert all(each.span.start <= word.start < word.end <= each.span.end for word in each.words)
        assert len(one.codings) == len(done.laid)
        if done.laid:
            one.undo()
        assert one.export_codings() == before


# --- the command ------------------------------------------------------------------------------------------------


def test_the_command_shows_then_lays(one, run) -> None:
    shown = run("-C", one.root, "autocode", "--coder", "anna")
    lines = shown.out.splitlines()
    assert (shown.code, lines[:2]) == (
        0,
        ["Nu/Vrijwilligers: 2 in 1 document", "  k1 11: De [vrijwilligers] lopen mee."],
    )
    assert "  left alone: 1 (a code below it fits the same passage)" in lines
    assert any(line.endswith("= 7.5: Zij geeft de samenwerking [een 7,5].") for line in lines)
    assert lines[-1] == "6 codings in 2 documents would be laid for anna. Nothing was changed; --apply lays them."
    assert "Without a rule (3): Nu, Gewenst, Gewenst/Borging." in shown.err
    assert one.codings.empty
    laid = run("-C", one.root, "autocode", "--coder", "anna", "--apply", "--limit", "0")
    assert laid.out.splitlines()[-1] == "6 codings in 2 documents laid for anna. qualcode undo takes all of them back."
    assert run("-C", one.root, "autocode", "--coder", "anna", "--apply").out.splitlines()[-1] == "Nothing new to lay."
    assert run("-C", one.root, "undo").code == 0
    assert one.codings.empty


def test_the_machine_form(one, run) -> None:
    shown = json.loads(run("-C", one.root, "autocode", "Nu/Geld", "--coder", "anna", "--json").out)
    assert (shown["applied"], shown["without_rule"]) == (False, [])
    assert shown["codes"] == [
        {"code": "Nu/Geld", "codings": 1, "documents": 1, "left": {"narrower": 1}},
        {"code": "Nu/Geld/Subsidie", "codings": 1, "documents": 1, "left": {}},
    ]
    first = shown["passages"][0]
    assert (first["quote"], first["terms"], first["left"]) == ("Het geld is op.", ["geld"], "")
    text = one.text("k1")
    assert [text[start:end] for start, end in first["words"]] == ["geld"]


def test_the_preview_can_be_pruned_and_taken_in(one, run, tmp_path: Path) -> None:
    out = tmp_path / "preview.csv"
    assert run("-C", one.root, "autocode", "--coder", "anna", "--out", out).code == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert [(row["document"], row["code"], row["source"]) for row in rows][-1] == ("k2", "Cijfer", "rule: grade")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[3:])
    report = one.import_codings(out)
    assert (report.errors, report.added) == ([], 3)
    assert set(one.codings["origin"]) == {"rule"}
    assert len(one.autocode(coder="anna", dry_run=True).proposed) == 3


def test_trying_a_rule_on_a_sentence(one, run) -> None:
    tried = run("-C", one.root, "autocode", "--test", "Zij zou graag meer vrijwilligers hebben.")
    assert tried.out.splitlines() == [
        "Nu/Vrijwilligers (vrijwillig*): Zij zou graag meer [vrijwilligers] hebben.",
        "Gewenst/Vrijwilligers (vrijwillig* + wish): Zij [zou graag] meer [vrijwilligers] hebben.",
        "2 of 5 rules hold. Name a code to hear why its rule does not.",
    ]
    named = run("-C", one.root, "autocode", "Gewenst/Vrijwilligers", "--test", "De vrijwilligers lopen.")
    assert named.out == "Gewenst/Vrijwilligers: no, no words of a wish.\n"
    (machine,) = json.loads(run("-C", one.root, "autocode", "Cijfer", "--test", "Een 7,5!", "--json").out)
    assert machine["matches"] == [{"terms": ["grade"], "words": [[0, 7]], "value": "7.5"}]


def test_wrong_usage(one, run) -> None:
    assert run("-C", one.root, "autocode").code == 2
    assert run("-C", one.root, "autocode", "--test", "x", "--apply").code == 2
    assert run("-C", one.root, "autocode", "--coder", "a", "--unit", "word").code == 2
    assert run("-C", one.root, "autocode", "Borging", "--coder", "a").code == 1


def test_a_long_passage_is_shown_around_the_words(project, run) -> None:
    text = f"{'Eerst iets anders, en dan nog iets, ' * 6}en toen kwam het geld, {'en weer iets anders ' * 6}tot slot."
    one = project({"k1": text}, "language: nl\ncodes: [{name: A, rule: geld}]")
    (line,) = [line for line in run("-C", one.root, "autocode", "--coder", "a").out.splitlines() if "k1" in line]
    assert "…" in line
    assert "kwam het [geld], en weer" in line
    assert len(line) < 120
