"""Documents with their codings as spaCy Docs, for what spaCy does with them: displaCy, patterns, training data.

    doc = project.to_spacy(["KAF2.4.1"])[0]
    doc.spans["codes"], doc._.case, doc.spans["codes"][0]._.quotation
    displacy.render(doc, style="span", options=project.displacy_options())

Positions are code points in qualcode and in spaCy alike. A quotation that begins or ends inside a token gives a span of
the whole token; the exact words stay in `span._.words`. What is known of a coding is in the Doc (`user_data`), under
the id of its span, so that it goes where the Doc goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.errors import NotPossible
from qualcode.model import Code, Codebook
from qualcode.query.layers import UNION
from qualcode.reports.evaluation import short_paths
from qualcode.text.units import sentences

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language
    from spacy.tokens import Doc

    from qualcode.query.selection import Selection
    from qualcode.reader import Reader

#: The group with all codings; of a union, each coder's own are in `codes/NAME`.
KEY = "codes"
#: Where a Doc keeps its codings, and what is known of its document.
CODINGS, DOCUMENT = "qualcode codings", "qualcode document"
#: What a span knows of its coding: `span._.quotation` and so on.
ABOUT_CODING = (
    "coding", "quotation", "code", "code_id", "coder", "value", "specification", "comment", "verbatim", "released",
    "start", "end", "words",
)  # fmt: skip
#: What a Doc knows of its document: `doc._.case` and so on.
ABOUT_DOCUMENT = ("document", "interview", "case", "kind", "attributes")
#: Colours for the branches of a tree that has none: as in `qualcode.plots.theme`, without the darkest.
_BRANCHES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#8C7A00")
_PLAIN = "#8C959F"
#: displaCy writes labels into its page as they stand: these would be HTML.
_SAFE = str.maketrans("<>", "‹›")


@dataclass(frozen=True)
class _Maker:
    """What all Docs have in common. `labels`: of each code (path) what a span of it is called."""

    nlp: Language
    labels: Mapping[str, str]
    by_coder: bool

    def doc(self, name: str, text: str, about: Mapping[str, object], codings: pd.DataFrame) -> Doc:
        """A document with its codings, rows of `project.codings`."""
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise NotPossible(
                f"{name} holds half a character, which spaCy cannot read. Correct the file and import it."
            )
        doc = self.nlp.tokenizer(text)
        _begin_sentences(doc, text)
        doc.user_data["title"] = name
        doc.user_data[DOCUMENT] = dict(about)
        doc.user_data[CODINGS] = {row["coding"]: row for row in _told(codings, text)}
        spans = [self._span(doc, row) for row in doc.user_data[CODINGS].values()]
        doc.spans[KEY] = spans
        if self.by_coder:
            for coder in sorted(set(codings["coder"])):
                doc.spans[f"{KEY}/{coder}"] = [span for span in spans if span._.coder == coder]
        return doc

    def _span(self, doc: Doc, row: Mapping[str, Any]) -> Any:
        label, quotation = self.labels[row["code"]], row["quotation"].translate(_SAFE)
        span: Any = doc.char_span(row["start"], row["end"], label=label, kb_id=quotation, alignment_mode="expand")
        span.id_ = row["coding"]
        return span


def to_docs(project: Reader, documents: Sequence[str], selection: Selection) -> list[Doc]:
    """One Doc per document that ids or patterns name, with the codings of a selection; see `Project.to_spacy`."""
    import spacy

    _extend()
    corpus = selection.corpus
    texts, codings = project.texts(), project.codings.iloc[selection.codings]
    tongue = corpus.codebook.language or corpus.settings.language
    maker = _Maker(spacy.blank(tongue), labels(corpus.codebook), selection.layer == UNION)
    allowed = {corpus.documents[place].id for place in selection.documents.tolist()}
    by_document = dict(tuple(codings.groupby("document")))
    found = []
    for name in project.chosen(documents):
        if name in allowed:
            document = corpus.documents[corpus.place_of_document[name]]
            about = {
                "document": name, "interview": document.interview, "case": corpus.case_name(document),
                "kind": document.kind, "attributes": dict(document.attributes),
            }  # fmt: skip
            found.append(maker.doc(name, texts[name], about, by_document.get(name, codings.iloc[:0])))
    return found


def labels(book: Codebook) -> dict[str, str]:
    """Of each code (path) as much of the end of its path as is clear: what its spans are called."""
    return {path: name.translate(_SAFE) for path, name in short_paths([book.path(code.id) for code in book]).items()}


def displacy_options(book: Codebook) -> dict[str, Any]:
    """The options with which displaCy shows the codings: each in the colour of its code, made light enough to read."""
    named = labels(book)
    colours = {named[book.path(code.id)]: _light(_colour(book, code)) for code in book}
    return {"spans_key": KEY, "colors": colours}


def _colour(book: Codebook, code: Code) -> str:
    """The colour of a code or of the nearest above it; else that of its branch."""
    above = [code, *book.ancestors(code.id)]
    branch = [each.id for each in book.children()].index(above[-1].id)
    return next((each.color for each in above if each.color), _BRANCHES[branch % len(_BRANCHES)])


def _light(colour: str) -> str:
    """A colour on which black can be read: more than half white."""
    from matplotlib.colors import is_color_like, to_hex, to_rgb

    red, green, blue = to_rgb(colour if is_color_like(colour) else _PLAIN)
    return str(to_hex((0.55 + 0.45 * red, 0.55 + 0.45 * green, 0.55 + 0.45 * blue)))


def _told(codings: pd.DataFrame, text: str) -> Iterable[dict[str, Any]]:
    """What is known of each coding, in plain values, in the order of the text."""
    columns = {"coding": "coding_id", "value": "grade"}
    named = [columns.get(name, name) for name in ABOUT_CODING if name != "words"]
    ordered = codings.sort_values(["start", "end"], kind="stable")
    for values in ordered[named].astype(object).itertuples(index=False, name=None):
        row = dict(zip((name for name in ABOUT_CODING if name != "words"), values, strict=True))
        row.update(start=int(row["start"]), end=int(row["end"]))
        row.update(verbatim=bool(row["verbatim"]), released=bool(row["released"]))
        yield {**row, "words": text[row["start"] : row["end"]]}


def _begin_sentences(doc: Doc, text: str) -> None:
    """Sentences begin where qualcode says; white space before one goes with the one before it."""
    starts = iter([span.start for span in sentences(text)])
    start = next(starts, None)
    for token in doc:
        begins = start is not None and token.idx + len(token.text) > start and not token.is_space
        token.is_sent_start = begins or token.i == 0
        while begins and start is not None and start < token.idx + len(token.text):
            start = next(starts, None)


def _extend() -> None:
    """Make what Docs and spans know of themselves readable as `doc._.case` and `span._.quotation`."""
    from spacy.tokens import Doc, Span

    for name in ABOUT_DOCUMENT:
        Doc.set_extension(name, getter=_of_document(name), force=True)
    for name in ABOUT_CODING:
        Span.set_extension(name, getter=_of_coding(name), force=True)


def _of_document(name: str) -> Any:
    return lambda doc: doc.user_data.get(DOCUMENT, {}).get(name)


def _of_coding(name: str) -> Any:
    return lambda span: span.doc.user_data.get(CODINGS, {}).get(span.id_, {}).get(name)
