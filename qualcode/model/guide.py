"""The interview guide: which question was asked of whom, and which codes it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


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

    def put_to(self, role: str) -> bool:
        folded = role.casefold()
        spared = folded in {each.casefold() for each in self.except_roles}
        return not spared and (not self.roles or folded in {each.casefold() for each in self.roles})


class Asked(Enum):
    """How the guide stands to a code in one interview."""

    OPEN = "open"  # in no question: anyone may speak of it
    ASKED = "asked"
    NOT_ASKED = "not asked"  # the guide names the round, and not this code for that role
    UNKNOWN = "unknown"  # no question of the guide names the round


def asked(guide: Iterable[Question], questions_of_code: Iterable[str], *, round_: str, role: str) -> Asked:
    """How the guide stands to a code that the questions with these ids are about."""
    about = set(questions_of_code)
    if not about:
        return Asked.OPEN
    of_round = [question for question in guide if question.names_round(round_)]
    if not of_round:
        return Asked.UNKNOWN
    put = any(question.id in about and question.put_to(role) for question in of_round)
    return Asked.ASKED if put else Asked.NOT_ASKED
