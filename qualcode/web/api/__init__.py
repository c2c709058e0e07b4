"""The endpoints, a module for each part of the workbench. Each parses, calls one function of the library, answers."""

from __future__ import annotations

from importlib import import_module

from fastapi import APIRouter

_PARTS = (
    "project", "documents", "coding", "suggesting", "reviewing", "resolving", "codebook", "versions", "sessions",
    "quotations", "queries", "matrix", "chapters", "factors", "memos",
)  # fmt: skip
ROUTERS: list[APIRouter] = [import_module(f"qualcode.web.api.{part}").router for part in _PARTS]
