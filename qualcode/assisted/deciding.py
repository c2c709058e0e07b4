"""People decide: a suggestion becomes a coding when a coder accepts it, one at a time, and what they reject is
remembered.

    found = project.suggest(["KAF2.4.1"], coder="anna")
    project.accept(found[0].suggestions[0], coder="anna")
    project.reject(found[1].suggestions[0], coder="anna")

Each answer is one action, which undo takes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from qualcode.errors import NotPossible, UnknownCode, listing
from qualcode.model import Anchor, Answer, Code, Codebook, Coding, Grade, Origin, Status, Suggestion, same_specification
from qualcode.store import reading, schema, suggestions
from qualcode.store.action import Action, Row, now
from qualcode.store.codings import Desk, Entry
from qualcode.store.reviews import refuse_beside_a_review
from qualcode.text.find import locate

if TYPE_CHECKING:
    from qualcode.analysis.work.answers import AssistReport
    from qualcode.reader import Reader

_SOURCE = re.compile(r" [01]\.\d\d(, for another code)?$")
#: What the history calls these actions.
ACCEPT, REJECT, SKIP = "accept suggestion", "reject suggestion", "skip suggestion"


def accept(
    project: Reader,
    suggestion: Suggestion,
    *,
    coder: str,
    code: str | None = None,
    value: str | float | Grade | None = None,
    specification: str | None = None,
    comment: str = "",
    start: int | None = None,
    end: int | None = None,
) -> Coding:
    """See `Project.accept`."""
    coder = _name(coder)
    with Action.begin(project._database, ACCEPT, who=coder) as action:
        refuse_beside_a_review(action.connection, suggestion.document, coder)
        entry, new = _entry(action.connection, suggestion, coder, code, (start, end))
        value = suggestion.value if value is None and new.grade is not None else value
        entry = replace(entry, value=value, specification=specification or "", comment=comment)
        coding = _coding_there(action.connection, entry, new) or _lay(action, entry)
        answer = Answer.ACCEPTED if new.id == suggestion.code else Answer.CHANGED
        suggestions.write_answers(action, [suggestion], coder, answer, coding=coding["id"], comment=comment)
        action.summary = coding["label"]
    with project._database.reading() as connection:
        return reading.coding_of(reading.find_coding(connection, coding["id"]))


def reject(
    project: Reader, rejected: Suggestion | Sequence[Suggestion], *, coder: str, comment: str = ""
) -> list[Suggestion]:
    """See `Project.reject`."""
    return _say(project, REJECT, Answer.REJECTED, rejected, _name(coder), comment)


def skip(project: Reader, skipped: Suggestion | Sequence[Suggestion], *, coder: str) -> list[Suggestion]:
    """See `Project.skip`."""
    return _say(project, SKIP, Answer.SKIPPED, skipped, _name(coder), "")


def source_of(suggestion: Suggestion, taken: Code) -> str:
    """What a coding that was accepted says of where it came from: the suggester and its p, and that another code was
    taken where one was.

    >>> source_of(Suggestion("k1", Span(0, 3), "een", "c1", 0.417, source="qualcode"), Code("c1", "Zorg"))
    'qualcode 0.42'
    """
    said = f"{suggestion.source or 'suggestion'} {suggestion.p:.2f}"
    return said if taken.id == suggestion.code else f"{said}, for another code"


def suggester_in(source: str) -> str:
    """The suggester in what `source_of` says; another source as it is.

    >>> suggester_in("my model 0.42, for another code"), suggester_in("gpt 4")
    ('my model', 'gpt 4')
    """
    return _SOURCE.sub("", source)


def _name(coder: str) -> str:
    if not coder.strip():
        raise NotPossible("An answer to a suggestion needs to say whose it is: coder=NAME.")
    return coder.strip()


# --- accepting --------------------------------------------------------------------------------------------------


def _entry(
    connection: Connection, suggestion: Suggestion, coder: str, code: str | None, place: tuple[int | None, int | None]
) -> tuple[Entry, Code]:
    """The coding that a suggestion is to become, and its code. Raises the errors of a quote where the words stand there
    no longer."""
    book = _book(connection, [suggestion])
    new = book[suggestion.code] if code is None else book.find(code, giving=True)
    document = reading.find_document(connection, suggestion.document)
    text = reading.text_of(connection, document["text_hash"])
    where = suggestion.span
    locate(document["id"], text, quote=suggestion.quote, start=where.start, end=where.end)
    if place != (None, None):
        where = locate(document["id"], text, start=place[0], end=place[1])
        if not where.overlaps(suggestion.span):
            raise NotPossible(
                f"Characters {where.start} to {where.end} of {document['id']} are another passage than the suggestion "
                f"is about ({suggestion.span.start} to {suggestion.span.end}). Code that one by itself."
            )
    entry = Entry(
        document["id"], coder, new.id, where.of(text), where.start, where.end,
        origin=Origin.ACCEPTED, source=source_of(suggestion, new), created=now(),
    )  # fmt: skip
    return entry, new


def _book(connection: Connection, about: Sequence[Suggestion]) -> Codebook:
    """The codebook, which has the codes of these suggestions."""
    book = reading.code_tree(connection).codebook
    for each in about:
        if each.code not in book:
            raise UnknownCode(each.code, [book.path(code.id) for code in book][:5])
    return book


def _coding_there(connection: Connection, entry: Entry, code: Code) -> Row | None:
    """The id and label of the coding that says this already, of the same coder on the same passage."""
    coding, quotation = schema.coding, schema.quotation
    chosen = (
        select(coding.c.id, coding.c.value, coding.c.specification, quotation.c.number)
        .join(quotation, quotation.c.key == coding.c.quotation)
        .join(schema.document, schema.document.c.key == quotation.c.document)
        .join(schema.coder, schema.coder.c.key == coding.c.coder)
        .join(schema.code, schema.code.c.key == coding.c.code)
        .where(schema.document.c.id == entry.document, schema.coder.c.name == entry.coder)
        .where(schema.code.c.id == code.id, quotation.c.anchor != Anchor.ORPHANED)
        .where(quotation.c.start == entry.start, quotation.c.end == entry.end)
    )
    grade = code.read_value(entry.value, code.name)
    said = (grade.text if grade else "", same_specification(entry.specification))
    for row in connection.execute(chosen):
        if (row.value, same_specification(row.specification)) == said:
            return {"id": row.id, "label": f"{entry.document}:{row.number}"}
    return None


def _lay(action: Action, entry: Entry) -> Row:
    desk = Desk(action)
    laid = desk.lay(entry)
    desk.finish()
    return {"id": laid.coding, "label": laid.label}


# --- rejecting and skipping -------------------------------------------------------------------------------------


def _say(
    project: Reader, what: str, answer: Answer, said: Suggestion | Sequence[Suggestion], coder: str, comment: str
) -> list[Suggestion]:
    """Write down one answer to suggestions of one passage; one action. Returns those to which it is news."""
    about = [said] if isinstance(said, Suggestion) else list(said)
    places = {(each.document, each.span) for each in about}
    if len(places) > 1:
        raise NotPossible(
            f"These suggestions are about {len(places)} passages. Suggestions are answered passage by passage: there "
            "is no way to answer all at once."
        )
    with Action.begin(project._database, what, who=coder) as action:
        book, before = _book(action.connection, about), _answered(action.connection, about, coder)
        if answer is Answer.SKIPPED:
            about = [each for each in about if each.code not in before]
        taken = [each for each in about if before.get(each.code) is Answer.ACCEPTED]
        if taken:
            raise NotPossible(
                f"{coder} accepted {listing(book.path(each.code) for each in taken)} on this passage, and the coding "
                "stands. Remove the coding (qualcode uncode), or take the answer back (qualcode undo)."
            )
        changed = suggestions.write_answers(action, about, coder, answer, comment=comment)
        action.summary = ", ".join(f"{each.document} {book.path(each.code)}" for each in changed)
    return changed


def _answered(connection: Connection, about: Sequence[Suggestion], coder: str) -> dict[str, Answer]:
    """What the coder said before to suggestions of this passage, by the code's id; what was accepted as long as the
    coding is there."""
    places = {(each.document, each.span, suggestions.words_hash(each.quote)) for each in about}
    said = [
        each for each in suggestions.answers(connection, coder)
        if (each.document, each.span, each.words_hash) in places
    ]  # fmt: skip
    made = [each.coding for each in said if each.coding]
    there = set(connection.execute(select(schema.coding.c.id).where(schema.coding.c.id.in_(made))).scalars())
    return {each.code: each.answer for each in said if not each.coding or each.coding in there}


# --- how much the machine did -----------------------------------------------------------------------------------


def assist_report(project: Reader, coder: str | None = None) -> AssistReport:
    """See `Project.assist_report`."""
    from qualcode.analysis.work.answers import answered_by_coder

    coding = schema.coding
    chosen = (
        select(coding.c.id, schema.coder.c.name, schema.code.c.id, coding.c.origin)
        .join(schema.coder, schema.coder.c.key == coding.c.coder)
        .join(schema.code, schema.code.c.key == coding.c.code)
        .join(schema.quotation, schema.quotation.c.key == coding.c.quotation)
        .where(coding.c.status == Status.FINAL, schema.quotation.c.anchor != Anchor.ORPHANED)
    )
    listed = [each.name for each in project.settings.coders]
    with project._database.reading() as connection:
        if coder is not None:
            reading.check_coder(connection, coder, listed)
        return answered_by_coder(
            reading.code_tree(connection).codebook,
            suggestions.showings(connection, coder),
            suggestions.answers(connection, coder),
            {row[0]: (row[1], row[2], row[3] == Origin.ACCEPTED) for row in connection.execute(chosen)},
            list(dict.fromkeys([*listed, *reading.coders(connection)])),
        )
