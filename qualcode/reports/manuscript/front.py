"""The front of the manuscript: its title, its contents, and an introduction in facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualcode.i18n import Language
from qualcode.reports.blocks import Block, Contents, Front, Heading, bullets, paragraph
from qualcode.reports.manuscript.tables import respondent_tables
from qualcode.reports.page import Report
from qualcode.reports.page.overall import kinds_text
from qualcode.reports.page.views import Words, days_text, upper_first, whole
from qualcode.reports.profile import PUBLICATION

#: With more cases the contents name their chapters only.
_MANY = 8


def front(report: Report, words: Words) -> Iterator[Block]:
    """The title page and the contents."""
    _, found = words.language, report.overview
    lines = []
    period = days_text((found.first, found.last), _)
    if period:
        lines.append(_("Material from the period %(period)s", period=period))
    if report.last_change:
        lines.append(_("Codings up to %(day)s", day=_.date(report.last_change)))
    if found.fiction:
        lines.append(fiction(found.fiction, _))
    yield Front(words.corpus.settings.title, subtitle(report, words), tuple(lines))
    yield Contents(_("Contents"), 2 if len(report.cases) <= _MANY else 1)


def fiction(line: str, _: Language) -> str:
    """The line with which the texts say that they are invented, as said of a report: it is no summary."""
    return re.sub(r"^(Fictieve samenvatting|Fictitious summary)\b", _("Fictitious"), line)


def subtitle(report: Report, words: Words) -> str:
    _ = words.language
    if report.only:
        return f"{upper_first(words.singular)} {report.only}"
    if len(report.cases) > 1:
        return _("%(count)s %(cases)s compared", count=len(report.cases), cases=words.plural)
    return _("Report")


def introduction(report: Report, words: Words) -> Iterator[Block]:
    """What this report is, what it rests on, and how it is read."""
    _ = words.language
    yield Heading(1, _("Introduction"), "introduction")
    yield paragraph(_about(report, words))
    yield paragraph(_rests_on(report, words))
    yield from respondent_tables(report.respondents, words)
    yield Heading(2, _("How to read this report"), "reading")
    yield bullets(list(_reading(report, words)))


def _about(report: Report, words: Words) -> str:
    _ = words.language
    if len(report.cases) > 1:
        return _(
            "This report sets %(count)s %(cases)s side by side, and then tells of each by itself, from what was said "
            "in the interviews.",
            count=len(report.cases),
            cases=words.plural,
        )
    return _("This report tells what was said in the interviews.")


def _rests_on(report: Report, words: Words) -> str:
    """How many interviews, rounds, other documents and quotations."""
    _, found = words.language, report.overview
    interviews = _.plural("%(n)s interview", "%(n)s interviews", found.interviews, n=whole(found.interviews, _))
    rounds = len([each for each in report.rounds if each])
    period = days_text((found.first, found.last), _)
    values = {"interviews": interviews, "period": period}
    if rounds > 1 and period:
        said = _("It rests on %(interviews)s in %(rounds)s rounds (%(period)s).", rounds=rounds, **values)
    elif period:
        said = _("It rests on %(interviews)s (%(period)s).", **values)
    else:
        said = _("It rests on %(interviews)s.", interviews=interviews)
    sentences = [said]
    kinds = kinds_text(dict(found.kinds), report.sources, words)
    if kinds:
        sentences.append(_("Also used: %(kinds)s; where interviews are counted, these are not.", kinds=_.joined(kinds)))
    sentences.append(
        _(
            "In these texts %(quotations)s quotations were coded, with %(codings)s codings.",
            quotations=whole(found.quotations, _),
            codings=whole(found.counted, _),
        )
    )
    return " ".join(sentences)


def _reading(report: Report, words: Words) -> Iterator[str]:
    _ = words.language
    yield _("“3 of 4” means: in three of the four interviews in which it could have come up.")
    yield _("Words “in quotation marks” are a respondent's own. What stands without them is summarised by the "
            "interviewer.")  # fmt: skip
    if report.quotes.items:
        yield _(
            "A label such as %(label)s names the document and the quotation in it. In the text it leads to the list of "
            "quotations at the end.",
            label=report.quotes[0].label,
        )
    if report.profile == PUBLICATION:
        yield _("Only quotations that were released are printed, and no role that fewer than three people hold.")
    elif words.any_released:
        yield _(
            "Below the text of a section stand the quotations that were chosen for the report and that the text does "
            "not refer to. Below them it says how many others there are."
        )
