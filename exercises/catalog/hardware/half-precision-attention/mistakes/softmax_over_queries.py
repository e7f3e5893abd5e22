"""worked_example

Your softmax runs over the queries. The weights of each query, over the keys, sum to 1: axis 1 of the scores.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T / np.sqrt(np.float32(Q.shape[1]))  # (n, m)
    weights = np.exp(scores - scores.max(axis=0, keepdims=True))
    mixed = weights / weights.sum(axis=0, keepdims=True) @ v  # (n, e)
    return mixed.astype(np.float16)
