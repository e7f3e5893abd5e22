"""worked_example

Your result is accurate, but it is float32. Round it to float16 at the end: that is what the next layer reads.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T / np.sqrt(np.float32(Q.shape[1]))  # (n, m)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    mixed = weights @ v / weights.sum(axis=1, keepdims=True)  # (n, e)
    return mixed
