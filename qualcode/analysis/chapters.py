"""The chapters of a report: per case its sections, and per section the quotations that belong there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.analysis.factoring.noted import codes_named
from qualcode.analysis.quotes import Quote, Quotes
from qualcode.analysis.sources import Source
from qualcode.model import Codebook, Question, Settings, slug
from qualcode.text.headings import questions_at


@dataclass(frozen=True)
class Plan:
    """What a section of every chapter is about: codes (ids) and their subtrees, questions, a grade code (id)."""

    title: str
    slug: str
    codes: frozenset[str]
    questions: frozenset[str]
    grade: str = ""


@dataclass(frozen=True)
class RoundQuotes:
    """The quotations (places in `Quotes`) of a round: released ones first, then by date and place in the text. `held`
    more belong here that the readers of the report do not get to see."""

    round: str
    quotes: tuple[int, ...]
    held: int = 0


@dataclass(frozen=True)
class Section:
    plan: Plan
    rounds: tuple[RoundQuotes, ...]

    @property
    def count(self) -> int:
        return sum(len(each.quotes) for each in self.rounds)


@dataclass(frozen=True)
class Chapter:
    """A case with its documents and its sections."""

    case: str
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]


def plans(settings: Settings, codebook: Codebook) -> tuple[Plan, ...]:
    """The sections as the settings say, else one per code at the top of the tree. Raises `UnknownCode`."""
    if not settings.report.sections:
        return _after_the_tree(codebook)
    return tuple(
        Plan(
            section.title,
            section.slug,
            frozenset(codes_named(codebook, section.codes)),
            frozenset(section.questions),
            codebook.find(section.grade).id if section.grade else "",
        )
        for section in settings.report.sections
    )


def _after_the_tree(codebook: Codebook) -> tuple[Plan, ...]:
    found = []
    for code in codebook.children():
        below = codebook.subtree(code.id)
        if not code.retired:
            found.append(Plan(code.name, slug(code.name), frozenset(each.id for each in below), frozenset()))
    return tuple(found)


def chapter(
    case: str, plan: Sequence[Plan], quotes: Quotes, under: Mapping[int, frozenset[str]], sources: Sequence[Source],
    rounds: Sequence[str],
) -> Chapter:  # fmt: skip
    """The chapter of a case; `under` says which questions each quotation answers. A quotation with nothing but a grade
    that is a section's stands in that section alone."""
    own = [place for place, quote in enumerate(quotes.items) if quote.codings and sources[quote.document].case == case]
    graded = frozenset(each.grade for each in plan if each.grade)
    sections = []
    for each in plan:
        belongs = [place for place in own if _belongs(quotes[place], each, under.get(place, frozenset()), graded)]
        sections.append(Section(each, _by_round(belongs, quotes, sources, rounds)))
    return Chapter(case, tuple(source for source in sources if source.case == case), tuple(sections))


def _belongs(quote: Quote, plan: Plan, questions: frozenset[str], graded: frozenset[str]) -> bool:
    codes = {given.code for given in quote.codings}
    if codes <= graded:
        return plan.grade in codes
    return bool(questions & plan.questions or codes & plan.codes)


def _by_round(
    places: Iterable[int], quotes: Quotes, sources: Sequence[Source], rounds: Sequence[str]
) -> tuple[RoundQuotes, ...]:
    groups: dict[str, list[int]] = {round_: [] for round_ in rounds}
    for place in places:
        groups[sources[quotes[place].document].round].append(place)
    for group in groups.values():
        group.sort(key=lambda place: (not quotes[place].released, sources[quotes[place].document].date, place))
    return tuple(RoundQuotes(round_, tuple(group)) for round_, group in groups.items() if group)


def questions_under(
    quotes: Quotes, sources: Sequence[Source], texts: Mapping[str, str], guide: Sequence[Question]
) -> dict[int, frozenset[str]]:
    """Per quotation the questions under whose heading it lies, as far as it lies under any."""
    documents = {quote.document for quote in quotes.items}
    answered = {document: questions_at(texts[sources[document].id], guide) for document in documents}
    found = {}
    for place, quote in enumerate(quotes.items):
        under = answered[quote.document]
        found[place] = frozenset(name for span, name in under if span.start <= quote.start < span.end)
    return {place: names for place, names in found.items() if names}
