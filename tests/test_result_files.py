"""Every command that writes a result writes it in all five formats, each with its rule but for CSV, which is bare."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from openpyxl import load_workbook

from qualcode import cli
from qualcode.i18n import language
from qualcode.project import Project
from qualcode.reports.results import FORMATS, cell_text

COMMANDS = {
    "query": ["Vrijwilligers AND NOT Gewenst", "--where", "case=KA"],
    "factors": [],
    "framework show": ["--case", "KA"],
    "rounds": ["--case", "KA"],
    "cooccurrence": ["--where", "case=KA"],
    "coverage": ["--where", "case=KA"],
    "similarity": [],
    "saturation": ["--permutations", "10"],
    "words": ["--where", "case=KA"],
    "words key": ["case=Kampen"],
    "words context": ["huisarts", "--where", "case=KA"],
    "words pairs": ["--where", "case=KA"],
    "topics": ["--topics", "3", "--runs", "2", "--where", "case=KA"],
    "similar": ["--text", "de huisarts verwijst door", "--no-vectors", "--where", "case=KA"],
    "tables": [],
}
#: More that is written otherwise with these options, or in a way of its own.
MORE = {
    "matrix": ["--rows", "role", "--columns", "case", "--measure", "quotations"],
    "factors": ["--case", "KA"],
    "factors propose": ["--all"],
    "framework show": ["--case", "KA", "--theme", "Gewenst/Vrijwilligers"],
    "similarity": ["--tell", "KA,ZW"],
    "query": ["--saved"],
}
#: Those that write files of a kind of their own: codings and the audit trail, Markdown, pictures, folders.
OF_THEIR_OWN = {"autocode", "codings", "grades", "history", "methods", "plot", "report", "sample", "suggest"}


def _words(path: Path) -> str:
    """What a file says, its sheets one after the other."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return "\n".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value)
    return html.unescape(path.read_text(encoding="utf-8"))


@pytest.fixture
def kept_open(sample: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The sample, opened once for all commands."""
    monkeypatch.setattr("qualcode.project.open_project", lambda *_given: nullcontext(sample))
    return sample


@pytest.mark.parametrize("command", COMMANDS)
def test_a_result_is_written_with_its_rule(kept_open: Project, run, tmp_path: Path, command: str) -> None:
    sample = kept_open
    given = COMMANDS[command] or (sorted(sample.tables)[:1] if command == "tables" else [])
    words = {}
    for suffix in FORMATS:
        out = tmp_path / f"result{suffix}"
        said = run("-C", sample.root, *command.split(), *given, "--out", str(out))
        assert said.code == 0, said.err
        assert said.out.splitlines()[0] == f"Wrote {out}."
        words[suffix] = _words(out)
    rule = json.loads(words[".json"])["rule"]
    assert rule
    assert len(list(csv.reader(io.StringIO(words[".csv"])))) > 1
    assert [suffix for suffix in FORMATS if rule not in words[suffix]] == [".csv"]
    printed = run("-C", sample.root, *command.split(), *given, "--json").out
    assert printed == (tmp_path / "result.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", MORE)
def test_json_is_the_same_printed_and_in_a_file(kept_open: Project, run, tmp_path: Path, command: str) -> None:
    asked = ["-C", kept_open.root, *command.split(), *MORE[command]]
    assert run(*asked, "--out", tmp_path / "it.json").code == 0
    printed = run(*asked, "--json").out
    assert printed == (tmp_path / "it.json").read_text(encoding="utf-8")
    assert {"rows", "rule"} <= set(json.loads(printed))


def test_every_command_that_writes_a_result_is_looked_at() -> None:
    for module in cli._COMMANDS:
        import_module(f"qualcode.cli.{module}")

    def both(command: Any, name: str) -> Iterator[str]:
        if {"--out", "--json"} <= {option for each in command.params for option in each.opts}:
            yield name
        for below, each in getattr(command, "commands", {}).items():
            yield from both(each, f"{name} {below}".strip())

    assert set(both(typer.main.get_command(cli.app), "")) == {*COMMANDS, *MORE, *OF_THEIR_OWN}


def test_what_is_missing_is_an_empty_cell_and_dutch_has_a_comma() -> None:
    import pandas as pd

    assert [cell_text(each) for each in (None, pd.NA, pd.NaT, float("nan"))] == [""] * 4
    assert [cell_text(each) for each in ("nan", 0, False, 0.125)] == ["nan", "0", "False", "0.125"]
    assert cell_text(0.125, language("nl")) == "0,125"
    assert cell_text(0.125, language("en")) == "0.125"
