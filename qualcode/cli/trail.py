"""Commands on what was done: undo, redo, the history, withdrawn consent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.app import AnyCoder, Json, Out, app, here
from qualcode.cli.show import as_json, table, tell
from qualcode.errors import NotPossible


@app.command()
def undo(coder: AnyCoder = None, machine: Json = False) -> None:
    """Take back the last action (of a coder)."""
    with here() as project:
        event = project.undo(coder)
    sentence = f"Undone: {event.what} {event.summary}".rstrip() + "."
    tell(sentence, machine, undone=event.what, summary=event.summary, who=event.who)


@app.command()
def redo(coder: AnyCoder = None, machine: Json = False) -> None:
    """Do the last undone action again."""
    with here() as project:
        event = project.redo(coder)
    sentence = f"Done again: {event.what} {event.summary}".rstrip() + "."
    tell(sentence, machine, redone=event.what, summary=event.summary, who=event.who)


@app.command()
def history(
    limit: Annotated[int, typer.Option(min=0, help="How many of the latest; 0 for all.")] = 20,
    out: Out = None,
    machine: Json = False,
) -> None:
    """List what was done, when and by whom; --out writes the whole audit trail as JSON lines."""
    with here() as project:
        if out is not None:
            count = _write_trail(project.may_write(out, ".jsonl", ".json"), project.audit())
            sentence = f"Wrote {out} ({count} changes). It holds quotes: treat it as you treat the interviews."
            tell(sentence, machine, written=str(out), changes=count)
            return
        events = project.history()
    shown = events[-limit:] if limit else events
    rows = [
        {
            "number": event.number,
            "created": event.created[:19],
            "who": event.who,
            "what": event.what,
            "summary": event.summary,
            "changes": event.changes,
            "undone": event.undone,
        }
        for event in shown
    ]
    if machine:
        as_json(rows)
        return
    cells = [[*list(row.values())[:-1], "undone" if row["undone"] else ""] for row in rows]
    table(cells, ("number", "when", "who", "what", "summary", "changes", ""), right=(0, 5))


def _write_trail(out: Path, changes: list) -> int:  # type: ignore[type-arg]  # history.Change, imported when used
    from qualcode.store.folder import write_bytes

    lines = [
        json.dumps(
            {
                "action": change.event.number,
                "when": change.event.created,
                "who": change.event.who,
                "what": change.event.what,
                "table": change.table,
                "row": change.row,
                "before": json.loads(change.before) if change.before else None,
                "after": json.loads(change.after) if change.after else None,
            },
            ensure_ascii=False,
        )
        for change in changes
    ]
    write_bytes(out, "".join(f"{line}\n" for line in lines).encode())
    return len(lines)


@app.command()
def purge(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT")],
    reason: Annotated[str, typer.Option(help="Why, without names.")] = "",
    who: Annotated[str, typer.Option(help="Who asks for it.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    machine: Json = False,
) -> None:
    """Withdrawn consent: remove a document, its quotations and their traces, for good."""
    with here() as project:
        project.text(document)  # is there such a document?
    if not yes and not typer.confirm(f"Remove {document}, its quotations and codings for good? It cannot be undone."):
        raise NotPossible("Nothing was removed.")
    with here() as project:
        path = project.documents.set_index("document")["path"].get(document, "")
        count = project.purge(document, who=who, reason=reason)
    sentence = f"Purged {document} and {count} quotations."
    sentence += f" Now remove the file {path}, its lines in exported files, and old reports."
    tell(sentence, machine, purged=document, quotations=count, file=path)
