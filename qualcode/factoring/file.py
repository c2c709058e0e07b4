"""The file in which people keep what helps and what hinders, `analyses/factors.md`, and the lists a report makes of it.

    kept = read(project.root)
    write(project.root, kept, new, "nl")          # not over what another wrote meanwhile
    lists = lists_of(project, corpus, kept)

The file may be changed outside qualcode at any time: `mark` says what the bytes were when they were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.factoring.lists import FactorLists, drawn, listed
from qualcode.analysis.factoring.noted import Factors
from qualcode.analysis.factoring.places import Places, check
from qualcode.analysis.quotes import Quotes
from qualcode.errors import NotPossible
from qualcode.formats import factors as markdown
from qualcode.formats.decode import decode
from qualcode.i18n import language
from qualcode.model.factor import Direction, FactorFile, Section
from qualcode.store import folder

if TYPE_CHECKING:
    from qualcode.tables import Corpus

FACTORS = "analyses/factors.md"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in the file of factors: its path from the project's folder, a mark of its bytes (empty without one),
    the line of each factor by id, and sentences about lines that were not read as factors."""

    path: str
    file: FactorFile = field(default_factory=FactorFile)
    mark: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


class FactorsChanged(NotPossible):
    """The file is not what who wants to replace it saw any more. `now` is what stands there."""

    def __init__(self, now: Kept) -> None:
        self.now = now
        super().__init__(f"{now.path} was changed meanwhile, in another tab or program. Nothing was overwritten.")


def read(root: Path) -> Kept:
    """What stands in the file; raises `FileError` for one that is no text."""
    path = root / FACTORS
    if not path.is_file():
        return Kept(FACTORS)
    return _kept(folder.read_bytes(path, Path(FACTORS)))


def write(root: Path, old: Kept, new: FactorFile, code: str) -> Kept:
    """Put new factors in the place of those that were read, whole or not at all; raises `FactorsChanged` where others
    stand there by now. The file is in the language `code` where it gets headings."""
    now = read(root)
    if now.mark != old.mark:
        raise FactorsChanged(now)
    data = markdown.write(_begun(new, code), code).encode("utf-8", "replace")
    folder.write_bytes(root / FACTORS, data)
    return _kept(data)


def lists_of(
    kept: Kept, found: Mapping[Direction, Factors | None], quoted: Quotes | None, places: Places, corpus: Corpus
) -> FactorLists:
    """What people keep in the file; where there is none, what was found under the codes among the quotations, which
    nobody confirmed."""
    _ = language(corpus.settings)
    book, plural = corpus.codebook, corpus.settings.case.plural or _("cases")
    if quoted is not None and not kept.mark:
        paths = {code.id: " › ".join(book.names(code.id)) for code in book}
        lists = drawn(found, quoted, places, paths)
        rule = _(
            "Not confirmed by anybody: what was noted under %(codes)s, taken together where the wording is the same.",
            codes=_.joined([path for paths in lists.codes.values() for path in paths]) or "–",
        )
        return replace(lists, rule=rule, language=_)
    rule = _(
        "Listed: the factors of %(path)s that a person confirmed; over all those of two or more %(cases)s, the rest "
        "with its own. Those of most %(cases)s come first, then the order of the file. What is only proposed is not "
        "listed; quotations whose words are no longer in the text count nowhere.",
        path=kept.path,
        cases=plural,
    )
    warnings = (*kept.problems, *check(kept.file, places, corpus))
    return replace(listed(kept.file, places, path=kept.path), rule=rule, warnings=warnings, language=_)


def _kept(data: bytes) -> Kept:
    found = markdown.read(decode(data, Path(FACTORS)) if data.strip() else "")
    problems = tuple(f"{FACTORS}, line {number}: {sentence}" for number, sentence in found.problems)
    return Kept(FACTORS, found.file, sha256(data).hexdigest(), found.lines, problems)


def _begun(file: FactorFile, code: str) -> FactorFile:
    """A file with a title and a word of explanation, where there was none."""
    if any(section.direction is None for section in file.sections):
        return file
    _ = language(code)
    lines = (
        f"# {_('Factors')}",
        "",
        _(
            "A line per factor: its wording, in brackets where it was found, and the labels of the quotations behind "
            "it. `KA` was confirmed, `KA?` is a proposal, `~~KA~~` was rejected; a line between `~~` is set aside. "
            "An indented line is another wording in the same sentence. Change it as you like."
        ),
        "",
    )
    return FactorFile((Section(None, lines), *file.sections))
