"""Advice on a codebook: what is found about it, what is worth doing first, and how that is told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qualcode.assist.advice.first import steps
from qualcode.assist.advice.found import Findings, Gain, Pair, Step
from qualcode.assist.advice.story import story
from qualcode.assist.advice.words import in_sentences
from qualcode.display import card, heading, paragraph
from qualcode.errors import UnknownOption
from qualcode.i18n import language as language_of

if TYPE_CHECKING:
    import pandas as pd

PARTS = ("codes", "lacks", "gains", "examples", "terms", "pairs")


@dataclass(frozen=True)
class Advice(Findings):
    """What is found about a codebook, with what is worth doing first."""

    @cached_property
    def first(self) -> tuple[Step, ...]:
        """What is worth doing first."""
        return steps(self)

    def to_frame(self, part: str = "codes") -> pd.DataFrame:
        """One row per code, or per lack, gain, example, term or pair; raises `UnknownOption`."""
        import pandas as pd

        if part not in PARTS:
            raise UnknownOption("The part", part, PARTS)
        return pd.DataFrame([_row(each) for each in getattr(self, part)])

    def __repr__(self) -> str:
        return f"<Advice for {self.coder}: {len(self.codes)} codes, {len(self.first)} steps>"

    def _repr_html_(self) -> str:
        said = [paragraph(line) for line in self.in_words().splitlines()]
        return card(heading(repr(self)[1:-1]), *said)

    def in_words(self, language: str = "en") -> str:
        """What is worth doing first, in sentences (`nl` or `en`)."""
        return "\n".join(in_sentences(self, self.first, language_of(language)))

    def story(self, code: str, language: str = "en") -> str:
        """All there is on one code (by its id)."""
        return "\n".join(story(self, code, language_of(language)))

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """Everything, as plain values."""
        return {
            **{name: getattr(self, name) for name in ("coder", "fragments", "documents", "by")},
            "learn_from": list(self.learn_from),
            "in_words": self.in_words(language),
            **{part: [_row(each) for each in getattr(self, part)] for part in PARTS},
        }


def _row(value: Any) -> dict[str, Any]:
    """A value as a row; what it derives stands beside what it holds."""
    row = asdict(value)
    if isinstance(value, Gain):
        before, after = row.pop("precision")
        return {**row, "MAP_before": before, "MAP_after": after, "net": value.net, "clear": value.clear}
    if isinstance(value, Pair):
        codes, paths = row.pop("codes"), row.pop("paths")
        return {"first": paths[0], "second": paths[1], "codes": codes, "times": value.times, **row}
    return row
