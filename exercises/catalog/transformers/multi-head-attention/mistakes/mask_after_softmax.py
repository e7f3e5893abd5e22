"""hidden_keys

You hide keys after the softmax, so the weights of the others no longer sum to 1. Hide the scores before the softmax.
"""

import numpy as np


def multi_head_attention(x, W_q, W_k, W_v, W_o, n_heads, mask=None):
    *batch, n, d = x.shape

    def split(features):
        return np.swapaxes(features.reshape(*batch, n, n_heads, d // n_heads), -2, -3)

    q, k, v = split(x @ W_q), split(x @ W_k), split(x @ W_v)
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(d // n_heads)

    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    if mask is not None:
        weights = weights * np.expand_dims(mask, -3)
    joined = np.swapaxes(weights @ v, -2, -3).reshape(x.shape)
    return joined @ W_o
