"""A site's accent color: its contrast with the page (WCAG 2.2, 1.4.3), and the style sheet that sets it."""

import re
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-f]{6}")
MIN_CONTRAST = 4.5
WASH_SHARE = 0.08  # of the accent in the background of the row you are on


@dataclass(frozen=True)
class Theme:
    """The backgrounds of static/css/tokens.css on which the accent is read."""

    paper: str
    backgrounds: tuple[str, ...]


LIGHT = Theme("#fbfaf7", ("#fbfaf7", "#ffffff", "#f3f1e8"))
DARK = Theme("#0d131a", ("#0d131a", "#151c24", "#1c242c"))


def contrast(color: str, other: str) -> float:
    """
    >>> contrast("#000000", "#ffffff"), contrast("#ffffff", "#ffffff")
    (21.0, 1.0)
    """
    low, high = sorted((_luminance(color), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lowest_contrast(accent: str, theme: Theme) -> float:
    """The contrast with the background on which the accent is hardest to read."""
    return min(contrast(accent, background) for background in (*theme.backgrounds, wash(accent, theme)))


def wash(accent: str, theme: Theme) -> str:
    """A little of the accent in the page's color."""
    pairs = zip(_channels(accent), _channels(theme.paper), strict=True)
    return "#" + "".join(f"{round(WASH_SHARE * color + (1 - WASH_SHARE) * paper):02x}" for color, paper in pairs)


def accent_stylesheet(light: str, dark: str) -> str:
    return (
        ":root {\n"
        f"  --route: light-dark({light}, {dark});\n"
        f"  --route-ink: light-dark({light}, {dark});\n"
        f"  --route-wash: light-dark({wash(light, LIGHT)}, {wash(dark, DARK)});\n"
        "}\n"
    )


def _channels(color: str) -> list[int]:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
