"""A case's chapter laid open for who writes it: per section the text so far, and the quotations that belong there.

    laid = chapter(project, "Kampen", language("nl"))
    first = laid.sections[0]
    first.summary.text, [each.label for each in laid.quotes]
    save(project, "Kampen", first.slug, "De lunches liepen. [KAF2.1.1:19]", was=first.summary.mark)

What belongs in a section, in which order, and where the texts are is what the report says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from qualcode.analysis import chapters as told
from qualcode.analysis.grades import GradeTable, grade_tables
from qualcode.analysis.quotes import quotes
from qualcode.analysis.sources import Source, case_keys, case_names, counted_codings, one_case, rounds, sources
from qualcode.errors import FileError, NotPossible, UnknownChoice
from qualcode.i18n import Language
from qualcode.model import Anchor
from qualcode.project import Project
from qualcode.reports.citations import as_citaat, labels_in
from qualcode.reports.page.views import days_text, grades_text, other_grades, round_text, upper_first
from qualcode.reports.prose import tree
from qualcode.store import quotes as store_quotes
from qualcode.tables import Corpus
from qualcode.workbench.holding import Standing, has_open_changes, standings, write_down
from qualcode.workbench.quoted import Quote, quotes_named
from qualcode.workbench.writing import Summary, summary, write


@dataclass(frozen=True, slots=True)
class Entry:
    """A chapter in the list: the case's key and name, its documents, and how many of its sections are written."""

    key: str
    name: str
    documents: int
    written: int
    sections: int


@dataclass(frozen=True, slots=True)
class GradeLine:
    """The grades of a round in words; `others` are those without a number that counts."""

    round: str
    text: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """The quotations (ids) of a round, in the report's order."""

    title: str
    days: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its text with the labels it cites and how it stands to its quotations, grades, quotations. `problem`
    says why its text cannot be had, and is empty where it can."""

    slug: str
    title: str
    grade: str
    grades: tuple[GradeLine, ...]
    rounds: tuple[Round, ...]
    summary: Summary
    cited: tuple[str, ...]
    problem: str = ""
    standing: Standing = field(default_factory=Standing)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A case's chapter. `quotes` are those of all its sections, in the order of documents and text; `citaten` the words
    of the verbatim ones in quotation marks, by id."""

    key: str
    name: str
    documents: int
    sections: tuple[Section, ...]
    quotes: tuple[Quote, ...]
    citaten: dict[str, str]


@dataclass(frozen=True, slots=True)
class Citation:
    """A label in a text: the document and words of its quotation; both empty where it names none."""

    label: str
    document: str = ""
    words: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as it will read: its tree (see `qualcode.reports.prose`) and what it cites, in order."""

    tree: list[Any]
    cited: tuple[Citation, ...]


class TextChanged(NotPossible):
    """A section's text is not what who wants to replace it saw any more. `now` is what stands there."""

    def __init__(self, now: Summary) -> None:
        self.now = now
        super().__init__(f"{now.path} was changed meanwhile, in another tab or program. Nothing was overwritten.")


def outline(project: Project) -> list[Entry]:
    """The chapters in the project's order, with how much of each is written."""
    corpus = project.corpus()
    plan, every = told.plans(corpus.settings, corpus.codebook), sources(corpus)
    found = []
    for name in case_names(corpus):
        written = sum(bool(text.text.strip()) for text, _ in _texts(project, corpus, name, plan))
        documents = sum(source.case == name for source in every)
        found.append(Entry(_key(corpus, name), name, documents, written, len(plan)))
    return found


def chapter(project: Project, case: str, language: Language) -> Chapter:
    """The chapter of a case by name or key, laid open; raises `UnknownChoice` for a case there is none of."""
    corpus = project.corpus()
    every, name = sources(corpus), one_case(corpus, case_names(corpus), case)
    own = tuple(source for source in every if source.case == name)
    plan, in_rounds = told.plans(corpus.settings, corpus.codebook), rounds(corpus, own)
    chosen = counted_codings(corpus, project.marks(), every, [name])
    quoted = quotes(corpus, project.codings, chosen)
    under = told.questions_under(
        quoted, every, {source.id: project.text(source.id) for source in own}, corpus.settings.guide
    )
    found = told.chapter(name, plan, quoted, under, every, in_rounds)
    cards = quotes_named(project, [quote.label for quote in quoted.items])
    ids = {card.label: card.id for card in cards}
    grades = {each.code: each for each in grade_tables(corpus, project.codings, chosen, every, [name], in_rounds)}
    sections = tuple(
        _section(corpus, each, grades, [ids[quote.label] for quote in quoted.items], own, text, problem, language)
        for each, (text, problem) in zip(found.sections, _texts(project, corpus, name, plan), strict=True)
    )
    standing = standings(project, name, language)
    sections = tuple(replace(each, standing=standing.get(each.slug, each.standing)) for each in sections)
    citaten = {card.id: as_citaat(card.words) for card in cards if card.verbatim}
    return Chapter(_key(corpus, name), name, len(own), sections, cards, citaten)


def texts(project: Project, case: str) -> list[Summary]:
    """What is written in a chapter now, section by section; what cannot be read is left out."""
    corpus = project.corpus()
    plan = told.plans(corpus.settings, corpus.codebook)
    name = one_case(corpus, case_names(corpus), case)
    return [text for text, problem in _texts(project, corpus, name, plan) if not problem]


def text(project: Project, case: str, section: str) -> Summary:
    """What is written for a section (its slug) of a case. Raises `UnknownChoice`, and `FileError` for what cannot be
    read."""
    corpus = project.corpus()
    name = one_case(corpus, case_names(corpus), case)
    slugs = [each.slug for each in told.plans(corpus.settings, corpus.codebook) if each.slug]
    if section not in slugs:
        raise UnknownChoice("The section", section, slugs)
    return summary(project.root, name, _key(corpus, name), section, cases=case_names(corpus))


def save(project: Project, case: str, section: str, new: str, *, was: str, rests: str = "", who: str = "") -> Summary:
    """Put a text in the place of the one with the mark `was` (empty where there was none); one that is there already
    stays. `rests` is the mark of the quotations that `who` had in view (`holding.Standing.rests`): the text then holds
    for these, unless something about them was still to be looked at. Raises `TextChanged` where another text stands
    there by now, and `NotPossible` for one no file can keep."""
    if "\0" in new:
        raise NotPossible("A text with a NUL in it cannot be kept.")
    now = text(project, case, section)
    if new == now.text:
        return now
    if was != now.mark:
        raise TextChanged(now)
    waiting = bool(rests) and has_open_changes(project, case, section)
    written = write(project.root, now, new.replace("\r\n", "\n").replace("\r", "\n"))
    if rests:
        write_down(project, case, section, rests=rests, waiting=waiting, who=who)
    return written


def prose(project: Project, words: str) -> Prose:
    """A text as it will read in the report, with the quotations it cites."""
    labels = labels_in(words)
    with project._database.reading() as connection:
        known = store_quotes.named(connection, labels, None)
    cards = {card.label: card for card in quotes_named(project, list(known)) if card.anchor != Anchor.ORPHANED}
    return Prose(tree(words), tuple(_citation(label, cards.get(label)) for label in labels))


def _citation(label: str, card: Quote | None) -> Citation:
    if card is None:
        return Citation(label)
    words = as_citaat(card.words) if card.verbatim else card.words.strip()
    return Citation(label, card.document, words, " · ".join(filter(None, (card.case_name, card.round, card.who))))


def _key(corpus: Corpus, name: str) -> str:
    return case_keys(corpus).get(name, name)


def _texts(project: Project, corpus: Corpus, name: str, plan: tuple[told.Plan, ...]) -> list[tuple[Summary, str]]:
    """Per section its text, and why it cannot be had."""
    found, cases = [], case_names(corpus)
    for each in plan:
        problem = "" if each.slug else f"The title {each.title!r} has no letters to name a file by."
        try:
            known = (project.root, name, _key(corpus, name), each.slug)
            written = summary(*known, cases=cases) if each.slug else None
        except FileError as err:
            written, problem = None, str(err)
        found.append((written or Summary(name, each.slug, ""), problem))
    return found


def _section(
    corpus: Corpus, section: told.Section, grades: dict[str, GradeTable], ids: list[str], own: tuple[Source, ...],
    written: Summary, problem: str, language: Language,
) -> Section:  # fmt: skip
    plan = section.plan
    table = grades.get(plan.grade)
    lines = tuple(_grade_lines(table, own[0].case, language)) if table else ()
    in_rounds = tuple(
        Round(
            upper_first(round_text(each.round, language)) if each.round else "",
            days_text((source.date for source in own if source.round == each.round), language),
            tuple(ids[place] for place in each.quotes),
        )
        for each in section.rounds
    )
    grade = corpus.codebook[plan.grade].name if plan.grade else ""
    return Section(plan.slug, plan.title, grade, lines, in_rounds, written, labels_in(written.text), problem)


def _grade_lines(table: GradeTable, case: str, language: Language) -> list[GradeLine]:
    cells = [(round_, table.cell(case, round_)) for round_ in table.rounds]
    return [
        GradeLine(
            upper_first(round_text(round_, language)) if round_ else "",
            grades_text(cell, language),
            other_grades(cell, language),
        )
        for round_, cell in cells
        if cell.given
    ]
