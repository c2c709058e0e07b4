"""The pile of passages with suggestions that a coder goes through, one at a time.

    pile = open_pile(project, coder="anna", sort="sure")
    while (passage := pile.next()) is not None:
        pile.accept(passage, passage.suggestions[0])

What was answered before is not asked again; what was skipped before comes at the end. What is decided teaches: the next
passage is suggested for anew. That a passage is shown is logged when it is taken from the pile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from qualcode.assisted.suggesting import Suggested
from qualcode.errors import NotPossible, UnknownOption
from qualcode.intake import Watch, unwatched
from qualcode.model import Answer, Code, Coding, Fragment, Span, Suggestion
from qualcode.model.suggestion import POSSIBLE
from qualcode.store import history, suggestions
from qualcode.store.reviews import refuse_beside_a_review

if TYPE_CHECKING:
    from qualcode.assist.consent import Consent
    from qualcode.assist.protocol import Suggester
    from qualcode.assisted.suggesting import Desk
    from qualcode.project import Project

TEXT, SURE, DOUBT, RARE = "text", "sure", "doubt", "rare"
SORTS = (TEXT, SURE, DOUBT, RARE)
#: What the log of showings calls going through the pile.
WHERE = "review"
#: Codes (ids) that are likely for a passage, with their p, the best first.
Likely = Sequence[tuple[str, float]]
#: Longer stretches (characters) are sentences, and are not set off.
LONGEST = 40


class Source(Protocol):
    """Where suggestions come from. None of it is logged as shown."""

    def fragments(self) -> Sequence[Fragment]:
        """The passages that the coder has no quotation in, in the order of the text."""

    def likely(self, fragments: Sequence[Fragment]) -> Sequence[Likely]:
        """What is likely for each, without the reasons."""

    def suggested(self, fragment: Fragment) -> Suggested:
        """What is suggested for one, with reasons."""

    def learn(self) -> None:
        """Learn from what was coded since."""

    def heed(self) -> None:
        """Take note of what was rejected since."""


@dataclass
class Counts:
    """What was done with this pile since it was opened; `coded`: by hand, beside what was suggested."""

    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    skipped: int = 0
    coded: int = 0


def open_pile(
    project: Project,
    documents: Sequence[str] = (),
    *,
    coder: str,
    unit: str = "paragraph",
    top: int = 5,
    min_p: float = 0.05,
    learn_from: Sequence[str] = (),
    sort: str = TEXT,
    code: str = "",
    only_skipped: bool = False,
    suggester: str = "",
    consent: Consent | None = None,
    watch: Watch = unwatched,
) -> Pile:
    """The pile of a coder, of these documents (ids or patterns; all without any). See `Project.suggest` for what it
    raises, and `Pile`. Raises `NotPossible` too where the coder goes through the codings of another in a document that
    was named."""
    from qualcode.assisted import suggesting

    suggesting.check_asked(unit, top, min_p)
    who = suggesting.coder_of(project, coder)
    teachers = suggesting.teachers_of(project, who, learn_from)
    names = project.chosen(documents)
    with project._database.reading() as connection:
        shown = suggestions.shown_in(connection, project.settings, names, who)
        reviewed = _reviewed(project, shown, who, named=bool(documents))
    desk = suggesting.Desk.of(project, unit, watch)
    source = _FromDesk(project, desk, who, teachers, [name for name in shown if name not in reviewed], top, min_p)
    source.plug(suggester, consent)
    pile = Pile(project, source, coder=who, sort=sort, code=code, only_skipped=only_skipped)
    pile.passed_over = tuple(name for name in names if name not in shown)
    return pile


def _reviewed(project: Project, names: Iterable[str], coder: str, *, named: bool) -> set[str]:
    """The documents in which the coder goes through the codings of another, and adds to those only."""
    found = set()
    with project._database.reading() as connection:
        for name in names:
            try:
                refuse_beside_a_review(connection, name, coder)
            except NotPossible:
                if named:
                    raise
                found.add(name)
    return found


class _FromDesk:
    """Suggestions of a project's own, or of a plug-in, for what a coder did not quote yet."""

    def __init__(
        self,
        project: Project,
        desk: Desk,
        coder: str,
        teachers: Sequence[str],
        names: Sequence[str],
        top: int,
        min_p: float,
    ) -> None:
        self.project, self.desk, self.coder = project, desk, coder
        self.teachers, self.names, self.top, self.min_p = tuple(teachers), names, top, min_p
        self.suggester: Suggester = desk.assistant()

    def plug(self, name: str, consent: Consent | None) -> None:
        self.suggester = self.desk.plugged(name, consent) or self.suggester
        self.learn()

    def learn(self) -> None:
        taught = self.desk.lessons(self.teachers)
        self.suggester.fit(taught.fragments, taught.codes, taught.groups)
        self.heed()

    def heed(self) -> None:
        with self.project._database.reading() as connection:
            self.refused = suggestions.rejected(connection, self.coder)

    def fragments(self) -> list[Fragment]:
        return self.desk.fragments(self.names, self.desk.quoted(self.coder))

    def likely(self, fragments: Sequence[Fragment]) -> list[list[tuple[str, float]]]:
        chances = self.suggester.predict_proba(fragments)
        found = []
        for fragment, row in zip(fragments, chances, strict=True):
            words = suggestions.words_hash(fragment.quote)
            ranked = [(self.suggester.codes[place], float(row[place])) for place in np.argsort(-row, kind="stable")]
            allowed = [each for each in ranked if (fragment.document, words, each[0]) not in self.refused]
            found.append([each for each in allowed[: self.top] if each[1] >= self.min_p])
        return found

    def suggested(self, fragment: Fragment) -> Suggested:
        return self.desk.suggested(self.suggester, [fragment], self.top, self.min_p, self.refused)[0]


class Pile:
    """See the module. `code`: only passages for which this code, or one below it, is likely. With `only_skipped` those
    that were skipped before, and no others. `passed_over`: documents in which nothing may be shown yet."""

    def __init__(
        self,
        project: Project,
        source: Source,
        *,
        coder: str,
        sort: str = TEXT,
        code: str = "",
        only_skipped: bool = False,
    ) -> None:
        if sort not in SORTS:
            raise UnknownOption("The order", sort, SORTS)
        self.project, self.source, self.coder = project, source, coder
        self.passed_over: tuple[str, ...] = ()
        self.counts = Counts()
        wanted = {each.id for each in project.codebook.subtree(project.codebook.find(code).id)} if code else set()
        new, skipped = self._unanswered(source.fragments())
        order = _order(project, source, coder, sort, wanted)
        self._left = [*([] if only_skipped else order(new)), *order(skipped)]
        self._coded = self._rejected = False  # since the source learned
        self._steps: list[tuple[int, Suggested, str]] = []  # the action, the passage, the count it raised

    def _unanswered(self, fragments: Iterable[Fragment]) -> tuple[list[Fragment], list[Fragment]]:
        """The passages without an answer of this coder yet, and those they only skipped."""
        with self.project._database.reading() as connection:
            said = suggestions.answers(connection, self.coder)
        answered = {(each.document, each.words_hash) for each in said if each.answer is not Answer.SKIPPED}
        skipped = {(each.document, each.words_hash) for each in said} - answered
        new: list[Fragment] = []
        before: list[Fragment] = []
        for each in fragments:
            place = (each.document, suggestions.words_hash(each.quote))
            if place not in answered:
                (before if place in skipped else new).append(each)
        return new, before

    @property
    def left(self) -> int:
        """How many passages are on the pile; for some of them nothing may be likely enough to show."""
        return len(self._left)

    def next(self) -> Suggested | None:
        """Take the next passage, with what is suggested for it now; None when there is none. That it is shown is
        logged."""
        if self._coded:
            self.source.learn()
        if self._rejected:
            self.source.heed()
        self._coded = self._rejected = False
        while self._left:
            passage = self.source.suggested(self._left.pop(0))
            if passage.suggestions:
                self._show(passage)
                return passage
        return None

    def _show(self, passage: Suggested) -> None:
        suggestions.log_showings(self.project._database, self.coder, passage.suggestions, where=WHERE)

    def answered(self, passage: Suggested) -> set[str]:
        """The codes (ids) that were suggested for a passage and that this coder accepted, changed or rejected."""
        fragment = passage.fragment
        place = (fragment.document, fragment.span, suggestions.words_hash(fragment.quote))
        with self.project._database.reading() as connection:
            said = suggestions.answers(connection, self.coder)
        mine = [each for each in said if (each.document, each.span, each.words_hash) == place]
        return {each.code for each in mine if each.answer is not Answer.SKIPPED}

    # --- deciding ----------------------------------------------------------------------------------------------

    def accept(self, passage: Suggested, suggestion: Suggestion, **given: Any) -> Coding:
        """See `Project.accept`."""
        before, made = self._last(), self.project.accept(suggestion, coder=self.coder, **given)
        self._remember(passage, "accepted" if made.code == suggestion.code else "changed", before)
        return made

    def reject(self, passage: Suggested, rejected: Sequence[Suggestion]) -> list[Suggestion]:
        """See `Project.reject`."""
        before, changed = self._last(), self.project.reject(rejected, coder=self.coder)
        self._remember(passage, "rejected", before)
        return changed

    def skip(self, passage: Suggested, skipped: Sequence[Suggestion]) -> list[Suggestion]:
        """See `Project.skip`."""
        before, changed = self._last(), self.project.skip(skipped, coder=self.coder)
        self._remember(passage, "skipped", before)
        return changed

    def code(self, passage: Suggested, code: Code, **given: Any) -> Coding:
        """Give the passage a code by hand, beside what was accepted."""
        before, span = self._last(), passage.fragment.span
        made = self.project.code(
            passage.fragment.document, code=code.id, coder=self.coder, start=span.start, end=span.end, **given
        )
        self._remember(passage, "coded", before)
        return made

    def _remember(self, passage: Suggested, what: str, before: int) -> None:
        number = self._last()
        if number != before:  # else all was so already, and nothing was done
            self._steps.append((number, passage, what))
            setattr(self.counts, what, getattr(self.counts, what) + 1)
            self._changed(what)

    def _changed(self, what: str) -> None:
        self._coded |= what in ("accepted", "changed", "coded")
        self._rejected |= what in ("changed", "rejected")

    def _last(self) -> int:
        """The number of the coder's last action that stands."""
        with self.project._database.reading() as connection:
            mine = [each for each in history.events(connection) if each.who == self.coder]
        return max((each.number for each in mine if each.undoes is None and not each.undone), default=0)

    def undo(self) -> Suggested:
        """Take back the last decision of this pile; the passage it was about, which is shown again as it was. Raises
        `NotPossible` where there is none, or the coder did something else since."""
        if not self._steps:
            raise NotPossible("There is nothing to take back: nothing was decided here yet.")
        number, passage, what = self._steps[-1]
        if self._last() != number:
            raise NotPossible(
                f"{self.coder} did something else since, elsewhere. qualcode history --coder {self.coder} shows what; "
                "qualcode undo takes that back first."
            )
        self.project.undo(self.coder)
        self._steps.pop()
        setattr(self.counts, what, getattr(self.counts, what) - 1)
        self._changed(what)
        self._show(passage)
        return passage

    def put_back(self, passage: Suggested) -> None:
        """Lay a passage on top again."""
        self._left.insert(0, passage.fragment)


# --- orders -----------------------------------------------------------------------------------------------------


def _order(
    project: Project, source: Source, coder: str, sort: str, wanted: set[str]
) -> Callable[[list[Fragment]], list[Fragment]]:
    """What puts passages in order, and leaves out those for which no code that is wanted is likely."""
    if sort == TEXT and not wanted:
        return list
    examples = _examples(project, coder) if sort == RARE else {}

    def ordered(fragments: list[Fragment]) -> list[Fragment]:
        likely = source.likely(fragments)
        kept = [place for place, each in enumerate(likely) if each]
        if wanted:
            kept = [place for place in kept if wanted & {code for code, _p in likely[place]}]
        if sort != TEXT:
            kept.sort(key=lambda place: _urgency(likely[place], sort, examples))
        return [fragments[place] for place in kept]

    return ordered


def _urgency(likely: Likely, sort: str, examples: Mapping[str, int]) -> tuple[float, float]:
    """Smaller comes first. Sure: the likeliest first. Doubt: nearest to even, then the least between first and second.
    Rare: the codes this coder gave least, of those that are strong or possible (else of the first)."""
    first = likely[0][1]
    if sort == SURE:
        return -first, 0.0
    if sort == DOUBT:
        return abs(first - 0.5), first - (likely[1][1] if len(likely) > 1 else 0.0)
    telling = [code for code, p in likely if p >= POSSIBLE] or [likely[0][0]]
    return float(min(examples.get(code, 0) for code in telling)), -first


def _examples(project: Project, coder: str) -> dict[str, int]:
    """Per code how many final codings of the coder's own there are."""
    corpus, marks = project.corpus(), project.marks(full=False)
    place = corpus.coders.index(coder) if coder in corpus.coders else -1
    own = marks.final & ~marks.orphan & (marks.coder == place)
    counts = np.bincount(marks.code[own], minlength=len(corpus.codebook))
    return {code.id: int(counts[number]) for number, code in enumerate(corpus.codebook)}


def matched(passage: Suggested) -> list[Span]:
    """The words of a passage that carry the reasons for what is suggested, in order, each place once; not the whole
    sentences that some reasons rest on."""
    inside = passage.fragment.span
    spans = {span for one in passage.suggestions for reason in one.reasons for span in reason.spans}
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if inside.start <= span.start and span.end <= inside.end and len(span) <= LONGEST:
            if found and span.start <= found[-1].end:
                found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
            else:
                found.append(span)
    return found
