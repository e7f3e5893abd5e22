"""Bars: a few series of numbers over shared labels."""

import math
from collections.abc import Sequence
from typing import Any

from exercises.charts.parsing import MAX_TITLE, ChartDataError, format_number, read_numbers, read_part, read_title
from exercises.charts.shapes import CHART_WIDTH, LABEL_BASELINE, LABEL_HEIGHT, Bar, Bars, Tick

MAX_BARS = 64  # of a series
BARS_HEIGHT = 120.0
GROUP_SHARE = 0.8  # of the room of a label, for its bars
MAX_LABEL = 8  # characters
CHARACTER_WIDTH, LABEL_GAP = 7, 6


def draw_bars(labels: Sequence[Any], series: Sequence[Any]) -> Bars:
    if not 0 < len(labels) <= MAX_BARS:
        raise ChartDataError("no labels, or too many")
    names = [str(label)[:MAX_TITLE] for label in labels]
    values = [read_numbers(read_part(row, "values"), MAX_BARS) for row in series]
    if any(len(row) != len(names) for row in values):
        raise ChartDataError("one value for each label")
    low, high = min(0.0, *map(min, values)), max(0.0, *map(max, values))
    scale = BARS_HEIGHT / ((high - low) or 1.0)
    return Bars(
        width=CHART_WIDTH,
        height=BARS_HEIGHT + LABEL_HEIGHT,
        axis=round(high * scale, 2),
        foot=BARS_HEIGHT + LABEL_BASELINE,
        titles=tuple(read_title(row) for row in series),
        bars=_draw_each(values, high, scale),
        ticks=_ticks(names),
        rows=tuple((name, *map(format_number, column)) for name, *column in zip(names, *values, strict=True)),
    )


def _draw_each(values: list[list[float]], high: float, scale: float) -> tuple[Bar, ...]:
    group = CHART_WIDTH / len(values[0])
    width = group * GROUP_SHARE / len(values)
    return tuple(
        Bar(
            x=round(k * group + group * (1 - GROUP_SHARE) / 2 + n * width, 2),
            y=round((high - max(value, 0.0)) * scale, 2),
            width=round(width, 2),
            height=round(abs(value) * scale, 2),
            series=n,
        )
        for n, row in enumerate(values)
        for k, value in enumerate(row)
    )


def _ticks(names: Sequence[str]) -> tuple[Tick, ...]:
    """Return as many labels as fit side by side, the first always among them."""
    group = CHART_WIDTH / len(names)
    letters = max(1, min(MAX_LABEL, max(map(len, names))))
    every = math.ceil((letters * CHARACTER_WIDTH + LABEL_GAP) / group)
    return tuple(
        Tick(round((k + 0.5) * group, 1), name if len(name) <= MAX_LABEL else name[: MAX_LABEL - 1] + "…")
        for k, name in enumerate(names)
        if k % every == 0
    )
