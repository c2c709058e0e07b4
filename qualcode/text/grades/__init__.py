"""Grades in running text, in Dutch and English: where one is given, in which form, and which words made it one.

`numbers` reads numbers and ranges, in digits and in words; `guards` tells a grade from a count, a date, an age or a
scale; `forms` finds grades in words, refusals, and the condition a grade hangs on. `dutch` and `english` hold the
words. What is no grade by its own words needs some beside it: an article ("een 7"), a verb ("geef ik"), or the word
grade ("cijfer: 7").
"""

from __future__ import annotations

from qualcode.text.grades.mentions import Mention, may_hold, mentions

__all__ = ["Mention", "may_hold", "mentions"]
