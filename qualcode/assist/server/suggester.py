"""The suggester that asks a server."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import NamedTuple, Self

import numpy as np

from qualcode.assist.codetexts import CodeTexts
from qualcode.assist.consent import Consent, NotAgreed
from qualcode.assist.server import answer, prompt, telling, wire
from qualcode.assist.server.answer import Found, Reading, Unreadable
from qualcode.assist.server.options import ServerOptions
from qualcode.assist.server.wire import ServerProblem
from qualcode.i18n import language as words_of
from qualcode.model import Codebook, Fragment, Question, Reason, Span
from qualcode.tables import Floats

#: After so many fragments in a row without an answer that can be used, we stop asking.
PATIENCE = 3
#: The kind of reason a server gives: the words it quotes.
QUOTED = "quoted"
#: A reason weighs by how far it lifts the code above this probability, in log-odds.
_FLOOR = 0.001
#: Answers kept while the process runs, by the hash of what was asked: codes, numbers and places, no words.
_KEPT: dict[bytes, Reading] = {}
_MOST_KEPT = 50_000

_WORD = re.compile(r"\w{3,}")


class _Example(NamedTuple):
    """A fragment that a person coded: its words, the paths of its codes, and which documents it must not help with."""

    words: str
    paths: tuple[str, ...]
    documents: frozenset[str]


class ServerSuggester:
    """Asks the server about one fragment at a time. Its probabilities are the model's own, and not calibrated.

    A suggestion counts only with a quote that is in the fragment. A fragment of which the server, asked twice, says
    nothing that can be read has no suggestions; `notes` tells how many. `fit` only keeps codings to show as examples,
    where the option `examples` asks for them.
    """

    calibrated = False

    def __init__(
        self, server: ServerOptions, codebook: Codebook, guide: Sequence[Question], language: str, consent: Consent
    ) -> None:
        self.server = server
        self.name = f"server:{server.model}"
        self.codes = CodeTexts.of(codebook, guide).ids
        self._codebook = codebook
        self._questions = {question.id: question for question in guide}
        self._words = words_of(language)
        self._consent = consent
        self._system = prompt.instructions(codebook, self.codes, short=server.short)
        self._examples: list[_Example] = []
        self._readings: dict[bytes, Reading] = {}
        self._failed: set[Fragment] = set()
        self._in_a_row = 0

    def describe(self) -> str:
        """Who suggests, in a sentence for the screen."""
        return telling.describe(self.server, self._words)

    def sending(self) -> str:
        """What leaves the process and where it goes: what consent is asked for."""
        return telling.sending(self.server, self._words)

    def notes(self) -> list[str]:
        """What a reader should know of the answers so far; nothing where all went well."""
        return telling.notes(self._readings.values(), len(self._failed), self._words)

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        known = set(self.codes)
        self._examples = [
            _Example(
                fragment.quote,
                tuple(self._codebook.path(code) for code in self.codes if code in given),
                frozenset((fragment.document, group)),
            )
            for fragment, given, group in zip(fragments, codes, groups, strict=True)
            if self.server.examples and known.intersection(given)
        ]
        return self

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        """Fragments × codes; 0 for what was not suggested. Raises `NotAgreed`, and `ServerProblem` where the server
        cannot be reached, fails several times in a row, or answers nothing at all."""
        place = {code: column for column, code in enumerate(self.codes)}
        probabilities = np.zeros((len(fragments), len(self.codes)))
        problem: ServerProblem | None = None
        for row, fragment in enumerate(fragments):
            try:
                found = self._found(fragment)
            except ServerProblem as err:
                problem = self._bear(fragment, err)
                continue
            for each in found:
                probabilities[row, place[each.code]] = each.p
        if problem and not self._readings:
            raise problem
        return probabilities

    def explain(self, fragment: Fragment, code: str, top: int = 3) -> tuple[Reason, ...]:
        """The words of the fragment that the model rests the code on."""
        reasons = []
        for each in self._found(fragment):
            if each.code == code and each.p > _FLOOR:
                start = fragment.span.start
                words = Span(start + each.words.start, start + each.words.end)
                reasons.append(Reason(QUOTED, _log_odds(each.p) - _log_odds(_FLOOR), (words,), self.server.model))
        return tuple(reasons[:top])

    def _found(self, fragment: Fragment) -> tuple[Found, ...]:
        """What the server suggests for a fragment, asked when it was not before."""
        user = prompt.passage(fragment, self._questions, self._examples_for(fragment))
        body = prompt.request(self.server.model, self._system, user)
        key = sha256(f"{self.server.where}{self.server.path}\n".encode() + body).digest()
        if key not in self._readings:
            self._readings[key] = _KEPT.get(key) or self._ask(fragment, user, body)
            self._failed.discard(fragment)
            if self._readings[key].readable:
                _keep(key, self._readings[key])
        return self._readings[key].found

    def _ask(self, fragment: Fragment, user: str, body: bytes) -> Reading:
        """Ask, and once more where the answer cannot be read."""
        if not self._consent(self.sending()):
            raise NotAgreed(self.server.where)
        again = prompt.request(self.server.model, self._system, user + prompt.REMINDER)
        for each in (body, again):
            try:
                reading = answer.read(wire.post(self.server, each), fragment.quote, self._codebook, self.codes)
            except Unreadable:
                continue
            self._in_a_row = 0
            return reading
        self._in_a_row += 1
        if self._in_a_row >= PATIENCE:
            raise ServerProblem(
                self.server.where,
                f"answered {PATIENCE} times in a row without a list of codes that can be read. Try another model.",
                lasting=True,
            )
        return Reading(readable=False)

    def _bear(self, fragment: Fragment, problem: ServerProblem) -> ServerProblem:
        """Go on after a fragment without an answer, unless there is no point in it."""
        self._failed.add(fragment)
        if problem.lasting:
            raise problem
        self._in_a_row += 1
        if self._in_a_row >= PATIENCE:
            raise problem
        return problem

    def _examples_for(self, fragment: Fragment) -> list[tuple[str, tuple[str, ...]]]:
        """The coded fragments of other documents that share most words with this one."""
        if not self._examples:
            return []
        own = _words(fragment.quote)

        def alike(example: _Example) -> float:
            words = _words(example.words)
            return len(own & words) / math.sqrt(max(1, len(words)))

        others = [each for each in self._examples if fragment.document not in each.documents]
        nearest = sorted(others, key=alike, reverse=True)[: self.server.examples]
        return [(each.words, each.paths) for each in nearest]


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _log_odds(p: float) -> float:
    p = min(p, 1 - _FLOOR)
    return math.log(p / (1 - p))


def _keep(key: bytes, reading: Reading) -> None:
    """Remember an answer while the process runs; the oldest makes room."""
    while len(_KEPT) >= _MOST_KEPT:
        del _KEPT[next(iter(_KEPT))]
    _KEPT[key] = reading
