"""Pictures of a learner's own run: ``plot``, ``heatmap`` and ``bars``, which every source has without an import.

They keep numbers, which the reply to the run carries and the web draws. In a graded submission they do nothing, so that
a call that was left in the code fails nobody. The judge checks every figure again (:mod:`runner.judge.figures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

MAX_FIGURES, MAX_POINTS, MAX_LINES, MAX_SIDE, MAX_BARS, MAX_LABEL_CHARS = 8, 2_000, 3, 64, 64, 60

Figure = dict[str, Any]
Numbers = np.ndarray[Any, Any]

_figures: list[Figure] | None = None  # None: nobody looks at them
_is_open = False  # whether pyplot's next line belongs to the last figure
_labels: dict[str, str] = {}  # pyplot's, of the open figure or the next


def collect() -> None:
    """Keep figures from now on. For a run of the learner's own call."""
    global _figures
    _figures = []


def collected() -> list[Figure]:
    return list(_figures or [])


def plot(*values: Any, title: object = "", xlabel: object = "", ylabel: object = "") -> None:
    """Draw ``plot(y)`` or ``plot(x, y)``. Rows of a matrix are lines of one figure."""
    if _figures is None:
        return
    if not 1 <= len(values) <= 2:
        raise TypeError("plot takes y, or x and y")
    lines = np.atleast_2d(_numbers("plot", values[-1]))
    if lines.ndim > 2 or len(lines) > MAX_LINES or not 0 < lines.shape[1] <= MAX_POINTS:
        raise ValueError(f"plot draws 1 to {MAX_LINES} lines of 1 to {MAX_POINTS:,} points; y has shape {lines.shape}")
    x = np.arange(lines.shape[1], dtype=np.float64) if len(values) == 1 else _numbers("plot", values[0])
    if x.shape != lines.shape[1:]:
        raise ValueError(f"plot needs one x for each y; the shapes are {x.shape} and {lines.shape}")
    _require_finite("plot", x)
    lines[~np.isfinite(lines)] = np.nan  # a gap
    drawings = [{"title": "", "values": line} for line in lines]
    _add(
        {"kind": "curve", "title": _label(title), "x": _label(xlabel), "y": _label(ylabel), "at": x, "series": drawings}
    )


def heatmap(matrix: Any, *, title: object = "") -> None:
    """Draw a matrix, darker for larger values."""
    if _figures is None:
        return
    rows = _numbers("heatmap", matrix)
    if rows.ndim != 2 or rows.size == 0 or max(rows.shape) > MAX_SIDE:
        raise ValueError(f"heatmap draws up to {MAX_SIDE} × {MAX_SIDE} values; yours has shape {rows.shape}")
    _require_finite("heatmap", rows)
    _add({"kind": "heatmap", "title": _label(title), "rows": rows})


def bars(values: Any, *, title: object = "") -> None:
    """Draw a bar for each value: of a dict under its keys, of a sequence under 0, 1, 2 …"""
    if _figures is None:
        return
    is_dict = isinstance(values, Mapping)
    heights = _numbers("bars", list(values.values()) if is_dict else values)
    if heights.ndim != 1 or not 0 < heights.size <= MAX_BARS:
        raise ValueError(f"bars draws 1 to {MAX_BARS} values; yours has shape {heights.shape}")
    _require_finite("bars", heights)
    labels = [_label(label) for label in (values if is_dict else range(heights.size))]
    _add({"kind": "bars", "title": _label(title), "labels": labels, "values": heights})


# ------------------------------------------------------------------ pyplot's way: several calls for one figure


def add_line(*values: Any, label: object = "") -> None:
    """Plot a line in the open figure if it has the same x, else in a new one."""
    if _figures is None:
        return
    earlier = _figures[-1] if _figures and _is_open else None
    plot(*values)
    new = _figures[-1]
    new["series"][0]["title"] = _label(label)
    if earlier and earlier["kind"] == "curve" and np.array_equal(earlier["at"], new["at"]):
        _figures.pop()
        if len(earlier["series"]) >= MAX_LINES:
            raise ValueError(f"a figure has up to {MAX_LINES} lines")
        earlier["series"] += new["series"]
    open_last()


def open_last() -> None:
    """The last figure takes the labels that came before it, and those that follow."""
    global _is_open
    _is_open = True
    describe()


def describe(**labels: object) -> None:
    """Label the open figure, or the next one: ``title``, ``x`` or ``y``."""
    _labels.update({name: _label(text) for name, text in labels.items()})
    if _figures and _is_open:
        _figures[-1].update({name: text for name, text in _labels.items() if name in _figures[-1]})


def finish() -> None:
    """The next line opens a figure."""
    global _is_open
    _is_open = False
    _labels.clear()


# ------------------------------------------------------------------ checks


def _add(figure: Figure) -> None:
    global _is_open
    if _figures is not None:
        if len(_figures) >= MAX_FIGURES:
            raise ValueError(f"a run draws up to {MAX_FIGURES} figures")
        _figures.append(figure)
        _is_open = False  # to other calls than pyplot's


def _numbers(name: str, values: Any) -> Numbers:
    """A copy as 64-bit floats, of an array, a tensor or a sequence."""
    items = [_plain(value) for value in values] if isinstance(values, list | tuple) else _plain(values)
    try:
        array = np.asarray(items)
    except (TypeError, ValueError):
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} draws numbers, not {type(values).__name__}")
    return array.astype(np.float64)


def _plain(value: Any) -> Any:
    """An array for a tensor, also for one that has gradients."""
    return value.detach().double().cpu().numpy() if hasattr(value, "detach") else value


def _require_finite(name: str, values: Numbers) -> None:
    if count := int(np.sum(~np.isfinite(values))):
        raise ValueError(f"{name} draws finite numbers; {count} of yours {'is' if count == 1 else 'are'} not")


def _label(text: object) -> str:
    return str(text)[:MAX_LABEL_CHARS]
