"""Grids of shaded cells with a text in each."""

import math
from collections.abc import Iterable, Sequence

from lib.charts.svg import SvgElement, label, path

LEVELS = 8  # shades above that of 0, the CSS classes h0 to h8
DARK = 5  # the first shade with light text
EMPTY, HIDDEN = ".", "x"  # shades: no cell, and one that is masked
TEXT_CELL, MIN_TEXT_CELL = 26.0, 20.0  # height and least width of a cell with text
CHARACTER, PADDING, BASELINE = 6.6, 8.0, 4.0
FAINTEST = 0.005  # shares below it have the shade of 0

Cell = tuple[int, int]  # row, column


def level(share: float) -> str:
    """The shade of a share of the largest value: 0 for none, 1 to 8 above it."""
    return "0" if share < FAINTEST else str(max(1, min(LEVELS, math.floor(share * LEVELS + 0.5))))


def levels(rows: Sequence[Sequence[float | None]], low: float, high: float) -> list[list[str]]:
    """The shade of each value between ``low`` and ``high``. None is masked."""
    span = (high - low) or 1.0
    return [[HIDDEN if value is None else level((value - low) / span) for value in row] for row in rows]


def shade_class(shade: str) -> str:
    return "masked" if shade == HIDDEN else f"h{shade}"


def text_class(shade: str) -> str:
    return "number inverse" if shade.isdigit() and int(shade) >= DARK else "number"


def text_width(longest: int, least: float = MIN_TEXT_CELL) -> float:
    """The width of a cell for a text of this many characters."""
    return max(least, round(CHARACTER * longest + PADDING))


def draw_cells(
    shades: Sequence[Sequence[str]], texts: Sequence[Sequence[str]], width: float, height: float,
    left: float = 0.0, top: float = 0.0, gap: float = 2.0,
) -> list[SvgElement]:  # fmt: skip
    """Cells of this width and height, and their texts if there are any.

    The cells of a shade are one path, which has a tenth of the bytes of as many rectangles.
    """
    paths: dict[str, list[str]] = {}
    for y, row in enumerate(shades):
        for x, shade in enumerate(row):
            if shade != EMPTY:
                has_cross, corner = shade == HIDDEN, (left + width * x + gap / 2, top + height * y + gap / 2)
                paths.setdefault(shade_class(shade), []).append(_box(*corner, width - gap, height - gap, has_cross))
    marks = [path(classes, "".join(boxes)) for classes, boxes in sorted(paths.items())]
    return marks + [
        label(text_class(shade), left + width * (x + 0.5), top + height * (y + 0.5) + BASELINE, text, anchor="middle")
        for y, (row, row_texts) in enumerate(zip(shades, texts, strict=False))
        for x, (shade, text) in enumerate(zip(row, row_texts, strict=True))
        if text
    ]


def draw_frames(cells: Iterable[Cell], width: float, height: float, left: float = 0.0, top: float = 0.0) -> SvgElement:
    """Red frames around cells."""
    boxes = (_box(left + width * x + 1, top + height * y + 1, width - 2, height - 2) for y, x in sorted(cells))
    return path("marked", "".join(boxes))


def _box(x: float, y: float, width: float, height: float, has_cross: bool = False) -> str:
    w, h = _number(width), _number(height)
    cross = f"l{w} {h}m-{w} -{h}" if has_cross else ""
    return f"M{_number(x)} {_number(y)}{cross}h{w}v{h}h-{w}z"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
