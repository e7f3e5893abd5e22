"""worked_weights

You multiply the scores by the mask, so a hidden key has a score of 0, and exp(0) is 1: it keeps a weight. A hidden
key needs a score of minus infinity.
"""

import numpy as np


def causal_mask(n, m):
    return np.arange(m) <= np.arange(m - n, m)[:, None]


def causal_weights(scores):
    n, m = scores.shape[-2:]
    visible = scores * causal_mask(n, m)
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
