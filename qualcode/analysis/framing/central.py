"""Quotations proposed for a cell: the most typical, nearest to the middle of all of them, and the most different,
furthest from it.

A quotation is a row of its telling lemmas, `(1 + log count) × idf`, of length 1; its likeness to the others is the
cosine with the sum of their rows, itself left out. That measures shared words and nothing else: not whether a quotation
is apt, well put, or true of most interviews.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from qualcode.assist.lexical import Lexicon
from qualcode.tables import Bools, Floats
from qualcode.text.lemmas import Lemmas

#: A quotation is compared from so many different telling words on, and a cell from so many such quotations.
FEWEST_WORDS, FEWEST_QUOTES = 4, 4
#: So many are proposed of either kind.
PROPOSED = 2


@dataclass(frozen=True, slots=True)
class Proposed:
    """Labels, the likeliest first, with their cosines; empty where there are too few to compare."""

    typical: tuple[tuple[str, float], ...] = ()
    different: tuple[tuple[str, float], ...] = ()


class Middle:
    """The quotations of a project as rows of lemmas, read once; the idf is that of all of them."""

    def __init__(self, words: Mapping[str, str], language: str) -> None:
        lexicon = Lexicon(Lemmas.of(language))
        texts = [lexicon.read(each) for each in words.values()]
        lexicon.weigh(texts)
        self._place = {label: place for place, label in enumerate(words)}
        self._rows: sparse.csr_matrix = lexicon.words(texts)
        self._rows.eliminate_zeros()
        self._enough: Bools = np.diff(self._rows.indptr) >= FEWEST_WORDS

    def proposed(self, labels: Sequence[str], most: int = PROPOSED) -> Proposed:
        """The most typical and the most different of these; none stands under both."""
        own = [label for label in labels if label in self._place and self._enough[self._place[label]]]
        if len(own) < FEWEST_QUOTES:
            return Proposed()
        likeness = nearness(self._rows[[self._place[label] for label in own]])
        order = sorted(range(len(own)), key=lambda place: (-likeness[place], place))
        ranked = [(own[place], float(likeness[place])) for place in order]
        most = min(most, len(own) // 2)
        return Proposed(tuple(ranked[:most]), tuple(reversed(ranked[-most:])))


def nearness(rows: sparse.csr_matrix) -> Floats:
    """Per row of length 1 the cosine with the sum of the others.

    >>> nearness(sparse.csr_matrix([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])).round(2).tolist()
    [0.71, 0.71, 0.0]
    """
    total = np.asarray(rows.sum(axis=0)).ravel()
    own = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()  # 1, or 0 for an empty row
    along = np.asarray(rows @ total).ravel()
    lengths = np.sqrt(np.maximum(total @ total - 2 * along + own, 0))
    found: Floats = np.divide(along - own, lengths, out=np.zeros_like(lengths), where=lengths > 1e-9)
    return found
