"""The code tree: reading it, and changing it. Each change can be asked for as a dry run first; what that answers with
is sent along (`saw`) when the change is asked for, and where anything happened in between, nothing is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.encoders import jsonable_encoder
from pydantic import Field

from qualcode.formats import codebook_yaml, yaml12
from qualcode.model import Codebook, Scale, Specify, join_path
from qualcode.project import Project
from qualcode.store.carriers import Carrier
from qualcode.store.relations import Relation
from qualcode.store.sessions import Session
from qualcode.store.tree import Touched
from qualcode.tree import Tree
from qualcode.web.asked import Asked
from qualcode.web.mistakes import check_unchanged
from qualcode.web.seat import Seat, Seated
from qualcode.workbench import codepage
from qualcode.workbench.codepage import CodeSheet
from qualcode.workbench.previewing import Change, carry_out, preview

router = APIRouter(tags=["codebook"], prefix="/codebook")


@dataclass(frozen=True, slots=True)
class Book:
    """The code tree. `version` is the codebook's; `session` the analysis session that is open."""

    name: str
    version: int
    codes: list[CodeSheet]
    relations: list[Relation]
    session: Session | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did, or (`dry_run`) would do: a line for each thing, and how many codings, documents and coders it
    touches. `reread`: how many documents are then to be reread, and `carrying` how many of those have codings of what
    changes; both of a dry run only. `made` are the ids of new codes, `saw` the version of the data it was seen with,
    `problems` names in the settings that no code has any more."""

    what: str
    lines: tuple[str, ...]
    codings: int = 0
    documents: int = 0
    coders: int = 0
    reread: int = 0
    carrying: int = 0
    dry_run: bool = False
    saw: int = 0
    made: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Asking(Asked):
    """What every change takes: the reason, whether only to look, and the version of the data that was looked at."""

    because: str = ""
    dry_run: bool = False
    saw: int | None = Field(None, ge=0, le=2**53)


class OfCode(Asking):
    code: str = Field(min_length=1)


class NewCode(Asking):
    """A code called `name`, last under the code `under`; at the top without one."""

    name: str
    under: str = ""
    open: bool = False
    definition: str = ""


class NewName(OfCode):
    name: str
    was: str | None = None


class NewPlace(OfCode):
    """`to` is the code it comes under, `/` the top; `before` or `after` which code there, else last."""

    to: str = Field(min_length=1)
    before: str = ""
    after: str = ""


class NewOrder(OfCode):
    before: str = ""
    after: str = ""


class Merging(Asking):
    codes: list[str] = Field(min_length=1, max_length=1000)
    into: str = Field(min_length=1)
    specify: bool = False


class Splitting(OfCode):
    """`by` says how: a code for each specification (of those in `names`, if any); one code (the first of `names`) for
    the codings that fit `where`; or for each of `parts` the codings it names."""

    by: Literal["specification", "filter", "codings"]
    names: list[str] = Field(default_factory=list, max_length=1000)
    where: dict[str, list[str]] = Field(default_factory=dict)
    parts: dict[str, list[str]] = Field(default_factory=dict)
    below: bool = False


class Promotion(OfCode):
    """An open code, or with `specification` what codings specify, as a code under `to`."""

    specification: str | None = None
    to: str = ""
    name: str = ""


class Remark(OfCode):
    text: str


class AskedTakes(Asked):
    values: list[str] = Field(default_factory=list)
    free: bool = True


class AskedFields(Asked):
    """Fields of a code; what is left out stays. `rule` is written as in a codebook's file."""

    definition: str | None = None
    include: list[str] | None = None
    exclude: list[str] | None = None
    examples: dict[Literal["typical", "atypical", "close but no"], list[str]] | None = None
    keywords: list[str] | None = None
    rule: str | None = None
    color: str | None = Field(None, pattern=r"^(#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|)$")
    specify: AskedTakes | None = None
    grade: tuple[float, float] | None = None
    applies: dict[str, list[str]] | None = None


class Definition(OfCode):
    """New `fields`, and as far as the page says so what it saw in them."""

    fields: AskedFields
    was: AskedFields | None = None


class Relating(Asking):
    source: str = Field(min_length=1)
    kind: str
    target: str = Field(min_length=1)


@router.get("")
def book(seat: Seat) -> Book:
    """The code tree with all that is written of each code. Who codes blind sees own counts, and no sessions."""
    with seat.quick() as project:
        codes, tree = codepage.sheets(project, only=seat.only), project.tree
        related = [] if seat.blind else tree.relations()
        return Book(project.codebook.name, tree.version, codes, related, None if seat.blind else tree.open_session())


@router.get("/carriers")
def carriers(seat: Seat, code: str) -> list[Carrier]:
    """The codings of a code with their words, to choose from when it is split."""
    with seat.quick() as project:
        return codepage.carried(project, code, only=seat.only)


@router.post("/create")
def create(seat: Seat, asked: NewCode) -> Changed:
    """A new code; who codes blind may make open ones."""
    fields: dict[str, Any] = {"definition": asked.definition} if asked.definition else {}

    def change(tree: Tree, who: str) -> Touched:
        above = tree.project.codebook.names(tree.project.codebook.find(asked.under).id) if asked.under else ()
        path = join_path([*above, asked.name])
        return tree.create(path, open=asked.open, who=who, because=asked.because, **fields)

    return _change(seat, asked, change, blind_too=asked.open)


@router.post("/rename")
def rename(seat: Seat, asked: NewName) -> Changed:
    """Another name."""

    def check(book: Codebook) -> None:
        check_unchanged("The name", asked.was, book.find(asked.code).name)

    def change(tree: Tree, who: str) -> Touched:
        return tree.rename(asked.code, asked.name, who=who, because=asked.because)

    return _change(seat, asked, change, check)


@router.post("/move")
def move(seat: Seat, asked: NewPlace) -> Changed:
    """Under another code, with all that is below it."""

    def change(tree: Tree, who: str) -> Touched:
        return tree.move(
            asked.code, asked.to, before=asked.before, after=asked.after, who=who, because=asked.because
        )  # fmt: skip

    return _change(seat, asked, change)


@router.post("/reorder")
def reorder(seat: Seat, asked: NewOrder) -> Changed:
    """Before or after a code that stands beside it."""

    def change(tree: Tree, who: str) -> Touched:
        return tree.reorder(asked.code, before=asked.before, after=asked.after, who=who, because=asked.because)

    return _change(seat, asked, change)


@router.post("/merge")
def merge(seat: Seat, asked: Merging) -> Changed:
    """Codes into another; they are retired."""

    def change(tree: Tree, who: str) -> Touched:
        return tree.merge(asked.codes, asked.into, specify=asked.specify, who=who, because=asked.because)

    return _change(seat, asked, change)


@router.post("/split")
def split(seat: Seat, asked: Splitting) -> Changed:
    """Some codings of a code to new codes."""
    into: Any = asked.parts if asked.by == "codings" else asked.names
    how = {"specification": {"by_specification": True}, "filter": {"where": asked.where}, "codings": {}}[asked.by]

    def change(tree: Tree, who: str) -> Touched:
        return tree.split(asked.code, into, below=asked.below, who=who, because=asked.because, **how)  # type: ignore[arg-type]

    return _change(seat, asked, change)


@router.post("/promote")
def promote(seat: Seat, asked: Promotion) -> Changed:
    """A specification, or an open code, becomes a code of the tree."""

    def change(tree: Tree, who: str) -> Touched:
        said = {"specification": asked.specification, "to": asked.to, "name": asked.name}
        return tree.promote(asked.code, **said, who=who, because=asked.because)  # type: ignore[arg-type]

    return _change(seat, asked, change)


@router.post("/retire")
def retire(seat: Seat, asked: OfCode) -> Changed:
    """Out of use, with all below it."""
    return _change(seat, asked, lambda tree, who: tree.retire(asked.code, who=who, because=asked.because))


@router.post("/restore")
def restore(seat: Seat, asked: OfCode) -> Changed:
    """Back in use."""
    return _change(seat, asked, lambda tree, who: tree.restore(asked.code, who=who, because=asked.because))


@router.post("/remark")
def remark(seat: Seat, asked: Remark) -> Changed:
    """A remark with today's date."""
    return _change(seat, asked, lambda tree, who: tree.remark(asked.code, asked.text, who=who))


@router.post("/define")
def define(seat: Seat, asked: Definition) -> Changed:
    """What is written of a code."""

    def check(book: Codebook) -> None:
        saw = jsonable_encoder(asked.was.model_dump(exclude_unset=True)) if asked.was else {}
        now = jsonable_encoder(asdict(codepage.written(book.find(asked.code))))
        check_unchanged("The code", saw, {name: now[name] for name in saw})

    def change(tree: Tree, who: str) -> Touched:
        return tree.define(asked.code, who=who, because=asked.because, **_fields(asked.fields))

    return _change(seat, asked, change, check)


@router.post("/relate")
def relate(seat: Seat, asked: Relating) -> Changed:
    """How two codes hang together."""
    return _relation(seat, asked, lambda tree: tree.relate)


@router.post("/unrelate")
def unrelate(seat: Seat, asked: Relating) -> Changed:
    """A relation taken back."""
    return _relation(seat, asked, lambda tree: tree.unrelate)


@router.get("/relations")
def relations(seat: Seat) -> list[Relation]:
    """How codes hang together."""
    seat.must_see_others()
    with seat.quick() as project:
        return project.tree.relations()


def _change(
    seat: Seated,
    asked: Asking,
    change: Callable[[Tree, str], Touched],
    check: Callable[[Codebook], None] = lambda book: None,
    *,
    blind_too: bool = False,
) -> Changed:
    """Look at a change, or do it."""
    who = seat.must_code()
    if not blind_too:
        seat.must_see_others()
    with seat.quick() as project:
        if asked.dry_run:
            return _looked(project, lambda tree: change(tree, who), check)
        return _done(project, lambda tree: change(tree, who), check, asked.saw)


def _looked(project: Project, change: Change, check: Callable[[Codebook], None]) -> Changed:
    seen = preview(project, change, check=check)
    made = seen.touched
    return Changed(
        made.what, made.lines, made.codings, made.documents, made.coders, seen.documents, seen.carrying, True, seen.data
    )


def _done(project: Project, change: Change, check: Callable[[Codebook], None], saw: int | None) -> Changed:
    before = {code.id for code in project.codebook}
    made = carry_out(project, change, saw=saw, check=check)
    new = tuple(code.id for code in project.codebook if code.id not in before)
    problems = tuple(map(str, project.settings_problems()))
    return Changed(
        made.what, made.lines, made.codings, made.documents, made.coders, saw=project.version(), made=new,
        problems=problems,
    )  # fmt: skip


def _relation(seat: Seated, asked: Relating, which: Callable[[Tree], Callable[..., Relation]]) -> Changed:
    who = seat.must_code()
    seat.must_see_others()
    with seat.quick() as project:
        change = which(project.tree)
        made = change(
            asked.source, asked.kind, asked.target, who=who, because=asked.because, dry_run=asked.dry_run
        )  # fmt: skip
        return Changed("relation", (str(made),), dry_run=asked.dry_run, saw=project.version())


def _fields(asked: AskedFields) -> dict[str, Any]:
    """The fields that were given, as the library takes them."""
    given = asked.model_dump(exclude_unset=True)
    for name in ("include", "exclude", "keywords"):
        if name in given:
            given[name] = _lines(given[name])
    for name in ("examples", "applies"):
        if name in given:
            named = {key: _lines(texts) for key, texts in (given[name] or {}).items()}
            given[name] = {key: texts for key, texts in named.items() if texts}
    if asked.specify:
        given["specify"] = Specify(_lines(asked.specify.values), asked.specify.free)
    if asked.grade:
        given["grade"] = Scale(*asked.grade)
    if "rule" in given:
        text = (given["rule"] or "").strip()
        given["rule"] = codebook_yaml.read_rule(yaml12.read(text, "rule")) if text else None
    return {name: "" if value is None and name in ("definition", "color") else value for name, value in given.items()}


def _lines(texts: list[str] | None) -> tuple[str, ...]:
    """The texts without those that are empty."""
    return tuple(text for each in texts or () if (text := each.strip()))
