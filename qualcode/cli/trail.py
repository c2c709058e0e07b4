"""Commands on what was done: undo, redo, the history, withdrawn consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import DONE, AnyCoder, Json, Out, app, here
from qualcode.cli.show import as_json, complain, counted, on_terminal, table, tell
from qualcode.errors import NotPossible, listing

if TYPE_CHECKING:
    from qualcode.project import Project
    from qualcode.store.history import Change, Event
    from qualcode.store.purge import Purged


#: An action with more changes than this is not taken back on a terminal without a question.
_MANY = 100


@app.command(rich_help_panel=DONE)
def undo(coder: AnyCoder = None, machine: Json = False) -> None:
    """Take back the last action (of a coder) in the project. What was done to files (factors, framework read) is no
    action: it is not taken back."""
    with here() as project:
        if not machine and on_terminal():
            _ask_before(project, coder)
        event = project.undo(coder)
    again = f"qualcode redo{f' --coder {coder}' if coder else ''} does it again."
    many = f" It made {counted(event.changes, 'change')}, on {event.created[:10]}." if event.changes > _MANY else ""
    sentence = f"Undone: {event.what} {event.summary}".rstrip() + f".{many} {again}"
    tell(sentence, machine, undone=event.what, summary=event.summary, who=event.who)


def _ask_before(project: Project, coder: str | None) -> None:
    """Somebody who changed a file last would take back what they did before that, such as an import: so ask."""
    from qualcode.store.history import may_be_undone

    last = next((each for each in reversed(project.history(coder=coder)) if may_be_undone(each)), None)
    if last is not None and last.changes > _MANY:
        about = f"{last.what} {last.summary}".rstrip()
        typer.confirm(f"Undo {about} of {last.created[:10]} ({counted(last.changes, 'change')})?", abort=True)


@app.command(rich_help_panel=DONE)
def redo(coder: AnyCoder = None, machine: Json = False) -> None:
    """Do the last undone action again."""
    with here() as project:
        event = project.redo(coder)
    sentence = f"Done again: {event.what} {event.summary}".rstrip() + "."
    tell(sentence, machine, redone=event.what, summary=event.summary, who=event.who)


@app.command(rich_help_panel=DONE)
def history(
    coder: Annotated[str | None, typer.Option(help="What somebody did, and what happened to their codings.")] = None,
    document: Annotated[str | None, typer.Option(help="Of a document and all that rests on it.")] = None,
    quotation: Annotated[str | None, typer.Option(help="Of a quotation, by label (KAF2.4.1:12) or id.")] = None,
    coding: Annotated[str | None, typer.Option(help="Of a coding, by id.")] = None,
    code: Annotated[str | None, typer.Option(metavar="PATH", help="Of a code and its codings.")] = None,
    memo: Annotated[str | None, typer.Option(help="Of a memo, by id.")] = None,
    what: Annotated[str | None, typer.Option(help="One kind of action, such as code or undo.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on (2024-03-01).")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to and including this day.")] = None,
    session: Annotated[str | None, typer.Option(metavar="REASON", help="Of an analysis session.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="Each single change, in words.")] = False,
    limit: Annotated[
        int | None, typer.Option(min=0, help="How many of the latest; 0 for all. 20 on screen, all with --out.")
    ] = None,
    out: Out = None,
    machine: Json = False,
) -> None:
    """List what was done, when and by whom; --out writes the audit trail (.jsonl or .csv). Filters combine."""
    asked = {
        "coder": coder, "document": document, "quotation": quotation, "coding": coding, "code": code, "memo": memo,
        "what": what, "since": since, "until": until, "session": session,
    }  # fmt: skip
    with here() as project:
        if out is not None:
            _write_trail(project, out, asked, limit or 0, machine)
            return
        found: list[Any] = project.audit(**asked) if changes else project.history(**asked)
    kept = 20 if limit is None else limit
    shown = found[-kept:] if kept else found
    if changes:
        _show_changes(shown, machine)
    else:
        _show_events(shown, machine)
    if len(shown) < len(found) and limit is None:
        complain(f"The latest {len(shown)} of {len(found)}; --limit 0 shows all.")


def _show_events(events: Sequence[Event], machine: bool) -> None:
    rows = [
        {
            "number": event.number,
            "created": event.created[:19],
            "who": event.who,
            "what": event.what,
            "summary": event.summary,
            "remark": event.remark,
            "changes": event.changes,
            "undone": event.undone,
        }
        for event in events
    ]
    if machine:
        as_json(rows)
        return
    header = ("number", "when", "who", "what", "summary", "remark", "changes", "")
    table([[*list(row.values())[:-1], "undone" if row["undone"] else ""] for row in rows], header, right=(0, 6))


def _show_changes(changes: Sequence[Change], machine: bool) -> None:
    from qualcode.reports.trail import differences, in_words, session_of

    rows = [
        {
            "number": change.event.number,
            "created": change.event.created[:19],
            "who": change.event.who,
            "what": change.event.what,
            "table": change.table,
            "entity": change.entity,
            "change": in_words(change),
            "undone": change.event.undone,
        }
        for change in changes
    ]
    if machine:
        for row, change in zip(rows, changes, strict=True):
            row["remark"], row["session"] = change.event.remark, session_of(change)
            row["differences"] = [
                {"column": name, "before": was, "after": now} for name, was, now in differences(change)
            ]
        as_json(rows)
        return
    header = ("number", "when", "who", "what", "of", "name", "change", "")
    table([[*list(row.values())[:-1], "undone" if row["undone"] else ""] for row in rows], header, right=(0,))


def _write_trail(project: Project, out: Path, asked: Mapping[str, str | None], limit: int, machine: bool) -> None:
    from qualcode.formats import trail
    from qualcode.reports.trail import lines
    from qualcode.store.folder import write_bytes

    path = project.may_write(out, *trail.SUFFIXES)
    found = project.audit(**asked)[-limit:]
    write_bytes(path, trail.write(lines(found), path.suffix))
    sentence = f"Wrote {out} ({len(found)} changes). It holds quotes: treat it as you treat the interviews."
    tell(sentence, machine, written=str(out), changes=len(found))


@app.command(rich_help_panel=DONE)
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
        done = project.purge(document, who=who, reason=reason)
    sentence = f"Purged {document} and {done.quotations} {'quotation' if done.quotations == 1 else 'quotations'}."
    sentence += f" Now remove the file {path}, its lines in exported files, and old reports."
    told, gone = "\n".join([sentence, *_of_its_words(done)]), done.forgotten
    tell(
        told, machine, purged=document, quotations=done.quotations, file=path, files=list(done.files),
        queries=list(gone.queries), look=list(gone.look), prose=dict(gone.prose),
    )  # fmt: skip


def _of_its_words(done: Purged) -> Iterator[str]:
    """What became of words of a purged document elsewhere, and what is left to a person."""
    gone = done.forgotten
    if gone.prose:
        rows = listing([f"{table} {count}" for table, count in gone.prose])
        yield f"Five words or more of it in a row were taken out of what people wrote, as […]; rows of {rows}."
    if gone.queries:
        yield f"Words that only it had were taken out of these saved queries, as […]: {listing(gone.queries)}."
    if gone.look:
        yield (
            f"Regular expressions in these saved queries found something in it, and find something elsewhere too: "
            f"{listing(gone.look)}. Look whether they give anything away (qualcode query --saved)."
        )
    if done.files:
        yield "These files still quote it, or name its quotations; change or remove them:"
        yield from (f"  {path}" for path in done.files)
