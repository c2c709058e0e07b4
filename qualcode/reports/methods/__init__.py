"""The analysis part of a methods section, as Markdown: plain values in, text out.

What the project cannot know stands as **[to be written: …]**. No words of respondents are in it.
"""

from __future__ import annotations

import re

from qualcode.i18n import Language
from qualcode.reports.methods.checked import checked_text, settled_text
from qualcode.reports.methods.checklist import checklist_text
from qualcode.reports.methods.codebook import codebook_text
from qualcode.reports.methods.coders import coders_text
from qualcode.reports.methods.facts import Facts
from qualcode.reports.methods.material import material_text, preparation_text
from qualcode.reports.methods.pen import Pen, paragraph, plain
from qualcode.reports.methods.rest import machine_text, quotations_text, software_text

#: A command between brackets, and a sentence that ends in one.
_ASIDES = re.compile(r" ?\([^()`]*`qualcode [^`]+`\)")
_COMMANDS = re.compile(r" ?[^.\n*|]*`qualcode [^`]+`\.?")


def write(facts: Facts, language: Language, *, public: bool = False) -> str:
    """The whole text, in ten numbered sections. One that is `public` has no marks for what is still to be written, and
    no commands."""
    _ = language
    pen = Pen(language, facts.singular or _("case"), facts.plural or _("cases"), public)
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
    text = "\n\n".join(block for block in blocks if block.strip()) + "\n"
    return _COMMANDS.sub("", _ASIDES.sub("", text)) if public else text


def gaps(facts: Facts, language: Language) -> int:
    """How many marks there are in the text for what is still to be written."""
    _ = language
    begun = f"**[{_('to be written: %(what)s', what='')}"
    return max(write(facts, language).count(begun) - 1, 0)  # one explains the others


def _front(facts: Facts, pen: Pen) -> list[str]:
    _ = pen.language
    day = _(" (codings up to %(day)s)", day=_.date(facts.day)) if facts.day else ""
    names: dict[str, object] = {"version": facts.version, "title": plain(facts.title), "day": day}
    if pen.public:
        said = _("Drawn up by qualcode %(version)s from the project “%(title)s”%(day)s.", **names)
    else:
        said = _(
            "Drawn up by qualcode %(version)s from the project “%(title)s”%(day)s. It is a draft: what the project "
            "cannot know is marked %(gap)s, and is for the researchers to add.",
            gap=pen.gap("…"),
            **names,
        )
    return [f"*{facts.fiction}*" if facts.fiction else "", paragraph(said)]


__all__ = ["Facts", "gaps", "write"]
