"""The report as one page that opens from disk: HTML with its style, script and figures inside, and the quotations
once as data, so that every cell can show what stands behind it.

    page(report)  # Report -> str
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from qualcode.analysis.beside.evaluations import Forms
from qualcode.analysis.beside.registered import Registrations
from qualcode.analysis.chapters import Chapter
from qualcode.analysis.contrast import Contrast
from qualcode.analysis.factoring.lists import FactorLists
from qualcode.analysis.factoring.noted import Factors
from qualcode.analysis.grades import GradeTable
from qualcode.analysis.moving.moves import Rounds
from qualcode.analysis.quotes import Quotes
from qualcode.analysis.sources import Source
from qualcode.analysis.work.overview import Overview
from qualcode.analysis.work.respondents import Respondents
from qualcode.i18n import language
from qualcode.matrices import Matrix
from qualcode.model import Code, Codebook
from qualcode.reports import forms
from qualcode.reports.blocks import Block
from qualcode.reports.citations import Cited, cited
from qualcode.reports.page import overall
from qualcode.reports.page.cases import ChapterView, chapter_view
from qualcode.reports.page.factors import chapter_factors, factor_views
from qualcode.reports.page.views import DEEPER, Words, days_text, round_text, upper_first, whole

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Environment

    from qualcode.reports.methods.facts import Facts


@dataclass(frozen=True)
class Report:
    """What a report tells. `only` is the name of the case it is about, empty for all; `cases` those it is about.

    `codes` is the matrix codes × cases (or × rounds of the one case), `by_case` the same over cases, for the
    contrasts. `texts` is what the researchers wrote, by case and slug of the section. `codings` has a row per coding of
    these cases, as `project.codings`. `methods`, where it was asked for, is what a methods section is written from.
    `profile` says for whom the report is (see `qualcode.reports.profile`). `beside` are the tables beside the
    interviews, summed up, and `problems` what is wrong with their files. `moved` is what moved between the rounds,
    where it was asked for. `held` are labels of quotations that these readers do not get to see; `last_change` is the
    day (ISO) of the last change to the codings.
    """

    codes: Matrix
    by_case: Matrix
    only: str
    cases: tuple[str, ...]
    rounds: tuple[str, ...]
    sources: tuple[Source, ...]
    quotes: Quotes
    overview: Overview
    respondents: Respondents
    contrasts: tuple[Contrast, ...]
    helping: Factors | None
    hindering: Factors | None
    factors: FactorLists
    grades: tuple[GradeTable, ...]
    chapters: tuple[Chapter, ...]
    texts: Mapping[tuple[str, str], str]
    version: str
    codings: pd.DataFrame
    methods: Facts | None = None
    profile: str = "team"
    beside: tuple[Forms | Registrations, ...] = ()
    problems: tuple[str, ...] = ()
    moved: Rounds | None = None
    held: frozenset[str] = frozenset()
    last_change: str = ""

    @property
    def words(self) -> Words:
        return Words(self.codes.corpus, language(self.codes.corpus.settings), self.sources, self.quotes)


@dataclass(frozen=True)
class CodeView:
    """A code in the appendix, with the codes below it."""

    code: Code
    path: str
    counterpart: str
    below: tuple[CodeView, ...]


def page(report: Report) -> str:
    """The page as HTML."""
    words = report.words
    _ = words.language
    context = {
        "_": _,
        "report": report,
        "overview": report.overview,
        "settings": words.corpus.settings,
        "singular": words.singular,
        "plural": words.plural,
        "days": lambda *days: days_text(days, _),
        "whole": lambda number: whole(number, _),
        "upper_first": upper_first,
        "kinds": overall.kinds_text(dict(report.overview.kinds), report.sources, words),
        "keys": [(words.keys[case], case) for case in report.cases if words.keys.get(case, case) != case],
        "tree": _tree(words.corpus.codebook),
        "any_released": words.any_released,
        "data": script_json(data(report)),
        **_over_all(report, words),
        "chapters": _chapters(report, words),
    }
    return _environment().get_template("page.html").render(context)


def unknown_citations(report: Report) -> list[str]:
    """A sentence for each label in the researchers' texts that names no quotation."""
    found = []
    for (case, slug), text in report.texts.items():
        for label in cited(text, _finder(report), "").unknown:
            if label in report.held:
                continue
            found.append(f"{case}, {slug}.md: [{label}] names no quotation of this project.")
    return found


def _over_all(report: Report, words: Words) -> dict[str, Any]:
    _ = words.language
    return {
        "respondents": overall.respondents_view(report.respondents, words),
        "codes": overall.codes_view(report.codes, words),
        "contrasts": [overall.contrast_view(each, report.by_case, report.cases, words) for each in report.contrasts],
        "factors": factor_views(report, words),
        "own_factors": {chapter.case: chapter_factors(report, chapter.case, words) for chapter in report.chapters},
        "grades": [overall.grade_view(each, words) for each in report.grades],
        "beside": forms.over_all(report.beside, words) if not report.only else [],
        "beside_in": _beside_in(report, words),
    }


def _beside_in(report: Report, words: Words) -> dict[tuple[str, str], list[Block]]:
    """The tables beside the interviews by case and title of the section, an empty one for the chapter's end."""
    found = {}
    for chapter in report.chapters:
        titles = [section.plan.title for section in chapter.sections]
        for title in (*titles, ""):
            found[chapter.case, title] = forms.in_section(report.beside, chapter.case, title, titles, words)
    return found


def _chapters(report: Report, words: Words) -> list[ChapterView]:
    grades = {table.code: table for table in report.grades}
    seen: set[int] = set()
    _ = words.language
    find, unknown = _finder(report), _("This label names no quotation of the project.")
    if report.held:
        unknown = _("The words of this quotation are not in this report.")
    chapters = []
    for number, chapter in enumerate(report.chapters, start=1):
        texts: dict[str, Cited] = {
            slug: cited(text, find, unknown) for (case, slug), text in report.texts.items() if case == chapter.case
        }
        chapters.append(chapter_view(number, chapter, grades, texts, report.rounds, words, seen))
    return chapters


def _finder(report: Report) -> Any:
    quotes = report.quotes

    def find(label: str) -> tuple[str, str] | None:
        place = quotes.of_label.get(label)
        return None if place is None else (quotes[place].anchor, quotes[place].words)

    return find


def _tree(book: Codebook, parent: str = "") -> tuple[CodeView, ...]:
    found = []
    for code in book.children(parent):
        counterpart = DEEPER.join(book.names(code.counterpart)) if code.counterpart in book else ""
        found.append(CodeView(code, DEEPER.join(book.names(code.id)), counterpart, _tree(book, code.id)))
    return tuple(found)


# --- the data behind the cells -----------------------------------------------------------------------------------


def data(report: Report) -> dict[str, Any]:
    """The quotations for the page's script, by place: label, anchor, document, words as set, marks, codes and
    coder; documents, codes and coders each once."""
    words = report.words
    said = list(dict.fromkeys(text for quote in report.quotes.items for text in words.codes(quote)))
    at = {text: place for place, text in enumerate(said)}
    coders = list(words.corpus.coders)
    quotes = [
        [
            quote.label,
            quote.anchor,
            quote.document,
            words.shown(quote),
            int(quote.verbatim),
            int(quote.released),
            [at[text] for text in words.codes(quote)],
            sorted({coders.index(given.coder) for given in quote.codings}),
        ]
        for quote in report.quotes.items
    ]
    return {"documents": _documents(words), "codes": said, "coders": coders, "quotes": quotes}


def _documents(words: Words) -> list[list[str]]:
    """Per document: id, case, round in words, role or kind, date in words."""
    _ = words.language
    return [
        [
            source.id,
            source.case,
            round_text(source.round, _) if source.round else "",
            words.who_or_kind(source),
            words.date(source),
        ]
        for source in words.sources
    ]


def script_json(value: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("qualcode.reports.page", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
