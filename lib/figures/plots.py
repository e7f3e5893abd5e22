"""Curves, planes and bars that an author wrote."""

from collections.abc import Sequence

from lib.charts import plot
from lib.charts.parsing import format_number
from lib.charts.plot import STYLES, Ends, Series, key_of_bars, key_of_lines
from lib.charts.shapes import Chart, NumberTable
from lib.charts.svg import Point
from lib.figures.source import FenceTable

MAX_SERIES, MAX_POINTS, MAX_BAR_SERIES, MAX_BARS = 6, 120, 3, 32
DIGITS = 4
SUMMARY = "The values"


def draw_curve(table: FenceTable, description: str, *, is_plane: bool) -> Chart:
    """Lines and dots over x. A plane has equal units on both axes."""
    x, y, is_log = table.text("x") or "x", table.text("y") or "y", table.flag("log")
    start, step = table.number("from", 0.0), table.number("step", 1.0)
    series = [
        _read_series(row, start, step, is_log=is_log, is_plane=is_plane)
        for row in table.tables("series", max_length=MAX_SERIES)
    ]
    ends = None if is_log or is_plane else _range(table)
    panel = plot.draw_lines(series, x, y, description, is_log=is_log, is_plane=is_plane, ends=ends)
    head = [x, *(line.title for line in series)] if _share_x(series) else ["series", x, y]
    key = key_of_lines(series) if len(series) > 1 else []
    return Chart(parts=[panel], key=key, tables=[NumberTable(head=head, rows=_rows(series))], summary=SUMMARY)


def _read_series(table: FenceTable, start: float, step: float, *, is_log: bool, is_plane: bool) -> Series:
    points: Sequence[Point]
    if "points" in table.values or is_plane:
        points = table.points("points", max_length=MAX_POINTS)
    else:
        values = table.numbers("values", lengths=range(1, MAX_POINTS + 1))
        points = [(start + n * step, value) for n, value in enumerate(values)]
    if is_log and min(value for _, value in points) <= 0:
        raise table.error("values", "A logarithmic scale takes numbers above 0.")
    series = Series(
        title=table.text("title", required=True),
        style=table.choice("draw", STYLES, "dots" if is_plane else "line"),
        pieces=[points],
        labels=table.texts("labels", lengths=range(len(points), len(points) + 1)),
    )
    table.close()
    return series


def draw_bars(table: FenceTable, description: str) -> Chart:
    """A few series of bars over labels."""
    labels = table.texts("labels", lengths=range(1, MAX_BARS + 1))
    if not labels:
        raise table.error("labels", f"labels must be a list of 1 to {MAX_BARS} texts.")
    x, y, lengths = table.text("x"), table.text("y"), range(len(labels), len(labels) + 1)
    series = []
    for row in table.tables("series", max_length=MAX_BAR_SERIES):
        series.append((row.text("title", required=True), row.numbers("values", lengths=lengths)))
        row.close()
    titles = [title for title, _ in series]
    rows = [[label, *(_text(values[n]) for _, values in series)] for n, label in enumerate(labels)]
    return Chart(
        parts=[plot.draw_bars(labels, series, x, y, description, ends=_range(table))],
        key=key_of_bars(titles) if len(titles) > 1 else [],
        tables=[NumberTable(head=[x or "label", *titles], rows=rows)],
        summary=SUMMARY,
    )


def _range(table: FenceTable) -> Ends | None:
    if "range" not in table.values:
        return None
    low, high = table.numbers("range", lengths=range(2, 3))
    if low >= high:
        raise table.error("range", "range is [low, high].")
    return low, high


def _share_x(series: Sequence[Series]) -> bool:
    return len({tuple(x for x, _ in line.points) for line in series}) == 1 and not any(line.labels for line in series)


def _rows(series: Sequence[Series]) -> list[list[str]]:
    """A row for each x, or, if the series have points of their own, one for each point."""
    if _share_x(series):
        columns = zip(*(line.points for line in series), strict=True)
        return [[_text(points[0][0]), *(_text(y) for _, y in points)] for points in columns]
    return [
        [label or line.title, _text(x), _text(y)]
        for line in series
        for (x, y), label in zip(line.points, line.labels or [""] * len(line.points), strict=True)
    ]


def _text(value: float) -> str:
    return format_number(value, DIGITS)
