"""What tells a grade from another number: the words right before and after it, and cues in the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualcode.model import Scale, Span
from qualcode.text.grades.lexicon import CLAUSE_END, Lexicon, compiled
from qualcode.text.grades.numbers import Amount

_CLAUSE_END = compiled(CLAUSE_END)
#: What makes a number a grade stands within so many characters before it.
NEAR = 160


@dataclass(frozen=True, slots=True)
class Setting:
    """The sentence a number stands in, and what is known of it: the words that speak for a grade, whether it or the one
    before names one, whether it is about something else, the words for what is graded, and whether a grade was found
    shortly before or in it."""

    text: str
    sentence: Span
    cues: tuple[Span, ...] = ()
    asked: bool = False
    spoken: bool = False
    elsewhere: bool = False
    subjects: re.Pattern[str] | None = None
    found_before: bool = False
    found_here: bool = False


def setting_of(
    text: str,
    sentence: Span,
    before: Span | None,
    words: Lexicon,
    scale: Scale,
    *,
    subjects: re.Pattern[str] | None = None,
    found_before: bool = False,
) -> Setting:
    """What a sentence, with the one before, says of grades. Cues are the noun and the verb in the sentence, or else the
    noun in the one before."""
    noun = words.noun.search(text, sentence.start, sentence.end)
    verb = words.verb.search(text, sentence.start, sentence.end)
    earlier = words.noun.search(text, before.start, before.end) if before else None
    cues = sorted(Span(*found.span()) for found in (noun, verb) if found)
    if earlier and not cues:
        cues = [Span(*earlier.span())]
    return Setting(
        text,
        sentence,
        tuple(cues),
        asked=earlier is not None,
        spoken=earlier is not None or noun is not None,
        elsewhere=_elsewhere(text, sentence, words, scale),
        subjects=subjects,
        found_before=found_before,
    )


def _elsewhere(text: str, sentence: Span, words: Lexicon, scale: Scale) -> bool:
    """Whether the sentence is about another scale, or tells how often each grade was given."""
    named = words.other_scale.search(text, sentence.start, sentence.end)
    if named and float(named["to"]) != scale.maximum:
        return True
    return len(words.tallies.findall(text, sentence.start, sentence.end)) > 1


def may_be_grade(amount: Amount, text: str, words: Lexicon) -> bool:
    """Whether a number can be a grade in a text that names none: it has an article, is no whole number, is one of two,
    or stands after a colon or a verb of giving."""
    if amount.article or amount.halved or amount.low != amount.high:
        return True
    start = max(0, amount.lead - 48)
    return text[start : amount.lead].rstrip().endswith(":") or bool(words.given.search(text, start, amount.lead))


def is_grade(amount: Amount, setting: Setting, words: Lexicon, scale: Scale) -> bool:
    """Whether a number is a grade.

    With an article it is one where a clause ends after it or a small word follows ("een 7 voor"), unless it counts
    something ("een 8 jarige"); before another word it needs a cue too. Without one it needs more: see `_bare`.
    """
    text = setting.text
    if setting.elsewhere or not scale.minimum <= amount.low <= amount.high <= scale.maximum:
        return False
    if (amount.low, amount.high) == (scale.minimum, scale.maximum) or words.counted.match(text, amount.end):
        return False
    if words.tally.search(text, max(0, amount.lead - 24), amount.lead):
        return False
    ends = _CLAUSE_END.match(text, amount.end) is not None
    follows = ends or words.follower.match(text, amount.end) is not None
    if amount.article:
        return follows or (bool(setting.cues) and not words.plural.match(text, amount.end))
    return follows and _bare(amount, setting, words, ends=ends)


def _bare(amount: Amount, setting: Setting, words: Lexicon, *, ends: bool) -> bool:
    """Whether a number without an article is a grade: after the noun ("cijfer: 7") or with it ("7 als cijfer"); after
    a verb of giving ("geef ik 7,"); and where grades are spoken of and a clause ends after the number: with decimals,
    after a colon, or as the next of a row ("aansluiting 7, samenwerking 8")."""
    text, start = setting.text, max(setting.sentence.start, amount.lead - NEAR)
    if words.numbered.search(text, max(start, amount.lead - 24), amount.lead):
        return False
    if words.bare.search(text, start, amount.lead) or words.labelled.match(text, amount.end):
        return True
    if _is_all(amount, setting):
        return True
    if not ends:
        return amount.point and setting.found_here
    if words.given.search(text, start, amount.lead) and (text[amount.start].isdigit() or amount.halved):
        return True
    if _labelled(setting, start, amount.lead):
        return True
    return (setting.spoken or setting.found_here or setting.found_before) and _told(amount, setting, words, start)


def _labelled(setting: Setting, start: int, end: int) -> bool:
    """Whether a word for what is graded stands before it, with a colon ("samenwerking met de coach: 8")."""
    before = setting.text[start:end].rstrip()
    return before.endswith(":") and setting.subjects is not None and setting.subjects.search(before) is not None


def _told(amount: Amount, setting: Setting, words: Lexicon, start: int) -> bool:
    """Whether a number at the end of a clause, where grades are spoken of, is told as one."""
    if amount.low != amount.high or amount.halved:
        return True
    if words.settles.search(setting.text, start, amount.lead):
        return setting.spoken
    before = setting.text[start : amount.lead].rstrip()
    row = words.onward.search(setting.text, start, amount.lead) is not None or _in_a_row(before)
    return before.endswith(":") or (setting.found_here and row)


def _is_all(amount: Amount, setting: Setting) -> bool:
    """Whether a range or a half, or a number where a grade was asked, is all that the sentence says."""
    if len(setting.sentence) > amount.end - amount.lead + 12:
        return False
    rest = setting.text[setting.sentence.start : amount.lead] + setting.text[amount.end : setting.sentence.end]
    if any(letter.isalnum() for letter in rest):
        return False
    return amount.low != amount.high or amount.halved or setting.asked


def _in_a_row(before: str) -> bool:
    """Whether what stands before ends in a comma and one to three words."""
    _, comma, words = before.rpartition(",")
    return bool(comma) and 1 <= len(words.split()) <= 3 and not any(letter.isdigit() for letter in words)
