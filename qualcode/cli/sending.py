"""Asking whether texts may leave the process, for a plug-in that sends them somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.show import complain, on_terminal

if TYPE_CHECKING:
    from qualcode.assist.consent import Consent

YesSend = Annotated[
    bool, typer.Option("--yes-send", help="Agree to what a plug-in sends to a server, without being asked.")
]


def agreeing(yes: bool = False) -> Consent:
    """Tells on stderr what would be sent and where to, and asks on a terminal. In a pipe only `--yes-send` agrees."""

    def may(what: str) -> bool:
        complain(what)
        if yes or not on_terminal():
            return yes
        try:
            return typer.confirm("Send them?", default=False, err=True)
        except typer.Abort:  # no answer is no
            return False

    return may
