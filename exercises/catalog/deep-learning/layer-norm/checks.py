import math

import numpy as np
import torch

from runner.judge import check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    x, gamma, beta = np.array([1.0, 3.0, 5.0, 7.0]), np.array([1.0, 1.0, 1.0, 2.0]), np.array([0.0, 0.0, 0.0, 1.0])
    root = math.sqrt(5)
    close(learner.layer_norm(x, gamma, beta, 0.0), np.array([-3 / root, -1 / root, 1 / root, 6 / root + 1]))


@check
def leading_axes(learner, rng):
    """Any number of leading axes, each vector separately"""
    for dims in [(4, 5), (3, 3), (2, 3, 4), (2, 1, 3, 6), (1, 7), (2, 16, 40)]:
        compare(learner, *draw(rng, dims), 1e-13)


@check
def epsilon(learner, rng):
    """Epsilon defaults to 1e-5, is added under the root, and handles a vector of equal features"""
    x, gamma, beta = draw(rng, (4, 3))
    x[1] = float(rng.integers(1, 9))
    compare(learner, x * np.array([[1e-2], [1.0], [1e-3], [1.0]]), gamma, beta)
    compare(learner, x * np.array([[1e-2], [1.0], [1e-1], [1.0]]), gamma, beta, 1e-3)


@check
def far_from_zero(learner, rng):
    """Features around a million"""
    x, gamma, beta = draw(rng, (3, 6))
    compare(learner, x + np.array([[1e6], [-1e6], [5e6]]), gamma, beta, 1e-5)


@check
def arguments_unchanged(learner, rng):
    """The features, gamma and beta are not modified"""
    compare(learner, *draw(rng, (2, 3, 4)), 1e-5)
    preserves_arguments(learner)


def draw(rng, dims):
    d = dims[-1]
    return rng.normal(size=dims) * 2 + rng.normal(size=(*dims[:-1], 1)), rng.normal(size=d) + 2, rng.normal(size=d)


def compare(learner, x, gamma, beta, *eps):
    tensors = (torch.from_numpy(a) for a in (x, gamma, beta))
    expected = torch.nn.functional.layer_norm(next(tensors), x.shape[-1:], *tensors, *eps).numpy()
    rtol = 1e-5 if np.abs(x).max() > 1e5 else None
    close(learner.layer_norm(x, gamma, beta, *eps), expected, rtol=rtol, atol=rtol, sizes={"d": x.shape[-1]})
