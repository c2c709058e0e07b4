"""Layers: whose codings count.

A coder's name; `union`; `intersection` (the characters that every coder of the document gave the code); or
`final`: per document the consensus where there is one, else the codings of the first coder in the project's
list who coded it (coders not listed follow in order of appearance), as reviewed: less those that the latest verdict
of a reviewer removed or changed, with their replacements and what reviewers of that coder added. Who reviews a
document has not coded it by that: what was laid in a review takes no part in `intersection`, and a mark that it is
done says then that the review is. Drafts and orphans count nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.errors import UnknownChoice
from qualcode.tables import CONSENSUS, Bools, Corpus, Finish, Ints, Marks

FINAL, UNION, INTERSECTION = "final", "union", "intersection"
LAYERS = (FINAL, UNION, INTERSECTION)


@dataclass(frozen=True)
class Segment:
    """Characters that all coders gave a code, the words they touch, and the codings (by place) they come from."""

    document: int
    code: int
    start: int
    end: int
    word_start: int
    word_end: int
    sources: tuple[int, ...]


def check_layer(corpus: Corpus, layer: str) -> None:
    listed = [coder.name for coder in corpus.settings.coders]
    known = list(dict.fromkeys([*listed, *corpus.coders]))
    if layer not in (*LAYERS, *known):
        raise UnknownChoice("The layer", layer, [*LAYERS, *known])


def ranks(corpus: Corpus) -> Ints:
    """Per coder the place in the order in which `final` asks: the consensus, the project's list, appearance."""
    listed = [CONSENSUS, *(coder.name for coder in corpus.settings.coders), *corpus.coders]
    order = {name: rank for rank, name in enumerate(dict.fromkeys(listed))}
    return np.array([order[name] for name in corpus.coders], np.int64)


def coded_by(corpus: Corpus, marks: Marks) -> Bools:
    """Documents × coders: who coded what, that is has final codings in it or marked it done (a review aside)."""
    coded = _with_codings(corpus, marks)
    return coded | _marked_done(corpus, coded)


def _with_codings(corpus: Corpus, marks: Marks) -> Bools:
    coded = np.zeros((len(corpus.documents), max(1, len(corpus.coders))), bool)
    coded[marks.coded] = True
    return coded


def _marked_done(corpus: Corpus, coded: Bools) -> Bools:
    """Documents × coders: who marked what as done; those who only reviewed it left out."""
    done = np.zeros_like(coded)
    for document, coder in corpus.finished:
        done[document, coder] = True
    for document, reviewer, _author in corpus.reviews:
        done[document, reviewer] &= coded[document, reviewer]
    return done


def final_coders(corpus: Corpus, marks: Marks) -> Ints:
    """Per document the coder whose codings are final: the consensus where it is done, else the first with codings in
    it, or, where nobody has any, the first who marked it done; -1 where there is none."""
    if not corpus.coders:
        return np.full(len(corpus.documents), -1, np.int64)
    coded = _with_codings(corpus, marks)
    done = _marked_done(corpus, coded)
    if CONSENSUS in corpus.coders:  # which may be that nothing in a document is coded
        consensus = corpus.coders.index(CONSENSUS)
        coded[:, consensus] |= done[:, consensus]
    coded |= done & ~coded.any(axis=1, keepdims=True)
    order = np.argsort(ranks(corpus))
    first = order[np.argmax(coded[:, order], axis=1)]
    return np.where(coded.any(axis=1), first, -1)


def counting(corpus: Corpus, marks: Marks, layer: str) -> Bools:
    """True for the codings that the layer counts (for `intersection`: that may take part in it)."""
    check_layer(corpus, layer)
    chosen = marks.final & ~marks.orphan
    if layer == FINAL:
        return _as_reviewed(marks, chosen, final_coders(corpus, marks)[marks.document])
    if layer == INTERSECTION:
        chosen[marks.verdicts.laid] = False
    if layer in (UNION, INTERSECTION):
        consensus = corpus.coders.index(CONSENSUS) if CONSENSUS in corpus.coders else -1
        chosen &= marks.coder != consensus
        return chosen
    return chosen & of_its_coders(corpus, marks, layer)


def of_its_coders(corpus: Corpus, marks: Marks, layer: str) -> Bools:
    """True for the codings, drafts too, of those whom the layer is about: of everybody, or of the coder it names."""
    if layer in LAYERS:
        return np.ones(len(marks), bool)
    own: Bools = marks.coder == (corpus.coders.index(layer) if layer in corpus.coders else -1)
    return own


def _as_reviewed(marks: Marks, chosen: Bools, finals: Ints) -> Bools:
    """Of the codings that may count those of the final coder (given per coding), as the reviews left them."""
    found: Bools = chosen & (marks.coder == finals)
    verdicts = marks.verdicts
    if len(verdicts):
        found[verdicts.struck] = False
        found[verdicts.laid] = False
        places, authors = verdicts.counted
        found[places] = chosen[places] & (authors == finals[places])
    return found


def finishes(corpus: Corpus, marks: Marks, layer: str) -> list[Finish | None]:
    """Per document how the layer finished it, None where it did not."""
    result: list[Finish | None] = [None] * len(corpus.documents)
    finals = final_coders(corpus, marks) if layer == FINAL else None
    coded = coded_by(corpus, marks)
    for document in range(len(corpus.documents)):
        coders = _asked(corpus, layer, finals, coded, document)
        marks_of = [corpus.finished.get((document, coder)) for coder in coders]
        there = [each for each in marks_of if each is not None]
        if layer == INTERSECTION:
            whole = len(coders) >= 2 and len(there) == len(coders)
            result[document] = min(there) if whole else None
        elif there:
            result[document] = max(there)
    return result


def _asked(corpus: Corpus, layer: str, finals: Ints | None, coded: Bools, document: int) -> list[int]:
    """The coders whose mark that a document is done the layer looks at."""
    if finals is not None:
        return [int(finals[document])]
    own = [place for place, name in enumerate(corpus.coders) if name != CONSENSUS]
    if layer == UNION:
        return own
    if layer == INTERSECTION:
        return [place for place in own if coded[document, place]]
    return [place for place, name in enumerate(corpus.coders) if name == layer]


def intersect(corpus: Corpus, marks: Marks, chosen: Bools) -> list[Segment]:
    """The maximal runs of characters that all coders of a document, two at least, gave the same code."""
    coded = coded_by(corpus, marks)
    consensus = corpus.coders.index(CONSENSUS) if CONSENSUS in corpus.coders else -1
    groups: dict[tuple[int, int], list[int]] = {}
    for place in np.flatnonzero(chosen):
        groups.setdefault((int(marks.document[place]), int(marks.code[place])), []).append(int(place))
    segments = []
    for (document, code), places in groups.items():
        coders = {int(coder) for coder in np.flatnonzero(coded[document])} - {consensus}
        if len(coders) >= 2 and coders == {int(marks.coder[place]) for place in places}:
            segments += _shared(document, code, marks, places, sorted(coders))
    return segments


def _shared(document: int, code: int, marks: Marks, places: Sequence[int], coders: Sequence[int]) -> list[Segment]:
    shared: list[tuple[int, int]] | None = None
    for coder in coders:
        spans = [(int(marks.start[each]), int(marks.end[each])) for each in places if marks.coder[each] == coder]
        runs = merge(spans)
        shared = runs if shared is None else _both(shared, runs)
    found = []
    for start, end in shared or []:
        sources = tuple(each for each in places if marks.start[each] < end and start < marks.end[each])
        # a run begins where one of its codings begins and ends where one ends, so their words are the run's
        first = next(int(marks.word_start[each]) for each in sources if marks.start[each] == start)
        last = next(int(marks.word_end[each]) for each in sources if marks.end[each] == end)
        found.append(Segment(document, code, start, end, first, last, sources))
    return found


def merge(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping and touching spans as maximal runs, in order.

    >>> merge([(5, 9), (0, 3), (2, 5)])
    [(0, 9)]
    """
    runs: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _both(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    overlaps = [(max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other]
    return [(start, end) for start, end in overlaps if start < end]
