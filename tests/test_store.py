"""The store: one action is one transaction with its history, undo puts back every byte, purge leaves none, and
whatever happens to disk or database ends in a sentence with nothing half-written."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import qualcode as qc
from qualcode.errors import (
    BadMark,
    DatabaseProblem,
    LaterWork,
    NothingToUndo,
    NotPossible,
    QualcodeError,
    UnknownCoder,
    UnknownDocument,
    UnknownQuotation,
    Withdrawn,
)
from qualcode.project import Project
from qualcode.store import database, schema
from qualcode.store.action import Action
from qualcode.text.anchor import Fate

ROOT = Path(__file__).parent.parent
CODEBOOK = """\
codes:
- name: Uitvoering
  codes:
  - name: Vrijwilligers
  - {name: Succesfactoren, specify: true}
  - {name: Cijfer, grade: true}
- name: Samenwerking
"""
TEXTS = {
    "K1": "De coach belt elke week. Er zijn te weinig vrijwilligers. De groep geeft het een 7.",
    "K2": "De wandelgroep loopt door. De huisarts verwijst nauwelijks door.",
}


def make(folder: Path, texts: dict[str, str] = TEXTS, settings: str = "title: T") -> Project:
    """A small project, its codebook and documents taken in."""
    (folder / "transcripts").mkdir(parents=True, exist_ok=True)
    (folder / "codebooks").mkdir(exist_ok=True)
    (folder / "qualcode.yaml").write_text(settings, encoding="utf-8")
    (folder / "codebooks" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    write(folder, texts)
    project = qc.open(folder)
    project.import_codebook()
    assert project.import_documents().errors == []
    return project


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / "transcripts" / f"{name}.md").write_text(text, encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Project]:
    with make(tmp_path / "project") as project:
        yield project


def file_of(project: Project) -> Path:
    return project.root / ".qualcode" / "project.db"


def rows(project: Project, *tables: str) -> dict[str, list[Any]]:
    """Everything in the tracked tables, as SQLite has it."""
    names = tables or tuple(table.name for table in schema.TRACKED)
    with sqlite3.connect(file_of(project)) as connection:
        found = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY key').fetchall() for name in names}
    connection.close()
    return found


def trail(project: Project) -> list[Any]:
    """The history, as SQLite has it."""
    found = rows(project, "action", "change")
    return [found["action"], found["change"]]


# --- one action, one transaction -------------------------------------------------------------------------------


def test_an_action_and_its_history_go_in_together(small: Project) -> None:
    coding = small.code("K1", quote="te weinig vrijwilligers", code="Vrijwilligers", coder="anna")
    action = small.history()[-1]
    assert (action.what, action.who, action.summary) == ("code", "anna", "K1:1")
    changes = [change for change in small.audit() if change.event.number == action.number]
    assert [change.table for change in changes] == ["coder", "quotation", "coding"]
    assert all(change.before is None for change in changes)
    assert json.loads(str(changes[-1].after))["id"] == coding.id


WORKS: dict[str, Callable[[Project], object]] = {
    "code": lambda p: p.code("K1", quote="elke week", code="Samenwerking", coder="carla"),
    "import codings": lambda p: p.import_codings(p.root / "codings.csv", done=True),
    "import documents": lambda p: p.import_documents(),
    "purge": lambda p: p.purge("K1"),
}


@pytest.mark.parametrize("what", WORKS)
@pytest.mark.parametrize("at", [1, 2])
def test_what_fails_half_way_leaves_nothing(
    small: Project, monkeypatch: pytest.MonkeyPatch, what: str, at: int
) -> None:
    """The history is written last for each table: when it fails, the rows before it must go too."""
    small.code("K1", quote="elke week", code="Vrijwilligers", coder="anna")
    (small.root / "codings.csv").write_text("document,quote,code,coder\nK1,De coach,Samenwerking,ben\n")
    write(small.root, {"K1": TEXTS["K1"] + " Nieuw.", "K3": "Een nieuw gesprek."})
    before, past = rows(small), trail(small)
    record, calls = Action._record, []

    def failing(self: Action, *args: Any) -> None:
        calls.append(args)
        if len(calls) > at:
            raise OSError("the lights went out")
        record(self, *args)

    monkeypatch.setattr(Action, "_record", failing)
    with pytest.raises(OSError, match="lights"):
        WORKS[what](small)
    assert len(calls) > at
    assert (rows(small), trail(small)) == (before, past)
    monkeypatch.undo()
    WORKS[what](small)
    assert rows(small) != before


def test_an_action_that_changes_nothing_leaves_no_trace(small: Project) -> None:
    small.code("K1", quote="elke week", code="Vrijwilligers", coder="anna")
    past = trail(small)
    small.code("K1", quote="elke week", code="Vrijwilligers", coder="anna")
    small.import_documents()
    small.import_codebook()
    small.mark("K1:1", coder="anna", released=False)
    assert trail(small) == past


def test_a_row_that_cannot_go_in_adds_nothing_not_even_its_coder(small: Project) -> None:
    for entry in (
        {"code": "Cijfer", "value": "11"},
        {"code": "Vrijwilligers", "specification": "ouderen"},
        {"code": "Bestaat niet"},
    ):
        with pytest.raises(QualcodeError):
            small.code("K1", quote="elke week", coder="dora", **entry)
    with pytest.raises(BadMark, match="the coder"):
        small.code("K1", quote="elke week", code="Samenwerking", coder=" ")
    path = small.root / "wrong.csv"
    path.write_text("document,quote,code,coder,value\nK1,elke week,,dora,7\nK9,elke week,Samenwerking,dora,\n")
    report = small.import_codings(path)
    assert (report.added, len(report.errors), report.coders) == (0, 2, [])
    assert rows(small, "coder", "quotation") == {"coder": [], "quotation": []}


# --- undo and redo ---------------------------------------------------------------------------------------------


def prepared(project: Project) -> None:
    """Two quotations of Anna's, one with a coding."""
    project.code("K1", quote="te weinig vrijwilligers", code="Vrijwilligers", coder="anna")
    project.quote("K2", quote="De huisarts", coder="anna", comment="wie?")


def first_coding(project: Project) -> str:
    return str(project.codings["coding_id"][0])


def import_codings(project: Project) -> None:
    lines = ["document,quote,code,coder,value,comment"]
    lines += ["K1,De coach belt,Samenwerking,anna,,", "K1,een 7,Cijfer,anna,7,netjes", "K2,De wandelgroep,,anna,,vrij"]
    (project.root / "codings.csv").write_text("\n".join(lines))
    report = project.import_codings(project.root / "codings.csv", done=True)
    assert (report.added, report.errors) == (3, [])


def import_documents(project: Project) -> None:
    """One corrected, one with another attribute, one new."""
    text = TEXTS["K1"].replace("elke week", "iedere week")
    write(project.root, {"K1": "Vooraf. " + text, "K2": "---\nrole: poh\n---\n" + TEXTS["K2"], "K3": "Nieuw."})
    report = project.import_documents(who="anna")
    assert (list(report.revised), report.attributes, report.added) == (["K1"], ["K2"], ["K3"])


def import_codebook(project: Project) -> None:
    """A code renamed, one added, and one gone: retired where it has a coding, else removed."""
    path = project.root / "codebooks" / "codebook.yaml"
    changed = CODEBOOK.replace("  - name: Vrijwilligers\n", "").replace("Samenwerking", "Samen")
    path.write_text(changed + "- {name: Financiering, definition: Geld, counterpart: Samen}\n")
    assert {"added", "removed"} <= {change.what for change in project.import_codebook(who="anna")}


ACTIONS: dict[str, Callable[[Project], object]] = {
    "code": lambda p: p.code("K1", quote="een 7", code="Cijfer", coder="anna", value="7,5 tot 8"),
    "code by somebody new": lambda p: p.code("K1", quote="een 7", code="Samenwerking", coder="anna", comment="zo"),
    "quote": lambda p: p.quote("K2", quote="nauwelijks", coder="anna", verbatim=True, released=True),
    "uncode": lambda p: p.uncode(first_coding(p), coder="anna"),
    "change coding": lambda p: p.change(
        first_coding(p), coder="anna", code="Succesfactoren", specification="bellen", comment="beter", status="draft"
    ),
    "mark": lambda p: p.mark("K1:1", coder="anna", verbatim=True, released=True, comment="mooi"),
    "resize": lambda p: p.resize("K1:1", 25, 57, coder="anna"),
    "remove quotation": lambda p: p.remove("K1:1", coder="anna"),
    "memo": lambda p: p.memo("Nog eens lezen.", coder="anna", quotation="K1:1"),
    "done": lambda p: p.done(["K1", "K2"], coder="anna"),
    "import codings": import_codings,
    "import documents": import_documents,
    "import codebook": import_codebook,
}


@pytest.mark.parametrize("what", ACTIONS)
def test_undo_puts_back_every_byte_and_redo_too(small: Project, what: str) -> None:
    prepared(small)
    before, past = rows(small), trail(small)
    ACTIONS[what](small)
    after = rows(small)
    assert after != before
    undone = small.undo("anna")
    assert what.startswith(undone.what)
    assert rows(small) == before
    small.redo()
    assert rows(small) == after
    small.undo()
    assert rows(small) == before
    assert small.check() == []
    actions, changes = trail(small)
    assert actions[: len(past[0])] == past[0], "the history only grows"
    assert changes[: len(past[1])] == past[1]
    assert [each.what for each in small.history()[-4:]][1:] == ["undo", "redo", "undo"]


def test_undo_goes_back_step_by_step_and_redo_forward(small: Project) -> None:
    states = [rows(small)]
    for number, quote in enumerate(["elke week", "De groep", "een 7"]):
        small.code("K1", quote=quote, code="Samenwerking", coder="anna", comment=str(number))
        states.append(rows(small))
    for state in reversed(states[:-1]):
        small.undo("anna")
        assert rows(small) == state
    with pytest.raises(NothingToUndo, match="nothing to undo for anna"):
        small.undo("anna")
    for state in states[1:]:
        small.redo("anna")
        assert rows(small) == state
    with pytest.raises(NothingToUndo, match="nothing to redo for anna"):
        small.redo("anna")


def test_each_coder_undoes_their_own(small: Project) -> None:
    small.code("K1", quote="elke week", code="Samenwerking", coder="anna")
    small.code("K1", quote="elke week", code="Samenwerking", coder="ben")
    assert small.undo("anna").who == "anna"
    assert list(small.codings["coder"]) == ["ben"]
    with pytest.raises(NothingToUndo):
        small.undo("anna")
    assert small.redo("anna").who == "anna"
    assert sorted(small.codings["coder"]) == ["anna", "ben"]
    with pytest.raises(NothingToUndo):
        small.redo("ben")
    assert [event.undone for event in small.history() if event.what == "code"] == [False, False]


def test_new_work_clears_redo(small: Project) -> None:
    small.code("K1", quote="elke week", code="Samenwerking", coder="anna")
    small.undo("anna")
    small.quote("K2", quote="nauwelijks", coder="anna")
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        small.redo("anna")
    assert len(small.codings) == 0


def test_the_work_of_others_does_not_clear_redo(small: Project) -> None:
    small.code("K1", quote="elke week", code="Samenwerking", coder="anna")
    small.undo("anna")
    small.code("K1", quote="een 7", code="Samenwerking", coder="ben")
    small.redo("anna")
    assert sorted(small.codings["coder"]) == ["anna", "ben"]


def test_undo_refuses_where_later_work_rests_on_it(small: Project) -> None:
    """Anna quotes; Ben marks the quotation and writes a memo about it; now it is not only hers to take back."""
    small.quote("K1", quote="elke week", coder="anna")
    small.mark("K1:1", coder="ben", released=True)
    past = trail(small)
    with pytest.raises(LaterWork, match=r"Cannot undo 'quote': later work rests on it \(mark by ben\)"):
        small.undo("anna")
    small.undo("ben")
    small.memo("Hoezo?", coder="ben", quotation="K1:1")
    with pytest.raises(LaterWork, match=r"\(a memo\)"):
        small.undo("anna")
    small.undo("ben")
    small.undo("anna")
    assert len(small.quotations) == 0
    assert trail(small)[0][: len(past[0])] == past[0]


def test_undo_of_an_import_refuses_once_its_documents_are_coded(small: Project) -> None:
    small.code("K1", quote="elke week", code="Vrijwilligers", coder="anna")
    with pytest.raises(LaterWork, match=r"Cannot undo 'import documents'.*\(a quotation\)"):
        small.undo("")
    small.undo("anna")
    small.undo("")
    assert len(small.documents) == 0
    small.redo("")
    assert small.text("K1") == TEXTS["K1"]


def test_undo_of_a_codebook_refuses_once_a_code_is_used(small: Project) -> None:
    import_codebook(small)
    small.code("K1", quote="elke week", code="Financiering", coder="ben")
    with pytest.raises(LaterWork, match=r"'import codebook'.*\(a coding\)"):
        small.undo("anna")
    assert "Financiering" in [code.name for code in small.codebook]


def test_redo_refuses_where_the_place_was_taken(small: Project) -> None:
    """A correction of the text between undo and redo changed the quotation the undone coding belongs to."""
    small.quote("K1", quote="te weinig vrijwilligers", coder="anna")
    small.mark("K1:1", coder="anna", released=True)
    small.undo("anna")
    write(small.root, {"K1": TEXTS["K1"].replace("te weinig", "veel te weinig")})
    assert small.import_documents(who="ben").revised["K1"][0].fate is Fate.MOVED
    with pytest.raises(LaterWork, match=r"Cannot redo 'mark'.*import documents by ben"):
        small.redo("anna")


def test_labels_number_on_and_are_not_given_twice(small: Project) -> None:
    assert small.quote("K1", quote="elke week", coder="anna").label == "K1:1"
    small.undo("anna")
    assert small.quote("K1", quote="De groep", coder="anna").label == "K1:2"
    small.remove("K1:2", coder="anna")
    assert small.quote("K1", quote="elke week", coder="ben").label == "K1:3"
    assert small.quote("K2", quote="nauwelijks", coder="ben").label == "K2:1"
    with pytest.raises(UnknownQuotation, match="K1:2"):
        small.quotation("K1:2")


def test_an_import_numbers_on_where_work_by_hand_stopped(small: Project) -> None:
    small.quote("K1", quote="elke week", coder="anna")
    import_codings(small)
    assert list(small.quotations["quotation"]) == ["K1:1", "K1:2", "K1:3", "K2:1"]
    assert small.quote("K1", quote="vrijwilligers", coder="ben").label == "K1:4"


# --- files that were read before -------------------------------------------------------------------------------


def test_a_file_read_again_after_work_on_it_conflicts_row_by_row(small: Project) -> None:
    """A quotation was given another span, a coding another value, since the file came in: the rows say so, the
    project's stays, and the other rows still go in."""
    import_codings(small)
    small.resize("K1:1", 0, 23, coder="anna")
    grade = small.codings.set_index("quotation")["coding_id"]["K1:2"]
    small.change(grade, coder="anna", value="8")
    small.resize("K2:1", 0, 20, coder="anna")
    before = rows(small)
    path = small.root / "codings.csv"
    path.write_text(path.read_text() + "\nK2,nauwelijks,Samenwerking,anna,,")
    report = small.import_codings(path)
    assert [error.row for error in report.conflicts] == [2, 3]  # type: ignore[attr-defined]
    assert "K1:1" in str(report.conflicts[0])
    assert "it was changed there since it was made" in str(report.conflicts[0])
    assert (report.added, report.errors) == (2, [])  # the free quotation stands at its old place anew
    assert rows(small)["coding"][: len(before["coding"])] == before["coding"]
    assert list(small.quotations["quotation"]) == ["K1:1", "K1:2", "K2:1", "K2:2", "K2:3"]


def test_an_id_that_belongs_to_another_document_is_a_conflict(small: Project) -> None:
    coding = small.code("K1", quote="elke week", code="Samenwerking", coder="anna")
    quotation = small.quote("K1", quote="De groep", coder="anna")
    path = small.root / "other.csv"
    path.write_text(
        "id,document,quote,code,coder\n"
        f"{coding.id},K2,nauwelijks,Samenwerking,anna\n"
        f"{quotation.id},K2,De huisarts,,anna\n"
        "new,K2,De wandelgroep,Samenwerking,anna\n"
        "new,K2,De huisarts,Samenwerking,anna\n"
    )
    report = small.import_codings(path)
    assert [error.row for error in report.conflicts] == [2, 3, 5]  # type: ignore[attr-defined]
    assert "(K1:1)" in str(report.conflicts[0])
    assert (report.added, report.errors) == (1, [])


# --- whose work it is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deed",
    [
        lambda p: p.uncode(first_coding(p), coder="ben"),
        lambda p: p.change(first_coding(p), coder="ben", status="draft"),
        lambda p: p.resize("K1:1", 0, 8, coder="ben"),
        lambda p: p.remove("K1:1", coder="ben"),
        lambda p: p.mark("K1:1", coder="ben", comment="nee"),
    ],
    ids=["uncode", "change", "resize", "remove", "comment"],
)
def test_nobody_changes_the_work_of_another(small: Project, deed: Callable[[Project], object]) -> None:
    prepared(small)
    before, past = rows(small), trail(small)
    with pytest.raises(NotPossible, match="the work of anna, not of ben"):
        deed(small)
    assert (rows(small), trail(small)) == (before, past)


def test_a_reviewer_changes_in_the_open(small: Project) -> None:
    """Ben's change is a coding of his own, in a review; Anna's row stays as it was."""
    prepared(small)
    small.memo("Gelezen.", coder="ben")
    before = rows(small, "coding")["coding"]
    with pytest.raises(NotPossible, match="To change a coding of anna, say why in a comment"):
        small.change(first_coding(small), coder="ben", code="Samenwerking")
    changed = small.change(first_coding(small), coder="ben", code="Samenwerking", comment="gaat over de ploeg")
    assert (changed.coder, changed.comment) == ("ben", "gaat over de ploeg")
    assert rows(small, "coding")["coding"][: len(before)] == before
    assert (small.history()[-1].what, small.history()[-1].who) == ("review change", "ben")
    small.undo("anna")  # her quotation on K2
    with pytest.raises(LaterWork, match=r"later work rests on it \(a verdict of a review\)"):
        small.undo("anna")
    small.undo("ben")
    assert rows(small, "coding")["coding"] == before


def test_the_status_of_anothers_coding_is_theirs(small: Project) -> None:
    prepared(small)
    small.memo("Gelezen.", coder="ben")
    with pytest.raises(NotPossible, match=r"qualcode review-coding K1 --coder ben --of anna --remove"):
        small.change(first_coding(small), coder="ben", status="draft", comment="niet hierover")


def test_who_marks_for_the_report_is_in_the_history(small: Project) -> None:
    prepared(small)
    small.mark("K1:1", coder="ben", released=True)
    assert small.history()[-1].who == "ben"
    assert small.quotation("K1:1").coder == "anna"


def test_only_known_coders_finish_a_document(small: Project) -> None:
    prepared(small)
    with pytest.raises(UnknownCoder, match="Did you mean anna"):
        small.done("K1", coder="ana")
    with pytest.raises(UnknownDocument):
        small.done(["K1", "K9"], coder="anna")
    assert rows(small, "done") == {"done": []}
    assert small.done(["K1", "K1", "K2"], coder="anna") == ["K1", "K2"]
    assert small.done("K1", coder="anna") == []
    assert small.done("K1", coder="anna", finished=False) == ["K1"]
    assert small.done("K1", coder="anna", finished=False) == []


def test_memos_are_about_the_project_or_one_thing_in_it(small: Project) -> None:
    prepared(small)
    code = small.codebook.find("Vrijwilligers")
    small.memo("Over alles.\nTwee regels.", coder="anna")
    small.memo("Over K1.", coder="ben", document="K1")
    small.memo("Over een code.", coder="anna", code="Vrijwilligers")
    small.memo("Over een fragment.", coder="anna", quotation="K1:1")
    said = [(str(memo.on), memo.target, memo.coder, memo.text) for memo in small.memos]
    assert said == [
        ("project", "", "anna", "Over alles.\nTwee regels."),
        ("document", "K1", "ben", "Over K1."),
        ("code", code.id, "anna", "Over een code."),
        ("quotation", small.quotation("K1:1").id, "anna", "Over een fragment."),
    ]
    with pytest.raises(NotPossible, match="about one thing"):
        small.memo("x", coder="anna", document="K1", code="Vrijwilligers")
    with pytest.raises(BadMark):
        small.memo("  ", coder="anna")
    with pytest.raises(UnknownQuotation):
        small.memo("x", coder="anna", quotation="K1:99")
    assert len(small.memos) == 4


# --- withdrawn consent -----------------------------------------------------------------------------------------

SECRET = "Mijn schuldsaneerder heet Zwaluwstaart en woont op nummer veertien."
SECRETS = (
    SECRET,
    "schuldsaneerder",
    "Zwaluwstaart",
    "Oude versie over Rietgans",
    "Teruggedraaide versie over Wulp",
    "opmerking over Grutto",
    "memo over Kievit",
    "teruggenomen memo over Tureluur",
    "notitie bij het fragment over Scholekster",
    "toelichting bij Bergeend",
    "bijzonderheid Lepelaar",
)


def bytes_of(project: Project) -> bytes:
    """The database file with what stands beside it, and what either hides in UTF-16."""
    files = sorted(file_of(project).parent.iterdir())
    return b"".join(file.read_bytes() for file in files)


def sensitive(project: Project) -> None:
    """A document with a past: old revisions, one of them taken back; quotations, codings and memos that are there,
    that were removed, and that were taken back."""
    write(project.root, {"S1": f"Oude versie over Rietgans. {SECRET}"})
    project.import_documents()
    write(project.root, {"S1": f"Teruggedraaide versie over Wulp. {SECRET}"})
    project.import_documents(who="anna")
    project.undo("anna")
    write(project.root, {"S1": f"---\nrole: bijzonderheid Lepelaar\n---\n{SECRET} Het gaat goed."})
    project.import_documents()
    project.quote("S1", quote="Zwaluwstaart", coder="anna", comment="opmerking over Grutto")
    project.remove("S1:1", coder="anna")
    project.code(
        "S1", quote="Mijn schuldsaneerder", code="Samenwerking", coder="ben", comment="toelichting bij Bergeend"
    )
    project.undo("ben")
    project.code("S1", quote=SECRET, code="Succesfactoren", coder="anna", specification="schuldsaneerder Zwaluwstaart")
    project.memo("memo over Kievit", coder="anna", document="S1")
    project.memo("teruggenomen memo over Tureluur", coder="ben", document="S1")
    project.undo("ben")
    project.memo("notitie bij het fragment over Scholekster", coder="ben", quotation="S1:3")
    project.done("S1", coder="anna")


def test_purge_takes_every_trace_out_of_the_file(small: Project) -> None:
    prepared(small)
    small.memo("Over Samenwerking, en blijft.", coder="anna", code="Uitvoering")
    sensitive(small)
    kept = {name: rows(small, name)[name] for name in ("code", "coder", "version")}
    raw = bytes_of(small)
    for secret in SECRETS:
        assert secret.encode() in raw, f"the story never wrote {secret!r}"
    assert small.purge("S1", who="anna", reason="op verzoek").quotations == 1
    raw = bytes_of(small)
    for secret in SECRETS:
        assert secret.encode() not in raw
    assert {name: rows(small, name)[name] for name in kept} == kept
    assert len(small.codings) == 1
    assert [memo.text for memo in small.memos] == ["Over Samenwerking, en blijft."]
    assert small.check() == []
    with pytest.raises(UnknownDocument):
        small.text("S1")


def test_purge_leaves_a_history_of_deeds_without_words(small: Project) -> None:
    sensitive(small)
    past = [(event.number, event.what, event.who, event.changes) for event in small.history()]
    small.purge("S1", who="anna")
    events = small.history()
    assert [(event.number, event.what, event.who, event.changes) for event in events[:-1]] == past
    assert (events[-1].what, events[-1].who, events[-1].summary) == ("purge", "anna", "S1")
    silent = [change for change in small.audit() if change.before is None and change.after is None]
    assert {change.table for change in silent} == {"document", "revision", "quotation", "coding", "memo", "done"}
    others = [change for change in small.audit() if change.table == "document" and change.after]
    assert [json.loads(str(change.after))["id"] for change in others] == ["K1", "K2"]


def test_purge_takes_reviews_samples_and_resolutions_with_it(small: Project) -> None:
    """What a reviewer said quotes the respondent too: of S1 nothing stays, in the tables or in the history; of K1 all
    does. A verdict that was taken back goes as well."""
    sensitive(small)
    small.code("K1", quote="elke week", code="Samenwerking", coder="anna")
    for document, comment in (("S1", "Roodborst zegt dit"), ("K1", "Dit blijft staan")):
        review = small.review(document, coder="ben")
        review.remove(review.items[0], comment=f"{comment}, eerst")
        review.change(review.items[0], code="Vrijwilligers", comment=comment)
        review.add(start=0, end=2, code="Samenwerking", comment=f"{comment}, gemist")
    with Action.begin(small._database, "resolve", who="anna", remark="Roodborst had gelijk") as action:
        key = next(row[0] for row in rows(small, "document")["document"] if row[1] == "S1")
        sample = action.insert(
            schema.sample,
            [{"id": "s", "coder": 1, "how": "all", "strata": [], "filter": {}, "frame": 1, "version": 1}],
        )
        action.insert(schema.assignment, [{"sample": sample[0]["key"], "document": key}])
    with Action.begin(small._database, "resolve", who="anna", remark="Roodborst had gelijk") as action:
        said = {"document": key, "passage": ["Roodborst"], "taken": "both", "who": "anna", "comment": "Roodborst!"}
        action.insert(schema.resolution, [{"id": "r", **said}])
    assert b"Roodborst" in bytes_of(small)
    small.purge("S1", who="anna")
    assert [len(each) for each in rows(small, "review", "verdict", "assignment", "resolution").values()] == [1, 2, 0, 0]
    assert small.check() == []
    with sqlite3.connect(file_of(small)) as connection:
        remarks = [row[0] for row in connection.execute("SELECT remark FROM decision ORDER BY action")]
    connection.close()
    assert remarks == ["Roodborst had gelijk", ""], "the sample is of more than this document, so why it was made stays"
    said_of = [change.after for change in small.audit() if change.table in ("verdict", "resolution") and change.after]
    assert len(said_of) == 3
    assert all("Dit blijft staan" in each for each in said_of)
    assert bytes_of(small).count(b"Roodborst") == 1
    assert [item.verdict for item in small.review("K1", coder="ben").items] == ["changed"]


def test_purge_spares_memos_that_only_share_a_number(small: Project) -> None:
    """Code 1, document 1 and quotation 1 have the same key; only the memos on what is purged may go."""
    small.quote("K1", quote="elke week", coder="anna")
    small.memo("Over de code.", coder="anna", code="Uitvoering")
    small.memo("Over het andere.", coder="anna", document="K2")
    small.purge("K1")
    said = [
        json.loads(str(change.after))["text"] for change in small.audit() if change.table == "memo" and change.after
    ]
    assert said == ["Over de code.", "Over het andere."]
    assert len(small.memos) == 2


def test_purge_finds_a_document_whose_import_was_taken_back(small: Project) -> None:
    """Imported, coded, all of it undone, imported again: the first life of the document goes too."""
    write(small.root, {"S1": SECRET})
    small.import_documents(who="anna")
    small.code("S1", quote="Zwaluwstaart", code="Samenwerking", coder="anna")
    small.undo("anna")
    small.undo("anna")
    assert SECRET.encode() in bytes_of(small)
    small.import_documents(who="ben")
    assert small.purge("S1").quotations == 0
    assert b"Zwaluwstaart" not in bytes_of(small)
    with pytest.raises(UnknownDocument):
        small.purge("S1")


def test_purge_of_a_document_that_lives_in_the_history_only(small: Project) -> None:
    write(small.root, {"S1": SECRET})
    small.import_documents(who="anna")
    small.undo("anna")
    assert SECRET.encode() in bytes_of(small)
    small.purge("S1")
    assert SECRET.encode() not in bytes_of(small)
    assert (small.history()[-1].what, small.history()[-1].summary) == ("purge", "S1")
    with pytest.raises(NothingToUndo):
        small.redo("anna")
    assert list(small.documents["document"]) == ["K1", "K2"]
    assert isinstance(small.import_documents().errors[0], Withdrawn)


def test_a_text_that_another_document_has_stays(small: Project) -> None:
    write(small.root, {"K3": TEXTS["K1"]})
    small.import_documents()
    small.purge("K1")
    assert small.text("K3") == TEXTS["K1"]


def test_a_tombstone_refuses_the_file_and_lets_the_others_in(small: Project) -> None:
    small.purge("K1", reason="consent withdrawn")
    write(small.root, {"K3": "Een nieuw gesprek."})
    report = small.import_documents()
    assert report.added == ["K3"]
    (error,) = report.errors
    assert isinstance(error, Withdrawn)
    assert "K1 was purged on 20" in str(error)
    assert "not taken in again" in str(error)
    with sqlite3.connect(file_of(small)) as connection:
        graves = connection.execute("SELECT document, reason FROM tombstone").fetchall()
    assert graves == [("K1", "consent withdrawn")]


def test_a_purge_is_not_undone_and_stops_undo(small: Project) -> None:
    small.code("K2", quote="nauwelijks", code="Samenwerking", coder="anna")
    small.purge("K1", who="anna")
    with pytest.raises(NotPossible, match="a purge cannot be undone"):
        small.undo("anna")
    assert len(small.codings) == 1


def test_undo_passes_over_what_was_purged(small: Project) -> None:
    """Anna coded K2, then K1; K1 was purged by the project leader; her undo takes back the coding of K2."""
    small.code("K2", quote="nauwelijks", code="Samenwerking", coder="anna")
    small.code("K1", quote="elke week", code="Samenwerking", coder="anna")
    small.purge("K1", who="leader")
    assert small.undo("anna").summary == "K2:1"
    assert len(small.codings) == 0
    small.redo("anna")
    assert list(small.codings["document"]) == ["K2"]


def test_purge_says_when_another_program_keeps_traces(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT_MS", 100)
    small.close()
    with qc.open(small.root) as project:
        reader = sqlite3.connect(file_of(project))
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM document").fetchone() == (2,)
        with pytest.raises(DatabaseProblem, match="another program has the database open"):
            project.purge("K1")
        reader.close()
        assert list(project.documents["document"]) == ["K2"]
    assert b"te weinig vrijwilligers" not in bytes_of(small)


# --- when the database cannot be used --------------------------------------------------------------------------


def test_a_database_of_a_newer_version_is_left_alone(small: Project) -> None:
    small.close()
    with sqlite3.connect(file_of(small)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    before = file_of(small).read_bytes()
    with pytest.raises(DatabaseProblem, match=r"made by a newer qualcode \(version 0999.*Upgrade qualcode"):
        qc.open(small.root)
    assert file_of(small).read_bytes() == before


def test_a_locked_database_is_read_but_not_written(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAIT_MS", 100)
    prepared(small)
    small.close()
    other = sqlite3.connect(file_of(small), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with qc.open(small.root) as project:
        assert len(project.codings) == 1
        before = trail(project)
        with pytest.raises(DatabaseProblem, match=r"locked: another program is writing to it.*nothing was changed"):
            project.code("K1", quote="elke week", code="Samenwerking", coder="anna")
        other.execute("ROLLBACK")
        other.close()
        assert trail(project) == before
        project.code("K1", quote="elke week", code="Samenwerking", coder="anna")
        assert len(project.codings) == 2


def test_a_full_disk_leaves_nothing_half_written(small: Project) -> None:
    """The database may not grow by a page; what was there stays, and work goes on when there is room again."""
    before, past = rows(small), trail(small)
    small._database.close()

    def narrow(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(small._database._engine, "connect", narrow)
    write(small.root, {f"N{number}": f"{SECRET} {number} " * 100 for number in range(40)})
    with pytest.raises(DatabaseProblem, match=r"The disk is full\. Nothing of this action was written") as caught:
        small.import_documents()
    assert_no_words(caught.value, SECRET)
    assert (rows(small), trail(small)) == (before, past)
    event.remove(small._database._engine, "connect", narrow)
    small._database.close()
    assert len(small.import_documents().added) == 40
    assert small.check() == []


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk of one's own here: {mounted.stderr.strip()}")
    try:
        with make(disk / "project") as project:
            before, past = rows(project), trail(project)
            outside = tmp_path / "more"
            outside.mkdir()
            for number in range(40):
                (outside / f"N{number}.md").write_text(f"{SECRET} {number} " * 1000)
            with pytest.raises(DatabaseProblem, match=r"full|disk gives an error") as caught:
                project.import_documents([outside])
            assert_no_words(caught.value, SECRET)
            assert (rows(project), trail(project)) == (before, past)
            assert project.check() == []
            (disk / "filler").write_bytes(b"x" * free(disk))
            with pytest.raises(DatabaseProblem, match="cannot be written"):
                project.export_codings(disk / "out.csv")
            assert not (disk / "out.csv").exists()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_bsize


def test_a_damaged_file_says_so(small: Project) -> None:
    prepared(small)
    small.close()
    path = file_of(small)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(DatabaseProblem, match=r"The database is damaged\. Restore a backup"):
        qc.open(small.root).codings  # noqa: B018
    path.write_bytes(whole)
    assert len(qc.open(small.root).codings) == 1


def test_check_finds_damage_and_dangling_rows(small: Project) -> None:
    prepared(small)
    assert small.check() == []
    with sqlite3.connect(file_of(small)) as connection:
        connection.execute("UPDATE coding SET code = 999")
    assert small.check() == ["coding row 1 refers to nothing"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"This is a letter, and no database at all. " * 40, "This file is no qualcode database"),
        ("CREATE TABLE recipe (name TEXT)", "not made by qualcode. Name another in qualcode.yaml"),
    ],
    ids=["a letter", "another program's database"],
)
def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path, content: bytes | str, said: str) -> None:
    path = tmp_path / "other.db"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with sqlite3.connect(path) as connection:
            connection.execute(content)
        connection.close()
    before = path.read_bytes()
    (tmp_path / "qualcode.yaml").write_text("title: T\ndatabase: sqlite:///other.db\n")
    with pytest.raises(DatabaseProblem, match=said):
        qc.open(tmp_path)
    if isinstance(content, bytes):
        assert path.read_bytes() == before
    else:
        assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]


@pytest.mark.parametrize(
    "url", ["postgresql://localhost/interviews", "nonsense", "sqlite://", "sqlite:///:memory:", "foo://bar/baz"]
)
def test_an_unknown_database_url_names_what_is_possible(tmp_path: Path, url: str) -> None:
    (tmp_path / "qualcode.yaml").write_text(f"title: T\ndatabase: '{url}'\n")
    with pytest.raises(DatabaseProblem, match=r"is not supported.*sqlite:///\.qualcode/project.db"):
        qc.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["qualcode.yaml"]


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    """Signs that mean something in a URL are only letters in the name of a folder."""
    with make(tmp_path / "Wie? 100% & #1 é; a=b") as project:
        prepared(project)
        assert len(project.codings) == 1
        assert file_of(project).exists()


AS_NOBODY = """
import os, sys
import qualcode as qc
with qc.open(sys.argv[1]) as warm:  # everything Python needs is loaded while it may still be read
    warm.codings, warm.matrix()
os.setgid(65534); os.setuid(65534)
try:
    exec(sys.argv[3], {"project": lambda: qc.open(sys.argv[2])})
except qc.QualcodeError as err:
    print(f"{type(err).__name__}: {err}")
"""


def as_nobody(project: Project, other: Path, deed: str) -> str:
    """What a user without rights in the project's folder is told."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("needs to be root to become somebody without rights")
    for folder in (project.root, *project.root.parents):
        if folder.stat().st_mode & 0o005 != 0o005:
            pytest.skip(f"{folder} cannot be entered by others")
    command = [sys.executable, "-c", AS_NOBODY, str(other), str(project.root), deed]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that others may enter."""
    folder = Path("/tmp") / f"qualcode-open-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_read_only_folder_says_what_to_do(small: Project, open_folder: Path) -> None:
    with make(open_folder / "project") as project:
        prepared(project)
    said = as_nobody(project, small.root, "print(len(project().codings))")
    assert said.startswith("DatabaseProblem: ")
    assert "the file or its folder is read-only. Give yourself the right to write there, or copy the project" in said
    assert [path.name for path in file_of(project).parent.iterdir()] == ["project.db"]


def test_a_read_only_folder_that_somebody_works_in_can_be_read(small: Project, open_folder: Path) -> None:
    with make(open_folder / "project") as project:
        prepared(project)
        assert as_nobody(project, small.root, "print(len(project().codings))") == "1"
        before = trail(project)
        said = as_nobody(project, small.root, "project().quote('K1', quote='De groep', coder='nobody')")
        assert "The database cannot be written" in said
        assert trail(project) == before


def test_a_new_project_in_a_read_only_folder(small: Project, open_folder: Path) -> None:
    (open_folder / "qualcode.yaml").write_text("title: T\n")
    folder = Project.__new__(Project)
    folder.root = open_folder
    said = as_nobody(folder, small.root, "project()")
    assert ".qualcode cannot be made: Permission denied. The project's folder must be yours to write." in said


# --- several at a time -----------------------------------------------------------------------------------------

CODE_MANY = """
import sys
import qualcode as qc
with qc.open(sys.argv[1]) as project:
    for start in range(40):
        project.code("K1", start=start, end=start + 5, code="Samenwerking", coder=sys.argv[2])
"""


def together(*commands: list[str]) -> None:
    running = [subprocess.Popen([sys.executable, "-c", *each], cwd=ROOT, stderr=subprocess.PIPE) for each in commands]
    for each in running:
        assert each.wait() == 0, each.stderr.read().decode() if each.stderr else ""
        if each.stderr:
            each.stderr.close()


def test_two_who_code_at_the_same_time_lose_nothing(small: Project) -> None:
    together(*([CODE_MANY, str(small.root), coder] for coder in ("anna", "ben")))
    assert small.codings["coder"].value_counts().to_dict() == {"anna": 40, "ben": 40}
    assert sorted(small.quotations["quotation"], key=lambda label: int(label[3:])) == [f"K1:{n}" for n in range(1, 81)]
    events = [event for event in small.history() if event.what == "code"]
    assert len(events) == 80
    assert small.check() == []


def test_several_may_open_a_new_project_at_once(tmp_path: Path) -> None:
    (tmp_path / "qualcode.yaml").write_text("title: T\n")
    command = ["import sys, qualcode as qc; qc.open(sys.argv[1]).close()", str(tmp_path)]
    together(*[command] * 4)
    with qc.open(tmp_path) as project:
        assert project.check() == []


def test_a_reader_sees_one_moment(small: Project) -> None:
    with small._database.reading() as connection:
        count = "SELECT count(*) FROM coding"
        assert connection.exec_driver_sql(count).scalar() == 0
        with qc.open(small.root) as other:
            other.code("K1", quote="elke week", code="Samenwerking", coder="anna")
        assert connection.exec_driver_sql(count).scalar() == 0
    assert len(small.codings) == 1, "what was kept from before is read anew"


# --- what must not leak ----------------------------------------------------------------------------------------


def assert_no_words(error: BaseException, words: str) -> None:
    """The error, and what it came from, do not tell what an interview says."""
    seen: BaseException | None = error
    while seen is not None:
        assert words not in str(seen)
        assert words not in repr(seen)
        seen = seen.__cause__ or seen.__context__


def test_no_interview_text_in_logs_or_errors(small: Project, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    long = "Zij vertelt over haar " + "schuldsaneerder en zijn familie en " * 20
    write(small.root, {"S1": long})
    small.import_documents()
    for deed in (
        lambda: small.code("S1", quote=long[:-1] + "x", code="Samenwerking", coder="anna"),
        lambda: small.code("S1", quote="schuldsaneerder", code="Samenwerking", coder="anna"),
        lambda: small.code("S1", start=0, end=5, quote=long, code="Samenwerking", coder="anna"),
    ):
        with pytest.raises(QualcodeError) as caught:
            deed()
        assert_no_words(caught.value, long[:80])
    with sqlite3.connect(file_of(small)) as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON quotation BEGIN SELECT raise(ABORT, 'no'); END")
    with pytest.raises(DatabaseProblem, match="the database refused this") as refused:
        small.code("S1", start=0, end=100, code="Samenwerking", coder="anna")
    assert_no_words(refused.value, long[:80])
    assert "schuldsaneerder" not in caplog.text


def test_times_in_the_history_are_utc_and_in_order(small: Project) -> None:
    prepared(small)
    made = [event.created for event in small.history()]
    assert made == sorted(made)
    assert all(each.endswith("Z") and len(each) == 27 for each in made)
    assert made[-1] <= time.strftime("%Y-%m-%dT%H:%M:%S.999999Z", time.gmtime())
