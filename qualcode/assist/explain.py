"""Why a code was suggested: the features that raised its score most, with the words that carried them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from qualcode.assist import features, learned, weights
from qualcode.assist.cues import Cue, cued
from qualcode.assist.shelf import Shelf
from qualcode.model import Fragment, Reason, Span
from qualcode.tables import Floats, Singles
from qualcode.text.lemmas import Word
from qualcode.text.units import sentences

#: Less than this raised the score by next to nothing.
LEAST = 0.05
#: A shared word is named where its idf is this at least: where it is in one text of ten or fewer.
_RARE = 3.2
#: So many shared words are named at most.
_WORDS = 5
#: These are in words, and say nothing without.
_IN_WORDS = (features.TERMS, features.DEFINITION_WORDS, features.EXAMPLE_WORDS)
#: These point to something, and say nothing without.
_ABOUT = (features.CONTEXT,)
#: What weighs for nearly every code comes only where less than enough speaks for this one.
_GENERAL = (features.NOW, learned.FREQUENCY, learned.BRANCH)


class Look:
    """Some fragments looked at together, to explain what is suggested for each.

    `shares`: fragments × codes × features, by how much each raises the score in log-odds. `taught` are the fragments
    that were learned from, and `labels` (taught × codes) says which codes they were given."""

    def __init__(
        self, shelf: Shelf, fragments: Sequence[Fragment], shares: Singles, taught: Sequence[Fragment], labels: Floats
    ) -> None:
        self.features = shelf.features
        self.rows = {fragment: row for row, fragment in enumerate(fragments)}
        self.shares, self.taught, self.labels = shares, taught, labels
        self._shelf, self._fragments = shelf, list(fragments)
        self._batch = shelf.batch(fragments)
        self._why: dict[int, Why] = {}

    @cached_property
    def examples(self) -> Singles:
        """Fragments × examples: shared words."""
        return self.features.example_words.near(self._batch.words)

    @cached_property
    def terms(self) -> Singles:
        """Fragments × terms: which are there."""
        return self.features.terms.found(self.features.counts([fragment.quote for fragment in self._fragments]))

    @cached_property
    def likeness(self) -> Singles:
        """Fragments × fragments learned from: how like each other; not at all for one and the same passage."""
        likeness = self._shelf.likeness(self._batch, self._shelf.batch(self.taught))
        places: dict[tuple[str, Span], list[int]] = {}
        for number, each in enumerate(self.taught):
            places.setdefault((each.document, each.span), []).append(number)
        for row, fragment in enumerate(self._fragments):
            likeness[row, places.get((fragment.document, fragment.span), [])] = -1
        return likeness

    def shares_of(self, fragment: Fragment, code: str) -> dict[str, float]:
        """By how much each feature raises the score of a code; those that do, the largest first."""
        values = self.shares[self.rows[fragment], self.features.texts.place[code]]
        named = dict(zip(weights.NAMES, values.tolist(), strict=True))
        return {name: each for name, each in sorted(named.items(), key=lambda item: -item[1]) if each > 0}

    def reasons(self, fragment: Fragment, code: str, top: int) -> tuple[Reason, ...]:
        """The largest reasons for a code, each above zero, with the offsets of its words in the document's text; what
        weighs for nearly every code comes last, and is no reason alone."""
        shares = {name: share for name, share in self.shares_of(fragment, code).items() if share >= LEAST}
        why = self._why_of(fragment)
        place = self.features.texts.place[code]
        found: list[Reason] = []
        for name in sorted(shares, key=lambda name: name in _GENERAL):
            if len(found) == top:
                break
            spans, about = why.of(name, place)
            nothing = (name in _IN_WORDS and not spans) or (name in _ABOUT and not about) or self._untrue(name, place)
            if not nothing and not any(each.about and each.about == about for each in found):
                found.append(Reason(name, shares[name], tuple(spans), about))
        return tuple(found) if any(reason.kind not in _GENERAL for reason in found) else ()

    def _untrue(self, name: str, code: int) -> bool:
        """Whether a feature that adds to the score would be said wrongly: of a code that is not given often, or of a
        definition that is not there."""
        if name == learned.FREQUENCY:
            given = self.labels.sum(axis=0)
            return not given.size or given[code] <= given.mean()
        text = self.features.texts.texts[code].code
        return name == features.DEFINITION_WORDS and not (text.definition or text.include)

    def _why_of(self, fragment: Fragment) -> Why:
        row = self.rows[fragment]
        if row not in self._why:
            self._why[row] = Why(self, fragment, row)
        return self._why[row]


class Why:
    """What lies behind the features of one fragment: the words, and what they point to."""

    def __init__(self, look: Look, fragment: Fragment, row: int) -> None:
        self.look = look
        self.features = look.features
        self.fragment = fragment
        self.row = row

    @cached_property
    def words(self) -> list[Word]:
        return list(self.features.lexicon.lemmas.words(self.fragment.quote))

    def of(self, name: str, code: int) -> tuple[list[Span], str]:
        """The words in the document, and what they point to, for a feature and a code."""
        ways = {
            features.TERMS: self._terms,
            features.DEFINITION_WORDS: self._definition,
            features.EXAMPLE_WORDS: self._example,
            features.DEFINITION_SENSE: self._sense,
            features.EXAMPLE_SENSE: self._example_sense,
            features.CONTEXT: self._around,
            features.GRADE: self._grade,
            features.QUESTION: self._question,
            learned.NEIGHBOURS: lambda code: self._nearest_taught([code]),
            learned.THEME: self._nearest_of_theme,
        }
        cues = {features.WISH: Cue.WISH, features.HINDERS: Cue.HINDERS, features.HELPS: Cue.HELPS}
        if name in cues:
            found = cued(self.fragment.quote, cues[name], self.features.language)
            return self._spans(part for span in found for part in _ends(self.fragment.quote, span)), ""
        if name in (features.HEADING, learned.HEADINGS):
            return [], self.fragment.heading
        return ways[name](code) if name in ways else ([], "")

    def _spans(self, chosen: Iterable[Span]) -> list[Span]:
        at = self.fragment.span.start
        return sorted({Span(at + span.start, at + span.end) for span in chosen}, key=lambda span: span.start)

    def _terms(self, code: int) -> tuple[list[Span], str]:
        """The words of the terms found, the heaviest term named."""
        terms, found = self.features.terms, self.look.terms[self.row]
        there = [term for term in np.flatnonzero(found).tolist() if terms.owners[term] == code]
        there.sort(key=lambda term: -found[term] * terms.weights[term])
        needed = {word for term in there for word in terms.words_of(term)}
        spans = [word.span for word in self.words if needed & terms.of_word(word.lemma).keys()]
        return self._spans(spans), terms.names[there[0]] if there else ""

    def _definition(self, code: int) -> tuple[list[Span], str]:
        return self._shared(self.features.texts.texts[code].definition), ""

    def _example(self, code: int) -> tuple[list[Span], str]:
        mine = self.features.examples_of(code)
        if not mine:
            return [], ""
        example = self.features.examples[mine[int(self.look.examples[self.row, mine].argmax())]][1]
        return self._shared(example), example

    def _shared(self, text: str) -> list[Span]:
        """The words shared with a text, the rarest first; if there are none, those that begin or end alike."""
        lexicon = self.features.lexicon
        others = {lemma for lemma in lexicon.lemmas.lemmas(text) if lexicon.telling(lemma)}
        weight = {word.lemma: lexicon.weight(word.lemma) for word in self.words}
        shared = [word for word in self.words if word.lemma in others and weight[word.lemma] >= _RARE]
        shared.sort(key=lambda word: -weight[word.lemma])
        if not shared:
            shared = [word for word in self.words if lexicon.telling(word.lemma) and _alike(word.lemma, others)]
        lemmas = list(dict.fromkeys(word.lemma for word in shared))[:_WORDS]
        return self._spans(word.span for word in shared if word.lemma in lemmas)

    @cached_property
    def _sentences(self) -> tuple[list[Span], Singles]:
        quote = self.fragment.quote
        parts = sentences(quote) or [Span(0, len(quote))]
        return parts, self.features.vectors([part.of(quote) for part in parts])

    def _sense(self, code: int) -> tuple[list[Span], str]:
        return self._best_sentence(self.features.definition_vectors[[code]]), ""

    def _example_sense(self, code: int) -> tuple[list[Span], str]:
        mine = self.features.examples_of(code)
        if not mine:
            return [], ""
        vectors = self.features.example_vectors[mine]
        nearest = int((self._sentences[1] @ vectors.T).max(axis=0).argmax())
        return self._best_sentence(vectors), self.features.examples[mine[nearest]][1]

    def _best_sentence(self, vectors: Singles) -> list[Span]:
        """The sentence that is nearest to one of these vectors."""
        parts, own = self._sentences
        return self._spans([parts[int((own @ vectors.T).max(axis=1).argmax())]])

    def _around(self, code: int) -> tuple[list[Span], str]:
        """The sentence before or after that shares a rare word with what the codebook says of the code."""
        text, lexicon = self.features.texts.texts[code], self.features.lexicon
        said = " ".join([text.definition, *text.terms, *text.examples])
        lemmas = {lemma for lemma in lexicon.lemmas.lemmas(said) if lexicon.weight(lemma) >= _RARE}
        for sentence in (self.fragment.before, self.fragment.after):
            if lemmas & set(lexicon.lemmas.lemmas(sentence)):
                return [], sentence
        return [], ""

    def _grade(self, code: int) -> tuple[list[Span], str]:
        found = self.features.grade_in(self.fragment, self.features.texts.ids[code])
        return ([found.span], found.grade.text) if found else ([], "")

    def _question(self, code: int) -> tuple[list[Span], str]:
        asked = self.features.texts.asked
        named = [each for each in self.fragment.questions if code in asked.get(each, ())]
        return [], named[0] if named else ""

    def _nearest_of_theme(self, code: int) -> tuple[list[Span], str]:
        theme = self.features.texts.theme
        return self._nearest_taught([each for each in range(len(theme)) if theme[each] == theme[code]])

    def _nearest_taught(self, codes: Sequence[int]) -> tuple[list[Span], str]:
        """The most similar fragment that was given one of these codes, and the words shared with it."""
        given = self.look.labels[:, codes].any(axis=1)
        if not given.any():
            return [], ""
        likeness = np.where(given, self.look.likeness[self.row], -1)
        if likeness.max() <= 0:
            return [], ""
        nearest = self.look.taught[int(likeness.argmax())]
        place = f"{nearest.document} {nearest.span.start}-{nearest.span.end}"
        return self._shared(nearest.quote), nearest.label or place


def _ends(quote: str, span: Span) -> list[Span]:
    """A cue of many words (*zou … graag*) by its first and last word."""
    words = list(re.finditer(r"\S+", span.of(quote)))
    if len(words) <= 3:
        return [span]
    return [Span(span.start + word.start(), span.start + word.end()) for word in (words[0], words[-1])]


def _alike(lemma: str, others: set[str]) -> bool:
    """Whether a word begins or ends with five letters of another."""
    return len(lemma) >= 5 and any(
        len(other) >= 5 and (lemma[:5] == other[:5] or lemma[-5:] == other[-5:]) for other in others
    )
