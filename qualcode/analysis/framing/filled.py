"""What the cells of a framework matrix hold besides text: the quotations of a case, theme and round, and the reason
where there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from qualcode.analysis.chapters import questions_under
from qualcode.analysis.framing.standing import mark
from qualcode.analysis.framing.themes import Theme
from qualcode.analysis.quotes import Quotes
from qualcode.analysis.sources import Source, case_names, sources
from qualcode.analysis.sources import rounds as rounds_of
from qualcode.i18n import language
from qualcode.model import Question
from qualcode.query import layers
from qualcode.query.selection import Selection
from qualcode.reasons import Explainer, Reason, Sitting, reason_text
from qualcode.tables import Corpus


@dataclass(frozen=True)
class Material:
    """The codings chosen with their quotations (and those that summaries cite), and how the texts are
    read by document, for the headings in them."""

    chosen: Selection
    quotes: Quotes
    texts: Callable[[], Mapping[str, str]]

    @property
    def corpus(self) -> Corpus:
        return self.chosen.corpus

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return sources(self.corpus)

    @cached_property
    def cases(self) -> tuple[str, ...]:
        return case_names(self.corpus)

    @cached_property
    def rounds(self) -> tuple[str, ...]:
        """The rounds that documents name."""
        return tuple(each for each in rounds_of(self.corpus, self.sources) if each)

    def belonging(self, case: str, theme: Theme, round_: str = "") -> tuple[str, ...]:
        """The quotations (labels) of a cell, round by round, in each the released ones first, then by date."""
        about = [*(("code", each) for each in theme.plan.codes), *(("question", each) for each in theme.plan.questions)]
        places = {place for each in about for place in self._about.get((case, *each), ())}
        found = sorted(places, key=self._order)
        return tuple(self.quotes[place].label for place in found if round_ in ("", self._source(place).round))

    def _source(self, place: int) -> Source:
        return self.sources[self.quotes[place].document]

    def _order(self, place: int) -> tuple[int, bool, str, int]:
        source = self._source(place)
        number = self.rounds.index(source.round) if source.round else len(self.rounds)
        return number, not self.quotes[place].released, source.date, place

    @cached_property
    def _about(self) -> Mapping[tuple[str, str, str], list[int]]:
        """The quotations (places) with codings, by case and by the codes they carry and the questions they answer."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for place, quote in enumerate(self.quotes.items):
            if quote.codings:
                case = self.sources[quote.document].case
                about = {("code", given.code) for given in quote.codings}
                about |= {("question", each) for each in self._under.get(place, ())}
                for each in about:
                    found.setdefault((case, *each), []).append(place)
        return found

    def marks(self, labels: Iterable[str]) -> dict[str, str]:
        """A mark of the words of each quotation that is there."""
        known = self.quotes.of_label
        return {label: mark(self.quotes[known[label]].words) for label in dict.fromkeys(labels) if label in known}

    def why_empty(self, case: str, theme: Theme, round_: str = "") -> str:
        """Why there are no quotations in a cell: the first reason that any interview in it supports."""
        documents = [
            place
            for place, source in enumerate(self.sources)
            if source.case == case and round_ in ("", source.round)
        ]  # fmt: skip
        found = []
        if theme.plan.codes:
            places = frozenset(self.corpus.place_of_code[each] for each in theme.plan.codes)
            found.append(self._explain.cell(places, documents))
        if theme.plan.questions or not theme.plan.codes:
            sittings = list(self._explain.interviews(documents).values())
            found.append(min((self._unasked(theme, each) for each in sittings), default=Reason.NO_INTERVIEW))
        return reason_text(min(found), language(self.corpus.settings))

    def _unasked(self, theme: Theme, sitting: Sitting) -> Reason:
        """What one interview says of questions nothing stands under."""
        if sitting.finish is None:
            return Reason.NOT_CODED_YET
        guide = self.corpus.settings.guide
        if guide and not any(each.names_round(heard.round) for each in guide for heard in sitting.heard):
            return Reason.GUIDE_UNKNOWN
        put = any(self._puts(each, theme, sitting) for each in guide)
        return Reason.NOT_IN_SUMMARY if put else Reason.NOT_ASKED

    @staticmethod
    def _puts(question: Question, theme: Theme, sitting: Sitting) -> bool:
        about = question.id in theme.plan.questions
        return about and any(map(question.put_to, sitting.heard))

    @cached_property
    def _explain(self) -> Explainer:
        return Explainer(self.corpus, layers.finishes(self.corpus, self.chosen.marks, self.chosen.layer))

    @cached_property
    def _under(self) -> Mapping[int, frozenset[str]]:
        guide = self.corpus.settings.guide
        return questions_under(self.quotes, self.sources, self.texts(), guide) if guide else {}
