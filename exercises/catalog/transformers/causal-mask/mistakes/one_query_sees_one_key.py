"""any_mask

With a single query your mask shows only the first key. A single query over m keys is the newest position, which sees
all of them, as in every step of text generation.
"""

import numpy as np


def causal_mask(n, m):
    if n == 1:
        return np.arange(m) <= np.zeros((1, 1))
    return np.tri(n, m, m - n, dtype=bool)


def causal_weights(scores):
    n, m = scores.shape[-2:]
    visible = np.where(causal_mask(n, m), scores, -np.inf)
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
