"""How fast coders are compared, beside NLTK's AnnotationTask on the same units.

    .venv/bin/python bench/agreement.py            1,000 documents, 3 coders, 100,000 codings (some minutes)
    .venv/bin/python bench/agreement.py --each     as many codings per coder
    .venv/bin/python bench/agreement.py --small    a quick try

Ours is the whole comparison with everything in it (`--all`): units, characters, domains, unitizing, segments,
passages and intervals. NLTK is given the labels of every unit ready-made, and one coefficient for a few codes is
timed; before any timing counts, the coefficients are compared.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from nltk.metrics import masi_distance
from nltk.metrics.agreement import AnnotationTask

from qualcode.analysis.agreement.codings import agreement_of
from qualcode.analysis.agreement.compared import select
from qualcode.analysis.agreement.krippendorff import alpha
from qualcode.analysis.agreement.sets import masi_alpha_of
from qualcode.analysis.agreement.tally import set_rows
from qualcode.analysis.agreement.units import UnitTables, lay
from qualcode.model import Code, Codebook, Document, Settings
from qualcode.tables import Corpus, Finish, Marks

CODERS = ("anna", "bert", "carl")
#: A sentence has 12 words of five letters.
SENTENCE = 12 * 6
_FEW = 5


@dataclass(frozen=True)
class Size:
    documents: int = 1_000
    codings: int = 100_000
    sentences: int = 60
    tops: int = 6
    middles: int = 6
    leaves: int = 7


def study(size: Size) -> tuple[Corpus, Marks, dict[str, str]]:
    """Three coders who see much the same passages: of each, a coder has most, with the same code mostly, and ends
    that differ by some letters."""
    draw = np.random.default_rng(1)
    passages = int(size.codings / len(CODERS) / 0.8)
    document = draw.integers(0, size.documents, passages)
    first = draw.integers(0, size.sentences - 2, passages)
    length = draw.integers(1, 3, passages)
    leaves = size.tops * size.middles * size.leaves
    weight = 1 / np.arange(1, leaves + 1) ** 0.7
    code = draw.choice(leaves, passages, p=weight / weight.sum())
    parts = []
    for coder in range(len(CODERS)):
        seen = np.flatnonzero(draw.random(passages) < 0.8)
        other = draw.random(len(seen)) < 0.25
        given = np.where(other, draw.choice(leaves, len(seen), p=weight / weight.sum()), code[seen])
        start = first[seen] * SENTENCE + draw.integers(0, 3, len(seen)) * 6
        end = (first[seen] + length[seen]) * SENTENCE - 1 - draw.integers(0, 3, len(seen)) * 6
        parts.append(np.stack([document[seen], given, np.full(len(seen), coder), start, end]))
    table = np.concatenate(parts, axis=1)
    codebook, leaf_places = _tree(size)
    documents = tuple(Document(f"D{place:04d}", "") for place in range(size.documents))
    finished = {(place, coder): Finish(1, "") for place in range(size.documents) for coder in range(len(CODERS))}
    corpus = Corpus(Settings("Measured"), documents, codebook, CODERS, finished=finished, version=1)
    every = len(table[0])
    marks = Marks(
        table[0], leaf_places[table[1]], table[2], np.ones(every, bool), np.zeros(every, bool), full=True,
        start=table[3], end=table[4], low=np.full(every, np.nan), high=np.full(every, np.nan),
    )  # fmt: skip
    sentence = " ".join(["Woord", *["woord"] * 10, "klaa."]) + " "
    return corpus, marks, {document.id: sentence * size.sentences for document in documents}


def _tree(size: Size) -> tuple[Codebook, Any]:
    codes, leaves = [], []
    for top in range(size.tops):
        codes.append(Code(f"{top}", f"Top {top}"))
        for middle in range(size.middles):
            codes.append(Code(f"{top}.{middle}", f"Middle {top}.{middle}", parent=f"{top}"))
            for leaf in range(size.leaves):
                leaves.append(len(codes))
                codes.append(Code(f"{top}.{middle}.{leaf}", f"Leaf {top}.{middle}.{leaf}", parent=f"{top}.{middle}"))
    return Codebook(tuple(codes)), np.array(leaves)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    made = work()
    return time.perf_counter() - begin, made


def labels(tables: UnitTables) -> list[list[set[int]]]:
    """Units × coders: the codes given, as NLTK wants them, from plain loops."""
    covers = tables.laid.of_codes(tables.compared.code)
    line = tables.laid.line
    found = [[set() for _ in CODERS] for _ in range(line.length)]
    for item, coder, low, high in zip(covers.item, covers.coder, covers.low, covers.high, strict=True):
        for unit in range(low, high):
            found[unit][coder].add(int(item))
    ends = set((line.first[:-1] + line.sizes).tolist())
    return [unit for place, unit in enumerate(found) if place not in ends]


def beside_nltk(corpus: Corpus, marks: Marks, texts: dict[str, str]) -> None:
    compared = select(corpus, marks, texts, CODERS)
    tables = UnitTables(compared, lay(compared, "sentence"), "sentence")
    units = labels(tables)
    ours_all, counted = timed(lambda: UnitTables(compared, lay(compared, "sentence"), "sentence").own)
    codes = list(compared.used)
    ours, values = timed(lambda: [alpha(counted.ratings(counted.of(code).sum(axis=0))).value for code in codes])
    per_code = (ours_all + ours) / len(codes)
    theirs = []
    for code in codes[:_FEW]:
        task = AnnotationTask([
            (coder, unit, code in given)
            for unit, row in enumerate(units)
            for coder, given in zip(CODERS, row, strict=True)
        ])  # fmt: skip
        seconds, value = timed(task.alpha)
        theirs.append(seconds)
        assert abs(value - values[codes.index(code)]) < 1e-9, (code, value)
    line(f"alpha of one code, {len(units):,} sentences", per_code, float(np.median(theirs)))
    masi(corpus, marks, texts)


def masi(corpus: Corpus, marks: Marks, texts: dict[str, str]) -> None:
    """On the first fifty documents: NLTK compares every set with every other, one by one."""
    some = {"document": [document.id for document in corpus.documents[:50]]}
    compared = select(corpus, marks, texts, CODERS, where=some)
    tables = UnitTables(compared, lay(compared, "sentence"), "sentence")
    triples = [
        (coder, unit, frozenset(given or {-1}))  # NLTK has no distance between two empty sets
        for unit, row in enumerate(labels(tables))
        for coder, given in zip(CODERS, row, strict=True)
    ]

    def by_us() -> float | None:
        rows = set_rows(tables.laid.of_codes(compared.code), tables.laid.line, compared.read)
        return masi_alpha_of(rows.codes, rows.members(len(compared.parent)), rows.units).value

    ours, value = timed(by_us)
    theirs, said = timed(AnnotationTask(triples, distance=masi_distance).alpha)
    assert value is not None
    assert abs(value - said) < 0.01, (value, said)
    line(f"alpha of sets, {len(triples) // len(CODERS):,} sentences", ours, theirs)


def line(name: str, ours: float, other: float) -> None:
    print(f"  {name:<40}{ours:9.4f} s{other:11.3f} s   {other / ours:8.1f} × faster", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a quick try")
    parser.add_argument("--each", action="store_true", help="100,000 codings per coder")
    given = parser.parse_args()
    size = Size(documents=100, codings=5_000) if given.small else Size(codings=300_000 if given.each else 100_000)
    corpus, marks, texts = study(size)
    print(f"{size.documents:,} documents, {len(CODERS)} coders, {len(marks):,} codings, {len(corpus.codebook)} codes")
    for every in (False, True):
        seconds, found = timed(lambda e=every: agreement_of(corpus, marks, texts, CODERS, every=e, by="document"))
        seconds += timed(found.to_json)[0]
        print(f"  {'everything (--all)' if every else 'the comparison':<40}{seconds:9.2f} s   {found.n:,} sentences")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'peak memory':<40}{peak:9.0f} MB   (aim 30 s and 2 GB)")
    print(f"\n  {'':<40}{'qualcode':>11}{'NLTK':>13}")
    beside_nltk(corpus, marks, texts)


if __name__ == "__main__":
    main()
