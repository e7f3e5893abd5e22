import numpy as np
import torch
from torch.nn import functional

from runner.judge import check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """One token of two features"""
    given = [[[3.0, 1.0]], [2.0, 1.0], [0.0, 0.0], [[1.0], [1.0]], [0.0], [[1.0, 10.0]], [0.0, 5.0]]
    compare(learner, *map(np.array, given))


@check
def any_width(learner, rng):
    """Any number of tokens and features, with every parameter"""
    for n, d, w in [(4, 3, 6), (5, 5, 5), (1, 4, 2), (3, 3, 8), (16, 32, 40)]:  # two features may be nearly equal
        compare(learner, *draw(rng, (n,), d, w))


@check
def any_axes(learner, rng):
    """A single token, a sequence, a batch of sequences"""
    for dims in [(), (2, 3), (2, 1, 4)]:
        compare(learner, *draw(rng, dims, 4, 6))


@check
def quiet_tokens(learner, rng):
    """Epsilon bounds a token whose features are nearly equal"""
    x, *rest = draw(rng, (3,), 4, 6)
    # near 0.01, where single precision can still tell the features apart
    compare(learner, 0.01 + x * np.array([[1e-3], [1e-4], [0.0]]), *rest)


@check
def arguments_unchanged(learner, rng):
    """Tokens and parameters are not modified"""
    compare(learner, *draw(rng, (3,), 4, 6))
    preserves_arguments(learner)


def draw(rng, dims, d, w):
    """Tokens far from mean 0 and variance 1, and parameters none of which can be left out.

    Sums stay near 1 for any width, or rounding to float32, which is allowed, would show where they cancel.
    """
    return (
        3 * rng.normal(size=(*dims, d)) + 1,
        rng.uniform(0.5, 2, size=d),
        rng.normal(size=d),
        2 * rng.normal(size=(d, w)) / np.sqrt(d),
        rng.normal(size=w),
        2 * rng.normal(size=(w, d)) / np.sqrt(w),
        rng.normal(size=d),
    )


def compare(learner, x, g, c, W1, b1, W2, b2):
    given = x, g, c, W1, b1, W2, b2
    close(learner.feed_forward(*given), by_torch(*map(torch.tensor, given)), name="your result")


def by_torch(x, g, c, W1, b1, W2, b2):
    normed = functional.layer_norm(x, x.shape[-1:], g, c, eps=1e-5)
    return (x + functional.linear(functional.gelu(functional.linear(normed, W1.T, b1)), W2.T, b2)).numpy()
