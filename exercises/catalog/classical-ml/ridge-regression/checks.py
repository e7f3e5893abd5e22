import numpy as np
import torch

from runner.judge import array, check, close, curve, holds, parts, preserves_arguments

# Noisy points of a wave: the same as in exercises/explorables/ideas/overfitting.py, which draws the fits to them.
GIVEN_X = np.array([-0.92, -0.71, -0.54, -0.34, -0.1, 0.1, 0.35, 0.51, 0.74, 0.96])
GIVEN_Y = np.array([0.0, -0.95, -1.08, -0.46, -0.45, 0.18, 1.49, 0.62, 0.93, -0.38])
NEW_X = np.array([-0.97, -0.87, -0.77, -0.67, -0.56, -0.46, -0.36, -0.26, -0.15, -0.05,
                  0.05, 0.15, 0.26, 0.36, 0.46, 0.56, 0.67, 0.77, 0.87, 0.97])  # fmt: skip
NEW_Y = np.array([-0.24, -0.02, -0.36, -1.09, -1.1, -0.97, -1.22, -0.59, 0.1, -0.5,
                  -0.34, 0.53, 0.7, 1.36, 0.95, 0.97, 0.81, 0.41, 0.57, -0.24])  # fmt: skip
DEGREES, PENALTY = range(1, 10), 0.1
FAR = 1e6  # a larger weight is outside every figure


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    x, y = np.array([[1.0], [2.0], [3.0]]), np.array([1.0, 3.0, 5.0])
    learner.ridge(x, y, 6.0)  # not judged: it separates mistakes that agree for a small penalty
    w, b = parts(learner.ridge(x, y, 0.5), "w", "b")
    close(w, np.array([1.6]), name="your w")
    close(b, -0.2, name="your b")


@check
def any_data(learner, rng):
    """Any data and penalty: a noisy wave, targets far from 0, more features than examples, identical features"""
    fit_polynomials(learner)
    for n, d, penalty in [(10, 3, 1.0), (8, 1, 0.1), (20, 5, float(rng.uniform(0.5, 20))), (4, 7, 0.5)]:
        compare(learner, *draw(rng, n, d), penalty)
    compare(learner, *draw(rng, 200, 10), 2.0)
    X, y = draw(rng, 9, 3)
    compare(learner, X, y + 1000, 5.0)
    compare(learner, X, y + 1000, 1e6)  # so large that even a small part of it moves an intercept
    compare(learner, X + 30, y - 200, 0.5)
    compare(learner, np.column_stack([X, X[:, 0]]), y, 0.3)
    compare(learner, np.column_stack([X, X, X]), y, 0.01)
    X, y = draw(rng, 20, 3)
    compare(learner, X * np.array([300.0, 1.0, 0.1]), y, 0.01)  # so different that small steps lead nowhere


@check
def arguments_unchanged(learner, rng):
    """Examples and targets are not modified"""
    compare(learner, *draw(rng, 6, 2), 1.0)
    preserves_arguments(learner)


def draw(rng, n, d):
    X = rng.normal(size=(n, d)) * rng.uniform(0.5, 3, size=d) + rng.normal(size=d)
    return X, X @ rng.normal(size=d) + rng.normal(size=n) + 2


def fit_polynomials(learner):
    """Polynomials of degree 1 to 9 through 10 noisy points of a wave; shows their errors on those and on 20 others."""
    fits, expected = [], []
    for degree in DEGREES:
        X = powers(GIVEN_X, degree)
        w, b = parts(learner.ridge(X, GIVEN_Y, PENALTY), "w", "b")
        fits.append((array(w, name="your w"), b))
        expected.append(by_least_squares(X, GIVEN_Y, PENALTY))
    if all(w.shape == (degree,) and np.ndim(b) == 0 for degree, (w, b) in zip(DEGREES, fits)):
        lines = {
            "yours, fitted points": errors(fits, GIVEN_X, GIVEN_Y),
            "yours, others": errors(fits, NEW_X, NEW_Y),
            "expected, others": errors(expected, NEW_X, NEW_Y),
        }
        learner.show(curve(lines, x="degree", y="error", at=DEGREES) | {"fits": [drawn(*fit) for fit in fits]})
    for degree, (w, b), (right_w, right_b) in zip(DEGREES, fits, expected):
        if w.shape == right_w.shape and not np.allclose(w, right_w, rtol=1e-5, atol=1e-7):
            holds(
                np.abs(w - right_w).max() > 0.01 * np.abs(right_w).max(),
                f"Your w for degree {degree} is near the minimum, but not at it. If you iterate, stop: the equations are "
                "linear, so you can solve them.",
                yours=w,
                expected=right_w,
            )
        close(w, right_w, name=f"your w for degree {degree}", rtol=1e-5, atol=1e-7)
        close(b, right_b, name=f"your b for degree {degree}", rtol=1e-5, atol=1e-7)


def powers(x, degree):
    """The Chebyshev polynomials of degree 1 and up: the powers of x, mixed so that they are easy to tell apart."""
    return np.polynomial.chebyshev.chebvander(x, degree)[:, 1:]


def errors(fits, x, y):
    """The root mean square error of each fit."""
    return [np.sqrt(np.mean((powers(x, len(w)) @ w + b - y) ** 2)) for w, b in fits]


def drawn(w, b):
    """The intercept and the weights, for the figure of the curve and its points."""
    return np.clip(np.nan_to_num([b, *w]), -FAR, FAR).round(4).tolist()


def compare(learner, X, y, penalty):
    solution, intercept = by_least_squares(X, y, penalty)
    w, b = parts(learner.ridge(X, y, penalty), "w", "b")
    close(w, solution, name="your w", rtol=1e-5, atol=1e-7)
    close(b, intercept, name="your b", rtol=1e-5, atol=1e-7)


def by_least_squares(X, y, penalty):
    """Least squares with an extra row per weight, which pulls it to 0 with weight sqrt(penalty)."""
    n, d = X.shape
    rows = torch.cat([torch.from_numpy(X), penalty**0.5 * torch.eye(d, dtype=torch.float64)])
    ones = torch.cat([torch.ones(n, 1), torch.zeros(d, 1)]).double()
    targets = torch.cat([torch.from_numpy(y), torch.zeros(d, dtype=torch.float64)])
    solution = torch.linalg.lstsq(torch.cat([rows, ones], dim=1), targets[:, None]).solution[:, 0].numpy()
    return solution[:-1], float(solution[-1])
