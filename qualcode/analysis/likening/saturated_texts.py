"""What `saturation` says in words: where it is reached, by which rule, and what to be careful about."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.analysis.likening.likeness_texts import aside, code_choice
from qualcode.analysis.likening.newness import Band, Run, first_reached
from qualcode.i18n import Language

__all__ = ["about", "aside", "rule", "statement"]


def place(at: int | None, run: int) -> str:
    """As Guest, Namey and Chen write it: `6+2`, after 6 interviews and a run of 2; a dash where it is not reached."""
    return "–" if at is None else f"{at}+{run}"


def share(value: float, _: Language) -> str:
    """A share as a percentage with one decimal at most, in the language's writing."""
    return f"{_.number(100 * value)}%"


def statement(
    count: int,
    base: int,
    run: int,
    threshold: float,
    found: Sequence[Run],
    spread: Band | None,
    again: int,
    _: Language,
) -> str:
    """Whether and where saturation is reached, or why that cannot be said."""
    if not found:
        return _too_few(count, base + run, again, _)
    at, limit = first_reached(found), share(threshold, _)
    if at is not None:
        text = _("Reached at %(place)s (≤ %(limit)s new codes)", place=place(at, run), limit=limit)
    elif not found[0].base:
        return _("Not to be said: the first %(base)s interviews have no codes.", base=base)
    else:
        least = min(found, key=lambda each: each.ratio or 0.0)
        text = _.plural(
            "Not reached (≤ %(limit)s new codes): the run with the fewest, after %(at)s interviews, brought %(count)s "
            "new code on %(known)s (%(share)s)",
            "Not reached (≤ %(limit)s new codes): the run with the fewest, after %(at)s interviews, brought %(count)s "
            "new codes on %(known)s (%(share)s)",
            least.new, limit=limit, at=least.at, known=least.base, share=share(least.ratio or 0.0, _),
        )  # fmt: skip
    return f"{text}; {in_other_orders(spread, run, _)}." if spread else f"{text}."


def _too_few(count: int, needed: int, again: int, _: Language) -> str:
    if again:
        return _(
            "Not to be said: base and run need %(needed)s new sources, and there are %(count)s; in %(again)s more "
            "interviews everybody was interviewed before.",
            needed=needed, count=count, again=again,
        )  # fmt: skip
    return _(
        "Not to be said: base and run need %(needed)s interviews, and there are %(count)s.",
        needed=needed, count=count,
    )  # fmt: skip


def in_other_orders(spread: Band, run: int, _: Language) -> str:
    """Where it would have been reached, had the interviews been held in another order."""
    low, middle, high = spread.reached
    if spread.share == 0:
        return _("in none of %(orders)s random orders either", orders=spread.permutations)
    if middle is None or high is None:
        return _(
            "in %(share)s of %(orders)s random orders of the same interviews it is reached",
            share=share(round(spread.share, 2), _), orders=spread.permutations,
        )  # fmt: skip
    return _(
        "in %(orders)s random orders of the same interviews mostly between %(low)s and %(high)s, in the middle one at "
        "%(middle)s",
        orders=spread.permutations, low=place(low, run), high=place(high, run), middle=place(middle, run),
    )  # fmt: skip


def rule(
    base: int, run: int, threshold: float, dated: bool, number: int, _: Language,
    codes: Sequence[str], level: int | None, grades: bool,
) -> str:  # fmt: skip
    """What was counted, without a full stop."""
    said = _(
        "Saturation after Guest, Namey and Chen (2020): new codes in a run of %(run)s interviews, over the codes of "
        "the first %(base)s; reached at the first run of at most %(limit)s",
        run=run, base=base, limit=share(threshold, _),
    )  # fmt: skip
    order = _("interviews by date") if dated else _("interviews in the order of the documents")
    people = _("interviews in which everybody was interviewed before are left out")
    return "; ".join([said, order, people, *code_choice(number, _, codes, level, grades)])


def about(_: Language) -> str:
    """What this measures, and what it does not."""
    return _(
        "This measures whether interviews like these still bring codes that are new in this codebook. It does not "
        "measure whether each theme is understood, nor whether other people would say something else. With a code tree "
        "made beforehand codes run out by themselves, and a tree with fewer, broader codes is sooner saturated."
    )


def again(count: int, every: int, _: Language) -> str:
    if not count:
        return ""
    return _(
        "In %(count)s of %(every)s interviews everybody was interviewed before; these are no new sources and are left "
        "out.",
        count=count, every=every,
    )  # fmt: skip


def nameless(count: int, every: int, _: Language) -> str:
    """Where interviews, or a summary of theirs, do not say who was heard."""
    if not count:
        return ""
    if count == every:
        return _(
            "The interviews do not say who was interviewed (persons:), so people interviewed again cannot be left out. "
            "Saturation is about new sources; it means little where the same people come back."
        )
    return _.plural(
        "%(count)s interview does not name everybody who was interviewed (persons:) and counts as a new source.",
        "%(count)s interviews do not name everybody who was interviewed (persons:) and count as new sources.",
        count,
    )


def undated(names: Sequence[str], _: Language) -> str:
    if not names:
        return ""
    return _.plural(
        "%(count)s interview has no date (%(name)s), so the order is that of the documents.",
        "%(count)s interviews have no date (the first is %(name)s), so the order is that of the documents.",
        len(names),
        name=names[0],
    )


def versions(found: Sequence[int], _: Language) -> str:
    if len(found) < 2:
        return ""
    return _(
        "The interviews were finished under different versions of the codebook (%(versions)s). Codes made later cannot "
        "be found in what was coded before, so codes may seem new that were only made late.",
        versions=", ".join(map(str, found)),
    )


def open_codes(count: int, _: Language) -> str:
    if not count:
        return ""
    return _.plural(
        "%(count)s code was made while reading and waits for an analysis session. Before such a session there are "
        "more codes, which makes both base and runs larger.",
        "%(count)s codes were made while reading and wait for an analysis session. Before such a session there are "
        "more codes, which makes both base and runs larger.",
        count,
    )


def unfinished(count: int, _: Language) -> str:
    if not count:
        return ""
    return _.plural(
        "%(count)s interview was coded but not marked done; it may still bring codes.",
        "%(count)s interviews were coded but not marked done; they may still bring codes.",
        count,
    )


def waiting(count: int, _: Language) -> str:
    if not count:
        return ""
    return _.plural(
        "%(count)s interview was not coded yet and does not take part.",
        "%(count)s interviews were not coded yet and do not take part.",
        count,
    )


def relapse(found: Sequence[Run], threshold: float, _: Language) -> str:
    """A sentence where, once reached, a later run brings more again."""
    at = first_reached(found)
    later = [each for each in found if at is not None and each.at > at and not each.reached]
    if not later:
        return ""
    most = max(later, key=lambda each: each.new)
    return _.plural(
        "Once reached it does not stay so: the run after %(at)s interviews brings %(count)s new code again "
        "(%(share)s).",
        "Once reached it does not stay so: the run after %(at)s interviews brings %(count)s new codes again "
        "(%(share)s).",
        most.new, at=most.at, share=share(most.ratio or 0.0, _),
    )  # fmt: skip
