"""Words in Dutch and English: gettext catalogues, numbers and dates as the language writes them.

Sentences in the code are English; `locale/nl.po` holds the Dutch. Commands and errors stay English.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from qualcode.model.settings import CaseSetting, RoundSetting

LOCALE = Path(__file__).parent / "locale"


def rounded(value: float, digits: int) -> str:
    """A number with so many decimals, halves upwards as people and spreadsheets do: 6.25 is 6.3."""
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


#: A round, rounds and `round:` in a sentence; not in the name of a value or a command (`%(round)s`, qualcode rounds).
_ROUND = re.compile(r"(?<!%\()(?<!qualcode )(?:\b(?P<article>[Aa]n?) )?\b(?P<word>[Rr]ondes?|[Rr]ounds?)\b(?P<key>:`)?")


@dataclass(frozen=True)
class RoundNames:
    """What a project calls a round of interviews and several, and the attribute that says which it is."""

    singular: str
    plural: str
    attribute: str

    def within(self, sentence: str) -> str:
        """A sentence about rounds in the project's words.

        >>> phases = RoundNames("phase", "phases", "stage")
        >>> phases.within("Round %(round)s: the rounds (`round:`) of a round; see qualcode rounds.")
        'Phase %(round)s: the phases (`stage:`) of a phase; see qualcode rounds.'
        """
        return _ROUND.sub(self._instead, sentence)

    def _instead(self, found: re.Match[str]) -> str:
        word, article = found["word"], found["article"]
        if found["key"]:
            return found[0].replace(word, self.attribute)
        name = self.plural if word.endswith("s") else self.singular
        name = name[:1].upper() + name[1:] if word[0].isupper() else name
        if not article:
            return name
        return f"{article[0]}{'n' if name[0].lower() in 'aeiou' else ''} {name}"


@dataclass(frozen=True)
class CaseNames:
    """What a project calls a case and several, and the attribute that says which it is."""

    singular: str
    plural: str
    attribute: str


@dataclass(frozen=True)
class Language:
    """A language to write results in: `_("no interview")` is the sentence, `%(name)s` filled from keywords. Where a
    project has its own names for rounds, its sentences have them; `cases` are its names for cases, empty where it
    gives none."""

    code: str
    catalogue: gettext.NullTranslations = field(compare=False)
    rounds: RoundNames | None = None
    cases: CaseNames | None = None

    def __call__(self, message: str, **values: object) -> str:
        text = self.own(self.catalogue.gettext(message))
        return text % values if values else text

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The sentence for a count, which it may name as `%(count)s`."""
        return self.own(self.catalogue.ngettext(one, many, count)) % {"count": count, **values}

    def own(self, sentence: str) -> str:
        """A sentence, in which nothing is filled in yet, with the project's own names."""
        return self.rounds.within(sentence) if self.rounds else sentence

    def column(self, name: str) -> str:
        """What a column, or an attribute that is filtered on, is called: `round` in the project's own word."""
        return self.rounds.singular if self.rounds and name == "round" else name

    @property
    def point(self) -> str:
        """The decimal sign."""
        return "," if self.code == "nl" else "."

    def number(self, value: float, digits: int = 1) -> str:
        """A number with at most so many decimals, and the language's decimal sign."""
        text = rounded(value, digits).rstrip("0").rstrip(".") if digits else rounded(value, 0)
        return text.replace(".", self.point)

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

    def some(self, names: Sequence[str], most: int) -> str:
        """The first names, and how many more there are: `a, b en nog 3`."""
        _, listed, more = self, ", ".join(names[:most]), len(names) - most
        return _("%(names)s and %(count)s more", names=listed, count=more) if more > 0 else listed


class Speaking(Protocol):
    """Settings, as far as they say how a project speaks."""

    @property
    def language(self) -> str: ...

    @property
    def case(self) -> CaseSetting: ...

    @property
    def round(self) -> RoundSetting: ...


def language(of: str | Speaking | Language, code: str = "") -> Language:
    """The language with a code, or that of a project's settings with the project's own names; `code` asks for another
    language than theirs. One without a catalogue is English. A language is itself."""
    if isinstance(of, Language):
        return of
    if isinstance(of, str):
        return _with_code(of)
    plain = _with_code(code or of.language)
    case = of.case
    cases = CaseNames(case.singular, case.plural, case.attribute) if case.attribute or case.singular else None
    return replace(plain, rounds=_names(of.round, plain), cases=cases)


#: English without a project's own names.
ENGLISH = Language("en", gettext.NullTranslations())


def _names(setting: RoundSetting, plain: Language) -> RoundNames | None:
    """The names as they were given, else those of the attribute; none where it is the usual one."""
    if not setting.singular and setting.attribute == "round":
        return None
    singular = setting.singular or plain.catalogue.gettext(setting.attribute).replace("_", " ")
    return RoundNames(singular, setting.plural or _several(singular, plain.code), setting.attribute)


def _several(name: str, code: str) -> str:
    """The usual plural of a name: phases, studies; fases, metingen."""
    if code == "nl":
        return name + ("s" if re.search(r"e[lmnr]?$", name) else "en")
    return re.sub(r"(?<=[^aeiou])y$", "ie", name) + ("es" if re.search(r"(s|x|z|ch|sh)$", name) else "s")


@cache
def _with_code(code: str) -> Language:
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
