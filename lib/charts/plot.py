"""Curves, planes and bars with axes and ticks."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lib.charts.parsing import format_number
from lib.charts.scales import Scale, Tick, round_ends
from lib.charts.shapes import PHONE_WIDTH, Panel
from lib.charts.svg import Point, SvgElement, circle, label, path, rect, trace

WIDTH, HEIGHT, MAX_PLANE = PHONE_WIDTH, 170.0, 260.0
TOP, RIGHT, BOTTOM = 26.0, 12.0, 36.0
CHARACTER, GAP = 6.4, 8.0
HEAD = 7.0  # the length of an arrow's head
GROUP_SHARE = 0.8  # of the room of a label, for its bars
MAX_BAR = 40.0  # the width of a bar
NUMBER_SHARE = 1.3  # of the width of a bar, for the number above it
STYLES = ("line", "dots", "steps", "path", "vectors")

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Points in one style. ``pieces`` are its parts without gaps, each of at least one point."""

    title: str
    pieces: Sequence[Sequence[Point]]
    style: str = "line"
    """One of STYLES."""
    labels: Sequence[str] = ()

    @property
    def points(self) -> list[Point]:
        return [point for piece in self.pieces for point in piece]


def draw_lines(
    series: Sequence[Series], x: str, y: str, description: str, *, is_log: bool = False, is_plane: bool = False,
    ends: Ends | None = None, unit: float = 0.0,
) -> Panel:  # fmt: skip
    """Lines and dots over x. A plane has equal units on both axes.

    ``ends`` are those of the y axis; without them they are round numbers. Ticks on the x axis are at multiples of
    ``unit``.
    """
    along, up = _scales(series, is_log=is_log, is_plane=is_plane, ends=ends)
    marks = [mark for n, line in enumerate(series) for mark in _marks(n, line, along, up)]
    return _plot(along, up, along.ticks(unit), marks, x, y, description)


def draw_bars(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], x: str, y: str, description: str, *,
    ends: Ends | None = None,
) -> Panel:  # fmt: skip
    """A few series of bars over labels, as many of which are written as fit."""
    values = [value for _, row in series for value in row]
    up = _upright(*(ends or round_ends(values, from_zero=True)), HEIGHT)
    along = Scale(low=0.0, high=float(len(labels)), start=_left(up), end=WIDTH - RIGHT)
    length = along.end - along.start
    every = math.ceil((max(map(len, labels)) + 1) * CHARACTER * len(labels) / length)
    ticks = [(along.place(n + 0.5), text) for n, text in enumerate(labels) if n % every == 0]
    room = min(GROUP_SHARE, MAX_BAR * len(values) / length)  # of a label
    width = room / len(series)
    has_numbers = max(len(format_number(v)) for v in values) * CHARACTER <= NUMBER_SHARE * width * length / len(labels)
    marks = []
    for n, (_, row) in enumerate(series):
        for k, value in enumerate(row):
            start = k + (1 - room) / 2 + n * width
            left, right = along.place(start), along.place(start + width)
            top, bottom = sorted((up.place(value), up.place(0.0)))
            marks.append(rect(f"bar s{n}", left, top, right - left, bottom - top))
            if has_numbers:
                marks.append(label("value", (left + right) / 2, top - 4, format_number(value), anchor="middle"))
    return _plot(along, up, ticks, marks, x, y, description)


def key_of_lines(series: Sequence[Series]) -> list[tuple[SvgElement, str]]:
    signs = (
        circle(f"dot s{n}", 8, 8, 4) if line.style == "dots" else path(f"line s{n}", "M0 8H16")
        for n, line in enumerate(series)
    )
    return list(zip(signs, (line.title for line in series), strict=True))


def key_of_bars(titles: Sequence[str]) -> list[tuple[SvgElement, str]]:
    return [(rect(f"bar s{n}", 0, 3, 10, 10), title) for n, title in enumerate(titles)]


def _plot(
    along: Scale, up: Scale, ticks: Sequence[Tick], marks: Sequence[SvgElement], x: str, y: str, description: str
) -> Panel:
    zero = up.place(0.0) if not up.is_log and up.low <= 0 <= up.high else up.start
    axes = []
    for at, text in up.ticks():
        axes += [
            path("rule", f"M{along.start:g} {at:g}H{along.end:g}"),
            label("", along.start - 6, at + 4, text, anchor="end"),
        ]
    axes.append(path("axis", f"M{along.start:g} {zero:g}H{along.end:g}"))
    axes += [label("", at, up.start + 15, text, anchor="middle") for at, text in ticks]
    axes += [label("title", 0, 10, y)] if y else []
    axes += [label("title", along.end, up.start + 31, x, anchor="end")] if x else []
    return Panel(
        width=WIDTH, height=up.start + BOTTOM, marks=[*axes, *marks], description=description, classes="plot",
        is_fluid=True,
    )  # fmt: skip


def _scales(series: Sequence[Series], *, is_log: bool, is_plane: bool, ends: Ends | None) -> tuple[Scale, Scale]:
    points = [point for line in series for point in line.points]
    if any(line.style == "vectors" for line in series):
        points.append((0.0, 0.0))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if is_plane:
        (left, right), (low, high) = _with_margin(xs), _with_margin(ys)
        height = min(MAX_PLANE, (WIDTH - _left(_upright(low, high, HEIGHT)) - RIGHT) * (high - low) / (right - left))
        up = _upright(low, high, height)
        return Scale(low=left, high=right, start=_left(up), end=_left(up) + height * (right - left) / (high - low)), up
    if is_log:
        logs = [math.log10(y) for y in ys]
        low, high = math.floor(min(logs)), math.ceil(max(logs))
        up = _upright(low, high if high > low else low + 1, HEIGHT, is_log=True)
    else:
        up = _upright(*(ends or round_ends(ys)), HEIGHT)
    left, right = (min(xs), max(xs)) if min(xs) < max(xs) else (min(xs) - 1, max(xs) + 1)
    return Scale(low=left, high=right, start=_left(up), end=WIDTH - RIGHT), up


def _with_margin(values: Sequence[float]) -> Ends:
    """Ends a little outside, so that no dot lies on the frame."""
    margin = (max(values) - min(values)) / 25 or 1.0
    return min(values) - margin, max(values) + margin


def _upright(low: float, high: float, height: float, *, is_log: bool = False) -> Scale:
    return Scale(low=low, high=high, start=TOP + height, end=TOP, is_log=is_log)


def _left(up: Scale) -> float:
    return GAP + CHARACTER * max(len(text) for _, text in up.ticks())


def _marks(n: int, series: Series, along: Scale, up: Scale) -> Iterator[SvgElement]:
    pieces = [[(along.place(x), up.place(y)) for x, y in piece] for piece in series.pieces]
    if series.style == "dots":
        yield from (circle(f"dot s{n}", *spot, 4) for piece in pieces for spot in piece)
    else:
        for piece in pieces:
            for line in _lines(series.style, piece, along, up):
                yield path(f"line s{n}", trace(line)) if len(line) > 1 else circle(f"dot s{n}", *line[0], 2)
                if series.style in ("vectors", "path") and len(line) > 1:
                    yield path(f"tip s{n}", trace(_head(*line[-2:])) + "z")
    for (x, y), text in zip((spot for piece in pieces for spot in piece), series.labels, strict=False):
        if text:
            yield label("value", x, y - 7, text, anchor="middle")


def _lines(style: str, spots: list[Point], along: Scale, up: Scale) -> list[list[Point]]:
    if style == "vectors":
        return [[(along.place(0.0), up.place(0.0)), spot] for spot in spots]
    if style == "steps":
        return [[*(corner for (x, y), (end, _) in pairwise(spots) for corner in ((x, y), (end, y))), spots[-1]]]
    return [spots]


def _head(start: Point, tip: Point) -> tuple[Point, Point, Point]:
    """A triangle at the tip."""
    dx, dy = tip[0] - start[0], tip[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    dx, dy = dx / length * HEAD, dy / length * HEAD
    return tip, (tip[0] - dx - dy / 2, tip[1] - dy + dx / 2), (tip[0] - dx + dy / 2, tip[1] - dy - dx / 2)
