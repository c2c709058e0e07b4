"""YAML with version 1.2's scalars, line numbers kept for errors.

`NO` is a word, `2022-09-29` is a word, `0o17` is a number; duplicate keys, unknown tags and cycles are errors.
A file is read into `Entry` values, which know their line and complain in sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from qualcode.errors import FileError, did_you_mean, listing, shorten

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

_TAG = "tag:yaml.org,2002:"
_SCALARS: list[tuple[str, re.Pattern[str], str]] = [
    ("null", re.compile(r"(?:~|null|Null|NULL|)\Z"), "~nN\0"),
    ("bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), "tTfF"),
    ("int", re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z"), "-+0123456789"),
    (
        "float",
        re.compile(
            r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
        ),
        "-+.0123456789",
    ),
]


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the scalars of YAML 1.2's core schema."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012  # PyYAML keeps it on the class


class _Dumper(yaml.SafeDumper):
    """Writes so that readers of YAML 1.1 and 1.2 see the same: what either takes for a non-word is quoted."""

    yaml_implicit_resolvers: Any = {  # noqa: RUF012
        key: list(value) for key, value in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Text with a line end of YAML 1.1 that is none of 1.2 goes in double quotation marks, where it is escaped."""
    style = '"' if re.search("[\r\x85\u2028\u2029]", text) else None
    return dumper.represent_scalar(_TAG + "str", text, style=style)


_Dumper.add_representer(str, _represent_text)
for _name, _pattern, _first in _SCALARS:
    letters = ["" if letter == "\0" else letter for letter in _first]
    _Loader.add_implicit_resolver(_TAG + _name, _pattern, letters)
    _Dumper.add_implicit_resolver(_TAG + _name, _pattern, letters)


def _scalar(tag: str, text: str) -> Plain:
    """The value of a plain scalar whose tag was found by the patterns above."""
    if tag == _TAG + "null":
        return None
    if tag == _TAG + "bool":
        return text.lower() == "true"
    if tag == _TAG + "int":
        return int(text, 0) if text.startswith(("0o", "0x")) else int(text)
    if tag == _TAG + "float":
        return float(re.sub(r"\.(inf|nan)", r"\1", text.lower()))
    return text


@dataclass(frozen=True)
class Entry:
    """A value in a YAML file, with its place. The readers below raise `FileError`."""

    value: Plain | list[Entry] | dict[str, Entry]
    path: Path
    line: int
    name: str = ""
    raw: str = ""

    def error(self, message: str) -> FileError:
        return FileError(self.path, message, line=self.line)

    def plain(self) -> Plain:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: each.plain() if isinstance(each, Entry) else each for key, each in self.value.items()}
        if isinstance(self.value, list):
            return [each.plain() if isinstance(each, Entry) else each for each in self.value]
        return self.value

    @property
    def called(self) -> str:
        return f"'{self.name}'" if self.name else "this"

    def mapping(self, allowed: Iterable[str] | None = None) -> dict[str, Entry]:
        """Names to values; with `allowed`, another name is an error that gives the nearest."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.error(f"{self.called} should hold names and values ('name: value'), not {self._shown()}.")
        entries = {key: each for key, each in self.value.items() if isinstance(each, Entry)}
        names = None if allowed is None else list(allowed)
        for key, each in entries.items():
            if names is not None and key not in names:
                hint = did_you_mean(key, names)
                raise each.error(f"There is no setting '{key}' here.{hint} Allowed: {listing(names, 30)}.")
        return entries

    def entries(self) -> list[Entry]:
        """The items of a list."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.error(f"{self.called} should be a list, not {self._shown()}.")
        return [each for each in self.value if isinstance(each, Entry)]

    def text(self) -> str:
        """A text; a number is taken as it is written (`007` stays `007`)."""
        if isinstance(self.value, (str, int, float)) and not isinstance(self.value, bool):
            return self.raw.strip()
        raise self.error(f"{self.called} should be a text, not {self._shown()}. Put it in quotation marks.")

    def filled(self) -> str:
        """A text that is not empty."""
        text = self.text()
        if not text:
            raise self.error(f"{self.called} is empty.")
        return text

    def texts(self) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        if self.value is None:
            return ()
        if isinstance(self.value, list):
            return tuple(each.text() for each in self.entries())
        return (self.text(),)

    def choice(self, allowed: Iterable[str]) -> str:
        text, names = self.text(), list(allowed)
        if text not in names:
            raise self.error(f"{self.called} is {text!r}; allowed are {listing(names)}.{did_you_mean(text, names)}")
        return text

    def flag(self) -> bool:
        if isinstance(self.value, bool):
            return self.value
        raise self.error(f"{self.called} should be true or false, not {self._shown()}.")

    def number(self) -> float:
        if isinstance(self.value, (int, float)) and not isinstance(self.value, bool) and math.isfinite(self.value):
            return self.value
        raise self.error(f"{self.called} should be a number, not {self._shown()}.")

    def _shown(self) -> str:
        kinds = {
            dict: "names and values",
            list: "a list",
            type(None): "nothing",
            bool: f"{self.value}".lower(),
        }
        return kinds.get(type(self.value), f"{self.value!r}")


def read(text: str, path: Path | str, *, first_line: int = 1) -> Entry:
    """Read one YAML document; `first_line` is the line of the file on which `text` begins."""
    path = Path(path)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        line = (mark.line if mark else 0) + first_line
        raise FileError(
            path, f"This is no valid YAML: {_in_words(str(err.problem or err.context))}.", line=line
        ) from err
    except yaml.YAMLError as err:
        raise FileError(path, f"This is no valid YAML: {str(err).splitlines()[0]}.") from err
    if node is None:
        return Entry(None, path, first_line)
    return _entry(node, path, first_line, "", ())


def _in_words(problem: str) -> str:
    """What the parser says, and for the common slips what to do."""
    hints = {
        "'\\t'": "a tab stands here; indent with spaces",
        "mapping values are not allowed": "a second ': ' stands on this line; put the text in quotation marks",
        "undefined alias": "a word that begins with * goes in quotation marks",
        "expected <block end>": "this line is indented otherwise than those it belongs to",
    }
    return next((hint for sign, hint in hints.items() if sign in problem), problem)


def _entry(node: yaml.Node, path: Path, first_line: int, name: str, above: tuple[yaml.Node, ...]) -> Entry:
    line = node.start_mark.line + first_line
    if any(node is each for each in above):
        raise FileError(path, "An alias (*name) refers to what it stands in.", line=line)
    above = (*above, node)
    if isinstance(node, yaml.MappingNode):
        return Entry(_mapping(node, path, first_line, above), path, line, name)
    if isinstance(node, yaml.SequenceNode):
        items = [_entry(each, path, first_line, name, above) for each in node.value]
        return Entry(list(items), path, line, name)
    known = {_TAG + each for each in ("null", "bool", "int", "float", "str")}
    if node.tag not in known:
        raise FileError(path, f"The tag {node.tag!r} is not allowed; leave it out.", line=line)
    text = _joined(node.value, path, line)
    try:
        return Entry(_scalar(node.tag, text), path, line, name, text)
    except ValueError as err:
        raise FileError(path, f"{text!r} is not what its tag {node.tag!r} says.", line=line) from err


def _joined(text: str, path: Path, line: int) -> str:
    r"""A text with signs beyond U+FFFF that are written as JSON does, in two halves (`"\ud83d\ude42"`), as one sign
    each; a half alone is no sign, and an error."""
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as err:
        shown = re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", shorten(text, 60))
        raise FileError(
            path,
            f'Half a sign stands in "{shown}": an escape from \\ud800 to \\udfff is one of two that make an emoji or a '
            "rare letter. Write the sign itself, or both halves.",
            line=line,
        ) from err


def _mapping(node: yaml.MappingNode, path: Path, first_line: int, above: tuple[yaml.Node, ...]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for key, value in node.value:
        line = key.start_mark.line + first_line
        if not isinstance(key, yaml.ScalarNode):
            raise FileError(path, "A name before ':' should be a word, not a list or a mapping.", line=line)
        name = _joined(key.value, path, line)
        if name in entries:
            raise FileError(path, f"'{name}' stands here twice (first on line {entries[name].line}).", line=line)
        entry = _entry(value, path, first_line, name, above)
        entries[name] = Entry(entry.value, path, line, name, entry.raw)
    return entries


def write(value: Plain) -> str:
    """The value as YAML, names in their order, at most about 110 characters a line."""
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, indent=2)
    return text
