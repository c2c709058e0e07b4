"""Coding in the browser, by keyboard; and the endpoints that it goes through."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest
from workbench import PATIENCE, browser_test

from qualcode.errors import NotPossible
from qualcode.project import Project
from qualcode.store import reading

TEXT = """Hij kwam elke week. Zij belde niet terug. De coach was er nooit bij.
Het gaat nu goed met hem. Ze gaf een zeven. Later werd dat een acht of een negen. Wie weet.
"""
TREE = """
codes:
  - {id: hulp, name: Hulp, definition: Wie er helpt., codes: [
      {id: coach, name: Coach}, {id: buur, name: Buur}, {id: bron, name: Bron, specify: true},
      {id: rol, name: Rol, specify: {values: [hulp, klacht], free: false}}]}
  - {id: cijfer, name: Cijfer, grade: {min: 1, max: 10}}
"""
SENTENCES = ["Hij kwam elke week.", "Zij belde niet terug.", "De coach was er nooit bij.", "Het gaat nu goed met hem."]


@pytest.fixture
def one(project: Any) -> Project:
    """A project with one document of seven sentences and another, for one coder."""
    return project({"k1": TEXT, "k2": "Een ander gesprek, over de coach."}, TREE, "title: T\ncoders: [anna, bert]")


def codings(project: Project, *columns: str) -> list[tuple[Any, ...]]:
    """The codings in the order of the text, as (quote, code, …)."""
    frame = project.codings.sort_values(["document", "start", "end", "code"])
    return list(frame[["quote", "code", *columns]].itertuples(index=False, name=None))


def finished(project: Project) -> list[Any]:
    with project._database.reading() as connection:
        return reading.finished(connection)


def press(window: Any, *keys: str) -> None:
    for key in keys:
        window.keyboard.press(key)


def say(window: Any, text: str, *keys: str) -> None:
    """Type into the field that has the focus, then press keys."""
    window.keyboard.type(text)
    press(window, *keys)


def until(window: Any, script: str, told: Any = None) -> None:
    """Wait until a script gives true; the page's policy forbids Playwright's own way."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if window.evaluate(script, told):
            return
        window.wait_for_timeout(25)
    raise AssertionError(f"never: {script} {told or ''}; {window.wrong}; {window.locator('#wrong').inner_text()}")


def ready(window: Any) -> Any:
    """The window, when its document lies open and the text has the focus."""
    until(
        window, "() => Boolean(document.activeElement.matches('.pane') && document.querySelector('.lines').textContent)"
    )
    return window


def settled(window: Any) -> None:
    """Wait until every change has been answered, and nothing is asked any more."""
    until(window, "() => import('/static/js/net.js').then(({ net }) => !net.outbox.length)")
    until(window, "() => !document.querySelector('dialog[open]')")


def asked(window: Any) -> None:
    """Wait until a dialog asks something."""
    window.wait_for_selector("dialog[open]")


def place(words: str, **more: Any) -> dict[str, Any]:
    """A request about these words of the first document."""
    start = TEXT.index(words)
    return {"document": "k1", "start": start, "end": start + len(words), "words": words, **more}


class TestAskedOverHttp:
    """What the page asks of the server, and what is refused."""

    def test_a_coding_and_what_it_says(self, serve: Any, one: Project) -> None:
        """The ids are the page's; asking again, or for the same in other words, changes nothing."""
        client = serve(one, coder="anna").client()
        asked = place(SENTENCES[0], code="bron", specification="De buurt", id=str(uuid4()), quotation=str(uuid4()))
        laid = client.post("/api/codings", json=asked).json()
        (passage,) = laid["passages"]
        assert (laid["coding"], passage["id"], passage["label"]) == (asked["id"], asked["quotation"], "k1:1")
        assert [(tag["code"], tag["specification"], tag["coder"]) for tag in passage["tags"]] == [
            ("bron", "De buurt", "anna")
        ]
        version = one.version()
        for again in (asked, asked | {"id": str(uuid4()), "quotation": str(uuid4()), "specification": "de  BUURT"}):
            assert client.post("/api/codings", json=again).json() == laid
        assert one.version() == version
        changed = client.patch(f"/api/codings/{asked['id']}", json={"code": "coach", "specification": ""}).json()
        assert changed["passages"][0]["tags"][0]["code"] == "coach"
        removed = client.delete(f"/api/codings/{asked['id']}").json()
        assert removed["passages"][0]["tags"] == [], "the quotation stays"
        gone = client.delete(f"/api/quotations/{asked['quotation']}").json()
        assert (gone["passages"], gone["gone"]) == ([], [asked["quotation"]])

    @pytest.mark.parametrize(
        ("more", "kind"),
        [
            ({"code": "Zorg"}, "unknown-code"),
            ({"code": "cijfer"}, "not-possible"),
            ({"code": "cijfer", "value": "7 mensen"}, "bad-grade"),
            ({"code": "rol", "specification": "iets"}, "bad-specification"),
            ({"code": "coach", "words": "Hij kwam elke weeg."}, "wrong-span"),
            ({"code": "coach", "end": 100_000}, "wrong-span"),
            ({"code": "coach", "document": "k9"}, "unknown-document"),
            ({"code": "coach", "comment": "een \0"}, "wrong-usage"),
            ({"code": "coach", "quote": "?"}, "wrong-usage"),
        ],
        ids=str,
    )
    def test_what_is_refused_changes_nothing(self, serve: Any, one: Project, more: dict[str, Any], kind: str) -> None:
        answer = serve(one, coder="anna").client().post("/api/codings", json=place(SENTENCES[0]) | more)
        assert 400 <= answer.status_code < 500
        assert answer.json()["error"]["kind"] == kind
        assert len(one.quotations) == 0

    def test_what_was_changed_meanwhile_stays(self, serve: Any, one: Project) -> None:
        """Each change says what the page saw; another tab's work is not overwritten."""
        client = serve(one, coder="anna").client()
        coding = one.code("k1", code="Bron", coder="anna", quote=SENTENCES[0], specification="Buurt")
        one.change(coding.id, coder="anna", specification="Dorp", comment="Van elders")
        one.resize(coding.quotation, 0, 30, coder="anna")
        one.mark(coding.quotation, coder="anna", comment="Anders")
        version = one.version()
        tag, quotation = f"/api/codings/{coding.id}", f"/api/quotations/{coding.quotation}"
        for path, asked, now in [
            (tag, {"specification": "Stad", "was": {"specification": "Buurt"}}, {"specification": "Dorp"}),
            (tag, {"comment": "", "was": {"comment": ""}}, {"comment": "Van elders"}),
            (quotation, {"start": 0, "end": 10, "was_span": [0, 19]}, [0, 30]),
            (quotation, {"comment": "Nieuw", "was_comment": ""}, "Anders"),
        ]:
            answer = client.patch(path, json=asked)
            assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "changed-meanwhile")
            assert answer.json()["error"]["now"] == now
        assert one.version() == version
        assert (
            client.patch(tag, json={"code": "coach", "specification": "", "was": {"code": "bron"}}).status_code == 200
        )

    def test_a_change_asked_for_once_more_is_done_already(self, serve: Any, one: Project) -> None:
        """The reply was lost: what stands there is what is asked for, and not the work of another tab."""
        served = serve(one, coder="anna")
        client = served.client()
        coding = one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
        grade = one.code("k1", code="Cijfer", coder="anna", quote=SENTENCES[1], value="7")
        theirs = one.code("k1", code="Coach", coder="bert", quote=SENTENCES[0])
        changes = [
            (f"/api/codings/{coding.id}", {"code": "bron", "specification": " Buurt", "was": {"code": "coach"}}),
            (f"/api/codings/{grade.id}", {"value": "7,50", "was": {"value": "7"}}),
            (f"/api/codings/{grade.id}", {"comment": "Later ", "was": {"comment": ""}}),
            (f"/api/codings/{grade.id}", {"status": "draft"}),
            (f"/api/quotations/{coding.quotation}", {"start": 0, "end": 8, "was_span": [0, 19]}),
            (f"/api/quotations/{coding.quotation}", {"comment": "Nieuw", "was_comment": ""}),
        ]
        first = [client.patch(path, json=body).json() for path, body in changes]
        served.stop()
        served.start()
        version = one.version()
        answers = [client.patch(path, json=body) for path, body in changes]
        assert [answer.status_code for answer in answers] == [200] * len(changes)
        assert [answer.json()["document"] for answer in answers] == [each["document"] for each in first]
        assert one.version() == version
        assert client.patch(f"/api/codings/{theirs.id}", json={"code": "coach"}).status_code == 409
        assert client.patch(f"/api/codings/{coding.id}", json={"was": {"code": "coach"}}).status_code == 409

    def test_a_retired_code_takes_no_codings_by_a_change_either(self, serve: Any, one: Project) -> None:
        coding = one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
        kept = one.code("k1", code="Buur", coder="anna", quote=SENTENCES[1])
        one.tree.retire("Buur", who="anna")
        client = serve(one, coder="anna").client()
        anew = client.post("/api/codings", json=place(SENTENCES[2], code="buur"))
        change = client.patch(f"/api/codings/{coding.id}", json={"code": "buur"})
        assert change.status_code == anew.status_code == 409
        assert change.json() == anew.json()
        with pytest.raises(NotPossible, match="retired and takes no new codings"):
            one.change(coding.id, coder="anna", code="buur")
        assert client.patch(f"/api/codings/{kept.id}", json={"code": "buur", "comment": "was zo"}).status_code == 200

    def test_a_new_code_stands_where_it_was_asked_for(self, serve: Any, one: Project) -> None:
        """Just below its parent, also when a code of that name stands elsewhere; a slash is part of its name."""
        client = serve(one, coder="anna").client()
        for words, name, under in [
            (SENTENCES[0], "Coach", ""),
            (SENTENCES[1], "In/uit", "hulp"),
            (SENTENCES[2], "in/UIT", "hulp"),
        ]:
            assert client.post("/api/codings", json=place(words, code=name, new=True, under=under)).status_code == 201
        assert codings(one) == list(zip(SENTENCES[:3], ["Coach", r"Hulp/In\/uit", r"Hulp/In\/uit"], strict=True))
        client.post("/api/undo")
        client.post("/api/undo")
        assert [code.name for code in one.codebook if code.open] == ["Coach"], "undone with its coding"

    def test_undo_says_what_and_where(self, serve: Any, one: Project) -> None:
        client = serve(one, coder="anna").client()
        coding = one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
        one.change(coding.id, coder="anna", comment="?")
        one.uncode(coding.id, coder="anna")
        one.done("k2", coder="anna")
        one.code("k2", code="Coach", coder="bert", quote="coach")
        where = [("done", "k2", ""), ("uncode", "k1", coding.quotation), ("change coding", "k1", coding.quotation)]
        for what, document, quotation in where:
            said = client.post("/api/undo").json()
            assert (said["what"], said["document"], said["quotation"]) == (what, document, quotation)
        assert client.post("/api/redo").json()["what"] == "change coding"
        client.post("/api/undo")
        client.post("/api/undo")
        empty = client.post("/api/undo")
        assert (empty.status_code, empty.json()["error"]["kind"]) == (409, "nothing-to-undo")
        assert codings(one, "coder") == [("coach", "Hulp/Coach", "bert")]

    def test_who_only_looks_and_who_is_another(self, serve: Any, one: Project) -> None:
        coding = one.code("k1", code="Coach", coder="bert", quote=SENTENCES[0])
        looking = serve(one, coder="").client()
        assert looking.post("/api/codings", json=place(SENTENCES[1], code="buur")).status_code == 403
        anna = serve(one, coder="anna").client()
        for path in (f"/api/codings/{coding.id}", f"/api/quotations/{coding.quotation}"):
            answer = anna.delete(path)
            assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "not-possible")
        assert codings(one, "coder") == [(SENTENCES[0], "Hulp/Coach", "bert")]


class TestByKeyboard:
    """A round of coding without a mouse, seen on the page and checked in the project."""

    pytestmark = browser_test

    def test_a_whole_document(self, serve: Any, one: Project) -> None:
        """By typing, the last code again, two codes on a passage, a digit, in vivo, a new code, no code; done."""
        window = ready(serve(one, coder="anna").window())
        press(window, "ArrowDown", "c")
        say(window, "coa", "Enter")
        press(window, "ArrowDown", ".")
        press(window, "ArrowDown", "Enter")
        say(window, "buur", "Shift+Enter")
        say(window, "bron", "Enter")
        press(window, "ArrowDown", "2")
        press(window, "ArrowDown", "i")
        asked(window)
        say(window, "Het cijfer", "Tab")
        say(window, "hulp", "Enter")
        settled(window)
        press(window, "ArrowDown", "n")
        asked(window)
        say(window, "Twijfel", "Tab", "Control+a", "Delete", "Enter")
        settled(window)
        press(window, "ArrowDown", "q", "d")
        assert window.locator("#onward").inner_text() == "Done. on to k2 Enter"
        press(window, "Enter")
        until(window, "() => document.querySelector('#document').textContent.startsWith('k2')")
        settled(window)
        assert codings(one, "coder") == [
            ("Hij kwam elke week.", "Hulp/Coach", "anna"),
            ("Zij belde niet terug.", "Hulp/Coach", "anna"),
            ("De coach was er nooit bij.", "Hulp/Bron", "anna"),
            ("De coach was er nooit bij.", "Hulp/Buur", "anna"),
            ("Het gaat nu goed met hem.", "Hulp/Buur", "anna"),
            ("Ze gaf een zeven.", "Hulp/Het cijfer", "anna"),
            ("Later werd dat een acht of een negen.", "Twijfel", "anna"),
        ]
        assert one.quotations["quote"].tolist()[-1] == "Wie weet."
        assert len(one.quotations) == 7, "two codes on one quotation"
        assert [code.name for code in one.codebook if code.open] == ["Het cijfer", "Twijfel"]
        assert [(each.document, each.coder) for each in finished(one)] == [("k1", "anna")]
        assert (window.wrong, window.foreign) == ([], [])

    def test_what_a_coding_says(self, serve: Any, one: Project) -> None:  # noqa: PLR0915 - one round of typing
        """A grade in five forms, one that is none, a specification completed, one that is fixed, a comment, marks."""
        window = ready(serve(one, coder="anna").window())
        forms = {"7,5": "7.5", "7 tot 8": "7-8", "een voldoende": "een voldoende"}
        forms |= {"8 als het lukt": "8 als het lukt", "geen cijfer: te vroeg": "geen cijfer: te vroeg"}
        for written in forms:
            press(window, "ArrowDown", "g")
            asked(window)
            say(window, written, "Enter")
            settled(window)
        press(window, "g")
        asked(window)
        press(window, "Control+a")
        say(window, "elf 11", "Enter")
        until(window, "() => document.querySelector('dialog [role=alert]').textContent.includes('cannot be read')")
        assert window.locator("dialog input").input_value() == "elf 11", "what was typed stays"
        press(window, "Escape")
        assert one.codings["value"].isna().sum() == 3
        with one._database.reading() as connection:
            written = connection.exec_driver_sql("SELECT value FROM coding ORDER BY key").scalars().all()
        assert written == list(forms.values())
        one.code("k2", code="Bron", coder="bert", quote="coach", specification="De huisarts")
        press(window, "ArrowDown", "c")
        say(window, "bron", "Enter")
        settled(window)
        press(window, "e")
        asked(window)
        assert window.locator("dialog datalist option").evaluate_all("all => all.map(each => each.value)") == [
            "De huisarts"
        ]
        say(window, "De huisarts", "Enter")
        settled(window)
        press(window, "ArrowDown", "c")
        say(window, "rol", "Enter")
        asked(window)
        say(window, "Ruzie", "Enter")
        until(window, "() => document.querySelector('dialog [role=alert]').textContent.includes('does not take')")
        press(window, "Control+a")
        say(window, "KLACHT", "Enter")
        settled(window)
        press(window, "v")
        assert window.locator("#said").inner_text() == "Verbatim"
        press(window, "l", "m")
        asked(window)
        assert "Ctrl + Enter saves." in window.locator("dialog").inner_text()
        say(window, "Wat hij zei.", "Control+Enter")
        settled(window)
        press(window, "c")
        say(window, "buur", "Enter")
        settled(window)
        press(window, "m")
        asked(window)
        press(window, "2")
        until(window, "() => document.querySelector('dialog textarea')")
        say(window, "Zie ook k2.", "Control+Enter")
        settled(window)
        assert one.quotations["comment"].tolist().count("Wat hij zei.") == 1
        frame = one.codings[(one.codings["coder"] == "anna") & (one.codings["code"] != "Hulp/Buur")].tail(2)
        assert frame["specification"].tolist() == ["De huisarts", "klacht"]
        assert frame["comment"].tolist() == ["", "Zie ook k2."]
        assert frame[["verbatim", "released"]].to_numpy().tolist() == [[False, False], [True, True]]

    def test_change_and_undo(self, serve: Any, one: Project) -> None:
        """Resize, another code instead, one of two codes removed, the whole removed; then all undone and done again."""
        one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
        one.code("k1", code="Buur", coder="anna", quote=SENTENCES[0])
        window = ready(serve(one, coder="anna").window())
        steps = [codings(one)]
        press(window, "]", "r", "Shift+ArrowDown", "r")
        settled(window)
        steps.append(codings(one))
        press(window, "C")
        asked(window)
        press(window, "2")
        say(window, "rol", "Enter")
        settled(window)
        steps.append(codings(one))
        press(window, "x")
        asked(window)
        press(window, "1")
        settled(window)
        steps.append(codings(one))
        press(window, "x")
        settled(window)
        steps.append(codings(one))
        both = " ".join(SENTENCES[:2])
        assert steps[1:] == [
            [(both, "Hulp/Buur"), (both, "Hulp/Coach")],
            [(both, "Hulp/Coach"), (both, "Hulp/Rol")],
            [(both, "Hulp/Rol")],
            [],
        ]
        for step in reversed(steps[:-1]):
            press(window, "u")
            settled(window)
            assert codings(one) == step
        until(window, "() => document.querySelector('#said').textContent.includes('Undone: a passage resized (k1)')")
        for step in steps[1:]:
            press(window, "U")
            settled(window)
            assert codings(one) == step
        press(window, "Control+z")
        settled(window)
        assert codings(one) == steps[-2], "also with Ctrl and z"
        until(window, "() => document.querySelector('#passage').textContent.includes('Rol')")

    def test_only_words_selected_after_pointing_resize(self, serve: Any, one: Project) -> None:
        """What was selected before is let go; where the words are quite others, it is asked first."""
        one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
        one.code("k1", code="Buur", coder="anna", quote=SENTENCES[2])
        before = codings(one)
        window = ready(serve(one, coder="anna").window())
        selected = """() => [...(CSS.highlights.get('selected') ?? [])].map((each) => {
            const range = document.createRange();
            range.setStart(each.startContainer, each.startOffset);
            range.setEnd(each.endContainer, each.endOffset);
            return range.toString();
        }).join()"""
        for point in (lambda: press(window, "]"), lambda: window.locator(".margin .label").last.click()):
            press(window, "Home", "ArrowDown")
            assert window.evaluate(selected) == SENTENCES[1]
            point()
            until(window, "() => document.querySelector('.quotation.pointed')")
            press(window, "r")
            until(window, "() => document.querySelector('#said').textContent.includes('press r again')")
            assert window.evaluate(selected) == SENTENCES[2]
            settled(window)
            assert codings(one) == before
        press(window, "End", "r")
        asked(window)
        assert window.locator("dialog blockquote").all_inner_texts() == [SENTENCES[2], "Wie weet."]
        press(window, "Escape")
        settled(window)
        assert codings(one) == before
        press(window, "r")
        asked(window)
        press(window, "Enter")
        settled(window)
        assert codings(one) == [before[0], ("Wie weet.", "Hulp/Buur")]

    def test_done_goes_on_only_when_it_is_asked(self, serve: Any, one: Project) -> None:
        """No dialog takes what is pressed next: it is done in the text, and the offer is gone."""
        window = ready(serve(one, coder="anna").window("/?document=k1"))
        press(window, "d", "ArrowDown", "c")
        say(window, "coach", "Enter")
        settled(window)
        assert codings(one) == [(SENTENCES[0], "Hulp/Coach")]
        assert window.locator("#onward").inner_text() == ""
        for held in range(3):  # what comes back of an earlier press does not undo a later one
            press(window, *["d"] * (7 if held % 2 else 3))
            settled(window)
            expected = held % 2 == 1
            assert window.locator("#done").get_attribute("aria-pressed") == str(expected).lower()
            assert (window.locator("#onward").inner_text() != "") == expected
        window.keyboard.press("d")
        window.locator("#onward button").click()
        until(window, "() => document.querySelector('#document').textContent.startsWith('k2')")
        until(window, "() => document.activeElement.matches('.pane')")

    def test_the_number_in_the_words_is_the_grade(self, serve: Any, project: Any) -> None:
        """It stands in the dialog, and typing replaces it; not where there are two, or none on the scale."""
        graded = project(
            {"k1": "Een 7,5 dus.\nTussen 7 en 8.\nIn 2021 was dat.\nEen 6.\n"}, TREE, "title: T\ncoders: [anna]"
        )
        window = ready(serve(graded, coder="anna").window())
        shown = []
        for typed in ("", "7 tot 8", "3", "9"):
            press(window, "ArrowDown", "g")
            asked(window)
            shown.append(window.locator("dialog input").input_value())
            say(window, typed, "Enter")
            settled(window)
        assert shown == ["7,5", "", "", "6"]
        assert graded.codings["value"].tolist() == [7.5, 7.0, 3.0, 9.0]

    def test_the_codes_at_hand(self, serve: Any, one: Project) -> None:
        """A line says which digit gives what; a code without passages gives it back; recent codes come first."""
        window = ready(serve(one, coder="anna").window())

        def digits() -> list[str]:
            return [each.replace("\n", " ") for each in window.locator("#digits button").all_inner_texts()]

        press(window, "ArrowDown", "c")
        say(window, "buur", "Enter")
        press(window, "ArrowDown", "c")
        say(window, "coach", "Enter")
        settled(window)
        assert digits() == ["1 Buur", "2 Coach"]
        press(window, "C")
        say(window, "bron", "Enter")
        settled(window)
        until(window, "() => document.querySelector('#digits').textContent === '1Buur2Bron'")
        press(window, "c")
        say(window, "b")
        found = [each.split("\n")[:2] for each in window.locator("dialog [role=option]").all_inner_texts()[:2]]
        assert found == [["Bron", "2"], ["Buur", "1"]]
        press(window, "Control+a")
        say(window, "hulp")
        assert window.locator("dialog [role=option]").first.inner_text().startswith("Hulp"), "what fits best is first"

    def test_what_is_refused_is_taken_back(self, serve: Any, one: Project) -> None:
        """A code that went out of use meanwhile: seen at once, gone with a sentence when the server says no."""
        one.code("k1", code="Coach", coder="anna", quote=SENTENCES[1])
        window = ready(serve(one, coder="anna").window())
        one.tree.retire("Buur", who="bert")
        press(window, "ArrowDown", "c")
        say(window, "buur", "Enter")
        until(window, "() => document.querySelector('#wrong').textContent.includes('retired')")
        until(window, "() => document.querySelectorAll('.margin .label').length === 1")
        assert codings(one) == [(SENTENCES[1], "Hulp/Coach")]

    def test_undo_of_what_was_refused_takes_nothing_older_back(self, serve: Any, one: Project) -> None:
        """Undo is pressed before the server refuses the coding that it is meant for."""
        one.code("k1", code="Coach", coder="anna", quote=SENTENCES[0])
        window = serve(one, coder="anna").window()
        until(window, "() => document.activeElement.matches('.pane')")
        slow: list[Any] = []
        window.route("**/api/codings", lambda route: slow.append(route))
        press(window, "ArrowDown", "ArrowDown", "c")
        say(window, "buur", "Enter", "u")
        until(window, "() => import('/static/js/net.js').then(({ net }) => net.outbox.length === 2)")
        refused = '{"error": {"kind": "not-possible", "message": "No."}}'
        slow[0].fulfill(status=409, body=refused)
        until(window, "() => document.querySelector('#wrong').textContent.includes('nothing of it to undo')")
        until(window, "() => import('/static/js/net.js').then(({ net }) => !net.outbox.length)")
        assert codings(one) == [(SENTENCES[0], "Hulp/Coach")]

    def test_undo_follows_to_its_document(self, serve: Any, one: Project) -> None:
        one.code("k2", code="Coach", coder="anna", quote="coach")
        window = ready(serve(one, coder="anna").window("/?document=k1"))
        press(window, "u")
        until(window, "() => document.querySelector('#document').textContent.startsWith('k2')")
        assert codings(one) == []

    def test_the_tree_gives_codes(self, serve: Any, one: Project) -> None:
        """Find a code and press Enter; give a code a digit in the tree; a click gives it to the words selected."""
        window = ready(serve(one, coder="anna").window())
        press(window, "ArrowDown", "f")
        say(window, "buu", "Enter")
        press(window, "f", "ArrowDown", "ArrowDown", "Alt+7", "Escape", "ArrowDown", "7")
        settled(window)
        press(window, "ArrowDown")
        window.get_by_role("treeitem", name="Coach").click()
        settled(window)
        expected = list(zip(SENTENCES[:3], ["Hulp/Buur", "Hulp/Coach", "Hulp/Coach"], strict=True))
        assert codings(one) == expected
        until(
            window,
            "() => [...document.querySelectorAll('.code .here')].map((each) => each.textContent).join() === ',2,1,,,'",
        )
        window.reload()
        ready(window)
        press(window, "ArrowDown", "7")
        settled(window)
        assert codings(one)[3] == (SENTENCES[3], "Hulp/Coach"), "a digit and the place are kept"


class TestPlaces:
    """Where somebody is, and whose work they see."""

    pytestmark = browser_test

    def test_found_words_are_selected_and_reload_keeps_the_place(self, serve: Any, one: Project) -> None:
        window = ready(serve(one, coder="anna").window("/?document=k1"))
        press(window, "/")
        say(window, "coach")
        until(window, "() => document.querySelectorAll('.hit').length === 2")
        press(window, "ArrowDown", "ArrowDown", "Enter")
        until(window, "() => document.querySelector('#document').textContent.startsWith('k2')")
        press(window, "c")
        say(window, "coach", "Enter")
        settled(window)
        assert codings(one) == [("coach", "Hulp/Coach")]
        press(window, "+", "Escape", "Escape")
        until(window, "() => location.search === '?document=k2'")
        press(window, "]")
        until(window, "() => location.search.includes('at=k2')")
        window.reload()
        ready(window)
        place = window.evaluate(
            "() => [location.search, getComputedStyle(document.querySelector('#text')).getPropertyValue('--zoom')]"
        )
        assert place == ["?document=k2&at=k2%3A1", "1.15"]
        until(window, "() => document.querySelector('#passage').textContent.includes('k2:1')")
        window.goto(window.url.split("?")[0] + "?document=k1&start=20&end=41")
        ready(window)
        until(window, "() => location.search === '?document=k1'")
        window.reload()
        ready(window)
        press(window, "q")
        settled(window)
        assert one.quotations["quote"].tolist() == ["coach", SENTENCES[1]]
        press(window, "/")
        say(window, "zebra")
        until(window, "() => document.querySelector('#search-said').textContent === 'Nothing found.'")
        assert window.wrong == []

    def test_the_address_follows_what_is_opened_by_name(self, serve: Any, one: Project) -> None:
        window = ready(serve(one, coder="anna").window("/?document=k1"))
        press(window, "o")
        say(window, "k2", "Enter")
        until(window, "() => location.search === '?document=k2'")
        window.reload()
        ready(window)
        assert window.locator("#document").inner_text().startswith("k2")

    def test_a_long_word_stays_in_its_place(self, serve: Any, one: Project) -> None:
        one.code("k1", code="Bron", coder="anna", quote=SENTENCES[0], specification="w" * 60)
        window = ready(serve(one, coder="anna").window("/?document=k1&at=k1:1"))
        until(window, "() => document.querySelector('#passage').textContent.includes('wwww')")
        wide = "(of) => { const each = document.querySelector(of); return each.scrollWidth - each.clientWidth; }"
        assert [window.evaluate(wide, each) for each in (".below", ".reading", ".pane", "#passage")] == [0, 0, 0, 0]

    def test_another_coders_work_is_theirs(self, serve: Any, one: Project) -> None:
        theirs = one.code("k1", code="Coach", coder="bert", quote=SENTENCES[0], comment="Van bert.")
        window = ready(serve(one, coder="anna").window("/?document=k1&at=k1:1"))
        before = one.codings
        until(window, "() => document.querySelector('#passage').textContent.includes('by bert')")
        for key in ("x", "m", "e", "C", "r"):
            press(window, key)
            until(window, "() => document.querySelector('#said').textContent.includes('the work of bert')")
        assert window.locator("dialog").count() == 0
        assert one.codings.equals(before)
        press(window, "c")
        say(window, "buur", "Enter")
        settled(window)
        assert codings(one, "coder") == [(SENTENCES[0], "Hulp/Buur", "anna"), (SENTENCES[0], "Hulp/Coach", "bert")]
        assert one.quotation(theirs.quotation).coder == "bert"

    def test_who_only_looks_changes_nothing(self, serve: Any, one: Project) -> None:
        one.code("k1", code="Coach", coder="bert", quote=SENTENCES[0])
        before = one.codings
        window = serve(one, coder="").window()
        ready(window)
        press(window, "ArrowDown", "c", "1", "q", "]", "x", "d", "u")
        until(window, "() => document.querySelector('#said').textContent.includes('only looking')")
        assert one.codings.equals(before)
        assert window.locator("dialog[open]").count() == 0

    def test_the_server_goes_and_comes_back(self, serve: Any, one: Project) -> None:
        """Tagging goes on; what was done meanwhile is saved in its order when the server is back."""
        served = serve(one, coder="anna")
        window = ready(served.window())
        served.stop()
        press(window, "ArrowDown", "c")
        say(window, "coach", "Enter")
        until(window, "() => document.querySelector('#connection').textContent !== ''")
        press(window, "c")
        say(window, "buur", "Enter")
        press(window, "i")
        asked(window)
        say(window, "Elke week", "Enter")
        press(window, "x")
        asked(window)
        press(window, "1")
        until(window, "() => document.querySelectorAll('#passage .tags li').length === 2")
        assert codings(one) == []
        served.start()
        settled(window)
        assert codings(one) == [(SENTENCES[0], "Elke week"), (SENTENCES[0], "Hulp/Buur")]
        until(window, "() => document.querySelector('#passage').textContent.includes('k1:1')")

    def test_others_changes_are_seen_and_nothing_is_lost(self, serve: Any, one: Project, revise: Any) -> None:
        """The command line codes, corrects a text and takes a code in; what is typed and selected stays."""
        window = ready(serve(one, coder="anna").window())
        press(window, "ArrowDown", "ArrowDown", "f")
        say(window, "zz")
        one.code("k1", code="Coach", coder="bert", quote=SENTENCES[0])
        one.tree.create("Nieuw", who="bert")
        until(window, "() => document.querySelector('#tree').textContent.includes('Nieuw')")
        until(window, "() => document.querySelector('.code .all:not(:empty)')?.textContent === '1'")
        assert window.locator("#code-filter").input_value() == "zz"
        press(window, "Escape", "c")
        say(window, "buur", "Enter")
        settled(window)
        assert (SENTENCES[1], "Hulp/Buur") in codings(one)
        revise(one, {"k1": "Vooraf. " + TEXT})
        until(window, "() => document.querySelector('#said').textContent.includes('was corrected')")
        assert "Vooraf." in window.locator(".lines").inner_text()

    def test_nothing_there_yet(self, serve: Any, project: Any) -> None:
        """Without documents the page says where they come from; without codes in vivo works."""
        window = serve(project({}, "codes: []"), coder="anna").window()
        until(window, "() => document.querySelector('#empty').checkVisibility()")
        bare = project({"k1": TEXT}, "codes: []")
        window = ready(serve(bare, coder="anna").window())
        until(window, "() => document.querySelector('#tree').textContent.includes('No codes yet')")
        press(window, "ArrowDown", "i")
        asked(window)
        press(window, "Enter")
        settled(window)
        assert codings(bare) == [(SENTENCES[0], SENTENCES[0])]
        assert window.wrong == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing(self, serve: Any, sample_copy: Any, scheme: str) -> None:
        """With a passage pointed at, the codes at hand, something found, and a tablet's width."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        window = serve(sample_copy, coder="interviewer").window(
            "/?document=KAF2.2.1&at=KAF2.2.1:5", color_scheme=scheme
        )
        ready(window)

        def violations() -> list[tuple[str, list[str]]]:
            found = axe.run(window).response["violations"]
            return [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found]

        assert violations() == []
        press(window, "c")
        assert violations() == []
        press(window, "Escape", "i")
        asked(window)
        assert violations() == []
        press(window, "Escape", "/")
        say(window, "huisarts")
        until(window, "() => document.querySelectorAll('.hit').length > 5")
        window.set_viewport_size({"width": 820, "height": 1180})
        assert violations() == []
