"""Commands that compare wholes: similarity, saturation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.app import EXPLORING, Json, Layer, Level, Out, WhereOption, app, here, read_where
from qualcode.cli.results import show_result
from qualcode.cli.show import say, table
from qualcode.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qualcode.analysis.likening.likeness import Pair, Similarity
    from qualcode.analysis.likening.saturated import Saturation
    from qualcode.analysis.likening.telling import Told

Code = Annotated[
    list[str] | None, typer.Option("--code", metavar="NAME", help="Only this code and those below it; may be repeated.")
]
Grades = Annotated[bool, typer.Option("--grades", help="Codes that take a grade, too.")]
#: So many pairs at either end.
_ENDS = 5


@app.command(rich_help_panel=EXPLORING)
def similarity(
    of: Annotated[str, typer.Option(help="What is compared: case, document, or an attribute.")] = "case",
    measure: Annotated[
        str, typer.Option(help="jaccard, simple, zeta, russel-rao; of frequencies cosine, euclidean, city-block.")
    ] = "jaccard",
    count: Annotated[
        str | None, typer.Option(help="What frequencies count: codings, interviews, or 'interviews share'.")
    ] = None,
    code: Code = None,
    level: Level = None,
    grades: Grades = False,
    missing: Annotated[
        str, typer.Option(help="A code that could not be said somewhere: 'leave out' of the pair, or 'absent'.")
    ] = "leave out",
    linkage: Annotated[str, typer.Option(help="How groups are joined: average, single or complete.")] = "average",
    tell: Annotated[
        str | None, typer.Option(metavar="A,B", help="What these two share and what tells them apart, code by code.")
    ] = None,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Which cases or documents are alike in what was coded: a table, a tree, and what two of them share."""
    pair = None if tell is None else _two(tell)
    with here() as project:
        found = project.similarity(
            of, measure, count=count, codes=code or (), level=level, grades=grades, missing=missing, linkage=linkage,
            layer=layer, where=read_where(where),
        )  # fmt: skip
        if pair is None:
            show_result(project, found, out=out, machine=machine, title="similarity", body=_print_similarity)
        else:
            told = found.tell(*pair)
            show_result(project, told, out=out, machine=machine, title="similarity", body=_print_told)


@app.command(rich_help_panel=EXPLORING)
def saturation(
    base: Annotated[int, typer.Option(help="How many interviews make the base.")] = 4,
    run: Annotated[int, typer.Option(help="How many interviews make a run.")] = 2,
    threshold: Annotated[float, typer.Option(help="The share of new codes at which it is reached.")] = 0.05,
    order: Annotated[str, typer.Option(help="By date, or as each document stands: date or document.")] = "date",
    by: Annotated[str | None, typer.Option(help="Per case or another attribute as well.")] = None,
    code: Code = None,
    level: Level = None,
    grades: Grades = False,
    permutations: Annotated[int, typer.Option(help="How many random orders are tried; 0 for none.")] = 1000,
    seed: Annotated[int, typer.Option(help="Where the random orders begin.")] = 1,
    layer: Layer = "final",
    where: WhereOption = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Whether more interviews would bring new codes, after Guest, Namey and Chen (2020), with other orders tried."""
    with here() as project:
        found = project.saturation(
            base, run, threshold, order=order, by=by, codes=code or (), level=level, grades=grades,
            permutations=permutations, seed=seed, layer=layer, where=read_where(where),
        )  # fmt: skip
        show_result(project, found, out=out, machine=machine, title="saturation", body=_print_saturation)


def _two(given: str) -> tuple[str, str]:
    """`A,B` as two names; raises `WrongUsage`."""
    names = [each.strip() for each in given.split(",")]
    if len(names) != 2 or not all(names):
        raise WrongUsage(f"--tell {given!r} names no two: write --tell A,B, such as --tell KA,ZW.")
    return names[0], names[1]


def _print_similarity(found: Similarity) -> None:
    """The square where it fits, the tree, and the pairs most and least alike."""
    from shutil import get_terminal_size

    from qualcode.i18n import language
    from qualcode.reports.likening import tables as alike
    from qualcode.reports.likening.branches import tree_lines

    _ = language(found.language)
    if len(found.names) <= alike.SQUARE:
        header, rows = alike.square(found)
        table(rows, header, right=range(1, len(header)))
        say()
    if found.tree is not None:
        say("\n".join(tree_lines(found.tree, _, get_terminal_size((100, 24)).columns)))
        say()
    if len(found.pairs) <= 2 * _ENDS:
        _print_pairs(found, found.pairs, "")
    else:
        _print_pairs(found, found.pairs[:_ENDS], _("Most alike"))
        say()
        _print_pairs(found, found.pairs[-_ENDS:], _("Least alike"))


def _print_pairs(found: Similarity, chosen: Sequence[Pair], title: str) -> None:
    from qualcode.reports.likening import tables as alike

    header, rows = alike.pairs(found, chosen)
    table(rows, [title, *header[1:]], right=range(2, len(header)))


def _print_told(found: Told) -> None:
    from qualcode.reports.likening import tables as alike

    for number, (title, (header, rows)) in enumerate(alike.told(found)):
        if number:
            say()
        table(rows, [title, *header[1:]])


def _print_saturation(found: Saturation) -> None:
    """Where it is reached, per series; then interview by interview, as far as there are new codes."""
    from qualcode.reports.likening import tables as alike

    for number, (header, rows, right) in enumerate(alike.saturation_tables(found)):
        if number:
            say()
        table(rows, header, right=right)
