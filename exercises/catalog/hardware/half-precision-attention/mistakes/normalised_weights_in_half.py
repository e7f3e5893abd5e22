"""many_keys

You normalise the weights and add up the result in float16, key by key. A weight of 1/4096 is less than half the last
digit of a sum near 1, so it is rounded away. Add in float32 and round once.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T / np.sqrt(np.float32(Q.shape[1]))  # (n, m)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    mixed = np.zeros((len(q), v.shape[1]), np.float16)
    for j in range(len(k)):
        mixed = (mixed + weights[:, j : j + 1] * v[j]).astype(np.float16)
    return mixed
