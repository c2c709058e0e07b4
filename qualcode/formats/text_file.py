"""Markdown and plain text, with or without YAML front matter. Both are stored as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from qualcode.formats import yaml12
from qualcode.formats.decode import decode
from qualcode.formats.yaml12 import Entry

SUFFIXES = (".md", ".txt")


@dataclass(frozen=True)
class RawDocument:
    """What a file holds before the project's settings are laid beside it: front matter and text."""

    path: Path
    text: str
    front: dict[str, Entry] = field(default_factory=dict)


def read(data: bytes, path: Path) -> RawDocument:
    """Read one file; raises `FileError`."""
    whole = decode(data, path)
    front, text = split_front_matter(whole)
    if front is None:
        return RawDocument(path, whole)
    entry = yaml12.read(front, path, first_line=2)
    if not isinstance(entry.value, dict) and entry.value is not None:
        return RawDocument(path, whole)  # a text that begins with a rule (---) and goes on as a text
    if not text.strip():
        raise entry.error("There is no text under the front matter.")
    return RawDocument(path, text, entry.mapping())


def split_front_matter(whole: str) -> tuple[str | None, str]:
    """The front matter, or None, and what follows the newline after its closing `---`."""
    first = re.match(r"---[ \t]*\n", whole)
    if first is None:
        return None, whole
    begin = at = first.end()
    while at < len(whole):
        end = whole.find("\n", at)
        line = whole[at : end if end >= 0 else len(whole)]
        if line.rstrip() == "---":
            return whole[begin:at], whole[end + 1 :] if end >= 0 else ""
        if end < 0:
            break
        at = end + 1
    return None, whole
