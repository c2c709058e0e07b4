"""Commands on analysis sessions, and on relations between codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import Json, here
from qualcode.cli.codebook import codebook_app
from qualcode.cli.show import as_json, counted, say, table, tell
from qualcode.cli.tree import Because, CodePath, Who
from qualcode.errors import WrongUsage

if TYPE_CHECKING:
    from qualcode.analysis.work.evolution import SessionFlow


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
    from qualcode.store.sessions import outside_sessions

    with here() as project:
        flows, outside = project.tree.sessions(), outside_sessions(project.tree.decisions())
    if machine:
        as_json([_flow_row(each) for each in flows])
        return
    for each in flows:
        _say_flow(each)
    if not flows:
        say("No analysis session yet: qualcode codebook session 'why' --participant NAME begins one.")
    if outside:
        say(f"Outside sessions: {counted(len(outside), 'change')} (qualcode history --what codebook).")


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
