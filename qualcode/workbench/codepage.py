"""The code tree as it is shown to be read and changed: each code with all that is written of it, the versions there
are, and two of them beside each other.

    [sheet.path for sheet in sheets(project) if not sheet.retired]
    told(project, "na analysesessie 1").differences
"""

from __future__ import annotations

from dataclasses import dataclass

from qualcode.analysis.work.evolution import MEANING
from qualcode.formats import yaml12
from qualcode.model import Code, Codebook
from qualcode.project import Project
from qualcode.store import carriers, pages, versions
from qualcode.store.carriers import Carrier
from qualcode.store.history import events


@dataclass(frozen=True, slots=True)
class Takes:
    """What a coding of a code may specify: one of `values`, or anything where `free`."""

    values: tuple[str, ...]
    free: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What is written of a code and can be changed. `color` is its own, `grade` the ends of its scale, `rule` as it
    stands in a codebook's file."""

    definition: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    examples: dict[str, tuple[str, ...]]
    keywords: tuple[str, ...]
    rule: str
    color: str
    specify: Takes | None
    grade: tuple[float, float] | None
    applies: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """A code with all that is known of it. `color` is its own or that of the nearest above it; `count` how many
    passages carry it; `former` are paths by which it is still found."""

    id: str
    name: str
    path: str
    parent: str
    level: int
    color: str
    open: bool
    retired: bool
    since: str
    remark: str
    counterpart: str
    former: tuple[str, ...]
    count: int
    written: Written


@dataclass(frozen=True, slots=True)
class Step:
    """A version of the codebook: the change that made it, and the names it was given."""

    number: int
    created: str
    who: str
    what: str
    summary: str
    remark: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """One difference between two versions, of `analysis.evolution.KINDS`. `was` is the code's path in the earlier one,
    `other` the path of the code it went into or came out of; `fields` what of its meaning changed, and how it was
    written `before` and `after`. `open`: an open code, when it was first seen here. `part`: only some codings of the
    other code went there, to a code that was there already."""

    what: str
    code: str
    path: str
    was: str = ""
    other: str = ""
    open: bool = False
    part: bool = False
    fields: tuple[str, ...] = ()
    before: Written | None = None
    after: Written | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What changed from one version of the codebook to a later one."""

    earlier: int
    later: int
    differences: tuple[ToldDifference, ...]


def written(code: Code) -> Written:
    """What is written of a code, in plain values."""
    rule = yaml12.write(code.rule.written()).strip() if code.rule else ""
    return Written(
        code.definition, code.include, code.exclude, {kind: tuple(texts) for kind, texts in code.examples.items()},
        code.keywords, rule.removesuffix("\n..."), code.color,
        Takes(code.specify.values, code.specify.free) if code.specify else None,
        (code.grade.minimum, code.grade.maximum) if code.grade else None,
        {name: tuple(values) for name, values in code.applies.items()},
    )  # fmt: skip


def sheets(project: Project, *, only: str | None = None) -> list[CodeSheet]:
    """All codes in the tree's order, retired ones too; counted are the passages of `only`, or of everybody."""
    with project._database.reading() as connection:
        counts = pages.code_counts(connection, only)
    book = project.codebook
    return [_sheet(book, code, counts.get(code.id, 0)) for code in book]


def carried(project: Project, code: str, *, only: str | None = None) -> list[Carrier]:
    """The codings of a code; raises `UnknownCode`."""
    found = project.codebook.find(code)
    with project._database.reading() as connection:
        return carriers.carriers(connection, found.id, only)


def steps(project: Project) -> list[Step]:
    """The versions of the codebook, oldest first."""
    with project._database.reading() as connection:
        made, every = versions.begun(connection), {event.number: event for event in events(connection)}
        names: dict[int, list[str]] = {}
        for release in versions.releases(connection):
            names.setdefault(release.version, []).append(release.name)
    found = []
    for number, action in sorted(made.items()):
        by = every[action]
        found.append(Step(number, by.created, by.who, by.what, by.summary, by.remark, tuple(names.get(number, ()))))
    return found


def told(project: Project, earlier: str | int, later: str | int | None = None) -> Told:
    """Two versions compared, with what was written of a code before and after; see `qualcode.tree.Tree.diff`."""
    diff = project.tree.diff(earlier, later)
    before, after = project.tree.at(diff.earlier), project.tree.at(diff.later)
    found = []
    for each in diff.differences:
        was, now = _code_in(before, each.code), _code_in(after, each.code)
        fields = _differing(was, now) if each.what == "definition changed" else ()
        found.append(
            ToldDifference(
                each.what, each.code, each.path, before.path(each.code) if was else "",
                _path_of(each.target, after, before), bool(was.open if was else now and now.open),
                bool(was and each.target and each.what != "merged"), fields,
                written(was) if was and fields else None, written(now) if now and fields else None,
            )
        )  # fmt: skip
    return Told(diff.earlier, diff.later, tuple(found))


def _code_in(book: Codebook, code: str) -> Code | None:
    return book[code] if code in book else None  # noqa: SIM401  # a codebook has no get


def _differing(was: Code | None, now: Code | None) -> tuple[str, ...]:
    return tuple(name for name in MEANING if getattr(was, name) != getattr(now, name))


def _path_of(code: str, *books: Codebook) -> str:
    """A code's path in the first of these that has it; empty for none."""
    return next((book.path(code) for book in books if code and code in book), "")


def _sheet(book: Codebook, code: Code, count: int) -> CodeSheet:
    above = book.ancestors(code.id)
    color = next((each.color for each in (code, *above) if each.color), "")
    return CodeSheet(
        code.id, code.name, book.path(code.id), code.parent, len(above) + 1, color, code.open, code.retired,
        code.since, code.remark, code.counterpart, code.former, count, written(code),
    )  # fmt: skip
