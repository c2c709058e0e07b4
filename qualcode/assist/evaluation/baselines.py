"""What any suggester must beat: always the most used codes, and counting the words of the codebook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log
from typing import Self

import numpy as np

from qualcode.model import Code, Codebook, Fragment, Reason
from qualcode.tables import Floats
from qualcode.text.lemmas import Lemmas

#: Words in common that together weigh so much make a code likely (p = .63); it orders nothing.
_LIKELY = 10.0


class Majority:
    """Says of every fragment how often each code was given to the fragments it learned from: the base rates."""

    name = "majority"

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        self._rates = np.zeros(len(self.codes))

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        count = dict.fromkeys(self.codes, 0)
        for given in codes:
            for code in given:
                count[code] += 1
        self._rates = np.array(list(count.values()), np.float64) / max(len(fragments), 1)
        return self

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        return np.tile(self._rates, (len(fragments), 1))

    def explain(self, fragment: Fragment, code: str, top: int = 3) -> tuple[Reason, ...]:
        return ()


class Keywords:
    """Says a code is likelier the more words a fragment shares with its keywords, name and definition (and what it
    includes); a word that fewer codes have weighs more (Spärck Jones 1972). Learns nothing."""

    name = "keywords"

    def __init__(self, codebook: Codebook, codes: Sequence[str], language: str) -> None:
        self.codes = tuple(codes)
        self._lemmas = Lemmas.of(codebook.language or language)
        self._columns: dict[str, list[int]] = {}
        for column, code in enumerate(self.codes):
            for word in sorted(self._telling(_said(codebook[code]))):
                self._columns.setdefault(word, []).append(column)

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        return self

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        found = np.zeros((len(fragments), len(self.codes)))
        for row, fragment in enumerate(fragments):
            for word in sorted(self._telling(fragment.quote)):
                columns = self._columns.get(word, [])
                found[row, columns] += log(1 + len(self.codes) / len(columns)) if columns else 0.0
        return 1 - np.exp(-found / _LIKELY)

    def explain(self, fragment: Fragment, code: str, top: int = 3) -> tuple[Reason, ...]:
        return ()

    def _telling(self, text: str) -> set[str]:
        return {lemma for lemma in self._lemmas.lemmas(text) if self._lemmas.telling(lemma)}


def _said(code: Code) -> str:
    return " ".join([*code.keywords, code.name, code.definition, *code.include])
