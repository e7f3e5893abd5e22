import numpy as np


def cross_attention(x, memory, W_q, W_k, W_v, real=None):
    """Queries from x, keys and values from the memory, with padding hidden."""
    q, k, v = x @ W_q, memory @ W_k, memory @ W_v
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])  # (..., n, m)

    if real is not None:
        scores = np.where(real[..., None, :], scores, -np.inf)  # the same keys for every query

    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v  # (..., n, m) @ (..., m, d_v)
