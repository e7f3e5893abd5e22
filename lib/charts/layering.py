"""Place the nodes of a directed graph in layers, each below all nodes that lead to it.

A line longer than one layer would run through the boxes between its ends. So it bends: it passes a free spot in each
layer on its way. All long lines of one node share their spots.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BEND_WIDTH = 0.3  # of a spot where a line passes, in node widths

Spot = tuple[float, int]  # position in the layer in node widths, number of the layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Layering:
    """The spot of each node, and the spots of the bends of each edge."""

    nodes: tuple[Spot, ...]
    bends: tuple[tuple[Spot, ...], ...]
    breadth: float
    """The breadth of the widest layer, in node widths."""
    depth: int
    """The number of layers."""


def arrange(node_count: int, edges: Sequence[tuple[int, int]]) -> Layering:
    """Place the nodes 0, 1, 2 …, where every edge (source, target) leads to a later node."""
    levels = [0] * node_count
    for source, target in sorted(edges):
        levels[target] = max(levels[target], levels[source] + 1)
    reach = list(levels)  # the last layer in which a node needs a spot
    for source, target in edges:
        reach[source] = max(reach[source], levels[target] - 1)
    positions: dict[tuple[int, int], float] = {}  # of (node, layer); for a layer after its own: of a bend
    for level in range(max(levels) + 1):
        spots = [node for node in range(node_count) if levels[node] <= level <= reach[node]]
        _place_layer(level, spots, levels, edges, positions)
    left_edge = min(position - _width(node, level, levels) / 2 for (node, level), position in positions.items())
    right_edge = max(position + _width(node, level, levels) / 2 for (node, level), position in positions.items())
    return Layering(
        nodes=tuple((positions[node, level] - left_edge, level) for node, level in enumerate(levels)),
        bends=tuple(
            tuple((positions[source, level] - left_edge, level) for level in range(levels[source] + 1, levels[target]))
            for source, target in edges
        ),
        breadth=right_edge - left_edge,
        depth=max(levels) + 1,
    )


def _place_layer(
    level: int,
    spots: Sequence[int],
    levels: Sequence[int],
    edges: Sequence[tuple[int, int]],
    positions: dict[tuple[int, int], float],
) -> None:
    """Place each spot near the middle of what leads to it, in the layer above."""
    ideals = {}
    for index, node in enumerate(spots):
        above = [node] if levels[node] < level else [source for source, target in edges if target == node]
        ideals[node] = sum(positions[source, level - 1] for source in above) / len(above) if above else float(index)
    cursor, offsets = -float("inf"), 0.0
    for node in sorted(spots, key=lambda node: (ideals[node], node)):
        half = _width(node, level, levels) / 2
        positions[node, level] = max(ideals[node], cursor + half)
        cursor = positions[node, level] + half
        offsets += positions[node, level] - ideals[node]
    for node in spots:  # they were only pushed to the right; move the layer back, so that it is centred
        positions[node, level] -= offsets / len(spots)


def _width(node: int, level: int, levels: Sequence[int]) -> float:
    return 1.0 if levels[node] == level else BEND_WIDTH
