"""worked_example

You reshape (n, d) directly to (h, n, d_k) and back. That splits the tokens, not the features: a head then mixes
features of different tokens. To split, reshape to (n, h, d_k) and swap the first two axes; to join, swap them back and
reshape.
"""

import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    *batch, n, d = x.shape

    def split(features):
        return features.reshape(*batch, n_heads, n, d // n_heads)

    q, k, v = split(x @ W_q), split(x @ W_k), split(x @ W_v)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d // n_heads)
    if mask is not None:
        scores = np.where(np.expand_dims(mask, -3), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = (weights @ v).reshape(x.shape)
    return joined @ W_o
