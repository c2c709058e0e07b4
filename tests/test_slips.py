"""Slips of the hand: a sheet that lost a column, a query without quotation marks, a case there is none of. Each is told
with what would be allowed, and nothing is lost by it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from conftest import MakeProject, Run
from openpyxl import load_workbook

from qualcode.errors import FileError
from qualcode.project import Project

SETTINGS = """
title: T
language: nl
case: {attribute: plaats, singular: plaats, plural: plaatsen}
cases: {AB: Aardenburg, ZB: Zoutelande}
coders: [{name: anna, role: first}]
"""
FACTORS = """# Factoren

## Wat helpt

- koffie (AB, ZB?) [a:1] <!-- AB: anna, 2022-05-12 -->
"""


@pytest.fixture
def one(project: MakeProject) -> Project:
    made = project(
        {"a": "---\nplaats: AB\n---\nEr is koffie.", "z": "---\nplaats: ZB\n---\nEr is thee."},
        "codes: [Helpt, Werkdruk]", SETTINGS,
    )  # fmt: skip
    made.code("a", quote="Er is koffie.", code="Helpt", coder="anna")
    (made.root / "analyses").mkdir(exist_ok=True)
    (made.root / "analyses" / "factors.md").write_text(FACTORS, encoding="utf-8")
    return made


@pytest.mark.parametrize("lost", ["bevestigd", "factor", "fragmenten", "kenmerk"])
def test_a_sheet_of_factors_without_one_of_its_columns_takes_nothing_away(
    one: Project, tmp_path: Path, lost: str
) -> None:
    one.write_factors(tmp_path / "f.csv")
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [name for name in rows[0] if name != lost]
    with (tmp_path / "f.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(FileError, match=f"no column '{lost}', so nothing was read"):
        one.read_factors(tmp_path / "f.csv", coder="anna")
    assert (one.root / "analyses" / "factors.md").read_text(encoding="utf-8") == FACTORS


def test_a_word_for_set_aside_that_says_neither_is_told(one: Project, tmp_path: Path) -> None:
    one.write_factors(tmp_path / "f.xlsx")
    book = load_workbook(tmp_path / "f.xlsx")
    page = book.worksheets[0]
    column = next(cell.column for cell in page[1] if cell.value == "terzijde")
    page.cell(2, column).value = "misschien"
    book.save(tmp_path / "f.xlsx")
    back = one.read_factors(tmp_path / "f.xlsx", coder="anna")
    assert "row 2: Set aside is 'misschien'; allowed are x, or nothing." in str(back.errors[0])


@pytest.mark.parametrize("what", ["row", "column"])
def test_a_framework_that_lost_its_keys_says_which_cells_it_did_not_read(
    one: Project, run: Run, tmp_path: Path, what: str
) -> None:
    one.write_framework(tmp_path / "f.xlsx")
    book = load_workbook(tmp_path / "f.xlsx")
    page = book.worksheets[0]
    if what == "row":
        page.delete_rows(1)
    else:
        page.delete_cols(1)
    book.save(tmp_path / "f.xlsx")
    said = run("-C", one.root, "framework", "read", tmp_path / "f.xlsx", "--dry-run")
    assert said.err.startswith("Not found in the workbook, and so not read: ")
    assert "AB / " in said.err
    assert "The project's texts stay" in said.err


def test_a_query_without_its_quotation_marks(one: Project, run: Run) -> None:
    said = run("-C", one.root, "query", "Helpt", "AND", "Werkdruk")
    assert (said.code, said.out) == (2, "")
    assert "qualcode query 'Helpt AND Werkdruk'" in said.err
    said = run("-C", one.root, "query", "TEXT koffie")
    assert 'quotation marks: TEXT "koffie".' in said.err


def test_a_query_that_is_saved_says_so(one: Project, run: Run) -> None:
    said = run("-C", one.root, "query", "Helpt", "--save", "Wat helpt", "--who", "anna")
    assert said.err.endswith('Saved as a smart code; a row of a matrix with: qualcode matrix --query "Wat helpt"\n')


@pytest.mark.parametrize("kind", ["heat", "grades", "portrait", "keyness"])
def test_a_figure_of_a_case_there_is_none_of(one: Project, run: Run, tmp_path: Path, kind: str) -> None:
    said = run("-C", one.root, "plot", kind, "--case", "XX", "--out", tmp_path / "f.svg")
    assert said.code == 1
    assert said.err == "The case cannot be 'XX'. Allowed: Aardenburg, Zoutelande, AB, ZB.\n"


def test_a_case_is_named_as_it_is_written(one: Project, run: Run) -> None:
    said = run("-C", one.root, "matrix", "--where", "case=Aardenborg")
    assert "Did you mean Aardenburg? Allowed: Aardenburg, AB, Zoutelande, ZB." in said.err


def test_a_theme_there_is_none_of_does_not_list_all_codes(one: Project, run: Run) -> None:
    said = run("-C", one.root, "framework", "show", "--theme", "Werkdrk")
    assert said.err.startswith("The theme cannot be 'Werkdrk'. Did you mean Werkdruk?")
    assert said.err.endswith("a code.\n")


def test_an_option_is_named_as_it_was_given(one: Project, run: Run) -> None:
    assert "--key 'case' is no filter" in run("-C", one.root, "words", "key", "--key", "case").err
    assert "Say which word to look for" in run("-C", one.root, "words", "context", "").err


def test_a_matrix_of_a_value_that_nothing_has_says_so(one: Project, run: Run) -> None:
    said = run("-C", one.root, "matrix", "--where", "plaats=99")
    assert said.code == 0
    assert said.err == "Geen document heeft 99 als plaats. Er zijn: Aardenburg, Zoutelande.\n"
    assert run("-C", one.root, "matrix", "--where", "plaats=AB").err == ""


def test_a_text_without_the_headings_of_factors_is_none(one: Project) -> None:
    (one.root / "notes.md").write_text("# Notes\n\n- koffie (AB)\n", encoding="utf-8")
    with pytest.raises(FileError, match="no heading 'Wat helpt' or 'Wat belemmert' or 'What helps' or 'What hinders'"):
        one.read_factors(one.root / "notes.md", coder="anna")
