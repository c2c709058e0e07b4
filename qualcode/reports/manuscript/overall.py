"""The chapter over all cases: what was said, mode against mode, what helps and hinders, grades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qualcode.matrices import Matrix, build
from qualcode.model import ROUND
from qualcode.reports import forms
from qualcode.reports.blocks import Block, Cite, Heading, Inline, Paragraph, Run, TableBlock, paragraph
from qualcode.reports.blocks import Bullets as BulletList
from qualcode.reports.cells import Cells
from qualcode.reports.factoring.lines import FactorList, factor_lists
from qualcode.reports.manuscript.figures import grade_figures
from qualcode.reports.manuscript.tables import contrast_tables, grade_block, matrix_tables
from qualcode.reports.page import Report
from qualcode.reports.page.views import Words, upper_first

#: A longer matrix stands folded in the chapter, and whole in an appendix.
MOST_ROWS = 70
#: So many labels stand behind a factor.
LABELS = 3


def over_all(report: Report, words: Words) -> Iterator[Block]:
    """The chapter; of one case alone its numbers."""
    _ = words.language
    title = (
        _("%(case)s in numbers", case=report.only)
        if report.only
        else _("the %(cases)s side by side", cases=words.plural)
    )
    yield Heading(1, upper_first(title), "all")
    yield from _codes(report, words)
    for number, found in enumerate(report.contrasts, 1):
        tables = list(contrast_tables(found, report.by_case, report.cases, words))
        if tables:
            yield Heading(2, _("%(left)s against %(right)s", left=found.left, right=found.right), f"contrast-{number}")
            yield paragraph(_("Themes that occur under both, with the number of interviews on either side."))
            yield from tables
    yield from _rounds(report, words)
    for number, each in enumerate(factor_lists(report.factors, words), 1):
        yield Heading(2, each.title, f"factors-{number}")
        yield from factor_blocks(each, report, words)
    yield from _grades(report, words)
    beside = [] if report.only else forms.over_all(report.beside, words)
    if beside:
        yield Heading(2, _("Beside the interviews"), "beside")
        yield from beside


def folded(matrix: Matrix) -> Matrix:
    """The matrix at the deepest level at which it has no more rows than a chapter takes."""
    depths = max(Cells(matrix).depths, default=0)
    for level in range(depths, 0, -1):
        if len(Cells(matrix).lines) <= MOST_ROWS:
            break
        matrix = build(replace(matrix.request, level=level), matrix.corpus, matrix.read)
    return matrix


def _codes(report: Report, words: Words) -> Iterator[Block]:
    _ = words.language
    yield Heading(2, _("What was said"), "codes")
    yield paragraph(_("For each code, in how many interviews it occurs: n of m. The darker, the larger the share."))
    matrix = folded(report.codes)
    if matrix is not report.codes:
        yield paragraph(_("The table has the upper levels of the code tree; the whole is in an appendix."))
    yield from matrix_tables(matrix, codes_title(report, words), words)


def codes_title(report: Report, words: Words) -> str:
    _ = words.language
    if report.codes.request.columns == (ROUND,):
        return _("In how many interviews each code occurs, by round")
    return _("In how many interviews each code occurs, by %(case)s", case=words.singular)


def _rounds(report: Report, words: Words) -> Iterator[Block]:
    """The codes over the rounds."""
    _, matrix = words.language, report.by_case
    if report.only or len([each for each in report.rounds if each]) < 2:
        return
    by_round = folded(build(replace(matrix.request, columns=(ROUND,), totals=False), matrix.corpus, matrix.read))
    yield Heading(2, _("Over the rounds"), "rounds")
    yield paragraph(
        _("The same by round, over all %(cases)s. Who was interviewed differs between the rounds, and so does what was "
          "asked.", cases=words.plural)
    )  # fmt: skip
    yield from matrix_tables(by_round, _("In how many interviews each code occurs, by round"), words)


def factor_blocks(found: FactorList, report: Report, words: Words, *, alone: bool = False) -> Iterator[Block]:
    """A list of factors, each with the labels of some quotations behind it, and its note; `alone` in the chapter of a
    case, where no cases need a key."""
    _ = words.language
    if found.lines:
        yield BulletList(tuple(_factor_line(line.text, line.labels, words) for line in found.lines))
    else:
        yield paragraph(_("nothing was noted"), style="lead")
    keys = [(words.keys[case], case) for case in report.cases if words.keys.get(case, case) != case]
    if not alone and len(report.cases) > 1 and keys and found.lines:
        yield paragraph("; ".join(f"{key} = {name}" for key, name in keys) + ".", style="note")
    if found.note:
        yield paragraph(found.note, style="note")


def shown_labels(labels: Iterable[str], words: Words) -> list[str]:
    """Those of a factor's quotations that stand behind it: the first few, chosen ones before others."""
    quotes = words.quotes
    known = [label for label in labels if label in quotes.of_label]
    return sorted(known, key=lambda label: not quotes[quotes.of_label[label]].released)[:LABELS]


def _factor_line(text: str, labels: tuple[str, ...], words: Words) -> tuple[Inline, ...]:
    """The line as every format has it, and behind it the labels of a few of its quotations."""
    _, known = words.language, shown_labels(labels, words)
    pieces: list[Inline] = [Run(text)]
    for place, label in enumerate(known):
        pieces += [Run("; " if place else "  ["), Cite(label)]
    if known:
        more = sum(label in words.quotes.of_label for label in labels) - len(known)
        pieces.append(Run(f"; {_('and %(count)s more', count=more)}]" if more > 0 else "]"))
    return tuple(pieces)


def _grades(report: Report, words: Words) -> Iterator[Block]:
    _ = words.language
    if not report.grades:
        return
    yield Heading(2, _("Grades"), "grades")
    said = [_("Every point is a grade someone gave, on the day of the interview; a bar is a range.")]
    if any(source.persons for source in report.sources):
        said.append(_("A thin line joins the grades of one person."))
    yield Paragraph((Run(" ".join(said)),))
    for table in report.grades:
        yield Heading(3, words.corpus.codebook[table.code].name)
        yield grade_block(table, words)
        if len(report.cases) > 1:
            yield from grade_figures(table, report.cases, words, "grades")


def whole_matrix(report: Report, words: Words) -> Iterator[TableBlock]:
    """The whole matrix for an appendix, where the chapter has it folded."""
    if folded(report.codes) is not report.codes:
        yield from matrix_tables(report.codes, codes_title(report, words), words)
