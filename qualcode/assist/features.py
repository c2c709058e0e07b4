"""What speaks for a code in a fragment, as numbers a person can read: fragments × codes × features, none below zero.

| feature | what it measures |
|---|---|
| `terms` | terms of the code in the fragment (log of 1 plus their weights) |
| `definition words` | shared words with the definition: cosine of lemmas and of pieces of words |
| `example words` | the same with the examples: the mean of the two nearest |
| `definition sense` | similarity of sentence vectors to the definition: the fragment's and its best sentence's |
| `example sense` | the same with the examples: the mean of the two nearest |
| `context` | the five above for the fragment and its neighbours; the shorter a fragment, the more it counts |
| `wish`, `now` | wish language for a code about wishes; none for a code about how it is |
| `hinders`, `helps` | words of what hinders or helps, for a code about that |
| `grade` | a grade in the words, for the code it is meant for |
| `question` | the heading above answers a question that is about the code |
| `heading` | shared words of the heading and the code's path |

These need no coding: they are what the codebook alone says. Similarities are taken less half of what the code gives on
average in the project, in standard deviations of the feature, so that a code whose texts are near to everything gains
nothing by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from scipy import sparse

from qualcode.assist.codetexts import CodeTexts
from qualcode.assist.cues import Cue, Mode, cued
from qualcode.assist.grades import Found, GradeFinder
from qualcode.assist.lexical import Lexicon, wide
from qualcode.assist.terms import Terms
from qualcode.model import Fragment, Span, split_path
from qualcode.tables import Singles
from qualcode.text.lemmas import Lemmas
from qualcode.text.units import sentences

T = TypeVar("T")
#: Sentence vectors: texts in, rows of length 1 out.
Embed = Callable[[Sequence[str]], Singles]

HINDERS, HELPS = "hinders", "helps"
TERMS, WISH, NOW, GRADE, QUESTION, HEADING = "terms", "wish", "now", "grade", "question", "heading"
DEFINITION_WORDS, EXAMPLE_WORDS, CONTEXT = "definition words", "example words", "context"
DEFINITION_SENSE, EXAMPLE_SENSE = "definition sense", "example sense"
NAMES = (
    TERMS, DEFINITION_WORDS, EXAMPLE_WORDS, DEFINITION_SENSE, EXAMPLE_SENSE, CONTEXT, WISH, NOW, HINDERS,
    HELPS, GRADE, QUESTION, HEADING,
)  # fmt: skip
#: Those that are similarities, by the weight with which each enters the context.
_SIMILAR = {DEFINITION_WORDS: 0.35, EXAMPLE_WORDS: 0.25, DEFINITION_SENSE: 0.5, EXAMPLE_SENSE: 0.5}

#: How many fragments are read at once, and how many at most stand for the project.
PIECE, BACKGROUND = 2_048, 240
#: The part of a code's average similarity that is taken off.
_OFF = 0.5
#: The standard deviation of a similarity where the project's fragments are too few to tell, how many are enough, and
#: the least that is believed: else a single shared word would count for everything.
_USUAL_SPREAD, _ENOUGH, _NARROWEST = 0.06, 20, 0.03
#: A fragment of this many words counts its context for half.
_HALF = 20


class CodeFeatures:
    """A codebook read once, to compare fragments with.

    `background` are fragments that stand for the project (its uncoded text will do); they set what is rare and what is
    near. `embed` gives sentence vectors, None to do without.
    """

    def __init__(
        self,
        texts: CodeTexts,
        language: str,
        *,
        background: Sequence[Fragment] = (),
        embed: Embed | None = None,
        grades: GradeFinder | None = None,
    ) -> None:
        self.texts = texts
        self.language = language
        self.lexicon = Lexicon(Lemmas.of(language))
        self.embed = embed
        self.grades = grades
        self.examples = [(place, each) for place, text in enumerate(texts.texts) for each in text.examples]
        self.stand_in = self._standing_in(background)
        self._read_codebook([fragment.quote for fragment in background])
        self._read_sense()
        self._level, self._scale = self._set_levels()

    def _read_codebook(self, background: Sequence[str]) -> None:
        lexicon, texts = self.lexicon, self.texts.texts
        definitions = [lexicon.read(text.definition) for text in texts]
        examples = [lexicon.read(example) for _place, example in self.examples]
        self.terms = Terms(
            lexicon, [(place, term) for place, text in enumerate(texts) for term in text.terms], len(texts)
        )
        self._paths = [lexicon.read(" ".join(split_path(text.path))) for text in texts]
        lexicon.weigh([*definitions, *examples, *(lexicon.read(text) for text in background)])
        self.definition_words = Words(lexicon, definitions)
        self.example_words = Words(lexicon, examples)
        self._nearest = Nearest([place for place, _example in self.examples], len(texts))

    def _read_sense(self) -> None:
        if self.embed is None or not self.texts.texts:
            return
        examples = [example for _place, example in self.examples]
        definitions = [text.definition for text in self.texts.texts]
        self._centre = self.embed([fragment.quote for fragment in self.stand_in]).mean(axis=0)
        vectors = self.embed(definitions)
        self.definition_vectors = centred(vectors, (self._centre + vectors.mean(axis=0)) / 2)
        self.example_vectors = centred(self.embed(examples), self._centre) if examples else vectors[:0]

    def _standing_in(self, background: Sequence[Fragment]) -> list[Fragment]:
        """Fragments that stand for the project; without any, the texts of the codebook."""
        texts = [example for _place, example in self.examples] or [each.definition for each in self.texts.texts]
        return spread(background, BACKGROUND) or [Fragment("", Span(0, len(text)), text) for text in texts]

    def _set_levels(self) -> tuple[dict[str, Singles], dict[str, float]]:
        """Per similarity what each code gives on average, half of which is taken off, and its standard deviation over
        the codes that have it: one without examples says nothing of how near examples are."""
        if not self.stand_in:
            return {}, {}
        raw = self._similarities([fragment.quote for fragment in self.stand_in])
        level = {name: values.mean(axis=0) * _OFF for name, values in raw.items()}
        return level, {name: _spread(values) for name, values in raw.items()}

    def examples_of(self, code: int) -> list[int]:
        """The examples of a code, by their place among all."""
        return [number for number, (owner, _text) in enumerate(self.examples) if owner == code]

    # --- fragments -----------------------------------------------------------------------------------------------

    def of(self, fragments: Sequence[Fragment]) -> Singles:
        """Fragments × codes × features."""
        pieces = [self._of(fragments[at : at + PIECE]) for at in range(0, len(fragments), PIECE)]
        return np.concatenate(pieces) if pieces else np.zeros((0, len(self.texts), len(NAMES)), np.float32)

    def _of(self, fragments: Sequence[Fragment]) -> Singles:
        quotes = [fragment.quote for fragment in fragments]
        found: dict[str, Singles] = {
            **self._scaled(quotes),
            TERMS: self.terms.score(self.counts(quotes)),
            CONTEXT: self._context(fragments),
        }
        found.update(self._cues(fragments))
        return np.stack([found[name] for name in NAMES], axis=-1).astype(np.float32, copy=False)

    def counts(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Texts × lemmas."""
        read = [self.lexicon.read(text) for text in texts]
        return self.lexicon.counts(read)

    def words(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Texts × lemmas, rows of length 1."""
        return self.lexicon.words([self.lexicon.read(text) for text in texts])

    def _scaled(self, texts: Sequence[str], parts: Sequence[Sequence[str]] = ()) -> dict[str, Singles]:
        raw = self._similarities(texts, parts)
        return {
            name: np.maximum(values - self._level.get(name, 0), 0) / self._scale.get(name, 1)
            for name, values in raw.items()
        }

    def _similarities(self, texts: Sequence[str], parts: Sequence[Sequence[str]] = ()) -> dict[str, Singles]:
        """The four similarities as they are; zero for sense without vectors. Where `parts` are given, what a text means
        is the mean of what these mean."""
        words = self.words(texts)
        nothing = np.zeros((len(texts), len(self.texts)), np.float32)
        found = {
            DEFINITION_WORDS: self.definition_words.near(words),
            EXAMPLE_WORDS: self._nearest.two(self.example_words.near(words)),
            DEFINITION_SENSE: nothing,
            EXAMPLE_SENSE: nothing,
        }
        if self.embed is not None and len(texts):
            found[DEFINITION_SENSE], found[EXAMPLE_SENSE] = self._sense(texts, parts)
        return found

    def vectors(self, texts: Sequence[str]) -> Singles:
        """Centred sentence vectors, rows of length 1; only where there is an `embed`."""
        assert self.embed is not None
        return centred(self.embed(texts), self._centre)

    def _sense(self, texts: Sequence[str], parts: Sequence[Sequence[str]]) -> tuple[Singles, Singles]:
        """Texts × codes: how near the whole is to definition and examples, and its nearest sentence, on average."""
        pieces = [list(each) for each in parts] or [sentences_of(text) for text in texts]
        flat = list(dict.fromkeys([*(() if parts else texts), *(piece for each in pieces for piece in each)]))
        place = {text: number for number, text in enumerate(flat)}
        vectors = self.vectors(flat)
        rows = [[place[piece] for piece in each] for each in pieces]
        if parts:
            whole = unit(np.stack([vectors[each].mean(axis=0) for each in rows]))
        else:
            whole = vectors[[place[text] for text in texts]]
        return (
            self._whole_and_best(whole @ self.definition_vectors.T, vectors @ self.definition_vectors.T, rows),
            self._whole_and_best(self._to_examples(whole), self._to_examples(vectors), rows),
        )

    def _to_examples(self, vectors: Singles) -> Singles:
        return self._nearest.two(vectors @ self.example_vectors.T)

    @staticmethod
    def _whole_and_best(whole: Singles, pieces: Singles, rows: Sequence[Sequence[int]]) -> Singles:
        best = np.stack([pieces[each].max(axis=0) for each in rows])
        both: Singles = (whole + best) / 2
        return both

    def _context(self, fragments: Sequence[Fragment]) -> Singles:
        """What the fragment says between its neighbours, for fragments that have some."""
        found = np.zeros((len(fragments), len(self.texts)), np.float32)
        places = [place for place, fragment in enumerate(fragments) if fragment.before or fragment.after]
        if not places:
            return found
        near = [(fragments[at].before, fragments[at].quote, fragments[at].after) for at in places]
        parts = [[text for text in each if text] for each in near]
        around = [" ".join(each) for each in parts]
        scaled = self._scaled(around, parts)
        whole = sum(weight * scaled[name] for name, weight in _SIMILAR.items()) + self.terms.score(self.counts(around))
        sizes = np.array([fragments[at].quote.count(" ") + 1 for at in places])
        found[places] = whole * (1 / (1 + sizes / _HALF))[:, None]
        return found

    def _cues(self, fragments: Sequence[Fragment]) -> dict[str, Singles]:
        wish, mode = self._cued(fragments, Cue.WISH), np.array(self.texts.mode)
        hinders, helps = ([each is cue for each in self.texts.tone] for cue in (Cue.HINDERS, Cue.HELPS))
        return {
            WISH: np.outer(wish, mode == Mode.WISH),
            NOW: np.outer(wish == 0, mode == Mode.NOW).astype(np.float32),
            HINDERS: np.outer(self._cued(fragments, Cue.HINDERS), hinders),
            HELPS: np.outer(self._cued(fragments, Cue.HELPS), helps),
            GRADE: self._grades(fragments),
            QUESTION: self._asked(fragments),
            HEADING: self._headings(fragments),
        }

    def _cued(self, fragments: Sequence[Fragment], cue: Cue) -> Singles:
        """Per fragment the log of 1 plus the times it has words of a cue, two at most."""
        times = [min(len(cued(fragment.quote, cue, self.language)), 2) for fragment in fragments]
        logs: Singles = np.log1p(np.array(times, np.float32))
        return logs

    def _grades(self, fragments: Sequence[Fragment]) -> Singles:
        found = np.zeros((len(fragments), len(self.texts)), np.float32)
        if self.grades is None or not any(text.code.grade for text in self.texts.texts):
            return found
        for row, fragment in enumerate(fragments):
            for each in self.grades.found(fragment):
                at = self.texts.place[each.code]
                found[row, at] = max(found[row, at], each.certainty)
        return found

    def grade_in(self, fragment: Fragment, code: str) -> Found | None:
        """The surest grade for a code in a fragment, if there is one."""
        if self.grades is None or self.texts.texts[self.texts.place[code]].code.grade is None:
            return None
        found = [each for each in self.grades.found(fragment) if each.code == code]
        return max(found, key=lambda each: each.certainty, default=None)

    def _asked(self, fragments: Sequence[Fragment]) -> Singles:
        found = np.zeros((len(fragments), len(self.texts)), np.float32)
        for row, fragment in enumerate(fragments):
            for question in fragment.questions:
                found[row, list(self.texts.asked.get(question, ()))] = 1
        return found

    def _headings(self, fragments: Sequence[Fragment]) -> Singles:
        titles = list(dict.fromkeys(fragment.heading for fragment in fragments))
        place = {title: number for number, title in enumerate(titles)}
        read = [self.lexicon.read(title) for title in titles]
        near = np.asarray((self.lexicon.words(read) @ self.lexicon.words(self._paths).T).todense(), np.float32)
        return np.asarray(near[[place[fragment.heading] for fragment in fragments]])


class Words:
    """Texts of the codebook by their words and pieces of words; `near` gives cosines with fragments."""

    def __init__(self, lexicon: Lexicon, texts: Sequence[Sequence[int]]) -> None:
        self._lexicon = lexicon
        self.words = lexicon.words(texts)
        self.pieces = lexicon.pieces(self.words)
        self._by_lemma = np.zeros((0, len(texts)), np.float32)

    #: Of whole words, and of pieces.
    MIX = (0.6, 0.4)

    def near(self, words: sparse.csr_matrix) -> Singles:
        """Fragments × texts: the cosine of their words and that of their pieces, mixed."""
        known = self.words.shape[1]
        whole = np.asarray((wide(words, known) @ self.words.T).todense(), np.float32)
        lengths = self._lexicon.piece_lengths(words)
        pieces = words @ self._lemmas(words.shape[1])
        pieces = np.divide(pieces, lengths[:, None], out=np.zeros_like(pieces), where=lengths[:, None] > 0)
        mixed: Singles = (self.MIX[0] * whole + self.MIX[1] * pieces).astype(np.float32, copy=False)
        return mixed

    def _lemmas(self, count: int) -> Singles:
        """Lemmas × texts: the pieces of each lemma times those of each text, looked up once per lemma."""
        known = self._by_lemma.shape[0]
        if known < count:
            grid = self._lexicon.grid()[known:count]
            fresh = wide(grid, self.pieces.shape[1]) @ self.pieces.T
            self._by_lemma = np.concatenate([self._by_lemma, np.asarray(fresh.todense(), np.float32)])
        return self._by_lemma[:count]


class Nearest:
    """Which texts belong to which code, to find the nearest of each code."""

    def __init__(self, owners: Sequence[int], codes: int) -> None:
        counts = np.bincount(np.array(owners, np.int64), minlength=codes) if len(owners) else np.zeros(codes, np.int64)
        widest = int(counts.max(initial=0))
        self._table = np.full((codes, widest), len(owners), np.int64)  # the last column stands for no text
        filled = [0] * codes
        for text, owner in enumerate(owners):
            self._table[owner, filled[owner]] = text
            filled[owner] += 1
        self._used = np.minimum(counts, 2)

    def two(self, near: Singles) -> Singles:
        """Fragments × texts to fragments × codes: the mean of the two nearest, of the one there is, or 0."""
        rows, (codes, widest) = len(near), self._table.shape
        if widest == 0:
            return np.zeros((rows, codes), np.float32)
        padded = np.concatenate([near, np.full((rows, 1), -1.0, np.float32)], axis=1)[:, self._table]
        first = padded.max(axis=2)
        if widest == 1:
            return np.where(self._used > 0, first, 0).astype(np.float32)
        second = np.partition(padded, widest - 2, axis=2)[:, :, widest - 2]
        mean = np.where(self._used > 1, (first + second) / 2, first)
        return np.where(self._used > 0, mean, 0).astype(np.float32)


def centred(vectors: Singles, centre: Singles) -> Singles:
    """Vectors less the centre, made of length 1 again."""
    return unit(vectors - centre)


def unit(vectors: Singles) -> Singles:
    made: Singles = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return made


def _spread(values: Singles) -> float:
    there = values[:, values.any(axis=0)]
    return max(float(there.std()), _NARROWEST) if len(values) >= _ENOUGH and there.size else _USUAL_SPREAD


def spread(things: Sequence[T], most: int) -> list[T]:
    """At most so many of them, evenly spread."""
    if len(things) <= most:
        return list(things)
    return [things[at * len(things) // most] for at in range(most)]


def sentences_of(quote: str) -> list[str]:
    """The sentences of a passage; itself where it has none."""
    return [span.of(quote) for span in sentences(quote)] or [quote]
