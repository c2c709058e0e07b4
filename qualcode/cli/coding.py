"""Commands that lay codes on texts, one at a time."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.app import CODING, Coder, Json, Out, WhereOption, announce, app, here, read_where
from qualcode.cli.show import as_json, frame_as_json, table, tell
from qualcode.errors import WrongUsage, shorten

Quote = Annotated[str, typer.Option("--quote", help="The words, exactly as they stand in the text.")]
Start = Annotated[int | None, typer.Option(help="First character, counted from 0.")]
End = Annotated[int | None, typer.Option(help="After the last character.")]
Comment = Annotated[str, typer.Option(help="A remark.")]
Verbatim = Annotated[
    bool | None, typer.Option("--verbatim/--summarised", help="A respondent's own words, or not; told from the text.")
]
Released = Annotated[bool | None, typer.Option("--released/--not-released", help="Chosen for the report.")]


@app.command(rich_help_panel=CODING)
def code(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT")],
    path: Annotated[str, typer.Option("--code", help="The code: its path, or as much of its end as is clear.")],
    coder: Coder,
    quote: Quote = "",
    start: Start = None,
    end: End = None,
    value: Annotated[str | None, typer.Option(help="A grade: 7,5 or '7 tot 8' or 'een voldoende' or …")] = None,
    specification: Annotated[str | None, typer.Option(help="What exactly, where the code takes it.")] = None,
    comment: Comment = "",
    verbatim: Verbatim = None,
    released: Released = None,
    draft: Annotated[bool, typer.Option("--draft", help="A draft counts nowhere.")] = False,
    open_code: Annotated[
        bool, typer.Option("--open", help="Make the code if it is not there yet, as an open code.")
    ] = False,
    machine: Json = False,
) -> None:
    """Give a passage a code."""
    with here() as project:
        announce(project, coder)
        made = project.code(
            document, code=path, coder=coder, quote=quote, start=start, end=end, value=value, comment=comment,
            specification=specification, verbatim=verbatim, released=released, draft=draft, open=open_code,
        )  # fmt: skip
        quotation = project.quotation(made.quotation)
        name = project.codebook.path(made.code)
    grade = f" = {made.value}" if made.value else ""
    sentence = f"{quotation.label} {name}{grade}: {shorten(quotation.words)}"
    tell(sentence, machine, coding_id=made.id, quotation=quotation.label, code=name, coder=coder)


@app.command(rich_help_panel=CODING)
def quote(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT")],
    coder: Coder,
    quote: Quote = "",
    start: Start = None,
    end: End = None,
    comment: Comment = "",
    verbatim: Verbatim = None,
    released: Released = None,
    machine: Json = False,
) -> None:
    """Make a quotation without a code."""
    with here() as project:
        announce(project, coder)
        made = project.quote(
            document,
            coder=coder,
            quote=quote,
            start=start,
            end=end,
            comment=comment,
            verbatim=verbatim,
            released=released,
        )
    tell(f"{made.label}: {shorten(made.words)}", machine, quotation=made.label, coder=coder)


@app.command(rich_help_panel=CODING)
def uncode(
    coding_id: Annotated[str, typer.Argument(metavar="CODING", help="Its id, or its quotation's label with --code.")],
    coder: Coder,
    path: Annotated[str | None, typer.Option("--code", help="Which code of the quotation.")] = None,
    machine: Json = False,
) -> None:
    """Remove a coding of one's own; the quotation stays."""
    with here() as project:
        for each in project.codings_of(coding_id, path, coder) if path else [coding_id]:
            project.uncode(each, coder=coder)
    tell("Removed. qualcode undo brings it back.", machine, removed=coding_id)


@app.command(rich_help_panel=CODING)
def mark(
    quotation: Annotated[str, typer.Argument(metavar="QUOTATION", help="Its label, such as KAF2.4.1:12.")],
    coder: Coder,
    verbatim: Verbatim = None,
    released: Released = None,
    comment: Annotated[str | None, typer.Option(help="A remark on the quotation.")] = None,
    machine: Json = False,
) -> None:
    """Set a quotation's marks (verbatim, released) or its comment."""
    if verbatim is None and released is None and comment is None:
        raise WrongUsage("Say what to mark: --verbatim, --summarised, --released, --not-released or --comment TEXT.")
    with here() as project:
        made = project.mark(quotation, coder=coder, verbatim=verbatim, released=released, comment=comment)
    told = f"{'verbatim' if made.verbatim else 'summarised'}, {'released' if made.released else 'not released'}"
    marks = {"verbatim": made.verbatim, "released": made.released, "comment": made.comment}
    tell(f"{made.label}: {told}.", machine, quotation=made.label, **marks)


@app.command(rich_help_panel=CODING)
def resize(
    quotation: Annotated[str, typer.Argument(metavar="QUOTATION")],
    start: Annotated[int, typer.Option(help="First character, counted from 0.")],
    end: Annotated[int, typer.Option(help="After the last character.")],
    coder: Coder,
    machine: Json = False,
) -> None:
    """Give a quotation of one's own another span; its codings move with it."""
    with here() as project:
        made = project.resize(quotation, start, end, coder=coder)
    tell(f"{made.label}: {shorten(made.words)}", machine, quotation=made.label, start=start, end=end)


@app.command(rich_help_panel=CODING)
def remove(quotation: Annotated[str, typer.Argument(metavar="QUOTATION")], coder: Coder, machine: Json = False) -> None:
    """Remove a quotation of one's own with its codings."""
    with here() as project:
        project.remove(quotation, coder=coder)
    tell(f"Removed {quotation}. qualcode undo brings it back.", machine, removed=quotation)


@app.command(rich_help_panel=CODING)
def memo(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="Markdown.")] = None,
    *,
    coder: Coder,
    document: Annotated[str | None, typer.Option(help="About this document.")] = None,
    path: Annotated[str | None, typer.Option("--code", help="About this code.")] = None,
    quotation: Annotated[str | None, typer.Option(help="About this quotation.")] = None,
    change: Annotated[str | None, typer.Option(metavar="ID", help="Give this memo of one's own the text.")] = None,
    remove: Annotated[str | None, typer.Option(metavar="ID", help="Remove this memo of one's own.")] = None,
    machine: Json = False,
) -> None:
    """Write a memo on the project, a document, a code or a quotation; change or remove one."""
    about_one = [document, path, quotation]
    if (text is None) != (remove is not None) or ((change or remove) and any(about_one)) or (change and remove):
        raise WrongUsage("Give a text, with what it is about or with --change ID; or --remove ID alone.")
    if change or remove:
        _mend_memo(change or remove or "", text, coder, machine)
        return
    assert text is not None
    with here() as project:
        made = project.memo(text, coder=coder, document=document, code=path, quotation=quotation)
    about = f" {document or path or quotation}" if made.target else ""
    tell(f"Memo on {made.on}{about}.", machine, memo_id=made.id, on=str(made.on), target=made.target)


def _mend_memo(identity: str, text: str | None, coder: str, machine: bool) -> None:
    """Give a memo another text, or without one remove it."""
    with here() as project:
        if text is None:
            project.remove_memo(identity, coder=coder)
        else:
            project.change_memo(identity, text, coder=coder)
    said = "Changed the memo." if text is not None else "Removed the memo. qualcode undo brings it back."
    tell(said, machine, memo_id=identity)


@app.command(rich_help_panel=CODING)
def memos(machine: Json = False) -> None:
    """List the memos, oldest first."""
    with here() as project:
        found, codebook = project.memos, project.codebook
    rows = [
        {
            "id": each.id,
            "created": each.created,
            "coder": each.coder,
            "on": str(each.on),
            "target": codebook.path(each.target) if each.on == "code" else each.target,
            "text": each.text,
        }
        for each in found
    ]
    if machine:
        as_json(rows)
        return
    table([list(row.values()) for row in rows], ("id", "created", "coder", "on", "target", "text"))


@app.command(rich_help_panel=CODING)
def codings(where: WhereOption = None, out: Out = None, machine: Json = False) -> None:
    """List codings, or write them as CSV with --out."""
    from qualcode.exports import filtered_codings

    with here() as project:
        chosen = read_where(where)
        if out is not None:
            project.export_codings(out, where=chosen)
            tell(f"Wrote {out}.", machine, written=str(out))
            return
        frame = filtered_codings(project, chosen)
    if machine:
        frame_as_json(frame)
        return
    header = ("quotation", "code", "coder", "grade", "specification", "quote")
    rows = [[shorten(str(cell), 70) for cell in row] for row in frame[list(header)].itertuples(index=False)]
    table(rows, header)
