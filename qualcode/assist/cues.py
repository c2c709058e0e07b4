"""Cues: small sets of words that speak for a kind of code, whatever the subject.

What *hinders* is told in words of its own (*lastig*, *geen tijd*, *stilgelegen*), and so is what *helps* (*dankzij*,
*prettig*, *werkt goed*). Codes for either are known by the project's `helping:` and `hindering:`, or by their names.

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


class Cue(StrEnum):
    """The cues there are."""

    WISH = "wish"
    HINDERS = "hinders"
    HELPS = "helps"


_WISH = {
    "nl": r"""
    zou(?:den)?\s+(?:\w+\s+){0,6}?(?:graag|mooi|mooier|fijn|goed|beter|best|helpen|handig|nuttig|makkelijk|makkelijker|willen|moeten|
        kunnen|moet|wil|wenselijk|ideaal|logisch|fantastisch|geweldig|prettig|schelen|schikken|passen|mogen|werken|nodig)
    |(?:graag|willen|moeten|mogen|kunnen|wens\w*|ideaal|liefst|mooi|fijn|goed|beter)\s+(?:\w+\s+){0,3}?zou(?:den)?
    |(?:wil|willen|wilt)\s+(?:\w+\s+){0,5}?(?:graag|ook|nog|straks|volgend|meer|weer|blijven|gaan|proberen|toe|naartoe)
    |(?:wij|we|ik|zij|ze|hij|men|gemeente|organisatie)\s+(?:wil|willen)\b
    |(?:wil|willen)\s+(?:wij|we|ik|zij|ze|hij|men)\b
    |hop(?:en|t|elijk)|hoop\s+(?:ik|dat|je|we|wij)|(?:ik|je|dan|we|wij|zij|hij)\s+hoop|hoopte\w*
    |(?:het\s+)?liefst|liever|idealiter|ideaal\b|ideale|droom\w*|wens(?:en|t|te|elijk)?|gewenst\w*|streven|ambitie\w*
    |toekomst\w*|(?:op|voor)\s+termijn|uiteindelijk\s+(?:moet|wil|zou)\w*|graag|verlang\w*|zou\s+ik|zou\s+je|zou\s+wel
    |(?:moet|moeten)\s+(?:\w+\s+){0,8}?(?:nog|gaan|komen|blijven|worden|krijgen|beter|meer|vaker|meegaan|zorgen|maken)
    |(?:moet|moeten)\s+(?:we|wij|je|er|men|het|dat|dit|de|een)\b|er\s+moet(?:en)?
    |(?:nog|verder)\s+(?:\w+\s+){0,3}?(?:ontwikkelen|verbeteren|uitbreiden|uitbouwen|groeien|verstevigen|versterken|winnen)
    |voor\s+(?:verbetering|uitbreiding)\s+vatbaar|kan\s+(?:\w+\s+){0,3}?beter|kansen?\s+(?:liggen|ligt|om)|ligg?en\s+(?:\w+\s+){0,3}?kansen
    |slag\w*\s+(?:\w+\s+){0,2}?(?:maken|slaan)|stap(?:pen)?\s+(?:\w+\s+){0,2}?(?:zetten|maken)
    |(?:het\s+)?lijkt\s+(?:me|mij|ons|haar|hem|hen)\s+(?:\w+\s+){0,2}?(?:goed|handig|mooi|fijn|beter|nuttig|zinvol|verstandig)
    |(?:is|het)\s+zaak|hoort\s+(?:\w+\s+){0,3}?te\s+liggen|moet\s+(?:hier|daar|gewoon|echt|nodig)|moeten\s+(?:nodig|echt|gewoon)
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


_HINDERS = {
    "nl": r"""
    belemmer\w*|drempels?|obstakels?|knelpunt\w*|probleem|problemen|problematisch|struikel\w*|hobbels?|hindernis\w*
    |lastig\w*|moeilijk\w*|moeizaam|moeite|stroef|stroperig|ingewikkeld\w*|complex|zwaar|worstel\w*|jammer|helaas|gemis
    |zoekende|zoektocht|kwetsba\w*|frustr\w*|vervelend\w*|nadeel|nadelen|tegenval\w*|tegengevallen|weerstand|wantrouwen
    |vertrag\w*|vertraging|stil(?:gelegen|gevallen|staan|stond|ligt|lag|valt|gezet)|(?:lag|ligt|viel|valt|staat|stond)\s+stil
    |afhaken|afgehaakt|afgezegd|niet\s+van\s+de\s+grond|mislukt\w*|stop(?:te|t)?\b|gestopt|vertrek|vertrokken|wegvallen|weggevallen
    |(?:geen|te\s+weinig|weinig|onvoldoende|niet\s+genoeg)\s+(?:\w+\s+){0,2}?(?:tijd|uren|capaciteit|ruimte|geld|personeel|menskracht|mensen)
    |(?:te|zo)\s+(?:druk|veel|weinig|laat|lang|duur|ver|hoog)|tijdgebrek|tijdrovend|werkdruk|drukte|druk\b|overbelast\w*|personeelstekort
    |kost\w*\s+(?:\w+\s+){0,3}?(?:tijd|moeite|energie)|tekort\w*|ontbr\w+|gebrek\w*|mist|missen|gemist|schort\w*
    |corona\w*|covid\w*|lockdown\w*|pandemie|maatregelen|bureaucra\w*|rompslomp|formulieren|privacy|avg
    |lukt\s+(?:\w+\s+){0,3}?niet|lukte\s+(?:\w+\s+){0,3}?niet|werkt\s+(?:\w+\s+){0,2}?niet|loopt\s+(?:\w+\s+){0,2}?niet|komt\s+(?:\w+\s+){0,3}?niet
    |niet\s+(?:altijd|goed|echt|helemaal|makkelijk|duidelijk|gelukt|mogelijk|doorgegaan)|nog\s+niet|onduidelijk\w*|onbekend\w*
    |wisseling\w*|verloop|ziekte|ziek\b|concurr\w*|belangen|schuurt|schuurde|wringt|eilandjes|verzand\w*|ondergesneeuwd
    """,
    "en": r"""
    barrier\w*|obstacle\w*|problem\w*|difficult\w*|hard\s+to|struggl\w*|challeng\w*|unfortunately|hinder\w*|hamper\w*
    |delay\w*|stall\w*|lack(?:ing|s|ed)?|shortage\w*|not\s+enough|too\s+(?:busy|much|many|few|little|late|expensive)
    |no\s+(?:time|money|staff|capacity)|workload|pressure|turnover|bureaucra\w*|red\s+tape|covid|lockdown|pandemic
    |did\s?n[o']t\s+work|does\s?n[o']t\s+work|fail\w*|unclear|resist\w*|frustrat\w*|complicated
    """,
}
_HELPS = {
    "nl": r"""
    succes\w*|dankzij|doordat|daardoor|waardoor|omdat|maakt\s+dat|zorgt\s+(?:er)?voor|scheelt|helpt|hielp\w*|geholpen|bijgedragen|draagt\s+bij
    |werkt\s+(?:\w+\s+){0,3}?(?:goed|prettig|fijn|prima|uitstekend|heel|inspirerend)|loopt\s+(?:\w+\s+){0,3}?(?:goed|lekker|prima|soepel)
    |gaat\s+(?:\w+\s+){0,3}?(?:goed|prima|soepel|makkelijk)|prettig\w*|fijn\w*|positief|positieve|enthousias\w*|tevreden|trots|blij
    |meerwaarde|kracht|sterk\w*|voordeel|voordelen|winst|levert\s+(?:\w+\s+){0,3}?op|oplever\w*|opgeleverd|vruchten|effect\w*
    |korte\s+lijn\w*|laagdrempelig\w*|vertrouwen|betrouwba\w*|makkelijk\w*|gemakkelijk\w*|snel\b|warm\w*|open\b|stabiel
    |sleutel|geheim|belangrijkste|essentie\w*|cruciaal|voorwaarde\w*|basis\b|fundament|goed\s+(?:bezocht|bereikbaar|contact|ontvangen|bevallen)
    """,
    "en": r"""
    success\w*|thanks\s+to|because\s+of|due\s+to|helps?|helped|help(?:ful|ing)|works?\s+(?:\w+\s+)?well|worked\s+(?:\w+\s+)?well|goes\s+well
    |easy|easier|short\s+lines|trust\w*|enthusias\w*|added\s+value|strength\w*|benefit\w*|advantage\w*|key\s+(?:to|factor)
    |essential|crucial|enabl\w*|facilitat\w*|positive
    """,
}
_NAMED_HINDERS = re.compile(
    r"\b(?:belemmer|barri|hinder|knelpunt|obstakel|obstacle|problem|probleem|problemen|uitdaging|challeng|drempel|nadel|weakness)\w*",
    re.IGNORECASE,
)
_NAMED_HELPS = re.compile(
    r"\b(?:succes|stimuler|bevorder|helpend|facilit|enabl|werkzame|kracht|sterke\s+punt|strength|driver|voordel|benefit)\w*",
    re.IGNORECASE,
)


@cache
def _pattern(cue: Cue, language: str) -> re.Pattern[str]:
    words = {Cue.WISH: _WISH, Cue.HINDERS: _HINDERS, Cue.HELPS: _HELPS}[cue]
    return re.compile(rf"\b(?:{words.get(language, words['en'])})(?!\w)", re.VERBOSE)


def cued(text: str, cue: Cue, language: str = "nl") -> list[Span]:
    """Where a text has words of a cue."""
    small = text.lower()
    if len(small) != len(text):  # a few letters are longer when small: İ
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return [Span(found.start(), found.end()) for found in _pattern(cue, language).finditer(small)]


def wishes(text: str, language: str = "nl") -> list[Span]:
    """Where a text says that something is wished for, advised or still has to be.

    >>> [span.of("Het loopt. Ik zou graag meer zien.") for span in wishes("Het loopt. Ik zou graag meer zien.")]
    ['zou graag']
    """
    return cued(text, Cue.WISH, language)


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


def tones(codebook: Codebook, helping: Sequence[str] = (), hindering: Sequence[str] = ()) -> Mapping[str, Cue | None]:
    """Per code whether it is for what helps, for what hinders, or for neither; a code is what the code above it is."""
    named = {name.casefold().rsplit("/", 1)[-1]: Cue.HELPS for name in helping}
    named.update({name.casefold().rsplit("/", 1)[-1]: Cue.HINDERS for name in hindering})
    found: dict[str, Cue | None] = {}
    for code in codebook:
        found[code.id] = named.get(code.name.casefold()) or _own_tone(code) or found.get(code.parent)
    return found


def _own_tone(code: Code) -> Cue | None:
    if _NAMED_HINDERS.search(code.name):
        return Cue.HINDERS
    return Cue.HELPS if _NAMED_HELPS.search(code.name) else None


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
