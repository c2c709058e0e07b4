"""The differences as a list to work through: cut to what is asked for, with how far each document is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.errors import UnknownDocument, UnknownOption
from qualcode.resolving.values import Difference, Version

if TYPE_CHECKING:
    from qualcode.project import Project

#: What may be asked for, by how it stands.
STATES: dict[str, Callable[[Difference], bool]] = {
    "open": lambda each: each.open, "resolved": lambda each: not each.open, "all": lambda each: True
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """Of a document, how many differences are open and resolved."""

    document: str
    case: str
    open: int
    resolved: int


@dataclass(frozen=True)
class Worklist:
    """The first of the differences asked for, the most consequential first, and how many were asked for in all;
    `documents` are all that have differences, whatever was asked for, in the project's order."""

    differences: tuple[Difference, ...]
    count: int
    documents: tuple[Progress, ...]


def worklist(
    project: Project, *, document: str = "", case: str = "", code: str = "", state: str = "open", limit: int = 200
) -> Worklist:
    """The differences of a document, of a case (by name), and in which somebody gave a code or one below it, or that
    are about one; by their state. Raises `UnknownDocument`, `UnknownOption`, and the errors of a code's name."""
    order = project.corpus().place_of_document
    if document and document not in order:
        raise UnknownDocument(document, list(order))
    if state not in STATES:
        raise UnknownOption("The state", state, list(STATES))
    book = project.codebook
    paths = {book.path(each.id) for each in book.subtree(book.find(code).id)} if code else set()
    every = project.disagreements(resolved=True)
    found = [
        each
        for each in every
        if document in ("", each.document)
        and case in ("", each.case)
        and STATES[state](each)
        and (not code or not paths.isdisjoint(_codes(each)))
    ]
    progress = sorted(_progress(every), key=lambda each: order[each.document])
    return Worklist(tuple(found[:limit]), len(found), tuple(progress))


def _codes(difference: Difference) -> Iterator[str]:
    """The paths of all codes that somebody gives the passage, or that were decided on."""
    laid: tuple[Version, ...] = difference.resolution.laid if difference.resolution else ()
    for version in (*difference.versions.values(), *laid):
        if version is not None:
            yield from (given.code for given in version.codes)


def _progress(every: list[Difference]) -> list[Progress]:
    by_document: dict[str, list[Difference]] = {}
    for each in every:
        by_document.setdefault(each.document, []).append(each)
    return [
        Progress(name, found[0].case, sum(each.open for each in found), sum(not each.open for each in found))
        for name, found in by_document.items()
    ]
