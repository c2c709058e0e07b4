"""Commands on versions of the code tree: name one, compare two, what to reread."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.app import Json, here
from qualcode.cli.codebook import codebook_app
from qualcode.cli.show import as_json, counted, frame_as_json, say, table, tell
from qualcode.cli.tree import Because, DryRun, Who


@codebook_app.command()
def release(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as 'na analysesessie 1'.")],
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Give the codebook as it is now a name."""
    with here() as project:
        made = project.tree.release(name, who=who, because=because, dry_run=dry_run)
        left = 0 if dry_run else len({each.document for each in project.tree.reread()})
    sentence = f"{'Would release' if dry_run else 'Released'} version {made.version} as “{made.name}”."
    if left:
        sentence += f" {counted(left, 'document')} coded under older definitions: qualcode codebook reread lists them."
    tell(sentence, machine, name=made.name, version=made.version, dry_run=dry_run, to_reread=left)


@codebook_app.command()
def releases(machine: Json = False) -> None:
    """List the named versions, oldest first."""
    with here() as project:
        found, present = project.tree.releases(), project.tree.version
    rows = [
        {"version": each.version, "name": each.name, "who": each.who, "created": each.created, "remark": each.remark}
        for each in found
    ]
    if machine:
        as_json(rows)
        return
    table([[*row.values()] for row in rows], ("version", "name", "who", "created", "remark"), right=(0,))
    say(f"The codebook is at version {present} now.")


@codebook_app.command()
def diff(
    earlier: Annotated[str, typer.Argument(metavar="VERSION", help="A release's name, or a number.")],
    later: Annotated[str | None, typer.Argument(metavar="[VERSION]", help="The present without one.")] = None,
    machine: Json = False,
) -> None:
    """Compare two versions of the codebook, code by code."""
    with here() as project:
        made = project.tree.diff(earlier, later)
    if machine:
        frame_as_json(made.to_frame())
        return
    for each in made.differences:
        say(str(each))
    counts = ", ".join(f"{count} {kind}" for kind, count in made.counts().items())
    say(f"Version {made.earlier} to {made.later}: {counts or 'no difference'}.")


@codebook_app.command()
def reread(
    since: Annotated[
        str | None, typer.Option(help="Only what changed after this version: a release's name, or a number.")
    ] = None,
    machine: Json = False,
) -> None:
    """List documents that were coded under an older definition; `qualcode done` takes one off."""
    with here() as project:
        found = project.tree.reread(since)
    rows = [
        {
            "document": each.document,
            "coder": each.coder,
            "version": each.version,
            "codings": each.codings,
            "changes": [str(change) for change in each.changes],
        }
        for each in found
    ]
    if machine:
        as_json(rows)
        return
    alike = list(dict.fromkeys(tuple(each.changes) for each in found))
    for number, changes in enumerate(alike, 1):
        say(f"[{number}] since version {min(each.version for each in found if tuple(each.changes) == changes)}:")
        for change in changes:
            say(f"    {change}")
    cells = [(each.document, each.coder, each.codings, f"[{alike.index(tuple(each.changes)) + 1}]") for each in found]
    if cells:
        table(cells, ("document", "coder", "codings of these codes", "what changed"), right=(2,))
    if not found:
        say("Nothing to reread: every document was coded under the definitions of now.")
        return
    documents, coders = {each.document for each in found}, {each.coder for each in found}
    say(
        f"{counted(len(documents), 'document')} to reread, by {counted(len(coders), 'coder')}. "
        "qualcode done DOCUMENT --coder NAME takes one off."
    )
