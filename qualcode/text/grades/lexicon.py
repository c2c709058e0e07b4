"""What a language's words for grades are: one set of patterns per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

#: What ends a clause after a grade: nothing, a sign, or white space with a paragraph's end or an opening mark.
CLAUSE_END = r"""[^\S\n]*(?:$|\n[^\S\n]*(?:\n|$)|[.,;:!?…)\]”’"'»*_]|\s[-–—]\s|[–—]|\s[(\[“‘„"'*_])"""

#: A number in digits. Not part of a word, a time, a date, a sum of money, a fraction or an identifier.
DIGITS = r"""(?<![\w€$£\#§.])(?<![€$£]\s)(?<!\d[,:/])(?<![^\W\d]-)
    (?P<whole>10|[1-9])(?:[.,](?P<part>\d{1,2})|[^\S\n]?(?P<half>½))?
    (?![\w%‰°€½])(?![.,:/]\d)(?!-[^\W\d])(?!-(?!10(?![\d-]))\d\d)"""
#: A plus or a minus after a grade: an 8 all the same.
SIGN = r"""[-+](?=[\s.,;:!?)”’"']|$)"""
#: The rest of a clause or sentence, up to a sign or a closing mark; and what may end a grade in words.
REST = r"""[^.!?;\n”"»“]"""
END = r"""\s*(?:[.,;:!?…)\]”’"'»*_]|$)"""
#: Where a sentence, a paragraph or a quotation begins.
START = r"""(?:(?<=^)|(?<=\n)|(?<=[.!?:]\s)|(?<=[“‘"„'*_]))"""


@dataclass(frozen=True)
class Lexicon:
    """The patterns of one language.

    Hints, parts of words in small letters: `numerals` are in every number in words, `speech` where a grade is named or
    refused, `worded` in every grade in words.

    Numbers: `number` reads one, `values` are its words; `lead` is the article before one, `link` stands between the two
    of a range and `between` before both.

    Guards: `follower` may follow a grade; `counted` follows what counts something; `plural` is a word that looks like
    several; `tally`, `numbered` stand before a count, or a number that names something; `tallies` tell how often each
    grade was given; `other_scale` names the ends of a scale.

    Cues: `noun` and `verb` of grading; `bare`, `given`, `settles`, `onward` and `labelled` let a number without an
    article be one.

    Forms: `condition` after a grade, `condition_first` at the head of its sentence, `condition_then` at the head of a
    part of it; `filler` for what only looks like one, `clause_goes_on` and `main_clause` for where it stops,
    `otherwise` for the grade without it; `aside` for another time, `wished` for a grade to come, `corrected` for one
    taken back, `clause` for what parts clauses; `verbal`; `refused` and the patterns about it. The last are words to
    write values with.
    """

    numerals: tuple[str, ...]
    speech: tuple[str, ...]
    worded: tuple[str, ...]

    number: re.Pattern[str]
    values: Mapping[str, int]
    lead: re.Pattern[str]
    link: re.Pattern[str]
    between: re.Pattern[str]

    follower: re.Pattern[str]
    counted: re.Pattern[str]
    plural: re.Pattern[str]
    tally: re.Pattern[str]
    numbered: re.Pattern[str]
    tallies: re.Pattern[str]
    other_scale: re.Pattern[str]

    noun: re.Pattern[str]
    verb: re.Pattern[str]
    bare: re.Pattern[str]
    given: re.Pattern[str]
    settles: re.Pattern[str]
    onward: re.Pattern[str]
    labelled: re.Pattern[str]

    condition: re.Pattern[str]
    condition_first: re.Pattern[str]
    condition_then: re.Pattern[str]
    filler: re.Pattern[str]
    clause_goes_on: re.Pattern[str]
    main_clause: re.Pattern[str]
    otherwise: re.Pattern[str]
    aside: re.Pattern[str]
    wished: re.Pattern[str]
    corrected: re.Pattern[str]
    clause: re.Pattern[str]
    verbal: re.Pattern[str]
    refused: re.Pattern[str]
    refused_after: re.Pattern[str]
    not_refused: re.Pattern[str]
    partly_refused: re.Pattern[str]
    reason: re.Pattern[str]
    reason_after: re.Pattern[str]

    alternative: str
    otherwise_word: str
    refusal: str
    depends: str


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


class Vocabulary:
    """Lists of words by name, to write patterns with: `{give}` in one stands for any word of the list `give`.

    Words stand apart by white space; `_` is white space in one, and a word may be a pattern or name an earlier list.

    >>> Vocabulary(often="keer stuk_of").pattern(r"{often}\\s+$").pattern
    '(?:keer|stuk\\\\s+of)\\\\s+$'
    """

    def __init__(self, **lists: str) -> None:
        self._parts = {"digits": DIGITS, "sign": SIGN, "rest": REST, "end": END, "start": START}
        for name, words in lists.items():
            self._parts[name] = self._filled("(?:" + "|".join(words.replace("_", r"\s+").split()) + ")")

    def pattern(self, text: str) -> re.Pattern[str]:
        return compiled(self._filled(text))

    def _filled(self, text: str) -> str:
        return re.sub(r"\{([a-z]+)\}", lambda name: self._parts[name[1]], text)


@cache
def lexicon(language: str) -> Lexicon:
    """The words of a language; of another one than Dutch the English."""
    name = "dutch" if language == "nl" else "english"
    found: Lexicon = import_module(f"qualcode.text.grades.{name}").LEXICON
    return found
