"""any_weights

You build the mask from the first two axes of the scores. With batch or head axes in front, queries and keys are the
last two.

---
Use scores.shape[-2:].
"""

import numpy as np


def causal_mask(n, m):
    return np.arange(m) <= np.arange(m - n, m)[:, None]


def causal_weights(scores):
    n, m = scores.shape[:2]
    visible = np.where(causal_mask(n, m), scores, -np.inf)
    weights = np.exp(visible - visible.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)
