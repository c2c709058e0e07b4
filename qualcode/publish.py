"""The report of a project as files: gathers from the project, hands to the rooms below, writes.

write_report(project, case=None, out=Path("analyses/report"), language=None)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode import __version__
from qualcode.analysis.chapters import Chapter, Plan, chapter, plans, questions_under
from qualcode.analysis.contrast import contrast
from qualcode.analysis.factors import factors
from qualcode.analysis.grades import grade_tables
from qualcode.analysis.overview import overview
from qualcode.analysis.quotes import Quotes, quotes
from qualcode.analysis.respondents import respondents
from qualcode.analysis.sources import Source, case_keys, case_names, rounds, sources
from qualcode.errors import UnknownChoice
from qualcode.i18n import Language
from qualcode.i18n import language as language_of
from qualcode.matrices import Matrix, build
from qualcode.model import LANGUAGES, Anchor
from qualcode.query import layers
from qualcode.query.cut import Request
from qualcode.reports.citations import labels_in
from qualcode.reports.page import Report, page, unknown_citations
from qualcode.reports.workbook import MatrixSheet, TableSheet, workbook
from qualcode.store import folder
from qualcode.tables import Bools, Corpus
from qualcode.writing import SUMMARIES, summary

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.project import Project

PAGE, WORKBOOK = "index.html", "matrices.xlsx"


class Written(list[Path]):
    """The paths written; `warnings` are sentences about what a reader of the report should know."""

    def __init__(self, paths: Sequence[Path], warnings: Sequence[str]) -> None:
        super().__init__(paths)
        self.warnings = tuple(warnings)

    @property
    def paths(self) -> list[Path]:
        return list(self)


def write_report(project: Project, *, case: str | None, out: Path, language: str | None) -> Written:
    """Write the page and the workbook of a project, or of one case by key or name. Raises `UnknownChoice` for a
    case or a language there is none of, `UnknownCode` for a code that the settings name and the codebook has not."""
    report = gather(project, case=case, language=language)
    folder.write_bytes(out / PAGE, page(report).encode("utf-8", "replace"))
    folder.write_bytes(out / WORKBOOK, workbook(sheets(project, report), report.codes.corpus.settings.language))
    return Written([out / PAGE, out / WORKBOOK], unknown_citations(report))


def gather(project: Project, *, case: str | None = None, language: str | None = None) -> Report:
    """Everything the report tells, as plain values. Raises as `write_report`."""
    corpus = _in_language(project.corpus(), language)
    every, all_cases = sources(corpus), case_names(corpus)
    only = one_case(corpus, all_cases, case)
    cases = (only,) if only else all_cases
    own = tuple(source for source in every if source.case in cases)
    in_rounds = rounds(corpus, own)
    chosen = counted_codings(corpus, project.marks(), every, cases)
    frame, told = project.codings, corpus.settings.report
    quoted, written, chapters = _chapters(project, corpus, chosen, every, cases, in_rounds)
    coded = sum(bool(quote.codings) for quote in quoted.items)
    codes = _codes(project, corpus, only, cases)
    helping, hindering = (
        factors(corpus, frame, chosen, names, own, cases) if names else None for names in (told.helping, told.hindering)
    )
    return Report(
        codes=codes,
        by_case=_matrix(project, corpus, only, share="interviews") if only else codes,
        only=only,
        cases=cases,
        rounds=in_rounds,
        sources=every,
        quotes=quoted,
        overview=overview(corpus, project.marks(), chosen, coded, own, project.texts()),
        respondents=respondents(own, cases, in_rounds),
        contrasts=tuple(contrast(corpus.codebook, *pair) for pair in told.contrast),
        helping=helping,
        hindering=hindering,
        grades=grade_tables(corpus, frame, chosen, every, cases, in_rounds),
        chapters=chapters,
        texts=written,
        version=__version__,
    )


def sheets(project: Project, report: Report) -> list[MatrixSheet | TableSheet]:
    """The sheets of the workbook: matrices, the report's tables, and one row per coding."""
    corpus = report.codes.corpus
    _ = language_of(corpus.settings.language)
    names = {
        "interviews": _("interviews n of m"),
        "codings": _("number of codings"),
        "quotations": _("number of quotations"),
        "words": _("number of words"),
    }
    found: list[MatrixSheet | TableSheet] = [MatrixSheet(names["interviews"], report.by_case)]
    for measure in ("codings", "quotations", "words"):
        found.append(MatrixSheet(names[measure], _matrix(project, corpus, report.only, measure=measure)))
    if "round" in corpus.attributes:
        crossed = _matrix(project, corpus, report.only, columns=("case", "round"), share="interviews")
        found.append(MatrixSheet(_("by round"), crossed))
    return [*found, *_tables(report), TableSheet(_("codings"), _coding_rows(project, report))]


def _tables(report: Report) -> list[TableSheet]:
    """The report's tables but its matrices."""
    _ = report.words.language
    rule = report.by_case.rule
    book, heard = report.codes.corpus.codebook, report.respondents.to_frame()
    heard.columns = [" · ".join(part for part in map(str, pair) if part) or _("Interviews") for pair in heard.columns]
    tables = [(f"{each.left} – {each.right}", each.to_frame(report.by_case), rule) for each in report.contrasts]
    for title, found in ((_("What helps"), report.helping), (_("What hinders"), report.hindering)):
        tables += [(title, found.to_frame(), "")] if found is not None else []
    tables += [(book[each.code].name, each.to_frame(), "") for each in report.grades]
    tables.append((_("Who was interviewed"), heard.reset_index(), ""))
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
        "factor": _("factor"),
        "interviews": _("interviews"),
        "codings": _("codings"),
        "found in": _("found in"),
        "round": _("round"),
        "lowest": _("lowest"),
        "highest": _("highest"),
        "mean": _("mean"),
        "verbal": _("in words"),
        "conditional": _("on a condition"),
        "refused": _("no grade"),
        "as given": _("as given"),
    }


def _coding_rows(project: Project, report: Report) -> Any:
    """The final codings on firm quotations of every coder; `counted` tells those of the layer."""
    corpus, marks, frame = report.codes.corpus, project.marks(), project.codings
    every = report.sources
    inside = np.array([source.case in report.cases for source in every], bool)[marks.document]
    kept = frame[inside & marks.final & ~marks.orphan]
    counted = layers.counting(corpus, marks, layers.FINAL)[inside & marks.final & ~marks.orphan]
    return kept.assign(counted=counted).drop(columns=["quotation_id"]).reset_index(drop=True)


# --- gathering ---------------------------------------------------------------------------------------------------


def _in_language(corpus: Corpus, code: str | None) -> Corpus:
    if code is None or code == corpus.settings.language:
        return corpus
    if code not in LANGUAGES:
        raise UnknownChoice("The language", code, LANGUAGES)
    return replace(corpus, settings=replace(corpus.settings, language=code))


def one_case(corpus: Corpus, names: Sequence[str], asked: str | None) -> str:
    """The name of the case asked for by name or key; empty when none is."""
    if asked is None:
        return ""
    keys = case_keys(corpus)
    for name in names:
        if asked.strip().casefold() in (name.casefold(), keys.get(name, name).casefold()):
            return name
    raise UnknownChoice("The case", asked, dict.fromkeys([*names, *(keys[name] for name in names if name in keys)]))


def _chapters(
    project: Project, corpus: Corpus, chosen: Bools, every: Sequence[Source], cases: Sequence[str],
    in_rounds: Sequence[str],
) -> tuple[Quotes, dict[tuple[str, str], str], tuple[Chapter, ...]]:  # fmt: skip
    """The quotations of the report with those its writers cite, what they wrote, and the chapters."""
    plan = plans(corpus.settings, corpus.codebook)
    written = _summaries(project, corpus, cases, plan)
    quoted = quotes(corpus, project.codings, chosen, _cited(project, written))
    under = questions_under(quoted, every, project.texts(), corpus.settings.guide)
    return quoted, written, tuple(chapter(case, plan, quoted, under, every, in_rounds) for case in cases)


def counted_codings(corpus: Corpus, marks: Any, every: Sequence[Source], cases: Sequence[str]) -> Bools:
    """The codings that the report counts: those of the layer final, in its cases."""
    inside = np.array([source.case in cases for source in every], bool)
    chosen: Bools = layers.counting(corpus, marks, layers.FINAL) & inside[marks.document]
    return chosen


def _matrix(project: Project, corpus: Corpus, only: str, **asked: Any) -> Matrix:
    where = {"case": only} if only else {}
    return build(Request(where=where, **asked), corpus, project.marks)


def _codes(project: Project, corpus: Corpus, only: str, cases: Sequence[str]) -> Matrix:
    """Codes × cases with their totals; of one case codes × rounds, where there are any."""
    columns = ("round",) if only and "round" in corpus.attributes else ("case",)
    return _matrix(project, corpus, only, columns=columns, share="interviews", totals=len(cases) > 1 or bool(only))


def _summaries(
    project: Project, corpus: Corpus, cases: Sequence[str], plan: Sequence[Plan]
) -> dict[tuple[str, str], str]:
    """What the researchers wrote, by case and section; see `qualcode.writing`."""
    if not (project.root / SUMMARIES).is_dir():
        return {}
    keys, every = case_keys(corpus), case_names(corpus)
    found = {
        (case, each.slug): summary(project.root, case, keys.get(case, case), each.slug, cases=every).text.strip()
        for case in cases
        for each in plan
        if each.slug
    }
    return {place: text for place, text in found.items() if text}


def _cited(project: Project, written: Mapping[tuple[str, str], str]) -> Any:
    """The quotations that the researchers' texts cite."""
    labels = {label for text in written.values() for label in labels_in(text)}
    frame = project.quotations
    return frame[frame["quotation"].isin(labels) & (frame["anchor"] != Anchor.ORPHANED)]


__all__ = ["Quotes", "Report", "Written", "gather", "sheets", "write_report"]
