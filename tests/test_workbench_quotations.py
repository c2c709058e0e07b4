"""The quotations of a code: what stands around them, whose they are, and what is done with them from their page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from workbench import Served, browser_test

import qualcode as qc
from qualcode.errors import UnknownCoding, UnknownQuotation
from qualcode.project import Project
from qualcode.workbench import quoted
from qualcode.workbench.quoted import quotes_behind, quotes_named, quotes_of_code

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

TEXT = """# Begin

We zijn in mei begonnen. De coach belt \N{WAVING HAND SIGN} elke week, zegt zij. Dat helpt.

Er is te weinig geld.

## Geld

De gemeente betaalt. <img src=x onerror=alert(1)> staat in de notulen.
"""
OTHER = "De coach komt te laat.\n"
CODEBOOK = """\
codes:
- name: Hulp
  id: hulp
  codes: [{name: Coach, id: coach, specify: true}, {name: "<b>Geld</b>", id: geld}, {name: Oud, id: oud}]
- {name: Cijfer, id: cijfer, grade: true}
"""


@pytest.fixture
def study(project: MakeProject) -> Project:
    """Two documents of two cases; ann codes three passages, ben one of the same."""
    one = project(
        {"k1": f"---\ncase: A\nround: 1\nrole: coach\n---\n{TEXT}", "k2": f"---\ncase: B\nround: 2\n---\n{OTHER}"},
        CODEBOOK,
    )
    one.code(
        "k1", quote="De coach belt \N{WAVING HAND SIGN} elke week", code="Coach", coder="ann", specification="bellen"
    )
    one.code("k1", quote="<img src=x onerror=alert(1)>", code="geld", coder="ann")
    one.code("k2", quote="De coach komt te laat.", code="Coach", coder="ann")
    one.code("k1", quote="De coach belt \N{WAVING HAND SIGN} elke week", code="Coach", coder="ben")
    return one


def codes_of(root: Path | Project, label: str) -> list[str]:
    """The codes on a quotation, as the project's table has them."""
    with qc.open(root.root if isinstance(root, Project) else root) as one:
        frame = one.codings
        return sorted(frame[frame["quotation"] == label]["code"])


class TestAround:
    """What stands around a quotation."""

    def test_the_sentence_before_and_the_one_after(self, study: Project) -> None:
        first = quotes_of_code(study, "Coach").quotes[0]
        assert (first.before, first.after) == ("We zijn in mei begonnen. ", ", zegt zij. Dat helpt.")
        assert (first.heading, first.case_name, first.round, first.who) == ("Begin", "A", "1", "coach")

    def test_a_heading_is_not_crossed(self, study: Project) -> None:
        [found] = quotes_of_code(study, "geld").quotes
        assert (found.heading, found.before, found.after) == ("Geld", "De gemeente betaalt. ", " staat in de notulen.")
        study.code("k1", quote="Er is te weinig geld.", code="geld", coder="ann")
        first = quotes_of_code(study, "geld").quotes[0]
        assert (first.before, first.after) == ("Dat helpt.\n\n", "")

    def test_with_the_words_it_is_the_text(self, sample: Project) -> None:
        texts = sample.texts()
        found = quotes_of_code(sample, "Uitvoering").quotes
        assert len(found) > 1000
        for each in found:
            text, before, after = texts[each.document], each.before.removeprefix("…"), each.after.removesuffix("…")
            assert text[each.start : each.end] == each.words
            assert text[: each.start].endswith(before)
            assert text[each.end :].startswith(after)

    def test_little_of_a_long_sentence(self, project: MakeProject) -> None:
        one = project({"k1": f"{'heel lang, ' * 100}nu{', en verder' * 100}."})
        one.code("k1", quote="nu", code="A", coder="ann")
        [found] = quotes_of_code(one, "A").quotes
        assert (found.before[0], found.after[-1]) == ("…", "…")
        assert len(found.before) <= quoted.AROUND + 1


class TestWhich:
    """Which quotations a code has."""

    def test_those_of_its_subtree_or_its_own(self, study: Project) -> None:
        assert [each.label for each in quotes_of_code(study, "Hulp").quotes] == ["k1:1", "k1:3", "k1:2", "k2:1"]
        assert quotes_of_code(study, "Hulp", below=False).quotes == ()

    def test_two_coders_on_the_same_words_are_one_passage(self, study: Project) -> None:
        found = quotes_of_code(study, "Coach")
        assert (len(found.quotes), found.passages, found.interviews) == (3, 2, 2)

    def test_as_a_layer_counts_them(self, study: Project) -> None:
        assert {each.coder for each in quotes_of_code(study, "Coach", layer="final").quotes} == {"ann"}
        assert [each.label for each in quotes_of_code(study, "Coach", layer="ben").quotes] == ["k1:3"]

    def test_drafts_are_counted_apart(self, study: Project) -> None:
        study.code("k2", quote="te laat", code="Coach", coder="ann", draft=True)
        found = quotes_of_code(study, "Coach")
        assert (len(found.quotes), found.left_out) == (3, 1)

    def test_they_are_the_codings_of_the_project(self, sample: Project) -> None:
        frame = sample.codings
        below = {code.id for code in sample.codebook.subtree(sample.codebook.find("Statusquo/Vrijwilligers").id)}
        wanted = frame[frame["code_id"].isin(below) & (frame["status"] == "final") & (frame["anchor"] != "orphaned")]
        found = quotes_of_code(sample, "Statusquo/Vrijwilligers")
        assert {each.label for each in found.quotes} == set(wanted["quotation"]) != set()
        tags = {tag.id for each in found.quotes for tag in each.tags if tag.code in below}
        assert tags == set(wanted["coding_id"])

    def test_by_name(self, study: Project) -> None:
        ids = {each.label: each.id for each in quotes_of_code(study, "Hulp").quotes}
        assert [each.label for each in quotes_named(study, ["k2:1", ids["k1:2"]])] == ["k1:2", "k2:1"]
        with pytest.raises(UnknownQuotation, match="k1:9"):
            quotes_named(study, ["k1:9"])
        with pytest.raises(UnknownQuotation):
            quotes_named(study, ["k1:1"], only="ben")

    def test_behind_a_cell_of_an_older_version(self, study: Project) -> None:
        study.tree.release("first")
        study.tree.merge("Coach", into="geld")
        older = study.matrix(columns="document", measure="codings", version="first", layer="ann")
        found = quotes_behind(older, "Coach", "k2")
        assert [(each.label, each.tags[0].code) for each in found.quotes] == [("k2:1", "coach")]
        assert found.about == ("coach",)


class TestRecode:
    """Another code for codings of one's own, as one action."""

    def test_all_or_none_and_one_undo(self, study: Project) -> None:
        own = {tag.id: tag.code for each in quotes_of_code(study, "Hulp", only="ann").quotes for tag in each.tags}
        study.tree.define("geld", specify=True)
        quoted.recode(study, {name: code for name, code in own.items() if code == "coach"}, "geld", coder="ann")
        assert codes_of(study, "k1:1") == codes_of(study, "k2:1") == ["Hulp/<b>Geld<\\/b>"]
        study.undo("ann")
        assert codes_of(study, "k1:1") == codes_of(study, "k2:1") == ["Hulp/Coach"]

    def test_two_that_then_say_the_same_are_one(self, study: Project) -> None:
        made = study.code("k2", quote="De coach komt te laat.", code="geld", coder="ann", comment="ook")
        study.code("k2", quote="De coach komt te laat.", code="oud", coder="ann", comment="eerst")
        other = study.codings_of("k2:1", "oud", "ann")[0]
        quoted.recode(study, {other: "oud"}, "geld", coder="ann")
        frame = study.codings
        [comment] = frame[(frame["quotation"] == "k2:1") & (frame["code_id"] == "geld")]["comment"]
        assert comment == "ook\neerst"
        assert {made.id, other} & set(frame["coding_id"]) == {made.id}

    def test_others_are_as_if_not_there_for_who_codes_blind(self, study: Project) -> None:
        [theirs] = study.codings_of("k1:3", "Coach", "ben")
        with pytest.raises(UnknownCoding):
            quoted.recode(study, {theirs: "coach"}, "oud", coder="ann", only="ann")
        assert codes_of(study, "k1:3") == ["Hulp/Coach"]


class TestEndpoints:
    """The same over HTTP, and what is refused."""

    @pytest.fixture
    def client(self, serve: Serve, study: Project) -> httpx.Client:
        return serve(study, coder="ann").client()

    def tag(self, client: httpx.Client, label: str, code: str = "hulp") -> dict[str, Any]:
        quotes = client.get("/api/quotations", params={"code": code}).json()["quotes"]
        found: dict[str, Any] = next(each for each in quotes if each["label"] == label)["tags"][0]
        return found

    def test_recode(self, client: httpx.Client, study: Project) -> None:
        tag = self.tag(client, "k1:2")
        answer = client.post("/api/quotations/recode", json={"codings": {tag["id"]: "geld"}, "code": "oud"})
        assert len(answer.json()["quotations"]) == 1
        assert codes_of(study, "k1:2") == ["Hulp/Oud"]

    @pytest.mark.parametrize(
        ("label", "saw", "code", "status", "kind"),
        [
            ("k1:3", "coach", "oud", 409, "not-possible"),  # the work of ben
            ("k1:2", "coach", "oud", 409, "changed-meanwhile"),  # it is another code by now
            ("k1:2", "geld", "cijfer", 409, "not-possible"),  # a grade needs a value
            ("k1:2", "geld", "Nergens", 404, "unknown-code"),
            ("k1:2", "geld", "", 422, "wrong-usage"),
        ],
    )
    def test_recoding_that_cannot_be(
        self, client: httpx.Client, study: Project, label: str, saw: str, code: str, status: int, kind: str
    ) -> None:
        mine, asked = self.tag(client, "k1:1"), self.tag(client, label)
        body = {"codings": {mine["id"]: "coach", asked["id"]: saw}, "code": code}
        answer = client.post("/api/quotations/recode", json=body)
        assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind), answer.text
        assert codes_of(study, "k1:1") == ["Hulp/Coach"]

    def test_a_retired_code_takes_nothing(self, client: httpx.Client, study: Project) -> None:
        study.tree.retire("oud")
        answer = client.post(
            "/api/quotations/recode", json={"codings": {self.tag(client, "k1:2")["id"]: "geld"}, "code": "oud"}
        )
        assert "retired" in answer.json()["error"]["message"]
        assert answer.status_code == 409

    def test_split(self, client: httpx.Client, study: Project) -> None:
        """Looked at first, then done; with its reason; a name may hold a slash."""
        ids = [self.tag(client, "k1:1")["id"], self.tag(client, "k1:3")["id"]]
        body = {"code": "coach", "name": "Bel/app", "codings": ids, "because": "anders"}
        before = study.version()
        seen = client.post("/api/quotations/split", json={**body, "dry_run": True})
        assert [seen.json()[name] for name in ("codings", "documents", "coders", "dry_run")] == [2, 1, 2, True]
        assert study.version() == before
        assert client.post("/api/quotations/split", json=body).json()["dry_run"] is False
        assert codes_of(study, "k1:1") == codes_of(study, "k1:3") == ["Hulp/Bel\\/app"]
        assert codes_of(study, "k2:1") == ["Hulp/Coach"]
        assert study.tree.decisions()[-1].remark == "anders"
        client.post("/api/undo")
        assert codes_of(study, "k1:1") == ["Hulp/Coach"]

    @pytest.mark.parametrize(
        ("changed", "status"),
        [
            ({"codings": ["nothing"]}, 404),
            ({"codings": []}, 422),
            ({"name": " "}, 422),
            ({"code": "nothing"}, 404),
            ({"code": "oud"}, 409),
        ],
    )
    def test_a_split_that_cannot_be(self, client: httpx.Client, changed: dict[str, Any], status: int) -> None:
        body = {"code": "coach", "name": "Nieuw", "codings": [self.tag(client, "k1:1")["id"]], **changed}
        assert client.post("/api/quotations/split", json=body).status_code == status

    @pytest.mark.parametrize(
        ("asked", "status"),
        [
            ({}, 422),
            ({"code": ""}, 422),
            ({"code": "Nergens"}, 404),
            ({"code": "hulp", "layer": "carl"}, 422),
            ({"code": "hulp", "below": "maybe"}, 422),
        ],
    )
    def test_wrong_questions(self, client: httpx.Client, asked: dict[str, str], status: int) -> None:
        answer = client.get("/api/quotations", params=asked)
        assert answer.json()["error"]["message"]
        assert answer.status_code == status

    def test_who_only_looks_changes_nothing(self, serve: Serve, study: Project) -> None:
        client = serve(study, coder="").client()
        tag = self.tag(client, "k1:1")
        body = {"codings": {tag["id"]: "coach"}, "code": "oud"}
        assert client.post("/api/quotations/recode", json=body).status_code == 403
        assert (
            client.post(
                "/api/quotations/split", json={"code": "coach", "name": "X", "codings": [tag["id"]]}
            ).status_code
            == 403
        )

    def test_blind(self, serve: Serve, study: Project) -> None:
        client = serve(study, coder="ben", blind=True).client()
        quotes = client.get("/api/quotations", params={"code": "hulp"}).json()["quotes"]
        assert [(each["label"], each["coder"]) for each in quotes] == [("k1:3", "ben")]
        assert client.get("/api/quotations", params={"code": "hulp", "layer": "ben"}).json()["quotes"] == quotes
        for layer in ("final", "union", "intersection", "ann", "nobody"):
            assert client.get("/api/quotations", params={"code": "hulp", "layer": layer}).status_code == 403
        [theirs] = study.codings_of("k2:1", "Coach", "ann")
        assert (
            client.post("/api/quotations/recode", json={"codings": {theirs: "coach"}, "code": "oud"}).status_code == 404
        )
        [own] = study.codings_of("k1:3", "Coach", "ben")
        for identity in (theirs, own):
            body = {"code": "coach", "name": "X", "codings": [identity]}
            assert client.post("/api/quotations/split", json=body).status_code == 403
            assert client.post("/api/quotations/split", json={**body, "dry_run": True}).status_code == 403
        assert "X" not in [code.name for code in study.codebook]


CARDS = "#sides article"


class TestPage:
    """The page, in a browser."""

    pytestmark = browser_test

    def labels(self, window: Any) -> list[str]:
        found: list[str] = window.locator(f"{CARDS} .label").all_text_contents()
        return found

    def choose(self, window: Any, title: str, typed: str) -> None:
        """Type part of a code in a dialog and take the first."""
        window.get_by_role("dialog", name=title).wait_for()
        window.keyboard.type(typed)
        window.keyboard.press("Enter")
        window.get_by_role("dialog").wait_for(state="detached")

    def test_by_keyboard(self, serve: Serve, study: Project) -> None:
        """Chosen, walked through, recoded, taken back, marked, opened: without the mouse."""
        window = serve(study, coder="ann").window("/quotations", viewport={"width": 1280, "height": 600})
        window.get_by_role("combobox", name="Whose quotations?").wait_for()
        window.keyboard.type("hulp")
        window.keyboard.press("Enter")
        window.locator(CARDS).first.wait_for()
        assert self.labels(window) == ["k1:1", "k1:3", "k1:2", "k2:1"]
        assert window.locator("#sides h2, #sides h3").all_text_contents()[1:] == [
            "A 3 quotations", "Round 1 3 quotations", "B 1 quotation", "Round 2 1 quotation",
        ]  # fmt: skip
        assert window.locator(f"{CARDS} img").count() == 0
        assert window.locator(f"{CARDS} .words").nth(2).text_content() == "<img src=x onerror=alert(1)>"
        assert window.locator(f"{CARDS} .tag .name").nth(2).text_content() == "<b>Geld</b>"

        for key in ("j", "j", "x", "c"):
            window.keyboard.press(key)
        self.choose(window, "Another code", "oud")
        window.get_by_text("1 coding is now Oud.").wait_for()
        assert codes_of(study, "k1:2") == ["Hulp/Oud"]
        window.keyboard.press("Control+z")
        window.get_by_text("Taken back").wait_for()
        assert codes_of(study, "k1:2") == ["Hulp/<b>Geld<\\/b>"]

        window.keyboard.press("l")
        window.locator("article[data-current] .released").wait_for()
        assert study.quotation("k1:2").released
        window.keyboard.press("k")  # ben's: not changed here
        window.keyboard.press("c")
        window.get_by_role("dialog", name="The work of another coder").wait_for()
        window.keyboard.press("Escape")
        window.keyboard.press("Enter")
        window.wait_for_url("**/?document=k1&at=k1%3A3")
        assert (window.wrong, window.foreign) == ([], [])

    def test_split_with_a_preview(self, serve: Serve, study: Project) -> None:
        window = serve(study, coder="ann").window("/quotations?code=coach")
        window.locator(CARDS).first.wait_for()
        for key in ("Shift+ArrowDown", "s"):
            window.keyboard.press(key)
        window.get_by_role("dialog", name="A new code").wait_for()
        window.keyboard.type("Bellen")
        window.get_by_text("2 codings go from Coach to Bellen, in 1 document, by 2 coders.").wait_for()
        assert codes_of(study, "k1:1") == ["Hulp/Coach"]
        window.keyboard.press("Enter")
        window.get_by_text("2 codings have the code Bellen now.").wait_for()
        assert codes_of(study, "k1:1") == codes_of(study, "k1:3") == ["Hulp/Bellen"]
        window.locator(CARDS).nth(1).wait_for(state="detached")
        assert self.labels(window) == ["k2:1"]
        assert window.wrong == []

    def test_filters_and_two_columns(self, serve: Serve, study: Project) -> None:
        """Filters are in the address; two cases stand beside each other; somebody else's change is shown."""
        served = serve(study, coder="ann")
        window = served.window("/quotations?code=hulp")
        window.locator(CARDS).first.wait_for()
        window.keyboard.press("/")
        window.keyboard.type("COACH elke")
        window.locator(CARDS).nth(2).wait_for(state="detached")
        assert self.labels(window) == ["k1:1", "k1:3"]
        window.get_by_role("searchbox", name="Words in the quotation").fill("")
        window.get_by_label("Specification", exact=True).select_option("bellen")
        assert self.labels(window) == ["k1:1"]
        window.reload()
        window.locator(CARDS).first.wait_for()
        assert self.labels(window) == ["k1:1"]
        window.get_by_label("Specification", exact=True).select_option("")
        window.get_by_role("button", name="A 3").click()
        window.locator(CARDS).nth(3).wait_for(state="detached")
        window.keyboard.press("Escape")
        window.keyboard.press("b")
        columns = window.locator("#sides.two .side")
        columns.nth(1).locator("article").first.wait_for()
        beside = [each.locator(".label").all_text_contents() for each in columns.all()]
        assert beside == [["k1:1", "k1:3", "k1:2"], ["k2:1"]]
        window.locator(CARDS).nth(1).focus()
        study.code("k2", quote="te laat", code="oud", coder="ann")
        study.code("k2", quote="komt", code="coach", coder="ann")
        columns.nth(1).get_by_text("k2:3", exact=True).wait_for()
        assert window.evaluate("document.activeElement.getAttribute('aria-label')") == "k1:3"
        window.go_back()
        window.locator("#sides.two").wait_for(state="detached")
        assert window.wrong == []

    def test_blind_and_well_made(self, serve: Serve, study: Project) -> None:
        from axe_playwright_python.sync_playwright import Axe

        window = serve(study, coder="ben", blind=True).window("/quotations?code=hulp", bypass_csp=True)
        window.locator(CARDS).first.wait_for()
        assert self.labels(window) == ["k1:3"]
        assert "ann" not in window.locator("main").inner_text()
        assert not window.get_by_label("Whose", exact=True).is_visible()
        found = Axe().run(window)
        assert found.violations_count == 0, found.generate_report()


@pytest.fixture
def many(project: MakeProject) -> Project:
    """A code with 2,000 quotations."""
    text = " ".join(f"Zin {number} over de coach." for number in range(2000))
    one = project({"k1": text}, CODEBOOK)
    rows, at = ["document,start,end,quote,code,coder"], 0
    for number in range(2000):
        quote = f"Zin {number} over de coach."
        rows.append(f"k1,{at},{at + len(quote)},{quote},Coach,ann")
        at += len(quote) + 1
    (one.root / "many.csv").write_text("\n".join(rows), encoding="utf-8")
    assert one.import_codings(one.root / "many.csv").errors == []
    return one


NINE_HUNDRED_ON = """for (let at = 0; at < 900; at++)
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }))"""


class TestMany:
    pytestmark = browser_test

    def test_cards_are_made_as_the_reader_comes(self, serve: Serve, many: Project) -> None:
        window = serve(many, coder="ann").window("/quotations?code=coach")
        window.locator(CARDS).first.wait_for()
        assert "2000 quotations" in window.locator(".side-head").inner_text()
        assert 200 <= window.locator(CARDS).count() <= 600
        window.keyboard.press("Control+a")
        window.get_by_text("2000 selected").wait_for()
        window.keyboard.press("Escape")
        window.evaluate(NINE_HUNDRED_ON)
        assert window.locator("article[data-current] .words").text_content() == "Zin 900 over de coach."
        assert window.wrong == []
