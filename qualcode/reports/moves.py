"""What moved between the rounds of a case, as blocks of a report: who was heard, what is new, stays and went, and what
became of wishes, each with quotations.

    blocks(project.rounds(), "Kampen", words)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from qualcode.analysis.gradelines import GradeMove
from qualcode.analysis.moves import Kind, Move, Rounds
from qualcode.analysis.people import People
from qualcode.analysis.wishes import Outcome, Said, Wish
from qualcode.i18n import Language
from qualcode.model import split_path
from qualcode.reports.blocks import Block, Bullets, Cite, Inline, Paragraph, Run, paragraph
from qualcode.reports.views import DEEPER, Words, grades_text, round_text, upper_first

#: So many labels stand behind a theme.
_LABELS = 2


def blocks(moved: Rounds, case: str, words: Words, *, only: Collection[str] | None = None) -> list[Block]:
    """What moved in a case; empty where its rounds cannot be compared. Of the quotations only those in `only`
    (labels) are named, where that is given."""
    _ = words.language
    pen = _Pen(moved, words, only)
    found: list[Block] = []
    for one, other in _pairs(moved.of(case)):
        found += pen.between(case, one, other)
    wishes = list(pen.wishes(case))
    if wishes:
        found += [Paragraph((Run(_("Wishes and practice"), bold=True),)), Bullets(tuple(wishes))]
    if found:
        found += [
            *pen.grades(case), *(paragraph(each, style="note") for each in pen.gaps(case)),
            paragraph(_caution(_), style="note"),
        ]  # fmt: skip
    return found


def _caution(_: Language) -> str:
    return _(
        "That something is not in a later summary is no proof that it went. A wish became practice where the practice "
        "is spoken of from a later round on: that says that it is there, not that it is good."
    )


def _pairs(moves: Iterable[Move]) -> list[tuple[str, str]]:
    """The pairs of rounds that were compared, in order of the later one."""
    return list(dict.fromkeys((each.round_from, each.round_to) for each in moves if each.round_from))


class _Pen:
    """Writes what moved in the words of one project."""

    def __init__(self, moved: Rounds, words: Words, only: Collection[str] | None) -> None:
        self.moved, self.words, self.only = moved, words, only

    def between(self, case: str, one: str, other: str) -> Iterator[Block]:
        """A pair of rounds: who was heard, and what is new, stays and went."""
        _ = self.words.language
        own = [each for each in self.moved.of(case) if (each.round_from, each.round_to) == (one, other)]
        title = _("From %(one)s to %(other)s", one=round_text(one, _), other=round_text(other, _))
        yield Paragraph((Run(title, bold=True),))
        for each in self.moved.people:
            if (each.case, each.round_from, each.round_to) == (case, one, other):
                yield paragraph(_heard(each, _), style="note")
        names = {Kind.NEW: _("New"), Kind.WENT: _("Not mentioned any more"), Kind.STAYS: _("Stays")}
        lines = [self._line(name, [each for each in own if each.kind is kind], kind) for kind, name in names.items()]
        yield Bullets(tuple(line for line in lines if line))

    def _line(self, name: str, moves: Sequence[Move], kind: Kind) -> tuple[Inline, ...]:
        """One kind of move: its themes by the code above them, each with quotations unless it stays."""
        if not moves:
            return ()
        parts: list[Inline] = [Run(f"{name}: ", bold=True)]
        groups: dict[tuple[str, ...], list[Move]] = {}
        for move in moves:
            groups.setdefault(split_path(self.moved.themes[move.code])[:-1], []).append(move)
        for number, (above, own) in enumerate(groups.items()):
            parts.append(Run("; " if number else ""))
            parts.append(Run(f"{DEEPER.join(above)}: " if above else "", italic=True))
            parts += self._themes(own, kind)
        return (*(part for part in parts if not isinstance(part, Run) or part.text), Run("."))

    def _themes(self, moves: Sequence[Move], kind: Kind) -> Iterator[Inline]:
        for number, move in enumerate(moves):
            yield Run(f"{', ' if number else ''}{split_path(self.moved.themes[move.code])[-1]}")
            yield from self._cites({Kind.NEW: move.after, Kind.WENT: move.before}.get(kind, ()))

    def _cites(self, labels: Iterable[str]) -> Iterator[Inline]:
        """The first quotations: released ones before the others."""
        named = [label for label in labels if self.only is None or label in self.only]
        known = self.words.quotes.of_label
        named.sort(key=lambda label: not (label in known and self.words.quotes[known[label]].released))
        for label in named[:_LABELS]:
            yield Run(" ")
            yield Cite(label)

    def wishes(self, case: str) -> Iterator[tuple[Inline, ...]]:
        """A line per wish that became practice or stays one; the others by name."""
        _ = self.words.language
        own = [each for each in self.moved.wishes if each.case == case]
        for wish in own:
            if wish.outcome is Outcome.BECAME:
                yield (*self._wished(wish), Run(_("; practice from %(round)s on", round=self._first(wish.practised))),
                       *self._cites(_labels(wish.practised)), Run("."))  # fmt: skip
        for wish in own:
            if wish.outcome is Outcome.STAYS:
                yield (*self._wished(wish), Run(_("; no practice in a later round.")))
        others = {
            Outcome.BESIDE: _("Wished for beside what is there already: "),
            Outcome.PRACTICE: _("Practice without a wish: "),
            Outcome.OPEN: _("Wished for, and what came of it cannot be told: "),
        }
        for outcome, name in others.items():
            themes = [_theme_name(each) for each in own if each.outcome is outcome]
            if themes:
                yield (Run(name, bold=True), Run(f"{', '.join(themes)}."))

    def _wished(self, wish: Wish) -> Iterator[Inline]:
        _ = self.words.language
        yield Run(f"{_theme_name(wish)}: ", bold=True)
        yield Run(_("wished for in %(rounds)s", rounds=_.joined(self._rounds(wish.wished))))
        yield from self._cites(_labels(wish.wished))

    def _rounds(self, side: Iterable[Said]) -> list[str]:
        return [round_text(each.round, self.words.language) for each in side if each.quotations]

    def _first(self, side: Iterable[Said]) -> str:
        return next(iter(self._rounds(side)), "")

    def grades(self, case: str) -> Iterator[Block]:
        """The grades of who gave one in both rounds beside those of all."""
        _ = self.words.language
        lines = []
        for each in self.moved.grades:
            name = split_path(self.moved.themes[each.code])[-1]
            for move in each.of(case):
                lines.append((Run(f"{name}, ", bold=True), Run(_grades(move, _))))
        if lines:
            yield Paragraph((Run(_("Grades from round to round"), bold=True),))
            yield Bullets(tuple(lines))

    def gaps(self, case: str) -> Iterator[str]:
        """Why rounds were passed over, with how many of the case's themes."""
        _ = self.words.language
        groups: dict[tuple[str, str], int] = {}
        for move in self.moved.of(case, Kind.NOT_COMPARABLE):
            groups[(move.round_to, move.reason)] = groups.get((move.round_to, move.reason), 0) + 1
        for (round_, reason), count in groups.items():
            yield _.plural(
                "%(round)s cannot be compared for %(count)s theme: %(reason)s.",
                "%(round)s cannot be compared for %(count)s themes: %(reason)s.",
                count,
                round=upper_first(round_text(round_, _)),
                reason=reason,
            )


def _heard(each: People, _: Language) -> str:
    """Who was heard again, in a sentence that names no person."""
    before = len(each.both) + len(each.left)
    parts = []
    if before:
        parts.append(_("Heard again: %(both)s of %(before)s persons", both=len(each.both), before=before))
    if each.roles_left:
        parts.append(_("heard no more: %(roles)s", roles=_.joined(list(each.roles_left))))
    if each.roles_joined:
        parts.append(_("heard now and not before: %(roles)s", roles=_.joined(list(each.roles_joined))))
    text = upper_first("; ".join(parts))
    return f"{text}. {_('A change may be a change of people.')}" if each.differ else f"{text}."


def _grades(move: GradeMove, _: Language) -> str:
    parts = [
        _("%(one)s: %(before)s, %(other)s: %(after)s", one=round_text(move.round_from, _),
          other=round_text(move.round_to, _), before=grades_text(move.before, _), after=grades_text(move.after, _))
    ]  # fmt: skip
    means = move.both_means
    if means:
        parts.append(
            _("those who gave one in both: mean %(before)s and %(after)s (n = %(n)s)", before=_.number(means[0]),
              after=_.number(means[1]), n=len(move.pairs))
        )  # fmt: skip
    elif move.pairs:
        both = " · ".join(f"{_.number(before, 2)} → {_.number(after, 2)}" for _who, before, after in move.pairs)
        parts.append(_("those who gave one in both: %(grades)s", grades=both))
    else:
        parts.append(_("nobody gave one in both"))
    return f"{'; '.join(parts)}."


def _labels(side: Iterable[Said]) -> list[str]:
    return [label for each in side for label in each.quotations]


def _theme_name(wish: Wish) -> str:
    branch = split_path(wish.pair.branch)[-1] if wish.pair.branch else ""
    return f"{wish.pair.name} ({branch})" if branch else wish.pair.name
