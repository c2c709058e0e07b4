"""The suggestions that were handed to a page, kept until somebody answers them.

A page answers by the id of what it was handed, and cannot answer anything else: what becomes a coding, its probability
and its source are what the machine said, and not what a request says it said.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from qualcode.errors import NotPossible, QualcodeError
from qualcode.intake import Watch
from qualcode.model import Suggestion

#: So many suggestions are kept for a coder; of more, those that were handed out longest ago are dropped.
ROOM = 5_000
_NAMES = uuid.UUID("6a1f0a86-3a0e-4a7e-9c1c-2f3a0f8f2a11")


class NotLaid(NotPossible):
    """An answer to a suggestion that was not handed out, or is not kept any more."""

    def __init__(self) -> None:
        super().__init__(
            "This suggestion is not on the desk any more: the server was started anew, or it was long ago. Ask for "
            "suggestions again."
        )


@dataclass(frozen=True, slots=True)
class Laid:
    """A suggestion with its rank among those of its passage."""

    suggestion: Suggestion
    rank: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the texts are read that suggestions rest on. `of` is 0 where nothing is counted."""

    ready: bool
    done: int = 0
    of: int = 0


class Tray:
    """What was handed to one coder."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Laid] = OrderedDict()
        self._noted: set[str] = set()
        self._lock = Lock()
        self._reader: Thread | None = None
        self._read = ""
        self._count = (0, 0)

    # --- reading the texts -------------------------------------------------------------------------------------

    def read(self, unit: str, work: Callable[[Watch], None]) -> Reading:
        """Begin to read the texts, cut in these units, unless that was done or is being done; how far it is."""
        with self._lock:
            if self._reader is None and self._read != unit:
                self._reader = Thread(target=self._reading, args=(unit, work), daemon=True)
                self._reader.start()
        return Reading(self._reader is None, *self._count)

    def _reading(self, unit: str, work: Callable[[Watch], None]) -> None:
        try:
            work(self.watch)
        except QualcodeError:
            pass  # who asks for suggestions then is told
        finally:
            self._read, self._count, self._reader = unit, (0, 0), None

    def watch(self, items: Sequence[Any], _name: str) -> Iterator[Any]:
        """Goes over items, and keeps how far it is."""
        for at, item in enumerate(items):
            self._count = (at, len(items))
            yield item

    # --- what was handed out -----------------------------------------------------------------------------------

    def lay(self, suggestion: Suggestion, rank: int) -> str:
        """Keep a suggestion; its id. The same one has the same id again."""
        name = f"{suggestion.document} {suggestion.span} {suggestion.quote} {suggestion.code} {rank} {suggestion.p!r}"
        key = str(uuid.uuid5(_NAMES, f"{name} {suggestion.source}"))
        with self._lock:
            self._kept[key] = Laid(suggestion, rank)
            self._kept.move_to_end(key)
            while len(self._kept) > ROOM:
                gone, _laid = self._kept.popitem(last=False)
                self._noted.discard(gone)
        return key

    def taken(self, ids: Iterable[str]) -> list[Laid]:
        """What these ids were given to; raises `NotLaid`."""
        with self._lock:
            found = [self._kept.get(each) for each in ids]
        if None in found:
            raise NotLaid
        return [each for each in found if each is not None]

    def not_noted(self, ids: Sequence[str]) -> list[Laid]:
        """Those that were not noted as shown before (see `noted`); raises `NotLaid`."""
        once = list(dict.fromkeys(ids))
        found = self.taken(once)
        with self._lock:
            return [laid for key, laid in zip(once, found, strict=True) if key not in self._noted]

    def noted(self, ids: Iterable[str]) -> None:
        """Remember that these were noted as shown."""
        with self._lock:
            self._noted.update(each for each in ids if each in self._kept)


class Trays:
    """The trays of a room, one per coder."""

    def __init__(self) -> None:
        self._trays: dict[str, Tray] = {}

    def of(self, coder: str) -> Tray:
        return self._trays.setdefault(coder, Tray())
