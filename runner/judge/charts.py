"""Pictures as data: bounded, finite, rounded. The web draws them; no byte of markup comes from here.

``{"kind": "heatmap", "panels": [{"title", "rows", "marks"}]}``, ``{"kind": "bars", "labels", "series"}``,
``{"kind": "curve", "x", "y", "log", "every", "series"}``, ``{"kind": "boundary", "extent", "panels", "points"}``,
``{"kind": "graph", "panels": [{"title", "nodes": [{"label", "yours", "expected", "marked"}], "edges"}]}`` or
``{"kind": "accesses", "caption", "panels": [{"title", "rows", "outside"}]}`` (:mod:`runner.judge.traffic`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from runner.judge import formatting

MAX_CELLS = 32  # per side of a heat map in a verdict, where two stand side by side
MAX_BARS = 64
MAX_STEPS = 200  # of a curve; a longer one is thinned
MAX_POINTS = 200
MAX_NODES = 32  # of a graph
MAX_EDGES = 64
MAX_NODE_TEXT = 16  # characters of a label or value
DIGITS = 4
LIMIT = 1e12

Extent = tuple[float, float, float, float]


def heatmap(
    panels: Mapping[str, Any], marks: Mapping[str, Any] | None = None, *, most: int = MAX_CELLS
) -> dict[str, Any]:
    """Matrices side by side, each under its title.

    Args:
        panels: title to a matrix (rows, columns); what is not a matrix of numbers is left out.
        marks: title to a boolean matrix of the same shape; true cells are framed as wrong.
        most: the cells per side that are kept.
    """
    drawings = []
    for title, matrix in panels.items():
        rows = _numbers(matrix)
        if rows is None or rows.ndim != 2:
            continue
        panel: dict[str, Any] = {"title": title, "rows": rows[:most, :most].tolist()}
        marked_cells = np.asarray((marks or {}).get(title, False))
        if marked_cells.shape == rows.shape:
            panel["marks"] = np.argwhere(marked_cells[:most, :most]).tolist()
        drawings.append(panel)
    return {"kind": "heatmap", "panels": drawings}


def bars(labels: Sequence[str], series: Mapping[str, Any]) -> dict[str, Any]:
    """Bars over the same labels, one series per title."""
    drawings = []
    for title, values in series.items():
        heights = _numbers(values)
        if heights is not None and heights.ndim == 1:
            drawings.append({"title": title, "values": heights[:MAX_BARS].tolist()})
    return {"kind": "bars", "labels": [str(label)[:24] for label in labels[:MAX_BARS]], "series": drawings}


def curve(
    series: Mapping[str, Any],
    *,
    x: str = "step",
    y: str = "loss",
    log: bool = False,
    every: int = 1,
    at: Any = None,
) -> dict[str, Any]:
    """Lines over the same steps 0, 1, 2 …, one per title: a loss beside the expected one.

    Args:
        series: title to a sequence of numbers; a step that is not finite, or not above 0 where ``log``, is a gap.
        x, y: what the axes count.
        at: finite numbers, one for each step, where the steps are not 0, 1, 2 …
        log: whether the height is logarithmic.
        every: the steps between two numbers: 2 for a loss after every second epoch.
    """
    lines = {title: np.ravel(rows) for title, values in series.items() if (rows := _real(values)) is not None}
    longest = max((len(line) for line in lines.values()), default=1)
    stride = -(-longest // MAX_STEPS)
    drawings = [{"title": title, "values": _steps(line[::stride], log)} for title, line in lines.items() if len(line)]
    places = {} if at is None else {"at": [float(f"{value:.6g}") for value in np.clip(at, -LIMIT, LIMIT)[::stride]]}
    return {"kind": "curve", "x": x, "y": y, "log": log, "every": stride * every, "series": drawings} | places


def lattice(extent: Extent, side: int = 24) -> np.ndarray[Any, Any]:
    """The points (side * side, 2) at which to ask for predictions that :func:`boundary` draws.

    Row by row from the bottom left, each in the middle of its square. ``extent`` is (left, right, bottom, top).
    """
    x_min, x_max, y_min, y_max = extent
    middles = (np.arange(side) + 0.5) / side
    across, up = np.meshgrid(x_min + (x_max - x_min) * middles, y_min + (y_max - y_min) * middles)
    return np.stack([across.ravel(), up.ravel()], axis=1)


def boundary(panels: Mapping[str, Any], extent: Extent, points: Any = (), labels: Any = ()) -> dict[str, Any]:
    """Draw a classifier's predictions over a plane, a square for each point of :func:`lattice`, and the data on top.

    Args:
        panels: title to the predictions (side * side,) at the points of the lattice: probabilities, or class numbers.
        extent: the same as the lattice's.
        points: the data (n, 2), ``labels`` their classes (n,), 0 to 2.
    """
    drawings = []
    for title, values in panels.items():
        flat = _numbers(values)
        side = 0 if flat is None else round(flat.size**0.5)
        if flat is not None and 0 < side <= MAX_CELLS and flat.size == side * side:
            drawings.append({"title": title, "rows": flat.reshape(side, side).tolist()})
    where, which = np.asarray(points, float).reshape(-1, 2).round(DIGITS), np.asarray(labels, int).ravel()
    dots = [[float(x), float(y), int(label)] for (x, y), label in zip(where, which, strict=True)]
    return {
        "kind": "boundary",
        "extent": [float(edge) for edge in extent],
        "panels": drawings,
        "points": dots[:MAX_POINTS],
    }


@dataclass(frozen=True, kw_only=True)
class GraphNode:
    """A node of a :func:`graph`: a short label, and optionally the learner's value and the expected one."""

    label: str
    yours: Any = None
    expected: Any = None
    is_wrong: bool = False


Edge = tuple[int, int] | tuple[int, int, bool]


def graph(panels: Mapping[str, tuple[Sequence[GraphNode], Sequence[Edge]]]) -> dict[str, Any]:
    """Layered directed graphs side by side, such as an expression or a tree of merges.

    Args:
        panels: title to (nodes, edges). An edge (source, target) leads to a later node; (source, target, True) is
            marked as wrong. Nodes beyond MAX_NODES are left out, with their edges, and so is a graph without nodes.
    """
    drawings = []
    for title, (nodes, edges) in panels.items():
        if not nodes:
            continue
        inside = [edge for edge in edges if 0 <= edge[0] < edge[1] < min(MAX_NODES, len(nodes))]
        drawings.append(
            {
                "title": title,
                "nodes": [_node(node) for node in nodes[:MAX_NODES]],
                "edges": [[*edge[:2], edge[2:] == (True,)] for edge in inside[:MAX_EDGES]],
            }
        )
    return {"kind": "graph", "panels": drawings}


def _node(node: GraphNode) -> dict[str, Any]:
    values = {"yours": node.yours, "expected": node.expected}
    texts = {name: _number_or_text(value) for name, value in values.items() if value is not None}
    return {"label": str(node.label)[:MAX_NODE_TEXT], **texts, "marked": bool(node.is_wrong)}


def _number_or_text(value: Any) -> float | str:
    is_number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if is_number and abs(value) <= LIMIT:
        return float(f"{float(value):.6g}")
    return (value if isinstance(value, str) else formatting.text(value))[:MAX_NODE_TEXT]


def _steps(line: np.ndarray[Any, Any], log: bool) -> list[float | None]:
    drawable = np.isfinite(line) & (np.abs(line) <= LIMIT) & ((line > 0) | (not log))
    return [float(f"{value:.6g}") if fine else None for value, fine in zip(line, drawable, strict=True)]


def _real(values: Any) -> np.ndarray[Any, Any] | None:
    """Floats in an array, or None for what holds anything else."""
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):
        return None
    return array.astype(np.float64) if array.dtype.kind in "biuf" else None


def _numbers(values: Any) -> np.ndarray[Any, Any] | None:
    array = _real(values)
    if array is None:
        return None
    finite = np.nan_to_num(array, nan=0.0, posinf=LIMIT, neginf=-LIMIT)
    result: np.ndarray[Any, Any] = np.clip(finite, -LIMIT, LIMIT).round(DIGITS)
    return result
