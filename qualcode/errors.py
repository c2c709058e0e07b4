"""Every mistake a user can make, as a sentence.

A `QualcodeError` says what happened, where, what would be allowed and what to do next. The command line
prints it and exits with 1; the library raises it. Nothing below catches one to carry on quietly: where work
goes on (one bad file among sixty), the error itself is kept in the result.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path


class QualcodeError(Exception):
    """The family: `str(error)` is a sentence for a researcher. `exit_code` is what the command line ends with."""

    exit_code = 1


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """`did_you_mean("rond", ["round"])` is `" Did you mean round?"`, or the empty string."""
    names = {str(each).casefold(): str(each) for each in allowed}
    near = get_close_matches(name.casefold(), list(names), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(names[each] for each in near)}?" if near else ""


def listing(names: Iterable[object], limit: int = 12) -> str:
    """The names in a row, cut after `limit` with a count of the rest."""
    every = [str(name) for name in names]
    rest = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + rest


class FileError(QualcodeError):
    """Something wrong in a file: path, line where known, and the sentence."""

    def __init__(self, path: Path | str, message: str, *, line: int | None = None) -> None:
        self.path, self.line, self.message = Path(path), line, message
        super().__init__(f"{path}{f', line {line}' if line else ''}: {message}")


class RowError(QualcodeError):
    """Something wrong in one row of a table; the other rows still go in. Rows count from 1, the header is row 1."""

    def __init__(self, path: Path | str, row: int, message: str) -> None:
        self.path, self.row, self.message = Path(path), row, message
        super().__init__(f"{path}, row {row}: {message}")


class NotAProject(QualcodeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder.resolve()} is no qualcode project: it has no qualcode.yaml, nor has a folder above it. "
            "Go to one (cd), name one (qualcode --project DIR …), or make one: qualcode init DIR"
        )


class ProjectExists(QualcodeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} already is a qualcode project (it has a qualcode.yaml); nothing was changed.")


class UnknownDocument(QualcodeError):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        hint = did_you_mean(name, known) or (
            f" The documents are {listing(known)}." if known else " There are none yet: run qualcode import."
        )
        super().__init__(f"There is no document {name!r} in this project.{hint}")


class UnknownQuotation(QualcodeError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no quotation {name!r}. Name one by its label, such as KAF2.4.1:12, or its id; "
            "qualcode codings lists them."
        )


class UnknownCoding(QualcodeError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no coding {name!r}. The ids are in the column coding_id of qualcode codings --json."
        )


class UnknownMemo(QualcodeError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is no memo {name!r}. The ids are in the column id of qualcode memos --json.")


class UnknownCode(QualcodeError):
    """`giving`: a code that somebody gives to a passage, who may want a new one."""

    def __init__(self, path: str, nearest: Sequence[str], *, giving: bool = False) -> None:
        hint = f"The nearest are: {listing(nearest)}." if nearest else "The codebook is empty: import one first."
        new = " A new one: qualcode codebook create, or code --open while reading." if nearest and giving else ""
        if path.startswith("@"):
            hint = f"This takes codes, not saved queries; use one as a filter: --where {shlex.quote(f'code={path}')}."
        super().__init__(f"There is no code {path!r} in the codebook. {hint}{new}")


class AmbiguousCode(QualcodeError):
    def __init__(self, path: str, candidates: Sequence[str]) -> None:
        super().__init__(f"{path!r} may mean {len(candidates)} codes: {listing(candidates)}. Give more of the path.")


class QuoteNotFound(QualcodeError):
    def __init__(self, document: str, quote: str) -> None:
        super().__init__(
            f"{document}: the words {shorten(quote)!r} do not stand in the text. Copy them exactly, "
            "with their line breaks, quotation marks and Markdown signs."
        )


class QuoteNotUnique(QualcodeError):
    def __init__(self, document: str, quote: str, starts: Sequence[int]) -> None:
        super().__init__(
            f"{document}: the words {shorten(quote)!r} stand {len(starts)} times (from character "
            f"{listing(starts)}). Quote more of the sentence, or give start and end."
        )


class WrongSpan(QualcodeError):
    def __init__(self, document: str, start: int, end: int, message: str) -> None:
        super().__init__(f"{document}, characters {start} to {end}: {message}")


class BadGrade(QualcodeError):
    """A value that does not fit the code it is given for."""


class BadSpecification(QualcodeError):
    """A specification the code does not take."""


class BadRule(QualcodeError):
    """A rule of a code, or a term in it, that cannot be read."""


class BadMark(QualcodeError):
    """A coding's origin, status or role that is not one of the allowed ones."""

    def __init__(self, what: str, value: object, allowed: Iterable[str]) -> None:
        allowed = list(allowed)
        super().__init__(f"{what} is {value!r}; allowed are {listing(allowed)}.{did_you_mean(str(value), allowed)}")


class UnknownCoder(QualcodeError):
    def __init__(self, name: str, known: Sequence[str]) -> None:
        hint = did_you_mean(name, known) or (
            f" Coders so far: {listing(known) or 'none'}. List others under 'coders:' in qualcode.yaml."
        )
        super().__init__(f"Nobody called {name!r} codes in this project.{hint}")


class UnknownChoice(QualcodeError):
    """An option of a matrix or report that does not exist."""

    def __init__(self, what: str, value: object, allowed: Iterable[object]) -> None:
        names = [str(each) for each in allowed]
        hint = did_you_mean(str(value), names)
        super().__init__(f"{what} cannot be {value!r}.{hint} Allowed: {listing(names, 30)}.")


class UnknownOption(UnknownChoice):
    """As `UnknownChoice`, for an option whose values are the same in every project: wrong usage."""

    exit_code = 2


class WrongUsage(QualcodeError):
    """A request that is not well formed."""

    exit_code = 2


class NotPossible(QualcodeError):
    """A request that is well formed and makes no sense here; says why and what would."""


class QueryError(QualcodeError):
    """A query that cannot be read. Points at the place: `start` and `end` count in `query`, and `message` is a sentence
    without its first capital."""

    exit_code = 2
    around = 60  # so many characters are shown on either side

    def __init__(self, query: str, start: int, end: int, message: str) -> None:
        self.query, self.start, self.end, self.message = query, start, max(end, start + 1), message
        low, high = max(0, start - self.around), self.end + self.around
        shown = "".join(" " if each.isspace() else each for each in query[low:high])
        before, after = "…" if low else "", "…" if high < len(query) else ""
        mark = " " * (len(before) + start - low) + "^" * (self.end - start)
        super().__init__(f"In the query, at character {start + 1}: {message}\n  {before}{shown}{after}\n  {mark}")


class UnknownInQuery(QueryError):
    """A query that can be read, and names what this project does not have."""

    exit_code = 1


class UnknownCodeInQuery(UnknownInQuery):
    """A query with a `name` that is no code."""

    def __init__(self, query: str, start: int, end: int, message: str, name: str) -> None:
        self.name = name
        super().__init__(query, start, end, message)


class NothingToUndo(QualcodeError):
    def __init__(self, verb: str, coder: str | None) -> None:
        super().__init__(f"There is nothing to {verb}{f' for {coder}' if coder else ''}.")


class LaterWork(QualcodeError):
    def __init__(self, verb: str, what: str, later: str) -> None:
        first = (
            "Redo what was undone after it first" if verb == "redo" and later.startswith("undo") else "Undo that first"
        )
        super().__init__(f"Cannot {verb} '{what}': later work rests on it ({later}). {first}.")


class DatabaseProblem(QualcodeError):
    """The database cannot be used as asked; nothing was written."""


class Withdrawn(QualcodeError):
    def __init__(self, document: str, when: str) -> None:
        super().__init__(
            f"{document} was purged on {when} because consent was withdrawn; it is not taken in again. "
            "Remove the file, or give a new interview a new id."
        )


def shorten(text: str, length: int = 60) -> str:
    """The text on one line, cut at `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
