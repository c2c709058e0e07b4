"""What leaves the project as files: codings as CSV, the report. Gathers, hands to the rooms below, writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.model import Anchor, Span
from qualcode.query.where import check_names, select_codings, select_documents
from qualcode.text.citation import is_cited

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.project import Project

_SAME = (
    "document", "quote", "code", "coder", "origin", "status", "specification", "comment", "source", "created",
)  # fmt: skip


def coding_rows(project: Project, where: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """The rows of a file of codings: the codings, and the quotations without one, as the filter leaves them.

    An orphan's row has no start and end: its words stand nowhere in the present text.
    """
    texts = project.texts()
    for record in filtered_codings(project, where).to_dict("records"):
        row = {name: record[name] for name in _SAME}
        yield {
            **row,
            "id": record["coding_id"],
            "value": record["grade"],
            **_place(record),
            **_marks(record, texts),
        }
    if where:
        return
    for record in project.quotations.to_dict("records"):
        if not record["codings"]:
            row = {name: record[name] for name in ("document", "quote", "coder", "comment", "created")}
            yield {**row, "id": record["quotation_id"], **_place(record), **_marks(record, texts)}


def filtered_codings(project: Project, where: Mapping[str, object]) -> pd.DataFrame:
    """The rows of `project.codings` that fit a filter; raises `UnknownChoice`."""
    corpus, marks = project.corpus(), project.marks()
    check_names(corpus, where)
    chosen = select_documents(corpus, where)[marks.document] & select_codings(corpus, marks, where)
    return project.codings.iloc[np.flatnonzero(chosen)].reset_index(drop=True)


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


def write_report(project: Project, *, case: str | None, out: Path, language: str | None) -> list[Path]:
    """Write the report; see `Project.report`."""
    raise NotImplementedError
