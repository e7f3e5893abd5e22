import math

import numpy as np
import torch

from runner.judge import array, check, close, entries, gradient, preserves_arguments, scales_like

RTOL = 1e-4  # single precision is enough, also where its result meets g and G in double precision


@check(example=True)
def worked_example(learner, rng):
    """Output and gradients of the worked example"""
    x, g, G = np.array([1.0, -3.0, 5.0, -1.0]), np.array([1.0, 2.0, 1.0, 3.0]), np.array([3.0, 0.0, 1.0, 2.0])
    close(
        learner.forward(x, g, 0.0), np.array([1.0, -6.0, 5.0, -3.0]) / 3, name="your output", sizes={"d": 4}, rtol=RTOL
    )
    compare_gradients(learner, x, g, G, 0.0)


@check
def leading_axes(learner, rng):
    """Any number of leading axes, each vector separately"""
    for dims in [(4, 5), (3, 3), (2, 3, 4), (2, 1, 3, 6), (1,), (2, 16, 40)]:
        x, g, _ = draw(rng, dims)
        close(learner.forward(x, g, 1e-12), by_loops(x, g, 1e-12), name="your output", sizes={"d": dims[-1]}, rtol=RTOL)


@check
def epsilon(learner, rng):
    """Epsilon defaults to 1e-6 and is added under the root"""
    for scale, eps in [(1e-3, []), (1e-2, [1e-3]), (0.0, [])]:
        x, g, _ = draw(rng, (3, 4))
        close(learner.forward(scale * x, g, *eps), by_loops(scale * x, g, *eps), name="your output", rtol=RTOL)


@check
def gradients_of_both(learner, rng):
    """The gradients of x and g, for any number of leading axes"""
    for dims in [(5,), (1, 3), (4, 5), (3, 3), (2, 3, 4), (16, 80)]:
        compare_gradients(learner, *draw(rng, dims), 1e-12)


@check
def gradients_near_zero(learner, rng):
    """The gradients where epsilon is as large as the mean square"""
    for scale, eps in [(1e-3, []), (0.1, [1e-2])]:
        x, g, G = draw(rng, (3, 4))
        compare_gradients(learner, scale * x, g, G, *eps)


@check
def half_precision(learner, rng):
    """Features in float16 whose squares don't fit"""
    x, g, G = draw(rng, (3, 8))
    x = (x * np.array([[1.0], [300.0], [4000.0]])).astype(np.float16)
    close(learner.forward(x, g), by_loops(x, g), name="your output", rtol=RTOL)
    compare_gradients(learner, x, g, G)


@check
def cost_of_the_gradients(learner, rng):
    """3,200 gradients of x take as long as a formula needs, not a forward pass for each"""
    scales_like(
        learner,
        lambda given: in_single_precision(learner.gradients(*given)),
        feature_by_feature,
        (25, 200),
        draw=lambda n: draw(rng, (n, 16)),
        most=16,
        size="the number of vectors",
        name="your dict of gradients",
    )


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, g, G = draw(rng, (2, 3, 4))
    close(learner.forward(x, g), by_loops(x, g), name="your output", rtol=RTOL)
    compare_gradients(learner, x, g, G)
    preserves_arguments(learner)


def draw(rng, dims):
    """Features far from mean 0, so that the mean square is not the variance."""
    d = dims[-1]
    return rng.normal(size=dims) + 1, rng.normal(size=d) + 2, rng.normal(size=dims) + 0.5


def by_loops(x, g, eps=1e-6):
    """Vector by vector, feature by feature."""
    out = np.empty(x.shape)
    for at in np.ndindex(x.shape[:-1]):
        row = x[at].tolist()
        root = math.sqrt(sum(value * value for value in row) / len(row) + eps)
        out[at] = [scale * value / root for scale, value in zip(g.tolist(), row)]
    return out


def compare_gradients(learner, x, g, G, *eps):
    grads = learner.gradients(x, g, G, *eps)
    expected, constant = by_torch(x, g, G, *eps), by_torch(x, g, G, *eps, constant_root=True)
    gradient(
        grads,
        expected,
        batch=x.size // len(g),
        sizes={"d": len(g)},
        suspects={"x": {"it ignores that r depends on x": constant["x"]}},
        rtol=RTOL,
        atol=1e-5 * max(np.abs(grad).max() for grad in expected.values()),
    )


def in_single_precision(grads):
    """Round the gradients, so that float32 is precise enough for the comparison."""
    grads = entries(grads, ["g", "x"])
    grads = {name: array(grad, name=f"your gradient of {name}") for name, grad in grads.items()}
    return {name: grad.astype(np.float32) if grad.dtype.kind == "f" else grad for name, grad in grads.items()}


def feature_by_feature(given, eps=1e-6):
    """The formula in plain loops."""
    x, g, G = given
    grads, scales = {"g": np.zeros(len(g)), "x": np.empty(x.shape)}, g.tolist()
    for i, (row, slopes) in enumerate(zip(x.tolist(), G.tolist())):
        root = math.sqrt(sum(value * value for value in row) / len(row) + eps)
        along = sum(scale * slope * value / root for scale, slope, value in zip(scales, slopes, row)) / len(row)
        for j, (scale, slope, value) in enumerate(zip(scales, slopes, row)):
            grads["x"][i, j] = (scale * slope - along * value / root) / root
            grads["g"][j] += slope * value / root
    return grads


def by_torch(x, g, G, eps=1e-6, constant_root=False):
    x, g = (torch.tensor(a.astype(np.float64), requires_grad=True) for a in (x, g))
    root = torch.sqrt(x.square().mean(dim=-1, keepdim=True) + eps)
    (g * x / (root.detach() if constant_root else root)).backward(torch.tensor(G))
    return {"g": g.grad.numpy(), "x": x.grad.numpy()}
