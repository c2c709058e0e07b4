"""The appendices: the code tree in the team's columns, who was interviewed, how it was coded and counted, and the
quotations that the text refers to."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.model import Code, Codebook
from qualcode.reports.blocks import Block, Cell, Entry, Heading, TableBlock, bullets, paragraph
from qualcode.reports.citations import labels_in
from qualcode.reports.factors import case_lists, factor_lists
from qualcode.reports.manuscript.chapters import labels_text, others_title, printed_in, source_text
from qualcode.reports.manuscript.overall import shown_labels, whole_matrix
from qualcode.reports.manuscript.prose import prose
from qualcode.reports.methods import write as methods_text
from qualcode.reports.page import Report
from qualcode.reports.profile import PUBLICATION
from qualcode.reports.views import DEEPER, Words, kind_text, round_text, upper_first

#: The columns of the code tree before that of the specification.
_LEVELS = 3
_DOCUMENT_WIDTHS = (0.16, 0.22, 0.12, 0.3, 0.2)


def appendices(report: Report, words: Words) -> Iterator[Block]:
    """All of them, lettered."""
    _ = words.language
    found: list[tuple[str, str, list[Block]]] = [
        (_("The code tree"), "tree", list(tree(words))),
        (_("The respondents"), "respondents", list(respondents(report, words))),
        (_("All codes"), "all-codes", list(whole_matrix(report, words))),
        (_("How it was counted"), "rules", list(rules(report, words))),
        (_("How the material was coded"), "methods", list(methods(report))),
        (_("Quotations that the text refers to"), "quotations", list(quotations(report, words))),
        (others_title(words), "others", list(others(report, words))),
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
            (0.155, 0.15, 0.17, 0.145, 0.38),
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
    """The documents of these cases in order: who, when, which round."""
    _ = words.language
    own = [source for source in report.sources if source.case in report.cases]
    names = [_("Document"), upper_first(words.singular), upper_first(_("round")), _("Role"), _("Date")]
    rows = []
    for source in own:
        who = source.role if source.is_interview else words.who_or_kind(source)
        named = round_text(source.round, _) if source.round else ""
        rows.append((source.id, source.case, named, who, words.date(source)))
    said = [place for place in range(len(names)) if any(row[place] for row in rows)]
    note = _("Every %(kind)s is listed, and the other documents that were used.", kind=kind_text("interview", _))
    if rows:
        yield TableBlock(
            _("The documents"),
            tuple(Cell(names[place]) for place in said),
            tuple(tuple(Cell(row[place]) for place in said) for row in rows),
            (note,) if len({source.kind for source in own}) > 1 else (),
            tuple(_DOCUMENT_WIDTHS[place] for place in said),
        )


# --- how it was done ---------------------------------------------------------------------------------------------


def rules(report: Report, words: Words) -> Iterator[Block]:
    """The rules by which everything in the report was counted."""
    _ = words.language
    yield bullets(
        [
            report.codes.rule,
            _("n of m: m is the number of interviews that were finished and in which the guide did not spare the code, "
              "plus those in which it is present all the same. Other documents than interviews are not counted in it."),
            _("The row of a code with codes below it counts an interview once, however many of those codes it has; it "
              "is no sum."),
            _("Quotations marked as drafts, and quotations whose words are no longer in the text, count nowhere and "
              "are not shown."),
            _("Grades: numbers and ranges enter a mean, a range as its middle; grades in words, on a condition or "
              "refused do not. Under three grades there is no mean."),
            _("A section shows the quotations with its codes, and those under the heading of its questions."),
        ]
    )  # fmt: skip


def methods(report: Report) -> Iterator[Block]:
    """The methods text, its headings below that of this appendix."""
    if report.methods is None:
        return
    title, *blocks = prose(methods_text(report.methods, report.words.language), level=1)
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


def others(report: Report, words: Words) -> Iterator[Block]:
    """Per case, section and round the labels of the quotations that are not printed in the chapters, for who wants to
    look them up; none in a publication."""
    _ = words.language
    if report.profile == PUBLICATION:
        return
    header = (upper_first(words.singular), _("Section"), upper_first(_("round")), _("Quotations"))
    rows = []
    for chapter in report.chapters:
        printed = printed_in(report, chapter, words)
        for section, own in zip(chapter.sections, printed, strict=True):
            for each in section.rounds:
                left = [words.quotes[place].label for place in each.quotes if place not in own]
                if left:
                    cells = (chapter.case, section.plan.title, each.round, labels_text(left))
                    rows.append(tuple(map(Cell, cells)))
    if rows:
        yield TableBlock(others_title(words), tuple(map(Cell, header)), tuple(rows), (), (0.16, 0.18, 0.08, 0.58))
