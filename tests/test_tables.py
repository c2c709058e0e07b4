"""Tables beside the interviews: forms and registrations, read from the folder, summed up, and told in the report."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from conftest import write_texts
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.beside.evaluations import Forms
from qualcode.analysis.beside.registered import Registrations
from qualcode.analysis.beside.small_cells import protected
from qualcode.errors import FileError, NotPossible, UnknownChoice, WrongUsage
from qualcode.formats import settings_yaml, sheets
from qualcode.project import Project
from qualcode.publish import gather
from qualcode.reports import forms as told
from qualcode.reports.blocks import TableBlock
from qualcode.reports.profile import PUBLICATION, fitted

MakeProject = Callable[..., Project]

SETTINGS = """
title: Walking
case: {attribute: town, singular: town, plural: towns}
cases: {A: Ashford, B: Bexley, C: Corby}
tables:
  - file: data/meetings.csv
    kind: forms
    case: town
    period: meeting
    items: {scale: 7, agree: [5, 7], neutral: [4, 4], disagree: [1, 3], columns: {q1: It was useful, q2: I was heard}}
    grades: {grade: A grade for the meeting}
    absent: {C: the hall had burnt down}
    section: Working together
  - file: data/referrals.csv
    kind: registrations
    case: town
    period: year
    counts: {reason: {title: Reason, values: [lonely, sleepless, other]}, sender: Sent by}
report:
  sections: [{title: Working together, codes: [A]}, {title: The walks, codes: [B]}]
"""
MEETINGS = """\
town;meeting;q1;q2;grade;remark
A;1;7;4;7,5;"soup; bread"
Ashford;1;5;;8;
ashford;1;2;1;;
A;2;6 - agree;4,0;9;
B;1;3;;6.5;
"""
REFERRALS = """\
town,year,reason,sender
A,2021,lonely,The Mill
A,2021,Lonely,the mill
A,2021,,The Yard
B,2021,sleepless,The Yard
A,2022,other,The Mill
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("walking")
    write_texts(folder / "transcripts", {"a1": "---\ntown: A\n---\nWe walk.", "b1": "---\ntown: B\n---\nWe sit."})
    (folder / "codebooks").mkdir()
    (folder / "codebooks" / "codebook.yaml").write_text("codes: [A, B]", encoding="utf-8")
    (folder / "qualcode.yaml").write_text(SETTINGS, encoding="utf-8")
    with Project(folder) as one:
        one.import_codebook()
        one.import_documents()
        yield one


@pytest.fixture
def walking(made: Project) -> Project:
    """A project whose files are as above; a test may change those in `data`."""
    (made.root / "qualcode.yaml").write_text(SETTINGS, encoding="utf-8")
    write(made, "meetings.csv", MEETINGS)
    write(made, "referrals.csv", REFERRALS)
    return made


def write(one: Project, name: str, text: str | bytes) -> None:
    (one.root / "data").mkdir(exist_ok=True)
    (one.root / "data" / name).write_bytes(text.encode() if isinstance(text, str) else text)


# --- the settings ------------------------------------------------------------------------------------------------


def wrong_settings(tables: str, report: str = "") -> str:
    with pytest.raises(FileError) as caught:
        settings_yaml.read(f"title: T\n{report}tables:\n{tables}", "qualcode.yaml")
    return str(caught.value)


FORM = "  - {file: data/f.csv, kind: forms, case: town, "


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ("  - {file: data/f.csv, kind: from, case: t}", "line 3: 'kind' is 'from'; allowed are forms, registrations."),
        (FORM + "grade: [g]}", "line 3: There is no setting 'grade' here. Did you mean grades?"),
        (FORM + "counts: [g]}", "There is no setting 'counts' here."),
        (FORM + "grades: []}", "has nothing to sum up: give items or grades"),
        ("  - {file: ../f.csv, kind: forms, case: t, grades: [g]}", "name a file in the project's folder"),
        ("  - {file: data/f.doc, kind: forms, case: t, grades: [g]}", "a table is read from .csv, .tsv, .txt or .xlsx"),
        ("  - {file: data/f.csv, kind: forms, grades: [g]}", "A table needs 'case:'"),
        (FORM + "items: {scale: 7, agree: [5, 7], disagree: [1, 3], columns: [q]}}", "The answer 4 is on no side"),
        (FORM + "items: {scale: 5, agree: [3, 5], disagree: [1, 3], columns: [q]}}", "on agree and disagree"),
        (FORM + "items: {scale: 5, agree: [4, 6], disagree: [1, 3], columns: [q]}}", "such as [5, 5]"),
        (FORM + "grades: [g]}\n" + FORM + "grades: [g]}", "line 4: Two tables are called 'f'."),
    ],
)
def test_a_slip_in_the_settings_is_told_with_its_line(tables: str, said: str) -> None:
    assert said in wrong_settings(tables)


def test_a_section_that_is_not_there_names_the_nearest() -> None:
    said = wrong_settings(FORM + "grades: [g], section: Workin}", "report: {sections: [{title: Working}]}\n")
    assert "line 4: The report has no section 'Workin'. Did you mean Working? Its sections: Working." in said


def test_without_sides_the_halves_of_the_scale_are_taken() -> None:
    read = settings_yaml.read("title: T\ntables:\n" + FORM + "items: {scale: 5, columns: {q: Fine}}}", "qualcode.yaml")
    scale = read.tables[0].scale
    assert scale is not None
    assert [scale.side(answer) for answer in range(1, 6)] == ["disagree", "disagree", "neutral", "agree", "agree"]


# --- reading -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dress", ["plain", "bom", "cp1252", "excel", "sep"])
def test_a_table_is_read_in_any_dress(walking: Project, dress: str) -> None:
    text = MEETINGS.replace("bread", "bröd")
    data = {
        "plain": text.encode(),
        "bom": text.encode("utf-8-sig"),
        "cp1252": text.encode("cp1252"),
        "excel": text.replace("\n", "\r\n").encode("utf-16"),
        "sep": f"sep=;\r\n{text}".encode(),
    }[dress]
    write(walking, "meetings.csv", data)
    frame = walking.table("meetings")
    assert frame["case"].tolist() == ["Ashford"] * 4 + ["Bexley"]
    assert frame["grade"].fillna(0).tolist() == [7.5, 8.0, 0.0, 9.0, 6.5]
    assert frame["q1"].tolist() == [7, 5, 2, 6, 3]
    assert frame["remark"][0] == "soup; bröd"
    assert frame["row"].tolist() == [2, 3, 4, 5, 6]


def test_an_excel_sheet_is_read_as_its_csv_would_be(walking: Project) -> None:
    book = openpyxl.Workbook()
    for line in csv_cells(MEETINGS):
        book.active.append([float(cell.replace(",", ".")) if cell[:1].isdigit() and " " not in cell else cell
                            for cell in line])  # fmt: skip
    data = io.BytesIO()
    book.save(data)
    before = walking.forms().to_frame()
    write(walking, "meetings.csv", data.getvalue())
    assert walking.forms().to_frame().equals(before)


def csv_cells(text: str) -> list[list[str]]:
    sheet = sheets.read(text.encode(), "x.csv")
    return [list(sheet.header), *([row.cells.get(name, "") for name in sheet.header] for row in sheet.rows)]


def test_a_long_question_with_commas_does_not_choose_the_separator() -> None:
    sheet = sheets.read(b'town;"Useful, clear, short, and kind?"\nA;"7"\n', "x.csv")
    assert sheet.header == ("town", "Useful, clear, short, and kind?")


def test_what_is_wrong_in_a_row_is_told_and_the_others_count(walking: Project) -> None:
    write(walking, "meetings.csv", MEETINGS + "A;1;8;4;7;\nD;1;7;7;7;\nBexly;2;1;1;1;\nB;1;1;1;11;\nB;1;1;1;;;over\n")
    forms = walking.forms()
    assert forms.cell().forms == 5
    (said,) = forms.warnings
    assert said.startswith("5 rows were left out: data/meetings.csv, row 7: q1 is '8'; allowed are 1 to 7, or empty.")
    assert "row 8: town is 'D'; the cases are Ashford, Bexley, Corby." in said
    assert "row 9: town is 'Bexly'; the cases are Ashford, Bexley, Corby. Did you mean Bexley?" in said
    assert "row 10: grade is '11'; allowed are 1 to 10, such as 7,5, or empty." in said
    assert "row 11: The row has more cells than the header" in said


def test_a_value_that_was_not_declared_is_told_and_one_in_capitals_is_not(walking: Project) -> None:
    write(walking, "referrals.csv", REFERRALS + "A,2022,lonly,The Mill\n")
    found = walking.registrations()
    assert (
        "row 7: reason is 'lonly'; allowed are lonely, sleepless, other, or empty. Did you mean lonely?"
        in (found.warnings[0])
    )
    assert found.cell("reason", "lonely", "Ashford", "2021").n == 2
    assert found.cell("sender", "The Mill", "Ashford", "2021").n == 2


def test_a_column_that_is_missing_is_told_and_the_others_count(walking: Project) -> None:
    write(walking, "meetings.csv", "town,meeting,q1\nA,1,7\n")
    forms = walking.forms()
    assert [item.column for item in forms.cell().items] == ["q1"]
    assert forms.warnings[0] == ("data/meetings.csv, row 1: There is no column 'q2'. The file has town, meeting, q1.")
    write(walking, "meetings.csv", "Town,meeting,q1\nA,1,7\n")
    with pytest.raises(FileError, match="There is no column 'town'"):
        walking.forms()


@pytest.mark.parametrize(
    ("by", "periods"),
    [
        ("day", ("2020-12-31", "2021-03-02", "2021-04-01")),
        ("month", ("2020-12", "2021-03", "2021-04")),
        ("quarter", ("2020-Q4", "2021-Q1", "2021-Q2")),
        ("year", ("2020", "2021")),
    ],
)
def test_a_column_of_days_is_folded(project: MakeProject, by: str, periods: tuple[str, ...]) -> None:
    table = f"tables: [{{file: data/r.csv, kind: registrations, case: town, period: day, by: {by}, counts: [why]}}]"
    one = project({"a1": "---\ntown: A\n---\nText."}, settings=f"title: T\ncase: town\n{table}\n")
    write(one, "r.csv", "town,day,why\nA,1-4-2021,x\nA,2021-03-02,x\nA,31/12/2020,x\nA,soon,x\nA,,x\n")
    found = one.registrations()
    if by == "day":
        assert found.periods == ("2021-04-01", "2021-03-02", "2020-12-31", "soon", ""), "as they come, with a word"
    else:
        assert found.periods == (*periods, "")
        assert "day is 'soon'; it should be a day such as 2021-06-17" in found.warnings[0]


def test_the_files_are_the_truth_and_are_not_written(walking: Project, run: Callable[..., object]) -> None:
    assert walking.forms().cell("Bexley").forms == 1
    write(walking, "meetings.csv", MEETINGS + "B;1;7;7;7;\n")
    assert walking.forms().cell("Bexley").forms == 2
    with pytest.raises(NotPossible, match="a file of the project's own"):
        walking.may_write(walking.root / "data/meetings.csv", ".csv")
    (walking.root / "data/meetings.csv").unlink()
    with pytest.raises(FileError, match=r"data/meetings.csv: There is no such file"):
        walking.forms()


# --- forms -------------------------------------------------------------------------------------------------------


def test_forms_are_counted_by_case_and_period(walking: Project) -> None:
    forms = walking.forms("meetings")
    first = forms.cell("Ashford", "1")
    useful, heard = first.items
    assert (first.forms, useful.agree, useful.neutral, useful.disagree, useful.n, useful.blank) == (3, 2, 0, 1, 3, 0)
    assert (heard.agree, heard.neutral, heard.disagree, heard.n, heard.blank) == (0, 1, 1, 2, 1)
    assert (first.grades[0].given, first.grades[0].mean, first.grades[0].blank) == ((7.5, 8.0), None, 1)
    whole = forms.cell("Ashford")
    assert (whole.forms, whole.grades[0].range) == (4, (7.5, 9.0))
    assert whole.grades[0].mean == pytest.approx(24.5 / 3)
    assert forms.cell().forms == 5


def test_where_there_is_no_form_it_says_why(walking: Project) -> None:
    forms = walking.forms()
    assert forms.cell("Bexley", "2").reason == "no form handed in"
    assert forms.cell("Corby", "1").reason == "the hall had burnt down"
    frame = forms.to_frame()
    assert frame[frame["case"] == "Corby"]["reason"].tolist() == ["the hall had burnt down"] * 2
    assert "answers from 1 to 7: agree 5 to 7, neutral 4, disagree 1 to 3" in forms.rule


def test_a_case_in_absent_that_is_none_is_told(walking: Project) -> None:
    text = SETTINGS.replace("absent: {C:", "absent: {Corbie:")
    (walking.root / "qualcode.yaml").write_text(text, encoding="utf-8")
    with Project(walking.root) as one:
        assert "there is no case 'Corbie'. Did you mean Corby?" in one.forms().warnings[0]


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("12"), st.none() | st.integers(1, 7)), max_size=30))
def test_forms_as_plain_loops_count_them(rows: list[tuple[str, str, int | None]]) -> None:
    from qualcode.analysis.beside.evaluations import forms
    from qualcode.analysis.beside.laid import laid
    from qualcode.formats import tables_csv

    setting = settings_yaml.read(SETTINGS, "qualcode.yaml").tables[0]
    lines = [f"{town},{meeting},{'' if answer is None else answer},,,\n" for town, meeting, answer in rows]
    data = ("town,meeting,q1,q2,grade\n" + "".join(line.rstrip(",\n") + ",,\n" for line in lines)).encode()
    cases = {"A": "Ashford", "B": "Bexley"}
    found = forms(laid(tables_csv.read(data, "x.csv", setting, cases), cases, "en"))
    for key, name in cases.items():
        for meeting in found.periods:
            answers = [answer for town, which, answer in rows if town == key and which == meeting]
            item = found.cell(name, meeting).items[0]
            assert item.agree == sum(answer is not None and answer >= 5 for answer in answers)
            assert item.neutral == answers.count(4)
            assert item.disagree == sum(answer is not None and answer <= 3 for answer in answers)
            assert item.blank == answers.count(None)


# --- registrations -----------------------------------------------------------------------------------------------


def test_registrations_are_counted_with_blanks(walking: Project) -> None:
    found = walking.registrations()
    assert [found.total("Ashford", year).n for year in ("2021", "2022", None)] == [3, 1, 4]
    assert found.cell("reason", None, "Ashford", "2021").n == 1
    assert found.cell("sender", "The Yard").n == 2
    assert found.columns[0].values == ("lonely", "sleepless", "other", None)
    assert found.total("Corby").reason == "nothing registered"
    assert found.cell("reason", "lonely", "Ashford", "2021").share is None, "of three no share is told"


def test_a_share_is_told_from_ten_on(walking: Project) -> None:
    write(walking, "referrals.csv", "town,year,reason,sender\n" + "A,2021,lonely,x\n" * 4 + "A,2021,other,y\n" * 6)
    assert walking.registrations().cell("reason", "lonely", "Ashford", "2021").share == pytest.approx(0.4)


# --- small numbers -----------------------------------------------------------------------------------------------


def with_totals(body: np.ndarray) -> np.ndarray:
    for axis in range(body.ndim):
        body = np.concatenate([body, body.sum(axis=axis, keepdims=True)], axis=axis)
    return body


@pytest.mark.parametrize(
    ("row", "hidden"),
    [
        ([3, 9, 7], [True, False, True, False]),  # the smallest other goes with it
        ([1, 5], [True, True, True]),  # 6 = 1 + at least 5 gives the 1 away, so the total goes too
        ([4, 4], [True, True, True]),  # 8 of two under 5 can only be 4 and 4
        ([2, 3], [True, True, False]),  # 5 of two may be 1 and 4, 2 and 3, …
        ([0, 6, 7], [False, False, False, False]),
        ([3, 0, 0], [True, False, False, True]),
    ],
)
def test_what_is_hidden_with_a_small_number(row: list[int], hidden: list[bool]) -> None:
    assert protected(with_totals(np.array(row)), 5).tolist() == hidden


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_no_small_number_can_be_reckoned_along_a_line(body: list[int]) -> None:
    counts = with_totals(np.array(body).reshape(2, 2))
    hidden = protected(counts, 5)
    assert hidden[(counts > 0) & (counts < 5)].all()
    assert not hidden[counts == 0].any()
    for line, unseen in [*zip(counts, hidden, strict=True), *zip(counts.T, hidden.T, strict=True)]:
        for place in np.flatnonzero(unseen & (line < 5)):
            assert len(possible(line, unseen, int(place))) > 1, (counts, hidden)


def possible(line: np.ndarray, hidden: np.ndarray, place: int) -> set[int]:
    """What a reader may think stands in a hidden place, trying everything."""
    ranges = [
        (range(1, 5) if count < 5 else range(5, 40)) if unseen else [int(count)]
        for count, unseen in zip(line, hidden, strict=True)
    ]
    return {cells[place] for cells in itertools.product(*ranges) if sum(cells[:-1]) == cells[-1]}


def test_counts_under_the_threshold_are_not_shown_anywhere(sample: Project) -> None:
    found = sample.registrations(hide_below=5)
    frame = found.to_frame()
    assert "< 5" in set(frame["shown"])
    assert "…" in set(frame["shown"])
    seen = frame["n"].dropna()
    assert not ((seen > 0) & (seen < 5)).any()
    for block in blocks_of(found, sample):
        numbers = [cell.text.split(" ")[0] for row in block.rows for cell in row[1:]]
        assert not {"1", "2", "3", "4"} & set(numbers)
    assert "counts under 5 are not shown" in sample.registrations(hide_below=5, language="en").rule


def test_what_is_not_shown_is_not_passed_over_as_if_it_were_less(sample: Project) -> None:
    """In Kampen `geldzorgen` is the most frequent reason of 2022, and hidden for the sake of another."""
    found = sample.registrations(hide_below=5)
    assert found.cell("reden", "geldzorgen", "Kampen", "2022").n is None
    words = gather(sample).words
    open_, closed = (told.blocks(each, "Kampen", words)[0].parts[0].text for each in (sample.registrations(), found))
    assert "geldzorgen (reden; 13" in open_
    assert "reden;" not in closed


def test_the_total_is_hidden_under_every_column_or_none(sample: Project) -> None:
    found = sample.registrations(hide_below=5)
    first, *others = found.columns
    assert all((each.hidden[:, :, -1] == first.hidden[:, :, -1]).all() for each in others)


def test_few_forms_are_not_shown(walking: Project) -> None:
    forms = walking.forms(hide_below=3)
    cell = forms.cell("Bexley", "1")
    assert (cell.reason, cell.forms, cell.items[0].n) == ("too few forms to show", 0, 0)
    assert forms.cell("Ashford", "1").reason == "too few forms to show", "else the total would give the other away"


# --- asking ------------------------------------------------------------------------------------------------------


def test_a_table_is_asked_by_name(walking: Project) -> None:
    assert walking.tables == ("meetings", "referrals")
    assert isinstance(walking.summed_up("meetings", case="A"), Forms)
    assert isinstance(walking.summed_up("referrals"), Registrations)
    assert walking.forms(case="a").cases == ("Ashford",)
    with pytest.raises(UnknownChoice, match="Did you mean meetings"):
        walking.forms("meeting")
    with pytest.raises(UnknownChoice, match="The case cannot be 'Dover'"):
        walking.forms(case="Dover")
    with pytest.raises(WrongUsage, match="name one of meetings, referrals"):
        walking.table()


def test_a_project_without_tables_says_how_to_get_one(project: MakeProject) -> None:
    with pytest.raises(NotPossible, match="declares no tables of kind forms"):
        project({"a": "Text."}).forms()


def test_the_command_lists_and_sums_up(
    walking: Project, run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    at = ("-C", walking.root, "tables")
    assert "meetings\tforms\tdata/meetings.csv\t5\t0\t2\tmeeting 1, meeting 2" in run(*at)[1]
    code, out, _err = run(*at, "meetings", "--case", "B")
    assert (code, "Bexley\t1\tIt was useful\t0\t0\t1\t1\t0" in out) == (0, True)
    code, out, _err = run(*at, "referrals", "--json")
    rows = json.loads(out)["rows"]
    assert (code, rows[0]["case"], rows[0]["n"]) == (0, "Ashford", 2)
    file = tmp_path / "meetings.xlsx"
    assert run(*at, "meetings", "--out", file)[0] == 0
    assert openpyxl.load_workbook(file).worksheets[0]["A2"].value == "Ashford"
    write(walking, "meetings.csv", MEETINGS + "D;1;7;7;7;\n")
    code, out, err = run(*at, "meetings")
    assert (code, "row 7: town is 'D'" in err, "Ashford" in out) == (1, True, True)


def test_a_new_project_keeps_its_tables_out_of_version_control(run: Callable[..., object], tmp_path: Path) -> None:
    run("init", tmp_path / "new")
    assert "\ndata/\n" in (tmp_path / "new/.gitignore").read_text()


# --- in the report -----------------------------------------------------------------------------------------------


def blocks_of(result: Forms | Registrations, one: Project) -> list[TableBlock]:
    words = gather(one).words
    made = [told.blocks(result, case, words) for case in ("", *result.cases)]
    return [block for each in made for block in each if isinstance(block, TableBlock)]


def test_a_chapter_tells_in_a_sentence_and_a_table(walking: Project) -> None:
    words = gather(walking).words
    sentence, table = told.blocks(walking.forms(), "Ashford", words)
    assert sentence.parts[0].text.startswith("Meeting 2: 1 of 1 agreed with “It was useful”; least agreement was with")
    assert isinstance(table, TableBlock)
    rows = [[cell.text.replace("\u00a0", " ") for cell in row] for row in table.rows]
    assert rows[0] == ["Forms", "3", "1"]
    assert rows[1] == ["It was useful", "2 / 0 / 1 (n = 3)", "1 / 0 / 0 (n = 1)"]
    assert rows[3] == ["A grade for the meeting", "7.5 · 8 (n = 2)", "9 (n = 1)"]
    (missing,) = told.blocks(walking.forms(), "Corby", words)
    assert missing.parts[0].text == "Meetings: the hall had burnt down."


def test_the_table_stands_in_its_section_and_the_cases_side_by_side(walking: Project) -> None:
    walking.report(out=walking.root / "out")
    page = (walking.root / "out/index.html").read_text(encoding="utf-8")
    ashford = page[page.index('id="c1"') : page.index('id="c2"')]
    together, walks = ashford.index("Working together"), ashford.index("The walks")
    assert together < ashford.index("It was useful") < walks < ashford.index("Sent by"), "without a section at the end"
    over_all = page[page.index('id="beside"') : page.index('id="c1"')]
    assert "5 forms; none from Corby (the hall had burnt down)." in over_all
    assert "2 of 3" not in over_all
    assert "3 of 4" in over_all
    titles = openpyxl.load_workbook(walking.root / "out/matrices.xlsx").sheetnames
    assert {"Meetings", "Referrals"} <= set(titles)


def test_a_file_that_is_not_there_is_told_and_the_report_is_written(walking: Project) -> None:
    (walking.root / "data/referrals.csv").unlink()
    written = walking.report(out=walking.root / "out")
    assert written.warnings == ("data/referrals.csv: There is no such file.",)
    assert "Referrals" not in (walking.root / "out/index.html").read_text(encoding="utf-8")


def test_the_report_of_one_case_has_that_case_alone(walking: Project) -> None:
    report = gather(walking, case="B")
    assert [each.cases for each in report.beside] == [("Bexley",)] * 2


def test_the_sample_fits_its_stories(sample: Project) -> None:
    """88 referrals in Kampen, 37 in Zwartewaterland of which 21 by De Meeuw (KAF2.4.1, ZWF2.4.1)."""
    found = sample.registrations("verwijzingen")
    assert found.warnings == ()
    assert [found.total("Kampen", year).n for year in (None, "2022")] == [88, 37]
    assert found.cell("verwijzer", "De Meeuw", "Zwartewaterland").n == 21
    assert found.total("Steenwijkerland").reason == "hier gaat men op huisbezoek zonder verwijzing"
    forms = sample.forms("evaluatieformulieren")
    assert forms.warnings == ()
    first, second, third = (forms.cell("Winterswijk", meeting).grades[0].mean for meeting in "123")
    assert second < first < third, "the merger, and the evening with soup"
    assert forms.cell("Hardenberg-De Krim").reason == "de bijeenkomst van maart 2022 ging niet door"


def test_a_published_report_has_no_small_counts_and_no_path(sample: Project, tmp_path: Path) -> None:
    report = fitted(gather(sample), PUBLICATION)
    frames = [each.to_frame() for each in report.beside]
    counts = frames[1]["n"].dropna()
    assert not ((counts > 0) & (counts < 5)).any()
    assert set(frames[0]["grades"].dropna()) <= {""}, "no single grade"
    assert "data/" not in "".join(each.rule for each in report.beside)


def test_rare_values_that_nobody_declared_stand_together(walking: Project) -> None:
    """Anything may be written in a free column, a name too."""
    why = ["lonely"] * 7 + ["Mrs X from Mill Street", "a debt", "a debt"]
    rows = "".join(f"A;2021;{each};{each}\n" for each in ["lonely"] * 10)
    free = "".join(f"A;2021;lonely;{each}\n" for each in why)
    (walking.root / "data" / "referrals.csv").write_text(f"town;year;reason;sender\n{rows}{free}", encoding="utf-8")
    team, public = walking.registrations(), walking.registrations().published()
    assert "Mrs X from Mill Street" in team.columns[1].values
    assert public.columns[1].values == ("lonely", "other values")
    assert public.columns[0].values == ("lonely", "sleepless", "other"), "what is declared stays"
    assert public.cell("sender", "other values", "Ashford").n is None
    assert not public.to_frame().astype(str).apply(lambda column: column.str.contains("Mrs X")).any().any()
    assert "occur fewer than 5 times stand together" in public.rule
