"""Every mistake in one shape: `{"error": {"kind": …, "message": …}}`, with a status that says what sort it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qualcode.errors import (
    AmbiguousCode,
    DatabaseProblem,
    LaterWork,
    NothingToUndo,
    NotPossible,
    QualcodeError,
    QueryError,
    UnknownCode,
    UnknownCoder,
    UnknownCoding,
    UnknownDocument,
    UnknownMemo,
    UnknownQuotation,
)
from qualcode.web.room import Blind, Busy, NobodyCodes

#: The status of each family of mistakes; the first that fits. Any other cannot be done as it was asked: 422.
_STATUS: tuple[tuple[tuple[type[QualcodeError], ...], int], ...] = (
    ((Blind, NobodyCodes), 403),
    ((UnknownDocument, UnknownQuotation, UnknownCoding, UnknownCode, UnknownCoder, UnknownMemo), 404),
    ((NotPossible, LaterWork, NothingToUndo, AmbiguousCode), 409),
    ((DatabaseProblem, Busy), 503),
)

#: Said where nobody foresaw what went wrong.
UNFORESEEN = "Something went wrong in qualcode itself. Load the page anew to see what is there, and try again."


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


class Mistake(BaseModel):
    """What went wrong: its kind, a sentence for people, and what a page needs to mend it."""

    model_config = ConfigDict(extra="allow")

    kind: str
    message: str


class Mistaken(BaseModel):
    """The one shape of a mistake."""

    error: Mistake


#: What the OpenAPI document says of every endpoint.
MISTAKES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Mistaken, "description": "What was asked cannot be done, and why."}
}


def shape(kind: str, message: str, **more: object) -> dict[str, Any]:
    """The one shape of a mistake; `more` says what a page needs to mend it."""
    sayable = message.encode("utf-8", "replace").decode("utf-8")  # a request may name things by half a sign
    return {"error": {"kind": kind, "message": sayable, **more}}


def refusal(
    status: int, kind: str, message: str, api: bool, *, title: str = "qualcode", language: str = "en"
) -> Response:
    """A reply to who is not let in, or to whom it went wrong: the JSON shape, or a bare page."""
    if api:
        return JSONResponse(shape(kind, message), status)
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/static/css/base.css">'
    )
    body = f'<main class="notice"><h1>{escape(title)}</h1><p>{escape(message)}</p></main>'
    html = f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'
    return HTMLResponse(html.encode("utf-8", "replace"), status)


def in_one_shape(app: FastAPI) -> None:
    """Give an application its replies to mistakes."""

    @app.exception_handler(QualcodeError)
    async def _ours(request: Request, error: QualcodeError) -> Response:
        if isinstance(error, ChangedMeanwhile):
            return JSONResponse(shape(kind_of(error), str(error), now=jsonable_encoder(error.now)), status_of(error))
        if isinstance(error, QueryError) and _is_api(request):
            return JSONResponse(_pointing(error), status_of(error))
        return refusal(status_of(error), kind_of(error), str(error), _is_api(request))

    @app.exception_handler(RequestValidationError)
    async def _asked_wrongly(request: Request, error: RequestValidationError) -> Response:
        said = "; ".join(_said(each) for each in error.errors())
        return refusal(422, "wrong-usage", said, _is_api(request))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        answer = refusal(error.status_code, "http", f"{error.detail}.", _is_api(request))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def _unforeseen(request: Request, _error: Exception) -> Response:
        return refusal(500, "internal", UNFORESEEN, _is_api(request))


def _pointing(error: QueryError) -> dict[str, Any]:
    """A mistake in a query, with its place: `start` and `end` count code points in `query`."""
    place = {"query": error.query, "start": error.start, "end": error.end}
    return shape("query-error", str(error), sentence=error.message, **place)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _said(problem: Mapping[str, Any]) -> str:
    """One thing that is wrong in a request, without what stood there: it may be an interview's text."""
    place = ".".join(str(each) for each in problem["loc"][1:]) or "the request"
    return f"{place}: {problem['msg']}"
