"""A document written as a file: what is known of it as front matter, and its text."""

from __future__ import annotations

from qualcode.formats import yaml12
from qualcode.formats.yaml12 import Plain
from qualcode.model import Document, Settings, Value, id_regex


def write(document: Document, settings: Settings) -> bytes:
    """The document as a file called by its id; reading that gives the same text, id, case, kind, interview and
    attributes. What the id says by itself is left to the id."""
    front: dict[str, Plain] = {}
    if document.case:
        front[settings.case_attribute] = document.case
    said = _said_by_id(document, settings)
    front.update({name: _plain(value) for name, value in document.attributes.items() if name not in said})
    front["interview"] = document.interview
    front["kind"] = document.kind
    return f"---\n{yaml12.write(front)}---\n{document.text}".encode()


def _said_by_id(document: Document, settings: Settings) -> frozenset[str]:
    """The names that the id gives a value."""
    if not settings.id_pattern:
        return frozenset()
    found = id_regex(settings.id_pattern).fullmatch(document.id)
    return frozenset(found.groupdict()) if found else frozenset()


def _plain(value: Value) -> Plain:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
