"""Commands on the codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from qualcode.cli.app import Json, app, here
from qualcode.cli.show import as_json, complain, say, table
from qualcode.model import Codebook

codebook_app = typer.Typer(help="The code tree: show, check, write.", no_args_is_help=True)
app.add_typer(codebook_app, name="codebook")


@codebook_app.command()
def show(machine: Json = False) -> None:
    """The tree with counts: codings of each code, and interviews in its subtree."""
    with here() as project:
        book = project.codebook
        interviews = project.matrix(measure="interviews", totals=True).frame
        codings = project.matrix(measure="codings", totals=True, layer="union").frame
        rows = _rows(book, interviews.iloc[:, -1].tolist(), codings.iloc[:, -1].tolist())
    if machine:
        as_json(rows)
        return
    cells = [("  " * (row["level"] - 1) + row["name"], row["codings"], row["interviews"], row["takes"]) for row in rows]
    table(cells, ("code", "codings", "interviews", "takes"), right=(1, 2))


def _rows(book: Codebook, interviews: list[int], codings: list[int]) -> list[dict[str, Any]]:
    rows = []
    for code in book:
        takes = [name for name, has in (("grade", code.grade), ("specification", code.specify)) if has]
        rows.append({"id": code.id, "path": book.path(code.id), "name": code.name, "level": book.depth(code.id)})
        rows[-1].update(takes=", ".join([*takes, *(["retired"] if code.retired else [])]), codings=0, interviews=0)
    shown = [row for row, code in zip(rows, book, strict=True) if not code.retired]
    for row, interview, coding in zip(shown, interviews, codings, strict=False):
        row.update(interviews=int(interview), codings=int(coding))
    return rows


@codebook_app.command()
def check() -> None:
    """Read the codebook's file; tell what is missing in it, and what importing it would change."""
    from qualcode.formats import codebook_yaml
    from qualcode.store.folder import read_bytes

    with here() as project:
        path = project.root / project.settings.codebook
        book = codebook_yaml.read(read_bytes(path).decode("utf-8-sig"), project.settings.codebook)
        changes = project.import_codebook(path, dry_run=True)
    say(f"{project.settings.codebook}: {len(book)} codes, well formed.")
    for code in book:
        if not code.definition:
            complain(f"{book.path(code.id)}: no definition. A second coder needs one.")
    for change in changes:
        say(f"importing it: {change}")
    if not changes:
        say("The project has the same codebook.")


@codebook_app.command()
def write(
    path: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where; printed without it.")] = None,
) -> None:
    """Write the project's codebook as YAML, with an id per code."""
    with here() as project:
        text = project.export_codebook(path)
    say(f"Wrote {path}." if path else text.rstrip("\n"))
