"""Commands that lay cases beside themes: the framework matrix, rounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.app import COMPARING, Json, Out, WhereOption, app, here, read_where
from qualcode.cli.show import as_json, say, tell
from qualcode.errors import WrongUsage

frame_app = typer.Typer(help="Summaries per case and theme, tied to the quotations they rest on.", no_args_is_help=True)
app.add_typer(frame_app, name="framework", rich_help_panel=COMPARING)

CaseOption = Annotated[str | None, typer.Option("--case", help="Only this case, by name or key.")]
CodesOption = Annotated[
    list[str] | None, typer.Option("--code", help="Codes as themes instead of the report's sections; may be repeated.")
]
LevelOption = Annotated[int | None, typer.Option("--level", help="The codes of this level as themes.")]
RoundsOption = Annotated[bool, typer.Option("--by-round", help="Also a cell per round.")]
WhoOption = Annotated[str, typer.Option("--coder", envvar="QUALCODE_CODER", help="Who says so, for the record.")]


@frame_app.command("show")
def show(
    case: CaseOption = None,
    theme: Annotated[str, typer.Option("--theme", help="Only this theme: a section's title, or a code.")] = "",
    code: CodesOption = None,
    level: LevelOption = None,
    by_round: RoundsOption = False,
    out: Out = None,
    machine: Json = False,
) -> None:
    """The matrix: how each summary stands to its quotations. With a case and a theme the cell, laid open."""
    from qualcode.cli.charting import show_chart

    with here() as project:
        show_chart(project, case, theme, code or (), level, by_round=by_round, out=out, machine=machine)


@frame_app.command("write")
def write(
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")],
    case: CaseOption = None,
    code: CodesOption = None,
    level: LevelOption = None,
    by_round: RoundsOption = False,
    machine: Json = False,
) -> None:
    """Write the matrix to an Excel file to write summaries in."""
    with here() as project:
        chart = project.write_framework(path, codes=code or (), level=level, case=case, by_round=by_round)
    cells = len(chart.cells)
    tell(f"Wrote {path}: {cells} cells. Read it back with: qualcode framework read {path}", machine, written=str(path))


@frame_app.command("read")
def read(
    path: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A workbook of framework write.")],
    theirs: Annotated[bool, typer.Option("--theirs", help="Where both changed: the workbook's text.")] = False,
    ours: Annotated[bool, typer.Option("--ours", help="Where both changed: the project's text stays.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    coder: WhoOption = "",
    machine: Json = False,
) -> None:
    """Take in what was changed in such a file; where the project changed too, both texts are shown."""
    from qualcode.cli.charting import show_reading

    with here() as project:
        reading = project.read_framework(path, theirs=theirs, ours=ours, dry_run=dry_run, who=coder)
    show_reading(reading, machine=machine)
    if not reading.complete:
        raise typer.Exit(1)


@frame_app.command("confirm")
def confirm(
    case: Annotated[str, typer.Option("--case", help="Of this case.")] = "",
    theme: Annotated[str, typer.Option("--theme", help="Of this theme; without --case over the cases.")] = "",
    round_: Annotated[str, typer.Option("--round", help="Of this round.")] = "",
    unchecked: Annotated[bool, typer.Option("--unchecked", help="All that were never checked.")] = False,
    coder: WhoOption = "",
    machine: Json = False,
) -> None:
    """Say that a summary still holds for the quotations it rests on now."""
    if unchecked == bool(case or theme):
        raise WrongUsage("Name a summary with --case and --theme (either alone is the second level), or --unchecked.")
    with here() as project:
        count = (
            project.confirm_unchecked(who=coder)
            if unchecked
            else len([project.confirm_summary(case, theme, round_, who=coder)])
        )
    if machine:
        as_json({"confirmed": count})
    else:
        say(f"{count} {'summary' if count == 1 else 'summaries'} confirmed.")


@app.command(rich_help_panel=COMPARING)
def rounds(
    case: CaseOption = None,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="Only this code and what is below it; may be repeated.")
    ] = None,
    level: Annotated[int | None, typer.Option("--level", help="Fold deeper codes into this level.")] = None,
    where: WhereOption = None,
    layer: Annotated[str, typer.Option("--layer", help="Whose codings: final, union or a coder.")] = "final",
    every: Annotated[
        bool, typer.Option("--all", help="On the terminal too what stays and what cannot be compared.")
    ] = False,
    out: Out = None,
    machine: Json = False,
) -> None:
    """What is new, stays and went between rounds, wishes that became practice, and grades by person."""
    from qualcode.cli.moving import show_rounds

    with here() as project:
        moved = project.rounds(case, code or (), level=level, where=read_where(where), layer=layer)
        show_rounds(project, moved, out=out, machine=machine, every=every)
