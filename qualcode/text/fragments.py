"""Cutting a text into fragments that may be coded, each with what stands around it.

The context of a fragment is the heading above it, the questions of the guide that heading answers, and the sentences
next to it in the same section. It informs; the span is what is coded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from qualcode.errors import UnknownOption
from qualcode.model import Fragment, Question, Span
from qualcode.text.headings import Section, answers, sections
from qualcode.text.units import paragraphs, sentences, turns

UNITS = ("paragraph", "sentence", "turn")
_CUTS = {"paragraph": paragraphs, "sentence": sentences, "turn": turns}


class Page:
    """A text ready to be cut: its sentences and headings, found once."""

    def __init__(self, document: str, text: str, guide: Sequence[Question] = ()) -> None:
        self.document = document
        self.text = text
        self.guide = tuple(guide)

    def cut(self, unit: str = "paragraph") -> list[Fragment]:
        """The fragments of a text in order; headings are context and no fragments. Raises `UnknownOption`."""
        if unit not in UNITS:
            raise UnknownOption("The unit", unit, UNITS)
        spans = self._sentences if unit == "sentence" else _CUTS[unit](self.text)
        return [self.at(span) for span in spans if not self._is_heading(span)]

    def at(self, span: Span) -> Fragment:
        """A passage as a fragment."""
        section = self._section(span.start)
        before, after = self._beside(span)
        return Fragment(
            self.document,
            span,
            span.of(self.text),
            heading=section.title if section else "",
            questions=self._questions(section) if section else (),
            before=before,
            after=after,
        )

    @cached_property
    def _sentences(self) -> list[Span]:
        return sentences(self.text)

    @cached_property
    def _sections(self) -> list[Section]:
        return sections(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [section.span.start for section in self._sections]

    @cached_property
    def _heads(self) -> frozenset[int]:
        return frozenset(self._starts)

    def _is_heading(self, span: Span) -> bool:
        return span.start in self._heads

    def _section(self, at: int) -> Section | None:
        """The section with the nearest heading above."""
        place = bisect_right(self._starts, at)
        return self._sections[place - 1] if place else None

    def _questions(self, section: Section) -> tuple[str, ...]:
        """What the heading answers, or else the headings above it."""
        if section.span.start not in self._answered:
            around = [each for each in self._sections if each.span.start <= section.span.start < each.span.end]
            named: tuple[str, ...] = ()
            for each in sorted(around, key=lambda each: -each.level):
                named = named or tuple(question.id for question in self.guide if answers(each.title, question))
            self._answered[section.span.start] = named
        return self._answered[section.span.start]

    @cached_property
    def _answered(self) -> dict[int, tuple[str, ...]]:
        return {}

    def _beside(self, span: Span) -> tuple[str, str]:
        """The sentence before a passage and the one after it, in the same section; empty where there is none."""
        first = bisect_right(self._sentence_starts, span.start) - 1
        inside = first >= 0 and self._sentences[first].end > span.start
        place = first - 1 if inside else first
        before = self._sentences[place] if place >= 0 else None
        later = bisect_left(self._sentence_starts, span.end)
        after = self._sentences[later] if later < len(self._sentences) else None
        return self._context(before, span), self._context(after, span)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self._sentences]

    def _context(self, sentence: Span | None, span: Span) -> str:
        if (
            sentence is None
            or self._is_heading(sentence)
            or self._section(sentence.start) is not self._section(span.start)
        ):
            return ""
        return sentence.of(self.text)


def fragments(document: str, text: str, unit: str = "paragraph", guide: Sequence[Question] = ()) -> list[Fragment]:
    """The fragments of a document; see `Page`.

    >>> [each.quote for each in fragments("k1", "# Kop\\n\\nEen. Twee.\\n\\nDrie.", "sentence")]
    ['Een.', 'Twee.', 'Drie.']
    """
    return Page(document, text, guide).cut(unit)


def fragment_at(document: str, text: str, span: Span, guide: Sequence[Question] = ()) -> Fragment:
    """One passage of a document as a fragment."""
    return Page(document, text, guide).at(span)
