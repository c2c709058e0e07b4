"""Keyword in context: every place of a word or expression, with what stands around it, one line each.

    found = concordance(basis(chosen, tokens), "kar ~ trekken", sort="left")
    found.lines[0].left, found.lines[0].hit, found.lines[0].place.name

What is looked for is a term as in the rule of a code (`qualcode.model.rule`): words by their lemma, `vrijwilliger*`,
`=WoR` exactly so, `kar ~ trekken` near each other, `/bo?ggz/` a regular expression, which may take two seconds for a
text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

import numpy as np

from qualcode.analysis.result import Shown
from qualcode.analysis.wording.basis import Basis, Place
from qualcode.assist.patterns import TermFinder
from qualcode.display import card, notes
from qualcode.errors import UnknownOption, WrongUsage
from qualcode.i18n import Language
from qualcode.model import Span, Term
from qualcode.model.rule import How, Word
from qualcode.tables import shown
from qualcode.text.headings import sections
from qualcode.text.lemmas import Lemmas

if TYPE_CHECKING:
    import pandas as pd

TEXT, LEFT, RIGHT = "text", "left", "right"
SORTS = (TEXT, LEFT, RIGHT)
#: Where one paragraph ends and the next begins, in a line.
_BREAK = " ¶ "
_PARAGRAPHS = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One place: what is before it, the words found, and what is after, each on one line. `codes` are the paths of the
    codes on it; `label` is in `place`."""

    left: str
    hit: str
    right: str
    place: Place
    case: str
    round: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Concordance(Shown):
    """The places of a term; `found` is how many there are, of which `lines` may be the first."""

    term: str
    lines: tuple[Line, ...] = field(repr=False)
    found: int
    rule: str
    warnings: tuple[str, ...]
    about: str

    def to_frame(self) -> pd.DataFrame:
        """One row per place: what is before it, what was found and what is after; document, case and round; where it
        begins in the text; the quotation it is in and the codes on it."""
        import pandas as pd

        rows = [
            (
                each.left, each.hit, each.right, each.place.document, each.case, each.round, each.place.start,
                each.place.label, "; ".join(each.codes),
            )
            for each in self.lines
        ]  # fmt: skip
        return pd.DataFrame(
            rows, columns=["left", "hit", "right", "document", "case", "round", "start", "quotation", "codes"]
        )

    def _repr_html_(self) -> str:
        """The lines with the words found under each other."""
        row = (
            '<tr><td style="text-align:right">{}</td><td style="text-align:left"><b>{}</b> {}</td>'
            '<td style="text-align:left">{}</td></tr>'
        )
        rows = "".join(
            row.format(escape(each.left), escape(each.hit), escape(each.right), escape(each.place.name))
            for each in self.lines
        )
        return card(f"<table>{rows}</table>", notes(self.rule, self.warnings))


def concordance(base: Basis, term: str, *, width: int = 60, sort: str = TEXT, most: int | None = None) -> Concordance:
    """Every place of a term in a text, with `width` characters to each side, in the order of the text, or by the words
    to the left or the right of it. Raises `BadRule` for a term that cannot be read, `NotPossible` for a regular
    expression that takes too long, and `UnknownOption`."""
    if sort not in SORTS:
        raise UnknownOption("The order of lines", sort, SORTS)
    if width < 1:
        raise WrongUsage(f"A line has {width} characters of context; give 1 or more.")
    read = Term.read(term)
    bodies = _Bodies(base.tokens.texts)
    lines = [_line(base, place, span, bodies.around(place, span), width) for place, span in _hits(base, read)]
    if sort != TEXT:
        lines.sort(key=lambda line: _words_beside(line, sort))
    _ = base.language
    rule = base.rule([_("places of %(term)s", term=term), _sorted(sort, _)], about_concordance(_))
    warnings = (_("%(term)s is nowhere in this text.", term=term),) if not lines else ()
    return Concordance(term, tuple(lines[:most]), len(lines), rule, warnings, about_concordance(_), language=_)


def _hits(base: Basis, term: Term) -> Iterator[tuple[int, Span]]:
    """Where a term stands in the words that count: place of the document, and the span."""
    finder, tokens = TermFinder([term], base.tokens.language), base.tokens
    for document, begin, end in _may_have(base, term):
        for hit in finder.find(tokens.texts[document][begin:end]).get(term.text, ()):
            span = Span(begin + hit[0].start, begin + hit[-1].end)
            if base.counted[tokens.between(document, span)].any():
                yield document, span


def _may_have(base: Basis, term: Term) -> list[list[int]]:
    """Where to look, as document, start and end: whole texts for a regular expression, else the sentences that have the
    words with which the parts of the term begin."""
    tokens = base.tokens
    if not term.runs:
        return [[place, 0, len(tokens.texts[place])] for place in base.documents.tolist()]
    found = np.arange(len(tokens.sentences))
    for run in term.runs:
        may = np.array([any(_fits(word, form, base) for word in run[0]) for form in tokens.forms], bool)
        found = np.intersect1d(found, tokens.sentence[may[tokens.form]])
    places: list[list[int]] = tokens.sentences[found].tolist()
    return places


def _fits(word: Word, form: str, base: Basis) -> bool:
    """Whether a written form may be what a word of a term means."""
    lemma = Lemmas.of(base.tokens.language).lemma
    if word.how is How.LEMMA:
        return lemma(form) == lemma(word.text)
    return word.text.casefold() in form.casefold()


def _line(base: Basis, document: int, span: Span, body: Span, width: int) -> Line:
    text = base.tokens.texts[document]
    left = _one_line(text[max(body.start, span.start - 2 * width) : span.start]).lstrip(_BREAK)[-width:]
    right = _one_line(text[span.end : min(body.end, span.end + 2 * width)]).rstrip(_BREAK)[:width]
    own = base.corpus.documents[document]
    said = shown(base.corpus.settings.round_of(own))
    return Line(
        left,
        _one_line(span.of(text)),
        right,
        base.place(document, span.start, span.end),
        base.corpus.case_name(own),
        "" if said is None else str(said),
        base.codes_on(document, span.start, span.end),
    )


class _Bodies:
    """What stands between one heading and the next."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._heads: dict[int, list[int]] = {}

    def around(self, document: int, span: Span) -> Span:
        """The part of a text without headings that a passage is in."""
        text = self.texts[document]
        if document not in self._heads:
            self._heads[document] = [section.span.start for section in sections(text)]
        heads = self._heads[document]
        above = bisect_right(heads, span.start)
        begin = text.find("\n", heads[above - 1]) + 1 if above else 0
        below = bisect_left(heads, span.end)
        return Span(min(begin, span.start), heads[below] if below < len(heads) else len(text))


def _one_line(text: str) -> str:
    """A text on one line, with a sign where a paragraph ends; white space at its ends is kept as one space."""
    parts = _PARAGRAPHS.split(text)
    return _BREAK.join(re.sub(r"\s+", " ", part) for part in parts)


def _words_beside(line: Line, side: str) -> tuple[list[str], list[str]]:
    """What a line is sorted by: the words to one side from the nearest on, then those to the other."""
    left, right = (_folded(each) for each in (line.left, line.right))
    left.reverse()
    return (left, right) if side == LEFT else (right, left)


def _folded(text: str) -> list[str]:
    """The words without capitals and accents."""
    plain = "".join(each for each in normalize("NFD", text.casefold()) if not combining(each))
    return re.findall(r"\w+", plain)


def _sorted(sort: str, _: Language) -> str:
    return {
        TEXT: _("in the order of the texts"),
        LEFT: _("sorted by the words before it"),
        RIGHT: _("sorted by the words after it"),
    }[sort]


def about_concordance(_: Language) -> str:
    return _("This shows how a word is used; it is found as it is written, so what is said in other words is not here.")


def aligned(lines: Sequence[Line], width: int) -> list[str]:
    """The lines as text with the words found under each other, and where each stands."""
    widest = max((len(each.left) for each in lines), default=0)
    names = [each.place.name for each in lines]
    room = max(map(len, names), default=0)
    return [
        f"{name:<{room}}  {each.left:>{min(width, widest)}}[{each.hit}]{each.right}"
        for name, each in zip(names, lines, strict=True)
    ]
