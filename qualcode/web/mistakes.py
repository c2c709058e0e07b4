"""Every mistake in one shape: `{"error": {"kind": …, "message": …}}`, with a status that says what sort it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qualcode.errors import (
    AmbiguousCode,
    DatabaseProblem,
    LaterWork,
    NothingToUndo,
    NotPossible,
    QualcodeError,
    UnknownCode,
    UnknownCoder,
    UnknownCoding,
    UnknownDocument,
    UnknownQuotation,
)
from qualcode.web.room import Blind, NobodyCodes

#: The status of each family of mistakes; the first that fits. Any other cannot be done as it was asked: 422.
_STATUS: tuple[tuple[tuple[type[QualcodeError], ...], int], ...] = (
    ((Blind, NobodyCodes), 403),
    ((UnknownDocument, UnknownQuotation, UnknownCoding, UnknownCode, UnknownCoder), 404),
    ((NotPossible, LaterWork, NothingToUndo, AmbiguousCode), 409),
    ((DatabaseProblem,), 503),
)


class ChangedMeanwhile(QualcodeError):
    """What a page wants to replace is not what it saw any more. `now` is what stands there."""

    def __init__(self, what: str, now: object) -> None:
        self.now = now
        super().__init__(f"{what} was changed meanwhile, in another tab or program. Nothing was overwritten.")


def check_unchanged(what: str, saw: object, now: object) -> None:
    """Raises `ChangedMeanwhile` unless a page saw what is there now; None is for a page that says nothing of it."""
    if saw is not None and saw != now:
        raise ChangedMeanwhile(what, now)


def kind_of(error: Exception) -> str:
    """`unknown-code` for `UnknownCode`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()


def status_of(error: QualcodeError) -> int:
    if isinstance(error, ChangedMeanwhile):
        return 409
    return next((status for family, status in _STATUS if isinstance(error, family)), 422)


def shape(kind: str, message: str, **more: object) -> dict[str, Any]:
    """The one shape of a mistake; `more` says what a page needs to mend it."""
    return {"error": {"kind": kind, "message": message, **more}}


def refusal(status: int, kind: str, message: str, api: bool, *, title: str = "qualcode") -> Response:
    """A reply to who is not let in: the JSON shape, or a bare page."""
    if api:
        return JSONResponse(shape(kind, message), status)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><link rel="stylesheet" href="/static/css/base.css">'
    body = f'<main class="notice"><h1>{escape(title)}</h1><p>{escape(message)}</p></main>'
    return HTMLResponse(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>', status)


def in_one_shape(app: FastAPI) -> None:
    """Give an application its replies to mistakes."""

    @app.exception_handler(QualcodeError)
    async def _ours(_request: Request, error: QualcodeError) -> JSONResponse:
        more = {"now": error.now} if isinstance(error, ChangedMeanwhile) else {}
        return JSONResponse(shape(kind_of(error), str(error), **more), status_of(error))

    @app.exception_handler(RequestValidationError)
    async def _asked_wrongly(_request: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse(shape("wrong-usage", "; ".join(_said(each) for each in error.errors())), 422)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return refusal(error.status_code, "http", f"{error.detail}.", request.url.path.startswith("/api/"))


def _said(problem: Mapping[str, Any]) -> str:
    """One thing that is wrong in a request, without what stood there: it may be an interview's text."""
    place = ".".join(str(each) for each in problem["loc"][1:]) or "the request"
    return f"{place}: {problem['msg']}"
