"""Bring `qualcode/locale/nl.po` up to date with the sentences in the code.

    python tools/catalogue.py [FRAGMENT.po ...]

Sentences are gathered from the calls `_("…")` and `_.plural("…", "…", n)` in the modules, templates and scripts;
translations that are there are kept, those in the fragments taken in, and what is still missing is listed.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "qualcode" / "locale" / "nl.po"
KEYWORDS = {"_": None, "plural": (1, 2), "gettext": None, "ngettext": (1, 2)}
#: Lines of the header that say nothing, or another thing each time.
UNTOLD = ('"POT-', '"PO-Rev', '"Last-T', '"Language-Team', '"Report-', '"Generated-', '"Project-')
METHODS = [("web/static/js/**.js", "javascript")]


def sentences() -> Catalog:
    """Every sentence in the package, with where it stands."""
    catalogue = Catalog(locale="nl", project="qualcode", fuzzy=False)
    catalogue.header_comment = "# The Dutch of qualcode; kept by tools/catalogue.py."
    for path in sorted((ROOT / "qualcode").rglob("*.py")):
        for message in in_module(path.read_text(encoding="utf-8")):
            catalogue.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    found = extract_from_dir(ROOT / "qualcode", METHODS, keywords=KEYWORDS)
    for name, _line, message, _comments, _context in sorted(found, key=lambda each: (each[0], each[1])):
        catalogue.add(message, locations=[(f"qualcode/{name}", 0)])
    for path in sorted((ROOT / "qualcode").rglob("templates/*.html")):
        for message in in_template(path.read_text(encoding="utf-8")):
            catalogue.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def in_module(source: str) -> list[str | tuple[str, str]]:
    """The sentences in a module, in pieces of other strings too: of `_("…")`, `words.language("…")` and `plural`."""
    found: list[str | tuple[str, str]] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if texts and (name == "_" or (name == "language" and isinstance(node.func, ast.Attribute))):
            found.append(texts[0])
        if name == "plural" and len(texts) > 1:
            found.append((texts[0], texts[1]))
    return found


def in_template(source: str) -> list[str | tuple[str, str]]:
    """The sentences of a template: `_("…")`, and pairs of `_.plural("…", "…", n)`."""
    found: list[str | tuple[str, str]] = []
    for call in Environment(autoescape=True).parse(source).find_all(nodes.Call):
        texts = [each.value for each in call.args if isinstance(each, nodes.Const) and isinstance(each.value, str)]
        if isinstance(call.node, nodes.Name) and call.node.name == "_" and texts:
            found.append(texts[0])
        if isinstance(call.node, nodes.Getattr) and call.node.attr == "plural" and len(texts) > 1:
            found.append((texts[0], texts[1]))
    return found


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def missing(catalogue: Catalog) -> list[str]:
    """Sentences without a translation."""
    lacking = []
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(texts):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def in_the_form_of(message: Message, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A translation with as many forms as the sentence has; empty where it lacks one. A sentence may have got a plural
    since, or lost it."""
    forms = (given,) if isinstance(given, str) else given
    if not all(forms):
        return ""
    if isinstance(message.id, str):
        return forms[0]
    return forms if len(forms) == len(message.id) else ""


def main(fragments: list[str]) -> int:
    catalogue = sentences()
    sources = [CATALOGUE] if CATALOGUE.exists() else []
    for path in [*sources, *map(Path, fragments)]:
        for message in read(path):
            own = catalogue.get(message.id) if message.id else None
            if own is not None and (fitting := in_the_form_of(own, message.string)):
                own.string = fitting
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, omit_header=False, include_lineno=False)
    text = CATALOGUE.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in text if not line.startswith(UNTOLD)]
    CATALOGUE.write_text("".join(kept), encoding="utf-8")
    for sentence in missing(catalogue):
        sys.stderr.write(f"not translated: {sentence}\n")
    return int(bool(missing(catalogue)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
