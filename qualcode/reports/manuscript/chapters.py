"""A chapter per case: who was heard, and per section the researchers' text, the grades, the chosen quotations by round,
and where the others are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qualcode.analysis.chapters import Chapter, RoundQuotes, Section
from qualcode.analysis.quotes import Quote
from qualcode.reports import forms
from qualcode.reports.blocks import Block, Bullets, Citaat, Heading, Run, paragraph
from qualcode.reports.citations import labels_in
from qualcode.reports.factoring.lines import case_lists
from qualcode.reports.manuscript.figures import grade_figures
from qualcode.reports.manuscript.overall import factor_blocks
from qualcode.reports.manuscript.prose import prose
from qualcode.reports.manuscript.tables import given_text
from qualcode.reports.moving import told as moves
from qualcode.reports.page import Report
from qualcode.reports.page.cases import facts_text, heard_text
from qualcode.reports.page.views import Words, days_text, round_text, upper_first
from qualcode.reports.profile import PUBLICATION

#: Where nobody chose quotations, so many of each round stand in a section.
FEW = 2
#: A figure of the grades of one case is worth its place from so many on.
ENOUGH = 4
#: Researchers' own headings come below those of the sections.
_BELOW = 3


def chapters(report: Report, words: Words) -> Iterator[Block]:
    """All chapters."""
    for number, chapter in enumerate(report.chapters, 1):
        yield from _chapter(report, chapter, f"case-{number}", words)


def _chapter(report: Report, chapter: Chapter, name: str, words: Words) -> Iterator[Block]:
    _ = words.language
    yield Heading(1, chapter.case, name)
    yield paragraph(upper_first(facts_text(chapter, words)) + ".", style="lead")
    heard = [
        f"{upper_first(round_text(round_, _))}: {line}" if round_ else line
        for round_ in report.rounds
        if (line := heard_text(chapter.sources, round_, words))
    ]
    if heard:
        yield Bullets(tuple((Run(line),) for line in heard))
    titles = [section.plan.title for section in chapter.sections]
    printed = printed_in(report, chapter, words)
    for number, (section, own) in enumerate(zip(chapter.sections, printed, strict=True), 1):
        yield Heading(2, section.plan.title, f"{name}-{number}")
        yield from _section(report, chapter, section, own, words)
        yield from forms.in_section(report.beside, chapter.case, section.plan.title, titles, words)
    for number, found in enumerate(case_lists(report.factors, chapter.case, words), 1):
        yield Heading(2, found.title, f"{name}-factors-{number}")
        yield from factor_blocks(found, report, words, alone=True)
    yield from _moved(report, chapter, name, words)
    rest = forms.in_section(report.beside, chapter.case, "", titles, words)
    if rest:
        yield Heading(2, _("Beside the interviews"), f"{name}-beside")
        yield from rest


def printed_in(report: Report, chapter: Chapter, words: Words) -> tuple[frozenset[int], ...]:
    """Per section the quotations that are printed in it: those chosen for the report, or where nobody chose any a few
    of each round, a respondent's own words first. One that belongs in several sections stands in the smallest of them,
    and one that a text of the chapter cites is left to the list of quotations."""
    quotes, chosen = words.quotes, words.any_released or report.profile == PUBLICATION
    cited = cited_in(report, chapter)
    taken: set[int] = set()
    found: dict[int, frozenset[int]] = {}
    for number in sorted(range(len(chapter.sections)), key=lambda each: (chapter.sections[each].count, each)):
        section = chapter.sections[number]
        own: set[int] = set()
        for each in section.rounds:
            open_ = [place for place in each.quotes if place not in taken and quotes[place].label not in cited]
            best = sorted(open_, key=lambda place: not quotes[place].verbatim)[:FEW]
            own.update(place for place in open_ if quotes[place].released) if chosen else own.update(best)
        taken |= own
        found[number] = frozenset(own)
    return tuple(found[number] for number in range(len(chapter.sections)))


def cited_in(report: Report, chapter: Chapter) -> frozenset[str]:
    """The labels that the texts of a chapter cite."""
    slugs = [section.plan.slug for section in chapter.sections]
    return frozenset(label for slug in slugs for label in labels_in(report.texts.get((chapter.case, slug), "")))


def _moved(report: Report, chapter: Chapter, name: str, words: Words) -> Iterator[Block]:
    """What moved between the rounds of the case."""
    if report.moved is None:
        return
    only = None if report.profile != PUBLICATION else frozenset(report.quotes.of_label)
    found = moves.blocks(report.moved, chapter.case, words, only=only, cited=cited_in(report, chapter))
    if found:
        _ = words.language
        yield Heading(2, _("From round to round"), f"{name}-rounds")
        yield from found
        if report.profile != PUBLICATION:
            yield paragraph(_("All of it, code by code, is in the appendix “%(title)s”.", title=shifts_title(words)),
                            style="note")  # fmt: skip


def shifts_title(words: Words) -> str:
    _ = words.language
    return _("From round to round, code by code")


def _section(
    report: Report, chapter: Chapter, section: Section, printed: frozenset[int], words: Words
) -> Iterator[Block]:
    text = report.texts.get((chapter.case, section.plan.slug), "")
    yield from prose(text, level=_BELOW)
    if not text:
        yield paragraph(_unwritten(section, words), style="lead")
    yield from _grades(report, chapter.case, section.plan.grade, words)
    for each in section.rounds:
        yield from _round(each, [place for place in each.quotes if place in printed], chapter, words)
    rest = _rest(report, section, printed, words)
    if rest:
        yield paragraph(rest, style="note")


def _unwritten(section: Section, words: Words) -> str:
    """That the section has no text yet, and what there is to write it from."""
    _ = words.language
    if not section.count:
        return _("No text was written for this section, and nothing was coded for it.")
    released = sum(words.quotes[place].released for each in section.rounds for place in each.quotes)
    said = _.plural(
        "No text was written for this section yet. There is %(count)s quotation to write it from.",
        "No text was written for this section yet. There are %(count)s quotations to write it from.",
        section.count,
    )
    chosen = _.plural(
        "%(count)s of them was chosen for the report.", "%(count)s of them were chosen for the report.", released
    )
    return f"{said} {chosen}" if released else said


def _grades(report: Report, case: str, code: str, words: Words) -> Iterator[Block]:
    _ = words.language
    table = next((each for each in report.grades if each.code == code), None)
    if table is None:
        return
    lines = []
    for round_ in table.rounds:
        cell = table.cell(case, round_)
        said = "; ".join(given_text(cell, _))
        if said:
            lines.append(f"{upper_first(round_text(round_, _))}: {said}" if round_ else said)
    if lines:
        yield paragraph(words.corpus.codebook[code].name, style="label")
        yield Bullets(tuple((Run(line),) for line in lines))
    if table.cell(case).n >= ENOUGH:
        yield from grade_figures(table, [case], words, f"grades-{words.keys.get(case, case).lower()}")


def _round(found: RoundQuotes, places: Sequence[int], chapter: Chapter, words: Words) -> Iterator[Block]:
    _ = words.language
    if not places:
        return
    if found.round:
        days = days_text((source.date for source in chapter.sources if source.round == found.round), _)
        title = upper_first(round_text(found.round, _))
        yield paragraph(f"{title}, {days}" if days else title, style="label")
    for place in places:
        yield _citaat(words.quotes[place], words)


def _citaat(quote: Quote, words: Words) -> Citaat:
    return Citaat(words.shown(quote), quote.label, source_text(quote, words), quote.verbatim)


def source_text(quote: Quote, words: Words) -> str:
    """Who said it, and when; a case only where a report has several is said by the chapter."""
    source = words.sources[quote.document]
    return ", ".join(filter(None, (words.who(source), words.date(source))))


def _rest(report: Report, section: Section, printed: frozenset[int], words: Words) -> str:
    """How many quotations of a section are not printed in it, and where they are."""
    _ = words.language
    if report.profile == PUBLICATION:
        held = sum(each.held for each in section.rounds)
        said = _.plural(
            "The section rests on %(count)s quotation more that was not released.",
            "The section rests on %(count)s quotations more that were not released.",
            held,
        )
        return said if held else ""
    counts = {each.round: sum(place not in printed for place in each.quotes) for each in section.rounds}
    count = sum(counts.values())
    parts = [f"{round_text(round_, _)}: {number}" for round_, number in counts.items() if round_ and number]
    where = f" ({'; '.join(parts)})" if len(parts) > 1 else ""
    if not count:
        return ""
    if not printed:
        return _.plural(
            "The one quotation of this section can be read on the report's web page%(rounds)s.",
            "The %(count)s quotations of this section can be read on the report's web page%(rounds)s.",
            count,
            rounds=where,
        )
    return _.plural(
        "%(count)s other quotation of this section can be read on the report's web page%(rounds)s.",
        "%(count)s other quotations of this section can be read on the report's web page%(rounds)s.",
        count,
        rounds=where,
    )


def labels_text(labels: Iterable[str]) -> str:
    """Labels in short, document by document.

    >>> labels_text(["KAF2.1.1:3", "KAF2.1.1:7", "KAF2.1.2:4"])
    'KAF2.1.1:3, 7; KAF2.1.2:4'
    """
    found: dict[str, list[str]] = {}
    for label in labels:
        document, _sign, number = label.rpartition(":")
        found.setdefault(document, []).append(number)
    return "; ".join(f"{document}:{', '.join(numbers)}" for document, numbers in found.items())
