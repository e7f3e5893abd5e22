import math

import numpy as np
import torch

from runner.judge import check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Two texts, one of them padded"""
    sure, even = [0.0, math.log(3)], [0.0, 0.0]
    logits = np.array([[sure, sure, even], [even, [5.0, 1.0], [2.0, 3.0]]])
    targets = np.array([[1, 0, 1], [0, -100, -100]])
    close(
        learner.perplexity(logits[:1], targets[:1]), (0.75 * 0.25 * 0.5) ** (-1 / 3), name="your perplexity of text 0"
    )
    close(learner.perplexity(logits, targets), (0.75 * 0.25 * 0.5 * 0.5) ** (-1 / 4), name="your perplexity")


@check
def any_batch(learner, rng):
    """Texts of different lengths, with any number of axes"""
    for dims, V in [((7,), 4), ((3, 5), 7), ((2, 2, 4), 3), ((4, 6), 200)]:
        logits, targets = draw(rng, dims, V)
        close(learner.perplexity(logits, targets), by_torch(logits, targets), name="your perplexity")
        pad(rng, logits, targets)
        close(learner.perplexity(logits, targets), by_torch(logits, targets), name="your perplexity with padding")


@check
def large_logits(learner, rng):
    """Logits of ±1000 stay exact, including at positions that do not count"""
    for scale in (1000.0, -1000.0):
        logits, targets = draw(rng, (2, 6), 4)
        pad(rng, logits, targets)
        logits += rng.choice([0.0, scale], size=(2, 6, 1))
        close(learner.perplexity(logits, targets), by_torch(logits, targets), name="your perplexity")
    sure = np.array([[1000.0, 0.0], [0.0, -1000.0]])
    close(learner.perplexity(sure, np.array([0, 0])), 1.0, name="your perplexity when both targets are certain")
    close(
        learner.perplexity(sure / 2, np.array([1, 0])),
        math.exp(250),
        name="your perplexity when one of two targets has probability e^-500",
    )
    one_of_two = np.array([[1000.0, 0.0], [0.0, 1000.0]])  # e ** -1000 is no floating-point number, its root is
    close(
        learner.perplexity(one_of_two, np.array([1, 1])),
        math.exp(500),
        rtol=1e-4,
        name="your perplexity when one of two targets has probability e^-1000",
    )


@check
def arguments_unchanged(learner, rng):
    """Logits and targets are not modified"""
    logits, targets = draw(rng, (2, 4), 3)
    pad(rng, logits, targets)
    close(learner.perplexity(logits, targets), by_torch(logits, targets), name="your perplexity")
    preserves_arguments(learner)


def draw(rng, dims, V):
    return 2 * rng.normal(size=(*dims, V)), rng.integers(V, size=dims)


def pad(rng, logits, targets):
    """Texts of different lengths: padding after all but the first."""
    lengths = rng.integers(1, targets.shape[-1], size=(*targets.shape[:-1], 1))
    targets[np.arange(targets.shape[-1]) >= lengths] = -100


def by_torch(logits, targets):
    z = torch.tensor(logits).reshape(-1, logits.shape[-1])
    return torch.nn.functional.cross_entropy(z, torch.tensor(targets).reshape(-1)).exp().item()
