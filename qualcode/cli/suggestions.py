"""Commands about suggestions: going through them one by one, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import ASSIST, AnyCoder, Coder, Json, app, here
from qualcode.cli.asking import Back, ask_details, choose_code
from qualcode.cli.sending import YesSend, agreeing
from qualcode.cli.show import as_json, complain, counted, on_terminal, say, table, watch
from qualcode.errors import QualcodeError, WrongUsage, shorten
from qualcode.i18n import language

if TYPE_CHECKING:
    from qualcode.analysis.work.answers import CodeAnswers, CoderAnswers
    from qualcode.assisted.pile import Pile
    from qualcode.assisted.suggesting import Suggested
    from qualcode.model import Code, Suggestion
    from qualcode.project import Project

_LEARN = "Learn from this coder's codings too; may be repeated."
_HOW = (
    "Suggestions are answered one by one, by a person: run this at a terminal, or use project.accept, reject and skip "
    "in a notebook. None of these is a coding."
)
_COUNTS = ("shown", "accepted", "changed", "rejected", "skipped", "unanswered")


@app.command(rich_help_panel=ASSIST)
def review(
    documents: Annotated[list[str] | None, typer.Argument(metavar="[DOCUMENT…]", help="All without any.")] = None,
    *,
    coder: Coder,
    globs: Annotated[
        list[str] | None,
        typer.Option("--documents", metavar="GLOB", help="Only these, such as 'KA*'; may be repeated."),
    ] = None,
    unit: Annotated[str, typer.Option(help="What a fragment is: paragraph, sentence or turn.")] = "paragraph",
    sort: Annotated[
        str, typer.Option(help="text, sure (likeliest first), doubt, or rare (codes you gave least first).")
    ] = "text",
    path: Annotated[str, typer.Option("--code", help="Only where this code, or one below it, is likely.")] = "",
    top: Annotated[int, typer.Option(min=1, help="So many codes per fragment at most.")] = 5,
    min_p: Annotated[float, typer.Option("--min-p", min=0, max=1, help="The least probability.")] = 0.05,
    learn_from: Annotated[list[str] | None, typer.Option("--learn-from", metavar="NAME", help=_LEARN)] = None,
    skipped: Annotated[bool, typer.Option("--skipped", help="Only what was skipped before.")] = False,
    suggester: Annotated[str, typer.Option(help="A plug-in instead of qualcode's own.")] = "",
    yes_send: YesSend = False,
) -> None:
    """Go through suggestions for what you did not code yet: accept, other code, skip, reject, undo. (To go through the
    codings of another coder: qualcode review-coding.)"""
    from qualcode.assisted.pile import open_pile
    from qualcode.store.suggestions import passed_over

    with here() as project:
        pile = open_pile(
            project, [*(documents or ()), *(globs or ())], coder=coder, unit=unit, top=top, min_p=min_p,
            learn_from=learn_from or (), sort=sort, code=path, only_skipped=skipped, suggester=suggester,
            consent=agreeing(yes_send), watch=watch,
        )  # fmt: skip
        if pile.passed_over:
            complain(f"Note: {passed_over(pile.passed_over)}")
        if on_terminal():
            _Round(project, pile).walk()
        else:
            _list(project, pile)


def _list(project: Project, pile: Pile) -> None:
    """What is on the pile, and how to answer it."""
    book, rows = project.codebook, []
    while (passage := pile.next()) is not None:
        for number, one in enumerate(passage.suggestions, 1):
            span, quote = passage.fragment.span, shorten(one.quote, 70)
            rows.append((one.document, span.start, span.end, number, book.path(one.code), one.strength, quote))
    table(rows, ("document", "start", "end", "number", "code", "strength", "quote"), right=(1, 2, 3))
    say(_HOW)


# --- one by one, on a terminal ----------------------------------------------------------------------------------


class _Round:
    """Going through a pile: one passage at a time, until all are answered or the coder stops."""

    def __init__(self, project: Project, pile: Pile) -> None:
        self.project, self.pile = project, pile
        self.book, self.language = project.codebook, project.settings.language
        self.questions = {question.id: question.question for question in project.settings.guide}
        self.taken: set[str] = set()  # of this passage: the codes that were answered

    def walk(self) -> None:
        passage = self.pile.next()
        while passage is not None:
            self.taken = self.pile.answered(passage)
            self._show(passage)
            passage = self._ask(passage)
        self._close()

    def _close(self) -> None:
        from dataclasses import asdict

        done = ", ".join(f"{count} {what}" for what, count in asdict(self.pile.counts).items() if count)
        left = counted(self.pile.left, "fragment")
        say(f"{(done or 'nothing decided').capitalize()}. On the pile still: {left}.")

    # --- showing -----------------------------------------------------------------------------------------------

    def _show(self, passage: Suggested) -> None:
        fragment = passage.fragment
        say()
        say(typer.style(f"{self._where(passage)}  ({self.pile.left} more)", bold=True))
        if fragment.before:
            say(typer.style(_line(fragment.before), dim=True))
        say(_marked(passage))
        if fragment.after:
            say(typer.style(_line(fragment.after), dim=True))
        say()
        self._offer(passage)

    def _where(self, passage: Suggested) -> str:
        """The document, its case and round, and the heading."""
        from qualcode.reports.page.views import round_text

        corpus, name = self.project.corpus(), passage.fragment.document
        document = corpus.documents[corpus.place_of_document[name]]
        case, round_ = corpus.case_name(document), corpus.settings.round_of(document)
        said = round_text(str(round_), language(corpus.settings, "en")) if round_ else ""
        parts = [name, case if case != name else "", said, passage.fragment.heading]
        return " · ".join(part for part in parts if part)

    def _offer(self, passage: Suggested) -> None:
        from qualcode.assist.reasons import strength

        width = max(len(self._path(one)) for one in passage.suggestions)
        for number, one in enumerate(passage.suggestions, 1):
            why = "; ".join(self._reasons(passage, one)[:2])
            mark = "✓" if one.code in self.taken else " "
            word = strength(one.strength, self.language)
            say(f"{mark} {number}  {self._path(one):<{width}}  {word}{f': {why}' if why else ''}")

    def _path(self, one: Suggestion) -> str:
        return self.book.path(one.code) + (f" = {one.value.text}" if one.value else "")

    def _reasons(self, passage: Suggested, one: Suggestion) -> list[str]:
        from qualcode.assist.reasons import in_words

        return [in_words(each, passage.fragment, self.language, self.questions) for each in one.reasons]

    def _explain(self, passage: Suggested) -> None:
        """All reasons, and how likely."""
        for number, one in enumerate(passage.suggestions, 1):
            say(f"  {number}  {self._path(one)}  p {one.p:.2f} ({one.source})")
            for why in self._reasons(passage, one):
                say(f"       {why}")

    # --- asking ------------------------------------------------------------------------------------------------

    def _ask(self, passage: Suggested) -> Suggested | None:
        """Ask until the coder goes on; the passage that comes next, None to stop."""
        while True:
            given = str(typer.prompt(self._menu(passage), default="", show_default=False)).strip().casefold()
            if given == "q":
                if not self.taken:
                    self.pile.put_back(passage)
                return None
            try:
                if given == "u":
                    return self._undo(passage)
                on = self._answer(passage, given)
            except Back:
                say("Nothing was changed.")
            except QualcodeError as err:
                complain(str(err))
            else:
                if on:
                    return self.pile.next()

    def _menu(self, passage: Suggested) -> str:
        enter = "goes on" if self.taken else "accepts 1"
        numbers = f"1-{len(passage.suggestions)}" if len(passage.suggestions) > 1 else "1"
        turns = "[m]ode or [b]ranch turned, [o]ther code"
        return f"[{numbers}] accept, [Enter] {enter}, {turns}, [s]kip, [r]eject, [u]ndo, [?] why, [q]uit"

    def _answer(self, passage: Suggested, given: str) -> bool:
        """Do what an answer asks for; whether to go on to the next passage."""
        if given == "":
            return bool(self.taken) or self._accept(passage, 1)
        if given.isdecimal():
            return self._accept(passage, int(given))
        if given == "o":
            return self._other(passage)
        if given == "s":
            self.pile.skip(passage, self._open(passage))
            return True
        if given == "?":
            self._explain(passage)
            return False
        key, number = given[0], given[1:].strip()
        if key == "r" and (number.isdecimal() or not number):
            return self._reject(passage, number)
        if key in "mb" and (number.isdecimal() or not number):
            return self._turn(passage, key, int(number or 1))
        raise WrongUsage(f"{given!r} is none of these.")

    def _open(self, passage: Suggested) -> list[Suggestion]:
        """What of this passage has no answer yet."""
        return [one for one in passage.suggestions if one.code not in self.taken]

    def _numbered(self, passage: Suggested, number: int) -> Suggestion:
        if not 1 <= number <= len(passage.suggestions):
            raise WrongUsage(
                f"There is no suggestion {number} here: they are numbered 1 to {len(passage.suggestions)}."
            )
        return passage.suggestions[number - 1]

    def _accept(self, passage: Suggested, number: int) -> bool:
        one = self._numbered(passage, number)
        return self._take(passage, one, self.book[one.code])

    def _take(self, passage: Suggested, one: Suggestion, code: Code) -> bool:
        """Accept a suggestion, with its own code or another; the coder stays here, as a passage may have more codes."""
        same = one.value.text if one.value else ""
        made = self.pile.accept(passage, one, code=code.id, **ask_details(code, same, ""))
        self.taken.add(one.code)
        self._tell(made.quotation, code, made.value.text if made.value else "")
        return False

    def _tell(self, quotation: str, code: Code, value: str) -> None:
        label = self.project.quotation(quotation).label
        say(f"{label} {self.book.path(code.id)}{f' = {value}' if value else ''}.")

    def _other(self, passage: Suggested) -> bool:
        """Another code: in the place of the first suggestion, or by hand where one was answered here already."""
        code = choose_code(self.book)
        offered = [one for one in passage.suggestions if one.code == code.id]
        if offered or not self.taken:
            return self._take(passage, offered[0] if offered else passage.suggestions[0], code)
        made = self.pile.code(passage, code, **ask_details(code, "", ""))
        self._tell(made.quotation, code, made.value.text if made.value else "")
        return False

    def _turn(self, passage: Suggested, key: str, number: int) -> bool:
        """Accept a suggestion with its mode turned (how it is, what is wished) or its branch: the same theme there."""
        from qualcode.assisted.suggesting import turned

        one = self._numbered(passage, number)
        ways = turned(self.project, one.code)
        code = ways.mode if key == "m" else ways.branch
        if not code:
            what = "mode" if key == "m" else "branch"
            raise WrongUsage(f"{self.book.path(one.code)} has no code of the same theme in another {what}.")
        return self._take(passage, one, self.book[code])

    def _reject(self, passage: Suggested, number: str) -> bool:
        """One of the suggestions, or all of this passage that have no answer yet."""
        those = [self._numbered(passage, int(number))] if number else self._open(passage)
        if those:
            self.pile.reject(passage, those)
            self.taken.update(one.code for one in those)
            say(f"Rejected: {', '.join(self.book.path(one.code) for one in those)}.")
        return not self._open(passage)

    def _undo(self, passage: Suggested) -> Suggested:
        """Take the last decision back, and show the passage it was about again."""
        before = self.pile.undo()
        if before.fragment != passage.fragment and not self.taken:
            self.pile.put_back(passage)
        say("Taken back.")
        return before


def _marked(passage: Suggested) -> str:
    """The words of a passage, those that carry a reason set off."""
    from qualcode.assisted.pile import matched

    text, start, said = passage.fragment.quote, passage.fragment.span.start, []
    at = 0
    for span in matched(passage):
        said += [text[at : span.start - start], typer.style(text[span.start - start : span.end - start], bold=True)]
        at = span.end - start
    return "".join([*said, text[at:]])


def _line(text: str) -> str:
    return " ".join(text.split())


# --- what became of them ----------------------------------------------------------------------------------------


@app.command("assist-report", rich_help_panel=ASSIST)
def assist_report(coder: AnyCoder = None, machine: Json = False) -> None:
    """What the machine suggested, and what became of it: shown, accepted, changed, rejected per code and coder."""
    with here() as project:
        found = project.assist_report(coder)
    if machine:
        as_json(found.to_json())
        return
    if not found.coders:
        say("No suggestion was shown yet, and none was answered.")
    for each in found.coders:
        _show_coder(each)


def _show_coder(each: CoderAnswers) -> None:
    say(typer.style(each.coder or "without a coder's name", bold=True))
    rows = [_cells(row) for row in (*each.codes, each.total)]
    table(rows, ("code", *_COUNTS, "became"), right=range(1, 1 + len(_COUNTS)))
    seen = ", ".join(f"{where} {count}" for where, count in each.seen_in.items())
    places = f"{counted(each.passages, 'passage')} in {counted(each.documents, 'document')}"
    say(f"Seen on {places}{f' ({seen})' if seen else ''}.")
    if each.share is not None:
        say(f"Of {counted(each.codings, 'coding')} {each.from_suggestions} came of a suggestion ({each.share:.0%}).")
    say()


def _cells(row: CodeAnswers) -> tuple[Any, ...]:
    became = [f"{path} {count}" for path, count in row.became.items()]
    became += [f"removed since {row.gone}"] if row.gone else []
    return (row.code, *(getattr(row, name) for name in _COUNTS), "; ".join(became))
