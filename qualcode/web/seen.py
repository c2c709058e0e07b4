"""What a page saw of something that it then asks to change, in a few letters."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import Field

#: A stamp as a page sends it back with a change; without one, nothing is checked.
Saw = Annotated[str | None, Field(max_length=32)]


def stamp(value: object) -> str:
    """A stamp of a frozen value: the same as long as everything is that its `repr` shows."""
    return sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:16]
