"""Answering a query: which passages it finds.

Each part of a query finds passages, and the codings (items) it found them by: of a name the codings of its codes, of
`A AND B` those of both, of `A WITHIN B` those of A. What names no code, a text or a NOT, finds by any coding on the
passage. A condition after WHERE is about these codings: `Vrijwilligers WHERE coder = anna AND origin = manual` wants
one coding of Vrijwilligers that is Anna's and made by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from qualcode.query import spans
from qualcode.query.conditions import compared
from qualcode.query.expression import (
    Compared,
    Everything,
    Expression,
    Filtered,
    Join,
    Joined,
    Named,
    Not,
    Query,
    Relation,
    Said,
    Standing,
    Unit,
    reads_text,
)
from qualcode.query.names import places_meant
from qualcode.query.passages import Passages
from qualcode.query.searching import matcher
from qualcode.query.selection import Selection
from qualcode.query.spans import Spans
from qualcode.tables import Bools, Ints
from qualcode.text.units import paragraphs, sentences

#: The texts of documents, by id.
Texts = Callable[[Iterable[str]], Mapping[str, str]]

_PLAIN = {
    Relation.WITHIN: spans.within,
    Relation.ENCLOSES: spans.encloses,
    Relation.OVERLAPS: spans.overlaps,
    Relation.OVERLAPPED_BY: spans.overlapped_by,
    Relation.COOCCURS: spans.cooccurs,
}


def evaluate(expression: Query, passages: Passages, selection: Selection, *, texts: Texts) -> Bools:
    """True for the passages that a query finds. `texts` is asked only for the documents whose words matter.

    Raises `UnknownInQuery` for a name or value that this project does not have, `QueryError` for what makes no sense
    (both with the place), `NotPossible` for a regular expression that takes too long."""
    return _Evaluation(expression, passages, selection, texts).whole()


@dataclass(frozen=True)
class _Part:
    """What a part of a query finds, and the items it is found by; `named` where that is by codes it names."""

    passages: Bools
    items: Bools
    named: bool


@dataclass(frozen=True)
class _Evaluation:
    """The parts of one query, from the leaves up. `among` says which passages matter: of the others an answer may be
    anything, so that texts are read no more than needed."""

    query: Query
    universe: Passages
    selection: Selection
    texts: Texts

    def whole(self) -> Bools:
        return self.part(self.query.expression, np.ones(len(self.universe), bool)).passages

    def part(self, expression: Expression, among: Bools) -> _Part:
        match expression:
            case Everything():
                return self.uncoded(np.ones(len(self.universe), bool))
            case Named():
                return self.named(expression)
            case Said():
                return self.uncoded(self.said(expression, among))
            case Not():
                return self.uncoded(~self.part(expression.of, among).passages)
            case Joined():
                return self.joined(expression, among)
            case Standing():
                return self.standing(expression, among)
            case Filtered():
                return self.filtered(expression, among)
            case Compared():
                raise AssertionError("the parser puts comparisons after WHERE only")

    def uncoded(self, found: Bools) -> _Part:
        """Passages found by whatever is on them."""
        return _Part(found, found[self.universe.of_item], named=False)

    def named(self, named: Named) -> _Part:
        book, codings = self.selection.corpus.codebook, self.universe.codings
        wanted = np.zeros(len(book), bool)
        wanted[list(places_meant(named, self.query, book))] = True
        items = np.zeros(len(self.universe.of_item), bool)
        items[: len(codings)] = wanted[self.selection.marks.code[codings]]
        return _Part(self.universe.with_items(items), items, named=True)

    def joined(self, joined: Joined, among: Bools) -> _Part:
        parts: list[_Part] = []
        for part in sorted(joined.parts, key=reads_text):  # what reads texts comes last, and reads only what is left
            parts.append(self.part(part, among))
            if joined.join is Join.AND:
                among = among & parts[-1].passages
        found = _joined(joined.join, [each.passages for each in parts])
        # a text or a NOT beside a code only narrows: the code is what the passages are found by
        named = [each for each in parts if each.named]
        by = named if named and joined.join is Join.AND else parts
        items = np.logical_or.reduce([each.items for each in by]) & found[self.universe.of_item]
        return _Part(found, items, named=bool(named))

    def standing(self, standing: Standing, among: Bools) -> _Part:
        left = self.part(standing.left, among)
        right = self.part(standing.right, np.ones(len(self.universe), bool))
        ones, others = np.flatnonzero(left.passages), np.flatnonzero(right.passages)
        a, b = self.universe.spans.at(ones), self.universe.spans.at(others)
        plain = _PLAIN.get(standing.relation)
        fits = plain(a, b) if plain else self.near(standing, a, b)
        found = np.zeros(len(self.universe), bool)
        found[ones[fits]] = True
        return _Part(found, left.items & found[self.universe.of_item], left.named)

    def near(self, standing: Standing, a: Spans, b: Spans) -> Bools:
        """PRECEDES and FOLLOWS. In sentences or paragraphs: the number of the one that the later passage begins in,
        less that of the one in which the earlier ends, so that 0 is the same and 1 the next."""
        before = standing.relation is Relation.PRECEDES
        if standing.unit is Unit.CHARACTERS:
            return (spans.precedes if before else spans.follows)(a, b, standing.distance)
        nearest = spans.next_after(a, b) if before else spans.last_before(a, b)
        found = nearest >= 0
        near = nearest[found]
        earlier, later = (a.end[found], b.start[near]) if before else (b.end[near], a.start[found])
        apart = self.units_apart(a.document[found], earlier - 1, later, standing.unit)
        found[found] = apart <= standing.distance
        return found

    def units_apart(self, document: Ints, one: Ints, other: Ints, unit: Unit) -> Ints:
        """How many units further each place is than another of the same document."""
        cut = sentences if unit is Unit.SENTENCES else paragraphs
        wanted, first = np.unique(document, return_index=True)  # passages stand in the order of documents
        apart = np.empty(len(document), np.int64)
        for text, here in zip(self.read(wanted.tolist()), np.split(np.arange(len(document)), first[1:]), strict=False):
            starts = np.array([each.start for each in cut(text)], np.int64)
            apart[here] = np.searchsorted(starts, other[here], "right") - np.searchsorted(starts, one[here], "right")
        return apart

    def read(self, documents: list[int]) -> list[str]:
        """The texts of documents by place, in this order."""
        names = [self.selection.corpus.documents[place].id for place in documents]
        texts = self.texts(names) if names else {}
        return [texts[name] for name in names]

    def said(self, said: Said, among: Bools) -> Bools:
        """The passages among these in which, or in whose document, a text stands."""
        fits, found = matcher(said.pattern, self.query.text), np.zeros(len(among), bool)
        document, start, end = (each[among].tolist() for each in self.universe.spans)
        wanted = sorted(set(document))
        texts = dict(zip(wanted, self.read(wanted), strict=True))
        if said.in_document:
            fitting = {place: fits(text) for place, text in texts.items()}
            found[among] = [fitting[place] for place in document]
        else:
            found[among] = [
                fits(texts[place][first:after]) for place, first, after in zip(document, start, end, strict=True)
            ]
        return found

    def filtered(self, filtered: Filtered, among: Bools) -> _Part:
        fitting = self.fitting(filtered.condition, among)
        part = self.part(filtered.of, among & self.universe.with_items(fitting))
        items = part.items & fitting
        return _Part(self.universe.with_items(items), items, part.named)

    def fitting(self, condition: Expression, among: Bools) -> Bools:
        """True for the items that fulfil a condition."""
        match condition:
            case Compared():
                return compared(condition, self.query, self.universe, self.selection)
            case Said():
                return self.said(condition, among)[self.universe.of_item]
            case Not():
                return ~self.fitting(condition.of, among)
            case Joined():
                return _joined(condition.join, [self.fitting(part, among) for part in condition.parts])
            case _:
                raise AssertionError(f"the parser puts no {type(condition).__name__} after WHERE")


def _joined(join: Join, parts: list[Bools]) -> Bools:
    together = np.sum(parts, axis=0)
    found: Bools = {Join.AND: together == len(parts), Join.XOR: together == 1, Join.OR: together > 0}[join]
    return found
