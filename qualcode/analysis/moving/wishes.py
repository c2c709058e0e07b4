"""From wish to practice: the two sides of a theme (*Gewenst* and *Statusquo*) over the rounds of a case.

A code of the practice says how it is, not that it is good: that a wish became practice means that it is spoken of as
how it is from a later round on. Whether the wish was met is in the quotations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qualcode.analysis.contrast import contrast
from qualcode.assist.cues import Mode, modes
from qualcode.i18n import Language
from qualcode.model import Code, Codebook

#: Names of codes for what fits nowhere else.
REST = frozenset({"overig", "overige", "other", "rest"})


class Outcome(StrEnum):
    """What became of a wish, over the rounds in which either side could have been said."""

    BECAME = "wish became practice"  # practice first in a later round than the wish, and not before
    BESIDE = "wish beside practice"  # the practice was there already when the wish was first voiced
    STAYS = "stays a wish"  # no practice in any later round
    PRACTICE = "practice without wish"
    OPEN = "cannot be told"  # no later round, or no earlier one in which the practice could have been said


def outcomes(_: Language) -> dict[str, str]:
    """Per outcome (its value) what people read."""
    return {
        Outcome.BECAME.value: _("wish became practice"),
        Outcome.BESIDE.value: _("wish beside practice"),
        Outcome.STAYS.value: _("stays a wish"),
        Outcome.PRACTICE.value: _("practice without wish"),
        Outcome.OPEN.value: _("cannot be told"),
    }


@dataclass(frozen=True, slots=True)
class Pair:
    """A theme by the codes (ids) of its practice and of its wish."""

    branch: str
    name: str
    practice: str
    wish: str


@dataclass(frozen=True, slots=True)
class Said:
    """One side of a theme in one round of a case. `comparable`: whether it is there, or could have been."""

    round: str
    quotations: tuple[str, ...] = ()
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """A theme of a case with what became of its wish, and the rounds and quotations of either side."""

    case: str
    pair: Pair
    outcome: Outcome
    wished: tuple[Said, ...]
    practised: tuple[Said, ...]


def is_rest(code: Code) -> bool:
    """Whether a code holds what fits nowhere else, by its name. What two rounds, or a wish and a practice, have under
    it need not have anything to do with each other.

    >>> is_rest(Code("o", "Overig")), is_rest(Code("v", "Overige voorzieningen"))
    (True, False)
    """
    return code.name.strip().casefold() in REST


def wish_pairs(codebook: Codebook, contrasts: Sequence[tuple[str, str]]) -> tuple[Pair, ...]:
    """The themes with two sides: those in which the modes of the project's `contrast:` meet (practice first, wish
    second), and codes with a `counterpart:` of which one is a wish; in the codebook's order, each once. Rest codes have
    no sides."""
    found = [
        pair
        for pair in (*_contrasted(codebook, contrasts), *_counterparts(codebook, contrasts))
        if not is_rest(codebook[pair.practice]) and not is_rest(codebook[pair.wish])
    ]
    order = {code.id: place for place, code in enumerate(codebook)}
    once = {(pair.practice, pair.wish): pair for pair in reversed(found)}
    return tuple(sorted(once.values(), key=lambda pair: (order[pair.practice], order[pair.wish])))


def _contrasted(codebook: Codebook, contrasts: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    for left, right in contrasts:
        for theme in contrast(codebook, left, right).themes:
            if theme.name:
                yield Pair(theme.branch, theme.name, theme.left, theme.right)


def _counterparts(codebook: Codebook, contrasts: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    mode = modes(codebook, contrasts)
    for code in codebook:
        if code.counterpart not in codebook or code.retired:
            continue
        for wish, practice in ((code.id, code.counterpart), (code.counterpart, code.id)):
            if mode[wish] is Mode.WISH and mode[practice] is not Mode.WISH:
                parent = codebook[practice].parent
                branch = codebook.path(parent) if parent else ""
                yield Pair(branch, codebook[practice].name, practice, wish)


def outcome(wished: Sequence[Said], practised: Sequence[Said]) -> Outcome | None:
    """What became of a wish; both sides over the same rounds in order. None where neither is ever there.

    >>> there, absent = Said("", ("k:1",)), Said("")
    >>> outcome([there, absent], [absent, there]).value
    'wish became practice'
    """
    wishes = [place for place, each in enumerate(wished) if each.quotations]
    practice = [place for place, each in enumerate(practised) if each.quotations]
    if not wishes:
        return Outcome.PRACTICE if practice else None
    first = wishes[0]
    if practice and practice[0] <= first:
        return Outcome.BESIDE
    if practice:
        known = any(each.comparable for each in practised[: first + 1])
        return Outcome.BECAME if known else Outcome.OPEN
    return Outcome.STAYS if any(each.comparable for each in practised[first + 1 :]) else Outcome.OPEN
