"""Quotations outside their text, each with what stands around it: those of a code, to be compared; those behind a cell
of a matrix; those asked for by name.

    found = quotes_of_code(project, "Statusquo/Vrijwilligers")
    [(quote.label, quote.case_name, quote.before, quote.words, quote.after) for quote in found.quotes]

`only` names the coder whose work alone is read, for who codes blind; None reads everybody's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import Connection

from qualcode.errors import NotPossible, UnknownCoding, UnknownQuotation
from qualcode.model import INTERVIEW, Anchor, Code, Document, Span, join_path, same_specification
from qualcode.project import Project
from qualcode.query import layers
from qualcode.reader import Reader
from qualcode.results import ProjectMatrix
from qualcode.store import quotes, reading, reviews, schema, versions
from qualcode.store.action import Action, Row
from qualcode.store.codings import changed_columns
from qualcode.store.tree import Touched
from qualcode.text.headings import sections
from qualcode.text.units import sentences
from qualcode.workbench.opened import Passage, passage_of, shown_value, tag_of


class Changed(NotPossible):
    """A coding to change has another code than was thought; `code` is the one it has."""

    def __init__(self, coding: str, code: str) -> None:
        self.code = code
        super().__init__(f"The coding {coding} has another code by now. Nothing was changed; look again.")


#: No more characters than this are shown before a quotation and after it.
AROUND = 400


@dataclass(frozen=True, slots=True)
class Quote(Passage):
    """A quotation with its codings, where it comes from, and what stands around it: from the beginning of the sentence
    before to the end of the one after, within its section. `heading` is that section's; `who` the respondent's role."""

    interview: str
    case: str
    case_name: str
    kind: str
    round: str
    who: str
    date: str
    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotations in the order of documents and text. `passages` counts distinct places in the texts (two coders may
    quote the same words), `left_out` the codings that are drafts or have lost their place. `about` are the codes asked
    for, by id."""

    quotes: tuple[Quote, ...]
    passages: int
    interviews: int
    left_out: int = 0
    about: tuple[str, ...] = ()


def quotes_of_code(
    project: Reader, code: str, *, below: bool = True, layer: str = layers.UNION, only: str | None = None
) -> Quoted:
    """The quotations of a code, and of the codes below it unless told otherwise. `layer` says whose codings, as in a
    matrix; but `union` is everybody's, the consensus too. Raises `UnknownCode`, `UnknownChoice` for a layer."""
    book = project.codebook
    found = book.find(code)
    about = tuple(each.id for each in (book.subtree(found.id) if below else [found]))
    counted = None if layer == layers.UNION else _counted(project, layer)
    with project._database.reading() as connection:
        keys = quotes.keys_of_codes(connection, about, only)
        if counted is not None:
            keys = [key for key in keys if key in counted]
        lost = quotes.left_out(connection, about, only)
        return _quoted(project, connection, quotes.quotations_of(connection, keys), only, lost, about)


def quotes_behind(matrix: ProjectMatrix, row: object, column: object, *, only: str | None = None) -> Quoted:
    """The quotations behind a cell of a matrix (see `ProjectMatrix.quotations`), under its version of the codebook;
    `about` are the codes that were counted, of a smart code those that its query asks for. Raises `UnknownChoice` for a
    row or column that is not there."""
    marks, line = matrix.read(True), matrix.row_number(row)
    cell = (line, matrix.column_number(column))
    places, free = matrix.cell_places(*cell), matrix.project.free_labels(matrix.cell_free(*cell), matrix.version)
    codes = marks.code[places].tolist()
    if matrix.is_smart(line):
        codes = [each for each in codes if each in matrix.codes[line]]
    about = tuple(dict.fromkeys(matrix.corpus.codebook.codes[each].id for each in codes))
    with _under(matrix.project, matrix.version) as connection:
        keys = quotes.quotations_of(connection, marks.key[places].tolist())
        keys += sorted(set(quotes.named(connection, free, only).values()))
        return _quoted(matrix.project, connection, keys, only, 0, about)


def quotes_named(project: Reader, names: Collection[str], *, only: str | None = None) -> tuple[Quote, ...]:
    """Quotations by ids or labels, in the order of documents and text; raises `UnknownQuotation`."""
    with project._database.reading() as connection:
        found = quotes.named(connection, names, only)
        for name in names:
            if name not in found:
                raise UnknownQuotation(name)
        return _quotes(project, connection, sorted(set(found.values())), only)


def recode(
    project: Project, codings: Mapping[str, str], code: str, *, coder: str, only: str | None = None
) -> list[str]:
    """Give codings of one's own another code, all as one action; returns the ids of the quotations they are on.
    `codings` says of each the code (id) it is thought to have. Of two codings of a quotation that then say the same,
    one stays, with both comments. Raises as `Project.change`, and `Changed` where a coding has another code by now;
    then none is changed."""
    with Action.begin(project._database, "change coding", who=coder) as action:
        target = _usable(action.connection, code)
        rows = [_found(action.connection, each, only) for each in codings]
        for row in rows:
            if row["coder_name"] != coder:
                raise NotPossible(
                    f"A coding to change is the work of {row['coder_name']}, not of {coder}. Change it in a review of "
                    "its document, with a comment."
                )
            if row["code_id"] != codings[row["id"]]:
                raise Changed(row["id"], row["code_id"])
        reviews.clear_for_change(action, [row["key"] for row in rows])
        _recode(action, rows, target)
        action.summary = f"{len(rows)} to {target.name}"
    return list(dict.fromkeys(row["quotation_id"] for row in rows))


def split(
    project: Project, code: str, name: str, codings: Sequence[str], *, who: str, below: bool = False,
    because: str = "", dry_run: bool = False, only: str | None = None,
) -> Touched:  # fmt: skip
    """Give codings of a code (by id) to a new code called `name`, beside it or below it; see `Tree.split`."""
    with project._database.reading() as connection:
        for each in codings:
            _found(connection, each, only)
    parts = {join_path([name.strip()]): codings}
    return project.tree.split(code, parts, below=below, who=who, because=because, dry_run=dry_run)


# --- gathering --------------------------------------------------------------------------------------------------


def _counted(project: Reader, layer: str) -> set[int]:
    """The keys of the codings that a layer counts (for `intersection`: that may take part in it)."""
    corpus, marks = project.corpus(), project.marks()
    return set(marks.key[np.flatnonzero(layers.counting(corpus, marks, layer))].tolist())


@contextmanager
def _under(project: Reader, version: str | int | None) -> Iterator[Connection]:
    """A connection that reads, under an older version of the codebook where one is named."""
    with project._database.reading() as connection:
        if version is None:
            yield connection
        else:
            with versions.under(connection, versions.find_version(connection, version)):
                yield connection


def _quoted(
    project: Reader, connection: Connection, keys: Sequence[int], only: str | None, lost: int, about: tuple[str, ...]
) -> Quoted:
    found = _quotes(project, connection, keys, only)
    passages = {(each.document, each.start, each.end) for each in found}
    interviews = {each.interview for each in found if each.kind == INTERVIEW}
    return Quoted(found, len(passages), len(interviews), lost, about)


def _quotes(project: Reader, connection: Connection, keys: Sequence[int], only: str | None) -> tuple[Quote, ...]:
    passages = [passage_of(each, [tag_of(coding) for coding in codings])
                for each, codings in quotes.with_keys(connection, keys, only)]  # fmt: skip
    wanted = {each.document for each in passages}
    rows = {name: row for name, row in reading.documents(connection).items() if name in wanted}
    texts = reading.texts_of(connection, (row["text_hash"] for row in rows.values()))
    place = {name: at for at, name in enumerate(rows)}
    passages.sort(key=lambda each: (place[each.document], each.start, -each.end, each.number))
    origins = {name: _origin(project, reading.document_of(row)) for name, row in rows.items()}
    return tuple(_quote(each, origins[each.document], texts[rows[each.document]["text_hash"]]) for each in passages)


def _origin(project: Reader, document: Document) -> tuple[str, ...]:
    """What a quote says of its document: interview, case and its name, kind, round, role, date."""
    said = [shown_value(document.attributes.get(name)) for name in (project.settings.round.attribute, "role", "date")]
    return (document.interview, document.case, project.settings.case_name(document.case), document.kind, *said)


def _quote(passage: Passage, origin: tuple[str, ...], text: str) -> Quote:
    lost = passage.anchor == Anchor.ORPHANED
    around = ("", "", "") if lost else _surroundings(text).of(Span(passage.start, passage.end))
    own: dict[str, Any] = {each.name: getattr(passage, each.name) for each in fields(Passage)}
    own.update(zip(_MORE, (*origin, *around), strict=True))
    return Quote(**own)


_MORE = [each.name for each in fields(Quote)][len(fields(Passage)) :]


class _Surroundings:
    """A text with its sentences and headings: what stands around a passage."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = sentences(text)
        self.starts = [each.start for each in self.sentences]
        self.ends = [each.end for each in self.sentences]
        self.sections = sections(text)
        self.heads = [each.span.start for each in self.sections]

    def of(self, span: Span) -> tuple[str, str, str]:
        """The heading above a passage, what stands before it and what after."""
        place = bisect_right(self.heads, span.start)
        heading = self.sections[place - 1].title if place else ""
        return heading, self._before(span), self._after(span)

    def _before(self, span: Span) -> str:
        own = bisect_right(self.ends, span.start)  # the sentence the passage begins in, or the next one
        first = own - 1 if own and not self._is_heading(own - 1) else own
        start = min(self.starts[first], span.start) if first < len(self.starts) else span.start
        found = self.text[start : span.start]
        return found if len(found) <= AROUND else f"…{found[-AROUND:].partition(' ')[2]}"

    def _after(self, span: Span) -> str:
        own = bisect_left(self.starts, span.end) - 1  # the sentence the passage ends in, or the one before
        last = own + 1 if own + 1 < len(self.ends) and not self._is_heading(own + 1) else own
        end = max(self.ends[last], span.end) if last >= 0 else span.end
        found = self.text[span.end : end]
        return found if len(found) <= AROUND else f"{found[:AROUND].rpartition(' ')[0]}…"

    def _is_heading(self, sentence: int) -> bool:
        at = bisect_left(self.heads, self.starts[sentence])
        return at < len(self.heads) and self.heads[at] == self.starts[sentence]


@lru_cache(maxsize=512)
def _surroundings(text: str) -> _Surroundings:
    return _Surroundings(text)


# --- recoding ---------------------------------------------------------------------------------------------------


def _found(connection: Connection, coding: str, only: str | None) -> Row:
    """The row of a coding; one of another coder is as if it were not there, where `only` says so."""
    row = reading.find_coding(connection, coding)
    if only is not None and row["coder_name"] != only:
        raise UnknownCoding(coding)
    return row


def _usable(connection: Connection, code: str) -> Code:
    book = reading.code_tree(connection).codebook
    found = book.find(code)
    if found.retired:
        raise NotPossible(
            f"The code {book.path(found.id)!r} is retired and takes no new codings. Choose another, or restore it."
        )
    return found


def _recode(action: Action, rows: Sequence[Row], target: Code) -> None:
    """Give rows of codings the target's code, and join those that then say the same."""
    key = reading.code_tree(action.connection).keys[target.id]
    moving = {row["key"] for row in rows}
    there = quotes.twins(action.connection, {row["quotation"] for row in rows}, key)
    kept: dict[tuple[Any, ...], Row] = {_said(row): row for row in there if row["key"] not in moving}
    changes: dict[int, Row] = {}
    gone: list[int] = []
    nothing = dict.fromkeys(("value", "specification", "comment", "status"))
    for row in rows:
        change = changed_columns(action.connection, row, code=target.id, **nothing)
        twin = kept.setdefault(_said({**row, **change}), row)
        if twin is row:
            changes.setdefault(row["key"], {}).update(change)
        else:
            gone.append(row["key"])
            twin["comment"] = "\n".join(dict.fromkeys(filter(None, [twin["comment"], row["comment"]])))
            changes.setdefault(twin["key"], {})["comment"] = twin["comment"]
    reviews.refuse_to_remove(action.connection, gone)
    action.update(schema.coding, changes)
    action.delete(schema.coding, gone)


def _said(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["quotation"], row["coder"], row["status"], row["value"], same_specification(row["specification"])
