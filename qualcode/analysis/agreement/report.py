"""The result: what agrees and how much, as values, a DataFrame and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis.agreement.characters import Characters
from qualcode.analysis.agreement.compared import LeftOut
from qualcode.analysis.agreement.continua import Segments, Unitized
from qualcode.analysis.agreement.grades import GradeAgreement
from qualcode.analysis.agreement.passages import AGREE, CODE, GRADE, ONLY, SPAN, Passage, kind_of
from qualcode.analysis.agreement.score import Score
from qualcode.analysis.agreement.units import CodeAgreement, Scores, kappa_kind
from qualcode.display import card, heading, notes, of_frame, paragraph
from qualcode.tables import Marks

if TYPE_CHECKING:
    import pandas as pd

Json = dict[str, Any]


@dataclass(frozen=True)
class PassageCounts:
    """How many passages agree, differ in code, in span only, in a grade only, or are one coder's only (by name)."""

    agree: int
    code: int
    span: int
    grade: int
    only: Mapping[str, int]

    @property
    def total(self) -> int:
        return self.agree + self.code + self.span + self.grade + sum(self.only.values())

    def to_json(self) -> Json:
        return {"agree": self.agree, "code": self.code, "span": self.span, "grade": self.grade, "only": dict(self.only)}


def count_passages(passages: Iterable[Passage], marks: Marks, names: Mapping[int, str]) -> PassageCounts:
    """Count passages by kind; `names` are the compared coders by place in the corpus, in the order asked for."""
    kinds: Counter[str] = Counter()
    only = dict.fromkeys(names.values(), 0)
    for passage in passages:
        kinds[kind_of(passage, marks)] += 1
        if passage.kind == ONLY:
            alone = next(coder for coder, member in zip(passage.coders, passage.members, strict=True) if member)
            only[names[alone]] += 1
    return PassageCounts(kinds[AGREE], kinds[CODE], kinds[SPAN], kinds[GRADE], only)


@dataclass(frozen=True, eq=False)
class Group:
    """A document, or the documents of a case; `scores`: percent, dice and alpha over its units × codes."""

    group: str
    n: int
    documents: int
    passages: PassageCounts
    scores: Scores


@dataclass(frozen=True, eq=False)
class Suggested:
    """Documents in which coders saw suggestions by a machine: `who` of them, per document; and what comparing these,
    and the others, gave apart. `unnamed`: documents in which suggestions were shown to nobody in particular."""

    who: Mapping[str, tuple[str, ...]]
    unnamed: int
    groups: tuple[Group, ...]

    def to_json(self) -> Json:
        who = [{"document": name, "coders": list(coders)} for name, coders in self.who.items()]
        return {"documents": who, "unnamed": self.unnamed, "groups": [_group(each) for each in self.groups]}


@dataclass(frozen=True, eq=False)
class Everything:
    """What `every=True` adds."""

    characters: Characters
    unitized: tuple[tuple[Unitized, ...], tuple[Unitized, ...]]
    segments: tuple[tuple[Segments, ...], tuple[Segments, ...]]
    overlap: float


#: The coefficients that a notebook shows per code; `to_frame()` has all.
_SHOWN = ("percent", "dice", "kappa", "alpha")


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far coders agree. `n` units in `documents`; `overall` pools units × codes; `codes` has a row per code that
    anybody gave and per code above it. A coefficient is a `Score`: a value, or the reason why there is none. `passages`
    is None where a plain table of units was compared, `suggested` where nobody saw suggestions."""

    coders: tuple[str, ...]
    unit: str
    n: int
    documents: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    passages: PassageCounts | None
    overall: Scores
    codes: tuple[CodeAgreement, ...]
    rule: str
    grades: tuple[GradeAgreement, ...] = ()
    groups: tuple[Group, ...] | None = None
    everything: Everything | None = None
    suggested: Suggested | None = None

    def __repr__(self) -> str:
        return (
            f"<agreement of {', '.join(self.coders)}: {self.n} units ({self.unit}) in {len(self.documents)} documents>"
        )

    def _repr_html_(self) -> str:
        """Alpha over all codes, the passages, and per code what most people look at."""
        alpha = self.overall["alpha"]
        between = f" ({alpha.low:.3f} – {alpha.high:.3f})" if alpha.low is not None and alpha.high is not None else ""
        told = f"Krippendorff's alpha: {alpha.reason or f'{alpha.value:.3f}'}{between}. {meaning(alpha)}"
        left = f"{len(self.left_out)} documents are not compared (left_out)." if self.left_out else ""
        frame = self.to_frame()
        names = [f"units_{coder}" for coder in self.coders]
        columns = ["code", *names, "both", *(each for each in _SHOWN if each in frame.columns)]
        table = of_frame(frame.reindex(columns=columns))
        return card(heading(repr(self)[1:-1]), paragraph(told), table, notes(f"{left} {self.rule}".strip()))

    def to_frame(self) -> pd.DataFrame:
        """One row per code: how many units carry it and how many codings there are per coder, and the coefficients,
        missing where undefined or withheld (`alpha_reason` and `kappa_reason` say why)."""
        import pandas as pd

        rows = []
        for row in self.codes:
            counts = {f"units_{coder}": count for coder, count in zip(self.coders, row.counts, strict=True)}
            codings = {f"codings_{coder}": count for coder, count in zip(self.coders, row.codings, strict=True)}
            values = {name: score.value for name, score in row.scores.items()}
            reasons = {f"{name}_reason": row.scores[name].reason for name in ("kappa", "alpha")}
            rows.append(
                {"code": row.code, "level": row.level, **counts, **codings, "both": row.both} | values | reasons
            )
        return pd.DataFrame(rows)

    def to_json(self) -> Json:
        """Everything as plain values; None where undefined or withheld, with the reason under `<name>_reason`."""
        made: Json = {
            "rule": self.rule,
            "unit": self.unit,
            "n": self.n,
            "documents": list(self.documents),
            "left_out": [{"document": each.document, "reason": each.reason} for each in self.left_out],
            "coders": list(self.coders),
            "passages": self.passages.to_json() if self.passages else None,
            "overall": {
                "kappa_kind": kappa_kind(self.coders),
                **scores_json(self.overall, with_interval=("alpha", "kappa")),
            },
            "codes": [self._code(row) for row in self.codes],
            "grades": [self._grades(row) for row in self.grades],
        }
        if self.groups is not None:
            made["groups"] = [_group(each) for each in self.groups]
        if self.suggested is not None:
            made["suggestions"] = self.suggested.to_json()
        return made | (self._everything(self.everything) if self.everything else {})

    def _named(self, counts: Iterable[int]) -> dict[str, int]:
        return dict(zip(self.coders, counts, strict=True))

    def _code(self, row: CodeAgreement) -> Json:
        own = {"code": row.code, "level": row.level, "counts": self._named(row.counts)}
        return (
            own
            | {"codings": self._named(row.codings), "both": row.both}
            | scores_json(row.scores, with_interval=("alpha",))
        )

    def _grades(self, row: GradeAgreement) -> Json:
        own = {"code": row.code, "n": row.n, "counts": self._named(row.counts), "left_out": row.left_out}
        return own | scores_json(row.scores)

    def _everything(self, every: Everything) -> Json:
        characters, (codes, domains) = every.characters, every.unitized
        by_code = [
            {"code": row.code, "level": row.level, "counts": self._named(row.counts)} | scores_json(row.scores)
            for row in characters.codes
        ]
        by_domain = [
            {"domain": row.domain, "codes": list(row.codes), "left_out_characters": row.left_out}
            | scores_json(row.scores)
            for row in characters.domains
        ]
        return {
            "characters": {"n": characters.n} | scores_json(characters.overall)
            | {"codes": by_code, "domains": by_domain},
            "unitizing": {
                "codes": [_unitized("code", each) for each in codes],
                "domains": [_unitized("domain", each) for each in domains],
            },
            "segments": {
                "overlap": every.overlap,
                "overall": [_segments(each) for each in every.segments[0]],
                "codes": [{"code": each.code} | _segments(each) for each in every.segments[1]],
            },
        }  # fmt: skip


def scores_json(scores: Scores, *, with_interval: Collection[str] = ()) -> Json:
    """Each score under its name; where it has no value its reason; of some the ends of the interval, or why none."""
    made: Json = {}
    for name, score in scores.items():
        made[name] = score.value
        if score.reason:
            made[f"{name}_reason"] = score.reason
        if name in with_interval:
            made |= {f"{name}_low": score.low, f"{name}_high": score.high}
            made[f"{name}_interval_reason"] = score.interval_reason or score.reason or None
    return made


def _group(group: Group) -> Json:
    own = {"group": group.group, "n": group.n, "documents": group.documents, "passages": group.passages.to_json()}
    return own | scores_json(group.scores)


def _unitized(kind: str, each: Unitized) -> Json:
    made = {kind: each.name} | scores_json(each.scores) | {"cu_coverage": each.coverage}
    values = [
        {"code": name, "k_u_coverage": row.coverage} | scores_json({"k_u_alpha": row.score})
        for name, row in each.values
    ]
    if kind == "code":
        return made | {key: value for row in values for key, value in row.items() if key != "code"}
    return made | {"left_out_characters": each.left_out, "values": values}


def _segments(each: Segments) -> Json:
    counts = dict(zip(each.coders, each.counts, strict=True))
    return {"coders": list(each.coders), "counts": counts, "matches": each.matches} | scores_json(each.scores)


def meaning(alpha: Score) -> str:
    """What an alpha says, in a sentence."""
    if alpha.value is None:
        return f"It is {alpha.reason}."
    chance = "if the same codes were spread over the units by chance"
    if alpha.value < 0:
        return f"Coders disagree more often than {chance}."
    return f"Coders disagree {1 - alpha.value:.0%} as often as they would {chance}."
