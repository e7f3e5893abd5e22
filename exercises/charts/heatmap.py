"""Heat maps: matrices side by side, such as attention weights."""

from collections.abc import Iterator, Sequence
from typing import Any

from exercises.charts.parsing import (
    MAX_SIDE,
    ChartDataError,
    format_number,
    read_list,
    read_matrix,
    read_part,
    read_title,
)
from exercises.charts.shapes import LEVELS, Heatmap, HeatmapCell, Panel

PANEL_WIDTH = 160.0  # that a panel aims at
MIN_CELL, MAX_CELL = 9, 28  # the side of a cell


def draw_heatmap(panels: Sequence[Any]) -> Heatmap:
    matrices = [read_matrix(read_part(panel, "rows")) for panel in panels]
    values = [value for rows in matrices for row in rows for value in row]
    low, high = min(0.0, *values), max(values)
    return Heatmap(
        panels=tuple(_draw_panel(panel, rows, low, high) for panel, rows in zip(panels, matrices, strict=True)),
        low=format_number(low),
        high=format_number(high),
    )


def _draw_panel(panel: Any, rows: list[list[float]], low: float, high: float) -> Panel:
    columns = len(rows[0])
    side = float(min(MAX_CELL, max(MIN_CELL, PANEL_WIDTH // columns)))
    span = (high - low) or 1.0
    cells = tuple(
        HeatmapCell(x * side, y * side, round(LEVELS * (value - low) / span))
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    )
    return Panel(
        title=read_title(panel),
        width=columns * side,
        height=len(rows) * side,
        side=side,
        cells=cells,
        marks=tuple(HeatmapCell(x * side, y * side, 0) for y, x in _read_marks(panel, len(rows), columns)),
        rows=tuple(tuple(format_number(value) for value in row) for row in rows),
    )


def _read_marks(panel: Any, rows: int, columns: int) -> Iterator[tuple[int, int]]:
    for mark in read_list(panel.get("marks") or [], MAX_SIDE**2):
        match mark:
            case [int(y), int(x)] if 0 <= y < rows and 0 <= x < columns:
                yield y, x
            case _:
                raise ChartDataError("a mark is a row and a column")
