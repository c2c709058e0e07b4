"""The rows of reviews: who goes through whose codings, and the verdicts. The author's rows are never touched; what a
reviewer changes or adds is a coding of the reviewer's own.

A reviewer has one verdict on a coding: a new one takes the place of the old, and of what was laid for it.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, or_, select

from qualcode.errors import NotPossible
from qualcode.model import Anchor, MemoOn, Status, Verdict
from qualcode.store import reading, schema
from qualcode.store.action import Action, Row, now
from qualcode.store.codings import Desk, Entry, Laid
from qualcode.store.reading import coders

#: Actions of this kind are called "review agree", "review change", …; what they laid is told from other work by it.
REVIEW = "review"
#: Verdicts that take a coding out of what counts.
_STRIKING = (Verdict.CHANGED, Verdict.REMOVED)


@dataclass(frozen=True, slots=True)
class Page:
    """A document as a review sees it: all codings in it by key, with their quotation, in the order of the text; all
    verdicts, oldest first, with their reviewer and author; and the names of who marked it done, and who reviews it."""

    codings: Mapping[int, Row]
    verdicts: tuple[Row, ...]
    done: frozenset[str]
    reviewers: frozenset[str]

    @property
    def laid(self) -> set[int]:
        """The codings that were made in reviews."""
        added = {row["coding"] for row in self.verdicts if row["verdict"] == Verdict.ADDED}
        return added | {row["replacement"] for row in self.verdicts if row["replacement"] is not None}

    def own(self, coder: str) -> list[Row]:
        """The codings of a coder that were not made in a review."""
        laid = self.laid
        return [row for key, row in self.codings.items() if row["coder_name"] == coder and key not in laid]

    def of(self, reviewer: str, author: str) -> list[Row]:
        """A reviewer's verdicts on the codings of an author."""
        return [row for row in self.verdicts if (row["reviewer"], row["author"]) == (reviewer, author)]


def read_page(connection: Connection, document: int) -> Page:
    """The codings and verdicts of a document, by its key."""
    coding, quotation = schema.coding, schema.quotation
    chosen = (
        select(
            coding,
            quotation.c.id.label("quotation_id"),
            *(quotation.c[name] for name in ("number", "start", "end", "words", "anchor", "verbatim", "released")),
            schema.code.c.id.label("code_id"),
            schema.coder.c.name.label("coder_name"),
        )
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(schema.code, schema.code.c.key == coding.c.code)
        .join(schema.coder, schema.coder.c.key == coding.c.coder)
        .where(quotation.c.document == document)
        .order_by(quotation.c.start, quotation.c.end, quotation.c.number, coding.c.key)
    )
    rows = {row["key"]: dict(row) for row in connection.execute(chosen).mappings()}
    verdicts = _verdicts().where(schema.review.c.document == document)
    named = select(schema.coder.c.name)
    done = named.join(schema.done, schema.done.c.coder == schema.coder.c.key)
    reviewers = named.join(schema.review, schema.review.c.reviewer == schema.coder.c.key)
    return Page(
        rows,
        tuple(dict(row) for row in connection.execute(verdicts).mappings()),
        frozenset(connection.execute(done.where(schema.done.c.document == document)).scalars()),
        frozenset(connection.execute(reviewers.where(schema.review.c.document == document)).scalars()),
    )


def read_pages(connection: Connection) -> dict[int, Page]:
    """The pages of all documents that are coded or marked done, by the documents' keys, to tell how far reviews are: of
    a coding there is only its key, coder, status and anchor."""
    coding, quotation, review = schema.coding, schema.quotation, schema.review
    chosen = (
        select(
            coding.c.key, coding.c.status, quotation.c.anchor, quotation.c.document,
            schema.coder.c.name.label("coder_name"),
        )
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(schema.coder, schema.coder.c.key == coding.c.coder)
    )  # fmt: skip
    codings: dict[int, dict[int, Row]] = {}
    for row in connection.execute(chosen).mappings():
        codings.setdefault(row["document"], {})[row["key"]] = dict(row)
    verdicts = _grouped(connection.execute(_verdicts().add_columns(review.c.document)).mappings())
    done = _grouped(connection.execute(_named(schema.done, schema.done.c.coder)).mappings())
    reviewers = _grouped(connection.execute(_named(review, review.c.reviewer)).mappings())
    return {
        document: Page(
            codings.get(document, {}),
            tuple(verdicts.get(document, ())),
            frozenset(row["name"] for row in done.get(document, ())),
            frozenset(row["name"] for row in reviewers.get(document, ())),
        )
        for document in {**codings, **done}
    }


def _named(table: Table, coder: ColumnElement[int]) -> Select[Any]:
    """The document and the name of a coder, of every row of a table."""
    return select(table.c.document, schema.coder.c.name).join(schema.coder, schema.coder.c.key == coder)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Row]]:
    """Rows by the key of their document."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["document"], []).append(dict(row))
    return found


def _verdicts() -> Any:
    """All verdicts with their reviewer, author and document, oldest first."""
    verdict, review = schema.verdict, schema.review
    reviewer, author = schema.coder.alias(), schema.coder.alias()
    return (
        select(
            verdict,
            reviewer.c.name.label("reviewer"),
            author.c.name.label("author"),
            schema.document.c.id.label("document_id"),
        )
        .join(review, review.c.key == verdict.c.review)
        .join(reviewer, reviewer.c.key == review.c.reviewer)
        .join(author, author.c.key == review.c.author)
        .join(schema.document, schema.document.c.key == review.c.document)
        .order_by(verdict.c.key)
    )


def is_final(row: Mapping[str, Any]) -> bool:
    return bool(row["status"] == Status.FINAL)


def counts(row: Mapping[str, Any]) -> bool:
    """Whether a coding (of a `Page`) counts: drafts and orphans do not."""
    return is_final(row) and row["anchor"] != Anchor.ORPHANED


def find_review(connection: Connection, document: int, reviewer: str, author: str) -> Row | None:
    """The row of a review; None where it has not begun."""
    known = coders(connection)
    row = (
        connection.execute(
            select(schema.review).where(
                schema.review.c.document == document,
                schema.review.c.reviewer == known.get(reviewer, -1),
                schema.review.c.author == known.get(author, -1),
            )
        )
        .mappings()
        .first()
    )
    return dict(row) if row is not None else None


def finished_reviews(connection: Connection, reviewer: str) -> dict[tuple[int, str], bool]:
    """The reviews that somebody began, by the document's key and the author's name: whether each is finished."""
    review = schema.review
    of_reviewer = review.c.reviewer == coders(connection).get(reviewer, -1)
    chosen = select(review.c.document, schema.coder.c.name, review.c.finished)
    rows = connection.execute(chosen.join(schema.coder, schema.coder.c.key == review.c.author).where(of_reviewer))
    return {(document, author): bool(finished) for document, author, finished in rows}


def to_code_blind(connection: Connection, coder: str) -> set[int]:
    """The documents (by key) that are assigned to the coder in a sample, and not marked done."""
    sample, assignment, done = schema.sample, schema.assignment, schema.done
    of_coder = coders(connection).get(coder, -1)
    assigned = select(assignment.c.document).join(sample, sample.c.key == assignment.c.sample)
    finished = select(done.c.document).where(done.c.coder == of_coder)
    return set(connection.execute(assigned.where(sample.c.coder == of_coder).except_(finished)).scalars())


# --- giving and taking back verdicts ----------------------------------------------------------------------------


def begin_review(action: Action, document: int, reviewer: str, author: str) -> Row:
    """The row of a review, made with its first step."""
    found = find_review(action.connection, document, reviewer, author)
    if found is not None:
        return found
    known = coders(action.connection)
    if reviewer not in known:
        known[reviewer] = action.insert(schema.coder, [{"name": reviewer}])[0]["key"]
    row = {
        "document": document, "reviewer": known[reviewer], "author": known[author], "finished": False, "created": now()
    }  # fmt: skip
    return action.insert(schema.review, [row])[0]


def judge(action: Action, review: Row, codings: Sequence[int], verdict: Verdict, *, comment: str = "") -> int:
    """Agree with codings (by key), or remove them; returns of how many it is news. An earlier verdict of this review
    goes, with what was laid for it."""
    earlier = _of_review(action.connection, review, codings)
    alike = [row for row in earlier if row["verdict"] == verdict and row["comment"] == comment.strip()]
    same = {row["coding"] for row in alike}
    fresh = [key for key in dict.fromkeys(codings) if key not in same]
    take_back(action, [row for row in earlier if row["coding"] in fresh])
    _give(action, review, [(key, None) for key in fresh], verdict, comment)
    return len(fresh)


def replace(action: Action, review: Row, coding: int, entry: Entry, *, comment: str) -> Laid:
    """Set a coding of the reviewer's own in the place of one of the author's."""
    take_back(action, _of_review(action.connection, review, [coding]))
    key, laid = _lay(action, entry)
    _give(action, review, [(coding, key)], Verdict.CHANGED, comment)
    return laid


def add(action: Action, review: Row, entry: Entry, *, comment: str) -> Laid:
    """Add a coding that was missing."""
    key, laid = _lay(action, entry)
    _give(action, review, [(key, None)], Verdict.ADDED, comment)
    return laid


def take_back(action: Action, verdicts: Sequence[Mapping[str, Any]]) -> None:
    """Remove verdicts, and the replacements and additions they are about (unless another verdict is about them too:
    merging codes may make two codings one) with the quotations made for them."""
    action.delete(schema.verdict, [row["key"] for row in verdicts])
    laid = [row["coding"] if row["verdict"] == Verdict.ADDED else row["replacement"] for row in verdicts]
    used = {key for row in _about(action.connection, laid) for key in (row["coding"], row["replacement"])}
    rows = action.rows(schema.coding, [key for key in laid if key is not None and key not in used])
    action.delete(schema.coding, list(rows))
    quotations = dict.fromkeys(row["quotation"] for row in rows.values())
    action.delete(schema.quotation, [key for key in quotations if _made_for_a_review(action, key)])


def _of_review(connection: Connection, review: Row, codings: Sequence[int]) -> list[Row]:
    """The verdicts of a review on these codings."""
    wanted = set(codings)
    rows = connection.execute(select(schema.verdict).where(schema.verdict.c.review == review["key"])).mappings()
    return [dict(row) for row in rows if row["coding"] in wanted]


def _give(
    action: Action, review: Row, codings: Sequence[tuple[int, int | None]], verdict: Verdict, comment: str
) -> None:
    same = {"review": review["key"], "verdict": str(verdict), "comment": comment.strip(), "created": now()}
    action.insert(schema.verdict, [{**same, "coding": coding, "replacement": laid} for coding, laid in codings])


def _lay(action: Action, entry: Entry) -> tuple[int, Laid]:
    """Lay a coding of the reviewer's; its key. It is a new one even where the reviewer gave the passage that code in
    work of their own before."""
    desk = Desk(action)
    laid = desk.lay(dataclasses.replace(entry, id=str(uuid.uuid4()), anew=True))
    desk.finish()
    key = select(schema.coding.c.key).where(schema.coding.c.id == laid.coding)
    return action.connection.execute(key).scalar_one(), laid


def _made_for_a_review(action: Action, key: int) -> bool:
    """Whether a quotation came with a replacement or addition, and nothing else came to rest on it."""
    row = action.rows(schema.quotation, [key])[key]
    memo, change = schema.memo, schema.change
    coded = select(schema.coding.c.key).where(schema.coding.c.quotation == key)
    memos = select(memo.c.key).where(memo.c.about == MemoOn.QUOTATION, memo.c.target == key)
    if row["comment"] or any(action.connection.execute(each).first() for each in (coded, memos)):
        return False
    made = (
        select(schema.action.c.what)
        .join(change, change.c.action == schema.action.c.key)
        .where(change.c.table == schema.quotation.name, change.c.row == key)
        .order_by(change.c.key)
    )
    return str(action.connection.execute(made).scalars().first()).startswith(REVIEW)


# --- what an author may do to codings that were reviewed ---------------------------------------------------------


def _about(connection: Connection, codings: Iterable[int]) -> list[Row]:
    """The verdicts that a change of these codings concerns, with the label of the author's quotation."""
    keys = list(codings)
    numbered = (
        _verdicts()
        .add_columns(schema.quotation.c.number)
        .join(schema.coding, schema.coding.c.key == schema.verdict.c.coding)
        .join(schema.quotation, schema.quotation.c.key == schema.coding.c.quotation)
        .where(or_(schema.verdict.c.coding.in_(keys), schema.verdict.c.replacement.in_(keys)))
    )
    return [dict(row) for row in connection.execute(numbered).mappings()]


def codings_on(connection: Connection, quotation: int) -> list[int]:
    """The keys of the codings of a quotation."""
    return list(connection.execute(select(schema.coding.c.key).where(schema.coding.c.quotation == quotation)).scalars())


def refuse_beside_a_review(connection: Connection, document: str, coder: str) -> None:
    """Who goes through somebody's codings of a document adds to those, and lays none of their own beside them: these
    would look as if they had been made blind. Raises `NotPossible`."""
    for name, reviewer, author in reading.reviews(connection):
        if (name, reviewer) == (document, coder):
            raise NotPossible(
                f"{coder} goes through the codings of {author} in {document}: what is added there belongs to the "
                f"review. qualcode review-coding {document} --coder {coder} --add CODE --quote TEXT --comment WHY"
            )


def refuse_to_remove(connection: Connection, codings: Iterable[int]) -> None:
    """Raises `NotPossible` where a verdict rests on one of these codings."""
    for row in _about(connection, codings):
        back = f"qualcode review-coding {row['document_id']} --coder {row['reviewer']} --withdraw {row['number']}"
        if row["verdict"] == Verdict.ADDED or row["replacement"] in set(codings):
            raise NotPossible(
                f"This coding is part of the review by {row['reviewer']} of the codings of {row['author']}. To take it "
                f"back, {row['reviewer']} takes back the verdict: {back}"
            )
        raise NotPossible(
            f"{row['reviewer']} went through this coding in a review ({row['verdict']}), so it stays. Let the review "
            f"stand: a coding that a reviewer removed or changed does not count as it was. Or ask {row['reviewer']} to "
            f"take the verdict back ({back}), then remove it."
        )


def clear_for_change(action: Action, codings: Iterable[int]) -> None:
    """Before codings become something else: verdicts that agreed with them go, as they no longer hold. Raises
    `NotPossible` where a reviewer removed or changed one."""
    keys = list(codings)
    about = [row for row in _about(action.connection, keys) if row["coding"] in keys]
    for row in about:
        if row["verdict"] in _STRIKING:
            raise NotPossible(
                f"{row['reviewer']} {row['verdict']} this coding in a review, with the comment {row['comment']!r}: "
                f"what was reviewed stays as it was. Code the passage anew, or ask {row['reviewer']} to take the "
                f"verdict back: qualcode review-coding {row['document_id']} --coder {row['reviewer']} --withdraw "
                f"{row['number']}"
            )
    action.delete(schema.verdict, [row["key"] for row in about if row["verdict"] == Verdict.AGREED])
