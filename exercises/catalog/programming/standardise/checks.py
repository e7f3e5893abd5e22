import math

import numpy as np

from runner.judge import check, close, parts, preserves_arguments

X_EXAMPLE = np.array([[1.0, 10.0, 5.0], [3.0, 10.0, 8.0]])


@check(example=True)
def worked_fit(learner, rng):
    """Mean and scale of the worked example"""
    mean, scale = parts(learner.fit(X_EXAMPLE), "mean", "scale")
    close(mean, np.array([2.0, 10.0, 6.5]), name="your array of means")
    close(scale, np.array([1.0, 1.0, 1.5]), name="your array of scales")


@check(example=True)
def worked_transform(learner, rng):
    """The worked example standardized, and its new row"""
    mean, scale = np.array([2.0, 10.0, 6.5]), np.array([1.0, 1.0, 1.5])
    expected = np.array([[-1.0, 0.0, -1.0], [1.0, 0.0, 1.0]])
    close(learner.transform(X_EXAMPLE, mean, scale), expected, name="your standardized matrix")
    yours = learner.transform(np.array([[4.0, 11.0, 8.0]]), mean, scale)
    close(yours, np.array([[2.0, 1.0, 1.0]]), name="your standardized row")


@check
def any_data(learner, rng):
    """Statistics of one set, applied to another of any size"""
    for n, m, d in [(6, 4, 3), (3, 3, 3), (20, 1, 5), (4, 7, 1), (200, 9, 6)]:
        train, test = rng.normal(size=(n, d)) * 4 + 2, rng.normal(size=(m, d)) * 3
        compare(learner, train, test)
    mean, scale = by_loops(rng.normal(size=(5, 6)))  # of other data than those fitted last
    close(learner.transform(test, mean, scale), (test - mean) / scale, name="your standardized matrix", atol=1e-6)


@check
def constant_columns(learner, rng):
    """Constant columns become 0, whatever the constant"""
    train, test = rng.normal(size=(7, 4)), rng.normal(size=(2, 4))
    train[:, 1], train[:, 3] = 0.1, 1e8 / 3
    compare(learner, train, test)
    one = rng.normal(size=(1, 3))  # a single row: every column is constant
    compare(learner, one, rng.normal(size=(2, 3)))


@check
def any_scale(learner, rng):
    """Integers, features around 1e8 and features of 1e-10"""
    compare(learner, rng.integers(0, 50, size=(9, 2)) * 2 + np.arange(9)[:, None], rng.integers(0, 50, size=(3, 2)))
    train, test = rng.normal(size=(8, 2)), rng.normal(size=(3, 2))
    shift, size = np.array([1e8, 0.0]), np.array([1.0, 1e-10])
    compare(learner, train * size + shift, test * size + shift)


@check
def arguments_unchanged(learner, rng):
    """Data and statistics are not modified"""
    compare(learner, rng.normal(size=(5, 3)), rng.normal(size=(5, 3)))
    preserves_arguments(learner)


def compare(learner, train, test):
    mean, scale = by_loops(train)
    yours = parts(learner.fit(train), "mean", "scale")
    close(yours[0], mean, name="your array of means", atol=1e-15)
    close(yours[1], scale, name="your array of scales", sizes={"the number of rows": len(train)}, atol=1e-15)
    expected = np.array([[(v - m) / s for v, m, s in zip(row, mean, scale)] for row in test.tolist()])
    close(learner.transform(test, mean, scale), expected, name="your standardized matrix", atol=1e-6)


def by_loops(X):
    means, scales = [], []
    for column in X.T.tolist():
        mean = math.fsum(column) / len(column)
        deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in column) / len(column))
        means.append(mean)
        scales.append(1.0 if max(column) == min(column) else deviation)
    return np.array(means), np.array(scales)
