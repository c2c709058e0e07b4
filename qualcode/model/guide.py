"""The interview guide: which question was asked of whom, and which codes it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, order=True, slots=True)
class Heard:
    """Somebody who was interviewed, as far as a guide goes. Both are empty where they are not known."""

    round: str
    role: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `codes` are names as people write them; empty `rounds` or `roles` mean all."""

    id: str
    question: str = ""
    headings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    except_roles: tuple[str, ...] = ()

    def names_round(self, round_: str) -> bool:
        return not self.rounds or round_ in self.rounds

    def put_to(self, heard: Heard) -> bool:
        """Whether it was put to somebody of that role in that round."""
        folded = heard.role.casefold()
        spared = folded in {each.casefold() for each in self.except_roles}
        listed = not self.roles or folded in {each.casefold() for each in self.roles}
        return self.names_round(heard.round) and listed and not spared


class Asked(Enum):
    """How the guide stands to a code in one interview."""

    OPEN = "open"  # in no question: anyone may speak of it
    ASKED = "asked"
    NOT_ASKED = "not asked"  # the guide names the round, and not this code for that role
    UNKNOWN = "unknown"  # no question of the guide names the round


def asked(guide: Sequence[Question], questions_of_code: Iterable[str], heard: Iterable[Heard]) -> Asked:
    """How the guide stands to a code that the questions with these ids are about, in an interview with these people:
    what was put to one of them was asked."""
    about = set(questions_of_code)
    if not about:
        return Asked.OPEN
    of_round = [(question, each) for each in heard for question in guide if question.names_round(each.round)]
    if not of_round:
        return Asked.UNKNOWN
    put = any(question.id in about and question.put_to(each) for question, each in of_round)
    return Asked.ASKED if put else Asked.NOT_ASKED
