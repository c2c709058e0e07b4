"""What the manual prints below a command is what the command prints on the sample project.

A block of output begins with its command: `$ qualcode …`. In it `…` stands for whatever was left out; space and line
ends say nothing, and after the last line more may follow. A block of a command alone may have its output as a table
below it.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from conftest import Run

from qualcode.project import Project

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ["queries.md", "cooccurrence.md", "exploring.md", "words.md", "framework.md", "tables.md", "factors.md"]
LEFT_OUT = "…"
#: Their numbers are those with sentence vectors, which are not always there and take a minute to make.
NEEDS_VECTORS = "similar "
_BLOCK = re.compile(
    r"^```\n(?P<block>\$ qualcode .*?)^```\n(?:\n(?P<table>(?:\|[^\n]*\n)+))?", re.DOTALL | re.MULTILINE
)


def outputs(text: str) -> list[tuple[str, str]]:
    """Commands of a page, and what stands below each."""
    found = []
    for block in _BLOCK.finditer(text):
        parts = re.split(r"^\$ qualcode ", block["block"], flags=re.MULTILINE)[1:]
        for part in parts:
            command, _, printed = part.partition("\n")
            found.append((command, printed if printed.strip() else cells(block["table"] or "")))
    return found


def cells(table: str) -> str:
    """A Markdown table as a command prints it; further columns may be left out."""
    rows = [row for row in table.splitlines() if not set(row) <= set("|-: ")]
    return "\n".join(f"{row.replace('|', ' ')} {LEFT_OUT}" for row in rows)


def prints(shown: str, printed: str) -> str:
    """The first words of `shown` that do not stand so in what is printed; empty where it all does."""
    words, at, free = printed.split(), 0, False
    runs = [run.split() for run in re.split(rf"(?<!\S){LEFT_OUT}(?!\S)", shown)]
    for run in runs:
        last = len(words) - len(run)
        places = range(at, last + 1) if free else range(at, min(at, last) + 1)
        found = next((place for place in places if run == words[place : place + len(run)]), None)
        if found is None:
            return " ".join(run)
        at, free = found + len(run), True
    return ""


DONE = [
    pytest.param(command, shown, id=f"{page}: {command}")
    for page in PAGES
    for command, shown in outputs((DOCS / page).read_text(encoding="utf-8"))
    if not command.startswith(NEEDS_VECTORS)
]


@pytest.mark.parametrize(("command", "shown"), DONE)
def test_the_manual_shows_what_is_printed(
    sample: Project, run: Run, command: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    said = run("-C", sample.root, *shlex.split(command))
    assert shown.strip()
    assert prints(shown, said.out or said.err) == ""


def test_every_page_has_blocks_and_a_block_that_is_not_so_is_found() -> None:
    for page in PAGES:
        assert outputs((DOCS / page).read_text(encoding="utf-8")), page
    printed = "a\tb\n1\t2\n3\t4\n\nthe rule"
    assert prints("a  b\n1  2\n…", printed) == prints("…\n3  4", printed) == prints("a …\n3 …", printed) == ""
    assert prints("a  b\n3  4", printed) == "a b 3 4"
    assert prints("… 5", printed) == "5"
    assert cells("| a |\n|---|\n| 1 |\n").split() == ["a", "…", "1", "…"]
