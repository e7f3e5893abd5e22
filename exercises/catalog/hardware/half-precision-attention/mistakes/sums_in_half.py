"""many_keys

Your sums run in float16, key by key. Once the sum of the weights has reached 2048, adding a weight of 1 changes
nothing. Add in float32.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T / np.sqrt(np.float32(Q.shape[1]))  # (n, m)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    total = np.zeros((len(q), 1), np.float16)
    mixed = np.zeros((len(q), v.shape[1]), np.float16)
    for j in range(len(k)):
        total = (total + weights[:, j : j + 1]).astype(np.float16)
        mixed = (mixed + weights[:, j : j + 1] * v[j]).astype(np.float16)
    return (mixed.astype(np.float32) / total).astype(np.float16)
