"""The house: imports go down only, licences allow what we do, every command is documented."""

from __future__ import annotations

import ast
import re
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "qualcode"

#: Rooms by floor. A module imports from its own floor and those below.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "i18n", "headings", "display", "model"),
    ("text", "formats"),
    ("store", "tables"),
    ("query", "counting", "reasons", "rules", "matrices"),
    ("analysis", "assist"),
    ("plots", "reports"),
    (
        "reader",
        "assisted",
        "project",
        "intake",
        "create",
        "results",
        "exports",
        "gathering",
        "publish",
        "sample",
        "tree",
        "rereading",
        "reviewing",
        "sampling",
        "carrying",
        "resolving",
        "methods",
        "workbench",
        "memos",
        "notebook",
        "docs_spacy",
        *("asking", "relating", "factoring", "framing", "likening", "wording", "beside", "plotting"),
    ),
    ("cli", "web", "__main__"),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
#: The package itself hands out `open` and `init`; everyone may ask it for its version.
TOP = "qualcode"


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "sample" not in path.relative_to(PACKAGE).parts[:-1])


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> list[tuple[str, int]]:
    """The rooms a module imports, wherever in it, with the line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != TOP else [f"{TOP}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found += [(name.split(".")[1], node.lineno) for name in names if name.startswith(f"{TOP}.")]
    return found


def test_every_room_has_a_floor() -> None:
    rooms = {room(path) for path in modules()} - {"__init__"}
    assert rooms <= set(FLOOR), f"give these a floor: {sorted(rooms - set(FLOOR))}"


def test_imports_go_down_only() -> None:
    wrong = []
    for path in modules():
        own = room(path)
        if own == "__init__":
            continue
        for other, line in imported(path):
            if other in FLOOR and FLOOR[other] > FLOOR[own]:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {other}, which is upstairs")
    assert not wrong, "\n".join(wrong)


def test_an_import_upwards_would_be_seen(tmp_path: Path) -> None:
    module = tmp_path / "low.py"
    module.write_text("def f():\n    from qualcode.project import Project\n")
    assert imported(module) == [("project", 2)]
    assert FLOOR["project"] > FLOOR["model"]


def test_the_model_needs_the_standard_library_only() -> None:
    allowed = {"qualcode"} | set(__import__("sys").stdlib_module_names)
    for path in (PACKAGE / "model").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            assert {name.split(".")[0] for name in names} <= allowed, path


def test_only_the_command_line_prints() -> None:
    for path in modules():
        if room(path) in ("cli", "__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_print = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            assert not is_print, f"{path}:{node.lineno} prints"


def test_only_the_store_writes_files() -> None:
    writing = re.compile(r"\.(write_text|write_bytes|mkdir|unlink|(?<!tree\.)rename|rmdir)\(|\bopen\([^)]*[\"'][wax]")
    for path in modules():
        if room(path) in ("store", "cli"):
            continue
        source = path.read_text(encoding="utf-8")
        calls = [line for line in source.splitlines() if writing.search(line) and "folder.write_bytes(" not in line]
        assert not calls, f"{path}: {calls}"


def runtime_distributions() -> list[str]:
    """What `pip install qualcode` brings, through all levels."""
    todo, seen = ["qualcode"], set()
    while todo:
        name = todo.pop()
        for line in requires(name) or []:
            if "extra ==" in line:
                continue
            needed = re.split(r"[ ;<>=!~\[(]", line, maxsplit=1)[0].lower()
            elsewhere = ("sys_platform", "platform_system", "python_version <")
            if needed in seen or any(each in line.partition(";")[2] for each in elsewhere):
                continue
            seen.add(needed)
            todo.append(needed)
    return sorted(seen)


@pytest.mark.parametrize("name", runtime_distributions())
def test_licences_are_permissive(name: str) -> None:
    metadata = distribution(name).metadata
    texts = [metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200]]
    texts += [each for each in metadata.get_all("Classifier") or [] if each.startswith("License")]
    said = " ".join(texts)
    strong = re.search(r"(?<!L)(?<!Lesser )\bA?GPL|Affero|GNU General Public", said)
    assert not strong, f"{name}: {said}"
    known = r"MIT|BSD|Apache|PSF|Python Software|ISC|MPL|LGPL|HPND|Historical Permission|Unlicense|0BSD|PIL"
    assert re.search(known, said), f"{name}: {said!r} is not known to be permissive"
