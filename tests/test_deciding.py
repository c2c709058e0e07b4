"""People decide: a suggestion that is accepted is a coding, one that is rejected is remembered, and what was seen is
written down and goes with a document that is purged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

import qualcode as qc
from qualcode.errors import FileError, LaterWork, NotPossible, UnknownCode, WrongSpan
from qualcode.formats import settings_yaml
from qualcode.model import Grade, GradeForm, Origin, Span, Suggestion
from qualcode.project import Project
from qualcode.store import schema
from qualcode.store import suggestions as store

MakeProject = Callable[..., Project]
Revise = Callable[[Project, Mapping[str, str]], dict[str, list[str]]]
TEXTS = {
    "k1": "The coach calls every week.\n\nThere are too few volunteers.\n\nThey give it a 7.\n",
    "k2": "The walking group goes on.\n\nThere are too few volunteers.\n",
    "k3": "Nobody came.\n",
}
CODEBOOK = """\
codes:
- {id: help, name: Help, codes: [{id: vol, name: Volunteers}, {id: mon, name: Money}]}
- {id: gra, name: Grade, grade: true}
- {id: why, name: Why, specify: true}
"""
SEVEN = Grade(GradeForm.NUMBER, "7", 7.0, 7.0)


@pytest.fixture
def study(project: MakeProject) -> Project:
    return project(TEXTS, codebook=CODEBOOK, settings="title: T\ncoders: [ann, {name: ben, role: second}]")


def suggestion(words: str, code: str = "vol", p: float = 0.417, document: str = "k1", **more: Any) -> Suggestion:
    start = TEXTS[document].index(words)
    return Suggestion(document, Span(start, start + len(words)), words, code, p, source="qualcode", **more)


FEW = suggestion("There are too few volunteers.")
COACH = suggestion("The coach calls every week.", "help", 0.2)
GRADE = suggestion("They give it a 7.", "gra", 0.8, value=SEVEN)


def see(one: Project, coder: str, *those: Suggestion, where: str = "suggest") -> None:
    store.log_showings(one._database, coder, those, where=where)


def see_before(one: Project, coder: str, *those: Suggestion) -> None:
    """They saw these before they coded."""
    see(one, coder, *those)
    with one._database.writing() as connection:
        connection.execute(schema.showing.update().values(created="2000-01-01T00:00:00.000000Z"))


def answered(one: Project, coder: str | None = None) -> list[tuple[str, str, str]]:
    with one._database.reading() as connection:
        return [(each.document, each.code, str(each.answer)) for each in store.answers(connection, coder)]


def saw(one: Project) -> set[tuple[str, str]]:
    with one._database.reading() as connection:
        return set(store.saw_suggestions(connection))


# --- accepting --------------------------------------------------------------------------------------------------


def test_what_is_accepted_is_a_coding_that_says_where_it_came_from(study: Project) -> None:
    made = study.accept(FEW, coder="ann", comment="Indeed.")
    assert (made.code, made.coder, made.origin, made.source, made.comment) == (
        "vol", "ann", Origin.ACCEPTED, "qualcode 0.42", "Indeed.",
    )  # fmt: skip
    assert study.quotation(made.quotation).span == FEW.span
    last = study.history()[-1]
    assert (last.what, last.who, last.summary) == ("accept suggestion", "ann", "k1:1")
    assert answered(study) == [("k1", "vol", "accepted")]


def test_accepting_the_same_twice_changes_nothing(study: Project) -> None:
    first = study.accept(FEW, coder="ann")
    before = study.version()
    again = study.accept(suggestion(FEW.quote, p=0.9), coder="ann")
    assert (again.id, study.version(), len(study.codings)) == (first.id, before, 1)


def test_what_was_coded_by_hand_stays_by_hand(study: Project) -> None:
    by_hand = study.code("k1", quote=FEW.quote, code="Volunteers", coder="ann", comment="Mine.")
    assert study.accept(FEW, coder="ann") == by_hand
    assert answered(study) == [("k1", "vol", "accepted")]
    assert study.accept(FEW, coder="ben").id != by_hand.id, "that was ann's"


def test_with_another_code_the_answer_is_changed(study: Project) -> None:
    made = study.accept(FEW, coder="ann", code="Money")
    assert (made.code, made.origin, made.source) == ("mon", Origin.ACCEPTED, "qualcode 0.42, for another code")
    assert answered(study) == [("k1", "vol", "changed")]
    with study._database.reading() as connection:
        assert store.rejected(connection, "ann") == {("k1", store.words_hash(FEW.quote), "vol")}


def test_a_grade_takes_what_was_found_unless_another_is_given(study: Project) -> None:
    assert study.accept(GRADE, coder="ann").value == SEVEN
    other = study.accept(GRADE, coder="ben", value="7 tot 8").value
    assert other is not None
    assert (other.low, other.high) == (7.0, 8.0)
    with pytest.raises(NotPossible, match="Grade is a grade and needs a value"):
        study.accept(suggestion(FEW.quote, "gra"), coder="ann")
    assert study.accept(GRADE, coder="ann", code="Help").value is None, "a code without grades takes none"


def test_the_span_may_be_another_part_of_the_passage_only(study: Project) -> None:
    start = TEXTS["k1"].index("too few volunteers")
    made = study.accept(FEW, coder="ann", start=start, end=start + 18)
    assert study.quotation(made.quotation).words == "too few volunteers"
    with pytest.raises(NotPossible, match="another passage than the suggestion is about"):
        study.accept(FEW, coder="ann", start=0, end=9)


def test_a_specification_goes_with_it(study: Project) -> None:
    assert study.accept(suggestion(FEW.quote, "why"), coder="ann", specification="no money").specification == "no money"


def test_the_words_must_still_stand_there(study: Project, revise: Revise) -> None:
    revise(study, {"k1": "Well. " + TEXTS["k1"]})
    with pytest.raises(WrongSpan, match="The quote stands at 35"):
        study.accept(FEW, coder="ann")
    with pytest.raises(UnknownCode):
        study.accept(Suggestion("k1", Span(0, 4), "Well", "no code", 0.5), coder="ann")
    assert answered(study) == []
    assert len(study.codings) == 0


def test_beside_a_review_nothing_is_accepted(study: Project) -> None:
    study.code("k1", quote=FEW.quote, code="Volunteers", coder="ann")
    study.review("k1", coder="ben").agree_rest()
    with pytest.raises(NotPossible, match="ben goes through the codings of ann in k1"):
        study.accept(COACH, coder="ben")
    with pytest.raises(NotPossible, match="needs to say whose it is"):
        study.accept(COACH, coder=" ")


def test_undo_takes_coding_and_answer_back_and_redo_brings_them(study: Project) -> None:
    study.accept(FEW, coder="ann")
    study.reject(COACH, coder="ann")
    study.undo("ann")
    assert answered(study) == [("k1", "vol", "accepted")]
    study.undo("ann")
    assert (answered(study), len(study.codings), len(study.quotations)) == ([], 0, 0)
    study.redo("ann")
    assert (answered(study), study.codings["origin"].tolist()) == ([("k1", "vol", "accepted")], ["accepted"])


def test_an_accepted_coding_is_the_coders_like_any_other(study: Project) -> None:
    """It may be changed and removed; the answer stays as it was given."""
    made = study.accept(FEW, coder="ann")
    study.change(made.id, coder="ann", comment="Hm.")
    study.uncode(made.id, coder="ann")
    assert (len(study.codings), answered(study)) == (0, [("k1", "vol", "accepted")])
    assert study.reject(FEW, coder="ann") == [FEW], "what is gone may be rejected after all"
    assert answered(study) == [("k1", "vol", "rejected")]


# --- rejecting and skipping -------------------------------------------------------------------------------------


def test_rejecting_is_remembered_per_coder_and_words(study: Project, revise: Revise) -> None:
    study.reject(FEW, coder="ann", comment="That is about money.")
    revise(study, {"k1": "Well.\n\n" + TEXTS["k1"]})
    with study._database.reading() as connection:
        assert store.rejected(connection, "ann") == {("k1", store.words_hash("There are  too few volunteers."), "vol")}
        assert store.rejected(connection, "ben") == frozenset()
    before = study.version()
    assert study.reject(FEW, coder="ann", comment="That is about money.") == []
    assert study.version() == before


def test_several_of_one_passage_are_rejected_in_one_action(study: Project) -> None:
    both = [FEW, suggestion(FEW.quote, "mon")]
    assert study.reject(both, coder="ann") == both
    study.undo("ann")
    assert answered(study) == []


def test_there_is_no_way_to_answer_all_at_once(study: Project) -> None:
    for deed in (study.reject, study.skip):
        with pytest.raises(NotPossible, match="about 2 passages"):
            deed([FEW, COACH], coder="ann")
    assert [name for name in dir(study) if "accept" in name] == ["accept"]


def test_what_was_accepted_is_not_rejected_beside_its_coding(study: Project) -> None:
    study.accept(FEW, coder="ann")
    with pytest.raises(NotPossible, match="ann accepted Help/Volunteers on this passage"):
        study.reject(FEW, coder="ann")
    assert study.reject(FEW, coder="ben") == [FEW]


def test_skipping_says_nothing_of_what_has_an_answer(study: Project) -> None:
    study.reject(FEW, coder="ann")
    other = suggestion(FEW.quote, "mon")
    assert study.skip([FEW, other], coder="ann") == [other]
    assert answered(study) == [("k1", "vol", "rejected"), ("k1", "mon", "skipped")]
    study.accept(other, coder="ann")
    assert answered(study) == [("k1", "vol", "rejected"), ("k1", "mon", "accepted")]


def test_a_code_of_which_suggestions_were_answered_is_retired_not_removed(study: Project, tmp_path: Path) -> None:
    study.reject(FEW, coder="ann")
    file = tmp_path / "less.yaml"
    file.write_text("codes:\n- {id: help, name: Help, codes: [{id: mon, name: Money}]}\n", encoding="utf-8")
    told = [str(each) for each in study.import_codebook(file)]
    assert "retired: Help/Volunteers (suggestions of it were answered)" in told
    assert study.check() == []


def test_undo_of_what_answers_rest_on_is_refused(study: Project) -> None:
    study.tree.create("New", who="ann")
    study.reject(suggestion(FEW.quote, study.codebook.find("New").id), coder="ben")
    with pytest.raises(LaterWork, match="an answer to a suggestion"):
        study.undo("ann")
    see(study, "ann", COACH)
    study.undo("ben")
    study.undo("ann")
    assert "New" not in [code.name for code in study.codebook]


# --- what was seen ----------------------------------------------------------------------------------------------


def test_showings_are_a_log_and_no_change(study: Project) -> None:
    before = (study.version(), len(study.history()))
    see(study, "ann", FEW, suggestion(FEW.quote, "mon", 0.1), COACH)
    see(study, "ann", FEW, where="review")
    see(study, "", COACH)
    assert (study.version(), len(study.history())) == before
    with study._database.reading() as connection:
        seen = store.showings(connection)
    assert [(each.coder, each.code, each.rank, each.where) for each in seen] == [
        ("ann", "vol", 1, "suggest"), ("ann", "mon", 2, "suggest"), ("ann", "help", 1, "suggest"),
        ("ann", "vol", 1, "review"), ("", "help", 1, "suggest"),
    ]  # fmt: skip
    assert (seen[0].span, seen[0].p, seen[0].source) == (FEW.span, 0.417, "qualcode")
    assert "volunteers" not in str(seen).casefold(), "no words of the interview are in the log"


def test_who_saw_accepted_or_has_what_was_accepted_saw_suggestions(study: Project, tmp_path: Path) -> None:
    see(study, "ann", FEW)
    study.skip(suggestion("Nobody came.", document="k3"), coder="ben")
    lines = ["document,start,end,quote,code,coder,origin", "k2,0,26,The walking group goes on.,Help,cas,accepted"]
    (tmp_path / "cas.csv").write_text("\n".join(lines), encoding="utf-8")
    assert study.import_codings(tmp_path / "cas.csv").errors == []
    assert saw(study) == {("k1", "ann"), ("k3", "ben"), ("k2", "cas")}


def test_a_purge_takes_all_of_it(study: Project) -> None:
    see(study, "ann", FEW, suggestion("The walking group goes on.", document="k2"))
    study.accept(FEW, coder="ann", comment="few hands")
    study.reject(COACH, coder="ann", comment="not a coach")
    study.reject(suggestion("The walking group goes on.", document="k2"), coder="ann")
    study.purge("k1", who="ann")
    assert answered(study) == [("k2", "vol", "rejected")]
    assert saw(study) == {("k2", "ann")}
    dump = "\n".join(sqlite3.connect(study.root / ".qualcode" / "project.db").iterdump())
    for trace in ("few hands", "not a coach", store.words_hash(FEW.quote)[:20], store.words_hash(COACH.quote)[:20]):
        assert trace not in dump
    assert store.words_hash("The walking group goes on.") in dump, "the other document's is there"
    assert study.check() == []


def test_the_audit_trail_tells_answers(study: Project) -> None:
    from qualcode.reports.trail import in_words

    made = study.accept(FEW, coder="ann")
    study.skip(COACH, coder="ann")
    study.reject(COACH, coder="ann", comment="no")
    told = {change.event.what: in_words(change) for change in study.audit() if change.table == "answer"}
    assert told == {
        "accept suggestion": "new: answer accepted; code Help/Volunteers; coder ann; source qualcode",
        "skip suggestion": "new: answer skipped; code Help; coder ann; source qualcode",
        "reject suggestion": 'changed: answer skipped → rejected; comment nothing → "no"',
    }
    assert {change.entity for change in study.audit() if change.table == "answer"} == {"k1"}
    assert made.id in next(change.after or "" for change in study.audit() if change.table == "answer")
    assert [each.what for each in study.history(document="k1")][-2:] == ["skip suggestion", "reject suggestion"]


# --- who may see any --------------------------------------------------------------------------------------------


def may(one: Project, show: str, document: str, coder: str | None) -> store.MaySee:
    settings = qc.model.Settings("T", assist=qc.model.AssistSettings(show))
    with one._database.reading() as connection:
        return store.may_see(connection, settings, document, coder)


@pytest.mark.parametrize("show", ["on-demand", "always"])
def test_on_demand_and_always_anyone_may_look(study: Project, show: str) -> None:
    assert may(study, show, "k1", "ann")
    assert may(study, show, "k1", None)


def test_after_the_first_pass_who_marked_the_document_done(study: Project) -> None:
    study.done("k1", coder="ann")
    assert may(study, "after-first-pass", "k1", "ann")
    assert "ben did not mark k1 done" in may(study, "after-first-pass", "k1", "ben").why
    assert "Say who is looking" in may(study, "after-first-pass", "k1", None).why
    settings = qc.model.Settings("T", assist=qc.model.AssistSettings("after-first-pass"))
    with study._database.reading() as connection:
        assert store.shown_in(connection, settings, ["k3", "k1"], "ann") == ["k1"]
    assert store.passed_over(["k3"]).endswith("Passed over: k3.")
    assert store.passed_over([]) == ""


def test_never_is_never(study: Project) -> None:
    settings = qc.model.Settings("T", assist=qc.model.AssistSettings("never"))
    assert not may(study, "never", "k1", "ann")
    with study._database.reading() as connection, pytest.raises(NotPossible, match=r"assist: \{show: never\}"):
        store.shown_in(connection, settings, ["k1"], "ann")


def test_a_blind_coder_learns_from_their_own_only(study: Project) -> None:
    study.sample("ben", documents=["k1", "k2"])

    def check(coder: str | None, *names: str) -> None:
        with study._database.reading() as connection:
            store.check_teachers(connection, study.settings, coder, names)

    check("ben", "ben")
    check("ann", "ben")
    study.done("k1", coder="ben")
    with pytest.raises(NotPossible, match=r"ben codes k2 blind .* and not from ann"):
        check("ben", "ben", "ann")
    study.done("k2", coder="ben")
    check("ben", "ann")


def test_the_setting_is_read_and_a_slip_is_told(project: MakeProject) -> None:
    one = project({}, settings="title: T\nassist: {show: after-first-pass, suggester: mine, options: {url: here}}")
    assert (one.settings.assist.show, one.settings.assist.suggester) == ("after-first-pass", "mine")
    assert dict(one.settings.assist.options) == {"url": "here"}
    assert project({}, settings="title: T").settings.assist.show == "on-demand"


@pytest.mark.parametrize(("wrong", "told"), [("show: on-demnd", "on-demand"), ("shw: never", "show")])
def test_a_slip_in_the_setting_is_told(wrong: str, told: str) -> None:
    with pytest.raises(FileError, match=f"line 2: .*{told}"):
        settings_yaml.read(f"title: T\nassist: {{{wrong}}}", Path("qualcode.yaml"))


# --- carrying ---------------------------------------------------------------------------------------------------


@pytest.fixture
def carried(study: Project, tmp_path: Path) -> Any:
    out = study.sample("ben", out=tmp_path / "bag").folder
    assert out is not None
    with qc.open(out) as copy:
        yield copy


def test_what_was_seen_and_answered_in_a_carried_folder_comes_back_once(study: Project, carried: Project) -> None:
    see(carried, "ben", FEW, COACH)
    made = carried.accept(FEW, coder="ben")
    carried.reject(COACH, coder="ben", comment="no")
    first = study.merge(carried.root)
    assert (first.added, first.answers, first.showings, first.notes) == (1, 2, 2, [])
    assert answered(study, "ben") == [("k1", "vol", "accepted"), ("k1", "help", "rejected")]
    assert saw(study) == {("k1", "ben")}
    assert study.codings["coding_id"].tolist() == [made.id]
    before = study.version()
    again = study.merge(carried.root)
    assert (again.added, again.answers, again.showings) == (0, 0, 0)
    assert study.version() == before
    with study._database.reading() as connection:
        assert len(store.showings(connection)) == 2


def test_of_two_answers_the_later_stands(study: Project, carried: Project) -> None:
    carried.skip(FEW, coder="ben")
    study.merge(carried.root)
    carried.reject(FEW, coder="ben")
    assert study.merge(carried.root).answers == 1
    assert answered(study) == [("k1", "vol", "rejected")]
    study.accept(FEW, coder="ben")
    assert study.merge(carried.root).answers == 0
    assert answered(study) == [("k1", "vol", "accepted")]


def test_undoing_the_import_keeps_the_log(study: Project, carried: Project) -> None:
    see(carried, "ben", FEW)
    carried.reject(FEW, coder="ben")
    study.merge(carried.root)
    study.undo()
    assert (answered(study), saw(study)) == ([], {("k1", "ben")})
    assert study.merge(carried.root).showings == 0
    assert answered(study) == [("k1", "vol", "rejected")]


def test_a_try_run_keeps_nothing(study: Project, carried: Project) -> None:
    see(carried, "ben", FEW)
    assert study.merge(carried.root, dry_run=True).showings == 1
    assert saw(study) == set()


def test_answers_about_codes_that_are_not_here_are_left_out_and_told(study: Project, carried: Project) -> None:
    carried.tree.create("Only there", who="ben")
    carried.reject(suggestion(FEW.quote, carried.codebook.find("Only there").id), coder="ben")
    assert study.merge(carried.root).notes == ["1 answers to suggestions were left out: their codes are not here."]
    study.purge("k1")
    assert study.merge(carried.root).answers == 0


# --- agreement --------------------------------------------------------------------------------------------------


@pytest.fixture
def twice(study: Project) -> Project:
    """ann and ben coded all three by themselves; ben looked at suggestions in k1."""
    for name in ("ann", "ben"):
        study.code("k1", quote=FEW.quote, code="Volunteers", coder=name)
        study.code("k2", quote="The walking group goes on.", code="Help" if name == "ann" else "Money", coder=name)
        study.done(["k1", "k2", "k3"], coder=name)
    return study


def test_agreement_tells_documents_with_suggestions_apart(
    twice: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = twice.agree(["ann", "ben"])
    assert plain.suggested is None
    assert "suggestions" not in json.dumps(plain.to_json()) + plain.rule
    see_before(twice, "ben", FEW)
    found = twice.agree(["ann", "ben"])
    assert found.suggested is not None
    assert [(each.group, each.documents, each.scores["dice"].value) for each in found.suggested.groups] == [
        ("no suggestions seen", 2, 0.0), ("suggestions seen", 1, 1.0),
    ]  # fmt: skip
    assert found.suggested.who == {"k1": ("ben",)}
    assert "In 1 of these 3 documents a coder saw suggestions by a machine" in found.rule
    assert "read the two apart" in found.rule
    assert found.overall["alpha"].value == plain.overall["alpha"].value
    made = found.to_json()["suggestions"]
    assert made["documents"] == [{"document": "k1", "coders": ["ben"]}]
    monkeypatch.chdir(twice.root)
    said = run("agree", "ann", "ben").out
    assert "Where coders saw suggestions by a machine, and elsewhere" in said
    assert "no suggestions seen\t2" in said


def test_suggestions_that_others_saw_do_not_matter(twice: Project) -> None:
    see_before(twice, "cas", FEW)
    assert twice.agree(["ann", "ben"]).suggested is None
    see_before(twice, "", FEW)
    found = twice.agree(["ann", "ben"])
    assert found.suggested is not None
    assert (found.suggested.groups, found.suggested.unnamed) == ((), 1)
    assert "In 1 document suggestions were also shown without a coder's name" in found.rule


def test_where_all_were_seen_there_is_one_group(twice: Project) -> None:
    for name in ("k1", "k2", "k3"):
        with_words = suggestion(TEXTS[name][:12], document=name)
        see_before(twice, "ann", with_words)
    found = twice.agree(["ann", "ben"])
    assert found.suggested is not None
    assert [each.group for each in found.suggested.groups] == ["suggestions seen"]
    assert "In all of these documents" in found.rule


# --- how much the machine did -----------------------------------------------------------------------------------


def test_the_report_counts_passages_per_code_and_coder(study: Project) -> None:
    money = suggestion(FEW.quote, "mon", 0.1)
    see(study, "ann", FEW, money, COACH, GRADE)
    see(study, "ann", FEW, where="review")  # once more, and yet one passage
    other = suggestion("There are too few volunteers.", document="k2")
    study.accept(FEW, coder="ann")
    gone = study.accept(other, coder="ann", code="Why")
    study.reject(money, coder="ann")
    study.skip(COACH, coder="ann")
    study.code("k3", quote="Nobody came.", code="Help", coder="ann")
    (ann,) = study.assist_report().coders
    assert (ann.coder, ann.passages, ann.documents, ann.codings, ann.from_suggestions) == ("ann", 4, 2, 3, 2)
    assert ann.share == pytest.approx(2 / 3)
    assert ann.seen_in == {"suggest": 4, "review": 1}
    rows = {row.code: row for row in ann.codes}
    assert list(rows) == ["Help", "Help/Volunteers", "Help/Money", "Grade"]
    volunteers = rows["Help/Volunteers"]
    assert (volunteers.shown, volunteers.accepted, volunteers.changed, volunteers.became) == (2, 1, 1, {"Why": 1})
    assert (rows["Help/Money"].rejected, rows["Help"].skipped, rows["Grade"].unanswered) == (1, 1, 1)
    total = ann.total
    assert total.shown == 5 == total.accepted + total.changed + total.rejected + total.skipped + total.unanswered
    study.uncode(gone.id, coder="ann")
    (ann,) = study.assist_report("ann").coders
    assert (ann.total.changed, ann.total.gone, ann.total.became, ann.from_suggestions) == (1, 1, {}, 1)
    frame = study.assist_report().to_frame()
    assert frame[frame["code"] == "Help/Volunteers"]["accepted"].tolist() == [1]
    assert json.loads(json.dumps(study.assist_report().to_json()))["coders"][0]["share"] == 0.5


def test_coders_come_in_the_projects_order_and_nobody_last(study: Project) -> None:
    see(study, "", FEW)
    study.skip(FEW, coder="ben")
    study.skip(FEW, coder="ann")
    assert [each.coder for each in study.assist_report().coders] == ["ann", "ben", ""]
    assert study.assist_report("ben").coders[0].total.skipped == 1
    assert study.assist_report("ben").coders[0].share is None


# --- the methods section ----------------------------------------------------------------------------------------


def test_the_methods_section_tells_what_was_shown_and_rejected(study: Project) -> None:
    assert "people made all of them" in study.methods("en")
    see(study, "ann", FEW, COACH)
    study.reject(FEW, coder="ann")
    text = study.methods("en")
    assert "people made all of them" in text
    assert (
        "ann saw 2 suggestions for 2 passages in 1 document: accepted 0, accepted with another code 0, rejected 1, "
        "without an answer 1." in text
    )
    study.accept(COACH, coder="ann")
    study.accept(suggestion("Nobody came.", "mon", 0.9, document="k3"), coder="ann", code="Help")
    see(study, "", GRADE)
    text = study.methods("en")
    assert "| qualcode | suggested, and accepted by a person | 2 |" in text, "one row, whatever its p was"
    assert "saw 3 suggestions for 3 passages in 2 documents: accepted 1, accepted with another code 1" in text
    assert "Somebody who gave no name saw one suggestion, in 1 document" in text
    assert "how many suggestions people turned down" not in text, "that is known now"


def test_the_methods_section_tells_agreement_with_suggestions_apart(twice: Project) -> None:
    assert "saw suggestions by a machine" not in twice.methods("en")
    see_before(twice, "ben", FEW)
    assert (
        "In 1 of the 3 documents a coder saw suggestions by a machine, which may make coders more alike. Dice "
        "(positive agreement, all codes pooled) is 1.00 there, and 0.00 elsewhere." in twice.methods("en")
    )
