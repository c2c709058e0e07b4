"""What examples and words are worth, measured: the codebook is read again with or without them, and says anew what is
likely for fragments that were coded.

It goes by the codebook alone, so that it measures the text and not the codings. What is added comes from other groups
than the fragments it is tried on.

The codebook is read once per group with the additions of all codes; then, for each code by itself, only the code's own
scores are put in the place of those it has now, and it competes with the others as they are. So a gain is the code's
own, for the price of one reading. As scores only add up, a code with more examples stands higher everywhere, also where
it does not belong; that is no gain. Its scores are therefore brought to the level they have now for the fragments
without it, and what is left is how much better it tells its own fragments from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qualcode.assist.advice.found import Gain, What
from qualcode.assist.codetexts import CodeTexts
from qualcode.assist.evaluation.folds import Watch, bundled, unwatched
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.ranking import average_precision, ranks
from qualcode.model import Fragment
from qualcode.tables import Bools, Floats, Ints

#: What a codebook, laid out so, says of fragments without any coding: scores, fragments × codes.
Cold = Callable[[CodeTexts, Sequence[Fragment]], Floats]
#: The codebook with more in it, when these rows of the material may be used for it.
Fuller = Callable[[Bools], CodeTexts]
#: A code is measured that has so many quotations.
FEWEST = 5
FIRST = 5


def without_examples(cold: Cold, texts: CodeTexts, material: Material) -> Floats:
    """Tested rows × codes: what the codebook says without any example."""
    bare = replace(texts, texts=tuple(replace(each, examples=()) for each in texts.texts))
    return cold(bare, [material.fragments[row] for row in material.rows])


def with_more(
    cold: Cold, texts: Fuller, material: Material, codes: int, watch: Watch = unwatched, name: str = ""
) -> Floats:
    """Tested rows × codes: what the codebook says with more in it, taken from other groups than each fragment's own."""
    bundle = bundled(material)
    found = np.zeros((len(material), codes))
    for number in watch(np.unique(bundle[material.rows]).tolist(), name):
        rows = np.flatnonzero((bundle == number) & material.tested)
        fuller = texts(material.tested & (bundle != number))
        found[rows] = cold(fuller, [material.fragments[row] for row in rows])
    return found[material.rows]


def gains(
    before: Floats, after: Floats, base: Floats, gold: Bools, named: Sequence[tuple[str, str]], what: What
) -> list[Gain]:
    """Per code with enough quotations what comes of putting its scores in `after` in the place of those in `before`,
    among the others as in `base` (all fragments × codes). `named`: the codes as id and path."""
    now, together = ranks(base), ranks(after) <= FIRST
    found = []
    for code, name in enumerate(named):
        own = gold[:, code]
        if own.sum() < FEWEST:
            continue
        first, second = (_Among.of(code, table[:, code], base, now, gold) for table in (before, after))
        found.append(
            Gain(
                *name, what, int(own.sum()), int(first.own.sum()), int(second.own.sum()),
                came_in=int((second.own & ~first.own).sum()), fell_out=int((first.own & ~second.own).sum()),
                pushed_out=int((first.others & ~second.others).sum()),
                let_in=int((second.others & ~first.others).sum()),
                together=int((together[:, code] & own).sum()), precision=(first.precision, second.precision),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class _Among:
    """A code with some scores among the others as they are: which of its fragments have it among the first five, which
    other codes that were given are there (fragments × codes), and the mean average precision of its fragments."""

    own: Bools
    others: Bools
    precision: float

    @classmethod
    def of(cls, code: int, scores: Floats, base: Floats, now: Ints, gold: Bools) -> _Among:
        own, others = gold[:, code], gold.copy()
        others[:, code] = False
        level = _levelled(scores, base[:, code], own)
        ahead = _ahead(level, base, code)
        rank = base.shape[1] - ahead.sum(axis=1)
        place = now - _ahead(base[:, code], base, code) + ahead
        table = base[own].copy()
        table[:, code] = level[own]
        precision = float(average_precision(ranks(table), gold[own]).mean())
        return cls((rank <= FIRST)[own], (place <= FIRST) & others, round(precision, 4))


def _levelled(scores: Floats, now: Floats, own: Bools) -> Floats:
    """The scores of a code, as high on average as now for the fragments without it.

    >>> _levelled(np.array([5.0, 3.0, 3.0]), np.array([1.0, 1.0, 1.0]), np.array([True, False, False])).tolist()
    [3.0, 1.0, 1.0]
    """
    others = ~own
    levelled: Floats = scores - (scores[others] - now[others]).mean() if others.any() else scores
    return levelled


def _ahead(scores: Floats, base: Floats, code: int) -> Ints:
    """Fragments × codes: 1 where a code with these scores stands before the other. Of equals the first in the codebook
    comes first; a code does not stand before itself."""
    column = scores[:, None]
    later = np.arange(base.shape[1]) > code
    found = (column > base) | ((column == base) & later)
    found[:, code] = False
    ahead: Ints = found.astype(np.int64)
    return ahead
