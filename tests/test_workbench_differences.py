"""The differences page: what two coders who coded blind differ on, settled by key, and over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

import qualcode as qc
from qualcode.project import Project

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

BUS, TEA, GRADE = "De bus rijdt 🚌 niet meer.", "Er is thee en koek.", "Zij geeft een 7."
HOPE, LATE = "Er moet een tuin komen.", "Het is al laat."
TEXT = f"# Gesprek\n\n{BUS} {TEA}\n\n{GRADE} {HOPE}\n\n{LATE}\n"
CODEBOOK = """\
codes:
- {id: road, name: Vervoer}
- {id: food, name: Eten, specify: true, codes: [{id: sweet, name: Koek}]}
- {id: mark, name: Cijfer, grade: true}
- {id: wish, name: Wens}
- {id: time, name: Tijd}
"""
SETTINGS = "title: T\nlanguage: en\ncoders: [{name: anna}, {name: ben, role: second}, {name: cora}]\n"
#: Of each passage what anna and ben give it, None for nothing.
GIVEN: dict[str, tuple[str | None, str | None]] = {
    BUS: ("Vervoer", "Wens"), TEA: ("Eten", "Eten/Koek"), GRADE: ("Cijfer", "Eten/Koek"), HOPE: ("Wens", None),
    LATE: ("Tijd", "Tijd"),
}  # fmt: skip


@pytest.fixture
def two(project: MakeProject) -> Project:
    """anna and ben coded k1 and k2 blind, and are done with both; in k2 they differ on the bus only."""
    one = project({"k1": TEXT, "k2": TEXT}, codebook=CODEBOOK, settings=SETTINGS)
    for quote, codes in GIVEN.items():
        for coder, code in zip(("anna", "ben"), codes, strict=True):
            if code is not None:
                value = "7" if code == "Cijfer" else None
                one.code("k1", quote=quote, code=code, coder=coder, value=value, comment=f"{coder} vindt het")
    one.code("k2", quote=BUS, code="Vervoer", coder="anna")
    one.code("k2", quote=BUS, code="Wens", coder="ben")
    for coder in ("anna", "ben"):
        one.done(["k1", "k2"], coder=coder)
    return one


def consensus(one: Project, document: str = "k1") -> list[tuple[str, str]]:
    """What was decided: (words, code), in the order of the text."""
    with qc.open(one.root) as now:
        frame = now.codings
        own = frame[(frame["coder"] == "consensus") & (frame["document"] == document)].sort_values(["start", "code"])
        return list(zip(own["quote"], own["code"], strict=True))


def label(one: Project, words: str, document: str = "k1", coder: str = "anna") -> str:
    frame = one.codings
    return str(
        frame[(frame["quote"] == words) & (frame["coder"] == coder) & (frame["document"] == document)][
            "quotation"
        ].iloc[0]
    )


def decided(one: Project, document: str = "k1") -> dict[str, tuple[str, str, str]]:
    """By its words, what was taken, who decided, and why."""
    with qc.open(one.root) as now:
        every = now.disagreements(resolved=True, where={"document": [document]})
        return {d.words: (d.resolution.taken, d.resolution.who, d.resolution.comment) for d in every if d.resolution}


# --- over HTTP -----------------------------------------------------------------------------------------------------


def listed(client: httpx.Client, **asked: object) -> dict[str, Any]:
    answer = client.get("/api/differences", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def post(client: httpx.Client, name: str, **body: object) -> httpx.Response:
    return client.post(f"/api/differences/{name}", json={"who": "anna, ben", **body})


def mistake(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["kind"]


def test_the_list_says_who_gave_what(serve: Serve, two: Project) -> None:
    found = listed(serve(two, coder="ben").client())
    assert found["count"] == 5
    assert [(each["document"], each["open"], each["resolved"]) for each in found["documents"]] == [
        ("k1", 4, 0), ("k2", 1, 0),
    ]  # fmt: skip
    grade = next(each for each in found["differences"] if each["words"] == GRADE)
    sides = {side["coder"]: side["version"] for side in grade["sides"]}
    assert sides["anna"]["codes"] == [{"code": "mark", "value": "7", "specification": ""}]
    assert sides["ben"]["comments"] == ["ben vindt het"]
    hope = next(each for each in found["differences"] if each["words"] == HOPE)
    assert [side["version"] is None for side in hope["sides"]] == [False, True]
    cells = [each["cells"] for each in found["differences"]]
    assert cells == sorted(cells, reverse=True)
    assert cells[0] > cells[-1]


def test_the_list_is_cut_to_what_is_asked(serve: Serve, two: Project) -> None:
    client = serve(two, coder="ben").client()
    two.resolve(label(two, BUS, "k2"), take="ben", who="ben")
    words = lambda **asked: sorted(each["words"] for each in listed(client, **asked)["differences"])  # noqa: E731
    assert words(document="k2") == []
    assert words(document="k2", state="all") == [BUS]
    assert words(state="resolved") == [BUS]
    assert words(code="food") == [TEA, GRADE]  # what is below it counts
    assert words(code="mark") == [GRADE]
    cut = listed(client, limit=2)
    assert (len(cut["differences"]), cut["count"]) == (2, 4)
    assert mistake(client.get("/api/differences", params={"document": "nergens"})) == (404, "unknown-document")
    assert mistake(client.get("/api/differences", params={"code": "nergens"})) == (404, "unknown-code")
    assert mistake(client.get("/api/differences", params={"state": "shut"})) == (422, "wrong-usage")


def test_each_way_over_http(serve: Serve, two: Project) -> None:
    client = serve(two, coder="ben").client()
    by_words = {each["words"]: each for each in listed(client, document="k1")["differences"]}

    def settle(on: str, **body: object) -> dict[str, Any]:
        each = by_words[on]
        answer = post(client, "resolve", quotation=each["quotation"], saw=each["stamp"], **body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    assert settle(BUS, take="ben")["open"] == 3
    settle(TEA, take="both")
    settle(HOPE, take="none", comment="geen wens")
    start = TEXT.index("een 7")
    place = {"start": start, "end": start + 5, "words": "een 7"}
    now = settle(GRADE, codes=["mark", "time"], value="7", comment="allebei", **place)
    assert (now["open"], now["resolved"], now["complete"]) == (0, 4, True)
    laid = next(each for each in now["differences"] if each["words"] == GRADE)["resolution"]["laid"]
    assert [(each["words"], [code["code"] for code in each["codes"]]) for each in laid] == [("een 7", ["mark", "time"])]
    assert consensus(two) == [
        (BUS, "Wens"), (TEA, "Eten"), (TEA, "Eten/Koek"), ("een 7", "Cijfer"), ("een 7", "Tijd"), (LATE, "Tijd"),
    ]  # fmt: skip


def test_the_rest_and_taking_it_back(serve: Serve, two: Project) -> None:
    client = serve(two, coder="ben").client()
    saw = {each["quotation"]: each["stamp"] for each in listed(client, document="k1")["differences"]}
    two.code("k2", quote=TEA, code="Eten", coder="cora")  # something else of ben's table, not to be taken back
    assert post(client, "rest", document="k1", take="anna", saw=saw).json()["open"] == 0
    assert dict(consensus(two)) == {words: codes[0] for words, codes in GIVEN.items()}
    assert client.post("/api/differences/undo", json={"who": "anna, ben"}).json() == {"summary": "k1, the rest"}
    assert consensus(two) == []
    assert client.post("/api/differences/redo", json={"who": "anna, ben"}).status_code == 200
    assert len(consensus(two)) == 5
    assert mistake(client.post("/api/differences/undo", json={"who": "cora"})) == (409, "nothing-to-undo")
    assert len(two.codings[two.codings["coder"] == "cora"]) == 1


def test_what_changed_meanwhile_is_not_decided_on(serve: Serve, two: Project) -> None:
    client = serve(two, coder="ben").client()
    every = listed(client, document="k1")["differences"]
    bus = next(each for each in every if each["words"] == BUS)
    saw = {each["quotation"]: each["stamp"] for each in every}
    assert post(client, "resolve", quotation=bus["quotation"], saw=bus["stamp"], take="anna").status_code == 200
    late = post(client, "resolve", quotation=bus["quotation"], saw=bus["stamp"], take="ben")
    assert mistake(late) == (409, "changed-meanwhile")
    assert mistake(post(client, "rest", document="k1", take="ben", saw=saw)) == (409, "changed-meanwhile")
    assert decided(two) == {BUS: ("anna", "anna, ben", "")}


#: A decision that cannot be taken on the bus, and with what mistake.
CANNOT: dict[str, tuple[dict[str, object], tuple[int, str]]] = {
    "neither": ({}, (422, "wrong-usage")),
    "both ways at once": ({"take": "ben", "codes": ["time"], "comment": "x"}, (422, "wrong-usage")),
    "nobody decides": ({"take": "ben", "who": " "}, (422, "wrong-usage")),
    "none, and no reason": ({"take": "none"}, (422, "wrong-usage")),
    "new, and no reason": ({"codes": ["time"]}, (422, "wrong-usage")),
    "a stranger's": ({"take": "cora"}, (422, "unknown-choice")),
    "no such code": ({"codes": ["nergens"], "comment": "x"}, (404, "unknown-code")),
    "a span without codes": ({"take": "ben", "start": 0, "end": 4}, (422, "wrong-usage")),
    "elsewhere": ({"codes": ["time"], "comment": "x", "start": 0, "end": 4}, (409, "not-possible")),
    "other words": (
        {"codes": ["time"], "comment": "x", "start": 11, "end": 17, "words": "De tram"}, (422, "wrong-span")
    ),
    "behind the end": ({"codes": ["time"], "comment": "x", "start": 11, "end": 9_999}, (422, "wrong-span")),
}  # fmt: skip


def test_what_cannot_be_decided_leaves_no_trace(serve: Serve, two: Project) -> None:
    client, before = serve(two, coder="ben").client(), len(two.history())
    bus = label(two, BUS)
    answers = {case: mistake(post(client, "resolve", quotation=bus, **body)) for case, (body, _kind) in CANNOT.items()}
    assert answers == {case: kind for case, (_body, kind) in CANNOT.items()}
    assert mistake(post(client, "resolve", quotation=label(two, LATE), take="ben")) == (409, "not-possible")
    assert mistake(post(client, "resolve", quotation="k1:99", take="ben")) == (404, "unknown-quotation")
    assert mistake(post(client, "rest", document="nergens", take="ben")) == (404, "unknown-document")
    assert len(two.history()) == before


@pytest.mark.parametrize(
    ("options", "kind"), [({"coder": "ben", "blind": True}, "blind"), ({"coder": ""}, "nobody-codes")]
)
def test_who_is_blind_or_only_looks_decides_nothing(
    serve: Serve, two: Project, options: dict[str, object], kind: str
) -> None:
    client, before = serve(two, **options).client(), len(two.history())
    answers = [
        post(client, "resolve", quotation=label(two, BUS), take="ben"),
        post(client, "rest", document="k1", take="ben"),
        *(client.post(f"/api/differences/{verb}", json={"who": "ben"}) for verb in ("undo", "redo")),
    ]
    assert [mistake(answer) for answer in answers] == [(403, kind)] * 4
    assert client.get("/api/differences").status_code == (403 if kind == "blind" else 200)
    assert len(two.history()) == before


# --- in a browser --------------------------------------------------------------------------------------------------


def press(window: Any, *keys: str) -> None:
    for key in keys:
        window.keyboard.press(key)


def answer(window: Any, *texts: str) -> None:
    """Type texts in the fields of a dialog, with Enter between them, and send it."""
    window.wait_for_selector("dialog[open]")
    for number, text in enumerate(texts):
        if number:
            press(window, "Enter")
        window.keyboard.type(text)
    press(window, "Control+Enter")
    window.wait_for_selector("dialog", state="detached")


def at(window: Any, name: str) -> None:
    """Go on to a difference, by key, and wait until the card shows it."""
    window.wait_for_selector("#worklist [aria-current]")
    for _step in range(10):
        if window.get_attribute("#worklist [aria-current]", "data-quotation") == name:
            break
        press(window, "n")
    window.wait_for_selector(f"#card h2 >> text={name}", timeout=20_000)


def resolved(window: Any, name: str) -> None:
    window.wait_for_selector(f"#worklist .resolved[data-quotation='{name}']", timeout=20_000)


def selected(window: Any) -> str:
    """The words that are selected in the text."""
    script = """[...(CSS.highlights.get('selected') ?? [])]
        .map((range) => range.startContainer.data?.slice(range.startOffset, range.endOffset)).join()"""
    return str(window.evaluate(script))


def come(served: Served, window: Any, coder: str) -> None:
    """Somebody else sits down at the tab."""
    window.evaluate(
        """async (coder) => {
        const { net } = await import("/static/js/net.js");
        await net.send("POST", "/api/who", { coder });
    }""",
        coder,
    )
    window.goto(f"{served.room.origin}/differences?document=k1")


class TestInABrowser:
    pytestmark = browser_test

    def test_each_way_by_keyboard(self, serve: Serve, two: Project) -> None:
        served = serve(two, coder="ben")
        window = served.window("/differences?document=k1")
        bus, tea, grade, hope = (label(two, words) for words in (BUS, TEA, GRADE, HOPE))
        at(window, bus)
        press(window, "2")
        answer(window, "anna, ben")  # who decides: asked once
        resolved(window, bus)
        at(window, tea)
        press(window, "b")
        resolved(window, tea)
        at(window, hope)
        press(window, "0")
        answer(window, "geen wens")
        resolved(window, hope)
        at(window, grade)
        window.locator(".pane").focus()
        for _word in range(40):
            if selected(window) == "7":
                break
            press(window, "ArrowRight")
        press(window, "e")
        answer(window, "cijfer", "tijd", "", "7", "allebei")
        window.wait_for_selector("#said >> text=its consensus is complete")
        assert decided(two) == {
            BUS: ("ben", "anna, ben", ""), TEA: ("both", "anna, ben", ""), HOPE: ("none", "anna, ben", "geen wens"),
            GRADE: ("new", "anna, ben", "allebei"),
        }  # fmt: skip
        assert consensus(two) == [
            (BUS, "Wens"), (TEA, "Eten"), (TEA, "Eten/Koek"), ("7", "Cijfer"), ("7", "Tijd"), (LATE, "Tijd"),
        ]  # fmt: skip
        assert (window.wrong, window.foreign) == ([], [])

    def test_undo_and_deciding_anew(self, serve: Serve, two: Project) -> None:
        bus, tea = label(two, BUS), label(two, TEA)
        two.resolve(bus, take="anna", who="anna")
        window = serve(two, coder="ben").window("/differences?document=k1&state=all")
        at(window, tea)
        press(window, "1")
        answer(window)  # ben decides
        resolved(window, tea)
        press(window, "u")
        window.wait_for_selector(f"#worklist .open[data-quotation='{tea}']")
        assert decided(two) == {BUS: ("anna", "anna", "")}
        press(window, "U")
        resolved(window, tea)
        at(window, bus)
        press(window, "2")
        answer(window, "toch een wens")  # anna decided on it before
        window.wait_for_selector("#worklist .resolved >> text=ben")
        assert decided(two) == {BUS: ("ben", "ben", "toch een wens"), TEA: ("anna", "ben", "")}
        assert window.wrong == []

    def test_the_rest_of_a_document_alike(self, serve: Serve, two: Project) -> None:
        window = serve(two, coder="ben").window("/differences")
        at(window, label(two, BUS))
        press(window, "w")
        window.wait_for_selector("dialog")
        press(window, "Control+a")
        answer(window, "anna, ben")
        press(window, "r")
        window.wait_for_selector("dialog >> text=4 differences in k1 are open")
        press(window, "ArrowDown", "Control+Enter")
        window.wait_for_selector("#said >> text=Nothing is open in k1")
        window.wait_for_selector(f"#card h2 >> text={label(two, BUS, 'k2')}")  # what is open still
        assert {taken for taken, _who, _why in decided(two).values()} == {"ben"}
        assert decided(two, "k2") == {}

    def test_both_sides_stand_in_the_text(self, serve: Serve, two: Project) -> None:
        window = serve(two, coder="ben").window("/differences?document=k1")
        at(window, label(two, HOPE))
        assert window.inner_text(".side-2").split()[-2:] == ["nothing", "here"]
        at(window, label(two, BUS))
        assert window.inner_text(".side-1 .given") == "Vervoer"
        assert window.inner_text(".side-2 .comment") == "ben vindt het"
        window.wait_for_selector(".margin .look-two .label")
        names = window.locator(".margin .look-one .label, .margin .look-two .label").all_inner_texts()
        assert [name.split()[0] for name in names] == ["Vervoer", "Wens"]

    def test_two_tabs(self, serve: Serve, two: Project) -> None:
        """What is typed in one stays there when the other decides; the first decision is not overwritten."""
        bus, tea = label(two, BUS), label(two, TEA)
        served = serve(two, coder="ben")
        one = served.window("/differences?document=k1&state=all")
        at(one, bus)
        press(one, "m")
        one.keyboard.type("want het is ")
        other = served.tab(one, "/differences?document=k1&state=all")
        at(other, tea)
        press(other, "1")
        answer(other)
        resolved(one, tea)
        one.keyboard.type("zo")
        assert one.locator("#card textarea").input_value() == "want het is zo"
        press(one, "Escape", "2")
        answer(one)
        resolved(one, bus)
        assert decided(two) == {BUS: ("ben", "ben", "want het is zo"), TEA: ("anna", "ben", "")}

    def test_who_comes_after_in_the_same_tab(self, serve: Serve, two: Project) -> None:
        """Another coder in the same tab: neither what the first typed nor who the first said decides is theirs."""
        bus = label(two, BUS)
        served = serve(two, coder=None)
        window = served.window("/differences?document=k1")
        window.wait_for_selector("dialog[open]")
        come(served, window, "ben")
        at(window, bus)
        press(window, "w")
        press(window, "Control+a")
        answer(window, "ben, cora")
        press(window, "m")
        window.keyboard.type("van ben")
        come(served, window, "anna")
        at(window, bus)
        assert window.locator("#card textarea").input_value() == ""
        press(window, "1")
        answer(window)  # who decides is asked of anna too
        resolved(window, bus)
        assert decided(two)[BUS] == ("anna", "anna", "")

    def test_a_page_for_who_is_blind_says_so(self, serve: Serve, two: Project) -> None:
        window = serve(two, coder="ben", blind=True).window("/differences")
        window.wait_for_selector(".refusal")
        assert window.inner_text(".refusal").startswith("ben codes blind")
