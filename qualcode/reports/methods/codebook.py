"""The code tree: what it is, how it came to be, and in which meetings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.analysis.work.evolution import Difference, SessionFlow, VersionDiff
from qualcode.i18n import Language
from qualcode.reports.methods.facts import Facts, Released
from qualcode.reports.methods.pen import Pen, bullets, captioned, paragraph, path_text, plain, table
from qualcode.reports.page.views import upper_first
from qualcode.store.sessions import Decision

#: Changes that are told elsewhere, or that are remarks themselves.
_TOLD_ELSEWHERE = ("codebook release", "codebook remark")


def codebook_text(facts: Facts, pen: Pen) -> list[str]:
    """Section 4: the tree, its versions, the analysis sessions."""
    _, tree = pen.language, facts.tree
    if not tree.codes:
        return [_("The project has no codes yet."), pen.gap(_("how the codes came to be"))]
    return [
        paragraph(_size(facts, pen), _kinds(facts, pen)),
        _branches(facts, pen),
        *_versions(facts, pen),
        *[block for each in facts.history.sessions for block in _session(each, pen)],
        *_loose(facts, pen),
        _reread(facts, pen),
        pen.gap(
            _(
                "how the codes came to be: in advance (from which theory, question or earlier study), from the "
                "material, or both; and how codes became the themes that the report tells"
            )
        ),
    ]


def _size(facts: Facts, pen: Pen) -> str:
    _, tree = pen.language, facts.tree
    levels = [
        _("%(n)s on level %(level)s", n=pen.whole(count), level=level) for level, count in enumerate(tree.levels, 1)
    ]
    name = _(" “%(name)s”", name=plain(tree.name)) if tree.name else ""
    return _(
        "The code tree%(name)s has %(codes)s in use: %(levels)s.",
        name=name,
        codes=pen.codes(tree.codes),
        levels=_.joined(levels),
    )


def _kinds(facts: Facts, pen: Pen) -> str:
    _, tree = pen.language, facts.tree
    defined = _("%(of)s have a definition", of=pen.of(tree.defined, tree.codes))
    parts = [_("All have a definition") if tree.defined == tree.codes else defined]
    if tree.specified:
        parts.append(_("%(n)s take a specification in words", n=pen.whole(tree.specified)))
    if tree.graded:
        parts.append(_("%(n)s take a grade", n=pen.whole(tree.graded)))
    said = _("%(kinds)s.", kinds=_.joined(parts))
    if tree.open:
        said += _.plural(
            " %(count)s code made while reading still waits for an analysis session.",
            " %(count)s codes made while reading still wait for an analysis session.",
            tree.open,
        )
    if tree.retired:
        said += _.plural(
            " %(count)s code was taken out of use.", " %(count)s codes were taken out of use.", tree.retired
        )
    return said


def _branches(facts: Facts, pen: Pen) -> str:
    _ = pen.language
    header = [_("Branch"), _("Codes below it"), _("Final codings")]
    rows = [
        [plain(each.name), pen.whole(each.codes), pen.whole(each.codings)]
        for each in facts.tree.branches
        if each.codes or len(facts.tree.levels) == 1
    ]
    caption = _(
        "The branches of the code tree. The whole tree with its definitions: `qualcode codebook write codebook.yaml`."
    )
    return captioned(table(header, rows, right=(1, 2)), caption)


# --- versions ---------------------------------------------------------------------------------------------------


def _versions(facts: Facts, pen: Pen) -> list[str]:
    _, releases = pen.language, facts.history.releases
    if not releases:
        said = _("The tree stands at version %(version)s; no version was given a name.", version=facts.tree.version)
        return [said if facts.tree.version > 1 else _("The tree was not changed since it was taken in.")]
    said = _.plural(
        "The tree stands at version %(version)s; %(count)s version was given a name.",
        "The tree stands at version %(version)s; %(count)s versions were given a name.",
        len(releases),
        version=facts.tree.version,
    )
    header = [_("Name"), _("Version"), _("Day"), _("Codes"), _("Remark")]
    rows = [
        [
            plain(each.release.name),
            str(each.release.version),
            _.date(each.release.created),
            pen.whole(each.codes),
            plain(each.release.remark) or "–",
        ]
        for each in releases
    ]
    names = [*(plain(each.release.name) for each in releases[1:]), ""]
    changes = [_between(each, name, pen) for each, name in zip(releases, names, strict=True) if each.diff is not None]
    return [said, table(header, rows, right=(1, 3)), *([bullets(changes)] if changes else [])]


def _between(one: Released, other: str, pen: Pen) -> str:
    _ = pen.language
    assert one.diff is not None
    values = {"one": plain(one.release.name), "other": other}
    if not one.diff.differences:
        return _("After “%(one)s” no code changed.", one=values["one"])
    if not other:
        return _("Since “%(one)s”: %(changes)s.", one=values["one"], changes=changes_text(one.diff, pen))
    return _("From “%(one)s” to “%(other)s”: %(changes)s.", changes=changes_text(one.diff, pen), **values)


def changes_text(diff: VersionDiff, pen: Pen) -> str:
    """`2 added (A; B); 1 merged (C → D)`."""
    _ = pen.language
    said = []
    for kind in diff.counts():
        own = diff.of(kind)
        codes = [_difference(each, _) for each in own]
        listed = pen.listed([each for each in codes if each])
        count = f"{pen.whole(len(own))} {kind_text(kind, _)}"
        said.append(f"{count} ({listed})" if kind != "reordered" else _("the codes stand in another order"))
    return "; ".join(said)


def kind_text(kind: str, _: Language) -> str:
    """What became of some codes."""
    return {
        "added": _("added"),
        "split": _("split off"),
        "promoted": _("promoted to a code of the tree"),
        "merged": _("merged"),
        "retired": _("taken out of use"),
        "removed": _("removed"),
        "restored": _("taken into use again"),
        "renamed": _("renamed"),
        "moved": _("moved"),
        "definition changed": _("defined anew"),
    }.get(kind, kind)


def _difference(each: Difference, _: Language) -> str:
    """A code that changed, and where it says so what it was or became."""
    path = path_text(each.path)
    words = {"into ": " → ", "out of ": " ← ", "was ": " ← "}
    for start, sign in words.items():
        if each.what in ("merged", "split", "promoted", "renamed", "moved") and each.detail.startswith(start):
            return f"{path}{sign}{path_text(each.detail.removeprefix(start))}"
    return path


# --- sessions ---------------------------------------------------------------------------------------------------


def _session(flow: SessionFlow, pen: Pen) -> list[str]:
    """An analysis session: when, who, why; the flow in numbers; the decisions with a reason."""
    _, session = pen.language, flow.session
    people = _participants(session.participants, pen)
    held = (
        _("**Analysis session “%(reason)s”**, %(day)s%(people)s.", reason=plain(session.reason),
          day=_.date(session.day), people=people)
        if session.reason
        else _("**Analysis session**, %(day)s%(people)s.", day=_.date(session.day), people=people)
    )  # fmt: skip
    missing = "" if people else pen.gap(_("who took part"))
    still = "" if session.closed else _("The session has not been closed yet.")
    return [paragraph(held, _flow(flow, pen), still, missing), *_decisions(flow.decisions, pen)]


def _participants(names: Sequence[str], pen: Pen) -> str:
    """Who took part; in a publication how many."""
    _ = pen.language
    if not names:
        return ""
    if pen.public:
        return _.plural(", with one person", ", with %(count)s people", len(names))
    return _(", with %(names)s", names=_.joined([plain(name) for name in names]))


def _flow(flow: SessionFlow, pen: Pen) -> str:
    _ = pen.language
    numbers = [
        (flow.made, _.plural("%(count)s code was made", "%(count)s codes were made", flow.made)),
        (flow.split, _.plural("%(count)s was split off", "%(count)s were split off", flow.split)),
        (flow.promoted, _.plural("%(count)s was promoted", "%(count)s were promoted", flow.promoted)),
        (flow.renamed, _.plural("%(count)s was renamed", "%(count)s were renamed", flow.renamed)),
        (flow.moved, _.plural("%(count)s was moved", "%(count)s were moved", flow.moved)),
        (flow.redefined, _.plural("%(count)s was defined anew", "%(count)s were defined anew", flow.redefined)),
        (flow.retired, _.plural("%(count)s was taken out of use", "%(count)s were taken out of use", flow.retired)),
    ]
    done = [text for count, text in numbers if count]
    merged = ""
    if flow.merged:
        merged = _("%(codes)s merged into %(into)s", codes=pen.codes(flow.merged), into=pen.whole(flow.into))
    opened = ""
    if any(flow.open_codes):
        opened = _(
            " (of which made while reading and not yet placed: %(before)s, then %(after)s)",
            before=pen.whole(flow.open_codes[0]),
            after=pen.whole(flow.open_codes[1]),
        )
    steps = "; ".join(filter(None, [merged, *done]))
    return _(
        "The tree went from %(before)s to %(after)s in use%(opened)s%(steps)s.",
        before=pen.whole(flow.codes[0]),
        after=pen.codes(flow.codes[1]),
        opened=opened,
        steps=f": {steps}" if steps else "",
    )


def _loose(facts: Facts, pen: Pen) -> list[str]:
    """Decisions outside a session."""
    _, loose = pen.language, facts.history.loose
    if not loose:
        return []
    said = _.plural(
        "%(count)s change of the tree was made outside an analysis session.",
        "%(count)s changes of the tree were made outside an analysis session.",
        len(loose),
    )
    return [said, *_decisions(loose, pen)]


def _decisions(decisions: Sequence[Decision], pen: Pen) -> list[str]:
    _ = pen.language
    own = [each for each in decisions if each.what not in _TOLD_ELSEWHERE]
    reasoned = [each for each in own if each.remark]
    lines = [f"{decision_text(each.summary, _)}: {plain(each.remark)}" for each in reasoned]
    rest = len(own) - len(reasoned)
    if rest:
        lines.append(
            _.plural("%(count)s change without a reason given.", "%(count)s changes without a reason given.", rest)
        )
    return [bullets(lines)] if lines else []


def decision_text(summary: str, _: Language) -> str:
    """What a change of the tree was, in the language; a sentence that is not known stays as it is."""
    known = {
        r"new code (?P<a>.+?)(?: \(open\))?": _("new code %(a)s", a="%(a)s"),
        r"(?P<a>.+) is now called (?P<b>.+)": _("%(a)s is now called %(b)s", a="%(a)s", b="%(b)s"),
        r"(?P<a>.+) moved under (?P<b>.+)": _("%(a)s moved under %(b)s", a="%(a)s", b="%(b)s"),
        r"(?P<a>.+) moved to the top": _("%(a)s moved to the top", a="%(a)s"),
        r"(?P<a>.+) retired": _("%(a)s taken out of use", a="%(a)s"),
        r"(?P<a>.+) restored": _("%(a)s taken into use again", a="%(a)s"),
        r"(?P<a>.+) merged into (?P<b>.+) \(codings: (?P<c>\d+)\)": _(
            "%(a)s merged into %(b)s (codings: %(c)s)", a="%(a)s", b="%(b)s", c="%(c)s"
        ),
        r"(?P<a>.+) is now a code of the tree": _("%(a)s is now a code of the tree", a="%(a)s"),
        r"from (?P<a>.+) to (?P<b>.+) \(codings: (?P<c>\d+)\)": _(
            "from %(a)s to %(b)s (codings: %(c)s)", a="%(a)s", b="%(b)s", c="%(c)s"
        ),
        r"(?P<a>[^:]+): [a-z, ]+ changed": _("%(a)s defined anew", a="%(a)s"),
    }
    return upper_first("; ".join(_translated(part, known) for part in summary.split("; ")))


def _translated(sentence: str, known: dict[str, str]) -> str:
    for pattern, text in known.items():
        found = re.fullmatch(pattern, sentence)
        if found:
            return text % {name: path_text(value) for name, value in found.groupdict().items()}
    return plain(sentence)


def _reread(facts: Facts, pen: Pen) -> str:
    _, history = pen.language, facts.history
    again = ""
    if history.again:
        again = _.plural(
            "%(count)s document was gone through again after the tree had changed, and marked done anew.",
            "%(count)s documents were gone through again after the tree had changed, and marked done anew.",
            history.again,
        )
    if history.outdated:
        return paragraph(
            again,
            _(
                "Finished before codes were added, merged, split or defined anew, and since then not gone through "
                "again by everyone who coded them: %(documents)s (listed by `qualcode codebook reread`).",
                documents=pen.of_documents(history.outdated, facts.material.whole.documents),
            ),
        )
    changed = facts.tree.version > 1 and facts.coding.documents
    return paragraph(again, _("No document was coded under an older meaning of the codes.") if changed else "")
