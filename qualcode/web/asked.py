"""What a request says, and the pieces that several requests share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: A place in a text, in code points.
Point = Annotated[int, Field(ge=0, le=2**31)]


class Asked(BaseModel):
    """A request's body; a field that is not known is a mistake, and not passed over."""

    model_config = ConfigDict(extra="forbid")
