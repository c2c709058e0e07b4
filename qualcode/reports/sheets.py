"""The workbook of a report: its matrices, its tables, and one row per coding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qualcode.i18n import Language
from qualcode.i18n import language as language_of
from qualcode.matrices import Matrix, build
from qualcode.model import ROUND
from qualcode.query.cut import Request
from qualcode.reports.forms import title_of
from qualcode.reports.page import Report
from qualcode.reports.page.factors import factor_tables
from qualcode.reports.workbook import MatrixSheet, TableSheet

if TYPE_CHECKING:
    import pandas as pd


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
    return [TableSheet(title, _in_words(frame, report), note) for title, frame, note in tables]


def _in_words(frame: pd.DataFrame, report: Report) -> pd.DataFrame:
    """The table with its columns named in the report's language."""
    words = report.words
    named = {**_column_names(words.language), "case": words.singular, "cases": words.plural}
    return frame.set_axis([named.get(str(name), str(name)) for name in frame.columns], axis=1)


def _column_names(_: Language) -> dict[str, str]:
    return {
        "branch": _("branch"),
        "theme": _("Theme"),
        "interviews": _("interviews"),
        "codings": _("codings"),
        "round": _("round"),
        "lowest": _("lowest"),
        "highest": _("highest"),
        "mean": _("mean"),
        "verbal": _("in words"),
        "conditional": _("on a condition"),
        "refused": _("no grade"),
        "as given": _("as given"),
        "period": _("period"),
        "forms": _("forms"),
        "column": _("column"),
        "question": _("statement or grade"),
        "agree": _("agree"),
        "neutral": _("neutral"),
        "disagree": _("disagree"),
        "no answer": _("no answer"),
        "grades": _("grades"),
        "reason": _("why there is nothing"),
        "value": _("value"),
        "share": _("share"),
        "shown": _("shown"),
    }


def _counted(report: Report, **asked: Any) -> Matrix:
    """Another matrix of what the report is about."""
    where = {"case": report.only} if report.only else {}
    return build(Request(where=where, **asked), report.codes.corpus, report.codes.read)
