"""What is told on screen of a server: who suggests, what is sent, and how it went."""

from __future__ import annotations

from collections.abc import Collection

from qualcode.assist.server.answer import Reading
from qualcode.assist.server.options import ServerOptions
from qualcode.i18n import Language


def describe(server: ServerOptions, _: Language) -> str:
    """Who suggests."""
    if server.away:
        return _(
            "Suggestions by the model %(model)s at %(where)s: outside qualcode, on another machine, to which the "
            "texts are sent. Percentages are not calibrated.",
            model=server.model,
            where=server.where,
        )
    return _(
        "Suggestions by the model %(model)s at %(where)s: outside qualcode, on this machine. "
        "Percentages are not calibrated.",
        model=server.model,
        where=server.where,
    )


def sending(server: ServerOptions, _: Language) -> str:
    """What leaves the process and where it goes."""
    said = [
        _(
            "Fragments are sent one at a time, each with its heading, its question and the sentences next to it, and "
            "with the codebook, to %(where)s (model %(model)s).",
            where=server.where,
            model=server.model,
        )
    ]
    if server.examples:
        said.append(
            _.plural(
                "Along with each goes up to %(count)s coded fragment of another document, as an example.",
                "Along with each go up to %(count)s coded fragments of other documents, as examples.",
                server.examples,
            )
        )
    said.append(_("Nothing else."))
    if server.away:
        said.append(_("That is another machine: the texts leave this one."))
    return " ".join(said)


def notes(readings: Collection[Reading], failed: int, _: Language) -> list[str]:
    """What was left out and why; nothing where all went well."""
    unreadable = sum(not each.readable for each in readings)
    unknown = sum(each.unknown for each in readings)
    unquoted = sum(each.unquoted for each in readings)
    improbable = sum(each.improbable for each in readings)
    told = [
        (failed, _.plural(
            "%(count)s fragment has no suggestions: the server gave no answer.",
            "%(count)s fragments have no suggestions: the server gave no answer.", failed)),
        (unreadable, _.plural(
            "%(count)s fragment has no suggestions: the answer could not be read.",
            "%(count)s fragments have no suggestions: the answers could not be read.", unreadable)),
        (unknown, _.plural(
            "%(count)s suggestion was left out: its code is not in the codebook.",
            "%(count)s suggestions were left out: their codes are not in the codebook.", unknown)),
        (unquoted, _.plural(
            "%(count)s suggestion was left out: the words it rests on are not in the fragment.",
            "%(count)s suggestions were left out: the words they rest on are not in the fragment.", unquoted)),
        (improbable, _.plural(
            "%(count)s suggestion was left out: its probability is no number from 0 to 1.",
            "%(count)s suggestions were left out: their probabilities are no numbers from 0 to 1.", improbable)),
    ]  # fmt: skip
    return [sentence for count, sentence in told if count]
