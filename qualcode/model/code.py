"""Codes and the codebook: a tree in the researchers' own order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from html import escape
from types import MappingProxyType
from typing import Any

from qualcode.display import blockquote, card, facts, heading, notes, paragraph
from qualcode.errors import (
    AmbiguousCode,
    BadGrade,
    BadSpecification,
    QualcodeError,
    UnknownCode,
    UnknownOption,
    listing,
)
from qualcode.model.coding import same_specification
from qualcode.model.grade import Grade, Scale, read_grade
from qualcode.model.rule import Rule

#: The kinds of example a code may carry, in the order they are written.
EXAMPLE_KINDS = ("typical", "atypical", "close but no")


@dataclass(frozen=True, slots=True)
class Specify:
    """What a coding of this code may specify: one of `values`, or anything where `free`."""

    values: tuple[str, ...] = ()
    free: bool = True

    def check(self, specification: str, code: str) -> str:
        """The specification as the code spells it; raises `BadSpecification`."""
        text = " ".join(specification.split())
        for value in self.values:
            if same_specification(value) == same_specification(text):
                return value
        if not self.free:
            raise BadSpecification(
                f"{code} does not take the specification {text!r}; allowed are {listing(self.values)}."
            )
        return text


@dataclass(frozen=True, slots=True)
class Code:
    """A code, by a stable `id`; `parent` is the id of the code above, empty at the top.

    `since` is the first day (ISO) on which the code existed, empty for from the start. `retired` codes keep
    their codings and take no new ones. `counterpart` is the id of the same theme in the other mode. `open` codes
    were made while reading, and wait for an analysis session. `former` are paths by which it is still found. `rule`
    says when `qualcode autocode` gives the code.
    """

    id: str
    name: str
    parent: str = ""
    since: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    keywords: tuple[str, ...] = ()
    rule: Rule | None = None
    color: str = ""
    specify: Specify | None = None
    grade: Scale | None = None
    applies: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    counterpart: str = ""
    remark: str = ""
    former: tuple[str, ...] = ()
    open: bool = False
    retired: bool = False

    def __repr__(self) -> str:
        """Its id, name and parent, and of the rest what says most."""
        marks = [name for name in ("open", "retired") if getattr(self, name)]
        told = [repr(self.id), repr(self.name), *([f"parent={self.parent!r}"] if self.parent else []), *marks]
        return f"Code({', '.join(told)})"

    def _repr_html_(self) -> str:
        lists = {"include": self.include, "exclude": self.exclude, "keywords": self.keywords}
        examples = [f"{paragraph(kind, quiet=True)}{blockquote(each)}" for kind in self.examples
                    for each in self.examples[kind]]  # fmt: skip
        about = facts({**lists, "since": self.since, "remark": self.remark})
        return card(heading(self.name), paragraph(self.definition), about, *examples)

    def written(self) -> dict[str, Any]:
        """What is said of the code beside its name, its place and whether it is retired, in plain values as files and
        the database keep them; empty fields left out."""
        fields = {
            "since": self.since,
            "definition": self.definition,
            "include": list(self.include),
            "exclude": list(self.exclude),
            "examples": {kind: list(texts) for kind, texts in self.examples.items()},
            "keywords": list(self.keywords),
            "rule": self.rule.written() if self.rule else None,
            "color": self.color,
            "specify": {"values": list(self.specify.values), "free": self.specify.free} if self.specify else None,
            "grade": {"min": self.grade.minimum, "max": self.grade.maximum} if self.grade else None,
            "applies": {name: list(values) for name, values in self.applies.items()},
            "counterpart": self.counterpart,
            "remark": self.remark,
            "former": list(self.former),
            "open": self.open,
        }
        return {name: value for name, value in fields.items() if value}

    def read_value(self, value: str | float | Grade | None, path: str) -> Grade | None:
        """The grade in `value`, checked against what this code takes; raises `BadGrade`."""
        if value is None or value == "":
            return None
        if self.grade is None:
            raise BadGrade(
                f"{path} takes no grade, and a value {str(value)!r} was given. Leave the value out, or give the code "
                "'grade: {min: 1, max: 10}' in the codebook."
            )
        return read_grade(value, self.grade)

    def read_specification(self, specification: str, path: str) -> str:
        """The specification, checked against what this code takes; raises `BadSpecification`."""
        if not specification.strip():
            return ""
        if self.specify is None:
            raise BadSpecification(
                f"{path} takes no specification, and {specification.strip()!r} was given. Leave it out, or give the "
                "code 'specify: true' in the codebook."
            )
        return self.specify.check(specification, path)


def check_level(level: int | None) -> None:
    """Raises `UnknownOption` for what is no level of a tree: 1 is the top, None all of it."""
    if level is not None and (not isinstance(level, int) or level < 1):
        raise UnknownOption("The level", level, ["1", "2", "3", "…"])


def split_path(path: str) -> tuple[str, ...]:
    r"""The names in a code path; `\/` is a slash in a name and `\\` a backslash.

    >>> split_path(r"Uitvoering/In\/uitstroom")
    ('Uitvoering', 'In/uitstroom')
    """
    names, name, letters = [], "", iter(path)
    for letter in letters:
        if letter == "\\":
            after = next(letters, "")
            name += after if after in ("/", "\\") else letter + after
        elif letter == "/":
            names.append(name.strip())
            name = ""
        else:
            name += letter
    return (*names, name.strip())


def join_path(names: Iterable[str]) -> str:
    """The opposite of `split_path`."""
    return "/".join(name.replace("\\", "\\\\").replace("/", "\\/") for name in names)


@dataclass(frozen=True)
class Codebook:
    """The code tree: `codes` in depth-first order, a parent before its children.

    >>> tree = Codebook(codes=(Code("a", "Uitvoering"), Code("b", "Borging", parent="a")))
    >>> tree.path("b"), tree.find("Borging").id
    ('Uitvoering/Borging', 'b')
    """

    codes: tuple[Code, ...] = ()
    name: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for code in self.codes:
            if code.id in seen:
                raise QualcodeError(f"Two codes have the id {code.id!r}; ids must differ.")
            if code.parent and code.parent not in seen:
                raise QualcodeError(f"The code {code.name!r} stands before its parent {code.parent!r}.")
            seen.add(code.id)

    def __repr__(self) -> str:
        return f"<Codebook {self.name!r}: {len(self)} codes>"

    def _repr_html_(self) -> str:
        """The tree, with the definitions of its codes."""
        retired = [code.name for code in self.codes if code.retired]
        gone = f"retired: {', '.join(retired)}" if retired else ""
        return card(heading(f"{self.name} ({len(self)})"), self._branch(""), notes(gone))

    def _branch(self, above: str) -> str:
        """The living codes below one, as a list of lists."""
        lines = []
        for code in self.children(above):
            if not code.retired:
                told = f' <span class="qc-quiet">{escape(code.definition)}</span>' if code.definition else ""
                lines.append(f"<li>{escape(code.name)}{told}{self._branch(code.id)}</li>")
        return f"<ul>{''.join(lines)}</ul>" if lines else ""

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code_id: object) -> bool:
        return code_id in self._by_id

    def __getitem__(self, code_id: str) -> Code:
        return self._by_id[code_id]

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        names: dict[str, tuple[str, ...]] = {}
        for code in self.codes:
            names[code.id] = (*names.get(code.parent, ()), code.name)
        return names

    @cached_property
    def _children(self) -> dict[str, list[Code]]:
        children: dict[str, list[Code]] = {}
        for code in self.codes:
            children.setdefault(code.parent, []).append(code)
        return children

    def names(self, code_id: str) -> tuple[str, ...]:
        """The names from the top down to the code."""
        return self._names[code_id]

    def path(self, code_id: str) -> str:
        r"""How people name the code: `Uitvoering/Statusquo/Vrijwilligers`."""
        return join_path(self._names[code_id])

    def depth(self, code_id: str) -> int:
        """1 for a code at the top."""
        return len(self._names[code_id])

    def children(self, code_id: str = "") -> list[Code]:
        return self._children.get(code_id, [])

    def subtree(self, code_id: str) -> list[Code]:
        """The code and everything below it, in the codebook's order."""
        return [self[code_id], *(each for child in self.children(code_id) for each in self.subtree(child.id))]

    def ancestors(self, code_id: str) -> list[Code]:
        """The codes above, from the parent up."""
        parent = self[code_id].parent
        return [self[parent], *self.ancestors(parent)] if parent else []

    def find_all(self, path: str, *, giving: bool = False) -> list[Code]:
        """All codes a name may mean: an id or a whole path means one code, else the last parts of a path mean
        every code that ends so. Case counts only when it must. With a slash before it, as in queries (`/Samenwerking`),
        it is a whole path where there is one, in whatever capitals. A path that a code had before means it where
        nothing else does, and retired codes come last. Raises `UnknownCode` with the nearest; where somebody gives it
        to a passage (`giving`), with how to make a new one."""
        if path in self._by_id:
            return [self[path]]
        name = path.removeprefix("/")
        wanted = split_path(name)
        found = self._from_the_top(wanted) if name != path else []
        found = found or self._ending(wanted, {code.id: [self._names[code.id]] for code in self.codes})
        living = [code for code in found if not code.retired]
        found = living or self._ending(wanted, self._former) or found
        if not found:
            raise UnknownCode(path, self._nearest(wanted), giving=giving)
        return found

    def _from_the_top(self, wanted: tuple[str, ...]) -> list[Code]:
        """The codes still used with this whole path, in other capitals if need be."""
        for fold in (str, str.casefold):
            parts = [fold(name) for name in wanted]
            found = [
                code
                for code in self.codes
                if not code.retired and [fold(each) for each in self.names(code.id)] == parts
            ]
            if found:
                return found
        return []

    def _ending(self, wanted: tuple[str, ...], paths: Mapping[str, Sequence[tuple[str, ...]]]) -> list[Code]:
        """The codes with a path that is, or else that ends with, what is wanted; in other capitals if need be."""
        for fold in (str, str.casefold):
            parts = tuple(fold(name) for name in wanted)
            ends = {each: [tuple(fold(name) for name in names) for names in every] for each, every in paths.items()}
            whole = [self[each] for each, every in ends.items() if parts in every]
            ending = [
                self[each] for each, every in ends.items() if any(names[-len(parts) :] == parts for names in every)
            ]
            if whole or ending:
                return whole or ending
        return []

    @cached_property
    def _former(self) -> dict[str, list[tuple[str, ...]]]:
        return {
            code.id: [split_path(path) for path in code.former]
            for code in self.codes
            if code.former and not code.retired
        }

    def find(self, path: str, *, giving: bool = False) -> Code:
        """The one code a path means; raises `UnknownCode` (see `find_all`) or `AmbiguousCode`."""
        found = self.find_all(path, giving=giving)
        if len(found) > 1:
            raise AmbiguousCode(path, [self.path(code.id) for code in found])
        return found[0]

    def _nearest(self, wanted: tuple[str, ...], limit: int = 5) -> list[str]:
        def likeness(code: Code) -> float:
            tail = "/".join(self._names[code.id][-len(wanted) :]).casefold()
            return SequenceMatcher(None, tail, "/".join(wanted).casefold()).ratio()

        ranked = sorted((code for code in self.codes if not code.retired), key=likeness, reverse=True)
        return [self.path(code.id) for code in ranked[:limit]]
