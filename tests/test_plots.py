"""Figures: what is drawn is what was counted; they are readable with six cases and with forty, say in words what they
show, and are the same each time they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeProject, Run, write_texts
from matplotlib.colors import same_color
from matplotlib.patches import PathPatch, Rectangle
from PIL import Image
from test_plots_exploring import crossing, said, take, texts_of

import qualcode as qc
from qualcode.analysis.portrayed import OTHER
from qualcode.errors import NotPossible, UnknownChoice, UnknownOption, WrongUsage
from qualcode.plots import dots, portrait, sankey
from qualcode.plots.files import own_width, too_small, written
from qualcode.plots.lettering import TITLE
from qualcode.plots.theme import PALETTE, Picture
from qualcode.plotting import KINDS
from qualcode.project import Project
from qualcode.reports.cells import Cells

GRADE = "Cijfer samenwerking"
#: What each kind needs to be drawn of the sample.
ASKED: dict[str, dict[str, object]] = {
    "grades": {"code": GRADE},
    "keyness": {"case": "KA"},
    "portrait": {"case": "KA"},
    "saturation": {"by": "case"},
}


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Forty cases with 0 to 5 interviews, 60 codes in six branches, and grades; who said what is drawn with a seed. For
    reading."""
    random, folder = np.random.default_rng(5), tmp_path_factory.mktemp("forty")
    words = [f"woord{number:02d}" for number in range(60)]
    texts = {
        f"K{case}.{place}": f"---\ncase: K{case}\nround: {place % 3 + 1}\nrole: rol {place % 4}\n"
        f"date: 202{place % 3 + 1}-0{case % 9 + 1}-11\npersons: [p{case}-{place}]\n---\n{' '.join(words)} Een 7,5."
        for case in range(40)
        for place in range(case % 6)
    }
    names = "".join(f"  K{case}: Gemeente {'aan de Rijn ' * (case % 3)}{case}\n" for case in range(40))
    own = [", ".join(f"Code {word}" for word in words[first : first + 10]) for first in range(0, 60, 10)]
    tree = "".join(f"  - {{name: Tak {number}, codes: [{codes}]}}\n" for number, codes in enumerate(own))
    write_texts(folder / "transcripts", texts)
    (folder / "codebooks").mkdir()
    codebook = f"codes:\n{tree}  - {{name: Cijfer, grade: {{min: 1, max: 10}}}}\n"
    (folder / "codebooks" / "codebook.yaml").write_text(codebook, encoding="utf-8")
    (folder / "qualcode.yaml").write_text(f"title: Veertig\nlanguage: nl\ncases:\n{names}", encoding="utf-8")
    rows = [f"{name},{word},Code {word},anna," for name in texts for word in words if random.random() < 0.3]
    rows += [f"{name},{word},Code woord00,anna," for name in texts for word in words[1:] if random.random() < 0.05]
    rows += [f'{name},"Een 7,5",Cijfer,anna,"7,5"' for name in texts]
    (folder / "codings.csv").write_text("\n".join(["document,quote,code,coder,value", *rows]), encoding="utf-8")
    with qc.open(folder) as one:
        one.import_codebook()
        assert one.import_documents().errors == []
        assert one.import_codings(folder / "codings.csv", done=True).errors == []
        yield one


def count(figure: Picture, name: str) -> int:
    """How many dots of a kind there are."""
    return sum(len(each.get_offsets()) for each in figure.axes[0].collections if each.get_gid() == name)


def area(figure: Picture, name: str) -> float:
    """Square inches of the boxes of a kind."""
    found = [each for each in figure.axes[0].collections if each.get_gid() == name]
    boxes = [path.vertices for each in found for path in each.get_paths()]
    return sum(float(np.ptp(box[:, 0]) * np.ptp(box[:, 1])) for box in boxes)


# --- dots ------------------------------------------------------------------------------------------------------


def test_there_are_as_many_dots_as_n_and_m(sample: Project) -> None:
    made = sample.matrix(share="interviews")
    figure = dots.dots(made)
    assert count(figure, "with") == made.n.to_numpy().sum() > 0
    assert count(figure, "without") == (made.m - made.n).to_numpy().sum() > 0
    assert crossing(figure) == []


def test_dots_of_a_cell_stand_in_its_row_and_column(project: MakeProject, tmp_path: Path) -> None:
    one = project({f"{case}{number}": f"---\ncase: {case}\n---\nwoord hier" for case in "XY" for number in range(3)},
                  "codes: [Eerste, Tweede]")  # fmt: skip
    take(one, ["X0,woord,Eerste,anna", "X1,woord,Eerste,anna", "Y0,hier,Tweede,anna"], tmp_path)
    one.done(["X2", "Y1", "Y2"], coder="anna")
    figure = dots.dots(one.matrix(share="interviews"))
    spots = np.concatenate([each.get_offsets() for each in figure.axes[0].collections if each.get_gid() == "with"])
    (x0, y0), (x1, y1), (x2, y2) = spots.tolist()
    assert (y0, y1) == (y0, y0)
    assert x1 - x0 < 0.1 < x2 - x0
    assert y2 > y0


def test_where_there_is_no_m_stands_the_sign_of_the_reason(forty: Project) -> None:
    made = forty.matrix(share="interviews", level=1)
    figure = dots.dots(made)
    cells = Cells(made)
    empty = sum(made.m.to_numpy()[row, column] == 0 for row, column in np.ndindex(made.m.shape))
    assert empty == 7 * 7  # K0, K6 … K36 have no interview
    assert said(figure).count("–\n") + said(figure).endswith("–") == empty
    assert cells.mark(0, 0) == "–"
    assert "– geen interview" in said(figure)


def test_many_interviews_are_bars_with_their_numbers(sample: Project) -> None:
    made = sample.matrix(columns="kind", share="interviews", level=1)
    assert made.m.to_numpy().max() > dots.MOST
    figure = dots.dots(made)
    boxes = [each for each in figure.axes[0].patches if isinstance(each, Rectangle)]
    full, whole = ([each.get_width() for each in boxes if each.get_gid() == name] for name in ("n", "m"))
    n, m = made.n.to_numpy(), made.m.to_numpy()
    assert np.array(full) / np.array(whole) == pytest.approx((n[m > 0] / m[m > 0]).ravel())
    assert f"{n.max()}/{m.max()}" in said(figure)


def test_dots_are_of_interviews_only(sample: Project) -> None:
    for options in ({"measure": "codings"}, {"share": "row"}, {"measure": "mean"}):
        with pytest.raises(NotPossible, match="n of m"):
            dots.dots(sample.matrix(**options))  # type: ignore[arg-type]
    plain = sample.matrix(totals=True).plot("dots")  # without the totals
    assert count(plain, "with") == sample.matrix().frame.to_numpy().sum()


# --- Sankey ----------------------------------------------------------------------------------------------------


def thickness(figure: Picture) -> dict[tuple[int, int], float]:
    """Inches of each band (left, right) at its two ends and in the middle, which must be the same."""
    found = {}
    for each in figure.axes[0].patches:
        if isinstance(each, PathPatch) and str(each.get_gid()).startswith("band-"):
            points = each.get_path().vertices
            own = {round(float(points[7 - place][1] - points[place][1]), 9) for place in range(4)}
            assert len(own) == 1
            left, right = map(int, str(each.get_gid()).split("-")[1:])
            found[left, right] = own.pop()
    return found


def test_bands_are_as_thick_as_cells_and_add_up_to_the_nodes(sample: Project) -> None:
    made = sample.matrix(level=2, measure="codings")
    figure = sankey.sankey(made)
    values = made.frame.to_numpy()[[row for row, parent in enumerate(_parents(made)) if not parent]]
    bands = thickness(figure)
    scale = sum(bands.values()) / values.sum()
    assert len(bands) == (values > 0).sum() > 0
    for (left, right), thick in bands.items():
        assert thick == pytest.approx(values[right, left] * scale)
    nodes = [each.get_height() for each in figure.axes[0].patches if isinstance(each, Rectangle)]
    assert nodes == pytest.approx([*values.sum(axis=0) * scale, *values.sum(axis=1) * scale])


def _parents(made: object) -> list[bool]:
    lines = Cells(made).lines  # type: ignore[arg-type]
    return [line.parent for line in lines if line.row is not None]


def test_a_sankey_leaves_out_zero_and_keeps_the_order(forty: Project) -> None:
    made = forty.matrix(level=1, measure="interviews")
    figure = sankey.sankey(made)
    assert (made.frame.to_numpy() == 0).sum() > 49  # seven cases without an interview, and more
    assert len(thickness(figure)) == (made.frame.to_numpy() > 0).sum()
    named = re.findall(r"^Gemeente (?:aan de Rijn )*(\d+) \(", said(figure), re.M)
    assert named == [str(number) for number in range(40) if number % 6]
    assert "Gemeente 0, Gemeente 6, Gemeente 12" in " ".join(said(figure).split())  # named below, as without any
    assert crossing(figure) == []


def test_a_sankey_of_what_does_not_add_up_is_refused(sample: Project, project: MakeProject) -> None:
    for options in ({"measure": "mean"}, {"share": "row"}, {"share": "interviews"}):
        with pytest.raises(NotPossible, match="add up"):
            sankey.sankey(sample.matrix(**options))  # type: ignore[arg-type]
    with pytest.raises(NotPossible, match="empty"):
        sankey.sankey(project({"a": "---\ncase: A\n---\nWord."}).matrix())


# --- portrait --------------------------------------------------------------------------------------------------


def test_the_coloured_share_of_a_portrait_is_the_coverage(sample: Project) -> None:
    coverage = {each.name: each for each in sample.coverage().documents}
    found = sample.portrait(where={"case": "KA"}, level=2)
    assert len(found.strips) == 13
    for strip in found.strips:
        assert strip.coded == coverage[strip.source.id].coded_characters > 0
        assert strip.characters == coverage[strip.source.id].characters
    figure = portrait.portrait(found)
    coloured = sum(area(figure, f"group-{number}") for number in range(len(found.names)))
    assert coloured / area(figure, "text") == pytest.approx(found.share)
    assert crossing(figure) == []


def test_one_document_is_laid_out_in_lines_with_nothing_lost(sample: Project) -> None:
    found = sample.portrait("KAF2.4.1", codes=["Samenwerking"])
    figure = portrait.portrait(found)
    coloured = area(figure, "group-0") + area(figure, f"group-{OTHER}")
    assert coloured / area(figure, "text") == pytest.approx(found.strips[0].share)
    assert area(figure, "group-0") > 0 < area(figure, f"group-{OTHER}")
    lines = next(each for each in figure.axes[0].collections if each.get_gid() == "text")
    assert 15 < len(lines.get_paths()) < 25
    assert crossing(figure) == []


def test_passages_with_two_codes_are_split_in_bands(project: MakeProject) -> None:
    one = project({"k": "0123456789" * 10}, "codes: [A, B, C]")
    one.code("k", start=0, end=40, code="A", coder="anna")
    one.code("k", start=20, end=60, code="B", coder="anna")
    one.code("k", start=70, end=80, code="C", coder="anna")
    found = one.portrait(codes=["A", "B"])
    runs = [(run.start, run.end, run.groups) for run in found.strips[0].runs]
    assert runs == [(0, 20, (0,)), (20, 40, (0, 1)), (40, 60, (1,)), (70, 80, (OTHER,))]
    assert (found.share, found.share_of(0), found.share_of(1)) == (0.7, 0.4, 0.4)
    figure = portrait.portrait(found)
    parts = [area(figure, name) / area(figure, "text") for name in ("group-0", "group-1", f"group-{OTHER}")]
    assert parts == pytest.approx([0.3, 0.3, 0.1])  # half of the passage with both is for each
    colours = {each.get_gid(): each.get_facecolor()[0] for each in figure.axes[0].collections}
    assert same_color(colours["group-0"], PALETTE[0])
    assert list(found.to_frame()["codes"]) == ["A", "A; B", "B", "other codes"]
    assert "A 40%" in portrait.alt(found)


def test_of_many_branches_the_largest_have_a_colour(project: MakeProject) -> None:
    letters = "ABCDEFGHI"
    one = project({"k": "0123456789" * 10}, f"codes: [{', '.join(letters)}]")
    for place, letter in enumerate(letters):
        one.code("k", start=place * 10, end=place * 10 + (2 if letter in "BD" else 8), code=letter, coder="anna")
    assert one.portrait().names == ("A", "C", "E", "F", "G", "H", "I")
    assert one.portrait().share_of(OTHER) == 0.04
    with pytest.raises(NotPossible, match="8 codes are more"):
        one.portrait(codes=list(letters[:8]))
    with pytest.raises(NotPossible, match="one of the two"):
        one.portrait(codes=["A"], level=1)


def test_too_many_portraits_are_refused(sample: Project, forty: Project) -> None:
    figure = sample.plot("portrait")  # 69 documents
    assert crossing(figure) == []
    found = forty.portrait()
    object.__setattr__(found, "strips", found.strips * 2)
    with pytest.raises(NotPossible, match="name a case"):
        portrait.portrait(found)


# --- every kind ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_the_sample_says_what_it_shows(sample: Project, kind: str) -> None:
    figure = sample.plot(kind, **ASKED.get(kind, {}))  # type: ignore[arg-type]
    assert crossing(figure) == []
    assert len(figure.alt) > 30
    assert len(titles(figure)) == 1
    words = " ".join(said(figure).split())
    assert " ".join(figure.rule.split()) in words
    assert "filter" in figure.rule
    bare = sample.plot(kind, rule=False, **ASKED.get(kind, {}))  # type: ignore[arg-type]
    assert figure.rule[:30] not in " ".join(said(bare).split())
    assert not re.search(r"\b\d+\.\d+\b", re.sub(r"\w+F2\.\S+", "", figure.alt))  # 7,5 and never 7.5


@pytest.mark.parametrize("kind", ["grades", "heat", "dots", "sankey", "dendrogram", "saturation", "network"])
def test_forty_cases_can_be_read(forty: Project, kind: str) -> None:
    figure = forty.plot(kind, level=1 if kind == "heat" else None)
    assert crossing(figure) == []
    assert max(figure.get_size_inches()) < 30


@pytest.mark.parametrize("suffix", [".svg", ".png"])
@pytest.mark.parametrize("kind", ["dots", "sankey", "portrait", "grades"])
def test_the_same_project_gives_the_same_bytes(sample: Project, kind: str, suffix: str) -> None:
    one, other = (
        written(sample.plot(kind, **ASKED.get(kind, {})), Path(f"x{suffix}"), width=14)  # type: ignore[arg-type]
        for _ in range(2)
    )
    assert one == other
    assert not re.search(rb"<dc:date>|Software|matplotlib v|tIME", one)


def test_a_matrix_draws_itself(sample: Project) -> None:
    made = sample.matrix(level=2)
    assert "Heat map" in made.plot().alt or "Warmtekaart" in made.plot().alt
    assert len(thickness(made.plot("sankey", title="Thema's"))) == 24
    assert made.plot("sankey").rule == made.rule
    with pytest.raises(UnknownOption, match="heat, dots, sankey"):
        made.plot("pie")


def test_a_figure_can_be_narrowed_to_cases_and_codes(sample: Project) -> None:
    figure = sample.plot("dots", case=["ST", "KA"], code="Gewenst")
    made = sample.matrix(share="interviews")
    rows = [row for row, path in enumerate(Cells(made).paths) if "Gewenst" in path]
    assert count(figure, "with") == made.n[["Kampen", "Steenwijkerland"]].to_numpy()[rows].sum() > 0
    assert said(figure).index("Kampen") < said(figure).index("Steenwijkerland")
    assert "Oost Gelre" not in said(figure)
    assert "Samenwerking/Gewenst, Uitvoering/Gewenst" in figure.rule
    with pytest.raises(NotPossible, match="folded"):
        sample.plot("heat", code="Vrijwilligers", level=1)
    with pytest.raises(WrongUsage, match="named twice"):
        sample.plot("heat", case="KA", where={"case": "ST"})
    with pytest.raises(UnknownChoice):
        sample.plot("heat", case="Nergens")


def test_grades_of_several_codes_are_not_mixed(sample: Project, project: MakeProject) -> None:
    with pytest.raises(NotPossible, match='--code "Cijfer aansluiten" or --code "Cijfer samenwerking"'):
        sample.plot("grades")
    with pytest.raises(NotPossible, match="no grades"):
        project({"a": "---\ncase: A\n---\nWord."}).plot("grades")
    assert "gemiddeld 7,7 (n = 3)" in sample.plot("grades", code=GRADE).alt
    for cases in (["KA"], ["KA", "ST"]):
        assert crossing(sample.plot("grades", code=GRADE, case=cases)) == []


def test_a_figure_says_above_it_what_it_is_of(sample: Project) -> None:
    assert titles(sample.plot("keyness", case="KA"))[0].count("Kampen") == 1
    assert titles(sample.plot("sankey", title="Naar thema")) == ["Naar thema"]
    assert titles(sample.plot("sankey", title="")) == []


def titles(figure: Picture) -> list[str]:
    """What stands above a figure: its largest letters."""
    return [each.get_text() for each in texts_of(figure) if each.get_fontsize() == TITLE]


def test_a_title_is_as_wide_as_the_figure_at_most(sample: Project) -> None:
    for kind in ("grades", "heat", "dendrogram"):
        figure = sample.plot(kind, title="Een heel lange titel " * 12, **ASKED.get(kind, {}))  # type: ignore[arg-type]
        assert crossing(figure) == []


@pytest.mark.parametrize("kind", ["heat", "dots", "sankey", "saturation", "dendrogram"])
def test_a_round_is_called_one(sample: Project, kind: str) -> None:
    """Where no heading above it says what 3 is."""
    figure = sample.plot(kind, by="round")
    assert crossing(figure) == []
    assert set(re.findall(r"^ronde \d", said(figure), re.M)) == {f"ronde {each}" for each in range(1, 5)}
    assert kind == "saturation" or "ronde " in figure.alt


def test_of_nothing_a_sentence_and_no_figure(project: MakeProject) -> None:
    bare, uncoded = project({"a": "---\ncase: A\n---\nWord."}, "codes: []"), project({}, "codes: [A]")
    for kind in ("heat", "dots", "sankey"):
        for one in (bare, uncoded):
            with pytest.raises(NotPossible, match="nothing to draw"):
                one.plot(kind)


def test_of_one_case_and_one_interview_there_are_figures(project: MakeProject) -> None:
    one = project(
        {"a": "---\ncase: A\nround: 1\n---\nA word here, a 7."}, "codes: [B, {name: G, grade: {min: 1, max: 10}}]"
    )
    one.code("a", quote="A word here", code="B", coder="anna")
    one.code("a", quote="word here, a 7", code="G", coder="anna", value="7")
    for kind in sorted({*KINDS} - {"keyness", "dendrogram"}):  # these compare
        figure = one.plot(kind)
        assert crossing(figure) == [], kind
        assert 3.9 < figure.get_size_inches()[0] < 7, kind


# --- the command -----------------------------------------------------------------------------------------------


def test_plot_writes_and_says_what_is_in_it(sample: Project, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "dots.png"
    told = run("-C", sample.root, "plot", "dots", "--out", path, "--level", 1, "--width", 16, "--dpi", 200)
    assert told.code == 0
    assert told.out.splitlines()[0] == f"Wrote {path}."
    with Image.open(path) as image:
        assert image.width == pytest.approx(16 / 2.54 * 200, abs=2)
        assert image.info["dpi"][0] == pytest.approx(200, abs=1)
        assert image.info["Description"] in told.out


def test_plot_for_a_machine(sample: Project, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.svg"
    told = run("-C", sample.root, "plot", "sankey", "--out", path, "--measure", "codings", "--width", 12, "--json")
    found = json.loads(told.out)
    assert set(found) == {"written", "alt", "rule", "warnings"}
    assert found["written"] == str(path)
    assert "niveau 2" in found["rule"]
    assert 'width="12.00cm"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["pie", "--out", "p.png"], "grades, heat, dots, portrait, network, sankey, saturation, keyness, dendrogram"),
        (["heat", "--out", "p.gif"], "would not be what its name says"),
        (["heat", "--out", "p.png", "--document", "KAF2.4.1"], "takes no document; it takes case, code"),
        (["portrait", "--out", "p.png", "--by", "round", "--most", "3"], "takes no by and no most"),
        (["heat", "--out", "p.svg", "--dpi", "300"], "no dots per inch"),
        (["heat", "--out", "p.png", "--width", "0"], "1 to 200 cm"),
        (["keyness", "--out", "p.png"], "Name what the key words are of"),
        (["network", "--out", "p.png", "--measure", "weight"], "n, c"),
        (["network", "--out", "p.png", "--most", "0"], "one or more"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    sample: Project, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("-C", sample.root, "plot", *given)
    assert told.code != 0
    assert sentence in told.err
    assert list(tmp_path.glob("p.*")) == []


def test_forty_long_names_fit_a_page_on_its_side(forty: Project) -> None:
    for figure in (forty.plot("heat", level=1), forty.plot("heat", code="Cijfer", measure="mean")):
        assert crossing(figure) == []
        assert too_small(figure, 27.7) == "", "A4 with a centimetre around it"


def test_a_figure_made_too_narrow_to_read_is_said(forty: Project) -> None:
    figure = forty.plot("heat")
    assert too_small(figure, None) == ""
    assert "points" in too_small(figure, 16)
    assert too_small(figure, own_width(figure)) == ""
