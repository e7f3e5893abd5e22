"""any_heads

You multiply by the transposed matrices. Here a matrix is applied from the right without a transpose; only
torch.nn.Linear stores its weight transposed.

---
Use x @ W_q.
"""

import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    *batch, n, d = x.shape

    def split(features):
        return np.swapaxes(features.reshape(*batch, n, n_heads, d // n_heads), -2, -3)

    q, k, v = split(x @ W_q.T), split(x @ W_k.T), split(x @ W_v.T)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d // n_heads)
    if mask is not None:
        scores = np.where(np.expand_dims(mask, -3), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = np.swapaxes(weights @ v, -2, -3).reshape(x.shape)
    return joined @ W_o.T
