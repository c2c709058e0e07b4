"""The themes of a framework matrix: the report's sections, the codes of a level, or codes by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from qualcode.analysis.chapters import Plan, plans
from qualcode.model import Code, Codebook, Settings, check_level, slug, split_path

#: What the key of a theme of a code begins with; no slug of a section has a colon.
CODE = "code:"
#: A name of a file longer than this is cut.
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: what it is about, its `key` (the slug of a section, `code:` and the id of a code), and the `stems` by
    which its summaries are found in a case's folder, the first that under which a new one is written; none where its
    title has no letter to name a file by. `family`: the code at the top of the tree; empty for a section."""

    key: str
    plan: Plan
    stems: tuple[str, ...]
    family: str = ""

    @property
    def title(self) -> str:
        return self.plan.title


def themes(
    settings: Settings, codebook: Codebook, *, codes: Sequence[str] = (), level: int | None = None
) -> tuple[Theme, ...]:
    """The sections of the report; with `level` the codes of that depth and shallower ones without codes below them;
    with `codes` those these names mean, or of a level those at or below them. Raises `UnknownCode`, `UnknownOption`."""
    check_level(level)
    if level is None and not codes:
        return tuple(Theme(plan.slug, plan, (plan.slug,) if plan.slug else ()) for plan in plans(settings, codebook))
    named = [code for name in codes for code in codebook.find_all(name)]
    if level is None:
        chosen = {code.id for code in named}
    else:
        within = {each.id for code in named for each in codebook.subtree(code.id)}
        chosen = {code.id for code in _of_level(codebook, level) if not codes or code.id in within}
    return tuple(each for each in code_themes(codebook) if each.key.removeprefix(CODE) in chosen)


def code_themes(codebook: Codebook) -> tuple[Theme, ...]:
    """A theme for every code there is, in the codebook's order."""
    taken: set[str] = set()
    found = []
    for code in codebook:
        found.append(_of_code(codebook, code, taken))
        taken.add(slug(codebook.path(code.id)))
    return tuple(found)


def _of_level(codebook: Codebook, level: int) -> list[Code]:
    return [
        code
        for code in codebook
        if not code.retired
        and (codebook.depth(code.id) == level or (codebook.depth(code.id) < level and not codebook.children(code.id)))
    ]


def _of_code(codebook: Codebook, code: Code, taken: Collection[str]) -> Theme:
    """A code as a theme; `taken` are the slugs of the codes before it."""
    path = codebook.path(code.id)
    below = frozenset(each.id for each in codebook.subtree(code.id))
    stems = [code_stem(each, code.id, alone=slug(each) not in taken) for each in (path, *code.former)]
    return Theme(
        f"{CODE}{code.id}",
        Plan(" › ".join(split_path(path)), stems[0], below, frozenset(), code.id if code.grade else ""),
        tuple(dict.fromkeys(stems)),
        codebook.names(code.id)[0],
    )


def query_themes(queries: Mapping[str, str]) -> tuple[Theme, ...]:
    """A theme for every saved query, given as titles by the ids that these have among codes. Their files are told
    apart from those of codes by `.query`."""
    taken: set[str] = set()
    found = []
    for code, title in queries.items():
        stem = f"{code_stem(title, code, alone=slug(title) not in taken).removesuffix('.code')}.query"
        taken.add(slug(title))
        found.append(Theme(f"{CODE}{code}", Plan(title, stem, frozenset({code}), frozenset()), (stem,), title))
    return tuple(found)


def code_stem(path: str, code_id: str, *, alone: bool = True) -> str:
    """The name of the file of a code's summary, without `.md`: the slug of its path, with a piece of the id's hash
    where that is too long, empty, or another code's. The dot sets it apart from every section.

    >>> code_stem("Uitvoering/Statusquo/Vrijwilligers", "x")
    'uitvoering-statusquo-vrijwilligers.code'
    """
    name = slug(path)
    if not name or len(name) > _LONGEST or not alone:
        piece = sha256(code_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = f"{name[:_LONGEST].rstrip('-')}-{piece}".lstrip("-")
    return f"{name}.code"


def round_stems(stem: str, round_: str) -> tuple[str, ...]:
    """The names of the file of one round: under its Dutch name and its English one.

    >>> round_stems("samenwerking", "3")
    ('samenwerking.ronde-3', 'samenwerking.round-3')
    """
    name = slug(round_) or "-"
    return f"{stem}.ronde-{name}", f"{stem}.round-{name}"


def summary_key(case: str, theme: str, round_: str = "") -> str:
    """How the record calls the summary of a cell; `case` is the key of the case.

    >>> summary_key("KA", "samenwerking", "3")
    'KA/samenwerking@3'
    """
    return f"{case}/{theme}@{round_}" if round_ else f"{case}/{theme}"
