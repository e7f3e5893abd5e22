"""Overfitting: a polynomial fitted to 10 noisy points of a wave, and its error on 20 others.

    w minimises Σ (w · φ(x_i) − y_i)² + λ Σ_{k ≥ 1} w_k²,  so (ΦᵀΦ + λ R) w = Φᵀ y

φ are the Chebyshev polynomials up to the degree, and R is the identity without its first 1. Errors are root mean
squares. Source: Bishop, "Pattern Recognition and Machine Learning" (2006), sections 1.1 and 3.1.4. The points are
sin(πx) with normal noise of 0.25, drawn once. The check of the exercise fits polynomials to the same points.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from exercises.explorables.shapes import Drawing, Explorable, Guess, Knob, Preset, Settings
from lib.charts.parsing import ChartDataError, read_list, read_numbers, read_part
from lib.charts.svg import Point, SvgElement, circle, label, number, path, rect, trace

TRAIN_X = (-0.92, -0.71, -0.54, -0.34, -0.1, 0.1, 0.35, 0.51, 0.74, 0.96)
TRAIN_Y = (0.0, -0.95, -1.08, -0.46, -0.45, 0.18, 1.49, 0.62, 0.93, -0.38)
TEST_X = (-0.97, -0.87, -0.77, -0.67, -0.56, -0.46, -0.36, -0.26, -0.15, -0.05,
          0.05, 0.15, 0.26, 0.36, 0.46, 0.56, 0.67, 0.77, 0.87, 0.97)  # fmt: skip
TEST_Y = (-0.24, -0.02, -0.36, -1.09, -1.1, -0.97, -1.22, -0.59, 0.1, -0.5,
          -0.34, 0.53, 0.7, 1.36, 0.95, 0.97, 0.81, 0.41, 0.57, -0.24)  # fmt: skip
PENALTIES = (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0, 10.0)
PENALTY_NAMES = ("0, none", "0.0001", "0.001", "0.01", "0.1", "1", "10")
MAX_DEGREE, POINTS = 9, 80
HEIGHT, MIDDLE, UNIT_X, UNIT_Y = 250.0, (190.0, 125.0), 185.0, 55.0
ERROR_LEFT, ERROR_STEP, ERROR_FLOOR, ERROR_UNIT = 432.0, 17.0, 215.0, 190.0  # the plot of errors by degree
MAX_ERROR = 1.05
OWN_PENALTY = 0.1  # of the exercise's check


def features(x: float, degree: int) -> list[float]:
    values = [1.0, x]
    while len(values) <= degree:
        values.append(2 * x * values[-1] - values[-2])
    return values[: degree + 1]


def fit(degree: int, penalty: float) -> list[float]:
    rows = [features(x, degree) for x in TRAIN_X]
    matrix = [
        [sum(row[i] * row[j] for row in rows) + (penalty if i == j > 0 else 0.0) for j in range(degree + 1)]
        + [sum(row[i] * y for row, y in zip(rows, TRAIN_Y, strict=True))]
        for i in range(degree + 1)
    ]
    return solve(matrix)


def solve(matrix: list[list[float]]) -> list[float]:
    """Gaussian elimination with pivoting of (n, n + 1): the equations, with their right sides last."""
    n = len(matrix)
    for k in range(n):
        pivot = max(range(k, n), key=lambda row: abs(matrix[row][k]))
        matrix[k], matrix[pivot] = matrix[pivot], matrix[k]
        for row in range(k + 1, n):
            factor = matrix[row][k] / matrix[k][k]
            for column in range(k, n + 1):
                matrix[row][column] -= factor * matrix[k][column]
    result = [0.0] * n
    for k in reversed(range(n)):
        rest = sum(matrix[k][j] * result[j] for j in range(k + 1, n))
        result[k] = (matrix[k][n] - rest) / matrix[k][k]
    return result


def predict(weights: Sequence[float], x: float) -> float:
    return sum(weight * value for weight, value in zip(weights, features(x, len(weights) - 1), strict=True))


def error(weights: Sequence[float], xs: Sequence[float], ys: Sequence[float]) -> float:
    squares = [(predict(weights, x) - y) ** 2 for x, y in zip(xs, ys, strict=True)]
    return math.sqrt(sum(squares) / len(squares))


def draw(settings: Settings) -> Drawing:
    degree, penalty = round(settings["degree"]), PENALTIES[round(settings["penalty"])]
    fits = [fit(k, penalty) for k in range(MAX_DEGREE + 1)]
    train, test = _errors_of(fits)
    best = test.index(min(test))
    sentence = (
        f"Error of degree {degree}: {number(train[degree])} on the 10 points that it was fitted to, "
        f"{number(test[degree])} on 20 others. With this regularization, degree {best} is best on those: "
        f"{number(test[best])}."
    )
    return Drawing(
        height=HEIGHT,
        label=f"A polynomial of degree {degree} through 10 points, and the errors of all degrees. {sentence}",
        marks=[*_points(), _curve(fits[degree]), *_errors(train, test, degree)],
        sentence=sentence,
        cells=[number(train[degree]), number(test[degree])],
    )


def _errors_of(fits: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """The errors of each fit on the points that it was fitted to, and on the others."""
    train = [error(weights, TRAIN_X, TRAIN_Y) for weights in fits]
    return train, [error(weights, TEST_X, TEST_Y) for weights in fits]


def _points() -> Iterator[SvgElement]:
    for xs, ys, kind in ((TEST_X, TEST_Y, "other"), (TRAIN_X, TRAIN_Y, "given")):
        yield from (circle(kind, *_place(x, y), 5) for x, y in zip(xs, ys, strict=True))


def _curve(weights: Sequence[float], classes: str = "trail") -> SvgElement:
    xs = [-1 + 2 * k / POINTS for k in range(POINTS + 1)]
    return path(classes, trace(_place(x, predict(weights, x)) for x in xs), "curve")


def _place(x: float, y: float) -> Point:
    return MIDDLE[0] + UNIT_X * x, MIDDLE[1] - UNIT_Y * y


def _errors(train: Sequence[float], test: Sequence[float], degree: int, lowest: int = 0) -> Iterator[SvgElement]:
    """The errors of the fits of degree ``lowest`` and up, with a mark at ``degree``."""
    right = ERROR_LEFT + ERROR_STEP * MAX_DEGREE
    yield rect("paper", 386, 0, 214, HEIGHT)
    yield path("rule", f"M{ERROR_LEFT:g} {ERROR_FLOOR:g}H{right:g}")
    yield label("soft", ERROR_LEFT + ERROR_STEP * lowest, 240, f"degree {lowest}")
    yield label("soft", right + 4, 240, str(MAX_DEGREE), anchor="end")
    for y in (0.0, 0.5, 1.0):
        yield label("soft", ERROR_LEFT - 10, _error_place(0, y)[1] + 5, f"{y:g}", anchor="end")
    yield path("wire here", trace((_error_place(degree, MAX_ERROR), _error_place(degree, 0))), "here")
    yield path("trail exact", trace(_error_place(k, value) for k, value in enumerate(test, lowest)), "test")
    yield path("trail", trace(_error_place(k, value) for k, value in enumerate(train, lowest)), "train")


def _error_place(degree: int, value: float) -> Point:
    return ERROR_LEFT + ERROR_STEP * degree, ERROR_FLOOR - ERROR_UNIT * min(MAX_ERROR, value)


def draw_own(data: Any) -> Drawing:
    """Draw the learner's fit of the highest degree beside the exact one, and the errors of all degrees from 1."""
    fits = [read_numbers(weights, MAX_DEGREE + 1) for weights in read_list(read_part(data, "fits"), MAX_DEGREE)]
    if [len(weights) for weights in fits] != list(range(2, MAX_DEGREE + 2)):
        raise ChartDataError("the weights of each degree")
    train, test = _errors_of(fits)
    exact = fit(MAX_DEGREE, OWN_PENALTY)
    return Drawing(
        height=HEIGHT,
        label=f"Your polynomial of degree {MAX_DEGREE} through 10 points, and the errors of your fits of all degrees. "
        f"Error of degree {MAX_DEGREE}: {number(train[-1])} on those points, {number(test[-1])} on 20 others; exact: "
        f"{number(error(exact, TRAIN_X, TRAIN_Y))} and {number(error(exact, TEST_X, TEST_Y))}.",
        marks=[*_points(), _curve(exact, "trail exact"), _curve(fits[-1]), *_errors(train, test, MAX_DEGREE, lowest=1)],
    )


IDEA = Explorable(
    slug="overfitting",
    title="When a better fit is a worse model",
    lead="More freedom always fits the given points better. What counts is the error on points that the model hasn’t "
    "seen.",
    keywords="overfitting underfitting regularization ridge polynomial degree train test error bias variance",
    topics=("core-ml", "regularization", "classical-algorithms"),
    exercise="ridge-regression",
    checks=("any_data",),
    guess=Guess(
        question="10 noisy points of a wave. A polynomial of degree 3 has an error of 0.28 on them, and of 0.30 on 20 "
        "other points. One of degree 9 goes through all 10: its error on them is 0. On the 20 others it is …",
        options=("0.10", "about 0.30", "0.91"),
        right=2,
        when_right="Yes, 0.91.",
        when_wrong="It’s 0.91.",
        why="With 10 coefficients for 10 points it fits the noise too, and swings wildly between the points. With a "
        "regularization of 1, the same degree 9 has 0.31: the penalty keeps its coefficients small.",
    ),
    knobs=(
        Knob(key="degree", label="Degree", low=0, high=9, step=1, low_text="0, a level line", high_text="9", digits=0),
        Knob(
            key="penalty", label="Regularization λ", low=0, high=6, step=1, low_text="none", high_text="10",
            names=PENALTY_NAMES,
        ),
    ),
    start={"degree": 9, "penalty": 0},
    presets=(
        Preset(title="Degree 3", note="fits the wave", settings={"degree": 3, "penalty": 0}),
        Preset(title="Degree 9", note="fits the noise", settings={"degree": 9, "penalty": 0}),
        Preset(title="Degree 9, λ = 1", note="held back", settings={"degree": 9, "penalty": 5}),
    ),
    row_title="error",
    rows=("on the 10 given points", "on 20 other points"),
    caption="Left: the given points, filled, and the others, hollow. Right: the error by degree, on the given points "
    "as a line, on the others dashed; errors above 1.05 are drawn there.",
    source="Least squares with a penalty λ‖w‖² on Chebyshev polynomials: Bishop (2006), sections 1.1 and 3.1.4.",
    draw=draw,
    draw_own=draw_own,
    own_caption="Degree 9 with λ = 0.1. Left, in blue: your fit; dashed: the exact one. Right: the errors of your fits "
    "by degree, on the given points as a line, on the others dashed.",
)  # fmt: skip
