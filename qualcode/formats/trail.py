"""The audit trail as a file: one line per change, as JSON lines, a JSON list or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

SUFFIXES = (".jsonl", ".json", ".csv")


@dataclass(frozen=True, slots=True)
class Line:
    """One change, in the order of the columns. `session` is the reason of the analysis session; `entity` what people
    call the row, `row` its number in the table; `before` and `after` are the row as JSON, None where there is none."""

    action: int
    when: str
    who: str
    what: str
    remark: str
    session: str
    table: str
    entity: str
    row: int
    before: str | None
    after: str | None
    undone: bool


COLUMNS = tuple(field.name for field in fields(Line))
_encode = json.JSONEncoder(ensure_ascii=False).encode


def write(lines: Iterable[Line], suffix: str) -> bytes:
    """The lines as CSV (`.csv`), as one JSON list (`.json`) or as JSON lines (`.jsonl`); UTF-8, LF."""
    write = {".csv": _csv, ".json": _list}.get(suffix.lower(), _jsonl)
    return write(lines).encode("utf-8", "replace")


def _jsonl(lines: Iterable[Line]) -> str:
    return "".join(f"{each}\n" for each in _objects(lines))


def _list(lines: Iterable[Line]) -> str:
    return "[\n" + ",\n".join(_objects(lines)) + "\n]\n"


def _objects(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield f"{{{', '.join(_pairs(line))}}}"


def _pairs(line: Line) -> list[str]:
    return [f'"{name}": {_json(line, name)}' for name in COLUMNS]


def _json(line: Line, name: str) -> str:
    """A column as JSON; the rows are JSON already, and go out as they were kept."""
    value = getattr(line, name)
    return str(value) if name in ("before", "after") and value is not None else _encode(value)


def _csv(lines: Iterable[Line]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        values = [getattr(line, name) for name in COLUMNS]
        writer.writerow(["" if value is None else _plain(value) for value in values])
    return out.getvalue()


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
