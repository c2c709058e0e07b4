"""A result of an analysis as a file: CSV, Excel, Markdown, HTML or JSON, with its rule wherever the format has room.

render(result, Path("pairs.xlsx"))  # -> bytes
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis.result import Result, told
from qualcode.errors import UnknownOption
from qualcode.i18n import Language
from qualcode.reports.workbook import TableSheet, workbook

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".csv", ".xlsx", ".md", ".html", ".json")


def as_json(result: Result) -> dict[str, Any]:
    """The machine's form: the rows, the rule, and the warnings. A number that is missing is null."""
    rows = json.loads(result.to_frame().to_json(orient="records", force_ascii=False, date_format="iso"))
    return {"rows": rows, "rule": result.rule, "warnings": list(result.warnings)}


def json_file(data: Mapping[str, Any]) -> bytes:
    """The machine's form of a result as a file: what its command prints with --json."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def render(result: Result, path: Path, *, title: str = "") -> bytes:
    """The result in the format that the file's name says; raises `UnknownOption` for one there is none of. CSV and JSON
    are for programs: fields and values by the names of the library, numbers with a decimal point, and CSV is a header
    and rows alone. The others are read, in the language and words of the result's project."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnknownOption("The format", path.suffix, FORMATS)
    if suffix == ".csv":
        return result.to_frame().to_csv(index=False, lineterminator="\n").encode()
    if suffix == ".json":
        return json_file(as_json(result))
    part = (title or ("" if suffix == ".md" else path.stem), told(result))
    return tables([part], [*result.warnings, result.rule], suffix, result.language)


def tables(parts: Sequence[tuple[str, pd.DataFrame]], notes: Sequence[str], suffix: str, _: Language) -> bytes:
    """Tables that people read, each with its title, as a sheet or under a heading; below them what there is to say.
    `suffix` is .xlsx, .md or .html."""
    if suffix == ".xlsx":
        return workbook([TableSheet(title, frame, " ".join(notes)) for title, frame in parts], _.code)
    text = _markdown(parts, notes, _) if suffix == ".md" else _html(parts, notes, _)
    return text.encode("utf-8", "replace")


def cell_text(value: object, language: Language | None = None) -> str:
    """A value as it stands in a table; a missing one (None, NaN, pandas' NA or NaT) is empty, a fraction has at most
    three digits. People, whose `language` is given, read its decimal sign, and ✓ or – for yes or no."""
    if value is None or (not isinstance(value, str) and str(value) in _MISSING):
        return ""
    if language and type(value).__name__ in ("bool", "bool_"):
        return "✓" if value else "–"
    if isinstance(value, float):
        text = f"{value:.3f}".rstrip("0").rstrip(".")
        return text.replace(".", language.point) if language else text
    return str(value)


def texts(frame: pd.DataFrame, _: Language) -> list[list[str]]:
    """The cells of a table as people read them, row by row."""
    return [[cell_text(value, _) for value in row] for row in frame.itertuples(index=False, name=None)]


#: How missing numbers and days are written; a text that reads so is a text.
_MISSING = frozenset({"<NA>", "NaT", "nan"})


def _markdown(parts: Sequence[tuple[str, pd.DataFrame]], notes: Sequence[str], _: Language) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(each.replace("|", r"\|").replace("\n", " ") for each in cells) + " |"

    lines = []
    for title, frame in parts:
        lines += [f"# {title}", ""] if title else []
        lines += [line(map(str, frame.columns)), line(["---"] * len(frame.columns)), *map(line, texts(frame, _)), ""]
    return "\n".join([*lines, *(f"{note}\n" for note in notes)])


def _html(parts: Sequence[tuple[str, pd.DataFrame]], notes: Sequence[str], _: Language) -> str:
    from markupsafe import Markup

    def row(cells: Iterable[str], tag: str) -> str:
        inside = Markup("").join(Markup("<{0}>{1}</{0}>").format(Markup(tag), each) for each in cells)
        return Markup("<tr>{}</tr>").format(inside)

    body = Markup("\n").join(
        Markup("<h1>{}</h1>\n<table>\n<thead>{}</thead>\n<tbody>\n{}\n</tbody>\n</table>").format(
            title, row(map(str, frame.columns), "th"), Markup("\n").join(row(each, "td") for each in texts(frame, _))
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
