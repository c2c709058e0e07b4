"""Formulas for counts of words, one each, over arrays.

Nothing here knows of texts. Counts are of words that are not drawn at random: the numbers put words in order, and are
no tests.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qualcode.tables import Bools, Floats

Numbers = npt.ArrayLike


def log_likelihood(count: Numbers, other: Numbers, size: float, other_size: float) -> Floats:
    """G² of words with its sign, for counts a and b in texts of c and d words: `2 (a ln(a/E₁) + b ln(b/E₂))` with
    `E₁ = c (a+b) / (c+d)` and `E₂ = d (a+b) / (c+d)` (Dunning 1993, in the form of Rayson & Garside 2000); below zero
    where the second text uses the word more.

    >>> log_likelihood([52], [57], 50_000, 75_000).round(2).tolist()
    [2.65]
    """
    a, b = np.asarray(count, float), np.asarray(other, float)
    share = (a + b) / (size + other_size)
    both = 2 * (_part(a, size * share) + _part(b, other_size * share))
    signed: Floats = np.where(a * other_size >= b * size, 1, -1) * np.maximum(both, 0)
    return signed


def log_ratio(count: Numbers, other: Numbers, size: float, other_size: float) -> Floats:
    """The binary logarithm of how much more often per word the first text uses words (Hardie 2014); what is not there
    counts as half a time.

    >>> log_ratio([20, 4], [5, 0], 1000, 1000).tolist()
    [2.0, 3.0]
    """
    a, b = (np.where(np.asarray(each, float) == 0, 0.5, each) for each in (count, other))
    found: Floats = np.log2((a / size) / (b / other_size))
    return found


def pair_likelihood(both: Numbers, first: Numbers, second: Numbers, size: float) -> Floats:
    """G² of the four cells of a pair: how often both, the first and the second word, in a text of so many words
    (Dunning 1993); below zero where they are together less than by chance.

    >>> pair_likelihood([10], [10], [10], 100).round(3).tolist()
    [65.017]
    """
    o11, one, two = (np.asarray(each, float) for each in (both, first, second))
    cells = [(o11, one, two), (one - o11, one, size - two), (two - o11, size - one, two)]
    cells.append((size - one - two + o11, size - one, size - two))
    total = 2 * np.sum([_part(observed, row * column / size) for observed, row, column in cells], axis=0)
    signed: Floats = np.where(o11 * size >= one * two, 1, -1) * np.maximum(total, 0)
    return signed


def mutual_information(both: Numbers, first: Numbers, second: Numbers, size: float) -> Floats:
    """`log₂(O/E)`: how much more often two words are together than by chance (Church & Hanks 1990). It favours rare
    words.

    >>> mutual_information([10], [10], [10], 100).round(3).tolist()
    [3.322]
    """
    o11, one, two = (np.asarray(each, float) for each in (both, first, second))
    found: Floats = np.log2(o11 * size / (one * two))
    return found


def dice(first_with: Numbers, second_with: Numbers, first: Numbers, second: Numbers) -> Floats:
    """Which part of the occurrences of two words has the other beside it (Dice 1945): 1 where they are never apart.

    >>> dice([10], [10], [10], [30]).tolist()
    [0.5]
    """
    found: Floats = np.add(first_with, second_with) / np.add(first, second)
    return found


def _part(observed: Floats, expected: Floats) -> Floats:
    """`O ln(O/E)`, which goes to zero with O."""
    there: Bools = (observed > 0) & (expected > 0)
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=there)
    found: Floats = observed * np.log(ratio)
    return found
