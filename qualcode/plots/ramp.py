"""One sequential ramp for every table and figure: a single blue, evenly spaced to the eye, on which dark text stays
readable, and which anyone can tell apart whatever their colour vision (it differs in lightness only).

The steps are even in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020).
"""

from __future__ import annotations

from functools import lru_cache

#: The ends of the ramp, as lightness, green–red and blue–yellow: nearly white, and a middle blue.
_LOW = (0.975, -0.004, -0.010)
_HIGH = (0.72, -0.030, -0.105)

STEPS = 32


@lru_cache(maxsize=STEPS + 1)
def _step(number: int) -> str:
    share = number / STEPS
    light, a, b = (low + (high - low) * share for low, high in zip(_LOW, _HIGH, strict=True))
    return "#" + "".join(f"{_channel(value):02X}" for value in _linear_rgb(light, a, b))


def _linear_rgb(light: float, a: float, b: float) -> tuple[float, float, float]:
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _channel(linear: float) -> int:
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * max(linear, 0) ** (1 / 2.4) - 0.055
    return round(255 * min(max(value, 0), 1))


def heat_colour(heat: float) -> str:
    """The colour of a heat from 0 to 1, as `#RRGGBB`; outside that range the nearer end.

    >>> heat_colour(0), heat_colour(1)
    ('#F1F8FE', '#73A8E8')
    """
    return _step(round(STEPS * min(max(heat, 0.0), 1.0)))
