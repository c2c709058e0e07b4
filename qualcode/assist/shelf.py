"""Fragments that were read, kept with all that was read of them, so that fitting anew need not read them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from qualcode.assist.features import CodeFeatures
from qualcode.assist.lexical import Lexicon, wide
from qualcode.assist.threads import one_thread
from qualcode.model import Fragment
from qualcode.tables import Ints, Singles

#: So many fragments are kept at most; with more, the shelf begins anew.
ROOM = 20_000
#: Of so many at most it is kept how like each other they are.
KNOWN = 6_000
#: What words, pieces of words and sentence vectors count for in the likeness of two fragments.
_WORDS, _PIECES, _SENSE = 0.5, 0.5, 0.5


@dataclass(frozen=True)
class Batch:
    """Fragments as numbers: `static` is fragments × codes × features (`qualcode.assist.features.NAMES`), `words`
    fragments × lemmas, `lengths` those of their rows of pieces, `vectors` fragments × dimensions (none without)."""

    static: Singles
    words: sparse.csr_matrix
    lengths: Singles
    vectors: Singles
    headings: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.static)

    def take(self, rows: Ints) -> Batch:
        headings = tuple(self.headings[row] for row in rows.tolist())
        return Batch(self.static[rows], self.words[rows], self.lengths[rows], self.vectors[rows], headings)

    def and_then(self, other: Batch) -> Batch:
        width = max(self.words.shape[1], other.words.shape[1])
        return Batch(
            np.concatenate([self.static, other.static]),
            sparse.vstack([wide(self.words, width), wide(other.words, width)]).tocsr(),
            np.concatenate([self.lengths, other.lengths]),
            np.concatenate([self.vectors, other.vectors]),
            (*self.headings, *other.headings),
        )


@one_thread()
def read(features: CodeFeatures, fragments: Sequence[Fragment]) -> Batch:
    """Read fragments; see `Batch`."""
    quotes = [fragment.quote for fragment in fragments]
    static = features.of(fragments)
    words = features.words(quotes)
    lengths = features.lexicon.piece_lengths(words).astype(np.float32)
    vectors = (
        features.vectors(quotes) if features.embed is not None and quotes else np.zeros((len(quotes), 0), np.float32)
    )
    return Batch(static, words, lengths, vectors, tuple(fragment.heading for fragment in fragments))


class Shelf:
    """The fragments read so far; and how like each other those are that were taught."""

    def __init__(self, features: CodeFeatures) -> None:
        self.features = features
        self._clear()

    def _clear(self) -> None:
        self._place: dict[Fragment, int] = {}
        self._all: Batch | None = None
        self._taught: dict[int, int] = {}
        self._kernel: Singles = np.zeros((0, 0), np.float32)

    def rows(self, fragments: Sequence[Fragment]) -> Ints:
        """Where the fragments stand on the shelf; those that are new are read first."""
        fresh = [each for each in dict.fromkeys(fragments) if each not in self._place]
        if len(self._place) + len(fresh) > ROOM and self._place:
            self._clear()
            fresh = list(dict.fromkeys(fragments))
        if fresh:
            new = read(self.features, fresh)  # which may be broken off: nothing is noted before
            self._all = new if self._all is None else self._all.and_then(new)
            self._place.update({each: len(self._place) + number for number, each in enumerate(fresh)})
        return np.array([self._place[each] for each in fragments], np.int64)

    def batch(self, fragments: Sequence[Fragment]) -> Batch:
        return self._take(self.rows(fragments))

    def _take(self, rows: Ints) -> Batch:
        return read(self.features, []) if self._all is None else self._all.take(rows)

    def kernel(self, fragments: Sequence[Fragment]) -> Singles:
        """Fragments × fragments: how like each other they are, 0 to 1 (below 0 where their vectors differ)."""
        rows = self.rows(fragments).tolist()
        fresh = [row for row in dict.fromkeys(rows) if row not in self._taught]
        if len(self._taught) + len(fresh) > KNOWN and self._taught:
            self._taught, self._kernel = {}, np.zeros((0, 0), np.float32)
            fresh = list(dict.fromkeys(rows))
        if fresh:
            self._grow(fresh)
        at = np.array([self._taught[row] for row in rows], np.int64)
        return self._kernel[np.ix_(at, at)]

    def _grow(self, fresh: list[int]) -> None:
        taught = {**self._taught, **{row: len(self._taught) + number for number, row in enumerate(fresh)}}
        everyone = self._take(np.array(list(taught), np.int64))
        beside = self.likeness(everyone.take(np.arange(len(everyone) - len(fresh), len(everyone))), everyone)
        old = len(everyone) - len(fresh)
        grown = np.zeros((len(everyone), len(everyone)), np.float32)
        grown[:old, :old] = self._kernel
        grown[old:] = beside
        grown[:old, old:] = beside[:, :old].T
        self._taught, self._kernel = taught, grown

    def likeness(self, these: Batch, those: Batch) -> Singles:
        """These × those: cosines of words and of pieces of words, and of sentence vectors where there are some."""
        pieces = self.features.lexicon.pieces
        width = max(these.words.shape[1], those.words.shape[1])
        whole = np.asarray((wide(these.words, width) @ wide(those.words, width).T).todense(), np.float32)
        parts = np.asarray((pieces(these.words) @ pieces(those.words).T).todense(), np.float32)
        lexical: Singles = _WORDS * whole + _PIECES * parts
        if these.vectors.shape[1] == 0:
            return lexical
        return (1 - _SENSE) * lexical + _SENSE * (these.vectors @ those.vectors.T)

    def toward(self, taught: Batch, dual: Singles) -> Toward:
        """What `likeness(fragments, taught) @ dual` gives, without the taught fragments: see `Toward`."""
        lexicon, sense = self.features.lexicon, taught.vectors.shape[1] > 0
        lexical = 1 - _SENSE if sense else 1.0
        return Toward(
            lexicon,
            words=lexical * _WORDS * np.asarray(taught.words.T @ dual, np.float32),
            pieces=lexical * _PIECES * np.asarray(lexicon.pieces(taught.words).T @ dual, np.float32),
            vectors=_SENSE * (taught.vectors.T @ dual) if sense else None,
        )


@dataclass(frozen=True)
class Toward:
    """A linear function of a fragment's words, pieces and vector: lemmas × labels, pieces × labels, dimensions ×
    labels. Words and pieces that came by later than it was made weigh nothing in it."""

    lexicon: Lexicon
    words: Singles
    pieces: Singles
    vectors: Singles | None

    def of(self, batch: Batch) -> Singles:
        """Fragments × labels."""
        known = wide(batch.words, self.words.shape[0])
        lengths = batch.lengths[:, None]
        found = known @ self.words
        pieces = wide(batch.words @ self.lexicon.grid()[: batch.words.shape[1]], self.pieces.shape[0])
        parts = pieces @ self.pieces
        found += np.divide(parts, lengths, out=np.zeros_like(parts), where=lengths > 0)
        return np.asarray(found if self.vectors is None else found + batch.vectors @ self.vectors, np.float32)
