"""Codes that are confused: one was given, and suggestions had the other instead; or their definitions are alike."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from scipy.stats import binom

from qualcode.assist.advice.boundaries import Boundaries
from qualcode.assist.advice.found import Pair
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.ranking import ranks
from qualcode.assist.features import CodeFeatures
from qualcode.tables import Bools, Floats

#: The code that was given is missed below this place, and the other stands within it.
_FIRST = 3
#: Confused are codes with so many cases, so many times as many as by chance, which would be less often than this. (A
#: code that is given often stands first for much, and is not confused with any code in particular.)
_TIMES, _AS_MANY, _CHANCE = 3, 2.0, 0.001
#: Definitions are alike from this cosine on.
_NEAR = 0.4
#: So many quotations are named for a pair.
_LABELS = 3


def confused(
    p: Floats, material: Material, features: CodeFeatures, boundaries: Boundaries, shown: Collection[str]
) -> list[Pair]:
    """Pairs of codes that suggestions took for each other more often than chance has it, the most frequent first.

    `p`: tested rows × codes, from a suggester that had not seen the group. Quotations are named in the documents
    `shown` only.
    """
    gold = material.gold[material.rows]
    rank = ranks(p)
    missed, instead = gold & (rank > _FIRST), ~gold & (rank <= _FIRST)
    times = missed.T.astype(float) @ instead
    expected = missed.sum(axis=0)[:, None] * _rates(gold, instead)
    unlikely = binom.sf(times - 1, missed.sum(axis=0)[:, None], _rates(gold, instead)) <= _CHANCE
    struck = unlikely & (times >= _TIMES) & (times + times.T >= _AS_MANY * (expected + expected.T))
    near = alike(features)
    found = []
    for one, two in zip(*np.nonzero(np.triu(struck | struck.T, 1)), strict=True):
        if times[two, one] > times[one, two]:
            one, two = two, one
        rows = np.flatnonzero((missed[:, one] & instead[:, two]) | (missed[:, two] & instead[:, one]))
        clearest = rows[np.argsort(-np.abs(p[rows, one] - p[rows, two]), kind="stable")]
        fragments = [material.fragments[material.rows[row]] for row in clearest]
        labels = [each.label for each in fragments if each.document in shown and each.label]
        found.append(
            Pair(
                (material.codes[one], material.codes[two]), (material.paths[one], material.paths[two]),
                int(times[one, two]), int(times[two, one]),
                round(float(expected[one, two]), 1), round(float(expected[two, one]), 1),
                tuple(labels[:_LABELS]), round(float(near[one, two]), 2),
                boundaries.between(material.codes[one], material.codes[two]),
            )
        )  # fmt: skip
    return sorted(found, key=lambda pair: (pair.chance + pair.chance_back - pair.times, pair.paths))


def _rates(gold: Bools, instead: Bools) -> Floats:
    """Codes × codes: how often the second stands among the first where neither was given."""
    neither = (~gold).astype(float)
    rates: Floats = (neither.T @ instead) / np.maximum(neither.T @ neither, 1)
    return rates


def alike(features: CodeFeatures) -> Floats:
    """Codes × codes: how alike their definitions are in words."""
    words = features.definition_words
    return np.asarray(words.near(words.words), float)


def near(features: CodeFeatures, boundaries: Boundaries, known: Collection[frozenset[str]]) -> list[Pair]:
    """Pairs of codes with definitions that are alike, of which the codebook does not say how to tell them apart, the
    likest first. Left out are those `known` already, and counterparts: their mode tells them apart."""
    texts, cosine = features.texts, alike(features)
    found = []
    for one, two in zip(*np.nonzero(np.triu(cosine >= _NEAR, 1)), strict=True):
        codes = (texts.ids[one], texts.ids[two])
        if texts.theme[one] == texts.theme[two] or frozenset(codes) in known or boundaries.between(*codes):
            continue
        paths = (texts.texts[one].path, texts.texts[two].path)
        found.append(Pair(codes, paths, near=round(float(cosine[one, two]), 2)))
    return sorted(found, key=lambda pair: (-pair.near, pair.paths))
