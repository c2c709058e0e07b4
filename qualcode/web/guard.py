"""Who gets in, and what a page may do: in front of everything else.

Only requests to this machine's own name are answered. A page or reply with something of the project in it needs the
cookie. A change needs, besides, to come from a page of ours. No reply may be kept, framed, or load anything from
elsewhere; and no script may turn a text into HTML (`require-trusted-types-for`).
"""

from __future__ import annotations

import hmac
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualcode.errors import QualcodeError
from qualcode.web.mistakes import UNFORESEEN, kind_of, refusal, status_of
from qualcode.web.room import Guest, Room

#: The version of the data: with a reply to a question the one before it was read, with that to a change the one after.
VERSION_HEADER = "X-Data-Version"
#: With the reply to a change, also the version before it: what lies between and is not this change, others did.
BEFORE_HEADER = "X-Data-Before"
#: For whom a page was opened, as it sends it with each request (`Room.seat`).
SEAT_HEADER = "X-Seat"
#: The most that a request may say, in bytes.
LIMIT = 2_000_000

_READING = ("GET", "HEAD")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_log = logging.getLogger(__name__)


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self.app, self.room = app, room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request, sending = Request(scope, receive), _Sending(send, scope["path"])
        try:
            await self._answer(request, sending)
        except ClientDisconnect:
            return  # it was closed before it had said everything
        except QualcodeError as error:
            await self._apologise(request, sending, status_of(error), kind_of(error), str(error))
        except Exception as error:  # noqa: BLE001  # the last resort: nothing of the request may reach a log
            _log.error("%s in %s", type(error).__name__, _place(error))
            await self._apologise(request, sending, 500, "internal", UNFORESEEN)

    async def _answer(self, request: Request, sending: _Sending) -> None:
        answer = self._welcome(request) or self._refused(request)
        if answer is not None:
            await answer(request.scope, request.receive, sending)
        elif request.method in _READING:
            if _is_api(request):
                sending.more[VERSION_HEADER] = await self._version()
            await self.app(request.scope, request.receive, sending)
        else:
            await self._change(request, sending)

    async def _change(self, request: Request, sending: _Sending) -> None:
        """A request that may change something: its size is known before anybody reads it, and its reply says the
        version of the data before and after."""
        receive = await _whole(request)
        if receive is None:
            said = f"That is too much at once: a request may hold {LIMIT // 1_000_000} MB."
            await refusal(413, "too-much", said, _is_api(request))(request.scope, request.receive, sending)
            return
        if _is_api(request):
            sending.more[BEFORE_HEADER] = await self._version()
            sending.late[VERSION_HEADER] = self.room.version
        await self.app(request.scope, receive, sending)

    async def _version(self) -> str:
        return str(await run_in_threadpool(self.room.version))

    async def _apologise(self, request: Request, sending: _Sending, status: int, kind: str, said: str) -> None:
        if not sending.begun:
            sending.late.clear()
            answer = refusal(status, kind, said, _is_api(request))
            await answer(request.scope, request.receive, sending)

    def _welcome(self, request: Request) -> Response | None:
        """Let in whoever brings a token that was not used yet. A browser that only looks ahead does not use it up."""
        headers = request.headers
        token = parse_qs(request.url.query).get("token", [""])[0]
        if not token or request.method != "GET" or request.url.path != "/" or not self._host_is_ours(headers):
            return None
        if "prefetch" in headers.get("sec-purpose", headers.get("purpose", "")):
            return Response(status_code=503)
        known = self._guest(request)
        if not self.room.spend(token):
            return RedirectResponse("/", status_code=303) if known else None
        answer: Response = RedirectResponse("/", status_code=303)
        if headers.get("sec-fetch-site") == "cross-site":
            # a browser that followed a link on another site sends a strict cookie only to what this page leads to
            answer = HTMLResponse('<!doctype html><title>qualcode</title><meta http-equiv="refresh" content="0;url=/">')
        give_cookie(answer, self.room, known or self.room.first_guest())
        return answer

    def _refused(self, request: Request) -> Response | None:
        """The reply to a request that is not let in; None for one that is."""
        headers, api = request.headers, _is_api(request)
        if not self._host_is_ours(headers):
            return refusal(403, "foreign-host", "This server answers on 127.0.0.1 only, under its own name.", api)
        if request.url.path.startswith("/static/") and request.method in _READING:
            return None
        guest = self._guest(request)
        if guest is None:
            return self._not_let_in(api)
        if self._is_foreign(request):
            return refusal(403, "foreign-site", "Requests from other sites are not answered.", api)
        own = headers.get("origin") in [f"http://{host}" for host in self.room.hosts]
        if request.method not in _READING and not own:
            return refusal(403, "foreign-origin", "A change must come from a page of this server.", api)
        seat = headers.get(SEAT_HEADER)
        if seat is not None and not hmac.compare_digest(seat.encode(), self.room.seat(guest).encode()):
            _ = self.room.language
            said = _("This page was opened for another coder or project. Load it anew.")
            return refusal(401, "other-seat", said, api, language=_.code)
        request.state.guest = guest
        return None

    def _not_let_in(self, api: bool) -> Response:
        _ = self.room.language
        said = _("Open the address that qualcode serve printed: it lets this browser in. An address works once; a "
                 "new one is printed when it was used.")  # fmt: skip
        return refusal(401, "not-let-in", said, api, title=_("This browser is not let in"), language=_.code)

    def _is_foreign(self, request: Request) -> bool:
        """Whether a browser says that the request comes from another site. What a page or link of another site opens
        as a page is no matter of this: the cookie does not come with it."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        if request.method in _READING:
            return _is_api(request) and site not in ("same-origin", "none")
        return site != "same-origin"

    def _guest(self, request: Request) -> Guest | None:
        return self.room.guest(request.cookies.get(self.room.cookie, ""))

    def _host_is_ours(self, headers: Headers) -> bool:
        return headers.get("host", "") in self.room.hosts


class _Sending:
    """Sends a reply with the headers that all have, and `more`; `late` are asked when the reply begins."""

    def __init__(self, send: Send, path: str) -> None:
        self._send, self.begun = send, False
        self.more = {"Cache-Control": "no-cache" if path.startswith("/static/") else "no-store"}
        self.late: dict[str, Callable[[], int]] = {}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            late = {name: str(await run_in_threadpool(ask)) for name, ask in self.late.items()}
            MutableHeaders(scope=message).update({**_HEADERS, **self.more, **late})
            self.begun = True
        await self._send(message)


def give_cookie(answer: Response, room: Room, guest: Guest) -> None:
    """Let a browser in until it is closed, as this guest."""
    answer.set_cookie(room.cookie, room.signed(guest), httponly=True, samesite="strict")


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


async def _whole(request: Request) -> Receive | None:
    """Gives what a request says, once more; None where that is more than may be said. All of it is taken in any case:
    a browser hears the reply only when it has said everything."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size <= LIMIT:
            pieces.append(piece)
    body: list[Message] = [{"type": "http.request", "body": b"".join(pieces), "more_body": False}]

    async def again() -> Message:
        return body.pop() if body else await request.receive()

    return again if size <= LIMIT else None


def _place(error: Exception) -> str:
    """Where an error came from, in files and lines of the program: `coding.py:88 > project.py:40`."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)
