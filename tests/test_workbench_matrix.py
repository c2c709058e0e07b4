"""The matrix page: what it counts is what the library counts, on screen as on paper, and every number leads to its
quotations."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Run
from workbench import Served, browser_test

import qualcode as qc
from qualcode.project import Project
from qualcode.reports.cells import Cells
from qualcode.reports.grid import grid_of

MakeProject = Callable[..., Project]
Serve = Callable[..., Served]

#: Matrices of every kind, as an address asks for them.
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"measure": "quotations", "totals": "true"},
    {"columns": "case,round", "share": "interviews", "where": ["round=2", "round=4"]},
    {"rows": "specification", "columns": "round", "measure": "codings", "compress": "true"},
    {"rows": "role", "columns": "case", "measure": "words", "share": "column"},
    {"measure": "mean", "level": "3", "totals": "true"},
    {"measure": "characters", "normalise": "true", "layer": "tweede"},
    {"measure": "quotations", "layer": "union", "where": ["verbatim=yes", "case=Kampen"]},
    {"measure": "codings", "layer": "intersection"},
)


def flags(asked: dict[str, Any]) -> list[str]:
    """What the command line is given for the same."""
    found = []
    for name, value in asked.items():
        if value == "true":
            found.append(f"--{name}")
        else:
            found += [each for one in ([value] if isinstance(value, str) else value) for each in (f"--{name}", one)]
    return found


def named(asked: dict[str, Any]) -> str:
    return " ".join(flags(asked)) or "usual"


def options(asked: dict[str, Any]) -> dict[str, Any]:
    """What the library is given for the same."""
    given = {name: True if value == "true" else value for name, value in asked.items()}
    if "level" in given:
        given["level"] = int(given["level"])
    where: dict[str, list[str]] = {}
    for each in given.pop("where", []):
        name, _, value = each.partition("=")
        where.setdefault(name, []).append(value)
    return {**given, "where": where}


@pytest.fixture
def client(serve: Serve, sample: Project) -> httpx.Client:
    return serve(sample, coder="interviewer").client()


class TestTable:
    """A matrix as the page shows it."""

    @pytest.mark.parametrize("asked", ASKED, ids=named)
    def test_cells_say_what_reports_say(self, client: httpx.Client, sample: Project, asked: dict[str, Any]) -> None:
        shown = client.get("/api/matrix", params=asked).json()["grid"]
        matrix = sample.matrix(**options(asked))
        cells = Cells(matrix)
        lines = [line for line in shown["lines"] if line["path"]]
        assert [tuple(line["path"]) for line in lines] == list(cells.paths)
        assert [each["name"] for each in shown["columns"]] == list(cells.column_names)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line["cells"]):
                text = cells.text(row, column)
                assert cell["reason"] == matrix.reasons.iloc[row, column]
                assert cell["text"] == ("" if text == cell["reason"] else text)
                assert cell["mark"] == cells.mark(row, column)
        assert shown["rule"] == matrix.rule
        assert {each["text"] for each in shown["legend"]} == set(matrix.reasons.to_numpy().ravel()) - {""}

    def test_small_shares_are_numbers(self, client: httpx.Client) -> None:
        shown = client.get("/api/matrix", params={"share": "interviews", "columns": "case,round"}).json()["grid"]
        texts = {cell["text"] for line in shown["lines"] for cell in line["cells"]}
        assert "3 van 4" in texts
        assert not [each for each in texts if "%" in each and int(re.findall(r"\d+", each)[1]) < 10]

    def test_headings_without_a_row_of_their_own(self, project: MakeProject) -> None:
        one = project({"k1": "Woorden."}, "codes: [{name: A, codes: [{name: B, codes: [C]}, D]}]")
        one.code("k1", quote="Woorden", code="C", coder="ann")
        lines = grid_of(one.matrix(level=2, compress=True)).lines
        assert [(line.name, line.path, line.parent, line.depth) for line in lines] == [
            ("A", (), True, 0), ("B", ("A", "B"), False, 1),
        ]  # fmt: skip
        assert one.codebook.path(lines[1].code) == "A/B"

    def test_crossed_columns_know_their_parts(self, client: httpx.Client) -> None:
        columns = client.get("/api/matrix", params={"columns": "case,round", "totals": "true"}).json()["grid"][
            "columns"
        ]
        assert (columns[0]["parts"], columns[-1]["parts"], columns[-1]["total"]) == (["Kampen", "1"], ["Totaal"], True)

    def test_an_older_version(self, serve: Serve, sample_copy: Path) -> None:
        with qc.open(sample_copy) as one:
            one.tree.release("first")
            one.tree.merge("Uitvoering/Statusquo/Borging", into="Uitvoering/Statusquo/Financiering")
        client = serve(sample_copy, coder="interviewer").client()
        older = client.get("/api/matrix", params={"version": "first"}).json()["grid"]
        now = client.get("/api/matrix").json()["grid"]
        assert len(older["lines"]) == len(now["lines"]) + 1
        assert {"value": "first", "words": "first"} in client.get("/api/matrix/choices").json()["versions"]


class TestCells:
    """What stands behind a number."""

    @pytest.mark.parametrize("asked", ASKED, ids=named)
    def test_the_quotations_are_those_of_the_library(
        self, client: httpx.Client, sample: Project, asked: dict[str, Any]
    ) -> None:
        matrix = sample.matrix(**options(asked))
        grid = grid_of(matrix)
        rows = [line.path for line in grid.lines if line.path]
        seen = 0
        for path in rows[:: max(1, len(rows) // 6)]:
            column = grid.columns[len(path) % len(grid.columns)].name
            wanted = matrix.quotations(path, column)
            found = client.get("/api/matrix/cell", params={**asked, "row": path, "column": column}).json()["quoted"]
            assert {each["label"] for each in found["quotes"]} == set(wanted["quotation"])
            assert found["about"] == list(dict.fromkeys(wanted["code_id"]))
            seen += len(wanted)
        assert seen > 0

    @pytest.mark.parametrize(
        ("measure", "unit"),
        [("quotations", ("document", "start", "end")), ("interviews", ("interview",)), ("documents", ("document",))],
    )
    def test_a_number_is_the_count_of_its_quotations(
        self, client: httpx.Client, sample: Project, measure: str, unit: tuple[str, ...]
    ) -> None:
        frame = sample.matrix(measure=measure, layer="union").frame
        for path in [("Uitvoering",), ("Uitvoering", "Statusquo", "Vrijwilligers"), ("Samenwerking", "Gewenst")]:
            number = frame.loc[(*path, *[""] * (frame.index.nlevels - len(path)))]["Kampen"]
            asked = {"measure": measure, "layer": "union", "row": path, "column": "Kampen"}
            quotes = client.get("/api/matrix/cell", params=asked).json()["quoted"]["quotes"]
            kinds = [each for each in quotes if measure != "interviews" or each["kind"] == "interview"]
            assert len({tuple(each[name] for name in unit) for each in kinds}) == number > 0

    def test_an_empty_cell_says_why(self, client: httpx.Client) -> None:
        asked = {"row": ["Samenwerking", "Statusquo", "Rolverdeling"], "column": "Winterswijk"}
        found = client.get("/api/matrix/cell", params=asked).json()
        assert (found["cell"]["reason"], found["quoted"]["quotes"]) == ("niet in de samenvatting", [])


class TestFiles:
    """Downloads, and the command."""

    @pytest.mark.parametrize("asked", [ASKED[2], ASKED[5], ASKED[7]], ids=named)
    def test_a_download_is_the_file_of_the_command_line(
        self, client: httpx.Client, sample: Project, run: Run, tmp_path: Path, asked: dict[str, Any]
    ) -> None:
        words = shlex.split(client.get("/api/matrix", params=asked).json()["command"])
        assert (words[:2], words[-2:]) == (["qualcode", "matrix"], ["--out", "matrix.xlsx"])
        for suffix in ("xlsx", "csv", "html", "md"):
            mine, said = tmp_path / f"mine.{suffix}", tmp_path / f"said.{suffix}"
            assert run("-C", sample.root, "matrix", *flags(asked), "--out", mine).code == 0
            assert run("-C", sample.root, *words[1:-1], said).code == 0
            answer = client.get("/api/matrix/file", params={**asked, "suffix": suffix})
            assert answer.content == mine.read_bytes() == said.read_bytes()
            assert answer.headers["Content-Disposition"] == f'attachment; filename="matrix.{suffix}"'
            assert suffix != "html" or "html" not in answer.headers["Content-Type"]

    def test_the_command_may_be_pasted(self, client: httpx.Client) -> None:
        asked = {"where": ["case=Oost Gelre", "specification=te ver; rm x"], "version": "1", "level": "2"}
        command = client.get("/api/matrix", params=asked).json()["command"]
        assert command == (
            "qualcode matrix --level 2 --codebook-version 1 --where 'case=Oost Gelre' "
            "--where 'specification=te ver; rm x' --out matrix.xlsx"
        )


class TestWrong:
    """Questions that make no sense, each with a sentence."""

    @pytest.mark.parametrize(
        ("asked", "status", "says"),
        [
            ({"measure": "mean", "share": "row"}, 409, "A mean has no share"),
            ({"measure": "weight"}, 422, "The measure cannot be 'weight'"),
            ({"rows": "colour"}, 422, "The rows cannot be 'colour'"),
            ({"columns": "case,"}, 422, "The columns cannot be ''"),
            ({"columns": "document,document"}, 409, "more than a page can show"),
            ({"columns": ",".join(["document"] * 9)}, 409, "more than a page can show"),
            ({"rows": "document", "columns": "document,interview"}, 409, "more than a page can show"),
            ({"level": "0"}, 422, "The level cannot be 0"),
            ({"level": "2", "rows": "role"}, 409, "A level belongs to rows of codes"),
            ({"layer": "carl"}, 422, "The layer cannot be 'carl'"),
            ({"version": "9"}, 422, "The version of the codebook cannot be '9'"),
            ({"where": "round"}, 422, "'round' is no filter"),
            ({"where": "verbatim=perhaps"}, 422, "The filter verbatim cannot be 'perhaps'"),
            ({"where": ["code=Nergens"]}, 404, "There is no code 'Nergens'"),
            ({"colour": "red"}, 422, "colour"),
        ],
    )
    def test_asked_wrongly(self, client: httpx.Client, asked: dict[str, Any], status: int, says: str) -> None:
        answer = client.get("/api/matrix", params=asked)
        assert says in answer.json()["error"]["message"]
        assert answer.status_code == status

    @pytest.mark.parametrize(
        "asked", [{}, {"row": "Nergens", "column": "Kampen"}, {"row": "Uitvoering", "column": "Zwolle"}]
    )
    def test_no_such_cell(self, client: httpx.Client, asked: dict[str, Any]) -> None:
        assert client.get("/api/matrix/cell", params=asked).status_code == 422

    def test_no_such_file(self, client: httpx.Client) -> None:
        assert client.get("/api/matrix/file", params={"suffix": "exe"}).status_code == 422


class TestBlind:
    """Who codes blind counts their own work, and nothing else."""

    def test_only_ones_own(self, serve: Serve, sample: Project) -> None:
        client = serve(sample, coder="tweede", blind=True).client()
        own = sample.matrix(layer="tweede", measure="codings")
        shown = client.get("/api/matrix", params={"measure": "codings"}).json()
        assert shown["grid"]["rule"] == own.rule
        assert shown == client.get("/api/matrix", params={"measure": "codings", "layer": "tweede"}).json()
        assert "--layer tweede" in shown["command"]
        cell = client.get("/api/matrix/cell", params={"row": "Uitvoering", "column": "Kampen"}).json()["quoted"]
        assert {each["coder"] for each in cell["quotes"]} == {"tweede"}
        assert {tag["coder"] for each in cell["quotes"] for tag in each["tags"]} == {"tweede"}
        choices = client.get("/api/matrix/choices").json()
        assert ([each["value"] for each in choices["layers"]], choices["values"]["coder"]) == (["tweede"], ["tweede"])

    @pytest.mark.parametrize(
        "asked",
        [{"layer": each} for each in ("final", "union", "intersection", "interviewer", "x")]
        + [{"where": "coder=interviewer"}],
    )
    def test_anothers_is_refused(self, serve: Serve, sample: Project, asked: dict[str, str]) -> None:
        client = serve(sample, coder="tweede", blind=True).client()
        assert client.get("/api/matrix", params=asked).status_code == 403
        assert client.get("/api/matrix/file", params={**asked, "suffix": "csv"}).status_code == 403
        assert (
            client.get("/api/matrix/cell", params={**asked, "row": "Uitvoering", "column": "Kampen"}).status_code == 403
        )


class TestPage:
    """The page, in a browser."""

    pytestmark = browser_test

    @pytest.fixture
    def window(self, serve: Serve, sample: Project) -> Any:
        window = serve(sample, coder="interviewer", lang="en").window(
            "/matrix?measure=quotations&layer=union", bypass_csp=True
        )
        window.locator("td").first.wait_for()
        return window

    def focused(self, window: Any) -> tuple[str, str]:
        """What the cell says that has the focus, and what the page says of it."""
        return window.evaluate("document.activeElement.textContent"), window.locator("#here").inner_text()

    def test_walked_through_by_keyboard(self, window: Any, sample: Project) -> None:
        """Arrows, folding, a cell's quotations, one of them in its text, and back to where the reader was."""
        frame = sample.matrix(measure="quotations", layer="union").frame
        window.locator("td").first.focus()
        for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
            window.keyboard.press(key)
        number, said = self.focused(window)
        assert number == str(frame.iloc[2, 1])
        assert said == f"Samenwerking › Statusquo › Betrokken, Hardenberg-De Krim: {number}"
        assert window.locator("td[tabindex='0'], th[tabindex='0']").count() == 1

        window.keyboard.press("Enter")
        window.locator("#panel article").first.wait_for()
        matrix = sample.matrix(measure="quotations", layer="union")
        wanted = matrix.quotations(("Samenwerking", "Statusquo", "Betrokken"), "Hardenberg-De Krim")
        assert set(window.locator("#panel .label").all_text_contents()) == set(wanted["quotation"])
        assert len(wanted.drop_duplicates(["document", "start", "end"])) == int(number)
        assert window.evaluate("document.activeElement.tagName") == "ARTICLE"
        window.keyboard.press("Escape")
        assert self.focused(window)[0] == number
        assert window.locator("#panel").is_hidden()

        for key in ("ArrowUp", "Home", " "):
            window.keyboard.press(key)
        assert self.focused(window)[0] == "Statusquo"
        assert window.locator("tbody tr").nth(2).is_hidden()
        window.keyboard.press("ArrowDown")
        assert self.focused(window)[0] == "Gewenst"
        window.keyboard.press("+")
        window.keyboard.press("Control+Home")
        window.keyboard.press("End")
        assert self.focused(window)[1].startswith("Samenwerking, Zwartewaterland")
        window.keyboard.press("Enter")
        window.locator("#panel article").first.wait_for()
        label = window.locator("#panel .label").nth(1).text_content()
        for key in ("j", "Enter"):
            window.keyboard.press(key)
        window.wait_for_url(re.compile(rf"/\?document=.*&at={re.escape(label).replace(':', '%3A')}$"))
        pointed = window.locator(".quotation.pointed")
        pointed.locator(".bar").wait_for()
        assert pointed.get_attribute("data-id") == sample.quotation(label).id
        window.go_back()
        window.locator("#panel article").first.wait_for()
        assert window.locator("#panel h2").text_content() == "Samenwerking, Zwartewaterland"
        assert (window.wrong, window.foreign) == ([], [])

    def test_choosing_with_the_last_good_table_kept(self, window: Any, sample: Project) -> None:
        """A combination that makes no sense is told at its field; the table and the address stay usable."""
        window.get_by_label("Share").select_option("row")
        window.get_by_text("gedeeld door").or_(window.get_by_text("als aandeel van het rijtotaal")).first.wait_for()
        table = window.locator("table").inner_text()
        window.get_by_label("Measure").select_option("mean")
        wrong = window.locator(".field:has(#field-measure) .wrong")
        wrong.get_by_text("A mean has no share.").wait_for()
        assert window.locator("table").inner_text() == table
        window.get_by_label("Share").select_option("")
        window.get_by_text(re.compile(r"\(n = \d+\)")).first.wait_for()
        assert wrong.text_content() == ""
        assert re.search(r"[\d,–]+ \(\w+F2\.\d\.\w+\)", window.locator("table").inner_text())
        window.get_by_label("Filter on", exact=True).select_option("round")
        window.get_by_label("Value to filter on").select_option("3")
        window.get_by_role("button", name="Add").click()
        window.get_by_text("filter: round = 3").wait_for()
        assert "where=round%3D3" in window.url
        window.get_by_label("Take away: round = 3").click()
        window.get_by_text("geen filter").wait_for()
        window.go_back()
        window.get_by_text("filter: round = 3").wait_for()
        window.reload()
        window.get_by_text("filter: round = 3").wait_for()
        assert [each for each in window.wrong if "409" not in each] == []

    def test_reasons_and_heat(self, window: Any, sample: Project) -> None:
        matrix = sample.matrix(measure="quotations", layer="union")
        row, column = next((r, c) for r, c in product(range(40), range(6)) if matrix.reasons.iloc[r, c])
        cell = window.locator("tbody tr").nth(row).locator("td").nth(column)
        reason = matrix.reasons.iloc[row, column]
        assert cell.text_content() == f"{Cells(matrix).mark(row, column)}{reason}"
        assert cell.locator(".unseen").text_content() == cell.get_attribute("title") == reason
        cell.hover()
        assert window.locator("#here").inner_text().endswith(f"{matrix.frame.columns[column]}: {reason}")
        heat = {
            each: window.locator("tbody td").nth(each).evaluate("e => getComputedStyle(e).backgroundColor")
            for each in (0, 12, 13)
        }
        assert len(set(heat.values())) > 1

    def test_a_download_and_the_command(self, window: Any, sample: Project, tmp_path: Path) -> None:
        window.context.grant_permissions(["clipboard-read", "clipboard-write"])
        with window.expect_download() as waiting:
            window.get_by_role("link", name="CSV").click()
        waiting.value.save_as(tmp_path / "page.csv")
        sample.matrix(measure="quotations", layer="union").to_csv(tmp_path / "library.csv")
        assert (tmp_path / "page.csv").read_bytes() == (tmp_path / "library.csv").read_bytes()
        window.get_by_role("button", name="Copy the command").click()
        window.get_by_text("Copied").wait_for()
        copied = window.evaluate("navigator.clipboard.readText()")
        assert copied == "qualcode matrix --measure quotations --layer union --out matrix.xlsx"

    def test_well_made(self, window: Any) -> None:
        from axe_playwright_python.sync_playwright import Axe

        window.locator("td").first.click()
        window.locator("#panel article").first.wait_for()
        for scheme in ("light", "dark"):
            window.emulate_media(color_scheme=scheme)
            found = Axe().run(window)
            assert found.violations_count == 0, found.generate_report()
        assert window.wrong == []

    def test_blind(self, serve: Serve, sample: Project) -> None:
        window = serve(sample, coder="tweede", blind=True, lang="en").window("/matrix?measure=codings")
        window.locator("td").first.click()
        window.locator("#panel article").first.wait_for()
        assert set(window.locator("#panel .coder").all_text_contents()) == {"tweede"}
        assert window.get_by_label("Layer").locator("option").all_text_contents() == ["tweede"]
        assert window.wrong == []
