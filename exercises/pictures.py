"""A report's pictures, from untrusted data to the rectangles that a template draws.

What arrives is one of

    {"kind": "heatmap", "panels": [{"title", "rows", "marks"}]}
    {"kind": "bars", "labels", "series": [{"title", "values"}]}
    {"kind": "curve", "x", "y", "log", "every", "series": [{"title", "values"}]}
    {"kind": "boundary", "extent", "panels": [{"title", "rows"}], "points": [[x, y, class]]}

Whatever is not exactly that, or too large, gives no picture: the sentence beside it says the same.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

MAX_PANELS = 4
MAX_SIDE = 32  # cells of a heat map in each direction
MAX_BARS = 64
MAX_SERIES = 3
MAX_STEPS = 200  # of a curve
MAX_POINTS = 200
MAX_CLASS = 2  # of a point: the CSS classes p0 to p2
MAX_TITLE = 60
LARGEST = 1e15  # of a number, by absolute value; nan and infinity are not below it
LEVELS = 10  # shades of a cell, the CSS classes w0 to w10
PANEL_WIDTH = 160.0  # pixels that a heat map aims at
BARS_WIDTH, BARS_HEIGHT, FOOT = 420.0, 120.0, 20.0
CURVE_HEIGHT, MARGIN = 160.0, 60.0
PLANE = 240.0


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


@dataclass(frozen=True, slots=True)
class Line:
    """One unbroken piece of a curve, as SVG writes points; `series` is its place among the series."""

    points: str
    series: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines over the same steps from 0 to `last`, between `low` and `high`; `rows` are the numbers of each step."""

    width: float
    height: float
    left: float
    floor: float
    foot: float
    x: str
    y: str
    last: int
    low: str
    high: str
    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["curve"] = "curve"


@dataclass(frozen=True, slots=True)
class Point:
    """A datum on a plane; `group` is its class."""

    x: float
    y: float
    group: int


@dataclass(frozen=True, slots=True)
class Boundary:
    """What a classifier says over a plane; `rows` are each point, its class, and what each panel says there."""

    panels: tuple[Panel, ...]
    points: tuple[Point, ...]
    groups: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    low: str
    high: str
    kind: Literal["boundary"] = "boundary"


Picture = Heatmap | Bars | Curve | Boundary


def draw(picture: Any) -> Picture | None:
    """The drawing of a report's picture, or None where there is none or its data are not what they should be."""
    try:
        match picture:
            case {"kind": "heatmap", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return _heatmap(panels)
            case {"kind": "bars", "labels": list(labels), "series": list(series)} if 0 < len(series) <= MAX_SERIES:
                return _bars(labels, series)
            case {"kind": "curve", "series": list(series)} if 0 < len(series) <= MAX_SERIES:
                return _curve(picture, series)
            case {"kind": "boundary", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return _boundary(picture, panels)
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


def _curve(picture: Any, series: Sequence[Any]) -> Curve:
    log, every = _part(picture, "log") is True, _part(picture, "every")
    if type(every) is not int or not 0 < every <= LARGEST:
        raise _DataError("every so many steps")
    lines = [_gaps(_part(each, "values"), log) for each in series]
    heights = [_height(value, log) for line in lines for value in line if value is not None]
    if not heights:
        raise _DataError("no step to draw")
    low, high = min(heights), max(heights)
    steps = max(map(len, lines))
    across = (BARS_WIDTH - MARGIN) / max(1, steps - 1)
    scale = CURVE_HEIGHT / ((high - low) or 1.0)

    def place(step: int, value: float) -> str:
        return f"{MARGIN + step * across:.1f},{(high - _height(value, log)) * scale:.1f}"

    drawn = tuple(
        Line(" ".join(place(step, value) for step, value in piece), n)
        for n, line in enumerate(lines)
        for piece in _pieces(line)
    )
    rows = tuple(
        (str(step * every), *("" if step >= len(line) else _step_text(line[step]) for line in lines))
        for step in range(steps)
    )
    bottom, top = (_text(10**edge if log else edge) for edge in (low, high))
    return Curve(
        BARS_WIDTH, CURVE_HEIGHT + FOOT, MARGIN, CURVE_HEIGHT, CURVE_HEIGHT + 15,
        str(picture.get("x", ""))[:MAX_TITLE], str(picture.get("y", ""))[:MAX_TITLE], (steps - 1) * every,
        bottom, top, tuple(_title(each) for each in series), drawn, rows,
    )  # fmt: skip


def _height(value: float, log: bool) -> float:
    return math.log10(value) if log else value


def _pieces(line: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The runs of steps without a gap."""
    piece: list[tuple[int, float]] = []
    for step, value in enumerate((*line, None)):
        if value is not None:
            piece.append((step, value))
        elif piece:
            yield piece
            piece = []


def _gaps(values: Any, log: bool) -> list[float | None]:
    """Numbers, and None where there is none to draw."""
    line = [None if value is None else _numbers([value], 1)[0] for value in _list(values, MAX_STEPS)]
    if not line or (log and any(value is not None and value <= 0 for value in line)):
        raise _DataError("numbers above 0 on a logarithmic scale")
    return line


def _step_text(value: float | None) -> str:
    return "not drawable" if value is None else _text(value)


def _boundary(picture: Any, panels: Sequence[Any]) -> Boundary:
    left, right, bottom, top = _four(_part(picture, "extent"))
    if not (left < right and bottom < top):
        raise _DataError("an extent from left to right and from bottom to top")
    matrices = [_matrix(_part(panel, "rows")) for panel in panels]
    values = [value for rows in matrices for row in rows for value in row]
    low, high = min(0.0, *values), max(1.0, *values)
    drawn = tuple(_square(panel, list(reversed(rows)), low, high) for panel, rows in zip(panels, matrices, strict=True))
    points, table = [], []
    for x, y, group in map(_datum, _list(picture.get("points") or [], MAX_POINTS)):
        across, up = (x - left) / (right - left), (y - bottom) / (top - bottom)
        if 0 <= across <= 1 and 0 <= up <= 1:
            points.append(Point(round(PLANE * across, 1), round(PLANE * (1 - up), 1), group))
            said = (_at(rows, across, up) for rows in matrices)
            table.append((_text(x), _text(y), str(group), *map(_text, said)))
    groups = tuple(sorted({point.group for point in points}))
    return Boundary(drawn, tuple(points), groups, tuple(table), _text(low), _text(high))


def _square(panel: Any, rows: list[list[float]], low: float, high: float) -> Panel:
    """A matrix stretched over the plane, its first row on top."""
    if len(rows) != len(rows[0]):
        raise _DataError("as many rows as columns")
    side = PLANE / len(rows)
    cells = tuple(
        Cell(round(x * side, 2), round(y * side, 2), round(LEVELS * (value - low) / (high - low)))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    )
    return Panel(_title(panel), PLANE, PLANE, round(side, 2), cells, (), ())


def _at(rows: list[list[float]], across: float, up: float) -> float:
    n = len(rows)
    return rows[min(n - 1, int(up * n))][min(n - 1, int(across * n))]


def _datum(point: Any) -> tuple[float, float, int]:
    match point:
        case [x, y, int(group)] if 0 <= group <= MAX_CLASS and type(group) is int:
            across, up = _numbers([x, y], 2)
            return across, up, group
    raise _DataError("a point is x, y and a class")


def _four(values: Any) -> tuple[float, float, float, float]:
    left, right, bottom, top = _numbers(values, 4) if isinstance(values, list) and len(values) == 4 else [0.0] * 4
    return left, right, bottom, top


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
