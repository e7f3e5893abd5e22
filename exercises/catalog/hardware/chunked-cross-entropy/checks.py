import math

import numpy as np
import torch

from runner.judge import check, close, gradient, parts, preserves_arguments
from runner.judge.memory_use import uses_at_most

LONG, WORDS, CHUNK, MIB = 640, 4096, 16, 12


@check(example=True)
def worked_example(learner, rng):
    """Three tokens in two chunks, one of them without a label"""
    x = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])
    W = np.array([[math.log(2), 0.0, math.log(3), 0.0], [0.0, math.log(5), 0.0, 0.0]])
    compare(learner, x, W, np.array([2, 0, -100]), 2, 0.1)


@check
def any_chunk(learner, rng):
    """Chunks of any length, whether they divide the tokens or not, without and with z-loss"""
    for n, d, V, chunk in [(6, 3, 5, 2), (7, 4, 6, 3), (5, 2, 7, 1), (4, 3, 8, 9)]:
        for z_weight in (0.0, 0.3):
            compare(learner, *draw(rng, n, d, V), chunk, z_weight)


@check
def missing_labels(learner, rng):
    """Tokens without a label, also a whole chunk of them, and a vocabulary of more than 100 words"""
    for n, missing, chunk in [(7, [0, 3, 4], 3), (8, [2, 3, 4, 5, 7], 2), (6, [1, 2, 3, 4, 5], 4)]:
        x, W, labels = draw(rng, n, 3, 120)
        labels[missing] = -100
        compare(learner, x, W, labels, chunk, 0.05)


@check
def large_logits(learner, rng):
    """Logits of ±1000 stay exact"""
    x, W = np.array([[1.0], [0.002], [-1.0], [0.999]]), rng.permutation([1000.0, 998.5, -1000.0, -999.0, 0.0])[None]
    compare(learner, x, W, rng.integers(5, size=4), 3, 1e-4)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    x, W, labels = draw(rng, 6, 3, 5)
    labels[[1, 4]] = -100
    compare(learner, x, W, labels, 4, 0.1)
    preserves_arguments(learner)


@check
def memory(learner, rng):
    """640 tokens and 4096 words within 12 MiB, where all logits take 20"""
    x, W, labels = draw(rng, LONG, 4, WORDS)
    answer = uses_at_most(
        learner,
        lambda: learner.loss_and_grads(x, W, labels, CHUNK),
        MIB,
        advice="Compute the logits of one chunk, use them for the loss and both gradients, and go on to the next.",
        name=f"Your call with {LONG} tokens and {WORDS} words",
    )
    judge(answer, x, W, labels, 0.0)


def draw(rng, n, d, V):
    return rng.normal(size=(n, d)), rng.normal(size=(d, V)), rng.integers(V, size=n)


def compare(learner, x, W, labels, chunk, z_weight):
    judge(learner.loss_and_grads(x, W, labels, chunk, z_weight), x, W, labels, z_weight)


def judge(answer, x, W, labels, z_weight):
    loss, grads = parts(answer, "loss", "grads")
    expected, slopes = by_torch(x, W, labels, z_weight)
    m = int((labels >= 0).sum())
    close(loss, expected, name="your loss", sizes={"m": m, "n": len(x)})
    gradient(grads, slopes, batch=m, sizes={"n": len(x)})


def by_torch(x, W, labels, z_weight):
    """All logits at once, differentiated by autograd. torch ignores the label -100 by default."""
    x, W = (torch.tensor(a, requires_grad=True) for a in (x, W))
    labels = torch.tensor(labels)
    logits = x @ W
    log_Z = logits[labels >= 0].logsumexp(1)
    loss = torch.nn.functional.cross_entropy(logits, labels) + z_weight * log_Z.square().mean()
    loss.backward()
    return loss.item(), {"W": W.grad.numpy(), "x": x.grad.numpy()}
