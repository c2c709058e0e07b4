"""Agreement as plain tables, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.analysis.agreement import Agreement
from qualcode.analysis.agreement.continua import Unitized
from qualcode.analysis.agreement.report import Everything, Group, PassageCounts, meaning
from qualcode.analysis.agreement.units import Scores, kappa_kind
from qualcode.errors import listing
from qualcode.model import split_path

NONE = "–"
_NAMES = {
    "percent": "percent", "holsti": "Holsti", "dice": "Dice", "kappa": "kappa", "fleiss_kappa": "Fleiss",
    "scott_pi": "Scott", "ac1": "AC1", "brennan_prediger": "B-P", "alpha": "alpha", "masi_alpha": "MASI",
    "alpha_ordinal": "ordinal", "alpha_interval": "interval", "alpha_binary": "binary", "cu_alpha": "cu",
    "Cu_alpha": "Cu", "u_alpha": "u", "bar_u_alpha": "|u", "alpha_u": "alphaU", "precision": "precision",
    "recall": "recall", "f1": "F1",
}  # fmt: skip
_FAMILY = ("percent", "holsti", "dice", "kappa", "fleiss_kappa", "scott_pi", "ac1", "brennan_prediger", "alpha")
_GRADES = ("alpha_ordinal", "alpha_interval")
#: The levels of branches that are shown without --all.
_BRANCHES = 2


@dataclass(frozen=True)
class Part:
    """A table with a heading; the columns from `right` on are numbers."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: int = 1


def number(value: float | None) -> str:
    """Three decimals, a dash where there is no value."""
    return NONE if value is None else f"{value:.3f}"


def parts(found: Agreement) -> list[Part]:
    """What helps people first: passages, and Dice per branch; then groups, grades, and with everything the family."""
    made = [*_passages(found), _branches(found)]
    if found.suggested is not None and found.suggested.groups:
        made.append(_groups(found, found.suggested.groups, "Where coders saw suggestions by a machine, and elsewhere"))
    if found.groups is not None:
        made.append(_groups(found, found.groups, "Per group"))
    if found.grades:
        made.append(_grades(found))
    if found.everything is not None:
        made += [_overall(found), _codes(found), *_everything(found, found.everything)]
    return made


def headline(found: Agreement) -> str:
    """Krippendorff's alpha over all codes with its interval, and what it means."""
    alpha = found.overall["alpha"]
    if alpha.low is not None:
        between = f" (95 % interval {number(alpha.low)} to {number(alpha.high)})"
    else:
        between = f" (no interval: {alpha.interval_reason})" if alpha.interval_reason else ""
    return f"Krippendorff's alpha over all codes: {number(alpha.value)}{between}. {meaning(alpha)}"


def left_out(found: Agreement) -> str:
    """Why documents are not compared, with how many and the first of them."""
    if not found.left_out:
        return ""
    counts = Counter(each.reason for each in found.left_out)
    said = []
    for reason, count in counts.items():
        names = [each.document for each in found.left_out if each.reason == reason]
        said.append(f"{count} {reason} ({listing(names, 5)})")
    return f"Left out: {'; '.join(said)}."


def legend(found: Agreement) -> str:
    """What a dash stands for, where there is one."""
    lines, scores = [], [score for row in found.codes for score in row.scores.values()]
    if found.everything is not None and any(score.value is None for score in scores):
        lines.append(f"{NONE} no value: too few uses, or undefined; --json says why.")
    return "\n".join([*lines, *_grade_reasons(found)])


def _grade_reasons(found: Agreement) -> list[str]:
    """Why grades have no coefficient, the codes with the same reason together."""
    why: dict[str, list[str]] = {}
    for row in found.grades:
        for name in _GRADES:
            if row.scores[name].value is None:
                said = row.scores[name].reason
                why.setdefault(said, []).append(row.code)
    return [f"{NONE} {listing(dict.fromkeys(codes), 5)}: {said}." for said, codes in why.items()]


def _passages(found: Agreement) -> list[Part]:
    if found.passages is None:
        return []
    total = found.passages.total
    rows = [(name, str(count), f"{count / total:.0%}" if total else NONE) for name, count in _kinds(found.passages)]
    return [Part("Passages", ("passages", "number", "share"), tuple(rows))]


def _kinds(passages: PassageCounts) -> list[tuple[str, int]]:
    return [
        ("agree", passages.agree),
        ("differ in code", passages.code),
        ("differ in span", passages.span),
        *([("differ in grade", passages.grade)] if passages.grade else []),
        *((f"{coder} only", count) for coder, count in passages.only.items()),
    ]


def _branches(found: Agreement) -> Part:
    rows = []
    for row in found.codes:
        if row.level <= _BRANCHES:
            name = "  " * (row.level - 1) + split_path(row.code)[-1]
            rows.append((name, number(row.scores["dice"].value), str(row.both), *map(str, row.counts)))
    header = ("branch", "Dice", _together(found), *found.coders)
    title = f"Positive agreement (Dice), and the {found.unit}s that {_together(found)} and each gave a branch"
    return Part(title, header, tuple(rows))


def _together(found: Agreement) -> str:
    """Two coders together, or more."""
    return "both" if len(found.coders) == 2 else "all"


def _groups(found: Agreement, groups: Sequence[Group], title: str) -> Part:
    rows = []
    for each in groups:
        kinds = [str(count) for _name, count in _kinds(each.passages)]
        rows.append(
            (each.group, str(each.documents), str(each.n), *kinds, *_values(each.scores, ("percent", "dice", "alpha")))
        )
    only = [f"{coder} only" for coder in found.coders]
    header = ("group", "documents", f"{found.unit}s", "agree", "code", "span", *only, "percent", "Dice", "alpha")
    return Part(title, header, tuple(rows))


def _grades(found: Agreement) -> Part:
    names = _GRADES
    rows = [
        (row.code, str(row.n), *map(str, row.counts), str(row.left_out), *_values(row.scores, names))
        for row in found.grades
    ]
    header = ("grade", "documents", *found.coders, "left out", *_titles(names))
    return Part("Grades", header, tuple(rows))


def _overall(found: Agreement) -> Part:
    names = [name for name in (*_FAMILY, "masi_alpha") if name in found.overall]
    rows = []
    for name in names:
        score = found.overall[name]
        rows.append((_long(found, name), number(score.value), number(score.low), number(score.high)))
    return Part(f"All codes, by {found.unit}", ("coefficient", "value", "low", "high"), tuple(rows))


def _long(found: Agreement, name: str) -> str:
    return f"kappa ({kappa_kind(found.coders).capitalize()})" if name == "kappa" else _NAMES[name]


def _codes(found: Agreement) -> Part:
    rows = [(row.code, *map(str, row.counts), str(row.both), *_values(row.scores, _FAMILY)) for row in found.codes]
    header = ("code", *found.coders, _together(found), *_titles(_FAMILY))
    return Part(f"Codes, by {found.unit}", header, tuple(rows))


def _everything(found: Agreement, every: Everything) -> list[Part]:
    characters, (codes, domains) = every.characters, every.unitized
    binary = ("percent", "kappa", "alpha_binary")
    everywhere = ("coded or not", *(NONE for _ in found.coders), *_values(characters.overall, binary))
    by_code = [(row.code, *map(str, row.counts), *_values(row.scores, binary)) for row in characters.codes]
    styled = [
        (row.domain, str(row.left_out), *_values(row.scores, ("alpha_binary", "cu_alpha")))
        for row in characters.domains
    ]
    styled.append(("all domains", NONE, NONE, f"Cu {number(characters.overall['Cu_alpha'].value)}"))
    return [
        Part("Characters", ("code", *found.coders, *_titles(binary)), (everywhere, *by_code)),
        Part("Domains, ATLAS.ti-style", ("domain", "characters left out", "binary", "cu"), tuple(styled)),
        _unitized_codes(codes),
        _unitized_domains(domains),
        _segments(every),
    ]


def _unitized_codes(found: Iterable[Unitized]) -> Part:
    """With or without one code there is no choice of value: uα and |uα are the same, cuα is undefined."""
    names = ("u_alpha", "alpha_u")
    rows = [(each.name, *_values(each.scores, names)) for each in found]
    return Part("Unitizing, per code", ("code", *_titles(names)), tuple(rows))


def _unitized_domains(found: Iterable[Unitized]) -> Part:
    names, rows = ("u_alpha", "bar_u_alpha", "alpha_u", "cu_alpha"), []
    for each in found:
        rows.append((each.name, *_values(each.scores, names), number(each.coverage)))
        for code, value in each.values:
            name = f"  ({split_path(code)[-1]})u"
            rows.append((name, NONE, NONE, NONE, number(value.score.value), number(value.coverage)))
    return Part("Unitizing, per domain", ("domain", *_titles(names[:-1]), "cu, (k)u", "coverage"), tuple(rows))


def _segments(every: Everything) -> Part:
    names, rows = ("precision", "recall", "f1"), []
    for each in (*every.segments[0], *every.segments[1]):
        pair = f"{each.coders[0]}, {each.coders[1]}"
        rows.append(
            (each.code or "all codes", pair, *map(str, each.counts), str(each.matches), *_values(each.scores, names))
        )
    header = ("code", "coders", "first", "second", "matched", *_titles(names))
    return Part(f"Segments that overlap {every.overlap:.0%} or more", header, tuple(rows), 2)


def _values(scores: Scores, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(number(scores[name].value) for name in names)


def _titles(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(_NAMES[name] for name in names)
