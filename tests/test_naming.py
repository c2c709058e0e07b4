"""Names of files that every system can keep, and summaries that are found again wherever they were written."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import FileError
from qualcode.store.naming import alike, found_in, safe_name

DEVICES = {"con", "prn", "aux", "nul", "com1", "lpt9", "com¹"}
ODD = ["CON", "aux.md", "lpt1", "a:b", "Zuid. ", ".hidden", "wat?", "x" * 300, "é" * 150, "日本" * 60, "a\tb", "NUL x"]


@given(st.text(max_size=260))
def test_any_name_can_be_kept(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert 0 < len(safe.encode()) <= 200
    assert not set(safe) & set('<>:"/\\|?*\0\n')
    assert safe == safe.strip(". ")
    assert safe.partition(".")[0].strip().casefold() not in DEVICES
    assert safe == unicodedata.normalize("NFC", safe)


def test_names_that_can_be_kept_stay() -> None:
    for name in ("Kampen", "Hardenberg-De Krim", "samenwerking.ronde-3", "console", "auxilium", "Behoëfte", "com10"):
        assert safe_name(name) == name


def test_an_entry_is_found_in_other_capitals_and_with_loose_accents(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "Behoëfte.md")).touch()
    (tmp_path / "CON.code.md").touch()
    assert found_in(tmp_path, "behoëfte.md").exists()
    assert found_in(tmp_path, "con-.code.md").name == "CON.code.md"  # from before, on a system that could keep it
    assert found_in(tmp_path, "elders.md") == tmp_path / "elders.md"
    assert found_in(tmp_path / "none", "a") == tmp_path / "none" / "a"


@pytest.mark.parametrize("odd", ODD)
def test_a_summary_of_an_odd_case_and_an_odd_code_comes_back(project: Any, odd: str) -> None:
    said = odd.replace("\\", "").replace("\n", "\\n")
    one = project(
        {"k1": f'---\nround: 1\ncase: "{said}"\n---\nDe coach belt.', "k2": "---\nround: 1\ncase: Kampen\n---\nNiets."},
        f'codes: [{{name: "{said}"}}, Aux, "Console"]',
    )
    one.code("k1", quote="coach", code="Aux", coder="anna")
    case = one.documents["case"].iloc[0]
    theme = f"code:{one.codebook.codes[0].id}"
    for number, (of_case, of_theme) in enumerate(
        [(case, theme), (case, "code:Aux"), ("Kampen", theme), ("", theme), (case, "")]
    ):
        one.write_summary(f"Tekst {number} [k1:1]", of_case, of_theme, who="anna")
    laid = one.framework(level=1)
    found = {cell.place[:2]: cell.text for cell in laid.every if cell.text}
    aux = f"code:{one.codebook.find('Aux').id}"
    assert found[(case, theme)] == "Tekst 0 [k1:1]"
    assert found[(case, aux)] == "Tekst 1 [k1:1]"
    assert found[("Kampen", theme)] == "Tekst 2 [k1:1]"
    assert found[("", theme)] == "Tekst 3 [k1:1]"
    assert (one.root / "analyses/framework/cases").is_dir()
    for path in (one.root / "analyses").rglob("*"):
        assert path.name == safe_name(path.name)


def test_two_cases_that_a_disk_may_not_tell_apart_are_told(project: Any) -> None:
    one = project(
        {f"k{n}": f"---\ncase: {name}\n---\nX." for n, name in enumerate(["Ede", "EDE", "Zuid"])}, "codes: [A]"
    )
    assert alike("Ede") == alike("EDE")
    with pytest.raises(FileError, match="would be in one folder"):
        one.write_summary("Tekst", "Ede", "A", who="anna")
    one.write_summary("Tekst", "Zuid", "A", who="anna")
