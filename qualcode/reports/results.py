"""A result of an analysis as a file: CSV, Excel, Markdown, HTML or JSON, with its rule wherever the format has room.

render(result, Path("pairs.xlsx"))  # -> bytes
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis.result import Result
from qualcode.errors import UnknownOption
from qualcode.i18n import Language
from qualcode.i18n import language as language_of
from qualcode.reports.workbook import TableSheet, workbook

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".csv", ".xlsx", ".md", ".html", ".json")


def as_json(result: Result) -> dict[str, Any]:
    """The machine's form: the rows, the rule, and the warnings. A number that is missing is null."""
    rows = json.loads(result.to_frame().to_json(orient="records", force_ascii=False, date_format="iso"))
    return {"rows": rows, "rule": result.rule, "warnings": list(result.warnings)}


def render(result: Result, path: Path, *, title: str = "", language: str | Language = "en") -> bytes:
    """The result in the format that the file's name says; raises `UnknownOption` for one there is none of. A CSV is
    plain: a header and rows, numbers with a decimal point. What people read has columns by the names that a project's
    `language` gives them."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownOption("The format", path.suffix, FORMATS)
    frame = result.to_frame()
    if suffix == ".csv":
        return frame.to_csv(index=False, lineterminator="\n").encode()
    if suffix == ".json":
        return (json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n").encode()
    _ = language_of(language) if isinstance(language, str) else language
    frame = frame.set_axis([_.column(name) for name in frame.columns], axis=1)
    if suffix == ".xlsx":
        note = " ".join([*result.warnings, result.rule])
        return workbook([TableSheet(title or path.stem, frame, note)], _.code)
    notes = [*result.warnings, result.rule]
    text = _markdown(frame, title, notes, _) if suffix == ".md" else _html(frame, title or path.stem, notes, _)
    return text.encode("utf-8", "replace")


def cell_text(value: object, language: Language | None = None) -> str:
    """A value as it stands in a table; a missing one (None, NaN, pandas' NA or NaT) is empty, a fraction has at most
    three digits, with the decimal sign of the language where one is given."""
    if value is None or (not isinstance(value, str) and str(value) in _MISSING):
        return ""
    if isinstance(value, float):
        text = f"{value:.3f}".rstrip("0").rstrip(".")
        return text.replace(".", language.number(0.5)[1]) if language else text
    return str(value)


#: How missing numbers and days are written; a text that reads so is a text.
_MISSING = frozenset({"<NA>", "NaT", "nan"})


def _markdown(frame: pd.DataFrame, title: str, notes: list[str], _: Language) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(each.replace("|", r"\|").replace("\n", " ") for each in cells) + " |"

    rows = [[cell_text(value, _) for value in row] for row in frame.itertuples(index=False)]
    parts = [f"# {title}\n"] if title else []
    parts += [line([str(name) for name in frame.columns]), line(["---"] * len(frame.columns)), *map(line, rows)]
    return "\n".join([*parts, "", *(f"{note}\n" for note in notes)])


def _html(frame: pd.DataFrame, title: str, notes: list[str], _: Language) -> str:
    from markupsafe import Markup

    head = Markup("").join(Markup("<th>{}</th>").format(str(name)) for name in frame.columns)
    rows = Markup("\n").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell_text(each, _)) for each in row))
        for row in frame.itertuples(index=False)
    )
    below = Markup("").join(Markup("<p>{}</p>").format(note) for note in notes)
    return Markup(
        '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n<title>{}</title>\n'
        "<style>body{{font:15px/1.5 sans-serif;margin:2rem}}table{{border-collapse:collapse}}"
        "td,th{{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}}</style>\n"
        "<h1>{}</h1>\n<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n{}\n</html>\n"
    ).format(_.code, title, title, head, rows, below)
