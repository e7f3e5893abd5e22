"""worked_mask

You put your queries at the first n positions. They are the last n of m: the last query sees every key. Shift the
diagonal by m - n.
"""

import numpy as np


def causal_mask(n, m):
    return np.arange(m) <= np.arange(n)[:, None]


def causal_weights(scores):
    n, m = scores.shape[-2:]
    visible = np.where(causal_mask(n, m), scores, -np.inf)
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
