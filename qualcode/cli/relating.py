"""Commands on codes together: co-occurrence, coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.app import COMPARING, Json, Layer, Level, Out, WhereOption, app, here, read_where
from qualcode.cli.results import show_result
from qualcode.cli.show import say

if TYPE_CHECKING:
    from qualcode.analysis.relating.covered import Coverage


@app.command(rich_help_panel=COMPARING)
def cooccurrence(
    count: Annotated[str, typer.Option(help="pairs, clustered, documents or characters.")] = "pairs",
    code: Annotated[
        list[str] | None, typer.Option("--code", metavar="NAME", help="Only pairs with this code; may be repeated.")
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option("--against", metavar="NAME", help="And with this one on the other side.")
    ] = None,
    level: Level = None,
    by: Annotated[str | None, typer.Option(help="Per case, round or another attribute.")] = None,
    least: Annotated[int, typer.Option(help="Leave pairs out that go together less often.")] = 1,
    quotations: Annotated[
        bool, typer.Option("--quotations", help="The quotations behind the pairs, with the words they share.")
    ] = False,
    matrix: Annotated[bool, typer.Option("--matrix", help="As a table of codes by codes.")] = False,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Which codes stand on the same or overlapping quotations, the strongest first."""
    with here() as project:
        found = project.cooccurrence(
            count=count, codes=code or (), against=against or (), level=level, by=by, least=least,
            layer=layer, where=read_where(where),
        )  # fmt: skip
        shown = project.together(found) if quotations else found.squares() if matrix else found
        show_result(project, shown, out=out, machine=machine, title="cooccurrence")


@app.command(rich_help_panel=COMPARING)
def coverage(
    documents: Annotated[bool, typer.Option("--documents", help="Per document, not per case and round.")] = False,
    findings: Annotated[bool, typer.Option("--findings", help="Everything that is worth a look.")] = False,
    finding: Annotated[
        str | None,
        typer.Option(
            "--finding",
            metavar="KIND",
            help="One kind: uncoded, untouched, redundant, never, once, one-document, one-case, free, long, short.",
        ),
    ] = None,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """How much of the texts is coded, and what is worth a look: long passages without a code, the same code twice on
    the same words, codes hardly used, quotations without a code."""
    with here() as project:
        found = project.coverage(layer=layer, where=read_where(where))
        name = finding or ("findings" if findings else "documents" if documents else "cases")
        show_result(project, found.table(name), out=out, machine=machine, title="coverage")
    if name == "cases" and out is None and not machine:
        _tell(found)


def _tell(found: Coverage) -> None:
    """How many there are of each kind of finding, and how to see them."""
    _, there = found.language, [each for each in found.findings if each.found]
    if there:
        say()
        say(_("Worth a look (qualcode coverage --finding KIND shows them):"))
    for each in there:
        say(f"  {each.kind:<13}{len(each):>5}  {each.title}")
