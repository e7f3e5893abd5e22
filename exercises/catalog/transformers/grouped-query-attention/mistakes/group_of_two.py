"""whole_text

You assume two query heads for each pair. The number is heads // kv_heads: it can be any, 1 included.
"""

import numpy as np


def attend(x, cache, W_q, W_k, W_v, W_o, heads, kv_heads):
    n, d_head = len(x), W_k.shape[1] // kv_heads
    K, V = split(x @ W_k, kv_heads), split(x @ W_v, kv_heads)
    if cache is not None:
        K, V = np.concatenate([cache["K"], K], axis=1), np.concatenate([cache["V"], V], axis=1)
    q = split(x @ W_q, heads)
    pairs = np.minimum(np.arange(heads) // 2, kv_heads - 1)
    scores = q @ K[pairs].swapaxes(1, 2) / np.sqrt(d_head)
    m = K.shape[1]
    scores = np.where(np.tri(n, m, m - n), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = (weights @ V[pairs]).swapaxes(0, 1).reshape(n, heads * d_head)
    return joined @ W_o, {"K": K, "V": V}


def split(a, parts):
    return a.reshape(len(a), parts, -1).swapaxes(0, 1)


def cache_bytes(tokens, layers, kv_heads, d_head, bytes_each):
    return 2 * tokens * layers * kv_heads * d_head * bytes_each
