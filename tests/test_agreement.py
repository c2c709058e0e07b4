"""Coders compared: what is compared, how units are counted, and what the result says. The formulas have tests of
their own; here the tables they get are counted a second time, slowly."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qualcode as qc
from qualcode.analysis.agreement import Agreement, agreement
from qualcode.analysis.agreement.characters import nominal_alpha
from qualcode.analysis.agreement.codings import agreement_of
from qualcode.analysis.agreement.krippendorff import alpha
from qualcode.analysis.agreement.passages import Passage, match
from qualcode.analysis.agreement.plain import read_codings
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.sets import expected_by_pairs, expected_by_subsets, masi
from qualcode.analysis.agreement.units import UNITS
from qualcode.errors import NotPossible, QualcodeError, UnknownCoder, UnknownOption, WrongUsage
from qualcode.project import Project
from qualcode.text.units import paragraphs, sentences, turns

BOTH = ["interviewer", "tweede"]
Cut = Callable[[str], list[Any]]


# --- sentences, paragraphs, turns --------------------------------------------------------------------------------


def said(cut: Cut, text: str) -> list[str]:
    return [span.of(text) for span in cut(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Een. Twee! Drie? Vier…", ["Een.", "Twee!", "Drie?", "Vier…"]),
        ("Zij geeft een 7,5. Of 7.5? Ja.", ["Zij geeft een 7,5.", "Of 7.5?", "Ja."]),
        ("O.a. dhr. J. de Boer, d.w.z. bijv. Jan.", ["O.a. dhr. J. de Boer, d.w.z. bijv. Jan."]),
        ("Het duurt ca. 5 min. per keer, max. 10. Klaar.", ["Het duurt ca. 5 min. per keer, max. 10.", "Klaar."]),
        ("Soep, brood enz. Daarna thee.", ["Soep, brood enz.", "Daarna thee."]),
        ("Zie KAF2.4.1 en KAF2.4.2. Meer niet.", ["Zie KAF2.4.1 en KAF2.4.2.", "Meer niet."]),
        ("“Het loopt.” Zo zegt zij. ‘Ja?’ vraagt hij.", ["“Het loopt.”", "Zo zegt zij.", "‘Ja?’ vraagt hij."]),
        ("Nou... misschien. Toen... 's Avonds niet.", ["Nou... misschien.", "Toen...", "'s Avonds niet."]),
        ("# Kop. Met punt\nTekst. Meer", ["# Kop. Met punt", "Tekst.", "Meer"]),
        ("- een. Twee\n- drie\n1. vier", ["- een.", "Twee", "- drie", "1. vier"]),
        ("Een zin die\nover de regel loopt. En een.", ["Een zin die\nover de regel loopt.", "En een."]),
        ("  \n\n", []),
    ],
)
def test_sentences(text: str, wanted: list[str]) -> None:
    assert said(sentences, text) == wanted


def test_a_turn_runs_to_the_next_speaker() -> None:
    text = "**Interviewer:** Hoe gaat het?\n\nP1: Goed.\n\nEn thuis ook.\n# Slot\nTot ziens."
    assert said(turns, text) == [
        "**Interviewer:** Hoe gaat het?",
        "P1: Goed.\n\nEn thuis ook.",
        "# Slot",
        "Tot ziens.",
    ]
    assert said(turns, "INT: a\nRESP: b\nINT: c") == ["INT: a", "RESP: b", "INT: c"]
    named = "Jan de Vries (coach): a\n\nPOH: b\n\nJan de Vries (coach): c"
    assert said(turns, named) == named.split("\n\n")
    assert said(turns, "Anna: hoi\nBert: dag\nja\nAnna: zo\nBert: nee") == [
        "Anna: hoi",
        "Bert: dag\nja",
        "Anna: zo",
        "Bert: nee",
    ]


def test_without_speakers_a_turn_is_a_paragraph() -> None:
    text = "Tot slot: het loopt.\n\nCijfer: 8.\n\nAnders niets."
    assert said(turns, text) == said(paragraphs, text) == ["Tot slot: het loopt.", "Cijfer: 8.", "Anders niets."]


_SCRAPS = st.lists(
    st.one_of(
        st.sampled_from(["a", "B", ". ", "? ", "\n", "\n\n", "# ", "- ", "P1: ", "bijv. ", "”", "(", " "]), st.text()
    ),
    max_size=25,
).map("".join)


@pytest.mark.parametrize("cut", [sentences, paragraphs, turns])
@given(text=_SCRAPS)
def test_every_letter_stands_in_one_unit(cut: Cut, text: str) -> None:
    spans = cut(text)
    covered = [place for span in spans for place in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert {place for place in range(len(text)) if not text[place].isspace()} <= set(covered)
    assert all(span.of(text) == span.of(text).strip() for span in spans)


# --- the tables, counted a second time ------------------------------------------------------------------------------


def recounted(project: Project, unit: str, documents: Sequence[str]) -> list[dict[str, dict[str, set[int]]]]:
    """Per document: code to coder to the numbers of the units that carry it, and "" to the units there are."""
    frame = project.codings
    cuts: dict[str, Cut] = {"sentence": sentences, "paragraph": paragraphs, "turn": turns}
    found = []
    for document in documents:
        text = project.text(document)
        rows = [row for row in frame[frame["document"] == document].itertuples() if row.coder in BOTH]
        if unit == "quotation":
            units = sorted({tuple(letters(text, row.start, row.end)) for row in rows})
        elif unit == "character":
            units = [(place,) for place in range(len(text))]
        else:
            units = [tuple(letters(text, span.start, span.end)) for span in cuts[unit](text)]
        at: dict[int, list[int]] = {}
        for number, places in enumerate(units):
            for place in places:
                at.setdefault(place, []).append(number)
        tables: dict[str, dict[str, set[int]]] = {"": {"all": set(range(len(units)))}}
        for row in rows:
            inside = range(row.start, row.end) if unit == "character" else letters(text, row.start, row.end)
            names = row.code.split("/")
            for depth in range(1, len(names) + 1):
                table = tables.setdefault("/".join(names[:depth]), {coder: set() for coder in BOTH})
                table[row.coder] |= {number for place in inside for number in at.get(place, ())}
            own = tables.setdefault("own " + row.code, {coder: set() for coder in BOTH})
            own[row.coder] |= {number for place in inside for number in at.get(place, ())}
        found.append(tables)
    return found


def letters(text: str, start: int, end: int) -> list[int]:
    return [place for place in range(start, end) if not text[place].isspace()]


@pytest.mark.parametrize("unit", UNITS)
def test_unit_tables_of_the_sample_counted_again(sample: Project, unit: str) -> None:
    found = sample.agree(BOTH, unit=unit)
    tables = recounted(sample, unit, found.documents)
    assert len(tables) == 16
    assert found.n == sum(len(table[""]["all"]) for table in tables) > 100
    for row in found.codes:
        none: dict[str, set[int]] = {coder: set() for coder in BOTH}
        each = [table.get(row.code, none) for table in tables]
        assert row.counts == tuple(sum(len(table[coder]) for table in each) for coder in BOTH), row.code
        assert row.both == sum(len(table[BOTH[0]] & table[BOTH[1]]) for table in each), row.code
    assert {row.code for row in found.codes} == {
        code for table in tables for code in table if code and not code.startswith("own ")
    }


def test_overall_of_the_sample_counted_again(sample: Project) -> None:
    """Cohen's kappa and Dice from the four cells of units × codes."""
    found = sample.agree(BOTH)
    tables = recounted(sample, "sentence", found.documents)
    codes = {code for table in tables for code in table if code.startswith("own ")}
    cells = dict.fromkeys(product((False, True), repeat=2), 0)
    none: dict[str, set[int]] = {coder: set() for coder in BOTH}
    for table, code in product(tables, codes):
        one, other = (table.get(code, none)[coder] for coder in BOTH)
        for number in table[""]["all"]:
            cells[number in one, number in other] += 1
    n, both = sum(cells.values()), cells[True, True]
    first, second = both + cells[True, False], both + cells[False, True]
    chance = (first * second + (n - first) * (n - second)) / n**2
    seen = (both + cells[False, False]) / n
    assert found.overall["percent"].value == pytest.approx(seen)
    assert found.overall["kappa"].value == pytest.approx((seen - chance) / (1 - chance))
    assert found.overall["dice"].value == pytest.approx(2 * both / (first + second))


# --- what is compared --------------------------------------------------------------------------------------------

Coding = tuple[str, int, int, str, str]


def rows(*codings: Coding) -> list[dict[str, Any]]:
    return [dict(zip(("document", "start", "end", "code", "coder"), coding, strict=True)) for coding in codings]


def counts(found: Agreement) -> dict[str, tuple[int, ...]]:
    return {row.code: row.counts for row in found.codes}


def test_who_did_not_do_a_document_is_missing_not_zero() -> None:
    """Carl did document b only: in a his silence is no disagreement."""
    data = rows(("a", 0, 3, "X", "anna"), ("a", 0, 3, "X", "bert"), ("b", 0, 3, "X", "anna"), ("b", 4, 7, "X", "carl"))
    texts = {"a": "Een. Twee.", "b": "Een. Twee."}
    done = {("a", "anna"), ("a", "bert"), ("b", "anna"), ("b", "carl")}
    found = agreement(data, ["anna", "bert", "carl"], texts=texts, done=done)
    assert found.overall["percent"].value == 0.5  # a: both units agree; b: neither
    everyone = agreement(data, ["anna", "bert", "carl"], texts=texts, done={*product("ab", ["anna", "bert", "carl"])})
    assert everyone.overall["percent"].value == pytest.approx((1 / 3 + 1 + 1 / 3 + 1 / 3) / 4)


def test_a_document_that_one_coder_did_is_left_out() -> None:
    data = rows(("a", 0, 3, "X", "anna"), ("a", 0, 3, "X", "bert"), ("b", 0, 3, "X", "anna"))
    found = agreement(data)
    assert found.documents == ("a",)
    assert [(each.document, each.reason) for each in found.left_out] == [("b", "not coded by bert")]


def test_done_without_codings_counts_as_nothing_found() -> None:
    found = agreement(rows(("a", 0, 3, "X", "anna")), ["anna", "bert"], done={("a", "anna"), ("a", "bert")},
                      texts={"a": "Een. Twee."})  # fmt: skip
    assert counts(found) == {"X": (1, 0)}
    assert found.passages is not None
    assert found.passages.only == {"anna": 1, "bert": 0}


def test_parents_are_unions_over_their_subtree() -> None:
    data = rows(("a", 0, 3, "T/X", "anna"), ("a", 0, 3, "T/Y", "anna"), ("a", 0, 8, "T/Y", "bert"))
    found = agreement(data, texts={"a": "Een. Twee. Drie."})
    assert counts(found) == {"T": (1, 2), "T/X": (1, 0), "T/Y": (1, 2)}
    assert {row.code: row.codings for row in found.codes}["T"] == (2, 1)
    assert [row.level for row in found.codes] == [1, 2, 2]


def test_white_space_alone_makes_no_unit_carry_a_code() -> None:
    found = agreement(rows(("a", 0, 5, "X", "anna"), ("a", 5, 10, "X", "bert")), texts={"a": "Een. Twee."})
    assert counts(found) == {"X": (1, 1)}
    assert found.codes[0].both == 0


def test_a_reviewer_is_not_compared(sample: Project) -> None:
    """Of the sixteen documents tweede reviewed one, and interviewer another."""
    corpus, marks, texts = sample.corpus(), sample.marks(), sample.texts()
    one, other = (corpus.coders.index(name) for name in BOTH)
    whole = agreement_of(corpus, marks, texts, BOTH)
    first, second = (corpus.place_of_document[name] for name in whole.documents[:2])
    found = agreement_of(corpus, marks, texts, BOTH, dependent={(first, other, one), (second, one, other)})
    assert found.documents == whole.documents[2:]
    reasons = {each.document: each.reason for each in found.left_out}
    assert reasons[whole.documents[0]] == (
        "because tweede reviewed the coding of interviewer, which is not independent"
    )
    every = {(place, other, one) for place in range(len(corpus.documents))}
    with pytest.raises(NotPossible, match="not independent"):
        agreement_of(corpus, marks, texts, BOTH, dependent=every)


def test_drafts_and_filters(project: Any) -> None:
    one = project({"a": "Een. Twee.", "b": "Een. Twee."})
    for coder, document in product(["anna", "bert"], ["a", "b"]):
        one.code(document, code="A", coder=coder, quote="Een.", draft=(coder, document) == ("bert", "a"))
        one.code(document, code="B", coder=coder, quote="Twee.")
        one.done(document, coder=coder)
    assert counts(one.agree(["anna", "bert"])) == {"A": (2, 1), "B": (2, 2)}
    assert one.agree(["anna", "bert"], where={"document": ["b"]}).documents == ("b",)
    assert counts(one.agree(["anna", "bert"], where={"code": ["B"]})) == {"B": (2, 2)}


def test_assume_done_takes_who_coded_anything(project: Any) -> None:
    one = project({"a": "Een. Twee."})
    for coder in ("anna", "bert"):
        one.code("a", code="A", coder=coder, quote="Een.")
    with pytest.raises(NotPossible, match="1 not marked done by anna or bert"):
        one.agree(["anna", "bert"])
    assert one.agree(["anna", "bert"], assume_done=True).n == 2


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"coders": ["interviewer"]}, WrongUsage),
        ({"coders": ["interviewer", "interviewer"]}, WrongUsage),
        ({"coders": ["interviewer", "twede"]}, UnknownCoder),
        ({"coders": ["interviewer", "consensus"]}, NotPossible),
        ({"coders": BOTH, "unit": "word"}, UnknownOption),
        ({"coders": BOTH, "by": "round"}, UnknownOption),
        ({"coders": BOTH, "overlap": 0}, WrongUsage),
        ({"coders": BOTH, "min_count": -1}, WrongUsage),
    ],
)
def test_what_cannot_be_asked(sample: Project, options: dict[str, Any], error: type[QualcodeError]) -> None:
    with pytest.raises(error):
        sample.agree(**options)


# --- what comes out ----------------------------------------------------------------------------------------------


def halves(data: Iterable[dict[str, Any]], at: Callable[[int, int], int]) -> list[dict[str, Any]]:
    """Every coding cut in two adjacent ones."""
    cut = []
    for row in data:
        middle = at(row["start"], row["end"])
        ends = [(row["start"], middle), (middle, row["end"])] if row["start"] < middle < row["end"] else []
        cut += [row | {"start": start, "end": end} for start, end in ends] or [row]
    return cut


_TEXT = "Een zin. Nog een, met komma's. En een derde! Wat nu? Dat was het dan.\n\nTot slot een laatste zin."
_CODINGS = st.lists(
    st.tuples(st.integers(0, 90), st.integers(1, 40), st.sampled_from(["T/X", "T/Y", "T/X/Z", "U"]), st.booleans()),
    min_size=1,
    max_size=12,
).map(
    lambda drawn: rows(
        *(
            ("a", start, min(start + size, len(_TEXT)), code, "anna" if one else "bert")
            for start, size, code, one in drawn
        )
    )
)
_DONE = {("a", "anna"), ("a", "bert")}


@settings(max_examples=30)
@given(data=_CODINGS, share=st.floats(0.1, 0.9))
def test_cutting_codings_in_two_changes_no_unit_and_no_character(data: list[dict[str, Any]], share: float) -> None:
    cut = halves(data, lambda start, end: start + round(share * (end - start)))
    for unit in ("sentence", "paragraph", "character"):
        made = [
            agreement(
                each, ["anna", "bert"], texts={"a": _TEXT}, unit=unit, done=_DONE, every=True, min_count=0
            ).to_json()
            for each in (data, cut)
        ]
        for one in made:
            for row in one["codes"]:
                del row["codings"]
        assert made[0]["codes"] == made[1]["codes"]
        assert made[0]["overall"] == made[1]["overall"]
        assert made[0]["characters"] == made[1]["characters"]


@settings(max_examples=30)
@given(data=_CODINGS)
def test_swapping_coders_changes_no_coefficient(data: list[dict[str, Any]]) -> None:
    one, other = (
        agreement(data, names, texts={"a": _TEXT}, done=_DONE, min_count=0)
        for names in (["anna", "bert"], ["bert", "anna"])
    )
    assert scores_of(one) == pytest.approx(scores_of(other), nan_ok=True)


def scores_of(found: Agreement) -> list[float]:
    rows = [found.overall, *(row.scores for row in found.codes)]
    return [math.nan if score.value is None else score.value for scores in rows for score in scores.values()]


def half(coder: str, units: Iterable[int]) -> list[dict[str, Any]]:
    return rows(*(("a", 9 * int(unit), 9 * int(unit) + 9, "X", coder) for unit in units))


@pytest.mark.parametrize("unit", ["sentence", "character", "quotation"])
def test_two_coders_who_code_independent_halves_have_a_kappa_of_nothing(unit: str) -> None:
    """Of 400 sentences each takes half, and each of the four combinations occurs equally often."""
    data = half("anna", range(200)) + half("bert", [*range(100), *range(200, 300)])
    data += rows(*(("a", 9 * unit, 9 * unit + 9, "Y", "anna") for unit in range(400)))  # so that 400 are quoted
    found = agreement(data, texts={"a": "Een zin. " * 400}, unit=unit)
    assert f"{found.codes[0].scores['kappa'].value:.3f}" == "0.000"
    assert found.codes[0].scores["percent"].value == 0.5


def test_two_coders_who_code_random_halves_have_a_kappa_near_nothing() -> None:
    draw = np.random.default_rng(1)
    anna, bert = (draw.choice(10_000, 5_000, replace=False) for _ in range(2))
    found = agreement(half("anna", anna) + half("bert", bert), texts={"a": "Een zin. " * 10_000})
    assert found.overall["kappa"].value == pytest.approx(0, abs=0.02)


def test_a_code_that_a_coder_hardly_used_gets_counts_and_no_coefficient() -> None:
    data = rows(*[("a", 9 * unit, 9 * unit + 8, "X", "anna") for unit in range(12)],
                *[("a", 9 * unit, 9 * unit + 8, "X", "bert") for unit in range(9)])  # fmt: skip
    text = "Een zin. " * 20
    few = agreement(data, texts={"a": text}).codes[0]
    assert few.counts == (12, 9)
    assert (
        few.scores["alpha"].reason == "withheld, because bert used it 9 times (counted in sentences; the least is 10)"
    )
    assert few.scores["percent"].value == 17 / 20
    assert few.scores["dice"].value == 18 / 21
    enough = agreement(data, texts={"a": text}, min_count=9).codes[0]
    assert enough.scores["alpha"].value is not None
    assert enough.scores["kappa"].value is not None
    nothing = agreement(data, texts={"a": text}, unit="character").codes[0]
    assert "counted in codings" in nothing.scores["kappa"].reason


def test_undefined_says_why_and_is_no_number() -> None:
    data = rows(("a", 0, 9, "X", "anna"), ("a", 0, 9, "X", "bert"))
    found = agreement(data, texts={"a": "Een. Twee"}, min_count=0).to_json()
    assert found["overall"]["alpha"] is None
    assert found["overall"]["alpha_reason"] == "undefined, because everybody used it in every unit"
    assert found["overall"]["percent"] == found["overall"]["dice"] == 1.0
    assert "NaN" not in json.dumps(found)


def test_few_documents_have_no_interval() -> None:
    data = rows(("a", 0, 4, "X", "anna"), ("a", 5, 9, "X", "bert"))
    found = agreement(data, texts={"a": "Een. Twee"}, min_count=0).to_json()
    assert found["overall"]["alpha_low"] is None
    assert found["overall"]["alpha_interval_reason"] == "only 1 document; an interval needs 10"


def test_three_coders_have_fleiss_and_no_scott(sample: Project) -> None:
    frame = sample.codings[["document", "start", "end", "code", "coder"]]
    third = frame[frame["coder"] == "tweede"].assign(coder="derde")
    found = agreement(pd.concat([frame, third]), texts=sample.texts(), every=True)
    made = found.to_json()
    assert made["overall"]["kappa_kind"] == "fleiss"
    assert made["overall"]["kappa"] == made["overall"]["fleiss_kappa"]
    assert made["overall"]["scott_pi"] is None
    assert "two coders" in made["overall"]["scott_pi_reason"]
    assert [each["coders"] for each in made["segments"]["overall"]] == [
        list(pair) for pair in combinations(found.coders, 2)
    ]


def test_grades_are_compared_per_document() -> None:
    """A range is its middle; who gave two different grades in a document is missing there, and counted."""
    given = {"anna": [6, 7, 8, 9, "7 tot 8"], "bert": [6, 7, 8, 10, 7.5]}
    data = [
        {"document": f"d{place}", "start": 0, "end": 3, "code": "Cijfer", "coder": coder, "value": value}
        for coder, values in given.items()
        for place, value in enumerate(values)
    ]
    data.append(data[0] | {"value": 9})
    (grade,) = agreement(data, min_count=0).grades
    assert (grade.code, grade.n, grade.counts, grade.left_out) == ("Cijfer", 4, (4, 5), 1)
    wanted = alpha(Ratings.of([(7.0, 7.0), (8.0, 8.0), (9.0, 10.0), (7.5, 7.5)]), metric="interval")
    assert grade.scores["alpha_interval"].value == pytest.approx(wanted.value)
    (few,) = agreement(data).to_json()["grades"]
    assert few["alpha_ordinal"] is None
    assert "the least is 10" in few["alpha_ordinal_reason"]


def test_two_codes_of_a_branch_on_the_same_text_are_left_out_and_counted() -> None:
    """ATLAS.ti wants the codes of a domain to exclude each other: anna gave two to characters 2 to 4."""
    data = rows(("a", 0, 4, "T/B/X", "anna"), ("a", 2, 8, "T/B/Y", "anna"), ("a", 0, 8, "T/B/X", "bert"),
                ("a", 9, 10, "T/C", "bert"))  # fmt: skip
    every = agreement(data, texts={"a": "0123456789ab"}, every=True, min_count=0).to_json()
    domain = every["characters"]["domains"][0]
    assert (domain["domain"], domain["codes"]) == ("T/B", ["T/B/X", "T/B/Y"])
    assert domain["left_out_characters"] == every["unitizing"]["domains"][0]["left_out_characters"] == 2
    wanted = alpha(Ratings.of([("x", "x")] * 2 + [("y", "x")] * 4))
    assert domain["cu_alpha"] == pytest.approx(wanted.value)
    assert every["characters"]["n"] == 12


def test_domains_of_the_sample_counted_again(sample: Project) -> None:
    """cu-alpha and Cu-alpha from characters, one by one."""
    found = sample.agree(BOTH, every=True).to_json()
    given: dict[tuple[str, str, int], set[tuple[str, ...]]] = {}
    for row in sample.codings.itertuples():
        for place in range(row.start, row.end) if row.document in found["documents"] else ():
            given.setdefault((row.coder, row.document, place), set()).add(tuple(row.code.split("/")))
    places = {(document, place) for _coder, document, place in given}
    units, left_out, sets = [], 0, []
    for document, place in sorted(places):
        both = [given.get((coder, document, place), set()) for coder in BOTH]
        sets.append([frozenset(path[:2] for path in each) or None for each in both])
        within = [{path for path in each if path[:2] == ("Uitvoering", "Statusquo")} for each in both]
        if max(map(len, within)) > 1:
            left_out += 1
        else:
            units.append([next(iter(each), None) for each in within])
    (domain,) = (each for each in found["characters"]["domains"] if each["domain"] == "Uitvoering/Statusquo")
    assert domain["left_out_characters"] == left_out > 100
    assert domain["cu_alpha"] == pytest.approx(alpha(Ratings.of(units)).value)
    assert found["characters"]["Cu_alpha"] == pytest.approx(alpha(Ratings.of(sets)).value)


@given(
    table=st.lists(st.lists(st.integers(-1, 3), min_size=3, max_size=3), min_size=1, max_size=12),
    weight=st.integers(1, 3),
)
def test_alpha_of_many_values_is_alpha(table: list[list[int]], weight: int) -> None:
    ratings = Ratings(np.array(table), (0, 1, 2, 3), np.full(len(table), float(weight)))
    one, other = nominal_alpha(ratings), alpha(ratings)
    assert (one.value is None) == (other.value is None)
    assert one.reason == other.reason
    if one.value is not None:
        assert one.value == pytest.approx(other.value, abs=1e-9)


@given(
    sets=st.sets(st.frozensets(st.integers(0, 6)), min_size=1, max_size=20).map(lambda each: sorted(each, key=sorted)),
    seed=st.integers(0, 99),
)
def test_pairs_of_sets_counted_by_what_they_share_are_all_pairs(sets: list[frozenset[int]], seed: int) -> None:
    table = np.array([[label in each for label in range(7)] for each in sets])
    counts = np.random.default_rng(seed).integers(1, 50, len(sets)).astype(float)
    wanted = sum(
        counts[one] * counts[other] * masi(sets[one], sets[other]) for one, other in product(range(len(sets)), repeat=2)
    )
    assert expected_by_subsets(table, counts) == pytest.approx(wanted)
    assert expected_by_pairs(table, counts) == pytest.approx(wanted)


# --- passages ----------------------------------------------------------------------------------------------------


def passages(*codings: Coding, text: str = "", coders: int = 2) -> list[Passage]:
    corpus, marks = read_codings(pd.DataFrame(rows(*codings)))
    order = [corpus.coders.index(name) for name in ("anna", "bert", "carl")[:coders]]
    return match(marks, text, document=0, coders=order)


TEXT = "Een zin. Nog een zin. En een derde zin."


@pytest.mark.parametrize(
    ("codings", "kinds"),
    [
        ([("a", 0, 8, "X", "anna"), ("a", 0, 9, "X", "bert")], ["agree"]),  # white space does not count
        ([("a", 0, 8, "X", "anna"), ("a", 0, 7, "X", "bert")], ["span"]),
        ([("a", 0, 8, "X", "anna"), ("a", 0, 8, "Y", "bert")], ["code"]),
        ([("a", 0, 8, "X", "anna"), ("a", 9, 21, "X", "bert")], ["only", "only"]),
        ([("a", 0, 8, "X", "anna"), ("a", 0, 8, "Y", "anna"), ("a", 0, 8, "X", "bert")], ["code"]),
        # one to one: the coding that shares the code is taken before the one that overlaps more
        ([("a", 0, 21, "X", "anna"), ("a", 0, 20, "Y", "bert"), ("a", 9, 21, "X", "bert")], ["span", "only"]),
    ],
)
def test_passages(codings: list[Coding], kinds: list[str]) -> None:
    assert sorted(each.kind for each in passages(*codings, text=TEXT)) == sorted(kinds)


def test_passages_of_three_coders() -> None:
    found = passages(
        ("a", 0, 8, "X", "anna"), ("a", 0, 8, "X", "bert"), ("a", 0, 8, "X", "carl"),
        ("a", 9, 21, "X", "anna"), ("a", 9, 21, "X", "bert"), ("a", 30, 33, "X", "carl"), text=TEXT, coders=3,
    )  # fmt: skip
    assert [each.kind for each in found] == ["agree", "code", "only"]
    assert [len(each.present) for each in found] == [3, 2, 1]


def test_every_quotation_stands_in_one_passage(sample: Project) -> None:
    corpus, marks = sample.corpus(), sample.marks()
    coders = [corpus.coders.index(name) for name in BOTH]
    found = sample.agree(BOTH)
    total = 0
    for name in found.documents:
        document = corpus.place_of_document[name]
        here = match(marks, sample.text(name), document=document, coders=coders)
        seen = [place for each in here for member in each.present for place in member.codings]
        assert sorted(seen) == np.flatnonzero(marks.document == document).tolist()
        total += len(here)
    assert found.passages is not None
    assert total == found.passages.total


# --- without a project -------------------------------------------------------------------------------------------


def test_a_plain_table_of_labels() -> None:
    data = [("a", "a"), ("b", "b"), ("a", "b"), ("a", None)] * 5
    found = qc.analysis.agreement.agreement(data)
    assert found.n == 20
    assert found.overall["percent"].value == pytest.approx(2 / 3)
    assert found.overall["kappa"].value == pytest.approx(0.4)
    assert counts(found) == {"a": (15, 5), "b": (5, 10)}
    assert found.overall["alpha"].low is not None  # units are drawn
    assert found.to_json()["passages"] is None


def test_a_plain_table_of_sets_and_one_of_numbers() -> None:
    sets = agreement([[{"a"}, {"a", "b"}], [set(), set()], [{"b"}, None]])
    assert sets.overall["masi_alpha"].value == pytest.approx(1 - 3 * (4 / 3) / (2 * (2 / 3 + 2 + 2)))
    assert counts(sets) == {"a": (1, 1), "b": (1, 1)}
    numbers = agreement([[1, 1], [2, 3], [5, 5]])
    assert numbers.overall["alpha_interval"].value == pytest.approx(
        alpha(Ratings.of([[1, 1], [2, 3], [5, 5]]), metric="interval").value
    )


def test_codings_of_a_project_compare_as_in_the_project(sample: Project) -> None:
    alone = agreement(sample.codings, texts=sample.texts(), codebook=sample.codebook)
    inside = sample.agree(BOTH, assume_done=True)
    assert alone.overall == inside.overall
    assert counts(alone) == counts(inside)
    assert alone.passages == inside.passages


@pytest.mark.parametrize(
    "data",
    [
        rows(("a", 3, 3, "X", "anna"), ("a", 0, 3, "X", "bert")),
        [{"document": "a", "code": "X", "coder": "anna"}],
        rows(("a", 0, 300, "X", "anna"), ("a", 0, 3, "X", "bert")),
        rows(("z", 0, 3, "X", "anna"), ("a", 0, 3, "X", "bert")),
        [["a"], ["b"]],
    ],
)
def test_data_that_does_not_fit_is_refused_with_a_sentence(data: Any) -> None:
    with pytest.raises(QualcodeError):
        agreement(data, texts={"a": "Een zin."})


def test_groups_and_the_same_twice(sample: Project) -> None:
    found = sample.agree(BOTH, by="case")
    assert found.groups is not None
    assert [each.group for each in found.groups][:2] == ["Kampen", "Hardenberg-De Krim"]
    assert sum(each.n for each in found.groups) == found.n
    assert sum(each.passages.total for each in found.groups) == (found.passages.total if found.passages else 0)
    assert json.dumps(found.to_json()) == json.dumps(sample.agree(BOTH, by="case").to_json())
    assert sample.agree(BOTH, seed=2).overall["alpha"].low != found.overall["alpha"].low
    by_document = sample.agree(BOTH, by="document").groups
    assert by_document is not None
    assert [each.group for each in by_document] == list(found.documents)
