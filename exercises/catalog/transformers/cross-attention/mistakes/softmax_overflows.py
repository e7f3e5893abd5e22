"""large_scores

np.exp of a large score is infinite, and inf / inf is nan. Subtract the largest score of each row before np.exp: no
weight changes.
"""

import numpy as np


def cross_attention(x, memory, W_q, W_k, W_v, real=None):
    q, k, v = x @ W_q, memory @ W_k, memory @ W_v
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    if real is not None:
        scores = np.where(real[..., None, :], scores, -np.inf)
    weights = np.exp(scores)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v
