"""The exercises of a topic as stations on a path, with the part that a pass has just added. Lengths are SVG units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

MAX_STATIONS = 9
STATIONS_BEFORE = 3  # of the one that was passed: what comes next matters more
EDGE = 34.0  # from the outermost stations to the border
LABEL_ABOVE, LABEL_BELOW = 24.0, 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An exercise on the path. ``is_passed`` counts the pass of now."""

    title: str
    is_passed: bool
    is_now: bool = False
    is_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailStation:
    x: float
    y: float
    stop: Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """``path`` is the whole of it, ``completed`` its parts between passed stations, ``new`` the one that leads on."""

    kind: str
    width: float
    height: float
    stations: tuple[TrailStation, ...]
    path: str
    completed: tuple[str, ...]
    new: str

    @property
    def above(self) -> float:
        """The y of the label of the passed exercise: no line of the path is there."""
        return min(row.y for row in self.stations) - LABEL_ABOVE

    @property
    def below(self) -> float:
        """The y of the label of the next exercise."""
        return max(row.y for row in self.stations) + LABEL_BELOW

    @property
    def labels(self) -> list[tuple[TrailStation, str]]:
        """The two stations that have a name, each with its anchor."""
        return [(row, self._anchor(row)) for row in self.stations if row.stop.is_now or row.stop.is_next]

    def _anchor(self, station: TrailStation) -> str:
        return "start" if station.x < self.width / 3 else "end" if station.x > 2 * self.width / 3 else "middle"


def window(stops: Sequence[Stop]) -> list[Stop]:
    """The stops around the one that was passed. Those between it and the next are left out if they are many."""
    now = next(number for number, stop in enumerate(stops) if stop.is_now)
    ahead = next((number for number, stop in enumerate(stops) if stop.is_next), now)
    if ahead < now:  # what is open lies before: it comes after this one
        before = [stop for stop in stops[max(0, now - STATIONS_BEFORE) : now + 1] if not stop.is_next]
        return [*before, stops[ahead]]
    first = max(0, min(now - STATIONS_BEFORE, len(stops) - MAX_STATIONS))
    if ahead - first < MAX_STATIONS:
        return list(stops[first : first + MAX_STATIONS])
    return [*stops[first : now + 1], *stops[ahead : ahead + MAX_STATIONS - (now + 1 - first)]]


def draw_trail(stops: Sequence[Stop], *, kind: str, width: float, height: float) -> Trail:
    points = _points(len(stops), width, height)
    curves = [_curve(points, number) for number in range(len(points) - 1)]
    now = next(number for number, stop in enumerate(stops) if stop.is_now)
    ahead = next((number for number, stop in enumerate(stops) if stop.is_next and number > now), now)
    return Trail(
        kind=kind,
        width=width,
        height=height,
        stations=tuple(TrailStation(x=x, y=y, stop=stop) for (x, y), stop in zip(points, stops, strict=True)),
        path=_path(points, curves, 0, len(curves)),
        completed=tuple(
            _path(points, curves, number, number + 1)
            for number in range(len(curves))
            if stops[number].is_passed and stops[number + 1].is_passed and not now <= number < ahead
        ),
        new=_path(points, curves, now, ahead) if ahead > now else "",
    )


def _points(count: int, width: float, height: float) -> list[tuple[float, float]]:
    """Stations from left to right along a gentle wave, from the upper third to the lower one."""
    step = (width - 2 * EDGE) / max(1, count - 1)
    middle, swing = height * 0.5, height * 0.16
    return [
        (round(EDGE + n * step, 1), round(middle - swing * math.cos(n / max(1, count - 1) * 2.2 * math.pi), 1))
        for n in range(count)
    ]


def _curve(points: Sequence[tuple[float, float]], number: int) -> str:
    """A cubic curve from a point to the next, as smooth as the neighbours allow (Catmull-Rom)."""
    (x0, y0), (x1, y1) = points[max(0, number - 1)], points[number]
    (x2, y2), (x3, y3) = points[number + 1], points[min(len(points) - 1, number + 2)]
    out, back = (x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6), (x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6)
    return f"C{out[0]:.1f} {out[1]:.1f} {back[0]:.1f} {back[1]:.1f} {x2} {y2}"


def _path(points: Sequence[tuple[float, float]], curves: Sequence[str], start: int, end: int) -> str:
    x, y = points[start]
    return f"M{x} {y}{''.join(curves[start:end])}"
