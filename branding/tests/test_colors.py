"""An accent color is measured on the backgrounds that the pages have."""

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

from branding.colors import DARK, LIGHT, contrast, lowest_contrast, wash

TOKENS = Path(settings.BASE_DIR) / "static/css/tokens.css"
OKLCH = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH as sRGB, by https://www.w3.org/TR/css-color-4/#ok-lab."""
    a, b = (chroma * part(math.radians(hue)) for part in (math.cos, math.sin))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    gamma = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in rgb]
    return "#" + "".join(f"{round(255 * min(1, max(0, part))):02x}" for part in gamma)


@pytest.mark.parametrize(("theme", "number"), [(LIGHT, 0), (DARK, 1)])
def test_the_backgrounds_are_those_of_the_style_sheet(theme: object, number: int) -> None:
    text = TOKENS.read_text()
    colors = []
    for name in ("paper", "sheet", "wash"):
        match = re.search(rf"--{name}: light-dark\({OKLCH}, {OKLCH}\)", text)
        assert match
        lightness, chroma, hue = map(float, match.groups()[3 * number : 3 * number + 3])
        colors.append(hex_of(lightness / 100, chroma, hue))
    assert tuple(colors) == (LIGHT, DARK)[number].backgrounds


def test_the_contrast_of_wcag() -> None:
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_the_hardest_background_counts() -> None:
    assert lowest_contrast("#8a4b00", LIGHT) < contrast("#8a4b00", "#ffffff")
    assert lowest_contrast("#8a4b00", LIGHT) <= contrast("#8a4b00", wash("#8a4b00", LIGHT))
