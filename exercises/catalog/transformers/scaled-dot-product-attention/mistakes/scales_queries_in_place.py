"""arguments_unchanged

You scale the queries in place, so the caller's Q changes.

---
Write Q = Q / np.sqrt(d_k), which makes a new array, instead of Q /= np.sqrt(d_k).
"""

import numpy as np


def attention(Q, K, V, mask=None):
    Q /= np.sqrt(Q.shape[-1])
    scores = Q @ np.swapaxes(K, -1, -2)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V
