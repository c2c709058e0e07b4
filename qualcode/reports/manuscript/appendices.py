"""The appendices: the code tree in the team's columns, who was interviewed, how it was coded and counted, the
quotations that the text refers to, and what moved from round to round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.analysis.sources import Source
from qualcode.model import Code, Codebook
from qualcode.reports.blocks import Block, Cell, Entry, Heading, TableBlock, bullets, paragraph
from qualcode.reports.citations import labels_in
from qualcode.reports.factoring.lines import case_lists, factor_lists
from qualcode.reports.manuscript.chapters import labels_text, shifts_title, source_text
from qualcode.reports.manuscript.front import fiction
from qualcode.reports.manuscript.overall import shown_labels, whole_matrix
from qualcode.reports.manuscript.prose import prose
from qualcode.reports.manuscript.shifts import shifts
from qualcode.reports.manuscript.tables import counted_title, fitted
from qualcode.reports.methods import write as methods_text
from qualcode.reports.page import Report
from qualcode.reports.page.views import DEEPER, Words, days_in_words, kind_text, round_text, upper_first
from qualcode.reports.profile import PUBLICATION

#: The columns of the code tree before that of the specification.
_LEVELS = 3


def appendices(report: Report, words: Words) -> Iterator[Block]:
    """All of them, lettered."""
    _ = words.language
    found: list[tuple[str, str, list[Block]]] = [
        (_("The code tree"), "tree", list(tree(words))),
        (_("The respondents"), "respondents", list(respondents(report, words))),
        (_("All codes"), "all-codes", list(whole_matrix(report, words))),
        (counted_title(words), "rules", list(rules(report, words))),
        (_("How the material was coded"), "methods", list(methods(report, words))),
        (_("Quotations that the text refers to"), "quotations", list(quotations(report, words))),
        (shifts_title(words), "shifts", list(shifts(report, words))),
    ]
    there = [each for each in found if each[2]]
    for letter, (title, anchor, blocks) in zip("ABCDEFGH", there, strict=False):
        yield Heading(1, _("Appendix %(letter)s. %(title)s", letter=letter, title=title), anchor)
        yield from blocks


# --- the code tree -----------------------------------------------------------------------------------------------


def tree(words: Words) -> Iterator[Block]:
    """One row per code in the columns Categorie, Subcategorie, Subsubcategorie, Specificatie, with its definition. The
    last holds what lies below the third level, and what is noted with a code."""
    _, book = words.language, words.corpus.codebook
    header = (_("Category"), _("Subcategory"), _("Subsubcategory"), _("Specification"), _("Definition"))
    rows = [_code_row(code, book, words) for code in book]
    if rows:
        note = _("A name stands in the column of its level; what may be noted with a code stands in brackets.")
        yield TableBlock(
            _("The code tree with its definitions"), tuple(map(Cell, header)), tuple(rows), (note,),
            (0.11, 0.1, 0.14, 0.13, 0.52), wide=True,
        )  # fmt: skip


def _code_row(code: Code, book: Codebook, words: Words) -> tuple[Cell, ...]:
    _, names = words.language, book.names(code.id)
    own = f"{code.name} ({_('no longer used')})" if code.retired else code.name
    cells = [own if place == len(names) else "" for place in range(1, _LEVELS + 1)]
    below = DEEPER.join([*names[_LEVELS:-1], own]) if len(names) > _LEVELS else ""
    noted = specification_text(code, words)
    last = " ".join(filter(None, (below, f"[{noted}]" if noted else "")))
    return (*(Cell(name, bold=len(names) < _LEVELS) for name in cells), Cell(last), Cell(code.definition.strip()))


def specification_text(code: Code, words: Words) -> str:
    """What is noted with a code: fixed values, free words, a grade."""
    _, found = words.language, []
    if code.specify is not None:
        found += list(code.specify.values)
        if code.specify.free:
            found.append(_("free"))
    if code.grade is not None:
        low, high = (_.number(each) for each in (code.grade.minimum, code.grade.maximum))
        found.append(_("grade %(low)s–%(high)s", low=low, high=high))
    return ", ".join(found)


# --- who was interviewed -----------------------------------------------------------------------------------------


def respondents(report: Report, words: Words) -> Iterator[Block]:
    """The interviews of these cases in order: when, in which round, with whom; then the other documents."""
    _ = words.language
    own = [source for source in report.sources if source.case in report.cases]
    case, in_round = upper_first(words.singular), upper_first(_("round"))
    heard = [
        (each.id, each.case, _round_of(each, words), each.role, ", ".join(each.persons), words.date(each))
        for each in own
        if each.is_interview
    ]
    names = (_("Interview"), case, in_round, _("Role"), _("Respondent"), _("Date"))
    yield from _listed(_("The interviews"), names, heard)
    rest = [
        (each.id, each.case, _round_of(each, words), kind_text(each.kind, _), each.role, words.date(each))
        for each in own
        if not each.is_interview
    ]
    names = (_("Document"), case, in_round, _("Kind"), _("Role"), _("Date"))
    yield from _listed(_("The other documents"), names, rest)


def _round_of(source: Source, words: Words) -> str:
    return round_text(source.round, words.language) if source.round else ""


def _listed(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[TableBlock]:
    """A table of the columns in which something stands."""
    said = [place for place in range(len(names)) if any(row[place] for row in rows)]
    if rows:
        yield TableBlock(
            title,
            tuple(Cell(names[place]) for place in said),
            tuple(tuple(Cell(row[place]) for place in said) for row in rows),
            widths=fitted([names[place] for place in said], [[row[place] for place in said] for row in rows]),
        )


# --- how it was done ---------------------------------------------------------------------------------------------


def rules(report: Report, words: Words) -> Iterator[Block]:
    """The rules by which everything in the report was counted."""
    _ = words.language
    yield bullets(
        [
            days_in_words(report.codes.rule, _),
            _("n of m: m is the number of interviews that were finished and in which the guide did not spare the code, "
              "plus those in which it is present all the same. Other documents than interviews are not counted in it."),
            _("The row of a code with codes below it counts an interview once, however many of those codes it has; it "
              "is no sum."),
            _("Quotations marked as drafts, and quotations whose words are no longer in the text, count nowhere and "
              "are not shown."),
            _("Grades: numbers and ranges enter a mean, a range as its middle; grades in words, on a condition or "
              "refused do not. Grades of fewer than three people have no mean, and grades outside interviews do not "
              "count."),
            _("A section shows the quotations with its codes, and those under the heading of its questions."),
        ]
    )  # fmt: skip


def methods(report: Report, words: Words) -> Iterator[Block]:
    """The methods text, its headings below that of this appendix; in a publication without what is to be written
    still, and without commands."""
    _, facts = words.language, report.methods
    if facts is None:
        return
    if report.only:
        yield paragraph(_("This appendix is about the whole project, of which %(case)s is a part.", case=report.only))
    text = methods_text(facts, _, public=report.profile == PUBLICATION)
    text = text.replace(facts.fiction, fiction(facts.fiction, _)) if facts.fiction else text
    title, *blocks = prose(text, level=1)
    yield from blocks if isinstance(title, Heading) else (title, *blocks)


# --- the quotations ----------------------------------------------------------------------------------------------


def quotations(report: Report, words: Words) -> Iterator[Block]:
    """The quotations that the researchers' texts and the lists of factors refer to, with their words; in a publication
    those that were released."""
    _, quotes = words.language, report.quotes
    labels = dict.fromkeys(_cited(report, words))
    places = sorted(quotes.of_label[label] for label in labels if label in quotes.of_label)
    if places:
        yield paragraph(
            _("In the order of the documents. Words in quotation marks are a respondent's own."), style="lead"
        )
    for place in places:
        quote = quotes[place]
        said = ", ".join(filter(None, (words.sources[quote.document].case, source_text(quote, words))))
        yield Entry(words.shown(quote), quote.label, said)
    held = [label for label in labels if label in report.held]
    if held:
        yield paragraph(
            _("Not printed here, because they were not released: %(labels)s.", labels=labels_text(held)), style="note"
        )


def _cited(report: Report, words: Words) -> Iterator[str]:
    for text in report.texts.values():
        yield from labels_in(text)
    lists = [*factor_lists(report.factors, words)]
    lists += [each for case in report.cases for each in case_lists(report.factors, case, words)]
    for each in lists:
        for line in each.lines:
            yield from shown_labels(line.labels, words)
