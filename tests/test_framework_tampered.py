"""A workbook of summaries in which somebody changed keys, in the page and in the hidden sheet: nothing goes to a place
that nobody looks at, and nothing that was written is lost without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from qualcode.errors import FileError
from qualcode.project import Project
from qualcode.reports.framing.workbook import KEYS, MARKS

TEXTS = {f"k{n}": f"---\nround: {n}\ncase: Ede\n---\nDe coach belt." for n in (1, 2)}
CASE, _THEME, ROUND, _ROW = KEYS


@pytest.fixture
def one(project: Any) -> Project:
    made: Project = project(TEXTS, "codes: [A, B]")
    made.write_summary("Zo was het.", "Ede", "A", 1, who="anna")
    return made


def tampered(project: Project, key: str, new: str) -> Path:
    """A workbook in which a text was written in the first row by round, and its case or round changed to another,
    in the sheet and in the marks alike."""
    path = project.root / "tampered.xlsx"
    project.write_framework(path, by_round=True)
    book = load_workbook(path)
    page = book.worksheets[0]
    keys = next(row for row in page.iter_rows() if any(cell.value == ROUND for cell in row))
    column = {cell.value: cell.column for cell in keys if cell.value}
    row = next(at for at in range(keys[0].row + 1, page.max_row + 1) if page.cell(at, column[ROUND]).value)
    old = (page.cell(row, column[CASE]).value, page.cell(row, column[ROUND]).value)
    page.cell(row, column[key]).value = new
    page.cell(row, max(column.values()) if len(column) == len(KEYS) else column["b"]).value = "Nieuw"
    for marks in book[MARKS].iter_rows(min_row=2):
        if (marks[0].value, marks[2].value) == old:
            marks[0 if key == CASE else 2].value = new
    book.save(path)
    return path


@pytest.mark.parametrize("new", ["99", "../../x", "7.5", "1\n2"])
def test_a_round_that_is_not_there_is_told(one: Project, new: str) -> None:
    before = {path: path.read_bytes() for path in (one.root / "analyses").rglob("*.md")}
    reading = one.read_framework(tampered(one, ROUND, new), who="anna")
    assert [problem.partition(": ")[2] for problem in reading.problems if "no summary of round" in problem] == [
        f"There is no summary of round {new!r} in this project; it was not read."
    ]
    assert (reading.taken, reading.complete) == ((), False)
    assert {path: path.read_bytes() for path in (one.root / "analyses").rglob("*.md")} == before


def test_a_case_that_is_not_there_is_told(one: Project) -> None:
    reading = one.read_framework(tampered(one, CASE, "Elders"), who="anna")
    assert any("no case 'Elders'" in problem for problem in reading.problems)
    assert reading.taken == ()


def test_marks_that_are_no_marks_are_refused(one: Project) -> None:
    path = tampered(one, ROUND, "1")
    book = load_workbook(path)
    for row in book[MARKS].iter_rows(min_row=2):
        row[6].value = "[1, 2]"
    book.save(path)
    with pytest.raises(FileError, match="hidden sheet 'qualcode' was changed"):
        one.read_framework(path)
