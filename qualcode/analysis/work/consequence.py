"""How much hangs on a difference between coders, so that the one that matters most is talked about first.

What a study reports is which codes occur in which interview, so a difference is as consequential as the cells of
"interview by code" it can still change (parents are cells too). A code that another passage of the interview carries
whatever is decided here is settled: nothing hangs on it. Then come, in this order:

1. more cells before fewer;
2. codes that part higher in the tree: *Uitvoering* or *Samenwerking* is another story, two neighbours on the third
   level are a nuance. A grade that counts and differs weighs as much as level 1, because it goes into a mean. Where
   only one coder coded, the codes part nowhere, and the level of the code itself counts;
3. which code, before whether to code at all, before where it begins and ends: the last changes no table but that of
   words and characters;
4. more characters before fewer;
5. the order of the documents and of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.analysis.agreement.passages import AGREE, CODE, GRADE, ONLY, SPAN, Passage, graded_apart
from qualcode.errors import listing
from qualcode.tables import Corpus, Marks

_KINDS = (CODE, GRADE, ONLY, SPAN, AGREE)
_DEEPEST = 1_000


@dataclass(frozen=True)
class Consequence:
    """`cells`: the codes (by place, in the codebook's order) whose cell of the interview can still change; `level`:
    that on which the codes part, None where they do not; `characters`: on which the versions differ."""

    kind: str
    cells: tuple[int, ...]
    level: int | None
    graded: bool
    characters: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """Smaller is more consequential; ties by document and position are the caller's."""
        level = 1 if self.graded else self.level or _DEEPEST
        return -len(self.cells), level, _KINDS.index(self.kind), -self.characters


@dataclass(frozen=True)
class Stake:
    """A passage as the weighing sees it: the interview it is of, and what was decided on it (codes by place), None
    while nothing was."""

    passage: Passage
    interview: str
    outcome: frozenset[int] | None = None


def weigh(
    stakes: Sequence[Stake], corpus: Corpus, marks: Marks, *, elsewhere: Mapping[str, Iterable[int]]
) -> list[Consequence]:
    """The consequence of each passage. `stakes` are all passages of the interviews, those that agree too;
    `elsewhere` gives per interview the codes that its documents outside the comparison carry."""
    lines = [_line(corpus, code.id) for code in corpus.codebook]
    sure = [_sure(stake, lines) for stake in stakes]
    carried: dict[str, Counter[int]] = {}
    for stake, codes in zip(stakes, sure, strict=True):
        carried.setdefault(stake.interview, Counter()).update(codes)
    for interview, given in elsewhere.items():
        carried.setdefault(interview, Counter()).update(_closed(given, lines))
    found = []
    for stake, own in zip(stakes, sure, strict=True):
        settled = {code for code, count in carried[stake.interview].items() if count > (code in own)}
        found.append(_consequence(stake.passage, marks, lines, settled))
    return found


def _consequence(passage: Passage, marks: Marks, lines: Sequence[tuple[int, ...]], settled: set[int]) -> Consequence:
    versions = [_closed(member.codes if member else (), lines) for member in passage.members]
    apart = frozenset().union(*versions) - frozenset.intersection(*versions)
    graded = graded_apart(passage, marks)
    cells = tuple(sorted((apart - settled) | graded))
    kind = GRADE if passage.kind == AGREE and graded else passage.kind
    return Consequence(kind, cells, _level(passage, lines), bool(graded), _characters(passage))


def _line(corpus: Corpus, code: str) -> tuple[int, ...]:
    """A code and the codes above it, by place."""
    above = [each.id for each in corpus.codebook.ancestors(code)]
    return tuple(corpus.place_of_code[each] for each in (code, *above))


def _closed(codes: Iterable[int], lines: Sequence[tuple[int, ...]]) -> frozenset[int]:
    """Codes with all above them."""
    return frozenset(each for code in codes for each in lines[code])


def _sure(stake: Stake, lines: Sequence[tuple[int, ...]]) -> frozenset[int]:
    """The codes that a passage carries whichever version is taken, or as was decided."""
    if stake.outcome is not None:
        return _closed(stake.outcome, lines)
    return frozenset.intersection(*(_closed(each.codes if each else (), lines) for each in stake.passage.members))


def _level(passage: Passage, lines: Sequence[tuple[int, ...]]) -> int | None:
    versions = [_closed(member.codes, lines) for member in passage.present]
    apart = frozenset().union(*versions) - frozenset.intersection(*versions)
    if not apart and len(passage.present) < len(passage.members):
        apart = frozenset(code for member in passage.present for code in member.codes)
    return min((len(lines[code]) for code in apart), default=None)


def _characters(passage: Passage) -> int:
    """The characters of the passage, or of a difference in span alone those that not everybody took in."""
    cores = [member.core for member in passage.present]
    length = max(end for _start, end in cores) - min(start for start, _end in cores)
    if passage.kind != SPAN:
        return length
    return length - max(0, min(end for _start, end in cores) - max(start for start, _end in cores))


def sentence(consequence: Consequence, corpus: Corpus, interview: str) -> str:
    """The consequence in words."""
    paths = [corpus.codebook.path(corpus.codebook.codes[place].id) for place in consequence.cells]
    if paths:
        many = "1 cell" if len(paths) == 1 else f"{len(paths)} cells"
        said = f"changes {many} of {interview}: {listing(paths)}"
        return said + ("; the grades differ" if consequence.graded else "")
    if consequence.kind == SPAN:
        apart = consequence.characters
        return f"changes no cell: the same codes, {apart} character{'' if apart == 1 else 's'} apart"
    if consequence.kind == AGREE:
        return "changes no cell: the coders agree now, and something else was decided before"
    return f"changes no cell: other passages of {interview} carry the same codes"
