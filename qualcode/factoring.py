"""Helping and hindering factors, as people word and confirm them."""

from __future__ import annotations

from qualcode.reader import Reader


class Factoring(Reader):
    """The part of a project that keeps factors."""
