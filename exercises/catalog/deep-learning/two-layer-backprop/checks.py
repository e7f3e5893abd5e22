import math

import numpy as np
import torch

from runner.judge import check, close, entries, gradient, holds, numerical_gradient, parts, preserves_arguments

BACKWARD = ("b2", "W2", "b1", "W1")  # the order of the backward pass


@check(example=True)
def worked_loss(learner, rng):
    """The loss of the worked example"""
    params, x, y = worked_example()
    loss, _ = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
    close(loss, math.log(1 + math.e), name="your loss")


@check(example=True)
def worked_gradients(learner, rng):
    """The gradients of the worked example"""
    params, x, y = worked_example()
    _, grads = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
    p = 1 / (1 + math.exp(-1))  # of the wrong class: 0.731
    expected = {
        "b2": np.array([p, -p]),
        "W2": np.array([[2 * p, 0], [-2 * p, 0]]),
        "b1": np.array([p / 2, 0]),
        "W1": np.array([[p, p / 2], [0, 0]]),
    }
    compare(grads, expected, params, x, y)


@check
def mean_loss(learner, rng):
    """The loss is the mean over a batch of any size"""
    for n in (1, 4, 7):
        params, x, y = draw(rng, n, d=3, h=5, c=4)
        loss, _ = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
        close(loss, loss_by_loops(params, x, y), name="your loss", sizes={"the batch size": n})


@check
def finite_differences(learner, rng):
    """The gradients agree with finite differences of the loss"""
    params, x, y = draw(rng, n=8, d=3, h=4, c=5, margin=1e-3)
    _, grads = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
    numerical = numerical_gradient(lambda: loss_by_loops(params, x, y), params)
    expected = {name: numerical[name] for name in BACKWARD}
    compare(grads, expected, params, x, y, rtol=1e-5, atol=1e-7)


@check
def any_shape(learner, rng):
    """The gradients agree with PyTorch's on networks of many shapes, even with one example, input or hidden unit"""
    for n, d, h, c in [(1, 4, 3, 2), (6, 1, 3, 4), (5, 3, 1, 3), (1, 1, 1, 2), (16, 8, 12, 10), (64, 20, 16, 10)]:
        params, x, y = draw(rng, n, d, h, c)
        loss, grads = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
        expected_loss, expected = by_torch(params, x, y)
        close(loss, expected_loss, name="your loss", sizes={"the batch size": n})
        compare(grads, expected, params, x, y)


@check
def large_scores(learner, rng):
    """Scores of ±1000 give an exact loss and finite gradients"""
    for params, x, y in large_score_examples(rng):
        loss, grads = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
        expected_loss, expected = by_torch(params, x, y)
        if isinstance(loss, float) and not math.isclose(loss, expected_loss, rel_tol=1e-6):
            holds(
                not any(math.isclose(loss, patched_loss(params, x, y, 10.0**-e), rel_tol=1e-9) for e in range(4, 17)),
                "Your loss is capped: you add a small number to the probabilities before the logarithm, so a confident "
                "wrong answer costs too little. Compute the logarithm of the softmax as s - log(sum(exp(s))).",
                yours=f"loss {loss:.6g}",
                expected=f"loss {expected_loss:.6g}",
            )
        close(loss, expected_loss, name="your loss")
        entries(grads, BACKWARD, name="your dict of gradients")
        holds(
            not near_but_wrong(grads, expected),
            "Your gradients are near the exact ones, but not equal to them. If you compute them as differences of the "
            "loss, use the chain rule instead: a difference is too coarse for large scores.",
        )
        compare(grads, expected, params, x, y, atol=1e-7)


@check
def arguments_unchanged(learner, rng):
    """Parameters and data are not modified"""
    params, x, y = draw(rng, n=5, d=3, h=4, c=3)
    _, grads = parts(learner.loss_and_grads(params, x, y), "loss", "grads")
    entries(grads, BACKWARD, name="your dict of gradients")
    preserves_arguments(learner)


def worked_example():
    params = {
        "W1": np.array([[1.0, 0.0], [-1.0, 1.0]]),
        "b1": np.zeros(2),
        "W2": np.array([[1.0, 2.0], [0.5, 3.0]]),
        "b2": np.zeros(2),
    }
    return params, np.array([[2.0, 1.0]]), np.array([1])


def draw(rng, n, d, h, c, margin=0.0):
    """A random network and batch; no ReLU's input nearer to 0 than ``margin``, where differences would mislead.

    No score is far below another in its row: ``large_scores`` tests that. Some unit is on, and one is off whose gradient
    would be positive, so that a ReLU of the gradient is something else than the mask.
    """
    while True:
        params = {
            "W1": rng.normal(size=(h, d)) / math.sqrt(d),
            "b1": rng.normal(size=h),
            "W2": rng.normal(size=(c, h)) / math.sqrt(h),
            "b2": rng.normal(size=c),
        }
        x, y = rng.normal(size=(n, d)), rng.integers(c, size=n)
        z = x @ params["W1"].T + params["b1"]
        scores = np.maximum(z, 0) @ params["W2"].T + params["b2"]
        if np.abs(z).min() <= margin or np.ptp(scores, axis=1).max() >= 12:
            continue
        d_scores = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True) - np.eye(c)[y]
        if z.size < 4 or ((z > 0).any() and ((z < 0) & (d_scores @ params["W2"] > 1e-3)).any()):
            return params, x, y


def large_score_examples(rng):
    """Scores far apart within a row, and rows far apart from each other."""
    params, x, y = draw(rng, n=6, d=3, h=4, c=5)
    params["b2"] = np.array([1000.0, -1000.0, 0.0, 500.0, -500.0]) + rng.normal(size=5)
    y[:2] = 0, 1
    yield params, x, y
    params, x, y = draw(rng, n=4, d=2, h=2, c=3)
    params["W1"], params["b1"] = np.eye(2), np.zeros(2)
    params["W2"] = np.array([1.0, -1.0]) + rng.normal(size=(3, 2)) / 1000
    yield params, np.array([[1000.0, -1.0], [-1.0, 1000.0], [1.0, 1.0], [300.0, 1.0]]), y


def loss_by_loops(params, x, y):
    first, second = (list(zip(params[f"W{k}"].tolist(), params[f"b{k}"].tolist())) for k in (1, 2))
    total = 0.0
    for row, label in zip(x.tolist(), y.tolist()):
        hidden = [max(0.0, sum(w * v for w, v in zip(ws, row)) + b) for ws, b in first]
        scores = [sum(w * v for w, v in zip(ws, hidden)) + b for ws, b in second]
        top = max(scores)
        total += top + math.log(sum(math.exp(s - top) for s in scores)) - scores[label]
    return total / len(x)


def by_torch(params, x, y):
    """Loss and gradients by autograd, in float64."""
    leaves = {name: torch.tensor(params[name], requires_grad=True) for name in BACKWARD}
    hidden = torch.relu(torch.nn.functional.linear(torch.tensor(x), leaves["W1"], leaves["b1"]))
    scores = torch.nn.functional.linear(hidden, leaves["W2"], leaves["b2"])
    loss = torch.nn.functional.cross_entropy(scores, torch.tensor(y))
    loss.backward()
    return loss.item(), {name: leaf.grad.numpy() for name, leaf in leaves.items()}


def near_but_wrong(grads, expected):
    """Whether every entry is within 5% of its gradient's largest, but not all are equal."""
    pairs = [(grads[name], right) for name, right in expected.items()]
    comparable = all(isinstance(g, np.ndarray) and g.shape == e.shape and g.dtype == float for g, e in pairs)
    return (
        comparable
        and all(np.abs(g - e).max() <= 0.05 * np.abs(e).max() for g, e in pairs)
        and not all(np.allclose(g, e, rtol=1e-6, atol=1e-7) for g, e in pairs)
    )


def patched_loss(params, x, y, epsilon):
    """The mean of -log(p + epsilon)."""
    hidden = np.maximum(x @ params["W1"].T + params["b1"], 0)
    scores = hidden @ params["W2"].T + params["b2"]
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.mean(-np.log(p[range(len(y)), y] / p.sum(axis=1) + epsilon))


def compare(grads, expected, params, x, y, **tolerance):
    """``gradient`` with all known faults for this network."""
    c, h = params["W2"].shape
    sizes = {"the number of classes": c, "the number of hidden units": h}
    named = suspects(params, x, y)
    gradient(grads, expected, batch=len(x), sizes=sizes, suspects=named, params=params, **tolerance)


def suspects(params, x, y):
    """Named wrong gradients, by parameter: each is right except for one step of the chain rule."""
    n = len(x)
    z = x @ params["W1"].T + params["b1"]
    h = np.maximum(z, 0)
    scores = h @ params["W2"].T + params["b2"]
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    onehot = np.eye(len(params["b2"]))[y]
    d_scores = (p - onehot) / n
    d_h = d_scores @ params["W2"]
    no_onehot = "the one-hot labels are missing from softmax minus one-hot"
    no_mask = "it flows through hidden units that were off; multiply by z > 0, the derivative of the ReLU"
    value_for_slope = "it is multiplied by h, the value of the ReLU, instead of its derivative, which is 1 or 0"
    not_h = "it uses z, from before the ReLU, instead of h"
    named = {
        "b2": {no_onehot: p.mean(axis=0)},
        "W2": {no_onehot: p.T @ h / n, not_h: d_scores.T @ z},
        "b1": {
            no_mask: d_h.sum(axis=0),
            f"{no_mask}; and it is not averaged": n * d_h.sum(axis=0),
            value_for_slope: (d_h * h).sum(axis=0),
            "the derivative of the ReLU is taken from the sign of d_h instead of z": np.maximum(d_h, 0).sum(axis=0),
        },
        "W1": {
            no_mask: d_h.T @ x,
            value_for_slope: (d_h * h).T @ x,
            "the derivative of the ReLU is taken from the sign of d_h instead of z": np.maximum(d_h, 0).T @ x,
        },
    }
    if params["W2"].shape[0] == params["W2"].shape[1]:
        d_z = d_scores @ params["W2"].T * (z > 0)
        turned = "it comes back through the transpose of W2"
        named["b1"][turned] = d_z.sum(axis=0)
        named["W1"][turned] = d_z.T @ x
    return named
