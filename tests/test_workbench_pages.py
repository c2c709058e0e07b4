"""All pages: nothing is said but in the reader's language, anybody finds their way, and everything fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po
from workbench import Served, browser_test

from qualcode import i18n
from qualcode.project import Project
from qualcode.web import pages

pytestmark = browser_test

Serve = Callable[..., Served]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
#: Each page of the sample, what is there when it has opened, and a key that opens a dialog or list.
PAGES = {
    "/?document=KAF2.4.1": ("#tree [role=treeitem]", "Enter"),
    "/review": ("#documents tr", ""),
    "/review?document=KAF2.1.2": ("#codings li", "c"),
    "/differences": ("#worklist li", "e"),
    "/quotations?code=uit-sq-vrijwilligers": ("article", "c"),
    "/matrix?share=interviews": ("[role=grid] td", "Enter"),
    "/chapters?case=KA": ("textarea", ""),
    "/factors": (".wording", "n"),
    "/codebook?code=uit-sq-vrijwilligers": ("[role=treeitem]", "n"),
    "/memos": ("#days", "n"),
}


def go(served: Served, window: Any, path: str, there: str) -> None:
    """Go to a page, until what matters is there and nothing is being asked any more."""
    window.goto(served.room.origin + path)
    window.locator(there).first.wait_for(state="attached")
    window.wait_for_load_state("networkidle")


# --- whoever reads it -------------------------------------------------------------------------------------------


def faults(window: Any, within: str = "html") -> list[str]:
    """What axe finds in a part of the page as it is."""
    if not window.evaluate("() => Boolean(window.axe)"):
        window.evaluate(AXE)
    found = window.evaluate(
        "async (within) => (await axe.run(within, { resultTypes: ['violations'] })).violations.flatMap((each) => "
        "each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 300)}`))",
        within,
    )
    return [f"{window.url}: {each}" for each in found]


@pytest.mark.parametrize(("language", "scheme"), [("nl", "light"), ("en", "dark")])
def test_axe_finds_nothing(serve: Serve, sample: Project, language: str, scheme: str) -> None:
    """On no page, nor in the list of shortcuts and what else a key opens there."""
    served = serve(sample, coder="tweede", lang=language)
    window = served.window("/memos", color_scheme=scheme, reduced_motion="reduce")
    for path, (there, key) in PAGES.items():
        go(served, window, path, there)
        assert window.locator("html").get_attribute("lang") == language
        assert window.locator("h1").count() == 1, path
        assert faults(window) == []
        window.locator("#help").click()
        window.locator("dialog[open] kbd").first.wait_for()
        assert faults(window, "dialog[open]") == []
        window.keyboard.press("Escape")
        if key:
            window.keyboard.press(key)
            window.wait_for_timeout(300)
            open_now = window.locator("dialog[open]").count()
            assert faults(window, "dialog[open]" if open_now else "main") == []
    assert (window.wrong, window.foreign) == ([], [])


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(serve: Serve, sample: Project) -> None:
    """The first Tab gives the way to the content; what has the focus is seen and named; nothing is out of turn."""
    served = serve(sample, coder="tweede")
    window = served.window("/memos")
    for path, (there, _key) in PAGES.items():
        go(served, window, path, there)
        assert window.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count() == 0, path
        window.evaluate("() => { document.activeElement.blur(); getSelection().empty(); }")
        window.evaluate("() => document.querySelector('.skip').focus()")
        assert window.locator(".skip").bounding_box()["x"] >= 0, "seen when it has the focus"
        window.keyboard.press("Enter")
        assert window.evaluate("() => document.activeElement.id") == "main", path
        window.evaluate("() => document.querySelector('.skip').focus()")
        places = []
        for _ in range(25):
            window.keyboard.press("Tab")
            place = window.evaluate(FOCUSED)
            if place is None:
                break
            assert place["seen"], (path, place)
            assert place["ringed"], (path, place)
            places.append(place["order"])
        assert len(places) > 9, path
        assert places == sorted(places), path


#: Of the element that has the focus: its place in the document, whether it is on the screen, and whether it shows.
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const { outlineStyle, boxShadow } = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const across = box.width > 0 && box.right > 0 && box.left < innerWidth;
  const inside = across && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return {
    html: at.outerHTML.slice(0, 150), order: [...document.querySelectorAll("*")].indexOf(at), seen: inside,
    ringed: outlineStyle !== "none" || boxShadow !== "none",
  };
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768), (820, 1180)])
def test_everything_fits(serve: Serve, sample: Project, width: int, height: int) -> None:
    """No page is wider than the window; in Dutch, whose words are longer."""
    served = serve(sample, coder="tweede", lang="nl")
    window = served.window("/memos", viewport={"width": width, "height": height})
    for path, (there, _key) in PAGES.items():
        go(served, window, path, there)
        wide = window.evaluate(
            "() => [document.documentElement, document.body, document.querySelector('main')]"
            ".map((each) => each.scrollWidth - each.clientWidth)"
        )
        assert max(wide) <= 0, (path, wide)


# --- whatever they read -----------------------------------------------------------------------------------------

#: A project in Greek letters: what stands on a page in Latin ones, the pages say themselves.
TEXT = """---
municipality: Αθήνα
round: 1
role: νοσηλεύτρια
date: 2021-05-12
---
# Αρχή

Η γειτόνισσα έρχεται κάθε μέρα. Δεν υπάρχουν χρήματα. Δίνω ένα επτά. Το λεωφορείο δεν περνά.
"""
TREE = """
codes:
  - {id: c1, name: Βοήθεια, definition: Ποιος βοηθά., include: [γείτονας], exclude: [γιατρός], keywords: [γείτονας],
     examples: {typical: [Έρχεται.]}, remark: Σημείωση,
     codes: [{id: c2, name: Γείτονας}, {id: c3, name: Πηγή, specify: true}]}
  - {id: c4, name: Βαθμός, grade: {min: 1, max: 10}}
"""
SETTINGS = """
title: Γειτονιά
language: nl
case: {attribute: municipality, singular: πόλη, plural: πόλεις}
coders: [{name: άννα, role: first}, {name: βίκτωρ, role: second}]
assist: {show: on-demand}
report: {helping: [Πηγή]}
"""
GREEK = {
    "/?document=κ1&at=κ1:1": ".margin .quotation",
    "/review": "#documents tr",
    "/review?document=κ2": "#codings li",
    "/differences": "#worklist li",
    "/quotations?code=c2": "article",
    "/matrix": "[role=grid] td",
    "/chapters": "textarea",
    "/factors": ".proposal",
    "/codebook?code=c1": "[role=treeitem]",
    "/memos": "[data-memo]",
}
#: Names of keys and files, and months as browsers write them: the same in the reader's language, or not ours.
SAME = (
    r"analyses/\S+|\b(Ctrl|Alt|Shift|Enter|Esc|Tab|Del|Delete|Home|End|PgUp|PgDn|PageUp|PageDown|Backspace|Excel|CSV|HTML|Markdown|"
    r"januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b"
)
#: All that a page shows or has read out: texts but those of keys, options, and what stands in attributes.
SAID = """() => {
  const shown = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (!parentElement.closest("kbd, script") && data.trim()) shown.push(data);
  }
  const names = ["title", "placeholder", "aria-label", "aria-description", "aria-valuetext", "alt", "label"];
  for (const name of names) {
    for (const each of document.querySelectorAll(`[${name}]`)) shown.push(each.getAttribute(name));
  }
  return [...shown, document.title];
}"""


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language in which every sentence stands between marks, in the place of Dutch."""
    with (i18n.LOCALE / "nl.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    for message in catalogue:
        if message.id:
            one = [message.id] if isinstance(message.id, str) else message.id
            marks = tuple(f"⟦{each}⟧" for each in one)
            message.string = marks[0] if isinstance(message.id, str) else marks
    with (tmp_path / "nl.po").open("wb") as file:
        write_po(file, catalogue)
    for module in (i18n, pages):
        monkeypatch.setattr(module, "LOCALE", tmp_path)
    for kept in (i18n._with_code, pages.words_of_scripts):
        kept.cache_clear()
    yield
    for kept in (i18n._with_code, pages.words_of_scripts):
        kept.cache_clear()


@pytest.fixture
def greek(project: Callable[..., Project]) -> Project:
    """Two coders who differ in one document; the second reviews the other; memos on everything."""
    one = project({"κ1": TEXT, "κ2": TEXT.replace("Αθήνα", "Πάτρα")}, TREE, SETTINGS)
    for coder, code in (("άννα", "c2"), ("βίκτωρ", "c3")):
        one.code("κ1", code=code, coder=coder, quote="Η γειτόνισσα έρχεται κάθε μέρα.")
        one.code("κ1", code="c4", coder=coder, quote="Δίνω ένα επτά.", value="7")
        one.done(["κ1"], coder=coder)
    one.code("κ2", code="c3", coder="άννα", quote="Δεν υπάρχουν χρήματα.", specification="δήμος", comment="Σχόλιο")
    one.done(["κ2"], coder="άννα")
    label = one.quotations["quotation"].iloc[0]
    for about in ({}, {"document": "κ1"}, {"code": "c2"}, {"quotation": label}):
        one.memo("Σκέψη.", coder="βίκτωρ", **about)
    (one.root / "analyses").mkdir()
    factors = "## helps\n- γείτονας (Αθήνα?, Πάτρα) [κ1:1; κ9:9]\n  - πηγή (Αθήνα, ~~Πάτρα~~)\n"
    (one.root / "analyses" / "factors.md").write_text(factors, encoding="utf-8")
    return one


def unmarked(texts: list[str]) -> list[str]:
    """What is said in Latin letters outside of all marks."""
    found = []
    for text in texts:
        bare, before = text, ""
        while bare != before:
            before, bare = bare, re.sub(r"⟦[^⟦⟧]*⟧", "", bare)
        if re.search("[A-Za-z]{2}", re.sub(SAME, "", bare)):
            found.append(text)
    return found


@pytest.mark.usefixtures("marked")
def test_nothing_is_said_but_through_the_catalogue(serve: Serve, greek: Project) -> None:
    """Pages, lists of shortcuts, and refusals: every Latin word stands between marks."""
    served = serve(greek, coder="βίκτωρ", lang="nl")
    window = served.window("/memos")
    for path, there in GREEK.items():
        go(served, window, path, there)
        assert any("⟦" in each for each in window.evaluate(SAID)), path
        assert unmarked(window.evaluate(SAID)) == [], path
        window.locator("#help").click()
        window.locator("dialog[open] kbd").first.wait_for()
        assert unmarked(window.evaluate(SAID)) == [], path
        window.keyboard.press("Escape")
    window.context.clear_cookies()
    window.goto(served.room.origin)
    assert window.locator("html").get_attribute("lang") == "nl"
    assert unmarked(window.evaluate(SAID)) == []


def test_the_marks_are_missed_where_they_are_not(serve: Serve, greek: Project) -> None:
    """The same without the marks, so that the story above proves something."""
    served = serve(greek, coder="βίκτωρ", lang="nl")
    window = served.window("/memos")
    go(served, window, "/memos", "[data-memo]")
    assert len(unmarked(window.evaluate(SAID))) > 10


# --- as the manual says -----------------------------------------------------------------------------------------

MANUAL = Path(__file__).parent.parent / "docs" / "workbench.md"
#: Where the keys hold that a section of the manual names.
SECTIONS = {
    "Coding": "/?document=KAF2.4.1", "Suggestions": "/?document=KAF2.4.1", "Review": "/review?document=KAF2.1.2",
    "Differences": "/differences", "Quotations of a code": "/quotations?code=uit-sq-vrijwilligers",
    "Matrix": "/matrix?share=interviews", "Chapters": "/chapters?case=KA", "Factors": "/factors",
    "Code tree": "/codebook?code=uit-sq-vrijwilligers", "Memos": "/memos",
}  # fmt: skip


def named(section: str) -> set[str]:
    """The keys of one sign that a section of the manual names."""
    text = MANUAL.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    found = set(re.findall(r"`(\S)`", text))
    return found | set("123456789") if "`1` … `9`" in text else found


#: Of the list of shortcuts: the name of each group with its lines, as the text of the keys and the keys one by one.
LISTED = """(sections) => sections.map((section) => [
  section.querySelector("h3").textContent,
  [...section.querySelectorAll("dt")].map((line) => {
    return [line.textContent, [...line.querySelectorAll("kbd")].map((key) => key.textContent)];
  }),
])"""


def test_the_keys_of_the_manual_are_those_of_the_pages(serve: Serve, sample: Project) -> None:
    """What the manual names is bound on the page; and of coding, the manual names every key."""
    served = serve(sample, coder="tweede", lang="en")
    window = served.window("/memos")
    for section, path in SECTIONS.items():
        go(served, window, path, PAGES[path][0])
        window.locator("#help").click()
        listed = window.locator("dialog[open] section").evaluate_all(LISTED)
        groups = {name: {key for text, keys in lines for key in spread(text, keys)} for name, lines in listed}
        assert named(section) - set().union(*groups.values()) == set(), section
        if section == "Coding":
            own = set().union(*(keys for name, keys in groups.items() if name not in ("Suggestions", "Everywhere")))
            assert {key for key in own if len(key) == 1} - named(section) == set()


def spread(text: str, keys: list[str]) -> list[str]:
    """The keys of a line in the list: with those between the first and the last, where it says so."""
    if "…" in text and all(len(each) == 1 for each in keys):
        return [chr(each) for each in range(ord(keys[0]), ord(keys[1]) + 1)]
    return keys
