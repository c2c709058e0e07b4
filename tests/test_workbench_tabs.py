"""Two tabs and the command line at the same time; and a server that goes and comes back. Nothing is lost, nothing is
done twice, and nothing goes in anybody else's name."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from workbench import PATIENCE, Served, browser_test

from qualcode.project import Project
from qualcode.web import Room

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = browser_test

SENTENCES = ["Hij kwam elke week.", "Zij belde niet terug.", "De coach was er nooit bij.", "Het gaat nu goed met hem."]
TREE = "codes: [{id: coach, name: Coach}, {id: buur, name: Buur}]"
NET = "async (work) => { const { net } = await import('/static/js/net.js'); %s }"


@pytest.fixture
def one(project: Callable[..., Project]) -> Project:
    return project({"k1": " ".join(SENTENCES), "k2": "Een ander gesprek."}, TREE, "title: T\ncoders: [anna, bert]")


def until(window: Any, script: str | Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    """Wait until a script on the page, or a function, gives true; the page's policy forbids Playwright's own way."""
    end = time.monotonic() + seconds
    while not (script() if callable(script) else told(window, script)):
        assert time.monotonic() < end, f"never: {script}; {window.locator('body').inner_text()}"
        window.wait_for_timeout(20)


def told(window: Any, script: str) -> bool:
    """What a script gives; false while the page is being loaded anew, and where what it asks about is not there yet."""
    try:
        return bool(window.evaluate(script))
    except sync_api.Error as error:
        if not any(each in str(error) for each in ("Execution context was destroyed", "properties of null")):
            raise
        return False


def press(window: Any, *keys: str) -> None:
    for key in keys:
        window.keyboard.press(key)


def ready(window: Any) -> Any:
    until(
        window, "() => document.activeElement.matches('.pane') && Boolean(document.querySelector('.lines').textContent)"
    )
    return window


def tag(window: Any, code: str) -> None:
    """Give the next sentence a code, by its name."""
    press(window, "ArrowDown", "c")
    window.keyboard.type(code)
    press(window, "Enter")


def given(project: Project) -> list[tuple[str, str, str]]:
    """The codings in the order in which they were made: (quote, code, coder)."""
    frame = project.codings.sort_values("created", kind="stable")
    return list(frame[["quote", "code", "coder"]].itertuples(index=False, name=None))


def bars(window: Any) -> int:
    """How many passages the margin shows."""
    return int(window.locator(".margin .quotation").count())


def standing(window: Any) -> str:
    return str(window.locator("#connection").inner_text())


def settled(window: Any) -> None:
    until(window, "() => import('/static/js/net.js').then(({ net }) => !net.outbox.length && !net.gone)")


def go(window: Any, address: str) -> None:
    """Go somewhere, also from the page that a browser shows where no server answers."""
    for _ in range(4):
        try:
            window.goto(address)
            return
        except sync_api.Error:
            time.sleep(0.5)
    window.goto(address)


def leaving(window: Any) -> None:
    """Leave pages that would rather be stayed on."""

    def leave(dialog: Any) -> None:
        with suppress(sync_api.Error):  # the page may be gone by then
            dialog.accept()

    window.on("dialog", leave)


@contextmanager
def served_for(served: Served, **options: Any) -> Iterator[Served]:
    """The same folder at the same address, for somebody else; what was there has to be stopped first."""
    room = served.room
    served.room = Room(served.root, **options)
    served.room.port = room.port
    served.start()
    try:
        yield served
    finally:
        served.stop()
        served.room.close()
        served.room = room


@contextmanager
def held(project: Project) -> Iterator[None]:
    """The database as when another program writes in it."""
    connection = sqlite3.connect(project._database.path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


def test_what_another_tab_or_the_command_line_does_is_seen(serve: Any, one: Project) -> None:
    """Without a reload, and without touching what one was at: the words selected, and what was typed in a field."""
    served = serve(one, coder="anna")
    first = ready(served.window())
    second = ready(served.tab(first))
    press(second, "ArrowDown", "ArrowDown")
    selected = second.evaluate("() => document.querySelector('#passage').textContent")
    assert "Zij belde niet terug." in selected
    second.locator("#code-filter").fill("buu")
    tag(first, "coach")
    until(second, "() => document.querySelectorAll('.margin .quotation').length === 1", seconds=3)
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("qualcode"), "-C", one.root, "code", "k1"),
            *("--quote", SENTENCES[2], "--code", "Buur", "--coder", "bert"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for window in (first, second):
        until(window, "() => document.querySelectorAll('.margin .quotation').length === 2", seconds=3)
    assert second.locator("#code-filter").input_value() == "buu"
    assert second.evaluate("() => document.querySelector('#passage').textContent") == selected
    assert (first.wrong, second.wrong) == ([], [])


def test_what_was_changed_meanwhile_is_not_overwritten(serve: Any, one: Project) -> None:
    """Two tabs write a comment on the same passage: the second is told, and keeps what was typed."""
    one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
    served = serve(one, coder="anna")
    window = ready(served.window())
    press(window, "]", "m")
    window.wait_for_selector("dialog textarea")
    window.keyboard.type("Van deze kant.")
    # the page does not hear of it before it writes
    window.route("**/api/version", lambda route: route.abort())
    one.mark(one.quotations["quotation_id"][0], coder="anna", comment="Van de andere kant.")
    press(window, "Control+Enter")
    until(window, "() => document.querySelector('dialog [role=alert]').textContent.includes('changed meanwhile')")
    assert window.locator("dialog textarea").input_value() == "Van deze kant."
    assert one.quotations["comment"].tolist() == ["Van de andere kant."]


def test_the_server_goes_while_somebody_codes(serve: Any, one: Project) -> None:
    """What is done meanwhile is seen, kept, and saved in its order when the server is back; undo says it cannot."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    tag(window, "coach")
    settled(window)
    served.stop()
    for code in ("buur", "coach", "buur"):
        tag(window, code)
    until(window, "() => document.querySelector('#connection').textContent.includes('3 changes are kept')")
    assert bars(window) == 4, "what is not saved yet is shown"
    press(window, "u")
    until(window, "() => document.querySelector('#wrong').textContent.includes('need the server')")
    assert len(given(one)) == 1
    served.start()
    until(window, lambda: len(given(one)) == 4)
    settled(window)
    assert given(one) == [
        (sentence, code, "anna") for sentence, code in zip(SENTENCES, ["Coach", "Buur", "Coach", "Buur"], strict=True)
    ]
    until(window, "() => document.querySelector('#connection').textContent === ''")
    assert bars(window) == 4
    assert [each for each in window.wrong if "ERR_CONNECTION_REFUSED" not in each] == []


def test_a_reply_that_was_lost_does_not_do_it_twice(serve: Any, one: Project) -> None:
    """The server did it, and the page never heard: it asks again, and nobody is told of a mistake."""
    one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
    served = serve(one, coder="anna")
    window = ready(served.window())
    lost: list[str] = []

    def lose(route: Any) -> None:
        if route.request.method == "GET" or lost:
            route.continue_()
            return
        lost.append(route.request.method)
        route.fetch()
        route.abort()

    window.route("**/api/**", lose)
    version = one.version()
    press(window, "]", "x")
    until(window, lambda: len(one.quotations) == 0)
    settled(window)
    assert lost == ["DELETE"]
    assert one.version() == version + 1
    assert window.locator("#wrong").inner_text() == ""


def test_a_reload_loses_nothing_that_waits(serve: Any, one: Project) -> None:
    served = serve(one, coder="anna")
    window = ready(served.window())
    leaving(window)
    served.stop()
    tag(window, "coach")
    tag(window, "buur")
    until(window, "() => document.querySelector('#connection').textContent.includes('2 changes are kept')")
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        window.reload()
    assert given(one) == []
    served.start()
    go(window, served.room.origin)
    until(window, lambda: len(given(one)) == 2)
    assert given(one) == [(SENTENCES[0], "Coach", "anna"), (SENTENCES[1], "Buur", "anna")]
    ready(window)
    until(window, "() => document.querySelectorAll('.margin .quotation').length === 2")
    assert window.evaluate("() => Object.keys(sessionStorage).filter((each) => each.includes('waiting')).length") == 0


def test_nothing_goes_in_the_name_of_somebody_else(serve: Any, one: Project) -> None:
    """The server comes back for another coder: what waits stays where it is until the first is back."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    leaving(window)
    served.stop()
    tag(window, "coach")
    until(window, "() => document.querySelector('#connection').textContent.includes('1 change is kept')")
    with served_for(served, coder="bert"):
        tag(window, "buur")  # asked of the other's server before the page knows whose it is
        until(window, "() => document.querySelector('#wrong').textContent.includes('Open the address')")
        assert "2 changes are kept" in standing(window)
        go(window, served.room.new_address())
        ready(window)
        until(window, "() => document.querySelector('#wrong').textContent.includes('2 changes of anna wait')")
        tag(window, "buur")
        settled(window)
        assert [(code, coder) for _, code, coder in given(one)] == [("Buur", "bert")]
    served.start()
    go(window, served.room.new_address())
    until(window, lambda: len(given(one)) == 3)
    assert given(one)[1:] == [(SENTENCES[0], "Coach", "anna"), (SENTENCES[1], "Buur", "anna")]


def test_a_tab_of_another_coder_is_told_so(serve: Any, one: Project) -> None:
    """Who chooses another name in one tab of a browser does not code under it in the other."""
    served = serve(one)
    first = served.window()
    first.get_by_role("radio", name="anna").check()
    first.get_by_role("button", name="Go on").click()
    ready(first)
    second = ready(served.tab(first))
    second.locator("#who").click()
    second.get_by_role("radio", name="bert").check()
    second.get_by_role("button", name="Go on").click()
    until(second, "() => document.querySelector('#who').textContent.includes('bert')")
    ready(second)
    first.bring_to_front()
    tag(first, "coach")
    until(first, "() => document.querySelector('#wrong').textContent.includes('opened for another coder')")
    assert given(one) == []
    second.bring_to_front()
    tag(second, "buur")
    settled(second)
    assert given(one) == [(SENTENCES[0], "Buur", "bert")]


def test_a_slow_server_is_told_of_and_the_order_holds(serve: Any, one: Project) -> None:
    """The first change takes long; the second is sent after it."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    held: list[Any] = []
    window.route("**/api/codings", lambda route: held.append(route) if not held else route.continue_())
    tag(window, "coach")
    tag(window, "buur")
    until(window, "() => document.querySelector('#connection').textContent.includes('Saving')")
    assert len(held) == 1
    assert given(one) == []
    held[0].continue_()
    until(window, lambda: len(given(one)) == 2)
    assert [code for _, code, _ in given(one)] == ["Coach", "Buur"]
    until(window, "() => document.querySelector('#connection').textContent === ''")


def test_an_answer_that_was_overtaken_is_asked_anew(serve: Any, one: Project) -> None:
    """A question's answer from before a change of our own does not come after it."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    answers: list[Any] = []

    def late(route: Any) -> None:
        if answers:
            route.continue_()
        else:
            answers.append((route, route.fetch()))

    window.route("**/api/counts?slow=1", late)
    window.evaluate(NET % "window.asked = net.get('/api/counts', { slow: 1 })")
    until(window, lambda: bool(answers))
    tag(window, "coach")
    settled(window)
    route, answer = answers[0]
    route.fulfill(response=answer)
    assert window.evaluate("async () => (await window.asked).project") == {"coach": 1}


def test_a_full_store_keeps_what_it_can(serve: Any, one: Project) -> None:
    """Without room in the browser's store the page keeps things itself, and says what not to do."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    window.evaluate(
        "() => { let size = 2 ** 22; for (let n = 0; size > 4; n++) "
        "try { sessionStorage.setItem(`full ${n}`, 'x'.repeat(size)); } catch { size /= 2; } }"
    )
    served.stop()
    tag(window, "coach")
    until(window, "() => document.querySelector('#wrong').textContent.includes('do not close or reload')")
    served.start()
    until(window, lambda: len(given(one)) == 1)


def test_a_database_in_use_keeps_a_change_waiting(serve: Any, one: Project) -> None:
    """Another program holds the database for longer than the server waits: the change is kept, and saved after it."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    with held(one):
        tag(window, "coach")
        until(window, "() => document.querySelector('#connection').textContent.includes('1 change is kept')", seconds=9)
        assert window.locator("#wrong").inner_text() == ""
        assert bars(window) == 1, "what is not saved yet is shown"
    until(window, lambda: len(given(one)) == 1, seconds=12)
    settled(window)
    assert standing(window) == ""


@pytest.mark.parametrize(("status", "body"), [(503, ""), (500, '{"error": {"kind": "internal", "message": "Oops."}}')])
def test_a_server_that_fails_is_asked_again(serve: Any, one: Project, status: int, body: str) -> None:
    served = serve(one, coder="anna")
    window = ready(served.window())
    failed: list[Any] = []

    def fail(route: Any) -> None:
        failed.append(route)
        if len(failed) < 2:
            route.fulfill(status=status, body=body)
        else:
            route.continue_()

    window.route("**/api/codings", fail)
    tag(window, "coach")
    until(window, lambda: len(given(one)) == 1)
    settled(window)
    assert window.locator("#wrong").inner_text() == ""


def test_what_waited_and_was_refused_is_listed(serve: Any, one: Project) -> None:
    """Two changes wait for the server and are refused: both are listed, also after a reload, until somebody decides."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    served.stop()
    for code in ("coach", "buur"):
        tag(window, code)
    until(window, "() => document.querySelector('#connection').textContent.includes('2 changes are kept')")
    no = '{"error": {"kind": "not-possible", "message": "This is not possible now."}}'
    window.route("**/api/codings", lambda route: route.fulfill(status=409, body=no))
    served.start()
    until(window, "() => document.querySelector('#unsaved')?.textContent === '2 changes were not saved'")
    assert bars(window) == 0
    window.unroute("**/api/codings")
    window.reload()
    ready(window)
    window.locator("#unsaved").click()
    window.wait_for_selector("dialog section")
    entries = window.locator("dialog section").all_inner_texts()
    assert [text.splitlines()[0] for text in entries] == [
        f"Give the code {code} k1 · “{words}”" for code, words in zip(["Coach", "Buur"], SENTENCES[:2], strict=True)
    ]
    assert all("This is not possible now." in text for text in entries)
    window.locator("dialog section").nth(1).get_by_role("button", name="Throw away").click()
    window.locator("dialog section").get_by_role("button", name="Try again").click()
    until(window, lambda: given(one) == [(SENTENCES[0], "Coach", "anna")])
    until(window, "() => !document.querySelector('#unsaved')")
    press(window, "Escape")
    until(window, "() => document.querySelectorAll('.margin .quotation').length === 1")
    assert (
        window.evaluate("() => Object.keys(sessionStorage).filter((each) => /refused|waiting/.test(each)).length") == 0
    )


def test_closing_a_tab_asks_while_a_change_is_under_way(serve: Any, one: Project) -> None:
    served = serve(one, coder="anna")
    window = ready(served.window())
    asked: list[str] = []
    window.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    held: list[Any] = []
    window.route("**/api/codings", lambda route: held.append(route))
    tag(window, "coach")
    until(window, lambda: bool(held))
    window.close(run_before_unload=True)
    until(window, lambda: asked == ["beforeunload"])
    held[0].continue_()
    settled(window)
    assert len(given(one)) == 1


def test_a_backup_that_was_put_back_is_seen(serve: Any, one: Project) -> None:
    """The server's version is lower than what the page knew: it reads anew, once, and goes on from there."""
    served = serve(one, coder="anna")
    window = ready(served.window())
    tag(window, "coach")
    settled(window)
    window.wait_for_timeout(200)
    fresh = (
        "window.heard = 0; net.addEventListener('version', () => window.heard++); await net.look(); return net.version"
    )
    version = window.evaluate(NET % fresh)
    window.route(
        "**/api/version",
        lambda route: route.fulfill(status=200, body="{}", headers={"X-Data-Version": str(version - 1)}),
    )
    assert window.evaluate(NET % "await net.look(); return net.version") == version - 1
    window.unroute("**/api/version")
    until(window, "() => window.heard >= 1", seconds=1)


KEYDOWN = """([key, code, more, modifiers, target]) => {
  const event = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more,
    modifierCapsLock: modifiers === "CapsLock", modifierAltGraph: modifiers === "AltGraph" });
  document.querySelector(target ?? ".pane").dispatchEvent(event);
}"""


def test_keys_of_other_keyboards(serve: Any, one: Project) -> None:
    """Held down, with Caps Lock, and typed with AltGr or Option."""
    served = serve(one, coder="anna")
    window = ready(served.window())

    def key(key: str, code: str = "", modifiers: str = "", **more: bool) -> None:
        window.evaluate(KEYDOWN, [key, code, more, modifiers, None])

    tag(window, "coach")
    tag(window, "buur")
    settled(window)
    asked: list[str] = []
    window.on("request", lambda request: request.method == "POST" and asked.append(request.url.rsplit("/", 1)[1]))
    key("U", "KeyU", "CapsLock")
    until(window, lambda: len(given(one)) == 1)
    settled(window)
    key("u", "KeyU", repeat=True)
    window.wait_for_timeout(150)
    assert asked == ["undo"]
    key("u", "KeyU", "CapsLock", shiftKey=True)
    until(window, lambda: asked == ["undo", "redo"])
    settled(window)
    selected = "() => document.querySelector('#passage').textContent"
    key("j", "KeyJ")
    first = window.evaluate(selected)
    key("j", "KeyJ", repeat=True)
    assert window.evaluate(selected) != first
    key("[", "Digit8", "AltGraph", altKey=True, ctrlKey=True)
    until(window, "() => Boolean(document.querySelector('.margin .quotation.pointed'))")


def test_alt_and_a_digit_on_a_mac(serve: Any, one: Project) -> None:
    served = serve(one, coder="anna")
    window = served.window()
    mac = "Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' })"
    window.add_init_script(mac)
    window.reload()
    ready(window)
    names = "async (pressed) => (await import('/static/js/keys.js')).names(new KeyboardEvent('keydown', pressed))"
    assert window.evaluate(names, {"key": "¡", "code": "Digit1", "altKey": True}) == ["Alt+1", "¡"]
    assert window.evaluate(names, {"key": "[", "code": "Digit5", "altKey": True}) == ["Alt+5", "["]
    assert window.evaluate(names, {"key": "z", "code": "KeyZ", "metaKey": True, "shiftKey": True}) == ["Ctrl+Shift+z"]
