"""scores_beyond_half

Your scores are float16. The product of two long vectors is above 65504, the largest float16, and becomes infinite
before you divide it. Convert Q and K to float32 before you multiply them.
"""

import numpy as np


def attention(Q, K, V):
    q, k, v = (part.astype(np.float32) for part in (Q, K, V))
    scores = (Q @ K.T).astype(np.float32) / np.sqrt(np.float32(Q.shape[1]))
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    mixed = weights @ v / weights.sum(axis=1, keepdims=True)  # (n, e)
    return mixed.astype(np.float16)
