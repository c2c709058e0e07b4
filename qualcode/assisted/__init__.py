"""What the machine may do in a project: find, suggest, code by rule, and say how good it is at it. A person decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qualcode.intake import Watch, unwatched
from qualcode.model import Coding, Grade, Suggestion
from qualcode.reader import Reader

if TYPE_CHECKING:
    from qualcode.analysis.work.answers import AssistReport
    from qualcode.assist.advice import Advice
    from qualcode.assist.consent import Consent
    from qualcode.assist.evaluation import Evaluation
    from qualcode.assisted.autocoding import Autocoded
    from qualcode.assisted.grading import FoundGrade
    from qualcode.assisted.suggesting import Suggested


class Assisted(Reader):
    """The part of a project that helps with tagging."""

    def suggest(
        self, documents: Sequence[str] = (), *, unit: str = "paragraph", top: int = 5, min_p: float = 0.05,
        coder: str | None = None, learn_from: Sequence[str] = (), all_fragments: bool = False, where: str = "library",
        suggester: str = "", consent: Consent | None = None, watch: Watch = unwatched,
        tell: Callable[[str], None] = lambda _sentence: None,
    ) -> list[Suggested]:  # fmt: skip
        """The likeliest codes for each fragment that the coder has no quotation in, learned from their own codings and
        those of `learn_from`; the best first, with reasons. Every showing is logged, as seen `where`; see
        `qualcode.assisted.suggesting`. Raises `NotPossible` where the project shows no suggestions."""
        from qualcode.assisted import suggesting

        return suggesting.suggest(
            self, documents, unit=unit, top=top, min_p=min_p, coder=coder, learn_from=learn_from,
            all_fragments=all_fragments, where=where, suggester=suggester, consent=consent, watch=watch, tell=tell,
        )  # fmt: skip

    def note_shown(self, shown: Sequence[Suggested], *, coder: str | None, where: str) -> None:
        """Log that a coder saw these suggestions; for those asked for with an empty `where`, which shows nobody."""
        from qualcode.assisted import suggesting

        suggesting.note_shown(self, shown, coder=coder, where=where)

    def find_grades(self, documents: Sequence[str] = (), coder: str = "", *, asides: bool = False) -> list[FoundGrade]:
        """The grades given in the texts, each with its value, form and the code it is likely meant for, on the sentence
        that holds it; without those that `coder` coded already. `code` takes document, span, code and value as they
        stand. See `qualcode.assisted.grading`."""
        from qualcode.assisted.grading import find_grades

        return find_grades(self, documents, coder, asides=asides)

    def accept(
        self, suggestion: Suggestion, *, coder: str, code: str | None = None, value: str | float | Grade | None = None,
        specification: str | None = None, comment: str = "", start: int | None = None, end: int | None = None,
    ) -> Coding:  # fmt: skip
        """Make a coding of a suggestion, with origin `accepted`; one action. With `code` another code is taken than the
        one suggested; with `start` and `end` another span of the passage. A grade takes the suggestion's value where
        none is given. Accepting the same again changes nothing. Raises as `code` does."""
        from qualcode.assisted import deciding

        given = {"code": code, "value": value, "specification": specification, "start": start, "end": end}
        return deciding.accept(self, suggestion, coder=coder, comment=comment, **given)  # type: ignore[arg-type]

    def reject(
        self, suggestion: Suggestion | Sequence[Suggestion], *, coder: str, comment: str = ""
    ) -> list[Suggestion]:
        """Say no to a suggestion, or to several of one passage: this coder is not given them again on these words. One
        action; returns those to which it is news. Raises `NotPossible` where the coder accepted one."""
        from qualcode.assisted import deciding

        return deciding.reject(self, suggestion, coder=coder, comment=comment)

    def skip(self, suggestion: Suggestion | Sequence[Suggestion], *, coder: str) -> list[Suggestion]:
        """Pass over suggestions of one passage that have no answer yet; they may come back. As `reject` otherwise."""
        from qualcode.assisted import deciding

        return deciding.skip(self, suggestion, coder=coder)

    def assist_report(self, coder: str | None = None) -> AssistReport:
        """What suggestions were shown (to a coder), and what became of them; see `qualcode.analysis.work.answers`."""
        from qualcode.assisted import deciding

        return deciding.assist_report(self, coder)

    def autocode(
        self, *, coder: str, codes: Sequence[str] = (), documents: Sequence[str] | str = (), unit: str = "sentence",
        keywords: bool = False, dry_run: bool = False, watch: Watch = unwatched,
    ) -> Autocoded:  # fmt: skip
        """Code by the rules in the codebook, those of all codes or of these and all below them; one action. `documents`
        are ids or patterns (`KA*`). With `keywords` those of a code without a rule count as one; with `dry_run` nothing
        is kept. What the coder coded, rejected or took away there is left alone; see `qualcode.assisted.autocoding`."""
        from qualcode.assisted import autocoding

        return autocoding.autocode(
            self, coder=coder, codes=codes, documents=documents, unit=unit, keywords=keywords, dry_run=dry_run,
            watch=watch,
        )  # fmt: skip

    def evaluate(
        self, *, by: str = "case", coder: str | None = None, learn_from: Sequence[str] = (), quick: bool = False,
        seed: int = 1, suggester: str = "", consent: Consent | None = None, watch: Watch = unwatched,
    ) -> Evaluation:  # fmt: skip
        """How good suggestions are on a coder's own codings (without one the first in the project's list who coded), a
        case, document or other attribute left out at a time; `quick` leaves out the learning curve and the check with
        shuffled codes. See `qualcode.assist.evaluation.Evaluation`. Raises `NotPossible` where too little is coded."""
        from qualcode.assisted.evaluating import evaluate

        return evaluate(
            self, by=by, coder=coder, learn_from=learn_from, quick=quick, seed=seed, suggester=suggester,
            consent=consent, watch=watch,
        )  # fmt: skip

    def advise(
        self, *, coder: str | None = None, learn_from: Sequence[str] = (), watch: Watch = unwatched
    ) -> Advice:  # fmt: skip
        """What would help the codebook: what its codes lack, what examples and words would gain (measured on a coder's
        own codings), which words distinguish a code and which codes are confused. See `qualcode.assist.advice`."""
        from qualcode.assisted.advising import advise

        return advise(self, coder=coder, learn_from=learn_from, watch=watch)
