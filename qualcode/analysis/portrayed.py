"""What a text looks like once it is coded: which part of it has which code, from the beginning to the end.

found = portrait(selection, texts, documents=["KAF2.4.1"])
found.strips[0].runs, found.strips[0].share
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.result import Shown
from qualcode.analysis.sources import Source, sources
from qualcode.errors import NotPossible, UnknownDocument
from qualcode.i18n import language
from qualcode.model import Codebook
from qualcode.query.selection import Selection
from qualcode.rules import rule_of_selection

if TYPE_CHECKING:
    import pandas as pd

#: So many groups of codes can be told apart; the rest are "other codes".
MOST = 7
#: The number of what has a code that is in none of the groups.
OTHER = -1


@dataclass(frozen=True, slots=True)
class Run:
    """Characters `start` to `end` (half-open) that all have codes of the same groups (places in `Portrait.names`, in
    that order; `OTHER` where there is a code of none of them)."""

    start: int
    end: int
    groups: tuple[int, ...]

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Strip:
    """One document: its runs in the order of the text, with nothing between them that has a code."""

    source: Source
    characters: int
    runs: tuple[Run, ...]

    @property
    def coded(self) -> int:
        """Characters with a code, each once."""
        return sum(map(len, self.runs))

    @property
    def share(self) -> float:
        """Of the characters with a code, 0 to 1."""
        return self.coded / self.characters if self.characters else 0.0

    def under(self, group: int) -> int:
        """Characters with a code of this group."""
        return sum(len(run) for run in self.runs if group in run.groups)


@dataclass(frozen=True)
class Portrait(Shown):
    """Documents as strips; `names` are the groups of codes, by path, in the codebook's order."""

    strips: tuple[Strip, ...]
    names: tuple[str, ...]
    rule: str
    warnings: tuple[str, ...]

    @property
    def characters(self) -> int:
        return sum(strip.characters for strip in self.strips)

    @property
    def share(self) -> float:
        """Of all characters of all documents here, those with a code."""
        return sum(strip.coded for strip in self.strips) / self.characters if self.characters else 0.0

    def share_of(self, group: int) -> float:
        """Of all characters, those with a code of this group; the groups may come to more than the whole."""
        return sum(strip.under(group) for strip in self.strips) / self.characters if self.characters else 0.0

    @property
    def has_other(self) -> bool:
        return any(OTHER in run.groups for strip in self.strips for run in strip.runs)

    def to_frame(self) -> pd.DataFrame:
        """One row per run: document, case, start, end, characters, and the groups it has codes of."""
        import pandas as pd

        _ = self.language
        names = {**dict(enumerate(self.names)), OTHER: _("other codes")}
        rows = [
            (
                strip.source.id,
                strip.source.case,
                run.start,
                run.end,
                len(run),
                "; ".join(names[each] for each in run.groups),
            )
            for strip in self.strips
            for run in strip.runs
        ]
        return pd.DataFrame(rows, columns=["document", "case", "start", "end", "characters", "codes"])


def portrait(
    selection: Selection, texts: Mapping[str, str], *, documents: Sequence[str] = (), codes: Sequence[str] = (),
    level: int | None = None,
) -> Portrait:  # fmt: skip
    """Which characters have which codes, in the documents of a selection, or in those named. Groups are the `codes`
    named, each with what is below it, or the codes of a `level` (without one: the highest with two or more); of more
    than seven those that cover most. Raises `UnknownDocument`, `UnknownCode`, and `NotPossible` for more than seven
    codes, or codes and a level together."""
    corpus = selection.corpus
    _ = language(corpus.settings)
    places = _documents(selection, documents)
    groups = _named(corpus.codebook, codes) if codes else _at_level(corpus.codebook, level)
    if codes and level is not None:
        raise NotPossible("Name the codes, or a level of the tree: one of the two.")
    if len(groups) > MOST:
        groups = _largest(selection, groups, places)
    every = sources(corpus)
    strips = tuple(_strip(selection, place, every[place], len(texts[every[place].id]), groups) for place in places)
    rule = rule_of_selection(_("Shown: characters inside a quotation with a code, in the order of the text"), selection)
    names = tuple(corpus.codebook.path(code) for code in groups)
    return Portrait(strips, names, rule, (), language=_)


def _documents(selection: Selection, named: Sequence[str]) -> list[int]:
    allowed = [int(place) for place in selection.documents]
    known = [selection.corpus.documents[place].id for place in allowed]
    for name in named:
        if name not in known:
            raise UnknownDocument(name, known)
    if not known:
        raise NotPossible("There is no document here to portray. Take in documents, or use another filter.")
    return [place for place, name in zip(allowed, known, strict=True) if not named or name in named]


def _named(book: Codebook, codes: Sequence[str]) -> list[str]:
    """The ids of the codes named, in the codebook's order."""
    wanted = {code.id for name in codes for code in book.find_all(name)}
    if len(wanted) > MOST:
        raise NotPossible(
            f"{len(wanted)} codes are more than can be told apart by colour; name {MOST} at most, or codes above them."
        )
    return [code.id for code in book if code.id in wanted]


def _at_level(book: Codebook, level: int | None) -> list[str]:
    """The codes at a level, and those above it without others below them."""
    deepest = max((book.depth(code.id) for code in book), default=1)
    for depth in range(1, deepest + 1) if level is None else [level]:
        found = [
            code.id for code in book
            if book.depth(code.id) == depth or (book.depth(code.id) < depth and not book.children(code.id))
        ]  # fmt: skip
        if len(found) > 1 or level is not None:
            return found
    return [code.id for code in book.children()]


def _largest(selection: Selection, groups: Sequence[str], places: Sequence[int]) -> list[str]:
    """The groups with most characters in these documents, in the codebook's order."""
    marks = selection.marks

    def size(group: str) -> int:
        own = [place for place in selection.coded(group).tolist() if int(marks.document[place]) in places]
        return sum(int(marks.end[place] - marks.start[place]) for place in own)

    sizes = {group: size(group) for group in groups}
    most = sorted(groups, key=lambda group: -sizes[group])[:MOST]
    return [group for group in groups if group in most]


def _strip(selection: Selection, place: int, source: Source, characters: int, groups: Sequence[str]) -> Strip:
    corpus, marks = selection.corpus, selection.marks
    group_of: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for code in corpus.codebook.subtree(group):
            group_of.setdefault(corpus.place_of_code[code.id], []).append(number)
    spans = [
        (int(marks.start[each]), int(marks.end[each]), number)
        for each in selection.codings[marks.document[selection.codings] == place].tolist()
        for number in group_of.get(int(marks.code[each]), [OTHER])
    ]
    return Strip(source, characters, tuple(_runs(spans)))


def _runs(spans: Sequence[tuple[int, int, int]]) -> Iterator[Run]:
    """Spans (start, end, group) as runs, cut wherever one begins or ends; neighbours with the same groups are one.

    >>> [(run.start, run.end, run.groups) for run in _runs([(0, 4, 0), (2, 6, 1), (6, 7, 1)])]
    [(0, 2, (0,)), (2, 4, (0, 1)), (4, 7, (1,))]
    """
    changes: dict[int, list[tuple[int, int]]] = {}
    for start, end, group in spans:
        if start < end:
            changes.setdefault(start, []).append((group, 1))
            changes.setdefault(end, []).append((group, -1))
    begin = 0
    now: tuple[int, ...] = ()
    open_: dict[int, int] = {}
    for at in sorted(changes):
        for group, step in changes[at]:
            open_[group] = open_.get(group, 0) + step
        there = tuple(
            sorted((group for group, count in open_.items() if count), key=lambda group: (group == OTHER, group))
        )
        if there != now:
            if now:
                yield Run(begin, at, now)
            begin, now = at, there
