"""Tables on a terminal: words stay whole, paths break after a slash, and nothing is wider than there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qualcode.cli.wrapping import GAP, widths, wrapped


def test_a_path_breaks_after_a_slash_and_a_word_stays_whole() -> None:
    assert wrapped("Uitvoering/Statusquo/Vrijwilligers", 22) == "Uitvoering/Statusquo/\nVrijwilligers"
    assert wrapped("Aansluiting doelgroep/Behoeften", 22) == "Aansluiting doelgroep/\nBehoeften"
    assert wrapped("coded_characters", 12) == "coded_\ncharacters"
    assert wrapped("Hardenberg-De Krim", 12) == "Hardenberg-\nDe Krim"
    assert wrapped("2021-03-14", 12) == "2021-03-14"
    assert wrapped("KAF2.1.1:12, KAF2.1.1:13", 12) == "KAF2.1.1:12,\nKAF2.1.1:13"
    assert wrapped("  inspringen blijft", 40) == "  inspringen blijft"


def test_the_widest_column_gives_way_and_no_word_is_cut() -> None:
    columns = [["code", "Uitvoering/Statusquo/Vrijwilligers"], ["n", "12"], ["words", "een hele zin die lang is"]]
    assert widths(columns, 100) == [34, 2, 24]
    narrow = widths(columns, 40)
    assert sum(narrow) + 2 * GAP <= 40
    assert narrow[1] == 2
    assert narrow[0] >= len("Vrijwilligers")


@given(st.text(st.sampled_from("ab /_-"), max_size=60), st.integers(1, 20))
def test_wrapping_loses_nothing_and_stays_within_its_width(text: str, width: int) -> None:
    lines = wrapped(text, width).split("\n")
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
