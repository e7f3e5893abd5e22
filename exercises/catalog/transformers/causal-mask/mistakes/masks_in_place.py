"""scores_unchanged

You write minus infinity into the caller's scores. Work on a copy, or use np.where, which makes a new array.
"""

import numpy as np


def causal_mask(n, m):
    return np.arange(m) <= np.arange(m - n, m)[:, None]


def causal_weights(scores):
    n, m = scores.shape[-2:]
    visible = scores
    visible[..., ~causal_mask(n, m)] = -np.inf
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
