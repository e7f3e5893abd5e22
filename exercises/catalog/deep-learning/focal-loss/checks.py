import math

import numpy as np
import torch

from runner.judge import check, close, parts, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """An easy example and a wrong one"""
    compare(learner, np.full(2, math.log(9)), np.array([1, 0]))


@check
def any_setting(learner, rng):
    """Any gamma, any alpha, any number of examples"""
    for n, gamma, alpha in [
        (1, 2.0, 0.7),
        (5, 1.0, 0.6),
        (8, 3.5, 0.9),
        (4, 0.0, 0.3),
        (6, 0.0, 0.5),
        (1200, 1.5, 0.4),
    ]:
        compare(learner, *draw(rng, n), gamma, alpha)


@check
def large_logits(learner, rng):
    """Logits of ±1000 stay exact"""
    z = np.array([1000.0, -1000.0, 1000.0, -1000.0, 40.0, -40.0])
    y = np.array([1, 1, 0, 0, 0, 1])
    for gamma in (0.0, 2.0):
        compare(learner, z, y, gamma, 0.4)
    # where the loss is large, its differences have fewer digits than the formula
    compare(learner, rng.uniform(-900, -500, size=8), np.ones(8, int), 2.0, 0.4, rtol=1e-10, atol=0)


@check
def arguments_unchanged(learner, rng):
    """Logits and labels are not modified"""
    compare(learner, *draw(rng, 4))
    preserves_arguments(learner)


def draw(rng, n):
    """Labels of both classes if n allows."""
    y = rng.integers(2, size=n)
    if n > 1:
        y[:2] = 0, 1
    return 2 * rng.normal(size=n), y


def compare(learner, z, y, *setting, **tolerance):
    loss, grad = parts(learner.focal_loss(z, y, *setting), "loss", "grad")
    expected, slope = by_torch(z, y, *setting)
    close(loss, expected, name="your loss", sizes={"the number of examples": len(z)})
    close(grad, slope, name="your gradient", sizes={"the number of examples": len(z)}, **tolerance)


def by_torch(z, y, gamma=2.0, alpha=0.25):
    """By autograd, with the sign of the logit turned where the label is 0."""
    logits, is_one = torch.tensor(z, requires_grad=True), torch.tensor(y == 1)
    right = torch.where(is_one, logits, -logits)
    log_p, q = torch.nn.functional.logsigmoid(right), torch.sigmoid(-right)
    loss = -(torch.tensor(np.where(y == 1, alpha, 1 - alpha)) * q**gamma * log_p).mean()
    loss.backward()
    return loss.item(), logits.grad.numpy()
