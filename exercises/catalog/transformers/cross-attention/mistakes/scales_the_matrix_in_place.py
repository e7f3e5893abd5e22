"""arguments_unchanged

You scale W_q in place, so the caller's matrix shrinks with every call.

---
Write q = q / np.sqrt(d_k), which makes a new array.
"""

import numpy as np


def cross_attention(x, memory, W_q, W_k, W_v, real=None):
    W_q /= np.sqrt(W_q.shape[-1])
    q, k, v = x @ W_q, memory @ W_k, memory @ W_v
    scores = q @ np.swapaxes(k, -1, -2)
    if real is not None:
        scores = np.where(real[..., None, :], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v
