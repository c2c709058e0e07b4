"""Commands that change the code tree, name its versions, and keep analysis sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import Json, WhereOption, here, read_where
from qualcode.cli.codebook import codebook_app
from qualcode.cli.show import as_json, complain, counted, frame_as_json, on_terminal, say, table, tell
from qualcode.errors import QualcodeError, WrongUsage, shorten

if TYPE_CHECKING:
    from qualcode.analysis.evolution import SessionFlow
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
    color: Annotated[str | None, typer.Option(help="Such as '#2A9D8F'.")] = None,
    who: Who = "",
    because: Because = "",
    dry_run: DryRun = False,
    machine: Json = False,
) -> None:
    """Change what a code means."""
    given = {"definition": definition, "include": include, "exclude": exclude, "color": color}
    fields = {name: value for name, value in given.items() if value is not None}
    if not fields:
        raise WrongUsage("Say what changes: --definition, --include, --exclude or --color.")
    _do(machine, lambda p: p.tree.define(code, who=who, because=because, dry_run=dry_run, **fields))


# --- versions ---------------------------------------------------------------------------------------------------


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


# --- sessions and relations -------------------------------------------------------------------------------------


@codebook_app.command()
def session(
    reason: Annotated[str, typer.Argument(metavar="[REASON]", help="Why you meet; empty with --end.")] = "",
    participant: Annotated[
        list[str] | None, typer.Option("--participant", "-p", help="Who takes part; may be repeated.")
    ] = None,
    day: Annotated[str, typer.Option("--date", help="The day it was held, such as 2021-03-15; today without it.")] = "",
    end: Annotated[bool, typer.Option("--end", help="End the session that is open.")] = False,
    who: Who = "",
    machine: Json = False,
) -> None:
    """Begin an analysis session: changes of the tree belong to it until `session --end`."""
    if end == bool(reason):
        raise WrongUsage("Give the reason to begin a session, or --end to end the one that is open.")
    with here() as project:
        if end:
            made = project.tree.end_session(who=who)
        else:
            made = project.tree.begin_session(reason, participants=participant or [], day=day, who=who)
    sentence = f"Session “{made.reason}” of {made.day} {'ended' if end else 'begun'}."
    tell(sentence, machine, id=made.id, reason=made.reason, day=made.day, participants=list(made.participants))


@codebook_app.command()
def sessions(machine: Json = False) -> None:
    """The analysis sessions in numbers, with the decisions and their reasons."""
    with here() as project:
        flows, outside = project.tree.sessions(), [each for each in project.tree.decisions() if not each.session]
    if machine:
        as_json([_flow_row(each) for each in flows])
        return
    for each in flows:
        _say_flow(each)
    if not flows:
        say("No analysis session yet: qualcode codebook session 'why' --participant NAME begins one.")
    if outside:
        say(f"Outside sessions: {len(outside)} changes (qualcode history --what codebook).")


@codebook_app.command()
def relate(
    source: CodePath,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="'leidt tot', 'belemmert', or a kind of your own.")],
    target: Annotated[str, typer.Argument(metavar="CODE")],
    remove: Annotated[bool, typer.Option("--remove", help="Take this relation back.")] = False,
    who: Who = "",
    because: Because = "",
    machine: Json = False,
) -> None:
    """Say how two codes hang together, such as: Werkdruk belemmert Doorverwijzingen."""
    with here() as project:
        change = project.tree.unrelate if remove else project.tree.relate
        made = change(source, kind, target, who=who, because=because)
    sentence = f"{'Removed: ' if remove else ''}{made}"
    tell(sentence, machine, source=made.source_path, kind=made.kind, target=made.target_path, removed=remove)


@codebook_app.command()
def relations(machine: Json = False) -> None:
    """List the relations between codes."""
    with here() as project:
        found = project.tree.relations()
    rows = [
        {
            "source": each.source_path,
            "kind": each.kind,
            "target": each.target_path,
            "who": each.who,
            "remark": each.remark,
        }
        for each in found
    ]
    if machine:
        as_json(rows)
        return
    table([list(row.values()) for row in rows], ("source", "kind", "target", "who", "remark"))


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


def _flow_row(flow: SessionFlow) -> dict[str, Any]:
    session = flow.session
    return {
        "reason": session.reason,
        "day": session.day,
        "participants": list(session.participants),
        "closed": session.closed,
        "codes": list(flow.codes),
        "open_codes": list(flow.open_codes),
        "merged": flow.merged,
        "into": flow.into,
        "made": flow.made,
        "split": flow.split,
        "promoted": flow.promoted,
        "retired": flow.retired,
        "moved": flow.moved,
        "renamed": flow.renamed,
        "definition_changed": flow.redefined,
        "decisions": [
            {"when": each.created, "who": each.who, "what": each.what, "summary": each.summary, "remark": each.remark}
            for each in flow.decisions
        ],
    }


def _say_flow(flow: SessionFlow) -> None:
    session = flow.session
    people = f", {', '.join(session.participants)}" if session.participants else ""
    say(f"{session.day} “{session.reason}”{people}{'' if session.closed else ' (still open)'}")
    say(
        f"  {flow.codes[0]} codes ({flow.open_codes[0]} open) → {flow.merged} merged into {flow.into}, "
        f"{flow.promoted} promoted, {flow.split} split off, {flow.made} new, {flow.retired} retired "
        f"→ {flow.codes[1]} codes ({flow.open_codes[1]} open)"
    )
    others = {"moved": flow.moved, "renamed": flow.renamed, "defined anew": flow.redefined}
    told = ", ".join(f"{count} {what}" for what, count in others.items() if count)
    if told:
        say(f"  {told}")
    for each in flow.decisions:
        reason = f" — {each.remark}" if each.remark else ""
        say(f"  · {each.summary}{reason}{f' ({each.who})' if each.who else ''}")
