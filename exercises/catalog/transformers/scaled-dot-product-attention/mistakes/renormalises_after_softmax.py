"""large_hidden_scores

You hide keys after the softmax and divide by the remaining weight. If a hidden key has by far the largest score, the
remaining weight is 0, and 0 / 0 is nan. Hide keys before the softmax.
"""

import numpy as np


def attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    if mask is not None:
        weights = weights * mask
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V
