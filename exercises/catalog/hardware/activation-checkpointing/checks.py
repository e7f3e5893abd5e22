import math

import numpy as np
import torch

from runner.judge import check, close, fail, gradient, holds, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Three layers in segments of two, and one layer in numbers"""
    compare(learner, np.ones((1, 1)), np.zeros((1, 1)), [np.full((1, 1), value) for value in (0.5, 0.8, -0.6)], 2)
    compare(learner, np.ones((1, 1)), np.zeros((1, 1)), [np.full((1, 1), 0.5)], 1)


@check
def any_segments(learner, rng):
    """Any depth and any segment: the same gradients, and the expected work"""
    for L, segment in [(4, 2), (5, 3), (7, 2), (6, 1), (3, 5), (9, 3)]:
        compare(learner, *draw(rng, L), segment)
    compare(learner, *draw(rng, 6, n=12, d=16), 2)


@check
def arguments_unchanged(learner, rng):
    """Inputs, targets and weights are not modified"""
    compare(learner, *draw(rng, 4), 2)
    preserves_arguments(learner)


def draw(rng, L, n=3, d=4):
    return rng.normal(size=(n, d)), rng.normal(size=(n, d)), list(rng.normal(size=(L, d, d)) / math.sqrt(d) * 1.2)


def compare(learner, x, y, weights, segment):
    loss, grads, log = parts(learner.loss_and_gradients(x, y, weights, segment), "loss", "grads", "log")
    expected, slopes = by_torch(x, y, weights)
    close(loss, expected, name="your loss", sizes={"the number of examples": len(x)})
    L = len(weights)
    holds(
        isinstance(grads, list) and len(grads) == L,
        f"Your gradients are not a list of {L} matrices, one for each layer.",
    )
    named = {f"W{l}": own for l, own in enumerate(grads)}
    gradient(named, {f"W{l}": slopes[l] for l in reversed(range(L))}, batch=len(x))
    compare_log(log, steps(L, segment), f"with {L} layers and segment={segment}")


def compare_log(log, expected, setting):
    holds(isinstance(log, list), "Your log is not a list of strings.", yours=log)
    for at, (yours, wanted) in enumerate(zip(log, expected)):
        if yours != wanted:
            fail(
                f"Entry {at} of your log is {yours!r}; expected {wanted!r}, {setting}.",
                yours=", ".join(map(str, log)),
                expected=", ".join(expected),
            )
    close(log, expected, name=f"your log {setting}")


def steps(L, segment):
    """The steps of the statement, in order."""
    log = []
    for l in range(L):
        log += [f"keep {l}"] * (l % segment == 0) + [f"forward {l}"]
    for start in range(0, L, segment)[::-1]:
        own = range(start, L)[:segment]
        log += [f"forward {l}" for l in own] + [f"backward {l}" for l in own[::-1]]
    return log


def by_torch(x, y, weights):
    leaves = [torch.tensor(W, requires_grad=True) for W in weights]
    h = torch.tensor(x)
    for W in leaves:
        h = torch.tanh(h @ W)
    loss = 0.5 * (h - torch.tensor(y)).square().sum()
    loss.backward()
    return loss.item(), [W.grad.numpy() for W in leaves]
