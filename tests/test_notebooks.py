"""The notebooks run from the first cell to the last, on a copy of the sample project."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent

#: What each notebook comes to, beside running.
SHOWN = {
    "01": ("van 12", "a figure"),
    "02": ("accepted", "woorden van deze code", "rejected", "found_in_five", "Cijfer aansluiten"),
    "03": ("Vrijwilligers nu", "werkdruk", "KAF2.", "kader.xlsx", "a figure"),
    "04": ("Steenwijkerland", "log_ratio", "KAF2.4.1", "a figure", "white-space"),
    "05": ("Krippendorff", "Samenwerking en betrokkenen", "merged", "True"),
}


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    for name in ("codebooks", "transcripts", "analyses/codings"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "qualcode.yaml", tmp_path / "qualcode.yaml")
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path / "notebooks")}}
    ).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert len(outputs) > 10
    assert not any(output.output_type == "error" for output in outputs)
    if not path.stem.startswith("01"):
        assert not (tmp_path / ".qualcode").exists(), "what changes a project works in a copy of its own"
    shown = "\n".join(_text(output) for output in outputs)
    for words in SHOWN[path.stem[:2]]:
        assert words in shown, words


def _text(output: nbformat.NotebookNode) -> str:
    """What an output shows, as text or HTML; of a figure that it is one."""
    data = output.get("data", {})
    parts = [output.get("text", ""), data.get("text/html", ""), data.get("text/plain", "")]
    return "".join([*parts, *(["a figure"] if "image/png" in data else [])])


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_is_kept_without_results(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
