"""Slips of the hand: a sheet that lost a column, a query without quotation marks, a case there is none of. Each is told
with what would be allowed, and nothing is lost by it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from conftest import MakeProject, Run
from openpyxl import load_workbook

from qualcode.analysis.factoring.back import Back
from qualcode.errors import FileError
from qualcode.project import Project

SETTINGS = """
title: T
language: nl
case: {attribute: plaats, singular: plaats, plural: plaatsen}
cases: {AB: Aardenburg, ZB: Zoutelande}
coders: [{name: anna, role: first}]
"""
PHASES = """
title: T
language: nl
round: {attribute: meting, singular: peiling, plural: peilingen}
"""
FACTORS = """# Factoren

## Wat helpt

- koffie (AB, ZB?) [a:1] <!-- AB: anna, 2022-05-12 -->
"""


def sheet_of(one: Project, folder: Path) -> list[dict[str, str]]:
    """The rows of the project's factors as a sheet has them."""
    one.write_factors(folder / "f.csv")
    with (folder / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_again(one: Project, folder: Path, rows: list[dict[str, str]]) -> Back:
    with (folder / "f.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return one.read_factors(folder / "f.csv", coder="anna")


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


def test_words_in_a_cell_that_is_not_for_writing_are_told(one: Project, run: Run, tmp_path: Path) -> None:
    one.write_framework(tmp_path / "f.xlsx")
    book = load_workbook(tmp_path / "f.xlsx")
    page = book.worksheets[0]
    page["F3"], page["F4"], page["E6"] = "Koffie helpt.", "en dit ook", "en hier"
    book.save(tmp_path / "f.xlsx")
    said = run("-C", one.root, "framework", "read", tmp_path / "f.xlsx", "--dry-run")
    assert said.out.startswith("Would take in 1 cell;")
    grey = "this cell, under a summary, is not for writing; what was typed in it was not read."
    assert said.err.count(grey) == 2
    assert f"{page.title}!F4: {grey}" in said.err
    assert f"{page.title}!E6: {grey}" in said.err


def test_a_workbook_as_it_was_written_has_nothing_that_was_not_read(one: Project, run: Run, tmp_path: Path) -> None:
    one.write_framework(tmp_path / "f.xlsx")
    load_workbook(tmp_path / "f.xlsx").save(tmp_path / "f.xlsx")
    assert run("-C", one.root, "framework", "read", tmp_path / "f.xlsx").err == ""


@pytest.mark.parametrize("word", ["plaats", "plaatsen", "case", "Plaats"])
def test_a_filter_takes_the_projects_word_for_a_case(one: Project, run: Run, word: str) -> None:
    said = run("-C", one.root, "matrix", "--where", f"{word}=AB", "--columns", "case", "--json")
    assert said.err == ""
    assert json.loads(said.out)["columns"] == ["Aardenburg"]
    assert [
        row["document"] for row in json.loads(run("-C", one.root, "codings", "--where", f"{word}=AB", "--json").out)
    ]
    assert run("-C", one.root, "query", "Helpt", "--where", f"{word}=ZB").out.startswith("0 ")


def test_a_filter_takes_the_projects_word_for_rounds(project: MakeProject, run: Run) -> None:
    two = project({"a": "---\nmeting: 1\n---\nKoffie.", "z": "---\nmeting: 2\n---\nThee."}, settings=PHASES)
    for word in ("meting", "peiling", "ronde", "round"):
        said = run("-C", two.root, "matrix", "--where", f"{word}=2", "--columns", "round", "--json")
        assert json.loads(said.out)["columns"] == ["2"], word
    assert "The attribute to filter on cannot be 'fase'" in run("-C", two.root, "matrix", "--where", "fase=2").err


def test_groups_of_words_say_that_they_are_rounds(project: MakeProject, run: Run) -> None:
    two = project(
        {"a": "---\nround: 1\n---\nKoffie koffie.", "z": "---\nround: 2\n---\nThee."}, settings="title: T\nlanguage: nl"
    )
    assert run("-C", two.root, "words", "--by", "round").out.startswith("woord\taantal\tronde 1\tronde 2\n")
    assert list(two.words(by="round").to_frame().columns)[6:8] == ["1", "2"]


def test_the_rule_of_a_query_says_how_many_quotations_have_no_code(project: MakeProject) -> None:
    english = project({"a": "There is coffee.", "b": "There is tea."})
    english.code("a", quote="coffee", code="A", coder="anna")
    english.quote("b", quote="tea", coder="anna")
    assert "found (distinct passages): 1 of 2 quotations (1 of those 2 without a code);" in english.query("A").rule


def test_a_row_of_factors_that_is_left_out_says_so(one: Project, tmp_path: Path) -> None:
    rows = sheet_of(one, tmp_path)
    wrong = [{**rows[0], "richting": "helptt"}]
    assert str(read_again(one, tmp_path, wrong).errors[0]).endswith("The row was left out.")


def test_a_factor_that_lost_its_mark_is_told_and_left_out(one: Project, tmp_path: Path) -> None:
    rows = sheet_of(one, tmp_path)
    back = read_again(one, tmp_path, [{**rows[0], "factor": rows[0]["factor"], "kenmerk": "", "bewoording": "thee"}])
    assert "row 2: The column 'kenmerk' is empty" in str(back.errors[0])
    assert str(back.errors[0]).endswith("The row was left out.")
    assert (back.changed, back.new, back.conflicts) == ((), (), ())
    assert (one.root / "analyses" / "factors.md").read_text(encoding="utf-8") == FACTORS


def test_a_matrix_of_a_level_the_tree_has_not_says_so(one: Project, run: Run) -> None:
    assert run("-C", one.root, "matrix", "--level", "1").err == ""
    said = run("-C", one.root, "matrix", "--level", "9")
    assert said.code == 0
    assert "9" in said.err


def test_a_matrix_is_written_as_json(one: Project, run: Run, tmp_path: Path) -> None:
    assert run("-C", one.root, "matrix", "--out", tmp_path / "m.json").code == 0
    assert (tmp_path / "m.json").read_text(encoding="utf-8") == run("-C", one.root, "matrix", "--json").out


def test_only_who_codes_is_told_how_to_make_a_new_code(one: Project, run: Run) -> None:
    new = "A new one: qualcode codebook create"
    assert new in run("-C", one.root, "code", "a", "--code", "Hlpt", "--quote", "Er is koffie.", "--coder", "anna").err
    for asked in (
        ["matrix", "--where", "code=Hlpt"],
        ["cooccurrence", "--code", "Hlpt"],
        ["words", "--inside", "Hlpt"],
    ):
        said = run("-C", one.root, *asked)
        assert "Hlpt" in said.err
        assert new not in said.err
