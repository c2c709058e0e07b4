"""Coded texts by others as qualcode projects, to measure suggestions on: files in, codings in, as anyone would.

    python bench/assist_data.py         what is there, and how much of it

Two sets, in a folder beside the checkout (`DATA`), of which nothing is kept in the project:

- *quotes*: quotes of real interviews about the sample's subject, each with its codes and the section it stood in; the
  grades in them stand in a file beside it. A respondent becomes a document, a section a heading, a quote a paragraph.
- *issues*: sentences of Dutch news with the sentences beside them, and the topic that most of five coders gave (Van
  Atteveldt et al., `issuepositions`, MIT). A sentence becomes a document of one paragraph.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

import qualcode as qc
from qualcode.errors import QualcodeError
from qualcode.formats import codebook_yaml
from qualcode.model import Code, Codebook, Span
from qualcode.project import Project

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data" / "assist"
QUOTES = DATA / "quotes-dev.jsonl"
ISSUES = DATA / "issuepositions_nl"
CODER = "interviewer"

_DAY = "2024-01-01T00:00:00"
#: What the coders' answers are called where the codebook says it in full.
_FULL = {"Defensie": "Defensie & Buitenlandse Zaken", "O.wijs, Cult. & Wetensch.": "Onderwijs, Cultuur & Wetenschap"}
_NO_TOPIC = ("", "Ander/Geen")


# --- quotes -----------------------------------------------------------------------------------------------------


def quotes_project(folder: Path, quotes: Path = QUOTES) -> Project:
    """A project with the shipped settings and codebook, the quotes as documents, and their codes as the codings of
    `interviewer`, who is done with all of them. Close it after use."""
    shutil.copy(ROOT / "qualcode.yaml", folder)
    shutil.copytree(ROOT / "codebooks", folder / "codebooks")
    rows = [json.loads(line) for line in quotes.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: row["document"])  # stable: within a document they stay in order
    grades = _grades(quotes.with_name(quotes.name.replace("quotes", "grades")))
    codings = []
    for name, own in groupby(rows, key=lambda row: row["document"]):
        text, places = _page(list(own))
        write(folder / "transcripts" / name[:2] / f"{name}.md", text)
        codings += [_coding(name, row, span, code, grades) for row, span in places for code in row["codes"]]
    write(folder / "analyses" / "codings" / f"{CODER}.csv", _table(codings))
    return _taken_in(folder, folder / "analyses" / "codings" / f"{CODER}.csv")


def _page(rows: list[dict[str, Any]]) -> tuple[str, list[tuple[dict[str, Any], Span]]]:
    """A respondent's quotes as a text, and where each is: a heading where the section changes, a paragraph a quote."""
    text, section = "", ""
    places = []
    for row in rows:
        if row["section"] != section:
            section = row["section"]
            text += f"## {section}\n\n"
        places.append((row, Span(len(text), len(text) + len(row["text"]))))
        text += row["text"] + "\n\n"
    return text.rstrip("\n") + "\n", places


def _coding(
    document: str, row: Mapping[str, Any], span: Span, code: str, grades: Mapping[tuple[str, str], str]
) -> dict[str, object]:
    name = code.rpartition("/")[2].casefold()
    graded = name.startswith("cijfer")
    return {
        "document": document,
        "start": span.start,
        "end": span.end,
        "quote": row["text"],
        "code": code,
        "coder": CODER,
        "value": grades.get((row["qid"], name), "niet opgetekend") if graded else "",
        "created": _DAY,
    }


def _grades(file: Path) -> dict[tuple[str, str], str]:
    """What was given, by quote and the name of the grade code; of several the first."""
    found: dict[tuple[str, str], str] = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        row = json.loads(line)
        if row["kind"] == "quote" and row["value"] is not None:
            amount = f"{row['low']}" if row["low"] == row["high"] else f"{row['low']} tot {row['high']}"
            amount += " als het anders was" if row["hypothetical"] else ""
            found.setdefault((row["qid"], f"cijfer {row['target']}".replace("aansluiting", "aansluiten")), amount)
    return found


def _table(rows: list[dict[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


# --- issues -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gold:
    """What most coders gave a sentence: the id of the code. `span` is the sentence's, in the document's text; the rest
    of the text is what stood beside it. `agreed` of the five coders gave it."""

    code: str
    span: Span
    agreed: int


def issues_project(folder: Path, source: Path = ISSUES) -> tuple[Project, dict[str, Gold]]:
    """A project of sentences from the news, with a codebook of their topics in the authors' words and without codings;
    and what is right, by document. Sentences without a majority, or with one for no topic, are left out."""
    book = issues_codebook(source)
    write(folder / "qualcode.yaml", "title: Standpunten in het nieuws\nlanguage: nl\n")
    write(folder / "codebooks" / "codebook.yaml", codebook_yaml.write(book))
    gold = {}
    for number, row in enumerate(_with_topic(source), 1):
        name = f"I{number:03d}"
        text, span = _beside(row)
        write(folder / "transcripts" / f"{name}.md", text + "\n")
        topic = row["maj.topic"]
        gold[name] = Gold(book.find(_FULL.get(topic, topic)).id, span, int(row["topic_agree"]))
    return _taken_in(folder), gold


def issues_codebook(source: Path = ISSUES) -> Codebook:
    """One code per topic: its Dutch label, and as definition the Dutch descriptions of it and of its two positions.
    The authors' hints, on what goes elsewhere, are kept as a remark."""
    topics = yaml.safe_load((source / "codebook_topics.yml").read_text(encoding="utf-8"))
    codes = []
    for key, topic in topics.items():
        parts = [topic["description"]["nl"]] if "description" in topic else []
        parts += [
            f"{topic[side]['label']['nl']}: {topic[side]['description']['nl']}" for side in ("positive", "negative")
        ]
        definition = " ".join(part.strip().rstrip(".") + "." for part in parts)
        remark = " ".join(hint["nl"].strip() for hint in topic.get("hints", ()))
        codes.append(Code(key.lower(), topic["label"]["nl"], definition=definition, remark=remark))
    return Codebook(tuple(codes), name="Standpunten", language="nl")


def _with_topic(source: Path) -> Iterator[dict[str, str]]:
    with (source / "data_intermediate_gold_325.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["maj.topic"] not in _NO_TOPIC)


def _beside(row: Mapping[str, str]) -> tuple[str, Span]:
    """The sentence between its neighbours, as one paragraph, and where it is. The marks around the actor go."""
    before, sentence, after = (" ".join(row[part].split()) for part in ("before", "text_hl", "after"))
    sentence = sentence.replace("**", "")
    start = len(before) + 1 if before else 0
    text = " ".join(part for part in (before, sentence, after) if part)
    return text, Span(start, start + len(sentence))


# --- both -------------------------------------------------------------------------------------------------------


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _taken_in(folder: Path, codings: Path | None = None) -> Project:
    """The project in a folder, opened, with all that is in the folder taken in; raises the first error there is."""
    project = qc.open(folder)
    project.import_codebook()
    errors: list[QualcodeError] = [*project.import_documents().errors]
    if codings is not None:
        report = project.import_codings(codings, done=True)
        errors += [*report.errors, *report.conflicts]
    if errors:
        project.close()
        raise errors[0]
    return project


def main() -> None:
    if not QUOTES.is_file() or not ISSUES.is_dir():
        raise SystemExit(f"{DATA} is not there.")
    with tempfile.TemporaryDirectory() as name:
        one, other = Path(name, "quotes"), Path(name, "issues")
        one.mkdir()
        other.mkdir()
        with quotes_project(one) as project:
            frame = project.codings
            print(
                f"quotes: {frame['quotation'].nunique()} in {len(project.documents)} documents, {len(frame)} codings, "
                f"{frame['code_id'].nunique()} of {len(project.codebook)} codes"
            )
        project, gold = issues_project(other)
        with project:
            used = {each.code for each in gold.values()}
            print(f"issues: {len(gold)} sentences, {len(used)} of {len(project.codebook)} topics")


if __name__ == "__main__":
    main()
