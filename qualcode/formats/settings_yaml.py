"""`qualcode.yaml`: reading the settings, and the commented file a new project starts with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualcode.errors import FileError
from qualcode.formats import settings_tables, yaml12
from qualcode.formats.yaml12 import Entry
from qualcode.model import (
    LANGUAGES,
    RESERVED,
    ROLES,
    SHOWS,
    AssistSettings,
    CaseSetting,
    CoderSetting,
    Question,
    ReportSettings,
    RoundSetting,
    SectionSetting,
    Settings,
    id_regex,
)

KEYS = (
    "title",
    "language",
    "case",
    "cases",
    "round",
    "documents",
    "codebook",
    "database",
    "coders",
    "guide",
    "report",
    "assist",
    "tables",
)


#: Names of a document's own, which no project may use for its rounds.
NOT_ROUNDS = ("case", "document", "interview", "kind", "persons")


def read(text: str, path: Path | str) -> Settings:
    """Read the settings; raises `FileError` with the line, the nearest name and what is allowed."""
    fields = yaml12.read(text, path).mapping(KEYS)
    if "title" not in fields:
        raise FileError(path, "'title:' is missing; it is the one setting every project needs.", line=1)
    given: dict[str, object] = {"title": fields["title"].filled()}
    for key in ("codebook", "database"):
        if key in fields:
            given[key] = fields[key].filled()
    if "language" in fields:
        given["language"] = fields["language"].choice(LANGUAGES)
    for key, reader in (
        ("case", _case),
        ("cases", _cases),
        ("round", _round),
        ("coders", _coders),
        ("guide", _guide),
        ("report", _report),
        ("assist", _assist),
        ("tables", settings_tables.read),
    ):
        if key in fields:
            given[key] = reader(fields[key])
    if "cases" in given and "case" not in given:
        given["case"] = CaseSetting("case")
    if "documents" in fields:
        given.update(_documents(fields["documents"]))
    settings = Settings(**given)  # type: ignore[arg-type]  # each value was read by the reader of its key
    _check_names(settings, fields)
    _check_sections(settings, fields)
    if "tables" in fields:
        titles = tuple(section.title for section in settings.report.sections)
        settings_tables.check_sections(settings.tables, titles, fields["tables"])
    return settings


def _case(entry: Entry) -> CaseSetting:
    if not isinstance(entry.value, dict):
        return CaseSetting(entry.filled())
    fields = entry.mapping(("attribute", "singular", "plural"))
    if "attribute" not in fields:
        raise entry.error("'case' needs 'attribute:', the name in the front matter that says which case it is.")
    return CaseSetting(**{key: each.filled() for key, each in fields.items()})


def _cases(entry: Entry) -> Mapping[str, str]:
    if isinstance(entry.value, list):
        return {each.filled(): each.filled() for each in entry.entries()}
    cases = {key: each.filled() for key, each in entry.mapping().items()}
    seen: dict[str, str] = {}
    for key, name in cases.items():
        if name.casefold() in seen:
            raise entry.error(f"The cases {seen[name.casefold()]!r} and {key!r} have the same name {name!r}.")
        seen[name.casefold()] = key
    return cases


def _round(entry: Entry) -> RoundSetting:
    if not isinstance(entry.value, dict):
        return RoundSetting(_attribute(entry))
    fields = entry.mapping(("attribute", "singular", "plural", "order"))
    order = fields["order"].texts() if "order" in fields else ()
    for value in order:
        if order.count(value) > 1:
            raise fields["order"].error(f"The round {value!r} stands in 'order' twice.")
    if "plural" in fields and "singular" not in fields:
        raise fields["plural"].error("'plural' needs 'singular:' beside it, what one round is called.")
    if "attribute" in fields:
        _attribute(fields["attribute"])
    return RoundSetting(**{key: each.filled() for key, each in fields.items() if key != "order"}, order=order)


def _attribute(entry: Entry) -> str:
    """The name of an attribute that may say the round: not one of those that mean another thing."""
    name = entry.filled()
    if name in NOT_ROUNDS:
        raise entry.error(f"{name!r} cannot say which round it is: that already means something else of a document.")
    return name


def _documents(entry: Entry) -> dict[str, object]:
    fields = entry.mapping(("folder", "id"))
    given: dict[str, object] = {}
    if "folder" in fields:
        given["folder"] = fields["folder"].filled()
    if "id" in fields:
        pattern = fields["id"].filled()
        if "{" not in pattern:
            raise fields["id"].error(
                "'id' should name the parts of a document's id in braces, such as "
                '"{case}F{phase:d}.{round:d}.{number}".'
            )
        try:
            id_regex(pattern)
        except re.error as err:
            raise fields["id"].error(f"'id' cannot be read: {err}.") from err
        given["id_pattern"] = pattern
    return given


def _coders(entry: Entry) -> tuple[CoderSetting, ...]:
    coders: list[CoderSetting] = []
    for each in entry.entries():
        fields = each.mapping(("name", "role")) if isinstance(each.value, dict) else {"name": each}
        if "name" not in fields:
            raise each.error("A coder needs a 'name:'.")
        name = fields["name"].filled()
        if name in RESERVED:
            raise each.error(f"A coder cannot be called {name!r}: that is the name of a layer. Choose another name.")
        if name in {coder.name for coder in coders}:
            raise each.error(f"The coder {name!r} stands here twice.")
        coders.append(CoderSetting(name, fields["role"].choice(ROLES) if "role" in fields else "first"))
    return tuple(coders)


def _guide(entry: Entry) -> tuple[Question, ...]:
    questions: list[Question] = []
    lists = ("headings", "codes", "rounds", "roles", "except_roles")
    for each in entry.entries():
        fields = each.mapping(("id", "question", *lists))
        if "id" not in fields:
            raise each.error("A question of the guide needs an 'id:', a short name for it.")
        identity = fields["id"].filled()
        if identity in {question.id for question in questions}:
            raise fields["id"].error(f"Two questions have the id {identity!r}.")
        question = fields["question"].text() if "question" in fields else ""
        questions.append(Question(identity, question, **{key: fields[key].texts() for key in lists if key in fields}))
    return tuple(questions)


def _report(entry: Entry) -> ReportSettings:
    fields = entry.mapping(("sections", "contrast", "helping", "hindering"))
    sections = tuple(_section(each) for each in fields["sections"].entries()) if "sections" in fields else ()
    slugs: set[str] = set()
    for section in sections:
        if section.slug in slugs:
            raise fields["sections"].error(f"Two sections are called {section.title!r}.")
        slugs.add(section.slug)
    contrast = tuple(_pair(each) for each in fields["contrast"].entries()) if "contrast" in fields else ()
    names = {key: fields[key].texts() for key in ("helping", "hindering") if key in fields}
    return ReportSettings(sections, contrast, **names)


def _assist(entry: Entry) -> AssistSettings:
    fields = entry.mapping(("show", "vectors", "suggester", "options"))
    given: dict[str, Any] = {}
    if "show" in fields:
        given["show"] = fields["show"].choice(SHOWS)
    if "vectors" in fields:
        given["vectors"] = fields["vectors"].flag()
    if "suggester" in fields:
        given["suggester"] = fields["suggester"].text()
    if "options" in fields:
        given["options"] = {key: each.text() for key, each in fields["options"].mapping().items()}
    return AssistSettings(**given)


def _section(entry: Entry) -> SectionSetting:
    fields = entry.mapping(("title", "codes", "questions", "grade"))
    if "title" not in fields:
        raise entry.error("A section needs a 'title:'.")
    return SectionSetting(
        fields["title"].filled(),
        fields["codes"].texts() if "codes" in fields else (),
        fields["questions"].texts() if "questions" in fields else (),
        fields["grade"].filled() if "grade" in fields else "",
    )


def _pair(entry: Entry) -> tuple[str, str]:
    texts = entry.texts()
    if len(texts) != 2:
        raise entry.error("'contrast' is a list of pairs, such as [[Statusquo, Gewenst]].")
    return texts[0], texts[1]


def _check_names(settings: Settings, fields: Mapping[str, Entry]) -> None:
    if "round" in fields and settings.round.attribute == settings.case.attribute:
        raise fields["round"].error("'case' and 'round' name the same attribute; a document says these two apart.")


def _check_sections(settings: Settings, fields: Mapping[str, Entry]) -> None:
    known = {question.id for question in settings.guide}
    for section in settings.report.sections:
        for name in section.questions:
            if name not in known:
                raise fields["report"].error(
                    f"The section {section.title!r} names the question {name!r}; "
                    f"the guide has {', '.join(sorted(known)) or 'none'}."
                )


NEW_PROJECT = """\
# The settings of this qualcode project. Only the title is required; lines after # are examples.
title: {title}
language: {language}            # nl or en: the language of matrices and reports

# What you compare. The attribute stands in the front matter of a document or in its id.
# case: {{attribute: municipality, singular: municipality, plural: municipalities}}
# cases: {{KA: Kampen, WW: Winterswijk}}

# Another attribute than round may say in which wave of interviews a document was made.
# round: {{attribute: phase, singular: phase, plural: phases, order: [start, midway, end]}}

# Where the interviews are, and how to read their file names. Without an id pattern the file's name is the id.
documents:
  folder: transcripts
#  id: "{{case}}F{{phase:d}}.{{round:d}}.{{number}}"     # KAF2.4.1: case KA, phase 2, round 4, number 1

codebook: codebooks/codebook.yaml

# Who codes, and as what (first, second). Reports count the first, unless you ask otherwise.
# coders: [{{name: anna, role: first}}, {{name: ben, role: second}}]

# The interview guide: what was asked of whom, so that an empty cell can say "not asked".
# guide:
#   - {{id: fit, question: "Does it fit what people need?", headings: [Fit], codes: [Fit], rounds: [3, 4]}}

# The sections of a case's chapter, from codes, questions or both. Without them the chapters follow the code tree.
# report:
#   sections:
#     - {{title: Collaboration, codes: [Collaboration]}}

# Tables beside the interviews, read from the folder when asked: evaluation forms, registrations.
# tables:
#   - {{file: data/forms.csv, kind: forms, case: municipality, period: meeting, grades: [grade],
#      items: {{scale: 7, columns: {{q1: "The meeting was useful"}}}}}}
#   - {{file: data/referrals.csv, kind: registrations, case: municipality, period: year, counts: [reason, age group]}}

# When suggestions may be seen: on-demand, after-first-pass (once you marked the document done), always, never.
# assist: {{show: on-demand}}
"""

NEW_CODEBOOK = """\
# The code tree. Each code has a name; the other fields help whoever codes (and may be left out).
name: {title}
language: {language}
codes:
  - name: Example
    definition: What this code means, in a sentence a second coder could work with.
    include: When to use it.
    exclude: When not, and which code to use instead.
    keywords: [word, another word]
    codes:
      - name: Part of the example
"""

NEW_IGNORE = """\
# Interviews are confidential: nothing below leaves this machine with version control until someone decides otherwise.
.qualcode/
{folder}/
data/
analyses/report/
"""
