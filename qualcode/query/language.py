"""The language of queries: from what a researcher writes to a tree.

parse("Vrijwilligers AND NOT Gewenst WITHIN Uitvoering WHERE round >= 3")

From the strongest binding to the weakest: NOT; WITHIN, ENCLOSES, OVERLAPS, OVERLAPPED BY, COOCCURS, PRECEDES and
FOLLOWS, from left to right; AND; XOR; OR; WHERE, which holds for all before it, or for all before it in its
parentheses. Capitals make no difference in keywords. Words that are no keyword form one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qualcode.errors import QueryError, did_you_mean, listing, shorten
from qualcode.model import Span
from qualcode.query.expression import (
    DISTANT,
    Compared,
    Everything,
    Expression,
    Filtered,
    Join,
    Joined,
    Literal,
    Named,
    Not,
    Pattern,
    Query,
    Range,
    Reach,
    Relation,
    Said,
    Standing,
    Unit,
    Value,
)  # fmt: skip
from qualcode.query.tokens import KEYWORDS, Kind, Token, tokens

#: A query is no longer than this, in characters, and its parentheses, NOTs and spatial operators no deeper.
LONGEST, DEEPEST = 10_000, 50

_RELATIONS = {each.value.split()[0]: each for each in Relation} | {"CO-OCCURS": Relation.COOCCURS}
_FUNCTIONS = {each.value: each for each in (Reach.UP, Reach.DOWN, Reach.SIBLINGS)}
_UNITS = {each.value.upper().removesuffix("S") + end: each for each in Unit for end in ("", "S")}
#: Conditions that may stand without a sign: `WHERE verbatim`.
_MARKS = ("VERBATIM", "RELEASED")
_RANGE = re.compile(r"(.+?)\s*\.\.\s*(.+)", re.DOTALL)


def parse(query: str) -> Query:
    """The query as a tree; raises `QueryError`, which points at the place.

    >>> parse("A or (B where round = 3)").expression.join
    <Join.OR: 'OR'>
    """
    if len(query) > LONGEST:
        raise QueryError(
            query, LONGEST, LONGEST + 1,
            f"the query has {len(query)} characters, and {LONGEST} is the most. Ask it in parts.",
        )  # fmt: skip
    return Query(query, _Parser(query).whole())


class _Parser:
    """Reads tokens from left to right; one method per step of the binding."""

    def __init__(self, query: str) -> None:
        self.query, self.tokens, self.place, self.depth = query, tokens(query), 0, 0

    def whole(self) -> Expression:
        found = self.part()
        if self.next.kind is not Kind.END:
            raise self.unexpected(_after_operand(self.next))
        return found

    # --- tokens ------------------------------------------------------------------------------------------------

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    @property
    def after_next(self) -> Token:
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        self.place += 1
        return token

    def unexpected(self, expected: str) -> QueryError:
        token = self.next
        found = "here it ends" if token.kind is Kind.END else f"here stands {self.query[token.start : token.end]}"
        return QueryError(self.query, token.start, token.end, f"{found}; {expected}")

    def close(self, opened: Token) -> None:
        if self.next.kind is not Kind.CLOSE:
            if self.next.kind is Kind.END:
                raise QueryError(self.query, opened.start, opened.end, "this parenthesis is never closed.")
            raise self.unexpected(_after_operand(self.next))
        self.take()

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            token = self.next
            raise QueryError(
                self.query, token.start, token.end,
                f"this is nested deeper than {DEEPEST} parentheses, NOTs and spatial operators. Ask it in parts.",
            )  # fmt: skip

    # --- passages ----------------------------------------------------------------------------------------------

    def part(self) -> Expression:
        """All of a query, or all in parentheses."""
        found: Expression = Everything() if self.next.word == "WHERE" else self.joined(self.spatial)
        if self.next.word == "WHERE":
            self.take()
            found = Filtered(found, self.joined(self.condition))
        if self.next.word == "WHERE":
            raise self.unexpected("WHERE stands once: join its conditions with AND.")
        return found

    def joined(self, leaf: Callable[[], Expression]) -> Expression:
        return self.chain(Join.OR, lambda: self.chain(Join.XOR, lambda: self.chain(Join.AND, leaf)))

    def chain(self, join: Join, operand: Callable[[], Expression]) -> Expression:
        parts = [operand()]
        while self.next.word == join:
            self.take()
            parts.append(operand())
        return parts[0] if len(parts) == 1 else Joined(join, tuple(parts))

    def spatial(self) -> Expression:
        left, before = self.negated(self.operand), self.depth
        while self.next.word in _RELATIONS:
            self.deeper()
            relation = _RELATIONS[self.take().word]
            if relation is Relation.OVERLAPPED_BY and self.take().word != "BY":
                self.place -= 1
                raise self.unexpected("OVERLAPPED is followed by BY.")
            distance, unit = self.distance() if relation in DISTANT else (1, Unit.SENTENCES)
            left = Standing(relation, left, self.negated(self.operand), distance, unit)
        self.depth = before
        return left

    def distance(self) -> tuple[int, Unit]:
        """How far, and in what; one sentence where nothing is said."""
        if not (self.next.kind is Kind.WORD and self.next.text.isdecimal()):
            return 1, Unit.SENTENCES
        token = self.take()
        if len(token.text) > 6:
            raise QueryError(self.query, token.start, token.end, "the distance is at most 999999.")
        unit = _UNITS.get(self.next.word)
        if unit is not None:
            self.take()
        return int(token.text), unit or Unit.SENTENCES

    def negated(self, operand: Callable[[], Expression]) -> Expression:
        if self.next.word != "NOT":
            return operand()
        self.take()
        self.deeper()
        found = Not(self.negated(operand))
        self.depth -= 1
        return found

    def operand(self) -> Expression:
        token, following = self.next, self.after_next
        if token.kind is Kind.OPEN:
            return self.grouped(self.part)
        if self.looks_for_text():
            return self.text()
        if token.word in _FUNCTIONS and following.kind is Kind.OPEN:
            return self.function(_FUNCTIONS[self.take().word])
        if token.kind is Kind.SIGN and token.text == "=":
            self.take()
            return self.name(Reach.ONLY, token.start)
        return self.name(Reach.DOWN, token.start)

    def grouped(self, inside: Callable[[], Expression]) -> Expression:
        opened = self.take()
        self.deeper()
        found = inside()
        self.close(opened)
        self.depth -= 1
        return found

    def function(self, reach: Reach) -> Named:
        opened = self.take()
        found = self.name(reach, opened.start - len(reach))
        self.close(opened)
        return Named(found.name, reach, Span(found.at.start, self.tokens[self.place - 1].end))

    def name(self, reach: Reach, start: int) -> Named:
        if self.next.kind is Kind.QUOTED:
            token = self.take()
            return Named(token.text, reach, Span(start, token.end))
        text, end = self.words("the name of a code comes here, TEXT with a text, NOT, or a part in parentheses")
        return Named(text, reach, Span(start, end))

    def words(self, expected: str) -> tuple[str, int]:
        """Words up to a keyword or sign, as one text, and where it ends."""
        found: list[Token] = []
        while self.next.kind is Kind.WORD and self.next.word not in KEYWORDS and not (found and self.looks_for_text()):
            found.append(self.take())
        if not found:
            quote = f" To name a code {self.next.text}, put it in quotes." if self.next.word in KEYWORDS else ""
            raise self.unexpected(f"{expected}.{quote}")
        return " ".join(each.text for each in found), found[-1].end

    # --- free text ---------------------------------------------------------------------------------------------

    def looks_for_text(self) -> bool:
        """Whether TEXT or DOCUMENT TEXT stands here, with what is looked for after it."""
        at = self.place + (self.next.word == "DOCUMENT")
        ahead = self.tokens[at : at + 2]
        return len(ahead) > 1 and ahead[0].word == "TEXT" and ahead[1].kind in (Kind.QUOTED, Kind.EXPRESSION)

    def text(self) -> Said:
        in_document = self.next.word == "DOCUMENT"
        self.place += 2 if in_document else 1
        token = self.take()
        if not token.text.strip():
            raise QueryError(self.query, token.start, token.end, "there is nothing to look for in this text.")
        return Said(_sought(token), in_document)

    # --- conditions --------------------------------------------------------------------------------------------

    def condition(self) -> Expression:
        return self.negated(self.one_condition)

    def one_condition(self) -> Expression:
        if self.next.kind is Kind.OPEN:
            return self.grouped(lambda: self.joined(self.condition))
        if self.looks_for_text():
            return self.text()
        start = self.next.start
        name, end = self.attribute()
        refused = self.next.word == "NOT" and self.after_next.word == "IN"
        if refused:
            self.take()
        if self.next.word == "IN" and self.after_next.kind is Kind.OPEN:
            self.take()
            return Compared(name, "!=" if refused else "=", self.several(), Span(start, end))
        if self.next.kind is not Kind.SIGN:
            return self.mark(name, Span(start, end))
        sign = self.take().text
        return Compared(name, sign, (self.value(sign),), Span(start, end))

    def attribute(self) -> tuple[str, int]:
        if self.next.kind is Kind.QUOTED:
            token = self.take()
            return token.text, token.end
        found: list[Token] = []
        while self.next.kind is Kind.WORD and self.next.word not in KEYWORDS and not (found and self.lists()):
            found.append(self.take())
        if not found:
            raise self.unexpected("a condition comes here, such as round >= 3, coder = anna or TEXT 'werkdruk'.")
        return " ".join(each.text for each in found), found[-1].end

    def lists(self) -> bool:
        return self.next.word == "IN" and self.after_next.kind is Kind.OPEN

    def mark(self, name: str, at: Span) -> Compared:
        if name.upper() in _MARKS:
            return Compared(name, "=", (Literal("yes", at),), at)
        raise QueryError(
            self.query, at.start, at.end,
            f"after {shorten(name, 40)} comes =, !=, <, <=, >, >= or IN (…). WHERE holds for all before it; to go on "
            "with codes after a condition, put the part with WHERE in parentheses.",
        )  # fmt: skip

    def several(self) -> tuple[Value, ...]:
        opened = self.take()
        values = self.listed()
        while self.next.kind is Kind.COMMA:
            self.take()
            values += self.listed()
        self.close(opened)
        return tuple(values)

    def listed(self) -> list[Value]:
        """A value in a list, where a comma separates (3,4 are two) and decimals take a point."""
        bare = self.next.kind is Kind.WORD
        value = self.value("=")
        if not (bare and isinstance(value, Literal) and re.fullmatch(r"\d+(,\d+)+", value.text)):
            return [value]
        return [Literal(each, value.at) for each in value.text.split(",")]

    def value(self, sign: str) -> Value:
        token = self.next
        if token.kind in (Kind.QUOTED, Kind.EXPRESSION):
            self.take()
            found: Value = _sought(token)
        else:
            text, end = self.words("a value comes here; put a text with keywords or signs in quotes")
            found = _value(text, Span(token.start, end))
        if sign not in ("=", "!=") and not isinstance(found, Literal):
            what = "range" if isinstance(found, Range) else "regular expression"
            raise QueryError(self.query, token.start, token.end, f"{sign} takes no {what}; = and != do.")
        return found


def _sought(token: Token) -> Literal | Pattern:
    if token.kind is Kind.QUOTED:
        return Literal(token.text, token.at)
    return Pattern(token.text, token.flags, token.at)


def _value(text: str, at: Span) -> Value:
    ends = _RANGE.fullmatch(text)
    return Range(Literal(ends[1], at), Literal(ends[2], at)) if ends else Literal(text, at)


def _after_operand(token: Token) -> str:
    near = did_you_mean(token.word, KEYWORDS) if token.word else ""
    if token.kind is Kind.SIGN:
        near = " Two conditions are joined by AND or OR (in English)."
    return f"an operator comes here ({listing(['AND', 'OR', 'XOR', 'WITHIN', 'WHERE', '…'])}), or the end.{near}"
