"""Advice on the codebook of a project: gathers what a coder gave, and hands it to `qualcode.assist.advice`.

print(project.advise().in_words("nl"))
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qualcode.assist.advice.advice import Advice
from qualcode.assist.advice.boundaries import Boundaries
from qualcode.assist.advice.found import KEYWORDS, Example, Gain, Pair, Standing, Term, What
from qualcode.assist.advice.gains import FIRST, Cold, gains, with_more, without_examples
from qualcode.assist.advice.lacks import lacks, leaves_over, own_examples
from qualcode.assist.advice.pairs import confused, near
from qualcode.assist.advice.typical import Typical, plain_rows
from qualcode.assist.advice.wording import Wording, small_words
from qualcode.assist.codetexts import CodeTexts, is_example
from qualcode.assist.estimator import Assistant
from qualcode.assist.evaluation.folds import out_of_fold
from qualcode.assist.evaluation.material import Material
from qualcode.assist.evaluation.measured import FEWEST
from qualcode.assist.evaluation.ranking import ranks
from qualcode.assist.features import PIECE, CodeFeatures
from qualcode.assist.threads import one_thread
from qualcode.assisted.suggesting import Desk, Lessons, coder_of, teachers_of
from qualcode.errors import NotPossible
from qualcode.intake import Watch, unwatched
from qualcode.model import Fragment
from qualcode.reports.evaluation import short_paths
from qualcode.store import suggestions
from qualcode.tables import Bools, Floats

if TYPE_CHECKING:
    from qualcode.reader import Reader

CASE, DOCUMENT = "case", "document"


def advise(
    project: Reader, *, coder: str | None = None, learn_from: Sequence[str] = (), watch: Watch = unwatched
) -> Advice:
    """See `Project.advise`."""
    if not len(project.codebook):
        raise NotPossible("There is no codebook to advise on. Make codes first: qualcode codebook create PATH.")
    who = coder_of(project, coder)
    teachers = teachers_of(project, who, learn_from)
    desk = Desk.of(project, watch=watch)
    by, material = _material(project, desk, who, teachers)
    return _Adviser(desk, who, material, by, watch).advice(tuple(teachers[1:]))


def _material(project: Reader, desk: Desk, who: str, teachers: Sequence[str]) -> tuple[str, Material]:
    """The passages that the coder and the teachers coded, and what is left out at a time: a case, or a document where
    all are of one case. Only the coder's are tested, under their own labels."""
    own = desk.lessons([who])
    known = {(each.document, each.span): (each, codes) for each, codes in zip(own.fragments, own.codes, strict=True)}
    taught = desk.lessons(teachers) if len(teachers) > 1 else own
    pairs = [known.get((each.document, each.span), (each, frozenset[str]())) for each in taught.fragments]
    tested = np.array([(each.document, each.span) in known for each in taught.fragments], bool)
    frame = project.documents
    case_of = dict(zip(frame["document"], frame[CASE], strict=True))
    cases = [str(case_of[each]) for each in taught.groups]
    by = CASE if len({case for case, is_own in zip(cases, tested, strict=True) if is_own}) > 1 else DOCUMENT
    groups = cases if by == CASE else list(taught.groups)
    return by, _lay(desk.shelf.features.texts, pairs, taught, tested, groups)


def _lay(
    texts: CodeTexts,
    pairs: Sequence[tuple[Fragment, Collection[str]]],
    taught: Lessons,
    tested: Bools,
    groups: Sequence[str],
) -> Material:
    documents, names = list(dict.fromkeys(taught.groups)), list(dict.fromkeys(groups))
    return Material(
        fragments=tuple(fragment for fragment, _codes in pairs),
        gold=_table([codes for _fragment, codes in pairs], texts),
        taught=_table(taught.codes, texts),
        tested=tested,
        document=np.array([documents.index(each) for each in taught.groups], np.int64),
        documents=tuple(documents),
        group=np.array([names.index(each) for each in groups], np.int64),
        groups=tuple(names),
        codes=texts.ids,
        paths=tuple(each.path for each in texts.texts),
    )


def _table(given: Sequence[Collection[str]], texts: CodeTexts) -> Bools:
    table = np.zeros((len(given), len(texts)), bool)
    for row, codes in enumerate(given):
        table[row, [texts.place[code] for code in codes if code in texts.place]] = True
    return table


class _Adviser:
    """What is looked at together; each part is one method."""

    def __init__(self, desk: Desk, who: str, material: Material, by: str, watch: Watch) -> None:
        self.desk, self.who, self.material, self.by, self.watch = desk, who, material, by, watch
        self.features = desk.shelf.features
        self.texts = self.features.texts
        self.gold = material.gold[material.rows]
        self.quotes = [fragment.quote for fragment in material.fragments]
        self.unused = ~np.array(is_example(self.quotes, desk.codebook), bool)
        self.pages = [page.text for page in desk.pages.values()]
        self.measurable = len(material.rows) >= FEWEST and len(set(material.group[material.rows].tolist())) > 1

    def advice(self, learn_from: tuple[str, ...]) -> Advice:
        base = _scores(self.desk.assistant(), self._tested()) if self.measurable else None
        learned = out_of_fold(self.desk.assistant, self.material, self.watch, "folds") if self.measurable else None
        codes = self._standings(base, learned)
        own = [self.quotes[row] for row in self.material.rows]
        paragraphs = [each.quote for page in self.desk.pages.values() for each in page.cut("paragraph")]
        names = short_paths([text.path for text in self.texts.texts])
        wording = Wording(self.features, self.material, self.pages) if len(self.material) else None
        typical = self._typical()
        return Advice(
            self.who, len(self.material.rows), len(set(self.material.document[self.material.rows].tolist())),
            self.by if self.measurable else "", codes,
            lacks=tuple(lacks(self.features, codes, paragraphs, own, self.gold)),
            gains=tuple(self._gains(base, typical, wording)),
            examples=tuple(self._examples(typical)),
            terms=tuple(self._terms(wording)),
            pairs=tuple(self._pairs(learned)),
            learn_from=learn_from, names={text.code.id: names[text.path] for text in self.texts.texts},
        )  # fmt: skip

    def _tested(self) -> list[Fragment]:
        return [self.material.fragments[row] for row in self.material.rows]

    def _standings(self, base: Floats | None, learned: Floats | None) -> tuple[Standing, ...]:
        documents = self.material.document[self.material.rows]
        found = [None if p is None else (self.gold & (ranks(p) <= FIRST)).sum(axis=0) for p in (base, learned)]
        return tuple(
            Standing(
                text.code.id, text.path, int(self.gold[:, place].sum()),
                len(set(documents[self.gold[:, place]].tolist())), len(own_examples(text.code)),
                len(text.code.keywords), *(None if each is None else int(each[place]) for each in found),
            )
            for place, text in enumerate(self.texts.texts)
        )  # fmt: skip

    def _cold(self) -> Cold:
        """Reads a codebook that was laid out otherwise, with the same texts around it."""
        background = [fragment for every in self.desk.units.values() for fragment in every]
        own = self.features

        def cold(texts: CodeTexts, fragments: Sequence[Fragment]) -> Floats:
            features = CodeFeatures(texts, own.language, background=background, embed=own.embed, grades=own.grades)
            return _scores(Assistant(features), fragments)

        return cold

    def _typical(self) -> list[Typical]:
        small = small_words(self.pages, self.features.language)
        plain = plain_rows(self.quotes, small, self.features.language)
        return [Typical(self.desk.shelf, self.material, place, plain) for place in range(len(self.texts))]

    def _gains(self, base: Floats | None, typical: Sequence[Typical], wording: Wording | None) -> list[Gain]:
        if base is None or wording is None:
            return []
        cold, material, codes = self._cold(), self.material, len(self.texts)
        named = list(zip(material.codes, material.paths, strict=True))

        def quotations(rows: Bools) -> CodeTexts:
            chosen = [each.choose(rows & self.unused) for each in typical]
            return self._fuller("examples", [[self.quotes[row] for row in each] for each in chosen])

        def words(rows: Bools) -> CodeTexts:
            return self._fuller("terms", [_proposed(wording.terms(place, rows)) for place in range(codes)])

        free = self.unused[material.rows]
        now, gold = base[free], self.gold[free]
        bare = without_examples(cold, self.texts, material)[free]
        fuller = with_more(cold, quotations, material, codes, self.watch, "examples")[free]
        richer = with_more(cold, words, material, codes, self.watch, "words")[free]
        found = [
            *gains(bare, now, now, gold, named, What.EXAMPLES),
            *gains(now, fuller, now, gold, named, What.QUOTATIONS),
            *gains(now, richer, now, gold, named, What.WORDS),
        ]
        return sorted(found, key=lambda gain: -gain.net)

    def _fuller(self, field: str, more: Sequence[Sequence[str]]) -> CodeTexts:
        """The codebook with more examples or terms per code."""
        made = []
        for text, own in zip(self.texts.texts, more, strict=True):
            if field == "examples":
                made.append(replace(text, examples=(*text.examples, *own)))
            else:
                made.append(replace(text, terms=(*text.terms, *own)))
        return replace(self.texts, texts=tuple(made))

    def _examples(self, typical: Sequence[Typical]) -> list[Example]:
        """The quotations proposed, code by code."""
        found, everyone = [], self.material.tested & self.unused
        for text, each in zip(self.texts.texts, typical, strict=True):
            for row in () if leaves_over(text.code) else each.choose(everyone):
                fragment, group = self.material.fragments[row], self.material.groups[self.material.group[row]]
                found.append(Example(text.code.id, text.path, fragment.label, fragment.document, group, fragment.quote))
        return found

    def _terms(self, wording: Wording | None) -> list[Term]:
        if wording is None:
            return []
        return [
            term
            for place, text in enumerate(self.texts.texts)
            if not leaves_over(text.code)
            for term in wording.terms(place, self.material.tested)
        ]

    def _pairs(self, learned: Floats | None) -> list[Pair]:
        boundaries = Boundaries(self.desk.codebook)
        found = [] if learned is None else confused(learned, self.material, self.features, boundaries, self._shown())
        return [*found, *near(self.features, boundaries, {frozenset(pair.codes) for pair in found})]

    def _shown(self) -> list[str]:
        """The documents in which the coder may see what is suggested."""
        if self.desk.settings.assist.show == suggestions.NEVER:
            return []
        with self.desk.project._database.reading() as connection:
            return suggestions.shown_in(connection, self.desk.settings, self.material.documents, self.who)


@one_thread()
def _scores(assistant: Assistant, fragments: Sequence[Fragment]) -> Floats:
    """Fragments × codes: the scores of an assistant without the intercept, so that those of one reading of the codebook
    can stand beside those of another."""
    parts = [
        assistant.pairs(assistant.shelf.batch(fragments[at : at + PIECE])) @ assistant.weights
        for at in range(0, len(fragments), PIECE)
    ]
    return np.concatenate(parts).astype(float) if parts else np.zeros((0, len(assistant.codes)))


def _proposed(terms: Sequence[Term]) -> list[str]:
    """The words that would be new keywords."""
    return [term.word for term in terms if term.serves and not term.known][:KEYWORDS]
