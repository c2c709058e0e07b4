"""Finding the grades in a project's texts: where each is given, in which form, and the code it is meant for.

project.find_grades()

What is found is a suggestion. Nothing is written: who agrees lays a coding on `span` with `value`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.assist.grades import Found, GradeFinder
from qualcode.assisted.suggesting import coder_of
from qualcode.display import Listed
from qualcode.errors import NotPossible
from qualcode.model import Anchor, Grade, Scale, Span, Suggestion, read_grade
from qualcode.store import folder, suggestions
from qualcode.text.fragments import Page
from qualcode.text.units import sentences

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from qualcode.reader import Reader

#: The columns of a file of grades.
COLUMNS = ("document", "start", "end", "quote", "code", "value", "form", "words", "certainty")
_NO_CODE = (
    "No code of the codebook takes a grade, so there is nothing to find grades for. Give a code "
    "'grade: {min: 1, max: 10}' in the codebook's file, and run qualcode import."
)
#: For reading what was stored: any scale.
_ANY = Scale(float("-inf"), float("inf"))
#: Per document and code, where a grade was given and which.
_Coded = dict[tuple[str, str], list[tuple[Span, Grade]]]
#: Quotation marks and their partners.
_MARKS = (("“", "”"), ("„", "”"), ("‘", "’"), ("«", "»"), ('"', '"'))


#: What the log of showings calls this list, and what found them.
SOURCE = "grades"


@dataclass(frozen=True, slots=True)
class FoundGrade:
    """A grade in a document, as a coding it may become: `span` is the sentence that holds it, its words are `quote`;
    `code` the code's id and `path` its path; `words` the place of the grade's own words; `value` what the coding takes
    as its value. `certainty`, 0 to 1, is lower where the code was told by less; a grade of which it cannot be told
    stands there once per code. An `aside` is a grade of another time ("vorig jaar een 8");
    `coded` says that the coder asked about gave its words, or the same grade in its paragraph, this code."""

    document: str
    span: Span
    quote: str
    code: str
    path: str
    grade: Grade
    words: Span
    said: str
    certainty: float
    cues: tuple[Span, ...] = ()
    aside: bool = False
    coded: bool = False

    @property
    def value(self) -> str:
        return str(self.grade)

    @property
    def as_row(self) -> dict[str, object]:
        """The cells of a file of grades; `words` are the grade's own, as they stand in the text."""
        cells = (
            self.document, self.span.start, self.span.end, self.quote, self.path, self.value, self.grade.form.value,
            self.said, self.certainty,
        )  # fmt: skip
        return dict(zip(COLUMNS, cells, strict=True))


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, in the order of documents and text: grades to code, those that the coder coded already, and those
    of another time. `passed` says which documents were passed over, where suggestions may not be shown in them yet."""

    grades: tuple[FoundGrade, ...] = ()
    coded: tuple[FoundGrade, ...] = ()
    asides: tuple[FoundGrade, ...] = ()
    passed: str = ""

    def to_frame(self) -> pd.DataFrame:
        """One row per grade to code: the columns of the file."""
        import pandas as pd

        return pd.DataFrame([each.as_row for each in self.grades], columns=list(COLUMNS))

    def to_csv(self, path: Path, project: Reader) -> None:
        """Write the grades to code as a file. Without its last three columns and with one that names the `coder`,
        `qualcode import` reads it as codings."""
        target = project.may_write(path, ".csv")
        folder.write_bytes(target, self.to_frame().to_csv(index=False, lineterminator="\n").encode())


def find_grades(
    project: Reader, documents: Sequence[str] = (), coder: str = "", *, asides: bool = False
) -> list[FoundGrade]:
    """The grades in the project's texts; see `search`."""
    return Listed(search(project, documents, coder, asides=asides).grades)


def note_shown(project: Reader, shown: Sequence[FoundGrade], coder: str) -> None:
    """Log that somebody saw these: a grade with its code is a suggestion."""
    every = [
        Suggestion(each.document, each.span, each.quote, each.code, each.certainty, source=SOURCE, value=each.grade)
        for each in shown
    ]
    suggestions.log_showings(project._database, coder, every, where=SOURCE)


def search(project: Reader, documents: Sequence[str] = (), coder: str = "", *, asides: bool = False) -> Search:
    """Look for grades in all documents, or in those whose ids fit one of the patterns (`KAF2.4.*`). Those that `coder`
    coded already are apart; so are those of another time, unless `asides`.

    Raises `NotPossible` without a grade code in the codebook and where the project shows no suggestions,
    `UnknownDocument` for a pattern that fits none, and `UnknownCoder`.
    """
    book, settings = project.codebook, project.settings
    finder = GradeFinder(book, settings.guide, book.language or settings.language)
    if not finder.codes:
        raise NotPossible(_NO_CODE)
    names = project.chosen(documents)
    coded = _coded_by(project, coder_of(project, coder)) if coder else {}
    with project._database.reading() as connection:
        seen = suggestions.shown_in(connection, settings, names, coder)
    texts = project.texts()
    every = [grade for name in seen for grade in _in_document(project, finder, name, texts[name], coded)]
    done = {(each.document, each.words) for each in every if each.coded}
    apart = tuple(each for each in every if (each.document, each.words) in done)
    others = [each for each in every if (each.document, each.words) not in done]
    return Search(
        tuple(each for each in others if asides or not each.aside),
        apart,
        tuple(each for each in others if each.aside and not asides),
        suggestions.passed_over(set(names) - set(seen)),
    )


def _in_document(project: Reader, finder: GradeFinder, name: str, text: str, coded: _Coded) -> Iterator[FoundGrade]:
    """The grades of a document, in order."""
    book = finder.codebook
    for fragment in Page(name, text, project.settings.guide).cut("paragraph"):
        for found in finder.found(fragment, asides=True):
            span = _sentence(fragment.quote, fragment.span.start, found)
            done = _is_coded(found, fragment.span, coded.get((name, found.code), ()))
            yield FoundGrade(
                name, span, span.of(text), found.code, book.path(found.code), found.grade, found.span,
                found.span.of(text), found.certainty, found.cues, found.aside, done,
            )  # fmt: skip


def _sentence(paragraph: str, by: int, found: Found) -> Span:
    """The sentence that holds a grade, without a quotation mark that has no partner in it."""
    at = found.span.start - by
    sentence = next(each for each in sentences(paragraph) if each.start <= at < each.end)
    start, end = sentence.start, sentence.end
    for opening, closing in _MARKS:
        quote = paragraph[start:end]
        if quote.startswith(opening) and not re.search(f"{closing}(?!\\w)", quote[1:]):
            start += 1
        elif quote.endswith(closing) and opening not in quote[:-1]:
            end -= 1
    return Span(start + by, end + by)


def _coded_by(project: Reader, coder: str) -> _Coded:
    """Per document and code: where a coder gave a grade, and which."""
    frame = project.codings
    own = frame[(frame["coder"] == coder) & (frame["anchor"] != Anchor.ORPHANED) & frame["grade_form"].astype(bool)]
    found: _Coded = {}
    columns = ["document", "code_id", "start", "end", "grade"]
    for document, code, start, end, grade in own[columns].itertuples(index=False):
        found.setdefault((document, code), []).append((Span(int(start), int(end)), read_grade(grade, _ANY)))
    return found


def _is_coded(found: Found, paragraph: Span, codings: Sequence[tuple[Span, Grade]]) -> bool:
    """Whether a coding with the grade's code lies on its words, or says the same grade in its paragraph."""
    return any(
        span.overlaps(found.span) or (span.overlaps(paragraph) and _same(found.grade, grade)) for span, grade in codings
    )


def _same(one: Grade, two: Grade) -> bool:
    """Whether two grades are of one form and number; the words of a reason or condition may differ."""
    return (one.form, one.low, one.high) == (two.form, two.low, two.high)
