import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    """Attention in n_heads slices of the features, joined by W_o."""
    *batch, n, d = x.shape

    def split(features):
        """(..., n, d) -> (..., h, n, d_k): split the features first, then move the heads to the front."""
        return np.swapaxes(features.reshape(*batch, n, n_heads, d // n_heads), -2, -3)

    q, k, v = split(x @ W_q), split(x @ W_k), split(x @ W_v)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d // n_heads)  # (..., h, n, n)

    if mask is not None:
        scores = np.where(np.expand_dims(mask, -3), scores, -np.inf)  # one axis of length 1 for the heads

    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)

    joined = np.swapaxes(weights @ v, -2, -3).reshape(x.shape)  # (..., n, h, d_k) -> (..., n, d)
    return joined @ W_o
