"""Numbers and ranges, in digits and in words, with the article before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.text.grades.lexicon import Lexicon

#: Decimals after a full stop; others (10.30) are times.
_DECIMALS = frozenset(["25", "50", "75"])


@dataclass(frozen=True, slots=True)
class Amount:
    """One number, or two that are a range. `start` and `end` are of the numbers, `lead` of the article before them
    (else the same as `start`); `point` says that it has decimals in words ("zeven komma vijf")."""

    start: int
    end: int
    low: float
    high: float
    lead: int
    article: bool
    point: bool = False

    @property
    def halved(self) -> bool:
        """Whether it is no whole number."""
        return not self.low.is_integer()


def amounts(text: str, words: Lexicon) -> list[Amount]:
    """The numbers of a text from 1 to 10, in order; two that are a range are one.

    >>> from qualcode.text.grades.lexicon import lexicon
    >>> [(each.low, each.high) for each in amounts("een 7 à 8, en zevenenhalf", lexicon("nl"))]
    [(7.0, 8.0), (7.5, 7.5)]
    """
    singles = [each for found in words.number.finditer(text) if (each := _single(text, found, words))]
    return _paired(text, singles, words)


def _single(text: str, found: re.Match[str], words: Lexicon) -> Amount | None:
    value = _value(found, words)
    if value is None or not 1 <= value <= 10:
        return None
    lead = words.lead.search(text, max(0, found.start() - 40), found.start())
    start = lead.start("all") if lead else found.start()
    article = lead is not None and lead["article"] is not None
    return Amount(found.start(), found.end(), value, value, start, article, point=found["frac"] is not None)


def _value(found: re.Match[str], words: Lexicon) -> float | None:
    if found["whole"]:
        value = float(found["whole"])
        if found["part"]:
            if found[0][len(found["whole"])] == "." and len(found["part"]) > 1 and found["part"] not in _DECIMALS:
                return None
            value = float(f"{found['whole']}.{found['part']}")
        halves = [found["half"]]
    else:
        value = float(words.values[found["word"].casefold()])
        halves = [found["tail"]]
    if any(halves) or found["and_half"]:
        value += 0.5
    if found["frac"]:
        value += (
            words.values.get(found["frac"].casefold(), 0.0) / 10 if found["frac"].isalpha() else int(found["frac"]) / 10
        )
    return value


def _paired(text: str, singles: Sequence[Amount], words: Lexicon) -> list[Amount]:
    result: list[Amount] = []
    number = 0
    while number < len(singles):
        one = singles[number]
        pair = _range(text, one, singles[number + 1], words) if number + 1 < len(singles) else None
        result.append(pair or one)
        number += 2 if pair else 1
    return result


def _range(text: str, one: Amount, two: Amount, words: Lexicon) -> Amount | None:
    """The two as one range, where the words between them say so."""
    before = words.between.search(text, max(0, one.start - 40), one.start)
    link = words.link.fullmatch(text, one.end, two.start)
    if link is None or one.low == two.low:
        return None
    both = before is not None
    if link["and"] and not both:
        return None
    low, high = sorted((one.low, two.low))
    start = before.start("all") if before else one.lead
    return replace(one, end=two.end, low=low, high=high, lead=start, article=one.article or (both and two.article))
