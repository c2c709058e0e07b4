"""What a request says, and the pieces that several requests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: A place in a text, in code points.
Point = Annotated[int, Field(ge=0, le=2**31)]


class Asked(BaseModel):
    """A request's body; a field that is not known is a mistake, and not passed over. So is a sign that no file can
    keep: NUL, and half of a pair of surrogates."""

    model_config = ConfigDict(extra="forbid", str_max_length=1_000_000)

    @model_validator(mode="before")
    @classmethod
    def _can_be_kept(cls, given: Any) -> Any:
        for text in _texts(given):
            if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
                raise ValueError("a text with a NUL or with half a sign in it cannot be kept")
        return given


def _texts(given: Any) -> Iterator[str]:
    """The texts in it, however deep."""
    left = [given]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            left += [*part, *part.values()]
        elif isinstance(part, list):
            left += part
