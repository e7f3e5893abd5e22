import math

import numpy as np

from runner.judge import boundary, check, close, lattice, parts, preserves_arguments, shape


@check(example=True)
def probabilities(learner, rng):
    """The probabilities of the worked example, and of other rows"""
    X = np.array([[1.0], [3.0]])
    expected = np.array([sigmoid(0.5), sigmoid(1.5)])
    close(learner.predict_proba(X, np.array([0.5]), 0.0), expected, name="your probability")
    X, w, b = rng.normal(size=(5, 3)), rng.normal(size=3), float(rng.normal())
    expected = np.array([sigmoid(sum(row * w) + b) for row in X])
    close(learner.predict_proba(X, w, b), expected, name="your probability")


@check(example=True)
def first_steps(learner, rng):
    """No step, one step and two steps of the worked example"""
    for steps in (0, 1, 2):
        compare(learner, np.array([[1.0], [3.0]]), np.array([0, 1]), 1.0, steps)


@check
def two_clouds(learner, rng):
    """Sixty steps on two clouds of points (see the boundary), and five on data of other shapes"""
    y = rng.permutation(np.repeat([0, 1], [12, 18]))
    X = rng.normal(size=(30, 2)) + np.where(y[:, None] == 1, 1.0, -0.5) + rng.normal(size=2)
    w, b = parts(learner.fit(X, y, 0.3, 60), "w", "b")
    shape(w, (2,), name="your w")
    close(b, 0.0, name="your b", atol=1e6)  # a number; its value is compared below
    extent = (X[:, 0].min() - 1, X[:, 0].max() + 1, X[:, 1].min() - 1, X[:, 1].max() + 1)
    learner.show(boundary({"yours": [sigmoid(z) for z in lattice(extent) @ w + float(b)]}, extent, X, y))
    expected_w, expected_b = by_loops(X, y, 0.3, 60)
    close(w, expected_w, name="your w", sizes={"the number of examples": 30})
    close(b, expected_b, name="your b", sizes={"the number of examples": 30})
    for n, d in [(1, 1), (7, 3), (4, 5), (200, 6)]:
        compare(learner, rng.normal(size=(n, d)), rng.integers(2, size=n), float(rng.uniform(0.1, 1.0)), 5)
    compare(learner, rng.normal(size=(8, 2)), np.arange(8) % 2, 0.3, 250)


@check
def large_scores(learner, rng):
    """Scores of ±1000 give probabilities of 0 and 1, in training too"""
    X = np.array([[1.0], [-1.0], [0.5], [-0.01]])
    z = 1000 * X[:, 0] + 3
    close(learner.predict_proba(X, np.array([1000.0]), 3.0), np.array([sigmoid(v) for v in z]), name="your probability")
    compare(learner, rng.normal(size=(6, 2)) * 30, rng.integers(2, size=6), 1.0, 4)


@check
def arguments_unchanged(learner, rng):
    """Examples, labels and weights are not modified"""
    X, y = rng.normal(size=(6, 2)), rng.integers(2, size=6)
    parts(learner.fit(X, y, 0.1, 3), "w", "b")
    shape(learner.predict_proba(X, rng.normal(size=2), 0.5), (6,), name="what predict_proba returns")
    preserves_arguments(learner)


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def by_loops(X, y, lr, steps):
    n, d = X.shape
    w, b = [0.0] * d, 0.0
    rows, columns, labels = X.tolist(), X.T.tolist(), y.tolist()
    for _ in range(steps):
        errors = [sigmoid(sum(map(float.__mul__, row, w)) + b) - label for row, label in zip(rows, labels)]
        w = [w[j] - lr * sum(map(float.__mul__, errors, columns[j])) / n for j in range(d)]
        b -= lr * sum(errors) / n
    return np.array(w), b


def compare(learner, X, y, lr, steps):
    w, b = parts(learner.fit(X, y, lr, steps), "w", "b")
    expected_w, expected_b = by_loops(X, y, lr, steps)
    sizes = {"the number of examples": len(X)}
    close(w, expected_w, name=f"after {steps} steps, your w", sizes=sizes)
    close(b, expected_b, name=f"after {steps} steps, your b", sizes=sizes)
