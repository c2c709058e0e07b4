"""Taking in documents: what stands in the file is what is stored, and a file with something wrong in it gets a
sentence of its own while the others go in."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import qualcode as qc
from qualcode.project import Project
from qualcode.store.documents import DocumentImport

SETTINGS = """\
title: Samen in Beweging
case: {attribute: municipality, singular: gemeente, plural: gemeenten}
cases: {KA: Kampen, KR: Hardenberg-De Krim}
documents: {folder: transcripts, id: "{case}F{phase:d}.{round:d}.{number}"}
"""
GOOD = "KAF2.1.1"
TEXT = "De coach zegt: “’t Loopt” – één keer in de week, voor € 2.\nEn dan thuis.\n"


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Project]:
    """A project without cases or id pattern."""
    yield from opened(tmp_path, "title: T\n")


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Project]:
    """A project with cases and an id pattern, and one good document."""
    for project in opened(tmp_path, SETTINGS):
        put(project, f"{GOOD}.md", TEXT)
        yield project


def opened(folder: Path, settings: str) -> Iterator[Project]:
    (folder / "qualcode.yaml").write_text(settings, encoding="utf-8")
    (folder / "transcripts").mkdir()
    with qc.open(folder) as project:
        yield project


def put(project: Project, name: str, content: str | bytes) -> Path:
    """A file in the transcripts, byte for byte."""
    path = project.root / "transcripts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def said(report: DocumentImport) -> list[str]:
    return [str(error) for error in report.errors]


# --- bytes to text ---------------------------------------------------------------------------------------------

ENCODINGS = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with BOM": TEXT.encode("utf-8-sig"),
    "UTF-16 LE with BOM": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "UTF-16 BE with BOM": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-16 LE": TEXT.encode("utf-16-le"),
    "UTF-16 BE": TEXT.encode("utf-16-be"),
    "UTF-32 LE with BOM": b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
    "UTF-32 BE with BOM": b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"),
    "Windows-1252": TEXT.encode("cp1252"),
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
    "CR": TEXT.replace("\n", "\r").encode(),
    "CRLF in UTF-16": b"\xff\xfe" + TEXT.replace("\n", "\r\n").encode("utf-16-le"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_text_is_read_rightly(plain: Project, encoding: str) -> None:
    put(plain, "p1.txt", ENCODINGS[encoding])
    assert said(plain.import_documents()) == []
    assert plain.text("p1") == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "🙂 e\u0301 \u200d ½",
        "  spaties aan het begin\n\n\n\nen lege regels  \n",
        "\u2028 en \x0b en \x85",
        "# Kop\n\n*mooi*",
        "x",
    ],
    ids=["signs", "blank", "other line ends", "Markdown", "one letter"],
)
def test_nothing_else_is_touched(plain: Project, text: str) -> None:
    put(plain, "p1.md", text)
    plain.import_documents()
    assert plain.text("p1") == text


def test_the_same_words_in_another_encoding_are_no_revision(plain: Project) -> None:
    for content in ENCODINGS.values():
        put(plain, "p1.txt", content)
        plain.import_documents()
    assert plain.documents["revision"].tolist() == [1]


# --- front matter ----------------------------------------------------------------------------------------------

BODIES = {
    "none": ("Hallo.\n", "Hallo.\n", {}),
    "some": ("---\nrole: POH\nround: 3\n---\nHallo.\n", "Hallo.\n", {"role": "POH", "round": 3}),
    "a blank line stays": ("---\nrole: POH\n---\n\nHallo.", "\nHallo.", {"role": "POH"}),
    "empty": ("---\n---\nHallo.", "Hallo.", {}),
    "a comment only": ("---\n# niets\n---\nHallo.", "Hallo.", {}),
    "with CRLF": ("---\r\nrole: POH\r\n---\r\nHallo.\r\n", "Hallo.\n", {"role": "POH"}),
    "with BOM": ("\ufeff---\nrole: POH\n---\nHallo.", "Hallo.", {"role": "POH"}),
    "not closed": ("---\nrole: POH\nHallo.\n", "---\nrole: POH\nHallo.\n", {}),
    "a rule": ("---\nHallo, zei hij.\n---\nEn weg.\n", "---\nHallo, zei hij.\n---\nEn weg.\n", {}),
    "a rule of more": ("----\nrole: POH\n---\nHallo.", "----\nrole: POH\n---\nHallo.", {}),
    "lists and truth": (
        "---\npersons: [Ans, Bert]\nonline: true\ncountry: NO\ndate: 2021-03-15\n---\nHallo.",
        "Hallo.",
        {"persons": "Ans, Bert", "online": True, "country": "NO", "date": "2021-03-15"},
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_front_matter_is_taken_off_and_read(plain: Project, name: str) -> None:
    content, text, attributes = BODIES[name]
    put(plain, "p1.md", content)
    assert said(plain.import_documents()) == []
    assert plain.text("p1") == text
    row = plain.documents.iloc[0]
    assert {each: row[each] for each in attributes} == attributes
    assert set(plain.corpus().attributes) == set(attributes)


# --- what is wrong, file by file -------------------------------------------------------------------------------


def zipped() -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


WRONG: dict[str, tuple[str, str | bytes, str]] = {
    "an empty file": ("KAF2.2.1.md", b"", "The file is empty."),
    "blank lines only": ("KAF2.2.1.md", "\n  \n", "The file is empty."),
    "a BOM only": ("KAF2.2.1.md", b"\xef\xbb\xbf", "The file is empty."),
    "no text under the front matter": (
        "KAF2.2.1.md",
        "---\nrole: POH\n---\n\n",
        "line 2: There is no text under the front matter.",
    ),
    "no text under empty front matter": ("KAF2.2.1.md", "---\n---\n", "There is no text under the front matter."),
    "a Word file": ("KAF2.2.1.md", zipped(), "This is a Word, Excel or zip file, not a text."),
    "an old Word file": ("KAF2.2.1.txt", b"\xd0\xcf\x11\xe0" + bytes(500), "This is an old Word or Excel file"),
    "a PDF": ("KAF2.2.1.md", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "This is a PDF, not a text. Save it as plain"),
    "random bytes": ("KAF2.2.1.txt", random.Random(1).randbytes(4000), "This is no text file: it holds binary data."),
    "a picture": ("KAF2.2.1.md", b"\x89PNG\r\n\x1a\n" + bytes(90), "This is a picture, not a text."),
    "half a UTF-16 file": ("KAF2.2.1.txt", b"\xff\xfe" + "Hallo".encode("utf-16-le")[:-1], "it is utf-16-le and byte"),
    "invalid YAML": (
        "KAF2.2.1.md",
        "---\nrole: POH\npersons: [Ans, Bert\n---\nHallo.",
        "This is no valid YAML",
    ),
    "a key twice": ("KAF2.2.1.md", "---\nrole: POH\nrole: arts\n---\nHallo.", "line 3: 'role' stands here twice"),
    "names under a name": (
        "KAF2.2.1.md",
        "---\nrole: {a: 1}\n---\nHallo.",
        "line 2: 'role' should be a value or a list",
    ),
    "an id that does not fit": (
        "Kampen3.md",
        "Hallo.",
        "The name 'Kampen3' does not fit the pattern '{case}F{phase:d}.{round:d}.{number}' of qualcode.yaml",
    ),
    "a round that is no number": ("KAF2.x.1.md", "Hallo.", "The name 'KAF2.x.1' does not fit the pattern"),
    "an unknown case in the id": (
        "XXF2.2.1.md",
        "Hallo.",
        "The case 'XX' is not one of this project's: KA (Kampen), KR (Hardenberg-De Krim).",
    ),
    "an unknown case in the front matter": (
        "KAF2.2.1.md",
        "---\nrole: POH\nmunicipality: Kamen\n---\nHallo.",
        "line 3: The case 'Kamen' is not one of this project's: KA (Kampen), KR (Hardenberg-De Krim). "
        "Did you mean Kampen?",
    ),
    "another case than the id": (
        "KAF2.2.1.md",
        "---\nmunicipality: Hardenberg-De Krim\n---\nHallo.",
        "line 2: The front matter says municipality: KR, and the id KAF2.2.1 says KA. Mend the front matter, or rename",
    ),
    "another round than the id": (
        "KAF2.2.1.md",
        "---\nround: 3\n---\nHallo.",
        "line 2: The front matter says round: 3, and the id KAF2.2.1 says 2.",
    ),
    "another number than the id": (
        "KAF2.2.1a.md",
        "---\nnumber: 1b\n---\nHallo.",
        "line 2: The front matter says number: 1b, and the id KAF2.2.1a says 1a.",
    ),
    "another id than the file": (
        "KAF2.2.1.md",
        "---\nid: KAF2.2.2\n---\nHallo.",
        "line 2: The front matter says id: KAF2.2.2, and the file is called KAF2.2.1. Give both the same name.",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_gets_a_sentence_and_the_others_go_in(cases: Project, what: str) -> None:
    name, content, sentence = WRONG[what]
    path = put(cases, name, content)
    report = cases.import_documents()
    assert report.added == [GOOD]
    (error,) = said(report)
    assert error.startswith(f"transcripts/{name}")
    assert sentence in error
    assert "Traceback" not in error
    put(cases, name, "Hallo, nu goed.")
    if cases.settings.id_pattern and name.startswith("KAF2.2"):
        assert cases.import_documents().added == [path.stem]


def test_the_line_of_invalid_yaml_counts_in_the_file(plain: Project) -> None:
    put(plain, "p1.md", "---\nrole: POH\nround: 3\n  bad: [indent\n---\nHallo.")
    (error,) = said(plain.import_documents())
    assert error.startswith("transcripts/p1.md, line 4: This is no valid YAML")


def test_an_id_in_two_folders_goes_in_once(cases: Project) -> None:
    put(cases, f"ronde 1/{GOOD}.txt", "Iets anders.")
    report = cases.import_documents()
    assert report.added == [GOOD]
    assert said(report) == [
        f"transcripts/ronde 1/{GOOD}.txt: The id 'KAF2.1.1' is taken by transcripts/{GOOD}.md; this file was left "
        "out. Give it another name."
    ]
    assert cases.text(GOOD) == TEXT


def test_a_file_that_may_not_be_read(plain: Project) -> None:
    put(plain, "p1.md", "Hallo.")
    (plain.root / "transcripts" / "p2.md").symlink_to("p2.md")
    put(plain, "p3.md", "Ook.")
    report = plain.import_documents()
    assert report.added == ["p1", "p3"]


def test_paths_that_are_not_there(plain: Project) -> None:
    put(plain, "p1.md", "Hallo.")
    report = plain.import_documents([plain.root / "transcripts" / "p1.md", plain.root / "nergens"])
    assert report.added == ["p1"]
    (error,) = said(report)
    assert error.endswith("nergens: There is no such file or folder.")


def test_a_file_named_that_is_no_document(plain: Project) -> None:
    path = put(plain, "p1.docx", zipped())
    (error,) = said(plain.import_documents([path]))
    assert error == "transcripts/p1.docx: qualcode does not read .docx files; it reads .md, .txt."


# --- what an import reports ------------------------------------------------------------------------------------


def test_files_of_other_kinds_are_listed_as_skipped(cases: Project) -> None:
    for name in ("lijst.xlsx", "opname.mp3", "KA/foto.jpg", ".verborgen.md", ".map/KAF2.9.9.md", "~$KAF2.1.2.md"):
        put(cases, name, b"x")
    put(cases, "KR/KRF2.1.1.TXT", "Hallo.")
    report = cases.import_documents()
    assert report.added == [GOOD, "KRF2.1.1"]
    assert report.skipped == [
        "transcripts/KA/foto.jpg",
        "transcripts/lijst.xlsx",
        "transcripts/opname.mp3",
        "transcripts/~$KAF2.1.2.md",
    ]
    assert report.errors == []


def test_unchanged_files_are_left_alone(cases: Project) -> None:
    put(cases, "KRF2.1.1.md", "Hallo.")
    cases.import_documents()
    version, audit = cases.version(), cases.audit()
    report = cases.import_documents()
    assert (report.unchanged, report.added, report.revised, report.attributes) == ([GOOD, "KRF2.1.1"], [], {}, [])
    assert (cases.version(), cases.audit()) == (version, audit)


def test_changed_attributes_alone_are_no_revision(cases: Project) -> None:
    cases.import_documents()
    put(cases, f"{GOOD}.md", f"---\nrole: welzijn\n---\n{TEXT}")
    report = cases.import_documents()
    assert (report.attributes, report.revised, report.unchanged) == ([GOOD], {}, [])
    row = cases.documents.set_index("document").loc[GOOD]
    assert (row["role"], row["revision"]) == ("welzijn", 1)
    tables = [change.table for change in cases.audit() if change.event.number == cases.history()[-1].number]
    assert tables == ["document"]


def test_a_changed_text_is_a_revision(cases: Project) -> None:
    cases.import_documents()
    put(cases, f"{GOOD}.md", TEXT + "Nog een zin.\n")
    report = cases.import_documents()
    assert (report.revised, report.attributes, report.added) == ({GOOD: []}, [], [])
    assert cases.documents["revision"].tolist() == [2]
    assert cases.text(GOOD) == TEXT + "Nog een zin.\n"


def test_a_vanished_file_is_reported_and_its_document_stays(cases: Project) -> None:
    cases.import_documents()
    (cases.root / "transcripts" / f"{GOOD}.md").unlink()
    report = cases.import_documents()
    assert (report.missing, report.errors) == ([GOOD], [])
    assert cases.text(GOOD) == TEXT
    put(cases, f"{GOOD}.md", TEXT)
    assert cases.import_documents().missing == []


def test_a_moved_file_is_the_same_document(cases: Project) -> None:
    cases.import_documents()
    path = cases.root / "transcripts" / f"{GOOD}.md"
    (path.parent / "KA").mkdir()
    path.rename(path.parent / "KA" / path.name)
    report = cases.import_documents()
    assert (report.added, report.missing, report.revised) == ([], [], {})
    assert cases.documents["path"].tolist() == [f"transcripts/KA/{GOOD}.md"]


@pytest.mark.parametrize(
    "line", ["municipality: KA", "municipality: Kampen", "municipality: kampen", "case: KA", "case: Kampen"]
)
def test_a_case_may_be_given_by_key_or_name(cases: Project, line: str) -> None:
    put(cases, f"{GOOD}.md", f"---\n{line}\nround: 1\n---\n{TEXT}")
    assert said(cases.import_documents()) == []
    row = cases.documents.iloc[0]
    assert (row["case"], row["municipality"], row["round"], row["phase"], row["number"]) == (
        "Kampen",
        "Kampen",
        1,
        2,
        "1",
    )


def test_what_the_front_matter_leaves_out_comes_from_the_id(cases: Project) -> None:
    put(cases, "KRF2.3.4b.md", "---\nkind: Mail\nround: '3'\n---\nHallo.")
    assert said(cases.import_documents()) == []
    row = cases.documents.set_index("document").loc["KRF2.3.4b"]
    assert (row["case"], row["interview"], row["kind"]) == ("Hardenberg-De Krim", "KRF2.3.4", "mail")
    assert row["number"] == "4b"
    assert row["round"] == 3, "the id's number stands, so that a filter on round 3 finds it"


def test_documents_stand_in_the_order_of_their_numbers(plain: Project) -> None:
    for name in ("p10", "p9", "p1", "P2"):
        put(plain, f"{name}.md", "Hallo.")
    plain.import_documents()
    assert plain.documents["document"].tolist() == ["P2", "p1", "p9", "p10"]


def test_a_hundred_files_one_of_them_wrong(plain: Project) -> None:
    for number in range(100):
        put(plain, f"p{number}.md", f"Gesprek {number}." if number != 50 else b"%PDF")
    report = plain.import_documents()
    assert len(report.added) == 99
    assert len(report.errors) == 1
    assert len(plain.history()) == 1
