"""Every command that writes a result writes it in all five formats, each with its rule but for CSV, which is bare."""

from __future__ import annotations

import csv
import html
import io
import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qualcode.i18n import language
from qualcode.project import Project
from qualcode.reports.results import FORMATS, cell_text

COMMANDS = {
    "query": ["Vrijwilligers AND NOT Gewenst", "--where", "case=KA"],
    "factors": [],
    "framework": ["show", "--case", "KA"],
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


def test_what_is_missing_is_an_empty_cell_and_dutch_has_a_comma() -> None:
    import pandas as pd

    assert [cell_text(each) for each in (None, pd.NA, pd.NaT, float("nan"))] == [""] * 4
    assert [cell_text(each) for each in ("nan", 0, False, 0.125)] == ["nan", "0", "False", "0.125"]
    assert cell_text(0.125, language("nl")) == "0,125"
    assert cell_text(0.125, language("en")) == "0.125"
