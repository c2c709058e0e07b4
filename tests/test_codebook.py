"""Codebooks: what is written is what is read, errors name file and line, names find their code, and a changed
codebook loses no coding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import AmbiguousCode, FileError, NotPossible, UnknownCode
from qualcode.formats import codebook_yaml
from qualcode.model import Code, Codebook, Scale, Specify, join_path, split_path
from qualcode.model.code import EXAMPLE_KINDS

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "codebooks").glob("*.yaml"))

# --- Written and read ----------------------------------------------------------------------------------------

NASTY = (
    "NO", "yes", "on", "~", "null", "true", "1e3", "0o17", "017", "1_000", "1:30", "2021-03-15", ".inf", "=", "<<", "-",
    "- x", "#x", "a: b", "a #b", "'", '"', '"x"', "{a}", "[a]", "*x", "&x", "!x", "%x", "@x", "`x`", "|", ">", "? x",
    "\\", "a/b", "👍🏽", "cafe\u0301", "a\nb", "a\n\nb", "a\x85b", "a\u2028b", "a\u00a0b", "tab\tb", "x" * 300,
    "een lange zin " * 12 + "einde",
)  # fmt: skip
letters = st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n\x85\u2028:#'\"-{}[]&*!|>%@` ")
lines = (st.sampled_from(NASTY) | st.text(letters, max_size=30)).map(str.strip)
filled = lines.filter(bool)
names = filled.filter(lambda each: "\n" not in each)
many = st.lists(filled, max_size=3).map(tuple)


@st.composite
def codebooks(draw: st.DrawFn) -> Codebook:
    """Any codebook, all fields filled or not."""
    codes: list[Code] = []
    for number in range(draw(st.integers(0, 6))):
        parent = draw(st.sampled_from(["", *(code.id for code in codes)]))
        taken = {code.name for code in codes if code.parent == parent}
        code = Code(
            id=draw(st.sampled_from(["", "NO", "7", "a b"])) + f"{number}",
            name=draw(names.filter(lambda each, taken=taken: each not in taken)),
            parent=parent,
            since=draw(st.sampled_from(["", "2021-03-15"])),
            definition=draw(lines),
            include=draw(many),
            exclude=draw(many),
            examples={kind: draw(many.filter(bool)) for kind in EXAMPLE_KINDS if draw(st.booleans())},
            keywords=draw(many),
            color=draw(st.sampled_from(["", "#123", "#2A9D8F", "#000000"])),
            specify=draw(st.sampled_from([None, Specify(), Specify(("NO", "a: b"), False), Specify(("1",), True)])),
            grade=draw(st.sampled_from([None, Scale(), Scale(0, 5.5)])),
            applies=draw(st.dictionaries(names, many.filter(bool), max_size=2)),
            remark=draw(lines),
            retired=draw(st.booleans()),
        )
        codes.append(code)
    if codes:
        codes = [replace(code, counterpart=draw(st.sampled_from(["", codes[-1].id]))) for code in codes]
    return Codebook(depth_first(codes), draw(lines), draw(st.sampled_from(["", "nl", "NO"])))


def depth_first(codes: list[Code], parent: str = "") -> tuple[Code, ...]:
    return tuple(each for code in codes if code.parent == parent for each in (code, *depth_first(codes, code.id)))


@settings(max_examples=120)
@given(codebooks())
def test_read_write_read_is_the_same(codebook):
    written = codebook_yaml.write(codebook)
    assert codebook_yaml.read(written, "book.yaml") == codebook
    assert codebook_yaml.write(codebook_yaml.read(written, "book.yaml")) == written


@pytest.mark.parametrize("text", NASTY, ids=repr)
def test_nasty_texts_in_every_field(text):
    text = text.strip()
    code = Code(
        "1", " ".join(text.split()), definition=text, include=(text,), exclude=(text, "x"), keywords=(text,),
        examples=dict.fromkeys(EXAMPLE_KINDS, (text,)), applies={"role": (text,)}, remark=text,
        specify=Specify((text,), False),
    )  # fmt: skip
    codebook = Codebook((code,), name=text)
    assert codebook_yaml.read(codebook_yaml.write(codebook), "book.yaml") == codebook


@settings(max_examples=40)
@given(codebooks())
def test_through_the_database_and_out_again(project, codebook):
    """A project takes a codebook in and gives the same out; counterparts, order and all. (Retired ones of a new
    codebook are taken in retired.)"""
    with project({}, codebook_yaml.write(codebook)) as one:
        assert one.codebook == codebook
        assert one.export_codebook() == codebook_yaml.write(codebook)
        assert one.import_codebook() == []


def test_an_emoji_may_be_written_as_json_escapes_it():
    (smile,) = codebook_yaml.read(r'{"codes": [{"name": "blij \ud83d\ude42", "definition": "\u00e9"}]}', "book.json")
    assert (smile.name, smile.definition) == ("blij 🙂", "é")
    for half in (r'codes: [A, "\ud83d x"]', r'codes: [{"\ude42": 1}]'):
        with pytest.raises(FileError, match=r'book\.yaml, line 1: Half a sign stands in "\\u'):
            codebook_yaml.read(half, "book.yaml")


def test_the_booleans_of_yaml_1_2():
    """Norway is a word, and so are on, off and yes; a day stays as it is written."""
    text = "codes:\n- {name: NO, keywords: [yes, on, 2021-03-15, 007, 0o17], retired: false}\n- {name: 12}\n"
    first, second = codebook_yaml.read(text, "book.yaml")
    assert (first.name, first.keywords) == ("NO", ("yes", "on", "2021-03-15", "007", "0o17"))
    assert second.name == "12"
    with pytest.raises(FileError, match=r"book\.yaml, line 1: 'retired' should be true or false"):
        codebook_yaml.read("codes: [{name: a, retired: no}]", "book.yaml")


def test_short_forms():
    """A code may be a name alone; a text stands for a list of one; grade and specify may be true."""
    text = "codes:\n- Taxi\n- {name: Geld, include: altijd, examples: zo, grade: true, specify: {values: [a, b]}}"
    taxi, money = codebook_yaml.read(text, "book.yaml")
    assert (taxi.name, taxi.id) == ("Taxi", codebook_yaml.code_id("Taxi"))
    assert (money.include, money.examples, money.grade) == (("altijd",), {"typical": ("zo",)}, Scale(1, 10))
    assert money.specify == Specify(("a", "b"), free=False)


# --- Errors --------------------------------------------------------------------------------------------------

WRONG = {
    "misspelt field": ("codes:\n- name: A\n  definiton: x", 3, "no setting 'definiton' here. Did you mean definition?"),
    "misspelt kind of example": (
        "codes:\n- name: A\n  examples:\n    typicl: x",
        4,
        "no setting 'typicl' here. Did you mean typical or atypical?",
    ),
    "duplicate key": ("codes:\n- name: A\n  remark: x\n  remark: y", 4, "'remark' stands here twice (first on line 3)"),
    "duplicate sibling": (
        "codes:\n- name: A\n  codes:\n  - name: B\n  - name: C\n  - name: B",
        6,
        "'A/B' stands here twice (first on line 4)",
    ),
    "duplicate id": (
        "codes:\n- id: x\n  name: A\n- id: x\n  name: B",
        4,
        "The id 'x' of 'B' is used already (near line 2)",
    ),
    "bad colour": ("codes:\n- name: A\n  color: green", 3, "'color' should look like"),
    "colour without quotation marks": ("codes:\n- name: A\n  remark: y\n  color: '#12'", 4, "not '#12'"),
    "grade backwards": (
        "codes:\n- name: A\n  grade: {min: 10, max: 1}",
        3,
        "runs from 10 to 1; 'min' should be below",
    ),
    "grade in words": ("codes:\n- name: A\n  grade:\n    min: laag", 4, "'min' should be a number"),
    "unknown counterpart": (
        "codes:\n- name: Borging\n- name: B\n  counterpart: Borgin",
        4,
        "'counterpart': There is no code 'Borgin' in the codebook. The nearest are: Borging",
    ),
    "since in words": ("codes:\n- name: A\n  since: maart", 3, "should be a day such as 2021-03-15"),
    "specify nothing": ("codes:\n- name: A\n  specify: {free: false}", 3, "'specify' allows nothing"),
    "no name": ("codes:\n- definition: x", 2, "A code needs a 'name:'"),
    "empty name": ("codes:\n- name: ''", 2, "'name' is empty"),
    "no list": ("codes: {name: A}", 1, "'codes' should be a list"),
    "no codes": ("name: x\n", 1, "A codebook needs 'codes:'"),
    "no YAML": ("codes:\n- name: [A", 2, "This is no valid YAML"),
    "a tag": ("codes:\n- name: !!python/object:os.system x", 2, "is not allowed"),
}


@pytest.mark.parametrize(("text", "line", "said"), WRONG.values(), ids=WRONG)
def test_errors_name_file_line_and_what_would_do(text, line, said):
    with pytest.raises(FileError) as caught:
        codebook_yaml.read(text, "codebooks/book.yaml")
    assert caught.value.path == Path("codebooks/book.yaml")
    assert said in str(caught.value)
    assert abs((caught.value.line or 0) - line) <= (1 if "YAML" in said else 0), str(caught.value)


# --- Names ---------------------------------------------------------------------------------------------------

TREE = codebook_yaml.read(
    """
codes:
  - id: u
    name: Uitvoering
    codes: [{name: Statusquo, codes: [Vrijwilligers, Borging]}, {name: Gewenst, codes: [Borging]}]
  - {name: In/uitstroom, codes: ['back\\slash', borging]}
""",
    "tree.yaml",
)


@pytest.mark.parametrize(
    ("given_", "path"),
    [
        ("Uitvoering/Statusquo/Vrijwilligers", "Uitvoering/Statusquo/Vrijwilligers"),
        ("Statusquo/Vrijwilligers", "Uitvoering/Statusquo/Vrijwilligers"),
        ("vrijwilligers", "Uitvoering/Statusquo/Vrijwilligers"),
        ("Gewenst/Borging", "Uitvoering/Gewenst/Borging"),
        ("gewenst / borging", "Uitvoering/Gewenst/Borging"),
        ("borging", r"In\/uitstroom/borging"),  # as it is written, before any other spelling
        (r"In\/uitstroom", r"In\/uitstroom"),
        (r"In\/uitstroom/back\\slash", r"In\/uitstroom/back\\slash"),
        ("u", "Uitvoering"),
    ],
)
def test_the_last_parts_of_a_path_find_a_code(given_, path):
    assert TREE.path(TREE.find(given_).id) == path


def test_a_slash_before_a_path_is_the_top_of_the_tree():
    """As in a query: in whatever capitals, before a code that is only called so; that one where there is no other."""
    book = codebook_yaml.read("codes: [{name: In, codes: [Uit]}, {name: uit, codes: [Uit]}]", "tree.yaml")
    assert [book.path(each.id) for each in book.find_all("Uit")] == ["In/Uit", "uit/Uit"]
    assert book.path(book.find("/uit").id) == book.path(book.find("/Uit").id) == "uit"
    assert book.path(book.find("/In/Uit").id) == "In/Uit"
    assert len(TREE.find_all("/Borging")) == 2
    with pytest.raises(UnknownCode):
        TREE.find("/Borg")


def test_an_ambiguous_name_lists_the_candidates():
    with pytest.raises(
        AmbiguousCode, match="may mean 2 codes: Uitvoering/Statusquo/Borging, Uitvoering/Gewenst/Borging"
    ):
        TREE.find("Borging")
    assert len(TREE.find_all("Borging")) == 2


def test_an_unknown_name_lists_the_nearest():
    with pytest.raises(
        UnknownCode, match=r"no code 'Vrijwiligers' in the codebook\. The nearest are: Uitvoering/Statusquo/Vrij"
    ):
        TREE.find("Vrijwiligers")
    with pytest.raises(UnknownCode, match="The codebook is empty"):
        Codebook().find("A")


def test_a_slash_in_a_name_is_no_step():
    with pytest.raises(UnknownCode):
        TREE.find("In/uitstroom")


@given(st.lists(st.text(st.sampled_from("ab/\\ é"), min_size=1).map(str.strip).filter(bool), min_size=1, max_size=4))
def test_any_names_make_a_path_that_splits_again(parts):
    assert split_path(join_path(parts)) == tuple(parts)


def test_a_retired_code_gives_way_to_one_that_is_not():
    book = Codebook(
        (Code("1", "A", retired=True), Code("2", "B"), Code("3", "A", parent="2"), Code("4", "C", retired=True))
    )
    assert [book.find(name).id for name in ("B/A", "C")] == ["3", "4"]


# --- The two codebooks of the sample -------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_code_of_the_sample_says_when_to_use_it(path):
    """Read with PyYAML alone: definition, include, exclude, three kinds of example and keywords for each leaf."""

    def leaves(codes):
        for code in codes:
            yield from leaves(code["codes"]) if code.get("codes") else [code]

    found = list(leaves(yaml.safe_load(path.read_text(encoding="utf-8"))["codes"]))
    assert len(found) > 5
    for code in found:
        for field in ("id", "definition", "include", "exclude", "keywords"):
            assert code.get(field), (code["name"], field)
        assert list(code["examples"]) == list(EXAMPLE_KINDS), code["name"]
        assert all(code["examples"].values()), code["name"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_sample_codebooks_come_out_as_they_went_in(path):
    codebook = codebook_yaml.read(path.read_text(encoding="utf-8"), path)
    assert codebook_yaml.read(codebook_yaml.write(codebook), path) == codebook


def test_the_tree_of_phase_2_is_the_published_one():
    """Category > subcategory > code, with the free specifications, the grades, and each mode's counterpart."""
    book = codebook_yaml.read(SAMPLES[1].read_text(encoding="utf-8"), SAMPLES[1])
    paths = [book.path(code.id) for code in book]
    assert len(paths) == 50
    assert {len([path for path in paths if path.startswith(each)]) for each in ("Samenwerking/Statusquo/",)} == {8}
    assert [book.path(code.id) for code in book if code.grade] == [
        "Uitvoering/Statusquo/Cijfer aansluiten",
        "Uitvoering/Statusquo/Cijfer samenwerking",
    ]
    assert {code.name for code in book if code.specify} == {"Succesfactoren", "Belemmeringen", "Aanbod", "Overig"}
    for code in book:
        if code.counterpart:
            here, there = book.names(code.id), book.names(code.counterpart)
            assert {here[1], there[1]} == {"Statusquo", "Gewenst"}, here


# --- A changed codebook --------------------------------------------------------------------------------------

BOOK = """
codes:
  - {id: u, name: Uitvoering, codes: [{id: v, name: Vrijwilligers}, {id: g, name: Geld}]}
  - {id: s, name: Samenwerking, codes: [{id: o, name: Overig}]}
"""


@pytest.fixture
def coded(project):
    """A project in which volunteers are mentioned twice."""
    one = project({"k1": "Zes vrijwilligers koken. Twee rijden."}, BOOK)
    one.code("k1", quote="Zes vrijwilligers", code="Vrijwilligers", coder="anna")
    one.code("k1", quote="Twee", code="Vrijwilligers", coder="anna")
    return one


def changed(one, *pairs, dry_run=False):
    """Import the codebook with some text replaced; what was said, as text."""
    text = BOOK
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path = one.root / "codebooks" / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(change) for change in one.import_codebook(path, dry_run=dry_run)]


def test_a_code_renamed_by_id_keeps_its_codings(coded):
    assert changed(coded, ("name: Vrijwilligers", "name: Helpers")) == [
        "renamed: Uitvoering/Helpers (was Vrijwilligers)"
    ]
    assert coded.codings["code"].tolist() == ["Uitvoering/Helpers"] * 2


def test_a_code_moved_keeps_its_codings(coded):
    said = changed(coded, ("{id: v, name: Vrijwilligers}, ", ""), ("{id: o", "{id: v, name: Vrijwilligers}, {id: o"))
    assert said == ["moved: Samenwerking/Vrijwilligers (was Uitvoering/Vrijwilligers)"]
    assert coded.codings["code"].tolist() == ["Samenwerking/Vrijwilligers"] * 2


def test_a_code_without_id_is_matched_by_its_path(coded):
    assert changed(coded, ("id: v, ", ""), ("id: u, ", "")) == []
    assert coded.codebook.find("Vrijwilligers").id == "v"


def test_a_code_that_vanished_is_retired_with_codings_and_removed_without(coded):
    said = changed(coded, ("{id: v, name: Vrijwilligers}, ", ""), ("{id: g, name: Geld}", ""))
    assert sorted(said) == ["removed: Uitvoering/Geld", "retired: Uitvoering/Vrijwilligers (it has codings)"]
    assert coded.codebook["v"].retired
    assert "g" not in coded.codebook
    assert coded.codings["code"].tolist() == ["Uitvoering/Vrijwilligers"] * 2
    assert coded.matrix(measure="codings").frame.loc[("Uitvoering", "Vrijwilligers"), "k1"] == 2
    assert changed(coded) == ["restored: Uitvoering/Vrijwilligers", "added: Uitvoering/Geld"]


def test_a_retired_code_whose_parent_went_too_keeps_its_codings(coded):
    tree = "{id: u, name: Uitvoering, codes: [{id: v, name: Vrijwilligers}, {id: g, name: Geld}]}"
    said = changed(coded, (f"  - {tree}\n", ""))
    assert sorted(said) == [
        "removed: Uitvoering/Geld",
        "retired: Uitvoering (it has codings)",
        "retired: Uitvoering/Vrijwilligers (it has codings)",
    ]
    assert coded.codings["code"].tolist() == ["Uitvoering/Vrijwilligers"] * 2


def test_a_dry_run_says_and_does_nothing(coded):
    before = (coded.version(), coded.codebook, len(coded.audit()))
    said = changed(coded, ("Vrijwilligers", "Helpers"), ("{id: g, name: Geld}", "{id: n, name: Nieuw}"), dry_run=True)
    assert sorted(said) == [
        "added: Uitvoering/Nieuw",
        "removed: Uitvoering/Geld",
        "renamed: Uitvoering/Helpers (was Vrijwilligers)",
    ]
    assert (coded.version(), coded.codebook, len(coded.audit())) == before


def test_other_fields_are_a_change_and_the_same_again_is_none(coded):
    pair = ("name: Geld", "name: Geld, definition: 'Wie betaalt.', keywords: [geld]")
    assert changed(coded, pair) == ["changed: Uitvoering/Geld (definition, keywords)"]
    version = coded.version()
    assert changed(coded, pair) == []
    assert coded.version() == version


def test_two_codes_swap_their_names(coded):
    said = changed(
        coded, ("name: Vrijwilligers", "name: X"), ("name: Geld", "name: Vrijwilligers"), ("name: X", "name: Geld")
    )
    assert len(said) == 2
    assert coded.codings["code"].tolist() == ["Uitvoering/Geld"] * 2


def test_a_changed_codebook_can_be_taken_back(coded):
    before = coded.export_codebook()
    changed(coded, ("{id: v, name: Vrijwilligers}, ", ""), ("name: Samenwerking", "name: Samen"))
    assert coded.export_codebook() != before
    coded.undo()
    assert coded.export_codebook() == before
    assert coded.check() == []


def test_an_error_in_the_file_changes_nothing(coded):
    version = coded.version()
    with pytest.raises(FileError, match="Did you mean name"):
        changed(coded, ("name: Geld", "nam: Geld"))
    assert coded.version() == version


def test_reading_the_projects_own_file_again_takes_no_change_of_the_tree_back(project):
    """The file says nothing of what happened to the tree since it was read; so it does nothing."""
    one = project({"k1": "een bus"}, codebook="codes: [Bus, Taxi, Tram]")
    file = one.root / "codebooks" / "codebook.yaml"
    one.code("k1", quote="een bus", code="Taxi", coder="anna")
    one.tree.merge("Taxi", "Bus")
    one.tree.rename("Tram", "Metro")
    assert one.import_codebook() == []
    assert [code.name for code in one.codebook if not code.retired] == ["Bus", "Metro"]
    file.write_text("codes: [Bus, Taxi, Tram, Fiets]")
    with pytest.raises(NotPossible, match=r"was changed, and so was the code tree.*codebook write codebooks/codebook"):
        one.import_codebook()
    assert one.history()[-1].what == "codebook rename"
    assert [str(each) for each in one.import_codebook(file, dry_run=True)][:1] == ["restored: Taxi"]


def test_a_file_that_was_written_may_be_changed_and_read(project):
    one = project({"k1": "x"}, codebook="codes: [Bus, Taxi]")
    file = one.root / "codebooks" / "codebook.yaml"
    one.tree.rename("Taxi", "Tram", who="anna")
    one.export_codebook(file)
    file.write_text(file.read_text().replace("name: Bus", "name: Autobus"))
    assert [str(each) for each in one.import_codebook()] == ["renamed: Autobus (was Bus)"]
    one.undo()
    assert one.undo().what == "codebook rename"  # writing a file is nothing to undo
