"""A matrix shows itself: as a file, on a terminal, in a figure. What is read back is what was counted."""

from __future__ import annotations

import csv
import datetime as clock
import io
import json
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from rich.console import Console

from qualcode.counting import FEWEST, MEASURES
from qualcode.errors import NotPossible, UnknownChoice
from qualcode.matrices import SHARES, Matrix
from qualcode.model import GradeForm, read_grade
from qualcode.plots.heat import heat_map
from qualcode.plots.ramp import heat_colour
from qualcode.plots.theme import save
from qualcode.project import Project
from qualcode.reports.cells import Cells
from qualcode.reports.matrix import as_json, html_table, render
from qualcode.reports.terminal import matrix_table
from qualcode.reports.workbook import MatrixSheet, TableSheet, sheet_titles, workbook

SUFFIXES = (".csv", ".xlsx", ".html", ".md")
ENGLISH = "title: T\ncases: {A: Ash, B: Birch}\ndocuments: {id: '{case}{number}'}"

Shown = list[list[str]]


# --- reading back ------------------------------------------------------------------------------------------------


def read_csv(data: bytes) -> Shown:
    return list(csv.reader(io.StringIO(data.decode("utf-8"))))


class Tables(HTMLParser):
    """The rows of the table in a page, each cell as its text; full reasons from the titles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: Shown = []
        self.reasons: Shown = []
        self.tags: list[str] = []
        self._open: str = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
            self.reasons.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.reasons[-1].append("")
        if tag == "abbr":
            self.reasons[-1][-1] = dict(attrs)["title"] or ""
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag in ("td", "th", "abbr") else self._open

    def handle_data(self, data: str) -> None:
        if self._open in ("td", "th"):
            self.rows[-1][-1] += data.strip()


def read_markdown(data: bytes) -> tuple[Shown, str]:
    """The table without the line of dashes, and what stands below it."""
    table, below = data.decode("utf-8").split("\n\n", 1)
    rows = [[part.strip(" ") for part in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.split("\n")]
    return [rows[0], *rows[2:]], below


def first_sheet(data: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(data)).worksheets[0]


def written(sheet: Worksheet, first: int, matrix: Matrix) -> list[list[Any]]:
    """The cells of the body that stand for rows of the matrix."""
    lines = Cells(matrix).lines
    rows = sheet.iter_rows(min_row=first, max_row=first + len(lines) - 1, min_col=2, values_only=True)
    return [list(row) for row, line in zip(rows, lines, strict=True) if line.row is not None]


@pytest.fixture
def forest(project: Callable[..., Project]) -> Project:
    """Two cases: Ash with three interviews, Birch with two; five grades, one of them a range."""
    grade = "{name: Grade, grade: {min: 1, max: 10}}"
    one = project(
        dict.fromkeys(("A1", "A2", "A3", "B1", "B2"), "One two three. Four five six."),
        codebook=f"codes: [{{name: Top, codes: [Low, {grade}]}}, Other]",
        settings=ENGLISH,
    )
    for name in ("A1", "A2", "B1"):
        one.code(name, quote="One two three.", code="Low", coder="ann")
    for name, value in {"A1": 6, "A2": "6.5", "A3": "6 to 6.5", "B1": "7 to 8", "B2": 7.25}.items():
        one.code(name, quote="Four five six.", code="Grade", coder="ann", value=value)
    one.done(["A1", "A2", "A3", "B1", "B2"], coder="ann")
    return one


# --- CSV ---------------------------------------------------------------------------------------------------------


def test_csv_has_levels_then_columns_and_whole_numbers_without_a_point(forest: Project) -> None:
    assert render(forest.matrix(measure="codings", totals=True), Path("m.csv")) == (
        b"level_1,level_2,Ash,Birch,Total\nTop,,5,3,8\nTop,Low,2,1,3\nTop,Grade,3,2,5\nOther,,0,0,0\nTotal,,5,3,8\n"
    )


def test_csv_of_a_mean_leaves_out_what_is_not_shown(forest: Project) -> None:
    rows = read_csv(render(forest.matrix(measure="mean"), Path("m.csv")))
    assert rows[3] == ["Top", "Grade", "6.25", ""]
    assert rows[4] == ["Other", "", "", ""]


def test_csv_of_an_attribute_has_its_name_above_the_rows(forest: Project) -> None:
    assert read_csv(render(forest.matrix(rows="case", columns="document"), Path("m.csv")))[0][:2] == ["case", "A1"]


def test_csv_numbers_are_unrounded(sample: Project) -> None:
    matrix = sample.matrix(share="interviews", totals=True, columns=("case", "round"))
    rows = read_csv(render(matrix, Path("m.csv")))
    assert rows[0] == ["level_1", "level_2", "level_3", "level_4", *matrix.frame.columns]
    assert "Kampen · 4" in rows[0]
    assert [tuple(row[:4]) for row in rows[1:]] == list(matrix.frame.index)
    assert np.array_equal([[float(each) for each in row[4:]] for row in rows[1:]], matrix.frame.to_numpy())
    assert not any(each.endswith(".0") for row in rows for each in row)


# --- every request, every format ---------------------------------------------------------------------------------


def requests() -> list[dict[str, Any]]:
    every = product(MEASURES, (None, *SHARES), (False, True), (False, True))
    names = ("measure", "share", "normalise", "totals")
    return [dict(zip(names, values, strict=True)) for values in every]


def possible(sample: Project, request: dict[str, Any]) -> Matrix | None:
    try:
        return sample.matrix(**request, level=2)
    except NotPossible:
        return None


@pytest.mark.parametrize("measure", MEASURES)
def test_every_request_is_the_same_in_every_format(sample: Project, measure: str) -> None:
    tried = 0
    for request in requests():
        if request["measure"] != measure or (matrix := possible(sample, request)) is None:
            continue
        tried += 1
        check_csv(matrix)
        check_xlsx(matrix)
        check_html(matrix)
        check_markdown(matrix)
    assert tried == {"mean": 2, "presence": 8, "interviews": 18}.get(measure, 16)


def check_csv(matrix: Matrix) -> None:
    body = [row[len(matrix.frame.index.names) :] for row in read_csv(render(matrix, Path("m.csv")))[1:]]
    values = [[float(each) if each else np.nan for each in row] for row in body]
    assert np.array_equal(values, matrix.frame.to_numpy().astype(float), equal_nan=True)


def check_xlsx(matrix: Matrix) -> None:
    sheet, cells = first_sheet(render(matrix, Path("m.xlsx"))), Cells(matrix)
    pairs = matrix.request.share == "interviews"
    for row, values in enumerate(written(sheet, 3 if pairs else 2, matrix)):
        for column in range(len(cells.column_names)):
            own = values[2 * column : 2 * column + 2] if pairs else values[column : column + 1]
            check_excel_cell(cells, row, column, own)
    notes = [str(cell.value) for cell in sheet["A"][-3:] if cell.value]
    assert notes[-1] == matrix.rule


def check_excel_cell(cells: Cells, row: int, column: int, own: list[Any]) -> None:
    n, m = cells.n_of_m(row, column)
    if cells.reason(row, column):
        assert own[0] == cells.short(row, column)
        assert own[1:] in ([], [m or None])
    elif len(own) == 2:
        assert own == [n, m]
    elif cells.number(row, column) is None:
        assert own[0] == cells.text(row, column).replace("; ", "\n")
    else:
        assert own[0] == exactly(cells.matrix.frame.iat[row, column])


def exactly(value: Any) -> Any:
    """The number as a spreadsheet holds it, in sixteen digits."""
    return pytest.approx(value, rel=1e-15, abs=0)


def check_html(matrix: Matrix) -> None:
    page = render(matrix, Path("m.html")).decode("utf-8")
    tables, cells = Tables(page), Cells(matrix)
    assert tables.rows[0][1:] == list(cells.column_names)
    kept = [number for number, line in enumerate(cells.lines, 1) if line.row is not None]
    shown = [tables.rows[number][1:] for number in kept]
    reasons = [tables.reasons[number][1:] for number in kept]
    assert reasons == matrix.reasons.to_numpy().tolist()
    assert shown == [
        [("" if text == reason else text) for text, reason in zip(texts, why, strict=True)]
        for texts, why in zip(all_texts(cells), reasons, strict=True)
    ]
    assert matrix.rule in page.replace("&gt;", ">")


def check_markdown(matrix: Matrix) -> None:
    (header, *rows), below = read_markdown(render(matrix, Path("m.md")))
    cells = Cells(matrix)
    assert header[1:] == list(cells.column_names)
    body = [row[1:] for row, line in zip(rows, cells.lines, strict=True) if line.row is not None]
    marked = [[cells.marked(row, column) for column in range(len(header) - 1)] for row in range(len(body))]
    assert [[each.replace("\\", "").replace("&lt;", "<") for each in row] for row in body] == marked
    for mark, _short, text in cells.legend:
        assert f"- {mark} {text}" in below
    assert matrix.rule.replace(" > ", " &gt; ") in below


def all_texts(cells: Cells) -> Shown:
    columns = range(len(cells.column_names))
    return [[cells.text(row, column) for column in columns] for row in range(len(cells.row_names))]


def test_rows_of_specifications_stand_under_their_codes(sample: Project) -> None:
    matrix = sample.matrix(rows="specification", where={"case": "KA"})
    lines = Cells(matrix).lines
    assert [(line.name, line.depth, line.row) for line in lines[:3]] == [
        ("Samenwerking", 0, None),
        ("Statusquo", 1, None),
        ("Succesfactoren", 2, None),
    ]
    assert [line.row for line in lines if line.row is not None] == list(range(len(matrix.frame)))
    for suffix in SUFFIXES:
        assert len(render(matrix, Path(f"m{suffix}"))) > 500


def test_a_page_calls_a_case_what_the_project_calls_it(sample: Project) -> None:
    page = render(sample.matrix(rows="case", columns="round", measure="documents"), Path("m.html")).decode()
    assert Tables(page).rows[0][0] == "gemeente"
    assert "<title>Samen in Beweging met kwetsbare inwoners – gemeente " in page


def test_another_suffix_names_the_four(forest: Project) -> None:
    with pytest.raises(UnknownChoice, match=r"\.csv, \.xlsx, \.html, \.md"):
        render(forest.matrix(), Path("m.docx"))


# --- what a cell shows -------------------------------------------------------------------------------------------


def test_small_numbers_stay_numbers(sample: Project) -> None:
    """A share is a percentage only where it is of ten or more, whichever total it is of."""
    seen = set()
    for share in SHARES:
        matrix = sample.matrix(share=share, totals=True, measure="interviews")
        cells = Cells(matrix)
        whole = matrix.extended("interviews")
        for row, column in product(*map(range, matrix.frame.shape)):
            text = cells.text(row, column)
            base = {
                "row": whole[row, -1],
                "column": whole[-1, column],
                "total": whole[-1, -1],
                "interviews": matrix.m.iat[row, column],
            }[share]
            if not cells.reason(row, column):
                assert text.endswith(("%", "%)")) == (base >= 10), (share, text, base)
                assert base >= 10 or text == f"{whole[row, column]:.0f} of {base:.0f}".replace("of", _of(matrix))
                seen.add((share, base >= 10))
    assert {("row", False), ("row", True), ("interviews", False), ("interviews", True)} <= seen


def _of(matrix: Matrix) -> str:
    return matrix.language("%(n)s of %(m)s", n="", m="").strip()


def test_n_of_m_shows_a_zero_and_its_reason(forest: Project) -> None:
    cells = Cells(forest.matrix(share="interviews"))
    assert [cells.text(1, column) for column in (0, 1)] == ["2 of 3", "1 of 2"]
    assert cells.text(3, 0) == "0 of 3"
    assert cells.reason(3, 0) == "not in the summary"
    assert cells.marked(3, 0) == "· 0 of 3"


def test_n_of_nothing_shows_the_reason(project: Callable[..., Project]) -> None:
    one = project({"A1": "One."}, codebook="codes: [Low]", settings=ENGLISH)
    cells = Cells(one.matrix(share="interviews"))
    assert [cells.text(0, column) for column in (0, 1)] == ["not coded yet", "no interview"]
    assert cells.number(0, 1) is None
    assert cells.marked(0, 1) == "–"


def test_a_share_is_never_rounded_away(project: Callable[..., Project]) -> None:
    one = project(
        {"A1": " ".join(f"w{number}" for number in range(300)), "B1": "One."}, codebook="codes: [Low]", settings=ENGLISH
    )
    one.code("A1", start=0, end=1600 - 300, code="Low", coder="ann")
    one.code("B1", quote="One.", code="Low", coder="ann")
    assert Cells(one.matrix(measure="characters", share="row")).text(0, 1) == "<1%"


def test_a_mean_of_fewer_than_three_shows_who_gave_what(forest: Project) -> None:
    cells = Cells(forest.matrix(measure="mean", totals=True))
    assert cells.text(2, 0) == "6.3 (n = 3)"  # 6.25, halves upwards
    assert cells.text(2, 1) == "7–8 (B1); 7.25 (B2)"
    assert cells.text(2, 2) == "6.7 (n = 5)"
    assert cells.text(3, 0) == ""
    assert cells.number(2, 1) is None
    assert cells.few == ("Grade, Birch: 7–8 (B1), 7.25 (B2)",)


def test_a_mean_in_dutch_has_a_comma(sample: Project) -> None:
    matrix = sample.matrix(measure="mean", compress=True)
    cells = Cells(matrix)
    rows = sample.codings[sample.codings["grade_form"].isin([GradeForm.NUMBER, GradeForm.RANGE])]
    rows = rows[(rows["coder"] == "interviewer") & (rows["status"] == "final") & (rows["anchor"] != "orphaned")]
    checked = 0
    for (code, case), group in rows.groupby(["code", "case"]):
        row, column = matrix.row_number(code), matrix.column_number(case)
        if len(group) >= FEWEST:
            mean = np.mean([read_grade(each).middle for each in group["grade"]])
            shown = float(cells.text(row, column).split(" (")[0].replace(",", "."))
            assert shown == pytest.approx(mean, abs=0.0501)
            assert cells.text(row, column).endswith(f"(n = {len(group)})")
        else:
            assert re.findall(r"\((.*?)\)", cells.text(row, column)) == list(group["document"])
        checked += 1
    assert checked >= 10
    assert not re.search(r"\d\.\d (?!\()", " ".join(" ".join(row) for row in all_texts(cells)))


def test_numbers_are_those_of_the_frame(sample: Project) -> None:
    matrix = sample.matrix(measure="words", normalise=True)
    cells = Cells(matrix)
    found = [[cells.number(row, column) for column in range(6)] for row in range(len(matrix.frame))]
    assert np.array_equal(found, matrix.frame.to_numpy())
    assert cells.text(0, 0).count(",") == 1


def test_heat_is_for_single_codes_not_for_totals_or_parents(forest: Project) -> None:
    cells = Cells(forest.matrix(measure="codings", totals=True))
    heat = [[round(cells.heat(row, column), 3) for column in range(3)] for row in range(5)]
    assert heat == [[0, 0, 0], [0.667, 0.333, 0], [1, 0.667, 0], [0, 0, 0], [0, 0, 0]]


def test_heat_of_a_mean_is_its_place_on_the_scale(forest: Project) -> None:
    cells = Cells(forest.matrix(measure="mean"))
    assert cells.heat(2, 0) == pytest.approx((6.25 - 1) / 9)
    assert cells.heat(2, 1) == 0


def test_the_ramp_gets_darker_in_even_steps_and_keeps_dark_text_readable() -> None:
    lights = [luminance(heat_colour(step / 32)) for step in range(33)]
    assert lights == sorted(lights, reverse=True)
    assert len(set(lights)) == 33
    contrast = (lights[-1] + 0.05) / (luminance("#1F2328") + 0.05)
    assert contrast > 4.5


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_machine_form_says_the_same(sample: Project) -> None:
    matrix = sample.matrix(share="interviews", totals=True)
    found = json.loads(json.dumps(as_json(matrix), allow_nan=False))
    assert found["rule"] == matrix.rule
    assert found["columns"] == list(matrix.frame.columns)
    assert found["rows"][2]["names"] == ["Samenwerking", "Statusquo", "Betrokken"]
    for name, frame in {"value": matrix.frame, "n": matrix.n, "m": matrix.m, "reason": matrix.reasons}.items():
        assert [[cell[name] for cell in row["cells"]] for row in found["rows"]] == frame.to_numpy().tolist()


def test_the_machine_form_of_a_mean_counts_grades(forest: Project) -> None:
    found = as_json(forest.matrix(measure="mean"))["rows"][2]["cells"]
    assert [(cell["value"], cell["grades"]) for cell in found] == [(6.25, 3), (None, 2)]


# --- Excel -------------------------------------------------------------------------------------------------------


def test_a_sheet_is_frozen_coloured_indented_and_explained(sample: Project) -> None:
    matrix = sample.matrix(measure="codings", totals=True, columns=("case", "round"))
    cells, sheet = Cells(matrix), first_sheet(render(matrix, Path("m.xlsx")))
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet[1]] == ["Code", *matrix.frame.columns]
    parent, leaf = sheet["A2"], sheet["A4"]
    assert (parent.value, parent.font.bold, leaf.value, leaf.font.bold) == ("Samenwerking", True, "Betrokken", False)
    assert leaf.alignment.indent > parent.alignment.indent
    for row, column in product(range(len(matrix.frame)), range(len(matrix.frame.columns))):
        heat, fill = cells.heat(row, column), sheet.cell(row + 2, column + 2).fill
        assert fill.fgColor.rgb == ("FF" + heat_colour(heat)[1:] if heat else "00000000")
    below = [cell.value for cell in sheet["A"][len(matrix.frame) + 2 :] if cell.value]
    for reason in set(matrix.reasons.to_numpy().ravel()) - {""}:
        assert reason in below[0]
    assert below[-1] == matrix.rule


def test_n_and_m_stand_side_by_side_under_one_name(sample: Project) -> None:
    matrix = sample.matrix(share="interviews")
    sheet = first_sheet(render(matrix, Path("m.xlsx")))
    assert sheet.freeze_panes == "B3"
    assert [cell.value for cell in sheet[1]][:4] == ["Code", "Kampen", None, "Hardenberg-De Krim"]
    assert [cell.value for cell in sheet[2]][:5] == [None, "n", "m", "n", "m"]
    assert "B1:C1" in [str(each) for each in sheet.merged_cells.ranges]
    body = written(sheet, 3, matrix)
    assert [row[1::2] for row in body] == [[m or None for m in row] for row in matrix.m.to_numpy().tolist()]


def test_shares_are_numbers_that_read_as_what_they_are(sample: Project) -> None:
    matrix = sample.matrix(measure="codings", share="row")
    cells, sheet = Cells(matrix), first_sheet(render(matrix, Path("m.xlsx")))
    formats = set()
    for row, column in product(range(len(matrix.frame)), range(6)):
        cell = sheet.cell(row + 2, column + 2)
        if not cells.reason(row, column):
            assert cell.value == exactly(matrix.frame.iat[row, column])
            percent = cells.as_percentage(row, column)
            assert cell.number_format == ("0%" if percent else f'"{cells.text(row, column)}"')
            formats.add(percent)
    assert formats == {True, False}


def test_there_is_no_clock_in_a_workbook(sample: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = sample.codings.head(40)

    def make() -> bytes:
        return workbook([MatrixSheet("M", sample.matrix(measure="mean")), TableSheet("T", frame)], "nl")

    first = make()
    later = time.time() + 86_400 * 400
    monkeypatch.setattr(time, "time", lambda: later)

    class Later(clock.datetime):
        @classmethod
        def now(cls, tz: clock.tzinfo | None = None) -> Later:
            return cls.fromtimestamp(later, tz)

    monkeypatch.setattr(clock, "datetime", Later)
    assert make() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}
    assert ">qualcode<" in core


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_matrix_gives_the_same_bytes(sample: Project, suffix: str) -> None:
    one, other = (render(sample.matrix(share="interviews"), Path(f"m{suffix}")) for _ in range(2))
    assert one == other


def test_titles_are_legal_and_differ() -> None:
    long = "Codes × gemeenten: n van m, alle ronden en rollen"
    found = sheet_titles([long, long, "a/b [c]?", "A B C", "", "History", "'quoted'", "🌳" * 20])
    assert len({title.casefold() for title in found}) == len(found)
    for title in found:
        assert 0 < len(title.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", title)
        assert title.casefold() != "history"
    assert found[2:4] == ["a b c", "A B C (2)"]


def test_a_table_keeps_numbers_days_and_words_apart() -> None:
    frame = pd.DataFrame(
        {
            "text": ["=1+1", "+31 6", "-", "@home", "#N/A", "12", "a\x00b\x0bc", "line\nline", ""],
            "count": [1, 2, 3, 4, 5, 6, 7, 8, np.int64(9)],
            "mean": [7.5, np.nan, None, 1.0, 2.0, np.inf, 3.0, 4.0, 5.0],
            "day": [clock.date(2021, 5, 12), None, pd.NaT, *[clock.date(2022, 1, 1)] * 6],
            "yes": [True, False, None, True, True, True, True, True, True],
            "many": [("a", "b"), [], *[None] * 7],
        }
    )
    sheet = first_sheet(workbook([TableSheet("Codes", frame, note="=note")], "en"))
    assert [cell.value for cell in sheet["A"][1:9]] == [
        "=1+1", "+31 6", "-", "@home", "#N/A", "12", "abc", "line\nline"
    ]  # fmt: skip
    assert {cell.data_type for cell in sheet["A"][1:9]} == {"s"}
    assert [cell.quotePrefix for cell in sheet["A"][1:6]] == [True, True, True, True, False]
    assert [cell.value for cell in sheet["B"][1:10]] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert [cell.value for cell in sheet["C"][1:7]] == [7.5, None, None, 1, 2, "inf"]
    assert sheet["D2"].value == clock.datetime(2021, 5, 12)
    assert [sheet[place].value for place in ("D3", "D4", "E2", "E3", "E4", "F2", "F3")] == [
        None, None, True, False, None, "a, b", None,
    ]  # fmt: skip
    assert sheet.auto_filter.ref == "A1:F10"
    assert sheet.freeze_panes == "B2"
    assert sheet["A12"].value == "=note"
    assert sheet["A12"].data_type == "s"


def test_every_coding_has_its_row(sample: Project) -> None:
    frame = sample.codings
    sheet = first_sheet(workbook([TableSheet("Coderingen", frame)], "nl"))
    rows = list(sheet.iter_rows(min_row=2, max_row=len(frame) + 1, values_only=True))
    place = list(frame.columns).index("quote")
    assert [row[place] for row in rows] == frame["quote"].tolist()
    assert sheet.column_dimensions["C"].width < 61
    assert sheet.cell(2, place + 1).alignment.wrap_text


def test_a_workbook_without_sheets_opens() -> None:
    assert len(load_workbook(io.BytesIO(workbook([], "nl"))).worksheets) == 1


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_the_workbook(sample: Project, tmp_path: Path) -> None:
    sheets = [
        MatrixSheet("n van m", sample.matrix(share="interviews", totals=True)),
        MatrixSheet("Cijfers", sample.matrix(measure="mean", compress=True)),
        TableSheet("Coderingen", sample.codings.head(30)[["quotation", "code", "quote"]]),
    ]
    path = tmp_path / "m.xlsx"
    path.write_bytes(workbook(sheets, "nl"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
    rows = read_csv((tmp_path / "m.csv").read_bytes())
    matrix = sample.matrix(share="interviews", totals=True)
    assert rows[0][1] == "Kampen"
    assert rows[4][1:3] == [str(matrix.n.iat[2, 0]), str(matrix.m.iat[2, 0])]


# --- hostile names -----------------------------------------------------------------------------------------------

HOSTILE = ["=1+1", "<script>alert(1)</script>", "a|b *c* _d_", "[red]x[/red] $y^2$", 'q"uote\\', "é👩‍🌾{x}%(n)s"]


@pytest.fixture
def hostile(project: Callable[..., Project]) -> Project:
    """Codes and a case by names that mean something to a spreadsheet, a browser, Markdown, a terminal or a figure."""
    codes = ", ".join(json.dumps(name, ensure_ascii=False) for name in HOSTILE)
    one = project(
        {"A1": "One two three.", "B1": "Four."},
        codebook=f"codes: [{codes}]",
        settings="title: '<b>T</b>'\ncases: {A: '=A|<i>', B: '$B$ [b]'}\ndocuments: {id: '{case}{number}'}",
    )
    for code in one.codebook:
        one.code("A1", quote="One two three.", code=code.id, coder="ann")
    return one


def test_names_stay_names_in_every_format(hostile: Project) -> None:
    matrix = hostile.matrix(measure="codings")
    rows = read_csv(render(matrix, Path("m.csv")))
    assert rows[0] == ["level_1", "=A|<i>", "$B$ [b]"]
    assert [row[0] for row in rows[1:]] == HOSTILE
    sheet = first_sheet(render(matrix, Path("m.xlsx")))
    assert [cell.value for cell in sheet["A"][1:7]] == HOSTILE
    assert {cell.data_type for row in sheet.iter_rows(max_row=7) for cell in row} <= {"s", "n"}
    page = Tables(render(matrix, Path("m.html")).decode())
    assert [row[0] for row in page.rows[1:]] == HOSTILE
    assert not {"script", "i", "b"} & set(page.tags)
    assert [row[0] for row in Tables(html_table(matrix)).rows[1:]] == HOSTILE


def test_markdown_shows_names_as_they_are(hostile: Project) -> None:
    """markdown-it, with tables and raw HTML on, finds the names again and no element that was not written."""
    from markdown_it import MarkdownIt

    text = render(hostile.matrix(measure="codings"), Path("m.md")).decode()
    page = Tables(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    assert page.rows[0][1:] == ["=A|<i>", "$B$ [b]"]
    assert [row[0] for row in page.rows[1:]] == HOSTILE
    assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "p", "em", "ul", "li"}


def test_a_figure_and_a_terminal_show_names_as_they_are(hostile: Project) -> None:
    matrix = hostile.matrix(measure="codings")
    shown = terminal(matrix)
    svg = save(heat_map(matrix, title="<b>$x$"), Path("m.svg")).decode()
    for name in HOSTILE[:4]:
        assert name in shown
        assert name.replace("<", "&lt;").replace(">", "&gt;") in svg


# --- terminal ----------------------------------------------------------------------------------------------------


def terminal(matrix: Matrix, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(matrix_table(matrix, width))
    return console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO


def test_a_terminal_of_100_columns_holds_the_sample(sample: Project) -> None:
    matrix = sample.matrix(share="interviews", totals=True)
    shown = terminal(matrix)
    assert max(map(len, shown.splitlines())) <= 100
    lines = shown.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(" Samenwerking"))
    body = [line for line in lines[first:] if line.strip()][: len(matrix.frame)]
    for row, line in enumerate(body):
        found = re.findall(r"\d+/\d+", line)
        counts = zip(matrix.n.iloc[row], matrix.m.iloc[row], strict=True)
        assert found == [f"{n}/{m}" for n, m in counts]
    assert body[2].startswith("     Betrokken ")
    assert "KA" in shown
    assert matrix.rule[:40] in shown


def test_a_roomy_terminal_writes_it_out(sample: Project) -> None:
    shown = terminal(sample.matrix(share="interviews"), 160)
    cells = Cells(sample.matrix(share="interviews"))
    assert cells.text(2, 0) in shown
    assert "Hardenberg-De" in shown


def test_what_does_not_fit_is_said(sample: Project) -> None:
    matrix = sample.matrix(share="interviews", columns=("case", "round"), totals=True, level=2)
    shown = terminal(matrix)
    assert max(map(len, shown.splitlines())) <= 100
    hidden = int(
        re.findall(
            r"(\d+)", " ".join(line for line in shown.splitlines() if "kolommen" in line or "more column" in line)
        )[0]
    )
    header = shown.splitlines()[1] + shown.splitlines()[0]
    assert 0 < hidden < len(matrix.frame.columns)
    assert "tota" in header.casefold()


# --- figure ------------------------------------------------------------------------------------------------------


def texts_of(svg: bytes) -> list[str]:
    return [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<text.*?</text>", svg.decode(), re.DOTALL)]


def test_a_heat_map_shows_every_cell(sample: Project) -> None:
    matrix = sample.matrix(share="interviews", totals=True)
    cells = Cells(matrix)
    shown = texts_of(save(heat_map(matrix), Path("m.svg")))
    wanted = [cells.marked(row, column) for row, column in product(*map(range, matrix.frame.shape))]
    for text in {*wanted, *cells.row_names, "Kampen"}:
        assert shown.count(text) >= (wanted + list(cells.row_names)).count(text), text


def test_a_heat_map_of_forty_columns_and_fifty_rows_is_readable(sample: Project) -> None:
    matrix = sample.matrix(measure="codings", columns="interview", where={"round": [2, 3, 4]})
    figure = heat_map(matrix)
    width, height = figure.get_size_inches()
    assert width / len(matrix.frame.columns) > 0.28
    assert height / len(matrix.frame) > 0.2
    marks = {mark for mark, _short, _text in Cells(matrix).legend}
    assert marks <= set(texts_of(save(figure, Path("m.svg"))))


def test_a_heat_map_can_fold_levels(sample: Project) -> None:
    matrix = sample.matrix(measure="codings")
    shown = texts_of(save(heat_map(matrix, level=1), Path("m.svg")))
    folded = sample.matrix(measure="codings", level=1)
    assert set(map(str, folded.frame.to_numpy().ravel())) <= set(shown)
    assert "Statusquo" not in shown


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_a_figure_is_the_same_each_time_and_changes_no_setting(forest: Project, suffix: str) -> None:
    before = dict(matplotlib.rcParams)
    one, other = (save(heat_map(forest.matrix()), Path(f"m{suffix}")) for _ in range(2))
    assert one == other
    assert dict(matplotlib.rcParams) == before


def test_a_figure_of_another_suffix_is_refused(forest: Project) -> None:
    with pytest.raises(UnknownChoice, match=r"\.png, \.svg, \.pdf"):
        save(heat_map(forest.matrix()), Path("m.gif"))


def test_an_empty_matrix_shows_itself_everywhere(project: Callable[..., Project]) -> None:
    one = project({"A1": "One."}, codebook="codes: [Low]")
    for totals in (False, True):
        matrix = one.matrix(compress=True, totals=totals)
        for suffix in SUFFIXES:
            assert render(matrix, Path(f"m{suffix}"))
        assert save(heat_map(matrix), Path("m.png"))
        assert terminal(matrix)
        assert as_json(matrix)["rule"] == matrix.rule
