"""The roadmap as a map: a loss landscape that falls along the path, phases as basins, checkpoints as passes.

Pure and deterministic. What depends only on the roadmap (ground, path, labels) is computed once and cached;
the learner's progress is drawn on it for each request.
"""

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from typing import Literal

from curriculum import contours
from curriculum.contours import Line, Point
from curriculum.label_placement import Anchor, Label, Spot, place_labels, place_name

State = Literal["done", "doing", "here", "todo", "skipped"]
STATE_LABELS: dict[State, str] = {
    "done": "done",
    "doing": "in progress",
    "here": "you are here",
    "todo": "to do",
    "skipped": "skipped",
}
ARCHES, LABEL_GAP = 24.0, 10.0  # pixels that the arcs of a pass reach, and that labels keep off: their width is a guess
CELL = 16.0  # of the height grid, in pixels: smaller is slower, larger shows
STEP = 12.0  # between the points of the path
LAMP = (-0.6, -1.0)  # from the north-west, as on printed maps
FALL, SILL, INTERVAL = 2.0, 0.3, 0.16  # of the path from start to end, of a pass over it, between contour lines
_SOFT = 300.0  # pixels squared, by which distances from the path are rounded
_NEAR = 3 * math.pi / 8 / (2 * STEP)  # the integral of 1 / (t² + 1)³, per sample of the path


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMarker:
    """A topic on the path. `hours` is the middle of its estimate, `hours_text` what is shown."""

    title: str
    label: str
    hours: float
    hours_text: str
    stars: int
    state: State
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPhase:
    """A phase and the checkpoint at its end."""

    title: str
    label: str
    url: str
    is_held: bool
    stops: tuple[TopicMarker, ...]
    gate: str = ""
    """How the checkpoint stands, where it holds: "◇ ready, 2 of 3 proven, 1 claimed"."""
    is_proven: bool = False
    """Whether it holds by proof alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A stop as drawn: a circle of radius `r` at `x, y`, its label anchored at `label_x, label_y`."""

    stop: TopicMarker
    x: float
    y: float
    r: float
    label_x: float
    label_y: float
    anchor: Anchor

    @property
    def accessible_name(self) -> str:
        """The accessible name, with everything that the map shows about it."""
        stop = self.stop
        starts = f"{stop.title} ".startswith(f"{stop.label} ")
        name = stop.title if starts else f"{stop.label}: {stop.title}"  # WCAG 2.5.3: the label is in the name
        stars = f"{stop.stars} of 5 stars" if stop.stars else ""
        return ", ".join(part for part in (name, stars, stop.hours_text, STATE_LABELS[stop.state]) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointMarker:
    """A checkpoint: two arcs across the path, which runs at `angle` degrees there."""

    stage: MapPhase
    number: int
    x: float
    y: float
    angle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A phase's name, beside its part of the path."""

    stage: MapPhase
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ground:
    """SVG path data of the contour lines: each line, every fifth again, and the sides that lie in shade."""

    minor: str
    major: str
    shade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One drawing of the map."""

    name: str
    width: int
    height: int
    ground: Ground
    path: str
    completed_path: str
    stations: tuple[Station, ...]
    passes: tuple[CheckpointMarker, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """The map in both formats. `ground_key` changes exactly when the ground does: use it in the cached address."""

    stages: tuple[MapPhase, ...]
    sheets: tuple[Sheet, ...]
    ground_key: str
    ground_url: str

    @property
    def done_count(self) -> int:
        return sum(stop.state == "done" for stage in self.stages for stop in stage.stops)

    @property
    def total(self) -> int:
        return sum(len(stage.stops) for stage in self.stages)


# ---------------------------------------------------------------- the two formats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """A sheet and how the path winds over it. `valley` is half the valley's width in pixels."""

    name: str
    width: int
    height: int
    valley: float
    anchors: tuple[Point, ...]


_WIDE = _Format(name="wide", width=1200, height=620, valley=64, anchors=(
    (62, 92), (215, 78), (372, 120), (395, 232), (262, 300), (130, 372), (180, 500), (345, 545), (520, 500), (590, 370),
    (600, 215), (700, 92), (880, 78), (1052, 128), (1080, 250), (950, 318), (800, 380), (815, 505), (960, 552),
    (1118, 520),
))  # fmt: skip
_UPRIGHT = _Format(name="upright", width=390, height=1320, valley=50, anchors=(
    (60, 60), (190, 50), (300, 110), (270, 205), (130, 255), (75, 345), (160, 430), (295, 475), (310, 580), (180, 640),
    (80, 720), (130, 820), (275, 860), (320, 955), (220, 1040), (95, 1085), (110, 1190), (230, 1262),
))  # fmt: skip

# ---------------------------------------------------------------- the survey: what depends only on the roadmap

Plan = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]  # each phase's label, and its stops' labels and hours


@dataclass(frozen=True, slots=True, kw_only=True)
class _Survey:
    ground: Ground
    path: Line
    offsets: tuple[int, ...]  # for each stop, how many points of the path lead to it
    spots: tuple[Spot, ...]
    labels: tuple[Label, ...]
    passes: tuple[tuple[Point, float], ...]
    names: tuple[Label, ...]


@lru_cache(maxsize=8)
def _survey(plan: Plan, form: _Format) -> _Survey:
    path = contours.spline(form.anchors, step=STEP)
    stop_parts, pass_parts = _path_fractions(plan)
    last = len(path) - 1
    offsets = [round(part * last) for part in stop_parts]
    gates = [round(part * last) for part in pass_parts]
    spots = [
        Spot(text=label, x=path[k][0], y=path[k][1], r=4.5 + 1.9 * math.sqrt(hours))
        for (label, hours), k in zip((stop for _, stops in plan for stop in stops), offsets, strict=True)
    ]
    passes = [(path[k], _heading(path, k)) for k in gates]
    size = (float(form.width), float(form.height))
    clearances = [Spot(text="", x=x, y=y, r=ARCHES + LABEL_GAP).box for (x, y), _ in passes]
    labels = place_labels(spots, path, clearances, size)
    arches = [Spot(text="", x=x, y=y, r=ARCHES).box for (x, y), _ in passes]
    obstacles = [*arches, *(spot.box for spot in spots), *(label.box for label in labels)]
    names: list[Label] = []
    for (text, _), start, end in zip(plan, [0, *gates], gates, strict=False):
        names.append(place_name(text, path[start:end], path[::2], obstacles, size))
        obstacles.append(names[-1].box)
    ground = _ground(form, path, gates)
    return _Survey(
        ground=ground,
        path=path,
        offsets=tuple(offsets),
        spots=tuple(spots),
        labels=tuple(labels),
        passes=tuple(passes),
        names=tuple(names),
    )


def _path_fractions(plan: Plan) -> tuple[list[float], list[float]]:
    """Positions of stops and passes along the path, from 0 to 1: half of it is shared evenly, half by hours."""
    mean = sum(hours for _, stops in plan for _, hours in stops) / sum(len(stops) for _, stops in plan)
    at, stops_at, passes_at = 0.0, [], []
    for _, stops in plan:
        for _, hours in stops:
            length = 0.5 + 0.5 * hours / mean
            stops_at.append(at + length / 2)
            at += length
        passes_at.append(at + 0.3)
        at += 0.6
    return [part / at for part in stops_at], [part / at for part in passes_at]


def _heading(path: Line, k: int) -> float:
    (ax, ay), (bx, by) = path[max(0, k - 1)], path[min(len(path) - 1, k + 1)]
    return round(math.degrees(math.atan2(by - ay, bx - ax)), 1)


def _ground(form: _Format, path: Line, gates: Sequence[int]) -> Ground:
    heights = contours.grid(_relief(form, path, gates), form.width, form.height, CELL)
    flat = [height for row in heights for height in row]
    low, high = min(flat), max(flat)
    lines: list[list[Line]] = []
    level = low + INTERVAL / 2
    while level < high:
        level_lines = [
            contours.simplify(line, 0.7) for line in contours.contours(heights, CELL, level) if len(line) > 5
        ]
        lines.append(level_lines)
        level += INTERVAL
    major = [line for level_lines in lines[::5] for line in level_lines]
    minor = [line for k, level_lines in enumerate(lines) if k % 5 for line in level_lines]
    return Ground(contours.smooth(minor), contours.smooth(major), contours.shade(major + minor, LAMP))


def _relief(form: _Format, path: Line, gates: Sequence[int]) -> Callable[[float, float], float]:
    """Height as a function of place: a valley that falls along the path, with a sill at each pass, among low hills."""
    samples = path[::2]
    sills = (max(math.exp(-(((2 * k - gate) / 4) ** 2)) for gate in gates) for k in range(len(samples)))
    floors = [FALL * (1 - k / len(samples)) + SILL * sill for k, sill in enumerate(sills)]
    hills = _hills(form)

    def height(x: float, y: float) -> float:
        nearness = [1 / ((x - sx) * (x - sx) + (y - sy) * (y - sy) + _SOFT) ** 3 for sx, sy in samples]
        total: float = sum(nearness)
        floor: float = sum(map(operator.mul, nearness, floors)) / total
        away: float = max(
            0.0, (_NEAR / total) ** 0.2 - _SOFT**0.5
        )  # exact beside a straight path, smooth where it bends
        hilly = sum(rise * math.exp(-((x - hx) ** 2 + (y - hy) ** 2) / spread) for hx, hy, rise, spread in hills)
        return floor + 0.6 * math.pow(away / form.valley, 1.25) + hilly * min(1.0, away / 60)

    return height


def _hills(form: _Format) -> list[tuple[float, float, float, float]]:
    """Low hills and hollows on a golden-angle spiral: irregular but deterministic."""
    hills = []
    for k in range(16):
        radius, angle = math.sqrt((k + 0.5) / 16), k * 2.39996
        x = form.width * (0.5 + 0.62 * radius * math.cos(angle))
        y = form.height * (0.5 + 0.62 * radius * math.sin(angle))
        hills.append((x, y, 0.34 if k % 3 else -0.26, 2 * (55.0 + 13 * (k % 5)) ** 2))
    return hills


# ---------------------------------------------------------------- the drawing: where a learner stands on it


def draw(stages: Sequence[MapPhase], ground_url: str = "") -> Landscape:
    """The map of these phases. With `ground_url` the template refers to the contour lines there, or else includes them.

    Raises:
        ValueError: there is no stop to draw.
    """
    plan = plan_of(stages)
    if not any(stops for _, stops in plan):
        raise ValueError("A map needs at least one phase with a topic")
    sheets = tuple(_sheet(stages, _survey(plan, form), form) for form in (_WIDE, _UPRIGHT))
    return Landscape(stages=tuple(stages), sheets=sheets, ground_key=ground_key(plan), ground_url=ground_url)


def plan_of(stages: Sequence[MapPhase]) -> Plan:
    return tuple((stage.label, tuple((stop.label, stop.hours) for stop in stage.stops)) for stage in stages)


def ground_key(plan: Plan) -> str:
    """A key for the ground of this plan. It is part of the address, so the ground can be cached for ever."""
    return blake2s(repr((plan, FALL, SILL, INTERVAL)).encode(), digest_size=6).hexdigest()


def ground_svg(plan: Plan) -> str:
    """The contour lines of both formats as an SVG document, for references such as `#wide-minor`."""
    grounds = ((form.name, _survey(plan, form).ground) for form in (_WIDE, _UPRIGHT))
    paths = "".join(
        f'<path id="{name}-minor" d="{ground.minor}"/><path id="{name}-major" d="{ground.major}"/>'
        f'<path id="{name}-shade" d="{ground.shade}"/>'
        for name, ground in grounds
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{paths}</defs></svg>'


def _sheet(stages: Sequence[MapPhase], survey: _Survey, form: _Format) -> Sheet:
    stops = [stop for stage in stages for stop in stage.stops]
    stations = [
        Station(
            stop=stop,
            x=round(spot.x, 1),
            y=round(spot.y, 1),
            r=round(spot.r, 1),
            label_x=label.x,
            label_y=label.y,
            anchor=label.anchor,
        )
        for stop, spot, label in zip(stops, survey.spots, survey.labels, strict=True)
    ]
    passes = [
        CheckpointMarker(stage=stage, number=number, x=round(x, 1), y=round(y, 1), angle=angle)
        for number, (stage, ((x, y), angle)) in enumerate(zip(stages, survey.passes, strict=True), 1)
    ]
    names = [
        Name(stage=stage, number=number, x=round(label.x), y=round(label.y - 7))  # two lines: the first sits higher
        for number, (stage, label) in enumerate(zip(stages, survey.names, strict=True), 1)
    ]
    completed_line = survey.path[: _completed_index(stops, survey) + 1]
    return Sheet(
        name=form.name, width=form.width, height=form.height, ground=survey.ground,
        path=contours.smooth([survey.path], digits=1),
        completed_path=contours.smooth([completed_line], digits=1) if len(completed_line) > 1 else "",
        stations=tuple(stations), passes=tuple(passes), names=tuple(names),
    )  # fmt: skip


def _completed_index(stops: Sequence[TopicMarker], survey: _Survey) -> int:
    """Return how far along the path the learner is: at the stop "here", else at the end or at the start."""
    for stop, offset in zip(stops, survey.offsets, strict=True):
        if stop.state == "here":
            return offset
    return len(survey.path) - 1 if all(stop.state in ("done", "skipped") for stop in stops) else 0
