"""Blind coding by a sample: the draw is proportional, stable and the same everywhere; who met a document before is
not given it; the copy to carry holds the texts and nobody's codings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

import qualcode as qc
from qualcode.analysis.work.draw import divide, draw
from qualcode.errors import NotPossible, UnknownChoice, UnknownDocument, WrongUsage
from qualcode.formats import documents as document_files
from qualcode.formats import front_matter
from qualcode.formats.settings_yaml import read as read_settings
from qualcode.model import Document, Settings, interview_of
from qualcode.project import Project
from qualcode.sampling import samples

MakeProject = Callable[..., Project]
TEXTS = {f"{town}{round_}-{number}": f"---\ntown: {town}\nround: {round_}\n---\nText {town} {round_} {number}."
         for town in "AB" for round_ in (1, 2) for number in range(1, 5 if town == "A" else 3)}  # fmt: skip
SETTINGS = "title: T\ncase: town\n"


# --- the draw ---------------------------------------------------------------------------------------------------


def frame_of(sizes: dict[str, int]) -> list[tuple[str, tuple[str, ...]]]:
    return [(f"{name}{number}", (name,)) for name, size in sizes.items() for number in range(size)]


def test_the_draw_is_written_down() -> None:
    """By hand: of 6, 3 and 1, a share of .3 is 3; quotas 1.8, 0.9 and 0.3; the largest remainders get the rest. The
    interviews are those with the least SHA-256 of "1:interview"."""
    drawn = draw(frame_of({"a": 6, "b": 3, "c": 1}), share=0.3, seed=1)
    assert [(each.chosen, each.of) for each in drawn.strata] == [(2, 6), (1, 3), (0, 1)]
    assert [each.values for each in drawn.empty] == [("c",)]
    assert drawn.chosen == ("a3", "a4", "b0")  # printf 1:a3 | sha256sum
    assert drawn.to_frame(["town"]).to_dict("list") == {"town": ["a", "b", "c"], "chosen": [2, 1, 0], "of": [6, 3, 1]}


SIZES = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 12), min_size=1, max_size=8)
SHARES = st.floats(0.001, 1)


@given(SIZES, SHARES, st.integers(-3, 10**9))
def test_every_stratum_has_its_share_within_one(sizes: dict[str, int], share: float, seed: int) -> None:
    drawn = draw(frame_of(sizes), share=share, seed=seed)
    count = sum(sizes.values())
    assert len(drawn.chosen) == len(set(drawn.chosen)) == max(1, round(share * count))
    for stratum in drawn.strata:
        quota = len(drawn.chosen) * stratum.of / count
        assert int(quota) <= stratum.chosen <= min(stratum.of, int(quota) + 1)


@given(SIZES, SHARES, st.integers(0, 99), st.randoms())
def test_the_order_of_the_interviews_is_nothing_to_the_draw(
    sizes: dict[str, int], share: float, seed: int, by_chance
) -> None:  # type: ignore[no-untyped-def]
    frame = frame_of(sizes)
    other = list(frame)
    by_chance.shuffle(other)
    assert set(draw(frame, share=share, seed=seed).chosen) == set(draw(other, share=share, seed=seed).chosen)


@given(SIZES, SHARES, st.integers(0, 99))
def test_an_interview_more_disturbs_little(sizes: dict[str, int], share: float, seed: int) -> None:
    """What is chosen of a stratum are its first so many in an order that one more interview does not change."""
    before, after = frame_of(sizes), [*frame_of(sizes), ("new", (next(iter(sizes)),))]
    chosen, then = set(draw(before, share=share, seed=seed).chosen), set(draw(after, share=share, seed=seed).chosen)
    for name in sizes:
        one, other = ({each for each in them if each.rstrip("0123456789") == name} for them in (chosen, then))
        assert one <= other or other <= one
    assert draw(before, share=1, seed=seed).chosen == tuple(name for name, _ in before)


def test_the_seed_decides_between_equal_remainders() -> None:
    sizes = {(name,): 2 for name in "abcdefgh"}
    found = {tuple(divide(sizes, 2, seed=seed).values()) for seed in range(20)}
    assert len(found) > 5
    assert all(sum(each) == 2 for each in found)


@pytest.mark.parametrize("share", [0, -0.1, 1.5, float("nan")])
def test_a_share_is_a_part(share: float) -> None:
    with pytest.raises(WrongUsage, match="above 0 and be at most 1"):
        draw(frame_of({"a": 3}), share=share, seed=1)


# --- in a project -----------------------------------------------------------------------------------------------


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Towns A and B, rounds 1 and 2: twelve interviews, and the minutes of a meeting."""
    return project({**TEXTS, "m1": "---\ntown: A\nround: 1\nkind: minutes\n---\nMinutes."}, settings=SETTINGS)


def test_a_quarter_by_case_and_round(study: Project) -> None:
    drawn = study.sample("ben", share=0.25)
    assert (len(drawn.documents), drawn.frame, drawn.sample.how) == (3, 12, "drawn")
    assert [(each.values, each.of) for each in drawn.strata] == [
        (("A", "1"), 4), (("A", "2"), 4), (("B", "1"), 2), (("B", "2"), 2),
    ]  # fmt: skip
    assert study.history()[-1].summary == "3 of 12 interviews (3 documents) drawn for ben"
    event = study.undo()
    assert (event.what, samples(study)) == ("sample", [])
    again = study.sample("ben", share=0.25)
    assert (again.documents, again.sample.id) == (drawn.documents, drawn.sample.id)
    assert study.sample("cas", share=0.25, seed=5).documents != drawn.documents


def test_the_sample_project_is_drawn_in_proportion(sample: Project, tmp_path: Path) -> None:
    """63 documents of 61 interviews in 23 strata; the colleague's 16 are left out of theirs."""
    shutil.copytree(sample.root, tmp_path / "copy")
    with qc.open(tmp_path / "copy") as one:
        drawn = one.sample("derde", share=0.25, seed=1)
        assert (len(drawn.documents), drawn.interviews, drawn.frame, len(drawn.strata)) == (15, 15, 61, 23)
        assert all(0 <= each.chosen <= 1 for each in drawn.strata if each.of <= 4)
        assert drawn.documents[:3] == ("KAF2.1.1", "KAF2.2.2", "KAF2.3.3")  # on every machine
        second = one.sample("tweede", share=0.25, seed=1)
        assert (second.frame, len(second.left_out), len(second.documents)) == (61 - 16, 16, 11)
        assert set(second.left_out.values()) == {"marked done"}


HALVES = {"A1a": "One half.", "A1b": "The other.", **{f"A{number}": f"Text {number}." for number in range(2, 6)}}


@pytest.mark.parametrize("seed", range(6))
def test_the_halves_of_an_interview_are_drawn_together(project: MakeProject, seed: int) -> None:
    """Six documents of five interviews: two fifths are two interviews, of two documents or three."""
    drawn = project(HALVES).sample("ben", share=0.4, seed=seed, by=())
    halves = {"A1a", "A1b"} & set(drawn.documents)
    assert len(halves) in (0, 2)
    assert (drawn.interviews, drawn.frame, len(drawn.documents)) == (2, 5, 3 if halves else 2)
    assert [(each.chosen, each.of) for each in drawn.strata] == [(2, 5)]
    least = sorted(("A1", "A2", "A3", "A4", "A5"), key=lambda name: sha256(f"{seed}:{name}".encode()).hexdigest())[:2]
    assert {name.rstrip("ab") for name in drawn.documents} == set(least)


def test_halves_that_say_different_things_are_one_interview(project: MakeProject) -> None:
    texts = {"A1a": "---\nage: 40\n---\nA.", "A1b": "---\nage: 30\n---\nB.", "A2": "---\nage: 30\n---\nC."}
    drawn = project(texts).sample("ben", share=1, by="age")
    assert [(each.values, each.of) for each in drawn.strata] == [(("30",), 1), (("40, 30",), 1)]
    assert drawn.documents == ("A1a", "A1b", "A2")


def test_an_interview_of_which_a_half_was_met_is_not_drawn(project: MakeProject) -> None:
    one = project(HALVES)
    one.quote("A1b", coder="ben", quote="other")
    assert dict(one.sample("ben", documents=["A1a"]).left_out) == {}  # whoever is named is given
    one.undo()
    drawn = one.sample("ben", share=1, by=())
    assert dict(drawn.left_out) == {"A1a": "the same interview as A1b", "A1b": "coded"}
    assert (drawn.interviews, drawn.frame, len(drawn.documents)) == (4, 4, 4)


def test_documents_and_interviews_are_both_counted_in_what_is_printed(
    project: MakeProject, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(HALVES).root)
    given = "6 documents; 5 of 5 interviews drawn (share 1, seed 1)"
    assert f"ben: {given}; codebook" in run("sample", "--share", "1", "--by", "", "--coder", "ben").out
    assert "cas: 6 documents; all, of 5 interviews; codebook" in run("sample", "--all", "--coder", "cas").out
    listed = run("sample", "--list").out
    assert "5 of 5 interviews drawn (share 1, seed 1)\t0 of 6" in listed
    found = json.loads(run("sample", "--list", "--json").out)
    assert [(each["interviews"], each["frame"], len(each["documents"])) for each in found] == [(5, 5, 6), (5, 5, 6)]


def test_what_the_coder_met_is_not_given(study: Project) -> None:
    study.quote("A1-1", coder="ben", quote="Text")
    study.done("A1-2", coder="ben")
    study.code("A1-3", coder="ann", quote="Text", code="A")
    study.sample("ben", documents=["B1-1"])
    rest = study.sample("ben")
    assert dict(rest.left_out) == {"A1-1": "coded", "A1-2": "marked done", "B1-1": "given before"}
    assert (rest.sample.how, len(rest.documents), "A1-3" in rest.documents) == ("all", 9, True)
    with pytest.raises(NotPossible, match="ben met every one of these documents before"):
        study.sample("ben", share=0.5)
    with pytest.raises(NotPossible, match=r"A1-1 \(coded\)"):
        study.sample("ben", documents=["A1-1"])


def test_the_frame_is_narrowed_and_widened(study: Project) -> None:
    assert study.sample("a", where={"town": "B", "round": 2}).documents == ("B2-1", "B2-2")
    assert study.sample("b", where={"kind": "minutes"}).documents == ("m1",)
    assert study.sample("c", where={"kind": ["interview", "minutes"]}).frame == 13
    assert study.sample("d", documents=["m1", "B1-1"]).documents == ("B1-1", "m1")
    assert [each.values for each in study.sample("e", share=0.5, by="kind").strata] == [("interview",)]
    assert len(study.sample("f", share=0.5, by=()).documents) == 6


def test_a_project_without_rounds_is_drawn_by_case(project: MakeProject) -> None:
    one = project({"k1": "One.", "k2": "Two.", "k3": "Three."})
    assert one.sample("ben", share=0.3).sample.by == ("case",)


MISTAKES: dict[str, tuple[dict[str, object], type[Exception], str]] = {
    "strata": ({"share": 0.5, "by": "case,ronde"}, UnknownChoice, "Did you mean round"),
    "filter": ({"where": {"twon": "A"}}, UnknownChoice, "Did you mean town"),
    "codings": ({"where": {"coder": "A"}}, UnknownChoice, "The attribute to filter on"),
    "nothing": ({"where": {"round": 7}}, NotPossible, "No document fits kind=interview and round=7"),
    "unknown": ({"documents": ["A11"]}, UnknownDocument, "Did you mean"),
    "both": ({"documents": ["A1-1"], "share": 0.5}, WrongUsage, "not drawn"),
    "share": ({"share": 25}, WrongUsage, "such as 0.25 or 25%"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_leaves_nothing(study: Project, mistake: str) -> None:
    options, error, said = MISTAKES[mistake]
    before = study.version()
    with pytest.raises(error, match=said):
        study.sample("ben", **options)  # type: ignore[arg-type]
    assert study.version() == before


@pytest.mark.parametrize("name", ["final", "union", "consensus", " "])
def test_a_layer_is_no_coder(study: Project, name: str) -> None:
    with pytest.raises((NotPossible, WrongUsage), match=r"name of a layer|name a coder"):
        study.sample(name)


# --- on the command line ----------------------------------------------------------------------------------------


@pytest.fixture
def run(run: Run, study: Project, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(study.root)
    return run


def test_a_sample_and_how_far_it_is(study: Project, run: Run) -> None:
    code, out, _ = run("sample", "--share", "25%", "--by", "case,round", "--seed", 1, "--coder", "ben")
    given = study.sample("cas", share=0.25).documents
    assert code == 0
    assert "ben: 3 documents; 3 of 12 interviews drawn by case, round (share 0.25, seed 1); codebook version 1." in out
    assert ", ".join(given) in out
    assert "None drawn from: " in out
    study.done(given[0], coder="ben")
    listed = run("sample", "--list")[1]
    assert "1 of 3" in listed
    found = json.loads(run("sample", "--list", "--json")[1])
    assert [(each["coder"], each["done"]) for each in found] == [("ben", [given[0]]), ("cas", [])]
    rest = json.loads(run("sample", "--all", "--coder", "ben", "--json")[1])
    assert (rest["how"], len(rest["documents"]), len(rest["left_out"])) == ("all", 9, 3)


@pytest.mark.parametrize("share", ["0.25", ".25", "25%", "25 %", "0,25"])
def test_a_share_may_be_written_in_several_ways(run: Run, share: str) -> None:
    assert json.loads(run("sample", "--share", share, "--coder", "ben", "--json")[1])["share"] == 0.25


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--coder", "ben"], 2, "Say which documents: --share"),
        (["--all"], 2, "Say for whom"),
        (["--all", "--share", ".5", "--coder", "ben"], 2, "One of the three"),
        (["--share", "25", "--coder", "ben"], 2, "Did you mean 25%?"),
        (["--share", "half", "--coder", "ben"], 2, "--share is 'half'"),
        (["--all", "--by", "case", "--coder", "ben"], 2, "--by goes with --share"),
        (["--list", "--all"], 2, "--list only tells"),
        (["--share", ".5", "--by", "rond", "--coder", "ben"], 1, "Did you mean round"),
        (["--all", "--coder", "consensus"], 1, "the name of a layer"),
    ],
)
def test_wrong_usage_gets_a_sentence(run: Run, args: list[str], code: int, said: str) -> None:
    found = run("sample", *args)
    assert (found[0], said in found[2]) == (code, True), found


# --- the copy to carry ------------------------------------------------------------------------------------------


def test_the_copy_holds_the_texts_and_nobodys_codings(sample: Project, tmp_path: Path) -> None:
    shutil.copytree(sample.root, tmp_path / "main")
    with qc.open(tmp_path / "main") as main:
        main.memo("Nobody else's business.", coder="interviewer")
        drawn = main.sample("derde", share=0.1, out=tmp_path / "out")
        assert drawn.folder == tmp_path / "out"
        with qc.open(drawn.folder) as copy:
            assert list(copy.documents["document"]) == list(drawn.documents)
            assert (len(copy.codings), len(copy.quotations), copy.memos) == (0, 0, [])
            assert copy.codebook == main.codebook
            assert copy.settings == main.settings
            assert copy.texts() == {name: main.text(name) for name in drawn.documents}
            assert [each.attributes for each in copy.corpus().documents] == [
                each.attributes for each in main.corpus().documents if each.id in drawn.documents
            ]
            assert [(each.id, each.documents) for each in samples(copy)] == [(drawn.sample.id, drawn.documents)]
            whats = {event.what for event in copy.history()}
            assert whats == {"import codebook", "import documents", "carry"}
    for path in sorted((tmp_path / "out" / "transcripts").rglob("*.md")):
        assert path.read_bytes() == (sample.root / path.relative_to(tmp_path / "out")).read_bytes()
    assert (tmp_path / "out" / "qualcode.yaml").read_bytes() == (sample.root / "qualcode.yaml").read_bytes()
    assert ".qualcode/" in (tmp_path / "out" / ".gitignore").read_text()
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"Nobody else's business" not in everything
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]


def test_read_me_speaks_the_projects_language(project: MakeProject, tmp_path: Path) -> None:
    one = project({"k1": "One."})
    one.sample("Ben B.", documents=["k1"], out=tmp_path / "ben")
    text = (tmp_path / "ben" / "README.txt").read_text(encoding="utf-8")
    assert "This folder holds 1 document to code" in text
    assert 'qualcode done k1 --coder "Ben B."' in text
    assert "qualcode import" in text


def test_a_folder_with_something_in_it_is_left_alone(study: Project, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "full", tmp_path / "full" / "file", study.root, study.root / "transcripts" / "x"):
        with pytest.raises(NotPossible, match="Name a"):
            study.sample("ben", share=0.5, out=out)
    assert samples(study) == []
    assert study.sample("ben", share=0.5, out=tmp_path / "empty").folder == tmp_path / "empty"


def test_paths_that_lead_elsewhere_do_not_travel(tmp_path: Path) -> None:
    """A copy must not open the project's own database, nor read its texts."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "k1.md").write_text("One.")
    (tmp_path / "book.yaml").write_text("codes: [A, {name: B, retired: true}]")
    root = tmp_path / "main"
    root.mkdir()
    elsewhere = f"documents: {{folder: ../texts}}\ncodebook: ../book.yaml\ndatabase: sqlite:///{tmp_path}/main.db\n"
    (root / "qualcode.yaml").write_text(f"title: T\n{elsewhere}coders: [ann]\n")
    with qc.open(root) as main:
        main.import_codebook()
        main.import_documents()
        main.code("k1", quote="One", code="A", coder="ann")
        out = main.sample("ben", out=tmp_path / "ben").folder
        assert out is not None
        with qc.open(out) as copy:
            assert (copy.texts(), len(copy.codings), copy.codebook) == ({"k1": "One."}, 0, main.codebook)
            assert [each.name for each in copy.settings.coders] == ["ann"]
        assert (out / "transcripts" / "k1.md").read_text() == "One."


def test_a_file_that_says_something_else_now_is_written_anew(study: Project, tmp_path: Path) -> None:
    (study.root / "transcripts" / "A1-1.md").write_text("Another text, not taken in.")
    (study.root / "transcripts" / "A1-2.md").unlink()
    out = study.sample("ben", documents=["A1-1", "A1-2", "m1"], out=tmp_path / "ben").folder
    assert out is not None
    with qc.open(out) as copy:
        assert copy.texts() == {name: study.text(name) for name in ("A1-1", "A1-2", "m1")}
        rows = {each.id: each for each in study.corpus().documents}
        for document in copy.corpus().documents:
            own = rows[document.id]
            assert (document.case, document.kind, document.interview) == (own.case, own.kind, own.interview)
            assert document.attributes == own.attributes


def test_the_copy_goes_on_counting_versions_where_the_project_was(study: Project, tmp_path: Path) -> None:
    book = study.root / "codebooks" / "codebook.yaml"
    for codes in ("[A, B, C]", "[A, B, C, D]"):
        book.write_text(f"codes: {codes}")
        study.import_codebook()
    drawn = study.sample("ben", documents=["A1-1"], out=tmp_path / "ben")
    assert drawn.folder is not None
    with qc.open(drawn.folder) as copy:
        assert (drawn.sample.version, copy.corpus().version) == (3, 3)


# --- a document as a file ---------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
SCALARS = WORDS | st.integers(-99, 99) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = SCALARS | st.lists(WORDS | st.integers(), max_size=3).map(tuple)
NAMES = st.sampled_from(["role", "persons", "no", "datum", "1", "~", "x y", "true"])
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1).filter(
    str.strip
)


@given(st.dictionaries(NAMES, VALUES, max_size=4), TEXT, WORDS, st.sampled_from(["interview", "minutes", "mail"]))
def test_a_document_written_is_read_the_same(attributes: dict[str, object], text: str, case: str, kind: str) -> None:
    settings = Settings("T", id_pattern="{place}F{round:d}")
    said = {"place": "KA", "round": 3, **attributes}
    document = Document("KAF3", text, case or "KAF3", kind, "KAF", said, "KAF3.md")  # type: ignore[arg-type]
    again = document_files.read(front_matter.write(document, settings), Path("KAF3.md"), settings)
    assert again == document


@pytest.mark.parametrize("text", ["---\nnot: front\n---\nText", "\ufeffText", "\n\nText\n", "a\u2028b", "---"])
def test_texts_that_look_like_something_else(text: str) -> None:
    settings = read_settings("title: T\ncase: {attribute: town}\ncases: {A: Ashford}", "qualcode.yaml")
    document = Document("k1", text, "A", "interview", interview_of("k1"), {"date": "2022-09-29", "no": "NO"}, "k1.md")
    assert document_files.read(front_matter.write(document, settings), Path("k1.md"), settings) == document
