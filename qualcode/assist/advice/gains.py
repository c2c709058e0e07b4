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
from dataclasses import replace

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
    place = ranks(base)
    return [
        _gain(column, before, after, base, place, gold, named[column], what)
        for column in range(gold.shape[1])
        if gold[:, column].sum() >= FEWEST
    ]


def _gain(
    code: int, before: Floats, after: Floats, base: Floats, place: Ints, gold: Bools, named: tuple[str, str], what: What
) -> Gain:
    own = gold[:, code]
    scores = {name: _levelled(table[:, code], base[:, code], own) for name, table in _both(before, after)}
    ahead = {name: _ahead(each, base, code) for name, each in scores.items()}
    now = _ahead(base[:, code], base, code)
    rank = {name: base.shape[1] - each.sum(axis=1) for name, each in ahead.items()}
    first = {name: (each <= FIRST)[own] for name, each in rank.items()}
    others = gold.copy()
    others[:, code] = False
    inside = {name: ((place - now + each) <= FIRST) & others for name, each in ahead.items()}
    return Gain(
        *named, what, int(own.sum()), int(first["before"].sum()), int(first["after"].sum()),
        came_in=int((first["after"] & ~first["before"]).sum()),
        fell_out=int((first["before"] & ~first["after"]).sum()),
        pushed_out=int((inside["before"] & ~inside["after"]).sum()),
        let_in=int((inside["after"] & ~inside["before"]).sum()),
        precision=(_precision(base, scores["before"], code, gold), _precision(base, scores["after"], code, gold)),
    )  # fmt: skip


def _both(before: Floats, after: Floats) -> tuple[tuple[str, Floats], ...]:
    return ("before", before), ("after", after)


def _levelled(scores: Floats, now: Floats, own: Bools) -> Floats:
    """The scores of a code, as high on average as now for the fragments without it."""
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


def _precision(base: Floats, scores: Floats, code: int, gold: Bools) -> float:
    """Mean average precision of the fragments with a code, its scores put in."""
    own = gold[:, code]
    table = base[own].copy()
    table[:, code] = scores[own]
    return round(float(average_precision(ranks(table), gold[own]).mean()), 4)
