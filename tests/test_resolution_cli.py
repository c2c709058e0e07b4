"""Talking differences through on the command line, as two researchers do it side by side."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import MakeProject, Run, Said

from qualcode.cli import resolving

CODEBOOK = """\
name: Small
codes:
  - {name: Help, definition: Who helps.}
  - {name: Money, definition: What it costs.}
  - {name: Fit, definition: How well it fits., grade: {min: 1, max: 10}}
"""
TEXT = "Anna: volunteers come and go. The bus is dear. She gives a 7.\n"


@pytest.fixture
def study(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann and Bob coded one text blind: they agree on nothing but the grade's place."""
    one = project({"anna": TEXT}, codebook=CODEBOOK)
    monkeypatch.chdir(one.root)
    monkeypatch.delenv("QUALCODE_CODER", raising=False)
    one.code("anna", quote="volunteers come and go", code="Help", coder="ann")
    one.code("anna", quote="volunteers come", code="Help", coder="bob")
    one.code("anna", quote="The bus is dear.", code="Money", coder="ann")
    one.code("anna", quote="She gives a 7.", code="Fit", value=7, coder="ann")
    one.code("anna", quote="She gives a 7.", code="Fit", value=8, coder="bob", comment="I heard an 8.")
    for coder in ("ann", "bob"):
        one.done("anna", coder=coder)
    return one.root


def test_the_worklist_shows_both_versions_and_what_to_type(study: Path, run: Run) -> None:
    said = run("disagreements")
    assert said.out == (
        "anna:4 · anna · grade: changes 1 cell of anna: Fit; the grades differ\n"
        "  ann (anna:4): Fit = 7\n"
        "  bob (anna:5): Fit = 8\n"
        "    comment: I heard an 8.\n"
        "  “She gives a 7.”\n"
        "  qualcode resolve anna:4 --take ann --who NAME\n"
        "\n"
        "anna:3 · anna · only: changes 1 cell of anna: Money\n"
        "  ann (anna:3): Money\n"
        "  bob: nothing\n"
        "  “The bus is dear.”\n"
        "  qualcode resolve anna:3 --take ann --who NAME\n"
        "\n"
        "anna:1 · anna · span: changes no cell: the same codes, 7 characters apart\n"
        "  ann (anna:1): Help\n"
        "    [volunteers come and go]\n"
        "  bob (anna:2): Help\n"
        "    [volunteers come] and go\n"
        "  qualcode resolve anna:1 --take ann --who NAME\n"
        "\n"
        "3 open, 0 resolved, in 1 document.\n"
    )


def test_from_the_first_difference_to_a_complete_document(study: Path, run: Run) -> None:
    line = next(each for each in run("disagreements").out.splitlines() if each.startswith("  qualcode"))
    said = run(*shlex.split(line)[1:])
    assert said.out == (
        "anna:4, taken: ann. The consensus has anna:6 Fit = 7.\n"
        "In anna 2 differences are open, 1 resolved. The consensus counts in final once none is open.\n"
    )
    counts = "2 open, 1 resolved, in 1 document. Shown: 1 of 2; --limit 0 shows all.\n"
    assert run("disagreements", "--limit", 1).out.endswith(counts)
    assert "resolved by NAME" in run("disagreements", "--resolved").out
    said = run("resolve", "anna", "--rest", "--take", "bob", "--who", "ann, bob")
    assert said.out == (
        "anna: 2 differences resolved, taken: bob.\n"
        "Nothing is open in anna: its consensus is complete, and final uses it.\n"
    )
    rows = json.loads(run("codings", "--where", "coder=consensus", "--json").out)
    assert [(row["quote"], row["code"], row["status"]) for row in rows] == [
        ("She gives a 7.", "Fit", "final"),
        ("volunteers come", "Help", "final"),
    ]
    said = run("resolve", "anna:5", "--take", "bob", "--who", "bob", "--comment", "it was an 8")
    assert "It takes the place of what NAME decided on " in said.out
    assert run("undo").out == "Undone: resolve anna:5. qualcode redo does it again.\n"
    assert run("undo").code == 0
    assert run("disagreements").out.endswith("2 open, 1 resolved, in 1 document.\n")


def test_new_codes(study: Path, run: Run) -> None:
    said = run("resolve", "anna:1", "--code", "Money", "--who", "ann", "--comment", "it is about costs")
    assert said.out.startswith("anna:1, taken: new. The consensus has anna:6 Money.\n")
    asked = ("--code", "Fit", "--value", "7 tot 8", "--comment", "between", "--who", "ann", "--json")
    made = json.loads(run("resolve", "anna:4", *asked).out)
    assert made["resolution"]["laid"][0]["codes"] == [{"code": "Fit", "value": "7-8", "specification": ""}]
    assert (made["still_open"], made["resolved"], made["complete"]) == (1, 2, False)


def test_json_says_what_the_screen_says(study: Path, run: Run) -> None:
    found = json.loads(run("disagreements", "--json").out)
    assert {name: found[name] for name in ("open", "resolved", "stale", "documents")} == {
        "open": 3, "resolved": 0, "stale": 0, "documents": 1,
    }  # fmt: skip
    assert [(each["quotation"], each["kind"], each["cells"]) for each in found["differences"]] == [
        ("anna:4", "grade", 1), ("anna:3", "only", 1), ("anna:1", "span", 0),
    ]  # fmt: skip
    assert found["differences"][1]["versions"]["bob"] is None
    rest = json.loads(run("resolve", "anna", "--rest", "--take", "both", "--who", "ann", "--json").out)
    assert (rest["still_open"], rest["complete"], len(rest["differences"])) == (0, True, 3)


@pytest.fixture
def answer(study: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """`answer("anna:4", "c", "Fit", …)` resolves a difference on a terminal with these answers."""

    def play(quotation: str, *answers: str, who: str = "ann") -> Said:
        keyboard = io.StringIO("".join(f"{each}\n" for each in answers))
        monkeypatch.setattr(sys, "stdin", keyboard)
        monkeypatch.setattr(resolving, "_at_a_terminal", lambda: True)
        said = run("resolve", quotation, "--who", who)
        assert keyboard.read() == "", "every question was asked"
        return said

    return play


TAKE = "Take ann, bob, both or none; c for new codes; q to leave it: "


def test_at_a_terminal_it_shows_the_choices_and_asks(answer: Callable[..., Said]) -> None:
    said = answer("anna:4", "BOB", "")
    assert said.out.startswith("anna:4 · anna · grade: ")
    assert f"{TAKE}Comment (Enter for none): anna:4, taken: bob. The consensus has anna:6 Fit = 8." in said.out
    assert (said.code, said.err) == (0, "")


def test_what_is_no_choice_is_asked_again(answer: Callable[..., Said]) -> None:
    said = answer("anna:3", "cas", "ann", "we agree")
    assert said.err == "'cas' is none of these.\n"
    assert said.out.count(TAKE) == 2
    assert "anna:3, taken: ann. The consensus has anna:6 Money." in said.out


def test_new_codes_are_asked_for_until_they_are_codes(answer: Callable[..., Said]) -> None:
    said = answer("anna:4", "c", "Fitt", "Fit", "a lot of 13", "9", "heard again")
    assert "There is no code 'Fitt'" in said.err
    assert "'a lot of 13'" in said.err
    assert "anna:4, taken: new. The consensus has anna:6 Fit = 9." in said.out


def test_one_may_go_back_and_leave(answer: Callable[..., Said], study: Path, run: Run) -> None:
    """No new codes; no reason for none; then left as it was."""
    said = answer("anna:4", "c", "", "none", "", "q")
    assert said.out.count(TAKE) == 3
    assert "Why (needed; Enter goes back)" in said.out
    assert said.out.endswith("Nothing was decided.\n")
    assert run("disagreements").out.endswith("3 open, 0 resolved, in 1 document.\n")
    assert "taken: none" in answer("anna:4", "none", "it was a joke").out


def test_what_another_decided_needs_a_reason(answer: Callable[..., Said]) -> None:
    answer("anna:3", "ann", "")
    assert "Comment (Enter for none)" in answer("anna:3", "ann", "").out
    said = answer("anna:3", "bob", "it is no cost", who="bob")
    assert "Why (needed; Enter goes back)" in said.out
    assert "It takes the place of what ann decided" in said.out


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_on_a_real_terminal(study: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "qualcode", "resolve", "anna:3", "--who", "ann"]
    with subprocess.Popen(command, cwd=study, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, b"both\n\n")
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # how a terminal says that its other end is closed
            pass
        assert process.wait() == 0, shown.decode()
    os.close(ours)
    assert "anna:3, taken: both. The consensus has anna:6 Money." in shown.decode()


SAID = {
    "nothing to do": (("resolve", "anna:1", "--who", "ann"), 2, "--take both"),
    "a value without a code": (("resolve", "anna:1", "--who", "ann", "--take", "ann", "--value", 7), 2, "--value goes"),
    "rest without a version": (("resolve", "anna", "--who", "ann", "--rest"), 2, "add --take"),
    "a document": (("resolve", "anna", "--who", "ann", "--take", "bob"), 2, "add --rest"),
    "nobody": (("resolve", "anna:1", "--take", "bob"), 2, "--who"),
    "none without why": (("resolve", "anna:1", "--who", "ann", "--take", "none"), 2, "comment why"),
    "a stranger": (("resolve", "anna:1", "--who", "ann", "--take", "cas"), 1, "ann, bob, both, none"),
    "no quotation": (("resolve", "anna:9", "--who", "ann", "--take", "bob"), 1, "no quotation 'anna:9'"),
    "unknown coders": (("disagreements", "cas", "dik"), 1, "'cas' or 'dik'"),
    "one coder": (("disagreements", "ann"), 2, "another beside ann"),
    "no document": (("disagreements", "--document", "ana"), 1, "Did you mean anna"),
    "no attribute": (("disagreements", "--where", "coder=ann"), 1, "attribute"),
}  # fmt: skip


@pytest.mark.parametrize("what", SAID)
def test_what_cannot_be_is_said(study: Path, run: Run, what: str) -> None:
    args, code, words = SAID[what]
    said = run(*args)
    assert said.code == code, said
    assert words in said.err
    assert said.out == ""


def test_without_two_who_are_done_there_is_nothing_to_list(study: Path, run: Run) -> None:
    run("done", "anna", "--coder", "bob", "--not")
    assert run("disagreements").out == (
        "No differences. Documents count once two coders who coded blind marked them done. With --assume-done those "
        "count that they coded.\n"
    )
    assert run("disagreements", "--assume-done").out.endswith("3 open, 0 resolved, in 1 document.\n")
