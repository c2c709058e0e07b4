"""How a summary stands to what it rests on: whether that is still what it was when somebody last said that it holds.

A summary of a cell rests on quotations: those that belong to the cell and those it cites. One of the second level rests
on summaries. What either was is remembered by a mark of its words (a piece of a hash), never by the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from qualcode.i18n import Language


class State(StrEnum):
    """How a cell stands."""

    WRITTEN = "written"  # and what it rests on is as it was when it was checked
    STALE = "stale"
    UNCHECKED = "not checked yet"  # written, and nobody has said yet that it holds
    OPEN = "no summary yet"  # there is something to write of
    EMPTY = "empty"  # there is nothing, for a reason


@dataclass(frozen=True, slots=True)
class Note:
    """What is written: the text, its file (from the project's folder), a mark of the file's bytes (empty without one),
    and the labels it cites."""

    text: str = ""
    path: str = ""
    mark: str = ""
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rests:
    """What a summary rests on: the quotations that belong to its cell (labels), others that it cites, and summaries
    (their keys), each with a mark of its words."""

    quotations: Mapping[str, str] = field(default_factory=dict)
    cited: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to write of."""
        return bool(self.quotations or self.summaries)


@dataclass(frozen=True, slots=True)
class Checked:
    """That somebody said on a day (ISO) that a text (its mark) holds, and what it rested on then."""

    text: str
    day: str = ""
    by: str = ""
    rests: Rests = field(default_factory=Rests)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different since a summary was checked: what came, went (is gone, or belongs there no more) and has other
    words, by label or key; `gone` are cited quotations that are not there or are orphaned. `edited`: the text is
    another."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    edited: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.gone)


def mark(words: str) -> str:
    """A mark of some words: the same words, the same mark; space at either end aside.

    >>> mark("De lunches liepen.") == mark("De lunches liepen.\\n"), len(mark("x"))
    (True, 10)
    """
    return sha256(words.strip().encode("utf-8", "surrogatepass")).hexdigest()[:10]


def changes(note: Note, now: Rests, checked: Checked | None) -> Changes:
    """What changed since a summary was checked; of one that never was only what it cites and is not there."""
    gone = tuple(label for label in note.cited if label not in now.quotations and label not in now.cited)
    if checked is None:
        return Changes(gone=gone)
    then = checked.rests
    pairs = ((now.quotations, then.quotations), (now.summaries, then.summaries))
    known = {**then.cited, **then.quotations, **then.summaries}
    today = {**now.cited, **now.quotations, **now.summaries}
    return Changes(
        added=tuple(each for new, old in pairs for each in new if each not in old and each not in note.cited),
        removed=tuple(each for new, old in pairs for each in old if each not in new and each not in gone),
        changed=tuple(each for each in today if each in known and today[each] != known[each]),
        gone=gone,
        edited=checked.text != mark(note.text),
    )


def state_of(note: Note, now: Rests, checked: Checked | None, found: Changes) -> State:
    """How a cell stands. A citation of what is not there makes any text stale: no check can mend that."""
    if not note.text.strip():
        return State.OPEN if now else State.EMPTY
    if found:
        return State.STALE
    return State.WRITTEN if checked is not None else State.UNCHECKED


def state_text(state: State, _: Language) -> str:
    """A state in the project's language."""
    return {
        State.WRITTEN: _("written"),
        State.STALE: _("to be looked at again"),
        State.UNCHECKED: _("not checked yet"),
        State.OPEN: _("no summary yet"),
        State.EMPTY: _("empty"),
    }[state]


#: So many labels are named of each change.
_NAMED = 6


def changes_text(found: Changes, _: Language, names: Mapping[str, str] | None = None) -> str:
    """What changed, in words. `names` are those of keys of summaries; what is not in it is a quotation's label."""
    known = names or {}
    parts = []
    for keys, sort in ((found.added, "added"), (found.removed, "removed"), (found.changed, "changed")):
        labels = [key for key in keys if key not in known]
        summaries = [known[key] for key in keys if key in known]
        parts += [_labels_text(sort, labels, _)] if labels else []
        parts += [_summaries_text(sort, summaries, _)] if summaries else []
    if found.gone:
        parts.append(_("cited and not there, or orphaned: %(labels)s", labels=_.some(found.gone, _NAMED)))
    if found.edited and found:
        parts.append(_("the text was edited since"))
    return "; ".join(parts)


def _labels_text(sort: str, labels: Sequence[str], _: Language) -> str:
    values = {"labels": _.some(labels, _NAMED)}
    count = len(labels)
    return {
        "added": _.plural(
            "%(count)s quotation new: %(labels)s", "%(count)s quotations new: %(labels)s", count, **values
        ),
        "removed": _.plural(
            "%(count)s quotation not there any more: %(labels)s",
            "%(count)s quotations not there any more: %(labels)s",
            count,
            **values,
        ),
        "changed": _.plural(
            "%(count)s quotation with other words: %(labels)s",
            "%(count)s quotations with other words: %(labels)s",
            count,
            **values,
        ),
    }[sort]


def _summaries_text(sort: str, names: Sequence[str], _: Language) -> str:
    named = _.some(names, _NAMED)
    return {
        "added": _("summary new: %(names)s", names=named),
        "removed": _("summary gone: %(names)s", names=named),
        "changed": _("summary changed: %(names)s", names=named),
    }[sort]
