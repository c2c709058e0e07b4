"""For whom a report is. `team` is everything; `publicatie` is what may leave the house: `fitted(report, PUBLICATION)`
is the same report with only what was released, before any format sees it.

What it takes out is said in docs/report.md. What researchers write is theirs and stays as it is, but for pseudonyms in
specifications and wordings: `warned` tells where a text of theirs says what the report does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from qualcode.analysis.chapters import Chapter, RoundQuotes, Section
from qualcode.analysis.factoring.lists import FactorLists, Listed, Worded
from qualcode.analysis.factoring.noted import Factors
from qualcode.analysis.grades import GivenGrade, GradeTable
from qualcode.analysis.moving.moves import Rounds
from qualcode.analysis.moving.people import People
from qualcode.analysis.quotes import Given, Quote, Quotes
from qualcode.analysis.sources import Source, case_keys
from qualcode.analysis.work.evolution import SessionFlow
from qualcode.analysis.work.overview import Overview
from qualcode.analysis.work.respondents import Respondents
from qualcode.errors import UnknownOption
from qualcode.matrices import build
from qualcode.model import Code, GradeForm, Question
from qualcode.reports.citations import labels_in
from qualcode.reports.profile.masks import Held, Names, Roles, coder_names, exchanged, neutral_ids, without_notes
from qualcode.reports.profile.narrow import Narrow
from qualcode.rules import rule_of
from qualcode.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.reports.methods.facts import Facts
    from qualcode.reports.page import Report

TEAM, PUBLICATION = "team", "publicatie"
PROFILES = (TEAM, PUBLICATION)

#: The columns of the sheet of codings in a publication, where the project has them.
_COLUMNS = (
    "quotation", "document", "interview", "case", "kind", "round", "role", "code", "quote", "words", "coder", "value",
    "value_high", "specification", "verbatim", "released", "counted",
)  # fmt: skip


def fitted(report: Report, profile: str) -> Report:
    """The report for these readers. Raises `UnknownOption` for a profile there is none of."""
    if profile not in PROFILES:
        raise UnknownOption("The profile", profile, PROFILES)
    return Publication(report).made() if profile == PUBLICATION else report


@dataclass(frozen=True)
class Publication:
    """What is left of a report, part by part."""

    report: Report

    def made(self) -> Report:
        report = self.report
        codes, by_case = (build(each.request, self.corpus, each.read) for each in (report.codes, report.by_case))
        helping, hindering = self.factors(report.helping), self.factors(report.hindering)
        return replace(
            report,
            profile=PUBLICATION,
            codes=codes,
            by_case=codes if report.by_case is report.codes else by_case,
            sources=self.sources,
            quotes=self.quotes,
            overview=self.overview(),
            respondents=self.respondents(),
            helping=helping,
            hindering=hindering,
            factors=self.factor_lists(),
            grades=tuple(self.grade_table(each) for each in report.grades),
            chapters=tuple(self.chapter(each) for each in report.chapters),
            texts={place: self.renamed_in(without_notes(text)) for place, text in report.texts.items()},
            codings=self.codings(),
            methods=None if report.methods is None else self.methods(report.methods),
            moved=None if report.moved is None else self.moved(report.moved),
            held=frozenset(self.label(label) for label in self.held.words),
            beside=tuple(each.published() for each in report.beside),
        )

    # --- names -----------------------------------------------------------------------------------------------------

    @cached_property
    def roles(self) -> Roles:
        return Roles(self.report.sources)

    @cached_property
    def narrow(self) -> Narrow:
        return Narrow(self.report.sources, self.report.codes.corpus)

    @cached_property
    def ids(self) -> dict[str, str]:
        """From the old id of a document or an interview to its new one, where it has one."""
        return neutral_ids(self.report.sources, case_keys(self.report.codes.corpus), self.roles)

    @cached_property
    def coders(self) -> dict[str, str]:
        corpus = self.report.codes.corpus
        _ = self.report.words.language
        given = self.report.methods.samples if self.report.methods is not None else ()
        names = (*(each.name for each in corpus.settings.coders), *corpus.coders, *(each.coder for each in given))
        return coder_names(names, _("coder"))

    @cached_property
    def names(self) -> Names:
        people = frozenset(person for source in self.report.sources for person in source.persons)
        return Names(people, frozenset(self.coders))

    @property
    def somebody(self) -> str:
        """What stands where a pseudonym stood."""
        _ = self.report.words.language
        return _("[person]")

    def masked(self, text: str) -> str:
        """A specification, a wording or a grade in words without pseudonyms."""
        return self.names.without_people(text, self.somebody)

    def label(self, label: str) -> str:
        """The label of a quotation, by its document's new id."""
        document, sign, number = label.rpartition(":")
        return f"{self.ids.get(document, document)}{sign}{number}"

    def renamed_in(self, text: str) -> str:
        """A text with the labels it cites as they are called now."""
        for label in labels_in(text) if self.ids else ():
            text = re.sub(rf"(?<!\w){re.escape(label)}(?!\d)", self.label(label), text)
        return text

    # --- documents and quotations ----------------------------------------------------------------------------------

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(self.source(each) for each in self.report.sources)

    def source(self, source: Source) -> Source:
        """Without persons, and without a role that few people hold in its case."""
        name, interview = (self.ids.get(each, each) for each in (source.id, source.interview))
        role = source.role if self.roles.shown(source.role, source.case) else ""
        return replace(source, id=name, interview=interview, role=role, persons=())

    @cached_property
    def source_of(self) -> dict[int, Source]:
        """By the place of its document in the corpus: who was heard, with everything about them."""
        by_id = {source.id: source for source in self.report.sources}
        documents = self.report.codes.corpus.documents
        return {place: by_id[each.id] for place, each in enumerate(documents) if each.id in by_id}

    @cached_property
    def corpus(self) -> Corpus:
        """With other names for coders and documents, and the codebook without examples and remarks: what they say was
        said by somebody."""
        corpus = self.report.codes.corpus
        coders = tuple(replace(each, name=self.coders[each.name]) for each in corpus.settings.coders)
        settings = replace(corpus.settings, coders=coders)
        documents = tuple(
            replace(each, id=self.ids.get(each.id, each.id), interview=self.ids.get(each.interview, each.interview))
            for each in corpus.documents
        )
        book = replace(corpus.codebook, codes=tuple(_bare(code) for code in corpus.codebook))
        names = tuple(self.coders.get(name, name) for name in corpus.coders)
        return replace(corpus, settings=settings, documents=documents, codebook=book, coders=names)

    @cached_property
    def held(self) -> Held:
        """The quotations that stay in the house."""
        items = self.report.quotes.items
        return Held(
            {quote.label: quote.words for quote in items if not quote.released},
            frozenset(quote.label for quote in items if quote.verbatim),
            tuple(quote.words for quote in items if quote.released),
        )

    @cached_property
    def places(self) -> dict[int, int]:
        """From the old place of a released quotation to its new one."""
        kept = [place for place, quote in enumerate(self.report.quotes.items) if quote.released]
        return {old: new for new, old in enumerate(kept)}

    @cached_property
    def quotes(self) -> Quotes:
        quotes = self.report.quotes
        items = tuple(self.quote(quotes[old]) for old in self.places)
        of_coding = {coding: self.places[old] for coding, old in quotes.of_coding.items() if old in self.places}
        return Quotes(items, of_coding, {quote.label: place for place, quote in enumerate(items)})

    def quote(self, quote: Quote) -> Quote:
        label = self.label(quote.label)
        anchor = quote.anchor if label == quote.label else f"q-{label.replace(':', '-')}"
        codings = tuple(self.given(each) for each in quote.codings)
        return replace(quote, label=label, anchor=anchor, codings=codings)

    def given(self, each: Given) -> Given:
        coder = self.coders.get(each.coder, each.coder)
        return replace(each, coder=coder, specification=self.masked(each.specification), grade=self.masked(each.grade))

    # --- the parts -------------------------------------------------------------------------------------------------

    def overview(self) -> Overview:
        return exchanged(self.report.overview, self.coders)  # type: ignore[no-any-return]

    def respondents(self) -> Respondents:
        """The table has cases and roles: it names a role where three people or more hold it in that case."""
        heard = self.report.respondents
        own = {source.id for source in heard.sources}
        left = tuple(new for old, new in zip(self.report.sources, self.sources, strict=True) if old.id in own)
        roles = sorted(dict.fromkeys(source.role for source in left), key=lambda role: role == "")
        return replace(heard, roles=tuple(roles), sources=left)

    def chapter(self, chapter: Chapter) -> Chapter:
        """Without the sections for which nobody wrote a text: quotations alone tell no story."""
        own = {source.id for source in chapter.sources}
        left = tuple(new for old, new in zip(self.report.sources, self.sources, strict=True) if old.id in own)
        told = [each for each in chapter.sections if (chapter.case, each.plan.slug) in self.report.texts]
        return replace(chapter, sources=left, sections=tuple(self.section(each) for each in told))

    def section(self, section: Section) -> Section:
        found = []
        for each in section.rounds:
            kept = tuple(self.places[place] for place in each.quotes if place in self.places)
            found.append(RoundQuotes(each.round, kept, len(each.quotes) - len(kept)))
        return replace(section, rounds=tuple(found))

    def grade_table(self, table: GradeTable) -> GradeTable:
        return replace(table, given=tuple(self.grade(each) for each in table.given))

    def grade(self, grade: GivenGrade) -> GivenGrade:
        """A number stays; what was said instead of one or around it stays only where its quotation was released."""
        released = self.report.quotes.of_coding.get(grade.coding) in self.places
        text = grade.text if released or grade.form in (GradeForm.NUMBER, GradeForm.RANGE) else ""
        return replace(grade, source=self.source(grade.source), text=self.masked(text))

    def factors(self, found: Factors | None) -> Factors | None:
        """Without wordings that nobody confirmed and that are the words of a quotation not released."""
        if found is None:
            return None
        kept = (each for each in found.factors if not self.held.repeated_in(each.wording))
        return replace(found, factors=tuple(replace(each, wording=self.masked(each.wording)) for each in kept))

    def factor_lists(self) -> FactorLists:
        """What people confirmed is worded by them, and stays; its evidence is what was released. Of proposals, which
        nobody looked at, nothing is said."""
        lists = self.report.factors
        found = tuple(self.factor(each) for each in self.printed_factors)
        rule = lists.rule.replace(lists.path, PurePath(lists.path).stem) if lists.path else lists.rule
        return replace(lists, factors=found, path="", rule=rule)

    @cached_property
    def printed_factors(self) -> tuple[Listed, ...]:
        """The factors that stay, as they are worded."""
        lists = self.report.factors
        return tuple(each for each in lists.factors if each.cases and (lists.confirmed or not self.repeats(each)))

    def factor(self, each: Listed) -> Listed:
        wordings = tuple(self.worded(one) for one in each.wordings)
        return replace(each, beginning=self.masked(each.beginning), wordings=wordings, proposed=())

    def repeats(self, factor: Listed) -> bool:
        return any(self.held.repeated_in(f"{factor.beginning} {each.wording}") for each in factor.wordings)

    def worded(self, each: Worded) -> Worded:
        known = self.quotes.of_label
        labelled = (replace(one, label=self.label(one.label)) for one in each.evidence)
        evidence = tuple(one for one in labelled if one.label in known)
        return replace(each, wording=self.masked(each.wording), evidence=evidence, proposed=())

    def moved(self, found: Rounds) -> Rounds:
        """Without the grades by person, and without roles that few people hold; how many were heard again stays."""
        people = tuple(self.people(each) for each in found.people)
        return replace(found, people=people, grades=(), rule="", warnings=())

    def people(self, each: People) -> People:
        def numbered(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(str(number) for number, _name in enumerate(names, 1))

        def shown(roles: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(role for role in roles if self.roles.shown(role, each.case))

        return replace(
            each, both=numbered(each.both), left=numbered(each.left), joined=numbered(each.joined),
            roles_left=shown(each.roles_left), roles_joined=shown(each.roles_joined),
        )  # fmt: skip

    def codings(self) -> pd.DataFrame:
        """One row per coding on a released quotation, with the columns that a reader outside needs."""
        frame = self.report.codings
        levels = [str(name) for name in frame.columns if str(name).startswith("level_")]
        names = [name for name in (*_COLUMNS[:8], *levels, *_COLUMNS[8:]) if name in frame.columns]
        kept = frame[frame["released"].astype(bool)][names].reset_index(drop=True).copy()
        by_id = {old.id: new for old, new in zip(self.report.sources, self.sources, strict=True)}
        own = [by_id[name] for name in kept["document"]]
        kept["quotation"] = [self.label(label) for label in kept["quotation"]]
        kept["document"], kept["interview"] = [each.id for each in own], [each.interview for each in own]
        kept["coder"] = [self.coders.get(name, name) for name in kept["coder"]]
        for name in {"value", "value_high", "specification"} & set(kept):
            kept[name] = [self.masked(each) if isinstance(each, str) else each for each in kept[name]]
        if "role" in kept:
            kept["role"] = [each.role for each in own]
        return kept

    def methods(self, facts: Facts) -> Facts:
        """Coders as `coder 1`, roles that three people or more hold in the project, no remarks of coders; no roles
        of a question that few people of a case were asked; of a session of analysis how many took part, not why."""
        new: Facts = exchanged(facts, {**self.coders, **self.ids})
        guide = tuple(map(self.question, new.material.guide))
        material = replace(new.material, roles=self._heard(), guide=guide)
        releases = tuple(replace(each, release=replace(each.release, remark="")) for each in new.history.releases)
        sessions = tuple(_unnamed(each) for each in new.history.sessions)
        loose = tuple(replace(each, remark="") for each in new.history.loose)
        history = replace(new.history, releases=releases, sessions=sessions, loose=loose)
        example = self.quotes[0].label if len(self.quotes) else ""
        request = replace(self.report.codes.request, columns=("case",), where={}, totals=False)
        rule = rule_of(request, self.corpus, self.report.codes.read(False))
        who = tuple(replace(each, names=self.deciders(each.names)) for each in facts.settled.who)
        settled = replace(new.settled, who=who)
        return replace(new, material=material, history=history, settled=settled, example=example, rule=rule)

    def deciders(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Names as somebody typed them; a coder may be called by a part of theirs."""
        _ = self.report.words.language
        known = [self.names.coders_in(name[:1].upper() + name[1:]) for name in names]
        return tuple(dict.fromkeys(self.coders[one[0]] if len(one) == 1 else _("somebody else") for one in known))

    def question(self, question: Question) -> Question:
        """Without the roles it was put to, where these tell who speaks under it."""
        _ = self.report.words.language
        if not (question.roles or question.except_roles) or self.narrow.says_role(question, self.roles):
            return question
        return replace(question, roles=(_("some of the people spoken to"),), except_roles=())

    def _heard(self) -> tuple[tuple[str, int], ...]:
        """Interviews by role, the roles that few people hold together."""
        _, found = self.report.words.language, dict[str, set[str]]()
        for source in self.report.sources:
            if source.is_interview and source.role:
                name = source.role if self.roles.shown(source.role) else ""
                found.setdefault(name, set()).add(source.interview)
        ordered = sorted(found.items(), key=lambda pair: pair[0] == "")
        return tuple((role or _("other roles"), len(interviews)) for role, interviews in ordered)


def _unnamed(flow: SessionFlow) -> SessionFlow:
    """An analysis session without names, reason and remarks; there are as many participants as there were."""
    people = tuple(str(number) for number, _name in enumerate(flow.session.participants, 1))
    decisions = tuple(replace(each, remark="") for each in flow.decisions)
    return replace(flow, session=replace(flow.session, reason="", participants=people), decisions=decisions)


def _bare(code: Code) -> Code:
    return replace(code, examples={}, remark="", keywords=(), rule=None)


__all__ = ["PROFILES", "PUBLICATION", "TEAM", "Publication", "fitted"]
