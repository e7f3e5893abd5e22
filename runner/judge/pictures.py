"""Pictures as data: bounded, finite, rounded. The web draws them; no byte of markup comes from here.

``{"kind": "heatmap", "panels": [{"title", "rows", "marks"}]}`` or ``{"kind": "bars", "labels", "series"}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

MAX_CELLS = 32  # per side of a heat map
MAX_BARS = 64
DIGITS = 4
LIMIT = 1e12


def heatmap(panels: Mapping[str, Any], marks: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Matrices side by side, each under its title.

    Args:
        panels: title to a matrix (rows, columns); what is not a matrix of numbers is left out.
        marks: title to a boolean matrix of the same shape; true cells are framed as wrong.
    """
    drawn = []
    for title, matrix in panels.items():
        rows = _numbers(matrix)
        if rows is None or rows.ndim != 2:
            continue
        panel: dict[str, Any] = {"title": title, "rows": rows[:MAX_CELLS, :MAX_CELLS].tolist()}
        marked = np.asarray((marks or {}).get(title, False))
        if marked.shape == rows.shape:
            panel["marks"] = np.argwhere(marked[:MAX_CELLS, :MAX_CELLS]).tolist()
        drawn.append(panel)
    return {"kind": "heatmap", "panels": drawn}


def bars(labels: Sequence[str], series: Mapping[str, Any]) -> dict[str, Any]:
    """Bars over the same labels, one series per title."""
    drawn = []
    for title, values in series.items():
        heights = _numbers(values)
        if heights is not None and heights.ndim == 1:
            drawn.append({"title": title, "values": heights[:MAX_BARS].tolist()})
    return {"kind": "bars", "labels": [str(label)[:24] for label in labels[:MAX_BARS]], "series": drawn}


def _numbers(values: Any) -> np.ndarray[Any, Any] | None:
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):
        return None
    if array.dtype.kind not in "biuf":
        return None
    bounded = np.nan_to_num(array.astype(np.float64), nan=0.0, posinf=LIMIT, neginf=-LIMIT)
    rounded: np.ndarray[Any, Any] = np.clip(bounded, -LIMIT, LIMIT).round(DIGITS)
    return rounded
