"""Graphs: nodes in layers with arrows between them, such as an expression with a gradient at each node."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from exercises.charts.layering import Layering, Spot, arrange
from exercises.charts.parsing import ChartDataError, format_number, read_list, read_numbers, read_part, read_title
from exercises.charts.shapes import Graph, GraphArrow, GraphBox, GraphPanel, GraphRow

MAX_NODES, MAX_EDGES = 32, 64  # of a panel
MAX_TEXT = 16  # characters of a label or value
VALUES = ("yours", "expected")
CHARACTER_WIDTH, LINE_HEIGHT, PADDING = 6.8, 16.0, 8.0
BASELINE = 4.0  # of a text above the end of its line
MIN_BOX_WIDTH = 36.0
LAYER_GAP, NEIGHBOUR_GAP = 30.0, 10.0
ARROW_LENGTH, ARROW_WIDTH = 6.0, 7.0

Edge = tuple[int, int, bool]


def draw_graph(panels: Sequence[Any]) -> Graph:
    nodes = [_read_nodes(read_part(panel, "nodes")) for panel in panels]
    edges = [_read_edges(panel, len(rows)) for panel, rows in zip(panels, nodes, strict=True)]
    layerings = [
        arrange(len(rows), [(source, target) for source, target, _ in panel_edges])
        for rows, panel_edges in zip(nodes, edges, strict=True)
    ]
    # The longer side runs down the page, so that a phone shows most of it without scrolling sideways.
    is_upright = max(layering.depth for layering in layerings) >= max(layering.breadth for layering in layerings)
    return Graph(
        panels=tuple(
            _draw_panel(read_title(panel), rows, arrows, layering, is_upright=is_upright)
            for panel, rows, arrows, layering in zip(panels, nodes, edges, layerings, strict=True)
        ),
        names=tuple(name for name in VALUES if any(getattr(row, name) for rows in nodes for row in rows)),
    )


def _read_nodes(data: Any) -> list[GraphRow]:
    nodes = read_list(data, MAX_NODES)
    if not nodes:
        raise ChartDataError("at least one node")
    return [
        GraphRow(
            label=_read_text(read_part(node, "label")),
            yours=_read_text(node.get("yours", "")),
            expected=_read_text(node.get("expected", "")),
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


def _draw_panel(
    title: str, nodes: Sequence[GraphRow], edges: Sequence[Edge], layering: Layering, *, is_upright: bool
) -> GraphPanel:
    lines = [_lines(node) for node in nodes]
    longest = max(len(line) for text in lines for line in text)
    width = round(max(MIN_BOX_WIDTH, CHARACTER_WIDTH * longest + 2 * PADDING), 1)
    height = LINE_HEIGHT * max(map(len, lines)) + PADDING
    grid = _Grid(width, height, is_upright=is_upright)
    corners = [grid.point(grid.start(spot), grid.across(spot) - grid.thickness / 2) for spot in layering.nodes]
    end = grid.point(grid.start((0, layering.depth)) - LAYER_GAP, layering.breadth * grid.pitch - NEIGHBOUR_GAP)
    return GraphPanel(
        title=title,
        width=end[0],
        height=end[1],
        box_width=width,
        box_height=height,
        boxes=tuple(
            _box(node, text, corner, width, height) for node, text, corner in zip(nodes, lines, corners, strict=True)
        ),
        arrows=_arrows(edges, layering, grid),
        rows=tuple(replace(node, sources=_sources(n, edges)) for n, node in enumerate(nodes)),
    )


def _lines(node: GraphRow) -> list[str]:
    """The text in a box. Equal values are written once."""
    if node.yours and node.yours == node.expected and not node.is_marked:
        return [node.label, f"both {node.yours}"]
    return [node.label, *(f"{name} {value}" for name in VALUES if (value := getattr(node, name)))]


def _box(node: GraphRow, lines: Sequence[str], corner: tuple[float, float], width: float, height: float) -> GraphBox:
    x, y = corner
    top = y + (height - LINE_HEIGHT * len(lines)) / 2 - BASELINE
    return GraphBox(
        x=x,
        y=y,
        middle=round(x + width / 2, 1),
        lines=tuple((round(top + LINE_HEIGHT * (n + 1), 1), line) for n, line in enumerate(lines)),
        is_marked=node.is_marked,
    )


def _sources(node: int, edges: Sequence[Edge]) -> str:
    return ", ".join(str(source + 1) for source, target, _ in edges if target == node)


def _arrows(edges: Sequence[Edge], layering: Layering, grid: "_Grid") -> tuple[GraphArrow, ...]:
    """The arrows that end at a node share its side, in the order in which they arrive."""
    arrivals: dict[int, list[tuple[float, int]]] = {}
    for number, (source, target, _) in enumerate(edges):
        last = (layering.bends[number] or [layering.nodes[source]])[-1]
        arrivals.setdefault(target, []).append((last[0], number))
    arrows = {}
    for target, arriving in arrivals.items():
        for n, (_, number) in enumerate(sorted(arriving)):
            offset = grid.thickness * ((n + 1) / (len(arriving) + 1) - 0.5)
            source, _, is_marked = edges[number]
            spots = (layering.nodes[source], *layering.bends[number], layering.nodes[target])
            arrows[number] = grid.arrow(spots, offset, is_marked=is_marked)
    return tuple(arrows[number] for number in sorted(arrows))


class _Grid:
    """Converts spots to SVG units. ``along`` is the direction from layer to layer, ``across`` that within a layer."""

    def __init__(self, width: float, height: float, *, is_upright: bool) -> None:
        self.is_upright = is_upright
        self.length, self.thickness = (height, width) if is_upright else (width, height)
        self.pitch = self.thickness + NEIGHBOUR_GAP

    def start(self, spot: Spot) -> float:
        return spot[1] * (self.length + LAYER_GAP)

    def across(self, spot: Spot) -> float:
        return spot[0] * self.pitch - NEIGHBOUR_GAP / 2

    def point(self, along: float, across: float) -> tuple[float, float]:
        x, y = (across, along) if self.is_upright else (along, across)
        return round(x, 1), round(y, 1)

    def arrow(self, spots: Sequence[Spot], offset: float, *, is_marked: bool) -> GraphArrow:
        """Draw from one box through the bends to another, where it ends ``offset`` beside the middle of its side."""
        along, across = self.start(spots[0]) + self.length, self.across(spots[0])
        path = [f"M{self._text(along, across)}"]
        for bend in spots[1:-1]:
            path.append(self._curve(along, across, self.start(bend), self.across(bend)))
            along, across = self.start(bend) + self.length, self.across(bend)
            path.append(f"L{self._text(along, across)}")
        tip, side = self.start(spots[-1]), self.across(spots[-1]) + offset
        path.append(self._curve(along, across, tip - ARROW_LENGTH, side))
        base = [(tip - ARROW_LENGTH, side - ARROW_WIDTH / 2), (tip - ARROW_LENGTH, side + ARROW_WIDTH / 2)]
        head = " ".join(self._text(*point) for point in ((tip, side), *base))
        return GraphArrow(path="".join(path), head=head, is_marked=is_marked)

    def _curve(self, along: float, across: float, to_along: float, to_across: float) -> str:
        middle = (along + to_along) / 2
        ends = (self._text(middle, across), self._text(middle, to_across), self._text(to_along, to_across))
        return f"C{' '.join(ends)}"

    def _text(self, along: float, across: float) -> str:
        x, y = self.point(along, across)
        return f"{x},{y}"
