"""Suggestions that somebody saw, and what people said to them; who may see any.

What was seen is a log: it can neither be undone nor taken as a change of the data. What people answered is history
like their codings.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select, union

from qualcode.errors import NotPossible, listing
from qualcode.model import Answer, Origin, Settings, Span, Suggestion
from qualcode.store import schema
from qualcode.store.action import Action, Row, now
from qualcode.store.database import Database
from qualcode.store.reading import coders, documents, find_document
from qualcode.store.samples import carried_for

NEVER, AFTER, ON_DEMAND = "never", "after-first-pass", "on-demand"

# --- what was seen ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Showing:
    """A suggestion as somebody saw it once. `coder` is empty where nobody said who was looking; `code` is a code's id,
    `rank` its place among those of the passage (1: the likeliest), `where` the command or page."""

    document: str
    coder: str
    span: Span
    words_hash: str
    code: str
    p: float
    rank: int
    where: str
    source: str
    created: str


def words_hash(quote: str) -> str:
    """The words of a passage as they are remembered: white space does not matter.

    >>> words_hash("De coach\\nbelt.") == words_hash(" De coach belt. ")
    True
    """
    return sha256(" ".join(quote.split()).encode()).hexdigest()


def log_showings(
    database: Database, coder: str, suggestions: Sequence[Suggestion], *, where: str, ranks: Sequence[int] = ()
) -> None:
    """Write down that a coder (empty: nobody said who) sees these now. Without `ranks` those of a passage come best
    first."""
    if not suggestions:
        return
    created, rows = now(), []
    for each, rank in zip(suggestions, ranks or _ranks(suggestions), strict=True):
        showing = Showing(
            each.document, coder, each.span, words_hash(each.quote), each.code, each.p, rank, where, each.source,
            created,
        )  # fmt: skip
        rows.append(row_of(showing))
    with database.writing() as connection:
        connection.execute(schema.showing.insert(), rows)


def _ranks(suggestions: Sequence[Suggestion]) -> list[int]:
    """The place of each among those of its passage."""
    counts, ranks = dict[tuple[str, Span], int](), []
    for each in suggestions:
        place = (each.document, each.span)
        counts[place] = counts.get(place, 0) + 1
        ranks.append(counts[place])
    return ranks


def row_of(showing: Showing) -> Row:
    """A showing as the table has it."""
    names = ("document", "coder", "words_hash", "code", "p", "rank", "where", "source", "created")
    place = {"start": showing.span.start, "end": showing.span.end}
    return {**{name: getattr(showing, name) for name in names}, **place}


def showings(connection: Connection, coder: str | None = None) -> list[Showing]:
    """All that was seen (by a coder), oldest first."""
    table = schema.showing
    chosen = select(table).order_by(table.c.key)
    if coder is not None:
        chosen = chosen.where(table.c.coder == coder)
    return [
        Showing(
            row["document"], row["coder"], Span(row["start"], row["end"]), row["words_hash"], row["code"], row["p"],
            row["rank"], row["where"], row["source"], row["created"],
        )
        for row in connection.execute(chosen).mappings()
    ]  # fmt: skip


def saw_suggestions(connection: Connection) -> frozenset[tuple[str, str]]:
    """(document, coder) for everyone who saw a suggestion in a document before they were done with it, answered one, or
    has a coding there that came of one. Whoever looked after the last of their codings, and after marking the document
    done, did not code by what they saw. Suggestions that nobody in particular saw are in it under the coder `""`."""
    answer, coding, quotation = schema.answer, schema.coding, schema.quotation
    answered = _named(answer).join(schema.document, schema.document.c.key == answer.c.document)
    accepted = (
        _named(coding)
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(schema.document, schema.document.c.key == quotation.c.document)
        .where(coding.c.origin == Origin.ACCEPTED)
    )
    rows: Sequence[Any] = connection.execute(union(answered, accepted)).all()
    return frozenset((document, coder) for document, coder in rows) | _saw_in_time(connection)


def _saw_in_time(connection: Connection) -> frozenset[tuple[str, str]]:
    """(document, coder) where a suggestion was shown before the coder's work there was over, or it never was."""
    shown = schema.showing.c
    first = select(shown.document, shown.coder, func.min(shown.created)).group_by(shown.document, shown.coder)
    over = _work_over(connection)
    return frozenset(
        (document, coder)
        for document, coder, created in connection.execute(first)
        if (document, coder) not in over or created <= over[(document, coder)]
    )


def _work_over(connection: Connection) -> dict[tuple[str, str], str]:
    """When a coder finished a document, or laid a coding in it after that."""
    document, coder, done, coding = schema.document, schema.coder, schema.done, schema.coding
    finished = (
        select(document.c.id, coder.c.name, done.c.created)
        .join(document, document.c.key == done.c.document)
        .join(coder, coder.c.key == done.c.coder)
    )
    over = {(name, who): created for name, who, created in connection.execute(finished)}
    laid = (
        select(document.c.id, coder.c.name, func.max(coding.c.created))
        .join(schema.quotation, schema.quotation.c.key == coding.c.quotation)
        .join(document, document.c.key == schema.quotation.c.document)
        .join(coder, coder.c.key == coding.c.coder)
        .group_by(document.c.id, coder.c.name)
    )
    for name, who, created in connection.execute(laid):
        if (name, who) in over:
            over[(name, who)] = max(over[(name, who)], created)
    return over


def _named(table: Table) -> Select[Any]:
    """Documents and coders by name, of a table that names its coder."""
    joined = select(schema.document.c.id, schema.coder.c.name).select_from(table)
    return joined.join(schema.coder, schema.coder.c.key == table.c.coder)


# --- what people said to it -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered:
    """What a coder said to a suggestion. `code` is the id of the code that was suggested; `coding` the id of what it
    became, which may be gone since. `span` is where the words stood then."""

    id: str
    document: str
    coder: str
    span: Span
    words_hash: str
    code: str
    p: float
    answer: Answer
    coding: str
    source: str
    comment: str
    created: str


def answers(connection: Connection, coder: str | None = None) -> list[Answered]:
    """All answers (of a coder) that stand, oldest first."""
    table = schema.answer
    chosen = (
        select(
            table,
            schema.document.c.id.label("document_id"),
            schema.coder.c.name.label("coder_name"),
            schema.code.c.id.label("code_id"),
        )
        .join(schema.document, schema.document.c.key == table.c.document)
        .join(schema.coder, schema.coder.c.key == table.c.coder)
        .join(schema.code, schema.code.c.key == table.c.code)
        .order_by(table.c.created, table.c.key)
    )
    if coder is not None:
        chosen = chosen.where(schema.coder.c.name == coder)
    return [
        Answered(
            row["id"], row["document_id"], row["coder_name"], Span(row["start"], row["end"]), row["words_hash"],
            row["code_id"], row["p"], Answer(row["answer"]), row["coding"], row["source"], row["comment"],
            row["created"],
        )
        for row in connection.execute(chosen).mappings()
    ]  # fmt: skip


def rejected(connection: Connection, coder: str) -> frozenset[tuple[str, str, str]]:
    """(document, hash of the words, code id) of the suggestions a coder will not have again on these words: those
    rejected, and those for which another code was taken."""
    refused = (Answer.REJECTED, Answer.CHANGED)
    return frozenset(
        (each.document, each.words_hash, each.code) for each in answers(connection, coder) if each.answer in refused
    )


def write_answers(
    action: Action,
    suggestions: Iterable[Suggestion],
    coder: str,
    answer: Answer,
    *,
    coding: str = "",
    comment: str = "",
) -> list[Suggestion]:
    """Write down what a coder says to suggestions, in the place of what they said before; returns those to which it is
    news."""
    connection, known = action.connection, coders(action.connection)
    if coder not in known:
        known[coder] = action.insert(schema.coder, [{"name": coder}])[0]["key"]
    codes = {row.id: row.key for row in connection.execute(select(schema.code.c.id, schema.code.c.key))}
    fresh, changed = [], []
    for each in suggestions:
        place = {
            "document": find_document(connection, each.document)["key"], "coder": known[coder],
            "start": each.span.start, "end": each.span.end, "words_hash": words_hash(each.quote),
            "code": codes[each.code],
        }  # fmt: skip
        said = {"answer": str(answer), "coding": coding, "comment": comment.strip()}
        there = _answer_at(connection, place)
        if there is None:
            same = {"id": str(uuid.uuid4()), "p": each.p, "source": each.source, "created": now()}
            fresh.append({**place, **same, **said})
            changed.append(each)
        elif any(there[name] != said[name] for name in said):
            newer = {**said, "p": each.p, "source": each.source, "created": now()}
            action.update(schema.answer, {there["key"]: newer})
            changed.append(each)
    action.insert(schema.answer, fresh)
    return changed


def _answer_at(connection: Connection, place: Row) -> Row | None:
    table = schema.answer
    chosen = select(table).where(*(table.c[name] == value for name, value in place.items()))
    row = connection.execute(chosen).mappings().first()
    return dict(row) if row is not None else None


# --- who may see any --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MaySee:
    """Whether somebody may see suggestions, true or false by itself; `why` is the sentence where not."""

    why: str = ""

    def __bool__(self) -> bool:
        return not self.why


def refuse_never(settings: Settings) -> None:
    """Raises `NotPossible` in a project that shows no suggestions."""
    if settings.assist.show == NEVER:
        raise NotPossible(
            "This project shows no suggestions: qualcode.yaml says assist: {show: never}. Talk it over with who leads "
            "the project, and change the setting (on-demand, after-first-pass or always) to have them."
        )


def may_see(connection: Connection, settings: Settings, document: str, coder: str | None) -> MaySee:
    """Whether a coder may see suggestions in a document, by the setting `assist: {show: …}`."""
    if settings.assist.show == NEVER:
        return MaySee("This project shows no suggestions (qualcode.yaml, assist: {show: never}).")
    if settings.assist.show != AFTER or document in done_by(connection, coder):
        return MaySee()
    if not coder:
        return MaySee(f"{_AFTER}. Say who is looking (--coder NAME).")
    return MaySee(f"{_AFTER}, and {coder} did not mark {document} done. When it is: qualcode done {document}")


_AFTER = (
    "Suggestions are shown once the coder marked the document done (qualcode.yaml, assist: {show: after-first-pass})"
)


def passed_over(documents: Collection[str]) -> str:
    """The sentence about documents that `shown_in` left out; empty where it left out none."""
    if not documents:
        return ""
    return f"{_AFTER}. Passed over: {listing(sorted(documents), 5)}."


def shown_in(connection: Connection, settings: Settings, names: Iterable[str], coder: str | None) -> list[str]:
    """Those of the documents in which a coder may see suggestions. Raises `NotPossible` where the project shows
    none."""
    refuse_never(settings)
    if settings.assist.show != AFTER:
        return list(names)
    finished = done_by(connection, coder)
    return [name for name in names if name in finished]


def done_by(connection: Connection, coder: str | None) -> set[str]:
    """The documents a coder marked done."""
    done = (
        select(schema.document.c.id)
        .join(schema.done, schema.done.c.document == schema.document.c.key)
        .join(schema.coder, schema.coder.c.key == schema.done.c.coder)
        .where(schema.coder.c.name == (coder or ""))
    )
    return set(connection.execute(done).scalars())


def codes_blind(connection: Connection, coder: str) -> str:
    """A document that the coder is still to code blind; empty for a coder who has none. In a folder that was carried
    to them, every document is one as long as anything is to be done."""
    assigned = (
        select(schema.document.c.id)
        .join(schema.assignment, schema.assignment.c.document == schema.document.c.key)
        .join(schema.sample, schema.sample.c.key == schema.assignment.c.sample)
        .join(schema.coder, schema.coder.c.key == schema.sample.c.coder)
        .where(schema.coder.c.name == coder)
    )
    given = set(connection.execute(assigned).scalars())
    left = given - done_by(connection, coder)
    if not left and carried_for(connection) == coder:
        left = set(documents(connection)) - done_by(connection, coder)
    return min(left, default="")


def still_blind(connection: Connection) -> frozenset[str]:
    """The coders who were given documents to code blind and are not done with them."""
    given = select(schema.coder.c.name).join(schema.sample, schema.sample.c.coder == schema.coder.c.key).distinct()
    return frozenset(name for name in connection.execute(given).scalars() if codes_blind(connection, name))


def check_teachers(connection: Connection, settings: Settings, coder: str | None, learn_from: Sequence[str]) -> None:
    """Raises `NotPossible` where a coder who codes blind asks for suggestions that learn from others."""
    others = [name for name in learn_from if name != coder]
    blind = codes_blind(connection, coder) if coder and others else ""
    if blind:
        raise NotPossible(
            f"{coder} codes {blind} blind (qualcode sample): suggestions learn from {coder} only until it is done, and "
            f"not from {listing(others)}. Leave --learn-from out."
        )
