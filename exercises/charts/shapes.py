"""The shapes that the chart templates draw. Lengths are in SVG units, the origin is at the top left."""

from dataclasses import dataclass
from typing import Literal

LEVELS = 10  # shades of a cell, the CSS classes w0 to w10
CHART_WIDTH = 420.0  # of bars and curves
LABEL_HEIGHT, LABEL_BASELINE = 20.0, 15.0  # of the labels below them


@dataclass(frozen=True, slots=True)
class HeatmapCell:
    """A square of a heat map. Level 0 is the lowest value of the chart, 10 the highest."""

    x: float
    y: float
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One matrix: its cells, the cells marked as wrong, and its numbers as text for the table."""

    title: str
    width: float
    height: float
    side: float
    """The side of each cell."""
    cells: tuple[HeatmapCell, ...]
    marks: tuple[HeatmapCell, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heatmap:
    """Matrices side by side on one scale from ``low`` (pale) to ``high`` (dark)."""

    panels: tuple[Panel, ...]
    low: str
    high: str
    kind: Literal["heatmap"] = "heatmap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar. ``series`` is the index of its series."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under its group of bars."""

    x: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Groups of bars over shared labels. Each of ``rows`` is a label and its numbers, for the table."""

    width: float
    height: float
    axis: float
    """The y of zero."""
    foot: float
    """The y of the labels."""
    titles: tuple[str, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Polyline:
    """A part of a curve without gaps, as SVG writes points. ``series`` is the index of its series."""

    points: str
    series: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Lines over the steps from 0 to ``last``, between ``low`` and ``high``. ``rows`` are the numbers of each step."""

    width: float
    height: float
    margin: float
    """The x of step 0."""
    floor: float
    """The y of ``low``."""
    foot: float
    """The y of the labels below."""
    x: str
    y: str
    last: int
    low: str
    high: str
    titles: tuple[str, ...]
    lines: tuple[Polyline, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["curve"] = "curve"


@dataclass(frozen=True, slots=True)
class Point:
    """A data point on a plane. ``group`` is its class."""

    x: float
    y: float
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """The output of a classifier over a plane. Each of ``rows`` is a point, its class, and the outputs there."""

    panels: tuple[Panel, ...]
    points: tuple[Point, ...]
    groups: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    low: str
    high: str
    kind: Literal["boundary"] = "boundary"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphBox:
    """The box of a node. Each of its lines is a y and a text, centred at ``middle``."""

    x: float
    y: float
    middle: float
    lines: tuple[tuple[float, str], ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class GraphArrow:
    """An edge: its line as an SVG path, and the points of its head."""

    path: str
    head: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRow:
    """A node as text, for the table. ``sources`` are the row numbers of the nodes that lead to it."""

    label: str
    yours: str
    expected: str
    is_marked: bool
    sources: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPanel:
    """One graph."""

    title: str
    width: float
    height: float
    box_width: float
    box_height: float
    boxes: tuple[GraphBox, ...]
    arrows: tuple[GraphArrow, ...]
    rows: tuple[GraphRow, ...]

    @property
    def has_marks(self) -> bool:
        return any(box.is_marked for box in self.boxes) or any(arrow.is_marked for arrow in self.arrows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Layered directed graphs side by side. ``names`` are the values that their nodes have."""

    panels: tuple[GraphPanel, ...]
    names: tuple[str, ...]
    kind: Literal["graph"] = "graph"


Chart = Heatmap | Bars | Curve | Boundary | Graph
