"""large_scores

You subtract 1000 from the scores of hidden keys. With scores of ±1000 that is not enough: a hidden key at 1000 still
outweighs a visible one below 0. Set hidden scores to minus infinity before the softmax.
"""

import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    q, k, v = (split(x @ W, n_heads) for W in (W_q, W_k, W_v))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores - 1000.0 * ~mask[..., None, :, :]
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return (weights @ v).swapaxes(-2, -3).reshape(x.shape) @ W_o


def split(a, n_heads):
    return a.reshape(*a.shape[:-1], n_heads, -1).swapaxes(-2, -3)
