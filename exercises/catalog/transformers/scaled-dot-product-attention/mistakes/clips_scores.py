"""large_scores

You clip the scores to keep np.exp finite, which makes different large scores equal. Subtract each row's maximum
instead: that changes nothing.
"""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = np.exp(np.clip(scores, -500, 500))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V
