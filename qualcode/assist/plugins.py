"""Suggesters that others write: packages offer them under the entry point `qualcode.suggesters`.

An entry is a function `make(codebook, guide, language, options, consent)` that answers with a `Suggester`. None is
used unless the project's settings or the person at the keys name it. docs/plugins.md shows how to write one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from qualcode.assist.consent import Consent, Once, refuse
from qualcode.assist.plugged import BREAKS, Plugged, PluginProblem
from qualcode.assist.protocol import Suggester
from qualcode.errors import UnknownChoice, WrongUsage, shorten
from qualcode.model import Codebook, Question, Settings

GROUP = "qualcode.suggesters"

Make = Callable[[Codebook, Sequence[Question], str, Mapping[str, str], Consent], Suggester]


@dataclass(frozen=True)
class Plugin:
    """A suggester that is installed: called, it makes one. `package` names the distribution it comes from."""

    name: str
    package: str
    make: Make

    def __call__(
        self,
        codebook: Codebook,
        guide: Sequence[Question] = (),
        language: str = "en",
        options: Mapping[str, str] | None = None,
        consent: Consent = refuse,
    ) -> Plugged:
        """A suggester for a codebook. Raises `PluginProblem` where the package breaks down or makes something else."""
        try:
            made = self.make(codebook, guide, language, options or {}, consent)
        except BREAKS as err:
            raise PluginProblem(self.name, self.package, f"could not be made: {_told(err)}.") from err
        if isinstance(made, type) or not isinstance(made, Suggester):
            what = f"the class {made.__name__}" if isinstance(made, type) else f"a {type(made).__name__}"
            raise PluginProblem(
                self.name,
                self.package,
                f"makes {what}, which is no suggester: that has name, codes, fit, predict_proba and explain.",
            )
        return Plugged(made, codebook, self.name, self.package, language)


def names() -> list[str]:
    """The suggesters that are installed."""
    return sorted({entry.name for entry in entry_points(group=GROUP)})


def find(name: str) -> Plugin:
    """The suggester with this name. Raises `UnknownChoice` with those there are, and `PluginProblem` where its package
    cannot be loaded or two packages offer the name: neither may quietly stand in for the other."""
    offered = {(_package(entry), entry.value): entry for entry in entry_points(group=GROUP, name=name)}
    if not offered:
        raise UnknownChoice("The suggester", name, names() or ["none is installed"])
    if len(offered) > 1:
        packages = " and ".join(sorted(f"{package} ({value})" for package, value in offered))
        raise PluginProblem(name, packages, "is offered more than once. Uninstall what you do not mean.")
    ((package, _value), entry) = offered.popitem()
    return Plugin(name, package, _load(entry, package))


def make_suggester(settings: Settings, codebook: Codebook, consent: Consent = refuse, *, name: str = "") -> Plugged:
    """The suggester that the settings, or else `name`, ask for.

    `consent` is asked before the first text leaves the process, and once: give the same `Once` again to ask once for
    several suggesters. The options in the settings are for the suggester they name, or for any where they name none.
    Raises `WrongUsage` where no suggester is named: qualcode's own is none of these.
    """
    assist = settings.assist
    wanted = name or assist.suggester
    if not wanted:
        raise WrongUsage(
            "No plug-in is named. Name one: 'suggester: NAME' under 'assist:' in qualcode.yaml, or --suggester NAME."
        )
    options = assist.options if assist.suggester in ("", wanted) else {}
    once = consent if isinstance(consent, Once) else Once(consent)
    return find(wanted)(codebook, settings.guide, settings.language, options, once)


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "unknown"


def _load(entry: EntryPoint, package: str) -> Make:
    try:
        make = entry.load()
    except BREAKS as err:
        raise PluginProblem(entry.name, package, f"cannot be loaded: {_told(err)}.") from err
    if not callable(make):
        raise PluginProblem(entry.name, package, f"names {entry.value!r}, which is no function that makes a suggester.")
    return make  # type: ignore[no-any-return]  # what it makes is looked at when it is called


def _told(err: BaseException) -> str:
    """The error in a line. No fragment has been handed over yet, so it holds none."""
    return f"{type(err).__name__}: {shorten(str(err), 160)}".rstrip(".")
