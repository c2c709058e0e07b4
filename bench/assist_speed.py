"""How fast suggestions come, beside TF-IDF with one logistic regression per code on the same codings.

    .venv/bin/python bench/assist_speed.py            100,000 fragments (a minute or so)
    .venv/bin/python bench/assist_speed.py --small    a quick try

Without sentence vectors, on the sample: the first suggestions as a whole command; learning anew after one more
decision; and many fragments, from their text and from what was read of it. The fragments are sentences of the sample
with words of others between them, so that each is new.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

os.environ["QUALCODE_VECTORS"] = "off"

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

import qualcode as qc
from qualcode.assist.features import PIECE
from qualcode.assist.shelf import read
from qualcode.assisted.suggesting import Desk, Lessons
from qualcode.model import Fragment, Span
from qualcode.project import Project

ROOT = Path(__file__).parent.parent
CODER = "interviewer"


def sample(folder: Path) -> Project:
    shutil.copy(ROOT / "qualcode.yaml", folder)
    for part in ("codebooks", "transcripts", "analyses"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("report"))
    project = qc.open(folder)
    project.import_codebook()
    project.import_documents()
    project.import_codings(folder / "analyses" / "codings" / f"{CODER}.csv", done=True)
    return project


def timed(work: Callable[[], object], times: int = 5) -> float:
    """The median in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]


def first(folder: Path) -> None:
    command = [
        Path(sys.executable).parent / "qualcode",
        "-C",
        folder,
        "suggest",
        "--coder",
        CODER,
        "--unit",
        "sentence",
    ]
    taken = timed(lambda: subprocess.run(command, check=True, capture_output=True), 3)
    print(f"first suggestions, 69 documents of 61 interviews, as a whole command: {taken:.2f} s (aim 5 s)")


def anew(desk: Desk, lessons: Lessons) -> None:
    assistant = desk.assistant().fit(lessons.fragments, lessons.codes, lessons.groups)

    def again() -> None:
        assistant.fit(lessons.fragments, lessons.codes, lessons.groups)

    ours, theirs = timed(again), timed(lambda: plain(lessons), 3)
    print(
        f"learning anew, {len(lessons)} coded passages: {ours * 1000:.0f} ms (aim 200 ms); plain {theirs / ours:.1f} x"
    )


def plain(lessons: Lessons) -> tuple[TfidfVectorizer, OneVsRestClassifier]:
    """What one would do first: words and pairs of words, one classifier per code."""
    codes = sorted(set().union(*lessons.codes))
    given = np.array([[code in each for code in codes] for each in lessons.codes])
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    rows = words.fit_transform([fragment.quote for fragment in lessons.fragments])
    return words, OneVsRestClassifier(LogisticRegression(max_iter=200)).fit(rows, given)


def many(desk: Desk, lessons: Lessons, count: int) -> None:
    assistant = desk.assistant().fit(lessons.fragments, lessons.codes, lessons.groups)
    made = fragments([fragment for every in desk.units.values() for fragment in every], count)
    pieces = [made[at : at + PIECE] for at in range(0, count, PIECE)]
    start = time.perf_counter()
    for piece in pieces:
        assistant.predict(read(assistant.features, piece))
    of_text = time.perf_counter() - start
    batches = [read(assistant.features, piece) for piece in pieces[:5]]
    known = sum(map(len, batches))
    of_read = timed(lambda: [assistant.predict(batch) for batch in batches])
    words, classifier = plain(lessons)
    quotes = [fragment.quote for fragment in made[:known]]
    theirs = timed(lambda: classifier.predict_proba(words.transform(quotes)), 3)
    print(f"{count:,} fragments × {len(assistant.codes)} codes")
    print(f"  from text: {count / of_text:,.0f} a second (aim 5,000); plain {known / theirs:,.0f}")
    print(f"  from what was read: {known / of_read:,.0f} a second (aim 20,000)")


def fragments(known: Sequence[Fragment], count: int) -> list[Fragment]:
    """Fragments of the length of sentences, none like another."""
    rng = random.Random(1)
    made = []
    for number in range(count):
        one, other = rng.choice(known), rng.choice(known)
        words = one.quote.split()
        words[rng.randrange(len(words))] = rng.choice(other.quote.split())
        quote = " ".join(words[:40])
        made.append(replace(one, document=f"d{number}", span=Span(0, len(quote)), quote=quote))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="10,000 fragments")
    count = 10_000 if parser.parse_args().small else 100_000
    with tempfile.TemporaryDirectory() as name, sample(Path(name)) as project:
        first(Path(name))
        desk = Desk.of(project, "sentence")
        lessons = desk.lessons([CODER])
        anew(desk, lessons)
        many(desk, lessons, count)
    print(f"  memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
