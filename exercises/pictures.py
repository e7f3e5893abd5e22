"""A report's pictures, from untrusted data to the rectangles that a template draws.

What arrives is `{"kind": "heatmap", "panels": [{"title", "rows", "marks"}]}` or
`{"kind": "bars", "labels", "series": [{"title", "values"}]}`. Whatever is not exactly that, or too large, gives no
picture: the sentence beside it says the same.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

MAX_PANELS = 4
MAX_SIDE = 32  # cells of a heat map in each direction
MAX_BARS = 64
MAX_SERIES = 3
MAX_TITLE = 60
LARGEST = 1e15  # of a number, by absolute value; nan and infinity are not below it
LEVELS = 10  # shades of a cell, the CSS classes w0 to w10
PANEL_WIDTH = 160.0  # pixels that a heat map aims at
BARS_WIDTH, BARS_HEIGHT, FOOT = 420.0, 120.0, 20.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of a heat map: `level` 0 is the lowest value in the picture, 10 the highest."""

    x: float
    y: float
    level: int


@dataclass(frozen=True, slots=True)
class Panel:
    """One matrix: its cells, the cells framed as wrong, and its numbers as text for the table."""

    title: str
    width: float
    height: float
    side: float
    cells: tuple[Cell, ...]
    marks: tuple[Cell, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Matrices side by side on one scale from `low` (pale) to `high` (dark)."""

    panels: tuple[Panel, ...]
    low: str
    high: str
    kind: Literal["heatmap"] = "heatmap"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `series` is its place among the series."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under its group of bars."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Groups of bars over the same labels; `rows` are each label and its numbers, for the table."""

    width: float
    height: float
    axis: float
    foot: float
    titles: tuple[str, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["bars"] = "bars"


Picture = Heatmap | Bars


def draw(picture: Any) -> Picture | None:
    """The drawing of a report's picture, or None where there is none or its data are not what they should be."""
    try:
        match picture:
            case {"kind": "heatmap", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return _heatmap(panels)
            case {"kind": "bars", "labels": list(labels), "series": list(series)} if 0 < len(series) <= MAX_SERIES:
                return _bars(labels, series)
    except _DataError:
        pass
    return None


class _DataError(ValueError):
    """Some part of the data is missing, too large or of another type."""


def _heatmap(panels: Sequence[Any]) -> Heatmap:
    matrices = [_matrix(_part(panel, "rows")) for panel in panels]
    values = [value for rows in matrices for row in rows for value in row]
    low, high = min(0.0, *values), max(values)
    drawn = tuple(_panel(panel, rows, low, high) for panel, rows in zip(panels, matrices, strict=True))
    return Heatmap(drawn, _text(low), _text(high))


def _panel(panel: Any, rows: list[list[float]], low: float, high: float) -> Panel:
    columns = len(rows[0])
    side = float(min(28, max(9, PANEL_WIDTH // columns)))
    span = (high - low) or 1.0
    cells = tuple(
        Cell(x * side, y * side, round(LEVELS * (value - low) / span))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    )
    marks = []
    for mark in _list(panel.get("marks") or [], MAX_SIDE**2):
        match mark:
            case [int(y), int(x)] if 0 <= y < len(rows) and 0 <= x < columns:
                marks.append(Cell(x * side, y * side, 0))
            case _:
                raise _DataError("a mark is a row and a column")
    text = tuple(tuple(_text(value) for value in row) for row in rows)
    return Panel(_title(panel), columns * side, len(rows) * side, side, cells, tuple(marks), text)


def _bars(labels: Sequence[Any], series: Sequence[Any]) -> Bars:
    if not 0 < len(labels) <= MAX_BARS:
        raise _DataError("no labels, or too many")
    names = [str(label)[:MAX_TITLE] for label in labels]
    heights = [_numbers(_part(each, "values"), MAX_BARS) for each in series]
    if any(len(row) != len(names) for row in heights):
        raise _DataError("one value for each label")
    low, high = min(0.0, *map(min, heights)), max(0.0, *map(max, heights))
    scale = BARS_HEIGHT / ((high - low) or 1.0)
    group = BARS_WIDTH / len(names)
    width = group * 0.8 / len(heights)
    bars = tuple(
        Bar(
            round(k * group + group * 0.1 + n * width, 2),
            round((high - max(value, 0.0)) * scale, 2),
            round(width, 2),
            round(abs(value) * scale, 2),
            n,
        )
        for n, row in enumerate(heights)
        for k, value in enumerate(row)
    )
    rows = tuple((name, *map(_text, values)) for name, *values in zip(names, *heights, strict=True))
    titles = tuple(_title(each) for each in series)
    ticks = _ticks(names, group)
    return Bars(BARS_WIDTH, BARS_HEIGHT + FOOT, round(high * scale, 2), BARS_HEIGHT + 15, titles, bars, ticks, rows)


def _ticks(names: Sequence[str], group: float) -> tuple[Tick, ...]:
    """As many labels as fit beside each other, the first always among them."""
    letters = max(1, min(8, max(map(len, names))))
    every = math.ceil((letters * 7 + 6) / group)
    return tuple(
        Tick(round((k + 0.5) * group, 1), name if len(name) <= 8 else name[:7] + "…")
        for k, name in enumerate(names)
        if k % every == 0
    )


def _matrix(rows: Any) -> list[list[float]]:
    matrix = [_numbers(row, MAX_SIDE) for row in _list(rows, MAX_SIDE)]
    if not matrix or any(len(row) != len(matrix[0]) for row in matrix):
        raise _DataError("rows of one length")
    return matrix


def _numbers(values: Any, most: int) -> list[float]:
    row = _list(values, most)
    if not row or not all(type(value) in (int, float) and abs(value) <= LARGEST for value in row):
        raise _DataError("finite numbers")
    return [float(value) for value in row]


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise _DataError("a list that is not too long")
    return value


def _part(value: Any, name: str) -> Any:
    if not isinstance(value, dict) or name not in value:
        raise _DataError(f"an object with {name}")
    return value[name]


def _title(value: dict[str, Any]) -> str:
    return str(value.get("title", ""))[:MAX_TITLE]


def _text(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")
