import math

import numpy as np
import torch

from runner.judge import check, close, heatmap, numerical_gradient, preserves_arguments, scales_like, shape

Z = np.array([0.0, math.log(3)])


@check(example=True)
def worked_jacobian(learner, rng):
    """The Jacobian of the worked example"""
    close(learner.softmax_jacobian(Z), np.array([[3.0, -3.0], [-3.0, 3.0]]) / 16, name="your Jacobian")


@check(example=True)
def worked_gradient(learner, rng):
    """The gradient of the worked example"""
    close(learner.softmax_backward(Z, np.array([1.0, 5.0])), np.array([-0.75, 0.75]), name="your gradient")


@check
def difference_quotients(learner, rng):
    """The Jacobian agrees with difference quotients of the softmax"""
    for d in (1, 3, 6):
        at = {"z": rng.normal(size=d) * 2}
        rows = [numerical_gradient(lambda i=i: by_loops(at["z"])[i], at)["z"] for i in range(d)]
        yours, expected = learner.softmax_jacobian(at["z"]), np.array(rows)
        learner.show(heatmap({"your Jacobian": yours, "expected": expected}))
        close(yours, expected, name="your Jacobian", rtol=1e-5, atol=1e-8)


@check
def batches(learner, rng):
    """Every row of a batch separately, including one of ten thousand scores"""
    for dims in [(5,), (4, 3), (3, 3), (2, 3, 4), (1, 10_000)]:
        z, g = rng.normal(size=dims), rng.normal(size=dims)
        expected = by_torch(z, g)
        tolerance = {"rtol": 1e-10, "atol": 1e-12 * np.abs(expected).max()}
        close(learner.softmax_backward(z, g), expected, name="your gradient", **tolerance)

    def by_learner(given):
        return learner.softmax_backward(*given)

    def scores_and_gradients(d):
        return rng.normal(size=d), rng.normal(size=d)

    scales_like(
        learner, by_learner, by_sums, (500, 8000), draw=scores_and_gradients, most=8, size="d", name="your gradient"
    )


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact"""
    z = np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -1000.5], [1000.0, 0.0, 1.0]])
    g = rng.normal(size=z.shape)
    p = torch.softmax(torch.from_numpy(z[1]), dim=0).numpy()
    jacobian = np.diag(p) - np.outer(p, p)
    close(learner.softmax_jacobian(z[1]), jacobian, name="your Jacobian")
    close(learner.softmax_backward(z, g), by_torch(z, g), name="your gradient")


@check
def arguments_unchanged(learner, rng):
    """Scores and gradients are not modified"""
    z, g = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    shape(learner.softmax_jacobian(z[0]), (3, 3), name="your Jacobian")
    shape(learner.softmax_backward(z, g), (2, 3), name="your gradient")
    preserves_arguments(learner)


def by_loops(z):
    shares = [math.exp(score) for score in z]
    return [share / sum(shares) for share in shares]


def by_sums(given):
    """The simplified sum, number by number."""
    z, g = given
    shares = [math.exp(score) for score in z]
    total = math.fsum(shares)
    mean = math.fsum(share * slope for share, slope in zip(shares, g)) / total
    return np.array([share / total * (slope - mean) for share, slope in zip(shares, g)])


def by_torch(z, g):
    scores = torch.tensor(z, requires_grad=True)
    torch.softmax(scores, dim=-1).backward(torch.from_numpy(g))
    return scores.grad.numpy()
