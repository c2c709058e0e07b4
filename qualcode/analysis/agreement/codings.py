"""Comparing codings: the one place where units, characters, grades and passages come together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from qualcode.analysis.agreement.characters import characters
from qualcode.analysis.agreement.coefficients import dice, percent
from qualcode.analysis.agreement.compared import Compared, Reviews, select
from qualcode.analysis.agreement.continua import Stretches, segments, unitize
from qualcode.analysis.agreement.grades import grades
from qualcode.analysis.agreement.krippendorff import alpha
from qualcode.analysis.agreement.report import Agreement, Everything, Group, Suggested, count_passages
from qualcode.analysis.agreement.units import UnitTables, lay
from qualcode.errors import UnknownOption, WrongUsage
from qualcode.model import Settings
from qualcode.tables import Corpus, Marks

GROUPS = ("document", "case")
#: Documents in which none of the coders saw suggestions, and those in which one did.
WITHOUT, WITH = "no suggestions seen", "suggestions seen"
_BLIND = " who did not review it"
_EVERY = (
    " Characters: all of the texts, white space too. A domain is a branch at the second level; text to which one coder "
    "gave two codes of a domain is left out there, and counted. Segments match one to one, by intersection over union."
)
_CARRIES = {
    "quotation": "Units are the different spans that anybody quoted; one carries a code where a coding of it overlaps.",
    "character": "Units are characters, white space too.",
}


def agreement_of(
    corpus: Corpus, marks: Marks, texts: Mapping[str, str] | None, coders: Sequence[str], *, unit: str = "sentence",
    by: str | None = None, every: bool = False, min_count: int = 10, overlap: float = 0.9, assume_done: bool = False,
    seed: int = 1, where: Mapping[str, object] | None = None, dependent: Reviews | None = None,
    saw: Collection[tuple[str, str]] = (),
) -> Agreement:  # fmt: skip
    """Compare coders by the codings (full `marks`) in the documents that two of them at least did blind.

    `unit`: sentence, paragraph, turn, quotation or character. `by`: document or case. `every` adds characters,
    unitizing and segments (matched from `overlap`, intersection over union). No coefficient that allows for chance for
    a code that a coder used less than `min_count` times. `dependent`: (document, reviewer, whose codings), by place,
    the corpus's reviews where not given; a reviewer's layer is not compared in that document. `saw`: (document, coder),
    by id and name, for who saw suggestions by a machine there; such documents are reported apart.
    """
    _check(by, min_count, overlap)
    reviews = corpus.reviews if dependent is None else dependent
    compared = select(corpus, marks, texts, coders, assume_done=assume_done, where=where, dependent=reviews)
    tables = UnitTables(compared, lay(compared, unit), unit)
    suggested = _suggested(tables, saw)
    return Agreement(
        coders=compared.coders,
        unit=unit,
        n=tables.units,
        documents=compared.documents,
        left_out=compared.left_out,
        passages=count_passages(chain.from_iterable(compared.passages), compared.marks, _names(compared)),
        overall=tables.overall(seed),
        codes=tuple(tables.codes(min_count=min_count, seed=seed)),
        rule=_rule(tables, min_count, seed, where, assume_done, suggested) + (_EVERY if every else ""),
        grades=grades(compared, min_count=min_count),
        groups=_groups(tables, by) if by else None,
        everything=_everything(compared, min_count, overlap) if every else None,
        suggested=suggested,
    )


def _check(by: str | None, min_count: int, overlap: float) -> None:
    if by is not None and by not in GROUPS:
        raise UnknownOption("The grouping", by, GROUPS)
    if min_count < 0:
        raise WrongUsage(f"The least number of uses is 0 or more; got {min_count}.")
    if not 0 < overlap <= 1:
        raise WrongUsage(f"The overlap is a share above 0 and up to 1 (0.9 for 90 %); got {overlap}.")


def _names(compared: Compared) -> dict[int, str]:
    known = compared.corpus.coders
    return {known.index(name): name for name in compared.coders if name in known}


def _everything(compared: Compared, min_count: int, overlap: float) -> Everything:
    stretches = Stretches.of(compared)
    return Everything(
        characters(stretches, min_count=min_count),
        unitize(stretches, min_count=min_count),
        segments(compared, overlap=overlap),
        overlap,
    )


def _groups(tables: UnitTables, by: str) -> tuple[Group, ...]:
    """Units × codes of the documents of each group; groups in the project's order."""
    compared = tables.compared
    documents = [compared.corpus.documents[place] for place in compared.places.tolist()]
    group_of = [each.id if by == "document" else compared.corpus.case_name(each) for each in documents]
    return _grouped(tables, group_of, _ordered(group_of, compared.corpus.settings if by == "case" else None))


def _grouped(tables: UnitTables, group_of: Sequence[str], order: Sequence[str]) -> tuple[Group, ...]:
    """Units × codes of the documents of each group that has any; `group_of` says it per compared document."""
    compared, found = tables.compared, []
    for group in (each for each in order if each in group_of):
        inside = [number for number, each in enumerate(group_of) if each == group]
        ratings = tables.own.ratings(tables.pooled[inside].sum(axis=0))
        mine = chain.from_iterable(compared.passages[number] for number in inside)
        passages = count_passages(mine, compared.marks, _names(compared))
        chosen = {"percent": percent(ratings), "dice": dice(ratings), "alpha": alpha(ratings)}
        units = int(tables.laid.line.sizes[inside].sum())
        found.append(Group(group, units, len(inside), passages, chosen))
    return tuple(found)


def _suggested(tables: UnitTables, saw: Collection[tuple[str, str]]) -> Suggested | None:
    """The documents in which one of the coders compared there saw suggestions, apart from the others; None where there
    are none."""
    compared = tables.compared
    who = {
        name: tuple(
            coder for coder, read in zip(compared.coders, compared.read[number], strict=True)
            if read and (name, coder) in saw
        )
        for number, name in enumerate(compared.documents)
    }  # fmt: skip
    unnamed = sum((name, "") in saw for name in compared.documents)
    if not any(who.values()) and not unnamed:
        return None
    group_of = [WITH if who[name] else WITHOUT for name in compared.documents]
    seen = {name: coders for name, coders in who.items() if coders}
    return Suggested(seen, unnamed, _grouped(tables, group_of, (WITHOUT, WITH)) if seen else ())


def _ordered(groups: Sequence[str], settings: Settings | None) -> list[str]:
    """The groups that occur; cases in the order of the settings."""
    listed = list(settings.cases.values()) if settings else []
    return [
        *(each for each in dict.fromkeys(listed) if each in groups),
        *(dict.fromkeys(g for g in groups if g not in listed)),
    ]


def _rule(
    tables: UnitTables, min_count: int, seed: int, where: Mapping[str, object] | None, assume_done: bool,
    suggested: Suggested | None,
) -> str:  # fmt: skip
    compared, unit, documents = tables.compared, tables.unit, len(tables.compared.places)
    did = "holds codings of" if assume_done else "was marked done by"
    coders, version = ", ".join(compared.coders), compared.corpus.version
    carries = f"A {unit} carries a code where a coding of it covers any of its characters but white space."
    parts = [
        f"Units: {_many(tables.units, unit)} in {_many(documents, 'document')}.",
        f"A document is compared where it {did} two at least of {coders}{_BLIND if version else ''}; what a coder did "
        f"not do is missing, not zero{_did_each(compared)}.",
        _CARRIES.get(unit, carries),
        "A parent is the union of its subtree; overall pools units × the codes that anybody gave.",
        f"No coefficient that allows for chance for a code that a coder used fewer than {min_count} times.",
        f"Intervals: 95 %, documents drawn anew 1,000 times, seed {seed}.",
    ]
    if suggested is not None:
        parts += _of_suggestions(suggested, documents)
    if where:
        parts.append("Filter: " + "; ".join(f"{name} = {_shown(value)}" for name, value in where.items()) + ".")
    return " ".join([*parts, f"Codebook version {version}."] if version else parts)


def _of_suggestions(suggested: Suggested, documents: int) -> list[str]:
    """That the figures over all pool what was coded with suggestions in sight, or may have been."""
    parts, seen = [], len(suggested.who)
    if seen:
        which = "all of these documents" if seen == documents else f"{seen:,} of these {_many(documents, 'document')}"
        apart = "" if seen == documents else " The figures over all take both kinds together; read the two apart."
        parts.append(f"In {which} a coder saw suggestions by a machine, which may make coders more alike.{apart}")
    if suggested.unnamed:
        parts.append(
            f"In {_many(suggested.unnamed, 'document')} suggestions were also shown without a coder's name, and may "
            "have been seen by one of these."
        )
    return parts


def _did_each(compared: Compared) -> str:
    """How many documents each coder did, where that differs; and what was left out of them."""
    did = compared.read.sum(axis=0).tolist()
    said = ", ".join(f"{name} {count}" for name, count in zip(compared.coders, did, strict=True))
    parts = [f" (documents: {said})"] if len(set(did)) > 1 else []
    if compared.orphans:
        parts.append(f"; left out: {_many(compared.orphans, 'coding')} on orphaned quotations")
    return "".join(parts)


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
