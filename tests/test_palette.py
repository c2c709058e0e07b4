"""The colours of the figures: apart for who sees all colours, for who sees fewer, and in a print in grey.

How colours look to who lacks one kind of cone: Machado, Oliveira & Fernandes (2009), table 1, severity 1.0, on linear
RGB. Lightness and distance: CIE L*a*b* (1976), D65; a distance of 2.3 can just be seen (Mahy and others, 1994).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from qualcode.analysis.portrayed import MOST
from qualcode.plots import portrait
from qualcode.plots.theme import PALETTE, PAPER

SIGHT = {
    "all": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour: str, sight: str = "all") -> np.ndarray:
    """L*, a*, b* of a colour as somebody sees it."""
    rgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIGHT[sight]) @ linear, 0, 1)
    share = TO_XYZ @ seen / WHITE
    f = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colours: tuple[str, ...]) -> list[float]:
    return [float(lab(each)[0]) for each in colours]


def luma(colours: tuple[str, ...]) -> list[float]:
    """What most programs make of a colour when they print in grey (ITU-R BT.601), 0 to 100."""
    weights = {1: 0.299, 3: 0.587, 5: 0.114}
    return [sum(int(each[at : at + 2], 16) * part for at, part in weights.items()) / 2.55 for each in colours]


def least_step(colours: tuple[str, ...], grey: Callable[[tuple[str, ...]], list[float]] = lightness) -> float:
    return min(abs(one - other) for one, other in combinations(grey(colours), 2))


def test_the_formulas_know_what_is_known() -> None:
    assert lab("#FFFFFF") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#FF0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert lab("#777777", "deuteranopia") == pytest.approx(lab("#777777"), abs=0.01), "grey is grey to everybody"
    red, green = lab("#CC0000", "deuteranopia"), lab("#4F6F00", "deuteranopia")
    assert np.linalg.norm(red - green) < 0.5 * np.linalg.norm(lab("#CC0000") - lab("#4F6F00"))


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_stay_apart_whoever_looks(sight: str) -> None:
    """Eight times what can just be seen, or more."""
    near = [(one, other) for one, other in combinations(PALETTE, 2)
            if np.linalg.norm(lab(one, sight) - lab(other, sight)) < 8 * 2.3]  # fmt: skip
    assert near == []


def test_colours_stay_apart_in_grey() -> None:
    assert least_step(PALETTE) > 7
    assert least_step(PALETTE, luma) > 5
    assert least_step(PALETTE[:2]) > 20, "two lines or bars"
    assert least_step(PALETTE[:3]) > 15


def test_a_portrait_in_grey_has_its_groups_the_rest_and_what_has_no_code() -> None:
    shades = (*PALETTE[:MOST], portrait._GREY, portrait._PALE)
    assert least_step((*shades, PAPER)) > 5
    assert least_step((*shades, PAPER), luma) > 5
    assert max(lightness(PALETTE[:MOST])) + 10 < lab(portrait._GREY)[0]
    assert least_step(shades[-2:]) > 10
