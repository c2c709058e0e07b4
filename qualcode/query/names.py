"""What the names in a query mean in a codebook, and a query said back in full."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.errors import UnknownCode, UnknownCodeInQuery, UnknownInQuery, did_you_mean, listing
from qualcode.model import Code, Codebook, split_path
from qualcode.query.expression import (
    DISTANT,
    Compared,
    Everything,
    Expression,
    Filtered,
    Joined,
    Literal,
    Named,
    Not,
    Pattern,
    Query,
    Range,
    Reach,
    Said,
    Standing,
    Value,
    names_in,
    parts_of,
)
from qualcode.query.tokens import KEYWORDS

#: After the path of a code that is no longer used, where another code bears its name.
RETIRED = " (no longer used)"


def codes_meant(named: Named, query: Query, codebook: Codebook) -> list[Code]:
    """The codes that a name stands for, each for itself and, unless it is reached by `=` or UP, all below it. Raises
    `UnknownInQuery` with the nearest names, and where UP or SIBLINGS finds no codes."""
    try:
        found = so_named(named.name, codebook)
    except UnknownCode as err:
        raise UnknownCodeInQuery(
            query.text, named.at.start, named.at.end, _no_such_code(named.name, codebook), named.name
        ) from err
    if named.reach is Reach.UP:
        found = _once(codebook[code.parent] for code in found if code.parent)
    elif named.reach is Reach.SIBLINGS:
        beside = [each for code in found for each in codebook.children(code.parent) if each.id != code.id]
        found = _once(beside)
    if not found:
        what = "above" if named.reach is Reach.UP else "beside"
        raise UnknownInQuery(query.text, named.at.start, named.at.end, f"there is no code {what} {named.name}.")
    return found


def so_named(name: str, codebook: Codebook) -> list[Code]:
    """All codes with a name (`Samenwerking`), the one with a whole path from the top (`/Samenwerking`), or those with
    the last parts of a path, as `Codebook.find_all` has them. Case counts only when it must."""
    whole = name.startswith("/")
    wanted = split_path(name.removeprefix("/"))
    if not whole and len(wanted) > 1:
        return _retired(name, codebook) or codebook.find_all(name)
    for fold in (str, str.casefold):
        parts = tuple(fold(each) for each in wanted)
        living = (code for code in codebook if not code.retired)
        named = [(code, tuple(fold(each) for each in codebook.names(code.id))) for code in living]
        found = [code for code, names in named if (names if whole else names[-1:]) == parts]
        if found:
            return found
    retired = _retired(name, codebook)
    return retired or codebook.find_all(name.removeprefix("/"))


def _retired(name: str, codebook: Codebook) -> list[Code]:
    """The codes that are no longer used with the path in `A (no longer used)`."""
    path = name.removesuffix(RETIRED)
    if path == name:
        return []
    wanted = [each.casefold() for each in split_path(path)]
    return [
        code
        for code in codebook
        if code.retired and [each.casefold() for each in codebook.names(code.id)] == wanted
    ]  # fmt: skip


def _once(codes: Iterable[Code]) -> list[Code]:
    return list({code.id: code for code in codes}.values())


#: What a Dutch hand writes for the words of the language.
_ENGLISH = {"EN": "AND", "OF": "OR", "NIET": "NOT", "BINNEN": "WITHIN", "WAAR": "WHERE", "WAARBIJ": "WHERE"}


def _no_such_code(name: str, codebook: Codebook) -> str:
    words = name.split()
    english = {word.upper(): _ENGLISH[word.upper()] for word in words if word.upper() in _ENGLISH}
    if english and len(words) > 1:
        meant = ", ".join(f"{ours} for {given}" for given, ours in english.items())
        return f"there is no code {name!r}. The words between codes are English: write {meant}."
    if len(words) > 1 and words[0].upper() == "TEXT":
        said = name.partition(" ")[2]
        return f'there is no code {name!r}. Words to look for stand in quotation marks: TEXT "{said}".'
    known = {code.name.casefold() for code in codebook}
    if len(words) > 1 and all(word.casefold() in known for word in words):
        return f"there is no code {name!r}. Between two codes stands an operator, such as AND or WITHIN."
    names = [*dict.fromkeys(code.name for code in codebook if not code.retired)]
    near = did_you_mean(name.rpartition("/")[2], names) or (
        f" The codebook has {listing(names, 8)}." if names else " The codebook is empty: import one first."
    )
    return f"there is no code {name!r}.{near}"


def places_meant(named: Named, query: Query, codebook: Codebook) -> frozenset[int]:
    """The places in the codebook of all codes whose codings a name stands for."""
    found = codes_meant(named, query, codebook)
    place = {code.id: number for number, code in enumerate(codebook)}
    if named.reach in (Reach.ONLY, Reach.UP):
        return frozenset(place[code.id] for code in found)
    return frozenset(place[each.id] for code in found for each in codebook.subtree(code.id))


def codes_in(query: Query, codebook: Codebook) -> frozenset[int]:
    """The places in the codebook of the codes that a query asks for, those below them too; not those under NOT. Empty
    where it names none (`TEXT "werkdruk"`). Raises as `codes_meant`."""
    found = [places_meant(named, query, codebook) for named in names_in(query.expression)]
    return frozenset().union(*found)


def understood(query: Query, codebook: Codebook) -> str:
    """The query in full: every name as whole paths, every operation in parentheses. It reads as a query again, which
    means the same. Raises as `codes_meant`."""
    said = _said(query.expression, query, codebook)
    whole = isinstance(query.expression, (Joined, Standing, Filtered))
    return said[1:-1] if whole else said


def _said(expression: Expression, query: Query, codebook: Codebook) -> str:
    parts = [_said(part, query, codebook) for part in parts_of(expression)]
    match expression:
        case Everything():
            return ""
        case Named():
            return _named(expression, query, codebook)
        case Said():
            return f"{'DOCUMENT ' if expression.in_document else ''}TEXT {_text(expression.pattern)}"
        case Compared():
            return _compared(expression)
        case Not():
            return f"NOT {parts[0]}"
        case Joined():
            return f"({f' {expression.join} '.join(parts)})"
        case Filtered():
            return f"({f'{parts[0]} WHERE {parts[1]}'.strip()})"
        case Standing():
            far = f" {expression.distance} {expression.unit}" if expression.relation in DISTANT else ""
            return f"({parts[0]} {expression.relation}{far} {parts[1]})"


def _named(named: Named, query: Query, codebook: Codebook) -> str:
    sign = "=" if named.reach in (Reach.ONLY, Reach.UP) else ""
    paths = [f"{sign}{plain(unmistakable(code, codebook))}" for code in codes_meant(named, query, codebook)]
    return paths[0] if len(paths) == 1 else f"({' OR '.join(paths)})"


def unmistakable(code: Code, codebook: Codebook) -> str:
    """The path of a code; with a slash before it where others are found by that too. Of a code that is no longer used,
    and whose path another has now, it says so; where even that is not enough it is the code's id."""
    path = codebook.path(code.id)
    names = [path, f"/{path}", *([path + RETIRED] if code.retired else [])]
    return next((each for each in names if _only(each, code, codebook)), code.id)


def _only(name: str, code: Code, codebook: Codebook) -> bool:
    try:
        return [each.id for each in so_named(name, codebook)] == [code.id]
    except UnknownCode:
        return False


def _compared(compared: Compared) -> str:
    name, values = plain(compared.name), [_value(value) for value in compared.values]
    if len(values) == 1:
        return f"{name} {compared.sign} {values[0]}"
    return f"{name} {'NOT IN' if compared.sign == '!=' else 'IN'} ({', '.join(values)})"


def _value(value: Value) -> str:
    if isinstance(value, Range):
        return f"{value.low.text}..{value.high.text}"
    if isinstance(value, Pattern):
        return str(value)
    return _quoted(value.text) if value.text.startswith("/") else plain(value.text)  # /a/ would be an expression


def _text(pattern: Literal | Pattern) -> str:
    return str(pattern) if isinstance(pattern, Pattern) else _quoted(pattern.text)


def plain(text: str) -> str:
    """A name as it may stand in a query: in quotation marks unless it is words only."""
    words = text.split()
    special = [word for word in words if word.upper() in {*KEYWORDS, "TEXT", "DOCUMENT", "IN"}]
    safe = all(each.isalnum() or each in " /.-_:" for each in text) and " ".join(words) == text
    return text if words and safe and not special and ".." not in text else _quoted(text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
