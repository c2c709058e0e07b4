"""Topics: words that come together in passages, as a prompt for open coding.

    found = topics(basis(chosen, tokens, part="uncoded"), 8)
    found.items[0].words, found.items[0].examples

The weights of words in pieces of text are taken apart into a few topics (`nmf`). Topics are no
findings: with other texts, another number or another start they would be others. So it is done again, a few times, from
a random start and without a fifth of the interviews, and each topic says how many of its words came back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from qualcode.analysis.result import Shown
from qualcode.analysis.wording.basis import ALL, INTERVIEWER, UNCODED, Basis, Place, listed, stop_text
from qualcode.analysis.wording.nmf import Parts, factorise
from qualcode.analysis.wording.pieces import QUOTATION, Pieces, pieces, weighed
from qualcode.analysis.wording.tokens import LEMMA
from qualcode.assist.threads import one_thread
from qualcode.errors import NotPossible, WrongUsage
from qualcode.i18n import Language
from qualcode.tables import Bools, Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

#: So many words of a topic are shown, and compared with those of other runs.
TOP = 10
#: A word is in so many pieces and documents at least, and in this part of the pieces at most; a piece has so many.
_PIECES, _DOCUMENTS, _PART, _WORDS = 3, 2, 0.5, 3
#: A word that weighs less than this part of a topic's strongest is none of its words.
_NOTHING = 0.05
#: Such a part of the interviews is kept in a run that is only for comparing.
_KEPT = 0.8
#: A topic is that of one case or interviewer where so much of it is theirs; below this it did not come back.
_MOSTLY, STABLE = 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that is strong in a topic: its place, its words, how strong, and the codes on it."""

    place: Place
    words: str
    weight: float
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its strongest words with their weights, and `count` passages of which it is the strongest topic, in so
    many documents; `cases` counts these passages. `stable` is which part of its words came back in other runs, 0 to 1;
    None where there were none.
    """

    number: int
    words: tuple[tuple[str, float], ...]
    examples: tuple[Example, ...] = field(repr=False)
    count: int
    documents: int
    cases: tuple[tuple[str, int], ...]
    stable: float | None
    note: str = ""


@dataclass(frozen=True)
class Topics(Shown):
    """Topics, those with most passages first. `pieces` is how many passages there are, `without` how many of them have
    no topic."""

    items: tuple[Topic, ...]
    pieces: int
    without: int
    words: int
    runs: int
    rule: str
    warnings: tuple[str, ...]
    about: str

    def to_frame(self) -> pd.DataFrame:
        """One row per topic: its words; in how many passages and documents it is strongest, and how these are spread
        over the cases; which part of its words came back; its strongest passages, by place and in words."""
        import pandas as pd

        rows = [
            (
                each.number,
                ", ".join(word for word, _weight in each.words),
                each.count,
                each.documents,
                ", ".join(f"{case} {count}" for case, count in each.cases),
                None if each.stable is None else round(each.stable, 2),
                each.note,
                ", ".join(example.place.name for example in each.examples),
                "\n".join(f"{example.place.name}: {example.words}" for example in each.examples),
            )
            for each in self.items
        ]
        names = ["topic", "words", "passages", "documents", "cases", "stable", "note", "where", "quotes"]
        frame = pd.DataFrame(rows, columns=names)
        frame["stable"] = frame["stable"].astype(float)
        return frame


@dataclass(frozen=True)
class _Ground:
    """The pieces that have words, their rows, and what those columns are called."""

    pieces: Pieces
    rows: sparse.csr_matrix
    names: tuple[str, ...]


@one_thread()
def topics(
    base: Basis,
    count: int = 8,
    *,
    unit: str | None = None,
    examples: int = 3,
    runs: int = 10,
    seed: int = 1,
    names: bool = False,
    stop: Sequence[str] = (),
) -> Topics:
    """So many topics of a text. `unit` is paragraph, sentence, turn or quotation; without it, quotations where the text
    is that of quotations, else paragraphs. Words written with a capital are left out, unless `names`: else places would
    be topics. Raises `UnknownOption`, `WrongUsage`, and `NotPossible` where there is too little text."""
    if count < 2:
        raise WrongUsage(f"{count} topics: give 2 or more.")
    unit = unit or _usual(base)
    ground = _ground(pieces(base, unit), names=names, stop=stop)
    _check(ground, count)
    best = factorise(ground.rows, count)
    stable = _stability(ground, best, runs, seed)
    items = _items(ground, best, stable, examples)
    _ = base.language
    strongest = best.weights.max(axis=1) > 0
    how = _how(unit, ground, count, runs, _)
    rule = base.rule([*how, stop_text(_, keep=False, names=names, stop=stop)], about_topics(_))
    return Topics(
        items, len(ground.pieces), int((~strongest).sum()), len(ground.names), runs, rule,
        tuple(_warnings(ground, items, runs, _)), about_topics(_), language=_,
    )  # fmt: skip


def _usual(base: Basis) -> str:
    return QUOTATION if base.part not in (ALL, UNCODED) else "paragraph"


def _ground(every: Pieces, *, names: bool, stop: Sequence[str]) -> _Ground:
    """The rows of pieces over the words that may make a topic."""
    tokens = every.base.tokens
    counts = every.counts()
    pieces_of = np.bincount(counts.indices, minlength=counts.shape[1])
    may = listed(tokens, names=names, stop=stop) & (pieces_of >= min(_PIECES, len(every)))
    may &= pieces_of <= max(_PIECES, _PART * len(every))
    may &= _documents(every.document, counts) >= min(_DOCUMENTS, len(every.base.documents))
    columns = np.flatnonzero(may)
    counts = counts[:, columns]
    full = np.diff(counts.indptr) >= _WORDS
    vocabulary = tokens.vocabulary(LEMMA)
    return _Ground(every.take(full), weighed(counts[full]), tuple(vocabulary.names[each] for each in columns.tolist()))


def _documents(document: Ints, counts: sparse.csr_matrix) -> Ints:
    """In how many documents each word is."""
    rows = np.repeat(document, np.diff(counts.indptr))
    pairs = np.unique(rows * counts.shape[1] + counts.indices)
    return np.bincount(pairs % counts.shape[1], minlength=counts.shape[1])


def _check(ground: _Ground, count: int) -> None:
    rows, columns = ground.rows.shape
    if min(rows, columns) <= 2 * count:
        raise NotPossible(
            f"Too little text for {count} topics: {rows} passages with {columns} words that come back. Ask for fewer, "
            "cut the text finer (sentences), or take in more of it."
        )


def _stability(ground: _Ground, best: Parts, runs: int, seed: int) -> list[float] | None:
    """Per topic the mean, over runs, of which part of its top words are among those of the topic that is matched with
    it: one each, so that the cosines are highest together (Kuhn 1955). Runs that keep too few pieces do not count; None
    where no run counts."""
    from scipy.optimize import linear_sum_assignment

    count = len(best.parts)
    found, counted = np.zeros(count), 0
    own = [frozenset(_top(row)) for row in best.parts]
    for run in range(runs):
        kept = _some(ground.pieces, seed + run)
        if kept.sum() <= count:
            continue
        counted += 1
        other = factorise(ground.rows[kept], count, seed=seed + run, rounds=100, tolerance=1e-4)
        _rows, match = linear_sum_assignment(-(best.parts @ other.parts.T))
        for topic, at in enumerate(match.tolist()):
            found[topic] += len(own[topic].intersection(_top(other.parts[at]))) / max(1, len(own[topic]))
    return [float(each) for each in found / counted] if counted else None


def _some(every: Pieces, seed: int) -> Bools:
    """True for the pieces of four fifths of the interviews, drawn by a seed."""
    documents = every.base.corpus.documents
    interview = np.array([documents[place].interview or documents[place].id for place in every.document.tolist()])
    names = np.unique(interview)
    generator = np.random.default_rng(seed)
    kept = generator.permutation(names)[: max(1, round(_KEPT * len(names)))]
    found: Bools = np.isin(interview, kept)
    return found


def _top(row: Floats) -> list[int]:
    """The strongest words of a topic, the strongest first; none that weigh next to nothing in it."""
    order = np.argsort(-row, kind="stable")[:TOP]
    return [word for word in order.tolist() if row[word] > _NOTHING * row.max()]


def _items(ground: _Ground, best: Parts, stable: list[float] | None, examples: int) -> tuple[Topic, ...]:
    strongest = np.where(best.weights.max(axis=1) > 0, best.weights.argmax(axis=1), -1)
    sizes = np.bincount(strongest[strongest >= 0], minlength=len(best.parts))
    order = sorted(range(len(best.parts)), key=lambda part: (-sizes[part], part))
    return tuple(
        _topic(
            number, ground, best, part, np.flatnonzero(strongest == part), stable[part] if stable else None, examples
        )
        for number, part in enumerate(order, 1)
    )


def _topic(
    number: int, ground: _Ground, best: Parts, part: int, own: Ints, stable: float | None, examples: int
) -> Topic:
    every = ground.pieces
    row = best.parts[part]
    documents = every.document[own]
    corpus = every.base.corpus
    cases = Counter(corpus.case_name(corpus.documents[place]) for place in documents.tolist())
    named = tuple(sorted(cases.items(), key=lambda pair: (-pair[1], pair[0])))
    return Topic(
        number,
        tuple((ground.names[word], float(row[word])) for word in _top(row)),
        tuple(_example(every, at, float(best.weights[at, part])) for at in _strong(every, best, part, examples)),
        len(own),
        len(np.unique(documents)),
        named,
        stable,
        _note(every.base, documents, named, stable),
    )


def _strong(every: Pieces, best: Parts, part: int, most: int) -> list[int]:
    """The passages that are strongest in a topic, of different documents first."""
    order = [at for at in np.argsort(-best.weights[:, part], kind="stable").tolist() if best.weights[at, part] > 0]
    first: dict[int, int] = {}
    for at in order:
        first.setdefault(int(every.document[at]), at)
    return list(dict.fromkeys([*first.values(), *order]))[:most]


def _example(every: Pieces, at: int, weight: float) -> Example:
    codes = every.base.codes_on(int(every.document[at]), int(every.start[at]), int(every.end[at]))
    return Example(every.place(at), every.text(at), weight, codes)


def _note(base: Basis, documents: Ints, cases: Sequence[tuple[str, int]], stable: float | None) -> str:
    """What is to be careful about in one topic."""
    _ = base.language
    notes = [_("did not come back")] if stable is not None and stable < STABLE else []
    total = len(documents)
    if total and cases[0][1] >= _MOSTLY * total and len(_values(base, "case", base.documents)) > 1:
        notes.append(_("mostly %(name)s", name=cases[0][0]))
    held = _values(base, INTERVIEWER, documents)
    if total and len(_values(base, INTERVIEWER, base.documents)) > 1:
        name, count = held.most_common(1)[0] if held else ("", 0)
        if count >= _MOSTLY * total:
            notes.append(_("mostly interviewer %(name)s", name=name))
    return ", ".join(notes)


def _values(base: Basis, name: str, documents: Ints) -> Counter[str]:
    """What documents say under a name, with how often."""
    said = base.corpus.said(name)
    return Counter(str(value) for place in documents.tolist() for value in said[place])


def _how(unit: str, ground: _Ground, count: int, runs: int, _: Language) -> list[str]:
    of = {
        "paragraph": _("paragraphs"), "sentence": _("sentences"), "turn": _("turns"), QUOTATION: _("quotations"),
    }[unit]  # fmt: skip
    return [
        _(
            "%(topics)s topics in %(pieces)s %(units)s and %(words)s words by lemma (NMF on TF-IDF; words in fewer "
            "than %(few)s or more than half of the passages left out)",
            topics=count, pieces=len(ground.pieces), units=of, words=len(ground.names), few=_PIECES,
        ),
        *([_stable(runs, _)] if runs else []),
    ]  # fmt: skip


def _stable(runs: int, _: Language) -> str:
    return _(
        "stable: which part of the ten words of a topic came back, on average over %(runs)s runs from a random "
        "start with four fifths of the interviews",
        runs=runs,
    )


def about_topics(_: Language) -> str:
    return _(
        "Topics are a prompt for open coding, and no findings: words that come together in passages, found without "
        "knowing what they mean. Read the passages, and name what you see. Interview summaries also carry the "
        "interviewer's style, which may be a topic by itself."
    )


def _warnings(ground: _Ground, items: Sequence[Topic], runs: int, _: Language) -> list[str]:
    found = []
    if len(ground.pieces) < 100:
        found.append(
            _(
                "There are only %(count)s passages: topics of so few are chance more than pattern.",
                count=len(ground.pieces),
            )
        )
    lost = sum(each.stable is not None and each.stable < STABLE for each in items)
    if lost:
        found.append(
            _.plural(
                "%(count)s of the %(all)s topics did not come back (stable below 0.5): do not lean on it.",
                "%(count)s of the %(all)s topics did not come back (stable below 0.5): do not lean on them.",
                lost, all=len(items),
            )
        )  # fmt: skip
    return found
