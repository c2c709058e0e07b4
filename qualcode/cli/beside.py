"""Commands on the tables beside the interviews: forms and registrations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import COMPARING, Json, Out, app, here
from qualcode.cli.results import show_result
from qualcode.cli.show import as_json, complain, table
from qualcode.errors import FileError, WrongUsage
from qualcode.headings import heads
from qualcode.i18n import language

if TYPE_CHECKING:
    from qualcode.project import Project

#: What a terminal shows of a table; a file and --json have all.
_COLUMNS = {
    "forms": ("case", "period", "question", "agree", "neutral", "disagree", "n", "no answer", "mean", "reason"),
    "registrations": ("case", "period", "column", "value", "shown", "m", "share", "reason"),
}


@app.command(rich_help_panel=COMPARING)
def tables(
    name: Annotated[str | None, typer.Argument(help="The table to sum up; without it they are listed.")] = None,
    case: Annotated[str | None, typer.Option(help="Only this case, by name or key.")] = None,
    hide_below: Annotated[int, typer.Option("--hide-below", metavar="N", help="Do not show counts from 1 to N-1.")] = 0,
    out: Out = None,
    machine: Json = False,
) -> None:
    """The tables beside the interviews: evaluation forms and registrations, by case and period."""
    with here() as project:
        if name is None:
            if case or hide_below or out:
                raise WrongUsage("Name a table, such as: qualcode tables forms --case Kampen.")
            problems = _list(project, machine)
        else:
            result = project.summed_up(name, hide_below=hide_below, case=case)
            columns = _COLUMNS[result.setting.kind]
            show_result(project, result, out=out, machine=machine, title=name, columns=columns)
            problems = bool(result.warnings)
    if problems:
        raise typer.Exit(1)


def _list(project: Project, machine: bool) -> bool:
    """What is declared, how many rows it has, and what is wrong with it. Answers whether anything is."""
    found, problems = [_about(project, name) for name in project.tables], []
    for each in found:
        problems += each["problems"]
    if machine:
        as_json(found)
    else:
        header = ("name", "kind", "file", "rows", "left_out", "cases", "periods")
        known = heads(language(project.settings))
        table([[each[name] for name in header] for each in found], [known[name] for name in header], right=(3, 4, 5))
        for problem in problems:
            complain(problem)
    return bool(problems)


def _about(project: Project, name: str) -> dict[str, Any]:
    setting = next(each for each in project.settings.tables if each.name == name)
    about: dict[str, Any] = {"name": name, "kind": setting.kind, "file": setting.file}
    try:
        result = project.summed_up(name)
    except FileError as err:
        return {**about, "rows": 0, "left_out": 0, "cases": 0, "periods": "", "problems": [str(err)]}
    read = result.table.table
    return {
        **about,
        "rows": len(read.rows),
        "left_out": sum(error.row > 1 for error in read.errors),
        "cases": len({row.case for row in read.rows}),
        "periods": ", ".join(result.table.named(period) for period in result.periods),
        "problems": list(result.warnings),
    }
