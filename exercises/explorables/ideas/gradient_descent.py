"""Gradient descent with momentum in a valley f(x, y) = (x² + λ y²) / 2, from (−12, 2).

    v ← β v − η ∇f,  p ← p + v

It converges if and only if η < 2 (1 + β) / λ, the edge; without momentum that is 2 / λ. Source: Polyak, "Some methods
of speeding up the convergence of iteration methods" (1964); Goh, "Why Momentum Really Works", Distill (2017). The
valley drawn from own output is the one of the exercise, f(x, y) = (1 − x)² + 5 (y − x²)².
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from exercises.explorables.shapes import Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.parsing import ChartDataError, read_list, read_numbers, read_part
from lib.charts.svg import Point, SvgElement, circle, ellipse, label, number, path, trace

HEIGHT, UNIT = 240.0, 32.0
MIDDLE = (420.0, 120.0)  # the lowest point
START = (-12.0, 2.0)
STEPS = 30
AT_STEPS = (0, 1, 3, 10, 20, 30)  # the rows of the table
RIMS = (2, 4, 6, 8, 10, 12, 14)  # the half widths of the contours along the valley
LONG = 10_000
OWN_LEVELS = (0.05, 0.2, 0.5, 1.0, 2.0, 4.0)
OWN_LEFT, OWN_TOP, OWN_X, OWN_Y = -1.0, 1.4, 250.0, 133.0  # the corner at the top left, and the units of a 1
MAX_OWN_POINTS = 100


def descend(step: float, momentum: float, steepness: float) -> list[Point]:
    (x, y), along, across = START, 0.0, 0.0
    points = [(x, y)]
    for _ in range(STEPS):
        along, across = momentum * along - step * x, momentum * across - step * steepness * y
        x, y = x + along, y + across
        points.append((x, y))
    return points


def edge(momentum: float, steepness: float) -> float:
    """The step size from which on it diverges."""
    return 2 * (1 + momentum) / steepness


def draw(settings: Settings) -> Drawing:
    step, momentum, steepness = settings["step"], settings["momentum"], settings["steepness"]
    points = descend(step, momentum, steepness)
    sentence = _sentence(step, momentum, steepness, math.hypot(*points[-1]))
    line = trace((MIDDLE[0] + UNIT * x, MIDDLE[1] - UNIT * y) for x, y in points)
    return Drawing(
        height=HEIGHT,
        label=f"The path of {STEPS} steps across a valley, seen from above. {sentence}",
        marks=[
            *_rims(steepness),
            *_line(line),
            circle("goal", *MIDDLE, 6),
            label("soft on", MIDDLE[0] + 14, MIDDLE[1] - 10, "lowest point"),
            label("soft on", 14, 36, "start"),
        ],
        sentence=sentence,
        cells=[_distance(math.hypot(*points[count])) for count in AT_STEPS],
    )


def _rims(steepness: float) -> Iterator[SvgElement]:
    for k, rim in enumerate(RIMS):
        yield ellipse("contour", *MIDDLE, UNIT * rim, UNIT * rim / math.sqrt(steepness), f"rim{k}")


def _line(line: str, classes: str = "trail") -> Iterator[SvgElement]:
    """A path as a line with a dot at each point."""
    yield path(classes, line, "path-line")
    yield path(f"{classes} dots", line.replace("L", "h0M") + "h0", "path-dots")


def _sentence(step: float, momentum: float, steepness: float, distance: float) -> str:
    limit = edge(momentum, steepness)
    began = number(math.hypot(*START), 1)
    formula = f"2 ÷ {steepness:g}" if not momentum else f"2 × {number(1 + momentum)} ÷ {steepness:g}"
    side = "below" if step < limit - 1e-9 else "above" if step > limit + 1e-9 else "exactly at"
    return (
        f"After {STEPS} steps it is {_distance(distance)} from the lowest point; it began {began} away. A step size of "
        f"{number(step)} is {side} the edge, {formula} = {number(limit)}."
    )


def _distance(value: float) -> str:
    return f"more than {LONG:,}" if value > LONG else number(value)


def draw_own(data: Any) -> Drawing:
    """Draw the paths that the check of the exercise puts beside its curve, in the exercise's valley."""
    paths = [_read_path(row) for row in read_list(read_part(data, "paths"), 2)]
    if len(paths) != 2:
        raise ChartDataError("the learner's path and the expected one")
    yours, expected = paths
    end = f"({number(yours[-1][0])}, {number(yours[-1][1])})"
    right_end = f"({number(expected[-1][0])}, {number(expected[-1][1])})"
    return Drawing(
        height=HEIGHT,
        label=f"Your path in the valley, seen from above, ends at {end}; the expected one ends at {right_end}.",
        marks=[
            *(path("contour", _own_rim(level)) for level in OWN_LEVELS),
            *_line(_own_trace(expected), "trail exact"),
            *_line(_own_trace(yours)),
            circle("goal", *_own_place(1, 1), 6),
        ],
    )


def _read_path(row: Any) -> list[Point]:
    points = [read_numbers(point, 2) for point in read_list(read_part(row, "points"), MAX_OWN_POINTS)]
    if not points or any(len(point) != 2 for point in points):
        raise ChartDataError("points of x and y")
    return [(x, y) for x, y in points]


def _own_rim(level: float) -> str:
    """Where (1 − x)² + 5 (y − x²)² is ``level``: the upper half from left to right, and the lower one back."""
    xs = [1 + math.sqrt(level) * math.cos(math.pi * (1 - k / 40)) for k in range(41)]
    halves = [math.sqrt(max(0.0, (level - (1 - x) ** 2) / 5)) for x in xs]
    upper = [(x, x * x + half) for x, half in zip(xs, halves, strict=True)]
    lower = [(x, x * x - half) for x, half in zip(xs, halves, strict=True)]
    return _own_trace([*upper, *reversed(lower)]) + "Z"


def _own_trace(points: Sequence[Point]) -> str:
    return trace(_own_place(x, y) for x, y in points)


def _own_place(x: float, y: float) -> Point:
    return OWN_X * (x - OWN_LEFT), OWN_Y * (OWN_TOP - y)


IDEA = Explorable(
    slug="gradient-descent",
    title="How large a step may be",
    lead="Gradient descent steps against the slope. In a valley that is steep across and flat along its floor, one "
    "step size has to do for both.",
    keywords="gradient descent learning rate momentum divergence valley curvature",
    topics=("optimization-theory", "optimizers"),
    exercise="gradient-descent-2d",
    checks=("down_to_the_floor", "any_start"),
    guess=Guess(
        question="This valley is 10 times steeper across than along. With a step size of 0.18 the path zigzags down to "
        "the lowest point. You take 0.21, a sixth more. The path …",
        options=("arrives sooner", "zigzags longer, and arrives", "climbs out of the valley"),
        right=2,
        when_right="Yes, it climbs out.",
        when_wrong="It climbs out.",
        why="Across the valley the slope is 10 times the distance, so each step multiplies that distance by "
        "1 − 0.21 × 10 = −1.1. The edge is 2 ÷ 10 = 0.2, however flat the floor is.",
    ),
    knobs=(
        Knob(key="step", label="Step size", low=0.01, high=0.25, step=0.01, low_text="0.01, creeps", high_text="0.25"),
        Knob(key="momentum", label="Momentum", low=0, high=0.9, step=0.05, low_text="0, none", high_text="0.9"),
        Knob(
            key="steepness", label="Steepness across the valley", low=1, high=20, step=1, low_text="1, a round bowl",
            high_text="20", digits=0,
        ),
    ),
    start={"step": 0.18, "momentum": 0, "steepness": 10},
    presets=(
        Preset(title="Step size 0.02", note="creeps", settings={"step": 0.02, "momentum": 0, "steepness": 10}),
        Preset(title="Step size 0.18", note="zigzags", settings={"step": 0.18, "momentum": 0, "steepness": 10}),
        Preset(title="Step size 0.21", note="climbs out", settings={"step": 0.21, "momentum": 0, "steepness": 10}),
    ),
    row_title="distance after",
    rows=tuple(f"{count} step{'' if count == 1 else 's'}" for count in AT_STEPS),
    caption="The valley from above, as lines of equal height. Each dot is a step; nothing is drawn beyond the frame.",
    source="f(x, y) = (x² + λ y²) ÷ 2 with v ← β v − η ∇f. It converges below η = 2 (1 + β) ÷ λ: Polyak (1964); Goh, "
    "“Why Momentum Really Works” (2017).",
    draw=draw,
    draw_own=draw_own,
    own_caption="The exercise’s valley from above, with the lowest point at (1, 1). Blue: your path. Dashed: the "
    "expected one.",
)  # fmt: skip
