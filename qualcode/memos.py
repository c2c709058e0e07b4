"""What people note while they work: memos on the project (a research diary), on documents, codes and quotations.

project.memo("Every coach calls first.", coder="ann", document="KAF2.4.1")
[note.text for note in notes(project, words="calls")]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.errors import NotPossible, UnknownMemo, UnknownQuotation
from qualcode.model import Anchor, Memo, MemoOn
from qualcode.reader import Reader
from qualcode.reports.prose import tree
from qualcode.store import memos as store_memos
from qualcode.store import quotes, reading
from qualcode.store.action import Action

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Memos(Reader):
    """The part of a project in which people write memos."""

    def memo(
        self,
        text: str,
        *,
        coder: str,
        document: str | None = None,
        code: str | None = None,
        quotation: str | None = None,
        identity: str = "",
    ) -> Memo:
        """Write a memo about a document, a code, a quotation, or (without any) the project. With an `identity` it has
        that id, and writing the same again changes nothing."""
        named = {MemoOn.DOCUMENT: document, MemoOn.CODE: code, MemoOn.QUOTATION: quotation}
        about = [(on, name) for on, name in named.items() if name is not None]
        if len(about) > 1:
            raise NotPossible("A memo is about one thing: a document, a code or a quotation.")
        on, target = about[0] if about else (MemoOn.PROJECT, "")
        with Action.begin(self._database, "memo", who=coder) as action:
            made = store_memos.write_memo(action, on, target, text, coder, identity=identity)
        return self.memo_with(made)

    def memo_with(self, identity: str) -> Memo:
        """A memo by its id; raises `UnknownMemo`."""
        with self._database.reading() as connection:
            return reading.find_memo(connection, identity)

    def change_memo(self, identity: str, text: str, *, coder: str) -> Memo:
        """Give a memo of one's own another text. Raises `UnknownMemo`, and `NotPossible` for another coder's."""
        with Action.begin(self._database, "change memo", who=coder) as action:
            store_memos.change_memo(action, identity, text, coder)
        return self.memo_with(identity)

    def remove_memo(self, identity: str, *, coder: str) -> None:
        """Remove a memo of one's own. Raises `UnknownMemo`, and `NotPossible` for another coder's."""
        with Action.begin(self._database, "remove memo", who=coder) as action:
            store_memos.remove_memo(action, identity, coder)


@dataclass(frozen=True, slots=True)
class Note:
    """A memo as it is shown. `target` is the id of what it is about, `about` what people call that (a document's id, a
    code's path, a quotation's label), `document` where that is, and `words` those of the quotation; `tree` is the text
    as it reads (see `qualcode.reports.prose`)."""

    id: str
    on: str
    target: str
    about: str
    document: str
    words: str
    coder: str
    text: str
    created: str
    tree: list[Any]


def notes(
    project: Reader, *, on: str = "", target: str = "", words: str = "", coder: str = "", only: str | None = None
) -> list[Note]:
    """The memos, the newest first: those on one sort of thing, on a target (by id, label or path), by a coder, with all
    these words in the text or in what they are about. `only` names the coder who codes blind."""
    with project._database.reading() as connection:
        memos = reading.memos(connection)
        wanted = [each for each in reversed(memos) if (each.coder == coder or not coder) and on in ("", each.on)]
        mine = [each for each in wanted if only is None or each.coder == only]
        named = _Named(connection, mine, only)
    found = [(each, named.about(each)) for each in mine]
    parts = words.casefold().split()
    return [_note(memo, about) for memo, about in found if _is_on(memo, about, target) and _has(memo, about, parts)]


def note(project: Reader, identity: str, *, only: str | None = None) -> Note:
    """A memo as it is shown; raises `UnknownMemo`, for another coder's too where `only` says so."""
    with project._database.reading() as connection:
        memo = reading.find_memo(connection, identity)
        if only is not None and memo.coder != only:
            raise UnknownMemo(identity)
        return _note(memo, _Named(connection, [memo], only).about(memo))


def check_target(project: Reader, on: str, target: str, *, only: str | None) -> None:
    """Raises `UnknownQuotation` for a quotation that who codes blind is not to know of."""
    if on == MemoOn.QUOTATION and only is not None and project.quotation(target).coder != only:
        raise UnknownQuotation(target)


@dataclass(frozen=True, slots=True)
class _About:
    """What a memo is about; all empty where that may not be seen."""

    target: str = ""
    name: str = ""
    document: str = ""
    words: str = ""


class _Named:
    """What memos are about, by the names that people know."""

    def __init__(self, connection: Connection, memos: Sequence[Memo], only: str | None) -> None:
        self.book = reading.code_tree(connection).codebook
        targets = [each.target for each in memos if each.on is MemoOn.QUOTATION]
        keys = list(quotes.named(connection, targets, only).values())
        self.quotations = {each.id: each for each, _ in quotes.with_keys(connection, keys, only)}

    def about(self, memo: Memo) -> _About:
        if memo.on is MemoOn.DOCUMENT:
            return _About(memo.target, memo.target, memo.target)
        if memo.on is MemoOn.CODE and memo.target in self.book:
            return _About(memo.target, self.book.path(memo.target))
        quotation = self.quotations.get(memo.target)
        if quotation is None:
            return _About()
        words = "" if quotation.anchor is Anchor.ORPHANED else quotation.words
        return _About(quotation.id, quotation.label, quotation.document, words)


def _note(memo: Memo, about: _About) -> Note:
    return Note(
        memo.id, str(memo.on), about.target, about.name, about.document, about.words, memo.coder, memo.text,
        memo.created, tree(memo.text),
    )  # fmt: skip


def _is_on(memo: Memo, about: _About, target: str) -> bool:
    if not target:
        return True
    return target in (about.target, about.name) or (memo.on is MemoOn.CODE and about.name.endswith(f"/{target}"))


def _has(memo: Memo, about: _About, parts: list[str]) -> bool:
    text = f"{memo.text}\n{about.name}".casefold()
    return all(part in text for part in parts)
