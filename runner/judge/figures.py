"""Figures of a learner's own run, from what a cell sent to what the web draws (:mod:`runner.judge.charts`).

A learner may send anything in their place. What isn't one of the three kinds, within the limits, is left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from runner.harness.figures import MAX_BARS, MAX_FIGURES, MAX_LABEL_CHARS, MAX_LINES, MAX_POINTS, MAX_SIDE
from runner.judge import charts
from runner.sandbox.text import clean


def read(value: Any) -> tuple[dict[str, Any], ...]:
    """The figures that can be drawn, in their order."""
    if type(value) is not list:
        return ()
    return tuple(figure for item in value[:MAX_FIGURES] if (figure := _figure(item)))


def _figure(item: Any) -> dict[str, Any] | None:
    if type(item) is not dict:
        return None
    title = {"title": _text(item.get("title"))}
    match item.get("kind"):
        case "curve":
            figure = _curve(item)
        case "heatmap":
            rows = _array(item.get("rows"), 2, MAX_SIDE)
            figure = None if rows is None else charts.heatmap({title["title"] or "values": rows}, most=MAX_SIDE)
        case "bars":
            figure = _bars(item)
        case _:
            return None
    return figure and figure | title


def _curve(item: dict[str, Any]) -> dict[str, Any] | None:
    at, lines = _array(item.get("at"), 1, MAX_POINTS), item.get("series")
    if at is None or type(lines) is not list or not 0 < len(lines) <= MAX_LINES:
        return None
    series: dict[str, Any] = {}
    for number, line in enumerate(lines, 1):
        values = _array(line.get("values"), 1, MAX_POINTS, finite=False) if type(line) is dict else None
        if values is None or values.shape != at.shape:
            return None
        title = _text(line.get("title")) or (f"line {number}" if len(lines) > 1 else _text(item.get("y")) or "y")
        series[title if title not in series else f"{title} ({number})"] = values
    return charts.curve(series, x=_text(item.get("x")) or "x", y=_text(item.get("y")) or "y", at=at)


def _bars(item: dict[str, Any]) -> dict[str, Any] | None:
    values, labels = _array(item.get("values"), 1, MAX_BARS), item.get("labels")
    if values is None or type(labels) is not list or len(labels) != len(values):
        return None
    return charts.bars([_text(label) for label in labels], {"value": values})


def _array(value: Any, axes: int, longest: int, *, finite: bool = True) -> np.ndarray[Any, Any] | None:
    """The value if it is a small array of 64-bit floats."""
    if type(value) is not np.ndarray or value.dtype != np.float64 or value.ndim != axes:
        return None
    if not value.size or max(value.shape) > longest or (finite and not np.isfinite(value).all()):
        return None
    return value


def _text(value: Any) -> str:
    return clean(value, MAX_LABEL_CHARS) if type(value) is str else ""
