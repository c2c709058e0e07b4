"""Finding the terms of rules in a text: as spaCy patterns over words with their lemmas.

A text is cut into sentences, and each becomes a spaCy `Doc` of its words (`qualcode.text.lemmas`), whose lemmas are
filled in: so that rules and suggestions see the same words, and a term never runs from one sentence into the next.
Punctuation is no word, and does not come between the words of a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadRule, NotPossible
from qualcode.model import Span, Term
from qualcode.model.rule import BETWEEN, How, Slot, Word
from qualcode.text.lemmas import Lemmas
from qualcode.text.units import sentences

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

#: Seconds that a regular expression may take in one passage.
PATIENCE = 2.0

#: Where the words of a term stand.
Hit = tuple[Span, ...]
#: A run of words in a sentence: the numbers of its first word and of the one after its last.
_Place = tuple[int, int]


class TermFinder:
    """Looks for many terms at once in texts of one language.

    >>> finder = TermFinder([Term.read("kar ~ trekken")], "nl")
    >>> text = "De coach trok al die tijd de kar."
    >>> [[span.of(text) for span in hit] for hit in finder.find(text)["kar ~ trekken"]]
    [['trok', 'kar']]
    """

    def __init__(self, terms: Iterable[Term], language: str) -> None:
        self._lemmas = Lemmas.of(language)
        self._terms = {term.text: term for term in terms}
        self._expressions = {text: _compiled(term) for text, term in self._terms.items() if term.expression}
        self._runs = [_Run(run, self._lemmas) for run in dict.fromkeys(_runs(self._terms.values()))]
        number = {run.slots: place for place, run in enumerate(self._runs)}
        self._parts = {text: [number[run] for run in term.runs] for text, term in self._terms.items() if term.runs}
        self._in_terms: dict[int, list[str]] = {}
        for text, parts in self._parts.items():
            self._in_terms.setdefault(parts[0], []).append(text)
        self._index = _Beginnings(self._runs)

    def find(self, text: str) -> Mapping[str, Sequence[Hit]]:
        """The terms that stand in a text, as they are written, each with its hits in order."""
        found: dict[str, list[Hit]] = {}
        for sentence in sentences(text) if self._runs else ():
            for term, hit in self._in_sentence(sentence, sentence.of(text)):
                found.setdefault(term, []).append(hit)
        for term, expression in self._expressions.items():
            hits: list[Hit] = [(span,) for span in _search(term, expression, text)]
            if hits:
                found[term] = hits
        return found

    def _in_sentence(self, sentence: Span, text: str) -> Iterator[tuple[str, Hit]]:
        words = [(word.span, word.span.of(text), word.lemma) for word in self._lemmas.words(text)]
        begun = sorted({run for _span, form, lemma in words for run in self._index.of(form, lemma)})
        if not begun:
            return
        doc = _doc(self._lemmas.language, [form for _, form, _ in words], [lemma for _, _, lemma in words])
        places = {run: self._runs[run].places(doc) for run in begun}
        spans = [Span(sentence.start + span.start, sentence.start + span.end) for span, _, _ in words]
        for term in (term for run in begun if places[run] for term in self._in_terms.get(run, ())):
            stands = [places.get(run, []) for run in self._parts[term]]
            for hit in _joined(stands, near=self._terms[term].near) if all(stands) else ():
                yield term, tuple(Span(spans[start].start, spans[end - 1].end) for start, end in hit)


class _Beginnings:
    """Which runs may begin with a word, so that only these are looked for; found once for each word."""

    def __init__(self, runs: Sequence[_Run]) -> None:
        self._known: dict[str, tuple[int, ...]] = {}
        self._whole: dict[tuple[str, str], list[int]] = {}
        self._parts: list[tuple[re.Pattern[str], int]] = []
        for place, run in enumerate(runs):
            for pattern in run.first:
                for kind, asked in pattern.items():
                    for word in asked.get("IN", ()):
                        self._whole.setdefault((kind, word), []).append(place)
                    if "REGEX" in asked:
                        self._parts.append((re.compile(asked["REGEX"]), place))

    def of(self, form: str, lemma: str) -> tuple[int, ...]:
        if form not in self._known:
            whole = [*self._whole.get(("LEMMA", lemma), ()), *self._whole.get(("ORTH", form), ())]
            part = [place for pattern, place in self._parts if pattern.search(form.lower())]
            self._known[form] = (*whole, *part)
        return self._known[form]


class _Run:
    """Words of a term that follow each other, as a spaCy matcher."""

    def __init__(self, slots: tuple[Slot, ...], lemmas: Lemmas) -> None:
        self.slots = slots
        self.first = _one_place(slots[0], lemmas)
        self._patterns = [list(chosen) for chosen in product(*(_one_place(slot, lemmas) for slot in slots))]
        self._language = lemmas.language

    def places(self, doc: Doc) -> list[_Place]:
        """Where it stands, in order."""
        return sorted({(start, end) for _key, start, end in self._matcher(doc)})

    @cached_property
    def _matcher(self) -> Matcher:
        from spacy.matcher import Matcher

        matcher = Matcher(_vocab(self._language))
        matcher.add("run", self._patterns)
        return matcher


def _runs(terms: Iterable[Term]) -> Iterator[tuple[Slot, ...]]:
    return (run for term in terms for run in term.runs)


def _joined(stands: Sequence[Sequence[_Place]], *, near: bool) -> list[tuple[_Place, ...]]:
    """The runs of a term put together: from each place of the first, the nearest of the next within reach."""
    orders = permutations(stands) if near else [stands]
    chains = [_chain([first], order[1:]) for order in orders for first in order[0]]
    return sorted({tuple(sorted(chain)) for chain in chains if chain})


def _chain(so_far: list[_Place], rest: Sequence[Sequence[_Place]]) -> list[_Place]:
    """The places that follow, each within reach of the one before; empty where there are none."""
    if not rest:
        return so_far
    end = so_far[-1][1]
    for place in rest[0]:
        if 0 <= place[0] - end <= BETWEEN and (chain := _chain([*so_far, place], rest[1:])):
            return chain
    return []


@cache
def _vocab(language: str) -> Vocab:
    """The vocabulary of a blank pipeline, which brings no model."""
    import spacy

    return spacy.blank(language).vocab


def _doc(language: str, forms: Sequence[str], lemmas: Sequence[str]) -> Doc:
    from spacy.tokens import Doc

    return Doc(_vocab(language), words=list(forms), lemmas=list(lemmas))


def _one_place(slot: Slot, lemmas: Lemmas) -> list[dict[str, dict[str, Any]]]:
    """The patterns of spaCy for one place: one for each kind of word that may stand there."""
    patterns: list[dict[str, dict[str, Any]]] = []
    meant = sorted({lemmas.lemma(word.text) for word in slot if word.how is How.LEMMA})
    exact = sorted({word.text for word in slot if word.how is How.EXACT})
    if meant:
        patterns.append({"LEMMA": {"IN": meant}})
    if exact:
        patterns.append({"ORTH": {"IN": exact}})
    return patterns + [{"LOWER": {"REGEX": _part(word)}} for word in slot if word.how not in (How.LEMMA, How.EXACT)]


def _part(word: Word) -> str:
    stem = re.escape(word.text)
    return {How.PREFIX: rf"\A{stem}", How.SUFFIX: rf"{stem}\Z"}.get(word.how, stem)


def _compiled(term: Term) -> Any:
    import regex

    try:
        return regex.compile(term.expression, regex.IGNORECASE)
    except regex.error as err:
        raise BadRule(f"{term.text!r} is no regular expression: {err}.") from err


def _search(term: str, expression: Any, text: str) -> list[Span]:
    """Where an expression stands; one that runs away is an error, so that nothing is passed over in silence."""
    try:
        found = [match.span() for match in expression.finditer(text, timeout=PATIENCE)]
    except TimeoutError as err:
        raise NotPossible(
            f"The expression {term} takes longer than {PATIENCE:g} seconds in one passage, so it was stopped. Say "
            "less often 'any number of' (* and +), above all within each other."
        ) from err
    return [Span(start, end) for start, end in found if start < end]
