"""Grades in running text: which are found, in which form and for which code, and what is left alone."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qualcode as qc
from qualcode.assist.grades import GradeFinder, found_in
from qualcode.assisted.grading import COLUMNS
from qualcode.errors import NotPossible, UnknownCoder, UnknownDocument
from qualcode.model import Code, Codebook, Fragment, GradeForm, Question, Scale, Span, read_grade
from qualcode.store import suggestions
from qualcode.text.grades import may_hold, mentions
from qualcode.text.units import paragraphs

NUMBER, RANGE, VERBAL, CONDITIONAL, REFUSED = GradeForm
SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "assist"

DUTCH = [
    # text                                                  the grade's own words       form         value
    ("Zij geeft een 7,5.", "een 7,5", NUMBER, "7.5"),
    ("Ze komt uit op een 6.5 of zo.", "een 6.5", NUMBER, "6.5"),
    ("“Een dikke acht,” zegt zij.", "Een dikke acht", NUMBER, "8"),
    ("Een magere zes, meer niet.", "Een magere zes", NUMBER, "6"),
    ("Doe maar een zesje.", "een zesje", NUMBER, "6"),
    ("Zo.\n\nZevenenhalf.", "Zevenenhalf", NUMBER, "7.5"),
    ("Ik geef een achteneenhalf.", "een achteneenhalf", NUMBER, "8.5"),
    ("Ik geef zeven en een half.", "zeven en een half", NUMBER, "7.5"),
    ("Het cijfer is zeven komma vijf.", "zeven komma vijf", NUMBER, "7.5"),
    ("Een 7½ dan.", "Een 7½", NUMBER, "7.5"),
    ("Voor mij een 8-.", "een 8-", NUMBER, "8"),
    ("Nou, een 7+, want het loopt.", "een 7+", NUMBER, "7"),
    ("Cijfer: 6. Legt uit waarom.", "6", NUMBER, "6"),
    ("Rapportcijfer 8", "8", NUMBER, "8"),
    ("Een 8 op een schaal van 1 tot 10.", "Een 8", NUMBER, "8"),
    ("Hij beoordeelt het met 7,5.", "7,5", NUMBER, "7.5"),
    ("7 à 8", "7 à 8", RANGE, "7-8"),
    ("Zij houdt het op een 6 tot 7.", "een 6 tot 7", RANGE, "6-7"),
    ("Tussen een 7 en een 8, zegt hij.", "Tussen een 7 en een 8", RANGE, "7-8"),
    ("dan geef ik het een 7,5 of 8.", "een 7,5 of 8", RANGE, "7.5-8"),
    ("Een zeven, misschien een acht.", "Een zeven, misschien een acht", RANGE, "7-8"),
    ("Een 9 als de huisarts meedoet.", "Een 9", CONDITIONAL, "9 als de huisarts meedoet"),
    ("Het wordt een 8 of 9 als zij blijft.", "een 8 of 9", CONDITIONAL, "8 of 9 als zij blijft"),
    ("Als het spreekuur blijft een acht.", "een acht", CONDITIONAL, "8 als het spreekuur blijft"),
    ("Zodra de zaal open is, wordt het een 8.", "een 8", CONDITIONAL, "8 zodra de zaal open is"),
    ("Een 8 als zij komt, anders een 6.", "Een 8", CONDITIONAL, "8 als zij komt, anders 6"),
    ("Als het zo blijft geef ik een 8.", "een 8", CONDITIONAL, "8 als het zo blijft"),
    ("Ik geef een 8, mits betaalbaar.", "een 8", CONDITIONAL, "8 mits betaalbaar"),
    ("Als ik eerlijk ben een 6.", "een 6", NUMBER, "6"),
    ("Een 6 als buurvrouw.", "Een 6", NUMBER, "6"),
    ("Een 7 als het gaat om de mensen.", "Een 7", NUMBER, "7"),
    ("Als geheel een 6, zegt hij.", "een 6", NUMBER, "6"),
    ("Zij geeft een ruime voldoende.", "een ruime voldoende", VERBAL, "een ruime voldoende"),
    ("‘Ruim voldoende.’", "Ruim voldoende", VERBAL, "Ruim voldoende"),
    ("Een onvoldoende, helaas.", "Een onvoldoende", VERBAL, "Een onvoldoende"),
    ("Een voldoende als het blijft.", "Een voldoende", CONDITIONAL, "Een voldoende als het blijft"),
    ("Een voldoende als er 3 bij komen.", "Een voldoende", CONDITIONAL, "Een voldoende als …"),
    ("Hij wil geen cijfer geven.", "wil geen cijfer geven", REFUSED, "geen cijfer"),
    ("Zij durft er geen cijfer aan te geven.", "durft er geen cijfer aan te geven", REFUSED, "geen cijfer"),
    ("Een cijfer noemt zij liever niet.", "Een cijfer noemt zij liever niet", REFUSED, "geen cijfer"),
    ("Ik vind het lastig om een cijfer te geven.", "vind het lastig om een cijfer te geven", REFUSED, "geen cijfer"),
    ("Ik kan er niet echt een cijfer aan geven.", "kan er niet echt een cijfer aan geven", REFUSED, "geen cijfer"),
    ("Cijfer: geen.", "Cijfer: geen", REFUSED, "geen cijfer"),
    ("Geen cijfer: te vroeg.", "Geen cijfer", REFUSED, "geen cijfer: te vroeg"),
    ("Geen cijfer. Te weinig gezien.", "Geen cijfer", REFUSED, "geen cijfer: te weinig gezien"),
    ("Ik vraag naar een cijfer. Dat wil ze niet geven.", "Dat wil ze niet geven", REFUSED, "geen cijfer"),
]

ENGLISH = [
    ("I'd give it a 7.5.", "a 7.5", NUMBER, "7.5"),
    ("A solid eight.", "A solid eight", NUMBER, "8"),
    ("My grade is seven point five.", "seven point five", NUMBER, "7.5"),
    ("Seven and a half.", "Seven and a half", NUMBER, "7.5"),
    ("It gets a 7 out of 10.", "a 7", NUMBER, "7"),
    ("Between a 7 and an 8, I'd say.", "Between a 7 and an 8", RANGE, "7-8"),
    ("It's an 8 if the nurse stays.", "an 8", CONDITIONAL, "8 if the nurse stays"),
    ("If the nurse stays, it would be a 9.", "a 9", CONDITIONAL, "9 if the nurse stays"),
    ("I rate it as satisfactory.", "satisfactory", VERBAL, "satisfactory"),
    ("She would rather not give a grade.", "would rather not give a grade", REFUSED, "no grade"),
    ("No grade: too early.", "No grade", REFUSED, "no grade: too early"),
]

NO_GRADES = [
    "2 huisartspraktijken", "een of twee of drie die", "acht deelnemers", "Het zijn er zeven.", "een stuk of acht",
    "een zeven à acht mensen", "Zij houdt het op vier of vijf, de coach op drie.", "Ik geef twee cursussen per week.",
    "Ze geeft 8 uur les.", "de 30-50 jarigen", "een vrouw van zevenenveertig", "een 10-jarige jongen", "Ze is 8.",
    "een 75-plusser", "om de acht weken", "twee à drie jaar", "drieënhalf jaar", "een acht weken durend programma",
    "een half uur", "per 1 juni", "op 5-10-2021", "om 8 uur", "om acht uur", "kwart over zeven", "tussen 8 en 10 uur",
    "voor 5 euro", "€ 7,5", "een tientje", "7,5%", "3 op de 10 mensen", "een op de acht", "1 van de 4", "2,5 kilometer",
    "ronde 3", "in fase 2", "groep 7 en 8", "stap 2: bellen", "1. Een begin\n2. Een einde", "KAF2.4.1 zegt het ook.",
    "op een schaal van 1 tot 10", "een 3,7 op een schaal van 5", "vier keer een 8 en drie keer een 9, een 7 en een 5",
    "is echt voldoende", "voldoende mensen", "een voldoende aantal vrijwilligers",
    "Naar een cijfer is niet gevraagd.", "Een cijfer heb ik niet gevraagd.",
    "Het cijfer uit ronde 3.", "Zij geeft een 3 uur durende les.", "Zij gaf drie keer een 8.",
    "Hij heeft geen cijfers over effect.", "Cijfers 2022: 121 bezoeken, 1 groep.",
]  # fmt: skip

ENGLISH_NO_GRADES = [
    "a 10 minute walk", "an eight year old", "7 people", "in round 3", "8 out of 10 people", "a five-day course",
    "at 8", "on 5 June", "two or three times", "one of the two", "an 8 week programme",
    "She was not asked for a grade.",
]  # fmt: skip


def said(text: str, language: str = "nl", **more: Scale) -> list[tuple[str, GradeForm, str]]:
    return [(each.span.of(text), each.grade.form, str(each.grade)) for each in mentions(text, language, **more)]


@pytest.mark.parametrize(("text", "words", "form", "value"), DUTCH, ids=[row[0] for row in DUTCH])
def test_grades_in_dutch(text, words, form, value):
    assert said(text) == [(words, form, value)]


@pytest.mark.parametrize(("text", "words", "form", "value"), ENGLISH, ids=[row[0] for row in ENGLISH])
def test_grades_in_english(text, words, form, value):
    assert said(text, "en") == [(words, form, value)]


@pytest.mark.parametrize("text", NO_GRADES)
def test_counts_dates_ages_and_scales_are_left_alone(text):
    assert said(text) == []


@pytest.mark.parametrize("text", ENGLISH_NO_GRADES)
def test_and_in_english(text):
    assert said(text, "en") == []


def test_two_values_that_are_no_range_are_two_grades():
    assert [value for _, _, value in said("Het ging van een 6.5 naar een 7.")] == ["6.5", "7"]
    assert [value for _, _, value in said("Een 7 en een 8.")] == ["7", "8"]
    assert [value for _, _, value in said("Cijfers: aansluiting 7, samenwerking 8.")] == ["7", "8"]


def test_a_grade_of_another_time_or_taken_back_is_an_aside():
    found = mentions("Een 7. Was vorig jaar een 8. Toen was het een 6. Een 5, nee, een 4.")
    assert [(str(each.grade), each.aside) for each in found] == [
        ("7", False), ("8", True), ("6", True), ("5", True), ("4", False),
    ]  # fmt: skip


def test_what_is_hoped_for_is_an_aside_and_what_depends_is_not():
    found = mentions("Een 6, maar als zij meedoen een 8. Wij streven naar een 9. Volgend jaar een 10.")
    assert [(str(each.grade), each.aside) for each in found] == [
        ("6", False), ("8 als zij meedoen", False), ("9", True), ("10", True),
    ]  # fmt: skip


def test_the_cue_is_what_made_it_a_grade():
    text = "Voor de coach geef ik een 8 als zij blijft."
    (found,) = mentions(text)
    assert [cue.of(text) for cue in found.cue] == ["geef", "als zij blijft"]


def test_another_scale_takes_other_numbers():
    text = "Zij geeft een 4 op een schaal van 5. Hij geeft een 7."
    assert [value for _, _, value in said(text)] == ["7"]
    assert [value for _, _, value in said(text, scale=Scale(1, 5))] == ["4"]


PIECES = """een 7 8 7,5 10 acht zevenenhalf à of tussen en als mits cijfer geen geef ik wil niet voldoende ruim : , .
- “ ” ‘ ’ vorig jaar anders keer schaal van 5 tot komma vijf half 🙂 e\u0301 é # Cijfer: dat kan zeggen a
seven if grade no"""
WORDS = st.sampled_from([*PIECES.split(), "\n\n"])


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=25).map(" ".join)), st.sampled_from(["nl", "en", "fr"]))
def test_any_text_is_read_and_every_place_is_in_it(text, language):
    """Emoji, combining marks and loose signs included; and each value can be given to a coding as it stands."""
    found = mentions(text, language)
    assert [each.span for each in found] == sorted(each.span for each in found)
    for each in found:
        assert each.span.of(text).strip() == each.span.of(text) != ""
        assert all(cue.end <= len(text) for cue in each.cue)
        assert read_grade(str(each.grade)) == each.grade
    if found:
        assert may_hold(text, language)


@pytest.mark.parametrize(
    "piece", ["een 7 als ", "7, ", "geen cijfer wil ", "een mooie ", "als ik, ", "een 7 of ", "“een 7” "]
)
def test_a_very_long_text_takes_no_long_time(piece):
    """A page without an end of sentence is read in time that grows with its length, not with the square of it."""
    import time

    start = time.perf_counter()
    mentions(piece * 2000)
    assert time.perf_counter() - start < 5


# --- which code is meant ------------------------------------------------------------------------------------------

TWO = Codebook(
    codes=(
        Code("u", "Uitvoering"),
        Code("fit", "Cijfer aansluiten", "u", definition="Hoe goed het past bij de behoeften.", grade=Scale()),
        Code("work", "Cijfer samenwerking", "u", definition="Het cijfer voor de partners.", grade=Scale()),
        Code("other", "Overig", "u"),
    )
)
GUIDE = (
    Question("q1", "Past het?", ("Aansluiting",), ("Cijfer aansluiten",)),
    Question("q2", "Hoe gaat het samen?", ("De band",), ("Cijfer samenwerking",)),
)


def passage(quote: str, **context: object) -> Fragment:
    return Fragment("k1", Span(100, 100 + len(quote)), quote, **context)  # type: ignore[arg-type]


def codes(quote: str, book: Codebook = TWO, guide: tuple[Question, ...] = GUIDE, **context: object) -> list[str]:
    return [each.code for each in found_in(passage(quote, **context), book, guide)]


def test_the_sentence_tells_which_grade_is_meant():
    assert codes("De samenwerking krijgt een 7.") == ["work"]
    assert codes("Het sluit goed aan, een 8.") == ["fit"]
    assert codes("Er wordt aangesloten, dus een 8.") == ["fit"]
    assert codes("Een 7 voor de samenwerking.") == ["work"]


def test_a_code_s_own_word_and_a_colon_make_a_number_a_grade():
    assert codes("- Aansluiting: 7\n- Samenwerking met de coach: 8") == ["fit", "work"]
    assert codes("Aanwezig: 7") == codes("Samenwerking: 8 organisaties") == []


def test_else_the_question_tells():
    assert codes("Ja, een 7.", questions=("q1",)) == ["fit"]
    assert codes("Ja, een 7.", questions=("q2",)) == ["work"]
    assert codes("Een 7.", heading="Cijfer voor de samenwerking", guide=()) == ["work"]


def test_the_sentence_goes_before_the_question_and_is_then_less_sure():
    (agreed,) = found_in(passage("De samenwerking krijgt een 7.", questions=("q2",)), TWO, GUIDE)
    (alone,) = found_in(passage("De samenwerking krijgt een 7."), TWO, GUIDE)
    (disputed,) = found_in(passage("De samenwerking krijgt een 7.", questions=("q1",)), TWO, GUIDE)
    assert {agreed.code, alone.code, disputed.code} == {"work"}
    assert agreed.certainty > alone.certainty > disputed.certainty


def test_else_the_nearest_words_tell():
    assert codes("De samenwerking loopt. Ik geef een 7.") == ["work"]
    assert codes("Ik geef een 7.", before="Het moet wel aansluiten.") == ["fit"]


def test_without_a_clue_both_are_given_with_little_certainty():
    both = found_in(passage("Ik geef een 7."), TWO, GUIDE)
    assert {each.code for each in both} == {"fit", "work"}
    assert all(each.certainty < 0.5 for each in both)


def test_two_grades_in_one_sentence_each_find_their_own():
    assert codes("De aansluiting krijgt een 7 en de samenwerking een 8.") == ["fit", "work"]
    assert codes("De samenwerking een 7, en een 8 bij de aansluiting.") == ["work", "fit"]
    assert codes("Ik geef een 7 voor de aansluiting en een 8 voor de samenwerking.") == ["fit", "work"]


def test_a_refusal_beside_a_grade_for_the_same_is_left_out():
    found = found_in(passage("Een cijfer noemt zij liever niet. Een ruime voldoende.", questions=("q1",)), TWO, GUIDE)
    assert [str(each.grade) for each in found] == ["Een ruime voldoende"]
    partly = found_in(passage("Met de coach een 9, met de rest kan ik niet zeggen.", questions=("q2",)), TWO, GUIDE)
    assert [each.grade.form for each in partly] == [NUMBER, REFUSED]


def test_a_grade_said_again_at_once_counts_once():
    assert codes("Een 9. Ja, een 9, het gaat goed.", questions=("q2",)) == ["work"]
    assert codes("De coach een 9, dat is al een tijd zo, en de gemeente een 9.", questions=("q2",)) == ["work", "work"]


def test_places_are_in_the_document():
    (found,) = found_in(
        passage("Ik geef een 7.", questions=("q1",), heading="Aansluiting", before="Zie boven."), TWO, GUIDE
    )
    assert (found.span, found.cues) == (Span(108, 113), (Span(103, 107),))


def test_any_codebook_will_do():
    """One grade code takes every grade; none takes none; the words of the codebook decide, in its own language."""
    one = Codebook(codes=(Code("t", "Tevredenheid", grade=Scale()),))
    assert codes("De samenwerking krijgt een 7.", one) == ["t"]
    assert codes("De samenwerking krijgt een 7.", Codebook(codes=(Code("a", "A"),))) == []
    retired = Codebook(codes=(Code("t", "T", grade=Scale(), retired=True),))
    assert codes("Een 7.", retired) == []
    english = Codebook(
        codes=(Code("f", "Food", grade=Scale()), Code("s", "Staff", grade=Scale(), keywords=("nurses",)))
    )
    found = GradeFinder(english, (), "en").found(passage("The food gets a 6, the nurses an 8."))
    assert [(each.code, str(each.grade)) for each in found] == [("f", "6"), ("s", "8")]


def test_a_grade_off_a_codes_scale_is_not_for_it():
    small = Codebook(codes=(Code("a", "Sfeer", grade=Scale(1, 5)), Code("b", "Inhoud", grade=Scale())))
    assert codes("Ik geef een 8.", small) == ["b"]
    assert codes("Ik geef een 4.", small) == ["a", "b"]


# --- on real words ------------------------------------------------------------------------------------------------


def shared(name: str) -> list[dict[str, object]]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here: measured quotes lie outside the project")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_all_grades_of_the_measured_quotes_and_no_others():
    """Value, form, and with the section's heading also which of the two is meant."""
    quotes = {each["qid"]: each for each in shared("quotes-dev.jsonl")}
    wanted: dict[object, list[dict[str, object]]] = {}
    for each in shared("grades-dev.jsonl"):
        wanted.setdefault(each["qid"], []).append(each)
    for name, quote in quotes.items():
        found = found_in(passage(str(quote["text"]), heading=quote["section"]), TWO, GUIDE)
        assert [(each.grade.low, each.grade.high) for each in found] == [
            (each["low"], each["high"]) for each in wanted.get(name, [])
        ], name
        for each, gold in zip(found, wanted.get(name, []), strict=True):
            assert (each.grade.form is CONDITIONAL) == gold["hypothetical"], name
            assert each.code == {"aansluiting": "fit", "samenwerking": "work"}[str(gold["target"])], name


def test_the_grades_of_the_sample(sample):
    """Every grade that the interviewer coded is found in the same paragraph, with its value, form and code; but one,
    coded as a range over two sentences ("Een 8. En een 9 als …")."""
    texts, found = sample.texts(), sample.find_grades()
    frame = sample.codings
    coded = frame[(frame["coder"] == "interviewer") & frame["grade_form"].astype(bool)]
    missed = []
    for each in coded.itertuples():
        grade = read_grade(each.grade)
        within = next(span for span in paragraphs(texts[each.document]) if span.start <= each.start < span.end)
        if not any(
            (one.document, one.code, one.grade.form, one.grade.low, one.grade.high)
            == (each.document, each.code_id, grade.form, grade.low, grade.high)
            and (one.span.overlaps(Span(each.start, each.end)) or one.span.overlaps(within))
            for one in found
        ):
            missed.append((each.document, each.grade))
    assert missed == [("STF2.4.2", "8 of 9 als er ook mannen meelopen")]
    assert len(coded) > 70


def test_what_the_sample_s_first_coder_left(sample):
    """Grades for a part (one partner, one group) that were noted with the whole, and one that is no grade."""
    left = sample.find_grades(coder="interviewer")
    assert Counter(each.document for each in {(one.document, one.words): one for one in left}.values()) == {
        "KAF2.3.1": 1, "KAF2.3.3": 1, "KAF2.4.3": 2, "KRF2.3.1": 1, "STF2.3.2": 1,
    }  # fmt: skip


# --- in a project -------------------------------------------------------------------------------------------------

BOOK = """
language: nl
codes:
  - {id: fit, name: Cijfer aansluiten, grade: {min: 1, max: 10}}
  - {id: work, name: Cijfer samenwerking, grade: {min: 1, max: 10}}
"""
TEXTS = {
    "k1": "# Samenwerking\n\nAcht mensen kwamen. “Een 8 als zij blijft. Zo is het.” Was vorig jaar een 6.\n",
    "k2": "# Samenwerking\n\n- De coach: een 7,5.\n\n"
    "# Aansluiting\n\nZij wil geen cijfer geven, want het is te vroeg.\n",
}


def test_what_is_found_can_be_coded_as_it_stands(project):
    one = project(TEXTS, codebook=BOOK)
    for each in one.find_grades():
        made = one.code(
            each.document, code=each.path, coder="anna", start=each.span.start, end=each.span.end, value=each.value
        )
        assert (made.value, made.code) == (each.grade, each.code)
    assert [(each.quote, each.value) for each in one.find_grades()] == [
        ("Een 8 als zij blijft.", "8 als zij blijft"),
        ("- De coach: een 7,5.", "7.5"),
        ("Zij wil geen cijfer geven, want het is te vroeg.", "geen cijfer: het is te vroeg"),
    ]
    assert one.find_grades(coder="anna") == []


def test_nothing_is_written(project):
    one = project(TEXTS, codebook=BOOK)
    before = one.version()
    one.find_grades()
    assert (one.version(), len(one.history()), len(one.codings)) == (before, len(one.history()), 0)


def test_only_some_documents(project):
    one = project(TEXTS, codebook=BOOK)
    assert {each.document for each in one.find_grades(["k2"])} == {"k2"}
    assert {each.document for each in one.find_grades(["k*"])} == {"k1", "k2"}
    with pytest.raises(UnknownDocument):
        one.find_grades(["z*"])
    listed = project(TEXTS, codebook=BOOK, settings="title: T\ncoders: [anna]")
    with pytest.raises(UnknownCoder, match="Did you mean anna"):
        listed.find_grades(coder="ana")


def test_without_a_grade_code_it_says_what_to_add(project):
    with pytest.raises(NotPossible, match=r"grade: \{min: 1, max: 10\}"):
        project(TEXTS).find_grades()


def test_where_the_project_shows_no_suggestions_it_shows_no_grades(project):
    with pytest.raises(NotPossible):
        project(TEXTS, codebook=BOOK, settings="title: T\nassist: {show: never}").find_grades()
    later = project(TEXTS, codebook=BOOK, settings="title: T\ncoders: [anna]\nassist: {show: after-first-pass}")
    later.done(["k2"], coder="anna")
    assert {each.document for each in later.find_grades(coder="anna")} == {"k2"}


def test_the_command_lists_them(project, run):
    one = project(TEXTS, codebook=BOOK)
    listed = run("-C", one.root, "grades")
    assert listed.code == 0
    assert listed.out.splitlines()[0].split("\t") == ["document", "code", "value", "form", "certainty", "words"]
    assert "k1\tCijfer samenwerking\t8 als zij blijft\tconditional\t0.85\tEen 8: Een 8 als zij blijft." in listed.out
    assert "Left out: 1 grade of another time; --asides lists them too." in listed.err
    assert "Was vorig jaar een 6." in run("-C", one.root, "grades", "--asides").out
    shown = json.loads(run("-C", one.root, "grades", "--json", "--documents", "k2").out)
    assert [(each["value"], each["low"], each["form"]) for each in shown["grades"]] == [
        ("7.5", 7.5, "number"), ("geen cijfer: het is te vroeg", None, "refused"),
    ]  # fmt: skip


def test_the_file_can_be_taken_in_as_codings(project, run, tmp_path):
    """Once looked at: without the last three columns, and with one that says whose they are."""
    one = project(TEXTS, codebook=BOOK)
    out = tmp_path / "grades.csv"
    assert "3 grades" in run("-C", one.root, "grades", "--out", out).out
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert all(one.text(row["document"])[int(row["start"]) : int(row["end"])] == row["quote"] for row in rows)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS[:6], "coder"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "coder": "anna"} for row in rows)
    assert run("-C", one.root, "import", out).code == 0
    assert sorted(one.codings["grade"]) == ["7.5", "8 als zij blijft", "geen cijfer: het is te vroeg"]
    none_left = run("-C", one.root, "grades", "--coder", "anna")
    assert "No grades found that are still to be coded." in none_left.err
    assert "Left out: 3 grades that anna coded already." in none_left.err


def test_the_command_without_a_grade_code(project, run):
    failed = run("-C", project(TEXTS).root, "grades")
    assert failed.code == 1
    assert "No code of the codebook takes a grade" in failed.err


def test_a_project_opened_anew_finds_the_same(project):
    one = project(TEXTS, codebook=BOOK)
    with qc.open(one.root) as again:
        assert again.find_grades() == one.find_grades()


def test_a_list_of_grades_is_logged_as_seen(project, run):
    study = project({"k1": "Zij geeft een 7,5."}, codebook="language: nl\ncodes: [{id: c, name: Cijfer, grade: true}]")
    run("-C", study.root, "grades", "--coder", "ann")
    with study._database.reading() as connection:
        (shown,) = suggestions.showings(connection)
    assert (shown.document, shown.coder, shown.code, shown.where) == ("k1", "ann", "c", "grades")
