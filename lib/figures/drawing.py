"""Figures in Markdown: fences of charts, graphs and shapes become SVG when a text is saved. See docs/authoring.md."""

import re
from dataclasses import replace

from django.template.loader import render_to_string

from lib.charts.shapes import Chart
from lib.figures.graphs import draw_graph
from lib.figures.grids import draw_heatmap, draw_shapes
from lib.figures.plots import draw_bars, draw_curve
from lib.figures.source import MAX_TEXT, FenceTable, FigureError, Inline, read_fence

FENCES = ("chart", "graph", "shapes")
KINDS = ("curve", "plane", "bars", "heatmap")
MAX_HTML = 60_000  # characters of one figure

TEX = re.compile(r"[$`*\\{}]")  # left out where a browser reads a caption aloud


def draw_figure(fence: str, text: str, line: int, inline: Inline) -> str:
    """The HTML of a fence whose first line inside is ``line``. ``inline`` makes HTML of a caption's Markdown.

    Raises:
        FigureError: what is wrong, with its line.
        ValueError: a formula in it isn't LaTeX.
    """
    table = read_fence(text, line, inline)
    caption = table.text("caption", max_length=MAX_TEXT, required=True)
    chart = _draw(fence, table, TEX.sub("", caption))
    table.close()
    html = render_to_string("components/chart.html", {"chart": replace(chart, caption=table.html(caption))})
    if len(html) > MAX_HTML:
        raise FigureError(line, "This figure is too large. Give it fewer numbers.")
    return html


def _draw(fence: str, table: FenceTable, description: str) -> Chart:
    if fence == "graph":
        return draw_graph(table, description)
    if fence == "shapes":
        return draw_shapes(table)
    match table.choice("kind", KINDS):
        case "heatmap":
            return draw_heatmap(table)
        case "bars":
            return draw_bars(table, description)
        case kind:
            return draw_curve(table, description, is_plane=kind == "plane")
