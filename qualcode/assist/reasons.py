"""Reasons in words, in Dutch and English: one short sentence each, with the words of the fragment it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.assist import features, learned
from qualcode.errors import shorten
from qualcode.i18n import Language
from qualcode.i18n import language as language_of
from qualcode.model import Fragment, Reason, Span, Strength

#: So many letters of an example or a sentence are shown.
_SHOWN = 60
#: The reason a language model gives: words it quotes from the fragment.
QUOTED = "quoted"


def in_words(
    reason: Reason, fragment: Fragment, language: str = "en", questions: Mapping[str, str] | None = None
) -> str:
    """A reason as a short sentence. `questions`: the guide's questions by id.

    >>> fragment = Fragment("k1", Span(0, 30), "Er zijn te weinig vrijwilligers")
    >>> in_words(Reason("terms", 1.2, (Span(18, 31),), "vrijwilliger"), fragment)
    'words of this code: “vrijwilligers”'
    """
    _ = language_of(language)
    words = quoted(reason.spans, fragment)
    sentence = _sentence(_, reason, words, dict(questions or {}))
    return sentence if sentence is not None else _("%(name)s: %(words)s", name=reason.kind, words=words or reason.about)


def _sentence(_: Language, reason: Reason, words: str, questions: Mapping[str, str]) -> str | None:
    about = shorten(reason.about, _SHOWN)
    kind = reason.kind
    if kind == features.TERMS:
        return _("words of this code: %(words)s", words=words)
    if kind == features.DEFINITION_WORDS:
        return _("words of its definition: %(words)s", words=words)
    if kind == features.EXAMPLE_WORDS:
        return _("words as in its example “%(about)s”: %(words)s", words=words, about=about)
    if kind == features.DEFINITION_SENSE:
        return _("means about what its definition says: %(words)s", words=words)
    if kind == features.EXAMPLE_SENSE:
        return _("means about the same as its example “%(about)s”", about=about)
    if kind == QUOTED:
        return _("the model %(about)s points to %(words)s", about=about, words=words)
    if kind == features.CONTEXT:
        return _("the sentence beside it is about this: “%(about)s”", about=about)
    return _cue(_, kind, words, about, questions) or _from_codings(_, kind, words, about)


def _cue(_: Language, kind: str, words: str, about: str, questions: Mapping[str, str]) -> str | None:
    if kind == features.WISH:
        return _("words of a wish: %(words)s", words=words)
    if kind == features.HINDERS:
        return _("words of what hinders: %(words)s", words=words)
    if kind == features.HELPS:
        return _("words of what helps: %(words)s", words=words)
    if kind == features.NOW:
        return _("nothing is wished for here: it is about how things are")
    if kind == features.GRADE:
        return _("a grade: %(words)s", words=words) if words else _("there is a grade in it")
    if kind == features.QUESTION:
        return _("the question asked is about this: “%(about)s”", about=shorten(questions.get(about, about), _SHOWN))
    if kind == features.HEADING:
        return _("it stands under “%(about)s”", about=about)
    return None


def _from_codings(_: Language, kind: str, words: str, about: str) -> str | None:
    if kind == learned.NEIGHBOURS and about:
        return (
            _("like %(about)s, which has this code: %(words)s", about=about, words=words)
            if words
            else _("like %(about)s, which has this code", about=about)
        )
    if kind == learned.THEME and about:
        return (
            _("like %(about)s, which is about the same: %(words)s", about=about, words=words)
            if words
            else _("like %(about)s, which is about the same", about=about)
        )
    if kind in (learned.NEIGHBOURS, learned.THEME, learned.BRANCH):
        return _("fragments like it are in this part of the code tree")
    if kind == learned.FREQUENCY:
        return _("a code that is given often")
    if kind == learned.HEADINGS:
        return _("given often under “%(about)s”", about=about)
    return None


def quoted(spans: tuple[Span, ...], fragment: Fragment) -> str:
    """The words at these places of the document, in quotation marks; each once."""
    at = fragment.span.start
    words = dict.fromkeys(shorten(fragment.quote[span.start - at : span.end - at], _SHOWN) for span in spans)
    return ", ".join(f"“{word}”" for word in words if word)


def strength(value: Strength, language: str = "en") -> str:
    """A strength in a word."""
    _ = language_of(language)
    named = {Strength.STRONG: _("strong"), Strength.POSSIBLE: _("possible"), Strength.WEAK: _("weak")}
    return named[value]
