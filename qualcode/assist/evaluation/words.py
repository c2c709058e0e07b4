"""What an evaluation comes to, in sentences for the people who coded."""

from __future__ import annotations

from qualcode.analysis.agreement.score import Score
from qualcode.assist.evaluation.measured import KEYWORDS, MAJORITY, SUGGESTER, About, Measured
from qualcode.i18n import Language, rounded

#: "3 of the 4": the smallest of these numbers that comes so close to the share.
_OUT_OF = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20)
_CLOSE = 0.03
NONE = "–"


def sentences(found: Measured, _: Language) -> list[str]:
    """What was found, and what to mind."""
    return [*_found(found, _), *_minded(found, _)]


def _found(found: Measured, _: Language) -> list[str]:
    own = found.scores[SUGGESTER]
    said = [
        _("Of the codes you gave, %(some)s were among the first five%(between)s.",
          some=some(own["found_in_five"], _), between=between(own["found_in_five"], _)),
        _("Of the fragments, %(some)s had a right first suggestion%(between)s.",
          some=some(own["P@1"], _), between=between(own["P@1"], _)),
        _("Always naming the most used codes, it would be %(majority)s among the first five; going by the words of the "
          "codebook, %(keywords)s.",
          majority=some(found.scores[MAJORITY]["found_in_five"], _),
          keywords=some(found.scores[KEYWORDS]["found_in_five"], _)),
    ]  # fmt: skip
    if found.never_found:
        said.append(
            _.plural(
                "%(count)s code that you gave was never among the first five.",
                "%(count)s codes that you gave were never among the first five.",
                len(found.never_found),
            )
        )
    return said


def _minded(found: Measured, _: Language) -> list[str]:
    """What a reader must know before relying on the figures."""
    said = []
    if found.few:
        said.append(
            _("Mind: there are only %(count)s coded fragments; the figures can be far off.", count=found.fragments)
        )
    if found.about.by != found.about.asked:
        asked = group_name(found, found.about.asked, _)
        said.append(
            _("Mind: all fragments are of one %(asked)s; a document is left out at a time instead.", asked=asked)
        )
    if found.drawn == "fragment":
        said.append(
            _("Mind: there are fewer than ten documents; the intervals are drawn by fragment and should be wider.")
        )
    said += _counted(found.about, _)
    gain = found.gains[MAJORITY]
    if gain.low is not None and gain.low <= 0:
        said.append(_("Mind: it is not shown here that the suggestions are better than the most used codes."))
    if found.shuffled is not None and not found.shuffled.fell:
        said.append(
            _("Mind: after learning from shuffled codes too much is left, a MAP of %(map)s where the most used codes "
              "have %(majority)s. Either the suggestions hardly learn from your codes, or these leak into them; do not "
              "rely on the figures before you know which.",
              map=figure(found.shuffled.map, _), majority=figure(found.shuffled.majority, _))
        )  # fmt: skip
    return said


def _counted(about: About, _: Language) -> list[str]:
    """Codings that are left out, or that flatter the figures."""
    said = []
    if about.ruled:
        said.append(
            _.plural(
                "Left out: %(count)s coding that a rule laid.",
                "Left out: %(count)s codings that rules laid.",
                about.ruled,
            )
        )
    if about.adopted:
        said.append(
            _.plural(
                "Left out: %(count)s fragment that stands in the codebook as an example.",
                "Left out: %(count)s fragments that stand in the codebook as examples.",
                about.adopted,
            )
        )
    if about.retired:
        said.append(
            _.plural(
                "Left out: %(count)s coding with a code that was taken out of use.",
                "Left out: %(count)s codings with codes that were taken out of use.",
                about.retired,
            )
        )
    if about.helped:
        said.append(
            _.plural(
                "Mind: %(count)s of the codings came of a suggestion; that flatters the figures.",
                "Mind: %(count)s of the codings came of suggestions; that flatters the figures.",
                about.helped,
            )
        )
    return said


def group_name(found: Measured, attribute: str, _: Language) -> str:
    """What an attribute is called: a case by the project's own word."""
    own = {"case": found.about.case or _("case"), "role": _("role"), "document": _("document")}
    return own.get(attribute, attribute)


def some(score: Score, _: Language) -> str:
    """A share in small numbers: 3 of the 4."""
    share = score.value
    if share is None:
        return NONE
    if share in (0, 1):
        return _("all") if share else _("none")
    if share < _CLOSE or share > 1 - _CLOSE:
        return _("hardly any") if share < _CLOSE else _("nearly all")
    part, whole = in_small_numbers(share)
    return _("%(part)s in %(whole)s", part=part, whole=whole)


def in_small_numbers(share: float) -> tuple[int, int]:
    """A share between 0 and 1 as a part of a small number.

    >>> in_small_numbers(0.76), in_small_numbers(0.34), in_small_numbers(0.05)
    ((3, 4), (1, 3), (1, 20))
    """
    for whole in _OUT_OF:
        part = round(share * whole)
        if 0 < part < whole and abs(part / whole - share) <= _CLOSE:
            return part, whole
    return min(max(round(share * _OUT_OF[-1]), 1), _OUT_OF[-1] - 1), _OUT_OF[-1]


def between(score: Score, _: Language) -> str:
    """The share and its interval in percent, in brackets."""
    if score.value is None:
        return ""
    if score.low is None or score.high is None:
        return f" ({_.percent(score.value)})"
    return _(
        " (%(share)s; 95%% interval %(low)s to %(high)s)",
        share=_.percent(score.value), low=_.percent(score.low), high=_.percent(score.high),
    )  # fmt: skip


def figure(value: float | None, _: Language, digits: int = 2) -> str:
    """A figure with as many decimals always, so that a column stands straight; a dash where there is none."""
    if value is None:
        return NONE
    text = rounded(value, digits).replace("-", "−" if round(value, digits) else "")
    return text.replace(".", ",") if _.code == "nl" else text
