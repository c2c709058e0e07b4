"""The pages: a shell each, filled by its module in `static/js/pages/`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from qualcode import __version__
from qualcode.i18n import LOCALE, Language
from qualcode.reports.page import script_json
from qualcode.web.scripts import modules
from qualcode.web.seat import Seat, Seated

router = APIRouter()
_SCRIPTS = "qualcode/web/static/js/"


def _titles(_: Language) -> dict[str, str]:
    """The pages in the order of the navigation, with their titles."""
    return {
        "read": _("Coding"),
        "review": _("Review"),
        "differences": _("Differences"),
        "quotations": _("Quotations"),
        "matrix": _("Matrix"),
        "chapters": _("Chapters"),
        "factors": _("Factors"),
        "codebook": _("Code tree"),
        "memos": _("Memos"),
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@cache
def words_of_scripts(_: Language) -> dict[str, Any]:
    """What the scripts say, by the English sentence; a pair for the two forms of a plural. Of English only what the
    project says otherwise."""
    path = LOCALE / f"{_.code}.po"
    if path.exists():
        return {_first(message): _own(message.string, _) for message in _of_scripts(path)}
    if _.rounds is None:
        return {}
    said = ((message.id, _own(message.id, _)) for path in sorted(LOCALE.glob("*.po")) for message in _of_scripts(path))
    return {each if isinstance(each, str) else each[0]: own for each, own in said if own != each}


def _of_scripts(path: Path) -> list[Message]:
    """The sentences of the scripts in a catalogue."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    return [each for each in catalogue
            if each.id and any(str(name).startswith(_SCRIPTS) for name, _line in each.locations)]  # fmt: skip


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _own(text: Any, _: Language) -> Any:
    """A sentence, or the forms of a plural, in the project's words."""
    return _.own(text) if isinstance(text, str) else tuple(map(_.own, text))


def shell(seat: Seated, name: str) -> HTMLResponse:
    """A page by the name of its template and module."""
    _ = seat.language
    with seat.quick() as project:
        settings = project.settings
    start = {
        "page": name, "coder": seat.coder, "blind": seat.blind, "language": _.code, "words": words_of_scripts(_),
        "choose": seat.room.choosing, "seat": seat.mark,
    }  # fmt: skip
    page = _environment().get_template(f"{name}.html").render(
        _=_, lang=_.code, name=name, title=settings.title, pages=_titles(_), coder=seat.coder, blind=seat.blind,
        who=_who(seat), start=start, start_json=script_json(start), version=__version__, cases=settings.case.plural,
        modules=modules(name),
    )  # fmt: skip
    return HTMLResponse(page)


def _who(seat: Seated) -> str:
    """Who codes, as the bar at the top says it."""
    _ = seat.language
    if not seat.coder:
        return _("only looking")
    return _("%(coder)s · blind", coder=seat.coder) if seat.blind else seat.coder


@router.get("/")
def _read(seat: Seat) -> HTMLResponse:
    return shell(seat, "read")


def _page(name: str) -> Callable[..., HTMLResponse]:
    def page(seat: Seat) -> HTMLResponse:
        return shell(seat, name)

    return page


for _name in ("review", "differences", "quotations", "matrix", "chapters", "factors", "codebook", "memos"):
    router.add_api_route(f"/{_name}", _page(_name), methods=["GET"], name=_name)
