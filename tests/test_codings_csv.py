"""Codings as a file: what goes out comes in again, byte for byte; what a spreadsheet made of it is read; a row with
something wrong in it is named, and the others go in."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import FileError
from qualcode.formats import codings_csv
from qualcode.store.codings import Conflict

BOOK = r"""
codes:
  - {name: Doen, codes: [{name: Taxi}, {name: In/uit, specify: true}]}
  - {name: Geld, grade: true}
  - {name: Kleur, specify: {values: [Rood, Groen], free: false}}
  - {name: 'Zeg "ja"; nee, niet'}
"""
TEXT = (
    "De coach belt elke week.\nZij zei: “ja; nee, misschien”.\n"
    "Hij geeft een 7,5 👍🏽 in het cafe\u0301. De coach belt.\n"
)
HEADER = "id,document,start,end,quote,code,coder,origin,status,value,specification,comment,source,created"


@pytest.fixture
def one(project):
    """A project with one document, `k1`, and nothing coded."""
    return project({"k1": TEXT, "k2": "De tweede tekst."}, BOOK, "{title: T, coders: [anna]}")


def take(one, data, **options):
    """Import a file given as text or bytes."""
    path = one.root / "codings.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return one.import_codings(path, **options)


def row(document="k1", quote="elke week", code="Taxi", coder="anna", **cells):
    """One row as text, with the columns it needs."""
    given_cells = {"document": document, "quote": quote, "code": code, "coder": coder, **cells}
    out = io.StringIO()
    writer = csv.DictWriter(out, given_cells, lineterminator="\n")
    writer.writeheader()
    writer.writerow(given_cells)
    return out.getvalue()


# --- Out and in again ----------------------------------------------------------------------------------------


def test_a_file_as_it_is_written(one):
    """UTF-8, LF, this order of columns; the words as they stand in the text, quotation marks and line ends too."""
    one.code("k1", quote="“ja; nee, misschien”.\nHij", code=r"In\/uit", coder="anna", specification="a, b")
    lines = one.export_codings().decode("utf-8").split("\n")
    assert lines[0] == HEADER
    (read,) = csv.DictReader(io.StringIO(one.export_codings().decode("utf-8")))
    assert (read["document"], read["start"], read["end"]) == ("k1", "34", "59")
    assert (read["code"], read["coder"], read["specification"]) == (r"Doen/In\/uit", "anna", "a, b")
    assert (read["origin"], read["status"]) == ("manual", "final")
    assert read["quote"] == "“ja; nee, misschien”.\nHij"
    assert b"\r" not in one.export_codings()


def test_an_export_of_nothing_is_a_header(one):
    assert one.export_codings() == f"{HEADER}\n".encode()
    assert take(one, one.export_codings()).added == 0


comments = st.text(st.sampled_from("a;,\"'\n👍 é"), max_size=6).map(str.strip)
acts = st.fixed_dictionaries(
    {
        "start": st.integers(0, len(TEXT) - 2),
        "size": st.integers(1, 30),
        "coder": st.sampled_from(["anna", "bert", "Jo; an"]),
        "comment": comments,
        "code": st.sampled_from(["", "Doen", "Taxi", r"In\/uit", "Geld", "Kleur", 'Zeg "ja"; nee, niet']),
        "value": st.sampled_from(["7", "7,5", "7 tot 8", "een voldoende", "8 als het lukt", "geen cijfer: te vroeg"]),
        "specification": st.sampled_from(["", "taxi; bus", "é"]),
        "draft": st.booleans(),
        "verbatim": st.sampled_from([None, True, False]),
        "released": st.sampled_from([None, True]),
    }
)


def do(one, act):
    """Lay one coding or quotation by hand."""
    end = min(len(TEXT), act["start"] + act["size"])
    said = {name: act[name] for name in ("coder", "comment", "start", "verbatim", "released")}
    if not act["code"]:
        one.quote("k1", end=end, **{**said, "comment": ""})
        if act["comment"]:
            frame = one.quotations
            mine = frame[(frame["start"] == act["start"]) & (frame["end"] == end) & (frame["coder"] == act["coder"])]
            one.mark(mine["quotation"].iloc[0], coder=act["coder"], comment=act["comment"])
        return
    extra = {"draft": act["draft"]}
    if act["code"] == "Geld":
        extra["value"] = act["value"]
    if act["code"] == r"In\/uit":
        extra["specification"] = act["specification"]
    if act["code"] == "Kleur":
        extra["specification"] = "rood"
    with suppress(Conflict):  # the same coding again, with another comment
        one.code("k1", code=act["code"], end=end, **said, **extra)


@settings(max_examples=25)
@given(st.lists(acts, max_size=8))
def test_what_goes_out_comes_in_the_same(project, given_acts):
    """Export, import into a fresh project, export: the same bytes. Once more: nothing is added."""
    with project({"k1": TEXT}, BOOK) as one, project({"k1": TEXT}, BOOK) as fresh:
        for act in given_acts:
            do(one, act)
        data = one.export_codings()
        report = take(fresh, data)
        assert (report.errors, report.conflicts) == ([], [])
        assert fresh.export_codings() == data
        for frame in ("codings", "quotations"):
            assert len(getattr(fresh, frame)) == len(getattr(one, frame))
        version = fresh.version()
        again = take(fresh, data)
        assert (again.added, again.errors, again.conflicts, fresh.version()) == (0, [], [], version)
        assert take(one, data).added == 0


def test_the_sample_comes_out_as_it_went_in(sample):
    """Of each coder: every row, and nothing else."""
    for coder in ("interviewer", "tweede"):
        file = sample.root / "analyses" / "codings" / f"{coder}.csv"
        exported = csv.DictReader(io.StringIO(sample.export_codings(where={"coder": coder}).decode("utf-8")))
        with file.open(encoding="utf-8", newline="") as given_file:
            rows = {
                each["id"]: {key: value for key, value in each.items() if value} for each in csv.DictReader(given_file)
            }
        found = {each["id"]: {key: value for key, value in each.items() if value} for each in exported}
        assert len(found) > 300
        assert set(found) == set(rows)
        for identity, each in found.items():
            assert {**rows[identity], "value": ""} == {**each, "value": ""}, identity


def test_an_orphan_goes_out_without_a_place_and_is_named_on_the_way_in(one, project, revise):
    """Its words stand nowhere in the corrected text; the others go in."""
    one.code("k1", quote="elke week", code="Taxi", coder="anna")
    one.code("k2", quote="tweede", code="Taxi", coder="anna")
    new = "Hier is alles anders."
    revise(one, {"k1": new})
    data = one.export_codings()
    assert [each["start"] for each in csv.DictReader(io.StringIO(data.decode()))] == ["", "3"]
    report = take(project({"k1": new, "k2": "De tweede tekst."}, BOOK), data)
    assert report.added == 1
    assert "row 2: k1: the words 'elke week' do not stand in the text" in str(report.errors[0])


# --- As people and spreadsheets make them --------------------------------------------------------------------

GIVES = TEXT.index("een 7,5")
PLAIN = [
    ["document", "start", "end", "quote", "code", "coder", "value", "specification", "comment"],
    ["k1", "", "", "elke week", "Doen/Taxi", "anna", "", "", "zie “ja”; en €"],
    ["k1", str(GIVES), str(GIVES + 3), "een", "Geld", "anna", "7,5", "", ""],
    ["k1", "", "", "Zij zei: “ja; nee, misschien”.\nHij", "Taxi", "anna", "", "", "é"],
]


def spreadsheet(separator=",", newline="\n", first="", order=None):
    """The rows above as a spreadsheet would write them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=newline)
    columns = order or range(len(PLAIN[0]))
    for line in PLAIN:
        writer.writerow([line[place].replace("\n", newline) for place in columns])
    return first + out.getvalue()


FILES = {
    "plain": spreadsheet().encode("utf-8"),
    "BOM": spreadsheet().encode("utf-8-sig"),
    "Dutch Excel": spreadsheet(";", "\r\n").encode("utf-8-sig"),
    "old Dutch Excel": spreadsheet(";", "\r\n").encode("cp1252"),
    "sep line": spreadsheet(";", "\r\n", "sep=;\r\n").encode("utf-8-sig"),
    "Unicode text": spreadsheet("\t", "\r\n").encode("utf-16"),
    "other order": spreadsheet(order=[5, 3, 8, 0, 4, 6, 7, 2, 1]).encode("utf-8"),
    "capitals in the header": spreadsheet().replace("document,start", "Document, START", 1).encode("utf-8"),
    "blank lines": spreadsheet().replace(f"\nk1,{GIVES}", f"\n,,,,,,,,\n\nk1,{GIVES}").encode("utf-8") + b"\n\n",
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_every_way_to_save_it_reads_the_same(one, data):
    report = take(one, data)
    assert [str(error) for error in report.errors] == []
    assert report.added == 3
    found = one.codings[["start", "quote", "code", "grade", "comment"]].to_numpy().tolist()
    assert found == [
        [14, "elke week", "Doen/Taxi", "", "zie “ja”; en €"],
        [GIVES, "een", "Geld", "7.5", ""],
        [25, "Zij zei: “ja; nee, misschien”.\nHij", "Doen/Taxi", "", "é"],
    ]


@pytest.mark.parametrize(
    ("quote", "times"),
    [
        ("👍🏽", 1),
        ("👍", 1),
        ("cafe\u0301", 1),
        ("cafe", 1),  # the words without their accent stand there too
        ("caf\u00e9", 0),  # the same to the eye, other characters: texts are not normalised
        ("week.\nZij", 1),
        ("week. Zij", 0),
        ("De coach belt", 2),
    ],
)
def test_a_quote_is_its_characters(one, quote, times):
    report = take(one, row(quote=quote))
    assert report.added == (times == 1)
    said = {0: "do not stand in the text", 2: "stand 2 times (from character 0,"}
    assert [said[times] in str(error) for error in report.errors] == ([True] if times != 1 else [])


def test_offsets_alone_are_enough(one):
    assert take(one, "document,start,end,code,coder\nk1,3,8,Taxi,anna\n").added == 1
    assert one.codings.iloc[0]["quote"] == "coach"


def test_an_empty_code_is_a_quotation_without_one(one):
    report = take(one, row(code="", comment="mooi", released="ja", verbatim="nee"))
    assert (report.added, len(one.codings)) == (1, 0)
    quotation = one.quotation("k1:1")
    assert (quotation.words, quotation.comment, quotation.released, quotation.verbatim) == (
        "elke week", "mooi", True, False,
    )  # fmt: skip
    assert take(one, row(code="", comment="mooi")).added == 0
    assert "has the comment 'mooi' already" in str(take(one, row(code="", comment="lelijk")).conflicts[0])


def test_a_quotation_with_a_comment_and_a_code_keeps_both(one, project):
    one.code("k1", quote="elke week", code="Taxi", coder="anna", comment="over de code")
    one.mark("k1:1", coder="anna", comment="over de woorden")
    data = one.export_codings()
    fresh = project({"k1": TEXT, "k2": "De tweede tekst."}, BOOK)
    take(fresh, data)
    assert fresh.quotation("k1:1").comment == "over de woorden"
    assert fresh.codings["comment"].tolist() == ["over de code"]
    assert fresh.export_codings() == data


# --- Rows with something wrong in them -----------------------------------------------------------------------

GOOD = {"document": "k1", "quote": "elke week", "code": "Taxi", "coder": "anna"}
WRONG = {
    "unknown document": ({"document": "k9"}, "There is no document 'k9' in this project"),
    "absent quote": ({"quote": "elke maand"}, "the words 'elke maand' do not stand in the text"),
    "quote twice": ({"quote": "De coach"}, "stand 2 times (from character 0,"),
    "offsets disagree": (
        {"quote": "coach", "start": "0", "end": "5"},
        "There stands 'De co', not 'coach'. The quote stands at 3.",
    ),
    "offsets and no such quote": (
        {"quote": "x", "start": "0", "end": "5"},
        "There stands 'De co', not 'x'. The quote stands nowhere",
    ),
    "offsets outside": ({"quote": "", "start": "0", "end": "999"}, "The end lies beyond the text"),
    "end before start": ({"quote": "", "start": "5", "end": "3"}, "end comes after start"),
    "half a place": ({"quote": "", "start": "5"}, "Give both start and end, or neither"),
    "no number": ({"start": "drie", "end": "5"}, "start is 'drie'; it should be a whole number"),
    "unknown code": ({"code": "Taksi"}, "There is no code 'Taksi' in the codebook. The nearest are: Doen/Taxi"),
    "no coder": ({"coder": " "}, "the coder is"),
    "value without grade": ({"value": "7"}, "Doen/Taxi takes no grade, and a value '7' was given"),
    "out of range": ({"code": "Geld", "value": "11"}, "out of range: this code takes 1 to 10"),
    "unreadable grade": ({"code": "Geld", "value": "7 mensen"}, "cannot be read"),
    "a grade without value": ({"code": "Geld"}, "Geld is a grade and needs a value"),
    "specification not taken": ({"specification": "x"}, "Doen/Taxi takes no specification, and 'x' was given"),
    "specification not allowed": (
        {"code": "Kleur", "specification": "Blauw"},
        "does not take the specification 'Blauw'; allowed are Rood, Groen",
    ),
    "unknown status": ({"status": "finl"}, "status is 'finl'; allowed are final, draft. Did you mean final?"),
    "unknown origin": ({"origin": "import"}, "origin is 'import'; allowed are manual"),
    "unknown mark": ({"verbatim": "misschien"}, "verbatim is 'misschien'; write yes, no, or leave it empty"),
    "value without code": ({"code": "", "value": "7"}, "A value or a specification needs a code"),
}


@pytest.mark.parametrize(("cells", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_row_is_named_and_the_others_go_in(one, cells, said):
    """It stands between two good ones; rows count as a spreadsheet counts, the header being 1."""
    columns = list(dict.fromkeys([*GOOD, *cells, "start", "end"]))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(
        [{**GOOD, "quote": "Zij zei: “ja; nee, misschien”.\nHij"}, {**GOOD, **cells}, {**GOOD, "quote": "Hij"}]
    )
    report = take(one, out.getvalue())
    assert [error.row for error in report.errors] == [3]
    assert said in str(report.errors[0])
    assert str(report.errors[0]).startswith(f"{one.root / 'codings.csv'}, row 3: ")
    assert (report.added, len(one.codings), len(one.quotations)) == (2, 2, 2)


def test_a_wrong_row_leaves_no_coder_and_no_quotation_behind(one):
    report = take(one, row(coder="nieuw", code="Taksi"))
    assert len(report.errors) == 1
    assert list(one.corpus().coders) == []
    assert len(one.quotations) == 0


def test_more_cells_than_the_header_has_are_no_row(one):
    """A comma that is not in quotation marks shifts what follows; nothing of it is dropped without a word."""
    report = take(one, "document,quote,code,coder,comment\nk1,elke week,Taxi,anna,ja, maar\nk1,Hij,Taxi,anna,\n")
    assert "row 2: " in str(report.errors[0])
    assert "more cells than the header" in str(report.errors[0])
    assert report.added == 1


def test_rows_count_from_the_header_under_a_sep_line(one):
    """A spreadsheet does not show that line."""
    report = take(one, "sep=;\n" + "document;quote;code;coder\nk1;weg;Taxi;anna\n")
    assert report.errors[0].row == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("document,quote,code\n", "The header lacks coder"),
        ("document,code,coder\n", "quote (or start and end)"),
        (
            "document,quote,code,coder,comments\n",
            "There is no column 'comments' in a file of codings. Did you mean comment",
        ),
        ("document,quote,code,coder,quote\n", "The column 'quote' stands here twice"),
        ("", "The file is empty"),
        (b"PK\x03\x04rest", "This is a Word, Excel or zip file"),
    ],
    ids=["no coder", "no words", "misspelt", "twice", "empty", "Excel"],
)
def test_a_file_that_is_no_file_of_codings(one, data, said):
    with pytest.raises(FileError) as caught:
        take(one, data)
    assert said in str(caught.value)


# --- Twice, and against what is there ------------------------------------------------------------------------


def test_the_same_content_without_id_is_the_same_coding(one):
    assert [take(one, row(**{"specification": s}, code=r"In\/uit")).added for s in ("Taxi", "taxi ", "bus", "")] == [
        1,
        0,
        1,
        1,
    ]
    assert take(one, row() + "k1,elke week,Taxi,anna\n").added == 1
    assert take(one, row(coder="bert")).added == 1


@pytest.mark.parametrize(
    "other",
    [
        {"quote": "Hij"},
        {"code": "Doen"},
        {"coder": "bert"},
        {"comment": "anders"},
        {"status": "draft"},
        {"document": "k2", "quote": "tweede"},
    ],
    ids=lambda cells: next(iter(cells)),
)
def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing(one, other):
    take(one, row(id="c1", comment="zo", status="final"))
    before = (one.export_codings(), one.version())
    report = take(one, row(**{"id": "c1", "comment": "zo", "status": "final", **other}))
    assert (report.added, report.errors) == (0, [])
    assert "The coding c1 (k1:1) is in the project with other content" in str(report.conflicts[0])
    assert report.conflicts[0].row == 2
    assert (one.export_codings(), one.version()) == before


def test_the_same_id_twice_in_one_file(one):
    report = take(one, row(id="c1") + "c1x\n".replace("c1x", "k1,Hij,Taxi,anna,c1"))
    assert (report.added, len(report.conflicts)) == (1, 1)


# --- Done ----------------------------------------------------------------------------------------------------


def finished(one):
    """Who finished what, on which day."""
    corpus = one.corpus()
    return {
        (corpus.documents[document].id, corpus.coders[coder]): (finish.version, finish.day)
        for (document, coder), finish in corpus.finished.items()
    }


def test_done_marks_what_the_file_names_on_the_day_of_the_last_coding(one):
    data = (
        "document,quote,code,coder,created\n"
        "k1,elke week,Taxi,anna,2021-03-02T10:00:00Z\n"
        "k1,Hij,Taxi,anna,2021-03-01T10:00:00Z\n"
        "k1,weg,Taxi,anna,2021-04-01T10:00:00Z\n"
        "k2,tweede,Taxi,bert,2021-02-01T10:00:00Z\n"
        "k2,weg,Taxi,anna,2021-02-01T10:00:00Z\n"
    )
    assert take(one, data).done == []
    assert finished(one) == {}
    report = take(one, data, done=True)
    assert (report.added, report.done) == (0, ["k1", "k2"])
    assert finished(one) == {("k1", "anna"): (1, "2021-03-02"), ("k2", "bert"): (1, "2021-02-01")}
    version = one.version()
    assert take(one, data, done=True).done == []
    assert one.version() == version


def test_a_document_finished_before_stays_finished_under_its_version(one):
    take(one, row(), done=True)
    book = one.root / "second.yaml"
    book.write_text(BOOK + "  - Nieuw\n", encoding="utf-8")
    one.import_codebook(book)
    take(one, row(quote="Hij", code="Nieuw"), done=True)
    assert finished(one)["k1", "anna"][0] == 1
    assert one.matrix(columns="document").reasons.loc[("Nieuw", ""), "k2"] == "not coded yet"


def test_done_by_hand_and_not_done(one):
    one.done(["k1", "k2"], coder="anna")
    assert sorted(finished(one)) == [("k1", "anna"), ("k2", "anna")]
    assert one.done(["k1"], coder="anna", finished=False) == ["k1"]
    assert sorted(finished(one)) == [("k2", "anna")]


# --- The format alone ----------------------------------------------------------------------------------------

cells_of_any_kind = st.text(st.sampled_from("a ,;\t\"'\n👍\u0301é="), max_size=8)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(codings_csv.COLUMNS, cells_of_any_kind)), max_size=4))
def test_any_cells_are_read_as_they_were_written(rows):
    read = codings_csv.read(codings_csv.write(rows), "codings.csv")
    filled = [each for each in rows if any(cell.strip() for cell in each.values())]
    assert [{name: each[name] for name in codings_csv.COLUMNS} for each in read] == filled
