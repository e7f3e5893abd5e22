"""batch_axes

You broadcast a mask of shape (batch, n, n) against scores of shape (batch, h, n, n) without a new axis, so its batch
axis is aligned with the heads: example 1's mask hides keys in head 1.

---
Insert an axis for the heads: mask[..., None, :, :].
"""

import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    *batch, n, d = x.shape

    def split(features):
        return np.swapaxes(features.reshape(*batch, n, n_heads, d // n_heads), -2, -3)

    q, k, v = split(x @ W_q), split(x @ W_k), split(x @ W_v)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d // n_heads)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = np.swapaxes(weights @ v, -2, -3).reshape(x.shape)
    return joined @ W_o
