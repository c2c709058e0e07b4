"""The rule of a matrix in words: measure, layer, filter, codebook, last change, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from qualcode.i18n import Language, language
from qualcode.query import layers
from qualcode.query.cut import Request
from qualcode.query.selection import Selection
from qualcode.query.where import select_documents, values_of
from qualcode.tables import Corpus, Marks


def measure_text(measure: str, _: Language) -> str:
    """What is counted."""
    return {
        "codings": _("codings"),
        "quotations": _("quotations (distinct passages)"),
        "interviews": _("interviews with at least one quotation"),
        "documents": _("documents with at least one quotation"),
        "persons": _("persons with at least one quotation"),
        "words": _("words inside the quotations, each once"),
        "characters": _("characters inside the quotations, each once"),
        "presence": _("presence: 1 where the code occurs, else 0"),
        "mean": _("mean of the grades (numbers and ranges; from three grades on)"),
    }[measure]


def share_text(share: str, _: Language) -> str:
    return {
        "row": _("as a share of the row's total"),
        "column": _("as a share of the column's total"),
        "total": _("as a share of the whole total"),
        "interviews": _("n of m: of the interviews that were coded and in which it was asked or open"),
    }[share]


def layer_text(request: Request, corpus: Corpus, _: Language, *, reviewed: bool = False) -> str:
    """Whose codings were counted, and whether reviewers changed them."""
    if request.layer == layers.FINAL:
        listed = [*(coder.name for coder in corpus.settings.coders), *corpus.coders]
        order = " > ".join(dict.fromkeys(name for name in listed if name != "consensus"))
        if reviewed:
            return _(
                "layer final (per document the consensus, else the first who coded it, as reviewed: %(order)s)",
                order=order or "–",
            )
        return _(
            "layer final (per document the consensus, else the first who coded it: %(order)s)",
            order=order or "–",
        )
    if request.layer == layers.UNION:
        return _("layer union (all coders together)")
    if request.layer == layers.INTERSECTION:
        return _("layer intersection (characters that all coders of a document gave the code)")
    return _("layer of coder %(name)s", name=request.layer)


def filter_text(request: Request, _: Language) -> str:
    if not request.where:
        return _("no filter")
    either, both = _("or"), _("and")
    parts = [
        f"{_.column(name)} = {f' {either} '.join(map(str, values_of(value)))}" for name, value in request.where.items()
    ]
    return _("filter: %(filter)s", filter=f" {both} ".join(parts))


def rule_of(request: Request, corpus: Corpus, marks: Marks) -> str:
    """The rule as one paragraph in the project's language."""
    _ = language(corpus.settings)
    parts = [_("Counted: %(what)s", what=measure_text(request.measure, _))]
    if request.share:
        parts.append(share_text(request.share, _))
    if request.normalise:
        parts.append(
            _(
                "normalised as ATLAS.ti does: each column times the largest column total over its own "
                "(this evens out how much was coded, not how long or how many the interviews are)"
            )
        )
    if request.level is not None:
        parts.append(_("deeper codes folded into level %(level)s", level=request.level))
        above = _above(request, corpus, marks)
        if above:
            parts.append(
                _.plural(
                    "%(count)s coding on a code above that level not shown",
                    "%(count)s codings on codes above that level not shown",
                    above,
                )
            )
    if request.measure != "mean" and request.rows == "code":
        parts.append(_("a parent is the union over its codes"))
    if request.measure == "mean" and request.rows == "code" and sum(bool(each.grade) for each in corpus.codebook) > 1:
        parts.append(_("above several kinds of grade a parent takes them together, which is the mean of no question"))
    parts += [*_smart(request, _), *_circumstances(request, corpus, marks, _)]
    return "; ".join(part for part in parts if part) + "."


def _smart(request: Request, _: Language) -> list[str]:
    """What the smart codes among the rows ask."""
    if not request.smart:
        return []
    parts = _asking(((each.name, each.said) for each in request.smart), _)
    if request.totals and request.rows == "code":
        parts.append(_("totals are those of the codes, without smart codes"))
    if request.smart.left:
        names = ", ".join(name for name, _why in request.smart.left)
        parts.append(_("saved queries that cannot be answered any more left out: %(names)s", names=names))
    return parts


def _laid_over(corpus: Corpus, _: Language) -> list[str]:
    """What the smart codes ask that stand among the codes of an analysis."""
    return _asking(((each.name, each.said) for each in corpus.smart), _) if corpus.smart else []


def _asking(smart: Iterable[tuple[str, str]], _: Language) -> list[str]:
    """What smart codes (by name) ask, and how they count."""
    parts = [_("smart code %(name)s: %(query)s", name=name, query=said) for name, said in smart]
    about = _(
        "the codings of a smart code are the quotations (distinct passages) it finds; its reasons and m go by the "
        "codes it asks for"
    )
    return [*parts, about]


def rule_of_selection(what: str, chosen: Selection) -> str:
    """The rule of an analysis: what it says is counted, then whose codings, the filter, the codebook and the last
    change. `what` is a sentence without its full stop, in the project's language."""
    request = Request(layer=chosen.layer, where=chosen.where)
    _ = language(chosen.corpus.settings)
    parts = [what, *_laid_over(chosen.corpus, _), *_circumstances(request, chosen.corpus, chosen.marks, _)]
    return "; ".join(part for part in parts if part) + "."


def _circumstances(request: Request, corpus: Corpus, marks: Marks, _: Language) -> list[str]:
    """Layer, filter, codebook, last change, and what was left out."""
    parts = [layer_text(request, corpus, _, reviewed=len(marks.verdicts) > 0), filter_text(request, _)]
    count = len([code for code in corpus.codebook if not code.retired]) - len(corpus.smart)
    version = f"{corpus.version} “{corpus.version_name}”" if corpus.version_name else corpus.version
    parts.append(_("codebook version %(version)s (%(count)s codes)", version=version, count=count))
    if corpus.left_out:
        parts.append(
            _.plural(
                "%(count)s coding of a code that version did not have left out",
                "%(count)s codings of codes that version did not have left out",
                corpus.left_out,
            )
        )
    parts.append(_("last change %(date)s", date=marks.last_change[:10] or "–"))
    rest = left_out(request, corpus, marks, _)
    parts.append(rest if rest or corpus.left_out else _("nothing left out"))
    return parts


def _above(request: Request, corpus: Corpus, marks: Marks) -> int:
    """How many codings stand on codes that a level hides: they are above it and have codes below them."""
    book = corpus.codebook
    hidden = [
        place
        for place, code in enumerate(book)
        if book.depth(code.id) < (request.level or 0) and book.children(code.id)
    ]
    counted = layers.counting(corpus, marks, request.layer) & select_documents(corpus, request.where)[marks.document]
    return int(np.sum(counted & np.isin(marks.code, hidden)))


def left_out(request: Request, corpus: Corpus, marks: Marks, _: Language) -> str:
    """How many codings the layer left out because their quotation is an orphan or they are drafts."""
    chosen = select_documents(corpus, request.where)[marks.document]
    chosen &= layers.of_its_coders(corpus, marks, request.layer)
    orphans, drafts = int(np.sum(chosen & marks.orphan)), int(np.sum(chosen & ~marks.final & ~marks.orphan))
    parts = []
    if orphans:
        parts.append(
            _.plural(
                "%(count)s coding on an orphaned quotation left out",
                "%(count)s codings on orphaned quotations left out",
                orphans,
            )
        )
    if drafts:
        parts.append(_.plural("%(count)s draft left out", "%(count)s drafts left out", drafts))
    return "; ".join(parts)
