"""Rules of a code: words and patterns by which a passage is told, in a form that people read and write.

    rule: {any: [vrijwilliger*, maatje, "kar ~ trekken"], none: [vrijwilligerscentrale], wish: false}

A *term* is a word or a phrase. Its words are meant by their lemma, unless they say otherwise:

    verwijzen           verwees, verwezen, verwijst
    vrijwilliger*       what begins so; *coach what ends so; *beweeg* what has it inside
    =WoR                exactly so, capitals too
    [maatje|buddy]      one of these
    kar ... trekken     up to five words between, in this order
    kar ~ trekken       the same, in either order
    /\\bo?ggz\\b/         a regular expression, small or capital
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from qualcode.errors import BadRule, did_you_mean, listing

#: The units a rule may be read in: it holds, or does not, in each of these by itself.
RULE_UNITS = ("sentence", "paragraph", "turn")
RULE_FIELDS = ("any", "all", "none", "wish", "unit")
#: How many words may stand between the parts of a term at most.
BETWEEN = 5
#: A regular expression is no longer than this; what it costs is limited where it is used.
LONGEST = 300
#: The beginning or end of a word has at least so many letters.
_SHORTEST = 2

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PIECE = re.compile(r"\[[^\[\]]*\]|\.{3}|\S+")
#: Signs that may stand between or around the words of a term; they are not compared.
_SIGNS = "'’-/.,&+()"


class How(StrEnum):
    """How a word of a term is compared with a word of the text."""

    LEMMA = "lemma"
    EXACT = "exact"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a term, without its signs."""

    text: str
    how: How = How.LEMMA


#: What stands at one place in a term: one of these words.
Slot = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term as it is written, and read. `runs` are the words that follow each other at once; between one run and the
    next a few words may stand, in the order given unless `near`. `expression` is a regular expression, and then there
    are no runs."""

    text: str
    runs: tuple[tuple[Slot, ...], ...] = ()
    near: bool = False
    expression: str = ""

    @classmethod
    def read(cls, text: str) -> Term:
        """Read a term; raises `BadRule`.

        >>> [[word.text for slot in run for word in slot] for run in Term.read("[de|een] kar ... trekken").runs]
        [['de', 'een', 'kar'], ['trekken']]
        """
        return _read(text.strip())

    @classmethod
    def plain(cls, text: str) -> Term:
        """A keyword as a term: its words by their lemma, its signs left out; no runs where it has no words."""
        words = _WORD.findall(text)
        return cls(" ".join(words), (tuple((Word(word),) for word in words),) if words else ())


@dataclass(frozen=True, slots=True)
class Rule:
    """When a code is given by itself: one of `any` (where there are such) and each of `all` stand in the unit, and none
    of `none`. `wish`: only where the unit tells a wish, or with False only where it tells none; None leaves it to the
    branch the code is in. `unit` is empty where the rule does not say. The terms are kept as they are written.

    A rule without terms is one for a code that takes a grade: the grade itself is what it looks for.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    wish: bool | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        for term in (*self.any, *self.all, *self.none):
            Term.read(term)
        if self.wish not in (None, True, False):
            raise BadRule(f"A rule's wish is {self.wish!r}; allowed are true and false.")
        if self.unit and self.unit not in RULE_UNITS:
            hint = did_you_mean(self.unit, RULE_UNITS)
            raise BadRule(f"A rule's unit is {self.unit!r}; allowed are {listing(RULE_UNITS)}.{hint}")

    @property
    def looks_for_words(self) -> bool:
        """Whether it has terms that must stand there."""
        return bool(self.any or self.all)

    def written(self) -> dict[str, Any] | bool:
        """The rule in plain values, empty fields left out; True where it says nothing more than that there is one."""
        fields = {name: list(getattr(self, name)) for name in ("any", "all", "none") if getattr(self, name)}
        more = {"wish": self.wish, "unit": self.unit or None}
        return {**fields, **{name: value for name, value in more.items() if value is not None}} or True

    @classmethod
    def of(cls, given: Rule | Mapping[str, Any] | Sequence[str] | str | bool | None) -> Rule | None:
        """The opposite of `written`; a term or a list of terms is `any`, False and None are no rule. Raises
        `BadRule`."""
        if given is None or given is False or isinstance(given, Rule):
            return given or None
        if given is True:
            return cls()
        if isinstance(given, Mapping):
            for name in given:
                if name not in RULE_FIELDS:
                    hint = did_you_mean(str(name), RULE_FIELDS)
                    raise BadRule(f"A rule has no {name!r}.{hint} Allowed: {listing(RULE_FIELDS)}.")
            terms = {name: _texts(given[name]) for name in ("any", "all", "none") if name in given}
            return cls(**terms, wish=given.get("wish"), unit=given.get("unit") or "")
        return cls(any=_texts(given))

    def check(self, path: str, *, grade: bool) -> None:
        """Raises `BadRule` where a code that takes no grade has a rule that looks for nothing."""
        if not self.looks_for_words and not grade:
            raise BadRule(
                f"The rule of {path} looks for nothing: give it 'any: [a word, another]' or 'all: [...]'. Only a code "
                "with 'grade:' may do without."
            )


def _texts(given: Sequence[str] | str) -> tuple[str, ...]:
    texts = (given,) if isinstance(given, str) else tuple(given)
    for each in texts:
        if not isinstance(each, str):
            raise BadRule(f"A term of a rule is a text, not {each!r}.")
    return texts


@lru_cache(maxsize=4096)
def _read(text: str) -> Term:
    if not text:
        raise BadRule("A term of a rule is empty.")
    if text.startswith("/"):
        return Term(text, expression=_expression(text))
    text = " ".join(text.split())
    pieces = _PIECE.findall(text.replace("…", "...").replace("...", " ... "))
    near = "~" in pieces
    if near and (pieces.count("~") > 1 or "..." in pieces):
        raise BadRule(f"The term {text!r} has more than one '~', or one beside '...': it joins two parts.")
    runs: list[list[Slot]] = [[]]
    for piece in pieces:
        if piece in ("...", "~"):
            runs.append([])
        else:
            runs[-1] += _slots(piece, text)
    if not all(runs):
        sign = "~" if near else "..."
        raise BadRule(f"The term {text!r} has {sign!r} without a word on both sides of it.")
    return Term(text, tuple(map(tuple, runs)), near)


def _slots(piece: str, term: str) -> list[Slot]:
    """The places that a piece of a term takes: one for a word or for alternatives, more for words joined by signs."""
    if not (piece.startswith("[") and piece.endswith("]")):
        return [(word,) for word in _words(piece, term)]
    inside = [each.strip() for each in piece[1:-1].split("|")]
    choices = [[] if " " in each else _words(each, term) for each in inside]
    if any(len(words) != 1 for words in choices):
        raise BadRule(f"The term {term!r} has something other than single words between its brackets: {piece!r}.")
    return [tuple(words[0] for words in choices)]


def _words(piece: str, term: str) -> list[Word]:
    stem = piece.strip("*")
    if piece.startswith("="):
        return [Word(word, How.EXACT) for word in _plain_words(piece[1:], term)]
    if stem == piece:
        return [Word(word) for word in _plain_words(piece, term)]
    if len(stem) < _SHORTEST or not all(each.isalnum() or each in "-'’" for each in stem):
        raise BadRule(
            f"The term {term!r}: {piece!r} should be the beginning or end of one word, of at least {_SHORTEST} "
            "letters, with '*' where the rest comes."
        )
    how = {(True, True): How.INSIDE, (True, False): How.SUFFIX}.get((piece[0] == "*", piece[-1] == "*"), How.PREFIX)
    return [Word(stem.lower(), how)]


def _plain_words(piece: str, term: str) -> list[str]:
    words = _WORD.findall(piece)
    odd = [each for each in _WORD.sub("", piece) if each not in _SIGNS]
    if odd or not words:
        raise BadRule(
            f"The term {term!r}: {piece!r} is no word. A term is a word or a phrase; '*' stands at the beginning or "
            "end of a word, '=' before it, '...' and '~' between words, [a|b] is one of two, and /.../ a regular "
            "expression."
        )
    return words


def _expression(text: str) -> str:
    inside = text[1:-1]
    if len(text) < 3 or not text.endswith("/"):
        raise BadRule(f"The term {text!r} begins with '/' as a regular expression does, and does not end with '/'.")
    if len(inside) > LONGEST:
        raise BadRule(f"The expression {text[:40]}… has {len(inside)} characters; at most {LONGEST} are allowed.")
    try:
        made = re.compile(inside, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as err:
        raise BadRule(f"{text!r} is no regular expression: {err}.") from err
    if made.fullmatch(""):
        raise BadRule(f"The expression {text!r} fits every text: it may be empty. Say what must stand there.")
    return inside
