"""The Typer app, and the options several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.show import complain
from qualcode.errors import WrongUsage, did_you_mean

if TYPE_CHECKING:
    from qualcode.project import Project

app = typer.Typer(
    name="qualcode",
    help="Code interviews, compare cases: qualitative analysis on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_where_we_are = {"folder": Path()}

#: What the list of commands is divided into.
PROJECT, CODING, SECOND = "A project and its files", "Coding", "The second coder"
ASSIST = "Assisted tagging"
COMPARING, EXPLORING, DONE = "Comparing", "Exploring", "What was done"

Json = Annotated[bool, typer.Option("--json", help="Print the machine's form.")]
Coder = Annotated[str, typer.Option("--coder", envvar="QUALCODE_CODER", help="Who does this.")]
AnyCoder = Annotated[str | None, typer.Option("--coder", help="Only this coder's.")]
WhereOption = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="ATTR=VALUE", help="Filter; the same attribute twice means or, others and."),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file.")]
Layer = Annotated[str, typer.Option(help="final, union, or a coder's name.")]
Level = Annotated[int | None, typer.Option(help="Fold deeper codes into this level.")]


def _version(wanted: bool) -> None:
    if wanted:
        from qualcode import __version__

        typer.echo(f"qualcode {__version__}")
        raise typer.Exit


@app.callback()
def everywhere(
    project: Annotated[
        Path, typer.Option("--project", "-C", envvar="QUALCODE_PROJECT", help="The project's folder, if not here.")
    ] = Path(),
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Code interviews, compare cases: qualitative analysis on your own machine."""
    _where_we_are["folder"] = project


def where_we_are() -> Path:
    """The folder the command is about."""
    return _where_we_are["folder"]


def here() -> Project:
    """The project the command is about."""
    from qualcode.project import open_project

    return open_project(_where_we_are["folder"])


def announce(project: Project, coder: str) -> None:
    """Say so when somebody codes who is neither listed nor known: it may be a slip of the pen."""
    listed = [each.name for each in project.settings.coders]
    known = [*listed, *project.corpus().coders]
    if listed and coder not in known:
        complain(f"Note: {coder!r} is new here and not under coders: in qualcode.yaml.{did_you_mean(coder, known)}")


def read_where(given: Sequence[str] | None, option: str = "--where") -> dict[str, object]:
    """`["round=3", "round=4"]` as `{"round": ["3", "4"]}`; raises `WrongUsage` for what is no filter."""
    where: dict[str, list[str]] = {}
    for each in given or ():
        name, sign, value = each.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise WrongUsage(f"{option} {each!r} is no filter: write ATTRIBUTE=VALUE, such as {option} round=4.")
        where.setdefault(name.strip(), []).append(value.strip())
    return dict(where)
