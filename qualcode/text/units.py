"""Cutting a text into sentences, paragraphs or turns.

Each cut gives spans in the order of the text, without white space at their ends, in which every character that is
not white space stands exactly once. Regular expressions of our own, for Dutch and English summaries and transcripts
in Markdown or plain text. A heading and an item of a list are units of their own, and no sentence runs past its
paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from qualcode.model import Span

_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r"[^\S\n]{0,3}#{1,6}(?=\s|$)")
_ITEM = re.compile(r"[^\S\n]*(?:[-*+•–]|\d{1,3}[.)])[^\S\n]+(?=\S)")

#: Signs that may end a sentence, what closes after them, white space, and what may open before the next word.
_STOP = re.compile(r"(?<=\S)[.!?…]+[”’\"')\]»*_]*(?P<after>\s+)(?=(?P<open>[“‘„\"'(\[«*_–—-]*)(?P<next>.))", re.DOTALL)
_BEFORE = re.compile(r"[^\s“‘„\"'(\[«*/]*\Z")
#: No abbreviation is as long as this.
_LONGEST = 20
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")

#: A full stop after these ends no sentence.
_NEVER = frozenset(
    """bijv bv bvb blz ca cf dhr dr drs ds e.g evt excl fam fig gem i.e incl ir ing jhr mej mevr mr mrs ms mvr mw nr nrs
    pag prof resp tel vgl vlg vnl vs zg zgn""".split()  # noqa: SIM905  a list of forty literals reads worse
)
#: After these it ends one where no digit or small letter follows.
_AT_A_CAPITAL = frozenset(
    """a.u.b apr aug b.v c.s dec e.a e.d e.v enz etc feb jan jl jul jun max min mrt n.v n.v.t nov o.i.d okt p.j p.m p.w
    s.v.p sep sept v.v""".split()  # noqa: SIM905
)

_SPEAKER = re.compile(
    r"[^\S\n]*(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])]?[^\S\n]+)?[*_]{0,2}"
    r"(?P<name>[^\W_][\w.'’-]*(?:[^\S\n]+[\w.'’-]+){0,2})"
    r"(?:[^\S\n]*[(\[][^)\]\n]{1,20}[)\]])?[*_]{0,2}:[*_]{0,2}(?=\s|$)"
)
_KNOWN_SPEAKER = re.compile(
    r"(?:[a-z]{1,2}\d{1,3}|[ip]|interviewe[re]|interviewster|geïnterviewde|respondente?|deelnemer|deelneemster|participant|"
    r"moderator|gespreksleider|onderzoeker|researcher|spreker|speaker|coach)(?:[ _-]?\w{1,2})?",
    re.IGNORECASE,
)


#: A speaker in capitals is no longer than this.
_INITIALS = 6


def paragraphs(text: str) -> list[Span]:
    """What stands between blank lines; a heading, an item of a list and a speaker's turn begin a new one.

    >>> [each.of("# Kop\\nEen.\\nTwee.") for each in paragraphs("# Kop\\nEen.\\nTwee.")]
    ['# Kop', 'Een.\\nTwee.']
    """
    speaking = _speaker_lines(text)
    starts = (start for start, begins in _lines(text) if begins or start in speaking)
    return list(_trimmed(text, _cut(len(text), starts)))


def sentences(text: str) -> list[Span]:
    """The sentences of each paragraph; a heading is one. Abbreviations, initials and numbers end none, and closing
    quotation marks go with the sentence they close.

    >>> text = "“Het loopt.” Dhr. J. de Boer geeft bijv. een 7,5. Waarom?"
    >>> [each.of(text) for each in sentences(text)]
    ['“Het loopt.”', 'Dhr. J. de Boer geeft bijv. een 7,5.', 'Waarom?']
    """
    return [sentence for paragraph in paragraphs(text) for sentence in _sentences(text, paragraph)]


def turns(text: str) -> list[Span]:
    """What one speaker says: from a line that begins with a speaker ("P1:", "**Interviewer:**") to the next. A heading
    stands alone; before the first speaker, and without speakers, a turn is a paragraph.

    A name before a colon is a speaker when it is called so (P1, Interviewer, Coach, …). Beside such a one, or beside
    each other, so are names that come back and short ones in capitals (INT, POH); "Tot slot: …" in a summary is none.
    """
    speaking = _speaker_lines(text)
    cuts, spoken = [], False
    for start, begins in _lines(text):
        heading = _HEADING.match(text, start) is not None
        if start in speaking:
            spoken = True
        elif heading:
            spoken = False
        if start in speaking or heading or (begins and not spoken):
            cuts.append(start)
    return list(_trimmed(text, _cut(len(text), cuts)))


def speaker_labels(text: str) -> list[Span]:
    """Where the names of speakers stand that begin a turn, up to the colon: no words of theirs.

    >>> text = "P1: Ja.\\nP2: Nee."
    >>> [each.of(text) for each in speaker_labels(text)]
    ['P1:', 'P2:']
    """
    found = (_SPEAKER.match(text, start) for start in sorted(_speaker_lines(text)))
    return [Span(label.start(), label.end()) for label in found if label]


def _lines(text: str) -> Iterator[tuple[int, bool]]:
    """Where each line with words starts, and whether a paragraph begins with it."""
    after = True
    for line in _LINE.finditer(text):
        if not line[0].strip():
            after = True
            continue
        heading = _HEADING.match(line[0]) is not None
        yield line.start(), after or heading or _ITEM.match(line[0]) is not None
        after = heading


def _cut(length: int, starts: Iterable[int]) -> list[tuple[int, int]]:
    at = list(dict.fromkeys([0, *starts, length]))
    return list(pairwise(at))


def _trimmed(text: str, pieces: Sequence[tuple[int, int]]) -> Iterator[Span]:
    for start, end in pieces:
        words = text[start:end]
        if bare := words.strip():
            start += len(words) - len(words.lstrip())
            yield Span(start, start + len(bare))


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    words = paragraph.of(text)
    if _HEADING.match(words):
        yield paragraph
        return
    item = _ITEM.match(words)
    first = item.end() if item else 0
    stops = [stop.start("after") for stop in _STOP.finditer(words, first) if _ends(words, stop, first)]
    for piece in _trimmed(words, _cut(len(words), stops)):
        yield Span(paragraph.start + piece.start, paragraph.start + piece.end)


def _ends(words: str, stop: re.Match[str], first: int) -> bool:
    """Whether a sentence ends at this stop; the words of the paragraph begin at `first`."""
    following, at = stop["next"], stop.start()
    if following.islower() and not stop["open"]:
        return False
    if words[at] != "." or words[at : at + 2] == "..":
        return True
    before = _BEFORE.search(words, max(first, at - _LONGEST), at)
    token = before[0] if before else ""
    return not _abbreviates(token, capital=following.isupper() or bool(stop["open"]))


def _abbreviates(token: str, *, capital: bool) -> bool:
    """Whether the full stop after this word belongs to it: an abbreviation, or an initial."""
    folded = token.casefold()
    if folded in _AT_A_CAPITAL:
        return not capital
    initial = len(token) == 1 and token.isalpha()
    return initial or folded in _NEVER or _DOTTED.fullmatch(token) is not None


def _speaker_lines(text: str) -> set[int]:
    """Where the lines start that begin with a speaker."""
    named = []
    for start, _begins in _lines(text):
        found = _SPEAKER.match(text, start)
        if found and (found["name"][0].isupper() or _KNOWN_SPEAKER.fullmatch(found["name"])):
            name = " ".join(found["name"].split())
            named.append((start, name.casefold(), name.isupper() and len(name) <= _INITIALS))
    times = Counter(name for _start, name, _short in named)
    known = {name for name in times if _KNOWN_SPEAKER.fullmatch(name)}
    others = {name for _start, name, short in named if short or times[name] > 1} - known
    speakers = known | others if known or len(others) > 1 else set()
    return {start for start, name, _short in named if name in speakers}
