"""What is worth doing first: a handful of steps, by how many coded fragments each is about."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.assist.advice.found import Findings, Gain, Lack, Pair, Standing, Step, Want, What

#: So many steps are one screen; so many of a kind at most.
STEPS, _OF_A_KIND = 5, 2
#: What a lack counts for, per fragment that is missed: a second coder needs definitions before examples, and these
#: before terms; terms that are shared or mislead do little harm.
_COUNTS = {
    Want.DEFINITION: 2.0, Want.COPIED: 2.0, Want.EXAMPLES: 1.5, Want.WISHES: 1.5, Want.TERMS: 1.0, Want.IDLE: 1.0,
    Want.SHARED: 0.1, Want.MISLEADING: 0.1,
}  # fmt: skip
#: A confusion counts less where the codebook draws the boundary already.
_DRAWN = 0.5


def steps(found: Findings) -> tuple[Step, ...]:
    """The steps worth most, two of a kind at most, and these about different codes."""
    ordered = sorted(_all(found), key=lambda step: -step.worth)
    chosen: list[Step] = []
    told: dict[str, list[set[str]]] = {}
    for step in ordered:
        others = told.setdefault(_kind(step), [])
        if len(others) < _OF_A_KIND and not any(each & _codes(step) for each in others) and len(chosen) < STEPS:
            chosen.append(step)
            others.append(_codes(step))
    return tuple(chosen)


def _all(found: Findings) -> Iterable[Step]:
    standing = {each.code: each for each in found.codes}
    for want in Want:
        lacking = tuple(each for each in found.lacks if each.want is want)
        if lacking:
            yield Step(lacking, _worth(want, lacking, standing))
    for gain in found.gains:
        if gain.what is What.EXAMPLES and gain.harms:
            yield Step(gain, gain.before - gain.after)
        elif gain.what is not What.EXAMPLES and gain.clear and _can_be_done(found, gain):
            yield Step(gain, gain.net)
    for pair in found.pairs:
        drawn = _DRAWN if pair.said else 1.0
        yield Step(pair, max(pair.times - pair.chance - pair.chance_back, pair.near) * drawn)


def _can_be_done(found: Findings, gain: Gain) -> bool:
    """Whether there is something to propose."""
    if gain.what is What.WORDS:
        return bool(found.keywords(gain.code))
    return any(each.code == gain.code for each in found.examples)


def _worth(want: Want, lacking: tuple[Lack, ...], standing: dict[str, Standing]) -> float:
    """By the fragments with these codes that are missed; and by the codes themselves, where nothing is coded."""
    missed = sum(standing[each.code].missed for each in lacking)
    return (missed + len(lacking)) * _COUNTS[want]


def _kind(step: Step) -> str:
    if isinstance(step.about, Gain):
        return step.about.what
    return "pair" if isinstance(step.about, Pair) else step.about[0].want


def _codes(step: Step) -> set[str]:
    if isinstance(step.about, Gain):
        return {step.about.code}
    return set(step.about.codes) if isinstance(step.about, Pair) else set()
