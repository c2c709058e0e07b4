"""A plug-in's suggester, held to what a suggester promises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from math import isfinite
from typing import Self, TypeVar

import numpy as np

from qualcode.assist.protocol import Suggester
from qualcode.errors import QualcodeError, listing
from qualcode.i18n import language as words_of
from qualcode.model import Codebook, Fragment, Reason
from qualcode.tables import Floats

#: What code of others may break down with. An error of qualcode's own family is a sentence already, and passes.
BREAKS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)

T = TypeVar("T")


class PluginProblem(QualcodeError):
    """A plug-in that does not do what a suggester does."""

    def __init__(self, name: str, package: str, message: str) -> None:
        super().__init__(f"The suggester {name!r} of the package {package} {message}")


class Plugged:
    """A suggester around that of a plug-in, which checks what comes out of it.

    Probabilities are fragments × codes from 0 to 1. A reason counts where its weight is above zero and its words are in
    the fragment; others are left out. `calibrated` is False unless the plug-in says that of 10 codes it gives 0.3, 3
    are right.
    """

    def __init__(self, suggester: Suggester, codebook: Codebook, name: str, package: str, language: str) -> None:
        self._suggester = suggester
        self._plugin = (name, package)
        self._language = language
        self.name = str(suggester.name)
        self.codes = tuple(suggester.codes)
        self.calibrated = getattr(suggester, "calibrated", False) is True
        unknown = [str(code) for code in self.codes if not isinstance(code, str) or code not in codebook]
        if unknown:
            raise self._problem(f"suggests codes whose ids are not in the codebook: {listing(unknown)}.")

    def describe(self) -> str:
        """Who suggests, in a sentence for the screen."""
        own = getattr(self._suggester, "describe", None)
        if callable(own):
            return str(self._guard(own))
        _ = words_of(self._language)
        name, package = self._plugin
        return _("Suggestions by the plug-in %(name)s of the package %(package)s.", name=name, package=package)

    def notes(self) -> list[str]:
        """What a reader should know of the suggestions made so far, such as how many fragments got no answer."""
        own = getattr(self._suggester, "notes", None)
        return [str(note) for note in self._guard(own)] if callable(own) else []

    def fit(self, fragments: Sequence[Fragment], codes: Sequence[Collection[str]], groups: Sequence[str]) -> Self:
        fitted = self._guard(lambda: self._suggester.fit(fragments, codes, groups))
        if isinstance(fitted, Suggester):
            self._suggester = fitted
        return self

    def predict_proba(self, fragments: Sequence[Fragment]) -> Floats:
        given = self._guard(lambda: np.asarray(self._suggester.predict_proba(fragments), dtype=np.float64))
        wanted = (len(fragments), len(self.codes))
        if given.shape != wanted and not (given.size == 0 and 0 in wanted):
            raise self._problem(f"gives probabilities of the shape {given.shape}; fragments × codes is {wanted}.")
        if not np.all((given >= 0) & (given <= 1)):
            raise self._problem("gives probabilities that do not lie between 0 and 1.")
        return given.reshape(wanted)

    def explain(self, fragment: Fragment, code: str, top: int = 3) -> tuple[Reason, ...]:
        given = self._guard(lambda: tuple(self._suggester.explain(fragment, code, top)))
        return tuple(each for each in given if isinstance(each, Reason) and _holds(each, fragment))[:top]

    def _guard(self, call: Callable[[], T]) -> T:
        """What the plug-in answers. Where it breaks down the sentence names the kind of error and no more: its message
        may hold words of an interview."""
        try:
            return call()
        except BREAKS as err:
            raise self._problem(f"broke down ({type(err).__name__}). Tell its makers, or do without it.") from err

    def _problem(self, message: str) -> PluginProblem:
        return PluginProblem(*self._plugin, message)


def _holds(reason: Reason, fragment: Fragment) -> bool:
    inside = all(fragment.span.start <= span.start and span.end <= fragment.span.end for span in reason.spans)
    return inside and isfinite(reason.weight) and reason.weight > 0
