"""Suggestions by a language model on a server that the user runs, through the interface OpenAI's has.

Off unless the settings name it. `options` says where it is, `prompt` what is sent, `wire` sends it, `answer` reads what
comes back, and `suggester` holds them together. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qualcode.assist.consent import Consent
from qualcode.assist.server import options as server_options
from qualcode.assist.server.suggester import ServerSuggester
from qualcode.model import Codebook, Question


def make(
    codebook: Codebook, guide: Sequence[Question], language: str, options: Mapping[str, str], consent: Consent
) -> ServerSuggester:
    """The suggester for a project. Sends nothing yet. Raises `BadOption`."""
    return ServerSuggester(server_options.read(options), codebook, guide, language, consent)
