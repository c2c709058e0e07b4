"""The lines of the lists of factors, as every format prints them: `werkdruk (alle gemeenten)`,
`korte lijnen met de huisarts (ST, WW) of de praktijkondersteuner (KR, ZW, OG)`.

    for each in factor_lists(lists, words):
        each.title, [line.text for line in each.lines], each.note
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.factoring.lists import FactorLists, Listed, Worded
from qualcode.analysis.factoring.noted import Spread
from qualcode.i18n import Language
from qualcode.model.factor import Direction, unique

if TYPE_CHECKING:
    from qualcode.reports.page.views import Words


@dataclass(frozen=True, slots=True)
class Piece:
    """A wording in a line: what stands between it and the one before, where it was found, and the labels of the
    quotations behind it."""

    before: str
    wording: str
    where: str
    labels: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.before}{self.wording}{f' ({self.where})' if self.where else ''}"


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A line of one wording or several, and whether a person confirmed it."""

    pieces: tuple[Piece, ...]
    confirmed: bool

    @property
    def text(self) -> str:
        return "".join(each.text for each in self.pieces)

    @property
    def labels(self) -> tuple[str, ...]:
        """Of the quotations behind the line, each once."""
        return unique(label for each in self.pieces for label in each.labels)


@dataclass(frozen=True, slots=True)
class FactorList:
    """A list under its title; `note` says what a reader should know of it, empty where that is nothing."""

    title: str
    lines: tuple[FactorLine, ...]
    note: str
    direction: Direction


def factor_lists(lists: FactorLists, words: Words) -> tuple[FactorList, ...]:
    """What helps and what hinders over all cases: the factors of two or more. Of one case alone: all it has."""
    several = len(lists.cases) > 1
    found = lists.shared if several else (*lists.shared, *lists.single)
    return tuple(
        FactorList(
            title_of(direction, words.language),
            tuple(_line(each, lists, words, with_cases=several) for each in found if each.direction is direction),
            _note(lists, direction, words),
            direction,
        )
        for direction in _directions(lists)
    )


def case_lists(lists: FactorLists, case: str, words: Words) -> tuple[FactorList, ...]:
    """What was found in this case (its name) alone, for its chapter; lists with nothing in them are left out."""
    _, found = words.language, []
    for direction in _directions(lists):
        lines = dict(lines_by_case(lists, direction, words)).get(case, ())
        if lines:
            note = "" if lists.confirmed else _("Nobody has confirmed these yet.")
            found.append(FactorList(_only_here(direction, words), lines, note, direction))
    return tuple(found)


def lines_by_case(
    lists: FactorLists, direction: Direction, words: Words
) -> tuple[tuple[str, tuple[FactorLine, ...]], ...]:
    """What was found in one case alone, case by case; nothing where the lists are about one case."""
    found = []
    for case in lists.cases if len(lists.cases) > 1 else ():
        own = [each for each in lists.single if each.direction is direction and each.cases == (case,)]
        if own:
            found.append((case, tuple(_line(each, lists, words, with_cases=False) for each in own)))
    return tuple(found)


def proposal_lists(lists: FactorLists, words: Words) -> tuple[FactorList, ...]:
    """What nobody has confirmed yet, with the cases it is proposed for, apart from what is; empty lists left out."""
    _ = words.language
    found = []
    for direction in Direction:
        own = [each for each in lists.proposals if each.direction is direction]
        lines = tuple(_proposed(each, words) for each in own)
        if lines:
            title = _("%(list)s: proposals that nobody confirmed", list=title_of(direction, _))
            found.append(FactorList(title, lines, "", direction))
    return tuple(found)


def title_of(direction: Direction, _: Language) -> str:
    return _("What helps") if direction is Direction.HELPS else _("What hinders")


def _only_here(direction: Direction, words: Words) -> str:
    """The title of a list in the chapter of a case."""
    _ = words.language
    return _("What helps here alone") if direction is Direction.HELPS else _("What hinders here alone")


def cases_text(cases: Sequence[str], spread: Spread, words: Words) -> str:
    """In which cases something was found: `all municipalities`, or their keys in project order."""
    _ = words.language
    if spread is Spread.ALL:
        return _("all %(cases)s", cases=words.plural)
    if spread is Spread.INTERVIEWED:
        return _("all %(cases)s with an interview", cases=words.plural)
    return _keys(cases, words)


def line_of(each: Listed, lists: FactorLists, words: Words) -> FactorLine:
    """A factor as it stands in the list over all, or in that of one case."""
    return _line(each, lists, words, with_cases=len(lists.cases) > 1)


def _line(each: Listed, lists: FactorLists, words: Words, *, with_cases: bool) -> FactorLine:
    """A factor with the cases behind each of its wordings; wordings that are in no case are left out."""
    own = [
        (one, cases_text(one.cases, one.spread, words) if with_cases else "", one.cases)
        for one in each.wordings
        if one.cases
    ]
    return FactorLine(_pieces(each.beginning, own, words.language), lists.confirmed)


def _proposed(each: Listed, words: Words) -> FactorLine:
    """A factor with the cases that nobody has confirmed."""
    own = [(one, _keys(one.proposed, words), one.proposed) for one in each.wordings if one.proposed]
    return FactorLine(_pieces(each.beginning, own, words.language), False)


def _pieces(beginning: str, wordings: Sequence[tuple[Worded, str, tuple[str, ...]]], _: Language) -> tuple[Piece, ...]:
    """The wordings behind their beginning: `a, b of c`."""
    other, last = _("or"), len(wordings) - 1
    found = []
    for number, (one, where, cases) in enumerate(wordings):
        before = "" if not number else f" {other} " if number == last else ", "
        wording = one.wording if number else f"{beginning} {one.wording}".strip()
        found.append(Piece(before, wording, where, one.labels(cases)))
    return tuple(found)


def _directions(lists: FactorLists) -> tuple[Direction, ...]:
    """Both; without a file those that codes were named for."""
    return tuple(each for each in Direction if lists.confirmed or each in lists.codes)


def _keys(cases: Sequence[str], words: Words) -> str:
    return ", ".join(words.keys.get(case, case) for case in cases)


def _note(lists: FactorLists, direction: Direction, words: Words) -> str:
    """That nobody confirmed the list, or how many proposals are not in it."""
    _ = words.language
    if not lists.confirmed:
        codes = _.joined(list(lists.codes.get(direction, ())))
        return _(
            "Not confirmed by anybody: what was noted under %(codes)s, taken together where the wording is the same.",
            codes=codes,
        )
    waiting = sum(each.direction is direction for each in lists.proposals)
    more = sum(each.direction is direction and bool(each.proposed) for each in lists.factors if each.cases)
    parts = []
    if waiting:
        parts.append(
            _.plural(
                "%(count)s proposal that nobody has confirmed is not in this list.",
                "%(count)s proposals that nobody has confirmed are not in this list.",
                waiting,
            )
        )
    if more and len(lists.cases) > 1:
        parts.append(
            _.plural(
                "Of %(count)s factor another of the %(cases)s is proposed and not confirmed.",
                "Of %(count)s factors others of the %(cases)s are proposed and not confirmed.",
                more,
                cases=words.plural,
            )
        )
    return " ".join(parts)
