"""The command that finds grades in the texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import ASSIST, Json, Out, app, here
from qualcode.cli.show import as_json, complain, counted, say, table
from qualcode.errors import shorten

if TYPE_CHECKING:
    from qualcode.assisted.grading import FoundGrade, Search

_HEADER = ("document", "code", "value", "form", "certainty", "words")


@app.command(rich_help_panel=ASSIST)
def grades(
    documents: Annotated[
        list[str] | None,
        typer.Option("--documents", metavar="GLOB", help="Only these, such as 'KA*'; may be repeated."),
    ] = None,
    coder: Annotated[str, typer.Option("--coder", help="Leave out what this coder coded already.")] = "",
    asides: Annotated[
        bool, typer.Option("--asides", help="Also grades of another time, or taken back at once.")
    ] = False,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Find the grades that respondents give: value, form, and which grade code is meant. Nothing is coded by it."""
    from qualcode.assisted.grading import note_shown, search

    with here() as project:
        found = search(project, documents or (), coder, asides=asides)
        note_shown(project, found.grades, coder)
        if out is not None:
            found.to_csv(out, project)
    if machine:
        as_json(_as_values(found))
        return
    if out is not None:
        say(f"{out}: {counted(len(found.grades), 'row')}, {counted(_distinct(found.grades), 'grade')}.")
    elif found.grades:
        rows = [_row(each) for each in found.grades]
        table(rows, _HEADER, right=(4,))
    _tell(found, coder)


def _row(each: FoundGrade) -> tuple[object, ...]:
    words = _words(each.said, each.quote)
    return each.document, each.path, shorten(each.value, 40), each.grade.form, f"{each.certainty:.2f}", words


def _words(said: str, quote: str) -> str:
    """The grade's own words, and the head of the sentence they are in."""
    return shorten(said, 40) if shorten(said, 40) == shorten(quote, 40) else f"{shorten(said, 40)}: {shorten(quote)}"


def _tell(found: Search, coder: str) -> None:
    """What else there is to say, on stderr: the list itself stays a list."""
    if not found.grades:
        complain("No grades found that are still to be coded." if found.coded else "No grades found.")
    if found.coded:
        complain(f"Left out: {counted(_distinct(found.coded), 'grade')} that {coder} coded already.")
    if found.asides:
        complain(f"Left out: {counted(_distinct(found.asides), 'grade')} of another time; --asides lists them too.")
    if found.passed:
        complain(found.passed)


def _distinct(found: Sequence[FoundGrade]) -> int:
    """How many grades these are: one that may be for several codes stands there for each."""
    return len({(each.document, each.words) for each in found})


def _as_values(found: Search) -> dict[str, Any]:
    grades = [
        {
            **each.as_row,
            "code_id": each.code,
            "low": each.grade.low,
            "high": each.grade.high,
            "words_start": each.words.start,
            "words_end": each.words.end,
            "cues": [[cue.start, cue.end] for cue in each.cues],
            "aside": each.aside,
        }
        for each in found.grades
    ]
    return {
        "grades": grades,
        "coded": _distinct(found.coded),
        "asides": _distinct(found.asides),
        "passed_over": found.passed,
    }
