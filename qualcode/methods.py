"""The methods text of a project: gathers what is in it, and hands it to `qualcode.reports.methods`.

print(project.methods("nl"))
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import func, select

from qualcode import __version__
from qualcode.analysis.work.account import blind_coders, coding, material, quoted, reviewed, tree
from qualcode.analysis.work.overview import fiction_line
from qualcode.assisted.deciding import suggester_in
from qualcode.errors import UnknownOption
from qualcode.i18n import language as language_of
from qualcode.model import LANGUAGES, Anchor, Origin
from qualcode.query.cut import Request
from qualcode.query.layers import FINAL, counting
from qualcode.reports.methods import Facts, write
from qualcode.reports.methods.facts import Deciders, History, Machine, Pair, Released, Settled, Stored
from qualcode.rules import rule_of
from qualcode.store import history, schema
from qualcode.store.samples import read_samples
from qualcode.store.sessions import outside_sessions
from qualcode.tables import CONSENSUS, Corpus

if TYPE_CHECKING:
    from qualcode.project import Project

#: What stands between the names of people who decided together.
_BETWEEN = re.compile(r"\s*[,;&+/]\s*(?:(?:en|and)\s+)?|\s+(?:en|and)\s+", re.IGNORECASE)


def methods_text(project: Project, language: str) -> str:
    """The analysis part of a methods section as Markdown, in Dutch or English. Raises `UnknownOption` for another
    language."""
    return write(gather(project, language), language_of(project.settings, language))


def gather(project: Project, language: str) -> Facts:
    """All that the text says, as plain values. Raises as `methods_text`."""
    if language not in LANGUAGES:
        raise UnknownOption("The language", language, LANGUAGES)
    corpus, marks, settings = project.corpus(), project.marks(), project.settings
    labels = project.quotations["quotation"]
    told = replace(corpus, settings=replace(settings, language=language))
    return Facts(
        title=settings.title,
        version=__version__,
        singular=settings.case.singular,
        plural=settings.case.plural,
        fiction=fiction_line(project.texts().values()),
        by_case=bool(settings.case.attribute or settings.cases),
        material=material(corpus, project.documents["words"].tolist(), withdrawn=_withdrawn(project)),
        stored=_stored(project),
        coding=coding(corpus, marks),
        samples=_samples(project),
        drawn=_drawn(project),
        tree=tree(corpus, marks),
        history=_history(project),
        reviews=reviewed(corpus, marks),
        agreement=_agreement(project, corpus),
        uncompared=len(corpus.documents) - len(blind_coders(corpus)),
        settled=_settled(project, corpus),
        machine=_machine(project, corpus),
        answers=project.assist_report().coders,
        quoted=quoted(corpus, marks),
        example=str(labels.iloc[0]) if len(labels) else "",
        rule=rule_of(Request(share="interviews"), told, marks),
        day=marks.last_change[:10],
    )


def as_values(project: Project, language: str) -> dict[str, Any]:
    """The text, its language, and what it was written from as plain values."""
    facts = gather(project, language)
    return {"language": language, "text": write(facts, language_of(project.settings, language)), "facts": asdict(facts)}


def _withdrawn(project: Project) -> int:
    with project._database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(schema.tombstone)).scalar() or 0)


def _stored(project: Project) -> Stored:
    with project._database.reading() as connection:
        rows = connection.execute(select(schema.document.c.id, schema.document.c.text_hash, schema.document.c.revision))
        documents = sorted(tuple(row) for row in rows)
    listed = "".join(f"{text_hash}  {name}\n" for name, text_hash, _revision in documents)
    anchors = Counter(project.quotations["anchor"].tolist())
    return Stored(
        hashlib.sha256(listed.encode()).hexdigest(),
        sum(revision > 1 for _name, _hash, revision in documents),
        anchors[Anchor.CHANGED],
        anchors[Anchor.ORPHANED],
    )


def _samples(project: Project) -> Any:
    with project._database.reading() as connection:
        return tuple(read_samples(connection))


def _drawn(project: Project) -> dict[str, int]:
    """Per id of a sample how many documents it had when it was made: as the history keeps that a document got a place
    in it, those purged since count."""
    sample, own, given = schema.sample, schema.change.alias(), schema.change.alias()
    chosen = (
        select(sample.c.id, func.count(given.c.row.distinct()))
        .join(own, (own.c.table == sample.name) & (own.c.row == sample.c.key) & own.c.before.is_(None))
        .join(given, (given.c.action == own.c.action) & (given.c.table == schema.assignment.name))
        .group_by(sample.c.id)
    )
    with project._database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(chosen)}


# --- the codebook -----------------------------------------------------------------------------------------------


def _history(project: Project) -> History:
    codebook = project.tree
    return History(
        _released(project),
        tuple(codebook.sessions()),
        tuple(outside_sessions(codebook.decisions())),
        len(codebook.relations()),
        len({each.document for each in codebook.reread()}),
        _gone_through_again(project),
    )


def _released(project: Project) -> tuple[Released, ...]:
    codebook = project.tree
    named = codebook.releases()
    ends = [*(each.version for each in named[1:]), codebook.version] if named else []
    found = []
    for each, end in zip(named, ends, strict=True):
        codes = sum(not code.retired for code in codebook.at(each.version))
        last = each is named[-1] and end == each.version
        found.append(Released(each, codes, None if last else codebook.diff(each.version, end)))
    return tuple(found)


def _gone_through_again(project: Project) -> int:
    """Documents that a coder marked done under a version of the codebook, having done so before under an older one."""
    change, done, found = schema.change, schema.done, set()
    chosen = select(change.c.action, change.c.after).where(change.c.table == done.name, change.c.after.is_not(None))
    present = (
        select(done.c.document, done.c.coder, done.c.version).join(schema.coder).where(schema.coder.c.name != CONSENSUS)
    )
    with project._database.reading() as connection:
        void = {each.number for each in history.events(connection) if each.undone or each.undoes is not None}
        marks = [json.loads(row.after) for row in connection.execute(chosen) if row.action not in void]
        now = {(row.document, row.coder): row.version for row in connection.execute(present)}
    for mark in marks:
        if mark["version"] < now.get((mark["document"], mark["coder"]), 0):
            found.add(mark["document"])
    return len(found)


# --- comparing --------------------------------------------------------------------------------------------------


def _agreement(project: Project, corpus: Corpus) -> tuple[Pair, ...]:
    """What comparing the coders gave, two by two, who coded the same documents blind."""
    blind = blind_coders(corpus)
    places = {coder for coders in blind.values() for coder in coders}
    names = [name for name in _known(corpus) if name in corpus.coders and corpus.coders.index(name) in places]
    found = []
    for pair in combinations(names, 2):
        both = {corpus.coders.index(name) for name in pair}
        shared = tuple(corpus.documents[place].id for place in sorted(blind) if both <= set(blind[place]))
        found.append(Pair(pair, shared, project.agree(pair).to_json() if shared else None))
    return tuple(sorted(found, key=lambda each: -len(each.documents)))


def _known(corpus: Corpus) -> list[str]:
    """All coders, in the order of the settings."""
    return list(dict.fromkeys([*(each.name for each in corpus.settings.coders), *corpus.coders]))


def _settled(project: Project, corpus: Corpus) -> Settled:
    if not blind_coders(corpus):
        return Settled(0, 0, {}, (), 0)
    found = project.disagreements(resolved=True)
    done = [each.resolution for each in found if each.resolution is not None and not each.stale]
    place = corpus.coders.index(CONSENSUS) if CONSENSUS in corpus.coders else -1
    taken = Counter(each.taken for each in done)
    return Settled(
        len(found),
        sum(each.open for each in found),
        {way: taken[way] for way in sorted(taken, key=lambda way: (-taken[way], way))},
        deciders([each.who for each in done], _known(corpus)),
        sum(coder == place for _document, coder in corpus.finished),
    )


def deciders(who: Iterable[str], known: Sequence[str]) -> tuple[Deciders, ...]:
    """Who decided, from what was typed for each decision; those who decided most first. Names `known` come first and
    are spelled as they are known.

    >>> deciders(["anna, ben", "Ben en anna", "ben"], ["anna", "ben"])
    (Deciders(names=('anna', 'ben'), passages=2), Deciders(names=('ben',), passages=1))
    """
    spelled: dict[str, str] = {}
    for name in known:
        spelled.setdefault(name.casefold(), name)
    order = {name: place for place, name in enumerate(known)}
    found: Counter[tuple[str, ...]] = Counter()
    for typed in who:
        parts = [typed] if typed.casefold() in spelled else [part for part in _BETWEEN.split(typed) if part]
        names = {spelled.setdefault(part.casefold(), part) for part in parts}
        found[tuple(sorted(names, key=lambda name: (order.get(name, len(known)), name)))] += 1
    return tuple(Deciders(names, found[names]) for names in sorted(found, key=lambda names: (-found[names], names)))


def _machine(project: Project, corpus: Corpus) -> tuple[Machine, ...]:
    """Final codings that a rule or a suggestion had a part in, by source."""
    marks, sources = project.marks(), project.codings["source"].tolist()
    counted = np.flatnonzero(counting(corpus, marks, FINAL)).tolist()
    of_machine = (str(Origin.RULE), str(Origin.ACCEPTED))
    found = Counter(
        (
            suggester_in(sources[place]) if marks.origin[place] == Origin.ACCEPTED else sources[place],
            marks.origin[place],
        )
        for place in counted
        if marks.origin[place] in of_machine
    )
    return tuple(Machine(source, origin, count) for (source, origin), count in sorted(found.items()))
