"""Commands on codes together: co-occurrence, coverage."""

from __future__ import annotations
