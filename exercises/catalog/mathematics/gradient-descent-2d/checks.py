import math

import numpy as np

from runner.judge import array, check, close, curve, fail, preserves_arguments

MAX_POINTS = 90  # of a path that is drawn
FAR = 100.0  # a point beyond is outside every figure


@check(example=True)
def worked_path(learner, rng):
    """The path of the worked example"""
    compare(learner, np.zeros(2), 0.1, 2, 0.0)


@check(example=True)
def worked_stop(learner, rng):
    """The path of the worked example ends where the gradient is short enough"""
    compare(learner, np.zeros(2), 0.1, 3, 1.6)


@check
def any_start(learner, rng):
    """Any start and any learning rate"""
    for lr, steps in [(0.02, 12), (0.005, 600), (0.04, 5)]:
        start = rng.uniform(-1.2, 1.2, size=2)
        compare(learner, start, lr, steps, 0.0)


@check
def stops_at_once(learner, rng):
    """No step at all: steps is 0, or the gradient at the start is short enough"""
    start = rng.uniform(-1, 0.5, size=2)
    compare(learner, start, 0.01, 0, 0.0)
    compare(learner, start, 0.01, 9, 1e3)
    compare(learner, np.ones(2), 0.1, 9, 0.0)


@check
def down_to_the_floor(learner, rng):
    """A long path ends where the valley is flat, and not before"""
    start = np.array([rng.uniform(-0.5, 0), rng.uniform(0.5, 1)])
    compare(learner, start, 0.03, 600, float(rng.uniform(0.01, 0.05)))


@check
def argument_unchanged(learner, rng):
    """The start is not modified"""
    start = np.array([0.5, -0.5])
    compare(learner, start, 0.01, 3, 0.0)
    preserves_arguments(learner)


def compare(learner, start, lr, steps, tolerance):
    yours = array(learner.descend(start, lr, steps, tolerance), name="your path")
    expected = by_complex_steps(start, lr, steps, tolerance)
    if yours.ndim == 2 and yours.shape[1] == 2:
        heights = curve({"yours": height(yours), "expected": height(expected)}, x="step", y="f(x, y)")
        learner.show(heights | {"paths": [drawn(yours), drawn(expected)]})
        if len(yours) != len(expected):
            fail(
                f"Your path has {len(yours)} point{'s' if len(yours) != 1 else ''}; expected {len(expected)}: the start "
                f"and {len(expected) - 1} more (at most {steps} steps, tolerance {tolerance:.3g}).",
                yours=f"{len(yours)} points",
                expected=f"{len(expected)} points",
            )
    close(yours, expected, name="your path")


def drawn(path):
    """Some of the path's points, for the figure of the valley from above (exercises/explorables)."""
    every = -(-len(path) // MAX_POINTS)
    points = np.clip(np.nan_to_num(path.astype(float)), -FAR, FAR).round(4)
    return {"points": [*points[::every][:-1].tolist(), points[-1].tolist()] if len(points) else []}


def height(path):
    return f(*path.astype(float).T)


def f(x, y):
    return (1 - x) ** 2 + 5 * (y - x**2) ** 2


def by_complex_steps(start, lr, steps, tolerance):
    """The same path, derivatives from the imaginary part: f(x + ih) = f(x) + ih f'(x) + O(h²), without rounding."""
    path, h = [tuple(start.tolist())], 1e-30
    for _ in range(steps):
        x, y = path[-1]
        d_x, d_y = f(x + 1j * h, y).imag / h, f(x, y + 1j * h).imag / h
        if math.hypot(d_x, d_y) <= tolerance:
            break
        path.append((x - lr * d_x, y - lr * d_y))
    return np.array(path)
