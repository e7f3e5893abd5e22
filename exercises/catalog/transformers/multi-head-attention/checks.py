import math

import numpy as np
import torch

from runner.judge import check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """Two tokens and two heads"""
    x = np.array([[2.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 2.0]])
    compare(learner, x, [np.eye(4)] * 4, 2)


@check
def any_heads(learner, rng):
    """Any number of tokens, features and heads"""
    for n_heads, d_k in [(1, 4), (2, 3), (4, 2), (3, 1), (5, 4), (4, 8), (16, 2)]:
        d = n_heads * d_k
        x = rng.normal(size=(int(rng.integers(2, 6)), d))
        compare(learner, x, draw_weights(rng, d), n_heads)


@check
def hidden_keys(learner, rng):
    """A hidden key gets no weight in any head, and the others share it"""
    n, d = 5, 6
    compare(learner, rng.normal(size=(n, d)), draw_weights(rng, d), 3, np.tri(n, dtype=bool))
    compare(learner, rng.normal(size=(n, d)), draw_weights(rng, d), 2, draw_mask(rng, (n, n)))


@check
def batch_axes(learner, rng):
    """Leading batch axes, with one mask for all or a mask for each"""
    for batch, n_heads in [((3,), 2), ((2, 2), 4), ((2,), 2)]:
        n, d = int(rng.integers(2, 5)), 8
        x, weights = rng.normal(size=(*batch, n, d)), draw_weights(rng, d)
        compare(learner, x, weights, n_heads)
        compare(learner, x, weights, n_heads, draw_mask(rng, (n, n)))
        compare(learner, x, weights, n_heads, draw_mask(rng, (*batch, n, n)))


@check
def large_scores(learner, rng):
    """Scores of ±1000 stay exact, visible or hidden"""
    n, d, n_heads = 4, 4, 2
    x, weights = rng.normal(size=(n, d)), draw_weights(rng, d)
    x = np.concatenate([x, -x])  # each score of a query comes with both signs
    q, k = ((x @ W).reshape(2 * n, n_heads, -1) for W in weights[:2])
    scores = np.einsum("ihk,jhk->hij", q, k) / math.sqrt(d // n_heads)
    largest = np.abs(scores).max()
    head = scores[scores.max(axis=(1, 2)).argmax()]
    for scale in (1000.0, -1000.0):
        scaled = [weights[0] * scale / largest, *weights[1:]]
        compare(learner, x, scaled, n_heads)
        compare(learner, x, scaled, n_heads, np.tri(2 * n, dtype=bool))
        compare(learner, x, scaled, n_heads, head * scale < 0)  # +1000 is hidden, and all visible scores are below 0
        # each query sees only its lowest score, down to -1000
        compare(learner, x, scaled, n_heads, head * scale == (head * scale).min(axis=1, keepdims=True))


@check
def arguments_unchanged(learner, rng):
    """Input, matrices and mask are not modified"""
    compare(learner, rng.normal(size=(2, 3, 4)), draw_weights(rng, 4), 2, draw_mask(rng, (2, 3, 3)))
    preserves_arguments(learner)


def compare(learner, x, weights, n_heads, mask=None):
    given = (x, *weights, n_heads) if mask is None else (x, *weights, n_heads, mask)
    sizes = {"the number of heads": n_heads, "the number of tokens": x.shape[-2]}
    close(learner.multi_head_attention(*given), by_heads(x, weights, n_heads, mask), sizes=sizes)


def draw_weights(rng, d):
    return list(rng.normal(size=(4, d, d)) / math.sqrt(d))


def draw_mask(rng, dims):
    """Each query sees at least one key, and at least one is hidden."""
    mask = rng.random(dims) < 0.6
    mask[..., 0] = rng.random(dims[:-1]) < 0.5
    mask[..., 1] = ~mask[..., 0]
    return mask


def by_heads(x, weights, n_heads, mask):
    """The definition, one head at a time, each by PyTorch's own attention."""
    W_q, W_k, W_v, W_o = map(torch.tensor, weights)
    x = torch.tensor(x)
    d_k = x.shape[-1] // n_heads
    allowed = None if mask is None else torch.tensor(np.broadcast_to(mask, (*x.shape[:-1], x.shape[-2])).copy())
    heads = []
    for a in range(n_heads):
        own = slice(a * d_k, (a + 1) * d_k)
        q, k, v = x @ W_q[:, own], x @ W_k[:, own], x @ W_v[:, own]
        heads.append(torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=allowed))
    return (torch.cat(heads, dim=-1) @ W_o).numpy()
