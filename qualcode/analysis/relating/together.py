"""The quotations behind pairs of codes: what a co-occurrence rests on, to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis.relating.pairs import Cooccurrence, Pair
from qualcode.analysis.result import Shown

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two quotations (labels) that go together, and `words`: the text they have in common, empty where they stand in
    one document and share nothing."""

    pair: Pair
    document: str
    first: str
    second: str
    words: str


@dataclass(frozen=True)
class Together(Shown):
    """The quotations behind the pairs of codes, in their order, and per pair in the order of documents and text."""

    meetings: tuple[Meeting, ...]
    of: Cooccurrence

    @property
    def rule(self) -> str:
        return self.of.rule

    @property
    def warnings(self) -> tuple[str, ...]:
        return ()

    def heads(self) -> Mapping[str, str]:
        return self.of.heads()

    def to_frame(self) -> pd.DataFrame:
        """One row per pair of quotations: (the group,) the codes, their quotations, and the words both have."""
        import pandas as pd

        path = dict(zip(self.of.codes, self.of.paths, strict=True))
        rows = [
            (each.pair.group, path[each.pair.left], each.first, path[each.pair.right], each.second, each.words)
            for each in self.meetings
        ]
        names = [self.of.by or "group", "code_1", "quotation_1", "code_2", "quotation_2", "words in common"]
        frame = pd.DataFrame(rows, columns=names)
        return frame if self.of.by else frame.drop(columns="group")


def together(found: Cooccurrence, codings: pd.DataFrame, texts: Mapping[str, str]) -> Together:
    """The quotations behind every pair of a co-occurrence; `codings` are `project.codings`, `texts` by document."""
    names = ("quotation", "document", "start", "end")
    columns = {name: codings[name].tolist() for name in names}
    meetings = tuple(each for pair in found.pairs for each in _meetings(found, pair, columns, texts))
    return Together(meetings, found, language=found.language)


def _meetings(
    found: Cooccurrence, pair: Pair, columns: Mapping[str, list[Any]], texts: Mapping[str, str]
) -> Iterator[Meeting]:
    for one, two in found.behind(pair.left, pair.right, pair.group):
        start, end = max(columns["start"][one], columns["start"][two]), min(columns["end"][one], columns["end"][two])
        document = columns["document"][one]
        words = texts[document][start:end] if start < end else ""
        yield Meeting(pair, document, columns["quotation"][one], columns["quotation"][two], words)
