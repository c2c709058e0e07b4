"""A change that is asked for twice is done once.

A page that got no reply (the connection broke, the computer slept) asks again, under the same name for the change. The
reply to a change that was done is kept for a while, so that asking again is answered and does nothing.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHANGE_HEADER = "X-Change"
_KEPT = 200


class Once:
    """In front of the endpoints: replies by the name of their change, the last few hundred of them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._replies: OrderedDict[str, asyncio.Future[list[Message]]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = Headers(scope=scope).get(CHANGE_HEADER, "") if scope["type"] == "http" else ""
        if not name:
            await self.app(scope, receive, send)
        elif name in self._replies:
            # also while the first is still under way
            for message in await asyncio.shield(self._replies[name]) or [_BUSY, _EMPTY]:
                await send(message)
        else:
            await self._keeping(name, scope, receive, send)

    async def _keeping(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        reply = self._replies[name] = asyncio.get_running_loop().create_future()
        said: list[Message] = []

        async def keeping(message: Message) -> None:
            said.append(message)
            await send(message)

        try:
            await self.app(scope, receive, keeping)
        finally:
            done = bool(said) and said[0]["status"] < 500
            reply.set_result(said if done else [])
            if not done:
                del self._replies[name]  # it may be asked for anew
            elif len(self._replies) > _KEPT:
                self._replies.popitem(last=False)


_BUSY: Message = {"type": "http.response.start", "status": 503, "headers": []}
_EMPTY: Message = {"type": "http.response.body", "body": b""}
