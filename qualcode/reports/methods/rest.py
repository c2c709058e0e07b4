"""What the machine had a part in, the quotations presented, the software and how things are counted."""

from __future__ import annotations

from qualcode.analysis.work.answers import CoderAnswers
from qualcode.reports.methods.facts import Facts
from qualcode.reports.methods.pen import Pen, bullets, paragraph, plain, table
from qualcode.reports.page.views import days_in_words


def machine_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 7: suggestions and rules, and what people did with them."""
    _ = pen.language
    unknown = dict(facts.coding.origins).get("imported", 0)
    aside = (
        _(
            "Of %(codings)s that came from a file, the project does not know how they were made.",
            codings=pen.codings(unknown),
        )
        if unknown
        else ""
    )
    shown = _shown(facts, pen)
    if not facts.machine:
        if unknown:
            return [
                paragraph(_("No model or rule is on record as having had a part in the final codings."), aside),
                *shown,
            ]
        return [_("No model or rule had a part in the final codings: people made all of them."), *shown]
    names = {"rule": _("made by a rule"), "accepted": _("suggested, and accepted by a person")}
    header = [_("Source"), _("How"), _("Final codings")]
    rows = [
        [plain(each.source) or "–", names.get(each.origin, each.origin), pen.whole(each.codings)]
        for each in facts.machine
    ]
    total = sum(each.codings for each in facts.machine)
    said = _(
        "A machine had a part in %(n)s of the final codings; each of these carries where it came from.",
        n=pen.of(total, facts.coding.final),
    )
    return [paragraph(said, aside), table(header, rows, right=(2,)), *shown, pen.gap(_still_to_say(facts, pen))]


def _still_to_say(facts: Facts, pen: Pen) -> str:
    _ = pen.language
    if facts.answers:
        return _(
            "which model or rules were used, where they ran, and how the accepted suggestions were checked against "
            "coding by hand"
        )
    return _(
        "which model or rules were used, where they ran, how many suggestions people turned down, and how the "
        "accepted ones were checked against coding by hand"
    )


def _shown(facts: Facts, pen: Pen) -> list[str]:
    """What each coder saw of suggestions, and said to them."""
    _ = pen.language
    said = [_seen_by(each, pen) for each in facts.answers]
    if not said:
        return []
    rule = _(
        "A suggestion became a coding only when a coder accepted it, one at a time; what was shown and answered is on "
        "record."
    )
    return [paragraph(rule, *said)]


def _seen_by(each: CoderAnswers, pen: Pen) -> str:
    _, total = pen.language, each.total
    return _.plural(
        "%(coder)s saw one suggestion, in %(documents)s: accepted %(accepted)s, accepted with another code "
        "%(changed)s, rejected %(rejected)s, without an answer %(open)s.",
        "%(coder)s saw %(shown)s suggestions for %(passages)s passages in %(documents)s: accepted %(accepted)s, "
        "accepted with another code %(changed)s, rejected %(rejected)s, without an answer %(open)s.",
        total.shown,
        coder=plain(each.coder) or _("Somebody who gave no name"),
        shown=pen.whole(total.shown),
        passages=pen.whole(each.passages),
        documents=pen.documents(each.documents),
        accepted=pen.part(total.accepted, total.shown),
        changed=pen.part(total.changed, total.shown),
        rejected=pen.part(total.rejected, total.shown),
        open=pen.part(total.skipped + total.unanswered, total.shown),
    )


def quotations_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 8: what is quoted, and how it can be found again."""
    _, quoted = pen.language, facts.quoted
    if not quoted.quotations:
        return [_("There are no coded quotations yet.")]
    said = _(
        "Every quotation has a label of its own, the document and a number (such as %(example)s), by which it can be "
        "found in the text it comes from. Of the %(n)s coded quotations %(verbatim)s are in a respondent's own "
        "words and are set in quotation marks; the others are the words of whoever wrote the text, and are set "
        "without.",
        example=plain(facts.example or "A1:12"),
        n=pen.whole(quoted.quotations),
        verbatim=pen.whole(quoted.verbatim),
    )
    if quoted.released:
        chosen = _(
            "For the report %(released)s were chosen, %(verbatim)s of them in a respondent's own words.",
            released=pen.whole(quoted.released),
            verbatim=pen.whole(quoted.released_verbatim),
        )
    else:
        chosen = _("No quotations were marked as chosen for the report yet.")
    return [
        paragraph(said, chosen),
        pen.gap(_("by what rule quotations were chosen, and whether respondents agreed to being quoted")),
    ]


def software_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 9: the software, what was drawn by chance, how is counted."""
    _ = pen.language
    seeds = sorted({each.seed for each in facts.samples if each.seed is not None})
    rules = [
        _("A document without a coding counts as coded only when its coder marked it done; what is not done is "
          "missing, and not zero."),
        _("A higher code counts what stands in any of the codes below it once, not their sum."),
        _("“n of m”: m are the interviews that were finished and in which the subject was asked or open, and those "
          "in which it came up all the same; documents of one conversation count as one interview."),
        _("Drafts, and quotations whose words no longer stand in the text, count nowhere."),
        _("A mean is given of three grades or more, of numbers and ranges only; in the figures and tables of grades, "
          "of three people or more."),
    ]  # fmt: skip
    return [
        paragraph(
            _("The texts were coded and counted with qualcode %(version)s.", version=facts.version),
            _("Chance was used for drawing samples (seed %(seeds)s).", seeds=", ".join(map(str, seeds)))
            if seeds
            else "",
            _("Intervals were computed by resampling documents (seed 1).") if facts.agreement else "",
            _(
                "Every change to quotations, codings, codes and documents is kept in a trail, with who made it, when "
                "and what was there before (`qualcode history --out trail.jsonl`)."
            ),
        ),
        _("How is counted:"),
        bullets(rules),
        paragraph(_("The rule of the tables:"), plain(days_in_words(facts.rule, _))),
    ]
