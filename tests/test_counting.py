"""Every number and every reason of a matrix, held against a second count in plain loops (`recount.py`)."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import recount
import yaml
from hypothesis import event, given, settings
from hypothesis import strategies as st
from recount import Doc, Done, Question, Row, Tree

from qualcode.errors import QualcodeError
from qualcode.i18n import language
from qualcode.project import Project
from qualcode.reasons import Reason, reason_text

MEASURES = ("codings", "quotations", "interviews", "documents", "persons", "words", "characters", "presence", "mean")
ROWS = ("code", "specification", "role")
LAYERS = ("final", "union", "intersection", "interviewer", "tweede")

#: What the recount says in Dutch, as the sentence in the code.
REASONS = {
    recount.NO_INTERVIEW: "no interview",
    recount.NOT_APPLICABLE: "not applicable",
    recount.ABSENT: "not in the summary",
    recount.NOT_CODED: "not coded yet",
    recount.NO_CODE_YET: "code did not exist yet",
    recount.GUIDE_UNKNOWN: "guide unknown",
    recount.NOT_ASKED: "not asked",
}


# --- Holding a matrix against the recount --------------------------------------------------------------------


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recount asks itself the same questions over and over; here it remembers its answers."""
    for name in ("words", "layer_rows", "finished_versions", "finished", "existed", "stance"):
        monkeypatch.setattr(recount, name, _remembering(getattr(recount, name)))


def _remembering(function: Any) -> Any:
    answers: dict[tuple[object, ...], tuple[object, object]] = {}

    def ask(first: object, *rest: object) -> object:
        key = (first if isinstance(first, str) else id(first), *map(_name, rest))
        if key not in answers:
            answers[key] = (first, function(first, *rest))  # the first is kept, so that its id stays its own
        return answers[key][1]

    return ask


def _name(value: object) -> object:
    """A value as part of a key: documents by their ids."""
    if isinstance(value, list):
        return tuple(each.id for each in value)
    if isinstance(value, Doc):
        return value.id
    return frozenset(value) if isinstance(value, set) else value


def hold(project: Project, counted: recount.Project, **request: Any) -> int:
    """Compare numbers and reasons of one matrix with totals, and n and m (the same for every measure, so compared
    for interviews alone); returns how many cells are not empty.

    Over a filter the engine keeps the columns of values that no selected document has: those must be empty, for
    want of an interview.
    """
    matrix = project.matrix(**request, totals=True)
    expected = expectation(counted, **request)
    none = matrix.language("no interview")
    frames = (matrix.reasons, *((matrix.n, matrix.m) if matrix.request.measure == "interviews" else ()))
    numbers, *others = (cells(matrix, frame) for frame in (matrix.frame, *frames))
    if not request.get("where"):
        assert column_order(numbers) == column_order(expected), request
    if len(matrix.frame) == 1:
        return 0  # no specifications, so no rows but that of totals, which is about nothing
    for place, number in numbers.items():
        found = tuple(other[place] for other in others)
        if place not in expected:
            assert number == 0 or math.isnan(number), (request, place, number)
            assert found == (none, 0, 0)[: len(found)], (request, place)
            continue
        value, reason, n, m = expected[place]
        assert same(number, value), (request, place, number, value)
        assert found == (matrix.language(reason) if reason else "", n, m)[: len(found)], (request, place, number)
    for place in set(expected) - set(numbers):  # the values that a filter on this very attribute leaves out
        assert {"case", "place"} & set(request.get("where") or {}), (request, place)
        assert expected[place][1:] == ("no interview", 0, 0), (request, place, expected[place])
    return sum(1 for number, *_ in expected.values() if number)


def column_order(cells_by_place: Iterable[tuple[object, str]]) -> list[str]:
    return list(dict.fromkeys(name for _, name in cells_by_place))


def same(number: float, expected: float | None) -> bool:
    return math.isnan(number) if expected is None else math.isclose(number, expected, rel_tol=1e-12)


def cells(matrix: Any, frame: Any) -> dict[tuple[tuple[object, ...], str], Any]:
    """The cells of a frame by the recount's names for row and column."""
    keys = [row_key(matrix, names) for names in frame.index[:-1]] + [recount.TOTAL_KEY]
    none = matrix.language("(none)")
    columns = []
    for name in map(str, frame.columns[:-1]):
        parts = [recount.MISSING if part == none else part for part in name.split(recount.CROSS)]
        columns.append(recount.CROSS.join(parts))
    columns.append(recount.TOTAL)
    values = frame.to_numpy().tolist()
    return {(key, name): values[i][j] for i, key in enumerate(keys) for j, name in enumerate(columns)}


def row_key(matrix: Any, names: object) -> tuple[object, ...]:
    parts = tuple(str(name) for name in (names if isinstance(names, tuple) else (names,)) if name != "")
    if matrix.request.rows == "specification":
        return (parts[:-1], recount.fold(parts[-1]))
    if matrix.request.rows == "code":
        return parts
    return tuple(recount.MISSING if part == matrix.language("(none)") else part for part in parts)


def expectation(
    counted: recount.Project,
    *,
    rows: str = "code",
    columns: str = "case",
    measure: str = "interviews",
    level: int | None = None,
    where: Mapping[str, Sequence[object]] | None = None,
    layer: str = "final",
    **more: Any,
) -> dict[tuple[recount.Key, str], tuple[float | None, str, int, int]]:
    """Per cell: the number, the reason where it is empty (in English), n and m."""
    values = recount.matrix(
        counted, rows=rows, columns=columns, measure=measure, level=level, where=where, layer=layer, totals=True, **more
    )
    docs = recount.selected_docs(counted, where)
    chosen = recount.rows_within(recount.layer_rows(counted, layer), docs)
    lines = recount.matrix_lines(counted, docs, chosen, rows=rows, level=level)
    lines.append(recount.total_line(lines, docs, chosen))
    by_column = {**recount.column_docs(counted, docs, columns), recount.TOTAL: docs}
    answer = {}
    for line in lines:
        for name, column in by_column.items():
            both = recount.shared_docs(line, column)
            n = m = 0
            if measure == "interviews":
                n = len(recount.present_in(line.rows, None, both))
                m = len(recount.reckoned_with(counted, line.codes, both, layer, chosen))
            value = values[line.key, name]
            empty = value == 0 if measure != "mean" else not recount.rows_within(line.rows, both)
            reason = REASONS[recount.reason(counted, line.codes, both, layer)] if empty else ""
            answer[line.key, name] = (value, reason, n, m)
    return answer


# --- The sample project --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counted(sample: Project) -> recount.Project:
    """The sample project, read anew from its files."""
    settings = yaml.safe_load((sample.root / "qualcode.yaml").read_text(encoding="utf-8"))
    book = yaml.safe_load((sample.root / settings["codebook"]).read_text(encoding="utf-8"))
    codes = dict(walk(book["codes"], ()))
    tree = Tree(
        list(codes), since_version={path: each["since"].toordinal() for path, each in codes.items() if "since" in each}
    )
    rows = [row for name in LAYERS[3:] for row in read_rows(sample.root / "analyses" / "codings" / f"{name}.csv")]
    texts = sample.texts()
    files = sorted((sample.root / "transcripts").rglob("*.md"), key=lambda path: natural(path.stem))
    return recount.Project(
        docs=[read_doc(path, texts[path.stem], settings["cases"]) for path in files],
        rows=[row for row, _ in rows],
        tree=tree,
        cases=list(settings["cases"].values()),
        coders=[each["name"] for each in settings["coders"]],
        guide=[read_question(each, tree) for each in settings["guide"]],
        done=last_days(rows),
    )


def walk(codes: Sequence[Mapping[str, Any]], above: recount.Path) -> Iterator[tuple[recount.Path, Mapping[str, Any]]]:
    for each in codes:
        path = (*above, each["name"])
        yield path, each
        yield from walk(each.get("codes", ()), path)


def natural(name: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D", name)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def read_doc(path: Path, text: str, cases: Mapping[str, str]) -> Doc:
    front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    case, phase, round_ = re.match(r"(..)F(\d)\.(\d)", path.stem).groups()  # type: ignore[union-attr]
    interview = front.pop("interview", None) or re.sub(r"(?<=\d)[a-z]$", "", path.stem)
    attributes = {"phase": int(phase), "round": int(round_), **front}
    return Doc(
        path.stem,
        text,
        cases[case],
        front.get("kind", "interview"),
        interview,
        attributes,
        tuple(front.get("persons", ())),
    )


def read_rows(path: Path) -> Iterator[tuple[Row, date]]:
    with path.open(encoding="utf-8", newline="") as file:
        for each in csv.DictReader(file):
            if not each["code"]:
                continue  # a quotation without a code
            row = Row(
                each["document"],
                int(each["start"]),
                int(each["end"]),
                tuple(each["code"].split("/")),
                each["coder"],
                each["status"],
                *grade(each["value"]),
                each["specification"] or None,
            )
            yield row, date.fromisoformat(each["created"][:10])


def grade(value: str) -> tuple[float | None, float | None]:
    """The ends of an unconditional number or range; nothing else may enter a mean."""
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)(?:\s*(?:-|tot|à)\s*(\d+(?:[.,]\d+)?))?", value)
    if found is None:
        return None, None
    low, high = found[1], found[2] or found[1]
    return float(low.replace(",", ".")), float(high.replace(",", "."))


def read_question(given: Mapping[str, Any], tree: Tree) -> Question:
    codes = [
        path
        for name in given.get("codes", ())
        for path in tree.paths
        if path[-len(end := name.split("/")) :] == tuple(end)
    ]
    return Question(given["id"], codes, given.get("rounds", ()), given.get("roles", ()), given.get("except_roles", ()))


def last_days(rows: Sequence[tuple[Row, date]]) -> list[Done]:
    """A document was finished on the day of its last coding; days stand in for the versions of the codebook."""
    days: dict[tuple[str, str], int] = {}
    for row, day in rows:
        key = (row.document, row.coder)
        days[key] = max(days.get(key, 0), day.toordinal())
    return [Done(document, coder, day) for (document, coder), day in days.items()]


def test_the_recount_reads_what_the_project_read(sample: Project, counted: recount.Project) -> None:
    """Before they are held against each other: neither is empty, and they are about the same things."""
    assert [doc.id for doc in counted.docs] == list(sample.documents["document"])
    assert len(counted.rows) == len(sample.codings) > 2000
    assert {row.coder for row in counted.rows} == {"interviewer", "tweede"}
    assert sum(1 for row in counted.rows if row.low is not None) == sample.codings["value"].notna().sum() > 20
    assert sum(1 for row in counted.rows if row.low != row.high) == sample.codings["value_high"].notna().sum() > 0
    assert len(counted.tree.since_version) == 2
    assert [len(question.codes) for question in counted.guide] == [0, 2, 1, 0, 0]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_by_case_round_and_role(sample, counted, measure):
    for columns in ("case", "round", "role"):
        assert hold(sample, counted, measure=measure, columns=columns) > 5
    if measure in ("interviews", "quotations", "mean"):
        assert hold(sample, counted, measure=measure, columns="case,round") > 5
    assert hold(sample, counted, measure=measure, rows="role", columns="round") > 5
    if measure != "mean":  # no grade carries a specification
        assert hold(sample, counted, measure=measure, rows="specification", columns="round") > 5


@pytest.mark.parametrize("layer", LAYERS[1:])
def test_every_layer(sample, counted, layer):
    for measure in ("codings", "quotations", "interviews", "words", "mean"):
        if (layer, measure) != ("intersection", "mean"):
            assert hold(sample, counted, measure=measure, layer=layer, columns="round") > 0
    assert hold(sample, counted, rows="role", layer=layer) > 5
    assert hold(sample, counted, rows="specification", layer=layer, columns="round") > 5


@pytest.mark.parametrize(
    "where",
    [
        {"round": [3, 4]},
        {"case": ["Kampen"]},
        {"round": [2, 4], "role": ["praktijkondersteuner", "sportvereniging"]},
        {"kind": ["minutes", "mail"]},
    ],
    ids=["rounds", "a case", "rounds and roles", "no interviews"],
)
def test_every_filter(sample, counted, where):
    for measure, columns in (("interviews", "case"), ("words", "round"), ("persons", "role"), ("mean", "case")):
        hold(sample, counted, measure=measure, columns=columns, where=where)
    for rows in ROWS[1:]:
        hold(sample, counted, measure="quotations", rows=rows, columns="round", where=where)
    assert hold(sample, counted, measure="codings", columns="document", where=where) > 0


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_every_level(sample, counted, level):
    for measure in ("interviews", "words", "mean"):
        assert hold(sample, counted, measure=measure, columns="round", level=level) > 5
    hold(sample, counted, level=level, columns="role", layer="union", where={"round": [4]})


@pytest.mark.parametrize("share", ["row", "column", "total"])
@pytest.mark.parametrize("normalise", [False, True])
def test_shares_and_normalised(sample, counted, share, normalise):
    for measure, rows in (("words", "code"), ("interviews", "specification"), ("codings", "role")):
        hold(sample, counted, measure=measure, rows=rows, columns="round", share=share, normalise=normalise)
    assert hold(sample, counted, measure="codings", normalise=True, where={"round": [1, 2]}) > 5


def test_n_of_m(sample, counted):
    for columns in ("case", "round", "role", "case,round"):
        assert hold(sample, counted, share="interviews", columns=columns) > 5
    for layer in LAYERS[1:]:
        hold(sample, counted, share="interviews", layer=layer, level=3)
    for rows in ROWS[1:]:
        hold(sample, counted, share="interviews", rows=rows, columns="round", where={"round": [3, 4]})


def test_documents_side_by_side(sample, counted):
    for measure in ("codings", "words", "mean"):
        assert hold(sample, counted, measure=measure, columns="document", level=2, where={"case": ["Kampen"]}) > 0


# --- Small projects at random --------------------------------------------------------------------------------

LETTERS = "abé7 \n.–\u00a0e\u0301👍🏽👨\u200d👩"
GRADES = {
    "": (None, None),
    "7": (7, 7),
    "7,5 tot 8": (7.5, 8),
    "een voldoende": (None, None),
    "8 als het lukt": (None, None),
}
NAMES = ("Doen", "In/uit", "Éénmalig", "Overig")
SAID = ("", "taxi", " Taxi", "Koffie", "straße")
CODERS = ("anna", "bert", "carla", "consensus")


@dataclass
class Plan:
    """A project to be set up: what stands in its files, what people did, in order."""

    codes: list[dict[str, Any]]
    later: list[dict[str, Any]]  # top codes that came with the second version of the codebook
    docs: dict[str, dict[str, Any]]
    texts: dict[str, str]
    corrected: dict[str, str]
    guide: list[dict[str, Any]]
    codings: list[tuple[str, int, int, recount.Path, str, str, str, str]]
    more: list[tuple[str, int, int, recount.Path, str, str, str, str]] = field(default_factory=list)
    done: list[tuple[str, str]] = field(default_factory=list)
    done_later: list[tuple[str, str]] = field(default_factory=list)


@st.composite
def some_codes(draw: st.DrawFn, names: Sequence[str] = NAMES, depth: int = 3) -> list[dict[str, Any]]:
    """A tree of at most three levels; some codes take specifications or grades, or do not apply everywhere."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=depth == 3, max_size=2, unique=True))
    codes = []
    for name in chosen:
        code: dict[str, Any] = {"name": name}
        code.update(
            draw(st.sampled_from([{}, {}, {"specify": True}, {"specify": {"values": ["Taxi", "Bus"], "free": True}}]))
        )
        code.update(draw(st.sampled_from([{}, {}, {"grade": True}])))
        code.update(
            draw(st.sampled_from([{}, {}, {"applies": {"place": ["Oost"]}}, {"applies": {"role": ["POH", "coach"]}}]))
        )
        if depth > 1:
            code["codes"] = draw(some_codes(depth=depth - 1))
        codes.append(code)
    return codes


@st.composite
def some_docs(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Interviews, a few of two speakers, and other kinds; any attribute may be missing, save in the first."""
    names = [f"d{number}{letter}" for number in range(1, 4) for letter in draw(st.sampled_from(["", "", "ab"])) or [""]]
    docs = {}
    for name in names[: draw(st.integers(1, len(names)))]:
        none = [None] if docs else []
        front = {
            "place": draw(st.sampled_from(["Kampen", "Oost", *none])),
            "round": draw(st.sampled_from([1, 2, 10, *none])),
            "role": draw(st.sampled_from(["POH", "coach", *none])),
            "persons": draw(st.sampled_from([["Jo"], ["Jo", "Bo"], None])),
            "kind": draw(st.sampled_from(["interview"] * 4 + ["minutes"])),
            "interview": draw(st.sampled_from([None] * 4 + ["together"])),
        }
        docs[name] = {key: value for key, value in front.items() if value is not None}
    return docs


@st.composite
def some_codings(
    draw: st.DrawFn, texts: Mapping[str, str], codes: Mapping[recount.Path, Mapping[str, Any]], most: int
) -> list[tuple[str, int, int, recount.Path, str, str, str, str]]:
    """Codings that overlap, nest and fall on the same words, by several coders, some of them drafts."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        document = draw(st.sampled_from(sorted(texts)))
        size = len(texts[document])
        start = draw(st.integers(0, min(size - 1, 12)))
        end = draw(st.sampled_from([start + 1, min(size, start + 5), size]))
        code = draw(st.sampled_from(sorted(codes)))
        value = draw(st.sampled_from(sorted(GRADES)[1:])) if "grade" in codes[code] else ""
        said = draw(st.sampled_from(SAID)) if "specify" in codes[code] else ""
        coder = draw(st.sampled_from(CODERS))
        status = draw(st.sampled_from(["final", "final", "final", "draft"]))
        found.append((document, start, end, code, coder, status, value, said))
    unique = {(*row[:5], row[6], recount.fold(row[7])): row for row in found}
    return list(unique.values())


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    codes = draw(some_codes())
    later = [{"name": "Nieuw", "codes": [{"name": "Doen"}]}] if draw(st.booleans()) else []
    docs = draw(some_docs())
    text = st.text(LETTERS, max_size=20).map(lambda each: f"{each}x")
    texts = {name: draw(text) for name in docs}
    corrected = {
        name: draw(st.sampled_from(["heel iets anders 123", f"👍 {texts[name]}", f"{texts[name]}\n{texts[name]}"]))
        for name in draw(st.sets(st.sampled_from(sorted(docs)), max_size=2))
    }
    first, every = dict(walk(codes, ())), dict(walk([*codes, *later], ()))
    codings = draw(some_codings(texts, first, 12))
    more = draw(some_codings({**texts, **corrected}, every, 4))
    marks = st.lists(
        st.tuples(st.sampled_from(sorted(docs)), st.sampled_from(("anna", *CODERS))), max_size=6, unique=True
    )
    question = st.fixed_dictionaries(
        {"codes": st.lists(st.sampled_from(sorted(every)), max_size=2, unique=True)},
        optional={
            "rounds": st.lists(st.sampled_from([1, 2]), min_size=1, unique=True),
            "roles": st.just(["POH"]),
            "except_roles": st.just(["coach"]),
        },
    )
    guide = [{"id": f"q{number}", **each} for number, each in enumerate(draw(st.lists(question, max_size=2)))]
    return Plan(codes, later, docs, texts, corrected, guide, codings, more, draw(marks), draw(marks))


def set_up(plan: Plan, make: Callable[..., Project]) -> tuple[Project, recount.Project]:
    """Do what the plan says to a real project, and tell the recount the same."""
    guide = [
        {**each, "codes": ["/".join(n.replace("/", "\\/") for n in path) for path in each["codes"]]}
        for each in plan.guide
    ]
    said = {
        "title": "Random", "case": "place", "cases": {"K": "Kampen", "O": "Oost"}, "guide": guide,
        "coders": [{"name": "bert"}, {"name": "anna", "role": "second"}],
    }  # fmt: skip
    files = {name: f"---\n{yaml.safe_dump(front)}---\n{plan.texts[name]}" for name, front in plan.docs.items()}
    project = make(files, yaml.safe_dump({"codes": plan.codes}), yaml.safe_dump(said))
    take_in(project, plan.codings)
    marks: dict[tuple[str, str], int] = {}
    finish(project, plan.done, 1, marks)
    if plan.later:
        book = project.root / "second.yaml"
        book.write_text(yaml.safe_dump({"codes": [*plan.codes, *plan.later]}), encoding="utf-8")
        project.import_codebook(book)
    for name, text in plan.corrected.items():
        file = project.root / "transcripts" / f"{name}.md"
        file.write_bytes(files[name].replace(f"---\n{plan.texts[name]}", f"---\n{text}").encode())
    project.import_documents()
    take_in(project, plan.more)
    finish(project, plan.done_later, 2 if plan.later else 1, marks)
    return project, as_counted(project, plan, marks)


def take_in(project: Project, codings: Sequence[tuple[str, int, int, recount.Path, str, str, str, str]]) -> None:
    file = project.root / "codings.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["document", "start", "end", "code", "coder", "status", "value", "specification"])
        for document, start, end, code, *rest in codings:
            writer.writerow([document, start, end, "/".join(name.replace("/", "\\/") for name in code), *rest])
    report = project.import_codings(file)
    assert report.errors == []


def finish(project: Project, marks: Sequence[tuple[str, str]], version: int, known: dict[tuple[str, str], int]) -> None:
    """Those who coded nothing so far and are not listed cannot finish anything."""
    for document, coder in marks:
        if coder in ("anna", "bert", *project.corpus().coders):
            project.done(document, coder=coder)
            known[(document, coder)] = version  # marking it again means that it was read again


def as_counted(project: Project, plan: Plan, marks: Mapping[tuple[str, str], int]) -> recount.Project:
    """The same for the recount. Where quotations stand after a correction is what the project says (that it says so
    rightly is held elsewhere); the rest is what the plan says."""
    every = dict(walk([*plan.codes, *plan.later], ()))
    texts = project.texts()
    docs = [
        Doc(
            name, texts[name], front.get("place"), front["kind"],
            front.get("interview") or name.rstrip("ab"), front, tuple(front.get("persons", ())),
        )
        for name, front in plan.docs.items()
    ]  # fmt: skip
    rows = []
    for each in project.codings.to_dict("records"):
        code = tuple(each[level] for level in ("level_1", "level_2", "level_3") if each.get(level))
        low, high = GRADES[next((text for text in GRADES if text and text_of(text) == each["grade"]), "")]
        rows.append(
            Row(
                each["document"], each["start"], each["end"], code, each["coder"], each["status"], low, high,
                each["specification"] or None, each["anchor"] == "orphaned",
            )
        )  # fmt: skip
    appeared = [
        coder for coder in dict.fromkeys(row.coder for row in rows) if coder not in ("bert", "anna", "consensus")
    ]
    fixed = {path: code["specify"]["values"] for path, code in every.items() if isinstance(code.get("specify"), dict)}
    applies = {path: code["applies"] for path, code in every.items() if "applies" in code}
    since = {path: 2 for path in every if path[0] == "Nieuw"} if plan.later else {}
    questions = [
        Question(each["id"], each["codes"], *(each.get(key, ()) for key in ("rounds", "roles", "except_roles")))
        for each in plan.guide
    ]
    done = [Done(document, coder, version) for (document, coder), version in marks.items()]
    tree = Tree(list(every), applies, since, fixed)
    return recount.Project(docs, rows, tree, ["Kampen", "Oost"], ["bert", "anna", *appeared], questions, done)


def text_of(grade_: str) -> str:
    """How the project writes a grade that was given so."""
    return {"7,5 tot 8": "7.5-8"}.get(grade_, grade_)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """Any matrix that may be asked for."""
    measure = draw(st.sampled_from(MEASURES))
    request: dict[str, Any] = {"measure": measure, "rows": draw(st.sampled_from(("code", "code", *ROWS, "case")))}
    request["columns"] = draw(st.sampled_from(["case", "round", "role", "kind", "document", "interview", "case,round"]))
    request["layer"] = draw(st.sampled_from(["final", "final", "union", "intersection", "anna", "bert"]))
    if (measure, request["layer"]) == ("mean", "intersection"):
        request["layer"] = "union"
    if request["rows"] == "code":
        request["level"] = draw(st.sampled_from([None, None, 1, 2, 3]))
    if measure != "mean":
        request["share"] = draw(st.sampled_from([None, None, "row", "column", "total"]))
        request["normalise"] = measure != "presence" and draw(st.sampled_from([False, False, True]))
    if measure == "interviews" and draw(st.booleans()):
        request.update(share="interviews", normalise=False)
    return request


@st.composite
def filters(draw: st.DrawFn, plan: Plan) -> dict[str, list[object]]:
    """Values that some document has; those of one attribute mean or, of two attributes and."""
    where = {}
    for name in draw(st.lists(st.sampled_from(["place", "round", "role", "kind"]), max_size=2, unique=True)):
        said = list(dict.fromkeys(front[name] for front in plan.docs.values() if name in front))
        if said:
            where[name] = draw(st.lists(st.sampled_from(said), min_size=1, max_size=2, unique=True))
    return where


@settings(max_examples=30)
@given(st.data())
def test_any_small_project(project, data):
    """Nested codes, overlapping and double spans, drafts, orphans, two speakers, codes that came later: all of it."""
    plan = data.draw(plans())
    one, counted = set_up(plan, project)
    with one:
        event(f"orphans: {any(row.orphan for row in counted.rows)}")
        for _ in range(6):
            request = data.draw(requests())
            where = data.draw(filters(plan)) or None
            hold(one, counted, **request, where=where)


# --- What the recount does not do ----------------------------------------------------------------------------

BOOK = """
codes:
  - name: Doen
    codes: [{name: Taxi}, {name: Koffie, since: 2021-03-15}]
  - {name: Geld, grade: true}
"""
SETTINGS = "{title: T, case: place, cases: {K: Kampen, O: Oost}, coders: [anna, bert]}"


def text(place: str, **front: object) -> str:
    return f"---\n{yaml.safe_dump({'place': place, **front})}---\neen twee drie vier"


def test_compress_hides_and_changes_no_number(project):
    """Of Kampen one interview says taxi, of Oost none; both are finished. Hiding Oost leaves the total at 1 of 2."""
    one = project({"k1": text("Kampen"), "o1": text("Oost")}, BOOK, SETTINGS)
    one.code("k1", quote="twee", code="Taxi", coder="anna")
    one.done(["k1", "o1"], coder="anna")
    whole = one.matrix(totals=True, share="interviews")
    small = one.matrix(totals=True, share="interviews", compress=True)
    assert [names[0] or names[1] for names in small.frame.index] == ["Doen", "Doen", "Total"]
    assert list(small.frame.columns) == ["Kampen", "Total"]
    for shown, frame in ((small.frame, whole.frame), (small.m, whole.m), (small.reasons, whole.reasons)):
        assert shown.equals(frame.loc[shown.index, shown.columns])
    assert small.frame.loc[("Doen", "Taxi"), "Total"] == 1 / 2


def test_compress_asks_the_measure_whether_a_row_is_empty(project):
    """A dash is one character and no word; minutes are a document and no interview."""
    minutes = text("Oost", kind="minutes").replace("vier", "– vier")
    one = project({"k1": text("Kampen"), "o1": minutes}, BOOK, SETTINGS)
    one.code("o1", quote="–", code="Taxi", coder="anna")
    shape = {measure: one.matrix(measure=measure, compress=True).frame.shape for measure in MEASURES}
    assert shape == {
        "codings": (2, 1), "quotations": (2, 1), "documents": (2, 1), "persons": (2, 1), "characters": (2, 1),
        "presence": (2, 1), "words": (0, 0), "interviews": (0, 0), "mean": (0, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "reason"), [("2021-03-14", "code did not exist yet"), ("2021-03-15", "not in the summary")]
)
def test_a_code_exists_from_its_day_on(project, day, reason):
    one = project({"k1": text("Kampen")}, BOOK, SETTINGS)
    (one.root / "c.csv").write_text(f"document,quote,code,coder,created\nk1,twee,Taxi,anna,{day}T10:00:00Z\n")
    one.import_codings(one.root / "c.csv", done=True)
    reasons = one.matrix().reasons
    assert (reasons.loc[("Doen", "Koffie"), "Kampen"], reasons.loc[("Doen", "Taxi"), "Kampen"]) == (reason, "")


@pytest.mark.parametrize("coders", [("anna", "bert"), ("bert", "anna")])
def test_in_the_union_one_who_had_the_code_is_enough(project, coders):
    """One finished before the code existed and the other after: it was there to be given, whoever came first."""
    one = project({"k1": text("Kampen")}, BOOK, SETTINGS)
    for coder, day in zip(coders, ("2021-01-01", "2021-06-01"), strict=True):
        (one.root / "c.csv").write_text(f"document,quote,code,coder,created\nk1,twee,Taxi,{coder},{day}T10:00:00Z\n")
        one.import_codings(one.root / "c.csv", done=True)
    said = {
        layer: one.matrix(layer=layer).reasons.loc[("Doen", "Koffie"), "Kampen"] for layer in ("union", "intersection")
    }
    assert said == {"union": "not in the summary", "intersection": "code did not exist yet"}


def test_an_attribute_that_is_a_list_puts_a_document_in_each_column(project):
    """Jo and Bo spoke together, Bo also alone; the total counts each document once."""
    one = project({"k1": text("Kampen", persons=["Jo", "Bo"]), "k2": text("Kampen", persons="Bo")}, BOOK, SETTINGS)
    for name in ("k1", "k2"):
        one.code(name, quote="twee", code="Taxi", coder="anna")
    frame = one.matrix(columns="persons", measure="documents", totals=True).frame
    assert frame.loc[("Doen", "Taxi")].to_dict() == {"Jo": 1, "Bo": 2, "Total": 2}
    assert one.matrix(columns="case", measure="persons").frame.loc[("Doen", "Taxi"), "Kampen"] == 2


def test_yes_and_no_are_columns_as_they_come(project):
    """Truth values are no numbers: nothing to put in order."""
    one = project({"k1": text("Kampen", recorded=True), "k2": text("Kampen", recorded=False)}, BOOK, SETTINGS)
    assert list(one.matrix(columns="recorded").frame.columns) == [True, False]


def test_only_interviews_count_in_n_of_m(project):
    """The minutes of a conversation say taxi, its interview is not finished: 0 of 0, though both are called g1."""
    minutes = text("Kampen", kind="minutes", interview="g1")
    one = project({"g1": text("Kampen"), "g1-minutes": minutes}, BOOK, SETTINGS)
    one.code("g1-minutes", quote="twee", code="Taxi", coder="anna")
    one.done("g1-minutes", coder="anna")
    matrix = one.matrix(measure="documents")
    cell = (("Doen", "Taxi"), "Kampen")
    assert (matrix.frame.loc[cell], matrix.n.loc[cell], matrix.m.loc[cell]) == (1, 0, 0)


def test_an_interview_of_two_speakers_is_finished_when_both_are(project):
    """Of g1 only a is finished, of g2 a and b: one interview counts in m, though three documents are finished."""
    one = project({name: text("Kampen") for name in ("g1a", "g1b", "g2a", "g2b")}, BOOK, SETTINGS)
    one.done(["g1a", "g2a", "g2b"], coder="anna")
    matrix = one.matrix(columns="interview")
    assert matrix.m.loc[("Doen", "Taxi")].to_dict() == {"g1": 0, "g2": 1}
    assert matrix.reasons.loc[("Doen", "Taxi")].to_dict() == {"g1": "not coded yet", "g2": "not in the summary"}


@pytest.mark.parametrize("letters", ["ab", "ba"])
def test_what_one_of_two_speakers_was_asked_was_asked(project, letters):
    """The policy officer is spared the taxi, the nurse is not: whichever of them has the letter a, it was asked."""
    nurse, officer = (f"g1{letter}" for letter in letters)
    texts = {
        nurse: text("Kampen", role="nurse"),
        officer: text("Kampen", role="officer"),
        "g2": text("Kampen", role="officer"),
    }
    guide = "guide: [{id: q, codes: [Taxi], except_roles: [officer]}]"
    one = project(texts, BOOK, SETTINGS.removesuffix("}") + f", {guide}}}")
    one.done(list(texts), coder="anna")
    matrix = one.matrix(columns="interview")
    assert matrix.m.loc[("Doen", "Taxi")].to_dict() == {"g1": 1, "g2": 0}
    assert matrix.reasons.loc[("Doen", "Taxi")].to_dict() == {"g1": "not in the summary", "g2": "not asked"}


@pytest.mark.parametrize(("bert_codes", "n", "m"), [(False, 0, 1), (True, 1, 1)])
def test_who_only_marks_it_done_gives_way_to_who_codes_it(project, bert_codes, n, m):
    """Anna found nothing in it. Where Bert did, his codings are the final ones."""
    one = project({"k1": text("Kampen")}, BOOK, SETTINGS)
    one.done("k1", coder="anna")
    if bert_codes:
        one.code("k1", quote="twee", code="Taxi", coder="bert")
    matrix = one.matrix(share="interviews")
    assert (matrix.n.loc[("Doen", "Taxi"), "Kampen"], matrix.m.loc[("Doen", "Taxi"), "Kampen"]) == (n, m)


def test_what_a_filter_leaves_out_is_not_said_to_be_absent(project):
    """Kampen speaks of the taxi, Oost of nothing: filtered on money, the taxi of Kampen is outside the filter only."""
    one = project({"k1": text("Kampen"), "o1": text("Oost")}, BOOK, SETTINGS)
    one.code("k1", quote="twee", code="Taxi", coder="anna")
    one.done(["k1", "o1"], coder="anna")
    one.code("k1", quote="vier", code="Koffie", coder="bert")
    for where in ({"code": "Geld"}, {"coder": "bert"}, {"specification": "x"}):
        reasons = one.matrix(where=where, totals=True).reasons
        assert reasons.loc[("Doen", "Taxi"), "Kampen"] == "outside the filter", where
        assert reasons.loc[("Doen", "Taxi"), "Oost"] == "not in the summary", where
        assert reasons.loc[("Geld", ""), "Kampen"] == "not in the summary", where
    assert one.matrix(where={"code": "Geld"}, compress=True).reasons.size == 0


def test_a_filter_leaves_out_of_specifications_too(project):
    """What Anna specified stands a level deeper than what Bert did; the reasons of a row are about that row."""
    book = "codes: [{name: Doen, codes: [{name: Taxi, specify: true}]}, {name: Geld, specify: true}]"
    one = project({"k1": text("Kampen"), "o1": text("Oost")}, book, SETTINGS)
    one.code("k1", quote="twee", code="Taxi", coder="anna", specification="naar huis")
    one.code("o1", quote="twee", code="Geld", coder="anna", specification="Subsidie")
    one.code("k1", quote="vier", code="Geld", coder="bert", specification="subsidie")
    found = one.matrix("specification", layer="union", where={"coder": "bert"}, totals=True)
    assert found.frame.index.tolist() == [("Geld", "subsidie"), ("Total", "")]
    assert set(found.reasons["Oost"]) == {"outside the filter"}
    nothing = one.matrix("specification", layer="anna", where={"coder": "bert"}, totals=True)
    assert nothing.reasons.to_numpy().tolist() == [["outside the filter"] * 3]


@pytest.mark.parametrize("reason", list(Reason))
def test_the_reasons_in_dutch(reason):
    """In the order in which they are given, in the words of the recount."""
    said = [recount.NO_INTERVIEW, recount.NOT_APPLICABLE, *recount.IN_ORDER, "buiten het filter"]
    assert reason_text(reason, language("nl")) == said[reason]


def test_the_rule_of_a_mean_says_where_two_kinds_of_grade_come_together(project):
    """One kind of grade has a mean that answers its question; what stands above two of them has not."""
    one = project({"k1": text("Kampen")}, BOOK, SETTINGS)
    more = BOOK.replace("  - {name: Geld, grade: true}", "  - {name: Geld, grade: true}\n  - {name: Tijd, grade: true}")
    two = project({"k1": text("Kampen")}, more, SETTINGS)
    said = "above several kinds of grade a parent takes them together"
    assert said not in one.matrix(measure="mean").rule
    assert said in two.matrix(measure="mean").rule
    assert said not in two.matrix(measure="mean", rows="case", columns="place").rule


def test_a_mean_is_not_shown_for_fewer_than_three(project):
    """7 and 7,5 tot 8, then 6: (7 + 7.75 + 6) / 3. A condition and words are no numbers."""
    one = project({f"k{n}": text("Kampen") for n in range(1, 6)}, BOOK, SETTINGS)
    for name, value in (("k1", "7"), ("k2", "7,5 tot 8"), ("k3", "een voldoende"), ("k4", "8 als het lukt")):
        one.code(name, quote="twee", code="Geld", coder="anna", value=value)
    matrix = one.matrix(measure="mean")
    cell = (("Geld", ""), "Kampen")
    assert math.isnan(matrix.frame.loc[cell])
    assert (matrix.grades.loc[cell], matrix.reasons.loc[cell]) == (2, "")
    one.code("k5", quote="twee", code="Geld", coder="anna", value=6)
    assert one.matrix(measure="mean").frame.loc[cell] == pytest.approx(20.75 / 3)


def test_what_stands_behind_a_cell(sample, counted):
    """For every cell of codes × cases: exactly the codings counted, in the order of the text."""
    matrix = sample.matrix(measure="codings", totals=True)
    chosen = recount.layer_rows(counted, "final")
    for path, codes in recount.code_rows(counted.tree):
        for case in counted.cases:
            behind = matrix.quotations(path, case)
            docs = {doc.id for doc in counted.docs if doc.case == case}
            rows = [row for row in chosen if row.code in codes and row.document in docs]
            said = sorted((row.document, row.start, row.end, "/".join(row.code)) for row in rows)
            found = [tuple(row) for row in behind[["document", "start", "end", "code"]].itertuples(index=False)]
            assert sorted(found) == said
            assert found == sorted(found, key=lambda each: (natural(each[0]), each[1]))


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"measure": "word"}, "Did you mean words"),
        ({"share": "colum"}, "Did you mean column"),
        ({"rows": "rol"}, "Did you mean role"),
        ({"columns": "ronde"}, "Allowed: case"),
        ({"layer": "interviewr"}, "Did you mean interviewer"),
        ({"where": {"role": "praktijkondersteuner "}, "measure": "x"}, "The measure cannot be 'x'"),
        ({"where": {"role": "praktijkondersteunster"}}, "The filter role .* Did you mean praktijkondersteuner"),
        ({"where": {"rnd": 1}}, "Did you mean round"),
        ({"measure": "mean", "share": "row"}, "A mean has no share"),
        ({"measure": "words", "share": "interviews"}, "goes with the measure interviews"),
        ({"measure": "mean", "normalise": True}, "cannot be normalised"),
        ({"level": 0}, "The level cannot be '?0"),
        ({"rows": "role", "level": 2}, "A level belongs to rows of codes"),
    ],
)
def test_a_matrix_that_makes_no_sense(sample, request_, said):
    with pytest.raises(QualcodeError, match=said):
        sample.matrix(**request_)
