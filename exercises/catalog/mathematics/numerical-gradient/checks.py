import math

import numpy as np

from runner.judge import check, close, heatmap, preserves_arguments, shape

COEFFICIENTS, POWERS = np.array([1.0, 2.0]), np.array([[3, 0], [1, 1]])  # x1³ + 2 x1 x2


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    yours = learner.gradient_of_polynomial(COEFFICIENTS, POWERS, np.array([1.0, 3.0]), 0.5)
    close(yours, np.array([9.25, 2.0]), name="your numerical gradient")


@check
def many_variables(learner, rng):
    """Any number of variables, and any step"""
    for n, h in [(1, 0.1), (3, 0.25), (5, 0.01), (24, 0.1)]:
        coefficients, powers = draw(rng, n)
        x = rng.normal(size=n)
        compare(learner, coefficients, powers, x, h)


@check
def any_shape(learner, rng):
    """Matrices and arrays with more axes keep their shape"""
    for dims in [(2, 3), (3, 1), (2, 2, 2)]:
        coefficients, powers = draw(rng, int(np.prod(dims)))
        compare(learner, coefficients, powers, rng.normal(size=dims), 0.1)


@check
def integers(learner, rng):
    """The step is not rounded away when x holds integers"""
    coefficients, powers = draw(rng, 4)
    compare(learner, coefficients, powers, rng.integers(1, 4, size=4), 0.25)


@check
def back_to_the_last_bit(learner, rng):
    """x is unchanged, to the last bit"""
    coefficients, powers = draw(rng, 8)
    x = rng.normal(size=(4, 2))
    shape(learner.gradient_of_polynomial(coefficients, powers, x, 0.1), (4, 2), name="your numerical gradient")
    preserves_arguments(learner)


def draw(rng, n):
    """Cubes, and products of neighbours, so that both the step and the place of every entry matter."""
    cubes, neighbours = 3 * np.eye(n, dtype=int), np.eye(n, dtype=int) + np.eye(n, k=1, dtype=int)
    return rng.uniform(0.5, 2, size=2 * n) * rng.choice([-1, 1], size=2 * n), np.vstack([cubes, neighbours])


def compare(learner, coefficients, powers, x, h):
    yours = learner.gradient_of_polynomial(coefficients, powers, x, h)
    expected = by_loops(coefficients, powers, x, h)
    if x.ndim == 2:
        learner.show(heatmap({"your numerical gradient": yours, "expected": expected}))
    close(yours, expected, name="your numerical gradient")


def by_loops(coefficients, powers, x, h):
    flat = [float(v) for v in x.ravel()]
    factors = [[(j, power) for j, power in enumerate(row) if power] for row in powers.tolist()]

    def f(point):
        return sum(c * math.prod(point[j] ** power for j, power in term) for c, term in zip(coefficients, factors))

    slopes = []
    for i in range(len(flat)):
        above, below = list(flat), list(flat)
        above[i] += h
        below[i] -= h
        slopes.append((f(above) - f(below)) / (2 * h))
    return np.array(slopes).reshape(x.shape)
