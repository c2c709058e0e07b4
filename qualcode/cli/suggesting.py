"""The command that lays suggestions on the desk."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import ASSIST, Json, Out, app, here
from qualcode.cli.sending import YesSend, agreeing
from qualcode.cli.show import as_json, complain, say, watch

if TYPE_CHECKING:
    from qualcode.assisted.suggesting import Suggested
    from qualcode.model import Suggestion
    from qualcode.project import Project

_COLUMNS = ("document", "start", "end", "quote", "code", "p", "reasons")
_LEARN = "Learn from this coder's codings too; may be repeated."


@app.command(rich_help_panel=ASSIST)
def suggest(
    named: Annotated[list[str] | None, typer.Argument(metavar="[DOCUMENT]…", help="Only these documents.")] = None,
    documents: Annotated[
        list[str] | None,
        typer.Option("--documents", metavar="GLOB", help="Only these, such as 'KA*'; may be repeated."),
    ] = None,
    unit: Annotated[str, typer.Option(help="What a fragment is: paragraph, sentence or turn.")] = "paragraph",
    top: Annotated[int, typer.Option(min=1, help="So many codes per fragment at most.")] = 5,
    min_p: Annotated[float, typer.Option("--min-p", min=0, max=1, help="The least probability.")] = 0.05,
    coder: Annotated[
        str | None, typer.Option("--coder", envvar="QUALCODE_CODER", help="Who is asking; learns from their codings.")
    ] = None,
    learn_from: Annotated[list[str] | None, typer.Option("--learn-from", metavar="NAME", help=_LEARN)] = None,
    all_fragments: Annotated[
        bool, typer.Option("--all-fragments", help="Also fragments in which the coder has a quotation.")
    ] = False,
    suggester: Annotated[str, typer.Option(help="A plug-in instead of qualcode's own.")] = "",
    themes: Annotated[
        bool, typer.Option("--themes", help="The theme first, its branch and mode to be turned.")
    ] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="Show the probabilities.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="How many fragments to show; 0 for all.")] = 20,
    out: Out = None,
    machine: Json = False,
    yes_send: YesSend = False,
) -> None:
    """Suggest codes for fragments not coded yet, with reasons. Nothing is coded by it."""
    with here() as project:
        found = project.suggest(
            [*(named or ()), *(documents or ())], unit=unit, top=top, min_p=min_p, coder=coder,
            learn_from=learn_from or (), all_fragments=all_fragments, where="", suggester=suggester,
            consent=agreeing(yes_send), watch=watch,
            tell=complain,
        )  # fmt: skip
        shown = found if out is not None or machine or not limit else found[:limit]
        if out is not None:
            _write(project, found, out)
        project.note_shown(shown, coder=coder, where="suggest")
        if out is not None:
            say(f"{out}: {sum(len(each.suggestions) for each in found)} suggestions for {len(found)} fragments.")
        elif machine:
            as_json([_plain(project, each) for each in found])
        elif themes:
            _show_themes(project, found, shown, numbers)
        else:
            _show(project, found, shown, numbers)


def _rows(project: Project, found: Sequence[Suggested]) -> list[tuple[object, ...]]:
    book = project.codebook
    return [
        (one.document, one.span.start, one.span.end, one.quote, book.path(one.code), f"{one.p:.4f}", "; ".join(why))
        for each in found
        for one in each.suggestions
        for why in [_reasons(project, each, one)]
    ]


def _reasons(project: Project, each: Suggested, one: Suggestion) -> list[str]:
    from qualcode.assist.reasons import in_words

    questions = {question.id: question.question for question in project.settings.guide}
    return [in_words(reason, each.fragment, project.settings.language, questions) for reason in one.reasons]


def _write(project: Project, found: Sequence[Suggested], out: Path) -> None:
    from qualcode.store import folder

    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(project, found))
    folder.write_bytes(project.may_write(out, ".csv"), page.getvalue().encode())


def _plain(project: Project, each: Suggested) -> dict[str, Any]:
    book = project.codebook
    return {
        "document": each.fragment.document,
        "start": each.fragment.span.start,
        "end": each.fragment.span.end,
        "quote": each.fragment.quote,
        "suggestions": [
            {
                "code": book.path(one.code),
                "p": round(one.p, 4),
                "strength": str(one.strength),
                "value": one.value.text if one.value else None,
                "source": one.source,
                "reasons": [
                    {**asdict(reason), "words": words}
                    for reason, words in zip(one.reasons, _reasons(project, each, one), strict=True)
                ],
            }
            for one in each.suggestions
        ],
    }


def _show_themes(project: Project, found: Sequence[Suggested], shown: Sequence[Suggested], numbers: bool) -> None:
    """Per fragment its themes; of each the likeliest code, and what it becomes when mode or branch is turned."""
    from qualcode.assisted.suggesting import themes_of
    from qualcode.errors import shorten

    book = project.codebook
    for each in shown:
        say(f"{each.fragment.document} {each.fragment.span.start}-{each.fragment.span.end}")
        say(f"  {shorten(each.fragment.quote, 160)}")
        for theme, turned in themes_of(project, each):
            sure = f"  (p {theme.p:.2f})" if numbers else ""
            say(f"    {theme.name}{sure}: {book.path(theme.codes[0])}")
            for word, code in (("mode", turned.mode), ("branch", turned.branch)):
                if code:
                    say(f"        {word} turned: {book.path(code)}")
        say()
    _conclude(found, shown)


def _show(project: Project, found: Sequence[Suggested], shown: Sequence[Suggested], numbers: bool) -> None:
    from qualcode.assist.reasons import strength
    from qualcode.errors import shorten

    book, language = project.codebook, project.settings.language
    for each in shown:
        say(f"{each.fragment.document} {each.fragment.span.start}-{each.fragment.span.end}")
        say(f"  {shorten(each.fragment.quote, 160)}")
        for one in each.suggestions:
            sure = f"{strength(one.strength, language)}, p {one.p:.2f}" if numbers else strength(one.strength, language)
            value = f" = {one.value.text}" if one.value else ""
            say(f"    {book.path(one.code)}{value}  ({sure})")
            for why in _reasons(project, each, one):
                say(f"        {why}")
        say()
    _conclude(found, shown)


def _conclude(found: Sequence[Suggested], shown: Sequence[Suggested]) -> None:
    if not found:
        say(
            "No suggestions: every fragment has a quotation of yours, or nothing is likely enough. Try --unit "
            "sentence, --all-fragments or a lower --min-p."
        )
        return
    total = sum(len(each.suggestions) for each in found)
    more = f"; {len(shown)} fragments shown, --limit 0 shows all" if len(shown) < len(found) else ""
    say(f"{total} suggestions for {len(found)} fragments{more}. None is a coding: qualcode review goes through them.")
