"""What each kind of finding is called, what it means, and what one could do."""

from __future__ import annotations

from typing import NamedTuple

from qualcode.analysis.relating.findings import (
    FREE,
    LONG,
    NEVER,
    ONCE,
    ONE_CASE,
    ONE_DOCUMENT,
    REDUNDANT,
    SHORT,
    UNCODED,
    UNTOUCHED,
    Lengths,
)
from qualcode.i18n import Language


class Explained(NamedTuple):
    """A kind of finding in words: its title, what it means, and what one could do."""

    title: str
    meaning: str
    advice: str


def explained(usual: Lengths | None, case: str, _: Language) -> dict[str, Explained]:
    """Every kind in words. `usual` is how long quotations are, and `case` what the project calls one."""
    return {**_of_texts(_), **_of_codes(case, _), **_of_quotations(usual, _)}


def _of_texts(_: Language) -> dict[str, Explained]:
    return {
        UNCODED: Explained(
            _("Long passages without a code"),
            _("Text of coded documents between two codings or headings, the longest first."),
            _("Much of a conversation may rightly be left alone. Read whether there is a theme in it without a code."),
        ),
        UNTOUCHED: Explained(
            _("Documents without codings"),
            _("Nobody whose codings count gave a code in them; they may still have to be coded."),
            _("Where there is nothing to code, mark the document as done: then that is what a matrix says."),
        ),
    }


def _of_codes(case: str, _: Language) -> dict[str, Explained]:
    return {
        NEVER: Explained(
            _("Codes never used"),
            _("Codes without others below them that no coding here has."),
            _("Nobody may have spoken of it, which is a finding; or it was coded under a neighbour."),
        ),
        ONCE: Explained(
            _("Codes used once"),
            _("One coding in all."),
            _("A single remark can matter. If it does not, it may go with a neighbour in the next analysis session."),
        ),
        ONE_DOCUMENT: Explained(
            _("Codes used in one document"),
            _("Several codings, all of one conversation."),
            _("It may be the story of one person, or a code that was made while reading and not used since."),
        ),
        ONE_CASE: Explained(
            _("Codes used in one %(case)s only", case=case),
            _("Others where it could have been were coded too."),
            _("It may be what is particular there. See whether the same goes by another code elsewhere."),
        ),
    }


def _of_quotations(usual: Lengths | None, _: Language) -> dict[str, Explained]:
    middle = (
        _("Half of the quotations have %(low)s to %(high)s words.", low=usual.low, high=usual.high) if usual else ""
    )
    return {
        REDUNDANT: Explained(
            _("The same code twice on the same words"),
            _("One coder gave a code to two quotations that overlap: codings and pairs of codes count it twice, words "
              "and interviews once."),
            _("Keep one of the two, or let the one end where the other begins; a turn in the story may be worth both."),
        ),
        FREE: Explained(
            _("Quotations without a code"),
            _("Marked and not coded: they stand in no matrix."),
            _("Give them a code, or keep them as citaten for the text."),
        ),
        LONG: Explained(
            _("Quotations far longer than usual"),
            middle,
            _("A long one makes words and co-occurrence count for much. See whether it tells one thing or several."),
        ),
        SHORT: Explained(
            _("Quotations far shorter than usual (grades aside)"),
            middle,
            _("See whether the words can be understood without what stands around them."),
        ),
    }  # fmt: skip
