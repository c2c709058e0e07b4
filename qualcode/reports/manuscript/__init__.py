"""A report as a manuscript: the blocks that Word and Markdown set, in the order in which they are read.

manuscript(report)   # Report -> Manuscript
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from qualcode.analysis.beside.evaluations import Forms
from qualcode.analysis.beside.registered import Registrations
from qualcode.reports.blocks import Manuscript
from qualcode.reports.manuscript.appendices import appendices
from qualcode.reports.manuscript.chapters import chapters
from qualcode.reports.manuscript.front import front, introduction, subtitle
from qualcode.reports.manuscript.overall import over_all
from qualcode.reports.page import Report


def manuscript(report: Report) -> Manuscript:
    """Everything the report tells: title, contents, introduction, the chapter over all, one per case, appendices."""
    report = replace(report, beside=tuple(_unpathed(each) for each in report.beside))
    words = report.words
    title = words.corpus.settings.title
    if report.only:
        title = f"{title}: {subtitle(report, words)}"
    blocks = chain(
        front(report, words),
        introduction(report, words),
        over_all(report, words),
        chapters(report, words),
        appendices(report, words),
    )
    return Manuscript(title, words.language.code, tuple(blocks))


def _unpathed(beside: Forms | Registrations) -> Forms | Registrations:
    """A table beside the interviews whose rule names it, and not its file."""
    return replace(beside, table=replace(beside.table, with_path=False))


__all__ = ["manuscript"]
