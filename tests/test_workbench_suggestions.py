"""Suggestions in the browser: asked for, shown, answered by key. None is a coding before somebody accepts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

import qualcode as qc
from qualcode.errors import NotPossible
from qualcode.project import Project
from qualcode.store import suggestions

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

TEXTS = {
    "k1": "# Help\n\nThere are too few volunteers for all.\n\nPeople go walking with a friend.\n\nThey give it a 7.\n\n"
    "The reason is that it rains.\n",
    "k2": "# Help\n\nThe walking group goes on.\n\nThe volunteers stay.\n",
}
CODEBOOK = """\
codes:
- {id: vol, name: Volunteers, keywords: [volunteer, volunteers], definition: People who help without pay.}
- {id: wal, name: Walking, keywords: [walking, walk], definition: Going for a walk together.}
- {id: gra, name: Grade, grade: true, definition: A grade from 1 to 10.}
- {id: why, name: Why, keywords: [reason], specify: {values: [weather, money], free: false}, definition: The reason.}
- {id: spare, name: Spare, definition: For the rest.}
"""
SETTINGS = "title: T\nlanguage: en\ncoders: [ann, ben]\n"
VOLUNTEERS = "There are too few volunteers for all."
WALKING = "People go walking with a friend."
GRADE = "They give it a 7."
REASON = "The reason is that it rains."


@pytest.fixture(autouse=True)
def without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qualcode.assisted.embedding.embedder_of", lambda *_args, **_more: None)


@pytest.fixture
def coded(project: MakeProject) -> Callable[..., Path]:
    """Makes a project in which ann coded k2; `show` is the setting of assist."""

    def make(show: str = "on-demand") -> Path:
        one = project(TEXTS, codebook=CODEBOOK, settings=f"{SETTINGS}assist: {{show: {show}}}\n")
        one.code("k2", quote="The walking group goes on.", code="Walking", coder="ann")
        one.close()
        return one.root

    return make


def offers(client: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    """The passages of k1 with what is suggested for them."""
    answer = client.get("/api/suggestions", params={"document": "k1", **asked})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["passages"])


def offer(passages: list[dict[str, Any]], words: str, code: str) -> dict[str, Any]:
    """What was suggested: a code for a passage."""
    codes = next(each["codes"] for each in passages if each["words"] == words)
    return next(each for each in codes if each["code"] == code)


def shown_to(root: Path, coder: str) -> list[suggestions.Showing]:
    with qc.open(root) as project, project._database.reading() as connection:
        return suggestions.showings(connection, coder)


def codings(root: Path) -> list[tuple[str, str, str, str]]:
    """(quote, code, origin, source) of ann's codings of k1."""
    with qc.open(root) as project:
        frame = project.codings
        own = frame[(frame["document"] == "k1") & (frame["coder"] == "ann")]
        return list(own[["quote", "code", "origin", "source"]].itertuples(index=False, name=None))


class TestAsking:
    def test_nothing_counts_before_it_is_accepted(self, serve: Serve, coded: Callable[..., Path]) -> None:
        client = serve(coded(), coder="ann").client()
        counting = ("/api/counts?document=k1", "/api/codes", "/api/matrix?measure=codings", "/api/documents")
        before = [client.get(path).json() for path in counting]
        found = offers(client)
        assert client.post("/api/suggestions/shown", json={"ids": [found[0]["codes"][0]["id"]]}).status_code == 204
        assert [client.get(path).json() for path in counting] == before
        accepted = client.post("/api/suggestions/accept", json={"id": offer(found, VOLUNTEERS, "vol")["id"]})
        assert accepted.status_code == 201
        assert [client.get(path).json() != was for path, was in zip(counting, before, strict=True)] == [True] * 4

    def test_what_could_not_be_logged_is_logged_the_next_time(
        self, serve: Serve, coded: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = coded()
        client = serve(root, coder="ann").client()
        asked = {"ids": [offers(client)[0]["codes"][0]["id"]]}

        def breaks(*_given: object, **_named: object) -> None:
            raise NotPossible("The disk is full.")

        with monkeypatch.context() as broken:
            broken.setattr("qualcode.workbench.offering.note", breaks)
            assert client.post("/api/suggestions/shown", json=asked).status_code == 409
        assert shown_to(root, "ann") == []
        for _ in range(2):
            assert client.post("/api/suggestions/shown", json=asked).status_code == 204
        assert len(shown_to(root, "ann")) == 1

    def test_what_is_seen_is_logged_once_with_its_rank(self, serve: Serve, coded: Callable[..., Path]) -> None:
        root = coded()
        client = serve(root, coder="ann").client()
        found = offers(client, unit="sentence")
        assert shown_to(root, "ann") == []
        second = found[1]["codes"][0]
        for ids in ([found[0]["codes"][0]["id"]], [found[0]["codes"][0]["id"], second["id"]]):
            assert client.post("/api/suggestions/shown", json={"ids": ids}).status_code == 204
        log = shown_to(root, "ann")
        assert [(each.code, each.rank, each.where) for each in log] == [
            ("vol", 1, "workbench"),
            ("wal", 1, "workbench"),
        ]
        assert log[1].p == second["p"]

    def test_they_come_in_the_order_of_the_text_from_a_place_on(self, serve: Serve, coded: Callable[..., Path]) -> None:
        client = serve(coded(), coder="ann").client()
        every = [each["words"] for each in offers(client)]
        assert every == [VOLUNTEERS, WALKING, GRADE, REASON]
        assert [each["words"] for each in offers(client, after=60)] == [GRADE, REASON, VOLUNTEERS, WALKING]
        first = offers(client, limit=1)
        client.post("/api/suggestions/skip", json={"ids": [first[0]["codes"][0]["id"]]})
        again = offers(client)
        assert [each["words"] for each in again] == [WALKING, GRADE, REASON, VOLUNTEERS]
        assert [each["skipped"] for each in again] == [False, False, False, True]

    def test_reasons_are_sentences_with_their_words(self, serve: Serve, coded: Callable[..., Path]) -> None:
        client = serve(coded(), coder="ann").client()
        found = offer(offers(client), VOLUNTEERS, "vol")
        at = TEXTS["k1"].index("volunteers")
        why = next(each for each in found["reasons"] if "words of this code" in each["sentence"])
        assert why["sentence"] == "words of this code: “volunteers”"
        assert why["spans"] == [[at, at + len("volunteers")]]
        assert offer(offers(client), GRADE, "gra")["value"] == "7"

    def test_words_that_were_chosen_have_no_code_suggested_that_they_have(
        self, serve: Serve, coded: Callable[..., Path]
    ) -> None:
        client = serve(coded(), coder="ann").client()
        start = TEXTS["k2"].index("The walking")
        place = {"document": "k2", "start": start, "end": start + len("The walking"), "words": "The walking"}
        assert "wal" in [each["code"] for each in client.get("/api/suggestions/passage", params=place).json()["codes"]]
        assert client.post("/api/codings", json={**place, "code": "wal"}).status_code == 201
        left = client.get("/api/suggestions/passage", params=place).json()["codes"]
        assert "wal" not in [each["code"] for each in left]
        other = client.get("/api/suggestions/passage", params={**place, "words": "Nothing like it"})
        assert (other.status_code, other.json()["error"]["kind"]) == (422, "wrong-span")


class TestAnswering:
    def test_only_what_was_handed_out_can_be_answered(self, serve: Serve, coded: Callable[..., Path]) -> None:
        root = coded()
        first = serve(root, coder="ann")
        handed = offer(offers(first.client()), VOLUNTEERS, "vol")["id"]
        for client in (serve(root, coder="ann").client(), serve(root, coder="ben").client()):
            for path, asked in (
                ("accept", {"id": handed}),
                ("reject", {"ids": [handed]}),
                ("shown", {"ids": [handed]}),
            ):
                answer = client.post(f"/api/suggestions/{path}", json=asked)
                assert (answer.status_code, answer.json()["error"]["kind"]) == (409, "not-laid")
        assert codings(root) == []

    def test_what_is_rejected_does_not_come_back(self, serve: Serve, coded: Callable[..., Path]) -> None:
        root = coded()
        client = serve(root, coder="ann").client()
        found = offers(client)
        assert client.post("/api/suggestions/reject", json={"ids": [offer(found, WALKING, "wal")["id"]]}).json() == [
            "wal"
        ]
        assert WALKING not in [each["words"] for each in offers(client)]
        start = TEXTS["k1"].index(WALKING)
        place = {"document": "k1", "start": start, "end": start + len(WALKING)}
        anew = serve(root, coder="ann").client().get("/api/suggestions/passage", params=place).json()
        assert "wal" not in [each["code"] for each in anew["codes"]]

    def test_fewer_words_may_be_coded_and_no_other_ones(self, serve: Serve, coded: Callable[..., Path]) -> None:
        root = coded()
        client = serve(root, coder="ann").client()
        handed = offer(offers(client), VOLUNTEERS, "vol")["id"]
        start = TEXTS["k1"].index("too few")
        place = {"start": start, "end": start + len("too few volunteers")}
        other = client.post("/api/suggestions/accept", json={"id": handed, "start": 60, "end": 70})
        assert (other.status_code, other.json()["error"]["kind"]) == (409, "not-possible")
        stale = client.post("/api/suggestions/accept", json={"id": handed, **place, "words": "too many volunteers"})
        assert (stale.status_code, stale.json()["error"]["kind"]) == (409, "changed-meanwhile")
        laid = client.post(
            "/api/suggestions/accept", json={"id": handed, **place, "words": "too few volunteers"}
        ).json()
        assert [each["words"] for each in laid["passages"]] == ["too few volunteers"]

    def test_who_is_looking_only_is_suggested_nothing(self, serve: Serve, coded: Callable[..., Path]) -> None:
        answer = serve(coded()).client().get("/api/suggestions", params={"document": "k1"})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "nobody-codes")


class TestWhoSeesThem:
    @pytest.mark.parametrize(
        ("show", "said"), [("never", "shows no suggestions"), ("after-first-pass", "mark k1 done")]
    )
    def test_the_setting_holds_for_every_question(
        self, serve: Serve, coded: Callable[..., Path], show: str, said: str
    ) -> None:
        client = serve(coded(show), coder="ann").client()
        for path in ("/api/suggestions?document=k1", "/api/suggestions/passage?document=k1&start=8&end=20"):
            answer = client.get(path)
            assert answer.status_code == 409
            assert said in answer.json()["error"]["message"]
        assert client.get("/api/project").json()["show"] == show

    def test_after_the_first_pass_they_are_there(self, serve: Serve, coded: Callable[..., Path]) -> None:
        client = serve(coded("after-first-pass"), coder="ann").client()
        client.post("/api/done", json={"document": "k1"})
        assert len(offers(client)) == 4


# --- in the browser ---------------------------------------------------------------------------------------------


#: The words in the text that are painted with highlights whose names begin so.
PAINTED = """(beginning) => [...CSS.highlights].filter(([name]) => name.startsWith(beginning)).flatMap(([, ranges]) =>
    [...ranges].map(({ startContainer, startOffset, endContainer, endOffset }) => {
        const range = document.createRange();
        range.setStart(startContainer, startOffset);
        range.setEnd(endContainer, endOffset);
        return range.toString();
    }))"""


def painted(window: Any, name: str) -> list[str]:
    return list(window.evaluate(PAINTED, name))


def begun(window: Any, key: str = "S") -> Any:
    """The panel, once suggestions were asked for in the text and are there."""
    opened(window)
    window.locator(".suggestions .begin").wait_for()
    window.keyboard.press(key)
    window.wait_for_selector(".suggestions .offer")
    return window.locator(".suggestions")


def opened(window: Any) -> None:
    """Wait until the text is there, and go into it."""
    window.set_default_timeout(10_000)
    window.locator("#document").filter(has_text="k1").wait_for()
    window.locator(".pane").focus()


def focused(window: Any) -> str:
    """The code that has the focus, as it is read out."""
    window.wait_for_function("document.activeElement.matches('.suggestions .code')")
    return str(window.evaluate("document.activeElement.querySelector('.name').textContent"))


def passage(window: Any, words: str) -> None:
    """Wait until a passage is on the desk: it is what is selected in the text."""
    window.wait_for_function(f"(words) => ({PAINTED})('selected').join('') === words", arg=words)


class TestByKeyboard:
    pytestmark = browser_test

    def test_a_document_is_gone_through(self, serve: Serve, coded: Callable[..., Path]) -> None:
        """Accept, reject, pass over; what was learned, logged and remembered."""
        root = coded()
        window = serve(root, coder="ann").window("/?document=k1")
        panel = begun(window)
        passage(window, VOLUNTEERS)
        assert focused(window) == "Volunteers"
        assert set(painted(window, "suggest")) == {"volunteers"}
        window.keyboard.press("Enter")
        panel.locator(".answer.accepted").wait_for()
        window.locator(".margin").get_by_text("Volunteers").first.wait_for()
        window.keyboard.press("Enter")
        passage(window, WALKING)
        assert focused(window) == "Walking"
        window.keyboard.press("X")
        passage(window, GRADE)
        assert focused(window) == "Grade = 7"
        window.keyboard.press("ArrowRight")
        passage(window, REASON)
        window.keyboard.press("y")
        window.get_by_role("dialog").get_by_label("Specification").fill("weather")
        window.keyboard.press("Enter")
        panel.locator(".answer.accepted").wait_for()
        window.keyboard.press("j")
        panel.get_by_text("you passed over").wait_for()
        window.keyboard.press("Escape")
        begun(window)
        passage(window, GRADE)

        assert window.wrong == []
        made = codings(root)
        assert [each[:3] for each in made] == [
            (VOLUNTEERS, "Volunteers", "accepted"), (REASON, "Why", "accepted"),
        ]  # fmt: skip
        log = shown_to(root, "ann")
        p = next(each.p for each in log if each.code == "vol")
        assert made[0][3] == f"qualcode {p:.2f}"
        assert {each.where for each in log} == {"workbench"}
        with qc.open(root) as project:
            (coder,) = project.assist_report("ann").coders
        counts = coder.total
        assert (counts.accepted, counts.shown) == (2, len({(each.span, each.code) for each in log}))
        assert counts.rejected >= 1
        assert counts.skipped >= 1

    def test_another_code_fewer_words_and_a_grade_that_is_corrected(
        self, serve: Serve, coded: Callable[..., Path]
    ) -> None:
        root = coded()
        window = serve(root, coder="ann").window("/?document=k1")
        panel = begun(window)
        passage(window, VOLUNTEERS)
        for _word in range(3):
            window.keyboard.press("Shift+ArrowLeft")
        panel.get_by_text("Only for “There are too few volunteers").wait_for()
        window.keyboard.press("o")
        window.get_by_role("dialog").get_by_role("combobox").fill("spare")
        window.keyboard.press("Enter")
        panel.locator(".answer.accepted").wait_for()
        window.keyboard.press("j")
        passage(window, WALKING)
        window.keyboard.press("j")
        passage(window, GRADE)
        window.keyboard.press("y")
        field = window.get_by_role("dialog").get_by_role("textbox")
        assert field.input_value() == "7"
        field.fill("12")
        window.keyboard.press("Enter")
        window.get_by_role("dialog").get_by_role("alert").filter(has_text="10").wait_for()
        field.fill("7 tot 8")
        window.keyboard.press("Enter")
        panel.locator(".answer.accepted").wait_for()

        assert [each for each in window.wrong if "422" not in each] == []
        made = codings(root)
        assert made[0][:3] == ("There are too few volunteers", "Spare", "accepted")
        assert made[0][3].endswith(", for another code")
        with qc.open(root) as project:
            frame = project.codings
            assert frame[frame["code"] == "Grade"]["value"].tolist() == [7.0]
            assert frame[frame["code"] == "Grade"]["value_high"].tolist() == [8.0]

    def test_what_is_taken_back_is_asked_again(self, serve: Serve, coded: Callable[..., Path]) -> None:
        window = serve(coded(), coder="ann").window("/?document=k1")
        panel = begun(window)
        passage(window, VOLUNTEERS)
        window.keyboard.press("y")
        panel.locator(".answer.accepted").wait_for()
        window.keyboard.press("Control+z")
        panel.locator(".answer.accepted").wait_for(state="detached")
        assert panel.locator(".offer .name").first.text_content() == "Volunteers"
        assert window.wrong == []


class TestInThePage:
    pytestmark = browser_test

    @pytest.mark.parametrize("how", [{"blind": True}, {"show": "never"}])
    def test_where_there_are_none_nothing_of_them_is_loaded(
        self, serve: Serve, coded: Callable[..., Path], how: dict[str, Any]
    ) -> None:
        root = coded(how.get("show", "on-demand"))
        served = serve(root, coder="ann", blind=how.get("blind", False))
        window = served.window("/")
        asked: list[str] = []
        window.on("request", lambda request: asked.append(request.url))
        window.goto(f"{served.room.origin}/?document=k1")
        opened(window)
        window.keyboard.press("s")
        window.keyboard.press("?")
        window.get_by_role("dialog").wait_for()
        assert "uggest" not in window.locator("body").inner_text()
        assert [url for url in asked if "suggest" in url and not url.endswith("suggest.css")] == []
        pages = window.locator("nav a").evaluate_all("(links) => links.map((each) => each.getAttribute('href'))")
        assert ("/review" in pages, "/differences" in pages, "/chapters" in pages) == (("show" in how),) * 3
        assert window.wrong == []

    def test_why_there_are_none_yet_is_said(self, serve: Serve, coded: Callable[..., Path]) -> None:
        window = serve(coded("after-first-pass"), coder="ann").window("/?document=k1")
        opened(window)
        window.locator(".suggestions .begin").wait_for()
        window.keyboard.press("S")
        window.locator(".suggestions .state").filter(has_text="ann did not mark k1 done").wait_for()
        with window.expect_response("**/api/done"):
            window.locator("#done").click()
        begun(window)

    def test_always_they_are_beside_the_text_and_leave_it_alone(self, serve: Serve, coded: Callable[..., Path]) -> None:
        root = coded("always")
        window = serve(root, coder="ann").window("/?document=k1")
        window.wait_for_selector(".suggestions .offer")
        assert painted(window, "selected") == []
        assert not window.evaluate("document.activeElement.matches('.suggestions *')")
        opened(window)
        window.keyboard.press("s")
        passage(window, VOLUNTEERS)
        assert focused(window) == "Volunteers"
        window.keyboard.press("y")
        window.locator(".answer.accepted").wait_for()
        assert [each[:3] for each in codings(root)] == [(VOLUNTEERS, "Volunteers", "accepted")]

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing(self, serve: Serve, coded: Callable[..., Path], scheme: str) -> None:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        window = serve(coded(), coder="ann").window("/?document=k1", color_scheme=scheme)
        begun(window)
        found = axe.run(window).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
