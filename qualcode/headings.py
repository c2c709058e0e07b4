"""What people read above a column, and in cells that say a state: the fields of results in the language of a project.

Programs read fields: `to_frame()`, CSV and JSON have their names and values as they stand in the code. People read
heads: on a terminal, in Markdown, HTML, Excel and notebooks. A field that is not listed is a name of the project's own
(a case, a code, an attribute) and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.i18n import Language


#: Fields that hold numbers in a text: `7.5; 8`.
_NUMBERS = ("grade", "grades")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def heads(_: Language) -> dict[str, str]:
    """What stands above the column of a field, in any result that does not say otherwise (`Shown.heads`)."""
    return {**_project(_), **_places(_), **_codes(_), **_counts(_), **_words(_), **_moves(_), **_alike(_), **_beside(_)}


def attribute(name: str, _: Language) -> str:
    """What stands above the column of an attribute of documents: the project's word for a case and a round, else the
    name that the project gives it."""
    if name == "case" or (_.cases and name == _.cases.attribute):
        return _project(_)["case"]
    if name == "round" or (_.rounds and name == _.rounds.attribute):
        return _project(_)["round"]
    return _("role") if name == "role" else name


def round_text(round_: str, _: Language) -> str:
    """`round 3`; a round that is no number as it stands; without one in words."""
    if not round_:
        return _("no round given")
    return _("round %(round)s", round=round_) if round_.isdigit() else round_


def values(name: str, given: Iterable[str], _: Language) -> list[str]:
    """Values of an attribute where they stand alone, above columns: `round 3`, others as they are."""
    rounds = attribute(name, _) == _project(_)["round"]
    return [round_text(each, _) if rounds else each for each in given]


def told(
    frame: pd.DataFrame,
    _: Language,
    own: Mapping[str, str] | None = None,
    states: Mapping[str, Mapping[str, str]] | None = None,
) -> pd.DataFrame:
    """A table as people read it: heads above its columns, and in the columns of `states` the words for each value."""
    known = {**heads(_), **(own or {})}
    said = {field: frame[field].map(_either(words)) for field, words in (states or {}).items() if field in frame}
    said |= {field: frame[field].map(_numbers(_.point)) for field in _NUMBERS if field in frame}
    return frame.assign(**said).set_axis([known.get(str(field), str(field)) for field in frame.columns], axis=1)


def _either(words: Mapping[str, str]) -> Callable[[object], object]:
    """The word for a value; a value without one is itself."""
    return lambda value: words.get(value, value) if isinstance(value, str) else value


def _numbers(point: str) -> Callable[[object], object]:
    """The numbers in a text with this decimal sign."""
    return lambda value: _POINT.sub(point, value) if isinstance(value, str) else value


def _project(_: Language) -> dict[str, str]:
    """The project's own words."""
    cases, rounds = _.cases, _.rounds
    case = (cases and cases.singular) or _("case")
    several = (cases and cases.plural) or _("cases")
    return {
        "case": case, "cases": several, "found in": _("found in"), "proposed in": _("proposed in"),
        "round": rounds.singular if rounds else _("round"),
        "round_from": _("from round"), "round_to": _("to round"),
    }  # fmt: skip


def _places(_: Language) -> dict[str, str]:
    """Documents, passages, and where they are."""
    return {
        "document": _("document"), "documents": _("documents"), "other documents": _("other documents"),
        "interview": _("interview"), "interviews": _("interviews"), "role": _("role"), "person": _("person"),
        "date": _("date"), "where": _("place"), "start": _("begins at"), "end": _("ends at"), "file": _("file"),
        "quotation": _("quotation"), "quotations": _("quotations"), "evidence": _("labels"), "labels": _("labels"),
        "quote": _("text"), "text": _("text"), "quotes": _("strongest passages"), "passages": _("passages"),
        "verbatim": _("verbatim"), "released": _("released"), "left out": _("left out"), "left_out": _("left out"),
        "source": _("source"),
    }  # fmt: skip


def _codes(_: Language) -> dict[str, str]:
    """Codes, what was noted with them, and what people wrote."""
    return {
        "code": _("code"), "codes": _("codes"), "coders": _("coders"), "specifications": _("specifications"),
        "grade": _("grade"), "grades": _("grades"), "verbal": _("in words"), "conditional": _("on a condition"),
        "refused": _("no grade"), "as given": _("as given"), "codings": _("codings"), "value": _("value"),
        "note": _("note"), "reason": _("reason"), "why": _("why"), "finding": _("finding"), "theme": _("theme"),
        "branch": _("branch"), "state": _("state"),
        "summary": _("summary"), "cited": _("cited"), "direction": _("direction"), "factor": _("factor"),
        "wording": _("wording"), "alike": _("laid together"), "nearby": _("also named in"), "group": _("group"),
        "code_1": _("first code"), "code_2": _("second code"), "quotation_1": _("first quotation"),
        "quotation_2": _("second quotation"), "words in common": _("words in common"),
        "row": _("row"), "in the project": _("in the project"), "in the file": _("in the file"),
    }  # fmt: skip


def _counts(_: Language) -> dict[str, str]:
    """How many, and of how many. Letters of formulas are the same everywhere."""
    return {
        "n": "n", "m": "m", "c": "c", "n_1": _("n first"), "n_2": _("n second"), "share": _("share"),
        "people": _("people"), "no interview": _("outside interviews"),
        "words": _("words"), "coded": _("with codings"), "coded_words": _("coded words"),
        "characters": _("characters"), "coded_characters": _("coded characters"), "count": _("count"),
        "n_before": _("n before"), "m_before": _("m before"), "n_after": _("n after"), "m_after": _("m after"),
    }  # fmt: skip


def _words(_: Language) -> dict[str, str]:
    """Words of texts."""
    return {
        "word": _("word"), "per_1000": _("per 1,000"), "more_in": _("more in"), "ll": _("log-likelihood"),
        "log_ratio": _("log ratio"), "other": _("elsewhere"), "other_per_1000": _("elsewhere per 1,000"),
        "other_documents": _("documents elsewhere"), "left": _("before it"), "hit": _("found"),
        "right": _("after it"), "first": _("first word"), "second": _("second word"),
        "in_this_order": _("in this order"), "first_count": _("count of the first"),
        "second_count": _("count of the second"), "mi": "MI", "dice": _("dice"), "topic": _("topic"),
        "stable": _("came back"), "likeness": _("likeness"), "by_words": _("by words"), "by_sense": _("by sense"),
        "shared": _("words in common"),
    }  # fmt: skip


def _moves(_: Language) -> dict[str, str]:
    """From round to round."""
    return {
        "what": _("what"), "before": _("before"), "after": _("after"), "same_people": _("same people"),
        "wish": _("wish"), "practice": _("practice"),
    }  # fmt: skip


def _alike(_: Language) -> dict[str, str]:
    """Cases and documents as wholes; whether more would bring more."""
    return {
        "one": _("the one"), "similarity": _("similarity"), "distance": _("distance"), "both": _("in both"),
        "one only": _("first only"), "other only": _("second only"), "neither": _("in neither"),
        "series": _("series"), "place": _("number"), "new": _("new"), "so far": _("so far"), "p10": "p10",
        "p50": "p50", "p90": "p90", "new in run": _("new in the run"), "reached": _("reached"),
        "new codes": _("new codes"), "in words": _("in words"),
    }  # fmt: skip


def _beside(_: Language) -> dict[str, str]:
    """Tables beside the interviews."""
    return {
        "period": _("period"), "periods": _("periods"), "name": _("name"), "kind": _("kind"), "rows": _("rows"),
        "forms": _("forms"), "column": _("column"), "question": _("statement or grade"),
        "agree": _("agree"), "neutral": _("neutral"), "disagree": _("disagree"), "no answer": _("no answer"),
        "lowest": _("lowest"), "highest": _("highest"), "mean": _("mean"), "shown": _("shown"),
    }  # fmt: skip
