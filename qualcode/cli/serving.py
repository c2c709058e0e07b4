"""The command that opens the workbench in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.app import CODING, announce, app, where_we_are
from qualcode.cli.show import say


@app.command(rich_help_panel=CODING)
def serve(
    coder: Annotated[
        str | None,
        typer.Option("--coder", envvar="QUALCODE_CODER", help="Who codes; without it the page asks."),
    ] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="Show no suggestions and nobody else's work; needs --coder.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="The port; 8471 or the next that is free, unless named.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser, or only say where.")] = True,
    language: Annotated[str, typer.Option(help="nl or en; the project's own, unless named.")] = "",
) -> None:
    """Open the workbench in the browser: read and code, review, compare, write. It is served to this machine only, to
    the browser that opens the printed address, until Ctrl-C. The command line may be used at the same time."""
    from qualcode.web.room import opened_room
    from qualcode.web.serving import serve as serve_room

    with opened_room(where_we_are(), coder=coder, blind=blind, lang=language) as room:
        if room.coder:
            with room.quick() as project:
                announce(project, room.coder)
        serve_room(room, port=port, browser=browser, tell=say)
