"""The command line, as a newcomer meets it: what it says, what it refuses, and what it exits with."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run
from typer.main import get_command

from qualcode.cli.app import app

ROOT = Path(__file__).parent.parent
CODEBOOK = """\
name: Small
codes:
  - name: Help
    definition: Who helps.
    codes:
      - {name: Volunteers, definition: People who help unpaid.}
      - {name: Money, definition: What it costs.}
  - {name: Fit, definition: How well it fits., grade: {min: 1, max: 10}}
  - {name: Why, definition: What works., specify: true}
"""


@pytest.fixture
def study(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project with three English texts, taken in."""
    run("init", tmp_path / "study", "--title", "A study")
    folder = tmp_path / "study"
    (folder / "codebooks/codebook.yaml").write_text(CODEBOOK)
    (folder / "transcripts/anna.md").write_text("Anna: “we need more volunteers”. She gives a 7.\n")
    (folder / "transcripts/ben.txt").write_text("Ben says volunteers come and go.\n")
    (folder / "transcripts/cleo.txt").write_text("Cleo found money. Cleo found money.\n")
    monkeypatch.chdir(folder)
    assert run("import").code == 0
    return folder


def test_the_five_minute_tour(study: Path, run: Run) -> None:
    said = run("code", "anna", "--quote", "we need more volunteers", "--code", "Volunteers", "--coder", "me")
    assert said.out == "anna:1 Help/Volunteers: we need more volunteers\n"
    run("code", "ben", "--quote", "volunteers come and go", "--code", "Help/Volunteers", "--coder", "me")
    run("code", "anna", "--quote", "She gives a 7.", "--code", "Fit", "--value", "7", "--coder", "me")
    assert run("done", "anna", "ben", "cleo", "--coder", "me").code == 0
    out = study / "matrix.csv"
    assert run("matrix", "--out", out).code == 0
    rows = {row["level_1"] + "/" + row["level_2"]: row for row in csv.DictReader(out.open())}
    assert rows["Help/Volunteers"] == {
        "level_1": "Help", "level_2": "Volunteers", "anna": "1", "ben": "1", "cleo": "0",
    }  # fmt: skip
    assert rows["Help/"]["ben"] == "1"


def test_undo_brings_back_what_was(study: Path, run: Run) -> None:
    run("code", "ben", "--quote", "come and go", "--code", "Volunteers", "--coder", "me")
    assert run("undo").out.startswith("Undone: code ben:1")
    assert json.loads(run("codings", "--json").out) == []
    assert run("redo").out.startswith("Done again: code ben:1")
    assert len(json.loads(run("codings", "--json").out)) == 1
    assert run("redo").err == "There is nothing to redo.\n"


MISTAKES = {
    "a word that is not in the text": (
        ["code", "ben", "--quote", "comes and goes", "--code", "Volunteers", "--coder", "me"],
        "do not stand in the text. Copy them exactly",
    ),
    "a quote that stands twice": (
        ["code", "cleo", "--quote", "Cleo found money.", "--code", "Money", "--coder", "me"],
        "stand 2 times (from character 0, 18). Quote more of the sentence",
    ),
    "a misspelt code": (
        ["code", "ben", "--quote", "Ben", "--code", "Voluntears", "--coder", "me"],
        "There is no code 'Voluntears' in the codebook. The nearest are: Help/Volunteers",
    ),
    "a misspelt document": (
        ["code", "bem", "--quote", "Ben", "--code", "Volunteers", "--coder", "me"],
        "There is no document 'bem' in this project. Did you mean ben?",
    ),
    "a grade out of range": (
        ["code", "anna", "--quote", "She gives a 7.", "--code", "Fit", "--value", "11", "--coder", "me"],
        "The grade '11' is out of range: this code takes 1 to 10.",
    ),
    "a grade without a value": (
        ["code", "anna", "--quote", "She gives a 7.", "--code", "Fit", "--coder", "me"],
        "Fit is a grade and needs a value",
    ),
    "a value where none is taken": (
        ["code", "anna", "--quote", "Anna", "--code", "Money", "--value", "7", "--coder", "me"],
        "Help/Money takes no grade",
    ),
    "a specification where none is taken": (
        ["code", "anna", "--quote", "Anna", "--code", "Money", "--specification", "much", "--coder", "me"],
        "Help/Money takes no specification",
    ),
    "an unknown measure": (["matrix", "--measure", "interview"], "Did you mean interviews?"),
    "an unknown column": (["matrix", "--columns", "rond"], "The columns cannot be 'rond'."),
    "a filter that is none": (["matrix", "--where", "round"], "write ATTRIBUTE=VALUE"),
    "an unknown layer": (["matrix", "--layer", "unoin"], "Did you mean union?"),
    "an unknown file ending": (["matrix", "--out", "matrix.pdf"], ".xlsx"),
    "an unknown quotation": (["mark", "ben:9", "--released", "--coder", "me"], "There is no quotation 'ben:9'"),
    "a missing file": (["import", "nowhere.csv"], "nowhere.csv: There is no such file."),
    "an unknown coder": (["done", "ben", "--coder", "em"], "Nobody called 'em' codes in this project."),
    "nothing to undo for a coder": (["undo", "--coder", "me"], "There is nothing to undo for me."),
}


WRONG_USAGE = {"an unknown measure", "a filter that is none", "an unknown file ending"}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gets_a_sentence(study: Path, run: Run, mistake: str) -> None:
    args, sentence = MISTAKES[mistake]
    said = run(*args)
    assert said.code == (2 if mistake in WRONG_USAGE else 1)
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_wrong_usage_exits_with_two(run: Run) -> None:
    assert run("nonsense").code == 2
    assert run("code", "ben").code == 2


def test_outside_a_project_it_says_how_to_make_one(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("status")
    assert said.code == 1
    assert "qualcode init" in said.err


def test_one_bad_file_does_not_stop_the_others(study: Path, run: Run) -> None:
    (study / "transcripts/dora.txt").write_bytes(b"")
    (study / "transcripts/emil.txt").write_text("Emil walks.")
    said = run("import")
    assert said.code == 1
    assert "1 new, 3 unchanged" in said.out
    assert "Left out 1 files" in said.out
    assert "transcripts/dora.txt: The file is empty." in said.err


def test_a_file_of_codings_with_one_bad_row(study: Path, run: Run) -> None:
    Path("codings.csv").write_text(
        "document,quote,code,coder\nben,come and go,Volunteers,me\nben,stays,Volunteers,me\nanna,Anna,Moneys,me\n"
    )
    said = run("import", "codings.csv", "--done")
    assert said.code == 1
    assert "1 new, 0 there already, 2 rows left out; 1 documents marked done" in said.out
    assert "codings.csv, row 3:" in said.err
    assert "codings.csv, row 4:" in said.err


def test_a_dry_run_of_a_codebook_changes_nothing(study: Path, run: Run) -> None:
    Path("codebooks/codebook.yaml").write_text(CODEBOOK.replace("Money", "Funding"))
    said = run("import", "--dry-run")
    assert "Nothing was changed." in said.out
    assert "Money" in run("codebook", "show").out
    run("import")
    assert "Funding" in run("codebook", "show").out


def test_machine_and_human_say_the_same(study: Path, run: Run) -> None:
    run("code", "ben", "--quote", "come and go", "--code", "Volunteers", "--coder", "me")
    status = json.loads(run("status", "--json").out)
    assert [group["codings"] for group in status["groups"]] == [0, 1, 0]
    matrix = json.loads(run("matrix", "--measure", "codings", "--json").out)
    assert matrix["columns"] == ["anna", "ben", "cleo"]


def test_memos_marks_and_removal(study: Path, run: Run) -> None:
    run("quote", "ben", "--quote", "come and go", "--coder", "me", "--comment", "ask again")
    assert run("mark", "ben:1", "--released", "--coder", "you").out == "ben:1: summarised, released.\n"
    assert run("memo", "Look at this.", "--quotation", "ben:1", "--coder", "me").code == 0
    assert json.loads(run("memos", "--json").out)[0]["text"] == "Look at this."
    said = run("remove", "ben:1", "--coder", "you")
    assert "This is the work of me, not of you." in said.err


def test_every_command_is_in_the_manual() -> None:
    manual = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    group = get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        names = [f"{name} {each}" for each in command.commands] if hasattr(command, "commands") else [name]
        for each in names:
            assert f"`qualcode {each}" in manual, f"docs/commands.md does not tell of qualcode {each}"
        assert command.help, name


def test_help_does_not_load_the_heavy_libraries() -> None:
    script = (
        "import sys; sys.argv = ['qualcode', '--help']\n"
        "from qualcode.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'matplotlib', 'sqlalchemy', 'numpy', 'openpyxl', 'alembic'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_output_writes_over_what_is_the_projects_own(study: Path, run: Run) -> None:
    before = (study / "transcripts/ben.txt").read_bytes()
    for args in (
        ["codebook", "write", "transcripts/ben.txt"],
        ["codings", "--out", "transcripts/ben.csv"],
        ["history", "--out", "qualcode.yaml"],
        ["matrix", "--out", "transcripts/ben.md"],
    ):
        assert run(*args).code == 1, args
    assert (study / "transcripts/ben.txt").read_bytes() == before
    assert not (study / "transcripts/ben.csv").exists()
    assert run("status").code == 0


def test_another_file_with_the_same_name_is_no_correction(study: Path, run: Run) -> None:
    (study / "transcripts/second").mkdir()
    (study / "transcripts/second/ben.txt").write_text("Another Ben altogether.")
    said = run("import", "transcripts/second")
    assert said.code == 1
    assert "The id 'ben' is taken by transcripts/ben.txt; this is another file." in said.err
    (study / "transcripts/ben.txt").rename(study / "transcripts/second/ben.txt")
    assert run("import").code == 0


def test_a_level_tells_what_it_does_not_show(study: Path, run: Run) -> None:
    run("code", "ben", "--quote", "Ben says", "--code", "Help", "--coder", "me")
    assert "1 coding on a code above that level not shown" in " ".join(run("matrix", "--level", "2").out.split())
    assert "not shown" not in run("matrix", "--level", "1").out


def test_a_coding_is_taken_away_by_label_and_code(study: Path, run: Run) -> None:
    run("code", "anna", "--quote", "She gives a 7.", "--code", "Fit", "--value", "7", "--coder", "me")
    assert "has no coding 'Money' by me" in run("uncode", "anna:1", "--code", "Money", "--coder", "me").err
    assert run("uncode", "anna:1", "--code", "Fit", "--coder", "me").code == 0
    assert json.loads(run("codings", "--json").out) == []


def test_a_new_coder_is_announced_where_coders_are_listed(study: Path, run: Run) -> None:
    with (study / "qualcode.yaml").open("a") as file:
        file.write("coders: [{name: joan}]\n")
    said = run("code", "ben", "--quote", "Ben", "--code", "Money", "--coder", "jaon")
    assert said.code == 0
    assert "'jaon' is new here" in said.err
    assert "Did you mean joan?" in said.err
