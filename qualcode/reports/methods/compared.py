"""How far coders agree who coded the same documents independently: two by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qualcode.analysis.agreement.codings import WITH, WITHOUT
from qualcode.i18n import Language
from qualcode.reports.methods.facts import Facts, Pair
from qualcode.reports.methods.pen import Pen, bullets, captioned, paragraph, path_text, plain, table

#: Documents of a pair that are named; of more the number is told.
_NAMED = 30


def agreement_text(facts: Facts, pen: Pen) -> list[str]:
    """The pair that shares the most documents in full, each other pair in a sentence."""
    first, *others = facts.agreement
    result = first.result
    assert result is not None, "the first pair shares documents"
    return [
        paragraph(_together(first, pen) if others else _both(first, pen), _passages(result, pen)),
        _headline(result, pen),
        *_suggested(result, pen),
        *([bullets(_sentence(each, pen) for each in others)] if others else []),
        *_left_out(facts.uncompared, pen),
        *_per_code(result, pen),
    ]


def _both(pair: Pair, pen: Pen) -> str:
    return pen.language.plural(
        "Compared were %(coders)s, on the one document that they coded independently.",
        "Compared were %(coders)s, on the %(count)s documents that they coded independently.",
        len(pair.documents),
        coders=_names(pair, pen),
    )


def _together(first: Pair, pen: Pen) -> str:
    """Where there are more pairs than one."""
    _ = pen.language
    how = _("The coders were compared two by two, each two on the documents that both coded independently.")
    most = _.plural(
        "What follows is of %(coders)s, on %(count)s document (%(names)s); no other two share more.",
        "What follows is of %(coders)s, on %(count)s documents (%(names)s); no other two share more.",
        len(first.documents),
        coders=_names(first, pen),
        names=_documents(first, pen),
    )
    return paragraph(how, most)


def _names(pair: Pair, pen: Pen) -> str:
    return pen.language.joined([plain(name) for name in pair.coders])


def _documents(pair: Pair, pen: Pen) -> str:
    return pen.listed([plain(name) for name in pair.documents], _NAMED)


def _passages(result: Mapping[str, Any], pen: Pen) -> str:
    _, passages = pen.language, result["passages"]
    only, total = sum(passages["only"].values()), _total(passages)
    grade = passages.get("grade", 0)
    graded = _("%(n)s with another grade", n=pen.part(grade, total)) + ", " if grade else ""
    return _(
        "Their quotations were matched one to one. This gives, of %(total)s passages: %(agree)s with the same codes on "
        "the same words, %(code)s with other codes, %(span)s with the same codes on other words, %(grade)sand %(only)s "
        "of one coder only (%(each)s).",
        total=pen.whole(total),
        agree=pen.part(passages["agree"], total),
        code=pen.part(passages["code"], total),
        span=pen.part(passages["span"], total),
        grade=graded,
        only=pen.part(only, total),
        each="; ".join(f"{plain(name)} {pen.whole(count)}" for name, count in passages["only"].items()),
    )


def _total(passages: Mapping[str, Any]) -> int:
    alike = ("agree", "code", "span", "grade")
    return int(sum(passages.get(kind, 0) for kind in alike) + sum(passages["only"].values()))


def _sentence(pair: Pair, pen: Pen) -> str:
    """A pair that is not told of in full."""
    _ = pen.language
    if pair.result is None:
        return _("%(coders)s have no document that both coded independently.", coders=_names(pair, pen))
    passages, overall = pair.result["passages"], pair.result["overall"]
    total = _total(passages)
    return _.plural(
        "%(coders)s, on %(count)s document (%(names)s): of %(total)s passages %(agree)s with the same codes on the "
        "same words. %(alpha)s",
        "%(coders)s, on %(count)s documents (%(names)s): of %(total)s passages %(agree)s with the same codes on the "
        "same words. %(alpha)s",
        len(pair.documents),
        coders=_names(pair, pen),
        names=_documents(pair, pen),
        total=pen.whole(total),
        agree=pen.part(passages["agree"], total),
        alpha=_alpha(overall, pen),
    )


# --- coefficients -----------------------------------------------------------------------------------------------


def _headline(result: Mapping[str, Any], pen: Pen) -> str:
    _, overall = pen.language, result["overall"]
    percent = overall.get("percent")
    share = _(
        "Counted in %(unit)s (n = %(n)s; a unit carries a code when any of it is coded so), the two coders agree on "
        "%(percent)s of all pairs of unit and code. Most units go without most codes whoever codes them, so that this "
        "is high by itself.",
        unit=unit_text(result["unit"], _),
        n=pen.whole(result["n"]),
        percent="–" if percent is None else _.percent(percent),
    )
    return paragraph(share, _alpha(overall, pen))


def _suggested(result: Mapping[str, Any], pen: Pen) -> list[str]:
    """Documents in which one of the two saw suggestions by a machine, apart from the others."""
    _, seen = pen.language, result.get("suggestions", {"groups": []})
    if not seen["groups"]:
        return []
    count, whole = len(seen["documents"]), len(result["documents"])
    if count == whole:
        return [_("In all of these documents a coder saw suggestions by a machine, which may make coders more alike.")]
    apart = {group["group"]: group for group in seen["groups"]}
    without, with_ = (_dice(apart[name], pen) for name in (WITHOUT, WITH))
    return [
        _(
            "In %(documents)s a coder saw suggestions by a machine, which may make coders more alike. Dice (positive "
            "agreement, all codes pooled) is %(with)s there, and %(without)s elsewhere.",
            documents=pen.of_documents(count, whole),
            without=without,
            **{"with": with_},
        )
    ]


def _dice(group: Mapping[str, Any], pen: Pen) -> str:
    return pen.scaled(group.get("dice"))


def _alpha(overall: Mapping[str, Any], pen: Pen) -> str:
    """Krippendorff's alpha with its interval, or why it has none."""
    _ = pen.language
    if overall.get("alpha") is None:
        return _("Krippendorff's alpha has no value here: %(why)s.", why=_why(overall, "alpha", pen))
    between = ""
    if overall.get("alpha_low") is not None:
        between = _(
            " (95%% interval %(low)s to %(high)s, by resampling documents)",
            low=pen.scaled(overall["alpha_low"]),
            high=pen.scaled(overall["alpha_high"]),
        )
    elif overall.get("alpha_interval_reason"):
        between = _(" (without an interval: too few documents to resample)")
    return _(
        "Corrected for chance, Krippendorff's alpha (nominal, all codes pooled) is %(alpha)s%(between)s.",
        alpha=pen.scaled(overall["alpha"]),
        between=between,
    )


def unit_text(unit: str, _: Language) -> str:
    return {
        "sentence": _("sentences"),
        "paragraph": _("paragraphs"),
        "turn": _("turns of speech"),
        "quotation": _("distinct quotations"),
        "character": _("characters"),
    }.get(unit, unit)


def _left_out(count: int, pen: Pen) -> list[str]:
    said = pen.language.plural(
        "The other document was not compared: fewer than two coders marked it done, or one had gone through the work "
        "of the other.",
        "The other %(count)s documents were not compared: fewer than two coders marked them done, or one had gone "
        "through the work of the other.",
        count,
    )
    return [said] if count else []


def _per_code(result: Mapping[str, Any], pen: Pen) -> list[str]:
    """A table of the codes that anybody used."""
    _, coders = pen.language, result["coders"]
    header = [_("Code"), *(plain(name) for name in coders), _("both"), _("Dice"), _("kappa"), _("alpha")]
    rows = [_code_row(each, coders, pen) for each in result["codes"]]
    if not rows:
        return []
    caption = _(
        "Agreement per code: in how many %(unit)s each of the two gave it and both did, Dice (positive agreement), "
        "kappa and alpha. A higher code takes in the codes below it. < 10: given fewer than ten times by one of the "
        "coders, so that a coefficient would mislead and is withheld. –: undefined.",
        unit=unit_text(result["unit"], _),
    )
    return [captioned(table(header, rows, right=range(1, len(header))), caption)]


def _code_row(each: Mapping[str, Any], coders: Sequence[str], pen: Pen) -> list[str]:
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
