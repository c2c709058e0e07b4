"""Headings, and what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qualcode.model import Question, Span

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the span from it to the next heading of the same or a higher level."""

    title: str
    level: int
    span: Span


def sections(text: str) -> list[Section]:
    """The sections of a Markdown text, in order; deeper ones lie inside their parents."""
    marks = [(len(found[1]), found[2].strip(), found.start()) for found in _HEADING.finditer(text)]
    result = []
    for number, (level, title, start) in enumerate(marks):
        later = (at for other, _, at in marks[number + 1 :] if other <= level)
        result.append(Section(title, level, Span(start, next(later, len(text)))))
    return result


def bare(title: str) -> str:
    """A heading without number, outer punctuation and capitals, for comparing."""
    return re.sub(r"^[\W\d_]+|[\W_]+$", "", title).casefold()


def answers(title: str, question: Question) -> bool:
    """Whether a heading in a text matches a question of the guide: its words, or one of its `headings:`, or a
    longer heading that begins with one."""
    heading = bare(title)
    for name in (*question.headings, question.question):
        wanted = bare(name)
        if wanted and re.match(re.escape(wanted) + r"(?!\w)", heading):
            return True
    return False


def questions_at(text: str, guide: Iterable[Question]) -> list[tuple[Span, str]]:
    """Where in the text which question is answered: (span, question id)."""
    return [
        (section.span, question.id)
        for section in sections(text)
        for question in guide
        if answers(section.title, question)
    ]
