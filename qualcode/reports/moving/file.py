"""What moved between rounds as a file: the moves, what became of wishes, and the grades by person.

render(project.rounds(), Path("rounds.xlsx"), "nl")  # -> bytes
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis.moving.moves import Rounds
from qualcode.errors import UnknownOption
from qualcode.i18n import Language, language
from qualcode.reports.results import FORMATS, cell_text
from qualcode.reports.workbook import TableSheet, workbook

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


def render(moved: Rounds, path: Path, language_code: str) -> bytes:
    """The parts in the format that the file's name says, a sheet or a heading for each; a CSV has the moves. Raises
    `UnknownOption` for a format there is none of."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownOption("The format", path.suffix, FORMATS)
    parts, notes = _parts(moved, language(language_code)), [*moved.warnings, moved.rule]
    if suffix == ".csv":
        return moved.to_frame().to_csv(index=False, lineterminator="\n").encode()
    if suffix == ".json":
        return (json.dumps(machine_form(moved), ensure_ascii=False, indent=2) + "\n").encode()
    if suffix == ".xlsx":
        return workbook([TableSheet(title, frame, " ".join(notes)) for title, frame in parts], language_code)
    _ = language(language_code)
    text = _markdown(parts, notes, _) if suffix == ".md" else _html(parts, notes, _)
    return text.encode("utf-8", "replace")


def _parts(moved: Rounds, _: Language) -> list[tuple[str, pd.DataFrame]]:
    return [
        (_("What moved"), moved.to_frame()),
        (_("Wishes and practice"), moved.wishes_frame()),
        (_("Grades by person"), moved.grades_frame()),
    ]


def _markdown(parts: list[tuple[str, pd.DataFrame]], notes: list[str], _: Language) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(each.replace("|", r"\|").replace("\n", " ") for each in cells) + " |"

    lines = []
    for title, frame in parts:
        names = [str(name) for name in frame.columns]
        rows = [[cell_text(value, _) for value in row] for row in frame.itertuples(index=False)]
        lines += [f"# {title}", "", line(names), line(["---"] * len(names)), *map(line, rows), ""]
    return "\n".join([*lines, *(f"{note}\n" for note in notes)])


def _html(parts: list[tuple[str, pd.DataFrame]], notes: list[str], _: Language) -> str:
    from markupsafe import Markup

    body = Markup("\n").join(
        Markup("<h1>{}</h1>\n{}").format(
            title,
            Markup(
                frame.map(lambda value: cell_text(value, _)).to_html(index=False, border=0, na_rep="", justify="left")
            ),
        )
        for title, frame in parts
    )
    below = Markup("").join(Markup("<p>{}</p>").format(note) for note in notes)
    return Markup(
        '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n<title>{}</title>\n'
        "<style>body{{font:15px/1.5 sans-serif;margin:2rem}}table{{border-collapse:collapse}}"
        "td,th{{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}}</style>\n"
        "{}\n{}\n</html>\n"
    ).format(_.code, parts[0][0], body, below)
