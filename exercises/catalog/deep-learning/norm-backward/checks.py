import math

import numpy as np
import torch

from runner.judge import check, gradient, heatmap, preserves_arguments, scales_like

X = np.array([[0.0, 4.0, 5.0, 7.0], [2.0, 1.0, -1.0, 6.0], [7.0, 3.0, 2.0, -1.0]])
GAMMA = np.array([1.0, 2.0, 1.0, 3.0])
G = np.array([[3.0, 1.0, 0.0, 1.0], [0.0, 2.0, -1.0, 1.0], [-1.0, 0.0, 4.0, 1.0]])


@check(example=True)
def worked_example(learner, rng):
    """The gradients of layer norm and batch norm in the worked example"""
    compare_layers(learner, X, GAMMA, G, 0.0)
    compare_batches(learner, X, GAMMA, G, np.array([1.0, 2.0, 4.0, 3.0]), np.array([3.0, 1.0, 2.0, 5.0]), True, 0.0)


@check
def any_shape(learner, rng):
    """Layer norm with any number of leading axes, and batch norm in training for any batch"""
    for dims in [(5,), (4, 5), (3, 3), (2, 3, 4), (2, 1, 3, 6), (2, 16, 40)]:
        compare_layers(learner, *draw(rng, dims), 1e-12)
    for dims in [(6, 4), (4, 4), (3, 7), (3, 2), (5, 1), (32, 32)]:
        compare_batches(learner, *draw(rng, dims), *draw_statistics(rng, dims[1]), True, 1e-12)


@check
def evaluation(learner, rng):
    """Batch norm in evaluation, where mean and variance are constants"""
    for dims in [(5, 3), (3, 3), (1, 4)]:
        compare_batches(learner, *draw(rng, dims), *draw_statistics(rng, dims[1]), False, 1e-12)


@check
def epsilon(learner, rng):
    """Epsilon defaults to 1e-5 and is added under the root, in both norms"""
    # with the last, values are so close together that differences for a step of 1e-5 mislead
    for scale, eps in [(3e-3, []), (0.1, [1e-2]), (1e-4, [0.0])]:
        x, gamma, grads = draw(rng, (5, 4))
        compare_layers(learner, scale * x, gamma, grads, *eps)
        statistics = rng.normal(size=4), scale**2 * rng.uniform(0.5, 2, size=4)
        compare_batches(learner, scale * x, gamma, grads, *statistics, True, *eps)
        compare_batches(learner, scale * x, gamma, grads, *statistics, False, *eps)


@check
def cost_of_the_gradients(learner, rng):
    """2,048 gradients of x take as long as a formula needs, not a forward pass for each"""
    layer = learner.layer_norm_gradients
    batch = learner.batch_norm_gradients
    scales_like(
        learner,
        lambda given: layer(*given),
        row_by_row,
        (16, 128),
        draw=lambda n: draw(rng, (n, 16)),
        most=16,
        size="the number of vectors",
        name="your dict of the gradients of layer norm",
    )
    scales_like(
        learner,
        lambda given: batch(*given, *draw_statistics(rng, len(given[1])), True),
        column_by_column,
        (16, 128),
        draw=lambda n: draw(rng, (16, n)),
        most=16,
        size="the number of features",
        name="your dict of the gradients of batch norm",
    )


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, gamma, grads = draw(rng, (5, 4))
    compare_layers(learner, x, gamma, grads)
    for training in (True, False):
        compare_batches(learner, x, gamma, grads, *draw_statistics(rng, 4), training)
    preserves_arguments(learner)


def draw(rng, dims):
    """Inputs, scales and the gradient of the output, all far from mean 0."""
    d = dims[-1]
    return 2 * rng.normal(size=dims) + rng.normal(size=d), rng.normal(size=d) + 2, rng.normal(size=dims) + 0.5


def draw_statistics(rng, d):
    return rng.normal(size=d), rng.uniform(0.5, 3.0, size=d)


def compare_layers(learner, x, gamma, grads, *eps):
    yours = learner.layer_norm_gradients(x, gamma, grads, *eps)
    compare(learner, yours, x, gamma, grads, -1, None, *eps)


def compare_batches(learner, x, gamma, grads, mean, var, training, *eps):
    yours = learner.batch_norm_gradients(x, gamma, grads, mean, var, training, *eps)
    compare(learner, yours, x, gamma, grads, 0, None if training else (mean, var), *eps)


def compare(learner, yours, x, gamma, grads, axis, statistics, *eps):
    """Compare with autograd, and with autograd that takes some of the statistics for constants."""
    expected = by_autograd(x, gamma, grads, axis, statistics, "", *eps)
    unscaled = by_autograd(x, np.ones_like(gamma), grads, axis, statistics, "", *eps)
    suspects = {"the factor gamma is missing": unscaled["x"]}
    if statistics is None:
        for constants, sentence in {
            "mean var": "it treats the mean and the variance as constants",
            "mean": "the part that flows through the mean is missing",
            "var": "the part that flows through the variance is missing",
        }.items():
            suspects[sentence] = by_autograd(x, gamma, grads, axis, None, constants, *eps)["x"]
    show(learner, yours, expected["x"])
    norm = "layer norm" if axis else "batch norm"
    gradient(
        yours,
        expected,
        batch=x.size // len(gamma),
        sizes={"the number of features": len(gamma)},
        suspects={"x": suspects},
        name=f"your dict of the gradients of {norm}",
    )


def row_by_row(given):
    """Layer norm's gradients in plain loops."""
    x, gamma, grads = given
    expected = {"beta": grads.sum(axis=0), "gamma": np.zeros(len(gamma)), "x": np.empty(x.shape)}
    for i, row in enumerate(x):
        expected["x"][i], normed = through_norm(row.tolist(), (gamma * grads[i]).tolist())
        expected["gamma"] += grads[i] * normed
    return expected


def column_by_column(given):
    """Batch norm's gradients in training, in plain loops."""
    x, gamma, grads = given
    expected = {"beta": grads.sum(axis=0), "gamma": np.empty(len(gamma)), "x": np.empty(x.shape)}
    for j, scale in enumerate(gamma.tolist()):
        expected["x"][:, j], normed = through_norm(x[:, j].tolist(), (scale * grads[:, j]).tolist())
        expected["gamma"][j] = grads[:, j] @ normed
    return expected


def through_norm(values, slopes, eps=1e-5):
    """The gradient of the values that are normalized together, and the normalized values."""
    n, mean = len(values), sum(values) / len(values)
    root = math.sqrt(sum((value - mean) ** 2 for value in values) / n + eps)
    normed = [(value - mean) / root for value in values]
    shift, scale = sum(slopes) / n, sum(slope * value for slope, value in zip(slopes, normed)) / n
    return [(slope - shift - value * scale) / root for slope, value in zip(slopes, normed)], normed


def show(learner, yours, expected):
    """Draw the gradient of a matrix, with the wrong entries marked."""
    own = yours.get("x") if isinstance(yours, dict) else None
    if isinstance(own, np.ndarray) and own.dtype.kind == "f" and own.ndim == 2 and own.shape == expected.shape:
        panels = {"your gradient of x": own, "expected": expected}
        learner.show(heatmap(panels, marks={"your gradient of x": ~np.isclose(own, expected)}))


def by_autograd(x, gamma, grads, axis, statistics, constants, eps=1e-5):
    """``constants`` says which statistics of x get no gradient."""
    x, gamma = (torch.tensor(a, requires_grad=True) for a in (x, gamma))
    beta = torch.zeros(len(gamma), dtype=torch.float64, requires_grad=True)
    if statistics is None:
        mean = x.mean(dim=axis, keepdim=True)
        var = (x - mean).square().mean(dim=axis, keepdim=True)
        mean = mean.detach() if "mean" in constants else mean
        var = var.detach() if "var" in constants else var
    else:
        mean, var = map(torch.tensor, statistics)
    (gamma * (x - mean) / torch.sqrt(var + eps) + beta).backward(torch.tensor(grads))
    return {"beta": beta.grad.numpy(), "gamma": gamma.grad.numpy(), "x": x.grad.numpy()}
