"""Saved queries in other queries: what their names mean, and how they read now.

A name with @ before it means a saved query; so does a bare name that is no code's. A saved query keeps the codes that
its names meant when it was saved: `shown` says it with the names that these have now, `whole` with the queries in it
written out, which is what is answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qualcode.errors import NotPossible, UnknownCode, UnknownInQuery, did_you_mean, listing
from qualcode.model import Codebook, Span, split_path
from qualcode.model.saved import SIGN, Meant, SavedQuery
from qualcode.query.expression import Named, Query, Reach, names_in
from qualcode.query.language import parse
from qualcode.query.names import codes_meant, plain, so_named, unmistakable

#: A name of a saved query is no longer than this, and has none of these signs.
LONGEST_NAME, _REFUSED = 80, '/\\"“”„@()=<>!,'


def check_name(name: str, codebook: Codebook) -> str:
    """The name as it is kept; raises `NotPossible` for one that is none, or that may mean a code."""
    bare = " ".join(name.removeprefix(SIGN).split())
    if not bare or len(bare) > LONGEST_NAME or any(each in _REFUSED or not each.isprintable() for each in bare):
        raise NotPossible(
            f"{name!r} is no name for a saved query: up to {LONGEST_NAME} letters, digits, spaces and signs such as - "
            "and ', without slashes, quotation marks and parentheses."
        )
    try:
        taken = codebook.find_all(bare)
    except UnknownCode:
        return bare
    raise NotPossible(f"{bare!r} means the code {codebook.path(taken[0].id)}. Give the saved query a name of its own.")


def resolved(query: Query, codebook: Codebook, queries: Sequence[SavedQuery]) -> tuple[Meant, ...]:
    """What the names of a query mean now; raises `UnknownInQuery` for one that means nothing."""
    found: list[Meant] = []
    for place, named in enumerate(_names(query)):
        saved = _saved(named, query, codebook, queries)
        if saved is not None:
            found.append(Meant(place, query=saved.id))
        else:
            codes_meant(named, query, codebook)  # a code above or beside it that is not there is said here
            found += [Meant(place, code=code.id) for code in so_named(named.name, codebook)]
    return tuple(found)


def written_out(text: str, codebook: Codebook, queries: Sequence[SavedQuery]) -> str:
    """A query as somebody asks it, with the saved queries that it names written out. Raises as `resolved`, and
    `NotPossible` for one that cannot be answered any more."""
    if not queries and SIGN not in text:
        return text
    query, pieces = parse(text), []
    for named in _names(query):
        saved = _saved(named, query, codebook, queries)
        if saved is not None:
            pieces.append((named.at, f"({whole(saved, codebook, queries)})"))
    return _replaced(text, pieces)


def whole(saved: SavedQuery, codebook: Codebook, queries: Sequence[SavedQuery]) -> str:
    """A saved query as it is answered: its codes by the names that they have now, the queries in it written out.
    Raises `NotPossible` where it uses itself, and where a code is not there (in an older version of the codebook)."""
    return _said(saved, codebook, {each.id: each for each in queries}, (), out=True)


def shown(saved: SavedQuery, codebook: Codebook, queries: Sequence[SavedQuery]) -> str:
    """A saved query as people read it: as it was written where that still means the same, else with today's names."""
    return _said(saved, codebook, {each.id: each for each in queries}, (), out=False)


def refuse_circle(name: str, meant: Sequence[Meant], queries: Sequence[SavedQuery]) -> None:
    """Raises `NotPossible` where a query with this name would use itself, by way of others perhaps."""
    by_id = {each.id: each for each in queries}
    own = next((each.id for each in queries if each.name.casefold() == name.casefold()), "")
    todo, seen = [each.query for each in meant if each.query], set[str]()
    while todo:
        one = todo.pop()
        if one == own:
            raise NotPossible(f"{name!r} would use itself. A saved query may use others that do not use it.")
        if one not in seen:
            seen.add(one)
            todo += [each.query for each in by_id[one].meant if each.query]


def _said(
    saved: SavedQuery, codebook: Codebook, by_id: Mapping[str, SavedQuery], above: tuple[str, ...], *, out: bool
) -> str:
    if saved.id in above:
        raise NotPossible(f"The saved query {saved.name!r} uses itself by now. Replace or remove it.")
    query, pieces = parse(saved.expression), list[tuple[Span, str]]()
    for place, named in enumerate(_names(query)):
        own = [each for each in saved.meant if each.place == place]
        used = next((by_id[each.query] for each in own if each.query), None)
        if used is None:
            pieces += _codes(named, [each.code for each in own], codebook, saved)
        elif out:
            pieces.append((named.at, f"({_said(used, codebook, by_id, (*above, saved.id), out=True)})"))
        else:
            pieces.append((named.at, SIGN + used.name if plain(used.name) == used.name else f'"{SIGN}{used.name}"'))
    return _replaced(saved.expression, pieces)


def _codes(named: Named, ids: Sequence[str], codebook: Codebook, saved: SavedQuery) -> Iterator[tuple[Span, str]]:
    """The name as it is to be written now; nothing where it still means these codes."""
    if not ids or any(each not in codebook for each in ids):
        raise NotPossible(
            f"The saved query {saved.name!r} asks for {named.name}, which this version of the codebook does not have."
        )
    if _meaning(named.name, codebook) != set(ids) or not all(_is_called(each, named.name, codebook) for each in ids):
        sign = "=" if named.reach is Reach.ONLY else ""
        around = f"{named.reach}({{}})" if named.reach in (Reach.UP, Reach.SIBLINGS) else f"{sign}{{}}"
        names = [around.format(_name(each, codebook)) for each in _reaching(named.reach, ids, codebook)]
        yield named.at, names[0] if len(names) == 1 else f"({' OR '.join(names)})"


def _reaching(reach: Reach, ids: Sequence[str], codebook: Codebook) -> Sequence[str]:
    """Of several codes those with something above or beside them, where that is what is asked for."""
    found = ids
    if reach is Reach.UP:
        found = [each for each in ids if codebook[each].parent]
    elif reach is Reach.SIBLINGS:
        found = [each for each in ids if len(codebook.children(codebook[each].parent)) > 1]
    return found or ids


def _name(code: str, codebook: Codebook) -> str:
    return plain(unmistakable(codebook[code], codebook))


def _is_called(code: str, name: str, codebook: Codebook) -> bool:
    """Whether a code is called so now, and not only found by a name it once had."""
    wanted, names = split_path(name.removeprefix("/")), codebook.names(code)
    return name == code or [each.casefold() for each in names[-len(wanted) :]] == [each.casefold() for each in wanted]


def _meaning(name: str, codebook: Codebook) -> set[str]:
    try:
        return {code.id for code in so_named(name, codebook)}
    except UnknownCode:
        return set()


def _names(query: Query) -> list[Named]:
    return names_in(query.expression, negated=True)


def _saved(named: Named, query: Query, codebook: Codebook, queries: Sequence[SavedQuery]) -> SavedQuery | None:
    """The saved query that a name means; None for the name of a code, and for one that means nothing."""
    marked = named.name.startswith(SIGN)
    wanted = " ".join(named.name.removeprefix(SIGN).split()).casefold()
    found = next((each for each in queries if each.name.casefold() == wanted), None)
    start, end = named.at.start, named.at.end
    if not (marked and found) and _meaning(named.name, codebook):  # a code may be called @x
        if found is not None and named.reach is Reach.DOWN:
            raise UnknownInQuery(query.text, start, end, two_meanings(found.name, codebook))
        return None
    if found is None and marked:
        names = [each.name for each in queries]
        hint = did_you_mean(wanted, names) or (f" There are {listing(names)}." if names else " None is saved yet.")
        raise UnknownInQuery(query.text, start, end, f"there is no saved query {named.name[1:]!r}.{hint}")
    if found is not None and named.reach is not Reach.DOWN:
        raise UnknownInQuery(query.text, start, end, "a saved query has nothing above, beside or below it.")
    return found


def two_meanings(name: str, codebook: Codebook) -> str:
    """That a saved query has the name of a code by now, and how to say which of the two is meant."""
    path = codebook.path(so_named(name, codebook)[0].id)
    return (
        f"{name!r} is a saved query and, by now, a code too ({path}). Write {SIGN}{name} for the query and /{path} for "
        "the code; or save the query under another name, and remove this one."
    )


def _replaced(text: str, pieces: Sequence[tuple[Span, str]]) -> str:
    for at, new in sorted(pieces, key=lambda piece: -piece[0].start):
        text = text[: at.start] + new + text[at.end :]
    return text
