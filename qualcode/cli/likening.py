"""Commands that compare wholes: similarity, saturation."""

from __future__ import annotations
