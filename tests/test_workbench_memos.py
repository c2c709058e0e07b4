"""Memos and the research diary: over HTTP, and on their page in a browser."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

from qualcode.project import Project

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

NASTY = "<script>alert(1)</script> <img src=x onerror=alert(1)>"


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Two documents; ann and ben each coded a passage and wrote memos."""
    one = project(
        {"k1": "De coach belt elke week.", "k2": "Niemand belt."},
        codebook="codes: [{name: Hulp, id: hulp, codes: [{name: Bellen, id: bellen}]}]",
        settings="title: T\ncoders: [ann, ben]",
    )
    one.code("k1", quote="De coach belt", code="Bellen", coder="ann")
    one.code("k2", quote="Niemand belt.", code="Bellen", coder="ben")
    one.memo("Begonnen met **lezen**.", coder="ann")
    one.memo("Te breed?", coder="ben", code="Bellen")
    return one


@pytest.fixture
def client(serve: Serve, study: Project) -> httpx.Client:
    return serve(study, coder="ann").client()


def write(client: httpx.Client, text: str, on: str = "project", target: str = "", **more: str) -> httpx.Response:
    return client.post("/api/memos", json={"id": str(uuid.uuid4()), "on": on, "target": target, "text": text, **more})


def test_a_memo_on_each_sort_of_thing(client: httpx.Client, study: Project) -> None:
    quotation = study.quotation("k1:1").id
    for on, target in (("project", ""), ("document", "k1"), ("code", "bellen"), ("quotation", quotation)):
        assert write(client, f"over {on}", on, target).status_code == 201
    found = client.get("/api/memos").json()
    assert [(each["on"], each["about"], each["document"]) for each in found] == [
        ("quotation", "k1:1", "k1"), ("code", "Hulp/Bellen", ""), ("document", "k1", "k1"), ("project", "", ""),
        ("code", "Hulp/Bellen", ""), ("project", "", ""),
    ]  # fmt: skip
    assert found[0]["words"] == "De coach belt"
    assert found[-1]["tree"] == [["p", ["Begonnen met ", ["strong", ["lezen"]], "."]]]
    asked = {"on": "quotation", "target": "k1:1"}
    assert [each["text"] for each in client.get("/api/memos", params=asked).json()] == ["over quotation"]
    assert [each["text"] for each in client.get("/api/memos", params={"words": "BREED"}).json()] == ["Te breed?"]


def test_sending_a_memo_again_changes_nothing(client: httpx.Client, study: Project) -> None:
    identity = str(uuid.uuid4())
    first = write(client, "Een keer.", id=identity)
    version = study.version()
    assert write(client, "Een keer.", id=identity).json() == first.json()
    assert study.version() == version
    assert write(client, "Iets anders.", id=identity).status_code == 409


def test_a_change_says_what_it_replaces(client: httpx.Client, study: Project) -> None:
    memo = study.memos[0]
    study.change_memo(memo.id, "Op de opdrachtregel veranderd.", coder="ann")
    refused = client.patch(f"/api/memos/{memo.id}", json={"text": "Hier ook.", "was": memo.text})
    assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "changed-meanwhile")
    assert refused.json()["error"]["now"] == "Op de opdrachtregel veranderd."
    changed = client.patch(f"/api/memos/{memo.id}", json={"text": "Hier ook.", "was": "Op de opdrachtregel veranderd."})
    assert changed.json()["text"] == study.memo_with(memo.id).text == "Hier ook."


def test_only_ones_own_is_changed_or_removed(client: httpx.Client, study: Project) -> None:
    theirs = study.memos[1].id
    assert client.patch(f"/api/memos/{theirs}", json={"text": "x"}).status_code == 409
    assert client.delete(f"/api/memos/{theirs}").status_code == 409
    assert client.delete(f"/api/memos/{uuid.uuid4()}").json()["error"]["kind"] == "unknown-memo"
    assert client.delete(f"/api/memos/{study.memos[0].id}").status_code == 204
    assert [each.coder for each in study.memos] == ["ben"]
    assert client.post("/api/undo").json()["what"] == "remove memo"
    assert len(study.memos) == 2


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"on": "document", "target": "k9"}, 404),
        ({"on": "quotation", "target": "k1:99999999999999999999"}, 404),
        ({"on": "quotation", "target": "k1:²"}, 404),
        ({"on": "code", "target": ""}, 404),
        ({"on": "nothing"}, 422),
        ({"id": "x"}, 422),
        ({"text": " "}, 422),
        ({"text": "a\0b"}, 422),
    ],
)
def test_what_cannot_be_is_refused_in_one_shape(client: httpx.Client, asked: dict[str, str], status: int) -> None:
    refused = client.post("/api/memos", json={"id": str(uuid.uuid4()), "on": "project", "text": "x", **asked})
    assert refused.status_code == status
    assert set(refused.json()["error"]) >= {"kind", "message"}


def test_blind_one_sees_ones_own(serve: Serve, study: Project) -> None:
    client = serve(study, coder="ann", blind=True).client()
    assert [each["coder"] for each in client.get("/api/memos").json()] == ["ann"]
    assert write(client, "Ken ik dat?", "quotation", "k2:1").json()["error"]["kind"] == "unknown-quotation"
    assert client.patch(f"/api/memos/{study.memos[1].id}", json={"text": "x"}).status_code == 404
    assert client.delete(f"/api/memos/{study.memos[1].id}").status_code == 404


def test_who_only_looks_writes_nothing(serve: Serve, study: Project) -> None:
    client = serve(study, coder="").client()
    assert write(client, "x").status_code == 403
    assert len(client.get("/api/memos").json()) == 2


def test_a_memo_of_nothing_but_signs_is_shown(client: httpx.Client) -> None:
    """However deep, long or wide: it is kept, and so are the others."""
    stars = "*" * 300
    wide = "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|b|\n" * 4_000
    started = time.monotonic()
    for text in (f"{stars}a{stars}", wide, "[" * 300_000, "| a |\n|---|\n| b |"):
        assert write(client, text).status_code == 201
    found = [each["tree"] for each in client.get("/api/memos").json()]
    assert time.monotonic() - started < 5
    assert [(tree[0][0], len(tree)) for tree in found[:4]] == [("table", 1), ("p", 1), ("p", 1), ("p", 1)]
    assert found[1] == [["p", ["[" * 300_000]]]
    assert '["strong", ["a"]]' in json.dumps(found[3])
    assert found[-1] == [["p", ["Begonnen met ", ["strong", ["lezen"]], "."]]]


class TestPage:
    """The page, in a browser."""

    pytestmark = browser_test

    def texts(self, window: Any) -> list[str]:
        found: list[str] = window.locator("#days article .markdown").all_inner_texts()
        return found

    def test_the_diary_by_keyboard(self, serve: Serve, study: Project) -> None:
        """A memo is written, reads as Markdown and never as HTML, is changed, removed and brought back."""
        window = serve(study, coder="ann").window("/memos")
        window.locator("article").first.wait_for()
        assert self.texts(window) == ["Begonnen met lezen.", "Te breed?"]
        assert window.locator(".diary article").count() == window.locator(".others article").count() == 1
        assert window.get_by_role("link", name="Hulp › Bellen").get_attribute("href") == "/quotations?code=bellen"

        window.keyboard.press("n")
        window.keyboard.type(f"{NASTY}\n\n*Schuin*, zie [k1:1]")
        window.locator(".preview em").wait_for()
        window.keyboard.press("Control+Enter")
        window.locator("#days em").wait_for()
        assert self.texts(window)[0] == f"{NASTY}\n\nSchuin, zie [k1:1]"
        assert window.locator("main script, main img").count() == 0
        assert window.get_by_role("link", name="k1:1").get_attribute("href") == "/?document=k1&at=k1%3A1"
        assert study.memos[-1].text == f"{NASTY}\n\n*Schuin*, zie [k1:1]"
        assert window.locator(".composer").count() == 0

        window.keyboard.press("e")
        window.keyboard.press("Control+a")
        window.keyboard.type("Veranderd.")
        window.keyboard.press("Control+Enter")
        window.locator("#days").get_by_text("Veranderd.").wait_for()
        assert study.memos[-1].text == "Veranderd."

        window.keyboard.press("Delete")
        window.get_by_text("The memo is removed.").wait_for()
        assert len(study.memos) == 2
        window.keyboard.press("Control+z")
        window.locator("#days").get_by_text("Veranderd.").wait_for()
        assert study.memos[-1].text == "Veranderd."
        assert (window.wrong, window.foreign) == ([], [])
        window.keyboard.press("n")
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        assert axe.run(window).response["violations"] == []

    def test_about_a_document_a_code_and_a_quotation(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/memos?on=document&target=k2")
        window.get_by_text("No memos like that.").wait_for()
        window.keyboard.press("n")
        assert window.get_by_label("Document", exact=True).input_value() == "k2"
        window.keyboard.type("Kort.")
        window.keyboard.press("Control+Enter")
        window.locator("article").wait_for()
        assert (study.memos[-1].on, study.memos[-1].target) == ("document", "k2")

        window.get_by_role("button", name="New memo").click()
        window.get_by_label("On a code").check()
        window.get_by_role("button", name="Choose a code").click()
        window.keyboard.type("bel")
        window.keyboard.press("Enter")
        window.get_by_role("button", name="Hulp › Bellen").wait_for()
        window.keyboard.type("Is bellen hulp?")
        window.keyboard.press("Control+Enter")
        window.locator(".composer").wait_for(state="detached")
        assert (study.memos[-1].on, study.memos[-1].target) == ("code", "bellen")

        window.goto(window.url.split("?")[0])
        window.locator("article").first.wait_for()
        window.keyboard.press("n")
        window.get_by_label("On a quotation").check()
        window.keyboard.type("k1:9")
        window.get_by_label("Text of the memo").fill("Wie?")
        window.keyboard.press("Control+Enter")
        window.get_by_text("There is no quotation 'k1:9'").wait_for()
        window.get_by_label("Label of the quotation").fill("k1:1")
        window.keyboard.press("Control+Enter")
        window.locator(".about-words").wait_for()
        assert window.locator(".about-words").inner_text() == "De coach belt"
        window.get_by_role("searchbox").fill("hulp")
        window.get_by_text("2 memos").wait_for()

    def test_what_was_typed_outlives_a_reload_and_the_server(self, serve: Serve, study: Project) -> None:
        served = serve(study, coder="ann")
        window = served.window("/memos")
        window.locator("article").first.wait_for()
        window.keyboard.press("n")
        window.keyboard.type("Nog niet af")
        window.reload()
        field = window.get_by_label("Text of the memo")
        field.wait_for()
        assert field.input_value() == "Nog niet af"
        served.stop()
        field.press("End")
        window.keyboard.type(", nu wel.")
        window.keyboard.press("Control+Enter")
        window.get_by_text("kept in this tab").first.wait_for()
        assert len(study.memos) == 2
        served.start()
        window.locator("#days").get_by_text("Nog niet af, nu wel.").wait_for()
        assert [each.text for each in study.memos][2:] == ["Nog niet af, nu wel."]
        assert window.locator(".composer").count() == 0

    def test_two_tabs_lose_nothing(self, serve: Serve, study: Project) -> None:
        """The same memo is changed in two tabs: both texts are shown, and one chooses."""
        served = serve(study, coder="ann")
        window = served.window("/memos")
        window.locator("article").first.wait_for()
        window.keyboard.press("j")
        window.keyboard.press("e")
        window.keyboard.type(" Mijn einde.")
        study.change_memo(study.memos[0].id, "Van elders.", coder="ann")
        box = window.locator(".difference")
        box.wait_for()
        assert box.locator("pre").all_inner_texts() == ["Van elders.", "Begonnen met **lezen**. Mijn einde."]
        box.get_by_role("button", name="Put mine below theirs").click()
        window.locator('.standing[data-state="saved"]').wait_for()
        assert re.sub(r"\s+", " ", study.memos[0].text) == "Van elders. Begonnen met **lezen**. Mijn einde."

    def test_leaving_with_escape_keeps_what_was_typed(self, serve: Serve, study: Project) -> None:
        """Escape loses nothing, of a new memo or a change; closing the tab asks first, and a change is sent off."""
        from playwright.sync_api import expect

        window = serve(study, coder="ann").window("/memos")
        window.locator("article").first.wait_for()
        window.keyboard.press("n")
        window.keyboard.type("Half af")
        field = window.get_by_label("Text of the memo")
        field.dispatch_event("keydown", {"key": "Escape", "isComposing": True})
        assert field.count() == 1
        window.keyboard.press("Escape")
        assert (field.count(), asks(window)) == (0, True)
        window.keyboard.press("n")
        assert field.input_value() == "Half af"
        assert asks(window)
        window.get_by_role("button", name="Throw away").click()
        assert not asks(window)

        window.keyboard.press("j")
        window.keyboard.press("e")
        window.keyboard.type(" Nu anders.")
        window.keyboard.press("Escape")
        window.get_by_text("it is not saved yet").wait_for()
        assert asks(window)
        window.keyboard.press("e")
        expect(window.locator("#days textarea")).to_have_value("Begonnen met **lezen**. Nu anders.")
        assert (asks(window), study.memos[0].text) == (True, "Begonnen met **lezen**.")
        window.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        expect(window.locator(".standing")).to_have_attribute("data-state", "saved")
        assert study.memos[0].text == "Begonnen met **lezen**. Nu anders."
        assert not asks(window)
        assert window.wrong == []

    def test_the_undo_beside_a_removal_is_of_that_removal(self, serve: Serve, study: Project) -> None:
        """What was done since, elsewhere, is not taken back; and the button goes once the page knows of it."""
        served = serve(study, coder="ann")
        window = served.window("/memos")
        window.locator("article").first.wait_for()
        undo = window.get_by_role("button", name="Undo")
        window.keyboard.press("j")
        window.keyboard.press("Delete")
        undo.wait_for()
        study.memo("Van de opdrachtregel.", coder="ann")
        window.evaluate("document.querySelector('#removed button').click()")
        window.get_by_text("nothing is undone").wait_for()
        assert [each.text for each in study.memos] == ["Te breed?", "Van de opdrachtregel."]

        window.locator("#days").get_by_text("Van de opdrachtregel.").click()
        window.keyboard.press("Delete")
        undo.wait_for()
        study.memo("Nog een.", coder="ann")
        undo.wait_for(state="detached")
        assert [each.text for each in study.memos] == ["Te breed?", "Nog een."]

    def test_the_arrows_are_the_radio_buttons_in_a_new_memo(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/memos")
        window.locator("article").first.wait_for()
        assert window.evaluate("document.activeElement.id") == "days"
        window.keyboard.press("n")
        window.get_by_role("radio", name="Research diary").focus()
        window.keyboard.press("ArrowDown")
        assert window.get_by_label("On a document").is_checked()

    def test_an_editor_that_is_closed_asks_nothing_more(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/memos")
        window.locator("article").first.wait_for()
        window.keyboard.press("n")
        window.keyboard.press("Escape")
        asked: list[str] = []
        window.on("request", lambda request: asked.append(request.url))
        window.evaluate("import('/static/js/net.js').then(({ net }) => net.dispatchEvent(new CustomEvent('back')))")
        window.wait_for_timeout(200)
        assert [url for url in asked if "preview" in url] == []


def asks(window: Any) -> bool:
    """Whether the page asks before it is closed."""
    script = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    return bool(window.evaluate(script))
