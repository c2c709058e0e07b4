"""The workbench: a project in the browser, on the researcher's own machine. Thin: parse, call one function, show."""

from qualcode.web.app import make_app
from qualcode.web.room import Room

__all__ = ["Room", "make_app"]
