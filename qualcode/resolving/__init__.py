"""Talking differences through: where coders who coded a document blind differ, the most consequential first, and what
was decided about each.

    for difference in project.disagreements():
        print(difference.quotation, difference.why)
    project.resolve("KAF2.4.1:12", take="tweede", who="interviewer, tweede")

What is decided is the work of the coder `consensus`; see `qualcode.store.resolutions`. A grade that counts and differs
is a difference too, of kind `grade`; specifications are not compared. What all agree on goes into the consensus as the
first coder has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.agreement.passages import AGREE, Member, Passage
from qualcode.display import Listed
from qualcode.errors import NotPossible, UnknownChoice, WrongUsage
from qualcode.model import Quotation
from qualcode.query.where import check_names, select_documents
from qualcode.resolving.scene import Finding, Scene, difference, findings, kept, of_document
from qualcode.resolving.values import BOTH, NEW, NONE, Difference, Given, New, Resolution, Standing, Version
from qualcode.store import history
from qualcode.store.action import Action
from qualcode.store.history import Event
from qualcode.store.resolutions import Fresh, Piece, Ruling, settle
from qualcode.tables import CONSENSUS
from qualcode.text.find import locate

if TYPE_CHECKING:
    from qualcode.reader import Reader

__all__ = [
    "BOTH", "NEW", "NONE", "Difference", "Given", "New", "Resolution", "Standing", "Version",
    "differences", "find", "redo", "resolve", "resolve_rest", "standing", "undo",
]  # fmt: skip

#: What the history calls a resolution.
_RESOLVE = "resolve"


def differences(
    project: Reader,
    coders: Sequence[str] = (),
    *,
    where: Mapping[str, object] | None = None,
    resolved: bool = False,
    assume_done: bool = False,
) -> list[Difference]:
    """The differences between coders (all of the project's, without names) in the documents that at least two of them
    coded blind and marked done, or with `assume_done` coded. The most consequential first; see
    `qualcode.analysis.work.consequence`. Raises the errors of unknown names, and `WrongUsage` for
    one coder alone."""
    scene = Scene(project)
    compared = scene.compared(scene.coders(coders), assume_done=assume_done)
    check_names(scene.corpus, where or {}, codings=False)
    chosen = set(np.flatnonzero(select_documents(scene.corpus, where or {})).tolist())
    found = [each for each in findings(scene, compared, chosen) if each.differs and (resolved or each.open)]
    return Listed(difference(scene, each) for each in sorted(found, key=lambda each: each.rank))


def standing(project: Reader, document: str) -> Standing:
    """How far a document is; raises `UnknownDocument`, and `NotPossible` where no two coders can be compared."""
    scene = Scene(project)
    place = scene.place(document)
    found = [each for each in of_document(scene, place) if each.differs]
    still = sum(each.open for each in found)
    return Standing(still, len(found) - still, scene.complete(place))


def find(project: Reader, quotation: str) -> Difference:
    """The difference that a quotation is part of, by its label or id; raises `NotPossible` where it is in none."""
    scene = Scene(project)
    finding, _found = _find(scene, project.quotation(quotation))
    return difference(scene, finding)


def resolve(
    project: Reader, quotation: str, *, take: str | None = None, new: New | None = None, who: str, comment: str = ""
) -> Difference:
    """Settle the difference that a quotation is part of, by its label or id; one action. `take` is a coder's name
    (their version; where they have none, nothing is coded there), `both` (everyone's) or `none`; or give `new` codes.
    A comment is needed for `none` and `new`, and to replace what somebody else decided. With the last difference of a
    document its consensus is complete, and counts in `final`."""
    who, comment = _check_asked(take, new, who, comment)
    scene = Scene(project)
    named = project.quotation(quotation)
    finding, found = _find(scene, named)
    _check_replaced(finding, who, comment)
    ruling = _ruling(scene, finding, take, new, who, comment)
    _settle(scene, scene.place(named.document), found, {finding.passage: ruling}, who=who, summary=named.label)
    return _read_again(project, named.document, {named.id})[0]


def resolve_rest(project: Reader, document: str, *, take: str, who: str, comment: str = "") -> list[Difference]:
    """Settle every open difference of a document alike; one action. Arguments as in `resolve`. A document without an
    open difference is completed all the same, if it was not. Raises `NotPossible` where there is nothing to do."""
    who, comment = _check_asked(take, None, who, comment)
    scene = Scene(project)
    place = scene.place(document)
    found = of_document(scene, place)
    rest = [each for each in found if each.open]
    if not rest and scene.complete(place):
        raise NotPossible(f"{document} has no open difference, and its consensus is complete.")
    rulings = {each.passage: _ruling(scene, each, take, None, who, comment) for each in rest}
    _settle(scene, place, found, rulings, who=who, summary=f"{document}, the rest")
    named = {quotation for each in rest for quotation in each.quotations}
    return _read_again(project, document, named)


def undo(project: Reader, who: str) -> Event:
    """Take back the last resolution that `who` made; raises `NothingToUndo` and `LaterWork`."""
    return history.undo(project._database, who, what=_RESOLVE)


def redo(project: Reader, who: str) -> Event:
    """Make the last resolution of `who` that was taken back again, if they did nothing else since."""
    return history.redo(project._database, who, what=_RESOLVE)


def _check_asked(take: str | None, new: New | None, who: str, comment: str) -> tuple[str, str]:
    """Who decides and why, trimmed; raises `WrongUsage` for half a question."""
    who, comment = who.strip(), comment.strip()
    if (take is None) == (new is None):
        raise WrongUsage("Say what to do: take a coder's version, both or none; or give new codes. One of the two.")
    if not who:
        raise WrongUsage("Say who decides: a name, or all who were at the table.")
    if not comment and take in (None, NONE):
        what = "new codes" if new else "nothing"
        raise WrongUsage(f"Say in a comment why it is {what}: that is neither coder's version.")
    return who, comment


def _find(scene: Scene, quotation: Quotation) -> tuple[Finding, list[Finding]]:
    """The difference a quotation is part of, and all passages of its document."""
    found = of_document(scene, scene.place(quotation.document))
    finding = next((each for each in found if quotation.id in each.quotations), None)
    if finding is None or not finding.differs:
        raise _no_difference(scene, finding, quotation.label, quotation.coder)
    return finding, found


def _check_replaced(finding: Finding, who: str, comment: str) -> None:
    """Nobody changes what another decided except in the open."""
    earlier = finding.decision
    if earlier is not None and not finding.stale and earlier.who != who and not comment:
        raise NotPossible(
            f"{earlier.who} resolved this on {earlier.created[:10]} (taken: {earlier.taken}). Say in a comment why it "
            "is decided anew."
        )


def _no_difference(scene: Scene, finding: Finding | None, label: str, coder: str) -> NotPossible:
    if finding is not None:
        names = " and ".join(scene.corpus.coders[each] for each in finding.passage.coders)
        return NotPossible(f"{label} is in no difference: {names} gave the same codes on the same words.")
    if coder == CONSENSUS:
        return NotPossible(
            f"{label} is in the consensus already. To decide anew, name the quotation of a coder; "
            "qualcode disagreements --resolved lists them."
        )
    return NotPossible(
        f"{label} is in no difference. Only quotations with final codings count, of coders who coded the document "
        "blind and marked it done; qualcode disagreements lists the differences."
    )


def _ruling(scene: Scene, finding: Finding, take: str | None, new: New | None, who: str, comment: str) -> Ruling:
    passage = finding.passage
    if new is not None:
        pieces = [_fresh(scene, passage, new)]
    else:
        pieces = [_piece(scene, each) for each in _taken(scene, passage, take or "")]
    return Ruling(
        passage=kept(scene, passage),
        span=(passage.start, passage.end),
        taken=take or NEW,
        who=who,
        comment=comment,
        pieces=tuple(pieces),
        replaces=finding.replaced,
    )


def _taken(scene: Scene, passage: Passage, take: str) -> list[list[Member]]:
    """The versions to take, those on the same words together."""
    names = [scene.corpus.coders[coder] for coder in passage.coders]
    if take not in (*names, BOTH, NONE):
        raise UnknownChoice("What to take", take, [*names, BOTH, NONE])
    chosen = [
        member
        for name, member in zip(names, passage.members, strict=True)
        if member is not None and (take == name or (take == BOTH and BOTH not in names))
    ]
    by_core: dict[tuple[int, int], list[Member]] = {}
    for member in chosen:
        by_core.setdefault(member.core, []).append(member)
    return list(by_core.values())


def _piece(scene: Scene, members: Sequence[Member]) -> Piece:
    """A quotation with all that these versions of it carry, placed and marked as the first."""
    first, columns = members[0], scene.columns
    codings = [place for member in members for place in member.codings]
    return Piece(
        first.start,
        first.end,
        copies=tuple(columns["coding_id"][place] for place in codings),
        verbatim=bool(columns["verbatim"][first.codings[0]]),
        released=any(columns["released"][place] for place in codings) or None,
    )


def _fresh(scene: Scene, passage: Passage, new: New) -> Piece:
    codes = [scene.corpus.codebook.find(each, giving=True) for each in new.codes]
    start = passage.start if new.start is None and new.end is None else new.start
    end = passage.end if new.start is None and new.end is None else new.end
    if start is None or end is None:
        raise WrongUsage("Give both start and end, or neither for the whole passage.")
    if not (start < passage.end and passage.start < end):
        raise NotPossible(
            f"Characters {start} to {end} lie outside the passage ({passage.start} to {passage.end}). Take none here, "
            "and code the other place by itself."
        )
    if new.words:
        document = scene.corpus.documents[passage.document].id
        locate(document, scene.texts[document], quote=new.words, start=start, end=end)
    grades = [code for code in codes if code.grade] or codes
    specified = [code for code in codes if code.specify] or codes
    given = (
        Fresh(
            scene.corpus.codebook.path(code.id),
            new.value if code in grades else None,
            (new.specification or "") if code in specified else "",
        )
        for code in codes
    )
    return Piece(start, end, fresh=tuple(given))


def _settle(
    scene: Scene,
    document: int,
    found: Sequence[Finding],
    rulings: Mapping[Passage, Ruling],
    *,
    who: str,
    summary: str,
) -> None:
    """Write decisions on passages of a document in one action, and complete its consensus when nothing stays open."""
    still = [each for each in found if each.open and each.passage not in rulings]
    alike = [each.passage for each in found if each.passage.kind == AGREE and not each.differs and not each.decision]
    whole = scene.complete(document) or not still
    with Action.begin(scene.project._database, _RESOLVE, who=who) as action:
        if history.data_version(action.connection) != scene.version:
            raise NotPossible("The project was changed at this very moment, by another program. Look again, and retry.")
        agreed = [_piece(scene, each.present[:1]) for each in alike]
        name = scene.corpus.documents[document].id
        settle(action, name, list(rulings.values()), agreed=agreed if whole else None)
        action.summary = summary


def _read_again(project: Reader, document: str, quotations: set[str]) -> list[Difference]:
    """The passages that these quotations (ids) are part of, as they stand now."""
    scene = Scene(project)
    found = of_document(scene, scene.place(document))
    return [difference(scene, each) for each in found if each.quotations & quotations]
