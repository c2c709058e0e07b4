"""Sentence vectors of a project: made once, kept by text, in pieces, so that an interrupted run keeps what it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import environ
from pathlib import Path
from time import perf_counter

import numpy as np

from qualcode.assist.vectors import Embedder, Vectors, load, unit
from qualcode.intake import Watch, unwatched
from qualcode.reader import Reader
from qualcode.store.vectors import Kept, VectorCache, cache_file

#: Texts that are made and kept together: a second or so of work.
_PIECE = 64
#: Texts that are made to see how long all of them will take.
_SAMPLE = 16


class CachedEmbedder:
    """An embedder that remembers: texts to vectors, as `Embedder` says, looked up in the cache or made and put there.

    Vectors have the precision they are kept in, so that the first run and the second give the same. `watch` may wrap
    the texts that are made, to show progress.
    """

    def __init__(self, embedder: Embedder, cache: VectorCache, watch: Watch = unwatched) -> None:
        self.embedder = embedder
        self.cache = cache
        self.watch = watch

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def dimension(self) -> int:
        return self.embedder.dimension

    def __call__(self, texts: Sequence[str]) -> Vectors:
        known = self._known(texts)
        known.update(self._made(_without(texts, known)))
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            if text in known:
                rows[place] = known[text]
        return unit(rows)

    def missing(self, texts: Iterable[str]) -> int:
        """How many of the texts have to be made, each counted once."""
        texts = list(texts)
        return len(_without(texts, self._known(texts)))

    def seconds(self, texts: Iterable[str]) -> float:
        """How long it will take to make what is missing, on this machine as busy as it is: some are made, and kept,
        to see."""
        texts = list(texts)
        todo = _without(texts, self._known(texts))
        if not todo:
            return 0.0
        some = todo[:: -(-len(todo) // _SAMPLE)]
        begin = perf_counter()
        self._keep(some)
        rate = (perf_counter() - begin) / _work(some)
        return rate * (_work(todo) - _work(some))

    def _known(self, texts: Sequence[str]) -> dict[str, Kept]:
        found = self.cache.get(self.name, texts)
        return {text: row for text, row in found.items() if row.shape == (self.dimension,)}

    def _made(self, todo: Sequence[str]) -> dict[str, Kept]:
        made: dict[str, Kept] = {}
        piece: list[str] = []
        for text in self.watch(todo, "sentence vectors") if todo else ():
            piece.append(text)
            if len(piece) == _PIECE:
                made.update(self._keep(piece))
                piece = []
        if piece:
            made.update(self._keep(piece))
        return made

    def _keep(self, piece: Sequence[str]) -> Mapping[str, Kept]:
        rows = self.embedder(piece).astype(np.float16)
        made = dict(zip(piece, rows, strict=True))
        self.cache.put(self.name, made)
        return made


def cached(place: Path, embedder: Embedder, *, watch: Watch = unwatched) -> CachedEmbedder:
    """An embedder with a cache: that of a project, by its folder, or any file."""
    return CachedEmbedder(embedder, VectorCache(cache_file(place) if place.is_dir() else place), watch)


def switched_off() -> bool:
    """Whether the environment says to do without."""
    return environ.get("QUALCODE_VECTORS", "").casefold() in ("off", "0", "no")


def embedder_of(project: Reader, name: str | None = None, *, watch: Watch = unwatched) -> CachedEmbedder | None:
    """The embedder that is installed, with the project's cache; None without one, and where the settings (`assist:
    {vectors: false}`) or the environment (`QUALCODE_VECTORS=off`) say so. See `assist.vectors.load`."""
    if not project.settings.assist.vectors or switched_off():
        return None
    embedder = load(name)
    return None if embedder is None else cached(project.root, embedder, watch=watch)


def _without(texts: Iterable[str], known: Mapping[str, object]) -> list[str]:
    """The texts that hold something and are not known, each once, in order."""
    return [text for text in dict.fromkeys(texts) if text.strip() and text not in known]


def _work(texts: Sequence[str]) -> int:
    """Roughly what texts cost to embed: their characters, and something for each."""
    return sum(len(text) + 10 for text in texts)
