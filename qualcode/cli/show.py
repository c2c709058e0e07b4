"""Showing: tables on a terminal, JSON for machines, complaints on stderr, progress where someone watches."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import pandas as pd


def say(text: str = "") -> None:
    typer.echo(text)


def complain(text: str) -> None:
    """A sentence on stderr."""
    typer.echo(text, err=True)


def as_json(value: Any) -> None:
    """A value as JSON, its dates and numbers as plain ones."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def tell(sentence: str, machine: bool, **values: Any) -> None:
    """The sentence, or for a machine the values it is made of."""
    if machine:
        as_json(values)
    else:
        say(sentence)


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def frame_as_json(frame: pd.DataFrame) -> None:
    """A frame as a list of rows; a missing value is null."""
    as_json(json.loads(frame.to_json(orient="records", force_ascii=False, date_format="iso")))


def table(rows: Sequence[Sequence[object]], header: Sequence[str], *, right: Iterable[int] = ()) -> None:
    """A table on the terminal; in a pipe, tab-separated lines. `right` names the columns set right."""
    if not sys.stdout.isatty():
        for row in (header, *rows):
            typer.echo("\t".join(str(cell) for cell in row))
        return
    from rich.console import Console, JustifyMethod
    from rich.table import Table
    from rich.text import Text

    from qualcode.cli.wrapping import widths, wrapped

    console, to_the_right = Console(), set(right)
    texts = [[str(cell) for cell in row] for row in (header, *rows)]
    wide = widths(list(zip(*texts, strict=True)), console.width)
    made = Table(box=None, header_style="bold", pad_edge=False)
    for number, (name, width) in enumerate(zip(header, wide, strict=True)):
        justify: JustifyMethod = "right" if number in to_the_right else "left"
        made.add_column(Text(wrapped(name, width)), justify=justify, width=width, overflow="fold")
    for row in texts[1:]:
        made.add_row(*(Text(wrapped(cell, width)) for cell, width in zip(row, wide, strict=True)))
    console.print(made)


def counted(number: int, noun: str) -> str:
    """`1 coding`, `3 codings`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def on_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def watch(items: Sequence[Any], name: str, fewest: int = 200) -> Iterable[Any]:
    """The items, with a progress bar where someone watches and there are many."""
    if len(items) < fewest or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=name, console=Console(stderr=True), transient=True)
