"""What the methods text is written from: plain values, gathered by `qualcode.methods`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qualcode.analysis.work.account import Coding, Material, Quoted, Reviewed, Tree
from qualcode.analysis.work.answers import CoderAnswers
from qualcode.analysis.work.evolution import SessionFlow, VersionDiff
from qualcode.store.samples import Sample
from qualcode.store.sessions import Decision
from qualcode.store.versions import Release


@dataclass(frozen=True)
class Stored:
    """`digest`: SHA-256 over the lines `hash  id` of all documents in the order of their ids. `revised`: documents
    whose text was corrected; `changed` and `orphaned`: quotations that got other words, or lost their place."""

    digest: str
    revised: int
    changed: int
    orphaned: int


@dataclass(frozen=True)
class Released:
    """A named version, its codes in use, and what changed from it to the next one (the last: to the present; None
    where nothing came after)."""

    release: Release
    codes: int
    diff: VersionDiff | None


@dataclass(frozen=True)
class History:
    """How the codebook came to be what it is. `loose`: decisions made outside a session. `outdated`: documents that a
    coder finished under an older meaning of the codes and has not gone through again; `again`: documents that a coder
    marked done again under a later version than before."""

    releases: tuple[Released, ...]
    sessions: tuple[SessionFlow, ...]
    loose: tuple[Decision, ...]
    relations: int
    outdated: int
    again: int


@dataclass(frozen=True)
class Pair:
    """Two coders, the documents (ids) that both of them coded blind, and what comparing them in these gave, as
    `Agreement.to_json()`; None where there are none."""

    coders: tuple[str, str]
    documents: tuple[str, ...]
    result: Mapping[str, Any] | None


@dataclass(frozen=True)
class Deciders:
    """People who decided together, and on how many differences."""

    names: tuple[str, ...]
    passages: int


@dataclass(frozen=True)
class Settled:
    """Differences between coders who worked blind: how many, how many still open, what was taken how often (a coder's
    name, both, none, new), by whom, and in how many documents the consensus is complete."""

    differences: int
    open: int
    taken: Mapping[str, int]
    who: tuple[Deciders, ...]
    complete: int


@dataclass(frozen=True)
class Machine:
    """Codings in the layer `final` that a machine had a part in, by rule or suggestion. `source`: the rule, or the
    suggester."""

    source: str
    origin: str
    codings: int


@dataclass(frozen=True)
class Facts:
    """All that the text says. `agreement`: the coders who worked blind two by two, those who share the most documents
    first, empty where no two share any; `uncompared`: documents that none of them share. `drawn`: per id of a sample
    how many documents it had when it was made. `answers`: who saw suggestions, and what they said to them. `by_case`:
    whether the project has cases to compare; `day`: that of the last coding or verdict (ISO); `example`: the label of a
    quotation, empty without one."""

    title: str
    version: str
    singular: str
    plural: str
    fiction: str
    by_case: bool
    material: Material
    stored: Stored
    coding: Coding
    samples: tuple[Sample, ...]
    drawn: Mapping[str, int]
    tree: Tree
    history: History
    reviews: tuple[Reviewed, ...]
    agreement: tuple[Pair, ...]
    uncompared: int
    settled: Settled
    machine: tuple[Machine, ...]
    answers: tuple[CoderAnswers, ...]
    quoted: Quoted
    example: str
    rule: str
    day: str
