"""What an office file says of itself: title, language and qualcode; no person, no clock, no other program's name, and
no picture of another document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from qualcode.publish import write_report
from qualcode.reports.blocks import Heading, Manuscript, paragraph
from qualcode.reports.docx import write
from qualcode.reports.workbook import TableSheet, workbook


def word() -> bytes:
    return write(Manuscript("Samen\x00 sterk", "nl", (Heading(1, "Een"), paragraph("x"))))


def excel() -> bytes:
    return workbook([TableSheet("Blad", pd.DataFrame({"x": [1]}))], "nl", "Samen sterk")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("made", [word, excel])
def test_a_file_names_no_program_but_this_one(made: Callable[[], bytes]) -> None:
    found = parts(made())
    told = b" ".join(content for name, content in found.items() if name.startswith(("docProps/", "customXml/")))
    assert b"<Application>qualcode</Application>" in found["docProps/app.xml"]
    assert re.findall(rb"(?i)macintosh|openpyxl|python-docx|normal\.dotm|template", told) == []


@pytest.mark.parametrize("made", [word, excel])
def test_a_file_says_its_title_its_language_and_no_person(made: Callable[[], bytes]) -> None:
    data = made()
    said = Document(io.BytesIO(data)).core_properties if made is word else load_workbook(io.BytesIO(data)).properties
    assert said.title == "Samen sterk"
    assert said.language[:2] == "nl"
    core = parts(data)["docProps/core.xml"].decode()
    names = re.findall(r"<(?:dc:creator|cp:lastModifiedBy)[^>]*>([^<]*)<", core)
    assert names == ["qualcode", "qualcode"]
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}


@pytest.mark.parametrize("made", [word, excel])
def test_the_same_content_is_the_same_file(made: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    first = made()
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert made() == first


def test_the_picture_of_the_template_is_left_out() -> None:
    found = parts(word())
    assert [name for name in found if "thumbnail" in name] == []
    assert b"thumbnail" not in found["_rels/.rels"]
    assert b"jpeg" not in found["[Content_Types].xml"]


def test_the_workbook_of_a_report_has_the_title_of_its_project(project, tmp_path) -> None:  # type: ignore[no-untyped-def]
    one = project({"k1": "Wij drinken thee."}, settings="title: Thee\nlanguage: nl")
    one.code("k1", quote="Wij drinken thee", code="A", coder="anna")
    write_report(one, case=None, out=tmp_path, language=None, formats=("xlsx",))
    assert load_workbook(tmp_path / "matrices.xlsx").properties.title == "Thee"
