import math

import numpy as np
import torch

from runner.judge import bars, check, close, dtype, preserves_arguments, shape

X_EXAMPLE = np.array([[0.0, math.log(3)], [1000.0, 1000.0]])


@check(example=True)
def worked_softmax(learner, rng):
    """The first row of the worked example"""
    close(learner.softmax(X_EXAMPLE[:1]), np.array([[0.25, 0.75]]), name="your softmax")


@check(example=True)
def worked_logarithm(learner, rng):
    """Its logarithm"""
    close(learner.log_softmax(X_EXAMPLE[:1]), np.log([[0.25, 0.75]]), name="your log-softmax")


@check
def any_axis(learner, rng):
    """Arrays with any number of axes, along any of them"""
    for dims, axis in [
        ((5,), -1),
        ((3, 4), -1),
        ((4, 4), 0),
        ((2, 3, 4), 1),
        ((2, 3, 3), -2),
        ((3, 1), 1),
        ((16, 80), -1),
    ]:
        x = rng.normal(size=dims) * 3
        compare(learner, x, axis)
    x = rng.normal(size=(2, 3, 3))
    close(learner.softmax(x), by_torch(x, -1), name="your softmax without an axis")
    close(learner.log_softmax(x), np.log(by_torch(x, -1)), name="your log-softmax without an axis")


@check
def large_scores(learner, rng):
    """Scores of ±1000 in one array, and of ±100,000"""
    x = np.array([[1000.0, -999.0, -1000.0], [-1000.0, -1001.0, -1000.5], [0.0, 1.0, 800.0]]) + rng.normal(size=(3, 3))
    for axis in (-1, 0):
        compare(learner, x, axis)
        compare(learner, 100 * x, axis)
    compare(learner, X_EXAMPLE, -1)


@check
def impossible_scores(learner, rng):
    """A score of -inf gets probability 0, and the others sum to 1"""
    x = rng.normal(size=(3, 4)) * 2
    x[0, 1] = x[1, :3] = -np.inf
    compare(learner, x, -1)


@check
def keeps_the_dtype(learner, rng):
    """float32 in, float32 out, with scores too large for its exponential"""
    x = (rng.normal(size=(2, 5)) * 60).astype(np.float32)
    for name, yours in (("your softmax", learner.softmax(x)), ("your log-softmax", learner.log_softmax(x))):
        shape(yours, (2, 5), name=name)
        dtype(yours, np.float32, name=name)
    compare(learner, x, -1)


@check
def argument_unchanged(learner, rng):
    """The scores are not modified"""
    compare(learner, rng.normal(size=(2, 3)), -1)
    preserves_arguments(learner)


def compare(learner, x, axis):
    yours, expected = learner.softmax(x, axis), by_torch(x, axis)
    if x.ndim == 1:
        learner.show(bars([str(i) for i in range(len(x))], {"your softmax": yours, "expected": expected}))
    close(yours, expected, name=f"your softmax along axis {axis}")
    logs = torch.log_softmax(torch.from_numpy(x), dim=axis).numpy()
    close(learner.log_softmax(x, axis), logs, name=f"your log-softmax along axis {axis}")


def by_torch(x, axis):
    return torch.softmax(torch.from_numpy(x), dim=axis).numpy()
