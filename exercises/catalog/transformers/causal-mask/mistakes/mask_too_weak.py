"""large_scores

You hide keys with a score of -1000. A hidden key then still gets weight if the visible scores are equally low. Use
minus infinity.
"""

import numpy as np


def causal_mask(n, m):
    return np.arange(m) <= np.arange(m - n, m)[:, None]


def causal_weights(scores):
    n, m = scores.shape[-2:]
    visible = np.where(causal_mask(n, m), scores, -1e3)
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
