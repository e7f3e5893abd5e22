"""Nodes and arrows that an author wrote."""

import re

from lib.charts import graph
from lib.charts.graph import MAX_EDGES, MAX_NODES, Edge
from lib.charts.layering import arrange
from lib.charts.shapes import Chart, NumberTable
from lib.figures.source import FenceTable

MAX_LINES, MAX_LINE = 3, 28  # of a node, and characters of each
ARROW = re.compile(r"\s*(\w+)\s*(->|=>)\s*(\w+)\s*")


def draw_graph(table: FenceTable, description: str) -> Chart:
    """``nodes``: a text by name, with line breaks. ``edges``: texts such as "x -> y", or "=>" to stress one."""
    nodes = table.read("nodes")
    if not isinstance(nodes, dict) or not 0 < len(nodes) <= MAX_NODES:
        raise table.error("nodes", f'nodes is a table of 1 to {MAX_NODES} nodes, such as x = "x = 2".')
    lines = []
    for name, text in nodes.items():
        node_lines = text.split("\n") if isinstance(text, str) else []
        if not 0 < len(node_lines) <= MAX_LINES or any(not 0 < len(line) <= MAX_LINE for line in node_lines):
            raise table.error(name, f"A node has 1 to {MAX_LINES} lines of 1 to {MAX_LINE} characters.")
        lines.append(node_lines)
    numbers = {name: n for n, name in enumerate(nodes)}
    edges = [_read_edge(table, text, numbers) for text in table.texts("edges", lengths=range(1, MAX_EDGES + 1))]
    layering = arrange(len(lines), [(source, target) for source, target, _ in edges])
    is_upright = table.choice("direction", ("down", "right"), "down") == "down"
    panel = graph.draw_graph(lines, edges, layering, description, is_upright=is_upright, stress="is-stressed")
    rows = []
    for n, (label, *others) in enumerate(lines):
        sources = ", ".join(lines[source][0] for source, target, _ in edges if target == n)
        rows.append([label, " ".join(others) or "–", sources or "–"])
    table_of_nodes = NumberTable(head=["node", "in it", "made from"], rows=rows, has_names=True)
    return Chart(parts=[panel], tables=[table_of_nodes], summary="The nodes")


def _read_edge(table: FenceTable, text: str, numbers: dict[str, int]) -> Edge:
    match = ARROW.fullmatch(text)
    if not match or match[1] not in numbers or match[3] not in numbers:
        raise table.error("edges", f"“{text}” isn’t an arrow between two nodes, such as x -> y.")
    if numbers[match[1]] >= numbers[match[3]]:
        raise table.error("edges", f"“{text}” leads back. List a node after those that lead to it.")
    return numbers[match[1]], numbers[match[3]], match[2] == "=>"
