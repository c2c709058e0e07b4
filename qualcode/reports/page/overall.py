"""The chapter over all cases: who was interviewed, codes by case, mode against mode, grades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qualcode.analysis.contrast import Contrast, Theme
from qualcode.analysis.grades import GradeCell, GradeTable
from qualcode.analysis.sources import Source
from qualcode.analysis.work.respondents import Respondents
from qualcode.matrices import Matrix
from qualcode.model import ROUND, Scale
from qualcode.plots import grades as plot
from qualcode.reports.cells import Cells
from qualcode.reports.page.views import (
    CellView,
    QuoteView,
    Words,
    grades_text,
    kind_text,
    other_grades,
    round_text,
    upper_first,
)

#: Quotations shown openly per side of a theme: one per case, or so many of a single case.
OF_ONE_CASE = 4


@dataclass(frozen=True)
class TableView:
    """A table: groups of columns (name, span) above the columns where there are any, and rows of cells."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    groups: tuple[tuple[str, int], ...] = ()
    rule: str = ""
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RowView:
    name: str
    cells: tuple[CellView, ...]
    depth: int = 0
    parent: bool = False
    total: bool = False
    title: str = ""


@dataclass(frozen=True)
class SideView:
    """One mode of a theme: some quotations, and a cell that opens all."""

    name: str
    quotes: tuple[QuoteView, ...]
    every: CellView


@dataclass(frozen=True)
class ThemeView:
    name: str
    depth: int
    sides: tuple[SideView, ...]


@dataclass(frozen=True)
class BranchView:
    name: str
    table: TableView
    themes: tuple[ThemeView, ...]


@dataclass(frozen=True)
class ContrastView:
    left: str
    right: str
    branches: tuple[BranchView, ...]


@dataclass(frozen=True)
class GradeView:
    title: str
    panels: tuple[plot.Panel, ...]
    roles: tuple[tuple[str, Markup], ...]
    table: TableView
    means: bool


# --- who was interviewed -----------------------------------------------------------------------------------------


def respondents_view(heard: Respondents, words: Words) -> TableView:
    """Cases × role and round. Without roles, or without rounds, that layer of columns falls away."""
    _ = words.language
    rows = [_respondent_row(case, heard, words, case) for case in heard.cases]
    if len(heard.cases) > 1:
        rows.append(_respondent_row(None, heard, words, _("Total")))
    with_rounds = heard.rounds not in ((), ("",))
    short = tuple(round_ or "–" for round_ in heard.rounds) if with_rounds else ("",)
    groups = tuple((role or _("no role given"), len(short)) for role in heard.roles)
    only_total = heard.roles in ((), ("",)) and not with_rounds
    columns = () if only_total else short * len(heard.roles)
    shown = () if only_total or heard.roles == ("",) else groups
    return TableView(upper_first(words.singular), (*columns, _("Interviews")), tuple(rows), shown)


def _respondent_row(case: str | None, heard: Respondents, words: Words, name: str) -> RowView:
    cells = []
    if not (heard.roles in ((), ("",)) and heard.rounds in ((), ("",))):
        cells = [
            _respondent_cell(heard, words, name, (case, role, round_))
            for role in heard.roles
            for round_ in heard.rounds
        ]
    total = _respondent_cell(heard, words, name, (case, None, None))
    return RowView(name, (*cells, total), total=case is None)


def _respondent_cell(
    heard: Respondents, words: Words, name: str, at: tuple[str | None, str | None, str | None]
) -> CellView:
    case, role, round_ = at
    count, found = heard.count(case, role, round_), heard.among(case, role, round_)
    parts = [name, role, round_text(round_, words.language) if round_ else ""]
    names = list(dict.fromkeys(source.interview for source in found))
    title = " · ".join(part for part in parts if part)
    if 0 < len(names) <= 6:
        title += f": {', '.join(names)}"
    return words.cell(str(count) if count else "", title, words.of_documents(found))


# --- codes -------------------------------------------------------------------------------------------------------


def codes_view(matrix: Matrix, words: Words) -> TableView:
    """The matrix of codes with its reasons; its row of totals is left out."""
    cells = Cells(matrix)
    rows = []
    for line in cells.lines:
        if line.row is not None and not line.total:
            path = " › ".join(cells.paths[line.row])
            own = tuple(_code_cell(cells, words, line.row, column, path) for column in range(len(cells.column_names)))
            rows.append(RowView(line.name, own, line.depth, line.parent))
    legend = tuple((mark, reason) for mark, _short, reason in cells.legend)
    columns = tuple(_column_name(matrix, name, words) for name in cells.column_names)
    return TableView(cells.corner, columns, tuple(rows), rule=matrix.rule, legend=legend)


def _column_name(matrix: Matrix, name: str, words: Words) -> str:
    return upper_first(round_text(name, words.language)) if matrix.request.columns == (ROUND,) else name


def _code_cell(cells: Cells, words: Words, row: int, column: int, path: str) -> CellView:
    reason = cells.reason(row, column)
    n, m = cells.n_of_m(row, column)
    title = f"{path} · {_column_name(cells.matrix, cells.column_names[column], words)}: "
    places = words.quotes.behind(cells.matrix.cell_places(row, column))
    whole = cells.text(row, column)
    text, _space, percentage = whole.partition(" (") if m else (cells.short(row, column), "", "")
    return words.cell(
        text, title + _said(whole if n else reason, n, places, words), places, extra=percentage.strip(")"),
        heat=round(cells.heat(row, column), 3), mark=cells.mark(row, column), reason=reason,
    )  # fmt: skip


def _said(text: str, n: int, places: Sequence[int], words: Words) -> str:
    """What the panel says of a cell; of one that no interview but another document fills, that too."""
    _ = words.language
    also = _("found in other documents than interviews")
    return text if n or not places else f"{text}; {also}"


# --- mode against mode -------------------------------------------------------------------------------------------


def contrast_view(found: Contrast, matrix: Matrix, cases: Sequence[str], words: Words) -> ContrastView:
    """Per branch a table of themes × cases, both modes beside each other, and the quotations of each theme."""
    cells = Cells(matrix)
    row_of = {path: row for row, path in enumerate(cells.paths)}
    branches = []
    for branch in found.branches:
        themes = [theme for theme in found.themes if theme.branch == branch]
        table = _contrast_table(found, themes, cells, row_of, cases, words)
        views = [_theme_view(found, theme, cells, row_of, cases, words) for theme in themes if theme.name]
        branches.append(
            BranchView(branch.replace("/", " › "), table, tuple(view for view in views if view is not None))
        )
    return ContrastView(found.left, found.right, tuple(branches))


Rows = dict[tuple[str, ...], int]


def _row(code: str, row_of: Rows, words: Words) -> int | None:
    return row_of.get(words.corpus.codebook.names(code))


def _contrast_table(
    found: Contrast, themes: Sequence[Theme], cells: Cells, row_of: Rows, cases: Sequence[str], words: Words
) -> TableView:
    _ = words.language
    rows = []
    for theme in themes:
        sides = [(_row(theme.left, row_of, words), found.left), (_row(theme.right, row_of, words), found.right)]
        own = [_side_cell(cells, row, case, side, theme, words) for case in cases for row, side in sides]
        name = theme.name or _("all codes together")
        rows.append(RowView(name, tuple(own), max(theme.depth - 1, 0), parent=not theme.name))
    groups = tuple((case, 2) for case in cases)
    return TableView(_("Theme"), (found.left, found.right) * len(cases), tuple(rows), groups)


def _side_cell(cells: Cells, row: int | None, case: str, side: str, theme: Theme, words: Words) -> CellView:
    _ = words.language
    if row is None or case not in cells.column_names:
        return CellView("")
    column = cells.column_names.index(case)
    n, m = cells.n_of_m(row, column)
    reason = cells.reason(row, column)
    name = theme.name or theme.branch.replace("/", " › ")
    text = _("%(n)s of %(m)s", n=n, m=m) if m else cells.short(row, column)
    places = words.quotes.behind(cells.matrix.cell_places(row, column))
    title = f"{name} · {side} · {case}: {_said(text if n else reason, n, places, words)}"
    heat = round(n / m, 3) if m and theme.name else 0.0
    return words.cell(text, title, places, heat=heat, mark=cells.mark(row, column), reason=reason)


def _theme_view(
    found: Contrast, theme: Theme, cells: Cells, row_of: Rows, cases: Sequence[str], words: Words
) -> ThemeView | None:
    sides = []
    for code, side in ((theme.left, found.left), (theme.right, found.right)):
        row = _row(code, row_of, words)
        columns = [cells.column_names.index(case) for case in cases if case in cells.column_names]
        per_case = [] if row is None else [cells.matrix.cell_places(row, column) for column in columns]
        sides.append(_side_view(theme, side, [words.quotes.behind(places) for places in per_case], words))
    if not any(side.every.quotes for side in sides):
        return None
    return ThemeView(theme.name, theme.depth, tuple(sides))


def _side_view(theme: Theme, side: str, per_case: Sequence[tuple[int, ...]], words: Words) -> SideView:
    """Of each case the best quotation: released before verbatim before any other."""
    _ = words.language
    many = 1 if len(per_case) > 1 else OF_ONE_CASE
    chosen = [place for places in per_case for place in sorted(places, key=lambda each: _rank(each, words))[:many]]
    every = [place for places in per_case for place in places]
    text = _.plural("all %(count)s quotation", "all %(count)s quotations", len(every))
    shown = tuple(words.quote(place) for place in chosen)
    return SideView(side, shown, words.cell(text, f"{theme.name} · {side}", every))


def _rank(place: int, words: Words) -> tuple[bool, bool, int]:
    quote = words.quotes[place]
    return not quote.released, not quote.verbatim, place


# --- grades ------------------------------------------------------------------------------------------------------


def grade_view(table: GradeTable, words: Words) -> GradeView:
    _ = words.language
    code = words.corpus.codebook[table.code]
    counting = [grade for grade in table.given if grade.low is not None]
    roles = list(dict.fromkeys(words.who_or_kind(grade.source) for grade in counting))
    of_coding = words.quotes.of_coding
    links = {grade.coding: of_coding[grade.coding] for grade in table.given if grade.coding in of_coding}
    figures = plot.panels(table, code.grade or Scale(), words.who_or_kind, links, _)
    legend = tuple((role, _legend_mark(role, roles)) for role in roles)
    means = any(table.cell(case, each).mean is not None for case in table.cases for each in table.rounds)
    return GradeView(code.name, tuple(figures), legend, _grade_table(table, code.name, words), means)


def _legend_mark(role: str, roles: Sequence[str]) -> Markup:
    return Markup('<svg class="key" viewBox="0 0 14 14" aria-hidden="true">{}</svg>').format(
        plot.shape(role, roles, 7, 7)
    )


def _grade_table(table: GradeTable, name: str, words: Words) -> TableView:
    _ = words.language
    rows = [
        RowView(
            case, tuple(_grade_cell(table.cell(case, each), f"{name} · {case}", each, words) for each in table.rounds)
        )
        for case in table.cases
    ]
    known = table.rounds not in ((), ("",))
    columns = [upper_first(round_text(each, _)) if known else _("Grades") for each in table.rounds]
    return TableView(upper_first(words.singular), tuple(columns), tuple(rows))


def _grade_cell(cell: GradeCell, title: str, round_: str, words: Words) -> CellView:
    places = words.quotes.behind(grade.coding for grade in cell.given)
    title = f"{title} · {round_text(round_, words.language)}" if round_ else title
    return words.cell(grades_text(cell, words.language), title, places, notes=other_grades(cell, words.language))


def kinds_text(kinds: dict[str, int], sources: Sequence[Source], words: Words) -> list[str]:
    """Documents that are no interviews, counted per kind."""
    own = [(kind, count) for kind, count in kinds.items() if kind != "interview"]
    return [f"{count} {kind_text(kind, words.language, count)}" for kind, count in own]
