"""A result of an analysis as a file: CSV, Excel, Markdown, HTML or JSON, with its rule wherever the format has room.

render(result, Path("pairs.xlsx"))  # -> bytes
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis.result import Result
from qualcode.errors import UnknownOption
from qualcode.reports.workbook import TableSheet, workbook

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".csv", ".xlsx", ".md", ".html", ".json")


def as_json(result: Result) -> dict[str, Any]:
    """The machine's form: the rows, the rule, and the warnings. A number that is missing is null."""
    rows = json.loads(result.to_frame().to_json(orient="records", force_ascii=False, date_format="iso"))
    return {"rows": rows, "rule": result.rule, "warnings": list(result.warnings)}


def render(result: Result, path: Path, *, title: str = "", language: str = "en") -> bytes:
    """The result in the format that the file's name says; raises `UnknownOption` for one there is none of. A CSV is
    plain: a header and rows, numbers with a decimal point."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownOption("The format", path.suffix, FORMATS)
    frame = result.to_frame()
    if suffix == ".csv":
        return frame.to_csv(index=False, lineterminator="\n").encode()
    if suffix == ".json":
        return (json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n").encode()
    if suffix == ".xlsx":
        note = " ".join([*result.warnings, result.rule])
        return workbook([TableSheet(title or path.stem, frame, note)], language)
    notes = [*result.warnings, result.rule]
    text = _markdown(frame, title, notes) if suffix == ".md" else _html(frame, title or path.stem, notes, language)
    return text.encode("utf-8", "replace")


def cell_text(value: object) -> str:
    """A value as it stands in a table; a missing one is empty, a fraction has at most three digits."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)


def _markdown(frame: pd.DataFrame, title: str, notes: list[str]) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(each.replace("|", r"\|").replace("\n", " ") for each in cells) + " |"

    rows = [[cell_text(value) for value in row] for row in frame.itertuples(index=False)]
    parts = [f"# {title}\n"] if title else []
    parts += [line([str(name) for name in frame.columns]), line(["---"] * len(frame.columns)), *map(line, rows)]
    return "\n".join([*parts, "", *(f"{note}\n" for note in notes)])


def _html(frame: pd.DataFrame, title: str, notes: list[str], language: str) -> str:
    from markupsafe import Markup

    head = Markup("").join(Markup("<th>{}</th>").format(str(name)) for name in frame.columns)
    rows = Markup("\n").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell_text(each)) for each in row))
        for row in frame.itertuples(index=False)
    )
    below = Markup("").join(Markup("<p>{}</p>").format(note) for note in notes)
    return Markup(
        '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n<title>{}</title>\n'
        "<style>body{{font:15px/1.5 sans-serif;margin:2rem}}table{{border-collapse:collapse}}"
        "td,th{{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}}</style>\n"
        "<h1>{}</h1>\n<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n{}\n</html>\n"
    ).format(language, title, title, head, rows, below)
