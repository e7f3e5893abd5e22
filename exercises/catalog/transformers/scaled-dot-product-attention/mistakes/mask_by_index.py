"""mask_broadcasts

You use the mask as an index, which needs the full shape of the scores.

---
A mask may have fewer axes or axes of length 1: np.where(mask, scores, -np.inf) broadcasts it.
"""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores[~mask] = -np.inf
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V
