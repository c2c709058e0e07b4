"""What grades may be summed up of: those of interviews, a mean of three people, and a line without leaps."""

from __future__ import annotations

from dataclasses import replace

from qualcode.analysis.grades import GivenGrade, GradeCell, GradeTable
from qualcode.analysis.sources import Source
from qualcode.i18n import language
from qualcode.model import GradeForm
from qualcode.plots.grades import Axes, _means, times_of
from qualcode.project import Project
from qualcode.reports.page.views import grades_text, other_grades

EN = language("en")


def grade(number: float, *persons: str, round_: str = "1", kind: str = "interview") -> GivenGrade:
    source = Source(f"d{number}{persons}{round_}", "i", "Zwolle", kind, round_, "role", "", persons)
    low = number if kind == "interview" else None
    return GivenGrade(source, GradeForm.NUMBER, f"{number:g}", low, low, int(number * 10) + 1000 * int(round_))


def test_three_grades_of_two_people_are_no_mean() -> None:
    cell = GradeCell((grade(7, "ann"), grade(8, "ann"), grade(9, "bob")))
    assert (cell.n, cell.people, cell.mean) == (3, 2, None)
    assert grades_text(cell, EN) == "7 · 8 · 9 (3 grades of 2 people)"


def test_more_grades_than_people_are_said_where_there_are_enough_people() -> None:
    cell = GradeCell((grade(6, "ann"), grade(8, "ann"), grade(9, "bob"), grade(9.5, "cor")))
    assert (cell.n, cell.people) == (4, 3)
    assert grades_text(cell, EN) == "6–9.5, mean 8.1 (4 grades of 3 people)"


def test_who_is_not_named_counts_for_each_grade_and_a_pair_for_no_more_than_it_gave() -> None:
    assert GradeCell((grade(7), grade(8), grade(9))).mean == 8
    assert GradeCell((grade(7, "ann", "bob"),)).people == 1
    assert GradeCell((grade(7, "ann", "bob"), grade(8, "ann", "bob"), grade(9, "ann"))).people == 2


def test_a_grade_in_an_e_mail_stands_beside_them(project) -> None:
    text = "---\ncase: Zwolle\nround: 1\n{}---\nEen {}."
    book = "codes:\n- {name: Cijfer, grade: {min: 1, max: 10}}\n"
    one: Project = project({"a": text.format("", 7), "m": text.format("kind: mail\n", 9)}, book)
    for document, number in (("a", "7"), ("m", "9")):
        one.code(document, code="Cijfer", coder="ann", quote=f"Een {number}.", value=number)
    one.done(["a", "m"], coder="ann")
    from qualcode.publish import gather

    [table] = gather(one).grades
    cell = table.cell("Zwolle", "1")
    assert grades_text(cell, EN) == "7 (n = 1)"
    assert other_grades(cell, EN) == ("e-mail, does not count (1): 9",)
    assert table.to_frame()[["n", "no interview"]].to_numpy().tolist() == [[1, 1]]


def test_the_line_of_means_breaks_at_a_round_without_one() -> None:
    rounds = ("1", "2", "3", "4")
    given = [grade(n, name, round_=each) for each in "134" for n, name in ((6, "ann"), (7, "bob"), (8, "cor"))]
    table = GradeTable("c", ("Zwolle",), rounds, (*given, grade(9, "ann", round_="2")))
    assert [[mean for _cell, mean in line] for line in table.mean_lines("Zwolle")] == [[7], [7, 7]]
    drawn = str(_means(table, "Zwolle", times_of(table.given, rounds), Axes(0, 3, 1, 10, ())))
    assert drawn.count("<polyline") == 1
    assert drawn.count("<line") == 3
    whole = replace(
        table, given=tuple(each for each in table.given if each.source.round != "2"), rounds=("1", "3", "4")
    )
    assert len(whole.mean_lines("Zwolle")) == 1
