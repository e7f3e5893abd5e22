"""Graphs: nodes in layers with arrows between them, such as an expression with a gradient at each node."""

from collections.abc import Collection, Iterator, Sequence

from lib.charts.layering import Layering, Spot
from lib.charts.shapes import Panel
from lib.charts.svg import SvgElement, label, path, rect

MAX_NODES, MAX_EDGES = 32, 64  # of a panel
CHARACTER_WIDTH, LINE_HEIGHT, PADDING = 6.8, 16.0, 8.0
BASELINE = 4.0  # of a text above the end of its line
MIN_BOX_WIDTH = 36.0
LAYER_GAP, NEIGHBOUR_GAP = 30.0, 10.0
ARROW_LENGTH, ARROW_WIDTH = 6.0, 7.0

Edge = tuple[int, int, bool]


def draw_graph(
    boxes: Sequence[Sequence[str]], edges: Sequence[Edge], layering: Layering, description: str, *, is_upright: bool,
    stress: str, title: str = "", note: str = "", stressed: Collection[int] = (),
) -> Panel:  # fmt: skip
    """Boxes of lines of text, and arrows. Those that are stressed have the CSS class ``stress``."""
    longest = max(len(line) for lines in boxes for line in lines)
    width = round(max(MIN_BOX_WIDTH, CHARACTER_WIDTH * longest + 2 * PADDING), 1)
    height = LINE_HEIGHT * max(map(len, boxes)) + PADDING
    grid = _Grid(width, height, is_upright=is_upright)
    end = grid.point(grid.start((0, layering.depth)) - LAYER_GAP, layering.breadth * grid.pitch - NEIGHBOUR_GAP)
    marks = list(_arrows(edges, layering, grid, stress))
    for n, (lines, spot) in enumerate(zip(boxes, layering.nodes, strict=True)):
        corner = grid.point(grid.start(spot), grid.across(spot) - grid.thickness / 2)
        marks += _box(lines, *corner, width, height, f"node {stress}" if n in stressed else "node")
    return Panel(
        width=end[0], height=end[1], marks=marks, description=description, title=title, note=note, classes="graph"
    )


def _box(lines: Sequence[str], x: float, y: float, width: float, height: float, classes: str) -> Iterator[SvgElement]:
    yield rect(classes, x, y, width, height)
    top = y + (height - LINE_HEIGHT * len(lines)) / 2 - BASELINE
    for n, line in enumerate(lines, 1):
        classes = "node-label" if n == 1 else "node-value"
        yield label(classes, x + width / 2, top + LINE_HEIGHT * n, line, anchor="middle")


def _arrows(edges: Sequence[Edge], layering: Layering, grid: "_Grid", stress: str) -> Iterator[SvgElement]:
    """The arrows that end at a node share its side, in the order in which they arrive."""
    arrivals: dict[int, list[tuple[float, int]]] = {}
    for number, (source, target, _) in enumerate(edges):
        last = (layering.bends[number] or [layering.nodes[source]])[-1]
        arrivals.setdefault(target, []).append((last[0], number))
    for target, arriving in arrivals.items():
        for n, (_, number) in enumerate(sorted(arriving)):
            offset = grid.thickness * ((n + 1) / (len(arriving) + 1) - 0.5)
            source, _, is_stressed = edges[number]
            spots = (layering.nodes[source], *layering.bends[number], layering.nodes[target])
            yield from grid.arrow(spots, offset, f" {stress}" if is_stressed else "")


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

    def arrow(self, spots: Sequence[Spot], offset: float, stress: str) -> Iterator[SvgElement]:
        """Draw from one box through the bends to another, where it ends ``offset`` beside the middle of its side."""
        along, across = self.start(spots[0]) + self.length, self.across(spots[0])
        line = f"M{self._text(along, across)}"
        for bend in spots[1:-1]:
            line += self._curve(along, across, self.start(bend), self.across(bend))
            along, across = self.start(bend) + self.length, self.across(bend)
            line += f"L{self._text(along, across)}"
        tip, side = self.start(spots[-1]), self.across(spots[-1]) + offset
        base = tip - ARROW_LENGTH
        yield path(f"arrow{stress}", line + self._curve(along, across, base, side))
        corners = ((tip, side), (base, side - ARROW_WIDTH / 2), (base, side + ARROW_WIDTH / 2))
        yield path(f"arrow-head{stress}", f"M{'L'.join(self._text(*corner) for corner in corners)}z")

    def _curve(self, along: float, across: float, to_along: float, to_across: float) -> str:
        middle = (along + to_along) / 2
        ends = (self._text(middle, across), self._text(middle, to_across), self._text(to_along, to_across))
        return f"C{' '.join(ends)}"

    def _text(self, along: float, across: float) -> str:
        x, y = self.point(along, across)
        return f"{x:g} {y:g}"
