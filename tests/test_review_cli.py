"""`qualcode review-coding`: by options, as scripts use it, and one by one on a terminal."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, dependent

import qualcode as qc
from qualcode.project import Project

TEXT = "De coach belt elke week. Er zijn te weinig vrijwilligers. De groep geeft het een 7."
CODEBOOK = "codes: [{name: Uitvoering, codes: [Vrijwilligers, Bellen, {name: Cijfer, grade: true}]}, Samenwerking]"
SETTINGS = "title: T\ncoders: [{name: anna}, {name: ben, role: second}]"


@pytest.fixture
def run(run: Run) -> Run:
    """`run("k1", "--coder", "ben")` is what `qualcode review-coding` prints and exits with."""
    return partial(run, "review-coding")


@pytest.fixture
def study(project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch) -> Project:
    one = project({"k1": TEXT, "k2": TEXT}, CODEBOOK, SETTINGS)
    one.code("k1", quote="elke week", code="Bellen", coder="anna")
    one.code("k1", quote="te weinig vrijwilligers", code="Vrijwilligers", coder="anna")
    one.code("k1", quote="te weinig vrijwilligers", code="Samenwerking", coder="anna")
    one.code("k1", quote="een 7", code="Cijfer", value="7", coder="anna")
    monkeypatch.chdir(one.root)
    return one


def state(run: Run) -> dict[str, Any]:
    return dict(json.loads(run("k1", "--coder", "ben", "--json").out))


def test_a_pipe_gets_the_list(study: Project, run: Run) -> None:
    said = run("k1", "--coder", "ben")
    lines = [line.split("\t") for line in said.out.splitlines()]
    assert lines[0][:3] == ["number", "code", "value"]
    assert [line[:3] for line in lines[1:5]] == [
        ["1", "Uitvoering/Bellen", ""],
        ["2", "Uitvoering/Vrijwilligers", ""],
        ["2", "Samenwerking", ""],
        ["3", "Uitvoering/Cijfer", "7"],
    ]
    assert said.out.endswith("k1: 4 of 4 codings of anna left to look at.\n")
    assert state(run)["left"] == 4


def test_a_review_by_options(study: Project, run: Run) -> None:
    said = run(
        "k1", "--coder", "ben", "--agree", "1", "--change", "2/Samenwerking", "--code", "Bellen", "--comment", "zo"
    )
    assert said.out.splitlines() == [
        "Agreed with k1:1 Uitvoering/Bellen.",
        "Changed k1:2 Samenwerking: now k1:4 Uitvoering/Bellen.",
        "k1: 2 of 4 codings of anna left to look at.",
    ]
    said = run("k1", "--coder", "ben", "--change", "3", "--value", "7,5", "--comment", "zij zegt 7,5")
    assert "Changed k1:3 Uitvoering/Cijfer = 7: now k1:5 Uitvoering/Cijfer = 7.5." in said.out
    said = run("k1", "--coder", "ben", "--add", "Samenwerking", "--quote", "De groep", "--comment", "gemist")
    assert said.out.startswith("Added k1:6 Samenwerking.\n")
    assert run("k1", "--coder", "ben", "--remove", "1", "--comment", "nee").out.startswith(
        "Removed k1:1 Uitvoering/Bel"
    )
    assert run("k1", "--coder", "ben", "--withdraw", "3", "--withdraw", "6").out.splitlines()[:2] == [
        "Withdrawn: changed, k1:3 Uitvoering/Cijfer = 7.",
        "Withdrawn: added, k1:6 Samenwerking.",
    ]
    assert run("k1", "--coder", "ben", "--agree-rest", "--done").out.splitlines() == [
        "Agreed with 2 more.",
        "k1: 0 of 4 codings of anna left to look at. The review is done.",
    ]
    found = state(run)
    assert [item["verdict"] for item in found["items"]] == ["removed", "agreed", "changed", "agreed"]
    assert found["items"][2]["replacement"]["code"] == "Uitvoering/Bellen"
    assert (found["additions"], found["left"], found["finished"]) == ([], 0, True)
    assert (found["document"], found["reviewer"], found["author"]) == ("k1", "ben", "anna")


@pytest.mark.parametrize(
    ("args", "code", "sentence"),
    [
        (["k1", "--coder", "anna"], 1, "nobody reviews their own codings"),
        (["k1"], 2, "qualcode review-coding DOCUMENT --coder NAME"),
        (["k9", "--coder", "ben"], 1, "There is no document 'k9'"),
        (["k1", "--coder", "ben", "--of", "ben"], 1, "nobody reviews their own"),
        (["k2", "--coder", "ben"], 1, "There is nothing to review in k2: nobody coded it yet"),
        (["k1", "--coder", "ben", "--agree", "1", "--agree", "9"], 1, "There is nothing called '9' to review in k1"),
        (["k1", "--coder", "ben", "--remove", "1"], 1, "say why in a comment"),
        (["k1", "--coder", "ben", "--remove", "1", "--change", "1"], 2, "--change and --remove at once"),
        (
            ["k1", "--coder", "ben", "--remove", "1", "--code", "Bellen", "--comment", "zo"],
            2,
            "--code says nothing beside",
        ),
        (["k1", "--coder", "ben", "--comment", "zo"], 2, "--comment says nothing beside neither"),
        (["k1", "--coder", "ben", "--done"], 1, "4 of 4 codings of anna in k1 have no verdict yet: 1, 2/Uitv"),
        (["--summary", "--coder", "ben", "--agree", "1"], 2, "leave the other options out"),
        (["k1", "--coder", "ben", "--change", "1", "--code", "Belen", "--comment", "z"], 1, "Uitvoering/Bellen"),
    ],
)
def test_what_goes_wrong_is_a_sentence(study: Project, run: Run, args: Sequence[str], code: int, sentence: str) -> None:
    said = run(*args)
    assert said.code == code
    assert sentence in said.err
    assert [event.what for event in study.history() if event.what.startswith("review")] == []


def test_the_summary_counts_and_says_why_there_is_no_coefficient(study: Project, run: Run) -> None:
    assert run("--summary").out.startswith("No document was reviewed yet")
    run("k1", "--coder", "ben", "--agree", "1", "--remove", "3", "--comment", "nee")
    run("k1", "--coder", "ben", "--add", "Samenwerking", "--quote", "De groep", "--comment", "gemist")
    said = run("--summary")
    lines = [line.split("\t") for line in said.out.splitlines()]
    assert lines[0] == ["code", "agreed", "changed", "removed", "added", "not looked at"]
    assert ["Uitvoering", "1", "0", "1", "0", "1"] in lines
    assert ["Samenwerking", "0", "0", "0", "1", "1"] in lines
    assert ["total", "1", "0", "1", "1", "2"] in lines
    assert "so the two are not independent" in said.out
    found = json.loads(run("--summary", "--json").out)
    assert found["coefficient"] is None
    assert "not independent" in found["coefficient_reason"]
    assert found["total"] == {"name": "total", "agreed": 1, "changed": 0, "removed": 1, "added": 1, "left": 2}
    assert run("--summary", "--coder", "anna").out.startswith("No document was reviewed by anna yet")


def test_a_note_before_the_first_step(study: Project, run: Run) -> None:
    study.code("k1", quote="De groep", code="Samenwerking", coder="ben")
    assert "did not mark it done" in run("k1", "--coder", "ben").err
    study.done("k1", coder="ben")
    said = run("k1", "--coder", "ben")
    assert said.err.startswith(
        "Note: ben and anna each coded k1 by themselves. As soon as this review begins, with its"
    )
    assert "4 of 4" in said.out
    assert ("k1", "ben", "anna") not in dependent(study), "a list is no review"
    run("k1", "--coder", "ben", "--agree", "1")
    assert ("k1", "ben", "anna") in dependent(study)
    assert run("k1", "--coder", "ben").err == ""


# --- on a terminal ---------------------------------------------------------------------------------------------------


@pytest.fixture
def answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """`answer("a", "q")` reviews k1 on a terminal with these answers; what was shown and asked."""

    def play(*answers: str) -> str:
        keyboard = Keyboard("".join(f"{each}\n" for each in answers))
        monkeypatch.setattr(sys, "stdin", keyboard)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        said = run("k1", "--coder", "ben")
        assert said.code == 0, said.err
        assert keyboard.read() == "", "every question was asked"
        return said.out + said.err

    return play


class Keyboard(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def test_one_by_one(study: Project, answer: Callable[..., str]) -> None:
    """Agree; a mistyped code, asked again; removed; a code more for the last passage, then agree with it; done."""
    shown = answer(
        "a",
        "c", "Belen", "Bellen", "het gaat over bellen",
        "r", "dat staat er niet",
        "n", "Samenwerking", "De groep geeft", "de groep doet het samen", "a",
        "y",
    )  # fmt: skip
    assert "1 of 4  k1:1 Uitvoering/Bellen" in shown
    assert "De coach belt " in shown
    assert "There is no code 'Belen'" in shown
    assert "Uitvoering/Bellen" in shown.partition("The nearest are")[2]
    assert [line.rpartition(": ")[2] for line in confirmed(shown)] == [
        "Agreed with k1:1 Uitvoering/Bellen.",
        "now k1:4 Uitvoering/Bellen.",
        "it does not count.",
        "Added k1:5 Samenwerking.",
        "Agreed with k1:3 Uitvoering/Cijfer = 7.",
    ]
    assert "0 of 4 codings of anna left to look at. The review is done." in shown
    review = study.review("k1", coder="ben")
    assert [item.verdict for item in review.items] == ["agreed", "changed", "removed", "agreed"]
    assert [item.verdict_comment for item in review.additions] == ["de groep doet het samen"]
    assert review.finished


def confirmed(shown: str) -> list[str]:
    """The lines that say what was done."""
    deeds = ("Agreed with", "Changed k1", "Removed k1", "Added k1", "Skipped k1")
    return [line for line in shown.splitlines() if any(each in line for each in deeds)]


@pytest.mark.parametrize(
    "answers",
    [
        ["r", ""],
        ["c", ""],
        ["c", "=", ""],
        ["c", "Cijfer", ""],
        ["n", ""],
        ["n", "Samenwerking", ""],
        ["n", "Samenwerking", "=", ""],
    ],
)
def test_an_empty_answer_goes_back_to_the_coding(
    study: Project, answer: Callable[..., str], answers: Sequence[str]
) -> None:
    shown = answer(*answers, "s", "q")
    assert "Enter goes back" in shown
    assert "Back to k1:1 Uitvoering/Bellen; nothing was changed." in shown
    assert "Skipped k1:1 Uitvoering/Bellen." in shown
    assert "4 of 4 codings of anna left" in shown
    assert not study.review("k1", coder="ben").additions


def test_a_wrong_quote_is_refused_before_it_is_asked_why(study: Project, answer: Callable[..., str]) -> None:
    shown = answer("n", "Samenwerking", "Dat staat er niet", "De groep", "gemist", "q")
    assert "do not stand in the text" in shown
    assert shown.count("Why") == 1
    assert shown.count("Quote") == 2
    assert [(item.quote, item.code) for item in study.review("k1", coder="ben").additions] == [
        ("De groep", "Samenwerking")
    ]


def test_the_code_and_the_passage_may_stay(study: Project, answer: Callable[..., str]) -> None:
    answer("s", "s", "s", "n", "Bellen", "=", "ook", "c", "=", "8", "zij zei 8")
    review = study.review("k1", coder="ben")
    assert [(item.quote, item.code) for item in review.additions] == [("een 7", "Uitvoering/Bellen")]
    changed = review.find("3/Cijfer").replacement
    assert changed is not None
    assert (changed.code, changed.value) == ("Uitvoering/Cijfer", "8")


def test_skip_quit_and_go_on_later(study: Project, answer: Callable[..., str]) -> None:
    shown = answer("x", "s", "a", "q")
    assert "'x' is none of these" in shown
    assert "3 of 4 codings of anna left" in shown
    assert "1 of 3  k1:1" in answer("q"), "what was skipped comes again, what was agreed with does not"


def test_a_grade_is_asked_for_and_a_wrong_one_asked_again(study: Project, answer: Callable[..., str]) -> None:
    shown = answer("s", "s", "s", "c", "Cijfer", "twaalf of 13", "7,5", "zij zegt 7,5")
    assert shown.count("Grade") == 2
    assert shown.count("Why") == 1
    item = study.review("k1", coder="ben").find("3")
    assert item.replacement is not None
    assert item.replacement.value == "7.5"


def test_the_first_coders_file_is_the_same_after_a_review(study: Project, run: Run, tmp_path: Path) -> None:
    before = study.export_codings(where={"coder": "anna"})
    run("k1", "--coder", "ben", "--change", "1", "--code", "Samenwerking", "--comment", "zo", "--agree-rest")
    with qc.open(study.root) as again:
        assert again.export_codings(where={"coder": "anna"}) == before
