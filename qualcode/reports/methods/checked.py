"""What checking the coding gave: reviews, agreement, and how differences were settled."""

from __future__ import annotations

from qualcode.analysis.work.account import Reviewed
from qualcode.reports.methods.compared import agreement_text
from qualcode.reports.methods.facts import Deciders, Facts
from qualcode.reports.methods.pen import Pen, captioned, paragraph, path_text, plain, table


def checked_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 5: what the reviews and the comparison of blind coders gave."""
    _, blocks = pen.language, []
    for review in facts.reviews:
        blocks += _review(review, pen)
    if facts.agreement:
        blocks += agreement_text(facts, pen)
    if not blocks:
        blocks.append(_("No coding was reviewed by a second coder, and no document was coded twice independently."))
        blocks.append(pen.gap(_("how the quality of the coding was looked after")))
    return blocks


def _review(review: Reviewed, pen: Pen) -> list[str]:
    _, total = pen.language, review.total
    said = _(
        "In a review of %(documents)s, %(reviewer)s looked at %(codings)s of %(author)s: agreed with %(agreed)s, "
        "changed %(changed)s, removed %(removed)s, and added %(added)s. What was changed, removed or added came with a "
        "comment.",
        reviewer=plain(review.reviewer),
        author=_.joined([plain(name) for name in review.authors]),
        codings=pen.codings(total.reviewed),
        documents=pen.documents(review.documents),
        agreed=pen.part(total.agreed, total.reviewed),
        changed=pen.part(total.changed, total.reviewed),
        removed=pen.part(total.removed, total.reviewed),
        added=pen.whole(total.added),
    )
    left = _("Not looked at yet: %(codings)s.", codings=pen.codings(total.left)) if total.left else ""
    why = _(
        "As the reviewer saw the codings, the two are not independent; a coefficient corrected for chance would mean "
        "nothing here, and none is given."
    )
    return [paragraph(said, left, why), _review_table(review, pen)]


def _review_table(review: Reviewed, pen: Pen) -> str:
    _ = pen.language
    header = [_("Code"), _("agreed"), _("changed"), _("removed"), _("added")]
    rows = [
        [path_text(each.name), *(pen.whole(count) for count in (each.agreed, each.changed, each.removed, each.added))]
        for each in review.codes
        if each.changed or each.removed or each.added
    ]
    caption = _(
        "The codes of which anything was changed, removed or added in this review; a higher code takes in the codes "
        "below it."
    )
    return captioned(table(header, rows, right=range(1, 5)), caption)


# --- differences ------------------------------------------------------------------------------------------------


def settled_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 6: what became of the differences, and which codings are the final ones."""
    _, settled = pen.language, facts.settled
    blocks = []
    if settled.differences:
        blocks.append(paragraph(_settled(facts, pen), _still_open(facts, pen)))
    elif facts.coding.double:
        blocks.append(_("No difference between the coders is on record."))
    else:
        blocks.append(_("No documents were coded twice independently, so that there were no differences to settle."))
    if settled.taken:
        blocks.append(pen.gap(_("how the differences were talked through, and what was done where nobody gave in")))
    return [*blocks, _final(facts, pen)]


def _settled(facts: Facts, pen: Pen) -> str:
    _, settled = pen.language, facts.settled
    done = sum(settled.taken.values())
    if not done:
        return _("The coders differ on %(n)s passages; none has been settled.", n=pen.whole(settled.differences))

    def whose(name: str) -> str:
        return _("the version of %(name)s", name=name)

    ways = {"both": _("both versions"), "none": _("neither"), "new": _("new codes")}
    taken = [f"{ways.get(way) or whose(plain(way))} ({pen.whole(count)})" for way, count in settled.taken.items()]
    return _(
        "The coders differ on %(n)s passages; on %(done)s of these a decision was taken, by %(who)s. Taken: %(taken)s. "
        "The coders' own codings were kept.",
        n=pen.whole(settled.differences),
        done=pen.whole(done),
        who=_who(settled.who, pen),
        taken="; ".join(taken),
    )


def _who(deciders: tuple[Deciders, ...], pen: Pen) -> str:
    """Who decided, with how much where it was not always the same people."""
    _ = pen.language
    named = [_.joined([plain(name) for name in each.names]) for each in deciders]
    if len(deciders) < 2:
        return "".join(named)
    mixed, said = any(len(each.names) > 1 for each in deciders), []
    for each, names in zip(deciders, named, strict=True):
        how = (_(" together") if len(each.names) > 1 else _(" alone")) if mixed else ""
        said.append(f"{names}{how} ({pen.whole(each.passages)})")
    return _.joined(said)


def _still_open(facts: Facts, pen: Pen) -> str:
    _, settled = pen.language, facts.settled
    if not settled.open:
        return ""
    return _.plural(
        "%(n)s passage is still open; until all of a document are settled, its decisions do not count (complete: "
        "%(complete)s).",
        "%(n)s passages are still open; until all of a document are settled, its decisions do not count (complete: "
        "%(complete)s).",
        settled.open,
        n=pen.whole(settled.open),
        complete=pen.documents(settled.complete),
    )


def _final(facts: Facts, pen: Pen) -> str:
    _ = pen.language
    order = [plain(each.name) for each in facts.coding.coders]
    if not order:
        return ""
    review = _(", as the reviews left them") if facts.reviews else ""
    consensus = _("where differences were settled, the outcome of that; elsewhere ") if facts.settled.complete else ""
    return _(
        "The final codings, on which all results rest, are per document: %(consensus)sthose of the first of the coders "
        "who coded it%(review)s (order: %(order)s).",
        consensus=consensus,
        review=review,
        order=", ".join(order),
    )
