"""A matrix as a map of the plane: it sends (1, 0) to its first column, (0, 1) to its second, and lines to lines.

The unit square becomes a parallelogram of area |det M|, and det M < 0 turns the plane over. Source: Deisenroth,
Faisal and Ong, "Mathematics for Machine Learning" (2020), sections 2.7 and 4.1. The map drawn from own output is the
product of the exercise's worked example.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from exercises.explorables.grids import differences, read_matrices
from exercises.explorables.shapes import Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.parsing import ChartDataError
from lib.charts.svg import Point, SvgElement, label, number, path, rect, trace

HEIGHT, UNIT = 280.0, 34.0
LEFT_ORIGIN, RIGHT_ORIGIN = (140.0, 150.0), (440.0, 150.0)  # of the plane before and after
REACH = 3  # the lines of the grid, from −3 to 3
FIRST = (1.0, 0.5)  # the first column
LETTER = ((0.2, 0.1), (0.2, 0.9), (0.8, 0.9), (0.8, 0.75), (0.35, 0.75), (0.35, 0.55), (0.65, 0.55), (0.65, 0.4),
          (0.35, 0.4), (0.35, 0.1))  # an F in the unit square  # fmt: skip

Matrix = tuple[float, float, float, float]  # a, b, c, d: row by row
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0)
SQUARE = ((0, 0), (1, 0), (1, 1), (0, 1))


def apply(matrix: Matrix, point: Point) -> Point:
    a, b, c, d = matrix
    x, y = point
    return a * x + b * y, c * x + d * y


def determinant(matrix: Matrix) -> float:
    a, b, c, d = matrix
    return a * d - b * c


def draw(settings: Settings) -> Drawing:
    matrix = (FIRST[0], settings["right"], FIRST[1], settings["up"])
    sentence = _sentence(determinant(matrix))
    return Drawing(
        height=HEIGHT,
        label=f"The plane before and after the matrix with columns (1, 0.5) and ({number(matrix[1], 1)}, "
        f"{number(matrix[3], 1)}). {sentence}",
        marks=[*_plane(matrix, RIGHT_ORIGIN, "map"), *_before()],
        sentence=sentence,
        cells=[number(matrix[1], 1), number(matrix[3], 1), number(determinant(matrix))],
    )


def _before() -> Iterator[SvgElement]:
    """The unmoved plane, drawn over what reaches too far left of the other, and the titles of both."""
    yield rect("paper", 0, 0, 280, HEIGHT)
    yield from _plane(IDENTITY, LEFT_ORIGIN, "unmoved")
    yield label("soft on", 8, 20, "before")
    yield label("soft on", 308, 20, "after")


def _plane(matrix: Matrix, origin: Point, key: str) -> Iterator[SvgElement]:
    lines = [((step, -REACH), (step, REACH)) for step in range(-REACH, REACH + 1)]
    lines += [((-REACH, step), (REACH, step)) for step in range(-REACH, REACH + 1)]
    grid = "".join(_trace(matrix, origin, line) for line in lines)
    yield path("contour", grid, f"{key}-grid")
    yield path("square", _trace(matrix, origin, SQUARE) + "Z", f"{key}-square")
    yield path("letter", _trace(matrix, origin, LETTER) + "Z", f"{key}-letter")
    first, second = (_trace(matrix, origin, [(0, 0), end]) for end in ((1, 0), (0, 1)))
    yield path("trail", first, f"{key}-first")
    yield path("trail two", second, f"{key}-second")


def _trace(matrix: Matrix, origin: Point, points: Sequence[Point]) -> str:
    images = [apply(matrix, point) for point in points]
    return trace((origin[0] + UNIT * x, origin[1] - UNIT * y) for x, y in images)


def _sentence(area: float) -> str:
    if abs(area) < 1e-9:
        return "The determinant is 0: the whole plane lands on one line, and no inverse brings it back."
    side = "and it turns the plane over: the F is mirrored" if area < 0 else "and the F keeps its handedness"
    return f"The determinant is {number(area)}: the square of area 1 gets area {number(abs(area))}, {side}."


def draw_own(data: Any) -> Drawing:
    """Draw the map of the learner's product, and where the exact one takes the square."""
    yours, exact = map(_read_map, read_matrices(data, 2, 3))
    a, b, c, d = yours
    columns = " and ".join(f"({number(x)}, {number(y)})" for x, y in ((a, c), (b, d)))
    agrees = "It differs from" if differences([yours], [exact]) else "It agrees with"
    return Drawing(
        height=HEIGHT,
        label=f"The plane before and after your product, with columns {columns}. {_sentence(determinant(yours))} "
        f"{agrees} the exact product.",
        marks=[
            *_plane(yours, RIGHT_ORIGIN, "own"),
            path("trail exact", _trace(exact, RIGHT_ORIGIN, SQUARE) + "Z"),
            *_before(),
        ],
    )


def _read_map(rows: Sequence[Sequence[float]]) -> Matrix:
    match rows:
        case [[a, b], [c, d]]:
            return a, b, c, d
    raise ChartDataError("a matrix of 2 × 2")


IDEA = Explorable(
    slug="matrix-map",
    title="What a matrix does to the plane",
    lead="A matrix sends (1, 0) to its first column and (0, 1) to its second, and the rest follows. The "
    "determinant is what that does to areas.",
    keywords="matrix linear map determinant area inverse columns plane transformation",
    topics=("linear-algebra",),
    exercise="matmul",
    checks=("worked_example",),
    guess=Guess(
        question="The columns of a matrix are (1, 0.5) and (2, 1). The square between (0, 0) and (1, 1) has area 1. "
        "What is the area of its image?",
        options=("2", "1", "0"),
        right=2,
        when_right="Yes, 0.",
        when_wrong="It’s 0.",
        why="The second column is twice the first, so both sides of the square land on one line, and so does the "
        "whole plane: 1 × 1 − 2 × 0.5 = 0.",
    ),
    knobs=(
        Knob(
            key="right", label="Second column, to the right", low=-2, high=2, step=0.1, low_text="−2", high_text="2",
            digits=1,
        ),
        Knob(key="up", label="Second column, up", low=-2, high=2, step=0.1, low_text="−2", high_text="2", digits=1),
    ),
    start={"right": -0.5, "up": 1},
    presets=(
        Preset(title="(−0.5, 1)", note="turned and stretched", settings={"right": -0.5, "up": 1}),
        Preset(title="(2, 1)", note="flattened", settings={"right": 2, "up": 1}),
        Preset(title="(1, −0.5)", note="turned over", settings={"right": 1, "up": -0.5}),
    ),
    row_title="second column",
    rows=("to the right", "up", "determinant"),
    caption="The first column stays (1, 0.5). Blue: where (1, 0) goes; amber: where (0, 1) goes; between them, the "
    "image of the square.",
    source="det M = ad − bc is the factor of all areas: Deisenroth, Faisal and Ong (2020), section 4.1.",
    draw=draw,
    draw_own=draw_own,
    own_caption="The worked example of the exercise. Blue: where your product takes (1, 0); amber: where it takes "
    "(0, 1). Dashed: where the exact product takes the square.",
)  # fmt: skip
