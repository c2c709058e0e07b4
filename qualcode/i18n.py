"""Words in Dutch and English: gettext catalogues, numbers and dates as the language writes them.

Sentences in the code are English; `locale/nl.po` holds the Dutch. Commands and errors stay English.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def rounded(value: float, digits: int) -> str:
    """A number with so many decimals, halves upwards as people and spreadsheets do: 6.25 is 6.3."""
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


@dataclass(frozen=True)
class Language:
    """A language to write results in: `_("no interview")` is the sentence, `%(name)s` filled from keywords."""

    code: str
    catalogue: gettext.NullTranslations

    def __call__(self, message: str, **values: object) -> str:
        text = self.catalogue.gettext(message)
        return text % values if values else text

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The sentence for a count, which it may name as `%(count)s`."""
        return self.catalogue.ngettext(one, many, count) % {"count": count, **values}

    def number(self, value: float, digits: int = 1) -> str:
        """A number with at most so many decimals, and the language's decimal sign."""
        text = rounded(value, digits).rstrip("0").rstrip(".") if digits else rounded(value, 0)
        return text.replace(".", ",") if self.code == "nl" else text

    def percent(self, fraction: float) -> str:
        return f"{Decimal(rounded(fraction, 2)) * 100:.0f}%"

    def date(self, iso: str) -> str:
        """An ISO day in words (12 mei 2021); anything else as it stands."""
        from datetime import date

        from babel.dates import format_date

        try:
            day = date.fromisoformat(str(iso)[:10])
        except ValueError:
            return str(iso)
        return format_date(day, format="d MMMM y", locale=self.code)

    def joined(self, names: list[str]) -> str:
        """`a, b en c`."""
        if len(names) < 2:
            return "".join(names)
        _ = self
        both = _("and")
        return f"{', '.join(names[:-1])} {both} {names[-1]}"


@cache
def language(code: str) -> Language:
    """The language with this code; one without a catalogue is English."""
    source = LOCALE / f"{code}.po"
    if not source.exists():
        return Language(code, gettext.NullTranslations())
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, gettext.GNUTranslations(compiled))
