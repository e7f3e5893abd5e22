import math

import numpy as np
import torch

from runner.judge import check, close, fail, gradient, holds, parts, preserves_arguments
from runner.judge.memory_use import uses_at_most

LAYERS, ROWS, WIDTH = 99, 2048, 32  # an activation of float64 takes 0.5 MiB
MIB = 25


@check(example=True)
def worked_example(learner, rng):
    """One layer, in numbers"""
    compare(learner, np.ones((1, 1)), np.ones((1, 1)), [np.full((1, 1), 0.5)])


@check
def any_depth(learner, rng):
    """Any number of layers, rows and columns"""
    for L, n, d in [(1, 3, 2), (2, 4, 3), (4, 2, 4), (7, 5, 3), (13, 3, 2)]:
        compare(learner, *draw(rng, L, n, d))


@check
def arguments_unchanged(learner, rng):
    """Inputs, targets and weights are not modified"""
    compare(learner, *draw(rng, 5, 3, 4))
    preserves_arguments(learner)


@check
def stays_below_the_limit(learner, rng):
    """99 layers within 25 MiB, where all activations take 50"""
    X, Y, weights = draw(rng, LAYERS, ROWS, WIDTH)
    answer = uses_at_most(
        learner,
        lambda: learner.loss_and_gradients(X, Y, weights),
        MIB,
        advice="Keep only some of the activations, compute the others again, and free what you have used.",
        name=f"Your call with {LAYERS} layers",
    )
    judge(answer, X, Y, weights)


def draw(rng, L, n, d):
    weights = list(rng.normal(size=(L, d, d)) / math.sqrt(d) * 0.7)
    return rng.normal(size=(n, d)), rng.normal(size=(n, d)) * 2, weights


def compare(learner, X, Y, weights):
    judge(learner.loss_and_gradients(X, Y, weights), X, Y, weights)


def judge(answer, X, Y, weights):
    loss, grads = parts(answer, "loss", "grads")
    expected, slopes = by_torch(X, Y, weights)
    close(loss, expected, name="your loss", sizes={"the number of rows": len(X), "the width": X.shape[1]})
    L = len(weights)
    holds(isinstance(grads, list), f"Your gradients are not a list of {L} matrices, one for each layer.")
    holds(len(grads) == L, f"Your list has {len(grads)} gradients; expected {L}, one for each layer.")
    missing = [l for l, own in enumerate(grads) if own is None]
    if missing:
        fail(f"grads[{missing[0]}] was never set. Does your last segment reach layer {missing[-1]}?")
    errors = [relative_error(own, right) for own, right in zip(grads, slopes)]
    if 1e-6 < max(errors) < 0.01:
        fail(f"Your gradients are off by up to {max(errors):.1g} of their size. Do you keep activations in float64?")
    named = {f"W{l}": own for l, own in enumerate(grads)}
    gradient(named, {f"W{l}": slopes[l] for l in reversed(range(L))}, batch=len(X))


def relative_error(own, right):
    if not isinstance(own, np.ndarray) or own.shape != right.shape or own.dtype.kind != "f":
        return math.inf  # said below
    return float(np.abs(own - right).max() / np.abs(right).max())


def by_torch(X, Y, weights):
    """By autograd, which keeps every activation: the limit is on the learner's memory, not on ours."""
    leaves = [torch.tensor(W, requires_grad=True) for W in weights]
    h = torch.tensor(X)
    for W in leaves:
        h = h + torch.tanh(h @ W)
    loss = (h - torch.tensor(Y)).square().mean()
    loss.backward()
    return loss.item(), [W.grad.numpy() for W in leaves]
