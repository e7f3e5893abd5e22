import math

import numpy as np
import torch

from runner.judge import check, close, parts, preserves_arguments

LN3 = math.log(3.0)


@check(example=True)
def worked_loss(learner, rng):
    """The loss of the worked example"""
    loss, _ = parts(learner.bce_with_logits(np.array([0.0, LN3]), np.array([1.0, 0.0])), "loss", "grad")
    close(loss, 1.5 * math.log(2.0), name="your loss", sizes={"the number of entries": 2})


@check(example=True)
def worked_gradient(learner, rng):
    """The gradient of the worked example"""
    _, grad = parts(learner.bce_with_logits(np.array([0.0, LN3]), np.array([1.0, 0.0])), "loss", "grad")
    close(grad, np.array([-0.25, 0.375]), name="your gradient", sizes={"the number of entries": 2})


@check(example=True)
def soft_targets(learner, rng):
    """A target may lie between 0 and 1"""
    compare(learner, np.array([0.0, LN3]), np.array([1.0, 0.6]))
    compare(learner, rng.normal(size=6), rng.random(6))


@check
def any_shape(learner, rng):
    """Any number of axes, with the mean over all entries"""
    for dims in [(1,), (7,), (4, 3), (2, 3, 2), (16, 80)]:
        compare(learner, rng.normal(size=dims), rng.integers(2, size=dims).astype(float))


@check
def large_logits(learner, rng):
    """Logits of ±1000 give the right loss and a finite gradient"""
    z = np.array([1000.0, -1000.0, 1000.0, -1000.0, 100.0, -100.0, 40.0, -40.0])
    order = rng.permutation(len(z))
    compare(learner, z[order], np.array([1.0, 0.0, 0.0, 1.0, 0.25, 0.75, 0.0, 1.0])[order])
    # where the loss is large, its differences have fewer digits than the formula
    compare(learner, rng.uniform(-900, -500, size=8), np.ones(8), rtol=1e-10, atol=0)


@check
def arguments_unchanged(learner, rng):
    """Logits and targets are not modified"""
    compare(learner, rng.normal(size=(3, 2)), rng.random((3, 2)))
    preserves_arguments(learner)


def compare(learner, z, y, **tolerance):
    leaf = torch.tensor(z, requires_grad=True)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(leaf, torch.tensor(y))
    expected.backward()
    loss, grad = parts(learner.bce_with_logits(z, y), "loss", "grad")
    sizes = {"the number of entries": z.size}
    close(loss, expected.item(), name="your loss", sizes=sizes)
    close(grad, leaf.grad.numpy(), name="your gradient", sizes=sizes, **tolerance)
