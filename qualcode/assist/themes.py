"""Theme first: what a fragment is about, then in which branch and mode of the code tree.

Codes are of one theme where they are counterparts or have the same name: *Vrijwilligers* under *Statusquo* and under
*Gewenst*, *Rolverdeling* under *Samenwerking* and under *Uitvoering*. The likeliest code of a theme is set beforehand;
its branch and mode are toggles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.assist.codetexts import CodeTexts
from qualcode.tables import Floats


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: the probability that any of its codes is given (taken as independent), and the codes (ids), the
    likeliest first, each with its own."""

    name: str
    p: float
    codes: tuple[str, ...]
    each: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Toggles:
    """The codes (ids) that differ from one in its mode, or in its branch; empty where there is none."""

    mode: str = ""
    branch: str = ""


def themes(texts: CodeTexts, chances: Floats, top: int | None = None) -> list[Theme]:
    """The themes of one fragment, the likeliest first. `chances`: the probability of each code."""
    found = []
    for places in members(texts):
        order = sorted(places, key=lambda place: -chances[place])
        p = 1 - float(np.prod([1 - chances[place] for place in places]))
        name = texts.texts[order[0]].code.name
        codes = tuple(texts.ids[place] for place in order)
        found.append(Theme(name, p, codes, tuple(float(chances[place]) for place in order)))
    return sorted(found, key=lambda theme: -theme.p)[:top]


def members(texts: CodeTexts) -> list[list[int]]:
    """The codes (places) of each theme, themes in the codebook's order."""
    leader = list(range(len(texts)))

    def first(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    for keys in (texts.theme, [text.code.name.casefold() for text in texts.texts]):
        known: dict[object, int] = {}
        for place, key in enumerate(keys):
            one, other = first(known.setdefault(key, place)), first(place)
            leader[max(one, other)] = min(one, other)
    found: dict[int, list[int]] = {}
    for place in range(len(texts)):
        found.setdefault(first(place), []).append(place)
    return list(found.values())


def toggles(texts: CodeTexts, code: str) -> Toggles:
    """What a code becomes when its mode is turned, and when its branch is."""
    here = texts.place[code]
    group = next(each for each in members(texts) if here in each)
    other_mode = _pick(texts, group, here, same=texts.branch, other=texts.mode)
    other_branch = _pick(texts, group, here, same=texts.mode, other=texts.branch)
    return Toggles(other_mode, other_branch)


def _pick(texts: CodeTexts, group: Sequence[int], here: int, *, same: Sequence[object], other: Sequence[object]) -> str:
    fits = [place for place in group if same[place] == same[here] and other[place] != other[here]]
    return texts.ids[fits[0]] if fits else ""
