"""What moved between rounds as a file: the moves, what became of wishes, and the grades by person.

render(project.rounds(), Path("rounds.xlsx"))  # -> bytes
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis.moving.moves import Rounds
from qualcode.analysis.result import told
from qualcode.errors import UnknownOption
from qualcode.reports import results

if TYPE_CHECKING:
    import pandas as pd


def machine_form(moved: Rounds) -> dict[str, Any]:
    """The rows of each part, the rule and the warnings; a number that is missing is null."""

    def rows(frame: pd.DataFrame) -> list[Any]:
        found: list[Any] = json.loads(frame.to_json(orient="records", force_ascii=False))
        return found

    return {
        "rows": rows(moved.to_frame()),
        "wishes": rows(moved.wishes_frame()),
        "grades": rows(moved.grades_frame()),
        "rule": moved.rule,
        "warnings": list(moved.warnings),
    }


def render(moved: Rounds, path: Path) -> bytes:
    """The parts in the format that the file's name says, a sheet or a heading for each; a CSV has the moves. Raises
    `UnknownOption` for a format there is none of."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return results.render(moved, path)
    if suffix == ".json":
        return (json.dumps(machine_form(moved), ensure_ascii=False, indent=2) + "\n").encode()
    if suffix not in results.FORMATS:
        raise UnknownOption("The format", path.suffix, results.FORMATS)
    return results.tables(_parts(moved), [*moved.warnings, moved.rule], suffix, moved.language)


def _parts(moved: Rounds) -> list[tuple[str, pd.DataFrame]]:
    _ = moved.language
    return [
        (_("What moved"), told(moved)),
        (_("Wishes and practice"), told(moved, moved.wishes_frame())),
        (_("Grades by person"), told(moved, moved.grades_frame())),
    ]
