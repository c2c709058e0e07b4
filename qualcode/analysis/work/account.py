"""An account of a project for a methods section: what there is, who coded it and how independent, counted.

Plain values throughout; `qualcode.methods` gathers them, `qualcode.reports.methods` writes them out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.analysis.sources import Source, case_names, rounds, sources
from qualcode.analysis.work.reviews import Tally, count_reviews
from qualcode.model import Codebook, Origin, Question
from qualcode.query.layers import FINAL, coded_by, counting, ranks
from qualcode.tables import CONSENSUS, Bools, Corpus, Marks

# --- the material -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Documents of a case, of a round, or all. `by_round`: interviews per round, in the rounds' order. `first` and
    `last`: the days (ISO) between which the documents fall, empty where none says."""

    name: str
    interviews: int
    documents: int
    words: int
    first: str
    last: str
    by_round: tuple[int, ...] = ()


@dataclass(frozen=True)
class Material:
    """What was collected. An empty round means that documents do not say. `roles`: interviews by role, in order of
    appearance; one with speakers of two roles is under both. `other`: documents by kind that are no interviews.
    `persons` (0 where none are named) took part, `repeated` of them in more than one interview. `unguided`: rounds
    that no question of the guide names."""

    whole: Part
    cases: tuple[Part, ...]
    rounds: tuple[Part, ...]
    roles: tuple[tuple[str, int], ...]
    other: tuple[tuple[str, int], ...]
    persons: int
    repeated: int
    guide: tuple[Question, ...]
    unguided: tuple[str, ...]
    withdrawn: int = 0


def material(corpus: Corpus, words: Sequence[int], *, withdrawn: int = 0) -> Material:
    """`words` counts those of each document in the corpus; `withdrawn` documents were purged."""
    every = sources(corpus)
    in_rounds = rounds(corpus, every)
    counts = {source.id: number for source, number in zip(every, words, strict=True)}
    interviews = [source for source in every if source.is_interview]
    people: dict[str, set[str]] = {}
    for source in interviews:
        for person in source.persons:
            people.setdefault(person, set()).add(source.interview)

    def part(name: str, own: Iterable[Source]) -> Part:
        return _part(name, list(own), counts, in_rounds)

    roles = dict.fromkeys(source.role for source in interviews if source.role)
    return Material(
        part("", every),
        tuple(part(name, (each for each in every if each.case == name)) for name in case_names(corpus)),
        tuple(part(name, (each for each in every if each.round == name)) for name in in_rounds),
        tuple((role, _interviews(each for each in interviews if each.role == role)) for role in roles),
        tuple(Counter(each.kind for each in every if not each.is_interview).items()),
        len(people),
        sum(len(held) > 1 for held in people.values()),
        corpus.settings.guide,
        tuple(name for name in in_rounds if not any(each.names_round(name) for each in corpus.settings.guide)),
        withdrawn,
    )


def _part(name: str, own: Sequence[Source], words: Mapping[str, int], in_rounds: Sequence[str]) -> Part:
    days = sorted(source.date[:10] for source in own if source.date)
    return Part(
        name,
        _interviews(own),
        len(own),
        sum(words[source.id] for source in own),
        days[0] if days else "",
        days[-1] if days else "",
        tuple(_interviews(source for source in own if source.round == each) for each in in_rounds),
    )


def _interviews(own: Iterable[Source]) -> int:
    return len({source.interview for source in own if source.is_interview})


# --- the coders -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coder:
    """`coded`: documents with codings of their own (a review aside) or marked done; `done`: marked done; `codings`:
    final ones on quotations that stand; `blind`: documents in which they coded independently of another who did."""

    name: str
    role: str
    coded: int
    done: int
    codings: int
    blind: int


@dataclass(frozen=True)
class Coding:
    """Who coded. `documents` have been coded by anybody, `double` of them by two or more independently. `origins`:
    the codings of the layer `final` by how they came to be."""

    coders: tuple[Coder, ...]
    documents: int
    double: int
    origins: tuple[tuple[str, int], ...]
    drafts: int
    orphans: int
    final: int


def coding(corpus: Corpus, marks: Marks) -> Coding:
    coded = coded_by(corpus, marks)
    order = [place for place in np.argsort(ranks(corpus)).tolist() if corpus.coders[place] != CONSENSUS]
    blind = blind_coders(corpus)
    counted = np.flatnonzero(counting(corpus, marks, FINAL))
    origins = Counter(marks.origin[place] for place in counted.tolist())
    return Coding(
        tuple(each for place in order if (each := _coder(corpus, marks, coded, place, blind)).coded or each.codings),
        int(coded[:, order].any(axis=1).sum()) if order else 0,
        sum(len(coders) > 1 for coders in blind.values()),
        tuple((str(origin), origins[origin]) for origin in Origin if origins[origin]),
        int((~marks.final).sum()),
        int((marks.final & marks.orphan).sum()),
        len(counted),
    )


def _coder(corpus: Corpus, marks: Marks, coded: Bools, place: int, blind: Mapping[int, Sequence[int]]) -> Coder:
    roles = {each.name: each.role for each in corpus.settings.coders}
    own = marks.final & ~marks.orphan & (marks.coder == place)
    return Coder(
        corpus.coders[place],
        roles.get(corpus.coders[place], ""),
        int(coded[:, place].sum()),
        sum(coder == place for _document, coder in corpus.finished),
        int(own.sum()),
        sum(place in coders for coders in blind.values()),
    )


def blind_coders(corpus: Corpus) -> dict[int, tuple[int, ...]]:
    """Per document that two coders or more marked done: those coders, by place. Who reviewed anything in a document saw
    the work of another, and is not among them."""
    reviewers = {(document, reviewer) for document, reviewer, _author in corpus.reviews}
    done: dict[int, list[int]] = {}
    for document, coder in sorted(corpus.finished):
        if corpus.coders[coder] != CONSENSUS and (document, coder) not in reviewers:
            done.setdefault(document, []).append(coder)
    return {document: tuple(coders) for document, coders in done.items() if len(coders) > 1}


# --- the codebook -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Branch:
    """A code at the top: how many codes stand below it, and the final codings in it all."""

    name: str
    codes: int
    codings: int


@dataclass(frozen=True)
class Tree:
    """The codes in use: per level how many, how many are open, have a definition, take a specification or a grade;
    beside them the retired ones."""

    name: str
    version: int
    levels: tuple[int, ...]
    open: int
    defined: int
    specified: int
    graded: int
    retired: int
    branches: tuple[Branch, ...]

    @property
    def codes(self) -> int:
        return sum(self.levels)


def tree(corpus: Corpus, marks: Marks) -> Tree:
    book = corpus.codebook
    living = [code for code in book if not code.retired]
    depths = Counter(book.depth(code.id) for code in living)
    counted = Counter(marks.code[counting(corpus, marks, FINAL)].tolist())
    return Tree(
        book.name,
        corpus.version,
        tuple(depths[level] for level in range(1, max(depths, default=0) + 1)),
        sum(code.open for code in living),
        sum(bool(code.definition) for code in living),
        sum(code.specify is not None for code in living),
        sum(code.grade is not None for code in living),
        len(book) - len(living),
        tuple(_branch(corpus, book, code.id, counted) for code in book.children() if not code.retired),
    )


def _branch(corpus: Corpus, book: Codebook, code: str, counted: Mapping[int, int]) -> Branch:
    below = [each for each in book.subtree(code) if not each.retired]
    codings = sum(counted[corpus.place_of_code[each.id]] for each in book.subtree(code))
    return Branch(book[code].name, len(below) - 1, codings)


# --- the review -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reviewed:
    """How a reviewer went through the work of others: whose, in how many documents, and what came of it, in all and per
    code."""

    reviewer: str
    authors: tuple[str, ...]
    documents: int
    total: Tally
    codes: tuple[Tally, ...]


def reviewed(corpus: Corpus, marks: Marks) -> tuple[Reviewed, ...]:
    """One per reviewer, in the order of the coders."""
    found = []
    for place in sorted({reviewer for _document, reviewer, _author in corpus.reviews}):
        own = [(document, author) for document, reviewer, author in corpus.reviews if reviewer == place]
        counts = count_reviews(corpus, marks, reviewer=corpus.coders[place])
        authors = tuple(corpus.coders[author] for author in sorted({author for _document, author in own}))
        documents = len({document for document, _author in own})
        found.append(Reviewed(corpus.coders[place], authors, documents, counts.total, counts.codes))
    return tuple(found)


# --- the quotations ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quoted:
    """Quotations of the layer `final` that carry a code: all, in a respondent's own words, chosen for the report."""

    quotations: int
    verbatim: int
    released: int
    released_verbatim: int


def quoted(corpus: Corpus, marks: Marks) -> Quoted:
    places = np.flatnonzero(counting(corpus, marks, FINAL))
    spans: dict[tuple[int, int, int], tuple[bool, bool]] = {}
    for place in places.tolist():
        span = (int(marks.document[place]), int(marks.start[place]), int(marks.end[place]))
        verbatim, released = spans.get(span, (False, False))
        spans[span] = (verbatim or bool(marks.verbatim[place]), released or bool(marks.released[place]))
    marked = list(spans.values())
    return Quoted(
        len(marked),
        sum(verbatim for verbatim, _ in marked),
        sum(released for _, released in marked),
        sum(verbatim and released for verbatim, released in marked),
    )
