"""What is worth doing first, in sentences for the people who code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.assist.advice.found import Findings, Gain, Lack, Note, Pair, Step, Want, What
from qualcode.assist.evaluation.measured import FEWEST
from qualcode.errors import shorten
from qualcode.i18n import Language

#: So many codes are named for a lack, so many terms of each, and so many letters of a note.
_CODES, _TERMS, _NOTE = 4, 3, 150
_INDENT = "   "


def in_sentences(found: Findings, steps: Sequence[Step], _: Language) -> list[str]:
    """What it rests on, and the steps."""
    lines = [resting_on(found, _), ""]
    for number, step in enumerate(steps, 1):
        sentence, *rest = _step(found, step, _)
        lines += [f"{number}. {sentence}", *(_INDENT + each for each in rest)]
    if not steps:
        lines.append(_("Nothing stands out that would help suggestions, or a second coder."))
    return [*lines, *_no_more_examples(found, _)]


def resting_on(found: Findings, _: Language) -> str:
    """What was looked at."""
    if not found.fragments:
        return _(
            "%(codes)s codes. Nothing is coded yet, so this comes of the codebook and the texts alone; from %(least)s "
            "coded fragments in two documents on it can be measured.",
            codes=len(found.codes), least=FEWEST,
        )  # fmt: skip
    there = _(
        "%(codes)s codes, and %(fragments)s fragments in %(documents)s documents that %(coder)s coded.",
        codes=len(found.codes), fragments=found.fragments, documents=found.documents, coder=found.coder,
    )  # fmt: skip
    if found.by:
        return there
    few = _("That is too little to measure: it takes %(least)s fragments in two documents.", least=FEWEST)
    return f"{there} {few}"


def _step(found: Findings, step: Step, _: Language) -> list[str]:
    if isinstance(step.about, Gain):
        return [gain_sentence(found, step.about, _)]
    if isinstance(step.about, Pair):
        return pair_sentences(found, step.about, _)
    return [_lacking(found, step.about, _)]


def _lacking(found: Findings, lacks: Sequence[Lack], _: Language) -> str:
    """One kind of lack, and the codes that have it."""
    want, count = lacks[0].want, len(lacks)
    codes = _named([_with_times(found, each, _) for each in lacks], _)
    if want is Want.DEFINITION:
        return _.plural(
            "%(count)s code has no definition: %(codes)s. Write what it means, for suggestions and for a second coder.",
            "%(count)s codes have no definition: %(codes)s. Write what they mean, for suggestions and for a second "
            "coder.",
            count, codes=codes,
        )  # fmt: skip
    if want is Want.EXAMPLES:
        return _.plural(
            "%(count)s code has fewer than two examples: %(codes)s. Give two typical passages.",
            "%(count)s codes have fewer than two examples: %(codes)s. Give each two typical passages.",
            count, codes=codes,
        ) + _together(found, lacks, _)  # fmt: skip
    if want is Want.WISHES:
        return _.plural(
            "%(count)s code for wishes has fewer than two examples: %(codes)s. Show how people say what they wish.",
            "%(count)s codes for wishes have fewer than two examples: %(codes)s. Show how people say what they wish.",
            count, codes=codes,
        ) + _together(found, lacks, _)  # fmt: skip
    if want is Want.TERMS:
        return _.plural(
            "%(count)s code has fewer than three keywords: %(codes)s.",
            "%(count)s codes have fewer than three keywords: %(codes)s.",
            count, codes=codes,
        )  # fmt: skip
    return _lacking_terms(found, lacks, _)


def _together(found: Findings, lacks: Sequence[Lack], _: Language) -> str:
    """What two quotations would bring each of these codes, added up, where that was measured."""
    tried = [gain for each in lacks if (gain := found.gain(each.code, What.QUOTATIONS)) is not None]
    if not tried:
        return ""
    return " " + _(
        "Measured, with two of your own quotations each: %(after)s of the %(count)s codes given would be among the "
        "first five by the codebook alone; now it is %(before)s.",
        after=sum(each.together for each in tried), before=sum(each.before for each in tried),
        count=sum(each.quotations for each in tried),
    )  # fmt: skip


def _lacking_terms(found: Findings, lacks: Sequence[Lack], _: Language) -> str:
    want = lacks[0].want
    codes = _named([f"{found.names[each.code]} ({_some(each.about, _)})" for each in lacks], _)
    if want is Want.COPIED:
        copied = _named([f"{found.names[each.code]} = {each.about[0]}" for each in lacks], _)
        return _("Codes with the definition of another, word for word: %(codes)s.", codes=copied)
    if want is Want.IDLE:
        return _(
            "Keywords that are nowhere in the texts, of codes that have hardly any others: %(codes)s.", codes=codes
        )
    if want is Want.SHARED:
        return _("Keywords that many codes share, and that tell none of them: %(codes)s.", codes=codes)
    pointing = "; ".join(misleads(found, each, 0, _) for each in lacks[:_TERMS])
    return _(
        "Keywords that point elsewhere (in whatever form, small words aside): %(terms)s. Leave them out, or make them "
        "more precise.",
        terms=pointing,
    )


def misleads(found: Findings, lack: Lack, place: int, _: Language) -> str:
    """One keyword of a code that is mostly in fragments without it."""
    often, right = lack.times[place]
    return _(
        "“%(term)s” at %(code)s, in %(often)s coded fragments of which %(right)s have this code or its counterpart",
        term=lack.about[place], code=found.names[lack.code], often=often, right=right,
    )  # fmt: skip


def gain_sentence(found: Findings, gain: Gain, _: Language) -> str:
    """What something would gain, or whether it gains anything."""
    values = {
        "code": found.names[gain.code], "count": gain.quotations, "before": gain.before, "after": gain.after,
    }  # fmt: skip
    if gain.what is What.WORDS:
        return _(
            "%(code)s: with the keywords %(words)s, %(after)s of its %(count)s fragments would be among the first five "
            "by the codebook alone; now it is %(before)s.",
            words=_quoted(found.keywords(gain.code), _), **values,
        )  # fmt: skip
    if gain.what is What.QUOTATIONS:
        labels = [each.label for each in found.examples if each.code == gain.code]
        return _(
            "%(code)s: with two of your quotations as examples (%(labels)s would do), %(after)s of its %(count)s "
            "fragments would be among the first five by the codebook alone; now it is %(before)s.",
            labels=_.joined(labels), **values,
        )  # fmt: skip
    return _(
        "%(code)s: by its examples %(after)s of its %(count)s fragments are among the first five, and without them it "
        "would be %(before)s. Look whether they are like what you coded.",
        **values,
    )


def pair_sentences(found: Findings, pair: Pair, _: Language, *, notes: int = 1, length: int = _NOTE) -> list[str]:
    """Two codes that are confused, or defined alike, and what the codebook says of it."""
    one, two = (found.names[code] for code in pair.codes)
    lines = [_taken(pair, one, two, _)]
    if pair.said:
        lines += [_note_sentence(each, length, _) for each in pair.said[:notes]]
    else:
        lines += [_("Neither says where the other begins: write it at both (exclude).")]
    if pair.labels:
        lines.append(_("Look at %(labels)s.", labels=_.joined(list(pair.labels))))
    return lines


def _taken(pair: Pair, one: str, two: str, _: Language) -> str:
    if not pair.times:
        return _("%(one)s and %(two)s are defined in nearly the same words.", one=one, two=two)
    chance = round(pair.chance + pair.chance_back)
    if not pair.back:
        return _(
            "Where you gave %(one)s, suggestions had %(two)s instead %(count)s times (by chance about %(chance)s).",
            one=one, two=two, count=pair.taken, chance=chance,
        )  # fmt: skip
    return _(
        "%(one)s and %(two)s were taken for each other %(count)s times (%(taken)s and %(back)s; by chance about "
        "%(chance)s).",
        one=one, two=two, count=pair.times, taken=pair.taken, back=pair.back, chance=chance,
    )  # fmt: skip


def _note_sentence(note: Note, length: int, _: Language) -> str:
    return _("The codebook says at %(path)s: “%(note)s”.", path=note.path, note=shorten(note.text, length).rstrip("."))


def _no_more_examples(found: Findings, _: Language) -> list[str]:
    """What was measured and would make no difference: it saves people the work."""
    tried = [each for each in found.gains if each.what is What.QUOTATIONS]
    if not tried or any(each.clear for each in tried):
        return []
    return [
        "",
        _.plural(
            "Two quotations more as examples would make no clear difference to the %(count)s code that could be "
            "measured.",
            "Two quotations more as examples would make no clear difference to any of the %(count)s codes that could "
            "be measured.",
            len(tried),
        ),
    ]


def _with_times(found: Findings, lack: Lack, _: Language) -> str:
    name = found.names[lack.code]
    return _("%(code)s (given %(times)s times)", code=name, times=lack.given) if lack.given else name


def _named(codes: Sequence[str], _: Language) -> str:
    """The first codes, and how many more there are."""
    if len(codes) <= _CODES + 1:
        return _.joined(list(codes))
    return _("%(codes)s and %(more)s more", codes=", ".join(codes[:_CODES]), more=len(codes) - _CODES)


def _some(terms: Sequence[str], _: Language) -> str:
    """The first terms, and how many more there are."""
    some = _quoted(terms[:_TERMS], _)
    if len(terms) <= _TERMS:
        return some
    return _("%(terms)s and %(more)s more", terms=some, more=len(terms) - _TERMS)


def _quoted(terms: Iterable[str], _: Language) -> str:
    return ", ".join(_("“%(term)s”", term=term) for term in terms)
