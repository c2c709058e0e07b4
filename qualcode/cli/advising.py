"""The command with which the codebook helps itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.app import AnyCoder, Json, here
from qualcode.cli.codebook import codebook_app
from qualcode.cli.show import as_json, say, watch
from qualcode.errors import NotPossible

if TYPE_CHECKING:
    from qualcode.assist.advice import Advice
    from qualcode.model import Codebook


@codebook_app.command()
def advise(
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CODE]…", help="All there is on these codes, and on those below them."),
    ] = None,
    coder: AnyCoder = None,
    learn_from: Annotated[
        list[str] | None, typer.Option(help="For what is confused, learn from this coder's codings too.")
    ] = None,
    machine: Json = False,
) -> None:
    """What would help the codebook: what codes lack, what examples gain, which are confused."""
    with here() as project:
        language, book = project.settings.language, project.codebook
        wanted = [each.id for name in codes or () for each in book.subtree(book.find(name).id)]
        found = project.advise(coder=coder, learn_from=learn_from or (), watch=partial(watch, fewest=2))
    if codes:
        found = _only(found, wanted, book)
    if machine:
        as_json(found.to_json(language))
    elif codes:
        say("\n\n\n".join(found.story(each.code, language) for each in found.codes))
    else:
        say(found.in_words(language))
        say()
        say(_more(language))


def _only(found: Advice, wanted: list[str], book: Codebook) -> Advice:
    """The advice on these codes; raises `NotPossible` where none of them can be suggested."""
    own = found.only(wanted)
    if not own.codes:
        retired = book[wanted[0]].retired
        why = "is out of use" if retired else "only holds other codes together"
        raise NotPossible(
            f"{book.path(wanted[0])} {why}; advice is on codes that are given. See qualcode codebook show."
        )
    return own


def _more(language: str) -> str:
    from qualcode.i18n import language as language_of

    _ = language_of(language)
    return _("All there is on a code: qualcode codebook advise CODE")
