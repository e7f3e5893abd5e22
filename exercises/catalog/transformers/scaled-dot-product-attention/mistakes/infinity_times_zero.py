"""hidden_key

You multiply by minus infinity to hide keys, but 0 times infinity is nan, so you lose the visible keys too.

---
Select instead of multiplying: np.where(mask, scores, -np.inf).
"""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores = scores + ~mask * -np.inf
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V
