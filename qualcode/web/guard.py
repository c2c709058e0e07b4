"""Who gets in, and what a page may do: in front of everything else.

Only requests to this machine's own name are answered. A page or reply with something of the project in it needs the
cookie. A change needs, besides, to come from a page of ours. No reply may be kept, framed, or load anything from
elsewhere; and no script may turn a text into HTML (`require-trusted-types-for`).
"""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qualcode.web.mistakes import refusal
from qualcode.web.room import Guest, Room

VERSION_HEADER = "X-Data-Version"
_READING = ("GET", "HEAD")
_OWN = ("same-origin", "none")
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


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self.app, self.room = app, room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        answer = self._welcome(request) or self._refused(request)
        if answer is not None:
            await answer(scope, receive, _with_headers(send, None, no_store=True))
            return
        api = request.url.path.startswith("/api/")
        version = await run_in_threadpool(self.room.version) if api and request.method in _READING else None
        sender = _with_headers(send, version, no_store=not request.url.path.startswith("/static/"))
        if api and version is None:
            await self.app(scope, receive, self._telling_version(sender))
        else:
            await self.app(scope, receive, sender)

    def _telling_version(self, send: Send) -> Send:
        """Replies to a change say the version after it; those to a question the version before: a page may then be
        told once too often that something changed, and never too seldom."""

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                version = await run_in_threadpool(self.room.version)
                MutableHeaders(scope=message)[VERSION_HEADER] = str(version)
            await send(message)

        return telling

    def _welcome(self, request: Request) -> Response | None:
        """Let in whoever brings a token that was not used yet. A browser that only looks ahead does not use it up."""
        token = parse_qs(request.url.query).get("token", [""])[0]
        if not token or request.method != "GET" or request.url.path != "/" or not self._host_is_ours(request.headers):
            return None
        if "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", "")):
            return Response(status_code=503)
        if not self.room.spend(token):
            return None
        answer = RedirectResponse("/", status_code=303)
        give_cookie(answer, self.room, self.room.first_guest())
        return answer

    def _refused(self, request: Request) -> Response | None:
        """The reply to a request that is not let in; None for one that is."""
        _, headers, api = self.room.language, request.headers, request.url.path.startswith("/api/")
        if not self._host_is_ours(headers):
            return refusal(403, "foreign-host", "This server answers on 127.0.0.1 only, under its own name.", api)
        if request.url.path.startswith("/static/"):
            return None
        guest = self.room.guest(request.cookies.get(self.room.cookie, ""))
        if guest is None:
            said = _("Open the address that qualcode serve printed: it lets this browser in. An address works once; a "
                     "new one is printed when it was used.")  # fmt: skip
            return refusal(401, "not-let-in", said, api, title=_("This browser is not let in"))
        site = headers.get("sec-fetch-site", "same-origin")
        if (api or request.method not in _READING) and site not in _OWN:
            return refusal(403, "foreign-site", "Requests from other sites are not answered.", api)
        own = headers.get("origin") in [f"http://{host}" for host in self.room.hosts]
        if request.method not in _READING and not own:
            return refusal(403, "foreign-origin", "A change must come from a page of this server.", api)
        request.state.guest = guest
        return None

    def _host_is_ours(self, headers: Headers) -> bool:
        return headers.get("host", "") in self.room.hosts


def give_cookie(answer: Response, room: Room, guest: Guest) -> None:
    """Let a browser in from now on, as this guest."""
    answer.set_cookie(room.cookie, room.signed(guest), httponly=True, samesite="strict", max_age=30 * 24 * 3600)


def _with_headers(send: Send, version: int | None, *, no_store: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["Cache-Control"] = "no-store" if no_store else "no-cache"
            if version is not None:
                headers[VERSION_HEADER] = str(version)
        await send(message)

    return sending
