"""What leaves the project as files: codings as CSV, the report. Gathers, hands to the rooms below, writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.model import Anchor, Span
from qualcode.query.where import check_names, matches, meant, select_codings, select_documents, values_of
from qualcode.text.citation import is_cited

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.asking import Asking

_SAME = ("document", "quote", "code", "coder", "origin", "status", "specification", "comment", "source", "created")
_OF_QUOTATION = ("coder", "verbatim", "released")


def coding_rows(project: Asking, where: Mapping[str, object]) -> list[dict[str, Any]]:
    """The rows of a file of codings, in the order of documents and quotations: codings, and the quotations without
    one or with a comment of their own, as the filter leaves them.

    An orphan's row has no start and end: its words stand nowhere in the present text.
    """
    texts = project.texts()
    numbered = [*_free_quotations(project, where, texts), *_codings(project, where, texts)]
    return [row for _, row in sorted(numbered, key=lambda each: each[0])]


def filtered_codings(project: Asking, where: Mapping[str, object]) -> pd.DataFrame:
    """The rows of `project.codings` that fit a filter, in which a code may be a saved query; raises `UnknownChoice`."""
    corpus, marks, where = project.corpus(), project.marks(), project.anyones_where(where)
    check_names(corpus, where)
    chosen = select_documents(corpus, where)[marks.document] & select_codings(corpus, marks, where)
    return project.codings.iloc[np.flatnonzero(chosen)].reset_index(drop=True)


def filtered_quotations(project: Asking, where: Mapping[str, object]) -> pd.DataFrame:
    """The rows of `project.quotations` that fit a filter; one on codings (code, origin, …) fits none."""
    corpus, quotations = project.corpus(), project.quotations
    documents = select_documents(corpus, where)
    chosen = documents[[corpus.place_of_document[name] for name in quotations["document"]]]
    for name, given in where.items():
        if name in _OF_QUOTATION:
            chosen &= np.array([matches(value, values_of(given)) for value in quotations[name]], bool)
        elif meant(corpus, name) not in corpus.attribute_names():
            chosen &= False
    return quotations.iloc[np.flatnonzero(chosen)].reset_index(drop=True)


def _codings(
    project: Asking, where: Mapping[str, object], texts: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], dict[str, Any]]]:
    place = project.corpus().place_of_document
    for record in _records(filtered_codings(project, where)):
        row = {name: record[name] for name in _SAME}
        row.update(id=record["coding_id"], value=record["grade"], **_place(record), **_marks(record, texts))
        yield (place[record["document"]], _number(record)), row


def _free_quotations(
    project: Asking, where: Mapping[str, object], texts: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], dict[str, Any]]]:
    place = project.corpus().place_of_document
    for record in _records(filtered_quotations(project, where)):
        if not record["codings"] or record["comment"]:
            row = {name: record[name] for name in ("document", "quote", "coder", "comment", "created")}
            row.update(id=record["quotation_id"], **_place(record), **_marks(record, texts))
            yield (place[record["document"]], _number(record)), row


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    for values in zip(*(frame[name].tolist() for name in names), strict=True):
        yield dict(zip(names, values, strict=True))


def _number(record: Mapping[str, Any]) -> int:
    return int(str(record["quotation"]).rpartition(":")[2])


def _place(record: Mapping[str, Any]) -> dict[str, object]:
    if record["anchor"] == Anchor.ORPHANED:
        return {"start": "", "end": ""}
    return {"start": record["start"], "end": record["end"]}


def _marks(record: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, str]:
    """The marks a person set; what the quotation marks in the text say by themselves is not repeated."""
    marks = {"released": "yes" if record["released"] else ""}
    if record["anchor"] != Anchor.ORPHANED:
        found = is_cited(texts[record["document"]], Span(record["start"], record["end"]))
        if found != record["verbatim"]:
            marks["verbatim"] = "yes" if record["verbatim"] else "no"
    return marks
