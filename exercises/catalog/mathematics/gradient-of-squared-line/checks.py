import numpy as np

from runner.judge import check, close, numerical_gradient, parts, preserves_arguments

NAMES = ("df/dw", "df/dx", "df/db")


@check(example=True)
def worked_example(learner, rng):
    """The derivatives of the worked example"""
    compare(learner.gradients(3.0, 2.0, -1.0), (20.0, 30.0, 10.0))


@check
def difference_quotients(learner, rng):
    """At random points the derivatives agree with difference quotients"""
    for b in (-20.0, 20.0, rng.normal()):  # the line below 0, above 0, anywhere
        at = {"w": rng.normal(size=1) * 2, "x": rng.normal(size=1) * 2, "b": np.array([b])}
        slopes = numerical_gradient(lambda: ((at["w"] * at["x"] + at["b"]) ** 2).item(), at)
        yours = learner.gradients(*(value.item() for value in at.values()))
        compare(yours, [slopes[name].item() for name in "wxb"], rtol=1e-5, atol=1e-6)


@check
def exact(learner, rng):
    """The derivatives are exact for large and small numbers too"""
    for size in (1.0, 1e3, 1e-3):
        w, x, b = (int(n) * size for n in rng.integers(2, 9, size=3) * rng.choice([-1, 1], size=3))
        u = w * x + b
        compare(learner.gradients(w, x, b), (2 * u * x, 2 * u * w, 2 * u), rtol=1e-10, atol=0)


@check
def arrays(learner, rng):
    """Arrays are treated entry by entry, and not modified"""
    for dims in [(4,), (3, 3), (30, 40)]:
        w, x, b = rng.normal(size=(3, *dims))
        points = list(zip(*(array.ravel().tolist() for array in (w, x, b))))
        expected = [(2 * (p * q + r) * q, 2 * (p * q + r) * p, 2 * (p * q + r)) for p, q, r in points]
        compare(learner.gradients(w, x, b), [np.array(column).reshape(dims) for column in zip(*expected)])
    preserves_arguments(learner)


def compare(yours, expected, **tolerance):
    for name, got, want in zip(NAMES, parts(yours, *NAMES), expected):
        close(got, want, name=f"your {name}", **tolerance)
