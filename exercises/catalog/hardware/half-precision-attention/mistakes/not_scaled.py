"""any_shape

You don't divide the scores by the square root of d, the number of columns of Q and K.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T  # (n, m)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    mixed = weights @ v / weights.sum(axis=1, keepdims=True)  # (n, e)
    return mixed.astype(np.float16)
