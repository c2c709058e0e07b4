"""What comes back from another laptop: new work goes in by id, other work with the same id is a conflict, reading it
twice adds nothing, and nothing of the project's is written over."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st

import qualcode as qc
from qualcode.carrying import Merged
from qualcode.errors import NotPossible
from qualcode.project import Project

MakeProject = Callable[..., Project]
Revise = Callable[[Project, Mapping[str, str]], dict[str, list[str]]]
CODEBOOK = """\
codes:
- name: Help
  codes: [Volunteers, Money]
- {name: Grade, grade: true}
- {name: Why, specify: true}
- Loose
"""
TEXTS = {
    "k1": "The coach calls every week. There are too few volunteers. They give it a 7.",
    "k2": "The walking group goes on. The doctor hardly refers anyone.",
    "k3": "Nobody came. “It rained.”",
}


@pytest.fixture
def main(project: MakeProject) -> Project:
    """Three interviews, of which ann coded two."""
    one = project(TEXTS, codebook=CODEBOOK, settings="title: T\ncoders: [ann, ben]")
    one.code("k1", quote="There are too few volunteers.", code="Volunteers", coder="ann")
    one.code("k2", quote="The doctor hardly refers anyone.", code="Help", coder="ann")
    one.done(["k1", "k2"], coder="ann")
    return one


@pytest.fixture
def copy(main: Project, tmp_path: Path) -> Iterator[Project]:
    """The copy that ben carries, of all three."""
    out = main.sample("ben", out=tmp_path / "for-ben").folder
    assert out is not None
    with qc.open(out) as one:
        yield one


def work(copy: Project) -> None:
    """What ben does: four codings, a quotation without a code, memos, one document done."""
    copy.code("k1", quote="too few volunteers", code="Volunteers", coder="ben", comment="Again.")
    copy.code("k1", quote="too few volunteers", code="Why", specification="nobody asked", coder="ben")
    copy.code("k1", quote="They give it a 7.", code="Grade", value="7 tot 8", coder="ben", released=True)
    copy.code("k3", quote="It rained.", code="Loose", coder="ben", draft=True, verbatim=False)
    copy.quote("k1", quote="every week", coder="ben", comment="Often?")
    copy.memo("Ask ann.", coder="ben")
    copy.memo("Short.", coder="ben", document="k3")
    copy.memo("Too broad.", coder="ben", code="Help")
    copy.memo("Which week?", coder="ben", quotation="k1:3")
    copy.done("k1", coder="ben")


def content(project: Project, coder: str) -> list[Any]:
    """What a coder's codings, quotations and memos say, ids and times with it, labels not."""
    codings = project.codings[project.codings["coder"] == coder].drop(columns=["quotation", "value", "value_high"])
    quotations = project.quotations[project.quotations["coder"] == coder].drop(columns=["quotation"])
    memos = sorted((each.id, each.on, each.target, each.text, each.created) for each in project.memos)
    return [
        sorted(map(str, codings.itertuples(index=False))),
        sorted(map(str, quotations.itertuples(index=False))),
        memos,
    ]


def counts(report: Merged) -> tuple[int, int, int, int, int]:
    return report.added, report.unchanged, len(report.conflicts), len(report.errors), report.memos


def said(report: Merged) -> str:
    return "\n".join(map(str, [*report.errors, *report.conflicts]))


# --- there and back ---------------------------------------------------------------------------------------------


def test_what_ben_did_comes_back_whole_and_once(main: Project, copy: Project) -> None:
    work(copy)
    before = content(main, "ann")[:2]
    first = main.merge(copy.root)
    assert (counts(first), first.done, first.coders, first.gone, first.notes) == (
        (5, 0, 0, 0, 4),
        ["k1"],
        ["ben"],
        [],
        [],
    )
    assert content(main, "ben") == content(copy, "ben")
    assert content(main, "ann")[:2] == before
    assert main.check() == []
    event = main.history()[-1]
    assert (event.what, event.who, event.summary) == ("merge", "ben", "5 codings from for-ben")
    version = main.version()
    second = main.merge(copy.root)
    assert (counts(second), second.done) == ((0, 5, 0, 0, 0), [])
    assert main.version() == version  # no trace of an action that did nothing


def test_it_is_one_action_and_can_be_undone_and_done_again(main: Project, copy: Project) -> None:
    work(copy)
    before = content(main, "ben"), main.corpus().finished
    main.merge(copy.root)
    assert main.undo("ben").what == "merge"
    assert (content(main, "ben"), main.corpus().finished) == before
    again = main.merge(copy.root)
    assert counts(again) == (5, 0, 0, 0, 4)
    assert content(main, "ben") == content(copy, "ben")


def test_work_goes_on_after_the_first_time(main: Project, copy: Project) -> None:
    work(copy)
    main.merge(copy.root)
    copy.code("k1", quote="too few volunteers", code="Money", coder="ben")
    copy.code("k2", quote="walking group", code="Help", coder="ben")
    report = main.merge(copy.root)
    assert counts(report) == (2, 5, 0, 0, 0)
    assert content(main, "ben") == content(copy, "ben")


def test_labels_number_on_and_ids_stay(main: Project, copy: Project) -> None:
    made = copy.code("k1", quote="every week", code="Help", coder="ben")
    assert copy.quotation(made.quotation).label == "k1:1"
    main.merge(copy.root)
    assert main.quotation(made.quotation).label == "k1:2"


# --- conflicts --------------------------------------------------------------------------------------------------

DEEDS: dict[str, tuple[Callable[[Project], object], str]] = {
    "comment": (lambda one: one.change(first_id(one), coder="ben", comment="Other."), "the comment ('Again.' there"),
    "code": (lambda one: one.change(first_id(one), coder="ben", code="Money"), "the code (Help/Volunteers there"),
    "status": (lambda one: one.change(first_id(one), coder="ben", status="draft"), "the status ('final' there"),
    "place": (lambda one: one.resize(label(one, "too few"), 0, 9, coder="ben"), "the place (characters "),
    "released": (lambda one: one.mark(label(one, "They"), coder="ann", released=False), "the released (yes there"),
    "remark": (
        lambda one: one.mark(label(one, "every"), coder="ben", comment="Seldom."),
        "the comment ('Often?' there",
    ),
}


def first_id(one: Project) -> str:
    frame = one.codings
    return str(frame[(frame["coder"] == "ben") & (frame["quote"] == "too few volunteers")]["coding_id"].iloc[0])


def label(one: Project, words: str) -> str:
    frame = one.quotations
    return str(frame[(frame["coder"] == "ben") & frame["quote"].str.startswith(words)]["quotation"].iloc[0])


@pytest.mark.parametrize("deed", DEEDS)
def test_what_says_something_else_is_a_conflict_and_stays(main: Project, copy: Project, deed: str) -> None:
    work(copy)
    main.merge(copy.root)
    change, told = DEEDS[deed]
    change(main)
    before = content(main, "ben")
    report = main.merge(copy.root)
    assert (report.added, len(report.conflicts), report.errors) == (0, 1, [])
    assert told in said(report)
    assert "for-ben, k1:" in said(report)
    assert "The project's was kept: it was changed here too. To have it as it is there: qualcode " in said(report)
    assert content(main, "ben") == before


# --- corrections ------------------------------------------------------------------------------------------------


def anew(copy: Project) -> None:
    """Another comment, as the command line has it: the coding is taken away and made anew."""
    copy.uncode(first_id(copy), coder="ben")
    copy.code("k1", quote="too few volunteers", code="Volunteers", coder="ben", comment="Later.")


def quoted_anew(copy: Project) -> None:
    copy.remove(label(copy, "every"), coder="ben")
    copy.quote("k1", quote="every week", coder="ben", comment="Never!")


GRADED = "They give it a 7."
#: What is done in the copy after it came in, how many codings and free quotations that changes, and what is told of it.
CORRECTIONS: dict[str, tuple[Callable[[Project], object], int, str]] = {
    "comment": (
        lambda one: one.change(first_id(one), coder="ben", comment="Other."),
        1, "k1:2 Help/Volunteers: the comment ('Other.' there, 'Again.' here)",
    ),
    "code": (
        lambda one: one.change(first_id(one), coder="ben", code="Money"),
        1, "k1:2 Help/Volunteers: the code (Help/Money there, Help/Volunteers here)",
    ),
    "status": (lambda one: one.change(first_id(one), coder="ben", status="draft"), 1, "the status ('draft' there"),
    "grade": (
        lambda one: one.change(coding_on(one, GRADED), coder="ben", value="8"),
        1, "k1:3 Grade: the value ('8' there, '7-8' here)",
    ),
    "place": (
        lambda one: one.resize(label(one, "too few"), 0, 9, coder="ben"),
        2, "k1:2: the place (characters 0 to 9 there, 38 to 56 here)",
    ),
    "released": (lambda one: one.mark(label(one, "They"), coder="ben", released=False), 1, "k1:3: the released (no"),
    "remark": (
        lambda one: one.mark(label(one, "every"), coder="ben", comment="Seldom."),
        1, "k1:4: the comment ('Seldom.' there, 'Often?' here)",
    ),
    "anew": (anew, 1, "k1:2 Help/Volunteers: the comment ('Later.' there, 'Again.' here)"),
    "quoted anew": (quoted_anew, 1, "k1:4: the comment ('Never!' there, 'Often?' here)"),
}  # fmt: skip


def coding_on(one: Project, quote: str) -> str:
    frame = one.codings
    return str(frame[(frame["coder"] == "ben") & (frame["quote"] == quote)]["coding_id"].iloc[0])


@pytest.mark.parametrize("deed", CORRECTIONS)
def test_what_was_corrected_there_is_corrected_here(main: Project, copy: Project, deed: str) -> None:
    work(copy)
    main.merge(copy.root)
    change, count, told = CORRECTIONS[deed]
    change(copy)
    report = main.merge(copy.root)
    assert (said(report), report.changed, report.unchanged, report.added) == ("", count, 5 - count, 0)
    assert len(report.changes) == 1
    assert told in report.changes[0]
    assert report.notes == []
    assert not [each for each in report.gone if "Help/Volunteers" in each]
    assert what_ben_says(main) == what_ben_says(copy)
    assert main.check() == []
    again = main.merge(copy.root)
    assert (counts(again), again.changed) == ((0, 5, 0, 0, 0), 0)


def what_ben_says(one: Project) -> list[str]:
    """Ben's codings and quotations, whatever their ids."""
    codings = one.codings[one.codings["coder"] == "ben"]
    quotations = one.quotations[one.quotations["coder"] == "ben"]
    frames = (
        codings[["quote", "code", "grade", "specification", "comment", "status"]],
        quotations[["quote", "comment", "verbatim", "released"]],
    )
    return sorted(str(row) for frame in frames for row in frame.itertuples(index=False))


def test_a_correction_taken_back_here_may_come_again(main: Project, copy: Project) -> None:
    work(copy)
    main.merge(copy.root)
    copy.change(first_id(copy), coder="ben", comment="Other.")
    main.merge(copy.root)
    assert main.history()[-1].summary == "0 codings from for-ben, 1 changed"
    main.undo("ben")
    assert main.merge(copy.root).changed == 1
    copy.change(first_id(copy), coder="ben", comment="Third.")
    assert main.merge(copy.root).changed == 1
    assert what_ben_says(main) == what_ben_says(copy)


def test_changed_in_both_is_a_conflict_that_says_what_to_type(main: Project, copy: Project, run: Run) -> None:
    """What is typed makes the two alike."""
    work(copy)
    main.merge(copy.root)
    main.mark(label(main, "every"), coder="ben", comment="Seldom.")
    main.resize(label(main, "too few"), 28, 57, coder="ben")
    copy.mark(label(copy, "every"), coder="ben", comment="It's new.")
    report = main.merge(copy.root)
    assert (report.changed, len(report.conflicts), report.unchanged) == (0, 2, 4)
    for conflict in report.conflicts:
        typed = str(conflict).partition("To have it as it is there: qualcode ")[2]
        assert run("-C", main.root, *shlex.split(typed)).code == 0
    assert counts(main.merge(copy.root)) == (0, 5, 0, 0, 0)
    main.change(first_id(main), coder="ben", comment="Mine.")
    assert "qualcode uncode k1:2 --code Help/Volunteers --coder ben, and then" in said(main.merge(copy.root))


def test_a_correction_of_what_a_reviewer_removed_is_refused(main: Project, copy: Project) -> None:
    work(copy)
    main.merge(copy.root)
    review = main.review("k1", coder="ann", author="ben")
    review.remove(first_id(main), comment="No.")
    copy.change(first_id(copy), coder="ben", code="Money")
    report = main.merge(copy.root)
    assert (report.changed, len(report.conflicts)) == (0, 1)
    assert "The project's was kept: ann removed this coding in a review" in said(report)


def test_a_correction_that_makes_two_alike_is_refused(main: Project, copy: Project) -> None:
    work(copy)
    main.merge(copy.root)
    main.code("k1", quote="too few volunteers", code="Money", coder="ben")
    copy.change(first_id(copy), coder="ben", code="Money")
    report = main.merge(copy.root)
    assert (report.changed, len(report.conflicts)) == (0, 1)
    assert "The project's was kept: k1:2 Help/Money is here already." in said(report)


def test_a_coding_on_a_quotation_that_was_resized_here_goes_on_that_one(main: Project, copy: Project) -> None:
    work(copy)
    main.merge(copy.root)
    main.resize(label(main, "too few"), 28, 57, coder="ben")
    copy.code("k1", quote="too few volunteers", code="Money", coder="ben")
    report = main.merge(copy.root)
    assert (report.added, len(report.conflicts)) == (1, 1)
    quotes = main.codings[main.codings["code"] == "Help/Money"]["quote"].tolist()
    assert quotes == ["There are too few volunteers."]


def test_what_was_removed_there_stays_here_and_is_told(main: Project, copy: Project) -> None:
    work(copy)
    main.merge(copy.root)
    copy.remove(label(copy, "They give"), coder="ben")
    copy.uncode(first_id(copy), coder="ben")
    copy.done("k1", coder="ben", finished=False)
    before = content(main, "ben")
    report = main.merge(copy.root)
    assert content(main, "ben") == before
    assert report.gone == [
        f"{label(main, 'They')} by ben ('They give it a 7.') is no longer there.",
        f"{label(main, 'too')} Help/Volunteers by ben is no longer there.",
        "k1 is no longer marked done by ben there.",
    ]
    assert counts(report)[:1] == (0,)


def test_what_was_removed_here_does_not_come_back(main: Project, copy: Project) -> None:
    work(copy)
    main.merge(copy.root)
    main.uncode(first_id(main), coder="ben")
    main.remove(label(main, "They"), coder="ben")
    main.done("k1", coder="ben", finished=False)
    before = content(main, "ben")
    report = main.merge(copy.root)
    assert (content(main, "ben"), report.done) == (before, [])
    assert [each.partition(";")[0].partition(" was ")[2] for each in report.notes] == [
        "removed here since", "removed here since", "taken away here",
    ]  # fmt: skip


def test_the_same_made_in_both_is_once_there(main: Project, copy: Project) -> None:
    """Somebody typed ben's coding over before the laptop came back: another id, the same work."""
    work(copy)
    main.code("k1", quote="too few volunteers", code="Volunteers", coder="ben", comment="Again.")
    main.quote("k1", quote="every week", coder="ben")
    report = main.merge(copy.root)
    assert counts(report) == (3, 2, 0, 0, 4)
    frame = main.codings
    assert len(frame[(frame["coder"] == "ben") & (frame["code"] == "Help/Volunteers")]) == 1
    assert main.quotation(label(main, "every")).comment == "Often?"
    assert main.memos[-1].target == main.quotation(label(main, "every")).id
    assert counts(main.merge(copy.root)) == (0, 5, 0, 0, 0)


# --- the text changed meanwhile ---------------------------------------------------------------------------------


def test_quotations_find_their_words_in_a_corrected_text(main: Project, copy: Project, revise: Revise) -> None:
    work(copy)
    revise(main, {"k1": "In 2021: The coach calls every week. There are too few volunteers. They gave it a 7."})
    report = main.merge(copy.root)
    assert (report.added, len(report.errors)) == (4, 1)
    assert "for-ben, k1:2: k1: the words 'They give it a 7.' do not stand in the text." in said(report)
    frame = main.quotations
    for row in frame[frame["coder"] == "ben"].itertuples():
        assert main.text(row.document)[row.start : row.end] == row.quote
    assert len(frame[frame["coder"] == "ben"]) == 3
    again = main.merge(copy.root)
    assert counts(again) == (0, 4, 0, 1, 0)


def test_words_that_stand_twice_are_not_guessed_at(main: Project, copy: Project, revise: Revise) -> None:
    copy.code("k2", quote="The walking group", code="Help", coder="ben")
    revise(main, {"k2": "The walking group goes on. The walking group again. The doctor hardly refers anyone."})
    assert "stand 2 times" in said(main.merge(copy.root))


def test_a_text_that_is_corrected_after_the_first_time(main: Project, copy: Project, revise: Revise) -> None:
    """What came in before was carried over here; that it reads otherwise there is no conflict."""
    work(copy)
    main.merge(copy.root)
    told = revise(main, {"k1": "The coach calls each week. There are too few volunteers! They give it a 7."})
    assert "changed" in " ".join(told["k1"]) or "orphaned" in " ".join(told["k1"])
    report = main.merge(copy.root)
    assert counts(report) == (0, 5, 0, 0, 0)
    orphan = next(row for row in main.quotations.itertuples() if row.coder == "ben" and row.quote == "every week")
    assert orphan.anchor == "orphaned"
    copy.code("k1", quote="every week", code="Help", coder="ben")
    assert "the quotation is orphaned" in said(main.merge(copy.root))


# --- codes ------------------------------------------------------------------------------------------------------


def new_code(copy: Project, codes: str = "[Volunteers, Money, {name: Care, codes: [Kind words]}]") -> None:
    """Put other codes below Help in the copy."""
    path = copy.root / "codebooks" / "codebook.yaml"
    text = path.read_text()
    rest = CODEBOOK[CODEBOOK.index("- {name: Grade") :]
    path.write_text(f"{text[: text.index('  codes:')]}  codes: {codes}\n{rest}")
    copy.import_codebook()


def test_a_code_that_is_only_there_is_named(main: Project, copy: Project) -> None:
    new_code(copy)
    copy.code("k3", quote="It rained.", code="Kind words", coder="ben")
    report = main.merge(copy.root)
    assert counts(report) == (1, 0, 0, 1, 0)  # the quotation goes in without a code
    assert counts(main.merge(copy.root)) == (0, 1, 0, 1, 0)  # and counts again as what is there
    assert "for-ben, k3:1 Help/Care/Kind words: The code 'Help/Care/Kind words' is not in this project" in said(report)
    assert "--new-codes" in said(report)
    second = main.merge(copy.root, new_codes=True)
    assert (counts(second), second.codes) == ((1, 0, 0, 0, 0), ["Help/Care", "Help/Care/Kind words"])
    there, here = copy.codebook.find("Kind words"), main.codebook.find("Kind words")
    assert (here.id, here.open, main.codebook.path(here.id)) == (there.id, True, "Help/Care/Kind words")
    assert main.corpus().version == 2
    third = main.merge(copy.root, new_codes=True)
    assert (counts(third), third.codes) == ((0, 1, 0, 0, 0), [])
    main.undo()
    assert "Care" not in [code.name for code in main.codebook]


def test_a_code_with_another_id_is_found_by_its_whole_path(main: Project, copy: Project) -> None:
    new_code(copy, "[{name: Volunteers, id: v2}, {name: Loose, id: l2}]")
    copy.code("k3", quote="rained", code="l2", coder="ben")
    assert "'Help/Loose' is not in this project" in said(main.merge(copy.root))
    main.import_codebook(copy.root / "codebooks" / "codebook.yaml")
    assert counts(main.merge(copy.root)) == (1, 0, 0, 0, 0)


def test_a_code_that_was_merged_here_is_followed(main: Project, copy: Project) -> None:
    copy.code("k3", quote="It rained.", code="Money", coder="ben")
    main.merge(copy.root)
    main.tree.merge(["Help/Money"], into="Help/Volunteers")
    copy.code("k3", quote="Nobody came.", code="Money", coder="ben")
    report = main.merge(copy.root)
    assert counts(report) == (1, 1, 0, 0, 0)
    assert report.notes == ["1 codings of Help/Money were laid as Help/Volunteers, into which it was merged."]
    frame = main.codings
    assert set(frame[frame["coder"] == "ben"]["code"]) == {"Help/Volunteers"}
    assert counts(main.merge(copy.root)) == (0, 2, 0, 0, 0)


def test_a_retired_code_takes_nothing(main: Project, copy: Project) -> None:
    main.tree.retire("Loose")
    copy.code("k3", quote="It rained.", code="Loose", coder="ben")
    assert "is retired and takes no new codings" in said(main.merge(copy.root))


# --- done, and by which codebook --------------------------------------------------------------------------------


def test_a_document_is_done_under_the_version_that_was_carried(main: Project, copy: Project) -> None:
    work(copy)
    main.tree.create("Later")
    assert main.corpus().version == 2
    new_code(copy)
    copy.done("k3", coder="ben")
    assert copy.corpus().version == 2  # of the copy's own making
    main.merge(copy.root)
    assert versions(main, "ben") == {"k1": 1, "k3": 1}
    copy.done("k1", coder="ben")  # again, under the copy's own version
    assert main.merge(copy.root).done == []


def test_a_copy_of_the_whole_project_shares_versions_up_to_where_it_parted(main: Project, tmp_path: Path) -> None:
    main.tree.create("Shared")
    main.close()
    shutil.copytree(main.root, tmp_path / "whole")
    with qc.open(tmp_path / "whole") as whole:
        whole.done("k3", coder="ann")
        whole.tree.create("Only there")
        whole.quote("k2", quote="goes", coder="cas")
        whole.done("k2", coder="cas")
        main.tree.create("Only here")
        main.tree.create("And this")
        report = main.merge(whole.root)
        assert counts(report) == (1, 2, 0, 0, 0)  # ann's two are in both
        assert sorted(report.done) == ["k2", "k3"]
        assert (versions(main, "ann")["k3"], versions(main, "cas")) == (2, {"k2": 2})


def test_a_review_does_not_travel(main: Project, tmp_path: Path) -> None:
    """Without its verdicts it would look like blind work, and agreement would be reckoned on it."""
    main.close()
    shutil.copytree(main.root, tmp_path / "whole")
    with qc.open(tmp_path / "whole") as whole:
        review = whole.review("k1", coder="ben")
        review.add(code="Money", quote="every week", comment="Missed.")
        review.agree_rest()
        review.finish()
        whole.code("k3", quote="It rained.", code="Loose", coder="ben")
        report = main.merge(whole.root)
    assert "ben went through the work of another in it there. A review does not travel" in said(report)
    assert (report.added, report.done) == (1, [])
    assert list(main.codings[main.codings["coder"] == "ben"]["document"]) == ["k3"]


def versions(project: Project, coder: str) -> dict[str, int]:
    corpus = project.corpus()
    return {
        corpus.documents[document].id: finish.version
        for (document, who), finish in corpus.finished.items()
        if corpus.coders[who] == coder
    }


def test_done_again_is_done_under_the_present_version(main: Project) -> None:
    assert versions(main, "ann") == {"k1": 1, "k2": 1}
    assert main.done("k1", coder="ann") == []
    main.tree.create("Later")
    assert main.done(["k1", "k3"], coder="ann") == ["k1", "k3"]
    assert versions(main, "ann") == {"k1": 2, "k2": 1, "k3": 2}
    main.undo("ann")
    assert versions(main, "ann") == {"k1": 1, "k2": 1}


def test_a_file_of_codings_read_again_renews_no_mark(main: Project, tmp_path: Path) -> None:
    """Its codings are as old as they were; only later ones say that the document was gone through again."""
    rows = "document,quote,code,coder,created\nk3,Nobody came.,Help,cas,{day}\n"
    (tmp_path / "cas.csv").write_text(rows.format(day="2021-01-01"))
    main.import_codings(tmp_path / "cas.csv", done=True)
    main.tree.create("Later")
    assert main.import_codings(tmp_path / "cas.csv", done=True).done == []
    (tmp_path / "cas.csv").write_text(rows.format(day="2021-01-01") + "k3,It rained.,Help,cas,2021-02-01\n")
    assert main.import_codings(tmp_path / "cas.csv", done=True).done == ["k3"]
    assert versions(main, "cas") == {"k3": 2}


# --- more than two ----------------------------------------------------------------------------------------------


def test_three_coders_on_three_laptops(main: Project, tmp_path: Path) -> None:
    for name, quote in (("ben", "too few volunteers"), ("cas", "every week"), ("dee", "The coach")):
        out = main.sample(name, documents=["k1"], out=tmp_path / name).folder
        assert out is not None
        with qc.open(out) as copy:
            copy.code("k1", quote=quote, code="Volunteers", coder=name)
            if name == "dee":  # who let a colleague try, too
                copy.code("k1", quote=quote, code="Help", coder="eve")
            copy.done("k1", coder=name)
    for name in ("dee", "ben", "cas"):
        assert main.merge(tmp_path / name).errors == []
    frame = main.codings[main.codings["document"] == "k1"]
    assert frame.groupby("coder").size().to_dict() == {"ann": 1, "ben": 1, "cas": 1, "dee": 1, "eve": 1}
    assert sorted(frame["quotation"]) == [f"k1:{number}" for number in range(1, 6)]
    assert all(versions(main, name) == {"k1": 1} for name in ("ben", "cas", "dee"))
    assert [event.who for event in main.history()[-3:]] == ["", "ben", "cas"]  # dee's holds the work of two


# --- consent, and folders that are none -------------------------------------------------------------------------


def test_what_was_withdrawn_does_not_come_back(main: Project, copy: Project) -> None:
    work(copy)
    main.purge("k1", who="ann")
    report = main.merge(copy.root)
    assert "for-ben, k1: k1 was purged on" in said(report)
    assert "Quotations left out: 3." in said(report)
    assert (report.added, report.done) == (1, [])


def test_what_was_withdrawn_there_is_told(main: Project, copy: Project) -> None:
    copy.purge("k2", who="ben")
    assert "is here still. To purge it here: qualcode purge k2" in said(main.merge(copy.root))


def test_a_document_that_is_not_here_is_told_once(main: Project, project: MakeProject) -> None:
    other = project({"k9": "Elsewhere entirely, twice."}, codebook=CODEBOOK)
    other.code("k9", quote="Elsewhere", code="Help", coder="ben")
    other.code("k9", quote="entirely", code="Help", coder="ben")
    report = main.merge(other.root)
    assert len(report.errors) == 1
    assert "There is no document 'k9' in this project" in said(report)


def test_folders_that_are_no_copy(main: Project, copy: Project, tmp_path: Path) -> None:
    copy.close()
    shutil.rmtree(copy.root / ".qualcode")
    for path, told in (
        (copy.root, "the hidden folder .qualcode was not copied along"),
        (tmp_path, "it has no qualcode.yaml"),
        (main.root, "is this project itself"),
    ):
        with pytest.raises(NotPossible, match=told):
            main.merge(path)
    assert not (copy.root / ".qualcode").exists()


# --- on the command line ----------------------------------------------------------------------------------------


def test_a_newcomer_codes_and_brings_it_back(
    main: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(main.root)
    bag = tmp_path / "bag"
    code, out, _ = run("sample", "--document", "k1", "--document", "k3", "--coder", "cas", "--out", bag)
    assert code == 0
    assert "README.txt in it tells what to do" in out
    monkeypatch.chdir(bag)
    assert "not coded yet: k1, k3" in run("status")[1]
    assert run("import")[0] == 0
    assert run("code", "k1", "--quote", "every week", "--code", "Volunteers", "--coder", "cas")[0] == 0
    assert run("done", "k1", "--coder", "cas") == (0, "Done by cas: k1.\n", "")
    assert "1 of 2" in run("sample", "--list")[1]
    monkeypatch.chdir(main.root)
    assert run("import", bag) == (0, f"Work from {bag}: 1 new, 0 there already; 1 document marked done.\n", "")
    found = json.loads(run("import", bag, "--json")[1])
    assert found["copies"] == [
        {
            "folder": str(bag),
            "dry_run": False,
            "new": 0,
            "changed": 0,
            "unchanged": 1,
            "memos": 0,
            "answers": 0,
            "showings": 0,
            "done": [],
            "changes": [],
            "gone": [],
            "notes": [],
            "codes": [],
        }
    ]
    assert "1 of 2" in run("sample", "--list")[1]
    main.change(str(main.codings["coding_id"].iloc[-1]), coder="cas", comment="Here.")
    code, out, err = run("import", bag, "transcripts")
    assert (code, "1 conflicts" in out, "Documents: 3 unchanged" in out) == (1, True, True)
    assert "bag, k1:2 Help/Volunteers: the comment (none there, 'Here.' here) differs. The project's was kept: " in err


def test_a_dry_run_tells_and_keeps_nothing(
    main: Project, copy: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(main.root)
    new_code(copy)
    copy.code("k3", quote="It rained.", code="Kind words", coder="ben")
    work(copy)
    before = main.version(), content(main, "ben"), len(main.codebook)
    found = run("import", copy.root, "--dry-run", "--new-codes")
    assert found.out.splitlines() == [
        f"Work from {copy.root}: 6 new, 0 there already, 4 memos, 2 new codes; 1 document marked done.",
        "  new code: Help/Care (open)",
        "  new code: Help/Care/Kind words (open)",
        "Nothing was changed (dry run).",
    ]
    assert (main.version(), content(main, "ben"), len(main.codebook)) == before
    assert json.loads(run("import", copy.root, "--dry-run", "--json").out)["copies"][0]["dry_run"] is True
    assert counts(main.merge(copy.root, dry_run=True)) == (5, 0, 0, 1, 4)
    assert main.version() == before[0]
    assert "Not looked at: transcripts." in run("import", "transcripts", "--dry-run").err


def test_what_was_corrected_is_told_on_the_command_line(
    main: Project, copy: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(main.root)
    work(copy)
    run("import", copy.root)
    copy.change(first_id(copy), coder="ben", comment="Other.")
    assert run("import", copy.root).out.splitlines() == [
        f"Work from {copy.root}: 0 new, 4 there already, 1 changed; 0 documents marked done.",
        "  changed: k1:2 Help/Volunteers: the comment ('Other.' there, 'Again.' here)",
    ]


def test_the_project_itself_is_no_copy(
    main: Project, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(main.root)
    monkeypatch.chdir(main.root / "transcripts")
    for path in ("..", main.root, tmp_path / "link"):
        told = f"{path} is this project itself. To read its files again: qualcode import, without a path.\n"
        assert run("import", path) == (1, "", told)


def test_nobodys_codings_come_into_a_folder_that_was_carried(
    main: Project, copy: Project, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever codes blind cannot take in the project by mistake, whatever they undo."""
    monkeypatch.chdir(copy.root)
    copy.code("k1", quote="every week", code="Help", coder="ben")
    before = copy.version()
    found = run("import", main.root)
    assert (found.code, found.out) == (1, "")
    assert f"{copy.root} was carried to ben to code blind" in found.err
    assert found.err.endswith(f"bring this folder to it: qualcode import {copy.root}\n")
    assert (copy.version(), list(copy.codings["coder"])) == (before, ["ben"])
    while copy.history()[-1].undoes is None or len(copy.codings):
        copy.undo()
    with pytest.raises(NotPossible, match="was carried to ben"):
        copy.merge(main.root)
    assert main.merge(copy.root).errors == []


# --- any work ---------------------------------------------------------------------------------------------------

LAID = st.tuples(st.integers(0, 18), st.integers(1, 6), st.sampled_from(["Volunteers", "Help", "Loose"]), st.booleans())


@given(there=st.lists(LAID, max_size=6), here=st.lists(LAID, max_size=4), more=st.lists(LAID, max_size=3))
@settings(max_examples=10)
def test_any_work_comes_back_once(
    there: list[Any], here: list[Any], more: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "main" / "codebooks").mkdir(parents=True)
    (folder / "main" / "transcripts").mkdir()
    (folder / "main" / "qualcode.yaml").write_text("title: T")
    (folder / "main" / "codebooks" / "codebook.yaml").write_text(CODEBOOK)
    (folder / "main" / "transcripts" / "k1.md").write_text("abc 😀 e\u0301f ghi jkl mno pqr", encoding="utf-8")
    with qc.open(folder / "main") as main:
        main.import_codebook()
        main.import_documents()
        lay(main, "ann", here)
        main.sample("ben", out=folder / "ben")
        with qc.open(folder / "ben") as copy:
            for entries in (there, more):
                lay(copy, "ben", entries)
                report = main.merge(copy.root)
                assert (report.errors, report.conflicts) == ([], [])
                assert content(main, "ben")[:2] == content(copy, "ben")[:2]
            unchanged = len(copy.codings) + sum(not count for count in copy.quotations["codings"])
            assert counts(main.merge(copy.root)) == (0, unchanged, 0, 0, 0)
        assert main.check() == []


def lay(one: Project, coder: str, entries: list[Any]) -> None:
    for start, length, code, coded in entries:
        if coded:
            one.code("k1", start=start, end=start + length, code=code, coder=coder)
        else:
            one.quote("k1", start=start, end=start + length, coder=coder)


def test_a_file_of_somebody_elses_codings_is_refused_in_the_copy(main: Project, copy: Project, tmp_path: Path) -> None:
    """Blindness ends with a file as with a folder; ben's own codings may be read."""
    file = tmp_path / "all.csv"
    file.write_text("document,quote,code,coder\nk1,every week,Volunteers,anna\n", encoding="utf-8")
    with pytest.raises(NotPossible, match="holds codings of anna, and this folder was carried to ben"):
        copy.import_codings(file)
    assert "anna" not in copy.codings["coder"].tolist()
    file.write_text(file.read_text("utf-8").replace("anna", "ben"), encoding="utf-8")
    assert copy.import_codings(file).conflicts == []
