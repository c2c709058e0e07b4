"""A spreadsheet as a header and rows of text: CSV as spreadsheets write it anywhere, and the first sheet of an .xlsx.

Numbers, days and truth values of an .xlsx become the text that a CSV would hold (`7.5`, `2021-06-17`).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from qualcode.errors import FileError
from qualcode.formats.decode import decode

_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the names of its columns; `number` is as a spreadsheet counts, the header being 1. `more` is what
    stands in cells beyond the header's."""

    number: int
    cells: Mapping[str, str]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Names of columns, stripped, and the rows that are not empty."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(data: bytes, path: Path | str) -> Sheet:
    """The sheet in a file; raises `FileError` for one that is none."""
    table = _from_xlsx(data, path) if data.startswith(b"PK\x03\x04") else _from_csv(decode(data, path), path)
    number, header = table[0] if table else (1, [])
    names = [name.strip() for name in header]
    for name in names:
        if name and names.count(name) > 1:
            raise FileError(path, f"The column {name!r} stands here twice.", line=number)
    if not any(names):
        raise FileError(path, "The file has no header: its first row should name the columns.")
    return Sheet(tuple(names), tuple(_row(number, line, names) for number, line in table[1:]))


def _row(number: int, line: Sequence[str], names: Sequence[str]) -> Row:
    cells = {name: cell.strip() for name, cell in zip(names, line, strict=False) if name}
    return Row(number, cells, "".join(line[len(names) :]).strip())


def _from_csv(text: str, path: Path | str) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, each with its number as a spreadsheet shows it: Excel's `sep=;` is no row."""
    separator, body = _separator(text)
    try:
        lines = list(csv.reader(io.StringIO(body, newline=""), delimiter=separator))
    except csv.Error as err:
        raise FileError(path, f"This is no readable CSV: {err}.") from err
    return _filled(enumerate(lines, 1))


def _filled(lines: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    return [(number, line) for number, line in lines if any(cell.strip() for cell in line)]


def _separator(text: str) -> tuple[str, str]:
    """The separator of a file, and the file without a line that names it. What stands between quotation marks in the
    header is no separator."""
    first, _end, rest = text.partition("\n")
    named = re.fullmatch(r"sep=(.)", first.strip("\r "), re.IGNORECASE)
    if named:
        return named[1], rest
    header = re.sub(r'"[^"]*"', "", text).lstrip("\n").partition("\n")[0]
    return max(_SEPARATORS, key=header.count), text


def _from_xlsx(data: bytes, path: Path | str) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = [[_text(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as err:
        raise FileError(path, "This Excel file cannot be read. Open it, and save it anew as .xlsx or CSV.") from err
    width = max((place for line in lines for place, cell in enumerate(line, 1) if cell), default=0)
    return _filled((number, line[:width]) for number, line in enumerate(lines, 1))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
