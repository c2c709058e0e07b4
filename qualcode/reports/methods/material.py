"""The material, and what was done to it before coding."""

from __future__ import annotations

from qualcode.analysis.work.account import Material, Part
from qualcode.model import Question
from qualcode.reports.methods.facts import Facts
from qualcode.reports.methods.pen import Pen, captioned, paragraph, plain, table
from qualcode.reports.page.views import days_text, kind_text, round_text, upper_first


def material_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 1: what was collected, of whom, when."""
    _, material, cases = pen.language, facts.material, plain(pen.plural)
    if not material.whole.documents:
        return [_("The project has no documents yet."), pen.gap(_("which material was collected, and how"))]
    return [
        paragraph(_overall(material, facts, pen), _others(material, pen), _withdrawn(material, pen)),
        _by_case(material, facts, pen),
        _by_round(material, pen),
        paragraph(_roles(material, pen), _persons(material, pen)),
        *_guide(material, pen),
        pen.gap(
            _(
                "how the %(cases)s and the people were chosen and approached, how many declined, who held the "
                "interviews, where, and how long they took",
                cases=cases,
            )
        ),
    ]


def _overall(material: Material, facts: Facts, pen: Pen) -> str:
    _, whole = pen.language, material.whole
    held = ""
    if whole.first and whole.first == whole.last:
        held = _(" It is dated %(day)s.", day=_.date(whole.first))
    elif whole.first:
        held = _(" It is dated between %(first)s and %(last)s.", first=_.date(whole.first), last=_.date(whole.last))
    values = {
        "documents": pen.documents(whole.documents),
        "interviews": pen.interviews(whole.interviews),
        "words": pen.whole(whole.words),
        "cases": pen.cases(sum(part.documents > 0 for part in material.cases)),
    }
    if facts.by_case:
        said = _(
            "The material consists of %(documents)s from %(cases)s, %(interviews)s among them; %(words)s words in all.",
            **values,
        )
    else:
        said = _("The material consists of %(documents)s, %(interviews)s among them; %(words)s words in all.", **values)
    return said + held


def _others(material: Material, pen: Pen) -> str:
    _ = pen.language
    if not material.other:
        return ""
    kinds = _.joined([f"{pen.whole(count)} {plain(kind_text(kind, _, count))}" for kind, count in material.other])
    return _("Also used: %(kinds)s; where interviews are counted, these are not.", kinds=kinds)


def _withdrawn(material: Material, pen: Pen) -> str:
    return (
        pen.language.plural(
            "For %(count)s document consent was withdrawn; it was removed with all that was coded in it, and counts "
            "nowhere.",
            "For %(count)s documents consent was withdrawn; they were removed with all that was coded in them, and "
            "count nowhere.",
            material.withdrawn,
        )
        if material.withdrawn
        else ""
    )


def _by_case(material: Material, facts: Facts, pen: Pen) -> str:
    """Cases in rows, interviews per round, then the sums."""
    _ = pen.language
    if not facts.by_case:
        return ""
    in_rounds = _several(material)
    header = [
        upper_first(plain(pen.singular)),
        *(upper_first(plain(round_text(part.name, _))) for part in in_rounds),
        *_sums(pen),
    ]
    total = _("Total")
    rows = [
        [name, *(pen.whole(count) for count in part.by_round[: len(in_rounds)]), *_row(part, pen)]
        for name, part in [*((plain(part.name), part) for part in material.cases), (f"**{total}**", material.whole)]
    ]
    caption = _("The material per %(case)s.", case=plain(pen.singular))
    if in_rounds:
        caption = _("The material per %(case)s; under each round the interviews.", case=plain(pen.singular))
    return captioned(table(header, rows, right=range(1, len(header) - 1)), caption)


def _by_round(material: Material, pen: Pen) -> str:
    _, in_rounds = pen.language, _several(material)
    if not in_rounds:
        return ""
    header = [upper_first(_("round")), *_sums(pen)]
    rows = [[upper_first(plain(round_text(part.name, _))), *_row(part, pen)] for part in in_rounds]
    return captioned(table(header, rows, right=range(1, 4)), _("The material per round."))


def _several(material: Material) -> tuple[Part, ...]:
    """The rounds, where there are any."""
    return material.rounds if any(part.name for part in material.rounds) else ()


def _sums(pen: Pen) -> list[str]:
    _ = pen.language
    return [_("Interviews"), _("Documents"), _("Words"), _("Period")]


def _row(part: Part, pen: Pen) -> list[str]:
    numbers = (part.interviews, part.documents, part.words)
    return [*(pen.whole(number) for number in numbers), days_text((part.first, part.last), pen.language)]


def _roles(material: Material, pen: Pen) -> str:
    _ = pen.language
    if not material.roles:
        return pen.gap(_("who was interviewed, in which roles")) if material.whole.interviews else ""
    heard = [f"{plain(role)} ({pen.whole(count)})" for role, count in material.roles]
    said = _("By role, the interviews were held with: %(roles)s.", roles="; ".join(heard))
    shared = sum(count for _role, count in material.roles) > material.whole.interviews
    return said + (_(" An interview with people of two roles is counted under both.") if shared else "")


def _persons(material: Material, pen: Pen) -> str:
    _ = pen.language
    if not material.persons:
        return ""
    said = _.plural("%(n)s person took part", "%(n)s people took part", material.persons, n=pen.whole(material.persons))
    if not material.repeated:
        return _("%(people)s, each in one interview.", people=said)
    return _("%(people)s, %(n)s of them in more than one interview.", people=said, n=pen.whole(material.repeated))


def _guide(material: Material, pen: Pen) -> list[str]:
    _ = pen.language
    if not material.guide:
        return [pen.gap(_("which questions or topics were put; the project holds no interview guide"))]
    said = _.plural(
        "The interview guide has one question.",
        "The interview guide has %(count)s questions.",
        len(material.guide),
    )
    named = [plain(round_text(name, _)) for name in material.unguided if name]
    missing = _("Of %(rounds)s no guide is on record.", rounds=_.joined(named)) if named else ""
    header = [_("Question"), upper_first(_("rounds")), _("Put to")]
    rows = [[plain(each.question or each.id), _rounds(each, _("all")), _asked(each, pen)] for each in material.guide]
    if not any(each.rounds for each in material.guide):
        header, rows = [header[0], header[2]], [[question, put_to] for question, _all, put_to in rows]
    return [paragraph(said, missing), captioned(table(header, rows), _("The interview guide."))]


def _rounds(question: Question, every: str) -> str:
    return ", ".join(plain(each) for each in question.rounds) or every


def _asked(question: Question, pen: Pen) -> str:
    _ = pen.language
    if question.roles:
        return "; ".join(plain(role) for role in question.roles)
    if question.except_roles:
        return _("all but %(roles)s", roles="; ".join(plain(role) for role in question.except_roles))
    return _("everyone")


def preparation_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 2: what was stored, and that it did not change."""
    _, stored = pen.language, facts.stored
    kept = _(
        "The texts were stored as they were delivered, and nothing in them is changed: the coded passages are places "
        "in that text. Of each text a hash (SHA-256) is kept; over the list of ids and hashes of all documents it is "
        "`%(hash)s`, so that anyone can check that it is this material that was analysed.",
        hash=stored.digest,
    )
    revised = carried = ""
    if stored.revised:
        revised = _.plural(
            "%(count)s document was corrected after it had been taken in; its earlier text was kept, and the coded "
            "passages were carried over to the new one.",
            "%(count)s documents were corrected after they had been taken in; their earlier texts were kept, and the "
            "coded passages were carried over to the new ones.",
            stored.revised,
        )
    if stored.changed or stored.orphaned:
        carried = _(
            "Of the quotations, %(changed)s have other words since; %(orphaned)s no longer have a place in the "
            "text, and count nowhere.",
            changed=pen.whole(stored.changed),
            orphaned=pen.whole(stored.orphaned),
        )
    return [
        paragraph(kept if facts.material.whole.documents else "", revised, carried),
        pen.gap(
            _(
                "whether and how the conversations were recorded, transcribed or summarised, and who checked the text "
                "against the recording"
            )
        ),
        pen.gap(_("how the texts were anonymised, how consent was asked, and where the material is kept")),
    ]
