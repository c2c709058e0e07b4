"""Evaluating suggestions on a project's own codings: gathers them, and hands them to `qualcode.assist.evaluation`.

print(project.evaluate().in_words("nl"))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from qualcode.assist.codetexts import is_example
from qualcode.assist.evaluation.baselines import Keywords
from qualcode.assist.evaluation.folds import Make
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.measured import FEWEST, About
from qualcode.assist.evaluation.report import Evaluation, measure
from qualcode.assisted.suggesting import Desk, suggester_of, teachers_of
from qualcode.errors import NotPossible, UnknownCoder
from qualcode.intake import Watch, unwatched
from qualcode.model import Code, Fragment, Origin, Span
from qualcode.query.cut import check_attribute, missing, ordered_values
from qualcode.query.layers import ranks
from qualcode.tables import CONSENSUS, Bools, Corpus, Ints, Marks
from qualcode.text.fragments import Page

if TYPE_CHECKING:
    from qualcode.assist.consent import Consent
    from qualcode.assist.protocol import Suggester
    from qualcode.reader import Reader

CASE, DOCUMENT, ROLE = "case", "document", "role"
#: What a passage is known by: the place of its document, start and end.
Passage = tuple[int, int, int]


def evaluate(
    project: Reader,
    *,
    by: str = CASE,
    coder: str | None = None,
    learn_from: Sequence[str] = (),
    quick: bool = False,
    seed: int = 1,
    make: Make | None = None,
    suggester: str = "",
    consent: Consent | None = None,
    watch: Watch = unwatched,
) -> Evaluation:
    """See `Project.evaluate`. `make` gives the suggester to evaluate; without it it is the plug-in that `suggester` or
    the settings name, else the project's own."""
    corpus, marks = project.corpus(), project.marks()
    check_attribute(corpus, "What is left out at a time", by)
    name = _coder(corpus, marks, coder)
    _own, *others = teachers_of(project, name, learn_from)
    living = {code.id for code in corpus.codebook if not code.retired}
    own, taught = _passages(corpus, marks, [name], living), _passages(corpus, marks, [name, *others], living)
    _enough(name, own)
    used = _grouping(corpus, {passage[0] for passage in own}, by)
    fragments = tuple(_fragments(project, corpus, taught))
    plugged = None if make else Desk.of(project, watch=watch).plugged(suggester, consent)
    if plugged is not None:
        make = partial(_the_same, plugged)
    make = make or _own_suggester(project, fragments, watch)
    codes = _codes(corpus, taught, make)
    adopted = np.array(is_example([fragment.quote for fragment in fragments], corpus.codebook), bool)
    _enough(name, [passage for passage, out in zip(taught, adopted, strict=True) if passage in own and not out])
    material = _lay(corpus, fragments, own, taught, used, codes, adopted)
    about = About(
        name, used, by, tuple(others), seed=seed, case=corpus.settings.case.singular,
        helped=_laid_by(corpus, marks, name, Origin.ACCEPTED), ruled=_laid_by(corpus, marks, name, Origin.RULE),
        retired=_retired(corpus, marks, name, living), adopted=sum(adopted[[each in own for each in taught]].tolist()),
    )  # fmt: skip
    ids = [code.id for code in codes]
    baseline = Keywords(corpus.codebook, ids, corpus.settings.language)
    parts = _parts(corpus, material, by)
    return measure(make, lambda: baseline, material, about, parts=parts, quick=quick, watch=watch)


def _the_same(suggester: Suggester) -> Suggester:
    return suggester


def _own_suggester(project: Reader, fragments: Sequence[Fragment], watch: Watch) -> Make:
    """Qualcode's own suggester, the fragments read beforehand: that may take long, and shows how far it is."""
    Desk.of(project, watch=watch).shelf.batch(fragments)
    return suggester_of(project)


def _coder(corpus: Corpus, marks: Marks, asked: str | None) -> str:
    """Who is evaluated: the one named, else the first in the project's list who coded something."""
    if asked is not None:
        return _known(corpus, asked)
    coded = set(marks.coded[1].tolist())
    order = [int(place) for place in np.argsort(ranks(corpus)) if corpus.coders[place] != CONSENSUS]
    for place in order:
        if place in coded:
            return corpus.coders[place]
    raise NotPossible(f"Nobody coded anything yet; there is nothing to measure suggestions with. {_needed()}")


def _known(corpus: Corpus, name: str) -> str:
    listed = [each.name for each in corpus.settings.coders]
    known = list(dict.fromkeys([*listed, *corpus.coders]))
    if name not in known:
        raise UnknownCoder(name, known)
    return name


def _passages(corpus: Corpus, marks: Marks, coders: Iterable[str], living: set[str]) -> dict[Passage, set[int]]:
    """The passages these coders gave a code that is still given, in order, with the codes as they gave them; codings
    that a rule laid are nobody's."""
    places = [corpus.coders.index(name) for name in coders if name in corpus.coders]
    ids = [code.id for code in corpus.codebook]
    alive = np.array([each in living for each in ids], bool)
    rule = np.array([each == Origin.RULE for each in marks.origin], bool)
    chosen = np.flatnonzero(marks.final & ~marks.orphan & ~rule & np.isin(marks.coder, places))
    found: dict[Passage, set[int]] = {}
    for place in chosen[alive[marks.code[chosen]]].tolist():
        passage = (int(marks.document[place]), int(marks.start[place]), int(marks.end[place]))
        found.setdefault(passage, set()).add(int(marks.code[place]))
    return dict(sorted(found.items()))


def _enough(coder: str, passages: Collection[Passage]) -> None:
    """Raises `NotPossible` where nothing can be measured."""
    documents = len({passage[0] for passage in passages})
    if len(passages) < FEWEST or documents < 2:
        there = f"{_counted(len(passages), 'coded fragment')} in {_counted(documents, 'document')}"
        raise NotPossible(f"Too little is coded to measure suggestions: {coder} has {there}. {_needed()}")


def _needed() -> str:
    return f"At least {FEWEST} coded fragments in 2 documents are needed; from 50 on the figures begin to hold."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _grouping(corpus: Corpus, documents: set[int], by: str) -> str:
    """What is left out: the attribute asked for, or documents where all of them say the same."""
    names = _said(corpus, by)
    return by if len({names[place] for place in documents}) > 1 else DOCUMENT


def _said(corpus: Corpus, name: str) -> list[str]:
    """What each document says under a name, as one text."""
    return [", ".join(map(str, each)) or missing(corpus) for each in corpus.said(name)]


def _codes(corpus: Corpus, passages: Mapping[Passage, set[int]], make: Make) -> list[Code]:
    """The codes that are ranked: those that can be suggested and those that were given, in the codebook's order."""
    known = set(make().codes)
    given = set().union(*passages.values())
    return [
        code for place, code in enumerate(corpus.codebook) if not code.retired and (code.id in known or place in given)
    ]


def _lay(
    corpus: Corpus,
    fragments: Sequence[Fragment],
    own: Mapping[Passage, set[int]],
    taught: Mapping[Passage, set[int]],
    by: str,
    codes: Sequence[Code],
    adopted: Bools,
) -> Material:
    column = {corpus.place_of_code[code.id]: place for place, code in enumerate(codes)}
    document = np.array([passage[0] for passage in taught], np.int64)
    names = _said(corpus, by)
    groups = list(dict.fromkeys(names[place] for place in document.tolist()))
    return Material(
        fragments=tuple(fragments),
        gold=_table([own.get(passage, set()) for passage in taught], column),
        taught=_table(list(taught.values()), column),
        tested=np.array([passage in own for passage in taught], bool) & ~adopted,
        document=document,
        documents=tuple(each.id for each in corpus.documents),
        group=np.array([groups.index(names[place]) for place in document.tolist()], np.int64),
        groups=tuple(groups),
        codes=tuple(code.id for code in codes),
        paths=tuple(corpus.codebook.path(code.id) for code in codes),
    )


def _table(given: Sequence[set[int]], column: Mapping[int, int]) -> Bools:
    table = np.zeros((len(given), len(column)), bool)
    for row, codes in enumerate(given):
        table[row, [column[code] for code in codes]] = True
    return table


def _fragments(project: Reader, corpus: Corpus, passages: Iterable[Passage]) -> Iterable[Fragment]:
    texts, pages = project.texts(), dict[int, Page]()
    for place, start, end in passages:
        if place not in pages:
            name = corpus.documents[place].id
            pages[place] = Page(name, texts[name], corpus.settings.guide)
        yield pages[place].at(Span(start, end))


def _parts(corpus: Corpus, material: Material, by: str) -> dict[str, dict[str, Bools]]:
    """The fragments per case, per role where documents have one, and per what was asked for."""
    there: Ints = np.unique(material.document)
    parts = {}
    for name in dict.fromkeys([CASE, *([ROLE] if ROLE in corpus.attributes else []), by]):
        said = {place: [*corpus.said(name)[place]] or [missing(corpus)] for place in there.tolist()}
        values = ordered_values(corpus, name, said, {})
        inside = {
            str(value): np.isin(material.document, [place for place, each in said.items() if value in each])
            for value in values
        }
        kept = {value: rows for value, rows in inside.items() if rows.any()}
        if len(kept) > 1:
            parts[name] = kept
    return parts


def _laid_by(corpus: Corpus, marks: Marks, coder: str, origin: Origin) -> int:
    """How many of a coder's codings came about in this way."""
    return sum(marks.origin[place] == origin for place in _of(corpus, marks, coder).tolist())


def _retired(corpus: Corpus, marks: Marks, coder: str, living: set[str]) -> int:
    """How many of a coder's codings have a code that is no longer given."""
    gone = [place for place, code in enumerate(corpus.codebook) if code.id not in living]
    return int(np.isin(marks.code[_of(corpus, marks, coder)], gone).sum())


def _of(corpus: Corpus, marks: Marks, coder: str) -> Ints:
    """The codings of a coder that count."""
    return np.flatnonzero(marks.final & ~marks.orphan & (marks.coder == corpus.coders.index(coder)))
