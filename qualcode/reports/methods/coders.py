"""Who coded, and how independent they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualcode.analysis.work.account import Coder, Reviewed
from qualcode.analysis.work.draw import how_many
from qualcode.i18n import Language
from qualcode.model import INTERVIEW
from qualcode.query.where import values_of
from qualcode.reports.methods.facts import Facts
from qualcode.reports.methods.pen import Pen, bullets, captioned, paragraph, plain, table
from qualcode.reports.page.views import kind_text, upper_first
from qualcode.store.samples import ALL, DRAWN, NAMED, Sample

_RIGHT = range(2, 7)


def coders_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 3: who coded how much, and how independent."""
    _, coding = pen.language, facts.coding
    if not coding.coders:
        return [_("Nothing has been coded yet."), pen.gap(_("who will code, and how independent they will be"))]
    return [
        paragraph(_who(facts, pen), _independent(facts, pen)),
        _table(facts, pen),
        *(
            [bullets(_sample(each, facts.drawn.get(each.id, 0), pen) for each in facts.samples)]
            if facts.samples
            else []
        ),
        _origins(facts, pen),
        *_open_ends(facts, pen),
    ]


def _who(facts: Facts, pen: Pen) -> str:
    _, coding = pen.language, facts.coding
    return _.plural(
        "One person coded %(documents)s.",
        "%(count)s people coded; together %(documents)s.",
        len(coding.coders),
        documents=pen.of_documents(coding.documents, facts.material.whole.documents),
    )


def _independent(facts: Facts, pen: Pen) -> str:
    _, coding = pen.language, facts.coding
    if len(coding.coders) == 1 and not facts.reviews:
        return _("There is no second coder in the project.")
    sentences = []
    if coding.double:
        sentences.append(
            _(
                "Coded by at least two people independently: %(documents)s, each in a layer of their own, without "
                "going through the codings of the other.",
                documents=pen.of_documents(coding.double, coding.documents),
            )
        )
    sentences += [_reviewer(each, pen) for each in facts.reviews]
    if not sentences:
        sentences.append(_("No document was coded by two people and marked done by both."))
    return paragraph(*(upper_first(each) for each in sentences))


def _reviewer(each: Reviewed, pen: Pen) -> str:
    _ = pen.language
    return _(
        "In %(documents)s, %(reviewer)s went through the codings of %(author)s (a review, no independent coding).",
        reviewer=plain(each.reviewer),
        author=_.joined([plain(name) for name in each.authors]),
        documents=pen.documents(each.documents),
    )


def _table(facts: Facts, pen: Pen) -> str:
    _ = pen.language
    header = [
        _("Coder"),
        _("Role"),
        _("Documents coded"),
        _("Marked done"),
        _("Double, blind"),
        _("Reviewed"),
        _("Codings"),
    ]
    rows = [_row(each, facts, pen) for each in facts.coding.coders]
    caption = _(
        "The coders. Double, blind: documents that somebody else coded too, independently. Reviewed: documents "
        "in which they went through the codings of another. Codings: final ones, reviews included."
    )
    return captioned(table(header, rows, right=_RIGHT), caption)


def _row(each: Coder, facts: Facts, pen: Pen) -> list[str]:
    gone_through = sum(review.documents for review in facts.reviews if review.reviewer == each.name)
    numbers = (each.coded, each.done, each.blind, gone_through, each.codings)
    return [plain(each.name), role_text(each.role, pen.language), *(pen.whole(number) for number in numbers)]


def role_text(role: str, _: Language) -> str:
    return {"first": _("first coder"), "second": _("second coder")}.get(role, plain(role) or "–")


def _sample(sample: Sample, drawn: int, pen: Pen) -> str:
    """How the documents came to a coder who was to work blind; `drawn` of them, those withdrawn since included."""
    _, drawn = pen.language, max(drawn, len(sample.documents))
    values = {
        "coder": plain(sample.coder),
        "documents": pen.documents(drawn),
        "done": pen.whole(len(sample.done)),
    }
    if sample.how == DRAWN:
        known = {"case": plain(pen.singular), "round": _("round")}
        by = _.joined([known.get(name) or plain(name) for name in sample.by])
        said = _(
            "To %(coder)s %(documents)s were given to code blind: %(chosen)s, drawn by chance (%(share)s, %(strata)s, "
            "seed %(seed)s); %(done)s of these documents are done.",
            chosen=_chosen(sample, pen),
            share=_.percent(sample.share or 0.0),
            strata=_("stratified by %(names)s", names=by) if by else _("without strata"),
            seed=sample.seed,
            **values,
        )
    elif sample.how == NAMED:
        said = _(
            "To %(coder)s %(documents)s were given to code blind, chosen by name; %(done)s of them are done.",
            **values,
        )
    else:
        said = _("To %(coder)s all %(documents)s were given to code blind; %(done)s of them are done.", **values)
    only = "" if sample.how == NAMED else _filter(sample.where, pen)
    why = " " + pen.gap(_("why these documents")) if sample.how == NAMED else ""
    return said + only + _gone(drawn - len(sample.documents), _) + why


def _chosen(sample: Sample, pen: Pen) -> str:
    """Of how many interviews how many were drawn: documents of one interview are drawn together."""
    _ = pen.language
    kinds = {str(each) for each in values_of(sample.where.get("kind", INTERVIEW))}
    values = {"n": pen.whole(how_many(sample.share or 0.0, sample.frame)), "m": pen.whole(sample.frame)}
    if kinds == {INTERVIEW}:
        return _.plural("%(n)s of %(m)s interview", "%(n)s of %(m)s interviews", sample.frame, **values)
    if INTERVIEW in kinds:
        return _("%(n)s of %(m)s interviews and other documents", **values)
    return _.plural("%(n)s of %(m)s document", "%(n)s of %(m)s documents", sample.frame, **values)


def _gone(count: int, _: Language) -> str:
    """Documents of a sample for which consent was withdrawn."""
    said = _.plural(
        " Consent was withdrawn since for %(count)s of the documents given, and it is gone.",
        " Consent was withdrawn since for %(count)s of the documents given, and they are gone.",
        count,
    )
    return said if count else ""


def _filter(where: Mapping[str, Any], pen: Pen) -> str:
    """Among which documents a sample was drawn."""
    _, parts = pen.language, []
    for name, value in where.items():
        values = [str(each) for each in values_of(value)]
        if name == "kind":
            parts.append(_.joined([plain(kind_text(each, _, 2)) for each in values]))
        else:
            parts.append(f"{plain(name)} = {_.joined([plain(each) for each in values])}")
    return _(" (Among: %(filters)s.)", filters="; ".join(parts)) if parts else ""


def _origins(facts: Facts, pen: Pen) -> str:
    _, coding = pen.language, facts.coding
    if not coding.final:
        return ""
    names = {
        "manual": _("made by a person, by hand"),
        "rule": _("made by a rule that a person applied"),
        "accepted": _("suggested by a machine and accepted by a person"),
        "resolved": _("laid down when differences were talked through"),
        "imported": _("taken over from a file that does not say how they came to be"),
    }
    how = "; ".join(f"{pen.whole(count)} {names[origin]}" for origin, count in coding.origins)
    if len(coding.origins) == 1:
        how = _("all %(how)s", how=names[coding.origins[0][0]])
    said = _("There are %(codings)s in the final layer: %(how)s.", codings=pen.codings(coding.final), how=how)
    left = []
    if coding.drafts:
        left.append(_.plural("%(n)s draft", "%(n)s drafts", coding.drafts, n=pen.whole(coding.drafts)))
    if coding.orphans:
        orphans = pen.codings(coding.orphans)
        left.append(_("%(codings)s whose words no longer stand in the text", codings=orphans))
    return paragraph(said, _("Left out: %(what)s.", what=_.joined(left)) if left else "")


def _open_ends(facts: Facts, pen: Pen) -> list[str]:
    _, coding = pen.language, facts.coding
    gaps = [pen.gap(_("who the coders are: training, experience, and how they stand to the subject and the people"))]
    if coding.double and not any(each.how in (DRAWN, NAMED, ALL) for each in facts.samples):
        gaps.append(pen.gap(_("how the documents that were coded twice were chosen")))
    if coding.double:
        gaps.append(pen.gap(_("whether the coders could see or discuss each other's codings before comparing them")))
    if len(coding.coders) == 1 and not facts.reviews:
        gaps.append(pen.gap(_("why one person coded, and how their coding was checked")))
    return gaps
