"""The methods text of a project: gathers what is in it, and hands it to `qualcode.reports.methods`.

print(project.methods("nl"))
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import func, select

from qualcode import __version__
from qualcode.analysis.account import blind_coders, coding, material, quoted, reviewed, tree
from qualcode.analysis.overview import fiction_line
from qualcode.errors import UnknownOption
from qualcode.i18n import language as language_of
from qualcode.model import LANGUAGES, Anchor, Origin
from qualcode.query.cut import Request
from qualcode.query.layers import FINAL, counting
from qualcode.reports.methods import Facts, write
from qualcode.reports.methods.facts import History, Machine, Released, Settled, Stored
from qualcode.rules import rule_of
from qualcode.store import schema
from qualcode.store.samples import read_samples
from qualcode.tables import CONSENSUS, Corpus

if TYPE_CHECKING:
    from qualcode.project import Project


def methods_text(project: Project, language: str) -> str:
    """The analysis part of a methods section as Markdown, in Dutch or English. Raises `UnknownOption` for another
    language."""
    return write(gather(project, language), language_of(language))


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
        tree=tree(corpus, marks),
        history=_history(project),
        reviews=reviewed(corpus, marks),
        agreement=_agreement(project, corpus),
        settled=_settled(project, corpus),
        machine=_machine(project, corpus),
        quoted=quoted(corpus, marks),
        example=str(labels.iloc[0]) if len(labels) else "",
        rule=rule_of(Request(share="interviews"), told, marks),
        day=marks.last_change[:10],
    )


def as_values(project: Project, language: str) -> dict[str, Any]:
    """The text, its language, and what it was written from as plain values."""
    facts = gather(project, language)
    return {"language": language, "text": write(facts, language_of(language)), "facts": asdict(facts)}


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


# --- the codebook -----------------------------------------------------------------------------------------------


def _history(project: Project) -> History:
    codebook = project.tree
    loose = [each for each in codebook.decisions() if not each.session and each.what.startswith("codebook ")]
    return History(
        _released(project),
        tuple(codebook.sessions()),
        tuple(loose),
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
    """Documents that somebody marked done under a later version of the codebook than before."""
    change, side = schema.change, func.json_extract
    later = side(change.c.after, "$.version") > side(change.c.before, "$.version")
    chosen = select(side(change.c.after, "$.document")).where(change.c.table == schema.done.name, later).distinct()
    with project._database.reading() as connection:
        return len(list(connection.execute(chosen)))


# --- comparing --------------------------------------------------------------------------------------------------


def _agreement(project: Project, corpus: Corpus) -> Mapping[str, Any] | None:
    """What comparing the coders gave who coded the same documents blind; None where there are no two."""
    places = {coder for coders in blind_coders(corpus).values() for coder in coders}
    listed = [each.name for each in corpus.settings.coders]
    known = dict.fromkeys([*listed, *corpus.coders])
    names = [name for name in known if name in corpus.coders and corpus.coders.index(name) in places]
    return project.agree(names).to_json() if len(names) > 1 else None


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
        tuple(sorted({each.who for each in done})),
        sum(coder == place for _document, coder in corpus.finished),
    )


def _machine(project: Project, corpus: Corpus) -> tuple[Machine, ...]:
    """Final codings that a rule or a suggestion had a part in, by source."""
    marks, sources = project.marks(), project.codings["source"].tolist()
    counted = np.flatnonzero(counting(corpus, marks, FINAL)).tolist()
    of_machine = (str(Origin.RULE), str(Origin.ACCEPTED))
    found = Counter((sources[place], marks.origin[place]) for place in counted if marks.origin[place] in of_machine)
    return tuple(Machine(source, origin, count) for (source, origin), count in sorted(found.items()))
