"""Measures: from codings to one number per column. One formula, one class; each is called with the places of
the codings in a row and answers with a vector over the columns.

The unit of each is a set, so that a parent's number is the union over its subtree and never a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qualcode.model import INTERVIEW
from qualcode.tables import Bools, Corpus, Floats, Ints

Measure = Callable[[Ints], Floats]


@dataclass(frozen=True)
class Items:
    """What is counted: codings (or shared segments) that the layer and the filters left, in the order of their
    place in the corpus of texts. `place` is the coding's place in the marks, -1 for a segment."""

    document: Ints
    code: Ints
    place: Ints
    start: Ints
    end: Ints
    word_start: Ints
    word_end: Ints
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.document)


@dataclass(frozen=True)
class Columns:
    """Which documents stand in which column; a document may stand in several (an attribute that is a list)."""

    names: tuple[object, ...]
    pair_document: Ints
    pair_column: Ints
    documents: int

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def _of_document(self) -> Ints | None:
        """Per document its one column, -1 for none; None where a document stands in several."""
        if len(np.unique(self.pair_document)) < len(self.pair_document):
            return None
        single = np.full(self.documents, -1, np.int64)
        single[self.pair_document] = self.pair_column
        return single

    @cached_property
    def _first_pair(self) -> tuple[Ints, Ints, Ints]:
        """The columns of the pairs ordered by document; per document where they begin and how many there are."""
        order = np.argsort(self.pair_document, kind="stable")
        counts = np.bincount(self.pair_document, minlength=self.documents)
        return self.pair_column[order], np.cumsum(counts) - counts, counts

    def spread(self, documents: Ints) -> tuple[Ints | slice, Ints]:
        """For items in these documents: which items (repeated as needed), and the column of each."""
        if self._of_document is not None:
            columns = self._of_document[documents]
            inside = columns >= 0
            return (slice(None), columns) if inside.all() else (np.flatnonzero(inside), columns[inside])
        pairs, first, counts = self._first_pair
        repeat = counts[documents]
        items = np.repeat(np.arange(len(documents)), repeat)
        within = np.arange(len(items)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        return items, pairs[first[documents[items]] + within]

    def sums(self, documents: Ints, weights: Floats | None = None) -> Floats:
        """Per column the number of items, or the sum of their weights."""
        items, columns = self.spread(documents)
        chosen = None if weights is None else weights[items]
        return np.bincount(columns, weights=chosen, minlength=len(self)).astype(np.float64)


def _sums(items: Items, columns: Columns) -> Callable[[Ints, Floats | None], Floats]:
    """`columns.sums` for the items of a row; the column of each item is looked up once for all rows."""
    chosen, column = columns.spread(items.document)
    if not isinstance(chosen, slice):
        return lambda row, weights: columns.sums(items.document[row], weights)
    return lambda row, weights: np.bincount(column[row], weights, minlength=len(columns)).astype(np.float64)


def codings(items: Items, columns: Columns) -> Measure:
    """Coding rows."""
    sums = _sums(items, columns)
    return lambda row: sums(row, None)


def quotations(items: Items, columns: Columns) -> Measure:
    """Distinct pairs of document and span."""
    low, high = _laid_end_to_end(items, columns, items.start, items.end)
    longest = int((high - low).max(initial=0)) + 1
    unique, of_item = np.unique(low * longest + (high - low), return_inverse=True)
    document_of = np.zeros(len(unique), np.int64)
    document_of[of_item] = items.document

    def measure(row: Ints) -> Floats:
        seen = np.zeros(len(unique), bool)
        seen[of_item[row]] = True
        return columns.sums(document_of[seen])

    return measure


def _laid_end_to_end(items: Items, columns: Columns, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Positions within documents as positions in all documents, one after the other."""
    longest = np.zeros(columns.documents, np.int64)
    np.maximum.at(longest, items.document, end)
    base = np.cumsum(longest) - longest
    return base[items.document] + start, base[items.document] + end


def _units(items: Items, columns: Columns, units: Sequence[Sequence[object]]) -> Measure:
    """Distinct units, of which each document has the given ones, with at least one coding in one of their documents."""
    number: dict[tuple[object, int], int] = {}
    pair_units: list[tuple[int, int]] = []
    for document, column in zip(columns.pair_document.tolist(), columns.pair_column.tolist(), strict=True):
        for unit in units[document]:
            pair_units.append((document, number.setdefault((unit, column), len(number))))
    document_of, unit_of = np.array(pair_units, np.int64).reshape(-1, 2).T
    column_of = np.array([column for _, column in number], np.int64)

    def measure(row: Ints) -> Floats:
        seen = np.zeros(len(number), bool)
        seen[unit_of[_present(items, columns, row)[document_of]]] = True
        return np.bincount(column_of[seen], minlength=len(columns)).astype(np.float64)

    return measure


def _present(items: Items, columns: Columns, row: Ints) -> Bools:
    """True for the documents with an item in the row."""
    present = np.zeros(columns.documents, bool)
    present[items.document[row]] = True
    return present


def documents(items: Items, columns: Columns, corpus: Corpus) -> Measure:
    """Documents with at least one coding."""
    return lambda row: columns.sums(np.flatnonzero(_present(items, columns, row)))


def interviews(items: Items, columns: Columns, corpus: Corpus) -> Measure:
    """Interviews with at least one; the documents of one conversation are one interview, other kinds are none."""
    return _units(items, columns, [(doc.interview,) if doc.kind == INTERVIEW else () for doc in corpus.documents])


def persons(items: Items, columns: Columns, corpus: Corpus) -> Measure:
    """Distinct persons; a document that names none counts as one."""
    return _units(items, columns, [people(corpus, place) for place in range(len(corpus.documents))])


def people(corpus: Corpus, place: int) -> tuple[object, ...]:
    """The persons of a document, by their pseudonyms; a document that names none stands for one of its own."""
    named = corpus.documents[place].attributes.get("persons")
    if named is None or named in ("", ()):
        return (("document", place),)
    return named if isinstance(named, tuple) else (named,)


def presence(items: Items, columns: Columns) -> Measure:
    """1 where there is any coding, else 0."""
    count = codings(items, columns)
    return lambda row: (count(row) > 0).astype(np.float64)


def _covered(items: Items, columns: Columns, start: Ints, end: Ints) -> Measure:
    """The size of the union of the items' ranges, which count within their document."""
    low, high = _laid_end_to_end(items, columns, start, end)
    order = np.argsort(low, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    sums = _sums(items, columns)

    def measure(row: Ints) -> Floats:
        row = order[np.sort(rank[row])]
        reached = np.maximum.accumulate(high[row]) if len(row) else high[row]
        before = np.concatenate([[-1], reached[:-1]])[: len(row)]
        new = np.maximum(0, high[row] - np.maximum(low[row], before))
        return sums(row, new.astype(np.float64))

    return measure


def words(items: Items, columns: Columns) -> Measure:
    """Words of which at least one character is inside, each once."""
    return _covered(items, columns, items.word_start, items.word_end)


def characters(items: Items, columns: Columns) -> Measure:
    """Characters inside, each once."""
    return _covered(items, columns, items.start, items.end)


def grades(items: Items, columns: Columns) -> Measure:
    """How many grades count: unconditional numbers and ranges."""

    def measure(row: Ints) -> Floats:
        row = row[~np.isnan(items.low[row])]
        return columns.sums(items.document[row])

    return measure


#: A mean of fewer grades than this is not shown.
FEWEST = 3


def mean(items: Items, columns: Columns) -> Measure:
    """The mean of the grades, a range counting as its middle; NaN under `FEWEST` grades."""
    count = grades(items, columns)

    def measure(row: Ints) -> Floats:
        row = row[~np.isnan(items.low[row])]
        middle = (items.low[row] + items.high[row]) / 2
        number = count(row)
        total = columns.sums(items.document[row], middle)
        return np.where(number >= FEWEST, total / np.maximum(number, 1), np.nan)

    return measure


SIMPLE: dict[str, Callable[[Items, Columns], Measure]] = {
    "codings": codings,
    "quotations": quotations,
    "words": words,
    "characters": characters,
    "presence": presence,
    "mean": mean,
    "grades": grades,
}
BY_UNIT: dict[str, Callable[[Items, Columns, Corpus], Measure]] = {
    "interviews": interviews,
    "documents": documents,
    "persons": persons,
}
MEASURES = (
    "codings",
    "quotations",
    "interviews",
    "documents",
    "persons",
    "words",
    "characters",
    "presence",
    "mean",
)
#: Measures of grades.
GRADES = ("mean", "grades")
#: Measures that need positions or grades, not only who coded what where.
NEED_SPANS = ("quotations", "words", "characters", *GRADES)


def measure(name: str, items: Items, columns: Columns, corpus: Corpus) -> Measure:
    """The measure with this name over these columns."""
    if name in BY_UNIT:
        return BY_UNIT[name](items, columns, corpus)
    return SIMPLE[name](items, columns)
