"""What a project is made of: documents, interviews, coders and their codings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.analysis.sources import Source
from qualcode.tables import Bools, Corpus, Marks


@dataclass(frozen=True)
class CoderWork:
    """What one coder did: final codings on firm quotations, documents finished, and on which days (ISO)."""

    name: str
    role: str
    codings: int
    documents: int
    first: str
    last: str


@dataclass(frozen=True)
class Overview:
    """Counts over the cases of a report. `kinds`: documents by kind, in order of appearance. `counted` codings
    and `quotations` are those of the layer. `first` and `last`: the days (ISO) between which the documents fall.
    `fiction`: the line with which every text says that it is invented, where every text does."""

    documents: int
    interviews: int
    kinds: Mapping[str, int]
    quotations: int
    counted: int
    coders: tuple[CoderWork, ...]
    first: str
    last: str
    fiction: str


_FICTION = re.compile(
    r"^[ \t]*([*_]{1,2})((?:Fictieve samenvatting|Fictitious summary)\b.*?)\1[ \t]*$", re.MULTILINE | re.IGNORECASE
)


def fiction_line(texts: Iterable[str]) -> str:
    """The line in italics that begins with 'Fictieve samenvatting' or 'Fictitious summary', when every text has
    one; of several wordings the most common. Else empty.

    >>> fiction_line(["*Fictitious summary: all invented.*"])
    'Fictitious summary: all invented.'
    """
    found = [_FICTION.search(text) for text in texts]
    lines = [match[2].strip() for match in found if match is not None]
    return Counter(lines).most_common(1)[0][0] if lines and len(lines) == len(found) else ""


def overview(
    corpus: Corpus, marks: Marks, counted: Bools, quotations: int, sources: Sequence[Source],
    texts: Mapping[str, str],
) -> Overview:  # fmt: skip
    """Over the documents of these sources (a part of the corpus, or all of it)."""
    inside = np.zeros(len(corpus.documents), bool)
    inside[[corpus.place_of_document[source.id] for source in sources]] = True
    days = sorted(source.date[:10] for source in sources if source.date)
    return Overview(
        len(sources),
        len({source.interview for source in sources if source.is_interview}),
        dict(Counter(source.kind for source in sources)),
        quotations,
        int(np.sum(counted & inside[marks.document])),
        tuple(_work(corpus, marks, inside, place) for place in _coders(corpus)),
        days[0] if days else "",
        days[-1] if days else "",
        fiction_line(texts[source.id] for source in sources),
    )


def _coders(corpus: Corpus) -> list[int]:
    """The coders' places in the order of the settings, then of appearance."""
    listed = [coder.name for coder in corpus.settings.coders]
    names = [*(name for name in listed if name in corpus.coders), *corpus.coders]
    return [corpus.coders.index(name) for name in dict.fromkeys(names)]


def _work(corpus: Corpus, marks: Marks, inside: Bools, coder: int) -> CoderWork:
    own = marks.final & ~marks.orphan & (marks.coder == coder) & inside[marks.document]
    done = [finish.day for (document, who), finish in corpus.finished.items() if who == coder and inside[document]]
    days = sorted(day for day in done if day)
    roles = {each.name: each.role for each in corpus.settings.coders}
    name = corpus.coders[coder]
    return CoderWork(
        name, roles.get(name, ""), int(own.sum()), len(done), days[0] if days else "", days[-1] if days else ""
    )
