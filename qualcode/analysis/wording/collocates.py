"""Which words go together more than by chance: next to each other, or a few words apart in one sentence.

    collocations(basis(chosen, tokens), window=1)             # pairs that stand side by side, in this order
    collocations(basis(chosen, tokens), "praktijk", window=5)  # what stands near one word

Three numbers per pair. The *log-likelihood* says how surely they go together (Dunning 1993), *mutual information* how
much more often than by chance (Church & Hanks 1990; it favours rare words), *dice* which part of their occurrences has
the other near (Dice 1945). Stop words are no part of a pair, but keep their place between the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.result import Shown
from qualcode.analysis.wording.basis import Basis, found_word, listed, some_places, stop_text
from qualcode.analysis.wording.frequencies import unit_text
from qualcode.analysis.wording.tokens import LEMMA, Vocabulary
from qualcode.analysis.wording.wordstats import dice, mutual_information, pair_likelihood
from qualcode.errors import NotPossible, UnknownOption, WrongUsage
from qualcode.i18n import Language
from qualcode.tables import Bools, Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

ORDERS = ("ll", "mi", "dice", "count")
#: No window is wider: beyond it words are in one sentence, and not together.
WIDEST = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words that go together `count` times, of which `before` in this order. `first_count` and `second_count` are
    how often each is there at all; `documents` in how many they are together, `where` at which places."""

    first: str
    second: str
    count: int
    before: int
    first_count: int
    second_count: int
    documents: int
    ll: float
    mi: float
    dice: float
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collocations(Shown):
    """Pairs of words; `found` is how many there are, of which `items` may be the first."""

    items: tuple[Pair, ...]
    found: int
    window: int
    rule: str
    warnings: tuple[str, ...]
    about: str

    def to_frame(self) -> pd.DataFrame:
        """One row per pair: how often together (and in this order), how often each, in how many documents together;
        log-likelihood, mutual information and dice; where."""
        import pandas as pd

        rows = [
            (
                each.first, each.second, each.count, each.before, each.first_count, each.second_count, each.documents,
                round(each.ll, 2), round(each.mi, 2), round(each.dice, 3), ", ".join(each.where),
            )
            for each in self.items
        ]  # fmt: skip
        names = ["first", "second", "count", "in_this_order", "first_count", "second_count", "documents", "ll", "mi"]
        return pd.DataFrame(rows, columns=[*names, "dice", "where"])


def collocations(
    base: Basis,
    word: str | None = None,
    *,
    window: int = 5,
    unit: str = LEMMA,
    order: str = "ll",
    min_count: int = 3,
    most: int | None = 50,
    keep_stops: bool = False,
    names: bool = True,
    stop: Sequence[str] = (),
) -> Collocations:
    """The pairs of words that are together `min_count` times or more, those of one word where it is given, at most
    `window` words apart in a sentence (1: side by side; without a word, in this order only), by log-likelihood, mutual
    information, dice or count. Only pairs that are together more than by chance; a word with itself is no pair; without
    `names`, none with a word that is written with a capital. Raises `UnknownOption`, `WrongUsage`, and `NotPossible`
    for a word that is not in the text."""
    if order not in ORDERS:
        raise UnknownOption("The order of pairs", order, ORDERS)
    if not 1 <= window <= WIDEST:
        raise WrongUsage(f"The window is {window} words; it may be 1 (side by side) to {WIDEST}.")
    vocabulary = base.tokens.vocabulary(unit)
    node = _node(base, vocabulary, word)
    may = listed(base.tokens, unit, keep=keep_stops, names=names, stop=stop)
    if node is not None:
        may[node] = True
    pairs = _Pairs(base, vocabulary, may, window, node)
    chosen = pairs.chosen(max(1, min_count), order)
    items = tuple(pairs.pair(at) for at in chosen[:most])
    _ = base.language
    how = _how(word, window, unit, order, min_count, _)
    rule = base.rule([*how, stop_text(_, keep=keep_stops, names=names, stop=stop)], about_collocations(_))
    warnings = (_("No two words are together often enough."),) if not items else ()
    return Collocations(items, len(chosen), window, rule, warnings, about_collocations(_), language=_)


def _node(base: Basis, vocabulary: Vocabulary, word: str | None) -> int | None:
    """The number of the word that pairs are asked of."""
    if word is None:
        return None
    number = found_word(vocabulary, base.tokens.language, word)
    if number is None or not len(base.of(number, vocabulary)):
        raise NotPossible(f"{word!r} is not in the text that was counted. Look for part of it: words context '*part*'")
    return number


class _Pairs:
    """The pairs of a text, each kind once, with the numbers that go with it.

    `one` and `other` are the tokens of each place where two words are together, `kind` is which pair that is; `low` and
    `high` are the words of a pair. Where order matters low comes first; else it is the word with the lower number.
    """

    def __init__(self, base: Basis, vocabulary: Vocabulary, may: Bools, window: int, node: int | None) -> None:
        self.base, self.names, self.node = base, vocabulary.names, node
        self.ordered = window == 1 and node is None
        self.parts = window if self.ordered else 2 * window
        number = vocabulary.of_form[base.tokens.form]
        self.one, self.other = _near(base, number, may[number], window, node)
        first, second = number[self.one], number[self.other]
        low, high = (first, second) if self.ordered else (np.minimum(first, second), np.maximum(first, second))
        size = len(vocabulary)
        keys, self.kind, self.count = np.unique(low * size + high, return_inverse=True, return_counts=True)
        self.low, self.high = keys // size, keys % size
        self.forward = np.bincount(self.kind[first == low], minlength=len(keys))
        self.times = np.bincount(number[base.counted], minlength=size)
        swap = first != low
        self.with_high = self._different(np.where(swap, self.other, self.one))
        self.with_low = self._different(np.where(swap, self.one, self.other))

    def _different(self, tokens: Ints) -> Ints:
        """Per pair how many different tokens are among those given per place."""
        every = np.sort(self.kind * max(1, len(self.base.tokens)) + tokens)
        fresh = np.ones(len(every), bool)
        fresh[1:] = every[1:] != every[:-1]
        return np.bincount(every[fresh] // max(1, len(self.base.tokens)), minlength=len(self.low))

    @cached_property
    def scores(self) -> dict[str, Floats]:
        """A word has `parts` places beside it. The count is divided by these, so that it is out of as many as the
        counts of the words (as NLTK does with a window)."""
        first, second = self.times[self.low], self.times[self.high]
        both = self.count / self.parts
        return {
            "ll": pair_likelihood(both, first, second, self.base.size),
            "mi": mutual_information(both, first, second, self.base.size),
            "dice": dice(self.with_high, self.with_low, first, second),
            "count": self.count.astype(float),
        }

    def chosen(self, min_count: int, order: str) -> list[int]:
        """The pairs that go together more than by chance, in order."""
        by, sure, names = self.scores[order], self.scores["ll"], self.names
        places = np.flatnonzero((self.count >= min_count) & (sure > 0)).tolist()
        return sorted(places, key=lambda at: (-by[at], -sure[at], names[self.low[at]], names[self.high[at]]))

    def pair(self, at: int) -> Pair:
        """One pair: the word asked for first, else the one that mostly comes first."""
        low, high, forward = int(self.low[at]), int(self.high[at]), int(self.forward[at])
        count = int(self.count[at])
        turn = high == self.node if self.node is not None else 2 * forward < count
        first, second = (high, low) if turn else (low, high)
        there = np.flatnonzero(self.kind == at)
        there = there[np.argsort(self.one[there], kind="stable")]
        documents = np.unique(self.base.tokens.document[self.one[there]])
        ll, mi, share = (float(self.scores[name][at]) for name in ("ll", "mi", "dice"))
        return Pair(
            self.names[first],
            self.names[second],
            count,
            count - forward if turn else forward,
            int(self.times[first]),
            int(self.times[second]),
            len(documents),
            ll,
            mi,
            share,
            some_places(self.base, self.one[there]),
        )


def _near(base: Basis, number: Ints, may: Bools, window: int, node: int | None) -> tuple[Ints, Ints]:
    """The tokens that are together, the first in the text first: no more than `window` words apart in one sentence, and
    two different words; with `node` one of them that word. `number` and `may` are per token."""
    sentence, counted = base.tokens.sentence, base.counted & may
    ones, others = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for step in range(1, min(window, len(number) - 1) + 1):
        near = counted[:-step] & counted[step:] & (sentence[:-step] == sentence[step:])
        near &= number[:-step] != number[step:]
        if node is not None:
            near &= (number[:-step] == node) | (number[step:] == node)
        ones.append(np.flatnonzero(near))
        others.append(ones[-1] + step)
    return np.concatenate(ones), np.concatenate(others)


def _how(word: str | None, window: int, unit: str, order: str, min_count: int, _: Language) -> list[str]:
    if window == 1:
        near = _("side by side in a sentence")
    else:
        near = _("at most %(count)s words apart in a sentence", count=window)
    what = _("pairs of words") if word is None else _("pairs with %(word)s", word=word)
    name = {"ll": _("log-likelihood"), "mi": _("mutual information"), "dice": _("dice"), "count": _("count")}[order]
    return [
        f"{what}, {near}",
        unit_text(unit, _),
        _(
            "pairs that are together fewer than %(count)s times, or not more than by chance, not listed",
            count=min_count,
        ),
        _("ordered by %(name)s", name=name),
    ]


def about_collocations(_: Language) -> str:
    return _(
        "This says which words stand together; whether they belong together is for whoever reads the places. Names of "
        "two words and fixed phrases come first. Interview summaries also carry the words of whoever wrote them."
    )
