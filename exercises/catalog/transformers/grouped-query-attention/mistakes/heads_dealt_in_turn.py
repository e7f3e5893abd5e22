"""worked_example

You deal the query heads to the pairs in turn: 0, 1, 0, 1. Neighbouring query heads share a pair here: 0, 0, 1, 1.

---
With np.repeat instead of np.tile, or an integer division instead of a remainder, you get that order.
"""

import numpy as np


def attend(x, cache, W_q, W_k, W_v, W_o, heads, kv_heads):
    n, d_head = len(x), W_k.shape[1] // kv_heads
    K, V = split(x @ W_k, kv_heads), split(x @ W_v, kv_heads)
    if cache is not None:
        K, V = np.concatenate([cache["K"], K], axis=1), np.concatenate([cache["V"], V], axis=1)

    q = (x @ W_q).reshape(n, heads // kv_heads, kv_heads, d_head).swapaxes(1, 2)
    scores = np.einsum("ngrd,gmd->grnm", q, K) / np.sqrt(d_head)
    m = K.shape[1]
    scores = np.where(np.tri(n, m, m - n), scores, -np.inf)

    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = np.einsum("grnm,gmd->ngrd", weights, V).swapaxes(1, 2).reshape(n, heads * d_head)
    return joined @ W_o, {"K": K, "V": V}


def split(a, parts):
    return np.stack(np.split(a, parts, axis=1))


def cache_bytes(tokens, layers, kv_heads, d_head, bytes_each):
    return 2 * tokens * layers * kv_heads * d_head * bytes_each
