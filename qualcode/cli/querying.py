"""Commands that ask: quotations by an expression, and the queries kept under a name."""

from __future__ import annotations
