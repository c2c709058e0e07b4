"""Grades followed from round to round: who gave what when, and whether a change may be a change of people.

A line per person (`persons:` in the front matter); what two people said together is a line of their own, and who is
not named cannot be followed. Only grades given in interviews are. Beside the mean of all who gave a grade stands the
mean of those who gave one in both rounds; of fewer than three there is no mean, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qualcode.analysis.grades import GivenGrade, GradeCell, GradeTable, grade_tables
from qualcode.analysis.sources import Source
from qualcode.counting import FEWEST
from qualcode.tables import Bools, Corpus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PersonLine:
    """The grades of one person (pseudonym; of several in one conversation all, joined) of a case, by date. An empty
    `person` is one that the document does not name: the line is of that document alone."""

    case: str
    person: str
    roles: tuple[str, ...]
    given: tuple[GivenGrade, ...]

    def of(self, round_: str) -> GradeCell:
        """What was given in a round."""
        return GradeCell(tuple(each for each in self.given if each.source.round == round_))


@dataclass(frozen=True, slots=True)
class GradeMove:
    """The grades of a case (empty: of all cases) in two rounds that follow each other. `pairs` are the persons with a
    grade that counts in both, with their own means; `left` and `joined` gave one in the first, or the second, alone."""

    case: str
    round_from: str
    round_to: str
    before: GradeCell
    after: GradeCell
    pairs: tuple[tuple[str, float, float], ...]
    left: tuple[str, ...]
    joined: tuple[str, ...]

    @property
    def both_means(self) -> tuple[float, float] | None:
        """The means of those who gave a grade in both rounds; None for fewer than three."""
        if len(self.pairs) < FEWEST:
            return None
        count = len(self.pairs)
        return sum(before for _, before, _after in self.pairs) / count, sum(after for *_, after in self.pairs) / count

    @property
    def same_people(self) -> bool:
        """Whether all who gave a grade did so in both rounds."""
        return not self.left and not self.joined

    @property
    def roles(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The roles of who gave a grade that counts, before and after, each once in order of appearance."""
        before, after = (
            tuple(dict.fromkeys(grade.source.role for grade in cell.counting)) for cell in (self.before, self.after)
        )
        return before, after


@dataclass(frozen=True)
class GradeLines:
    """The grades under one code (id), followed: per person, per case from round to round, and over all cases."""

    code: str
    table: GradeTable
    lines: tuple[PersonLine, ...]
    moves: tuple[GradeMove, ...]

    def of(self, case: str) -> tuple[GradeMove, ...]:
        """The moves of a case; of all cases together where it is empty."""
        return tuple(each for each in self.moves if each.case == case)


def grade_lines(
    corpus: Corpus, frame: pd.DataFrame, chosen: Bools, sources: Sequence[Source], cases: Sequence[str],
    rounds: Sequence[str],
) -> tuple[GradeLines, ...]:  # fmt: skip
    """Of every code that has grades from interviews among the chosen rows of `project.codings`; the arguments are those
    of `grade_tables`."""
    tables = grade_tables(corpus, frame, chosen & ~outside_interviews(frame, sources), sources, cases, rounds)
    return tuple(GradeLines(table.code, table, _lines(table), _moves(table)) for table in tables)


def outside_interviews(frame: pd.DataFrame, sources: Sequence[Source]) -> Bools:
    """True for the rows of `project.codings` with a grade that was not given in an interview (minutes, a mail)."""
    others = [source.id for source in sources if not source.is_interview]
    found: Bools = ((frame["grade_form"] != "") & frame["document"].isin(others)).to_numpy(bool)
    return found


def person_of(source: Source) -> str:
    """Who spoke in a document; empty where nobody is named."""
    return ", ".join(sorted(source.persons))


def _lines(table: GradeTable) -> tuple[PersonLine, ...]:
    grouped: dict[tuple[str, str, str], list[GivenGrade]] = {}
    for grade in table.given:
        person = person_of(grade.source)
        key = (grade.source.case, person, "" if person else grade.source.id)
        grouped.setdefault(key, []).append(grade)
    order = {round_: place for place, round_ in enumerate(table.rounds)}
    return tuple(
        PersonLine(
            case,
            person,
            tuple(dict.fromkeys(grade.source.role for grade in given)),
            tuple(sorted(given, key=lambda each: (order.get(each.source.round, 0), each.source.date, each.source.id))),
        )
        for (case, person, _), given in grouped.items()
    )


def _moves(table: GradeTable) -> tuple[GradeMove, ...]:
    scopes = [*table.cases, ""] if len(table.cases) > 1 else list(table.cases)
    found = []
    for case in scopes:
        counting = [each for each in table.given if each.low is not None and case in ("", each.source.case)]
        held = [round_ for round_ in table.rounds if round_ and any(each.source.round == round_ for each in counting)]
        found += [_move(case, counting, one, other) for one, other in pairwise(held)]
    return tuple(found)


def _move(case: str, given: Sequence[GivenGrade], one: str, other: str) -> GradeMove:
    before, after = ([each for each in given if each.source.round == round_] for round_ in (one, other))
    mean_before, mean_after = _by_person(before), _by_person(after)
    pairs = [(who, mean, mean_after[who]) for who, mean in mean_before.items() if who[0] and who in mean_after]
    return GradeMove(
        case,
        one,
        other,
        GradeCell(tuple(before)),
        GradeCell(tuple(after)),
        tuple((who[0], low, high) for who, low, high in pairs),
        tuple(_name(who) for who in mean_before if who not in mean_after or not who[0]),
        tuple(_name(who) for who in mean_after if who not in mean_before or not who[0]),
    )


def _by_person(given: Sequence[GivenGrade]) -> dict[tuple[str, str], float]:
    """Per person (and, unnamed, per document) the mean of what they gave."""
    grouped: dict[tuple[str, str], list[float]] = {}
    for each in given:
        person = person_of(each.source)
        if each.middle is not None:
            grouped.setdefault((person, "" if person else each.source.id), []).append(each.middle)
    return {who: sum(numbers) / len(numbers) for who, numbers in grouped.items()}


def _name(who: tuple[str, str]) -> str:
    return who[0] or who[1]
