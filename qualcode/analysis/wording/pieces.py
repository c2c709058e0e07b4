"""Texts in pieces, and the words of each as weights: what topics are found in, and what is like what.

A piece is a quotation, or a paragraph, sentence or turn as far as its words count. Its row has a weight per word: `(1 +
ln count) × (ln((1 + n) / (1 + df)) + 1)`, with n pieces of which df have the word, made of length 1 (as scikit-learn
does with `sublinear_tf`). The product of two rows is their cosine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from qualcode.analysis.wording.basis import Basis, Place
from qualcode.analysis.wording.tokens import LEMMA
from qualcode.assist.lexical import unit_rows
from qualcode.errors import UnknownOption
from qualcode.model import Span
from qualcode.tables import Bools, Floats, Ints
from qualcode.text.units import paragraphs, sentences, turns

QUOTATION = "quotation"
_CUTS: Mapping[str, Callable[[str], list[Span]]] = {"paragraph": paragraphs, "sentence": sentences, "turn": turns}
UNITS = (*_CUTS, QUOTATION)


@dataclass(frozen=True)
class Pieces:
    """Pieces of texts in order; `first` and `last` are the half-open ranges of their words among the tokens."""

    base: Basis = field(repr=False)
    document: Ints
    start: Ints
    end: Ints
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.document)

    def take(self, places: Ints | Bools) -> Pieces:
        """Some of them."""
        arrays = (self.document, self.start, self.end, self.first, self.last)
        return Pieces(self.base, *(each[places] for each in arrays))

    def text(self, place: int) -> str:
        """The words of one, on one line."""
        whole = self.base.tokens.texts[int(self.document[place])]
        return " ".join(whole[int(self.start[place]) : int(self.end[place])].split())

    def place(self, place: int) -> Place:
        return self.base.place(int(self.document[place]), int(self.start[place]), int(self.end[place]))

    def counts(self) -> sparse.csr_matrix:
        """Pieces × lemmas: how often, of the words that count."""
        tokens = self.base.tokens
        sizes = self.last - self.first
        row = np.repeat(np.arange(len(self)), sizes)
        token = np.arange(int(sizes.sum())) + np.repeat(self.first - np.cumsum(sizes) + sizes, sizes)
        there = self.base.counted[token]
        words = tokens.vocabulary(LEMMA)
        number = words.of_form[tokens.form[token[there]]]
        shape = (len(self), len(words))
        return sparse.csr_matrix((np.ones(len(number), np.int64), (row[there], number)), shape=shape)


def pieces(base: Basis, unit: str) -> Pieces:
    """The text in units; or, for `quotation`, the quotations it is inside of, each once. Raises `UnknownOption`."""
    if unit not in UNITS:
        raise UnknownOption("The unit", unit, UNITS)
    if unit == QUOTATION:
        return _quotations(base, base.chosen.codings if base.codings is None else base.codings)
    return _runs(base, unit)


def _quotations(base: Basis, codings: Ints) -> Pieces:
    marks, tokens = base.chosen.marks, base.tokens
    spans = np.stack([marks.document[codings], marks.start[codings], marks.end[codings]], axis=1)
    spans = np.unique(spans, axis=0)
    first, last = tokens.ranges(spans[:, 0], spans[:, 1], spans[:, 2])
    return Pieces(base, spans[:, 0], spans[:, 1], spans[:, 2], first, last)


def _runs(base: Basis, unit: str) -> Pieces:
    """The runs of words that count without a gap, cut at each unit."""
    tokens = base.tokens
    there = np.flatnonzero(base.counted)
    if not len(there):
        none = np.empty(0, np.int64)
        return Pieces(base, none, none, none, none, none)
    number = tokens.numbered(_CUTS[unit])
    breaks = np.flatnonzero((np.diff(there) > 1) | (np.diff(number[there]) > 0)) + 1
    first, last = there[np.r_[0, breaks]], there[np.r_[breaks - 1, len(there) - 1]]
    ends = [_to_space(tokens.texts[tokens.document[token]], int(tokens.end[token])) for token in last.tolist()]
    return Pieces(base, tokens.document[first], tokens.start[first], np.array(ends, np.int64), first, last + 1)


def _to_space(text: str, end: int) -> int:
    """The end of a passage with the signs that close it."""
    while end < len(text) and not text[end].isspace():
        end += 1
    return end


def weighed(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Pieces × words by weight, rows of length 1; the row of a piece without words is empty."""
    rows = counts.astype(float)
    rows.data = 1 + np.log(rows.data)
    return unit_rows(rows @ sparse.diags(idf(counts)))


def idf(counts: sparse.csr_matrix) -> Floats:
    """What each word weighs by how few pieces have it."""
    having = np.bincount(counts.indices, minlength=counts.shape[1])
    weights: Floats = np.log((1 + counts.shape[0]) / (1 + having)) + 1
    return weights
