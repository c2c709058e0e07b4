"""Words that every text is full of, and that lists of words are better without.

Our own (`qualcode.text.lemmas`, which leaves in what tells a wish or a lack) and those of spaCy together: in a list of
words, *niet* and *moeten* stand in the way. Who wants to see them keeps them.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from qualcode.text.lemmas import Lemmas

#: Numbers in words, which tell as little as those in digits, and words that point back.
_MORE = {
    "nl": """nul een één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien
    zeventien achttien negentien twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd duizend
    half halve anderhalf anderhalve eerste tweede derde vierde vijfde zesde zevende achtste negende tiende
    erin eruit ermee ertoe erdoor erover ernaar erheen ervoor erna eronder daarmee daarvan daarvoor daaraan daarnaar
    daardoor daarover daarbuiten daartoe hiermee hiervan hiervoor hierdoor hierover waarmee waarvan waarvoor waaraan
    waardoor waarover waarna""",
    "en": """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half first second
    third fourth fifth sixth seventh eighth ninth tenth""",
}


@cache
def stop_words(language: str) -> frozenset[str]:
    """spaCy's stop words of a language in small letters, as they are written (*beter* is one, *goed* is none), with
    numbers in words and words that point back (*ermee*).

    >>> {"niet", "zouden", "vijf", "vrijwilliger"} - stop_words("nl")
    {'vrijwilliger'}
    """
    known = Lemmas.of(language).language
    common = (word.replace("‘", "'").replace("’", "'") for word in _of_spacy(known))
    return frozenset([*common, *_MORE[known].split()])


def tells_nothing(word: str, language: str) -> bool:
    """Whether a word in small letters is one of the stop words (ours or spaCy's), a single letter, or a number."""
    if len(word) < 2 or not any(letter.isalpha() for letter in word):
        return True
    return word.replace("’", "'") in stop_words(language) or not Lemmas.of(language).telling(word)


def _of_spacy(language: str) -> set[str]:
    """spaCy's list, read from its file: to import spaCy for it would take a second."""
    package = find_spec("spacy")
    if package is None or not package.submodule_search_locations:
        return set()
    place = Path(package.submodule_search_locations[0]) / "lang" / language / "stop_words.py"
    found = spec_from_file_location("_stop_words", place)
    if found is None or found.loader is None:
        return set()
    module = module_from_spec(found)
    found.loader.exec_module(module)
    words: set[str] = module.STOP_WORDS
    return words
