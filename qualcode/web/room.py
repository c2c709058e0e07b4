"""A project that is being served: opened for quick work, for slow and for suggestions; who may come in; the language.

Who opens the printed address is let in by a token that works once, and from then on by a signed cookie. The cookie says
who codes and whether blind; its key lies in the project's hidden folder, so that a page that is open finds its server
again after a restart, as long as it is served for the same coder.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Semaphore

from qualcode.errors import QualcodeError, UnknownOption, WrongUsage
from qualcode.i18n import Language, language
from qualcode.model import LANGUAGES
from qualcode.project import Project, open_project
from qualcode.store import folder, suggestions
from qualcode.web.tray import Trays

KEY_FILE = Path(".qualcode") / "serve.key"
#: So many requests may wait for slow work, and as many for suggestions. Each holds one of the server's 40 threads.
WAITING = 8


class Blind(QualcodeError):
    """Asked by somebody who codes blind, for what they are not to see yet."""

    def __init__(self, coder: str) -> None:
        super().__init__(
            f"{coder} codes blind: suggestions and the work of other coders are shown when that is done and the "
            "documents are marked done."
        )


class NobodyCodes(QualcodeError):
    """A change asked for by somebody who is only looking."""

    def __init__(self) -> None:
        super().__init__(
            "You are only looking: nothing is changed. Choose who codes at the top of the page, or start with "
            "qualcode serve --coder NAME."
        )


class Busy(QualcodeError):
    """Asked while so much is waiting already that there would be nobody left to answer who tags."""

    def __init__(self) -> None:
        super().__init__("The workbench is busy with what was asked before. Try again in a moment.")


class Door:
    """Lets one in at a time. So many may wait before it; the next is sent away with `Busy`."""

    def __init__(self, waiting: int | None = None) -> None:
        self.lock = Lock()
        self._places = None if waiting is None else Semaphore(waiting + 1)  # and the one who is in

    @contextmanager
    def entered(self) -> Iterator[None]:
        if self._places is not None and not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self.lock:
                yield
        finally:
            if self._places is not None:
                self._places.release()


@dataclass(frozen=True, slots=True)
class Guest:
    """Who sits behind a browser: the coder's name, empty for somebody who is only looking."""

    coder: str = ""
    blind: bool = False


class Room:
    """A served project. `coder` is None where the guest chooses. Raises `NotAProject` and what opening raises."""

    def __init__(self, root: Path | str, *, coder: str | None = None, blind: bool = False, lang: str = "") -> None:
        self._quick = open_project(root)
        self._slow = Project(self._quick.root)
        self._desk = Project(self._quick.root)
        self._doors = (Door(), Door(WAITING), Door(WAITING))
        self.trays = Trays()
        self.root = self._quick.root
        self.coder, self.blind = coder, blind
        self.language: Language = language(self._quick.settings, lang)
        self.port = 0  # set when the socket is open
        self._key = _key(self.root / KEY_FILE)
        self._tokens: set[str] = set()
        self.on_spent: Callable[[], None] = lambda: None  # called when a token let somebody in

    def close(self) -> None:
        self._doors[2].lock.acquire(timeout=2)  # texts may still be being read there
        self._quick.close()
        self._slow.close()
        self._desk.close()

    # --- the project -------------------------------------------------------------------------------------------

    @contextmanager
    def quick(self) -> Iterator[Project]:
        """The project for what a person waits for while tagging; one request at a time."""
        with self._doors[0].entered():
            yield self._quick

    @contextmanager
    def slow(self) -> Iterator[Project]:
        """The same project opened once more, for what takes longer: matrices, chapters, searches. Raises
        `Busy` where too many wait for it."""
        with self._doors[1].entered():
            yield self._slow

    @contextmanager
    def desk(self) -> Iterator[Project]:
        """The project once more, for suggestions: the first may take a minute, and nothing else is to wait for them.
        Raises `Busy` where too many wait."""
        with self._doors[2].entered():
            yield self._desk

    def version(self) -> int:
        """The version of the data; needs no waiting for other requests."""
        return self._quick.version()

    def must_code_blind(self, coder: str) -> bool:
        """Whether a coder still has documents to code blind."""
        with self._quick._database.reading() as connection:
            return bool(suggestions.codes_blind(connection, coder))

    # --- who comes in ------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        return self._quick.settings.title

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers tell cookies apart by host and not by port."""
        return f"qualcode-{self.port}"

    def new_address(self) -> str:
        """An address that lets one browser in, once."""
        token = secrets.token_urlsafe(32)
        self._tokens.add(token)
        return f"{self.origin}/?token={token}"

    def spend(self, token: str) -> bool:
        """Whether a token lets somebody in; it does so once."""
        asked = token.encode("utf-8", "surrogatepass")
        found = next((each for each in self._tokens if hmac.compare_digest(each.encode(), asked)), None)
        if found is None:
            return False
        self._tokens.discard(found)
        self.on_spent()
        return True

    @property
    def choosing(self) -> bool:
        """Whether the guest says who codes; otherwise that was said when the server was started."""
        return self.coder is None

    def first_guest(self) -> Guest:
        return Guest(self.coder or "", self.blind)

    def signed(self, guest: Guest) -> str:
        """The cookie's value for a guest."""
        body = base64.urlsafe_b64encode(json.dumps([guest.coder, guest.blind]).encode()).decode()
        return f"{body}.{self._signature(body)}"

    def guest(self, cookie: str) -> Guest | None:
        """Who a cookie was given to; None for one that is not ours, or was given out for another coder."""
        body, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return None
        try:
            coder, blind = json.loads(base64.urlsafe_b64decode(body))
        except (binascii.Error, ValueError):
            return None
        guest = Guest(coder, blind)
        return guest if self.choosing or guest == self.first_guest() else None

    def seat(self, guest: Guest) -> str:
        """What a page sends with each request to say for whom it was opened: this project, this coder. A page that is
        still open when another project is served here, or somebody else codes in this browser, is told so."""
        return self._signature(json.dumps(["seat", guest.coder, guest.blind]))[:24]

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), "sha256").hexdigest()


@contextmanager
def opened_room(root: Path | str, *, coder: str | None = None, blind: bool = False, lang: str = "") -> Iterator[Room]:
    """A room, closed at the end. Raises `WrongUsage` for who would code blind and did not say their name, and for a
    language there is none of."""
    if blind and not (coder or "").strip():
        raise WrongUsage("Say who codes blind: qualcode serve --blind --coder NAME.")
    if lang and lang not in LANGUAGES:
        raise UnknownOption("The language", lang, LANGUAGES)
    room = Room(root, coder=coder.strip() if coder else None, blind=blind, lang=lang)
    try:
        yield room
    finally:
        room.close()


def _key(path: Path) -> bytes:
    """The key that cookies are signed with, made at the first start; readable by its owner only."""
    if path.exists():
        kept = folder.read_bytes(path)
        if len(kept) >= 32:
            return kept
    key = secrets.token_bytes(32)
    folder.write_bytes(path, key, private=True)
    return key
