"""Whether more interviews would bring new codes: the published example, plain loops, and stories of small projects."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeProject, Run
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.likening.newness import band, first_reached, new_codes, runs
from qualcode.errors import NotPossible, UnknownChoice, UnknownOption, WrongUsage
from qualcode.project import Project

#: The example of Guest, Namey & Chen (2020): 37 themes in the first four interviews (how they are spread over the four
#: is ours; it makes no difference), then 4, 3, 1 and none, by which their quotients come out.
PUBLISHED = (20, 8, 5, 4, 4, 3, 1, 0)

CODEBOOK = "codes: [A, B, C, D, E, F, G, {name: Mark, grade: {min: 1, max: 10}}]"


def held(project: MakeProject, given: dict[str, str], heads: dict[str, str], settings: str = "title: T") -> Project:
    """`{"i1": "A B"}`: these codes in an interview, which is done; `heads` are lines of front matter."""
    texts = {name: f"---\n{heads.get(name, '')}\n---\nThe coach came again." for name in given}
    one = project(texts, CODEBOOK, settings)
    for name, codes in given.items():
        for code in codes.split():
            one.code(name, quote="coach", code=code, coder="anna", value="7" if code == "Mark" else None)
        one.done([name], coder="anna")
    return one


def heads(order: str, persons: dict[str, str] | None = None) -> dict[str, str]:
    """Front matter by which these interviews were held a day apart, with one person each unless told otherwise."""
    said = persons or {}
    return {
        name: f"date: 2024-01-{day:02d}\npersons: [{said.get(name, name)}]" for day, name in enumerate(order.split(), 1)
    }


# --- the definition --------------------------------------------------------------------------------------------------


def test_the_published_example() -> None:
    """19 %, 11 %, then 3 %: reached at 6+2."""
    found = list(runs(PUBLISHED, base=4, run=2))
    assert [(each.at, each.new, each.base) for each in found] == [(4, 7, 37), (5, 4, 37), (6, 1, 37)]
    assert [round(100 * (each.ratio or 0)) for each in found] == [19, 11, 3]
    assert [each.reached for each in found] == [False, False, True]
    assert first_reached(found) == 6
    assert first_reached(list(runs(PUBLISHED, base=4, run=2, threshold=0.0))) is None


def test_a_threshold_includes_itself() -> None:
    assert first_reached(list(runs((10, 5, 3, 2, 1, 0), base=4, run=2))) == 4  # 1 of 20 is 5 %


@given(
    st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=9),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_runs_are_as_counted_one_by_one(rows: list[list[bool]], base: int, run: int) -> None:
    seen: set[int] = set()
    fresh = []
    for row in rows:
        own = {code for code, there in enumerate(row) if there}
        fresh.append(len(own - seen))
        seen |= own
    assert list(new_codes(np.array(rows))) == fresh
    wanted = []
    for at in range(base, len(rows)):
        if at + run <= len(rows):
            wanted.append((at, sum(fresh[at : at + run]), sum(fresh[:base])))
    assert [(each.at, each.new, each.base) for each in runs(fresh, base, run)] == wanted


def test_a_band_is_that_of_all_orders_and_repeats_itself() -> None:
    """Two interviews with the same code and one with two others: after one interview 1 or 2 codes, in the end 3."""
    there = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 1]], bool)
    found = band(there, 1, 1, 0.05, 600, 7)
    assert found is not None
    assert (found.low, found.high) == ((1, 1, 3), (2, 3, 3))
    assert found.middle[0] == 1
    assert found == band(there, 1, 1, 0.05, 600, 7)
    assert found != band(there, 1, 1, 0.05, 601, 7)
    assert band(there, 1, 1, 0.05, 0, 7) is None


def test_the_share_of_orders_is_exact_for_few() -> None:
    """Of a, a and b: in the order aab the second brings nothing (reached at 1), in aba and baa the third (at 2)."""
    there = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 1]], bool)
    found = band(there, 1, 1, 0.05, 400, 1)
    assert found is not None
    assert found.share == 1.0
    assert found.reached == (1, 2, 2)


# --- a project -------------------------------------------------------------------------------------------------------


def test_interviews_come_by_date_and_bring_what_is_new(project: MakeProject) -> None:
    one = held(project, {"i1": "C", "i2": "A B", "i3": "A", "i4": "B C"}, heads("i2 i3 i4 i1"))
    found = one.saturation(base=2, run=2)
    assert found.whole.order == ("i2", "i3", "i4", "i1")
    assert found.whole.new == (2, 0, 1, 0)
    assert found.whole.names[2] == ("C",)
    assert found.whole.cumulative == (2, 2, 3, 3)
    assert found.whole.reached is None
    assert "brought 1 new code on 2 (50%)" in found.statement
    assert one.saturation(base=2, run=2, order="document").whole.order == ("i1", "i2", "i3", "i4")
    assert one.saturation(base=3, run=1).whole.reached == 3
    assert one.saturation(base=3, run=1).statement.startswith("Reached at 3+1 (≤ 5% new codes); in 1000 random orders")


def test_a_grade_is_no_theme(project: MakeProject) -> None:
    one = held(project, {"i1": "A", "i2": "A Mark"}, heads("i1 i2"))
    assert one.saturation(base=1, run=1).whole.new == (1, 0)
    assert one.saturation(base=1, run=1, grades=True).whole.new == (1, 1)


def test_people_interviewed_again_are_no_new_sources(project: MakeProject) -> None:
    again = heads("i1 i2 i3 i4 i5", {"i3": "i1", "i4": "i1, new"})
    found = held(project, dict.fromkeys(("i1", "i2", "i3", "i4", "i5"), "A"), again).saturation(base=2, run=1)
    assert found.whole.again == ("i3",)
    assert found.whole.order == ("i1", "i2", "i4", "i5")
    assert any(each.startswith("In 1 of 5 interviews everybody was interviewed before") for each in found.warnings)


def test_a_summary_that_names_nobody_may_be_of_somebody_new(project: MakeProject) -> None:
    """Of the second conversation one summary names p1, who was heard before, and one names nobody: who spoke there is
    not known, so it is a new source. The third names p1 in both, and is none."""
    said = {"k1a": "p1", "k2a": "", "k2b": "p1", "k3a": "p1", "k3b": "p1", "k4a": "p4"}
    front = {name: f"date: 2024-01-0{name[1]}" + (f"\npersons: [{who}]" if who else "") for name, who in said.items()}
    one = held(project, dict.fromkeys(said, "A"), front)
    for order in ("date", "document"):
        found = one.saturation(base=1, run=1, order=order)
        assert (found.whole.order, found.whole.again) == (("k1", "k2", "k4"), ("k3",))
        assert any(each.startswith("1 interview does not name everybody") for each in found.warnings)


def test_a_code_that_only_the_minutes_have_does_not_count(project: MakeProject) -> None:
    one = held(project, {"i1": "A", "i2": "A B", "m1": "C"}, {**heads("i1 i2"), "m1": "kind: minutes"})
    assert "2 codes that were used at least once in an interview" in one.saturation(base=1, run=1).rule


def test_where_nearly_everybody_comes_back_it_is_refused(project: MakeProject) -> None:
    names = [f"i{number}" for number in range(1, 8)]
    same = heads(" ".join(names), dict.fromkeys(names[:6], "i1"))
    with pytest.raises(NotPossible, match="In 5 of these 7 interviews everybody was interviewed before"):
        held(project, dict.fromkeys(names, "A B"), same).saturation()


def test_who_does_not_say_who_was_heard_is_warned(project: MakeProject) -> None:
    found = held(project, {"i1": "A", "i2": "A"}, {"i1": "date: 2024-01-01"}).saturation(base=1, run=1)
    assert any("do not say who was interviewed" in each for each in found.warnings)
    assert any("1 interview has no date (i2)" in each for each in found.warnings)
    assert "interviews in the order of the documents" in found.rule


def test_too_few_interviews_say_so(project: MakeProject) -> None:
    found = held(project, {"i1": "A", "i2": "A B"}, heads("i1 i2")).saturation()
    assert found.statement == "Not to be said: base and run need 6 interviews, and there are 2."
    assert (found.whole.runs, found.whole.reached, found.whole.new) == ((), None, (1, 1))


def test_two_speakers_are_one_interview(project: MakeProject) -> None:
    one = held(project, {"k1a": "A", "k1b": "B", "k2": "A"}, heads("k1a k1b k2"))
    assert one.saturation(base=1, run=1).whole.new == (2, 0)


def test_what_was_not_coded_takes_no_part_and_what_is_not_done_is_said(project: MakeProject) -> None:
    one = held(project, {"i1": "A", "i2": "B", "i3": ""}, heads("i1 i2 i3"))
    one.done(["i2", "i3"], coder="anna", finished=False)
    found = one.saturation(base=1, run=1)
    assert found.whole.order == ("i1", "i2")
    assert any(each.startswith("1 interview was not coded yet") for each in found.warnings)
    assert any(each.startswith("1 interview was coded but not marked done") for each in found.warnings)


def test_another_version_of_the_codebook_is_said(project: MakeProject) -> None:
    one = held(project, {"i1": "A", "i2": "B"}, heads("i1 i2"))
    assert not any("versions of the codebook" in each for each in one.saturation(base=1, run=1).warnings)
    one.code("i2", quote="again", code="H", coder="anna", open=True)
    one.done(["i2"], coder="anna")
    said = one.saturation(base=1, run=1).warnings
    assert any("versions of the codebook" in each for each in said)
    assert any(each.startswith("1 code was made while reading") for each in said)


def test_once_reached_it_need_not_stay_so(project: MakeProject) -> None:
    found = held(project, {"i1": "A", "i2": "A", "i3": "A", "i4": "B C"}, heads("i1 i2 i3 i4")).saturation(1, 1)
    assert found.whole.reached == 1
    assert any("the run after 3 interviews brings 2 new codes again (200%)" in each for each in found.warnings)


def test_per_case_each_has_its_own_base(project: MakeProject) -> None:
    cases = {name: f"{head}\ncase: {name[0].upper()}" for name, head in heads("a1 b1 a2 b2 a3").items()}
    one = held(project, {"a1": "A", "a2": "A", "a3": "B", "b1": "A B", "b2": "C"}, cases)
    found = one.saturation(base=1, run=1, by="case")
    assert [each.name for each in found.series] == ["", "A", "B"]
    assert (found.of("A").new, found.of("B").new) == ((1, 0, 1), (2, 1))
    assert found.of("A").reached == 1
    assert found.summary()["reached"].tolist()[1:] == ["1+1", "–"]
    assert len(found.to_frame()) == 10
    with pytest.raises(UnknownChoice, match="Allowed: A, B"):
        found.of("Z")


def test_what_cannot_be_asked_is_said(project: MakeProject) -> None:
    one = held(project, {"i1": "A", "i2": "B"}, heads("i1 i2"))
    with pytest.raises(WrongUsage, match="1 at least"):
        one.saturation(base=0)
    with pytest.raises(WrongUsage, match=r"0\.05 for 5 %"):
        one.saturation(threshold=5)
    with pytest.raises(UnknownOption, match="document"):
        one.saturation(order="size")
    with pytest.raises(UnknownChoice, match="The series"):
        one.saturation(by="municipality")
    with pytest.raises(NotPossible, match="no coded interview"):
        one.saturation(where={"kind": "minutes"})


def test_the_sample_is_counted_again_with_plain_loops(sample: Project) -> None:
    frame, documents, book = sample.codings, sample.documents, sample.codebook
    graded = {code.id for code in book if code.grade is not None}
    own = frame[(frame["coder"] == "interviewer") & ~frame["code_id"].isin(graded)]
    codes = {name: set(group["code_id"]) for name, group in own.groupby("interview")}
    rows = documents[documents["kind"] == "interview"].drop_duplicates("interview")
    people: dict[str, set[str]] = {}
    for interview, said in zip(documents["interview"], documents["persons"], strict=True):
        people.setdefault(interview, set()).update(str(said).split(", "))
    heard: set[str] = set()
    seen: set[str] = set()
    order, new = [], []
    for interview in rows.sort_values("date", kind="stable")["interview"]:
        if not people[interview] <= heard:
            order.append(interview)
            new.append(len(codes.get(interview, set()) - seen))
            seen |= codes.get(interview, set())
        heard |= people[interview]
    found = sample.saturation()
    assert found.whole.order == tuple(order)
    assert found.whole.new == tuple(new)
    base = sum(new[:4])
    at = next(at for at in range(4, len(new) - 1) if (new[at] + new[at + 1]) / base <= 0.05)
    assert found.whole.reached == at
    assert found.whole.band is not None
    assert found.whole.band.middle[-1] == len(seen)


def test_on_the_command_line(sample: Project, run: Run, tmp_path: Path) -> None:
    root = ("-C", sample.root, "saturation", "--permutations", "50")
    said = run(*root, "--by", "case")
    assert said.code == 0
    assert "8+2" in said.out
    assert "Zwartewaterland" in said.out
    assert "Guest, Namey" in said.out
    machine = json.loads(run(*root, "--json").out)
    assert {"series", "interview", "new", "so far", "p10", "reached"} <= set(machine["rows"][0])
    assert run(*root, "--out", tmp_path / "s.csv").code == 0
    assert (tmp_path / "s.csv").read_text(encoding="utf-8").startswith("series,place,interview,date,new,so far")
    assert run(*root, "--base", "0").code == 2
