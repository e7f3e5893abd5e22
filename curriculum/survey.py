"""The ground of the map: a loss landscape that falls along the path, with the places of stops, passes and labels on it.

Pure and deterministic. It follows from the roadmap alone, so it is computed once and cached.
"""

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s

from curriculum import contours
from curriculum.contours import Line, Point
from curriculum.label_placement import Label, Spot, place_labels, place_name

ARCHES, LABEL_GAP = 24.0, 10.0  # pixels that the arcs of a pass reach, and that labels keep off: their width is a guess
CELL = 16.0  # of the height grid, in pixels: smaller is slower, larger shows
STEP = 12.0  # between the points of the path
LAMP = (-0.6, -1.0)  # from the north-west, as on printed maps
FALL, SILL, INTERVAL = 2.0, 0.3, 0.16  # of the path from start to end, of a pass over it, between contour lines
_SOFT = 300.0  # pixels squared, by which distances from the path are rounded
_NEAR = 3 * math.pi / 8 / (2 * STEP)  # the integral of 1 / (t² + 1)³, per sample of the path


@dataclass(frozen=True, slots=True)
class Ground:
    """SVG path data of the contour lines: each line, every fifth again, and the sides that lie in shade."""

    minor: str
    major: str
    shade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A sheet and how the path may wind over it. `valley` is half the valley's width in pixels."""

    name: str
    width: int
    height: int
    valley: float
    windings: tuple[tuple[Point, ...], ...]


WIDE = Format(name="wide", width=1200, height=620, valley=64, windings=(
    (  # two bends side by side
        (62, 92), (215, 78), (372, 120), (395, 232), (262, 300), (130, 372), (180, 500), (345, 545), (520, 500),
        (590, 370), (600, 215), (700, 92), (880, 78), (1052, 128), (1080, 250), (950, 318), (800, 380), (815, 505),
        (960, 552), (1118, 520),
    ),
    (  # a spiral into a basin in the middle
        (330, 62), (190, 70), (85, 150), (75, 310), (120, 470), (270, 548), (450, 520), (620, 545), (800, 552),
        (980, 520), (1105, 420), (1120, 270), (1060, 130), (910, 70), (740, 85), (570, 95), (410, 160), (300, 280),
        (370, 395), (540, 405), (720, 410), (870, 375), (905, 270), (780, 235), (640, 265),
    ),
))  # fmt: skip
UPRIGHT = Format(name="upright", width=390, height=1320, valley=50, windings=(
    (
        (60, 60), (190, 50), (300, 110), (270, 205), (130, 255), (75, 345), (160, 430), (295, 475), (310, 580),
        (180, 640), (80, 720), (130, 820), (275, 860), (320, 955), (220, 1040), (95, 1085), (110, 1190), (230, 1262),
    ),
    (
        (330, 50), (180, 70), (80, 150), (130, 250), (280, 285), (330, 380), (240, 465), (95, 505), (60, 610),
        (160, 690), (305, 715), (335, 810), (230, 885), (85, 915), (60, 1010), (160, 1080), (310, 1095), (335, 1190),
        (220, 1250), (90, 1270),
    ),
))  # fmt: skip

PlanPhases = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a landscape follows from: a seed, and each phase's label with the labels and hours of its stops."""

    seed: str
    phases: PlanPhases

    @property
    def seed_bytes(self) -> bytes:
        return blake2s(f"map {self.seed}".encode(), digest_size=8).digest()


Hill = tuple[float, float, float, float]  # where, how high, and how wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    ground: Ground
    path: Line
    offsets: tuple[int, ...]  # for each stop, how many points of the path lead to it
    spots: tuple[Spot, ...]
    labels: tuple[Label, ...]
    passes: tuple[tuple[Point, float], ...]
    names: tuple[Label, ...]


@lru_cache(maxsize=8)
def survey_of(plan: Plan, form: Format) -> Survey:
    path = contours.spline(_winding(plan, form), step=STEP)
    stop_parts, pass_parts = _path_fractions(plan.phases)
    last = len(path) - 1
    offsets = [round(part * last) for part in stop_parts]
    gates = [round(part * last) for part in pass_parts]
    spots = [
        Spot(text=label, x=path[k][0], y=path[k][1], r=5.5 + 1.9 * math.sqrt(hours))
        for (label, hours), k in zip((stop for _, stops in plan.phases for stop in stops), offsets, strict=True)
    ]
    passes = [(path[k], _heading(path, k)) for k in gates]
    size = (float(form.width), float(form.height))
    clearances = [Spot(text="", x=x, y=y, r=ARCHES + LABEL_GAP).box for (x, y), _ in passes]
    labels = place_labels(spots, path, clearances, size)
    arches = [Spot(text="", x=x, y=y, r=ARCHES).box for (x, y), _ in passes]
    obstacles = [*arches, *(spot.box for spot in spots), *(label.box for label in labels)]
    names: list[Label] = []
    for (text, _), start, end in zip(plan.phases, [0, *gates], gates, strict=False):
        names.append(place_name(text, path[start:end], path[::2], obstacles, size))
        obstacles.append(names[-1].box)
    ground = _ground(_relief(form, path, gates, _hills(plan, form)), form)
    return Survey(
        ground=ground,
        path=path,
        offsets=tuple(offsets),
        spots=tuple(spots),
        labels=tuple(labels),
        passes=tuple(passes),
        names=tuple(names),
    )


def _winding(plan: Plan, form: Format) -> tuple[Point, ...]:
    """Choose by the seed how the path winds, so that two roadmaps don't look the same."""
    choice, mirror, *_ = plan.seed_bytes
    winding = form.windings[choice % len(form.windings)]
    return tuple((form.width - x, y) for x, y in winding) if mirror % 2 else winding


def _path_fractions(plan: PlanPhases) -> tuple[list[float], list[float]]:
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


def _ground(relief: Callable[[float, float], float], form: Format) -> Ground:
    heights = contours.grid(relief, form.width, form.height, CELL)
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


def _relief(form: Format, path: Line, gates: Sequence[int], hills: Sequence[Hill]) -> Callable[[float, float], float]:
    """Height as a function of place: a valley that falls along the path, with a sill at each pass, among low hills."""
    samples = path[::2]
    sills = (max(math.exp(-(((2 * k - gate) / 4) ** 2)) for gate in gates) for k in range(len(samples)))
    floors = [FALL * (1 - k / len(samples)) + SILL * sill for k, sill in enumerate(sills)]

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


def _hills(plan: Plan, form: Format) -> list[Hill]:
    """Low hills and hollows on a golden-angle spiral that the seed turns: irregular but deterministic."""
    hills = []
    turn = plan.seed_bytes[2] / 256 * math.tau
    for k in range(16):
        radius, angle = math.sqrt((k + 0.5) / 16), turn + k * 2.39996
        x = form.width * (0.5 + 0.62 * radius * math.cos(angle))
        y = form.height * (0.5 + 0.62 * radius * math.sin(angle))
        hills.append((x, y, 0.34 if k % 3 else -0.26, 2 * (55.0 + 13 * (k % 5)) ** 2))
    return hills


def ground_key(plan: Plan) -> str:
    """A key for the ground of this plan. It is part of the address, so the ground can be cached for ever."""
    return blake2s(repr((plan, WIDE, UPRIGHT, FALL, SILL, INTERVAL)).encode(), digest_size=6).hexdigest()


def ground_svg(plan: Plan) -> str:
    """The contour lines of both formats as an SVG document, for references such as `#wide-minor`."""
    grounds = ((form.name, survey_of(plan, form).ground) for form in (WIDE, UPRIGHT))
    paths = "".join(
        f'<path id="{name}-minor" d="{ground.minor}"/><path id="{name}-major" d="{ground.major}"/>'
        f'<path id="{name}-shade" d="{ground.shade}"/>'
        for name, ground in grounds
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{paths}</defs></svg>'
