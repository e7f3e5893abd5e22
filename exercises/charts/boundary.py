"""Decision boundaries: the output of a classifier over a plane, and the points that it was trained on."""

from collections.abc import Iterator, Sequence
from typing import Any

from exercises.charts.parsing import (
    ChartDataError,
    format_number,
    read_list,
    read_matrix,
    read_numbers,
    read_part,
    read_title,
)
from exercises.charts.shapes import LEVELS, Boundary, HeatmapCell, Panel, Point

MAX_POINTS = 200
MAX_CLASS = 2  # of a point: the CSS classes p0 to p2
PLANE_SIDE = 240.0


def draw_boundary(data: Any, panels: Sequence[Any]) -> Boundary:
    matrices = [read_matrix(read_part(panel, "rows")) for panel in panels]
    values = [value for rows in matrices for row in rows for value in row]
    low, high = min(0.0, *values), max(1.0, *values)
    squares = tuple(_draw_panel(panel, rows[::-1], low, high) for panel, rows in zip(panels, matrices, strict=True))
    points, table = [], []
    for x, y, group, across, up in _read_points(data):
        points.append(Point(round(PLANE_SIDE * across, 1), round(PLANE_SIDE * (1 - up), 1), group))
        outputs = (_value_at(rows, across, up) for rows in matrices)
        table.append((format_number(x), format_number(y), str(group), *map(format_number, outputs)))
    return Boundary(
        panels=squares,
        points=tuple(points),
        groups=tuple(sorted({point.group for point in points})),
        rows=tuple(table),
        low=format_number(low),
        high=format_number(high),
    )


def _draw_panel(panel: Any, rows: list[list[float]], low: float, high: float) -> Panel:
    """A matrix stretched over the plane, its first row on top."""
    if len(rows) != len(rows[0]):
        raise ChartDataError("as many rows as columns")
    side = PLANE_SIDE / len(rows)
    cells = tuple(
        HeatmapCell(round(x * side, 2), round(y * side, 2), round(LEVELS * (value - low) / (high - low)))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    )
    return Panel(title=read_title(panel), width=PLANE_SIDE, height=PLANE_SIDE, side=round(side, 2), cells=cells)


def _read_points(data: Any) -> Iterator[tuple[float, float, int, float, float]]:
    """(x, y, class, share of the width, share of the height) of each point on the plane; others are left out."""
    x_min, x_max, y_min, y_max = _read_extent(read_part(data, "extent"))
    for x, y, group in map(_read_point, read_list(data.get("points") or [], MAX_POINTS)):
        across, up = (x - x_min) / (x_max - x_min), (y - y_min) / (y_max - y_min)
        if 0 <= across <= 1 and 0 <= up <= 1:
            yield x, y, group, across, up


def _read_extent(values: Any) -> tuple[float, float, float, float]:
    x_min, x_max, y_min, y_max = read_numbers(values, 4) if isinstance(values, list) and len(values) == 4 else [0.0] * 4
    if not (x_min < x_max and y_min < y_max):
        raise ChartDataError("an extent from left to right and from bottom to top")
    return x_min, x_max, y_min, y_max


def _read_point(point: Any) -> tuple[float, float, int]:
    match point:
        case [x, y, int(group)] if 0 <= group <= MAX_CLASS and type(group) is int:
            x, y = read_numbers([x, y], 2)
            return x, y, group
    raise ChartDataError("a point is x, y and a class")


def _value_at(rows: list[list[float]], across: float, up: float) -> float:
    n = len(rows)
    return rows[min(n - 1, int(up * n))][min(n - 1, int(across * n))]
