"""Matrices: what can be asked for, one as a table, what stands behind a cell, and the files the command line writes."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import prod
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from qualcode.counting import MEASURES
from qualcode.errors import NotPossible, WrongUsage
from qualcode.i18n import Language
from qualcode.matrices import SHARES
from qualcode.model import ROUND, Origin
from qualcode.project import Project
from qualcode.query.cut import CODE, QUERY, SPECIFICATION
from qualcode.query.layers import FINAL, LAYERS
from qualcode.query.where import CODING_NAMES
from qualcode.reports.cells import Cells
from qualcode.reports.grid import Grid, GridCell, grid_cell, grid_of
from qualcode.reports.matrix import render
from qualcode.results import ProjectMatrix
from qualcode.rules import measure_text, share_text
from qualcode.tables import CONSENSUS, Corpus
from qualcode.web.asked import Asked
from qualcode.web.seat import Seat, Seated
from qualcode.workbench.queried import Kept, kept
from qualcode.workbench.quoted import Quoted, quotes_behind

router = APIRouter(tags=["matrix"])

Suffix = Literal["xlsx", "csv", "html", "md"]
_TYPES: dict[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "application/octet-stream",  # to be kept, and never opened as a page of this server
    "md": "text/markdown; charset=utf-8",
}
#: Of an attribute with more values than this none are offered.
_VALUES = 200
#: A page shows no more cells than this.
_CELLS = 200_000


class Wanted(Asked):
    """A matrix as an address asks for it; the names and words are those of `qualcode matrix`. `query` names saved
    queries, each a row of its own."""

    rows: str = CODE
    columns: str = "case"
    measure: str = "interviews"
    share: str | None = None
    normalise: bool = False
    totals: bool = False
    level: int | None = Field(default=None, ge=-(2**31), lt=2**31)
    layer: str = ""
    compress: bool = False
    version: str | None = None
    where: list[str] = Field(default_factory=list, max_length=100)
    query: list[str] = Field(default_factory=list, max_length=100)

    def filter(self) -> dict[str, list[str]]:
        """`["round=3", "round=4"]` as `{"round": ["3", "4"]}`; raises `WrongUsage` for what is no filter."""
        found: dict[str, list[str]] = {}
        for each in self.where:
            name, sign, value = each.partition("=")
            if not sign or not name.strip() or not value.strip():
                raise WrongUsage(f"{each!r} is no filter: write ATTRIBUTE=VALUE, such as round=4.")
            found.setdefault(name.strip(), []).append(value.strip())
        return found


class WantedCell(Wanted):
    """A cell of it. The row is named by its path, a name for each level; the column as in the table."""

    row: list[str] = Field(min_length=1)
    column: str


class WantedFile(Wanted):
    """A file of it."""

    suffix: Suffix


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be chosen, and what it is called."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a matrix may be asked for. `values` are those of each name that may be filtered on, where there are not too
    many; `levels` how deep the code tree is; `versions` are those of the codebook, the newest first; `queries` are
    saved ones."""

    rows: tuple[Choice, ...]
    columns: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    shares: tuple[Choice, ...]
    layers: tuple[Choice, ...]
    filters: tuple[Choice, ...]
    values: dict[str, tuple[str, ...]]
    levels: int
    versions: tuple[Choice, ...]
    queries: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A matrix as a table, and the command that makes the same."""

    grid: Grid
    command: str


@dataclass(frozen=True, slots=True)
class Behind:
    """A cell, and the quotations that were counted in it."""

    cell: GridCell
    quoted: Quoted


@router.get("/matrix")
def matrix(seat: Seat, asked: Annotated[Wanted, Query()]) -> View:
    """A matrix as a table."""
    layer = _layer(seat, asked)
    with seat.slow() as project:
        return View(grid_of(_made(project, asked, layer)), command(asked, layer))


@router.get("/matrix/cell")
def cell(seat: Seat, asked: Annotated[WantedCell, Query()]) -> Behind:
    """What stands behind a cell."""
    layer, row = _layer(seat, asked), tuple(asked.row)
    with seat.slow() as project:
        made = _made(project, asked, layer)
        there = grid_cell(Cells(made), made.row_number(row), made.column_number(asked.column))
        return Behind(there, quotes_behind(made, row, asked.column, only=seat.only))


@router.get("/matrix/file", response_class=Response)
def file(seat: Seat, asked: Annotated[WantedFile, Query()]) -> Response:
    """The file that `qualcode matrix --out` writes."""
    layer = _layer(seat, asked)
    with seat.slow() as project:
        data = render(_made(project, asked, layer), Path(f"matrix.{asked.suffix}"))
    kept = {"Content-Disposition": f'attachment; filename="matrix.{asked.suffix}"'}
    return Response(data, media_type=_TYPES[asked.suffix], headers=kept)


@router.get("/matrix/choices")
def choices(seat: Seat) -> Choices:
    """What a matrix may be asked for."""
    _ = seat.language
    with seat.slow() as project:
        corpus, releases = project.corpus(), project.tree.releases()
        queries = kept(project) if seat.only is None else ()
    doubled = {corpus.settings.case_attribute, corpus.settings.round.attribute} - {"case", ROUND}
    names = [name for name in corpus.attribute_names() if name not in doubled]
    attributes = tuple(Choice(name, _name(name, corpus, _)) for name in names)
    of_codings = tuple(Choice(name, _name(name, corpus, _)) for name in CODING_NAMES)
    versions = [Choice(each.name, each.name) for each in reversed(releases)]
    smart = (Choice(QUERY, _("saved query")),) if queries else ()
    return Choices(
        (Choice(CODE, _("code")), Choice(SPECIFICATION, _("code and specification")), *smart, *attributes), attributes,
        tuple(Choice(name, measure_text(name, _)) for name in MEASURES),
        tuple(Choice(name, share_text(name, _)) for name in SHARES),
        _layers(seat, corpus), (*attributes, *of_codings), _values(seat, corpus, names),
        max((corpus.codebook.depth(code.id) for code in corpus.codebook), default=1), tuple(versions), queries,
    )  # fmt: skip


def command(asked: Wanted, layer: str) -> str:
    """The command that makes the same matrix."""
    said = {
        "rows": asked.rows, "columns": asked.columns, "measure": asked.measure, "share": asked.share,
        "level": asked.level, "layer": layer, "codebook-version": asked.version,
    }  # fmt: skip
    words = ["qualcode", "matrix"]
    for name, value in said.items():
        if value not in (None, "") and _USUAL.get(name) != value:
            words += [f"--{name}", str(value)]
    words += [f"--{name}" for name in ("normalise", "totals", "compress") if getattr(asked, name)]
    words += chain.from_iterable(("--where", each) for each in asked.where)
    words += chain.from_iterable(("--query", each) for each in asked.query)
    return shlex.join([*words, "--out", "matrix.xlsx"])


_USUAL = {"rows": CODE, "columns": "case", "measure": "interviews", "layer": FINAL}


def _layer(seat: Seated, asked: Wanted) -> str:
    """Whose codings are counted; to who codes blind only their own."""
    if seat.only is None:
        return asked.layer or FINAL
    others = [each for each in asked.filter().get("coder", ()) if each != seat.only]
    if asked.layer not in ("", seat.only) or others or asked.query or asked.rows == QUERY:
        seat.must_see_others()
    _must_name_codes(seat, asked)
    return seat.only


def _must_name_codes(seat: Seated, asked: Wanted) -> None:
    """Saved queries may say what others noted: who codes blind filters on codes. Raises `UnknownCode`."""
    with seat.quick() as project:
        for name in asked.filter().get("code", ()):
            project.codebook.find_all(str(name))


def _made(project: Project, asked: Wanted, layer: str) -> ProjectMatrix:
    _check_size(project.corpus(), asked)
    return project.matrix(
        asked.rows, asked.columns, asked.measure, asked.share or None, asked.normalise, asked.totals, asked.level,
        asked.filter(), layer, asked.compress, asked.version or None, asked.query,
    )  # fmt: skip


def _check_size(corpus: Corpus, asked: Wanted) -> None:
    """Raises `NotPossible` for more cells than a page can show."""
    names = asked.columns.split(",")
    if asked.rows not in (CODE, SPECIFICATION, QUERY):
        names.append(asked.rows)
    values = [len(set(map(str, chain.from_iterable(corpus.said(name.strip()))))) + 1 for name in names]
    cells = prod(values) * (1 if len(names) > asked.columns.count(",") + 1 else len(corpus.codebook.codes))
    if cells > _CELLS:
        raise NotPossible(
            f"That would be a matrix of up to {cells} cells, more than a page can show. Choose rows or columns with "
            "fewer values, or write it to a file with qualcode matrix --out."
        )


def _layers(seat: Seated, corpus: Corpus) -> tuple[Choice, ...]:
    _ = seat.language
    if seat.only is not None:
        return (Choice(seat.only, seat.only),)
    words = (
        _("final: per document the consensus, else the first coder"), _("union: all coders together"),
        _("intersection: what all coders of a document coded"),
    )  # fmt: skip
    names = dict.fromkeys([*(each.name for each in corpus.settings.coders), *corpus.coders])
    return (*map(Choice, LAYERS, words), *(Choice(each, each) for each in names))


def _values(seat: Seated, corpus: Corpus, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What may be filled in for each name that may be filtered on."""
    found = {name: dict.fromkeys(str(each) for each in chain.from_iterable(corpus.said(name))) for name in names}
    found["case"] = dict.fromkeys([*corpus.settings.cases.values(), *found["case"]])
    coders = [seat.only] if seat.only is not None else [each for each in corpus.coders if each != CONSENSUS]
    yes = dict.fromkeys(("yes", "no"))
    found |= {
        "code": dict.fromkeys(corpus.codebook.path(code.id) for code in corpus.codebook),
        "coder": dict.fromkeys(coders), "origin": dict.fromkeys(map(str, Origin)), "verbatim": yes, "released": yes,
    }  # fmt: skip
    return {name: tuple(each) for name, each in found.items() if name == "code" or len(each) <= _VALUES}


def _name(name: str, corpus: Corpus, _: Language) -> str:
    """What an attribute is called on the page."""
    if name == "case" and corpus.settings.case.singular:
        return corpus.settings.case.singular
    return {
        "case": _("case"), "document": _("document"), "interview": _("interview"), "kind": _("kind"),
        "round": _("round"), "role": _("role"), "date": _("date"), "phase": _("phase"), "persons": _("persons"),
        "code": _("code"), "coder": _("coder"), "origin": _("origin"), "verbatim": _("verbatim"),
        "released": _("released"), "specification": _("specification"),
    }.get(name, name)  # fmt: skip
