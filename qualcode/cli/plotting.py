"""The command that draws."""

from __future__ import annotations
