"""Suggestions laid beside a document that somebody codes, passage by passage.

    laid = offer(project, "KAF2.4.1", coder="anna", after=1204)
    [(each.fragment.quote, [one.suggestion.code for one in each.codes]) for each in laid.passages]

Each time it is learned anew from what the coder coded, and each time only as many passages are looked at as are asked
for. Nothing here is logged: what a person then really sees is for the caller to note (`note`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from qualcode.assist.themes import Toggles, toggles
from qualcode.assisted.suggesting import Desk, Lessons, Suggested, check_asked
from qualcode.errors import NotPossible
from qualcode.intake import Watch, unwatched
from qualcode.model import Answer, Fragment, Suggestion
from qualcode.store import reading, suggestions
from qualcode.store.reviews import refuse_beside_a_review
from qualcode.text.find import locate

if TYPE_CHECKING:
    from qualcode.reader import Reader

#: Where the log says that these were seen.
WHERE = "workbench"


@dataclass(frozen=True, slots=True)
class Offer:
    """A code suggested for a passage: the suggestion, its rank among those of the passage (1: the likeliest), and what
    the code becomes when its mode or its branch is turned."""

    suggestion: Suggestion
    rank: int
    turned: Toggles


@dataclass(frozen=True, slots=True)
class Offered:
    """A passage with the codes suggested for it; `skipped` says that the coder passed over it before."""

    fragment: Fragment
    codes: tuple[Offer, ...]
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """The next passages to go through. `left` is how many more there are, for some of which nothing may be likely
    enough to show."""

    passages: tuple[Offered, ...]
    left: int


def prepare(project: Reader, *, coder: str, unit: str = "paragraph", watch: Watch = unwatched) -> None:
    """Read the texts, the codebook and what the coder coded, which takes long the first time; `offer` is quick then."""
    desk = _desk(project, unit, watch)
    if desk.plugged("", None) is None:
        desk.taught(None, desk.lessons((coder,)))


def offer(
    project: Reader,
    document: str,
    *,
    coder: str,
    unit: str = "paragraph",
    after: int = 0,
    limit: int = 6,
    top: int = 5,
    min_p: float = 0.05,
    watch: Watch = unwatched,
) -> Laid:
    """What is suggested for the passages of a document that the coder neither quoted nor answered: those that begin
    at `after` or later, then those before; at the end those they passed over. Raises `UnknownDocument`,
    `UnknownOption`, and `NotPossible` where this coder may see no suggestions in it, or goes through somebody's codings
    there."""
    check_asked(unit, top, min_p)
    check_may_see(project, document, coder)
    desk = _desk(project, unit, watch)
    open_, skipped = _open(project, desk, document, coder)
    queue = [*sorted(open_, key=lambda each: (each.span.start < after, each.span.start)), *skipped]
    plugged = desk.plugged("", None)
    teacher = desk.taught(plugged, desk.lessons((coder,)))
    look = partial(desk.suggested, teacher, top=top, min_p=min_p, refused=())  # what was refused is not in the queue
    share = 1.0 if plugged is not None else desk.coded_share((coder,), unit)
    passed = {each.span for each in skipped}
    laid: list[Offered] = []
    looked = 0
    for piece in _pieces(queue, 1 if plugged is not None else limit):
        found = look(piece, share=share)
        looked += len(piece)
        laid += [_offered(desk, each, skipped=each.fragment.span in passed) for each in found if each.suggestions]
        if len(laid) >= limit:
            break
    return Laid(tuple(laid), len(queue) - looked)


def offer_on(
    project: Reader,
    document: str,
    *,
    coder: str,
    start: int,
    end: int,
    quote: str = "",
    unit: str = "paragraph",
    top: int = 5,
    min_p: float = 0.05,
    watch: Watch = unwatched,
) -> Offered:
    """What is suggested for one passage, chosen freely; without the codes that the coder gave it. Where the coder coded
    some of it before, that document teaches nothing. With the same `unit` as before nothing is read anew. Raises the
    errors of `offer`, and those of a quote."""
    check_asked(unit, top, min_p)
    check_may_see(project, document, coder)
    span = locate(document, project.text(document), quote=quote, start=start, end=end)
    desk = _desk(project, unit, watch)
    fragment, lessons, plugged = desk.pages[document].at(span), desk.lessons((coder,)), desk.plugged("", None)
    touched = any(each.document == document and each.span.overlaps(span) for each in lessons.fragments)
    teacher = desk.taught(plugged, lessons, document if touched else "")
    given = _given(lessons, fragment)
    with project._database.reading() as connection:
        refused = suggestions.rejected(connection, coder)
    found = desk.suggested(teacher, [fragment], top + len(given), min_p, refused)[0]
    fresh = [each for each in found.suggestions if each.code not in given][:top]
    return _offered(desk, Suggested(fragment, tuple(fresh)))


def note(project: Reader, shown: Sequence[tuple[Suggestion, int]], *, coder: str) -> None:
    """Log that a coder sees these now, each with its rank among those of its passage."""
    suggestions.log_showings(
        project._database, coder, [each for each, _rank in shown], where=WHERE, ranks=[rank for _each, rank in shown]
    )


def check_may_see(project: Reader, document: str, coder: str) -> None:
    """Raises `UnknownDocument`, and `NotPossible` with why this coder is shown no suggestions in it."""
    with project._database.reading() as connection:
        reading.find_document(connection, document)
        suggestions.refuse_never(project.settings)
        may = suggestions.may_see(connection, project.settings, document, coder)
        if not may:
            raise NotPossible(may.why)
        refuse_beside_a_review(connection, document, coder)


def _desk(project: Reader, unit: str, watch: Watch) -> Desk:
    desk = Desk.of(project, unit, watch)
    if not desk.codebook.codes:
        raise NotPossible("There is no codebook yet, so there is nothing to suggest. Make a code first.")
    return desk


def _open(project: Reader, desk: Desk, document: str, coder: str) -> tuple[list[Fragment], list[Fragment]]:
    """The passages without a quotation or an answer of this coder, and those they only passed over."""
    with project._database.reading() as connection:
        said = [each for each in suggestions.answers(connection, coder) if each.document == document]
    answered = {each.words_hash for each in said if each.answer is not Answer.SKIPPED}
    skipped = {each.words_hash for each in said} - answered
    parts: tuple[list[Fragment], list[Fragment]] = ([], [])
    for fragment in desk.fragments([document], desk.quoted(coder)):
        words = suggestions.words_hash(fragment.quote)
        if words not in answered:
            parts[words in skipped].append(fragment)
    return parts


def _given(lessons: Lessons, fragment: Fragment) -> frozenset[str]:
    """The codes that were given to exactly these words."""
    here = (fragment.document, fragment.span)
    rows = zip(lessons.fragments, lessons.codes, strict=True)
    return next((codes for each, codes in rows if (each.document, each.span) == here), frozenset())


def _offered(desk: Desk, found: Suggested, *, skipped: bool = False) -> Offered:
    codes = [Offer(each, rank, _turned(desk, each.code)) for rank, each in enumerate(found.suggestions, 1)]
    return Offered(found.fragment, tuple(codes), skipped)


def _turned(desk: Desk, code: str) -> Toggles:
    texts = desk.shelf.features.texts
    return toggles(texts, code) if code in texts.place else Toggles()


def _pieces(queue: Sequence[Fragment], size: int) -> Iterator[Sequence[Fragment]]:
    return (queue[at : at + size] for at in range(0, len(queue), size))
