"""Grades as people give them: five forms, in Dutch and English; what is none of them is refused with a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import BadGrade
from qualcode.model import Code, GradeForm, Scale, read_grade

NUMBER, RANGE, VERBAL, CONDITIONAL, REFUSED = GradeForm

FORMS = [
    # written                                         form         low   high  kept as
    ("7", NUMBER, 7, 7, "7"),
    ("7,5", NUMBER, 7.5, 7.5, "7.5"),
    ("7.5", NUMBER, 7.5, 7.5, "7.5"),
    ("7,50", NUMBER, 7.5, 7.5, "7.5"),
    (" 8 ", NUMBER, 8, 8, "8"),
    ("10", NUMBER, 10, 10, "10"),
    ("1", NUMBER, 1, 1, "1"),
    ("een 7", NUMBER, 7, 7, "7"),
    ("ongeveer 6,5", NUMBER, 6.5, 6.5, "6.5"),
    ("about 6.5", NUMBER, 6.5, 6.5, "6.5"),
    ("7 tot 7", NUMBER, 7, 7, "7"),
    ("7,5 tot 8", RANGE, 7.5, 8, "7.5-8"),
    ("7-8", RANGE, 7, 8, "7-8"),
    ("7 – 8", RANGE, 7, 8, "7-8"),
    ("7 à 8", RANGE, 7, 8, "7-8"),
    ("een 7 of een 8", RANGE, 7, 8, "7-8"),
    ("tussen de 6 en 7", RANGE, 6, 7, "6-7"),
    ("7 tot en met 8", RANGE, 7, 8, "7-8"),
    ("7 to 8", RANGE, 7, 8, "7-8"),
    ("between 6 and 7.5", RANGE, 6, 7.5, "6-7.5"),
    ("acht", NUMBER, 8, 8, "8"),
    ("Een zeven", NUMBER, 7, 7, "7"),
    ("zeven tot acht", RANGE, 7, 8, "7-8"),
    ("a seven or an eight", VERBAL, None, None, "a seven or an eight"),
    ("twee van de tien waren blij", VERBAL, None, None, "twee van de tien waren blij"),
    ("een acht als de huisartsen meedoen", CONDITIONAL, 8, 8, "een acht als de huisartsen meedoen"),
    ("een voldoende", VERBAL, None, None, "een voldoende"),
    ("ruim  voldoende", VERBAL, None, None, "ruim voldoende"),
    ("a pass", VERBAL, None, None, "a pass"),
    ("een 8 of 9 als de huisartsen meedoen", CONDITIONAL, 8, 9, "een 8 of 9 als de huisartsen meedoen"),
    ("8, mits het doorgaat", CONDITIONAL, 8, 8, "8, mits het doorgaat"),
    ("8 if the practices join", CONDITIONAL, 8, 8, "8 if the practices join"),
    ("9 unless it rains", CONDITIONAL, 9, 9, "9 unless it rains"),
    ("goed als het zo blijft", CONDITIONAL, None, None, "goed als het zo blijft"),
    ("geen cijfer: te weinig deelnemers", REFUSED, None, None, "geen cijfer: te weinig deelnemers"),
    ("geen: pas 3 deelnemers", REFUSED, None, None, "geen: pas 3 deelnemers"),
    ("Geen cijfer", REFUSED, None, None, "Geen cijfer"),
    ("refused, too early to say", REFUSED, None, None, "refused, too early to say"),
    ("no grade: too early", REFUSED, None, None, "no grade: too early"),
]


@pytest.mark.parametrize(("written", "form", "low", "high", "kept"), FORMS, ids=[row[0] for row in FORMS])
def test_five_forms(written, form, low, high, kept):
    grade = read_grade(written)
    assert (grade.form, grade.low, grade.high, grade.text) == (form, low, high, kept)


def test_only_unconditional_numbers_and_ranges_enter_a_mean():
    """A range enters as its middle: 7,5 tot 8 is 7.75."""
    middles = {row[0]: read_grade(row[0]).middle for row in FORMS}
    assert {written for written, middle in middles.items() if middle is not None} == {
        row[0] for row in FORMS if row[1] in (NUMBER, RANGE)
    }
    assert (middles["7,5 tot 8"], middles["7,5"], middles["8, mits het doorgaat"]) == (7.75, 7.5, None)
    assert {read_grade(row[0]).counts for row in FORMS if row[1] in (VERBAL, CONDITIONAL, REFUSED)} == {False}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("11", "out of range: this code takes 1 to 10"),
        ("0,5", "out of range"),
        ("0", "out of range"),
        ("7 tot 11", "out of range"),
        ("11 als het lukt", "out of range"),
        ("75", "out of range"),
        ("8 tot 7", "lower number first"),
        ("7 mensen", "cannot be read"),
        ("7½", "cannot be read"),
        ("-7", "cannot be read"),
        ("+", "cannot be read"),
        ("?", "cannot be read"),
        ("cijfer 7", "cannot be read"),
        ("7,5,5", "cannot be read"),
        ("7/10", "cannot be read"),
    ],
)
def test_what_is_no_grade_is_refused_with_a_sentence(written, said):
    with pytest.raises(BadGrade, match=said):
        read_grade(written)


def test_numbers_may_come_as_numbers():
    """As a person writes them, and as a DataFrame hands them on."""
    assert [read_grade(value).text for value in (7, 7.0, 7.5, np.int64(7), np.float64(7.5))] == [
        "7",
        "7",
        "7.5",
        "7",
        "7.5",
    ]
    with pytest.raises(BadGrade, match="out of range"):
        read_grade(10.5)


def test_the_code_sets_the_scale():
    """From 1 to 5 here; a code that is no grade takes none at all."""
    stars = Code("s", "Sterren", grade=Scale(1, 5))
    assert stars.read_value("4,5", "Sterren").low == 4.5
    assert stars.read_value("", "Sterren") is None
    with pytest.raises(BadGrade, match="this code takes 1 to 5"):
        stars.read_value("6", "Sterren")
    with pytest.raises(BadGrade, match="Geld takes no grade, and a value '6' was given"):
        Code("g", "Geld").read_value("6", "Geld")


@given(st.sampled_from(FORMS))
def test_a_grade_written_out_reads_back_the_same(row):
    """What is kept is itself a grade of the same form, so that a file of codings can be read again."""
    grade = read_grade(row[0])
    assert read_grade(grade.text) == grade


@given(st.integers(10, 100), st.integers(10, 100), st.sampled_from([",", "."]))
def test_any_two_grades_to_one_decimal(tens, more, comma):
    low, high = sorted((tens, more))
    written = [f"{number / 10:.1f}".replace(".", comma) for number in (low, high)]
    grade = read_grade(" tot ".join(written))
    assert (grade.low, grade.high, grade.middle) == (low / 10, high / 10, pytest.approx((low + high) / 20))
    assert read_grade(grade.text) == grade
