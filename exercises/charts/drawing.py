"""Charts of a report: from untrusted data to the rectangles that a template draws. See docs/decisions/0001.

The data of a chart are one of

    {"kind": "heatmap", "panels": [{"title", "rows", "marks"}]}
    {"kind": "bars", "labels", "series": [{"title", "values"}]}
    {"kind": "curve", "x", "y", "log", "every", "series": [{"title", "values"}]}
    {"kind": "boundary", "extent", "panels": [{"title", "rows"}], "points": [[x, y, class]]}
    {"kind": "graph", "panels": [{"title", "nodes": [{"label", "yours", "expected", "marked"}],
                                  "edges": [[source, target, marked]]}]}

Data of another form, or too large, give no chart; the sentence beside it says the same. All charts of a report together
have a limit too, because one page shows them all.
"""

from collections.abc import Sequence
from typing import Any

from exercises.charts.bars import draw_bars
from exercises.charts.boundary import draw_boundary
from exercises.charts.curve import draw_curve
from exercises.charts.graph import draw_graph
from exercises.charts.heatmap import draw_heatmap
from exercises.charts.parsing import ChartDataError
from exercises.charts.shapes import Bars, Boundary, Chart, Graph, Heatmap

MAX_PANELS = 4
MAX_SERIES = 3
MAX_ELEMENTS = 12_288  # of a report's charts together: rectangles, points and table cells; a single chart has fewer


def draw(data: Any) -> Chart | None:
    """Draw the chart of a report. None: there is none, or its data are invalid."""
    try:
        match data:
            case {"kind": "heatmap", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return draw_heatmap(panels)
            case {"kind": "bars", "labels": list(labels), "series": list(series)} if 0 < len(series) <= MAX_SERIES:
                return draw_bars(labels, series)
            case {"kind": "curve", "series": list(series)} if 0 < len(series) <= MAX_SERIES:
                return draw_curve(data, series)
            case {"kind": "boundary", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return draw_boundary(data, panels)
            case {"kind": "graph", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return draw_graph(panels)
    except ChartDataError:
        pass
    return None


def draw_within_bounds(charts_data: Sequence[Any]) -> list[Chart | None]:
    """Draw the charts of a report, the most important first. Those beyond MAX_ELEMENTS together are left out."""
    charts: list[Chart | None] = []
    room = MAX_ELEMENTS
    for data in charts_data:
        chart = draw(data) if room > 0 else None
        room -= _element_count(chart) if chart else 0
        charts.append(chart if room >= 0 else None)
    return charts


def _element_count(chart: Chart) -> int:
    """About how many elements the drawing and the table have."""
    if isinstance(chart, Heatmap):  # the table has the cells too
        return sum(2 * len(panel.cells) + len(panel.marks) for panel in chart.panels)
    if isinstance(chart, Graph):
        # of a node: a box, three lines of text and five table cells; of an edge: a line and a head
        return sum(9 * len(panel.boxes) + 2 * len(panel.arrows) for panel in chart.panels)
    in_table = sum(map(len, chart.rows))
    if isinstance(chart, Boundary):
        return in_table + sum(len(panel.cells) + len(chart.points) for panel in chart.panels)
    return in_table + len(chart.bars if isinstance(chart, Bars) else chart.lines)
