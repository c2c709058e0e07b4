"""The command that writes the analysis part of a methods section."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.app import DONE, Json, Out, app, here
from qualcode.cli.show import as_json, say, tell


@app.command(rich_help_panel=DONE)
def methods(
    language: Annotated[str | None, typer.Option(help="nl or en; the project's without it.")] = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Write the analysis part of a methods section from what is in the project (Markdown)."""
    with here() as project:
        if machine and out is None:
            from qualcode.methods import as_values

            as_json(as_values(project, language or project.settings.language))
            return
        text = project.methods(language)
        if out is None:
            say(text.rstrip("\n"))
            return
        from qualcode.store.folder import write_bytes

        write_bytes(project.may_write(out, ".md"), text.encode())
        gaps = text.count("**[")
        tell(f"Wrote {out}. {gaps} places are marked for you to write.", machine, written=str(out), gaps=gaps)
