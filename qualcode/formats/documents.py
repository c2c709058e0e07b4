"""From a file and the project's settings to a `Document`: id, case, attributes, and their contradictions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from qualcode.errors import FileError, did_you_mean, listing
from qualcode.formats import text_file
from qualcode.formats.text_file import RawDocument
from qualcode.formats.yaml12 import Entry
from qualcode.model import INTERVIEW, Document, Settings, Value, id_numbers, id_regex, interview_of

#: Reader per file name ending. A new format is one more module with `read(bytes, path) -> RawDocument`.
READERS = dict.fromkeys(text_file.SUFFIXES, text_file.read)


def is_document(path: Path) -> bool:
    """Whether a file's name says that it can be read as a document."""
    return path.suffix.lower() in READERS and not path.name.startswith((".", "~$"))


def read(data: bytes, path: Path, settings: Settings) -> Document:
    """Read one file into a document; raises `FileError` with what is wrong in it."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileError(
            path,
            f"qualcode does not read {path.suffix or 'this kind of'} files; it reads {listing(READERS)}.",
        )
    return build(reader(data, path), settings)


def build(raw: RawDocument, settings: Settings) -> Document:
    """Lay what the id says beside what the front matter says."""
    identity = raw.path.stem
    attributes: dict[str, Value] = dict(_from_id(identity, raw.path, settings))
    key = settings.case_attribute
    for name, entry in raw.front.items():
        if name == "id":
            _same_id(entry, identity)
        elif name == key or (name == "case" and settings.case.attribute):
            case = _case_key(entry.text(), settings, entry)
            if settings.cases:  # without them the front matter's name is the case, the id's a short form of it
                _agree(entry, key, attributes.get(key), case, identity)
            attributes[key] = case
        else:
            value = _value(entry)
            if value is None:
                continue
            _check_value(entry, name, value)
            _agree(entry, name, attributes.get(name), value, identity)
            if attributes.get(name) is None:  # what the id says stands: its 3 is a number, a quoted '3' is not
                attributes[name] = value
    case = str(attributes.pop(key, "") or "")
    if not case and not settings.case.attribute:
        case = identity
    return Document(
        id=identity,
        text=raw.text,
        case=case,
        kind=str(attributes.pop("kind", None) or INTERVIEW).strip().lower(),
        interview=str(attributes.pop("interview", None) or interview_of(identity)),
        attributes=attributes,
        path=raw.path.as_posix(),
    )


def _from_id(identity: str, path: Path, settings: Settings) -> Mapping[str, Value]:
    if not settings.id_pattern:
        return {}
    found = id_regex(settings.id_pattern).fullmatch(identity)
    if found is None:
        raise FileError(
            path,
            f"The name {identity!r} does not fit the pattern {settings.id_pattern!r} of qualcode.yaml "
            "(documents: id:). Rename the file, or change the pattern.",
        )
    numbers = id_numbers(settings.id_pattern)
    parts: dict[str, Value] = {}
    for name, text in found.groupdict().items():
        if name in ("case", settings.case_attribute):
            parts[settings.case_attribute] = _case_key(text, settings, Entry(text, path, 0, name, text))
        else:
            parts[name] = int(text) if name in numbers else text
    return parts


def _case_key(name: str, settings: Settings, entry: Entry) -> str:
    """The key of the case that is meant, by key or by name."""
    if not settings.cases:
        return name
    for key, full in settings.cases.items():
        if name.casefold() in (key.casefold(), full.casefold()):
            return key
    known = [f"{key} ({full})" for key, full in settings.cases.items()]
    hint = did_you_mean(name, [*settings.cases, *settings.cases.values()])
    raise FileError(
        entry.path,
        f"The case {name!r} is not one of this project's: {listing(known)}.{hint} "
        "Mend it, or add the case to qualcode.yaml.",
        line=entry.line or None,
    )


def _value(entry: Entry) -> Value:
    if isinstance(entry.value, dict):
        raise entry.error(f"{entry.called} should be a value or a list, not names and values.")
    if isinstance(entry.value, list):
        return tuple(_value(each) for each in entry.entries())
    return entry.value.strip() if isinstance(entry.value, str) else entry.value


def _check_value(entry: Entry, name: str, value: Value) -> None:
    """What is surely a slip of the pen: a day that is none, a kind almost called interview."""
    text = str(value)
    if name == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            date.fromisoformat(text)
        except ValueError as err:
            raise entry.error(f"There is no day {text}: write date: YYYY-MM-DD.") from err
    if name == "kind" and text.lower() != INTERVIEW and get_close_matches(text.lower(), [INTERVIEW], cutoff=0.8):
        raise entry.error(f"The kind is {text!r}. Did you mean {INTERVIEW}? Only interviews count in n of m.")


def _agree(entry: Entry, name: str, from_id: Value, given: Value, identity: str) -> None:
    if from_id is None or str(from_id).casefold() == str(given).casefold():
        return
    raise entry.error(
        f"The front matter says {name}: {given}, and the id {identity} says {from_id}. "
        "Mend the front matter, or rename the file."
    )


def _same_id(entry: Entry, identity: str) -> None:
    if entry.text() != identity:
        raise entry.error(
            f"The front matter says id: {entry.text()}, and the file is called {identity}. Give both the same name."
        )
