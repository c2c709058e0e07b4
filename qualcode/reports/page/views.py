"""What the pieces of the report page show: sources and quotations in words, and cells that lead to quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qualcode.analysis.grades import GivenGrade, GradeCell
from qualcode.analysis.quotes import Given, Quote, Quotes
from qualcode.analysis.sources import Source, case_keys
from qualcode.headings import round_text as round_text
from qualcode.i18n import Language
from qualcode.model import GradeForm
from qualcode.reports.cells import decimals
from qualcode.reports.citations import as_citaat
from qualcode.tables import Corpus

#: Between the names of a code's path.
DEEPER = " › "


@dataclass(frozen=True)
class CellView:
    """A cell of a table: what it shows (`extra` smaller), and the quotations (places, as `ranges`) it opens under
    `title`. An empty one has a reason, and the sign for it."""

    text: str
    title: str = ""
    quotes: str = ""
    heat: float = 0.0
    extra: str = ""
    mark: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuoteView:
    """A quotation as it stands in a chapter. `id` is its anchor where this is its first place on the page."""

    place: int
    label: str
    anchor: str
    id: str
    words: str
    verbatim: bool
    released: bool
    who: str
    case: str
    date: str
    codes: tuple[str, ...]


def ranges(places: Iterable[int]) -> str:
    """Places in a short form, read back by the page's script.

    >>> ranges([3, 4, 5, 8])
    '3-5 8'
    """
    runs: list[list[int]] = []
    for place in sorted(set(places)):
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return " ".join(f"{first}-{last}" if first < last else str(first) for first, last in runs)


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def whole(number: int, _: Language) -> str:
    """`1.234` in Dutch, `1,234` in English."""
    return f"{number:,}".replace(",", ".") if _.code == "nl" else f"{number:,}"


def kind_text(kind: str, _: Language, count: int = 1) -> str:
    """What a document is; a kind of the project's own as it stands."""
    known = {
        "interview": _.plural("interview", "interviews", count),
        "minutes": _.plural("set of minutes", "sets of minutes", count),
        "evaluation": _.plural("evaluation", "evaluations", count),
        "mail": _.plural("e-mail", "e-mails", count),
    }
    return known.get(kind, kind)


def grade_text(text: str, _: Language) -> str:
    """A grade as written, its numbers in the language's way.

    >>> grade_text("6.5-7", Language("nl", __import__("gettext").NullTranslations()))
    '6,5–7'
    """
    numbers = re.fullmatch(r"([\d.]+)(?:-([\d.]+))?", text)
    return "–".join(_.number(float(each), 2) for each in numbers.groups() if each) if numbers else text


def grades_text(cell: GradeCell, _: Language) -> str:
    """The grades that count: the values themselves under three, else the range with the mean.

    `7,5 · 6–7 (n = 2)`, `6–8,5, mean 7,3 (n = 3)`, and `7 · 8 · 8 (3 grades of 2 people)` where one gave more;
    `n = 0` where there are only others, empty without any. No mean of fewer than three people.
    """
    if cell.range is None:
        return "n = 0" if cell.given else ""
    number = f"n = {cell.n}" if cell.people == cell.n else _of_people(cell, _)
    if cell.mean is None:
        return f"{' · '.join(grade_text(grade.text, _) for grade in cell.counting)} ({number})"
    low, high = (_.number(each, 2) for each in cell.range)
    spread = low if low == high else f"{low}–{high}"
    return _("%(range)s, mean %(mean)s (%(n)s)", range=spread, mean=decimals(cell.mean, _), n=number)


def _of_people(cell: GradeCell, _: Language) -> str:
    return _.plural(
        "%(grades)s grades of %(count)s person", "%(grades)s grades of %(count)s people", cell.people, grades=cell.n
    )


def other_grades(cell: GradeCell, _: Language) -> tuple[str, ...]:
    """The grades without a number that counts: their number and as written, a line per form."""
    names = {
        GradeForm.VERBAL: _("in words"),
        GradeForm.CONDITIONAL: _("on a condition"),
        GradeForm.REFUSED: _("no grade"),
    }
    lines = []
    for form, name in names.items():
        own = [grade for grade in cell.others if grade.form is form and grade.source.is_interview]
        said = "; ".join(text for grade in own if (text := _reason_given(grade)))
        if own:
            lines.append(f"{name} ({len(own)}): {said}" if said else f"{name} ({len(own)})")
    return tuple(lines) + _outside(cell, _)


def _outside(cell: GradeCell, _: Language) -> tuple[str, ...]:
    """The grades of documents that are no interviews, a line per kind."""
    kinds: dict[str, list[str]] = {}
    for grade in cell.others:
        if not grade.source.is_interview:
            kinds.setdefault(grade.source.kind, []).append(grade_text(grade.text, _))
    return tuple(
        _("%(kind)s, does not count (%(count)s): %(grades)s",
          kind=kind_text(kind, _), count=len(own), grades="; ".join(own))
        for kind, own in kinds.items()
    )  # fmt: skip


def _reason_given(grade: GivenGrade) -> str:
    """What was written; of a refusal (`no grade: too early`) the reason alone."""
    return grade.text.partition(":")[2].strip() if grade.form is GradeForm.REFUSED else grade.text


def days_text(days: Iterable[str], _: Language) -> str:
    """The period of some days (ISO): one day, or the first and the last."""
    known = sorted(day[:10] for day in days if day)
    if not known:
        return ""
    first, last = _.date(known[0]), _.date(known[-1])
    if first == last:
        return first
    year = first[-5:]
    return f"{first.removesuffix(year) if year == last[-5:] else first} – {last}"


def _short(path: Sequence[str], alike: Sequence[Sequence[str]]) -> str:
    """The end of a path that none of the others has, its last name first.

    >>> _short(("Samen", "Wens", "Tijd"), [("Samen", "Wens", "Tijd"), ("Samen", "Nu", "Tijd")])
    'Tijd (Wens)'
    """
    for length in range(1, len(path) + 1):
        if sum(tuple(each[-length:]) == tuple(path[-length:]) for each in alike) == 1:
            break
    above = DEEPER.join(path[-length:-1])
    return f"{path[-1]} ({above})" if above else path[-1]


def days_in_words(text: str, _: Language) -> str:
    """A text with its ISO days in words.

    >>> days_in_words("last change 2022-12-05.", Language("en", __import__("gettext").NullTranslations()))
    'last change 5 December 2022.'
    """
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: _.date(found[0]), text)


@dataclass(frozen=True)
class Words:
    """How a project's sources, codes and cases are named in a report."""

    corpus: Corpus
    language: Language
    sources: tuple[Source, ...]
    quotes: Quotes

    @cached_property
    def singular(self) -> str:
        return self.corpus.settings.case.singular or self.language("case")

    @cached_property
    def plural(self) -> str:
        return self.corpus.settings.case.plural or self.language("cases")

    @cached_property
    def keys(self) -> dict[str, str]:
        return case_keys(self.corpus)

    @cached_property
    def any_released(self) -> bool:
        """Whether anyone has chosen quotations for the report; if not, those that stand openly are printed."""
        return any(quote.released for quote in self.quotes.items)

    @cached_property
    def code_paths(self) -> dict[str, str]:
        book = self.corpus.codebook
        return {code.id: DEEPER.join(book.names(code.id)) for code in book}

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Per code its name, with as much of what is above it as tells it from others: `Betrokken (Gewenst)`."""
        book = self.corpus.codebook
        paths = {code.id: book.names(code.id) for code in book}
        alike: dict[str, list[str]] = {}
        for code in book:
            alike.setdefault(code.name, []).append(code.id)
        return {code.id: _short(paths[code.id], [paths[each] for each in alike[code.name]]) for code in book}

    @cached_property
    def _of_document(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for place, quote in enumerate(self.quotes.items):
            if quote.codings:
                found.setdefault(self.sources[quote.document].id, []).append(place)
        return {name: tuple(places) for name, places in found.items()}

    def of_documents(self, sources: Iterable[Source]) -> tuple[int, ...]:
        """The places of the coded quotations in these documents."""
        return tuple(place for source in sources for place in self._of_document.get(source.id, ()))

    @cached_property
    def _dates(self) -> dict[str, str]:
        return {day: self.language.date(day) for day in {source.date for source in self.sources} if day}

    def date(self, source: Source) -> str:
        return self._dates.get(source.date, "")

    def who(self, source: Source) -> str:
        """The role, or the kind of a document that is no interview with the role of who wrote it."""
        if source.is_interview:
            return source.role
        kind = kind_text(source.kind, self.language)
        return f"{kind}, {source.role}" if source.role else kind

    def who_or_kind(self, source: Source) -> str:
        return self.who(source) or kind_text(source.kind, self.language)

    def given(self, given: Given) -> str:
        """A code on a quotation: its path, specification and grade."""
        parts = [given.specification, grade_text(given.grade, self.language) if given.grade else ""]
        extra = "; ".join(part for part in parts if part)
        return f"{self.code_paths[given.code]}: {extra}" if extra else self.code_paths[given.code]

    def codes(self, quote: Quote) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.given(given) for given in quote.codings))

    def shown(self, quote: Quote) -> str:
        """The words as they are set: a respondent's own in quotation marks, the others without."""
        return as_citaat(quote.words) if quote.verbatim else quote.words.strip()

    def quote(self, place: int, seen: set[int] | None = None) -> QuoteView:
        """A quotation for a chapter; with `seen` it gets its id the first time it comes by."""
        quote = self.quotes[place]
        source = self.sources[quote.document]
        first = seen is not None and place not in seen
        if seen is not None:
            seen.add(place)
        return QuoteView(
            place, quote.label, quote.anchor, quote.anchor if first else "", self.shown(quote), quote.verbatim,
            quote.released, self.who(source), source.case, self.date(source), self.codes(quote),
        )  # fmt: skip

    def cell(self, text: str, title: str, places: Sequence[int], **more: object) -> CellView:
        """A cell that opens these quotations."""
        return CellView(text, title, ranges(places), **more)  # type: ignore[arg-type]  # the fields of a CellView
