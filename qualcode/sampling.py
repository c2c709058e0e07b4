"""Giving a coder documents to code blind: a share of the interviews drawn in strata, those named, or all.

project.sample("tweede", share=0.25, by="case,round", seed=1, out="~/for-tweede").documents
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.work.draw import Draw, Stratum
from qualcode.analysis.work.draw import draw as draw_interviews
from qualcode.display import card, heading, of_frame, paragraph, table
from qualcode.errors import NotPossible, UnknownDocument, WrongUsage, listing
from qualcode.model import INTERVIEW, RESERVED, ROUND
from qualcode.query.cut import check_attribute, ordered_values
from qualcode.query.where import check_names, select_documents, values_of
from qualcode.store.action import Action, now
from qualcode.store.samples import (
    ALL,
    DRAWN,
    NAMED,
    Sample,
    met_before,
    read_samples,
    sample_id,
    whole,
    write_sample,
)
from qualcode.tables import CONSENSUS, Corpus

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.project import Project

#: The strata unless told otherwise; of these, what the documents do not have is passed over.
DEFAULT_BY = ("case", ROUND)


@dataclass(frozen=True)
class Drawn:
    """A sample that was given to a coder. `strata` say how many interviews of how many (of a drawn sample only);
    `left_out` holds the documents the coder had met before, each with what it was; `folder` the copy to carry, where
    asked."""

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
    def interviews(self) -> int:
        """Of how many interviews the documents are; one that is no interview counts as one."""
        return self.sample.interviews

    @property
    def frame(self) -> int:
        """How many interviews it was drawn from."""
        return self.sample.frame

    @property
    def empty(self) -> tuple[Stratum, ...]:
        """The strata from which nothing was drawn."""
        return Draw((), self.strata).empty

    def __repr__(self) -> str:
        share = f"{self.interviews} of {self.frame} interviews"
        return f"<Drawn for {self.coder}: {len(self.documents)} documents, {share}>"

    def _repr_html_(self) -> str:
        left = [(name, why) for name, why in self.left_out.items()]
        told = table(["document", "left out"], left) if left else ""
        strata = of_frame(self.to_frame()) if self.strata else ""
        return card(heading(repr(self)[1:-1]), paragraph(", ".join(self.documents)), strata, told)

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
    the coder coded, marked done, reviewed or was given before are left out. Documents of one interview are drawn
    together; an interview of which the coder met a part is not drawn.

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
    fitting = _named(corpus, documents) if documents else _fitting(corpus, chosen)
    left_out = _met(corpus, fitting, met, whole_ones=share is not None)
    free = _interviews(corpus, [name for name in fitting if name not in left_out])
    if not free:
        raise NotPossible(_nothing(coder, chosen, left_out))
    sample = Sample("", coder, NAMED if documents else ALL, (), len(free), version=corpus.version)
    if not documents:
        sample = replace(sample, where={name: _texts(given) for name, given in chosen.items()})
    picked = tuple(free)
    strata: tuple[Stratum, ...] = ()
    if share is not None:
        names = _strata(corpus, by)
        drawn = draw_interviews(_placed(corpus, free, names), share=share, seed=seed)
        picked, strata = drawn.chosen, drawn.strata
        sample = replace(sample, how=DRAWN, share=share, by=names, seed=seed)
    given = {name for interview in picked for name in free[interview]}
    sample = replace(sample, documents=tuple(name for name in fitting if name in given), interviews=len(picked))
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
        documents = f"{len(sample.documents)} documents"
        given = f"{sample.interviews} of {sample.frame} interviews ({documents})" if sample.how == DRAWN else documents
        action.summary = f"{given} {sample.how} for {sample.coder}"
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


def _met(corpus: Corpus, names: Sequence[str], met: Mapping[str, str], *, whole_ones: bool) -> dict[str, str]:
    """The documents that are left out, each with why; with `whole_ones` also the other parts of their interviews."""
    left_out = {}
    for parts in _interviews(corpus, [document.id for document in corpus.documents]).values():
        first = next((name for name in parts if name in met), None)
        for name in parts:
            if name in met:
                left_out[name] = met[name]
            elif first is not None and whole_ones:
                left_out[name] = f"the same interview as {first}"
    return {name: left_out[name] for name in names if name in left_out}


def _interviews(corpus: Corpus, names: Sequence[str]) -> dict[str, list[str]]:
    """The interviews that these documents are (a part of), with the documents of each."""
    found: dict[str, list[str]] = {}
    for name in names:
        document = corpus.documents[corpus.place_of_document[name]]
        found.setdefault(whole(name, document.kind, document.interview), []).append(name)
    return found


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


def _placed(
    corpus: Corpus, interviews: Mapping[str, Sequence[str]], by: Sequence[str]
) -> list[tuple[str, tuple[str, ...]]]:
    """The interviews with what their documents say under these names, in the order of the values: cases as in the
    project, numbers by size."""
    places = {name: [corpus.place_of_document[each] for each in documents] for name, documents in interviews.items()}
    orders = []
    for name in by:
        said = corpus.said(name)
        order = [str(value) for value in ordered_values(corpus, name, {}, {})]
        orders.append({each: _one([value for place in found for value in said[place]], order)
                       for each, found in places.items()})  # fmt: skip
    keyed = [
        (tuple(order[name][0] for order in orders), found[0], name, tuple(order[name][1] for order in orders))
        for name, found in places.items()
    ]
    return [(name, values) for _, _, name, values in sorted(keyed)]


def _one(said: Sequence[object], order: Sequence[str]) -> tuple[int, str]:
    """The place in the order and the text of what an interview says; several values are a stratum of their own, and
    so is none (an empty text)."""
    values = list(dict.fromkeys(str(value) for value in said))
    return (order.index(values[0]) if values else len(order)), ", ".join(values)
