"""The chapters: what is written beside the quotations is what the report reads, and nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

from qualcode.errors import FileError
from qualcode.project import Project
from qualcode.publish import gather
from qualcode.reports.page import page
from qualcode.workbench.chapters import TextChanged
from qualcode.workbench.chapters import save as save_text
from qualcode.workbench.writing import summary, write

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

TEXT = """\
De coach belt elke week. Dat helpt, zegt zij: "Ze kijkt om." Er is te weinig geld.
"""
SETTINGS = """\
title: T
case: {attribute: town, singular: gemeente, plural: gemeenten}
cases: {KA: Kampen, ZW: Zwolle}
coders: [ann, ben]
report:
  sections:
  - {title: Hulp en steun, codes: [Hulp], grade: Cijfer}
  - {title: Geld, codes: [Geld]}
"""
CODEBOOK = "codes: [{name: Hulp, codes: [Bellen]}, Geld, {name: Cijfer, grade: true}]"


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Kampen in two rounds; five quotations, of which k1:2 is verbatim and k1:1 and k2:1 are released."""
    one = project(
        {
            "k1": f"---\ntown: KA\nround: 1\n---\n{TEXT}",
            "k2": f"---\ntown: KA\nround: 2\n---\n{TEXT}",
            "z1": f"---\ntown: ZW\nround: 1\n---\n{TEXT}",
        },
        CODEBOOK,
        SETTINGS,
    )
    one.code("k1", quote="De coach belt elke week.", code="Bellen", coder="ann", released=True)
    one.code("k1", quote="Ze kijkt om.", code="Hulp", coder="ann")
    one.code("k1", quote="Er is te weinig geld.", code="Geld", coder="ann")
    one.code("k2", quote="De coach belt elke week.", code="Bellen", coder="ann", released=True)
    one.code("k2", quote="Dat helpt", code="Cijfer", value="7,5", coder="ann")
    return one


def file_of(one: Project, section: str = "hulp-en-steun", case: str = "Kampen") -> Path:
    return one.root / "analyses" / "summaries" / case / f"{section}.md"


def save(client: httpx.Client, text: str, was: str = "", **more: str) -> httpx.Response:
    asked = {"case": "KA", "section": "hulp-en-steun", "text": text, "was": was, **more}
    return client.put("/api/chapter/text", json=asked)


# --- over HTTP ---------------------------------------------------------------------------------------------------


def test_a_chapter_laid_open_is_the_reports(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    assert [(each["key"], each["written"], each["sections"]) for each in client.get("/api/chapters").json()] == [
        ("KA", 0, 2), ("ZW", 0, 2),
    ]  # fmt: skip
    chapter = client.get("/api/chapter", params={"case": "kampen"}).json()
    labels = {each["id"]: each["label"] for each in chapter["quotes"]}
    told = [
        (each["slug"], [(round_["title"], [labels[id_] for id_ in round_["quotes"]]) for round_ in each["rounds"]])
        for each in chapter["sections"]
    ]
    assert told == [
        ("hulp-en-steun", [("Round 1", ["k1:1", "k1:2"]), ("Round 2", ["k2:1", "k2:2"])]),
        ("geld", [("Round 1", ["k1:3"])]),
    ]
    assert chapter["sections"][0]["grades"] == [{"round": "Round 2", "text": "7.5 (n = 1)", "others": []}]
    assert [labels[each] for each in chapter["citaten"]] == ["k1:2"]
    assert list(chapter["citaten"].values()) == ["“Ze kijkt om.”"]


def test_a_saved_text_is_a_file_and_in_the_report(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    text = "Zij bellen. [k1:1]\r\n\r\nMeer é 👋 <script>x</script>"
    first = save(client, text).json()
    assert first["path"] == "analyses/summaries/Kampen/hulp-en-steun.md"
    assert file_of(study).read_bytes() == "Zij bellen. [k1:1]\n\nMeer é 👋 <script>x</script>\n".encode()
    shown = page(gather(study))
    assert '[<a class="cite" href="#q-k1-1"' in shown
    assert "<script>x</script>" not in shown
    again = client.get("/api/chapter/texts", params={"case": "KA"}).json()[0]
    assert (again["text"], again["mark"]) == (text.replace("\r", ""), first["mark"])
    save(client, "", was=first["mark"])
    assert file_of(study).read_bytes() == b""
    assert "Zij bellen." not in page(gather(study))


def test_a_file_changed_outside_is_not_overwritten(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    mark = save(client, "Eerst.").json()["mark"]
    file_of(study).write_bytes("\ufeffVan buiten,\r\nin Word.".encode())
    refused = save(client, "Hier.", was=mark)
    assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "changed-meanwhile")
    now = refused.json()["error"]["now"]
    assert now["text"] == "Van buiten,\nin Word."
    assert file_of(study).read_bytes().endswith(b"in Word.")
    assert save(client, "Hier.", was=now["mark"]).status_code == 200
    assert save(client, "Hier.", was=now["mark"]).status_code == 200, "sent again it says what is there"


def test_a_notebook_overwrites_nothing_either(study: Project) -> None:
    first = save_text(study, "Kampen", "geld", "Eerst.", was="")
    assert save_text(study, "KA", "geld", "Eerst.", was="").mark == first.mark
    with pytest.raises(TextChanged, match="Nothing was overwritten") as refused:
        save_text(study, "Kampen", "geld", "Hier.", was="")
    assert refused.value.now == first
    assert save_text(study, "Kampen", "geld", "Hier.", was=first.mark).text == "Hier."


def test_the_folder_may_have_the_cases_key(study: Project) -> None:
    by_key = file_of(study, case="KA")
    by_key.parent.mkdir(parents=True)
    found = write(study.root, summary(study.root, "Kampen", "KA", "hulp-en-steun"), "Onder de sleutel.\n")
    assert by_key.read_text() == "Onder de sleutel.\n\n"
    assert summary(study.root, "Kampen", "KA", "hulp-en-steun") == found
    assert summary(study.root, "../../x", "..", "geld").path == "analyses/summaries/-..-x/geld.md"


@pytest.mark.parametrize(
    ("one", "other"), [("a?b", "a/b"), ("a-b", "a/b"), ("Kampen", "kampen"), ("Oirsch\u00f3t", "Oirscho\u0301t")]
)
def test_two_cases_never_have_one_text(serve: Serve, project: MakeProject, one: str, other: str) -> None:
    """Where their names would be one folder, neither is written nor read, and a sentence names both."""
    texts = {name: f"---\ntown: {json.dumps(case)}\n---\n{TEXT}" for name, case in (("k1", one), ("k2", other))}
    made = project(texts, CODEBOOK, SETTINGS.replace("{KA: Kampen, ZW: Zwolle}", "{}"))
    client = serve(made, coder="ann").client()
    asked = {"case": one, "section": "geld", "text": "Van de een.", "was": ""}
    answer = client.put("/api/chapter/text", json=asked)
    assert answer.status_code == 422
    message = answer.json()["error"]["message"]
    assert all(repr(case) in message for case in (one, other))
    assert "another name" in message
    assert not (made.root / "analyses" / "summaries").exists()
    assert all(each["problem"] for each in client.get("/api/chapter", params={"case": one}).json()["sections"])
    assert gather(made).texts == {}
    file_of(made, "geld", "a-b").parent.mkdir(parents=True)
    with pytest.raises(FileError, match="in one folder"):
        gather(made)


def test_a_key_that_is_another_cases_name_is_no_folder(study: Project) -> None:
    """`ZW` is the key of Zwolle; a case called so has the folder for itself."""
    cases = ("Zwolle", "ZW")
    own = write(study.root, summary(study.root, "ZW", "ZW", "geld", cases=cases), "Van ZW.")
    assert own.path == "analyses/summaries/ZW/geld.md"
    there = summary(study.root, "Zwolle", "ZW", "geld", cases=cases)
    assert (there.path, there.text) == ("analyses/summaries/Zwolle/geld.md", "")


def test_a_file_that_is_no_text_spoils_only_its_own_section(serve: Serve, study: Project) -> None:
    file_of(study).parent.mkdir(parents=True)
    file_of(study).write_bytes(b"PK\x03\x04...")
    client = serve(study, coder="ann").client()
    first, second = client.get("/api/chapter", params={"case": "KA"}).json()["sections"]
    assert "a Word, Excel or zip file" in first["problem"]
    assert second["problem"] == ""
    assert save(client, "x").status_code == 422
    assert file_of(study).read_bytes() == b"PK\x03\x04..."


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"case": "XX"}, 422), ({"section": "../../x"}, 422), ({"section": ""}, 422), ({"text": "a\0b"}, 422)],
)
def test_only_a_section_of_a_case_is_written(serve: Serve, study: Project, asked: dict[str, str], status: int) -> None:
    client = serve(study, coder="ann").client()
    assert save(client, **{"text": "x", **asked}).status_code == status
    assert not (study.root / "analyses" / "summaries").exists()


def test_how_a_text_reads(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann").client()
    found = client.post("/api/prose", json={"text": "Zo. [k1:2; k9:1]"}).json()
    assert found["tree"] == [["p", ["Zo. ", ["cite", ["k1:2", "k9:1"]]]]]
    assert [(each["label"], each["words"]) for each in found["cited"]] == [("k1:2", "“Ze kijkt om.”"), ("k9:1", "")]


def test_blind_one_has_no_chapters_and_who_looks_writes_none(serve: Serve, study: Project) -> None:
    blind = serve(study, coder="ben", blind=True).client()
    for path in ("/api/chapters", "/api/chapter?case=KA", "/api/chapter/texts?case=KA"):
        assert (blind.get(path).status_code, blind.get(path).json()["error"]["kind"]) == (403, "blind")
    assert save(blind, "x").status_code == 403
    assert blind.post("/api/prose", json={"text": "[k1:1]"}).status_code == 403
    looking = serve(study, coder="").client()
    assert looking.get("/api/chapter?case=KA").status_code == 200
    assert save(looking, "x").json()["error"]["kind"] == "nobody-codes"


# --- in a browser ------------------------------------------------------------------------------------------------


class TestPage:
    """The page, in a browser."""

    pytestmark = browser_test
    FIELD = "#writing textarea"

    def open(self, served: Served, section: str = "hulp-en-steun") -> Any:
        window = served.window(f"/chapters?case=KA&section={section}")
        window.locator("#beside article").first.wait_for()
        return window

    def saved(self, window: Any) -> None:
        window.locator('.standing[data-state="saved"]').wait_for()

    def holds(self, window: Any, text: str) -> None:
        """The field comes to hold a text."""
        from playwright.sync_api import expect

        expect(window.locator(self.FIELD)).to_have_value(text)

    def typed(self, window: Any) -> str:
        found: str = window.locator(self.FIELD).input_value()
        return found

    def test_written_cited_and_released_by_keyboard(self, serve: Serve, study: Project) -> None:
        """A section is written from its quotations without the mouse; it is on disk, and in the report."""
        window = self.open(serve(study, coder="ann"))
        assert window.locator("#beside h3").all_inner_texts() == ["Cijfer", "Round 1", "Round 2"]
        window.focus(self.FIELD)
        window.keyboard.type("Zij bellen. Dat scheelt, [k2")
        window.get_by_role("option", name="k2:1").wait_for()
        window.keyboard.press("Enter")
        assert self.typed(window) == "Zij bellen. Dat scheelt, [k2:1]"
        for _ in range(20):
            window.keyboard.press("ArrowLeft")
        window.keyboard.press("Escape")
        window.keyboard.press("Enter")
        assert self.typed(window) == "Zij bellen. [k1:1] Dat scheelt, [k2:1]"
        window.keyboard.press("j")
        window.keyboard.press("c")
        assert self.typed(window) == "Zij bellen. [k1:1] “Ze kijkt om.” [k1:2] Dat scheelt, [k2:1]"
        window.keyboard.press("l")
        window.get_by_text("k1:2 is released.").wait_for()
        assert study.quotation("k1:2").released
        window.locator("#beside .counts").get_by_text("4 quotations · 3 released · 3 cited").wait_for()
        window.keyboard.press("Escape")
        window.keyboard.press("Control+s")
        self.saved(window)
        assert file_of(study).read_text() == self.typed(window) + "\n"
        assert page(gather(study)).count('class="cite"') == 3
        assert window.locator(".preview .cite").count() == 3
        window.locator(".preview .cite").first.focus()
        assert window.get_by_role("tooltip").inner_text().startswith("De coach belt elke week.")
        window.focus(self.FIELD)
        window.keyboard.press("Control+]")
        window.get_by_role("heading", name="Geld").wait_for()
        assert window.evaluate("document.activeElement.matches('#writing textarea')")
        assert (window.wrong, window.foreign) == ([], [])
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        assert axe.run(window).response["violations"] == []

    def test_a_quotation_is_dragged_into_the_text(self, serve: Serve, study: Project) -> None:
        window = self.open(serve(study, coder="ann"))
        window.fill(self.FIELD, "Het begin.")
        window.locator("#beside article").nth(2).drag_to(
            window.locator(self.FIELD), source_position={"x": 60, "y": 12}, target_position={"x": 90, "y": 18}
        )
        self.holds(window, "Het begin. [k2:1]")
        window.locator("#beside article").nth(2).get_by_text("cited").wait_for()
        self.saved(window)
        window.select_option("#beside select", "waiting")
        assert window.locator("#beside article .label").all_inner_texts() == ["k1:1"]

    def test_what_is_typed_while_the_server_is_gone(self, serve: Serve, study: Project) -> None:
        served = serve(study, coder="ann")
        window = self.open(served)
        window.focus(self.FIELD)
        served.stop()
        window.keyboard.type("Zonder server getypt, [k9:9].")
        window.get_by_text("kept in this tab, and saved when it is back").wait_for()
        assert not file_of(study).exists()
        served.start()
        self.saved(window)
        assert file_of(study).read_text() == "Zonder server getypt, [k9:9].\n"
        window.get_by_text("Names no quotation of the project:").wait_for()
        assert window.locator(".preview .unknown").inner_text() == "k9:9"

    def test_a_reload_loses_nothing(self, serve: Serve, study: Project) -> None:
        window = self.open(serve(study, coder="ann"))
        window.focus(self.FIELD)
        window.keyboard.type("Snel herladen")
        window.reload()
        window.locator("#beside article").first.wait_for()
        assert self.typed(window) == "Snel herladen"
        self.saved(window)
        assert file_of(study).read_text() == "Snel herladen\n"

    def test_changed_outside_and_here_both_are_shown(self, serve: Serve, study: Project) -> None:
        """Another program changes the file: with nothing typed the page follows; else one chooses."""
        window = self.open(serve(study, coder="ann"))
        window.fill(self.FIELD, "Van mij.")
        self.saved(window)
        file_of(study).write_text("Van buiten.\n")
        window.evaluate("dispatchEvent(new Event('focus'))")
        self.holds(window, "Van buiten.")
        window.keyboard.press("End")
        file_of(study).write_text("Nog eens van buiten.\n")
        window.keyboard.type(" En van mij.")
        box = window.locator(".difference")
        box.wait_for()
        assert box.locator("pre").all_inner_texts() == ["Nog eens van buiten.", "Van buiten. En van mij."]
        marked = [mark.strip() for mark in box.locator("mark").all_inner_texts()]
        assert marked == ["Nog eens", "buiten.", "Van buiten. En", "mij."]
        assert file_of(study).read_text() == "Nog eens van buiten.\n"
        window.reload()
        box.wait_for()
        assert self.typed(window) == "Van buiten. En van mij."
        box.get_by_role("button", name="Put mine below theirs").click()
        self.saved(window)
        assert file_of(study).read_text() == "Nog eens van buiten.\n\nVan buiten. En van mij.\n"
        assert self.typed(window) == "Nog eens van buiten.\n\nVan buiten. En van mij."

    def test_two_tabs_follow_each_other(self, serve: Serve, study: Project) -> None:
        served = serve(study, coder="ann")
        window = self.open(served)
        tab = served.tab(window, "/chapters?case=KA")
        tab.locator("#beside article").first.wait_for()
        window.fill(self.FIELD, "Uit het eerste.")
        self.saved(window)
        self.holds(tab, "Uit het eerste.")
        study.code("k2", quote="Er is te weinig geld.", code="Hulp", coder="ann")
        window.locator("#beside").get_by_text("k2:3").wait_for()
        assert self.typed(window) == "Uit het eerste."

    def test_what_is_typed_during_a_save_is_saved_after_it(self, serve: Serve, study: Project) -> None:
        """Told to save while an earlier text is under way: the later one follows at once, however long it is."""
        window = self.open(serve(study, coder="ann"))
        assert window.evaluate("document.activeElement.matches('#beside article, #beside .quotes')")
        held: list[Any] = []
        window.route("**/api/chapter/text", lambda route: held.append(route), times=1)
        window.fill(self.FIELD, "Eerst.")
        window.keyboard.press("Control+s")
        window.locator('.standing[data-state="saving"]').wait_for()
        later = "Later. " * 4000
        window.fill(self.FIELD, later)
        window.keyboard.press("Control+s")
        assert window.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")
        window.clock.install()  # nothing is saved by the time that passes
        held[0].continue_()
        self.saved(window)
        assert file_of(study).read_text() == later + "\n"
        assert len(held) == 1

    def test_changes_elsewhere_are_read_once(self, serve: Serve, study: Project) -> None:
        """Many at a time are read together, and in a hidden tab not before it is seen again."""
        window = self.open(serve(study, coder="ann"))
        asked: list[str] = []
        window.on("request", lambda request: asked.append(request.url))
        tell = """import('/static/js/net.js').then(({ net }) => {
            for (let i = 0; i < 9; i++) net.dispatchEvent(new CustomEvent('version'));
        })"""
        hide = """(hidden) => {
            Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
        chapters = lambda: [url for url in asked if "/api/chapter?" in url]  # noqa: E731
        window.evaluate(tell)
        window.wait_for_timeout(500)
        assert len(chapters()) == 2
        window.evaluate(hide, True)
        window.evaluate(tell)
        window.wait_for_timeout(300)
        assert len(chapters()) == 2
        with window.expect_response("**/api/chapter?**"):
            window.evaluate(hide, False)
        assert len(chapters()) == 3

    def test_the_focus_stays_on_a_citation(self, serve: Serve, study: Project) -> None:
        """The text is changed outside while one reads a citation: it has the focus still."""
        window = self.open(serve(study, coder="ann"))
        window.fill(self.FIELD, "Een [k1:1] en [k1:2].")
        self.saved(window)
        window.locator(".preview .cite", has_text="k1:2").focus()
        file_of(study).write_text("Een, [k1:1] en [k1:2] dus.\n")
        window.evaluate("dispatchEvent(new Event('focus'))")
        window.locator(".preview").get_by_text("dus").wait_for()
        assert window.evaluate("document.activeElement.textContent") == "k1:2"
