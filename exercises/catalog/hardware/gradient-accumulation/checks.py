import math

import numpy as np
import torch

from runner.judge import Tensor, check, close, entries, preserves_arguments
from runner.judge.memory_use import uses_at_most


@check(example=True)
def worked_example(learner, rng):
    """Five examples in batches of 3 and pieces of 2"""
    fixed = np.random.default_rng(0)
    x, y = fixed.normal(size=(5, 3)), np.array([0, 1, 2, 1, 0])
    compare(learner, draw_weights(fixed, 3, 3), x, y, 3, 2, 0.1, 100.0)


@check
def any_pieces(learner, rng):
    """The same steps as with full batches, whatever the leftovers"""
    for N, batch_size, piece_size in [(12, 4, 2), (11, 5, 3), (7, 4, 4), (9, 20, 2), (400, 64, 16)]:
        compare(learner, *draw(rng, N), batch_size, piece_size, 0.3, 100.0)
    x, y = rng.normal(size=(512, 8)), rng.integers(3, size=512)
    uses_at_most(
        learner,
        lambda: compare(
            learner, draw_weights(rng, 8, 3, h=768), x, y, 4096, 64, 0.1, 100.0, rng.permutation(4096) % 512
        ),
        50,
        advice="Only a piece fits into memory: go back through each piece before you pass the next one forward.",
        name="Your training with a batch of 4,096 examples in pieces of 64",
    )


@check
def clipped(learner, rng):
    """The gradient of the whole batch is clipped, once"""
    for N, batch_size, piece_size in [(9, 5, 2), (8, 4, 2)]:
        compare(learner, *draw(rng, N), batch_size, piece_size, 0.5, float(rng.uniform(0.05, 0.15)))
    preserves_arguments(learner)


def draw_weights(rng, d, k, h=4):
    return {
        "0.weight": rng.normal(size=(h, d)),
        "0.bias": rng.normal(size=h),
        "2.weight": rng.normal(size=(k, h)),
        "2.bias": rng.normal(size=k),
    }


def draw(rng, N):
    d, k = 3, 4
    return draw_weights(rng, d, k), rng.normal(size=(N, d)), rng.integers(k, size=N)


def compare(learner, weights, x, y, batch_size, piece_size, lr, max_norm, order=None):
    """Compare with the reference. The order names the examples of the one batch, each equally often."""
    distinct = x, y
    if order is not None:
        x, y = x[order], y[order]
    given = {name: Tensor(value) for name, value in weights.items()}, Tensor(x), Tensor(y)
    result = entries(learner.run(*given, batch_size, piece_size, lr, max_norm), ["losses", "weights", "seen"])
    batches = [min(batch_size, len(x) - start) for start in range(0, len(x), batch_size)]
    pieces = [min(piece_size, size - start) for size in batches for start in range(0, size, piece_size)]
    close(result["seen"], pieces, name="the list of sizes passed to your model")
    losses, trained = by_large_batches(weights, *distinct, batch_size, lr, max_norm)  # with the same mean
    close(result["losses"], losses, name="your list of losses")
    yours = entries(result["weights"], list(weights), name="your weights")
    close(
        {name: getattr(value, "array", value) for name, value in yours.items()}, trained, name="your weights", atol=1e-6
    )


def by_large_batches(weights, x, y, batch_size, lr, max_norm):
    """Each batch at once, with explicit clipping; PyTorch's adds 1e-6 to the norm."""
    p = {name: torch.tensor(value) for name, value in weights.items()}
    losses = []
    for start in range(0, len(x), batch_size):
        own = {name: value.clone().requires_grad_() for name, value in p.items()}
        h = torch.tanh(torch.tensor(x[start : start + batch_size]) @ own["0.weight"].T + own["0.bias"])
        scores = h @ own["2.weight"].T + own["2.bias"]
        loss = torch.nn.functional.cross_entropy(scores, torch.tensor(y[start : start + batch_size]))
        grads = dict(zip(own, torch.autograd.grad(loss, list(own.values()))))
        norm = math.sqrt(sum(g.square().sum().item() for g in grads.values()))
        p = {name: value - lr * min(1.0, max_norm / norm) * grads[name] for name, value in p.items()}
        losses.append(loss.item())
    return losses, {name: value.numpy() for name, value in p.items()}
