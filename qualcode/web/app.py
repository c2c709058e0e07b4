"""The application: endpoints in `api/`, pages in `pages.py`, and the guard in front of both."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from qualcode.web.api import ROUTERS
from qualcode.web.guard import Guard
from qualcode.web.mistakes import MISTAKES, in_one_shape
from qualcode.web.once import Once
from qualcode.web.pages import router as pages
from qualcode.web.room import Room

STATIC = Path(__file__).parent / "static"


def inner_app(room: Room) -> FastAPI:
    """The application without its guard; its OpenAPI document names every endpoint."""
    app = FastAPI(
        title="qualcode", version="1", description="The workbench of a qualcode project.",
        openapi_url="/api/openapi.json", docs_url=None, redoc_url=None, responses=MISTAKES,
    )  # fmt: skip
    app.state.room = room
    in_one_shape(app)
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    app.include_router(pages, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC))
    return app


def make_app(room: Room) -> ASGIApp:
    """The application as it is served."""
    return Guard(Once(inner_app(room)), room)
