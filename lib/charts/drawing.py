"""Charts of a report: from untrusted data to the elements that a template draws. See docs/decisions/0001.

The data of a chart are one of

    {"kind": "heatmap", "panels": [{"title", "rows", "marks"}]}
    {"kind": "bars", "labels", "series": [{"title", "values"}]}
    {"kind": "curve", "x", "y", "log", "every", "series": [{"title", "values"}]}
    {"kind": "boundary", "extent", "panels": [{"title", "rows"}], "points": [[x, y, class]]}
    {"kind": "graph", "panels": [{"title", "nodes": [{"label", "yours", "expected", "marked"}],
                                  "edges": [[source, target, marked]]}]}
    {"kind": "accesses", "caption", "panels": [{"title", "rows", "outside": [[row, column]]}]}

Data of another form, or too large, give no chart; the sentence beside it says the same. All charts of a report together
have a limit too, because one page shows them all.
"""

from collections.abc import Sequence
from typing import Any

from lib.charts.accesses import read_accesses
from lib.charts.parsing import ChartDataError
from lib.charts.readers import read_bars, read_boundary, read_curve, read_graph, read_heatmap
from lib.charts.shapes import Chart

MAX_PANELS = 4
MAX_SERIES = 3
MAX_ELEMENTS = 12_288  # of a report's charts together, table cells included


def draw(data: Any) -> Chart | None:
    """Draw the chart of a report. None: there is none, or its data are invalid."""
    try:
        match data:
            case {"kind": "heatmap", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return read_heatmap(panels)
            case {"kind": "bars", "labels": list(labels), "series": list(series)} if 0 < len(series) <= MAX_SERIES:
                return read_bars(labels, series)
            case {"kind": "curve", "series": list(series)} if 0 < len(series) <= MAX_SERIES:
                return read_curve(data, series)
            case {"kind": "boundary", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return read_boundary(data, panels)
            case {"kind": "graph", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return read_graph(panels)
            case {"kind": "accesses", "panels": list(panels)} if 0 < len(panels) <= MAX_PANELS:
                return read_accesses(data, panels)
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
    """How many elements the drawing and the tables have."""
    in_tables = sum(len(row) for table in chart.tables for row in table.rows)
    return in_tables + sum(len(panel.marks) for panel in chart.panels)
