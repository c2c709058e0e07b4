"""The review page: a second coder goes through the codings of the first, by keyboard, and over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from workbench import PATIENCE, Served, browser_test

import qualcode as qc
from qualcode.project import Project
from qualcode.workbench.reviewable import reviewable

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

BUS, TEA, GRADE, HOPE = "De bus rijdt 🚌 niet meer.", "Er is thee.", "Zij geeft een 7.", "Er moet een tuin komen."
TEXT = f"# Gesprek\n\n{BUS} {TEA}\n\n{GRADE} {HOPE}\n"
CODEBOOK = """\
codes:
- {id: road, name: Vervoer, definition: Alles over reizen.}
- {id: food, name: Eten, specify: true}
- {id: mark, name: Cijfer, grade: true}
- {id: wish, name: Wens}
"""
SETTINGS = "title: T\nlanguage: en\ncoders: [{name: anna}, {name: ben, role: second}, {name: cora}]\n"


@pytest.fixture
def coded(project: MakeProject) -> Project:
    """anna coded two documents, and is done with both."""
    one = project({"k1": TEXT, "k2": TEXT}, codebook=CODEBOOK, settings=SETTINGS)
    for quote, code, value, specification in (
        (BUS, "Vervoer", None, ""), (TEA, "Eten", None, "thee"), (GRADE, "Cijfer", "7", ""), (GRADE, "Wens", None, ""),
    ):  # fmt: skip
        one.code("k1", quote=quote, code=code, coder="anna", value=value, specification=specification)
    one.code("k2", quote=BUS, code="Vervoer", coder="anna")
    one.done(["k1", "k2"], coder="anna")
    return one


def said(one: Project, document: str = "k1") -> list[tuple[str, str, str, str]]:
    """What ben says of anna's codings: (code, verdict, comment, the code it became)."""
    with qc.open(one.root) as now:
        items = now.review(document, coder="ben", author="anna").items
        return [(i.code, i.verdict, i.verdict_comment, i.replacement.code if i.replacement else "") for i in items]


def added(one: Project, document: str = "k1") -> list[tuple[str, str, str, str]]:
    """What ben added: (words, code, specification, why)."""
    with qc.open(one.root) as now:
        found = now.review(document, coder="ben", author="anna").additions
        return [(item.quote, item.code, item.specification, item.verdict_comment) for item in found]


def final(one: Project) -> dict[str, int]:
    """How many codings `final` counts per code in k1."""
    with qc.open(one.root) as now:
        frame = now.matrix(columns="document", measure="codings", where={"document": ["k1"]}).frame
        return {str(name): int(count) for name, count in zip(frame.index.get_level_values(0), frame["k1"], strict=True)}


# --- over HTTP -----------------------------------------------------------------------------------------------------


def of(client: httpx.Client, document: str = "k1", author: str = "anna") -> dict[str, Any]:
    answer = client.get(f"/api/reviews/{document}", params={"author": author})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def step(client: httpx.Client, name: str, document: str = "k1", **body: object) -> httpx.Response:
    return client.post(f"/api/reviews/{document}/{name}", json={"author": "anna", **body})


def mistake(answer: httpx.Response) -> tuple[int, str, str]:
    error = answer.json()["error"]
    return answer.status_code, error["kind"], error["message"]


def test_a_review_over_http(serve: Serve, coded: Project) -> None:
    client = serve(coded, coder="ben").client()
    bus, tea, grade, wish = of(client)["items"]
    assert (bus["code"], bus["words"], bus["verdict"], tea["specification"]) == ("road", BUS, "", "thee")
    step(client, "agree", codings=[{"coding": bus["coding"], "saw": bus["stamp"]}])
    step(client, "remove", coding=tea["coding"], saw=tea["stamp"], comment="staat er niet")
    step(client, "change", coding=grade["coding"], saw=grade["stamp"], value="7,5", comment="ruimer")
    start = TEXT.index(HOPE)
    place = {"start": start, "end": start + len(HOPE), "words": HOPE}
    now = step(client, "add", code="wish", comment="gemist", **place).json()
    assert [each["verdict"] for each in now["items"]] == ["agreed", "removed", "changed", ""]
    assert now["items"][2]["replacement"]["value"] == "7.5"
    assert [each["coding"] for each in now["additions"]] == [now["made"]]
    assert now["additions"][0]["words"] == HOPE
    step(client, "withdraw", coding=tea["coding"])
    assert [verdict for _code, verdict, *_more in said(coded)] == ["agreed", "", "changed", ""]
    left = [{"coding": each["coding"]} for each in (tea, wish)]
    assert step(client, "agree", codings=left).status_code == 200
    assert step(client, "finish").json()["finished"] is True
    assert final(coded) == {"Vervoer": 1, "Eten": 1, "Cijfer": 1, "Wens": 2}


def test_a_change_may_be_of_the_place(serve: Serve, coded: Project) -> None:
    client = serve(coded, coder="ben").client()
    bus = of(client)["items"][0]
    start = TEXT.index("De bus")
    body = {"coding": bus["coding"], "start": start, "end": start + len("De bus rijdt 🚌"), "comment": "korter"}
    wrong = mistake(step(client, "change", **body, words="De bus rijdt niet"))
    assert wrong[:2] == (422, "wrong-span")
    changed = step(client, "change", **body, words="De bus rijdt 🚌").json()["items"][0]
    assert (changed["replacement"]["words"], changed["replacement"]["code"]) == ("De bus rijdt 🚌", "road")


def test_how_far_each_review_is(serve: Serve, coded: Project) -> None:
    coded.code("k2", quote=TEA, code="Eten", coder="cora")
    coded.done(["k2"], coder="cora")
    client = serve(coded, coder="ben").client()
    step(client, "agree", codings=[{"coding": of(client)["items"][0]["coding"]}])
    lines = [
        (each["document"], each["author"], each["judged"], each["codings"])
        for each in client.get("/api/reviews").json()
    ]
    assert lines == [("k1", "anna", 1, 4), ("k2", "anna", 0, 1), ("k2", "cora", 0, 1)]
    begun = {(each["document"], each["author"]) for each in client.get("/api/reviews").json() if each["begun"]}
    assert begun == {("k1", "anna")}


def test_the_list_agrees_with_opening_each(coded: Project) -> None:
    coded.code("k2", quote=TEA, code="Eten", coder="ben")
    coded.review("k1", coder="ben").agree("1")
    for each in reviewable(coded, "ben"):
        if each.refused:
            with pytest.raises(qc.errors.NotPossible) as caught:
                coded.review(each.document, coder="ben", author=each.author)
            assert each.refused == str(caught.value)
        else:
            review = coded.review(each.document, coder="ben", author=each.author)
            assert (each.codings, each.judged) == (len(review.items), len(review.items) - len(review.left))
    assert [bool(each.refused) for each in reviewable(coded, "ben")] == [False, True]


def test_a_document_to_code_blind_is_not_reviewed(coded: Project) -> None:
    """In the list it says why, in the words with which opening it is refused."""
    coded.sample("ben", documents=["k2"])
    refused = {each.document: each.refused for each in reviewable(coded, "ben")}
    assert refused["k1"] == ""
    assert refused["k2"].startswith("ben is to code k2 blind")


def test_what_the_author_changed_meanwhile_is_not_agreed_with(serve: Serve, coded: Project) -> None:
    client = serve(coded, coder="ben").client()
    bus = of(client)["items"][0]
    with qc.open(coded.root) as elsewhere:
        elsewhere.change(bus["coding"], coder="anna", code="Wens")
    status, kind, message = mistake(step(client, "agree", codings=[{"coding": bus["coding"], "saw": bus["stamp"]}]))
    assert (status, kind) == (409, "changed-meanwhile")
    assert message.startswith("k1:1 was changed meanwhile")
    assert said(coded)[0][:2] == ("Wens", "")


def test_a_verdict_of_another_tab_is_not_overwritten(serve: Serve, coded: Project) -> None:
    client = serve(coded, coder="ben").client()
    bus = of(client)["items"][0]
    step(client, "remove", coding=bus["coding"], saw=bus["stamp"], comment="uit dit tabblad")
    late = step(client, "remove", coding=bus["coding"], saw=bus["stamp"], comment="uit het andere")
    assert mistake(late)[1] == "changed-meanwhile"
    assert said(coded)[0] == ("Vervoer", "removed", "uit dit tabblad", "")


def test_a_step_asked_for_once_more_is_done_already(serve: Serve, coded: Project) -> None:
    """The reply was lost: what stands there is what is asked for, and no other's verdict."""
    client = serve(coded, coder="ben").client()
    bus, tea, grade, wish = of(client)["items"]
    place = {"start": TEXT.index(HOPE), "end": TEXT.index(HOPE) + len(HOPE), "words": HOPE}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("agree", {"codings": [{"coding": bus["coding"], "saw": bus["stamp"]}]}),
        ("remove", {"coding": tea["coding"], "saw": tea["stamp"], "comment": "staat er niet "}),
        ("change", {"coding": grade["coding"], "saw": grade["stamp"], "value": "7,50", "comment": "ruimer"}),
        ("add", {"code": "wish", "comment": "gemist", **place}),
    ]
    for name, body in steps:
        first = step(client, name, **body)
        events = len(coded.history())
        again = step(client, name, **body)
        assert (first.status_code, again.status_code) == (200, 200), again.text
        assert again.json() == first.json()
        assert len(coded.history()) == events
    now = of(client)
    for item in (now["items"][1], now["additions"][0]):
        back = {"coding": item["coding"], "saw": item["stamp"]}
        assert step(client, "withdraw", **back).json() == step(client, "withdraw", **back).json()
    other = {"coding": grade["coding"], "saw": grade["stamp"], "value": "8", "comment": "ruimer"}
    assert mistake(step(client, "change", **other))[1] == "changed-meanwhile"
    assert wish["verdict"] == ""


#: A step that cannot be done, and with what mistake.
CANNOT: dict[str, tuple[str, dict[str, object], tuple[int, str]]] = {
    "no reason": ("remove", {"coding": "1", "comment": " "}, (409, "not-possible")),
    "nothing of that name": ("remove", {"coding": "nergens", "comment": "weg"}, (409, "not-possible")),
    "the reason left out": ("remove", {"coding": "1"}, (422, "wrong-usage")),
    "agree with nothing": ("agree", {"codings": []}, (422, "wrong-usage")),
    "saw a number": ("agree", {"codings": [{"coding": "1", "saw": 3}]}, (422, "wrong-usage")),
    "no such code": ("change", {"coding": "1", "comment": "x", "code": "nergens"}, (404, "unknown-code")),
    "nothing changes": ("change", {"coding": "1", "comment": "x", "code": "road"}, (409, "not-possible")),
    "backwards": ("change", {"coding": "1", "comment": "x", "start": 5, "end": 2}, (422, "wrong-span")),
    "behind the end": (
        "add", {"code": "wish", "comment": "x", "start": 0, "end": 9_999, "words": "x"}, (422, "wrong-span")
    ),
    "NUL": ("add", {"code": "wish", "comment": "x\0", "start": 0, "end": 3, "words": "x"}, (422, "wrong-usage")),
    "nothing said yet": ("withdraw", {"coding": "1"}, (409, "not-possible")),
    "codings left": ("finish", {}, (409, "not-possible")),
    "one's own": ("finish", {"author": "ben"}, (409, "not-possible")),
    "nobody": ("finish", {"author": "nobody"}, (404, "unknown-coder")),
}  # fmt: skip


def test_what_cannot_be_done_leaves_no_trace(serve: Serve, coded: Project) -> None:
    client, before = serve(coded, coder="ben").client(), len(coded.history())
    answers = {case: mistake(step(client, name, **body))[:2] for case, (name, body, _kind) in CANNOT.items()}
    assert answers == {case: kind for case, (_name, _body, kind) in CANNOT.items()}
    assert len(coded.history()) == before


@pytest.mark.parametrize(
    ("options", "kind"), [({"coder": "ben", "blind": True}, "blind"), ({"coder": ""}, "nobody-codes")]
)
def test_who_is_blind_or_only_looks_reviews_nothing(
    serve: Serve, coded: Project, options: dict[str, object], kind: str
) -> None:
    item = coded.review("k1", coder="ben").items[0].coding
    steps = {
        "agree": {"codings": [{"coding": item}]}, "remove": {"coding": item, "comment": "weg"},
        "change": {"coding": item, "code": "wish", "comment": "x"}, "withdraw": {"coding": item}, "finish": {},
        "add": {"code": "wish", "start": 0, "end": 9, "words": "# Gesprek", "comment": "x"},
    }  # fmt: skip
    client = serve(coded, **options).client()
    answers = [client.get("/api/reviews"), client.get("/api/reviews/k1")]
    answers += [client.post(f"/api/reviews/k1/{name}", json=body) for name, body in steps.items()]
    assert [mistake(answer)[:2] for answer in answers] == [(403, kind)] * 8
    assert not any(each.what.startswith("review") for each in coded.history())


# --- in a browser --------------------------------------------------------------------------------------------------


def press(window: Any, *keys: str) -> None:
    for key in keys:
        window.keyboard.press(key)


def answer(window: Any, *texts: str, until: str = "detached") -> None:
    """Type texts in the fields of a dialog, with Enter between them, and send it."""
    window.wait_for_selector("dialog[open]")
    for number, text in enumerate(texts):
        if number:
            press(window, "Enter")
        window.keyboard.type(text)
    press(window, "Control+Enter")
    if until:
        window.wait_for_selector("dialog", state=until)


def current(window: Any, expected: str) -> None:
    """Wait until the list looks at this coding."""
    script = """expected => document.querySelector('#codings [aria-current] .line-head')?.innerText
        .replace(/\\s+/g, ' ').trim().startsWith(expected)"""
    window.wait_for_function(script, arg=expected, timeout=PATIENCE * 1000)


def soon(asked: Callable[[], object], expected: object) -> None:
    """Wait a little until something is as expected: a page shows some things before the server has kept them."""
    until = time.monotonic() + PATIENCE
    while asked() != expected and time.monotonic() < until:
        time.sleep(0.05)
    assert asked() == expected


class TestInABrowser:
    pytestmark = browser_test

    def test_a_whole_review_by_keyboard(self, serve: Serve, coded: Project) -> None:
        window = serve(coded, coder="ben").window("/review?document=k1")
        current(window, "○ 1 Vervoer")
        press(window, "a")
        current(window, "○ 2 Eten · thee")
        press(window, "x")
        answer(window, "staat er niet")
        current(window, "○ 3 Cijfer 7")
        press(window, "c")
        answer(window, "", "7,5", "ruimer")
        current(window, "○ 3 Wens")
        assert window.inner_text(".verdict-changed .line-head").split() == ["✎", "3", "Cijfer", "7", "changed"]
        assert window.inner_text(".verdict-changed .replacement").split()[-2:] == ["Cijfer", "7.5"]
        press(window, "c")
        answer(window, "vervo", "gaat over reizen")
        current(window, "✎ 3 Wens")
        press(window, "z")
        current(window, "○ 3 Wens")
        press(window, "a")
        window.locator(".pane").focus()
        press(window, "End", "Enter")
        answer(window, "eten", "tuin", "gemist")
        current(window, "+ 5 Eten · tuin")
        press(window, "d")
        window.wait_for_selector("text=The review is finished.")
        assert said(coded) == [
            ("Vervoer", "agreed", "", ""), ("Eten", "removed", "staat er niet", ""),
            ("Cijfer", "changed", "ruimer", "Cijfer"), ("Wens", "agreed", "", ""),
        ]  # fmt: skip
        assert added(coded) == [(HOPE, "Eten", "tuin", "gemist")]
        assert final(coded) == {"Vervoer": 1, "Eten": 1, "Cijfer": 1, "Wens": 1}
        press(window, "u")
        window.wait_for_selector("button >> text=Finish")
        press(window, "u")
        window.wait_for_selector(".verdict-added", state="detached")
        assert added(coded) == []
        press(window, "U", "U")
        window.wait_for_selector("text=The review is finished.")
        assert added(coded) == [(HOPE, "Eten", "tuin", "gemist")]
        assert (window.wrong, window.foreign) == ([], [])

    def test_verdicts_show_in_the_text(self, serve: Serve, coded: Project) -> None:
        review = coded.review("k1", coder="ben")
        review.agree("1")
        review.remove("2", comment="nee")
        review.change("3/Cijfer", value="8", comment="hoger")
        window = serve(coded, coder="ben").window("/review?document=k1")
        current(window, "○ 3 Wens")
        looks = window.evaluate("[...document.querySelectorAll('.margin .quotation')].map((each) => each.className)")
        assert [look.removeprefix("quotation").strip().removesuffix(" pointed") for look in looks] == [
            "look-agreed", "look-removed", "look-changed", "look-added", "pointed",
        ]  # fmt: skip
        window.locator(".margin .look-removed .label").click()
        current(window, "✕ 2 Eten")
        press(window, "p")
        current(window, "○ 3 Wens")

    def test_what_was_typed_is_never_lost(self, serve: Serve, coded: Project) -> None:
        served = serve(coded, coder="ben")
        window = served.window("/review?document=k1")
        current(window, "○ 1 Vervoer")
        press(window, "x")
        window.wait_for_selector("dialog")
        window.keyboard.type("een lange reden")
        press(window, "Escape")
        window.wait_for_selector("dialog", state="detached")
        with qc.open(coded.root) as elsewhere:
            elsewhere.change(elsewhere.review("k1", coder="ben").items[0].coding, coder="anna", code="Wens")
            press(window, "x")  # the page does not know of it yet, or only now
            window.wait_for_selector("dialog")
            assert window.locator("dialog textarea").input_value() == "een lange reden"
        press(window, "Control+Enter")
        window.wait_for_selector("dialog [role=alert]:not(:empty)")
        assert "was changed meanwhile" in window.inner_text("dialog [role=alert]")
        assert said(coded)[0][:2] == ("Wens", "")
        press(window, "Escape")
        current(window, "○ 1 Wens")
        press(window, "x")
        answer(window)
        current(window, "○ 2 Eten")
        assert said(coded)[0][1:3] == ("removed", "een lange reden")

    def test_the_server_goes_and_comes_back(self, serve: Serve, coded: Project) -> None:
        served = serve(coded, coder="ben")
        window = served.window("/review?document=k1")
        current(window, "○ 1 Vervoer")
        served.stop()
        press(window, "a", "a")
        current(window, "○ 3 Cijfer")
        window.wait_for_selector("#connection.gone")
        served.start()
        window.wait_for_selector("#connection.gone", state="detached", timeout=20_000)
        window.wait_for_function("document.querySelector('#connection').textContent === ''")
        soon(lambda: [verdict for _code, verdict, *_more in said(coded)], ["agreed", "agreed", "", ""])

    def test_two_tabs(self, serve: Serve, coded: Project) -> None:
        served = serve(coded, coder="ben")
        one = served.window("/review?document=k1")
        two = served.tab(one, "/review?document=k1")
        current(two, "○ 1 Vervoer")
        current(one, "○ 1 Vervoer")
        press(two, "A")
        two.wait_for_selector("dialog")
        press(two, "Enter")
        one.wait_for_selector("text=4 of 4")
        current(one, "✓ 1 Vervoer")
        press(one, "x")
        answer(one, "toch niet")
        two.wait_for_selector(".verdict-removed >> text=toch niet")
        assert [verdict for _code, verdict, *_more in said(coded)] == ["removed", "agreed", "agreed", "agreed"]

    def test_work_of_ones_own_is_not_given_up_unasked(self, serve: Serve, coded: Project) -> None:
        """ben coded k2 blind before; agreeing with anna there ends that the two are independent."""
        coded.code("k2", quote=TEA, code="Eten", coder="ben")
        coded.done(["k2"], coder="ben")
        window = serve(coded, coder="ben").window("/review")
        window.wait_for_selector("#documents >> text=0 of 1")
        window.locator("a >> text=k2").click()
        current(window, "○ 1 Vervoer")
        press(window, "a")
        window.wait_for_selector("dialog >> text=no independent work any more")
        press(window, "Escape")
        window.wait_for_selector("dialog", state="detached")
        assert said(coded, "k2") == [("Vervoer", "", "", "")]
        press(window, "a")
        window.wait_for_selector("dialog")
        press(window, "Enter")
        window.wait_for_selector("text=1 of 1")
        press(window, "c")
        window.wait_for_selector("dialog >> text=Change 1 Vervoer")  # it is asked once
        soon(lambda: said(coded, "k2"), [("Vervoer", "agreed", "", "")])

    def test_a_page_for_who_is_blind_says_so(self, serve: Serve, coded: Project) -> None:
        window = serve(coded, coder="ben", blind=True).window("/review?document=k1")
        window.wait_for_selector(".refusal")
        assert window.inner_text(".refusal").startswith("ben codes blind")
        assert BUS not in window.content()
