"""What comparing the coders gave: reviews, agreement, and how differences were settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualcode.analysis.account import Reviewed
from qualcode.i18n import Language
from qualcode.reports.methods.facts import Facts
from qualcode.reports.methods.pen import Pen, captioned, paragraph, path_text, plain, table


def checked_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 5: what the reviews and the comparison of blind coders gave."""
    _, blocks = pen.language, []
    for review in facts.reviews:
        blocks += _review(review, pen)
    if facts.agreement is not None:
        blocks += _agreement(facts.agreement, pen)
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


def _agreement(result: Mapping[str, Any], pen: Pen) -> list[str]:
    return [
        _compared(result, pen),
        _headline(result, pen),
        *_left_out(result, pen),
        *_per_code(result, pen),
    ]


def _compared(result: Mapping[str, Any], pen: Pen) -> str:
    _, passages = pen.language, result["passages"]
    only = sum(passages["only"].values())
    total = passages["agree"] + passages["code"] + passages["span"] + only
    who = _.plural(
        "Compared were %(coders)s, on the one document that they coded independently.",
        "Compared were %(coders)s, on the %(count)s documents that they coded independently.",
        len(result["documents"]),
        coders=_.joined([plain(name) for name in result["coders"]]),
    )
    said = _(
        "Their quotations were matched one to one. This gives, of %(total)s passages: %(agree)s with the same codes on "
        "the same words, %(code)s with other codes, %(span)s with the same codes on other words, and %(only)s of one "
        "coder only (%(each)s).",
        total=pen.whole(total),
        agree=pen.part(passages["agree"], total),
        code=pen.part(passages["code"], total),
        span=pen.part(passages["span"], total),
        only=pen.part(only, total),
        each="; ".join(f"{plain(name)} {pen.whole(count)}" for name, count in passages["only"].items()),
    )
    return paragraph(who, said)


def _headline(result: Mapping[str, Any], pen: Pen) -> str:
    _, overall = pen.language, result["overall"]
    percent = overall.get("percent")
    share = _(
        "Counted in %(unit)s (n = %(n)s; a unit carries a code when any of it is coded so), the coders agree on "
        "%(percent)s of all pairs of unit and code. Most units go without most codes whoever codes them, so that this "
        "is high by itself.",
        unit=unit_text(result["unit"], _),
        n=pen.whole(result["n"]),
        percent="–" if percent is None else _.percent(percent),
    )
    if overall.get("alpha") is None:
        return paragraph(share, _("Krippendorff's alpha has no value here: %(why)s.", why=_why(overall, "alpha", pen)))
    between = ""
    if overall.get("alpha_low") is not None:
        between = _(
            " (95%% interval %(low)s to %(high)s, by resampling documents)",
            low=pen.scaled(overall["alpha_low"]),
            high=pen.scaled(overall["alpha_high"]),
        )
    elif overall.get("alpha_interval_reason"):
        between = _(" (without an interval: too few documents to resample)")
    alpha = _(
        "Corrected for chance, Krippendorff's alpha (nominal, all codes pooled) is %(alpha)s%(between)s.",
        alpha=pen.scaled(overall["alpha"]),
        between=between,
    )
    return paragraph(share, alpha)


def unit_text(unit: str, _: Language) -> str:
    return {
        "sentence": _("sentences"),
        "paragraph": _("paragraphs"),
        "turn": _("turns of speech"),
        "quotation": _("distinct quotations"),
        "character": _("characters"),
    }.get(unit, unit)


def _left_out(result: Mapping[str, Any], pen: Pen) -> list[str]:
    count = len(result.get("left_out", ()))
    return (
        [
            pen.language.plural(
                "The other document was not compared: fewer than two coders marked it done, or one had gone through "
                "the work of the other.",
                "The other %(count)s documents were not compared: fewer than two coders marked them done, or one had "
                "gone through the work of the other.",
                count,
            )
        ]
        if count
        else []
    )


def _per_code(result: Mapping[str, Any], pen: Pen) -> list[str]:
    """A table of the codes that anybody used."""
    _, coders = pen.language, result["coders"]
    header = [_("Code"), *(plain(name) for name in coders), _("both"), _("Dice"), _("kappa"), _("alpha")]
    rows = [_code_row(each, coders, pen) for each in result["codes"]]
    if not rows:
        return []
    caption = _(
        "Agreement per code: in how many %(unit)s each coder gave it and both did, Dice (positive agreement), kappa "
        "and alpha. A higher code takes in the codes below it. < 10: given fewer than ten times by one of the coders, "
        "so that a coefficient would mislead and is withheld. –: undefined.",
        unit=unit_text(result["unit"], _),
    )
    return [captioned(table(header, rows, right=range(1, len(header))), caption)]


def _code_row(each: Mapping[str, Any], coders: list[str], pen: Pen) -> list[str]:
    counts = [pen.whole(int(each["counts"].get(name, 0))) for name in coders]
    scores = [_score(each, name, pen) for name in ("dice", "kappa", "alpha")]
    return [path_text(each["code"]), *counts, pen.whole(int(each["both"])), *scores]


def _score(values: Mapping[str, Any], name: str, pen: Pen) -> str:
    withheld = str(values.get(f"{name}_reason", "")).startswith("withheld")
    return "< 10" if withheld else pen.scaled(values.get(name))


def _why(values: Mapping[str, Any], name: str, pen: Pen) -> str:
    _ = pen.language
    reason = str(values.get(f"{name}_reason", ""))
    return _("withheld, because a code was used too seldom") if reason.startswith("withheld") else _("it is undefined")


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
        who=_.joined([plain(name) for name in settled.who]),
        taken="; ".join(taken),
    )


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
