"""Agreement without a project: codings as rows, or a table of units × coders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis.agreement.bootstrap import interval
from qualcode.analysis.agreement.codings import agreement_of
from qualcode.analysis.agreement.krippendorff import Metric, alpha, alpha_of, coincidences, distances
from qualcode.analysis.agreement.ratings import Ratings
from qualcode.analysis.agreement.report import Agreement
from qualcode.analysis.agreement.score import Interval, Score
from qualcode.analysis.agreement.sets import masi_alpha
from qualcode.analysis.agreement.units import CodeAgreement, family, too_few
from qualcode.errors import WrongSpan, WrongUsage, listing
from qualcode.model import Code, Codebook, Document, Scale, Settings, join_path, read_grade, split_path
from qualcode.tables import Corpus, Finish, Floats, Marks

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("document", "start", "end", "code", "coder")
_ANY = Scale(float("-inf"), float("inf"))
#: Numbers held while units are drawn; a larger table gets no interval.
_ROOM = 50_000_000


def agreement(
    data: pd.DataFrame | Iterable[Any], coders: Sequence[str] | None = None, *, unit: str | None = None,
    by: str | Mapping[str, str] | None = None, every: bool = False, min_count: int = 10, overlap: float = 0.9,
    seed: int = 1, texts: Mapping[str, str] | None = None, done: Collection[tuple[str, str]] | None = None,
    codebook: Codebook | None = None,
) -> Agreement:  # fmt: skip
    """How far coders agree, from a DataFrame (or what makes one).

    Codings, a row each with document, start, end (characters from 0, half-open), code (a path), coder, and perhaps
    value and status: compared as in a project. `unit` is sentence where there are `texts` (by document), else
    quotation. `done` holds (document, coder); without it who coded anything in a document did it. `by` is "document",
    or gives each document's group. The tree comes from the `codebook`, else from the paths.

    Any other table is units × coders: one label per cell, None or NaN where a coder gave none, or sets of labels. Its
    intervals come from drawing units.

    >>> agreement([{"anna": "rust", "bert": "rust"}, {"anna": "tijd", "bert": "rust"}]).overall["percent"].value
    0.5
    """
    import pandas as pd

    frame = data if isinstance(data, pd.DataFrame) else pd.DataFrame(list(data))
    if not {"document", "code"} <= set(frame.columns):
        return _of_table(frame, coders, min_count=min_count, seed=seed)
    corpus, marks = read_codings(frame, texts, done, by if isinstance(by, Mapping) else None, codebook)
    return agreement_of(
        corpus,
        marks,
        texts,
        list(coders or corpus.coders),
        unit=unit or ("quotation" if texts is None else "sentence"),
        by="case" if isinstance(by, Mapping) else by,
        every=every,
        min_count=min_count,
        overlap=overlap,
        assume_done=done is None,
        seed=seed,
    )


def read_codings(
    frame: pd.DataFrame,
    texts: Mapping[str, str] | None = None,
    done: Collection[tuple[str, str]] | None = None,
    groups: Mapping[str, str] | None = None,
    codebook: Codebook | None = None,
) -> tuple[Corpus, Marks]:
    """Codings as a corpus and marks, as a project has them; `groups` become the documents' cases."""
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        raise WrongUsage(f"Codings need the columns {listing(NEEDED)}; {listing(missing)} is not there.")
    frame = frame[frame["code"].notna() & (frame["code"] != "")]
    paths = list(dict.fromkeys(frame["code"].astype(str)))
    tree = _tree(paths) if codebook is None else codebook
    code_at = dict(zip(paths, _places(tree, paths), strict=True))
    names = dict.fromkeys([*frame["document"], *(document for document, _coder in done or ()), *(texts or ())])
    coders = tuple(dict.fromkeys([*frame["coder"], *(coder for _document, coder in done or ())]))
    documents = tuple(Document(str(name), "", case=(groups or {}).get(name, "")) for name in names)
    document_at, coder_at = _numbered(names), _numbered(coders)
    finished = {(document_at[document], coder_at[coder]): Finish(0, "") for document, coder in done or ()}
    corpus = Corpus(Settings(""), documents, tree, coders, finished=finished)
    start, end = _spans(frame, texts)
    low, high = _values(frame)
    marks = Marks(
        document=np.array([document_at[each] for each in frame["document"]], np.int64),
        code=np.array([code_at[str(each)] for each in frame["code"]], np.int64),
        coder=np.array([coder_at[each] for each in frame["coder"]], np.int64),
        final=_is_not(frame, "status", "draft"), orphan=~_is_not(frame, "anchor", "orphaned"),
        full=True, start=start, end=end, low=low, high=high,
    )  # fmt: skip
    return corpus, marks


def _numbered(names: Iterable[Any]) -> dict[Any, int]:
    return {name: place for place, name in enumerate(names)}


def _tree(paths: Iterable[str]) -> Codebook:
    """The codes of the paths and those above them, sorted by name; a code's path is its id."""
    found = {split_path(path)[:depth] for path in paths for depth in range(1, len(split_path(path)) + 1)}
    codes = [Code(join_path(names), names[-1], parent=join_path(names[:-1])) for names in sorted(found)]
    return Codebook(tuple(codes))


def _places(tree: Codebook, paths: Iterable[str]) -> list[int]:
    place = {code.id: number for number, code in enumerate(tree)}
    return [place[tree.find(path).id] for path in paths]


def _is_not(frame: pd.DataFrame, column: str, value: str) -> Any:
    return (frame[column] != value).to_numpy(bool) if column in frame.columns else np.ones(len(frame), bool)


def _spans(frame: pd.DataFrame, texts: Mapping[str, str] | None) -> tuple[Any, Any]:
    start: Any
    end: Any
    for document, start, end in zip(frame["document"], frame["start"], frame["end"], strict=True):
        if texts is not None and document not in texts:
            raise WrongUsage(f"texts has no text of {document}, which has codings.")
        if not (isinstance(start, (int, float, np.number)) and isinstance(end, (int, float, np.number))):
            raise WrongUsage(f"{document}: start and end are characters, counted from 0; got {start!r} and {end!r}.")
        if start != start or end != end:
            raise WrongUsage(f"{document}: a coding has no start or no end.")
        if float(start) % 1 or float(end) % 1:
            raise WrongUsage(f"{document}: start and end are whole characters; got {start} and {end}.")
        if not 0 <= start < end or (texts is not None and end > len(texts[document])):
            raise WrongSpan(str(document), int(start), int(end), "a coding starts before its end, in the text.")
    return frame["start"].to_numpy(np.int64), frame["end"].to_numpy(np.int64)


def _values(frame: pd.DataFrame) -> tuple[Floats, Floats]:
    """The ends of the grades that count, NaN for the rest."""
    low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    if "value" not in frame.columns:
        return low, high
    ends = frame["value_high"] if "value_high" in frame.columns else frame["value"]
    for place, (value, end) in enumerate(zip(frame["value"], ends, strict=True)):
        if value is not None and value == value and value != "":
            grade = read_grade(value, _ANY)
            if grade.counts and grade.low is not None and grade.high is not None:
                low[place], high[place] = grade.low, grade.high
                if "value_high" in frame.columns and end == end and end is not None:
                    high[place] = float(end)
    return low, high


def _of_table(frame: pd.DataFrame, coders: Sequence[str] | None, *, min_count: int, seed: int) -> Agreement:
    """Units × coders, of labels or of sets of labels."""
    names = tuple(str(each) for each in (coders or frame.columns))
    unknown = [name for name in names if name not in map(str, frame.columns)]
    if unknown or len(names) < 2:
        raise WrongUsage(f"A table needs a column per coder, two at least; it has {listing(frame.columns)}.")
    if not len(frame):
        raise WrongUsage("The table has no rows. Give it a row per unit, with what each coder gave it.")
    columns = {str(each): frame[each].tolist() for each in frame.columns}
    rows = [tuple(_label(columns[name][unit]) for name in names) for unit in range(len(frame))]
    sets = any(isinstance(value, frozenset) for row in rows for value in row)
    overall, binary = _of_sets(rows, seed) if sets else _of_labels(rows, seed)
    codes = [_category(category, ratings, names, min_count) for category, ratings in binary.items()]
    rule = (
        f"Units: the {len(rows):,} rows of a table; an empty cell is missing. No coefficient that allows for chance "
        f"for a label that a coder used fewer than {min_count} times. Intervals: 95 %, units drawn anew 1,000 times, "
        f"seed {seed}."
    )
    return Agreement(names, "unit", len(rows), (), (), None, overall, tuple(codes), rule)


def _label(value: Any) -> Any:
    return frozenset(value) if isinstance(value, (set, frozenset, list, tuple)) else value


def _of_labels(rows: Sequence[tuple[Any, ...]], seed: int) -> tuple[dict[str, Score], dict[Any, Ratings]]:
    ratings = Ratings.of(rows)
    scores = family(ratings)
    scores["alpha"] = scores["alpha"].between(_interval([ratings], seed))
    scores["masi_alpha"] = alpha(ratings)  # a label is a set of one
    numbers = [each for each in ratings.categories if isinstance(each, (int, float))]
    if numbers and len(numbers) == len(ratings.categories):
        metrics: list[Metric] = ["ordinal", "interval"]
        metrics += ["ratio"] if min(numbers) >= 0 else []
        scores |= {f"alpha_{metric}": alpha(ratings, metric=metric) for metric in metrics}
    binary = {
        category: Ratings.binary(ratings.codes == place, present=ratings.present)
        for place, category in enumerate(ratings.categories)
    }
    return scores, binary


def _of_sets(rows: Sequence[tuple[Any, ...]], seed: int) -> tuple[dict[str, Score], dict[Any, Ratings]]:
    """Units × labels pooled, and MASI on the sets."""
    sets = [tuple(value if isinstance(value, frozenset) else None for value in row) for row in rows]
    present = np.array([[value is not None for value in row] for row in sets])
    labels = sorted({label for row in sets for value in row for label in value or ()}, key=str)
    binary = {
        label: Ratings.binary([[label in (value or ()) for value in row] for row in sets], present=present)
        for label in labels
    }
    tables = list(binary.values())
    codes = np.concatenate([each.codes for each in tables]) if tables else np.empty((0, len(rows[0])), np.int64)
    scores = family(Ratings(codes, (False, True), np.ones(len(codes))))
    scores["alpha"] = scores["alpha"].between(_interval(tables, seed))
    return scores | {"masi_alpha": masi_alpha(sets)}, binary


def _interval(tables: Sequence[Ratings], seed: int) -> Interval:
    units, kinds = len(tables[0].codes) if tables else 0, len(tables[0].categories) if tables else 0
    if units * kinds * kinds > _ROOM:
        return "the table is too large to draw units from it a thousand times"
    every = np.arange(units)
    each = sum((coincidences(table, places=every, count=units) for table in tables), np.zeros((units, kinds, kinds)))
    nominal = distances("nominal", range(kinds), np.empty(0))
    found = interval(each, lambda drawn: alpha_of(drawn, nominal), seed=seed)
    return found.replace("document", "unit") if isinstance(found, str) else found


def _category(category: Any, ratings: Ratings, names: tuple[str, ...], min_count: int) -> CodeAgreement:
    carries = ratings.codes == 1
    counts = tuple(carries.sum(axis=0).tolist())
    both = int(((carries | ~ratings.present).all(axis=1) & (carries.sum(axis=1) > 1)).sum())
    scores = family(ratings, too_few(counts, names, min_count, "units"))
    return CodeAgreement(str(category), 1, counts, counts, both, scores)
