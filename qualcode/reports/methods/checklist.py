"""What the reporting guidelines ask of the analysis, and where the text answers it.

COREQ: Tong, Sainsbury & Craig (2007), domains 2 and 3. SRQR: O'Brien, Harris, Beckman, Reed & Cook (2014).
"""

from __future__ import annotations

from qualcode.reports.methods.facts import Facts
from qualcode.reports.methods.pen import Pen, table


def checklist_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 10: the items, each with the section that answers it or a mark."""
    _ = pen.language
    rows = [*_sample_items(facts, pen), *_analysis_items(facts, pen), *_finding_items(facts, pen)]
    coreq = table([_("COREQ"), _("Item"), _("Where")], [row for row in rows if row[-1]])
    srqr = table([_("SRQR"), _("Where")], [row for row in _srqr(facts, pen) if row[-1]])
    return [
        _("Below are the items of COREQ and SRQR that concern the material and its analysis; the others are not here."),
        coreq,
        srqr,
    ]


def _see(number: int, pen: Pen) -> str:
    _ = pen.language
    return _("section %(number)s", number=number)


def _part(number: int, gap: str, pen: Pen) -> str:
    return "; ".join(filter(None, (_see(number, pen), pen.gap(gap))))


def _sample_items(facts: Facts, pen: Pen) -> list[list[str]]:
    _, material = pen.language, facts.material
    guide = _part(1, _("whether the guide was tried out, and given to people beforehand"), pen)
    repeated = _see(1, pen) if material.persons else pen.gap(_("whether people were interviewed more than once"))
    return [
        ["12", _("Sample size"), _see(1, pen) if material.whole.interviews else pen.gap(_("how many took part"))],
        [
            "16",
            _("Description of the sample"),
            _part(1, _("what else matters of the people, such as their age"), pen),
        ],
        ["17", _("Interview guide"), guide if material.guide else pen.gap(_("the interview guide"))],
        ["18", _("Repeat interviews"), repeated],
        [
            "22",
            _("Data saturation"),
            pen.gap(_("whether saturation was sought, and when new interviews brought no new codes")),
        ],
    ]


def _analysis_items(facts: Facts, pen: Pen) -> list[list[str]]:
    _ = pen.language
    coders = _see(3, pen) if facts.coding.coders else pen.gap(_("who codes"))
    tree = _see(4, pen) if facts.tree.codes else pen.gap(_("the code tree"))
    return [
        ["24", _("Number of data coders"), coders],
        ["25", _("Description of the coding tree"), tree],
        ["26", _("Derivation of themes"), pen.gap(_("in advance, from the data, or both"))],
        ["27", _("Software"), _see(9, pen)],
        ["28", _("Participant checking"), pen.gap(_("whether participants were asked for comments on the findings"))],
    ]


def _finding_items(facts: Facts, pen: Pen) -> list[list[str]]:
    _ = pen.language
    quoted = (
        _part(8, _("that each quotation in the report carries its label"), pen)
        if facts.quoted.quotations
        else pen.gap(_("which quotations are presented"))
    )
    return [
        ["29", _("Quotations presented"), quoted],
        ["31", _("Clarity of major themes"), pen.gap(_("where the findings tell the major themes"))],
        ["32", _("Clarity of minor themes"), pen.gap(_("where the findings tell diverse cases and minor themes"))],
    ]


def _srqr(facts: Facts, pen: Pen) -> list[list[str]]:
    _ = pen.language
    checked = _see(5, pen) if facts.reviews or facts.agreement else pen.gap(_("checks by others"))
    trail = _("audit trail: section %(number)s", number=9)
    more = pen.gap(_("participant checking, triangulation, and why these techniques"))
    approach = pen.gap(_("the approach, and how themes were inferred"))
    return [
        [_("Sampling strategy"), pen.gap(_("how people were chosen, and when sampling stopped"))],
        [_("Units of study"), _see(1, pen)],
        [
            _("Data processing"),
            _part(2, _("transcription, entry, security, anonymisation"), pen),
        ],
        [
            _("Data analysis"),
            "; ".join(filter(None, (f"{_see(3, pen)}, {_see(4, pen)}", approach))),
        ],
        [_("Techniques to enhance trustworthiness"), "; ".join(filter(None, (checked, trail, more)))],
        [
            _("Researcher characteristics and reflexivity"),
            pen.gap(_("who the researchers are, and how it may matter")),
        ],
        [_("Links to empirical data"), _see(8, pen)],
    ]
