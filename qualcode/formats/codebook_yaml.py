"""Codebooks as YAML: nested `codes:` with every field a code can carry."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from qualcode.errors import BadRule, FileError, QualcodeError
from qualcode.formats import yaml12
from qualcode.formats.yaml12 import Entry, Plain
from qualcode.model import Code, Codebook, Rule, Scale, Specify, Term, join_path
from qualcode.model.code import EXAMPLE_KINDS
from qualcode.model.rule import RULE_FIELDS, RULE_UNITS

FIELDS = (
    "id", "name", "since", "definition", "include", "exclude", "examples", "keywords", "rule", "color",
    "specify", "grade", "applies", "counterpart", "remark", "former", "open", "retired", "codes",
)  # fmt: skip

#: Ids of codes without one come from their path, so that the same file always gives the same ids.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "qualcode:code")


def code_id(path: str) -> str:
    """The id of a code that has none of its own: a UUID (version 5) of its path."""
    return str(uuid.uuid5(_NAMESPACE, path))


def read(text: str, path: Path | str) -> Codebook:
    """Read a codebook; raises `FileError` with the line."""
    top = yaml12.read(text, path)
    fields = top.mapping(("name", "language", "codes"))
    if "codes" not in fields:
        raise FileError(path, "A codebook needs 'codes:', a list of codes, each with at least a 'name:'.", line=1)
    found: list[tuple[Code, Entry]] = []
    _read_level(fields["codes"], (), "", found)
    _check_ids(found)
    header = {key: fields[key].text() for key in ("name", "language") if key in fields}
    codebook = Codebook(tuple(code for code, _ in found), **header)
    return _with_counterparts(codebook, found)


def _read_level(entry: Entry, above: tuple[str, ...], parent: str, found: list[tuple[Code, Entry]]) -> None:
    names: dict[str, int] = {}
    for each in entry.entries():
        fields = each.mapping(FIELDS) if isinstance(each.value, dict) else {"name": each}
        if "name" not in fields:
            raise each.error("A code needs a 'name:'.")
        name = fields["name"].filled()
        retired = "retired" in fields and fields["retired"].flag()
        if name in names and not retired:
            raise fields["name"].error(
                f"The code {join_path((*above, name))!r} stands here twice (first on line {names[name]})."
            )
        if "\n" in name:
            raise fields["name"].error("A code's name should stand on one line.")
        if not retired:  # the name of a retired code may be given again
            names[name] = fields["name"].line
        code = _read_code(fields, (*above, name), parent)
        found.append((code, fields.get("counterpart", each)))
        if "codes" in fields:
            _read_level(fields["codes"], (*above, name), code.id, found)


def _read_code(fields: Mapping[str, Entry], names: tuple[str, ...], parent: str) -> Code:
    def text(key: str) -> str:
        return fields[key].text() if key in fields and fields[key].value is not None else ""

    def texts(key: str) -> tuple[str, ...]:
        return fields[key].texts() if key in fields else ()

    return Code(
        id=text("id") or code_id(join_path(names)),
        name=names[-1],
        parent=parent,
        since=_day(fields["since"]) if text("since") else "",
        definition=text("definition"),
        include=texts("include"),
        exclude=texts("exclude"),
        examples=_examples(fields["examples"]) if "examples" in fields else {},
        keywords=texts("keywords"),
        rule=_code_rule(fields, names) if "rule" in fields else None,
        color=_color(fields["color"]) if text("color") else "",
        specify=_specify(fields["specify"]) if "specify" in fields else None,
        grade=_grade(fields["grade"]) if "grade" in fields else None,
        applies={key: each.texts() for key, each in fields["applies"].mapping().items()} if "applies" in fields else {},
        counterpart=text("counterpart"),
        remark=text("remark"),
        former=texts("former"),
        open=fields["open"].flag() if "open" in fields else False,
        retired=fields["retired"].flag() if "retired" in fields else False,
    )


def _day(entry: Entry) -> str:
    day = entry.text()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise entry.error(f"'since' should be a day such as 2021-03-15, not {day!r}.")
    return day


def _color(entry: Entry) -> str:
    color = entry.text()
    if not re.fullmatch(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", color):
        raise entry.error(f"'color' should look like \"#2A9D8F\" (in quotation marks), not {color!r}.")
    return color


def _examples(entry: Entry) -> dict[str, tuple[str, ...]]:
    if not isinstance(entry.value, dict):
        return {EXAMPLE_KINDS[0]: entry.texts()} if entry.texts() else {}
    given = entry.mapping(EXAMPLE_KINDS)
    return {kind: given[kind].texts() for kind in EXAMPLE_KINDS if kind in given and given[kind].texts()}


def read_rule(entry: Entry) -> Rule | None:
    """A rule; `true` is one without terms, a list or a single text are its `any`. Raises `FileError` with the line."""
    if isinstance(entry.value, bool):
        return Rule() if entry.value else None
    if entry.value is None:
        return None
    if not isinstance(entry.value, dict):
        return Rule(any=_terms(entry))
    fields = entry.mapping(RULE_FIELDS)
    given = {name: _terms(fields[name]) for name in ("any", "all", "none") if name in fields}
    wish = fields["wish"].flag() if "wish" in fields else None
    return Rule(**given, wish=wish, unit=fields["unit"].choice(RULE_UNITS) if "unit" in fields else "")


def _code_rule(fields: Mapping[str, Entry], names: tuple[str, ...]) -> Rule | None:
    rule = read_rule(fields["rule"])
    takes_grade = "grade" in fields and fields["grade"].value is not False
    try:
        if rule is not None:
            rule.check(join_path(names), grade=takes_grade)
    except BadRule as err:
        raise fields["rule"].error(str(err)) from err
    return rule


def _terms(entry: Entry) -> tuple[str, ...]:
    """The terms as they are written; one that cannot be read is an error with its line."""
    for each in entry.entries() if isinstance(entry.value, list) else [entry]:
        try:
            Term.read(each.text() if each.value is not None else "")
        except BadRule as err:
            raise each.error(str(err)) from err
    return entry.texts()


def _specify(entry: Entry) -> Specify | None:
    if isinstance(entry.value, bool):
        return Specify() if entry.value else None
    fields = entry.mapping(("values", "free"))
    values = fields["values"].texts() if "values" in fields else ()
    free = fields["free"].flag() if "free" in fields else not values
    if not values and not free:
        raise entry.error("'specify' allows nothing: give 'values: [...]', or 'free: true'.")
    return Specify(values, free)


def _grade(entry: Entry) -> Scale | None:
    if isinstance(entry.value, bool):
        return Scale() if entry.value else None
    fields = entry.mapping(("min", "max"))
    default = Scale()
    low = fields["min"].number() if "min" in fields else default.minimum
    high = fields["max"].number() if "max" in fields else default.maximum
    if low >= high:
        raise entry.error(f"'grade' runs from {low:g} to {high:g}; 'min' should be below 'max'.")
    return Scale(low, high)


def _check_ids(found: list[tuple[Code, Entry]]) -> None:
    lines: dict[str, int] = {}
    for code, entry in found:
        if code.id in lines:
            raise entry.error(
                f"The id {code.id!r} of {code.name!r} is used already (near line {lines[code.id]}). Ids must differ."
            )
        lines[code.id] = entry.line


def _with_counterparts(codebook: Codebook, found: list[tuple[Code, Entry]]) -> Codebook:
    """Counterparts may be named by path or id; they are kept as ids, so that a renamed code stays one."""
    codes = []
    for code, entry in found:
        if code.counterpart:
            try:
                code = replace(code, counterpart=codebook.find(code.counterpart).id)
            except QualcodeError as err:
                raise entry.error(f"'counterpart': {err}") from err
        codes.append(code)
    return replace(codebook, codes=tuple(codes))


def write(codebook: Codebook) -> str:
    """The codebook as YAML, with an `id:` per code; reading it back gives the same codebook."""
    top: dict[str, Plain] = {}
    for key in ("name", "language"):
        if getattr(codebook, key):
            top[key] = getattr(codebook, key)
    top["codes"] = _write_level(codebook, "")
    return yaml12.write(top)


def _write_level(codebook: Codebook, parent: str) -> list[Plain]:
    level: list[Plain] = []
    for code in codebook.children(parent):
        fields = _fields(code)
        below = _write_level(codebook, code.id)
        if below:
            fields["codes"] = below
        level.append(fields)
    return level


def _fields(code: Code) -> dict[str, Plain]:
    fields: dict[str, Plain] = {"id": code.id, "name": code.name, **code.written()}
    if code.specify and not code.specify.values:
        fields["specify"] = True
    if code.retired:
        fields["retired"] = True
    return fields
