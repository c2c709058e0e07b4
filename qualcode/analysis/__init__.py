"""Tables in, small frozen results out; no files.

    import qualcode as qc
    qc.analysis.cooccurrence(project.selection(where={"round": [3, 4]}), level=3)

The functions below are there by name, and cost nothing before they are asked for. A project has each as a method, which
gives it what it needs (`project.cooccurrence(level=3)`). What they return has `to_frame()`, a `rule` and `warnings`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualcode.analysis.beside.evaluations import forms
    from qualcode.analysis.beside.registered import registrations
    from qualcode.analysis.factoring.proposals import propose as factors
    from qualcode.analysis.found import query
    from qualcode.analysis.framing.charting import framework
    from qualcode.analysis.likening.likeness import similarity
    from qualcode.analysis.likening.saturated import saturation
    from qualcode.analysis.moving.moves import rounds
    from qualcode.analysis.relating.covered import coverage
    from qualcode.analysis.relating.pairs import cooccurrence
    from qualcode.analysis.wording.of_texts import collocations, concordance, keyness, similar, topics, words

#: Where each function is: its module, and its name there.
FUNCTIONS = {
    "query": ("found", "query"),
    "cooccurrence": ("relating.pairs", "cooccurrence"),
    "coverage": ("relating.covered", "coverage"),
    "factors": ("factoring.proposals", "propose"),
    "framework": ("framing.charting", "framework"),
    "rounds": ("moving.moves", "rounds"),
    "similarity": ("likening.likeness", "similarity"),
    "saturation": ("likening.saturated", "saturation"),
    "words": ("wording.of_texts", "words"),
    "keyness": ("wording.of_texts", "keyness"),
    "concordance": ("wording.of_texts", "concordance"),
    "collocations": ("wording.of_texts", "collocations"),
    "topics": ("wording.of_texts", "topics"),
    "similar": ("wording.of_texts", "similar"),
    "forms": ("beside.evaluations", "forms"),
    "registrations": ("beside.registered", "registrations"),
}

__all__ = [
    "collocations", "concordance", "cooccurrence", "coverage", "factors", "forms", "framework", "keyness", "query",
    "registrations", "rounds", "saturation", "similar", "similarity", "topics", "words",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """A function by its name; and `qc.analysis.agreement` without an import of its own."""
    if name == "agreement":
        return import_module("qualcode.analysis.agreement")
    if name in FUNCTIONS:
        module, function = FUNCTIONS[name]
        return getattr(import_module(f"qualcode.analysis.{module}"), function)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "agreement"])
