"""Commands on what helps and what hinders: the lists, proposals, and the file people edit, out and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import COMPARING, Coder, Json, Layer, Out, app, here
from qualcode.cli.results import show_result
from qualcode.cli.show import as_json, complain, counted, say, tell

if TYPE_CHECKING:
    from qualcode.analysis.factoring.back import Back
    from qualcode.analysis.factoring.lists import FactorLists
    from qualcode.project import Project

factors_app = typer.Typer(
    help="What helps and what hinders: the lists with their cases; proposals; the file of factors, out and back.",
    invoke_without_command=True,
)
app.add_typer(factors_app, name="factors", rich_help_panel=COMPARING)


@factors_app.callback()
def factors(
    context: typer.Context,
    case: Annotated[str | None, typer.Option(help="Only this case's factors, by key or name.")] = None,
    proposed: Annotated[bool, typer.Option("--proposed", help="Also what nobody has confirmed.")] = False,
    quotations: Annotated[
        bool, typer.Option("--quotations", help="Below each line the labels of the quotations behind it.")
    ] = False,
    out: Out = None,
    machine: Json = False,
) -> None:
    """What helps and what hinders: over all what two or more cases share, then what is of one; each with its cases."""
    if context.invoked_subcommand is not None:
        return
    with here() as project:
        lists = project.factors(case)
        if out is not None:
            _write(project, lists, out, machine)
        else:
            _show(project, lists, machine, proposed=proposed, quotations=quotations)


def _write(project: Project, lists: FactorLists, out: Path, machine: bool) -> None:
    from qualcode.factoring import words_of
    from qualcode.reports.factoring.text import as_data, as_markdown
    from qualcode.reports.results import FORMATS, json_file, render
    from qualcode.store.folder import write_bytes

    words, suffix = words_of(project), out.suffix.lower()
    _ = words.language
    title = _("Factors")
    if suffix == ".md":
        data = as_markdown(lists, words, title=title).encode()
    else:
        data = json_file(as_data(lists, words)) if suffix == ".json" else render(lists, out, title=title)
    write_bytes(project.may_write(out, *FORMATS), data)
    tell(f"Wrote {out}.", machine, written=str(out))
    if not machine:
        for warning in lists.warnings:
            complain(warning)


def _show(project: Project, lists: FactorLists, machine: bool, *, proposed: bool, quotations: bool) -> None:
    from qualcode.factoring import words_of
    from qualcode.reports.factoring.text import as_data, as_text

    words = words_of(project)
    if machine:
        as_json(as_data(lists, words))
        return
    say(as_text(lists, words, proposed=proposed, quotations=quotations))
    if not quotations:
        _ = words.language
        say(_("The labels of the quotations behind each line: qualcode factors --quotations"))
    for warning in lists.warnings:
        complain(warning)


@factors_app.command()
def propose(
    names: Annotated[list[str] | None, typer.Argument(metavar="[FACTOR]…", help="Only these, by id.")] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Add them to analyses/factors.md; what stands there stays.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="Also those the file has already.")] = False,
    layer: Layer = "final",
    out: Out = None,
    machine: Json = False,
) -> None:
    """Propose factors from what was noted with the codes: near-duplicate wordings together, each with its cases."""
    with here() as project:
        if not write:
            found = project.propose_factors(names or None, layer=layer, fresh=not every)
            shown = ("direction", "wording", "cases", "interviews", "other documents", "alike", "factor")
            show_result(project, found, out=out, machine=machine, title="proposals", columns=shown)
            return
        news = project.take_proposals(names or None, layer=layer)
    if machine:
        as_json(
            [{"factor": each.factor, "new": each.is_new, "cases": each.cases, "evidence": each.labels} for each in news]
        )
        return
    for each in news:
        say(f"{'new' if each.is_new else 'more'}: {each.wording} ({', '.join(f'{case}?' for case in each.cases)})")
    say(f"{counted(len(news), 'proposal')} written to analyses/factors.md." if news else "The file has all of them.")


@factors_app.command()
def write(
    path: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx, .csv or .md")], machine: Json = False
) -> None:
    """Write the factors to a spreadsheet or a Markdown file, to edit them there."""
    with here() as project:
        project.write_factors(path)
    tell(f"Wrote {path}.", machine, written=str(path))


@factors_app.command()
def read(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="What factors write wrote: .xlsx, .csv or .md")],
    coder: Annotated[
        str, typer.Option("--coder", envvar="QUALCODE_CODER", help="Who confirms what is confirmed there.")
    ] = "",
    theirs: Annotated[bool, typer.Option("--theirs", help="Where both changed: the file's factor.")] = False,
    ours: Annotated[bool, typer.Option("--ours", help="Where both changed: the project's factor stays.")] = False,
    machine: Json = False,
) -> None:
    """Take edited factors back in; what was changed in both places is shown, and the project's stays."""
    with here() as project:
        back = project.read_factors(path, coder=coder, theirs=theirs, ours=ours)
    if machine:
        as_json(_data(back))
    else:
        _tell(back)
    if back.conflicts or back.errors:
        raise typer.Exit(1)


@factors_app.command()
def confirm(
    factor: Annotated[str, typer.Argument(help="The factor, by id or wording.")],
    coder: Coder,
    case: Annotated[
        list[str] | None,
        typer.Option("--case", help="In this case; may be repeated. All that are proposed without it."),
    ] = None,
    reject: Annotated[bool, typer.Option("--reject", help="Say that it is not so.")] = False,
    wording: Annotated[int, typer.Option(help="Which wording: 0 the factor's own, 1 its first variant, …")] = 0,
    machine: Json = False,
) -> None:
    """Confirm that a factor was found in a case."""
    from qualcode.formats.factors import one_line
    from qualcode.model.factor import Standing

    standing = Standing.REJECTED if reject else Standing.CONFIRMED
    with here() as project:
        kept = project.confirm_factor(factor, case or (), coder=coder, wording=wording, standing=standing)
    found = kept.file.find(factor)
    line = one_line(found) if found else ""
    tell(line, machine, factor=found.id if found else "", line=line)


def _data(back: Back) -> dict[str, Any]:
    return {
        "new": back.new, "changed": back.changed, "same": back.same, "kept": back.kept,
        "ours": [each.id for each in back.ours],
        "conflicts": back.to_frame().to_dict("records"), "errors": [str(each) for each in back.errors],
    }  # fmt: skip


def _tell(back: Back) -> None:
    from qualcode.formats.factors import one_line

    say(f"{len(back.new)} new, {len(back.changed)} changed, {back.same} as they were.")
    for name in back.new:
        say(f"new: {name}")
    for name in back.changed:
        say(f"changed: {name}")
    if back.kept:
        stay = counted(len(back.kept), "factor")
        say(f"{stay} not read from the file: they stay. To have one in no list, set it aside.")
    for each in back.ours:
        say(f"{each.id}: the project's factor stays; row {each.row} says something else.")
    for each in back.conflicts:
        if each.here:
            complain(f"Conflict, {each.id} (row {each.row}): it was changed in the project too, and that stays.")
            complain(f"  project: {one_line(each.here)}\n  file:    {one_line(each.there)}")
        else:
            complain(f"Conflict, {each.id} (row {each.row}): the project has no factor with this id, or not any more.")
            complain(f"  file:    {one_line(each.there)}")
    if back.conflicts:
        complain("  Nothing was overwritten. --theirs takes the file's factor, --ours keeps the project's.")
    for error in back.errors:
        complain(str(error))
