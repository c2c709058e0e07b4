"""Commands that change the code tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import Json, WhereOption, here, read_where
from qualcode.cli.codebook import codebook_app
from qualcode.cli.show import as_json, complain, counted, on_terminal, say
from qualcode.errors import QualcodeError, WrongUsage, shorten

if TYPE_CHECKING:
    from qualcode.project import Project
    from qualcode.store.tree import Touched

CodePath = Annotated[str, typer.Argument(metavar="CODE", help="Its path, or as much of its end as is clear.")]
Who = Annotated[str, typer.Option("--coder", "--who", envvar="QUALCODE_CODER", help="Who does this.")]
Because = Annotated[str, typer.Option("--because", help="The reason; kept with the decision.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would touch.")]


@codebook_app.command()
def create(
    path: Annotated[str, typer.Argument(metavar="PATH", help="Where it comes to stand, and its name.")],
    open_code: Annotated[bool, typer.Option("--open", help="An open code, made while reading.")] = False,
    definition: Annotated[str, typer.Option(help="What it means.")] = "",
    specify: Annotated[bool, typer.Option("--specify", help="Its codings may specify something.")] = False,
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Make a new code."""
    fields: dict[str, Any] = {"definition": definition} if definition else {}
    if specify:
        from qualcode.model import Specify

        fields["specify"] = Specify()
    _do(machine, lambda p: p.tree.create(path, open=open_code, who=who, because=because, dry_run=dry_run, **fields))


@codebook_app.command()
def rename(
    code: CodePath,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Give a code another name; the old path still finds it."""
    _do(machine, lambda p: p.tree.rename(code, name, who=who, because=because, dry_run=dry_run))


@codebook_app.command()
def move(
    code: CodePath,
    to: Annotated[str, typer.Argument(metavar="PARENT", help="The code to bring it under; / for the top.")],
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Bring a code, with all below it, under another."""
    _do(machine, lambda p: p.tree.move(code, to, who=who, because=because, dry_run=dry_run))


@codebook_app.command()
def reorder(
    code: CodePath,
    before: Annotated[str, typer.Option(help="Put it before this code.")] = "",
    after: Annotated[str, typer.Option(help="Put it after this code.")] = "",
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Put a code before or after one that stands beside it."""
    _do(
        machine,
        lambda p: p.tree.reorder(code, before=before, after=after, who=who, because=because, dry_run=dry_run),
    )


@codebook_app.command()
def merge(
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="The codes that go.")],
    into: Annotated[str, typer.Option("--into", help="The code that stays.")],
    specify: Annotated[
        bool, typer.Option("--specify", help="Keep the old names as specifications of the codings.")
    ] = False,
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Give the codings of some codes to another, and retire those."""
    _do(
        machine,
        lambda p: p.tree.merge(codes, into, specify=specify, who=who, because=because, dry_run=dry_run),
    )


@codebook_app.command()
def split(
    code: CodePath,
    into: Annotated[
        list[str] | None, typer.Option("--into", help="The new code: a name beside it, or the path of one there is.")
    ] = None,
    where: WhereOption = None,
    quotation: Annotated[
        list[str] | None, typer.Option("--quotation", help="A quotation that goes there, by label; may be repeated.")
    ] = None,
    by_specification: Annotated[
        bool, typer.Option("--by-specification", help="A code for each specification (or for those in --into).")
    ] = False,
    below: Annotated[bool, typer.Option("--below", help="Put the new codes below the code, not beside it.")] = False,
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Give part of a code's codings to new codes: by --where, by specification, or quotation by quotation."""
    names = into or []
    if sum(map(bool, (where, quotation, by_specification))) > 1:
        raise WrongUsage("Choose one way: --where, --quotation or --by-specification.")
    with here() as project:
        how: dict[str, Any] = {}
        if by_specification:
            target: Any = names
            how["by_specification"] = True
        elif where:
            target, how["where"] = _one(names), read_where(where)
        elif quotation:
            target = {_one(names): quotation}
        elif names and on_terminal():
            target = _ask_each(project, code, names)
        else:
            raise WrongUsage(
                "Say which codings go to the new code: --where ATTR=VALUE, --quotation LABEL or --by-specification; "
                "on a terminal, with only --into, each quotation is asked."
            )
        made = project.tree.split(code, target, below=below, who=who, because=because, dry_run=dry_run, **how)
        _report(project, made, machine)


@codebook_app.command()
def promote(
    code: CodePath,
    specification: Annotated[str | None, typer.Option(help="The specification to make a code of.")] = None,
    to: Annotated[str, typer.Option(help="The code to put it under; / for the top.")] = "",
    name: Annotated[str, typer.Option(help="What it will be called.")] = "",
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Make a code of a specification, or of an open code one of the tree."""
    _do(
        machine,
        lambda p: p.tree.promote(
            code, specification=specification, to=to, name=name, who=who, because=because, dry_run=dry_run
        ),
    )


@codebook_app.command()
def retire(
    code: CodePath, who: Who = "", because: Because = "", dry_run: DryRun = False, machine: Json = False
) -> None:
    """Take a code out of use; its codings stay and count as before."""
    _do(machine, lambda p: p.tree.retire(code, who=who, because=because, dry_run=dry_run))


@codebook_app.command()
def restore(
    code: CodePath, who: Who = "", because: Because = "", dry_run: DryRun = False, machine: Json = False
) -> None:
    """Bring a retired code back into use."""
    _do(machine, lambda p: p.tree.restore(code, who=who, because=because, dry_run=dry_run))


@codebook_app.command()
def remark(
    code: CodePath,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    who: Who = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Add a remark with today's date to a code."""
    _do(machine, lambda p: p.tree.remark(code, text, who=who, dry_run=dry_run))


@codebook_app.command()
def define(
    code: CodePath,
    definition: Annotated[str | None, typer.Option(help="What it means.")] = None,
    include: Annotated[list[str] | None, typer.Option(help="When to use it; may be repeated.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="When not to; may be repeated.")] = None,
    keyword: Annotated[list[str] | None, typer.Option(help="A word for it; may be repeated.")] = None,
    rule: Annotated[str | None, typer.Option(help="For autocode: '{any: [a, b*], none: [c]}'; '' for none.")] = None,
    color: Annotated[str | None, typer.Option(help="Such as '#2A9D8F'.")] = None,
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Change what a code means, or its rule."""
    given = {"definition": definition, "include": include, "exclude": exclude, "keywords": keyword, "color": color}
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if rule is not None:
        from qualcode.formats import codebook_yaml, yaml12

        fields["rule"] = codebook_yaml.read_rule(yaml12.read(rule, "--rule"))
    if not fields:
        raise WrongUsage("Say what changes: --definition, --include, --exclude, --keyword, --rule or --color.")
    _do(machine, lambda p: p.tree.define(code, who=who, because=because, dry_run=dry_run, **fields))


# --- showing ----------------------------------------------------------------------------------------------------


def _do(machine: bool, change: Callable[[Project], Touched]) -> None:
    with here() as project:
        _report(project, change(project), machine)


def _report(project: Project, made: Touched, machine: bool) -> None:
    """What a change touched; then which names in qualcode.yaml it left without a code."""
    values = {
        "what": made.what,
        "changes": list(made.lines),
        "codings": made.codings,
        "documents": made.documents,
        "coders": made.coders,
        "version": made.version,
        "dry_run": made.dry_run,
    }
    if machine:
        as_json(values)
    else:
        for line in made.lines:
            say(line[:1].upper() + line[1:] + ".")
        reach = (
            f"{counted(made.codings, 'coding')} in {counted(made.documents, 'document')} "
            f"by {counted(made.coders, 'coder')}"
        )
        ends = "Nothing was changed (dry run)." if made.dry_run else f"Codebook version {made.version}; qualcode undo."
        say(f"Touches {reach}. {ends}")
    if not made.dry_run:
        for problem in project.settings_problems():
            complain(str(problem))


def _one(names: list[str]) -> str:
    if len(names) != 1:
        raise WrongUsage("Name one code with --into for what --where or --quotation chooses.")
    return names[0]


def _ask_each(project: Project, code: str, names: list[str]) -> dict[str, list[str]]:
    """Show each coding of the code and ask where it goes."""
    found = project.codebook.find(code)
    frame = project.codings
    own = frame[frame["code_id"] == found.id]
    for number, name in enumerate(names, 1):
        say(f"{number} {name}")
    say(f"0 stays with {found.name}; q stops asking, and what was not asked stays.")
    parts: dict[str, list[str]] = {}
    for row in own.itertuples(index=False):
        answer = _ask(f"{row.quotation} ({row.coder}): {shorten(str(row.quote), 300)}", len(names))
        if answer is None:
            break
        if answer:
            parts.setdefault(names[answer - 1], []).append(str(row.coding_id))
    if not parts:
        raise QualcodeError("Nothing goes to another code; nothing was changed.")
    return parts


def _ask(text: str, last: int) -> int | None:
    """A number from 0 to `last`, or None for q."""
    say(text)
    while True:
        answer = str(typer.prompt(f"[0-{last}, q]", default="0")).strip().lower()
        if answer == "q":
            return None
        if answer.isdigit() and int(answer) <= last:
            return int(answer)
        complain(f"A number from 0 to {last}, or q.")
