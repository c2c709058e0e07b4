"""Coding by the rules of the codebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.app import CODING, Json, Out, announce, app, here
from qualcode.cli.show import as_json, complain, counted, say, watch
from qualcode.errors import WrongUsage, listing

if TYPE_CHECKING:
    from qualcode.assisted.autocoding import Autocoded, Passage
    from qualcode.model import Span
    from qualcode.project import Project

#: The words of a passage that are shown at most, and how many of those before the first that matched.
_WIDTH, _BEFORE = 100, 40


@app.command(rich_help_panel=CODING)
def autocode(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE]…", help="Only these, and all below them.")
    ] = None,
    coder: Annotated[str, typer.Option(envvar="QUALCODE_CODER", help="In whose name.")] = "",
    documents: Annotated[list[str] | None, typer.Option(metavar="GLOB", help="Only these, such as 'KA*'.")] = None,
    unit: Annotated[str, typer.Option(help="sentence, paragraph or turn, where a rule does not say.")] = "sentence",
    keywords: Annotated[bool, typer.Option("--keywords", help="Let keywords count where a code has no rule.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Lay the codes; without it they are only shown.")] = False,
    test: Annotated[str | None, typer.Option(metavar="TEXT", help="Try the rules on a sentence of your own.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many passages of each code to show.")] = 3,
    out: Out = None,
    machine: Json = False,
) -> None:
    """Code by the rules in the codebook: show what they would do, or with --apply do it."""
    chosen = codes or []
    with here() as project:
        if test is not None:
            if apply or out is not None or documents:
                raise WrongUsage("--test tries the rules on a sentence; --apply, --out and --documents go without it.")
            _try(project, test, chosen, unit=unit, keywords=keywords, machine=machine)
            return
        if not coder.strip():
            raise WrongUsage("Say in whose name: --coder NAME. (To try rules on a sentence: --test TEXT.)")
        announce(project, coder)
        done = project.autocode(
            coder=coder, codes=chosen, documents=documents or (), unit=unit, keywords=keywords, dry_run=not apply,
            watch=watch,
        )  # fmt: skip
        if out is not None:
            _write(project, done, out)
    if machine:
        as_json(_values(done))
    else:
        _show(done, limit)
        if out is not None:
            say(f"Wrote {out}: a file of codings. Remove what you do not want, and take it in: qualcode import {out}")


def _write(project: Project, done: Autocoded, out: Any) -> None:
    from qualcode.formats import codings_csv
    from qualcode.store import folder

    folder.write_bytes(project.may_write(out, ".csv"), codings_csv.write(done.coding_rows()))


# --- what is shown ----------------------------------------------------------------------------------------------


def _show(done: Autocoded, limit: int) -> None:
    for code in done.codes:
        mine = [each for each in done.passages if each.code == code]
        _show_code(code, mine, limit)
    if done.without:
        complain(f"Without a rule ({len(done.without)}): {listing(done.without)}.")
    for sentence in _notes(done):
        complain(sentence)
    codings, documents = counted(len(done.proposed), "coding"), _documents(done.proposed)
    if not done.applied:
        say(f"{codings} in {documents} would be laid for {done.coder}. Nothing was changed; --apply lays them.")
    elif done.laid:
        say(f"{codings} in {documents} laid for {done.coder}. qualcode undo takes all of them back.")
    else:
        say("Nothing new to lay.")


def _show_code(code: str, passages: Sequence[Passage], limit: int) -> None:
    new = [each for each in passages if each.left is None]
    say(f"{code}: {len(new)} in {_documents(new)}" if new else f"{code}: nothing new")
    left = Counter(each.left for each in passages if each.left is not None)
    for why, number in left.most_common():
        say(f"  left alone: {number} ({why.sentence})")
    for each in islice(new, limit):
        value = f" = {each.value}" if each.value else ""
        say(f"  {each.label or f'{each.document} {each.span.start}'}{value}: {_marked(each.quote, _within(each))}")
    if limit and len(new) > limit:
        say(f"  … and {len(new) - limit} more")


def _documents(passages: Sequence[Passage]) -> str:
    return counted(len({each.document for each in passages}), "document")


def _notes(done: Autocoded) -> list[str]:
    notes = []
    if done.done:
        notes.append(f"{done.coder} marked {counted(len(done.done), 'document')} of these done: {listing(done.done)}.")
    if done.blind:
        notes.append(
            f"{done.coder} is to code {listing(done.blind)} blind. The rules are those of the codebook, which all "
            "share: what they code is no reading of one's own, and agreement on it is not that of two people."
        )
    return notes


def _within(passage: Passage) -> list[tuple[int, int]]:
    """Where the words that matched stand in the passage's own words."""
    start = passage.span.start
    return [(span.start - start, span.end - start) for span in passage.words]


def _marked(text: str, words: Sequence[tuple[int, int]]) -> str:
    """The passage on one line with [what matched] between brackets, cut where it is long."""
    joined = _joined(words)
    first = joined[0][0] if joined else 0
    begin = 0 if len(text) <= _WIDTH else max(0, min(first - _BEFORE, len(text) - _WIDTH))
    end = max(begin + _WIDTH, joined[0][1] if joined else 0)
    pieces, at = [], begin
    for start, stop in joined:
        if stop <= end:
            pieces += [text[at:start], "[", text[start:stop], "]"]
            at = stop
    pieces.append(text[at:end])
    line = " ".join("".join(pieces).split())
    return f"{'…' if begin else ''}{line}{'…' if end < len(text) else ''}"


def _joined(words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places, those that touch put together."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(words):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _values(done: Autocoded) -> dict[str, Any]:
    return {
        "coder": done.coder,
        "applied": done.applied,
        "documents": len(done.documents),
        "codes": [_code_values(code, done) for code in done.codes],
        "passages": [_passage_values(each) for each in done.passages],
        "without_rule": list(done.without),
        "done": list(done.done),
        "blind": list(done.blind),
    }


def _code_values(code: str, done: Autocoded) -> dict[str, Any]:
    mine = [each for each in done.passages if each.code == code]
    new = [each for each in mine if each.left is None]
    left = Counter(str(each.left) for each in mine if each.left is not None)
    return {"code": code, "codings": len(new), "documents": len({each.document for each in new}), "left": dict(left)}


def _passage_values(each: Passage) -> dict[str, Any]:
    return {
        "document": each.document,
        "start": each.span.start,
        "end": each.span.end,
        "quote": each.quote,
        "code": each.code,
        "terms": list(each.terms),
        "words": [[span.start, span.end] for span in each.words],
        "value": each.value.text if each.value else "",
        "left": str(each.left or ""),
        "quotation": each.label,
    }


# --- trying a sentence ------------------------------------------------------------------------------------------


def _try(project: Project, text: str, codes: Sequence[str], *, unit: str, keywords: bool, machine: bool) -> None:
    """What the rules say of a sentence; of the codes that were named also why not."""
    from qualcode.assisted.autocoding import rules_of

    rules = rules_of(project, codes=codes, unit=unit, keywords=keywords)
    trials = [rules.trial(code, text) for code in rules.codes]
    path = rules.codebook.path
    if machine:
        as_json(
            [
                {
                    "code": path(trial.code),
                    "matches": [
                        {"terms": list(each.terms), "words": _pairs(each.words), "value": str(each.value or "")}
                        for each in trial.matches
                    ],
                    "why": trial.why,
                }
                for trial in trials
            ]
        )
        return
    for trial in trials:
        for each in trial.matches:
            value = f" = {each.value}" if each.value else ""
            say(f"{path(trial.code)}{value} ({each.term}): {_marked(text, _pairs(each.words))}")
        if codes and not trial.matches:
            say(f"{path(trial.code)}: no, {trial.why}.")
    if not codes:
        holding = sum(bool(trial.matches) for trial in trials)
        say(f"{holding} of {counted(len(trials), 'rule')} hold. Name a code to hear why its rule does not.")


def _pairs(words: Sequence[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in words]
