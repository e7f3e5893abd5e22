"""any_shape

You divide by the square root of the memory's width. The dot product of a query and a key has d_k terms, so its standard
deviation grows with the square root of d_k.
"""

import numpy as np


def cross_attention(x, memory, W_q, W_k, W_v, real=None):
    q, k, v = x @ W_q, memory @ W_k, memory @ W_v
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(memory.shape[-1])
    if real is not None:
        scores = np.where(real[..., None, :], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v
