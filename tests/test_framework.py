"""Summaries per case and theme: what they rest on, when they are stale, and out to a workbook and back."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import MakeProject, Run
from openpyxl import load_workbook
from scipy import sparse

from qualcode.analysis.chapters import chapter, plans, questions_under
from qualcode.analysis.framing.central import nearness
from qualcode.analysis.framing.standing import Checked, State, mark
from qualcode.analysis.framing.themes import code_stem
from qualcode.analysis.quotes import quotes
from qualcode.analysis.sources import rounds, sources
from qualcode.errors import FileError, NotPossible, UnknownChoice, WrongUsage
from qualcode.framing.charts import Charts
from qualcode.project import Project
from qualcode.query.selection import select

SETTINGS = """
title: T
coders: [{name: ann}]
guide:
  - {id: geld, headings: [Geld], rounds: [1, 2], roles: [baas]}
report:
  sections:
    - {title: Hulp en steun, codes: [Hulp]}
    - {title: Geld, questions: [geld]}
"""
BOOK = "codes:\n  - {name: Hulp, codes: [Buren, Familie]}\n  - Tijd\n"
TEXT = """---
case: {case}
round: {round}
role: {role}
---
# Verloop

De buren helpen met de tuin. De familie helpt met de was. Zij hebben nog tijd over.

# Geld

Er is geen geld voor een tuinman.
"""


def text(case: str = "Zwolle", round_: int = 1, role: str = "baas") -> str:
    return TEXT.replace("{case}", case).replace("{round}", str(round_)).replace("{role}", role)


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Zwolle with two quotations of help (a1:1, a1:2) and one on money, Almelo with nothing coded yet."""
    one = project({"a1": text(), "a2": text(round_=2), "b1": text("Almelo", role="buur")}, BOOK, SETTINGS)
    one.code("a1", code="Buren", coder="ann", quote="De buren helpen met de tuin.")
    one.code("a1", code="Familie", coder="ann", quote="De familie helpt met de was.")
    one.code("a1", code="Tijd", coder="ann", quote="Er is geen geld voor een tuinman.")
    one.done(["a1", "b1"], coder="ann")
    return one


def stand(project: Project, case: str, theme: str, round_: str = "") -> tuple[State, str]:
    cell = project.framework(by_round=bool(round_)).cell(case, theme, round_)
    return cell.state, cell.why


def put(project: Project, name: str, words: str) -> Path:
    """Write a file as somebody does outside qualcode."""
    path = project.root / "analyses" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path


HELP = "summaries/Zwolle/hulp-en-steun.md"


# --- cells ---------------------------------------------------------------------------------------------------------


def test_every_cell_has_a_state_and_a_reason(study: Project) -> None:
    assert stand(study, "Zwolle", "Hulp en steun") == (State.OPEN, "2 quotations")
    assert stand(study, "Zwolle", "Geld") == (State.OPEN, "1 quotation")
    assert stand(study, "Almelo", "Hulp en steun") == (State.EMPTY, "not in the summary")
    assert stand(study, "Almelo", "Geld") == (State.EMPTY, "not asked")
    assert stand(study, "Zwolle", "Geld", "2") == (State.EMPTY, "not coded yet")
    assert stand(study, "Almelo", "Geld", "2") == (State.EMPTY, "no interview")
    put(study, HELP, "De buren helpen. [a1:1]\n")
    assert stand(study, "Zwolle", "Hulp en steun")[0] is State.UNCHECKED
    cell = study.framework().cell("Zwolle", "Hulp en steun")
    assert (cell.quotations, cell.cited, cell.note.path) == (("a1:1", "a1:2"), ("a1:1",), f"analyses/{HELP}")


def test_the_quotations_of_a_cell_are_those_of_the_chapter(sample: Project) -> None:
    """In the chapters' order, too; but for what is nothing but a grade, which has one place in a chapter."""
    corpus = sample.corpus()
    chosen, every = select(corpus, sample.marks()), sources(corpus)
    quoted = quotes(corpus, sample.codings, chosen.counted)
    under = questions_under(quoted, every, sample.texts(), corpus.settings.guide)
    chart, plan = sample.framework(), plans(corpus.settings, corpus.codebook)
    graded = {each.grade for each in plan}
    bare = {each.label for each in quoted.items if {given.code for given in each.codings} <= graded}
    assert bare
    for case in chart.cases:
        told = chapter(case, plan, quoted, under, every, rounds(corpus, every))
        for section in told.sections:
            labels = [quoted[place].label for each in section.rounds for place in each.quotes]
            there = chart.cell(case, section.plan.slug).quotations
            assert [each for each in there if each not in bare] == [each for each in labels if each not in bare]


def test_a_summary_is_stale_when_its_quotations_change(study: Project) -> None:
    put(study, HELP, "De buren helpen. [a1:1]")
    cell = study.confirm_summary("Zwolle", "Hulp en steun", who="ann")
    assert cell.state is State.WRITTEN
    assert "checked on" in cell.why
    study.code("a1", code="Familie", coder="ann", quote="Zij hebben nog tijd over.")
    assert stand(study, "Zwolle", "Hulp en steun") == (State.STALE, "1 quotation new: a1:4")
    assert study.confirm_summary("Zwolle", "Hulp en steun").state is State.WRITTEN
    study.undo(coder="ann")
    assert stand(study, "Zwolle", "Hulp en steun") == (State.STALE, "1 quotation not there any more: a1:4")
    assert "to be looked at again" in study.framework().warnings[0]


def test_a_coding_elsewhere_leaves_it_alone(study: Project) -> None:
    put(study, HELP, "De buren helpen.")
    study.confirm_summary("Zwolle", "Hulp en steun")
    study.code("a1", code="Tijd", coder="ann", quote="Zij hebben nog tijd over.")
    study.code("b1", code="Buren", coder="ann", quote="De buren helpen met de tuin.")
    assert stand(study, "Zwolle", "Hulp en steun")[0] is State.WRITTEN


def test_changed_words_and_orphans(study: Project, revise: Callable[..., Any]) -> None:
    """A corrected text: one quotation has other words, a cited one is orphaned."""
    put(study, HELP, "Tijd is er. [a1:2]")
    study.confirm_summary("Zwolle", "Hulp en steun")
    new = text().replace("met de tuin", "met de tuinen").replace("De familie helpt met de was. ", "")
    assert revise(study, {"a1": new}) == {"a1": ["a1:1 changed", "a1:2 orphaned", "a1:3 moved"]}
    state, why = stand(study, "Zwolle", "Hulp en steun")
    assert state is State.STALE
    assert why == "1 quotation with other words: a1:1; cited and not there, or orphaned: a1:2"
    with pytest.raises(NotPossible, match="a1:2"):
        study.confirm_summary("Zwolle", "Hulp en steun")


def test_a_text_edited_outside_stays_fresh_while_its_quotations_do(study: Project) -> None:
    put(study, HELP, "De buren helpen.")
    study.confirm_summary("Zwolle", "Hulp en steun")
    put(study, HELP, "De buren helpen met de tuin. [a1:3]\n")
    state, why = stand(study, "Zwolle", "Hulp en steun")
    assert state is State.WRITTEN
    assert "the text was edited since" in why
    study.code("a1", code="Buren", coder="ann", quote="Zij hebben nog tijd over.")
    assert stand(study, "Zwolle", "Hulp en steun")[1] == "1 quotation new: a1:4; the text was edited since"
    put(study, HELP, "Ook hebben zij tijd. [a1:4]")
    assert stand(study, "Zwolle", "Hulp en steun")[0] is State.WRITTEN, "the new quotation is cited: it was seen"


def test_what_somebody_else_noted_meanwhile_stays(study: Project) -> None:
    here, there = Charts(study), Charts(study)
    assert here.checked == there.checked == {}, "both have read the record"
    here.note({("Zwolle", "hulp-en-steun", ""): Checked("a", by="ann")})
    there.note({("Heino", "hulp-en-steun", ""): Checked("b", by="ben")})
    assert sorted(each.by for each in Charts(study).checked.values()) == ["ann", "ben"]
    assert there.checked == Charts(study).checked


def test_the_record_holds_no_words_and_travels(study: Project, tmp_path: Path) -> None:
    put(study, HELP, "De buren helpen. [a1:1]")
    study.confirm_summary("Zwolle", "Hulp en steun", who="ann")
    path = study.root / "analyses" / "framework" / "checked.json"
    said = path.read_text(encoding="utf-8")
    assert "tuin" not in said
    assert "helpen" not in said
    [row] = json.loads(said)["summaries"]
    assert row["quotations"] == {
        "a1:1": mark("De buren helpen met de tuin."),
        "a1:2": mark("De familie helpt met de was."),
    }
    assert (row["case"], row["theme"], row["by"]) == ("Zwolle", "hulp-en-steun", "ann")
    path.write_text(said.replace('"summaries"', '<<<<<<< HEAD\n"summaries"'), encoding="utf-8")
    with pytest.raises(FileError, match=r"checked\.json"):
        study.framework()


def test_nothing_to_confirm_and_nobody_there(study: Project) -> None:
    with pytest.raises(NotPossible, match="nothing to confirm"):
        study.confirm_summary("Zwolle", "Geld")
    with pytest.raises(UnknownChoice, match="Zwolle"):
        study.confirm_summary("Zwole", "Geld")
    with pytest.raises(UnknownChoice, match="Hulp en steun"):
        study.confirm_summary("Zwolle", "Hulpje")
    with pytest.raises(NotPossible, match="which case"):
        study.confirm_summary()


# --- files ---------------------------------------------------------------------------------------------------------


def test_rounds_and_codes_have_files_of_their_own(study: Project) -> None:
    """Beside the sections, which the report and the chapters read as before."""
    study.write_summary("In ronde 1.", "Zwolle", "Hulp en steun", 1)
    study.write_summary("De buren.", "Zwolle", "code:Buren")
    study.write_summary("Alles.", "Zwolle", "Hulp en steun")
    own = study.root / "analyses" / "summaries" / "Zwolle"
    assert {path.name for path in own.iterdir()} == {
        "hulp-en-steun.md", "hulp-en-steun.round-1.md", "hulp-buren.code.md",
    }  # fmt: skip
    assert study.framework(by_round=True).cell("Zwolle", "Hulp en steun", "1").text == "In ronde 1."
    assert study.framework(codes="Buren").cell("Zwolle", "Buren").text == "De buren."
    assert study.framework(level=2).cell("Zwolle", "Hulp/Buren").text == "De buren."


def test_a_summary_follows_a_code_that_is_renamed(study: Project) -> None:
    study.write_summary("De buren.", "Zwolle", "code:Buren")
    study.tree.rename("Buren", "Naasten")
    assert study.framework(codes="Naasten").cell("Zwolle", "Naasten").text == "De buren."
    study.write_summary("De naasten.", "Zwolle", "code:Naasten")
    own = study.root / "analyses" / "summaries" / "Zwolle"
    assert [path.name for path in own.iterdir()] == ["hulp-buren.code.md"]


def test_two_codes_with_one_slug_have_two_files() -> None:
    assert code_stem("A/B", "x") == "a-b.code"
    assert code_stem("A-B", "y", alone=False).startswith("a-b-")
    assert len(code_stem("x" * 300, "z")) < 130
    assert code_stem("???", "q").endswith(".code")


def test_the_second_level_is_stale_when_a_summary_below_changes(study: Project) -> None:
    study.write_summary("De buren helpen.", "Zwolle", "Hulp en steun")
    over = study.write_summary("In Zwolle helpen buren.", theme="Hulp en steun", who="ann")
    assert (over.state, over.note.path) == (State.WRITTEN, "analyses/framework/themes/hulp-en-steun.md")
    assert study.write_summary("Zwolle redt zich.", case="Zwolle").note.path == "analyses/framework/cases/Zwolle.md"
    put(study, HELP, "De buren helpen niet meer.")
    put(study, "summaries/Almelo/hulp-en-steun.md", "Hier niet.")
    chart = study.framework()
    assert chart.cell("", "Hulp en steun").why == (
        "summary new: Almelo · Hulp en steun; summary changed: Zwolle · Hulp en steun"
    )
    assert chart.cell("Zwolle", "").why == "summary changed: Zwolle · Hulp en steun"
    assert study.confirm_summary(theme="Hulp en steun").state is State.WRITTEN
    assert study.confirm_unchecked() == 1, "Almelo was never checked"
    assert study.framework().cell("Almelo", "Hulp en steun").state is State.WRITTEN


def test_an_unreadable_file_is_said(study: Project) -> None:
    path = put(study, HELP, "")
    path.write_bytes(b"\x00\x01\x02\x03 \xff\xfe nothing")
    assert any("hulp-en-steun.md" in each for each in study.framework().warnings)


# --- proposals -----------------------------------------------------------------------------------------------------


def test_nearness_is_the_cosine_with_the_others_together() -> None:
    """Against plain loops, on random rows."""
    generator = np.random.default_rng(5)
    rows = generator.random((7, 5)) * (generator.random((7, 5)) > 0.4)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    expected = []
    for place, row in enumerate(rows):
        others = sum(rows[other] for other in range(7) if other != place)
        expected.append(row @ others / np.linalg.norm(others))
    assert nearness(sparse.csr_matrix(rows)) == pytest.approx(expected)


def test_typical_shares_its_words_and_different_does_not(project: MakeProject) -> None:
    said = [
        "De vrijwilligers begeleiden wandelgroepen rond het buurthuis.",
        "Vrijwilligers van het buurthuis begeleiden de wandelgroep.",
        "Het buurthuis zoekt vrijwilligers voor een wandelgroep, zij begeleiden graag.",
        "De belasting verhoogde gisteren onverwacht alle parkeertarieven.",
        "Kort.",
    ]
    one = project({"a1": " ".join(said)}, "codes: [Hulp]", "title: T\nlanguage: nl")
    for each in said:
        one.code("a1", code="Hulp", coder="ann", quote=each)
    chart = one.framework()
    proposed = chart.proposed(chart.cells[0])
    assert proposed.different[0][0] == "a1:4"
    assert proposed.typical[0][0] in {"a1:1", "a1:2", "a1:3"}
    assert "a1:5" not in {label for label, _ in (*proposed.typical, *proposed.different)}, "too short to compare"


# --- a workbook out and back ---------------------------------------------------------------------------------------


class Book:
    """A workbook as somebody writes in it."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, load_workbook(path)

    def find(self, case: str, theme: str, page: str = "Framework", round_: str = "") -> Any:
        """The cell of a text by its keys, wherever it stands."""
        sheet = self.book[page]
        header = next(row for row in sheet.iter_rows(max_row=9) if row[0].value == "qualcode:case")
        column = next(each.column for each in header if each.value == (theme if page == "Framework" else "*"))
        own = theme if page != "Framework" else None
        for row in sheet.iter_rows():
            keys = [each.value for each in row[:4]]
            if keys == [case or None, own, round_ or None, "text"]:
                return row[column - 1]
        raise AssertionError(f"no cell {case} {theme}")

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture
def sheet(study: Project, tmp_path: Path) -> Path:
    put(study, HELP, "De buren helpen.\n\nEn de familie. [a1:1]\n")
    study.write_framework(tmp_path / "f.xlsx")
    return tmp_path / "f.xlsx"


def test_a_text_that_cites_no_quotation_goes_in_with_a_word(study: Project, sheet: Path, run) -> None:
    book = Book(sheet)
    book.find("Zwolle", "geld").value = "Geen geld. [a1:3] [a1:99]"
    saved = book.save()
    said = run("-C", study.root, "framework", "read", str(saved))
    assert (said.code, said.err) == (
        0,
        "Zwolle · Geld: the text cites a1:99, and there is no such quotation: mend the label.\n",
    )
    assert "[a1:99]" in (study.root / "analyses/summaries/Zwolle/geld.md").read_text()


def test_only_changed_cells_go_in(study: Project, sheet: Path) -> None:
    assert study.read_framework(sheet).taken == ()
    book = Book(sheet)
    book.find("Zwolle", "geld").value = "Geen geld.\nVoor niemand."
    book.find("", "geld", "Per theme").value = "Nergens geld."
    dry = study.read_framework(book.save(), dry_run=True)
    assert [each.name for each in dry.taken] == ["Zwolle · Geld", "Geld"]
    assert not (study.root / "analyses/summaries/Zwolle/geld.md").exists()
    found = study.read_framework(sheet, who="ann")
    assert (len(found.taken), found.unchanged, found.complete) == (2, 6, True)
    assert (study.root / "analyses/summaries/Zwolle/geld.md").read_text() == "Geen geld.\nVoor niemand.\n"
    assert stand(study, "Zwolle", "Geld")[0] is State.WRITTEN, "it was written beside its quotations"
    assert stand(study, "Zwolle", "Hulp en steun")[0] is State.UNCHECKED
    assert study.read_framework(sheet).already == 2


def test_what_was_changed_on_both_sides_is_shown_and_not_overwritten(study: Project, sheet: Path) -> None:
    book = Book(sheet)
    book.find("Zwolle", "hulp-en-steun").value = "Uit het werkblad."
    book.save()
    path = put(study, HELP, "Uit het project.")
    [conflict] = study.read_framework(sheet).conflicts
    assert (conflict.sheet, conflict.project, conflict.where) == (
        "Uit het werkblad.",
        "Uit het project.",
        "Framework!F3",
    )
    assert path.read_text() == "Uit het project."
    kept = study.read_framework(sheet, ours=True)
    assert (len(kept.kept), kept.complete, path.read_text()) == (1, True, "Uit het project.")
    assert len(study.read_framework(sheet, theirs=True).taken) == 1
    assert path.read_text() == "Uit het werkblad.\n"
    with pytest.raises(WrongUsage):
        study.read_framework(sheet, theirs=True, ours=True)


def test_what_was_coded_meanwhile_makes_it_stale_at_once(study: Project, sheet: Path) -> None:
    """Who wrote in the workbook did not see the new quotation."""
    book = Book(sheet)
    book.find("Zwolle", "hulp-en-steun").value = "Zij helpen."
    book.save()
    study.code("a1", code="Familie", coder="ann", quote="Zij hebben nog tijd over.")
    assert len(study.read_framework(sheet).taken) == 1
    assert stand(study, "Zwolle", "Hulp en steun") == (State.STALE, "1 quotation new: a1:4")


def test_rows_and_columns_may_move_and_be_added(study: Project, sheet: Path) -> None:
    """Known by their keys; what somebody added is said to belong nowhere."""
    book = Book(sheet)
    page = book.book["Framework"]
    page.insert_cols(6)
    page.insert_rows(3, 2)
    page["F6"] = "mijn eigen kolom"
    page["G3"] = "mijn eigen rij"
    cell = book.find("Zwolle", "geld")
    cell.value = "Verplaatst."
    page.move_range(f"A5:{cell.column_letter}6", rows=10)
    found = study.read_framework(book.save())
    assert [(each.name, each.after) for each in found.taken] == [("Zwolle · Geld", "Verplaatst.")]
    assert any("row was added" in each for each in found.problems)


def test_text_stays_text(study: Project, tmp_path: Path) -> None:
    """What looks like a formula, line ends, signs of Excel's own, emoji: out and back as they stand."""
    words = "=SOM(1;2)\n+ een _x0041_ en _x000D_ en 🙂‍↔️ é\tx & <b> ]]>"
    put(study, HELP, words)
    study.write_framework(tmp_path / "f.xlsx")
    assert study.read_framework(tmp_path / "f.xlsx").taken == ()
    book = Book(tmp_path / "f.xlsx")
    cell = book.find("Zwolle", "hulp-en-steun")
    assert (cell.data_type, cell.value.startswith("=SOM")) == ("s", True)
    book.find("Zwolle", "geld").value = "=1+1"
    book.find("Almelo", "geld").value = 7.5
    found = study.read_framework(book.save())
    assert [(each.name, each.after) for each in found.taken] == [("Almelo · Geld", "7.5")]
    [problem] = found.problems
    assert "a formula (=1+1)" in problem


def test_a_text_longer_than_a_cell_is_left_to_its_file(study: Project, tmp_path: Path) -> None:
    path = put(study, HELP, "woord " * 7_000)
    study.write_framework(tmp_path / "f.xlsx")
    book = Book(tmp_path / "f.xlsx")
    cell = book.find("Zwolle", "hulp-en-steun")
    assert len(cell.value) <= 32_767
    assert study.read_framework(tmp_path / "f.xlsx").complete
    cell.value = "Korter."
    found = study.read_framework(book.save())
    assert "too long for a cell" in found.problems[0]
    assert len(path.read_text()) == 42_000


def test_emptying_a_cell_empties_the_text(study: Project, sheet: Path) -> None:
    book = Book(sheet)
    book.find("Zwolle", "hulp-en-steun").value = None
    [taken] = study.read_framework(book.save()).taken
    assert (taken.before, taken.after) == ("De buren helpen.\n\nEn de familie. [a1:1]", "")
    assert stand(study, "Zwolle", "Hulp en steun")[0] is State.OPEN


def test_a_copied_row_with_two_texts_is_not_read(study: Project, sheet: Path) -> None:
    book = Book(sheet)
    page = book.book["Framework"]
    for place, cell in enumerate(page[3], 1):
        page.cell(20, place).value = cell.value
    page["G3"], page["G20"] = "De ene.", "De andere."
    found = study.read_framework(book.save())
    assert found.taken == ()
    assert "two texts" in found.problems[0]


def test_a_third_copy_is_not_read_either(study: Project, sheet: Path) -> None:
    book = Book(sheet)
    page = book.book["Framework"]
    for row in (20, 21):
        for place, cell in enumerate(page[3], 1):
            page.cell(row, place).value = cell.value
    page["G3"], page["G20"], page["G21"] = "De ene.", "De andere.", "De derde."
    found = study.read_framework(book.save())
    assert found.taken == ()
    assert [each for each in found.problems if "G21" in each and "not read either" in each]


def test_other_files_are_refused(study: Project, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no zip")
    with pytest.raises(FileError, match="no Excel workbook"):
        study.read_framework(tmp_path / "x.xlsx")
    study.matrix().to_excel(tmp_path / "m.xlsx")
    with pytest.raises(FileError, match="was not written by"):
        study.read_framework(tmp_path / "m.xlsx")


def test_the_same_matrix_is_the_same_file(study: Project, tmp_path: Path) -> None:
    put(study, HELP, "De buren helpen.")
    for name in ("a", "b"):
        study.write_framework(tmp_path / f"{name}.xlsx", by_round=True)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_hidden_sheet_has_no_words(sheet: Path) -> None:
    page = load_workbook(io.BytesIO(sheet.read_bytes()))["qualcode"]
    said = " ".join(str(each) for row in page.iter_rows(values_only=True) for each in row)
    assert page.sheet_state == "hidden"
    assert "a1:1" in said
    assert "buren" not in said


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (soffice)")
def test_through_libreoffice_and_back(study: Project, tmp_path: Path) -> None:
    """Saved by another program, and written in before: nothing is lost, and nothing else is changed."""
    put(study, HELP, "=SOM(1;2) is geen formule.\n\nEen _x0041_ en 🙂 é. [a1:1]\n")
    study.write_framework(tmp_path / "f.xlsx", by_round=True)
    book = Book(tmp_path / "f.xlsx")
    book.find("Zwolle", "geld", round_="1").value = "Geen geld.\nVoor niemand."
    book.save()
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    out = tmp_path / "out"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", out, tmp_path / "f.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    found = study.read_framework(out / "f.xlsx")
    assert [(each.name, each.after) for each in found.taken] == [
        ("Zwolle · Geld · round 1", "Geen geld.\nVoor niemand."),
    ]
    assert found.problems == ()
    assert found.unchanged == 15


# --- commands ------------------------------------------------------------------------------------------------------


def test_the_commands(study: Project, run: Run, tmp_path: Path) -> None:
    put(study, HELP, "De buren helpen. [a1:1]")
    here = ("-C", study.root, "framework")
    assert "not checked yet" in run(*here, "show").out
    shown = run(*here, "show", "--case", "Zwolle", "--theme", "Hulp en steun").out
    assert "cited" in shown
    assert "De familie helpt met de was." in shown
    rows = json.loads(run(*here, "show", "--json").out)["rows"]
    assert rows[0]["summary"] in ("De buren helpen. [a1:1]", "")
    assert run(*here, "confirm", "--case", "Zwolle", "--theme", "Hulp en steun").code == 0
    assert run(*here, "confirm").code == 2
    assert run(*here, "confirm", "--unchecked").out.startswith("0 summaries")
    for suffix in ("html", "md", "csv", "xlsx", "json"):
        assert run(*here, "show", "--by-round", "--out", tmp_path / f"f.{suffix}").code == 0
    assert 'href="#q-a1-1"' in (tmp_path / "f.html").read_text()
    assert "### Zwolle" in (tmp_path / "f.md").read_text()
    path = tmp_path / "w.xlsx"
    assert run(*here, "write", path).code == 0
    book = Book(path)
    book.find("Zwolle", "hulp-en-steun").value = "Uit het werkblad."
    book.save()
    put(study, HELP, "Uit het project.")
    said = run(*here, "read", path)
    assert said.code == 1
    assert "Uit het werkblad." in said.err
    assert "Uit het project." in said.err
    assert json.loads(run(*here, "read", path, "--json").out)["conflicts"][0]["cell"] == "Zwolle · Hulp en steun"
    assert run(*here, "read", path, "--theirs").code == 0


def test_the_sample_shows_every_state(sample: Project) -> None:
    """Its record fits its codings; one summary was checked before the last interview was coded."""
    chart = sample.framework()
    states = {(each.case, chart.title(each.theme)): each.state for each in chart.cells}
    assert states["Kampen", "Samenwerking"] is State.WRITTEN
    assert states["Winterswijk", "Samenwerking"] is State.STALE
    assert states["Winterswijk", "Randvoorwaarden"] is State.UNCHECKED
    assert states["Oost Gelre", "Samenwerking"] is State.OPEN
    assert states["Zwartewaterland", "Uitdagingen"] is State.EMPTY
    assert "WWF2.4.3:11" in chart.cell("WW", "Samenwerking").why
    assert chart.cell("", "Samenwerking").state is State.WRITTEN
    assert chart.cell("KA", "").state is State.WRITTEN
    cited = [label for each in chart.every for label in each.changes.gone]
    assert cited == []
