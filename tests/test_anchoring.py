"""A corrected text carries its quotations along, and never leaves a code quietly on other words; and the small tools
that know places in a text: words, offsets, headings, quotation marks."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from qualcode.model import Question, Span
from qualcode.text.citation import cited, is_cited
from qualcode.text.find import occurrences
from qualcode.text.headings import answers, questions_at, sections
from qualcode.text.offsets import from_utf16, to_utf16
from qualcode.text.words import Words

TEXT = """# Gesprek

De coach belt elke week met de huisarts. Zij zei nee. De bus komt niet meer in het dorp.

Het ging over de taart. Niemand zei ja of nee tegen de taart, en ‘dat is jammer’, vindt zij.
"""


def carried(project, revise, new, *, quote, old=TEXT, start=None):
    """One quotation on the old text; the new one taken in. Returns what was said of it, and its row."""
    one = project({"k1": old})
    given_place = {} if start is None else {"start": start, "end": start + len(quote)}
    one.code("k1", quote=quote, code="A", coder="anna", **given_place)
    said = revise(one, {"k1": new})["k1"]
    return said, one.quotations.iloc[0]


# --- Stories -------------------------------------------------------------------------------------------------


def test_kept_where_the_change_comes_later(project, revise):
    said, row = carried(project, revise, TEXT.replace("taart", "koek"), quote="De bus komt niet meer")
    assert (said, row["anchor"], row["start"]) == (["k1:1 kept"], "firm", TEXT.index("De bus"))


def test_moved_by_what_was_put_in_before(project, revise):
    new = TEXT.replace("De coach", "👍 Op maandag gebeurt er niets. De coach")
    said, row = carried(project, revise, new, quote="De bus komt niet meer")
    assert (said, row["anchor"], row["start"]) == (["k1:1 moved"], "firm", new.index("De bus"))


def test_moved_with_its_paragraph(project, revise):
    heading, first, second = TEXT.split("\n\n")
    new = f"{heading}\n\n{second}\n{first}\n"
    said, row = carried(project, revise, new, quote="belt elke week met de huisarts")
    assert (said, row["start"]) == (["k1:1 moved"], new.index("belt elke week"))


def test_a_changed_word_is_flagged_and_the_old_words_are_in_the_history(project, revise):
    new = TEXT.replace("elke week", "iedere week")
    said, row = carried(project, revise, new, quote="De coach belt elke week met de huisarts.")
    assert (said, row["anchor"], row["quote"]) == (
        ["k1:1 changed"],
        "changed",
        "De coach belt iedere week met de huisarts.",
    )


def test_what_was_changed_stays_flagged_until_someone_looks(project, revise):
    """A second correction elsewhere does not take the flag away; resizing, which a person does, does."""
    one = project({"k1": TEXT})
    one.code("k1", quote="De coach belt elke week met de huisarts.", code="A", coder="anna")
    new = TEXT.replace("elke week", "iedere week")
    revise(one, {"k1": new})
    assert revise(one, {"k1": new.replace("taart", "koek")}) == {"k1": ["k1:1 kept"]}
    row = one.quotations.iloc[0]
    assert row["anchor"] == "changed"
    one.resize("k1:1", row["start"], row["end"], coder="anna")
    assert one.quotations.iloc[0]["anchor"] == "firm"


def test_a_sentence_that_is_gone_leaves_an_orphan_that_counts_nowhere(project, revise):
    one = project({"k1": TEXT})
    one.code("k1", quote="De bus komt niet meer in het dorp.", code="A", coder="anna")
    assert one.matrix(measure="codings").frame.to_numpy().tolist() == [[1], [0]]
    assert revise(one, {"k1": TEXT.replace("De bus komt niet meer in het dorp.", "")}) == {"k1": ["k1:1 orphaned"]}
    for measure in ("codings", "quotations", "interviews", "documents", "persons", "words", "characters", "presence"):
        matrix = one.matrix(measure=measure)
        assert matrix.frame.to_numpy().tolist() == [[0], [0]], measure
        assert "1 coding on an orphaned quotation left out" in matrix.rule
    assert one.quotations.iloc[0]["quote"] == "De bus komt niet meer in het dorp."


def test_an_orphan_comes_back_when_its_words_do(project, revise):
    one = project({"k1": TEXT})
    one.code("k1", quote="De bus komt niet meer in het dorp.", code="A", coder="anna")
    revise(one, {"k1": TEXT.replace("De bus komt niet meer in het dorp.", "")})
    assert revise(one, {"k1": f"Vooraf.\n\n{TEXT}"}) == {"k1": ["k1:1 moved"]}
    row = one.quotations.iloc[0]
    assert (row["anchor"], row["start"]) == ("firm", 9 + TEXT.index("De bus"))
    assert "nothing left out" in one.matrix().rule


@pytest.mark.parametrize("which", [0, 1])
def test_a_repeated_sentence_is_told_by_what_stands_around_it(project, revise, which):
    old = "Ja, dat is goed. De bus komt niet. Ja, dat is goed. De taxi wel."
    starts = occurrences(old, "Ja, dat is goed.")
    said, row = carried(project, revise, f"Nou. {old}", quote="Ja, dat is goed.", old=old, start=starts[which])
    assert (said, row["start"]) == (["k1:1 moved"], starts[which] + 5)


@pytest.mark.parametrize("which", [0, 1])
def test_of_a_repeated_sentence_the_one_taken_out_does_not_become_the_other(project, revise, which):
    old = "Ja, dat is goed. De bus komt niet. Ja, dat is goed. De taxi wel."
    start = occurrences(old, "Ja, dat is goed.")[which]
    new = old[:start] + old[start + 17 :]
    said, row = carried(project, revise, new, quote="Ja, dat is goed.", old=old, start=start)
    assert (said, row["anchor"]) == (["k1:1 orphaned"], "orphaned")


@pytest.mark.parametrize(
    "new",
    [
        TEXT.replace(" Zij zei nee.", ""),
        TEXT.replace(" Zij zei nee.", " Zij zweeg."),
        "Een heel andere tekst over het weer, waarin nee ook voorkomt.",
        "Een heel andere tekst, waarin neen voorkomt.",
    ],
    ids=["sentence gone", "sentence changed", "another text", "inside a word"],
)
def test_a_short_word_does_not_jump_to_where_it_also_stands(project, revise, new):
    said, row = carried(project, revise, new, quote="nee", start=TEXT.index("nee"), old=TEXT)
    assert (said, row["anchor"]) == (["k1:1 orphaned"], "orphaned")


def test_a_sentence_does_not_become_its_likeness_elsewhere(project, revise):
    """Of two sentences that differ in a word, one goes: the other was there before, and is not it, changed."""
    old = "De coach belt elke week met hem. Er is taart. De coach belt elke maand met hem. Er is koek."
    new = old.replace("De coach belt elke week met hem. ", "")
    said, _ = carried(project, revise, new, old=old, quote="De coach belt elke week met hem.")
    assert said == ["k1:1 orphaned"]


def test_a_citation_that_is_none_any_more_loses_its_mark(project, revise):
    """Verbatim because it stood in quotation marks. Changed words that stand there still are verbatim too."""
    old = "Zij zegt: ‘dat is al jaren erg jammer voor ons’. Daarna gaat het verder."
    one = project({"k1": old, "k2": old, "k3": old})
    for name in ("k1", "k2", "k3"):
        assert one.quote(name, quote="dat is al jaren erg jammer voor ons", coder="anna").verbatim
    plain = "Zij zegt dat dit al jaren erg jammer voor ons is. Daarna gaat het verder."
    said = revise(one, {"k1": plain, "k2": old.replace("erg", "heel erg"), "k3": f"Nou. {old}"})
    assert said == {"k1": ["k1:1 changed"], "k2": ["k2:1 changed"], "k3": ["k3:1 moved"]}
    assert [one.quotation(f"{name}:1").verbatim for name in ("k1", "k2", "k3")] == [False, True, True]


def test_other_attributes_are_history_and_no_revision(project, revise):
    one = project({"k1": f"---\nrole: coach\n---\n{TEXT}"})
    one.code("k1", quote="De bus", code="A", coder="anna")
    assert revise(one, {"k1": f"---\nrole: POH\n---\n{TEXT}"}) == {}
    assert one.documents.iloc[0][["role", "revision"]].tolist() == ["POH", 1]


# --- Any correction of any text ------------------------------------------------------------------------------

PIECES = (
    "de coach",
    "belt",
    "nee",
    "ja ja",
    "de taxi rijdt niet",
    "huisartsenpraktijk",
    "👍🏽",
    "cafe\u0301",
    "‘jammer’",
)
ENDS = (" ", ". ", ".\n\n", ", ")
pieces = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(ENDS)).map("".join), min_size=1, max_size=25)


@st.composite
def corrections(draw: st.DrawFn) -> tuple[str, list[str], list[tuple[int, int]]]:
    """A text, the texts that replace it one after the other, and spans of the first."""
    parts = draw(pieces)
    old = "".join(parts)
    spans = draw(st.lists(st.tuples(st.integers(0, len(old) - 1), st.integers(1, 40)), min_size=1, max_size=6))
    texts = []
    for _ in range(draw(st.integers(1, 3))):
        for _ in range(draw(st.integers(1, 3))):
            parts = edited(draw, parts)
        texts.append("".join(parts))
    return old, texts, sorted({(start, min(len(old), start + size)) for start, size in spans})


def edited(draw: st.DrawFn, parts: list[str]) -> list[str]:
    """One edit: pieces put in, taken out, swapped or altered in a letter."""
    at, to = sorted((draw(st.integers(0, len(parts) - 1)), draw(st.integers(0, len(parts) - 1))))
    new = draw(pieces)[:3]
    letter = draw(st.sampled_from("xé👍 "))
    place = draw(st.integers(0, len(parts[at])))
    return draw(
        st.sampled_from(
            [
                [*parts[:at], *new, *parts[at:]],
                [*parts[:at], *parts[to:]],
                [*parts[:at], *new, *parts[to:]],
                [*parts[to:], *parts[at:to], *parts[:at]],
                [*parts[:at], parts[at][:place] + letter + parts[at][place + 1 :], *parts[at + 1 :]],
            ]
        )
    )


def alike(one: str, other: str) -> float:
    """Twice the longest common subsequence over both lengths, by the textbook's recursion."""

    @cache
    def longest(i: int, j: int) -> int:
        if i == len(one) or j == len(other):
            return 0
        if one[i] == other[j]:
            return 1 + longest(i + 1, j + 1)
        return max(longest(i + 1, j), longest(i, j + 1))

    return 2 * longest(0, 0) / (len(one) + len(other))


def quotation_history(project) -> list[tuple[str, str]]:
    """Per change of a quotation's words the words before and after, from the audit trail."""
    found = []
    for change in project.audit():
        if change.table == "quotation" and change.before and change.after:
            found.append((json.loads(change.before)["words"], json.loads(change.after)["words"]))
    return found


@settings(max_examples=60)
@given(corrections())
@example(("nee ja nee. ", ["nee. "], [(0, 3), (7, 10)]))
@example(("de taxi rijdt niet. nee. ", ["👍👍 de taxi reed niet. neen. "], [(0, 19), (20, 23)]))
def test_no_quotation_is_ever_quietly_on_other_words(project, revise, correction):
    old, texts, spans = correction
    assume(all(text.strip() for text in texts))
    with project({"k1": old}) as one:
        for start, end in spans:
            one.code("k1", start=start, end=end, code="A", coder="anna")
        for text in texts:
            before = one.quotations.to_dict("records")
            fates = revise(one, {"k1": text}).get("k1", [f"{row['quotation']} same" for row in before])
            after = one.quotations.to_dict("records")
            assert len(before) == len(after) == len(fates)
            for was, row, fate in zip(before, after, fates, strict=True):
                assert fate.startswith(f"{row['quotation']} ")
                check_fate(one, text, was, row, fate.split()[-1])
            check_count(one, after)
        event(fate.split()[-1])


def check_fate(one, text, was, row, fate):
    """What was said of a quotation is what became of it."""
    stands = text[row["start"] : row["end"]]
    if fate == "same":
        assert row == was
        return
    if fate == "orphaned":
        assert (row["anchor"], row["quote"]) == ("orphaned", was["quote"])
        return
    assert stands == row["quote"]
    if fate in ("kept", "moved"):
        assert row["quote"] == was["quote"]
        assert (row["start"] == was["start"]) == (fate == "kept")
        assert row["anchor"] == ("changed" if was["anchor"] == "changed" else "firm")
        return
    assert (fate, row["anchor"]) == ("changed", "changed")
    assert row["quote"] != was["quote"]
    assert alike(was["quote"], row["quote"]) >= 0.8
    assert (was["quote"], row["quote"]) in quotation_history(one)


def check_count(one, rows):
    """Orphans count nowhere, and the rule tells how many there are."""
    there = [row for row in rows if row["anchor"] != "orphaned"]
    lost = len(rows) - len(there)
    inside = {place for row in there for place in range(row["start"], row["end"])}
    matrix = one.matrix(measure="characters")
    assert matrix.frame.to_numpy().tolist() == [[len(inside)], [0]]
    said = re.search(r"(\d+) codings? on (?:an )?orphaned quotations? left out", matrix.rule)
    assert (int(said[1]) if said else 0) == lost


# --- Places in a text ----------------------------------------------------------------------------------------

texts_of_any_kind = st.text(st.sampled_from("abé7e\u0301👍🏽 \n\t.-–_\u00a0\u2028’"), max_size=40)


@given(texts_of_any_kind, st.data())
def test_words_are_runs_with_a_letter_or_digit(text, data):
    """Held against a regular expression, and a span against every character it holds."""
    spans = [found.span() for found in re.finditer(r"\S*?[^\W_]\S*", text)]
    words = Words.of(text)
    assert list(zip(words.starts, words.ends, strict=True)) == spans
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start + 1, len(text) + 1))
    first, after = words.touched(Span(start, end))
    touched = [n for n, (low, high) in enumerate(spans) if any(low <= place < high for place in range(start, end))]
    assert list(range(first, after)) == touched


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("– … –", 0),
        ("e-mail, 7,5 (en)", 3),
        ("👍 ja 👍🏽", 1),
        ("\u0301 cafe\u0301", 1),
        ("een\u00a0twee\ndrie", 3),
        ("’t huis", 2),
        ("½ ² x", 3),
    ],
)
def test_what_is_a_word(text, words):
    assert len(Words.of(text)) == words


@given(texts_of_any_kind)
def test_offsets_go_to_utf16_and_back(text):
    """As JavaScript counts: two units for what lies beyond the first 65,536 characters."""
    for offset in range(len(text) + 1):
        units = to_utf16(text, offset)
        assert units == len(text[:offset].encode("utf-16-le")) // 2
        assert from_utf16(text, units) == offset


def test_an_offset_inside_a_pair_is_where_the_pair_begins():
    assert [from_utf16("a😀b", unit) for unit in range(5)] == [0, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zij zegt: ‘dat is ’t ’m’.", ["dat is ’t ’m"]),
        ("Zij zegt: “ja”, en ‘nee’.", ["ja", "nee"]),
        ("„Zo is het”, zei hij.", ["Zo is het"]),
        ('He said "yes" and left.', ["yes"]),
        ("He said 'yes' and left.", ["yes"]),
        ("The nurse's car isn't here.", []),
        ("De auto’s van oma’s buren.", []),
        ("Een ‘begin zonder einde.", []),
        ("Een ‘begin in de ene alinea\n\nen een einde’ in de andere.", []),
        ("Een ‘begin op de ene regel\nen een einde’ op de andere.", ["begin op de ene regel\nen een einde"]),
        ("Zij: ‘een’ en ‘twee’.", ["een", "twee"]),
        ("«oui» et «non»", ["oui", "non"]),
    ],
)
def test_quotation_marks(text, found):
    assert [span.of(text) for span in cited(text)] == found


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        ("dat is jammer", True),
        ("‘dat is jammer’", True),
        ("‘dat is jammer’,", True),
        ("is", True),
        ("en ‘dat is jammer’", False),
        ("dat is jammer’, vindt zij", False),
        ("Niemand zei ja of nee", False),
    ],
)
def test_only_a_passage_wholly_inside_the_marks_is_a_citation(quote, verbatim):
    start = TEXT.index(quote, TEXT.index("Niemand") if quote != "is" else TEXT.index("dat is"))
    assert is_cited(TEXT, Span(start, start + len(quote))) is verbatim


GUIDE = (
    Question("fit", "Sluit het aan? Welk cijfer?", ("Aansluiting",)),
    Question("together", "Hoe is de samenwerking?", ("Samenwerking",)),
)


def test_headings_tie_what_follows_to_a_question():
    """A longer heading that begins so, with a number before it, is the question's too; another word is not."""
    text = (
        "# Gesprek\n\n## 1. Aansluiting bij de doelgroep ##\nGoed.\n### Cijfer\nEen 7.\n"
        "## SAMENWERKING:\nOok goed.\n## Samenwerkingspartners\nVeel.\n#Geen kop\n"
    )
    found = [(question, span.of(text)) for span, question in questions_at(text, GUIDE)]
    assert [question for question, _ in found] == ["fit", "together"]
    assert found[0][1].endswith("### Cijfer\nEen 7.\n")
    assert found[1][1] == "## SAMENWERKING:\nOok goed.\n"
    assert [section.title for section in sections(text)] == [
        "Gesprek", "1. Aansluiting bij de doelgroep", "Cijfer", "SAMENWERKING:", "Samenwerkingspartners",
    ]  # fmt: skip


def test_a_question_may_be_its_own_heading():
    assert answers("3) Hoe is de samenwerking?", GUIDE[1])
    assert not answers("Cijfer", GUIDE[0])
    assert not answers("", GUIDE[0])
