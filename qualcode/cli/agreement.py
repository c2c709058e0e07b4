"""The command that compares coders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.app import SECOND, Json, WhereOption, app, here, read_where
from qualcode.cli.show import as_json, say, table

if TYPE_CHECKING:
    from qualcode.analysis.agreement import Agreement


@app.command(rich_help_panel=SECOND)
def agree(
    coders: Annotated[list[str], typer.Argument(metavar="CODER CODER…", help="Two coders or more.")],
    unit: Annotated[str, typer.Option(help="sentence, paragraph, turn, quotation or character.")] = "sentence",
    by: Annotated[str | None, typer.Option(help="Also per document or per case.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every code, with the whole family of coefficients.")] = False,
    min_count: Annotated[int, typer.Option(help="No coefficient for a code that a coder used less.")] = 10,
    overlap: Annotated[float, typer.Option(help="With --all: segments match from this overlap on.")] = 0.9,
    assume_done: Annotated[
        bool, typer.Option("--assume-done", help="Who coded anything in a document has done it.")
    ] = False,
    seed: Annotated[int, typer.Option(help="For the intervals.")] = 1,
    where: WhereOption = None,
    machine: Json = False,
) -> None:
    """How far coders agree who coded the same documents blind."""
    with here() as project:
        found = project.agree(
            coders, unit=unit, by=by, every=every, min_count=min_count, overlap=overlap, assume_done=assume_done,
            seed=seed, where=read_where(where),
        )  # fmt: skip
    if machine:
        as_json(found.to_json())
    else:
        show_agreement(found)


def show_agreement(found: Agreement) -> None:
    """Agreement on the terminal: what helps people first."""
    from qualcode.reports.agreement import headline, left_out, legend, parts

    for part in parts(found):
        say(part.title)
        table(part.rows, part.header, right=range(part.right, len(part.header)))
        say()
    for sentence in (legend(found), headline(found), left_out(found), found.rule):
        if sentence:
            say(sentence)
