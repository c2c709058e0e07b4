"""Terms of codes found in fragments: by lemma, all words of a term, and inside compounds.

A term of several words is found where all of its telling words are in the fragment, in any order. A word of five
letters or more is also found at the beginning or end of a longer one, for less: *vrijwilliger* in
*vrijwilligerscentrale*.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from scipy import sparse

from qualcode.assist.lexical import Lexicon
from qualcode.tables import Floats, Singles

#: What a word counts for that is only part of a longer one, and how long it is at least.
_PART, _LONG = 0.7, 5


class Terms:
    """The terms of all codes, ready to be looked for. `owners[i]` is the code that term `i` belongs to."""

    def __init__(self, lexicon: Lexicon, terms: Sequence[tuple[int, str]], codes: int) -> None:
        self.lexicon = lexicon
        self.codes = codes
        kept = [(owner, term, self._telling(term)) for owner, term in terms]
        kept = [each for each in kept if each[2]]
        self.names = tuple(term for _owner, term, _words in kept)
        self.owners = np.array([owner for owner, _term, _words in kept], np.int64)
        self._needed = sorted({word for _owner, _term, words in kept for word in words})
        place = {word: number for number, word in enumerate(self._needed)}
        self._places = {lexicon.names[word]: number for word, number in place.items()}
        self._of_term = [tuple(place[word] for word in words) for _owner, _term, words in kept]
        self._hits: sparse.csr_matrix = sparse.csr_matrix((0, len(self._needed)), dtype=np.float32)

    def _telling(self, term: str) -> list[int]:
        lexicon = self.lexicon
        return sorted({number for number in lexicon.read(term) if lexicon.telling(lexicon.names[number])})

    @cached_property
    def weights(self) -> Floats:
        """What each term counts for, once the idf is set: the mean of its words, times the root of how many."""
        idf = self.lexicon.idf
        needed = np.array(self._needed, np.int64)
        return np.array([idf[needed[list(words)]].mean() * len(words) ** 0.5 / 4 for words in self._of_term])

    def found(self, counts: sparse.csr_matrix) -> Singles:
        """Fragments × terms: 1 where a term is there, less where part of a longer word, 0 where it is not."""
        self._grow()
        hits = sparse.csr_matrix((self._hits.data, self._hits.indices, self._hits.indptr), self._hits.shape)
        there = sparse.csr_matrix(
            (np.ones_like(counts.data, np.float32), counts.indices, counts.indptr), (counts.shape[0], hits.shape[0])
        )
        words = np.minimum(np.asarray((there @ hits).todense(), np.float32), 1)
        widest = max(map(len, self._of_term), default=0)
        found = np.ones((counts.shape[0], len(self._of_term)), np.float32)
        words = np.concatenate([words, np.ones((len(words), 1), np.float32)], axis=1)
        for at in range(widest):
            columns = [each[at] if at < len(each) else len(self._needed) for each in self._of_term]
            np.minimum(found, words[:, columns], out=found)
        return found

    def score(self, counts: sparse.csr_matrix) -> Singles:
        """Fragments × codes: the log of 1 plus the weights of the terms that are there."""
        by_code = sparse.csr_matrix(
            (self.weights, (np.arange(len(self.owners)), self.owners)), (len(self.owners), self.codes)
        )
        scores: Singles = np.log1p(np.asarray(self.found(counts) @ by_code, np.float32))
        return scores

    def words_of(self, term: int) -> tuple[int, ...]:
        return self._of_term[term]

    def _grow(self) -> None:
        """Look up the lemmas that came by since."""
        names = self.lexicon.names
        if self._hits.shape[0] == len(names):
            return
        rows, columns, values = [], [], []
        for number in range(self._hits.shape[0], len(names)):
            for place, value in self.of_word(names[number]).items():
                rows.append(number - self._hits.shape[0])
                columns.append(place)
                values.append(value)
        fresh = sparse.csr_matrix(
            (np.array(values, np.float32), (rows, columns)), (len(names) - self._hits.shape[0], len(self._needed))
        )
        self._hits = sparse.vstack([self._hits, fresh]).tocsr()

    def of_word(self, lemma: str) -> dict[int, float]:
        """The words of terms that a lemma stands for, by their place among those needed, with how well."""
        found = {}
        for cut in range(_LONG, len(lemma)):
            for part in (lemma[:cut], lemma[-cut:]):
                if part in self._places:
                    found[self._places[part]] = _PART
        if lemma in self._places:
            found[self._places[lemma]] = 1.0
        return found
