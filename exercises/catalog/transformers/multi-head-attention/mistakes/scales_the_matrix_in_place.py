"""arguments_unchanged

You scale W_q in place, so the caller's matrix shrinks with every call.

---
Write q = q / np.sqrt(d_k), which makes a new array.
"""

import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    *batch, n, d = x.shape

    def split(features):
        return np.swapaxes(features.reshape(*batch, n, n_heads, d // n_heads), -2, -3)

    W_q /= np.sqrt(d // n_heads)
    q, k, v = split(x @ W_q), split(x @ W_k), split(x @ W_v)
    scores = q @ np.swapaxes(k, -1, -2)
    if mask is not None:
        scores = np.where(np.expand_dims(mask, -3), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = np.swapaxes(weights @ v, -2, -3).reshape(x.shape)
    return joined @ W_o
