"""The project at one moment, its passages, and how each stands."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis.agreement.passages import AGREE, Member, Passage, match_all
from qualcode.analysis.work.consequence import Consequence, Stake, sentence, weigh
from qualcode.errors import NotPossible, UnknownCoder, UnknownDocument, WrongUsage, listing
from qualcode.model import Origin, same_specification
from qualcode.query.layers import FINAL, counting, ranks
from qualcode.resolving.values import Difference, Given, Resolution, Version
from qualcode.store.resolutions import AGREED, Decision, decisions, successors
from qualcode.tables import CONSENSUS

if TYPE_CHECKING:
    from qualcode.reader import Reader


class Scene:
    """The project at one moment, each part read when first asked for. Documents, coders, codes and codings count by
    place, as in the corpus and the marks."""

    def __init__(self, project: Reader) -> None:
        self.project = project
        self.version = project.version()
        self.corpus = project.corpus()
        self.marks = project.marks()
        with project._database.reading() as connection:
            self.decisions = decisions(connection)
            self.successors = successors(connection)

    @cached_property
    def texts(self) -> dict[str, str]:
        return self.project.texts()

    @cached_property
    def columns(self) -> dict[str, list[Any]]:
        """The columns of `project.codings`, in the order of the marks."""
        frame = self.project.codings
        return {str(name): frame[name].tolist() for name in frame.columns}

    @cached_property
    def remarks(self) -> dict[str, str]:
        """The comments on quotations, by label."""
        frame = self.project.quotations
        said = zip(frame["quotation"].tolist(), frame["comment"].tolist(), strict=True)
        return {label: comment for label, comment in said if comment}

    @cached_property
    def consensus(self) -> int:
        """The coder who holds what was decided, -1 while there is none."""
        return self.corpus.coders.index(CONSENSUS) if CONSENSUS in self.corpus.coders else -1

    @cached_property
    def order(self) -> list[int]:
        """The coders in the project's order, without the consensus."""
        return [place for place in np.argsort(ranks(self.corpus)).tolist() if place != self.consensus]

    @cached_property
    def laid(self) -> dict[str, list[int]]:
        """Per decision (id) the codings it laid."""
        found: dict[str, list[int]] = {}
        for place in np.flatnonzero((self.marks.coder == self.consensus) & ~self.marks.orphan).tolist():
            source = self.columns["source"][place]
            if self.marks.origin[place] == Origin.RESOLVED and source != AGREED:
                found.setdefault(source, []).append(place)
        return found

    def place(self, document: str) -> int:
        if document not in self.corpus.place_of_document:
            raise UnknownDocument(document, list(self.corpus.place_of_document))
        return self.corpus.place_of_document[document]

    def complete(self, document: int) -> bool:
        """Whether the consensus of a document was completed."""
        return (document, self.consensus) in self.corpus.finished

    def interview(self, document: int) -> str:
        """What a document counts as: its interview, or for another kind itself."""
        each = self.corpus.documents[document]
        return each.interview if each.kind == "interview" else each.id

    def coders(self, names: Sequence[str]) -> list[int]:
        """The coders with these names, all without names, in the project's order. Raises `UnknownCoder`,
        `NotPossible` for several that are unknown or the consensus, and `WrongUsage` for one coder alone."""
        listed = [each.name for each in self.corpus.settings.coders]
        known = [name for name in dict.fromkeys([*listed, *self.corpus.coders]) if name != CONSENSUS]
        if CONSENSUS in names:
            raise NotPossible("The consensus was made from what coders gave; it cannot be compared with them.")
        strange = [name for name in dict.fromkeys(names) if name not in known]
        if len(strange) == 1:
            raise UnknownCoder(strange[0], known)
        if strange:
            said = " or ".join(map(repr, strange))
            raise NotPossible(f"Nobody called {said} codes in this project. Coders so far: {listing(known)}.")
        if len(set(names)) == 1:
            raise WrongUsage(f"A difference is between two coders at least: name another beside {names[0]}.")
        return [place for place in self.order if not names or self.corpus.coders[place] in names]

    def compared(self, coders: Sequence[int], *, assume_done: bool = False) -> dict[int, tuple[int, ...]]:
        """Per document the coders who are compared in it: two at least, who marked it done (or with `assume_done`
        coded it). Who reviewed it did not code it blind."""
        coded = set(zip(*(each.tolist() for each in self.marks.coded), strict=True)) if assume_done else set()
        did = (coded | set(self.corpus.finished)) - {(document, who) for document, who, _author in self.corpus.reviews}
        found = {}
        for document in range(len(self.corpus.documents)):
            chosen = tuple(coder for coder in coders if (document, coder) in did)
            if len(chosen) >= 2:
                found[document] = chosen
        return found


@dataclass(frozen=True)
class Finding:
    """A passage, what hangs on it, and how it stands. `quotations`: the ids of its versions; `replaced`: the decisions
    (ids) that a new one takes the place of; `differs` is False where there is nothing to talk through."""

    passage: Passage
    consequence: Consequence
    quotations: frozenset[str]
    decision: Decision | None
    replaced: tuple[str, ...]
    stale: bool
    differs: bool

    @property
    def open(self) -> bool:
        return self.differs and (self.decision is None or self.stale)

    @property
    def rank(self) -> tuple[Any, ...]:
        """The most consequential first; ties in the order of documents and text."""
        return *self.consequence.rank, self.passage.document, self.passage.start, self.passage.end


def of_document(scene: Scene, document: int) -> list[Finding]:
    """The passages of a document between all who marked it done, or where these are too few, all who coded it. Raises
    `NotPossible` where that makes no two coders."""
    compared = scene.compared(scene.order)
    if document not in compared:
        compared = {**compared, **_only(scene.compared(scene.order, assume_done=True), document)}
    if document not in compared:
        name = scene.corpus.documents[document].id
        raise NotPossible(
            f"{name} was not coded blind by two coders, so that there are no differences in it to resolve. A document "
            "counts once both marked it done: qualcode done DOCUMENT --coder NAME."
        )
    return findings(scene, compared, {document})


def _only(compared: Mapping[int, tuple[int, ...]], document: int) -> dict[int, tuple[int, ...]]:
    return {document: compared[document]} if document in compared else {}


def findings(scene: Scene, compared: Mapping[int, tuple[int, ...]], chosen: Collection[int]) -> list[Finding]:
    """The passages of the chosen documents, as far as they are compared, in the order of the text."""
    interviews = {scene.interview(document) for document in chosen if document in compared}
    every = [place for place in range(len(scene.corpus.documents)) if scene.interview(place) in interviews]
    with_them = {document: compared[document] for document in every if document in compared}
    texts = {document: scene.texts[scene.corpus.documents[document].id] for document in with_them}
    passages = [each for found in match_all(scene.marks, texts, with_them) for each in found]
    standing = list(_standing(scene, passages))
    stakes = [
        Stake(passage, scene.interview(passage.document), None if stale else _outcome(scene, decision))
        for passage, (_ids, decision, _replaced, stale) in zip(passages, standing, strict=True)
    ]
    weighed = weigh(stakes, scene.corpus, scene.marks, elsewhere=_elsewhere(scene, every, compared))
    found = [
        _finding(scene, passage, consequence, *each)
        for passage, consequence, each in zip(passages, weighed, standing, strict=True)
    ]
    return [each for each in found if each.passage.document in chosen]


def _finding(
    scene: Scene,
    passage: Passage,
    consequence: Consequence,
    ids: frozenset[str],
    decision: Decision | None,
    replaced: tuple[str, ...],
    stale: bool,
) -> Finding:
    differs = consequence.kind != AGREE or (stale and _outcome(scene, decision) != frozenset(passage.present[0].codes))
    return Finding(passage, consequence, ids, decision, replaced, stale, differs)


def _standing(
    scene: Scene, passages: Sequence[Passage]
) -> Iterator[tuple[frozenset[str], Decision | None, tuple[str, ...], bool]]:
    """Per passage the ids of its quotations, the decision about it, those it would replace, and if it is stale."""
    by_quotation: dict[str, list[Decision]] = {}
    for decision in scene.decisions:
        for quotation in _named(decision):
            by_quotation.setdefault(quotation, []).append(decision)
    for passage in passages:
        ids = frozenset(scene.columns["quotation_id"][place] for each in passage.present for place in each.codings)
        about = {each.id: each for quotation in ids for each in by_quotation.get(quotation, [])}
        exact = [each for each in about.values() if _named(each) == ids]
        latest = max(exact or about.values(), key=lambda each: (each.created, each.id), default=None)
        stale = latest is not None and _is_stale(scene, latest, passage)
        yield ids, latest, tuple(sorted(about)), stale


def _named(decision: Decision) -> frozenset[str]:
    return frozenset(each for then in decision.passage.values() if then for each in then["quotations"])


def _outcome(scene: Scene, decision: Decision | None) -> frozenset[int] | None:
    """The codes that the consensus has from a decision."""
    if decision is None:
        return None
    return frozenset(int(scene.marks.code[place]) for place in scene.laid.get(decision.id, []))


def _elsewhere(scene: Scene, documents: Sequence[int], compared: Collection[int]) -> dict[str, set[int]]:
    """Per interview the codes that `final` counts in its documents that are not compared."""
    counted = counting(scene.corpus, scene.marks, FINAL)
    counted &= np.isin(scene.marks.document, [each for each in documents if each not in compared])
    found: dict[str, set[int]] = {}
    for place in np.flatnonzero(counted).tolist():
        found.setdefault(scene.interview(int(scene.marks.document[place])), set()).add(int(scene.marks.code[place]))
    return found


# --- a passage as it is kept with a decision -----------------------------------------------------------------------


def kept(scene: Scene, passage: Passage) -> dict[str, Any]:
    """The passage as a decision keeps it, to see later if it changed; without the words themselves."""
    names = [scene.corpus.coders[coder] for coder in passage.coders]
    return {name: _kept(scene, member) for name, member in zip(names, passage.members, strict=True)}


def _kept(scene: Scene, member: Member | None) -> dict[str, Any] | None:
    if member is None:
        return None
    columns = scene.columns
    said = [[columns[name][place] for name in ("code_id", "grade", "specification")] for place in member.codings]
    words = columns["quote"][member.codings[0]].strip()
    return {
        "quotations": sorted({columns["quotation_id"][place] for place in member.codings}),
        "words": hashlib.sha256(words.encode()).hexdigest(),
        "codings": sorted(said),
    }


def _is_stale(scene: Scene, decision: Decision, passage: Passage) -> bool:
    """Whether somebody's version is another than when it was decided, or somebody finished the document since.
    Changes to the code tree do not count."""
    for name, now in kept(scene, passage).items():
        if name not in decision.passage:
            if (passage.document, scene.corpus.coders.index(name)) in scene.corpus.finished:
                return True
        elif not _same(decision.passage[name], now, scene.successors):
            return True
    return False


def _same(then: Mapping[str, Any] | None, now: Mapping[str, Any] | None, successors: Mapping[str, Any]) -> bool:
    if then is None or now is None:
        return then is now
    if then["words"] != now["words"]:
        return False

    def alike(old: Sequence[str], new: Sequence[str]) -> bool:
        if old[0] == new[0]:
            return old[1] == new[1] and same_specification(old[2]) == same_specification(new[2])
        return new[0] in successors.get(old[0], ())

    old_ones, new_ones = then["codings"], now["codings"]
    lost = [old for old in old_ones if not any(alike(old, new) for new in new_ones)]
    added = [new for new in new_ones if not any(alike(old, new) for old in old_ones)]
    return not lost and not added


# --- as people see it ------------------------------------------------------------------------------------------------


def difference(scene: Scene, finding: Finding) -> Difference:
    """A finding as people hold it."""
    passage, consequence, corpus = finding.passage, finding.consequence, scene.corpus
    document = corpus.documents[passage.document]
    interview = scene.interview(passage.document)
    names = [corpus.coders[coder] for coder in passage.coders]
    versions = [version(scene, member.codings) if member else None for member in passage.members]
    return Difference(
        quotation=next(each.label for each in versions if each is not None),
        document=document.id,
        interview=interview,
        case=corpus.case_name(document),
        kind=consequence.kind,
        start=passage.start,
        end=passage.end,
        words=scene.texts[document.id][passage.start : passage.end],
        versions=dict(zip(names, versions, strict=True)),
        cells=len(consequence.cells),
        changed=tuple(corpus.codebook.path(corpus.codebook.codes[each].id) for each in consequence.cells),
        why=sentence(consequence, corpus, interview),
        resolution=_resolution(scene, finding.decision),
        stale=finding.stale,
    )


def version(scene: Scene, codings: Sequence[int]) -> Version:
    """A quotation with these codings (one at least)."""
    columns, first = scene.columns, codings[0]
    label = columns["quotation"][first]
    ordered = sorted(codings, key=lambda place: (int(scene.marks.code[place]), place))
    given = (Given(*(columns[name][place] for name in ("code", "grade", "specification"))) for place in ordered)
    said = [scene.remarks.get(label, ""), *(columns["comment"][place] for place in ordered)]
    return Version(
        label, int(columns["start"][first]), int(columns["end"][first]), columns["quote"][first], tuple(given),
        tuple(dict.fromkeys(each for each in said if each)),
    )  # fmt: skip


def _resolution(scene: Scene, decision: Decision | None) -> Resolution | None:
    if decision is None:
        return None
    by_quotation: dict[str, list[int]] = {}
    for place in scene.laid.get(decision.id, []):
        by_quotation.setdefault(scene.columns["quotation"][place], []).append(place)
    laid = sorted((version(scene, each) for each in by_quotation.values()), key=lambda each: (each.start, each.end))
    return Resolution(decision.id, decision.taken, decision.who, decision.comment, decision.created, tuple(laid))
