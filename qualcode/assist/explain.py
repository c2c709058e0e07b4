"""Why a code was suggested: the features that raised its score most, with the words that carried them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualcode.assist import features, learned
from qualcode.assist.cues import Cue, cued
from qualcode.assist.features import sentences_of
from qualcode.model import Fragment, Reason, Span
from qualcode.tables import Singles

if TYPE_CHECKING:
    from qualcode.assist.estimator import Assistant

#: Less than this raised the score by next to nothing.
LEAST = 0.05
#: A shared word is named where its idf is this at least: where it is in one text of ten or fewer.
_RARE = 3.2
#: So many shared words are named at most.
_WORDS = 5


def reasons(assistant: Assistant, fragment: Fragment, code: str, top: int) -> tuple[Reason, ...]:
    """The largest reasons, each above zero, with the offsets of its words in the document's text.

    A feature that weighs for nearly every code, such as how often a code is given, comes only where nothing else does.
    """
    shares = assistant.contributions(fragment, code)
    telling = [name for name, share in shares.items() if share >= LEAST and name not in _GENERAL]
    general = [name for name, share in shares.items() if share >= LEAST and name in _GENERAL]
    found: list[Reason] = []
    for name in [*telling, *general]:
        reason = _reason(assistant, fragment, code, name, shares[name])
        if len(found) < top and not any(each.about and each.about == reason.about for each in found):
            found.append(reason)
    return tuple(sorted(found, key=lambda reason: -reason.weight))


_GENERAL = (features.NOW, learned.FREQUENCY, learned.BRANCH)


def _reason(assistant: Assistant, fragment: Fragment, code: str, name: str, weight: float) -> Reason:
    spans, about = _Why(assistant, fragment, assistant.features.texts.place[code]).of(name)
    return Reason(name, weight, tuple(spans), about)


class _Why:
    """What lies behind the features of one fragment and one code."""

    def __init__(self, assistant: Assistant, fragment: Fragment, code: int) -> None:
        self.assistant = assistant
        self.features = assistant.features
        self.fragment = fragment
        self.code = code
        self.words = list(self.features.lexicon.lemmas.words(fragment.quote))

    def of(self, name: str) -> tuple[list[Span], str]:
        """The words and what they point to."""
        ways = {
            features.TERMS: self._terms,
            features.DEFINITION_WORDS: self._definition,
            features.EXAMPLE_WORDS: self._example,
            features.DEFINITION_SENSE: self._sense,
            features.EXAMPLE_SENSE: self._example_sense,
            features.WISH: lambda: self._cue(Cue.WISH),
            features.HINDERS: lambda: self._cue(Cue.HINDERS),
            features.HELPS: lambda: self._cue(Cue.HELPS),
            features.GRADE: self._grade,
            features.QUESTION: self._question,
            features.HEADING: self._heading,
            features.CONTEXT: self._heading_only,
            learned.HEADINGS: self._heading,
            learned.NEIGHBOURS: self._neighbour,
            learned.THEME: self._neighbour_of_theme,
        }
        return ways[name]() if name in ways else ([], "")

    def _spans(self, chosen: Iterable[Span]) -> list[Span]:
        at = self.fragment.span.start
        return sorted({Span(at + span.start, at + span.end) for span in chosen}, key=lambda span: span.start)

    def _terms(self) -> tuple[list[Span], str]:
        """The words of the terms found, the heaviest term named."""
        terms = self.features.terms
        quote = self.fragment.quote
        found = terms.found(self.features.counts([quote]))[0]
        there = [term for term in np.flatnonzero(found) if terms.owners[term] == self.code]
        there.sort(key=lambda term: -found[term] * terms.weights()[term])
        needed = {word for term in there for word in terms.words_of(int(term))}
        spans = [word.span for word in self.words if needed & terms.of_word(word.lemma).keys()]
        return self._spans(spans), terms.names[there[0]] if there else ""

    def _definition(self) -> tuple[list[Span], str]:
        return self._shared(self.features.texts.texts[self.code].definition), ""

    def _example(self) -> tuple[list[Span], str]:
        example = self._nearest_example(sense=False)
        return (self._shared(example), example) if example else ([], "")

    def _shared(self, text: str) -> list[Span]:
        """The words shared with a text, the rarest first, if need be by their pieces."""
        lexicon = self.features.lexicon
        others = {lemma for lemma in lexicon.lemmas.lemmas(text) if lexicon.telling(lemma)}
        idf = lexicon.idf
        shared = [word for word in self.words if word.lemma in others and idf[lexicon.number(word.lemma)] >= _RARE]
        shared.sort(key=lambda word: -idf[lexicon.number(word.lemma)])
        if not shared:
            shared = [word for word in self.words if lexicon.telling(word.lemma) and _alike(word.lemma, others)]
        lemmas = list(dict.fromkeys(word.lemma for word in shared))[:_WORDS]
        return self._spans(word.span for word in shared if word.lemma in lemmas)

    def _sense(self) -> tuple[list[Span], str]:
        return self._best_sentence(self.features.definition_vectors[[self.code]]), ""

    def _example_sense(self) -> tuple[list[Span], str]:
        mine = [number for number, (owner, _text) in enumerate(self.features.examples) if owner == self.code]
        example = self._nearest_example(sense=True)
        return (self._best_sentence(self.features.example_vectors[mine]), example) if mine else ([], "")

    def _best_sentence(self, vectors: Singles) -> list[Span]:
        """The sentence that is nearest to one of these vectors."""
        parts = sentences_of(self.fragment.quote)
        near = (self.features.vectors(parts) @ vectors.T).max(axis=1)
        best = parts[int(near.argmax())]
        at = self.fragment.quote.find(best)
        return self._spans([Span(at, at + len(best))]) if at >= 0 else []

    def _nearest_example(self, *, sense: bool) -> str:
        mine = [number for number, (owner, _text) in enumerate(self.features.examples) if owner == self.code]
        if not mine:
            return ""
        quote = self.fragment.quote
        if sense:
            parts = [quote, *sentences_of(quote)]
            near = (self.features.vectors(parts) @ self.features.example_vectors[mine].T).max(axis=0)
        else:
            near = self.features.example_words.near(self.features.words([quote]))[0, mine]
        return self.features.examples[mine[int(near.argmax())]][1]

    def _cue(self, cue: Cue) -> tuple[list[Span], str]:
        return self._spans(cued(self.fragment.quote, cue, self.features.language)), ""

    def _grade(self) -> tuple[list[Span], str]:
        found = self.features.grade_in(self.fragment, self.features.texts.ids[self.code])
        return ([found.span], found.grade.text) if found else ([], "")

    def _question(self) -> tuple[list[Span], str]:
        asked = self.features.texts.asked
        named = [each for each in self.fragment.questions if self.code in asked.get(each, ())]
        return [], named[0] if named else ""

    def _heading(self) -> tuple[list[Span], str]:
        return [], self.fragment.heading

    def _heading_only(self) -> tuple[list[Span], str]:
        return [], " ".join(each for each in (self.fragment.before, self.fragment.after) if each)

    def _neighbour(self) -> tuple[list[Span], str]:
        return self._nearest_taught([self.code])

    def _neighbour_of_theme(self) -> tuple[list[Span], str]:
        theme = self.features.texts.theme
        return self._nearest_taught([code for code in range(len(theme)) if theme[code] == theme[self.code]])

    def _nearest_taught(self, codes: Sequence[int]) -> tuple[list[Span], str]:
        """The most similar fragment that was given one of these codes, of another document if there is one, and the
        words shared with it."""
        assistant = self.assistant
        given = assistant.labels[:, codes].any(axis=1)
        rows = [
            row for row in np.flatnonzero(given) if assistant.taught[row].span != self.fragment.span
            or assistant.taught[row].document != self.fragment.document
        ]  # fmt: skip
        if not rows:
            return [], ""
        shelf = assistant.shelf
        near = shelf.likeness(shelf.batch([self.fragment]), shelf.batch([assistant.taught[row] for row in rows]))[0]
        nearest = assistant.taught[rows[int(near.argmax())]]
        place = f"{nearest.document} {nearest.span.start}-{nearest.span.end}"
        return self._shared(nearest.quote), nearest.label or place


def _alike(lemma: str, others: set[str]) -> bool:
    """Whether a word begins or ends with five letters of another."""
    return len(lemma) >= 5 and any(
        len(other) >= 5 and (lemma[:5] == other[:5] or lemma[-5:] == other[-5:]) for other in others
    )
