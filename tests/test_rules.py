"""Rules: what a term means, when a rule holds and by which words, and how it is read, written and refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.assist.rules import Match, Rules
from qualcode.errors import BadRule, FileError, NotPossible, WrongUsage
from qualcode.formats import codebook_yaml
from qualcode.model import Code, Codebook, Fragment, Rule, Scale, Span, Term
from qualcode.text.fragments import fragments

# --- terms ------------------------------------------------------------------------------------------------------

TERMS = [
    # by lemma, whatever form the text has
    ("verwijzen", "Zij verwees hem, en hij is verwezen.", ["verwees", "verwezen"]),
    ("huisarts", "De huisartsen bellen.", ["huisartsen"]),
    ("trekken", "Hij trekt, zij trokken, om te trekken.", ["trekt", "trokken", "trekken"]),
    ("cijfer", "Een cijfer en twee cijfers.", ["cijfer", "cijfers"]),
    # a plural the dictionary lacks
    ("praktijkondersteuner", "De praktijkondersteuners bellen.", ["praktijkondersteuners"]),
    ("wandelgroep", "Er zijn twee wandelgroepen.", ["wandelgroepen"]),
    ("beweegcoach", "Alle beweegcoaches waren er.", ["beweegcoaches"]),
    # and no more than the word
    ("werk", "Zij werkte er, en dat werk beviel.", ["werk"]),
    ("coach", "De coachingsgroep van de welzijnscoach.", []),
    # parts of words
    ("vrijwillig*", "Vrijwilligers doen vrijwilligerswerk; onvrijwillig niet.", ["Vrijwilligers", "vrijwilligerswerk"]),
    ("*coach", "De beweegcoach en de coaches.", ["beweegcoach"]),
    ("*beweeg*", "Het beweegaanbod en een goede beweegreden, meebewegen.", ["beweegaanbod", "beweegreden"]),
    # exactly so
    ("=WoR", "Bij WoR en bij wor.", ["WoR"]),
    # phrases: signs are no words, a sentence ends one
    ("korte lijn", "De “korte” lijnen. Het is kort. Lijnen zijn er niet.", ["korte” lijnen"]),
    ("en/of", "Lopen en/of fietsen, en. Of niet.", ["en/of"]),
    ("[maatje|buddy] zoeken", "Zij zoekt een maatje, een buddy zoeken zij.", ["buddy zoeken"]),
    ("kar ... trekken", "De kar wordt door haar getrokken. Zij trekt de kar.", ["kar", "getrokken"]),
    ("kar ~ trekken", "Zij trekt de kar.", ["trekt", "kar"]),
    ("kar…trekken", "De kar wordt door haar getrokken.", ["kar", "getrokken"]),
    ("kar ... trekken", "De kar is van ons allemaal en van niemand getrokken.", []),
    # expressions
    (r"/\bo?ggz\b/", "De GGZ en de oggz, geen ggzx.", ["GGZ", "oggz"]),
    (r"/\d+ euro/", "Het kost 40 euro.", ["40 euro"]),
]


@pytest.mark.parametrize(("term", "text", "words"), TERMS)
def test_what_a_term_finds(term: str, text: str, words: list[str]) -> None:
    assert found(term, text) == words


def found(term: str, text: str, language: str = "nl") -> list[str]:
    matches = rules(Rule(any=(term,)), language=language).matches(text)
    return [span.of(text) for match in matches for span in match.words]


def rules(*given: Rule, language: str = "nl", grade: bool = False, name: str = "Code") -> Rules:
    scale = Scale() if grade else None
    codes = [Code(str(place), f"{name} {place}", rule=rule, grade=scale) for place, rule in enumerate(given)]
    return Rules.of(Codebook(tuple(codes)), language)


def test_english_has_its_own_lemmas() -> None:
    assert found("volunteer", "Two volunteers were volunteering.", "en") == ["volunteers", "volunteering"]
    assert found("nurse practitioner", "The nurse practitioners refer.", "en") == ["nurse practitioners"]


REFUSED = [
    ("", "empty"),
    ("x*y", "'x*y' is no word"),
    ("a*", "at least 2 letters"),
    ("*", "at least 2 letters"),
    ("=x*", "is no word"),
    ("... kar", "without a word on both sides"),
    ("kar ~", "without a word on both sides"),
    ("a ~ b ~ c", "more than one '~'"),
    ("a ... b ~ c", "beside '...'"),
    ("[a b|c]", "single words between its brackets"),
    ("[a|]", "is no word"),
    ("[a", "'[a' is no word"),
    ("?", "'?' is no word"),
    ("/a", "does not end with '/'"),
    ("/(a/", "is no regular expression"),
    ("/a*/", "it may be empty"),
    (f"/{'a' * 301}/", "at most 300"),
]


@pytest.mark.parametrize(("term", "why"), REFUSED, ids=repr)
def test_a_term_that_cannot_be_read_says_why(term: str, why: str) -> None:
    with pytest.raises(BadRule) as refused:
        Term.read(term)
    assert why in str(refused.value)


def test_an_expression_that_runs_away_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error, not a passage passed over in silence."""
    monkeypatch.setattr("qualcode.assist.patterns.PATIENCE", 0.05)
    with pytest.raises(NotPossible, match=r"takes longer than 0\.05 seconds"):
        found(r"/(?:(?:(?:a{1,1000}){1,1000}){1,1000})b/", "a" * 5000)


# --- rules ------------------------------------------------------------------------------------------------------


def test_any_all_and_none() -> None:
    rule = Rule(any=("vrijwilliger", "maatje"), all=("wandelen",), none=("gestopt",))
    one = rules(rule)
    assert [match.terms for match in one.matches("De vrijwilligers wandelen met een maatje.")] == [
        ("vrijwilliger", "maatje", "wandelen")
    ]
    assert one.trial("0", "De vrijwilligers koken.").why == "wandelen does not stand there"
    assert one.trial("0", "Zij wandelen.").why == "none of its terms stands there (vrijwilliger, maatje)"
    assert one.trial("0", "Het maatje is gestopt met wandelen.").why == "gestopt stands there, and none of that may"
    assert one.trial("0", "  ").why == "the passage is empty"


def test_wishes_for_the_branch_of_wishes() -> None:
    """A code under Gewenst asks for words of a wish by itself, its counterpart takes them too; a rule may differ."""
    text = """
    codes:
    - name: Statusquo
      codes:
      - {id: now, name: Vrijwilligers, rule: vrijwilliger}
      - {id: strict, name: X, rule: {any: vrijwilliger, wish: false}}
    - name: Gewenst
      codes:
      - {id: wish, name: Vrijwilligers, rule: vrijwilliger}
      - {id: either, name: Y, rule: {any: vrijwilliger, wish: false}}
    """
    one = Rules.of(codebook_yaml.read(text, "book.yaml"), "nl", contrast=[("Statusquo", "Gewenst")])
    assert [match.code for match in one.matches("Er zijn vier vrijwilligers.")] == ["now", "strict", "either"]
    wished = "Zij zou graag meer vrijwilligers hebben."
    assert [match.code for match in one.matches(wished)] == ["now", "wish"]
    (wish,) = one.only(["wish"]).matches(wished)
    assert (wish.term, [span.of(wished) for span in wish.words]) == (
        "vrijwilliger + wish",
        ["zou graag", "vrijwilligers"],
    )
    assert one.trial("strict", wished).why == "words of a wish: 'zou graag'"
    assert one.trial("wish", "Er zijn vier vrijwilligers.").why == "no words of a wish"


def test_keywords_count_where_a_code_has_no_rule() -> None:
    text = """
    codes:
    - {id: a, name: A, keywords: korte lijnen, rule: overleg}
    - {id: b, name: B, keywords: ["korte lijnen (kort)", '!', korte lijnen]}
    - {id: c, name: C}
    """
    book = codebook_yaml.read(text, "book.yaml")
    assert (Rules.of(book, "nl").codes, Rules.of(book, "nl").without) == (("a",), ("b", "c"))
    one = Rules.of(book, "nl", keywords=True)
    assert (one.codes, one.without) == (("a", "b"), ("c",))
    assert [match.code for match in one.matches("De lijn is kort, een korte lijn.")] == ["b"]


def test_retired_codes_have_no_say() -> None:
    book = Codebook((Code("a", "A", rule=Rule(any=("x",)), retired=True),))
    assert (Rules.of(book, "nl").codes, Rules.of(book, "nl").without) == ((), ())


def test_grades_are_filled_in() -> None:
    """A rule of a grade code without words looks for grades; the passage is the sentence that gives one."""
    one = rules(Rule(), grade=True)
    text = "Zij denkt na over de samenwerking. Het is een 7,5, zegt zij. Er waren 12 deelnemers."
    (match,) = one.matches(text)
    assert (match.value.low, match.terms, match.span.of(text)) == (7.5, ("grade",), "Het is een 7,5, zegt zij.")
    assert one.matches("Er waren 12 deelnemers in maart 2021.") == []
    assert one.trial("0", "Er waren 12 deelnemers.").why == "no grade for this code"
    worded = rules(Rule(any=("samenwerking",)), grade=True)
    assert worded.matches("Het is een 7,5.") == []
    assert [match.value.low for match in worded.matches("De samenwerking is een 7,5.")] == [7.5]


def test_two_grade_codes_share_the_grades_by_what_they_are_for() -> None:
    text = """
    codes:
    - {id: fit, name: Cijfer aansluiting, grade: true, rule: true}
    - {id: work, name: Cijfer samenwerking, grade: true, rule: true}
    """
    one = Rules.of(codebook_yaml.read(text, "book.yaml"), "nl")
    said = "De samenwerking krijgt een 8. De aansluiting is een 6."
    assert [(match.code, match.value.low) for match in one.matches(said)] == [("fit", 6), ("work", 8)]
    unsure = one.trial("fit", "Een 8.")
    assert (unsure.matches, unsure.why) == ((), "a grade, and too little that tells what it is for")


def test_a_rule_names_its_unit() -> None:
    """What stands in two sentences of a paragraph fits a rule that is read in paragraphs."""
    rule = Rule(all=("coach", "vrijwilliger"))
    text = "De coach belt. De vrijwilliger loopt."
    assert [m.code for f in fragments("d", text, "sentence") for m in rules(rule).matches(f)] == []
    whole = rules(Rule(all=rule.all, unit="paragraph"))
    assert whole.units == ("paragraph",)
    assert [m.span for f in fragments("d", text, "paragraph") for m in whole.matches(f, "paragraph")] == [
        Span(0, len(text))
    ]
    assert [m for f in fragments("d", text, "paragraph") for m in whole.matches(f, "sentence")] == []


# --- properties -------------------------------------------------------------------------------------------------

PIECES = (
    "vrijwilligers", "vrijwilligerscentrale", "de", "kar", "trekt", "trokken", "WoR", "maatje", "zou graag", "7,5",
    "een 8", "cijfer", ".", "! ", "\n\n", ",", "“", "”", "- ", "# Kop\n", "👍🏽", "cafe\u0301", "coo\u0308rdinator",
    "\u00a0", "\t",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=20).map(" ".join)
MANY = (
    Rule(any=("vrijwilliger*", "maatje", "=WoR")),
    Rule(any=("kar ~ trekken", "*centrale"), none=("WoR",)),
    Rule(all=("de", "kar"), wish=True),
    Rule(any=(r"/[a-z]+\s[a-z]+/", "cafe"), unit="paragraph"),
)


@settings(max_examples=150)
@given(TEXTS, st.integers(0, 50))
def test_the_words_of_a_match_stand_in_its_passage(text: str, shift: int) -> None:
    one = Rules.of(
        Codebook(
            (
                *(Code(str(n), f"C{n}", rule=each) for n, each in enumerate(MANY)),
                Code("g", "G", grade=Scale(), rule=Rule()),
            )
        ),
        "nl",
    )
    text = " " * shift + text
    for unit in ("sentence", "paragraph"):
        for fragment in fragments("d", text, unit):
            matches = one.matches(fragment, unit)
            assert matches == one.matches(fragment, unit)
            for match in matches:
                inside(match, fragment, text)


def inside(match: Match, fragment: Fragment, text: str) -> None:
    assert match.words
    assert match.terms
    assert fragment.span.start <= match.span.start < match.span.end <= fragment.span.end
    for span in match.words:
        assert match.span.start <= span.start < span.end <= match.span.end
        assert span.of(text).strip() == span.of(text) != ""


# --- in a codebook ----------------------------------------------------------------------------------------------

LEGAL = (
    "a",
    "vrijwillig*",
    "*coach",
    "=WoR",
    "[a|bo*|=C] d",
    "kar ... trekken",
    "kar ~ trekken",
    r"/\bx: #y\b/",
    "NO",
    "1e-lijn",
)
terms = st.lists(st.sampled_from(LEGAL), max_size=3).map(tuple)


@given(st.builds(Rule, terms, terms, terms, st.sampled_from([None, True, False]), st.sampled_from(["", "turn"])))
def test_a_rule_is_written_as_it_is_read(rule: Rule) -> None:
    book = Codebook((Code("1", "A", grade=Scale(), rule=rule),))
    assert codebook_yaml.read(codebook_yaml.write(book), "book.yaml") == book
    assert Rule.of(rule.written()) == rule


def test_short_forms_of_a_rule() -> None:
    text = """
    codes:
    - {name: A, rule: kar}
    - {name: B, rule: [kar, wagen]}
    - {name: C, grade: true, rule: true}
    - {name: D, rule: false}
    """
    assert [code.rule for code in codebook_yaml.read(text, "b")] == [
        Rule(("kar",)),
        Rule(("kar", "wagen")),
        Rule(),
        None,
    ]


WRONG = [
    ("{some: x}", "There is no setting 'some' here.* Allowed: any, all, none, wish, unit"),
    ("{any: x, unit: sentense}", "'unit' is 'sentense'.*Did you mean sentence"),
    ("{any: x, wish: maybe}", "'wish' should be true or false"),
    ("{any: [goed, 'x*y']}", "'x\\*y' is no word"),
    ("{any: [*coach]}", "begins with \\* goes in quotation marks"),
    ("true", "The rule of A looks for nothing"),
    ("{none: x}", "The rule of A looks for nothing"),
]


@pytest.mark.parametrize(("rule", "said"), WRONG)
def test_errors_name_the_line(rule: str, said: str) -> None:
    with pytest.raises(FileError, match=f"book.yaml, line 4: .*{said}"):
        codebook_yaml.read(f"name: B\ncodes:\n- name: A\n  rule: {rule}\n", "book.yaml")


def test_a_term_in_a_long_list_names_its_own_line() -> None:
    with pytest.raises(FileError, match="line 5"):
        codebook_yaml.read("codes:\n- name: A\n  rule:\n  - goed\n  - 'x*y'\n", "book.yaml")


def test_through_the_database_and_out_again(project) -> None:
    book = """
    codes:
    - {name: A, rule: {any: ['kar ~ trekken'], none: [=WoR], wish: false, unit: turn}}
    - {name: G, grade: true, rule: true}
    """
    one = project({}, book)
    assert [code.rule for code in one.codebook] == [Rule(("kar ~ trekken",), (), ("=WoR",), False, "turn"), Rule()]
    assert one.import_codebook() == []


def test_the_rule_of_a_code_can_be_changed(project, run) -> None:
    """By the library and the command; it is one change of the codebook, and no other meaning of the code."""
    one = project({}, "codes: [A, B]")
    one.tree.define("A", rule=["kar", "wagen"])
    one.tree.release("one")
    assert one.codebook.find("A").rule == Rule(("kar", "wagen"))
    said = run("-C", one.root, "codebook", "define", "A", "--rule", "{any: [kar*], none: [karton]}", "--keyword", "kar")
    assert (said.code, said.out.splitlines()[0]) == (0, "A: keywords, rule changed.")
    assert (one.codebook.find("A").rule, one.codebook.find("A").keywords) == (
        Rule(("kar*",), none=("karton",)),
        ("kar",),
    )
    assert one.tree.diff("one").counts() == {}
    assert run("-C", one.root, "codebook", "define", "A", "--rule", "").code == 0
    assert one.codebook.find("A").rule is None
    wrong = run("-C", one.root, "codebook", "define", "A", "--rule", "{any: [x*y]}")
    assert (wrong.code, wrong.err.startswith("--rule, line 1: The term 'x*y'")) == (1, True)
    with pytest.raises(BadRule, match="looks for nothing"):
        one.tree.define("B", rule=True)
    with pytest.raises(BadRule, match="has no 'some'"):
        one.tree.define("B", rule={"some": ["x"]})
    with pytest.raises(WrongUsage, match="rule"):
        one.tree.define("B", rules=["x"])
