"""Coding by rule: the rules of the codebook look through documents, and lay their codes in a coder's name.

    found = project.autocode(coder="anna", codes=["Statusquo/Vrijwilligers"], dry_run=True)
    found.to_frame()
    project.autocode(coder="anna", codes=["Statusquo/Vrijwilligers"])

All of it is one action, which one undo takes back. What the coder coded, rejected or took away there is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from qualcode.assist.rules import UNIT, Match, Rules
from qualcode.display import card, heading, of_frame
from qualcode.errors import NotPossible, UnknownOption, WrongUsage
from qualcode.intake import Watch, unwatched
from qualcode.model import RESERVED, Anchor, Codebook, Document, Grade, Origin, Span
from qualcode.reasons import applies_to
from qualcode.store import reading, schema, suggestions
from qualcode.store.action import Action, now
from qualcode.store.codings import Desk, Entry
from qualcode.store.removed import removed_by_hand
from qualcode.store.reviews import to_code_blind
from qualcode.text.fragments import UNITS, Page

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.reader import Reader
    from qualcode.tables import Corpus

#: What the history calls it.
AUTOCODE = "autocode"


class Left(StrEnum):
    """Why a rule lays nothing in a passage it holds for."""

    CODED = "coded"
    REJECTED = "rejected"
    REMOVED = "removed"
    NARROWER = "narrower"
    GRADES = "grades"
    APPLIES = "applies"
    REVIEWED = "reviewed"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Left.CODED: "coded so already, or with a code above or below it",
    Left.REJECTED: "the code was rejected for these words",
    Left.REMOVED: "a rule laid it before, and it was taken away by hand",
    Left.NARROWER: "a code below it fits the same passage",
    Left.GRADES: "more than one grade in the passage",
    Left.APPLIES: "the code does not apply to this document",
    Left.REVIEWED: "in review: what is added there belongs to the review",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage a rule holds for. `code` is the path of the code, `words` what carried it, `terms` the terms of the
    rule that stand there. `left` says why it is left alone, None where the code is laid; `label` is then that of its
    quotation."""

    document: str
    span: Span
    quote: str
    code: str
    code_id: str
    words: tuple[Span, ...]
    terms: tuple[str, ...]
    value: Grade | None = None
    left: Left | None = None
    label: str = ""

    @property
    def source(self) -> str:
        """What a coding says of where it came from: the terms of the rule, and no words of the text."""
        return f"rule: {' + '.join(self.terms)}"


@dataclass(frozen=True)
class Autocoded:
    """What rules do to documents, or with `applied` did. `passages` are all that a rule holds for, in the order of the
    text; `without` are the paths of the codes that have no rule (of those asked for). `done` are the documents, of
    those with something new, that the coder marked done; `blind` those that the coder is to code blind."""

    coder: str
    passages: tuple[Passage, ...]
    documents: tuple[str, ...]
    codes: tuple[str, ...]
    without: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    applied: bool = field(default=False)

    @property
    def proposed(self) -> tuple[Passage, ...]:
        """What is laid, or would be."""
        return tuple(each for each in self.passages if each.left is None)

    @property
    def left(self) -> tuple[Passage, ...]:
        """What is left alone."""
        return tuple(each for each in self.passages if each.left is not None)

    @property
    def laid(self) -> tuple[Passage, ...]:
        return self.proposed if self.applied else ()

    def __repr__(self) -> str:
        what = "laid" if self.applied else "to lay"
        return f"<Autocoded for {self.coder}: {len(self.proposed)} codings {what}, {len(self.left)} left alone>"

    def _repr_html_(self) -> str:
        columns = ["document", "quote", "code", "term", "value", "left", "label"]
        return card(heading(repr(self)[1:-1]), of_frame(self.to_frame()[columns]))

    def to_frame(self) -> pd.DataFrame:
        """One row per passage."""
        import pandas as pd

        rows = [
            {
                "document": each.document,
                "start": each.span.start,
                "end": each.span.end,
                "quote": each.quote,
                "code": each.code,
                "term": " + ".join(each.terms),
                "value": each.value.text if each.value else "",
                "left": str(each.left or ""),
                "label": each.label,
            }
            for each in self.passages
        ]
        names = ["document", "start", "end", "quote", "code", "term", "value", "left", "label"]
        return pd.DataFrame(rows, columns=names)

    def coding_rows(self) -> list[dict[str, object]]:
        """What is laid, as the rows of a file of codings: it can be pruned, and taken in by `qualcode import`."""
        return [
            {
                "document": each.document,
                "start": each.span.start,
                "end": each.span.end,
                "quote": each.quote,
                "code": each.code,
                "coder": self.coder,
                "origin": str(Origin.RULE),
                "value": each.value.text if each.value else "",
                "source": each.source,
            }
            for each in self.proposed
        ]


def autocode(
    project: Reader,
    *,
    coder: str,
    codes: Sequence[str] = (),
    documents: Sequence[str] | str = (),
    unit: str = UNIT,
    keywords: bool = False,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> Autocoded:
    """See `Project.autocode`."""
    coder = coder.strip()
    if not coder:
        raise WrongUsage("Coding by rule is done in somebody's name: say whose (coder).")
    if coder in RESERVED:
        raise NotPossible(f"A coder cannot be called {coder!r}: that is the name of a layer.")
    rules = rules_of(project, codes=codes, unit=unit, keywords=keywords)
    chosen = _documents(project, documents)
    found = _found(project, rules, chosen, watch)
    if dry_run:
        with project._database.reading() as connection:
            return _settle(connection, project, rules, chosen, found, coder)
    with Action.begin(project._database, AUTOCODE, who=coder) as action:
        settled = _settle(action.connection, project, rules, chosen, found, coder)
        passages = _lay(action, settled)
        action.summary = f"{len(settled.proposed)} codings"
    return replace(settled, passages=passages, applied=True)


def rules_of(project: Reader, *, codes: Sequence[str] = (), unit: str = UNIT, keywords: bool = False) -> Rules:
    """The rules of a project's codebook; with `codes` those of these and all below them. Raises `NotPossible` where
    there are none."""
    if unit not in UNITS:
        raise UnknownOption("The unit", unit, UNITS)
    book, settings = project.codebook, project.settings
    rules = Rules.of(
        book,
        book.language or settings.language,
        contrast=settings.report.contrast,
        guide=settings.guide,
        keywords=keywords,
        unit=unit,
    )
    named = [book.find(path).id for path in codes]
    if named:
        rules = rules.only(code.id for each in named for code in book.subtree(each))
    for each in named:
        if not any(code.id in rules for code in book.subtree(each)):
            raise NotPossible(_no_rule(book.path(each), retired=book[each].retired, keywords=keywords))
    if not rules.codes:
        raise NotPossible(_no_rule("The codebook", retired=False, keywords=keywords))
    return rules


def _no_rule(name: str, *, retired: bool, keywords: bool) -> str:
    if retired:
        return f"{name} is retired and takes no new codings. Choose another code, or restore it."
    also = "" if keywords else ", or let the keywords of the codes count as one (--keywords)"
    lacks = "rule and no keywords" if keywords else "rule"
    return (
        f"{name} has no {lacks}. Give a code one in the codebook, such as 'rule: {{any: [volunteer*, helper]}}' "
        f"(docs/rules.md){also}."
    )


# --- what the rules say -----------------------------------------------------------------------------------------


def _documents(project: Reader, names: Sequence[str] | str) -> list[Document]:
    """The documents that names or patterns (`KA*`) mean, all of them without any; in the project's order."""
    wanted = set(project.chosen([names] if isinstance(names, str) else names))
    return [document for document in project.corpus().documents if document.id in wanted]


def _found(project: Reader, rules: Rules, documents: Sequence[Document], watch: Watch) -> dict[str, list[Match]]:
    """Per document what the rules say, in the order of the text."""
    texts, order = project.texts(), {code: place for place, code in enumerate(rules.codes)}
    found = {}
    for document in watch([each.id for each in documents], "autocode"):
        page = Page(document, texts[document], rules.guide)
        matches = [
            match for unit in rules.units for fragment in page.cut(unit) for match in rules.matches(fragment, unit)
        ]
        found[document] = sorted(matches, key=lambda each: (each.span, order[each.code]))
    return found


# --- what is done with it ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Desk:
    """What a coder did in the documents so far: coded, rejected, took away; and where a review is theirs."""

    book: Codebook
    coded: dict[str, list[tuple[Span, str]]]
    rejected: dict[str, list[tuple[Span, str, str]]]  # where the words stood then, their hash, the code
    removed: frozenset[tuple[str, str, str]]
    reviewed: frozenset[str]

    @classmethod
    def of(cls, connection: Connection, coder: str) -> _Desk:
        book = reading.code_tree(connection).codebook
        rejected: dict[str, list[tuple[Span, str, str]]] = defaultdict(list)
        refused = suggestions.rejected(connection, coder)
        for each in suggestions.answers(connection, coder):
            if (each.document, each.words_hash, each.code) in refused:
                rejected[each.document].append((each.span, each.words_hash, each.code))
        reviewed = frozenset(name for name, reviewer, _author in reading.reviews(connection) if reviewer == coder)
        return cls(book, _coded(connection, coder), rejected, removed_by_hand(connection, coder), reviewed)

    def why_left(self, match: Match, document: str, text: str, others: Mapping[str, Sequence[Match]]) -> Left | None:
        """Why a match is left alone, as far as that hangs on the coder and on what else (by code) fits there."""
        if document in self.reviewed:
            return Left.REVIEWED
        below = {code.id for code in self.book.subtree(match.code)}
        related = below | {code.id for code in self.book.ancestors(match.code)}
        if any(code in related and span.overlaps(match.span) for span, code in self.coded[document]):
            return Left.CODED
        if self._rejected(match, document, text):
            return Left.REJECTED
        if (document, suggestions.words_hash(match.span.of(text)), match.code) in self.removed:
            return Left.REMOVED
        narrower = (other for code in below - {match.code} for other in others.get(code, ()))
        if any(other.span.overlaps(match.span) for other in narrower):
            return Left.NARROWER
        graded = () if match.value is None else others[match.code]
        if any(other.span == match.span and other.value != match.value for other in graded):
            return Left.GRADES
        return None

    def _rejected(self, match: Match, document: str, text: str) -> bool:
        """Whether the code was rejected for these words, or for a longer passage that still stands around them."""
        own = suggestions.words_hash(match.span.of(text))
        for span, words, code in self.rejected[document]:
            around = span.start <= match.span.start and match.span.end <= span.end
            stands = around and suggestions.words_hash(span.of(text)) == words
            if code == match.code and (words == own or stands):
                return True
        return False


def _coded(connection: Connection, coder: str) -> dict[str, list[tuple[Span, str]]]:
    """The places a coder coded, drafts too, with the code's id; by document."""
    chosen = (
        select(schema.document.c.id, schema.quotation.c.start, schema.quotation.c.end, schema.code.c.id)
        .select_from(schema.coding)
        .join(schema.quotation, schema.quotation.c.key == schema.coding.c.quotation)
        .join(schema.document, schema.document.c.key == schema.quotation.c.document)
        .join(schema.code, schema.code.c.key == schema.coding.c.code)
        .join(schema.coder, schema.coder.c.key == schema.coding.c.coder)
        .where(schema.coder.c.name == coder, schema.quotation.c.anchor != Anchor.ORPHANED)
    )
    coded: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    for document, start, end, code in connection.execute(chosen):
        coded[document].append((Span(start, end), code))
    return coded


def _settle(
    connection: Connection,
    project: Reader,
    rules: Rules,
    documents: Sequence[Document],
    found: dict[str, list[Match]],
    coder: str,
) -> Autocoded:
    """What is to be laid, and what is left alone and why."""
    desk, corpus, texts, book = _Desk.of(connection, coder), project.corpus(), project.texts(), rules.codebook
    passages: list[Passage] = []
    for document in documents:
        passages += _passages(desk, corpus, book, document, texts[document.id], found[document.id])
    new = list(dict.fromkeys(each.document for each in passages if each.left is None))
    done = suggestions.done_by(connection, coder)
    assigned = to_code_blind(connection, coder)
    blind = [name for name in new if reading.find_document(connection, name)["key"] in assigned]
    return Autocoded(
        coder,
        tuple(passages),
        tuple(document.id for document in documents),
        tuple(book.path(code) for code in rules.codes),
        tuple(book.path(code) for code in rules.without),
        tuple(name for name in new if name in done),
        tuple(blind),
    )


def _passages(
    desk: _Desk, corpus: Corpus, book: Codebook, document: Document, text: str, found: Sequence[Match]
) -> Iterator[Passage]:
    """What the rules found in a document, each with why it is left alone, if it is."""
    by_code: dict[str, list[Match]] = defaultdict(list)
    for match in found:
        by_code[match.code].append(match)
    for match in found:
        left = desk.why_left(match, document.id, text, by_code)
        if left is None and not applies_to(corpus, match.code, document):
            left = Left.APPLIES
        yield Passage(
            document.id, match.span, match.span.of(text), book.path(match.code), match.code, match.words, match.terms,
            match.value, left,
        )  # fmt: skip


def _lay(action: Action, settled: Autocoded) -> tuple[Passage, ...]:
    """Lay what is to be laid; the passages with their labels."""
    desk, created, passages = Desk(action), now(), []
    for each in settled.passages:
        if each.left is None:
            entry = Entry(
                each.document, settled.coder, each.code_id, each.quote, each.span.start, each.span.end,
                value=each.value, origin=Origin.RULE, source=each.source, created=created,
            )  # fmt: skip
            each = replace(each, label=desk.lay(entry).label)
        passages.append(each)
    desk.finish()
    return tuple(passages)
