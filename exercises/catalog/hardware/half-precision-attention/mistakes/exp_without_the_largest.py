"""large_scores

You don't subtract the largest score of a row before exp. A score above 88 overflows in float32, and the result is
nan. Subtracting it changes no weight.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T / np.sqrt(np.float32(Q.shape[1]))  # (n, m)
    weights = np.exp(scores)
    mixed = weights @ v / weights.sum(axis=1, keepdims=True)  # (n, e)
    return mixed.astype(np.float16)
