"""The command that measures suggestions on one's own codings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.app import ASSIST, AnyCoder, Json, app, here
from qualcode.cli.sending import YesSend, agreeing
from qualcode.cli.show import as_json, say, table, watch

if TYPE_CHECKING:
    from qualcode.assist.evaluation import Evaluation
    from qualcode.reports.agreement import Part


@app.command(rich_help_panel=ASSIST)
def evaluate(
    by: Annotated[str, typer.Option(help="What is left out at a time: case, document or an attribute.")] = "case",
    coder: AnyCoder = None,
    learn_from: Annotated[
        list[str] | None, typer.Option(help="Learn from this coder's codings too; they are not measured against.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Without the learning curve and the shuffled codes.")] = False,
    seed: Annotated[int, typer.Option(help="For intervals, shuffling and the curve.")] = 1,
    suggester: Annotated[str, typer.Option(help="A plug-in instead of qualcode's own.")] = "",
    machine: Json = False,
    yes_send: YesSend = False,
) -> None:
    """How good suggestions are on the project's own codings."""
    with here() as project:
        found = project.evaluate(
            by=by, coder=coder, learn_from=learn_from or (), quick=quick, seed=seed, suggester=suggester,
            consent=agreeing(yes_send), watch=partial(watch, fewest=2),
        )  # fmt: skip
        if machine:
            as_json(found.to_json(project.settings.language))
        else:
            show_evaluation(found, project.settings.language)


def show_evaluation(found: Evaluation, language: str) -> None:
    """An evaluation on the terminal, in the project's language: what it comes to first."""
    from qualcode.i18n import language as language_of
    from qualcode.reports import evaluation as shown

    _ = language_of(language)
    say(shown.headline(found, _))
    say()
    say(found.in_words(language))
    say()
    _show(shown.main_table(found, _))
    say()
    say(_("What cannot be predicted"))
    for line in shown.cannot(found, _):
        say(f"  {line}")
    for part in shown.groups(found, _):
        say()
        _show(part)
    say()
    _show(shown.calibration(found, _))
    say(shown.calibration_sentence(found, _))
    curve = shown.curve(found, _)
    if curve is not None:
        say()
        _show(curve)
        say(shown.shuffled(found, _))


def _show(part: Part) -> None:
    if part.title:
        say(part.title)
    table(part.rows, part.header, right=range(part.right, len(part.header)))
