"""any_shape

You divide the scores by d. Divide by its square root.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T / np.float32(Q.shape[1])  # (n, m)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    mixed = weights @ v / weights.sum(axis=1, keepdims=True)  # (n, e)
    return mixed.astype(np.float16)
