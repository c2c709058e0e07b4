"""The assistant: which codes a person is likely to give a fragment, learned from those they gave before.

    assistant = Assistant(CodeFeatures(CodeTexts.of(codebook), "nl", background=fragments))
    assistant.fit(coded, codes, groups).predict_proba(uncoded)

It scores pairs of fragment and code by features a person can read (`qualcode.assist.features`, from the codebook
alone, and `qualcode.assist.learned`, from codings), with weights that are never below zero
(`qualcode.assist.weights`), so that each reason it gives really raised the score. Before any fragment was coded it
goes by the codebook.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Self

import numpy as np

from qualcode.assist import features as static_features
from qualcode.assist import learned, weights
from qualcode.assist.explain import Look
from qualcode.assist.features import PIECE, CodeFeatures, spread
from qualcode.assist.learned import Groupings, Learned
from qualcode.assist.shelf import Batch, Shelf, Toward, read
from qualcode.assist.threads import one_thread
from qualcode.errors import WrongUsage
from qualcode.model import Fragment, Reason
from qualcode.tables import Floats, Ints, Singles

#: The weights are learned from so many fragments at most, evenly spread; likeness from so many, the latest.
_WEIGHED, _TAUGHT = 500, 2_000
_SENSES = (static_features.DEFINITION_SENSE, static_features.EXAMPLE_SENSE)


class Assistant:
    """A suggester that learns from codings; see `qualcode.assist.protocol.Suggester`.

    Several may share the `shelf` of fragments read; it is theirs as long as the codebook stays the same. `without`
    names features to leave out, to see what they are worth.
    """

    name = "qualcode"

    def __init__(self, features: CodeFeatures, *, shelf: Shelf | None = None, without: Collection[str] = ()) -> None:
        self.features = features
        self.codes = features.texts.ids
        self.shelf = shelf or Shelf(features)
        self._present = np.array([_has(features, name) and name not in without for name in weights.NAMES], float)
        self._groupings = Groupings.of(features.texts)
        self._start()

    def _start(self) -> None:
        """As it is before anybody coded: the codebook alone, as many codes per fragment as is usual."""
        self.taught: tuple[Fragment, ...] = ()
        self.labels = np.zeros((0, len(self.codes)))
        self.weights: Floats = weights.prior() * self._present * weights.CAUTION
        self._learned: Learned | None = None
        self._toward: Toward | None = None
        self._intercept: float | None = None
        self._curve = weights.Curve()
        self._look: Look | None = None

    # --- learning --------------------------------------------------------------------------------------------------

    @one_thread()
    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        """Learn from coded fragments; raises `WrongUsage` where the three differ in length. Codes it does not know
        are passed over."""
        if not len(fragments) == len(codes) == len(groups):
            raise WrongUsage(
                f"Give as many sets of codes and groups as fragments; got {len(fragments)} fragments, {len(codes)} "
                f"sets and {len(groups)} groups."
            )
        self._start()
        kept = slice(max(0, len(fragments) - _TAUGHT), None)
        if fragments and self.codes:
            self._learn(list(fragments)[kept], self._given(list(codes)[kept]), _numbered(list(groups)[kept]))
        return self

    def _given(self, codes: Sequence[Collection[str]]) -> Floats:
        given = np.zeros((len(codes), len(self.codes)))
        place = self.features.texts.place
        for row, each in enumerate(codes):
            given[row, [place[code] for code in each if code in place]] = 1
        return given

    def _learn(self, fragments: Sequence[Fragment], labels: Floats, groups: Ints) -> None:
        batch = self.shelf.batch(fragments)
        found = Learned(self._groupings, self.shelf.kernel(fragments), labels, batch.headings, groups)
        pairs = np.concatenate([batch.static, found.own()], axis=-1)
        rows = spread(range(len(fragments)), _WEIGHED)
        given = labels[rows].ravel()
        self.taught, self.labels, self._learned = tuple(fragments), labels, found
        self._toward = self.shelf.toward(batch, found.ridge.dual)
        if given.any():
            self._weigh(pairs[rows].reshape(-1, pairs.shape[-1]).astype(float), given, len(fragments))

    def _weigh(self, pairs: Floats, given: Floats, coded: int) -> None:
        """What the features weigh by the codings; a few do not tell it, nor how many codes a fragment has."""
        trust = weights.trust(coded)
        intercept, found = weights.fit(pairs, given, self._present)
        curve = weights.Curve.fit(pairs @ found + intercept, given)
        self.weights = trust * found + (1 - trust) * self.weights
        self._intercept = trust * intercept + (1 - trust) * self._usual()
        self._curve = curve.part(trust)

    # --- saying ----------------------------------------------------------------------------------------------------

    @one_thread()
    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        """Fragments × codes: the probability that a person gives the code."""
        batches = (fragments[at : at + PIECE] for at in range(0, len(fragments), PIECE))
        found = [self.predict(self._read(each)) for each in batches]
        return np.concatenate(found) if found else np.zeros((0, len(self.codes)))

    def _read(self, fragments: Sequence[Fragment]) -> Batch:
        """Few are kept for the next time; a piece of many is read and let go."""
        return self.shelf.batch(fragments) if len(fragments) < PIECE else read(self.features, fragments)

    @one_thread()
    def predict(self, batch: Batch) -> Floats:
        """The same for fragments that were read already (`qualcode.assist.shelf.read`)."""
        return self._curve.of(self.scores(batch))

    def scores(self, batch: Batch) -> Floats:
        """Fragments × codes: the log-odds before they are calibrated, which the reasons add up to."""
        scores: Floats = (self.pairs(batch) @ self.weights.astype(np.float32)).astype(float) + self._base()
        return scores

    def _usual(self) -> float:
        """The intercept that makes the codes of a fragment of this project as many as is usual."""
        scores = self.pairs(self.shelf.batch(self.features.stand_in)) @ self.weights
        return weights.intercept_for(scores.astype(float).ravel(), weights.usual_share(len(self.codes)))

    def _base(self) -> float:
        if self._intercept is None:
            self._intercept = self._usual()
        return self._intercept

    def pairs(self, batch: Batch) -> Singles:
        """Fragments × codes × features (`weights.NAMES`)."""
        if self._learned is None or self._toward is None:
            learned_ones = np.zeros((*batch.static.shape[:2], len(learned.NAMES)), np.float32)
        else:
            learned_ones = self._learned.of(self._toward.of(batch), batch.headings)
        return np.concatenate([batch.static, learned_ones], axis=-1)

    @one_thread()
    def look(self, fragments: Sequence[Fragment]) -> Look:
        """Look at fragments together; what is explained next, one by one, is quick then."""
        shares = self.pairs(self.shelf.batch(fragments)) * self.weights.astype(np.float32)
        self._look = Look(self.shelf, fragments, shares, self.taught, self.labels)
        return self._look

    @one_thread()
    def contributions(self, fragment: Fragment, code: str) -> dict[str, float]:
        """By how much each feature raises the score of a code, in log-odds; those that do, the largest first."""
        return self._looking(fragment).shares_of(fragment, code)

    @one_thread()
    def explain(self, fragment: Fragment, code: str, top: int = 3) -> tuple[Reason, ...]:
        """The largest reasons for a code in a fragment; none where nothing speaks for it."""
        return self._looking(fragment).reasons(fragment, code, top)

    def _looking(self, fragment: Fragment) -> Look:
        return self._look if self._look and fragment in self._look.rows else self.look([fragment])


def _has(features: CodeFeatures, name: str) -> bool:
    return features.embed is not None or name not in _SENSES


def _numbered(groups: Sequence[str]) -> Ints:
    known = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([known[group] for group in groups], np.int64)
