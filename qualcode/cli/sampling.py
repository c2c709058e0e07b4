"""Commands on blind coding by a sample: who is given which documents."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import SECOND, Json, WhereOption, announce, app, here, read_where
from qualcode.cli.show import as_json, counted, say, table
from qualcode.errors import WrongUsage, listing
from qualcode.model import INTERVIEW

if TYPE_CHECKING:
    from qualcode.project import Project
    from qualcode.sampling import Drawn
    from qualcode.store.samples import Sample


@app.command(rich_help_panel=SECOND)
def sample(
    coder: Annotated[str, typer.Option("--coder", envvar="QUALCODE_CODER", help="Who codes them.")] = "",
    share: Annotated[str | None, typer.Option(help="Draw this share of the interviews: .25 or 25%.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="ATTR,ATTR", help="Draw in proportion within these; case,round without it.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same documents.")] = 1,
    document: Annotated[list[str] | None, typer.Option("--document", help="Give this one; may stand twice.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Give all documents.")] = False,
    where: WhereOption = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write a project folder to carry, here.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List what was given, and how far it is.")] = False,
    machine: Json = False,
) -> None:
    """Give a coder documents to code blind: a share of the interviews drawn in strata, named documents, or all."""
    asked = [share is not None, bool(document), every]
    if not listed:
        _check_usage(coder, asked, by)
    elif any(asked):
        raise WrongUsage("--list only tells what was given; leave out --share, --document and --all.")
    part = None if share is None else _share(share)
    with here() as project:
        if listed:
            _list(project, machine)
            return
        announce(project, coder)
        drawn = project.sample(
            coder, share=part, by=("case", "round") if by is None else by,
            seed=seed, documents=document or (), where=read_where(where), out=out,
        )  # fmt: skip
    if machine:
        as_json(_as_values(drawn))
    else:
        _tell(drawn)


def _check_usage(coder: str, asked: list[bool], by: str | None) -> None:
    if not coder.strip():
        raise WrongUsage("Say for whom: --coder NAME. (qualcode sample --list tells what was given.)")
    if sum(asked) != 1:
        raise WrongUsage(
            "Say which documents: --share .25 draws a quarter, --document ID names one (and may stand more than once), "
            "--all gives them all. One of the three."
        )
    if by is not None and not asked[0]:
        raise WrongUsage("--by goes with --share: only what is drawn is drawn in strata.")


def _share(text: str) -> float:
    """`.25`, `0,25` or `25%` as 0.25."""
    number, percent, rest = text.strip().replace(",", ".").partition("%")
    try:
        value = float(number) / (100 if percent else 1)
    except ValueError:
        value = -1.0
    if rest or not 0 < value <= 1:
        hint = f" Did you mean {number}%?" if 2 <= value <= 100 and not percent else ""
        raise WrongUsage(f"--share is {text!r}; write a part of one, such as .25, or a percentage, such as 25%.{hint}")
    return value


def _tell(drawn: Drawn) -> None:
    sample, documents = drawn.sample, counted(len(drawn.documents), "document")
    say(f"{sample.coder}: {documents}; {_how(sample)}; codebook version {sample.version}.")
    if sample.by and drawn.strata:
        rows = [(*(value or "–" for value in each.values), each.chosen, each.of) for each in drawn.strata]
        table(rows, (*sample.by, "drawn", "of"), right=(len(sample.by), len(sample.by) + 1))
    say(", ".join(sample.documents))
    if drawn.empty:
        told = listing((" ".join(value or "–" for value in each.values) for each in drawn.empty), 40)
        say(f"None drawn from: {told}.")
    if drawn.left_out:
        told = listing((f"{name} ({what})" for name, what in drawn.left_out.items()), 40)
        say(f"Left out, as {sample.coder} met them before: {told}.")
    if drawn.folder is not None:
        say(f"Wrote {drawn.folder}; README.txt in it tells what to do. To take in what comes back: qualcode import DIR")


def _how(sample: Sample) -> str:
    """Of how many interviews, and how these were chosen."""
    from qualcode.analysis.work.draw import how_many

    units = "interview" if sample.where.get("kind", [INTERVIEW]) == [INTERVIEW] else "interview or other document"
    if sample.share is None:
        return f"{sample.how}, of {counted(sample.interviews, units)}"
    by = f" by {', '.join(sample.by)}" if sample.by else ""
    among = f"{how_many(sample.share, sample.frame)} of {counted(sample.frame, units)}"
    return f"{among} drawn{by} (share {sample.share:g}, seed {sample.seed})"


def _as_values(drawn: Drawn) -> dict[str, Any]:
    by = drawn.sample.by
    strata = [
        {**dict(zip(by, each.values, strict=True)), "chosen": each.chosen, "of": each.of} for each in drawn.strata
    ]
    left_out = [{"document": name, "reason": what} for name, what in drawn.left_out.items()]
    folder = str(drawn.folder) if drawn.folder else None
    return {**asdict(drawn.sample), "strata": strata, "left_out": left_out, "folder": folder}


def _list(project: Project, machine: bool) -> None:
    from qualcode.sampling import samples

    found = samples(project)
    if machine:
        as_json([asdict(each) for each in found])
        return
    if not found:
        say("No samples yet. To give a coder documents: qualcode sample --share .25 --coder NAME")
        return
    rows = []
    for each in found:
        left = listing(name for name in each.documents if name not in each.done)
        rows.append((each.created[:10], each.coder, _how(each), f"{len(each.done)} of {len(each.documents)}", left))
    table(rows, ("given", "coder", "how", "documents done", "left to do"))
