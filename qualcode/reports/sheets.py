"""The workbook of a report: its matrices, its tables, and one row per coding."""

from __future__ import annotations

from typing import Any

from qualcode import headings
from qualcode.i18n import language as language_of
from qualcode.matrices import Matrix, build
from qualcode.model import ROUND
from qualcode.query.cut import Request
from qualcode.reports.forms import title_of
from qualcode.reports.page import Report
from qualcode.reports.page.factors import factor_tables
from qualcode.reports.workbook import MatrixSheet, TableSheet


def sheets(report: Report) -> list[MatrixSheet | TableSheet]:
    """The sheets of the workbook: matrices, the report's tables, and one row per coding."""
    corpus = report.codes.corpus
    _ = language_of(corpus.settings)
    names = {
        "interviews": _("interviews n of m"),
        "codings": _("number of codings"),
        "quotations": _("number of quotations"),
        "words": _("number of words"),
    }
    found: list[MatrixSheet | TableSheet] = [MatrixSheet(names["interviews"], report.by_case)]
    for measure in ("codings", "quotations", "words"):
        found.append(MatrixSheet(names[measure], _counted(report, measure=measure)))
    if corpus.has_rounds:
        crossed = _counted(report, columns=("case", ROUND), share="interviews")
        found.append(MatrixSheet(_("by round"), crossed))
    return [*found, *_tables(report), TableSheet(_("codings"), report.codings)]


def _tables(report: Report) -> list[TableSheet]:
    """The report's tables but its matrices."""
    _ = report.words.language
    rule = report.by_case.rule
    book, heard = report.codes.corpus.codebook, report.respondents.to_frame()
    heard.columns = [" · ".join(part for part in map(str, pair) if part) or _("Interviews") for pair in heard.columns]
    tables = [(f"{each.left} – {each.right}", each.to_frame(report.by_case), rule) for each in report.contrasts]
    tables += factor_tables(report)
    tables += [(book[each.code].name, each.to_frame(), "") for each in report.grades]
    tables.append((_("Who was interviewed"), heard.reset_index(), ""))
    tables += [(title_of(each), each.to_frame(), each.rule) for each in report.beside]
    return [TableSheet(title, headings.told(frame, _), note) for title, frame, note in tables]


def _counted(report: Report, **asked: Any) -> Matrix:
    """Another matrix of what the report is about."""
    where = {"case": report.only} if report.only else {}
    return build(Request(where=where, **asked), report.codes.corpus, report.codes.read)
