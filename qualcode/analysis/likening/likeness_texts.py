"""What `similarity` says in words: its measure, its rule, its warnings, and what it does not measure."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.analysis.likening.fourfold import DISTANCES, FREQUENCY
from qualcode.i18n import Language

#: From this ratio on the numbers of interviews are called uneven.
UNEVEN = 1.5
#: So many names are written out.
_MOST = 6


def measure_name(measure: str, _: Language) -> str:
    """A measure as a reader knows it."""
    return {
        "jaccard": _("Jaccard"),
        "simple": _("simple matching"),
        "zeta": _("Kuckartz & Rädiker's ζ"),
        "russel-rao": _("Russel & Rao"),
        "cosine": _("cosine"),
        "euclidean": _("Euclidean distance"),
        "city-block": _("city-block distance"),
    }[measure]


def formula(measure: str, _: Language) -> str:
    """What a measure divides by what."""
    return {
        "jaccard": _("codes in both, of the codes in either: a / (a + b + c); what is in neither does not count"),
        "simple": _("codes in both or in neither, of all codes: (a + d) / n; what is in neither counts as agreement"),
        "zeta": _("(2a + d) / (2a + b + c + d): what is in both counts twice, what is in neither once"),
        "russel-rao": _("codes in both, of all codes: a / n; what is in neither counts as disagreement"),
        "cosine": _("1 where the codes have the same proportions, 0 where no code is in both"),
        "euclidean": _("the root of the summed squares of the differences per code; 0 is the same"),
        "city-block": _("the sum of the differences per code; 0 is the same"),
    }[measure]


def count_text(count: str, _: Language) -> str:
    """What frequencies are counted in."""
    return {
        "": "",
        "codings": _("per code its codings"),
        "interviews": _("per code the interviews with at least one quotation"),
        "interviews share": _("per code the share of interviews with it (n of m)"),
    }[count]


def rule(
    measure: str, count: str, number: int, _: Language, *,
    codes: Sequence[str], level: int | None, grades: bool, absent: bool,
) -> str:  # fmt: skip
    """What was compared, without a full stop."""
    said = _("Compared: %(name)s, %(formula)s", name=measure_name(measure, _), formula=formula(measure, _))
    parts = [said, count_text(count, _), *code_choice(number, _, codes, level, grades), _gap(absent, _)]
    return "; ".join(part for part in parts if part)


def _gap(absent: bool, _: Language) -> str:
    if absent:
        return _("a code that could not be said somewhere counts as absent there")
    return _(
        "a code that could not be said in one of two (not asked, not finished, not there yet) is left out of that pair"
    )


def code_choice(number: int, _: Language, codes: Sequence[str], level: int | None, grades: bool) -> list[str]:
    """Which codes took part."""
    parts = [
        _.plural(
            "%(count)s code that was used at least once in an interview",
            "%(count)s codes that were used at least once in an interview",
            number,
        )
    ]
    if codes:
        parts.append(_("under %(codes)s", codes=", ".join(codes)))
    if level is not None:
        parts.append(_("deeper codes folded into level %(level)s", level=level))
    if not grades:
        parts.append(_("codes that take a grade left out"))
    return parts


def about(_: Language) -> str:
    """What this measures, and what it does not."""
    return _(
        "This measures which codes were found, not what was said under them: two can share a code and mean the "
        "opposite by it. Summaries also carry the style of the interviewer and of the coder; who is written up at "
        "length gets more codes. Read the quotations before calling two alike."
    )


def undefined(codes: int, _: Language) -> str:
    """Why a pair has no value."""
    if not codes:
        return _("no code could be said in both")
    return _("no code was found in either, so there is nothing to compare")


def outside(names: Sequence[str], _: Language) -> str:
    return _("Left out because there is no interview: %(names)s.", names=_named(names, _)) if names else ""


def uncoded(names: Sequence[str], _: Language) -> str:
    if not names:
        return ""
    return _("Left out because nothing was coded or finished there: %(names)s.", names=_named(names, _))


def aside(count: int, _: Language) -> str:
    """Documents that are no interviews."""
    if not count:
        return ""
    return _.plural(
        "%(count)s document that is no interview (minutes, mail, evaluation) does not take part.",
        "%(count)s documents that are no interviews (minutes, mails, evaluations) do not take part.",
        count,
    )


def uneven(names: Sequence[str], interviews: Sequence[int], measure: str, count: str, _: Language) -> str:
    """A sentence where some rest on many more interviews than others, and the measure does not even that out."""
    least, most = min(interviews), max(interviews)
    if most < UNEVEN * least or (measure in FREQUENCY and count == "interviews share"):
        return ""
    return _(
        "%(most)s rests on %(many)s interviews, %(least)s on %(few)s. More interviews bring more codes, so those who "
        "differ in number look less alike than they are. A measure of frequencies (cosine, city-block) with the count "
        "“interviews share” evens this out.",
        most=names[interviews.index(most)], many=most, least=names[interviews.index(least)], few=least,
    )  # fmt: skip


def common(count: int, codes: int, measure: str, _: Language) -> str:
    """A sentence where presence hardly tells units apart, because most codes are in all of them."""
    if measure in FREQUENCY or 2 * count < codes:
        return ""
    return _(
        "%(count)s of the %(codes)s codes occur in all of these, so whether a code occurs hardly tells them apart. The "
        "measure city-block with the count “interviews share” asks how many interviews it is in.",
        count=count, codes=codes,
    )  # fmt: skip


def partial(least: int, most: int, codes: int, measure: str, _: Language) -> str:
    """A sentence where codes were left out of pairs."""
    if least >= codes:
        return ""
    if least == most:
        said = _("The pairs rest on %(least)s of the %(codes)s codes", least=least, codes=codes)
    else:
        said = _("The pairs rest on %(least)s to %(most)s of the %(codes)s codes", least=least, most=most, codes=codes)
    why = _("the others could not be said in one of the two")
    scaled = _(", and distances are scaled up to all codes") if measure in DISTANCES else ""
    return f"{said}; {why}{scaled}."


def lost(names: Sequence[str], _: Language) -> str:
    if not names:
        return ""
    return _("Not in the tree, because they cannot be compared with all others: %(names)s.", names=_named(names, _))


def _named(names: Sequence[str], _: Language) -> str:
    """The names, cut after six with a count of the rest."""
    return _.joined(list(names)) if len(names) <= _MOST else _.some(names, _MOST)
