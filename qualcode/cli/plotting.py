"""The command that draws."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.app import COMPARING, Json, Layer, Level, WhereOption, app, here, read_where
from qualcode.cli.show import complain, tell


@app.command(rich_help_panel=COMPARING)
def plot(
    kind: Annotated[
        str,
        typer.Argument(
            help="grades, heat, dots (n of m), portrait, network, sankey, saturation, keyness, dendrogram."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Write to this file, .svg or .png.")],
    case: Annotated[list[str] | None, typer.Option("--case", help="Only this case; may be repeated.")] = None,
    document: Annotated[
        list[str] | None, typer.Option("--document", help="A portrait of this document; may be repeated.")
    ] = None,
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="NAME", help="Only this code and those below it; may be repeated."),
    ] = None,
    level: Level = None,
    measure: Annotated[
        str | None,
        typer.Option(help="What is counted: as in matrix (Sankey: codings); of a network n or c, of keyness ll "
                     "or log_ratio, of a dendrogram as in similarity."),
    ] = None,
    by: Annotated[str | None, typer.Option(help="An attribute instead of the case: round, role, …")] = None,
    most: Annotated[int | None, typer.Option(help="So many lines of a network, or words to each side.")] = None,
    layer: Layer = "final",
    where: WhereOption = None,
    title: Annotated[
        str | None, typer.Option(help='A title above it; without, what it is of; "" for none.')
    ] = None,
    rule: Annotated[bool, typer.Option("--rule/--no-rule", help="How it was counted, below it.")] = True,
    width: Annotated[float | None, typer.Option(help="Centimetres wide; without, as wide as it needs.")] = None,
    dpi: Annotated[int | None, typer.Option(help="Dots per inch of a PNG; 150 without.")] = None,
    machine: Json = False,
) -> None:  # fmt: skip
    """A figure, as SVG or PNG, with its words for who cannot see it. The same project gives the same file."""
    with here() as project:
        from qualcode.plots.files import FORMATS, too_small, written
        from qualcode.store.folder import write_bytes

        path = project.may_write(out, *FORMATS)
        figure = project.plot(
            kind, case=case or (), document=document or (), code=code or (), level=level, measure=measure, by=by,
            most=most, layer=layer, where=read_where(where), title=title, rule=rule,
        )  # fmt: skip
        write_bytes(path, written(figure, out, width=width, dpi=dpi))
    tell(
        f"Wrote {out}.\n{figure.alt}", machine,
        written=str(out), alt=figure.alt, rule=figure.rule, warnings=list(figure.warnings),
    )  # fmt: skip
    if not machine:
        for warning in filter(None, (*figure.warnings, too_small(figure, width))):
            complain(warning)
