"""Codings as CSV: read leniently (any column order, `;`, BOM, Windows-1252), written in one way.

Written: UTF-8, LF, the columns of `COLUMNS` in that order; `verbatim` and `released` follow only where a
quotation carries such a mark by hand, so that nothing is lost on the way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qualcode.errors import FileError, RowError, did_you_mean, listing, shorten
from qualcode.formats.decode import decode

COLUMNS = (
    "id", "document", "start", "end", "quote", "code", "coder", "origin", "status", "value", "specification",
    "comment", "source", "created",
)  # fmt: skip
MARKS = ("verbatim", "released")
_TRUE = {"yes", "true", "1", "ja", "x", "waar"}
_FALSE = {"no", "false", "0", "nee", "onwaar"}


@dataclass(frozen=True, slots=True)
class CodingRow:
    """A row as it stands in the file; `row` is its number as a spreadsheet counts, the header being 1. `more` is what
    stands in cells beyond the header's."""

    row: int
    cells: Mapping[str, str]
    more: str = ""

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """The cells that are not text, read; `created` in ISO 8601, or empty."""

    start: int | None
    end: int | None
    verbatim: bool | None
    released: bool | None
    created: str = ""


def read(data: bytes, path: Path | str) -> list[CodingRow]:
    """The rows of a file of codings; raises `FileError` for a file that cannot be one."""
    text = decode(data, path)
    separator, skipped = _separator(text)
    lines = csv.reader(io.StringIO("\n".join(text.split("\n")[skipped:]), newline=""), delimiter=separator)
    try:
        table = [[cell.replace("\r\n", "\n") for cell in line] for line in lines]
    except csv.Error as err:
        raise FileError(path, f"This is no readable CSV: {err}.") from err
    header = _header(table[0], path)
    rows = []
    for number, line in enumerate(table[1:], 2):
        if any(cell.strip() for cell in line):
            more = "".join(line[len(header) :]).strip()
            rows.append(CodingRow(number, dict(zip(header, line, strict=False)), more))
    return rows


def _separator(text: str) -> tuple[str, int]:
    """The separator of a file, and how many lines stand before the header (Excel's `sep=;`)."""
    first = text.partition("\n")[0]
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], 1
    return max((",", ";", "\t"), key=first.count), 0


def _header(cells: Sequence[str], path: Path | str) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    allowed = (*COLUMNS, *MARKS)
    for name in names:
        if name and name not in allowed:
            hint = did_you_mean(name, allowed)
            raise FileError(
                path,
                f"There is no column {name!r} in a file of codings.{hint} Allowed: {listing(allowed, 20)}.",
                line=1,
            )
        if name and names.count(name) > 1:
            raise FileError(path, f"The column {name!r} stands here twice.", line=1)
    needed = [name for name in ("document", "code", "coder") if name not in names]
    if "quote" not in names and not {"start", "end"} <= set(names):
        needed.append("quote (or start and end)")
    if needed:
        raise FileError(path, f"The header lacks {listing(needed)}. Needed: document, quote, code, coder.", line=1)
    return names


def parse(row: CodingRow, path: Path | str) -> ParsedRow:
    """Offsets and marks; raises `RowError`."""
    if row.more:
        raise RowError(
            path,
            row.row,
            f"The row has more cells than the header ({shorten(row.more)!r} is left over). Put a text that holds the "
            "separator in quotation marks.",
        )
    return ParsedRow(
        _offset(row, "start", path),
        _offset(row, "end", path),
        _mark(row, "verbatim", path),
        _mark(row, "released", path),
        _time(row, path),
    )


def _offset(row: CodingRow, name: str, path: Path | str) -> int | None:
    text = row[name].strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise RowError(path, row.row, f"{name} is {text!r}; it should be a whole number, counted from 0, or empty.")
    return int(text)


def _time(row: CodingRow, path: Path | str) -> str:
    """When a coding was made: ISO 8601 as it stands, `13-10-2020 12:05` as a Dutch spreadsheet rewrites it."""
    text = row["created"].strip()
    if not text:
        return ""
    dutch = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?", text)
    try:
        if dutch is None:
            datetime.fromisoformat(text)
            return text
        day, month, year, hour, minute, second = (int(each or 0) for each in dutch.groups())
        return datetime(year, month, day, hour, minute, second).isoformat()
    except ValueError as err:
        raise RowError(
            path, row.row, f"created is {text!r}; write 2020-10-13T12:05:00, 2020-10-13, or leave it empty."
        ) from err


def _mark(row: CodingRow, name: str, path: Path | str) -> bool | None:
    text = row[name].strip().lower()
    if not text:
        return None
    if text not in _TRUE | _FALSE:
        raise RowError(path, row.row, f"{name} is {text!r}; write yes, no, or leave it empty.")
    return text in _TRUE


def write(rows: Iterable[Mapping[str, object]]) -> bytes:
    """The rows as a file."""
    rows = list(rows)
    marked = any(row.get(name) not in (None, "") for row in rows for name in MARKS)
    columns = (*COLUMNS, *MARKS) if marked else COLUMNS
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")
