"""What moved between the rounds, code by code with the labels of the quotations: the appendix behind the few lines in
the chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qualcode.analysis.moving.moves import Kind, Move, Rounds
from qualcode.analysis.moving.wishes import Outcome, Said
from qualcode.reports.blocks import Block, Cell, TableBlock, paragraph
from qualcode.reports.manuscript.chapters import labels_text
from qualcode.reports.moving.told import gaps
from qualcode.reports.page import Report
from qualcode.reports.page.views import Words, round_text, upper_first
from qualcode.reports.profile import PUBLICATION

_WIDTHS = (0.1, 0.09, 0.09, 0.72)


def shifts(report: Report, words: Words) -> Iterator[Block]:
    """Of all cases what is new, went and stays between their rounds, and what became of wishes; in a publication
    nothing."""
    _, moved = words.language, report.moved
    if moved is None or report.profile == PUBLICATION:
        return
    rows = [row for case in report.cases for row in _moves(moved, case, words)]
    if not rows:
        return
    yield paragraph(_("What is new, went and stays from one round to the next, with the quotations behind it."))
    header = (upper_first(words.singular), _("Rounds"), _("What"), _("Codes, with their quotations"))
    notes = [said for case in report.cases for said in gaps(moved, case, words)]
    yield TableBlock(
        _("Codes from round to round"), tuple(map(Cell, header)), tuple(rows), tuple(notes), _WIDTHS, wide=True
    )
    wished = [row for case in report.cases for row in _wishes(moved, case, words)]
    if wished:
        names = (upper_first(words.singular), _("What became of it"), _("Themes, with the quotations of the wish"))
        yield TableBlock(_("Wishes and practice"), tuple(map(Cell, names)), tuple(wished), (), (0.13, 0.2, 0.67))


def _moves(moved: Rounds, case: str, words: Words) -> Iterator[tuple[Cell, ...]]:
    """A row per pair of rounds and kind of move."""
    _ = words.language
    names = {Kind.NEW: _("New"), Kind.WENT: _("No longer mentioned"), Kind.STAYS: _("Stays")}
    own = [each for each in moved.of(case) if each.round_from]
    for one, other in dict.fromkeys((each.round_from, each.round_to) for each in own):
        rounds = _("%(one)s to %(other)s", one=round_text(one, _), other=round_text(other, _))
        for kind, name in names.items():
            found = [each for each in own if (each.round_from, each.round_to, each.kind) == (one, other, kind)]
            if found:
                yield (Cell(case), Cell(upper_first(rounds)), Cell(name), Cell(_codes(found, kind, words)))


def _codes(found: Sequence[Move], kind: Kind, words: Words) -> str:
    if kind is Kind.STAYS:
        return ", ".join(words.short_names[each.code] for each in found)
    told = [(words.short_names[each.code], each.after if kind is Kind.NEW else each.before) for each in found]
    return " · ".join(f"{name} {labels_text(labels)}" for name, labels in told)


def _wishes(moved: Rounds, case: str, words: Words) -> Iterator[tuple[Cell, ...]]:
    """A row per thing that may become of a wish."""
    _ = words.language
    names = {
        Outcome.BECAME: _("Wished for, and now practice"),
        Outcome.STAYS: _("Wished for, not yet practice"),
        Outcome.BESIDE: _("Wished for beside what is there already"),
        Outcome.PRACTICE: _("Practice without a wish"),
        Outcome.OPEN: _("Wished for, and what came of it cannot be told"),
    }
    own = [each for each in moved.wishes if each.case == case]
    for outcome, name in names.items():
        found = [each for each in own if each.outcome is outcome]
        side = outcome is not Outcome.PRACTICE
        told = [
            f"{words.short_names[each.pair.wish if side else each.pair.practice]} "
            f"{labels_text(_labels(each.wished if side else each.practised))}"
            for each in found
        ]
        if told:
            yield (Cell(case), Cell(name), Cell(" · ".join(told)))


def _labels(side: Iterable[Said]) -> list[str]:
    return [label for each in side for label in each.quotations]
