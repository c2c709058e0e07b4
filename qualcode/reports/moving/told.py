"""What moved between the rounds of a case, told in a few lines: what came and is there still, what went, which wishes
became practice, how the grades of one person went. All of it, code by code, is in an appendix (`manuscript.shifts`).

    blocks(project.rounds(), "Kampen", words)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from textwrap import shorten

from qualcode.analysis.moving.gradelines import GradeMove
from qualcode.analysis.moving.moves import Kind, Move, Rounds
from qualcode.analysis.moving.wishes import Outcome, Said, Wish
from qualcode.analysis.quotes import Quote
from qualcode.model import split_path
from qualcode.reports.blocks import Block, Bullets, Cite, Inline, Run, paragraph
from qualcode.reports.cells import decimals
from qualcode.reports.citations import as_citaat
from qualcode.reports.page.views import Words, round_text

#: So many codes stand in a line, each with the beginning of a quotation, in so many letters.
NAMED, LETTERS = 3, 90


def blocks(
    moved: Rounds, case: str, words: Words, *, only: Collection[str] | None = None, cited: Collection[str] = ()
) -> list[Block]:
    """What moved in a case; empty where its rounds cannot be compared. Of the quotations only those in `only` (labels)
    are named, where that is given; of those in `cited`, which the chapter's text has already, the label alone."""
    pen = _Pen(moved, case, words, only, cited)
    if not pen.themes:
        return []
    _, lines = words.language, list(pen.lines())
    told: Block = Bullets(tuple(lines)) if lines else paragraph(_("Nothing new has stayed, and nothing has gone."))
    return [told, paragraph(pen.caution(), style="note")]


class _Pen:
    """Writes what moved in one case in the words of its project."""

    def __init__(
        self, moved: Rounds, case: str, words: Words, only: Collection[str] | None, cited: Collection[str]
    ) -> None:
        self.moved, self.case, self.words, self.only, self.cited = moved, case, words, only, cited
        self.themes: dict[str, list[Move]] = {}  # per code its moves between rounds that can be compared, in order
        for each in moved.of(case):
            if each.round_from:
                self.themes.setdefault(each.code, []).append(each)

    def lines(self) -> Iterator[tuple[Inline, ...]]:
        """What is new, what went, wishes, grades: a line each, where there is something to tell."""
        _ = self.words.language
        came = [own for own in self.themes.values() if own[0].kind is Kind.NEW and own[-1].kind is not Kind.WENT]
        went = [own for own in self.themes.values() if own[-1].kind is Kind.WENT]
        came.sort(key=lambda own: -own[-1].n_after)
        went.sort(key=lambda own: -own[-1].n_before)
        yield from self._line(_("New"), len(came), (self._came(own) for own in came))
        yield from self._line(_("No longer mentioned"), len(went), (self._went(own) for own in went))
        became = [each for each in self._wishes if each.outcome is Outcome.BECAME]
        yield from self._line(_("Wished for, and now practice"), len(became), map(self._became, became))
        stays = [_theme_name(each) for each in self._wishes if each.outcome is Outcome.STAYS]
        if stays:
            yield (Run(f"{_('Wished for, not yet practice')}: ", bold=True), Run(f"{_.joined(stays)}."))
        grades = list(self._grades())
        if grades:
            yield (Run(f"{_('Grades by person')}: ", bold=True), Run(f"{'; '.join(grades)}."))

    def _line(self, name: str, count: int, told: Iterable[Sequence[Inline]]) -> Iterator[tuple[Inline, ...]]:
        """The first few, and how many more there are."""
        _, pieces = self.words.language, list[Inline]()
        for number, each in zip(range(NAMED), told, strict=False):
            pieces += [Run("; " if number else ""), *each]
        if pieces:
            more = _("; and %(count)s more.", count=count - NAMED) if count > NAMED else "."
            yield (Run(f"{name}: ", bold=True), *pieces[1:], Run(more))

    def _came(self, own: Sequence[Move]) -> list[Inline]:
        _ = self.words.language
        since = _("from %(round)s on", round=round_text(own[0].round_to, _))
        labels = [label for each in reversed(own) for label in each.after]
        return [Run(f"{self.words.short_names[own[0].code]}, {since}"), *self._quoted(labels)]

    def _went(self, own: Sequence[Move]) -> list[Inline]:
        _ = self.words.language
        last = _("last in %(round)s", round=round_text(own[-1].round_from, _))
        return [Run(f"{self.words.short_names[own[0].code]}, {last}"), *self._quoted(own[-1].before)]

    def _became(self, wish: Wish) -> list[Inline]:
        _ = self.words.language
        said = _(
            "%(theme)s, wished for in %(wished)s, practice from %(practice)s on",
            theme=_theme_name(wish),
            wished=self._first(wish.wished),
            practice=self._first(wish.practised),
        )
        return [Run(said), *self._quoted([label for each in wish.practised for label in each.quotations])]

    def _first(self, side: Iterable[Said]) -> str:
        return next((round_text(each.round, self.words.language) for each in side if each.quotations), "")

    def _quoted(self, labels: Iterable[str]) -> list[Inline]:
        """A quotation with its beginning, where it was released or is a respondent's own words; else its label."""
        named = [label for label in dict.fromkeys(labels) if self.only is None or label in self.only]
        named.sort(key=self._worth)
        if not named:
            return []
        quote = self._quote(named[0])
        if quote is None or not (quote.released or quote.verbatim) or quote.label in self.cited:
            return [Run(" ("), Cite(named[0]), Run(")")]
        begun = shorten(quote.words, LETTERS, placeholder=" …")
        return [Run(f": {as_citaat(begun) if quote.verbatim else begun} ("), Cite(quote.label), Run(")")]

    def _worth(self, label: str) -> tuple[bool, bool, bool, bool]:
        """First what was released, is in a respondent's own words, stands nowhere else, and is short."""
        quote = self._quote(label)
        if quote is None:
            return (True, True, True, True)
        return (not quote.released, not quote.verbatim, label in self.cited, len(quote.words) > LETTERS)

    def _quote(self, label: str) -> Quote | None:
        place = self.words.quotes.of_label.get(label)
        return None if place is None else self.words.quotes[place]

    @property
    def _wishes(self) -> list[Wish]:
        return [each for each in self.moved.wishes if each.case == self.case]

    def _grades(self) -> Iterator[str]:
        """From what to what those went who gave a grade in both rounds."""
        for each in self.moved.grades:
            for move in each.of(self.case):
                if move.pairs:
                    yield f"{split_path(self.moved.themes[each.code])[-1]}, {self._grade(move)}"

    def _grade(self, move: GradeMove) -> str:
        _, means = self.words.language, move.both_means
        rounds = {"one": round_text(move.round_from, _), "other": round_text(move.round_to, _)}
        if means is None:
            went = _.joined([f"{_.number(before, 2)} → {_.number(after, 2)}" for _who, before, after in move.pairs])
            return _("%(one)s to %(other)s: %(grades)s", grades=went, **rounds)
        return _(
            "%(one)s to %(other)s: mean %(before)s → %(after)s (n = %(n)s)",
            before=decimals(means[0], _),
            after=decimals(means[1], _),
            n=len(move.pairs),
            **rounds,
        )

    def caution(self) -> str:
        """What these lines do not say, and how many people were heard twice."""
        _ = self.words.language
        said = _(
            "What is missing from a later summary has not necessarily gone; and practice means that it is there, not "
            "that it is good."
        )
        again = [
            _("%(both)s of %(before)s in %(round)s", both=len(each.both), before=len(each.both) + len(each.left),
              round=round_text(each.round_to, _))
            for each in self.moved.people if each.case == self.case and (each.both or each.left)
        ]  # fmt: skip
        if not again:
            return said
        return (
            said
            + " "
            + _(
                "A change may be due to other people being heard. Heard again since the round before: %(again)s.",
                again=_.joined(again),
            )
        )


def gaps(moved: Rounds, case: str, words: Words) -> Iterator[str]:
    """Why rounds of a case were passed over, with how many of its themes."""
    _, groups = words.language, dict[tuple[str, str], int]()
    for move in moved.of(case, Kind.NOT_COMPARABLE):
        groups[move.round_to, move.reason] = groups.get((move.round_to, move.reason), 0) + 1
    for (round_, reason), count in groups.items():
        yield _.plural(
            "%(case)s, %(round)s cannot be compared for %(count)s code: %(reason)s.",
            "%(case)s, %(round)s cannot be compared for %(count)s codes: %(reason)s.",
            count,
            case=case,
            round=round_text(round_, _),
            reason=reason,
        )


def _theme_name(wish: Wish) -> str:
    branch = split_path(wish.pair.branch)[-1] if wish.pair.branch else ""
    return f"{wish.pair.name} ({branch})" if branch else wish.pair.name
