"""The analysis part of a methods section, as Markdown: plain values in, text out.

What the project cannot know stands as **[to be written: …]**. No words of respondents are in it.
"""

from __future__ import annotations

from qualcode.i18n import Language
from qualcode.reports.methods.checked import checked_text, settled_text
from qualcode.reports.methods.checklist import checklist_text
from qualcode.reports.methods.codebook import codebook_text
from qualcode.reports.methods.coders import coders_text
from qualcode.reports.methods.facts import Facts
from qualcode.reports.methods.material import material_text, preparation_text
from qualcode.reports.methods.pen import Pen, paragraph, plain
from qualcode.reports.methods.rest import machine_text, quotations_text, software_text


def write(facts: Facts, language: Language) -> str:
    """The whole text, in ten numbered sections."""
    _ = language
    pen = Pen(language, facts.singular or _("case"), facts.plural or _("cases"))
    sections = [
        (_("Material"), material_text(facts, pen)),
        (_("Preparation of the texts"), preparation_text(facts, pen)),
        (_("Coders"), coders_text(facts, pen)),
        (_("The code tree"), codebook_text(facts, pen)),
        (_("Review and agreement"), checked_text(facts, pen)),
        (_("Differences, and the final codings"), settled_text(facts, pen)),
        (_("Use of suggestions by a machine"), machine_text(facts, pen)),
        (_("Quotations"), quotations_text(facts, pen)),
        (_("Software and counting rules"), software_text(facts, pen)),
        (_("Checklist"), checklist_text(facts, pen)),
    ]
    title = _("Methods: how the material was coded")
    blocks = [f"# {title}", *_front(facts, pen)]
    for number, (name, body) in enumerate(sections, 1):
        blocks += [f"## {number}. {name}", *body]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _front(facts: Facts, pen: Pen) -> list[str]:
    _ = pen.language
    day = _(" (codings up to %(day)s)", day=_.date(facts.day)) if facts.day else ""
    said = _(
        "Drawn up by qualcode %(version)s from the project “%(title)s”%(day)s. It is a draft: what the project cannot "
        "know is marked %(gap)s, and is for the researchers to add.",
        version=facts.version,
        title=plain(facts.title),
        day=day,
        gap=pen.gap("…"),
    )
    return [f"*{facts.fiction}*" if facts.fiction else "", paragraph(said)]


__all__ = ["Facts", "write"]
