"""Quotations that would serve a code as examples: like its others, of different groups, short, whole sentences, and
without names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qualcode.assist.advice.wording import names_somebody
from qualcode.assist.evaluation.material import Material
from qualcode.assist.features import spread
from qualcode.assist.shelf import Shelf
from qualcode.tables import Bools, Floats, Ints

#: So many are proposed, and added to see what they gain.
PROPOSED = 2
#: An example has between so many words.
_SHORTEST, _LONGEST = 5, 60
#: What having no other code counts for, and what being like one that was chosen takes off.
_ALONE, _ALIKE, _SAME_GROUP = 1.15, 0.5, 0.02
#: So many quotations of a code are compared, evenly spread.
_COMPARED = 400


class Typical:
    """The quotations of one code (`rows` of the material), compared with each other once."""

    def __init__(self, shelf: Shelf, material: Material, place: int, plain: Bools) -> None:
        own = np.flatnonzero(material.tested & material.gold[:, place]).tolist()
        self.rows: Ints = np.array(spread(own, _COMPARED), np.int64)
        self.material = material
        batch = shelf.batch([material.fragments[row] for row in self.rows])
        self._alike: Floats = np.asarray(shelf.likeness(batch, batch), float)
        self._plain = plain[self.rows]
        self._words = np.array([" ".join(material.fragments[row].quote.split()) for row in self.rows], object)
        self._alone = material.gold[self.rows].sum(axis=1) == 1

    def choose(self, allowed: Bools, most: int = PROPOSED) -> list[int]:
        """Rows of the material, the best first, among those allowed."""
        here = np.flatnonzero(allowed[self.rows])
        if not len(here):
            return []
        alike, group = self._alike[np.ix_(here, here)], self.material.group[self.rows[here]]
        words = self._words[here]
        worth = self._mean(alike, self.material.document[self.rows[here]])
        worth = worth * np.where(self._alone[here], _ALONE, 1) - np.where(self._plain[here], 0, 10)
        chosen: list[int] = []
        for _time in range(min(most, len(here))):
            left = worth.copy()
            for each in chosen:
                left -= _ALIKE * alike[:, each] + _SAME_GROUP * (group == group[each])
                left[words == words[each]] = -np.inf
            if np.isneginf(left).all():
                break
            chosen.append(int(left.argmax()))
        return [int(self.rows[here[each]]) for each in chosen]

    @staticmethod
    def _mean(alike: Floats, document: Ints) -> Floats:
        """How like each is to those of other documents, on average."""
        other = document[:, None] != document[None]
        mean: Floats = (alike * other).sum(axis=1) / np.maximum(other.sum(axis=1), 1)
        return mean


def plain_rows(quotes: Sequence[str], small: frozenset[str], language: str) -> Bools:
    """Which passages are fit to stand in a codebook: neither too short nor too long, from the beginning of a sentence,
    and naming nobody."""
    lengths = np.array([quote.count(" ") + 1 for quote in quotes])
    begun = np.array([not next(filter(str.isalnum, quote), "x").islower() for quote in quotes], bool)
    named = np.array([names_somebody(quote, small, language) for quote in quotes], bool)
    fit: Bools = (lengths >= _SHORTEST) & (lengths <= _LONGEST) & begun & ~named
    return fit
