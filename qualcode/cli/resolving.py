"""Commands to talk differences between coders through."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import SECOND, Json, WhereOption, app, here, read_where
from qualcode.cli.show import as_json, complain, say
from qualcode.errors import QualcodeError, UnknownQuotation, WrongUsage

if TYPE_CHECKING:
    from qualcode.model import Code
    from qualcode.project import Project
    from qualcode.resolving import Difference, Standing, Version

#: What the answers at a terminal come to: (take, codes, value, comment).
_Decided = tuple[str | None, list[str], str | None, str]
_NEW, _LEAVE = "c", "q"
_CODERS = "Only differences between these; all coders of the project without."


@app.command(rich_help_panel=SECOND)
def disagreements(
    coders: Annotated[list[str] | None, typer.Argument(metavar="[CODER CODER…]", help=_CODERS)] = None,
    where: WhereOption = None,
    document: Annotated[str | None, typer.Option(help="Only this document.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many to show; 0 for all.")] = 20,
    resolved: Annotated[bool, typer.Option("--resolved", help="Also those that were talked through.")] = False,
    assume_done: Annotated[
        bool, typer.Option("--assume-done", help="Also documents that coders coded and did not mark done.")
    ] = False,
    machine: Json = False,
) -> None:
    """List where coders who coded blind differ, the most consequential first."""
    chosen = read_where(where)
    with here() as project:
        if document is not None:
            project.text(document)  # raises for one that is not there
            chosen["document"] = [document]
        every = project.disagreements(coders or (), where=chosen, resolved=True, assume_done=assume_done)
    wanted = [each for each in every if resolved or each.open]
    shown = wanted[:limit] if limit else wanted
    if machine:
        as_json({**_counts(every), "differences": [_plain(each) for each in shown]})
        return
    for each in shown:
        _show(each)
        say()
    say(_summary(every, len(shown), len(wanted), assume_done))


@app.command(rich_help_panel=SECOND)
def resolve(
    quotation: Annotated[str, typer.Argument(metavar="QUOTATION", help="One in the difference; a document: --rest.")],
    who: Annotated[str, typer.Option("--who", envvar="QUALCODE_CODER", help="Who decides: all who were there.")],
    take: Annotated[
        str | None, typer.Option(metavar="CODER|both|none", help="Whose version: a coder's, everyone's or nobody's.")
    ] = None,
    codes: Annotated[list[str] | None, typer.Option("--code", metavar="PATH", help="Or new codes.")] = None,
    value: Annotated[str | None, typer.Option(help="With --code: a grade.")] = None,
    specification: Annotated[str | None, typer.Option(help="With --code: what exactly.")] = None,
    start: Annotated[int | None, typer.Option(help="With --code: first character; the passage's without.")] = None,
    end: Annotated[int | None, typer.Option(help="With --code: after the last character.")] = None,
    comment: Annotated[str, typer.Option(help="Why; needed for none and for new codes.")] = "",
    rest: Annotated[bool, typer.Option("--rest", help="All open differences of a document alike.")] = False,
    machine: Json = False,
) -> None:
    """Settle a difference: take a version, both or none, or give new codes. The coders' own work stays as it is."""
    details = {"start": start, "end": end, "value": value, "specification": specification}
    _check_asked(take, codes or [], details, rest)
    with here() as project:
        if rest:
            _resolve_rest(project, quotation, who, take or "", comment, machine)
            return
        before = _find(project, quotation)
        if take is None and not codes:
            decided = _ask(project, before, who, comment)
            if decided is None:
                say("Nothing was decided.")
                return
            take, codes, details["value"], comment = decided
        made = project.resolve(quotation, who=who, take=take, codes=codes or (), comment=comment, **details)  # type: ignore[arg-type]  # each of its own type
        _tell(project, before, made, machine)


def _check_asked(take: str | None, codes: Sequence[str], details: dict[str, Any], rest: bool) -> None:
    given = [f"--{name}" for name, each in details.items() if each is not None]
    if rest and (codes or take is None):
        raise WrongUsage("--rest takes one version for every open difference: add --take CODER, both or none.")
    if given and not codes:
        raise WrongUsage(f"{' and '.join(given)} goes with new codes: add --code PATH.")
    if take is None and not codes and not _at_a_terminal():
        raise WrongUsage("Say what to do: --take CODER, --take both, --take none, or --code PATH.")


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _find(project: Project, quotation: str) -> Difference:
    from qualcode.resolving import find

    try:
        return find(project, quotation)
    except UnknownQuotation as err:
        if quotation not in project.corpus().place_of_document:
            raise
        raise WrongUsage(
            f"{quotation} is a document. Name a quotation in it, or add --rest for all its open differences."
        ) from err


def _ask(project: Project, difference: Difference, who: str, comment: str) -> _Decided | None:
    """Show the difference and ask what to take, and why; None to leave it."""
    _show(difference)
    say()
    while True:
        take = _ask_take(list(difference.versions))
        if take == _LEAVE:
            return None
        codes, value = _ask_new(project) if take == _NEW else ([], None)
        if take == _NEW and not codes:
            continue
        why = comment or _ask_why(needed=take in (_NEW, "none") or _is_anothers(difference, who))
        if why is not None:
            return (None if codes else take), codes, value, why


def _ask_take(coders: list[str]) -> str:
    """A coder's name, both, none, `_NEW` or `_LEAVE`; asked again until it is one."""
    choices = {each.casefold(): each for each in ("both", "none", *coders)}
    asked = f"Take {', '.join(coders)}, both or none; {_NEW} for new codes; {_LEAVE} to leave it"
    while True:
        answer = str(typer.prompt(asked)).strip()
        if answer in coders:
            return answer
        if answer.casefold() in (_NEW, _LEAVE):
            return answer.casefold()
        if answer.casefold() in choices:
            return choices[answer.casefold()]
        complain(f"{answer!r} is none of these.")


def _ask_new(project: Project) -> tuple[list[str], str | None]:
    """New codes, and their grade where they take one; no codes to go back. Asked again until they are codes."""
    while True:
        named = _prompt("New code, or codes with ; between them (Enter goes back)")
        codes = [each.strip() for each in named.split(";") if each.strip()]
        try:
            found = [project.codebook.find(each, giving=True) for each in codes]
        except QualcodeError as err:
            complain(str(err))
            continue
        graded = next((code for code in found if code.grade is not None), None)
        return codes, None if graded is None else _ask_grade(graded)


def _ask_grade(code: Code) -> str:
    while True:
        value = str(typer.prompt("Grade")).strip()
        try:
            code.read_value(value, code.name)
        except QualcodeError as err:
            complain(str(err))
        else:
            return value


def _ask_why(*, needed: bool) -> str | None:
    """A comment; None to go back, where one is needed and none is given."""
    answer = _prompt("Why (needed; Enter goes back)" if needed else "Comment (Enter for none)")
    return answer or (None if needed else "")


def _prompt(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False)).strip()


def _is_anothers(difference: Difference, who: str) -> bool:
    """Whether somebody else decided on it before, which is not replaced without saying why."""
    return difference.resolution is not None and not difference.stale and difference.resolution.who != who


def _resolve_rest(project: Project, document: str, who: str, take: str, comment: str, machine: bool) -> None:
    from qualcode.resolving import resolve_rest, standing

    made = resolve_rest(project, document, take=take, who=who, comment=comment)
    now = standing(project, document)
    if machine:
        as_json({**_standing(document, now), "differences": [_plain(each) for each in made]})
        return
    many = "1 difference" if len(made) == 1 else f"{len(made)} differences"
    say(f"{document}: {many} resolved, taken: {take}.")
    say(_where_it_stands(document, now))


def _tell(project: Project, before: Difference, made: Difference, machine: bool) -> None:
    from qualcode.resolving import standing

    now = standing(project, made.document)
    if machine:
        as_json({**_standing(made.document, now), **_plain(made)})
        return
    decided = made.resolution
    assert decided is not None
    laid = "; ".join(f"{each.label} {_codes(each)}" for each in decided.laid) or "nothing here"
    say(f"{made.quotation}, taken: {decided.taken}. The consensus has {laid}.")
    if before.resolution is not None:
        earlier = before.resolution
        say(f"It takes the place of what {earlier.who} decided on {earlier.created[:10]} (taken: {earlier.taken}).")
    say(_where_it_stands(made.document, now))


def _where_it_stands(document: str, now: Standing) -> str:
    still = "1 difference is open" if now.open == 1 else f"{now.open} differences are open"
    if now.complete and not now.open:
        return f"Nothing is open in {document}: its consensus is complete, and final uses it."
    if now.complete:
        return f"In {document} {still}; its consensus was completed before, and final uses it."
    return f"In {document} {still}, {now.resolved} resolved. The consensus counts in final once none is open."


def _standing(document: str, now: Standing) -> dict[str, Any]:
    return {"document": document, "still_open": now.open, "resolved": now.resolved, "complete": now.complete}


# --- showing -----------------------------------------------------------------------------------------------------


def _plain(difference: Difference) -> dict[str, Any]:
    return {**asdict(difference), "open": difference.open}


def _counts(every: Sequence[Difference]) -> dict[str, int]:
    return {
        "open": sum(each.open for each in every),
        "resolved": sum(not each.open for each in every),
        "stale": sum(each.stale for each in every),
        "documents": len({each.document for each in every}),
    }


def _show(difference: Difference) -> None:
    """A difference in full: whose version is what, on which words, and how to settle it."""
    named = " · ".join(each for each in (difference.quotation, difference.case, difference.kind) if each)
    say(f"{named}: {difference.why}")
    versions = [each for each in difference.versions.values() if each is not None]
    alike = len({each.words.strip() for each in versions}) == 1
    for coder, version in difference.versions.items():
        if version is None:
            say(f"  {coder}: nothing")
            continue
        say(f"  {coder} ({version.label}): {_codes(version)}")
        for comment in version.comments:
            say(f"    comment: {_line(comment)}")
        if not alike:
            say(f"    {_in_the_passage(difference, version)}")
    if alike:
        say(f"  “{_line(versions[0].words)}”")
    if difference.resolution is not None:
        _show_resolution(difference)
    if difference.open:
        first = next(coder for coder, version in difference.versions.items() if version is not None)
        say(f"  qualcode resolve {difference.quotation} --take {shlex.quote(first)} --who NAME")


def _show_resolution(difference: Difference) -> None:
    decided = difference.resolution
    assert decided is not None
    laid = "; ".join(f"{each.label} {_codes(each)}" for each in decided.laid) or "nothing"
    why = f" {_line(decided.comment)}" if decided.comment else ""
    say(
        f"  resolved by {decided.who} on {decided.created[:10]}, taken: {decided.taken}.{why} The consensus has {laid}."
    )
    if difference.stale:
        say("  A version changed since: look again. Until then the consensus keeps what it has.")


def _codes(version: Version) -> str:
    return ", ".join(map(str, version.codes))


def _in_the_passage(difference: Difference, version: Version) -> str:
    """The words of the passage, those of the version between brackets."""
    start, end = version.start - difference.start, version.end - difference.start
    words = difference.words
    return _line(f"{words[:start]}[{words[start:end]}]{words[end:]}")


def _line(text: str) -> str:
    return " ".join(text.split())


def _summary(every: Sequence[Difference], shown: int, wanted: int, assume_done: bool) -> str:
    if not every:
        hint = "" if assume_done else " With --assume-done those count that they coded."
        return f"No differences. Documents count once two coders who coded blind marked them done.{hint}"
    counts = _counts(every)
    documents = "1 document" if counts["documents"] == 1 else f"{counts['documents']} documents"
    stale = f" ({counts['stale']} resolved before, and changed since)" if counts["stale"] else ""
    said = f"{counts['open']} open{stale}, {counts['resolved']} resolved, in {documents}."
    return said + (f" Shown: {shown} of {wanted}; --limit 0 shows all." if shown < wanted else "")
