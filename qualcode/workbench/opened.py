"""What somebody who codes has before them: the documents with how far they are, and one of them laid open.

    page = sheet(project, "KAF2.4.1")
    page.text, page.sentences, [passage.label for passage in page.passages]

These read single documents straight from their rows, so that they are quick in large projects too. `only` names the
coder whose work alone is read, for who codes blind; None reads everybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qualcode.model import Coding, Grade, Quotation
from qualcode.project import Project
from qualcode.reader import Reader
from qualcode.store import codings, pages, reading
from qualcode.store.action import now
from qualcode.store.history import Event
from qualcode.text.headings import sections
from qualcode.text.units import sentences

#: So many hits of a search are shown, and so many characters around each.
HITS, AROUND = 200, 60


@dataclass(frozen=True, slots=True)
class Tag:
    """A coding as it is shown with its quotation. `code` is the code's id; `value` the grade as it was written, and
    `form` its form (`number`, `range`, …), both empty without one."""

    id: str
    code: str
    coder: str
    origin: str
    status: str
    value: str
    form: str
    specification: str
    comment: str
    source: str
    created: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotation with its codings. `start` and `end` are code points in the document's text."""

    id: str
    label: str
    number: int
    document: str
    start: int
    end: int
    words: str
    coder: str
    comment: str
    verbatim: bool
    released: bool
    anchor: str
    created: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list. `quotations` counts those of each coder; `done` names who finished it; `who` is the
    role of the respondent, and `attributes` all that is known of it."""

    id: str
    case: str
    case_name: str
    kind: str
    interview: str
    round: str
    who: str
    date: str
    attributes: dict[str, str]
    characters: int
    quotations: dict[str, int]
    done: tuple[str, ...]
    text_hash: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the text: where its line starts, and its level."""

    start: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document laid open. `sentences` are (start, end) in code points, `revision` grows with corrected texts."""

    document: Entry
    text: str
    text_hash: str
    revision: int
    sentences: tuple[tuple[int, int], ...]
    headings: tuple[Heading, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words searched for stand: `start` and `end` in the document's text, and what stands around."""

    document: str
    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the first hits, and how many there are in how many documents."""

    hits: tuple[Hit, ...] = ()
    count: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each code's id, how many passages carry it: in one document, and in the project."""

    document: dict[str, int] = field(default_factory=dict)
    project: dict[str, int] = field(default_factory=dict)


def outline(project: Reader, *, only: str | None = None) -> list[Entry]:
    """The documents in the project's order, with how far each is."""
    with project._database.reading() as connection:
        rows = reading.documents(connection)
        done, coded = pages.finishers(connection, only), pages.coded_by(connection, only)
        lengths = pages.lengths(connection)
    return [_entry(project, row, done, coded, lengths[row["text_hash"]]) for row in rows.values()]


def entry(project: Reader, document: str, *, only: str | None = None) -> Entry:
    """A document in the list; raises `UnknownDocument`."""
    with project._database.reading() as connection:
        row = reading.find_document(connection, document)
        done, coded = pages.finishers(connection, only), pages.coded_by(connection, only)
        return _entry(project, row, done, coded, pages.lengths(connection, row["text_hash"])[row["text_hash"]])


def sheet(project: Reader, document: str, *, only: str | None = None) -> Sheet:
    """A document laid open; raises `UnknownDocument`."""
    with project._database.reading() as connection:
        row = reading.find_document(connection, document)
        text = reading.text_of(connection, row["text_hash"])
        done, coded = pages.finishers(connection, only), pages.coded_by(connection, only)
        laid = _passages(connection, row["key"], only, None)
    said = _entry(project, row, done, coded, len(text))
    headings = tuple(Heading(each.span.start, each.level, each.title) for each in sections(text))
    cut = tuple((each.start, each.end) for each in sentences(text))
    return Sheet(said, text, row["text_hash"], row["revision"], cut, headings, laid)


def passages(
    project: Reader, document: str, *, only: str | None = None, ids: Collection[str] | None = None
) -> tuple[Passage, ...]:
    """The quotations of a document with their codings, in the order of the text; only those with these ids, where
    given. Raises `UnknownDocument`."""
    with project._database.reading() as connection:
        return _passages(connection, reading.find_document(connection, document)["key"], only, ids)


def passage_with(project: Reader, coding: str, *, only: str | None = None) -> Passage:
    """The passage that a coding is on; raises `UnknownCoding`, for another coder's too where `only` says so."""
    with project._database.reading() as connection:
        document, quotation = pages.place_of_coding(connection, coding, only)
    return passages(project, document, only=only, ids={quotation})[0]


def counts(project: Reader, document: str | None = None, *, only: str | None = None) -> Counts:
    """How many passages carry each code, in a document and in the project; raises `UnknownDocument`."""
    with project._database.reading() as connection:
        here = {}
        if document is not None:
            key = reading.find_document(connection, document)["key"]
            here = pages.code_counts(connection, only, key)
        return Counts(here, pages.code_counts(connection, only))


def lay(project: Project, asked: codings.Entry, *, open: bool = False, under: str | None = None) -> codings.Laid:
    """Lay a coding, or without a code a quotation, as `Project.code` and `quote` do, with the ids that the entry gives.
    With `open` a code that is not there yet is made; with `under` (a code, or empty for the top) just below that."""
    what = "code" if asked.code.strip() else "quote"
    return project._lay(replace(asked, created=now()), what, open=open, under=under)


def place_of(project: Reader, event: Event) -> tuple[str, str]:
    """The document that an action is about, and the id of the quotation, there or gone; empty where there is none."""
    with project._database.reading() as connection:
        return pages.place_of_action(connection, event.number)


def coders(project: Reader) -> list[str]:
    """The coders who are listed, and those who did something, in the order of appearance."""
    with project._database.reading() as connection:
        return list(dict.fromkeys([*(each.name for each in project.settings.coders), *reading.coders(connection)]))


def search(project: Reader, words: str) -> Found:
    """Where the words stand in the documents, whatever their capitals; white space stands for any. The first
    `HITS` are shown."""
    import regex

    parts = words.split()
    if not parts:
        return Found()
    pattern = regex.compile(r"\s+".join(regex.escape(each) for each in parts), regex.IGNORECASE)
    hits: list[Hit] = []
    count = documents = 0
    for name, text in project.texts().items():
        found = list(pattern.finditer(text))
        count, documents = count + len(found), documents + bool(found)
        hits += [_hit(name, text, *each.span()) for each in found[: HITS - len(hits)]]
    return Found(tuple(hits), count, documents)


def specifications(project: Reader, code: str, *, only: str | None = None) -> list[str]:
    """What may be filled in as a code's specification: the values the code names, then what was specified before."""
    found = project.codebook.find(code)
    with project._database.reading() as connection:
        said = pages.specifications(connection, found.id, only)
    fixed = found.specify.values if found.specify else ()
    folded = {each.casefold() for each in fixed}
    return [*fixed, *(each for each in said if each.casefold() not in folded)]


def _entry(project: Reader, row: Any, done: Any, coded: Any, characters: int) -> Entry:
    settings, document = project.settings, reading.document_of(row)
    said = {name: shown_value(value) for name, value in document.attributes.items()}
    return Entry(
        document.id, document.case, settings.case_name(document.case), document.kind, document.interview,
        said.get(settings.round.attribute, ""), said.get("role", ""), said.get("date", ""), said, characters,
        coded.get(row["key"], {}), tuple(done.get(row["key"], ())), row["text_hash"],
    )  # fmt: skip


def shown_value(value: object) -> str:
    """An attribute of a document as a text; lists in one, empty where it says nothing."""
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _passages(connection: Any, document: int, only: str | None, ids: Collection[str] | None) -> tuple[Passage, ...]:
    tags: dict[str, list[Tag]] = {}
    for coding in pages.codings_on(connection, document, only, ids):
        tags.setdefault(coding.quotation, []).append(tag_of(coding))
    return tuple(
        passage_of(each, tags.get(each.id, ())) for each in pages.quotations_on(connection, document, only, ids)
    )


def passage_of(quotation: Quotation, tags: Sequence[Tag]) -> Passage:
    """A quotation with its codings, as it is shown."""
    return Passage(
        quotation.id, quotation.label, quotation.number, quotation.document, quotation.span.start, quotation.span.end,
        quotation.words, quotation.coder, quotation.comment, quotation.verbatim, quotation.released,
        str(quotation.anchor), quotation.created, tuple(tags),
    )  # fmt: skip


def tag_of(coding: Coding) -> Tag:
    """A coding, as it is shown."""
    grade: Grade | None = coding.value
    return Tag(
        coding.id, coding.code, coding.coder, str(coding.origin), str(coding.status), grade.text if grade else "",
        str(grade.form) if grade else "", coding.specification, coding.comment, coding.source, coding.created,
    )  # fmt: skip


def _hit(document: str, text: str, start: int, end: int) -> Hit:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Hit(document, start, end, before, text[start:end], after)
