"""What is done with the words of texts, for a selection of documents and their texts: as `qc.analysis` hands it out.

    chosen, texts, labels = project.selection(where={"round": 4}), project.texts(), project.codings["quotation"]
    qc.analysis.words(chosen, texts, by="case", labels=labels)
    qc.analysis.keyness(chosen, texts, {"case": "Kampen"}, labels=labels)

Each takes `labels`, those of the quotations of the codings in the order of the marks: with them a place is told as the
project tells it, by the quotation around it (`KAF2.4.1:5`), without them by where it begins (`KAF2.4.1@512`). Each also
takes `inside` (a code), `part` (`all`, `coded`, `uncoded`) and the options of the function it hands them to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qualcode.analysis.wording import alike, collocates, context, frequencies, keywords, topic
from qualcode.analysis.wording.basis import CODED, Basis, basis
from qualcode.analysis.wording.tokens import read_tokens
from qualcode.errors import WrongUsage

if TYPE_CHECKING:
    from qualcode.query.selection import Selection

Texts = Mapping[str, str]
Labels = Iterable[str]


def words(
    selection: Selection, texts: Texts, *, labels: Labels = (), by: str | None = None, **options: Any
) -> frequencies.Frequencies:
    """Which words are used how often; see `qualcode.analysis.wording.frequencies.words`."""
    base, rest = _over(selection, texts, labels, options)
    return frequencies.words(base, by=by, **rest)


def keyness(
    selection: Selection, texts: Texts, key: Mapping[str, object] | None = None,
    against: Mapping[str, object] | None = None, *, code: str | None = None, labels: Labels = (), **options: Any,
) -> keywords.Keyness:  # fmt: skip
    """Which words documents (`key`) use more than others, or the quotations of a `code` more than what else is coded;
    see `qualcode.analysis.wording.keywords.keyness`. Raises `WrongUsage` without either, or with both."""
    if bool(key) == bool(code):
        raise WrongUsage("Say what is compared: documents (key), against others if you like; or a code alone.")
    base, rest = _over(selection, texts, labels, {**options, "part": CODED} if code else options)
    target, other = keywords.code_apart(base, code) if code else keywords.apart(base, key or {}, against)
    return keywords.keyness(target, other, base=base, **rest)


def concordance(
    selection: Selection, texts: Texts, term: str, *, labels: Labels = (), **options: Any
) -> context.Concordance:
    """Every place of a term with what stands around it; see `qualcode.analysis.wording.context.concordance`."""
    base, rest = _over(selection, texts, labels, options)
    return context.concordance(base, term, **rest)


def collocations(
    selection: Selection, texts: Texts, word: str | None = None, *, labels: Labels = (), **options: Any
) -> collocates.Collocations:
    """Which words go together, or with one word; see `qualcode.analysis.wording.collocates.collocations`."""
    base, rest = _over(selection, texts, labels, options)
    return collocates.collocations(base, word, **rest)


def topics(selection: Selection, texts: Texts, count: int = 8, *, labels: Labels = (), **options: Any) -> topic.Topics:
    """Words that come together in passages; see `qualcode.analysis.wording.topic.topics`."""
    base, rest = _over(selection, texts, labels, options)
    return topic.topics(base, count, **rest)


def similar(selection: Selection, texts: Texts, text: str, *, labels: Labels = (), **options: Any) -> alike.Alike:
    """The passages most like a text; see `qualcode.analysis.wording.alike.similar`."""
    base, rest = _over(selection, texts, labels, options)
    return alike.similar(base, alike.Asked(text), **rest)


def _over(
    selection: Selection, texts: Texts, labels: Labels, options: Mapping[str, Any]
) -> tuple[Basis, dict[str, Any]]:
    """The words that are looked at, and the options that are left."""
    rest = dict(options)
    inside, part = rest.pop("inside", None), rest.pop("part", "all")
    corpus = selection.corpus
    tokens = read_tokens([texts[document.id] for document in corpus.documents], corpus.settings.language)
    return basis(selection, tokens, list(labels), inside=inside, part=part), rest
