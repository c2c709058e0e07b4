"""The project as a whole: what it is called, who codes in it, which codes it has, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from qualcode.errors import NotPossible, UnknownCoder
from qualcode.model import Code, Codebook
from qualcode.project import Project
from qualcode.store.suggestions import NEVER
from qualcode.web.asked import Asked
from qualcode.web.guard import give_cookie
from qualcode.web.room import Guest
from qualcode.web.seat import Seat, Seated
from qualcode.workbench import opened

router = APIRouter(tags=["project"])


@dataclass(frozen=True, slots=True)
class About:
    """The project in a few words. `rounds` are in order, where the settings give one; `show` is the setting of assist:
    never, after-first-pass, on-demand or always."""

    title: str
    language: str
    case: str
    cases: str
    case_names: dict[str, str]
    rounds: tuple[str, ...]
    coders: list[str]
    coder: str
    blind: bool
    show: str
    version: int


@dataclass(frozen=True, slots=True)
class Specification:
    values: tuple[str, ...]
    free: bool


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code in the tree, in the codebook's order. `color` is its own or that of the nearest above it; `count` how many
    passages carry it; `scale` the ends of its grade, where it takes one."""

    id: str
    name: str
    path: str
    parent: str
    level: int
    color: str
    definition: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]
    keywords: tuple[str, ...]
    remark: str
    specify: Specification | None
    scale: tuple[float, float] | None
    open: bool
    retired: bool
    count: int


class Who(Asked):
    coder: str


@router.get("/version")
def version(seat: Seat) -> dict[str, int]:
    """The version of the data: a number that grows with every change."""
    return {"version": seat.room.version()}


@router.get("/project")
def project(seat: Seat) -> About:
    """What the project is, and who is looking."""
    with seat.quick() as project:
        settings = project.settings
        coders = _coders(project, seat)
        return About(
            settings.title, seat.language.code, settings.case.singular or settings.case.attribute,
            settings.case.plural or settings.case.attribute, dict(settings.cases), settings.round.order,
            coders, seat.coder, seat.blind, NEVER if seat.blind else settings.assist.show, project.version(),
        )  # fmt: skip


@router.get("/codes")
def codes(seat: Seat) -> list[CodeView]:
    """The code tree in its order, each code after the one above it; retired codes too."""
    with seat.quick() as project:
        book, counts = project.codebook, opened.counts(project, only=seat.only).project
    return [_code_view(book, code, counts.get(code.id, 0)) for code in book]


@router.get("/counts")
def counts(seat: Seat, document: str | None = None) -> opened.Counts:
    """How many passages carry each code: in a document, and in the project."""
    with seat.quick() as project:
        return opened.counts(project, document, only=seat.only)


@router.post("/who")
def who(seat: Seat, asked: Who, answer: Response) -> dict[str, str]:
    """Choose who codes; empty for only looking. Where the server was started for one coder, that stays."""
    if not seat.room.choosing:
        raise NotPossible("Who codes here was said when the server was started. Start it again for somebody else.")
    with seat.quick() as project:
        known = _coders(project, seat)
        if asked.coder and known and asked.coder not in known:
            raise UnknownCoder(asked.coder, known)
    give_cookie(answer, seat.room, Guest(asked.coder))
    return {"coder": asked.coder}


def _coders(project: Project, seat: Seated) -> list[str]:
    """The coders listed, and those who coded; of these nobody, for who codes blind."""
    return [each.name for each in project.settings.coders] if seat.blind else opened.coders(project)


def _code_view(book: Codebook, code: Code, count: int) -> CodeView:
    above = book.ancestors(code.id)
    color = next((each.color for each in (code, *above) if each.color), "")
    specify = Specification(code.specify.values, code.specify.free) if code.specify else None
    scale = (code.grade.minimum, code.grade.maximum) if code.grade else None
    examples = {kind: tuple(texts) for kind, texts in code.examples.items()}
    return CodeView(
        code.id, code.name, book.path(code.id), code.parent, len(above), color, code.definition, code.include,
        code.exclude, examples, code.keywords, code.remark, specify, scale, code.open, code.retired, count,
    )  # fmt: skip
