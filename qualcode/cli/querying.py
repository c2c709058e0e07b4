"""Commands that ask: quotations by an expression, and the queries kept under a name."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.app import COMPARING, Json, Layer, Out, WhereOption, app, here, read_where
from qualcode.cli.results import show_result
from qualcode.cli.show import complain, say, tell
from qualcode.errors import WrongUsage, shorten
from qualcode.i18n import Language, language

if TYPE_CHECKING:
    from qualcode.analysis.found import Found, FoundPassage
    from qualcode.project import Project

#: Of a passage so many characters are shown without --full; a pipe is as wide as `_WIDE`.
_SHOWN, _WIDE = 240, 100
#: So many passages without --all or --full.
_FIRST = 20


@app.command(rich_help_panel=COMPARING)
def query(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="EXPR", help="Such as 'Borging AND NOT Gewenst', in quotes; @NAME: a saved query."),
    ] = None,
    layer: Layer = "final",
    where: WhereOption = None,
    full: Annotated[bool, typer.Option("--full", help="All that was found, with all its words.")] = False,
    every: Annotated[bool, typer.Option("--all", help="All that was found, not the first 20.")] = False,
    save: Annotated[str, typer.Option("--save", metavar="NAME", help="Keep the query under this name.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="With --save: in place of the one so named.")] = False,
    comment: Annotated[str | None, typer.Option(help="With --save: what it is for.")] = None,
    who: Annotated[str, typer.Option("--who", envvar="QUALCODE_CODER", help="Who saves or removes.")] = "",
    saved: Annotated[bool, typer.Option("--saved", help="List the saved queries, or write them with --out.")] = False,
    remove: Annotated[str, typer.Option("--remove", metavar="NAME", help="Remove a saved query.")] = "",
    out: Out = None,
    machine: Json = False,
) -> None:
    """Find quotations: codes with AND, OR, XOR, NOT, WITHIN, ENCLOSES, OVERLAPS, COOCCURS, PRECEDES, FOLLOWS, TEXT "…",
    and WHERE with conditions (round >= 3, coder = anna, grade >= 7)."""
    with here() as project:
        if saved or remove:
            keeping(project, remove, who, out, machine)
            return
        expression = one_expression(words or ())
        if save:
            project.save_query(save, expression, who=who, comment=comment, replace=replace)
        found = project.query(expression, layer=layer, where=read_where(where))
        if out is not None or machine:
            show_result(project, found, out=out, machine=machine, title=expression)
        else:
            show_found(found, full=full, every=every)
        if save and not machine:
            complain(f'Saved as a smart code; a row of a matrix with: qualcode matrix --query "{save}"')


def one_expression(words: Sequence[str]) -> str:
    """The query that was typed; raises `WrongUsage` where there is none, and where the shell took it apart."""
    expression = " ".join(words).strip()
    if not expression:
        raise WrongUsage('Say what to look for: qualcode query "EXPR". --saved lists the queries that were saved.')
    if len(words) > 1:
        raise WrongUsage(
            "A query stands in quotation marks as a whole, or the shell takes it apart: "
            f"qualcode query '{expression}'. Parts that need quotation marks of their own keep them inside."
        )
    return expression


def keeping(project: Project, remove: str, who: str, out: Path | None, machine: bool) -> None:
    """Remove a saved query, or list them; raises `WrongUsage` for a file where one is removed."""
    from qualcode.analysis.kept import kept

    if remove:
        if out is not None:
            raise WrongUsage("--remove writes no file. --saved --out FILE writes the queries that are saved.")
        project.remove_query(remove, who=who)
        tell(f"Removed the saved query {remove.removeprefix('@')}.", machine, removed=remove.removeprefix("@"))
        return
    found = kept(project.saved_queries, language(project.settings))
    if found.queries or out is not None or machine:
        show_result(project, found, out=out, machine=machine, title="saved queries")
    else:
        say("No query is saved yet: qualcode query EXPR --save NAME.")


def show_found(found: Found, *, full: bool, every: bool = False) -> None:
    """How much was found; the quotations one below the other; the rule; in the project's language."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDE
    say(_answer(found) + "\n")
    most = len(found) if full or every else _FIRST
    for passage in found.passages[:most]:
        _show_passage(passage, found.language, width, full=full)
    if len(found) > most:
        say(f"… and {len(found) - most} more: --all shows them here, --out FILE writes them.\n")
    say(fill(found.rule, width, break_long_words=False) if sys.stdout.isatty() else found.rule)
    for warning in found.warnings:
        complain(warning)


def _answer(found: Found) -> str:
    """`69 of 1442 passages in 31 interviews`."""
    conversations = {(each.source.is_interview, each.source.interview) for each in found.passages}
    _, interviews = found.language, sum(is_interview for is_interview, _name in conversations)
    places = []
    if interviews or not conversations:
        places.append(_.plural("%(count)s interview", "%(count)s interviews", interviews))
    if rest := len(conversations) - interviews:
        places.append(_.plural("%(count)s other document", "%(count)s other documents", rest))
    passages = _.plural("%(count)s passage", "%(count)s passages", found.universe)
    return _("%(n)s of %(passages)s in %(places)s", n=len(found), passages=passages, places=_.joined(places))


def _show_passage(passage: FoundPassage, _: Language, width: int, *, full: bool) -> None:
    from qualcode.reports.page.views import grade_text, round_text

    source = passage.source
    round_ = round_text(source.round, _) if source.round else ""
    who = [each for each in (source.case, round_, source.role, ", ".join(passage.coders)) if each]
    say(f"{', '.join(passage.labels)}  {' · '.join(who)}")
    for code in passage.codes:
        say(f"  [{code}]")
    said = [*passage.specifications, *(_("grade %(grade)s", grade=grade_text(grade, _)) for grade in passage.grades)]
    if said:
        say(f"  {'; '.join(said)}")
    words = " ".join(passage.quote.split()) if full else shorten(passage.quote, _SHOWN)
    say(fill(words, width, initial_indent="  ", subsequent_indent="  ", break_long_words=False) + "\n")
