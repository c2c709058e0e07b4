"""The command with which a second coder goes through the codings of the first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import SECOND, Json, app, here
from qualcode.cli.asking import BACK, SAME, Back, ask_code, ask_details, prompt
from qualcode.cli.show import as_json, complain, say, table
from qualcode.errors import QualcodeError, WrongUsage, shorten

if TYPE_CHECKING:
    from qualcode.model import Codebook
    from qualcode.project import Project
    from qualcode.reviewing import Item, Review

#: Why reviews are counted and no coefficient is given.
NOT_INDEPENDENT = (
    "No coefficient corrected for chance is given: a reviewer saw the codings, so the two are not independent. For "
    "agreement let a second coder code blind (qualcode sample), then qualcode agree."
)
_COUNTS = ("agreed", "changed", "removed", "added", "left")
_CONTEXT = 240  # characters shown on either side of a quotation
_MENU = "[a]gree [c]hange [r]emove [s]kip [n]ew code here [q]uit"
_ITEM = "its number, NUMBER/CODE where a quotation has several, or its id"


@dataclass(frozen=True)
class _Steps:
    """What the options ask for."""

    withdraw: Sequence[str]
    agree: Sequence[str]
    change: str | None
    remove: str | None
    add: str | None
    agree_rest: bool
    done: bool
    given: dict[str, Any]  # the options that go with a change, a removal or an addition

    def __bool__(self) -> bool:
        deeds = (self.withdraw, self.agree, self.change, self.remove, self.add, self.agree_rest, self.done)
        return any(bool(each) for each in deeds)

    def check(self) -> None:
        """Raises `WrongUsage` for options that do not go together."""
        deeds = {"--change": self.change, "--remove": self.remove, "--add": self.add}
        chosen = [name for name, each in deeds.items() if each]
        if len(chosen) > 1:
            raise WrongUsage(f"{' and '.join(chosen)} at once: give one per call, so that its comment is clear.")
        place = ("value", "specification", "start", "end", "comment")
        fits = {"--change": ("code", *place), "--remove": ("comment",), "--add": ("quote", *place)}
        allowed = fits[chosen[0]] if chosen else ()
        stray = [f"--{name}" for name, each in self.given.items() if each is not None and name not in allowed]
        if stray:
            beside = chosen[0] if chosen else "neither --change, --remove nor --add"
            raise WrongUsage(f"{' and '.join(stray)} says nothing beside {beside}.")


@app.command("review-coding", rich_help_panel=SECOND)
def review_coding(
    document: Annotated[str | None, typer.Argument(metavar="[DOCUMENT]")] = None,
    coder: Annotated[str | None, typer.Option("--coder", envvar="QUALCODE_CODER", help="Who reviews.")] = None,
    author: Annotated[str | None, typer.Option("--of", help="Whose codings; else the first who coded it.")] = None,
    agree: Annotated[list[str] | None, typer.Option(help=f"Agree with a coding: {_ITEM}; may be repeated.")] = None,
    agree_rest: Annotated[bool, typer.Option("--agree-rest", help="Agree with all not looked at yet.")] = False,
    change: Annotated[str | None, typer.Option(help="Change this coding; with --comment and what changes.")] = None,
    remove: Annotated[str | None, typer.Option(help="This coding should not count; with --comment.")] = None,
    add: Annotated[str | None, typer.Option(metavar="CODE", help="Add this code; with --quote and --comment.")] = None,
    path: Annotated[str | None, typer.Option("--code", help="The code that a changed coding gets.")] = None,
    quote: Annotated[str | None, typer.Option(help="The words to add a code to.")] = None,
    start: Annotated[int | None, typer.Option(help="First character, counted from 0.")] = None,
    end: Annotated[int | None, typer.Option(help="After the last character.")] = None,
    value: Annotated[str | None, typer.Option(help="A grade.")] = None,
    specification: Annotated[str | None, typer.Option(help="What exactly, where the code takes it.")] = None,
    comment: Annotated[str | None, typer.Option(help="Why; needed to change, remove or add.")] = None,
    withdraw: Annotated[list[str] | None, typer.Option(help="Take back one's verdict; may be repeated.")] = None,
    done: Annotated[bool, typer.Option("--done", help="The review of this document is done.")] = False,
    summary: Annotated[bool, typer.Option("--summary", help="Count what all reviews gave, per code.")] = False,
    machine: Json = False,
) -> None:
    """Go through the codings of another coder: agree, change, remove, add. (Suggestions: qualcode review.)"""
    given = {
        "code": path, "quote": quote, "start": start, "end": end, "value": value, "specification": specification,
        "comment": comment,
    }  # fmt: skip
    steps = _Steps(withdraw or (), agree or (), change, remove, add, agree_rest, done, given)
    steps.check()
    if summary:
        _summarise(document, coder, bool(steps), machine)
        return
    if document is None or coder is None:
        raise WrongUsage("Say which document is reviewed, and by whom: qualcode review-coding DOCUMENT --coder NAME")
    with here() as project:
        review = project.review(document, coder=coder, author=author)
        if review.note:
            complain(f"Note: {review.note}")
        if steps:
            _take(review, steps, machine)
        elif not machine and sys.stdin.isatty() and sys.stdout.isatty():
            _walk(project, review)
        elif not machine:
            _list(review)
        _conclude(review, machine)


def _take(review: Review, steps: _Steps, machine: bool) -> None:
    """Do what the options ask for. Names that mean nothing stop it before anything is done."""
    tell = (lambda _text: None) if machine else say
    agreed, withdrawn = ([review.find(each) for each in names] for names in (steps.agree, steps.withdraw))
    given = {name: each for name, each in steps.given.items() if each is not None}
    for item in withdrawn:
        review.withdraw(item)
        tell(f"Withdrawn: {item.verdict}, {_named(item)}.")
    if agreed:
        tell(_agree(review, *agreed))
    if steps.change:
        tell(_change(review, review.find(steps.change), given))
    if steps.remove:
        tell(_remove(review, review.find(steps.remove), given))
    if steps.add:
        tell(_add(review, {"code": steps.add, **given}))
    if steps.agree_rest:
        tell(f"Agreed with {review.agree_rest()} more.")
    if steps.done:
        review.finish()


# Each of these does one step and says in a line what it did.


def _agree(review: Review, *items: Item) -> str:
    review.agree(*items)
    return f"Agreed with {', '.join(map(_named, items))}."


def _change(review: Review, item: Item, given: dict[str, Any]) -> str:
    review.change(item, **given)
    return f"Changed {_named(item)}: now {_becomes(review.find(item))}."


def _remove(review: Review, item: Item, given: dict[str, Any]) -> str:
    review.remove(item, **given)
    return f"Removed {_named(item)}: it does not count."


def _add(review: Review, given: dict[str, Any]) -> str:
    made = review.add(**given)
    return f"Added {_named(review.find(made.id))}."


def _conclude(review: Review, machine: bool) -> None:
    """How many are left, or everything for a machine."""
    if machine:
        as_json(_plain(review))
        return
    items, left = review.items, len(review.left)
    finished = " The review is done." if review.finished and not left else ""
    say(f"{review.document}: {left} of {len(items)} codings of {review.author} left to look at.{finished}")


def _plain(review: Review) -> dict[str, Any]:
    return {
        "document": review.document,
        "reviewer": review.reviewer,
        "author": review.author,
        "items": [_as_dict(item) for item in review.items],
        "additions": [_as_dict(item) for item in review.additions],
        "left": len(review.left),
        "finished": review.finished,
    }


def _as_dict(item: Item) -> dict[str, Any]:
    names = ("coding", "quotation", "number", "code", "quote", "start", "end", "value", "specification", "comment")
    said = ("verdict", "verdict_comment")
    plain = {name: getattr(item, name) for name in (*names, *said)}
    return {**plain, "replacement": _as_dict(item.replacement) if item.replacement else None}


def _list(review: Review) -> None:
    header = ("number", "code", "value", "specification", "quote", "verdict", "becomes", "comment")
    rows = [
        (
            item.number, item.code, item.value, item.specification, shorten(item.quote, 70), item.verdict,
            _becomes(item) if item.replacement else "", item.verdict_comment,
        )
        for item in (*review.items, *review.additions)
    ]  # fmt: skip
    table(rows, header, right=(0,))


def _named(item: Item) -> str:
    details = f" = {item.value}" if item.value else ""
    details += f" ({item.specification})" if item.specification else ""
    return f"{item.quotation} {item.code}{details}"


def _becomes(item: Item) -> str:
    return _named(item.replacement) if item.replacement else _named(item)


def _summarise(document: str | None, coder: str | None, steps: bool, machine: bool) -> None:
    """What reviews gave, in all, of a document or by a reviewer."""
    from dataclasses import asdict

    from qualcode.reviewing import review_counts

    if steps:
        raise WrongUsage("--summary counts, and does nothing else: leave the other options out.")
    with here() as project:
        counts = review_counts(project, document=document, reviewer=coder)
    if machine:
        parts = {"codes": counts.codes, "documents": counts.documents, "reviewers": counts.reviewers}
        shown: dict[str, Any] = {name: [asdict(each) for each in part] for name, part in parts.items()}
        as_json({**shown, "total": asdict(counts.total), "coefficient": None, "coefficient_reason": NOT_INDEPENDENT})
        return
    if not counts.documents:
        by = f" by {coder}" if coder else ""
        say(f"No document was reviewed{by} yet: qualcode review-coding DOCUMENT --coder NAME begins with one.")
        return
    rows = [[each.name, *(getattr(each, name) for name in _COUNTS)] for each in (*counts.codes, counts.total)]
    table(rows, ("code", "agreed", "changed", "removed", "added", "not looked at"), right=range(1, 6))
    say()
    say(NOT_INDEPENDENT)


# --- one by one, on a terminal ------------------------------------------------------------------------------------


def _walk(project: Project, review: Review) -> None:
    """Show what was not looked at yet, one coding at a time, and ask."""
    text, left = project.text(review.document), review.left
    for place, item in enumerate(left, start=1):
        _show(item, text, f"{place} of {len(left)}")
        if not _ask(project.codebook, review, item, text):
            return
    if not review.left and not review.finished and typer.confirm(f"Is the review of {review.document} done?"):
        review.finish()


def _show(item: Item, text: str, counted: str) -> None:
    before, after = text[max(0, item.start - _CONTEXT) : item.start], text[item.end : item.end + _CONTEXT]
    start = "…" if item.start > _CONTEXT else ""
    end = "…" if item.end + _CONTEXT < len(text) else ""
    say()
    say(typer.style(f"{counted}  {_named(item)}", bold=True) + (f"  [{item.comment}]" if item.comment else ""))
    say(f"{start}{before}{typer.style(text[item.start : item.end], reverse=True)}{after}{end}")


def _ask(codebook: Codebook, review: Review, item: Item, text: str) -> bool:
    """Ask what the reviewer says of a coding, until it is said or skipped; False to stop."""
    while True:
        answer = str(typer.prompt(_MENU)).strip().casefold()[:1]
        if answer == "q":
            return False
        try:
            done = _answer(codebook, review, item, text, answer)
        except QualcodeError as err:
            complain(str(err))
        except Back:
            say(f"Back to {_named(item)}; nothing was changed.")
        else:
            if done and answer != "n":
                return True


def _answer(codebook: Codebook, review: Review, item: Item, text: str, answer: str) -> bool:
    """Do what an answer asks for and say so; whether it meant anything."""
    if answer == "a":
        say(_agree(review, item))
    elif answer == "r":
        say(_remove(review, item, {"comment": _ask_why()}))
    elif answer == "c":
        code = ask_code(codebook, item.code)
        given = {"code": code.id, **ask_details(code, item.value, item.specification)}
        say(_change(review, item, {**given, "comment": _ask_why()}))
    elif answer == "n":
        code = ask_code(codebook, "")
        given = {"code": code.id, **_ask_place(review.document, text, item), **ask_details(code, "", "")}
        say(_add(review, {**given, "comment": _ask_why()}))
    elif answer == "s":
        say(f"Skipped {_named(item)}.")
    else:
        complain(f"{answer!r} is none of these.")
        return False
    return True


def _ask_why() -> str:
    return prompt(f"Why ({BACK})")


def _ask_place(document: str, text: str, item: Item) -> dict[str, Any]:
    """A place in the text by its words, asked again until they stand there."""
    from qualcode.text.find import locate

    while True:
        quote = prompt(f"Quote ({SAME} for this passage; {BACK})")
        if quote == SAME:
            return {"start": item.start, "end": item.end}
        try:
            span = locate(document, text, quote=quote)
        except QualcodeError as err:
            complain(str(err))
        else:
            return {"start": span.start, "end": span.end}
