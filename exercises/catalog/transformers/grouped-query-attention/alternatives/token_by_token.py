import math

import numpy as np


def attend(x, cache, W_q, W_k, W_v, W_o, heads, kv_heads):
    width = W_q.shape[1] // heads
    keys, values = ([list(head) for head in cache[name]] if cache else [[] for _ in range(kv_heads)] for name in "KV")
    y = []
    for token in x:
        for g in range(kv_heads):
            columns = slice(g * width, (g + 1) * width)
            keys[g].append(token @ W_k[:, columns])
            values[g].append(token @ W_v[:, columns])
        joined = []
        for h in range(heads):
            g = h * kv_heads // heads
            query = token @ W_q[:, h * width : (h + 1) * width] / math.sqrt(width)
            scores = [query @ key for key in keys[g]]  # later keys are not there yet
            shares = [math.exp(score - max(scores)) for score in scores]
            joined += list(sum(share * value for share, value in zip(shares, values[g])) / sum(shares))
        y.append(joined @ W_o)
    return np.array(y), {"K": np.array(keys), "V": np.array(values)}


def cache_bytes(tokens, layers, kv_heads, d_head, bytes_each):
    per_token = layers * (kv_heads + kv_heads) * d_head
    return per_token * bytes_each * tokens
