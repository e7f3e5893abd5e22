"""large_scores

You subtract the largest score of the row before hiding the later keys. If the largest is hidden, every visible
exponential becomes 0, and 0 / 0 is nan. Hide first, then take the maximum.
"""

import numpy as np


def causal_mask(n, m):
    return np.arange(m) <= np.arange(m - n, m)[:, None]


def causal_weights(scores):
    n, m = scores.shape[-2:]
    visible = np.where(causal_mask(n, m), scores, -np.inf)
    weights = np.exp(visible - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
