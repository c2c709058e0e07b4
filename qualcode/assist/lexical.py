"""Texts as sparse rows: words by lemma, and pieces of words, weighed by how rare they are.

A row holds the telling lemmas of a text, `(1 + log count) × idf`, and has length 1; a second matrix holds the pieces
(runs of three to five letters) of those lemmas, so that *vrijwilligerscentrale* is near *vrijwilliger*. Products of
rows are cosines. Pieces are found once per lemma, which makes them as quick as words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from scipy import sparse

from qualcode.tables import Floats, Ints
from qualcode.text.lemmas import Lemmas

#: Letters in a piece of a word.
_PIECES = (3, 4, 5)
#: So many texts are kept as they were read.
_LATEST = 8_192


class Lexicon:
    """The lemmas seen so far, each with a number; grows as texts come by.

    `weigh` sets the idf, from texts that stand for the project: `log((1 + n) / (1 + df)) + 1` (as in scikit-learn).
    """

    def __init__(self, lemmas: Lemmas) -> None:
        self.lemmas = lemmas
        self.numbers: dict[str, int] = {}
        self.names: list[str] = []
        self._telling: list[bool] = []
        self._latest: dict[str, list[int]] = {}
        self._pieces: dict[str, int] = {}
        self._pieces_of: list[tuple[int, ...]] = []
        self._idf = np.ones(0)
        self._unseen = 1.0
        self._grid: sparse.csr_matrix | None = None

    def number(self, lemma: str) -> int:
        """The number of a lemma, a new one for a new lemma."""
        found = self.numbers.get(lemma)
        if found is None:
            found = self.numbers[lemma] = len(self.names)
            self.names.append(lemma)
            self._telling.append(self.lemmas.telling(lemma))
            self._pieces_of.append(self._cut(lemma) if self._telling[-1] else ())
        return found

    def _cut(self, lemma: str) -> tuple[int, ...]:
        word = f" {lemma} "
        pieces = {word[at : at + size] for size in _PIECES for at in range(len(word) - size + 1)}
        return tuple(self._pieces.setdefault(piece, len(self._pieces)) for piece in sorted(pieces))

    def telling(self, lemma: str) -> bool:
        return self._telling[self.number(lemma)]

    def weigh(self, texts: Iterable[Sequence[int]]) -> None:
        """Set the idf by the texts (as numbers of lemmas) given; a lemma that is in none of them weighs most."""
        counted, number = np.zeros(len(self.names)), 0
        for text in texts:
            number += 1
            counted[list(set(text))] += 1
        self._unseen = float(np.log(1 + number) + 1)
        self._idf = np.log((1 + number) / (1 + counted)) + 1

    def read(self, text: str) -> list[int]:
        """The lemmas of a text as numbers, stop words too. The latest texts are kept: each is read several times."""
        found = self._latest.get(text)
        if found is None:
            if len(self._latest) >= _LATEST:
                self._latest.clear()
            found = self._latest[text] = [self.number(lemma) for lemma in self.lemmas.lemmas(text)]
        return found

    def weight(self, lemma: str) -> float:
        """The weight of one lemma; 0 for one that tells nothing."""
        number = self.number(lemma)
        if not self._telling[number]:
            return 0.0
        return float(self._idf[number]) if number < len(self._idf) else self._unseen

    @property
    def idf(self) -> Floats:
        """The weight of each lemma so far; 0 for one that tells nothing."""
        idf = np.full(len(self.names), self._unseen)
        idf[: len(self._idf)] = self._idf
        weighed: Floats = idf * np.array(self._telling, bool)
        return weighed

    def words(self, texts: Sequence[Sequence[int]]) -> sparse.csr_matrix:
        """Texts × lemmas, rows of length 1 (or 0 for a text that tells nothing)."""
        rows = self.counts(texts)
        rows.data = 1 + np.log(rows.data)
        return unit_rows(rows @ sparse.diags(self.idf))

    def counts(self, texts: Sequence[Sequence[int]]) -> sparse.csr_matrix:
        """Texts × lemmas: how often."""
        sizes = np.fromiter((len(text) for text in texts), np.int64, len(texts))
        columns = np.fromiter(chain.from_iterable(texts), np.int64, int(sizes.sum()))
        starts = np.concatenate([[0], np.cumsum(sizes)])
        rows = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(texts), len(self.names)))
        rows.sum_duplicates()
        return rows

    def pieces(self, words: sparse.csr_matrix) -> sparse.csr_matrix:
        """Texts × pieces of words, rows of length 1, from texts × lemmas."""
        return unit_rows(words @ self.grid()[: words.shape[1]])

    def piece_lengths(self, words: sparse.csr_matrix) -> Floats:
        """Per text the length its row of pieces has before it is made 1."""
        rows = words @ self.grid()[: words.shape[1]]
        lengths: Floats = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), float).ravel())
        return lengths

    def grid(self) -> sparse.csr_matrix:
        """Lemmas × pieces, each lemma of length 1."""
        if self._grid is None or self._grid.shape[0] != len(self.names):
            sizes = [len(each) for each in self._pieces_of]
            columns = np.fromiter(chain.from_iterable(self._pieces_of), np.int64, sum(sizes))
            starts: Ints = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
            shape = (len(self.names), len(self._pieces))
            self._grid = unit_rows(sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=shape))
        return self._grid


def wide(matrix: sparse.csr_matrix, columns: int) -> sparse.csr_matrix:
    """The matrix with this many columns: later ones left out, or room made for them."""
    if matrix.shape[1] > columns:
        return matrix[:, :columns]
    return sparse.csr_matrix((matrix.data, matrix.indices, matrix.indptr), (matrix.shape[0], columns))


def unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """The rows made of length 1; empty rows stay empty."""
    matrix = matrix.tocsr()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return (sparse.diags(scale) @ matrix).tocsr()
