"""Contour lines of a height field, and smooth curves, as SVG path data. Standard library only.

Screen coordinates throughout: x to the right, y down, one unit is one pixel of the sheet.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]
Line = list[Point]
_Edge = tuple[int, int, bool]  # column, row, and whether the grid edge runs down


def spline(anchors: Sequence[Point], step: float) -> Line:
    """A Catmull-Rom curve through the anchors, sampled about every `step` pixels."""
    controls = [anchors[0], *anchors, anchors[-1]]
    points: Line = []
    for previous, start, end, following in zip(controls, controls[1:], controls[2:], controls[3:], strict=False):
        pieces = max(1, round(math.dist(start, end) / step))
        points += [_catmull_rom(previous, start, end, following, k / pieces) for k in range(pieces)]
    return [*points, anchors[-1]]


def _catmull_rom(previous: Point, start: Point, end: Point, following: Point, t: float) -> Point:
    x, y = (
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(previous, start, end, following, strict=True)
    )
    return x, y


def grid(height: Callable[[float, float], float], width: float, depth: float, cell: float) -> list[list[float]]:
    """Heights over the sheet and one cell beyond each side, so that lines continue past its edge."""
    columns, rows = math.ceil(width / cell) + 3, math.ceil(depth / cell) + 3
    return [[height((i - 1) * cell, (j - 1) * cell) for i in range(columns)] for j in range(rows)]


def contours(heights: list[list[float]], cell: float, level: float) -> list[Line]:
    """The lines at `level` by marching squares, each with the higher ground on its right."""
    following = _segments(heights, level)
    ends = set(following.values())
    lines = [_follow(following, edge) for edge in [edge for edge in following if edge not in ends]]
    while following:  # what is left closes on itself
        lines.append(_follow(following, next(iter(following))))
    return [[_crossing(heights, cell, level, edge) for edge in line] for line in lines]


def _segments(heights: list[list[float]], level: float) -> dict[_Edge, _Edge]:
    """Map each grid edge that a line crosses to the edge where that line leaves the cell it enters there."""
    following: dict[_Edge, _Edge] = {}
    for j in range(len(heights) - 1):
        upper, lower = heights[j], heights[j + 1]
        for i in range(len(upper) - 1):
            above = (upper[i] > level, upper[i + 1] > level, lower[i + 1] > level, lower[i] > level)
            if all(above) or not any(above):
                continue
            around = ((i, j, False), (i + 1, j, True), (i, j + 1, False), (i, j, True))  # clockwise from the top
            crossings = [(around[k], above[k]) for k in range(4) if above[k] != above[(k + 1) % 4]]
            for k, (edge, falls) in enumerate(crossings):
                if falls:
                    following[edge] = crossings[(k + 1) % len(crossings)][0]
    return following


def _follow(following: dict[_Edge, _Edge], start: _Edge) -> list[_Edge]:
    """Remove one line from `following` and return it. A closed line ends at its first point."""
    line = [start]
    while (edge := following.pop(line[-1], None)) is not None:
        line.append(edge)
    return line


def _crossing(heights: list[list[float]], cell: float, level: float, edge: _Edge) -> Point:
    i, j, down = edge
    start, end = heights[j][i], heights[j + 1][i] if down else heights[j][i + 1]
    part = (level - start) / (end - start)
    return (i - 1 + (0 if down else part)) * cell, (j - 1 + (part if down else 0)) * cell


def simplify(line: Line, tolerance: float) -> Line:
    """Simplify a line to within `tolerance` pixels (Douglas and Peucker)."""
    indices = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    if line[0] == line[-1]:  # a closed line needs a second fixed point to measure from
        middle = len(line) // 2
        indices.add(middle)
        spans = [(0, middle), (middle, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        far, worst = max((_deviation(line[k], line[first], line[last]), k) for k in range(first + 1, last))
        if far > tolerance:
            indices.add(worst)
            spans += [(first, worst), (worst, last)]
    return [line[k] for k in sorted(indices)]


def _deviation(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    if length == 0:
        return math.dist(point, start)
    return abs(dx * (start[1] - point[1]) - dy * (start[0] - point[0])) / length


def smooth(lines: Iterable[Line], digits: int = 0) -> str:
    """Path data of quadratic B-splines with the lines as control polygons. Corners are rounded, ends stay."""
    return "".join(_pieces(line, lambda _start, _end: True, digits) for line in lines)


def shade(lines: Iterable[Line], light: Point) -> str:
    """Path data of the parts of the lines where the ground falls away from the light.

    Drawn heavier over the lines, they show the relief (Tanaka's contours). `light` points to the light source.
    """

    def dark(start: Point, end: Point) -> bool:
        dx, dy = end[0] - start[0], end[1] - start[1]
        return dx * light[1] - dy * light[0] > 0.45 * math.hypot(dx, dy) * math.hypot(*light)

    return "".join(_pieces(line, dark, 0) for line in lines)


def _pieces(line: Line, is_drawn: Callable[[Point, Point], bool], digits: int) -> str:
    is_closed = line[0] == line[-1] and len(line) > 3
    corners = [line[-2], *line] if is_closed else line
    middles = [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in pairwise(corners)]
    if not is_closed:
        middles = [line[0], *middles[1:-1], line[-1]] if len(line) > 2 else [line[0], line[-1]]
    path, pen = "", None
    for k in range(len(middles) - 1):
        start, corner, end = (_round_point(point, digits) for point in (middles[k], corners[k + 1], middles[k + 1]))
        if not is_drawn(middles[k], middles[k + 1]):
            pen = None
            continue
        path += f"M{start[0]:g} {start[1]:g}q" if pen is None else " "
        offsets = (corner[0] - start[0], corner[1] - start[1], end[0] - start[0], end[1] - start[1])
        path += " ".join(f"{round(offset, digits):g}" for offset in offsets).replace(" -", "-")
        pen = end
    return path


def _round_point(point: Point, digits: int) -> Point:
    return round(point[0], digits), round(point[1], digits)
