"""Passages: the quotations of several coders of one document, matched one to one.

What people talk through when they meet. A quotation here is a span with all codes its coder gave it; drafts and
orphans are left out, and a quotation without a code is none. A passage joins at most one quotation of each coder:
those that overlap, best pair first: pairs that share a code before pairs that do not, then by intersection over
union, then in the order of the text. With more than two coders they join in the order given, each quotation the
passage with whose quotations it fits best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np

from qualcode.tables import Bools, Ints, Marks

#: The same codes on the same span; other codes; the same codes on another span; one coder's alone; and where codes and
#: span are the same, other grades.
AGREE, CODE, SPAN, ONLY, GRADE = "agree", "code", "span", "only", "grade"
KINDS = (AGREE, CODE, SPAN, GRADE, ONLY)

#: The lower and the upper end of grades that count, per code (by place).
Grades = Mapping[int, frozenset[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Member:
    """One coder's quotation: its place as stored, its core (without white space at the ends), its codes and its
    codings, both as places (`codings` in the marks, so `project.codings.iloc[member.codings[0]]` has its label)."""

    start: int
    end: int
    core: tuple[int, int]
    codes: tuple[int, ...]
    codings: tuple[int, ...]


@dataclass(frozen=True)
class Passage:
    """`members[i]` is the quotation of `coders[i]`, None where that coder has nothing that matches. Only coders who
    are compared in the document stand in `coders`. Document and coders count by place in the corpus."""

    document: int
    coders: tuple[int, ...]
    members: tuple[Member | None, ...]

    @property
    def present(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member is not None)

    @cached_property
    def kind(self) -> str:
        """`agree`, `code`, `span` or `only`. Of three coders or more, one who has nothing here gave other codes than
        those who have."""
        present = self.present
        if len(present) == 1:
            return ONLY
        if len(present) < len(self.members) or len({member.codes for member in present}) > 1:
            return CODE
        return SPAN if len({member.core for member in present}) > 1 else AGREE

    @property
    def start(self) -> int:
        """The first character that anybody's quotation takes in."""
        return min(member.start for member in self.present)

    @property
    def end(self) -> int:
        """The end of the quotation that reaches farthest."""
        return max(member.end for member in self.present)

    def of(self, coder: int) -> Member | None:
        """The quotation of a coder (by place), None where there is none."""
        return self.members[self.coders.index(coder)] if coder in self.coders else None


def kind_of(passage: Passage, marks: Marks) -> str:
    """The passage's kind; `grade` where coders agree on codes and span but not on a grade that counts."""
    return GRADE if passage.kind == AGREE and graded_apart(passage, marks) else passage.kind


def graded_apart(passage: Passage, marks: Marks) -> frozenset[int]:
    """The codes for which those who gave them gave different grades, of the grades that count in a mean."""
    given = [grades_of(member, marks) for member in passage.present]
    codes = {code for each in given for code in each}
    shared = [code for code in codes if all(code in member.codes for member in passage.present)]
    return frozenset(code for code in shared if len({each.get(code, frozenset()) for each in given}) > 1)


def grades_of(member: Member, marks: Marks) -> Grades:
    """The grades that count in a coder's version."""
    found: dict[int, frozenset[tuple[float, float]]] = {}
    for coding in member.codings:
        low, high = float(marks.low[coding]), float(marks.high[coding])
        if not isnan(low):
            code = int(marks.code[coding])
            found[code] = found.get(code, frozenset()) | {(low, high)}
    return found


def match(marks: Marks, text: str | None, *, document: int, coders: Sequence[int]) -> list[Passage]:
    """The passages of one document, in the order of the text. Coders by place, in the order in which they join.
    Without a text, white space at the ends of quotations counts."""
    return next(iter(match_all(marks, {document: text}, {document: coders})))


def match_all(
    marks: Marks, texts: Mapping[int, str | None], compared: Mapping[int, Sequence[int]], *, kept: Bools | None = None
) -> Iterator[list[Passage]]:
    """The passages of each document in `compared` (document to coders, by place), document by document. With `kept`
    (one place per coding) only those codings take part."""
    counted = np.flatnonzero(marks.final & ~marks.orphan if kept is None else kept)
    order = counted[np.argsort(marks.document[counted], kind="stable")]
    sorted_documents = marks.document[order]
    for document, coders in compared.items():
        low, high = np.searchsorted(sorted_documents, [document, document + 1])
        layers = quotations(marks, order[low:high], texts.get(document))
        yield _joined(document, tuple(coders), [layers.get(coder, []) for coder in coders])


def quotations(marks: Marks, places: Ints, text: str | None) -> dict[int, list[Member]]:
    """Per coder the quotations that codings (by place, of one document) lie on, in the order of the text. Spans that
    differ in outer white space alone are one quotation, at the place of its first coding."""
    places = np.sort(places)
    columns = (each[places].tolist() for each in (marks.start, marks.end, marks.coder, marks.code))
    found: dict[tuple[int, int, int], list[tuple[int, int, int, int]]] = {}
    for place, start, end, coder, code in zip(places.tolist(), *columns, strict=True):
        found.setdefault((*core(text, start, end), coder), []).append((place, start, end, code))
    layers: dict[int, list[Member]] = {}
    for (first, last, coder), given in sorted(found.items()):
        codings, starts, ends, codes = zip(*given, strict=True)
        member = Member(starts[0], ends[0], (first, last), tuple(sorted(set(codes))), codings)
        layers.setdefault(coder, []).append(member)
    return layers


def core(text: str | None, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends; one of white space alone stays as it is.

    >>> core(" De coach ", 0, 10)
    (1, 9)
    """
    if text is None:
        return start, end
    words = text[start:end]
    bare = words.strip()
    if not bare:
        return start, end
    start += len(words) - len(words.lstrip())
    return start, start + len(bare)


def _joined(document: int, coders: tuple[int, ...], layers: Sequence[Sequence[Member]]) -> list[Passage]:
    """Coder after coder, each quotation joins a passage or begins one."""
    passages: list[list[Member | None]] = []
    for place, layer in enumerate(layers):
        chosen = _best_pairs(passages, layer)
        for number, member in enumerate(layer):
            if number in chosen:
                passages[chosen[number]][place] = member
            else:
                passages.append([member if each == place else None for each in range(len(layers))])
    joined = [Passage(document, coders, tuple(members)) for members in passages]
    return sorted(joined, key=_in_the_text)


def _in_the_text(passage: Passage) -> tuple[tuple[int, int], tuple[int, ...]]:
    cores = [member.core for member in passage.present]
    return min(cores), tuple(member.codings[0] for member in passage.present)


def _best_pairs(passages: Sequence[Sequence[Member | None]], layer: Sequence[Member]) -> dict[int, int]:
    """Which quotation of the layer joins which passage, both by number."""
    standing = [(number, each) for number, members in enumerate(passages) for each in members if each is not None]
    if not standing or not layer:
        return {}
    pairs = []
    for row, column in _overlapping([member.core for _number, member in standing], [member.core for member in layer]):
        number, mine = standing[row]
        theirs = layer[column]
        shared = min(mine.core[1], theirs.core[1]) - max(mine.core[0], theirs.core[0])
        both = mine.core[1] - mine.core[0] + theirs.core[1] - theirs.core[0] - shared
        alike = not set(mine.codes).isdisjoint(theirs.codes)
        first, last = sorted([mine.core, theirs.core])
        pairs.append((not alike, -shared / both, first, last, number, column))
    taken: set[int] = set()
    chosen: dict[int, int] = {}
    for *_rank, number, column in sorted(pairs):
        if number not in taken and column not in chosen:
            taken.add(number)
            chosen[column] = number
    return chosen


def _overlapping(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pairs of spans, by place in each, that have a character in common."""
    bounds = np.array(one)
    order = np.lexsort((bounds[:, 1], bounds[:, 0]))
    starts, reach = bounds[order, 0], np.maximum.accumulate(bounds[order, 1])
    for column, (start, end) in enumerate(other):
        low, high = np.searchsorted(reach, start, side="right"), np.searchsorted(starts, end)
        for row in order[low:high].tolist():
            if bounds[row, 1] > start:
                yield row, column
