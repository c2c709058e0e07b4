"""All there is to say of one code, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from qualcode.assist.advice.found import Example, Findings, Gain, Lack, Standing, Term, Want, What
from qualcode.assist.advice.gains import FEWEST
from qualcode.assist.advice.lacks import EXAMPLES
from qualcode.assist.advice.wording import DOCUMENTS, QUOTATIONS
from qualcode.assist.advice.words import misleads, pair_sentences
from qualcode.i18n import Language

#: So many letters of a note are shown, and so many words that are no proposals.
_NOTE, _WORDS = 400, 8
_INDENT, _WIDE = "   ", 100


def story(found: Findings, code: str, _: Language) -> list[str]:
    """The code as it stands, what it lacks, what examples and words would gain, and what it is confused with."""
    own = next(each for each in found.codes if each.code == code)
    parts = [
        _standing(found, own, _),
        [each for lack in found.lacks if lack.code == code for each in _lack(found, lack, _)],
        list(_examples(found, own, _)),
        list(_words(found, own, _)),
        list(_pairs(found, code, _)),
        list(_paste(found, own, _)),
    ]
    lines: list[str] = []
    for part in parts:
        if part:
            lines += [*([""] if lines else []), *part]
    return lines


def _standing(found: Findings, own: Standing, _: Language) -> list[str]:
    lines = [own.path]
    if not own.given:
        return [*lines, _("Not given yet.")]
    lines.append(
        _(
            "Given to %(given)s fragments in %(documents)s documents; it has %(examples)s examples and %(keywords)s "
            "keywords.",
            given=own.given, documents=own.documents, examples=own.examples, keywords=own.keywords,
        )
    )  # fmt: skip
    if own.found_cold is not None and own.found_learned is not None:
        lines.append(
            _(
                "Of these %(given)s, the codebook alone brings %(cold)s among the first five suggestions; after "
                "learning from what was coded elsewhere it is %(learned)s.",
                given=own.given, cold=own.found_cold, learned=own.found_learned,
            )
        )  # fmt: skip
        if own.found_learned < own.found_cold:
            lines.append(_("Learning favours the codes that are given more often."))
    return lines


def _lack(found: Findings, lack: Lack, _: Language) -> list[str]:
    terms = ", ".join(lack.about)
    if lack.want is Want.DEFINITION:
        return [_("It has no definition.")]
    if lack.want is Want.COPIED:
        return [_("Its definition is that of %(path)s, word for word.", path=terms)]
    if lack.want in (Want.EXAMPLES, Want.WISHES):
        few = _.plural(
            "It has %(count)s example; two or more help.", "It has %(count)s examples; two or more help.", lack.there
        )
        wish = _("As it is for wishes, show how people say what they wish.")
        return [few, wish] if lack.want is Want.WISHES else [few]
    if lack.want is Want.TERMS:
        return [
            _.plural(
                "It has %(count)s keyword; three or more help.",
                "It has %(count)s keywords; three or more help.",
                lack.there,
            )
        ]
    if lack.want is Want.IDLE:
        return [_("Of its keywords these are nowhere in the texts: %(terms)s.", terms=terms)]
    if lack.want is Want.SHARED:
        return [_("Many codes share these keywords: %(terms)s.", terms=terms)]
    return [f"{misleads(found, lack, place, _)}." for place in range(len(lack.about))]


def _examples(found: Findings, own: Standing, _: Language) -> Iterator[str]:
    worth = found.gain(own.code, What.EXAMPLES)
    if worth is not None and own.examples:
        values = {"before": worth.before, "after": worth.after, "count": worth.quotations}
        yield _(
            "Its examples: with them %(after)s of %(count)s fragments are among the first five, without them "
            "%(before)s",
            **values,
        ) + _verdict(worth, _)
    more = found.gain(own.code, What.QUOTATIONS)
    if more is not None:
        yield _(
            "Two of your quotations more as examples: %(after)s of %(count)s, now %(before)s", count=more.quotations,
            after=more.after, before=more.before,
        ) + _verdict(more, _)  # fmt: skip
    elif own.given and found.by:
        yield _(
            "Given to %(given)s fragments: too few to measure what an example gains (%(least)s).",
            given=own.given, least=FEWEST,
        )  # fmt: skip
    proposed = _proposed(found, own)
    if proposed:
        yield _("These would do best, as they are most like the others you gave this code:")
        for each in proposed:
            yield f"{_INDENT}{each.label}  {each.quote}"


def _proposed(found: Findings, own: Standing) -> list[Example]:
    """The quotations that would serve as examples; none where there are enough, and more would gain nothing clear."""
    worth, more = (found.gain(own.code, what) for what in (What.EXAMPLES, What.QUOTATIONS))
    wanted = own.examples < EXAMPLES or (worth is not None and worth.harms) or (more is not None and more.clear)
    return [each for each in found.examples if each.code == own.code] if wanted else []


def _verdict(gain: Gain, _: Language) -> str:
    """How far the difference can be relied on."""
    if gain.clear:
        said = _(" (%(came_in)s came in, %(fell_out)s fell out: a clear difference)")
    elif gain.harms:
        said = _(" (%(came_in)s came in, %(fell_out)s fell out: clearly worse)")
    else:
        said = _(" (%(came_in)s came in, %(fell_out)s fell out: no clear difference)")
    elsewhere = _("; other codes: %(let_in)s in, %(pushed_out)s out.", let_in=gain.let_in, pushed_out=gain.pushed_out)
    return said % {"came_in": gain.came_in, "fell_out": gain.fell_out} + (
        elsewhere if gain.let_in or gain.pushed_out else "."
    )


def _words(found: Findings, own: Standing, _: Language) -> Iterator[str]:
    terms = [each for each in found.terms if each.code == own.code]
    fresh = [each for each in terms if each.serves and not each.known]
    known = [each for each in terms if each.known]
    rest = [each for each in terms if not each.serves and not each.known]
    if fresh:
        yield _("Words that distinguish it and are no keywords yet: %(words)s.", words=_listed(fresh, _))
    gain = found.gain(own.code, What.WORDS)
    if fresh and gain is not None:
        yield _(
            "The first %(number)s of such words as keywords: %(after)s of %(count)s, now %(before)s",
            number=len(found.keywords(own.code)), count=gain.quotations, after=gain.after, before=gain.before,
        ) + _verdict(gain, _)  # fmt: skip
    if known:
        yield _("Keywords that do distinguish it: %(words)s.", words=_listed(known, _))
    if rest:
        yield _("Also said more often here, though mostly elsewhere: %(words)s.", words=_listed(rest, _))
    if not terms and own.given:
        yield _(
            "No word distinguishes it; that takes %(quotations)s fragments in %(documents)s documents, and clearly "
            "fewer elsewhere.",
            quotations=QUOTATIONS, documents=DOCUMENTS,
        )  # fmt: skip


def _listed(terms: list[Term], _: Language) -> str:
    return ", ".join(
        _("%(word)s (%(here)s here, %(there)s elsewhere)", word=each.word, here=each.quotations, there=each.elsewhere)
        for each in terms[:_WORDS]
    )


def _pairs(found: Findings, code: str, _: Language) -> Iterator[str]:
    for pair in found.pairs:
        if code in pair.codes:
            yield from pair_sentences(found, pair, _, notes=len(pair.said), length=_NOTE)


def _paste(found: Findings, own: Standing, _: Language) -> Iterator[str]:
    """What can be taken over into the codebook's file."""
    examples = [each.quote for each in _proposed(found, own)]
    keywords = found.keywords(own.code)
    if not examples and not keywords:
        return
    yield _(
        "To take over: write the codebook (qualcode codebook write FILE), add at this code what you agree with, and "
        "take it in (qualcode import FILE). A codebook is passed on: change what tells who said it."
    )
    yield from (_INDENT + line for line in _as_yaml(examples, keywords))


def _as_yaml(examples: list[str], keywords: list[str]) -> list[str]:
    """The fields as they stand in a codebook's file."""
    import yaml

    made = ""
    if examples:
        fields = {"examples": {"typical": examples}}
        made += yaml.safe_dump(fields, allow_unicode=True, width=_WIDE, default_flow_style=False)
    if keywords:
        made += yaml.safe_dump({"keywords": keywords}, allow_unicode=True, width=_WIDE, default_flow_style=None)
    return made.rstrip("\n").split("\n")
