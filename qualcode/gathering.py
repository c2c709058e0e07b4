"""Everything a report tells, gathered from a project as plain values for the rooms below.

report = gather(project, case="Kampen")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode import __version__
from qualcode.analysis.chapters import Chapter, Plan, chapter, plans, questions_under
from qualcode.analysis.contrast import contrast
from qualcode.analysis.factoring.noted import factors
from qualcode.analysis.factoring.places import places_of
from qualcode.analysis.grades import grade_tables
from qualcode.analysis.moving.moves import Rounds
from qualcode.analysis.moving.moves import rounds as rounds_of
from qualcode.analysis.quotes import Quotes, quotes
from qualcode.analysis.sources import Source, case_keys, case_names, counted_codings, one_case, rounds, sources
from qualcode.analysis.work.overview import overview
from qualcode.analysis.work.respondents import respondents
from qualcode.beside import told_beside
from qualcode.errors import UnknownChoice
from qualcode.factoring.file import lists_of
from qualcode.factoring.file import read as read_factors
from qualcode.matrices import Matrix, build
from qualcode.methods import gather as facts_of
from qualcode.model import LANGUAGES, ROUND, Anchor
from qualcode.model.factor import Direction
from qualcode.query import layers
from qualcode.query.cut import Request
from qualcode.query.selection import select
from qualcode.reports.citations import labels_in
from qualcode.reports.page import Report
from qualcode.tables import Bools, Corpus, Marks
from qualcode.workbench.writing import SUMMARIES, summary

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.project import Project


def gather(project: Project, *, case: str | None = None, language: str | None = None, methods: bool = False) -> Report:
    """Everything the report tells, as plain values; with `methods` also what a methods section is written from. Raises
    `UnknownChoice` for a case or a language there is none of, `UnknownCode` for a code that the settings name and the
    codebook has not."""
    corpus, marks = _in_language(project.corpus(), language), project.marks()
    every, all_cases = sources(corpus), case_names(corpus)
    only = one_case(corpus, all_cases, case)
    cases = (only,) if only else all_cases
    own = tuple(source for source in every if source.case in cases)
    in_rounds = rounds(corpus, own)
    chosen = counted_codings(corpus, marks, every, cases)
    frame, told = project.codings, corpus.settings.report
    kept = read_factors(project.root)
    places = places_of(corpus, every, project.quotations)
    behind = [label for each in kept.file.factors for label in each.labels() if places.quotations.get(label) in cases]
    quoted, written, chapters = _chapters(project, corpus, chosen, every, cases, in_rounds, behind)
    coded = sum(bool(quote.codings) for quote in quoted.items)
    codes = _codes(project, corpus, only, cases)
    helping, hindering = (
        factors(corpus, frame, chosen, names, own, cases) if names else None for names in (told.helping, told.hindering)
    )
    listed = lists_of(kept, {Direction.HELPS: helping, Direction.HINDERS: hindering}, quoted, places, corpus)
    beside, problems = told_beside(project, only or None, corpus.settings.language)
    return Report(
        codes=codes,
        by_case=_matrix(project, corpus, only, share="interviews") if only else codes,
        only=only,
        cases=cases,
        rounds=in_rounds,
        sources=every,
        quotes=quoted,
        overview=overview(corpus, marks, chosen, coded, own, project.texts()),
        respondents=respondents(own, cases, in_rounds),
        contrasts=tuple(contrast(corpus.codebook, *pair) for pair in told.contrast),
        helping=helping,
        hindering=hindering,
        factors=listed.of(only) if only else listed,
        grades=grade_tables(corpus, frame, chosen, every, cases, in_rounds),
        chapters=chapters,
        texts=written,
        version=__version__,
        codings=_coding_rows(corpus, marks, frame, every, cases),
        methods=facts_of(project, corpus.settings.language) if methods else None,
        moved=_moved(project, corpus, cases, in_rounds) if methods else None,
        last_change=marks.last_change[:10],
        beside=beside,
        problems=(*problems, *listed.warnings),
    )


def _moved(project: Project, corpus: Corpus, cases: Sequence[str], in_rounds: Sequence[str]) -> Rounds | None:
    """What moved between the rounds of these cases, where there are rounds."""
    if len([each for each in in_rounds if each]) < 2:
        return None
    return rounds_of(select(corpus, project.marks()), project.codings, cases=cases)


def _coding_rows(
    corpus: Corpus, marks: Marks, frame: pd.DataFrame, every: Sequence[Source], cases: Sequence[str]
) -> pd.DataFrame:
    """The final codings on firm quotations of every coder in these cases; `counted` tells those of the layer."""
    inside = np.array([source.case in cases for source in every], bool)[marks.document]
    kept = inside & marks.final & ~marks.orphan
    counted = layers.counting(corpus, marks, layers.FINAL)[kept]
    return frame[kept].assign(counted=counted).drop(columns=["quotation_id"]).reset_index(drop=True)


def _in_language(corpus: Corpus, code: str | None) -> Corpus:
    if code is None or code == corpus.settings.language:
        return corpus
    if code not in LANGUAGES:
        raise UnknownChoice("The language", code, LANGUAGES)
    return replace(corpus, settings=replace(corpus.settings, language=code))


def _chapters(
    project: Project, corpus: Corpus, chosen: Bools, every: Sequence[Source], cases: Sequence[str],
    in_rounds: Sequence[str], behind: Sequence[str],
) -> tuple[Quotes, dict[tuple[str, str], str], tuple[Chapter, ...]]:  # fmt: skip
    """The quotations of the report with those its writers cite and those behind its factors, what they wrote, and the
    chapters."""
    plan = plans(corpus.settings, corpus.codebook)
    written = _summaries(project, corpus, cases, plan)
    quoted = quotes(corpus, project.codings, chosen, _cited(project, written, behind))
    under = questions_under(quoted, every, project.texts(), corpus.settings.guide)
    return quoted, written, tuple(chapter(case, plan, quoted, under, every, in_rounds) for case in cases)


def _matrix(project: Project, corpus: Corpus, only: str, **asked: Any) -> Matrix:
    where = {"case": only} if only else {}
    return build(Request(where=where, **asked), corpus, project.marks)


def _codes(project: Project, corpus: Corpus, only: str, cases: Sequence[str]) -> Matrix:
    """Codes × cases with their totals; of one case codes × rounds, where there are any."""
    columns = (ROUND,) if only and corpus.has_rounds else ("case",)
    return _matrix(project, corpus, only, columns=columns, share="interviews", totals=len(cases) > 1 or bool(only))


def _summaries(
    project: Project, corpus: Corpus, cases: Sequence[str], plan: Sequence[Plan]
) -> dict[tuple[str, str], str]:
    """What the researchers wrote, by case and section; see `qualcode.workbench.writing`."""
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


def _cited(project: Project, written: Mapping[tuple[str, str], str], behind: Sequence[str]) -> Any:
    """The quotations that the researchers' texts cite, and those (labels) behind the factors."""
    labels = {*behind, *(label for text in written.values() for label in labels_in(text))}
    frame = project.quotations
    return frame[frame["quotation"].isin(labels) & (frame["anchor"] != Anchor.ORPHANED)]
