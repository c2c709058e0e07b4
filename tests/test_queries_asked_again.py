"""The rule under an answer is itself a query: asked again it finds the same places, whatever was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from qualcode.errors import UnknownInQuery
from qualcode.model import Span
from qualcode.project import Project
from qualcode.query.evaluate import evaluate
from qualcode.query.expression import Named, Query, Reach, Relation
from qualcode.query.language import parse
from qualcode.query.names import codes_meant, understood

#: So many random queries, from a fixed seed.
QUERIES, SEED = 400, 20240611
QUOTED = ('"{}"', "'{}'", "“{}”", "„{}”")
PATTERNS = ("/^beleid/", "/a|e/i", "/samen\\w*/i", "/\\bde\\b/", "/n$/m", "/o\\/e|en/")
WORDS = ("vrijwilligers", "de huisarts", "AND", "geld", "geen zin/druk", "een")
UNITS = ("", " 0", " 1", " 3", " 2 sentences", " 1 paragraph", " 2 paragraphs", " 80 characters", " 0 characters")


class Writer:
    """Writes random queries by the grammar, over the names of a project."""

    def __init__(self, project: Project, seed: int) -> None:
        self.random, self.project, self.book = Random(seed), project, project.codebook
        corpus = project.corpus()
        self.said = {
            name: sorted({str(each) for values in corpus.said(name) for each in values})
            for name in ("case", "round", "role", "interview", "document", "kind", "date")
            if name in corpus.attribute_names()
        }
        marks, counted = project.marks(), project.selection().codings.tolist()
        self.said["specification"] = sorted({marks.specification[each] for each in counted} - {""})
        self.said |= {"coder": list(corpus.coders), "origin": ["manual", "rule", "imported"]}
        self.names = {reach: self._names(reach) for reach in Reach}

    def _names(self, reach: Reach) -> list[str]:
        """Names, ends of paths and whole paths that this reach finds codes by."""
        paths = [self.book.path(code.id) for code in self.book if not code.retired]
        every = [name for path in paths for name in (path.split("/")[-1], "/".join(path.split("/")[-2:]), f"/{path}")]
        return [name for name in dict.fromkeys(every) if self._finds(name, reach)]

    def _finds(self, name: str, reach: Reach) -> bool:
        try:
            codes_meant(Named(name, reach, Span(0, 1)), Query(name, Named(name, reach, Span(0, 1))), self.book)
        except UnknownInQuery:
            return False
        return True

    def one(self, choices: Sequence[str]) -> str:
        return self.random.choice(list(choices))

    def any(self, *ways: Callable[[], str]) -> str:
        return self.random.choice(ways)()

    def often(self, chance: float) -> bool:
        return self.random.random() < chance

    # --- passages ------------------------------------------------------------------------------------------

    def query(self) -> str:
        return self.passages(self.random.randint(1, 3))

    def passages(self, depth: int) -> str:
        if self.often(0.05):
            return f"WHERE {self.condition(depth)}"
        said = self.joined(depth, self.standing)
        return f"{said} {self.one(['WHERE', 'where'])} {self.condition(depth)}" if self.often(0.35) else said

    def joined(self, depth: int, leaf: Callable[[int], str]) -> str:
        parts = [leaf(depth)]
        while self.often(0.4) and len(parts) < 3:
            parts += [self.one(["AND", "OR", "XOR", "and"]), leaf(depth)]
        return " ".join(parts)

    def standing(self, depth: int) -> str:
        said = self.operand(depth)
        while self.often(0.4):
            relation = self.one(list(Relation))
            far = self.one(UNITS) if relation in (Relation.PRECEDES, Relation.FOLLOWS) else ""
            said = f"{said} {relation}{far} {self.operand(depth)}"
        return said

    def operand(self, depth: int) -> str:
        if self.often(0.15):
            return f"NOT {self.operand(depth)}"
        if depth and self.often(0.3):
            return f"({self.passages(depth - 1)})"
        return self.any(self.name, self.name, self.name, self.text)

    def name(self) -> str:
        reach = self.random.choice([Reach.DOWN, Reach.DOWN, Reach.ONLY, Reach.ONLY, Reach.UP, Reach.SIBLINGS])
        name = self.one(self.names[reach])
        safe = all(each.isalnum() or each in " /" for each in name) and not {"en", "of"} & set(name.split())
        written = name if safe and self.often(0.7) else self.one(QUOTED).format(name)
        if reach is Reach.ONLY:
            return f"={written}"
        return written if reach is Reach.DOWN and self.often(0.8) else f"{reach}({written})"

    def text(self) -> str:
        sought = self.one(PATTERNS) if self.often(0.5) else self.one(QUOTED).format(self.one(WORDS))
        return f"{'DOCUMENT ' if self.often(0.3) else ''}TEXT {sought}"

    # --- conditions ----------------------------------------------------------------------------------------

    def condition(self, depth: int) -> str:
        return self.joined(depth, self.one_condition)

    def one_condition(self, depth: int) -> str:
        if self.often(0.15):
            return f"NOT {self.one_condition(depth)}"
        if depth and self.often(0.2):
            return f"({self.condition(depth - 1)})"
        return self.any(self.compared, self.compared, self.listed, self.sized, self.graded, self.marked, self.text)

    def compared(self) -> str:
        name = self.one(list(self.said))
        value = self.one(PATTERNS) if self.often(0.25) and name != "coder" else self.value(name)
        return f"{name} {self.one(['=', '!=', '<>', '=='])} {value}"

    def listed(self) -> str:
        name = self.one(list(self.said))
        values = ", ".join(self.value(name) for _ in range(self.random.randint(1, 3)))
        return f"{name} {self.one(['IN', 'NOT IN', 'in'])} ({values})"

    def value(self, name: str) -> str:
        if self.often(0.1):
            return self.one(['""', '"/a/"', '" /x"']) if name not in ("coder", "origin") else '""'
        return f'"{self.one(self.said[name])}"'

    def sized(self) -> str:
        sign = self.one(["<", "<=", ">", ">="])
        return self.any(
            lambda: f"round {sign} {self.random.randint(1, 4)}",
            lambda: f"round {self.one(['=', '!='])} {self.random.randint(1, 2)}..{self.random.randint(2, 4)}",
            lambda: f"date {sign} {self.one(['2021', '2021-09', '2022-01-15'])}",
            lambda: f"date {self.one(['=', '!='])} {self.one(['2021', '2021-09', '2021..2022-03'])}",
        )

    def graded(self) -> str:
        return self.any(
            lambda: f"grade {self.one(['=', '!=', '<', '<=', '>', '>='])} {self.one(['7', '7,5', '6.5', '8'])}",
            lambda: f"grade {self.one(['=', '!='])} {self.one(['7..8', '6,5..7'])}",
            lambda: f"grade {self.one(['IN', 'NOT IN'])} (7, 6..7, 8.5)",
        )

    def marked(self) -> str:
        return self.one(["verbatim", "released", "verbatim = no", "released != yes", "verbatim NOT IN (yes, no)"])


def test_what_is_printed_finds_the_same(sample: Project) -> None:
    writer, selection, texts = Writer(sample, SEED), sample.selection(), sample.texts()
    universe, found = sample.passages(selection), 0
    for asked in (writer.query() for _ in range(QUERIES)):
        query = parse(asked)
        printed = understood(query, sample.codebook)
        first, again = (evaluate(each, universe, selection, texts=lambda _: texts) for each in (query, parse(printed)))
        assert (first == again).all(), f"{asked}\n{printed}"
        found += 0 < first.sum() < len(universe)
    assert found > QUERIES / 2  # an answer of nothing or of all proves little
