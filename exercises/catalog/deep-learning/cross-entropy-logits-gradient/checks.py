import math

import numpy as np
import torch

from runner.judge import check, close, numerical_gradient, preserves_arguments, scales_like

NAME = "your gradient"


@check(example=True)
def worked_example(learner, rng):
    """The two examples of the statement"""
    logits = np.array([[0.0, math.log(3.0)], [0.0, 0.0]])
    expected = np.array([[-0.375, 0.375], [0.25, -0.25]])
    close(learner.d_logits(logits, np.array([0, 1])), expected, name=NAME, sizes={"the batch size": 2})


@check
def finite_differences(learner, rng):
    """The gradient agrees with finite differences of the mean loss, for any number of examples and classes"""
    for n, c in [(1, 2), (5, 3), (7, 4)]:
        logits, labels = draw(rng, n, c)
        labels[-1] = c - 1  # the class with the largest number is there
        expected = numerical_gradient(lambda: loss_by_loops(logits, labels), {"logits": logits})["logits"]
        yours = learner.d_logits(logits, labels)
        close(yours, expected, name=NAME, rtol=1e-5, atol=1e-7, sizes={"the batch size": n, "the number of classes": c})


@check
def absent_classes(learner, rng):
    """A class with no example in the batch still has its column"""
    # with a thousand classes, differences of the loss for each of 64,000 logits take too long
    for n, c in [(6, 5), (64, 1000)]:
        logits, _ = draw(rng, n, c)
        labels = rng.integers(1, c - 1, size=n)
        close(learner.d_logits(logits, labels), by_torch(logits, labels), name=NAME)

    def by_learner(given):
        return learner.d_logits(*given)

    # nor does it help to change a class in all rows at once
    scales_like(
        learner,
        by_learner,
        by_loops,
        (50, 800),
        draw=lambda c: draw(rng, 4, c),
        most=10,
        size="the number of classes",
        name=NAME,
    )


@check
def large_logits(learner, rng):
    """Logits of ±1000 give a finite gradient"""
    logits, labels = draw(rng, 4, 5)
    logits[:2] += rng.permutation([1000.0, 1000.0, -1000.0, 0.0, -1000.0])
    logits[2:] *= np.array([[-1000.0], [100.0]]) / np.abs(logits[2:]).max(axis=1, keepdims=True)
    logits[3] -= 900
    close(learner.d_logits(logits, labels), by_torch(logits, labels), name=NAME)


@check
def arguments_unchanged(learner, rng):
    """Logits and labels are not modified"""
    logits, labels = draw(rng, 6, 3)
    close(learner.d_logits(logits, labels), by_torch(logits, labels), name=NAME)
    preserves_arguments(learner)


def draw(rng, n, c):
    return rng.normal(size=(n, c)) * 2, rng.integers(c, size=n)


def loss_by_loops(logits, labels):
    losses = [math.log(sum(math.exp(z) for z in row)) - row[label] for row, label in zip(logits, labels)]
    return sum(losses) / len(losses)


def by_loops(given):
    """The formula, number by number."""
    rows = []
    for row, label in zip(*given):
        shares = [math.exp(z) for z in row]
        total = math.fsum(shares)
        rows.append([(share / total - (k == label)) / len(given[1]) for k, share in enumerate(shares)])
    return np.array(rows)


def by_torch(logits, labels):
    leaf = torch.tensor(logits, requires_grad=True)
    torch.nn.functional.cross_entropy(leaf, torch.tensor(labels)).backward()
    return leaf.grad.numpy()
