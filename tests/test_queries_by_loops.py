"""Queries held against plain loops: random codings, random queries, the definitions of the manual written out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import QueryError
from qualcode.model import Code, Codebook, Document, Settings
from qualcode.query.evaluate import evaluate
from qualcode.query.language import parse
from qualcode.query.names import understood
from qualcode.query.passages import Passages, passages
from qualcode.query.selection import Selection, select
from qualcode.tables import Corpus, FreeQuotations, Marks
from qualcode.text.units import sentences


class Item(NamedTuple):
    """A coding, or a free quotation (`code` empty)."""

    document: int
    start: int
    end: int
    code: str
    coder: str


class World(NamedTuple):
    items: list[Item]
    texts: list[str]


Place = tuple[int, int, int]
Answer = Callable[[World], tuple[dict[Place, set[int]], bool]]
WORDS = ["Aa bb. Cc dd! Ee ff.", "Gg aa bb. Hh\n\nIi jj. Kk."]
ROUNDS = (1, 2)
CODES = Codebook((Code("A", "A"), Code("B", "B", parent="A"), Code("C", "C")))


def place(item: Item) -> Place:
    return item[:3]


def every(world: World) -> dict[Place, set[int]]:
    found: dict[Place, set[int]] = {}
    for number, item in enumerate(world.items):
        found.setdefault(place(item), set()).add(number)
    return found


def leaf_code(codes: str) -> Answer:
    def answer(world: World) -> tuple[dict[Place, set[int]], bool]:
        found: dict[Place, set[int]] = {}
        for number, item in enumerate(world.items):
            if item.code and item.code in codes:
                found.setdefault(place(item), set()).add(number)
        return found, True

    return answer


def leaf_text(word: str, whole: bool) -> Answer:
    def answer(world: World) -> tuple[dict[Place, set[int]], bool]:
        def words(at: Place) -> str:
            return world.texts[at[0]] if whole else world.texts[at[0]][at[1] : at[2]]

        return {at: items for at, items in every(world).items() if word in words(at).casefold()}, False

    return answer


def negation(of: Answer) -> Answer:
    def answer(world: World) -> tuple[dict[Place, set[int]], bool]:
        found, _named = of(world)
        return {at: items for at, items in every(world).items() if at not in found}, False

    return answer


def junction(name: str, parts: list[Answer]) -> Answer:
    needed = {"AND": lambda n: n == len(parts), "OR": lambda n: n > 0, "XOR": lambda n: n == 1}[name]

    def answer(world: World) -> tuple[dict[Place, set[int]], bool]:
        answers = [part(world) for part in parts]
        named = [found for found, by_name in answers if by_name]
        by = named if named and name == "AND" else [found for found, _ in answers]
        found = {}
        for at in every(world):
            if needed(sum(at in each for each, _ in answers)):
                found[at] = set().union(*(each.get(at, set()) for each in by))
        return found, bool(named)

    return answer


def number_of_sentence(text: str, at: int) -> int:
    return max((n for n, each in enumerate(sentences(text)) if each.start <= at), default=-1)


def stands(name: str, distance: int, unit: str, p: Place, q: Place, text: str) -> bool:
    (d, a0, a1), (e, b0, b1) = p, q
    if d != e:
        return False
    if name == "FOLLOWS":
        return stands("PRECEDES", distance, unit, q, p, text)
    if name == "PRECEDES":
        far = b0 - a1
        if unit == "sentences":
            far = number_of_sentence(text, b0) - number_of_sentence(text, a1 - 1)
        return a1 <= b0 and far <= distance
    return {
        "WITHIN": b0 <= a0 and a1 <= b1,
        "ENCLOSES": a0 <= b0 and b1 <= a1,
        "OVERLAPS": a0 < b0 < a1 < b1,
        "OVERLAPPED BY": b0 < a0 < b1 < a1,
        "COOCCURS": max(a0, b0) < min(a1, b1),
    }[name]


def standing(name: str, distance: int, unit: str, left: Answer, right: Answer) -> Answer:
    def answer(world: World) -> tuple[dict[Place, set[int]], bool]:
        (one, named), (other, _) = left(world), right(world)
        texts = world.texts
        found = {
            at: items for at, items in one.items()
            if any(stands(name, distance, unit, at, each, texts[at[0]]) for each in other)
        }  # fmt: skip
        return found, named

    return answer


def condition(of: Answer, fits: Callable[[Item], bool]) -> Answer:
    def answer(world: World) -> tuple[dict[Place, set[int]], bool]:
        found, named = of(world)
        kept = {at: {each for each in items if fits(world.items[each])} for at, items in found.items()}
        return {at: items for at, items in kept.items() if items}, named

    return answer


CONDITIONS: dict[str, Callable[[Item], bool]] = {
    "coder = anna": lambda item: item.coder == "anna",
    "NOT coder = anna": lambda item: item.coder != "anna",
    "round >= 2": lambda item: ROUNDS[item.document] >= 2,
    "coder = bob OR round = 1": lambda item: item.coder == "bob" or ROUNDS[item.document] == 1,
    "coder = bob AND TEXT 'aa'": lambda item: (
        item.coder == "bob" and "aa" in WORDS[item.document][item.start : item.end].casefold()
    ),
}
LEAVES: list[tuple[str, Answer]] = [
    ("A", leaf_code("AB")),
    ("=A", leaf_code("A")),
    ("B", leaf_code("B")),
    ("C", leaf_code("C")),
    ("TEXT 'bb'", leaf_text("bb", whole=False)),
    ("DOCUMENT TEXT 'jj'", leaf_text("jj", whole=True)),
]
RELATIONS = ("WITHIN", "ENCLOSES", "OVERLAPS", "OVERLAPPED BY", "COOCCURS")


def grown(inner: st.SearchStrategy[tuple[str, Answer]]) -> st.SearchStrategy[tuple[str, Answer]]:
    def joined(name: str, parts: list[tuple[str, Answer]]) -> tuple[str, Answer]:
        return f"({f' {name} '.join(text for text, _ in parts)})", junction(name, [each for _, each in parts])

    def stood(name: str, n: int, unit: str, one: tuple[str, Answer], two: tuple[str, Answer]) -> tuple[str, Answer]:
        far = f" {n} {unit}" if name in ("PRECEDES", "FOLLOWS") else ""
        return f"({one[0]} {name}{far} {two[0]})", standing(name, n, unit, one[1], two[1])

    relations = st.sampled_from([*RELATIONS, "PRECEDES", "FOLLOWS"])
    units = st.sampled_from(["sentences", "characters"])
    return st.one_of(
        inner.map(lambda each: (f"NOT {each[0]}", negation(each[1]))),
        st.builds(joined, st.sampled_from(["AND", "OR", "XOR"]), st.lists(inner, min_size=2, max_size=3)),
        st.builds(stood, relations, st.integers(0, 3), units, inner, inner),
        st.builds(
            lambda each, name: (f"({each[0]} WHERE {name})", condition(each[1], CONDITIONS[name])),
            inner,
            st.sampled_from(list(CONDITIONS)),
        ),
    )


items = st.builds(
    lambda document, start, size, code, coder: Item(document, start, min(start + size, 19), code, coder),
    st.integers(0, 1), st.integers(0, 17), st.integers(1, 8), st.sampled_from(["A", "B", "C", "C", ""]),
    st.sampled_from(["anna", "bob"]),
)  # fmt: skip


def laid(found: list[Item]) -> tuple[Marks, FreeQuotations]:
    def column(of: list[Item], name: str) -> Any:
        return np.array([getattr(each, name) for each in of], np.int64)

    coded, free = [each for each in found if each.code], [each for each in found if not each.code]
    coders = [np.array([["anna", "bob"].index(each.coder) for each in of], np.int64) for of in (coded, free)]
    no = np.zeros(len(coded), bool)
    none = np.full(len(coded), np.nan)
    marks = Marks(
        column(coded, "document"), np.array(["ABC".index(each.code) for each in coded], np.int64), coders[0], ~no, no,
        full=True, key=np.arange(len(coded)), start=column(coded, "start"), end=column(coded, "end"),
        word_start=column(coded, "start"), word_end=column(coded, "end"), low=none, high=none, verbatim=no, released=no,
        origin=("manual",) * len(coded), specification=("",) * len(coded),
    )  # fmt: skip
    numbers = np.arange(len(free))
    spans = (column(free, "start"), column(free, "end"))
    none_free = np.zeros(len(free), bool)
    return marks, FreeQuotations(
        column(free, "document"), numbers, *spans, *spans, coders[1], none_free, none_free
    )  # fmt: skip


def universe(found: list[Item]) -> tuple[Selection, Passages]:
    documents = tuple(Document(f"d{n}", WORDS[n], attributes={"round": ROUNDS[n]}) for n in range(2))
    corpus = Corpus(Settings(title="T"), documents, CODES, ("anna", "bob"))
    marks, free = laid(found)
    selection = select(corpus, marks, layer="union")
    return selection, passages(selection, free)


def read(names: Any) -> Mapping[str, str]:
    return {name: WORDS[int(name[1])] for name in names}


@given(found=st.lists(items, max_size=14), asked=st.recursive(st.sampled_from(LEAVES), grown, max_leaves=6))
def test_a_query_finds_what_plain_loops_find(found: list[Item], asked: tuple[str, Answer]) -> None:
    text, answer = asked
    selection, everything = universe(found)
    mask = evaluate(parse(text), everything, selection, texts=read)
    spans = list(zip(*(each.tolist() for each in everything.spans), strict=True))
    assert spans == sorted({place(item) for item in found})
    assert {span for span, here in zip(spans, mask.tolist(), strict=True) if here} == set(
        answer(World(found, WORDS))[0]
    ), text
    # said back in full it is a query that finds the same
    again = parse(understood(parse(text), CODES))
    assert evaluate(again, everything, selection, texts=read).tolist() == mask.tolist()
    assert understood(again, CODES) == understood(parse(text), CODES)


def test_a_passage_that_ends_where_a_sentence_begins_is_not_in_it() -> None:
    # "Aa bb. " runs up to the second sentence, "Ee" stands in the third
    selection, everything = universe([Item(0, 0, 7, "A", "anna"), Item(0, 14, 16, "C", "anna")])

    def finds(query: str) -> bool:
        return bool(evaluate(parse(query), everything, selection, texts=read).any())

    assert (finds("A PRECEDES 1 C"), finds("A PRECEDES 2 C")) == (False, True)
    assert (finds("C FOLLOWS 1 A"), finds("C FOLLOWS 2 A")) == (False, True)


@given(st.text(alphabet="AB ()='\"/,.<>!\\andortexwhui37", max_size=40))
def test_whatever_is_written_is_read_or_refused(query: str) -> None:
    with suppress(QueryError):
        parse(query)
