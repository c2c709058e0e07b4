"""Who was heard from round to round: a change in what is said may be a change of who says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qualcode.analysis.sources import Source
from qualcode.i18n import Language


@dataclass(frozen=True, slots=True)
class People:
    """The persons heard in two rounds of a case that follow each other: in both, in the first or second alone, and the
    interviews' documents that name nobody. `roles_left` and `roles_joined` were heard in the first, or the second,
    alone."""

    case: str
    round_from: str
    round_to: str
    both: tuple[str, ...]
    left: tuple[str, ...]
    joined: tuple[str, ...]
    unnamed: int
    roles_left: tuple[str, ...]
    roles_joined: tuple[str, ...]

    @property
    def differ(self) -> bool:
        """Whether a change may be one of people: none heard twice, or a role is not in both."""
        named = self.both or self.left or self.joined
        return bool(self.roles_left or self.roles_joined or (named and not self.both))

    def text(self, _: Language) -> str:
        """The difference in words."""
        parts = [_("round %(one)s to %(other)s", one=self.round_from, other=self.round_to)]
        before = len(self.both) + len(self.left)
        if before:
            parts.append(_("%(both)s of %(before)s persons heard again", both=len(self.both), before=before))
        if self.roles_left:
            parts.append(_("no more: %(roles)s", roles=", ".join(self.roles_left)))
        if self.roles_joined:
            parts.append(_("new: %(roles)s", roles=", ".join(self.roles_joined)))
        return ", ".join(parts)


def people_between(heard: Sequence[Source], cases: Sequence[str], rounds: Sequence[str]) -> tuple[People, ...]:
    """Per case the rounds in which it was interviewed, pair by pair; `heard` are its interviews' documents."""
    found = []
    for case in cases:
        own = [each for each in heard if each.case == case]
        held = [round_ for round_ in rounds if any(each.round == round_ for each in own)]
        found += [_between(case, own, one, other) for one, other in pairwise(held)]
    return tuple(found)


def _between(case: str, heard: Sequence[Source], one: str, other: str) -> People:
    before, after = ([each for each in heard if each.round == round_] for round_ in (one, other))
    persons_before, persons_after = (
        tuple(dict.fromkeys(person for each in side for person in each.persons)) for side in (before, after)
    )
    roles_before, roles_after = (
        tuple(dict.fromkeys(each.role for each in side if each.role)) for side in (before, after)
    )
    return People(
        case,
        one,
        other,
        tuple(each for each in persons_before if each in persons_after),
        tuple(each for each in persons_before if each not in persons_after),
        tuple(each for each in persons_after if each not in persons_before),
        sum(not each.persons for each in (*before, *after)),
        tuple(each for each in roles_before if each not in roles_after),
        tuple(each for each in roles_after if each not in roles_before),
    )
