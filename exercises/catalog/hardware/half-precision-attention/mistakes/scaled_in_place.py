"""arguments_unchanged

You scale Q in place, so the caller's array has changed. Scale the scores or a copy.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = q @ k.T / np.sqrt(np.float32(Q.shape[1]))
    Q /= np.float16(np.sqrt(Q.shape[1]))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    mixed = weights @ v / weights.sum(axis=1, keepdims=True)  # (n, e)
    return mixed.astype(np.float16)
