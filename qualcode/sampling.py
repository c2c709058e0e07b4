"""Giving a coder documents to code blind: a share drawn in strata, those named, or all.

project.sample("tweede", share=0.25, by="case,round", seed=1, out="~/for-tweede").documents
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.draw import Draw, Stratum
from qualcode.analysis.draw import draw as draw_documents
from qualcode.errors import NotPossible, UnknownDocument, WrongUsage, listing
from qualcode.model import INTERVIEW, RESERVED
from qualcode.query.cut import check_attribute, ordered_values
from qualcode.query.where import check_names, select_documents, values_of
from qualcode.store.action import Action, now
from qualcode.store.samples import ALL, DRAWN, NAMED, Sample, met_before, read_samples, sample_id, write_sample
from qualcode.tables import CONSENSUS, Corpus

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.project import Project

#: The strata unless told otherwise; of these, what the documents do not have is passed over.
DEFAULT_BY = ("case", "round")


@dataclass(frozen=True)
class Drawn:
    """A sample that was given to a coder. `strata` say how many of how many (of a drawn sample only); `left_out`
    holds the documents the coder had met before, each with what it was; `folder` the copy to carry, where asked."""

    sample: Sample
    strata: tuple[Stratum, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None

    @property
    def coder(self) -> str:
        return self.sample.coder

    @property
    def documents(self) -> tuple[str, ...]:
        return self.sample.documents

    @property
    def frame(self) -> int:
        """How many documents it was drawn from."""
        return self.sample.frame

    @property
    def empty(self) -> tuple[Stratum, ...]:
        """The strata from which nothing was drawn."""
        return Draw((), self.strata).empty

    def to_frame(self) -> pd.DataFrame:
        """One row per stratum: the attributes drawn by, `chosen` and `of`."""
        return Draw((), self.strata).to_frame(self.sample.by)


def draw(
    project: Project,
    coder: str,
    *,
    share: float | None = None,
    by: Sequence[str] | str = DEFAULT_BY,
    seed: int = 1,
    documents: Sequence[str] = (),
    where: Mapping[str, object] | None = None,
    out: Path | str | None = None,
) -> Drawn:
    """See `Project.sample`; one action. Only documents of kind interview, unless `where` names a kind. Documents that
    the coder coded, marked done, reviewed or was given before are left out.

    Raises `WrongUsage` for a share that is none, `UnknownChoice` for an attribute and `UnknownDocument` for a document
    that is not there, and `NotPossible` where nothing is left to give.
    """
    coder = _coder(coder)
    if documents and (share is not None or where):
        raise WrongUsage("Documents that are named are not drawn: leave out the share and the filter, or the names.")
    corpus = project.corpus()
    with project._database.reading() as connection:
        met = met_before(connection, coder)
    chosen = {"kind": INTERVIEW, **(where or {})}
    frame = _named(corpus, documents) if documents else _fitting(corpus, chosen)
    left_out = {name: met[name] for name in frame if name in met}
    free = [name for name in frame if name not in met]
    if not free:
        raise NotPossible(_nothing(coder, chosen, left_out))
    sample = Sample("", coder, NAMED if documents else ALL, tuple(free), len(free), version=corpus.version)
    if not documents:
        sample = replace(sample, where={name: _texts(given) for name, given in chosen.items()})
    strata: tuple[Stratum, ...] = ()
    if share is not None:
        names = _strata(corpus, by)
        drawn = draw_documents(_placed(corpus, free, names), share=share, seed=seed)
        picked = tuple(name for name in free if name in drawn.chosen)
        sample, strata = replace(sample, how=DRAWN, documents=picked, share=share, by=names, seed=seed), drawn.strata
    sample = replace(sample, id=sample_id(sample), created=now())
    return Drawn(sample, strata, left_out, _give(project, sample, out))


def samples(project: Project) -> list[Sample]:
    """All samples that were given, oldest first, with the documents that are done."""
    with project._database.reading() as connection:
        return read_samples(connection)


def _give(project: Project, sample: Sample, out: Path | str | None) -> Path | None:
    """Write the sample, and the folder to carry; both or neither."""
    from qualcode.carrying import carry

    with Action.begin(project._database, "sample") as action:
        write_sample(action, sample)
        count = len(sample.documents)
        action.summary = f"{count} of {sample.frame} documents {sample.how} for {sample.coder}"
        return carry(project, sample, Path(out)) if out is not None else None


def _coder(name: str) -> str:
    name = name.strip()
    if not name:
        raise WrongUsage("Say for whom: name a coder.")
    if name in (*RESERVED, CONSENSUS):
        raise NotPossible(f"A coder cannot be called {name!r}: that is the name of a layer. Choose another name.")
    return name


def _named(corpus: Corpus, documents: Sequence[str]) -> list[str]:
    known = [document.id for document in corpus.documents]
    for name in documents:
        if name not in known:
            raise UnknownDocument(name, known)
    return [name for name in known if name in set(documents)]


def _fitting(corpus: Corpus, where: Mapping[str, object]) -> list[str]:
    check_names(corpus, where, codings=False)
    return [corpus.documents[place].id for place in np.flatnonzero(select_documents(corpus, where))]


def _nothing(coder: str, where: Mapping[str, object], left_out: Mapping[str, str]) -> str:
    if left_out:
        told = listing(f"{name} ({what})" for name, what in left_out.items())
        return f"Nothing is left to give: {coder} met every one of these documents before: {told}."
    told = " and ".join(f"{name}={'/'.join(map(str, values_of(given)))}" for name, given in where.items())
    return f"No document fits {told}. qualcode status tells what there is; --where kind=… takes other kinds."


def _texts(given: object) -> list[str]:
    return [str(value) for value in values_of(given)]


def _strata(corpus: Corpus, by: Sequence[str] | str) -> tuple[str, ...]:
    """The names of the attributes to draw by, each checked."""
    names = tuple(each.strip() for each in by.split(",") if each.strip()) if isinstance(by, str) else tuple(by)
    if names == DEFAULT_BY:
        names = tuple(name for name in names if name in corpus.attribute_names())
    for name in names:
        check_attribute(corpus, "What to draw by", name)
    return names


def _placed(corpus: Corpus, documents: Sequence[str], by: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The documents with what each says under these names, in the order of the values: cases as in the project,
    numbers by size."""
    places = [corpus.place_of_document[name] for name in documents]
    orders = []
    for name in by:
        said = corpus.said(name)
        order = [str(value) for value in ordered_values(corpus, name, {}, {})]
        orders.append({place: _one(said[place], order) for place in places})
    keyed = [
        (tuple(order[place][0] for order in orders), place, tuple(order[place][1] for order in orders))
        for place in places
    ]
    return [(corpus.documents[place].id, values) for _, place, values in sorted(keyed)]


def _one(said: Sequence[object], order: Sequence[str]) -> tuple[int, str]:
    """The place in the order and the text of what a document says; several values are a stratum of their own, and
    so is none (an empty text)."""
    values = [str(value) for value in said]
    return (order.index(values[0]) if values else len(order)), ", ".join(values)
