import numpy as np


def attention(Q, K, V, mask=None):
    """Each query's mean of the values, weighted by the softmax of its scaled dot products with the keys."""
    d_k = Q.shape[-1]
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(d_k)  # (..., n, m)

    # Hide keys before the softmax: exp(-inf) is 0, and the visible keys share all the weight.
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)

    # Shifting a row changes no weight and makes the largest score 0, so exp cannot overflow.
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)  # (..., n, m), rows sum to 1

    return weights @ V  # (..., n, m) @ (..., m, d_v) -> (..., n, d_v)
