"""Cues: small sets of words that speak for a kind of code, whatever the subject.

A *wish* is said to be one: *zou graag*, *het liefst*, *idealiter*, *we moeten nog*, *I would like*. Codes for wishes
are known by the name of a branch (Gewenst, Wensen, Desired) or by the project's `contrast:`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

from qualcode.model import Code, Codebook, Span


class Mode(StrEnum):
    """Whether a code is about how it is, about what one wishes, or about neither in particular."""

    NOW = "now"
    WISH = "wish"
    ANY = ""


_WISH = {
    "nl": r"""
    zou(?:den)?\s+(?:\w+\s+){0,6}?(?:graag|mooi|mooier|fijn|goed|beter|best|helpen|handig|willen|moeten|kunnen|moet|wil|
        wenselijk|ideaal|logisch|fantastisch|geweldig|prettig|schelen|schikken|passen|mogen|werken|nodig)
    |(?:graag|willen|moeten|mogen|kunnen|wens\w*|ideaal|liefst|mooi|fijn|goed|beter)\s+(?:\w+\s+){0,3}?zou(?:den)?
    |(?:wil|willen|wilt)\s+(?:\w+\s+){0,5}?(?:graag|ook|nog|straks|volgend|meer|weer|blijven|gaan|proberen|toe|naartoe)
    |(?:wij|we|ik|zij|ze|hij|men|gemeente|organisatie)\s+(?:wil|willen)\b
    |(?:wil|willen)\s+(?:wij|we|ik|zij|ze|hij|men)\b
    |hop(?:en|t)|hoop\s+(?:ik|dat|je|we|wij)|(?:ik|je|dan|we|wij|zij|hij)\s+hoop|hoopte\w*
    |(?:het\s+)?liefst|liever|idealiter|ideaal\b|ideale|droom\w*|wens(?:en|t|te|elijk)?|gewenst\w*|streven|ambitie\w*
    |toekomst\w*|(?:op|voor)\s+termijn|uiteindelijk\s+(?:moet|wil|zou)\w*|graag|verlang\w*|zou\s+ik|zou\s+je|zou\s+wel
    |(?:moet|moeten)\s+(?:\w+\s+){0,8}?(?:nog|gaan|komen|blijven|worden|krijgen|beter|meer|vaker|meegaan|zorgen|maken)
    |(?:moet|moeten)\s+(?:we|wij|je|er|men|het|dat|dit|de|een)\b|er\s+moet(?:en)?
    |(?:nog|verder)\s+(?:\w+\s+){0,3}?(?:ontwikkelen|verbeteren|uitbreiden|uitbouwen|groeien|verstevigen|versterken|winnen)
    |voor\s+(?:verbetering|uitbreiding)\s+vatbaar|kan\s+(?:\w+\s+){0,3}?beter|kansen?\s+(?:liggen|ligt|om)|ligg?en\s+(?:\w+\s+){0,3}?kansen
    |slag\w*\s+(?:\w+\s+){0,2}?(?:maken|slaan)|stap(?:pen)?\s+(?:\w+\s+){0,2}?(?:zetten|maken)
    |behoefte\s+aan|(?:is|zijn|hebben|heb)\s+(?:\w+\s+){0,4}?nodig|nodig\s+(?:om|dat|is|zijn|heeft|hebben)
    |belangrijk\s+(?:\w+\s+){0,3}?(?:dat|om)|van\s+belang|tip\b|advies|adviseer\w*|aanbevel\w*|suggestie\w*|pleit\w*
    |van\s+plan|plannen\s+om|zodra|het\s+idee\s+om|misschien\s+(?:kunnen|moeten|is\s+het|zou)\w*|mag\s+(?:\w+\s+){0,2}?(?:wel|meer|best|nog)
    """,
    "en": r"""
    would\s+(?:\w+\s+){0,3}?(?:like|love|be\s+(?:\w+\s+)?(?:good|nice|great|better|helpful|ideal)|prefer|want|help|need)
    |(?:i|we|they|he|she)\s+(?:\w+\s+)?(?:want|wish|hope|need)s?\b|(?:want|wish|hope)(?:s|ed)?\s+(?:to|that|for)
    |ideally|in\s+an\s+ideal|hopefully|should|ought\s+to|must|need(?:s)?\s+to|had\s+better|preferably|rather|desir\w+
    |in\s+(?:the\s+)?future|it\s+is\s+important|recommend\w*|suggest\w*|advis\w+|plan(?:s|ning)?\s+to|room\s+for\s+improvement
    |could\s+be\s+(?:better|more|improved)|next\s+step|opportunit\w+\s+(?:to|for)
    """,
}
_NAMED_WISH = re.compile(
    r"\b(?:ge)?wens\w*|\bideaal\w*|\bideal\w*|\bwish\w*|\bdesir\w*|\btoekomst\w*|\bfuture\b|\bwanted\b|\bverlangen\w*",
    re.IGNORECASE,
)


@cache
def _wish_pattern(language: str) -> re.Pattern[str]:
    words = _WISH.get(language, _WISH["en"])
    return re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE | re.VERBOSE)


def wishes(text: str, language: str = "nl") -> list[Span]:
    """Where a text says that something is wished for, advised or still has to be.

    >>> [span.of("Het loopt. Ik zou graag meer zien.") for span in wishes("Het loopt. Ik zou graag meer zien.")]
    ['zou graag']
    """
    return [Span(found.start(), found.end()) for found in _wish_pattern(language).finditer(text)]


def modes(codebook: Codebook, contrast: Sequence[tuple[str, str]] = ()) -> Mapping[str, Mode]:
    """Per code whether it is for wishes. A branch is known by its name, or by standing second in a pair of the
    project's `contrast:`; the branch beside it, with the first name of the pair or with counterparts, is how it is."""
    wish_names = {second.casefold() for _first, second in contrast}
    now_names = {first.casefold() for first, _second in contrast}
    own = {code.id: _own_mode(codebook, code, now_names, wish_names) for code in codebook}
    found: dict[str, Mode] = {}
    for code in codebook:
        found[code.id] = own[code.id] or found.get(code.parent, Mode.ANY)
    wished = {code.id for code in codebook if found[code.id] is Mode.WISH}
    beside_wishes = _beside(codebook, wished)
    for code in codebook:
        if found[code.id] is Mode.ANY and (code.id in beside_wishes or found.get(code.parent) is Mode.NOW):
            found[code.id] = Mode.NOW
    return found


def _beside(codebook: Codebook, wished: set[str]) -> set[str]:
    """The codes next to a branch of wishes: branches themselves, or a counterpart of a wish."""
    parents = {codebook[each].parent for each in wished if codebook[each].parent not in wished}
    answered = {codebook[each].counterpart for each in wished} | {
        code.id for code in codebook if code.counterpart in wished
    }
    return {
        code.id
        for code in codebook
        if code.id not in wished and code.parent in parents and (code.id in answered or codebook.children(code.id))
    }


def _own_mode(codebook: Codebook, code: Code, now_names: set[str], wish_names: set[str]) -> Mode:
    name = code.name.casefold()
    if name in wish_names or _NAMED_WISH.search(name):
        return Mode.WISH
    return Mode.NOW if name in now_names else Mode.ANY
