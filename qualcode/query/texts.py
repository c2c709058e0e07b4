"""The texts of documents by id, read from the project only when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qualcode.query.evaluate import Texts


class StoredTexts(Mapping[str, str]):
    """A mapping from ids to texts; what was not asked for is not read, and nothing is read twice."""

    def __init__(self, names: Iterable[str], read: Texts) -> None:
        self._names, self._read, self._texts = dict.fromkeys(names), read, dict[str, str]()

    def several(self, names: Iterable[str]) -> Mapping[str, str]:
        """The texts of these documents, perhaps among others; those not yet here are read in one go."""
        if missing := [name for name in dict.fromkeys(names) if name not in self._texts]:
            self._texts.update(self._read(missing))
        return self._texts

    def __getitem__(self, name: str) -> str:
        if name not in self._names:
            raise KeyError(name)
        return self.several([name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def several(texts: Mapping[str, str]) -> Texts:
    """How the texts of some documents are asked of a mapping."""
    return texts.several if isinstance(texts, StoredTexts) else lambda _names: texts
