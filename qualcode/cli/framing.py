"""Commands that lay cases beside themes: the framework matrix, rounds."""

from __future__ import annotations
