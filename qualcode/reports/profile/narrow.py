"""To how few people the guide puts its questions: what stands under a question that one or two people of a case were
asked was said by them, whether it names their role or not.

narrow = Narrow(report.sources, corpus)
narrow.few(["bees"], "Ashford"), narrow.says_role(question), narrow.questions_of_code
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from qualcode.analysis.chapters import Plan
from qualcode.analysis.sources import Source
from qualcode.model import Heard, Question
from qualcode.reports.profile.masks import FEWEST_PEOPLE, Roles, people
from qualcode.tables import Corpus


@dataclass(frozen=True)
class Narrow:
    """What was put by role to fewer than three people. A question that all were asked, or all in some round, says
    nothing of a role."""

    sources: tuple[Source, ...]
    corpus: Corpus

    def few(self, questions: Collection[str], case: str) -> bool:
        """Whether somebody of this case was asked any of these questions (ids), fewer than three people in all, and
        others somewhere were spared them for their role."""
        about = [each for each in self.corpus.settings.guide if each.id in questions]
        put = [source for source in self._heard if source.case == case and any(_put(each, source) for each in about)]
        return 0 < people(put) < FEWEST_PEOPLE and any(self._spared(about, source) for source in self._heard)

    def says_role(self, question: Question, roles: Roles) -> bool:
        """Whether the guide may say of which roles a question was asked: each is one that three people or more hold,
        and in no case were fewer asked it."""
        named = (*question.roles, *question.except_roles)
        cases = dict.fromkeys(source.case for source in self._heard)
        return all(roles.shown(role) for role in named) and not any(self.few([question.id], case) for case in cases)

    def of_section(self, plan: Plan) -> frozenset[str]:
        """The questions behind all that a section can have; none where it has a code that anybody may speak of."""
        codes = plan.codes | ({plan.grade} if plan.grade else frozenset())
        behind = [self.questions_of_code.get(code, frozenset()) for code in codes]
        return plan.questions.union(*behind) if all(behind) else frozenset()

    @cached_property
    def questions_of_code(self) -> Mapping[str, frozenset[str]]:
        """By code (id) the questions it is in, itself or through a code above it."""
        found: dict[str, set[str]] = {}
        book = self.corpus.codebook
        for question in self.corpus.settings.guide:
            for name in question.codes:
                named = () if self.corpus.older and name not in book else book.find_all(name)
                for code in (below for each in named for below in book.subtree(each.id)):
                    found.setdefault(code.id, set()).add(question.id)
        return {code: frozenset(ids) for code, ids in found.items()}

    @cached_property
    def _heard(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.is_interview)

    @staticmethod
    def _spared(about: Collection[Question], source: Source) -> bool:
        in_round = any(each.names_round(source.round) for each in about)
        return in_round and not any(_put(each, source) for each in about)


def _put(question: Question, source: Source) -> bool:
    return question.put_to(Heard(source.round, source.role))
