"""What moved between rounds: per case and theme what is new, stays and went, wishes that became practice, and grades.

    moved = rounds(select(corpus, marks), project.codings)
    [each for each in moved.of("Kampen") if each.kind is Kind.NEW]

Rounds are compared where a theme could have been said: the case was interviewed, an interview was finished, and it was
asked or open. The rounds in between have a reason (`qualcode.reasons`) and are passed over. That a theme is not in a
later summary is no proof that it went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from qualcode.analysis.moving.followed import Followed, Theme, follow
from qualcode.analysis.moving.gradelines import GradeLines, grade_lines, outside_interviews
from qualcode.analysis.moving.people import People, people_between
from qualcode.analysis.moving.wishes import Said, Wish, is_rest, outcome, outcomes, wish_pairs
from qualcode.analysis.result import Shown
from qualcode.analysis.sources import Source, case_names, sources
from qualcode.analysis.sources import rounds as rounds_of
from qualcode.errors import UnknownChoice
from qualcode.i18n import Language, language
from qualcode.query.selection import Selection
from qualcode.reasons import reason_text
from qualcode.rules import rule_of_selection

if TYPE_CHECKING:
    import pandas as pd


class Kind(StrEnum):
    NEW = "new"
    STAYS = "stays"
    WENT = "went"  # not mentioned any more, which is no proof that it went
    NOT_COMPARABLE = "not comparable"


def kinds(_: Language) -> dict[str, str]:
    """Per kind of move (its value) what people read."""
    return {
        Kind.NEW.value: _("new"),
        Kind.STAYS.value: _("stays"),
        Kind.WENT.value: _("went"),
        Kind.NOT_COMPARABLE.value: _("not comparable"),
    }


@dataclass(frozen=True, slots=True)
class Move:
    """A theme (code id) of a case between two rounds. `before` and `after` are quotations (labels), `n_…` of `m_…` the
    interviews with it of those that could have had it. `same_people`: whether somebody who says it in the one round was
    heard in the other too (who says it in both, where it stays); None where nobody is named. Of what is not comparable
    `round_to` is the round in which it could not have been said, with the `reason`."""

    case: str
    code: str
    round_from: str
    round_to: str
    kind: Kind
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    n_before: int = 0
    m_before: int = 0
    n_after: int = 0
    m_after: int = 0
    same_people: bool | None = None
    reason: str = ""


@dataclass(frozen=True, repr=False)
class Rounds(Shown):
    """What moved. `themes` are code ids with their paths; `wishes` and `grades` see their modules; `people` says per
    case who was heard from round to round."""

    cases: tuple[str, ...]
    rounds: tuple[str, ...]
    themes: Mapping[str, str]
    moves: tuple[Move, ...]
    wishes: tuple[Wish, ...]
    grades: tuple[GradeLines, ...]
    people: tuple[People, ...]
    rule: str
    warnings: tuple[str, ...]

    def brief(self) -> tuple[str, ...]:
        return ("case", "theme", "round_from", "round_to", "what", "before", "after", "reason")

    def __repr__(self) -> str:
        return f"<{len(self.moves)} moves of {len(self.themes)} themes in {len(self.cases)} cases>"

    def of(self, case: str, kind: Kind | None = None) -> tuple[Move, ...]:
        """The moves of a case, of one kind or of all."""
        return tuple(each for each in self.moves if each.case == case and kind in (None, each.kind))

    def states(self) -> Mapping[str, Mapping[str, str]]:
        """Of all three tables."""
        _ = self.language
        return {
            "what": {**kinds(_), **outcomes(_)},
            "same_people": {"yes": _("yes"), "no": _("no")},
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per case, theme and pair of rounds: what happened, the interviews with it, the quotations before and
        after (labels, joined by `; `), whether somebody was heard in both, and why it is not comparable."""
        import pandas as pd

        rows = [(each, self.themes[each.code]) for each in self.moves]
        same = {True: "yes", False: "no", None: ""}
        columns = {
            "case": [move.case for move, _ in rows],
            "theme": [path for _, path in rows],
            "round_from": [move.round_from for move, _ in rows],
            "round_to": [move.round_to for move, _ in rows],
            "what": [move.kind.value for move, _ in rows],
            "n_before": [move.n_before for move, _ in rows],
            "m_before": [move.m_before for move, _ in rows],
            "n_after": [move.n_after for move, _ in rows],
            "m_after": [move.m_after for move, _ in rows],
            "before": ["; ".join(move.before) for move, _ in rows],
            "after": ["; ".join(move.after) for move, _ in rows],
            "same_people": [same[move.same_people] for move, _ in rows],
            "reason": [move.reason for move, _ in rows],
        }
        return pd.DataFrame(columns)

    def wishes_frame(self) -> pd.DataFrame:
        """One row per case and theme with two sides: what became of the wish, and the rounds and quotations of
        either."""
        import pandas as pd

        def in_rounds(side: Sequence[Said]) -> str:
            return "; ".join(f"{each.round}: {', '.join(each.quotations)}" for each in side if each.quotations)

        rows = [
            (each.case, each.pair.branch, each.pair.name, each.outcome.value, in_rounds(each.wished),
             in_rounds(each.practised))
            for each in self.wishes
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["case", "branch", "theme", "what", "wish", "practice"])

    def grades_frame(self) -> pd.DataFrame:
        """One row per grade: case, code, person, role, round, date, the grade as written, and the number that counts
        (of a range its middle)."""
        import pandas as pd

        rows = [
            (line.case, self.themes.get(lines.code, lines.code), line.person, grade.source.role, grade.source.round,
             grade.source.date, grade.text, grade.middle, grade.source.id)
            for lines in self.grades for line in lines.lines for grade in line.given
        ]  # fmt: skip
        header = ["case", "code", "person", "role", "round", "date", "grade", "value", "document"]
        return pd.DataFrame(rows, columns=header)


def rounds(
    chosen: Selection,
    frame: pd.DataFrame,
    *,
    codes: Sequence[str] = (),
    level: int | None = None,
    cases: Sequence[str] = (),
) -> Rounds:
    """What moved between the rounds; `frame` is `project.codings`. Themes are the codes that carry codings and those
    without codes below them, or with `level` the codes of that depth; of `codes` only these and what is below them.
    Rest codes (Overig, Other) are not followed. `cases` are names. Raises `UnknownCode`, and `UnknownChoice` for a case
    there is none of."""
    corpus = chosen.corpus
    book, _ = corpus.codebook, language(corpus.settings)
    every = sources(corpus)
    within = _cases(case_names(corpus), cases)
    heard = tuple(each for place, each in enumerate(every) if chosen.allowed[place] and each.is_interview)
    in_rounds = tuple(each for each in rounds_of(corpus, heard) if each)
    followed = follow(chosen, frame, every, within, in_rounds, codes=codes, level=level)
    followed = replace(followed, themes=tuple(each for each in followed.themes if not is_rest(book[each.code])))
    people = people_between(heard, within, in_rounds)
    asked = {each.id for name in codes for code in book.find_all(name) for each in book.subtree(code.id)}
    graded = chosen.counted & (frame["case"].isin(within) & (frame["code_id"].isin(asked) | (not codes))).to_numpy(bool)
    grades = grade_lines(corpus, frame, graded, every, within, in_rounds)
    outside = int((graded & outside_interviews(frame, every)).sum())
    return Rounds(
        within,
        in_rounds,
        {code.id: book.path(code.id) for code in book},
        tuple(_moves(followed, _)),
        tuple(_wishes(chosen, followed)),
        grades,
        people,
        rule_of_selection(_what(_, level), chosen),
        (*_warnings(followed, people, heard, within, grades, _), *_outside(outside, _)),
        language=_,
    )


def _cases(known: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    for name in asked:
        if name not in known:
            raise UnknownChoice("The case", name, known)
    return tuple(name for name in known if not asked or name in asked)


def _moves(followed: Followed, _: Language) -> list[Move]:
    found = []
    for case in followed.cases:
        for theme in followed.themes:
            found += _moves_of(followed, case, theme, _)
    return found


def _moves_of(followed: Followed, case: str, theme: Theme, _: Language) -> list[Move]:
    """One theme of one case: a move per pair of rounds that can be compared, and the rounds that cannot."""
    held = [followed.held(case, theme, round_) for round_ in followed.rounds]
    if not any(each.quotations for each in held):
        return []
    found = [
        Move(case, theme.code, "", each.round, Kind.NOT_COMPARABLE, reason=reason_text(each.reason, _))
        for each in held
        if each.reason is not None and not each.comparable
    ]
    for one, other in pairwise([each for each in held if each.comparable]):
        if one.quotations or other.quotations:
            kind = Kind.STAYS if one.quotations and other.quotations else Kind.NEW if other.quotations else Kind.WENT
            found.append(
                Move(
                    case, theme.code, one.round, other.round, kind, one.quotations, other.quotations,
                    one.n, one.m, other.n, other.m, followed.again(case, one, other),
                )
            )  # fmt: skip
    order = {round_: place for place, round_ in enumerate(followed.rounds)}
    return sorted(found, key=lambda move: order[move.round_to])


def _wishes(chosen: Selection, followed: Followed) -> list[Wish]:
    corpus = chosen.corpus
    codes = {each.code for each in followed.themes}
    pairs = [
        pair
        for pair in wish_pairs(corpus.codebook, corpus.settings.report.contrast)
        if pair.practice in codes or pair.wish in codes
    ]
    found = []
    for case in followed.cases:
        for pair in pairs:
            wished, practised = (_said(followed, case, code) for code in (pair.wish, pair.practice))
            became = outcome(wished, practised)
            if became is not None:
                found.append(Wish(case, pair, became, wished, practised))
    return found


def _said(followed: Followed, case: str, code: str) -> tuple[Said, ...]:
    held = (followed.held(case, followed.theme(code), round_) for round_ in followed.rounds)
    return tuple(Said(each.round, each.quotations, each.comparable) for each in held)


def _what(_: Language, level: int | None) -> str:
    parts = [
        _(
            "Compared: per theme the consecutive rounds in which it could have been said (an interview of the round "
            "was finished, and it was asked or open); only interviews count, and a code includes the codes below it; "
            "grade codes are followed as grades"
        )
    ]
    if level is not None:
        parts.append(_("deeper codes folded into level %(level)s", level=level))
    parts += [
        _("rest codes (Overig, Other) are not followed: what is under them differs from round to round"),
        _("went: not in the later summaries, which is no proof that it went"),
        _(
            "a wish became practice where the practice is spoken of in a later round than the wish and not before; "
            "that says that it is there, not that it is good"
        ),
        _("mean grades from three on; of who gave several in one round, in the mean of both rounds, their mean counts"),
    ]
    return "; ".join(parts)


def _warnings(
    followed: Followed, people: Sequence[People], heard: Sequence[Source], cases: Sequence[str],
    grades: Sequence[GradeLines], _: Language,
) -> list[str]:  # fmt: skip
    found = []
    if len(followed.rounds) < 2:
        found.append(_("There are no two rounds to compare: the documents name fewer (`round:`)."))
    rest = len({each.interview for each in heard if not each.round and each.case in cases})
    if rest:
        found.append(
            _.plural(
                "%(count)s interview names no round and was left out.",
                "%(count)s interviews name no round and were left out.",
                rest,
            )
        )
    if followed.unfinished:
        found.append(
            _.plural(
                "%(count)s interview is not finished yet: what is not in it may still come.",
                "%(count)s interviews are not finished yet: what is not in them may still come.",
                followed.unfinished,
            )
        )
    book = followed.chosen.corpus.codebook
    found += _people_warnings(people, _)
    return found + [each for lines in grades for each in _grade_warnings(lines, book[lines.code].name, _)]


def _outside(count: int, _: Language) -> list[str]:
    """Where grades were given in minutes or a mail."""
    if not count:
        return []
    said = _.plural(
        "%(count)s grade was given outside interviews (minutes, mail, evaluation) and is left out.",
        "%(count)s grades were given outside interviews (minutes, mails, evaluations) and are left out.",
        count,
    )
    return [said]


def _people_warnings(people: Sequence[People], _: Language) -> list[str]:
    """Per case the rounds between which people or roles differ."""
    found = []
    for case in dict.fromkeys(each.case for each in people):
        parts = [each.text(_) for each in people if each.case == case and each.differ]
        if parts:
            found.append(
                _("%(case)s: other people were heard, so a change may be a change of people", case=case)
                + f" ({'; '.join(parts)})."
            )
    return found


def _grade_warnings(lines: GradeLines, name: str, _: Language) -> list[str]:
    """Of a grade over all cases (of the only one): the rounds between which other people gave it."""
    found = []
    scope = "" if len(lines.table.cases) > 1 else lines.table.cases[0]
    for move in lines.of(scope):
        if not move.same_people:
            found.append(
                _(
                    "%(grade)s, round %(one)s to %(other)s: %(both)s gave one in both rounds, %(left)s only in the "
                    "first, %(joined)s only in the second; a difference of the means may be one of people.",
                    grade=name,
                    one=move.round_from,
                    other=move.round_to,
                    both=len(move.pairs),
                    left=len(move.left),
                    joined=len(move.joined),
                )
            )
    return found
