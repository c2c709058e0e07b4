"""Knows the words of texts that are gone for good, and takes them out of what people wrote.

This room does not read expressions: who purges gives `without` (`qualcode.query.without`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

#: So many words that follow each other, or more, are a quote in a query; in prose, where people repeat what is said
#: everywhere (`in the north of the`), it takes more.
SHORT, LONG = 3, 5
#: A single word shorter than this tells nothing of anybody.
TELLING = 3
_GONE = "[…]"
_WORD = re.compile(r"\w+")


class Left(NamedTuple):
    """What is left of an expression; `look` where it has a regular expression that finds words in a text that is gone
    and elsewhere too, so that only a person can say whether it gives anything away."""

    text: str
    look: bool = False


class Quoted:
    """Knows the words of what is `gone`, and of what is `left`: texts, words of quotations and specifications."""

    def __init__(self, gone: Iterable[str], left: Iterable[str], without: Without) -> None:
        self._texts_gone = [each for each in gone if each.strip()]
        self._given, self._without = left, without
        self._gone = [words_of(each) for each in self._texts_gone]
        self._heads = {head for each in self._gone for head in _heads(each.split())}
        self._taken: set[str] = set()
        self._done: dict[str, Left] = {}

    @cached_property
    def _texts_left(self) -> list[str]:
        return [each for each in self._given if each.strip()]

    @cached_property
    def _left(self) -> list[str]:
        return [words_of(each) for each in self._texts_left]

    def quotes(self, text: str, *, least: int = SHORT) -> bool:
        """Whether so many words of it follow each other in a text that is gone, and in none that is left."""
        return bool(self._places(words_of(text).split(), least))

    def found(self, fits: Callable[[str], bool]) -> bool:
        """Whether something that is gone fits."""
        return any(map(fits, self._texts_gone))

    def only(self, fits: Callable[[str], bool]) -> bool:
        """Whether something that is gone fits, and nothing that is left."""
        return self.found(fits) and not any(map(fits, self._texts_left))

    def own(self, text: str) -> list[str]:
        """The words of a text, parts of longer words too, that stand in what is gone and in nothing that is left."""
        telling = dict.fromkeys(each for each in words_of(text).split() if len(each) >= TELLING and not each.isdigit())
        return [
            word
            for word in telling
            if any(word in each for each in self._gone) and not any(word in each for each in self._left)
        ]

    def prose(self, text: str, *, least: int = LONG) -> str:
        """A text with […] for what it quotes, and for the words of their own that were taken out of expressions."""
        found = list(_WORD.finditer(text))
        words = [each[0].casefold() for each in found]
        places = self._places(words, least) if len(words) >= least else []
        covered = {at for first, last in places for at in range(first, last + 1)}
        alone = [(at, at) for at, word in enumerate(words) if word in self._taken and at not in covered]
        for first, last in sorted([*places, *alone], reverse=True):
            text = text[: found[first].start()] + _GONE + text[found[last].end() :]
        return text

    def expression(self, text: str) -> Left:
        """An expression with "[…]" for each text, value and pattern in it that gives words away."""
        if text not in self._done:
            said = self._without(text, self)
            self._done[text] = Left(self.prose(text, least=SHORT)) if said is None else said
        return self._done[text]

    def take(self, text: str) -> None:
        """Remember the words of its own of a text that was taken out: prose loses them too."""
        self._taken.update(self.own(text))

    def _places(self, words: list[str], least: int) -> list[tuple[int, int]]:
        """The first and last word of each quote; quotes that overlap are one."""
        found: list[tuple[int, int]] = []
        for first in range(len(words) - least + 1):
            if tuple(words[first : first + SHORT]) not in self._heads:
                continue
            last = self._reach(words, first)
            if last - first + 1 < least or any(" ".join(words[first : last + 1]) in each for each in self._left):
                continue
            if found and first <= found[-1][1]:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
        return found

    def _reach(self, words: list[str], first: int) -> int:
        """How far the words from here on follow each other in one text that is gone: the last of them."""
        last = first - 1
        while last + 1 < len(words) and any(" ".join(words[first : last + 2]) in each for each in self._gone):
            last += 1
        return last


#: An expression without what gives words away in it; None for what is no expression.
Without = Callable[[str, Quoted], Left | None]


def words_of(text: str) -> str:
    """The words of a text with a space between them, capitals aside."""
    return " ".join(_WORD.findall(text.casefold()))


def _heads(words: list[str]) -> Iterator[tuple[str, ...]]:
    for first in range(len(words) - SHORT + 1):
        yield tuple(words[first : first + SHORT])
