"""Tables in, small frozen results out; no files."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    """`qc.analysis.agreement` without an import of its own."""
    if name == "agreement":
        return import_module("qualcode.analysis.agreement")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
