"""Factors as rows of a spreadsheet: one per factor, and one below it per variant.

A row names its factor, the number of the variant (empty for the factor itself), direction, wording, the cases that are
confirmed, proposed and rejected, the labels of its quotations, and whether it is set aside. `mark` says what the factor
was when the row was written, so that a sheet that comes back tells what was changed in it; leave it as it is. A new row
has no factor and no mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qualcode.errors import FileError, RowError
from qualcode.formats import sheets
from qualcode.formats.factor_words import (
    direction_named,
    plain_case,
    said_by,
    split_cases,
    split_labels,
    verb_of,
    who_said,
    written_case,
)
from qualcode.i18n import Language, language
from qualcode.model import LANGUAGES
from qualcode.model.factor import Direction, Factor, InCase, Standing, Variant, is_id, same_wording

_STANDINGS = {
    "confirmed": Standing.CONFIRMED,
    "proposed": Standing.PROPOSED,
    "rejected": Standing.REJECTED,
}
_NEEDED = ("direction", "wording")
_YES = {"x", "ja", "yes", "j", "y", "1", "true", "waar"}
_NO = {"", "-", "nee", "no", "n", "0", "false", "onwaar"}


@dataclass(frozen=True, slots=True)
class Given:
    """A factor as a file has it: the row or line of it, and its mark when the file was written, empty for a new one.
    `spoiled`: one of its variants could not be read."""

    factor: Factor
    row: int
    was: str
    spoiled: bool = False


def column_names(_: Language) -> dict[str, str]:
    """The names of the columns, in their order."""
    return {
        "factor": _("factor"),
        "variant": _("variant"),
        "direction": _("direction"),
        "wording": _("wording"),
        "confirmed": _("confirmed"),
        "proposed": _("proposed"),
        "rejected": _("rejected"),
        "evidence": _("evidence"),
        "set_aside": _("set aside"),
        "said_by": _("said by"),
        "mark": _("mark"),
    }


def rows(factors: Sequence[Factor], _: Language) -> tuple[list[str], list[list[str]]]:
    """The header and the rows."""
    found = []
    for factor in factors:
        aside = "x" if factor.set_aside else ""
        first = [factor.id, "", verb_of(factor.direction, _), *_cells(factor.own)]
        found.append([*first, aside, said_by(factor.cases), factor.mark])
        for number, each in enumerate(factor.variants, 1):
            found.append([factor.id, str(number), "", *_cells(each), "", said_by(each.cases), ""])
    return list(column_names(_).values()), found


def read(data: bytes, path: Path) -> tuple[list[Given], list[RowError]]:
    """The factors in a spreadsheet, and what is wrong in its rows; those rows are left out, and with one of a variant
    its factor is spoiled. Raises `FileError` for a
    file that is none, or lacks a column."""
    sheet = sheets.read(data, path)
    names = _known_columns()
    columns = {names[same_wording(name)]: name for name in sheet.header if same_wording(name) in names}
    if missing := _missing(columns):
        raise FileError(
            path,
            f"Its first row has no column {' and no '.join(map(repr, missing))}, so nothing was read. "
            "Put the column back as qualcode factors write makes it.",
        )
    found: list[Given] = []
    errors: list[RowError] = []
    shown = columns.get("mark", "")
    for row in sheet.rows:
        cells = {name: row.cells.get(column, "") for name, column in columns.items()}
        try:
            _take(cells, row.number, found, path)
            _check_mark(cells, row.number, shown, path)
        except RowError as err:
            errors.append(RowError(path, row.number, f"{err.message} The row was left out."))
            last, is_variant = found[-1] if found else None, bool(cells.get("variant", ""))
            if last and (last.row == row.number or (is_variant and last.factor.id == cells.get("factor", ""))):
                found[-1] = replace(last, spoiled=True)
    return found, errors


def _check_mark(cells: dict[str, str], number: int, shown: str, path: Path) -> None:
    """Raises `RowError` for a factor that was written out and has lost its mark."""
    if shown and cells.get("factor", "") and not cells.get("variant", "") and not cells["mark"]:
        raise RowError(
            path,
            number,
            f"The column {shown!r} is empty, so nobody can tell whether the factor was changed here, in the project or "
            "in both. Put back what stood there; for a new factor empty the column of its id too.",
        )


def _missing(columns: dict[str, str]) -> list[str]:
    """The columns that should be there and are not, named in the language of the others. A sheet that was written by
    qualcode needs all it had: without one of them, what stood in it would seem to be taken away."""
    named = max(
        (column_names(language(code)) for code in LANGUAGES),
        key=lambda names: sum(same_wording(columns.get(each, "")) == same_wording(names[each]) for each in names),
    )
    needed = named if {"factor", "mark"} & columns.keys() else _NEEDED
    return [named[each] for each in needed if each not in columns]


def _take(cells: dict[str, str], number: int, found: list[Given], path: Path) -> None:
    """Adds the row's factor, or its variant to the one above."""
    if not any(cells.values()):
        return
    wording = _variant(cells)
    if not wording.wording:
        raise RowError(path, number, "There is no wording.")
    name = cells.get("factor", "")
    if name and not is_id(name):
        raise RowError(path, number, f"{name!r} is no id of a factor: leave the column empty for a new one.")
    if cells.get("variant", ""):
        if not found or found[-1].factor.id != name:
            raise RowError(path, number, "A variant stands below its factor, with the same id.")
        last = found[-1]
        found[-1] = replace(last, factor=replace(last.factor, variants=(*last.factor.variants, wording)))
        return
    direction = direction_named(cells["direction"])
    if direction is None:
        allowed = ", ".join(dict.fromkeys(verb_of(each, language(code)) for code in LANGUAGES for each in Direction))
        raise RowError(path, number, f"The direction is {cells['direction']!r}; allowed are {allowed}.")
    if name and any(each.factor.id == name for each in found):
        raise RowError(path, number, f"The factor {name!r} stands here for the second time.")
    aside = same_wording(cells.get("set_aside", ""))
    if aside not in {*_YES, *_NO}:
        raise RowError(path, number, f"Set aside is {cells['set_aside']!r}; allowed are x, or nothing.")
    factor = Factor(name, direction, wording.wording, wording.cases, wording.evidence, set_aside=aside in _YES)
    found.append(Given(factor, number, cells.get("mark", "")))


def _variant(cells: dict[str, str]) -> Variant:
    said = who_said(cells.get("said_by", "")) or {}
    cases = tuple(
        InCase(plain_case(each), standing, *said.get(plain_case(each).casefold(), ("", "")))
        for name, standing in _STANDINGS.items()
        for each in split_cases(cells.get(name, ""))
    )
    return Variant(" ".join(cells["wording"].split()), cases, split_labels(cells.get("evidence", "")))


def _cells(each: Variant) -> list[str]:
    of = {
        standing: ", ".join(written_case(one.case) for one in each.cases if one.standing is standing)
        for standing in _STANDINGS.values()
    }
    return [each.wording, *of.values(), "; ".join(each.evidence)]


def _known_columns() -> dict[str, str]:
    found = {}
    for code in LANGUAGES:
        for name, shown in column_names(language(code)).items():
            found[same_wording(shown)] = found[name] = name
    return found
