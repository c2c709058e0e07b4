"""Commands on words: how often, which more than elsewhere, where; topics; passages alike."""

from __future__ import annotations
