"""Asking on a terminal: codes, grades and reasons, asked again until they are that; an empty answer goes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from qualcode.cli.show import complain, say
from qualcode.errors import AmbiguousCode, QualcodeError, UnknownCode

if TYPE_CHECKING:
    from qualcode.model import Code, Codebook

BACK = "Enter goes back"
SAME = "="  # as it is: the code of this coding, the passage, the grade
#: Of so many codes at most whose names hold what was typed the list is shown.
_LISTED = 12


class Back(Exception):
    """An empty answer: back to where one was."""


def prompt(question: str) -> str:
    """An answer; raises `Back` for an empty one."""
    answer = str(typer.prompt(question, default="", show_default=False)).strip()
    if not answer:
        raise Back
    return answer


def ask_code(codebook: Codebook, same: str = "") -> Code:
    """A code, asked again with the nearest until it is one."""
    question = f"Code ({SAME} keeps {same}; {BACK})" if same else f"Code ({BACK})"
    while True:
        path = prompt(question)
        try:
            return codebook.find(same if same and path == SAME else path, giving=True)
        except (UnknownCode, AmbiguousCode) as err:
            complain(str(err))


def choose_code(codebook: Codebook) -> Code:
    """A code that takes codings, by a part of its name: of several that fit, one is chosen by its number."""
    paths = {codebook.path(code.id): code for code in codebook if not code.retired}
    listed: list[str] = []
    with completing(list(paths)):
        while True:
            typed = prompt(f"Code, or a part of its name ({BACK})")
            if typed.isdecimal() and 0 < int(typed) <= len(listed[:_LISTED]):
                return paths[listed[int(typed) - 1]]
            listed = _fitting(paths, typed)
            if typed in paths or len(listed) == 1:
                return paths[typed if typed in paths else listed[0]]
            if listed:
                _offer(listed)
            else:
                complain(_nearest(codebook, typed))


def _fitting(paths: dict[str, Code], typed: str) -> list[str]:
    """The paths that hold what was typed; those with a name that begins so first."""
    part = typed.casefold()
    found = [path for path in paths if part in path.casefold()]
    named = [path for path in found if paths[path].name.casefold() == part]
    begin = [path for path in found if paths[path].name.casefold().startswith(part)]
    return list(dict.fromkeys([*named, *begin, *found]))


def _offer(listed: list[str]) -> None:
    for number, path in enumerate(listed[:_LISTED], 1):
        say(f"  {number}  {path}")
    if len(listed) > _LISTED:
        say(f"  … and {len(listed) - _LISTED} more: type more of the name.")


def _nearest(codebook: Codebook, typed: str) -> str:
    try:
        return f"{codebook.path(codebook.find(typed).id)} takes no codings."
    except QualcodeError as err:
        return str(err)


@contextmanager
def completing(words: list[str]) -> Iterator[None]:
    """Tab completes what is typed to one of these, where the terminal can."""
    try:
        import readline
    except ImportError:  # not on every system; the names can be typed all the same
        yield
        return
    before, delimiters = readline.get_completer(), readline.get_completer_delims()

    def complete(typed: str, number: int) -> str | None:
        found = [word for word in words if typed.casefold() in word.casefold()]
        return found[number] if number < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims("\n")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)


def ask_details(code: Code, value: str, specification: str) -> dict[str, Any]:
    """The grade and the specification, of codes that take them."""
    details: dict[str, Any] = {}
    if code.grade is not None:
        details["value"] = ask_grade(code, value)
    if code.specify is not None:
        shown = bool(specification)
        details["specification"] = _ask_specification(specification, shown)
    return details


def _ask_specification(specification: str, shown: bool) -> str:
    """What exactly; a single letter is a key that was meant for another question."""
    while True:
        answer = str(
            typer.prompt("Specification (what exactly; Enter for none)", default=specification, show_default=shown)
        )
        if not _is_key(answer):
            return answer
        complain(
            f"{answer.strip()!r} is a key, and no specification. Write in a few words what exactly, or press Enter."
        )


def _is_key(answer: str) -> bool:
    return len(answer.strip()) == 1 and not answer.strip().isdecimal()


def ask_grade(code: Code, same: str) -> str:
    """A grade that the code takes, asked again until it is one."""
    question = f"Grade ({SAME} keeps {same}; {BACK})" if same else f"Grade ({BACK})"
    while True:
        answer = prompt(question)
        value = same if same and answer == SAME else answer
        if _is_key(value):
            complain(f"{value!r} is a key, and no grade. Write a number, a range or words, or press Enter to go back.")
            continue
        try:
            code.read_value(value, code.name)
        except QualcodeError as err:
            complain(str(err))
        else:
            return value
