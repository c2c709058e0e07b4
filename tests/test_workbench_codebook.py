"""The page of the code tree: read and written, changed by key and by dragging, each change seen before it is done."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeProject
from workbench import Served, browser_test

import qualcode as qc
from qualcode.project import Project

Serve = Callable[..., Served]

CODEBOOK = """\
codes:
- id: doing
  name: Uitvoering
  codes:
  - {id: vol, name: Vrijwilligers, definition: Wie onbetaald helpt.,
     codes: [{id: find, name: Werving}, {id: keep, name: Behoud}]}
  - {id: block, name: Belemmeringen, specify: {values: [regels, geld]}}
  - {id: grade, name: Cijfer, grade: true}
- id: wish
  name: Wensen
  codes: [{id: money, name: Geld}]
- {id: load, name: Werkdruk, open: true}
- {id: time, name: Tijdgebrek, open: true}
"""
SETTINGS = "title: T\nlanguage: en\ncoders: [anna, {name: ben, role: second}, carla]"
TEXTS = {
    "k1": "---\nround: 1\n---\nDe coach belt elke week met de wijk.",
    "k2": "---\nround: 2\n---\nDe huisarts verwijst te weinig door.",
    "k3": "---\nround: 2\n---\nDe groep loopt elke dinsdag samen.",
}
#: document, start, end, code, coder, specification
CODINGS = [
    ("k1", 0, 8, "Vrijwilligers", "anna", ""),
    ("k1", 0, 8, "Werving", "anna", ""),
    ("k1", 9, 13, "Behoud", "ben", ""),
    ("k1", 14, 23, "Belemmeringen", "anna", "regels"),
    ("k2", 0, 11, "Belemmeringen", "ben", "geld"),
    ("k2", 0, 11, "Belemmeringen", "ben", "regels"),
    ("k2", 12, 20, "Werkdruk", "anna", ""),
    ("k2", 12, 20, "Tijdgebrek", "anna", ""),
    ("k3", 0, 8, "Werkdruk", "carla", ""),
    ("k3", 9, 14, "Geld", "carla", ""),
]


@pytest.fixture
def coded(project: MakeProject) -> Project:
    """Three documents, coded by three people, who are done."""
    one = project(TEXTS, CODEBOOK, SETTINGS)
    for document, start, end, code, coder, said in CODINGS:
        one.code(document, start=start, end=end, code=code, coder=coder, specification=said)
    for document, coder in (("k1", "anna"), ("k1", "ben"), ("k2", "anna"), ("k2", "ben"), ("k3", "carla")):
        one.done([document], coder=coder)
    return one


@pytest.fixture
def twin(coded: Project, tmp_path: Path) -> Any:
    """The same project once more, to be changed from the library, as the commands do."""
    folder = tmp_path / "twin"
    shutil.copytree(coded.root, folder)
    with qc.open(folder) as opened:
        yield opened


def standing(one: Project) -> tuple[list[Any], list[Any], list[str]]:
    """All that changes of the tree may change, without the ids of new codes: codes, codings, relations."""
    book = one.codebook
    codes = [(book.path(each.id), each.retired, each.open, each.definition, each.former, each.specify) for each in book]
    frame = one.codings
    names = ["document", "start", "end", "code", "coder", "specification", "value"]
    return codes, sorted(map(str, frame[names].itertuples(index=False))), [str(each) for each in one.tree.relations()]


def counted(one: Project, *codes: str, **also: str) -> tuple[int, int, int]:
    """Codings, documents and coders, counted in the table of codings."""
    frame = one.codings
    rows = frame[frame["code_id"].isin(codes)]
    for name, value in also.items():
        rows = rows[rows[name] == value]
    return len(rows), rows["document"].nunique(), rows["coder"].nunique()


#: A change, what is asked, and what is answered: status, kind, some words.
MISTAKES: list[tuple[str, Any, int, str, str]] = [
    ("rename", {"code": "nothing", "name": "A"}, 404, "unknown-code", "no code 'nothing'"),
    ("rename", {"code": "money", "name": "  "}, 422, "wrong-usage", "needs a name"),
    ("rename", {"code": "find", "name": "behoud"}, 409, "not-possible", "There is a code"),
    ("rename", {"code": "money", "name": "Euro", "was": "Goud"}, 409, "changed-meanwhile", "meanwhile"),
    ("create", {"name": "Geld", "under": "wish"}, 409, "not-possible", "There is a code"),
    ("create", {"name": "Geld", "under": "nothing"}, 404, "unknown-code", "no code"),
    ("move", {"code": "doing", "to": "find"}, 409, "not-possible", "cannot go below itself"),
    ("move", {"code": "money", "to": "doing", "before": "load"}, 409, "not-possible", "beside each other"),
    ("reorder", {"code": "money"}, 422, "wrong-usage", "Say where"),
    ("merge", {"codes": ["vol"], "into": "find"}, 409, "not-possible", "lies below it"),
    ("merge", {"codes": ["load"], "into": "grade"}, 409, "not-possible", "is a grade"),
    ("merge", {"codes": [], "into": "grade"}, 422, "wrong-usage", "at least 1"),
    ("split", {"code": "load", "by": "specification"}, 409, "not-possible", "nothing to split by"),
    ("split", {"code": "load", "by": "filter", "names": ["A"], "where": {"x": ["1"]}}, 422, "unknown-choice", "x"),
    ("split", {"code": "load", "by": "codings", "parts": {"A": ["none"]}}, 409, "not-possible", "none"),
    ("promote", {"code": "money"}, 409, "not-possible", "no open code"),
    ("restore", {"code": "money"}, 409, "not-possible", "not retired"),
    ("remark", {"code": "money", "text": " "}, 422, "wrong-usage", "empty"),
    ("define", {"code": "money", "fields": {}}, 409, "not-possible", "says that already"),
    ("define", {"code": "money", "fields": {"color": "red"}}, 422, "wrong-usage", "pattern"),
    ("define", {"code": "money", "fields": {"grade": [5, 1]}}, 422, "wrong-usage", "below"),
    ("define", {"code": "money", "fields": {"specify": {"free": False}}}, 422, "wrong-usage", "allows nothing"),
    ("define", {"code": "money", "fields": {"rule": "{any: [a"}}, 422, "file-error", "rule"),
    ("define", {"code": "money", "fields": {"name": "B"}}, 422, "wrong-usage", "not permitted"),
    ("relate", {"source": "money", "kind": "helpt", "target": "money"}, 409, "not-possible", "itself"),
    ("unrelate", {"source": "money", "kind": "helpt", "target": "vol"}, 409, "not-possible", "no such relation"),
    ("release", {"name": "12"}, 422, "wrong-usage", "no name for a version"),
    ("sessions", {"reason": " "}, 422, "wrong-usage", "why you meet"),
    ("sessions", {"reason": "a", "day": "monday"}, 422, "wrong-usage", "no day"),
    ("sessions/end", None, 409, "not-possible", "No analysis session"),
]  # fmt: skip


class TestEndpoints:
    def test_a_mistake_is_told_and_changes_nothing(self, coded: Project, serve: Serve) -> None:
        version, client = coded.version(), serve(coded, coder="anna").client()
        for change, body, status, kind, says in MISTAKES:
            answer = client.post(f"/api/codebook/{change}", json=body)
            error = answer.json().get("error", {})
            assert (answer.status_code, error.get("kind")) == (status, kind), (change, body, answer.text)
            assert says in error["message"], (change, error)
        assert coded.version() == version

    def test_nothing_is_kept_of_a_preview_and_what_was_seen_is_what_is_done(self, coded: Project, serve: Serve) -> None:
        client = serve(coded, coder="anna").client()
        body = {"codes": ["load", "time"], "into": "block", "specify": True, "because": "same"}
        before, version = standing(coded), coded.version()
        seen = client.post("/api/codebook/merge", json={**body, "dry_run": True}).json()
        assert (standing(coded), coded.version()) == (before, version)
        assert (seen["codings"], seen["documents"], seen["coders"]) == counted(coded, "load", "time") == (3, 2, 2)
        done = client.post("/api/codebook/merge", json={**body, "saw": seen["saw"]}).json()
        assert done["lines"] == seen["lines"]
        reread = coded.tree.reread()
        assert seen["reread"] == len({each.document for each in reread}) == 3
        assert seen["carrying"] == len({each.document for each in reread if each.codings}) == 3
        assert coded.tree.decisions()[-1].remark == "same"
        version, body = coded.tree.version, {"code": "money", "fields": {"definition": "Wat het kost."}}
        seen = client.post("/api/codebook/define", json={**body, "dry_run": True}).json()
        assert coded.codebook["money"].definition == ""
        assert client.post("/api/codebook/define", json={**body, "saw": seen["saw"]}).status_code == 200
        reread = coded.tree.reread(version)
        assert (seen["reread"], seen["carrying"]) == (3, 1)
        assert seen["reread"] == len({each.document for each in reread})
        assert seen["carrying"] == len({each.document for each in reread if each.codings})

    def test_what_was_seen_is_not_done_when_something_else_was(self, coded: Project, serve: Serve) -> None:
        client = serve(coded, coder="anna").client()
        seen = client.post("/api/codebook/retire", json={"code": "load", "dry_run": True}).json()
        coded.code("k3", start=15, end=19, code="Werkdruk", coder="carla")
        stale = client.post("/api/codebook/retire", json={"code": "load", "saw": seen["saw"]})
        assert (stale.status_code, stale.json()["error"]["kind"]) == (409, "stale-preview")
        assert not coded.codebook["load"].retired
        again = client.post("/api/codebook/retire", json={"code": "load", "dry_run": True}).json()
        assert (seen["codings"], again["codings"]) == (2, 3)
        assert client.post("/api/codebook/retire", json={"code": "load", "saw": again["saw"]}).status_code == 200
        assert coded.codebook["load"].retired

    def test_every_field_goes_in_and_comes_back(self, coded: Project, serve: Serve) -> None:
        client = serve(coded, coder="anna").client()
        fields: dict[str, Any] = {
            "definition": "Wat het kost.", "include": ["euro's", " "], "exclude": ["tijd"],
            "keywords": ["geld", "kosten"],
            "examples": {"typical": ["Het is duur."], "atypical": [], "close but no": ["Het kost tijd."]},
            "rule": "{any: [geld, kost*]}", "color": "#123A5E", "specify": {"values": ["subsidie"], "free": False},
            "applies": {"round": ["2"]},
        }  # fmt: skip
        assert client.post("/api/codebook/define", json={"code": "money", "fields": fields}).status_code == 200
        assert (
            client.post("/api/codebook/define", json={"code": "grade", "fields": {"grade": [1, 5]}}).status_code == 200
        )
        codes = {each["id"]: each for each in client.get("/api/codebook").json()["codes"]}
        there = codes["money"]["written"]
        assert there.pop("rule").startswith("any:")
        assert there.pop("grade") is None
        expected = {
            **fields,
            "include": ["euro's"],
            "examples": {"typical": ["Het is duur."], "close but no": ["Het kost tijd."]},
        }
        del expected["rule"]
        assert there == expected
        assert codes["grade"]["written"]["grade"] == [1, 5]
        emptied = {"specify": None, "examples": {}, "rule": "", "color": "", "applies": {}}
        assert client.post("/api/codebook/define", json={"code": "money", "fields": emptied}).status_code == 200
        code = coded.codebook["money"]
        assert (code.specify, code.examples, code.rule, code.color, code.applies) == (None, {}, None, "", {})

    def test_two_versions_are_told_with_what_was_written(self, coded: Project, serve: Serve) -> None:
        tree = coded.tree
        tree.release("start")
        tree.define("vol", definition="Wie helpt.")
        tree.merge(["time"], into="load")
        tree.move("money", "doing")
        tree.split("block", by_specification=True)
        tree.release("end")
        tree.rename("money", "Euro's")
        client = serve(coded, coder="anna").client()
        told = client.get("/api/codebook/diff", params={"earlier": "start", "later": "end"}).json()["differences"]
        by_kind = {each["what"]: each for each in told}
        assert by_kind["merged"]["path"] == "Tijdgebrek"
        assert by_kind["merged"]["other"] == "Werkdruk"
        assert (by_kind["moved"]["was"], by_kind["moved"]["path"]) == ("Wensen/Geld", "Uitvoering/Geld")
        assert by_kind["split"]["other"] == "Uitvoering/Belemmeringen"
        changed = by_kind["definition changed"]
        assert changed["fields"] == ["definition"]
        assert (changed["before"]["definition"], changed["after"]["definition"]) == (
            "Wie onbetaald helpt.",
            "Wie helpt.",
        )
        assert "renamed" not in by_kind
        now = client.get("/api/codebook/diff", params={"earlier": "end"}).json()["differences"]
        assert [(each["what"], each["was"], each["path"]) for each in now] == [
            ("renamed", "Uitvoering/Geld", "Uitvoering/Euro's")
        ]
        steps = client.get("/api/codebook/versions").json()["steps"]
        assert [(each["number"], each["names"]) for each in steps if each["names"]] == [(1, ["start"]), (5, ["end"])]

    def test_who_codes_blind_sees_the_tree_and_own_counts_only(self, coded: Project, serve: Serve) -> None:
        coded.tree.relate("load", "belemmert", "money", who="anna", because="dat zei carla")
        coded.tree.begin_session("axial", participants=["anna"])
        client = serve(coded, coder="ben", blind=True).client()
        book = client.get("/api/codebook").json()
        counts = {each["id"]: each["count"] for each in book["codes"] if each["count"]}
        assert counts == {"keep": 1, "block": 1}
        assert (book["relations"], book["session"]) == ([], None)
        assert {each["coder"] for each in client.get("/api/codebook/carriers", params={"code": "block"}).json()} == {
            "ben"
        }
        for path in ("versions", "diff?earlier=1", "sessions", "decisions", "relations", "reread"):
            assert client.get(f"/api/codebook/{path}").status_code == 403, path
        changes: dict[str, Any] = {
            "rename": {"code": "money", "name": "A"}, "move": {"code": "money", "to": "doing"},
            "reorder": {"code": "find", "after": "keep"}, "merge": {"codes": ["load"], "into": "time"},
            "split": {"code": "block", "by": "specification"}, "promote": {"code": "load"}, "retire": {"code": "load"},
            "restore": {"code": "load"}, "remark": {"code": "load", "text": "a"},
            "define": {"code": "load", "fields": {"definition": "a"}}, "create": {"name": "A"},
            "release": {"name": "A"},
            "relate": {"source": "load", "kind": "a", "target": "time"}, "sessions": {"reason": "a"},
            "unrelate": {"source": "load", "kind": "belemmert", "target": "money"}, "sessions/end": None,
        }  # fmt: skip
        version = coded.version()
        for change, body in changes.items():
            for trial in ({"dry_run": True}, {}):
                asked = body if body is None or change in ("release", "sessions") else {**body, **trial}
                answer = client.post(f"/api/codebook/{change}", json=asked)
                assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "blind"), change
        assert coded.version() == version
        made = client.post("/api/codebook/create", json={"name": "Schaamte", "under": "doing", "open": True}).json()
        assert coded.codebook[made["made"][0]].open

    def test_who_only_looks_changes_nothing(self, coded: Project, serve: Serve) -> None:
        client = serve(coded).client()
        assert client.get("/api/codebook/versions").status_code == 200
        answer = client.post("/api/codebook/create", json={"name": "A", "open": True})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (403, "nobody-codes")


def row(window: Any, code: str) -> Any:
    return window.locator(f"#tree [data-id='{code}']")


def at(window: Any, code: str) -> None:
    """Point at a code in the tree."""
    row(window, code).locator(".name").click()
    window.wait_for_function("id => document.activeElement.dataset.id === id", arg=code)


def proposed(window: Any, says: str) -> tuple[int, int, int]:
    """What the dialog says that a change touches, once it shows a line with these words."""
    window.locator("dialog .seen.looked .lines", has_text=says).wait_for()
    first = window.locator("dialog .reach span").first.inner_text()
    found = [int(each) for each in re.findall(r"\d+", first)]
    return (found[0], found[1], found[2]) if found else (0, 0, 0)


def to_reread(window: Any) -> int:
    """How many documents the dialog says are to be read again."""
    found = re.match(r"\d+", window.locator("dialog .reach span").nth(1).inner_text())
    return int(found[0]) if found else 0


def go_on(window: Any, because: str = "") -> None:
    """Give the reason, and do it."""
    if because:
        window.get_by_label("Why (kept with the decision)").fill(because)
    window.evaluate("document.querySelector('#said').textContent = ''")
    window.locator("dialog button[type=submit]").click()
    window.locator("dialog").wait_for(state="detached")
    window.wait_for_function("() => document.querySelector('#said').textContent !== ''")


def pick(window: Any, typed: str) -> None:
    """Choose a code by typing part of it."""
    window.locator("dialog [role=combobox]").fill(typed)
    window.keyboard.press("Enter")


class TestPage:
    pytestmark = browser_test

    def test_changes_by_key_are_seen_first_and_are_those_of_the_library(
        self, coded: Project, twin: Project, serve: Serve
    ) -> None:
        window = serve(coded, coder="anna").window("/codebook?code=money")
        own = twin.tree

        at(window, "money")
        window.keyboard.press("r")
        window.locator("dialog input").first.fill("Financiering")
        assert proposed(window, "Financiering") == counted(coded, "money") == (1, 1, 1)
        assert to_reread(window) == 0
        go_on(window, "duidelijker")
        own.rename("money", "Financiering")
        assert standing(coded) == standing(twin)
        assert coded.tree.decisions()[-1].remark == "duidelijker"

        at(window, "vol")
        window.keyboard.press("m")
        pick(window, "wensen")
        assert proposed(window, "moved under Wensen") == counted(coded, "vol", "find", "keep") == (3, 1, 2)
        go_on(window)
        own.move("vol", "wish")
        assert standing(coded) == standing(twin)

        at(window, "load")
        window.keyboard.press("Shift+ArrowDown")
        assert row(window, "time").get_attribute("aria-selected") == "true"
        version = coded.tree.version
        window.keyboard.press("g")
        pick(window, "belemm")
        window.get_by_label("Keep the old names").check()
        assert proposed(window, "takes specifications") == counted(coded, "load", "time") == (3, 2, 2)
        expected = to_reread(window)
        go_on(window)
        assert expected == len({each.document for each in coded.tree.reread(version)}) == 3
        own.merge(["load", "time"], into="block", specify=True)
        assert standing(coded) == standing(twin)

        at(window, "block")
        window.keyboard.press("s")
        boxes = window.locator("dialog .ticks input")
        boxes.nth(3).wait_for()
        window.get_by_label("geld").uncheck()
        said = coded.codings[(coded.codings["code_id"] == "block") & (coded.codings["specification"] != "geld")]
        assert proposed(window, "Belemmeringen/regels") == (
            len(said), said["document"].nunique(), said["coder"].nunique()
        ) == (5, 3, 3)  # fmt: skip
        go_on(window)
        own.split("block", ["regels", "Werkdruk", "Tijdgebrek"], by_specification=True)
        assert standing(coded) == standing(twin)

    def test_a_code_is_retired_remarked_related_and_made_by_key(self, coded: Project, serve: Serve) -> None:
        window = serve(coded, coder="anna").window("/codebook?code=money")
        at(window, "grade")
        window.keyboard.press("x")
        assert proposed(window, "retired") == (0, 0, 0)
        go_on(window, "nooit gebruikt")
        assert coded.codebook["grade"].retired
        assert row(window, "grade").count() == 0
        window.keyboard.press("u")
        row(window, "grade").wait_for()
        assert not coded.codebook["grade"].retired

        at(window, "money")
        window.keyboard.press("k")
        window.locator("dialog textarea").fill("Nog bespreken.")
        assert proposed(window, "Nog bespreken") == (0, 0, 0)
        go_on(window)
        assert coded.codebook["money"].remark.endswith("anna: Nog bespreken.")
        assert "Nog bespreken." in window.locator("#sheet").inner_text()

        window.keyboard.press("b")
        window.get_by_label("What it does to the other").fill("leidt tot")
        pick(window, "behoud")
        assert proposed(window, "leidt tot") == (0, 0, 0)
        go_on(window, "gezegd in k3")
        related = coded.tree.relations()[-1]
        assert (related.source, related.kind, related.target, related.remark) == (
            "money",
            "leidt tot",
            "keep",
            "gezegd in k3",
        )

        window.keyboard.press("n")
        window.locator("dialog input").first.fill("Fondsen")
        proposed(window, "Fondsen")
        go_on(window)
        window.locator("#code-name", has_text="Fondsen").wait_for()
        assert coded.codebook.find("Wensen/Geld/Fondsen")
        assert window.wrong == []

    def test_places_by_key_and_by_dragging(self, coded: Project, twin: Project, serve: Serve) -> None:
        window = serve(coded, coder="anna").window("/codebook?code=keep")
        own = twin.tree
        version = coded.version()

        at(window, "keep")
        window.keyboard.press("Alt+ArrowUp")
        window.wait_for_function("() => document.querySelector('#said').textContent.includes('before Werving')")
        own.reorder("keep", before="find")
        assert standing(coded) == standing(twin)
        assert row(window, "keep").evaluate("row => document.activeElement === row")

        window.keyboard.press("Alt+ArrowLeft")
        assert proposed(window, "moved under Uitvoering") == counted(coded, "keep") == (1, 1, 1)
        go_on(window)
        own.move("keep", "doing", after="vol")
        assert standing(coded) == standing(twin)
        assert [each.id for each in coded.codebook.children("doing")] == ["vol", "keep", "block", "grade"]

        window.keyboard.press("Alt+ArrowRight")
        proposed(window, "moved under Uitvoering/Vrijwilligers")
        go_on(window)
        own.move("keep", "vol")
        assert standing(coded) == standing(twin)

        row(window, "vol").drag_to(row(window, "wish"))
        assert proposed(window, "moved under Wensen") == counted(coded, "vol", "find", "keep")
        go_on(window)
        own.move("vol", "wish")
        assert standing(coded) == standing(twin)

        row(window, "load").drag_to(row(window, "block"), target_position={"x": 60, "y": 2})
        assert proposed(window, "moved under Uitvoering") == counted(coded, "load")
        go_on(window)
        assert [each.id for each in coded.codebook.children("doing")] == ["load", "block", "grade"]

        row(window, "wish").drag_to(row(window, "money"))  # below itself: nothing happens
        assert window.locator("dialog").count() == 0
        for _step in range(5):
            before = coded.version()
            window.keyboard.press("Control+z")
            window.wait_for_function("() => document.querySelector('#said').textContent.startsWith('Taken back')")
            window.evaluate("document.querySelector('#said').textContent = ''")
            assert coded.version() == before + 1
        assert [each.id for each in coded.codebook] == [
            "doing", "vol", "find", "keep", "block", "grade", "wish", "money", "load", "time",
        ]  # fmt: skip
        assert coded.version() > version
        assert window.wrong == []

    def test_a_definition_is_edited_in_place_while_others_code(self, coded: Project, serve: Serve) -> None:
        served = serve(coded, coder="anna")
        window = served.window("/codebook?code=vol")
        at(window, "vol")
        window.keyboard.press("e")
        window.keyboard.press("End")
        window.keyboard.type(" En wie dat zoekt.")
        seen = window.locator(".editor .seen.looked .reach")
        seen.wait_for()
        assert "1 coding in 1 document by 1 coder" in seen.inner_text()
        coded.code("k3", start=15, end=19, code="Vrijwilligers", coder="carla")  # somebody codes
        window.locator("header a", has_text="2 passages").wait_for()
        field = window.locator(".editor textarea")
        assert field.evaluate("field => document.activeElement === field")
        assert field.input_value() == "Wie onbetaald helpt. En wie dat zoekt."
        window.get_by_text("2 codings in 2 documents by 2 coders").wait_for()
        window.locator(".editor .reason input").fill("te smal")
        window.keyboard.press("Control+Enter")
        window.locator(".editor").wait_for(state="detached")
        assert coded.codebook["vol"].definition == "Wie onbetaald helpt. En wie dat zoekt."
        assert coded.tree.decisions()[-1].remark == "te smal"
        assert "En wie dat zoekt." in window.locator("[data-field=definition] .value").inner_text()

        window.locator("[data-edit=include]").click()
        window.locator(".editor textarea").fill("helpt zonder loon\nook eenmalig")
        window.locator(".editor button.main").click()
        window.locator(".editor").wait_for(state="detached")
        assert coded.codebook["vol"].include == ("helpt zonder loon", "ook eenmalig")

        window.locator("[data-edit=exclude]").click()
        window.locator(".editor textarea").fill("betaald werk")
        at(window, "money")  # looking elsewhere, and loading anew, loses nothing
        window.reload()
        row(window, "vol").locator(".draft").wait_for()
        at(window, "vol")
        assert window.locator(".editor textarea").input_value() == "betaald werk"
        window.locator(".editor textarea").focus()
        window.keyboard.press("Escape")
        window.locator(".editor").wait_for(state="detached")
        assert row(window, "vol").locator(".draft").count() == 0
        assert coded.codebook["vol"].exclude == ()
        assert window.wrong == []

    def test_two_tabs_overwrite_nothing_of_each_other(self, coded: Project, serve: Serve) -> None:
        served = serve(coded, coder="anna")
        one = served.window("/codebook?code=vol")
        other = served.tab(one, "/codebook?code=vol")
        for window, typed in ((one, "Van de een."), (other, "Van de ander.")):
            window.locator("[data-edit=definition]").click()
            window.locator(".editor textarea").fill(typed)
            window.locator(".editor .seen.looked").wait_for()
        one.locator(".editor button.main").click()
        one.locator(".editor").wait_for(state="detached")
        assert coded.codebook["vol"].definition == "Van de een."
        other.locator(".meanwhile .now", has_text="Van de een.").wait_for()
        assert other.locator(".editor textarea").input_value() == "Van de ander."
        other.locator(".editor .seen.looked").wait_for()
        other.locator(".editor button.main").click()
        other.locator(".editor").wait_for(state="detached")
        assert coded.codebook["vol"].definition == "Van de ander."

        other.locator("[data-edit=definition]").click()
        other.locator(".editor textarea").fill("Zonder server.")
        served.stop()
        other.locator(".editor button.main").click()
        other.locator(".meanwhile", has_text="The server is gone").wait_for()
        served.start()
        other.locator(".editor").wait_for(state="detached", timeout=15_000)
        assert coded.codebook["vol"].definition == "Zonder server."

    def test_a_preview_that_is_stale_is_made_again(self, coded: Project, serve: Serve) -> None:
        window = serve(coded, coder="anna").window("/codebook?code=load")
        at(window, "load")
        window.keyboard.press("x")
        assert proposed(window, "Werkdruk retired") == (2, 2, 2)
        window.route("**/api/version", lambda route: route.abort())  # so that the page hears of it only when it asks
        coded.code("k1", start=0, end=8, code="Werkdruk", coder="ben")
        window.locator("dialog button[type=submit]").click()
        window.locator("dialog [role=alert]", has_text="changed meanwhile").wait_for()
        assert not coded.codebook["load"].retired
        assert proposed(window, "Werkdruk retired") == counted(coded, "load") == (3, 3, 3)
        coded.code("k1", start=0, end=8, code="Geld", coder="ben")  # which changes nothing of what was seen
        go_on(window)
        assert coded.codebook["load"].retired

    def test_a_session_with_its_decisions_and_two_versions(self, coded: Project, serve: Serve) -> None:
        coded.tree.release("voor de sessie")
        window = serve(coded, coder="anna").window("/codebook?code=load")
        window.get_by_role("button", name="Begin a session").click()
        window.get_by_label("Why you meet").fill("Axiaal coderen")
        window.get_by_label("ben", exact=True).check()
        window.get_by_label("Others, with commas between").fill("Dorien, Els")
        window.get_by_label("The day it is held").fill("2021-03-15")
        window.locator("dialog button[type=submit]").click()
        window.locator(".session h3", has_text="Axiaal coderen").wait_for()
        session = coded.tree.sessions()[0].session
        assert session.participants == ("anna", "ben", "Dorien", "Els")
        assert (session.day, session.closed) == ("2021-03-15", False)

        at(window, "load")
        window.keyboard.press("p")
        proposed(window, "is now a code of the tree")
        go_on(window, "vaak genoemd")
        assert not coded.codebook["load"].open
        window.locator(".session .decisions", has_text="vaak genoemd").wait_for()
        coded.tree.define("vol", definition="Wie helpt.", who="anna")
        window.get_by_role("button", name="End the session").click()
        window.locator("dialog button[type=submit]").click()
        window.get_by_role("button", name="Begin a session").wait_for()
        flow = coded.tree.sessions()[0]
        assert (flow.session.closed, flow.promoted, flow.redefined) == (True, 1, 1)
        window.locator("#side summary", has_text="Axiaal coderen").click()
        assert "1 promoted, 1 written anew" in window.locator(".session").inner_text()

        window.get_by_role("tab", name="Versions").click()
        found = window.locator(".found")
        found.locator(".after", has_text="Wie helpt.").wait_for()
        assert "Werkdruk was an open code" in found.inner_text()
        assert found.locator(".before").inner_text() == "Wie onbetaald helpt."
        window.get_by_role("button", name="Name this version").click()
        window.locator("dialog input").fill("na de sessie")
        window.locator("dialog button[type=submit]").click()
        window.get_by_text("3 · na de sessie").or_(
            window.locator(".decisions strong", has_text="na de sessie")
        ).first.wait_for(state="attached")
        assert [(each.name, each.version) for each in coded.tree.releases()] == [
            ("voor de sessie", 1),
            ("na de sessie", 3),
        ]

        window.get_by_role("tab", name="Read again").click()
        window.get_by_text("3 documents to read again").wait_for()
        assert {each.document for each in coded.tree.reread()} == {"k1", "k2", "k3"}
        assert window.locator("#panel-reread tbody tr").count() == len(coded.tree.reread())
        assert window.wrong == []

    def test_the_tree_is_walked_and_filtered_by_key(self, coded: Project, serve: Serve) -> None:
        coded.tree.retire("grade")
        window = serve(coded, coder="anna").window("/codebook")
        shown = window.locator("#tree [role=treeitem]")
        at(window, "doing")
        assert shown.count() == 9
        window.keyboard.press("ArrowLeft")
        assert (shown.count(), row(window, "doing").get_attribute("aria-expanded")) == (5, "false")
        window.keyboard.press("ArrowRight")
        window.keyboard.press("ArrowRight")
        window.keyboard.press("End")
        assert window.evaluate("document.activeElement.dataset.id") == "time"
        window.get_by_label("Retired ones too").check()
        assert row(window, "grade").get_attribute("aria-label") == "Cijfer, 0 passages, retired"
        row(window, "time").focus()
        window.keyboard.press("/")
        window.keyboard.type("werv")
        assert shown.evaluate_all("rows => rows.map((row) => row.dataset.id)") == ["doing", "vol", "find"]
        window.keyboard.press("Escape")
        assert shown.count() == 10
        window.goto(window.url.split("?")[0] + "?code=find")
        window.locator("#code-name", has_text="Werving").wait_for()
        assert window.locator("#sheet header a").get_attribute("href") == "/quotations?code=find"
        assert window.wrong == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing(self, sample_copy: Path, serve: Serve, scheme: str) -> None:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        window = serve(sample_copy, coder="interviewer").window(
            "/codebook?code=uit-sq-belemmeringen", color_scheme=scheme
        )
        at(window, "uit-sq-belemmeringen")
        window.locator(".tabs .soft").first.wait_for()
        assert _violations(axe.run(window)) == []
        window.keyboard.press("e")
        window.keyboard.type("Anders. ")
        window.locator(".editor .seen.looked").wait_for()
        assert _violations(axe.run(window)) == []
        window.locator("#tab-versions").click()
        window.locator("#panel-versions summary").wait_for()
        at(window, "uit-sq-belemmeringen")
        window.keyboard.press("s")
        window.locator("dialog .seen.looked").wait_for()
        assert _violations(axe.run(window)) == []
        window.keyboard.press("Escape")
        window.keyboard.press("g")
        window.locator("dialog [role=option]").first.wait_for()
        assert _violations(axe.run(window)) == []
        assert (window.wrong, window.foreign) == ([], [])

    def test_who_codes_blind_may_read_it_and_add_an_open_code(self, coded: Project, serve: Serve) -> None:
        window = serve(coded, coder="ben", blind=True).window("/codebook?code=block")
        row(window, "block").wait_for()
        assert row(window, "block").get_attribute("aria-label") == "Belemmeringen, 1 passage"
        assert row(window, "load").get_attribute("aria-label") == "Werkdruk, 0 passages, open code"
        assert window.locator("#side").count() == 0
        assert window.locator("#sheet button.edit").count() == 0
        at(window, "block")
        window.keyboard.press("x")
        window.keyboard.press("n")
        window.locator("dialog input").first.fill("Schaamte")
        proposed(window, "(open)")
        go_on(window)
        assert coded.codebook.find("Belemmeringen/Schaamte").open
        assert window.wrong == []


def _violations(result: Any) -> list[str]:
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in result.response["violations"]]
