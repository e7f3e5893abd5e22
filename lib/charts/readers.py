"""The charts of a report from their untrusted data, a function for each kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lib.charts.graph import MAX_EDGES, MAX_NODES, Edge, draw_graph
from lib.charts.grid import LEVELS, TEXT_CELL, draw_cells, draw_frames, levels, text_width
from lib.charts.layering import arrange
from lib.charts.parsing import (
    DIGITS,
    MAX_DIGITS,
    MAX_NUMBER,
    MAX_TITLE,
    ChartDataError,
    digits_between,
    format_number,
    read_list,
    read_marks,
    read_matrix,
    read_numbers,
    read_part,
    read_title,
)
from lib.charts.plot import Series, draw_bars, draw_lines, key_of_bars, key_of_lines
from lib.charts.shapes import PHONE_WIDTH, Chart, NumberTable, Panel
from lib.charts.svg import SvgElement, circle

MAX_STEPS, MAX_BARS, MAX_POINTS = 200, 64, 200
MAX_LABEL = 8  # characters of a label below bars
MAX_TEXT = 16  # characters in a box of a graph
MAX_CELL, DIGITS_IN_CELL = 32.0, 2
MAX_CLASS = 2  # of a point: the CSS classes p0 to p2
PLANE_SIDE = 240.0
VALUES = ("yours", "expected")
DIFFERS = mark_safe('<span class="no">differs</span>')


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeText:
    """A node of a graph. ``values`` are those of VALUES that it has, as text."""

    label: str
    values: dict[str, str]
    is_marked: bool


def read_heatmap(panels: Sequence[Any]) -> Chart:
    matrices = [read_matrix(read_part(panel, "rows")) for panel in panels]
    low, high = _range_of(matrices)
    return Chart(
        parts=[_matrix(panel, rows, low, high) for panel, rows in zip(panels, matrices, strict=True)],
        tables=[
            NumberTable(caption=read_title(panel), rows=[[format_number(value) for value in row] for row in rows])
            for panel, rows in zip(panels, matrices, strict=True)
        ],
        summary=f"The values, from {format_number(low)} (faint) to {format_number(high)} (strong)",
    )


def _range_of(matrices: Sequence[list[list[float]]], least: float = float("-inf")) -> tuple[float, float]:
    values = [value for rows in matrices for row in rows for value in row]
    return min(0.0, *values), max(least, *values)


def _matrix(panel: Any, rows: list[list[float]], low: float, high: float) -> Panel:
    """The numbers are in the cells if they fit."""
    columns, marks = len(rows[0]), set(read_marks(panel.get("marks"), len(rows), len(rows[0])))
    texts = [[format_number(value, DIGITS_IN_CELL) for value in row] for row in rows]
    width, height = text_width(max(len(text) for row in texts for text in row)), TEXT_CELL
    if width * columns > PHONE_WIDTH:
        texts, width = [], min(MAX_CELL, PHONE_WIDTH // columns)
        height = width
    cells = draw_cells(levels(rows, low, high), texts, width, height, gap=2.0 if width > 12 else 1.0)
    return Panel(
        width=width * columns, height=height * len(rows), title=read_title(panel),
        marks=[*cells, draw_frames(marks, width, height)] if marks else cells,
        description=f"Heat map: {read_title(panel)}", note=_no("wrong values framed") if marks else "",
    )  # fmt: skip


def _no(text: str) -> SafeString:
    return format_html('<span class="no">{}</span>', text)


def read_bars(labels: Sequence[Any], data: Sequence[Any]) -> Chart:
    if not 0 < len(labels) <= MAX_BARS:
        raise ChartDataError("no labels, or too many")
    names = [str(label)[:MAX_TITLE] for label in labels]
    short = [name if len(name) <= MAX_LABEL else name[: MAX_LABEL - 1] + "…" for name in names]
    columns = [read_numbers(read_part(row, "values"), MAX_BARS) for row in data]
    if any(len(column) != len(names) for column in columns):
        raise ChartDataError("one value for each label")
    titles = [read_title(row) for row in data]
    rows = [(name, *map(format_number, row)) for name, *row in zip(names, *columns, strict=True)]
    return Chart(
        parts=[draw_bars(short, list(zip(titles, columns, strict=True)), "", "", f"Bars: {' and '.join(titles)}")],
        key=key_of_bars(titles),
        tables=[NumberTable(head=["label", *titles], rows=rows, has_names=True)],
        summary="The values",
    )


def read_curve(data: Any, rows: Sequence[Any]) -> Chart:
    is_log, every = read_part(data, "log") is True, read_part(data, "every")
    if type(every) is not int or not 0 < every <= MAX_NUMBER:
        raise ChartDataError("every so many steps")
    lines = [_read_line(read_part(row, "values"), is_log) for row in rows]
    steps, values = max(map(len, lines)), [value for line in lines for value in line if value is not None]
    if not values:
        raise ChartDataError("no step to draw")
    at = read_numbers(data["at"], MAX_STEPS) if "at" in data else [float(step * every) for step in range(steps)]
    if len(at) != steps:
        raise ChartDataError("one place for each step")
    x, y = (str(data.get(name, ""))[:MAX_TITLE] for name in "xy")
    series = [Series(title=read_title(row), pieces=_pieces(line, at)) for row, line in zip(rows, lines, strict=True)]
    titles = [line.title for line in series]
    digits = DIGITS if is_log else digits_between(min(values), max(values))
    description = f"Curves of {y} by {x}: {' and '.join(titles)}"
    unit = 0.0 if "at" in data else float(every)
    return Chart(
        parts=[draw_lines(series, x, y, description, is_log=is_log, unit=unit)],
        key=key_of_lines(series),
        tables=[NumberTable(head=[x, *titles], rows=_steps(lines, at, digits), has_names=True)],
        summary=f"The values: {y} by {x}",
    )


def _read_line(values: Any, is_log: bool) -> list[float | None]:
    """Numbers, and None for a gap."""
    line = [None if value is None else read_numbers([value], 1)[0] for value in read_list(values, MAX_STEPS)]
    if not line or (is_log and any(value is not None and value <= 0 for value in line)):
        raise ChartDataError("numbers above 0 on a logarithmic scale")
    return line


def _pieces(line: Sequence[float | None], at: Sequence[float]) -> list[list[tuple[float, float]]]:
    """The parts of a line without gaps."""
    groups = groupby(zip(at, line, strict=False), lambda step: step[1] is None)
    return [[(x, y) for x, y in steps if y is not None] for is_gap, steps in groups if not is_gap]


def _steps(lines: Sequence[Sequence[float | None]], at: Sequence[float], digits: int) -> list[list[str]]:
    def text(value: float | None) -> str:
        return "not drawable" if value is None else format_number(value, digits)

    return [
        [format_number(x, MAX_DIGITS), *(text(line[step]) if step < len(line) else "" for line in lines)]
        for step, x in enumerate(at)
    ]


def read_boundary(data: Any, panels: Sequence[Any]) -> Chart:
    """The output of a classifier over a plane, and the points that it was trained on."""
    matrices = [read_matrix(read_part(panel, "rows")) for panel in panels]
    if any(len(rows) != len(rows[0]) for rows in matrices):
        raise ChartDataError("as many rows as columns")
    low, high = _range_of(matrices, 1.0)
    points, table = [], []
    for x, y, group, across, up in _read_points(data):
        points.append((group, circle(f"p{group}", PLANE_SIDE * across, PLANE_SIDE * (1 - up), 4)))
        outputs = (_value_at(rows, across, up) for rows in matrices)
        table.append([format_number(x), format_number(y), str(group), *map(format_number, outputs)])
    titles, dots = [read_title(panel) for panel in panels], [point for _, point in points]
    return Chart(
        parts=[_plane(title, rows, dots, low, high) for title, rows in zip(titles, matrices, strict=True)],
        key=[(circle(f"p{group}", 8, 8, 4), f"class {group}") for group in sorted({group for group, _ in points})],
        tables=[NumberTable(head=["x", "y", "class", *titles], rows=table)],
        summary=f"The points and predictions, from {format_number(low)} (faint) to {format_number(high)} (strong)",
    )


def _plane(title: str, rows: list[list[float]], points: Sequence[SvgElement], low: float, high: float) -> Panel:
    """A matrix stretched over the plane, its last row on top."""
    side, half_level = PLANE_SIDE / len(rows), (high - low) / LEVELS / 2  # the shades jump in the middle
    shades = levels(rows[::-1], low - half_level, high - half_level)
    marks = [*draw_cells(shades, [], side, side, gap=0.0), *points]
    return Panel(
        width=PLANE_SIDE, height=PLANE_SIDE, marks=marks, description=f"Decision boundary: {title}", title=title,
        classes="plane",
    )  # fmt: skip


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


def read_graph(panels: Sequence[Any]) -> Chart:
    nodes = [read_nodes(read_part(panel, "nodes")) for panel in panels]
    edges = [_read_edges(panel, len(rows)) for panel, rows in zip(panels, nodes, strict=True)]
    layerings = [
        arrange(len(rows), [(source, target) for source, target, _ in panel_edges])
        for rows, panel_edges in zip(nodes, edges, strict=True)
    ]
    # The longer side runs down the page, so that a phone shows most of it without scrolling sideways.
    is_upright = max(layering.depth for layering in layerings) >= max(layering.breadth for layering in layerings)
    names = [name for name in VALUES if any(name in node.values for rows in nodes for node in rows)]
    parts, tables = [], []
    for panel, rows, arrows, layering in zip(panels, nodes, edges, layerings, strict=True):
        title, marked = read_title(panel), {n for n, node in enumerate(rows) if node.is_marked}
        has_marks = bool(marked) or any(is_marked for _, _, is_marked in arrows)
        parts.append(
            draw_graph(
                [_lines(node) for node in rows],
                arrows,
                layering,
                f"Graph: {title}",
                is_upright=is_upright,
                stress="is-marked",
                title=title,
                note=_no("differences framed") if has_marks else "",
                stressed=marked,
            )
        )
        tables.append(_nodes(title, rows, arrows, names, has_marks=has_marks))
    return Chart(parts=parts, tables=tables, summary="The nodes and their values" if names else "The nodes")


def read_nodes(data: Any) -> list[NodeText]:
    nodes = read_list(data, MAX_NODES)
    if not nodes:
        raise ChartDataError("at least one node")
    return [
        NodeText(
            label=_read_text(read_part(node, "label")),
            values={name: text for name in VALUES if (text := _read_text(node.get(name, "")))},
            is_marked=node.get("marked") is True,
        )
        for node in nodes
    ]


def _read_text(value: Any) -> str:
    """A short text, or a number as one."""
    if not isinstance(value, str):
        return format_number(read_numbers([value], 1)[0])
    return value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 1] + "…"


def _read_edges(panel: Any, node_count: int) -> list[Edge]:
    return [_read_edge(edge, node_count) for edge in read_list(panel.get("edges") or [], MAX_EDGES)]


def _read_edge(edge: Any, node_count: int) -> Edge:
    match edge:
        case [int(source), int(target), bool(is_marked)] if 0 <= source < target < node_count:
            return source, target, is_marked
    raise ChartDataError("an edge leads from a node to a later one")


def _lines(node: NodeText) -> list[str]:
    """The text in a box. Equal values are written once."""
    texts = list(node.values.values())
    if len(texts) == 2 and texts[0] == texts[1] and not node.is_marked:
        return [node.label, f"both {texts[0]}"]
    return [node.label, *(f"{name} {text}" for name, text in node.values.items())]


def _nodes(
    title: str, rows: Sequence[NodeText], edges: Sequence[Edge], names: Sequence[str], *, has_marks: bool
) -> NumberTable:
    """Labels may be equal, so each node has a number."""
    head = ["node", "made from", *names, *(["difference"] if has_marks else [])]
    cells = []
    for n, node in enumerate(rows):
        sources = ", ".join(str(source + 1) for source, target, _ in edges if target == n)
        difference = [DIFFERS if node.is_marked else ""] if has_marks else []
        cells.append(
            [f"{n + 1}: {node.label}", sources or "–", *(node.values.get(name, "") for name in names), *difference]
        )
    return NumberTable(caption=title, head=head, rows=cells, has_names=True)
