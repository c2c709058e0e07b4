"""The README's tour works when pasted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def blocks() -> list[str]:
    """The shell blocks of the tour, in order."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = text[text.index("## Five minutes") : text.index("## In a notebook")]
    return re.findall(r"```sh\n(.*?)```", tour, re.DOTALL)


def test_the_tour_works_when_pasted(tmp_path: Path) -> None:
    script = "set -e\n" + "\n".join(blocks())
    script = script.replace("/tmp/tour", str(tmp_path / "tour")).replace(
        '"$PWD/.venv/bin:', f'"{Path(sys.executable).parent}:'
    )
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=tmp_path, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "1 of 2" in done.stdout, done.stdout
    folder = tmp_path / "tour/walking"
    assert (folder / "matrix.xlsx").stat().st_size > 4000
    page = (folder / "analyses/report/index.html").read_text(encoding="utf-8")
    assert "Ashford" in page
    assert "We are four volunteers short" in page


def test_files_the_readme_names_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"\]\((?!http)([^)]+)\)", text):
        assert (ROOT / name).exists(), name
