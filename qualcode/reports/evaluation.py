"""An evaluation of suggestions as plain tables and sentences, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qualcode.analysis.agreement.score import Score
from qualcode.assist.evaluation.figures import CodeFigures
from qualcode.assist.evaluation.measured import KEYWORDS, MAJORITY, SUGGESTER
from qualcode.assist.evaluation.report import Evaluation
from qualcode.assist.evaluation.words import NONE, figure, group_name
from qualcode.i18n import Language
from qualcode.model import join_path, split_path
from qualcode.reports.agreement import Part


def headline(found: Evaluation, _: Language) -> str:
    """What was evaluated, in one line."""
    left_out = group_name(found, found.about.by, _)
    also = _(" Learned from %(names)s too.", names=_.joined(list(found.about.learn_from)))
    said = _(
        "Codings of %(coder)s: %(fragments)s fragments with %(codings)s codes in %(documents)s documents; left out one "
        "%(group)s at a time (%(groups)s).",
        coder=found.about.coder, fragments=found.fragments, codings=found.codings, documents=found.documents,
        group=left_out, groups=len(found.groups),
    )  # fmt: skip
    return said + also if found.about.learn_from else said


def main_table(found: Evaluation, _: Language) -> Part:
    """The measures with their intervals, and the baselines beside them."""
    names = {
        "P@1": _("first suggestion right (P@1)"),
        "R@3": _("codes among the first three (R@3)"),
        "R@5": _("codes among the first five (R@5)"),
        "MAP": _("mean average precision (MAP)"),
        "micro_F1": _("F1 of all codings (micro)"),
        "macro_F1": _("F1, mean over codes (macro)"),
    }
    rows = []
    for name, said in names.items():
        own = found.scores[SUGGESTER][name]
        others = (figure(found.scores[each][name].value, _) for each in (MAJORITY, KEYWORDS))
        rows.append((said, figure(own.value, _), interval(own, _), *others))
    header = ("", _("suggestions"), _("interval (95%)"), _("most used codes"), _("words of the codebook"))
    return Part("", header, tuple(rows))


def cannot(found: Evaluation, _: Language) -> list[str]:
    """The codes that cannot be predicted, by why."""
    short = short_paths([each.path for each in found.codes])
    parts: tuple[tuple[str, Sequence[CodeFigures], bool], ...] = (
        (_("never among the first five"), found.never_found, True),
        (_("too few examples to learn from (fewer than 3 elsewhere)"), found.too_few, True),
        (_("never given, so nothing is known"), found.never_given, False),
    )
    said = []
    for why, codes, counted in parts:
        named = [f"{short[each.path]} ({each.given})" if counted else short[each.path] for each in codes]
        said.append(f"{why}: {', '.join(named) or NONE}")
    return said


def groups(found: Evaluation, _: Language) -> list[Part]:
    """Per attribute a table of its values; the documents one by one only in the machine's form."""
    header = (_("fragments"), "P@1", "R@5", "MAP", _("MAP less that of the rest"))
    parts = []
    for attribute in dict.fromkeys(each.attribute for each in found.parts):
        if attribute == "document":
            continue
        own = [each for each in found.parts if each.attribute == attribute]
        rows = [
            (
                each.value,
                str(each.fragments),
                *(figure(each.scores[name].value, _) for name in ("P@1", "R@5", "MAP")),
                difference(each.difference["MAP"], _),
            )
            for each in own
        ]
        name = group_name(found, attribute, _)
        parts.append(Part(_("Per %(group)s", group=name), (name, *header), tuple(rows)))
    return parts


def calibration(found: Evaluation, _: Language) -> Part:
    """What showing suggestions from a probability on gives."""
    rows = [
        (
            figure(each.p, _),
            figure(each.precision, _),
            figure(each.share, _),
            figure(each.per_fragment, _, 1),
        )
        for each in found.calibration.cuts
    ]
    header = (_("shown from p"), _("right"), _("share of the codes given"), _("per fragment"))
    return Part(_("What is shown"), header, tuple(rows), 0)


def calibration_sentence(found: Evaluation, _: Language) -> str:
    own = found.calibration
    return _(
        "A probability that is shown is off by %(error)s on average (calibration error). Brier skill against base "
        "rates: %(skill)s (above 0 is better).",
        error=figure(own.error.value, _, 3), skill=figure(own.skill.value, _),
    )  # fmt: skip


def curve(found: Evaluation, _: Language) -> Part | None:
    """The learning curve, from left to right."""
    if not found.curve:
        return None
    header = (_("coded fragments"), *(str(each.fragments) for each in found.curve))
    rows = (
        ("MAP", *(figure(each.average_precision, _) for each in found.curve)),
        ("R@5", *(figure(each.recall_at_5, _) for each in found.curve)),
    )
    return Part(_("What coding more gives"), header, rows)


def shuffled(found: Evaluation, _: Language) -> str:
    """The check with shuffled codes, where it came out as it should."""
    if found.shuffled is None or not found.shuffled.fell:
        return ""
    return _(
        "After learning from shuffled codes a MAP of %(map)s is left, where the most used codes have %(majority)s: "
        "no sign of a leak.",
        map=figure(found.shuffled.map, _), majority=figure(found.shuffled.majority, _),
    )  # fmt: skip


def interval(score: Score, _: Language) -> str:
    if score.low is None or score.high is None:
        return NONE
    return f"{figure(score.low, _)}–{figure(score.high, _)}"


def difference(score: Score, _: Language) -> str:
    """A difference with its sign and interval."""
    if score.value is None:
        return NONE
    if score.low is None or score.high is None:
        return _("%(value)s (too few documents)", value=_signed(score.value, _))
    return _(
        "%(value)s (%(low)s to %(high)s)",
        value=_signed(score.value, _), low=_signed(score.low, _), high=_signed(score.high, _),
    )  # fmt: skip


def _signed(value: float, _: Language) -> str:
    return figure(value, _) if round(value, 2) <= 0 else f"+{figure(value, _)}"


def short_paths(paths: Sequence[str]) -> dict[str, str]:
    """Each path by as much of its end as is clear.

    >>> short_paths(["A/Nu/Borging", "A/Straks/Borging", "A/Nu/Aanbod"])
    {'A/Nu/Borging': 'Nu/Borging', 'A/Straks/Borging': 'Straks/Borging', 'A/Nu/Aanbod': 'Aanbod'}
    """
    names = {path: split_path(path) for path in paths}
    ends = Counter(join_path(each[-length:]) for each in names.values() for length in range(1, len(each) + 1))
    found = {}
    for path, each in names.items():
        tails = [join_path(each[-length:]) for length in range(1, len(each) + 1)]
        found[path] = next((tail for tail in tails if ends[tail] == 1), path)
    return found
