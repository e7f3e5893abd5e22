# The causal mask counts the new tokens from 0, as if there were nothing in the cache.
import numpy as np


def attend(x, cache, W_q, W_k, W_v, W_o, heads, kv_heads):
    n = len(x)
    d_head = W_q.shape[1] // heads
    q, k, v = x @ W_q, x @ W_k, x @ W_v
    K, V = [], []
    for g in range(kv_heads):
        cols = slice(g * d_head, (g + 1) * d_head)
        if cache is None:
            K.append(k[:, cols])
            V.append(v[:, cols])
        else:
            K.append(np.concatenate([cache["K"][g], k[:, cols]]))
            V.append(np.concatenate([cache["V"][g], v[:, cols]]))
    K, V = np.array(K), np.array(V)
    outs = []
    for i in range(heads):
        group = i // (heads // kv_heads)
        scores = q[:, i * d_head : (i + 1) * d_head] @ K[group].T / np.sqrt(d_head)
        for row in range(n):
            scores[row, row + 1 :] = -np.inf
        scores -= scores.max(axis=1, keepdims=True)
        weights = np.exp(scores)
        weights /= weights.sum(axis=1, keepdims=True)
        outs.append(weights @ V[group])
    return np.concatenate(outs, axis=1) @ W_o, {"K": K, "V": V}


def cache_bytes(tokens, layers, kv_heads, d_head, bytes_each):
    return 2 * tokens * layers * kv_heads * d_head * bytes_each
