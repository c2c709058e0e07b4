"""The part of `qualcode.yaml` under `tables:`; see `qualcode.model.table`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath

from qualcode.errors import did_you_mean, listing
from qualcode.formats.yaml12 import Entry
from qualcode.model import FORMS, PERIODS, SIDES, TABLE_KINDS, AnswerScale, CountSetting, TableSetting, usual_scale

_COMMON = (
    "name", "file", "kind", "case", "period", "by", "title", "singular", "plural", "section", "periods", "absent",
    "blanks",
)  # fmt: skip
_OF_FORMS, _OF_REGISTRATIONS = ("items", "grades"), ("counts",)
_TEXTS = ("case", "period", "title", "singular", "plural", "section")


def read(entry: Entry) -> tuple[TableSetting, ...]:
    """The tables; raises `FileError` with the line, the nearest name and what is allowed."""
    tables: list[TableSetting] = []
    for each in entry.entries():
        table = _table(each)
        if table.name in {known.name for known in tables}:
            raise each.error(f"Two tables are called {table.name!r}. Give one of them another 'name:'.")
        tables.append(table)
    return tuple(tables)


def check_sections(tables: tuple[TableSetting, ...], titles: tuple[str, ...], entry: Entry) -> None:
    """Raises `FileError` for a table in a section that the report has not."""
    for table, each in zip(tables, entry.entries(), strict=True):
        if table.section and titles and table.section not in titles:
            place = each.mapping()["section"]
            hint = did_you_mean(table.section, titles)
            raise place.error(f"The report has no section {table.section!r}.{hint} Its sections: {listing(titles)}.")


def _table(entry: Entry) -> TableSetting:
    kind = _kind(entry)
    fields = entry.mapping((*_COMMON, *(_OF_FORMS if kind == FORMS else _OF_REGISTRATIONS)))
    for needed in ("file", "case"):
        if needed not in fields:
            raise entry.error(f"A table needs '{needed}:'. Needed are file, kind and case.")
    file = _file(fields["file"])
    given: dict[str, object] = {key: fields[key].filled() for key in _TEXTS if key in fields}
    given["name"] = fields["name"].filled() if "name" in fields else PurePosixPath(file).stem
    if "by" in fields:
        given["by"] = fields["by"].choice(PERIODS)
    given |= {key: fields[key].texts() for key in ("periods", "blanks") if key in fields}
    if "absent" in fields:
        given["absent"] = {case: each.filled() for case, each in fields["absent"].mapping().items()}
    given |= _of_forms(fields) if kind == FORMS else _of_registrations(fields)
    table = TableSetting(file=file, kind=kind, **given)  # type: ignore[arg-type]  # each read by the reader of its key
    if not (table.items or table.grades or table.counts):
        what = "items or grades" if kind == FORMS else "counts"
        raise entry.error(f"The table {table.name!r} has nothing to sum up: give {what}.")
    return table


def _kind(entry: Entry) -> str:
    fields = entry.mapping((*_COMMON, *_OF_FORMS, *_OF_REGISTRATIONS))
    if "kind" not in fields:
        raise entry.error(f"A table needs 'kind:', one of {listing(TABLE_KINDS)}.")
    return fields["kind"].choice(TABLE_KINDS)


def _file(entry: Entry) -> str:
    """A path inside the project's folder."""
    file = entry.filled().replace("\\", "/")
    path = PurePosixPath(file)
    if path.is_absolute() or PureWindowsPath(file).drive or ".." in path.parts:
        raise entry.error(f"'file' is {file!r}; name a file in the project's folder, such as data/forms.csv.")
    if path.suffix.lower() not in (".csv", ".tsv", ".txt", ".xlsx"):
        raise entry.error(f"'file' is {file!r}; a table is read from .csv, .tsv, .txt or .xlsx.")
    return file


# --- forms -------------------------------------------------------------------------------------------------------


def _of_forms(fields: Mapping[str, Entry]) -> dict[str, object]:
    given: dict[str, object] = {}
    if "items" in fields:
        items = fields["items"].mapping(("scale", *SIDES, "columns"))
        for needed in ("scale", "columns"):
            if needed not in items:
                raise fields["items"].error(f"'items' needs '{needed}:'. Needed are scale and columns.")
        given = {"scale": _scale(items), "items": _names(items["columns"])}
    if "grades" in fields:
        given["grades"] = _names(fields["grades"])
    return given


def _names(entry: Entry) -> dict[str, str]:
    """Columns with what they are called: a mapping, or a list of columns whose names do."""
    if isinstance(entry.value, dict):
        return {column: each.filled() for column, each in entry.mapping().items()}
    return {name: name for name in entry.texts()}


def _scale(items: Mapping[str, Entry]) -> AnswerScale:
    points = _whole(items["scale"])
    if not 2 <= points <= 100:
        raise items["scale"].error(f"'scale' is {points}; it should be the number of points of the scale, such as 7.")
    if not any(side in items for side in SIDES):
        return usual_scale(points)
    for side in ("agree", "disagree"):
        if side not in items:
            raise items["columns"].error(f"'items' gives some answers a side and lacks '{side}:', such as [5, 7].")
    ranges = {side: _range(items[side], points) for side in SIDES if side in items}
    scale = AnswerScale(points, ranges["agree"], ranges.get("neutral"), ranges["disagree"])
    for answer in range(1, points + 1):
        sides = [side for side, (low, high) in scale.ranges() if low <= answer <= high]
        if len(sides) != 1:
            said = " and ".join(sides) or "no side"
            raise items["agree"].error(f"The answer {answer} is on {said}; each from 1 to {points} should be on one.")
    return scale


def _range(entry: Entry, points: int) -> tuple[int, int]:
    ends = [_whole(each) for each in (entry.entries() if isinstance(entry.value, list) else [entry])]
    if len(ends) not in (1, 2) or not 1 <= ends[0] <= ends[-1] <= points:
        raise entry.error(f"{entry.called} should be the first and last answer of that side, such as [5, {points}].")
    return ends[0], ends[-1]


def _whole(entry: Entry) -> int:
    number = entry.number()
    if number != int(number):
        raise entry.error(f"{entry.called} is {number}; it should be a whole number.")
    return int(number)


# --- registrations -----------------------------------------------------------------------------------------------


def _of_registrations(fields: Mapping[str, Entry]) -> dict[str, object]:
    if "counts" not in fields:
        return {}
    entry = fields["counts"]
    if isinstance(entry.value, dict):
        return {"counts": tuple(_count(column, each) for column, each in entry.mapping().items())}
    return {"counts": tuple(CountSetting(column, column) for column in entry.texts())}


def _count(column: str, entry: Entry) -> CountSetting:
    """`column:` alone, its name in the report, its values, or both as `{title: …, values: […]}`."""
    if entry.value is None:
        return CountSetting(column, column)
    if isinstance(entry.value, list):
        return CountSetting(column, column, entry.texts())
    if not isinstance(entry.value, dict):
        return CountSetting(column, entry.filled())
    fields = entry.mapping(("title", "values"))
    title = fields["title"].filled() if "title" in fields else column
    return CountSetting(column, title, fields["values"].texts() if "values" in fields else ())
