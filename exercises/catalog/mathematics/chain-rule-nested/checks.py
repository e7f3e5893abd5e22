import math

import numpy as np

from runner.judge import check, close, entries, gradient, parts, preserves_arguments

ORDER = ("c", "b", "a", "x")  # in the order of the backward pass


@check(example=True)
def worked_value(learner, rng):
    """The value of the worked example"""
    value, _ = parts(learner.value_and_grads(np.array([2.0])), "value", "grads")
    close(value, np.array([2 * math.exp(math.sin(4))]), name="your value")


@check(example=True)
def worked_gradients(learner, rng):
    """The derivatives of the worked example"""
    c = math.exp(math.sin(4))
    expected = {"c": 2.0, "b": 2 * c, "a": 2 * c * math.cos(4), "x": c + 8 * c * math.cos(4)}
    compare(learner, np.array([2.0]), {name: np.array([slope]) for name, slope in expected.items()})


@check
def difference_quotients(learner, rng):
    """The derivatives agree with difference quotients, left and right of 0"""
    for n in (5, 5, 5, 400):
        x = rng.uniform(0.3, 2.5, size=n) * rng.choice([-1, 1], size=n)
        compare(learner, x, by_differences(x), rtol=1e-5, atol=1e-6)
    _, grads = parts(learner.value_and_grads(x), "value", "grads")
    for name, slope in by_complex_steps(x).items():
        close(entries(grads, ORDER)[name], slope, name=f"your derivative by {name}", rtol=1e-9, atol=1e-12)


@check
def argument_unchanged(learner, rng):
    """The points are not modified"""
    x = rng.uniform(0.5, 1.5, size=4)
    value, _ = parts(learner.value_and_grads(x), "value", "grads")
    close(value, np.array([t * math.exp(math.sin(t * t)) for t in x]), name="your value")
    preserves_arguments(learner)


def compare(learner, x, expected, **tolerance):
    _, grads = parts(learner.value_and_grads(x), "value", "grads")
    a = x**2
    c = np.exp(np.sin(a))
    long_way = x * c * np.cos(a) * 2 * x
    one_way = "it has the path through a only; x also appears in the last product, so add that path"
    product_only = "it has the last product only; x also appears in a = x², so add that path"
    suspects = {
        "a": {"the derivative of sin a is taken at x; it is cos a": x * c * np.cos(x)},
        "x": {one_way: long_way, product_only: c, "the two paths to x are multiplied; add them": long_way * c},
    }
    gradient(grads, expected, suspects=suspects, **tolerance)


def by_complex_steps(x, h=1e-30):
    """The imaginary part of f(x + ih) is h f'(x), to the last digit."""
    a, b = x**2, np.sin(x**2)
    changed = {
        "c": (np.exp(b) + 1j * h) * x,
        "b": np.exp(b + 1j * h) * x,
        "a": np.exp(np.sin(a + 1j * h)) * x,
        "x": np.exp(np.sin((x + 1j * h) ** 2)) * (x + 1j * h),
    }
    return {name: value.imag / h for name, value in changed.items()}


def by_differences(x, h=1e-5):
    """Change each step on its own and recompute everything after it."""

    def f(start, moved, t):
        a = t * t + (moved if start == "a" else 0)
        b = math.sin(a) + (moved if start == "b" else 0)
        return (math.exp(b) + (moved if start == "c" else 0)) * t

    slopes = {name: np.array([(f(name, h, t) - f(name, -h, t)) / (2 * h) for t in x]) for name in "cba"}
    return slopes | {"x": np.array([(f("", 0, t + h) - f("", 0, t - h)) / (2 * h) for t in x])}
