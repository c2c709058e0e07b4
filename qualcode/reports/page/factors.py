"""The lists of factors on the page: each wording opens the quotations behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.factoring.noted import Factors
from qualcode.model.factor import Direction
from qualcode.reports.factoring.lines import FactorLine, FactorList, case_lists, factor_lists, lines_by_case
from qualcode.reports.page.views import CellView, Words

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.reports.page import Report


@dataclass(frozen=True)
class PieceView:
    """A wording in a line, what stands before it, and where it was found."""

    before: str
    cell: CellView
    where: str


@dataclass(frozen=True)
class ListView:
    """A list: its lines in pieces, and what a reader should know of it."""

    title: str
    lines: tuple[tuple[PieceView, ...], ...]
    note: str


@dataclass(frozen=True)
class FactorsView:
    """Factors in several cases, then those in one (case by case), then what was coded without a specification."""

    title: str
    lines: tuple[tuple[PieceView, ...], ...]
    note: str
    single: tuple[tuple[str, tuple[tuple[PieceView, ...], ...]], ...]
    unspecified: CellView | None


def factor_views(report: Report, words: Words) -> list[FactorsView]:
    """What helps and what hinders, over all."""
    noted = {Direction.HELPS: report.helping, Direction.HINDERS: report.hindering}
    views = []
    for found in factor_lists(report.factors, words):
        alone = lines_by_case(report.factors, found.direction, words)
        single = tuple((case, tuple(_pieces(line, words) for line in lines)) for case, lines in alone)
        views.append(
            FactorsView(
                found.title,
                tuple(_pieces(line, words) for line in found.lines),
                found.note,
                single,
                _unspecified(found.title, noted[found.direction], words),
            )
        )
    return views


def chapter_factors(report: Report, case: str, words: Words) -> list[ListView]:
    """The lists of a case's chapter."""
    return [
        ListView(found.title, tuple(_pieces(line, words) for line in found.lines), found.note)
        for found in case_lists(report.factors, case, words)
    ]


def factor_tables(report: Report) -> list[tuple[str, pd.DataFrame, str]]:
    """What helps and what hinders as tables (title, rows, note): the list over all, then what is of one case."""
    words = report.words
    return [
        (found.title, _rows(report, found, words), _below(found, report))
        for found in factor_lists(report.factors, words)
    ]


def _rows(report: Report, found: FactorList, words: Words) -> pd.DataFrame:
    import pandas as pd

    _ = words.language
    several = len(report.factors.cases) > 1
    over_all = _("the list over all") if several else report.factors.cases[0]
    rows = [(line.text, over_all, len(line.labels), "; ".join(line.labels)) for line in found.lines]
    for case, lines in lines_by_case(report.factors, found.direction, words):
        rows += [(line.text, case, len(line.labels), "; ".join(line.labels)) for line in lines]
    return pd.DataFrame(rows, columns=[_("factor"), _("listed in"), _("number of quotations"), _("Quotations")])


def _below(found: FactorList, report: Report) -> str:
    return f"{found.note} {report.factors.rule}".strip() if report.factors.confirmed else found.note


def _pieces(line: FactorLine, words: Words) -> tuple[PieceView, ...]:
    of_label = words.quotes.of_label
    views = []
    for each in line.pieces:
        places = [of_label[label] for label in each.labels if label in of_label]
        title = " · ".join(filter(None, (each.wording, each.where)))
        views.append(PieceView(each.before, words.cell(each.wording, title, places), each.where))
    return tuple(views)


def _unspecified(title: str, noted: Factors | None, words: Words) -> CellView | None:
    if noted is None or not noted.unspecified:
        return None
    left = words.quotes.behind(noted.unspecified)
    said = words.language.plural(
        "%(count)s quotation without a specification", "%(count)s quotations without a specification", len(left)
    )
    return words.cell(said, f"{title}: {said}", left)
