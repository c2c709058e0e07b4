"""Commands on the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import CODING, Json, app, here
from qualcode.cli.show import as_json, complain, say, table
from qualcode.model import Codebook, join_path

if TYPE_CHECKING:
    import pandas as pd

codebook_app = typer.Typer(
    help="The code tree: show, check, write, change; its versions and analysis sessions.", no_args_is_help=True
)
app.add_typer(codebook_app, name="codebook", rich_help_panel=CODING)


@codebook_app.command()
def show(machine: Json = False) -> None:
    """The tree with counts: codings of each code, and interviews in its subtree."""
    with here() as project:
        book = project.codebook
        interviews = project.matrix(measure="interviews", totals=True).frame
        codings = project.matrix(measure="codings", totals=True, layer="union").frame
        rows = _rows(book, _by_path(interviews), _by_path(codings))
    if machine:
        as_json(rows)
        return
    cells = [("  " * (row["level"] - 1) + row["name"], row["codings"], row["interviews"], row["takes"]) for row in rows]
    table(cells, ("code", "codings", "interviews", "takes"), right=(1, 2))


def _by_path(frame: pd.DataFrame) -> dict[str, int]:
    """The totals of a matrix of codes by code path."""
    names = [each if isinstance(each, tuple) else (each,) for each in frame.index]
    paths = [join_path(str(name) for name in each if name) for each in names]
    return dict(zip(paths, map(int, frame.iloc[:, -1]), strict=True))


def _rows(book: Codebook, interviews: Mapping[str, int], codings: Mapping[str, int]) -> list[dict[str, Any]]:
    rows = []
    for code in book:
        takes = [name for name, has in (("grade", code.grade), ("specification", code.specify)) if has]
        path = book.path(code.id)
        rows.append(
            {
                "id": code.id,
                "path": path,
                "name": code.name,
                "level": book.depth(code.id),
                "takes": ", ".join([*takes, *(["retired"] if code.retired else [])]),
                "codings": codings.get(path, 0),
                "interviews": interviews.get(path, 0),
            }
        )
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
    version: Annotated[str | None, typer.Option(help="As it was: a release's name, or a number.")] = None,
) -> None:
    """Write the project's codebook as YAML, with an id per code."""
    with here() as project:
        text = project.export_codebook(path, version=version)
    say(f"Wrote {path}." if path else text.rstrip("\n"))
