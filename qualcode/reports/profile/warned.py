"""What somebody must decide before a report leaves the house: where the researchers' texts and wordings say what a
publication leaves out, and what it has not.

    warnings_of(report)  # of the whole report, before it was fitted
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualcode.analysis.factoring.lists import Listed
from qualcode.analysis.quotes import Quote
from qualcode.model import Code
from qualcode.reports.citations import labels_in
from qualcode.reports.methods import gaps
from qualcode.reports.page import Report
from qualcode.reports.profile import Publication
from qualcode.reports.profile.asked import asked_of_few
from qualcode.reports.profile.masks import role_stands_in, stands_in, without_notes


def warnings_of(report: Report) -> list[str]:
    """A sentence for each thing to look at."""
    rules = Publication(report)
    return [
        *_texts(rules), *_sections(report), *asked_of_few(rules), *_factors(rules), *_left_out(rules), *_noted(rules),
        *_tree(rules),
    ]  # fmt: skip


def _texts(rules: Publication) -> Iterator[str]:
    for (case, slug), written in rules.report.texts.items():
        name, text = f"{case}, {slug}.md", without_notes(written)
        cited = [label for label in labels_in(text) if label in rules.held.words]
        if cited:
            yield f"{name} cites {_counted(cited)} not released; their labels stand without the words."
        yield from _said(name, text, (case,), rules)
        people = rules.names.people_in(rules.renamed_in(text))
        if people:
            yield f"{name} has a pseudonym in it: {', '.join(people)}."


def _said(name: str, text: str, cases: Sequence[str], rules: Publication) -> Iterator[str]:
    """What a text about these cases says and a publication does not: words, roles, coders."""
    repeated = rules.held.repeated_in(text)
    if repeated:
        yield f"{name} repeats words of {_counted(repeated)} not released: release them, or change the text."
    roles = {role for case in cases for role in rules.roles.held_back(case) if stands_in(role, text)}
    if roles:
        yield f"{name} names a role that fewer than three people hold there: {', '.join(sorted(roles))}."
    coders = rules.names.coders_in(text)
    if coders:
        yield f"{name} has a coder's name in it: {', '.join(coders)}."


def _sections(report: Report) -> Iterator[str]:
    """What a publication has not because nobody wrote it yet."""
    bare = [
        f"{chapter.case}, {section.plan.slug}"
        for chapter in report.chapters
        for section in chapter.sections
        if (chapter.case, section.plan.slug) not in report.texts
    ]
    if bare:
        named = f"{'; '.join(bare[:3])}{'; …' if len(bare) > 3 else ''}"
        yield f"{len(bare)} of the sections have no text (analyses/summaries) and are left out: {named}."
    missing = gaps(report.methods, report.words.language) if report.methods is not None else 0
    if missing:
        yield (
            f"The methods appendix leaves out {missing} places where researchers have something to write still; "
            "`qualcode methods` has them."
        )


def _factors(rules: Publication) -> Iterator[str]:
    """Wording by wording, of the factors that are printed."""
    for each in rules.printed_factors:
        for wording, cases in _wordings(each):
            name = f"{rules.report.factors.path or 'The list of factors'}, “{wording}”,"
            yield from _said(name, wording, cases, rules)
            people = rules.names.people_in(wording)
            if people:
                yield f"{name} has a pseudonym in it: {', '.join(people)}; “{rules.somebody}” stands there instead."


def _wordings(each: Listed) -> Iterator[tuple[str, Sequence[str]]]:
    for one in each.wordings:
        if one.cases:
            yield f"{each.beginning} {one.wording}".strip(), one.cases


def _left_out(rules: Publication) -> Iterator[str]:
    """The factors that are not in it, and which of the two reasons there are."""
    every = rules.report.factors.factors
    proposed = sum(not each.cases for each in every)
    if proposed:
        are = "1 factor that is only proposed is" if proposed == 1 else f"{proposed} factors that are only proposed are"
        yield f"{are} left out: nobody confirmed {'it' if proposed == 1 else 'them'} in any case."
    repeating = len(every) - proposed - len(rules.printed_factors)
    if repeating == 1:
        yield (
            "1 factor that nobody confirmed is left out: it repeats words of a quotation that was not released. A "
            "factor that a person confirmed is printed as it is worded."
        )
    elif repeating:
        yield (
            f"{repeating} factors that nobody confirmed are left out: they repeat words of quotations that were not "
            "released. A factor that a person confirmed is printed as it is worded."
        )


def _noted(rules: Publication) -> Iterator[str]:
    """What is printed of the quotations that were released: pseudonyms, and specifications that say more."""
    released = [quote for quote in rules.report.quotes.items if quote.released]
    changed, people = 0, set[str]()
    for given in (each for quote in released for each in quote.codings):
        found = {name for text in (given.specification, given.grade) for name in rules.names.people_in(text)}
        changed, people = changed + bool(found), people | found
    if changed:
        have = "1 coding has" if changed == 1 else f"{changed} codings have"
        yield (
            f"{have} a pseudonym in the specification or the grade ({_few(sorted(people))}); “{rules.somebody}” stands "
            "there instead."
        )
    for quote in released:
        yield from _released(quote, rules)


def _released(quote: Quote, rules: Publication) -> Iterator[str]:
    """What stands with one quotation, and who can be known by its words."""
    source = rules.source_of[quote.document]
    for given in quote.codings:
        yield from _said(f"{quote.label}, “{given.specification}”,", given.specification, (source.case,), rules)
    names = rules.names.people_in(quote.words)
    if names:
        yield f"{quote.label}, which was released, has a pseudonym in its words: {', '.join(names)}."
    if source.role and not rules.roles.shown(source.role, source.case) and stands_in(source.role, quote.words):
        yield (
            f"{quote.label}, which was released, says who speaks, and fewer than three people there are that: "
            f"{source.role}."
        )


def _tree(rules: Publication) -> Iterator[str]:
    """Names in the code tree and the guide, which are printed as they are."""
    book, guide = rules.report.codes.corpus.codebook, rules.report.codes.corpus.settings.guide
    for code in book:
        yield from _named(f"The code tree, {code.name},", _printed(code), rules)
    every = sorted({each.role for each in rules.report.sources if each.role})
    for question in guide:
        name, text = f"qualcode.yaml, guide, {question.id},", question.question or question.id
        bound = question.roles and rules.question(question) != question
        few = [role for role in every if bound or not rules.roles.shown(role)]
        roles = [role for role in few if role_stands_in(role, text)]
        if roles:
            there = " in a case" if all(map(rules.roles.shown, roles)) else ""
            yield f"{name} names a role that fewer than three people hold{there}: {', '.join(roles)}."
        yield from _named(name, text, rules)


def _named(name: str, text: str, rules: Publication) -> Iterator[str]:
    people, coders = rules.names.people_in(text), rules.names.coders_in(text)
    if people:
        yield f"{name} has a pseudonym in it: {', '.join(people)}."
    if coders:
        yield f"{name} has a coder's name in it: {', '.join(coders)}."


def _printed(code: Code) -> str:
    return " ".join((code.name, code.definition, *code.include, *code.exclude))


def _few(names: Sequence[str]) -> str:
    return f"{', '.join(names[:3])}{', …' if len(names) > 3 else ''}"


def _counted(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return f"{labels[0]}, which was"
    return f"{len(labels)} quotations ({_few(labels)}) that were"
