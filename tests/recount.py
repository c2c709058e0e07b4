"""Count a coded project a second time, slowly and obviously, to hold the counting engine to its rules.

Everything here is plain loops over plain values, and nothing is shared with the engine. Each docstring
says the rule its function follows. Positions are half-open pairs of code-point offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

Path = tuple[str, ...]
Key = tuple[object, ...]
Number = float | int | None
Values = dict[tuple[Key, str], Number]

CONSENSUS = "consensus"
INTERVIEW = "interview"
MISSING = "(geen)"
CROSS = " · "
TOTAL = "TOTAL"
TOTAL_KEY: Key = (TOTAL,)
LEAST_GRADES = 3

NO_INTERVIEW = "geen interview"
NOT_APPLICABLE = "niet van toepassing"
ABSENT = "niet in de samenvatting"
NOT_CODED = "nog niet gecodeerd"
NO_CODE_YET = "code bestond nog niet"
GUIDE_UNKNOWN = "vragenlijst onbekend"
NOT_ASKED = "niet gevraagd"
IN_ORDER = (ABSENT, NOT_CODED, NO_CODE_YET, GUIDE_UNKNOWN, NOT_ASKED)


# --- What is counted -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doc:
    """One document. `case` is the case's name, `interview` is already resolved (a and b are one)."""

    id: str
    text: str
    case: str | None
    kind: str
    interview: str
    attributes: Mapping[str, object]
    persons: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One coding. `low` and `high` are set only where the grade may enter a mean. `id` matters to reviews only."""

    document: str
    start: int
    end: int
    code: Path
    coder: str
    status: str = "final"
    low: float | None = None
    high: float | None = None
    specification: str | None = None
    orphan: bool = False
    id: str = ""


@dataclass(frozen=True)
class Review:
    """Somebody goes through the codings that somebody else gave a document."""

    document: str
    reviewer: str
    author: str


@dataclass(frozen=True)
class Verdict:
    """What the reviewer said of a coding: agreed, changed (to another coding), removed, or added (it was missing)."""

    review: Review
    coding: str
    verdict: str
    replacement: str = ""


@dataclass(frozen=True)
class Tree:
    """All code paths, depth first; where a code applies; the codebook version it came with (else always); the
    specifications it fixes."""

    paths: Sequence[Path]
    applies: Mapping[Path, Mapping[str, Sequence[object]]] = field(default_factory=dict)
    since_version: Mapping[Path, int] = field(default_factory=dict)
    fixed: Mapping[Path, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question of the guide. A code means its subtree; an empty list of rounds or roles means all."""

    id: str
    codes: Sequence[Path]
    rounds: Sequence[object] = ()
    roles: Sequence[object] = ()
    except_roles: Sequence[object] = ()


@dataclass(frozen=True)
class Done:
    """A document finished by a coder, under that version of the codebook."""

    document: str
    coder: str
    version: int


@dataclass(frozen=True)
class Project:
    """Documents, cases and coders in the project's order; verdicts oldest first."""

    docs: Sequence[Doc]
    rows: Sequence[Row]
    tree: Tree
    cases: Sequence[str]
    coders: Sequence[str]
    guide: Sequence[Question] = ()
    done: Sequence[Done] = ()
    reviews: Sequence[Review] = ()
    verdicts: Sequence[Verdict] = ()


# --- Layers ----------------------------------------------------------------------------------------------


def counts(row: Row) -> bool:
    """Drafts count nowhere, and orphans count nowhere."""
    return row.status == "final" and not row.orphan


def marked_done(project: Project, coder: str, document: str) -> bool:
    """Whether this coder marked the document finished; of one who only reviews it, that says that the review is."""
    if is_reviewer(project, coder, document) and not has_codings(project, coder, document):
        return False
    return any(done.coder == coder and done.document == document for done in project.done)


def is_reviewer(project: Project, coder: str, document: str) -> bool:
    """Whether this coder goes through the codings of another in this document."""
    return any(review.reviewer == coder and review.document == document for review in project.reviews)


def was_laid_in_a_review(project: Project, row: Row) -> bool:
    """A coding that replaces one in a review, or was added in one; also where a later verdict set that aside."""
    for verdict in project.verdicts:
        if verdict.replacement and verdict.replacement == row.id:
            return True
        if verdict.verdict == "added" and verdict.coding == row.id:
            return True
    return False


def latest_verdict(project: Project, coding: str) -> Verdict | None:
    """The verdict that counts of a coding, whoever gave it."""
    latest = None
    for verdict in project.verdicts:
        if verdict.coding == coding:
            latest = verdict
    return latest


def has_codings(project: Project, coder: str, document: str) -> bool:
    """A coder has final rows in a document, orphans included; what was laid in a review does not make one its coder."""
    for row in project.rows:
        own = row.document == document and row.coder == coder and row.status == "final"
        if own and not was_laid_in_a_review(project, row):
            return True
    return False


def has_coded(project: Project, coder: str, document: str) -> bool:
    """A coder coded a document who has final rows in it, orphans included, or marked it done."""
    return marked_done(project, coder, document) or has_codings(project, coder, document)


def who_coded(project: Project, document: str) -> list[str]:
    """All who coded this document, in the project's order; the consensus is an outcome and nobody's coding."""
    return [coder for coder in project.coders if coder != CONSENSUS and has_coded(project, coder, document)]


def chosen_coder(project: Project, document: str) -> str | None:
    """Final: the consensus where there is one (which may be that nothing is coded), else the first in the list who
    coded the document; where nobody has codings in it, the first who marked it done."""
    if has_coded(project, CONSENSUS, document):
        return CONSENSUS
    coders = [coder for coder in project.coders if coder != CONSENSUS]
    for counts_as in (has_codings, marked_done):
        for coder in coders:
            if counts_as(project, coder, document):
                return coder
    return None


def layer_rows(project: Project, layer: str) -> list[Row]:
    """The rows one layer counts: a coder's name, `union`, `intersection` or `final`."""
    if layer == "final":
        return final_rows(project)
    if layer == "intersection":
        return intersection_rows(project)
    if layer == "union":
        return [row for row in project.rows if counts(row) and row.coder != CONSENSUS]
    return [row for row in project.rows if counts(row) and row.coder == layer]


def final_rows(project: Project) -> list[Row]:
    """Per document the codings of the one coder who is chosen for it, as reviewed."""
    chosen = {doc.id: chosen_coder(project, doc.id) for doc in project.docs}
    return [row for row in project.rows if counts(row) and stands(project, row, chosen.get(row.document))]


def stands(project: Project, row: Row, chosen: str | None) -> bool:
    """A coding of the chosen coder stands unless the latest verdict removed or changed it; what was laid in a review
    stands where that verdict is the latest of its coding, and the review was of the chosen coder's work."""
    if was_laid_in_a_review(project, row):
        for verdict in project.verdicts:
            is_its = row.id == (verdict.coding if verdict.verdict == "added" else verdict.replacement)
            if is_its and verdict is latest_verdict(project, verdict.coding) and verdict.review.author == chosen:
                return True
        return False
    verdict = latest_verdict(project, row.id)
    return row.coder == chosen and (verdict is None or verdict.verdict == "agreed")


def intersection_rows(project: Project) -> list[Row]:
    """Per document and code a made-up row for each run of characters all who coded it gave that code."""
    found = []
    for doc in project.docs:
        coders = who_coded(project, doc.id)
        if len(coders) < 2:
            continue
        for code in codes_in(project.rows, doc.id):
            shared = shared_characters(project, doc.id, code, coders)
            for start, end in runs(shared):
                said = shared_specification(project, Row(doc.id, start, end, code, "intersection"), coders)
                found.append(Row(doc.id, start, end, code, "intersection", specification=said))
    return found


def shared_specification(project: Project, shared: Row, coders: Sequence[str]) -> str | None:
    """What all codings that share these characters specify; nothing where they differ."""
    said = set()
    for row in independent_rows(project):
        same = row.document == shared.document and row.code == shared.code and row.coder in coders
        if same and row.start < shared.end and shared.start < row.end:
            said.add(fold(row.specification))
    return said.pop() if len(said) == 1 else None


def codes_in(rows: Iterable[Row], document: str) -> list[Path]:
    """The codes given in a document, in order of appearance."""
    codes: list[Path] = []
    for row in rows:
        if row.document == document and row.code not in codes:
            codes.append(row.code)
    return codes


def independent_rows(project: Project) -> list[Row]:
    """The rows that count, without those that were laid in a review."""
    return [row for row in project.rows if counts(row) and not was_laid_in_a_review(project, row)]


def shared_characters(project: Project, document: str, code: Path, coders: Sequence[str]) -> set[int]:
    """The characters to which every one of the coders gave this very code."""
    per_coder = []
    for coder in coders:
        own = [row for row in independent_rows(project) if row.coder == coder and row.code == code]
        per_coder.append(covered(own, document))
    return set.intersection(*per_coder)


def covered(rows: Iterable[Row], document: str) -> set[int]:
    """The union of the spans in one document, as a set of character positions."""
    positions: set[int] = set()
    for row in rows:
        if row.document == document:
            positions.update(range(row.start, row.end))
    return positions


def runs(positions: set[int]) -> list[tuple[int, int]]:
    """Maximal runs of neighbouring positions, as half-open pairs."""
    found: list[tuple[int, int]] = []
    for position in sorted(positions):
        if found and found[-1][1] == position:
            found[-1] = (found[-1][0], position + 1)
        else:
            found.append((position, position + 1))
    return found


# --- Documents: the filter and the columns ---------------------------------------------------------------


def value_of(doc: Doc, attribute: str) -> object:
    """What a document says of an attribute; None where it says nothing."""
    own: dict[str, object] = {
        "case": doc.case,
        "document": doc.id,
        "kind": doc.kind,
        INTERVIEW: doc.interview,
    }
    value = own[attribute] if attribute in own else doc.attributes.get(attribute)
    return None if value == "" else value


def selected_docs(project: Project, where: Mapping[str, Sequence[object]] | None) -> list[Doc]:
    """The filter on attributes: or within one attribute, and between attributes."""
    selected = []
    for doc in project.docs:
        if all(value_of(doc, attribute) in allowed for attribute, allowed in (where or {}).items()):
            selected.append(doc)
    return selected


def column_docs(project: Project, docs: Sequence[Doc], columns: str) -> dict[str, list[Doc]]:
    """The columns in their order, each with its documents; `a,b` crosses attributes in a full product."""
    parts = [single_columns(project, docs, name.strip()) for name in columns.split(",")]
    crossed: dict[str, list[Doc]] = {}
    for combination in product(*[part.items() for part in parts]):
        name = CROSS.join(part_name for part_name, _ in combination)
        crossed[name] = in_all([part for _, part in combination])
    return crossed


def in_all(groups: Sequence[Sequence[Doc]]) -> list[Doc]:
    """The documents of the first group that are in every other group too."""
    shared = list(groups[0])
    for group in groups[1:]:
        ids = {doc.id for doc in group}
        shared = [doc for doc in shared if doc.id in ids]
    return shared


def single_columns(project: Project, docs: Sequence[Doc], attribute: str) -> dict[str, list[Doc]]:
    """One column per value; documents without one share a last column, which is there only for them."""
    columns: dict[str, list[Doc]] = {str(value): [] for value in ordered_values(project, docs, attribute)}
    without = []
    for doc in docs:
        value = value_of(doc, attribute)
        if value is None:
            without.append(doc)
        else:
            columns[str(value)].append(doc)
    if without:
        columns[MISSING] = without
    return columns


def ordered_values(project: Project, docs: Sequence[Doc], attribute: str) -> list[object]:
    """Cases: all, in the project's order. Else: numbers by size, other values by order of appearance."""
    values: list[object] = list(project.cases) if attribute == "case" else []
    for doc in docs:
        value = value_of(doc, attribute)
        if value is not None and value not in values:
            values.append(value)
    if attribute == "case":
        return values
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return [*sorted(numbers)] if len(numbers) == len(values) else values


# --- Measures --------------------------------------------------------------------------------------------


def cell(project: Project, rows_of_cell: Sequence[Row], docs_of_column: Sequence[Doc], measure: str) -> Number:
    """One number for the rows that lie in the documents of the column."""
    rows = rows_within(rows_of_cell, docs_of_column)
    docs = docs_with(rows, docs_of_column)
    if measure == "codings":
        return len(rows)
    if measure == "quotations":
        return len({(row.document, row.start, row.end) for row in rows})
    if measure == "interviews":
        return len({doc.interview for doc in docs if doc.kind == INTERVIEW})
    if measure == "documents":
        return len(docs)
    if measure == "persons":
        return len(persons(docs))
    if measure == "words":
        return sum(words_inside(doc.text, covered(rows, doc.id)) for doc in docs)
    if measure == "characters":
        return sum(len(covered(rows, doc.id)) for doc in docs)
    return presence_or_mean(rows, measure)


def presence_or_mean(rows: Sequence[Row], measure: str) -> Number:
    """The two measures that look at nothing but the rows."""
    if measure == "presence":
        return 1 if rows else 0
    if measure == "mean":
        return mean_grade(rows)
    raise ValueError(f"no such measure: {measure}")


def rows_within(rows: Iterable[Row], docs: Iterable[Doc]) -> list[Row]:
    """The rows that lie in one of these documents."""
    ids = {doc.id for doc in docs}
    return [row for row in rows if row.document in ids]


def docs_with(rows: Iterable[Row], docs: Iterable[Doc]) -> list[Doc]:
    """The documents that hold at least one of these rows."""
    ids = {row.document for row in rows}
    return [doc for doc in docs if doc.id in ids]


def persons(docs: Iterable[Doc]) -> set[tuple[str, str]]:
    """Distinct persons by pseudonym; a document that names none stands for one person of its own."""
    found: set[tuple[str, str]] = set()
    for doc in docs:
        for name in doc.persons:
            found.add(("person", name))
        if not doc.persons:
            found.add(("document", doc.id))
    return found


def words_inside(text: str, positions: set[int]) -> int:
    """A word counts once if any of its characters is inside the union of the spans."""
    return sum(1 for start, end in words(text) if not positions.isdisjoint(range(start, end)))


def words(text: str) -> list[tuple[int, int]]:
    """A word is a run of non-space characters that holds a letter or a digit."""
    solid = {place for place, character in enumerate(text) if not character.isspace()}
    found = []
    for start, end in runs(solid):
        if any(character.isalnum() for character in text[start:end]):
            found.append((start, end))
    return found


def mean_grade(rows: Iterable[Row]) -> float | None:
    """The mean of the grades, a range counting as its middle; never shown for fewer than three."""
    grades = []
    for row in rows:
        if row.low is not None:
            high = row.low if row.high is None else row.high
            grades.append((row.low + high) / 2)
    return sum(grades) / len(grades) if len(grades) >= LEAST_GRADES else None


# --- Rows of the matrix ----------------------------------------------------------------------------------


def subtree(tree: Tree, code: Path) -> set[Path]:
    """A code and everything below it."""
    return {path for path in tree.paths if path[: len(code)] == code}


def code_rows(tree: Tree, level: int | None = None) -> list[tuple[Path, set[Path]]]:
    """Each code with its subtree; a level folds deeper codes into that level and keeps shallower leaves."""
    found = []
    for path in tree.paths:
        below = subtree(tree, path)
        shallow_leaf = level is not None and len(path) < level and below == {path}
        if level is None or len(path) == level or shallow_leaf:
            found.append((path, below))
    return found


def fold(specification: str | None) -> str:
    """Specifications are told apart ignoring case and surrounding space."""
    return (specification or "").strip().casefold()


def specification_rows(tree: Tree, rows: Iterable[Row]) -> list[tuple[Path, str]]:
    """Specifications per code: codes in the order of the tree; those it fixes, then the others as they appear."""
    rows = list(rows)
    found: list[tuple[Path, str]] = []
    for path in tree.paths:
        found += [(path, fold(text)) for text in tree.fixed.get(path, ())]
        for row in rows:
            key = (path, fold(row.specification))
            if row.code == path and key[1] and key not in found:
                found.append(key)
    return found


@dataclass(frozen=True)
class Line:
    """One row of a matrix: the codings in it, its codes, the documents it covers."""

    key: Key
    rows: Sequence[Row]
    codes: set[Path]
    docs: Sequence[Doc]


def code_lines(project: Project, docs: Sequence[Doc], rows: Sequence[Row], level: int | None) -> list[Line]:
    """A parent's row is the union over its subtree, never the sum of its children."""
    lines = []
    for path, codes in code_rows(project.tree, level):
        lines.append(Line(path, [row for row in rows if row.code in codes], codes, docs))
    return lines


def specification_lines(project: Project, docs: Sequence[Doc], rows: Sequence[Row]) -> list[Line]:
    """One row per code and specification, keyed by the two."""
    lines = []
    for path, text in specification_rows(project.tree, rows):
        own = [row for row in rows if row.code == path and fold(row.specification) == text]
        lines.append(Line((path, text), own, {path}, docs))
    return lines


def attribute_lines(project: Project, docs: Sequence[Doc], rows: Sequence[Row], attribute: str) -> list[Line]:
    """One row per value of an attribute: whatever was coded in its documents, with any code."""
    every = set(project.tree.paths)
    lines = []
    for name, own in column_docs(project, docs, attribute).items():
        lines.append(Line((name,), rows_within(rows, own), every, own))
    return lines


def matrix_lines(
    project: Project, docs: Sequence[Doc], counted: Sequence[Row], *, rows: str, level: int | None
) -> list[Line]:
    """The rows of a matrix; a level is a rule about codes, so only rows of codes may have one."""
    if rows == "code":
        return code_lines(project, docs, counted, level)
    if level is not None:
        raise ValueError("level is for rows='code'")
    if rows == "specification":
        return specification_lines(project, docs, counted)
    return attribute_lines(project, docs, counted, rows)


def total_line(lines: Sequence[Line], docs: Sequence[Doc], counted: Sequence[Row]) -> Line:
    """The union over the rows of the matrix: each coding once, in however many rows it stands."""
    shown: set[Row] = set()
    codes: set[Path] = set()
    for line in lines:
        shown.update(line.rows)
        codes.update(line.codes)
    return Line(TOTAL_KEY, [row for row in counted if row in shown], codes, docs)


# --- The matrix ------------------------------------------------------------------------------------------


def matrix(
    project: Project,
    *,
    rows: str = "code",
    columns: str = "case",
    measure: str = "interviews",
    share: str | None = None,
    normalise: bool = False,
    totals: bool = False,
    level: int | None = None,
    where: Mapping[str, Sequence[object]] | None = None,
    layer: str = "final",
) -> Values:
    """Every cell by (row key, column name): filter, count, normalise, take shares, in that order."""
    refuse_nonsense(measure, share, normalise)
    docs = selected_docs(project, where)
    counted = rows_within(layer_rows(project, layer), docs)
    lines = matrix_lines(project, docs, counted, rows=rows, level=level)
    lines.append(total_line(lines, docs, counted))
    by_column = column_docs(project, docs, columns)
    by_column[TOTAL] = docs
    if share == "interviews":
        values = interview_shares(project, lines, by_column, layer)
    else:
        values = count_all(project, lines, by_column, measure)
        values = normalised(values) if normalise else values
        values = shares(values, share) if share else values
    return values if totals else without_totals(values)


def refuse_nonsense(measure: str, share: str | None, normalise: bool) -> None:
    """Means cannot be parts of a whole; a share is one of four."""
    if share not in (None, "row", "column", "total", "interviews"):
        raise ValueError(f"no such share: {share}")
    if measure == "mean" and (normalise or share in ("row", "column", "total")):
        raise ValueError("means have no shares and are not normalised")


def without_totals(values: Values) -> Values:
    """The cells alone."""
    return {(key, name): value for (key, name), value in values.items() if key != TOTAL_KEY and name != TOTAL}


def shared_docs(line: Line, docs: Sequence[Doc]) -> list[Doc]:
    """The documents of a column that the row covers."""
    return in_all([docs, line.docs])


def count_all(project: Project, lines: Sequence[Line], by_column: Mapping[str, Sequence[Doc]], measure: str) -> Values:
    """Row and column totals are counted like cells: as unions over what is selected, not as sums."""
    values: Values = {}
    for line in lines:
        for name, docs in by_column.items():
            values[line.key, name] = cell(project, line.rows, shared_docs(line, docs), measure)
    return values


def row_keys(values: Values) -> list[Key]:
    """The keys of the rows, the total row included, in order."""
    return list(dict.fromkeys(key for key, _ in values))


def column_names(values: Values) -> list[str]:
    """The names of the columns, without the total column, in order."""
    return list(dict.fromkeys(name for _, name in values if name != TOTAL))


def number(values: Values, key: Key, name: str) -> float:
    """A cell that must hold a number."""
    value = values[key, name]
    if value is None:
        raise ValueError(f"no number at {key}, {name}")
    return value


def normalised(values: Values) -> Values:
    """ATLAS.ti's: each column times (largest column total / own column total); row totals are then sums."""
    names = column_names(values)
    largest = max((number(values, TOTAL_KEY, name) for name in names), default=0)
    scaled: Values = {}
    for key in row_keys(values):
        for name in names:
            own = number(values, TOTAL_KEY, name)
            scaled[key, name] = number(values, key, name) * largest / own if own else 0.0
        scaled[key, TOTAL] = sum(number(scaled, key, name) for name in names)
    return scaled


def fraction(part: float, whole: float) -> float:
    """A share as a fraction from 0 to 1, unrounded; nothing of nothing is 0."""
    return part / whole if whole else 0.0


def shares(values: Values, share: str) -> Values:
    """Each cell, and each total, divided by the total of its row, of its column, or of everything."""
    found: Values = {}
    for key, name in values:
        whole = {"row": (key, TOTAL), "column": (TOTAL_KEY, name), "total": (TOTAL_KEY, TOTAL)}[share]
        found[key, name] = fraction(number(values, key, name), number(values, *whole))
    return found


def interview_shares(
    project: Project, lines: Sequence[Line], by_column: Mapping[str, Sequence[Doc]], layer: str
) -> Values:
    """n/m: n from the codings in the row, m from its codes, the guide and what is finished."""
    counted = layer_rows(project, layer)
    found: Values = {}
    for line in lines:
        for name, docs in by_column.items():
            both = shared_docs(line, docs)
            n = len(present_in(line.rows, None, both))
            m = len(reckoned_with(project, line.codes, both, layer, counted))
            found[line.key, name] = fraction(n, m)
    return found


# --- n of m, and why a cell is empty ---------------------------------------------------------------------


def interviews_of(docs: Iterable[Doc]) -> dict[str, list[Doc]]:
    """Each interview with its documents in the column; minutes, evaluations and mail are no interviews."""
    interviews: dict[str, list[Doc]] = {}
    for doc in docs:
        if doc.kind == INTERVIEW:
            interviews.setdefault(doc.interview, []).append(doc)
    return interviews


def n_of_m(project: Project, code_set: set[Path] | None, docs_of_column: Sequence[Doc], layer: str) -> tuple[int, int]:
    """In how many interviews the code is present, of how many in which it could have been."""
    counted = layer_rows(project, layer)
    n = len(present_in(counted, code_set, docs_of_column))
    m = len(reckoned_with(project, code_set, docs_of_column, layer, counted))
    return n, m


def present_in(rows: Iterable[Row], codes: set[Path] | None, docs: Sequence[Doc]) -> set[str]:
    """The interviews that hold a row with one of the codes."""
    wanted = [row for row in rows if codes is None or row.code in codes]
    return {doc.interview for doc in docs_with(wanted, docs) if doc.kind == INTERVIEW}


def reckoned_with(
    project: Project, codes: set[Path] | None, docs: Sequence[Doc], layer: str, counted: Iterable[Row]
) -> set[str]:
    """m: finished and not spared the code by the guide, plus those in which it is present all the same."""
    found = present_in(counted, codes, docs)
    for interview, own in interviews_of(docs).items():
        if finished(project, own, layer) and stance(project, codes, own) != "spared":
            found.add(interview)
    return found


def finished(project: Project, docs: Sequence[Doc], layer: str) -> bool:
    """An interview is finished when all its documents are, by the coder the layer counts for each."""
    return all(finished_versions(project, doc.id, layer) for doc in docs)


def finished_versions(project: Project, document: str, layer: str) -> list[int]:
    """The codebook versions under which the layer finished a document; none: it is not finished."""
    if layer == "final":
        return versions(project, document, [chosen_coder(project, document)])
    if layer == "union":
        return versions(project, document, [coder for coder in project.coders if coder != CONSENSUS])
    if layer == "intersection":
        return version_of_all(project, document, who_coded(project, document))
    return versions(project, document, [layer])


def versions(project: Project, document: str, coders: Sequence[str | None]) -> list[int]:
    """The versions under which any of these coders finished the document."""
    return [done.version for done in project.done if done.document == document and done.coder in coders]


def version_of_all(project: Project, document: str, coders: Sequence[str]) -> list[int]:
    """The newest version all of at least two coders had: a code they share must have been there for each."""
    newest = []
    for coder in coders:
        own = versions(project, document, [coder])
        if not own:
            return []
        newest.append(max(own))
    return [min(newest)] if len(newest) >= 2 else []


def existed(project: Project, codes: set[Path] | None, docs: Sequence[Doc], layer: str) -> bool:
    """Whether any of the codes was in the codebook under which one of the documents was finished."""
    if codes is None:
        return True
    for doc in docs:
        for version in finished_versions(project, doc.id, layer):
            if any(project.tree.since_version.get(code, version) <= version for code in codes):
                return True
    return False


def applies(tree: Tree, codes: set[Path] | None, doc: Doc) -> bool:
    """Whether any of the codes applies there; a code applies only where all above it do."""
    if codes is None:
        return True
    return any(code_applies(tree, code, doc) for code in codes)


def code_applies(tree: Tree, code: Path, doc: Doc) -> bool:
    """Every attribute that the code or a code above it names must have one of the values named."""
    for depth in range(1, len(code) + 1):
        for attribute, allowed in tree.applies.get(code[:depth], {}).items():
            if value_of(doc, attribute) not in allowed:
                return False
    return True


def names_code(question: Question, code: Path) -> bool:
    """A code in a question means its subtree."""
    return any(code[: len(named)] == named for named in question.codes)


def names_round(question: Question, doc: Doc) -> bool:
    """A question without rounds names all rounds."""
    return not question.rounds or value_of(doc, "round") in question.rounds


def is_for_role(question: Question, doc: Doc) -> bool:
    """A question is put to the roles it lists (without a list: to all), save those it excepts."""
    role = value_of(doc, "role")
    return (not question.roles or role in question.roles) and role not in question.except_roles


def asked(guide: Sequence[Question], codes: set[Path], doc: Doc) -> bool:
    """Whether a question about one of the codes was put in that round to that role."""
    for question in guide:
        about = any(names_code(question, code) for code in codes)
        if about and names_round(question, doc) and is_for_role(question, doc):
            return True
    return False


def is_open(guide: Sequence[Question], code: Path) -> bool:
    """Codes in no question are always open."""
    return not any(names_code(question, code) for question in guide)


def stance(project: Project, codes: set[Path] | None, docs: Sequence[Doc]) -> str:
    """What the guide says of the codes in an interview: what was put to one of its people was asked."""
    if codes is None or any(is_open(project.guide, code) for code in codes):
        return "open"
    if any(asked(project.guide, codes, doc) for doc in docs):
        return "asked"
    if not any(names_round(question, doc) for question in project.guide for doc in docs):
        return "unknown"
    return "spared"


def supported_reason(project: Project, codes: set[Path] | None, docs: Sequence[Doc], layer: str) -> str:
    """The one reason that an interview without the code supports."""
    if not finished(project, docs, layer):
        return NOT_CODED
    if not existed(project, codes, docs, layer):
        return NO_CODE_YET
    by_stance = {"asked": ABSENT, "open": ABSENT, "unknown": GUIDE_UNKNOWN, "spared": NOT_ASKED}
    return by_stance[stance(project, codes, docs)]


def reason(project: Project, code_set: set[Path] | None, docs_of_column: Sequence[Doc], layer: str) -> str:
    """Why a cell is empty: the first reason, in the order of the rules, that any of its interviews supports.

    That the cell is empty is taken as given. None means: whatever the code.
    """
    interviews = interviews_of(docs_of_column)
    if not interviews:
        return NO_INTERVIEW
    if not any(applies(project.tree, code_set, doc) for docs in interviews.values() for doc in docs):
        return NOT_APPLICABLE
    supported = {supported_reason(project, code_set, docs, layer) for docs in interviews.values()}
    return next(text for text in IN_ORDER if text in supported)
