"""Which documents somebody can review, and how far each review is.

for each in reviewable(project, "tweede"):
    print(each.document, each.author, each.judged, "of", each.codings)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode import reviewing
from qualcode.errors import NotPossible
from qualcode.model import Verdict
from qualcode.store import reading
from qualcode.store import reviews as store
from qualcode.store.reviews import Page

if TYPE_CHECKING:
    from qualcode.project import Project


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A document that `author` coded, as a reviewer may choose it. `judged` counts the author's `codings` with a
    verdict, `added` what the reviewer added; `refused` says why it cannot be reviewed yet, empty where it can."""

    document: str
    author: str
    codings: int
    judged: int
    added: int
    begun: bool
    finished: bool
    refused: str = ""


def reviewable(project: Project, coder: str) -> list[Reviewable]:
    """What others coded, a line for each document and author, in the project's order. Raises `UnknownCoder`."""
    listed = [each.name for each in project.settings.coders]
    with project._database.reading() as connection:
        reading.check_coder(connection, coder, listed)
        known = list(dict.fromkeys([*listed, *reading.coders(connection)]))
        rows, pages = reading.documents(connection), store.read_pages(connection)
        blind, finished = store.to_code_blind(connection, coder), store.finished_reviews(connection, coder)
    found = []
    for name, key in [(name, row["key"]) for name, row in rows.items() if row["key"] in pages]:
        for author in reviewing.authors(pages[key], known):
            if author != coder:
                done = finished.get((key, author))
                found.append(_line(pages[key], name, coder, author, done, assigned=key in blind))
    return found


def _line(page: Page, document: str, coder: str, author: str, done: bool | None, *, assigned: bool) -> Reviewable:
    """How far a review is; `done` is None for one that has not begun."""
    verdicts = page.of(coder, author)
    own = {row["key"] for row in page.own(author) if store.counts(row)}
    return Reviewable(
        document, author, len(own), len(own & {row["coding"] for row in verdicts}),
        sum(row["verdict"] == Verdict.ADDED for row in verdicts), done is not None, bool(done),
        "" if done is not None else _refusal(page, document, coder, assigned),
    )  # fmt: skip


def _refusal(page: Page, document: str, coder: str, assigned: bool) -> str:
    try:
        reviewing.refuse_before_blind(page, document, coder, assigned)
    except NotPossible as err:
        return str(err)
    return ""
