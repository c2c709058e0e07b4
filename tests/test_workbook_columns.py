"""Columns of a workbook: rounds sort by size and days are days, while what merely looks like a number stays a text; and
sheets that come out of a printer as wide as the paper."""

from __future__ import annotations

import datetime as clock
import io
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from qualcode.project import Project
from qualcode.reports.framing.workbook import chart_workbook
from qualcode.reports.workbook import TableSheet, workbook


def column(values: list[Any]) -> list[Any]:
    """What stands in the cells of a column with these values."""
    data = workbook([TableSheet("T", pd.DataFrame({"x": pd.Series(values, dtype=object)}))], "nl")
    return [cell.value for cell in page(data, 0)["A"][1 : len(values) + 1]]


def page(data: bytes, place: int) -> Worksheet:
    found = load_workbook(io.BytesIO(data)).worksheets[place]
    assert isinstance(found, Worksheet)
    return found


@pytest.mark.parametrize(
    "texts",
    [["7", "7,5"], ["1", "m1"], ["007", "8"], ["-1", "2"], ["1", "=2"], ["1234567"], ["1 ", "2"], ["²"], ["٣"]],
)
def test_what_is_no_round_number_stays_a_text(texts: list[str]) -> None:
    assert column(texts) == texts


def test_rounds_are_numbers() -> None:
    assert column(["1", "10", None, "", "2"]) == [1, 10, None, None, 2]
    assert column(["0", 3]) == [0, 3]


def test_days_are_days() -> None:
    day = clock.datetime(2022, 9, 29)
    assert column([None, "2022-09-29"]) == [None, day]
    assert column(["2022-09-29", "in 2022"]) == ["2022-09-29", "in 2022"]
    assert column(["2022-02-30"]) == ["2022-02-30"], "there is no such day"
    assert column(["1848-01-01"]) == ["1848-01-01"], "a spreadsheet does not know it"


def test_the_sheet_of_codings_has_rounds_and_days(sample: Project) -> None:
    frame = sample.codings.head(5)
    sheet = page(workbook([TableSheet("Coderingen", frame)], "nl"), 0)
    row = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    assert row["round"].data_type == "n"
    assert row["date"].is_date
    assert row["document"].data_type == "s"


def test_every_sheet_of_a_framework_is_as_wide_as_the_paper_or_repeats_its_names(sample: Project) -> None:
    book = load_workbook(io.BytesIO(chart_workbook(sample.framework(), "nl")))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            fitted = bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
            assert fitted or sheet.print_title_cols, sheet.title
    quotations = next(sheet for sheet in book.worksheets if sheet.title == "Fragmenten")
    assert quotations.page_setup.orientation == "landscape"
    assert quotations.print_title_rows == "$1:$1"


@pytest.mark.parametrize("module", ["factoring.text", "factoring.lines", "framing.workbook", "sheets", "page"])
def test_a_room_can_be_entered_first(module: str) -> None:
    """A command imports what it needs and no more: none may rest on another having been imported before."""
    done = subprocess.run([sys.executable, "-c", f"import qualcode.reports.{module}"], check=False, capture_output=True)
    assert done.stderr == b""
