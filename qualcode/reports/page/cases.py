"""A chapter per case: who was heard, and per section the researchers' text, the grades and the quotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcode.analysis.chapters import Chapter, RoundQuotes, Section
from qualcode.analysis.grades import GradeTable
from qualcode.analysis.sources import Source
from qualcode.reports.citations import Cited
from qualcode.reports.page.views import (
    CellView,
    QuoteView,
    Words,
    days_text,
    grades_text,
    kind_text,
    other_grades,
    round_text,
    upper_first,
)

#: So many quotations of a round stand openly in a section; released ones always do.
HANDFUL = 5


@dataclass(frozen=True)
class RoundView:
    """The quotations of a round, those that stand openly and the rest. `unprinted`: how many are not on paper."""

    title: str
    days: str
    shown: tuple[QuoteView, ...]
    rest: tuple[QuoteView, ...]
    unprinted: int


@dataclass(frozen=True)
class GradeLine:
    round: str
    cell: CellView


@dataclass(frozen=True)
class SectionView:
    id: str
    title: str
    text: Cited | None
    grade: str
    grades: tuple[GradeLine, ...]
    rounds: tuple[RoundView, ...]
    count: int


@dataclass(frozen=True)
class ChapterView:
    id: str
    title: str
    facts: str
    heard: tuple[tuple[str, str], ...]
    sections: tuple[SectionView, ...]


def chapter_view(
    number: int, chapter: Chapter, grades: Mapping[str, GradeTable], texts: Mapping[str, Cited], rounds: Sequence[str],
    words: Words, seen: set[int],
) -> ChapterView:  # fmt: skip
    """`texts` holds what the researchers wrote, by slug of the section; `seen` the quotations that have their
    anchor on the page already."""
    sections = tuple(
        _section(f"c{number}-{place}", section, chapter, grades, texts, words, seen)
        for place, section in enumerate(chapter.sections, start=1)
    )
    heard = tuple(
        (upper_first(round_text(round_, words.language)) if round_ else "", line)
        for round_ in rounds
        if (line := heard_text(chapter.sources, round_, words))
    )
    return ChapterView(f"c{number}", chapter.case, facts_text(chapter, words), heard, sections)


def facts_text(chapter: Chapter, words: Words) -> str:
    """How many interviews, other documents, and when."""
    _ = words.language
    count = len({source.interview for source in chapter.sources if source.is_interview})
    parts = [_.plural("%(count)s interview", "%(count)s interviews", count)]
    kinds = dict.fromkeys(source.kind for source in chapter.sources if not source.is_interview)
    for kind in kinds:
        number = sum(source.kind == kind for source in chapter.sources)
        parts.append(f"{number} {kind_text(kind, _, number)}")
    days = days_text((source.date for source in chapter.sources), _)
    return f"{_.joined(parts)}{f'; {days}' if days else ''}"


def heard_text(sources: Sequence[Source], round_: str, words: Words) -> str:
    """Who was heard in a round: roles in order, with their number where there are more, and interviews
    with a role that is not named."""
    _, own = words.language, [source for source in sources if source.round == round_]
    named = [who for source in own if (who := words.who(source))]
    counts = {name: named.count(name) for name in dict.fromkeys(named)}
    parts = [name if count == 1 else f"{count} × {name}" for name, count in counts.items()]
    rest = len({source.interview for source in own if not words.who(source)})
    if rest:
        parts.append(_.plural("%(count)s interview", "%(count)s interviews", rest))
    listed = ", ".join(parts)
    days = days_text((source.date for source in own), words.language)
    return f"{listed} ({days})" if listed and days else listed


def _section(
    name: str, section: Section, chapter: Chapter, grades: Mapping[str, GradeTable], texts: Mapping[str, Cited],
    words: Words, seen: set[int],
) -> SectionView:  # fmt: skip
    plan = section.plan
    table = grades.get(plan.grade)
    rounds = tuple(_round(each, chapter, words, seen, len(section.rounds)) for each in section.rounds)
    lines = _grade_lines(table, chapter.case, words) if table else ()
    grade = words.corpus.codebook[plan.grade].name if plan.grade else ""
    return SectionView(name, plan.title, texts.get(plan.slug), grade, lines, rounds, section.count)


def _grade_lines(table: GradeTable, case: str, words: Words) -> tuple[GradeLine, ...]:
    """The grades of the case, round by round, in words."""
    _ = words.language
    lines = []
    for round_ in table.rounds:
        cell = table.cell(case, round_)
        if cell.given:
            name = upper_first(round_text(round_, _)) if round_ else ""
            places = words.quotes.behind(grade.coding for grade in cell.given)
            title = " · ".join(part for part in (words.corpus.codebook[table.code].name, case, name) if part)
            text = grades_text(cell, _)
            lines.append(GradeLine(name, words.cell(text, title, places, notes=other_grades(cell, _))))
    return tuple(lines)


def _round(found: RoundQuotes, chapter: Chapter, words: Words, seen: set[int], rounds: int) -> RoundView:
    quotes = [words.quote(place, seen) for place in found.quotes]
    openly = max(HANDFUL, sum(quote.released for quote in quotes))
    days = days_text((source.date for source in chapter.sources if source.round == found.round), words.language)
    title = upper_first(round_text(found.round, words.language)) if found.round or rounds > 1 else ""
    unprinted = sum(not quote.released for quote in quotes) if words.any_released else len(quotes[openly:])
    unprinted += found.held
    return RoundView(title, days, tuple(quotes[:openly]), tuple(quotes[openly:]), unprinted)
