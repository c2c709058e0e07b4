"""The figures of similarity, saturation and co-occurrence: what stands in them, that nothing lies on anything else, and
that they are the same each time; with six cases and with forty."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeProject
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import qualcode.plots.dendrogram as tree_plot
import qualcode.plots.network as network_plot
import qualcode.plots.saturation as saturation_plot
from qualcode.analysis.relating.pairs import cooccurrence
from qualcode.errors import NotPossible, UnknownOption
from qualcode.i18n import language
from qualcode.plots.forces import kept_apart, laid_out
from qualcode.plots.theme import Picture, save, theme
from qualcode.project import Project

NL, EN = language("nl"), language("en")
WORDS = [f"word{number:02d}" for number in range(12)]


@pytest.fixture
def forty(project: MakeProject, tmp_path: Path) -> Project:
    """Forty cases with names of many lengths, six interviews and twelve codes; who said what is drawn with a seed."""
    random = np.random.default_rng(11)
    names = {f"K{number}": f"Gemeente {'aan de Rijn ' * (number % 3)}{number}" for number in range(40)}
    texts = {
        f"K{number}.{place}": f"---\ncase: K{number}\ndate: 2024-{place + 1:02d}-{number % 27 + 1:02d}\n"
        f"persons: [p{number}-{place}]\n---\n{' '.join(WORDS)}"
        for number in range(40)
        for place in range(6)
    }
    cases = "\n".join(f"  {key}: {name}" for key, name in names.items())
    one = project(texts, f"codes: [{', '.join(f'Code {word}' for word in WORDS)}]", f"title: T\ncases:\n{cases}")
    rows = [f"{name},{word},Code {word},anna" for name in texts for word in WORDS if random.random() < 0.35]
    return take(one, rows, tmp_path)


def take(project: Project, rows: list[str], folder: Path) -> Project:
    """Take in codings: document, quote, code, coder."""
    path = folder / "codings.csv"
    path.write_text("\n".join(["document,quote,code,coder", *rows]) + "\n", encoding="utf-8")
    assert project.import_codings(path, done=True).errors == []
    return project


def texts_of(figure: Figure) -> list[Text]:
    """The texts that are drawn: of the numbers along an axis those inside it."""
    outside = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        outside |= {tick.label1 for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    return [each for each in figure.findobj(Text) if each.get_text().strip() and each not in outside]


def crossing(figure: Picture, dpi: int = 150) -> list[tuple[str, str]]:
    """Texts that lie on each other, or are cut off by the edge."""
    with theme():
        figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        boxes = [(each.get_text(), each.get_window_extent(canvas.get_renderer())) for each in texts_of(figure)]
    width, height = figure.get_size_inches() * dpi
    found = [
        (text, "the edge")
        for text, box in boxes
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    for (one, first), (other, second) in combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        if across > 2 and down > 2:
            found.append((one, other))
    return found


def said(figure: Figure) -> str:
    return "\n".join(each.get_text() for each in texts_of(figure))


def test_a_tree_of_six_cases(sample: Project) -> None:
    found = sample.similarity()
    figure = tree_plot.dendrogram(found, title="Gelijkenis")
    assert crossing(figure) == []
    assert "Zwartewaterland (7)" in said(figure)
    assert "0,17" in said(figure)
    assert "codeboom versie" in said(figure)
    assert "Steenwijkerland" in tree_plot.alt(found)


def test_a_tree_of_forty_cases_and_of_all_documents(forty: Project, sample: Project) -> None:
    for found in (forty.similarity(), sample.similarity("document"), sample.similarity("document", "city-block")):
        figure = tree_plot.dendrogram(found)
        assert crossing(figure) == []
        for name in found.names:
            assert name[:40] in said(figure)


def test_without_a_tree_there_is_no_figure(project: MakeProject) -> None:
    one = project({"a": "---\ncase: A\n---\nWord.", "b": "---\ncase: B\n---\nWord.", "c": "Word."})
    one.code("c", quote="Word", code="A", coder="anna")
    one.done(["a", "b", "c"], coder="anna")
    found = one.similarity(where={"case": ["A", "B", "c"]})
    assert found.tree is not None  # one of the two that have nothing is left out
    single = one.similarity()
    object.__setattr__(single, "tree", None)
    with pytest.raises(NotPossible, match="no tree"):
        tree_plot.dendrogram(single)


def test_saturation_with_base_and_run(sample: Project) -> None:
    found = sample.saturation(by="case", permutations=100)
    figure = saturation_plot.saturation(found, title="Verzadiging")
    assert crossing(figure) == []
    assert "8+2" in said(figure)
    assert "Guest" in said(figure)
    line = figure.axes[0].get_lines()[-1]
    assert list(line.get_ydata()) == list(found.whole.cumulative)
    assert found.statement in saturation_plot.alt(found)
    one = saturation_plot.saturation(found, series="Kampen", rule=False)
    assert crossing(one) == []
    assert "codeboom versie" not in said(one)


def test_a_panel_per_case(sample: Project, forty: Project) -> None:
    assert len(saturation_plot.saturation_panels(sample.saturation(by="case", permutations=0)).axes) == 7
    figure = saturation_plot.saturation_panels(forty.saturation(by="case", permutations=5))
    assert len(figure.axes) == 41
    assert crossing(figure) == []
    assert "22" in said(figure)  # of a name that is cut the end stays


def test_a_series_too_short_to_say_has_a_figure_all_the_same(project: MakeProject) -> None:
    one = project({"a": "---\ndate: 2024-01-01\n---\nWord."})
    one.code("a", quote="Word", code="A", coder="anna")
    found = one.saturation(permutations=0)
    assert crossing(saturation_plot.saturation(found)) == []
    assert "need 6 interviews" in saturation_plot.alt(found)


def test_a_network_says_what_it_leaves_out(sample: Project) -> None:
    found = cooccurrence(sample.selection())
    figure = network_plot.network(found, NL, most=60, title="Codes die samengaan")
    assert crossing(figure) == []
    assert str(len(found.pairs) - 60) in said(figure)
    assert "60" in network_plot.alt(found, NL)
    small = network_plot.network(found, EN, edges="c", most=5, rule=False)
    assert crossing(small) == []
    assert "the coefficient c" in said(small)
    with pytest.raises(UnknownOption, match="edges"):
        network_plot.network(found, EN, edges="weight")


def test_a_network_of_many_codes(project: MakeProject, tmp_path: Path) -> None:
    """Forty-eight codes in six branches, each on passages with some of the others."""
    random = np.random.default_rng(4)
    words = " ".join(f"w{number:02d}" for number in range(60))
    book = "codes:\n" + "".join(
        f"  - {{name: Branch {one}, codes: [{', '.join(f'Theme {one} number {two}' for two in range(8))}]}}\n"
        for one in range(6)
    )
    one = project({"a": words, "b": words}, book)
    rows = [
        f"{document},w{word:02d},{one.codebook.path(code.id)},anna"
        for document in ("a", "b")
        for code in one.codebook
        if code.parent
        for word in random.choice(60, 2, replace=False)
    ]
    take(one, rows, tmp_path)
    found = cooccurrence(one.selection())
    figure = network_plot.network(found, EN, most=120)
    assert crossing(figure) == []
    shown = {code for pair in found.pairs[:120] for code in (pair.left, pair.right)}
    assert len(shown) >= 40


LONG = ["Samenwerking tussen welzijnsorganisaties en eerstelijnszorg", "Uitvoering in de praktijk van alledag"]


@pytest.fixture
def long(project: MakeProject, tmp_path: Path) -> Project:
    """Two branches, four modes and cases with names that do not fit anywhere, in ten rounds without dates."""
    cases = [f"Nieuwerkerk aan den Noordelijken Oever van de Vereenigde Veenkoloniën {each}" for each in "ABC"]
    words = " ".join(f"w{number:02d}" for number in range(40))
    texts = {
        f"{case[-1]}{round_}": f"---\ncase: {case}\nround: {round_}\npersons: [p{case[-1]}{round_}]\n---\n"
        f"{words} {(case[-1] * 4 + ' ') * round_}. Een 7."
        for case in cases
        for round_ in range(1, 11)
    }
    inner = "{name: Vrijwilligersbeleid en deskundigheidsbevordering}, {name: Financiering}, {name: Borging}"
    modes = f"[{{name: Statusquo, codes: [{inner}]}}, {{name: Gewenst, codes: [{inner}]}}]"
    book = "codes:\n" + "".join(f"  - {{name: {branch}, codes: {modes}}}\n" for branch in LONG)
    one = project(
        texts, f"{book}  - {{name: Cijfer, grade: {{min: 1, max: 10}}}}\n", "title: T\nlanguage: nl\nround: round\n"
    )
    random = np.random.default_rng(3)
    leaves = [one.codebook.path(code.id) for code in one.codebook if one.codebook.depth(code.id) == 3]
    rows = [
        f"{document},w{word:02d},{path},anna"
        for document in texts
        for path in leaves
        for word in random.choice(40, 4, replace=False)
    ]
    take(one, rows, tmp_path)
    for document in texts:
        one.code(document, quote="Een 7", code="Cijfer", coder="anna", value="7")
    return one


def test_long_names_of_codes_are_told_apart_and_lie_on_no_node(long: Project) -> None:
    figure = network_plot.network(cooccurrence(long.selection()), NL)
    assert crossing(figure) == []
    lines = said(figure).splitlines()
    assert [sum(line.endswith(f"… › {mode}") for line in lines) for mode in ("Gewenst", "Statusquo")] == [6, 6]
    assert on_nodes(figure) == []


def on_nodes(figure: Picture) -> list[str]:
    """The names that lie on the sign of a code."""
    with theme():
        canvas = FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        axes, found = figure.axes[0], []
        nodes = [
            each.get_window_extent(canvas.get_renderer()) for each in axes.collections if hasattr(each, "get_sizes")
        ]
        for text in axes.texts:
            box = text.get_window_extent(canvas.get_renderer())
            for node in nodes:
                across = min(box.x1, node.x1) - max(box.x0, node.x0)
                down = min(box.y1, node.y1) - max(box.y0, node.y0)
                found += [text.get_text()] if across > 2 and down > 2 else []
    return found


def test_long_names_of_cases_fit(long: Project) -> None:
    for kind, options in (
        ("keyness", {"case": long.documents["case"].iloc[0]}),
        ("grades", {}),
        ("heat", {"by": "round"}),
        ("saturation", {"by": "case"}),
        ("dots", {}),
        ("sankey", {}),
        ("dendrogram", {"by": "round"}),
    ):
        assert crossing(long.plot(kind, **options)) == [], kind  # type: ignore[arg-type]


def test_in_a_long_series_the_name_of_the_base_gives_way(project: MakeProject, tmp_path: Path) -> None:
    """Of many interviews the base is a sliver: there its name would lie on that of the run."""
    texts = {f"a{number:03d}": f"---\npersons: [p{number}]\n---\nWord." for number in range(150)}
    one = take(project(texts), [f"{name},Word,A,anna" for name in texts], tmp_path)
    figure = saturation_plot.saturation(one.saturation(permutations=0))
    assert crossing(figure) == []
    lines = said(figure).splitlines()
    assert "4+2" in lines
    assert "base" not in lines


def test_without_pairs_there_is_no_network(project: MakeProject) -> None:
    one = project({"a": "Word."})
    one.code("a", quote="Word", code="A", coder="anna")
    with pytest.raises(NotPossible, match="No two codes go together"):
        network_plot.network(cooccurrence(one.selection()), EN)


def test_the_same_result_gives_the_same_file(sample: Project) -> None:
    found, pairs = sample.similarity(), cooccurrence(sample.selection())
    svg, png = Path("figure.svg"), Path("figure.png")
    drawn = save(tree_plot.dendrogram(found), svg)
    assert drawn == save(tree_plot.dendrogram(found), svg)
    assert b"Matplotlib v" not in drawn, "another version draws the same file"
    assert b"<text" in drawn, "letters that can be sought and read aloud"
    assert save(network_plot.network(pairs, NL, most=20), png) == save(network_plot.network(pairs, NL, most=20), png)


@settings(max_examples=30)
@given(st.integers(1, 25), st.integers(0, 10_000))
def test_boxes_are_kept_apart_and_inside(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    sizes = random.uniform(0.2, 1.0, (count, 2)) * (1, 0.4)
    weights = np.triu(random.random((count, count)) < 0.2, 1) * random.integers(1, 9, (count, count))
    at = kept_apart(laid_out((weights + weights.T).astype(float)) * (10, 8), sizes, 10, 8)
    assert (at >= sizes / 2 - 1e-9).all()
    assert (at <= (10, 8) - sizes / 2 + 1e-9).all()
    for one, other in combinations(range(count), 2):
        lap = (sizes[one] + sizes[other]) / 2 - np.abs(at[one] - at[other])
        assert (lap < 1e-3).any()
