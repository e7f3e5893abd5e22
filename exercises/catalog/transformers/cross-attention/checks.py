import math

import numpy as np
import torch

from runner.judge import array, check, close, fail, formatting, heatmap, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """One query over three tokens, without and with padding"""
    x, memory, one = np.ones((1, 1)), np.array([[0.0], [math.log(3)], [5.0]]), np.ones((1, 1))
    for real in (None, np.array([True, True, False])):
        compare(learner, x, memory, [one] * 3, real)


@check
def any_shape(learner, rng):
    """Any number of queries, tokens of memory and features"""
    x, memory, weights = draw(rng, (), 3, 4, 2, 3, 5, 2)
    compare(learner, x, memory, weights)
    for _ in range(5):
        n, m, d_x, d_m, d_k, d_v = (int(k) for k in rng.permutation(6) + 1)
        x, memory, weights = draw(rng, (), n, m, d_x, d_m, d_k, d_v)
        compare(learner, x, memory, weights)
    for size in [(4, 4, 3, 3, 3, 3), (32, 40, 32, 32, 16, 24), (4, 150, 8, 8, 4, 6)]:
        x, memory, weights = draw(rng, (), *size)
        compare(learner, x, memory, weights)


@check
def padding_gets_no_weight(learner, rng):
    """Padding gets no weight, whatever its values are"""
    x, memory, weights = draw(rng, (), 4, 5, 3, 5, 4, 5)
    weights[2] = np.eye(5)
    real = np.array([True, True, True, False, False])
    compare_weights(learner, x, memory, weights, real)
    memory[3:] *= 100
    compare(learner, x, memory, weights, real)


@check
def batch_axes(learner, rng):
    """Leading batch axes, each memory with its own padding"""
    for batch in [(3,), (2, 2), (4,)]:
        x, memory, weights = draw(rng, batch, 4, 4, 3, 2, 5, 2)
        lengths = rng.integers(1, 4, size=batch)
        compare(learner, x, memory, weights)
        compare(learner, x, memory, weights, np.arange(4) < lengths[..., None])


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact, real or padded"""
    x, memory, weights = draw(rng, (), 4, 5, 3, 3, 4, 2)
    x[0] = 0  # its scores are all 0, far from the largest of the others
    scores = np.abs(x @ weights[0] @ (memory @ weights[1]).T).max() / 2
    for scale in (1000, -1000):
        scaled = [weights[0] * scale / scores, *weights[1:]]
        compare(learner, x, memory, scaled)
        compare(learner, x, memory, scaled, np.array([False, True, True, False, True]))
    x, memory = x[1:2], np.concatenate([memory, -memory])  # each score comes with both signs
    scores = (x @ weights[0] @ (memory @ weights[1]).T)[0] / 2
    scaled = [weights[0] * 1000 / scores.max(), *weights[1:]]
    compare(learner, x, memory, scaled, scores < 0)  # a padded token has +1000, and all real ones are below 0


@check
def arguments_unchanged(learner, rng):
    """Both sequences, the matrices and the padding are not modified"""
    x, memory, weights = draw(rng, (2,), 3, 4, 2, 2, 2, 2)
    compare(learner, x, memory, weights, np.arange(4) < np.array([[2], [3]]))
    preserves_arguments(learner)


def draw(rng, batch, n, m, d_x, d_m, d_k, d_v):
    x, memory = rng.normal(size=(*batch, n, d_x)), rng.normal(size=(*batch, m, d_m))
    return x, memory, [rng.normal(size=dims) for dims in [(d_x, d_k), (d_m, d_k), (d_m, d_v)]]


def compare(learner, x, memory, weights, real=None):
    given = (x, memory, *weights) if real is None else (x, memory, *weights, real)
    sizes = {"d_k": weights[0].shape[1], "the length of the memory": memory.shape[-2]}
    close(learner.cross_attention(*given), by_torch(x, memory, weights, real), sizes=sizes)


def compare_weights(learner, x, memory, weights, real):
    """Here the memory holds unit vectors as values, so the result is the matrix of weights."""
    memory[...] = np.eye(len(memory))
    yours = array(learner.cross_attention(x, memory, *weights, real), name="your weights")
    expected = by_torch(x, memory, weights, real)
    if yours.shape == expected.shape:
        leaked = np.broadcast_to(~real, expected.shape) & (yours != 0)
        learner.show(heatmap({"your weights": yours, "expected": expected}, marks={"your weights": leaked}))
        if leaked.any():
            query, key = np.argwhere(leaked)[0]
            fail(
                f"Query {query} gives token {key} of the memory a weight of {yours[query, key]:.2g}, though it is padding.",
                yours=formatting.text(yours),
                expected=formatting.text(expected),
            )
    close(yours, expected, name="your weights")


def by_torch(x, memory, weights, real=None):
    x, memory, W_q, W_k, W_v = map(torch.tensor, (x, memory, *weights))
    dims = (*x.shape[:-1], memory.shape[-2])
    seen = None if real is None else torch.tensor(real).unsqueeze(-2).expand(dims)
    attention = torch.nn.functional.scaled_dot_product_attention
    return attention(x @ W_q, memory @ W_k, memory @ W_v, attn_mask=seen).numpy()
