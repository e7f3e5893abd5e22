"""Curves: numbers over steps, such as a loss."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from exercises.charts.parsing import (
    DIGITS,
    MAX_NUMBER,
    MAX_TITLE,
    ChartDataError,
    digits_between,
    format_number,
    read_list,
    read_numbers,
    read_part,
    read_title,
)
from exercises.charts.shapes import CHART_WIDTH, LABEL_BASELINE, LABEL_HEIGHT, Curve, Polyline

MAX_STEPS = 200
CURVE_HEIGHT, MARGIN = 160.0, 60.0


def draw_curve(data: Any, series: Sequence[Any]) -> Curve:
    is_log, every = read_part(data, "log") is True, read_part(data, "every")
    if type(every) is not int or not 0 < every <= MAX_NUMBER:
        raise ChartDataError("every so many steps")
    lines = [_read_line(read_part(row, "values"), is_log) for row in series]
    heights = [_height(value, is_log) for line in lines for value in line if value is not None]
    if not heights:
        raise ChartDataError("no step to draw")
    low, high = min(heights), max(heights)
    steps = max(map(len, lines))
    digits = DIGITS if is_log else digits_between(low, high)
    bottom, top = (format_number(10**edge if is_log else edge, digits) for edge in (low, high))
    return Curve(
        width=CHART_WIDTH,
        height=CURVE_HEIGHT + LABEL_HEIGHT,
        margin=MARGIN,
        floor=CURVE_HEIGHT,
        foot=CURVE_HEIGHT + LABEL_BASELINE,
        x=str(data.get("x", ""))[:MAX_TITLE],
        y=str(data.get("y", ""))[:MAX_TITLE],
        last=(steps - 1) * every,
        low=bottom,
        high=top,
        titles=tuple(read_title(row) for row in series),
        lines=_polylines(lines, low, high, is_log=is_log),
        rows=_table(lines, every, digits),
    )


def _polylines(lines: list[list[float | None]], low: float, high: float, *, is_log: bool) -> tuple[Polyline, ...]:
    step_width = (CHART_WIDTH - MARGIN) / max(1, max(map(len, lines)) - 1)
    scale = CURVE_HEIGHT / ((high - low) or 1.0)

    def coordinates(step: int, value: float) -> str:
        return f"{MARGIN + step * step_width:.1f},{(high - _height(value, is_log)) * scale:.1f}"

    return tuple(
        Polyline(" ".join(coordinates(step, value) for step, value in piece), n)
        for n, line in enumerate(lines)
        for piece in _pieces(line)
    )


def _table(lines: list[list[float | None]], every: int, digits: int) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(step * every), *("" if step >= len(line) else _step_text(line[step], digits) for line in lines))
        for step in range(max(map(len, lines)))
    )


def _height(value: float, is_log: bool) -> float:
    return math.log10(value) if is_log else value


def _pieces(line: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The parts of a line without gaps."""
    piece: list[tuple[int, float]] = []
    for step, value in enumerate((*line, None)):
        if value is not None:
            piece.append((step, value))
        elif piece:
            yield piece
            piece = []


def _read_line(values: Any, is_log: bool) -> list[float | None]:
    """Numbers, and None for a gap."""
    line = [None if value is None else read_numbers([value], 1)[0] for value in read_list(values, MAX_STEPS)]
    if not line or (is_log and any(value is not None and value <= 0 for value in line)):
        raise ChartDataError("numbers above 0 on a logarithmic scale")
    return line


def _step_text(value: float | None, digits: int) -> str:
    return "not drawable" if value is None else format_number(value, digits)
