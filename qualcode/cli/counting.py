"""Commands that count: one matrix, the report."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.app import COMPARING, Json, Level, Out, WhereOption, app, here, read_where
from qualcode.cli.show import as_json, complain, tell

if TYPE_CHECKING:
    from qualcode.results import ProjectMatrix


@app.command(rich_help_panel=COMPARING)
def matrix(
    rows: Annotated[str, typer.Option(help="code, specification, query (saved ones), or an attribute.")] = "code",
    columns: Annotated[str, typer.Option(help="case, round, an attribute, or two as ATTR,ATTR.")] = "case",
    measure: Annotated[
        str,
        typer.Option(help="interviews, codings, quotations, documents, persons, words, characters, presence, mean."),
    ] = "interviews",
    share: Annotated[str | None, typer.Option(help="row, column, total, or interviews (n of m).")] = None,
    normalise: Annotated[bool, typer.Option("--normalise", help="As ATLAS.ti: even out how much was coded.")] = False,
    totals: Annotated[bool, typer.Option("--totals", help="Add totals; they are unions, not sums.")] = False,
    level: Level = None,
    layer: Annotated[str, typer.Option(help="final, union, intersection, or a coder's name.")] = "final",
    where: WhereOption = None,
    compress: Annotated[bool, typer.Option("--compress", help="Leave empty rows and columns out.")] = False,
    version: Annotated[
        str | None, typer.Option("--codebook-version", help="Count under an older codebook: a release, or a number.")
    ] = None,
    query: Annotated[
        list[str] | None,
        typer.Option("--query", metavar="NAME", help="A row for this saved query, as a smart code; may be repeated."),
    ] = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """One matrix, on screen or in a file (.csv .xlsx .html .md .json)."""
    with here() as project:
        made = project.matrix(
            rows, columns, measure, share, normalise, totals, level, read_where(where), layer, compress, version,
            query or (),
        )  # fmt: skip
        for sentence in _careful(made):
            complain(sentence)
        if out is not None:
            made.write(out)
            tell(f"Wrote {out}.", machine, written=str(out))
        elif machine:
            from qualcode.reports.matrix import as_json as matrix_as_json

            as_json(matrix_as_json(made))
        else:
            show_matrix(made)


def _careful(made: ProjectMatrix) -> Iterator[str]:
    """Saved queries that were left out, values that no document has, and a level that the code tree has not."""
    from qualcode.analysis.found import not_said
    from qualcode.query.where import values_of_none

    _, book, level = made.language, made.corpus.codebook, made.request.level
    for _name, why in made.request.smart.left:
        yield f"Left out: {why}"
    yield from not_said(values_of_none(made.corpus, made.request.where), _)
    deepest = max((book.depth(code.id) for code in book), default=0)
    if level is not None and level > deepest:
        yield _.plural(
            "The code tree has %(count)s level, so level %(level)s folds nothing.",
            "The code tree has %(count)s levels, so level %(level)s folds nothing.",
            deepest, level=level,
        )  # fmt: skip


def show_matrix(made: ProjectMatrix) -> None:
    """A matrix on the terminal."""
    from rich.console import Console

    from qualcode.reports.terminal import matrix_table

    width = None if sys.stdout.isatty() else 160
    console = Console(width=width)
    table = matrix_table(made, console.width)
    below, table.caption = table.caption, None  # a caption would be wrapped at the width of the table
    console.print(table)
    if below:
        console.print(below)


@app.command(rich_help_panel=COMPARING)
def report(
    case: Annotated[str | None, typer.Option(help="Only this case's chapter.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to write to; analyses/report without it.")] = None,
    language: Annotated[str | None, typer.Option(help="nl or en; the project's without it.")] = None,
    format: Annotated[
        list[str] | None, typer.Option("--format", help="html, xlsx, docx, md; may be repeated. Without: html, xlsx.")
    ] = None,
    profile: Annotated[
        str, typer.Option(help="team: everything; publicatie: released quotations only, nobody to be traced.")
    ] = "team",
    machine: Json = False,
) -> None:
    """Write the chapters and the comparison: a page, a workbook, a Word document, Markdown."""
    from qualcode.errors import UnknownOption
    from qualcode.model import LANGUAGES

    if language is not None and language not in LANGUAGES:
        raise UnknownOption("The language", language, LANGUAGES)
    with here() as project:
        written = project.report(
            case=case, out=out, language=language, formats=format or ("html", "xlsx"), profile=profile
        )
    for warning in written.warnings:
        complain(warning)
    paths = [str(path) for path in written.paths]
    tell("\n".join(paths), machine, written=paths, warnings=list(written.warnings))
