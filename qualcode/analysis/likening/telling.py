"""What two units share and what tells them apart: code by code, with how many interviews, and which quotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qualcode.analysis.likening.present import Said
from qualcode.analysis.result import Shown
from qualcode.i18n import Language, language
from qualcode.reasons import reason_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Side:
    """A code in one unit: found in `n` of `m` interviews, `reason` why not; `places` of its codings, and the labels of
    their quotations where the analysis was given them."""

    n: int
    m: int
    reason: str
    places: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A code (its path) in two units."""

    code: str
    one: Side
    other: Side

    @property
    def apart(self) -> float:
        """How far the shares of interviews (n of m) lie apart, from 0 to 1."""
        return abs(self.one.n / max(self.one.m, 1) - self.other.n / max(self.other.m, 1))


@dataclass(frozen=True)
class Told(Shown):
    """Two units: codes found in both, in one only, in the other only (those in most interviews first), in neither, and
    `unknown`: codes that could not be said in one of the two."""

    one: str
    other: str
    both: tuple[Beside, ...]
    only_one: tuple[Beside, ...]
    only_other: tuple[Beside, ...]
    neither: tuple[Beside, ...]
    unknown: tuple[Beside, ...]
    rule: str
    warnings: tuple[str, ...] = field(default=())

    @property
    def furthest(self) -> tuple[Beside, ...]:
        """The codes in both, those first of which the shares of interviews lie furthest apart."""
        return tuple(sorted(self.both, key=lambda each: -each.apart))

    @property
    def groups(self) -> tuple[tuple[str, tuple[Beside, ...]], ...]:
        """The four groups that say something, what tells apart first; each with its name in the project's language."""
        _ = self.language
        return (
            (_("only in %(name)s", name=self.one), self.only_one),
            (_("only in %(name)s", name=self.other), self.only_other),
            (_("in both"), self.both),
            (_("cannot be compared"), self.unknown),
        )

    def heads(self) -> Mapping[str, str]:
        _ = self.language
        names = (self.one, self.other)
        quoted = {f"quotations {name}": _("quotations of %(name)s", name=name) for name in names}
        return {**{name: name for name in names}, **quoted}

    def to_frame(self) -> pd.DataFrame:
        """One row per code that is in one of the two: the group, the code, n of m on either side (or why it is not
        there), and the quotations."""
        import pandas as pd

        _ = self.language
        rows = [
            (group, each.code, shown(each.one, _), shown(each.other, _), *_labels(each))
            for group, members in self.groups
            for each in members
        ]
        header = ["group", "code", self.one, self.other, f"quotations {self.one}", f"quotations {self.other}"]
        return pd.DataFrame(rows, columns=header)


def shown(side: Side, _: Language) -> str:
    """`3 van 4`, or the reason."""
    return side.reason if side.reason else _("%(n)s of %(m)s", n=side.n, m=side.m)


def _labels(each: Beside) -> tuple[str, str]:
    return ", ".join(each.one.labels), ", ".join(each.other.labels)


def tell(said: Said, one: int, other: int, rule: str, labels: Sequence[str] = ()) -> Told:
    """Two units by place; `labels` are those of the quotations, by place of coding."""
    _ = language(said.chosen.corpus.settings)
    found: dict[str, list[Beside]] = {name: [] for name in ("both", "one", "other", "neither", "unknown")}
    for number, theme in enumerate(said.themes):
        sides = [_side(said, unit, number, labels, _) for unit in (one, other)]
        found[_group(said, one, other, number)].append(Beside(theme.path, *sides))
    for name in ("both", "one", "other"):
        found[name].sort(key=lambda each: -(each.one.n + each.other.n))
    both, first, second, neither, unknown = (tuple(group) for group in found.values())
    return Told(said.names[one], said.names[other], both, first, second, neither, unknown, rule, language=_)


def _group(said: Said, one: int, other: int, theme: int) -> str:
    if not (said.known[one, theme] and said.known[other, theme]):
        return "unknown"
    there = bool(said.present[one, theme]), bool(said.present[other, theme])
    return {(True, True): "both", (True, False): "one", (False, True): "other", (False, False): "neither"}[there]


def _side(said: Said, unit: int, theme: int, labels: Sequence[str], _: Language) -> Side:
    places = tuple(said.places(unit, theme).tolist())
    reason = "" if places else reason_text(said.reason(unit, theme), _)
    named = tuple(dict.fromkeys(labels[place] for place in places)) if labels else ()
    return Side(int(said.n[unit, theme]), int(said.m[unit, theme]), reason, places, named)
