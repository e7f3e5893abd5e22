"""worked_mask

Your mask hides each position from itself: the first query then sees nothing at all. A position may see itself and
everything before it.

---
Compare with <=.
"""

import numpy as np


def causal_mask(n, m):
    return np.arange(m) < np.arange(m - n, m)[:, None]


def causal_weights(scores):
    n, m = scores.shape[-2:]
    visible = np.where(causal_mask(n, m), scores, -np.inf)
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
